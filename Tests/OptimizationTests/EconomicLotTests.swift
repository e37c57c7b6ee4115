import Foundation
import Testing

@testable import Optimization

@Suite struct `Economic lots` {
  static func random(_ generator: inout TestGenerator) -> LotProblem {
    LotProblem(
      orderCost: 1 + 50 * generator.uniform(), demandRate: 1 + 500 * generator.uniform(), holdingCost: 0.05 + 2 * generator.uniform())
  }

  /// A cost's least value on a fine geometric grid: slow, and knows nothing of derivatives.
  static func least(from low: Double, to high: Double, _ cost: (Double) -> Double) -> (at: Double, value: Double) {
    var best = (at: low, value: Double.infinity)
    for i in 0...40_000 {
      let x = low * pow(high / low, Double(i) / 40_000)
      let value = cost(x)
      if value < best.value { best = (x, value) }
    }
    return best
  }

  @Test func `no lot on a grid is cheaper`() throws {
    var generator = TestGenerator(11)
    for _ in 0..<20 {
      let problem = Self.random(&generator)
      let K = problem.orderCost, λ = problem.demandRate, h = problem.holdingCost
      let plain = try problem.lot()
      let grid = Self.least(from: plain.quantity / 10, to: plain.quantity * 10) { K * λ / $0 + h * $0 / 2 }
      #expect(abs(plain.cost / grid.value - 1) < 1e-7)
      #expect(abs(try problem.cost(ofLot: plain.quantity) / plain.cost - 1) < 1e-12)
      // What Parlar and Berkin's cycle costs, term by term.
      let δ = 0.1 + 3 * generator.uniform(), ρ = 1 + 10 * generator.uniform(), p = 20 * (h + K) * (1 + generator.uniform())
      let down = try problem.lot(lostSaleCost: p, disruptionRate: δ, recoveryRate: ρ)
      func disrupted(_ Q: Double) -> Double {
        let β = δ / (δ + ρ) * (1 - exp(-(δ + ρ) * Q / λ))
        return (K + h * Q * Q / (2 * λ) + p * λ * β / ρ) / (Q / λ + β / ρ)
      }
      let slow = Self.least(from: down.quantity / 20, to: down.quantity * 20, disrupted)
      #expect(abs(down.cost / slow.value - 1) < 1e-7)
      #expect(down.cost >= plain.cost * (1 - 1e-12), "a supplier who fails never helps")
      let rough = try problem.lot(lostSaleCost: p, disruptionRate: δ, recoveryRate: ρ, isApproximate: true)
      #expect(disrupted(rough.quantity) >= down.cost * (1 - 1e-12))
      let made = try problem.lot(productionRate: λ * (1.1 + generator.uniform()))
      #expect(made.cost < plain.cost && made.quantity > plain.quantity)
      let lossy = try problem.lot(yieldMean: 0.8, sd: 0.1)
      let yieldGrid = Self.least(from: lossy.quantity / 10, to: lossy.quantity * 10) {
        (K + h * $0 * $0 * (0.64 + 0.01) / (2 * λ)) * λ / ($0 * 0.8)
      }
      #expect(abs(lossy.cost / yieldGrid.value - 1) < 1e-7)
      let added = try problem.lot(additiveYieldMean: -1, sd: 0.5)
      let addedGrid = Self.least(from: 1 + added.quantity / 10, to: added.quantity * 10) {
        (K + h * (($0 - 1) * ($0 - 1) + 0.25) / (2 * λ)) * λ / ($0 - 1)
      }
      #expect(abs(added.cost / addedGrid.value - 1) < 1e-6)
    }
  }

  /// Every lot of the price list tried, at every break and on a grid between.
  @Test(arguments: [DiscountProblem.Discount.allUnits, .incremental])
  func `no lot of a price list is cheaper`(discount: DiscountProblem.Discount) throws {
    var generator = TestGenerator(12)
    for _ in 0..<40 {
      var price = 1 + 9 * generator.uniform()
      var from = 0.0
      var breaks: [PriceBreak] = []
      for _ in 0..<generator.integer(1...4) {
        breaks.append(PriceBreak(from: from, unitCost: price))
        from += 20 + 300 * generator.uniform()
        price *= 0.8 + 0.2 * generator.uniform()
      }
      let problem = DiscountProblem(
        orderCost: 5 + 100 * generator.uniform(), demandRate: 100 + 2_000 * generator.uniform(),
        holdingRate: 0.1 + 0.3 * generator.uniform(),
        breaks: breaks, discount: discount)
      let found = try problem.lot()
      #expect(abs(try problem.cost(ofLot: found.quantity) / found.cost - 1) < 1e-12)
      for one in breaks.dropFirst() { #expect(try problem.cost(ofLot: one.from) >= found.cost * (1 - 1e-12)) }
      for i in 1...2_000 { #expect(try problem.cost(ofLot: Double(i) * 2) >= found.cost * (1 - 1e-12)) }
    }
  }

  @Test func `cost rises with each price`() throws {
    var generator = TestGenerator(13)
    for _ in 0..<50 {
      let problem = Self.random(&generator)
      let cost = try problem.lot(backorderCost: 3).lot.cost
      for change in [\LotProblem.orderCost, \.demandRate, \.holdingCost] {
        var dearer = problem
        dearer[keyPath: change] *= 1.1
        #expect(try dearer.lot(backorderCost: 3).lot.cost > cost)
      }
      #expect(try problem.lot(backorderCost: 3.3).lot.cost > cost)
      #expect(try problem.lot(backorderCost: 1e12).lot.cost <= problem.lot().cost)
    }
  }

  @Test func `wrong numbers have a reason`() throws {
    let good = LotProblem(orderCost: 8, demandRate: 1300, holdingCost: 0.225)
    func refused(_ body: () throws -> Void) -> Bool {
      do {
        try body()
        return false
      } catch { return error is OptimizationError }
    }
    for bad in [Double.nan, .infinity, -1] {
      for path in [\LotProblem.orderCost, \.demandRate, \.holdingCost] {
        var broken = good
        broken[keyPath: path] = bad
        #expect(refused { _ = try broken.lot() })
      }
      #expect(refused { _ = try good.lot(backorderCost: bad) })
      #expect(refused { _ = try good.lot(productionRate: bad) })
      #expect(refused { _ = try good.lot(lostSaleCost: bad, disruptionRate: 1, recoveryRate: 1) })
      #expect(refused { _ = try good.lot(yieldMean: bad, sd: 0.1) })
    }
    var free = good
    free.holdingCost = 0
    #expect(throws: OptimizationError.holdingIsFree) { try free.lot() }
    #expect(refused { _ = try good.lot(productionRate: 1300) })
    // Losing everybody at a penny each is cheaper than any stock.
    #expect(throws: OptimizationError.neverOrdering) { try good.lot(lostSaleCost: 1e-9, disruptionRate: 1, recoveryRate: 0.01) }
    var nothing = good
    nothing.demandRate = 0
    #expect(try nothing.lot() == EconomicLot(quantity: 0, cost: 0))
    #expect(
      refused {
        _ = try DiscountProblem(
          orderCost: 1, demandRate: 1, holdingRate: 1, breaks: [.init(from: 0, unitCost: 1), .init(from: 5, unitCost: 2)],
          discount: .allUnits
        ).lot()
      }, "prices that rise are refused")
    #expect(refused { _ = try DiscountProblem(orderCost: 1, demandRate: 1, holdingRate: 1, breaks: [], discount: .allUnits).lot() })
  }
}
