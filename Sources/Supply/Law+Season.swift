public import Randomness

extension Law {
  /// The law a busier or quieter period of the same kind has: the mean multiplied, the kind kept.
  ///
  /// Counts of events (Poisson, compound and negative binomial) keep their dispersion: twice the customers, not customers twice as large.
  /// Laws of real numbers are scaled, so their coefficient of variation stays. Other laws on whole numbers stay on whole numbers: a
  /// multiplied value that falls between two is the upper one with the probability that keeps its mean.
  public func withMean(times factor: Double) -> Law {
    if factor == 1 { return self }
    switch self {
    case .poisson(let mean): return .poisson(mean: mean * factor)
    case .negativeBinomial(let mean, let dispersion): return .negativeBinomial(mean: mean * factor, dispersion: dispersion)
    case .compound(let count, let size): return .compound(count: count.withMean(times: factor), size: size)
    case .normal(let mean, let sd): return .normal(mean: mean * factor, sd: sd * factor)
    case .gamma(let mean, let sd): return .gamma(mean: mean * factor, sd: sd * factor)
    case .lognormal(let mean, let sd): return .lognormal(mean: mean * factor, sd: sd * factor)
    case .mixture(let parts): return .mixture(parts.map { Weighted($0.value.withMean(times: factor), weight: $0.weight) })
    case .zeroInflated(let share, let law): return .zeroInflated(share: share, law.withMean(times: factor))
    default: return isInteger ? inWholeUnits(times: factor) : .scaled(by: factor, self)
    }
  }

  /// Points beyond which rounding a multiplied law moves its mean by nothing that could be seen.
  private static let mostPoints = 100_000

  private func inWholeUnits(times factor: Double) -> Law {
    guard factor != factor.rounded(), let law = try? lattice(limit: Self.mostPoints) else { return .scaled(by: factor, self) }
    var weights: [Int: Double] = [:]
    for (i, probability) in law.probabilities.enumerated() where probability > 0 {
      let value = Double(law.offset + i) * factor, low = (value + 1e-9).rounded(.down), part = max(0, value - low)
      if part < 1 { weights[Int(low), default: 0] += probability * (1 - part) }
      if part > 1e-9 { weights[Int(low) + 1, default: 0] += probability * part }
    }
    return .discrete(weights.sorted { $0.key < $1.key }.map { Weighted(Double($0.key), weight: $0.value) })
  }
}
