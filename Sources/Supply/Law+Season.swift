public import Randomness

extension Law {
  /// The law a busier or quieter period of the same kind has: the mean multiplied, the kind kept.
  ///
  /// Counts of events (Poisson, compound and negative binomial) keep their dispersion: twice the customers, not customers twice as large.
  /// Every other law is scaled, so its coefficient of variation stays.
  public func withMean(times factor: Double) -> Law {
    if factor == 1 { return self }
    switch self {
    case .poisson(let mean): return .poisson(mean: mean * factor)
    case .negativeBinomial(let mean, let dispersion): return .negativeBinomial(mean: mean * factor, dispersion: dispersion)
    case .compound(let count, let size): return .compound(count: count.withMean(times: factor), size: size)
    case .constant(let value): return .constant(value * factor)
    case .normal(let mean, let sd): return .normal(mean: mean * factor, sd: sd * factor)
    case .gamma(let mean, let sd): return .gamma(mean: mean * factor, sd: sd * factor)
    case .lognormal(let mean, let sd): return .lognormal(mean: mean * factor, sd: sd * factor)
    default: return .scaled(by: factor, self)
    }
  }
}
