import Estimation
import Groundwork
import Scenario
import Simulation
import Testing

@testable import Experiment

/// Sixty of a hundred orders take two hours; the others are still open after forty.
@Suite struct `Orders that are open after the run-out` {
  private func result(open: Int, bound: Double = 50) throws -> StudyResult {
    var plan = textbookPlan()
    plan.study = .continuous
    plan.targets = [Target(kpi: "order-cycle-time.p95", comparison: .atMost, bound: bound)]
    var study = study([("base", plan), ("alike", plan)], replications: 8)
    study.makeRunner = { _ in
      FormulaRunner(plans: 2) { _, r in
        var outcome = costOutcome(r, 1)
        outcome.cycleTimes = Histogram(scale: 3.6e9)
        for _ in 0..<60 { outcome.cycleTimes.add(2) }
        for _ in 0..<open { outcome.cycleTimes.addOpen(ticks: 40 * 3_600_000_000) }
        outcome[.ordersFinished] = 60
        outcome[.cycleTimeHours] = 120
        outcome[.ordersOpen] = Double(open)
        return outcome
      }
    }
    return try study.run()
  }

  @Test func `make a quantile that they hide a lower bound without an interval, printed as one`() throws {
    let base = try result(open: 40).scenarios[0]
    let p50 = try #require(base["order-cycle-time.p50"]?.estimate), p95 = try #require(base["order-cycle-time.p95"]?.estimate)
    #expect(p50.value == 2 && p50.caveat != .lowerBound)
    #expect(p95.value == 40 && p95.caveat == .lowerBound && p95.lower == nil && p95.upper == nil)
    #expect(EstimateFormat(.plain(unit: "h")).text(p95) == "≥\u{202F}40\u{202F}h")
    let mean = try #require(base["order-cycle-time.mean"]?.estimate)
    #expect(abs(mean.value - (0.6 * 2 + 0.4 * 40)) < 1e-12)
    // The mean up to the longest time seen is one too, and says so; its interval is that of this mean.
    #expect(mean.caveat == .lowerBound && mean.lower != nil)
    #expect(try result(open: 0).scenarios[0]["order-cycle-time.mean"]?.estimate.caveat != .lowerBound)
  }

  @Test func `never meet a limit, and leave no difference to speak of`() throws {
    let wide = try result(open: 40, bound: 50), narrow = try result(open: 40, bound: 30)
    #expect(!wide.scenarios[0].targets[0].isMet && !wide.scenarios[0].targets[0].isCertain)
    #expect(!narrow.scenarios[0].targets[0].isMet && narrow.scenarios[0].targets[0].isCertain)
    #expect(wide.scenarios[1]["order-cycle-time.p95"]?.difference?.value.isNaN == true)
    #expect(wide.scenarios[1]["order-cycle-time.p50"]?.difference?.value == 0)
    #expect(wide.scenarios[1]["order-cycle-time.mean"]?.difference?.value.isNaN == true)
    #expect(try result(open: 0).scenarios[1]["order-cycle-time.mean"]?.difference?.value == 0)
  }

  @Test func `are told of, each scenario by its name`() throws {
    let notes = try result(open: 40).notes.filter { $0.contains("had not left") }
    #expect(notes.count == 2)
    #expect(notes[0].hasPrefix("'base': 40 orders a replication had not left 91 days after the end"))
    #expect(try result(open: 0).notes.allSatisfy { !$0.contains("had not left") })
    #expect(try result(open: 0).scenarios[0].targets[0].isMet)
  }
}
