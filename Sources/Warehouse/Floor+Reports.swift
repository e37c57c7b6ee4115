public import Kernel

extension Floor {
  /// What a station did in the measured window, in ticks.
  public struct StationReport: Sendable {
    public var busyTicks: Int128
    public var scheduledTicks: Int128
    public var tasks: Int64
    public var orders: Int64
    public var lines: Int64
    /// Time spent at each queue length.
    public var levelTicks: [Int64]
    /// The longest queue that lasted: who begins at the moment of coming waits in none.
    public var longest: Int { levelTicks.lastIndex { $0 > 0 } ?? 0 }
    /// Of the jobs that came in the measured window, whenever their waits ended; those in `unendedWaits` with what they had lasted.
    public var waitTicks: Int128
    public var waits: TickHistogram
    /// How long those waits of the same jobs had lasted that had not ended when the run did.
    public var unendedWaits: [UInt64] = []
    public var full: FullReport
  }

  /// How the time of a station's servers was spent besides work, and what became of its jobs; ticks and counts of the measured window.
  public struct FullReport: Sendable {
    public var blockedTicks: Int128
    public var downTicks: Int128
    public var starvedTicks: Int128
    public var idleTicks: Int128
    /// Jobs waiting or being worked on × ticks; stays of the jobs that came in the measured window, and how many of them have left.
    public var presentTicks: Int128
    public var stayTicks: Int128
    public var stays: Int64
    /// Stays in `stayTicks` that had not ended when the run did, with what they had lasted. On a plain floor nothing interrupts work: a
    /// stay whose work has begun counts whole.
    public var unendedStays: Int64 = 0
    public var arrivals: Int64
    public var turnedAway: Int64
    public var gaveUp: Int64
    public var displaced: Int64
    /// Queue × ticks by cause: people busy, nobody on duty, no place, no equipment, the departure (or the gathering), the pick faces.
    public var causeTicks: [Int128]
    /// The same of the waits in `waitTicks`, each with all of it: they add up to it.
    public var waitCauses: [Int128] = []
    /// Metres of the walks begun, and the orders and lines they were for.
    public var metres = 0.0
    public var walkedOrders: Int64 = 0
    public var walkedLines: Int64 = 0
    /// Orders that found a pick face too empty, and units brought to pick faces.
    public var heldOrders: Int64 = 0
    public var units: Int64 = 0
    /// Work added because items were new.
    public var unfamiliarSeconds = 0.0
    /// Metres of the walks begun before the first re-slotting and after the last one, and the lines they were for; whatever the warm-up.
    public var metresBefore = 0.0
    public var linesBefore: Int64 = 0
    public var metresAfter = 0.0
    public var linesAfter: Int64 = 0
    /// Of a carrier: departures, orders they took, those of them meant for that truck or a later one, orders that a full truck left behind.
    public var departures: Int64 = 0
    public var shipped: Int64 = 0
    /// What its trucks took, as their capacity counts.
    public var loaded: Int64 = 0
    public var onTruck: Int64 = 0
    public var leftBehind: Int64 = 0
    /// nil where nothing was measured.
    public var queue: QueueCourse?
  }

  /// Time averages of a queue over equal stretches of the measured window; the first and the last may be shorter.
  public struct QueueCourse: Sendable, Equatable {
    /// Where the first stretch begins; the others begin at multiples of `step`.
    public var start: SimTime
    public var step: SimTime
    public var means: [Double]

    /// Where a stretch begins.
    public func time(of stretch: Int) -> SimTime {
      stretch == 0 ? start : SimTime(ticks: (start.ticks / step.ticks + Int64(stretch)) * step.ticks)
    }
  }

  public func stationReport(_ s: Int) -> StationReport {
    if !isPlain { return hall.stationReport(s) }
    let station = stations[s]
    return StationReport(
      busyTicks: Int128(station.busyTicks), scheduledTicks: Int128(station.scheduledTicks), tasks: station.tasks, orders: station.orders,
      lines: station.lines,
      levelTicks: levelTicks(s), waitTicks: station.waitTicks, waits: waits(s),
      unendedWaits: unendedWaits.isEmpty ? [] : unendedWaits[s], full: plainReport(s))
  }

  /// Of a carrier's departures after `start` and up to `end`, how many there were and how many missed no order meant for them.
  public func completeDepartures(_ s: Int, from start: Int64, to end: Int64) -> (all: Int, complete: Int) {
    hall.completeDepartures(s, from: start, to: end)
  }

  public struct PoolReport: Sendable {
    public var workedTicks: Int128
    public var overtimeTicks: Int128
    public var full: FullPoolReport
  }

  /// How a pool's time was spent, ticks of the measured window, overtime included but in `paidTicks`.
  public struct FullPoolReport: Sendable {
    public var paidTicks: Int128
    public var blockedTicks: Int128
    public var downTicks: Int128
    /// Nothing to do; `starvedTicks` of it while work that could come to them was held up before them.
    public var idleTicks: Int128
    public var starvedTicks: Int128
    public var breakTicks: Int128
    public var absentTicks: Int128
    public var trainingTicks: Int128
    public var employedTicks: Int128
    /// Work at the stated speed and as it was.
    public var standardTicks: Double
    public var actualTicks: Double
    public var hired: Int64
    public var gone: Int64
    /// Money for paid hours and for overtime, where the wage changes in the run; else the hours and the wage say it.
    public var pay: (regular: Double, overtime: Double)?
  }

  public func poolReport(_ p: Int) -> PoolReport {
    if !isPlain { return hall.poolReport(p) }
    return PoolReport(
      workedTicks: Int128(pools[p].workedTicks), overtimeTicks: Int128(pools[p].overtimeTicks), full: plainPoolReport(p))
  }

  /// Ticks that units of a kind of equipment were free, at work, down and charging in the measured window, and the part of those down in
  /// which a task held them.
  public func equipmentReport(_ e: Int) -> (free: Int128, used: Int128, down: Int128, heldDown: Int128, charging: Int128) {
    hall.equipmentReport(e)
  }

  /// Steps that wait for each other for ever; nil where all goes on.
  public var deadlock: FloorDeadlock? { hall.deadlock }

  /// Wages since time 0, money: regular hours and overtime, whoever was employed.
  public mutating func payToDate(at now: Int64) -> (regular: Double, overtime: Double) {
    isPlain ? (compiled.regularPay(from: 0, to: now), overtimePayToDate) : hall.payToDate(at: now)
  }

  /// Overtime paid since time 0, money.
  private var overtimePayToDate: Double {
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
