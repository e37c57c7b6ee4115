import Randomness
import Supply
import Testing

@testable import Optimization

/// Small random laws of demand, and the two sides of a monotone cost.
private func law(_ generator: inout TestGenerator, most: Int = 4) -> LatticeDistribution {
  var weights = (0...generator.integer(1...most)).map { _ in generator.uniform() }
  weights[weights.count - 1] += 0.1
  let sum = weights.reduce(0, +)
  return LatticeDistribution(offset: 0, probabilities: weights.map { $0 / sum })
}

/// The least cost as a function of prices is concave, rises with each and is homogeneous: one price 1.3 times as high raises it, by no more
/// than 1.3 times.
private func expectBetween(_ more: Double, _ base: Double, _ what: String, slack: Double = 1e-9) {
  #expect(more >= base - slack * max(1, abs(base)) && more <= 1.3 * base + slack * max(1, abs(base)), "\(what): \(more) after \(base)")
}

@Suite struct `Random problems of further families` {
  // MARK: Season

  private func season(_ generator: inout TestGenerator) -> SeasonalProblem {
    let K = 8 * generator.uniform()
    let periods = (0..<generator.integer(3...6)).map { _ in
      SeasonalProblem.Period(
        demand: law(&generator), orderCost: K, unitCost: 0, holdingCost: 0.3 + generator.uniform(), backorderCost: 2 + 6 * generator.uniform())
    }
    return SeasonalProblem(
      periods: periods, leadTime: generator.integer(0...2), terminalHolding: generator.uniform(), terminalBackorder: 3 + generator.uniform(),
      initialStock: generator.integer(0...4))
  }

  @Test func `seasons: each price raises the least cost, levels cost no less, and the value is what its own levels cost`() throws {
    var generator = TestGenerator(201)
    var played = 0
    for _ in 0..<30 {
      let problem = season(&generator)
      let best = try problem.solve()
      for change in 0..<3 {
        var dearer = problem
        for t in dearer.periods.indices {
          if change == 0 { dearer.periods[t].orderCost *= 1.3 }
          if change == 1 { dearer.periods[t].holdingCost *= 1.3 }
          if change == 2 { dearer.periods[t].backorderCost *= 1.3 }
        }
        if change == 1 { dearer.terminalHolding *= 1.3 }
        if change == 2 { dearer.terminalBackorder *= 1.3 }
        expectBetween(try dearer.solve().expectedCost, best.expectedCost, "season, price \(change)")
      }
      let decisions = problem.periods.count - problem.leadTime
      for _ in 0..<12 {
        let levels = (0..<decisions).map { _ in
          let s = generator.integer(-2...8)
          return (s: s, S: s + generator.integer(0...6))
        }
        let cost = try problem.cost(ofLevels: levels)
        #expect(cost >= best.expectedCost - 1e-9, "\(levels) cost \(cost), the best \(best.expectedCost)")
      }
      if best.levels.allSatisfy({ $0.isReorderLevel && $0.s != nil }) {
        played += 1
        let own = try problem.cost(ofLevels: best.levels.map { ($0.s ?? 0, $0.S) })
        #expect(abs(own - best.expectedCost) < 1e-9 * max(1, own))
      }
    }
    #expect(played > 10, "too few tables are levels for the value to be tested")
  }

  // MARK: Capacity

  /// The shortfall V′ = (V + D − C)⁺ by stepping its law forward, nothing of random walks.
  private func slowShortfall(_ demand: LatticeDistribution, _ capacity: Int) -> [Double] {
    var mass = [Double](repeating: 0, count: 160)
    mass[0] = 1
    for _ in 0..<4_000 {
      var next = [Double](repeating: 0, count: mass.count)
      for (v, m) in mass.enumerated() where m > 1e-18 {
        for (k, p) in demand.probabilities.enumerated() {
          next[min(mass.count - 1, max(0, v + demand.offset + k - capacity))] += m * p
        }
      }
      mass = next
    }
    return mass
  }

  @Test func `capacity: each price and each unit of capacity, every level, and the cost of the best`() throws {
    var generator = TestGenerator(203)
    for _ in 0..<12 {
      let demand = law(&generator)
      // A quarter of a unit above the mean at least, so that what is short forgets within the steps of the slow chain.
      let capacity = Int((demand.mean + 0.25).rounded(.up))
      let problem = CapacitatedProblem(
        demand: demand, capacity: capacity, holdingCost: 0.5 + generator.uniform(), backorderCost: 2 + 8 * generator.uniform())
      let best = try problem.optimum()
      for change in 0..<2 {
        var dearer = problem
        if change == 0 { dearer.holdingCost *= 1.3 } else { dearer.backorderCost *= 1.3 }
        expectBetween(try dearer.optimum().cost, best.cost, "capacity, price \(change)")
      }
      var wider = problem
      wider.capacity += 1
      #expect(try wider.optimum().cost <= best.cost + 1e-9)
      for S in (best.S - 6)...(best.S + 6) { #expect(try problem.evaluate(baseStock: S).cost >= best.cost - 1e-9) }
      var cost = 0.0
      for (v, m) in slowShortfall(demand, capacity).enumerated() {
        for (k, p) in demand.probabilities.enumerated() {
          let left = best.S - v - demand.offset - k
          cost += m * p * (left > 0 ? problem.holdingCost * Double(left) : -problem.backorderCost * Double(left))
        }
      }
      #expect(abs(cost - best.cost) < 1e-6 * max(1, cost), "\(cost) by the slow chain, \(best.cost)")
    }
  }

  // MARK: Networks

  @Test func `one warehouse: each price raises the least cost, no levels cost less, and the value is its levels'`() throws {
    var generator = TestGenerator(205)
    for _ in 0..<6 {
      let network = RetailNetwork(
        warehouseLeadTime: 0.5 + generator.uniform(), warehouseHoldingCost: 0.2 + 0.5 * generator.uniform(),
        retailers: (0..<generator.integer(1...3)).map { _ in
          .init(
            demandRate: 0.5 + generator.uniform(), leadTime: 0.5 + generator.uniform(), holdingCost: 0.8 + generator.uniform(),
            backorderCost: 3 + 8 * generator.uniform())
        })
      let best = try network.optimum()
      #expect(abs(try network.evaluate(warehouseS: best.warehouseS, retailerS: best.retailerS).cost - best.cost) < 1e-9)
      for change in 0..<3 {
        var dearer = network
        if change == 0 { dearer.warehouseHoldingCost *= 1.3 }
        for i in dearer.retailers.indices {
          if change == 1 { dearer.retailers[i].holdingCost *= 1.3 }
          if change == 2 { dearer.retailers[i].backorderCost *= 1.3 }
        }
        expectBetween(try dearer.optimum().cost, best.cost, "network, price \(change)")
      }
      for _ in 0..<20 {
        let levels = network.retailers.map { _ in generator.integer(0...7) }
        #expect(try network.evaluate(warehouseS: generator.integer(0...7), retailerS: levels).cost >= best.cost - 1e-9)
      }
    }
  }

  @Test func `stages in a row: each price raises the least cost, no levels cost less, and the value is its levels'`() throws {
    var generator = TestGenerator(207)
    for _ in 0..<12 {
      let count = generator.integer(1...3)
      let system = SerialSystem(
        stages: (0..<count).map { _ in
          .init(echelonHoldingCost: 0.2 + generator.uniform(), leadTime: Double(generator.integer(0...2)))
        }, stockoutCost: 3 + 8 * generator.uniform(), demand: .perPeriod(law(&generator)), countsReviewPeriod: true)
      let best = try system.optimum()
      let own = best.echelonBaseStock.map { Int($0) }
      #expect(abs(try system.evaluate(echelonBaseStock: own) - best.cost) < 1e-9 * max(1, best.cost))
      // Echelon holding costs are charged on what is under way too, and credited on what is owed: of the costs of levels they are a part
      // that may shrink, so only what the levels cost beside it rises with the price of a stock-out.
      var dearer = system
      dearer.stockoutCost *= 1.3
      expectBetween(try dearer.optimum().cost, best.cost, "stages, stock-outs")
      for j in 0..<count {
        var other = system
        other.stages[j].echelonHoldingCost *= 1.3
        #expect(try other.optimum().cost >= best.cost - 1e-9)
      }
      for _ in 0..<20 {
        let levels = own.map { $0 + generator.integer(-3...3) }
        #expect(try system.evaluate(echelonBaseStock: levels) >= best.cost - 1e-9)
      }
    }
  }

  // MARK: Joint replenishment

  /// What the best policy costs a period in the long run: its chain is followed, law by law, from empty shelves.
  private func played(_ problem: JointReplenishmentProblem, _ best: JointReplenishmentOptimum) -> Double? {
    var mass: [[Int]: Double] = [[0, 0]: 1]
    var cost = 0.0
    let rounds = (skip: 400, counted: 400)
    for round in 0..<(rounds.skip + rounds.counted) {
      var next: [[Int]: Double] = [:]
      for (state, m) in mass.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        guard let order = best.order(position: state) else { return nil }
        var paid = order.contains { $0 > 0 } ? problem.majorCost : 0
        for i in 0..<2 where order[i] > 0 { paid += problem.items[i].minorCost }
        let (a, b) = (problem.items[0].demand, problem.items[1].demand)
        for (x, p) in a.probabilities.enumerated() {
          for (y, q) in b.probabilities.enumerated() where p * q * m > 1e-15 {
            let left = [state[0] + order[0] - a.offset - x, state[1] + order[1] - b.offset - y]
            var run = paid
            for i in 0..<2 {
              run += left[i] > 0 ? problem.items[i].holdingCost * Double(left[i]) : -problem.items[i].backorderCost * Double(left[i])
            }
            if round >= rounds.skip { cost += m * p * q * run }
            next[left, default: 0] += m * p * q
          }
        }
      }
      mass = next
    }
    return cost / Double(rounds.counted)
  }

  @Test func `joint orders: each price raises the least cost, can-order levels cost no less, and the value is the policy's`() throws {
    var generator = TestGenerator(209)
    for _ in 0..<3 {
      let problem = JointReplenishmentProblem(
        items: (0..<2).map { _ in
          .init(
            demand: law(&generator, most: 2), holdingCost: 0.5 + generator.uniform(), backorderCost: 3 + 5 * generator.uniform(),
            minorCost: 0.5 + generator.uniform())
        }, majorCost: 2 + 3 * generator.uniform())
      let best = try problem.optimum(.average, tolerance: 1e-7)
      for change in 0..<4 {
        var dearer = problem
        if change == 0 { dearer.majorCost *= 1.3 }
        for i in 0..<2 {
          if change == 1 { dearer.items[i].minorCost *= 1.3 }
          if change == 2 { dearer.items[i].holdingCost *= 1.3 }
          if change == 3 { dearer.items[i].backorderCost *= 1.3 }
        }
        expectBetween(try dearer.optimum(.average, tolerance: 1e-7).cost, best.cost, "joint, price \(change)", slack: 1e-6)
      }
      #expect(try problem.bestCanOrder().cost >= best.lower - 1e-9)
      #expect(try problem.lowerBound() <= best.upper + 1e-9)
      for _ in 0..<4 {
        let s = (0..<2).map { _ in generator.integer(-1...2) }, width = (0..<2).map { _ in generator.integer(1...4) }
        let policy = CanOrderPolicy(mustOrder: s, canOrder: zip(s, width).map { $0 + min($1 - 1, 1) }, upTo: zip(s, width).map(+))
        #expect(try problem.evaluate(policy) >= best.lower - 1e-9)
      }
      // Over 400 periods the mean of a chain with a rhythm differs by its rhythm: some thousandths.
      let cost = try #require(played(problem, best))
      #expect(abs(cost - best.cost) < 0.01 * best.cost, "\(cost) played, \(best.cost)")
    }
  }

  // MARK: Shared limits

  @Test func `shared limits: prices raise the bound, no levels within them cost less, and a plan costs what its levels do`() throws {
    var generator = TestGenerator(211)
    for _ in 0..<5 {
      let items = (0..<3).map { _ in
        InventoryProblem(
          demand: .perPeriod(law(&generator)), timing: .sequence(periods: 1), leadTime: .constant(1), orderCost: 2 + 6 * generator.uniform(),
          holdingCost: 0.3 + generator.uniform(), backorderCost: 3 + 6 * generator.uniform())
      }
      let free = try items.map { try $0.optimalReorderLevels() }
      let stock = try zip(items, free).reduce(0) { sum, pair in
        sum + (try pair.0.evaluate(.sS(s: Int64(pair.1.s), S: Int64(pair.1.S))).meanStock)
      }
      let limit = stock * 0.8
      func shared(_ items: [InventoryProblem]) -> SharedLimitsProblem {
        SharedLimitsProblem(
          items: items.map { SharedItem(problem: $0, perUnitInStock: [1], perOrder: [0], perUnitShort: [0]) },
          limits: [SharedLimit(name: "units", limit: limit)])
      }
      let plan = try shared(items).solve()
      #expect(plan.isFeasible)
      let bound = try #require(try shared(items).lowerBound())
      #expect(abs(bound - (try #require(plan.lowerBound))) <= 1e-9 * bound, "the bound alone is the plan's")
      #expect(bound <= plan.cost + 1e-9 && bound >= free.reduce(0) { $0 + $1.costPerDay } - 1e-9)
      var cost = 0.0, used = 0.0
      for (item, policy) in zip(items, plan.policies) {
        let own = try item.evaluate(policy)
        cost += own.costPerDay
        used += own.meanStock
      }
      #expect(abs(cost - plan.cost) < 1e-9 * cost && abs(used - plan.used[0]) < 1e-9 * max(1, used) && used <= limit * (1 + 1e-9))
      for parameter in [ProblemParameter.holdingCost, .waitingCost, .orderCost] {
        let dearer = try items.map { try #require($0.scaled(parameter, by: 1.3)) }
        // The prices of the limit are found to a ten-thousandth.
        expectBetween(try #require(try shared(dearer).lowerBound()), bound, "limits, \(parameter)", slack: 1e-3)
      }
      for _ in 0..<40 {
        var (cost, used) = (0.0, 0.0)
        for (item, own) in zip(items, free) {
          let s = own.s + generator.integer(-3...1)
          let found = try item.evaluate(.sS(s: Int64(s), S: Int64(max(s + 1, own.S + generator.integer(-4...1)))))
          cost += found.costPerDay
          used += found.meanStock
        }
        if used <= limit { #expect(cost >= bound - 1e-9) }
      }
    }
  }

  // MARK: One period, and steady demand

  @Test func `newsvendors: each price raises the least cost, and no level costs less`() throws {
    var generator = TestGenerator(213)
    for _ in 0..<40 {
      let h = 0.2 + generator.uniform(), p = 0.5 + 8 * generator.uniform(), mean = 5 + 20 * generator.uniform()
      let demand: DemandLaw =
        switch generator.integer(0...2) {
        case 0: .lattice(law(&generator, most: 9))
        case 1: .normal(mean: mean, sd: mean / 5)
        default: .lattice(poissonLaw(mean / 3))
        }
      let best = try demand.newsvendor(overage: h, underage: p)
      #expect(abs(try demand.newsvendorCost(of: best.level, overage: h, underage: p) - best.cost) < 1e-9)
      for _ in 0..<10 {
        // Laws in whole units know whole levels.
        let level = (best.level + 10 * generator.uniform() - 5).rounded()
        #expect(try demand.newsvendorCost(of: level, overage: h, underage: p) >= best.cost - 1e-9)
      }
      expectBetween(try demand.newsvendor(overage: 1.3 * h, underage: p).cost, best.cost, "newsvendor, overage")
      expectBetween(try demand.newsvendor(overage: h, underage: 1.3 * p).cost, best.cost, "newsvendor, underage")
      let disrupted = DisruptedNewsvendor(
        demand: mean, holdingCost: h, backorderCost: p, disruptionProbability: 0.05 + 0.2 * generator.uniform(),
        recoveryProbability: 0.2 + 0.5 * generator.uniform())
      let level = try disrupted.level()
      for k in 0..<8 { #expect(try disrupted.cost(of: mean * Double(k)) >= level.cost - 1e-9) }
    }
  }

  @Test func `economic lots: no lot costs less, with prices by quantity or without`() throws {
    var generator = TestGenerator(215)
    for _ in 0..<40 {
      let K = 5 + 50 * generator.uniform(), rate = 20 + 200 * generator.uniform(), h = 0.1 + generator.uniform()
      func cost(_ Q: Double) -> Double { K * rate / Q + h * Q / 2 }
      let Q = economicOrderQuantity(orderCost: K, demandRate: rate, holdingCost: h)
      for _ in 0..<10 { #expect(cost(Q * (0.2 + 3 * generator.uniform())) >= cost(Q) - 1e-9) }
      let first = 20 + 60 * generator.uniform()
      for discount in [DiscountProblem.Discount.allUnits, .incremental] {
        func problem(_ scale: Double) -> DiscountProblem {
          DiscountProblem(
            orderCost: K * scale, demandRate: rate, holdingRate: 0.2,
            breaks: [.init(from: 0, unitCost: 5), .init(from: first, unitCost: 4.8), .init(from: 3 * first, unitCost: 4.5)], discount: discount)
        }
        let best = try problem(1).lot()
        #expect(abs(try problem(1).cost(ofLot: best.quantity) - best.cost) < 1e-9 * best.cost)
        for _ in 0..<15 { #expect(try problem(1).cost(ofLot: 1 + 6 * first * generator.uniform()) >= best.cost * (1 - 1e-12)) }
        expectBetween(try problem(1.3).lot().cost, best.cost, "discounts, order cost")
      }
    }
  }

  // MARK: Two suppliers, goods that spoil

  @Test func `two suppliers and goods that spoil: no class costs less, and the value is the policy's`() throws {
    var generator = TestGenerator(217)
    for _ in 0..<4 {
      let demand = law(&generator, most: 3)
      let two = DualSourcingProblem(
        demand: demand, regularLeadTime: 2, expeditedLeadTime: 0, regularUnitCost: 0, expeditedUnitCost: 1 + 2 * generator.uniform(),
        holdingCost: 1, backorderCost: 5 + 5 * generator.uniform())
      let best = try two.optimum(tolerance: 1e-7)
      for found in [try two.bestSingleIndex(), try two.bestDualIndex(), try two.bestCappedDualIndex(), try two.bestTailoredBaseSurge()] {
        #expect(found.cost >= best.lower - 1e-9)
      }
      let dual = try two.bestDualIndex()
      let gap = (dual.regularLevel ?? 0) - dual.expeditedLevel
      let row = try two.costs(indexGap: gap, expeditedLevels: [dual.expeditedLevel - 1, dual.expeditedLevel, dual.expeditedLevel + 1])
      #expect(abs(row[1] - dual.cost) < 1e-9 && row[0] >= row[1] - 1e-9 && row[2] >= row[1] - 1e-9)
      for (k, S) in [-1, 0, 1].enumerated() {
        #expect(abs(try two.evaluate(indexGap: gap, expeditedLevel: dual.expeditedLevel + S).cost - row[k]) < 1e-9)
      }
      let spoils = PerishableProblem(
        demand: demand, shelfLife: 2, leadTime: 1, largestOrder: 6, issuing: generator.uniform() < 0.5 ? .oldestFirst : .freshestFirst,
        orderCost: 0, holdingCost: 0.5, shortageCost: 6, wasteCost: 2)
      let optimum = try spoils.optimum(.average, tolerance: 1e-7)
      let window = PerishableProblem.Window(warmUp: 2_000, periods: 1, discount: 1)
      let own = try spoils.evaluate(optimum, over: window)
      #expect(own.halfWidth == 0 && abs(own.cost - optimum.cost) < 1e-6)
      for S in 0...7 {
        for rule in [PerishableRule.baseStock(S: S), .baseStockWithEstimatedWaste(S: S)] {
          let found = try spoils.evaluate(rule, over: .init(warmUp: 2_000, periods: 60, discount: 1))
          #expect(found.halfWidth == 0 && found.cost / 60 >= optimum.lower - 1e-6)
        }
      }
    }
  }
}
