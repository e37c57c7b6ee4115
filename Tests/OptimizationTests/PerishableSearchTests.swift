import Groundwork
import Randomness
import Testing

@testable import Optimization

@Suite struct `The search for a base stock of goods that spoil` {
  typealias Problem = PerishableProblem

  static func problem(
    _ p: [Double], life: Int, lead: Int, most: Int, _ issuing: Problem.Issuing, order: Double, h: Double, short: Double, waste: Double
  ) -> Problem {
    Problem(
      demand: LatticeDistribution(offset: 0, probabilities: p), shelfLife: life, leadTime: lead, largestOrder: most, issuing: issuing,
      orderCost: order, holdingCost: h, shortageCost: short, wasteCost: waste)
  }

  static func twoPoints(_ lump: Int, _ q: Double) -> [Double] {
    var p = [Double](repeating: 0, count: lump + 1)
    (p[0], p[lump]) = (1 - q, q)
    return p
  }

  /// Every level followed apart, by a program in another language: the best are far from the levels that cover demand.
  @Test func `the best level is found where the cost waves`() throws {
    let window = Problem.Window(warmUp: 100, periods: 365, discount: 0.99)
    let poisson = try Law.poisson(mean: 1.7).lattice()
    let waves: [(problem: Problem, S: Int, cost: Double)] = [
      (
        Self.problem(Self.twoPoints(3, 0.5), life: 1, lead: 2, most: 5, .freshestFirst, order: 0, h: 0, short: 20, waste: 7), 13, 1928.02437
      ),
      (Self.problem(Self.twoPoints(8, 0.5), life: 2, lead: 1, most: 8, .freshestFirst, order: 1, h: 2, short: 3, waste: 7), 0, 1169.37844),
      (Self.problem(Self.twoPoints(6, 0.3), life: 1, lead: 2, most: 6, .freshestFirst, order: 0, h: 0, short: 3, waste: 2), 0, 526.22030),
      (
        Problem(
          demand: poisson, shelfLife: 2, leadTime: 2, largestOrder: 4, issuing: .freshestFirst, orderCost: 3, holdingCost: 0,
          shortageCost: 2,
          wasteCost: 0), 0, 331.32388
      ),
    ]
    for (problem, S, cost) in waves {
      let best = try problem.bestBaseStock(over: window)
      #expect(best.rule == .baseStock(S: S) && abs(best.outcome.cost - cost) < 2e-4 && best.isBestOfClass)
    }
  }

  /// Bread that costs more to waste than it ever earns: never ordering is best, though no level near demand says so.
  @Test func `level 0 where stock never pays, with and without estimated waste`() throws {
    let problem = Self.problem(
      Self.twoPoints(5, 0.5), life: 1, lead: 2, most: 1 << 20, .freshestFirst, order: 0, h: 0.05, short: 0.2, waste: 3)
    for isAware in [false, true] {
      let best = try problem.bestBaseStock(withEstimatedWaste: isAware, over: .init(warmUp: 60, periods: 60, discount: 1))
      #expect(best.rule.level == 0 && best.isBestOfClass && abs(best.outcome.cost - 60 * 0.5) < 1e-9)
    }
  }

  /// Random problems: no level costs less than its bound, nor any than the best, up to where every order is the largest.
  @Test func `no level is cheaper and no bound is higher`() throws {
    var generator = TestGenerator(411)
    for round in 0..<24 {
      let lump = generator.integer(1...5)
      let most = round % 3 == 0 ? 1 << 20 : generator.integer(2...4)
      let life = generator.integer(1...3), lead = life == 3 ? 1 : generator.integer(1...2)
      let law =
        generator.uniform() < 0.5
        ? Self.twoPoints(lump, 0.2 + 0.6 * generator.uniform()) : randomDemand(&generator, largest: 3).probabilities
      let problem = Self.problem(
        law, life: life, lead: lead, most: most, generator.uniform() < 0.5 ? .oldestFirst : .freshestFirst,
        order: generator.uniform() < 0.5 ? 0 : 2 * generator.uniform(), h: generator.uniform() < 0.3 ? 0 : generator.uniform(),
        short: 0.5 + 8 * generator.uniform(), waste: generator.uniform() < 0.3 ? 0 : 6 * generator.uniform())
      let window = Problem.Window(
        warmUp: generator.integer(0...12), periods: generator.integer(10...40), discount: 0.95 + 0.05 * generator.uniform())
      let stock = generator.uniform() < 0.3 ? min(most, generator.integer(1...6)) : 0
      for isAware in [false, true] {
        let bound = PerishableBound(problem, window: window, stock: stock, isAware: isAware)
        let best = try problem.bestBaseStock(withEstimatedWaste: isAware, over: window, startingWith: stock)
        let end = most < 10 ? (life + lead) * most + stock : 16
        var least = (cost: Double.infinity, S: 0)
        for S in 0...end {
          let rule: PerishableRule = isAware ? .baseStockWithEstimatedWaste(S: S) : .baseStock(S: S)
          let cost = try problem.evaluate(rule, over: window, startingWith: stock).cost
          #expect(bound(S) <= cost * (1 + 1e-9) + 1e-9, "round \(round), \(S): bound \(bound(S)), cost \(cost)")
          if cost < least.cost * (1 - 1e-9) { least = (cost, S) }
        }
        #expect(best.outcome.cost <= least.cost * (1 + 1e-9) + 1e-12, "round \(round): \(best) against \(least)")
        if most < 10 { #expect(abs(best.outcome.cost - least.cost) <= 1e-9 * least.cost + 1e-12) }
      }
    }
  }
}
