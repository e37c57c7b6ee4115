#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// A probability measured from the nearer end, so that it keeps its digits: P(X ≤ x) = p, or P(X > x) = q.
enum Tail {
  case lower(Double)
  case upper(Double)

  /// The nearer end for a probability from below.
  static func of(_ p: Double) -> Tail { p <= 0.5 ? .lower(p) : .upper(1 - p) }

  var fromBelow: Double {
    switch self {
    case .lower(let p): p
    case .upper(let q): 1 - q
    }
  }
}

/// A law with its parameters worked out: what `Law` becomes once, before anything is asked of it often.
///
/// Sums that cost more than a formula (compound laws, truncation) are done when the form is made.
indirect enum LawForm: Sendable {
  case constant(Double)
  case uniform(min: Double, width: Double)
  case triangular(min: Double, mode: Double, max: Double)
  case normal(mean: Double, sd: Double)
  case lognormal(median: Double, sigma: Double)
  case exponential(mean: Double)
  case gamma(shape: Double, scale: Double)
  case weibull(shape: Double, scale: Double)
  /// On [min, min + width].
  case beta(a: Double, b: Double, min: Double, width: Double)
  case count(CountLaw)
  case atoms(Atoms)
  case polyline(Polyline)
  case mixture([Part])
  /// shift + scale·X, scale > 0.
  case affine(shift: Double, scale: Double, LawForm)
  case truncated(Truncation, LawForm)

  struct Part: Sendable {
    var share: Double
    var form: LawForm
  }

  /// Closed bounds and the probabilities the inner law gives to either side and between.
  struct Truncation: Sendable {
    var min: Double
    var max: Double
    var below: Double
    var above: Double
    var kept: Double
  }
}

// MARK: - Probabilities

extension LawForm {
  /// P(X ≤ x).
  func cdf(_ x: Double) -> Double { probability(x, from: .lower(0), closed: true) }
  /// P(X > x).
  func survival(_ x: Double) -> Double { probability(x, from: .upper(0), closed: false) }
  /// P(X < x).
  func below(_ x: Double) -> Double { probability(x, from: .lower(0), closed: false) }
  /// P(X ≥ x).
  func atLeast(_ x: Double) -> Double { probability(x, from: .upper(0), closed: true) }

  /// The probability of one side of x, with x itself when `closed`. `from` says which side.
  private func probability(_ x: Double, from side: Tail, closed: Bool) -> Double {
    let lower = if case .lower = side { true } else { false }
    switch self {
    case .constant(let c):
      let inside = lower ? (closed ? c <= x : c < x) : (closed ? c >= x : c > x)
      return inside ? 1 : 0
    case .count(let law):
      // The largest integer of the lower side; the upper side is what lies above it.
      let k = closed == lower ? x.rounded(.down) : x.rounded(.up) - 1
      return lower ? law.cdf(k) : law.survival(k)
    case .atoms(let atoms):
      return lower ? atoms.lower(x, closed: closed) : atoms.upper(x, closed: closed)
    case .polyline(let line):
      let p = line.lower(x, closed: closed == lower)
      return lower ? p : 1 - p
    case .mixture(let parts):
      return parts.reduce(0) { $0 + $1.share * $1.form.probability(x, from: side, closed: closed) }
    case .affine(let shift, let scale, let inner):
      return inner.probability(Self.unmoved(x, shift: shift, scale: scale, inner: inner), from: side, closed: closed)
    case .truncated(let cut, let inner):
      if lower {
        if closed ? x < cut.min : x <= cut.min { return 0 }
        if closed ? x >= cut.max : x > cut.max { return 1 }
      } else {
        if closed ? x > cut.max : x >= cut.max { return 0 }
        if closed ? x <= cut.min : x < cut.min { return 1 }
      }
      let outside = lower ? cut.below : cut.above
      let own = inner.probability(x, from: side, closed: closed) - outside
      // Where this side is the long one of a far tail, the other side has the digits.
      if outside > 0.5 {
        let other = inner.probability(x, from: lower ? .upper(0) : .lower(0), closed: !closed) - (lower ? cut.above : cut.below)
        return Swift.max(0, Swift.min(1, 1 - other / cut.kept))
      }
      return Swift.max(0, Swift.min(1, own / cut.kept))
    default:
      return lower ? continuousLower(x) : continuousUpper(x)
    }
  }

  private func continuousLower(_ x: Double) -> Double {
    switch self {
    case .uniform(let min, let width): return Swift.max(0, Swift.min(1, (x - min) / width))
    case .triangular(let min, let mode, let max):
      if x <= min { return 0 }
      if x >= max { return 1 }
      return x < mode ? (x - min) * (x - min) / ((max - min) * (mode - min)) : 1 - (max - x) * (max - x) / ((max - min) * (max - mode))
    case .normal(let mean, let sd): return SpecialFunctions.normalCDF((x - mean) / sd)
    case .lognormal: return x <= 0 ? 0 : SpecialFunctions.normalCDF(logScore(x))
    case .exponential(let mean): return x <= 0 ? 0 : -expm1(-x / mean)
    case .gamma(let shape, let scale): return SpecialFunctions.gammaP(shape: shape, x / scale)
    case .weibull(let shape, let scale): return x <= 0 ? 0 : -expm1(-pow(x / scale, shape))
    case .beta(let a, let b, let min, let width): return SpecialFunctions.betaP((x - min) / width, a: a, b: b)
    default: return .nan
    }
  }

  private func continuousUpper(_ x: Double) -> Double {
    switch self {
    case .uniform(let min, let width): return Swift.max(0, Swift.min(1, (min + width - x) / width))
    case .triangular(let min, let mode, let max):
      if x <= min { return 1 }
      if x >= max { return 0 }
      return x < mode ? 1 - (x - min) * (x - min) / ((max - min) * (mode - min)) : (max - x) * (max - x) / ((max - min) * (max - mode))
    case .normal(let mean, let sd): return SpecialFunctions.normalSurvival((x - mean) / sd)
    case .lognormal: return x <= 0 ? 1 : SpecialFunctions.normalSurvival(logScore(x))
    case .exponential(let mean): return x <= 0 ? 1 : exp(-x / mean)
    case .gamma(let shape, let scale): return SpecialFunctions.gammaQ(shape: shape, x / scale)
    case .weibull(let shape, let scale): return x <= 0 ? 1 : exp(-pow(x / scale, shape))
    case .beta(let a, let b, let min, let width):
      return SpecialFunctions.betaQ((x - min) / width, complement: (min + width - x) / width, a: a, b: b)
    default: return .nan
    }
  }

  /// (ln x − μ)/σ of a log-normal law; near the median by `log1p`, so that a tiny σ keeps its digits.
  private func logScore(_ x: Double) -> Double {
    guard case .lognormal(let median, let sigma) = self else { return .nan }
    let relative = (x - median) / median
    return (abs(relative) < 0.5 ? log1p(relative) : log(x / median)) / sigma
  }

  /// P(X = x).
  func mass(_ x: Double) -> Double {
    switch self {
    case .constant(let c): return x == c ? 1 : 0
    case .count(let law): return x == x.rounded() ? law.mass(x) : 0
    case .atoms(let atoms): return atoms.mass(x)
    case .polyline(let line): return line.lower(x, closed: true) - line.lower(x, closed: false)
    case .mixture(let parts): return parts.reduce(0) { $0 + $1.share * $1.form.mass(x) }
    case .affine(let shift, let scale, let inner): return inner.mass(Self.unmoved(x, shift: shift, scale: scale, inner: inner))
    case .truncated(let cut, let inner): return x < cut.min || x > cut.max ? 0 : inner.mass(x) / cut.kept
    default: return 0
    }
  }

  /// The density of the continuous part at x; atoms do not count.
  func density(_ x: Double) -> Double {
    switch self {
    case .constant, .count, .atoms: return 0
    case .uniform(let min, let width): return x < min || x > min + width ? 0 : 1 / width
    case .triangular(let min, let mode, let max):
      if x < min || x > max { return 0 }
      if x < mode { return 2 * (x - min) / ((max - min) * (mode - min)) }
      return max == mode ? 2 / (max - min) : 2 * (max - x) / ((max - min) * (max - mode))
    case .normal(let mean, let sd): return SpecialFunctions.normalDensity((x - mean) / sd) / sd
    case .lognormal(_, let sigma): return x <= 0 ? 0 : SpecialFunctions.normalDensity(logScore(x)) / (sigma * x)
    case .exponential(let mean): return x < 0 ? 0 : exp(-x / mean) / mean
    case .gamma(let shape, let scale):
      if x < 0 { return 0 }
      if x == 0 { return shape < 1 ? .infinity : shape == 1 ? 1 / scale : 0 }
      return IncompleteGamma(shape: shape)(x / scale).density / scale
    case .weibull(let shape, let scale):
      if x < 0 { return 0 }
      if x == 0 { return shape < 1 ? .infinity : shape == 1 ? 1 / scale : 0 }
      return shape / scale * pow(x / scale, shape - 1) * exp(-pow(x / scale, shape))
    case .beta(let a, let b, let min, let width):
      let u = (x - min) / width, v = (min + width - x) / width
      if u < 0 || v < 0 { return 0 }
      if u == 0 { return a < 1 ? .infinity : a == 1 ? b / width : 0 }
      if v == 0 { return b < 1 ? .infinity : b == 1 ? a / width : 0 }
      return IncompleteBeta(a: a, b: b)(u, v).density / width
    case .polyline(let line): return line.density(x)
    case .mixture(let parts): return parts.reduce(0) { $0 + $1.share * $1.form.density(x) }
    case .affine(let shift, let scale, let inner): return inner.density((x - shift) / scale) / scale
    case .truncated(let cut, let inner): return x < cut.min || x > cut.max ? 0 : inner.density(x) / cut.kept
    }
  }
}
