internal import Kernel

/// Pools of which only so many people are on the floor at once: the others are away, paid as in a break, until they are called.
///
/// Who is called and who goes does not depend on chance: in the order of the pool, those first who have put work aside; who goes is the one
/// who became free last. People in their overtime are not counted: the shift is over.
extension Hall {
  /// People of a pool on the floor in the hours of their shift: free, at work, held at it or without their unit.
  mutating func onFloor(_ p: Int) -> Int64 {
    let h = p * Self.stateRoom
    return heads[h + 2 * Person.State.idle.rawValue] + heads[h + 2 * Person.State.busy.rawValue]
      + heads[h + 2 * Person.State.blocked.rawValue] + heads[h + 2 * Person.State.down.rawValue]
  }

  mutating func schedulePresence(_ p: Int, number: Int, _ agenda: inout Agenda) {
    guard let changes = compiled.plan.pools[p].onFloor, number < changes.count else { return }
    agenda.schedule(at: changes[number].at, .calendar, kind: Self.presence, subject: Int32(p), argument: Int64(number))
  }

  mutating func changePresence(_ p: Int, number: Int, _ now: Int64, _ agenda: inout Agenda) {
    pools[p].mostOnFloor = compiled.plan.pools[p].onFloor?[number].most.map(Int64.init) ?? .max
    keepPresence(p, now, &agenda)
    schedulePresence(p, number: number + 1, &agenda)
  }

  /// Sends free people away or calls those who are away, as many as the hour says. Who is at work goes when the task in hand is done.
  mutating func keepPresence(_ p: Int, _ now: Int64, _ agenda: inout Agenda) {
    guard compiled.plan.pools[p].onFloor != nil, shiftStates[pools[p].shift] == .open else { return }
    var next = pools[p].idleLast
    while next >= 0, onFloor(p) > pools[p].mostOnFloor {
      let w = Int(next)
      next = people[w].idleBefore
      if people[w].isPastPaid { continue }
      takeIdle(w)
      rest(w, now)
    }
    for hasWork in [true, false] {
      var next = pools[p].firstPerson
      while next >= 0, onFloor(p) < pools[p].mostOnFloor {
        let w = Int(next)
        next = people[w].nextInPool
        if people[w].state == .onBreak, (people[w].task >= 0) == hasWork { takeUp(w, now, &agenda) }
      }
    }
    startsPending = true
  }
}
