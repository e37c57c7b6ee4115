import Foundation
import Groundwork
import Randomness
import Supply
import Testing

@testable import Optimization

/// The long run of a chain by plain steps over a dictionary, averaged over the last half of many: another algorithm than the product's.
private func followed(
  _ start: [Int], _ demand: [Double], steps: Int = 1_200, _ step: ([Int], Int) -> (next: [Int], uses: [Double])
) -> [Double] {
  var law = [start: 1.0]
  var sums: [Double] = []
  for t in 0..<steps {
    var next: [[Int]: Double] = [:]
    for (state, mass) in law where mass > 1e-16 {
      for (d, p) in demand.enumerated() {
        let one = step(state, d)
        next[one.next, default: 0] += mass * p
        if t >= steps / 2 {
          if sums.isEmpty { sums = [Double](repeating: 0, count: one.uses.count) }
          for k in sums.indices { sums[k] += mass * p * one.uses[k] }
        }
      }
    }
    law = next
  }
  return sums.map { $0 / Double(steps - steps / 2) }
}

private let three = [0.3, 0.4, 0.3]
private var threeLaw: LatticeDistribution { LatticeDistribution(offset: 0, probabilities: three) }

@Suite struct `What policies by state take` {
  @Test func `lost sales hold, lose and order what plain steps count`() throws {
    let problem = LostSalesProblem(demand: threeLaw, leadTime: 2, holdingCost: 1, lostSaleCost: 9)
    let (S, cap) = (4, 2)
    // On hand after receipt, then what is due next.
    let plain = followed([0, 0], three) { state, d in
      let z = max(0, min(cap, S - state[0] - state[1])), left = max(0, state[0] - d)
      return ([left + state[1], z], [Double(left), Double(max(0, d - state[0])), z > 0 ? 1 : 0])
    }
    let use = try problem.use(baseStock: S, cap: cap)
    #expect(abs(use.stock - plain[0]) < 1e-9 && abs(use.short - plain[1]) < 1e-9 && abs(use.orders - plain[2]) < 1e-9)
    // The optimum's own cost is what it holds and loses.
    let best = try problem.optimum()
    let own = try problem.use(of: best)
    #expect(abs(own.stock + 9 * own.short - best.cost) < 1e-4)
  }

  /// Without a lead time every day begins at S: E(S − D)⁺ is left, E(D − S)⁺ lost, and an order follows every day with a sale.
  @Test func `without a lead time the shelf is full each day`() throws {
    let problem = LostSalesProblem(demand: threeLaw, leadTime: 0, holdingCost: 1, lostSaleCost: 9)
    let use = try problem.use(baseStock: 1)
    #expect(abs(use.stock - 0.3) < 1e-12 && abs(use.short - 0.3) < 1e-12 && abs(use.orders - 0.7) < 1e-12)
  }

  @Test func `goods that spoil hold, lose and waste what plain steps count`() throws {
    let problem = PerishableProblem(
      demand: threeLaw, shelfLife: 2, leadTime: 1, largestOrder: 4, issuing: .oldestFirst, orderCost: 0, holdingCost: 1, shortageCost: 5,
      wasteCost: 2)
    let S = 3
    let plain = followed([0, 0], three, steps: 4_000) { state, d in
      let z = min(4, max(0, S - state[0] - state[1]))
      let fromOld = min(d, state[0]), fromFresh = min(d - fromOld, state[1])
      let wasted = state[0] - fromOld, left = state[1] - fromFresh
      return ([left, z], [Double(left), Double(d - fromOld - fromFresh), Double(wasted), z > 0 ? 1 : 0])
    }
    let use = try problem.use(.baseStock(S: S))
    for (own, other) in zip([use.stock, use.short, use.wasted, use.orders], plain) { #expect(abs(own - other) < 2e-4) }
    let best = try problem.optimum(.average)
    let own = try problem.use(of: best)
    #expect(abs(own.stock + 5 * own.short + 2 * own.wasted - best.cost) < 1e-3)
  }

  /// The physical system: net stock and what is due in 0, 1 and 2 periods of both suppliers together.
  @Test(arguments: [2, 0]) func `two suppliers hold, owe and order what plain steps of the physical system count`(low: Int) throws {
    let problem = DualSourcingProblem(
      demand: threeLaw, regularLeadTime: 3, expeditedLeadTime: 1, regularUnitCost: 0, expeditedUnitCost: 4, holdingCost: 1,
      backorderCost: 9)
    // At 0 some are still owed from before, which are not short again.
    let high = low + 3
    let plain = followed([0, 0, 0, 0], three) { state, d in
      let position = state[0] + state[1] + state[2]
      let e = max(0, low - position), r = max(0, high - position - e - state[3])
      let shelf = state[0] + state[1], net = shelf - d
      let short = max(0, d - max(0, shelf))
      return (
        [net, state[2] + e, state[3], r],
        [Double(max(0, net)), Double(max(0, -net)), Double(short), (e > 0 ? 1 : 0) + (r > 0 ? 1 : 0), Double(e)]
      )
    }
    let use = try problem.use(dualIndex: low, high)
    for (own, other) in zip([use.stock, use.owed, use.short, use.orders, use.emergencyUnits], plain) { #expect(abs(own - other) < 1e-9) }
    let known = try problem.evaluate(indexGap: high - low, expeditedLevel: low)
    #expect(abs(use.stock + 9 * use.owed + 4 * use.emergencyUnits - known.cost) < 1e-9)
    let best = try problem.optimum()
    let own = try problem.use(of: best)
    #expect(abs(own.stock + 9 * own.owed + 4 * own.emergencyUnits - best.cost) < 1e-3)
  }
}

@Suite struct `Menus of policies under shared limits` {
  private func menu(_ pairs: [(cost: Double, stock: Double)], floors: [ItemMenu.Floor] = [], isAllPriced: Bool = true) -> ItemMenu {
    ItemMenu(
      choices: pairs.enumerated().map { k, pair in
        .init(
          policy: .baseStock(S: Int64(k)),
          use: ItemUse(costPerDay: pair.cost, meanStock: pair.stock, ordersPerDay: 1, shortPerDay: 0))
      }, holding: 1, shortage: 9, isAllPriced: isAllPriced, floors: floors)
  }

  /// By hand: twice all prices cost twice as much; between two prices the least cost lies above the chord; where something else is paid
  /// too, prices twice as high prove no more than prices as they were.
  @Test func `a floor at other prices is made of known ones`() throws {
    let one = menu([(2, 1)], floors: [.init(holding: 1, shortage: 9, costPerDay: 2)])
    #expect(one.floor(stock: 1, short: 9) == 4)
    #expect(one.floor(stock: 5, short: 0) == 2)
    let paid = menu([(2, 1)], floors: [.init(holding: 1, shortage: 9, costPerDay: 2)], isAllPriced: false)
    #expect(paid.floor(stock: 1, short: 9) == 2)
    let two = menu(
      [(2, 1)], floors: [.init(holding: 1, shortage: 9, costPerDay: 2), .init(holding: 3, shortage: 9, costPerDay: 4)],
      isAllPriced: false)
    #expect(abs(try #require(two.floor(stock: 1, short: 0)) - 3) < 1e-12)
    #expect(menu([(2, 1)]).floor(stock: 1, short: 1) == nil)
  }

  /// A newsvendor's least cost is known at every price: no floor is above it, and with a ladder of prices none is far below.
  @Test func `no floor lies above the least cost there is`() throws {
    func least(_ h: Double, _ p: Double) throws -> Double {
      try LostSalesProblem(demand: poissonLaw(5), leadTime: 0, holdingCost: h, lostSaleCost: p).optimum().cost
    }
    var floors: [ItemMenu.Floor] = []
    for k in -10...10 {
      let h = pow(1.3, Double(k))
      floors.append(.init(holding: h, shortage: 9, costPerDay: try least(h, 9)))
    }
    let listed = menu([(2, 1)], floors: floors)
    for (stock, short) in [(0.0, 0.0), (0.4, 0), (2.5, 0), (0, 3), (0, 40), (1.7, 12)] {
      let floor = try #require(listed.floor(stock: stock, short: short)), truth = try least(1 + stock, 9 + short)
      #expect(floor <= truth * (1 + 1e-9) && floor > 0.98 * truth, "\(stock), \(short): \(floor) of \(truth)")
    }
  }

  /// Three policies of each of two items, all nine pairs by hand: within 9 units of stock the cheapest is the middle one of the first and
  /// the last of the second, 2 + 4 = 6.
  @Test func `the cheapest pair of listed policies within a limit`() throws {
    let a = menu([(1, 10), (2, 6), (5, 2)]), b = menu([(1, 9), (2.5, 5), (4, 3)])
    func item(_ menu: ItemMenu) -> SharedItem { SharedItem(menu: menu, perUnitInStock: [1], perOrder: [0], perUnitShort: [0]) }
    let plan = try SharedLimitsProblem(items: [item(a), item(b)], limits: [.init(name: "room", limit: 9)]).solve()
    #expect(plan.policies == [.baseStock(S: 1), .baseStock(S: 2)])
    #expect(plan.cost == 6 && plan.used == [9] && plan.isFeasible)
    #expect(plan.lowerBound == nil, "no floors")
    // Nothing fits in 4: the least that is exceeded is that of the smallest pair, and no bound is told.
    let tight = try SharedLimitsProblem(items: [item(a), item(b)], limits: [.init(name: "room", limit: 4)]).solve()
    #expect(!tight.isFeasible && tight.used == [5] && tight.lowerBound == nil && tight.gap == nil)
  }

  @Test func `listed policies and programs by position stand beside each other`() throws {
    let problem = InventoryProblem(
      demand: .perPeriod(poissonLaw(2)), timing: .sequence(periods: 1), leadTime: .constant(1), orderCost: 6, holdingCost: 0.5,
      backorderCost: 6)
    let own = SharedItem(problem: problem, perUnitInStock: [1], perOrder: [0], perUnitShort: [0])
    let listed = SharedItem(menu: menu([(1, 10), (2, 6), (5, 2)]), perUnitInStock: [1], perOrder: [0], perUnitShort: [0])
    let free = try SharedLimitsProblem(items: [own, listed], limits: [.init(name: "room", limit: 1e6)]).solve()
    let alone = try problem.propose(objective: .cost)[0].expectedCostPerDay ?? 0
    #expect(abs(free.cost - alone - 1) < 1e-6 && free.policies[1] == .baseStock(S: 0))
    let tight = try SharedLimitsProblem(items: [own, listed], limits: [.init(name: "room", limit: free.used[0] - 4)]).solve()
    #expect(tight.isFeasible && tight.policies[1] != .baseStock(S: 0) && tight.cost > free.cost)
  }
}
