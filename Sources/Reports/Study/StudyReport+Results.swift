internal import Estimation
internal import Experiment
internal import Groundwork
internal import Scenario
internal import Simulation

extension StudyReport {
  var results: ReportSection {
    var blocks: [ReportBlock] = [
      .paragraph(
        study.scenarios.count > 1
          ? "\(ref: "results-table") compares today with every alternative; differences are paired, replication by replication."
          : "\(ref: "results-table") holds what was measured.")
    ]
    blocks.append(.table(comparisonTable))
    func show(_ name: String, _ sentence: RichText) {
      guard let figure = figure(name) else { return }
      blocks.append(.paragraph(sentence))
      blocks.append(.figure(figure))
    }
    show("cost-bridge", "\(ref: "cost-bridge") shows where the difference in cost comes from.")
    show(
      "inventory-projection",
      insights.transition == nil
        ? "\(ref: "inventory-projection") shows how stock moves from the opening stock on."
        : "\(ref: "inventory-projection") shows the way from today’s stock to the recommended one, and today’s beside it.")
    let rhythm = insights.orders?.rhythm ?? "week"
    let isInForce = insights.orders?.isInForce ?? false
    show(
      "dp-policy",
      isInForce
        ? "\(ref: "dp-policy") shows what is ordered of one item by date and state, \(rhythm) by \(rhythm)."
        : "\(ref: "dp-policy") is what a dynamic program along the calendar would order of one item; nobody orders by it here."
    )
    show("order-cycle-time", "How long customers wait is shown in \(ref: "order-cycle-time").")
    if let table = pathTable {
      blocks.append(.paragraph("\(ref: "path-table") takes the mean order cycle time apart; its parts add up to it."))
      blocks.append(.table(table))
    }
    show("shift", "\(ref: "shift") shows one shift as it happened.")
    show("time", "How the time of steps and people is spent is shown in \(ref: "time").")
    show("queues", "\(ref: "queues") shows how the queues go over time.")
    show("floor-plan", "\(ref: "floor-plan") shows where the picks are on the floor, and how one round walks.")
    return ReportSection(title: "Results", startsNewPage: false, blocks)
  }

  /// Today with every alternative beside it, the recommended one first; a table wider than the page goes on with the next alternatives.
  private var comparisonTable: ReportTable {
    let (others, columns) = columns
    let rows = study.base.kpis.filter { isTabled($0) }.map { row($0, others) }
    let level = NumberFormat.chart.significant(study.confidence * 100)
    return ReportTable(
      id: "results-table",
      title: others.isEmpty ? "Today" : others.count == 1 ? "Today against \(words.quoted(others[0]))" : "Today against every alternative",
      columns: columns, rows: rows,
      note: others.isEmpty
        ? "±: half-width of the \(level)% interval. n = \(study.replications) replications. Costs per week."
        : "Alternatives as differences to today; ±: half-width of the \(level)% interval. Differences of percentages are points (pts). "
          + "Coloured: clearly better or worse. n = \(study.replications) paired replications. Costs per week.",
      fixedColumns: 3, alignsDecimals: false)
  }

  private var columns: (others: [Int], columns: [ReportTable.Column]) {
    var others = Array(study.scenarios.indices.dropFirst())
    if words.recommended > 0 { others = [words.recommended] + others.filter { $0 != words.recommended } }
    var columns: [ReportTable.Column] = [.init("Measure", isKey: true), .init("Today", .number), .init("±", .interval)]
    for i in others {
      columns.append(.init(words.name(i), .number))
      columns.append(.init("±", .interval))
    }
    return (others, columns)
  }

  /// Where an order's time goes: the parts of the mean order cycle time, and their sum; nil without a floor, or with one part.
  private var pathTable: ReportTable? {
    let parts = study.base.kpis.filter { kpi in
      let isPart = kpi.id.contains(".per-order.") || ["order-cycle-time.goods", "order-cycle-time.open"].contains(kpi.id)
      // What prints as nothing in every scenario is no part.
      return isPart && study.scenarios.contains { ($0[kpi.id]?.estimate.value ?? 0) >= 0.5e-3 }
    }
    guard parts.count > 1, let sum = study.base["order-cycle-time.mean"], !sum.estimate.value.isNaN else { return nil }
    let (others, columns) = columns
    return ReportTable(
      id: "path-table", title: "Where an order’s time goes", columns: columns,
      rows: (parts + [sum]).map { row($0, others, isHighlighted: $0.id == sum.id) },
      note: "Means over the orders of the measured window, in the order of the process; the last row is the sum."
        + (others.isEmpty ? "" : " Alternatives as differences to today.")
        + " An order of several parts is that of its last part. n = \(study.replications) replications.",
      fixedColumns: 3, alignsDecimals: false)
  }

  private static let tabled: Set<String> = [
    "cost.total", "cost.ordering", "cost.holding", "cost.backorder", "cost.lost-sales", "cost.waste", "cost.late",
    "cost.returns", "cost.rejects", "cost.labour", "cost.overtime", "fill-rate",
    "line-fill-rate", "order-fill-rate", "cycle-service-level", "ready-rate", "stock.value", "turns", "days-of-cover",
    "order-cycle-time.mean", "order-cycle-time.p95", "on-time", "on-truck",
  ]

  /// What only a stock that can run out has anything to say about.
  private static let ofStock: Set<String> = [
    "fill-rate", "line-fill-rate", "order-fill-rate", "cycle-service-level", "ready-rate", "stock.value", "turns", "days-of-cover",
  ]

  /// In the table's list, measured, and not zero whatever is done; a measure with a target always stands there.
  private func isTabled(_ kpi: KPIResult) -> Bool {
    if study.scenarios.contains(where: { $0.targets.contains { $0.target.kpi == kpi.id } }) { return true }
    if !words.hasLimitedStock && Self.ofStock.contains(kpi.id) { return false }
    if !words.hasLimitedStock && kpi.id.hasSuffix(".metres-per-line") && !kpi.estimate.value.isNaN { return true }
    let ends = [".utilisation", ".lines-per-hour.plan", ".lines-per-hour.against-plan"]
    guard Self.tabled.contains(kpi.id) || ends.contains(where: kpi.id.hasSuffix), !kpi.estimate.value.isNaN else { return false }
    return study.scenarios.contains { scenario in scenario[kpi.id].map { $0.estimate.value != 0 } ?? false }
  }

  private func row(_ kpi: KPIResult, _ others: [Int], isHighlighted: Bool = false) -> ReportTable.Row {
    let declaration = kpi.declaration
    let shown = [kpi.estimate] + others.compactMap { study.scenarios[$0][kpi.id]?.difference }
    let places = words.decimals(row: shown, declaration)
    var cells: [ReportTable.Cell] = [
      .init(StudyWords.capitalised(declaration.title)), .init(words.short(kpi.estimate, declaration, decimals: places)),
      .init(halfNumber(kpi.estimate, declaration, decimals: places)),
    ]
    for i in others {
      guard let other = study.scenarios[i][kpi.id], let difference = other.difference else {
        cells += [.init(""), .init("")]
        continue
      }
      let text = words.short(difference, declaration, isDifference: true, decimals: places)
      // What prints as zero is neither good nor bad news.
      let isShown = text.contains { ("1"..."9").contains($0) }
      let tone: Tone = !isShown ? .neutral : other.verdict == .better ? .favourable : other.verdict == .worse ? .adverse : .neutral
      cells.append(.init(text.replacing(" points", with: "\(NumberFormat.thinSpace)pts"), tone: tone))
      cells.append(.init(halfNumber(difference, declaration, decimals: places)))
    }
    return .init(cells, isHighlighted: isHighlighted || kpi.id == "cost.total")
  }

  /// The half-width as a bare number, of the same decimals as the number it belongs to.
  func halfNumber(_ estimate: Estimate, _ declaration: KPIDeclaration, decimals: Int) -> String {
    guard let half = estimate.halfWidth else { return "" }
    return NumberFormat.chart.number(half * (declaration.unit == .share ? 100 : 1), decimals: decimals)
  }

  // MARK: Method and back matter

  var method: ReportSection {
    let weeks = StudyWords.count(study.horizonDays / 7, "week")
    let runs =
      study.replications == 1
      ? "1 independent replication was"
      : "\(NumberFormat.chart.integer(study.replications)) independent replications were"
    let cut =
      study.warmUpDays > 0
      ? """
      the first \(study.warmUpDays == 1 ? "day is" : StudyWords.count(study.warmUpDays, "day") + " are") not counted (\(study.warmUpRule))
      """ : "all of them are counted"
    var blocks: [ReportBlock] = [
      .paragraph(
        """
        Every scenario was simulated event by event over \(weeks); \(cut). \
        \(runs) run, each on the same customers, lead \
        times and work times in every scenario, so that differences owe nothing to luck between scenarios.
        """),
      .paragraph(
        """
        Intervals are at \(NumberFormat.chart.significant(study.confidence * 100))%: Student’s t for means, the jackknife for \
        ratios of sums, paired by replication for differences. Order cycle times belong to the orders that arrived in the \
        measured window, followed to their departure. Bands of projections hold single futures, not the error of a mean.
        """),
      .paragraph(
        """
        A difference is called better or worse only where its whole interval lies on that side of zero, and negligible where it \
        lies within what does not matter: a fifth of a point of a share, half a percent of today’s value of anything else. Each \
        measure is defined once; the definitions used here are in the glossary.
        """),
    ]
    if study.scenarios.count > 1 { blocks.append(.paragraph(Self.ruleOfAdvice)) }
    blocks += study.notes.filter(Self.isMethod).map { .paragraph(RichText(StudyWords.capitalised(StudyWords.typographic($0)))) }
    if let orders = insights.orders, pictures["dp-policy"] != nil {
      blocks.append(
        .paragraph(
          """
          The order table in \(ref: "dp-policy") solves a finite-horizon dynamic program by backward induction over the \(orders.rhythm)s; \
          its model is named beneath the figure\(orders.isScenario ? "" : " and is simpler than the simulation").
          """))
    }
    return ReportSection(title: "Method", startsNewPage: false, blocks)
  }

  private static let ruleOfAdvice: RichText = """
    Targets come before cost: recommended is the cheapest alternative that meets every target, where today misses one; else the clearly \
    cheapest that keeps every target today meets and makes none that today misses clearly worse, and of those that costs cannot tell apart \
    the one that meets most targets; else nothing.
    """

  /// What the recommended scenario changes, by address: what `bullwhip diff` and `--set` speak of.
  private var changed: [ReportBlock] {
    let changes = words.recommended > 0 ? study.scenarios[subject].changes.filter { !$0.address.hasPrefix("policies.items.") } : []
    if changes.isEmpty { return [] }
    return [
      .heading("Values changed"),
      .table(
        ReportTable(
          id: "changes-table", title: "What \(words.quoted(subject)) changes",
          columns: [.init("Address", isKey: true), .init("Today"), .init("Then")],
          rows: changes.prefix(24).map { .init([.init($0.address), .init(FlowText.plain($0.before)), .init(FlowText.plain($0.after))]) },
          note: changes.count > 24 ? "The first 24 of \(changes.count); bullwhip diff lists all." : "")),
    ]
  }

  var appendix: ReportSection {
    var blocks = changed
    blocks.append(.heading("Assumptions and remarks"))
    if loaded.assumptions.isEmpty {
      blocks.append(.paragraph("The scenario file marks no assumptions."))
    } else {
      blocks.append(
        .table(
          ReportTable(
            id: "assumptions-table", title: "Values with a remark",
            columns: [.init("Address", isKey: true), .init("Value"), .init("Remark")],
            rows: loaded.assumptions.map {
              ReportTable.Row([.init($0.address), .init(FlowText.plain($0.value)), .init(Self.source($0.source))])
            },
            note: "Every value that carries a remark in the scenario file, assumptions among them.")))
    }
    blocks.append(.heading("Input files"))
    if loaded.inputs.isEmpty {
      blocks.append(.paragraph("None besides the scenario."))
    } else {
      blocks.append(
        .table(
          ReportTable(
            id: "inputs-table", title: "Files read", columns: [.init("File", isKey: true), .init("SHA-256, first 16 digits")],
            rows: loaded.inputs.map { ReportTable.Row([.init($0.path), .init(String($0.sha256.prefix(16)))]) })))
    }
    return ReportSection(title: "Appendix", startsNewPage: false, blocks)
  }

  /// `assumption: quoted by the forwarder` → `assumed: quoted by the forwarder`; a bare remark says that much.
  static func source(_ remark: String) -> String {
    let word = "assumption"
    guard remark.lowercased().hasPrefix(word) else { return remark }
    let rest = remark.dropFirst(word.count).drop { $0 == ":" || $0 == " " }
    return rest.isEmpty ? "assumed" : "assumed: \(rest)"
  }

  /// Measures of the dictionary, and the few words of method a reader may not know.
  var glossary: [GlossaryTerm] {
    // Whose measure it is, where the title alone would be that of another.
    let owners = [
      "POOL.": " of a group of workers", "EQUIPMENT.": " of equipment", "STREAM.": " of a stream of orders", "CARRIER.": " of a carrier",
    ]
    return KPIDictionary.declarations.map { declaration in
      GlossaryTerm(declaration.title + (owners.first { declaration.id.hasPrefix($0.key) }?.value ?? ""), declaration.meaning)
    } + KPIDictionary.studyMeasures.map { GlossaryTerm($0.title, $0.meaning) } + [
      GlossaryTerm("Replication", "One simulated run of the whole horizon with its own random customers, lead times and work times."),
      GlossaryTerm("Common random numbers", "Every scenario meets the same customers, so that differences are due to the scenario."),
      GlossaryTerm("Jackknife", "An interval for a ratio of sums, from leaving out one replication at a time."),
      GlossaryTerm("Warm-up", "The first days of a run, which are simulated but not counted."),
    ]
  }

  /// - Parameter listed: whether the document has the appendix with the input files.
  func reproduction(listed: Bool = true) -> ReproductionBox {
    let inputs = loaded.inputs.count
    return ReproductionBox(facts: [
      Fact("Command", command), Fact("Engine", "Bullwhip \(study.version)"), Fact("Run", study.identity), Fact("Seed", "\(study.seed)"),
      Fact("Replications", "\(study.replications)"),
      Fact("Inputs", inputs == 0 ? "the scenario alone" : "\(inputs) file\(inputs == 1 ? "" : "s")\(listed ? ", SHA-256 in the appendix" : "")"),
      Fact("Dated", "\(day), the scenario’s first day"),
    ])
  }
}
