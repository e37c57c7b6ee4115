internal import Groundwork

/// How flat the bottom of a valley is along one lever: the excess of a cost over its least value, the flat region shaded, single choices
/// marked.
public struct CostCurveChart: Chart, Hashable, Codable {
  public var caption: Caption
  public var evidence: Evidence
  /// Such as `Cost above the least`.
  public var measure: String
  public var leverTitle: String
  /// Rising.
  public var levers: [Double]
  /// Excess over the least as a share, at least 0; NaN where there is none.
  public var values: [Double]
  /// The region up to this share is shaded and called flat.
  public var flat: Double
  /// Choices by their lever; their `y` is not read.
  public var choices: [SurfaceChart.Choice]

  public init(
    measure: String, leverTitle: String, levers: [Double], values: [Double], flat: Double = 0.01, choices: [SurfaceChart.Choice] = [],
    evidence: Evidence = .deterministic, caption: Caption = Caption()
  ) {
    self.measure = measure
    self.leverTitle = leverTitle
    self.levers = levers
    self.values = values
    self.flat = flat
    self.choices = choices
    self.evidence = evidence
    self.caption = caption
  }

  var flatText: String { NumberFormat.chart.percent(flat, decimals: flat * 100 == (flat * 100).rounded() ? 0 : 1) }

  public var neutralTitle: String { "\(measure) by \(leverTitle.lowercasedFirst)" }
  public var neutralSubtitle: String { "\(measure), in percent. Shaded: within \(flatText) of the least." }
  public var emptyMessage: String? { levers.count > 1 && values.count(where: \.isFinite) > 1 ? nil : "There is no curve to show" }

  public var defect: String? {
    if values.count != levers.count { return "there are \(values.count) values for \(levers.count) levers" }
    for (index, value) in values.enumerated() where value < -1e-9 { return "value \(index + 1) is \(value); an excess is at least 0" }
    for (index, pair) in zip(levers, levers.dropFirst()).enumerated() where !(pair.0 < pair.1) {
      return "lever \(index + 2) (\(pair.1)) does not come after the one before (\(pair.0))"
    }
    return nil
  }

  /// The levers within the flat share around the least, without a gap.
  public var flatReach: ClosedRange<Double>? {
    guard let least = values.indices.filter({ values[$0].isFinite }).min(by: { (values[$0], $0) < (values[$1], $1) }), values[least] <= flat
    else { return nil }
    var (left, right) = (least, least)
    while left > 0, values[left - 1] <= flat { left -= 1 }
    while right + 1 < values.count, values[right + 1] <= flat { right += 1 }
    return levers[left]...levers[right]
  }

  public var summary: String {
    let format = NumberFormat.chart
    var text = "Curve of \(measure.lowercasedFirst) over \(leverTitle.lowercasedFirst)"
    if let flat = flatReach {
      text += "; within \(flatText) of the least from \(format.significant(flat.lowerBound)) to \(format.significant(flat.upperBound))"
    }
    for choice in choices { text += "; \(choice.name)" }
    return text
  }

  public var dataTable: DataTable {
    DataTable(
      columns: [leverTitle, measure].map { $0.lowercased() },
      rows: zip(levers, values).map { [.number($0), $1.isNaN ? .missing : .number($1)] })
  }

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let isTitled = area.height >= 125
    let top = area.minY + (isTitled ? 20 : 4), bottom = area.maxY - (isTitled ? 30 : 17)
    let known = values.filter(\.isFinite)
    let vertical = ValueAxis(
      Domain(low: 0, high: max(known.max() ?? 0, flat * 1.5)), rule: .includesZero, unit: .percent, direction: .vertical, from: bottom, to: top,
      canvas: canvas)
    let plot = Rect(from: area.minX + vertical.widest(canvas) + 8, top, to: area.maxX - 6, bottom)
    let isWhole = levers.allSatisfy { $0 == $0.rounded() }
    // Half a step beyond both ends, so that no mark lies on the frame.
    let last = levers.count - 1
    let span = Domain(low: levers[0] - (levers[1] - levers[0]) / 2, high: levers[last] + (levers[last] - levers[last - 1]) / 2)
    var horizontal = ValueAxis(
      span, rule: .data, unit: isWhole ? .count("") : .quantity(""), direction: .horizontal, from: plot.minX, to: plot.maxX, canvas: canvas,
      integers: isWhole, tight: true)
    horizontal.domain = span
    horizontal.keepTicks(inside: span)
    vertical.drawVertical(in: plot, on: &canvas, name: "y.value")
    if let reach = flatReach {
      // A single lever that is flat keeps half the way to its neighbours.
      let half = levers.count > 1 ? (levers[1] - levers[0]) / 2 : 0
      let left = horizontal.clamped(reach.lowerBound - half), right = horizontal.clamped(reach.upperBound + half)
      canvas.rect(
        Rect(x: left, y: plot.minY, width: right - left, height: plot.height), fill: theme.favourable.fill.opacity(0.16), as: "band")
      let words = "Within \(flatText)"
      let width = canvas.width(words, .axis)
      // Beside the region where it is narrower than its name.
      let x = right - left > width + 8 ? (left + right) / 2 : min(max((left + right) / 2, plot.minX + width / 2), plot.maxX - width / 2)
      canvas.text(
        words, x: x, baseline: plot.minY + 9, anchor: .middle, .axis, colour: theme.favourable.text, halo: theme.background, as: "flat-name")
    }
    canvas.line(plot.minX, plot.maxY, plot.maxX, plot.maxY, Stroke(theme.ink, width: 0.9, cap: .butt), as: "baseline")
    let points: [Point?] = zip(levers, values).map { $1.isFinite ? Point(horizontal.at($0), vertical.at($1)) : nil }
    canvas.brokenLine(points, Stroke(theme.primary.fill, width: 2), as: "curve")
    // Few levers are whole units of which each was evaluated.
    if points.count <= 60 {
      for point in points.compactMap({ $0 }) { canvas.circle(point, radius: 1.9, fill: theme.primary.fill, as: "lever") }
    }
    drawChoices(plot, horizontal, vertical, points.compactMap { $0 }, on: &canvas)
    for (value, label) in zip(horizontal.ticks, horizontal.labels) {
      let x = horizontal.at(value), half = canvas.width(label, .axis) / 2
      canvas.line(x, plot.maxY, x, plot.maxY + 4, Stroke(theme.ink3, width: 0.7, cap: .butt), as: "tickmark")
      guard x - half >= area.minX, x + half <= area.maxX else { continue }
      canvas.text(label, x: x, baseline: plot.maxY + 13, anchor: .middle, .axis, colour: theme.ink3, as: "tick.x")
    }
    if isTitled {
      let name = TextLayout.shortened("↑ " + measure, limit: area.width * 0.5) { canvas.width($0, .emphasis) }
      canvas.text(name, x: area.minX, baseline: plot.minY - 11, .emphasis, colour: theme.ink2, as: "axis-title")
      let lever = TextLayout.shortened(leverTitle + " →", limit: plot.width) { canvas.width($0, .emphasis) }
      canvas.text(lever, x: plot.minX, baseline: plot.maxY + 26, .emphasis, colour: theme.ink2, as: "axis-title")
    }
    return plot
  }

  /// The value at a lever, read between its neighbours; nil beyond them.
  private func value(at lever: Double) -> Double? {
    guard let after = levers.firstIndex(where: { $0 >= lever }) else { return nil }
    if levers[after] == lever { return values[after].isFinite ? values[after] : nil }
    guard after > 0, values[after - 1].isFinite, values[after].isFinite else { return nil }
    let part = (lever - levers[after - 1]) / (levers[after] - levers[after - 1])
    return values[after - 1] + part * (values[after] - values[after - 1])
  }

  private func drawChoices(
    _ plot: Rect, _ horizontal: ValueAxis, _ vertical: ValueAxis, _ curve: [Point], on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    let marked = choices.compactMap { choice in
      value(at: choice.x).map { (choice, Point(horizontal.at(choice.x), vertical.at($0))) }
    }
    var labels = PointLabels(bounds: plot.inset(left: 3, top: 16, right: 3, bottom: 3))
    labels.boxes = marked.map { Rect(x: $0.1.x - 6, y: $0.1.y - 6, width: 12, height: 12) }
    labels.lines = [curve]
    for (choice, point) in marked {
      let colour = canvas.choiceMark(choice.kind, at: point)
      let style = canvas.style(.emphasis)
      let width = canvas.width(choice.name, style) + 4
      let distances = [4.0, 12] + stride(from: 20.0, through: 120, by: 10)
      guard let place = labels.place(width: width, height: 14, at: point, reach: 5, near: distances, on: canvas) else { continue }
      if place.distance > 20 {
        let box = place.box
        let end = Point(min(max(point.x, box.minX), box.maxX), min(max(point.y, box.minY), box.maxY))
        canvas.line(point.x, point.y, end.x, end.y, Stroke(colour, width: 1), as: "leader")
      }
      canvas.text(
        choice.name, x: place.box.midX, baseline: canvas.baseline(centredOn: place.box.midY, .emphasis), anchor: .middle, style: style,
        colour: choice.kind == .best ? theme.primary.text : theme.ink, as: "choice")
    }
  }
}
