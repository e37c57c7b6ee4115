import Foundation
import Randomness
import Testing

@testable import Optimization

@Suite struct `One-period laws` {
  static let laws: [DemandLaw] = [
    .normal(mean: 50, sd: 8), .lognormal(mu: 2, sigma: 0.7), .exponential(rate: 0.1), .gamma(shape: 2.5, scale: 4),
    .uniform(low: 3, high: 11),
    .lattice(poissonLaw(6)),
  ]

  /// ∫ (1 − F) above x by Simpson's rule, straight from the distribution function.
  static func slowLoss(_ law: DemandLaw, _ x: Double) -> Double {
    if case .lattice(let lattice) = law {
      return lattice.probabilities.enumerated().reduce(0) { $0 + $1.element * max(0, Double(lattice.offset + $1.offset) - x) }
    }
    let end = x + 60 * (law.mean + 20)
    let n = 400_000
    let step = (end - x) / Double(n)
    var sum = 0.0
    for i in 0...n { sum += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * (1 - law.cdf(x + Double(i) * step)) }
    return sum * step / 3
  }

  @Test(arguments: laws) func `the loss is the integral of the tail`(law: DemandLaw) {
    for x in [law.mean * 0.5, law.mean, law.mean * 1.4] {
      let slow = Self.slowLoss(law, x)
      #expect(abs(law.loss(x) / slow - 1) < 2e-5, "\(law) at \(x): \(law.loss(x)) against \(slow)")
      // What is over less what is short is what stands against the mean.
      #expect(abs(law.complementaryLoss(x) - law.loss(x) - (x - law.mean)) < 1e-10 * max(1, law.mean))
    }
  }

  @Test(arguments: laws) func `no level is cheaper`(law: DemandLaw) throws {
    for (h, p) in [(1.0, 9.0), (3, 0.5), (1, 1)] {
      let found = try law.newsvendor(overage: h, underage: p)
      for i in 0...600 {
        let level = Double(i) / 200 * law.mean
        #expect(try law.newsvendorCost(of: level, overage: h, underage: p) >= found.cost * (1 - 1e-10))
      }
      #expect(try law.newsvendor(overage: h * 1.1, underage: p).cost > found.cost)
      #expect(try law.newsvendor(overage: h, underage: p * 1.1).cost > found.cost)
    }
  }

  @Test func `far tails keep their digits`() {
    // Mills: G(z) ≈ φ(z)/z² for large z; at 12 the next terms make it 1 − 3/z² + 15/z⁴ − 105/z⁶.
    let z = 12.0
    let φ = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    let series = φ / (z * z) * (1 - 3 / (z * z) + 15 / pow(z, 4) - 105 / pow(z, 6) + 945 / pow(z, 8))
    #expect(abs(DemandLaw.normal(mean: 0, sd: 1).loss(z) / series - 1) < 1e-4)
    #expect(DemandLaw.exponential(rate: 1).complementaryLoss(1e-6) > 0)
  }

  /// The supplier's chain followed period by period.
  @Test func `a disrupted supplier costs what his chain says`() throws {
    let problem = DisruptedNewsvendor(demand: 10, holdingCost: 0.3, backorderCost: 4, disruptionProbability: 0.1, recoveryProbability: 0.35)
    var π = [0.35 / 0.45]
    for n in 1..<400 { π.append(0.1 * 0.35 / 0.45 * pow(0.65, Double(n - 1))) }
    func slow(_ S: Double) -> Double {
      π.enumerated().reduce(0) { sum, one in
        let need = Double(one.offset + 1) * 10
        return sum + one.element * (0.3 * max(0, S - need) + 4 * max(0, need - S))
      }
    }
    for S in [0.0, 10, 25, 60] { #expect(abs(try problem.cost(of: S) - slow(S)) < 1e-9) }
    let found = try problem.level()
    for n in 0...30 { #expect(slow(Double(n) * 10) >= found.cost - 1e-9) }
    // The fractile is found by its logarithm: a supplier who is down for ages is an answer or a reason, at once.
    var ages = problem
    ages.recoveryProbability = 1e-12
    #expect(throws: OptimizationError.self) { try ages.level() }
    ages.recoveryProbability = 1
    #expect(try ages.level().level >= 10)
    // Snyder and Shen, example 9.3.
    let book = DisruptedNewsvendor(
      demand: 2000, holdingCost: 0.25, backorderCost: 3, disruptionProbability: 0.04, recoveryProbability: 0.25)
    #expect(try book.level().level == 8000)
  }

  @Test func `myopic bounds hold the optimum of the horizon`() throws {
    let n = 8
    let mean = [40.0, 60, 80, 60, 50, 90, 40, 60]
    let horizon = MyopicHorizon(
      periods: (0..<n).map {
        .init(demand: .normal(mean: mean[$0], sd: mean[$0] / 6), orderCost: 60, purchaseCost: 1, holdingCost: 1, backorderCost: 12)
      }, terminalHolding: 1, terminalBackorder: 12)
    let bounds = try horizon.bounds()
    let solved = try SeasonalProblem(
      periods: (0..<n).map {
        .init(demand: roundedNormal(mean: mean[$0], sd: mean[$0] / 6), orderCost: 60, unitCost: 1, holdingCost: 1, backorderCost: 12)
      }, terminalHolding: 1, terminalBackorder: 12
    ).solve()
    for (level, bound) in zip(solved.levels, bounds) {
      // Demand is rounded in the program, so a level may differ by one unit.
      #expect(bound.SLower - 1 <= Double(level.S) && Double(level.S) <= bound.SUpper + 1)
      #expect(bound.sLower - 1 <= Double(level.s ?? 0) && Double(level.s ?? 0) <= bound.sUpper + 1)
    }
  }

  @Test func `wrong laws and prices have a reason`() {
    func refused(_ body: () throws -> Void) -> Bool {
      do {
        try body()
        return false
      } catch { return error is OptimizationError }
    }
    for law in [
      DemandLaw.normal(mean: .nan, sd: 1), .normal(mean: 1, sd: -1), .lognormal(mu: 1e4, sigma: 1), .exponential(rate: 0),
      .gamma(shape: -1, scale: 1),
      .uniform(low: 3, high: 3), .uniform(low: -.infinity, high: 3), .lattice(.init(offset: 0, probabilities: [])),
      .lattice(.init(offset: 0, probabilities: [0.4])),
    ] { #expect(refused { _ = try law.newsvendor(overage: 1, underage: 1) }, "\(law)") }
    let law = DemandLaw.normal(mean: 50, sd: 8)
    for bad in [Double.nan, 0, -1, .infinity] { #expect(refused { _ = try law.newsvendor(overage: bad, underage: 1) }) }
    #expect(refused { _ = try law.newsvendor(prices: .init(revenue: 1, purchaseCost: 2)) })
    #expect(refused { _ = try law.newsvendor(prices: .init(revenue: 3, purchaseCost: 2, salvageValue: 2.5)) })
    #expect(throws: OptimizationError.neverOrdering) {
      try law.myopic(holdingCost: 1, backorderCost: 1, purchaseCost: 5, nextPurchaseCost: 0)
    }
    #expect(throws: OptimizationError.holdingIsFree) {
      try law.myopic(holdingCost: 1, backorderCost: 1, purchaseCost: 0, nextPurchaseCost: 9)
    }
  }

  @Test func `demand that is certain is its own level`() throws {
    let found = try DemandLaw.normal(mean: 7, sd: 0).newsvendor(overage: 1, underage: 3)
    #expect(found.level == 7 && found.cost == 0)
    // Additive yield, uniform on −5…0: 25 must be covered at the fractile 8/9 (Snyder and Shen, problem 9.5).
    let short = try newsvendor(demand: 25, additiveYield: .uniform(low: -5, high: 0), overage: 150, underage: 1200)
    #expect(abs(short.level - (25 + 5 * 8.0 / 9)) < 1e-12)
  }
}
