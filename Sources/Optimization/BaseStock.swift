internal import Randomness

/// A base-stock level and its exact cost.
public struct BaseStockLevel: Sendable, Equatable {
  /// Order up to this at every decision.
  public var S: Int
  /// Money per day, order costs included.
  public var costPerDay: Double

  public init(S: Int, costPerDay: Double) {
    self.S = S
    self.costPerDay = costPerDay
  }
}

extension InventoryProblem {
  /// The base-stock level of least long-run cost: the newsvendor on the demand that a
  /// decision must cover. The smallest of levels that tie.
  ///
  /// With *p* alone it is the smallest *S* with P(X ≤ S) ≥ p/(p + h) (Arrow, Harris and Marschak, 1951). Optimal among all
  /// policies where an order costs nothing; the best of its class otherwise. Lead times may cross: what is on order is then a sum
  /// over orders that each have their own lead time (for Poisson customers, Palm's theorem: the mean lead time alone matters).
  ///
  /// - Throws: an `OptimizationError` where the problem is not valid, has no finite answer, or would not fit.
  /// - Complexity: O(points of the exposure law), after making that law.
  public func optimalBaseStock() throws(OptimizationError) -> BaseStockLevel {
    try refuseWithoutAnswer()
    return try optimalBaseStock(model: Evaluator.model(of: self))
  }

  /// The same with the laws already made.
  func optimalBaseStock(model: PositionModel) throws(OptimizationError) -> BaseStockLevel {
    if holdingCost == 0 { throw .holdingIsFree }
    if backorderCost == 0, backorderCostPerUnit == 0 { throw .neverOrdering }
    let curve = CostCurve(model, self)
    let zero = model.step.offset == 0 ? model.step.probabilities[0] : 0
    let cost = curve[curve.best] + orderCost * (1 - zero)
    if backorderCost == 0, cost >= backorderCostPerUnit * model.meanStep { throw .neverOrdering }
    return BaseStockLevel(S: curve.best, costPerDay: cost / model.stepDays)
  }
}

extension PositionModel {
  /// The demand whose replenishment is still on its way, when each order has a lead time of its own.
  ///
  /// Continuous review of Poisson customers: compound Poisson with mean rate·E(L) (Palm; Feeney and Sherbrooke, *Management
  /// Science* 12(5), 1966). Demand by period: Σ over ages *a* of a period's demand with probability P(L > a), independent; where orders
  /// arrive within a period, the mean of these laws over its course.
  ///
  /// - Complexity: as many sums of laws as the longest lead time has periods, times the moments of a period at which orders can arrive.
  init(baseStockWithCrossing problem: InventoryProblem) throws(OptimizationError) {
    var constant = problem
    constant.leadTime = .constant(0)
    try problem.validate()
    try self.init(constant)
    var mass = 0.0
    for weight in problem.leadTime.weights { mass += weight }
    switch (problem.demand, problem.timing) {
    case (.compoundPoisson, .continuous):
      constant.leadTime = .constant(problem.leadTime.mean)
      try self.init(constant)
    case (.perPeriod, .sequence(1)), (.compoundPoisson, .sequence(1)), (.perPeriod, .continuous):
      var counted = false
      if case .continuous = problem.timing { counted = true }
      // In periods, without the last digits, so that equal parts of a period are equal.
      let lengths = problem.leadTime.days.map { ($0 / problem.periodDays * 1e9).rounded() / 1e9 }
      for (days, length) in zip(problem.leadTime.days, lengths) where !counted && length != length.rounded() {
        throw .notCovered(reason: "a crossing lead time of \(days) days is not a whole number of periods")
      }
      // Parts of a period after which orders arrive, from its start on.
      let arrivals = ([0] + lengths.map { (($0 - $0.rounded(.down)) * 1e9).rounded() / 1e9 }).sorted().reduce(into: [Double]()) {
        if $0.last != $1 { $0.append($1) }
      }
      let longest = Int((lengths.max() ?? 0).rounded(.up))
      let points = Double(longest + 1) * Double(step.probabilities.count)
      let cells = points * points / 2 * Double(arrivals.count)
      let limit = arrivals.count > 1 ? 2e10 : 1e11
      if cells > limit { throw .tooLarge(states: cells, limit: limit) }
      func share(longerThan age: Double) -> Double {
        var sum = 0.0
        for (length, weight) in zip(lengths, problem.leadTime.weights) where length > age + 0.5e-9 { sum += weight }
        return sum / mass
      }
      // What is outstanding from orders of age `first` periods and more, a part of a period after its start.
      func outstanding(from first: Int, at part: Double = 0) -> LatticeDistribution {
        var law = LatticeArithmetic.zero
        var age = first
        while age < longest {
          let p = share(longerThan: Double(age) + part)
          if p >= 1 {
            law = LatticeArithmetic.sum(law, step)
          } else if p > 0 {
            law = LatticeArithmetic.sum(law, LatticeArithmetic.mixture([(1 - p, LatticeArithmetic.zero), (p, step)]))
          }
          age += 1
        }
        return law
      }
      let onOrder = outstanding(from: 0)
      if counted {
        let ends = arrivals.dropFirst() + [1]
        exposure =
          arrivals.count == 1
          ? onOrder : LatticeArithmetic.mixture(zip(arrivals, ends).map { ($1 - $0, outstanding(from: 0, at: $0)) })
        before = outstanding(from: 1)
        after = LatticeArithmetic.sum(before, step)
      } else {
        before = onOrder
        after = LatticeArithmetic.sum(onOrder, step)
        exposure = after
      }
    default:
      throw .notCovered(reason: "with lead times that cross, the exact answer is for continuous review or review every period")
    }
  }
}
