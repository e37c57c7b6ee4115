internal import Groundwork

extension LadderChart {
  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let names = rows.map { canvas.width($0.name, .emphasis) }.max() ?? 0
    let left = min(names, area.width * 0.28) + 12
    let showsGains = hasGains && area.width >= 400
    let right = showsGains ? min(210, area.width * 0.3) : 14
    let legendLines = area.height > 130 ? legend(area.width - left, canvas) : []
    let legendHeight = max(Double(legendLines.count) * 14, showsGains ? 24 : 0) + 8
    let axisHeight = 16.0, named = blocks.count > 1
    let headings = named ? 20.0 * Double(blocks.count) : 0
    let plot = Rect(
      from: area.minX + left, area.minY + legendHeight, to: area.maxX - right, max(area.minY + legendHeight + 10, area.maxY - axisHeight))
    func x(_ share: Double) -> Double { plot.minX + share * plot.width }
    // Rows that would run into each other need a taller canvas.
    if plot.height - headings < 11.5 * Double(rows.count) { return Rect(x: plot.x, y: plot.y, width: plot.width, height: 0) }
    drawLegend(legendLines, at: Point(plot.minX, area.minY + 5), on: &canvas)
    for share in [0, 0.25, 0.5, 0.75, 1] where plot.width > 120 || share == 0 || share == 1 {
      let text = share == 1 ? "100%" : NumberFormat.chart.number(share * 100, decimals: 0)
      canvas.text(text, x: x(share), baseline: plot.maxY + 12, anchor: .middle, .axis, colour: theme.ink3, as: "tick.x")
    }
    let pitch = (plot.height - headings) / Double(max(1, rows.count))
    let gains = showsGains ? gainAxis(Rect(from: plot.maxX + 26, plot.minY, to: area.maxX, plot.maxY), canvas) : nil
    if let gains { drawGainHead(gains, area, on: &canvas) }
    var y = plot.minY
    for block in blocks {
      if named {
        canvas.text(block.name, x: area.minX, baseline: y + 13, .panelHeader, colour: theme.ink2, as: "panel-header")
        y += 20
      }
      // No line runs through a heading.
      let end = y + pitch * Double(block.rows.count)
      for share in [0, 0.25, 0.5, 0.75, 1] {
        canvas.line(x(share), y, x(share), end, Stroke(theme.grid, width: 0.6, cap: .butt), as: "gridline")
      }
      for row in block.rows {
        drawRow(row, middle: y + pitch / 2, height: min(17, pitch * 0.64), left: area.minX, nameLimit: left - 12, plot: plot, on: &canvas)
        if let gains { drawGain(row, gains, middle: y + pitch / 2, height: min(10, pitch * 0.4), right: area.maxX, on: &canvas) }
        y += pitch
      }
    }
    return plot
  }

  /// Busy time of the rows the picture does not speak of.
  private func quiet(_ theme: Theme) -> Colour { LadderChart.Tone.busy.fill(theme).mixed(with: theme.background, share: 0.3) }

  private func drawRow(_ row: Row, middle: Double, height: Double, left: Double, nameLimit: Double, plot: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let role: TextRole = row.isHighlighted ? .emphasis : .category
    let name = TextLayout.shortened(row.name, limit: nameLimit) { canvas.width($0, role) }
    canvas.text(name, x: left, baseline: canvas.baseline(centredOn: middle, role), role, colour: theme.ink, as: "row")
    var reached = 0.0
    for (share, state) in zip(row.shares, states) where share > 0 {
      let a = plot.minX + reached * plot.width, b = plot.minX + min(1, reached + share) * plot.width
      reached += share
      // The row that matters stands out; the others are busy in a lighter shade of the same colour.
      let isQuiet = state.tone == .busy && rows.contains(where: \.isHighlighted) && !row.isHighlighted
      let fill = isQuiet ? quiet(theme) : state.tone.fill(theme)
      let seam = b - a > 1.6 ? 0.8 : 0
      let box = Rect(x: a, y: middle - height / 2, width: b - a - seam, height: height)
      canvas.rect(box, fill: fill, as: "cell-share")
      let percent = NumberFormat.chart.number(share * 100, decimals: 0)
      let text = state.tone == .busy ? percent + "%" : percent
      guard state.tone != .idle, height >= 11, canvas.width(text, .axis) + 7 <= box.width else { continue }
      let colour = fill.label(ink: Theme.bullwhip.ink)
      if state.tone == .busy {
        canvas.text(
          text, x: a + 5, baseline: canvas.baseline(centredOn: middle, .axis), .axis, colour: colour, weight: .semibold, as: "task-label")
      } else {
        canvas.text(
          text, x: box.midX, baseline: canvas.baseline(centredOn: middle, .axis), anchor: .middle, .axis, colour: colour, as: "task-label")
      }
    }
    if row.shares.isEmpty {
      canvas.text(
        "no time of its own", x: plot.minX + 4, baseline: canvas.baseline(centredOn: middle, .axis), .axis, colour: theme.ink3, as: "none")
    }
  }

  // MARK: Gains

  private struct GainAxis {
    var rect: Rect
    var low: Double
    var high: Double
    var textWidth: Double
    func at(_ value: Double) -> Double {
      high > low ? rect.minX + (min(high, max(low, value)) - low) / (high - low) * (rect.width - textWidth) : rect.minX
    }
  }

  private var decimals: Int { NumberFormat.decimals(forHalfWidths: rows.compactMap { $0.gain?.halfWidth }, fallback: 1, limit: 2) }

  private func text(_ gain: Measured) -> String { gainUnit.text(gain.value, decimals: decimals, sign: .always) }

  private func gainAxis(_ rect: Rect, _ canvas: Canvas) -> GainAxis {
    let values = rows.compactMap(\.gain).flatMap { [$0.value, $0.lower ?? $0.value, $0.upper ?? $0.value] }.filter(\.isFinite) + [0]
    let width = rows.compactMap(\.gain).map { canvas.width(text($0), .value) }.max() ?? 0
    return GainAxis(rect: rect, low: values.min() ?? 0, high: values.max() ?? 1, textWidth: width + 8)
  }

  private func drawGainHead(_ axis: GainAxis, _ area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let lines = TextLayout.balanced("\(gainTitle), \(evidence.levelText) CI", limit: axis.rect.width, maximum: 2) {
      canvas.width($0, .axis)
    }
    for (index, line) in lines.enumerated() {
      canvas.text(line, x: axis.rect.minX, baseline: area.minY + 8 + Double(index) * 11, .axis, colour: theme.ink2, as: "column-header")
    }
    canvas.line(axis.at(0), axis.rect.minY - 2, axis.at(0), axis.rect.maxY, Stroke(theme.ink, width: 0.9, cap: .butt), as: "baseline")
  }

  private func drawGain(_ row: Row, _ axis: GainAxis, middle: Double, height: Double, right: Double, on canvas: inout Canvas) {
    guard let gain = row.gain, gain.value.isFinite else { return }
    let theme = canvas.theme
    let isClear = gain.isClear
    let fill = isClear ? (gain.value > 0 ? theme.favourable.fill : theme.adverse.fill) : theme.context
    let zero = axis.at(0), end = axis.at(gain.value)
    canvas.rect(
      Rect(from: min(zero, end), middle - height / 2, to: max(zero, end), middle + height / 2), fill: fill,
      as: isClear ? "gain" : "context-gain")
    var reached = max(zero, end)
    if let low = gain.lower, let high = gain.upper {
      canvas.line(axis.at(low), middle, axis.at(high), middle, Stroke(theme.ink, width: 1, cap: .butt), as: "interval")
      reached = max(reached, axis.at(high))
    }
    let role: TextRole = isClear ? .value : .axis
    let colour = isClear ? (gain.value > 0 ? theme.favourable.text : theme.adverse.text) : theme.ink3
    canvas.text(
      text(gain), x: min(reached + 6, right - axis.textWidth + 8), baseline: canvas.baseline(centredOn: middle, role), role, colour: colour,
      as: "gain-text")
  }

  // MARK: Legend

  private func legend(_ width: Double, _ canvas: Canvas) -> [[Int]] {
    let used = states.indices.filter { index in rows.contains { index < $0.shares.count && $0.shares[index] > 0 } }
    return canvas.legendRows(used, room: width * (hasGains ? 0.66 : 1), gap: 28) { states[$0].name }
  }

  private func drawLegend(_ lines: [[Int]], at corner: Point, on canvas: inout Canvas) {
    let theme = canvas.theme
    canvas.legend(lines, at: corner, gap: 28, { states[$0].name }) {
      (states[$0].tone.fill(theme), 9)
    } second: { state in
      let isQuiet = states[state].tone == .busy && rows.contains(where: \.isHighlighted) && rows.contains { !$0.isHighlighted }
      return isQuiet ? quiet(theme) : nil
    }
  }
}
