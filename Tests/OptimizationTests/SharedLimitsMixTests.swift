import Groundwork
import Randomness
import Supply
import Testing

@testable import Optimization

/// Plans against all combinations of levels, where the best plan mixes levels that no price picks at once.
@Suite struct `Shared limits against every combination` {
  typealias Choice = (cost: Double, uses: [Double])

  struct Instance {
    var items: [SharedItem]
    /// Of each item, the levels of a wide grid that no other beats in cost and all uses.
    var menus: [[Choice]]

    /// - Parameter limited: the uses that the limits are on; the others make no level worth keeping.
    init(seed: UInt64, count: Int, limited: [Int] = [0, 1, 2]) throws {
      var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
      func uniform(_ low: Double, _ high: Double) -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return low + (high - low) * Double(state >> 40) / Double(1 << 24)
      }
      items = (0..<count).map { _ in
        let problem = InventoryProblem(
          demand: .perPeriod(poissonLaw(uniform(0.5, 3))), timing: .sequence(periods: 1),
          leadTime: .constant(Double(Int(uniform(0, 2.99)))),
          orderCost: uniform(0, 1) < 0.5 ? 0 : uniform(1, 8), holdingCost: uniform(0.3, 1.5), backorderCost: uniform(3, 12))
        // Stock at a price, orders, units short.
        return SharedItem(problem: problem, perUnitInStock: [uniform(0.5, 3), 0, 0], perOrder: [0, 1, 0], perUnitShort: [0, 0, 1])
      }
      menus = []
      for item in items {
        var all: [Choice] = []
        for s in -5...16 {
          for span in 1...26 {
            let found = try item.problem!.evaluate(.sS(s: Int64(s), S: Int64(s + span)))
            all.append(
              (
                found.costPerDay,
                [item.perUnitInStock[0] * found.meanStock, found.ordersPerDay, (1 - found.fillRate) * found.meanDailyDemand]
              ))
          }
        }
        all.sort { $0.cost < $1.cost }
        var kept: [Choice] = []
        for one in all where !kept.contains(where: { known in limited.allSatisfy { known.uses[$0] <= one.uses[$0] } }) {
          kept.append(one)
        }
        menus.append(kept)
      }
    }

    /// The least cost of all combinations within the limits; infinite where none is.
    func least(_ limits: [Double]) -> Double {
      var best = Double.infinity
      func walk(_ i: Int, _ cost: Double, _ uses: [Double]) {
        if i == menus.count {
          best = cost
          return
        }
        for choice in menus[i] {
          if cost + choice.cost >= best { break }
          let next = zip(uses, choice.uses).map { $0 + $1 }
          if zip(next, limits).contains(where: { $0 > $1 }) { continue }
          walk(i + 1, cost + choice.cost, next)
        }
      }
      walk(0, 0, [0, 0, 0])
      return best
    }

    func solve(_ limits: [Double]) throws -> SharedPlan {
      try SharedLimitsProblem(
        items: items, limits: zip(["stock", "orders", "short"], limits).map { SharedLimit(name: $0, limit: $1) }
      ).solve(control: SolverControl(threads: 1))
    }
  }

  static let loose = 1e6

  /// Against the least sum of relative excesses over all combinations of a wide grid.
  @Test(arguments: [31, 32, 33, 34, 35, 36] as [UInt64])
  func `limits that cannot all be kept are missed by as little as can be`(seed: UInt64) throws {
    let instance = try Instance(seed: seed, count: 2)
    let free = try instance.solve([Self.loose, Self.loose, Self.loose])
    let limits =
      seed < 34 ? [0.5 * free.used[0], 0.6 * free.used[1], 0.4 * free.used[2]] : [0.9 * free.used[0], Self.loose, 0.2 * free.used[2]]
    func excess(_ used: [Double]) -> Double { zip(used, limits).reduce(0) { $0 + max(0, ($1.0 - $1.1) / $1.1) } }
    var least = Double.infinity
    for a in instance.menus[0] {
      for b in instance.menus[1] { least = min(least, excess(zip(a.uses, b.uses).map { $0 + $1 })) }
    }
    let plan = try instance.solve(limits)
    #expect(plan.isFeasible == (least == 0))
    #expect(excess(plan.used) <= least * (1 + 1e-6) + 1e-9, "\(excess(plan.used)) against \(least)")
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func `orders a day alone, ever looser`(seed: UInt64) throws {
    let instance = try Instance(seed: seed, count: seed < 5 ? 2 : 3, limited: [1])
    try compare(instance) { [Self.loose, $0, Self.loose] }
  }

  @Test(arguments: [11, 12, 13, 14, 15, 16] as [UInt64])
  func `orders a day and units short, which pull against the stock`(seed: UInt64) throws {
    let instance = try Instance(seed: seed, count: seed < 14 ? 2 : 3)
    let demand = instance.items.reduce(0) { $0 + ($1.problem?.meanDailyDemand ?? 0) }
    try compare(instance) { [Self.loose, $0, 0.02 * demand] }
  }

  @Test(arguments: [21, 22, 23, 24] as [UInt64])
  func `money in stock and orders a day, where there may be no plan`(seed: UInt64) throws {
    let instance = try Instance(seed: seed, count: 2)
    let free = try instance.solve([Self.loose, Self.loose, Self.loose])
    try compare(instance) { [0.9 * free.used[0], $0, Self.loose] }
    try compare(instance) { [0.4 * free.used[0], $0, 0.05] }
  }

  @Test func `four items`() throws {
    let instance = try Instance(seed: 31, count: 4, limited: [1])
    try compare(instance) { [Self.loose, $0, Self.loose] }
  }

  /// Feasible where a combination of the grid is, never above the cheapest of them, above the bound, and falling as the limit loosens.
  private func compare(_ instance: Instance, _ limits: (Double) -> [Double]) throws {
    let free = try instance.solve([Self.loose, Self.loose, Self.loose])
    var last = Double.infinity
    for share in [0.35, 0.5, 0.62, 0.7, 0.77, 0.83, 0.88, 0.93, 0.97] {
      let limits = limits(share * free.used[1])
      let least = instance.least(limits)
      let plan = try instance.solve(limits)
      // Beyond the grid there may be plans that it does not hold.
      if least.isFinite { #expect(plan.isFeasible, "\(limits): \(least) against none") }
      if !plan.isFeasible { continue }
      for (used, limit) in zip(plan.used, limits) { #expect(used <= limit * (1 + 1e-9)) }
      #expect(plan.cost <= least * (1 + 1e-9), "\(limits): \(plan.cost) against \(least)")
      #expect(plan.cost >= (plan.lowerBound ?? 0) - 1e-9)
      #expect(plan.cost <= last * (1 + 1e-9), "dearer at a looser limit: \(limits)")
      last = plan.cost
      var cost = 0.0
      for (policy, item) in zip(plan.policies, instance.items) { cost += try item.problem!.evaluate(policy).costPerDay }
      #expect(abs(cost - plan.cost) < 1e-9)
    }
  }

  /// The planner's own case: two items that cost nothing to order, at most 0.28 order lines a day; 48.37 a week by exact renewal over all
  /// pairs of levels, where corner prices give 56.75.
  @Test func `the mix between two corners`() throws {
    func item(_ mean: Double) -> SharedItem {
      let problem = InventoryProblem(
        demand: .perPeriod(poissonLaw(mean)), timing: .sequence(periods: 1), periodDays: 7, leadTime: .constant(14), orderCost: 0,
        holdingCost: 1.0 / 7, backorderCost: 9.0 / 7)
      return SharedItem(problem: problem, perUnitInStock: [0], perOrder: [1], perUnitShort: [0])
    }
    let plan = try SharedLimitsProblem(items: [item(25), item(100)], limits: [SharedLimit(name: "lines", limit: 0.28)]).solve()
    #expect(plan.isFeasible && abs(plan.cost * 7 - 48.37) < 0.005, "\(plan.cost * 7)")
    // The pair known is met or bettered; levels that a week's demand always passes are one policy.
    #expect(plan.policies[0] == .sS(s: 70, S: 88))
    let known = try item(25).problem!.evaluate(.sS(s: 70, S: 88)).costPerDay + item(100).problem!.evaluate(.sS(s: 293, S: 322)).costPerDay
    #expect(plan.cost <= known + 1e-9 && plan.used[0] <= 0.28)
  }

  /// Twenty items in groups of four: within the limits, close to the bound, and no dearer where the limit is looser.
  @Test func `many items stay close to the bound`() throws {
    let instance = try Instance(seed: 41, count: 20)
    let free = try instance.solve([Self.loose, Self.loose, Self.loose])
    var last = Double.infinity
    for share in [0.6, 0.75, 0.9] {
      let plan = try instance.solve([0.9 * free.used[0], share * free.used[1], Self.loose])
      #expect(plan.isFeasible && (plan.gap ?? 1) < 0.01, "\(share): \(plan.gap ?? -1)")
      #expect(plan.cost <= last * (1 + 1e-9))
      last = plan.cost
    }
  }
}
