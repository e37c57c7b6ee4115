internal import Groundwork

/// A line without axes for a tile or a table cell: shape only, with a dot at the last value.
public struct Sparkline: Sendable, Hashable, Codable {
  /// Evenly spaced; NaN breaks the line.
  public var values: [Double]
  public var altText: String

  public init(_ values: [Double], altText: String) {
    self.values = values
    self.altText = altText
  }

  /// Any size from 20 × 8 points; 60 × 14 is usual. An empty line gives an empty scene.
  public func scene(size: Size = Size(60, 14), measurer: any TextMeasurer, theme: Theme = .bullwhip) throws(LayoutError) -> Scene {
    guard size.width >= 20, size.height >= 8, size.width.isFinite, size.height.isFinite else {
      throw .tooSmall(width: size.width, height: size.height)
    }
    var canvas = Canvas(theme: theme, report: true, measurer: measurer)
    let plot = Rect(x: 2.6, y: 2.6, width: size.width - 5.2, height: size.height - 5.2)
    if let domain = Domain(of: values) {
      let span = domain.span > 0 ? domain.span : 1
      let step = values.count > 1 ? plot.width / Double(values.count - 1) : 0
      let points: [Point?] = values.enumerated().map { index, value in
        guard value.isFinite else { return nil }
        let height = domain.span > 0 ? (value - domain.low) / span : 0.5
        return Point(plot.minX + (values.count > 1 ? Double(index) * step : plot.width), plot.maxY - height * plot.height)
      }
      canvas.brokenLine(points, Stroke(theme.ink3, width: 1.3), as: "spark")
      if let last = points.last(where: { $0 != nil }), let last {
        canvas.circle(last, radius: 2, fill: theme.primary.fill, as: "spark-end")
      }
    }
    return Scene(width: size.width, height: size.height, commands: canvas.commands, title: "", altText: altText)
  }
}

/// One estimated change drawn against "no change" on its own axis: the picture beside a headline number.
public struct IntervalStrip: Sendable, Hashable, Codable {
  public var change: Measured
  public var unit: ValueUnit
  public var evidence: Evidence
  /// What stands at zero, such as `no change`.
  public var zeroName: String
  /// Whether a fall is good; nil when it is neither.
  public var lowerIsBetter: Bool?

  public init(change: Measured, unit: ValueUnit, zeroName: String = "no change", lowerIsBetter: Bool? = true, evidence: Evidence) {
    self.change = change
    self.unit = unit
    self.zeroName = zeroName
    self.lowerIsBetter = lowerIsBetter
    self.evidence = evidence
  }

  private var scale: NumberScale {
    unit.scale(largest: [change.value, change.lower, change.upper].compactMap { $0.map(abs) }.filter(\.isFinite).max() ?? 0)
  }

  public var altText: String {
    guard change.value.isFinite else { return "Change not measured" }
    func text(_ value: Double) -> String { unit.text(value, decimals: decimals, scale: scale, sign: .always) }
    guard let lower = change.lower, let upper = change.upper else { return "Change of \(text(change.value)), no interval" }
    let verdict = change.isClear ? "clear of zero" : "zero is within it"
    return
      "Change of \(text(change.value)), \(evidence.levelText) confidence interval \(text(lower)) to \(text(upper)), "
      + "n = \(NumberFormat.chart.integer(evidence.n)): \(verdict)"
  }

  private var decimals: Int {
    let factor = unit == .percent ? 0.01 : scale.factor
    return change.halfWidth.map { NumberFormat.decimals(forHalfWidth: $0 / factor) } ?? unit.decimals(for: change.value, scale: scale)
  }

  /// From 120 × 36 points.
  public func scene(size: Size = Size(210, 52), measurer: any TextMeasurer, theme: Theme = .bullwhip, ground: Colour? = nil)
    throws(LayoutError) -> Scene
  {
    guard size.width >= 120, size.height >= 36, size.width.isFinite, size.height.isFinite else {
      throw .tooSmall(width: size.width, height: size.height)
    }
    if let lower = change.lower, let upper = change.upper, lower > upper {
      throw .badData("the interval runs from \(lower) to \(upper); the lower end must come first")
    }
    var canvas = Canvas(theme: theme, report: true, measurer: measurer)
    if let ground { canvas.rect(Rect(x: 0, y: 0, width: size.width, height: size.height), fill: ground, as: "panel") }
    guard change.value.isFinite else {
      canvas.text("not measured", x: size.width / 2, baseline: size.height / 2 + 3, anchor: .middle, .axis, colour: theme.ink2, as: "empty")
      return Scene(width: size.width, height: size.height, commands: canvas.commands, title: "", altText: altText)
    }
    let values = [change.value, change.lower ?? change.value, change.upper ?? change.value, 0].filter(\.isFinite)
    let y = size.height * 0.45
    let plot = Rect(from: 16, 4, to: size.width - 16, size.height - 16)
    let axis = ValueAxis(
      Domain(of: values) ?? Domain(low: -1, high: 1), rule: .data, unit: unit, direction: .horizontal, from: plot.minX, to: plot.maxX,
      canvas: canvas, integers: false)
    canvas.line(plot.minX, plot.maxY, plot.maxX, plot.maxY, Stroke(theme.hairline, width: 0.6, cap: .butt), as: "hairline")
    let zero = axis.at(0)
    canvas.line(zero, plot.minY, zero, plot.maxY + 3, Stroke(theme.ink, width: 0.9, cap: .butt), as: "baseline")
    let good = lowerIsBetter.map { (change.value < 0) == $0 }
    let colour = !change.isClear ? theme.ink2 : good.map { $0 ? theme.favourable.fill : theme.adverse.fill } ?? theme.primary.fill
    if let lower = change.lower, let upper = change.upper {
      canvas.line(axis.at(lower), y, axis.at(upper), y, Stroke(colour, width: 1.6, cap: .butt), as: "interval")
      for end in [lower, upper] {
        canvas.line(axis.at(end), y - 3.5, axis.at(end), y + 3.5, Stroke(colour, width: 1.6, cap: .butt), as: "interval")
      }
    }
    canvas.circle(
      Point(axis.at(change.value), y), radius: 4.2, fill: colour, stroke: Stroke(ground ?? theme.background, width: 1.2), as: "estimate")
    // The bounds are named where they are, zero by its name; what would touch is left out.
    let textColour = theme.ink2
    func label(_ text: String, at x: Double, _ canvas: inout Canvas) {
      let width = canvas.width(text, .axis)
      let middle = min(max(x, width / 2 + 1), size.width - width / 2 - 1)
      let box = Rect(x: middle - width / 2, y: size.height - 10, width: width, height: 8)
      guard canvas.isFree(box, gap: 3) else { return }
      canvas.text(text, x: middle, baseline: size.height - 3, anchor: .middle, .axis, colour: textColour, as: "bound")
    }
    label(zeroName, at: zero, &canvas)
    if let lower = change.lower, let upper = change.upper {
      label(unit.text(lower, decimals: decimals, scale: scale, sign: .always), at: axis.at(lower), &canvas)
      label(unit.text(upper, decimals: decimals, scale: scale, sign: .always), at: axis.at(upper), &canvas)
    }
    return Scene(width: size.width, height: size.height, commands: canvas.commands, title: "", altText: altText)
  }
}
