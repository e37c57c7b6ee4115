import Randomness
@testable import Supply
import Testing

@Suite struct `A law of another season` {
  /// Laws on whole numbers, among them those that a multiplied value does not fit: the mean is multiplied all the same, and the law stays
  /// on whole numbers.
  @Test(
    arguments: [
      Law.discrete([Weighted(0, weight: 0.5), Weighted(1, weight: 0.5)]),
      .discrete([Weighted(0, weight: 1), Weighted(1, weight: 1), Weighted(2, weight: 0.5)]),
      .bernoulli(p: 0.4), .geometric(mean: 1, from: 0), .geometric(mean: 4.2, from: 1), .constant(1), .constant(3),
      .binomial(n: 10, p: 0.3),
      .mixture([Weighted(.poisson(mean: 2), weight: 0.5), Weighted(.constant(1), weight: 0.5)]), .zeroInflated(share: 0.3, .constant(2)),
      .poisson(mean: 4), .negativeBinomial(mean: 5, dispersion: 2),
      .empirical([Weighted(1, weight: 3), Weighted(12, weight: 1)], smooth: false),
    ], [0.1, 0.7, 1.33, 1.5, 1.7, 2, 3.01])
  func `has its mean multiplied and stays on whole numbers`(law: Law, factor: Double) throws {
    let scaled = law.withMean(times: factor)
    #expect(scaled.isInteger)
    #expect(abs(try scaled.lattice().mean - law.mean * factor) < 1e-8 * max(1, law.mean * factor))
  }

  /// By hand: 0 or 1 half and half, times 1.5, is 0 with a half, 1 and 2 with a quarter each.
  @Test func `puts what falls between two numbers on both`() {
    let scaled = Law.discrete([Weighted(0, weight: 0.5), Weighted(1, weight: 0.5)]).withMean(times: 1.5)
    #expect(scaled == .discrete([Weighted(0, weight: 0.5), Weighted(1, weight: 0.25), Weighted(2, weight: 0.25)]))
  }

  @Test func `of real numbers keeps its coefficient of variation`() {
    let scaled = Law.weibull(shape: 2, scale: 10).withMean(times: 1.5)
    #expect(abs(scaled.mean - Law.weibull(shape: 2, scale: 10).mean * 1.5) < 1e-9)
    #expect(
      abs(
        scaled.standardDeviation / scaled.mean - Law.weibull(shape: 2, scale: 10).standardDeviation / Law.weibull(shape: 2, scale: 10).mean)
        < 1e-12)
  }
}
