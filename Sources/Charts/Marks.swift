/// Thinning that changes no pixel.
public enum Decimation {
  /// First, lowest, highest and last point of every column of `column` points' width, in their order: a line through them covers the same
  /// pixels as the whole line (M4; Jugel, Jerzak, Hackenbroich and Markl 2014).
  ///
  /// - Parameters:
  ///   - points: x non-decreasing.
  ///   - column: width of a pixel column, in points.
  public static func m4(_ points: [Point], column: Double = 0.5) -> [Point] {
    guard points.count > 4, column > 0 else { return points }
    var kept: [Point] = []
    var start = 0
    while start < points.count {
      let bucket = (points[start].x / column).rounded(.down)
      var end = start
      var (lowest, highest) = (start, start)
      while end < points.count, (points[end].x / column).rounded(.down) == bucket {
        if points[end].y < points[lowest].y { lowest = end }
        if points[end].y > points[highest].y { highest = end }
        end += 1
      }
      var previous = -1
      for index in [start, min(lowest, highest), max(lowest, highest), end - 1] where index != previous {
        kept.append(points[index])
        previous = index
      }
      start = end
    }
    return kept
  }
}

extension Canvas {
  /// A data line; nil breaks it, a point between two breaks becomes a dot.
  mutating func brokenLine(_ points: [Point?], _ stroke: Stroke, as name: String) {
    for run in points.split(separator: nil, omittingEmptySubsequences: true).map({ $0.compactMap(\.self) }) {
      if run.count == 1 {
        circle(run[0], radius: max(2, stroke.width * 1.2), fill: stroke.colour, as: name)
      } else {
        polyline(Decimation.m4(run), stroke, as: name)
      }
    }
  }

  /// The area between two lines over the same x.
  mutating func area(_ upper: [Point], _ lower: [Point], fill: Colour, as name: String) {
    polygon(Decimation.m4(upper) + Decimation.m4(lower).reversed(), fill: fill, as: name)
  }

  /// The right-angled path through step points: each value holds until the next x.
  static func steps(_ points: [Point], until end: Double) -> [Point] {
    guard let first = points.first else { return [] }
    var path = [first]
    for point in points.dropFirst() {
      guard let last = path.last else { break }
      if point.x > last.x { path.append(Point(point.x, last.y)) }
      path.append(point)
    }
    if let last = path.last, end > last.x { path.append(Point(end, last.y)) }
    return path
  }

  /// An open arrow head of 4 pt at the end of a vertical or horizontal line.
  mutating func arrow(from start: Point, to end: Point, _ stroke: Stroke, as name: String) {
    polyline([start, end], stroke, as: name)
    let length = ((end.x - start.x) * (end.x - start.x) + (end.y - start.y) * (end.y - start.y)).squareRoot()
    guard length > 6 else { return }
    let (ux, uy) = ((end.x - start.x) / length, (end.y - start.y) / length)
    polyline(
      [Point(end.x - 4 * ux + 2.6 * uy, end.y - 4 * uy - 2.6 * ux), end, Point(end.x - 4 * ux - 2.6 * uy, end.y - 4 * uy + 2.6 * ux)],
      stroke,
      as: name)
  }
}

/// A label at the right end of a plot: name left, value right-aligned, a leader where it had to move.
struct EndLabel {
  var name: String
  var value: String
  /// Where the mark ends.
  var target: Double
  var colour: Colour
  var strong: Bool
  /// Kept longest when there is no room for all; smaller is more important.
  var priority: Int
}

extension Canvas {
  func endLabelWidth(_ labels: [EndLabel]) -> Double {
    guard !labels.isEmpty else { return 0 }
    let style = style(.endLabel)
    var bold = style
    bold.weight = .semibold
    let names = labels.map { width($0.name, $0.strong ? bold : style) }.max() ?? 0
    let values = labels.map { width($0.value, $0.strong ? bold : style) }.max() ?? 0
    return 10 + names + (values > 0 ? 10 + values : 0)
  }

  /// Draws the labels beside `plot`; those without room go, least important first, and the last line says how many.
  mutating func drawEndLabels(_ labels: [EndLabel], beside plot: Rect, right: Double) {
    let height = style(.endLabel).size * 1.3
    let capacity = max(1, Int((plot.height + 4) / height))
    var kept = labels
    var dropped = 0
    if labels.count > capacity {
      let byPriority = labels.indices.sorted { (labels[$0].priority, $0) < (labels[$1].priority, $1) }
      let keep = Set(byPriority.prefix(max(1, capacity - 1)))
      kept = labels.indices.filter { keep.contains($0) }.map { labels[$0] }
      dropped = labels.count - kept.count
    }
    if dropped > 0, capacity > 1 {
      kept.append(EndLabel(name: "+\(dropped) more", value: "", target: plot.maxY, colour: theme.ink3, strong: false, priority: .max))
    }
    let centres = LabelStack.place(kept.map { .init(target: $0.target, height: height) }, in: plot.minY - 2...plot.maxY + 2)
    for (label, centre) in zip(kept, centres) {
      let baseline = baseline(centredOn: centre, .endLabel)
      if abs(centre - label.target) > 2, label.priority != .max {
        polyline([Point(plot.maxX + 1, label.target), Point(plot.maxX + 7, centre)], Stroke(theme.hairline, width: 0.7), as: "leader")
      }
      let weight: TextStyle.Weight? = label.strong ? .semibold : nil
      text(label.name, x: plot.maxX + 10, baseline: baseline, .endLabel, colour: label.colour, weight: weight, as: "end-label")
      text(label.value, x: right, baseline: baseline, anchor: .end, .endLabel, colour: label.colour, weight: weight, as: "end-value")
    }
  }
}
