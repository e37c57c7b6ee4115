import Experiment
import Foundation
import Groundwork
import Scenario
import Testing

@testable import Reports

/// What programs by state stand on, in every form in which an optimisation is told.
///
/// Lost sales without a lead time: the least cost is h·E(S − D)⁺ + p·E(D − S)⁺ at S = 9 with h = 1 and p = 19, so that each price's
/// elasticity is its share of the cost; a level of 8 is right for p ÷ (p + h) between P(D ≤ 7) and P(D ≤ 8).
@Suite struct `Sensitivities by state are told` {
  private static let scenario = """
    bullwhip: 1
    name: Newsvendor
    currency: EUR
    study: periodic
    clock: { start: day 0, horizon: 40 weeks, warm-up: 4 weeks }
    items: { list: { paper: { unit-cost: 1 EUR } } }
    suppliers: { press: { lead-time: 0 d } }
    locations: { kiosk: { supplied-by: press } }
    demand: { streams: { s: { at: kiosk, per-item: { items: { paper: { poisson: { mean: 5 } } } }, unmet: lost } } }
    policies: { default: { base-stock: { S: 8 } } }
    costs: { holding: 1 EUR/unit/day, lost-sale: 19 EUR/unit }
    experiment: { replications: 4, seed: 1 }

    """

  private struct Theory {
    var held = 0.0, short = 0.0, low = 0.0, high = 0.0

    init() {
      var mass = [exp(-5.0)]
      for d in 1...80 { mass.append(mass[d - 1] * 5 / Double(d)) }
      for (d, p) in mass.enumerated() {
        held += p * Double(max(0, 9 - d))
        short += p * 19 * Double(max(0, d - 9))
      }
      let below = mass[...7].reduce(0, +), at = mass[...8].reduce(0, +)
      (low, high) = (below / (1 - below), at / (1 - at))
    }

    var holding: Double { held / (held + short) }
    var lost: Double { short / (held + short) }
  }

  private static let made: (loaded: LoadedScenario, result: OptimizationResult)? = {
    let path = NSTemporaryDirectory() + "state-words-\(UUID().uuidString).yaml"
    try? scenario.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    guard let loaded = try? ScenarioLoader.load(path: path, sets: []) else { return nil }
    guard let result = try? PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run() else { return nil }
    return (loaded, result)
  }()

  @Test func `in the table of items`() throws {
    let (_, result) = try #require(Self.made)
    let table = try CSVTable(text: OptimizationFiles(result).items, label: "items.csv")
    func number(_ column: String) throws -> Double? { Double(table[0, try #require(table.columnIndex(of: column), "\(column)")]) }
    let theory = Theory()
    #expect(abs(try #require(try number("holding cost elasticity")) - theory.holding) < 1e-4)
    #expect(abs(try #require(try number("cost of a lost sale elasticity")) - theory.lost) < 1e-4)
    #expect(try #require(try number("demand, mean elasticity")) > 0)
    #expect(abs(try #require(try number("implied cost of a lost unit, lower")) - theory.low) < 1e-3)
    #expect(abs(try #require(try number("implied cost of a lost unit, upper")) - theory.high) < 1e-3)
    // How wrong a number may be is not looked for, and nothing is said of numbers that the item does not have.
    #expect(try number("holding cost stays from") == nil && table.columnIndex(of: "emergency surcharge elasticity") == nil)
    #expect(table.columnIndex(of: "cost of waste elasticity") == nil)
  }

  @Test func `in the document`() throws {
    let (loaded, result) = try #require(Self.made)
    let document = OptimizationReport(result, loaded: loaded, insights: StudyInsights(), command: "").document
    let blocks = try #require(document.sections.first { $0.id == "section-optimum" }).blocks
    let tables = blocks.compactMap { if case .table(let table) = $0 { table } else { nil } }
    let table = try #require(tables.first { $0.id == "state-sensitivity-table" })
    let theory = Theory()
    func percent(_ share: Double) -> String { "+" + String(format: "%.2f", share) + "%" }
    let rows = Dictionary(uniqueKeysWithValues: table.rows.map { ($0.cells[0].text, $0.cells.map(\.text)) })
    #expect(rows["Holding cost"]?.last == percent(theory.holding))
    #expect(rows["Cost of a lost sale"]?.last == percent(theory.lost))
    #expect(rows["Cost of a lost sale"]?[1].hasPrefix("19") == true)
    let headings = blocks.compactMap { if case .heading(let text) = $0 { text } else { nil } }
    #expect(headings.contains("What the optimum stands on") && headings.contains("What today’s levels say a lost sale costs"))
    #expect(try document.pdf().starts(with: Array("%PDF".utf8)))
  }

  @Test func `in the terminal, and nothing of it where all is solved by position`() throws {
    let (_, result) = try #require(Self.made)
    let text = OptimizationText(result).text(TerminalStyle(width: 120))
    #expect(text.contains("what the optimum stands on, by state") && text.contains("cost of a lost sale"))
    var other = result
    other.stateSensitivity = nil
    for i in other.items.indices { other.items[i].impliedLostSale = nil }
    let header = OptimizationFiles(other).items.split(separator: "\n")[0]
    #expect(!header.contains("lost sale") && !header.contains("lost unit"))
  }
}
