import Estimation
import Groundwork
import Kernel
import Optimization
import Randomness
import Scenario
import Simulation
import Supply
import Testing

@testable import Experiment

@Suite struct `The model behind a scenario` {
  @Test func `the textbook's plan meets every assumption`() {
    #expect(ModelAssumptions.check(textbookPlan(), stockPoint: 0) == [])
  }

  static let breaks: [(String, @Sendable (inout Plan) -> Void, String)] = [
    ("lost sales", { plan in changeStream(&plan) { $0.unmet = UnmetDemand(backorderShare: 0) } }, "unmet demand waits, though it is lost"),
    (
      "a share lost", { plan in changeStream(&plan) { $0.unmet = UnmetDemand(backorderShare: 0.7) } },
      "unmet demand all waits, though part of it is lost"
    ),
    ("a season", { plan in changeStream(&plan) { $0.factors = [1, 2] } }, "demand is taken at its mean level, without season and trend"),
    ("closing days", { $0.supply.suppliers[0].closedDays = [false, true] }, "the supplier's closing days are left out"),
    (
      "a short warm-up", { $0.clock.warmUp = .fixed(.days(14)) },
      "the warm-up of 14 days is short against four times the longest cycle and its lead time"
    ),
    (
      "a shared order cost",
      { plan in
        plan.supply.items.append(ItemPlan(name: "gasket", unitCost: 1))
        var second = plan.supply.stockPoints[0]
        second.item = 1
        plan.supply.stockPoints.append(second)
      }, "every item pays the supplier's order cost alone, though orders of one moment share it"
    ),
  ]

  static func changeStream(_ plan: inout Plan, _ change: (inout PerItemStream) -> Void) {
    guard case .perItem(let original) = plan.supply.streams[0] else { return }
    var stream = original
    change(&stream)
    plan.supply.streams = [.perItem(stream)]
  }

  @Test(arguments: 0..<6)
  func `each departure from the model is named`(index: Int) {
    var plan = textbookPlan()
    Self.breaks[index].1(&plan)
    #expect(ModelAssumptions.check(plan, stockPoint: 0) == [Self.breaks[index].2], "\(Self.breaks[index].0)")
  }

  @Test(arguments: [
    (Law.constant(1), true), (.discrete([.init(1, weight: 3)]), true),
    (.empirical([.init(1, weight: 5), .init(2, weight: 0)], smooth: false), true), (.constant(2), false),
    (.discrete([.init(1, weight: 3), .init(2, weight: 1)]), false), (.poisson(mean: 1), false),
  ])
  func `orders of one line are customers, however the law says so`(lines: Law, isOne: Bool) {
    var plan = textbookPlan()
    plan.supply.streams = [
      .orders(
        OrderStream(
          name: "shop", location: 0, hourlyMean: [Double](repeating: 0.1, count: 420 * 24), lines: lines, popularity: [1],
          quantity: .same(.constant(1)), unmet: UnmetDemand(backorderShare: 1)))
    ]
    let named = ModelAssumptions.check(plan, stockPoint: 0).contains("order lines arrive one by one, though an order brings several")
    #expect(named != isOne)
  }

  /// Orders that last for years are not in the long run after some weeks, whatever today's levels are.
  @Test func `a warm-up must be long for every candidate, not only for today`() throws {
    var plan = textbookPlan()
    let long = try PolicyProposer(plan: textbookPlan(warmUpWeeks: 30), threads: 1).propose([0], holes: [], cancellation: Cancellation())[0]
    #expect(long.assumptions == [])
    plan.supply.suppliers[0].orderCost = 1e9
    #expect(ModelAssumptions.check(plan, stockPoint: 0) == [])
    let found = try PolicyProposer(plan: plan, threads: 1).propose([0], holes: [], cancellation: Cancellation())[0]
    guard case .sS(let s, let S) = found.candidates[0].control.policy else {
      Issue.record("no levels")
      return
    }
    // Four of the chosen levels' cycle, its lead time of 5 days included.
    #expect(4 * (Double(S - s) / 4 + 5) > 112)
    #expect(found.assumptions == ["the warm-up of 112 days is short against four times the longest cycle and its lead time"])
  }

  /// A short warm-up is one sentence for all items, whatever their cycles and lead times are.
  @Test func `a short warm-up is told once for items of different cycles`() throws {
    var plan = textbookPlan(warmUpWeeks: 2)
    plan.supply.items.append(ItemPlan(name: "gasket", unitCost: 1))
    plan.supply.suppliers.append(SupplierPlan(name: "maker", leadTime: .constant(9), orderCost: 20))
    var second = plan.supply.stockPoints[0]
    (second.item, second.supplier, second.control.policy) = (1, 1, .sS(s: 40, S: 160))
    plan.supply.stockPoints.append(second)
    Self.changeStream(&plan) {
      $0.items = [0, 1]
      $0.laws = [.poisson(mean: 4), .poisson(mean: 3)]
    }
    let told = [0, 1].map { ModelAssumptions.check(plan, stockPoint: $0) }
    #expect(told[0] == ["the warm-up of 14 days is short against four times the longest cycle and its lead time"] && told[1] == told[0])
  }

  @Test func `the problem has the plan's numbers`() throws {
    let problem = try ModelAssumptions.problem(textbookPlan(), stockPoint: 0).get()
    #expect(problem.timing == .sequence(periods: 1))
    #expect(problem.orderCost == 64)
    #expect(problem.leadTime == .constant(5))
    #expect(abs(problem.meanDailyDemand - 4) < 1e-9)
    // A lead time between two starts of a period ends at the later.
    let late = try ModelAssumptions.problem(textbookPlan(leadTime: .constant(4.2)), stockPoint: 0).get()
    #expect(late.leadTime == .constant(5))
  }

  @Test func `customers' orders become a compound Poisson stream of the item's share`() throws {
    var plan = textbookPlan()
    plan.study = .continuous
    plan.supply.items.append(ItemPlan(name: "other"))
    plan.supply.streams = [
      .orders(
        OrderStream(
          name: "web", location: 0, hourlyMean: [Double](repeating: 2, count: 60 * 168), lines: .constant(3), popularity: [1, 3],
          quantity: .same(.discrete([Weighted(1, weight: 1), Weighted(2, weight: 1)])), unmet: UnmetDemand(backorderShare: 1)))
    ]
    let problem = try ModelAssumptions.problem(plan, stockPoint: 0).get()
    // 48 orders a day, 3 lines each, a quarter of them this item, 1.5 units a line.
    #expect(abs(problem.meanDailyDemand - 48 * 3 * 0.25 * 1.5) < 1e-9)
    guard case .compoundPoisson(let rate, let size) = problem.demand else {
      Issue.record("not a stream of customers")
      return
    }
    #expect(abs(rate - 36) < 1e-9)
    #expect(size.offset == 1)
    #expect(size.probabilities == [0.5, 0.5])
  }
}

@Suite struct `Optimising a scenario` {
  @Test func `the exact levels win, their interval covers the program's cost, today's too`() throws {
    let loaded = scenario([Draft(name: "base", plan: textbookPlan(weeks: 220, warmUpWeeks: 20))], replications: 25)
    let result = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run()
    #expect(result.winner == "DP levels" || result.candidates.first { $0.name == "DP levels" }?.isTiedForBest == true)
    let today = try #require(result.candidates.first { $0.name == "today" })
    #expect(today.isModel)
    #expect(today.covers == true)
    let best = try #require(result.candidates.first { $0.name == "DP levels" })
    #expect(best.covers == true)
    let bound = try #require(best.lowerBoundPerWeek), cost = try #require(best.modelCostPerWeek)
    #expect(abs(bound - cost) < 1e-6)
    for candidate in result.candidates { #expect(try #require(candidate.modelCostPerWeek) >= bound - 1e-9) }
    #expect(try #require(best.difference?.upper) < 0)
    #expect(result.fresh.phase == "fresh")
    #expect(result.search.phase == "search")
    #expect(result.fresh.scenarios.map(\.name) == ["today", result.winner])
    #expect(abs(result.optimism.value) < 4 * (result.optimism.halfWidth ?? 0))
  }

  @Test func `a service promise is kept at least cost, with the price it amounts to`() throws {
    let loaded = scenario([Draft(name: "base", plan: textbookPlan(weeks: 120, warmUpWeeks: 20))], replications: 15)
    let target = try #require(ServiceTarget("fill-rate>=0.98"))
    let result = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment), service: target).run()
    let best = try #require(result.items[0].candidates.first)
    #expect(try #require(best.fillRate) >= 0.98)
    #expect(best.impliedPenalty != nil)
    let winner = result.candidates[0]
    #expect(winner.meetsService == true)
    // The model's cost is charged the scenario's price of waiting too, so it is the expectation of the simulated one.
    #expect(abs(try #require(winner.gap)) < 4 * (winner.simulated.halfWidth ?? 0))
  }

  @Test func `holes are filled before a run, and say so`() throws {
    let hole = Draft(name: "DP levels", plan: textbookPlan(warmUpWeeks: 20), toOptimise: [0])
    let loaded = scenario([Draft(name: "base", plan: textbookPlan(warmUpWeeks: 20)), hole])
    let study = try Study.resolved(loaded, options: StudyOptions(replications: 2))
    #expect(study.drafts[0].plan == textbookPlan(warmUpWeeks: 20))
    let filled = study.drafts[1].plan.supply.stockPoints[0].control
    #expect(filled != textbookPlan(warmUpWeeks: 20).supply.stockPoints[0].control)
    #expect(
      study.notes == ["DP levels: levels of 1 item chosen by dynamic programming, each in its own model; the scenario is that model."])
  }

  @Test func `what cannot be optimised is refused with its reason`() {
    var plan = textbookPlan()
    plan.supply.stockPoints[0].holdingCost = 0
    let loaded = scenario([Draft(name: "base", plan: plan, toOptimise: [0])])
    #expect { try Study.resolved(loaded, options: StudyOptions()) } throws: {
      "\($0)".contains("no policy can be chosen for 'filter' at 'store' in 'base': holding stock costs nothing")
    }
    let optimizer = PolicyOptimizer(
      scenario: scenario([Draft(name: "base", plan: textbookPlan())]), options: StudyOptions(), items: ["filtr"])
    #expect { try optimizer.run() } throws: { "\($0)".contains("there is no item 'filtr'; did you mean 'filter'?") }
  }

  @Test func `service promises read as planners write them`() {
    #expect(ServiceTarget("fill-rate>=0.98") == ServiceTarget(kind: .fillRate, level: 0.98))
    #expect(ServiceTarget("cycle-service-level >= 95 %") == ServiceTarget(kind: .cycleService, level: 0.95))
    #expect(ServiceTarget("ready-rate>=90%") == ServiceTarget(kind: .readyRate, level: 0.9))
    for wrong in ["fill-rate>=98", "fill-rate>=1", "fill-rate<=0.98", "cost.total>=3", "fill-rate", "", "fill-rate>=x%"] {
      #expect(ServiceTarget(wrong) == nil)
    }
  }
}
