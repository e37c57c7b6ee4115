internal import CGSL

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Probabilities and quantiles of the laws statistics are made of. Thin over GSL; where GSL runs out of iterations or digits, our own.
///
/// Arguments outside a function's domain give NaN, never an abort.
public enum SpecialFunctions {
  /// ln √(2π).
  static let logRootTwoPi = 0.918938533204672741780329736406

  // MARK: Normal

  /// The standard normal density φ(z).
  public static func normalDensity(_ z: Double) -> Double { exp(-0.5 * z * z - logRootTwoPi) }

  /// The standard normal distribution Φ(z).
  public static func normalCDF(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }

  /// 1 − Φ(z), without loss of digits for large z.
  public static func normalSurvival(_ z: Double) -> Double { 0.5 * erfc(z * 0.5.squareRoot()) }

  /// Φ⁻¹(p); −∞ at 0, ∞ at 1.
  ///
  /// GSL's rational approximation (Wichura, AS 241, 1988), relative error about 10⁻¹⁵.
  public static func normalQuantile(_ p: Double) -> Double {
    GSL.ready()
    return p > 0 && p < 1 ? gsl_cdf_ugaussian_Pinv(p) : p == 0 ? -.infinity : p == 1 ? .infinity : .nan
  }

  /// The standard normal loss function G(z) = E(Z − z)⁺ = φ(z) − z·(1 − Φ(z)).
  ///
  /// For large z the two terms cancel; there the continued fraction of Mills' ratio, G(z) = φ(z)·(1 − z·R(z)), is summed instead.
  public static func normalLoss(_ z: Double) -> Double {
    if z < 5 { return normalDensity(z) - z * normalSurvival(z) }
    // R(z) = 1/(z + 1/(z + 2/(z + 3/…))), so 1 − z·R = (1/(z + 2/(z + …)))·R.
    var tail = z
    for k in stride(from: 60.0, through: 2, by: -1) { tail = z + k / tail }
    return normalDensity(z) / (tail * (z + 1 / tail))
  }

  // MARK: Student, χ², F

  /// Student's t with `degrees` > 0 degrees of freedom (∞ = normal): P(T ≤ t).
  public static func studentCDF(_ t: Double, degrees: Double) -> Double {
    GSL.ready()
    guard degrees > 0 else { return .nan }
    return degrees > 1e10 ? normalCDF(t) : gsl_cdf_tdist_P(t, degrees)
  }

  /// The value Student's t exceeds with probability 1 − p.
  ///
  /// GSL's Cornish–Fisher start polished by Newton's method on GSL's distribution function.
  public static func studentQuantile(_ p: Double, degrees: Double) -> Double {
    GSL.ready()
    guard degrees > 0, p >= 0, p <= 1 else { return .nan }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    if p == 0.5 { return 0 }
    if degrees > 1e10 { return normalQuantile(p) }
    // Work on the tail, where probabilities keep their digits.
    let tail = min(p, 1 - p)
    var t = -gsl_cdf_tdist_Pinv(tail, degrees)
    for _ in 0..<4 {
      let density = gsl_ran_tdist_pdf(t, degrees)
      guard density > 0 else { break }
      let step = (gsl_cdf_tdist_Q(t, degrees) - tail) / density
      guard step.isFinite, abs(step) < 0.5 * abs(t) else { break }
      t += step
      if abs(step) <= 1e-15 * abs(t) { break }
    }
    return p < 0.5 ? -t : t
  }

  /// P(χ² > x) with `degrees` > 0 degrees of freedom.
  public static func chiSquaredSurvival(_ x: Double, degrees: Double) -> Double {
    guard degrees > 0 else { return .nan }
    return gammaQ(shape: degrees / 2, max(0, x) / 2)
  }

  /// P(F > x) with `numerator` and `denominator` degrees of freedom.
  public static func fSurvival(_ x: Double, numerator: Double, denominator: Double) -> Double {
    guard numerator > 0, denominator > 0 else { return .nan }
    if x <= 0 { return 1 }
    return betaP(denominator / (denominator + numerator * x), a: denominator / 2, b: numerator / 2)
  }

  /// P(√n·D > x) for the largest distance D of an empirical distribution of n values from the true continuous one, as n → ∞:
  /// 2·Σ (−1)^(k−1)·exp(−2k²x²). Kolmogorov 1933.
  ///
  /// For finite n use x = D·(√n + 0.12 + 0.11/√n) (Stephens 1970).
  public static func kolmogorovSurvival(_ x: Double) -> Double {
    guard x == x else { return .nan }
    if x < 0.2 { return 1 }
    if x < 1 {
      // The theta-function twin converges where the alternating series does not.
      let c = Double.pi * Double.pi / (8 * x * x)
      var sum = 0.0
      for k in stride(from: 1.0, through: 9, by: 2) { sum += exp(-k * k * c) }
      return max(0, min(1, 1 - (2 * Double.pi).squareRoot() / x * sum))
    }
    var sum = 0.0, sign = 1.0
    for k in stride(from: 1.0, through: 10, by: 1) {
      sum += sign * exp(-2 * k * k * x * x)
      sign = -sign
    }
    return max(0, min(1, 2 * sum))
  }

  // MARK: Gamma and beta functions

  /// ln Γ(x), x > 0.
  public static func logGamma(_ x: Double) -> Double {
    GSL.ready()
    var result = gsl_sf_result()
    guard x > 0, bw_gsl_succeeded(gsl_sf_lngamma_e(x, &result)) != 0 else { return .nan }
    return result.val
  }

  /// The derivative of ln Γ at x > 0.
  public static func digamma(_ x: Double) -> Double {
    GSL.ready()
    var result = gsl_sf_result()
    guard x > 0, bw_gsl_succeeded(gsl_sf_psi_e(x, &result)) != 0 else { return .nan }
    return result.val
  }

  /// The second derivative of ln Γ at x > 0.
  public static func trigamma(_ x: Double) -> Double {
    GSL.ready()
    var result = gsl_sf_result()
    guard x > 0, bw_gsl_succeeded(gsl_sf_psi_1_e(x, &result)) != 0 else { return .nan }
    return result.val
  }

  /// The regularised lower incomplete gamma function: P(X ≤ x) of a gamma law with the given shape and scale 1.
  public static func gammaP(shape a: Double, _ x: Double) -> Double { a > 0 && x == x ? IncompleteGamma(shape: a)(x).lower : .nan }

  /// The regularised upper incomplete gamma function: P(X > x) of a gamma law with the given shape and scale 1.
  public static func gammaQ(shape a: Double, _ x: Double) -> Double { a > 0 && x == x ? IncompleteGamma(shape: a)(x).upper : .nan }

  /// The regularised incomplete beta function I_x(a, b): P(X ≤ x) of a beta law.
  public static func betaP(_ x: Double, a: Double, b: Double) -> Double {
    a > 0 && b > 0 && x == x ? IncompleteBeta(a: a, b: b)(x, 1 - x).lower : .nan
  }

  /// 1 − I_x(a, b), without loss of digits near 1. `complement` is 1 − x, where it is known better than by subtraction.
  public static func betaQ(_ x: Double, complement: Double? = nil, a: Double, b: Double) -> Double {
    a > 0 && b > 0 && x == x ? IncompleteBeta(a: a, b: b)(x, complement ?? (1 - x)).upper : .nan
  }

  // MARK: Elementary

  static func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
  static func logarithm(_ x: Double) -> Double { log(x) }
  static func logOnePlus(_ x: Double) -> Double { log1p(x) }
}
