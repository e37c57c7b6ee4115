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

/// The textbook's item with levels that are right for a price of waiting of 0.95.
private func bestLevels() throws -> Policy {
  let problem = try ModelAssumptions.problem(textbookPlan(), stockPoint: 0).get()
  let best = try problem.optimalReorderLevels()
  return .sS(s: Int64(best.s), S: Int64(best.S))
}

@Suite struct `The optimum beside the simulation` {
  @Test func `an item that is its model has its optimum, its cost within the interval, and the gap between them`() throws {
    let loaded = scenario([Draft(name: "base", plan: textbookPlan(weeks: 220, warmUpWeeks: 20))], replications: 20)
    let result = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run()
    let exact = result.exact
    #expect(exact.rows.count == 1 && exact.total == nil && exact.assumptions.isEmpty)
    let row = exact.rows[0]
    let bound = try #require(row.bound), best = try #require(row.best), expected = try #require(row.expected)
    #expect(row.isOptimum && row.isModel && row.covers == true)
    #expect(expected >= best - 1e-9 && best == bound)
    // By hand: the optimum of the item's problem, a week.
    let problem = try ModelAssumptions.problem(textbookPlan(weeks: 220, warmUpWeeks: 20), stockPoint: 0).get()
    #expect(abs(bound - 7 * (try problem.optimalReorderLevels().costPerDay)) < 1e-9)
    let gap = try #require(row.gap)
    #expect(abs(gap.value - (row.simulated.value - bound)) < 1e-9)
    #expect(abs(try #require(gap.halfWidth) - (try #require(row.simulated.halfWidth))) < 1e-9)
    #expect(exact.covered == (1, 1))
  }

  @Test func `an item that is not its model says why, and covers nothing`() throws {
    var plan = textbookPlan(weeks: 80, warmUpWeeks: 20)
    plan.supply.suppliers[0].closedDays = [Bool](repeating: false, count: 7 * 80 + 91)
    plan.supply.suppliers[0].closedDays[6] = true
    let loaded = scenario([Draft(name: "base", plan: plan)], replications: 4)
    let exact = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run().exact
    #expect(exact.rows[0].isModel == false && exact.rows[0].covers == nil)
    #expect(exact.rows[0].departures == [0] && exact.assumptions == ["the supplier's closing days are left out"])
  }

  @Test func `two items sum to the total, the interval of a part of the scenario is wide enough`() throws {
    var plan = textbookPlan(weeks: 80, warmUpWeeks: 16)
    plan.supply.items.append(ItemPlan(name: "gasket", unitCost: 1))
    plan.supply.suppliers.append(SupplierPlan(name: "other", leadTime: .constant(2), orderCost: 20))
    var second = plan.supply.stockPoints[0]
    second.item = 1
    second.supplier = 1
    plan.supply.stockPoints.append(second)
    plan.supply.streams.append(
      .perItem(
        PerItemStream(
          name: "counter", location: 0, items: [1], laws: [.poisson(mean: 2)], period: .days(1), unmet: UnmetDemand(backorderShare: 1))))
    let loaded = scenario([Draft(name: "base", plan: plan)], replications: 6)
    let result = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run()
    let total = try #require(result.exact.total)
    #expect(!result.exact.isTotalConservative)
    #expect(abs(total.simulated.value - result.exact.rows.reduce(0) { $0 + $1.simulated.value }) < 1e-9)
    #expect(total.simulated == result.fresh[result.winner]?["cost.total"]?.estimate)
    #expect(abs(try #require(total.bound) - result.exact.rows.compactMap(\.bound).reduce(0, +)) < 1e-12)
    // Asked for one of them, the gap is that one's: what the other costs is in no model.
    let one = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment), items: ["filter"]).run()
    for candidate in one.candidates {
      let own = try #require(one.search[candidate.name]?.items[0].costPerWeek.value)
      #expect(abs(try #require(candidate.gap) - (own - (try #require(candidate.modelCostPerWeek)))) < 1e-9)
      #expect(candidate.simulatedStock.value > 1.2 * own)
    }
  }
}

@Suite struct `Sensitivity of a scenario's optimum` {
  @Test func `a range ends where today's best levels cost one percent more`() throws {
    let plan = textbookPlan()
    let proposals = try PolicyProposer(plan: plan).propose([0], holes: [], cancellation: Cancellation())
    let sensitivity = try #require(try SensitivityStudy(plan: plan, threads: 1).run(proposals, cancellation: Cancellation()))
    #expect(sensitivity.items.count == 1 && sensitivity.items[0].lines.count == ProblemParameter.allCases.count)
    let model = try SensitivityModel(try ModelAssumptions.problem(plan, stockPoint: 0).get())
    for (line, total) in zip(sensitivity.items[0].lines, sensitivity.total) {
      // One item: all items together are that item.
      #expect(line.lowest == total.lowest && line.highest == total.highest && abs(line.elasticity! - total.elasticity!) < 1e-12)
      // More of a Poisson demand is Poisson demand, which only the scenario's own law knows.
      if line.parameter == .demandMean { continue }
      for (end, isOpen) in [(line.lowest, line.isOpenBelow), (line.highest, line.isOpenAbove)] {
        let pair = try #require(try model.costs(line.parameter, times: end))
        let excess = pair.own / pair.least - 1
        if isOpen { #expect(excess <= 0.0101) } else { #expect(abs(excess - 0.01) < 0.0012, "\(line.parameter) at \(end): \(excess)") }
      }
    }
  }

  @Test func `more demand is what the scenario's scale makes of it`() throws {
    let plan = textbookPlan()
    let proposals = try PolicyProposer(plan: plan).propose([0], holes: [], cancellation: Cancellation())
    let line = try #require(
      try SensitivityStudy(plan: plan, threads: 1).run(proposals, cancellation: Cancellation())?.items[0].lines
        .first { $0.parameter == .demandMean })
    func cost(_ mean: Double) throws -> Double {
      try ModelAssumptions.problem(textbookPlan(mean: mean), stockPoint: 0).get().optimalReorderLevels().costPerDay
    }
    let slope = (try cost(4.08) - cost(3.92)) / 0.04 / (try cost(4))
    #expect(abs(try #require(line.elasticity) - slope) < 0.01)
  }

  @Test func `any number of threads gives the same`() throws {
    var plan = textbookPlan()
    plan.supply.streams.append(
      .perItem(
        PerItemStream(
          name: "counter", location: 0, items: [0], laws: [.negativeBinomial(mean: 2, dispersion: 3)], period: .days(1),
          unmet: UnmetDemand(backorderShare: 1))))
    let proposals = try PolicyProposer(plan: plan).propose([0], holes: [], cancellation: Cancellation())
    let one = try SensitivityStudy(plan: plan, threads: 1).run(proposals, cancellation: Cancellation())
    let three = try SensitivityStudy(plan: plan, threads: 3).run(proposals, cancellation: Cancellation())
    #expect(one == three && one != nil)
  }
}

@Suite struct `The price that today's levels imply` {
  @Test func `levels that are best for a price imply that price`() throws {
    var plan = textbookPlan()
    plan.supply.stockPoints[0].control.policy = try bestLevels()
    let proposals = try PolicyProposer(plan: plan).propose([0], holes: [], cancellation: Cancellation())
    let spread = try #require(PenaltySpread(proposals, plan: plan))
    #expect(spread.entries[0].penalty.perUnitDay.contains(0.95))
    #expect(spread.entries[0].side == 0 && spread.right == 1 && spread.entries[0].stated == 0.95)
    #expect(spread.lowest == spread.highest && spread.median == spread.lowest)
  }

  @Test(arguments: [(8, 1), (-8, -1)])
  func `higher levels guard against more than is asked, lower ones against less`(shift: Int64, side: Int) throws {
    var plan = textbookPlan()
    guard case .sS(let s, let S) = try bestLevels() else { return }
    plan.supply.stockPoints[0].control.policy = .sS(s: s + shift, S: S + shift)
    let proposals = try PolicyProposer(plan: plan).propose([0], holes: [], cancellation: Cancellation())
    #expect(try #require(PenaltySpread(proposals, plan: plan)).entries[0].side == side)
  }
}

@Suite struct `Levels by simulated search` {
  @Test func `come close to the exact optimum from far away, and never need the model`() throws {
    let plan = textbookPlan(s: 60, S: 90, weeks: 120, warmUpWeeks: 20)
    let loaded = scenario([Draft(name: "base", plan: plan)], replications: 12)
    let study = Study(title: "", slug: "", drafts: [], options: StudyOptions(loaded.experiment))
    // No candidate of any program: the search begins at today's levels.
    let proposal = ItemProposal(
      stockPoint: 0, item: "filter", location: "store", today: plan.supply.stockPoints[0].control, candidates: [], assumptions: [])
    let found = try LevelSearch(study: study, plan: plan).run([proposal], cancellation: Cancellation(), progress: nil)
    let problem = try ModelAssumptions.problem(plan, stockPoint: 0).get()
    let cost = try problem.evaluate(try #require(found[0]).policy).costPerDay
    let best = try problem.optimalReorderLevels().costPerDay, before = try problem.evaluate(.sS(s: 60, S: 90)).costPerDay
    #expect(before > best * 1.3)
    #expect(cost < best * 1.03, "\(found) costs \(cost), the best \(best)")
  }

  @Test func `are a candidate of their own where they are asked for, and not where the programs alone are`() throws {
    let loaded = scenario([Draft(name: "base", plan: textbookPlan(weeks: 60, warmUpWeeks: 16))], replications: 6)
    let options = StudyOptions(loaded.experiment)
    let searched = try PolicyOptimizer(scenario: loaded, options: options, method: .search).run()
    #expect(searched.notes.contains { $0.hasPrefix("search levels: 1 item ") })
    let plain = try PolicyOptimizer(scenario: loaded, options: options, method: .dp).run()
    #expect(plain.candidates.allSatisfy { $0.name != "search levels" })
    #expect(try PolicyOptimizer(scenario: loaded, options: options).run().candidates.map(\.name) == plain.candidates.map(\.name))
  }
}

@Suite struct `Levels by date at every demand` {
  /// Poisson customers whose rate is three times as high in half of the weeks, checked at every demand.
  private static func plan(_ factors: [Double]) -> Plan {
    var plan = textbookPlan(mean: 6, weeks: 104, warmUpWeeks: 16)
    plan.study = .continuous
    plan.supply.stockPoints[0].control.review = .continuous
    plan.supply.streams = [
      .perItem(
        PerItemStream(
          name: "workshop", location: 0, items: [0], laws: [.poisson(mean: 6)], period: .days(1),
          factors: (0..<728).map { factors[($0 / 91) % factors.count] }, unmet: UnmetDemand(backorderShare: 1)))
    ]
    return plan
  }

  @Test func `follow the demand, are simulated as a candidate, and the saving is told apart`() throws {
    let plan = Self.plan([0.5, 1.5])
    let loaded = scenario([Draft(name: "base", plan: plan)], replications: 12)
    let result = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run()
    let candidate = try #require(result.items[0].candidates.first { $0.method == .seasonalContinuous })
    guard case .timePhased(let levels) = candidate.control.policy else { return }
    let quiet = levels.stretch(at: .days(30)), busy = levels.stretch(at: .days(91 + 30))
    // Where the rate is steady the levels are the best ones for that rate.
    for (rate, stretch) in [(3.0, quiet), (9.0, busy)] {
      var steady = textbookPlan(mean: rate)
      steady.study = .continuous
      steady.supply.stockPoints[0].control.review = .continuous
      let best = try ModelAssumptions.problem(steady, stockPoint: 0).get().optimalReorderLevels()
      #expect(abs(Int(stretch.s) - best.s) <= 1 && abs(Int(stretch.S) - best.S) <= 2, "\(rate): \(stretch) against \(best)")
    }
    let set = try #require(result.candidates.first { $0.name == "seasonal, every demand" })
    let stationary = try #require(result.candidates.first { $0.name == "DP levels" })
    #expect(set.simulated.value < stationary.simulated.value)
    #expect(result.notes.contains { $0.hasPrefix("seasonal levels against DP levels: ") })
  }

  @Test func `are not there where the study looks at the position once a period`() throws {
    let loaded = scenario([Draft(name: "base", plan: textbookPlan())], replications: 4)
    let result = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run()
    #expect(!result.items[0].candidates.contains { $0.method == .seasonalContinuous })
  }
}
