internal import Estimation
internal import Foundation
public import Groundwork
internal import Kernel
public import Randomness
public import Scenario
internal import Simulation
internal import Supply

/// How a study is run. Only `seed`, `replications`, `precision`, `confidence` and `phase` can change a result; the rest cannot.
public struct StudyOptions: Sendable {
  /// Paired replications; with `precision`, those of the first round.
  public var replications: Int
  /// KPI to relative half-width, for example `cost.total` → 0.01; empty = a fixed number of replications.
  public var precision: [String: Double]
  /// Where a sequential study gives up.
  public var maximumReplications: Int
  public var seed: UInt64
  public var confidence: Double
  public var phase: DrawPhase
  /// 1 or more; any number gives the same bytes.
  public var threads: Int
  /// Replications in which the way from today's stock to each alternative's policies is simulated beside the study (see
  /// `ScenarioResult.transition`); 0 = none. Changes no other result.
  public var transitions = 0

  public init(
    replications: Int = 100, precision: [String: Double] = [:], maximumReplications: Int = 10_000, seed: UInt64 = 1,
    confidence: Double = 0.95,
    phase: DrawPhase = .main, threads: Int = StudyOptions.processors
  ) {
    self.replications = replications
    self.precision = precision
    self.maximumReplications = maximumReplications
    self.seed = seed
    self.confidence = confidence
    self.phase = phase
    self.threads = threads
  }

  /// Processors of this machine: the threads used unless told otherwise.
  public static var processors: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// What the scenario's `experiment:` says.
  public init(_ settings: ExperimentSettings) {
    self.init(replications: settings.replications, precision: settings.precision, seed: settings.seed, confidence: settings.confidence)
  }
}

/// Finished replications against those planned; for a progress bar, never for a result.
public struct StudyProgress: Sendable {
  public var finished: Int
  public var planned: Int
  public var activity: String
  /// What is being done just now, such as an item and the step of its program; empty where there is nothing to say.
  public var detail: String

  public init(finished: Int, planned: Int, activity: String, detail: String = "") {
    self.finished = finished
    self.planned = planned
    self.activity = activity
    self.detail = detail
  }
}

/// Many replications of a base and its alternatives on common random numbers.
public struct Study: Sendable {
  public var title: String
  public var description: String
  public var slug: String
  /// Base first, holes filled.
  public var drafts: [Draft]
  public var options: StudyOptions
  public var notes: [String] = []
  /// The order in which replications are taken up: any order gives the same bytes; tests shuffle it.
  var order: @Sendable (Range<Int>) -> [Int] = { Array($0) }
  /// Makes the simulator of one thread; tests put their own in.
  var makeRunner: (@Sendable ([CompiledPlan]) -> any ReplicationRunner) = { PairedRunner($0) }
  /// Measures beside the dictionary's, for a question that needs one of its own.
  var extraMeasures: (@Sendable (Plan) -> [KPI]) = { _ in [] }

  /// The version that stands in a run's identity: a change of any number for the same plan and seed changes it.
  public static let version = "1.7"

  public init(title: String, description: String = "", slug: String, drafts: [Draft], options: StudyOptions, notes: [String] = []) {
    self.title = title
    self.description = description
    self.slug = slug
    self.drafts = drafts
    self.options = options
    self.notes = notes
  }

  /// Simulates, and says what it found.
  ///
  /// Fixed: exactly `options.replications`. With a precision: rounds of replications until every named KPI of every scenario has a relative
  /// half-width within
  /// its bound; each round goes to the number that the last round's half-widths predict, by at most a doubling and at least a tenth more. A
  /// round never looks at
  /// single replications, so neither threads nor their speed can move the end (a sequential procedure in the sense of Chow and Robbins,
  /// *Ann. Math. Stat.* 36,
  /// 1965: coverage reaches the level as the half-width asked for shrinks; the first round is at least 30 to keep it close before).
  ///
  /// - Throws: `InputErrors` where a plan cannot be simulated; `Cancelled`.
  public func run(cancellation: Cancellation = Cancellation(), progress: (@Sendable (StudyProgress) -> Void)? = nil) throws -> StudyResult {
    try checkOptions()
    var study = self
    var warmUpRule: String?
    if drafts.contains(where: { $0.plan.clock.warmUp == .automatic }) {
      let cut = try WarmUpSearch(study: self).run(cancellation: cancellation, progress: progress)
      for i in study.drafts.indices { study.drafts[i].plan.clock.warmUp = .fixed(cut.time) }
      warmUpRule = cut.rule
    }
    let ways = study.transitionPlans(), sources = study.drafts.map(\.plan) + ways.map(\.plan)
    let all = try concurrentMap(sources.count, threads: options.threads, cancellation: cancellation) { i in
      Result { try CompiledPlan(sources[i]) }
    }.map { try $0.get() }
    let plans = Array(all.prefix(drafts.count))
    let makeRunner = makeRunner
    var engine = StudyEngine(
      plans: all, seed: options.seed, phase: options.phase, threads: options.threads, order: order, extra: extraMeasures
    ) {
      makeRunner(all)
    }
    let transitions = options.transitions
    engine.pool.plans = { $0 < transitions ? all.count : plans.count }
    let (folds, more) = try study.replicate(engine, cancellation: cancellation, progress: progress)
    try folds.checkFlow(of: study.drafts.map(\.name))
    var result = try study.conclude(
      Array(folds.prefix(plans.count)), plans: plans, warmUpRule: warmUpRule ?? "as given",
      notes: notes + study.overtakingNotes() + study.roundedLeadTimeNotes() + more, cancellation: cancellation)
    if warmUpRule == nil {
      let check = WarmUpCheck(result, drafts: study.drafts, cost: folds.prefix(plans.count).map { $0.series(.cost) })
      result.warmUpRule = check.rule
      result.notes += check.notes
    }
    result.scenarios[0].fillRisk = folds[0].fillRisk(of: plans[0].plan)
    for (way, fold) in zip(ways, folds.dropFirst(plans.count)) {
      result.scenarios[way.scenario].transitionRisk = fold.fillRisk(of: way.plan)
      result.scenarios[way.scenario].transition = fold.bands().first { $0.measure == DailyMeasure.stockValue.rawValue }
    }
    return result
  }

  /// The alternatives that change a policy, starting from today's stock and measured from the first day.
  private func transitionPlans() -> [(scenario: Int, plan: Plan)] {
    if options.transitions == 0 { return [] }
    let base = drafts[0].plan
    return drafts.indices.dropFirst().compactMap { i in
      var plan = drafts[i].plan
      guard plan.supply.stockPoints.count == base.supply.stockPoints.count,
        zip(plan.supply.stockPoints, base.supply.stockPoints).contains(where: { $0.control != $1.control })
      else { return nil }
      for k in plan.supply.stockPoints.indices { plan.supply.stockPoints[k].initialStock = base.supply.stockPoints[k].initialStock }
      plan.clock.warmUp = .fixed(.zero)
      return (i, plan)
    }
  }

  func checkOptions() throws(InputErrors) {
    var problems: [Diagnostic] = []
    func bad(_ code: String, _ text: String, _ remedy: String) { problems.append(Diagnostic(.error, code: code, text, remedy: remedy)) }
    if options.replications < 1 {
      bad("replications", "\(options.replications) replications are none", "give 2 or more; 30 or more for intervals to trust")
    }
    if options.replications > 10_000_000 {
      bad("replications", "\(options.replications) replications are more than will ever finish", "give at most 10000000")
    }
    if options.threads < 1 || options.threads > 1024 { bad("threads", "\(options.threads) threads cannot work", "give 1 to 1024") }
    if !(options.confidence > 0.5 && options.confidence < 1) {
      bad("confidence", "a confidence of \(options.confidence) is none", "give for example 95 %")
    }
    let known = Set(drafts.flatMap { KPIDictionary.kpis(for: $0.plan).map(\.id) })
    for (kpi, width) in options.precision.sorted(by: { $0.key < $1.key }) {
      if !known.contains(kpi) {
        bad(
          "unknown-kpi", "no scenario of this study has a KPI '\(kpi)'",
          nearestName(to: kpi, among: known.sorted()).map { "did you mean '\($0)'?" } ?? "see bullwhip explain kpis")
      }
      if !(width > 0 && width < 1) {
        bad("precision", "a relative half-width of \(width) for '\(kpi)' cannot be aimed at", "give for example 1 %")
      }
    }
    if !problems.isEmpty { throw InputErrors(problems) }
  }

  private func replicate(_ engine: StudyEngine, cancellation: Cancellation, progress: (@Sendable (StudyProgress) -> Void)?)
    throws(Cancelled)
    -> (folds: [ScenarioFold], notes: [String])
  {
    if options.precision.isEmpty {
      let folds = try engine.run(0..<options.replications, onto: engine.empty, cancellation: cancellation, progress: progress)
      return (folds, [])
    }
    var count = max(30, options.replications)
    var folds = try engine.run(0..<count, onto: engine.empty, cancellation: cancellation, progress: progress)
    while true {
      let need = required(Array(folds.prefix(drafts.count)), at: count)
      if need <= count { return (folds, []) }
      if count >= options.maximumReplications {
        let text = "Precision not reached after \(count) replications; about \(need) would be needed."
        return (folds, [text])
      }
      let next = min(options.maximumReplications, max(count + (count + 9) / 10, min(need, 2 * count)))
      folds = try engine.run(count..<next, onto: folds, cancellation: cancellation, progress: progress)
      count = next
    }
  }

  /// Replications that the present half-widths predict for every precision asked for; `count` where all are met.
  ///
  /// - Parameter kpis: those that count; nil = all.
  func required(_ folds: [ScenarioFold], at count: Int, of kpis: Set<String>? = nil) -> Int {
    var need = count
    for fold in folds {
      for (k, kpi) in fold.measures.kpis.enumerated() where kpis?.contains(kpi.id) ?? true {
        guard let bound = options.precision[kpi.id] else { continue }
        let estimate = fold.estimate(k, level: options.confidence)
        if estimate.isWithin(relative: bound) || estimate.value == 0 { continue }
        need = max(need, estimate.replications(forRelativeHalfWidth: bound) ?? options.maximumReplications)
      }
    }
    return need
  }
}

/// The plans of a study on its threads.
struct StudyEngine: Sendable {
  let plans: [CompiledPlan]
  let measures: [MeasurePlan]
  let unitCosts: [[Double]]
  var pool: ReplicationPool
  let makeRunner: @Sendable () -> any ReplicationRunner

  init(
    plans: [CompiledPlan], seed: UInt64, phase: DrawPhase, threads: Int, order: @escaping @Sendable (Range<Int>) -> [Int],
    extra: (Plan) -> [KPI] = { _ in [] }, makeRunner: @escaping @Sendable () -> any ReplicationRunner
  ) {
    self.plans = plans
    measures = plans.map { MeasurePlan(kpis: KPIDictionary.kpis(for: $0.plan) + extra($0.plan)) }
    unitCosts = plans.map { compiled in compiled.plan.supply.stockPoints.map { compiled.plan.supply.items[$0.item].unitCost } }
    let count = plans.count
    pool = ReplicationPool(seed: seed, phase: phase, threads: threads, order: order, plans: { _ in count })
    self.makeRunner = makeRunner
  }

  var empty: [ScenarioFold] {
    zip(plans, measures).map { ScenarioFold(measures: $1, stockPoints: $0.plan.supply.stockPoints.count) }
  }

  /// Adds replications to folds that already hold those before.
  func run(
    _ replications: Range<Int>, onto folds: [ScenarioFold], cancellation: Cancellation, progress: (@Sendable (StudyProgress) -> Void)?
  )
    throws(Cancelled) -> [ScenarioFold]
  {
    let measures = measures, unitCosts = unitCosts
    let planned = replications.upperBound, first = replications.lowerBound
    let digest: @Sendable ([Outcome]) -> [ReplicationDigest] = { outcomes in
      outcomes.indices.map { ReplicationDigest(outcomes[$0], measures: measures[$0], unitCosts: unitCosts[$0]) }
    }
    let fold: @Sendable (inout [ScenarioFold], [ReplicationDigest]) -> Void = { folds, digests in
      for i in digests.indices { folds[i].add(digests[i]) }
    }
    var relay: (@Sendable (Int) -> Void)?
    if let progress {
      relay = { finished in progress(StudyProgress(finished: first + finished, planned: planned, activity: "replications")) }
    }
    return try pool.run(
      replications, into: folds, makeRunner: makeRunner, cancellation: cancellation, digest: digest, fold: fold, progress: relay)
  }
}
