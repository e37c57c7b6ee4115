internal import Estimation
internal import Foundation
internal import Groundwork
internal import Kernel
internal import Randomness
internal import Scenario
internal import Simulation
internal import Warehouse
internal import Supply

extension Study {
  func conclude(
    _ folds: [ScenarioFold], plans: [CompiledPlan], warmUpRule: String, notes: [String], cancellation: Cancellation
  ) throws(Cancelled) -> StudyResult {
    let level = options.confidence
    let clock = drafts[0].plan.clock
    var warmUp = 0.0
    if case .fixed(let time) = clock.warmUp { warmUp = time.days }
    let study = self
    let scenarios = try concurrentMap(drafts.count, threads: options.threads, cancellation: cancellation) { i in
      study.scenario(i, folds: folds, level: level)
    }
    return StudyResult(
      title: title, description: description, slug: slug, currency: drafts[0].plan.currency, startDate: clock.startDate,
      weeks: folds[0].weeks,
      warmUpDays: warmUp, warmUpRule: warmUpRule, horizonDays: clock.horizon.days, replications: folds[0].count, seed: options.seed,
      phase: "\(options.phase)", confidence: level, identity: identity(plans, replications: folds[0].count), version: Self.version,
      scenarios: scenarios,
      notes: notes + openOrderNotes(scenarios))
  }

  /// Says which scenarios end with orders in the house, since their cycle times then rest on what those orders had waited by the end.
  private func openOrderNotes(_ scenarios: [ScenarioResult]) -> [String] {
    scenarios.indices.compactMap { i in
      guard let open = scenarios[i]["orders.open"]?.estimate.value, open > 0 else { return nil }
      let name = scenarios.count > 1 ? "'\(scenarios[i].name)': " : ""
      let days = Int(drafts[i].plan.clock.runOut.days.rounded())
      let count = NumberFormat.terminal.number(open, decimals: open < 10 ? 1 : 0)
      let hides = scenarios[i].kpis.contains { $0.estimate.caveat == .lowerBound }
      return name + "\(count) orders a replication had not left \(days) days after the end; in cycle times they count as waiting still "
        + "(Kaplan and Meier)" + (hides ? ", and a ≥ marks a quantile that they hide" : "")
    }
  }

  /// Hash of plans, their names, seed, phase, replications and version, as 16 hexadecimal digits.
  func identity(_ plans: [CompiledPlan], replications: Int) -> String {
    var hash = StableHash()
    hash.combine(Self.version)
    for (draft, plan) in zip(drafts, plans) {
      hash.combine(draft.name)
      hash.combine(plan.identity)
    }
    hash.combine(options.seed)
    hash.combine(UInt64(options.phase.rawValue))
    hash.combine(UInt64(replications))
    hash.combine(options.confidence.bitPattern)
    let digits = String(hash.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private func scenario(_ i: Int, folds: [ScenarioFold], level: Double) -> ScenarioResult {
    let fold = folds[i], plan = drafts[i].plan
    var kpis: [KPIResult] = []
    for (k, kpi) in fold.measures.kpis.enumerated() {
      var result = KPIResult(
        id: kpi.id, declaration: kpi.declaration, estimate: fold.estimate(k, level: level), perReplication: fold.values(k))
      if case .ratio = kpi.evaluation {
        result.numerators = fold.numerators[k]
        result.denominators = fold.denominators[k]
      }
      if i > 0, let difference = fold.difference(k, to: folds[0], level: level) {
        result.difference = difference
        if kpi.declaration.worse != .neither, let base = folds[0].measures.kpis.firstIndex(where: { $0.id == kpi.id }) {
          let margin = Judgement.margin(base: folds[0].estimate(base, level: level).value, isShare: kpi.declaration.unit == .share)
          let judgement = Judgement(difference, good: kpi.declaration.worse == .up ? .down : .up, margin: margin)
          result.verdict = judgement.verdict
          result.settledBy = judgement.settledBy
        }
      }
      kpis.append(result)
    }
    let targets = plan.targets.compactMap { target in kpis.first { $0.id == target.kpi }.map { TargetResult(target, kpi: $0) } }
    var result = ScenarioResult(
      name: drafts[i].name, changes: drafts[i].changes, kpis: kpis, targets: targets, items: fold.itemResults(plan: plan, level: level),
      daily: fold.bands(),
      cycleTimes: fold.cycleTimes, busiestStation: Self.busiest(kpis), fingerprint: fold.fingerprint.value, plan: plan)
    result.queues = fold.queueBands(names: plan.floor?.steps.map(\.name) ?? [])
    return result
  }

  /// Among measures whose dictionary entry is STATION.utilisation.
  private static func busiest(_ kpis: [KPIResult]) -> BusiestStation? {
    let suffix = ".utilisation"
    var best: KPIResult?
    for kpi in kpis where kpi.declaration.id == "STATION" + suffix && !kpi.estimate.value.isNaN {
      if best.map({ kpi.estimate.value > $0.estimate.value }) ?? true { best = kpi }
    }
    return best.map { BusiestStation(name: String($0.id.dropLast(suffix.count)), utilisation: $0.estimate) }
  }
}

extension TargetResult {
  init(_ target: Target, kpi: KPIResult) {
    let counted = kpi.perReplication.filter { !$0.isNaN }
    // What is only known to be at least its value never meets a limit from above, and fails it for certain beyond.
    let isBound = kpi.estimate.caveat == .lowerBound && target.comparison == .atMost
    let met = target.isMet(by: kpi.estimate.value) && !isBound
    var certain = kpi.estimate.kind == .exact || (isBound && !target.isMet(by: kpi.estimate.value))
    if let lower = kpi.estimate.lower, let upper = kpi.estimate.upper {
      certain = target.isMet(by: lower) == met && target.isMet(by: upper) == met
    }
    self.init(
      target: target, title: kpi.declaration.title, estimate: kpi.estimate, isMet: met, isCertain: certain,
      shareOfReplications: counted.isEmpty ? .nan : Double(counted.count { target.isMet(by: $0) }) / Double(counted.count))
  }
}
