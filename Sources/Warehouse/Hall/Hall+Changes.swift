internal import Kernel

/// Wages, step times, places and equipment that change on a date.
extension Hall {
  mutating func scheduleChanges(_ agenda: inout Agenda) {
    for (i, time) in compiled.hall.changeTimes.enumerated() { agenda.schedule(at: time, .calendar, kind: Self.change, subject: Int32(i)) }
  }

  /// What changes at the moment of that number. Work in hand and orders already on the floor keep the times they were made with.
  mutating func change(_ i: Int, _ now: Int64, _ agenda: inout Agenda) {
    let time = compiled.hall.changeTimes[i]
    workVersion = (i + 1) * stepCount
    changeCounts(time, &agenda)
    for (p, pool) in compiled.plan.pools.enumerated() {
      guard let wage = pool.laterWages?.first(where: { $0.at == time })?.wage else { continue }
      settlePeople()
      let pay = pay(of: p)
      pools[p].regularPay = pay.regular
      pools[p].overtimePay = pay.overtime
      pools[p].paidTicksAtWage = pools[p].paidTicks
      pools[p].overtimeTicksAtWage = overtimeTicks(p)
      pools[p].wage = wage
    }
  }

  /// Places and units that come, and those that go: at once where nobody has them, else when they are free again.
  private mutating func changeCounts(_ time: SimTime, _ agenda: inout Agenda) {
    var isOther = false
    for (p, place) in compiled.plan.places.enumerated() {
      guard let count = place.later?.first(where: { $0.at == time })?.count else { continue }
      places[p] = count
      isOther = true
    }
    for (e, one) in (compiled.plan.equipment ?? []).enumerated() {
      guard let count = one.later?.first(where: { $0.at == time })?.count else { continue }
      setUnits(e, count, time.ticks, &agenda)
      isOther = true
    }
    if !isOther { return }
    startsPending = true
    // What waits for room may have no hope now.
    for s in 0..<stations.count where stations[s].firstBlocked >= 0 { findDeadlock(waitingFor: s, time.ticks) }
  }

  /// Ticks beyond paid hours since time 0.
  private func overtimeTicks(_ p: Int) -> Int128 {
    var over: Int128 = 0
    for state in 1...4 { over += headTicks[p * Self.stateRoom + 2 * state + 1] }
    return over
  }

  /// Money that a pool was paid since time 0; `settlePeople` has been called.
  func pay(of p: Int) -> (regular: Double, overtime: Double) {
    let rate = pools[p].wage / Double(SimTime.ticksPerHour)
    return (
      pools[p].regularPay + Double(pools[p].paidTicks - pools[p].paidTicksAtWage) * rate,
      pools[p].overtimePay + Double(overtimeTicks(p) - pools[p].overtimeTicksAtWage) * rate * compiled.plan.pools[p].overtimeFactor
    )
  }
}
