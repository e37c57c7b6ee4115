/// Where a chart draws: knows the theme, measures text once per string and style, and appends commands with rounded coordinates.
public struct Canvas {
  let theme: Theme
  let report: Bool
  private let extents: ExtentCache
  private(set) var commands: [DrawingCommand] = []
  /// Ink boxes of all text so far: what a later label must not touch.
  private(set) var textBoxes: [Rect] = []

  init(theme: Theme, report: Bool, measurer: any TextMeasurer) {
    self.theme = theme
    self.report = report
    extents = ExtentCache(measurer)
  }

  // MARK: Measuring

  func style(_ role: TextRole) -> TextStyle { role.style(report: report) }
  func lineHeight(_ role: TextRole) -> Double { role.lineHeight(report: report) }
  func width(_ text: String, _ role: TextRole) -> Double { extents.width(text, style(role)) }
  func width(_ text: String, _ style: TextStyle) -> Double { extents.width(text, style) }

  /// Baseline that centres capitals and figures on `y` (Inter's capitals are 0.727 em high).
  func baseline(centredOn y: Double, _ role: TextRole) -> Double { y + style(role).size * 0.3635 }

  // MARK: Drawing

  /// Draws one line of text and returns its ink box.
  @discardableResult
  mutating func text(
    _ text: String, x: Double, baseline: Double, anchor: TextRun.Anchor = .start, _ role: TextRole, colour: Colour,
    weight: TextStyle.Weight? = nil,
    halo: Colour? = nil, as name: String
  ) -> Rect {
    var style = style(role)
    if let weight { style.weight = weight }
    return self.text(text, x: x, baseline: baseline, anchor: anchor, style: style, colour: colour, halo: halo, as: name)
  }

  @discardableResult
  mutating func text(
    _ text: String, x: Double, baseline: Double, anchor: TextRun.Anchor = .start, style: TextStyle, colour: Colour, halo: Colour? = nil,
    as name: String
  ) -> Rect {
    guard !text.isEmpty else { return Rect(x: x, y: baseline, width: 0, height: 0) }
    let width = extents.width(text, style)
    let run = TextRun(
      text, at: Point(round3(x), round3(baseline)), anchor: anchor, style: style, colour: colour, halo: halo, width: round3(width))
    commands.append(.text(run, role: name))
    let box = run.inkBox
    textBoxes.append(box)
    return box
  }

  mutating func rect(_ rect: Rect, radius: Double = 0, fill: Colour? = nil, stroke: Stroke? = nil, as name: String) {
    guard rect.width.isFinite, rect.height.isFinite else { return }
    let clean = Rect(x: round3(rect.x), y: round3(rect.y), width: round3(max(0, rect.width)), height: round3(max(0, rect.height)))
    commands.append(.rect(clean, cornerRadius: radius, fill: fill, stroke: stroke, role: name))
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ stroke: Stroke, as name: String) {
    polyline([Point(x1, y1), Point(x2, y2)], stroke, as: name)
  }

  mutating func polyline(_ points: [Point], _ stroke: Stroke, as name: String) {
    guard points.count > 1 else { return }
    commands.append(.path(elements(points), fill: nil, stroke: stroke, role: name))
  }

  mutating func polygon(_ points: [Point], fill: Colour, as name: String) {
    guard points.count > 2 else { return }
    commands.append(.path(elements(points) + [.close], fill: fill, stroke: nil, role: name))
  }

  mutating func circle(_ centre: Point, radius: Double, fill: Colour? = nil, stroke: Stroke? = nil, as name: String) {
    commands.append(.circle(centre: Point(round3(centre.x), round3(centre.y)), radius: radius, fill: fill, stroke: stroke, role: name))
  }

  /// A dot with a rim in the ground's colour, so that it stands out from the line it sits on.
  mutating func hero(_ centre: Point, colour: Colour, radius: Double = 4.6, as name: String) {
    circle(centre, radius: radius, fill: colour, stroke: Stroke(theme.background, width: 1.2), as: name)
  }

  mutating func clipped(to rect: Rect, _ draw: (inout Canvas) -> Void) {
    commands.append(.pushClip(Rect(x: round3(rect.x), y: round3(rect.y), width: round3(rect.width), height: round3(rect.height))))
    draw(&self)
    commands.append(.popClip)
  }

  /// A whisker with caps, vertical.
  mutating func whisker(x: Double, from y1: Double, to y2: Double, cap: Double = 7, colour: Colour, as name: String) {
    let stroke = Stroke(colour, width: 1)
    line(x, y1, x, y2, stroke, as: name)
    line(x - cap / 2, y1, x + cap / 2, y1, stroke, as: name)
    line(x - cap / 2, y2, x + cap / 2, y2, stroke, as: name)
  }

  private func elements(_ points: [Point]) -> [PathElement] {
    points.enumerated().map { index, point in
      let clean = Point(round3(point.x), round3(point.y))
      return index == 0 ? .move(clean) : .line(clean)
    }
  }

  /// Whether a label may stand here: touches no text.
  func isFree(_ box: Rect, gap: Double = 2) -> Bool { !textBoxes.contains { $0.grown(by: gap).intersects(box) } }
}

/// Scene coordinates lie on a lattice of 1/1000 pt; never −0.
func round3(_ x: Double) -> Double {
  let rounded = (x * 1000).rounded() / 1000
  return rounded == 0 ? 0 : rounded
}

/// Text is measured once per string and style; a picture repeats most of its labels' styles and the layout asks several times.
private final class ExtentCache {
  private struct Key: Hashable {
    var text: String
    var style: TextStyle
  }
  private let measurer: any TextMeasurer
  private var widths: [Key: Double] = [:]

  init(_ measurer: any TextMeasurer) { self.measurer = measurer }

  func width(_ text: String, _ style: TextStyle) -> Double {
    let key = Key(text: text, style: style)
    if let known = widths[key] { return known }
    let width = measurer.extent(of: text, style: style).width
    widths[key] = width
    return width
  }
}

extension Rect {
  public var minX: Double { x }
  public var maxX: Double { x + width }
  public var minY: Double { y }
  public var maxY: Double { y + height }
  public var midX: Double { x + width / 2 }
  public var midY: Double { y + height / 2 }

  init(from x1: Double, _ y1: Double, to x2: Double, _ y2: Double) {
    self.init(x: min(x1, x2), y: min(y1, y2), width: abs(x2 - x1), height: abs(y2 - y1))
  }

  func intersects(_ other: Rect) -> Bool { minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY }

  func grown(by gap: Double) -> Rect { Rect(x: x - gap, y: y - gap, width: width + 2 * gap, height: height + 2 * gap) }

  func contains(_ other: Rect) -> Bool { other.minX >= minX && other.maxX <= maxX && other.minY >= minY && other.maxY <= maxY }

  func contains(_ point: Point) -> Bool { point.x >= minX && point.x <= maxX && point.y >= minY && point.y <= maxY }

  func inset(left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0) -> Rect {
    Rect(x: x + left, y: y + top, width: max(0, width - left - right), height: max(0, height - top - bottom))
  }
}

extension TextRun {
  /// The box of the run's ink: from the height of capitals and figures to a little below the baseline (0.76 em up, 0.2 em down).
  public var inkBox: Rect {
    let left =
      switch anchor {
      case .start: at.x
      case .middle: at.x - width / 2
      case .end: at.x - width
      }
    return Rect(x: left, y: at.y - style.size * 0.76, width: width, height: style.size * 0.96)
  }
}
