internal import Groundwork

/// A value axis ready to draw: domain, ticks, labels, and the mapping to points.
struct ValueAxis {
  enum Direction { case horizontal, vertical }

  var domain: Domain
  var ticks: [Double]
  var labels: [String]
  var scale: NumberScale
  var decimals: Int
  var unit: ValueUnit
  /// Where `domain.low` and `domain.high` lie.
  var start: Double
  var end: Double

  /// Equal distances are equal ratios.
  var isLogarithmic = false

  func at(_ value: Double) -> Double {
    if isLogarithmic { return start + LogTicks.share(value, of: domain) * (end - start) }
    return domain.span > 0 ? start + (value - domain.low) / domain.span * (end - start) : (start + end) / 2
  }

  /// As `at`, kept on the axis.
  func clamped(_ value: Double) -> Double { at(min(domain.high, max(domain.low, value))) }

  /// - Parameters:
  ///   - data: what must be visible.
  ///   - start: the place of the domain's low end; bottom of a vertical axis.
  ///   - scale: the factor of the labels, where numbers beside the axis have one; nil takes what fits the ticks.
  ///   - clock: hours are counted in days where there are many: ticks at 24, 48, 72 …
  init(
    _ data: Domain, rule: DomainRule, unit: ValueUnit, direction: Direction, from start: Double, to end: Double, canvas: Canvas,
    integers: Bool? = nil,
    tight: Bool = false, scale: NumberScale? = nil, clock: Bool = false
  ) {
    let length = abs(end - start)
    let ruled = data.ruled(rule)
    let whole = integers ?? unit.isInteger
    let style = canvas.style(.axis)
    func labelled(_ ticks: Ticks) -> [String] { Self.labels(ticks, unit: unit, direction: direction, scale: scale).labels }
    func legibility(_ ticks: Ticks) -> Double {
      guard ticks.values.count > 1 else { return 1 }
      let span = max(ruled.high, ticks.values.last ?? 0) - min(ruled.low, ticks.values[0])
      let gap = ticks.step / span * length
      switch direction {
      case .vertical: return gap < style.size * 1.4 ? -.infinity : 1
      case .horizontal:
        let widths = labelled(ticks).map { canvas.width($0, style) }
        let needed = zip(widths, widths.dropFirst()).map { ($0 + $1) / 2 }.max() ?? 0
        return gap < needed + 6 ? -.infinity : 1
      }
    }
    let target = direction == .vertical ? length / 38 : length / 90
    // Percent is chosen in percent, so that 2.5% steps are as nice as they look.
    let factor: Double = unit == .percent ? 100 : 1
    let scaled = Domain(low: ruled.low * factor, high: ruled.high * factor)
    let request = Ticks.Request(target: min(8, target + 1), integersOnly: whole) { ticks in
      legibility(Ticks(values: ticks.values.map { $0 / factor }, decimals: ticks.decimals))
    }
    // A sliver of an axis, as while a layout settles, carries one tick at most.
    var chosen = length < 12 ? Ticks(values: [scaled.low], decimals: 0) : Ticks.wilkinson(scaled.low, scaled.high, request)
    if clock, direction == .horizontal, let days = Self.dayTicks(ruled, most: min(8, length / 60), legibility) { chosen = days }
    chosen.values = chosen.values.map { $0 / factor }
    domain = tight ? ruled : ruled.roundedOut(to: chosen.step, rule: rule)
    let slack = domain.span * 1e-9
    let bounds = domain
    chosen.values = chosen.values.filter { $0 >= bounds.low - slack && $0 <= bounds.high + slack }
    let written = Self.labels(chosen, unit: unit, direction: direction, scale: scale)
    ticks = chosen.values
    labels = written.labels
    self.scale = written.scale
    decimals = written.decimals
    self.unit = unit
    self.start = start
    self.end = end
  }

  /// Ticks at whole days (or halves, or weeks) of an axis in hours; nil where it is shorter than two days or longer than a year.
  private static func dayTicks(_ domain: Domain, most: Double, _ legibility: (Ticks) -> Double) -> Ticks? {
    guard domain.span >= 48, domain.span <= 9000, domain.low >= 0 else { return nil }
    for step in [12.0, 24, 48, 72, 96, 168, 336, 672, 1344] {
      let first = (domain.low / step).rounded(.up)
      let count = Int(((domain.high - first * step) / step).rounded(.down)) + 1
      // One more than fits: the axis may be rounded out to it.
      guard count >= 2, Double(count + 1) <= most else { continue }
      let ticks = Ticks(values: (0...count).map { (first + Double($0)) * step }, decimals: 0)
      if legibility(ticks) > -.infinity { return ticks }
    }
    return nil
  }

  /// One factor for all labels; the unit at one tick only: the top one, or the first one in a row (the last where the first is zero).
  private static func labels(_ ticks: Ticks, unit: ValueUnit, direction: Direction, scale wanted: NumberScale?)
    -> (labels: [String], scale: NumberScale, decimals: Int)
  {
    let largest = ticks.values.map(abs).max() ?? 0
    let scale = wanted ?? unit.scale(largest: largest)
    var decimals = ticks.decimals
    if case .percent = unit {
    } else {
      let places = [NumberScale.one: 0, .thousand: 3, .million: 6, .billion: 9][scale] ?? 0
      if places > 0 {
        decimals = max(
          0,
          (0...6).first { digits in
            ticks.values.allSatisfy { value in
              let shown = value / scale.factor * [1, 10, 100, 1e3, 1e4, 1e5, 1e6][digits]
              return abs(shown - shown.rounded()) < 1e-6 * max(1, abs(shown)) * 1e-3 + 1e-7
            }
          } ?? 6)
      }
    }
    if decimals > 6 { return (ticks.values.map { scientific($0) }, .one, decimals) }
    let named = direction == .vertical || ticks.values.first == 0 ? ticks.values.count - 1 : 0
    let labels = ticks.values.enumerated().map { index, value in
      index == named ? unit.text(value, decimals: decimals, scale: scale) : unit.bare(value, decimals: decimals, scale: scale)
    }
    return (labels, scale, decimals)
  }

  /// `2.5 × 10⁻⁹` for magnitudes that decimals cannot show.
  static func scientific(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return NumberFormat.chart.number(value) }
    let text = NumberFormat.plain.significant(value, digits: 3)
    var exponent = 0
    var mantissa = abs(value)
    while mantissa < 1, exponent > -330 {
      mantissa *= 10
      exponent -= 1
    }
    guard exponent < -4 else { return text }
    if mantissa >= 9.995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    let superscripts = ["0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹"]
    let power = String(abs(exponent)).map { superscripts[String($0)] ?? "" }.joined()
    let digits = NumberFormat.chart.significant(value < 0 ? -mantissa : mantissa, digits: 3)
    return "\(digits)\(NumberFormat.thinSpace)×\(NumberFormat.thinSpace)10⁻\(power)"
  }

  func widest(_ canvas: Canvas) -> Double { labels.map { canvas.width($0, .axis) }.max() ?? 0 }

  /// Gridlines and labels of a vertical axis left of `plot`. The line at zero is drawn as a baseline.
  func drawVertical(in plot: Rect, on canvas: inout Canvas, name: String = "y", zeroLine: Bool = true) {
    let theme = canvas.theme
    for (value, label) in zip(ticks, labels) {
      let y = at(value)
      let isZero = value == 0 && zeroLine
      let stroke = isZero ? Stroke(theme.ink, width: 0.9, cap: .butt) : Stroke(theme.grid, width: 0.6, cap: .butt)
      canvas.line(plot.minX, y, plot.maxX, y, stroke, as: isZero ? "baseline" : "gridline")
      canvas.text(
        label, x: plot.minX - 7, baseline: canvas.baseline(centredOn: y, .axis), anchor: .end, .axis, colour: theme.ink3, as: "tick.\(name)"
      )
    }
  }

  /// Gridlines and labels of a horizontal axis below `plot`.
  ///
  /// - Parameter limit: labels are kept inside; one that would then touch another is left out.
  func drawHorizontal(
    in plot: Rect, on canvas: inout Canvas, name: String = "x", grid: Bool = true, labelBaseline: Double? = nil, zeroLine: Bool = false,
    limit: ClosedRange<Double>
  ) {
    let theme = canvas.theme
    for (value, label) in zip(ticks, labels) {
      let x = at(value)
      if grid {
        let isZero = value == 0 && zeroLine
        let stroke = isZero ? Stroke(theme.ink, width: 0.9, cap: .butt) : Stroke(theme.grid, width: 0.6, cap: .butt)
        canvas.line(x, plot.minY, x, plot.maxY, stroke, as: isZero ? "baseline" : "gridline")
      }
      let half = canvas.width(label, .axis) / 2
      guard 2 * half <= limit.upperBound - limit.lowerBound else { continue }
      let middle = min(max(x, limit.lowerBound + half), limit.upperBound - half)
      let baseline = labelBaseline ?? plot.maxY + 12
      guard canvas.isFree(Rect(x: middle - half, y: baseline - 6, width: 2 * half, height: 7), gap: 3) else { continue }
      canvas.text(label, x: middle, baseline: baseline, anchor: .middle, .axis, colour: theme.ink3, as: "tick.\(name)")
    }
  }
}

extension TimeTicks {
  /// How many rows of labels there are.
  var levels: Int { ticks.contains { $0.enclosing != nil } ? 2 : 1 }

  /// Height beneath the plot: the tick marks and the rows of labels.
  var height: Double { Double(levels) * 11 + 6 }

  /// Ticks and labels beneath `plot`; labels that would leave `limit` are not drawn.
  func draw(in plot: Rect, at position: (Double) -> Double, limit: ClosedRange<Double>, on canvas: inout Canvas) {
    let theme = canvas.theme
    var free = limit.lowerBound
    for tick in ticks {
      let x = position(tick.at)
      canvas.line(x, plot.maxY, x, plot.maxY + 4, Stroke(theme.ink3, width: 0.7, cap: .butt), as: "tickmark")
      let left = centred ? x - canvas.width(tick.label, .axis) / 2 : x + 2.5
      let width = canvas.width(tick.label, .axis)
      if left >= limit.lowerBound - 0.01, left + width <= limit.upperBound {
        canvas.text(tick.label, x: left, baseline: plot.maxY + 13, .axis, colour: theme.ink3, as: "time")
      }
      guard let enclosing = tick.enclosing else { continue }
      let span = canvas.width(enclosing, .axisUnit)
      let start = min(max(free, centred ? x - width / 2 : x + 2.5), limit.upperBound - span)
      if start >= free {
        canvas.text(enclosing, x: start, baseline: plot.maxY + 24, .axisUnit, colour: theme.ink, as: "time-unit")
        free = start + span + 6
      }
    }
  }
}
