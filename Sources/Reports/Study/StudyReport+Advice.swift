internal import Charts
internal import Estimation
internal import Experiment
internal import Foundation
internal import Groundwork
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
    let all = scenario.items.count
    let count =
      levels.count == all
      ? "each of the \(NumberFormat.chart.integer(all)) items"
      : """
      \(NumberFormat.chart.integer(levels.count)) of \(NumberFormat.chart.integer(all)) items
      """
    blocks.append(
      .paragraph(
        """
        Today’s order rules give way to levels chosen for \(count). \(ref: "levels-table") lists those that save most; all stand \
        in items.csv, ready for the ordering system.
        """))
    blocks.append(.table(levelsTable(levels)))
    return blocks
  }

  /// One changed value in a planner's words.
  static func sentence(_ change: Draft.Change) -> RichText {
    let missing = ["–", "", "null"]
    if missing.contains(change.after) { return "\(change.address) goes (it was \(FlowText.plain(change.before)))" }
    if missing.contains(change.before) { return "\(change.address) is new: \(bold: FlowText.plain(change.after))" }
    return "\(change.address): from \(FlowText.plain(change.before)) to \(bold: FlowText.plain(change.after))"
  }

  /// Stock points whose control differs from today's, with both sides; the ones that save most first.
  private var changedLevels: [(today: ItemResult, then: ItemResult)] {
    let (before, after) = (study.base.items, study.scenarios[subject].items)
    guard before.count == after.count else { return [] }
    let pairs = zip(before, after).filter { $0.item == $1.item && $0.location == $1.location && $0.control != $1.control }
    func saving(_ pair: (ItemResult, ItemResult)) -> Double {
      let saved = pair.0.costPerWeek.value - pair.1.costPerWeek.value
      return saved.isFinite ? saved : -.infinity
    }
    return pairs.enumerated().sorted { (-saving($0.element), $0.offset) < (-saving($1.element), $1.offset) }
      .map { (today: $0.element.0, then: $0.element.1) }
  }

  private func levelsTable(_ levels: [(today: ItemResult, then: ItemResult)]) -> ReportTable {
    let shown = levels.prefix(10)
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
          .init(name), .init(PolicyText(today.control).text), .init(PolicyText(then.control).text),
          .init(money(today.costPerWeek.value)), .init(half(today.costPerWeek)),
          .init(money(then.costPerWeek.value), tone: tone(today.costPerWeek, then.costPerWeek)), .init(half(then.costPerWeek)),
        ])
      },
      note:
        """
        (s, S): order up to S when the stock position falls to s or below, in units. Cost of the item’s own stock: ordering, \
        holding, backorders and lost sales, with 
        """
          + "the half-width of its \(NumberFormat.chart.significant(study.confidence * 100))% interval.")
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

  private var alternatives: [RichText] {
    var list: [RichText] = []
    for i in study.scenarios.indices.dropFirst() where i != subject {
      guard let kpi = study.scenarios[i]["cost.total"], let difference = kpi.difference else { continue }
      let meets = study.scenarios[i].targets
      let met = meets.isEmpty ? "" : "; it meets \(meets.count { $0.isMet }) of \(meets.count) target\(meets.count == 1 ? "" : "s")"
      let settled =
        kpi.verdict == .cannotTell
        ? kpi.settledBy.map {
          """
           \(NumberFormat.chart.integer($0)) replications would tell.
          """
        } ?? "" : ""
      let small = kpi.verdict == .noChange ? ", no change that matters" : ""
      if difference.value == 0, difference.halfWidth ?? 0 == 0 {
        list.append("With \(bold: words.quoted(i)) total cost stays as it is\(met).")
        continue
      }
      list.append(
        """
        With \(bold: words.quoted(i)) total cost \(words.movement(difference, kpi.declaration)) a week against today \
        (\(words.intervalOfAmount(difference, kpi.declaration))\(small))\(met).\(settled)
        """)
    }
    if words.recommended > 0, let kpi = study.scenarios[subject]["cost.total"], let difference = kpi.difference,
      let half = difference.halfWidth, half > 0, difference.value < 0
    {
      list.append(RichText(Self.robustness(-difference.value / half)))
    }
    let assumed = loaded.assumptions.count { $0.source.lowercased().contains("assum") }
    if assumed > 0 {
      list.append(
        """
        \(assumed) value\(assumed == 1 ? " of the scenario is" : "s of the scenario are") marked as assumed \
        (\(ref: "assumptions-table")); measure first what the decision hangs on.
        """)
    }
    return list
  }

  /// What chance can do to a saving of so many half-widths: from two on its interval keeps clear of half of it.
  static func robustness(_ ratio: Double) -> String {
    // Rounded down: 1.96 half-widths are not two.
    let text = NumberFormat.chart.number((ratio * 10).rounded(.down) / 10, decimals: ratio < 2 ? 1 : 0)
    return ratio >= 2
      ? "The saving is \(text) times the half-width of its interval: chance does not overturn it, wrong assumptions could."
      : "The saving is only \(text) times the half-width of its interval: chance alone could make it half as large. More replications tell."
  }

  // MARK: Limits

  private var limits: [ReportBlock] {
    var general: [RichText] = ["Demand follows the laws of the scenario; a change of the market is not in them."]
    if let floor = study.base.plan.floor { general.append(RichText(Self.peopleLimit(floor))) }
    var lists: [ReportBlock] = []
    for note in study.notes.prefix(6) {
      let (lead, points) = Self.enumerated(StudyWords.typographic(note))
      if points.isEmpty {
        general.append(RichText(lead))
      } else {
        lists += [.paragraph(RichText(lead)), .bullets(points.map { RichText($0) })]
      }
    }
    return [.bullets(general)] + lists
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
