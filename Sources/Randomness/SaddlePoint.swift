#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Poisson and binomial probabilities to nearly full precision at any size of the parameters.
///
/// C. Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000: Stirling's error and the deviance are computed on their
/// own, so that no large logarithms cancel (at a mean of 10⁶ the textbook form loses seven digits). Arguments need not be integers.
enum SaddlePoint {
  private static let logTwoPi = 1.83787706640934548356065947281

  /// ln n! less Stirling's approximation of it, n ≥ 0; ½·ln 2π + ½·ln n + n·ln n − n is the approximation.
  static func stirlingError(_ n: Double) -> Double {
    if n < 16 {
      if n == 0 { return .infinity }
      return SpecialFunctions.logGamma(n + 1) - (n + 0.5) * log(n) + n - 0.5 * logTwoPi
    }
    let s = 1 / (n * n)
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 * s) * s) * s) * s) / n
  }

  /// The deviance x·ln(x/m) + m − x.
  static func deviance(_ x: Double, _ m: Double) -> Double { deviance(x, m, apart: x - m) }

  /// The same where x − m is known better than by subtraction.
  static func deviance(_ x: Double, _ m: Double, apart: Double) -> Double {
    if abs(apart) < 0.1 * (x + m) {
      // ln(x/m) = 2·(v + v³/3 + v⁵/5 + …) with v = (x − m)/(x + m).
      let v = apart / (x + m)
      var sum = apart * v
      var term = 2 * x * v
      for j in 1..<1000 {
        term *= v * v
        let next = sum + term / Double(2 * j + 1)
        if next == sum { break }
        sum = next
      }
      return sum
    }
    return x * log(x / m) - apart
  }

  /// e^(−m)·mˣ/x!, x ≥ 0, m ≥ 0.
  static func poisson(_ x: Double, mean m: Double) -> Double {
    if m == 0 { return x == 0 ? 1 : 0 }
    if x == 0 { return exp(-m) }
    if x < 0 || x == .infinity { return 0 }
    return exp(-stirlingError(x) - deviance(x, m)) / (2 * Double.pi * x).squareRoot()
  }

  /// n!/(x!·(n − x)!)·pˣ·qⁿ⁻ˣ with p + q = 1, 0 ≤ x ≤ n.
  static func binomial(_ x: Double, of n: Double, p: Double, q: Double) -> Double {
    if p == 0 { return x == 0 ? 1 : 0 }
    if q == 0 { return x == n ? 1 : 0 }
    if x < 0 || x > n { return 0 }
    // The end points, by the logarithm of whichever of p and q is known to more digits.
    if x == 0 { return n == 0 ? 1 : exp(p < 0.1 ? n * log1p(-p) : n * log(q)) }
    if x == n { return exp(q < 0.1 ? n * log1p(-q) : n * log(p)) }
    let apart = q < p ? n * q - (n - x) : x - n * p
    let exponent =
      stirlingError(n) - stirlingError(x) - stirlingError(n - x) - deviance(x, n * p, apart: apart) - deviance(n - x, n * q, apart: -apart)
    return exp(exponent) * (n / (2 * Double.pi * x * (n - x))).squareRoot()
  }

  /// Γ(r + k)/(Γ(r)·k!)·pʳ·qᵏ with p + q = 1.
  static func negativeBinomial(_ k: Double, r: Double, p: Double, q: Double) -> Double {
    if k < 0 { return 0 }
    if k == 0 { return exp(q < 0.1 ? r * log1p(-q) : r * log(p)) }
    return r / (r + k) * binomial(r, of: r + k, p: p, q: q)
  }
}
