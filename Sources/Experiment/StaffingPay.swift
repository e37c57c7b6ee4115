internal import Groundwork
internal import Kernel
internal import Simulation
internal import Warehouse

/// What people are paid in the measured window: their paid hours at the wages of the time, part time only for the days worked. Overtime,
/// which depends on what happens, is left out.
enum StaffingPay {
  /// Money for the first 0, 1, … `most` people of each pool; everybody is there from the start to the end.
  static func all(_ plan: Plan, most: Int) -> [[Double]] {
    guard let floor = plan.floor else { return [] }
    var from = SimTime.zero
    if case .fixed(let warmUp) = plan.clock.warmUp { from = warmUp }
    return floor.pools.map { pool in
      let shift = floor.shifts[pool.shift]
      let spans = zip(shift.paid, shift.workDays).map { paid, day in
        (day: day, pay: pay(pool, from: max(paid.start, from), to: min(paid.end, plan.clock.horizon)))
      }
      let partTime = pool.terms?.partTime ?? 1
      var sums = [0.0]
      for person in 0..<most {
        let own = spans.reduce(0) { $0 + (PoolTerms.works(person: person, day: $1.day, partTime: partTime) ? $1.pay : 0) }
        sums.append(sums[person] + own)
      }
      return sums
    }
  }

  /// Pay of one person for a stretch of time; wages change in the middle of it.
  private static func pay(_ pool: PoolPlan, from start: SimTime, to end: SimTime) -> Double {
    var sum = 0.0, wage = pool.wage, since = start
    for change in pool.laterWages ?? [] {
      let until = min(max(change.at, since), max(end, since))
      sum += wage * hours(since, until)
      (since, wage) = (until, change.wage)
    }
    return sum + wage * hours(since, max(end, since))
  }

  private static func hours(_ start: SimTime, _ end: SimTime) -> Double {
    Double(end.ticks - start.ticks) / Double(SimTime.ticksPerHour)
  }
}
