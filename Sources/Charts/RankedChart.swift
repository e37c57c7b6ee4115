internal import Groundwork

/// Who is largest: horizontal bars (for totals) or dots (for estimates with an interval), sorted.
public struct RankedChart: Chart, Hashable, Codable {
  public enum Mark: String, Sendable, Hashable, Codable { case bar, dot }

  public struct Item: Sendable, Hashable, Codable {
    public var name: String
    public var value: Measured
    public var isHighlighted: Bool
    public init(_ name: String, _ value: Measured, isHighlighted: Bool = false) {
      self.name = name
      self.value = value
      self.isHighlighted = isHighlighted
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  public var measure: String
  public var unit: ValueUnit
  public var mark: Mark
  public var items: [Item]
  /// Largest first; false keeps the order given.
  public var sorts: Bool
  /// A value all are held against, such as a target.
  public var reference: FanChart.Threshold?

  public init(
    measure: String, unit: ValueUnit, mark: Mark = .bar, items: [Item], sorts: Bool = true, reference: FanChart.Threshold? = nil,
    evidence: Evidence,
    caption: Caption = Caption()
  ) {
    self.measure = measure
    self.unit = unit
    self.mark = mark
    self.items = items
    self.sorts = sorts
    self.reference = reference
    self.evidence = evidence
    self.caption = caption
  }

  static let mostItems = 25

  var known: [Item] { items.filter { $0.value.value.isFinite } }

  var ordered: [Item] {
    guard sorts else { return known }
    return known.enumerated().sorted { (-$0.element.value.value, $0.offset) < (-$1.element.value.value, $1.offset) }.map(\.element)
  }

  /// The first `count`, the rest folded: into a sum for bars; dots of estimates cannot be added and are left to the table.
  func shown(_ count: Int) -> [Item] {
    let all = ordered
    guard all.count > count else { return all }
    let kept = Array(all.prefix(max(1, count - 1)))
    guard mark == .bar, unit != .percent, unit.isSummable else { return Array(all.prefix(count)) }
    let rest = all.dropFirst(kept.count)
    return kept + [Item("Other (\(rest.count))", Measured(rest.reduce(0) { $0 + $1.value.value }))]
  }

  var scale: NumberScale { unit.scale(largest: known.map { abs($0.value.value) }.max() ?? 0) }

  var decimals: Int {
    let factor = unit == .percent ? 0.01 : scale.factor
    let widths = known.compactMap { $0.value.halfWidth }.map { $0 / factor }.filter { $0 > 0 }
    guard widths.isEmpty else { return NumberFormat.decimals(forHalfWidths: widths) }
    return unit.isInteger && scale == .one ? 0 : known.map { unit.decimals(for: $0.value.value, scale: scale) }.min() ?? 0
  }

  public var neutralTitle: String { sorts ? "\(measure), largest first" : measure }
  public var neutralSubtitle: String {
    let heading = unit.heading(scale)
    return (heading.isEmpty ? measure : "\(measure), \(heading)") + "."
  }
  public var emptyMessage: String? { known.isEmpty ? "There is nothing to compare" : nil }

  public var defect: String? {
    for (index, item) in items.enumerated() {
      if let lower = item.value.lower, let upper = item.value.upper, lower > upper {
        return "item \(index + 1) (“\(item.name)”): its interval runs from \(lower) to \(upper); the lower end must come first"
      }
    }
    return nil
  }

  public var remarks: [String] {
    var said: [String] = []
    if known.count < items.count { said.append("\(items.count - known.count) of \(items.count) missing.") }
    if known.count > Self.mostItems { said.append("All \(known.count) are in the table.") }
    return said
  }

  public var summary: String {
    guard let first = ordered.first, let last = ordered.last else { return "Ranking of \(measure.lowercasedFirst); no data" }
    func text(_ item: Item) -> String { "\(item.name) (\(unit.text(item.value.value, decimals: decimals, scale: scale)))" }
    return "\(mark == .bar ? "Bars" : "Dots") of \(measure.lowercasedFirst) for \(known.count), from \(text(first)) to \(text(last))"
  }

  public var dataTable: DataTable {
    DataTable(
      columns: ["name", "value", "lower", "upper"],
      rows: ordered.map { [.text($0.name), .number($0.value.value), .optional($0.value.lower), .optional($0.value.upper)] })
  }

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let axisHeight = 18.0
    let fitting = max(1, Int((area.height - axisHeight) / 12))
    let rows = shown(min(Self.mostItems, fitting))
    let hidden = known.count - rows.count
    let emphasis = canvas.style(.emphasis)
    let names = min(rows.map { canvas.width($0.name, $0.isHighlighted ? emphasis : canvas.style(.category)) }.max() ?? 0, area.width * 0.38)
    let texts = rows.map { unit.text($0.value.value, decimals: decimals, scale: scale) }
    let valueWidth = texts.map { canvas.width($0, .axis) }.max() ?? 0
    let room = Rect(from: area.minX + names + 9, area.minY, to: area.maxX - valueWidth - 14, area.maxY - axisHeight)
    let pitch = min(28, room.height / Double(rows.count))
    let plot = Rect(x: room.x, y: room.y, width: room.width, height: pitch * Double(rows.count))
    var values = rows.flatMap { [$0.value.value, $0.value.lower ?? $0.value.value, $0.value.upper ?? $0.value.value] }
    if let reference { values.append(reference.value) }
    let rule: DomainRule = mark == .bar ? .includesZero : .data
    let axis = ValueAxis(
      Domain(of: values) ?? Domain(low: 0, high: 1), rule: rule, unit: unit, direction: .horizontal, from: plot.minX, to: plot.maxX,
      canvas: canvas,
      integers: unit.isInteger && scale == .one)
    axis.drawHorizontal(
      in: plot, on: &canvas, name: "x.value", labelBaseline: plot.maxY + 12, zeroLine: mark == .bar, limit: area.minX...area.maxX)
    if let reference {
      canvas.line(
        axis.at(reference.value), plot.minY, axis.at(reference.value), plot.maxY,
        Stroke(theme.adverse.fill, width: 1, dash: [4, 2.5], cap: .butt), as: "threshold")
    }
    for (index, item) in rows.enumerated() {
      let y = plot.minY + (Double(index) + 0.5) * pitch
      let isOther = item.name.hasPrefix("Other (") && index == rows.count - 1
      let highlights = rows.contains(where: \.isHighlighted)
      let colour =
        isOther
        ? theme.context
        : !highlights || item.isHighlighted ? theme.primary.fill : theme.primary.fill.mixed(with: theme.context, share: 0.58)
      let style = item.isHighlighted ? emphasis : canvas.style(.category)
      let name = TextLayout.shortened(item.name, limit: names) { canvas.width($0, style) }
      canvas.text(name, x: area.minX, baseline: canvas.baseline(centredOn: y, .category), style: style, colour: theme.ink, as: "category")
      let x = axis.at(item.value.value)
      switch mark {
      case .bar:
        let bar = Rect(from: axis.clamped(0), y - pitch * 0.32, to: x, y + pitch * 0.32)
        canvas.rect(bar, fill: colour, as: isOther ? "context-bar" : "bar")
      case .dot: break
      }
      if let lower = item.value.lower, let upper = item.value.upper, evidence.n != 1 {
        let stroke = Stroke(mark == .bar ? theme.ink : colour, width: mark == .bar ? 1 : 1.6, cap: .butt)
        canvas.line(axis.at(lower), y, axis.at(upper), y, stroke, as: "interval")
        if mark == .bar { for end in [lower, upper] { canvas.line(axis.at(end), y - 3, axis.at(end), y + 3, stroke, as: "interval") } }
      }
      if mark == .dot { canvas.circle(Point(x, y), radius: 3, fill: colour, stroke: Stroke(theme.background, width: 0.8), as: "dot") }
      canvas.text(
        texts[index], x: area.maxX, baseline: canvas.baseline(centredOn: y, .axis), anchor: .end, .axis, colour: theme.ink,
        weight: item.isHighlighted ? .semibold : nil, as: "value")
    }
    if hidden > 0, rows.last?.name.hasPrefix("Other (") != true {
      let text = "+\(hidden) more"
      let box = Rect(x: area.minX, y: plot.maxY + 5, width: canvas.width(text, .axis), height: 8)
      if canvas.isFree(box) { canvas.text(text, x: area.minX, baseline: plot.maxY + 12, .axis, colour: theme.ink3, as: "more") }
    }
    return room
  }
}

extension ValueUnit {
  /// Whether values of this unit may be added over names.
  var isSummable: Bool {
    switch self {
    case .money, .count: true
    case .percent, .quantity: false
    }
  }
}
