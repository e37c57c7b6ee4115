import Groundwork
import Testing

@testable import Charts

@Suite struct `The layout's rules` {
  private func scene(_ commands: [DrawingCommand]) -> Scene { Scene(width: 200, height: 100, commands: commands) }
  private func text(
    _ words: String, _ x: Double, _ y: Double, size: Double = 8, colour: Colour = Theme.bullwhip.ink, role: String = "label"
  ) -> DrawingCommand {
    .text(
      TextRun(words, at: Point(x, y), style: TextStyle(size: size), colour: colour, width: Double(words.count) * size * 0.55), role: role)
  }
  private func rules(_ commands: [DrawingCommand], _ evidence: Evidence = .deterministic) -> Set<Lint.Violation.Rule> {
    Set(Lint.violations(in: scene(commands), evidence: evidence).map(\.rule))
  }

  @Test func `each broken rule is found and a clean scene has none`() {
    #expect(rules([text("one", 10, 20), text("two", 60, 20)]).isEmpty)
    #expect(rules([text("one", 10, 20), text("two", 15, 23)]) == [.overlap])
    #expect(rules([text("one two three", 170, 20)]) == [.outside])
    #expect(rules([text("tiny", 10, 20, size: 6.9)]) == [.tinyText])
    #expect(rules([text("pale", 10, 20, colour: Theme.bullwhip.context)]) == [.textContrast])
    #expect(
      rules([
        .rect(Rect(x: 5, y: 5, width: 80, height: 30), cornerRadius: 0, fill: Theme.bullwhip.ink, stroke: nil, role: "bar"),
        text("dark", 10, 20),
      ]) == [.textContrast])
    #expect(
      rules([.rect(Rect(x: 5, y: 5, width: 80, height: 30), cornerRadius: 0, fill: Theme.bullwhip.grid, stroke: nil, role: "bar")]) == [
        .markContrast
      ])
    #expect(
      rules([.rect(Rect(x: .nan, y: 5, width: 80, height: 30), cornerRadius: 0, fill: Theme.bullwhip.ink, stroke: nil, role: "bar")]) == [
        .notFinite
      ])
    #expect(rules((0..<9).map { text("\($0)", 10, 10 + 10 * Double($0), role: "tick.y") }) == [.tooManyTicks])
    #expect(
      rules([text("0", 10, 10, role: "tick.y"), text("1", 10, 30, role: "tick.y"), text("2", 10, 60, role: "tick.y")]) == [.unevenTicks])
    #expect(rules([text("a long first line of words", 10, 20, role: "note"), text("no.", 10, 32, role: "note")]) == [.orphanLine])
    let evidence = Evidence(n: 200, interval: .confidence)
    #expect(rules([text("costs fall", 10, 20)], evidence) == [.unnamedEvidence])
    #expect(rules([text("n = 200; 95% CI", 10, 20)], evidence).isEmpty)
    #expect(rules([text("n = 200", 10, 20)], Evidence(n: 200, interval: .prediction)) == [.unnamedEvidence])
  }
}

@Suite struct `Random charts` {
  private func words(_ numbers: inout SampleNumbers, _ most: Int) -> String {
    let parts = [
      "stock", "weekly review", "DP", "two more packers", "safety", "base", "(s, S)", "slow boats", "Überlager", "consolidated-freight",
      "EOQ", "+10%",
    ]
    return (0...numbers.below(most)).map { _ in parts[numbers.below(parts.count)] }.joined(separator: " ")
  }

  /// 2 080 small charts of random data, sizes and label lengths: none overlaps, none is clipped, every rule holds.
  @Test(arguments: 0..<8) func `keep every rule`(part: Int) {
    var numbers = SampleNumbers(UInt64(100 + part))
    var drawn = 0
    for _ in 0..<260 {
      let mode: Mode = numbers.below(2) == 0 ? .standalone : .report
      let size = Size(240 + 700 * numbers.uniform() * numbers.uniform(), 170 + 350 * numbers.uniform())
      let magnitude = [1e-3, 1, 1e3, 5e6, 3e9][numbers.below(5)]
      let unit = [ValueUnit.money("GBP"), .count("units"), .quantity("h"), .money("CHF")][numbers.below(4)]
      var caption = Caption()
      if numbers.below(2) == 0 { caption.title = words(&numbers, 8) }
      if numbers.below(2) == 0 { caption.note = words(&numbers, 12) }
      caption.stamp = "Bullwhip 1.0"
      let n = 2 + numbers.below(60)
      let evidence = Evidence(n: n, interval: .confidence, seed: 1, scenario: "4f2a9c")
      let chart: any Chart
      switch numbers.below(6) {
      case 0:
        let best = numbers.below(3)
        let rows = (0...numbers.below(12)).map { i in
          let mean = magnitude * (1 + numbers.uniform() * 5 + Double(i))
          return ComparisonChart.Row(
            words(&numbers, 4), samples: Samples.samples(mean: mean, spread: magnitude * numbers.uniform(), n: n, seed: UInt64(i + 1)),
            mean: Measured(mean, plusMinus: magnitude * 0.2 * numbers.uniform()),
            difference: i == 2 ? nil : Measured(magnitude * numbers.normal(), plusMinus: magnitude * numbers.uniform()),
            isReference: i == 2, isAmongBest: i < best)
        }
        chart = ComparisonChart(measure: "Cost", unit: unit, better: .lower, rows: rows, evidence: evidence, caption: caption)
      case 1:
        let count = 1 + numbers.below(30)
        let level = numbers.normal()
        let paths = (0..<n).map { _ in (0..<count).map { magnitude * (level + Double($0) * 0.1 + numbers.normal()) } }
        let history = (0..<numbers.below(20)).map { FanChart.Sample(Double($0 - 20), magnitude * (level + numbers.normal())) }
        chart = FanChart(
          measure: "Stock", unit: unit,
          base: numbers.below(2) == 0
            ? TimeBase(.weeks, from: CivilDate(year: 2026, month: 1 + numbers.below(12), day: 5)) : TimeBase(.days), period: "week",
          history: history, times: (0..<count).map(Double.init), paths: paths,
          threshold: numbers.below(2) == 0 ? .init(magnitude * numbers.normal(), name: "Safety stock") : nil,
          riskTitle: numbers.below(2) == 0 ? "Risk of ending below" : nil, evidence: Evidence(n: n, interval: .prediction), caption: caption
        )
      case 2:
        let steps = (0..<numbers.below(12)).map { _ in
          BridgeChart.Step(
            words(&numbers, 3), change: Measured(magnitude * numbers.normal(), plusMinus: magnitude * 0.3 * numbers.uniform()))
        }
        let start = magnitude * (numbers.uniform() * 20)
        chart = BridgeChart(
          measure: "Cost", unit: unit, from: words(&numbers, 2), start: start, steps: steps, to: "Recommended",
          end: start + steps.reduce(0) { $0 + $1.change.value }, evidence: evidence, caption: caption)
      case 3:
        let values = (0..<1 + numbers.below(200)).map { _ in magnitude * abs(numbers.normal()) }
        chart = DistributionChart(
          measure: "Cycle time", unit: unit, observations: values,
          target: numbers.below(3) > 0 ? .init(magnitude * numbers.uniform() * 2, phrase: "ship within") : nil,
          evidence: Evidence(n: values.count, noun: "orders", interval: .confidence), caption: caption)
      case 4:
        let (columns, rows) = (1 + numbers.below(45), 1 + numbers.below(20))
        let top = numbers.below(columns + 1)
        chart = ActionHeatmap(
          action: "Order quantity", nothing: "Order nothing", boundary: "reorder point", columnTitle: "Inventory position, units",
          rowTitle: "Weeks left", columns: (0..<columns).map { Double($0 * 20) },
          rows: (0..<rows).map { "\(rows - $0)" },
          cells: (0..<rows).map { row in (0..<columns).map { $0 < max(0, top - row) ? Double((top - $0) * 20) : 0 } }, caption: caption)
      default:
        let items = (0..<1 + numbers.below(30)).map { _ in
          RankedChart.Item(words(&numbers, 3), Measured(magnitude * numbers.normal(), plusMinus: magnitude * 0.2))
        }
        chart = RankedChart(
          measure: "Cost", unit: unit, mark: numbers.below(2) == 0 ? .bar : .dot, items: items, evidence: evidence, caption: caption)
      }
      if isDrawn(chart, size, mode) { drawn += 1 }
    }
    // A canvas may be refused as too small, but not most of them.
    #expect(drawn > 170)
  }
}
