internal import Groundwork

/// People on duty in each hour of the day and how many of them are needed on the floor, a panel for each pool.
public struct DutyChart: Chart, Hashable, Codable {
  public struct Panel: Sendable, Hashable, Codable {
    public var name: String
    /// People in hours 0 to 23; 0 where nobody is on duty. Nobody needs more than are there.
    public var onDuty: [Int]
    public var needed: [Int]

    public init(_ name: String, onDuty: [Int], needed: [Int]) {
      self.name = name
      self.onDuty = onDuty
      self.needed = needed
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  public var panels: [Panel]

  public init(panels: [Panel], evidence: Evidence = .deterministic, caption: Caption = Caption()) {
    self.panels = panels
    self.evidence = evidence
    self.caption = caption
  }

  /// More panels than this are too low to read; the largest pools are shown.
  static let mostPanels = 6

  var shown: [Panel] {
    guard panels.count > Self.mostPanels else { return panels }
    func most(_ panel: Panel) -> Int { panel.onDuty.max() ?? 0 }
    let order = panels.indices.sorted { (-most(panels[$0]), $0) < (-most(panels[$1]), $1) }
    return order.prefix(Self.mostPanels).sorted().map { panels[$0] }
  }

  /// The hours in which anybody is on duty, as a range.
  private var hours: Range<Int> {
    let used = (0..<24).filter { hour in shown.contains { $0.onDuty[hour] > 0 } }
    return (used.first ?? 0)..<((used.last ?? 23) + 1)
  }

  public var neutralTitle: String { "People needed, hour by hour" }
  public var neutralSubtitle: String { "People in each hour of the day: needed on the floor (dark), of those on duty (light)." }
  public var emptyMessage: String? { panels.allSatisfy { ($0.onDuty.max() ?? 0) == 0 } ? "Nobody is on duty" : nil }
  public var remarks: [String] { panels.count > Self.mostPanels ? ["The \(Self.mostPanels) largest of \(panels.count) pools."] : [] }

  public var defect: String? {
    for panel in panels {
      if panel.onDuty.count != 24 || panel.needed.count != 24 { return "“\(panel.name)” has no value for each of 24 hours" }
      if let hour = panel.needed.indices.first(where: { panel.needed[$0] < 0 || panel.needed[$0] > panel.onDuty[$0] }) {
        return "“\(panel.name)” needs \(panel.needed[hour]) of \(panel.onDuty[hour]) people at \(Self.clock(hour))"
      }
    }
    return nil
  }

  public var summary: String {
    let parts = shown.map { panel in "\(panel.name) at most \(panel.needed.max() ?? 0) of \(panel.onDuty.max() ?? 0)" }
    return "People needed by hour: " + parts.joined(separator: "; ")
  }

  public var dataTable: DataTable {
    DataTable(
      columns: ["pool", "hour", "on-duty", "needed"],
      rows: panels.flatMap { panel in
        (0..<24).filter { panel.onDuty[$0] > 0 }.map { hour in
          [.text(panel.name), .number(Double(hour)), .number(Double(panel.onDuty[hour])), .number(Double(panel.needed[hour]))]
        }
      })
  }

  private static func clock(_ hour: Int) -> String { (hour < 10 ? "0\(hour)" : String(hour)) + ":00" }

  public func preferredHeight(_ mode: Mode) -> Double { (mode == .standalone ? 150 : 90) + 104 * Double(max(1, shown.count)) }

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme, panels = shown, hours = hours
    let header = 15.0, gap = 12.0, axisHeight = 18.0
    let each = (area.height - axisHeight - gap * Double(panels.count - 1)) / Double(max(1, panels.count))
    let axes = panels.enumerated().map { index, panel in
      let top = area.minY + Double(index) * (each + gap) + header
      // Room for the figure above the highest bar.
      return ValueAxis(
        Domain(low: 0, high: max(1, Double(panel.onDuty.max() ?? 1) * 1.2)), rule: .includesZero, unit: .count(""), direction: .vertical,
        from: top + each - header, to: top, canvas: canvas)
    }
    let left = area.minX + (axes.map { $0.widest(canvas) }.max() ?? 0) + 8
    let plots = panels.indices.map { index in
      let top = area.minY + Double(index) * (each + gap) + header
      return Rect(from: left, top, to: area.maxX - 4, top + max(4, each - header))
    }
    // Panels that would be lines of ink need a taller canvas.
    guard let first = plots.first, let last = plots.last else { return area }
    if first.height < 30 { return Rect(x: first.x, y: first.y, width: first.width, height: 0) }
    let pitch = first.width / Double(hours.count), bar = pitch * 0.68
    for (panel, (plot, axis)) in zip(panels, zip(plots, axes)) {
      axis.drawVertical(in: plot, on: &canvas, name: "y.\(panel.name)")
      let name = TextLayout.shortened(panel.name, limit: plot.width * 0.5) { canvas.width($0, .panelHeader) }
      canvas.text(name, x: plot.minX, baseline: plot.minY - 5, .panelHeader, colour: theme.ink, as: "panel-header")
      for hour in hours where panel.onDuty[hour] > 0 {
        let x = plot.minX + (Double(hour - hours.lowerBound) + 0.5) * pitch
        func box(_ count: Int) -> Rect { Rect(from: x - bar / 2, axis.at(Double(count)), to: x + bar / 2, axis.at(0)) }
        canvas.rect(box(panel.onDuty[hour]), fill: theme.context.mixed(with: theme.background, share: 0.45), as: "context-on-duty")
        if panel.needed[hour] > 0 { canvas.rect(box(panel.needed[hour]), fill: theme.primary.fill, as: "bar-needed") }
        let text = String(panel.needed[hour])
        guard canvas.width(text, .axis) + 2 < pitch else { continue }
        canvas.text(
          text, x: x, baseline: axis.at(Double(panel.onDuty[hour])) - 3, anchor: .middle, .axis, colour: theme.primary.text,
          as: "bar-label")
      }
    }
    let widest = canvas.width("00:00", .axis) + 6
    let stride = max(Int((widest / pitch).rounded(.up)), (hours.count + 7) / 8)
    for hour in Swift.stride(from: hours.lowerBound, to: hours.upperBound, by: stride) {
      let x = last.minX + (Double(hour - hours.lowerBound) + 0.5) * pitch
      if x + widest / 2 > area.maxX + 4 { break }
      canvas.text(Self.clock(hour), x: x, baseline: last.maxY + 12, anchor: .middle, .axis, colour: theme.ink3, as: "tick.x")
    }
    return Rect(from: first.minX, first.minY, to: first.maxX, last.maxY)
  }
}
