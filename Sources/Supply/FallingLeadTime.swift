internal import Foundation
internal import Randomness

/// Lead times in continuous time that keep their law and let no order overtake another.
///
/// The arrival A(t) of an order placed at t never decreases, so that the lead time A(t) − t falls by one day a day, and sometimes jumps up:
/// from level x at the rate r(x) = f(x) ÷ F(x), to above y with probability r(y) ÷ r(x). This is A(t) = max over s ≤ t of (s + Yₛ) for a
/// Poisson process of points (s, Yₛ) with r(y) points a day above y; P(A(t) − t ≤ x) = exp(−∫ from x of r) = F(x) at every t, whenever we
/// order. It needs r to fall, that is log F to be concave: all laws here but those of single values, and mixtures and samples with gaps. Of
/// such a law no process can keep all three: the law, the order, and to owe nothing to when we order.
///
/// Log F is tabulated and linear between its points, so that the tabulated law has falling rates too and is kept exactly; it differs from
/// the scenario's by less than 10⁻⁴ in probability, or by some minutes where it takes no longer. A class with tables of its own, since every
/// day looks at it and should count no references.
final class FallingLeadTime: @unchecked Sendable {
  /// Points of the table.
  private let count: Int
  /// Days, ascending, and log F there; the last is 0. Written once.
  private let levels: UnsafeMutablePointer<Double>
  private let logs: UnsafeMutablePointer<Double>
  /// Rate of jumps at the levels from one point to the next, falling; 0 from the last on.
  private let rates: UnsafeMutablePointer<Double>
  /// Whether a share of orders arrives at once, so that the lead time can stay at 0.
  private let canStay: Bool
  /// The least probability of no jump in the day that begins at a level of k … k + 1 days, for the days the table knows.
  private let calm: UnsafeMutablePointer<Double>
  private let calmCount: Int

  /// Days below which a lead time is none: a minute.
  private static let atOnce = 1.0 / 1440

  /// Days beyond which no table of a law is made.
  private static let longest = 1e6

  /// - Returns: nil where log F is not concave, or the law is one of single values, or reaches beyond a million days.
  init?(_ law: Law) throws(LawError) {
    if law.isDiscrete { return nil }
    let law = try Distribution(law)
    // What takes less than a minute takes no time: where many do, they would come and go in ever shorter steps.
    let least = 1e-9, none = law.quantile(least) < Self.atOnce ? law.cdf(Self.atOnce) : 0
    canStay = none > least
    var points: [(level: Double, log: Double)] = canStay ? [(0, log(none))] : []
    func add(_ p: Double) {
      if p <= none { return }
      let level = max(0, law.quantile(p))
      if let last = points.last, level <= last.level { return }
      points.append((level, log(p)))
    }
    // Even steps of log F up to the median, of log (1 − F) beyond.
    for k in 0..<640 { add(least * exp2(Double(k) / 640 * -log2(2 * least))) }
    for k in 0...1120 { add(1 - exp2(-1 - Double(k) / 32)) }
    guard points.count > 2, let top = points.last?.level, top < Self.longest else { return nil }
    points[points.count - 1].log = 0
    guard let hull = Self.concave(points) else { return nil }
    count = hull.count
    levels = Self.table(hull.map(\.level))
    logs = Self.table(hull.map(\.log))
    rates = Self.table(zip(hull, hull.dropFirst()).map { ($1.log - $0.log) / ($1.level - $0.level) } + [0])
    var calm = [0.0]
    for k in 1...max(1, Int(top.rounded(.up))) { calm.append(exp(Self.logF(Double(k) - 1, hull) - Self.logF(Double(k), hull))) }
    self.calm = Self.table(calm)
    calmCount = calm.count
  }

  deinit {
    levels.deallocate()
    logs.deallocate()
    rates.deallocate()
    calm.deallocate()
  }

  private static func table(_ values: [Double]) -> UnsafeMutablePointer<Double> {
    let table = UnsafeMutablePointer<Double>.allocate(capacity: values.count)
    table.initialize(from: values, count: values.count)
    return table
  }

  /// The last of ascending values that is not above a limit; the first where all are.
  ///
  /// No branches: which half holds it no processor guesses.
  @inline(__always)
  private static func last(of values: UnsafePointer<Double>, count: Int, notAbove limit: Double) -> Int {
    var base = 0, left = count
    while left > 1 {
      let half = left / 2
      base = values[base &+ half] <= limit ? base &+ half : base
      left &-= half
    }
    return base
  }

  /// The points with those left out below which the others run; nil where one beyond the first minutes lies more than 10⁻⁴ in probability
  /// below.
  private static func concave(_ points: [(level: Double, log: Double)]) -> [(level: Double, log: Double)]? {
    var kept: [(level: Double, log: Double)] = []
    func rate(_ a: (level: Double, log: Double), _ b: (level: Double, log: Double)) -> Double { (b.log - a.log) / (b.level - a.level) }
    for point in points {
      while kept.count > 1, rate(kept[kept.count - 2], kept[kept.count - 1]) <= rate(kept[kept.count - 1], point) { kept.removeLast() }
      kept.append(point)
    }
    var k = 0
    for point in points {
      while kept[k].level < point.level { k += 1 }
      if kept[k].level == point.level { continue }
      let line = kept[k - 1].log + rate(kept[k - 1], kept[k]) * (point.level - kept[k - 1].level)
      if exp(line) - exp(point.log) > 1e-4, point.level > 10 * Self.atOnce { return nil }
    }
    return kept
  }

  private static func logF(_ level: Double, _ points: [(level: Double, log: Double)]) -> Double {
    guard let above = points.firstIndex(where: { $0.level > level }) else { return 0 }
    if above == 0 { return -.infinity }
    let (a, b) = (points[above - 1], points[above])
    return a.log + (b.log - a.log) / (b.level - a.level) * (level - a.level)
  }

  /// Arrival of an order placed at time 0, days.
  func start(_ uniform: Double) -> Double {
    let target = log(uniform)
    if target <= logs[0] { return levels[0] }
    let low = Self.last(of: logs, count: count, notAbove: target)
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
    let level = max(levels[0], arrival - time), from = Self.last(of: levels, count: count, notAbove: level)
    // No jump before the level x has probability F(x) ÷ F(level).
    let target = logs[from] + rates[from] * (level - levels[from]) + log(first)
    var at = time + (level - levels[0]), here = 0
    if target > logs[0] {
      // Never the last point, beyond which the rate is 0.
      here = Self.last(of: logs, count: max(1, min(from + 1, count - 1)), notAbove: target)
      at = time + (level - levels[here] - (target - logs[here]) / rates[here])
    } else if canStay {
      at += (logs[0] - target) / rates[0]
    }
    if at >= end { return nil }
    // To the first point beyond which fewer points lie than the second uniform asks for.
    let wanted = second * rates[here]
    var high = here, left = count - 1 - here
    while left > 1 {
      let half = left / 2
      high = rates[high &+ half] < wanted ? high : high &+ half
      left &-= half
    }
    return (at, at + levels[high &+ 1])
  }
}
