internal import Groundwork
internal import Kernel
internal import Optimization
internal import Simulation
internal import Supply

extension Candidate {
  /// Whether the model has it keep a service promise; nil where the model does not know its service.
  func keeps(_ kind: ServiceKind, _ level: Double) -> Bool? {
    let service: Double? =
      switch kind {
      case .fillRate: evaluation?.fillRate ?? fillRate
      case .cycleService: evaluation?.cycleService ?? cycleService
      case .readyRate: evaluation?.readyRate
      }
    return service.map { $0 >= level - 1e-9 }
  }
}

/// Candidates for an item whose unmet demand waits, under a promise of service.
struct PromiseProposer {
  /// Said of an item whose least cost at its own prices keeps what was promised.
  static let isFree = "the promise does not bind in the item's model: the optimum at the scenario's own prices keeps it there"

  let problem: InventoryProblem
  /// With its laws made; nil where they do not fit and demand is counted in larger units.
  let prepared: PreparedProblem?
  let kind: ServiceKind
  let level: Double
  let review: Review
  let bestOnly: Bool
  let cancellation: Cancellation

  /// Where the optimum at the problem's own prices keeps the promise it is the answer, with its bound and proof. Elsewhere the levels of
  /// least ordering and holding cost that keep it, at a cost that holds the price of waiting too, and a bound on that cost: the larger of
  /// the optimum without the promise and, of a fill rate, `PreparedProblem.lowerBound`.
  func propose() throws(OptimizationError) -> (candidates: [Candidate], isFree: Bool) {
    let free = try freely()
    let isFree = free.first?.keeps(kind, level) == true
    // Where the optimum keeps the promise, only classes whose cheapest member does not are asked again.
    let isAsked = !isFree || free.contains { $0.keeps(kind, level) != true }
    var promised: [Candidate] = []
    if isAsked {
      do throws(OptimizationError) {
        promised = try asked(.service(kind, level)).map {
          $0.charged(perUnitDay: problem.backorderCost, perUnit: problem.backorderCostPerUnit)
        }
      } catch {
        // What is promised without any stock has no least level of its own.
        if case .cancelled = error { throw error }
        if !isFree { throw error }
      }
    }
    if isFree {
      var kept = free.filter { $0.keeps(kind, level) == true }
      kept[0].impliedPenalty = try? prepared?.impliedPenalty(of: kept[0].control.policy, cancellation: cancellation)
      // Of a class whose cheapest member does not keep the promise, the cheapest that does.
      for candidate in promised
      where !kept.contains(where: { $0.control == candidate.control || $0.method == candidate.method })
        && candidate.method != .serviceSS
      {
        kept.append(candidate)
      }
      for i in kept.indices { kept[i].lowerBoundPerDay = kept[0].lowerBoundPerDay }
      return (kept, true)
    }
    var bound = free.first?.lowerBoundPerDay
    if kind == .fillRate, let other = try prepared?.lowerBound(fillRate: level, cancellation: cancellation) {
      bound = max(bound ?? other, other)
    }
    for i in promised.indices {
      promised[i].lowerBoundPerDay = bound
      if let bound, let cost = promised[i].expectedCostPerDay, promised[i].optimality == .bestOfClass,
        ExactComparison.isProven(cost: cost, bound: bound)
      {
        promised[i].optimality = .best
      }
    }
    return (promised, false)
  }

  /// Candidates without the promise; none where nothing is charged for waiting.
  private func freely() throws(OptimizationError) -> [Candidate] {
    if problem.backorderCost == 0, problem.backorderCostPerUnit == 0 { return [] }
    do throws(OptimizationError) {
      return try asked(.cost)
    } catch {
      if case .neverOrdering = error { return [] }
      throw error
    }
  }

  private func asked(_ objective: Objective) throws(OptimizationError) -> [Candidate] {
    if let prepared { return try prepared.propose(objective: objective, review: review, bestOnly: bestOnly, cancellation: cancellation) }
    return try problem.propose(objective: objective, review: review, bestOnly: bestOnly, cancellation: cancellation)
  }
}
