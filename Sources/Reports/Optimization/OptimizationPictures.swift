internal import Charts
internal import Estimation
public import Experiment
internal import Groundwork
internal import Kernel
internal import Optimization
internal import Simulation
internal import Supply

/// The charts of an optimisation: the regret of every candidate, the cost surface around the optimum, what to order in every state of the
/// best-selling item's own model, and the levels over the season.
public struct OptimizationPictures: Sendable {
  public private(set) var pictures: [StudyPictures.Picture] = []
  private let result: OptimizationResult

  public subscript(name: String) -> StudyPictures.Picture? { pictures.first { $0.name == name } }

  /// - Parameter orders: the dynamic program's table of one item; nil where there is none.
  public init(_ result: OptimizationResult, orders: OrderTable?) {
    self.result = result
    regret()
    surface()
    stateSurface()
    curve()
    if let orders {
      pictures.append(StudyPictures.heatmap(orders, study: result.search, name: "policy-heatmap"))
    } else if let found = result.stateOrders {
      pictures += StudyPictures.heatmaps(found, study: result.search, name: "policy-heatmap")
    }
  }

  private var study: StudyResult { result.search }
  private var stamp: String { "Bullwhip \(study.version)" }
  private var scenario: String { String(study.identity.prefix(6)) }

  // MARK: Regret

  private mutating func regret() {
    guard !result.candidates.isEmpty else { return }
    let exact = result.candidates.compactMap(\.lowerBoundPerWeek).max()
    let isModel = result.assumptions.isEmpty && result.candidates.contains(where: \.isModel)
    let today = result.candidates.first { $0.name == "today" }
    let rows = result.candidates.map { candidate in
      RegretChart.Row(
        StudyWords.capitalised(candidate.name),
        cost: Measured(candidate.simulatedStock.value, lower: candidate.simulatedStock.lower, upper: candidate.simulatedStock.upper),
        role: candidate.name == result.winner ? .recommended : candidate.name == "today" ? .current : .other,
        misses: tables.missedWords(candidate))
    }
    // Where the scenario is not the model its optimum is no bound on what can be simulated, so no line is drawn that would look like one.
    let reference = isModel ? exact.map { RegretChart.Reference(tables.isOptimum ? "Exact optimum" : "Lower bound", $0) } : nil
    var title: String
    if !tables.isKept {
      title = "No candidate keeps what was asked; \(StudyWords.quoted(result.winner)) misses it least"
    } else if let reference, let best = result.candidates.first(where: { $0.name == result.winner }) {
      let gap = best.simulatedStock.value - reference.value
      let half = best.simulatedStock.halfWidth ?? 0
      let name = StudyWords.quoted(result.winner)
      title =
        abs(gap) <= half
        ? "\(name) cannot be told apart from the \(reference.name.lowercased())"
        : "\(name) costs \(NumberFormat.chart.percent(gap / reference.value, decimals: 1)) more than the \(reference.name.lowercased())"
    } else if let today, let best = result.candidates.first, best.name != "today", today.simulatedStock.value > 0 {
      let saving = 1 - best.simulatedStock.value / today.simulatedStock.value
      title =
        "\(StudyWords.quoted(best.name)) costs \(NumberFormat.chart.percent(abs(saving), decimals: 1)) \(saving < 0 ? "more" : "less") "
        + "than today in stock and shortage"
    } else if result.winner == "today" {
      title = rows.count > 1 ? "No candidate is clearly better than today" : "Today is the only candidate"
    } else {
      title = "\(StudyWords.quoted(result.winner)) is the best of \(rows.count) candidates"
    }
    if title.count > 110 { title = String(title.prefix(108)) + "…" }
    var note = "Simulated on common random numbers."
    if let reference, result.candidates.contains(where: { $0.simulatedStock.value < reference.value }) {
      note +=
        " Below the \(reference.name.lowercased()) lies what \(study.replications) replications happened to cost; "
        + "no policy costs less in the long run."
    }
    if result.candidates.contains(where: { $0.simulated.value - $0.simulatedStock.value > 0.005 * abs($0.simulated.value) }) {
      note += " Costs of people are left out, so that a total cost is higher."
    }
    let tied = result.candidates.filter { $0.isTiedForBest && $0.name != result.winner }.map { StudyWords.quoted($0.name) }
    if !tied.isEmpty {
      note += " Not told apart from \(StudyWords.quoted(result.winner)) by paired differences: \(tied.joined(separator: ", "))."
    }
    for candidate in result.candidates where candidate.simulatedStock.value < (result.candidates.first?.simulatedStock.value ?? 0) {
      guard let why = tables.faultWords(candidate) else { continue }
      note += " \(StudyWords.quoted(candidate.name)) costs less but \(why)."
    }
    if reference == nil, !result.assumptions.isEmpty {
      let model = result.isSeasonal ? "the model without a season" : "the program’s model"
      note += " No bound is drawn: the scenario departs from \(model) in \(Self.count(result.assumptions.count, "way"))."
    }
    let chart = RegretChart(
      measure: "Cost of stock and shortage", per: "per week", unit: .money(study.currency), rows: rows, reference: reference,
      evidence: Evidence(
        n: study.replications, interval: .confidence, level: study.confidence, seed: study.seed, scenario: scenario),
      caption: Caption(eyebrow: "Regret of every candidate", title: title, note: note, stamp: stamp))
    pictures.append(
      .init(
        name: "regret", specification: .regret(chart), size: Size(680, max(300, chart.preferredHeight(.standalone))),
        reportHeight: max(190, chart.preferredHeight(.report))))
  }

  private var tables: OptimizationTables { OptimizationTables(result: result, format: .chart) }

  private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  // MARK: Cost surface

  private mutating func surface() {
    guard let record = result.surface, record.surface.leastCost > 0 else { return }
    let surface = record.surface
    let cells = surface.cost.map { row in row.map { max(0, $0 / surface.leastCost - 1) } }
    let isOrderTo = surface.levels == .reorderAndOrderTo
    let format = NumberFormat.chart
    let (r, size) = (Int64(surface.best.reorderPoint), Int64(surface.best.size))
    let optimum: Policy = isOrderTo ? .sS(s: r, S: r + size) : .rQ(r: r, Q: size)
    func words(_ policy: Policy?) -> String { policy.map { PolicyText(Control(policy: $0, review: .continuous)).text(.chart) } ?? "" }
    // Below the least size there is no policy: an empty row keeps an optimum at it off the frame.
    let sizes = surface.sizes, isLowest = surface.best.size == sizes[0] && sizes.count > 1
    let rows = (isLowest ? [Double(2 * sizes[0] - sizes[1])] : []) + sizes.map(Double.init)
    let shown = (isLowest ? [[Double](repeating: .nan, count: surface.reorderPoints.count)] : []) + cells
    var choices: [SurfaceChart.Choice] = []
    if let place = SensitivityModel.place(record.today, surface.levels) {
      choices.append(.init("Today \(words(record.today))", x: Double(place.reorderPoint), y: Double(place.size), kind: .current))
    }
    choices.append(
      .init(
        "\(record.isProven ? "Optimum" : "Best found") \(words(optimum))", x: Double(surface.best.reorderPoint),
        y: Double(surface.best.size), kind: .best))
    var chart = SurfaceChart(
      measure: "Cost above the least", columnTitle: isOrderTo ? "Reorder point s, units" : "Reorder point r, units",
      rowTitle: isOrderTo ? "Order size S − s, units" : "Order quantity Q, units", columns: surface.reorderPoints.map(Double.init),
      rows: rows, cells: shown, choices: choices,
      caption: Caption(eyebrow: "Cost surface · \(record.item)", stamp: "\(stamp) · scenario \(scenario)"))
    // The flat region is a slanted valley: of it only what holds at one order size is a range of reorder points.
    if let reach = chart.flatReach(x: Double(surface.best.reorderPoint), y: Double(surface.best.size)) {
      let (low, high) = (reach.lowerBound, reach.upperBound)
      let isOpenBelow = low == chart.columns.first, isOpenAbove = high == chart.columns.last
      let range =
        switch (isOpenBelow, isOpenAbove) {
        case (false, false): "reorder points of \(format.range(low, high))"
        case (true, false): "reorder points up to \(format.number(high, decimals: 0))"
        case (false, true): "reorder points from \(format.number(low, decimals: 0)) on"
        case (true, true): "all reorder points shown"
        }
      chart.caption.title =
        low == high
        ? "Item \(record.item): with the best order size no other reorder point shown costs within 1% of the least"
        : "Item \(record.item): with the best order size, \(range) cost within 1% of the least"
    }
    if let cost = record.todayCost, cost > surface.leastCost * 1.01 {
      chart.caption.note =
        "Today’s levels cost \(format.percent(cost / surface.leastCost - 1, decimals: 0)) more than the \(record.isProven ? "optimum" : "best found"), "
        + "which costs \(format.money(surface.leastCost * 7, currency: study.currency, decimals: surface.leastCost * 7 < 100 ? 2 : 0)) a week. "
    }
    if chart.isFlatAtFrame {
      chart.caption.note = (chart.caption.note ?? "") + "Where the outline meets the frame the flat region goes on. "
    }
    chart.caption.note =
      (chart.caption.note ?? "") + "Exact evaluation in the item’s model, no simulation."
      + (record.assumptions.isEmpty
        ? "" : " The model leaves out: \(StudyWords.typographic(record.assumptions.prefix(3).joined(separator: "; "))).")
    pictures.append(.init(name: "cost-surface", specification: .surface(chart), size: Size(680, 460), reportHeight: 320))
  }

  /// The same of an item that is solved by state: a surface over two levels, or a curve over one.
  private mutating func stateSurface() {
    guard let record = result.stateSurface, record.leastCost > 0 else { return }
    let format = NumberFormat.chart
    let cells = record.cost.map { row in row.map { $0.isNaN ? .nan : max(0, $0 / record.leastCost - 1) } }
    func words(_ place: (column: Int, row: Int)) -> String {
      record.rowTitle == nil ? format.integer(Int64(place.column)) : "\(format.integer(Int64(place.column))), \(format.integer(Int64(place.row)))"
    }
    var choices: [SurfaceChart.Choice] = []
    if let today = record.today {
      choices.append(.init(record.todayName, x: Double(today.column), y: Double(today.row), kind: .current))
    }
    choices.append(.init("Best \(words(record.best))", x: Double(record.best.column), y: Double(record.best.row), kind: .best))
    var caption = Caption(eyebrow: "Cost of a \(record.policies) · \(record.item)", stamp: "\(stamp) · scenario \(scenario)")
    var note = ""
    if let cost = record.todayCost, cost > record.leastCost * 1.01 {
      note =
        "Today’s levels cost \(format.percent(cost / record.leastCost - 1, decimals: 0)) more than the best of the class, which costs "
        + "\(format.money(record.leastCost * 7, currency: study.currency, decimals: record.leastCost * 7 < 100 ? 2 : 0)) a week. "
    }
    note += "Exact evaluation in the item’s model, no simulation."
    if !record.assumptions.isEmpty {
      note += " The model leaves out: \(StudyWords.typographic(record.assumptions.prefix(3).joined(separator: "; ")))."
    }
    /// `levels of 9 to 12`, `no other level shown`.
    func title(_ reach: ClosedRange<Double>, _ what: String) -> String {
      let noun = Self.lowered(record.columnTitle).replacing(", units", with: "")
      return reach.lowerBound == reach.upperBound
        ? "Item \(record.item): \(what)no other \(noun) shown costs within 1% of the least"
        : "Item \(record.item): \(what)a \(noun) of \(format.range(reach.lowerBound, reach.upperBound)) costs within 1% of the least"
    }
    if let rowTitle = record.rowTitle {
      var chart = SurfaceChart(
        measure: "Cost above the least", columnTitle: record.columnTitle, rowTitle: rowTitle, columns: record.columns.map(Double.init),
        rows: record.rows.map(Double.init), cells: cells, choices: choices)
      if let reach = chart.flatReach(x: Double(record.best.column), y: Double(record.best.row)) {
        caption.title = title(reach, "with the best \(record.rowWords), ").replacing("a emergency", with: "an emergency")
      }
      if chart.isFlatAtFrame { note = "Where the outline meets the frame the flat region goes on. " + note }
      caption.note = note
      chart.caption = caption
      pictures.append(.init(name: "cost-surface-by-state", specification: .surface(chart), size: Size(680, 460), reportHeight: 320))
    } else {
      var chart = CostCurveChart(
        measure: "Cost above the least", leverTitle: record.columnTitle, levers: record.columns.map(Double.init), values: cells[0],
        choices: choices)
      if let reach = chart.flatReach { caption.title = title(reach, "") }
      caption.note = note
      chart.caption = caption
      pictures.append(.init(name: "cost-curve", specification: .costCurve(chart), size: Size(680, 380), reportHeight: 250))
    }
  }

  private static func lowered(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }

  // MARK: Season

  /// The levels by date of the best-selling item that the recommendation orders by date, as they are in force over the whole run.
  private mutating func curve() {
    let used = study.scenarios[result.recommendation.index].plan
    func isByDate(_ point: Int) -> Bool {
      if case .timePhased = used.supply.stockPoints[point].control.policy { true } else { false }
    }
    func demand(_ item: ItemProposal) -> Double { used.supply.stockPoints[item.stockPoint].meanDailyDemand }
    guard let item = result.items.filter({ isByDate($0.stockPoint) }).max(by: { demand($0) < demand($1) }),
      case .timePhased(let phased) = used.supply.stockPoints[item.stockPoint].control.policy
    else { return }
    let end = used.clock.horizon.days
    let stretches = phased.stretches.filter { $0.start.days < end }, ordering = stretches.filter(\.isOrdering)
    guard ordering.count > 1, let low = ordering.map(\.s).min(), let high = ordering.map(\.s).max() else { return }
    let start = study.startDate.flatMap { CivilDate(iso: $0) }
    let levels = stretches.map { stretch in
      LevelCurve.Level(
        stretch.start.days, lower: stretch.isOrdering ? Double(stretch.s) : .nan, upper: stretch.isOrdering ? Double(stretch.S) : .nan)
    }
    let format = NumberFormat.chart
    let isLots = ordering.allSatisfy { $0.lot != nil }
    let notes = item.candidates.first { $0.control == used.supply.stockPoints[item.stockPoint].control }?.approximations ?? []
    let moves =
      low == high
      ? "the reorder point stays at \(format.integer(low)) over the run, what is ordered moves"
      : "the reorder point moves between \(format.integer(low)) and \(format.integer(high)) over the run"
    let chart = LevelCurve(
      measure: "Levels in force under \(StudyWords.quoted(result.winner))", unit: .count("units"), base: TimeBase(.days, from: start),
      lowerName: isLots ? "Reorder point r" : "Reorder point s", upperName: isLots ? "Highest position r + Q" : "Order-up-to level S",
      levels: levels, end: end,
      caption: Caption(
        eyebrow: "Policy over the season · finite-horizon dynamic program", title: "Item \(item.item): \(moves)",
        note: (ordering.count < stretches.count ? "Where the lines are broken nothing is ordered. " : "")
          + StudyWords.typographic(notes.isEmpty ? "" : "Model: " + notes.prefix(4).joined(separator: "; ") + "."),
        stamp: "\(stamp) · scenario \(scenario)"))
    pictures.append(.init(name: "policy-curve", specification: .levels(chart), size: Size(680, 380), reportHeight: 250))
  }
}
