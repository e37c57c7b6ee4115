/// Labels of points in the plane: never on another label, never on a mark, never outside; a label without room is left out.
///
/// Eight directions at two distances are tried, nearest and right first; the first free place wins (greedy, in order of priority: the
/// caller places its most important label first). A label further than 10 points from its point gets a leader.
struct PointLabels {
  /// What a label must not touch besides text: boxes of marks.
  var boxes: [Rect] = []
  /// And lines, point to point.
  var lines: [[Point]] = []
  /// Labels stay inside.
  var bounds: Rect

  struct Place: Hashable {
    /// The label's box, top left and size.
    var box: Rect
    var anchor: TextRun.Anchor
    /// From the point to the box; more than 10 wants a leader.
    var distance: Double

    /// Where the anchor of the first baseline stands.
    var x: Double {
      switch anchor {
      case .start: box.minX
      case .middle: box.midX
      case .end: box.maxX
      }
    }
  }

  /// The best free place for a label of a size; nil where there is none.
  ///
  /// - Parameters:
  ///   - reach: from the point's centre to the edge of its dot.
  ///   - near: distances to try beyond that, in order.
  func place(width: Double, height: Double, at point: Point, reach: Double = 5, near: [Double] = [3, 12], on canvas: Canvas) -> Place? {
    for gap in near {
      let d = reach + gap
      let side = d * 0.7071
      // Right, left, above, below, then the corners.
      // Above and below, the label slides along the bounds.
      let centred = max(bounds.minX, min(point.x - width / 2, bounds.maxX - width))
      let corners: [(x: Double, y: Double, anchor: TextRun.Anchor)] = [
        (point.x + d, point.y - height / 2, .start), (point.x - d - width, point.y - height / 2, .end),
        (centred, point.y - d - height, .middle), (centred, point.y + d, .middle),
        (point.x + side, point.y - side - height, .start), (point.x + side, point.y + side, .start),
        (point.x - side - width, point.y - side - height, .end), (point.x - side - width, point.y + side, .end),
      ]
      for corner in corners {
        let box = Rect(x: corner.x, y: corner.y, width: width, height: height)
        if isFree(box, on: canvas) { return Place(box: box, anchor: corner.anchor, distance: d) }
      }
    }
    return nil
  }

  func isFree(_ box: Rect, on canvas: Canvas) -> Bool {
    guard bounds.contains(box), canvas.isFree(box) else { return false }
    let near = box.grown(by: 1.5)
    if boxes.contains(where: { $0.intersects(near) }) { return false }
    return !lines.contains { line in zip(line, line.dropFirst()).contains { near.isCrossed(from: $0, to: $1) } }
  }
}

extension Rect {
  /// Whether a straight line enters the box (Liang and Barsky, *ACM Trans. Graph.* 3(1), 1984).
  func isCrossed(from a: Point, to b: Point) -> Bool {
    var (enter, leave) = (0.0, 1.0)
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    for (p, q) in [(-dx, a.x - minX), (dx, maxX - a.x), (-dy, a.y - minY), (dy, maxY - a.y)] {
      if p == 0 {
        if q < 0 { return false }
      } else if p < 0 {
        enter = max(enter, q / p)
      } else {
        leave = min(leave, q / p)
      }
    }
    return enter <= leave
  }
}

extension Canvas {
  /// Names a point in the adverse colour where there is room, with a leader where that is further than 10 points away.
  ///
  /// - Parameter reach: from the point's centre to the edge of its dot.
  /// - Returns: whether there was room.
  @discardableResult
  mutating func nameWorst(_ point: Point, _ text: String, _ labels: PointLabels, reach: Double, as name: String) -> Bool {
    let size = style(.emphasis).size
    let distances = stride(from: 3.0, through: 111, by: 6).map(\.self)
    guard
      let place = labels.place(width: width(text, .emphasis), height: size * 0.96, at: point, reach: reach, near: distances, on: self)
    else { return false }
    let colour = theme.adverse
    if place.distance > 10 {
      // From the dot's edge straight to the nearest place of the box.
      let box = place.box.grown(by: 1.5)
      let end = Point(min(max(point.x, box.minX), box.maxX), min(max(point.y, box.minY), box.maxY))
      let (dx, dy) = (end.x - point.x, end.y - point.y)
      let length = (dx * dx + dy * dy).squareRoot()
      if length > reach {
        polyline([Point(point.x + dx / length * reach, point.y + dy / length * reach), end], Stroke(colour.fill, width: 0.8), as: "leader")
      }
    }
    self.text(
      text, x: place.x, baseline: place.box.minY + size * 0.76, anchor: place.anchor, .emphasis, colour: colour.text,
      halo: theme.background, as: name)
    return true
  }
}
