internal import Charts
internal import Estimation
public import Experiment
internal import Groundwork
internal import Rendering
public import Scenario
internal import Simulation

/// The answer of `optimize --staffing --by-hour` as a document: the people of each pool, how many of them each hour needs, and the targets.
public struct StaffingReport: Sendable {
  let result: StaffingResult
  let byHour: StaffingTable
  let loaded: LoadedScenario
  let command: String

  /// - Parameter command: what to type for the same answer, for the last page.
  /// - Returns: nil where the hours were not asked for or nothing was found.
  public init?(_ result: StaffingResult, loaded: LoadedScenario, command: String) {
    guard let byHour = result.byHour else { return nil }
    self.result = result
    self.byHour = byHour
    self.loaded = loaded
    self.command = command
  }

  private func number(_ value: Double) -> String { NumberFormat.chart.number(value, decimals: 1) }

  public var document: ReportDocument {
    let study = byHour.search
    let (all, needed) = byHour.hours
    let answers = StudyReport(study, loaded: loaded, insights: StudyInsights(), command: command)
    var document = answers.document
    document.reproduction = answers.reproduction(listed: false)
    let text = StaffingTableText(byHour)
    let conclusion = RichText(StudyWords.typographic(text.conclusion))
    let people = result.pools.reduce(0) { $0 + $1.needed }
    document.metadata.subject = "Staffing"
    document.cover.eyebrow = "Staffing"
    document.cover.subtitle = "The fewest people of each pool, and how many of them each hour needs"
    document.cover.answer = conclusion
    document.summary = ExecutiveSummary(
      headline: Headline(
        number: number(needed), meaning: "person-hours a day on the floor, of \(number(all)) that \(people) people are there"),
      tiles: study.scenarios[1].targets.map { target in
        KPITile(label: target.title, value: told(target.estimate, study, target.target.kpi))
      },
      findings: result.pools.filter { $0.needed > 0 }.prefix(4).map { pool in
        let row = byHour.rows.first { $0.name == pool.name }
        let most = row?.needed.compactMap { $0 }.max() ?? 0, hours = row?.needed.count { $0 == most } ?? 0
        return Finding(
          "\(StudyWords.capitalised(pool.name)): \(pool.needed) in the shift.",
          RichText(
            "At most \(most) on the floor at once, in \(hours) hour\(hours == 1 ? "" : "s") of the day; today there are \(pool.today)."))
      })
    document.sections = [
      ReportSection(
        title: "Staffing by the hour",
        [
          .paragraph(conclusion),
          .paragraph(
            "\(ref: "staffing-by-hour") and \(ref: "by-hour") hold the people, \(ref: "by-hour-targets") what comes of them."),
        ] + figures + [.table(hours), .table(targets)])
    ]
    return document
  }

  private func told(_ estimate: Estimate, _ study: StudyResult, _ kpi: String) -> String {
    let unit = study.scenarios[1][kpi]?.declaration.unit ?? .ratio
    return EstimateFormat(unit == .share ? .share : .plain(unit: KPIText.suffix(unit)), numbers: NumberFormat.chart).text(estimate)
  }

  private var figures: [ReportBlock] {
    StaffingPictures(result).pictures.map { picture in
      .figure(
        ReportFigure(id: picture.name, title: picture.chart.title, height: picture.reportHeight, content: .chart(picture.specification)))
    }
  }

  private var hours: ReportTable {
    let rows = byHour.rows.filter { $0.people > 0 }
    func clock(_ hour: Int) -> String { (hour < 10 ? "0\(hour)" : String(hour)) + ":00" }
    return ReportTable(
      id: "by-hour", title: "People needed on the floor, hour by hour",
      columns: [.init("Hour", isKey: true)] + rows.map { .init("\(StudyWords.capitalised($0.name)) (of \($0.people))", .number) },
      rows: (0..<24).filter { hour in rows.contains { $0.needed[hour] != nil } }.map { hour in
        ReportTable.Row([.init("\(clock(hour))–\(clock(hour + 1))")] + rows.map { .init($0.needed[hour].map(String.init) ?? "") })
      } + [
        ReportTable.Row([.init("Person-hours a day")] + rows.map { .init(number($0.hours.needed)) }, isHighlighted: true)
      ],
      note: "A dash: the shift is not on duty. Hours of the wall clock; breaks are taken out of the person-hours.", alignsDecimals: false)
  }

  private var targets: ReportTable {
    ReportTable(
      id: "by-hour-targets", title: "The targets with so many people",
      columns: [
        .init("Target", isKey: true), .init("Everybody in every hour", .number), .init("As needed", .number),
        .init("On fresh seeds", .number),
      ],
      rows: byHour.search.scenarios[1].targets.indices.map { i in
        let (before, found) = (byHour.search.scenarios[0].targets[i], byHour.search.scenarios[1].targets[i])
        let again = byHour.fresh.scenarios[1].targets[i]
        let cells = [(before, byHour.search), (found, byHour.search), (again, byHour.fresh)].map { target, study in
          ReportTable.Cell(told(target.estimate, study, target.target.kpi))
        }
        return ReportTable.Row([.init(StudyWords.typographic(found.title))] + cells)
      },
      note: "n = \(byHour.search.replications) replications each; half-widths of "
        + "\(NumberFormat.chart.significant(byHour.search.confidence * 100))% intervals.",
      alignsDecimals: false)
  }
}
