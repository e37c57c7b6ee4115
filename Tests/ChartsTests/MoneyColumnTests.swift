import Groundwork
import Testing

@testable import Charts

@Suite struct `Columns of estimates` {
  private func chart(_ rows: [(Double, Double, (Double, Double)?)]) -> ComparisonChart {
    ComparisonChart(
      measure: "Total cost", per: "per week", unit: .money("GBP"), better: .lower,
      rows: rows.enumerated().map { index, row in
        ComparisonChart.Row(
          "row \(index)", samples: [], mean: Measured(row.0, plusMinus: row.1), difference: row.2.map { Measured($0.0, plusMinus: $0.1) },
          isReference: row.2 == nil)
      }, evidence: Evidence(n: 200, interval: .confidence))
  }

  private func texts(_ chart: some Chart, _ role: String, size: Size = Size(680, 340)) throws -> [String] {
    try chart.scene(size: size, mode: .standalone, measurer: FixedWidthMeasurer()).commands.compactMap {
      if case .text(let run, role) = $0 { run.text } else { nil }
    }
  }

  /// Was `6.4801` in thousands of pounds: the column took as many decimals of £k as the narrowest interval asked for.
  @Test func `pounds are printed where thousands would need three decimals`() throws {
    let narrow = chart([(6725.4, 17.1, nil), (6480.1, 14, (-245.3, 13.5)), (7681.1, 17, (955.7, 0.7))])
    #expect(narrow.scale == .one && narrow.decimals == 0)
    #expect(try texts(narrow, "value") == ["6,480", "6,725", "7,681"])
    #expect(try texts(narrow, "difference") == ["−245", "reference", "+956"])
    #expect(try texts(narrow, "column-header")[0] == "Mean, £")
    // The axis speaks the same unit as the columns.
    #expect(try texts(narrow, "tick.x").allSatisfy { $0.contains(",") })
  }

  @Test func `millions stay millions where their intervals say no more`() {
    let wide = chart([(13.74e6, 0.12e6, nil), (11.86e6, 0.06e6, (-1.88e6, 0.13e6))])
    #expect(wide.scale == .million && wide.decimals == 2)
  }

  @Test func `an error that was measured never prints as zero`() {
    let exact = chart([(6725, 17, nil), (7681, 17, (955.7, 0.04))])
    #expect(exact.decimals == 2)
    // Nothing is known of the error where there is none: four places at most.
    #expect(chart([(6725, 17, nil), (7681, 17, (955.7, 1e-9))]).decimals <= 4)
    let known = chart([(67_250, 170, nil), (76_810, 170, (9557, 0))])
    #expect(known.scale == .thousand && known.decimals == 1)
    // Four figures are counted in ones.
    #expect(chart([(6725, 170, nil), (7681, 170, (955.7, 0))]).scale == .one)
  }

  /// At any magnitude: the printed half-widths are within half of the last digit, and no column needs more than two decimals while a
  /// finer scale is left.
  @Test func `random columns are neither coarse nor long`() {
    var numbers = SampleNumbers(31)
    for _ in 0..<400 {
      var size = 1.0
      for _ in 0..<numbers.below(10) { size *= 10 }
      let half = size * (0.0005 + 0.1 * numbers.uniform())
      let chart = chart([(size, half, nil), (size * 1.1, half, (size * 0.1, half * (0.2 + numbers.uniform())))])
      #expect(chart.decimals <= 2 || chart.scale == .one)
      let unit = chart.scale.factor * (0..<chart.decimals).reduce(1.0) { value, _ in value / 10 }
      #expect(half * 0.2 >= unit / 2 * 0.999 || half >= unit / 2)
    }
  }

  @Test func `few rows leave no empty ground below them`() throws {
    let few = chart([(6725, 17, nil), (6480, 14, (-245, 13)), (7681, 17, (956, 1)), (8726, 40, (2000, 30))])
    let height = few.preferredHeight(.standalone)
    let scene = try few.scene(size: Size(680, height), mode: .standalone, measurer: FixedWidthMeasurer())
    var (axis, rule) = (0.0, 0.0)
    for command in scene.commands {
      if case .text(let run, "tick.x") = command { axis = max(axis, run.at.y) }
      if case .path(let elements, _, _, "hairline") = command, case .move(let point)? = elements.first { rule = max(rule, point.y) }
    }
    #expect(axis > 0 && rule - axis < 24)
  }
}
