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
/// the scenario's by less than 10⁻⁴ in probability, or by some minutes where it takes no longer. This class owns the tables, `course` reads
/// them.
final class FallingLeadTime: @unchecked Sendable {
  let course: FallingCourse
  private let tables: FallingTables

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
    let canStay = none > least
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
    var calm = [0.0]
    for k in 1...max(1, Int(top.rounded(.up))) { calm.append(exp(Self.logF(Double(k) - 1, hull) - Self.logF(Double(k), hull))) }
    tables = FallingTables(
      levels: hull.map(\.level), logs: hull.map(\.log),
      rates: zip(hull, hull.dropFirst()).map { ($1.log - $0.log) / ($1.level - $0.level) } + [0], calm: calm)
    course = FallingCourse(tables, canStay: canStay)
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
}
