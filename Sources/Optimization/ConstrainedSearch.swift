public import Groundwork
internal import Randomness
public import Supply

/// What is asked of a policy.
public enum Objective: Sendable, Hashable {
  /// Least long-run cost at the problem's prices of waiting.
  case cost
  /// Least ordering and holding cost with at least this service; level greater than 0, less than 1.
  case service(ServiceKind, Double)
}

/// The best (s, S) that a supplier's minimum and multiple allow, as far as a search can tell.
public struct ConstrainedLevels: Sendable, Equatable {
  public var policy: Policy
  public var evaluation: PolicyEvaluation
  /// No policy within minimum and multiple can cost less than this, money per day: the exact optimum without them.
  public var lowerBoundPerDay: Double?
  /// Whether no other (s, S) within minimum and multiple costs less: every Δ = S − s was looked at below one from which on a bound excludes
  /// all.
  public var isBestOfClass = false
}

extension InventoryProblem {
  /// (s, S) within minimum and multiple: for each Δ = S − s tried, the level is the exact best and the
  /// cost exact (the chain of positions that rounded orders lead to is solved). Costs of this class need not have one valley in Δ, so every
  /// Δ is looked at up to one from which on none can be better (`ConstrainedBound`), and the result is the best of its class. Where that
  /// would take longer than a fraction of a second, or a service is promised, or waiting is priced by the unit, Δ is searched, coarse to
  /// fine, around the free optimum's and the supplier's least lot, to a thirtieth of it; the result then carries a lower bound instead.
  ///
  /// - Throws: as `evaluate`.
  /// - Complexity: a cycle for each Δ, each as in `evaluate`, and some 30 evaluations of each; about 10 cycles where Δ is searched.
  public func constrainedLevels(_ objective: Objective, cancellation: Cancellation? = nil) throws(OptimizationError) -> ConstrainedLevels {
    try refuseWithoutAnswer(isPriced: objective == .cost)
    return try constrainedLevels(objective, model: PositionModel(self), cancellation: cancellation)
  }

  /// The same with the laws already made.
  func constrainedLevels(
    _ objective: Objective, model: PositionModel, cancellation: Cancellation?
  ) throws(OptimizationError) -> ConstrainedLevels {
    var posed = self
    if case .service(_, let level) = objective {
      if !(level > 0 && level < 1) { throw .invalid(field: "service level", reason: "must be greater than 0 and less than 1") }
      posed = priced(backorderCost: 0, perUnit: 0)
    } else if backorderCost == 0, backorderCostPerUnit == 0 {
      throw .neverOrdering
    }
    if holdingCost == 0 { throw .holdingIsFree }
    let evaluator = Evaluator(posed, model: model)
    var free = self
    free.minimum = 1
    free.multiple = 1
    var bound: Double?
    var start = 1
    switch objective {
    case .cost:
      if let best = try? ReorderSearch(model, free).run(cancellation: cancellation) {
        bound = best.costPerDay
        start = best.S - best.s
      }
    case .service(let kind, let level):
      if let best = try? free.leastCostLevels(kind, atLeast: level, model: model, cancellation: cancellation) {
        if best.isProven { bound = best.evaluation.costPerDay }
        start = best.S - best.s
      }
    }
    if cancellation?.isCancelled == true { throw .cancelled }
    let lot = Int(multiple)
    let least = max(1, (Int(minimum) + lot - 1) / lot) * lot
    let widest = Double(3 * start + 2 * least + lot)
    if widest > 5e6 { throw .tooLarge(states: widest, limit: 5e6) }
    var best: (cost: Double, span: Int, shift: Int, evaluation: PolicyEvaluation)?
    var tried: Set<Int> = []
    func attempt(_ span: Int) throws(OptimizationError) {
      if span < 1 || span > Int(widest) || !tried.insert(span).inserted { return }
      if cancellation?.isCancelled == true { throw .cancelled }
      let shape = try PolicyShape(.sS(s: 0, S: Int64(span)), evaluator, cancellation: cancellation)
      let shift: Int
      switch objective {
      case .cost: shift = shape.cheapestShift()
      case .service(let kind, let level):
        guard let reached = shape.leastShift(reaching: level, kind) else { throw .unreachableService(reason: "\(kind.rawValue) \(level)") }
        shift = reached
      }
      let evaluation = shape.evaluation(shiftedBy: shift)
      if let known = best {
        let tie = evaluation.costPerDay <= known.cost * (1 + 1e-12) && (span + shift, shift) < (known.span + known.shift, known.shift)
        if evaluation.costPerDay >= known.cost * (1 - 1e-12), !tie { return }
      }
      best = (evaluation.costPerDay, span, shift, evaluation)
    }
    try attempt(start)
    try attempt(least)
    try attempt(start + lot)
    // Cost is so flat around the best lot that a thirtieth of it decides nothing; small lots are searched to the unit.
    var stride = max(1, start / 6)
    let finest = max(1, start / 30)
    while stride >= finest {
      let centre = best?.span ?? start
      try attempt(centre - stride)
      try attempt(centre + stride)
      if best?.span == centre { stride = stride == 1 ? 0 : stride / 2 }
    }
    var isWhole = false
    if objective == .cost, backorderCostPerUnit == 0 {
      // Every Δ in turn, and out once none beyond can be better.
      let limits = ConstrainedBound(model: model, problem: self)
      // Where the position keeps a remainder, a Δ has a cycle for each.
      let perSpan = if case .at = opening, minimum > 1 || multiple > 1 { Double(demandDivisor) } else { 1.0 }
      var work = 0.0
      var span = 1
      while span <= Int(widest), let found = best {
        if span & 15 == 1, limits.leastMean(from: span) >= found.cost * model.stepDays * (1 - 1e-12) {
          isWhole = true
          break
        }
        work += limits.work(of: span) * perSpan
        if work > ConstrainedBound.workLimit { break }
        do throws(OptimizationError) {
          try attempt(span)
        } catch {
          // What was found stands; that nothing is better is then not proven.
          if case .cancelled = error { throw error }
          break
        }
        span += 1
      }
    }
    guard let best else { throw .notCovered(reason: "no level could be evaluated") }
    return ConstrainedLevels(
      policy: .sS(s: Int64(best.shift), S: Int64(best.span + best.shift)), evaluation: best.evaluation, lowerBoundPerDay: bound,
      isBestOfClass: isWhole)
  }

  /// The cheapest (r, nQ) found that keeps a service promise, by ordering and holding cost.
  ///
  /// For each *Q* looked at the least *r* is exact. Looked at are the multiples from the minimum up to four times the economic
  /// lot; above 64 multiples in steps of 1/64, so that a lot a fraction of a percent cheaper may be passed over.
  func lotForService(
    _ kind: ServiceKind, _ level: Double, model: PositionModel, cancellation: Cancellation?
  ) throws(OptimizationError) -> (r: Int, Q: Int, evaluation: PolicyEvaluation) {
    if !(level > 0 && level < 1) { throw .invalid(field: "service level", reason: "must be greater than 0 and less than 1") }
    if holdingCost == 0 { throw .holdingIsFree }
    let evaluator = Evaluator(priced(backorderCost: 0, perUnit: 0), model: model)
    if evaluator.crosses { throw .notCovered(reason: "with lead times that cross, only base stock has an exact answer") }
    let lot = Int(multiple)
    let least = max(1, (Int(minimum) + lot - 1) / lot) * lot
    let economic = economicOrderQuantity(orderCost: orderCost, demandRate: meanDailyDemand, holdingCost: holdingCost)
    let widest = max(Double(least), economic * 4 + Double(lot) * 2)
    if widest * widest / Double(lot) > ReorderSearch.workLimit {
      throw .tooLarge(states: widest, limit: ReorderSearch.workLimit.squareRoot())
    }
    var best: (cost: Double, r: Int, Q: Int, evaluation: PolicyEvaluation)?
    var Q = least
    var r = 0
    while Double(Q) <= widest {
      if cancellation?.isCancelled == true { throw .cancelled }
      let shape = try PolicyShape(.rQ(r: Int64(r), Q: Int64(Q)), evaluator, cancellation: cancellation)
      guard let shift = shape.leastShift(reaching: level, kind) else { throw .unreachableService(reason: "\(kind.rawValue) \(level)") }
      r += shift
      let evaluation = shape.evaluation(shiftedBy: shift)
      if best == nil || evaluation.costPerDay < best!.cost * (1 - 1e-12) { best = (evaluation.costPerDay, r, Q, evaluation) }
      // Fine steps while lots are small; beyond 64 steps the cost is flat enough in Q that a fraction of a percent of it is passed over.
      Q += max(1, Q / 64 / lot) * lot
    }
    guard let best else { throw .notCovered(reason: "no lot could be evaluated") }
    return (best.r, best.Q, best.evaluation)
  }
}
