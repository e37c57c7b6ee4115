import Estimation
import Groundwork
import Kernel
import Optimization
import Randomness
import Scenario
import Simulation
import Supply
import Synchronization
import Testing

@testable import Experiment

/// What a watcher was told, in order.
private final class Told: Sendable {
  private let all = Mutex<[StudyProgress]>([])
  var report: @Sendable (StudyProgress) -> Void { { [self] one in all.withLock { $0.append(one) } } }
  var seen: [StudyProgress] { all.withLock { $0 } }
}

/// A kiosk whose customers do not wait: solved by state.
private func kiosk() -> Plan {
  var plan = textbookPlan(mean: 2, weeks: 30, warmUpWeeks: 4, leadTime: .constant(2))
  plan.supply.suppliers[0].orderCost = 0
  plan.supply.stockPoints[0].lostSaleCost = 9
  plan.supply.stockPoints[0].control.policy = .baseStock(S: 9)
  if case .perItem(var stream) = plan.supply.streams[0] {
    stream.unmet = UnmetDemand(backorderShare: 0)
    plan.supply.streams = [.perItem(stream)]
  }
  return plan
}

@Suite struct `Solving tells how far it is` {
  @Test func `how many of how many items, and the sweeps of a long program`() throws {
    let told = Told()
    var proposer = PolicyProposer(plan: kiosk(), threads: 1)
    proposer.progress = told.report
    let found = try proposer.propose([0], holes: [], cancellation: Cancellation())
    #expect(!found[0].candidates.isEmpty)
    let seen = told.seen
    #expect(seen.allSatisfy { $0.activity == "solving items" && $0.planned == 1 })
    #expect(seen.first?.detail == "filter" && seen.first?.finished == 0 && seen.last?.finished == 1)
    #expect(seen.contains { $0.detail.hasPrefix("filter, sweep ") && $0.detail.hasSuffix(" apart") })
    // Nobody is told more because somebody watches: the numbers are the same.
    #expect(found == (try PolicyProposer(plan: kiosk(), threads: 1).propose([0], holes: [], cancellation: Cancellation())))
  }

  @Test func `every item counts, in order of their ends`() throws {
    var plan = textbookPlan()
    for i in 1...4 {
      plan.supply.items.append(ItemPlan(name: "filter \(i)", unitCost: 20))
      var point = plan.supply.stockPoints[0]
      point.item = i
      plan.supply.stockPoints.append(point)
    }
    plan.supply.streams = [
      .perItem(
        PerItemStream(
          name: "workshop", location: 0, items: Array(0...4), laws: [Law](repeating: .poisson(mean: 4), count: 5), period: .days(1),
          unmet: UnmetDemand(backorderShare: 1)))
    ]
    let told = Told()
    var proposer = PolicyProposer(plan: plan, threads: 2)
    proposer.progress = told.report
    _ = try proposer.propose(Array(0...4), holes: [], cancellation: Cancellation())
    let seen = told.seen
    #expect(seen.map(\.finished).max() == 5 && seen.allSatisfy { $0.planned == 5 })
    for i in 0...4 { #expect(seen.contains { $0.detail.hasPrefix(i == 0 ? "filter" : "filter \(i)") }) }
  }

  @Test func `steps in words`() {
    #expect(SolvingWatch.words(SolverProgress(sweep: 128, gap: 0.0031, states: 9)) == "sweep 128, bounds 0.0031 apart")
    #expect(SolvingWatch.words(SolverProgress(sweep: 12, gap: .infinity, states: 9, planned: 60)) == "step 12 of 60")
    #expect(SolvingWatch("solving", planned: 3, nil) == nil, "nobody watches, nobody is told")
  }
}

@Suite struct `A limit held against an interval` {
  private func found(_ comparison: Target.Comparison, _ value: Double, half: Double?) -> LimitVerdict {
    LimitFinding(
      Target(kpi: "stock.value", comparison: comparison, bound: 100),
      simulated: Estimate(
        value: value, lower: half.map { value - $0 }, upper: half.map { value + $0 }, n: half == nil ? 1 : 9, kind: .confidence, level: 0.95)
    ).verdict
  }

  @Test func `holds where all of it does, exceeds where none does, and else nothing can be told`() {
    #expect(found(.atMost, 90, half: 5) == .holds)
    #expect(found(.atMost, 110, half: 5) == .exceeds)
    for value in [97.0, 100, 103] { #expect(found(.atMost, value, half: 5) == .cannotTell) }
    #expect(found(.atLeast, 110, half: 5) == .holds)
    #expect(found(.atLeast, 90, half: 5) == .exceeds)
    for value in [97.0, 100, 103] { #expect(found(.atLeast, value, half: 5) == .cannotTell) }
  }

  @Test func `one replication tells nothing, whatever its mean`() {
    for value in [1.0, 100, 1_000, .nan] { #expect(found(.atMost, value, half: nil) == .cannotTell) }
  }
}

@Suite struct `A cost of nothing` {
  @Test func `is covered by an interval of nothing, though sums of probabilities leave a trace`() {
    func covers(_ cost: Double, grain: Double) -> Bool? {
      let zero = Estimate(value: 0, lower: 0, upper: 0, n: 9, kind: .confidence, level: 0.95)
      var one = CandidateResult(
        name: "DP levels", modelCostPerWeek: cost, lowerBoundPerWeek: nil, simulated: zero, difference: nil, isModel: true,
        simulatedStock: zero, simulatedOfModels: 0, service: nil, meetsService: nil, isTiedForBest: false)
      one.grain = grain
      return one.covers
    }
    let plan = textbookPlan()
    // A thousand millionth of holding a day's demand of 4 for a week at 0.05 a unit and day.
    let grain = PolicyOptimizer.grain(plan, 0)
    #expect(abs(grain - 1e-9 * 7 * 0.05 * 4) < 1e-18)
    #expect(covers(1e-14, grain: grain) == true && covers(1e-14, grain: 0) == false)
    #expect(covers(1e-3, grain: grain) == false)
  }
}

/// Every price of a problem twice as high makes its least cost twice as high, so that the elasticities of all prices sum to 1 (Euler).
@Suite struct `Sensitivity of what is recommended` {
  private func optimized(_ plan: Plan, replications: Int = 4) throws -> OptimizationResult {
    let loaded = scenario([Draft(name: "base", plan: plan)], replications: replications)
    return try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run()
  }

  @Test func `levels by date: the program over the calendar is solved again`() throws {
    var plan = textbookPlan(mean: 8, s: 4, S: 9, weeks: 26, leadTime: .constant(7))
    plan.study = .periodic(period: .days(7))
    plan.clock.warmUp = .fixed(.zero)
    plan.supply.suppliers[0].orderCost = 12
    plan.supply.stockPoints[0].control.review = .periodic(interval: .days(7), first: .zero)
    plan.supply.stockPoints[0].meanDailyDemand = 8.0 / 7
    plan.supply.streams = [
      .perItem(
        PerItemStream(
          name: "sales", location: 0, items: [0], laws: [.poisson(mean: 8)], period: .days(7),
          factors: (0..<26).map { $0 < 13 ? 0.3 : 1.7 }, unmet: UnmetDemand(backorderShare: 1)))
    ]
    plan.targets = []
    let result = try optimized(plan)
    #expect(result.winner == "seasonal levels")
    let found = try #require(result.advisedSensitivity.first)
    #expect(result.advisedSensitivity.count == 1 && found.kind == .season && found.count == 1 && found.asked == 1)
    let prices = found.total.filter { $0.parameter != .demandMean }
    #expect(prices.map(\.parameter) == [.holdingCost, .waitingCost, .orderCost] && prices.allSatisfy { $0.elasticity > 0 })
    #expect(abs(prices.reduce(0) { $0 + $1.elasticity } - 1) < 2e-3)
    // By the program written down from the numbers alone, moved by hand.
    func least(_ h: Double) throws -> Double {
      let periods = try (0..<26).map { week in
        SeasonalProblem.Period(
          demand: try Law.poisson(mean: 8 * (week < 13 ? 0.3 : 1.7)).lattice(), orderCost: 12, holdingCost: 0.35 * h, backorderCost: 6.65)
      }
      // An order of the last review is paid, though its goods come after the end.
      var all = periods
      all.append(.init(demand: periods[25].demand, orderCost: 0, holdingCost: 0, backorderCost: 0))
      return try SeasonalProblem(periods: all, leadTime: 1, initialStock: 45).solve().expectedCost
    }
    let slope = (try least(1.01) - least(0.99)) / 0.02 / (try least(1))
    #expect(abs(found.total[0].elasticity - slope) < 2e-3, "\(found.total[0].elasticity) and \(slope)")
  }

  @Test func `levels within limits: the bound is solved again`() throws {
    var plan = textbookPlan()
    plan.supply.suppliers.append(SupplierPlan(name: "maker", leadTime: .constant(3), orderCost: 20))
    plan.supply.items.append(ItemPlan(name: "gasket", unitCost: 5))
    var second = plan.supply.stockPoints[0]
    (second.item, second.supplier, second.meanDailyDemand) = (1, 1, 2)
    plan.supply.stockPoints.append(second)
    plan.supply.streams = [
      .perItem(
        PerItemStream(
          name: "workshop", location: 0, items: [0, 1], laws: [.poisson(mean: 4), .poisson(mean: 2)], period: .days(1),
          unmet: UnmetDemand(backorderShare: 1)))
    ]
    plan.targets = []
    plan.constraints = [Target(kpi: "stock.value", comparison: .atMost, bound: 800)]
    let result = try optimized(plan)
    #expect(result.limits?.isFeasible == true)
    let found = try #require(result.advisedSensitivity.first { $0.kind == .limits })
    let prices = found.total.filter { $0.parameter != .demandMean }
    #expect(prices.count == 3 && prices.allSatisfy { $0.elasticity >= 0 })
    // A budget is no price: with it as it is, all prices twice as high make the least cost twice as high.
    #expect(abs(prices.reduce(0) { $0 + $1.elasticity } - 1) < 5e-3)
    for candidate in result.candidates { #expect(candidate.limits.map(\.limit.kpi) == ["stock.value"]) }
    #expect(result.notes.contains { $0.hasPrefix("In the simulation ") || $0.hasPrefix("Whether these keep a limit") })
  }

  @Test func `the solver is named where all is solved by position too`() throws {
    let result = try optimized(textbookPlan())
    #expect(result.notes.contains("Solver of 1 item: (s, S) and (r, Q) by position, because unmet demand waits."))
    #expect(result.advisedSensitivity.isEmpty, "its own stationary model is what is recommended")
  }
}

@Suite struct `The textbook's lots` {
  /// Whatever the levels: no row of its own is told, and only then.
  @Test func `are told where they are the levels of another row`() throws {
    let plan = textbookPlan()
    var proposals = try PolicyProposer(plan: plan, threads: 1).propose([0], holes: [], cancellation: Cancellation())
    let exact = try #require(proposals[0].candidates.first { $0.method == .exactRQ })
    let economic = try #require(proposals[0].candidates.firstIndex { $0.method == .economicOrderQuantity })
    proposals[0].candidates[economic].control = exact.control
    let sets = PolicyOptimizer.sets(proposals, plan: plan, hasToday: true)
    #expect(!sets.contains { $0.draft.name == "EOQ" })
    #expect(PolicyOptimizer.sameAsEconomic(proposals, sets) == "(r, Q)")
    proposals[0].candidates[economic].control.policy = .rQ(r: 1, Q: 999)
    let apart = PolicyOptimizer.sets(proposals, plan: plan, hasToday: true)
    #expect(apart.contains { $0.draft.name == "EOQ" } && PolicyOptimizer.sameAsEconomic(proposals, apart) == nil)
    proposals[0].candidates.remove(at: economic)
    #expect(PolicyOptimizer.sameAsEconomic(proposals, PolicyOptimizer.sets(proposals, plan: plan, hasToday: true)) == nil)
  }
}

@Suite struct `The cost around what is solved by state` {
  @Test func `a capped base stock has a surface, its best inside the frame`() throws {
    let plan = kiosk()
    let proposals = try PolicyProposer(plan: plan, threads: 1).propose([0], holes: [], cancellation: Cancellation())
    let found = try #require(try StateSurfaceStudy(plan: plan, threads: 2, cancellation: Cancellation()).run(proposals))
    #expect(found.rowTitle != nil && found.rows.count == found.cost.count && found.columns.count == found.cost[0].count)
    #expect(found.best.column > found.columns[0] && found.best.column < found.columns[found.columns.count - 1])
    #expect(found.best.row > found.rows[0] && found.best.row < found.rows[found.rows.count - 1])
    let least = try #require(found.cost.joined().filter(\.isFinite).min())
    #expect(least == found.leastCost)
    // The class's own search found no cheaper pair, and the optimum of all policies is not above it.
    let capped = try #require(proposals[0].candidates.first { $0.method == .lostSalesCapped }?.expectedCostPerDay)
    #expect(least <= capped * (1 + 1e-6) && least >= (proposals[0].candidates[0].lowerBoundPerDay ?? 0) * (1 - 1e-6))
    // A pair beside the best, priced by the chain itself.
    let problem = LostSalesProblem(demand: try Law.poisson(mean: 2).lattice(), leadTime: 2, holdingCost: 0.05, lostSaleCost: 9)
    let cell = try problem.evaluate(baseStock: found.columns[1], cap: found.rows[1]).cost
    #expect(abs(found.cost[1][1] - cell) < 1e-4 * cell)
    #expect(found == (try StateSurfaceStudy(plan: plan, threads: 1, cancellation: Cancellation()).run(proposals)))
  }
}
