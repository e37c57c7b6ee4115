public import Groundwork
internal import Randomness

/// An (r, Q) policy and its exact cost.
public struct LotLevels: Sendable, Equatable {
  /// Order when the position is at or below this.
  public var r: Int
  /// Order the least multiple of this that lifts the position above `r`.
  public var Q: Int
  /// Money per day.
  public var costPerDay: Double

  public init(r: Int, Q: Int, costPerDay: Double) {
    self.r = r
    self.Q = Q
    self.costPerDay = costPerDay
  }
}

extension InventoryProblem {
  /// The (r, nQ) policy of least long-run cost, exactly; *Q* keeps to the supplier's minimum and multiple.
  ///
  /// The position after a decision is uniform on r + 1 … r + Q, so
  ///
  ///     c(r, Q) = [K·E min(D, Q) + Σ g(y)] / Q,   y = r + 1 … r + Q
  ///
  /// with *D* the demand of a step. For each *Q* the best window of *g* is that of the *Q* − 1 before, grown at its cheaper end (A.
  /// Federgruen and Y.-S. Zheng, "An efficient algorithm for computing an optimal (r, Q) policy in continuous review stochastic
  /// inventory systems", *Operations Research* 40(4), 1992); *Q* is raised while the mean of *g* over its window, which rises with *Q*,
  /// is below the best cost. For unit demands and *Q* = S − s this is the (s, S) cost. Ties go to the smaller *Q*, then the smaller *r*.
  ///
  /// - Throws: an `OptimizationError` where the problem is not valid, has no finite answer, or would not fit.
  /// - Complexity: O(Q̄) after making the cost curve, Q̄ the last *Q* tried; O(Q̄·range) where *g* has several valleys.
  public func optimalLot(cancellation: Cancellation? = nil) throws(OptimizationError) -> LotLevels {
    try refuseWithoutAnswer()
    let model = try PositionModel(self)
    return try LotSearch(model, self).run(cancellation)
  }
}

struct LotSearch {
  let model: PositionModel
  let curve: CostCurve
  let problem: InventoryProblem
  let never: Double

  static let lotLimit = 2e7

  init(_ model: PositionModel, _ problem: InventoryProblem) throws(OptimizationError) {
    if problem.leadTime.crossing, !problem.leadTime.isConstant {
      throw .notCovered(reason: "with lead times that cross, only base stock has an exact answer")
    }
    if problem.holdingCost == 0 { throw .holdingIsFree }
    if problem.backorderCost == 0, problem.backorderCostPerUnit == 0 { throw .neverOrdering }
    self.model = model
    self.problem = problem
    curve = CostCurve(model, problem)
    never = problem.backorderCost > 0 ? .infinity : problem.backorderCostPerUnit * model.meanStep
    let h = problem.holdingCost
    let p = problem.backorderCost > 0 ? problem.backorderCost : h
    let lot = (2 * problem.orderCost * model.meanStep / model.stepDays * (h + p) / (h * p)).squareRoot()
    let largest = max(lot * 2, Double(max(problem.minimum, problem.multiple)))
    if !(largest <= LotSearch.lotLimit) { throw .tooLarge(states: largest, limit: LotSearch.lotLimit) }
  }

  func run(_ cancellation: Cancellation?) throws(OptimizationError) -> LotLevels {
    let multiple = Int(problem.multiple)
    let least = max(1, (Int(problem.minimum) + multiple - 1) / multiple) * multiple
    // E min(D, Q) grows by P(D ≥ Q).
    var atLeast = [Double](repeating: 0, count: model.step.largest + 2)
    for (i, p) in model.step.probabilities.enumerated() { atLeast[i + model.step.offset] = p }
    var k = model.step.largest - 1
    while k >= 0 {
      atLeast[k] += atLeast[k + 1]
      k -= 1
    }
    var best = LotLevels(r: 0, Q: 0, costPerDay: .infinity)
    var ordered = 0.0
    var low = curve.best
    var high = curve.best - 1
    var sum = 0.0
    var Q = 0
    var runStart = 1
    while true {
      Q += 1
      if Double(Q) > LotSearch.lotLimit, best.costPerDay >= never { throw .neverOrdering }
      if Double(Q) > LotSearch.lotLimit { throw .tooLarge(states: Double(Q) * 2, limit: LotSearch.lotLimit) }
      if Q & 4095 == 0, cancellation?.isCancelled == true { throw .cancelled }
      ordered += Q < atLeast.count ? atLeast[Q] : 0
      if curve.isUnimodal {
        if high < low || curve[low - 1] > curve[high + 1] {
          high += 1
          sum += curve[high]
        } else {
          low -= 1
          sum += curve[low]
        }
      } else {
        if Double(Q) * Double(curve.table.count) > 5e9 { throw .tooMuchWork(operations: Double(Q) * Double(curve.table.count), limit: 5e9) }
        (low, sum) = bestWindow(Q)
        high = low + Q - 1
      }
      let mean = sum / Double(Q)
      if mean >= best.costPerDay, Q > least {
        // With one valley the mean only rises from here. With several, longer windows are
        // made of pieces of lengths Q₀ … 2Q₀ − 1, so a run of that length proves it.
        if curve.isUnimodal || Q >= 2 * runStart { break }
      } else {
        runStart = Q + 1
      }
      if Q < least || Q % multiple != 0 { continue }
      let cost = (problem.orderCost * ordered + sum) / Double(Q)
      if cost < best.costPerDay * (1 - 1e-12) { best = LotLevels(r: low - 1, Q: Q, costPerDay: cost) }
      // With no price per day the window's mean only tends to the cost of never ordering.
      if best.costPerDay >= never, mean >= never * (1 - 1e-9) { break }
    }
    if best.costPerDay >= never { throw .neverOrdering }
    best.costPerDay /= model.stepDays
    return best
  }

  /// The window of `count` positions with the least sum, lowest first, by sliding over the whole table.
  private func bestWindow(_ count: Int) -> (low: Int, sum: Double) {
    let first = curve.low - count
    var sum = 0.0
    for y in first..<(first + count) { sum += curve[y] }
    var best = (low: first, sum: sum)
    var low = first
    let last = curve.low + curve.table.count
    while low < last {
      sum += curve[low + count] - curve[low]
      low += 1
      if sum < best.sum * (1 - 1e-12) { best = (low, sum) }
    }
    return best
  }
}
