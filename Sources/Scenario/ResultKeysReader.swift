internal import Groundwork
internal import Simulation

/// Reads what is asked of the results: targets, checks and the experiment.
struct ResultKeysReader {
  let reading: Reading
  let root: Field

  func experiment(kpis: [KPI]?) -> ExperimentSettings? {
    let field = root["experiment"]
    var settings = ExperimentSettings()
    let replications = field["replications"].whole(), seed = field["seed"].whole(), confidence = field["confidence"].share()
    if let confidence, confidence <= 0.5 || confidence >= 1 {
      reading.error(
        "out-of-range", "a confidence of \(RelativeChange.plain(confidence * 100)) % makes no interval",
        "write more than 50 % and less than 100 %, such as 95 %",
        at: field["confidence"].place)
    }
    for (id, one) in field["precision"].named {
      guard knows(id, kpis, at: one.parentPlace), let width = one.share() else { continue }
      if width == 0 {
        reading.error("out-of-range", "no number of replications reaches a precision of 0 %", "write for example 1 %", at: one.place)
      }
      settings.precision[id] = width
    }
    guard let replications, let seed, let confidence else { return nil }
    settings.replications = replications
    settings.seed = UInt64(seed)
    settings.confidence = confidence
    return settings
  }

  func targets(kpis: [KPI]?) -> [Target] {
    root["targets"].named.compactMap { id, one in
      guard knows(id, kpis, at: one.parentPlace) else { return nil }
      guard let declared = declaration(id, kpis), let target = condition(id, one, declared) else { return nil }
      guard declared.canBe(target.bound) else {
        let range = declared.range == .ofOne ? "lies between 0 % and 100 %" : "is never below 0"
        reading.error("out-of-range", "'\(id)' \(range)", "write for example `\(declared.example)`", at: one.place)
        return nil
      }
      return target
    }
  }

  /// `constraints:`, limits that all items share; nil where there are none. Every measure that is a number of a scenario may be one: those
  /// that come apart into the items' own the optimiser prices, the others the simulation alone judges.
  func constraints(_ plan: Plan?, hasPromise: Bool, hasCapacity: Bool) -> [Target]? {
    let named = root["constraints"].named
    if named.isEmpty { return nil }
    // Some measures are taken only where a limit is on them.
    let kpis = plan.map { plan in
      var asked = plan
      asked.constraints = named.map { Target(kpi: $0.0, comparison: .atMost, bound: 0) }
      return KPIDictionary.kpis(for: asked, hasPromise: hasPromise)
    }
    let all: [Target] = named.compactMap { id, one in
      let priced = Plan.pricedLimits.first { $0.kpi == id }
      if priced == nil {
        if KPIDictionary.studyMeasures.contains(where: { $0.id == id }) {
          reading.error(
            "not-a-limit", "'\(id)' cannot be a limit: it is no number of one scenario", "limit a measure, such as `stock.value`",
            at: one.parentPlace)
          return nil
        }
        if KPIDictionary.declaration(like: id) == nil {
          reading.unknown("limit", id, among: KPIDictionary.declarations.map(\.id), code: "unknown-kpi", at: one.parentPlace)
          return nil
        }
      }
      if id.hasPrefix("space-used."), !hasCapacity {
        reading.error("no-capacity", "no location says how much room it has", "add `capacity: 900 m3` to one", at: one.parentPlace)
        return nil
      }
      if priced == nil, !knows(id, kpis, at: one.parentPlace) { return nil }
      let declared = priced == nil ? declaration(id, kpis) : KPIDictionary.declarations.first { $0.id == id }
      guard let target = condition(id, one, declared) else { return nil }
      if let priced, target.comparison != priced.comparison {
        reading.error(
          "bad-condition", "a limit on '\(id)' is one from \(priced.comparison == .atMost ? "above" : "below")",
          "begin with \(priced.comparison.rawValue)", at: one.place)
        return nil
      }
      let isPossible =
        priced == nil
        ? declared?.canBe(target.bound) ?? true : target.bound >= 0 && (id != "fill-rate" || target.bound > 0 && target.bound < 1)
      if !isPossible {
        let remedy =
          id == "fill-rate"
          ? "write for example `\">= 97 %\"`, between 0 % and 100 %"
          : priced == nil ? "write for example `\(declared?.example ?? "")`" : "a limit is at least 0"
        reading.error("out-of-range", "no plan can keep to this limit on '\(id)'", remedy, at: one.place)
        return nil
      }
      return target
    }
    return all.isEmpty ? nil : all
  }

  private func condition(_ id: String, _ one: Field, _ declared: KPIDeclaration?) -> Target? {
    guard let branch = one.branch, let text = reading.scalar(branch, expected: ValueType.condition.inWords) else { return nil }
    let operators: [(String, Target.Comparison)] = [(">=", .atLeast), ("<=", .atMost), ("≥", .atLeast), ("≤", .atMost)]
    guard let (sign, comparison) = operators.first(where: { text.trimmed.hasPrefix($0.0) }) else {
      reading.error("bad-condition", "'\(text)' is not a condition", "begin with >= or <=, such as `\">= 97 %\"`", at: branch.place)
      return nil
    }
    let value = Branch.text(String(text.trimmed.dropFirst(sign.count)).trimmed, at: branch.place)
    guard let declared, let bound = bound(value, unit: declared.unit, id: id) else { return nil }
    return Target(kpi: id, comparison: comparison, bound: bound)
  }

  func checks(kpis: [KPI]?) -> [CheckRule] {
    root["check"].named.compactMap { id, one in
      guard let branch = one.branch else { return nil }
      if id != "trace", !knows(id, kpis, at: one.parentPlace) { return nil }
      if let text = branch.text {
        guard text == "exact" else {
          reading.error("unknown-word", "'\(text)' is not a margin", "expected \(ValueType.margin.inWords)", at: branch.place)
          return nil
        }
        return CheckRule(kpi: id, margin: .exact, worse: .either)
      }
      let declared = declaration(id, kpis)
      if id == "trace" {
        reading.error("bad-condition", "the trace is the same or not; it has no margin", "write `trace: exact`", at: branch.place)
        return nil
      }
      let worse =
        one["worse"].isPresent
        ? one["worse"].choice().flatMap { CheckRule.Worse(rawValue: $0) }
        : declared?.worse == .up ? .up : declared?.worse == .down ? .down : .either
      let relative = one["relative"].isPresent
      let absolute = one["absolute"].isPresent
      guard relative != absolute else {
        reading.error(
          "bad-condition", "a margin is relative or absolute, one of them", "expected \(ValueType.margin.inWords)", at: branch.place)
        return nil
      }
      guard let worse else { return nil }
      if relative { return one["relative"].share().map { CheckRule(kpi: id, margin: .relative($0), worse: worse) } }
      guard let unit = declared?.unit, let margin = one["absolute"].branch.flatMap({ bound($0, unit: unit, id: id) }) else { return nil }
      return CheckRule(kpi: id, margin: .absolute(margin), worse: worse)
    }
  }

  /// Whether a KPI is in the dictionary and means something for the plan.
  private func knows(_ id: String, _ kpis: [KPI]?, at place: SourceLocation) -> Bool {
    guard let kpis else {
      // Without a plan nobody knows what it measures; a name that no plan has is a mistake all the same.
      if declaration(id, nil) != nil { return true }
      let tail = id.split(separator: ".").last.map(String.init) ?? id
      let names = KPIDictionary.declarations.map(\.id)
      if nearestName(to: id, among: names) != nil || !names.contains(where: { $0.hasSuffix(".\(tail)") }) {
        reading.unknown("KPI", id, among: names, code: "unknown-kpi", at: place)
      }
      return false
    }
    if kpis.contains(where: { $0.id == id }) { return true }
    if KPIDictionary.declarations.contains(where: { $0.id == id }) {
      reading.error(
        "unmeasured-kpi", "'\(id)' is not measured in this scenario", "it needs something the scenario lacks; see `bullwhip explain \(id)`",
        at: place)
      return false
    }
    if let measure = KPIDictionary.studyMeasures.first(where: { $0.id == id }) {
      reading.error(
        "unmeasured-kpi", "'\(id)' is told of a study (\(measure.title)), and no measure of one scenario",
        "name what it is made of; see `bullwhip explain \(id)`", at: place)
      return false
    }
    reading.unknown("KPI", id, among: kpis.map(\.id), code: "unknown-kpi", at: place)
    return false
  }

  /// What the dictionary says of a KPI of the plan; without a plan, of the KPI or of the family it belongs to (`packing.utilisation`).
  private func declaration(_ id: String, _ kpis: [KPI]?) -> KPIDeclaration? {
    if let kpis { return kpis.first { $0.id == id }?.declaration }
    return KPIDictionary.declaration(like: id)
  }

  /// A value in the KPI's own unit (shares as fractions, money per week, hours …).
  private func bound(_ branch: Branch, unit: KPIDeclaration.Unit, id: String) -> Double? {
    let all = -1e15...1e15
    func read(_ dimension: Dimension, _ example: String, per base: Double) -> Double? {
      reading.quantity(branch, [QuantityForm(dimension, example: example, in: all)], key: id).map { $0.value / base }
    }
    func bare(_ nouns: Dimension..., example: String) -> Double? {
      reading.quantity(
        branch, [QuantityForm(.none, example: example, in: all)] + nouns.map { QuantityForm($0, example: example, in: all) }, key: id)?
        .value
    }
    switch unit {
    case .moneyPerWeek: return read(.money / .time, "19 000 GBP/week", per: 1 / 604_800)
    case .money: return read(.money, "250 000 GBP", per: 1)
    case .share:
      return reading.quantity(
        branch, [QuantityForm(.share, example: "97 %", in: all), QuantityForm(.none, example: "0.97", in: all)], key: id)?.value
    case .hours: return read(.time, "36 h", per: 3600)
    case .minutes: return read(.time, "10 min", per: 60)
    case .days: return read(.time, "5 d", per: 86_400)
    case .metres: return read(.length, "12 m", per: 1)
    case .units: return bare(.unit, example: "200 units")
    case .orders: return bare(.order, example: "20 orders")
    case .jobs: return bare(.order, example: "20")
    case .people: return bare(example: "8")
    case .ratio: return bare(example: "1.5")
    case .perYear, .perItemYear: return read(.rate, "8 /year", per: 1 / (365.25 * 86_400))
    case .perWeek: return read(.rate, "40 /week", per: 1 / 604_800)
    case .unitsPerWeek:
      return reading.quantity(branch, [QuantityForm(.unit / .time, example: "20 units/week", in: all)], key: id).map { $0.value * 604_800 }
    case .linesPerDay:
      let forms = [Dimension.line / .time, .rate].map { QuantityForm($0, example: "20 lines/day", in: all) }
      return reading.quantity(branch, forms, key: id).map { $0.value * 86_400 }
    case .perHour:
      let forms = [Dimension.rate, .order / .time, .line / .time, .unit / .time].map { QuantityForm($0, example: "60 /h", in: all) }
      return reading.quantity(branch, forms, key: id).map { $0.value * 3600 }
    case .hoursPerWeek: return read(.none, "6 h/week", per: 1 / 168)
    }
  }
}
