internal import Estimation
internal import Experiment
internal import Groundwork
internal import Simulation

extension StudyReport {
  // MARK: The answer

  /// The whole study in one sentence.
  var answer: RichText {
    guard let today = study.base["cost.total"] else { return "\(study.title)" }
    let cost: RichText = "\(bold: words.value(today) + " a week")"
    let range = words.interval(today.estimate, today.declaration)
    guard subject > 0, let kpi = study.scenarios[subject]["cost.total"], let difference = kpi.difference else {
      guard study.scenarios.count > 1 else { return "Today costs \(cost) (\(range))." }
      if words.advice.passedOver.isEmpty { return "No alternative is clearly cheaper than today, which costs \(cost) (\(range))." }
      return words.passesOverPremisesAlone
        ? "No alternative that can be chosen is clearly cheaper than today, which costs \(cost) (\(range))."
        : "No alternative is clearly cheaper than today without hurting a target; today costs \(cost) (\(range))."
    }
    let name = words.quoted(subject)
    let interval = words.intervalOfAmount(difference, kpi.declaration)
    let move: RichText
    if difference.value == 0, difference.halfWidth ?? 0 == 0 {
      move = "total cost stays as it is"
    } else if words.advice.reason == .targets || words.advice.reason == .asked, !difference.excludesZero {
      move = "total cost does not clearly change (\(interval))"
    } else {
      move = "total cost \(bold: words.movement(difference, kpi.declaration) + " a week") (\(interval))"
    }
    let text: RichText =
      switch words.advice.reason {
      case .targets: "With \(name), every target is met\(doubt(subject)) and \(move)"
      case .asked where words.advice.keepsWhatWasAsked: "With \(name), what was asked is kept and \(move)"
      case .asked: "\(name) does not keep what was asked but comes nearest to it; with it \(move)"
      case .cheaper, .none: "With \(name), \(move)"
      }
    return service.map { text + ", and \($0)." } ?? text + "."
  }

  /// `, not all for certain,`, where an interval reaches across a bound.
  private func doubt(_ index: Int) -> String { words.meetsAllForCertain(index) ? "" : ", not all for certain," }

  /// What customers notice of the recommendation: the share served from stock, or where stock has no limit the share of orders on time.
  private var service: String? {
    let (id, what) = words.hasLimitedStock ? ("fill-rate", "units are served from stock") : ("on-time", "orders leave on time")
    guard let kpi = study.scenarios[subject][id], let before = study.base[id], let change = kpi.difference, !kpi.estimate.value.isNaN,
      !before.estimate.value.isNaN
    else { return nil }
    let places = words.decimals(together: [kpi.estimate, before.estimate], kpi.declaration)
    let now = words.short(kpi.estimate, kpi.declaration, decimals: places)
    let then = words.short(before.estimate, before.declaration, decimals: places)
    let compared = now == then ? "as today" : change.excludesZero ? "instead of \(then)" : "(today \(then), not clearly different)"
    return "\(now) of \(what) \(compared)"
  }

  // MARK: What is adopted or kept

  /// The advice in words: what to do, which targets stay missed, and why something cheaper was passed over.
  var decision: [RichText] {
    guard study.scenarios.count > 1 else { return ["One scenario was simulated; it recommends nothing. \(answer)"] }
    var said: [RichText] = []
    if words.recommended > 0 {
      said.append("Adopt \(bold: words.quoted(subject)). \(answer)")
    } else {
      said.append("Keep things as they are. \(answer)" + (missedToday.map { RichText(" \($0)") } ?? ""))
    }
    let cheaper = words.advice.passedOver
    said += cheaper.prefix(3).compactMap(passedOverSentence)
    if cheaper.count > 3 {
      let rest = cheaper.count - 3
      said.append("\(rest) further alternative\(rest == 1 ? " costs" : "s cost") less and \(rest == 1 ? "was" : "were") passed over alike.")
    }
    return said
  }

  /// `Today misses the target for on time (93%, at least 95% is asked), and no alternative meets every target.`
  private var missedToday: String? {
    let missed = study.base.targets.filter { !$0.isMet }
    guard let first = missed.first else { return nil }
    if missed.count == 1, let kpi = study.base[first.target.kpi], !kpi.estimate.value.isNaN {
      return """
        Today misses the target for \(first.title) (\(words.value(kpi)), \(bound(first.target, kpi.declaration)) is asked), and no \
        alternative meets every target.
        """
    }
    let all = study.base.targets.count
    let which = missed.count == 1 ? "the target for \(first.title)" : "\(missed.count) of \(all) targets"
    return "Today misses \(which), and no alternative meets every target."
  }

  /// `“Nobody replaced” costs £1,465 a week less (95% CI …) but misses the target for on time, which today meets: 37% instead of 95% (…).`
  func passedOverSentence(_ passed: Recommendation.PassedOver) -> RichText? {
    guard let kpi = study.scenarios[passed.scenario]["cost.total"], let difference = kpi.difference else { return nil }
    let interval = words.intervalOfAmount(difference, kpi.declaration)
    return """
      \(words.quoted(passed.scenario)) costs \(words.amount(difference, kpi.declaration)) a week less than today (\(interval)) but \
      \(faultText(passed)).
      """
  }

  /// What keeps a cheaper alternative from being advised: `misses the target for on time, which today meets: 37% instead of 95%`.
  func faultText(_ passed: Recommendation.PassedOver) -> String {
    let index = passed.scenario
    switch passed.fault {
    case .loses(let target):
      let misses = isCertain(target, index) ? "misses" : "may miss"
      let today = isCertain(target, 0) ? "which today meets" : "which today meets as far as can be told"
      return "\(misses) the target for \(title(target)), \(today)\(values(target, index, against: 0))"
    case .worsens(let target):
      return "moves further from the target for \(title(target)), which today misses\(values(target, index, against: 0))"
    case .misses(let target):
      let misses = isCertain(target, index) ? "misses" : "may miss"
      return "\(misses) the target for \(title(target))\(values(target, index, against: words.recommended))"
    case .premise:
      let address = study.scenarios[index].premise ?? ""
      return "changes what is given (\(FlowText.label(address))), not what is done: it tells what would be, and is no advice"
    case .meetsFewer:
      let targets = study.base.targets.map(\.target)
      func met(_ i: Int) -> Int { targets.count { Recommendation.meets($0, study.scenarios[i]) } }
      return """
        is not told apart from \(words.quoted(words.recommended)) by cost and meets \(met(index)) of \(targets.count) \
        target\(targets.count == 1 ? "" : "s") instead of \(met(words.recommended))
        """
    }
  }

  /// Whether the whole interval lies on one side of what is asked.
  private func isCertain(_ target: Target, _ index: Int) -> Bool {
    study.scenarios[index].targets.first { $0.target == target }?.isCertain ?? true
  }

  private func title(_ target: Target) -> String { study.base[target.kpi]?.declaration.title ?? target.kpi }

  /// `: 37% instead of 95% (at least 95% is asked)`; nothing where a side was not measured.
  private func values(_ target: Target, _ index: Int, against other: Int) -> String {
    guard let kpi = study.scenarios[index][target.kpi], let before = study.scenarios[other][target.kpi], !kpi.estimate.value.isNaN,
      !before.estimate.value.isNaN
    else { return "" }
    var places = words.decimals(together: [kpi.estimate, before.estimate], kpi.declaration)
    let asked = bound(target, kpi.declaration)
    // What misses by less than the last digit would read as if it met.
    func short(_ kpi: KPIResult) -> String { words.short(kpi.estimate, kpi.declaration, decimals: places) }
    if [kpi, before].contains(where: { asked.hasSuffix(" " + short($0)) }) { places += 1 }
    let doubt = isCertain(target, index) ? "" : "; its interval holds both sides, more replications would tell"
    return ": \(short(kpi)) instead of \(short(before)) (\(asked) is asked\(doubt))"
  }

  // MARK: Findings

  /// Why nothing, or nothing cheaper, is advised.
  var decisionFinding: Finding? {
    if let first = words.advice.passedOver.first, let sentence = passedOverSentence(first) {
      let claim: String =
        switch first.fault {
        case .loses(let target) where !isCertain(target, first.scenario), .misses(let target) where !isCertain(target, first.scenario):
          "\(words.quoted(first.scenario)) is cheaper, but may miss a target."
        case .loses, .worsens: "\(words.quoted(first.scenario)) is cheaper, at the price of a target."
        case .misses: "\(words.quoted(first.scenario)) is cheaper, but misses a target."
        case .meetsFewer: "\(words.quoted(first.scenario)) is as cheap, but meets fewer targets."
        case .premise: "\(words.quoted(first.scenario)) is cheaper, but cannot be chosen."
        }
      return Finding(claim, sentence + " \(ref: "results-table") compares them.")
    }
    guard words.recommended == 0, study.scenarios.count > 1 else { return nil }
    let priced = study.scenarios.indices.dropFirst().filter { study.scenarios[$0]["cost.total"]?.difference != nil }
    func cost(_ i: Int) -> Double { study.scenarios[i]["cost.total"]?.estimate.value ?? .infinity }
    guard let nearest = priced.min(by: { (cost($0), $0) < (cost($1), $1) }), let kpi = study.scenarios[nearest]["cost.total"],
      let difference = kpi.difference
    else { return nil }
    let small = kpi.verdict == .noChange ? ", which is negligible" : ""
    return Finding(
      "No alternative is clearly cheaper than today.",
      """
      The cheapest by its mean is \(words.quoted(nearest)): total cost \(words.weeklyMovement(difference, kpi.declaration))\(small) \
      (\(words.intervalOfAmount(difference, kpi.declaration)), n = \(study.replications) paired replications; \
      \(ref: "scenario-comparison")).
      """)
  }
}
