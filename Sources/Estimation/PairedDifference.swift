/// Two scenarios run on the same random worlds: the difference, and what pairing was worth.
public struct PairedDifference: Sendable, Hashable, Codable {
  /// First less second.
  public var estimate: Estimate
  /// Correlation between the two over replications; nil where one of them does not vary.
  public var correlation: Double?
  /// How many times more replications the same interval would need without common random numbers: (s₁² + s₂²)/s_d². Below 1 pairing did
  /// harm; infinite where the differences do not vary; nil where nothing does.
  public var varianceRatio: Double?

  /// - Parameters:
  ///   - first, second: one element per replication, in the same order.
  public init(of first: [Double], minus second: [Double], level: Double = 0.95) {
    estimate = .pairedDifference(of: first, minus: second, level: level)
    correlation = nil
    varianceRatio = nil
    guard first.count == second.count, first.count > 1, let a = Moments(first), let b = Moments(second),
      let d = Moments(zip(first, second).map { $0 - $1 })
    else { return }
    if a.variance > 0, b.variance > 0 {
      // From deviations, since (s₁² + s₂² − s_d²)/2 loses the digits of a small covariance.
      var covariance = 0.0
      for (x, y) in zip(first, second) { covariance += (x - a.mean) * (y - b.mean) }
      covariance /= Double(first.count - 1)
      correlation = max(-1, min(1, covariance / a.variance.squareRoot() / b.variance.squareRoot()))
    }
    if a.variance + b.variance > 0 { varianceRatio = d.variance > 0 ? (a.variance + b.variance) / d.variance : .infinity }
  }
}
