internal import Groundwork

/// From one total to another in signed steps, each with the interval of its change (a waterfall).
public struct BridgeChart: Chart, Hashable, Codable {
  public struct Step: Sendable, Hashable, Codable {
    public var name: String
    public var change: Measured
    public init(_ name: String, change: Measured) {
      self.name = name
      self.change = change
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  /// Such as `Expected cost`.
  public var measure: String
  /// Such as `per week`; may be empty.
  public var per: String
  public var unit: ValueUnit
  public var from: String
  public var start: Double
  public var steps: [Step]
  public var to: String
  /// The total reached; what the steps leave unexplained is shown as a step of its own.
  public var end: Double
  /// The whole change with its interval, for the bracket and the note; nil takes end − start.
  public var total: Measured?
  public var lowerIsBetter: Bool

  public init(
    measure: String, per: String = "", unit: ValueUnit, from: String, start: Double, steps: [Step], to: String, end: Double,
    total: Measured? = nil,
    lowerIsBetter: Bool = true, evidence: Evidence, caption: Caption = Caption()
  ) {
    self.measure = measure
    self.per = per
    self.unit = unit
    self.from = from
    self.start = start
    self.steps = steps
    self.to = to
    self.end = end
    self.total = total
    self.lowerIsBetter = lowerIsBetter
    self.evidence = evidence
    self.caption = caption
  }

  /// More steps than this fold their smallest into "Other".
  static let mostSteps = 9

  public var neutralTitle: String { "\(measure): from \(from.lowercasedFirst) to \(to.lowercasedFirst)" }

  public var neutralSubtitle: String {
    let heading = [unit.heading(scale), per].filter { !$0.isEmpty }.joined(separator: " ")
    let what = heading.isEmpty ? measure : "\(measure), \(heading)"
    let count = NumberFormat.chart.integer(evidence.n)
    guard evidence.n > 1, steps.contains(where: { $0.change.halfWidth != nil }) else { return what + "." }
    return
      "\(what). Whiskers: \(evidence.levelText) confidence interval of each change (n = \(count) paired \(evidence.noun))."
  }

  public var emptyMessage: String? { start.isFinite && end.isFinite ? nil : "The two totals are not known" }

  public var defect: String? {
    for (index, step) in steps.enumerated() {
      if let lower = step.change.lower, let upper = step.change.upper, lower > upper {
        return "step \(index + 1) (“\(step.name)”): its interval runs from \(lower) to \(upper); the lower end must come first"
      }
    }
    return nil
  }

  /// What is drawn: finite steps, the smallest folded together, what is left unexplained at the end.
  var shownSteps: [Step] {
    var list = steps.filter { $0.change.value.isFinite }
    let residual = end - start - list.reduce(0) { $0 + $1.change.value }
    if abs(residual) > 1e-9 * max(abs(start), abs(end), 1) + half { list.append(Step("Not explained", change: Measured(residual))) }
    guard list.count > Self.mostSteps else { return list }
    let bySize = list.indices.sorted { (-abs(list[$0].change.value), $0) < (-abs(list[$1].change.value), $1) }
    let kept = Set(bySize.prefix(Self.mostSteps - 1))
    let folded = list.indices.filter { !kept.contains($0) }
    let other = Step("Other (\(folded.count))", change: Measured(folded.reduce(0) { $0 + list[$1].change.value }))
    return list.indices.filter { kept.contains($0) }.map { list[$0] } + [other]
  }

  /// Half a unit of the last place printed: less than that needs no step.
  private var half: Double { 0.5 * (unit == .percent ? 0.01 : scale.factor) * [1, 0.1, 0.01, 0.001, 0.0001][min(4, decimals)] }

  /// One factor for totals and steps. Where the clear step that is smallest would print as nothing much (fewer than two figures), a finer
  /// one, as long as the totals keep four figures.
  var scale: NumberScale {
    var chosen = unit.scale(largest: max(abs(start), abs(end)))
    let known = steps.filter { $0.change.value.isFinite && $0.change.value != 0 }
    func size(_ step: Step) -> Double { abs(step.change.value) }
    func isClear(_ step: Step) -> Bool { step.change.halfWidth == nil || step.change.isClear }
    // A step that chance may have made need only not print as zero.
    func isLost(_ step: Step) -> Bool {
      isClear(step) ? size(step) / chosen.factor < 0.095 : size(step) >= 0.5 && size(step) / chosen.factor < 0.05
    }
    while let finer = chosen.finer, known.contains(where: isLost), max(abs(start), abs(end)) / finer.factor < 99_999.5 { chosen = finer }
    return chosen
  }

  var decimals: Int {
    let factor = unit == .percent ? 0.01 : scale.factor
    let widths = steps.compactMap { $0.change.halfWidth }.map { $0 / factor }.filter { $0 > 0 }
    let most = scale == .one ? (unit.isInteger || max(abs(start), abs(end)) >= 1000 ? 0 : 1) : 2
    // A step must not vanish in rounding only because its neighbours are vague.
    guard !widths.isEmpty else { return most }
    return min(max(scale == .one ? most : 2, most), NumberFormat.decimals(forHalfWidths: widths))
  }

  /// Where the totals are cut off below: nil when they stand on zero.
  var axisBreak: Double? {
    var level = start
    var (lowest, highest) = (min(start, end), max(start, end))
    for step in shownSteps {
      level += step.change.value
      lowest = min(lowest, level, step.change.lower.map { level - step.change.value + $0 } ?? level)
      highest = max(highest, level)
    }
    let moves = highest - lowest
    guard lowest > 0, moves > 0, moves < 0.45 * highest else { return nil }
    // A round number below, leaving the totals a foot of about half of the moves.
    let wanted = lowest - 0.5 * moves
    let steps = Ticks.wilkinson(0, moves, .init(target: 3))
    guard wanted > 0, steps.step > 0 else { return nil }
    let foot = (wanted / steps.step).rounded(.down)
    return foot > 0 ? foot * steps.step : nil
  }

  public var remarks: [String] {
    var said: [String] = []
    let lost = steps.filter { !$0.change.value.isFinite }.count
    if lost > 0 { said.append("\(lost) of \(steps.count) steps missing.") }
    if let total, let lower = total.lower, let upper = total.upper, evidence.n > 1 {
      let (factor, places) = precision(of: [total.value, lower, upper])
      func text(_ value: Double) -> String { unit.text(value, decimals: places, scale: factor, sign: .always) }
      let (low, high) = (text(lower), text(upper))
      said.append(
        low == high
          ? "Total change \(text(total.value)); its \(evidence.levelText) CI is narrower than the last digit printed."
          : "Total change \(text(total.value)) (\(evidence.levelText) CI \(low) to \(high)).")
    }
    if let axisBreak, axisBreak > 0 {
      let places = (axisBreak / scale.factor).rounded() == axisBreak / scale.factor ? 0 : 1
      let foot = unit.text(axisBreak, decimals: places, scale: scale)
      said.append(
        "The vertical axis starts at \(foot): compare the steps, not the heights of the two totals."
      )
    }
    let printed = shownSteps.reduce(0.0) { $0 + rounded($1.change.value) }
    if abs(rounded(start) + printed - rounded(end)) > half { said.append("Figures may not sum due to rounding.") }
    return said
  }

  /// Factor and decimals for the total change: those of the steps, finer where the change or an end of its interval would print as zero.
  private func precision(of values: [Double]) -> (scale: NumberScale, decimals: Int) {
    var (factor, places) = (scale, decimals)
    func isLost(_ value: Double) -> Bool { value != 0 && ValueUnit.vanishes(unit.scaled(value, factor), decimals: places) }
    while values.contains(where: isLost) {
      if let finer = factor.finer {
        (factor, places) = (finer, 0)
      } else if places < 2 {
        places += 1
      } else {
        break
      }
    }
    return (factor, places)
  }

  func rounded(_ value: Double) -> Double { half > 0 ? (value / (2 * half)).rounded() * 2 * half : value }

  public var summary: String {
    func text(_ value: Double) -> String { unit.text(value, decimals: decimals, scale: scale) }
    var result = "Waterfall chart of \(measure.lowercasedFirst) from \(from), \(text(start)), to \(to), \(text(end))"
    func extreme(_ steps: [Step]) -> Step? { steps.max { abs($0.change.value) < abs($1.change.value) } }
    if let down = extreme(shownSteps.filter { $0.change.value < 0 }) {
      result += "; largest decrease \(down.name), \(text(down.change.value))"
    }
    if let up = extreme(shownSteps.filter { $0.change.value > 0 }) {
      result += "; largest increase \(up.name), \(unit.text(up.change.value, decimals: decimals, scale: scale, sign: .always))"
    }
    return result
  }

  public var dataTable: DataTable {
    let rows: [[DataTable.Cell]] =
      [[.text(from), .number(start), .missing, .missing]]
      + steps.map { [.text($0.name), .number($0.change.value), .optional($0.change.lower), .optional($0.change.upper)] }
      + [[.text(to), .number(end), .missing, .missing]]
    return DataTable(columns: ["step", "value", "lower", "upper"], rows: rows)
  }

  // MARK: Drawing

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let steps = shownSteps
    let count = steps.count + 2
    let band = area.width / Double(count)
    // Columns too narrow for their names lie down.
    if isNarrow(band, canvas) { return drawRows(in: area, on: &canvas) }
    let barWidth = band * 0.66
    func centre(_ index: Int) -> Double { area.minX + (Double(index) + 0.5) * band }
    let lines = (0..<count).map { index -> [String] in
      let name = index == 0 ? from : index == count - 1 ? to : steps[index - 1].name
      let role: TextRole = index == 0 || index == count - 1 ? .emphasis : .category
      return TextLayout.balanced(name, limit: band - 5, maximum: detail == .sparse ? 1 : 2) { canvas.width($0, role) }
    }
    let leading = canvas.lineHeight(.category)
    let labelHeight = Double(lines.map(\.count).max() ?? 1) * leading + 5
    let valueSize = canvas.style(.value).size
    let plot = Rect(from: area.minX, area.minY, to: area.maxX, area.maxY - labelHeight)

    let foot = axisBreak ?? 0
    var level = start
    var levels = [start, end, foot]
    for step in steps {
      if let lower = step.change.lower { levels.append(level + lower) }
      if let upper = step.change.upper { levels.append(level + upper) }
      level += step.change.value
      levels.append(level)
    }
    if axisBreak == nil { levels.append(0) }
    let range = (Domain(of: levels) ?? Domain(low: 0, high: 1))
    let span = range.span > 0 ? range.span : 1
    let hasNegative = range.low < foot
    let (top, bottom) = (plot.minY + valueSize + 7, plot.maxY - (hasNegative ? valueSize + 7 : 0))
    func y(_ value: Double) -> Double { bottom - (value - range.low) / span * (bottom - top) }
    let ground = y(foot)

    // The level that the whole change is measured against, under everything; then steps with connectors, totals, whiskers, values.
    if let bracket = bracket(y, valueSize), plot.width > 320 {
      let (a, b) = bracket.isFall ? (centre(0) + barWidth / 2, centre(count - 1)) : (centre(0), centre(count - 1) - barWidth / 2)
      let reference = y(bracket.isFall ? start : end)
      canvas.line(a, reference, b, reference, Stroke(theme.context, width: 0.8, dash: [3, 2], cap: .butt), as: "context-reference")
    }
    level = start
    let connector = Stroke(theme.ink3, width: 0.8, cap: .butt)
    var values: [(text: String, x: Double, baseline: Double, colour: Colour)] = []
    for (index, step) in steps.enumerated() {
      let (before, after) = (level, level + step.change.value)
      canvas.line(centre(index) + barWidth / 2, y(before), centre(index + 1) - barWidth / 2, y(before), connector, as: "connector")
      let favourable = (step.change.value < 0) == lowerIsBetter
      let series = favourable ? theme.favourable : theme.adverse
      let unclear = evidence.n > 1 && step.change.halfWidth != nil && !step.change.isClear
      let fill = step.change.value == 0 || unclear ? theme.ink3 : series.fill
      let height = abs(y(before) - y(after))
      if height < 0.8 {
        canvas.line(
          centre(index + 1) - barWidth / 2, y(after), centre(index + 1) + barWidth / 2, y(after), Stroke(fill, width: 1.6, cap: .butt),
          as: "bar")
      } else {
        canvas.rect(
          Rect(from: centre(index + 1) - barWidth / 2, y(before), to: centre(index + 1) + barWidth / 2, y(after)), fill: fill, as: "bar")
      }
      var (upperEdge, lowerEdge) = (min(y(before), y(after)), max(y(before), y(after)))
      if let lower = step.change.lower, let upper = step.change.upper, evidence.n > 1, lower.isFinite, upper.isFinite {
        canvas.whisker(x: centre(index + 1), from: y(before + lower), to: y(before + upper), colour: theme.ink, as: "whisker")
        upperEdge = min(upperEdge, y(before + upper))
        lowerEdge = max(lowerEdge, y(before + lower))
      }
      let text = unit.bare(step.change.value, decimals: decimals, scale: scale, sign: .always)
      let below = step.change.value < 0 && lowerEdge + 5 + valueSize < plot.maxY
      let colour = step.change.value == 0 || unclear ? theme.ink3 : series.text
      values.append((text, centre(index + 1), below ? lowerEdge + 4 + valueSize * 0.74 : upperEdge - 4, colour))
      level = after
    }
    canvas.line(centre(count - 2) + barWidth / 2, y(level), centre(count - 1) - barWidth / 2, y(level), connector, as: "connector")
    for (index, total, series) in [(0, start, theme.baseline), (count - 1, end, theme.primary)] {
      let bar = Rect(from: centre(index) - barWidth / 2, y(total), to: centre(index) + barWidth / 2, ground)
      canvas.rect(bar, fill: series.fill, as: "bar")
      if axisBreak ?? 0 > 0, bar.height > 16 { drawBreak(bar, on: &canvas) }
      let text = unit.text(total, decimals: decimals, scale: scale)
      values.append((text, centre(index), total < foot ? y(total) + 4 + valueSize * 0.74 : y(total) - 5, series.text))
    }
    canvas.line(plot.minX, ground, plot.maxX, ground, Stroke(theme.ink, width: 0.9, cap: .butt), as: "baseline")

    // Values without room beside their neighbours stay in the data table.
    let fits = values.allSatisfy { canvas.width($0.text, .value) < band * 1.02 }
    for value in values {
      let role: TextRole = fits ? .value : .axis
      let width = canvas.width(value.text, role)
      guard width < band - 1 || fits else { continue }
      let x = min(max(value.x, area.minX + width / 2), area.maxX - width / 2)
      let box = Rect(x: x - width / 2, y: value.baseline - valueSize * 0.76, width: width, height: valueSize * 0.96)
      guard canvas.isFree(box, gap: 1) else { continue }
      canvas.text(
        value.text, x: x, baseline: value.baseline, anchor: .middle, role, colour: value.colour, halo: theme.background, as: "value")
    }
    for (index, wrapped) in lines.enumerated() {
      let strong = index == 0 || index == count - 1
      for (row, line) in wrapped.enumerated() {
        let width = canvas.width(line, strong ? .emphasis : .category)
        guard width <= band else { continue }
        canvas.text(
          line, x: centre(index), baseline: plot.maxY + 11 + Double(row) * leading, anchor: .middle, strong ? .emphasis : .category,
          colour: theme.ink,
          as: "category")
      }
    }
    drawBracket(plot, y, centres: (centre(0), centre(count - 1)), barWidth: barWidth, band: band, on: &canvas)
    return plot
  }

  /// The white zigzag of a truncated bar.
  private func drawBreak(_ bar: Rect, on canvas: inout Canvas) {
    let teeth = 7
    let middle = bar.maxY - 9
    let points = (0...teeth).map { i in Point(bar.minX + bar.width * Double(i) / Double(teeth), middle + (i % 2 == 0 ? 2.6 : -2.6)) }
    canvas.clipped(to: bar) { $0.polyline(points, Stroke($0.theme.background, width: 2.6, cap: .butt), as: "context-break") }
  }

  /// The arrow of the whole change: over the last total where it falls, over the first where it rises, so that it stands on no bar.
  /// nil where there is no room for one.
  private func bracket(_ y: (Double) -> Double, _ valueSize: Double) -> (from: Double, tip: Double, isFall: Bool)? {
    guard (total?.value ?? end - start) != 0, abs(y(start) - y(end)) > 44 else { return nil }
    let fall = end < start
    let (from, tip) = fall ? (y(start), y(end) - valueSize - 9) : (y(start) - valueSize - 9, y(end))
    return tip - from > 34 || from - tip > 34 ? (from, tip, fall) : nil
  }

  /// The whole change, from the level of the first total down (or up) to the last.
  private func drawBracket(
    _ plot: Rect, _ y: (Double) -> Double, centres: (Double, Double), barWidth: Double, band: Double, on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    let change = total ?? Measured(end - start)
    guard let bracket = bracket(y, canvas.style(.value).size), plot.width > 320 else { return }
    let good = (change.value < 0) == lowerIsBetter
    let clear = evidence.n <= 1 || change.halfWidth == nil || change.isClear
    let colour = clear ? (good ? theme.favourable.text : theme.adverse.text) : theme.ink3
    let text = unit.text(change.value, decimals: decimals, scale: scale, sign: .always)
    let share = start > 0 ? NumberFormat.chart.percent((end - start) / start, decimals: 1, sign: .always) : ""
    let size = canvas.style(.largeValue).size
    let middle = (bracket.from + bracket.tip) / 2
    let x = bracket.isFall ? centres.1 : centres.0
    let width = max(canvas.width(text, .largeValue), canvas.width(share, .category))
    // Falling: left of the arrow, above what is left of the steps. Rising: right of it, where the first step begins, or left.
    let right = x + 7 + width <= x + band - barWidth / 2 - 4
    let isEnd = bracket.isFall || (!right && x - 7 - width >= plot.minX)
    guard bracket.isFall || right || isEnd else { return }
    let box = Rect(from: isEnd ? x - 8 - width : x + 8, middle - size, to: isEnd ? x - 8 : x + 8 + width, middle + 15)
    guard canvas.isFree(box) else { return }
    canvas.arrow(from: Point(x, bracket.from), to: Point(x, bracket.tip), Stroke(theme.ink2, width: 1), as: "bracket")
    let (at, anchor) = (isEnd ? x - 7 : x + 7, isEnd ? TextRun.Anchor.end : .start)
    canvas.text(text, x: at, baseline: middle, anchor: anchor, .largeValue, colour: colour, halo: theme.background, as: "change")
    canvas.text(
      share, x: at, baseline: middle + 13, anchor: anchor, .category, colour: theme.ink2, halo: theme.background, as: "change-share")
  }
}
