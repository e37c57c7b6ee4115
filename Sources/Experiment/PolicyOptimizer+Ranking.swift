internal import Estimation
internal import Foundation
internal import Optimization
internal import Scenario
internal import Simulation
internal import Supply

extension PolicyOptimizer {
  /// The recommended first, then by simulated mean cost; with a service promise those that keep it first. Ties are judged by paired
  /// differences to the recommended, each at the study's confidence.
  func rank(_ search: StudyResult, sets: [CandidateSet], assumptions: [ItemProposal], limits: LimitReport?)
    -> (ranked: [CandidateResult], advice: Recommendation)
  {
    // Of the stationary model, and of the calendar's, whose cost stands only where the scenario is that model.
    let isWhole = assumptions.count == search.base.plan.supply.stockPoints.count && search.base.plan.floor == nil
    let isModel = isWhole && assumptions.allSatisfy { $0.assumptions.isEmpty && $0.failure == nil }
    // The model of the items together, in which they share their orders.
    let isJointModel =
      isWhole && service == nil
      && assumptions.allSatisfy { $0.assumptions.allSatisfy { $0 == ModelAssumptions.paysAlone } && $0.failure == nil }
    let isCalendarModel =
      isWhole && assumptions.allSatisfy { $0.candidates.first { $0.method == .seasonal }?.approximations.isEmpty ?? true }
    let isCounted = Self.counted(assumptions, plan: search.base.plan)
    var results = zip(search.scenarios, sets).map { scenario, set in
      // Of some items alone the KPI of all says nothing.
      let service = service.flatMap { target in
        items.isEmpty ? scenario[target.kpi]?.estimate : target.measured(in: scenario, at: assumptions.map(\.stockPoint))
      }
      let stock = scenario.stockCost(level: options.confidence) ?? scenario["cost.total"]!.estimate
      // The others' cost is in no model that was asked.
      let isPart = assumptions.count < scenario.plan.supply.stockPoints.count || isCounted.contains(false)
      let parts = zip(assumptions, isCounted).filter(\.1).map { proposal, _ in
        scenario.items.indices.contains(proposal.stockPoint) ? scenario.items[proposal.stockPoint].costPerWeek.value : 0
      }
      return CandidateResult(
        name: scenario.name, modelCostPerWeek: set.modelCostPerWeek, lowerBoundPerWeek: set.lowerBoundPerWeek,
        simulated: scenario["cost.total"]!.estimate,
        difference: sets[0].isToday ? scenario["cost.total"]?.difference : nil,
        isModel: set.isSeasonal || set.isJoint
          ? (set.isSeasonal ? isCalendarModel : isJointModel) && set.modelCostPerWeek != nil : isModel,
        simulatedStock: stock, simulatedOfModels: isPart ? parts.reduce(0, +) : stock.value, service: service,
        meetsService: service.flatMap { estimate in self.service?.isKept(by: estimate.upper ?? estimate.value) },
        isTiedForBest: false)
    }
    let excess = search.scenarios.map { LimitReport.excess($0) }
    let grain = zip(assumptions, isCounted).filter(\.1).reduce(0) { $0 + Self.grain(search.base.plan, $1.0.stockPoint) }
    for (i, scenario) in search.scenarios.enumerated() {
      results[i].limits = scenario.limitFindings
      results[i].grain = grain
    }
    /// Whether it breaks a limit, or seems to: one replication has no interval, and its mean speaks alone, though not against a plan that
    /// keeps the limits in expectation.
    func breaks(_ i: Int) -> Bool {
      if !results[i].exceeded.isEmpty { return true }
      let isPlanned = results[i].name == "within limits" && limits?.isFeasible == true
      return results[i].limits.contains { $0.isBeyondUnproven && !(isPlanned && $0.limit.isPriced) }
    }
    var order = results.indices.sorted { a, b in
      let x = results[a], y = results[b]
      if breaks(a) != breaks(b) { return breaks(b) }
      if breaks(a), excess[a] != excess[b] { return excess[a] < excess[b] }
      if let service, (x.meetsService ?? true) != (y.meetsService ?? true) || !(x.meetsService ?? true) {
        if x.meetsService == true || y.meetsService == true { return x.meetsService == true }
        let missX = service.level - (x.service?.value ?? 0), missY = service.level - (y.service?.value ?? 0)
        if missX != missY { return missX < missY }
      }
      if x.simulated.value != y.simulated.value { return x.simulated.value < y.simulated.value }
      return a < b
    }
    // What misses a limit or the promise that the best keeps is no rival of it; where none keeps them, cost decides only between equals.
    func isRival(_ i: Int, _ winner: Int) -> Bool {
      let (a, b) = (results[i], results[winner])
      guard breaks(i) == breaks(winner), (a.meetsService ?? true) == (b.meetsService ?? true) else { return false }
      if a.fault != nil, b.fault == nil { return false }
      if breaks(winner), excess[i] != excess[winner] { return false }
      return b.meetsService ?? true || a.service?.value == b.service?.value
    }
    // Where the scenario is the model, the model's cost is the exact one and tells apart what the simulation does not.
    let exact = results.map { $0.isModel ? $0.modelCostPerWeek : nil }
    let equals = order.filter { $0 == order[0] || isRival($0, order[0]) && Recommendation.areTied($0, order[0], search) }
    if let first = Recommendation.cheapest(of: equals, exact) { order = [first] + order.filter { $0 != first } }
    let advice = Recommendation(
      search, keeps: results.indices.map { !breaks($0) && results[$0].meetsService ?? true }, order: order, hasToday: sets[0].isToday,
      exact: exact)
    order = [advice.index] + order.filter { $0 != advice.index }
    let targets = sets[0].isToday ? search.base.targets.map(\.target) : []
    for i in results.indices where i > 0 {
      results[i].fault = Recommendation.fault(of: i, search, targets)
      if results[i].fault == nil, advice.reason == .targets {
        results[i].fault = targets.first { !Recommendation.meets($0, search.scenarios[i]) }.map { .misses($0) }
      }
    }
    let best = search.scenarios[order[0]]["cost.total"]!
    for i in results.indices {
      let other = search.scenarios[i]["cost.total"]!
      let difference = Estimate.pairedRatioDifference(
        of: other.numerators, over: other.denominators, minus: best.numerators, over: best.denominators, level: options.confidence)
      let holdsZero = (difference.lower.map { $0 <= 0 } ?? true) && (difference.upper.map { $0 >= 0 } ?? true)
      results[i].isTiedForBest = i == order[0] || isRival(i, order[0]) && holdsZero
    }
    return (order.map { results[$0] }, advice)
  }

  /// What the simulation says of the limits.
  func kept(_ ranked: [CandidateResult]) -> [String] {
    guard ranked.contains(where: { !$0.limits.isEmpty }) else { return [] }
    func named(_ verdict: LimitVerdict) -> String {
      ranked.compactMap { candidate in
        let found = candidate.limits.filter { $0.verdict == verdict }.map(\.limit.kpi)
        return found.isEmpty ? nil : "\(candidate.name) (\(found.joined(separator: ", ")))"
      }.joined(separator: "; ")
    }
    let over = named(.exceeds), open = named(.cannotTell)
    var lines: [String] = []
    if !over.isEmpty { lines.append("In the simulation these break a limit, by more than their intervals: \(over).") }
    if !open.isEmpty {
      let why = ranked[0].simulated.halfWidth == nil ? "one replication has no interval" : "the limit lies within the interval"
      lines.append("Whether these keep a limit the simulation cannot tell, since \(why): \(open). More replications would.")
    }
    return lines.isEmpty ? ["In the simulation every candidate keeps every limit, by more than its interval."] : lines
  }

  /// Money a week that is nothing at a stock point: a billionth of holding a unit, or a day's demand, for a week.
  static func grain(_ plan: Plan, _ stockPoint: Int) -> Double {
    let point = plan.supply.stockPoints[stockPoint]
    return 1e-9 * 7 * point.holdingCost * max(1, point.meanDailyDemand)
  }
}
