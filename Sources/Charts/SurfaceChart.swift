internal import Groundwork

/// How flat the bottom of a valley is: the excess of a cost over its least value on a grid of two levers, in classes, the flat region
/// outlined, single choices marked.
public struct SurfaceChart: Chart, Hashable, Codable {
  /// A choice in the plane.
  public struct Choice: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable { case best, current, other }
    public var name: String
    public var x: Double
    public var y: Double
    public var kind: Kind
    public init(_ name: String, x: Double, y: Double, kind: Kind) {
      self.name = name
      self.x = x
      self.y = y
      self.kind = kind
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  /// Such as `Cost above the least`.
  public var measure: String
  public var columnTitle: String
  public var rowTitle: String
  /// Rising by the same step.
  public var columns: [Double]
  /// Rising by the same step; drawn upwards.
  public var rows: [Double]
  /// Excess over the least as a share, at least 0; one array a row, NaN where there is none.
  public var cells: [[Double]]
  /// The region up to this share is outlined and called flat.
  public var flat: Double
  public var choices: [Choice]

  public init(
    measure: String, columnTitle: String, rowTitle: String, columns: [Double], rows: [Double], cells: [[Double]], flat: Double = 0.01,
    choices: [Choice] = [], evidence: Evidence = .deterministic, caption: Caption = Caption()
  ) {
    self.measure = measure
    self.columnTitle = columnTitle
    self.rowTitle = rowTitle
    self.columns = columns
    self.rows = rows
    self.cells = cells
    self.flat = flat
    self.choices = choices
    self.evidence = evidence
    self.caption = caption
  }

  /// Upper limits of the classes; the last class is open.
  static let limits = [0.01, 0.02, 0.05, 0.1, 0.25, 1]

  var flatText: String { NumberFormat.chart.percent(flat, decimals: flat * 100 == (flat * 100).rounded() ? 0 : 1) }

  public var neutralTitle: String { "\(measure) by \(columnTitle.lowercasedFirst) and \(rowTitle.lowercasedFirst)" }
  public var neutralSubtitle: String { "\(measure), in percent. Outlined: within \(flatText) of the least. Darker = dearer." }
  public var emptyMessage: String? {
    cells.contains { $0.contains(where: \.isFinite) } && columns.count > 1 && rows.count > 1 ? nil : "There is no surface to show"
  }

  public var defect: String? {
    if cells.count != rows.count { return "there are \(cells.count) rows of cells for \(rows.count) values" }
    for (index, row) in cells.enumerated() {
      if row.count != columns.count { return "row \(index + 1) has \(row.count) cells for \(columns.count) columns" }
      if let bad = row.firstIndex(where: { $0 < -1e-9 }) {
        return "row \(index + 1), column \(bad + 1) is \(row[bad]); an excess over the least is at least 0"
      }
    }
    for (name, values) in [("column", columns), ("row", rows)] {
      for (index, pair) in zip(values, values.dropFirst()).enumerated() where !(pair.0 < pair.1) {
        return "\(name) \(index + 2) (\(pair.1)) does not come after the one before (\(pair.0))"
      }
    }
    return nil
  }

  public var summary: String {
    let format = NumberFormat.chart
    var text = "Surface of \(measure.lowercasedFirst) over \(columnTitle.lowercasedFirst) and \(rowTitle.lowercasedFirst)"
    if let (x, y) = flatReach {
      text +=
        "; the region within \(flatText) of the least, not all of a rectangle, lies between \(format.significant(x.lowerBound)) and "
        + "\(format.significant(x.upperBound)), and between \(format.significant(y.lowerBound)) and \(format.significant(y.upperBound))"
    }
    for choice in choices { text += "; \(choice.name) at \(format.significant(choice.x)), \(format.significant(choice.y))" }
    return text
  }

  /// Columns and rows that the flat region spans.
  public var flatReach: (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
    var xs: [Double] = [], ys: [Double] = []
    for (y, row) in zip(rows, cells) { for (x, value) in zip(columns, row) where value <= flat { (xs, ys) = (xs + [x], ys + [y]) } }
    guard let left = xs.min(), let right = xs.max(), let low = ys.min(), let high = ys.max() else { return nil }
    return (left...right, low...high)
  }

  /// The columns within the flat share around a column, without a gap, on the row nearest to a value; nil where the nearest cell is not
  /// flat.
  public func flatReach(x: Double, y: Double) -> ClosedRange<Double>? {
    func nearest(_ values: [Double], _ value: Double) -> Int? {
      values.indices.min { (abs(values[$0] - value), $0) < (abs(values[$1] - value), $1) }
    }
    guard let row = nearest(rows, y), let column = nearest(columns, x), cells[row][column] <= flat else { return nil }
    var (left, right) = (column, column)
    while left > 0, cells[row][left - 1] <= flat { left -= 1 }
    while right + 1 < columns.count, cells[row][right + 1] <= flat { right += 1 }
    return columns[left]...columns[right]
  }

  /// Whether the flat region touches the edge of what is shown, and so may go on beyond it.
  public var isFlatAtFrame: Bool {
    func isFlat(_ row: [Double]) -> Bool { row.contains { $0 <= flat } }
    guard let first = cells.first, let last = cells.last else { return false }
    return isFlat(first) || isFlat(last) || cells.contains { ($0.first ?? .nan) <= flat || ($0.last ?? .nan) <= flat }
  }

  public var dataTable: DataTable {
    var list: [[DataTable.Cell]] = []
    for (y, row) in zip(rows, cells) {
      for (x, value) in zip(columns, row) { list.append([.number(x), .number(y), value.isNaN ? .missing : .number(value)]) }
    }
    return DataTable(columns: [columnTitle, rowTitle, measure].map { $0.lowercased() }, rows: list)
  }

  // MARK: Drawing

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let fills = Colour.ramp(theme.sequential, classes: Self.limits.count + 1)
    let legendHeight = area.height > 150 ? 32.0 : 0
    let titleHeight = area.height >= 125 ? 13.0 : 0
    let bottomHeight = area.height >= 125 ? 30.0 : 17
    let (stepX, stepY) = (step(columns), step(rows))
    let spanX = Domain(low: columns[0] - stepX / 2, high: columns[columns.count - 1] + stepX / 2)
    let spanY = Domain(low: rows[0] - stepY / 2, high: rows[rows.count - 1] + stepY / 2)
    let isWhole = (columns + rows).allSatisfy { $0 == $0.rounded() }
    let unit: ValueUnit = isWhole ? .count("") : .quantity("")
    func vertical(_ top: Double, _ bottom: Double) -> ValueAxis {
      ValueAxis(spanY, rule: .data, unit: unit, direction: .vertical, from: bottom, to: top, canvas: canvas, integers: isWhole, tight: true)
    }
    let top = area.minY + legendHeight + titleHeight, bottom = area.maxY - bottomHeight
    var axisY = vertical(top, bottom)
    axisY.domain = spanY
    let plot = Rect(from: area.minX + axisY.widest(canvas) + 8, top, to: area.maxX - 4, bottom)
    var axisX = ValueAxis(
      spanX, rule: .data, unit: unit, direction: .horizontal, from: plot.minX, to: plot.maxX, canvas: canvas, integers: isWhole, tight: true
    )
    // The plot is the grid; a domain that a rule drew to zero is not.
    axisX.domain = spanX
    axisX.keepTicks(inside: spanX)
    axisY.keepTicks(inside: spanY)

    drawCells(plot, fills, axisX, axisY, stepX, stepY, on: &canvas)
    let outline = isCoarse ? cellOutline(stepX, stepY) : contour()
    let line = Stroke(theme.favourable.fill, width: 2)
    for part in outline {
      canvas.polyline(part.map { Point(axisX.at($0.x), axisY.at($0.y)) }, Stroke(theme.background.opacity(0.8), width: 4), as: "halo")
    }
    for part in outline {
      canvas.polyline(part.map { Point(axisX.at($0.x), axisY.at($0.y)) }, line, as: "flat")
    }
    drawChoices(plot, fills, axisX, axisY, on: &canvas)
    drawAxes(plot, area, axisX, axisY, titleHeight > 0, on: &canvas)
    if legendHeight > 0 { drawLegend(fills, area, on: &canvas) }
    return plot
  }

  private func step(_ values: [Double]) -> Double { (values[values.count - 1] - values[0]) / Double(values.count - 1) }

  private func classOf(_ value: Double) -> Int { Self.limits.firstIndex { value <= $0 * (1 + 1e-12) } ?? Self.limits.count }

  private func drawCells(
    _ plot: Rect, _ fills: [Colour], _ axisX: ValueAxis, _ axisY: ValueAxis, _ stepX: Double, _ stepY: Double, on canvas: inout Canvas
  ) {
    for (row, values) in cells.enumerated() {
      let low = axisY.at(rows[row] - stepY / 2), high = axisY.at(rows[row] + stepY / 2)
      var column = 0
      while column < columns.count {
        var end = column + 1
        guard values[column].isFinite else {
          column = end
          continue
        }
        let own = classOf(values[column])
        while end < columns.count, values[end].isFinite, classOf(values[end]) == own { end += 1 }
        let left = axisX.at(columns[column] - stepX / 2), right = axisX.at(columns[end - 1] + stepX / 2)
        // Equal neighbours reach under each other: no hair of white between equal colours.
        let cell = Rect(from: left, max(plot.minY, high - 0.4), to: min(plot.maxX, right + (end < columns.count ? 0.4 : 0)), low)
        canvas.rect(cell, fill: fills[own], as: "cell")
        column = end
      }
    }
  }

  private func drawChoices(_ plot: Rect, _ fills: [Colour], _ axisX: ValueAxis, _ axisY: ValueAxis, on canvas: inout Canvas) {
    let theme = canvas.theme
    let points = choices.map { Point(axisX.at($0.x), axisY.at($0.y)) }
    var labels = PointLabels(bounds: plot.inset(left: 3, top: 3, right: 3, bottom: 3))
    labels.boxes = points.map { Rect(x: $0.x - 6, y: $0.y - 6, width: 12, height: 12) }
    // No plate lies on the outline that the picture is about.
    let outline = isCoarse ? cellOutline(step(columns), step(rows)) : contour()
    labels.lines = outline.map { $0.map { Point(axisX.at($0.x), axisY.at($0.y)) } }
    for (choice, point) in zip(choices, points) where plot.contains(point) {
      let colour = canvas.choiceMark(choice.kind, at: point)
      let style = canvas.style(.emphasis)
      let width = canvas.width(choice.name, style) + 8
      let distances = [3.0, 12] + stride(from: 20.0, through: 120, by: 10)
      guard let place = labels.place(width: width, height: 15, at: point, reach: 4, near: distances, on: canvas) else { continue }
      if place.distance > 20 {
        let box = place.box
        let end = Point(min(max(point.x, box.minX), box.maxX), min(max(point.y, box.minY), box.maxY))
        canvas.line(point.x, point.y, end.x, end.y, Stroke(theme.background, width: 2.4), as: "halo")
        canvas.line(point.x, point.y, end.x, end.y, Stroke(colour, width: 1), as: "leader")
      }
      // A plate beneath the words: the classes under them differ.
      canvas.rect(place.box, radius: 2, fill: theme.background, as: "panel-plate")
      canvas.text(
        choice.name, x: place.box.midX, baseline: canvas.baseline(centredOn: place.box.midY, .emphasis), anchor: .middle, style: style,
        colour: choice.kind == .best ? theme.primary.text : theme.ink, as: "choice")
    }
  }

  private func drawAxes(
    _ plot: Rect, _ area: Rect, _ axisX: ValueAxis, _ axisY: ValueAxis, _ isTitled: Bool, on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    for (value, label) in zip(axisY.ticks, axisY.labels) {
      let y = axisY.at(value)
      canvas.line(plot.minX - 4, y, plot.minX, y, Stroke(theme.ink3, width: 0.7, cap: .butt), as: "tickmark")
      canvas.text(
        label, x: plot.minX - 7, baseline: canvas.baseline(centredOn: y, .axis), anchor: .end, .axis, colour: theme.ink3, as: "tick.y")
    }
    for (value, label) in zip(axisX.ticks, axisX.labels) {
      let x = axisX.at(value)
      canvas.line(x, plot.maxY, x, plot.maxY + 4, Stroke(theme.ink3, width: 0.7, cap: .butt), as: "tickmark")
      let half = canvas.width(label, .axis) / 2
      guard x - half >= area.minX, x + half <= area.maxX else { continue }
      canvas.text(label, x: x, baseline: plot.maxY + 13, anchor: .middle, .axis, colour: theme.ink3, as: "tick.x")
    }
    guard isTitled else { return }
    let rowName = TextLayout.shortened("↑ " + rowTitle, limit: area.width * 0.5) { canvas.width($0, .emphasis) }
    canvas.text(rowName, x: area.minX, baseline: plot.minY - 6, .emphasis, colour: theme.ink2, as: "axis-title")
    let columnName = TextLayout.shortened(columnTitle + " →", limit: plot.width) { canvas.width($0, .emphasis) }
    canvas.text(columnName, x: plot.minX, baseline: plot.maxY + 26, .emphasis, colour: theme.ink2, as: "axis-title")
  }

  private func drawLegend(_ fills: [Colour], _ area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let present = Set(cells.joined().filter(\.isFinite).map(classOf)).sorted()
    let format = NumberFormat.chart
    func percent(_ share: Double) -> String { format.number(share * 100, decimals: 0) }
    let entries = present.map { index -> (Colour, String) in
      if index == 0 { return (fills[0], "to \(percent(Self.limits[0]))%") }
      if index == Self.limits.count { return (fills[index], "over \(percent(Self.limits[index - 1]))%") }
      return (fills[index], format.range(percent(Self.limits[index - 1]), percent(Self.limits[index])) + "%")
    }
    let flatName = "Within \(flatText) of the least"
    let name = canvas.width(measure, .axis), outline = canvas.width(flatName, .axis) + 24
    let width = max(44, (entries.map { canvas.width($0.1, .axis) }.max() ?? 0) + 6)
    let total = width * Double(entries.count)
    if total + name + 12 <= area.width {
      let left = area.maxX - total
      canvas.text(measure, x: left - 8, baseline: area.minY + 8, anchor: .end, .axis, colour: theme.ink2, as: "legend-title")
      for (index, entry) in entries.enumerated() {
        let x = left + Double(index) * width
        canvas.rect(Rect(x: x, y: area.minY, width: width - 1, height: 9), fill: entry.0, as: "key")
        canvas.text(entry.1, x: x + width / 2, baseline: area.minY + 19, anchor: .middle, .axis, colour: theme.ink3, as: "legend")
      }
      if total + name + 12 + outline + 16 <= area.width {
        canvas.line(
          area.minX, area.minY + 5, area.minX + 18, area.minY + 5, Stroke(theme.favourable.fill, width: 2, cap: .butt), as: "key")
        canvas.text(flatName, x: area.minX + 24, baseline: area.minY + 8, .axis, colour: theme.ink2, as: "legend")
      }
    }
  }

  /// Whether a cell is so large a part of the picture that a line between cells would say more than was evaluated.
  var isCoarse: Bool { columns.count < 13 || rows.count < 10 }

  /// The border of the flat cells, in lines between corners of cells.
  func cellOutline(_ stepX: Double, _ stepY: Double) -> [[Point]] {
    func isFlat(_ row: Int, _ column: Int) -> Bool {
      rows.indices.contains(row) && columns.indices.contains(column) && cells[row][column] <= flat
    }
    func x(_ column: Int) -> Double { columns[0] + (Double(column) - 0.5) * stepX }
    func y(_ row: Int) -> Double { rows[0] + (Double(row) - 0.5) * stepY }
    var lines: [[Point]] = []
    /// Runs of neighbours that have the border on the same side.
    func add(_ count: Int, _ isBorder: (Int) -> Bool, _ line: (Int, Int) -> [Point]) {
      var from: Int?
      for k in 0...count {
        if k < count, isBorder(k) {
          if from == nil { from = k }
        } else if let start = from {
          lines.append(line(start, k))
          from = nil
        }
      }
    }
    for row in 0...rows.count {
      add(columns.count, { isFlat(row, $0) != isFlat(row - 1, $0) }) { [Point(x($0), y(row)), Point(x($1), y(row))] }
    }
    for column in 0...columns.count {
      add(rows.count, { isFlat($0, column) != isFlat($0, column - 1) }) { [Point(x(column), y($0)), Point(x(column), y($1))] }
    }
    return lines
  }

  /// The line at the flat share through the grid's values by linear interpolation between neighbours, closed at the grid's border.
  func contour() -> [[Point]] {
    guard columns.count > 1, rows.count > 1 else { return [] }
    // A rim of something beyond the share, so that every line closes.
    let xs = [columns[0]] + columns + [columns[columns.count - 1]]
    let ys = [rows[0]] + rows + [rows[rows.count - 1]]
    func value(_ row: Int, _ column: Int) -> Double {
      guard row > 0, row <= rows.count, column > 0, column <= columns.count else { return flat + 1 }
      let value = cells[row - 1][column - 1]
      return value.isFinite ? value : flat + 1
    }
    struct Edge: Hashable {
      var row: Int
      var column: Int
      var isVertical: Bool
    }
    func point(_ edge: Edge) -> Point {
      let (r, c) = (edge.row, edge.column)
      let other = edge.isVertical ? (r + 1, c) : (r, c + 1)
      let a = value(r, c), b = value(other.0, other.1)
      let part = a == b ? 0.5 : max(0, min(1, (flat - a) / (b - a)))
      return Point(xs[c] + part * (xs[other.1] - xs[c]), ys[r] + part * (ys[other.0] - ys[r]))
    }
    var next: [Edge: [Edge]] = [:]
    var order: [Edge] = []
    func join(_ a: Edge, _ b: Edge) {
      for (from, to) in [(a, b), (b, a)] {
        if next[from] == nil { order.append(from) }
        next[from, default: []].append(to)
      }
    }
    for r in 0..<(ys.count - 1) {
      for c in 0..<(xs.count - 1) {
        let inside = [value(r, c) <= flat, value(r, c + 1) <= flat, value(r + 1, c + 1) <= flat, value(r + 1, c) <= flat]
        let edges = [
          Edge(row: r, column: c, isVertical: false), Edge(row: r, column: c + 1, isVertical: true),
          Edge(row: r + 1, column: c, isVertical: false), Edge(row: r, column: c, isVertical: true),
        ]
        let crossed = (0..<4).filter { inside[$0] != inside[($0 + 1) % 4] }.map { edges[$0] }
        if crossed.count == 2 { join(crossed[0], crossed[1]) }
        if crossed.count == 4 {
          // A saddle: the corners inside stay apart.
          if inside[0] {
            join(crossed[3], crossed[0])
            join(crossed[1], crossed[2])
          } else {
            join(crossed[0], crossed[1])
            join(crossed[2], crossed[3])
          }
        }
      }
    }
    var lines: [[Point]] = []
    var used: Set<Edge> = []
    for start in order where !used.contains(start) {
      var line = [point(start)]
      used.insert(start)
      var at = start
      while let step = next[at]?.first(where: { !used.contains($0) }) {
        used.insert(step)
        line.append(point(step))
        at = step
      }
      line.append(line[0])
      lines.append(line)
    }
    return lines
  }
}

extension ValueAxis {
  /// Leaves out ticks beyond a span.
  mutating func keepTicks(inside span: Domain) {
    let kept = zip(ticks, labels).filter { $0.0 >= span.low - 1e-9 && $0.0 <= span.high + 1e-9 }
    (ticks, labels) = (kept.map(\.0), kept.map(\.1))
  }
}
