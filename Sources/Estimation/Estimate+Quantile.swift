internal import Randomness

extension Estimate {
  /// A quantile pooled over all replications, with an interval from the replications' own quantiles.
  ///
  /// Sectioning: the interval is q̂ ± t·S/√n with S² = Σ(qᵢ − q̂)²/(n − 1) about the *pooled* quantile q̂ (S. Asmussen and P. W. Glynn,
  /// *Stochastic Simulation*, 2007, III.5a; M. K. Nakayama, ACM TOMACS 24(4), 2014). Centred there it keeps the small bias of the pooled
  /// quantile; spread about it, and not about the mean of the qᵢ, it widens where the qᵢ are biased. Each replication should hold many
  /// observations (500/(1 − p) is ample).
  ///
  /// - Parameters:
  ///   - pooled: the quantile of all observations together.
  ///   - perReplication: the same quantile of each replication alone, one element each.
  public static func quantile(pooled: Double, perReplication: [Double], level: Double = 0.95) -> Estimate {
    let n = perReplication.count
    guard n > 0 else { return .undefined(.nothingObserved, n: 0, level: level) }
    guard pooled.isFinite else { return .undefined(.notFinite, n: n, level: level) }
    guard n > 1 else {
      return Estimate(value: pooled, lower: nil, upper: nil, n: 1, kind: .confidence, level: level, caveat: .oneReplication)
    }
    guard perReplication.allSatisfy(\.isFinite) else {
      return Estimate(value: pooled, lower: nil, upper: nil, n: n, kind: .confidence, level: level, caveat: .notFinite)
    }
    // Worlds that all have the same quantile have no chance in them; the pooled one differs by interpolation alone.
    if n > 1, perReplication.allSatisfy({ $0 == perReplication[0] }) {
      return Estimate(value: pooled, lower: pooled, upper: pooled, n: n, kind: .confidence, level: level)
    }
    let squares = perReplication.reduce(0) { $0 + ($1 - pooled) * ($1 - pooled) }
    return student(center: pooled, variance: squares / Double(n - 1), n: n, level: level)
  }

  /// The difference of two pooled quantiles, the replications paired: sectioning of the differences.
  public static func pairedQuantileDifference(
    pooled: Double, perReplication: [Double], minus otherPooled: Double, perReplication other: [Double], level: Double = 0.95
  ) -> Estimate {
    guard perReplication.count == other.count else {
      return .undefined(.unequalCounts, n: min(perReplication.count, other.count), level: level)
    }
    return quantile(pooled: pooled - otherPooled, perReplication: zip(perReplication, other).map { $0 - $1 }, level: level)
  }

  /// A quantile of the law behind independent values, between two of their order statistics, whatever the law.
  ///
  /// The number of values at or below the p-quantile is binomial (n, p): the ranks are the binomial's quantiles at (1 − level)/2 on
  /// either side (H. A. David and H. N. Nagaraja, *Order Statistics*, 3rd ed. 2003, §7.1). Coverage is at least the level. The value
  /// interpolates at rank p·(n + 1), which is Weibull's plotting position.
  public static func orderStatisticQuantile(of values: [Double], at p: Double, level: Double = 0.95) -> Estimate {
    guard !values.isEmpty else { return .undefined(.nothingObserved, n: 0, level: level) }
    guard values.allSatisfy(\.isFinite), p > 0, p < 1 else { return .undefined(.notFinite, n: values.count, level: level) }
    let sorted = values.sorted()
    let n = sorted.count
    let position = min(max(p * Double(n + 1), 1), Double(n))
    let below = Int(position)
    let value = below == n ? sorted[n - 1] : sorted[below - 1] + (position - Double(below)) * (sorted[below] - sorted[below - 1])
    var estimate = Estimate(
      value: value, lower: nil, upper: nil, n: n, kind: .confidence, level: level, caveat: n == 1 ? .oneReplication : .tooFew)
    guard let count = try? Distribution(.binomial(n: n, p: p)) else { return estimate }
    let side = (1 - level) / 2
    // X₍ᵣ₎ ≤ q unless fewer than r values lie at or below it: the largest r with P(K ≤ r − 1) ≤ side; the smallest s with P(K ≥ s) ≤ side.
    var r = Int(count.quantile(side))
    while r > 0, count.cdf(Double(r - 1)) > side { r -= 1 }
    var s = Int(count.upperQuantile(side)) + 1
    while s <= n, count.survival(Double(s - 1)) > side { s += 1 }
    guard r >= 1, s <= n else { return estimate }
    estimate.lower = sorted[r - 1]
    estimate.upper = sorted[s - 1]
    estimate.caveat = sorted[0] == sorted[n - 1] ? .allEqual : nil
    return estimate
  }
}
