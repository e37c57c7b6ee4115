internal import Groundwork

extension FloorPlanChart {
  /// Half of the way between two racks, and the cross aisles, in parts of the distance between aisles.
  private static let corridor = 0.2
  private static let crossing = 0.6

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let limits = classLimits(), fills = Colour.ramp(canvas.theme.sequential, classes: max(2, limits.count))
    let legendHeight = area.height > 150 ? 27.0 : 0, isLow = area.height < 130
    // A thumbnail keeps the round's length and the picture itself.
    let headerHeight = isLow ? 15.0 : 26, footerHeight = isLow ? 0.0 : 25
    if legendHeight > 0 { drawLegend(limits, fills, area, on: &canvas) }
    // Two floors where there is room for two; one scale for both.
    let shown = area.width >= 320 ? panels : Array(panels.prefix(1))
    let gap = 26.0, column = (area.width - gap * Double(shown.count - 1)) / Double(shown.count)
    let height = max(1, area.height - legendHeight - headerHeight - footerHeight)
    func span(_ panel: Panel) -> (x: Double, y: Double) {
      (Double(panel.aisles) * panel.width, panel.length + 2 * Self.crossing * panel.width)
    }
    let scale = shown.map { min(column / span($0).x, height / span($0).y) }.min() ?? 1
    var covered: Rect?
    // Narrow floors stand together in the middle rather than each in the middle of its column.
    let widths = shown.map { max(span($0).x * scale, headerWidth($0, canvas, limit: column)) }
    var left = area.minX + (area.width - widths.reduce(0, +) - gap * Double(shown.count - 1)) / 2
    for (panel, width) in zip(shown, widths) {
      let size = span(panel)
      let frame = Rect(
        x: left + (width - size.x * scale) / 2, y: area.minY + legendHeight + headerHeight, width: size.x * scale, height: size.y * scale)
      drawHeader(panel, at: left, width: width, above: frame, isLow: isLow, on: &canvas)
      drawFloor(panel, frame, scale, limits, fills, on: &canvas)
      drawRound(panel, frame, scale, on: &canvas)
      if !isLow { drawFooter(panel, frame, scale, isFirst: covered == nil, on: &canvas) }
      covered = covered.map { Rect(from: $0.minX, $0.minY, to: frame.maxX, max($0.maxY, frame.maxY)) } ?? frame
      left += width + gap
    }
    // A floor keeps its proportions; what counts as its room is the width it could have had.
    return covered.map { Rect(x: area.minX, y: $0.minY, width: area.width, height: $0.height) } ?? area
  }

  private func headerWidth(_ panel: Panel, _ canvas: Canvas, limit: Double) -> Double {
    let length = "Round: \(Self.text(panel.metres))"
    return min(limit, max(canvas.width(panel.name, .emphasis) + canvas.width(length, .emphasis) + 14, canvas.width(panel.detail, .axis)))
  }

  private func drawHeader(_ panel: Panel, at x: Double, width: Double, above frame: Rect, isLow: Bool, on canvas: inout Canvas) {
    let theme = canvas.theme
    let left = min(x, frame.minX), right = max(frame.maxX, x + width)
    let length = "Round: \(Self.text(panel.metres))"
    let room = right - left - canvas.width(length, .emphasis) - 10
    let name = TextLayout.shortened(panel.name, limit: room) { canvas.width($0, .emphasis) }
    canvas.text(name, x: left, baseline: frame.minY - (isLow ? 5 : 16), .emphasis, colour: theme.ink, as: "panel-title")
    canvas.text(length, x: right, baseline: frame.minY - (isLow ? 5 : 16), anchor: .end, .emphasis, colour: theme.adverse.text, as: "round")
    if isLow { return }
    let detail = TextLayout.shortened(panel.detail, limit: right - left) { canvas.width($0, .axis) }
    canvas.text(detail, x: left, baseline: frame.minY - 5, .axis, colour: theme.ink3, as: "panel-detail")
  }

  private func place(_ x: Double, _ y: Double, _ panel: Panel, _ frame: Rect, _ scale: Double) -> Point {
    Point(frame.minX + (x + panel.width / 2) * scale, frame.maxY - (y + Self.crossing * panel.width) * scale)
  }

  private func drawFloor(
    _ panel: Panel, _ frame: Rect, _ scale: Double, _ limits: [Double], _ fills: [Colour], on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    let bay = panel.length / Double(panel.bays)
    for aisle in 0..<panel.aisles {
      for row in 0..<panel.bays {
        let share = panel.shares[aisle * panel.bays + row]
        let colour = share > 0 ? fills[limits.firstIndex { share <= $0 * (1 + 1e-9) } ?? limits.count - 1] : theme.nothing
        for side in [-1.0, 1] {
          let x = Double(aisle) * panel.width
          let near = place(x + side * Self.corridor * panel.width, Double(row) * bay, panel, frame, scale)
          let far = place(x + side * 0.49 * panel.width, Double(row + 1) * bay, panel, frame, scale)
          // The outermost racks end a hair early, so that a way along the cross aisle does not run over them.
          let front = row == 0 ? 3 : 0.4, back = row == panel.bays - 1 ? 3 : 0.4
          canvas.rect(Rect(from: near.x, near.y - front, to: far.x, far.y + back), fill: colour, as: "cell")
        }
      }
    }
    // The cross aisles: free floor between the racks and the walls.
    canvas.rect(frame, stroke: Stroke(theme.hairline, width: 0.8), as: "frame")
    for y in [0, panel.length] {
      let left = place(-panel.width / 2, y, panel, frame, scale)
      canvas.line(left.x, left.y, frame.maxX, left.y, Stroke(theme.hairline, width: 0.7, dash: [2, 2], cap: .butt), as: "hairline")
    }
  }

  private func drawRound(_ panel: Panel, _ frame: Rect, _ scale: Double, on canvas: inout Canvas) {
    let theme = canvas.theme
    let corners = panel.path.map { place($0.x, $0.y, panel, frame, scale) }
    let aside = min(1.7, Self.corridor * panel.width * scale * 0.55)
    let way = Self.keepingRight(corners, by: aside)
    canvas.polyline(way, Stroke(theme.background, width: 3.2), as: "halo")
    canvas.polyline(way, Stroke(theme.adverse.fill, width: 1.5), as: "way")
    for section in panel.picks {
      let depth = (Double(section % panel.bays) + 0.5) / Double(panel.bays) * panel.length
      let point = place(Double(section / panel.bays) * panel.width, depth, panel, frame, scale)
      canvas.circle(point, radius: 3.2, fill: theme.adverse.fill, stroke: Stroke(theme.background, width: 1), as: "pick")
    }
    let depot = place(panel.depot, 0, panel, frame, scale)
    canvas.rect(
      Rect(x: depot.x - 4.5, y: depot.y - 4.5, width: 9, height: 9), fill: theme.ink, stroke: Stroke(theme.background, width: 1.2),
      as: "depot")
  }

  /// Below the floor: the depot's name, and a bar of round metres under the first.
  private func drawFooter(_ panel: Panel, _ frame: Rect, _ scale: Double, isFirst: Bool, on canvas: inout Canvas) {
    let theme = canvas.theme
    let half = canvas.width("Depot", .axis) / 2
    let x = min(max(place(panel.depot, 0, panel, frame, scale).x, frame.minX + half), frame.maxX - half)
    canvas.text("Depot", x: x, baseline: frame.maxY + 10, anchor: .middle, .axis, colour: theme.ink2, as: "depot-name")
    let metres = [100.0, 50, 20, 10, 5, 2, 1].first { $0 * scale <= min(90, frame.width * 0.4) } ?? 1
    guard isFirst, metres * scale <= frame.width else { return }
    let y = frame.maxY + 19, right = frame.minX + metres * scale
    canvas.line(frame.minX, y, right, y, Stroke(theme.ink2, width: 1, cap: .butt), as: "scale-bar")
    for end in [frame.minX, right] { canvas.line(end, y - 2.5, end, y + 2.5, Stroke(theme.ink2, width: 1, cap: .butt), as: "scale-bar") }
    canvas.text(Self.text(metres), x: right + 5, baseline: y + 3, .axis, colour: theme.ink3, as: "scale")
  }

  private func drawLegend(_ limits: [Double], _ fills: [Colour], _ area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let format = NumberFormat.chart
    func percent(_ share: Double) -> String { format.significant(share * 100) }
    var entries: [(Colour, String)] = []
    if panels.contains(where: { $0.shares.contains(0) }) { entries.append((theme.nothing, "none")) }
    for (index, limit) in limits.enumerated() {
      entries.append((fills[index], index == 0 ? "to \(percent(limit))%" : format.range(percent(limits[index - 1]), percent(limit)) + "%"))
    }
    let title = "Share of the picks in a bay"
    let width = max(44, (entries.map { canvas.width($0.1, .axis) }.max() ?? 0) + 6), total = width * Double(entries.count)
    guard total + canvas.width(title, .axis) + 12 <= area.width else { return }
    let left = area.maxX - total
    canvas.text(title, x: left - 8, baseline: area.minY + 8, anchor: .end, .axis, colour: theme.ink2, as: "legend-title")
    for (index, entry) in entries.enumerated() {
      let x = left + Double(index) * width
      canvas.rect(Rect(x: x, y: area.minY, width: width - 1, height: 9), fill: entry.0, as: "key")
      canvas.text(entry.1, x: x + width / 2, baseline: area.minY + 19, anchor: .middle, .axis, colour: theme.ink3, as: "legend")
    }
  }

  /// A way along the two axes moved to its right-hand side, so that there and back lie beside each other.
  static func keepingRight(_ corners: [Point], by aside: Double) -> [Point] {
    func sign(_ x: Double) -> Double { abs(x) < 1e-9 ? 0 : x < 0 ? -1 : 1 }
    var steps: [(dx: Double, dy: Double, end: Point)] = []
    for (a, b) in zip(corners, corners.dropFirst()) {
      let (dx, dy) = (sign(b.x - a.x), sign(b.y - a.y))
      if dx == 0, dy == 0 { continue }
      if let last = steps.last, last.dx == dx, last.dy == dy { steps[steps.count - 1].end = b } else { steps.append((dx, dy, b)) }
    }
    guard let first = steps.first, let last = steps.last, let start = corners.first else { return [] }
    // Right of a step (dx, dy) with y downward is (−dy, dx).
    var points = [Point(start.x - aside * first.dy, start.y + aside * first.dx)]
    for (a, b) in zip(steps, steps.dropFirst()) {
      if a.dx == -b.dx, a.dy == -b.dy {
        points.append(Point(a.end.x - aside * a.dy, a.end.y + aside * a.dx))
        points.append(Point(a.end.x - aside * b.dy, a.end.y + aside * b.dx))
      } else {
        points.append(Point(a.end.x - aside * (a.dy + b.dy), a.end.y + aside * (a.dx + b.dx)))
      }
    }
    points.append(Point(last.end.x - aside * last.dy, last.end.y + aside * last.dx))
    return points
  }
}
