internal import Charts
internal import Estimation
public import Experiment
internal import Groundwork
internal import Kernel
internal import Rendering
public import Scenario
internal import Simulation
internal import Supply
internal import Warehouse

/// A study as a document a consultant hands over: every printed number comes from the study's estimates, every sentence is made of them.
public struct StudyReport: Sendable {
  private let study: StudyResult
  private let loaded: LoadedScenario
  private let insights: StudyInsights
  private let pictures: StudyPictures
  private let words: StudyWords
  private let command: String

  /// - Parameter command: what was typed to make the report, for its last page.
  public init(_ study: StudyResult, loaded: LoadedScenario, insights: StudyInsights, command: String) {
    self.study = study
    self.loaded = loaded
    self.insights = insights
    self.command = command
    pictures = StudyPictures(study, insights: insights)
    words = StudyWords(study: study)
  }

  /// The scenario the numbers speak of: the recommended one, else the first alternative, else today.
  private var subject: Int { words.recommended > 0 ? words.recommended : min(1, study.scenarios.count - 1) }

  public var document: ReportDocument {
    var sections = [advice, results]
    sections.append(method)
    sections.append(appendix)
    let metadata = DocumentMetadata(
      title: study.title, author: "Bullwhip", subject: "Simulation study", keywords: ["inventory", "warehouse", "simulation"], created: "\(day)T00:00:00Z")
    return ReportDocument(
      metadata: metadata, runningTitle: study.title, footer: "Bullwhip \(study.version) · run \(study.identity.prefix(8))", cover: cover, summary: summary,
      sections: sections, glossary: glossary, reproduction: reproduction)
  }

  /// The scenario's own first day: a report never asks the clock.
  private var day: String { study.startDate ?? "2000-01-01" }

  // MARK: Cover

  private var answer: RichText {
    guard subject > 0, let kpi = study.scenarios[subject]["cost.total"], let difference = kpi.difference else {
      return study.base["cost.total"].map { "Today costs \(bold: words.value($0) + " a week") (\(words.interval($0.estimate, $0.declaration)))." } ?? "\(study.title)"
    }
    let amount = words.short(difference, kpi.declaration, isDifference: true)
    let interval = words.interval(difference, kpi.declaration, isDifference: true)
    if words.recommended > 0 {
      var text: RichText = "\(words.name(subject)) changes total cost by \(bold: amount + " a week") (\(interval))"
      if let fill = study.scenarios[subject]["fill-rate"] { text = text + " and serves \(words.value(fill)) of units from stock" }
      return text + "."
    }
    return "No alternative is clearly cheaper than today; \(words.name(subject)) changes total cost by \(bold: amount + " a week") (\(interval))."
  }

  private var cover: Cover {
    var art: CoverArt?
    if let stock = study.base.daily.first(where: { $0.measure == "stock-value" }), let top = stock.paths.flatMap(\.self).max(), top > 0, !stock.paths.isEmpty {
      func line(_ series: [Double]) -> [Point] {
        stride(from: 0, to: series.count, by: max(1, series.count / 160)).map { Point(Double($0) / Double(max(1, series.count - 1)), 0.08 + 0.62 * series[$0] / top) }
      }
      art = CoverArt(
        paths: stock.paths.map(line), median: line(stock.quantiles[3]), caption: "Value of stock, day by day, in \(stock.paths.count) of \(study.replications) simulated years; white: the median")
    }
    return Cover(
      eyebrow: "Simulation study", title: study.title, subtitle: study.description.isEmpty ? "Policies compared by simulation on common random numbers" : study.description,
      facts: [
        Fact("Scenarios", study.scenarios.count == 1 ? "Today" : "Today and \(study.scenarios.count - 1) alternatives"),
        Fact("Evidence", "\(study.replications) paired replications, \(words.weeksText)"), Fact("Run", String(study.identity.prefix(8)) + ", seed \(study.seed)"),
      ],
      answer: answer, art: art)
  }

  // MARK: Summary

  private var summary: ExecutiveSummary {
    let scenario = study.scenarios[subject]
    let headline: Headline
    if subject > 0, let kpi = scenario["cost.total"], let difference = kpi.difference {
      let declaration = kpi.declaration
      let words = words
      let strip = difference.lower.flatMap { low in
        difference.upper.map { high in
          HeadlineInterval(
            low: low, high: high, estimate: difference.value, label: words.interval(difference, declaration, isDifference: true),
            note: "\(study.replications) paired replications, common random numbers", format: { value in
              var own = difference
              own.value = value
              return value == 0 ? "0" : words.short(own, declaration, isDifference: true)
            })
        }
      }
      headline = Headline(
        number: words.short(difference, declaration, isDifference: true), meaning: "total cost per week, \(words.name(subject)) against today", interval: strip)
    } else if let kpi = study.base["cost.total"] {
      headline = Headline(number: words.value(kpi), meaning: "total cost per week, today")
    } else {
      headline = Headline(number: "–", meaning: "no cost was measured")
    }
    let tiles = ["cost.total", "fill-rate", "stock.value", "order-cycle-time.p95", "turns"].compactMap { tile($0) }
    return ExecutiveSummary(headline: headline, tiles: Array(tiles.prefix(4)), findings: findings, figure: figure("scenario-comparison"))
  }

  private func tile(_ id: String) -> KPITile? {
    guard let kpi = study.scenarios[subject][id], !kpi.estimate.value.isNaN else { return nil }
    guard subject > 0, let difference = kpi.difference, let before = study.base[id] else {
      return KPITile(label: kpi.declaration.title.prefix(1).uppercased() + kpi.declaration.title.dropFirst(), value: words.value(kpi), interval: half(kpi.estimate, kpi.declaration))
    }
    let clear = kpi.verdict == .better || kpi.verdict == .worse
    let change: String
    if !clear {
      change = "no clear change"
    } else if kpi.declaration.unit == .share || before.estimate.value == 0 {
      change = words.short(difference, kpi.declaration, isDifference: true)
    } else {
      change = NumberFormat.chart.percent(difference.value / before.estimate.value, decimals: 1, sign: .always)
    }
    return KPITile(
      label: kpi.declaration.title.prefix(1).uppercased() + kpi.declaration.title.dropFirst(), value: words.value(kpi), from: "from \(words.value(before))", change: change,
      tone: kpi.verdict == .better ? .favourable : kpi.verdict == .worse ? .adverse : .neutral, interval: half(difference, kpi.declaration))
  }

  /// `±0.9 points`, of a difference or a value.
  private func half(_ estimate: Estimate, _ declaration: KPIDeclaration) -> String {
    guard let half = estimate.halfWidth else { return "" }
    var own = estimate
    own.value = half
    var text = words.short(own, declaration)
    if declaration.unit == .share { text = NumberFormat.chart.points(half, decimals: min(4, words.format(declaration).decimals(for: estimate))) }
    return "±\(NumberFormat.thinSpace)" + (text.hasPrefix("+") ? String(text.dropFirst()) : text)
  }

  /// At most four, the last a cost or risk of the recommendation.
  private var findings: [Finding] {
    var result: [Finding] = []
    if subject > 0, let kpi = study.scenarios[subject]["cost.total"], let difference = kpi.difference {
      let verdict = kpi.verdict == .better ? "lowers" : kpi.verdict == .worse ? "raises" : "does not clearly move"
      result.append(Finding(
        "\(words.name(subject)) \(verdict) total cost.",
        "\(words.short(difference, kpi.declaration, isDifference: true)) a week (\(words.interval(difference, kpi.declaration, isDifference: true))), see \(ref: "scenario-comparison")\(pictures["cost-bridge"] == nil ? "" : " and ")\(pictures["cost-bridge"] == nil ? "" : RichText.reference("cost-bridge"))."))
    }
    if let way = insights.transition {
      let money = NumberFormat.chart
      let change = way.recommended - way.today
      result.append(Finding(
        change < 0 ? "It releases \(money.money(-change, currency: study.currency, decimals: 0)) of stock." : "It ties up \(money.money(change, currency: study.currency, decimals: 0)) more in stock.",
        "Mean stock goes from \(money.money(way.today, currency: study.currency, decimals: 0)) to \(money.money(way.recommended, currency: study.currency, decimals: 0)) at cost; the way there is in \(ref: "inventory-projection")."))
    }
    if let busiest = study.base.busiestStation {
      let share = NumberFormat.chart.percent(busiest.utilisation.value, decimals: 0)
      result.append(Finding(
        "The busiest station is \(busiest.name), at \(share) of its time.",
        pictures["shift"] == nil ? "Measured over the whole year, breaks left out." : "\(ref: "shift") shows one shift; the whole year is in \(ref: "results-table")."))
    }
    if let risk = adverse { result.append(risk) }
    if result.isEmpty, let fill = study.base["fill-rate"] { result.append(Finding("\(words.value(fill)) of units are served from stock.", "\(words.interval(fill.estimate, fill.declaration)).")) }
    return Array(result.prefix(4))
  }

  /// What gets worse under the recommendation; said even where it is small.
  private var adverse: Finding? {
    guard subject > 0 else { return nil }
    let scenario = study.scenarios[subject]
    let interesting = ["fill-rate", "order-cycle-time.p95", "stock.value", "cost.holding", "cost.ordering", "cost.labour", "on-time", "cost.backorder", "cost.lost-sales"]
    for id in interesting {
      guard let kpi = scenario[id], kpi.verdict == .worse, let difference = kpi.difference else { continue }
      return Finding(
        "What it costs: \(kpi.declaration.title) gets worse.",
        "\(words.short(difference, kpi.declaration, isDifference: true)) (\(words.interval(difference, kpi.declaration, isDifference: true))).")
    }
    let missed = scenario.targets.filter { !$0.isMet }
    if let first = missed.first {
      return Finding("A risk remains: the target for \(first.title) is missed.", "It is met in \(NumberFormat.chart.percent(first.shareOfReplications, decimals: 0)) of the simulated years.")
    }
    return Finding("The main risk is the model itself.", "Demand is assumed to repeat the pattern of the data; what was not modelled is listed under Recommendation and risks.")
  }

  // MARK: Sections

  private var advice: ReportSection {
    var blocks: [ReportBlock] = []
    if words.recommended > 0 {
      blocks.append(.paragraph("Adopt \(bold: words.name(subject)). \(answer)"))
      let changes = study.scenarios[subject].changes
      if !changes.isEmpty { blocks.append(.bullets(changes.prefix(8).map { "\($0.address): from \($0.before) to \(bold: $0.after)" })) }
    } else {
      blocks.append(.paragraph("Keep today's policies: \(answer)"))
    }
    blocks.append(.heading("Targets"))
    let targets = study.scenarios[subject].targets
    if targets.isEmpty {
      blocks.append(.paragraph("The scenario sets no targets."))
    } else {
      blocks.append(.table(ReportTable(
        id: "targets-table", title: "Targets under \(words.name(subject))",
        columns: [.init("Target", isKey: true), .init("Measured", .number), .init("Met in", .number), .init("Verdict")],
        rows: targets.map { target in
          let declaration = study.scenarios[subject][target.target.kpi]?.declaration
          let measured = declaration.map { words.short(target.estimate, $0) } ?? NumberFormat.chart.significant(target.estimate.value)
          return ReportTable.Row([
            .init(target.title), .init(measured), .init(NumberFormat.chart.percent(target.shareOfReplications, decimals: 0)),
            .init(target.isMet ? (target.isCertain ? "met" : "met, not certain") : (target.isCertain ? "missed" : "missed, not certain"), tone: target.isMet ? .favourable : .adverse),
          ])
        }, note: "Met in: share of simulated years that meet the target by themselves.")))
    }
    blocks.append(.heading("What was not modelled"))
    var limits: [RichText] = [
      "Demand follows the laws of the scenario; a change of the market is not in them.",
      "Work times, skills and absence are those of the scenario; nobody learns, tires or leaves.",
    ]
    for note in study.notes.prefix(4) { limits.append(RichText(note)) }
    blocks.append(.bullets(limits))
    return ReportSection(title: "Recommendation and risks", blocks)
  }

  private func figure(_ name: String) -> ReportFigure? {
    guard let picture = pictures[name] else { return nil }
    let chart = picture.chart
    return ReportFigure(id: name, title: chart.title, height: picture.reportHeight) { width, height, measurer in
      try chart.scene(size: Size(width, height), mode: .report, measurer: measurer)
    }
  }

  private var results: ReportSection {
    var blocks: [ReportBlock] = [.paragraph("\(ref: "results-table") compares today with every alternative; differences are paired, replication by replication.")]
    for table in comparisonTables { blocks.append(.table(table)) }
    func show(_ name: String, _ sentence: RichText) {
      guard let figure = figure(name) else { return }
      blocks.append(.paragraph(sentence))
      blocks.append(.figure(figure))
    }
    show("cost-bridge", "\(ref: "cost-bridge") shows where the difference in cost comes from.")
    show("inventory-projection", insights.transition == nil ? "\(ref: "inventory-projection") shows how stock moves over the year." : "\(ref: "inventory-projection") shows the way from today's stock to the recommended one.")
    show("dp-policy", "\(ref: "dp-policy") is the dynamic program's answer for the best-selling item, in every state and week.")
    show("order-cycle-time", "How long customers wait is shown in \(ref: "order-cycle-time").")
    show("shift", "\(ref: "shift") shows one shift as it happened.")
    return ReportSection(title: "Results", blocks)
  }

  /// Today with the first two alternatives, then further alternatives two at a time: a column wide enough to carry intervals holds no more.
  private var comparisonTables: [ReportTable] {
    let others = Array(study.scenarios.indices.dropFirst())
    if others.isEmpty { return [comparisonTable([], part: 0)] }
    return stride(from: 0, to: others.count, by: 2).map { comparisonTable(Array(others[$0..<min($0 + 2, others.count)]), part: $0 / 2) }
  }

  private func comparisonTable(_ others: [Int], part: Int) -> ReportTable {
    var columns: [ReportTable.Column] = [.init("Measure", isKey: true), .init("Today", .number), .init("±", .interval)]
    for i in others {
      columns.append(.init(words.name(i), .number))
      columns.append(.init("±", .interval))
    }
    var rows: [ReportTable.Row] = []
    for kpi in study.base.kpis where Self.tabled.contains(kpi.id) || kpi.id.hasSuffix(".utilisation") {
      if kpi.estimate.value.isNaN { continue }
      var cells: [ReportTable.Cell] = [
        .init(kpi.declaration.title.prefix(1).uppercased() + kpi.declaration.title.dropFirst()), .init(words.value(kpi)), .init(halfNumber(kpi.estimate, kpi.declaration)),
      ]
      for i in others {
        if let other = study.scenarios[i][kpi.id], let difference = other.difference {
          let tone: Tone = other.verdict == .better ? .favourable : other.verdict == .worse ? .adverse : .neutral
          cells.append(.init(words.short(difference, kpi.declaration, isDifference: true).replacing(" points", with: ""), tone: tone))
          cells.append(.init(halfNumber(difference, kpi.declaration)))
        } else {
          cells += [.init(""), .init("")]
        }
      }
      rows.append(.init(cells, isHighlighted: kpi.id == "cost.total"))
    }
    let level = NumberFormat.chart.significant(study.confidence * 100)
    return ReportTable(
      id: part == 0 ? "results-table" : "results-table-\(part + 1)", title: others.isEmpty ? "Today" : "Today against " + others.map { words.name($0) }.joined(separator: " and "),
      columns: columns, rows: rows,
      note: "Alternatives as differences to today, with the half-width of their \(level)% interval; differences of percentages are points. n = \(study.replications) paired replications.")
  }

  private static let tabled: Set<String> = [
    "cost.total", "cost.ordering", "cost.holding", "cost.backorder", "cost.lost-sales", "cost.labour", "cost.overtime", "fill-rate", "line-fill-rate", "order-fill-rate",
    "cycle-service-level", "ready-rate", "stock.value", "turns", "days-of-cover", "order-cycle-time.mean", "order-cycle-time.p95", "on-time",
  ]

  private func halfNumber(_ estimate: Estimate, _ declaration: KPIDeclaration) -> String {
    guard let half = estimate.halfWidth else { return "" }
    let factor = declaration.unit == .share ? 100.0 : 1
    let isMoney = declaration.unit == .money || declaration.unit == .moneyPerWeek
    return NumberFormat.chart.number(half * factor, decimals: isMoney ? (half >= 100 ? 0 : half >= 10 ? 1 : 2) : min(4, words.format(declaration).decimals(for: estimate)))
  }

  private var method: ReportSection {
    ReportSection(title: "Method", [
      .paragraph("Every scenario was simulated event by event over \(NumberFormat.chart.significant(study.horizonDays / 7)) weeks; the first \(NumberFormat.chart.significant(study.warmUpDays)) days are not counted (\(study.warmUpRule)). \(study.replications) independent replications were run, each on the same customers, lead times and work times in every scenario, so that differences owe nothing to luck between scenarios."),
      .paragraph("Intervals are at \(NumberFormat.chart.significant(study.confidence * 100))%: Student's t for means, the jackknife for ratios of sums, paired by replication for differences. Order cycle times belong to the orders that arrived in the measured window, followed to their departure. Bands of projections hold single futures, not the error of a mean."),
      .paragraph("Each measure is defined once; the definitions used here are in the glossary."),
    ])
  }

  private var appendix: ReportSection {
    var blocks: [ReportBlock] = []
    blocks.append(.heading("Assumptions"))
    if loaded.assumptions.isEmpty {
      blocks.append(.paragraph("The scenario file marks no assumptions."))
    } else {
      blocks.append(.table(ReportTable(
        id: "assumptions-table", title: "Values assumed", columns: [.init("Address", isKey: true), .init("Value"), .init("Why")],
        rows: loaded.assumptions.map { ReportTable.Row([.init($0.address), .init($0.value), .init($0.source)]) })))
    }
    blocks.append(.heading("Input files"))
    if loaded.inputs.isEmpty {
      blocks.append(.paragraph("None besides the scenario."))
    } else {
      blocks.append(.table(ReportTable(
        id: "inputs-table", title: "Files read", columns: [.init("File", isKey: true), .init("SHA-256, first 16 digits")],
        rows: loaded.inputs.map { ReportTable.Row([.init($0.path), .init(String($0.sha256.prefix(16)))]) })))
    }
    return ReportSection(title: "Appendix", blocks)
  }

  private var glossary: [GlossaryTerm] {
    KPIDictionary.declarations.map { declaration in
      GlossaryTerm(declaration.title + (declaration.id.hasPrefix("POOL.") ? " of a group of workers" : ""), declaration.meaning)
    }
  }

  private var reproduction: ReproductionBox {
    ReproductionBox(facts: [
      Fact("Command", command), Fact("Engine", "Bullwhip \(study.version)"), Fact("Run", study.identity), Fact("Seed", "\(study.seed)"),
      Fact("Replications", "\(study.replications)"), Fact("Inputs", loaded.inputs.map(\.path).joined(separator: ", ")), Fact("Dated", "\(day), the scenario's first day"),
    ])
  }
}

extension StudyReport {
  /// Index of the scenario a study recommends; 0 where today is not clearly beaten.
  public static func recommended(of study: StudyResult) -> Int { StudyWords(study: study).recommended }
}
