import Foundation
import Testing

@testable import Optimization

@Suite struct `Continuous review, normal demand` {
  static func random(_ generator: inout TestGenerator) -> (NormalLotProblem, p: Double) {
    let problem = NormalLotProblem(
      orderCost: 2 + 60 * generator.uniform(), holdingCost: 0.1 + 2 * generator.uniform(), demandRate: 20 + 900 * generator.uniform(),
      demandSD: 5 + 60 * generator.uniform(), leadTime: 0.05 + generator.uniform())
    return (problem, 1 + 20 * generator.uniform())
  }

  @Test func `the optimum is below every approximation and every neighbour`() throws {
    var generator = TestGenerator(21)
    for _ in 0..<40 {
      let (problem, p) = Self.random(&generator)
      let best = try problem.optimum(backorderCost: p)
      #expect(abs(try problem.cost(r: best.r, Q: best.Q, backorderCost: p) / best.cost - 1) < 1e-10)
      for other in [
        try problem.lossFunctionApproximation(backorderCost: p), try problem.lotWithBackordersApproximation(backorderCost: p),
        try problem.lotWithSafetyStockApproximation(backorderCost: p),
      ] { #expect(other.cost >= best.cost * (1 - 1e-10)) }
      // Zheng 1992: the lot without variation costs at most an eighth more.
      #expect(try problem.lotWithBackordersApproximation(backorderCost: p).cost <= best.cost * 1.125)
      for (dr, dQ) in [(0.01, 0.0), (-0.01, 0), (0, 0.01), (0, -0.01), (0.02, -0.02)] {
        #expect(try problem.cost(r: best.r + dr * best.Q, Q: best.Q * (1 + dQ), backorderCost: p) >= best.cost)
      }
      #expect(abs(try problem.bestReorderPoint(lot: best.Q, backorderCost: p) - best.r) < 1e-6 * best.Q)
    }
  }

  @Test func `cost rises with each price`() throws {
    var generator = TestGenerator(22)
    for _ in 0..<20 {
      let (problem, p) = Self.random(&generator)
      let cost = try problem.optimum(backorderCost: p).cost
      for path in [\NormalLotProblem.orderCost, \.holdingCost, \.demandSD] {
        var dearer = problem
        dearer[keyPath: path] *= 1.05
        #expect(try dearer.optimum(backorderCost: p).cost > cost)
      }
      #expect(try problem.optimum(backorderCost: p * 1.05).cost > cost)
    }
  }

  @Test func `without variation it is the lot with backorders`() throws {
    let problem = NormalLotProblem(orderCost: 8, holdingCost: 0.225, demandRate: 1300, demandSD: 0, leadTime: 0.1)
    let best = try problem.optimum(backorderCost: 5)
    // Snyder and Shen, example 3.8.
    #expect(abs(best.Q / 310.8125552 - 1) < 1e-6)
    #expect(abs(best.cost / 66.92136355 - 1) < 1e-8)
    #expect(abs((130 - best.r) / best.Q - 0.04306220096) < 1e-6)
  }

  @Test func `a lot of almost nothing is base stock`() throws {
    var problem = NormalLotProblem(orderCost: 0, holdingCost: 0.18, demandRate: 50, demandSD: 8, leadTime: 5)
    let base = try problem.optimum(backorderCost: 0.7)
    // Snyder and Shen, example 4.4: the newsvendor of five periods.
    #expect(abs(base.r / 264.7668944 - 1) < 1e-8 && base.Q == 0)
    #expect(abs(base.cost / 4.466781004 - 1) < 1e-8)
    problem.orderCost = 1e-9
    let tiny = try problem.optimum(backorderCost: 0.7)
    #expect(tiny.Q < 0.05 && tiny.cost >= base.cost && tiny.cost < base.cost * 1.0001)
    // A narrow lot's cost by the closed form loses its digits; the mean of the rate over it does not.
    #expect(abs(try problem.cost(r: base.r, Q: 1e-6, backorderCost: 0.7) - base.cost - 1e-9 * 50 / 1e-6) < 1e-6)
  }

  @Test func `wrong numbers have a reason`() throws {
    let good = NormalLotProblem(orderCost: 8, holdingCost: 0.225, demandRate: 1300, demandSD: 150, leadTime: 0.1)
    for path in [\NormalLotProblem.orderCost, \.holdingCost, \.demandRate, \.demandSD, \.leadTime] {
      for bad in [Double.nan, -1, .infinity] {
        var broken = good
        broken[keyPath: path] = bad
        #expect(throws: OptimizationError.self) { try broken.optimum(backorderCost: 5) }
        #expect(throws: OptimizationError.self) { try broken.lossFunctionApproximation(backorderCost: 5) }
      }
    }
    #expect(throws: OptimizationError.neverOrdering) { try good.optimum(backorderCost: 0) }
    #expect(throws: OptimizationError.self) { try good.cost(r: .nan, Q: 1, backorderCost: 5) }
    #expect(throws: OptimizationError.self) { try good.cost(r: 1, Q: 0, backorderCost: 5) }
    // A unit short costs less than its share of an order's holding: the approximation has no reorder point.
    #expect(throws: OptimizationError.self) { try good.inventoryLevelApproximation(stockoutCost: 1e-6) }
  }
}
