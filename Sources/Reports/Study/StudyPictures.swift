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
    public var chart: any Chart
    /// Size on its own, points.
    public var size: Size
    /// Height in a report's column, points.
    public var reportHeight: Double
  }

  public private(set) var pictures: [Picture] = []
  private let words: StudyWords
  private let study: StudyResult

  public subscript(name: String) -> Picture? { pictures.first { $0.name == name } }

  public init(_ study: StudyResult, insights: StudyInsights) {
    self.study = study
    words = StudyWords(study: study)
    comparison()
    projection(insights)
    bridge()
    orderTable(insights)
    shift(insights)
    cycleTimes()
  }

  private var stamp: String { "Bullwhip \(study.version)" }

  private func evidence(_ kind: Evidence.Interval?) -> Evidence {
    Evidence(n: study.replications, interval: kind, level: study.confidence, seed: study.seed, scenario: String(study.identity.prefix(6)))
  }

  private var base: TimeBase {
    let start = study.startDate.flatMap { CivilDate(iso: $0) }
    return TimeBase(.days, from: start)
  }

  private mutating func add(_ name: String, _ chart: any Chart, size: Size = Size(680, 420), reportHeight: Double = 270) {
    pictures.append(Picture(name: name, chart: chart, size: size, reportHeight: reportHeight))
  }

  // MARK: Scenario comparison

  private mutating func comparison() {
    guard study.base["cost.total"] != nil else { return }
    var rows: [ComparisonChart.Row] = []
    let best = study.scenarios.compactMap { $0["cost.total"]?.estimate.value }.min() ?? 0
    for (i, scenario) in study.scenarios.enumerated() {
      guard let kpi = scenario["cost.total"] else { continue }
      rows.append(ComparisonChart.Row(
        words.name(i), samples: kpi.perReplication, mean: Measured(kpi.estimate.value, lower: kpi.estimate.lower, upper: kpi.estimate.upper),
        difference: kpi.difference.map { Measured($0.value, lower: $0.lower, upper: $0.upper) }, isReference: i == 0,
        isAmongBest: kpi.estimate.value == best))
    }
    let recommended = words.recommended
    var title: String
    if recommended > 0, let kpi = study.scenarios[recommended]["cost.total"], let difference = kpi.difference {
      title = "\(words.name(recommended)) is cheapest: \(words.short(difference, kpi.declaration, isDifference: true)) a week against today"
    } else if study.scenarios.count > 1 {
      title = "No alternative is clearly cheaper than today"
    } else {
      title = "Today costs \(words.value(study.base["cost.total"]!)) a week"
    }
    if title.count > 110 { title = String(title.prefix(108)) + "…" }
    let chart = ComparisonChart(
      measure: "Total cost", per: "per week", unit: .money(study.currency), better: .lower, rows: rows, referenceLabel: "today", evidence: evidence(.confidence),
      caption: Caption(
        eyebrow: "Scenario comparison · total cost", title: title,
        note: "Paired \(NumberFormat.chart.significant(study.confidence * 100))% intervals on common random numbers.", stamp: stamp))
    add("scenario-comparison", chart, size: Size(680, max(330, 210 + 34 * Double(rows.count))), reportHeight: max(250, 160 + 32 * Double(rows.count)))
  }

  // MARK: Stock

  private mutating func projection(_ insights: StudyInsights) {
    let mean: [Double], quantiles: [[Double]], n: Int
    let title: String, note: String
    var threshold: FanChart.Threshold?
    if let way = insights.transition {
      (mean, quantiles, n) = (way.mean, way.quantiles, way.n)
      let money = NumberFormat.chart
      let released = way.today - way.recommended
      let text = money.money(abs(released), currency: study.currency, decimals: 0)
      let settled = settledWeek(way)
      title = released >= 0
        ? "\(way.scenario.prefix(1).uppercased() + way.scenario.dropFirst()) releases \(text) of stock\(settled.map { ", most of it by week \($0)" } ?? "")"
        : "\(way.scenario.prefix(1).uppercased() + way.scenario.dropFirst()) ties up \(text) more in stock"
      note = "From today's stock under the recommended policies."
      threshold = .init(way.today, name: "Today's mean")
    } else if let stock = study.base.daily.first(where: { $0.measure == "stock-value" }), let value = study.base["stock.value"] {
      (mean, quantiles, n) = (stock.mean, stock.quantiles, stock.n)
      title = "Stock averages \(words.value(value)) over the year"
      note = "Today's policies; the run starts from the mean level of each policy."
    } else {
      return
    }
    guard mean.count >= 14 else { return }
    let days = Array(stride(from: 6, to: mean.count, by: 7))
    func weekly(_ series: [Double]) -> [Double] { days.map { series[$0] } }
    // Probabilities of the bands: 2.5, 10, 25, 50, 75, 90 and 97.5 %.
    let bands = [
      FanChart.Band(level: 0.5, lower: weekly(quantiles[2]), upper: weekly(quantiles[4])),
      FanChart.Band(level: 0.8, lower: weekly(quantiles[1]), upper: weekly(quantiles[5])),
      FanChart.Band(level: 0.95, lower: weekly(quantiles[0]), upper: weekly(quantiles[6])),
    ]
    var proof = evidence(.prediction)
    proof.n = n
    let chart = FanChart(
      measure: "Stock at cost", unit: .money(study.currency), base: base, period: "end of week", times: days.map { Double($0 + 1) }, median: weekly(quantiles[3]),
      bands: n > 1 ? bands : [], threshold: threshold, evidence: proof,
      caption: Caption(eyebrow: "Inventory projection", title: title, note: note, stamp: stamp))
    add("inventory-projection", chart, reportHeight: 260)
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
    ("cost.ordering", "Ordering"), ("cost.holding", "Holding"), ("cost.backorder", "Backorders"), ("cost.lost-sales", "Lost sales"), ("cost.labour", "Labour"),
    ("cost.overtime", "Overtime"),
  ]

  private mutating func bridge() {
    let recommended = words.recommended
    let index = recommended > 0 ? recommended : min(1, study.scenarios.count - 1)
    guard index > 0, let from = study.base["cost.total"], let to = study.scenarios[index]["cost.total"], let total = to.difference else { return }
    var steps: [BridgeChart.Step] = []
    for (id, name) in Self.parts {
      guard let change = study.scenarios[index][id]?.difference, change.value != 0 else { continue }
      steps.append(BridgeChart.Step(name, change: Measured(change.value, lower: change.lower, upper: change.upper)))
    }
    let falls = steps.min { $0.change.value < $1.change.value }
    let name = words.name(index)
    let verb = total.value < 0 ? "saves" : "costs"
    let percent = NumberFormat.chart.percent(abs(total.value) / from.estimate.value, decimals: 0)
    var title = "\(name) \(verb) \(percent) of total cost"
    if total.value < 0, let falls, falls.change.value < 0 { title += ", most of it in \(falls.name.lowercased())" }
    let chart = BridgeChart(
      measure: "Total cost", per: "per week", unit: .money(study.currency), from: "Today", start: from.estimate.value, steps: steps, to: name,
      end: to.estimate.value, total: Measured(total.value, lower: total.lower, upper: total.upper), evidence: evidence(.confidence),
      caption: Caption(eyebrow: "Cost bridge", title: title, stamp: stamp))
    add("cost-bridge", chart, reportHeight: 260)
  }

  // MARK: What the dynamic program orders

  private mutating func orderTable(_ insights: StudyInsights) {
    guard let table = insights.orders else { return }
    let reorder = table.levels.compactMap { $0?.s }
    var title = "Item \(table.item): what to order in every state"
    if let low = reorder.min(), let high = reorder.max(), low > 0 {
      title = low == high ? "Item \(table.item): reorder at \(NumberFormat.chart.integer(low)) all year"
        : "Item \(table.item): the reorder point moves between \(NumberFormat.chart.integer(low)) and \(NumberFormat.chart.integer(high)) over the year"
    }
    let chart = ActionHeatmap(
      action: "Order quantity", nothing: "Order nothing", boundary: "reorder point", columnTitle: "Inventory position at review, units", rowTitle: "Week",
      columns: table.positions.map(Double.init), rows: table.weeks.map { "\($0 + 1)" }, cells: table.orders,
      caption: Caption(eyebrow: "Optimal policy · finite-horizon dynamic program", title: title, note: "Model: " + table.assumptions.joined(separator: "; ") + ".", stamp: stamp))
    add("dp-policy", chart, size: Size(680, 480), reportHeight: 330)
  }

  // MARK: The floor

  private mutating func shift(_ insights: StudyInsights) {
    guard let record = insights.shift else { return }
    var categories = record.stations.map { TimelineChart.Category($0.prefix(1).uppercased() + $0.dropFirst()) }
    categories.append(TimelineChart.Category("Break", kind: .pause))
    let lanes = record.lanes.map { lane in
      var segments = lane.tasks.map { TimelineChart.Segment($0.start, $0.end, category: $0.station) }
      for pause in lane.breaks {
        // Work that was finished before the break began later eats into it.
        let begin = lane.tasks.filter { $0.start < pause.lowerBound }.map(\.end).max().map { max($0, pause.lowerBound) } ?? pause.lowerBound
        if begin < pause.upperBound { segments.append(TimelineChart.Segment(begin, pause.upperBound, category: categories.count - 1)) }
      }
      return TimelineChart.Lane(lane.name, segments: segments.sorted { $0.start < $1.start }, utilisation: lane.utilisation)
    }
    let peak = record.queue.max { $0.length < $1.length }
    let title = peak.map { "The queue before \(record.queueStation) peaks at \($0.length) orders at \(Self.clock($0.time))" } ?? "One shift"
    let chart = TimelineChart(
      base: TimeBase(.hours), from: record.from, to: record.to, categories: categories, lanes: lanes, queueTitle: "Orders waiting for \(record.queueStation)",
      queue: record.queue.map { TimelineChart.QueueStep($0.time, $0.length) },
      evidence: Evidence(n: 1, noun: "replications", interval: nil, seed: study.seed, scenario: String(study.identity.prefix(6))),
      caption: Caption(
        eyebrow: "Shift trace · replication 1 of \(study.replications)", title: title,
        subtitle: "Activity of \(lanes.count) people and orders waiting, day \(record.day + 1) of the run, today's scenario.",
        note: "One replication shown as it happened. Utilisation = working time ÷ time on duty.", stamp: stamp))
    add("shift", chart, size: Size(680, max(420, 260 + 26 * Double(lanes.count))), reportHeight: max(300, 200 + 20 * Double(lanes.count)))
  }

  private static func clock(_ hours: Double) -> String {
    let minutes = Int((hours * 60).rounded(.down))
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return "\(two(minutes / 60 % 24)):\(two(minutes % 60))"
  }

  private mutating func cycleTimes() {
    let histogram = study.base.cycleTimes
    guard histogram.total > 0, study.base["order-cycle-time.p95"] != nil else { return }
    var values: [DistributionChart.Weighted] = []
    for (bin, weight) in histogram.weights.enumerated() where weight > 0 {
      values.append(.init((histogram.edge(bin) + histogram.edge(bin + 1)) / 2, count: Int64(weight)))
    }
    let target = study.base.targets.first { $0.target.kpi.hasPrefix("order-cycle-time") }?.target.bound ?? 48
    let share = histogram.cumulative(target) / histogram.total
    let hours = NumberFormat.chart.number(target, decimals: 0)
    let open = Int64((study.base["orders.open"]?.estimate.value ?? 0) * Double(study.replications))
    let chart = DistributionChart(
      measure: "Order cycle time", unit: .quantity("h"), values: values, beyond: open, target: .init(target, phrase: "leave within"), independent: nil,
      evidence: evidence(.confidence),
      caption: Caption(
        eyebrow: "Order cycle time · today",
        title: "\(NumberFormat.chart.percent(share, decimals: 0)) of orders leave within \(hours) hours",
        subtitle: "Share of orders by time from arrival to the departure of their last line, hours, \(words.weeksText).",
        note: "\(NumberFormat.chart.integer(Int64(histogram.total))) orders pooled over replications.", stamp: stamp))
    add("order-cycle-time", chart, reportHeight: 240)
  }
}
