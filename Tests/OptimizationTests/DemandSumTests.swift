import Foundation
import Randomness
import Testing

@testable import Optimization

/// Sums of periods on a grid.
@Suite struct `The demand of several log-normal periods` {
  private func lognormal(_ periods: Int, mu: Double = 1.2, sigma: Double = 0.5) throws -> DemandLaw {
    try DemandLaw.lognormal(mu: mu, sigma: sigma).summed(over: periods)
  }

  /// Two periods by Simpson's rule over the first: P = ∫ f(y)·F(x − y) dy, and the loss in the same way.
  @Test(arguments: [0.2, 0.5, 0.8]) func `is the integral over one of them`(sigma: Double) throws {
    let one = DemandLaw.lognormal(mu: 1.2, sigma: sigma), two = try lognormal(2, sigma: sigma)
    func integral(_ value: (Double) -> Double, to end: Double) -> Double {
      // In the logarithm, where the density is a normal one.
      let (low, high, n) = (1.2 - 9 * sigma, min(log(end), 1.2 + 9 * sigma), 20_000)
      let h = (high - low) / Double(n)
      return (0...n).reduce(0) { sum, k in
        let z = low + Double(k) * h, weight = k == 0 || k == n ? 1.0 : k % 2 == 1 ? 4 : 2
        let density = exp(-(z - 1.2) * (z - 1.2) / (2 * sigma * sigma)) / (sigma * (2 * Double.pi).squareRoot())
        return sum + weight * density * value(exp(z)) * h / 3
      }
    }
    #expect(abs(two.mean - 2 * one.mean) < 1e-12 * two.mean)
    for share in [0.1, 0.5, 0.9, 0.99] {
      let x = two.quantile(share)
      #expect(abs(integral({ one.cdf(x - $0) }, to: x) - share) < 1e-6)
      let short = integral({ $0 < x ? one.loss(x - $0) : one.mean + $0 - x }, to: .greatestFiniteMagnitude)
      #expect(abs(short - two.loss(x)) < 1e-5 * two.mean)
      #expect(abs(two.complementaryLoss(x) - two.loss(x) - (x - two.mean)) < 1e-9)
    }
  }

  /// Gamma periods by the same grid, whose sum is a gamma law.
  @Test func `is exact where the sum is known`() {
    let shape = 6.0, scale = 2.0
    func density(_ x: Double) -> Double { x <= 0 ? 0 : exp((shape - 1) * log(x / scale) - x / scale - lgamma(shape)) / scale }
    let sum = DemandSum(density, end: 110, count: 8_000, periods: 3, mean: 36)
    let exact = DemandLaw.gamma(shape: 18, scale: scale)
    for share in [0.001, 0.1, 0.5, 0.9, 0.999] {
      let x = exact.quantile(share)
      #expect(abs(sum.cdf(x) - share) < 1e-8)
      #expect(abs(sum.quantile(share) - x) < 1e-6 * x)
      #expect(abs(sum.loss(x) - exact.loss(x)) < 1e-7)
    }
    #expect(sum.cdf(-1) == 0 && sum.cdf(1e9) == 1 && sum.loss(-2) == 38 && sum.loss(1e9) == 0)
  }

  @Test func `has a newsvendor whose level no neighbour beats`() throws {
    let law = try lognormal(3), best = try law.newsvendor(overage: 1, underage: 7)
    #expect(abs(law.cdf(best.level) - 7.0 / 8) < 1e-9)
    for other in [0.97, 1.03] {
      #expect(try law.newsvendorCost(of: best.level * other, overage: 1, underage: 7) > best.cost)
    }
  }

  @Test func `is refused where a grid is too coarse`() {
    #expect(throws: OptimizationError.self) { try lognormal(2, sigma: 4) }
    #expect(throws: OptimizationError.self) { try lognormal(500) }
  }
}
