public import Randomness

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The demand of one period (or of all periods to be covered), in the laws for which loss functions have a closed form.
public enum DemandLaw: Sendable, Equatable {
  /// Negative demand is part of the law. `sd` 0 is certain demand.
  case normal(mean: Double, sd: Double)
  /// The logarithm is normal with mean `mu` and standard deviation `sigma`.
  case lognormal(mu: Double, sigma: Double)
  case exponential(rate: Double)
  case gamma(shape: Double, scale: Double)
  case uniform(low: Double, high: Double)
  /// Any law on the integers; negative values allowed.
  case lattice(LatticeDistribution)
  /// The sum of periods whose law has no closed form.
  case sum(DemandSum)

  /// Checks the parameters once, at the door.
  ///
  /// - Throws: `invalid`.
  public func validate() throws(OptimizationError) {
    switch self {
    case .normal(let mean, let sd):
      try NumberCheck.finite(mean, "demand mean")
      try NumberCheck.notNegative(sd, "demand sd")
    case .lognormal(let mu, let sigma):
      try NumberCheck.finite(mu, "mu")
      try NumberCheck.positive(sigma, "sigma")
      if mu + sigma * sigma > 700 { throw .invalid(field: "mu and sigma", reason: "give a mean beyond 10³⁰⁰") }
    case .exponential(let rate): try NumberCheck.positive(rate, "rate")
    case .gamma(let shape, let scale):
      try NumberCheck.positive(shape, "shape")
      try NumberCheck.positive(scale, "scale")
    case .uniform(let low, let high):
      try NumberCheck.finite(low, "low")
      try NumberCheck.finite(high, "high")
      if !(low < high) || !(high - low).isFinite { throw .invalid(field: "low and high", reason: "must span an interval") }
    case .lattice(let law):
      var shifted = law
      shifted.offset = 0
      try shifted.validateAsDemand("demand")
      if abs(law.offset) > 1 << 40 { throw .invalid(field: "demand", reason: "must not have values beyond 2⁴⁰ units") }
    case .sum: break
    }
  }

  public var mean: Double {
    switch self {
    case .normal(let mean, _): mean
    case .lognormal(let mu, let sigma): exp(mu + sigma * sigma / 2)
    case .exponential(let rate): 1 / rate
    case .gamma(let shape, let scale): shape * scale
    case .uniform(let low, let high): (low + high) / 2
    case .lattice(let law): law.mean
    case .sum(let sum): sum.mean
    }
  }

  /// P(D ≤ x).
  public func cdf(_ x: Double) -> Double {
    switch self {
    case .normal(let mean, let sd): sd == 0 ? (x >= mean ? 1 : 0) : SpecialFunctions.normalCDF((x - mean) / sd)
    case .lognormal(let mu, let sigma): x <= 0 ? 0 : SpecialFunctions.normalCDF((log(x) - mu) / sigma)
    case .exponential(let rate): x <= 0 ? 0 : -expMinusOne(-rate * x)
    case .gamma(let shape, let scale): x <= 0 ? 0 : SpecialFunctions.gammaP(shape: shape, x / scale)
    case .uniform(let low, let high): max(0, min(1, (x - low) / (high - low)))
    case .lattice(let law): law.cdf(Int(max(-9e15, min(9e15, x.rounded(.down)))))
    case .sum(let sum): sum.cdf(x)
    }
  }

  /// The least *x* with P(D ≤ x) ≥ p, for 0 < p < 1.
  ///
  /// - Complexity: O(1); some 60 evaluations of the distribution function for the gamma law, O(points) on the integers.
  public func quantile(_ p: Double) -> Double {
    switch self {
    case .normal(let mean, let sd): return sd == 0 ? mean : mean + sd * SpecialFunctions.normalQuantile(p)
    case .lognormal(let mu, let sigma): return exp(mu + sigma * SpecialFunctions.normalQuantile(p))
    case .exponential(let rate): return -log1p(-p) / rate
    case .gamma(let shape, let scale):
      var high = shape + 1
      while SpecialFunctions.gammaP(shape: shape, high) < p, high < 1e300 { high *= 2 }
      return scale
        * GoldenSection.root(from: 0, to: high) {
          p < 0.5 ? SpecialFunctions.gammaP(shape: shape, $0) - p : 1 - p - SpecialFunctions.gammaQ(shape: shape, $0)
        }
    case .uniform(let low, let high): return low + p * (high - low)
    case .lattice(let law):
      // A fractile that the sum reaches but for rounding counts as reached.
      return Double(law.quantile(p * (1 - 1e-13)))
    case .sum(let sum): return sum.quantile(p)
    }
  }

  /// The loss function n(x) = E(D − x)⁺: what is short when *x* stands against the demand.
  ///
  /// Normal: σ·G(z); log-normal: e^(μ+σ²/2)·Φ(σ − z) − x·(1 − Φ(z)), z = (ln x − μ)/σ; exponential e^(−λx)/λ; gamma θ·a·Q(a + 1, x/θ) −
  /// x·Q(a, x/θ); uniform (b − x)²/(2(b − a)). Zipkin, *Foundations of Inventory Management*, 2000, appendix C.
  ///
  /// - Complexity: O(1); O(points) on the integers.
  public func loss(_ x: Double) -> Double {
    switch self {
    case .normal(let mean, let sd): return sd == 0 ? max(0, mean - x) : sd * SpecialFunctions.normalLoss((x - mean) / sd)
    case .lognormal(let mu, let sigma):
      if x <= 0 { return mean - x }
      let z = (log(x) - mu) / sigma
      return max(0, mean * SpecialFunctions.normalCDF(sigma - z) - x * SpecialFunctions.normalSurvival(z))
    case .exponential(let rate): return x <= 0 ? mean - x : exp(-rate * x) / rate
    case .gamma(let shape, let scale):
      if x <= 0 { return mean - x }
      let t = x / scale
      return max(0, scale * (shape * SpecialFunctions.gammaQ(shape: shape + 1, t) - t * SpecialFunctions.gammaQ(shape: shape, t)))
    case .uniform(let low, let high):
      if x <= low { return mean - x }
      return x >= high ? 0 : (high - x) * (high - x) / (2 * (high - low))
    case .lattice(let law): return law.expectedShortage(at: x)
    case .sum(let sum): return sum.loss(x)
    }
  }

  /// The complementary loss n̄(x) = E(x − D)⁺: what is left over.
  ///
  /// - Complexity: as `loss`.
  public func complementaryLoss(_ x: Double) -> Double {
    switch self {
    case .normal(let mean, let sd): return sd == 0 ? max(0, x - mean) : sd * SpecialFunctions.normalLoss((mean - x) / sd)
    case .lognormal(let mu, let sigma):
      if x <= 0 { return 0 }
      let z = (log(x) - mu) / sigma
      return max(0, x * SpecialFunctions.normalCDF(z) - mean * SpecialFunctions.normalCDF(z - sigma))
    case .exponential(let rate):
      if x <= 0 { return 0 }
      let t = rate * x
      // t − (1 − e^(−t)) by its series where the two cancel.
      return (t < 1e-3 ? t * t * (0.5 - t / 6 + t * t / 24) : t + expMinusOne(-t)) / rate
    case .gamma(let shape, let scale):
      if x <= 0 { return 0 }
      let t = x / scale
      return max(0, scale * (t * SpecialFunctions.gammaP(shape: shape, t) - shape * SpecialFunctions.gammaP(shape: shape + 1, t)))
    case .uniform(let low, let high):
      if x <= low { return 0 }
      return x >= high ? x - mean : (x - low) * (x - low) / (2 * (high - low))
    case .lattice(let law): return law.expectedSurplus(at: x)
    case .sum(let sum): return max(0, sum.loss(x) + x - sum.mean)
    }
  }

  /// The newsvendor's level for the demand of several periods; where the law of their sum would be too much work, demand is counted in lots
  /// of ten, a hundred … units, and the level is a multiple of that.
  ///
  /// - Throws: as `summed`, where no lot up to a million makes it fit; as `newsvendor`.
  public func coveringLevel(over periods: Int, overage: Double, underage: Double) throws(OptimizationError) -> (level: Double, lot: Int) {
    var lot = 1
    while true {
      do {
        let law = if lot > 1, case .lattice(let law) = self { DemandLaw.lattice(LatticeArithmetic.spread(law, over: lot)) } else { self }
        return (try law.summed(over: periods).newsvendor(overage: overage, underage: underage).level * Double(lot), lot)
      } catch {
        guard error.isOfSize, lot < 1_000_000, case .lattice = self else { throw error }
        lot *= 10
      }
    }
  }

  /// The law of the sum over `periods` independent periods.
  ///
  /// - Throws: `notCovered` for the uniform law and very wide log-normal ones, whose sums have no closed form; `tooLarge`.
  public func summed(over periods: Int) throws(OptimizationError) -> DemandLaw {
    try validate()
    if periods < 1 || periods > 1_000_000 { throw .invalid(field: "lead time", reason: "must be 0 to 999 999 periods") }
    if periods == 1 { return self }
    let n = Double(periods)
    switch self {
    case .normal(let mean, let sd): return .normal(mean: n * mean, sd: n.squareRoot() * sd)
    case .exponential(let rate): return .gamma(shape: n, scale: 1 / rate)
    case .gamma(let shape, let scale): return .gamma(shape: n * shape, scale: scale)
    case .lognormal(let mu, let sigma): return .sum(try DemandSum.lognormal(mu: mu, sigma: sigma, periods: periods))
    case .uniform, .sum:
      throw .notCovered(reason: "the sum of \(periods) periods of this law has no closed form; give the law of the sum")
    case .lattice(let law):
      let width = Double(law.probabilities.count) * n
      if width > 1e6 { throw .tooLarge(states: width, limit: 1e6) }
      let work = LatticeArithmetic.workOfPower(law, periods)
      if work > 1e10 { throw .tooMuchWork(operations: work, limit: 1e10) }
      return .lattice(LatticeArithmetic.power(law, periods))
    }
  }
}
