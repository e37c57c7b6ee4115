import Charts
import Estimation
import Foundation
import Groundwork
import Optimization
import Scenario
import Simulation
import Supply
import Testing

@testable import Experiment
@testable import Reports

@Suite struct `The words of an optimisation` {
  /// Two items of Poisson demand with a fixed order cost, owing at 0.9 a day: today's levels serve nearly everything and cost too much.
  private func optimized(_ more: String, s: Int = 40, S: Int = 70, replications: Int = 6) throws -> (
    result: OptimizationResult, loaded: LoadedScenario
  ) {
    let text =
      `The words of a ranking`.scenario.replacing("s: 10, S: 40", with: "s: \(s), S: \(S)")
      .replacing("replications: 6", with: "replications: \(replications)") + "\n" + more
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("words-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("s.yaml").path
    try (text + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    let loaded = try ScenarioLoader.load(path: path, sets: [])
    return (try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run(), loaded)
  }

  private func report(_ made: (result: OptimizationResult, loaded: LoadedScenario)) -> StudyReport {
    StudyReport(made.result.search, loaded: made.loaded, insights: StudyInsights(), command: "", advice: made.result.recommendation)
  }

  /// Was: the terminal called the cheapest the best, the document advised another since a target stands before cost.
  @Test func `terminal, levels, fresh worlds and document recommend one and the same`() throws {
    let free = try optimized("")
    #expect(free.result.winner != "today" && free.result.recommendation.reason == .cheaper)
    let bound = try optimized(#"targets: { fill-rate: ">= 99.9 %" }"#)
    let result = bound.result
    let cheapest = try #require(result.candidates.min { $0.simulated.value < $1.simulated.value })
    #expect(cheapest.name != result.winner)
    guard case .loses(let target) = cheapest.fault else {
      Issue.record("\(cheapest.name) loses no target")
      return
    }
    #expect(target.kpi == "fill-rate")
    #expect(!cheapest.isTiedForBest)
    for made in [free, bound] {
      let result = made.result, index = result.recommendation.index
      #expect(result.search.scenarios[index].name == result.winner)
      #expect(result.candidates[0].name == result.winner && result.draft.name == result.winner)
      #expect(result.fresh[result.winner] != nil)
      #expect(report(made).subject == index)
      let levels = result.draft.plan.supply.stockPoints.map(\.control)
      #expect(result.search.scenarios[index].items.map(\.control) == levels)
      let advised = report(made).decision.map(\.plain).joined(separator: " ")
      #expect(advised.contains(index == 0 ? "Keep things as they are" : "Adopt “\(StudyWords.capitalised(result.winner))”"))
    }
    let text = OptimizationText(result).text(TerminalStyle(width: 200))
    #expect(text.contains("✗ misses the target for fill rate, which today meets"))
    let change = report(bound).advice.blocks.compactMap { if case .bullets(let list) = $0 { list.map(\.plain).joined() } else { nil } }
      .joined()
    #expect(change.contains("Without the target for fill rate, “"))
  }

  @Test func `where no price would do the sentence says so`() throws {
    let words = OptimizationTables(result: try optimized("", s: 400, S: 800).result, format: .terminal)
    let spread = try #require(words.result.penalties)
    let said = words.penaltyWords(spread)
    #expect(said[0] == "No price of waiting makes today's levels right for any of 2 items.")
    #expect(!said.contains { $0.contains("costs no price") || $0.contains("no price to") })
  }

  @Test func `the gap is to a column that stands there`() throws {
    let result = try optimized("").result
    // All of the cost is the models': no column more.
    #expect(!OptimizationText(result).text(TerminalStyle(width: 200)).contains("of it modelled"))
    var part = result
    for i in part.candidates.indices { part.candidates[i].simulatedOfModels -= 5 }
    let text = OptimizationText(part).text(TerminalStyle(width: 200))
    #expect(text.contains("of it modelled"))
    for candidate in part.candidates {
      let model = try #require(candidate.modelCostPerWeek), gap = try #require(candidate.gap)
      #expect(abs(candidate.simulatedOfModels - model - gap) < 1e-9)
    }
  }

  @Test func `an optimum is called one by the terminal, the table and the chart alike`() throws {
    #expect(ExactComparison.isProven(cost: 35.7167652388788, bound: 35.7167630222865))
    #expect(!ExactComparison.isProven(cost: 35.73, bound: 35.7167))
    let result = try optimized("").result
    let tables = OptimizationTables(result: result, format: .chart)
    #expect(tables.isOptimum == result.exact.rows.allSatisfy(\.isOptimum))
    // What is best for an item that pays alone is no optimum where orders are shared.
    #expect(result.items.allSatisfy { $0.candidates[0].optimality == .best && !$0.paysAlone } == tables.isOptimum)
  }
}

@Suite struct `A valley on a slant` {
  /// Cost within the share only on the diagonal and one column beside it: the box around it holds much that is dear.
  private let chart = SurfaceChart(
    measure: "Cost above the least", columnTitle: "Reorder point", rowTitle: "Order size", columns: [1, 2, 3, 4, 5], rows: [1, 2, 3, 4, 5],
    cells: (1...5).map { y in (1...5).map { x in abs(x + y - 6) <= 1 ? 0.005 : 0.5 } })

  @Test func `is told at one order size, not as the box around it`() throws {
    #expect(chart.flatReach(x: 3, y: 3) == 2...4)
    #expect(chart.flatReach(x: 5, y: 1) == 4...5)
    #expect(chart.flatReach(x: 1, y: 1) == nil)
    let box = try #require(chart.flatReach)
    #expect(box.x == 1...5 && box.y == 1...5)
    #expect(chart.isFlatAtFrame)
    var inner = chart
    inner.cells = (1...5).map { y in (1...5).map { x in x == 3 && y == 3 ? 0 : 0.5 } }
    #expect(!inner.isFlatAtFrame)
  }
}

@Suite struct `Addresses for a reader` {
  @Test(arguments: [
    (#"warehouse.workers."early packers".count"#, "Early packers, count"), ("warehouse.process.outbound.pick.route", "Pick, route"),
    // Two pools that learn the same are two changes.
    (#"warehouse.workers."early pickers".skills.pack"#, "Early pickers, skills, pack"),
    ("new-items.arrivals.poisson.mean", "New items, arrivals, poisson, mean"),
    ("suppliers.wholesaler.lead-time", "Wholesaler, lead time"), ("policies.default", "Order rule of all other items"),
    ("policies.rules.slow", "Order rule “slow”"), (#"policies.items."tea@shop""#, "Order rule of tea@shop"), ("seed", "Seed"),
  ])
  func `are named by what they speak of`(address: String, words: String) { #expect(FlowText.label(address) == words) }
}
