/// Legends of keys and names that may need more than one row.
extension Canvas {
  /// Breaks entries into rows, in their order.
  ///
  /// - Parameters:
  ///   - room: width of a row.
  ///   - gap: from the start of a name's key to the start of its name and from its end to the next key, together.
  func legendRows(_ entries: some Sequence<Int>, room: Double, gap: Double, _ name: (Int) -> String) -> [[Int]] {
    var rows: [[Int]] = []
    var free = 0.0
    for entry in entries {
      let need = width(name(entry), .category) + gap
      if rows.isEmpty || need > free {
        rows.append([])
        free = room
      }
      rows[rows.count - 1].append(entry)
      free -= need
    }
    return rows
  }

  /// Draws rows of keys, 9 pt wide, with their names; the first row's middle is at `corner`. What stands in two shades has both in its key.
  mutating func legend(
    _ rows: [[Int]], at corner: Point, gap: Double, _ name: (Int) -> String, key: (Int) -> (fill: Colour, height: Double),
    second: (Int) -> Colour? = { _ in nil }
  ) {
    let ink = theme.ink2
    for (row, entries) in rows.enumerated() {
      var x = corner.x
      let y = corner.y + Double(row) * 14
      for entry in entries {
        let (fill, height) = key(entry)
        rect(Rect(x: x, y: y - height / 2, width: 9, height: height), fill: fill, as: "key")
        if let other = second(entry) { rect(Rect(x: x + 4.5, y: y - height / 2, width: 4.5, height: height), fill: other, as: "key") }
        text(name(entry), x: x + 13, baseline: baseline(centredOn: y, .category), .category, colour: ink, as: "legend")
        x += width(name(entry), .category) + gap
      }
    }
  }
}
