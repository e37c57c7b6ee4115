internal import Foundation
internal import Randomness

/// Lead times of a periodic study, in whole periods, that keep their law and let no order overtake another.
///
/// Goods are received at the first start of a period at or after their arrival, so that the lead time is a number of periods N = ⌈L ÷
/// period⌉ with distribution function F. The arrival period of an order of period k is A(k) = max over j ≤ k of (j + Y(j)), where the Y are
/// independent with distribution function F(n) ÷ F(n + 1): the product over j telescopes, so that A(k) − k has the law F exactly. It needs
/// F(n) ÷ F(n + 1) to rise with n; of other laws (those with gaps) no process can keep the law, the order, and to owe nothing to when we
/// order.
struct SteppedLeadTime: Sendable {
  /// P(Y ≤ n), n = 0, 1, … lookBack; the last is 1.
  private let atMost: [Double]
  /// Periods before the start from which a draw could still matter.
  var lookBack: Int { atMost.count }

  /// - Parameter period: days.
  /// - Returns: nil where no such process exists.
  init?(_ law: Law, period: Double) throws(LawError) {
    guard var ratios = try Self.ratios(law, period: period) else { return nil }
    for n in ratios.indices.dropFirst() where ratios[n] < ratios[n - 1] {
      if Self.falls(ratios, at: n) { return nil }
      ratios[n] = ratios[n - 1]
    }
    atMost = ratios
  }

  /// F(n) ÷ F(n + 1) for n = 0, 1, …; nil where the law reaches beyond 100 000 periods.
  static func ratios(_ law: Law, period: Double) throws(LawError) -> [Double]? {
    let law = try Distribution(law)
    let top = law.quantile(1 - 1e-12)
    guard top.isFinite, top / period < 100_000 else { return nil }
    let last = max(0, Int((top / period - 1e-9).rounded(.up)))
    let whole = (0...last + 1).map { $0 >= last ? 1 : law.cdf((Double($0) + 1e-9) * period) }
    return (0...last).map { whole[$0 + 1] > 0 ? whole[$0] / whole[$0 + 1] : 0 }
  }

  /// Whether a ratio lies below the one before it, beyond the rounding of distribution functions: the law has a gap, or is bent the wrong
  /// way.
  static func falls(_ ratios: [Double], at n: Int) -> Bool { ratios[n] < ratios[n - 1] - 1e-9 }

  func draw(_ uniform: Double) -> Int {
    var low = 0, high = atMost.count - 1
    while low < high {
      let middle = (low + high) / 2
      if atMost[middle] >= uniform { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
