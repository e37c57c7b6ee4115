import Groundwork
import Testing

@testable import Charts

/// Marks that must not say more, or less, than was measured.
@Suite struct `Honest marks` {
  private func shift(_ segments: [TimelineChart.Segment], overtime: [ClosedRange<Double>]? = nil) throws
    -> (chart: TimelineChart, scene: Scene)
  {
    let chart = TimelineChart(
      base: TimeBase(.hours), from: 6, to: 14, categories: [.init("Pick"), .init("Pack")],
      lanes: [.init("Asha", segments: segments, utilisation: 1, overtime: overtime)], evidence: Evidence(n: 1, interval: nil),
      caption: Caption(title: "A shift"))
    return (chart, try chart.scene(size: Size(680, 420), mode: .standalone, measurer: FixedWidthMeasurer()))
  }

  /// Was: a seam behind every task, so that 8 hours of tasks of two minutes looked three quarters busy.
  @Test(arguments: [30.0, 120, 600, 3600])
  func `tasks without a gap between them leave next to none in the picture`(seconds: Double) throws {
    let step = seconds / 3600
    let tasks = (0..<Int(8 / step)).map { TimelineChart.Segment(6 + Double($0) * step, 6 + Double($0 + 1) * step, category: 0) }
    let drawn = try shift(tasks).scene.rects("cell-task")
    let ink = drawn.reduce(0) { $0 + $1.width }
    let first = try #require(drawn.map(\.minX).min()), last = try #require(drawn.map(\.maxX).max())
    #expect(ink >= 0.96 * (last - first))
    #expect(ink <= last - first + 0.01)
  }

  @Test func `a pause between narrow tasks stays white`() throws {
    // Two minutes of work, two of waiting: half of the lane.
    let tasks = (0..<120).map { TimelineChart.Segment(6 + Double($0) * 4 / 60, 6 + (Double($0) * 4 + 2) / 60, category: 0) }
    let drawn = try shift(tasks).scene.rects("cell-task")
    let first = try #require(drawn.map(\.minX).min()), last = try #require(drawn.map(\.maxX).max())
    #expect(abs(drawn.reduce(0) { $0 + $1.width } / (last - first) - 0.5) < 0.02)
  }

  @Test func `overtime is underlined and the note says so`() throws {
    let task = [TimelineChart.Segment(12, 14, category: 0)]
    let (chart, scene) = try shift(task, overtime: [13...14])
    let line = try #require(scene.rects("overtime").first)
    let work = try #require(scene.rects("cell-task").first)
    #expect(abs(line.width * 2 - work.width) < 1)
    #expect(line.minY >= work.maxY)
    #expect(chart.remarks.contains("Underlined: overtime."))
    #expect(try shift(task).chart.remarks.isEmpty)
  }

  @Test func `too few runs for a band are drawn one by one`() throws {
    func chart(_ futures: [[Double]]?) -> FanChart {
      FanChart(
        measure: "Stock", unit: .count("units"), base: TimeBase(.days), period: "day", times: [1, 2, 3], median: [4, 5, 6], bands: [],
        futures: futures, evidence: Evidence(n: 3, interval: .prediction), caption: Caption(title: "Stock"))
    }
    let fan = chart([[3, 4, 5], [4, 5, 6], [5, 6, 9]])
    let scene = try fan.scene(size: .standalone, mode: .standalone, measurer: FixedWidthMeasurer())
    let lines = scene.commands.filter { if case .path(_, _, _, let role) = $0 { role == "context-future" } else { false } }
    #expect(lines.count == 3)
    #expect(fan.remarks == ["n = 3 replications, too few for prediction intervals: the thin lines."])
    #expect(fan.dataTable.columns.suffix(3) == ["run 1", "run 2", "run 3"])
    #expect(Lint.violations(in: scene, evidence: fan.evidence).isEmpty)
    #expect(chart([[1, 2]]).defect != nil)
  }

  /// Was: green in the figure, black in the table.
  @Test func `a difference that does not matter is not coloured, however clear`() throws {
    func colour(_ isNegligible: Bool?) throws -> Colour? {
      let chart = ComparisonChart(
        measure: "Cost", unit: .money("EUR"), better: .lower,
        rows: [
          .init("Today", samples: [], mean: Measured(11_187, lower: 11_100, upper: 11_300), isReference: true),
          .init(
            "Lift assists", samples: [], mean: Measured(11_167, lower: 11_100, upper: 11_200),
            difference: Measured(-20, lower: -22, upper: -18), isNegligible: isNegligible),
        ], evidence: Evidence(n: 4, interval: .confidence), caption: Caption(title: "Cost"))
      let scene = try chart.scene(size: .standalone, mode: .standalone, measurer: FixedWidthMeasurer())
      let colours = scene.commands.compactMap { command -> Colour? in
        if case .text(let run, "difference") = command, run.text.contains("20") { run.colour } else { nil }
      }
      return colours.first
    }
    #expect(try colour(nil) == Theme.bullwhip.favourable.text)
    #expect(try colour(true) == Theme.bullwhip.ink3)
  }

  /// Was: `+£0.0k to +£1.3k` for −£36 to +£1,257, and `+0.0` for a fall of 48.
  @Test func `no number loses its sign in rounding`() {
    let chart = BridgeChart(
      measure: "Total cost", per: "per week", unit: .money("EUR"), from: "Today", start: 11_187,
      steps: [
        .init("Labour", change: Measured(658, lower: 20, upper: 1_300)), .init("Overtime", change: Measured(-48, lower: -100, upper: 10)),
      ], to: "Then", end: 11_797, total: Measured(610, lower: -36, upper: 1_257), evidence: Evidence(n: 4, interval: .confidence))
    #expect(chart.remarks.contains("Total change +€610 (95% CI −€36 to +€1,257)."), "\(chart.remarks)")
    #expect(ValueUnit.money("EUR").bare(-0.02, decimals: 1, scale: .one, sign: .always) == "0.0")
    #expect(ValueUnit.money("EUR").text(0.04, decimals: 1, scale: .one, sign: .always) == "€0.0")
    #expect(ValueUnit.money("EUR").bare(-0.06, decimals: 1, scale: .one, sign: .always) == "−0.1")
  }
}
