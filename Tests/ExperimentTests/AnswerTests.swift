import Estimation
import Foundation
import Groundwork
import Kernel
import Optimization
import Randomness
import Scenario
import Simulation
import Supply
import Testing

@testable import Experiment

/// One item a day that is lost when it is not there, at 19 a unit and 1 a unit and day in stock.
private func lostPlan(lead: Double, S: Int64 = 25, price: Double = 19) -> Plan {
  var plan = textbookPlan(mean: 5, weeks: 104, warmUpWeeks: 8, leadTime: .constant(lead))
  plan.supply.suppliers[0].orderCost = 0
  plan.supply.stockPoints[0].control.policy = .baseStock(S: S)
  plan.supply.stockPoints[0].holdingCost = 1
  plan.supply.stockPoints[0].backorderCost = 0
  plan.supply.stockPoints[0].lostSaleCost = price
  plan.supply.streams = [
    .perItem(
      PerItemStream(
        name: "workshop", location: 0, items: [0], laws: [.poisson(mean: 5)], period: .days(1), unmet: UnmetDemand(backorderShare: 0)))
  ]
  return plan
}

private func optimized(_ plan: Plan, promise: String? = nil, replications: Int = 4) throws -> OptimizationResult {
  let loaded = scenario([Draft(name: "base", plan: plan)], replications: replications)
  let target = try promise.map { try #require(ServiceTarget($0)) }
  return try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment), service: target).run()
}

@Suite struct `What is said of an answer` {
  /// The optimum at the scenario's own prices keeps what is asked: it is the answer, with its own bound and proof.
  @Test(arguments: ["fill-rate>=0.05", "ready-rate>=0.05", "cycle-service-level>=0.05"])
  func `a promise that does not bind leaves the optimum`(promise: String) throws {
    let plan = textbookPlan(weeks: 104, warmUpWeeks: 20)
    let best = try ModelAssumptions.problem(plan, stockPoint: 0).get().optimalReorderLevels()
    let result = try optimized(plan, promise: promise)
    let item = result.items[0]
    #expect(item.candidates[0].control.policy == .sS(s: Int64(best.s), S: Int64(best.S)))
    #expect(item.candidates[0].optimality == .best && item.candidates[0].impliedPenalty != nil)
    #expect(item.solverNotes == [PromiseProposer.isFree])
    let row = result.exact.rows[0]
    let bound = try #require(row.bound)
    #expect(row.isOptimum && abs(bound - 7 * best.costPerDay) < 1e-9)
    // What is best among what was seen is never dearer than today's.
    #expect(try #require(row.best) <= 7 * (try #require(item.todayCostPerDay)) + 1e-9)
  }

  /// The bound is on the whole cost, price of waiting included: above the optimum without the promise, below every (s, S) that keeps it.
  @Test func `a promise that binds is bounded on the cost it is charged`() throws {
    let plan = textbookPlan(weeks: 104, warmUpWeeks: 20)
    let problem = try ModelAssumptions.problem(plan, stockPoint: 0).get()
    let free = try problem.optimalReorderLevels()
    let found = try PolicyProposer(plan: plan, objective: .service(.fillRate, 0.999), threads: 1)
      .propose([0], holes: [], cancellation: Cancellation())[0]
    let best = try #require(found.candidates.first), bound = try #require(best.lowerBoundPerDay)
    #expect(found.solverNotes.isEmpty)
    #expect(bound > free.costPerDay * 1.001)
    #expect(try #require(best.expectedCostPerDay) >= bound * (1 - 1e-9))
    var least = Double.infinity
    for span in stride(from: 40, through: 100, by: 4) {
      for s in 24...50 {
        let policy = try problem.evaluate(.sS(s: Int64(s), S: Int64(s + span)))
        if policy.fillRate >= 0.999 { least = min(least, policy.costPerDay) }
      }
    }
    #expect(bound <= least * (1 + 1e-9))
    // Lagrange leaves a gap between neighbours only.
    #expect(bound > 0.97 * least)
  }

  /// With no order cost and L = 0 the least cost under a fill rate is that of a newsvendor's level or of two levels mixed: between the
  /// straight lines
  /// through them, which is what the multiplier finds.
  @Test func `the multiplier's bound is the lower hull of cost over service`() throws {
    let problem = InventoryProblem(
      demand: .perPeriod(try Law.poisson(mean: 5).lattice(tail: 1e-12)), timing: .sequence(periods: 1), orderCost: 0,
      holdingCost: 1, backorderCost: 0, backorderCostPerUnit: 2)
    let level = 0.97
    let found = try #require(try PreparedProblem(problem).lowerBound(fillRate: level))
    let points = try (0...40).map { try problem.evaluate(.baseStock(S: Int64($0))) }
    var hull = Double.infinity
    for a in points where a.fillRate < level {
      for b in points where b.fillRate >= level {
        let part = (level - a.fillRate) / (b.fillRate - a.fillRate)
        hull = min(hull, a.costPerDay + part * (b.costPerDay - a.costPerDay))
      }
    }
    #expect(found <= hull * (1 + 1e-9) && found > hull * 0.995)
  }

  @Test func `a lost sale's own price can keep the promise by itself`() throws {
    // By hand: without a lead time the newsvendor's level for 19/20 serves more than 95 %.
    let result = try optimized(lostPlan(lead: 0, S: 12), promise: "fill-rate>=0.95")
    let item = result.items[0]
    var mass = [exp(-5.0)]
    for d in 1...80 { mass.append(mass[d - 1] * 5 / Double(d)) }
    func cost(_ S: Int) -> Double {
      mass.enumerated().reduce(0) { $0 + $1.element * (Double(max(0, S - $1.offset)) + 19 * Double(max(0, $1.offset - S))) }
    }
    let S = (0...40).min { cost($0) < cost($1) }!
    #expect(item.candidates[0].control.policy == .baseStock(S: Int64(S)) && item.candidates[0].optimality == .best)
    #expect(item.solverNotes.contains(PromiseProposer.isFree))
    #expect(abs(try #require(result.exact.rows[0].bound) - 7 * cost(S)) < 1e-6)
    #expect(abs(try #require(item.todayCostPerDay) - cost(12)) < 1e-6)
  }

  /// Where the promise binds: what is lost is in the bound as it is in the cost.
  @Test func `the bound under a fill rate of lost sales holds what is lost`() throws {
    let found = try PolicyProposer(plan: lostPlan(lead: 2, price: 3), objective: .service(.fillRate, 0.97), threads: 1)
      .propose([0], holes: [], cancellation: Cancellation())[0]
    let best = try #require(found.candidates.first)
    let cost = try #require(best.expectedCostPerDay), bound = try #require(best.lowerBoundPerDay)
    #expect(bound <= cost + 1e-9 && bound > 0.97 * cost)
    #expect(!found.solverNotes.contains(PromiseProposer.isFree) && found.todayFillRate != nil)
  }

  /// Customers who wait at p/(L + 1) cost no more than lost ones at p: below the published optima, and equal without a lead time.
  @Test(arguments: [1, 2, 3]) func `customers who wait bound those who are lost`(lead: Int) throws {
    let law = try Law.poisson(mean: 5).lattice(tail: 1e-12)
    for price in [4.0, 19, 99] {
      let problem = LostSalesProblem(demand: law, leadTime: lead, holdingCost: 1, lostSaleCost: price)
      let optimum = try problem.optimum()
      let bound = try problem.lowerBound()
      #expect(bound <= optimum.upper * (1 + 1e-9) && bound > 0.4 * optimum.lower)
      for level in [0.9, 0.99] {
        #expect(try problem.lowerBound(fillRate: level) >= bound)
        let promise = try problem.leastStock(fillRate: level)
        let whole = promise.holdingCost + price * (1 - promise.fillRate) * 5
        #expect(try problem.lowerBound(fillRate: level) <= whole * (1 + 1e-9))
        #expect(promise.lowerWithLostSales <= whole * (1 + 1e-9) && promise.lowerWithLostSales >= promise.lower - 1e-9)
      }
      let atOnce = LostSalesProblem(demand: law, leadTime: 0, holdingCost: 1, lostSaleCost: price)
      #expect(abs(try atOnce.lowerBound() - (try atOnce.optimum().lower)) < 1e-9)
    }
  }

  /// A lead time whose states do not fit: the constant order has a cost in the model, the base stock that the simulation prefers has none.
  @Test func `what is recommended without a model's cost has no least cost known beside it`() throws {
    let result = try optimized(lostPlan(lead: 8))
    #expect(result.winner == "base stock")
    let row = result.exact.rows[0]
    #expect(row.expected == nil && row.best == nil)
    let bound = try #require(row.bound)
    #expect(bound > 0 && bound <= row.simulated.value)
    #expect(try #require(row.gap?.value) > 0)
    #expect(result.items[0].candidates.contains { $0.expectedCostPerDay != nil })
  }

  /// Where holding is free no level is the largest, and where nobody pays for waiting an empty shelf would look cheapest: neither program nor
  /// search recommends anything.
  @Test(
    arguments: [OptimizationMethod.auto, .dp, .search],
    [
      (false, "holding stock costs nothing, so no finite level is best"),
      (true, "unmet demand costs too little for any order to pay"),
    ])
  func `where one side of the balance is free nothing is recommended`(
    method: OptimizationMethod, free: (isWaiting: Bool, answer: String)
  ) {
    var plan = textbookPlan(weeks: 60, warmUpWeeks: 20)
    if free.isWaiting {
      plan.supply.stockPoints[0].backorderCost = 0
    } else {
      plan.supply.stockPoints[0].holdingCost = 0
    }
    let loaded = scenario([Draft(name: "base", plan: plan)], replications: 2)
    #expect {
      try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment), method: method).run()
    } throws: {
      "\($0)".contains(free.answer)
    }
  }

  /// Customers of one unit each cannot come with less spread than Poisson's: that is where the model stops, not where the levels do.
  @Test func `a range that only the model ends is open`() throws {
    var plan = textbookPlan()
    plan.study = .continuous
    plan.supply.stockPoints[0].control.review = .continuous
    plan.supply.streams = [
      .orders(
        OrderStream(
          name: "web", location: 0, hourlyMean: [Double](repeating: 4 / 24.0, count: 60 * 168), lines: .constant(1), popularity: [1],
          quantity: .same(.constant(1)), unmet: UnmetDemand(backorderShare: 1)))
    ]
    let proposals = try PolicyProposer(plan: plan).propose([0], holes: [], cancellation: Cancellation())
    let sensitivity = try #require(try SensitivityStudy(plan: plan, threads: 1).run(proposals, cancellation: Cancellation()))
    for line in sensitivity.total {
      #expect(line.width == min(line.isOpenAbove ? .infinity : line.highest, line.isOpenBelow ? .infinity : 1 / line.lowest))
      if line.parameter == .demandSpread { #expect(line.lowest > 1 - 1e-9 && line.isOpenBelow && line.width > 1.2) }
    }
  }

  @Test func `a price beyond a million times holding is no price`() {
    let penalty = ImpliedPenalty(perUnitDay: 400_000...500_000, perUnit: nil, excessCostPerDay: nil)
    #expect(PenaltySpread.typical(penalty, holdingCost: 0.005) == .infinity)
    #expect(PenaltySpread.typical(penalty, holdingCost: 1) == 450_000)
  }

  @Test func `a promise is told in its own digits`() throws {
    func words(_ text: String) throws -> String { try #require(ServiceTarget(text)).words(.plain) }
    #expect(try words("fill-rate>=0.9999") == "99.99 %")
    #expect(try words("fill-rate>=0.98") == "98.0 %")
    #expect(try words("fill-rate>=0.999999") == "99.9999 %")
    #expect(ServiceTarget.refusal(of: "fill-rate>=1.1").contains("write a share below 1, such as 'fill-rate>=0.98'"))
    #expect(ServiceTarget.refusal(of: "fill-rate>=95").contains("write 'fill-rate>=95%'"))
  }

  /// Customers' cost of a constant order and a level for the surges, against a walk of the two.
  @Test func `base-surge levels cost what following them costs`() throws {
    let law = try Law.poisson(mean: 3).lattice(tail: 1e-12)
    let problem = DualSourcingProblem(
      demand: law, regularLeadTime: 2, expeditedLeadTime: 0, regularUnitCost: 0, expeditedUnitCost: 4, holdingCost: 1, backorderCost: 19)
    let best = try problem.bestTailoredBaseSurge()
    let own = try problem.evaluate(constantOrder: try #require(best.regularCap), surgeLevel: best.expeditedLevel)
    #expect(abs(own.cost - best.cost) < 1e-9)
    var stock = 6.0, cost = 0.0
    var state: UInt64 = 42
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    let periods = 400_000
    for _ in 0..<periods {
      stock += 2
      let surge = max(0, 6 - stock)
      stock += surge
      var u = uniform(), d = 0
      while d < law.probabilities.count - 1, u >= law.probabilities[d] {
        u -= law.probabilities[d]
        d += 1
      }
      stock -= Double(law.offset + d)
      cost += max(0, stock) + 19 * max(0, -stock) + 4 * surge
    }
    let exact = try problem.evaluate(constantOrder: 2, surgeLevel: 6).cost
    #expect(abs(cost / Double(periods) - exact) < 0.02 * exact)
  }
}
