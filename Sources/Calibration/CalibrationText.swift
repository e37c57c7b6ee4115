internal import Groundwork
internal import History

/// What a calibration found, as blocks of plain text for a terminal: one block a subject, without colour.
public enum CalibrationText {
  public struct Block: Sendable, Equatable {
    public var title: String
    public var lines: [String]
  }

  /// All blocks in the order of reading.
  public static func blocks(_ c: Calibration, replay: CalibrationReplay?) -> [Block] {
    var blocks = [data(c), quality(c), demand(c), fits(c)]
    if let replay { blocks.append(self.replay(c, replay)) }
    if !c.warnings.isEmpty { blocks.append(Block(title: "Read before use", lines: c.warnings.map { "! \($0)" })) }
    return blocks
  }

  /// Blocks under their titles, a blank line between them.
  public static func text(_ blocks: [Block]) -> String {
    blocks.map { ([$0.title] + $0.lines.map { "  " + $0 }).joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  static func data(_ c: Calibration) -> Block {
    let parts = OrderLineRole.ofHistory.compactMap { role in c.columns[role].map { "\(role.rawValue) = \($0)" } }
    var lines = [
      "\(c.files.joined(separator: ", "))",
      "\(c.firstDay) to \(c.lastDay), \(grouped(c.dayCount)) days; columns: \(parts.joined(separator: ", "))",
    ]
    switch c.currencySource {
    case .told, .assumed: break
    case .column(let name): lines.append("prices are in \(c.currency) (column \(name))")
    case .prices(let mark):
      lines.append("prices are in \(c.currency) ('\(mark)' stands beside them\("$¥".contains(mark) ? "; --currency names another" : ""))")
    }
    let converted = c.quality[.convertedTime].count
    if converted > 0 {
      lines.append("\(grouped(converted)) times tell their distance from UTC and were brought to the clock of \(c.timeZone)")
    }
    if !c.offsets.isEmpty {
      lines.append("times carry their distance from UTC (\(offsets(c.offsets))) and were taken as the shop's own clock, not shifted")
    }
    var assumed: [String] = []
    if c.currencySource == .told || c.currencySource == .assumed { assumed.append("prices are taken as \(c.currency)") }
    if converted < c.quality.rows { assumed.append(assumed.isEmpty ? "times are taken as \(c.timeZone)" : "times as \(c.timeZone)") }
    assumed.append("a unit's cost \(assumed.isEmpty ? "is taken " : "")as \(percent(c.options.costShare)) of its price")
    lines.append("the file does not say: " + assumed.joined(separator: ", "))
    return Block(title: "Data", lines: lines)
  }

  static func quality(_ c: Calibration) -> Block {
    let q = c.quality
    var rows: [[String]] = [["rows read", grouped(q.rows), "", ""]]
    for trait in LineTrait.allCases where q[trait].count > 0 {
      let entry = q[trait]
      let examples = entry.examples.prefix(2).map { "line \($0.location.line)" + ($0.text.isEmpty ? "" : " (\(short($0.text)))") }.joined(
        separator: ", ")
      rows.append([trait.meaning, grouped(entry.count), entry.excluded > 0 ? "\(grouped(entry.excluded)) left out" : "kept", examples])
    }
    rows.append(["rows that are demand", grouped(q.kept), percent(Double(q.kept) / Double(max(1, q.rows))), ""])
    var lines = columns(rows, right: [1, 2])
    if !q.serviceCodes.isEmpty {
      let codes = q.serviceCodes.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
      let shown = codes.prefix(8).map { "\($0.key) \(grouped($0.value))" }.joined(separator: ", ")
      lines.append("codes that are not goods: \(shown)\(codes.count > 8 ? " and \(codes.count - 8) more" : "")")
    }
    return Block(title: "Quality", lines: lines)
  }

  static func demand(_ c: Calibration) -> Block {
    let a = c.arrivals
    let units = c.items.reduce(0) { $0 + $1.units }
    var lines = [
      "\(grouped(c.items.count)) best-selling items of \(grouped(c.itemsSold)) (by \(c.options.by.rawValue)): "
        + "\(percent(c.unitShare)) of all units",
      "\(grouped(c.orders)) orders with \(grouped(c.lines)) lines and "
        + "\(grouped(units)) units; \(grouped(c.otherOrders)) orders hold none of these items "
        + "and are not in the scenario",
      "\(a.meanPerDay.rounded(toPlaces: 2)) orders a calendar day over a year of the season, "
        + "about \(grouped(Int((a.meanPerDay * 365.25).rounded()))) a year",
    ]
    if a.growth != 0, let p = a.growthProbability {
      lines[2] = "\(a.meanPerDay.rounded(toPlaces: 2)) orders a calendar day at the start, over a year of the season"
      lines.append(
        "orders \(a.growth > 0 ? "grow" : "fall") by \(percent(abs(a.growth))) a year, each week held against the one 52 weeks before: "
          + "\(probability(p))")
    }
    if a.profile.count == 168, let peak = a.profile.indices.max(by: { a.profile[$0] < a.profile[$1] }) {
      lines.append(
        "busiest hour \(weekdays[peak / 24]) \(peak % 24):00, \(a.profile[peak].rounded(toPlaces: 1)) times the mean; "
          + "no orders in \(a.profile.count { $0 == 0 }) of 168 hours"
      )
    }
    if let season = a.season, let high = season.factors.indices.max(by: { season.factors[$0] < season.factors[$1] }) {
      let name = season.unit.rawValue
      lines.append(
        "season by \(name): highest \(name) \(high + 1), "
          + "\(season.factors[high].rounded(toPlaces: 2)) times the mean\(season.observed[high] ? "" : " (interpolated)"); "
          + "\(season.observed.count { $0 }) of \(season.observed.count) observed"
          + (a.seasonProbability.map { "; by chance alone: \(probability($0))" } ?? ""))
    }
    if !a.closedDays.isEmpty {
      lines.append("closed although orders were expected: \(a.closedDays.map(\.description).joined(separator: ", "))")
    }
    return Block(title: "Demand", lines: lines)
  }

  static func fits(_ c: Calibration) -> Block {
    var lines: [String] = []
    let a = c.arrivals
    let test =
      a.degrees > 0 ? " (variance ÷ mean \(a.dispersion.rounded(toPlaces: 2)), \(probability(a.p)), \(a.degrees) degrees of freedom)" : ""
    lines.append("orders a day        Poisson with hours\(a.season == nil ? "" : " and season"): \(a.verdict)\(test)")
    lines += candidates(
      "lines per order", c.linesPerOrder, otherwise: "taken: the \(grouped(c.linesPerOrder.observations)) observed orders (empirical)")
    lines += candidates(
      "units of a line", c.lineQuantity,
      otherwise: "taken: each item's observed quantities (empirical), since customers have favourite numbers")
    lines += itemFits(c.itemFits)
    return Block(title: "How well the laws fit", lines: lines)
  }

  private static func candidates(_ title: String, _ fitted: FittedCount, otherwise: String) -> [String] {
    var lines = [
      "\(title.padded(to: 20))mean \(fitted.mean.rounded(toPlaces: 2)), "
        + "standard deviation \(fitted.variance.squareRoot().rounded(toPlaces: 2)), "
        + "\(grouped(fitted.observations)) observed"
    ]
    for (i, fit) in fitted.candidates.enumerated() {
      lines.append(
        "    \(fit.name): \(fit.verdict) (\(test(fit)))\(fitted.chosen == i ? " ← taken" : "")"
      )
    }
    if fitted.chosen == nil { lines.append("    \(otherwise)") }
    return lines
  }

  /// Demand and order share of the items: one line a law.
  private static func itemFits(_ fits: ItemFits) -> [String] {
    var lines = ["\("units of an item".padded(to: 20))totals of \(grouped(fits.periods)) \(fits.period.rawValue)\(fits.periods == 1 ? "" : "s"), χ² item by item"]
    for law in fits.candidates {
      let found =
        law.tested > 0
        ? " (\(grouped(law.fitting)) of \(grouped(law.tested)) items pass at 5 %; χ² ÷ degrees of freedom "
          + "\((law.chiSquared / Double(law.degrees)).rounded(toPlaces: 2)))" : ""
      lines.append("    \(law.name): \(law.verdict)\(found)")
    }
    let s = fits.shares
    let test =
      s.degrees > 0
      ? " (χ² \(s.chiSquared.rounded(toPlaces: 0)) on \(grouped(s.degrees)), \(probability(s.p)); "
        + "\(grouped(s.items)) items, \(s.stretches) stretches of equal length)" : ""
    lines.append("\("order shares".padded(to: 20))the same share of the lines at all times: \(s.verdict)\(test)")
    return lines
  }

  private static func test(_ fit: Fit) -> String {
    guard fit.isTested else { return "χ² cannot test it: too few different values" }
    return "χ² \(fit.chiSquared.rounded(toPlaces: 0)) on \(fit.degrees), \(probability(fit.p))"
  }

  static func replay(_ c: Calibration, _ r: CalibrationReplay) -> Block {
    func row(_ name: String, _ x: CalibrationReplay.Comparison, inside: Int) -> [String] {
      [
        name, grouped(x.actual), grouped(x.simulated), "\(grouped(x.lower)) to \(grouped(x.upper))", x.isInside ? "inside" : "outside",
        "\(inside) of \(r.weeks.count) weeks inside their own interval",
      ]
    }
    let inside = r.weeksInside
    var lines = columns(
      [
        ["a week", "actual", "simulated", "95 % of simulated histories", "", ""], row("orders", r.orders, inside: inside.orders),
        row("lines", r.lines, inside: inside.lines), row("units", r.units, inside: inside.units),
      ], right: [1, 2, 3])
    lines.append("units of an item: \(r.itemsInside) of \(r.items.count) items sold what the scenario would sell (95 % interval)")
    let which = c.items.count > shownItems ? "the \(shownItems) best-selling" : "item"
    let shown = zip(c.items, r.items).prefix(shownItems).map { item, x in
      [item.sku, grouped(x.actual), grouped(x.simulated), "\(grouped(x.lower)) to \(grouped(x.upper))", x.isInside ? "inside" : "outside"]
    }
    let head = [which, "actual", "simulated", "95 % of simulated histories", ""]
    lines += columns([head] + shown, right: [1, 2, 3]).map { "  " + $0 }
    let worst = r.items.indices.filter { !r.items[$0].isInside }.prefix(5)
    if !worst.isEmpty {
      lines.append(
        "outside: "
          + worst.map {
            "\(c.items[$0].sku) \(grouped(r.items[$0].actual)) against \(grouped(r.items[$0].lower)) to \(grouped(r.items[$0].upper))"
          }.joined(separator: ", "))
    }
    return Block(title: "History against the scenario, \(r.weeks.count) whole weeks, \(r.replications) replications", lines: lines)
  }

  /// Items of the replay on a terminal; all of them stand in the table beside the scenario.
  static let shownItems = 10

  // MARK: Words

  static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  static func probability(_ p: Double) -> String { p < 0.001 ? "p < 0.001" : "p = \(p.rounded(toPlaces: 3))" }

  /// `+01:00 1 200 rows, +02:00 800 rows`, the commonest first.
  static func offsets(_ rows: [Int: Int]) -> String {
    let ordered = rows.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    let shown = ordered.prefix(4).map { minutes, count in
      let (hour, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
      let clock = "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
      return "\(minutes < 0 ? "−" : "+")\(clock) \(grouped(count)) rows"
    }
    return shown.joined(separator: ", ") + (ordered.count > 4 ? " …" : "")
  }

  private static func short(_ text: String) -> String { text.count > 24 ? String(text.prefix(23)) + "…" : text }

  static func grouped(_ value: Double) -> String { grouped(Int(value.rounded())) }

  /// Thousands in groups of three, a space between.
  static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (i, digit) in digits.enumerated() {
      if i > 0, (digits.count - i) % 3 == 0 { text += " " }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  private static func columns(_ rows: [[String]], right: Set<Int>) -> [String] {
    let widths = rows[0].indices.map { c in rows.map { $0[c].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (c, cell) in row.enumerated() {
        let gap = String(repeating: " ", count: widths[c] - cell.count)
        line += (right.contains(c) ? gap + cell : cell + gap) + "  "
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }
}

extension String {
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
