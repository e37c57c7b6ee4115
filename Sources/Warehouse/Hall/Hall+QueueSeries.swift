internal import Kernel

/// How each queue goes over the measured window: its time average in every hour, or in every day of a window that is longer than eight
/// weeks.
struct QueueSeries {
  /// The end of the present stretch; `Int64.max` when nothing is measured.
  var next = Int64.max
  /// The start of the present stretch, and of the first.
  private(set) var start: Int64 = 0
  private var first: Int64 = 0
  private var step: Int64 = 0
  /// Queue × ticks at the start of the present stretch, by station.
  private var before: [Int128] = []
  /// Means so far: of all stations in the first stretch, then in the second, …
  private var means: [Double] = []

  init() {}

  init(from now: Int64, to horizon: Int64, stations: Int) {
    step = horizon - now <= 56 * SimTime.ticksPerDay ? SimTime.ticksPerHour : SimTime.ticksPerDay
    first = now
    start = now
    next = (now / step + 1) * step
    before = Array(repeating: 0, count: stations)
    means.reserveCapacity(stations * (Int((horizon - now) / step) + 2))
  }

  var isKept: Bool { step > 0 }

  /// A stretch ends; `total` = queue × ticks of a station so far. Stations are told in their order.
  mutating func close(_ s: Int, total: Int128, at time: Int64) {
    means.append(Double(wide: total - before[s]) / Double(time - start))
    before[s] = total
  }

  mutating func goOn(at time: Int64) {
    start = time
    next = time + step
  }

  func course(of s: Int) -> Floor.QueueCourse {
    Floor.QueueCourse(
      start: SimTime(ticks: first), step: SimTime(ticks: step),
      means: stride(from: s, to: means.count, by: before.count).map { means[$0] })
  }
}

extension Hall {
  /// A stretch of the queues' course ends.
  mutating func closeStretch(at time: Int64) {
    bring(to: time)
    let causes = Cause.allCases.count
    for s in 0..<stations.count {
      var total: Int128 = 0
      for c in 0..<causes { total += causeTicks[s * causes + c] }
      queueSeries.close(s, total: total, at: time)
    }
    queueSeries.goOn(at: time)
  }
}
