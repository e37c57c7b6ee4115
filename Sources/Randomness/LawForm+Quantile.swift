#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

extension LawForm {
  /// The smallest x with P(X ≤ x) ≥ p, from whichever end the probability is given.
  func quantile(_ tail: Tail) -> Double {
    switch tail {
    case .lower(let p) where !(p > 0): return p == 0 ? support.lower : .nan
    case .upper(let q) where !(q > 0): return q == 0 ? support.upper : .nan
    case .lower(let p) where p >= 1: return p == 1 ? support.upper : .nan
    case .upper(let q) where q >= 1: return q == 1 ? support.lower : .nan
    default: break
    }
    switch self {
    case .constant(let c): return c
    case .count(let law): return law.quantile(tail)
    case .atoms(let atoms): return atoms.quantile(tail)
    case .polyline(let line): return line.quantile(tail.fromBelow)
    case .affine(let shift, let scale, let inner): return shift + scale * inner.quantile(tail)
    case .mixture(let parts): return mixtureQuantile(parts, tail)
    case .truncated(let cut, let inner):
      let lower: Double, upper: Double
      switch tail {
      case .lower(let p): (lower, upper) = (cut.below + p * cut.kept, cut.above + (1 - p) * cut.kept)
      case .upper(let q): (lower, upper) = (cut.below + (1 - q) * cut.kept, cut.above + q * cut.kept)
      }
      return Swift.max(cut.min, Swift.min(cut.max, inner.quantile(lower <= upper ? .lower(lower) : .upper(upper))))
    default: return smoothQuantile(tail)
    }
  }

  private func smoothQuantile(_ tail: Tail) -> Double {
    switch (self, tail) {
    case (.uniform(let min, let width), .lower(let p)): return min + width * p
    case (.uniform(let min, let width), .upper(let q)): return min + width * (1 - q)
    case (.triangular(let min, let mode, let max), _):
      let split = (mode - min) / (max - min)
      let p = tail.fromBelow
      if p <= split { return min + ((max - min) * (mode - min) * p).squareRoot() }
      let q = if case .upper(let q) = tail { q } else { 1 - p }
      return max - ((max - min) * (max - mode) * q).squareRoot()
    case (.normal(let mean, let sd), .lower(let p)): return mean + sd * SpecialFunctions.normalQuantile(p)
    case (.normal(let mean, let sd), .upper(let q)): return mean - sd * SpecialFunctions.normalQuantile(q)
    case (.lognormal(let median, let sigma), .lower(let p)): return median * exp(sigma * SpecialFunctions.normalQuantile(p))
    case (.lognormal(let median, let sigma), .upper(let q)): return median * exp(-sigma * SpecialFunctions.normalQuantile(q))
    case (.exponential(let mean), .lower(let p)): return -mean * log1p(-p)
    case (.exponential(let mean), .upper(let q)): return -mean * log(q)
    case (.weibull(let shape, let scale), .lower(let p)): return scale * pow(-log1p(-p), 1 / shape)
    case (.weibull(let shape, let scale), .upper(let q)): return scale * pow(-log(q), 1 / shape)
    case (.gamma(let shape, let scale), _):
      return scale * Self.gammaQuantile(shape: shape, tail)
    case (.beta(let a, let b, let min, let width), _):
      let (left, right) = Self.betaQuantile(a: a, b: b, tail)
      return left <= 0.5 ? min + width * left : min + width - width * right
    default: return .nan
    }
  }

  /// The quantile of a gamma law with scale 1.
  private static func gammaQuantile(shape a: Double, _ tail: Tail) -> Double {
    let tail = Self.nearer(tail)
    let z =
      switch tail {
      case .lower(let p): SpecialFunctions.normalQuantile(p)
      case .upper(let q): -SpecialFunctions.normalQuantile(q)
      }
    // Wilson and Hilferty's cube root, or, where that is no good (small shapes, far lower tail), the first term of the series at 0.
    let root = 1 - 1 / (9 * a) + z / (3 * a.squareRoot())
    var start = root > 0.2 ? a * root * root * root : 0
    if case .lower(let p) = tail, start <= 0 || a < 1 {
      start = exp((log(p) + SpecialFunctions.logGamma(a + 1)) / a)
      // Below the smallest Double there is nothing to solve.
      if start < 1e-300 { return start }
    } else if start <= 0 {
      start = a
    }
    let gamma = IncompleteGamma(shape: a)
    return solve(tail, start: start, upper: .infinity) { gamma($0) }
  }

  /// The same place, its probability given from the end that it is nearer to.
  private static func nearer(_ tail: Tail) -> Tail {
    switch tail {
    case .lower(let p) where p > 0.5: .upper(1 - p)
    case .upper(let q) where q > 0.5: .lower(1 - q)
    default: tail
    }
  }

  /// The quantile of a beta law on (0, 1) and 1 less it, the smaller of them with all its digits.
  private static func betaQuantile(a: Double, b: Double, _ tail: Tail) -> (left: Double, right: Double) {
    let middle = IncompleteBeta(a: a, b: b)(0.5, 0.5)
    let isLeft =
      switch tail {
      case .lower(let p): p <= middle.lower
      case .upper(let q): q >= middle.upper
      }
    if isLeft {
      let x = betaQuantileLeft(a: a, b: b, nearer(tail))
      return (x, 1 - x)
    }
    let mirrored: Tail =
      switch tail {
      case .lower(let p): .upper(p)
      case .upper(let q): .lower(q)
      }
    let y = betaQuantileLeft(a: b, b: a, nearer(mirrored))
    return (1 - y, y)
  }

  /// The quantile of a beta law where it is known to be at most ½.
  private static func betaQuantileLeft(a: Double, b: Double, _ tail: Tail) -> Double {
    var start = Swift.min(0.4, a / (a + b))
    if case .lower(let p) = tail {
      // The first term of the series at 0: x^a / (a·B(a, b)) = p.
      let logBeta = SpecialFunctions.logGamma(a) + SpecialFunctions.logGamma(b) - SpecialFunctions.logGamma(a + b)
      let logStart = (log(p) + log(a) + logBeta) / a
      if logStart < -690 { return exp(logStart) }
      let first = exp(logStart)
      if first > 0 && first < start { start = first }
    }
    let beta = IncompleteBeta(a: a, b: b)
    return solve(tail, start: start, upper: 0.5000001) { beta($0, 1 - $0) }
  }

  /// Newton's method on the logarithm of the tail's probability (in ln x from below, in x from above, where that is nearly straight),
  /// held inside a bracket that every evaluation narrows; halving where Newton would leave it.
  private static func solve(_ tail: Tail, start: Double, upper: Double, values: (Double) -> TailValues) -> Double {
    var low = 0.0, high = upper, x = start
    for _ in 0..<200 {
      let at = values(x)
      var next: Double
      switch tail {
      case .lower(let p):
        if at.lower == p { return x }
        if at.lower < p { low = x } else { high = x }
        next = x * exp(-log(at.lower / p) * at.lower / (x * at.density))
      case .upper(let q):
        if at.upper == q { return x }
        if at.upper > q { low = x } else { high = x }
        next = x + log(at.upper / q) * at.upper / at.density
      }
      // Newton's error after a step is of the order of the step's square.
      if abs(next - x) <= 1e-9 * x { return next }
      if !(next > low && next < high) {
        if high == .infinity {
          next = 2 * low + 1e-300
        } else if low == 0 {
          next = high * 1e-3
        } else {
          next = high > 4 * low ? (low * high).squareRoot() : (low + high) / 2
        }
        if high < .infinity && high - low <= 4e-16 * high { return high }
      }
      x = next
    }
    return x
  }

  // MARK: Mixtures

  private func mixtureQuantile(_ parts: [Part], _ tail: Tail) -> Double {
    // An atom at or below all else, the common case of zero inflation, needs no search.
    if parts.count == 2, case .constant(let c) = parts[0].form, parts[1].form.support.lower >= c {
      let share = parts[0].share, rest = parts[1].share
      switch tail {
      case .lower(let p): return p <= share ? c : parts[1].form.quantile(.of((p - share) / rest))
      case .upper(let q): return q >= rest ? c : parts[1].form.quantile(.upper(q / rest))
      }
    }
    let reached: (Double) -> Bool
    let passed: (Double) -> Bool
    let error: (Double) -> Double
    switch tail {
    case .lower(let p):
      reached = { self.cdf($0) >= p }
      passed = { self.below($0) >= p }
      error = { self.cdf($0) - p }
    case .upper(let q):
      reached = { self.survival($0) <= q }
      passed = { self.atLeast($0) <= q }
      error = { q - self.survival($0) }
    }
    // An atom at which the probability steps over p is the answer.
    let atom = smallestAtom(where: reached)
    if let atom, !passed(atom) { return atom }
    // Else the answer lies between the parts' own answers.
    let answers = parts.map { $0.form.quantile(tail) }
    var low = answers.min()!, high = answers.max()!
    if let atom { high = Swift.min(high, atom) }
    if reached(low) { return low }
    // Newton inside the bracket; where he leaves it, or for every fourth look, the middle, against kinks and flat stretches.
    var x = low + (high - low) / 2
    for round in 1..<200 {
      if !(x > low && x < high) { break }
      let e = error(x)
      if e >= 0 { high = x } else { low = x }
      if high - low <= 4e-16 * Swift.max(abs(low), abs(high)) { break }
      let next = x - e / density(x)
      if round % 4 != 0, next > low, next < high {
        if abs(next - x) <= 1e-10 * Swift.max(abs(x), high - low) * 1e-3 { return next }
        x = next
      } else {
        x = low + (high - low) / 2
      }
    }
    return high
  }

  /// The smallest value with a probability of its own at which a statement that is monotone in the value holds; nil without one.
  private func smallestAtom(where isTrue: (Double) -> Bool) -> Double? {
    switch self {
    case .constant(let c): return isTrue(c) ? c : nil
    case .atoms(let atoms): return atoms.firstIndex { isTrue(atoms.values[$0]) }.map { atoms.values[$0] }
    case .count(let law):
      let k = CountLaw.smallest(from: law.mean, isTrue: { $0 >= law.largest || isTrue($0) })
      return k.isFinite && isTrue(k) ? k : nil
    case .polyline(let line):
      return line.x.indices.dropFirst().first { line.x[$0] == line.x[$0 - 1] && line.u[$0] > line.u[$0 - 1] && isTrue(line.x[$0]) }
        .map { line.x[$0] }
    case .affine(let shift, let scale, let inner): return inner.smallestAtom { isTrue(shift + scale * $0) }.map { shift + scale * $0 }
    case .mixture(let parts): return parts.compactMap { $0.form.smallestAtom(where: isTrue) }.min()
    case .truncated(let cut, let inner):
      return inner.smallestAtom { $0 >= cut.min && isTrue($0) }.flatMap { $0 <= cut.max ? $0 : nil }
    default: return nil
    }
  }

  /// Least and greatest possible value; infinite where there is none.
  var support: (lower: Double, upper: Double) {
    switch self {
    case .constant(let c): (c, c)
    case .uniform(let min, let width): (min, min + width)
    case .triangular(let min, _, let max): (min, max)
    case .normal: (-.infinity, .infinity)
    case .lognormal, .exponential, .gamma, .weibull: (0, .infinity)
    case .beta(_, _, let min, let width): (min, min + width)
    case .count(let law): (0, law.largest)
    case .atoms(let atoms): (atoms.values.first!, atoms.values.last!)
    case .polyline(let line): (line.x.first!, line.x.last!)
    case .mixture(let parts):
      (parts.map(\.form.support.lower).min()!, parts.map(\.form.support.upper).max()!)
    case .affine(let shift, let scale, let inner): (shift + scale * inner.support.lower, shift + scale * inner.support.upper)
    case .truncated(let cut, let inner): (Swift.max(cut.min, inner.support.lower), Swift.min(cut.max, inner.support.upper))
    }
  }
}
