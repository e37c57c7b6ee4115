public import Charts
internal import Estimation
public import Experiment
internal import Groundwork
internal import Kernel
internal import Simulation

/// The charts of a study, by file name: values that any canvas can lay out.
public struct StudyPictures: Sendable {
  public struct Picture: Sendable {
    /// File name without extension; also the figure's reference in the report.
    public var name: String
    public var specification: ChartSpecification
    /// Size on its own, points.
    public var size: Size
    /// Height in a report's column, points.
    public var reportHeight: Double

    public var chart: any Chart { specification.chart }
  }

  public private(set) var pictures: [Picture] = []
  private let words: StudyWords
  let study: StudyResult

  public subscript(name: String) -> Picture? { pictures.first { $0.name == name } }

  /// - Parameter advice: what is recommended, where a search has decided it; else the study's own recommendation.
  public init(_ study: StudyResult, insights: StudyInsights, advice: Recommendation? = nil) {
    self.study = study
    words = StudyWords(study: study, advice: advice)
    comparison()
    projection(insights)
    bridge()
    orderTable(insights)
    shift(insights)
    cycleTimes()
    if let picture = FloorPlanPicture.make(study, words: words, stamp: stamp) { pictures.append(picture) }
    let offset = wallOffset(day: Int(study.warmUpDays))
    if let picture = FloorPictures.queues(study, base: base, stamp: stamp, wallOffset: offset) { pictures.append(picture) }
    if let picture = FloorPictures.time(study, stamp: stamp) { pictures.append(picture) }
  }

  var stamp: String { "Bullwhip \(study.version)" }

  private func evidence(_ kind: Evidence.Interval?) -> Evidence {
    Evidence(n: study.replications, interval: kind, level: study.confidence, seed: study.seed, scenario: String(study.identity.prefix(6)))
  }

  private var base: TimeBase {
    let start = study.startDate.flatMap { CivilDate(iso: $0) }
    return TimeBase(.days, from: start)
  }

  mutating func add(_ name: String, _ chart: ChartSpecification, size: Size = Size(680, 420), reportHeight: Double = 270) {
    pictures.append(Picture(name: name, specification: chart, size: size, reportHeight: reportHeight))
  }

  // MARK: Scenario comparison

  private mutating func comparison() {
    guard study.base["cost.total"] != nil else { return }
    var rows: [ComparisonChart.Row] = []
    let tied = words.best
    for (i, scenario) in study.scenarios.enumerated() {
      guard let kpi = scenario["cost.total"] else { continue }
      rows.append(
        ComparisonChart.Row(
          words.name(i), samples: kpi.perReplication,
          mean: Measured(kpi.estimate.value, lower: kpi.estimate.lower, upper: kpi.estimate.upper),
          difference: kpi.difference.map { Measured($0.value, lower: $0.lower, upper: $0.upper) }, isReference: i == 0,
          isAmongBest: tied.contains(i), isNegligible: kpi.verdict == .noChange ? true : nil))
    }
    let recommended = words.recommended
    var title: String
    if recommended > 0, let kpi = study.scenarios[recommended]["cost.total"], let difference = kpi.difference {
      let amount = words.amount(difference, kpi.declaration)
      if words.advice.reason == .targets {
        let price =
          difference.excludesZero ? "\(amount) a week \(difference.value < 0 ? "below" : "above") today" : "at a cost like today’s"
        title = "\(words.quoted(recommended)) \(words.meetsEveryTarget(recommended)): \(price)"
      } else if words.advice.reason == .asked {
        let side = difference.value < 0 ? "below" : "above", name = words.quoted(recommended)
        let price = difference.excludesZero ? "\(amount) a week \(side) today" : "at a cost like today’s"
        title = words.advice.keepsWhatWasAsked ? "\(name) keeps what was asked" : "No candidate keeps what was asked; \(name) comes nearest"
        title += ": \(price)"
      } else {
        let faults = words.advice.passedOver.map(\.fault).filter { $0 != .meetsFewer }
        let isCheapest = faults.isEmpty, isOnlyChoice = faults.allSatisfy { $0 == .premise }
        let among = isCheapest ? "cheapest" : isOnlyChoice ? "the cheapest that can be chosen" : "the cheapest that hurts no target"
        let rank = tied.count > 1 ? "ties for cheapest" : "is \(among)"
        title = "\(words.quoted(recommended)) \(rank): \(amount) a week below today"
      }
    } else if let first = words.advice.passedOver.first {
      title =
        first.fault == .premise
        ? "\(words.quoted(first.scenario)) is cheapest, but cannot be chosen"
        : "\(words.quoted(first.scenario)) is cheapest, at the price of a target"
    } else if study.scenarios.count > 1 {
      title = "No alternative is clearly cheaper than today"
    } else {
      title = "Today costs \(words.value(study.base["cost.total"]!)) a week"
    }
    if title.count > 110 { title = String(title.prefix(108)) + "…" }
    let level = NumberFormat.chart.significant(study.confidence * 100) + "%"
    let chart = ComparisonChart(
      measure: "Total cost", per: "per week", unit: .money(study.currency), better: .lower, rows: rows, referenceLabel: "today",
      evidence: evidence(.confidence),
      caption: Caption(
        eyebrow: "Scenario comparison · total cost", title: title,
        note: study.scenarios.count > 1
          ? "Paired \(level) intervals on common random numbers."
            + (tied.count > 1 ? " Tied for best: the paired \(level) interval against the cheapest holds zero." : "") : nil,
        stamp: stamp))
    add(
      "scenario-comparison", .comparison(chart), size: Size(680, max(280, chart.preferredHeight(.standalone))),
      reportHeight: max(200, chart.preferredHeight(.report)))
  }

  // MARK: Stock

  private mutating func projection(_ insights: StudyInsights) {
    let mean: [Double]
    let quantiles: [[Double]]
    let n: Int
    let paths: [[Double]]
    let title: String
    let note: String
    var companion: [Double]?
    var risk: WeeklyRisk?
    let today = study.base.daily.first { $0.measure == "stock-value" }
    if let way = insights.transition {
      (mean, quantiles, n, paths) = (way.mean, way.quantiles, way.n, way.paths)
      let name = StudyWords.quoted(way.scenario)
      let change = study[way.scenario]?["stock.value"].flatMap { kpi in kpi.difference.map { ($0, kpi.declaration) } }
      let settled = settledWeek(way)
      if let change, change.0.excludesZero, study[way.scenario]?["stock.value"]?.verdict != .noChange {
        let text = words.amount(change.0, change.1)
        let by = settled.map { ", most of it by week \($0)" } ?? ""
        title = change.0.value < 0 ? "\(name) releases \(text) of stock\(by)" : "\(name) ties up \(text) more in stock"
      } else {
        title = "\(name) does not clearly change the value of stock"
      }
      let interval =
        change.map {
          " Change of the mean over \(NumberFormat.chart.integer($0.0.n)) replications: "
            + "\(words.signed($0.0, $0.1)) (\(words.interval($0.0, $0.1, isDifference: true)))."
        } ?? ""
      note = "Dashed: the median under today’s policies; both begin with the same opening stock.\(interval)"
      companion = today?.quantiles[3]
      risk = way.risk
    } else if let today, let value = study.base["stock.value"], value.estimate.value > 0 {
      (mean, quantiles, n, paths) = (today.mean, today.quantiles, today.n, today.paths)
      title = "Stock averages \(words.value(value)) over the measured weeks"
      risk = study.base.fillRisk
      note = "Today’s policies from the opening stock on; mean \(words.interval(value.estimate, value.declaration))."
    } else {
      return
    }
    guard mean.count >= 14 else { return }
    // A line of a thousand weeks is a line of ink: three years show the way and the level.
    let shown = min(mean.count, 7 * 156)
    let cut = shown < mean.count ? " The first 156 of \(NumberFormat.chart.integer(mean.count / 7)) weeks." : ""
    let days = Array(stride(from: 6, to: shown, by: 7))
    func weekly(_ series: [Double]) -> [Double] { days.map { series[$0] } }
    // Probabilities of the bands: 2.5, 10, 25, 50, 75, 90 and 97.5 %.
    let bands = [
      FanChart.Band(level: 0.5, lower: weekly(quantiles[2]), upper: weekly(quantiles[4])),
      FanChart.Band(level: 0.8, lower: weekly(quantiles[1]), upper: weekly(quantiles[5])),
      FanChart.Band(level: 0.95, lower: weekly(quantiles[0]), upper: weekly(quantiles[6])),
    ]
    var proof = evidence(.prediction)
    proof.n = n
    if let known = companion, known.count < mean.count { companion = nil }
    var chart = FanChart(
      measure: "Stock at cost", unit: .money(study.currency), base: base, period: "end of week", times: days.map { Double($0 + 1) },
      median: weekly(quantiles[3]),
      bands: n >= FanChart.fewestForBands ? bands : n >= FanChart.fewestForInnerBands ? Array(bands.prefix(2)) : [],
      companion: companion.map { FanChart.Companion("Today", values: weekly($0)) },
      futures: n > 1 && n < FanChart.fewestForInnerBands ? paths.filter { $0.count >= shown }.map(weekly) : nil, evidence: proof,
      caption: Caption(eyebrow: "Inventory projection", title: title, note: note + cut, stamp: stamp))
    chart.countedFrom = study.warmUpDays
    chart.risk = risk.flatMap { strip($0, weeks: days.count) }
    add("inventory-projection", .fan(chart), size: Size(680, chart.risk == nil ? 420 : 470), reportHeight: chart.risk == nil ? 260 : 276)
  }

  /// The risk of each week to miss the promised fill rate; nil where there is none to show, or too few replications to tell one.
  private func strip(_ risk: WeeklyRisk, weeks: Int) -> FanChart.Risk? {
    let shown = Array(risk.probabilities.prefix(weeks))
    guard shown.count == weeks, risk.n >= FanChart.fewestForInnerBands, shown.contains(where: { $0 > 0 }) else { return nil }
    let bound = NumberFormat.chart.significant(risk.target.bound * 100, digits: 4)
    return FanChart.Risk(title: "Risk of a week with less than \(bound)% fill rate", probabilities: shown)
  }

  /// First week from which on the mean stays within a tenth of the whole change around the new level; nil where it never settles.
  private func settledWeek(_ way: TransitionRecord) -> Int? {
    let reach = abs(way.today - way.recommended) * 0.25
    var last = 0
    for (day, value) in way.mean.enumerated() where abs(value - way.recommended) > reach && day < way.mean.count / 2 { last = day }
    let week = last / 7 + 1
    return week < way.mean.count / 14 ? week : nil
  }

  // MARK: Where the difference comes from

  private static let parts = [
    ("cost.ordering", "Ordering"), ("cost.holding", "Holding"), ("cost.backorder", "Backorders"), ("cost.lost-sales", "Lost sales"),
    ("cost.waste", "Waste"), ("cost.late", "Late orders"), ("cost.returns", "Returns"), ("cost.rejects", "Rejects"),
    ("cost.labour", "Labour"), ("cost.overtime", "Overtime"),
  ]

  private mutating func bridge() {
    // Where nothing is advised, the bridge to one alternative of several would look like advice.
    let index = words.recommended > 0 ? words.recommended : study.scenarios.count == 2 ? 1 : 0
    guard index > 0, let from = study.base["cost.total"], let to = study.scenarios[index]["cost.total"], let total = to.difference else {
      return
    }
    var steps: [BridgeChart.Step] = []
    for (id, name) in Self.parts {
      guard let change = study.scenarios[index][id]?.difference, change.value != 0 else { continue }
      steps.append(BridgeChart.Step(name, change: Measured(change.value, lower: change.lower, upper: change.upper)))
    }
    // Two equal towers say nothing.
    if steps.isEmpty { return }
    // With the stream first, largest first; then what runs against it.
    let falls = total.value < 0
    func rank(_ place: Int) -> (Int, Double, Int) {
      ((steps[place].change.value < 0) == falls ? 0 : 1, -abs(steps[place].change.value), place)
    }
    steps = steps.indices.sorted { rank($0) < rank($1) }.map { steps[$0] }
    let name = words.quoted(index)
    var title: String
    if total.excludesZero, from.estimate.value > 0 {
      let percent = NumberFormat.chart.percent(
        abs(total.value) / from.estimate.value, decimals: abs(total.value) < 0.1 * from.estimate.value ? 1 : 0)
      title = "\(name) \(falls ? "cuts" : "raises") total cost by \(percent)"
      title += leading(steps, of: index, falls: falls)
    } else {
      title = "\(name) does not clearly change total cost"
    }
    let chart = BridgeChart(
      measure: "Total cost", per: "per week", unit: .money(study.currency), from: "Today", start: from.estimate.value, steps: steps,
      to: words.name(index), end: to.estimate.value, total: Measured(total.value, lower: total.lower, upper: total.upper),
      evidence: evidence(.confidence),
      caption: Caption(eyebrow: "Cost bridge", title: title, stamp: stamp))
    add("cost-bridge", .bridge(chart), reportHeight: 260)
  }

  /// `; holding falls most`, `; backorders and lost sales fall most` where their changes are not told apart; nothing where more are not, or
  /// where there is but one part.
  private func leading(_ steps: [BridgeChart.Step], of index: Int, falls: Bool) -> String {
    let along = steps.filter { ($0.change.value < 0) == falls }
    guard let first = along.first, steps.count > 1 else { return "" }
    func change(_ step: BridgeChart.Step) -> [Double] {
      guard let id = Self.parts.first(where: { $0.1 == step.name })?.0, let before = study.base[id], let after = study.scenarios[index][id],
        before.perReplication.count == after.perReplication.count
      else { return [] }
      return zip(after.perReplication, before.perReplication).map { $0 - $1 }
    }
    let largest = change(first)
    let tied = along.filter { step in
      if step.name == first.name { return true }
      let own = change(step)
      if own.count < 2 || own.count != largest.count { return false }
      return !PairedDifference(of: largest, minus: own, level: study.confidence).estimate.excludesZero
    }
    if tied.count > 2 { return "" }
    let names = tied.map { $0.name.lowercased() }.joined(separator: " and ")
    let isMany = tied.count > 1 || first.name.hasSuffix("s")
    return "; \(names) \(falls ? "fall" : "rise")\(isMany ? "" : "s") most"
  }

  // MARK: What the dynamic program orders

  private mutating func orderTable(_ insights: StudyInsights) {
    if let table = insights.orders { pictures.append(Self.heatmap(table, study: study, name: "dp-policy")) }
  }

  // MARK: The floor

  /// Hours to add to a day's times so that they read as the wall clock there: the run counts hours from its start and knows no summer time.
  func wallOffset(day: Int) -> Double {
    guard study.startDate != nil, let civil = study.base.plan.clock.civil(days: day + 2) else { return 0 }
    let noon = Int64(day) * 86_400_000_000 + 43_200_000_000
    let wall = civil.wall(noon)
    return Double((wall.day - day) * 86_400 + wall.second - 43_200) / 3600
  }

  private mutating func cycleTimes() {
    let histogram = study.base.cycleTimes
    guard histogram.total > 0, let p95 = study.base["order-cycle-time.p95"] else { return }
    var values: [DistributionChart.Weighted] = []
    for (bin, weight) in histogram.weights.enumerated() where weight > 0 {
      let (low, high) = histogram.extremes(bin)
      values.append(.init((low + high) / 2, count: Int64(weight)))
    }
    // Orders that leave the moment they come, all or nearly all, have no cycle time to speak of.
    guard values.count > 1, p95.estimate.value > 0 else { return }
    // Below two hours people speak of minutes.
    let isShort = p95.estimate.value < 2
    let (factor, unit, noun) = isShort ? (60.0, "min", "minute") : (1, "h", "hour")
    for i in values.indices { values[i].value *= factor }
    let goal = KPIDictionary.promisedHours(study.base.plan).map { $0 * factor }
    let open = Int64(((study.base["orders.open"]?.estimate.value ?? 0) * Double(study.replications)).rounded())
    let quantiles = [(0.5, "order-cycle-time.p50"), (0.95, "order-cycle-time.p95")].compactMap { p, id in
      study.base[id].map {
        DistributionChart.Quantile(
          p,
          Measured($0.estimate.value * factor, lower: $0.estimate.lower.map { $0 * factor }, upper: $0.estimate.upper.map { $0 * factor }))
      }
    }
    var chart = DistributionChart(
      measure: "Order cycle time", unit: .quantity(unit), values: values, beyond: open,
      target: goal.map { .init($0, phrase: "leave within") }, independent: nil, quantiles: quantiles, evidence: evidence(.confidence),
      caption: Caption(
        eyebrow: "Order cycle time · today",
        subtitle: "Share of orders by time from arrival to the departure of their last line, \(noun)s, \(words.weeksText).",
        note: "\(NumberFormat.chart.integer(Int64(histogram.total))) orders pooled over replications.", stamp: stamp))
    chart.shareAtTarget = study.base["order-cycle-time.within-target"].map {
      Measured($0.estimate.value, lower: $0.estimate.lower, upper: $0.estimate.upper)
    }
    // A tail over decades leaves nothing of the rest on an even axis.
    let sorted = values.map(\.value).sorted()
    if let least = sorted.first, least > 0, let median = study.base["order-cycle-time.p50"]?.estimate.value, median > 0 {
      chart.isLogarithmic = histogram.quantile(0.995) > 40 * median
    }
    // The share is the one the picture shows.
    let edge = goal ?? p95.estimate.value * factor
    var text = NumberFormat.chart.significant(edge, digits: 3)
    // A measured quantile carries its doubt.
    if goal == nil, p95.estimate.caveat != .lowerBound, let half = p95.estimate.halfWidth.map({ $0 * factor }), half > 0 {
      text = NumberFormat.chart.plusMinus(edge, halfWidth: half, decimals: NumberFormat.decimals(forHalfWidths: [half], limit: 2))
    }
    let share =
      goal == nil && p95.estimate.caveat != .lowerBound ? NumberFormat.chart.percent(0.95, decimals: 0) : chart.shareWords(upTo: edge)
    chart.caption.title =
      "\(share) of orders leave within \(text) \(noun)\(text == "1" ? "" : "s")"
    add("order-cycle-time", .distribution(chart), reportHeight: 240)
  }
}
