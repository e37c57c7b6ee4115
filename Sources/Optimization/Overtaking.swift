internal import Groundwork
internal import Supply

extension InventoryProblem {
  /// What `answerable` leaves out, in words.
  public static let takenInOrder = "orders may overtake each other; they are taken in order"

  /// Whether a later order may arrive before an earlier one.
  var crosses: Bool { leadTime.crossing && !leadTime.isConstant }

  /// Whether a base stock is known exactly though orders cross: what is on order is a sum over single decisions, one at each demand or each
  /// period.
  var hasExactCrossingBaseStock: Bool {
    switch (demand, timing) {
    case (_, .continuous): true
    case (_, .sequence(1)):
      leadTime.days.allSatisfy { abs($0 / periodDays - ($0 / periodDays).rounded()) <= 1e-9 }
    default: false
    }
  }

  /// The problem that has an answer for what is asked: itself, or, where orders may overtake each other and no exact answer exists, the
  /// same problem with orders taken in order.
  ///
  /// With crossing lead times only base stock without fixed costs, minimum and multiple is exact. Elsewhere an order's lead time keeps its
  /// law and orders keep their sequence: what is on order is then late all together instead of each by itself, which makes a lead time's
  /// demand more variable than it is. Levels found so are a heuristic without a bound; `ignored` and every candidate say so.
  public func answerable(for objective: Objective = .cost) -> InventoryProblem {
    if !crosses { return self }
    var isExact = orderCost == 0 && minimum <= 1 && multiple <= 1 && hasExactCrossingBaseStock
    // Where receipts and orders do not pair off there is no cycle to be served.
    if case .service(.cycleService, _) = objective { isExact = false }
    return isExact ? self : inOrder
  }

  /// The same problem with orders taken in order; itself where they are.
  public var inOrder: InventoryProblem {
    if !crosses { return self }
    var copy = self
    copy.leadTime.crossing = false
    copy.leadTime.isTakenInOrder = true
    copy.ignored.append(Self.takenInOrder)
    return copy
  }

  /// The base stock of least cost where each order has a lead time of its own: a neighbour of levels found with orders in order.
  func crossingBaseStock(_ objective: Objective, cancellation: Cancellation?) throws(OptimizationError) -> (
    policy: Policy, evaluation: PolicyEvaluation
  )? {
    var own = self
    own.leadTime.crossing = true
    guard leadTime.isTakenInOrder, minimum <= 1, multiple <= 1, own.hasExactCrossingBaseStock else { return nil }
    let evaluator = try Evaluator(own)
    let policy: Policy
    switch objective {
    case .cost: policy = .baseStock(S: Int64(try own.optimalBaseStock(model: evaluator.model).S))
    case .service(let kind, let level):
      if kind == .cycleService { return nil }
      own.backorderCost = 0
      own.backorderCostPerUnit = 0
      var free = own
      free.orderCost = 0
      policy = .baseStock(S: Int64(try free.leastCostLevels(kind, atLeast: level, model: evaluator.model, cancellation: cancellation).S))
    }
    return (policy, try Evaluator(own, model: evaluator.model).evaluate(policy, cancellation: cancellation))
  }
}
