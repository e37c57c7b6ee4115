public import Groundwork
public import Supply

/// The price of waiting at which levels are right: what an owner of these levels must believe a stock-out costs.
public struct ImpliedPenalty: Sendable, Equatable {
  /// Money per unit owed and day: within this interval no other level is better for the same
  /// order sizes. The upper end is infinite when a stock-out cannot happen at these levels.
  public var perUnitDay: ClosedRange<Double>
  /// Money once per unit that had to wait: the same, priced by the unit. Nil where no single price makes these levels right.
  public var perUnit: ClosedRange<Double>?
  /// What the policy costs, at the price in the middle of `perUnitDay`, above the best (s, S) policy at
  /// that price; money per day. 0: the order size is right too. Nil where that best policy is not known.
  public var excessCostPerDay: Double?

  /// The middle of `perUnitDay`, or its lower end where it has no upper one. Money per unit and day.
  public var typical: Double {
    perUnitDay.upperBound.isFinite ? (perUnitDay.lowerBound + perUnitDay.upperBound) / 2 : perUnitDay.lowerBound
  }

  public init(perUnitDay: ClosedRange<Double>, perUnit: ClosedRange<Double>?, excessCostPerDay: Double?) {
    self.perUnitDay = perUnitDay
    self.perUnit = perUnit
    self.excessCostPerDay = excessCostPerDay
  }
}

extension InventoryProblem {
  /// "Your levels are right if a stock-out costs 3.10 a day."
  ///
  /// With a(s) the holding cost and b(s) the mean backorders when all levels are moved to
  /// *s*, the cost a(s) + p·b(s) is least at *s* exactly for
  ///
  ///     [a(s) − a(s−1)] / [b(s−1) − b(s)]  ≤  p  ≤  [a(s+1) − a(s)] / [b(s) − b(s+1)]
  ///
  /// since *a* and *b* are convex in *s*. The problem's own prices of waiting play no part.
  ///
  /// - Throws: as `evaluate`; `holdingIsFree` where no price can be implied.
  /// - Complexity: three evaluations of one cycle and one search.
  public func impliedPenalty(of policy: Policy, cancellation: Cancellation? = nil) throws(OptimizationError) -> ImpliedPenalty {
    if holdingCost == 0 { throw .holdingIsFree }
    return try impliedPenalty(of: policy, model: Evaluator.model(of: self), cancellation: cancellation)
  }

  /// The same with the laws already made, which do not depend on prices or the supplier's terms.
  func impliedPenalty(of policy: Policy, model: PositionModel, cancellation: Cancellation?) throws(OptimizationError) -> ImpliedPenalty {
    let evaluator = Evaluator(self, model: model)
    if evaluator.crosses { _ = try evaluator.evaluate(policy, cancellation: cancellation) }
    let shape = try PolicyShape(policy, evaluator, cancellation: cancellation)
    let below = shape.neighbour(-1)
    let here = shape.evaluation(shiftedBy: 0)
    let above = shape.neighbour(1)
    func ratio(_ cost: Double, _ gain: Double) -> Double { gain > 0 ? max(0, cost) / gain : .infinity }
    let low = ratio(here.holdingCostPerDay - below.holdingCostPerDay, below.meanBackorders - here.meanBackorders)
    let high = ratio(above.holdingCostPerDay - here.holdingCostPerDay, here.meanBackorders - above.meanBackorders)
    let demand = here.meanDailyDemand
    let lowUnit = ratio(here.holdingCostPerDay - below.holdingCostPerDay, (here.fillRate - below.fillRate) * demand)
    let highUnit = ratio(above.holdingCostPerDay - here.holdingCostPerDay, (above.fillRate - here.fillRate) * demand)
    var result = ImpliedPenalty(
      perUnitDay: min(low, high)...max(low, high), perUnit: lowUnit <= highUnit && lowUnit.isFinite ? lowUnit...highUnit : nil,
      excessCostPerDay: nil)
    let price = result.typical
    if price.isFinite, price > 0, minimum <= 1, multiple == 1, !evaluator.crosses {
      let priced = priced(backorderCost: price, perUnit: 0)
      if let search = try? ReorderSearch(evaluator.model, priced), let best = try? search.run(cancellation: cancellation) {
        let cost = here.orderingCostPerDay + here.holdingCostPerDay + price * here.meanBackorders
        result.excessCostPerDay = max(0, cost - best.costPerDay)
      }
    }
    return result
  }
}
