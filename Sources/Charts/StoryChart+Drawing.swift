internal import Groundwork

extension StoryChart {
  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let legendRows = area.height > 130 ? legend(area.width, canvas) : []
    let legendHeight = Double(legendRows.count) * 14
    let momentHeight = moments.isEmpty ? 4.0 : 16
    let showsColumns = area.width >= 360 && rows.contains { !$0.waited.isEmpty || !$0.worked.isEmpty }
    func column(_ header: String, _ cells: [String]) -> Double {
      (cells + [header]).map { canvas.width($0, .axis) }.max() ?? 0
    }
    let waitedWidth = showsColumns ? column("Waited", rows.map(\.waited)) : 0
    let workedWidth = showsColumns ? column("Worked on", rows.map(\.worked)) : 0
    let right = showsColumns ? waitedWidth + workedWidth + 28 : 10
    let names = rows.map { max(canvas.width($0.name, .emphasis), canvas.width($0.detail, .axis)) }.max() ?? 0
    let left = min(names, area.width * 0.3) + 10
    let x0 = area.minX + left, x1 = max(area.minX + left + 10, area.maxX - right)
    let ticks = TimeTicks(from, to, base: base, length: x1 - x0) { canvas.width($0, .axis) }
    let top = area.minY + legendHeight + (legendRows.isEmpty ? 0 : 6) + momentHeight
    let plot = Rect(from: x0, top, to: x1, max(top + 10, area.maxY - ticks.height - 2))
    func x(_ time: Double) -> Double { plot.minX + (min(to, max(from, time)) - from) / (to - from) * plot.width }

    // Rows that would run into each other need a taller canvas.
    if plot.height / Double(max(1, rows.count)) < 11.5 { return Rect(x: plot.x, y: plot.y, width: plot.width, height: 0) }
    for tick in ticks.ticks {
      canvas.line(x(tick.at), plot.minY, x(tick.at), plot.maxY, Stroke(theme.grid, width: 0.6, cap: .butt), as: "gridline")
    }
    ticks.draw(in: plot, at: x, limit: area.minX...area.maxX, on: &canvas)
    drawLegend(legendRows, at: Point(plot.minX, area.minY + 4.5), on: &canvas)
    if showsColumns {
      let y = plot.minY - 6
      canvas.text("Waited", x: plot.maxX + 14 + waitedWidth, baseline: y, anchor: .end, .axis, colour: theme.ink3, as: "column-header")
      canvas.text("Worked on", x: area.maxX, baseline: y, anchor: .end, .axis, colour: theme.ink3, as: "column-header")
    }
    drawMoments(plot, x, on: &canvas)
    let pitch = plot.height / Double(max(1, rows.count)), height = min(16, pitch * 0.55)
    let twoLines = pitch >= 24
    for (index, row) in rows.enumerated() {
      let y = plot.minY + (Double(index) + 0.5) * pitch
      let hasDetail = twoLines && !row.detail.isEmpty
      let name = TextLayout.shortened(row.name, limit: left - 10) { canvas.width($0, .emphasis) }
      canvas.text(
        name, x: area.minX, baseline: canvas.baseline(centredOn: y - (hasDetail ? 5.5 : 0), .emphasis), .emphasis, colour: theme.ink,
        as: "row")
      if hasDetail {
        let detail = TextLayout.shortened(row.detail, limit: left - 10) { canvas.width($0, .axis) }
        canvas.text(detail, x: area.minX, baseline: canvas.baseline(centredOn: y + 6, .axis), .axis, colour: theme.ink3, as: "row-detail")
      }
      canvas.line(plot.minX, y, plot.maxX, y, Stroke(theme.grid, width: 0.6, cap: .butt), as: "gridline")
      drawSpans(row, y: y, height: height, x, on: &canvas)
      guard showsColumns else { continue }
      let baseline = canvas.baseline(centredOn: y, .axis)
      canvas.text(row.waited, x: plot.maxX + 14 + waitedWidth, baseline: baseline, anchor: .end, .axis, colour: theme.ink, as: "waited")
      canvas.text(row.worked, x: area.maxX, baseline: baseline, anchor: .end, .axis, colour: theme.ink, as: "worked")
    }
    return plot
  }

  private func drawSpans(_ row: Row, y: Double, height: Double, _ x: (Double) -> Double, on canvas: inout Canvas) {
    let theme = canvas.theme
    for span in row.spans where span.start < to && (span.end ?? to) > from {
      let tone = kinds[span.kind].tone
      // Work is seconds where waits are hours: it keeps a width that can be seen.
      let a = x(span.start), width = max(tone == .work ? 2.2 : 0.8, x(span.end ?? to) - a)
      // Waiting is a thin bar, work a thick one: the two are told apart without colour.
      let thick = tone == .work || tone == .down ? height : height * 0.5
      let fill = tone.fill(theme)
      let isOpen = span.end == nil && width > 12
      canvas.rect(
        Rect(x: a, y: y - thick / 2, width: isOpen ? width - 9 : width, height: thick), fill: fill,
        as: tone == .offDuty ? "context-span" : "span")
      guard isOpen else { continue }
      for (step, alpha) in [0.7, 0.45, 0.2].enumerated() {
        canvas.rect(
          Rect(x: a + width - 9 + Double(step) * 3, y: y - thick / 2, width: 3, height: thick), fill: fill.opacity(alpha), as: "cell-fade")
      }
    }
  }

  /// Each moment with its name above the rows; names that would touch stand in the order of their time and the rest goes.
  private func drawMoments(_ plot: Rect, _ x: (Double) -> Double, on canvas: inout Canvas) {
    let theme = canvas.theme
    for moment in moments.sorted(by: { ($0.time, $0.name) < ($1.time, $1.name) }) where moment.time >= from && moment.time <= to {
      let at = x(moment.time)
      let colour = moment.isAdverse ? theme.adverse.fill : theme.ink2
      canvas.line(
        at, plot.minY - 2, at, plot.maxY, Stroke(colour, width: 1, dash: moment.isAdverse ? [4, 2.5] : [], cap: .butt),
        as: moment.isAdverse ? "threshold" : "moment")
      let width = canvas.width(moment.name, .axis)
      for left in [at - width / 2, at - width, at] {
        let start = min(max(left, plot.minX - 20), plot.maxX - width)
        let box = Rect(x: start, y: plot.minY - 13, width: width, height: 9)
        guard canvas.isFree(box, gap: 4) else { continue }
        canvas.text(
          moment.name, x: start, baseline: plot.minY - 6, .axis, colour: moment.isAdverse ? theme.adverse.text : theme.ink2,
          as: "moment-name")
        break
      }
    }
  }

  /// Kinds that occur, broken into rows.
  private func legend(_ width: Double, _ canvas: Canvas) -> [[Int]] {
    let used = Set(rows.flatMap { $0.spans.map(\.kind) })
    return canvas.legendRows(kinds.indices.filter(used.contains), room: width * 0.72, gap: 30) { kinds[$0].name }
  }

  private func drawLegend(_ lines: [[Int]], at corner: Point, on canvas: inout Canvas) {
    let theme = canvas.theme
    canvas.legend(lines, at: corner, gap: 30, { kinds[$0].name }) { kind in
      let tone = kinds[kind].tone
      return (tone.fill(theme), tone == .work || tone == .down ? 9 : 5)
    }
  }
}
