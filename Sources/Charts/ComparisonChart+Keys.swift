internal import Groundwork

/// What the marks of a comparison mean, and rows that no common scale holds.
extension ComparisonChart {
  func domain(_ rows: [(Row, RiskAndError?)]) -> Domain {
    let ends = rows.map { reach($0, $1) }
    return Domain(of: ends.map(\.lowerBound) + ends.map(\.upperBound)) ?? Domain(low: 0, high: 1)
  }

  /// All that a row's mark covers.
  func reach(_ row: Row, _ risk: RiskAndError?) -> ClosedRange<Double> {
    var values = [row.mean.value, row.mean.lower ?? row.mean.value, row.mean.upper ?? row.mean.value]
    if let risk { values += [risk.lowest, risk.highest] } else { values += row.samples.filter(\.isFinite) }
    return (values.min() ?? row.mean.value)...(values.max() ?? row.mean.value)
  }

  /// Rows so far from all others that on one scale the others would lie on top of each other: -1 left of the scale, 1 right of it. nil =
  /// on the scale.
  func offScale(_ rows: [Row], _ risks: [RiskAndError?]) -> [Int?] {
    var sides = [Int?](repeating: nil, count: rows.count)
    let reaches = zip(rows, risks).map { reach($0, $1) }
    let order = reaches.indices.sorted { (reaches[$0].lowerBound, $0) < (reaches[$1].lowerBound, $1) }
    guard rows.count >= 4, let least = reaches.map(\.lowerBound).min(), let most = reaches.map(\.upperBound).max(), most > least else {
      return sides
    }
    var (gap, cut) = (0.0, 0)
    for place in 1..<order.count {
      let before = order[..<place].map { reaches[$0].upperBound }.max() ?? least
      let size = reaches[order[place]].lowerBound - before
      if size > gap { (gap, cut) = (size, place) }
    }
    let far = cut <= order.count / 2 ? order[..<cut] : order[cut...]
    let near = cut <= order.count / 2 ? order[cut...] : order[..<cut]
    let span = (near.map { reaches[$0].upperBound }.max() ?? 0) - (near.map { reaches[$0].lowerBound }.min() ?? 0)
    guard far.count <= max(1, rows.count / 4), span < 0.15 * (most - least) else { return sides }
    for row in far { sides[row] = cut <= order.count / 2 ? -1 : 1 }
    return sides
  }

  /// A row beyond the scale: an arrow at the edge, with its value.
  func drawArrow(_ row: Row, _ side: Int, y: Double, plot: Rect, text: String, on canvas: inout Canvas) {
    let colour = colour(row, canvas.theme)
    let (tip, way) = side < 0 ? (plot.minX, 1.0) : (plot.maxX, -1.0)
    canvas.line(tip + way * 5, y, tip + way * 16, y, Stroke(colour, width: 1.4, cap: .butt), as: "off-scale")
    canvas.polygon([Point(tip, y), Point(tip + way * 6, y - 3.4), Point(tip + way * 6, y + 3.4)], fill: colour, as: "off-scale")
    let words = "\(text), off the scale"
    guard canvas.width(words, .axis) + 22 <= plot.width else { return }
    canvas.text(
      words, x: tip + way * 20, baseline: canvas.baseline(centredOn: y, .axis), anchor: side < 0 ? .start : .end, .axis,
      colour: canvas.theme.ink2, halo: row.isAmongBest ? canvas.theme.panel : canvas.theme.background, as: "off-scale-label")
  }

  /// The mark, once, with the names of its parts.
  func drawKey(above bottom: Double, plot: Rect, area: Rect, hasEnds: Bool, on canvas: inout Canvas) {
    let theme = canvas.theme
    let unitWidth = min(140, max(104, plot.width * 0.55))
    let x = plot.minX + 3
    func at(_ share: Double) -> Double { x + share * unitWidth }
    let y = bottom - 20
    let colour = theme.primary.fill
    let label = canvas.style(.axis)
    canvas.line(at(0.055), y, at(0.945), y, Stroke(colour, width: 1, cap: .butt), as: "key")
    let ground = theme.background
    for (a, b) in hasEnds ? [(0, 0.11), (0.885, 1)] : [] {
      canvas.rect(Rect(from: at(a), y - 2, to: at(b), y + 2), fill: colour.opacity(0.58).over(ground), as: "key")
    }
    canvas.rect(Rect(from: at(0.315), y - 5, to: at(0.6), y + 5), fill: colour.opacity(0.3).over(ground), as: "key")
    canvas.rect(Rect(from: at(0.42), y - 5, to: at(0.52), y + 5), fill: colour, as: "key")
    canvas.circle(Point(at(0.47), y), radius: 2, fill: theme.background, as: "key")
    let levelText = Evidence(n: 2, interval: .confidence, level: level).levelText
    canvas.text("mean, \(levelText) CI", x: at(0.47), baseline: y - 8, anchor: .middle, .axis, colour: theme.ink3, as: "key-label")
    var free = -Double.infinity
    for (name, share) in [("P5", 0.055), ("P25", 0.315), ("P75", 0.6), ("P95", 0.945)] {
      let width = canvas.width(name, label)
      guard at(share) - width / 2 > free + 3 else { continue }
      canvas.text(name, x: at(share), baseline: y + 14, anchor: .middle, .axis, colour: theme.ink3, as: "key-label")
      free = at(share) + width / 2
    }
    let ends = hasEnds ? "end blocks: \(levelText) CI of P5 and P95" : "of single replications"
    if at(1) + 6 + canvas.width(ends, label) <= area.maxX {
      canvas.text(ends, x: at(1) + 6, baseline: canvas.baseline(centredOn: y, .axis), .axis, colour: theme.ink3, as: "key-label")
    }
  }

  /// The same in words on one line, for a picture without height to spare.
  func drawLineKey(_ isLarge: Bool, top: Double, plot: Rect, area: Rect, on canvas: inout Canvas) {
    guard evidence.n > 1 || rows.contains(where: { !$0.samples.isEmpty }) else { return }
    let levelText = Evidence(n: 2, interval: .confidence, level: level).levelText
    let words =
      isLarge
      ? "Line: P5 to P95. Box: P25 to P75. Dark: \(levelText) CI of the mean."
      : "Dots: single replications." + (evidence.n > 1 ? " Bar: \(levelText) CI of the mean." : "")
    let text = TextLayout.shortened(words, limit: area.width) { canvas.width($0, .axis) }
    let x = min(plot.minX, area.maxX - canvas.width(text, .axis))
    canvas.text(text, x: max(area.minX, x), baseline: top + 8, .axis, colour: canvas.theme.ink3, as: "key-label")
  }

  /// Fewer than 20 outputs are shown one by one.
  func drawSmallKey(above bottom: Double, plot: Rect, area: Rect, on canvas: inout Canvas) {
    guard evidence.n > 1 || rows.contains(where: { !$0.samples.isEmpty }) else { return }
    let theme = canvas.theme
    let (x, y, colour) = (plot.minX + 3, bottom - 14, theme.primary.fill)
    let single = "one replication"
    canvas.circle(Point(x + 2, y), radius: 1.6, fill: colour.opacity(0.8).over(theme.background), as: "key")
    canvas.text(single, x: x + 9, baseline: canvas.baseline(centredOn: y, .axis), .axis, colour: theme.ink3, as: "key-label")
    guard evidence.n > 1 else { return }
    let left = x + 9 + canvas.width(single, .axis) + 18
    let text = "mean, \(Evidence(n: 2, interval: .confidence, level: level).levelText) CI"
    guard left + 25 + canvas.width(text, .axis) <= area.maxX else { return }
    canvas.rect(Rect(from: left, y - 5, to: left + 18, y + 5), fill: colour.opacity(0.3).over(theme.background), as: "key")
    for x in [left, left + 18] { canvas.line(x, y - 5, x, y + 5, Stroke(colour, width: 1.2, cap: .butt), as: "key") }
    canvas.line(left + 9, y - 7, left + 9, y + 7, Stroke(colour, width: 1.6, cap: .butt), as: "key")
    canvas.text(text, x: left + 25, baseline: canvas.baseline(centredOn: y, .axis), .axis, colour: theme.ink3, as: "key-label")
  }
}
