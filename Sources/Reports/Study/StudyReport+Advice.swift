internal import Charts
internal import Estimation
internal import Experiment
internal import Foundation
internal import Groundwork
internal import Kernel
internal import Scenario
internal import Simulation
internal import Supply
internal import Warehouse

extension StudyReport {
  /// The decision, what to change, what would change the advice, what was not modelled.
  var advice: ReportSection {
    var blocks: [ReportBlock] = []
    blocks += decision.map { .paragraph($0) }
    if words.recommended > 0 { blocks += changes }
    if let due { blocks.append(.paragraph(due)) }
    blocks.append(.heading("Targets"))
    blocks += targets
    let others = alternatives
    if !others.isEmpty {
      blocks.append(.heading("What would change the advice"))
      blocks.append(.bullets(others))
    }
    blocks.append(.heading("What was not modelled"))
    blocks += limits
    return ReportSection(title: "Recommendation and risks", blocks)
  }

  /// By when the decision is needed, and whose it is.
  private var due: RichText? {
    switch (loaded.report.decideBy, loaded.report.decidedBy) {
    case (nil, nil): nil
    case (let day?, nil): "The decision is needed by \(bold: day.prose)."
    case (nil, let who?): "The decision lies with \(bold: who)."
    case (let day?, let who?): "The decision lies with \(bold: who) and is needed by \(bold: day.prose)."
    }
  }

  // MARK: What to change

  private var changes: [ReportBlock] {
    let scenario = study.scenarios[subject]
    let levels = changedLevels
    // Where levels are listed item by item, the rules they replace need no line each.
    let keys = scenario.changes.filter { levels.isEmpty || !$0.address.hasPrefix("policies.") }
    var blocks: [ReportBlock] = []
    if !keys.isEmpty { blocks.append(.bullets(keys.prefix(8).map(Self.sentence))) }
    if keys.count > 8 { blocks.append(.paragraph("\(keys.count - 8) further values change; bullwhip diff lists them.")) }
    guard !levels.isEmpty else { return blocks }
    func has(_ matches: (Policy) -> Bool) -> Bool { levels.contains { matches($0.then.control.policy) } }
    var byDate = ""
    if has({ if case .timePhased = $0 { true } else { false } }) {
      byDate +=
        levelsFile == "items.csv"
        ? " Levels by date stand there and in the table as the range they move in; the scenario’s own table of levels has every date."
        : " Levels by date stand in the table as the range they move in; optimization-levels.csv has every date."
    }
    if has({ if case .stateTable = $0 { true } else { false } }) {
      byDate += " Orders by state are too many for a table here: bullwhip optimize --write saves them."
    }
    let all = scenario.items.count
    let count =
      all == 1
      ? "the one item"
      : levels.count == all
        ? "each of the \(NumberFormat.chart.integer(all)) items"
        : """
        \(NumberFormat.chart.integer(levels.count)) of \(NumberFormat.chart.integer(all)) items
        """
    blocks.append(
      .paragraph(
        """
        Today’s order rules give way to rules chosen for \(count). \(ref: "levels-table") lists \
        \(levels.count > Self.mostLevels ? "those that save most" : "them"); all stand in \(levelsFile).\(byDate)
        """))
    blocks.append(.table(levelsTable(levels)))
    return blocks
  }

  /// One changed value in a planner's words.
  static func sentence(_ change: Draft.Change) -> RichText {
    let missing = ["–", "", "null"]
    let name = FlowText.label(change.address)
    if missing.contains(change.after) { return "\(name) goes (it was \(FlowText.plain(change.before)))" }
    if missing.contains(change.before) { return "\(name) is new: \(bold: FlowText.plain(change.after))" }
    return "\(name): from \(FlowText.plain(change.before)) to \(bold: FlowText.plain(change.after))"
  }

  /// Stock points whose control differs from today's, with both sides; the ones that save most first.
  private var changedLevels: [(today: ItemResult, then: ItemResult)] {
    let (before, after) = (study.base.items, study.scenarios[subject].items)
    guard before.count == after.count else { return [] }
    // Levels in time of demand are other units of other demand, and no other rule.
    let changes = study.scenarios[subject].changes
    guard changes.isEmpty || changes.contains(where: { $0.address.hasPrefix("policies") }) else { return [] }
    let pairs = zip(before, after).filter { $0.item == $1.item && $0.location == $1.location && $0.control != $1.control }
    func saving(_ pair: (ItemResult, ItemResult)) -> Double {
      let saved = pair.0.costPerWeek.value - pair.1.costPerWeek.value
      return saved.isFinite ? saved : -.infinity
    }
    return pairs.enumerated().sorted { (-saving($0.element), $0.offset) < (-saving($1.element), $1.offset) }
      .map { (today: $0.element.0, then: $0.element.1) }
  }

  /// Rows of the table of levels.
  private static let mostLevels = 10

  private func levelsTable(_ levels: [(today: ItemResult, then: ItemResult)]) -> ReportTable {
    let shown = levels.prefix(Self.mostLevels)
    let manyPlaces = Set(study.base.items.map(\.location)).count > 1
    let estimates = shown.flatMap { [$0.today.costPerWeek, $0.then.costPerWeek] }
    let halves = estimates.compactMap(\.halfWidth)
    let places = NumberFormat.decimals(forHalfWidths: halves, fallback: 2, limit: 2)
    func money(_ value: Double?) -> String {
      value.map { NumberFormat.chart.money($0, currency: study.currency, decimals: places) } ?? ""
    }
    func half(_ estimate: Estimate) -> String { estimate.halfWidth.map { NumberFormat.chart.number($0, decimals: places) } ?? "" }
    return ReportTable(
      id: "levels-table", title: levels.count > shown.count ? "The \(shown.count) items that save most" : "Levels, item by item",
      columns: [
        .init("Item", isKey: true), .init("Today"), .init("Recommended", isKey: true), .init("Cost a week, today", .number),
        .init("±", .interval), .init("Cost a week, then", .number), .init("±", .interval),
      ],
      rows: shown.map { today, then in
        let name = manyPlaces ? "\(today.item) at \(today.location)" : today.item
        return ReportTable.Row([
          .init(name), .init(PolicyText(today.control).text(.chart)), .init(PolicyText(then.control).text(besides: today.control, .chart)),
          .init(money(today.costPerWeek.value)), .init(half(today.costPerWeek)),
          .init(money(then.costPerWeek.value), tone: tone(today.costPerWeek, then.costPerWeek)), .init(half(then.costPerWeek)),
        ])
      },
      note: Self.kinds(shown.flatMap { [$0.today.control.policy, $0.then.control.policy] })
        + "Cost of the item’s own stock: ordering, holding, backorders and lost sales, with "
        + "the half-width of its \(NumberFormat.chart.significant(study.confidence * 100))% interval.")
  }

  /// What the policies of a table do, only those that stand there.
  private static func kinds(_ policies: [Policy]) -> String {
    func has(_ matches: (Policy) -> Bool) -> Bool { policies.contains(where: matches) }
    let isOrderTo = has {
      switch $0 {
      case .sS: true
      case .timePhased(let levels): levels.stretches.contains { $0.isOrdering && $0.lot == nil }
      default: false
      }
    }
    let isLots = has {
      switch $0 {
      case .rQ: true
      case .timePhased(let levels): levels.stretches.contains { $0.isOrdering && $0.lot != nil }
      default: false
      }
    }
    var words = ""
    if isOrderTo { words += "(s, S): order up to S when the stock position falls to s or below, in units. " }
    if isLots { words += "(r, Q): order Q, or as many of it as lift the stock position above r, when it falls to r or below, in units. " }
    if has({ if case .baseStock = $0 { true } else { false } }) { words += "Base stock: order up to the level at every review, in units. " }
    if has({ if case .stateTable = $0 { true } else { false } }) { words += "By state: one order for each state of the stock. " }
    return words
  }

  /// Coloured only where the intervals do not touch.
  private func tone(_ before: Estimate, _ after: Estimate) -> Tone {
    guard let low = before.lower, let high = before.upper, let least = after.lower, let most = after.upper else { return .neutral }
    return most < low ? .favourable : least > high ? .adverse : .neutral
  }

  // MARK: Targets

  private var targets: [ReportBlock] {
    let index = words.recommended
    let targets = study.scenarios[index].targets
    if targets.isEmpty { return [.paragraph("The scenario sets no targets.")] }
    let table = ReportTable(
      id: "targets-table", title: "Targets \(index == 0 ? "today" : "with \(words.quoted(index))")",
      columns: [
        .init("Target", isKey: true), .init("Asked"), .init("Measured", .number), .init("±", .interval), .init("Met in", .number),
        .init("Verdict"),
      ],
      rows: targets.map { target in
        let declaration = study.scenarios[index][target.target.kpi]?.declaration
        let places = declaration.map { words.decimals(target.estimate, $0) } ?? 2
        let measured =
          declaration.map { words.short(target.estimate, $0, decimals: places) } ?? NumberFormat.chart.significant(target.estimate.value)
        let half = declaration.map { halfNumber(target.estimate, $0, decimals: places) } ?? ""
        let verdict = (target.isMet ? "met" : "missed") + (target.isCertain ? "" : ", not certain")
        return ReportTable.Row([
          .init(StudyWords.capitalised(target.title)), .init(declaration.map { bound(target, $0) } ?? ""), .init(measured), .init(half),
          .init(NumberFormat.chart.percent(target.shareOfReplications, decimals: 0)),
          .init(verdict, tone: target.isMet ? .favourable : .adverse),
        ])
      }, note: "Met in: share of \(words.years) that meet the target by themselves.", alignsDecimals: false)
    return [.table(table)]
  }

  // MARK: What would change it

  /// What would turn the advice: a target less, a rival that costs cannot tell apart, how much is missing to the next, the price of the
  /// change itself, what is assumed.
  private var alternatives: [RichText] {
    var list = withoutTargets + rivals
    if words.recommended > 0, let kpi = study.scenarios[subject]["cost.total"], let difference = kpi.difference,
      let half = difference.halfWidth, half > 0, difference.value < 0
    {
      list.append(
        """
        The change itself is not priced: the advice holds while it costs less than \(words.amount(difference, kpi.declaration)) a week \
        (\(words.intervalOfAmount(difference, kpi.declaration))).
        """)
      list.append(RichText(Self.robustness(-difference.value / half)))
    }
    let assumed = loaded.assumptions.count { $0.source.lowercased().contains("assum") }
    if assumed > 0 {
      list.append(
        """
        \(assumed) value\(assumed == 1 ? " of the scenario is" : "s of the scenario are") marked as assumed \
        (\(ref: "assumptions-table")): should one turn out otherwise, run the study again with it.
        """)
    }
    return list
  }

  /// Targets whose loss would turn the advice: the same rule asked again without each in turn.
  private var withoutTargets: [RichText] {
    if words.advice.reason == .asked { return [] }
    return study.base.targets.map(\.target).compactMap { target in
      var other = study
      for i in other.scenarios.indices { other.scenarios[i].targets.removeAll { $0.target == target } }
      let then = Recommendation(other).index
      guard then != words.recommended else { return nil }
      let title = study.base[target.kpi]?.declaration.title ?? target.kpi
      guard then > 0, let kpi = study.scenarios[then]["cost.total"], let difference = kpi.difference else {
        return "Without the target for \(title), nothing would be changed."
      }
      return """
        Without the target for \(title), \(bold: words.quoted(then)) would be advised: total cost \
        \(words.movement(difference, kpi.declaration)) a week against today (\(words.intervalOfAmount(difference, kpi.declaration))).
        """
    }
  }

  /// Alternatives that cost does not tell apart from the advice, and the nearest of the others.
  private var rivals: [RichText] {
    let targets = study.base.targets.map(\.target)
    let others = study.scenarios.indices.dropFirst().filter { i in
      i != subject && study.scenarios[i]["cost.total"]?.difference != nil && Recommendation.fault(of: i, study, targets) == nil
    }
    func cost(_ i: Int) -> Double { study.scenarios[i]["cost.total"]?.estimate.value ?? .infinity }
    let byCost = others.filter { cost($0).isFinite }.sorted { (cost($0), $0) < (cost($1), $1) }
    if words.recommended == 0 {
      // What may be cheaper than today, but is not shown to be.
      guard let first = byCost.first(where: { study.scenarios[$0]["cost.total"]?.verdict == .cannotTell && cost($0) < cost(0) }),
        let kpi = study.scenarios[first]["cost.total"], let difference = kpi.difference
      else { return [] }
      let interval = words.intervalOfAmount(difference, kpi.declaration)
      let doubt = difference.lower == nil ? "one replication cannot tell" : "the interval holds zero (\(interval))"
      let more = kpi.settledBy.map { "; some \(NumberFormat.chart.integer($0)) replications would tell" } ?? ""
      return [
        """
        \(bold: words.quoted(first)) may be cheaper: total cost \(words.weeklyMovement(difference, kpi.declaration)) by its mean, but \
        \(doubt)\(more).
        """
      ]
    }
    var list: [RichText] = []
    let tied = byCost.filter { Recommendation.areTied($0, subject, study) }
    if !tied.isEmpty {
      let names = tied.prefix(4).map { words.quoted($0) }.joined(separator: ", ") + (tied.count > 4 ? " and \(tied.count - 4) more" : "")
      list.append(
        """
        Cost does not tell \(names) apart from \(words.quoted(subject)): what the study does not price, or more replications, may decide \
        for \(tied.count == 1 ? "it" : "one of them").
        """)
    }
    if let next = byCost.first(where: { !tied.contains($0) && cost($0) > cost(subject) }), let kpi = study.scenarios[next]["cost.total"],
      let best = study.scenarios[subject]["cost.total"]
    {
      var gap = Estimate.exact(kpi.estimate.value - best.estimate.value)
      if !kpi.numerators.isEmpty, kpi.numerators.count == best.numerators.count {
        gap = .pairedRatioDifference(
          of: kpi.numerators, over: kpi.denominators, minus: best.numerators, over: best.denominators, level: study.confidence)
      }
      let interval = gap.halfWidth ?? 0 > 0 ? " (\(words.intervalOfAmount(gap, kpi.declaration)))" : ""
      list.append(
        """
        The next is \(bold: words.quoted(next)), which costs \(words.amount(gap, kpi.declaration)) a week more\(interval): it would come \
        first only by saving that much elsewhere.
        """)
    }
    return list
  }

  /// What chance can do to a saving of so many half-widths: from two on its interval keeps clear of half of it.
  static func robustness(_ ratio: Double) -> String {
    // Rounded down: 1.96 half-widths are not two.
    let text = ratio >= 10 ? "more than ten" : NumberFormat.chart.number((ratio * 10).rounded(.down) / 10, decimals: ratio < 2 ? 1 : 0)
    return ratio >= 2
      ? "The saving is \(text) times the half-width of its interval: chance does not overturn it, wrong assumptions could."
      : "The saving is only \(text) times the half-width of its interval: chance alone could make it half as large. More replications tell."
  }

  // MARK: Limits

  private var limits: [ReportBlock] {
    var general: [RichText] = ["Demand follows the laws of the scenario; a change of the market is not in them."]
    if let floor = study.base.plan.floor { general.append(RichText(Self.peopleLimit(floor))) }
    if let breaks = Self.breakLimit(study.base) { general.append(RichText(breaks)) }
    var lists: [ReportBlock] = []
    for note in study.notes.filter({ !Self.isMethod($0) }).prefix(6) {
      let (lead, points) = Self.enumerated(StudyWords.typographic(note))
      if points.isEmpty {
        general.append(RichText(lead))
      } else {
        lists += [.paragraph(RichText(lead)), .bullets(points.map { RichText($0) })]
      }
    }
    return [.bullets(general)] + lists
  }

  /// Notes that tell how something was solved leave nothing out of the model.
  static func isMethod(_ note: String) -> Bool {
    ["Solver of ", "search levels:"].contains { note.hasPrefix($0) } || note.contains("the scenario is that model")
  }

  /// What the scenario's people are spared, in one sentence: only what no scenario of this floor turns on.
  static func peopleLimit(_ floor: FloorPlan) -> String {
    let people = floor.people
    let leaves = people.map { $0.leavingPerSecond > 0 || $0.retirementAge != nil || !$0.hiring.isEmpty } ?? false
    let missing = [
      people?.learning == nil ? "learns" : nil, people?.fatigue == nil ? "tires" : nil,
      people != nil && people?.ageEffect == nil ? "slows with age" : nil,
      leaves ? nil : "leaves",
    ].compactMap { $0 }
    let start = "Work times, skills and absence are those of the scenario"
    guard let last = missing.last else { return start + "." }
    let rest = missing.dropLast()
    return "\(start); nobody \(rest.isEmpty ? last : rest.joined(separator: ", ") + " or " + last)."
  }

  /// What people have of their breaks beside the plan, where tasks that are finished first leave less than nine tenths of it.
  static func breakLimit(_ scenario: ScenarioResult) -> String? {
    guard let floor = scenario.plan.floor else { return nil }
    func length(_ spans: [TimeSpan]) -> Double { spans.reduce(0) { $0 + Double($1.end.ticks - $1.start.ticks) } }
    var count = 0
    let short = floor.pools.compactMap { pool -> String? in
      let shift = floor.shifts[pool.shift], planned = length(shift.breaks) / max(1, length(shift.paid))
      guard let taken = scenario["\(pool.name).break"]?.estimate, taken.value < 0.9 * planned else { return nil }
      count = taken.n
      return "\(pool.name) \(EstimateFormat(.share, numbers: NumberFormat.chart).text(taken)), "
        + "\(KPIText.value(planned, unit: .share)) on the plan"
    }
    if short.isEmpty { return nil }
    return "Who is in the middle of a task when a break begins finishes it and has what is left. "
      + "Breaks as a share of paid hours and overtime: " + short.joined(separator: "; ") + " (n = \(count))."
  }

  /// A note that enumerates becomes a lead and its points; of points that differ in numbers alone the first stays.
  static func enumerated(_ note: String) -> (lead: String, points: [String]) {
    func sentence(_ text: String) -> String { StudyWords.capitalised(text.hasSuffix(".") ? text : text + ".") }
    let clauses = note.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
    guard clauses.count > 3 else { return (sentence(note), []) }
    var seen: Set<String> = []
    var points: [String] = []
    let opening = "in that model "
    for clause in clauses.dropFirst() {
      let text = clause.hasPrefix(opening) ? String(clause.dropFirst(opening.count)) : clause
      if seen.insert(text.filter { !$0.isNumber && $0 != "." }).inserted { points.append(sentence(text)) }
    }
    let isModel = clauses[1].hasPrefix(opening)
    let first = clauses[0].hasSuffix(".") ? String(clauses[0].dropLast()) : clauses[0]
    return (StudyWords.capitalised(first) + (isModel ? "; it is simpler than the simulation:" : ":"), points)
  }
}
