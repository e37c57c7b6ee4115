internal import Estimation
internal import Experiment
internal import Groundwork
internal import Simulation

extension StudyReport {
  /// At most four: what it brings, what it does to stock, what it costs or leaves open, where the floor is tight.
  var findings: [Finding] {
    let all = [costFinding, decisionFinding, stockFinding, missedTarget, adverse, busiest, model]
    var result: [Finding] = []
    // The page has room for four findings, and for some eleven lines beside its figure: long names make them fewer.
    var letters = 0
    for finding in all.compactMap(\.self).prefix(4) {
      letters += finding.claim.count + finding.detail.plain.count
      if letters > 1100, !result.isEmpty { break }
      result.append(finding)
    }
    if result.isEmpty, words.hasLimitedStock, let fill = study.base["fill-rate"] {
      result.append(Finding("\(words.value(fill)) of units are served from stock.", "\(words.interval(fill.estimate, fill.declaration))."))
    }
    return result
  }

  private var costFinding: Finding? {
    guard subject > 0, let kpi = study.scenarios[subject]["cost.total"], let difference = kpi.difference else { return nil }
    if words.advice.reason == .asked, !difference.excludesZero {
      return Finding(
        words.advice.keepsWhatWasAsked
          ? "\(words.quoted(subject)) keeps what was asked at a cost like today’s."
          : "\(words.quoted(subject)) comes nearest to what was asked, at a cost like today’s.",
        "\(words.interval(difference, kpi.declaration, isDifference: true)) (\(ref: "scenario-comparison")).")
    }
    if words.advice.reason == .targets, !difference.excludesZero {
      return Finding(
        "\(words.quoted(subject)) \(words.meetsEveryTarget(subject)) at a cost like today’s.",
        "\(words.interval(difference, kpi.declaration, isDifference: true)) (\(ref: "targets-table"), \(ref: "scenario-comparison")).")
    }
    let claim =
      difference.excludesZero
      ? """
      \(words.quoted(subject)) \(difference.value < 0 ? "lowers" : "raises") total cost by \
      \(words.amount(difference, kpi.declaration)) a week.
      """
      : "\(words.quoted(subject)) does not clearly move total cost."
    let bridge: RichText = pictures["cost-bridge"] == nil ? "" : "; \(ref: "cost-bridge") shows where it comes from"
    return Finding(
      claim,
      """
      \(words.intervalOfAmount(difference, kpi.declaration)), n = \(study.replications) paired replications \
      (\(ref: "scenario-comparison"))\(bridge).
      """)
  }

  private var stockFinding: Finding? {
    guard let way = insights.transition, let kpi = study[way.scenario]?["stock.value"], let difference = kpi.difference,
      let before = study.base["stock.value"]
    else { return nil }
    let places = words.decimals(together: [kpi.estimate, before.estimate], kpi.declaration)
    let amount = words.amount(difference, kpi.declaration)
    let claim =
      !difference.excludesZero || kpi.verdict == .noChange
      ? "The mean stock value does not clearly change."
      : difference.value < 0 ? "It releases \(amount) of stock." : "It ties up \(amount) more in stock."
    let from = words.short(before.estimate, kpi.declaration, decimals: places)
    let to = words.short(kpi.estimate, kpi.declaration, decimals: places)
    let picture: RichText = pictures["inventory-projection"] == nil ? "" : "; the way there is in \(ref: "inventory-projection")"
    return Finding(
      claim,
      """
      At cost, the mean stock value goes from \(from) to \(to) (change \
      \(words.interval(difference, kpi.declaration, isDifference: true)))\(picture).
      """)
  }

  /// A target the recommendation (today, where there is none) does not meet.
  private var missedTarget: Finding? {
    let scenario = study.scenarios[words.recommended]
    guard let missed = scenario.targets.first(where: { !$0.isMet }), let kpi = scenario[missed.target.kpi] else { return nil }
    let share = NumberFormat.chart.percent(missed.shareOfReplications, decimals: 0)
    let today = study.base.targets.first { $0.target == missed.target }
    let also = words.recommended == 0 ? " today" : today?.isMet == false ? ", as today" : ""
    // Two that miss need not miss alike.
    let before = study.base[missed.target.kpi].flatMap { base in
      words.recommended > 0 && (kpi.verdict == .cannotTell || kpi.verdict == .worse) ? ", today \(words.value(base))" : nil
    }
    return Finding(
      "The target for \(missed.title) is missed\(also).",
      """
      \(StudyWords.capitalised(words.value(kpi))) (\(words.interval(kpi.estimate, kpi.declaration)))\(before ?? "") against \
      \(bound(missed, kpi.declaration)); \(share) of \(words.years) meet it (\(ref: "targets-table")).
      """)
  }

  /// `at least 97.5%`, `at most 96 h`.
  func bound(_ target: TargetResult, _ declaration: KPIDeclaration) -> String { bound(target.target, declaration) }

  func bound(_ target: Target, _ declaration: KPIDeclaration) -> String {
    let value = target.bound * (declaration.unit == .share ? 100 : 1)
    var decimals = 0
    while decimals < 2, abs(value * (decimals == 0 ? 1 : 10) - (value * (decimals == 0 ? 1 : 10)).rounded()) > 1e-9 { decimals += 1 }
    let text = words.short(.exact(target.bound), declaration, decimals: decimals)
    return (target.comparison == .atLeast ? "at least " : "at most ") + text
  }

  private static let watched = [
    "fill-rate", "cycle-service-level", "order-fill-rate", "order-cycle-time.p95", "on-time", "cost.backorder", "cost.lost-sales",
    "cost.waste", "cost.late", "cost.holding", "cost.ordering", "cost.labour", "stock.value",
  ]

  /// What gets worse under the recommendation; said even where it is small.
  private var adverse: Finding? {
    guard words.recommended > 0 else { return nil }
    let scenario = study.scenarios[subject]
    let targets = study.base.targets.map(\.target.kpi)
    for id in targets + Self.watched where !(id == "stock.value" && insights.transition != nil) {
      guard let kpi = scenario[id], kpi.verdict == .worse, let difference = kpi.difference else { continue }
      return Finding(
        "What it costs: \(kpi.declaration.title) \(words.movement(difference, kpi.declaration))\(words.per(kpi.declaration)).",
        "\(StudyWords.capitalised(words.intervalOfAmount(difference, kpi.declaration))) (\(ref: "results-table")).")
    }
    return nil
  }

  private var busiest: Finding? {
    guard let busiest = study.base.busiestStation else { return nil }
    let share = NumberFormat.chart.percent(busiest.utilisation.value, decimals: 0)
    let interval = busiest.utilisation.halfWidth.map { " (± \(NumberFormat.chart.number($0 * 100, decimals: 1)) points)" } ?? ""
    return Finding(
      "The busiest station is \(busiest.name), at \(share) of its time.",
      pictures["shift"] == nil
        ? "Measured over all replications, today’s scenario\(interval)."
        : "\(ref: "shift") shows one shift; the share is that of all replications\(interval), today’s scenario.")
  }

  private var model: Finding? {
    words.recommended == 0
      ? nil
      : Finding(
        "The main risk is the model itself.",
        "Demand is assumed to go on as the scenario states it; what was not modelled is listed under Recommendation and risks.")
  }
}
