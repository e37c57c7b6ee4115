internal import Estimation
internal import Foundation
public import Groundwork
internal import Kernel
internal import Randomness
public import Scenario
internal import Simulation

/// What a check of one scenario file found.
public struct CheckResult: Sendable {
  public var slug: String
  public var title: String
  public var findings: [CheckFinding]
  /// What a reader must know: another mathematics library, an alternative gone.
  public var notes: [String]
  public var replications: Int

  public init(slug: String, title: String, findings: [CheckFinding], notes: [String], replications: Int) {
    self.slug = slug
    self.title = title
    self.findings = findings
    self.notes = notes
    self.replications = replications
  }

  public var status: CheckStatus { findings.map(\.status).max() ?? .pass }
}

/// The CI gate: a scenario's results against those accepted before, on the same random worlds.
///
/// Each rule is judged by the interval of the paired difference: *fail* when it lies beyond the margin, *pass* when it lies within,
/// *inconclusive* otherwise; then
/// replications are doubled, as far as the baseline goes. `exact` and quantiles over all replications together are judged when all worlds
/// of the baseline were seen. Worlds that are equal so far say nothing about the rest, unless the plans are those of the baseline: then
/// all are equal, and the first look is enough. As there are several looks and several rules, each interval has the level 1 − (1 − confidence) ÷ (looks × rules) (Bonferroni), so that a model that did not move
/// beyond its margins fails
/// with at most the stated probability over the whole file.
public struct Check: Sendable {
  public var scenario: LoadedScenario
  public var options: StudyOptions
  /// Replications of the first look.
  static let firstLook = 25
  /// Relative margin that stands in for `exact` between machines whose mathematics libraries differ.
  static let nearlyExact = 0.001

  public init(scenario: LoadedScenario, options: StudyOptions) {
    self.scenario = scenario
    self.options = options
    self.options.precision = [:]
  }

  /// The rules of the file, or where it has none: total cost not up by more than 1 %, fill rate not down by more than half a point.
  public static func rules(of scenario: LoadedScenario) -> [CheckRule] {
    if !scenario.checks.isEmpty { return scenario.checks }
    return [
      CheckRule(kpi: "cost.total", margin: .relative(0.01), worse: .up),
      CheckRule(kpi: "fill-rate", margin: .absolute(0.005), worse: .down),
    ]
  }

  /// Records today's results as those to compare with.
  public func record(cancellation: Cancellation = Cancellation(), progress: (@Sendable (StudyProgress) -> Void)? = nil) throws -> Baseline {
    let (engine, plans) = try makeEngine(cancellation)
    let count = max(2, options.replications)
    let folds = try engine.run(0..<count, onto: engine.empty, cancellation: cancellation, progress: progress)
    try folds.checkFlow(of: scenario.drafts.map(\.name))
    return baseline(folds, plans: plans)
  }

  func baseline(_ folds: [ScenarioFold], plans: UInt64?) -> Baseline {
    let kpis = Set(Self.rules(of: scenario).map(\.kpi))
    return Baseline(
      slug: scenario.slug, version: Study.version, seed: options.seed, replications: folds[0].count, probe: MathematicsProbe.hash,
      plans: plans,
      scenarios: zip(scenario.drafts, folds).map { draft, fold in
        Baseline.Scenario(
          name: draft.name, fingerprints: fold.fingerprints,
          measures: fold.measures.kpis.indices.filter { kpis.contains(fold.measures.kpis[$0].id) }.map { k in
            Baseline.Measure(
              kpi: fold.measures.kpis[k].id, numerators: fold.numerators[k], denominators: fold.denominators[k],
              pooled: fold.pooledQuantile(k), isBound: fold.isBound(k))
          })
      })
  }

  /// Compares with a baseline.
  public func run(
    against baseline: Baseline, cancellation: Cancellation = Cancellation(), progress: (@Sendable (StudyProgress) -> Void)? = nil
  ) throws
    -> CheckResult
  {
    if baseline.seed != options.seed {
      throw InputErrors(
        Diagnostic(
          .error, code: "baseline",
          "the baseline of '\(scenario.slug)' was recorded with seed \(baseline.seed), the scenario now has seed \(options.seed)",
          remedy: "set the seed back, or record it again with --accept"))
    }
    let (engine, plans) = try makeEngine(cancellation)
    let isUnchanged = baseline.plans == plans && baseline.version == Study.version && baseline.probe == MathematicsProbe.hash
    var looks = [min(Self.firstLook, baseline.replications)]
    while looks.last! < baseline.replications { looks.append(min(baseline.replications, looks.last! * 2)) }
    var folds = engine.empty
    var done = 0
    var findings: [CheckFinding] = []
    for look in looks {
      folds = try engine.run(done..<look, onto: folds, cancellation: cancellation, progress: progress)
      try folds.checkFlow(of: scenario.drafts.map(\.name))
      done = look
      findings = judge(folds, baseline, replications: done, looks: looks.count, isUnchanged: isUnchanged)
      if findings.allSatisfy({ $0.status != .inconclusive }) || findings.contains(where: { $0.status == .fail }) { break }
    }
    if done < baseline.replications {
      // One that failed ended the looks; what the rest of the baseline would tell is not known.
      for i in findings.indices where findings[i].status == .inconclusive {
        findings[i].message =
          "not settled after \(done) of \(baseline.replications) replications, where another measure had failed; mend that one first"
      }
    }
    var notes: [String] = []
    if baseline.probe != MathematicsProbe.hash {
      notes.append(
        "The baseline was recorded with another mathematics library; "
          + "exact checks are made statistically, within \(Self.nearlyExact * 100) %."
      )
    }
    for old in baseline.scenarios where !scenario.drafts.contains(where: { $0.name == old.name }) {
      findings.append(
        CheckFinding(
          scenario: old.name, kpi: "", rule: CheckRule(kpi: "", margin: .exact, worse: .either), status: .fail, replications: done,
          message: "the baseline has '\(old.name)', the file has it no more; record the baseline again with --accept"))
    }
    return CheckResult(slug: scenario.slug, title: scenario.title, findings: findings, notes: notes, replications: done)
  }

  /// The worlds, and a hash of all they depend on besides the seed.
  private func makeEngine(_ cancellation: Cancellation) throws -> (engine: StudyEngine, plans: UInt64) {
    var study = try Study.resolved(scenario, options: options, cancellation: cancellation)
    if study.drafts.contains(where: { $0.plan.clock.warmUp == .automatic }) {
      let cut = try WarmUpSearch(study: study).run(cancellation: cancellation, progress: nil)
      for i in study.drafts.indices { study.drafts[i].plan.clock.warmUp = .fixed(cut.time) }
    }
    let plans = try study.drafts.map { try CompiledPlan($0.plan) }
    let makeRunner = study.makeRunner
    let engine = StudyEngine(plans: plans, seed: options.seed, phase: .main, threads: options.threads, order: study.order) {
      makeRunner(plans)
    }
    var hash = StableHash()
    for plan in plans { hash.combine(plan.identity) }
    return (engine, hash.value)
  }

  // MARK: Judging

  /// - Parameter isUnchanged: the plans are the baseline's, so that worlds not yet looked at are equal if those seen are.
  private func judge(_ folds: [ScenarioFold], _ baseline: Baseline, replications: Int, looks: Int, isUnchanged: Bool) -> [CheckFinding] {
    let rules = Self.rules(of: scenario), isWhole = replications >= baseline.replications
    let level = 1 - (1 - options.confidence) / Double(looks * max(1, rules.count) * folds.count)
    var findings: [CheckFinding] = []
    for (draft, fold) in zip(scenario.drafts, folds) {
      guard let old = baseline[draft.name] else {
        findings.append(
          CheckFinding(
            scenario: draft.name, kpi: "", rule: CheckRule(kpi: "", margin: .exact, worse: .either), status: .fail,
            replications: replications,
            message: "the baseline has no '\(draft.name)'; record it again with --accept"))
        continue
      }
      for rule in rules {
        let sameProbe = baseline.probe == MathematicsProbe.hash
        guard
          var finding = rule.kpi == "trace"
            ? trace(rule, draft.name, fold, old, sameProbe: sameProbe)
            : judge(rule, draft.name, fold, old, sameProbe: sameProbe, level: level, isWhole: isWhole)
        else { continue }
        let needsAll = rule.margin == .exact || finding.isSame && !isUnchanged
        if !isWhole, needsAll, finding.status == .pass {
          finding.status = .inconclusive
          finding.message = "the same so far, in \(replications) of \(baseline.replications) replications"
        }
        findings.append(finding)
      }
    }
    return findings
  }

  private func trace(_ rule: CheckRule, _ name: String, _ fold: ScenarioFold, _ old: Baseline.Scenario, sameProbe: Bool) -> CheckFinding {
    let differing = zip(fold.fingerprints, old.fingerprints).count { $0 != $1 }
    var finding = CheckFinding(
      scenario: name, kpi: rule.kpi, rule: rule, status: .pass, replications: fold.count, message: "every event as before")
    if differing > 0 {
      finding.status = sameProbe ? .fail : .pass
      finding.message =
        sameProbe
        ? "events differ in \(differing) of \(fold.count) replications"
        : "events differ in \(differing) of \(fold.count) replications; another mathematics library, so the measures decide"
    }
    return finding
  }

  /// nil where neither side has the measure (a study without a floor has no stations).
  private func judge(
    _ rule: CheckRule, _ name: String, _ fold: ScenarioFold, _ old: Baseline.Scenario, sameProbe: Bool, level: Double, isWhole: Bool
  ) -> CheckFinding? {
    guard let k = fold.measures.kpis.firstIndex(where: { $0.id == rule.kpi }) else {
      if old[rule.kpi] == nil, scenario.checks.isEmpty { return nil }
      return CheckFinding(
        scenario: name, kpi: rule.kpi, rule: rule, status: .fail, replications: fold.count,
        message: "this scenario has no measure '\(rule.kpi)'")
    }
    guard let before = old[rule.kpi] else {
      return CheckFinding(
        scenario: name, kpi: rule.kpi, rule: rule, status: .fail, replications: fold.count,
        message: "the baseline has no '\(rule.kpi)'; record it again with --accept")
    }
    let n = fold.count
    let a = fold.numerators[k], b = fold.denominators[k], c = Array(before.numerators.prefix(n)), d = Array(before.denominators.prefix(n))
    let isSame = same(a, c) && same(b, d)
    let isRatio = if case .ratio = fold.measures.kpis[k].evaluation { true } else { false }
    func value(_ x: [Double], _ y: [Double]) -> Double { isRatio ? x.reduce(0, +) / y.reduce(0, +) : mean(x) }
    var baselineValue = value(c, d), today = value(a, b)
    // Quantiles are of all replications together; a baseline of the first format knows only their means.
    let pooled = isSame ? fold.pooledQuantile(k) : before.pooled
    if let pooled, let now = fold.pooledQuantile(k) { (baselineValue, today) = (pooled, now) }
    var difference: Estimate
    if isSame {
      difference = Estimate(value: 0, lower: 0, upper: 0, n: n, kind: .confidence, level: level)
    } else if isRatio {
      difference = .pairedRatioDifference(of: a, over: b, minus: c, over: d, level: level)
    } else if pooled != nil {
      difference = .quantile(pooled: today - baselineValue, perReplication: zip(a, c).map { $0 - $1 }.measured, level: level)
    } else {
      difference = .mean(of: zip(a, c).map { $0 - $1 }.measured, level: level)
    }
    if difference.value.isNaN && isSame { difference.value = 0 }
    var finding = CheckFinding(
      scenario: name, kpi: rule.kpi, rule: rule, status: .pass, baseline: baselineValue, today: today, difference: difference,
      replications: n, message: "")
    finding.isSame = isSame
    if !isSame, rule.margin != .exact, before.isBound || fold.isBound(k) {
      finding.status = .fail
      finding.difference = nil
      finding.message =
        "only a lower bound is known \(before.isBound ? fold.isBound(k) ? "of both" : "of the baseline" : "now"), since orders were still "
        + "open at the end; compare another measure, or a floor that keeps up"
      return finding
    }
    if !isSame, pooled != nil, !isWhole, rule.margin != .exact {
      finding.status = .inconclusive
      finding.message = "a quantile over all replications, of which \(n) were seen"
      return finding
    }
    switch rule.margin {
    case .exact where sameProbe:
      let differing = zip(zip(a, b), zip(c, d)).count { !same($0.0, $1.0) || !same($0.1, $1.1) }
      finding.status = differing == 0 ? .pass : .fail
      finding.message =
        differing == 0 ? "the same in every replication" : "differs in \(differing) of \(n) replications, and exact was asked for"
      return finding
    case .exact: finding.margin = abs(baselineValue) * Self.nearlyExact
    case .relative(let share): finding.margin = abs(baselineValue) * share
    case .absolute(let amount): finding.margin = amount
    }
    if baselineValue.isNaN && today.isNaN {
      finding.message = "nothing to measure, as before"
      return finding
    }
    finding.status = CheckStatus(difference, margin: finding.margin ?? 0, worse: rule.worse)
    let better: CheckRule.Worse? = rule.worse == .up ? .down : rule.worse == .down ? .up : nil
    if finding.status == .pass, let better, CheckStatus(difference, margin: finding.margin ?? 0, worse: better) == .fail {
      finding.isBetter = true
    }
    finding.message = isSame ? "the same in every replication" : Self.words(finding)
    return finding
  }

  private static func words(_ finding: CheckFinding) -> String {
    switch finding.status {
    case .pass where finding.isBetter:
      "better by more than its margin; if that is meant, record it with --accept, or all of it may be lost again unseen"
    case .pass: "within its margin"
    case .fail: "moved by more than its margin"
    case .inconclusive: "the interval of the difference holds the margin; record a baseline with more replications to settle it"
    }
  }

  private func mean(_ values: [Double]) -> Double {
    let known = values.measured
    return known.reduce(0, +) / Double(known.count)
  }

  /// Bit for bit, but nothing measured equals nothing measured.
  private func same(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) }
  private func same(_ a: [Double], _ b: [Double]) -> Bool { a.count == b.count && zip(a, b).allSatisfy { same($0, $1) } }
}
