#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The counting laws: probabilities on 0, 1, 2, … with a closed formula.
enum CountLaw: Sendable {
  case poisson(mean: Double)
  /// Γ(r + k)/(Γ(r)·k!)·pʳ·qᵏ, q = 1 − p; r need not be an integer. r = 1 is the geometric law.
  case negativeBinomial(r: Double, p: Double, q: Double)
  case binomial(n: Double, p: Double, q: Double)

  var mean: Double {
    switch self {
    case .poisson(let mean): mean
    case .negativeBinomial(let r, let p, let q): r * q / p
    case .binomial(let n, let p, _): n * p
    }
  }

  var variance: Double {
    switch self {
    case .poisson(let mean): mean
    case .negativeBinomial(let r, let p, let q): r * q / (p * p)
    case .binomial(let n, let p, let q): n * p * q
    }
  }

  /// The largest possible count.
  var largest: Double {
    if case .binomial(let n, _, _) = self { n } else { .infinity }
  }

  /// P(K ≤ k) for an integer k.
  func cdf(_ k: Double) -> Double {
    if k < 0 { return 0 }
    if k >= largest { return 1 }
    switch self {
    case .poisson(let mean): return SpecialFunctions.gammaQ(shape: k + 1, mean)
    case .negativeBinomial(r: 1, let p, _): return -expm1((k + 1) * log1p(-p))
    case .negativeBinomial(let r, let p, let q): return SpecialFunctions.betaQ(q, complement: p, a: k + 1, b: r)
    case .binomial(let n, let p, let q): return SpecialFunctions.betaQ(p, complement: q, a: k + 1, b: n - k)
    }
  }

  /// P(K > k) for an integer k.
  func survival(_ k: Double) -> Double {
    if k < 0 { return 1 }
    if k >= largest { return 0 }
    switch self {
    case .poisson(let mean): return SpecialFunctions.gammaP(shape: k + 1, mean)
    case .negativeBinomial(r: 1, let p, _): return exp((k + 1) * log1p(-p))
    case .negativeBinomial(let r, let p, let q): return SpecialFunctions.betaQ(p, complement: q, a: r, b: k + 1)
    case .binomial(let n, let p, let q): return SpecialFunctions.betaQ(q, complement: p, a: n - k, b: k + 1)
    }
  }

  func mass(_ k: Double) -> Double {
    switch self {
    case .poisson(let mean): SaddlePoint.poisson(k, mean: mean)
    case .negativeBinomial(let r, let p, let q): SaddlePoint.negativeBinomial(k, r: r, p: p, q: q)
    case .binomial(let n, let p, let q): SaddlePoint.binomial(k, of: n, p: p, q: q)
    }
  }

  /// The smallest k for which a monotone statement becomes true; ∞ when it never does below 10¹⁸.
  static func smallest(from guess: Double, isTrue: (Double) -> Bool) -> Double {
    var high = max(0, guess.rounded(.down))
    var low = -1.0
    var step = 1.0
    if isTrue(high) {
      while high > 0 {
        let lower = max(0, high - step)
        if !isTrue(lower) {
          low = lower
          break
        }
        high = lower
        step *= 2
      }
    } else {
      low = high
      while true {
        high = low + step
        if high > 1e18 { return .infinity }
        if isTrue(high) { break }
        low = high
        step *= 2
      }
    }
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if middle <= low || middle >= high { break }
      if isTrue(middle) { high = middle } else { low = middle }
    }
    return high
  }

  func quantile(_ tail: Tail) -> Double {
    switch tail {
    case .lower(let p) where p <= 0: return 0
    case .upper(let q) where q >= 1: return 0
    case .upper(let q) where q <= 0: return largest
    case .lower(let p): return Self.smallest(from: guess(tail)) { cdf($0) >= p }
    case .upper(let q): return Self.smallest(from: guess(tail)) { survival($0) <= q }
    }
  }

  /// Where to begin the search: the quantile of the normal law with the same mean and variance, or of the gamma law for the long-tailed
  /// negative binomial.
  private func guess(_ tail: Tail) -> Double {
    if case .negativeBinomial = self, mean > 1000 {
      let shape = mean * mean / variance
      let x = LawForm.gamma(shape: shape, scale: mean / shape).quantile(tail)
      return x.isFinite ? x : mean
    }
    let z =
      switch tail {
      case .lower(let p): SpecialFunctions.normalQuantile(p)
      case .upper(let q): -SpecialFunctions.normalQuantile(q)
      }
    let x = mean + variance.squareRoot() * z
    return x.isFinite ? x : mean
  }

  /// The ratio P(k + 1)/P(k).
  private func ratio(_ k: Double) -> Double {
    switch self {
    case .poisson(let mean): mean / (k + 1)
    case .negativeBinomial(let r, _, let q): q * ((r + k) / (k + 1))
    case .binomial(let n, let p, let q): (n - k) / (k + 1) * (p / q)
    }
  }

  /// The most probable count.
  private var mode: Double {
    switch self {
    case .poisson(let mean): mean.rounded(.down)
    case .negativeBinomial(let r, let p, let q): r <= 1 ? 0 : ((r - 1) * q / p).rounded(.down)
    case .binomial(let n, let p, _): min(n, ((n + 1) * p).rounded(.down))
    }
  }

  /// All probabilities that matter, from the mode outwards by the exact ratio of neighbours, then scaled to sum 1: no logarithm, no
  /// factorial, so the same numbers on every processor. What is left out on either side weighs less than 10⁻¹⁷.
  ///
  /// - Throws: `LawError.tooLarge` when more than `limit` points matter.
  func lattice(limit: Int) throws(LawError) -> LatticeDistribution {
    if case .binomial(let n, let p, let q) = self, q == 0 || p == 0 {
      return LatticeDistribution(offset: q == 0 ? Int(n) : 0, probabilities: [1])
    }
    // Before the work: six standard deviations are always needed.
    let needed = 6 * variance.squareRoot()
    if needed > Double(limit) { throw .tooLarge(points: needed, limit: limit) }
    let top = mode
    var up: [Double] = [], down: [Double] = []
    var sum = 1.0, term = 1.0, k = top
    while k < largest {
      let r = ratio(k)
      term *= r
      k += 1
      sum += term
      up.append(term)
      if r < 1 && term < 1e-18 * sum * (1 - r) { break }
      if up.count > limit { throw .tooLarge(points: Double(up.count) * 2, limit: limit) }
    }
    term = 1
    k = top
    while k > 0 {
      let r = ratio(k - 1)
      term /= r
      k -= 1
      sum += term
      down.append(term)
      if r > 1 && term < 1e-18 * sum * (1 - 1 / r) { break }
      if down.count + up.count > limit { throw .tooLarge(points: Double(down.count) * 2, limit: limit) }
    }
    // Small terms first, so that the sum keeps their digits.
    var probabilities = Array(down.reversed())
    probabilities.append(1)
    probabilities.append(contentsOf: up)
    var total = 0.0
    for p in down.reversed() { total += p }
    var upper = 0.0
    for p in up.reversed() { upper += p }
    total += upper + 1
    for i in probabilities.indices { probabilities[i] /= total }
    return LatticeDistribution(offset: Int(top) - down.count, probabilities: probabilities)
  }
}
