import Randomness
import Testing

@Suite struct `Compiled samplers` {
  static let laws: [Law] = [
    .constant(3.5), .uniform(min: -2, max: 5), .triangular(min: 1, mode: 2, max: 7), .triangular(min: 0, mode: 0, max: 1), .triangular(min: 0, mode: 1, max: 1),
    .pert(min: 1, mode: 2, max: 7), .normal(mean: 10, sd: 3), .normal(mean: 0, sd: 1), .lognormal(mean: 74, sd: 44.4), .lognormal(mean: 1, sd: 5), .gamma(mean: 21, sd: 6),
    .gamma(mean: 1, sd: 20.0.squareRoot()), .erlang(k: 4, mean: 8), .exponential(mean: 3), .weibull(shape: 0.7, scale: 2), .weibull(shape: 3, scale: 2),
    .beta(a: 2, b: 3, min: -1, max: 4), .beta(a: 0.5, b: 0.5, min: 0, max: 1), .beta(a: 0.05, b: 2, min: 0, max: 1),
    .poisson(mean: 5), .poisson(mean: 0.01), .poisson(mean: 5000), .negativeBinomial(mean: 5, dispersion: 3), .negativeBinomial(mean: 0.1, dispersion: 10),
    .geometric(mean: 4.2, from: 1), .geometric(mean: 4.2, from: 0), .binomial(n: 40, p: 0.3), .binomial(n: 10, p: 0.999), .bernoulli(p: 0.25),
    .discrete([Weighted(0, weight: 3), Weighted(10_000, weight: 1)]), .discrete([Weighted(1.5, weight: 0), Weighted(-2, weight: 2), Weighted(7, weight: 5)]),
    .empirical([Weighted(1, weight: 1), Weighted(2, weight: 1), Weighted(9, weight: 1)], smooth: true),
    .empirical([Weighted(1, weight: 90), Weighted(100, weight: 10)], smooth: true), .empirical([Weighted(1, weight: 90), Weighted(100, weight: 10)], smooth: false),
    .mixture([Weighted(.normal(mean: 0, sd: 1), weight: 1), Weighted(.normal(mean: 1000, sd: 1), weight: 1)]),
    .mixture([Weighted(.poisson(mean: 3), weight: 1), Weighted(.poisson(mean: 30), weight: 2)]),
    .mixture([Weighted(.constant(2), weight: 1), Weighted(.gamma(mean: 2, sd: 1), weight: 2)]),
    .zeroInflated(share: 0.4, .lognormal(mean: 5, sd: 3)), .zeroInflated(share: 0.4, .poisson(mean: 5)),
    .compound(count: .poisson(mean: 3), size: .geometric(mean: 2, from: 1)), .compound(count: .poisson(mean: 3), size: .gamma(mean: 2, sd: 1)),
    .shifted(by: 14, .gamma(mean: 21, sd: 6)), .scaled(by: 1.2, .poisson(mean: 7)), .truncated(min: 0, max: nil, .normal(mean: 2, sd: 2)),
    .truncated(min: 3, max: 9, .poisson(mean: 5)), .truncated(min: 1000, max: nil, .normal(mean: 1000, sd: 1)),
  ]

  @Test(arguments: laws)
  func `the inverse never falls, stays in the support and has the law's mean`(law: Law) throws {
    let sampler = try Sampler(law)
    let (low, high) = law.support
    var last = -Double.infinity, sum = 0.0
    let n = 20_000
    for i in 0..<n {
      let x = sampler.draw((Double(i) + 0.5) / Double(n))
      #expect(x >= last - 1e-12 * abs(x))
      #expect(x >= low && x <= high)
      last = x
      sum += x
    }
    // The midpoint rule leaves out part of the last cell only.
    let error = abs(sum / Double(n) - law.mean)
    #expect(error <= 0.003 * law.variance.squareRoot() + 1e-9 * abs(law.mean), "\(law): \(sum / Double(n)) against \(law.mean)")
  }
}
