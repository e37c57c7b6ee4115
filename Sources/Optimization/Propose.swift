public import Groundwork
internal import Kernel
internal import Randomness
public import Supply

extension InventoryProblem {
  /// Candidate policies for the item: the exact optimum first, then the exact (r, Q), the base stock
  /// where orders cost nothing, and the economic order quantity with safety stock. Every candidate
  /// is evaluated in the same model; equal policies are given once, under the first method.
  ///
  /// Where orders may overtake each other and no exact answer exists, they are taken in order (see `answerable`), and all is graded
  /// heuristic; the best base stock is then given as a neighbour, at its exact cost.
  ///
  /// With a minimum or a multiple the first candidate is the better of the exact (r, nQ) and the searched (s, S), and carries the cost
  /// without them as a lower bound. Where the exact method would not fit, units are counted in lots and `approximations` says so.
  ///
  /// - Parameters:
  ///   - objective: least cost at the prices of waiting, or least cost that keeps a service promise.
  ///   - bestOnly: only the best of the item's own class, without its neighbours: what a study needs to fill a hole.
  ///   - review: what stands in the candidates' `Control`; nil derives it from `timing`.
  /// - Returns: at least one candidate.
  /// - Throws: why there is none: an `OptimizationError`.
  /// - Complexity: that of the searches it calls.
  public func propose(
    objective: Objective = .cost, review: Review? = nil, bestOnly: Bool = false, cancellation: Cancellation? = nil
  ) throws(OptimizationError) -> [Candidate] {
    try propose(objective: objective, review: review, bestOnly: bestOnly, model: nil, cancellation: cancellation)
  }

  /// - Parameter made: the problem's own laws, in units, where they are made already.
  func propose(objective: Objective, review: Review?, bestOnly: Bool, model made: PositionModel?, cancellation: Cancellation?)
    throws(OptimizationError) -> [Candidate]
  {
    let asked = answerable(for: objective)
    if asked.leadTime.crossing != leadTime.crossing {
      return try asked.propose(objective: objective, review: review, bestOnly: bestOnly, model: nil, cancellation: cancellation)
    }
    var lot = packsToCountIn
    while true {
      do {
        var proposal = try Proposal(self, countedIn: lot, objective, review ?? self.review, made: lot == 1 ? made : nil)
        return try proposal.candidates(bestOnly: bestOnly, cancellation)
      } catch {
        // A supplier's terms are in units, so they cannot be counted in other lots without changing them.
        if !error.isOfSize || lot >= 1_000_000 || (lot == 1 && (minimum > 1 || multiple > 1)) || multiple > 1 { throw error }
        lot *= 10
      }
    }
  }

  /// The review that `timing` stands for.
  var review: Review {
    switch timing {
    case .continuous: .continuous
    case .every(let days): .periodic(interval: .days(min(days, 1e6)), first: .zero)
    case .sequence(let periods): .periodic(interval: .days(min(Double(periods) * periodDays, 1e6)), first: .zero)
    }
  }

  /// The same item counted in lots of `lot` units: every total is split between the two
  /// nearest lots so that its mean stays; prices are per lot.
  func counted(in lot: Int) throws(OptimizationError) -> InventoryProblem {
    if lot == 1 { return self }
    func coarse(_ law: LatticeDistribution) throws(OptimizationError) -> LatticeDistribution {
      try law.validateAsDemand("demand")
      return LatticeArithmetic.spread(law, over: lot)
    }
    var copy = self
    let factor = Double(lot)
    switch demand {
    case .perPeriod(let law): copy.demand = .perPeriod(try coarse(law))
    case .compoundPoisson(let rate, let size): copy.demand = .compoundPoisson(customersPerDay: rate, size: try coarse(size))
    }
    copy.minimum = (minimum + Int64(lot) - 1) / Int64(lot)
    copy.multiple = max(1, multiple / Int64(lot))
    if case .at(let units) = opening { copy.opening = .at(units / Int64(lot)) }
    copy.holdingCost *= factor
    copy.backorderCost *= factor
    copy.backorderCostPerUnit *= factor
    return copy
  }
}

/// One round of proposing, in units or in lots.
private struct Proposal {
  let asked: InventoryProblem
  let problem: InventoryProblem
  let lot: Int
  let objective: Objective
  let review: Review
  /// Made once: it depends on neither prices nor the supplier's terms.
  let model: PositionModel
  var found: [Candidate] = []

  init(_ asked: InventoryProblem, countedIn lot: Int, _ objective: Objective, _ review: Review, made: PositionModel?)
    throws(OptimizationError)
  {
    self.asked = asked
    self.lot = lot
    self.objective = objective
    self.review = review
    try asked.refuseWithoutAnswer(isPriced: objective == .cost)
    problem = try asked.counted(in: lot)
    model = if let made { made } else { try Evaluator.model(of: problem) }
  }

  var isConstrained: Bool { problem.minimum > 1 || problem.multiple > 1 }
  /// The problem that candidates are evaluated in.
  var priced: InventoryProblem {
    if case .service = objective { return problem.priced(backorderCost: 0, perUnit: 0) }
    return problem
  }

  mutating func candidates(bestOnly: Bool, _ cancellation: Cancellation?) throws(OptimizationError) -> [Candidate] {
    if isConstrained {
      try constrained(cancellation)
    } else if problem.orderCost == 0 {
      try baseStock(cancellation)
    } else {
      try reorderLevels(cancellation)
      if !bestOnly { try lots(cancellation) }
    }
    if !bestOnly || found.isEmpty { try economic(cancellation) }
    try besideOrder(cancellation)
    gradeByBound()
    return found
  }

  /// However it was found, a policy whose exact cost is the bound's is an optimum, and is called one.
  private mutating func gradeByBound() {
    guard lot == 1, !asked.leadTime.isTakenInOrder, let bound = found.compactMap(\.lowerBoundPerDay).max() else { return }
    for i in found.indices where found[i].optimality != .best && found[i].evaluation != nil {
      guard let cost = found[i].expectedCostPerDay, cost - bound <= 1e-10 * abs(cost) else { continue }
      found[i].optimality = .best
      found[i].lowerBoundPerDay = bound
    }
  }

  /// The best base stock at its exact cost beside levels found with orders in order; before them where it is known to cost less than they
  /// are thought to.
  private mutating func besideOrder(_ cancellation: Cancellation?) throws(OptimizationError) {
    guard asked.leadTime.isTakenInOrder, lot == 1 else { return }
    let known: (policy: Policy, evaluation: PolicyEvaluation)?
    do {
      known = try asked.crossingBaseStock(objective, cancellation: cancellation)
    } catch {
      // A neighbour only: where it has no answer the others stand.
      if case .cancelled = error { throw error }
      known = nil
    }
    guard let known else { return }
    let control = Control(policy: known.policy, review: review)
    found.removeAll { $0.control == control }
    let candidate = Candidate(
      method: .exactBaseStock, control: control, expectedCostPerDay: known.evaluation.costPerDay, fillRate: known.evaluation.fillRate,
      cycleService: known.evaluation.cycleService, approximations: asked.ignored.filter { $0 != InventoryProblem.takenInOrder },
      optimality: .bestOfClass, evaluation: known.evaluation)
    let isCheapest = found.allSatisfy { known.evaluation.costPerDay < ($0.expectedCostPerDay ?? .infinity) }
    found.insert(candidate, at: isCheapest ? 0 : found.count)
  }

  /// Levels in units from levels in lots.
  private func scaled(_ policy: Policy) -> Policy {
    let k = Int64(lot)
    switch policy {
    case .sS(let s, let S): return .sS(s: s * k, S: S * k)
    case .rQ(let r, let Q): return .rQ(r: r * k, Q: Q * k)
    case .baseStock(let S): return .baseStock(S: S * k)
    case .minMax(let low, let high): return .minMax(min: low * k, max: high * k)
    case .timePhased(let levels):
      return .timePhased(
        TimePhasedLevels(
          levels.stretches.map { $0.isOrdering ? .init(start: $0.start, s: $0.s * k, S: $0.S * k, lot: $0.lot.map { $0 * k }) : $0 }))
    case .cappedBaseStock(let S, let cap): return .cappedBaseStock(S: S * k, cap: cap * k)
    case .constantOrder(let Q): return .constantOrder(Q: Q * k)
    case .canOrder(let s, let c, let S): return .canOrder(s: s * k, c: c * k, S: S * k)
    case .baseStockWithWaste, .stateTable, .twoSuppliers, .none: return policy
    }
  }

  private mutating func add(
    _ method: Candidate.Method, _ policy: Policy, _ optimality: Candidate.Optimality, notes: [String] = [], bound: Double? = nil,
    penalty: ImpliedPenalty? = nil, cancellation: Cancellation?
  ) throws(OptimizationError) {
    let control = Control(policy: scaled(policy), review: review)
    if found.contains(where: { $0.control == control }) { return }
    var approximations = asked.ignored + notes
    var grade = asked.leadTime.isTakenInOrder ? .heuristic : optimality
    if lot > 1 {
      approximations.append("demand counted in lots of \(lot) units")
      grade = .heuristic
    }
    var evaluation: PolicyEvaluation?
    do {
      evaluation = try Evaluator(priced, model: model).evaluate(policy, cancellation: cancellation)
    } catch {
      switch error {
      case .notCovered(let reason): approximations.append("no exact cost: \(reason)")
      default:
        if !error.isOfSize { throw error }
        approximations.append("too many states for an exact cost")
      }
    }
    if lot > 1 { evaluation = evaluation.map { inUnits($0) } }
    found.append(
      Candidate(
        method: method, control: control, expectedCostPerDay: evaluation?.costPerDay, fillRate: evaluation?.fillRate,
        cycleService: evaluation?.cycleService,
        approximations: approximations, optimality: grade, evaluation: evaluation,
        lowerBoundPerDay: lot == 1 && !asked.leadTime.isTakenInOrder ? bound : nil,
        impliedPenalty: penalty.map { inUnits($0) }))
  }

  private func inUnits(_ evaluation: PolicyEvaluation) -> PolicyEvaluation {
    var result = evaluation
    let factor = Double(lot)
    result.meanStock *= factor
    result.meanBackorders *= factor
    result.meanOrderQuantity *= factor
    result.meanDailyDemand *= factor
    return result
  }

  private func inUnits(_ penalty: ImpliedPenalty) -> ImpliedPenalty {
    if lot == 1 { return penalty }
    let factor = Double(lot)
    return ImpliedPenalty(
      perUnitDay: penalty.perUnitDay.lowerBound / factor...penalty.perUnitDay.upperBound / factor,
      perUnit: penalty.perUnit.map { $0.lowerBound / factor...$0.upperBound / factor }, excessCostPerDay: penalty.excessCostPerDay)
  }

  private mutating func reorderLevels(_ cancellation: Cancellation?) throws(OptimizationError) {
    switch objective {
    case .cost:
      let best = try ReorderSearch(model, problem).run(cancellation: cancellation)
      try add(
        .exactSS, .sS(s: Int64(best.s), S: Int64(best.S)), best.isOptimalAmongAllPolicies ? .best : .bestOfClass,
        bound: best.isOptimalAmongAllPolicies ? best.costPerDay : nil,
        cancellation: cancellation)
    case .service(let kind, let level):
      let best = try problem.leastCostLevels(kind, atLeast: level, model: model, cancellation: cancellation)
      try add(
        .serviceSS, .sS(s: Int64(best.s), S: Int64(best.S)), best.isProven ? .bestOfClass : .heuristic,
        notes: best.isProven ? [] : ["the search over order sizes ended before its bound"], penalty: best.penalty,
        cancellation: cancellation)
    }
  }

  private mutating func lots(_ cancellation: Cancellation?) throws(OptimizationError) {
    switch objective {
    case .cost:
      let best = try LotSearch(model, problem).run(cancellation)
      // With nothing to pay for an order, multiples alone are kept best by their least lot, of all policies (A. Veinott, "The optimal
      // inventory policy for batch ordering", Operations Research 13(3), 1965).
      let isOptimal =
        problem.orderCost == 0 && problem.multiple > 1 && problem.minimum <= problem.multiple && Int64(best.Q) == problem.multiple
        && CostCurve(model, problem).isUnimodal && (problem.opening != .anywhere || problem.keptDivisor == 1)
      try add(
        .exactRQ, .rQ(r: Int64(best.r), Q: Int64(best.Q)), isOptimal ? .best : .bestOfClass, bound: isOptimal ? best.costPerDay : nil,
        cancellation: cancellation)
    case .service(let kind, let level):
      let best = try problem.lotForService(kind, level, model: model, cancellation: cancellation)
      let policy = Policy.rQ(r: Int64(best.r), Q: Int64(best.Q))
      try add(
        .exactRQ, policy, .heuristic, notes: ["lots above 64 units are tried in steps of a 64th"],
        penalty: try problem.impliedPenalty(of: policy, model: model, cancellation: cancellation),
        cancellation: cancellation)
    }
  }

  private mutating func baseStock(_ cancellation: Cancellation?) throws(OptimizationError) {
    let isOptimal = problem.orderCost == 0 && !problem.crosses
    switch objective {
    case .cost:
      let best = try problem.optimalBaseStock(model: model)
      try add(
        .exactBaseStock, .baseStock(S: Int64(best.S)), isOptimal ? .best : .bestOfClass, bound: isOptimal ? best.costPerDay : nil,
        cancellation: cancellation)
    case .service(let kind, let level):
      let best = try problem.leastCostLevels(kind, atLeast: level, model: model, cancellation: cancellation)
      try add(.exactBaseStock, .baseStock(S: Int64(best.S)), .bestOfClass, penalty: best.penalty, cancellation: cancellation)
    }
  }

  private mutating func constrained(_ cancellation: Cancellation?) throws(OptimizationError) {
    var searched: ConstrainedLevels?
    do {
      searched = try problem.constrainedLevels(objective, model: model, cancellation: cancellation)
    } catch {
      if !error.isOfSize { throw error }
      // The chain of positions that rounded orders lead to does not fit; (r, nQ) needs none.
      searched = nil
    }
    if let searched {
      try add(
        .constrainedSS, searched.policy, searched.isBestOfClass ? .bestOfClass : .heuristic,
        notes: searched.isBestOfClass ? [] : ["order size S − s found by search, levels exact"],
        bound: searched.lowerBoundPerDay,
        penalty: try penalty(of: searched.policy, cancellation), cancellation: cancellation)
    }
    try lots(cancellation)
    // What is proven goes before what costs the same.
    func rank(_ one: Candidate) -> Double {
      guard let cost = one.expectedCostPerDay else { return .infinity }
      return one.optimality == .best ? cost - 1e-9 * abs(cost) : cost
    }
    found.sort { rank($0) < rank($1) }
  }

  private func penalty(of policy: Policy, _ cancellation: Cancellation?) throws(OptimizationError) -> ImpliedPenalty? {
    guard case .service = objective else { return nil }
    return try problem.impliedPenalty(of: policy, model: model, cancellation: cancellation)
  }

  /// The textbook's two steps: the lot from the square root, the reorder point from the
  /// demand to be covered, each rounded as the supplier requires.
  private mutating func economic(_ cancellation: Cancellation?) throws(OptimizationError) {
    if problem.orderCost == 0 { return }
    let quantity = economicOrderQuantity(
      orderCost: problem.orderCost, demandRate: problem.meanDailyDemand, holdingCost: problem.holdingCost)
    let multiple = problem.multiple
    let units = max(1, max(problem.minimum, Int64(min(quantity, 1e9).rounded())))
    let Q = (units + multiple - 1) / multiple * multiple
    let r: Int
    switch objective {
    case .cost:
      var fractile = problem.backorderCost / (problem.backorderCost + problem.holdingCost)
      if problem.backorderCost == 0 {
        fractile = max(0, 1 - problem.holdingCost * Double(Q) / (problem.backorderCostPerUnit * problem.meanDailyDemand))
      }
      let excess = ExpectedExcess(model.exposure)
      var level = model.exposure.smallest
      while level < model.exposure.largest, excess.atMost(level) < fractile { level += 1 }
      r = level
    case .service(let kind, let level):
      let shape = try PolicyShape(.rQ(r: 0, Q: Q), Evaluator(priced, model: model), cancellation: cancellation)
      guard let shift = shape.leastShift(reaching: level, kind) else { throw .unreachableService(reason: "\(kind.rawValue) \(level)") }
      r = shift
    }
    try add(
      .economicOrderQuantity, .rQ(r: Int64(r), Q: Q), .heuristic,
      notes: ["lot by the square root, reorder point by the fractile of lead-time demand, each without regard to the other"],
      penalty: try penalty(of: .rQ(r: Int64(r), Q: Q), cancellation), cancellation: cancellation)
  }
}
