internal import Groundwork

/// How much each choice costs above what nothing can beat: a dot with its interval per choice, cheapest first, against one or two lines
/// known without error.
public struct RegretChart: Chart, Hashable, Codable {
  public struct Row: Sendable, Hashable, Codable {
    public enum Role: String, Sendable, Hashable, Codable { case recommended, current, other }
    public var name: String
    public var cost: Measured
    public var role: Role
    /// What it misses that was asked of it, such as `the target for fill rate`; nil where it misses nothing.
    public var misses: String?
    public init(_ name: String, cost: Measured, role: Role = .other, misses: String? = nil) {
      self.name = name
      self.cost = cost
      self.role = role
      self.misses = misses
    }
  }

  /// What is known without error, such as `exact optimum` or `lower bound`.
  public struct Reference: Sendable, Hashable, Codable {
    public var name: String
    public var value: Double
    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  public var measure: String
  /// Such as `per week`.
  public var per: String
  public var unit: ValueUnit
  public var rows: [Row]
  /// What the excess is measured against; nil where nothing is proven.
  public var reference: Reference?
  /// Another line, such as what perfect foresight would have cost.
  public var second: Reference?

  public init(
    measure: String, per: String, unit: ValueUnit, rows: [Row], reference: Reference?, second: Reference? = nil, evidence: Evidence,
    caption: Caption = Caption()
  ) {
    self.measure = measure
    self.per = per
    self.unit = unit
    self.rows = rows
    self.reference = reference
    self.second = second
    self.evidence = evidence
    self.caption = caption
  }

  var ordered: [Row] {
    rows.enumerated().filter { $0.element.cost.value.isFinite }.sorted {
      ($0.element.cost.value, $0.offset) < ($1.element.cost.value, $1.offset)
    }
    .map(\.element)
  }

  private var lines: [Reference] { [reference, second].compactMap { $0 }.filter { $0.value.isFinite } }
  var scale: NumberScale {
    unit.scale(largest: ordered.map { abs($0.cost.value) }.max() ?? 0, halfWidths: ordered.compactMap(\.cost.halfWidth))
  }
  var decimals: Int {
    let halves = ordered.compactMap { $0.cost.halfWidth }.map { $0 / scale.factor }.filter { $0 > 0 }
    return halves.isEmpty
      ? ordered.map { unit.decimals(for: $0.cost.value, scale: scale) }.min() ?? 0 : NumberFormat.decimals(forHalfWidths: halves)
  }

  /// The height that gives every row its room.
  public func preferredHeight(_ mode: Mode) -> Double {
    (mode == .standalone ? 190 : 120) + 30 * Double(max(2, ordered.count)) + (hasKey ? Self.keyHeight : 0)
  }

  private static let keyHeight = 16.0
  /// A hollow dot is named where there is one.
  private var hasKey: Bool { ordered.contains { $0.misses != nil } }
  /// What all that miss something miss, or that it is several things.
  private var keyText: String {
    let missed = ordered.compactMap(\.misses)
    return Set(missed).count == 1 ? "Misses \(missed[0])" : "Misses a target or a limit"
  }

  public var neutralTitle: String { "\(measure) of every candidate" }
  public var neutralSubtitle: String {
    let heading = unit.heading(scale)
    return
      "\(measure) \(per)\(heading.isEmpty ? "" : ", \(heading)"): simulated mean with its interval\(reference.map { ", and its distance to the \($0.name.lowercasedFirst)" } ?? "")."
  }
  public var emptyMessage: String? { ordered.isEmpty ? "No candidate was measured" : nil }

  public var defect: String? {
    for row in rows {
      if let lower = row.cost.lower, let upper = row.cost.upper, lower > upper {
        return "“\(row.name)”: its interval runs from \(lower) to \(upper); the lower end must come first"
      }
    }
    return nil
  }

  public var summary: String {
    guard let first = ordered.first, let last = ordered.last else { return "Regret of every candidate; no data" }
    func text(_ value: Double) -> String { unit.text(value, decimals: decimals, scale: scale) }
    var said =
      "Dots of \(measure.lowercasedFirst) \(per) for \(ordered.count) candidates, from \(first.name) (\(text(first.cost.value))) to "
    said += "\(last.name) (\(text(last.cost.value)))"
    for line in lines { said += "; \(line.name) \(text(line.value))" }
    for row in ordered { if let what = row.misses { said += "; \(row.name) misses \(what)" } }
    return said
  }

  public var dataTable: DataTable {
    DataTable(
      columns: ["name", "cost", "lower", "upper", "excess"] + lines.map { $0.name.lowercased() } + (hasKey ? ["misses"] : []),
      rows: ordered.map { row in
        [
          .text(row.name), .number(row.cost.value), .optional(row.cost.lower), .optional(row.cost.upper),
          .optional(reference.map { row.cost.value - $0.value }),
        ] + lines.map { .number($0.value) } + (hasKey ? [row.misses.map { .text($0) } ?? .missing] : [])
      })
  }

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let rows = ordered
    let emphasis = canvas.style(.emphasis), plain = canvas.style(.category)
    func style(_ row: Row) -> TextStyle { row.role == .recommended ? emphasis : plain }
    let names = min(rows.map { canvas.width($0.name, style($0)) }.max() ?? 0, area.width * 0.3)
    let values = rows.map { unit.text($0.cost.value, decimals: decimals, scale: scale) }
    let halves = rows.map { row -> String in
      guard let half = row.cost.halfWidth, evidence.n != 1 else { return "" }
      return " ±\(NumberFormat.thinSpace)" + unit.bare(half, decimals: decimals, scale: scale)
    }
    let excesses = rows.map { row -> String in
      guard let reference, reference.value.isFinite else { return "" }
      return unit.text(row.cost.value - reference.value, decimals: decimals, scale: scale, sign: .always)
    }
    let costTitle = "Cost", excessTitle = reference.map { $0.name.contains("bound") ? "Minus bound" : "Minus optimum" } ?? "Above"
    func width(_ column: [String]) -> Double { column.map { canvas.width($0, .axis) }.max() ?? 0 }
    var costs = zip(values, halves).map { $0 + $1 }
    var excessWidth = reference == nil ? 0 : width(excesses + [excessTitle])
    // A narrow picture keeps the dots: the excess goes first (it can be seen), then the half-widths (they are drawn).
    let least = area.width - names - 10 - 16 - 120
    if excessWidth > 0, width(costs + [costTitle]) + excessWidth + 16 > least { excessWidth = 0 }
    if width(costs + [costTitle]) > least { costs = values }
    let costWidth = width(costs + [costTitle])
    let head = 14.0 + (lines.isEmpty ? 0 : 14)
    let axisHeight = 18.0 + (hasKey ? Self.keyHeight : 0)
    let right = area.maxX - costWidth - (excessWidth > 0 ? excessWidth + 16 : 0) - 16
    let room = Rect(from: area.minX + names + 10, area.minY + head, to: right, area.maxY - axisHeight)
    let pitch = min(32, room.height / Double(max(1, rows.count)))
    let plot = Rect(x: room.x, y: room.y, width: room.width, height: pitch * Double(rows.count))
    let span = rows.flatMap { [$0.cost.value, $0.cost.lower ?? $0.cost.value, $0.cost.upper ?? $0.cost.value] } + lines.map(\.value)
    let axis = ValueAxis(
      Domain(of: span) ?? Domain(low: 0, high: 1), rule: .data, unit: unit, direction: .horizontal, from: plot.minX, to: plot.maxX,
      canvas: canvas)
    axis.drawHorizontal(in: plot, on: &canvas, name: "x.value", labelBaseline: plot.maxY + 12, limit: area.minX...right + 8)
    let header = area.minY + 8
    canvas.text(
      costTitle, x: area.maxX - (excessWidth > 0 ? excessWidth + 16 : 0), baseline: header, anchor: .end, .axis, colour: theme.ink2,
      as: "column")
    if excessWidth > 0 { canvas.text(excessTitle, x: area.maxX, baseline: header, anchor: .end, .axis, colour: theme.ink2, as: "column") }
    for (index, line) in lines.enumerated() {
      let x = axis.at(line.value)
      let colour = index == 0 ? theme.favourable : theme.baseline
      canvas.line(x, plot.minY - 4, x, plot.maxY, Stroke(colour.fill, width: 1.2, dash: [4, 2.5], cap: .butt), as: "threshold")
      let text = "\(line.name) \(unit.text(line.value, decimals: decimals, scale: scale))"
      let width = canvas.width(text, .axis)
      let left = min(max(area.minX, x - width / 2), right - width)
      let baseline = plot.minY - 8
      // Where two lines stand close, the second is told in the note.
      if canvas.isFree(Rect(x: left, y: baseline - 7, width: width, height: 9)) {
        canvas.text(text, x: left, baseline: baseline, .axis, colour: colour.text, as: "reference")
      }
    }
    for (index, row) in rows.enumerated() {
      let y = plot.minY + (Double(index) + 0.5) * pitch
      let colour =
        row.role == .recommended
        ? theme.primary.fill : row.role == .current ? theme.ink2 : theme.primary.fill.mixed(with: theme.context, share: 0.45)
      let name = TextLayout.shortened(row.name, limit: names) { canvas.width($0, style(row)) }
      canvas.text(
        name, x: area.minX, baseline: canvas.baseline(centredOn: y, .category), style: style(row), colour: theme.ink, as: "category")
      let x = axis.at(row.cost.value)
      if let lower = row.cost.lower, let upper = row.cost.upper, evidence.n != 1 {
        canvas.line(axis.at(lower), y, axis.at(upper), y, Stroke(colour, width: 1.8, cap: .butt), as: "interval")
        // Caps that hardly leave the dot would look like dirt.
        let reach = (row.role == .recommended ? 4.6 : 3.4) + 2
        for end in [lower, upper] where abs(axis.at(end) - x) > reach {
          canvas.line(axis.at(end), y - 3.5, axis.at(end), y + 3.5, Stroke(colour, width: 1.2, cap: .butt), as: "interval")
        }
      }
      let radius = row.role == .recommended ? 4.6 : 3.4
      if row.misses == nil {
        canvas.circle(Point(x, y), radius: radius, fill: colour, stroke: Stroke(theme.background, width: 1), as: "dot")
      } else {
        Self.hollow(Point(x, y), radius, colour, on: &canvas)
      }
      canvas.text(
        costs[index], x: area.maxX - (excessWidth > 0 ? excessWidth + 16 : 0), baseline: canvas.baseline(centredOn: y, .axis), anchor: .end,
        .axis,
        colour: theme.ink, weight: row.role == .recommended ? .semibold : nil, as: "value")
      if excessWidth > 0 {
        canvas.text(
          excesses[index], x: area.maxX, baseline: canvas.baseline(centredOn: y, .axis), anchor: .end, .axis, colour: theme.ink2,
          weight: row.role == .recommended ? .semibold : nil, as: "value")
      }
    }
    if hasKey {
      let y = plot.maxY + 12 + Self.keyHeight
      Self.hollow(Point(plot.minX + 4, y - 3), 3.4, theme.ink2, on: &canvas)
      let words = TextLayout.shortened(keyText, limit: area.maxX - plot.minX - 14) { canvas.width($0, .axis) }
      canvas.text(words, x: plot.minX + 13, baseline: y, .axis, colour: theme.ink2, as: "key-label")
    }
    return plot
  }

  /// The dot of what misses something: a ring.
  private static func hollow(_ centre: Point, _ radius: Double, _ colour: Colour, on canvas: inout Canvas) {
    canvas.circle(centre, radius: radius + 1.2, fill: canvas.theme.background, as: "halo")
    canvas.circle(centre, radius: radius - 0.2, fill: canvas.theme.background, stroke: Stroke(colour, width: 1.7), as: "ring")
  }
}
