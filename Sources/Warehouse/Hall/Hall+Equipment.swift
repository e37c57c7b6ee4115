internal import Kernel
internal import Randomness

/// Units of equipment: seized, released, broken, repaired, charged; and those that come and go on a date.
extension Hall {
  struct Unit: BitwiseCopyable {
    enum State: Int, BitwiseCopyable { case free, used, down, charging, gone }
    /// Elements of the sums by state a kind of equipment.
    static var room: Int { 5 }
    var equipment: Int32
    /// Among those of its kind, from 0: what it draws hangs on nothing else.
    var number: Int32
    var state = State.free
    /// The task that holds it; while it is down, one that is put aside or done without room. -1 = none.
    var task: Int32 = -1
    var clock: FailureClock
    /// Since when it works.
    var since: Int64 = 0
    /// Ticks of work since the last charge; the end of the present one, and what is left of one that a failure interrupted.
    var workedTicks: Int64 = 0
    var charges: UInt32 = 0
    var chargeEnds: Int64 = 0
    var chargeLeft: Int64 = 0
    var chargeEnd = EventHandle.none
  }

  private mutating func set(unit u: Int, _ state: Unit.State) {
    let e = Int(units[u].equipment)
    if units[u].state == .free { freeUnits.remove(u, from: e) }
    if state == .free { freeUnits.insert(u, into: e, key: .init(Int64(u))) }
    unitCounts[Unit.room * e + units[u].state.rawValue] -= 1
    units[u].state = state
    unitCounts[Unit.room * e + state.rawValue] += 1
    tell(unit: u)
  }

  /// Of a unit's n-th life, repair or charge.
  private func ordinal(_ u: Int, _ n: UInt32) -> UInt64 { UInt64(units[u].number) << 24 | UInt64(n) }

  private func lifetime(_ u: Int) -> Int64 {
    let kind = equipment[Int(units[u].equipment)]
    let seconds = kind.up.draw(key.uniform(source: kind.upSource, ordinal: ordinal(u, units[u].clock.failures)))
    return max(1, ticks(min(max(0, seconds) * 1e6, 4e18)))
  }

  mutating func startEquipment(_ agenda: inout Agenda) {
    for u in 0..<units.count where equipment[Int(units[u].equipment)].fails { beginLife(u, 0, works: false, &agenda) }
  }

  private mutating func beginLife(_ u: Int, _ now: Int64, works: Bool, _ agenda: inout Agenda) {
    let life = lifetime(u)
    units[u].clock.renew(life, at: now, works: works, kind: Self.failure, subject: Int32(truncatingIfNeeded: u), &agenda)
  }

  /// A free unit, the first of its kind; there is one.
  mutating func seizeUnit(_ kind: Int, task: Int, _ now: Int64, _ agenda: inout Agenda) -> Int32 {
    let u = shuffles ? anyFreeUnit(kind, now) : freeUnits.least(of: kind)!
    set(unit: u, .used)
    units[u].task = Int32(truncatingIfNeeded: task)
    units[u].since = now
    if equipment[kind].fails { units[u].clock.workBegins(at: now, kind: Self.failure, subject: Int32(truncatingIfNeeded: u), &agenda) }
    return Int32(truncatingIfNeeded: u)
  }

  /// A unit of those free, drawn anew each time: a key drawn when a unit becomes free would keep the unlucky ones away for ever.
  private func anyFreeUnit(_ kind: Int, _ now: Int64) -> Int {
    let free = (0..<units.count).filter { units[$0].equipment == kind && units[$0].state == .free }
    return free.min { Self.tie(key, .unit, UInt64($0), at: now) < Self.tie(key, .unit, UInt64($1), at: now) }!
  }

  mutating func releaseUnit(_ u: Int, _ now: Int64, _ agenda: inout Agenda) {
    units[u].task = -1
    if units[u].state == .down {
      heldDown[Int(units[u].equipment)] -= 1
      return
    }
    if equipment[Int(units[u].equipment)].fails, units[u].state == .used { units[u].clock.workEnds(at: now, &agenda) }
    units[u].workedTicks += now - units[u].since
    putAside(u, now, &agenda)
  }

  /// Whether a unit at work would charge if it were released now.
  mutating func isDueToCharge(_ u: Int, _ now: Int64) -> Bool {
    units[u].workedTicks + (now - units[u].since) >= equipment[Int(units[u].equipment)].chargedFor
  }

  /// Nothing holds a unit that is not broken: it is free, or charges if it must.
  private mutating func putAside(_ u: Int, _ now: Int64, _ agenda: inout Agenda) {
    let kind = equipment[Int(units[u].equipment)]
    if goes(u) { return }
    if units[u].workedTicks < kind.chargedFor { return set(unit: u, .free) }
    if units[u].chargeLeft == 0 {
      let seconds = max(0, kind.charge.draw(key.uniform(source: kind.chargeSource, ordinal: ordinal(u, units[u].charges))))
      units[u].charges &+= 1
      units[u].chargeLeft = ticks(min(seconds * 1e6, 4e18))
    }
    set(unit: u, .charging)
    units[u].chargeEnds = now + units[u].chargeLeft
    units[u].chargeEnd = agenda.schedule(
      at: SimTime(ticks: units[u].chargeEnds), .calendar, kind: Self.charged, subject: Int32(truncatingIfNeeded: u))
  }

  mutating func endCharge(_ u: Int, _ now: Int64) {
    if goes(u) { return }
    units[u].workedTicks = 0
    units[u].chargeLeft = 0
    set(unit: u, .free)
    startsPending = true
  }

  /// Makes the units of a kind so many. New ones are new: they have numbers and lives of their own.
  mutating func setUnits(_ e: Int, _ count: Int, _ now: Int64, _ agenda: inout Agenda) {
    var more = count - unitsOwned[e]
    unitsOwned[e] = count
    // Who was to go stays first.
    let staying = min(max(0, more), unitsLeaving[e])
    unitsLeaving[e] -= staying
    more -= staying
    var number = (0..<units.count).reduce(0) { units[$1].equipment == e ? $0 + 1 : $0 }
    for _ in 0..<max(0, more) {
      let u = units.count
      units.append(Unit(equipment: Int32(e), number: Int32(number), clock: FailureClock(countsWorkOnly: equipment[e].countsWorkOnly)))
      number += 1
      unitCounts[Unit.room * e] += 1
      freeUnits.reserve(nodes: units.count)
      freeUnits.insert(u, into: e, key: .init(Int64(u)))
      tell(unit: u)
      if equipment[e].fails { beginLife(u, now, works: false, &agenda) }
    }
    unitsLeaving[e] += max(0, -more)
    // The newest of those that are free go at once.
    for u in (0..<units.count).reversed() where units[u].equipment == e && units[u].state == .free { _ = goes(u) }
  }

  /// Takes a unit that nobody holds away, where one of its kind is to go.
  private mutating func goes(_ u: Int) -> Bool {
    let e = Int(units[u].equipment)
    if unitsLeaving[e] == 0 { return false }
    unitsLeaving[e] -= 1
    set(unit: u, .gone)
    return true
  }

  /// Units of a kind that are there, the present moment's or a later one's, whichever are more.
  func unitsToCome(_ e: Int, _ now: Int64) -> Int { CountChange.most(compiled.plan.equipment?[e].later, now: unitsOwned[e], after: now) }

  /// The same of places.
  func placesToCome(_ p: Int, _ now: Int64) -> Int { CountChange.most(compiled.plan.places[p].later, now: places[p], after: now) }

  mutating func fail(_ u: Int, _ now: Int64, _ agenda: inout Agenda) {
    // Its calendar goes on where it no longer is.
    if units[u].state == .gone { return }
    let kind = equipment[Int(units[u].equipment)], t = Int(units[u].task)
    if units[u].state == .used { units[u].workedTicks += now - units[u].since }
    if units[u].state == .charging {
      // What is left of the charge follows the repair.
      agenda.cancel(units[u].chargeEnd)
      units[u].chargeLeft = units[u].chargeEnds - now
      if units[u].chargeLeft == 0 { units[u].workedTicks = 0 }
    }
    set(unit: u, .down)
    if t >= 0 {
      heldDown[Int(units[u].equipment)] += 1
      if tasks[t].state == .working { loseUnit(t, now, &agenda) }
    }
    let seconds = max(0, kind.down.draw(key.uniform(source: kind.downSource, ordinal: ordinal(u, units[u].clock.failures))))
    units[u].clock.fail()
    if kind.repairStep >= 0 {
      let job = makeRepair(unit: u, seconds: seconds, step: kind.repairStep)
      _ = arrive(job, at: kind.repairStep, now: now, waited: false, &agenda)
    } else {
      agenda.schedule(
        at: SimTime(ticks: now + ticks(min(seconds * 1e6, 4e18))), .calendar, kind: Self.repaired, subject: Int32(truncatingIfNeeded: u))
    }
    if kind.repairStep >= 0 { findDeadlockOfRepairs(now) }
  }

  /// The unit in somebody's hands has broken. The work goes on at once with a free one of its kind; where there is none it goes back to the
  /// front of its queue, and its person is free: for other work, for the repair itself, and to go home when the shift ends. Who would wait
  /// beside the unit might be the one who repairs it.
  private mutating func loseUnit(_ t: Int, _ now: Int64, _ agenda: inout Agenda) {
    let u = tasks[t].unit, w = Int(tasks[t].person)
    if changeUnit(t, now, &agenda) { return tell(.resumed, task: t) }
    putBack(t, restart: false, now, &agenda)
    if w < 0 { return }
    lack(w, u)
    free(w, now, &agenda)
  }

  /// Leaves a task's broken unit to its repair and takes a free one of the kind; false where there is none.
  mutating func changeUnit(_ t: Int, _ now: Int64, _ agenda: inout Agenda) -> Bool {
    let u = Int(tasks[t].unit), e = Int(units[u].equipment)
    releaseUnit(u, now, &agenda)
    tasks[t].unit = unitCounts[Unit.room * e] > 0 ? seizeUnit(e, task: t, now, &agenda) : -1
    return tasks[t].unit >= 0
  }

  /// A person has lost a unit to a failure.
  mutating func lack(_ w: Int, _ u: Int32) {
    people[w].lacks = u
    lackers.append(Int32(truncatingIfNeeded: w))
  }

  /// Who lost a unit does without it no longer when it is repaired, or another one is free.
  mutating func settleLacks() {
    var kept = 0
    for i in 0..<lackers.count {
      let w = Int(lackers[i]), u = Int(people[w].lacks)
      if u < 0 { continue }
      if units[u].state == .down, unitCounts[Unit.room * Int(units[u].equipment)] == 0 {
        lackers[kept] = lackers[i]
        kept += 1
        continue
      }
      people[w].lacks = -1
      if people[w].state == .down { set(w, .idle) }
    }
    while lackers.count > kept { _ = lackers.popLast() }
  }

  mutating func repair(_ u: Int, _ now: Int64, _ agenda: inout Agenda) {
    let t = Int(units[u].task)
    if t >= 0 { heldDown[Int(units[u].equipment)] -= 1 }
    if t >= 0 { set(unit: u, .used) } else { putAside(u, now, &agenda) }
    units[u].since = now
    // Equipment that does not fail does not come here.
    beginLife(u, now, works: t >= 0, &agenda)
    startsPending = true
  }
}
