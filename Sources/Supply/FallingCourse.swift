internal import Foundation
internal import Kernel

/// The tables of a `FallingLeadTime`, from the least level up, and where to begin to look in them.
struct FallingTables: ~Copyable {
  let levels: Slab<Double>
  let logs: Slab<Double>
  let rates: Slab<Double>
  let calm: Slab<Double>
  let levelGuide: SearchGuide
  let logGuide: SearchGuide
  let rateGuide: SearchGuide

  /// - Parameters:
  ///   - levels: days, ascending.
  ///   - logs: log F there; the last is 0.
  ///   - rates: of jumps at the levels from one point to the next, falling; 0 from the last on.
  ///   - calm: the least probability of no jump in the day that begins at a level of k … k + 1 days.
  init(levels: [Double], logs: [Double], rates: [Double], calm: [Double]) {
    self.levels = Slab(levels)
    self.logs = Slab(logs)
    self.rates = Slab(rates)
    self.calm = Slab(calm)
    levelGuide = SearchGuide(levels)
    logGuide = SearchGuide(logs)
    rateGuide = SearchGuide(rates)
  }
}

/// How lead times of one law come in order: the tables of its `FallingLeadTime`, read without asking who owns them. Every order looks at
/// it, and counts no references; whoever holds one keeps its law.
struct FallingCourse: BitwiseCopyable, @unchecked Sendable {
  private let count: Int
  private let levels: UnsafePointer<Double>
  private let logs: UnsafePointer<Double>
  private let rates: UnsafePointer<Double>
  private let calm: UnsafePointer<Double>
  private let calmCount: Int
  private let levelGuide: SearchGuide.Cells
  private let logGuide: SearchGuide.Cells
  private let rateGuide: SearchGuide.Cells
  /// Whether a share of orders arrives at once, so that the lead time can stay at 0.
  private let canStay: Bool

  init(_ tables: borrowing FallingTables, canStay: Bool) {
    count = tables.levels.count
    levels = tables.levels.start
    logs = tables.logs.start
    rates = tables.rates.start
    calm = tables.calm.start
    calmCount = tables.calm.count
    levelGuide = tables.levelGuide.cells
    logGuide = tables.logGuide.cells
    rateGuide = tables.rateGuide.cells
    self.canStay = canStay
  }

  /// Arrival of an order placed at time 0, days.
  func start(_ uniform: Double) -> Double {
    let target = log(uniform)
    if target <= logs[0] { return levels[0] }
    let low = last(of: logs, logGuide, notAbove: target)
    return rates[low] > 0 ? levels[low] + (target - logs[low]) / rates[low] : levels[low]
  }

  /// Whether no jump comes in the whole day, as a first look may tell: the level at its start, and the day's first uniform.
  @inline(__always)
  func isCalm(level: Double, _ uniform: Double) -> Bool {
    if level < 1 { return false }
    let whole = Int(level)
    return whole >= calmCount || uniform <= calm[whole]
  }

  /// The next jump after `time`, if it comes before `end`.
  ///
  /// - Parameters:
  ///   - arrival: A(time).
  ///   - first, second: uniforms that nothing else uses.
  /// - Returns: when it comes, and A from then on.
  func jump(after time: Double, before end: Double, arrival: Double, _ first: Double, _ second: Double) -> (time: Double, arrival: Double)?
  {
    let level = max(levels[0], arrival - time), from = last(of: levels, levelGuide, notAbove: level)
    // No jump before the level x has probability F(x) ÷ F(level).
    let target = logs[from] + rates[from] * (level - levels[from]) + log(first)
    var at = time + (level - levels[0]), here = 0
    if target > logs[0] {
      // Never the last point, beyond which the rate is 0.
      here = min(last(of: logs, logGuide, notAbove: target), from, count - 2)
      at = time + (level - levels[here] - (target - logs[here]) / rates[here])
    } else if canStay {
      at += (logs[0] - target) / rates[0]
    }
    if at >= end { return nil }
    // To the first point beyond which fewer points lie than the second uniform asks for.
    let wanted = second * rates[here]
    var high = max(here, min(rateGuide.start(wanted), count - 2))
    while high + 1 < count - 1, rates[high + 1] >= wanted { high += 1 }
    return (at, at + levels[high + 1])
  }

  /// The last of ascending values that is not above a limit; the first where all are.
  @inline(__always)
  private func last(of values: UnsafePointer<Double>, _ guide: SearchGuide.Cells, notAbove limit: Double) -> Int {
    var place = guide.start(limit)
    while place + 1 < count, values[place + 1] <= limit { place += 1 }
    return place
  }
}
