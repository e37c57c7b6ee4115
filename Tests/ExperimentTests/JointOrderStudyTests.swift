import Estimation
import Foundation
import Groundwork
import Kernel
import Optimization
import Scenario
import Simulation
import Supply
import Testing

@testable import Experiment

/// Two pumps of one supplier, whose truck costs the same whatever is on it.
private func loaded(_ policies: String = "default: { s-S: { s: 9, S: 24 } }", lines: String = "") throws -> LoadedScenario {
  let text = """
    bullwhip: 1
    name: Two pumps
    currency: EUR
    clock: { start: day 0, horizon: 200 weeks, warm-up: 40 weeks }
    items: { list: { small: { unit-cost: 50 EUR }, large: { unit-cost: 90 EUR } } }
    suppliers: { works: { lead-time: 4 d, order-cost: 60 EUR, line-cost: 3 EUR\(lines) } }
    locations: { store: { supplied-by: works } }
    demand:
      streams:
        workshop: { at: store, per-item: { every: day, items: { small: { poisson: { mean: 1.6 } }, large: { poisson: { mean: 0.9 } } } }, unmet: backorder }
    policies: { \(policies) }
    costs: { holding: 0.40 EUR/unit/day, backorder: 6 EUR/unit/day }
    experiment: { replications: 40, seed: 3 }

    """
  let path = NSTemporaryDirectory() + "bullwhip-joint-\(UUID().uuidString).yaml"
  try text.write(toFile: path, atomically: true, encoding: .utf8)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try ScenarioLoader.load(path: path)
}

@Suite struct `Orders that items share in a study` {
  /// The exact chain of both positions against the simulation of the scenario, orders and all.
  @Test func `simulated can-order levels cost what the chain says`() throws {
    let scenario = try loaded("items: { small: { can-order: { s: 8, c: 15, S: 26 } }, large: { can-order: { s: 5, c: 9, S: 16 } } }")
    let plan = scenario.drafts[0].plan
    var items: [InventoryProblem] = []
    for i in 0..<2 {
      var problem = try ModelAssumptions.problem(plan, stockPoint: i).get()
      #expect(problem.ignored == [ModelAssumptions.paysAlone])
      problem.orderCost = 3
      items.append(problem)
    }
    let exact = try JointOrderProblem(items: items, sharedCost: 60).evaluate(
      CanOrderPolicy(mustOrder: [8, 5], canOrder: [15, 9], upTo: [26, 16]))
    let result = try Study(title: "", slug: "x", drafts: scenario.drafts, options: StudyOptions(replications: 200, threads: 2)).run()
    let cost = try #require(result.base["cost.total"]?.estimate), half = try #require(cost.halfWidth)
    // A 95 % interval widened by half: one seed in three hundred would miss by chance.
    #expect(abs(cost.value - exact.costPerDay * 7) < 1.5 * half && half < 0.005 * cost.value)
    let orders = try #require(result.base["supplier-orders"]?.estimate)
    #expect(abs(orders.value - exact.ordersPerDay * 7) < 1.5 * (orders.halfWidth ?? 0))
    for (i, item) in result.base.items.enumerated() {
      // Each bears its share of the orders it is on, so that only the sum is the model's.
      #expect(item.costPerWeek.value > exact.itemCostPerDay[i] * 7)
    }
  }

  @Test func `optimize ranks them beside the items' own optima, with a bound that holds`() throws {
    let scenario = try loaded()
    let result = try PolicyOptimizer(scenario: scenario, options: StudyOptions(scenario.experiment)).run()
    let joint = try #require(result.candidates.first { $0.name == "can-order" })
    let own = try #require(result.candidates.first { $0.name == "DP levels" })
    let review = try #require(result.candidates.first { $0.name == "common review" })
    #expect(joint.isModel && joint.covers == true, "the model of both items is the scenario")
    #expect(!own.isModel && !review.isModel)
    let bound = try #require(joint.lowerBoundPerWeek), cost = try #require(joint.modelCostPerWeek)
    #expect(bound < cost && cost < 1.06 * bound)
    for candidate in result.candidates {
      #expect(candidate.lowerBoundPerWeek == nil || candidate.lowerBoundPerWeek == bound)
      #expect(candidate.simulated.upper ?? 0 > bound, "nothing is cheaper than the optimum of both: \(candidate.name)")
    }
    // On the same customers, what joint orders save is beyond doubt.
    let a = try #require(result.search["can-order"]?["cost.total"]), b = try #require(result.search["DP levels"]?["cost.total"])
    let saved = Estimate.pairedRatioDifference(
      of: b.numerators, over: b.denominators, minus: a.numerators, over: a.denominators, level: 0.99)
    #expect((saved.lower ?? 0) > 0.03 * a.estimate.value)
    #expect(result.winner == "can-order")
    #expect(result.notes.contains { $0.hasPrefix("Solver of the orders that items share: can-order levels for 2 items of works at store") })
    // What is written down is what was played.
    let controls = result.draft.plan.supply.stockPoints.map(\.control)
    #expect(controls.allSatisfy { if case .canOrder = $0.policy { true } else { false } })
    // The parts of the items add up to the model of both.
    let exact = result.exact
    #expect(abs((exact.total?.expected ?? 0) - cost) < 1e-6 && abs((exact.total?.bound ?? 0) - bound) < 1e-6)
    #expect(exact.assumptions.isEmpty && exact.rows.allSatisfy(\.isModel))
  }

  @Test func `today's can-order levels have their cost in the model of both`() throws {
    let scenario = try loaded("items: { small: { can-order: { s: 8, c: 15, S: 26 } }, large: { can-order: { s: 5, c: 9, S: 16 } } }")
    let result = try PolicyOptimizer(scenario: scenario, options: StudyOptions(scenario.experiment)).run()
    let today = try #require(result.candidates.first { $0.name == "today" })
    #expect(today.isModel && today.covers == true)
  }

  @Test func `are left alone where they are not the scenario's`() throws {
    // With lots, items are not solved together; nor where nothing is shared.
    for scenario in [try loaded(lines: ", multiple: 4"), try loaded(lines: "").with { $0.supply.suppliers[0].orderCost = 0 }] {
      var options = StudyOptions(scenario.experiment)
      options.replications = 4
      let result = try PolicyOptimizer(scenario: scenario, options: options, method: .dp).run()
      #expect(!result.candidates.contains { $0.name == "can-order" || $0.name == "common review" })
    }
  }
}

extension LoadedScenario {
  fileprivate func with(_ change: (inout Plan) -> Void) -> LoadedScenario {
    var copy = self
    for i in copy.drafts.indices { change(&copy.drafts[i].plan) }
    return copy
  }
}
