import Experiment
import Foundation
import Groundwork
import Scenario
import Simulation
import Testing

@testable import Charts
@testable import Reports

@Suite struct `One line of progress` {
  private func line(_ finished: Int, _ planned: Int, _ detail: String, width: Int = 120) -> String {
    TerminalStyle.progress(StudyProgress(finished: finished, planned: planned, activity: "solving items", detail: detail), width: width)
  }

  @Test func `says what, how many, and what now`() {
    #expect(line(1, 4, "tea, sweep 64") == "solving items " + "██████" + String(repeating: "·", count: 18) + " 1 of 4 · tea, sweep 64")
    #expect(line(4, 4, "").hasSuffix("█ 4 of 4"))
    #expect(line(0, 0, "").hasSuffix("0 of 0"))
  }

  @Test(arguments: [10, 40, 80]) func `never reaches the terminal's edge`(width: Int) {
    let text = line(3, 7, String(repeating: "a long name of an item ", count: 9), width: width)
    #expect(TerminalStyle.width(of: text) < width && text.hasPrefix("solving i"))
  }
}

@Suite struct `What misses a target` {
  private static let scenario = """
    bullwhip: 1
    name: Two items
    currency: EUR
    study: periodic
    clock: { start: day 0, horizon: 60 weeks, warm-up: 20 weeks }
    items: { list: { a: { unit-cost: 10 EUR }, b: { unit-cost: 30 EUR, supplier: t } } }
    suppliers: { s: { lead-time: 2 d, order-cost: 20 EUR }, t: { lead-time: 2 d, order-cost: 20 EUR } }
    locations: { st: { supplied-by: s } }
    demand: { streams: { s: { at: st, per-item: { items: { a: { poisson: { mean: 4 } }, b: { poisson: { mean: 2 } } } }, unmet: backorder } } }
    policies: { default: { s-S: { s: 7, S: 49 } }, items: { b: { s-S: { s: 3, S: 32 } } } }
    costs: { holding: 0.1 EUR/unit/day, backorder: 0.9 EUR/unit/day }
    targets: { fill-rate: ">= 99.9 %" }
    experiment: { replications: 6, seed: 1 }

    """

  private static let made: (loaded: LoadedScenario, result: OptimizationResult)? = {
    let path = NSTemporaryDirectory() + "marks-\(UUID().uuidString).yaml"
    try? scenario.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    guard let loaded = try? ScenarioLoader.load(path: path, sets: []) else { return nil }
    guard let result = try? PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run() else { return nil }
    return (loaded, result)
  }()

  /// Today's levels are the optimum of each item, which shares no order; no levels of least cost serve 99.9 % at once.
  @Test func `is not called the best without saying so`() throws {
    let (_, result) = try #require(Self.made)
    let text = OptimizationText(result).text(TerminalStyle(width: 160))
    #expect(result.winner == "today")
    #expect(text.contains("though it misses the target for") && !text.contains("✓ kept") && !text.contains("✓ best"))
  }

  @Test func `has a mark of its own in the chart, and the mark its name`() throws {
    let (_, result) = try #require(Self.made)
    let picture = try #require(OptimizationPictures(result, orders: nil)["regret"])
    guard case .regret(let chart) = picture.specification else {
      Issue.record("no regret chart")
      return
    }
    #expect(chart.rows.allSatisfy { $0.misses?.hasPrefix("the target for ") == true })
    for mode in [Mode.standalone, .report] {
      let size = mode == .report ? Size(487, chart.preferredHeight(.report)) : Size(680, chart.preferredHeight(.standalone))
      let drawn = try chart.scene(size: size, mode: mode, measurer: PlainMeasurer())
      #expect(drawn.commands.contains { if case .text(let run, "key-label") = $0 { run.text.hasPrefix("Misses the target for") } else { false } })
    }
    var clean = chart
    for i in clean.rows.indices { clean.rows[i].misses = nil }
    #expect(clean.preferredHeight(.standalone) < chart.preferredHeight(.standalone))
    #expect(clean.dataTable.columns.count == chart.dataTable.columns.count - 1)
  }
}

/// Every letter as wide as half its size.
private struct PlainMeasurer: TextMeasurer {
  func extent(of text: String, style: TextStyle) -> TextExtent {
    TextExtent(width: Double(text.count) * style.size * 0.5, ascent: style.size * 0.97, descent: style.size * 0.24)
  }
}
