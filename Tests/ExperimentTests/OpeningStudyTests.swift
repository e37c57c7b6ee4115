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

private func loaded(_ text: String) throws -> LoadedScenario {
  let path = NSTemporaryDirectory() + "bullwhip-opening-\(UUID().uuidString).yaml"
  try text.write(toFile: path, atomically: true, encoding: .utf8)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try ScenarioLoader.load(path: path)
}

/// One item of one supplier; what differs is put in.
private func text(
  study: String = "periodic", clock: String = "horizon: 400 days, warm-up: 100 days", item: String = "unit-cost: 10 EUR",
  supplier: String = "lead-time: 1 d", demand: String = "{ poisson: { mean: 3 } }", unmet: String = "backorder", policy: String,
  costs: String = "holding: 1 EUR/unit/day, backorder: 4 EUR/unit/day", more: String = ""
) -> String {
  """
  bullwhip: 1
  name: Opening
  currency: EUR
  study: \(study)
  clock: { start: day 0, \(clock) }
  items: { list: { a: { \(item) } } }
  suppliers: { sup: { \(supplier) } }
  locations: { store: { supplied-by: sup } }
  demand: { streams: { d: { at: store, per-item: { every: day, items: { a: \(demand) } }, unmet: \(unmet) } } }
  policies: { default: { \(policy) } }
  costs: { \(costs) }
  experiment: { replications: 20, seed: 1 }
  \(more)

  """
}

private func optimized(_ text: String) throws -> OptimizationResult {
  let scenario = try loaded(text)
  return try PolicyOptimizer(scenario: scenario, options: StudyOptions(scenario.experiment)).run()
}

@Suite struct `What a study opens with` {
  /// The same levels are the same alternative, whoever wrote them down: over 60 days without a warm-up what stands there at the start is
  /// most of the cost.
  @Test func `levels that are chosen open as the same levels written by hand`() throws {
    let world = text(
      clock: "horizon: 60 days, warm-up: 0 days", supplier: "lead-time: 5 d, order-cost: 20 EUR", policy: "s-S: { s: 60, S: 90 }",
      more: "alternatives: { let it choose: { policies.default: optimize } }")
    let scenario = try loaded(world)
    let chosen = try Study.resolved(scenario, options: StudyOptions(scenario.experiment)).drafts[1].plan.supply.stockPoints[0]
    guard case .sS(let s, let S) = chosen.control.policy else {
      Issue.record("\(chosen.control)")
      return
    }
    // (s, S) stands at s + 1 … S: its mean position to the nearest unit.
    #expect(chosen.initialStock == (s + S + 2) / 2)
    let again = try loaded(
      world.replacing("{ let it choose: { policies.default: optimize } }", with: "{ by hand: { policies.default: { s-S: { s: \(s), S: \(S) } } } }"))
    #expect(again.drafts[1].plan.supply.stockPoints[0] == chosen)
    // The optimiser's sets open as what it writes would.
    let result = try optimized(world)
    let best = try #require(result.fresh.scenarios.first { $0.plan.supply.stockPoints[0].control == chosen.control })
    #expect(best.plan.supply.stockPoints[0].initialStock == chosen.initialStock)
  }

  /// By hand: two days ask for 0, 6 or 12 with 1/4, 1/2, 1/4, so that twelve cost 6 a day and six 7.5.
  @Test func `the remainder of a given stock decides`() throws {
    let result = try optimized(
      text(supplier: "lead-time: 1 d, multiple: 6", demand: "{ discrete: { 0: 1, 6: 1 } }", policy: "r-Q: { r: 5, Q: 6 }", more: "initial-stock: 12"))
    let item = result.items[0]
    #expect(abs((item.todayCostPerDay ?? 0) - 7.5) < 1e-9)
    let best = try #require(item.candidates.first)
    #expect(abs((best.expectedCostPerDay ?? 0) - 6) < 1e-9 && abs((best.lowerBoundPerDay ?? 0) - 6) < 1e-9 && best.optimality == .best)
    #expect(item.solverNotes.contains { $0.contains("multiples of 6") })
    for candidate in result.candidates {
      let half = 2 * (candidate.simulated.halfWidth ?? 0)
      #expect(abs(candidate.gap ?? .infinity) < half, "\(candidate.name)")
    }
  }

  /// 300 units against (6, 17) at two a day last 141 days, the warm-up 56.
  @Test func `a stock that outlasts the warm-up is named`() throws {
    let clock = "horizon: 200 days, warm-up: 56 days"
    func assumptions(_ stock: String) throws -> [String] {
      let plan = try loaded(
        text(
          clock: clock, supplier: "lead-time: 2 d, order-cost: 10 EUR", demand: "{ poisson: { mean: 2 } }", policy: "s-S: { s: 6, S: 17 }",
          more: "initial-stock: \(stock)")
      ).drafts[0].plan
      return ModelAssumptions.check(plan, stockPoint: 0)
    }
    #expect(try assumptions("300") == [ModelAssumptions.overstocked(56)])
    // 40 units are at 17 after 12 days, and four cycles of 11/2 + 2 days last 30.
    #expect(try assumptions("40") == [] && assumptions("policy") == [])
    let lost = try loaded(
      text(
        clock: "horizon: 108 days, warm-up: 8 days", demand: "{ poisson: { mean: 1.1 } }", unmet: "lost",
        policy: "capped-base-stock: { S: 11, cap: 2 }", costs: "holding: 1 EUR/unit/day, lost-sale: 19 EUR/unit", more: "initial-stock: 60"))
    #expect(try PeriodicModel(lost.drafts[0].plan, stockPoint: 0).ignored == [ModelAssumptions.overstocked(8)])
  }

  /// Goods that keep for four days, of which three are asked for on one day in fifty: the start is long remembered. The state is pushed
  /// forward day by day here: units by days left, an order up to 4 that comes the next day.
  @Test func `a base stock of goods that spoil costs what it costs in the long run`() throws {
    let result = try optimized(
      text(
        clock: "horizon: 2000 days, warm-up: 200 days", item: "unit-cost: 10 EUR, shelf-life: 4 d", demand: "{ discrete: { 0: 98, 3: 2 } }",
        unmet: "lost", policy: "base-stock: { S: 4 }",
        costs: "holding: 0.1 EUR/unit/day, lost-sale: 60 EUR/unit, waste: 1 EUR/unit"))
    var law: [[Int]: Double] = [[0, 0, 0, 4]: 1]
    var cost = 0.0
    for day in 0..<6_000 {
      var next: [[Int]: Double] = [:]
      for (ages, mass) in law {
        for (d, p) in [(0, 0.98), (3, 0.02)] {
          let order = max(0, 4 - ages.reduce(0, +))
          var left = ages, rest = d
          for i in 0..<4 {
            let taken = min(rest, left[i])
            left[i] -= taken
            rest -= taken
          }
          let wasted = left[0]
          let after = [left[1], left[2], left[3]]
          if day >= 3_000 { cost += mass * p * (60 * Double(rest) + Double(wasted) + 0.1 * Double(after.reduce(0, +))) / 3_000 }
          next[after + [order], default: 0] += mass * p
        }
      }
      law = next
    }
    let item = result.items[0]
    #expect(abs((item.todayCostPerDay ?? 0) - cost) < 1e-6, "\(item.todayCostPerDay ?? 0) \(cost)")
    for candidate in item.candidates where candidate.expectedCostPerDay != nil {
      #expect(candidate.expectedCostPerDay! >= (candidate.lowerBoundPerDay ?? 0) - 1e-6, "\(candidate.method)")
    }
  }

  /// A delivery of four for a line of five: the four leave on day 2, since nothing waits to be complete. (r, Q) = (−3, 2) lifts −5 to −1;
  /// day 0 asks for 5, and day 10 is the end.
  @Test func `goods for a line that waits for more leave as they come`() throws {
    let scenario = try loaded(
      text(
        study: "continuous", clock: "horizon: 10 days, warm-up: 0 days", supplier: "lead-time: 2 d", demand: "5",
        policy: "r-Q: { r: -3, Q: 2 }", more: "initial-stock: 0"
      ).replacing("every: day", with: "every: 10 days"))
    let result = try Study(title: "", slug: "x", drafts: scenario.drafts, options: StudyOptions(replications: 2, threads: 1)).run()
    #expect(result.base["cost.holding"]?.estimate.value == 0)
    // Five owed for two days and one for eight, at four a unit and day: 72 in 10 days.
    #expect(abs((result.base["cost.backorder"]?.estimate.value ?? 0) - 72 * 0.7) < 1e-9)
  }

  /// Goods that come half a day later are received with what comes a day later, so an emergency supplier of half a day is one of a day.
  @Test func `half a period of emergency lead time is a whole one`() throws {
    func cost(_ fast: String) throws -> [Double] {
      let scenario = try loaded(
        text(demand: "{ binomial: { n: 4, p: 0.4 } }", policy: "dual-index: { emergency: 2, regular: 7 }")
          .replacing("{ sup: { lead-time: 1 d } }", with: "{ sup: { lead-time: 3 d }, fast: { lead-time: \(fast) } }")
          .replacing("supplied-by: sup", with: "supplied-by: sup, emergency: { from: fast, surcharge: 4 EUR }"))
      let result = try Study(title: "", slug: "x", drafts: scenario.drafts, options: StudyOptions(replications: 4, threads: 1)).run()
      return try #require(result.base["cost.total"]).numerators
    }
    let whole = try cost("1 d")
    #expect(try cost("0.5 d") == whole && cost("0.25 d") == whole)
    #expect(try cost("0 d") != whole)
  }

  /// An order's cost is divided among the items on it, the model's in even parts: only the sum is the same.
  @Test func `items on shared orders are compared together`() throws {
    let scenario = try loaded(
      """
      bullwhip: 1
      name: Two
      currency: EUR
      clock: { start: day 0, horizon: 600 days, warm-up: 100 days }
      items: { list: { a: { unit-cost: 10 EUR }, b: { unit-cost: 20 EUR } } }
      suppliers: { sup: { lead-time: 1.5 d, order-cost: 20 EUR, line-cost: 2 EUR } }
      locations: { store: { supplied-by: sup } }
      demand: { streams: { d: { at: store, per-item: { every: day, items: { a: { poisson: { mean: 1 } }, b: { poisson: { mean: 3 } } } }, unmet: backorder } } }
      policies: { default: { s-S: { s: 4, S: 12 } } }
      costs: { holding: 0.1 EUR/unit/day, backorder: 2 EUR/unit/day }
      experiment: { replications: 40, seed: 1 }

      """)
    let result = try PolicyOptimizer(scenario: scenario, options: StudyOptions(scenario.experiment)).run()
    #expect(result.winner == "can-order")
    let exact = result.exact
    #expect(exact.rows.allSatisfy { $0.isEvenPart && $0.covers == nil && $0.gap == nil })
    #expect(exact.total?.covers == true && exact.covered.of == 0)
  }
}
