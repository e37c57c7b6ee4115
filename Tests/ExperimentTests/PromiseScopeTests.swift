import Estimation
import Foundation
import Groundwork
import Optimization
import Scenario
import Simulation
import Supply
import Testing

@testable import Experiment

/// What a promise is judged on, and what its costs hold.
@Suite struct `A service promise through the door` {
  static func text(a: Int, b: Int, more: String = "") -> String {
    """
    bullwhip: 1
    name: Two
    currency: EUR
    clock: { start: day 0, horizon: 124 weeks, warm-up: 20 weeks }
    study: { periodic: 1 week }
    items: { list: { a: { unit-cost: 10 EUR, price: 15 EUR }, b: { unit-cost: 10 EUR, price: 15 EUR } } }
    suppliers: { w: { lead-time: 2 weeks } }
    locations: { dc: { supplied-by: w } }
    demand: { streams: { s: { at: dc, per-item: { items: { a: { poisson: { mean: 25 } }, b: { poisson: { mean: 100 } } }, every: week } } } }
    policies: { items: { a: { base-stock: { S: \(a) } }, b: { base-stock: { S: \(b) } } } }
    costs: { holding: 1 EUR/unit/week, backorder: 9 EUR/unit/week }
    experiment: { replications: 20, seed: 1 }
    \(more)
    """
  }

  static func loaded(_ text: String) throws -> LoadedScenario {
    let folder = NSTemporaryDirectory() + "promise-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try text.write(toFile: folder + "/s.yaml", atomically: true, encoding: .utf8)
    return try ScenarioLoader.load(path: folder + "/s.yaml")
  }

  static func optimized(_ text: String, for items: [String] = [], _ promise: String?) throws -> OptimizationResult {
    let loaded = try loaded(text)
    return try PolicyOptimizer(
      scenario: loaded, options: StudyOptions(loaded.experiment), items: items, service: promise.flatMap { ServiceTarget($0) }
    ).run()
  }

  /// P(D > S)-weighted shortage of a base stock in the sequence order, demand, receipt: E(X₃ − S)⁺ − E(X₂ − S)⁺ over the mean, with Xₙ
  /// the demand of n weeks.
  static func fillRate(mean: Double, S: Int) -> Double {
    func short(_ weeks: Double) -> Double {
      let m = mean * weeks
      var p = exp(-m), sum = 0.0
      for k in 0...(S + 600) {
        if k > S { sum += p * Double(k - S) }
        p *= m / Double(k + 1)
      }
      return sum
    }
    return 1 - (short(3) - short(2)) / mean
  }

  @Test func `is judged on the items asked for, not on others`() throws {
    // a serves badly, b well: of both together 95 % would be kept.
    let result = try Self.optimized(Self.text(a: 74, b: 400), for: ["a"], "fill-rate>=0.95")
    let today = try #require(result.candidates.first { $0.name == "today" })
    let expected = Self.fillRate(mean: 25, S: 74)
    #expect(expected < 0.9)
    #expect(abs((today.service?.value ?? 0) - expected) < 0.01 && today.meetsService == false)
    #expect(try #require(result.search.base["fill-rate"]?.estimate.value) > 0.95)
    #expect(result.notes.contains("The promise is judged on what was asked for: a."))
    // The other way round: b, left alone, serves nobody, and a's levels still keep what is promised of a.
    let reverse = try Self.optimized(Self.text(a: 80, b: 200), for: ["a"], "fill-rate>=0.95")
    let best = try #require(reverse.candidates.first { $0.name == "DP levels" })
    #expect(best.meetsService == true && (best.service?.value ?? 0) > 0.94)
  }

  @Test func `of several items it is the rate of their units together`() throws {
    let result = try Self.optimized(Self.text(a: 68, b: 320), for: ["a", "b"], "fill-rate>=0.95")
    let today = try #require(result.candidates.first { $0.name == "today" })
    let whole = try #require(result.search.base["fill-rate"]?.estimate)
    let found = try #require(today.service)
    #expect(abs(found.value - whole.value) < 1e-9)
    #expect((found.halfWidth ?? 0) >= (whole.halfWidth ?? 1) * 0.999)
  }

  @Test(arguments: [[], ["a"]]) func `costs hold the same parts in every column`(items: [String]) throws {
    let result = try Self.optimized(Self.text(a: 80, b: 330), for: items, "fill-rate>=0.97")
    for candidate in result.candidates {
      let model = try #require(candidate.modelCostPerWeek)
      // The scenario is the model, so the gap is chance alone.
      let half = try #require(candidate.simulated.halfWidth)
      #expect(abs(try #require(candidate.gap)) < 3 * half + 0.01, "\(candidate.name): \(model)")
      if items.isEmpty { #expect(candidate.isModel) }
    }
    // By hand: holding at 1 and waiting at 9 a unit and week of what stands on the shelf after three weeks' demand.
    let best = try #require(result.items[0].candidates.first)
    guard case .baseStock(let S) = best.control.policy else {
      Issue.record("no base stock")
      return
    }
    var p = exp(-75.0), cost = 0.0
    for k in 0..<400 {
      cost += p * (k > Int(S) ? 9 * Double(k - Int(S)) : Double(Int(S) - k))
      p *= 75 / Double(k + 1)
    }
    #expect(abs(try #require(best.expectedCostPerDay) * 7 - cost) < 1e-6)
    #expect(result.notes.contains { $0.hasPrefix("Where the promise binds it is kept at the least ordering and holding cost") })
  }

  @Test func `all of it cannot be promised, and the refusal says why`() {
    #expect(ServiceTarget.refusal(of: "fill-rate>=1").contains("no stock serves 100 %"))
    #expect(ServiceTarget.refusal(of: "ready-rate >= 100 %").contains("no stock serves 100 %"))
    #expect(ServiceTarget.refusal(of: "fill-rate>=98").contains("write 'fill-rate>=98%'"))
    #expect(ServiceTarget.refusal(of: "fill-rate>=0").contains("above 0"))
    for wrong in ["fill-rate<=0.98", "cost.total>=3", "", "fill-rate>=x%", "fill-rate>=1", "fill-rate>=200%"] {
      #expect(ServiceTarget(wrong) == nil && ServiceTarget.refusal(of: wrong).contains("is no service promise"))
    }
  }

  /// 0.28 lines a day and a fill rate of 99 %: a plan exists, and a looser limit is never dearer.
  @Test func `limits that can be kept are kept`() throws {
    var last = Double.infinity
    for lines in ["0.20", "0.27", "0.28", "0.283", "0.285"] {
      let more = "constraints: { fill-rate: \">= 99 %\", supplier-lines: \"<= \(lines) /day\" }"
      let loaded = try Self.loaded(Self.text(a: 80, b: 200, more: more))
      var options = StudyOptions(loaded.experiment)
      options.replications = 2
      let report = try #require(try PolicyOptimizer(scenario: loaded, options: options).run().limits)
      #expect(report.isFeasible, "\(lines)")
      #expect(report.costPerWeek <= last + 1e-9 && report.costPerWeek >= (report.lowerBoundPerWeek ?? 0) - 1e-9)
      last = report.costPerWeek
    }
  }

  /// No stock at all: what exact expectation leaves of a unit is no excess.
  @Test func `a limit of nothing is kept by next to nothing`() throws {
    let loaded = try Self.loaded(Self.text(a: 80, b: 200, more: "constraints: { stock.value: \"<= 0 EUR\" }"))
    var options = StudyOptions(loaded.experiment)
    options.replications = 2
    let report = try #require(try PolicyOptimizer(scenario: loaded, options: options).run().limits)
    #expect(report.isFeasible && report.limits[0].expected < 1e-4)
  }
}
