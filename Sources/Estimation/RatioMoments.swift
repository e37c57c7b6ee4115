/// Running sums of pairs, enough for a ratio of sums and its interval without keeping the pairs: memory does not grow with replications.
///
/// With R = Σa/Σb the interval is R ± t·√(Σ(a − R·b)² / (n(n−1))) / b̄ (Cochran, *Sampling Techniques*, 3rd ed. 1977, §2.11), which the
/// jackknife of `Estimate.ratio` agrees with to order 1/n². Values are shifted by the first pair, so that equal replications
/// give a variance of exactly zero.
public struct RatioMoments: Sendable {
  private var n = 0
  private var sumA = 0.0, sumB = 0.0
  private var firstA = 0.0, firstB = 0.0
  private var dA = 0.0, dB = 0.0, dAA = 0.0, dBB = 0.0, dAB = 0.0

  public init() {}

  /// Adds one replication.
  public mutating func add(_ numerator: Double, over denominator: Double) {
    if n == 0 {
      firstA = numerator
      firstB = denominator
    }
    n += 1
    sumA += numerator
    sumB += denominator
    let a = numerator - firstA, b = denominator - firstB
    dA += a
    dB += b
    dAA += a * a
    dBB += b * b
    dAB += a * b
  }

  /// The ratio of the sums; NaN where nothing was added or the denominators sum to 0, without an interval for one replication.
  public func estimate(level: Double = 0.95) -> Estimate {
    if n == 0 || sumB == 0 { return Estimate(value: .nan, lower: nil, upper: nil, n: n, kind: .confidence, level: level) }
    let ratio = sumA / sumB
    if n == 1 { return Estimate(value: ratio, lower: nil, upper: nil, n: n, kind: .confidence, level: level) }
    let count = Double(n)
    let varianceA = dAA - dA * dA / count, varianceB = dBB - dB * dB / count, covariance = dAB - dA * dB / count
    let residual = max(0, varianceA - 2 * ratio * covariance + ratio * ratio * varianceB) / (count - 1)
    let half = Estimate.studentFactor(level: level, degrees: Double(n - 1)) * (residual / count).squareRoot() / abs(sumB / count)
    return Estimate(value: ratio, lower: ratio - half, upper: ratio + half, n: n, kind: .confidence, level: level)
  }
}
