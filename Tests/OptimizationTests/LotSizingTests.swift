import Foundation
import Testing

@testable import Optimization

@Suite struct `Lots for known demand` {
  static func random(_ generator: inout TestGenerator, periods: Int) -> LotSizingProblem {
    func list(_ scale: Double, zero: Double = 0) -> [Double] {
      (0..<periods).map { _ in generator.uniform() < zero ? 0 : scale * generator.uniform() }
    }
    return LotSizingProblem(
      demand: list(40, zero: 0.25).map { $0.rounded() }, orderCost: list(60), unitCost: list(3), holdingCost: list(1.5),
      initialStock: generator.uniform() < 0.3 ? 25 : 0)
  }

  /// Every set of ordering periods, each lot just as large as it must be.
  static func exhaustive(_ problem: LotSizingProblem) -> Double {
    let n = problem.demand.count
    var stock = problem.initialStock
    let net = problem.demand.map { d in
      let served = min(d, stock)
      stock -= served
      return d - served
    }
    var best = Double.infinity
    for set in 0..<(1 << n) {
      var orders = [Double](repeating: 0, count: n)
      var last = -1
      var isPossible = true
      for t in 0..<n {
        if set >> t & 1 == 1 { last = t }
        if net[t] > 0 {
          if last < 0 {
            isPossible = false
            break
          }
          orders[last] += net[t]
        }
      }
      if isPossible, let cost = try? problem.cost(of: orders) { best = min(best, cost) }
    }
    return best
  }

  @Test func `no set of ordering periods is cheaper`() throws {
    var generator = TestGenerator(31)
    for _ in 0..<40 {
      let problem = Self.random(&generator, periods: generator.integer(1...9))
      let plan = try problem.optimalPlan()
      #expect(abs(plan.cost - Self.exhaustive(problem)) < 1e-9)
      #expect(abs(try problem.cost(of: plan.orders) - plan.cost) < 1e-12)
      #expect(try problem.silverMealPlan().cost >= plan.cost - 1e-9)
      if problem.initialStock == 0 { #expect(abs(plan.costToGo[0] - plan.cost) < 1e-9) }
    }
  }

  /// Snyder and Shen, example 3.9 and problem 3.27.
  @Test func `textbook plans`() throws {
    let first = try LotSizingProblem(demand: [90, 120, 80, 70], orderCost: 500, holdingCost: 2).optimalPlan()
    #expect(first.orders == [210, 0, 150, 0] && first.cost == 1380)
    let second = try LotSizingProblem(demand: [150, 100, 80, 200], orderCost: 120, holdingCost: 0.8).optimalPlan()
    #expect(second.orders == [150, 180, 0, 200] && abs(second.cost - 424) < 1e-12)
    // Silver and Meal, by hand on the first: 500/1, 740/2, (740 + 320)/3 = 353, (1060 + 420)/4 = 370: three periods, then one.
    let rule = try LotSizingProblem(demand: [90, 120, 80, 70], orderCost: 500, holdingCost: 2).silverMealPlan()
    #expect(rule.orders == [290, 0, 0, 70] && rule.cost == 500 + 240 + 320 + 500)
  }

  @Test func `cost rises with each price`() throws {
    var generator = TestGenerator(32)
    for _ in 0..<30 {
      let problem = Self.random(&generator, periods: 8)
      let cost = try problem.optimalPlan().cost
      for path in [\LotSizingProblem.orderCost, \.unitCost, \.holdingCost] {
        var dearer = problem
        dearer[keyPath: path] = dearer[keyPath: path].map { $0 * 1.1 }
        #expect(try dearer.optimalPlan().cost >= cost)
      }
    }
  }

  @Test func `degenerate plans`() throws {
    #expect(try LotSizingProblem(demand: [0, 0, 0], orderCost: 5, holdingCost: 1).optimalPlan().cost == 0)
    #expect(try LotSizingProblem(demand: [7], orderCost: 0, holdingCost: 0).optimalPlan().orders == [7])
    #expect(try LotSizingProblem(demand: [3, 4], orderCost: 5, holdingCost: 0).optimalPlan().orders == [7, 0])
    for bad in [[Double.nan], [-1], [.infinity], []] {
      #expect(throws: OptimizationError.self) { try LotSizingProblem(demand: bad, orderCost: 5, holdingCost: 1).optimalPlan() }
    }
    let problem = LotSizingProblem(demand: [3, 4], orderCost: 5, holdingCost: 1)
    #expect(throws: OptimizationError.self, "somebody waits") { try problem.cost(of: [3, 0]) }
    #expect(throws: OptimizationError.self) { try problem.cost(of: [7]) }
    #expect(throws: OptimizationError.self) {
      try LotSizingProblem(demand: [Double](repeating: 1, count: 30_000), orderCost: 5, holdingCost: 1).optimalPlan()
    }
  }

  /// The seasonal program's own levels cost what the program says; other levels cost no less.
  @Test func `levels of a season cost what the program says`() throws {
    var generator = TestGenerator(33)
    for _ in 0..<25 {
      var problem = `Seasonal programs`.random(&generator)
      problem.minimum = 1
      problem.multiple = 1
      let solution = try problem.solve()
      guard solution.levels.allSatisfy({ $0.isReorderLevel && $0.s != nil }) else { continue }
      let levels = solution.levels.map { (s: $0.s ?? 0, S: $0.S) }
      #expect(abs(try problem.cost(ofLevels: levels) / solution.expectedCost - 1) < 1e-9)
      for change in [(1, 1), (-1, 0), (0, 1), (0, 2)] {
        let other = levels.map { (s: min($0.s + change.0, $0.S + change.1), S: $0.S + change.1) }
        #expect(try problem.cost(ofLevels: other) >= solution.expectedCost * (1 - 1e-10))
      }
      #expect(throws: OptimizationError.self) { try problem.cost(ofLevels: Array(levels.dropLast())) }
      #expect(throws: OptimizationError.self) { try problem.cost(ofLevels: levels.map { (s: $0.S + 1, S: $0.S) }) }
    }
  }
}
