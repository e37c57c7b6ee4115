internal import Groundwork

/// How queues go over time, one panel each on one clock: the mean over replications as a step line, and a band in which single futures lie.
public struct QueueChart: Chart, Hashable, Codable {
  public struct Panel: Sendable, Hashable, Codable {
    public var name: String
    /// One element a stretch; never negative.
    public var mean: [Double]
    /// The band's ends; empty for none.
    public var lower: [Double]
    public var upper: [Double]
    public init(_ name: String, mean: [Double], lower: [Double] = [], upper: [Double] = []) {
      self.name = name
      self.mean = mean
      self.lower = lower
      self.upper = upper
    }

    /// Time of the largest mean; nil without data.
    var peak: Int? { mean.indices.max { (mean[$0], -$0) < (mean[$1], -$1) } }
  }

  public var caption: Caption
  /// Its level is the band's.
  public var evidence: Evidence
  public var base: TimeBase
  /// Where each stretch begins, and where the last ends: one more than there are stretches.
  public var edges: [Double]
  public var panels: [Panel]
  /// What waits, in the plural.
  public var noun: String

  public init(
    base: TimeBase, edges: [Double], panels: [Panel], noun: String = "orders", evidence: Evidence = .deterministic,
    caption: Caption = Caption()
  ) {
    self.base = base
    self.edges = edges
    self.panels = panels
    self.noun = noun
    self.evidence = evidence
    self.caption = caption
  }

  /// More panels than this are too low to read; those with the longest queues are shown.
  static let mostPanels = 6

  public var neutralTitle: String { "Queues over time" }
  public var neutralSubtitle: String { "\(noun.prefix(1).uppercased() + noun.dropFirst()) waiting before each step, time averages." }
  public var emptyMessage: String? { panels.allSatisfy { $0.mean.isEmpty } ? "No queue was measured" : nil }
  public var remarks: [String] {
    panels.count > Self.mostPanels ? ["The \(Self.mostPanels) longest of \(panels.count) queues."] : []
  }

  public var defect: String? {
    for panel in panels {
      if panel.mean.count + 1 != edges.count {
        return "“\(panel.name)” has \(panel.mean.count) values for \(edges.count - 1) stretches of time"
      }
      if let bad = panel.mean.firstIndex(where: { !($0 >= 0) }) {
        return "“\(panel.name)”, stretch \(bad + 1) is \(panel.mean[bad]); a queue is never negative"
      }
      for (side, values) in [("lower", panel.lower), ("upper", panel.upper)] where !values.isEmpty && values.count != panel.mean.count {
        return "“\(panel.name)” has \(values.count) \(side) ends for \(panel.mean.count) values"
      }
      for (index, ends) in zip(panel.lower, panel.upper).enumerated() where ends.0 > ends.1 {
        return "“\(panel.name)”, stretch \(index + 1): the band runs from \(ends.0) to \(ends.1)"
      }
    }
    for (index, pair) in zip(edges, edges.dropFirst()).enumerated() where !(pair.0 < pair.1) {
      return "time \(index + 2) comes before the one before"
    }
    return nil
  }

  public var summary: String {
    let parts = shown.compactMap { panel in
      panel.peak.map {
        "\(panel.name) up to \(Self.text(panel.mean[$0])) (\(timeText($0)))"
      }
    }
    return "Queues over time: " + parts.joined(separator: "; ")
  }

  public var dataTable: DataTable {
    var rows: [[DataTable.Cell]] = []
    for panel in panels {
      for (i, value) in panel.mean.enumerated() {
        rows.append([
          .text(panel.name), .number(edges[i]), .number(value), panel.lower.isEmpty ? .missing : .number(panel.lower[i]),
          panel.upper.isEmpty ? .missing : .number(panel.upper[i]),
        ])
      }
    }
    return DataTable(columns: ["step", "from", "mean", "lower", "upper"], rows: rows)
  }

  /// When a stretch begins: its day, and its hour where there is more than one a day.
  private func timeText(_ stretch: Int) -> String {
    let day = base.dayText(at: edges[stretch])
    let isWhole = (edges[stretch + 1] - edges[stretch]) * base.seconds >= 86_400 - 1
    return isWhole ? day : "\(day) \(base.clockTime(at: edges[stretch]))"
  }

  var shown: [Panel] {
    guard panels.count > Self.mostPanels else { return panels }
    func most(_ panel: Panel) -> Double { panel.mean.max() ?? 0 }
    let order = panels.indices.sorted { (-most(panels[$0]), $0) < (-most(panels[$1]), $1) }
    return order.prefix(Self.mostPanels).sorted().map { panels[$0] }
  }

  static func text(_ value: Double) -> String { NumberFormat.chart.number(value, decimals: value < 9.95 ? 1 : 0) }

  public func preferredHeight(_ mode: Mode) -> Double { (mode == .standalone ? 150 : 90) + 92 * Double(max(1, shown.count)) }

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let panels = shown, header = 15.0, gap = 9.0
    guard let from = edges.first, let to = edges.last else { return area }
    var axisHeight = 24.0
    var plots: [Rect] = []
    var axes: [ValueAxis] = []
    var ticks = TimeTicks(from, to, base: base, length: 1) { _ in 0 }
    for _ in 0..<3 {
      let each = (area.height - axisHeight - gap * Double(panels.count - 1)) / Double(panels.count)
      axes = panels.enumerated().map { index, panel in
        let top = area.minY + Double(index) * (each + gap) + header
        let most = max(1, (panel.upper + panel.mean).max() ?? 1)
        return ValueAxis(
          Domain(low: 0, high: most), rule: .includesZero, unit: .count(""), direction: .vertical, from: top + each - header, to: top,
          canvas: canvas)
      }
      let left = area.minX + (axes.map { $0.widest(canvas) }.max() ?? 0) + 8
      plots = panels.indices.map { index in
        let top = area.minY + Double(index) * (each + gap) + header
        return Rect(from: left, top, to: area.maxX - 4, top + max(4, each - header))
      }
      ticks = TimeTicks(from, to, base: base, length: plots[0].width) { canvas.width($0, .axis) }
      axisHeight = ticks.height + 2
    }
    // Panels that would be lines of ink need a taller canvas.
    if plots[0].height < 24 { return Rect(x: plots[0].x, y: plots[0].y, width: plots[0].width, height: 0) }
    func x(_ time: Double) -> Double { plots[0].minX + (time - from) / (to - from) * plots[0].width }
    for (panel, (plot, axis)) in zip(panels, zip(plots, axes)) {
      for tick in ticks.ticks {
        canvas.line(x(tick.at), plot.minY, x(tick.at), plot.maxY, Stroke(theme.grid, width: 0.6, cap: .butt), as: "gridline")
      }
      axis.drawVertical(in: plot, on: &canvas, name: "y.\(panel.name)")
      func path(_ values: [Double]) -> [Point] {
        Canvas.steps(values.enumerated().map { Point(x(edges[$0.offset]), axis.clamped($0.element)) }, until: plot.maxX)
      }
      if !panel.lower.isEmpty { canvas.area(path(panel.upper), path(panel.lower), fill: theme.primary.fill.opacity(0.16), as: "band") }
      // A value for every other point of the page is a hatching with a broad pen.
      let pen = Double(panel.mean.count) > 0.6 * plot.width ? 0.7 : 1.4
      canvas.polyline(Decimation.m4(path(panel.mean)), Stroke(theme.primary.fill, width: pen), as: "mean")
      let name = TextLayout.shortened(panel.name, limit: plot.width * 0.5) { canvas.width($0, .panelHeader) }
      canvas.text(name, x: plot.minX, baseline: plot.minY - 5, .panelHeader, colour: theme.ink, as: "panel-header")
      guard let peak = panel.peak, panel.mean[peak] > 0 else { continue }
      let middle = (x(edges[peak]) + x(edges[peak + 1])) / 2
      canvas.hero(Point(middle, axis.at(panel.mean[peak])), colour: theme.adverse.fill, radius: 3, as: "peak")
      let text = "Mean peaks at \(Self.text(panel.mean[peak])), \(timeText(peak))"
      let width = canvas.width(text, .axis)
      let box = Rect(x: plot.maxX - width, y: plot.minY - 12, width: width, height: 9)
      if canvas.isFree(box, gap: 4) {
        canvas.text(text, x: plot.maxX, baseline: plot.minY - 5, anchor: .end, .axis, colour: theme.adverse.text, as: "peak-label")
      }
    }
    if let last = plots.last { ticks.draw(in: last, at: x, limit: area.minX...area.maxX, on: &canvas) }
    return Rect(from: plots[0].minX, plots[0].minY, to: plots[0].maxX, plots[plots.count - 1].maxY)
  }
}
