extension Canvas {
  /// The mark of a choice on a surface or a curve: a ring where one stands today, a disc for the best and the others.
  ///
  /// - Returns: its colour, for the leader to its name.
  mutating func choiceMark(_ kind: SurfaceChart.Choice.Kind, at point: Point) -> Colour {
    let colour =
      switch kind {
      case .best: theme.primary.fill
      case .current: theme.ink
      case .other: theme.ink2
      }
    if kind == .current {
      circle(point, radius: 4.6, fill: theme.background, stroke: Stroke(colour, width: 2), as: "ring")
    } else {
      circle(point, radius: 5, fill: colour, stroke: Stroke(theme.background, width: 1.4), as: "ring")
    }
    return colour
  }
}
