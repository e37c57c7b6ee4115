extension Estimate {
  /// The first less the second, measured on different random worlds.
  ///
  /// The errors add in squares; the degrees of freedom are those of B. L. Welch, "The generalization of 'Student's' problem when several
  /// different population variances are involved", *Biometrika* 34, 1947. Without an interval of either there is none of the difference.
  ///
  /// - Precondition: the two share no replication: for worlds in common there is `PairedDifference`.
  public static func independentDifference(of first: Estimate, minus second: Estimate, level: Double = 0.95) -> Estimate {
    let value = first.value - second.value
    let n = min(first.n, second.n)
    guard value.isFinite, let a = first.standardError, let b = second.standardError else {
      return Estimate(
        value: value, lower: nil, upper: nil, n: n, kind: .confidence, level: level, caveat: value.isFinite ? .oneReplication : .notFinite)
    }
    let variance = a * a + b * b
    if variance == 0 { return Estimate(value: value, lower: value, upper: value, n: n, kind: .confidence, level: level, caveat: .allEqual) }
    func part(_ error: Double, _ n: Int) -> Double { error * error * error * error / Double(n - 1) }
    let degrees = variance * variance / (part(a, first.n) + part(b, second.n))
    let half = studentFactor(level: level, degrees: degrees) * variance.squareRoot()
    return Estimate(value: value, lower: value - half, upper: value + half, n: n, kind: .confidence, level: level)
  }
}
