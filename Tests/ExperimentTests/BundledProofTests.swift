import Foundation
import Scenario
import Testing

@testable import Experiment

@Suite struct `The bundled proof` {
  /// Seeds are fixed: the intervals are at 95 % each, and these worlds are among those in which all four cover.
  @Test func `has its program's cost inside the interval of every candidate`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    let loaded = try ScenarioLoader.load(path: root + "/scenarios/dp-proof.yaml")
    let result = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run()
    #expect(result.assumptions.isEmpty)
    #expect(Set(result.candidates.map(\.name)) == ["today", "DP levels", "(r, Q)", "EOQ"])
    for candidate in result.candidates {
      #expect(candidate.isModel && candidate.covers == true, "\(candidate.name)")
      if let bound = candidate.lowerBoundPerWeek { #expect(try #require(candidate.modelCostPerWeek) >= bound - 1e-9) }
    }
    let best = try #require(result.candidates.first { $0.name == "DP levels" })
    #expect(abs(try #require(best.lowerBoundPerWeek) - (try #require(best.modelCostPerWeek))) < 1e-6)
  }
}
