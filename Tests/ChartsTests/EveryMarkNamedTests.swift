import Groundwork
import Testing

@testable import Charts

/// Scales that serve what is drawn, and a name for every mark that is.
@Suite struct `Scales and keys` {
  private func compared(_ means: [Double], n: Int) -> ComparisonChart {
    let rows = means.enumerated().map { i, mean in
      ComparisonChart.Row(
        "Way \(i)", samples: (0..<n).map { mean + Double($0 % 7) - 3 }, mean: Measured(mean, plusMinus: 1),
        difference: i == 0 ? nil : Measured(mean - means[0], plusMinus: 1), isReference: i == 0)
    }
    return ComparisonChart(
      measure: "Cost", unit: .money("EUR"), better: .lower, rows: rows, evidence: Evidence(n: n, interval: .confidence),
      caption: Caption(title: "Costs"))
  }

  private func scene(_ chart: some Chart, _ size: Size = .standalone, _ mode: Mode = .standalone) throws -> Scene {
    try chart.scene(size: size, mode: mode, measurer: FixedWidthMeasurer())
  }

  /// Was: one scenario at 3,839 beside ten around 4,610 left ten ticks on top of each other.
  @Test func `one far scenario is pointed to, and the others keep their scale`() throws {
    let chart = compared([4616, 4604, 4608, 4611, 4620, 3839], n: 40)
    let drawn = try scene(chart)
    #expect(drawn.texts("off-scale-label") == ["€3,839.0, off the scale"])
    #expect(drawn.rects("mean-interval").count == 5)
    // Two euros of interval are some points wide: on a scale that reaches to 3,839 they were less than one.
    #expect(drawn.rects("mean-interval").allSatisfy { $0.width > 8 })
    #expect(chart.remarks.contains { $0.contains("an arrow points to what lies beyond it") })
  }

  @Test func `scenarios that one scale holds have no arrow`() throws {
    for means in [[4616.0, 4604, 4608, 4300, 4920, 3839], [10, 20, 500], [5, 5, 5, 5]] {
      #expect(try scene(compared(means, n: 40)).texts("off-scale-label").isEmpty)
    }
  }

  @Test func `a report of usual names keeps every column and the key`() throws {
    let drawn = try scene(compared([4616, 4604, 4608, 4611, 4620], n: 40), Size(487, 260), .report)
    #expect(drawn.texts("column-header").contains("± 95%"))
    #expect(drawn.texts("error").count == 5 + 4)
    #expect(!drawn.texts("key-label").isEmpty)
  }

  /// Was: a picture of two rows gave up its key and its stamp, and left a third of itself empty.
  @Test(arguments: [Mode.standalone, .report])
  func `two rows have their key and their stamp`(mode: Mode) throws {
    var chart = compared([100, 90], n: 40)
    chart.caption.stamp = "Bullwhip"
    let drawn = try scene(chart, Size(mode == .report ? 487 : 680, max(mode == .report ? 200 : 280, chart.preferredHeight(mode))), mode)
    #expect(drawn.texts("key-label").contains("P25"))
    if mode == .standalone { #expect(drawn.says("Bullwhip")) }
  }

  @Test func `a low picture names its marks on one line`() throws {
    let words = try scene(compared([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map { 100 + $0 }, n: 40), Size(487, 268), .report).texts("key-label")
    #expect(words == ["Line: P5 to P95. Box: P25 to P75. Dark: 95% CI of the mean."])
  }

  @Test(arguments: [(20, false), (400, true)])
  func `end blocks are explained where they are drawn`(n: Int, hasEnds: Bool) throws {
    let drawn = try scene(compared([100, 110, 120], n: n))
    #expect(drawn.rects("context-end").isEmpty != hasEnds)
    #expect(drawn.texts("key-label").contains { $0.hasPrefix("end blocks") } == hasEnds)
  }

  @Test func `what prints as zero is not good news`() throws {
    var chart = compared([100, 99.998], n: 40)
    chart.rows[1].difference = Measured(-0.00002, plusMinus: 0.00001)
    func colour(_ chart: ComparisonChart) throws -> Colour? {
      let drawn = try scene(chart).commands.compactMap { command -> TextRun? in
        if case .text(let run, "difference") = command { run } else { nil }
      }
      return drawn.first { $0.text != "reference" }?.colour
    }
    #expect(try colour(chart) == Theme.bullwhip.ink3)
    chart.rows[1].difference = Measured(-20, plusMinus: 0.001)
    #expect(try colour(chart) == Theme.bullwhip.favourable.text)
  }

  @Test func `a clear difference does not print as its own half-width`() throws {
    var chart = compared([100, 99], n: 40)
    chart.rows[0].mean = Measured(100, plusMinus: 4)
    chart.rows[1].mean = Measured(99, plusMinus: 4)
    chart.rows[1].difference = Measured(-1.4, plusMinus: 0.9)
    #expect(try scene(chart).texts("difference").contains("−1.4"))
  }

  // MARK: Shift

  @Test func `every queue has a panel, breaks a ground, and who is held fills less of the lane`() throws {
    let lanes = (0..<26).map { i in
      TimelineChart.Lane(
        "Picker \(i)", segments: [.init(6, 9, category: 0), .init(9, 9.5, category: 1), .init(9.5, 14, category: 0)], utilisation: 0.9,
        rests: [9...9.25])
    }
    let chart = TimelineChart(
      base: TimeBase(.hours), from: 6, to: 14, categories: [.init("Pick"), .init("Blocked", kind: .held)], lanes: lanes,
      queueTitle: "Orders waiting for pick", queue: [.init(6, 4), .init(8, 90)],
      otherQueues: [.init("Orders waiting for pack", steps: [.init(6, 1), .init(10, 150)])], evidence: Evidence(n: 1, interval: nil),
      caption: Caption(title: "A shift"))
    let drawn = try scene(chart, Size(680, 860))
    #expect(drawn.texts("lane").count == 26)
    #expect(drawn.texts("panel-header") == ["Orders waiting for pick", "Orders waiting for pack"])
    #expect(drawn.texts("peak-label") == ["Peak 90 at 08:00", "Peak 150 at 10:00"])
    #expect(drawn.texts("pause").isEmpty && drawn.rects("context-rest").count == 26)
    let heights = Set(drawn.rects("cell-task").map { ($0.height * 10).rounded() / 10 })
    #expect(heights.count == 2)
    #expect(chart.remarks == ["Pale ground: break by plan."])
    #expect(chart.dataTable.rows.count { $0[1] == .text("queue") } == 4)
  }

  // MARK: Time

  /// Was: a tick "Week 157" behind 156 weeks.
  @Test func `a week that begins where the axis ends is not named`() {
    let ticks = TimeTicks(7, 156 * 7, base: TimeBase(.days), length: 600) { Double($0.count) * 5 }
    #expect(!ticks.ticks.isEmpty)
    #expect(ticks.ticks.allSatisfy { $0.at < 155 * 7 })
    let hours = TimeTicks(6, 14, base: TimeBase(.hours), length: 600) { Double($0.count) * 5 }
    #expect(hours.ticks.last?.at == 14)
  }

  @Test func `the lowest of noise is no finding, the foot of a valley is`() {
    func fan(_ median: [Double]) -> FanChart {
      FanChart(
        measure: "Stock", unit: .count("units"), base: TimeBase(.days), period: "week", times: median.indices.map { Double($0 * 7) },
        median: median, bands: [], evidence: Evidence(n: 40, interval: .prediction))
    }
    var numbers = SampleNumbers(3)
    for _ in 0..<20 { #expect(fan((0..<150).map { _ in 100 + 10 * numbers.normal() }).trough == nil) }
    let valley = (0..<60).map { abs(Double($0) - 40) + 0.3 * numbers.normal() }
    #expect((38...42).contains(fan(valley).trough ?? -1))
  }

  // MARK: Heatmap

  private func orders(_ cells: [[Double]]) -> ActionHeatmap {
    ActionHeatmap(
      action: "Order quantity", nothing: "Order nothing", boundary: "reorder point", columnTitle: "Position", rowTitle: "Week",
      columns: cells[0].indices.map(Double.init), rows: cells.indices.map { "\($0)" }, cells: cells, caption: Caption(title: "Orders"))
  }

  @Test func `large orders stand in the cells as thousands, and the legend says so`() throws {
    let row = (0..<28).map { $0 < 14 ? 27_000 - Double($0) * 1000 : 0 }
    let drawn = try scene(orders(Array(repeating: row, count: 12)), Size(680, 420))
    #expect(drawn.texts("cell-number").first == "27.0" && drawn.texts("cell-number").count == 12 * 14)
    #expect(drawn.texts("legend-title") == ["Order quantity, thousands in the cells"])
    let small = try scene(orders(Array(repeating: row.map { $0 / 1000 }, count: 12)), Size(680, 420))
    #expect(small.texts("cell-number").first == "27" && small.texts("legend-title") == ["Order quantity"])
  }

  @Test func `a region without room for its name is named in the legend`() throws {
    // Nothing is ordered in the last column alone.
    let drawn = try scene(orders(Array(repeating: (0..<12).map { 11 - Double($0) }, count: 9)), Size(680, 420))
    #expect(drawn.texts("region").isEmpty)
    #expect(drawn.texts("legend").contains("reorder point") && drawn.texts("legend").contains("nothing"))
    // Up to what cannot be reached there is room.
    let reached = (0..<24).map { $0 < 6 ? 6 - Double($0) : $0 < 18 ? 0 : .nan }
    let named = try scene(orders(Array(repeating: reached, count: 9)), Size(680, 420))
    #expect(named.texts("region") == ["Order nothing", "Line: reorder point"])
  }
}
