internal import Groundwork

extension ActionHeatmap {
  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let limits = classLimits()
    let fills = Colour.ramp(theme.sequential, classes: max(1, limits.count))
    let legendHeight = area.height > 150 && !limits.isEmpty ? 32.0 : 0
    // Where height is short the subtitle names the axes.
    let namesAxes = area.height >= 125
    let titleHeight = namesAxes ? 13.0 : 0
    let labelLimit = area.width * 0.25
    let labels = rows.map { row in TextLayout.shortened(row, limit: labelLimit) { canvas.width($0, .axis) } }
    let left = (labels.map { canvas.width($0, .axis) }.max() ?? 0) + 7
    let bottomHeight = namesAxes ? 29.0 : 16
    let plot = Rect(from: area.minX + left, area.minY + legendHeight + titleHeight, to: area.maxX, area.maxY - bottomHeight)
    let (cellWidth, cellHeight) = (plot.width / Double(columns.count), plot.height / Double(rows.count))
    let isDense = columns.count > 60 || rows.count > 40 || cellWidth < 5 || cellHeight < 4
    let gap = isDense ? 0.0 : 0.8

    for (row, values) in cells.enumerated() {
      let y = plot.minY + Double(row) * cellHeight
      // Equal neighbours of a dense map are one rectangle: fewer seams, smaller files.
      var column = 0
      while column < columns.count {
        var end = column + 1
        let colour = fill(values[column], limits, fills, theme)
        if isDense {
          while end < columns.count, fill(values[end], limits, fills, theme) == colour, values[end].isNaN == values[column].isNaN {
            end += 1
          }
        }
        let x = plot.minX + Double(column) * cellWidth
        // Dense cells reach a little under the next ones: no hair of white between equal colours.
        let (right, below) = isDense ? (end < columns.count ? 0.4 : 0, row + 1 < rows.count ? 0.4 : 0) : (-gap, -gap)
        let cell = Rect(x: x, y: y, width: Double(end - column) * cellWidth + right, height: cellHeight + below)
        canvas.rect(cell, fill: colour, as: "cell")
        if values[column].isNaN { hatch(cell, on: &canvas) }
        column = end
      }
    }
    let numbers = drawNumbers(plot, cellWidth, cellHeight, isDense, limits, fills, on: &canvas)
    drawBoundary(plot, cellWidth, cellHeight, on: &canvas)
    let isNamed = drawRegionName(plot, cellWidth, cellHeight, on: &canvas)
    drawLabels(plot, labels, cellWidth, cellHeight, area, on: &canvas)
    if legendHeight > 0 { drawLegend(limits, fills, area: area, plot: plot, numbers: numbers, namesRegion: !isNamed, on: &canvas) }
    return plot
  }

  private func fill(_ value: Double, _ limits: [Double], _ fills: [Colour], _ theme: Theme) -> Colour {
    guard value > 0 else { return theme.nothing }
    return fills[classIndex(value, limits)]
  }

  private func hatch(_ cell: Rect, on canvas: inout Canvas) {
    canvas.clipped(to: cell) { canvas in
      var x = cell.minX - cell.height
      while x < cell.maxX {
        canvas.line(x, cell.maxY, x + cell.height, cell.minY, Stroke(canvas.theme.context, width: 0.6), as: "context-hatch")
        x += 4
      }
    }
  }

  /// The action of every cell, where it fits; of large actions, thousands.
  ///
  /// - Returns: the factor the numbers are in; nil where none are drawn.
  private func drawNumbers(
    _ plot: Rect, _ width: Double, _ height: Double, _ isDense: Bool, _ limits: [Double], _ fills: [Colour], on canvas: inout Canvas
  ) -> NumberScale? {
    var style = canvas.style(.axis)
    style.size = 7.4
    let decimals = cells.allSatisfy { $0.allSatisfy { $0.isNaN || $0 == $0.rounded() } } ? 0 : 1
    let largest = cells.joined().filter(\.isFinite).max() ?? 0
    guard !isDense, height >= 10.4 else { return nil }
    func written(_ scale: NumberScale) -> [[String]] {
      let places = scale == .one ? decimals : 1
      return cells.map { $0.map { $0 > 0 ? NumberFormat.chart.number($0 / scale.factor, decimals: places) : "" } }
    }
    func fits(_ texts: [[String]]) -> Bool {
      let widest = texts.joined().map { canvas.width($0, style) }.max() ?? 0
      return width >= widest + 3
    }
    let scales: [NumberScale] = largest >= 999.5 ? [.one, .thousand] : [.one]
    var chosen: (scale: NumberScale, texts: [[String]])?
    for size in [7.4, 7.0] where chosen == nil {
      style.size = size
      chosen = scales.lazy.map { ($0, written($0)) }.first { fits($0.1) }
    }
    guard let (scale, texts) = chosen else { return nil }
    for (row, line) in texts.enumerated() {
      for (column, text) in line.enumerated() where !text.isEmpty {
        let colour = fill(cells[row][column], limits, fills, canvas.theme).label(ink: Theme.bullwhip.ink)
        canvas.text(
          text, x: plot.minX + (Double(column) + 0.5) * width - 0.4,
          baseline: plot.minY + (Double(row) + 0.5) * height - 0.4 + style.size * 0.3635,
          anchor: .middle, style: style, colour: colour, as: "cell-number")
      }
    }
    return scale
  }

  /// One line between the last action of each row and the nothing to its right.
  private func drawBoundary(_ plot: Rect, _ width: Double, _ height: Double, on canvas: inout Canvas) {
    guard cells.contains(where: { $0.contains { $0 > 0 } }), cells.contains(where: { $0.contains(0) }) else { return }
    var points: [Point] = []
    for row in rows.indices {
      let x = max(plot.minX + 0.9, min(plot.maxX - 1, plot.minX + Double((lastAction(row) ?? -1) + 1) * width - 0.4))
      let top = plot.minY + Double(row) * height - (row == 0 ? 0 : 0.4)
      points.append(Point(x, top))
      points.append(Point(x, plot.minY + Double(row + 1) * height - 0.4))
    }
    canvas.polyline(points, Stroke(canvas.theme.adverse.fill, width: 1.8), as: "boundary")
  }

  /// Names the region of no action where it is widest and free.
  ///
  /// - Returns: whether there was room.
  private func drawRegionName(_ plot: Rect, _ width: Double, _ height: Double, on canvas: inout Canvas) -> Bool {
    let theme = canvas.theme
    let line = "Line: \(boundary)"
    let needed = max(canvas.width(nothing, .emphasis), canvas.width(line, .category)) + 16
    let rowsNeeded = max(1, Int((26 / height).rounded(.up)))
    guard rows.count >= rowsNeeded, cells.contains(where: { $0.contains(0) }) else { return true }
    var best: (row: Int, left: Double, room: Double)?
    for row in 0...(rows.count - rowsNeeded) {
      let band = row..<row + rowsNeeded
      let first = band.map { (lastAction($0) ?? -1) + 1 }.max() ?? columns.count
      // Up to what cannot be reached, if anything there cannot.
      let end = (first..<max(first, columns.count)).first { column in band.contains { cells[$0][column].isNaN } } ?? columns.count
      let left = plot.minX + Double(first) * width
      let room = plot.minX + Double(end) * width - left
      // A little way down reads better than the very top; more room wins only when it is much more.
      if room >= needed, room > (best?.room ?? 0) * 1.25 { best = (row, left, room) }
    }
    guard let best else { return false }
    let x = best.left + 10
    let middle = plot.minY + (Double(best.row) + Double(rowsNeeded) / 2) * height
    canvas.text(nothing, x: x, baseline: middle - 2, .emphasis, colour: theme.ink2, halo: theme.nothing, as: "region")
    canvas.text(
      line, x: x, baseline: middle + 10, .category,
      colour: theme.adverse.text.contrast(with: theme.nothing) >= 4.5 ? theme.adverse.text : theme.ink2, halo: theme.nothing, as: "region")
    return true
  }

  private func drawLabels(_ plot: Rect, _ labels: [String], _ width: Double, _ height: Double, _ area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let every = max(1, Int((11 / height).rounded(.up)))
    for (row, label) in labels.enumerated() where row % every == 0 {
      let y = plot.minY + (Double(row) + 0.5) * height
      canvas.text(
        label, x: plot.minX - 7, baseline: canvas.baseline(centredOn: y, .axis), anchor: .end, .axis, colour: theme.ink3, as: "row")
    }
    let decimals = columns.allSatisfy { $0 == $0.rounded() } ? 0 : 1
    let texts = columns.map { NumberFormat.chart.number($0, decimals: decimals) }
    let widest = texts.map { canvas.width($0, .axis) }.max() ?? 0
    let fewest = Int(((widest + 10) / width).rounded(.up))
    // Every 1st, 2nd, 4th, 5th, 10th … column, so that the labels are round where the grid is.
    let skip = [1, 2, 4, 5, 10, 20, 25, 40, 50, 100, 200, 250, 400, 500, 1000].first { $0 >= fewest } ?? max(1, fewest)
    for (column, text) in texts.enumerated() where column % skip == 0 {
      let x = plot.minX + (Double(column) + 0.5) * width
      let half = canvas.width(text, .axis) / 2
      guard x - half >= area.minX, x + half <= area.maxX else { continue }
      canvas.text(text, x: x, baseline: plot.maxY + 12, anchor: .middle, .axis, colour: theme.ink3, as: "column")
    }
    guard plot.minY >= area.minY + 13 else { return }
    let rowName = TextLayout.shortened(rowTitle, limit: area.width * 0.75) { canvas.width($0, .emphasis) }
    canvas.text(rowName, x: area.minX, baseline: plot.minY - 7, .emphasis, colour: theme.ink2, as: "axis-title")
    let columnName = TextLayout.shortened(columnTitle + " →", limit: plot.width) { canvas.width($0, .emphasis) }
    canvas.text(columnName, x: plot.minX, baseline: plot.maxY + 25, .emphasis, colour: theme.ink2, as: "axis-title")
  }

  private func drawLegend(
    _ limits: [Double], _ fills: [Colour], area: Rect, plot: Rect, numbers: NumberScale?, namesRegion: Bool, on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    let present = cells.flatMap { $0 }.filter { $0 > 0 }.sorted()
    let format = NumberFormat.chart
    let decimals = present.allSatisfy { $0 == $0.rounded() } ? 0 : 1
    var entries: [(Colour, String)] = [(theme.nothing, namesRegion ? "nothing" : "0")]
    var low = 0.0
    let isFine = limits.count > 1 && Set(present).count > 60
    let scale = NumberScale.fitting(largest: limits.dropLast().last ?? 0)
    let places = limits.dropLast().allSatisfy { ($0 / scale.factor) == ($0 / scale.factor).rounded() } ? 0 : 1
    for (index, limit) in limits.enumerated() {
      // The legend names the actions that occur in a class; where they are many, the class's limits, which are round.
      let inside = present.filter { $0 > low && $0 <= limit }
      defer { low = limit }
      guard let least = inside.first, let most = inside.last else { continue }
      if isFine {
        func round(_ value: Double) -> String { format.number(value / scale.factor, decimals: places) }
        let text =
          low == 0
          ? "to \(round(limit))\(scale.suffix)"
          : index == limits.count - 1 ? "over \(round(low))\(scale.suffix)" : format.range(round(low), round(limit)) + scale.suffix
        entries.append((fills[index], text))
      } else {
        entries.append(
          (fills[index], least == most ? format.number(least, decimals: decimals) : format.range(least, most, decimals: decimals)))
      }
    }
    let title = numbers == .thousand ? "\(action), thousands in the cells" : action
    let name = canvas.width(title, .axis)
    let width = max(entries.map { canvas.width($0.1, .axis) }.max().map { $0 + 6 } ?? 0, 44)
    let total = width * Double(entries.count)
    guard total + name + 12 <= area.width else {
      return
    }
    let left = area.maxX - total
    canvas.text(title, x: left - 8, baseline: area.minY + 8, anchor: .end, .axis, colour: theme.ink2, as: "legend-title")
    // Where no region has room for its name, the line is explained here.
    if namesRegion, area.minX + 20 + canvas.width(boundary, .axis) + 16 <= left - 8 - name {
      canvas.line(
        area.minX, area.minY + 5, area.minX + 14, area.minY + 5, Stroke(theme.adverse.fill, width: 1.8, cap: .butt), as: "key")
      canvas.text(boundary, x: area.minX + 20, baseline: area.minY + 8, .axis, colour: theme.ink2, as: "legend")
    }
    for (index, entry) in entries.enumerated() {
      let x = left + Double(index) * width
      canvas.rect(Rect(x: x, y: area.minY, width: width - 1, height: 9), fill: entry.0, as: "key")
      canvas.text(entry.1, x: x + width / 2, baseline: area.minY + 19, anchor: .middle, .axis, colour: theme.ink3, as: "legend")
    }
  }
}
