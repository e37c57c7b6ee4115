#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Both sides of a distribution function at one place, and its density there: what Newton's method needs, from one prefactor.
struct TailValues {
  var lower: Double
  var upper: Double
  var density: Double
}

/// The regularised incomplete gamma functions of one shape: the gamma law with scale 1.
///
/// The power series below a + 1, Legendre's continued fraction above, both with a prefactor by Loader's saddle point (see `SaddlePoint`);
/// from a shape of 10⁴ Temme's uniform expansion (N. M. Temme, "The asymptotic expansion of the incomplete gamma functions", *SIAM J.
/// Math. Anal.* 10, 1979; DLMF 8.12) with two terms, whose relative error is below 10⁻¹¹ there. GSL's own is not used: it changes its
/// method at a = 10⁶ with a step of 10⁻⁹, which an inverse table would show, and costs several times as much.
struct IncompleteGamma {
  let shape: Double
  private let stirling: Double

  /// - Parameter shape: greater than 0.
  init(shape: Double) {
    self.shape = shape
    stirling = SaddlePoint.stirlingError(shape)
  }

  func callAsFunction(_ x: Double) -> TailValues {
    let a = shape
    if !(x > 0) { return TailValues(lower: 0, upper: 1, density: a < 1 ? .infinity : a == 1 ? 1 : 0) }
    if x == .infinity { return TailValues(lower: 1, upper: 0, density: 0) }
    let deviance = SaddlePoint.deviance(a, x)
    // x^a·e^(−x)/Γ(a + 1).
    let mass = exp(-stirling - deviance) / (2 * Double.pi * a).squareRoot()
    let density = mass * (a / x)
    if a >= 1e4 {
      let (lower, upper) = uniform(x, deviance)
      return TailValues(lower: lower, upper: upper, density: density)
    }
    if x < a + 1 {
      var term = 1.0, sum = 1.0, n = a
      while term > sum * 1e-17 {
        n += 1
        term *= x / n
        sum += term
      }
      let lower = min(1, mass * sum)
      return TailValues(lower: lower, upper: 1 - lower, density: density)
    }
    // 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − 2(2 − a)/(…))) by Lentz's method.
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var fraction = d
    for i in 1..<100_000 {
      let k = Double(i)
      let numerator = -k * (k - a)
      b += 2
      d = numerator * d + b
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = b + numerator / c
      if abs(c) < tiny { c = tiny }
      let step = c * d
      fraction *= step
      if abs(step - 1) < 1e-16 { break }
    }
    let upper = max(0, min(1, mass * a * fraction))
    return TailValues(lower: 1 - upper, upper: upper, density: density)
  }

  /// ½·erfc(±√E) ± e^(−E)/√(2πa)·(c₀(η) + c₁(η)/a) with E = a·η²/2, the deviance.
  private func uniform(_ x: Double, _ deviance: Double) -> (lower: Double, upper: Double) {
    let a = shape
    let root = max(0, deviance).squareRoot()
    let sign: Double = x < a ? -1 : 1
    let eta = sign * (2 * max(0, deviance) / a).squareRoot()
    let c0: Double, c1: Double
    if abs(eta) < 0.3 {
      var sum = 0.0
      for coefficient in Self.c0.reversed() { sum = sum * eta + coefficient }
      c0 = sum
      sum = 0
      for coefficient in Self.c1.reversed() { sum = sum * eta + coefficient }
      c1 = sum
    } else {
      let mu = (x - a) / a
      c0 = 1 / mu - 1 / eta
      c1 = 1 / (eta * eta * eta) - 1 / (mu * mu * mu) - 1 / (mu * mu) - 1 / (12 * mu)
    }
    let rest = exp(-deviance) / (2 * Double.pi * a).squareRoot() * (c0 + c1 / a)
    return (max(0, min(1, 0.5 * erfc(-sign * root) - rest)), max(0, min(1, 0.5 * erfc(sign * root) + rest)))
  }

  /// Taylor coefficients of c₀(η) = 1/μ − 1/η, where η²/2 = μ − ln(1 + μ).
  private static let c0: [Double] = [
    -1.0 / 3, 1.0 / 12, -2.0 / 135, 1.0 / 864, 1.0 / 2835, -139.0 / 777_600, 1.0 / 25_515, -571.0 / 261_273_600, -281.0 / 151_559_100,
    163_879.0 / 197_522_841_600, -5_221.0 / 29_554_024_500, 5_246_819.0 / 782_190_452_736_000,
  ]
  /// Of c₁(η) = c₀′(η)/η − 1/(12·μ).
  private static let c1: [Double] = [
    -1.0 / 540, -1.0 / 288, 1.0 / 378, -77.0 / 77_760, 1.0 / 4_860, -1.0 / 2_488_320, -2_743.0 / 151_559_100, 41_969.0 / 5_486_745_600,
  ]
}

/// The regularised incomplete beta functions of one pair of parameters: the beta law on (0, 1).
///
/// Lentz's method on the continued fraction DLMF 8.17.22, whose √max(a, b) terms GSL cuts off at 512, too few from about a = 10⁵;
/// prefactor by Loader's saddle point.
struct IncompleteBeta {
  let a: Double, b: Double
  private let stirling: Double
  private let root: Double

  /// - Parameters:
  ///   - a, b: greater than 0.
  init(a: Double, b: Double) {
    self.a = a
    self.b = b
    stirling = SaddlePoint.stirlingError(a + b) - SaddlePoint.stirlingError(a) - SaddlePoint.stirlingError(b)
    root = ((a + b) / (2 * Double.pi * a * b)).squareRoot()
  }

  /// - Parameters:
  ///   - x, y: the place and 1 less it, both given because either may be known better than by subtraction.
  func callAsFunction(_ x: Double, _ y: Double) -> TailValues {
    if !(x > 0) { return TailValues(lower: 0, upper: 1, density: a < 1 ? .infinity : a == 1 ? b : 0) }
    if !(y > 0) { return TailValues(lower: 1, upper: 0, density: b < 1 ? .infinity : b == 1 ? a : 0) }
    let n = a + b
    // x^a·y^b·Γ(n + 1)/(Γ(a + 1)·Γ(b + 1)).
    // From the smaller side: a − n·x and n·y − b are the same number, but 10¹² less 10¹² is not.
    let apart = y < x ? n * y - b : a - n * x
    let deviance = max(0, SaddlePoint.deviance(a, n * x, apart: apart) + SaddlePoint.deviance(b, n * y, apart: -apart))
    let mass = exp(stirling - deviance) * root
    let density = mass * (a / n) * b / x / y
    if min(a, b) >= 1e5 {
      let (lower, upper) = uniform(deviance, distance: -apart / n)
      return TailValues(lower: lower, upper: upper, density: density)
    }
    if x <= (a + 1) / (n + 2) {
      let lower = max(0, min(1, mass * (b / n) * Self.fraction(x, y, a, b, lambda: apart)))
      return TailValues(lower: lower, upper: 1 - lower, density: density)
    }
    let upper = max(0, min(1, mass * (a / n) * Self.fraction(y, x, b, a, lambda: -apart)))
    return TailValues(lower: 1 - upper, upper: upper, density: density)
  }

  /// Temme's uniform expansion for two large parameters (DLMF 8.18.14) with its first term: ½·erfc(−η·√(n/2)) + e^(−n·η²/2)/√(2πn)·c₀(η),
  /// n = a + b. What is left out is below 10⁻¹⁰ from a, b = 10⁵.
  ///
  /// - Parameter distance: x less its middle x₀ = a/n.
  private func uniform(_ deviance: Double, distance: Double) -> (lower: Double, upper: Double) {
    let n = a + b
    let root = deviance.squareRoot()
    // √(x₀·(1 − x₀)).
    let spread = (a * b).squareRoot() / n
    let sign: Double = distance < 0 ? -1 : 1
    let eta = sign * (2 * deviance / n).squareRoot()
    let c0 = abs(eta) < 1e-5 ? (b - a) / (3 * n * spread) : 1 / eta - spread / distance
    let rest = exp(-deviance) / (2 * Double.pi * n).squareRoot() * c0
    return (max(0, min(1, 0.5 * erfc(-sign * root) + rest)), max(0, min(1, 0.5 * erfc(sign * root) - rest)))
  }

  /// The even part of DLMF 8.17.22, its terms arranged around λ = a − (a + b)·x (A. R. DiDonato and A. H. Morris, ACM TOMS 18, 1992), so
  /// that none of them is a small difference of large numbers: 1/(b₀ + a₁/(b₁ + a₂/(b₂ + …))) by Lentz's method.
  private static func fraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double, lambda: Double) -> Double {
    let tiny = 1e-300
    var value = max(tiny, (lambda + 1) / (a + 1))
    var c = value
    var d = 0.0
    // √max(a, b) terms are enough; the bound lies far above and only stops a loop on garbage.
    let limit = 200 + 20 * Int(min(1e10, max(a, b)).squareRoot())
    for i in 1...limit {
      let m = Double(i)
      let s = a + 2 * m
      let w = m * (b - m) * x
      let numerator = ((a + m - 1) / (s - 2)) * ((a + b + m - 1) / (s - 1)) * x * (w / ((s - 1) * s))
      let denominator = (m + w / (s - 1) + (a + m) / (s + 1) * (lambda + 1 + m * (1 + y))) / s
      d = denominator + numerator * d
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = denominator + numerator / c
      if abs(c) < tiny { c = tiny }
      let step = c * d
      value *= step
      if abs(step - 1) < 1e-15 { break }
    }
    return 1 / value
  }
}
