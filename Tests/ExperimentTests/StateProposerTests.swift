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

/// One item in a periodic study of days in which nothing costs fixed.
private func plan(
  _ demand: Law, lead: Double, lost: Bool = true, policy: Policy = .baseStock(S: 12), weeks: Double = 220, warmUpWeeks: Double = 12,
  perishing: Perishing? = nil, emergency: EmergencySupply? = nil
) -> Plan {
  var plan = textbookPlan(weeks: weeks, warmUpWeeks: warmUpWeeks, leadTime: .constant(lead))
  plan.supply.suppliers[0].orderCost = 0
  plan.supply.suppliers.append(SupplierPlan(name: "near", leadTime: .constant(0)))
  plan.supply.stockPoints[0].control.policy = policy
  plan.supply.stockPoints[0].initialStock = 8
  plan.supply.stockPoints[0].meanDailyDemand = demand.mean
  plan.supply.stockPoints[0].holdingCost = 1
  plan.supply.stockPoints[0].backorderCost = lost ? 0 : 19
  plan.supply.stockPoints[0].lostSaleCost = 19
  plan.supply.stockPoints[0].perishing = perishing
  plan.supply.stockPoints[0].emergency = emergency
  plan.supply.streams = [
    .perItem(
      PerItemStream(
        name: "workshop", location: 0, items: [0], laws: [demand], period: .days(1), unmet: UnmetDemand(backorderShare: lost ? 0 : 1)))
  ]
  return plan
}

private func optimized(_ plan: Plan, replications: Int = 16) throws -> OptimizationResult {
  let loaded = scenario([Draft(name: "base", plan: plan)], replications: replications)
  return try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run()
}

private func covers(_ result: OptimizationResult) {
  for candidate in result.candidates where candidate.modelCostPerWeek != nil {
    #expect(candidate.isModel)
    // Sets share their worlds, so they miss together; four standard errors leave no room for a wrong model and none for bad luck.
    let half = 2 * (candidate.simulated.halfWidth ?? 0)
    #expect(abs(candidate.gap ?? .infinity) < half, "\(candidate.name): \(candidate.gap ?? .nan) ± \(half)")
    if let bound = candidate.lowerBoundPerWeek { #expect(candidate.modelCostPerWeek! >= bound - 1e-9) }
  }
}

@Suite struct `Programs by state beside their simulation` {
  /// P. Zipkin's test bed (*Operations Research* 56(5), 2008), Poisson mean 5, h = 1, p = 19, L = 2: the optimum, the best base stock, the
  /// best capped one and the best constant order, as an independent exact solver has them.
  @Test func `lost sales cost what the published bed says, and the simulation agrees`() throws {
    let result = try optimized(plan(.poisson(mean: 5), lead: 2))
    #expect(result.items[0].solver.family == .lostSales)
    #expect(result.candidates.map(\.name).contains("capped base stock"))
    let today = plan(.poisson(mean: 5), lead: 2)
    let found = try PolicyProposer(plan: today, threads: 1).propose([0], holes: [], cancellation: Cancellation())[0]
    let expected: [(Candidate.Method, Double)] = [
      (.lostSales, 7.664416), (.lostSalesBaseStock, 7.842175), (.lostSalesCapped, 7.720857), (.lostSalesConstant, 20.274794),
    ]
    for (method, cost) in expected {
      let own = try #require(found.candidates.first { $0.method == method }?.expectedCostPerDay)
      #expect(abs(own - cost) < 2e-5 * cost, "\(method.rawValue)")
    }
    #expect(found.candidates.first { $0.method == .lostSalesBaseStock }?.control.policy == .baseStock(S: 21))
    #expect(found.candidates.first { $0.method == .lostSalesCapped }?.control.policy == .cappedBaseStock(S: 21, cap: 7))
    covers(result)
    // What the product says is what it did.
    #expect(result.notes.contains("Solver of 1 item: lost sales by state, because unmet demand is lost and orders cost nothing fixed."))
  }

  @Test func `lost sales without a lead time are a newsvendor`() throws {
    let result = try optimized(plan(.poisson(mean: 5), lead: 0), replications: 8)
    // The least level with P(D ≤ S) ≥ 19/20 for Poisson 5 is 9.
    #expect(result.items[0].candidates[0].control.policy == .baseStock(S: 9))
    covers(result)
  }

  /// Half dozens or nothing, and 8 units on the shelf: a table that counts in half dozens would leave two of them there for ever.
  @Test func `an opening stock beside the lots of demand costs what the program says`() throws {
    let result = try optimized(plan(.discrete([Weighted(0, weight: 0.6), Weighted(6, weight: 0.4)]), lead: 1))
    #expect(result.items[0].candidates[0].method == .lostSales)
    covers(result)
  }

  @Test func `a state space that would not fit is said with its size, and the simple classes stand in`() throws {
    let proposals = try PolicyProposer(plan: plan(.geometric(mean: 9, from: 0), lead: 8), threads: 1).propose(
      [0], holes: [], cancellation: Cancellation())
    let proposal = proposals[0]
    let said = try #require(proposal.solverNotes.first { $0.hasPrefix("the exact program would need about") })
    // Its size, and what to do about it.
    #expect(said.contains("states and was left out; ") && said.contains("larger units"))
    #expect(!proposal.candidates.contains { $0.method == .lostSales })
    #expect(proposal.candidates.contains { $0.method == .lostSalesBaseStock })
    #expect(proposal.candidates.contains { $0.method == .lostSalesConstant })
    // The bound is that of customers who wait, which needs no states.
    #expect(proposal.candidates.allSatisfy { ($0.lowerBoundPerDay ?? 0) > 0 })
    for candidate in proposal.candidates {
      if let cost = candidate.expectedCostPerDay { #expect(cost >= candidate.lowerBoundPerDay ?? .infinity) }
    }
  }

  @Test(arguments: [
    (Perishing.Issue.fifo, 2, 1), (.lifo, 2, 1), (.fifo, 3, 1), (.lifo, 2, 2), (.fefo, 1, 1),
  ])
  func `goods that spoil cost what their program says`(issue: Perishing.Issue, shelfLife: Int, lead: Int) throws {
    let perishing = Perishing(shelfLife: .days(Double(shelfLife)), issue: issue, wasteCost: 7)
    let result = try optimized(
      plan(.poisson(mean: 2), lead: Double(lead), policy: .baseStock(S: 5), weeks: 160, perishing: perishing), replications: 10)
    #expect(result.items[0].solver.family == .perishable)
    #expect(result.items[0].candidates[0].optimality == .best)
    #expect(result.candidates.contains { $0.name == "base stock with waste" || $0.isTiedForBest })
    covers(result)
    #expect(result.search.base["cost.waste"] != nil)
  }

  @Test func `two suppliers cost what their program and classes say`() throws {
    let result = try optimized(
      plan(
        .poisson(mean: 2), lead: 3, lost: false, policy: .twoSuppliers(.dualIndex(emergency: 3, regular: 11, cap: nil)),
        emergency: EmergencySupply(supplier: 1, surcharge: 6)))
    #expect(result.items[0].solver.family == .twoSuppliers)
    let names = result.candidates.map(\.name)
    for name in ["DP levels", "capped dual index", "dual index", "base-surge", "single index", "today"] { #expect(names.contains(name)) }
    covers(result)
    // The optimum is no dearer than any class, each class than its special case.
    func cost(_ name: String) -> Double { result.candidates.first { $0.name == name }?.modelCostPerWeek ?? .nan }
    #expect(cost("DP levels") <= cost("capped dual index") + 1e-6)
    #expect(cost("capped dual index") <= cost("dual index") + 1e-6)
  }

  @Test func `a supplier that is never worth its surcharge is never asked`() throws {
    let result = try optimized(
      plan(.poisson(mean: 2), lead: 1, lost: false, emergency: EmergencySupply(supplier: 1, surcharge: 500)), replications: 8)
    let alone = try optimized(plan(.poisson(mean: 2), lead: 1, lost: false), replications: 8)
    let two = try #require(result.items[0].candidates.first?.expectedCostPerDay),
      one = try #require(alone.items[0].candidates.first?.expectedCostPerDay)
    #expect(abs(two - one) < 1e-6)
  }

  @Test func `what stands in the way of the exact program is said`() throws {
    var one = plan(.poisson(mean: 5), lead: 2)
    one.supply.suppliers[0].orderCost = 10
    let choice = SolverChoice(one, stockPoint: 0)
    #expect(choice.family == .positions)
    #expect(choice.reason == "unmet demand is lost, but an order has a fixed cost; it is taken to wait at the price of a lost sale")
    #expect(
      SolverChoice(plan(.poisson(mean: 5), lead: 2), stockPoint: 0, needsPositions: "a service promise is asked for").family == .positions)
    #expect(SolverChoice(plan(.poisson(mean: 5), lead: 2, lost: false), stockPoint: 0).family == .positions)
    let waiting = plan(.poisson(mean: 2), lead: 1, lost: false, perishing: Perishing(shelfLife: .days(2), issue: .fifo, wasteCost: 1))
    let refused = try PolicyProposer(plan: waiting, threads: 1).propose([0], holes: [], cancellation: Cancellation())[0]
    #expect(refused.failure == "no exact answer: goods that spoil are solved for unmet demand that is lost, and here it waits")
    #expect(refused.candidates == [])
  }

  /// Without a lead time the least cost is h·E(S − D)⁺ + p·E(D − S)⁺ at S = 9, so that each price's elasticity is its share of the cost;
  /// and a base stock S is right for p/(p + h) between P(D ≤ S − 1) and P(D ≤ S).
  @Test func `a lost sale's price moves the least cost by its share, and today's level implies one`() throws {
    var plain = plan(.poisson(mean: 5), lead: 0, policy: .baseStock(S: 8))
    plain.supply.stockPoints[0].meanDailyDemand = 5
    var mass = [exp(-5.0)]
    for d in 1...80 { mass.append(mass[d - 1] * 5 / Double(d)) }
    var held = 0.0, short = 0.0
    for (d, p) in mass.enumerated() {
      held += p * Double(max(0, 9 - d))
      short += p * 19 * Double(max(0, d - 9))
    }
    let proposals = try PolicyProposer(plan: plain, threads: 1).propose([0], holes: [], cancellation: Cancellation())
    let found = try #require(try StateSensitivity(proposals, plan: plain, threads: 1, cancellation: Cancellation()))
    func elasticity(_ parameter: StateSensitivity.Parameter) -> Double? {
      found.items[0].lines.first { $0.parameter == parameter }?.elasticity
    }
    #expect(abs(try #require(elasticity(.holdingCost)) - held / (held + short)) < 1e-4)
    #expect(abs(try #require(elasticity(.lostSale)) - short / (held + short)) < 1e-4)
    #expect(elasticity(.surcharge) == nil && elasticity(.waste) == nil)
    let range = try #require(proposals[0].impliedLostSale)
    let below = mass[...7].reduce(0, +), at = mass[...8].reduce(0, +)
    #expect(abs(range.lowerBound - below / (1 - below)) < 1e-3 && abs(range.upperBound - at / (1 - at)) < 1e-3)
  }

  /// Without a lead time a level S serves E min(D, S) a day: the least one that serves 95 % of 5 is the answer, it holds E(S − D)⁺, and the
  /// price of a lost sale it amounts to is one for which it is right.
  @Test func `a promise of service for lost sales has the least level, its stock and its price`() throws {
    var plain = plan(.poisson(mean: 5), lead: 0, policy: .baseStock(S: 12))
    // Cheap enough that the promise asks for more than the price does.
    plain.supply.stockPoints[0].lostSaleCost = 2
    var mass = [exp(-5.0)]
    for d in 1...80 { mass.append(mass[d - 1] * 5 / Double(d)) }
    func served(_ S: Int) -> Double { mass.enumerated().reduce(0) { $0 + $1.element * Double(min($1.offset, S)) } / 5 }
    let S = try #require((0...40).first { served($0) >= 0.95 })
    let found = try PolicyProposer(plan: plain, objective: .service(.fillRate, 0.95), threads: 1)
      .propose([0], holes: [], cancellation: Cancellation())[0]
    #expect(found.solver.family == .lostSales && found.failure == nil)
    let best = try #require(found.candidates.first)
    #expect(best.control.policy == .baseStock(S: Int64(S)))
    #expect(abs((best.fillRate ?? 0) - served(S)) < 1e-9)
    let held = mass[...S].enumerated().reduce(0) { $0 + $1.element * Double(S - $1.offset) }
    // The scenario's own price of a lost unit is in the cost, as it is in the simulated one.
    let lost = 5 * (1 - served(S)) * plain.supply.stockPoints[0].lostSaleCost
    #expect(lost > 0 && abs((best.expectedCostPerDay ?? 0) - held - lost) < 1e-6)
    let bound = try #require(best.lowerBoundPerDay)
    #expect(bound <= held + lost + 1e-9)
    // The bound is on the whole cost: no less than the optimum at the price of 2 without any promise.
    func cost(_ S: Int) -> Double {
      mass.enumerated().reduce(0) { $0 + $1.element * (Double(max(0, S - $1.offset)) + 2 * Double(max(0, $1.offset - S))) }
    }
    #expect(bound >= (0...40).map(cost).min()! - 1e-9)
    #expect(!found.solverNotes.contains(PromiseProposer.isFree))
    let note = try #require(found.solverNotes.first { $0.hasPrefix("the promise amounts to a lost sale at ") })
    let price = try #require(note.split(separator: " ").compactMap { Double($0) }.first)
    let below = mass[..<S].reduce(0, +), at = mass[...S].reduce(0, +)
    #expect(price > 0.98 * below / (1 - below) && price < 1.02 * at / (1 - at))
  }

  /// Costs are of the first degree in all prices together: with every one a percent dearer the least cost is.
  @Test func `elasticities of all prices add up to one`() throws {
    let perishing = Perishing(shelfLife: .days(2), issue: .fifo, wasteCost: 7)
    for subject in [
      plan(.poisson(mean: 2), lead: 2), plan(.poisson(mean: 2), lead: 1, policy: .baseStock(S: 5), perishing: perishing),
      plan(
        .poisson(mean: 2), lead: 3, lost: false, policy: .twoSuppliers(.dualIndex(emergency: 3, regular: 11, cap: nil)),
        emergency: EmergencySupply(supplier: 1, surcharge: 6)),
    ] {
      let proposals = try PolicyProposer(plan: subject, threads: 1).propose([0], holes: [], cancellation: Cancellation())
      let found = try #require(try StateSensitivity(proposals, plan: subject, threads: 1, cancellation: Cancellation()))
      let prices = found.total.filter { $0.parameter != .demandMean }
      #expect(prices.count >= 2 && found.left.isEmpty)
      #expect(abs(prices.reduce(0) { $0 + $1.elasticity } - 1) < 5e-3, "\(prices)")
      #expect(found.total.contains { $0.parameter == .demandMean && $0.elasticity > 0 })
      // At the price its level implies, today's level is the best of its class.
      #expect(proposals[0].impliedLostSale != nil || proposals[0].impliedPenalty != nil)
    }
  }

  /// A program that does not know a cost proves nothing about it, and its own cost is not the policy's; its bound holds.
  @Test func `a cost that is left out is no proof`() throws {
    let perishing = Perishing(shelfLife: .days(2), issue: .fifo, wasteCost: 7)
    for (plain, supplier) in [
      (plan(.poisson(mean: 2), lead: 1, policy: .baseStock(S: 5), perishing: perishing), 0),
      (plan(.poisson(mean: 2), lead: 3, lost: false, emergency: EmergencySupply(supplier: 1, surcharge: 6)), 1),
    ] {
      var dear = plain
      dear.supply.suppliers[supplier].orderCost = 5
      let free = try PolicyProposer(plan: plain, threads: 1).propose([0], holes: [], cancellation: Cancellation())[0]
      let asked = try PolicyProposer(plan: dear, threads: 1).propose([0], holes: [], cancellation: Cancellation())[0]
      #expect(free.candidates[0].optimality == .best && free.candidates[0].expectedCostPerDay != nil)
      #expect(asked.assumptions.contains("an order's fixed cost is left out"))
      #expect(!asked.candidates.isEmpty && asked.todayCostPerDay == nil)
      #expect(asked.candidates.allSatisfy { $0.optimality == .heuristic && $0.expectedCostPerDay == nil })
      #expect(asked.candidates[0].lowerBoundPerDay == free.candidates[0].lowerBoundPerDay)
    }
  }

  /// Demand in packs: the optimum is counted in them, no class beats it.
  @Test func `demand in packs is counted in packs`() throws {
    let packs = Law.discrete([Weighted(0, weight: 0.9), Weighted(60, weight: 0.1)])
    var lumpy = plan(packs, lead: 4, lost: false, emergency: EmergencySupply(supplier: 1, surcharge: 6))
    lumpy.supply.stockPoints[0].initialStock = 120
    let found = try PolicyProposer(plan: lumpy, threads: 1).propose([0], holes: [], cancellation: Cancellation())[0]
    let best = try #require(found.candidates.first { $0.method == .twoSuppliers })
    let bound = try #require(best.lowerBoundPerDay)
    for candidate in found.candidates { #expect(try #require(candidate.expectedCostPerDay) >= bound * (1 - 1e-9)) }
    guard case .stateTable(let table) = best.control.policy else {
      Issue.record("no table")
      return
    }
    #expect(table.step == 60)
  }

  @Test func `holes are filled with the optimum`() throws {
    let hole = Draft(name: "base", plan: plan(.poisson(mean: 3), lead: 1), toOptimise: [0])
    let study = try Study.resolved(scenario([hole]), options: StudyOptions(replications: 2))
    guard case .stateTable(let table) = study.drafts[0].plan.supply.stockPoints[0].control.policy else {
      Issue.record("no table")
      return
    }
    #expect(table.shape == .stock(pipeline: 0))
  }
}

/// Three items of the textbook that share a budget.
private func shelf(_ constraints: [Target], K: Double = 20) -> Plan {
  var plan = textbookPlan(weeks: 300, warmUpWeeks: 60)
  let items: [(name: String, mean: Double, cost: Double, litres: Double)] = [
    ("filter", 4, 20, 3), ("bearing", 2, 50, 1), ("gasket", 6, 5, 8),
  ]
  plan.supply.items = items.map { ItemPlan(name: $0.name, unitCost: $0.cost, price: 2 * $0.cost, volumeLitres: $0.litres) }
  // A supplier each, so that no order's fixed cost is shared.
  plan.supply.suppliers = items.map { SupplierPlan(name: "\($0.name) works", leadTime: .constant(5), orderCost: K) }
  let first = plan.supply.stockPoints[0]
  plan.supply.stockPoints = items.enumerated().map { i, item in
    var point = first
    (point.item, point.supplier, point.meanDailyDemand) = (i, i, item.mean)
    return point
  }
  plan.supply.locations[0].capacityLitres = 400
  plan.supply.streams = [
    .perItem(
      PerItemStream(
        name: "workshop", location: 0, items: [0, 1, 2], laws: items.map { .poisson(mean: $0.mean) }, period: .days(1),
        unmet: UnmetDemand(backorderShare: 1)))
  ]
  plan.constraints = constraints
  return plan
}

@Suite struct `Limits that items share` {
  private func limit(_ kpi: String, _ bound: Double) -> Target {
    Target(kpi: kpi, comparison: kpi == "fill-rate" ? .atLeast : .atMost, bound: bound)
  }

  @Test(arguments: [("stock.value", 1200.0), ("space-used.mean", 0.8), ("supplier-lines", 0.12), ("fill-rate", 0.995)])
  func `one limit binds, is kept in the simulation, and the program's cost is the simulated one`(kpi: String, bound: Double) throws {
    let result = try optimized(shelf([limit(kpi, bound)]), replications: 48)
    let report = try #require(result.limits)
    #expect(report.isFeasible && report.limits.count == 1)
    #expect(report.limits[0].price > 0, "it binds")
    #expect(try #require(report.dualityGap) < 0.02)
    let free = try #require(result.candidates.first { $0.name == "DP levels" }),
      kept = try #require(result.candidates.first { $0.name == "within limits" })
    #expect(free.exceeded == [kpi])
    #expect(kept.exceeded == [])
    #expect(result.winner == "within limits" || result.candidates[0].exceeded.isEmpty)
    #expect(try #require(kept.modelCostPerWeek) > (try #require(free.modelCostPerWeek)))
    #expect(abs(try #require(kept.modelCostPerWeek) - report.costPerWeek) < 1e-6 * report.costPerWeek)
    covers(result)
    // What the program expects of the limit is what the simulation measures.
    let measured = try #require(result.search["within limits"]?[kpi]?.estimate), half = try #require(measured.halfWidth)
    #expect(abs(measured.value - report.limits[0].expected) < 2 * half, "\(measured.value) ± \(half) and \(report.limits[0].expected)")
  }

  @Test func `limits that cannot be kept together are named with the least that is missed`() throws {
    let result = try optimized(shelf([limit("stock.value", 150), limit("fill-rate", 0.99)]), replications: 4)
    let report = try #require(result.limits)
    #expect(!report.isFeasible)
    #expect(report.limits.contains { $0.isViolated })
    #expect(result.notes.contains { $0.hasPrefix("No levels were found that keep to all limits. Those of least excess miss ") })
    #expect(result.candidates[0].exceeded != [])
  }

  @Test func `a limit wide enough changes nothing and costs nothing`() throws {
    let result = try optimized(shelf([limit("stock.value", 1e6)]), replications: 4)
    #expect(result.limits?.limits[0].price == 0)
    #expect(result.limits?.dualityGap.map { $0 < 1e-9 } == true)
    #expect(!result.candidates.contains { $0.name == "within limits" }, "its levels are the optimal ones")
  }

  /// Of goods that spoil and wait no program knows anything: such an item keeps its policy, and what it holds comes off the limit.
  @Test func `an item that no program can follow keeps its policy, and what it takes is simulated`() throws {
    var plan = shelf([limit("stock.value", 1500)])
    plan.supply.stockPoints[1].perishing = Perishing(shelfLife: .days(9), issue: .fifo, wasteCost: 1)
    let result = try optimized(plan, replications: 8)
    let report = try #require(result.limits)
    #expect(report.lowerBoundPerWeek == nil && report.dualityGap == nil)
    let measured = try #require(result.search["within limits"]?["stock.value"]?.estimate)
    #expect(abs(measured.value - report.limits[0].expected) < 0.05 * measured.value, "\(measured.value), \(report.limits[0].expected)")
    #expect(result.notes.contains { $0.contains("has no proven bound: what some items take was simulated") })
  }

  /// The program, the ranking and the page count a miss alike: as a share of the limit, of a fill rate of the rate asked.
  @Test(arguments: [5.0, 150]) func `the least violation is recommended`(bound: Double) throws {
    let result = try optimized(shelf([limit("stock.value", bound), limit("fill-rate", 0.99)]), replications: 8)
    let report = try #require(result.limits)
    #expect(!report.isFeasible && report.lowerBoundPerWeek == nil && report.dualityGap == nil)
    func missed(_ name: String) throws -> Double {
      let scenario = try #require(result.search[name])
      let stock = try #require(scenario["stock.value"]?.estimate.value), fill = try #require(scenario["fill-rate"]?.estimate.value)
      return max(0, stock / bound - 1) + max(0, 1 - fill / 0.99)
    }
    let least = try result.candidates.map { try missed($0.name) }.min()
    #expect(try missed(result.winner) == least)
    // To hold nothing and serve nobody at once misses the whole rate and no more, so no least is above one.
    #expect(try missed(result.winner) <= 1)
    #expect(result.winner == "within limits")
  }

  /// Each family beside its limit: the exact optimum stays a candidate, levels within the limit are the program's own, and what they hold
  /// in the simulation is what the program expects.
  @Test(arguments: ["lost", "spoil", "two"]) func `items solved by state keep a limit by their own programs`(kind: String) throws {
    func made(_ bound: Double?) -> Plan {
      var made =
        switch kind {
        case "lost": plan(.poisson(mean: 3), lead: 2, weeks: 400)
        case "spoil":
          plan(
            .poisson(mean: 3), lead: 1, policy: .baseStock(S: 8), weeks: 400,
            perishing: Perishing(shelfLife: .days(2), issue: .fifo, wasteCost: 5))
        default:
          plan(
            .poisson(mean: 3), lead: 2, lost: false, policy: .twoSuppliers(.dualIndex(emergency: 6, regular: 12, cap: nil)), weeks: 400,
            emergency: EmergencySupply(supplier: 1, surcharge: 8))
        }
      made.constraints = bound.map { [limit("stock.value", $0)] }
      return made
    }
    let free = try optimized(made(nil), replications: 8)
    let held = try #require(free.search["DP levels"]?["stock.value"]?.estimate.value)
    let result = try optimized(made(0.7 * held), replications: 16)
    #expect(result.items[0].solver.family == free.items[0].solver.family && result.items[0].solver.family != .positions)
    #expect(result.items[0].candidates[0].optimality == .best)
    let report = try #require(result.limits), kept = try #require(result.candidates.first { $0.name == "within limits" })
    #expect(report.isFeasible && report.limits[0].price > 0 && kept.exceeded == [])
    let measured = try #require(result.search["within limits"]?["stock.value"]?.estimate), half = try #require(measured.halfWidth)
    #expect(abs(measured.value - report.limits[0].expected) < 2 * half, "\(measured.value) ± \(half), \(report.limits[0].expected)")
    #expect(abs(try #require(kept.gap)) < 2 * (kept.simulated.halfWidth ?? 0))
    // A bound is one: below the plan, above the optimum without the limit, and close.
    let bound = try #require(report.lowerBoundPerWeek)
    let optimum = try #require(free.candidates.first { $0.name == "DP levels" }?.modelCostPerWeek)
    #expect(bound <= report.costPerWeek * (1 + 1e-9) && bound > optimum * (1 - 1e-4))
    #expect(report.costPerWeek - bound < 0.1 * report.costPerWeek)
    let wide = try optimized(made(10 * held), replications: 4)
    #expect(wide.limits?.limits[0].price == 0 && !wide.candidates.contains { $0.name == "within limits" })
  }

  /// Nothing is asked for, so that the opening stock stays: 45 units of 2 litres in a room of 300 are 30 %.
  @Test(arguments: [false, true]) func `the most space used is measured where a limit is on it`(isContinuous: Bool) throws {
    var still = plan(.constant(0), lead: 1, policy: .none, weeks: 6, warmUpWeeks: 1)
    if isContinuous {
      still.study = .continuous
      still.supply.stockPoints[0].control.review = .continuous
    }
    still.supply.stockPoints[0].initialStock = 45
    still.supply.items[0].volumeLitres = 2
    still.supply.locations[0].capacityLitres = 300
    still.constraints = [Target(kpi: "space-used.max", comparison: .atMost, bound: 0.2)]
    let result = try study([("base", still)], replications: 2).run()
    #expect(abs(try #require(result.base["space-used.max"]?.estimate.value) - 0.3) < 1e-9)
  }

  /// The peak of many items has no price; a mean lowers it, and the simulation judges.
  @Test func `a limit that has no price is judged by the simulation`() throws {
    var plan = shelf([Target(kpi: "cost.total", comparison: .atMost, bound: 1)])
    plan.supply.locations[0].capacityLitres = 1_000
    let none = try optimized(plan, replications: 4)
    #expect(none.limits == nil)
    #expect(none.candidates.allSatisfy { $0.limits.map(\.limit.kpi) == ["cost.total"] })
    #expect(none.candidates[0].exceeded == ["cost.total"], "the least of those that exceed it")
    let most = none.candidates.map { $0.limits[0].simulated.value }
    #expect(most[0] == most.min())
    plan.constraints = [Target(kpi: "space-used.max", comparison: .atMost, bound: 10)]
    let wide = try optimized(plan, replications: 8)
    #expect(wide.candidates.allSatisfy { $0.exceeded.isEmpty } && !wide.candidates.contains { $0.name == "within limits" })
    let free = try #require(wide.candidates.first { $0.name == "DP levels" }?.limits[0].simulated.value)
    plan.constraints = [Target(kpi: "space-used.max", comparison: .atMost, bound: 0.7 * free)]
    let some = try optimized(plan, replications: 8)
    #expect(some.limits == nil && some.winner == "within limits")
    #expect(some.candidates[0].exceeded.isEmpty && some.candidates.contains { !$0.exceeded.isEmpty })
    #expect(some.notes.contains { $0.contains("the simulation alone judges it") })
  }

  @Test func `holes of a run keep to the limits too`() throws {
    let plan = shelf([limit("stock.value", 1200)])
    let study = try Study.resolved(
      scenario([Draft(name: "base", plan: plan, toOptimise: [0, 1, 2])]), options: StudyOptions(replications: 2))
    var stock = 0.0
    for (i, point) in study.drafts[0].plan.supply.stockPoints.enumerated() {
      stock +=
        try ModelAssumptions.problem(plan, stockPoint: i).get().evaluate(point.control.policy).meanStock * plan.supply.items[i].unitCost
    }
    #expect(stock <= 1200 * (1 + 1e-9) && stock > 1100)
  }
}
