internal import Groundwork

/// The share of observations up to each value (ECDF), with a band that holds the whole curve, and what a target leaves on either side.
public struct DistributionChart: Chart, Hashable, Codable {
  /// A value and how often it was seen.
  public struct Weighted: Sendable, Hashable, Codable {
    public var value: Double
    public var count: Int64
    public init(_ value: Double, count: Int64) {
      self.value = value
      self.count = count
    }
  }

  public struct Target: Sendable, Hashable, Codable {
    public var value: Double
    /// A phrase that follows a share: `ship within` in "94% ship within 36 h".
    public var phrase: String
    public init(_ value: Double, phrase: String) {
      self.value = value
      self.phrase = phrase
    }
  }

  /// A quantile as estimated, with its interval: a whisker across the curve.
  public struct Quantile: Sendable, Hashable, Codable {
    /// 0 < p < 1.
    public var p: Double
    public var estimate: Measured
    public init(_ p: Double, _ estimate: Measured) {
      self.p = p
      self.estimate = estimate
    }

    /// `P95`.
    var name: String { "P" + NumberFormat.chart.significant(p * 100) }
  }

  public var caption: Caption
  public var evidence: Evidence
  /// Such as `Order cycle time`.
  public var measure: String
  public var unit: ValueUnit
  /// In any order; values that are not finite or not counted are left out and told in the note.
  public var values: [Weighted]
  /// Observations that never finished: larger than every value shown. They count in the shares.
  public var beyond: Int64
  public var target: Target?
  /// Independent observations behind the band (the Dvoretzky–Kiefer–Wolfowitz inequality needs independence; orders of one replication are
  /// not). nil draws no band.
  public var independent: Int?
  /// The share within the target with its interval over replications, said in the note.
  public var shareAtTarget: Measured?
  /// Quantiles with their intervals over replications, in any order.
  public var quantiles: [Quantile]
  /// Equal distances are equal ratios: for tails that reach over decades. Every value must lie above 0.
  public var isLogarithmic: Bool

  public init(
    measure: String, unit: ValueUnit, values: [Weighted], beyond: Int64 = 0, target: Target? = nil, independent: Int? = nil,
    shareAtTarget: Measured? = nil, quantiles: [Quantile] = [], isLogarithmic: Bool = false, evidence: Evidence,
    caption: Caption = Caption()
  ) {
    self.measure = measure
    self.unit = unit
    self.values = values
    self.beyond = max(0, beyond)
    self.target = target
    self.independent = independent
    self.shareAtTarget = shareAtTarget
    self.quantiles = quantiles
    self.isLogarithmic = isLogarithmic
    self.evidence = evidence
    self.caption = caption
  }

  /// From single observations, each counted once and taken as independent.
  public init(
    measure: String, unit: ValueUnit, observations: [Double], target: Target? = nil, evidence: Evidence, caption: Caption = Caption()
  ) {
    self.init(
      measure: measure, unit: unit, values: observations.map { Weighted($0, count: 1) }, target: target,
      independent: observations.filter(\.isFinite).count, evidence: evidence, caption: caption)
  }

  // MARK: The curve

  /// Distinct values in order with their counts.
  var sorted: [Weighted] {
    let ordered = values.filter { $0.value.isFinite && $0.count > 0 }.sorted { $0.value < $1.value }
    var merged: [Weighted] = []
    for item in ordered {
      if merged.last?.value == item.value { merged[merged.count - 1].count += item.count } else { merged.append(item) }
    }
    return merged
  }

  var total: Int64 { values.reduce(beyond) { $0 + ($1.value.isFinite ? max(0, $1.count) : 0) } }

  /// The share of all observations at or below `value`.
  public func share(upTo value: Double) -> Double {
    let all = total
    guard all > 0 else { return .nan }
    let below = values.reduce(Int64(0)) { $0 + ($1.value.isFinite && $1.value <= value ? max(0, $1.count) : 0) }
    return Double(below) / Double(all)
  }

  var bandHalfWidth: Double? {
    guard let independent, independent > 1 else { return nil }
    return OrderStatistics.bandHalfWidth(n: independent, level: evidence.level < 1 ? evidence.level : 0.95)
  }

  // MARK: Words

  /// `94% ship within 36 h`; nil without a target.
  public var finding: String? {
    guard let target, total > 0 else { return nil }
    return "\(shareWords(upTo: target.value)) \(target.phrase) \(valueText(target.value))"
  }

  /// The share at or below `value`: with its doubt where that is the target and its interval is known.
  public func shareWords(upTo value: Double) -> String {
    guard value == target?.value, let known = shareAtTarget, let half = known.halfWidth, half > 0 else {
      return shareText(share(upTo: value))
    }
    let decimals = NumberFormat.decimals(forHalfWidths: [half * 100], limit: 2)
    return NumberFormat.chart.plusMinus(known.value * 100, halfWidth: half * 100, decimals: decimals) + "%"
  }

  /// Never 100% while one observation lies beyond, never 0% while one lies within.
  private func shareText(_ share: Double) -> String {
    for decimals in (share > 0.005 && share < 0.995 ? 0 : 1)...3 {
      let text = NumberFormat.chart.percent(share, decimals: decimals)
      if share == 0 || share == 1 || (!text.hasPrefix("100") && text.contains { $0 != "0" && $0 != "." && $0 != "%" }) { return text }
    }
    return share > 0.5 ? ">\(NumberFormat.thinSpace)99.999%" : "<\(NumberFormat.thinSpace)0.001%"
  }

  private func valueText(_ value: Double) -> String {
    let scale = unit.scale(largest: abs(value))
    let shown = unit.scaled(value, scale)
    return unit.text(value, decimals: shown == shown.rounded() ? 0 : 1, scale: scale)
  }

  public var neutralTitle: String { finding ?? "Distribution of \(measure.lowercasedFirst)" }

  public var neutralSubtitle: String {
    let heading = unit.heading(unit.scale(largest: sorted.last?.value ?? 0))
    let count = NumberFormat.chart.integer(total)
    return "\(heading.isEmpty ? measure : "\(measure), \(heading)"). Share of \(count) observations at or below each value."
  }

  public var emptyMessage: String? { total > 0 && !sorted.isEmpty ? nil : "There are no observations in this period" }

  public var defect: String? {
    if let bad = values.firstIndex(where: { $0.count < 0 }) {
      return "value \(bad + 1) has a count of \(values[bad].count); counts are at least 0"
    }
    if let target, !target.value.isFinite { return "the target is not a number" }
    if isLogarithmic {
      if let bad = values.firstIndex(where: { $0.value <= 0 && $0.count > 0 }) {
        return "value \(bad + 1) is \(values[bad].value); a logarithmic axis needs values above 0"
      }
      if let target, target.value <= 0 { return "the target is \(target.value); a logarithmic axis needs values above 0" }
    }
    if let bad = quantiles.first(where: { !($0.p > 0 && $0.p < 1) }) { return "a quantile of \(bad.p) was given; it lies between 0 and 1" }
    if let bad = quantiles.first(where: { ($0.estimate.lower ?? 0) > ($0.estimate.upper ?? .infinity) }) {
      return "the interval of \(bad.name) runs backwards; its lower end must come first"
    }
    return nil
  }

  public var remarks: [String] {
    var said: [String] = []
    let lost = values.filter { !$0.value.isFinite }.reduce(Int64(0)) { $0 + $1.count }
    if lost > 0 { said.append("\(NumberFormat.chart.integer(lost)) of \(NumberFormat.chart.integer(lost + total)) observations missing.") }
    if beyond > 0 { said.append("\(NumberFormat.chart.integer(beyond)) unfinished observations count as beyond every value shown.") }
    let level = Evidence(n: 2, interval: .confidence, level: evidence.level < 1 ? evidence.level : 0.95).levelText
    if bandHalfWidth != nil, let independent {
      said.append("Band: \(level) confidence for the whole curve (DKW, n = \(NumberFormat.chart.integer(independent))).")
    }
    let whiskers = shownQuantiles
    if !whiskers.isEmpty {
      let named = whiskers.map { quantile in
        let half = quantile.estimate.halfWidth ?? 0
        let decimals = NumberFormat.decimals(forHalfWidth: half, fallback: 1)
        return "\(quantile.name) \(unit.text(quantile.estimate.value, decimals: decimals)) ±\(NumberFormat.thinSpace)"
          + NumberFormat.chart.number(half, decimals: decimals)
      }
      said.append("Whiskers: \(evidence.levelText) confidence intervals over replications, \(named.listed).")
    }
    if let shareAtTarget, let lower = shareAtTarget.lower, let upper = shareAtTarget.upper {
      let format = NumberFormat.chart
      let decimals = NumberFormat.decimals(forHalfWidth: (upper - lower) * 50, fallback: 1)
      said.append(
        "Share within the target: \(level) CI \(format.percent(lower, decimals: decimals)) to \(format.percent(upper, decimals: decimals))."
      )
    }
    return said
  }

  public var summary: String {
    let sorted = sorted
    guard let first = sorted.first, let last = sorted.last else { return "Distribution of \(measure.lowercasedFirst); no data" }
    var text =
      "Cumulative distribution of \(measure.lowercasedFirst), \(NumberFormat.chart.integer(total)) observations "
      + "from \(valueText(first.value)) to \(valueText(last.value))"
    if let finding { text += "; \(finding)" }
    return text
  }

  public var dataTable: DataTable {
    let all = Double(total)
    let half = bandHalfWidth
    var running: Int64 = 0
    return DataTable(
      columns: ["value", "count", "share", "share lower", "share upper"],
      rows: sorted.map { item in
        running += item.count
        let share = Double(running) / all
        return [
          .number(item.value), .number(Double(item.count)), .number(share), .optional(half.map { max(0, share - $0) }),
          .optional(half.map { min(1, share + $0) }),
        ]
      })
  }

  // MARK: Drawing

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let sorted = sorted
    let bottom = area.maxY - 30
    let shares = ValueAxis(
      Domain(low: 0, high: 1), rule: .share, unit: .percent, direction: .vertical, from: bottom, to: area.minY + 5, canvas: canvas,
      tight: true)
    let plot = Rect(from: area.minX + shares.widest(canvas) + 7, area.minY, to: area.maxX - 12, bottom)
    var domain = Domain(of: sorted.map(\.value) + (target.map { [$0.value] } ?? [])) ?? Domain(low: 0, high: 1)
    // A thin far tail would squeeze what matters: the axis ends where 99.5% lie, or a little after the target and the whiskers.
    if beyond > 0 || sorted.count > 50 {
      let needed = shownQuantiles.map { $0.estimate.upper ?? $0.estimate.value } + (target.map { [$0.value] } ?? [])
      let end = max(quantile(0.995, sorted), needed.max() ?? -.infinity)
      if end > domain.low, domain.high - end > 0.15 * (domain.high - domain.low) { domain.high = end + 0.03 * (end - domain.low) }
    }
    let axis =
      isLogarithmic
      ? ValueAxis(logarithmic: domain, unit: unit, from: plot.minX, to: plot.maxX, canvas: canvas)
      : ValueAxis(
        domain, rule: .data, unit: unit, direction: .horizontal, from: plot.minX, to: plot.maxX, canvas: canvas,
        clock: unit == .quantity("h")
      )
    shares.drawVertical(in: plot, on: &canvas, name: "y.share")
    axis.drawHorizontal(
      in: Rect(from: plot.minX, shares.at(1), to: plot.maxX, plot.maxY), on: &canvas, name: "x.value", grid: false,
      limit: area.minX...area.maxX)
    for tick in axis.ticks {
      canvas.line(axis.at(tick), plot.maxY, axis.at(tick), plot.maxY + 4, Stroke(theme.ink3, width: 0.7, cap: .butt), as: "tickmark")
    }
    let axisName = TextLayout.shortened(measure + (isLogarithmic ? ", logarithmic →" : " →"), limit: plot.width) {
      canvas.width($0, .emphasis)
    }
    canvas.text(axisName, x: plot.minX, baseline: plot.maxY + 26, .emphasis, colour: theme.ink2, as: "axis-title")

    let all = Double(total)
    var running: Int64 = 0
    var points = [Point(plot.minX, shares.at(0))]
    var curve = [(value: domain.low, share: 0.0)]
    for item in sorted {
      running += item.count
      guard item.value <= axis.domain.high else { break }
      points.append(Point(axis.at(item.value), shares.at(Double(running) / all)))
      curve.append((item.value, Double(running) / all))
    }
    let line = Canvas.steps(points, until: plot.maxX)
    if let half = bandHalfWidth {
      let shifted = { (sign: Double) in
        line.map { Point($0.x, shares.at(min(1, max(0, (shares.start - $0.y) / (shares.start - shares.end) + sign * half)))) }
      }
      canvas.area(shifted(1), shifted(-1), fill: theme.primary.fill.opacity(0.15), as: "band")
    }
    canvas.clipped(to: plot.grown(by: 1)) { $0.polyline(Decimation.m4(line), Stroke($0.theme.primary.fill, width: 1.6), as: "curve") }
    let whiskers = drawQuantiles(axis, shares, on: &canvas)
    drawTarget(plot, axis, shares, PointLabels(boxes: whiskers, lines: [line], bounds: plot.grown(by: 1)), on: &canvas)
    return plot
  }

  private func quantile(_ p: Double, _ sorted: [Weighted]) -> Double {
    let wanted = p * Double(total)
    var running = 0.0
    for item in sorted {
      running += Double(item.count)
      if running >= wanted { return item.value }
    }
    return sorted.last?.value ?? 0
  }

  /// Those with an interval that says something.
  private var shownQuantiles: [Quantile] {
    guard evidence.n > 1 else { return [] }
    return quantiles.filter { $0.estimate.value.isFinite && ($0.estimate.halfWidth ?? 0) > 0 }.sorted { $0.p < $1.p }
  }

  /// Whiskers across the curve, each with its name.
  ///
  /// - Returns: the boxes they take, for labels to avoid.
  private func drawQuantiles(_ axis: ValueAxis, _ shares: ValueAxis, on canvas: inout Canvas) -> [Rect] {
    let theme = canvas.theme
    var boxes: [Rect] = []
    for quantile in shownQuantiles {
      let y = shares.at(quantile.p)
      let ends = (axis.clamped(quantile.estimate.lower ?? 0), axis.clamped(quantile.estimate.upper ?? 0))
      canvas.line(ends.0, y, ends.1, y, Stroke(theme.ink, width: 1, cap: .butt), as: "whisker")
      for x in [ends.0, ends.1] { canvas.line(x, y - 3.5, x, y + 3.5, Stroke(theme.ink, width: 1, cap: .butt), as: "whisker") }
      let box = Rect(from: ends.0, y - 3.5, to: ends.1, y + 3.5)
      let width = canvas.width(quantile.name, .axis)
      // Under the curve, right of the whisker.
      let label = Rect(x: ends.1 + 6, y: y + 2, width: width, height: 8)
      boxes.append(box)
      guard label.maxX <= axis.end, canvas.isFree(label) else { continue }
      canvas.text(quantile.name, x: label.minX, baseline: label.maxY - 1, .axis, colour: theme.ink2, halo: theme.background, as: "quantile")
    }
    return boxes
  }

  private func drawTarget(_ plot: Rect, _ axis: ValueAxis, _ shares: ValueAxis, _ labels: PointLabels, on canvas: inout Canvas) {
    guard let target, let finding else { return }
    let theme = canvas.theme
    let share = share(upTo: target.value)
    let cross = Point(axis.clamped(target.value), shares.at(share))
    let dash = Stroke(theme.adverse.fill, width: 1, dash: [4, 2.5], cap: .butt)
    canvas.line(cross.x, plot.maxY, cross.x, cross.y, dash, as: "threshold")
    canvas.line(plot.minX, cross.y, cross.x, cross.y, dash, as: "threshold")
    canvas.hero(cross, colour: theme.adverse.fill, as: "target")
    // One line where it fits somewhere around the point, else two or three; below right is under the curve, where it is emptiest.
    var labels = labels
    labels.lines.append([Point(plot.minX, cross.y), cross, Point(cross.x, plot.maxY)])
    let leading = canvas.lineHeight(.value)
    for limit in [Double.infinity, plot.width * 0.5, plot.width * 0.34, max(44, plot.maxX - cross.x - 12)] {
      let lines = limit == .infinity ? [finding] : TextLayout.balanced(finding, limit: limit, maximum: 3) { canvas.width($0, .value) }
      guard lines.last.map({ !$0.hasSuffix("…") }) ?? false else { continue }
      let width = lines.map { canvas.width($0, .value) }.max() ?? 0
      let height = Double(lines.count - 1) * leading + canvas.style(.value).size * 0.96
      let below = Rect(x: cross.x + 9, y: cross.y + 12, width: width, height: height)
      let place =
        labels.isFree(below, on: canvas)
        ? PointLabels.Place(box: below, anchor: .start, distance: 9)
        : labels.place(width: width, height: height, at: cross, near: [4, 12, 24], on: canvas)
      guard let place else { continue }
      for (index, line) in lines.enumerated() {
        canvas.text(
          line, x: place.x, baseline: place.box.minY + canvas.style(.value).size * 0.76 + Double(index) * leading, anchor: place.anchor,
          .value,
          colour: theme.adverse.text, halo: theme.background, as: "finding")
      }
      return
    }
  }
}
