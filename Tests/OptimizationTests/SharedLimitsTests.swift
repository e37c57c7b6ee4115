import Groundwork
import Randomness
import Supply
import Testing

@testable import Optimization

@Suite struct `Many items under shared limits` {
  func item(_ mean: Double, K: Double, h: Double, p: Double, lead: Double = 1) -> InventoryProblem {
    InventoryProblem(
      demand: .perPeriod(poissonLaw(mean)), timing: .sequence(periods: 1), leadTime: .constant(lead), orderCost: K, holdingCost: h,
      backorderCost: p)
  }

  var items: [InventoryProblem] { [item(2, K: 6, h: 0.5, p: 6), item(4, K: 10, h: 0.3, p: 4), item(1, K: 3, h: 1, p: 12)] }

  func onStock(_ problem: InventoryProblem, _ weight: Double) -> SharedItem {
    SharedItem(problem: problem, perUnitInStock: [weight], perOrder: [0], perUnitShort: [0])
  }

  /// All (s, S) of each item in a wide grid, all triples of those that no other beats in both cost and use.
  @Test func `a plan close to the best of all combinations, within its gap`() throws {
    let weights = [1.0, 2, 3]
    var menus: [[(cost: Double, use: Double)]] = []
    for (problem, weight) in zip(items, weights) {
      var all: [(cost: Double, use: Double)] = []
      for s in -4...16 {
        for span in 1...22 {
          let found = try problem.evaluate(.sS(s: Int64(s), S: Int64(s + span)))
          all.append((found.costPerDay, weight * found.meanStock))
        }
      }
      all.sort { $0.use == $1.use ? $0.cost < $1.cost : $0.use < $1.use }
      var kept: [(cost: Double, use: Double)] = []
      for one in all where one.cost < kept.last?.cost ?? .infinity { kept.append(one) }
      menus.append(kept)
    }
    let free = try SharedLimitsProblem(
      items: zip(items, weights).map { onStock($0, $1) }, limits: [SharedLimit(name: "budget", limit: 1e6)]
    ).solve()
    #expect(free.prices == [0] && free.isFeasible && abs((free.gap ?? 1)) < 1e-9)
    var last = free.cost
    for share in [0.9, 0.6, 0.35] {
      let limit = share * free.used[0]
      var least = Double.infinity
      for a in menus[0] where a.use <= limit {
        for b in menus[1] where a.use + b.use <= limit {
          for c in menus[2] where a.use + b.use + c.use <= limit { least = min(least, a.cost + b.cost + c.cost) }
        }
      }
      let plan = try SharedLimitsProblem(
        items: zip(items, weights).map { onStock($0, $1) }, limits: [SharedLimit(name: "budget", limit: limit)]
      ).solve()
      #expect(plan.isFeasible && plan.used[0] <= limit * (1 + 1e-9))
      let bound = try #require(plan.lowerBound)
      #expect(bound <= least + 1e-9 && least <= plan.cost + 1e-9, "bound \(bound), best \(least), plan \(plan.cost)")
      #expect(plan.cost <= least * 1.02)
      #expect(plan.cost >= last - 1e-9 && plan.prices[0] > 0)
      last = plan.cost
      // What is printed of the plan is what its policies are.
      var cost = 0.0
      for (policy, problem) in zip(plan.policies, items) { cost += try problem.evaluate(policy).costPerDay }
      #expect(abs(cost - plan.cost) < 1e-9)
    }
  }

  @Test func `a total fill rate where waiting has no price`() throws {
    let free = items.map { problem in
      var copy = problem
      copy.backorderCost = 0
      return copy
    }
    let limit = SharedLimitsProblem.fillRateLimit(0.95, items: free)
    let plan = try SharedLimitsProblem(
      items: free.map { SharedItem(problem: $0, perUnitInStock: [0], perOrder: [0], perUnitShort: [1]) }, limits: [limit]
    ).solve()
    #expect(plan.isFeasible && plan.used[0] <= limit.limit * (1 + 1e-9) && plan.used[0] > 0.7 * limit.limit)
    // One promise for all is cheaper than the same promise for each.
    var each = 0.0
    for problem in free { each += try problem.propose(objective: .service(.fillRate, 0.95))[0].expectedCostPerDay ?? 0 }
    #expect(plan.cost <= each + 1e-9)
  }

  @Test func `several limits at once, on any number of threads`() throws {
    let uses = items.map { SharedItem(problem: $0, perUnitInStock: [1, 0], perOrder: [0, 1], perUnitShort: [0, 0]) }
    let free = try SharedLimitsProblem(items: uses, limits: [.init(name: "room", limit: 1e6), .init(name: "lines", limit: 1e6)]).solve()
    let tight = SharedLimitsProblem(
      items: uses, limits: [.init(name: "room", limit: free.used[0] * 0.9), .init(name: "lines", limit: free.used[1] * 0.9)])
    let plan = try tight.solve()
    #expect(plan.isFeasible && plan.cost >= (plan.lowerBound ?? 0) - 1e-9 && (plan.gap ?? 1) < 0.05)
    let again = try tight.solve(control: SolverControl(threads: 2))
    #expect(plan == again)
    // Little room and few orders together cannot serve: what is exceeded has a name.
    let both = try SharedLimitsProblem(
      items: items.map { SharedItem(problem: $0, perUnitInStock: [1, 0], perOrder: [0, 0], perUnitShort: [0, 1]) },
      limits: [.init(name: "room", limit: 0.5), SharedLimitsProblem.fillRateLimit(0.99, items: items)]
    ).solve()
    #expect(!both.isFeasible && both.gap == nil)
    for violation in both.violations { #expect(["room", "total fill rate"].contains(violation.name) && violation.excess > 0) }
  }

  @Test func `extremes get an answer or a reason`() throws {
    func solve(_ items: [SharedItem], _ limit: Double) throws -> SharedPlan {
      try SharedLimitsProblem(items: items, limits: [.init(name: "room", limit: limit)]).solve()
    }
    let good = onStock(items[0], 1)
    #expect(throws: OptimizationError.self) { try solve([], 5) }
    #expect(throws: OptimizationError.self) { try solve([good], .nan) }
    #expect(throws: OptimizationError.self) { try solve([good], -1) }
    #expect(throws: OptimizationError.self) { try solve([onStock(items[0], -1)], 5) }
    #expect(throws: OptimizationError.self) {
      try solve([SharedItem(problem: items[0], perUnitInStock: [], perOrder: [0], perUnitShort: [0])], 5)
    }
    #expect(throws: OptimizationError.self) { try solve([onStock(item(2, K: 1, h: .nan, p: 1), 1)], 5) }
    #expect(throws: OptimizationError.neverOrdering) { try solve([onStock(item(2, K: 1, h: 1, p: 0), 1)], 5) }
    // No room at all: everything waits.
    let none = try solve([good], 0)
    #expect(none.isFeasible == (none.used[0] <= 1e-12))
    let flag = Cancellation()
    flag.cancel()
    #expect(throws: OptimizationError.cancelled) {
      try SharedLimitsProblem(items: [good], limits: [.init(name: "room", limit: 1)]).solve(control: SolverControl(cancellation: flag))
    }
  }
}
