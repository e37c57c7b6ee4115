internal import Charts
internal import Estimation
public import Experiment
internal import Groundwork
internal import Optimization
internal import Rendering
public import Scenario
internal import Simulation
internal import Supply

/// An optimisation as a document: the study of all candidates, and in it what the optimum is, how it is proven, what it stands on, and what
/// today's levels say a wait costs.
public struct OptimizationReport: Sendable {
  let result: OptimizationResult
  let loaded: LoadedScenario
  let insights: StudyInsights
  let command: String
  let pictures: OptimizationPictures

  /// - Parameter command: what to type for the same answer, for the last page.
  public init(_ result: OptimizationResult, loaded: LoadedScenario, insights: StudyInsights, command: String) {
    self.result = result
    self.loaded = loaded
    self.insights = insights
    self.command = command
    pictures = OptimizationPictures(result, orders: insights.orders)
  }

  private var tables: OptimizationTables { OptimizationTables(result: result, format: .chart) }

  public var document: ReportDocument {
    var report = StudyReport(result.search, loaded: loaded, insights: insights, command: command, advice: result.recommendation)
    report.levelsFile = "optimization-items.csv"
    var document = report.document
    document.metadata.subject = "Optimisation"
    document.cover.eyebrow = "Optimisation"
    document.sections.insert(optimum, at: min(2, document.sections.count))
    return document
  }

  private func figure(_ name: String) -> ReportFigure? {
    guard let picture = pictures[name] else { return nil }
    return ReportFigure(id: name, title: picture.chart.title, height: picture.reportHeight, content: .chart(picture.specification))
  }

  /// Sentences of the terminal as a document sets them.
  private func prose(_ sentences: [String]) -> RichText {
    RichText(StudyWords.typographic(sentences.joined(separator: " ")).replacing(" %", with: "%"))
  }

  private var optimum: ReportSection {
    var blocks: [ReportBlock] = []
    func show(_ name: String, _ sentence: RichText) {
      guard let figure = figure(name) else { return }
      blocks += [.paragraph(sentence), .figure(figure)]
    }
    let exact = result.exact
    blocks.append(.heading("How good the recommended levels are"))
    // A table of dashes says less than a sentence.
    let isKnown = exact.rows.contains { $0.bound != nil || $0.best != nil || $0.expected != nil }
    blocks.append(
      .paragraph(
        isKnown
          ? """
          \(ref: "exact-table") holds \(tables.exactKinds(exact)), beside what \(StudyWords.quoted(result.winner)) was measured to cost on \
          random worlds that the search had not seen.
          """
          : "No program names an optimum or a bound for these levels in this scenario: the simulation alone judges them."
      ))
    if let fresh = tables.freshWords({ freshInterval($0, sign: $1) }) {
      blocks.append(.paragraph(RichText(StudyWords.typographic(StudyWords.capitalised(fresh)))))
    }
    if isKnown {
      blocks.append(.table(exactTable(exact)))
      blocks += tables.exactWords(exact).map { .paragraph(prose([$0])) }
    }
    if isKnown, !exact.assumptions.isEmpty {
      blocks.append(.paragraph("What the models assume and the scenario does not have:"))
      blocks.append(.numbered(exact.assumptions.map { RichText(StudyWords.capitalised(StudyWords.typographic($0)) + ".") }))
    }
    show("regret", "\(ref: "regret") ranks every candidate by its simulated cost.")
    if let table = limitTable {
      blocks.append(
        .paragraph(
          "\(ref: "limit-table") holds every candidate against the limits that the items share, by the interval of what was simulated."))
      blocks.append(.table(table))
    }
    if !result.advisedSensitivity.isEmpty {
      blocks.append(.heading("What the recommended levels stand on"))
      for (i, sensitivity) in result.advisedSensitivity.enumerated() {
        let id = "advised-sensitivity-table-\(i + 1)"
        blocks.append(
          .paragraph("\(ref: id) tells how the least cost of the recommended \(sensitivity.kind.rawValue) moves with each number."))
        blocks.append(
          .table(
            ReportTable(
              id: id, title: "What the recommended \(sensitivity.kind.rawValue) stand on",
              columns: [.init("Number", isKey: true), .init("Least cost for +1%", .number)],
              rows: sensitivity.total.map { line in
                .init([
                  .init(StudyWords.capitalised(line.parameter.rawValue)),
                  .init(tables.advisedPercent(line).replacing(" %", with: "%")),
                ])
              }, alignsDecimals: false)))
        blocks.append(.paragraph(prose(tables.advisedWords(sensitivity))))
      }
    }
    if let sensitivity = result.sensitivity {
      blocks.append(.heading("What the optimum stands on"))
      blocks.append(
        .paragraph(
          "\(ref: "sensitivity-table") tells how the least cost moves with each number of the model, and how wrong the number may be before today’s best levels cost 1% more than the best. It is exact in the items’ models; nothing is simulated."
        ))
      blocks.append(.table(sensitivityTable(sensitivity)))
      blocks.append(.paragraph(prose(tables.sensitivityWords(sensitivity))))
      show("cost-surface", "\(ref: "cost-surface") shows how flat the bottom of the valley is for one item.")
    }
    if let sensitivity = result.stateSensitivity {
      if result.sensitivity == nil { blocks.append(.heading("What the optimum stands on")) }
      if !sensitivity.items.isEmpty {
        blocks.append(
          .paragraph(
            "\(ref: "state-sensitivity-table") tells how the least cost of what is solved by state moves with each number. It is exact in the items’ models; nothing is simulated."
          ))
        blocks.append(.table(stateTable(sensitivity)))
      }
      let words = tables.stateWords(sensitivity)
      if !words.isEmpty { blocks.append(.paragraph(RichText(StudyWords.typographic(words.joined(separator: " "))))) }
      show("cost-surface-by-state", "\(ref: "cost-surface-by-state") shows how flat the bottom of the valley is for one item and class.")
      show("cost-curve", "\(ref: "cost-curve") shows how flat the bottom of the valley is for one item.")
    }
    if insights.orders == nil {
      show("policy-heatmap", "\(ref: "policy-heatmap") is what the program orders of the best-selling item by state.")
      show("policy-heatmap-emergency", "\(ref: "policy-heatmap-emergency") is what it orders from the emergency supplier.")
    }
    show("policy-curve", "\(ref: "policy-curve") follows the recommended levels of one item through the run.")
    if let spread = result.penalties {
      blocks.append(.heading("What today’s levels say a wait costs"))
      blocks.append(.paragraph(prose(tables.penaltyWords(spread))))
      if spread.entries.count > 1 { blocks.append(.table(penaltyTable(spread))) }
    }
    let lost = result.items.compactMap { item in item.impliedLostSale.map { (item: item, range: $0) } }
    if !lost.isEmpty {
      blocks.append(.heading("What today’s levels say a lost sale costs"))
      let currency = result.search.currency
      func words(_ one: (item: ItemProposal, range: ClosedRange<Double>)) -> String {
        let (low, high) = (tables.price(one.range.lowerBound), tables.price(one.range.upperBound))
        return low == high ? low : "\(low) to \(high)"
      }
      if lost.count == 1 {
        blocks.append(
          .paragraph(RichText(StudyWords.typographic("Today's level is right if a unit lost costs \(words(lost[0])) \(currency)."))))
      } else {
        blocks.append(
          .table(
            ReportTable(
              id: "lost-sale-table", title: "Costs of a lost unit implied today",
              columns: [.init("Item", isKey: true), .init("Levels today"), .init("Right at, \(currency)/unit", .number)],
              rows: lost.prefix(12).map { one in
                .init([
                  .init("\(one.item.item)@\(one.item.location)"), .init(one.item.today.map { PolicyText($0).text(.chart) } ?? ""),
                  .init(words(one)),
                ])
              }, note: lost.count > 12 ? "\(lost.count - 12) more items are in optimization-items.csv." : "", alignsDecimals: false)))
      }
    }
    return ReportSection(id: "section-optimum", title: "The optimum", startsNewPage: false, blocks)
  }

  private func exactTable(_ exact: ExactComparison) -> ReportTable {
    let (lines, more) = tables.exactLines(exact, limit: 12)
    // A column that says the same of every item is a sentence.
    let isModelNowhere = exact.rows.allSatisfy { !$0.isModel }
    let judged = isModelNowhere && !exact.assumptions.isEmpty ? "No item’s model is the scenario: the list below says what differs." : ""
    return ReportTable(
      id: "exact-table", title: "Exact optimum or bound against the simulation, \(result.search.currency) a week",
      columns: [
        .init("Item", isKey: true), .init("Optimum or bound", .number), .init("Model", .number), .init("Simulated", .number),
        .init("±", .interval),
        .init("Gap", .number),
      ] + (isModelNowhere ? [] : [.init("Verdict")]),
      rows: lines.map { line in
        .init(
          [
            .init(line.name), .init(line.optimum), .init(line.expected), .init(line.simulated), .init(line.half),
            .init(line.gap.replacing(" %", with: "%")),
          ] + (isModelNowhere ? [] : [.init(StudyWords.capitalised(line.verdict))]))
      },
      note: "Model: what the model expects the recommended policy to cost. "
        + (isModelNowhere ? judged : exact.assumptions.isEmpty ? "" : "Numbers after ‘not the model’ are those of the list below.")
        + (more > 0 ? " \(more) more items are in optimization-items.csv." : ""), alignsDecimals: false)
  }

  /// What the simulation says of every candidate and limit; nil without limits.
  private var limitTable: ReportTable? {
    guard let kpis = result.candidates.map({ $0.limits.map(\.limit) }).first(where: { !$0.isEmpty }) else { return nil }
    let base = result.search.base
    func title(_ limit: Target) -> String { base[limit.kpi]?.declaration.title ?? limit.kpi }
    return ReportTable(
      id: "limit-table", title: "Limits in the simulation",
      columns: [.init("Candidate", isKey: true)] + kpis.map { .init(StudyWords.capitalised(title($0))) },
      rows: result.candidates.map { candidate in
        .init(
          [.init(StudyWords.capitalised(candidate.name))]
            + kpis.map { limit in
              .init(candidate.limits.first { $0.limit == limit }.map { StudyWords.capitalised($0.verdict.rawValue) } ?? NumberFormat.missing)
            }, isHighlighted: candidate.name == result.winner)
      },
      note: "Holds: the whole interval keeps the limit. Exceeds: the whole interval lies beyond it. Cannot tell: the limit lies within the "
        + "interval, or one replication has none.", alignsDecimals: false)
  }

  private func freshInterval(_ estimate: Estimate?, sign: NumberFormat.SignDisplay) -> String {
    guard let estimate else { return NumberFormat.missing }
    let usual = estimate.halfWidth.map { NumberFormat.decimals(forHalfWidths: [$0], fallback: 0, limit: 2) } ?? 2
    let places = NumberFormat.decimals(forAmounts: [estimate.value], usual: usual)
    func text(_ value: Double, _ sign: NumberFormat.SignDisplay) -> String {
      NumberFormat.chart.amount(value, decimals: places, largest: estimate.value, sign: sign)
    }
    return text(estimate.value, sign) + (estimate.halfWidth.map { " ±\(NumberFormat.thinSpace)" + text($0, .negativeOnly) } ?? "")
  }

  private func sensitivityTable(_ sensitivity: OptimumSensitivity) -> ReportTable {
    let isSingle = sensitivity.items.count == 1
    let lines = tables.sensitivityLines(isSingle ? sensitivity.items[0].lines : sensitivity.total)
    return ReportTable(
      id: "sensitivity-table", title: "What the optimum stands on",
      columns: [.init("Number", isKey: true)] + (isSingle ? [.init("Today", .number)] : [])
        + [.init("Least cost for +1%", .number), .init("Best levels stay within 1% of the best")],
      rows: lines.map { line in
        .init(
          [.init(StudyWords.capitalised(line.name))] + (isSingle ? [.init(line.today)] : [])
            + [.init(line.elasticity.replacing(" %", with: "%")), .init(line.range.replacing(" %", with: "%"))])
      }, alignsDecimals: false)
  }

  private func stateTable(_ sensitivity: StateSensitivity) -> ReportTable {
    let isSingle = sensitivity.items.count == 1
    return ReportTable(
      id: "state-sensitivity-table", title: "What the optimum stands on, by state",
      columns: [.init("Number", isKey: true)] + (isSingle ? [.init("Today", .number)] : []) + [.init("Least cost for +1%", .number)],
      rows: (isSingle ? sensitivity.items[0].lines : sensitivity.total).map { line in
        .init(
          [.init(StudyWords.capitalised(line.parameter.rawValue))] + (isSingle ? [.init(tables.stateValue(line))] : [])
            + [.init(tables.statePercent(line).replacing(" %", with: "%"))])
      }, alignsDecimals: false)
  }

  /// The items at both ends of the spread.
  private func penaltyTable(_ spread: PenaltySpread) -> ReportTable {
    let order = spread.entries.indices.sorted {
      (spread.entries[$0].typical, $0) < (spread.entries[$1].typical, $1)
    }
    let shown = order.count <= 10 ? order : Array(order.prefix(5)) + Array(order.suffix(5))
    let currency = result.search.currency
    func price(_ value: Double) -> String { tables.price(value) }
    let hasSides = spread.entries.contains { $0.side != nil }
    return ReportTable(
      id: "penalty-table",
      title: order.count > shown.count ? "Prices of waiting implied today: the lowest and the highest" : "Prices of waiting implied today",
      columns: [
        .init("Item", isKey: true), .init("Levels today"), .init("Right at, \(currency)/unit/d", .number), .init("Stated", .number),
      ] + (hasSides ? [.init("Guards against")] : []),
      rows: shown.compactMap { i in
        let entry = spread.entries[i]
        guard let item = result.items.first(where: { $0.stockPoint == entry.stockPoint }) else { return nil }
        let side: [ReportTable.Cell] =
          hasSides
          ? [.init(entry.side.map { $0 > 0 ? "more than asked" : $0 < 0 ? "less than asked" : "as much as asked" } ?? "")]
          : []
        return .init(
          [
            .init("\(item.item)@\(item.location)"), .init(item.today.map { PolicyText($0).text(.chart) } ?? ""),
            .init(price(entry.typical)),
            .init(entry.stated.map(price) ?? ""),
          ] + side)
      },
      note: "Stated: what a unit that waits costs a day by the scenario, times the share of unmet demand that waits.", alignsDecimals: false)
  }
}
