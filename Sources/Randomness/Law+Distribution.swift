#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Probabilities, quantiles and moments. A law with `problems()` answers NaN throughout.
///
/// Each call works the law's parameters out afresh: about a microsecond for a plain law, milliseconds for a compound one. Ask a
/// `Distribution` when there is much to ask.
extension Law {
  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double { compiled?.cdf(x) ?? .nan }

  /// P(X > x), with all digits of a small answer.
  public func survival(_ x: Double) -> Double { compiled?.survival(x) ?? .nan }

  /// The smallest x with P(X ≤ x) ≥ p; the ends of the support at p = 0 and 1, NaN outside [0, 1].
  public func quantile(_ p: Double) -> Double { compiled?.quantile(p) ?? .nan }

  /// P(X = x): a discrete law's probabilities, 0 for a continuous law.
  public func pmf(_ x: Double) -> Double { compiled?.pmf(x) ?? .nan }

  /// The density at x of the law's continuous part; 0 for a discrete law. Infinite at the end of the support where the density has no
  /// bound.
  public func density(_ x: Double) -> Double { compiled?.density(x) ?? .nan }

  /// Least and greatest possible value; infinite where there is none.
  public var support: (lower: Double, upper: Double) { (try? LawForm(self))?.support ?? (.nan, .nan) }

  private var compiled: Distribution? { try? Distribution(self) }

  /// Whether all probability stands on separate points.
  public var isDiscrete: Bool {
    switch self {
    case .constant, .poisson, .negativeBinomial, .geometric, .binomial, .bernoulli, .discrete: true
    case .uniform(let min, let max), .triangular(let min, _, let max), .pert(let min, _, let max), .beta(_, _, let min, let max): min == max
    case .normal(_, let sd), .lognormal(_, let sd), .gamma(_, let sd): sd == 0
    case .erlang(_, let mean), .exponential(let mean), .weibull(_, let mean): mean == 0
    case .empirical(let list, let smooth): !smooth || Set(list.map(\.value)).count < 2
    case .mixture(let parts): parts.allSatisfy { $0.weight == 0 || $0.value.isDiscrete }
    case .zeroInflated(let share, let law): share == 1 || law.isDiscrete
    case .compound(let count, let size): size.isDiscrete || count == .constant(0)
    case .scaled(let by, let law): by == 0 || law.isDiscrete
    case .shifted(_, let law), .truncated(_, _, let law): law.isDiscrete
    }
  }

  /// Whether only whole numbers can occur.
  public var isInteger: Bool {
    func whole(_ x: Double) -> Bool { x == x.rounded() }
    switch self {
    case .poisson, .negativeBinomial, .geometric, .binomial, .bernoulli: return true
    case .constant(let value): return whole(value)
    case .discrete(let list), .empirical(let list, _): return isDiscrete && list.allSatisfy { $0.weight == 0 || whole($0.value) }
    case .mixture(let parts): return parts.allSatisfy { $0.weight == 0 || $0.value.isInteger }
    case .zeroInflated(let share, let law): return share == 1 || law.isInteger
    case .compound(let count, let size): return size.isInteger || count == .constant(0)
    case .shifted(let by, let law): return whole(by) && law.isInteger
    case .scaled(let by, let law): return by == 0 || whole(by) && law.isInteger
    case .truncated(_, _, let law): return law.isInteger
    case .uniform(let min, _), .triangular(let min, _, _), .pert(let min, _, _), .beta(_, _, let min, _): return isDiscrete && whole(min)
    case .normal(let mean, _), .lognormal(let mean, _), .gamma(let mean, _): return isDiscrete && whole(mean)
    case .erlang, .exponential, .weibull: return isDiscrete
    }
  }

  /// The expectation.
  public var mean: Double { problems().isEmpty ? moments.mean : .nan }

  /// The variance, in the square of the quantity's unit.
  public var variance: Double { problems().isEmpty ? moments.variance : .nan }

  public var standardDeviation: Double { variance.squareRoot() }

  /// Exact formulas; a truncated law is integrated to about 10⁻¹⁰.
  private var moments: (mean: Double, variance: Double) {
    switch self {
    case .constant(let value): return (value, 0)
    case .uniform(let min, let max): return (min + (max - min) / 2, (max - min) * (max - min) / 12)
    case .triangular(let min, let mode, let max):
      let a = mode - min, b = max - mode
      return (min + (2 * a + b) / 3, (a * a + a * b + b * b) / 18)
    case .pert(let min, let mode, let max):
      let mean = min + (4 * (mode - min) + (max - min)) / 6
      return (mean, (mean - min) * (max - mean) / 7)
    case .normal(let mean, let sd), .lognormal(let mean, let sd), .gamma(let mean, let sd): return (mean, sd * sd)
    case .erlang(let k, let mean): return (mean, mean * mean / Double(k))
    case .exponential(let mean): return (mean, mean * mean)
    case .weibull(let shape, let scale):
      let e = 1 / shape
      let mean = scale * exp(SpecialFunctions.logGamma(1 + e))
      // The squared coefficient of variation is exp(ln Γ(1 + 2e) − 2·ln Γ(1 + e)) − 1; for small e by the series of ln Γ at 1, where the
      // difference cancels.
      let log =
        e > 1e-3
        ? SpecialFunctions.logGamma(1 + 2 * e) - 2 * SpecialFunctions.logGamma(1 + e)
        : e * e * (1.6449340668482264 - e * (2.4041138063191885 - e * (3.7880813193 - e * 6.2215665)))
      return (mean, mean * mean * expm1(log))
    case .beta(let a, let b, let min, let max):
      let share = a / (a + b)
      return (min + (max - min) * share, (max - min) * (max - min) * share * (b / (a + b)) / (a + b + 1))
    case .poisson(let mean): return (mean, mean)
    case .negativeBinomial(let mean, let dispersion): return (mean, mean * dispersion)
    case .geometric(let mean, let from):
      let excess = mean - Double(from)
      return (mean, excess * (1 + excess))
    case .binomial(let n, let p): return (Double(n) * p, Double(n) * p * (1 - p))
    case .bernoulli(let p): return (p, p * (1 - p))
    case .discrete(let list): return Atoms(list.map { ($0.value, $0.weight) }).moments
    case .empirical(let list, let smooth):
      let atoms = Atoms(list.map { ($0.value, $0.weight) })
      if !smooth || atoms.values.count < 2 { return atoms.moments }
      let line = Polyline(smoothing: atoms)
      return (line.mean, line.variance)
    case .mixture(let parts): return Self.mixed(parts.map { ($0.weight, $0.value) })
    case .zeroInflated(let share, let law): return Self.mixed([(share, .constant(0)), (1 - share, law)])
    case .compound(let count, let size):
      let n = count.moments, x = size.moments
      return (n.mean * x.mean, n.mean * x.variance + n.variance * x.mean * x.mean)
    case .shifted(let by, let law): return (by + law.moments.mean, law.moments.variance)
    case .scaled(let by, let law): return (by * law.moments.mean, by * by * law.moments.variance)
    case .truncated:
      guard let form = try? LawForm(self) else { return (.nan, .nan) }
      return form.integratedMoments()
    }
  }

  private static func mixed(_ parts: [(weight: Double, law: Law)]) -> (mean: Double, variance: Double) {
    let top = parts.map(\.weight).max() ?? 0
    let weighted = parts.filter { $0.weight > 0 }.map { (weight: $0.weight / top, moments: $0.law.moments) }
    let total = weighted.reduce(0) { $0 + $1.weight }
    let mean = weighted.reduce(0) { $0 + $1.weight * $1.moments.mean } / total
    let variance = weighted.reduce(0) { sum, part in
      let d = part.moments.mean - mean
      return sum + part.weight * (part.moments.variance + d * d)
    }
    return (mean, variance / total)
  }

  /// This law where negatives are impossible: on condition that X ≥ 0.
  ///
  /// - Returns: the law to use (itself when nothing is below 0), the probability cut away, and the mean that is left. NaN share and mean
  ///   for a law with problems, or one of which less than one draw in 10⁹ is left.
  public func truncatedAtZero() -> (law: Law, shareCut: Double, mean: Double) {
    guard problems().isEmpty, let form = try? LawForm(self) else { return (self, .nan, .nan) }
    if form.support.lower >= 0 { return (self, 0, mean) }
    let cut = Law.truncated(min: 0, max: nil, self)
    return (cut, form.below(0), cut.mean)
  }
}

/// A law with its parameters worked out, for asking much of it.
public struct Distribution: Sendable {
  public let law: Law
  let form: LawForm

  /// - Throws: `LawError` for wrong parameters, or a compound law too large to sum.
  public init(_ law: Law) throws(LawError) {
    self.law = law
    form = try LawForm(checked: law)
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double { x == x ? form.cdf(x) : .nan }
  /// P(X < x).
  public func below(_ x: Double) -> Double { x == x ? form.below(x) : .nan }
  /// P(X > x).
  public func survival(_ x: Double) -> Double { x == x ? form.survival(x) : .nan }
  /// The smallest x with P(X ≤ x) ≥ p.
  public func quantile(_ p: Double) -> Double { p == p ? form.quantile(.of(p)) : .nan }
  /// The smallest x with P(X > x) ≤ q: the quantile of 1 − q for a q too small to subtract from 1.
  public func upperQuantile(_ q: Double) -> Double { q == q ? form.quantile(.upper(q)) : .nan }
  /// P(X = x).
  public func pmf(_ x: Double) -> Double { x == x ? form.mass(x) : .nan }
  /// The density of the continuous part.
  public func density(_ x: Double) -> Double { x == x ? form.density(x) : .nan }
  public var support: (lower: Double, upper: Double) { form.support }
}
