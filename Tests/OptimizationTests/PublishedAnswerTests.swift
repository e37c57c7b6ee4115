import Foundation
import Randomness
import Supply
import Testing

@testable import Optimization

/// The law of a rounded normal demand: P(d) = Φ((d + ½ − μ)/σ) − Φ((d − ½ − μ)/σ), negative values to 0, renormalised.
func roundedNormal(mean: Double, sd: Double) -> LatticeDistribution {
  let top = Int(mean + 10 * sd) + 1
  var p = (0...top).map { d in
    let low = (Double(d) - 0.5 - mean) / sd
    let high = (Double(d) + 0.5 - mean) / sd
    return low > 0
      ? 0.5 * (erfc(low / 2.0.squareRoot()) - erfc(high / 2.0.squareRoot()))
      : 0.5 * (erfc(-high / 2.0.squareRoot()) - erfc(-low / 2.0.squareRoot()))
  }
  p[0] = 0.5 * erfc(-(0.5 - mean) / sd / 2.0.squareRoot())
  let sum = p.reduce(0, +)
  return LatticeDistribution(offset: 0, probabilities: p.map { $0 / sum })
}

@Suite struct `Published answers` {
  /// Snyder and Shen, problem 5.2, as solved by stockpyl: Poisson 12 a year, lead time half a year.
  @Test func `(r, Q) for Poisson demand`() throws {
    let problem = InventoryProblem(
      demand: .compoundPoisson(customersPerDay: 12, size: .init(offset: 1, probabilities: [1])), timing: .continuous,
      leadTime: .constant(0.5), orderCost: 4,
      holdingCost: 4, backorderCost: 28)
    let found = try problem.optimalLot()
    #expect(found.r == 6)
    #expect(found.Q == 7)
    #expect(abs(found.costPerDay / 28.24131284 - 1) < 1e-6)
    let twin = try problem.optimalReorderLevels()
    #expect(twin.s == 6 && twin.S == 13)
    #expect(abs(twin.costPerDay - found.costPerDay) < 1e-10)
  }

  /// Snyder and Shen, example 5.1 and problem 5.3.
  @Test func `(r, Q) cost under normal demand`() {
    let year = lotCostUnderNormalDemand(
      r: 127, Q: 328, orderCost: 8, holdingCost: 0.225, backorderCost: 7.5, demandRate: 1300, leadDemandMean: 1300 * 0.08333333333,
      leadDemandSD: 150 * 0.08333333333.squareRoot())
    #expect(abs(year / 78.071244 - 1) < 1e-6)
    let other = lotCostUnderNormalDemand(
      r: 609, Q: 404, orderCost: 85, holdingCost: 0.2142857143, backorderCost: 40, demandRate: 192, leadDemandMean: 576,
      leadDemandSD: 17.4 * 3.0.squareRoot())
    #expect(abs(other / 93.50517375 - 1) < 1e-6)
  }

  /// Snyder and Shen, problem 4.32.
  @Test func `revised power approximation`() {
    let found = powerApproximation(orderCost: 60, holdingCost: 2, backorderCost: 36, demandMean: 190, demandVariance: 48 * 48)
    #expect(abs(found.s / 226.6137928 - 1) < 1e-6)
    #expect(abs(found.S / 324.3797868 - 1) < 1e-6)
  }

  /// Snyder and Shen, examples 3.1 and 3.8.
  @Test func `economic order quantities`() {
    #expect(abs(economicOrderQuantity(orderCost: 8, demandRate: 1300, holdingCost: 0.225) / 304.04678 - 1) < 1e-6)
    let found = economicOrderQuantityWithBackorders(orderCost: 8, demandRate: 1300, holdingCost: 0.225, backorderCost: 5)
    #expect(abs(found.quantity / 310.8125552 - 1) < 1e-6)
    #expect(abs(found.shareWaiting / 0.04306220096 - 1) < 1e-6)
    #expect(abs(found.cost / 66.92136355 - 1) < 1e-6)
  }

  /// Snyder and Shen: examples 4.3, 4.4 and 4.7, problems 4.1, 4.7b and 4.8a, as solved by stockpyl.
  @Test func newsvendors() throws {
    let lead = try newsvendor(normalMean: 250, sd: 8 * 5.0.squareRoot(), overage: 0.18, underage: 0.7)
    #expect(abs(lead.level / 264.7668944 - 1) < 1e-6)
    #expect(abs(lead.cost / 4.466781004 - 1) < 1e-6)
    let plain = try newsvendor(normalMean: 900, sd: 60, overage: 43, underage: 79)
    #expect(abs(plain.level / 922.7214038 - 1) < 1e-6)
    #expect(abs(plain.cost / 2718.196782 - 1) < 1e-6)
    let given = try newsvendor(normalMean: 50, sd: 8, overage: 0.18, underage: 0.7, level: 40)
    #expect(abs(given.cost / 7.356131553 - 1) < 1e-6)
    // Example 4.2 in prices and cost: overage is cost − salvage, underage revenue − cost;
    // profit is margin × mean less the newsvendor's cost.
    let shop = try newsvendor(normalMean: 50, sd: 8, overage: 0.3 - 0.12, underage: 1 - 0.3)
    #expect(abs(shop.level / 56.60395593 - 1) < 1e-6)
    #expect(abs((0.7 * 50 - shop.cost) / 33.00239481 - 1) < 1e-6)
    let discrete = try newsvendor(
      demand: .init(offset: 1, probabilities: [0.25, 0.05, 0.1, 0.2, 0.15, 0.1, 0.1, 0.05]), overage: 500_000, underage: 1_000_000)
    #expect(discrete.level == 5)
    #expect(abs(discrete.cost / 1_225_000 - 1) < 1e-6)
    let six = try newsvendor(demand: poissonLaw(6), overage: 1, underage: 4)
    #expect(six.level == 8)
    #expect(abs(six.cost / 3.570106946 - 1) < 1e-6)
    let eighteen = try newsvendor(demand: poissonLaw(18), overage: 200, underage: 270)
    #expect(eighteen.level == 19)
    #expect(abs(eighteen.cost / 786.0884409 - 1) < 1e-6)
  }

  /// The base stock of the long run is the newsvendor on the demand of lead time + 1 periods.
  @Test func `base stock is a newsvendor`() throws {
    let problem = InventoryProblem(
      demand: .perPeriod(poissonLaw(6)), timing: .sequence(periods: 1), leadTime: .constant(2), orderCost: 0, holdingCost: 200,
      backorderCost: 270)
    let found = try problem.optimalBaseStock()
    let expected = try newsvendor(demand: poissonLaw(18), overage: 200, underage: 270)
    #expect(Double(found.S) == expected.level)
    #expect(abs(found.costPerDay - 786.0884409) < 1e-3)
  }

  static func uniform(_ n: Int, mean: Double, sd: Double, K: Double) -> SeasonalProblem {
    SeasonalProblem(
      periods: Array(
        repeating: .init(demand: roundedNormal(mean: mean, sd: sd), orderCost: K, unitCost: 1, holdingCost: 1, backorderCost: 25), count: n),
      discount: 0.98, terminalHolding: 1, terminalBackorder: 25)
  }

  /// stockpyl's finite-horizon instance 1: no order cost, everything else changing.
  @Test func `finite horizon without order cost`() throws {
    let h = [1, 1, 1, 1, 2, 2, 0.5, 0.5, 1, 1, 2, 2]
    let p: [Double] = [20, 20, 10, 15, 10, 10, 20, 20, 15, 25, 20, 10]
    let c = [0.5, 0.5, 0.5, 0.5, 0.2, 0.8, 0.2, 0.8, 0.5, 0.5, 0.5, 0.5]
    let mean: [Double] = [20, 60, 110, 200, 200, 40, 200, 200, 100, 170, 30, 90]
    let sd = [4.6, 11.9, 26.4, 32.8, 1.8, 8.5, 46.7, 33.9, 18.9, 31.6, 2.9, 14.8]
    let periods = (0..<12).map {
      SeasonalProblem.Period(
        demand: roundedNormal(mean: mean[$0], sd: sd[$0]), orderCost: 0, unitCost: c[$0], holdingCost: h[$0], backorderCost: p[$0])
    }
    let found = try SeasonalProblem(periods: periods, discount: 0.98, terminalHolding: 4, terminalBackorder: 50).solve()
    let levels = [28, 80, 145, 246, 202, 47, 409, 259, 129, 213, 34, 109]
    #expect(found.levels.map(\.S) == levels)
    #expect(found.levels.map(\.s) == levels)
    #expect(abs(found.expectedCost / 1077.121815 - 1) < 1e-5)
  }

  /// Snyder and Shen, problem 4.30.
  @Test func `finite horizon, ten periods`() throws {
    let found = try Self.uniform(10, mean: 18, sd: 3, K: 40).solve()
    #expect(found.levels.map(\.s) == [17, 17, 17, 17, 17, 17, 17, 17, 17, 18])
    #expect(found.levels.map(\.S) == [42, 42, 42, 42, 42, 42, 42, 41, 41, 23])
    #expect(abs(found.expectedCost / 519.2517425 - 1) < 1e-5)
  }

  /// Fifty-two periods with K = 100, solved by an independent exact solver.
  @Test func `finite horizon, a year of weeks`() throws {
    let found = try Self.uniform(52, mean: 50, sd: 10, K: 100).solve()
    let s = [
      50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 49, 50, 49, 50, 49, 50,
      49, 50, 49, 50, 49, 50,
      49, 50, 49, 50, 49, 50, 49, 50, 49, 50, 49, 50, 52,
    ]
    #expect(found.levels.map(\.s) == s)
    #expect(found.levels.first?.S == 118 && found.levels[12].S == 119 && found.levels[50].S == 117 && found.levels.last?.S == 66)
    #expect(abs(found.expectedCost / 4962.895417 - 1) < 1e-5)
    #expect(!found.levels.contains { !$0.isReorderLevel })
  }
}
