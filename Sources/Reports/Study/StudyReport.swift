internal import Charts
internal import Estimation
public import Experiment
internal import Foundation
internal import Groundwork
internal import Rendering
public import Scenario
internal import Simulation

/// A study as a document a consultant hands over: every printed number comes from the study's estimates, every sentence is made of them.
public struct StudyReport: Sendable {
  let study: StudyResult
  let loaded: LoadedScenario
  let insights: StudyInsights
  let pictures: StudyPictures
  let words: StudyWords
  let command: String
  /// The file that holds every item's levels.
  var levelsFile = "items.csv"

  /// - Parameters:
  ///   - command: what to type for the same study, for the last page.
  ///   - advice: what is recommended, where a search has decided it; else the study's own recommendation.
  public init(
    _ study: StudyResult, loaded: LoadedScenario, insights: StudyInsights, command: String, advice: Recommendation? = nil
  ) {
    self.study = study
    self.loaded = loaded
    self.insights = insights
    self.command = command
    pictures = StudyPictures(study, insights: insights, advice: advice)
    words = StudyWords(study: study, advice: advice)
  }

  /// Index of the scenario a study recommends; 0 where today's way is kept. Targets come before cost: the rule stands in the page on the
  /// document.
  public static func recommended(of study: StudyResult) -> Int { StudyWords(study: study).recommended }

  /// The scenario the numbers speak of: the recommended one, else today.
  var subject: Int { words.recommended }

  public var document: ReportDocument {
    let metadata = DocumentMetadata(
      title: study.title, author: "Bullwhip", subject: "Simulation study", keywords: ["inventory", "warehouse", "simulation"],
      created: "\(day)T00:00:00Z")
    return ReportDocument(
      metadata: metadata, runningTitle: study.title, footer: footer, cover: cover,
      summary: summary, sections: [advice, results, method, appendix], glossary: glossary, reproduction: reproduction())
  }

  /// The scenario's own date, else its first day: a report never asks the clock.
  var day: String { loaded.report.date?.description ?? study.startDate ?? "2000-01-01" }

  private var footer: String {
    let run = "Bullwhip \(study.version) · run \(study.identity.prefix(8))"
    return loaded.report.preparedBy.map { "\($0) · \(run)" } ?? run
  }

  func figure(_ name: String) -> ReportFigure? {
    guard let picture = pictures[name] else { return nil }
    return ReportFigure(id: name, title: picture.chart.title, height: picture.reportHeight, content: .chart(picture.specification))
  }

  // MARK: Cover

  private var cover: Cover {
    let alternatives = study.scenarios.count - 1
    return Cover(
      eyebrow: "Simulation study", title: study.title,
      subtitle: study.description.isEmpty ? "Policies compared by simulation on common random numbers" : study.description,
      facts: facts(alternatives),
      answer: answer, art: art,
      logo: loaded.report.logo.map { Cover.Logo(png: Data($0.png), altText: "Logo of \(loaded.report.preparedFor ?? "the client")") })
  }

  /// Who asks, who answers and when, as far as the scenario tells; the study's own size in the places that are left.
  private func facts(_ alternatives: Int) -> [Fact] {
    let terms = loaded.report
    let people = [
      terms.preparedFor.map { Fact("Prepared for", $0) }, terms.preparedBy.map { Fact("Prepared by", $0) },
      terms.date.map { Fact("Date", $0.prose) },
    ].compactMap { $0 }
    let size = [
      Fact("Compared", alternatives == 0 ? "Today" : "Today and \(alternatives) alternative\(alternatives == 1 ? "" : "s")"),
      Fact("Replications", "\(NumberFormat.chart.integer(study.replications)) × \(StudyWords.count(study.weeks, "week"))"),
      Fact("Run", String(study.identity.prefix(8)) + " · seed \(study.seed)"),
    ]
    return people + size.prefix(3 - people.count)
  }

  /// What the cover may show, the first that moves: the series and what it is called.
  private static let scenery = [
    ("stock-value", "value of stock"), ("orders-open", "orders in the house"), ("units-owed", "units owed"),
    ("orders-departed", "orders sent"),
    ("cost", "cost"),
  ]

  /// The study's own simulated futures after the warm-up, over the range they really span; a little of the warm-up leads there.
  private var art: CoverArt? {
    for (measure, name) in Self.scenery {
      if let series = study.base.daily.first(where: { $0.measure == measure }), let art = art(series, name) { return art }
    }
    return nil
  }

  private func art(_ series: DailyBands, _ name: String) -> CoverArt? {
    let first = min(max(0, Int(study.warmUpDays)), series.mean.count / 2)
    // Running means over whole weeks, so that the rhythm of the week does not hide the study's; some ninety weeks' worth at most, three
    // points to each.
    let span = series.mean.count - first
    let block = span >= 91 ? 7 * max(1, (span / 7 + 89) / 90) : 1
    let step = max(1, block / 3)
    let blocks = (span - block) / step + 1
    guard series.paths.count > 1, blocks > 6 else { return nil }
    let before = min(first / step, blocks / 9)
    func means(_ values: [Double]) -> [Double] {
      (-before..<blocks).map { index in
        let from = first + index * step
        return values[from..<from + block].reduce(0, +) / Double(block)
      }
    }
    let paths = series.paths.map(means)
    let middle = means(series.quantiles[3])
    let values = paths.joined().filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), high - low > 1e-9 * max(1, abs(high)) else { return nil }
    let start = 0.1
    func round(_ x: Double) -> Double { (x * 10_000).rounded() / 10_000 }
    func point(_ index: Int, _ values: [Double]) -> Point {
      let x = index < 0 ? start * Double(before + index) / Double(before) : start + (1.02 - start) * Double(index) / Double(blocks - 1)
      return Point(round(x), round(0.04 + 0.84 * (values[before + index] - low) / (high - low)))
    }
    func line(_ values: [Double]) -> [Point] { (0..<blocks).map { point($0, values) } }
    let today = point(0, middle)
    let past = before > 0 ? (-before..<0).map { point($0, middle) } : [Point(0, today.y)]
    let date = study.startDate.flatMap { CivilDate(iso: $0) }.map { $0.adding(days: first).prose } ?? "day \(first + 1)"
    let label = first > 0 ? "counted from \(date) on" : study.startDate == nil ? "start" : date
    let rhythm = block == 1 ? "day by day" : block == 7 ? "mean of a week" : "mean of \(block / 7) weeks"
    return CoverArt(
      paths: paths.map(line), median: past + line(middle), today: today, todayLabel: label,
      caption: """
        Cover: \(name), \(rhythm), in \(paths.count) of \(NumberFormat.chart.integer(study.replications)) replications of today’s \
        policies; white: the median.
        """)
  }

  // MARK: Summary

  private var summary: ExecutiveSummary {
    let scenario = study.scenarios[subject]
    let headline: Headline
    if subject > 0, let kpi = scenario["cost.total"], let difference = kpi.difference {
      let declaration = kpi.declaration
      let strip = difference.lower.flatMap { low in
        difference.upper.map { high in
          HeadlineInterval(
            low: low, high: high, estimate: difference.value, label: words.interval(difference, declaration, isDifference: true),
            note: "\(study.replications) paired replications, common random numbers", unit: .money(study.currency),
            scale: max(abs(low), abs(high)) >= 1e5 ? .fitting(largest: max(abs(low), abs(high))) : .one)
        }
      }
      headline = Headline(
        number: words.short(difference, declaration, isDifference: true, decimals: abs(difference.value) >= 100 ? 0 : nil),
        meaning: "total cost per week, \(words.quoted(subject)) against today", interval: strip)
    } else if let kpi = study.base["cost.total"] {
      let alternatives = study.scenarios.count - 1
      let none = words.passesOverPremisesAlone ? "clearly cheaper" : "clearly cheaper without hurting a target"
      let verdict = alternatives == 0 ? "" : alternatives == 1 ? "; the alternative is not \(none)" : "; no alternative is \(none)"
      headline = Headline(number: words.value(kpi), meaning: "total cost per week, today\(verdict)")
    } else {
      headline = Headline(number: "–", meaning: "no cost was measured")
    }
    let tiles = tiled.compactMap { tile($0) }
    return ExecutiveSummary(headline: headline, tiles: Array(tiles.prefix(4)), findings: findings, figure: figure("scenario-comparison"))
  }

  /// What the tiles may show, most telling first: of a floor whose stock never runs out, the floor's own measures.
  private var tiled: [String] {
    if words.hasLimitedStock { return ["cost.total", "fill-rate", "stock.value", "order-cycle-time.p95", "on-time", "turns"] }
    let walked = study.base.kpis.map(\.id).first { $0.hasSuffix(".metres-per-line") }
    let busiest = study.base.busiestStation.map { $0.name + ".utilisation" }
    return ["cost.total", "order-cycle-time.p95", "on-time"] + [walked, busiest].compactMap { $0 }
  }

  /// Half the interval of this over that − 1 where both are ratios of sums: the base is an estimate too, and moves with what it is held
  /// against. nil for quantiles and maxima.
  private func relativeHalfWidth(_ kpi: KPIResult, _ base: KPIResult) -> Double? {
    let n = kpi.numerators.count
    guard n > 1, base.numerators.count == n, kpi.denominators.count == n, base.denominators.count == n else { return nil }
    func ratio(_ k: KPIResult, without i: Int?) -> Double {
      (k.numerators.reduce(0, +) - (i.map { k.numerators[$0] } ?? 0)) / (k.denominators.reduce(0, +) - (i.map { k.denominators[$0] } ?? 0))
    }
    return Estimate.jackknife(count: n, level: study.confidence) { ratio(kpi, without: $0) / ratio(base, without: $0) }.halfWidth
  }

  /// nil where the measure has nothing to say: not measured, or zero whatever is done.
  private func tile(_ id: String) -> KPITile? {
    guard let kpi = study.scenarios[subject][id], !kpi.estimate.value.isNaN else { return nil }
    let declaration = kpi.declaration
    let label = StudyWords.capitalised(declaration.title)
    guard subject > 0, let difference = kpi.difference, let before = study.base[id] else {
      if kpi.estimate.value == 0 { return nil }
      let places = words.decimals(kpi.estimate, declaration)
      return KPITile(
        label: label, value: words.short(kpi.estimate, declaration, decimals: places),
        interval: words.half(kpi.estimate, declaration, decimals: places, isDifference: declaration.unit == .share))
    }
    if kpi.estimate.value == 0, before.estimate.value == 0 { return nil }
    let places = words.decimals(together: [kpi.estimate, before.estimate], declaration)
    let clear = kpi.verdict == .better || kpi.verdict == .worse || (kpi.verdict == nil && difference.excludesZero)
    let change: String
    var interval = words.half(difference, declaration, decimals: words.decimals(difference, declaration), isDifference: true)
    if !clear {
      change = kpi.verdict == .noChange ? StudyWords.small : "no clear change"
    } else if declaration.unit == .share || abs(difference.value) >= abs(before.estimate.value) {
      // From double on a percentage hides more than it tells. A change and its half-width keep the same decimals.
      change = words.short(difference, declaration, isDifference: true, decimals: words.decimals(difference, declaration))
    } else {
      // Points are for differences of shares; a change in percent has its error in percent.
      let share = abs(before.estimate.value)
      let half = relativeHalfWidth(kpi, before) ?? (difference.halfWidth ?? 0) / share
      let decimals = min(2, max(1, NumberFormat.decimals(forHalfWidth: half * 100, fallback: 1)))
      change = NumberFormat.chart.percent(difference.value / share, decimals: decimals, sign: .always)
      if difference.halfWidth != nil {
        interval = "±\(NumberFormat.thinSpace)\(NumberFormat.chart.number(half * 100, decimals: decimals))%"
      }
    }
    return KPITile(
      label: label, value: words.short(kpi.estimate, declaration, decimals: places),
      from: "from \(words.short(before.estimate, declaration, decimals: places))", change: change,
      tone: kpi.verdict == .better ? .favourable : kpi.verdict == .worse ? .adverse : .neutral,
      interval: interval)
  }
}
