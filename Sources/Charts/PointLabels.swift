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
      let corners: [(x: Double, y: Double, anchor: TextRun.Anchor)] = [
        (point.x + d, point.y - height / 2, .start), (point.x - d - width, point.y - height / 2, .end),
        (point.x - width / 2, point.y - d - height, .middle), (point.x - width / 2, point.y + d, .middle),
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
