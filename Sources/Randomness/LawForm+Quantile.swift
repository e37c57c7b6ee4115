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
    case (.beta(let a, let b, let min, let width), .lower(let p)):
      if p > 0.5 { return min + width - width * Self.betaQuantile(a: b, b: a, 1 - p) }
      return min + width * Self.betaQuantile(a: a, b: b, p)
    case (.beta(let a, let b, let min, let width), .upper(let q)):
      if q > 0.5 { return min + width * Self.betaQuantile(a: a, b: b, 1 - q) }
      return min + width - width * Self.betaQuantile(a: b, b: a, q)
    default: return .nan
    }
  }

  /// The quantile of a gamma law with scale 1.
  private static func gammaQuantile(shape a: Double, _ tail: Tail) -> Double {
    var tail = tail
    switch tail {
    case .lower(let p) where p > 0.5: tail = .upper(1 - p)
    case .upper(let q) where q > 0.5: tail = .lower(1 - q)
    default: break
    }
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
    return solve(
      tail, start: start, upper: .infinity, lowerProbability: { SpecialFunctions.gammaP(shape: a, $0) },
      upperProbability: { SpecialFunctions.gammaQ(shape: a, $0) }, density: { SaddlePoint.poisson(a, mean: $0) * a / $0 })
  }

  /// The quantile of a beta law on (0, 1), p ≤ ½.
  private static func betaQuantile(a: Double, b: Double, _ p: Double) -> Double {
    // The first term of the series at 0: x^a / (a·B(a, b)) = p.
    let logBeta = SpecialFunctions.logGamma(a) + SpecialFunctions.logGamma(b) - SpecialFunctions.logGamma(a + b)
    let logStart = (log(p) + log(a) + logBeta) / a
    if logStart < -690 { return exp(logStart) }
    let mean = a / (a + b)
    let start = Swift.min(exp(logStart), mean)
    return solve(
      .lower(p), start: start > 0 && start < 1 ? start : mean, upper: 1, lowerProbability: { SpecialFunctions.betaP($0, a: a, b: b) },
      upperProbability: { SpecialFunctions.betaQ($0, a: a, b: b) },
      density: { SaddlePoint.binomial(a, of: a + b, p: $0, q: 1 - $0) * a * b / ((a + b) * $0 * (1 - $0)) })
  }

  /// Newton's method on the logarithm of the tail's probability (in ln x from below, in x from above, where that is nearly straight), held inside a
  /// bracket that every evaluation narrows; halving where Newton would leave it.
  private static func solve(
    _ tail: Tail, start: Double, upper: Double, lowerProbability: (Double) -> Double, upperProbability: (Double) -> Double, density: (Double) -> Double
  ) -> Double {
    var low = 0.0, high = upper, x = start
    for _ in 0..<200 {
      let next: Double
      switch tail {
      case .lower(let p):
        let f = lowerProbability(x)
        if f == p { return x }
        if f < p { low = x } else { high = x }
        let g = log(f / p)
        next = x * exp(-g * f / (x * density(x)))
      case .upper(let q):
        let s = upperProbability(x)
        if s == q { return x }
        if s > q { low = x } else { high = x }
        next = x + log(s / q) * s / density(x)
      }
      var step = next
      if !(step > low && step < high) {
        if high == .infinity { step = 2 * low + 1e-300 } else if low == 0 { step = high * 1e-3 } else {
          step = high > 4 * low ? (low * high).squareRoot() : (low + high) / 2
        }
      }
      if abs(step - x) <= 4e-16 * x || (high < .infinity && high - low <= 4e-16 * high) { return step }
      x = step
    }
    return x
  }

  // MARK: Mixtures

  private func mixtureQuantile(_ parts: [Part], _ tail: Tail) -> Double {
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
    var atLow = error(low), atHigh = error(high)
    var sameSide = 0
    for round in 0..<200 where high - low > 4e-16 * Swift.max(abs(low), abs(high)) {
      // The Illinois rule, with a halving now and then against long flat stretches.
      var x = low - atLow * (high - low) / (atHigh - atLow)
      if !(x > low && x < high) || round % 4 == 3 { x = low + (high - low) / 2 }
      if !(x > low && x < high) { break }
      let e = error(x)
      if e >= 0 {
        high = x
        atHigh = e
        if sameSide == 1 { atLow /= 2 }
        sameSide = 1
        if e == 0 && round > 60 { break }
      } else {
        low = x
        atLow = e
        if sameSide == -1 { atHigh /= 2 }
        sameSide = -1
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
