public import Estimation
internal import Foundation
public import Groundwork
internal import Kernel
public import Optimization
internal import Randomness
public import Scenario
internal import Simulation
internal import Supply

/// A service promise instead of a price of waiting: `fill-rate>=0.98`.
public struct ServiceTarget: Sendable, Equatable {
  public var kind: ServiceKind
  /// 0 < level < 1.
  public var level: Double
  /// KPI that measures it in the simulation.
  public var kpi: String

  public init(kind: ServiceKind, level: Double) {
    self.kind = kind
    self.level = level
    kpi =
      switch kind {
      case .fillRate: "fill-rate"
      case .cycleService: "cycle-service-level"
      case .readyRate: "ready-rate"
      }
  }

  /// Whether a measured level keeps the promise, rounding left out as in a `Target`.
  public func isKept(by level: Double) -> Bool { Target(kpi: kpi, comparison: .atLeast, bound: self.level).isMet(by: level) }

  /// `fill-rate>=0.98`, `cycle-service-level >= 95 %`; nil where the text is no such promise.
  public init?(_ text: String) {
    let parts = text.components(separatedBy: ">=").map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 2 else { return nil }
    let kinds: [String: ServiceKind] = ["fill-rate": .fillRate, "cycle-service-level": .cycleService, "ready-rate": .readyRate]
    guard let kind = kinds[parts[0]] else { return nil }
    let isPercent = parts[1].hasSuffix("%")
    guard let number = Double((isPercent ? String(parts[1].dropLast()) : parts[1]).trimmingCharacters(in: .whitespaces)) else { return nil }
    let level = isPercent ? number / 100 : number
    guard level > 0, level < 1 else { return nil }
    self.init(kind: kind, level: level)
  }
}

/// One set of levels for the whole scenario, as simulated.
public struct CandidateResult: Sendable {
  /// `today`, or the method that gave the levels.
  public var name: String
  /// The models' expected cost of all stock points optimised, money per week; nil where one of them has none.
  public var modelCostPerWeek: Double?
  /// No policy can cost less in the models, money per week; nil where one of them has no bound.
  public var lowerBoundPerWeek: Double?
  /// `cost.total` in the search, and its paired difference to today (nil for today itself, or without one).
  public var simulated: Estimate
  public var difference: Estimate?
  /// Whether the scenario is the DP's model throughout, so that the interval should cover the model's cost.
  public var isModel: Bool
  public var covers: Bool? {
    guard isModel, let cost = modelCostPerWeek, let lower = simulated.lower, let upper = simulated.upper else { return nil }
    return cost >= lower - grain && cost <= upper + grain
  }
  /// Money a week that is nothing in these models: where a cost is 0, sums of probabilities leave 1e-14 of it.
  public var grain = 0.0
  /// What the stock alone cost in the simulation, people left aside: what the models speak of. The total where nobody is paid.
  public var simulatedStock: Estimate
  /// The same of the stock points that were optimised, money per week: all of them, or those asked for.
  public var simulatedOfModels: Double
  /// Simulated cost of the stock points optimised minus the models', money per week. Not a regret.
  public var gap: Double? { modelCostPerWeek.map { simulatedOfModels - $0 } }
  /// The service asked for, as simulated; nil without one.
  public var service: Estimate?
  /// False where the whole interval of the service lies below what is asked: an optimum stands on the promise's very edge, and chance would
  /// put it below in half of all studies.
  public var meetsService: Bool?
  /// Not told apart from the cheapest by the paired intervals.
  public var isTiedForBest: Bool
  /// What the simulation says of every limit of `constraints:`.
  public var limits: [LimitFinding] = []
  /// Limits that the simulation proves exceeded: KPI ids.
  public var exceeded: [String] { limits.filter { $0.verdict == .exceeds }.map(\.limit.kpi) }
  /// The target of today that keeps it from being recommended; nil where none does.
  public var fault: Recommendation.Fault?
}

/// What `optimize` found.
public struct OptimizationResult: Sendable {
  /// Whether some item's recommended levels go by date.
  public var isSeasonal: Bool {
    items.contains { item in
      if case .timePhased = draft.plan.supply.stockPoints[item.stockPoint].control.policy { true } else { false }
    }
  }
  /// Today (where the scenario has policies) and the candidates, on the search's random worlds.
  public var search: StudyResult
  /// Today and the winner measured again on fresh worlds; the winner alone where there is no today.
  public var fresh: StudyResult
  /// In order of rank, the recommended first.
  public var candidates: [CandidateResult]
  /// The recommended scenario: `recommendation` by name.
  public var winner: String
  /// Of `search`, by the one rule that every document and table reads.
  public var recommendation: Recommendation
  /// How much better the winner looked in the search than on fresh worlds, money per week, with an interval (worlds are independent): the
  /// optimism of picking the best.
  public var optimism: Estimate
  public var items: [ItemProposal]
  /// What keeps the scenario from being the model, with the number of stock points concerned.
  public var assumptions: [(text: String, stockPoints: Int)]
  public var service: ServiceTarget?
  public var notes: [String]
  /// What the program for `constraints:` found; nil without them.
  public var limits: LimitReport?
  /// The winner as a draft.
  public var draft: Draft
  /// What the optimum stands on; nil with a service promise, whose least cost has no price of waiting, and where no item has a model.
  public var sensitivity: OptimumSensitivity?
  /// The same of what is recommended, where that is no item's stationary model alone: levels by date, shared orders, shared limits; empty
  /// elsewhere and with a service promise.
  public var advisedSensitivity: [AdvisedSensitivity]
  /// The same of items that are solved by state; nil where there are none, and with a service promise.
  public var stateSensitivity: StateSensitivity?
  /// The cost around the optimum of the item whose levels lose most today.
  public var surface: SurfaceRecord?
  /// The same of what is solved by state; nil where nothing is.
  public var stateSurface: StateSurface?
  /// What today's levels imply a wait costs; nil where there are none today.
  public var penalties: PenaltySpread?
}

/// How candidates are found.
public enum OptimizationMethod: String, Sendable, CaseIterable {
  /// By dynamic programming and closed forms; beside them a search by simulation where no program answers for an item.
  case auto
  /// By dynamic programming and closed forms alone.
  case dp
  /// Both: the search begins at what the programs found.
  case search
}

/// `bullwhip optimize`: candidate policies by dynamic programming, all of them simulated, ranked on paired differences, the winner measured
/// again.
public struct PolicyOptimizer: Sendable {
  public var scenario: LoadedScenario
  public var options: StudyOptions
  /// Items to optimise, all where empty.
  public var items: [String]
  public var service: ServiceTarget?
  public var method: OptimizationMethod
  var makeRunner: (@Sendable ([CompiledPlan]) -> any ReplicationRunner)?

  public init(
    scenario: LoadedScenario, options: StudyOptions, items: [String] = [], service: ServiceTarget? = nil, method: OptimizationMethod = .auto
  ) {
    self.scenario = scenario
    self.options = options
    self.items = items
    self.service = service
    self.method = method
  }

  /// - Throws: `InputErrors` where an item is unknown or nothing can be optimised; `Cancelled`.
  public func run(cancellation: Cancellation = Cancellation(), progress: (@Sendable (StudyProgress) -> Void)? = nil) throws
    -> OptimizationResult
  {
    let base = scenario.drafts[0]
    let points = try stockPoints(base.plan)
    let holes = Set(base.toOptimise)
    var problems: [Diagnostic] = []
    var notes: [String] = []
    // Holes outside --for still need levels.
    var rest = base
    rest.toOptimise = base.toOptimise.filter { !points.contains($0) }
    var plan = try Study.filled(rest, threads: options.threads, notes: &notes, problems: &problems, cancellation, progress).plan
    if !problems.isEmpty { throw InputErrors(problems) }
    for hole in holes where points.contains(hole) { plan.supply.setControl(PolicyProposer.unchosen(plan.study), of: hole) }
    let objective: Objective = service.map { .service($0.kind, $0.level) } ?? .cost
    var proposer = PolicyProposer(plan: plan, objective: objective, threads: options.threads)
    proposer.progress = progress
    var proposals = try proposer.propose(points, holes: holes, cancellation: cancellation)
    notes += scope(proposals, plan: plan) + PolicyProposer.solverNotes(proposals) + Self.failures(proposals)
    if proposals.allSatisfy({ $0.candidates.isEmpty && (method == .dp || !$0.isSearchable) }) {
      throw InputErrors(
        Diagnostic(
          .error, code: "optimize", "nothing can be optimised: " + (Self.failures(proposals).first ?? "no stock point is left"),
          remedy: plan.supply.stockPoints.allSatisfy(\.unlimited) && plan.floor != nil
            ? "all stock is unlimited here; bullwhip optimize --staffing finds the people" : "see bullwhip explain optimize"))
    }
    let seasonal = try SeasonalProposer(plan: plan, threads: options.threads, keepsPromise: service != nil, progress: progress)
      .add(to: proposals, cancellation: cancellation)
    proposals = seasonal.proposals
    notes += seasonal.notes
    if service != nil, plan.constraints != nil {
      throw InputErrors(
        Diagnostic(
          .error, code: "optimize", "`constraints:` and --subject-to are not solved together",
          remedy: "write the promise as a limit: constraints: { fill-rate: \">= 98 %\" }"))
    }
    let limits = try SharedLimitProposer(plan: plan, threads: options.threads, progress: progress)
      .add(to: &proposals, cancellation: cancellation)
    notes += limits.notes
    let joint = JointProposer(plan: plan, threads: options.threads, progress: progress)
    notes +=
      service == nil
      ? try joint.add(to: &proposals, cancellation: cancellation)
      : joint.leftOut(proposals, because: "a promise is kept item by item")
    if isSearching(proposals) {
      var search = Study(
        title: scenario.title, description: scenario.description, slug: scenario.slug, drafts: [], options: options, notes: [])
      if let makeRunner { search.makeRunner = makeRunner }
      let found = try LevelSearch(study: search, plan: plan, service: service)
        .run(proposals, cancellation: cancellation, progress: progress)
      for i in proposals.indices {
        guard let control = found[proposals[i].stockPoint], !proposals[i].candidates.contains(where: { $0.control == control }) else {
          continue
        }
        proposals[i].candidates.append(
          Candidate(method: .searched, control: control, approximations: ["found on the search's own random worlds"]))
      }
      notes.append(
        "search levels: \(found.count) item\(found.count == 1 ? "" : "s") by pattern search on simulated cost, "
          + "at most \(LevelSearch.rounds) rounds of nine sets of levels")
    }
    let sets = Self.sets(proposals, plan: plan, hasToday: holes.isDisjoint(with: points))
    if let same = Self.sameAsEconomic(proposals, sets) { notes.append("EOQ gives the same levels as \(same).") }
    var study = Study(
      title: scenario.title, description: scenario.description, slug: scenario.slug, drafts: sets.map { $0.draft }, options: options,
      notes: notes)
    study.options.phase = .search
    study.options.precision = [:]
    if let makeRunner { study.makeRunner = makeRunner }
    let search = try study.run(cancellation: cancellation, progress: progress)
    let (ranked, advice) = rank(search, sets: sets, assumptions: proposals, limits: limits.report)
    let winner = ranked[0].name
    let drafts = study.drafts.enumerated().filter { $0.offset == 0 || $0.element.name == winner }.map(\.element)
    let chosen = drafts.last!
    study.drafts = sets[0].isToday && winner != sets[0].draft.name ? drafts : [chosen]
    if sets[0].isToday, winner == sets[0].draft.name { study.drafts = [sets[0].draft] }
    study.options.phase = .fresh
    let fresh = try study.run(cancellation: cancellation, progress: progress)
    // What other programs answer has no position model behind it.
    let byPosition = proposals.filter { $0.solver.family == .positions }
    var sensitivity: OptimumSensitivity?
    var surface: SurfaceRecord?
    var byState: StateSensitivity?
    var advised: [AdvisedSensitivity] = []
    var stateSurface: StateSurface?
    if service == nil {
      stateSurface = try StateSurfaceStudy(plan: plan, threads: options.threads, cancellation: cancellation).run(proposals)
      byState = try StateSensitivity(
        proposals, plan: plan, threads: options.threads, cancellation: cancellation, progress: progress)
      let study = SensitivityStudy(plan: plan, threads: options.threads, progress: progress)
      sensitivity = try study.run(byPosition, cancellation: cancellation)
      advised = try AdviceStudy(plan: plan, advised: chosen.plan, threads: options.threads, progress: progress)
        .run(proposals, limits: limits.report, cancellation: cancellation)
      surface = try SurfaceRecord(plan, byPosition, cancellation)
    }
    return OptimizationResult(
      search: search, fresh: fresh, candidates: ranked, winner: winner, recommendation: advice,
      optimism: optimism(search: search, fresh: fresh, winner: winner),
      items: proposals,
      assumptions: Self.tally(proposals), service: service, notes: search.notes + seasonalParts(search) + kept(ranked),
      limits: limits.report, draft: chosen,
      sensitivity: sensitivity, advisedSensitivity: advised, stateSensitivity: byState, surface: surface, stateSurface: stateSurface,
      penalties: PenaltySpread(proposals, plan: plan))
  }

  /// Search where it was asked for, and where no program answers for an item.
  private func isSearching(_ proposals: [ItemProposal]) -> Bool {
    switch method {
    case .dp: false
    case .search: true
    case .auto: proposals.contains { $0.candidates.isEmpty && $0.isSearchable }
    }
  }

  private func stockPoints(_ plan: Plan) throws(InputErrors) -> [Int] {
    var unknown: [Diagnostic] = []
    let names = plan.supply.items.map(\.name)
    for item in items where !names.contains(item) {
      let near = nearestName(to: item, among: names).map { "did you mean '\($0)'?" }
      unknown.append(Diagnostic(.error, code: "unknown-item", "--for: there is no item '\(item)'", remedy: near))
    }
    if !unknown.isEmpty { throw InputErrors(unknown) }
    return plan.supply.stockPoints.indices.filter { i in
      !plan.supply.stockPoints[i].unlimited && (items.isEmpty || items.contains(names[plan.supply.stockPoints[i].item]))
    }
  }

  /// What the seasonal levels that act at every demand are called.
  static let atEveryDemand = "seasonal, every demand"

  /// Which part of the seasonal levels' saving is the season, and which the common review that puts items on one order.
  private func seasonalParts(_ search: StudyResult) -> [String] {
    guard let weekly = search["seasonal levels"]?["cost.total"], let always = search[Self.atEveryDemand]?["cost.total"],
      let steady = search["DP levels"]?["cost.total"]
    else { return [] }
    func difference(_ a: KPIResult, _ b: KPIResult) -> String {
      let found = Estimate.pairedRatioDifference(
        of: a.numerators, over: a.denominators, minus: b.numerators, over: b.denominators, level: options.confidence)
      let places = found.halfWidth.map { NumberFormat.decimals(forHalfWidths: [$0], fallback: 0, limit: 2) } ?? 2
      let half = found.halfWidth.map { " ± " + NumberFormat.terminal.number($0, decimals: places) } ?? ""
      return NumberFormat.terminal.number(found.value, decimals: places, sign: .always) + half
    }
    return [
      "seasonal levels against DP levels: \(difference(weekly, steady)) \(search.currency)/week, of which \(difference(always, steady)) come with the "
        + "season (levels by date, checked at every demand) and \(difference(weekly, always)) with the common review, which puts items on one order"
    ]
  }

  struct CandidateSet {
    var draft: Draft
    var isToday: Bool
    var modelCostPerWeek: Double?
    var lowerBoundPerWeek: Double?
    /// Whether the levels follow the calendar, and the model's cost is then the expectation of the scenario's own finite horizon.
    var isSeasonal = false
    /// Whether it holds can-order levels whose cost is exact for the items together.
    var isJoint = false
  }

  /// Today's levels, then one set per method: where a stock point has no candidate of a method it keeps its best one.
  static func sets(_ proposals: [ItemProposal], plan: Plan, hasToday: Bool) -> [CandidateSet] {
    var sets: [CandidateSet] = []
    let isCounted = counted(proposals, plan: plan)
    func sum(_ values: [Double?]) -> Double? {
      zip(values, isCounted).filter(\.1).reduce(0) { total, value in total.flatMap { t in value.0.map { t + $0 } } }
    }
    if hasToday {
      sets.append(
        CandidateSet(
          draft: Draft(name: "today", plan: plan), isToday: true,
          modelCostPerWeek: sum(proposals.map { $0.todayCostPerDay.map { $0 * 7 } }),
          isJoint: proposals.contains(where: \.isTogetherToday)
            && proposals.allSatisfy { $0.isTogetherToday || !$0.assumptions.contains(ModelAssumptions.paysAlone) }))
    }
    @discardableResult func append(_ name: String, _ choose: (ItemProposal) -> Candidate?) -> Bool {
      var draft = Draft(name: name, plan: plan)
      // What simulation found, and what was found for items together, belongs to its own set alone.
      let chosen = proposals.map { choose($0) ?? $0.candidates.first { $0.method != .searched && !$0.method.isJoint } }
      for (proposal, candidate) in zip(proposals, chosen) {
        guard let candidate else { continue }
        draft.plan.supply.setControl(candidate.control, of: proposal.stockPoint)
        if let today = proposal.today, today != candidate.control {
          draft.changes.append(
            .init(
              address: "policies.items.\"\(proposal.item)@\(proposal.location)\"", before: words(today), after: words(candidate.control)))
        }
      }
      if sets.contains(where: { $0.draft.plan == draft.plan }) { return false }
      sets.append(
        CandidateSet(
          draft: draft, isToday: false, modelCostPerWeek: sum(chosen.map { $0?.expectedCostPerDay.map { $0 * 7 } }),
          lowerBoundPerWeek: sum(proposals.map(\.lowerBoundPerWeek))))
      return true
    }
    func first(_ method: Candidate.Method) -> (ItemProposal) -> Candidate? { { $0.candidates.first { $0.method == method } } }
    append("DP levels") { $0.candidates.first { $0.method != .searched } }
    append("(r, Q)", first(.exactRQ))
    append("EOQ", first(.economicOrderQuantity))
    for (name, methods) in Candidate.Method.neighbours { append(name) { $0.candidates.first { methods.contains($0.method) } } }
    for (name, method) in [("can-order", Candidate.Method.canOrder), ("common review", .commonReview)]
    where proposals.contains(where: { first(method)($0) != nil }) && append(name, first(method)) {
      sets[sets.count - 1].isJoint =
        method == .canOrder
        && proposals.allSatisfy { proposal in
          first(method)(proposal).map { !$0.approximations.contains(JointProposer.onDrawn) }
            ?? !proposal.assumptions.contains(ModelAssumptions.paysAlone)
        }
    }
    append("within limits", first(.sharedLimits))
    if proposals.contains(where: { first(.searched)($0) != nil }) { append("search levels", first(.searched)) }
    if proposals.contains(where: { first(.seasonalContinuous)($0) != nil }), append(Self.atEveryDemand, first(.seasonalContinuous)) {
      sets[sets.count - 1].modelCostPerWeek = nil
      sets[sets.count - 1].lowerBoundPerWeek = nil
    }
    func seasonal(_ proposal: ItemProposal) -> Candidate? { proposal.candidates.first { $0.method == .seasonal } }
    if proposals.contains(where: { seasonal($0) != nil }), append("seasonal levels", seasonal) {
      // Stationary levels have a cost of another model, so a sum with them would be of none.
      sets[sets.count - 1].modelCostPerWeek = sum(proposals.map { seasonal($0)?.expectedCostPerDay.map { $0 * 7 } })
      sets[sets.count - 1].lowerBoundPerWeek = nil
      sets[sets.count - 1].isSeasonal = true
    }
    return sets
  }

  /// The set whose levels the textbook's lots and reorder points are too, so that they have no row of their own; nil where they have one, or
  /// there are none.
  static func sameAsEconomic(_ proposals: [ItemProposal], _ sets: [CandidateSet]) -> String? {
    guard !sets.contains(where: { $0.draft.name == "EOQ" }) else { return nil }
    let found = proposals.compactMap { proposal in
      proposal.candidates.first { $0.method == .economicOrderQuantity }.map { (proposal.stockPoint, $0.control) }
    }
    if found.isEmpty { return nil }
    return sets.first { set in found.allSatisfy { set.draft.plan.supply.stockPoints[$0.0].control == $0.1 } }?.draft.name
  }

  static func words(_ control: Control) -> String {
    switch control.policy {
    case .sS(let s, let S): "s-S: \(s), \(S)"
    case .rQ(let r, let Q): "r-Q: \(r), \(Q)"
    case .baseStock(let S): "base-stock: \(S)"
    case .minMax(let low, let high): "min-max: \(low), \(high)"
    case .timePhased(let levels): "levels by date, \(levels.stretches.count) of them"
    case .cappedBaseStock(let S, let cap): "capped-base-stock: \(S), \(cap)"
    case .constantOrder(let Q): "constant-order: \(Q)"
    case .canOrder(let s, let c, let S): "can-order: \(s), \(c), \(S)"
    case .baseStockWithWaste(let S): "base-stock: \(S) and estimated waste"
    case .stateTable(let table): "by state (\(table.count) state\(table.count == 1 ? "" : "s"))"
    case .twoSuppliers(.dualIndex(let low, let high, let cap)): "dual-index: \(low), \(high)\(cap.map { ", \($0)" } ?? "")"
    case .twoSuppliers(.singleIndex(let low, let high)): "single-index: \(low), \(high)"
    case .twoSuppliers(.baseSurge(let S, let Q)): "base-surge: \(Q), \(S)"
    case .none: "none"
    }
  }

  /// Fresh mean minus search mean of the winner's cost; the two are independent.
  private func optimism(search: StudyResult, fresh: StudyResult, winner: String) -> Estimate {
    guard let seen = search[winner]?["cost.total"]?.estimate, let again = fresh[winner]?["cost.total"]?.estimate else {
      return .exact(.nan)
    }
    let value = again.value - seen.value
    guard let a = seen.halfWidth, let b = again.halfWidth else {
      return Estimate(value: value, lower: nil, upper: nil, n: again.n, kind: .confidence, level: options.confidence)
    }
    let half = (a * a + b * b).squareRoot()
    return Estimate(value: value, lower: value - half, upper: value + half, n: again.n, kind: .confidence, level: options.confidence)
  }

  private static func failures(_ proposals: [ItemProposal]) -> [String] {
    let failed = proposals.filter { $0.candidates.isEmpty }
    let shown = failed.prefix(5).map { "\($0.item) at \($0.location) keeps its policy: \($0.failure ?? "no candidate")" }
    return shown + (failed.count > 5 ? ["\(failed.count - 5) more items keep their policy"] : [])
  }

  private static func tally(_ proposals: [ItemProposal]) -> [(text: String, stockPoints: Int)] {
    var order: [String] = []
    var counts: [String: Int] = [:]
    for assumption in proposals.flatMap(\.assumptions) {
      if counts[assumption] == nil { order.append(assumption) }
      counts[assumption, default: 0] += 1
    }
    return order.map { ($0, counts[$0] ?? 0) }
  }
}
