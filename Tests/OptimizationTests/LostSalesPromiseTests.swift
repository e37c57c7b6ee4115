import Randomness
import Testing

@testable import Optimization

@Suite struct `A fill rate where unmet demand is lost` {
  /// Without a lead time the least base stock is read off the loss function: the first S with E(D − S)⁺ ≤ (1 − β)·μ.
  @Test(arguments: [0.8, 0.9, 0.95, 0.99]) func `without a lead time it is the loss function's`(level: Double) throws {
    let demand = poissonLaw(5)
    func loss(_ S: Int) -> Double {
      demand.probabilities.enumerated().reduce(0) { $0 + $1.element * Double(max(0, demand.offset + $1.offset - S)) }
    }
    let least = try #require((0..<40).first { loss($0) <= (1 - level) * 5 })
    let problem = LostSalesProblem(demand: demand, leadTime: 0, holdingCost: 1, lostSaleCost: 9)
    let base = try problem.leastBaseStock(fillRate: level)
    #expect(base.policy.S == least)
    #expect(abs(base.fillRate - (1 - loss(least) / 5)) < 1e-9)
    let found = try problem.leastStock(fillRate: level)
    #expect(
      found.optimum.highest == least && abs(found.fillRate - base.fillRate) < 1e-9 && abs(found.holdingCost - base.policy.cost) < 1e-6)
  }

  /// Twin: a chain written out, stock and pipeline followed period by period until their distribution stands.
  @Test(arguments: [0.85, 0.95]) func `the policy by state keeps it for less stock than a base stock, within its bound`(level: Double)
    throws
  {
    let demand = poissonLaw(2)
    let problem = LostSalesProblem(demand: demand, leadTime: 2, holdingCost: 1, lostSaleCost: 9)
    let found = try problem.leastStock(fillRate: level), base = try problem.leastBaseStock(fillRate: level)
    #expect(found.fillRate >= level - 1e-9 && base.fillRate >= level - 1e-9)
    #expect(found.lower <= found.holdingCost + 1e-9 && found.lower <= base.policy.cost + 1e-9)
    func followed(_ order: (Int, [Int]) -> Int) -> (stock: Double, lost: Double) {
      var chances: [[Int]: Double] = [[0, 0]: 1]
      var stock = 0.0, lost = 0.0
      for _ in 0..<80 {
        var next: [[Int]: Double] = [:]
        stock = 0
        lost = 0
        for (state, chance) in chances where chance > 1e-13 {
          let q = order(state[0], [state[1]])
          for (d, p) in demand.probabilities.enumerated() where p > 1e-14 {
            let left = max(0, state[0] - d - demand.offset)
            stock += chance * p * Double(left)
            lost += chance * p * Double(max(0, d + demand.offset - state[0]))
            next[[left + state[1], q], default: 0] += chance * p
          }
        }
        chances = next
      }
      return (stock, lost)
    }
    let own = followed { found.optimum.order(onHand: $0, pipeline: $1) ?? 0 }
    #expect(abs(own.stock - found.holdingCost) < 1e-3 * own.stock && abs(1 - own.lost / 2 - found.fillRate) < 1e-4)
    let S = try #require(base.policy.S)
    let kept = followed { max(0, S - $0 - $1[0]) }, missed = followed { max(0, S - 1 - $0 - $1[0]) }
    #expect(abs(kept.stock - base.policy.cost) < 1e-3 * kept.stock && abs(1 - kept.lost / 2 - base.fillRate) < 1e-4)
    #expect(1 - missed.lost / 2 < level)
  }

  @Test func `a promise that is none is refused`() {
    let problem = LostSalesProblem(demand: poissonLaw(2), leadTime: 1, holdingCost: 1, lostSaleCost: 9)
    for level in [0, 1, -0.5, .nan] {
      #expect(throws: OptimizationError.self) { try problem.leastStock(fillRate: level) }
      #expect(throws: OptimizationError.self) { try problem.leastBaseStock(fillRate: level) }
    }
  }
}
