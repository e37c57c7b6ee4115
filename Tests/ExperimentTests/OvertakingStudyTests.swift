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

/// One or five days of lead time, each order by itself, and a fixed cost of an order.
private func overtaking(s: Int64 = 25, S: Int64 = 60) -> Plan {
  var plan = textbookPlan(s: s, S: S, leadTime: .discrete([Weighted(1, weight: 0.5), Weighted(5, weight: 0.5)]))
  plan.supply.suppliers[0].crossing = true
  return plan
}

private func optimized(_ plan: Plan, _ method: OptimizationMethod) throws -> OptimizationResult {
  let loaded = scenario([Draft(name: "base", plan: plan)], replications: 8)
  return try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment), method: method).run()
}

@Suite struct `A study of orders that may overtake each other` {
  @Test func `the levels proposed are cheaper than today's and than a base stock, and the model is named as another one`() throws {
    let result = try optimized(overtaking(), .dp)
    func cost(_ name: String) throws -> Double { try #require(result.candidates.first { $0.name == name }).simulated.value }
    #expect(try cost("DP levels") <= cost("today") * 1.01)
    // Ordering every day costs 64 a day nearly always.
    #expect(try cost("base stock") > 7 * 60 && cost("DP levels") < 100)
    // The (s, S) levels' cycles are long against the warm-up, and that is told too.
    let told = result.assumptions.map(\.text)
    #expect(told.count == 2 && told[0].hasPrefix("the warm-up of 112 days is short") && told[1] == InventoryProblem.takenInOrder, "\(told)")
    #expect(result.candidates.allSatisfy { !$0.isModel })
    #expect(result.items[0].candidates.allSatisfy { $0.lowerBoundPerDay == nil && $0.optimality != .best })
    #expect(result.exact.rows.allSatisfy { !$0.isModel && $0.bound == nil })
  }

  /// Worlds are the same, so a search that begins at the cheapest and takes no step for the worse ends no dearer than any.
  @Test func `the search ends no dearer than anything it could have begun at`() throws {
    let result = try optimized(overtaking(s: 12, S: 84), .search)
    let least = result.candidates.map(\.simulated.value).min() ?? .nan
    let found = result.candidates.first { $0.name == "search levels" } ?? result.candidates[0]
    #expect(found.simulated.value <= least + 1e-9)
  }
}
