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

/// A garden shop of one item: negative binomial weeks with a season, ordered weekly from two weeks away, no warm-up, everything waits.
private func gardenPlan(weeks: Int = 26, factors: [Double] = gardenSeason, initialStock: Int64 = 20) -> Plan {
  var supply = SupplyPlan()
  supply.items = [ItemPlan(name: "bulb", unitCost: 3, price: 8)]
  supply.suppliers = [SupplierPlan(name: "grower", leadTime: .constant(14), orderCost: 30)]
  supply.locations = [LocationPlan(name: "shop")]
  supply.stockPoints = [
    StockPointPlan(
      item: 0, location: 0, supplier: 0, control: Control(policy: .sS(s: 25, S: 50), review: .periodic(interval: .days(7), first: .zero)),
      initialStock: initialStock, holdingCost: 0.05, backorderCost: 0.4, meanDailyDemand: 8 / 7)
  ]
  supply.streams = [
    .perItem(
      PerItemStream(
        name: "sales", location: 0, items: [0], laws: [.negativeBinomial(mean: 8, dispersion: 2)], period: .days(7),
        factors: (0..<weeks).map { factors[$0 % factors.count] }, unmet: UnmetDemand(backorderShare: 1)))
  ]
  return Plan(
    name: "Bulbs", currency: "EUR", clock: Clock(horizon: .days(7 * Double(weeks))), study: .periodic(period: .days(7)), supply: supply)
}

private let gardenSeason: [Double] =
  [0.3, 0.3, 0.4, 0.5, 0.7, 1, 1.4, 1.9, 2.3, 2.5, 2.4, 2, 1.6] + [1.2, 1, 0.9, 0.8, 0.8, 0.7, 0.6, 0.6, 0.5, 0.4, 0.4, 0.3, 0.3]

/// The program of that plan's own horizon, written down from the numbers alone.
private func gardenProgram(weeks: Int = 26, leadTime: Int = 2) throws -> SeasonalProblem {
  let periods = try (0..<weeks).map { week in
    SeasonalProblem.Period(
      demand: try Law.negativeBinomial(mean: 8 * gardenSeason[week % 26], dispersion: 2).lattice(), orderCost: 30, holdingCost: 0.35,
      backorderCost: 2.8)
  }
  return SeasonalProblem(periods: periods, leadTime: leadTime, initialStock: 20)
}

private func simulatedCost(_ plan: Plan, replications: Int) throws -> Estimate {
  let runner = PairedRunner([try CompiledPlan(plan)])
  let costs = (0..<replications).map { replication in
    let outcome = runner.run(seed: 11, replication: replication)[0]
    let cost: Double = outcome[.orderingCost] + outcome[.holdingCost] + outcome[.backorderCost]
    return cost
  }
  return Estimate.mean(of: costs, level: 0.99)
}

@Suite struct `A finite horizon in the program and in the simulation` {
  @Test func `the program's value is the exact and the simulated cost of its own levels`() throws {
    let program = try gardenProgram()
    let solution = try program.solve()
    #expect(solution.decisionCount == 24)
    let pairs = try solution.levels.map { (s: try #require($0.s), S: $0.S) }
    #expect(abs(try program.cost(ofLevels: pairs) - solution.expectedCost) < 1e-9 * solution.expectedCost)
    var stretches = pairs.enumerated().map {
      TimePhasedLevels.Stretch(start: .days(7 * Double($0)), s: Int64($1.s), S: Int64($1.S))
    }
    // The program places no orders whose goods would come after the end.
    stretches.append(.ordersNothing(from: .days(7 * 24)))
    var plan = gardenPlan()
    plan.supply.stockPoints[0].control.policy = .timePhased(TimePhasedLevels(stretches))
    let simulated = try simulatedCost(plan, replications: 2500)
    #expect(try #require(simulated.lower) <= solution.expectedCost)
    #expect(try #require(simulated.upper) >= solution.expectedCost)
    // Sharp enough to see a program that is wrong by one period of lead time, or a season that is a week late.
    let width = try #require(simulated.halfWidth)
    #expect(width < 0.02 * solution.expectedCost)
    let late = try gardenProgram(leadTime: 1).solve()
    #expect(abs(late.expectedCost - simulated.value) > 3 * width)
    plan.supply.stockPoints[0].control.policy = .timePhased(
      TimePhasedLevels(stretches.map { .init(start: $0.start == .zero ? .zero : $0.start + .days(14), s: $0.s, S: $0.S) }))
    #expect(try #require(simulatedCost(plan, replications: 600).lower) > solution.expectedCost)
  }

  @Test func `the scenario's program has the period's own law, whatever the stream is made of`() throws {
    let model = try SeasonalModel(gardenPlan(), stockPoint: 0, interval: .days(7))
    #expect(model.assumptions == [])
    #expect(model.leadTime == 2)
    let own = try model.problem()
    let program = try gardenProgram()
    for (mine, theirs) in zip(own.periods, program.periods) {
      #expect(abs(mine.demand.mean - theirs.demand.mean) < 1e-6)
      #expect(abs(mine.demand.variance - theirs.demand.variance) < 1e-5 * theirs.demand.variance)
      #expect(mine.orderCost == 30 && abs(mine.holdingCost - 0.35) < 1e-12 && abs(mine.backorderCost - 2.8) < 1e-12)
    }
    // Beyond the end the season comes again.
    #expect(own.periods.count > 30)
    #expect(own.periods[26].demand == own.periods[0].demand)
    // Daily customers, weekly reviews: seven Poisson days are a Poisson week.
    var daily = gardenPlan()
    daily.supply.streams = [
      .perItem(
        PerItemStream(
          name: "sales", location: 0, items: [0], laws: [.poisson(mean: 2)], period: .days(1),
          factors: (0..<182).map { gardenSeason[$0 / 7] }, unmet: UnmetDemand(backorderShare: 1)))
    ]
    let week = try SeasonalModel(daily, stockPoint: 0, interval: .days(7)).problem().periods[9].demand
    let poisson = try Law.poisson(mean: 14 * 2.5).lattice()
    for k in 0...90 { #expect(abs(week.probability(of: k) - poisson.probability(of: k)) < 1e-8) }
  }

  @Test func `the cost printed beside seasonal levels is what they cost`() throws {
    let (proposals, notes) = try SeasonalProposer(plan: gardenPlan(), threads: 1).add(
      to: PolicyProposer(plan: gardenPlan(), threads: 1).propose([0], holes: [], cancellation: Cancellation()), cancellation: Cancellation()
    )
    let candidate = try #require(proposals[0].candidates.last)
    #expect(candidate.method == .seasonal)
    #expect(candidate.approximations == [] && candidate.optimality == .best)
    #expect(notes == ["seasonal levels: 1 item by backward induction over the calendar, which goes on after the end as the year before."])
    let cost = try #require(candidate.expectedCostPerDay) * 182
    var plan = gardenPlan()
    plan.supply.stockPoints[0].control = candidate.control
    let simulated = try simulatedCost(plan, replications: 2500)
    #expect(try #require(simulated.lower) <= cost)
    #expect(try #require(simulated.upper) >= cost)
    // No levels beat those of the horizon's own program but for the orders at its end.
    #expect(cost > (try gardenProgram().solve().expectedCost))
  }

  @Test func `today's levels are right at the price of waiting that they imply along the calendar, and at no other`() throws {
    let plan = gardenPlan()
    let (proposals, _) = try SeasonalProposer(plan: plan, threads: 1).add(
      to: PolicyProposer(plan: plan, threads: 1).propose([0], holes: [], cancellation: Cancellation()), cancellation: Cancellation())
    let penalty = try #require(proposals[0].impliedPenalty).perUnitDay
    #expect(proposals[0].isPenaltyAlongCalendar)
    /// Of levels (25, 50), moved on all dates, where a unit owed costs so much a day; counted until the goods of the last order would come.
    func cost(movedBy shift: Int, at price: Double) throws -> Double {
      var program = try gardenProgram()
      for k in program.periods.indices { program.periods[k].backorderCost = 7 * price }
      for _ in 0..<2 { program.periods.append(.init(demand: program.periods[25].demand, orderCost: 0, holdingCost: 0, backorderCost: 0)) }
      program.terminalBackorder = 0
      return try program.cost(ofLevels: Array(repeating: (25 + shift, 50 + shift), count: 26))
    }
    for part in [0.01, 0.5, 0.99] {
      let price = penalty.lowerBound + part * (penalty.upperBound - penalty.lowerBound)
      let here = try cost(movedBy: 0, at: price)
      #expect(try cost(movedBy: -1, at: price) > here && cost(movedBy: 1, at: price) > here)
    }
    #expect(try cost(movedBy: -1, at: penalty.lowerBound * 0.99) < cost(movedBy: 0, at: penalty.lowerBound * 0.99))
    #expect(try cost(movedBy: 1, at: penalty.upperBound * 1.01) < cost(movedBy: 0, at: penalty.upperBound * 1.01))
  }

  @Test func `after a warm-up the cost is that of the measured weeks`() throws {
    var plan = gardenPlan()
    plan.clock.warmUp = .fixed(.days(28))
    let (proposals, _) = try SeasonalProposer(plan: plan, threads: 1).add(
      to: PolicyProposer(plan: plan, threads: 1).propose([0], holes: [], cancellation: Cancellation()), cancellation: Cancellation())
    let candidate = try #require(proposals[0].candidates.last)
    let cost = try #require(candidate.expectedCostPerDay) * (182 - 28)
    #expect(candidate.lowerBoundPerDay == nil, "a policy that knew of the warm-up would stock up in it")
    plan.supply.stockPoints[0].control = candidate.control
    let simulated = try simulatedCost(plan, replications: 2500)
    #expect(try #require(simulated.lower) <= cost)
    #expect(try #require(simulated.upper) >= cost)
    // What is measured after four weeks and what those weeks cost are the whole.
    var whole = gardenPlan()
    whole.supply.stockPoints[0].control = candidate.control
    let all = try simulatedCost(whole, replications: 400)
    #expect(all.value > simulated.value)
  }

  static let breaks: [(@Sendable (inout Plan) -> Void, String?)] = [
    // It ends between two reviews.
    ({ $0.clock.warmUp = .fixed(.days(10)) }, nil),
    ({ $0.supply.suppliers[0].leadTime = .gamma(mean: 14, sd: 3) }, "the lead time is its mean, 2 weeks, without its spread"),
    ({ $0.supply.suppliers[0].closedDays = [true, false] }, "the supplier's closing days are left out"),
    ({ $0.supply.stockPoints[0].backorderCostPerUnit = 1 }, "what a late unit costs once is charged at each review that finds it owed"),
    ({ $0.supply.stockPoints[0].multiple = 6 }, nil),
  ]

  @Test(arguments: 0..<5) func `no cost is printed where the scenario is not the program`(index: Int) throws {
    var plan = gardenPlan()
    Self.breaks[index].0(&plan)
    let (proposals, _) = try SeasonalProposer(plan: plan, threads: 1).add(
      to: PolicyProposer(plan: plan, threads: 1).propose([0], holes: [], cancellation: Cancellation()), cancellation: Cancellation())
    let candidate = try #require(proposals[0].candidates.last)
    #expect(candidate.method == .seasonal)
    #expect(candidate.expectedCostPerDay == nil)
    if let named = Self.breaks[index].1 { #expect(candidate.approximations.contains(named)) }
  }

  @Test func `levels order as the table does under a minimum and multiple where it has their form`() throws {
    for (minimum, multiple) in [(1, 1), (1, 6), (9, 1), (12, 6)] as [(Int64, Int64)] {
      var program = try gardenProgram()
      program.minimum = minimum
      program.multiple = multiple
      let solution = try program.solve()
      var whole = 0
      for t in 0..<solution.decisionCount {
        let found = try #require(SeasonalModel.levels(solution, period: t, minimum: minimum, multiple: multiple))
        if !found.isWhole { continue }
        whole += 1
        let policy = Policy.sS(s: Int64(found.s), S: Int64(found.S))
        for x in solution.lowest..<(solution.lowest + solution.positionCount) {
          var quantity = policy.orderQuantity(position: Int64(x))
          if quantity > 0 { quantity = (max(quantity, minimum) + multiple - 1) / multiple * multiple }
          #expect(quantity == Int64(solution.order(period: t, position: x)), "\(minimum)/\(multiple), period \(t), position \(x)")
        }
      }
      #expect(whole > 0)
      if minimum == 1, multiple == 1 { #expect(whole == solution.decisionCount) }
    }
  }
}

@Suite struct `Seasonal levels among the candidates` {
  static let text = """
    bullwhip: 1
    name: Bulbs
    currency: EUR
    study: { periodic: 1 week }
    clock: { start: 2024-01-01, horizon: 104 weeks, warm-up: 26 weeks }
    items: { list: { bulb: { unit-cost: 3 EUR }, spade: { unit-cost: 9 EUR } } }
    suppliers: { grower: { lead-time: 2 weeks, order-cost: 30 EUR } }
    locations: { shop: { supplied-by: grower } }
    demand:
      streams:
        sales:
          at: shop
          per-item:
            every: week
            season: { jan: 0.2, feb: 0.4, mar: 1.3, apr: 2.2, may: 2.4, jun: 1.5, jul: 1, aug: 0.9, sep: 0.8, oct: 0.6, nov: 0.4, dec: 0.3 }
            items: { bulb: { poisson: { mean: 9 } } }
          unmet: backorder
        all year:
          at: shop
          per-item: { every: week, items: { spade: { poisson: { mean: 2 } } } }
          unmet: backorder
    policies: { default: { s-S: { s: 6 weeks, S: 12 weeks } } }
    initial-stock: 30
    costs: { holding: 24 %/year, backorder: 0.60 EUR/unit/week }
    experiment: { replications: 40, seed: 1 }

    """

  private static func folder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "bullwhip-seasonal-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func `a promise is kept by levels that follow the season too`() throws {
    try Self.folder { folder in
      try Self.text.write(toFile: folder + "/s.yaml", atomically: true, encoding: .utf8)
      let loaded = try ScenarioLoader.load(path: folder + "/s.yaml")
      let promise = ServiceTarget(kind: .fillRate, level: 0.97)
      let result = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment), service: promise).run()
      let seasonal = try #require(result.candidates.first { $0.name == "seasonal levels" })
      #expect(seasonal.meetsService == true && seasonal.modelCostPerWeek == nil)
      // Levels for even demand keep the promise on average demand only, so they run short in the season.
      let even = try #require(result.candidates.first { $0.name == "DP levels" })
      let (wide, narrow) = (try #require(seasonal.service?.value), try #require(even.service?.value))
      #expect(wide > narrow, "\(wide) \(narrow)")
    }
  }

  @Test func `levels found are written, read and the same plan again`() throws {
    try Self.folder { folder in
      try Self.text.write(toFile: folder + "/s.yaml", atomically: true, encoding: .utf8)
      let loaded = try ScenarioLoader.load(path: folder + "/s.yaml")
      var options = StudyOptions(loaded.experiment)
      options.threads = 2
      let result = try PolicyOptimizer(scenario: loaded, options: options).run()
      #expect(result.winner == "seasonal levels")
      let seasonal = try #require(result.candidates.first { $0.name == "seasonal levels" })
      #expect(!seasonal.isModel && seasonal.modelCostPerWeek == nil)
      // The item that is asked for alike all year keeps its stationary optimum.
      #expect(result.items[0].candidates.map(\.method).contains(.seasonal))
      #expect(!result.items[1].candidates.map(\.method).contains(.seasonal))
      let points = result.draft.plan.supply.stockPoints
      #expect(points[1].control == result.items[1].candidates[0].control)
      let entries = zip(["bulb", "spade"], points).map { ScenarioWriter.Entry(item: $0, control: $1.control) }
      try #require(ScenarioWriter.levels(of: entries)).write(toFile: folder + "/best-levels.csv", atomically: true, encoding: .utf8)
      try ScenarioWriter.text(
        extending: folder + "/s.yaml", at: folder + "/best.yaml", name: "Bulbs", remark: "by a test", policies: entries,
        periodLength: .days(7),
        table: "best-levels.csv"
      ).write(toFile: folder + "/best.yaml", atomically: true, encoding: .utf8)
      let again = try ScenarioLoader.load(path: folder + "/best.yaml")
      #expect(again.drafts[0].plan.fingerprint == result.draft.plan.fingerprint)
      #expect(again.drafts[0].plan.fingerprint != loaded.drafts[0].plan.fingerprint)
      // Optimised again, today's levels are the seasonal ones, and nothing is found twice.
      let twice = try PolicyOptimizer(scenario: again, options: options).run()
      #expect(twice.winner == "today")
      #expect(!twice.candidates.contains { $0.name == "seasonal levels" })
      #expect(twice.items[0].todayEvaluation == nil)
    }
  }

  @Test func `one thread and three find the same`() throws {
    let plan = try Self.plan()
    let one = try SeasonalProposer(plan: plan, threads: 1).add(to: Self.proposals(plan), cancellation: Cancellation())
    let three = try SeasonalProposer(plan: plan, threads: 3).add(to: Self.proposals(plan), cancellation: Cancellation())
    #expect(one.proposals == three.proposals)
    #expect(one.notes == three.notes)
  }

  @Test func `an item too large to solve keeps its levels and is named, before anything is solved`() throws {
    var plan = gardenPlan()
    if case .perItem(var stream) = plan.supply.streams[0] {
      stream.laws = [.negativeBinomial(mean: 60_000, dispersion: 400)]
      plan.supply.streams = [.perItem(stream)]
    }
    let small = ItemProposal(
      stockPoint: 0, item: "bulb", location: "shop", today: nil,
      candidates: [Candidate(method: .given, control: plan.supply.stockPoints[0].control)],
      assumptions: [])
    let (proposals, notes) = try SeasonalProposer(plan: plan, threads: 1).add(to: [small], cancellation: Cancellation())
    #expect(proposals == [small])
    #expect(
      notes.count == 1 && notes[0].hasPrefix("seasonal levels: bulb at shop keeps its stationary levels: its calendar program would take "))
  }

  @Test func `work that is called off is not begun`() throws {
    let cancellation = Cancellation()
    cancellation.cancel()
    let plan = try Self.plan()
    let proposals = try Self.proposals(plan)
    #expect(throws: Cancelled.self) { try SeasonalProposer(plan: plan, threads: 2).add(to: proposals, cancellation: cancellation) }
  }

  private static func plan() throws -> Plan {
    var plan: Plan?
    try folder { folder in
      try text.write(toFile: folder + "/s.yaml", atomically: true, encoding: .utf8)
      plan = try ScenarioLoader.load(path: folder + "/s.yaml").drafts[0].plan
    }
    return try #require(plan)
  }

  private static func proposals(_ plan: Plan) throws -> [ItemProposal] {
    try PolicyProposer(plan: plan, threads: 1).propose([0, 1], holes: [], cancellation: Cancellation())
  }

  /// Without a compiler's optimisation the two large items alone would take half a minute.
  @Test func `in the garden centre levels that follow the season cost less than the best that do not`() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    let loaded = try ScenarioLoader.load(path: path + "/scenarios/seasonal.yaml")
    var options = StudyOptions(loaded.experiment)
    options.replications = 40
    options.threads = 2
    #if DEBUG
      let items = ["watering can", "bird feeder"]
    #else
      let items: [String] = []
    #endif
    let result = try PolicyOptimizer(scenario: loaded, options: options, items: items).run()
    let seasonal = try #require(result.search["seasonal levels"]?["cost.total"])
    let stationary = try #require(result.search["DP levels"]?["cost.total"])
    let difference = Estimate.pairedRatioDifference(
      of: seasonal.numerators, over: seasonal.denominators, minus: stationary.numerators, over: stationary.denominators, level: 0.99)
    #expect(try #require(difference.upper) < 0, "\(difference)")
    #expect(result.winner == "seasonal levels")
    // The table a report shows is of an item that is ordered by date, and by these very levels; of today's plan it is nobody's rule.
    let table = try #require(OrderTable(result.draft.plan, scenario: result.winner, cancellation: Cancellation()))
    let point = result.draft.plan.supply.stockPoints.first { result.draft.plan.supply.items[$0.item].name == table.item }
    guard case .timePhased(let levels)? = point?.control.policy else {
      Issue.record("\(table.item) is not ordered by date")
      return
    }
    #expect(table.isInForce)
    for (row, level) in table.levels.enumerated() {
      let day = Double(table.weeks[0] + row) * table.intervalDays
      let stretch = levels.stretch(at: .days(day))
      #expect(level.map { Int64($0.s) } ?? TimePhasedLevels.Stretch.never == stretch.s)
    }
    #expect(OrderTable(result.search.base.plan, cancellation: Cancellation())?.isInForce == false)
  }
}

@Suite struct `The order table of a report` {
  /// Zheng and Federgruen, "Finding optimal (s, S) policies is about as simple as evaluating a single policy", Operations Research 39(4),
  /// 1991, table 1: Poisson 10 a period, no lead time, K = 64, h = 1, p = 9 have s = 6, S = 40.
  @Test func `a daily study's table is that of its days, and half a year from the end it orders by the published levels`() throws {
    var plan = textbookPlan(mean: 10, s: 6, S: 40, weeks: 104, warmUpWeeks: 0, leadTime: .constant(0))
    plan.supply.stockPoints[0].holdingCost = 1
    plan.supply.stockPoints[0].backorderCost = 9
    let table = try #require(OrderTable(plan, cancellation: Cancellation()))
    #expect(table.intervalDays == 1 && table.rhythm == "day" && table.levels.count == 366)
    #expect(table.assumptions == ["that of the scenario"])
    let level = try #require(table.levels[100])
    #expect(level.s == 6 && level.S == 40)
  }

  @Test func `a study of weeks has a row a week`() throws {
    let table = try #require(OrderTable(gardenPlan(), cancellation: Cancellation()))
    #expect(table.rhythm == "week" && table.levels.count == 26)
  }
}
