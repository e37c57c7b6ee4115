internal import Groundwork

/// Five numbers and two intervals of a sample, as the mark shows them.
struct RiskAndError {
  var p5, p25, p75, p95: Double
  /// Intervals of P5 and P95; nil where the sample is too small for them.
  var low, high: (Double, Double)?

  /// - Parameter samples: finite, at least 20.
  init?(_ samples: [Double], level: Double) {
    guard samples.count >= 20 else { return nil }
    let sorted = samples.sorted()
    func quantile(_ p: Double) -> Double { OrderStatistics.quantile(p, ofSorted: sorted) }
    func interval(_ p: Double) -> (Double, Double)? {
      OrderStatistics.quantileRanks(p, n: sorted.count, level: level).map { (sorted[$0.lower - 1], sorted[$0.upper - 1]) }
    }
    (p5, p25, p75, p95) = (quantile(0.05), quantile(0.25), quantile(0.75), quantile(0.95))
    (low, high) = (interval(0.05), interval(0.95))
  }

  var lowest: Double { min(p5, low?.0 ?? p5) }
  var highest: Double { max(p95, high?.1 ?? p95) }
}

extension ComparisonChart {
  /// Columns of numbers right of the marks, from all to none; narrow canvases give up the rightmost first.
  private enum Columns: Int, CaseIterable {
    case all, withoutError, difference, mean, none
    var mean: Bool { self != .none }
    var error: Bool { self == .all }
    var difference: Bool { rawValue <= Columns.difference.rawValue }
    var differenceError: Bool { rawValue <= Columns.withoutError.rawValue }
  }

  /// Room before the columns of numbers.
  private struct Gaps {
    var mean: Double
    var error: Double
    var difference: Double
    /// Between a difference and its interval.
    var pair: Double
  }

  private enum Key { case none, line, full }

  private struct Texts {
    var mean: String
    var error: String
    var difference: String
    var differenceError: String
  }

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let (scale, decimals) = (scale, decimals)
    var rows = shownRows

    // Horizontal budget: names, marks, columns.
    let everyText = rows.map { cells(of: $0, scale: scale, decimals: decimals) }
    let hasDifference = rows.contains { $0.difference != nil }
    let headers = headerTexts(scale: scale)
    func columnWidth(_ header: String, _ cells: [String], semibold: Bool = false) -> Double {
      var style = canvas.style(.cell)
      if semibold { style.weight = .semibold }
      return max(header.isEmpty ? 0 : canvas.width(header, .axis), cells.map { canvas.width($0, style) }.max() ?? 0)
    }
    let widths = (
      mean: columnWidth(headers.mean, everyText.map(\.mean), semibold: true), error: columnWidth(headers.error, everyText.map(\.error)),
      difference: columnWidth("", everyText.map(\.difference), semibold: true),
      differenceError: columnWidth("", everyText.map(\.differenceError))
    )
    let emphasised = canvas.style(.emphasis)
    let widestName = rows.map { canvas.width($0.name, $0.isAmongBest || $0.isReference ? emphasised : canvas.style(.category)) }.max() ?? 0
    let nameWidth = min(widestName, area.width * 0.36)
    let gaps = canvas.report ? Gaps(mean: 8, error: 11, difference: 13, pair: 6) : Gaps(mean: 16, error: 18, difference: 22, pair: 10)
    var columns = Columns.all
    var columnsWidth = 0.0
    for choice in Columns.allCases {
      columns = choice
      let difference = hasDifference && choice.difference
      let differenceBlock = difference ? widths.difference + (choice.differenceError ? widths.differenceError + gaps.pair : 0) : 0
      columnsWidth = choice.mean ? widths.mean + gaps.mean : 0
      if choice.error { columnsWidth += widths.error + gaps.error }
      if difference { columnsWidth += max(differenceBlock, min(canvas.width(headers.difference, .axis), 92)) + gaps.difference }
      let least = canvas.report ? [122.0, 116, 112, 108, 0] : [200, 140, 125, 112, 0]
      if area.width - nameWidth - 14 - columnsWidth >= least[choice.rawValue] { break }
    }
    // Vertical budget: key, header, rows, axis. Every mark that is drawn is named: in full, on one line where height is short.
    let axisHeight = detail == .sparse ? 15.0 : 20
    let headerHeight = columns.mean ? 16.0 : 5
    let spare = area.height - axisHeight - headerHeight
    let count = Double(rows.count)
    let key: Key = detail >= .sparse ? .none : spare >= count * 14.5 + 40 ? .full : spare >= count * 13 + 15 ? .line : .none
    let keyHeight: Double = key == .full ? (isLarge ? 40 : 28) : key == .line ? 15 : 0
    let room = area.height - axisHeight - headerHeight - keyHeight
    let fitting = max(1, Int(room / 13))
    var hidden = 0
    if fitting < rows.count {
      let total = rows.count
      rows = Self.keeping(max(1, fitting - 2), of: rows)
      hidden = total - rows.count
    }
    let moreHeight = hidden > 0 ? 12.0 : 0
    let rowHeight = min(34, (room - moreHeight) / Double(rows.count))

    let texts = rows.map { cells(of: $0, scale: scale, decimals: decimals) }
    let inset = canvas.report ? 6.0 : 0
    let nameX = area.minX + inset
    let right = area.maxX - inset
    let columnsLeft = right - columnsWidth
    let plotTop = area.minY + keyHeight + headerHeight
    let plotBottom = plotTop + rowHeight * Double(rows.count)
    var plot = Rect(from: nameX + nameWidth + 14, plotTop, to: columnsLeft - (columnsWidth > 0 ? 6 : 12), plotBottom)

    let risks = rows.map { RiskAndError($0.samples.filter(\.isFinite), level: level) }
    let off = offScale(rows, risks)
    let extent = domain(rows.indices.filter { off[$0] == nil }.map { (rows[$0], risks[$0]) })
    var axis = makeAxis(extent, plot, canvas)
    // "tied for best" stands right of the marks it brackets; where they are in its way, the marks give way.
    let best = rows.indices.filter { rows[$0].isAmongBest }
    let bracketText = "tied for best"
    let bracketWidth = canvas.width(bracketText, emphasised) + 12
    let showsBracket = best.count > 1 && best.last.map { $0 - best[0] + 1 == best.count } == true && plot.width > 160
    if showsBracket {
      let reach = best.map { axis.clamped(risks[$0]?.highest ?? rows[$0].mean.upper ?? rows[$0].mean.value) }.max() ?? plot.minX
      if reach + 8 > plot.maxX - bracketWidth, plot.width - bracketWidth >= 130 {
        plot.width -= bracketWidth
        axis = makeAxis(extent, plot, canvas)
        plot.width += bracketWidth
      }
    }

    // Highlight behind the best, then rule, grid and axis.
    if let first = best.first, let last = best.last, last - first + 1 == best.count {
      let side = canvas.report ? 0.0 : min(8, area.minX)
      let box = Rect(
        from: area.minX - side, plotTop + Double(first) * rowHeight + 1, to: area.maxX + side, plotTop + Double(last + 1) * rowHeight - 1)
      canvas.rect(box, radius: 3, fill: theme.panel, as: "panel")
    }
    canvas.line(area.minX, plotTop - 3, area.maxX, plotTop - 3, Stroke(theme.hairline, width: 0.8, cap: .butt), as: "hairline")
    axis.drawHorizontal(
      in: Rect(from: plot.minX, plotTop - 3, to: plot.maxX, plotBottom), on: &canvas, labelBaseline: plotBottom + 12,
      limit: area.minX...area.maxX)

    if showsBracket, let first = best.first, let last = best.last {
      let (top, bottom) = (plotTop + Double(first) * rowHeight + 3, plotTop + Double(last + 1) * rowHeight - 3)
      canvas.line(plot.maxX, top, plot.maxX, bottom, Stroke(theme.primary.fill, width: 1), as: "bracket")
      canvas.text(
        bracketText, x: plot.maxX - 5, baseline: canvas.baseline(centredOn: (top + bottom) / 2, .emphasis), anchor: .end, .emphasis,
        colour: theme.primary.text, halo: theme.panel, as: "bracket-label")
    }
    for (index, row) in rows.enumerated() {
      let y = plotTop + (Double(index) + 0.5) * rowHeight
      if let side = off[index] {
        drawArrow(row, side, y: y, plot: plot, text: unit.text(row.mean.value, decimals: decimals, scale: scale), on: &canvas)
      } else {
        drawMark(row, risks[index], y: y, height: min(12.5, rowHeight * 0.42), axis: axis, on: &canvas)
      }
      let strong = row.isAmongBest || row.isReference
      let style = strong ? emphasised : canvas.style(.category)
      let name = TextLayout.shortened(row.name, limit: nameWidth) { canvas.width($0, style) }
      canvas.text(name, x: nameX, baseline: canvas.baseline(centredOn: y, .category), style: style, colour: theme.ink, as: "category")
    }
    drawColumns(
      columns, texts, headers, rows, widths, gaps, right: right, top: plotTop, rowHeight: rowHeight, hasDifference: hasDifference,
      columnsLeft: columnsLeft, on: &canvas)
    if hidden > 0 {
      canvas.text(
        "+\(hidden) more in the table", x: area.maxX - inset, baseline: plotBottom + 12 + moreHeight, anchor: .end, .axis,
        colour: theme.ink3, as: "more")
    }
    let ends = risks.contains { $0?.low != nil || $0?.high != nil }
    switch key {
    case .none: break
    case .line: drawLineKey(isLarge, top: area.minY, plot: plot, area: area, on: &canvas)
    case .full where isLarge: drawKey(above: plotTop - headerHeight, plot: plot, area: area, hasEnds: ends, on: &canvas)
    case .full: drawSmallKey(above: plotTop - headerHeight, plot: plot, area: area, on: &canvas)
    }
    // Few rows leave air below; a plot is too small only when there is no room for rows.
    let tall = max(plot.height, rowHeight >= 17 ? room + keyHeight : room)
    return Rect(x: plot.x, y: plot.y, width: plot.width, height: tall)
  }

  var level: Double { evidence.level < 1 ? evidence.level : 0.95 }

  private func makeAxis(_ extent: Domain, _ plot: Rect, _ canvas: Canvas) -> ValueAxis {
    ValueAxis(
      extent, rule: unit == .percent && extent.low >= 0 && extent.high <= 1 ? .share : .data, unit: unit, direction: .horizontal,
      from: plot.minX, to: plot.maxX, canvas: canvas, integers: false, scale: scale)
  }

  private func cells(of row: Row, scale: NumberScale, decimals: Int) -> Texts {
    let factor = unit == .percent ? 0.01 : scale.factor
    func halfWidth(_ measured: Measured?) -> String {
      measured?.halfWidth.map { NumberFormat.chart.number($0 / factor, decimals: decimals) } ?? NumberFormat.missing
    }
    let difference =
      row.isReference
      ? "reference" : row.difference.map { unit.bare($0.value, decimals: decimals, scale: scale, sign: .always) } ?? NumberFormat.missing
    return Texts(
      mean: unit.bare(row.mean.value, decimals: decimals, scale: scale), error: halfWidth(row.mean), difference: difference,
      differenceError: row.difference?.halfWidth == nil ? "" : "±" + NumberFormat.thinSpace + halfWidth(row.difference))
  }

  private func headerTexts(scale: NumberScale) -> (mean: String, error: String, difference: String) {
    let heading = unit == .percent ? "%" : unit.heading(scale)
    let versus = (referenceLabel ?? referenceName).map { $0.count <= 18 ? "vs \($0)" : "vs reference" } ?? "vs reference"
    return (
      heading.isEmpty || heading.count > 8 ? "Mean" : "Mean, \(heading)",
      "± \(Evidence(n: 2, interval: .confidence, level: level).levelText)", versus
    )
  }

  func colour(_ row: Row, _ theme: Theme) -> Colour {
    if row.isAmongBest { return theme.primary.fill }
    if row.isReference { return theme.ink2 }
    return theme.primary.fill.mixed(with: theme.context, share: 0.58)
  }

  private func drawMark(_ row: Row, _ risk: RiskAndError?, y: Double, height: Double, axis: ValueAxis, on canvas: inout Canvas) {
    let colour = colour(row, canvas.theme)
    let ground = canvas.theme.background
    func bar(_ low: Double, _ high: Double, _ height: Double, _ fill: Colour, _ role: String) {
      let (a, b) = (axis.at(low), axis.at(high))
      // A variance of zero still leaves a tick.
      let width = max(1.2, b - a)
      canvas.rect(Rect(x: (a + b - width) / 2, y: y - height / 2, width: width, height: height), fill: fill, as: role)
    }
    if let risk {
      canvas.line(axis.at(risk.p5), y, axis.at(risk.p95), y, Stroke(colour, width: 1, cap: .butt), as: "range")
      let local = row.isAmongBest ? canvas.theme.panel : ground
      for end in [risk.low, risk.high].compactMap(\.self) {
        bar(end.0, end.1, height * 0.36, colour.opacity(0.58).over(local), "context-end")
      }
      bar(risk.p25, risk.p75, height, colour.opacity(0.3).over(local), "context-box")
    } else {
      // Few replications are shown one by one, over the interval, which would else hide them.
      let local = row.isAmongBest ? canvas.theme.panel : ground
      if let lower = row.mean.lower, let upper = row.mean.upper, evidence.n != 1 {
        bar(lower, upper, height, colour.opacity(0.3).over(local), "context-interval")
        for end in [lower, upper] {
          let x = axis.at(end)
          canvas.line(x, y - height / 2, x, y + height / 2, Stroke(colour, width: 1.2, cap: .butt), as: "mean-interval")
        }
      }
      for value in row.samples where value.isFinite {
        canvas.circle(Point(axis.at(value), y), radius: 1.6, fill: colour.opacity(0.8).over(local), as: "context-sample")
      }
      let centre = axis.at(row.mean.value)
      if evidence.n != 1 {
        canvas.line(centre, y - height * 0.62, centre, y + height * 0.62, Stroke(colour, width: 1.6, cap: .butt), as: "mean-tick")
      } else {
        canvas.circle(Point(centre, y), radius: 2.6, fill: colour, stroke: Stroke(ground, width: 0.8), as: "mean-dot")
      }
      return
    }
    if let lower = row.mean.lower, let upper = row.mean.upper, evidence.n != 1 { bar(lower, upper, height, colour, "mean-interval") }
    let centre = Point(axis.at(row.mean.value), y)
    let reach = evidence.n == 1 ? 0 : row.mean.halfWidth.map { abs(axis.at(row.mean.value + $0) - centre.x) } ?? 0
    if reach >= 1.6 {
      canvas.circle(centre, radius: min(2, reach * 0.7), fill: ground, as: "context-mean-dot")
    } else {
      canvas.circle(centre, radius: 2.6, fill: colour, stroke: Stroke(ground, width: 0.8), as: "mean-dot")
    }
  }

  private func drawColumns(
    _ columns: Columns, _ texts: [Texts], _ headers: (mean: String, error: String, difference: String), _ rows: [Row],
    _ widths: (mean: Double, error: Double, difference: Double, differenceError: Double), _ gaps: Gaps, right: Double, top: Double,
    rowHeight: Double, hasDifference: Bool, columnsLeft: Double, on canvas: inout Canvas
  ) {
    guard columns.mean else { return }
    let theme = canvas.theme
    let meanRight = columnsLeft + gaps.mean + widths.mean
    let errorRight = meanRight + gaps.error + widths.error
    let showsDifference = columns.difference && hasDifference
    let differenceRight = right - (columns.differenceError ? widths.differenceError + gaps.pair : 0)
    canvas.text(headers.mean, x: meanRight, baseline: top - 9, anchor: .end, .axis, colour: theme.ink3, as: "column-header")
    if columns.error {
      canvas.text(headers.error, x: errorRight, baseline: top - 9, anchor: .end, .axis, colour: theme.ink3, as: "column-header")
    }
    if showsDifference {
      let room = right - (columns.error ? errorRight : meanRight) - 10
      let header = canvas.width(headers.difference, .axis) <= room ? headers.difference : "change"
      canvas.text(header, x: right, baseline: top - 9, anchor: .end, .axis, colour: theme.ink3, as: "column-header")
    }
    for (index, row) in rows.enumerated() {
      let baseline = canvas.baseline(centredOn: top + (Double(index) + 0.5) * rowHeight, .cell)
      let strong = row.isAmongBest || row.isReference
      canvas.text(
        texts[index].mean, x: meanRight, baseline: baseline, anchor: .end, .cell, colour: theme.ink, weight: strong ? .semibold : nil,
        as: "value")
      if columns.error {
        canvas.text(texts[index].error, x: errorRight, baseline: baseline, anchor: .end, .cell, colour: theme.ink3, as: "error")
      }
      guard showsDifference else { continue }
      if row.isReference {
        canvas.text(texts[index].difference, x: right, baseline: baseline, anchor: .end, .cell, colour: theme.ink3, as: "difference")
        continue
      }
      // What prints as zero is neither good nor bad news.
      let clear = row.movesClearly && texts[index].difference.contains { ("1"..."9").contains($0) }
      let falls = (row.difference?.value ?? 0) < 0
      let colour: Colour =
        !clear || better == .neither ? theme.ink3 : (better == .lower) == falls ? theme.favourable.text : theme.adverse.text
      canvas.text(
        texts[index].difference, x: differenceRight, baseline: baseline, anchor: .end, .cell, colour: colour,
        weight: clear ? .semibold : nil,
        as: "difference")
      if columns.differenceError {
        canvas.text(texts[index].differenceError, x: right, baseline: baseline, anchor: .end, .cell, colour: theme.ink3, as: "error")
      }
    }
  }
}
