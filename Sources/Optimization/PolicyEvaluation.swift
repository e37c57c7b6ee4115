public import Groundwork
internal import Randomness
public import Supply

/// What a policy costs and how well it serves in the long run, exactly, in the terms of the KPI dictionary.
public struct PolicyEvaluation: Sendable, Equatable {
  /// Money per day: the sum of the three below.
  public var costPerDay: Double
  public var orderingCostPerDay: Double
  public var holdingCostPerDay: Double
  /// Both prices of waiting together: per unit-day and per unit.
  public var backorderCostPerDay: Double
  /// Units served from stock at the moment they are asked ÷ units asked (type 2).
  public var fillRate: Double
  /// Share of receipts just before which nothing is owed (type 1): a cycle that ends so left no
  /// customer waiting. Nil with crossing lead times, where receipts and orders do not pair off.
  public var cycleService: Double?
  /// Share of time with positive net stock.
  public var readyRate: Double
  /// Time averages, units.
  public var meanStock: Double
  public var meanBackorders: Double
  public var ordersPerDay: Double
  /// Units per order.
  public var meanOrderQuantity: Double
  /// Units of mean demand per day.
  public var meanDailyDemand: Double

  /// Mean wait of all units, days: mean backorders ÷ mean demand (Little's law).
  public var meanWaitDays: Double { meanDailyDemand > 0 ? meanBackorders / meanDailyDemand : 0 }
}

extension InventoryProblem {
  /// Exact long-run cost and service of a policy, through the same decision function the simulator obeys, minimum and multiple included.
  ///
  /// The position after a decision is a Markov chain that does not depend on the lead time. Between two orders it is a renewal process;
  /// the positions that orders lead to form a small chain, solved without subtraction. For (r, nQ) the uniform law is used at once.
  ///
  /// - Throws: `policyNeverOrders`, `tooLarge`, `invalid`, or `notCovered` where no exact answer exists (crossing lead times for anything
  ///   but base stock).
  /// - Complexity: O(Δ·*w* + *z*·Δ·*w* + *z*³) for Δ positions in a cycle, *w* points of the step law and *z* positions that an order can
  ///   lead to (1 for (s, S)
  ///   without minimum and multiple); *z* is at most 600.
  public func evaluate(_ policy: Policy, cancellation: Cancellation? = nil) throws(OptimizationError) -> PolicyEvaluation {
    try Evaluator(self).evaluate(policy, cancellation: cancellation)
  }
}

/// The laws of a problem prepared once for the evaluation of many policies.
struct Evaluator {
  let problem: InventoryProblem
  let model: PositionModel
  let exposure: ExpectedExcess
  let before: ExpectedExcess
  let after: ExpectedExcess
  let crosses: Bool

  /// The laws a policy of the problem meets: what is on order, one by one, where lead times cross.
  static func model(of problem: InventoryProblem) throws(OptimizationError) -> PositionModel {
    if problem.leadTime.crossing && !problem.leadTime.isConstant { return try PositionModel(baseStockWithCrossing: problem) }
    return try PositionModel(problem)
  }

  init(_ problem: InventoryProblem) throws(OptimizationError) {
    self.init(problem, model: try Evaluator.model(of: problem))
  }

  init(_ problem: InventoryProblem, model: PositionModel) {
    self.problem = problem
    self.model = model
    crosses = problem.leadTime.crossing && !problem.leadTime.isConstant
    exposure = ExpectedExcess(model.exposure)
    before = ExpectedExcess(model.before)
    after = ExpectedExcess(model.after)
  }

  func evaluate(_ policy: Policy, cancellation: Cancellation? = nil) throws(OptimizationError) -> PolicyEvaluation {
    let rule = try OrderRule(policy, problem)
    if crosses {
      guard rule.minimum == 1, rule.multiple == 1, rule.after(rule.trigger) == rule.trigger + 1 else {
        throw .notCovered(reason: "with lead times that cross, only base stock has an exact answer")
      }
    }
    let cycle = try PositionCycle.under(
      rule, step: model.step, from: start(of: policy, rule, at: problem.opening.position(under: policy)), cancellation: cancellation)
    return summary(cycle, trigger: rule.trigger)
  }

  /// Where the position begins, as far as a cycle needs to know it; nil where it does not matter or is not known.
  func start(of policy: Policy, _ rule: OrderRule, at position: Int?) -> (divisor: Int, above: Int)? {
    guard let position else { return nil }
    let divisor = rule.keptDivisor(demand: problem.demandDivisor)
    return divisor > 1 ? (divisor, floored(position - rule.trigger, modulo: divisor)) : nil
  }

  /// The cost of `summary` alone.
  func costPerDay(_ cycle: PositionCycle) -> Double { cost(cycle, means(cycle, withUnmet: problem.backorderCostPerUnit != 0)).total }

  /// Mean stock, mean units owed, and units of a step's demand that are not served at once (0 where they are not asked for).
  private func means(_ cycle: PositionCycle, withUnmet: Bool) -> (stock: Double, owed: Double, unmet: Double) {
    var sums = (stock: 0.0, owed: 0.0, unmet: 0.0)
    for (i, share) in cycle.share.enumerated() where share > 0 {
      let y = cycle.lowest + i
      sums.stock += share * exposure.unused(y)
      sums.owed += share * exposure.short(y)
      if withUnmet { sums.unmet += share * max(0, after.short(y) - before.short(y)) }
    }
    return sums
  }

  /// Money per day at these means.
  private func cost(_ cycle: PositionCycle, _ means: (stock: Double, owed: Double, unmet: Double)) -> (
    ordering: Double, holding: Double, waiting: Double, total: Double
  ) {
    let ordering = problem.orderCost * (cycle.ordersPerStep / model.stepDays)
    let holding = problem.holdingCost * means.stock
    let waiting = problem.backorderCost * means.owed + problem.backorderCostPerUnit * means.unmet / model.stepDays
    return (ordering, holding, waiting, ordering + holding + waiting)
  }

  func summary(_ cycle: PositionCycle, trigger: Int) -> PolicyEvaluation {
    let means = means(cycle, withUnmet: true), cost = cost(cycle, means)
    var positive = 0.0
    for (i, share) in cycle.share.enumerated() where share > 0 { positive += share * exposure.atMost(cycle.lowest + i - 1) }
    var covered = 0.0
    for (u, p) in cycle.undershoot.enumerated() where p > 0 { covered += p * before.atMost(trigger - u) }
    let days = model.stepDays
    let mean = model.meanStep
    return PolicyEvaluation(
      costPerDay: cost.total, orderingCostPerDay: cost.ordering, holdingCostPerDay: cost.holding, backorderCostPerDay: cost.waiting,
      fillRate: max(0, min(1, 1 - means.unmet / mean)), cycleService: crosses ? nil : max(0, min(1, covered)),
      readyRate: max(0, min(1, positive)),
      meanStock: means.stock, meanBackorders: means.owed, ordersPerDay: cycle.ordersPerStep / days, meanOrderQuantity: mean / cycle.ordersPerStep,
      meanDailyDemand: mean / days)
  }
}
