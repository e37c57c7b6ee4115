internal import Kernel
internal import Randomness

/// People one by one: shifts, breaks, absence, overtime, and what they know and feel.
extension Hall {
  struct Person: BitwiseCopyable {
    /// `down`: as free as `idle`, but the unit that broke in its hands is not repaired and no other of the kind is free.
    enum State: Int, BitwiseCopyable { case off, idle, busy, blocked, down, onBreak, absent, training }
    var pool: Int32
    /// Number in the pool, from 0 on; draws are keyed to it.
    var number: Int32
    var state = State.off
    /// Whether the paid hours of its shift are over.
    var isPastPaid = false
    var isEmployed = true
    /// Whether it is there in the present shift.
    var isPresent = false
    var isLeaving = false
    /// Absent in the present shift, at whose beginning it had work in hand: it finishes that and goes.
    var goesAbsent = false
    /// When its training ends; it begins no work before.
    var trainedAt: Int64 = 0
    /// Its task, also one that was put aside; -1 = none.
    var task: Int32 = -1
    /// The unit it lost to a failure and has not replaced; -1 = none.
    var lacks: Int32 = -1
    var nextInPool: Int32 = -1
    var idleNext: Int32 = -1
    var idleBefore: Int32 = -1
    /// Its place among those who are free since the same moment, where ties are shuffled.
    var idleTie: Int64 = 0
    /// Hours of tiredness, and since when it rests.
    var tiredness = 0.0
    var restsSince: Int64 = 0
    var workedTicks: Int64 = 0
    /// Seconds of age at time 0; NaN = unknown.
    var age = Double.nan
  }

  struct Pool: BitwiseCopyable {
    let shift: Int
    /// Its places in `crewStations`.
    let crew: Stretch
    var idleFirst: Int32 = -1
    var idleLast: Int32 = -1
    var firstPerson: Int32 = -1
    var lastPerson: Int32 = -1
    var people: Int32 = 0
    var employed: Int64 = 0
    /// People who are sure to come later.
    var expected: Int64 = 0
    /// People in their paid hours, by the calendar alone; and ticks of that.
    var paid: Int64 = 0
    var paidTicks: Int128 = 0
    /// Up to when `paidTicks` is counted.
    var paidSince: Int64 = 0
    var paidTicksBefore: Int128 = 0
    /// Money per hour now; what was paid until it became so, and the ticks that was paid for.
    var wage: Double
    var regularPay = 0.0
    var overtimePay = 0.0
    var paidTicksAtWage: Int128 = 0
    var overtimeTicksAtWage: Int128 = 0
    var employedTicks: Int128 = 0
    var overtimeUntil: Int64 = -1
    /// How many of its people may be on the floor at once, within the shift.
    var mostOnFloor = Int64.max
    /// Idle ticks during which their steps' orders were held up before them.
    var starvedTicks: Int128 = 0
    var standardTicks = 0.0
    var workTicks = 0.0
    var hired: Int64 = 0
    var gone: Int64 = 0
  }

  enum ShiftState: UInt8, BitwiseCopyable { case closed, open, onBreak }

  /// Elements of `heads` a pool: states, each in paid hours and past them.
  static var stateRoom: Int { 16 }

  @inline(__always)
  private mutating func head(_ w: Int) -> Int {
    Int(people[w].pool) * Self.stateRoom + 2 * people[w].state.rawValue + (people[w].isPastPaid ? 1 : 0)
  }

  mutating func set(_ w: Int, _ state: Person.State) {
    count(head(w), -1)
    people[w].state = state
    count(head(w), 1)
    trace?.change(worker: w, to: state.told, at: reached)
    tell(person: w, state.told)
  }

  private mutating func setPastPaid(_ w: Int, _ past: Bool) {
    count(head(w), -1)
    people[w].isPastPaid = past
    count(head(w), 1)
    tell(person: w, people[w].state.told)
  }

  /// So many more people of a pool in a state; `advance` has been there already.
  @inline(__always)
  mutating func count(_ h: Int, _ more: Int64) {
    settleHead(h)
    heads[h] += more
  }

  /// So many more people of a pool in their paid hours.
  private mutating func pay(_ p: Int, _ more: Int64) {
    settlePaid(p)
    pools[p].paid += more
  }

  // MARK: Free people

  mutating func becomeIdle(_ w: Int, _ now: Int64) {
    let p = Int(people[w].pool)
    set(w, people[w].lacks >= 0 ? .down : .idle)
    var before = pools[p].idleLast
    if shuffles {
      people[w].idleTie = Self.tie(key, .person, UInt64(w), at: now)
      // The tie begins with the moment: only those who became free in it can change places.
      while before >= 0, people[Int(before)].idleTie > people[w].idleTie { before = people[Int(before)].idleBefore }
    }
    let next = before < 0 ? pools[p].idleFirst : people[Int(before)].idleNext
    (people[w].idleBefore, people[w].idleNext) = (before, next)
    if before < 0 { pools[p].idleFirst = Int32(w) } else { people[Int(before)].idleNext = Int32(w) }
    if next < 0 { pools[p].idleLast = Int32(w) } else { people[Int(next)].idleBefore = Int32(w) }
    skills.change(p, by: 1)
    offer(w, now)
    startsPending = true
  }

  mutating func takeIdle(_ w: Int) {
    withdraw(w)
    let p = Int(people[w].pool), before = people[w].idleBefore, next = people[w].idleNext
    if before < 0 { pools[p].idleFirst = next } else { people[Int(before)].idleNext = next }
    if next < 0 { pools[p].idleLast = before } else { people[Int(next)].idleBefore = before }
    skills.change(p, by: -1)
  }

  /// A person has nothing in hand: free, on break, or home.
  mutating func free(_ w: Int, _ now: Int64, _ agenda: inout Agenda) {
    people[w].task = -1
    switch whereabouts(of: w, now) {
    case .idle: becomeIdle(w, now)
    case .onBreak: rest(w, now)
    case .absent: beAbsent(w)
    default: goHome(w, now, &agenda)
    }
  }

  /// Where a person with work in hand will be without it: free, on break, absent or at home.
  mutating func whereabouts(of w: Int, _ now: Int64) -> Person.State {
    let p = Int(people[w].pool)
    if people[w].isPastPaid { return pools[p].overtimeUntil >= now && people[w].isPresent ? .idle : .off }
    if people[w].goesAbsent { return .absent }
    switch shiftStates[pools[p].shift] {
    case .open: return onFloor(p) > pools[p].mostOnFloor ? .onBreak : .idle
    case .onBreak: return .onBreak
    case .closed: return .off
    }
  }

  mutating func rest(_ w: Int, _ now: Int64) {
    set(w, .onBreak)
    if terms?.fatigue?.halfLife == nil { people[w].tiredness = 0 }
  }

  private mutating func goHome(_ w: Int, _ now: Int64, _ agenda: inout Agenda) {
    set(w, .off)
    setPastPaid(w, false)
    people[w].isPresent = false
    if terms?.fatigue?.halfLife == nil { people[w].tiredness = 0 }
    if people[w].isLeaving { dismiss(w, now, &agenda) }
  }

  // MARK: Shifts

  mutating func changeShift(_ shift: Int, change i: Int, _ now: Int64, _ agenda: inout Agenda) {
    let calendar = compiled.hall.calendars[shift], span = Int(calendar.spans[i])
    let isNextAtOnce = i + 1 < calendar.times.count && calendar.times[i + 1] == now && calendar.changes[i] == .shiftEnd
    switch calendar.changes[i] {
    case .shiftStart: shiftStates[shift] = .open
    case .breakStart: shiftStates[shift] = .onBreak
    case .breakEnd: shiftStates[shift] = .open
    case .shiftEnd: shiftStates[shift] = .closed
    }
    for p in 0..<pools.count where pools[p].shift == shift {
      switch calendar.changes[i] {
      case .shiftStart: startShift(p, span: span, now, &agenda)
      case .breakStart:
        var w = pools[p].idleFirst
        while w >= 0 {
          let next = people[Int(w)].idleNext
          if !people[Int(w)].isPastPaid {
            takeIdle(Int(w))
            rest(Int(w), now)
          }
          w = next
        }
        w = pools[p].firstPerson
        while w >= 0 {
          if people[Int(w)].state == .training { rest(Int(w), now) }
          pause(Int(w), calendar.terms, now, &agenda)
          w = people[Int(w)].nextInPool
        }
      case .breakEnd:
        var w = pools[p].firstPerson
        while w >= 0 {
          if people[Int(w)].state == .onBreak, pools[p].mostOnFloor == .max { takeUp(Int(w), now, &agenda) }
          w = people[Int(w)].nextInPool
        }
        keepPresence(p, now, &agenda)
      case .shiftEnd: endShift(p, calendar.terms, goesOn: isNextAtOnce, now, &agenda)
      }
    }
    startsPending = true
    schedule(shift: shift, change: i + 1, &agenda)
  }

  mutating func schedule(shift: Int, change i: Int, _ agenda: inout Agenda) {
    let times = compiled.hall.calendars[shift].times
    nextChange[shift] = i < times.count ? times[i] : .max
    if i < times.count {
      agenda.schedule(at: SimTime(ticks: times[i]), .calendar, kind: Floor.dutyStart, subject: Int32(shift), argument: Int64(i))
    }
  }

  /// Whether a person works on a day of its shift.
  private mutating func works(_ w: Int, pool: CompiledHall.Pool, span: Int) -> Bool {
    PoolTerms.works(person: Int(people[w].number), day: span, partTime: pool.partTime)
  }

  private mutating func startShift(_ p: Int, span: Int, _ now: Int64, _ agenda: inout Agenda) {
    let pool = poolTerms[p]
    pools[p].overtimeUntil = -1
    var next = pools[p].firstPerson
    while next >= 0 {
      let w = Int(next)
      next = people[w].nextInPool
      if !people[w].isEmployed { continue }
      if people[w].isPresent, people[w].state != .off {
        // Who leaves finishes what is in hand and begins no other shift.
        if people[w].isLeaving { continue }
        if !works(w, pool: pool, span: span) {
          endDay(w, now, &agenda)
          continue
        }
        // It has worked through from the shift before.
        setPastPaid(w, false)
        pay(p, 1)
        people[w].goesAbsent = isAbsent(w, pool, span)
        continue
      }
      if !works(w, pool: pool, span: span) { continue }
      pay(p, 1)
      people[w].isPastPaid = false
      people[w].goesAbsent = false
      if isAbsent(w, pool, span) {
        set(w, .absent)
        continue
      }
      people[w].isPresent = true
      if pools[p].mostOnFloor == .max { takeUp(w, now, &agenda) } else { rest(w, now) }
    }
    keepPresence(p, now, &agenda)
  }

  /// The next shift of the pool begins, on a day that is none of a person who is still there: what is in hand is finished or laid down.
  private mutating func endDay(_ w: Int, _ now: Int64, _ agenda: inout Agenda) {
    switch people[w].state {
    case .busy, .blocked: layDown(w, compiled.hall.calendars[pools[Int(people[w].pool)].shift].terms, now, &agenda)
    case .idle, .down:
      takeIdle(w)
      goHome(w, now, &agenda)
    case .off, .absent, .onBreak, .training: goHome(w, now, &agenda)
    }
  }

  private mutating func isAbsent(_ w: Int, _ pool: CompiledHall.Pool, _ span: Int) -> Bool {
    pool.absence > 0
      && key.uniform(source: pool.absenceSource, ordinal: UInt64(people[w].number) << 20 | UInt64(span & 0xf_ffff)) < pool.absence
  }

  private mutating func beAbsent(_ w: Int) {
    set(w, .absent)
    people[w].isPresent = false
    if terms?.fatigue?.halfLife == nil { people[w].tiredness = 0 }
  }

  /// Who comes to work is trained, goes on with what was put aside, or is free.
  mutating func takeUp(_ w: Int, _ now: Int64, _ agenda: inout Agenda) {
    if now < people[w].trainedAt { return set(w, .training) }
    guard people[w].task >= 0 else { return people[w].goesAbsent ? beAbsent(w) : becomeIdle(w, now) }
    let t = Int(people[w].task)
    let u = tasks[t].unit
    if u >= 0, units[Int(u)].state == .down, !changeUnit(t, now, &agenda) {
      people[w].task = -1
      putBack(t, restart: false, now, &agenda)
      lack(w, u)
      return people[w].goesAbsent ? beAbsent(w) : becomeIdle(w, now)
    }
    resume(t, now, &agenda)
    set(w, .busy)
  }

  private mutating func endShift(_ p: Int, _ terms: ShiftTerms, goesOn: Bool, _ now: Int64, _ agenda: inout Agenda) {
    let staysOn = !goesOn && terms.overtime.ticks > 0 && backlog(p) > terms.overtimeAbove
    if staysOn {
      pools[p].overtimeUntil = now + terms.overtime.ticks
      scheduleOvertimeCheck(p, now, &agenda)
    }
    var next = pools[p].firstPerson
    while next >= 0 {
      let w = Int(next)
      next = people[w].nextInPool
      switch people[w].state {
      case .off: continue
      case .absent, .onBreak, .training:
        pay(p, -1)
        goHome(w, now, &agenda)
      case .idle, .down:
        pay(p, people[w].isPastPaid ? 0 : -1)
        if staysOn {
          setPastPaid(w, true)
        } else {
          takeIdle(w)
          goHome(w, now, &agenda)
        }
      case .busy, .blocked:
        if people[w].isPastPaid { continue }
        pay(p, -1)
        setPastPaid(w, true)
        if !goesOn && !staysOn { layDown(w, terms, now, &agenda) }
      }
    }
  }

  /// The shift of a person with work in hand is over.
  private mutating func layDown(_ w: Int, _ shift: ShiftTerms, _ now: Int64, _ agenda: inout Agenda) {
    let t = Int(people[w].task), rule = rule(t, shift)
    if rule == .finish, tasks[t].state != .blocked { return }
    putAside(t, rule, forBreak: false, now, &agenda)
    goHome(w, now, &agenda)
  }

  /// The break of a person with work in hand begins; who finishes what is begun has what is left of the break then.
  private mutating func pause(_ w: Int, _ shift: ShiftTerms, _ now: Int64, _ agenda: inout Agenda) {
    guard people[w].state == .busy || people[w].state == .blocked, !people[w].isPastPaid else { return }
    let t = Int(people[w].task), rule = rule(t, shift)
    if rule == .finish { return }
    putAside(t, rule, forBreak: true, now, &agenda)
    rest(w, now)
  }

  func rule(_ t: Int, _ shift: ShiftTerms) -> ShiftTerms.AtEnd { fixed[Int(tasks[t].station)].atEnd ?? shift.atEnd }

  /// The work in a person's hands is laid down: what is done and finds no room stands alone, other work goes back or waits for the person.
  private mutating func putAside(_ t: Int, _ rule: ShiftTerms.AtEnd, forBreak: Bool, _ now: Int64, _ agenda: inout Agenda) {
    let w = Int(tasks[t].person)
    if tasks[t].state == .blocked {
      standAlone(t)
      tell(.blocked, task: t, count: -1)
    } else if rule == .handOver {
      putBack(t, restart: false, now, &agenda)
      people[w].task = -1
    } else {
      suspend(t, forBreak: forBreak, now, &agenda)
    }
  }

  /// Somebody whose hours are over finished a task that finds no room: it waits alone where it stands.
  mutating func leaveStanding(_ t: Int, _ now: Int64, _ agenda: inout Agenda) {
    let w = Int(tasks[t].person), p = Int(people[w].pool)
    guard people[w].isPastPaid, pools[p].overtimeUntil < now else { return }
    standAlone(t)
    goHome(w, now, &agenda)
  }

  /// What is done waits alone where it stands; nobody is paid to stand beside it through the night.
  private mutating func standAlone(_ t: Int) {
    people[Int(tasks[t].person)].task = -1
    tasks[t].person = -1
    stations[Int(tasks[t].station)].alone += 1
  }

  // MARK: Overtime

  private mutating func backlog(_ p: Int) -> Int {
    var sum = 0
    for c in pools[p].crew {
      let s = Int(crewStations[c])
      // What its people may not touch keeps nobody here.
      if skills.isOpen(Int(crewMembers[c]), waiting: stations[s].waiting) { sum += stations[s].waiting }
    }
    return sum
  }

  private mutating func scheduleOvertimeCheck(_ p: Int, _ now: Int64, _ agenda: inout Agenda) {
    let quarter = SimTime.ticksPerHour / 4
    agenda.schedule(
      at: SimTime(ticks: min(now + quarter, pools[p].overtimeUntil)), .calendar, kind: Self.overtimeCheck, subject: Int32(p))
  }

  /// Every quarter of an hour those who stay on ask whether they are still needed.
  mutating func checkOvertime(_ p: Int, _ now: Int64, _ agenda: inout Agenda) {
    guard pools[p].overtimeUntil >= 0 else { return }
    let terms = compiled.hall.calendars[pools[p].shift].terms
    if now < pools[p].overtimeUntil, backlog(p) > terms.overtimeAbove { return scheduleOvertimeCheck(p, now, &agenda) }
    pools[p].overtimeUntil = -1
    var next = pools[p].firstPerson
    while next >= 0 {
      let w = Int(next)
      next = people[w].nextInPool
      guard people[w].isPastPaid else { continue }
      switch people[w].state {
      case .idle, .down:
        takeIdle(w)
        goHome(w, now, &agenda)
      case .busy, .blocked: layDown(w, terms, now, &agenda)
      default: continue
      }
    }
    startsPending = true
  }

  // MARK: Speed

  /// How many times as long as stated a person needs at a step, now.
  ///
  /// - Parameter rested: leaves tiredness out.
  mutating func speedLoss(_ w: Int, _ s: Int, _ now: Int64, rested: Bool = false) -> Double {
    var loss = slowness[w * stepCount + s]
    guard let terms else { return loss }
    if let curve = terms.learning { loss *= curve.slowness(practice: practice(w, s, now)) }
    if !rested, let fatigue = terms.fatigue {
      loss *= fatigue.slowness(afterHours: fatigue.left(of: people[w].tiredness, afterRest: max(0, now - people[w].restsSince)))
    }
    if let effect = terms.ageEffect, !people[w].age.isNaN { loss *= effect.slowness(age: people[w].age + Double(now) / 1e6) }
    return loss
  }

  /// Standard hours of practice that are left of what a person had when it did the step last.
  private mutating func practice(_ w: Int, _ s: Int, _ now: Int64) -> Double {
    let hours = practice[w * stepCount + s]
    guard let halfLife = terms?.forgettingHalfLife, hours < .infinity else { return hours }
    return hours * exp2(-Double(now - practisedAt[w * stepCount + s]) / Double(halfLife.ticks))
  }

  /// Work done: practice, tiredness, load.
  mutating func practise(_ w: Int, _ s: Int, worked: Int64, standard: Double, _ now: Int64) {
    let hour = Double(SimTime.ticksPerHour)
    people[w].workedTicks += worked
    if measuring {
      let p = Int(people[w].pool)
      pools[p].standardTicks += standard
      pools[p].workTicks += Double(worked)
    }
    guard let terms else { return }
    if terms.learning != nil {
      practice[w * stepCount + s] = practice(w, s, now - worked) + standard / hour
      practisedAt[w * stepCount + s] = now
    }
    if let fatigue = terms.fatigue {
      let rested = fatigue.left(of: people[w].tiredness, afterRest: max(0, now - worked - people[w].restsSince))
      people[w].tiredness = rested + Double(worked) / hour * fixed[s].load
      people[w].restsSince = now
    }
  }
}
