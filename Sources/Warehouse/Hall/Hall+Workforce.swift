internal import Kernel
internal import Randomness

/// People come and go: the first of each pool, hiring, leaving, retirement, replacement.
extension Hall {
  /// Those who are there at time 0.
  mutating func employ(_ agenda: inout Agenda) {
    let plan = compiled.plan
    for (p, pool) in plan.pools.enumerated() {
      for i in 0..<pool.countAtStart {
        let named = pool.terms.flatMap { i < $0.people.count && $0.people[i].hired == nil ? $0.people[i] : nil }
        hire(p, named: named, experience: named?.experience ?? poolTerms[p].experience, age: named?.age, at: 0, &agenda)
      }
      // The numbers of the named who come later are kept for them.
      pools[p].people = Int32(pool.countAtStart + compiled.hall.newcomers.count { $0.pool == p })
    }
    for (i, newcomer) in compiled.hall.newcomers.enumerated() {
      agenda.schedule(at: newcomer.person.hired ?? .zero, .calendar, kind: Self.arrival, subject: Int32(i))
      pools[newcomer.pool].expected += 1
    }
    for (i, change) in (terms?.hiring ?? []).enumerated() {
      agenda.schedule(at: change.at, .calendar, kind: Self.staffing, subject: Int32(i))
      pools[change.pool].expected += Int64(max(0, change.count))
    }
  }

  /// One more person in a pool; its first shift is the next to begin.
  private mutating func hire(
    _ p: Int, named: PoolTerms.Person?, number given: Int32? = nil, experience: Double, age: Double?, training: SimTime? = nil,
    at now: Int64, _ agenda: inout Agenda
  ) {
    let number = given ?? pools[p].people, w = Int32(people.count)
    var person = Person(pool: Int32(p), number: number)
    if given == nil { pools[p].people += 1 }
    pools[p].employed += 1
    let own = poolTerms[p]
    if let age {
      person.age = age - Double(now) / 1e6
    } else if own.hasAge {
      person.age = max(0, own.age.draw(key.uniform(source: own.ageSource, ordinal: UInt64(number)))) - Double(now) / 1e6
    }
    if let training {
      person.trainedAt = now + training.ticks
      agenda.schedule(at: SimTime(ticks: person.trainedAt), .calendar, kind: Self.trained, subject: w)
    }
    people.append(person)
    choices.reserve(people: people.count)
    trace?.add(.init(pool: p, number: Int(number), since: SimTime(ticks: reached)))
    trace?.change(worker: Int(w), to: .off, at: reached)
    tell(person: Int(w), .off)
    count(p * Self.stateRoom, 1)
    practice.append(repeating: experience, count: stepCount)
    practisedAt.append(repeating: now, count: stepCount)
    let row = slowness.count
    slowness.append(repeating: 1, count: stepCount)
    for c in pools[p].crew { slowness[row + Int(crewStations[c])] = crew[Int(crewMembers[c])].slowness }
    for skill in named?.skills ?? [] { slowness[row + skill.step] = 1 / skill.proficiency }
    if choices.preference == .fastestRested {
      choices.rested.add(pool: p, slowness: (0..<stepCount).map { slowness[row + $0] })
    }
    if pools[p].lastPerson < 0 { pools[p].firstPerson = w } else { people[Int(pools[p].lastPerson)].nextInPool = w }
    pools[p].lastPerson = w
    guard let terms else { return }
    var goes = Double.infinity
    if terms.leavingPerSecond > 0 {
      goes = Double(now) / 1e6 - log(key.uniform(source: own.leavingSource, ordinal: UInt64(number))) / terms.leavingPerSecond
    }
    if let limit = terms.retirementAge, !person.age.isNaN { goes = min(goes, max(Double(now) / 1e6, limit - person.age)) }
    if goes < 9e12 { agenda.schedule(at: .seconds(goes), .calendar, kind: Self.leaving, subject: w) }
  }

  /// Somebody in training at this moment is free for work; who is at home or on break is when it comes.
  mutating func endTraining(_ w: Int, _ now: Int64) {
    guard people[w].state == .training else { return }
    let p = Int(people[w].pool)
    if onFloor(p) >= pools[p].mostOnFloor { rest(w, now) } else { becomeIdle(w, now) }
  }

  /// A person with a name comes on its day.
  mutating func admit(_ i: Int, _ now: Int64, _ agenda: inout Agenda) {
    let newcomer = compiled.hall.newcomers[i]
    pools[newcomer.pool].expected -= 1
    let person = newcomer.person
    hire(
      newcomer.pool, named: person, number: Int32(newcomer.number),
      experience: person.experience ?? poolTerms[newcomer.pool].experience, age: person.age, at: now, &agenda)
    if measuring { pools[newcomer.pool].hired += 1 }
  }

  /// A change of staff that was planned for now (or a replacement that was found).
  mutating func staff(_ i: Int, _ now: Int64, _ agenda: inout Agenda) {
    guard let terms else { return }
    if i < 0 {
      let p = -1 - i
      pools[p].expected -= 1
      hire(
        p, named: nil, experience: terms.replacementExperiences?[p] ?? terms.replacementExperience, age: terms.replacementAge,
        training: terms.replacementTraining, at: now, &agenda)
      if measuring { pools[p].hired += 1 }
      return
    }
    let change = terms.hiring[i], p = change.pool
    pools[p].expected -= Int64(max(0, change.count))
    for _ in 0..<max(0, change.count) {
      hire(p, named: nil, experience: change.experience ?? .infinity, age: change.age, training: change.training, at: now, &agenda)
      if measuring { pools[p].hired += 1 }
    }
    // Who came last goes first.
    for _ in 0..<max(0, -change.count) {
      var last: Int32 = -1, w = pools[p].firstPerson
      while w >= 0 {
        if people[Int(w)].isEmployed, !people[Int(w)].isLeaving { last = w }
        w = people[Int(w)].nextInPool
      }
      if last < 0 { return }
      leave(Int(last), replacing: false, now, &agenda)
    }
  }

  /// A person leaves at the end of its shift, or now if it is at home.
  mutating func leave(_ w: Int, replacing: Bool, _ now: Int64, _ agenda: inout Agenda) {
    guard people[w].isEmployed, !people[w].isLeaving else { return }
    people[w].isLeaving = true
    if replacing, let after = terms?.replacedAfter {
      agenda.schedule(at: SimTime(ticks: now + after.ticks), .calendar, kind: Self.staffing, subject: -1 - people[w].pool)
      pools[Int(people[w].pool)].expected += 1
    }
    if people[w].state == .off { dismiss(w, now, &agenda) }
  }

  /// Somebody is no longer employed; what was put aside goes back to its queue.
  mutating func dismiss(_ w: Int, _ now: Int64, _ agenda: inout Agenda) {
    let p = Int(people[w].pool)
    people[w].isEmployed = false
    pools[p].employed -= 1
    if measuring { pools[p].gone += 1 }
    trace?.change(worker: w, to: .gone, at: now)
    tell(person: w, .gone)
    if people[w].task >= 0 {
      putBack(Int(people[w].task), restart: false, now, &agenda)
      people[w].task = -1
    }
  }
}
