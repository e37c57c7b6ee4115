import Groundwork
import Testing

@testable import Charts

@Suite struct `Labels of points` {
  private func canvas() -> Canvas { Canvas(theme: .bullwhip, report: false, measurer: FixedWidthMeasurer()) }

  @Test func `a line enters a box exactly where it does`() {
    let box = Rect(x: 10, y: 10, width: 20, height: 10)
    #expect(box.isCrossed(from: Point(0, 15), to: Point(50, 15)))
    #expect(box.isCrossed(from: Point(15, 12), to: Point(16, 13)))
    #expect(box.isCrossed(from: Point(0, 0), to: Point(40, 30)))
    #expect(!box.isCrossed(from: Point(0, 0), to: Point(9, 40)))
    #expect(!box.isCrossed(from: Point(0, 15), to: Point(9.9, 15)))
    // Against 2 000 points along the line.
    var numbers = SampleNumbers(8)
    for _ in 0..<300 {
      let (a, b) = (Point(40 * numbers.uniform(), 40 * numbers.uniform()), Point(40 * numbers.uniform(), 40 * numbers.uniform()))
      let sampled = (0...2000).contains {
        let t = Double($0) / 2000
        return box.contains(Point(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)))
      }
      // A line that only grazes a corner may pass between two samples.
      if sampled { #expect(box.isCrossed(from: a, to: b)) } else { #expect(!box.grown(by: -0.05).isCrossed(from: a, to: b)) }
    }
  }

  @Test func `a label touches no line, no mark, no other label and stays inside, or is not drawn`() {
    var numbers = SampleNumbers(9)
    var (placed, dropped) = (0, 0)
    for _ in 0..<400 {
      var canvas = canvas()
      let bounds = Rect(x: 0, y: 0, width: 200, height: 120)
      let lines = (0..<3).map { _ in (0..<12).map { Point(Double($0) * 18, 120 * numbers.uniform()) } }
      let mark = Rect(x: 180 * numbers.uniform(), y: 100 * numbers.uniform(), width: 25, height: 15)
      canvas.text(
        "taken", x: 150 * numbers.uniform(), baseline: 10 + 100 * numbers.uniform(), .axis, colour: Theme.bullwhip.ink, as: "label")
      let labels = PointLabels(boxes: [mark], lines: lines, bounds: bounds)
      guard
        let place = labels.place(width: 40, height: 9, at: lines[0][numbers.below(11)], near: [3, 12, 24], on: canvas)
      else {
        dropped += 1
        continue
      }
      placed += 1
      #expect(bounds.contains(place.box) && !mark.intersects(place.box) && canvas.isFree(place.box))
      for line in lines { for (a, b) in zip(line, line.dropFirst()) { #expect(!place.box.isCrossed(from: a, to: b)) } }
    }
    #expect(placed > 50 && dropped > 0)
  }

  @Test func `free ground is used from the right`() {
    let labels = PointLabels(bounds: Rect(x: 0, y: 0, width: 200, height: 100))
    #expect(labels.place(width: 40, height: 10, at: Point(50, 50), on: canvas())?.anchor == .start)
    #expect(labels.place(width: 40, height: 10, at: Point(180, 50), on: canvas())?.anchor == .end)
    #expect(labels.place(width: 400, height: 10, at: Point(50, 50), on: canvas()) == nil)
  }
}

@Suite struct `A bridge in a narrow column` {
  private func chart(_ names: [String], sign: Double = -1) -> BridgeChart {
    let steps = names.enumerated().map { BridgeChart.Step($1, change: Measured(sign * 100 * Double($0 + 1), plusMinus: 20)) }
    let end = 6740 + steps.reduce(0) { $0 + $1.change.value }
    return BridgeChart(
      measure: "Total cost", unit: .money("GBP"), from: "Today", start: 6740, steps: steps, to: "DP levels", end: end,
      evidence: Evidence(n: 200, interval: .confidence))
  }

  private func texts(_ scene: Scene, _ role: String) -> [String] {
    scene.commands.compactMap { if case .text(let run, role) = $0 { run.text } else { nil } }
  }

  /// Was: columns of 30 points, whose names and half of whose values were left out.
  @Test func `lies down and keeps every name and value`() throws {
    let names = ["Ordering", "Holding", "Backorders", "Lost sales", "Overtime"]
    let scene = try chart(names).checkedScene(size: .halfColumn, mode: .report, measurer: FixedWidthMeasurer())
    #expect(texts(scene, "category") == ["Today"] + names + ["DP levels"])
    #expect(texts(scene, "value") == ["£6,740", "−100", "−200", "−300", "−400", "−500", "£5,240"])
    let wide = try chart(names).scene(size: .reportColumn, mode: .report, measurer: FixedWidthMeasurer())
    #expect(texts(wide, "category") == ["Today"] + names + ["DP levels"])
  }

  /// Was: the arrow and its words stood on the dark bar of the new total.
  @Test func `a rise is measured over the first total, not on the last one`() throws {
    let scene = try chart(["Labour", "Holding"], sign: 8).checkedScene(size: .reportColumn, mode: .report, measurer: FixedWidthMeasurer())
    let bars = scene.commands.compactMap { if case .rect(let rect, _, _, _, "bar") = $0 { rect } else { nil } }
    let words = scene.commands.compactMap { if case .text(let run, "change") = $0 { run.inkBox } else { nil } }
    #expect(words.count == 1 && bars.count == 4)
    for box in words { for bar in bars { #expect(!bar.intersects(box)) } }
  }

  @Test func `small clear steps make pounds of thousands`() {
    var one = chart(["Ordering"])
    (one.start, one.end) = (67_400, 66_830)
    one.steps[0].change = Measured(-57, plusMinus: 3)
    #expect(one.scale == .one && one.decimals == 0)
    one.steps[0].change = Measured(-570, plusMinus: 30)
    #expect(one.scale == .thousand && one.decimals == 2)
    // Four figures are read as they are.
    (one.start, one.end) = (6740, 6170)
    #expect(one.scale == .one && one.decimals == 0)
  }
}

@Suite struct `Hours and quantiles` {
  private var chart: DistributionChart {
    DistributionChart(
      measure: "Order cycle time", unit: .quantity("h"), values: (1...400).map { .init(Double($0), count: Int64(400 / $0)) },
      target: .init(96, phrase: "leave within"),
      quantiles: [.init(0.95, Measured(152, plusMinus: 8)), .init(0.5, Measured(24, plusMinus: 2))],
      evidence: Evidence(n: 200, interval: .confidence))
  }

  @Test func `an axis of many hours counts in days`() throws {
    let scene = try chart.checkedScene(size: .standalone, mode: .standalone, measurer: FixedWidthMeasurer())
    let ticks = scene.commands.compactMap { if case .text(let run, "tick.x.value") = $0 { run.text } else { nil } }
    let hours = ticks.compactMap { Int($0.split(separator: "\u{202F}")[0]) }
    #expect(hours.count == ticks.count && hours.count > 2)
    #expect(hours.allSatisfy { $0 % 24 == 0 })
  }

  /// Was: a note that spoke of 95 % intervals under a picture that showed none.
  @Test func `quantiles carry their intervals over replications`() throws {
    let scene = try chart.checkedScene(size: .standalone, mode: .standalone, measurer: FixedWidthMeasurer())
    #expect(scene.commands.contains { if case .path(_, _, _, "whisker") = $0 { true } else { false } })
    #expect(chart.remarks.contains { $0.replacing("\u{202F}", with: " ").contains("P50 24 h ± 2 and P95 152 h ± 8") })
    var backwards = chart
    backwards.quantiles[0].estimate = Measured(152, lower: 160, upper: 150)
    #expect(backwards.defect?.contains("P95") == true)
  }
}

@Suite struct `A logarithmic axis` {
  @Test(arguments: [
    (0.3, 4000.0, [1.0, 10, 100, 1000]), (1, 100, [1, 10, 100]), (1, 60, [1, 2, 5, 10, 20, 50]), (3, 9, [5.0]),
    (1e-4, 1e4, [1e-4, 1e-2, 1, 100, 1e4]),
  ])
  func `has decades, or 1-2-5 where they are few`(low: Double, high: Double, expected: [Double]) {
    let found = LogTicks.values(Domain(low: low, high: high))
    // One round tick is none: then the ends.
    let wanted = expected.count == 1 ? [low, high] : expected
    #expect(found.count == wanted.count)
    for (a, b) in zip(found, wanted) { #expect(abs(a / b - 1) < 1e-9) }
  }

  @Test func `gives equal ratios equal distances, and refuses what has no logarithm`() throws {
    var chart = DistributionChart(
      measure: "Cycle time", unit: .quantity("h"), values: (1...12).map { .init(Double(1 << $0), count: 10) },
      target: .init(100, phrase: "leave within"), isLogarithmic: true, evidence: Evidence(n: 20, interval: .confidence))
    let scene = try chart.checkedScene(size: .standalone, mode: .standalone, measurer: FixedWidthMeasurer())
    let ticks = scene.commands.compactMap { if case .text(let run, "tick.x.value") = $0 { run } else { nil } }
    #expect(ticks.map(\.text).first == "10")
    let gaps = zip(ticks, ticks.dropFirst()).map { $1.at.x - $0.at.x }
    #expect(gaps.count > 1)
    for gap in gaps { #expect(abs(gap - gaps[0]) < 0.01) }
    chart.values.append(.init(0, count: 1))
    #expect(chart.defect?.contains("value 13 is 0.0") == true)
  }
}
