import Experiment
import Foundation
import Groundwork
import Optimization
import Reports
import Scenario
import Testing

@Suite struct `The words of a ranking` {
  /// Two items of Poisson demand with a fixed order cost, owing at 0.9 a day.
  static let scenario = """
    bullwhip: 1
    name: two
    currency: EUR
    study: periodic
    clock: { start: day 0, horizon: 40 weeks, warm-up: 10 weeks }
    items: { list: { a: { unit-cost: 10 EUR }, b: { unit-cost: 50 EUR } } }
    suppliers: { w: { lead-time: 2 d, order-cost: 20 EUR } }
    locations: { st: { supplied-by: w } }
    demand: { streams: { s: { at: st, per-item: { items: { a: { poisson: { mean: 4 } }, b: { poisson: { mean: 2 } } } }, unmet: backorder } } }
    policies: { default: { s-S: { s: 10, S: 40 } } }
    costs: { holding: 0.1 EUR/unit/day, backorder: 0.9 EUR/unit/day }
    experiment: { replications: 6, seed: 1 }
    """

  private func optimized(_ more: String = "", service: ServiceTarget? = nil) throws -> OptimizationResult {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ranking-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("s.yaml").path
    try (Self.scenario + "\n" + more + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    let loaded = try ScenarioLoader.load(path: path, sets: [])
    return try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment), service: service).run()
  }

  @Test func `where no candidate keeps the limits none is called the best, and dearer excess ties with nothing`() throws {
    let result = try optimized(#"constraints: { fill-rate: ">= 99.9 %", stock.value: "<= 300 EUR" }"#)
    #expect(result.candidates.allSatisfy { !$0.exceeded.isEmpty })
    #expect(result.candidates.count { $0.isTiedForBest } == 1)
    let text = OptimizationText(result).text(TerminalStyle(width: 120))
    #expect(text.contains("least excess") && !text.contains("✓ best") && !text.contains("tied for best"))
    // A least share is missed, a most is exceeded, each with the digits that show it.
    #expect(!text.contains("misses stock.value") && !text.contains("exceeds fill-rate"))
    for note in result.notes where note.hasPrefix("Limit fill-rate") { #expect(!note.contains("exceeded")) }
    for note in result.notes where note.contains("missed") || note.contains("exceeded") {
      let numbers = note.split(separator: " ").compactMap { Double($0) }
      #expect(Set(numbers.prefix(2)).count == 2, "\(note)")
    }
    #expect(!result.notes.contains { $0.contains("by 0.00 %") || $0.contains("by 0.000 ") })
  }

  @Test func `what breaks the promise is not tied with what keeps it`() throws {
    let result = try optimized(service: ServiceTarget(kind: .cycleService, level: 0.95))
    let winner = result.candidates[0]
    for candidate in result.candidates where candidate.isTiedForBest { #expect(candidate.meetsService == winner.meetsService) }
  }

  @Test func `where all is kept the best is called so`() throws {
    let text = OptimizationText(try optimized()).text(TerminalStyle(width: 120))
    #expect(text.contains("✓ best") && !text.contains("least excess"))
  }
}
