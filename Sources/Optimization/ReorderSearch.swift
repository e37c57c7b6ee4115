public import Groundwork
internal import Randomness

/// An (s, S) policy and its exact long-run cost.
public struct ReorderLevels: Sendable, Equatable {
  /// Order when the position is at or below this.
  public var s: Int
  /// Order up to this.
  public var S: Int
  /// Money per day.
  public var costPerDay: Double
  /// False when the one-step cost has several valleys, as a price per backordered unit can make it: the levels are
  /// then the best of all (s, S) policies within proven bounds, but a policy of another shape might be cheaper.
  public var isOptimalAmongAllPolicies: Bool

  public init(s: Int, S: Int, costPerDay: Double, isOptimalAmongAllPolicies: Bool = true) {
    self.s = s
    self.S = S
    self.costPerDay = costPerDay
    self.isOptimalAmongAllPolicies = isOptimalAmongAllPolicies
  }
}

extension InventoryProblem {
  /// The (s, S) policy of least long-run cost, exactly, minimum and multiple left aside.
  ///
  /// Steps from an order to the next are a renewal process, so
  ///
  ///     c(s, S) = [K + Σⱼ m(j)·g(S − j)] / M(S − s),   j = 0 … S − s − 1
  ///
  /// and the search raises *S* from the least of *g* while g(S) ≤ c, moving *s* only when that lowers the cost: Y.-S. Zheng
  /// and A. Federgruen, "Finding optimal (s, S) policies is about as simple as evaluating a single policy", *Operations
  /// Research* 39(4), 1991. No grid and no bounds are assumed. Ties go to the smaller *S*, then the smaller *s*. For
  /// continuous review the same recursion runs over customers, whose sizes carry the undershoot below *s* exactly.
  ///
  /// Where *g* is not unimodal (possible with a price per backordered unit) all (s, S) between bounds are compared.
  ///
  /// - Parameter cancellation: polled during the search.
  /// - Throws: an `OptimizationError` where the problem is not valid, has no finite answer, or would not fit.
  /// - Complexity: O((S̄ − y*)·Δ + Δ·*w*), where y* is the least of *g*, S̄ the last position with g ≤ c, Δ = S − s and *w* the points of
  ///   the step law.
  public func optimalReorderLevels(cancellation: Cancellation? = nil) throws(OptimizationError) -> ReorderLevels {
    try refuseWithoutAnswer()
    return try ReorderSearch(PositionModel(self), self).run(cancellation: cancellation)
  }
}

/// The search itself, over a reduced problem.
struct ReorderSearch {
  /// States (positions between s and S, and cost table) a search may hold.
  static let stateLimit = 2e7
  /// Multiplications a search may need.
  static let workLimit = 1e10

  /// Positions of which all pairs are compared where the one-step cost has several valleys.
  static let pairLimit = 30_000.0

  let model: PositionModel
  let curve: CostCurve
  let orderCost: Double
  let meanCostNeverOrdering: Double

  init(_ model: PositionModel, _ problem: InventoryProblem) throws(OptimizationError) {
    if problem.leadTime.crossing, !problem.leadTime.isConstant {
      throw .notCovered(reason: "with lead times that cross, only base stock has an exact answer")
    }
    if problem.holdingCost == 0 { throw .holdingIsFree }
    if problem.backorderCost == 0, problem.backorderCostPerUnit == 0 { throw .neverOrdering }
    self.model = model
    curve = CostCurve(model, problem)
    orderCost = problem.orderCost
    meanCostNeverOrdering = problem.backorderCost > 0 ? .infinity : problem.backorderCostPerUnit * model.meanStep
    try refuseWhatWouldNotFit(problem)
  }

  /// The deterministic lot with backorders gives the order of S − s; the cost table is known.
  private func refuseWhatWouldNotFit(_ problem: InventoryProblem) throws(OptimizationError) {
    let h = problem.holdingCost
    let p = problem.backorderCost > 0 ? problem.backorderCost : h
    let daily = model.meanStep / model.stepDays
    let lot = (2 * orderCost * daily * (h + p) / (h * p)).squareRoot()
    // Nor is the position ever where a step costs more than the best one and an order: for a small order cost far less than the lot, which
    // may itself be less than one step's demand.
    let ceiling = curve[curve.best] + orderCost
    let reach = curve.lastAtMost(ceiling, from: curve.best) - curve.firstAtMost(ceiling, upTo: curve.best) + 2
    let states = lot * 1.5 + Double(curve.table.count)
    if !(states <= ReorderSearch.stateLimit) { throw .tooLarge(states: states, limit: ReorderSearch.stateLimit) }
    let span = reach.isFinite ? min(lot, reach) : lot
    let work = span * (Double(model.step.probabilities.count) + span)
    if !(work <= ReorderSearch.workLimit) { throw .tooMuchWork(operations: work, limit: ReorderSearch.workLimit) }
  }

  func run(cancellation: Cancellation? = nil) throws(OptimizationError) -> ReorderLevels {
    if !curve.isUnimodal { return try exhaustive(cancellation) }
    var mass = RenewalMass(model.step)
    let start = curve.best
    // Phase 1: the best s for S = y*. Adding position s to the cycle pays as long as g(s) is below the cost so far.
    var s = start - 1
    var numerator = orderCost + mass.m[0] * curve[start]
    var cost = numerator / mass.total[1]
    while curve[s] <= cost * (1 + 1e-12) {
      // With no price per day the cost flattens below the table and this S alone may never end; compare all.
      if s < curve.low, curve.slopeBelow == 0 { return try exhaustive(cancellation) }
      let span = start - s
      if Double(span) > ReorderSearch.stateLimit { throw .tooLarge(states: Double(span) * 2, limit: ReorderSearch.stateLimit) }
      if span + 1 > mass.m.count {
        mass.extend(to: max(64, span + 1, mass.m.count * 2))
        if cancellation?.isCancelled == true { throw .cancelled }
      }
      numerator += mass.m[span] * curve[s]
      cost = numerator / mass.total[span + 1]
      s -= 1
    }
    var best = start
    // Phase 2: all S above y* whose own cost is not above the best; a window of g from
    // there down to s is read backwards, so it is stored backwards.
    let highest = curve.lastAtMost(cost, from: start)
    let states = highest - Double(s)
    if !(states <= ReorderSearch.stateLimit) { throw .tooLarge(states: states, limit: ReorderSearch.stateLimit) }
    let top = Int(highest)
    if (highest - Double(start)) * states > ReorderSearch.workLimit {
      throw .tooMuchWork(operations: (highest - Double(start)) * states, limit: ReorderSearch.workLimit)
    }
    mass.extend(to: top - s)
    // backwards[k] = g(top − k)
    let backwards = (0..<(top - s)).map { curve[top - $0] }
    var candidate = start + 1
    while candidate <= top, curve[candidate] <= cost {
      if candidate & 255 == 0, cancellation?.isCancelled == true { throw .cancelled }
      var span = candidate - s
      var sum = orderCost + ReorderSearch.window(mass, backwards, from: top - candidate, count: span)
      if sum / mass.total[span] < cost * (1 - 1e-12) {
        best = candidate
        cost = sum / mass.total[span]
        // Dropping position s + 1 from the cycle pays while its own cost is above the average.
        while span > 1, curve[s + 1] > cost * (1 + 1e-12) {
          s += 1
          span -= 1
          sum -= mass.m[span] * curve[s]
          cost = sum / mass.total[span]
        }
      }
      candidate += 1
    }
    let span = best - s
    let exact = orderCost + ReorderSearch.window(mass, backwards, from: top - best, count: span)
    cost = exact / mass.total[span]
    if cost >= meanCostNeverOrdering { throw .neverOrdering }
    return ReorderLevels(s: s, S: best, costPerDay: cost / model.stepDays)
  }

  private static func window(_ mass: RenewalMass, _ backwards: [Double], from first: Int, count: Int) -> Double {
    mass.m.withUnsafeBufferPointer { m in
      backwards.withUnsafeBufferPointer { g in
        guard let a = m.baseAddress, let b = g.baseAddress else { return 0 }
        return LatticeArithmetic.dot(a, b + first, count)
      }
    }
  }

  /// Every (s, S) whose levels lie where the one-step cost can be below the best cost known. Below that range,
  /// adding a position to a cycle can only raise its cost; above it, starting a step lower can only lower it.
  private func exhaustive(_ cancellation: Cancellation?) throws(OptimizationError) -> ReorderLevels {
    var mass = RenewalMass(model.step)
    let first = orderCost / mass.m[0] + curve[curve.best]
    let ceiling = min(first, meanCostNeverOrdering)
    var high = curve.low + curve.table.count - 1
    if curve[high] <= ceiling {
      let last = curve.lastAtMost(ceiling, from: high)
      if !(last - Double(curve.low) <= ReorderSearch.pairLimit) {
        throw .tooLarge(states: last - Double(curve.low), limit: ReorderSearch.pairLimit)
      }
      high = Int(last)
    }
    var low = curve.low
    if curve[low] < ceiling {
      let furthest = curve.firstAtMost(ceiling, upTo: low)
      if furthest.isFinite, Double(high) - furthest <= ReorderSearch.pairLimit { low = Int(furthest) }
      if furthest.isFinite, Double(high) - furthest > ReorderSearch.pairLimit {
        throw .tooLarge(states: Double(high) - furthest, limit: ReorderSearch.pairLimit)
      }
    }
    let count = high - low + 1
    if Double(count) > ReorderSearch.pairLimit { throw .tooLarge(states: Double(count), limit: ReorderSearch.pairLimit) }
    mass.extend(to: count)
    var best = ReorderLevels(s: 0, S: 0, costPerDay: .infinity, isOptimalAmongAllPolicies: curve.isUnimodal)
    for S in low...high {
      if S & 63 == 0, cancellation?.isCancelled == true { throw .cancelled }
      var numerator = orderCost
      var s = S - 1
      while s >= low - 1 {
        let span = S - s
        numerator += mass.m[span - 1] * curve[s + 1]
        let cost = numerator / mass.total[span]
        if cost < best.costPerDay * (1 - 1e-12) || (S == best.S && cost <= best.costPerDay * (1 + 1e-12)) {
          best = ReorderLevels(s: s, S: S, costPerDay: cost, isOptimalAmongAllPolicies: curve.isUnimodal)
        }
        s -= 1
      }
    }
    if best.costPerDay >= meanCostNeverOrdering * (1 - 1e-12) { throw .neverOrdering }
    best.costPerDay /= model.stepDays
    return best
  }
}
