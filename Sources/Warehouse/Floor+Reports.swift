public import Kernel

extension Floor {
  /// What a station did in the measured window, in ticks.
  public struct StationReport: Sendable {
    public var busyTicks: Int64
    public var scheduledTicks: Int64
    public var tasks: Int64
    public var orders: Int64
    public var lines: Int64
    /// Time spent at each queue length.
    public var levelTicks: [Int64]
    public var longest: Int
    public var waitTicks: Int64
    public var waits: TickHistogram
  }

  public func stationReport(_ s: Int) -> StationReport {
    let station = stations[s]
    return StationReport(
      busyTicks: station.busyTicks, scheduledTicks: station.scheduledTicks, tasks: station.tasks, orders: station.orders, lines: station.lines,
      levelTicks: levelTicks(s), longest: station.longest, waitTicks: station.waitTicks, waits: waits(s))
  }

  public struct PoolReport: Sendable {
    public var workedTicks: Int64
    public var overtimeTicks: Int64
  }

  public func poolReport(_ p: Int) -> PoolReport { PoolReport(workedTicks: pools[p].workedTicks, overtimeTicks: pools[p].overtimeTicks) }

  /// Overtime paid since time 0, money.
  public var overtimePayToDate: Double {
    var sum = 0.0
    for (p, plan) in compiled.plan.pools.enumerated() {
      sum += Double(pools[p].overtimeTicksToDate) / Double(SimTime.ticksPerHour) * plan.wage * plan.overtimeFactor
    }
    return sum
  }
}

extension CompiledFloor {
  private func hours(_ spans: [TimeSpan], from start: Int64, to end: Int64) -> Double {
    var ticks: Int64 = 0
    for span in spans { ticks += max(0, min(span.end.ticks, end) - max(span.start.ticks, start)) }
    return Double(ticks) / Double(SimTime.ticksPerHour)
  }

  public func paidHours(pool: Int, from start: Int64, to end: Int64) -> Double {
    Double(plan.pools[pool].count) * hours(plan.shifts[plan.pools[pool].shift].paid, from: start, to: end)
  }

  public func dutyHours(pool: Int, from start: Int64, to end: Int64) -> Double {
    Double(plan.pools[pool].count) * hours(plan.shifts[plan.pools[pool].shift].duty, from: start, to: end)
  }

  /// Wages of paid hours, overtime apart, money.
  public func regularPay(from start: Int64, to end: Int64) -> Double { payTo(end) - payTo(start) }

  private func payTo(_ time: Int64) -> Double {
    let day = Int(time / payDay)
    if time % payDay == 0, day < payAtDay.count { return payAtDay[day] }
    return Self.pay(plan, to: time)
  }

  static func pay(_ plan: FloorPlan, to end: Int64) -> Double {
    var sum = 0.0
    for pool in plan.pools {
      var ticks: Int64 = 0
      for span in plan.shifts[pool.shift].paid {
        if span.start.ticks >= end { break }
        ticks += min(span.end.ticks, end) - max(span.start.ticks, 0)
      }
      sum += Double(pool.count) * Double(ticks) / Double(SimTime.ticksPerHour) * pool.wage
    }
    return sum
  }

  /// Hours during which anybody is on duty.
  public func scheduledHours(from start: Int64, to end: Int64) -> Double {
    var spans = plan.pools.filter { $0.count > 0 }.flatMap { plan.shifts[$0.shift].duty }
    spans.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    var ticks: Int64 = 0, reached = start
    for span in spans {
      let from = max(span.start.ticks, reached), to = min(span.end.ticks, end)
      if to > from {
        ticks += to - from
        reached = to
      }
    }
    return Double(ticks) / Double(SimTime.ticksPerHour)
  }
}
