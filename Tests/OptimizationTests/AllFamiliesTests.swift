import Foundation
import Groundwork
import Randomness
import Supply
import Testing

@testable import Optimization

/// A small random law with mass above zero.
private func law(_ generator: inout TestGenerator, most: Int = 5) -> LatticeDistribution {
  var weights = (0...generator.integer(1...most)).map { _ in generator.uniform() }
  weights[weights.count - 1] += 0.1
  let sum = weights.reduce(0, +)
  return LatticeDistribution(offset: 0, probabilities: weights.map { $0 / sum })
}

@Suite struct `Random problems of every family` {
  @Test func `raising a price never lowers the least cost, and never more than its share`() throws {
    var generator = TestGenerator(101)
    for _ in 0..<25 {
      let problem = randomProblem(&generator)
      let base = try problem.optimalReorderLevels().costPerDay
      for parameter in [ProblemParameter.holdingCost, .waitingCost, .orderCost] {
        let more = try #require(problem.scaled(parameter, by: 1.3)).optimalReorderLevels().costPerDay
        #expect(more >= base * (1 - 1e-10) && more <= base * 1.3 * (1 + 1e-10), "\(parameter)")
      }
    }
    for _ in 0..<6 {
      let demand = law(&generator)
      func lost(_ h: Double, _ p: Double) throws -> LostSalesOptimum {
        try LostSalesProblem(demand: demand, leadTime: 2, holdingCost: h, lostSaleCost: p).optimum(tolerance: 1e-7)
      }
      let base = try lost(1, 6)
      for other in [try lost(1.2, 6), try lost(1, 8)] { #expect(other.upper >= base.lower) }
      func spoils(_ c: [Double]) throws -> PerishableOptimum {
        try PerishableProblem(
          demand: demand, shelfLife: 2, leadTime: 1, largestOrder: 6, issuing: .oldestFirst, orderCost: c[0], holdingCost: c[1],
          shortageCost: c[2], wasteCost: c[3]
        ).optimum(.average, tolerance: 1e-6)
      }
      let fresh = try spoils([1, 1, 8, 3])
      for i in 0..<4 {
        var prices = [1.0, 1, 8, 3]
        prices[i] *= 1.3
        #expect(try spoils(prices).upper >= fresh.lower)
      }
      func two(_ prices: [Double]) throws -> DualSourcingOptimum {
        try DualSourcingProblem(
          demand: demand, regularLeadTime: 2, expeditedLeadTime: 0, regularUnitCost: prices[1], expeditedUnitCost: prices[0],
          holdingCost: prices[2], backorderCost: prices[3]
        ).optimum(tolerance: 1e-6)
      }
      let sourced = try two([4, 2, 1, 9])
      for i in 0..<4 {
        var prices = [4.0, 2, 1, 9]
        prices[i] *= 1.2
        #expect(try two(prices).upper >= sourced.lower)
      }
    }
  }

  @Test func `the optimum is at most every policy of every simpler class`() throws {
    var generator = TestGenerator(103)
    for _ in 0..<8 {
      let demand = law(&generator)
      let p = 2 + 10 * generator.uniform()
      let lost = LostSalesProblem(demand: demand, leadTime: generator.integer(1...3), holdingCost: 1, lostSaleCost: p)
      let best = try lost.optimum(tolerance: 1e-6)
      for S in 0...12 { #expect(try lost.evaluate(baseStock: S).upper >= best.lower) }
      for cap in 1...4 { #expect(try lost.evaluate(baseStock: 9, cap: cap).upper >= best.lower) }
      let problem = randomProblem(&generator)
      let levels = try problem.optimalReorderLevels()
      #expect(try problem.optimalLot().costPerDay >= levels.costPerDay * (1 - 1e-10))
      #expect(try problem.evaluate(.baseStock(S: Int64(levels.S))).costPerDay >= levels.costPerDay * (1 - 1e-10))
    }
  }

  /// Four standard errors of batch means; a wrong parameterisation is tens of them away.
  @Test func `the value of a program is what its policy costs when it is played`() throws {
    var generator = TestGenerator(107)
    for _ in 0..<4 {
      let demand = law(&generator)
      let problem = LostSalesProblem(demand: demand, leadTime: 2, holdingCost: 1, lostSaleCost: 7)
      let best = try problem.optimum(tolerance: 1e-7)
      // On hand, and what comes in one period and in two.
      var (onHand, next, due) = (0, 0, 0)
      var batches: [Double] = []
      for batch in 0..<41 {
        var sum = 0.0
        for _ in 0..<2_000 {
          // Receive what is due, order, demand.
          onHand += next
          next = due
          guard let order = best.order(onHand: onHand, pipeline: [next]) else {
            Issue.record("the policy led to a state it does not know")
            return
          }
          due = order
          let asked = generator.draw(demand)
          sum += Double(max(0, onHand - asked)) + 7 * Double(max(0, asked - onHand))
          onHand = max(0, onHand - asked)
        }
        if batch > 0 { batches.append(sum / 2_000) }
      }
      let mean = batches.reduce(0, +) / 40
      let spread = (batches.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39 / 40).squareRoot()
      #expect(abs(mean - best.cost) < 4 * spread + 1e-6, "\(mean) ± \(spread) against \(best.cost)")
    }
  }
}

/// An answer or a reason: every public solver on every problem of the list.
@Suite struct `Bad problems at every door` {
  static let laws: [(String, LatticeDistribution)] = {
    var two = [Double](repeating: 0, count: 10_001)
    (two[0], two[10_000]) = (0.8, 0.2)
    return [
      ("no demand", LatticeDistribution(offset: 0, probabilities: [1])), ("certain", LatticeDistribution(offset: 3, probabilities: [1])),
      ("below Poisson", LatticeDistribution(offset: 9, probabilities: [0.1, 0.8, 0.1])),
      ("two points", LatticeDistribution(offset: 0, probabilities: two)),
      ("a million", LatticeDistribution(offset: 1_000_000, probabilities: [0.5, 0.5])),
      ("NaN", LatticeDistribution(offset: 0, probabilities: [.nan, 1])),
      ("empty", LatticeDistribution(offset: 0, probabilities: [])),
      ("negative", LatticeDistribution(offset: -3, probabilities: [0.5, 0.5])),
    ]
  }()
  /// Holding, waiting, order cost.
  static let prices: [(Double, Double, Double)] = [
    (1, 9, 10), (0, 9, 10), (1, 0, 10), (4, 0.5, 10), (1, 9, 0), (.nan, 9, 10), (1, .infinity, 10), (1, -1, 10), (1e-300, 1e300, 1e-300),
  ]

  /// What comes back must be a finite number.
  func holds(_ name: String, _ body: () throws -> Double) {
    do {
      let value = try body()
      #expect(value.isFinite && value >= -1e-9, "\(name): \(value)")
    } catch let error as OptimizationError {
      #expect(!error.description.isEmpty)
    } catch {
      Issue.record("\(name): \(error)")
    }
  }

  /// The same of a program that takes this build minutes for thousands of units.
  private func holds(_ name: String, unless isQuick: Bool, _ body: () throws -> Double) { if !isQuick { holds(name, body) } }

  @Test(arguments: laws.indices) func `get an answer or a reason`(index: Int) {
    let (name, law) = Self.laws[index]
    let control = SolverControl(memoryLimit: 200_000_000)
    // Thousands of units are seconds of work in a release build and minutes in another: there one case of each.
    let isLarge = law.offset + law.probabilities.count > 1_000
    // There the programs that take minutes are left to the small laws.
    var isQuick = false
    #if DEBUG
      isQuick = isLarge
      let cases = isLarge ? Array(Self.prices.prefix(1)) : Self.prices, leads = isLarge ? [0.0] : [0, 2]
    #else
      let cases = isLarge ? Array(Self.prices.prefix(2)) : Self.prices, leads = [0.0, 2]
    #endif
    for (h, p, K) in cases {
      let label = "\(name), h \(h), p \(p), K \(K)"
      for lead in leads {
        let problem = InventoryProblem(
          demand: .perPeriod(law), timing: .sequence(periods: 1), leadTime: .constant(lead), orderCost: K, holdingCost: h, backorderCost: p)
        holds("levels, " + label) { try problem.optimalReorderLevels().costPerDay }
        holds("lot, " + label) { try problem.optimalLot().costPerDay }
        holds("base stock, " + label) { try problem.optimalBaseStock().costPerDay }
        holds("sensitivity, " + label, unless: isQuick) {
          let model = try SensitivityModel(problem, isCoarse: true)
          return try model.costs(.demandSpread, times: 1.4)?.least ?? 0
        }
        holds("penalty, " + label) { try problem.impliedPenalty(of: .sS(s: 1, S: 9)).perUnitDay.lowerBound }
        holds("customers, " + label) {
          try InventoryProblem(
            demand: .compoundPoisson(customersPerDay: 2, size: law), timing: .continuous, leadTime: .constant(lead), orderCost: K,
            holdingCost: h,
            backorderCost: p
          ).optimalReorderLevels().costPerDay
        }
      }
      holds("newsvendor, " + label) { try DemandLaw.lattice(law).newsvendor(overage: h, underage: p).cost }
      holds("yield, " + label, unless: isQuick) { try DemandLaw.lattice(law).newsvendor(yield: .eachUnit(0.7), overage: h, underage: p).cost }
      holds("lost sales, " + label) {
        try LostSalesProblem(demand: law, leadTime: 2, holdingCost: h, lostSaleCost: p).optimum(control: control).cost
      }
      holds("perishable, " + label) {
        try PerishableProblem(
          demand: law, shelfLife: 2, leadTime: 1, largestOrder: 6, issuing: .oldestFirst, orderCost: 1, holdingCost: h, shortageCost: p,
          wasteCost: 1
        ).optimum(.average, control: control).cost
      }
      holds("two suppliers, " + label) {
        try DualSourcingProblem(
          demand: law, regularLeadTime: 2, expeditedLeadTime: 0, regularUnitCost: 2, expeditedUnitCost: 3, holdingCost: h, backorderCost: p
        ).optimum(control: control).cost
      }
      holds("season, " + label, unless: isQuick) {
        let period = SeasonalProblem.Period(demand: law, orderCost: K, holdingCost: h, backorderCost: p)
        return try SeasonalProblem(periods: [period, period, period], leadTime: 1, terminalBackorder: p).solve().expectedCost
      }
      holds("capacity, " + label) {
        try CapacitatedProblem(demand: law, capacity: 12, holdingCost: h, backorderCost: p).optimum().cost
      }
      holds("chain, " + label, unless: isQuick) {
        try SerialSystem(
          stages: [.init(echelonHoldingCost: h, leadTime: 1), .init(echelonHoldingCost: 0.5, leadTime: 2)], stockoutCost: p,
          demand: .perPeriod(law)
        ).optimum().cost
      }
    }
  }
}
