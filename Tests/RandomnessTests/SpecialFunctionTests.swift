@testable import Randomness
import Testing

@Suite struct `Functions of the statistician` {
  private func close(_ a: Double, _ b: Double, _ relative: Double = 1e-12) -> Bool { abs(a - b) <= relative * abs(b) }

  /// Values as printed in the NIST/SEMATECH e-Handbook's tables and, to more digits, by R 4.2 (`qnorm`, `qt`).
  @Test func `normal and Student quantiles have the printed values`() {
    #expect(close(SpecialFunctions.normalQuantile(0.975), 1.959963984540054))
    #expect(close(SpecialFunctions.normalQuantile(0.9999), 3.719016485455709))
    #expect(close(SpecialFunctions.normalQuantile(1e-10), -6.361340902404056))
    #expect(close(SpecialFunctions.studentQuantile(0.975, degrees: 1), 12.706204736174694))
    #expect(close(SpecialFunctions.studentQuantile(0.975, degrees: 2), 4.302652729749462))
    #expect(close(SpecialFunctions.studentQuantile(0.975, degrees: 10), 2.228138851986273))
    #expect(close(SpecialFunctions.studentQuantile(0.025, degrees: 199), -1.9719565442517537))
    #expect(close(SpecialFunctions.studentQuantile(0.975, degrees: 1e12), 1.959963984540054))
    #expect(SpecialFunctions.studentQuantile(0.5, degrees: 7) == 0)
  }

  @Test func `Student's quantile inverts Student's distribution`() {
    for degrees in [1.0, 2, 3, 9, 29, 199, 5000] {
      for p in [1e-8, 0.001, 0.025, 0.2, 0.4999, 0.5001, 0.9, 0.995, 0.999999] {
        let t = SpecialFunctions.studentQuantile(p, degrees: degrees)
        let back = p < 0.5 ? SpecialFunctions.studentCDF(t, degrees: degrees) : 1 - SpecialFunctions.studentCDF(-t, degrees: degrees)
        #expect(close(back, p, 1e-11), "t(\(degrees)) at \(p)")
      }
    }
  }

  /// φ(z) − z·(1 − Φ(z)): the tables of Silver, Pyke and Thomas (2017), appendix II, print G(1) = 0.08332 and G(2) = 0.008491; far out
  /// against the asymptotic series G(z) = φ(z)/z²·(1 − 3/z² + 15/z⁴ − 105/z⁶ + 945/z⁸).
  @Test func `the normal loss function keeps its digits far out`() {
    #expect(abs(SpecialFunctions.normalLoss(0) - 0.3989422804014327) < 1e-15)
    #expect(abs(SpecialFunctions.normalLoss(1) - 0.08331547058768) < 1e-13)
    #expect(abs(SpecialFunctions.normalLoss(2) - 0.008490702617) < 1e-11)
    #expect(close(SpecialFunctions.normalLoss(-3), 3 + SpecialFunctions.normalLoss(3), 1e-14))
    for z in [20.0, 30] {
      let s = 1 / (z * z)
      let series = SpecialFunctions.normalDensity(z) * s * (1 - s * (3 - s * (15 - s * (105 - s * (945 - s * 10395)))))
      #expect(close(SpecialFunctions.normalLoss(z), series, 1e-8))
    }
    // Both branches meet at 5.
    #expect(close(SpecialFunctions.normalLoss(5 - 1e-12), SpecialFunctions.normalLoss(5), 1e-8))
  }

  /// Abramowitz and Stegun 6.3.2 (−γ), 6.4.2 (π²/6), 6.1.8 (√π).
  @Test func `gamma functions have their constants`() {
    #expect(close(SpecialFunctions.digamma(1), -0.5772156649015329))
    #expect(close(SpecialFunctions.trigamma(1), 1.6449340668482264))
    #expect(close(SpecialFunctions.logGamma(0.5), 0.5723649429247001))
    #expect(close(SpecialFunctions.logGamma(101), 363.73937555556349))
  }

  @Test func `incomplete beta and gamma functions are sums of binomial and Poisson probabilities`() {
    // P(K ≥ a) of a binomial (n, x) is I_x(a, n − a + 1).
    for (n, x) in [(10, 0.3), (40, 0.02), (200, 0.9)] {
      var masses = [pow(1 - x, n)]
      for k in 0..<n { masses.append(masses[k] * Double(n - k) / Double(k + 1) * x / (1 - x)) }
      for a in [1, 3, n / 2, n - 1] {
        let sum = masses[a...].reduce(0, +)
        #expect(close(SpecialFunctions.betaP(x, a: Double(a), b: Double(n - a + 1)), sum, 1e-11))
        #expect(close(SpecialFunctions.betaQ(x, a: Double(a), b: Double(n - a + 1)), masses[..<a].reduce(0, +), 1e-10))
      }
    }
  }

  private func pow(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1) { product, _ in product * x } }

  /// Cephes' incomplete beta integral as SciPy 1.x calls it; GSL's continued fraction gives no answer at these sizes. At a, b = 10⁵ our
  /// method changes.
  @Test(arguments: [
    (1e5, 3e5, 0.25, 0.5002427886356727), (1e5, 3e5, 0.2493, 0.15328548300776618), (1e5, 3e5, 0.2455, 2.073699598173216e-11),
    (1e5, 1e9, 1.01e-4, 0.9992755743118759),
    (2e6, 5e5, 0.8003, 0.8821854738635826), (2e6, 5e5, 0.8, 0.4998738433657707),
  ])
  func `the incomplete beta function answers at large sizes`(a: Double, b: Double, x: Double, value: Double) {
    let ours = SpecialFunctions.betaP(x, a: a, b: b)
    #expect(abs(ours - value) < 1e-9 * min(1, value * 1e3) + 1e-18, "\(ours)")
    #expect(abs(SpecialFunctions.betaQ(1 - x, complement: x, a: b, b: a) - ours) < 1e-12)
  }

  /// 1 − I_y(1, a) = (1 − y)ᵃ and 1 − I_y(2, a) = (1 − y)ᵃ·(1 + a·y), of which neither 1 − 10⁻¹² nor 10¹² leaves anything if it is
  /// subtracted carelessly.
  @Test func `the incomplete beta function keeps its digits beside 1`() {
    let e = 2.718281828459045
    for a in [1e8, 1e12] {
      // (1 − t/a)ᵃ = e⁻ᵗ·(1 − t²/(2a) − …).
      #expect(close(SpecialFunctions.betaQ(1 / a, complement: 1 - 1 / a, a: 1, b: a), 1 / e * (1 - 0.5 / a), 1e-12))
      let y = 3 / a
      let exact = SpecialFunctions.power(e, -3) * (1 - 4.5 / a) * (1 + 3)
      #expect(close(SpecialFunctions.betaQ(y, complement: 1 - y, a: 2, b: a), exact, 1e-12))
    }
  }

  /// To 25 digits by mpmath; the term in 1/a of the expansion is worth 7·10⁻¹⁰ at the first three.
  @Test(arguments: [
    (1e4, 9700, 0.0012341755844684920, 0.9987658244155315), (1e4, 10_000, 0.5013298083399552, 0.4986701916600448),
    (1e4, 10_150, 0.9326593784960509, 0.0673406215039491), (2e5, 200_500, 0.868184223254723, 0.13181577674527703),
    (1e6, 997_000, 0.0013381041673135986, 0.9986618958326864),
  ])
  func `the incomplete gamma function of large shapes`(shape: Double, x: Double, lower: Double, upper: Double) {
    #expect(abs(SpecialFunctions.gammaP(shape: shape, x) - lower) < 2e-13)
    #expect(abs(SpecialFunctions.gammaQ(shape: shape, x) - upper) < 2e-13)
  }

  @Test func `methods meet where they change`() {
    // Series and expansion of the incomplete gamma function on either side of a shape of 10⁴; a step in the shape of 10⁻⁶ moves the
    // probability by about 10⁻⁸·½.
    for x in [9700.0, 9990, 10_000, 10_150, 10_400] {
      let below = SpecialFunctions.gammaP(shape: 1e4 - 1e-6, x), above = SpecialFunctions.gammaP(shape: 1e4, x)
      #expect(below - above >= -1e-12 && below - above < 6e-9, "\(x)")
    }
    // Continued fraction and expansion of the incomplete beta function at 10⁵.
    for x in [0.2480, 0.2499, 0.25, 0.2503, 0.2515] {
      let below = SpecialFunctions.betaP(x, a: 1e5 - 1e-6, b: 3e5), above = SpecialFunctions.betaP(x, a: 1e5, b: 3e5)
      #expect(below - above >= -1e-10 && below - above < 2e-9, "\(x)")
    }
  }

  /// Kolmogorov's distribution: 1.3581 is exceeded with probability 0.05, 1.6276 with 0.01 (Smirnov 1948).
  @Test func `Kolmogorov's distribution has its critical values`() {
    #expect(abs(SpecialFunctions.kolmogorovSurvival(1.3581) - 0.05) < 1e-5)
    #expect(abs(SpecialFunctions.kolmogorovSurvival(1.6276) - 0.01) < 1e-5)
    #expect(abs(SpecialFunctions.kolmogorovSurvival(1 - 1e-9) - SpecialFunctions.kolmogorovSurvival(1)) < 1e-8)
    #expect(SpecialFunctions.kolmogorovSurvival(0.1) == 1)
  }

  /// Printed tables: χ²₁₀ exceeds 18.307 with 0.05; F(5, 10) exceeds 3.326 with 0.05.
  @Test func `chi-square and F tails have the tables' values`() {
    #expect(abs(SpecialFunctions.chiSquaredSurvival(18.307038, degrees: 10) - 0.05) < 1e-8)
    #expect(abs(SpecialFunctions.fSurvival(3.325835, numerator: 5, denominator: 10) - 0.05) < 1e-7)
  }

  @Test func `nonsense gives NaN, not an abort`() {
    #expect(SpecialFunctions.normalQuantile(2).isNaN)
    #expect(SpecialFunctions.normalQuantile(.nan).isNaN)
    #expect(SpecialFunctions.studentQuantile(0.9, degrees: 0).isNaN)
    #expect(SpecialFunctions.logGamma(-1).isNaN)
    #expect(SpecialFunctions.digamma(0).isNaN)
    #expect(SpecialFunctions.gammaP(shape: -1, 2).isNaN)
    #expect(SpecialFunctions.betaP(0.5, a: 0, b: 1).isNaN)
    #expect(SpecialFunctions.betaP(.nan, a: 1, b: 1).isNaN)
    #expect(SpecialFunctions.gammaP(shape: 2, .infinity) == 1)
  }
}
