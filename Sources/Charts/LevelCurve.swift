internal import Groundwork

/// Two step lines over a season, such as a reorder point and an order-up-to level, with the gap between them shaded.
public struct LevelCurve: Chart, Hashable, Codable {
  public struct Level: Sendable, Hashable, Codable {
    public var time: Double
    public var lower: Double
    public var upper: Double
    /// - Parameter time: from which on the two levels hold.
    public init(_ time: Double, lower: Double, upper: Double) {
      self.time = time
      self.lower = lower
      self.upper = upper
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  public var measure: String
  public var unit: ValueUnit
  public var base: TimeBase
  public var lowerName: String
  public var upperName: String
  public var levels: [Level]
  /// Until when the last levels hold.
  public var end: Double
  /// Something to compare with, such as mean demand over the lead time; drawn as a thin context line.
  public var context: [FanChart.Sample]
  public var contextName: String

  public init(
    measure: String, unit: ValueUnit, base: TimeBase, lowerName: String, upperName: String, levels: [Level], end: Double,
    context: [FanChart.Sample] = [], contextName: String = "", evidence: Evidence = .deterministic, caption: Caption = Caption()
  ) {
    self.measure = measure
    self.unit = unit
    self.base = base
    self.lowerName = lowerName
    self.upperName = upperName
    self.levels = levels
    self.end = end
    self.context = context
    self.contextName = contextName
    self.evidence = evidence
    self.caption = caption
  }

  public var neutralTitle: String { "\(measure) over the season" }
  public var neutralSubtitle: String {
    let heading = unit.heading(scale)
    return (heading.isEmpty ? measure : "\(measure), \(heading)")
      + ". Shaded: between \(lowerName.lowercasedFirst) and \(upperName.lowercasedFirst)."
  }
  public var emptyMessage: String? { levels.contains { $0.lower.isFinite && $0.upper.isFinite } ? nil : "There are no levels to show" }

  public var defect: String? {
    for (index, level) in levels.enumerated() {
      if !level.time.isFinite { return "level \(index + 1) has no time" }
      if level.lower > level.upper {
        return "level \(index + 1) (time \(level.time)): \(lowerName) \(level.lower) lies above \(upperName) \(level.upper)"
      }
    }
    for (index, pair) in zip(levels, levels.dropFirst()).enumerated() where !(pair.0.time < pair.1.time) {
      return "level \(index + 2) (time \(pair.1.time)) does not come after the one before (\(pair.0.time))"
    }
    if let last = levels.last, !(end > last.time) { return "the season ends at \(end), not after its last level (\(last.time))" }
    return nil
  }

  private var known: [Level] { levels.filter { $0.lower.isFinite && $0.upper.isFinite } }
  /// A thousand units are counted one by one where a level would else be a fraction of the factor.
  var scale: NumberScale {
    let sizes = known.flatMap { [abs($0.lower), abs($0.upper)] }
    let chosen = unit.scale(largest: sizes.max() ?? 0)
    let least = sizes.filter { $0 > 0 }.min() ?? 0
    return (sizes.max() ?? 0) < 9999.5 && least < 0.95 * chosen.factor ? .one : chosen
  }
  public var remarks: [String] {
    known.count < levels.count ? ["No levels in \(levels.count - known.count) of \(levels.count) periods."] : []
  }

  public var summary: String {
    guard let least = known.map(\.lower).min(), let most = known.map(\.lower).max(), let top = known.map(\.upper).max(),
      let bottom = known.map(\.upper).min()
    else {
      return "Step lines of \(measure.lowercasedFirst); no data"
    }
    func text(_ value: Double) -> String { unit.text(value, decimals: unit.decimals(for: value, scale: scale), scale: scale) }
    return
      "Step lines of \(measure.lowercasedFirst) over \(known.count) periods: \(lowerName) between \(text(least)) and \(text(most)), "
      + "\(upperName) between \(text(bottom)) and \(text(top))"
  }

  public var dataTable: DataTable {
    DataTable(
      columns: ["time", "date", lowerName, upperName],
      rows: levels.map {
        [.number($0.time), base.date(at: $0.time).map { .text($0.description) } ?? .missing, .number($0.lower), .number($0.upper)]
      })
  }

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let known = known
    let span = Domain(low: min(levels[0].time, context.first?.time ?? .infinity), high: max(end, context.last?.time ?? end))
    var axisHeight = 28.0
    var plot = area
    let all = known.flatMap { [$0.lower, $0.upper] } + context.map(\.value)
    var values = ValueAxis(Domain(low: 0, high: 1), rule: .data, unit: unit, direction: .vertical, from: 1, to: 0, canvas: canvas)
    var ticks = TimeTicks(0, 1, base: base, length: 1) { _ in 0 }
    var labels: [EndLabel] = []
    for _ in 0..<3 {
      values = ValueAxis(
        Domain(of: all) ?? Domain(low: 0, high: 1), rule: .data, unit: unit, direction: .vertical, from: area.maxY - axisHeight,
        to: area.minY + 4, canvas: canvas, scale: scale)
      labels = endLabels(values, theme)
      let right = area.width >= 300 ? canvas.endLabelWidth(labels) : 8
      plot = Rect(from: area.minX + values.widest(canvas) + 7, area.minY, to: area.maxX - right, area.maxY - axisHeight)
      ticks = TimeTicks(span.low, span.high, base: base, length: plot.width) { canvas.width($0, .axis) }
      axisHeight = ticks.height + 2
    }
    func x(_ time: Double) -> Double { plot.minX + (time - span.low) / span.span * plot.width }
    values.drawVertical(in: plot, on: &canvas, name: "y.value")
    ticks.draw(in: plot, at: x, limit: area.minX...area.maxX, on: &canvas)
    if values.ticks.first != 0 {
      canvas.line(plot.minX, plot.maxY, plot.maxX, plot.maxY, Stroke(theme.ink, width: 0.9, cap: .butt), as: "baseline")
    }
    // A missing period breaks both lines.
    for run in runs() {
      let until = x(run.until)
      let lower = Canvas.steps(run.levels.map { Point(x($0.time), values.at($0.lower)) }, until: until)
      let upper = Canvas.steps(run.levels.map { Point(x($0.time), values.at($0.upper)) }, until: until)
      canvas.area(upper, lower, fill: theme.primary.fill.opacity(0.13), as: "band")
      canvas.polyline(upper, Stroke(theme.primary.fill, width: 1.6), as: "upper")
      canvas.polyline(lower, Stroke(theme.adverse.fill, width: 2), as: "lower")
    }
    let points: [Point?] = context.map { $0.value.isFinite && $0.time.isFinite ? Point(x($0.time), values.at($0.value)) : nil }
    canvas.brokenLine(points, Stroke(theme.context, width: 1.3), as: "context-line")
    if area.width >= 300 { canvas.drawEndLabels(labels, beside: plot, right: area.maxX) } else { drawInside(labels, plot, on: &canvas) }
    return plot
  }

  private func runs() -> [(levels: [Level], until: Double)] {
    var result: [(levels: [Level], until: Double)] = []
    var current: [Level] = []
    for level in levels {
      if level.lower.isFinite, level.upper.isFinite {
        current.append(level)
      } else if !current.isEmpty {
        result.append((current, level.time))
        current = []
      }
    }
    if !current.isEmpty { result.append((current, end)) }
    return result
  }

  private func endLabels(_ values: ValueAxis, _ theme: Theme) -> [EndLabel] {
    guard let last = known.last else { return [] }
    func text(_ value: Double) -> String {
      let places = unit.isInteger && scale == .one ? 0 : abs(value) < 0.95 * scale.factor ? 2 : 1
      return unit.bare(value, decimals: places, scale: scale)
    }
    var labels = [
      EndLabel(
        name: upperName, value: text(last.upper), target: values.at(last.upper), colour: theme.primary.text, strong: true, priority: 1),
      EndLabel(
        name: lowerName, value: text(last.lower), target: values.at(last.lower), colour: theme.adverse.text, strong: true, priority: 0),
    ]
    if let end = context.last(where: { $0.value.isFinite }), !contextName.isEmpty {
      labels.append(
        EndLabel(name: contextName, value: text(end.value), target: values.at(end.value), colour: theme.ink3, strong: false, priority: 2))
    }
    return labels
  }

  /// Narrow canvases name the lines above the plot's left end.
  private func drawInside(_ labels: [EndLabel], _ plot: Rect, on canvas: inout Canvas) {
    var x = plot.minX + 3
    for label in labels {
      let width = canvas.width(label.name, .emphasis)
      guard x + width <= plot.maxX else { break }
      canvas.text(label.name, x: x, baseline: plot.minY + 6, .emphasis, colour: label.colour, halo: canvas.theme.background, as: "series")
      x += width + 10
    }
  }
}
