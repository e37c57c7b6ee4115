/// A probability law as a scenario names it: a value, comparable and storable; `Sampler` draws from it.
///
/// Parameters are in the unit of the quantity the law stands for. Names and parameters are those of the field.
public indirect enum Law: Sendable, Hashable, Codable {
  case constant(Double)
  case uniform(min: Double, max: Double)
  case triangular(min: Double, mode: Double, max: Double)
  /// Beta-PERT: a beta law on [min, max] with mean (min + 4·mode + max) / 6.
  case pert(min: Double, mode: Double, max: Double)
  case normal(mean: Double, sd: Double)
  /// Mean and standard deviation of the variable itself, not of its logarithm.
  case lognormal(mean: Double, sd: Double)
  /// Shape (mean/sd)², scale sd²/mean.
  case gamma(mean: Double, sd: Double)
  case erlang(k: Int, mean: Double)
  case exponential(mean: Double)
  case weibull(shape: Double, scale: Double)
  case beta(a: Double, b: Double, min: Double, max: Double)
  case poisson(mean: Double)
  /// Dispersion is variance ÷ mean, greater than 1.
  case negativeBinomial(mean: Double, dispersion: Double)
  /// P(from + k) = (1 − r)·rᵏ with the given mean; `from` is 0 or 1.
  case geometric(mean: Double, from: Int)
  case binomial(n: Int, p: Double)
  case bernoulli(p: Double)
  /// Values with weights that need not sum to 1.
  case discrete([Weighted<Double>])
  /// Observed values with weights, ascending; `smooth` interpolates linearly between them.
  case empirical([Weighted<Double>], smooth: Bool)
  case mixture([Weighted<Law>])
  /// Zero with probability `share`, else the law.
  case zeroInflated(share: Double, Law)
  /// The sum of `count` independent draws of `size`.
  case compound(count: Law, size: Law)
  case shifted(by: Double, Law)
  case scaled(by: Double, Law)
  /// The law on condition that it falls in [min, max].
  case truncated(min: Double?, max: Double?, Law)
}

/// A value and its weight, relative to the others of its list.
public struct Weighted<Value: Sendable & Hashable & Codable>: Sendable, Hashable, Codable {
  public var value: Value
  public var weight: Double

  public init(_ value: Value, weight: Double) {
    self.value = value
    self.weight = weight
  }
}
