#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Quantiles and their distribution-free intervals, from a sorted sample.
public enum OrderStatistics {
  /// The `p`-quantile by linear interpolation of order statistics (Hyndman and Fan 1996, type 7).
  ///
  /// - Parameters:
  ///   - sorted: ascending, finite, not empty.
  ///   - p: 0…1.
  public static func quantile(_ p: Double, ofSorted sorted: [Double]) -> Double {
    precondition(!sorted.isEmpty, "a quantile of nothing was asked for")
    let place = min(1, max(0, p)) * Double(sorted.count - 1)
    let lower = min(sorted.count - 1, Int(place))
    let share = place - Double(lower)
    guard share > 0, lower + 1 < sorted.count else { return sorted[lower] }
    return sorted[lower] + share * (sorted[lower + 1] - sorted[lower])
  }

  /// Ranks (from 1) of the order statistics between which the `p`-quantile lies with at least `level`, α/2 outside at each end; nil where
  /// the sample is too small to bound that end.
  ///
  /// The number of observations below the quantile is Binomial(n, p) whatever the law (David and Nagaraja, *Order Statistics*, 2003, §7.1).
  public static func quantileRanks(_ p: Double, n: Int, level: Double = 0.95) -> (lower: Int, upper: Int)? {
    guard n > 1, p > 0, p < 1, level > 0, level < 1 else { return nil }
    let tail = (1 - level) / 2
    var logFactorials = [0.0, 0.0]
    if n > 1 { for k in 2...n { logFactorials.append(logFactorials[k - 1] + log(Double(k))) } }
    var below = 0.0
    var lower = 0
    var upper: Int?
    for k in 0...n {
      let logTerm = logFactorials[n] - logFactorials[k] - logFactorials[n - k] + Double(k) * log(p) + Double(n - k) * log(1 - p)
      // `below` is P(B ≤ k − 1): the k-th order statistic exceeds the quantile with that probability.
      if k >= 1, below <= tail { lower = k }
      if k >= 1, upper == nil, 1 - below <= tail { upper = k }
      below += exp(logTerm)
    }
    guard lower >= 1, let upper, upper <= n, lower < upper else { return nil }
    return (lower, upper)
  }

  /// Half-width of the band that holds the whole distribution function with at least `level`: √(ln(2/α) / 2n).
  ///
  /// Dvoretzky, Kiefer and Wolfowitz 1956 with Massart's constant, 1990. Valid for any law, all x at once.
  public static func bandHalfWidth(n: Int, level: Double = 0.95) -> Double {
    guard n > 0, level < 1 else { return 1 }
    return min(1, (log(2 / (1 - level)) / (2 * Double(n))).squareRoot())
  }
}
