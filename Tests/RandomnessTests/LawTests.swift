@testable import Randomness
import Testing

@Suite struct `Laws and their probabilities` {
  static let laws = `Compiled samplers`.laws

  /// Laws GSL knows itself.
  static let plain: [Law] = [
    .uniform(min: -2, max: 5), .normal(mean: 10, sd: 3), .lognormal(mean: 74, sd: 44.4), .lognormal(mean: 1, sd: 5),
    .gamma(mean: 21, sd: 6),
    .gamma(mean: 1, sd: 20.0.squareRoot()), .erlang(k: 4, mean: 8), .exponential(mean: 3), .weibull(shape: 0.7, scale: 2),
    .weibull(shape: 3, scale: 2),
    .beta(a: 2, b: 3, min: -1, max: 4), .beta(a: 0.5, b: 0.5, min: 0, max: 1), .pert(min: 1, mode: 2, max: 7), .poisson(mean: 5),
    .poisson(mean: 0.01),
    .poisson(mean: 5000), .negativeBinomial(mean: 5, dispersion: 3), .negativeBinomial(mean: 0.1, dispersion: 10),
    .geometric(mean: 4.2, from: 1),
    .geometric(mean: 4.2, from: 0), .binomial(n: 40, p: 0.3), .binomial(n: 10, p: 0.999),
  ]

  @Test(arguments: plain)
  func `probabilities agree with GSL's own`(law: Law) throws {
    let distribution = try Distribution(law)
    for p in [0.0001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999] {
      let x = distribution.quantile(p)
      let gsl = try #require(PhiloxStream.cdf(law, x))
      #expect(abs(distribution.cdf(x) - gsl) <= 1e-10, "\(law) at \(x): \(distribution.cdf(x)) against \(gsl)")
    }
  }

  @Test(arguments: laws)
  func `the quantile is the smallest value that reaches its probability`(law: Law) throws {
    let distribution = try Distribution(law)
    // A value is known to a few units in its last place; the probability may be off by what they hold.
    func nudge(_ x: Double) -> Double { law.isDiscrete ? 0 : 4 * max(x.ulp, abs(law.mean).ulp) }
    for p in [1e-9, 1e-4, 0.01, 0.1, 0.25, 0.5, 0.6, 0.75, 0.9, 0.99, 0.9999, 1 - 1e-9] {
      let x = distribution.quantile(p)
      #expect(distribution.cdf(x + nudge(x)) >= p * (1 - 1e-11) - 1e-15)
      #expect(distribution.below(x - nudge(x)) <= p * (1 + 1e-11) + 1e-15)
    }
    for q in [1e-4, 1e-9, 1e-12] {
      let x = distribution.upperQuantile(q)
      // A chain of straight pieces knows its upper tail only as 1 less a sum.
      let digits = if case .polyline = distribution.form { 1e-3 } else { 1e-9 }
      #expect(distribution.survival(x + nudge(x)) <= q * (1 + digits))
      #expect(distribution.form.atLeast(x - nudge(x)) >= q * (1 - digits) || x == distribution.support.upper)
    }
  }

  @Test(arguments: laws)
  func `both sides sum to one and nothing lies outside the support`(law: Law) throws {
    let distribution = try Distribution(law)
    for p in [0.01, 0.2, 0.5, 0.8, 0.99] {
      let x = distribution.quantile(p)
      #expect(abs(distribution.cdf(x) + distribution.survival(x) - 1) < 1e-12)
      #expect(abs(distribution.below(x) + distribution.pmf(x) - distribution.cdf(x)) < 1e-9)
    }
    let (low, high) = distribution.support
    if low.isFinite { #expect(distribution.below(low) == 0) }
    if high.isFinite { #expect(distribution.cdf(high) == 1) }
    #expect(distribution.cdf(-.infinity) == 0 && distribution.cdf(.infinity) == 1)
    #expect(law.quantile(0) == low && law.quantile(1) == high)
    #expect(law.quantile(-0.1).isNaN && law.quantile(1.1).isNaN && law.cdf(.nan).isNaN)
  }

  /// Integrals of the survival function know nothing of the formulas for moments.
  @Test(arguments: laws)
  func `mean and variance are those of the distribution function`(law: Law) throws {
    let form = try LawForm(law)
    if case .polyline(let line) = form, case .compound = law {
      // Numerical sums: the bounds that their making checks.
      #expect(
        abs(line.mean - law.mean) < 2e-4 * law.standardDeviation
          && abs(line.variance.squareRoot() - law.standardDeviation) < 2e-3 * law.standardDeviation)
      return
    }
    let moments = form.integratedMoments()
    #expect(
      abs(moments.mean - law.mean) <= 1e-8 * max(abs(law.mean), law.variance.squareRoot()), "\(law): \(moments.mean) against \(law.mean)")
    #expect(abs(moments.variance - law.variance) <= 1e-7 * law.variance, "\(law): \(moments.variance) against \(law.variance)")
  }

  /// The density is the slope of the distribution function.
  @Test(arguments: plain)
  func `densities and masses are differences of the distribution function`(law: Law) throws {
    let distribution = try Distribution(law)
    for p in [0.05, 0.3, 0.6, 0.95] {
      let x = distribution.quantile(p)
      if law.isDiscrete {
        #expect(abs(distribution.pmf(x) - (distribution.cdf(x) - distribution.cdf(x - 1))) < 1e-11)
        #expect(distribution.pmf(x + 0.5) == 0)
      } else {
        let h = 1e-4 * min(abs(x), law.variance.squareRoot())
        let slope = (distribution.cdf(x + h) - distribution.cdf(x - h)) / (2 * h)
        #expect(abs(distribution.density(x) - slope) <= 1e-5 * slope, "\(law) at \(x)")
      }
    }
  }

  /// Textbook values that a rate taken for a mean, a variance for a standard deviation, or trials for failures would miss by far.
  @Test func `parameters mean what their names say`() {
    func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(1, abs(b)) }
    #expect(near(Law.exponential(mean: 4).cdf(4), 1 - 0.36787944117144233))
    #expect(near(Law.normal(mean: 10, sd: 4).cdf(14), 0.8413447460685429))
    // ln(1 + cv²) with cv = 1: median = mean/√2.
    #expect(near(Law.lognormal(mean: 10, sd: 10).quantile(0.5), 10 / 2.0.squareRoot()))
    // sd = mean is the exponential law.
    #expect(near(Law.gamma(mean: 5, sd: 5).cdf(5), 1 - 0.36787944117144233))
    #expect(near(Law.erlang(k: 2, mean: 2).survival(1), 2 * 0.36787944117144233))
    #expect(near(Law.weibull(shape: 2, scale: 3).survival(3), 0.36787944117144233))
    #expect(near(Law.geometric(mean: 4, from: 0).pmf(0), 0.2))
    #expect(near(Law.geometric(mean: 4, from: 1).pmf(1), 0.25))
    #expect(Law.geometric(mean: 4, from: 1).pmf(0) == 0)
    // Dispersion 2, mean 1: r = 1, p = ½.
    #expect(near(Law.negativeBinomial(mean: 1, dispersion: 2).pmf(2), 0.125))
    #expect(near(Law.negativeBinomial(mean: 6, dispersion: 4).variance, 24))
    #expect(near(Law.pert(min: 0, mode: 3, max: 6).mean, 3))
    #expect(near(Law.pert(min: 1, mode: 2, max: 7).mean, 16.0 / 6))
    #expect(near(Law.triangular(min: 0, mode: 1, max: 2).cdf(1), 0.5))
    #expect(near(Law.compound(count: .poisson(mean: 3), size: .constant(2)).variance, 12))
    #expect(near(Law.scaled(by: 2, .poisson(mean: 3)).variance, 12))
    #expect(near(Law.zeroInflated(share: 0.25, .constant(8)).mean, 6))
    // A standard normal cut at 0 has mean √(2/π) and variance 1 − 2/π.
    let half = Law.truncated(min: 0, max: nil, .normal(mean: 0, sd: 1))
    #expect(near(half.mean, (2 / Double.pi).squareRoot()))
    #expect(near(half.variance, 1 - 2 / Double.pi))
  }

  @Test func `truncation at zero says what it costs`() {
    let cut = Law.normal(mean: 2, sd: 2).truncatedAtZero()
    #expect(abs(cut.shareCut - 0.15865525393145707) < 1e-12)
    // μ + σ·φ(α)/(1 − Φ(α)) with α = −1 (Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, §10.1).
    #expect(abs(cut.mean - (2 + 2 * 0.24197072451914337 / 0.8413447460685429)) < 1e-9)
    #expect(cut.law.support.lower == 0)
    let whole = Law.gamma(mean: 2, sd: 2).truncatedAtZero()
    #expect(whole.law == .gamma(mean: 2, sd: 2) && whole.shareCut == 0 && whole.mean == 2)
  }

  @Test func `smoothing an observed law does not move its mean`() {
    for list in [[(1.0, 1.0), (2, 1), (9, 1)], [(1, 90), (100, 10)], [(0, 3), (5, 2), (6, 7)]] {
      let weighted = list.map { Weighted($0.0, weight: $0.1) }
      #expect(abs(Law.empirical(weighted, smooth: true).mean - Law.empirical(weighted, smooth: false).mean) < 1e-12)
    }
  }

  @Test func `mixtures with atoms answer exactly at the atom`() {
    let law = Law.zeroInflated(share: 0.4, .lognormal(mean: 5, sd: 3))
    #expect(law.quantile(0.4) == 0)
    #expect(law.quantile(0.1) == 0)
    #expect(law.quantile(0.41) > 0)
    #expect(abs(law.pmf(0) - 0.4) < 1e-15)
    let both = Law.mixture([Weighted(.constant(2), weight: 1), Weighted(.gamma(mean: 2, sd: 1), weight: 2)])
    let below = both.cdf(2) - 1.0 / 3
    #expect(both.quantile(below + 0.1) == 2)
    #expect(both.quantile(below + 0.33) == 2)
    #expect(both.quantile(below - 0.001) < 2)
    #expect(both.quantile(below + 0.334) > 2)
  }
}
