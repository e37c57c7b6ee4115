internal import Charts
internal import Estimation
public import Experiment
internal import Groundwork

/// What the staffing by hour has to show: the people on duty in each hour against those needed.
public struct StaffingPictures {
  public private(set) var pictures: [StudyPictures.Picture] = []

  /// No picture where the hours were not asked for, or nothing was found.
  public init(_ result: StaffingResult) {
    guard let table = result.byHour else { return }
    let study = table.search, rows = table.rows.filter { $0.people > 0 }
    let panels = rows.map { row in
      DutyChart.Panel(
        StudyWords.capitalised(row.name), onDuty: row.needed.map { $0 == nil ? 0 : row.people }, needed: row.needed.map { $0 ?? 0 })
    }
    let (all, needed) = table.hours
    func number(_ value: Double) -> String { NumberFormat.chart.number(value, decimals: 1) }
    let chart = DutyChart(
      panels: panels,
      evidence: Evidence(n: 0, noun: "", interval: nil, level: 1, seed: study.seed, scenario: String(study.identity.prefix(6))),
      caption: Caption(
        eyebrow: "Staffing by the hour", title: "\(number(needed)) of \(number(all)) person-hours a day are needed on the floor",
        subtitle: "People in each hour of the day: needed on the floor (dark, and the figure), of those on duty (light).",
        note: "Found on \(study.replications) replications, on which every target is met"
          + (table.isConfirmed ? ", as on fresh seeds." : "; on fresh seeds one is missed."),
        stamp: "Bullwhip \(study.version)"))
    pictures = [
      StudyPictures.Picture(
        name: "staffing-by-hour", specification: .duty(chart), size: Size(680, chart.preferredHeight(.standalone)),
        reportHeight: min(420, chart.preferredHeight(.report)))
    ]
  }
}
