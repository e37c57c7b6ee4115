internal import Kernel
internal import Randomness

/// When people come, have their breaks and go, and what becomes of the work in their hands then.
extension Hall {
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

  /// Puts a change of a shift on the agenda, where there is one.
  mutating func schedule(shift: Int, change i: Int, _ agenda: inout Agenda) {
    let calendar = compiled.hall.calendars[shift], times = calendar.times
    nextGoing[shift] = .max
    if i == times.count { return }
    switch calendar.changes[i] {
    case .breakStart: nextGoing[shift] = times[i]
    // Where the next shift begins at once, nobody need go.
    case .shiftEnd: if i + 1 == times.count || times[i + 1] > times[i] { nextGoing[shift] = times[i] }
    case .shiftStart, .breakEnd: break
    }
    agenda.schedule(at: SimTime(ticks: times[i]), .calendar, kind: Floor.dutyStart, subject: Int32(shift), argument: Int64(i))
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

  mutating func beAbsent(_ w: Int) {
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
}
