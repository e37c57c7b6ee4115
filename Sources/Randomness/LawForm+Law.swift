#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

extension LawForm {
  /// Works a law's parameters out.
  ///
  /// - Throws: `LawError` for wrong parameters, or a compound law too large to sum.
  init(checked law: Law) throws(LawError) {
    let problems = law.problems()
    if !problems.isEmpty { throw .invalid(problems) }
    try self.init(law)
  }

  /// As `init(checked:)` for a law known to be in order.
  init(_ law: Law) throws(LawError) {
    switch law {
    case .constant(let value): self = .constant(value)
    case .uniform(let min, let max): self = min == max ? .constant(min) : .uniform(min: min, width: max - min)
    case .triangular(let min, let mode, let max):
      self = min == max ? .constant(min) : .triangular(min: min, mode: mode, max: max)
    case .pert(let min, let mode, let max):
      let width = max - min
      self = width == 0 ? .constant(min) : .beta(a: 1 + 4 * (mode - min) / width, b: 1 + 4 * (max - mode) / width, min: min, width: width)
    case .normal(let mean, let sd): self = sd == 0 ? .constant(mean) : .normal(mean: mean, sd: sd)
    case .lognormal(let mean, let sd):
      let cv = sd / mean
      let sigma = log1p(cv * cv).squareRoot()
      self = mean == 0 || sigma < 1e-150 ? .constant(mean) : .lognormal(median: mean * exp(-sigma * sigma / 2), sigma: sigma)
    case .gamma(let mean, let sd): self = mean == 0 || sd / mean < 1e-150 ? .constant(mean) : Self.gamma(mean: mean, cv: sd / mean)
    case .erlang(let k, let mean):
      self = mean == 0 ? .constant(0) : k == 1 ? .exponential(mean: mean) : .gamma(shape: Double(k), scale: mean / Double(k))
    case .exponential(let mean): self = mean == 0 ? .constant(0) : .exponential(mean: mean)
    case .weibull(let shape, let scale): self = scale == 0 ? .constant(0) : .weibull(shape: shape, scale: scale)
    case .beta(let a, let b, let min, let max): self = min == max ? .constant(min) : .beta(a: a, b: b, min: min, width: max - min)
    case .poisson(let mean): self = mean == 0 ? .constant(0) : .count(.poisson(mean: mean))
    case .negativeBinomial(let mean, let dispersion):
      // Within 10⁻⁹ of 1 the law is Poisson's to nine digits, and its own parameters have none left.
      if mean == 0 {
        self = .constant(0)
      } else if dispersion - 1 < 1e-9 {
        self = .count(.poisson(mean: mean))
      } else {
        self = .count(.negativeBinomial(r: mean / (dispersion - 1), p: 1 / dispersion, q: (dispersion - 1) / dispersion))
      }
    case .geometric(let mean, let from):
      let excess = mean - Double(from)
      let base: LawForm = excess == 0 ? .constant(0) : .count(.negativeBinomial(r: 1, p: 1 / (1 + excess), q: excess / (1 + excess)))
      self = from == 0 ? base : Self.moved(base, by: Double(from), scale: 1)
    case .binomial(let n, let p):
      self = n == 0 || p == 0 ? .constant(0) : p == 1 ? .constant(Double(n)) : .count(.binomial(n: Double(n), p: p, q: 1 - p))
    case .bernoulli(let p): self = .atoms(Atoms([(0, 1 - p), (1, p)]))
    case .discrete(let list): self = .atoms(Atoms(list.map { ($0.value, $0.weight) }))
    case .empirical(let list, let smooth):
      let atoms = Atoms(list.map { ($0.value, $0.weight) })
      self = smooth && atoms.values.count > 1 ? .polyline(Polyline(smoothing: atoms)) : .atoms(atoms)
    case .mixture(let parts): self = try Self.mixture(parts.map { ($0.weight, $0.value) })
    case .zeroInflated(let share, let law): self = try Self.mixture([(share, .constant(0)), (1 - share, law)])
    case .compound(let count, let size): self = try Self.compound(count: count, size: size)
    case .shifted(let by, let law): self = Self.moved(try LawForm(law), by: by, scale: 1)
    case .scaled(let by, let law): self = by == 0 ? .constant(0) : Self.moved(try LawForm(law), by: 0, scale: by)
    case .truncated(let min, let max, let law):
      let inner = try LawForm(law)
      let low = min ?? -.infinity, high = max ?? .infinity
      if low <= inner.support.lower && high >= inner.support.upper {
        self = inner
      } else {
        let kept = Self.kept(inner, low, high)
        if !(kept >= 1e-9) {
          throw .invalid([
            LawProblem(path: ["law"], message: "less than one draw in 10^9 falls between the bounds", remedy: "widen the bounds")
          ])
        }
        self = .truncated(Truncation(min: low, max: high, below: inner.below(low), above: inner.survival(high), kept: kept), inner)
      }
    }
  }

  /// Beyond a shape of 10¹⁰ the gamma law is normal to within 10⁻¹⁰ of its mean.
  static func gamma(mean: Double, cv: Double) -> LawForm {
    let shape = 1 / (cv * cv)
    return shape > 1e10 ? .normal(mean: mean, sd: mean * cv) : .gamma(shape: shape, scale: mean * (cv * cv))
  }

  /// shift + scale·X, folded into what is there, so that only laws given by formulas are ever wrapped.
  static func moved(_ form: LawForm, by shift: Double, scale: Double) -> LawForm {
    if shift == 0 && scale == 1 { return form }
    switch form {
    case .constant(let c): return .constant(shift + scale * c)
    case .uniform(let min, let width): return .uniform(min: shift + scale * min, width: scale * width)
    case .normal(let mean, let sd): return .normal(mean: shift + scale * mean, sd: scale * sd)
    case .affine(let s, let k, let inner): return .affine(shift: shift + scale * s, scale: scale * k, inner)
    case .atoms(let atoms): return .atoms(Atoms(zip(atoms.values, atoms.masses).map { (shift + scale * $0, $1) }))
    case .polyline(let line): return .polyline(Polyline(x: line.x.map { shift + scale * $0 }, u: line.u))
    case .mixture(let parts): return .mixture(parts.map { Part(share: $0.share, form: moved($0.form, by: shift, scale: scale)) })
    case .truncated(var cut, let inner):
      (cut.min, cut.max) = (shift + scale * cut.min, shift + scale * cut.max)
      return .truncated(cut, moved(inner, by: shift, scale: scale))
    default: return .affine(shift: shift, scale: scale, form)
    }
  }

  /// The inner value behind a value of shift + scale·X. For a counting law the whole number that gives exactly this value, if one does:
  /// division alone would miss it by a rounding.
  static func unmoved(_ x: Double, shift: Double, scale: Double, inner: LawForm) -> Double {
    let y = (x - shift) / scale
    if case .count = inner, shift + scale * y.rounded() == x { return y.rounded() }
    return y
  }

  static func mixture(_ parts: [(weight: Double, law: Law)]) throws(LawError) -> LawForm {
    let top = parts.map(\.weight).max() ?? 0
    let total = parts.reduce(0) { $0 + $1.weight / top }
    var forms: [Part] = []
    for (weight, law) in parts where weight > 0 { forms.append(Part(share: weight / top / total, form: try LawForm(law))) }
    return forms.count == 1 ? forms[0].form : .mixture(forms)
  }

  /// P(min ≤ X ≤ max).
  static func kept(_ form: LawForm, _ min: Double, _ max: Double) -> Double {
    let below = form.below(min), above = form.survival(max)
    if below > 0.5 { return form.atLeast(min) - above }
    if above > 0.5 { return form.cdf(max) - below }
    return 1 - below - above
  }
}
