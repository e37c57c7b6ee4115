import Foundation
import Groundwork
import Kernel
import Randomness
import Scenario
import Simulation
import Testing
import Warehouse

@testable import Experiment

/// The scenarios that come with the product, as the repository holds them.
enum Bundled {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: root.path + "/scenarios")) ?? [])
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()

  /// Base and alternatives over their first eight weeks, which hold all that a year does but its length; those with a hole are left out,
  /// since finding their levels is another test's work.
  static func drafts(_ name: String) throws -> [Draft] {
    try ScenarioLoader.load(
      path: "\(root.path)/scenarios/\(name).yaml", sets: ["clock.horizon=8 weeks", "clock.warm-up=1 week"]
    ).drafts.filter(\.toOptimise.isEmpty)
  }
}

/// What two replications of a scenario come to, in a few digits: a change of any sum, count, histogram or event changes them.
private struct Fingerprint: Equatable {
  /// Over every KPI's sums (or its own value), replication by replication.
  var measures: UInt64 = 0
  /// Over every event in order.
  var events: UInt64 = 0

  static let replications = 2

  static func all(of drafts: [Draft]) throws -> [(name: String, fingerprint: Fingerprint)] {
    let plans = try drafts.map { try CompiledPlan($0.plan) }
    let engine = StudyEngine(plans: plans, seed: 1, phase: .main, threads: 2, order: { Array($0) }) { PairedRunner(plans) }
    let folds = try engine.run(0..<replications, onto: engine.empty, cancellation: Cancellation(), progress: nil)
    return zip(drafts, folds).map { draft, fold in
      var hash = StableHash()
      for (k, kpi) in fold.measures.kpis.enumerated() {
        hash.combine(kpi.id)
        for value in fold.numerators[k] + fold.denominators[k] { hash.combine(value.isNaN ? 0 : value.bitPattern) }
      }
      return (draft.name, Fingerprint(measures: hash.value, events: fold.fingerprint.value))
    }
  }

  /// `gift-retailer / base: measures 00f3… events 91aa…`
  static func line(_ scenario: String, _ name: String, _ own: Fingerprint) -> String {
    func digits(_ word: UInt64) -> String { String(repeating: "0", count: 16 - String(word, radix: 16).count) + String(word, radix: 16) }
    return "\(scenario) / \(name): measures \(digits(own.measures)) events \(digits(own.events))"
  }
}

@Suite(.serialized) struct `Bundled scenarios, simulated,` {
  static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snapshots/fingerprints.txt")
  static let heading = """
    # Two replications of eight weeks of each bundled scenario and its alternatives, seed 1, as hashes of all sums and of all events.
    # A test compares them. A change that is meant is accepted with `make fingerprints`; the difference of this file then belongs into the review.

    """

  /// Between machines whose mathematics libraries differ in a last digit, a rare draw may differ; then there is nothing to compare.
  static var probe: String { "mathematics library \(String(MathematicsProbe.hash, radix: 16))" }

  @Test func `have the fingerprints that were accepted`() throws {
    #expect(Bundled.names.count >= 5)
    var lines = [Self.probe]
    for name in Bundled.names {
      for (draft, fingerprint) in try Fingerprint.all(of: Bundled.drafts(name)) { lines.append(Fingerprint.line(name, draft, fingerprint)) }
    }
    if ProcessInfo.processInfo.environment["BULLWHIP_RECORD"] == "1" {
      try FileManager.default.createDirectory(at: Self.file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try (Self.heading + lines.joined(separator: "\n") + "\n").write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let accepted = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    if accepted.first != lines.first {
      print("fingerprints: accepted with another \(accepted.first ?? ""), so they cannot be compared here")
      return
    }
    for line in lines where !accepted.contains(line) {
      Issue.record("\(line)\nis not what was accepted; where the change is meant: make fingerprints")
    }
    for line in accepted where !lines.contains(where: { $0.prefix { $0 != ":" } == line.prefix { $0 != ":" } }) {
      Issue.record("\(line)\nwas accepted and is no longer there; where that is meant: make fingerprints")
    }
  }

  @Test(arguments: Bundled.names) func `a trace switched on changes no number`(name: String) throws {
    for draft in try Bundled.drafts(name) {
      let runner = PairedRunner([try CompiledPlan(draft.plan)])
      let plain = runner.run(seed: 1, replication: 0)[0]
      let (traced, trace) = runner.trace(plan: 0, seed: 1, replication: 0)
      #expect(traced == plain, "\(name), \(draft.name)")
      // A trace that saw nothing would prove nothing.
      if draft.plan.study == .continuous, draft.plan.floor != nil { #expect(trace.floor?.tasks.isEmpty == false) }
    }
  }
}
