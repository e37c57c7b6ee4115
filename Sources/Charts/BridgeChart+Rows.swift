internal import Groundwork

/// The bridge lying down, for a narrow column: one row a step, names left, values right.
extension BridgeChart {
  /// Whether a column of `band` points holds neither the names (on two lines) nor the values of the steps.
  func isNarrow(_ band: Double, _ canvas: Canvas) -> Bool {
    let names = shownSteps.map(\.name) + [from, to]
    let words = names.flatMap { $0.split(separator: " ") }.map { canvas.width(String($0), .category) }
    let values = shownSteps.map { canvas.width(unit.bare($0.change.value, decimals: decimals, scale: scale, sign: .always), .axis) }
    return band < 34 || (words.max() ?? 0) > band * 1.35 || (values.max() ?? 0) > band - 1
  }

  private struct Line {
    var name: String
    var value: String
    var low: Double
    var high: Double
    var interval: (Double, Double)?
    var colour: Colour
    var textColour: Colour
    var isTotal: Bool
    /// The level that the row hands on to the next.
    var level: Double
  }

  private func lines(_ theme: Theme, foot: Double) -> [Line] {
    func total(_ name: String, _ value: Double, _ series: Theme.Series) -> Line {
      Line(
        name: name, value: unit.text(value, decimals: decimals, scale: scale), low: min(foot, value), high: max(foot, value), interval: nil,
        colour: series.fill, textColour: series.text, isTotal: true, level: value)
    }
    var level = start
    var list = [total(from, start, theme.baseline)]
    for step in shownSteps {
      let before = level
      level += step.change.value
      let unclear = step.change.value == 0 || (evidence.n > 1 && step.change.halfWidth != nil && !step.change.isClear)
      let series = (step.change.value < 0) == lowerIsBetter ? theme.favourable : theme.adverse
      var interval: (Double, Double)?
      if let lower = step.change.lower, let upper = step.change.upper, evidence.n > 1, lower.isFinite, upper.isFinite {
        interval = (before + lower, before + upper)
      }
      list.append(
        Line(
          name: step.name, value: unit.bare(step.change.value, decimals: decimals, scale: scale, sign: .always), low: min(before, level),
          high: max(before, level), interval: interval, colour: unclear ? theme.ink3 : series.fill,
          textColour: unclear ? theme.ink3 : series.text, isTotal: false, level: level))
    }
    return list + [total(to, end, theme.primary)]
  }

  func drawRows(in area: Rect, on canvas: inout Canvas) -> Rect {
    let theme = canvas.theme
    let foot = axisBreak ?? 0
    let lines = lines(theme, foot: foot)
    var bold = canvas.style(.axis)
    bold.weight = .semibold
    func style(_ line: Line) -> TextStyle { line.isTotal ? bold : canvas.style(.axis) }
    let nameWidth = min(lines.map { canvas.width($0.name, style($0)) }.max() ?? 0, area.width * 0.36)
    let valueWidth = lines.map { canvas.width($0.value, bold) }.max() ?? 0
    let plot = Rect(from: area.minX + nameWidth + 7, area.minY, to: area.maxX - valueWidth - 8, area.maxY)
    let pitch = plot.height / Double(lines.count)
    let height = min(13, pitch * 0.66)
    var ends = lines.flatMap { [$0.low, $0.high, $0.interval?.0 ?? $0.low, $0.interval?.1 ?? $0.high] }
    ends.append(foot)
    let range = Domain(of: ends) ?? Domain(low: 0, high: 1)
    let span = range.span > 0 ? range.span : 1
    func x(_ value: Double) -> Double { plot.minX + (value - range.low) / span * plot.width }
    let labelled = pitch >= 8.4

    for (index, line) in lines.enumerated() {
      let y = plot.minY + (Double(index) + 0.5) * pitch
      if index + 1 < lines.count {
        canvas.line(
          x(line.level), y + height / 2, x(line.level), y + pitch - height / 2, Stroke(theme.ink3, width: 0.8, cap: .butt), as: "connector")
      }
      let bar = Rect(from: x(line.low), y - height / 2, to: max(x(line.high), x(line.low) + 1.2), y + height / 2)
      canvas.rect(bar, fill: line.colour, as: "bar")
      if line.isTotal, axisBreak ?? 0 > 0, bar.width > 16 { drawSideBreak(bar, on: &canvas) }
      if let interval = line.interval {
        let (a, b) = (x(interval.0), x(interval.1))
        let cap = min(5, height * 0.7)
        canvas.line(a, y, b, y, Stroke(theme.ink, width: 1, cap: .butt), as: "whisker")
        for end in [a, b] { canvas.line(end, y - cap / 2, end, y + cap / 2, Stroke(theme.ink, width: 1, cap: .butt), as: "whisker") }
      }
      guard labelled || line.isTotal else { continue }
      let name = TextLayout.shortened(line.name, limit: nameWidth) { canvas.width($0, style(line)) }
      let baseline = canvas.baseline(centredOn: y, .axis)
      canvas.text(name, x: area.minX, baseline: baseline, style: style(line), colour: theme.ink, as: "category")
      canvas.text(line.value, x: area.maxX, baseline: baseline, anchor: .end, style: bold, colour: line.textColour, as: "value")
    }
    canvas.line(x(foot), plot.minY, x(foot), plot.maxY, Stroke(theme.ink, width: 0.9, cap: .butt), as: "baseline")
    // Judged by its rows: names and values are part of what has to be read.
    return Rect(from: area.minX, plot.minY, to: area.maxX, plot.maxY)
  }

  /// The white zigzag of a truncated bar, upright.
  private func drawSideBreak(_ bar: Rect, on canvas: inout Canvas) {
    let teeth = 4
    let middle = bar.minX + 7
    let points = (0...teeth).map { i in Point(middle + (i % 2 == 0 ? 2 : -2), bar.minY + bar.height * Double(i) / Double(teeth)) }
    canvas.clipped(to: bar) { $0.polyline(points, Stroke($0.theme.background, width: 2, cap: .butt), as: "context-break") }
  }
}
