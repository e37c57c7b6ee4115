internal import Charts
internal import Estimation
public import Experiment
internal import Groundwork
internal import Optimization
internal import Simulation
internal import Supply

/// The charts of an optimisation: the regret of every candidate, the cost surface around the optimum, what to order in every state of the best-selling
/// item's own model, and the levels over the season.
public struct OptimizationPictures: Sendable {
  public private(set) var pictures: [StudyPictures.Picture] = []
  private let result: OptimizationResult

  public subscript(name: String) -> StudyPictures.Picture? { pictures.first { $0.name == name } }

  /// - Parameter orders: the dynamic program's table of one item; nil where there is none.
  public init(_ result: OptimizationResult, orders: OrderTable?) {
    self.result = result
    regret()
    surface()
    if let orders {
      pictures.append(StudyPictures.heatmap(orders, study: result.search, name: "policy-heatmap"))
      curve(orders)
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
        candidate.name,
        cost: Measured(candidate.simulatedStock.value, lower: candidate.simulatedStock.lower, upper: candidate.simulatedStock.upper),
        role: candidate.name == result.winner ? .recommended : candidate.name == "today" ? .current : .other)
    }
    // Where the scenario is not the model its optimum is no bound on what can be simulated, so no line is drawn that would look like one.
    let reference = isModel ? exact.map { RegretChart.Reference(isOptimum ? "Exact optimum" : "Lower bound", $0) } : nil
    let title: String
    if !OptimizationTables(result: result, format: .chart).isKept {
      title = "No candidate keeps what was asked; \(StudyWords.quoted(result.winner)) misses it least"
    } else if let reference, let best = result.candidates.first(where: { $0.name == result.winner }) {
      let gap = best.simulatedStock.value - reference.value
      let half = best.simulatedStock.halfWidth ?? 0
      let name = StudyWords.quoted(result.winner)
      title =
        abs(gap) <= half
        ? "\(name) cannot be told from the \(reference.name.lowercased())"
        : "\(name) costs \(NumberFormat.chart.percent(gap / reference.value, decimals: 1)) more than the \(reference.name.lowercased())"
    } else if let today, let best = result.candidates.first, best.name != "today", today.simulatedStock.value > 0 {
      let saving = 1 - best.simulatedStock.value / today.simulatedStock.value
      title =
        "\(StudyWords.quoted(best.name)) costs \(NumberFormat.chart.percent(saving, decimals: 1)) less than today in stock and shortage"
    } else {
      title = "\(StudyWords.quoted(result.winner)) is the cheapest of \(rows.count) candidates"
    }
    var note = "Simulated on common random numbers."
    if reference == nil, !result.assumptions.isEmpty {
      note += " No bound is drawn: the scenario departs from the program’s model in \(Self.count(result.assumptions.count, "way"))."
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

  /// Whether every item's first candidate is proven to be the best there is.
  private var isOptimum: Bool {
    result.items.allSatisfy { item in
      guard let best = item.candidates.first, let cost = best.expectedCostPerDay, let bound = best.lowerBoundPerDay else { return false }
      return cost - bound <= 1e-9 * max(1, cost)
    }
  }

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
    func words(_ policy: Policy?) -> String { policy.map { PolicyText(Control(policy: $0, review: .continuous)).text } ?? "" }
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
      rows: surface.sizes.map(Double.init), cells: cells, choices: choices,
      caption: Caption(eyebrow: "Cost surface · \(record.item)", stamp: "\(stamp) · scenario \(scenario)"))
    if let reach = chart.flatReach {
      let span =
        "\(format.range(reach.x.lowerBound, reach.x.upperBound)) and order sizes of \(format.range(reach.y.lowerBound, reach.y.upperBound))"
      chart.caption.title =
        reach.x.lowerBound == reach.x.upperBound && reach.y.lowerBound == reach.y.upperBound
        ? "Item \(record.item): no other levels shown cost within 1% of the least"
        : "Item \(record.item): reorder points of \(span) all cost within 1% of the least"
    }
    if let cost = record.todayCost, cost > surface.leastCost * 1.01 {
      chart.caption.note =
        "Today’s levels cost \(format.percent(cost / surface.leastCost - 1, decimals: 0)) more than the \(record.isProven ? "optimum" : "best found"), "
        + "\(format.money(surface.leastCost * 7, currency: study.currency, decimals: surface.leastCost * 7 < 100 ? 2 : 0)) a week. "
    }
    chart.caption.note =
      (chart.caption.note ?? "") + "Exact evaluation in the item’s model, no simulation."
      + (record.assumptions.isEmpty
        ? "" : " The model leaves out: \(StudyWords.typographic(record.assumptions.prefix(3).joined(separator: "; "))).")
    pictures.append(.init(name: "cost-surface", specification: .surface(chart), size: Size(680, 460), reportHeight: 320))
  }

  // MARK: Season

  private mutating func curve(_ orders: OrderTable) {
    let known = orders.levels.enumerated().compactMap { index, level in level.map { (index, $0) } }
    guard known.count > 1, let first = known.first?.1, known.contains(where: { $0.1 != first }) else { return }
    let start = study.startDate.flatMap { CivilDate(iso: $0) }
    let levels = orders.levels.enumerated().map { index, level in
      LevelCurve.Level(
        Double(index) * orders.intervalDays, lower: level.map { Double($0.s) } ?? .nan, upper: level.map { Double($0.S) } ?? .nan)
    }
    let low = known.map(\.1.s).min() ?? 0, high = known.map(\.1.s).max() ?? 0
    let format = NumberFormat.chart
    let chart = LevelCurve(
      measure: "Levels of the optimal policy", unit: .count("units"), base: TimeBase(.days, from: start), lowerName: "Reorder point s",
      upperName: "Order-up-to level S", levels: levels, end: Double(orders.levels.count) * orders.intervalDays,
      caption: Caption(
        eyebrow: "Policy over the season · finite-horizon dynamic program",
        title: "Item \(orders.item): the reorder point moves between \(format.integer(low)) and \(format.integer(high)) over the year",
        note: StudyWords.typographic("Model: " + orders.assumptions.prefix(4).joined(separator: "; ") + "."),
        stamp: "\(stamp) · scenario \(scenario)"))
    pictures.append(.init(name: "policy-curve", specification: .levels(chart), size: Size(680, 380), reportHeight: 250))
  }
}
