internal import Charts
internal import Estimation
public import Experiment
internal import Groundwork
internal import Rendering
public import Scenario
internal import Simulation
internal import Warehouse

/// The answer of `run --bottleneck` as a picture and as a document.
public struct BottleneckReport: Sendable {
  let result: BottleneckResult
  let loaded: LoadedScenario
  let command: String

  /// - Parameter command: what to type for the same answer, for the last page.
  public init(_ result: BottleneckResult, loaded: LoadedScenario, command: String) {
    self.result = result
    self.loaded = loaded
    self.command = command
  }

  private var study: StudyResult { result.study }

  /// The stations and pools in the order of the ranking: how their time is spent today, and what a tenth more of each brings.
  var picture: StudyPictures.Picture {
    var hasParts = false
    let rows = result.rows.map { row in
      var shares: [Double] = []
      if let parts = FloorPictures.shares(study.base, row.name, isPool: row.kind == .pool) {
        shares = parts
        hasParts = true
      } else if let busy = row.utilisation?.value, busy.isFinite {
        // A plain floor knows busy time alone.
        shares = FloorPictures.states.map { $0.tone == .busy ? min(1, busy) : $0.tone == .idle ? max(0, 1 - busy) : 0 }
      }
      return LadderChart.Row(
        StudyWords.capitalised(row.title), shares: shares,
        gain: Measured(row.throughput.value, lower: row.throughput.lower, upper: row.throughput.upper),
        isHighlighted: row.name == result.bottleneck?.name)
    }
    let title: String
    if let first = result.bottleneck {
      let busy = first.utilisation.map { ": \(NumberFormat.chart.percent($0.value, decimals: 0)) busy, and" } ?? ":"
      title =
        "\(StudyWords.capitalised(first.title)) is the bottleneck\(busy) a tenth more of it brings \(number(first.throughput)) orders a day"
    } else {
      title = "No station or pool is shown to hold orders back"
    }
    let level = NumberFormat.chart.significant(study.confidence * 100)
    let shown = FloorPictures.shown([.init("", rows: rows)])
    let chart = LadderChart(
      states: shown.states, blocks: shown.blocks, gainTitle: "Orders a day gained by a tenth more capacity",
      evidence: Evidence(
        n: study.replications, interval: .confidence, level: study.confidence, seed: study.seed,
        scenario: String(study.identity.prefix(6))),
      caption: Caption(
        eyebrow: "Bottleneck · what a tenth more capacity brings", title: title,
        subtitle: "Share of time by state today, in percent, mean of \(NumberFormat.chart.integer(study.replications)) replications. "
          + "Right: orders a day gained if that station or pool alone works 1.1 times as fast, \(level)% confidence intervals. "
          + "Those that surely bring orders come first, the rest by the hours they take off the order cycle.",
        note: (result.bottleneck == nil ? "Where every interval holds no gain, more replications may tell. " : "")
          + (hasParts
            ? FloorPictures.definitions(rows)
            : "Idle: not at work, whatever the reason."),
        stamp: "Bullwhip \(study.version)"))
    return StudyPictures.Picture(
      name: "bottleneck", specification: .ladder(chart), size: Size(760, chart.preferredHeight(.standalone)),
      reportHeight: min(560, chart.preferredHeight(.report)))
  }

  private func number(_ estimate: Estimate) -> String {
    NumberFormat.chart.number(
      estimate.value, decimals: NumberFormat.decimals(forHalfWidths: [estimate.halfWidth ?? 0], fallback: 1, limit: 2), sign: .always)
  }

  /// A document of two sections: the ranking as picture and table, and what it stands on.
  public var document: ReportDocument {
    let text = BottleneckText(result)
    let picture = picture
    let level = NumberFormat.chart.significant(study.confidence * 100)
    let columns: [ReportTable.Column] = [
      .init("+10% capacity at", isKey: true), .init("Busy today", .number), .init("Orders a day", .number), .init("±", .interval),
      .init("Order cycle p95, h", .number), .init("±", .interval), .init("Cost a week, \(study.currency)", .number), .init("±", .interval),
    ]
    func cells(_ estimate: Estimate?, isDifference: Bool, fallback: Int) -> [ReportTable.Cell] {
      guard let estimate, estimate.value.isFinite else { return [.init(""), .init("")] }
      let places = NumberFormat.decimals(forHalfWidths: estimate.halfWidth.map { [$0] } ?? [], fallback: fallback, limit: 2)
      let value = NumberFormat.chart.number(estimate.value, decimals: places, sign: isDifference ? .always : .negativeOnly)
      return [.init(value), .init(estimate.halfWidth.map { NumberFormat.chart.number($0, decimals: places) } ?? "")]
    }
    var rows = [
      ReportTable.Row(
        [.init("Today"), .init("")] + cells(result.throughput, isDifference: false, fallback: 1)
          + cells(result.cycle, isDifference: false, fallback: 1)
          + cells(result.cost, isDifference: false, fallback: 0))
    ]
    rows += result.rows.map { row in
      ReportTable.Row(
        [.init(StudyWords.capitalised(row.title)), .init(row.utilisation.map { NumberFormat.chart.percent($0.value, decimals: 0) } ?? "")]
          + cells(row.throughput, isDifference: true, fallback: 1) + cells(row.cycle, isDifference: true, fallback: 1)
          + cells(row.cost, isDifference: true, fallback: 0), isHighlighted: row.name == result.bottleneck?.name)
    }
    let table = ReportTable(
      id: "bottleneck-table", title: "What a tenth more capacity brings, station by station", columns: columns, rows: rows,
      note:
        "Differences to today with the half-widths of their \(level)% intervals, each by itself. "
        + "n = \(study.replications) paired replications.",
      alignsDecimals: false)
    let figure = ReportFigure(
      id: "bottleneck", title: picture.chart.title, height: picture.reportHeight, content: .chart(picture.specification))
    let answers = StudyReport(study, loaded: loaded, insights: StudyInsights(), command: command)
    var document = answers.document
    document.reproduction = answers.reproduction(listed: false)
    document.metadata.subject = "Bottleneck"
    document.cover.eyebrow = "Bottleneck"
    document.cover.subtitle = "What a tenth more capacity would bring at every station and pool"
    document.cover.answer = RichText(StudyWords.typographic(text.conclusion))
    document.summary = summary(figure, level: level)
    document.sections = [
      ReportSection(
        title: "Bottleneck",
        [
          .paragraph(RichText(StudyWords.typographic(text.conclusion))),
          .paragraph("\(ref: "bottleneck") ranks the stations and pools; \(ref: "bottleneck-table") holds the numbers."), .table(table),
          .paragraph(RichText(StudyWords.typographic(BottleneckText.meaning))),
        ])
    ]
    return document
  }

  private func summary(_ figure: ReportFigure, level: String) -> ExecutiveSummary {
    let first = result.bottleneck ?? result.rows.first
    let strip = first.flatMap { row -> HeadlineInterval? in
      guard let low = row.throughput.lower, let high = row.throughput.upper else { return nil }
      func text(_ value: Double) -> String {
        NumberFormat.chart.number(
          value, decimals: NumberFormat.decimals(forHalfWidths: [(high - low) / 2], fallback: 1, limit: 2), sign: .always)
      }
      return HeadlineInterval(
        low: low, high: high, estimate: row.throughput.value, label: "\(level)% CI \(text(low)) to \(text(high))",
        note: "\(study.replications) paired replications, common random numbers", unit: .quantity(""))
    }
    let headline: Headline
    if let first = result.bottleneck {
      headline = Headline(
        number: number(first.throughput), meaning: "orders a day, with a tenth more capacity at \(first.title)", interval: strip)
    } else if let first {
      headline = Headline(
        number: "none", meaning: "of \(result.rows.count) capacities is shown to bring more orders out; first stands \(first.title)",
        interval: strip)
    } else {
      headline = Headline(number: "–", meaning: "nobody works on this floor")
    }
    let findings = result.rows.prefix(4).map { row in
      let cycle = row.cycle.flatMap { cycle in
        cycle.value.isFinite
          ? "; 95% of orders leave \(NumberFormat.chart.number(abs(cycle.value), decimals: 1))\(NumberFormat.thinSpace)h "
            + (cycle.value < 0 ? "sooner" : "later")
          : nil
      }
      return Finding(
        "A tenth more of \(row.title): \(number(row.throughput)) orders a day.",
        RichText(
          (row.gainsThroughput ? "The gain is sure" : "No gain is sure") + (cycle ?? "")
            + (row.utilisation.map { ". Today it is \(NumberFormat.chart.percent($0.value, decimals: 0)) busy." } ?? ".")))
    }
    func tile(_ label: String, _ estimate: Estimate?, _ unit: String, fallback: Int) -> KPITile? {
      guard let estimate, estimate.value.isFinite else { return nil }
      let places = NumberFormat.decimals(forHalfWidths: estimate.halfWidth.map { [$0] } ?? [], fallback: fallback, limit: 2)
      return KPITile(
        label: label, value: NumberFormat.chart.number(estimate.value, decimals: places) + unit,
        interval: estimate.halfWidth.map { "±\(NumberFormat.thinSpace)\(NumberFormat.chart.number($0, decimals: places))" } ?? "")
    }
    return ExecutiveSummary(
      headline: headline,
      tiles: [
        tile("Orders a day, today", result.throughput, "", fallback: 1),
        tile("Order cycle p95, today", result.cycle, "\(NumberFormat.thinSpace)h", fallback: 1),
        tile("Cost a week, today, \(study.currency)", result.cost, "", fallback: 0),
      ].compactMap(\.self), findings: Array(findings), figure: figure)
  }
}
