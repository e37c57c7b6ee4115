import Estimation
import Foundation
import Groundwork
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Testing

@testable import Experiment

@Suite struct `The verdict of a check` {
  struct Case: Sendable, CustomTestStringConvertible {
    var lower: Double, upper: Double
    var worse: CheckRule.Worse
    var expected: CheckStatus
    var testDescription: String { "[\(lower), \(upper)] with 10 allowed \(worse) is \(expected)" }
  }

  @Test(arguments: [
    // Up is worse, 10 allowed.
    Case(lower: -5, upper: 5, worse: .up, expected: .pass), Case(lower: 2, upper: 10, worse: .up, expected: .pass),
    Case(lower: 5, upper: 15, worse: .up, expected: .inconclusive), Case(lower: 11, upper: 15, worse: .up, expected: .fail),
    Case(lower: -90, upper: -50, worse: .up, expected: .pass), Case(lower: -90, upper: 50, worse: .up, expected: .inconclusive),
    // Down is worse.
    Case(lower: -5, upper: 5, worse: .down, expected: .pass), Case(lower: -15, upper: -5, worse: .down, expected: .inconclusive),
    Case(lower: -15, upper: -11, worse: .down, expected: .fail), Case(lower: 50, upper: 90, worse: .down, expected: .pass),
    // Either way.
    Case(lower: -5, upper: 5, worse: .either, expected: .pass), Case(lower: 5, upper: 15, worse: .either, expected: .inconclusive),
    Case(lower: -15, upper: -5, worse: .either, expected: .inconclusive), Case(lower: 11, upper: 15, worse: .either, expected: .fail),
    Case(lower: -15, upper: -11, worse: .either, expected: .fail), Case(lower: -15, upper: 15, worse: .either, expected: .inconclusive),
  ])
  func `is by the interval against the margin`(c: Case) {
    let difference = Estimate(value: (c.lower + c.upper) / 2, lower: c.lower, upper: c.upper, n: 20, kind: .confidence)
    #expect(CheckStatus(difference, margin: 10, worse: c.worse) == c.expected)
  }

  @Test func `without an interval nothing is concluded, without a value it fails`() {
    let bare = Estimate(value: 3, lower: nil, upper: nil, n: 1, kind: .confidence)
    #expect(CheckStatus(bare, margin: 10, worse: .up) == .inconclusive)
    #expect(CheckStatus(Estimate(value: .nan, lower: nil, upper: nil, n: 0, kind: .confidence), margin: 10, worse: .up) == .fail)
  }
}

@Suite struct `A check against a baseline` {
  static let rules = [
    CheckRule(kpi: "cost.total", margin: .relative(0.01), worse: .up), CheckRule(kpi: "fill-rate", margin: .absolute(0.005), worse: .down),
    CheckRule(kpi: "trace", margin: .exact, worse: .either),
  ]

  func check(_ plan: Plan, rules: [CheckRule] = Self.rules, replications: Int = 40, name: String = "base") -> Check {
    let loaded = scenario([Draft(name: name, plan: plan)], replications: replications, checks: rules)
    return Check(scenario: loaded, options: StudyOptions(loaded.experiment))
  }

  @Test func `its text reads back as it was, to the last bit`() throws {
    let baseline = try check(textbookPlan(), replications: 5).record()
    #expect(baseline.scenarios[0].measures.map(\.kpi).sorted() == ["cost.total", "fill-rate"])
    #expect(try Baseline(text: baseline.text, file: "b.txt") == baseline)
  }

  @Test func `an unchanged scenario passes on the first look`() throws {
    let statistical = Array(Self.rules.prefix(2))
    let quick = try check(textbookPlan(), rules: statistical).run(against: check(textbookPlan(), rules: statistical).record())
    #expect(quick.status == .pass && quick.replications == 25)
    // `exact` is of all worlds.
    let baseline = try check(textbookPlan()).record()
    let result = try check(textbookPlan()).run(against: baseline)
    #expect(result.status == .pass)
    #expect(result.replications == 40)
    #expect(result.findings.map(\.message) == ["the same in every replication", "the same in every replication", "every event as before"])
  }

  /// What happens in few worlds is not seen in the first 25: with another plan all worlds of the baseline are asked.
  @Test func `worlds that are equal so far prove nothing about the rest`() throws {
    let exact = [CheckRule(kpi: "cost.total", margin: .exact, worse: .either)]
    var other = textbookPlan()
    other.name = "another plan"
    for rules in [exact, Array(Self.rules.prefix(1)), Array(Self.rules.suffix(1))] {
      var baseline = try check(textbookPlan(), rules: rules).record()
      if !baseline.scenarios[0].measures.isEmpty { baseline.scenarios[0].measures[0].numerators[33] /= 40 }
      baseline.scenarios[0].fingerprints[33] ^= 1
      let result = try check(other, rules: rules).run(against: baseline)
      #expect(result.replications == 40 && result.status != .pass, "\(rules[0].kpi)")
    }
  }

  /// Orders at a packing line: p95 is of all orders together, in the gate as in the table.
  @Test func `a quantile is the one that the table prints`() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    func loaded(_ sets: [String]) throws -> LoadedScenario {
      var loaded = try ScenarioLoader.load(
        path: path + "/scenarios/packing-line.yaml", sets: ["clock.horizon=3 d", "clock.warm-up=0 d"] + sets)
      loaded.drafts = [loaded.drafts[0]]
      loaded.checks = [CheckRule(kpi: "order-cycle-time.p95", margin: .relative(0.5), worse: .up)]
      loaded.experiment.replications = 28
      return loaded
    }
    func table(_ scenario: LoadedScenario) throws -> Double? {
      let study = Study(
        title: "", slug: "s", drafts: scenario.drafts, options: StudyOptions(replications: 28, seed: scenario.experiment.seed, threads: 2))
      return try study.run().scenarios[0]["order-cycle-time.p95"]?.estimate.value
    }
    let old = try loaded([]), new = try loaded(["warehouse.workers.packers.count=4", "warehouse.places.benches=4"])
    let baseline = try Check(scenario: old, options: StudyOptions(old.experiment)).record()
    #expect(try Baseline(text: baseline.text, file: "b.txt") == baseline)
    let finding = try Check(scenario: new, options: StudyOptions(new.experiment)).run(against: baseline).findings[0]
    #expect(try finding.baseline == table(old) && finding.today == table(new))
    #expect(finding.baseline != finding.today && finding.replications == 28)
    // Of a bound nobody knows the difference.
    var bound = baseline
    bound.scenarios[0].measures[0].isBound = true
    #expect(try Baseline(text: bound.text, file: "b.txt") == bound)
    let unknown = try Check(scenario: new, options: StudyOptions(new.experiment)).run(against: bound)
    #expect(unknown.status == .fail && unknown.findings[0].message.hasPrefix("only a lower bound is known of the baseline"))
    #expect(try Check(scenario: old, options: StudyOptions(old.experiment)).run(against: bound).status == .pass)
  }

  @Test func `a clear change fails on the measures it moved and on no other`() throws {
    let baseline = try check(textbookPlan(), rules: Array(Self.rules.prefix(2))).record()
    // A dearer policy that serves better: cost is up, fill rate is not down.
    let result = try check(textbookPlan(s: 45, S: 80), rules: Array(Self.rules.prefix(2))).run(against: baseline)
    #expect(result.status == .fail)
    #expect(result.findings.map(\.status) == [.fail, .pass])
  }

  @Test func `what saves money passes, though every event differs`() throws {
    let rules = [CheckRule(kpi: "cost.total", margin: .relative(0.01), worse: .up)]
    let baseline = try check(textbookPlan(s: 45, S: 80), rules: rules).record()
    let saved = try check(textbookPlan(), rules: rules).run(against: baseline)
    #expect(saved.status == .pass)
    // And says so: until it is accepted, all of it may be lost again unseen.
    #expect(saved.findings[0].isBetter && saved.findings[0].message.hasPrefix("better by more than its margin"))
    #expect(try !check(textbookPlan(s: 45, S: 80), rules: rules).run(against: baseline).findings[0].isBetter)
    let exact = try check(textbookPlan(s: 45, S: 80), rules: [CheckRule(kpi: "cost.total", margin: .exact, worse: .either)]).record()
    let result = try check(textbookPlan(), rules: [CheckRule(kpi: "cost.total", margin: .exact, worse: .either)]).run(against: exact)
    #expect(result.findings[0].message == "differs in 25 of 25 replications, and exact was asked for")
    #expect(result.status == .fail)
  }

  @Test func `a change at the margin is inconclusive after all replications of the baseline`() throws {
    // Demand of another stream name: other worlds, the same law. No paired gain, so 6 short replications cannot tell a hundredth of a
    // percent.
    let rules = [CheckRule(kpi: "cost.total", margin: .relative(0.0001), worse: .either)]
    let baseline = try check(textbookPlan(), rules: rules, replications: 30).record()
    var plan = textbookPlan()
    guard case .perItem(let original) = plan.supply.streams[0] else { return }
    var stream = original
    stream.name = "another"
    plan.supply.streams = [.perItem(stream)]
    let result = try check(plan, rules: rules, replications: 30).run(against: baseline)
    #expect(result.status == .inconclusive)
    #expect(result.replications == 30)
  }

  @Test func `another mathematics library turns exact into nearly`() throws {
    let rules = [CheckRule(kpi: "cost.total", margin: .exact, worse: .either), CheckRule(kpi: "trace", margin: .exact, worse: .either)]
    var baseline = try check(textbookPlan(), rules: rules).record()
    baseline.probe ^= 1
    // One unit more at one moment in one world, as a last bit may bring about.
    baseline.scenarios[0].measures[0].numerators[3] *= 1 + 1e-9
    baseline.scenarios[0].fingerprints[3] ^= 1
    let result = try check(textbookPlan(), rules: rules).run(against: baseline)
    #expect(result.status == .pass)
    #expect(result.notes.count == 1)
    baseline.probe ^= 1
    #expect(try check(textbookPlan(), rules: rules).run(against: baseline).status == .fail)
  }

  @Test func `alternatives that come or go fail until accepted`() throws {
    let baseline = try check(textbookPlan(), replications: 4).record()
    let result = try check(textbookPlan(), replications: 4, name: "renamed").run(against: baseline)
    #expect(result.findings.map(\.status) == [.fail, .fail])
    #expect(result.findings[0].message == "the baseline has no 'renamed'; record it again with --accept")
  }

  @Test func `another seed is refused`() throws {
    var other = check(textbookPlan(), replications: 4)
    let baseline = try other.record()
    other.options.seed = 7
    #expect { try other.run(against: baseline) } throws: { "\($0)".contains("recorded with seed 1, the scenario now has seed 7") }
  }

  @Test(arguments: [
    ("", 1), ("bullwhip baseline 3\n", 1),
    ("bullwhip baseline 2\nscenario x\nversion 1\nseed 1\nreplications 1\nprobe 0\nplans x\n", 7), ("bullwhip baseline 1\nscenario x\nversion 1\nseed one\n", 4),
    ("bullwhip baseline 1\nscenario x\nversion 1\nseed 1\nreplications 2\nprobe 0\n\n[base]\nfingerprint\tcost.total\n00\t1/1\n", 11),
    ("bullwhip baseline 1\nscenario x\nversion 1\nseed 1\nreplications 1\nprobe 0\n\n[base]\nfingerprint\tcost.total\n00\tmany\n", 10),
    ("bullwhip baseline 1\nscenario x\nversion 1\nseed 1\nreplications 1\nprobe 0\n\n[base]\nfingerprint\tcost.total\n00\t1e999/1\n", 10),
    ("bullwhip baseline 1\nscenario x\nversion 1\nseed 1\nreplications 99999999999\nprobe 0\n", 5),
  ])
  func `a damaged baseline is refused with its line`(text: String, line: Int) {
    #expect {
      _ = try Baseline(text: text, file: "baselines/x.txt")
    } throws: { error in
      (error as? InputErrors)?.diagnostics.first?.location == SourceLocation(file: "baselines/x.txt", line: line, column: 1)
    }
  }
}
