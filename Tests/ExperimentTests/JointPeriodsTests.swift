import Estimation
import Foundation
import Groundwork
import Optimization
import Randomness
import Scenario
import Simulation
import Supply
import Testing

@testable import Experiment

/// Two items of one supplier in a study of days, with demand of a handful of values.
private func loaded(
  _ policies: String = "default: { s-S: { s: 2, S: 8 } }", demand: String = "", lines: String = "", unmet: String = "backorder",
  rest: String = "", costs: String = "holding: 1 EUR/unit/day, backorder: 9 EUR/unit/day", weeks: Int = 520, warmUp: Int = 40
) throws -> LoadedScenario {
  let asked = demand.isEmpty ? "a: { discrete: { 0: 1, 1: 1, 2: 1, 3: 1 } }, b: { discrete: { 0: 2, 1: 2, 2: 1 } }" : demand
  let text = """
    bullwhip: 1
    name: Joint periods
    currency: EUR
    study: periodic
    clock: { start: day 0, horizon: \(weeks) weeks, warm-up: \(warmUp) weeks }
    items: { list: { a: { unit-cost: 10 EUR }, b: { unit-cost: 10 EUR } } }
    suppliers: { w: { lead-time: 0 d, order-cost: 12 EUR, line-cost: 1 EUR\(lines) } }
    locations: { store: { supplied-by: w } }
    demand: { streams: { s: { at: store, per-item: { items: { \(asked) } }, unmet: \(unmet) } } }
    policies: { \(policies) }
    costs: { \(costs) }
    \(rest)
    experiment: { replications: 8, seed: 1 }

    """
  let path = NSTemporaryDirectory() + "bullwhip-periods-\(UUID().uuidString).yaml"
  try text.write(toFile: path, atomically: true, encoding: .utf8)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try ScenarioLoader.load(path: path)
}

/// The least cost of a day over all joint policies by plain value iteration, nothing of the solvers in it: before an order the stocks of
/// both are within a box that no sensible policy leaves.
private func leastCost(_ laws: [[Double]], order: Double, line: Double, h: Double, p: Double) -> Double {
  let low = -12, high = 16, side = high - low + 1
  func stock(_ y: Int, _ law: [Double]) -> Double {
    law.enumerated().reduce(0) { $0 + $1.element * (h * Double(max(0, y - $1.offset)) + p * Double(max(0, $1.offset - y))) }
  }
  var value = [Double](repeating: 0, count: side * side)
  var (least, most) = (0.0, 0.0)
  for _ in 0..<2_000 {
    var after = [Double](repeating: 0, count: side * side)
    for i in 0..<side {
      for j in 0..<side {
        var sum = stock(low + i, laws[0]) + stock(low + j, laws[1])
        for (d, u) in laws[0].enumerated() {
          for (e, v) in laws[1].enumerated() { sum += u * v * value[max(0, i - d) * side + max(0, j - e)] }
        }
        after[i * side + j] = sum
      }
    }
    var next = after
    // The best of ordering the one, the other or both up to anything at or above where they stand.
    for i in 0..<side {
      for j in 0..<side {
        var best = after[i * side + j]
        for k in i..<side { best = min(best, order + line + after[k * side + j]) }
        for k in j..<side { best = min(best, order + line + after[i * side + k]) }
        for k in i..<side { for m in j..<side { best = min(best, order + 2 * line + after[k * side + m]) } }
        next[i * side + j] = best
      }
    }
    let changes = zip(next, value).map { $0 - $1 }
    (least, most) = (changes.min() ?? 0, changes.max() ?? 0)
    value = next
    if most - least < 1e-7 { break }
  }
  return (least + most) / 2
}

@Suite struct `Orders that items share in a study of periods` {
  /// One unit of each a day. The first is ordered at 0 up to 2, every other day; the second stands at 1 then, joins and is filled up to 3.
  /// By itself it would wait until -9. Two days cost one order, two lines and 1 + 2 + 0 + 1 units held: 18, which is 63 a week.
  @Test func `an item that can joins an item that must`() throws {
    let scenario = try loaded(
      "items: { a: { can-order: { s: 0, c: 0, S: 2 } }, b: { can-order: { s: -9, c: 1, S: 3 } } }", demand: "a: 1, b: 1", weeks: 60,
      warmUp: 4)
    let result = try Study(
      title: "", slug: "x", drafts: scenario.drafts, options: StudyOptions(replications: 2, threads: 1)
    ).run()
    #expect(abs((result.base["cost.total"]?.estimate.value ?? 0) - 63) < 1e-9)
    #expect(abs((result.base["supplier-orders"]?.estimate.value ?? 0) - 3.5) < 1e-9)
    #expect(result.base["fill-rate"]?.estimate.value == 1)
  }

  /// The chain of `JointReplenishmentProblem`, which has nothing of the solver of joint orders in it, against the simulation.
  @Test func `simulated can-order levels cost what the chain of periods says`() throws {
    let levels = CanOrderPolicy(mustOrder: [0, -1], canOrder: [4, 2], upTo: [8, 6])
    let laws = [[0.25, 0.25, 0.25, 0.25], [0.4, 0.4, 0.2]].map { LatticeDistribution(probabilities: $0) }
    let problem = JointReplenishmentProblem(
      items: laws.map { .init(demand: $0, holdingCost: 1, backorderCost: 9, minorCost: 1) }, majorCost: 12)
    let exact = try problem.evaluate(levels) * 7
    let scenario = try loaded("items: { a: { can-order: { s: 0, c: 4, S: 8 } }, b: { can-order: { s: -1, c: 2, S: 6 } } }")
    let result = try Study(title: "", slug: "x", drafts: scenario.drafts, options: StudyOptions(replications: 40, threads: 2)).run()
    let cost = try #require(result.base["cost.total"]?.estimate), half = try #require(cost.halfWidth)
    #expect(abs(cost.value - exact) < 1.5 * half && half < 0.005 * cost.value)
  }

  @Test func `optimize has the optimum of both as bound, and can-order levels near it`() throws {
    let least = leastCost([[0.25, 0.25, 0.25, 0.25], [0.4, 0.4, 0.2]], order: 12, line: 1, h: 1, p: 9) * 7
    let scenario = try loaded()
    let result = try PolicyOptimizer(scenario: scenario, options: StudyOptions(scenario.experiment)).run()
    let joint = try #require(result.candidates.first { $0.name == "can-order" })
    let own = try #require(result.candidates.first { $0.name == "DP levels" })
    let bound = try #require(joint.lowerBoundPerWeek), cost = try #require(joint.modelCostPerWeek)
    #expect(bound < least * (1 + 1e-6) && bound > least * (1 - 1e-4), "\(bound) against \(least)")
    #expect(cost >= least * (1 - 1e-6) && cost < 1.05 * least)
    #expect(joint.isModel && joint.covers == true && !own.isModel)
    #expect(result.winner == "can-order" && joint.simulated.value < own.simulated.value)
    // Each alone pays more than the two together: no bound on what they cost.
    #expect(try #require(own.modelCostPerWeek) > own.simulated.upper ?? 0)
    for candidate in result.candidates { #expect(candidate.lowerBoundPerWeek == nil || candidate.lowerBoundPerWeek == bound) }
    let exact = result.exact
    #expect(abs((exact.total?.bound ?? 0) - bound) < 1e-9 && exact.total?.isOptimum == false)
    #expect(result.candidates.contains { $0.name == "common review" })
  }

  /// What keeps items from being solved together is said, and nothing is called a bound that is none.
  @Test(arguments: [0, 1, 2]) func `where they are not solved together that is said`(index: Int) throws {
    let scenario =
      switch index {
      case 0: try loaded(lines: ", multiple: 2")
      case 1: try loaded(rest: "constraints: { stock.value: \"<= 100 EUR\" }")
      default: try loaded(unmet: "lost", costs: "holding: 1 EUR/unit/day, lost-sale: 9 EUR/unit")
      }
    let reason = ["orders have a minimum or multiple", "limits are solved item by item", "here it is lost"][index]
    var options = StudyOptions(scenario.experiment)
    options.replications = 3
    let result = try PolicyOptimizer(scenario: scenario, options: options, method: .dp).run()
    #expect(!result.candidates.contains { $0.name == "can-order" })
    #expect(result.candidates.allSatisfy { $0.lowerBoundPerWeek == nil })
    #expect(result.notes.contains { $0.hasPrefix("2 items of w at store share the cost of an order") && $0.contains(reason) })
    if index != 1 { #expect(result.exact.rows.allSatisfy { $0.bound == nil && !$0.isOptimum }) }
  }

  @Test func `can-order levels are refused where demand is lost`() throws {
    #expect(throws: InputErrors.self) {
      let scenario = try loaded(
        "items: { a: { can-order: { s: 0, c: 0, S: 2 } }, b: { can-order: { s: 0, c: 1, S: 3 } } }", unmet: "lost",
        costs: "holding: 1 EUR/unit/day, lost-sale: 9 EUR/unit")
      _ = try Study(title: "", slug: "x", drafts: scenario.drafts, options: StudyOptions(replications: 2, threads: 1)).run()
    }
  }
}
