public import Groundwork
internal import Randomness
internal import Supply

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
  /// is below the best cost. Where lots and demand share a divisor and the opening is known, the position is uniform on those that keep the
  /// opening's remainder; lots are searched by that divisor, each on its own positions. For unit demands and *Q* = S − s this is the (s, S)
  /// cost. Ties go to the smaller *Q*, then the smaller *r*.
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
    // P(D ≥ k): E min(D, Q) grows by it.
    var atLeast = [Double](repeating: 0, count: model.step.largest + 2)
    for (i, p) in model.step.probabilities.enumerated() { atLeast[i + model.step.offset] = p }
    var k = model.step.largest - 1
    while k >= 0 {
      atLeast[k] += atLeast[k + 1]
      k -= 1
    }
    var best = LotLevels(r: 0, Q: 0, costPerDay: .infinity)
    let divisor = problem.opening == .anywhere ? 1 : max(1, problem.demandDivisor)
    let kept = greatestCommonDivisor(divisor, Int(problem.multiple))
    for common in 1...divisor where divisor % common == 0 && common % kept == 0 {
      let remainders: Range<Int>
      if case .at(let units) = problem.opening {
        let remainder = floored(Int(units), modulo: common)
        remainders = remainder..<(remainder + 1)
      } else {
        remainders = 0..<common
      }
      for remainder in remainders {
        try search(Lattice(divisor: divisor, common: common, remainder: remainder), atLeast, &best, cancellation)
      }
    }
    if best.costPerDay >= never { throw .neverOrdering }
    best.costPerDay /= model.stepDays
    return best
  }

  /// The positions that lots with one common divisor with demand pass through: `remainder` and every `common`-th one from there.
  private struct Lattice {
    /// Of all demand; 1 where the opening is not known.
    var divisor: Int
    var common: Int
    var remainder: Int

    func position(_ place: Int) -> Int { remainder + common * place }
  }

  /// The lots whose greatest common divisor with demand is the lattice's, by windows of its positions.
  private func search(_ lattice: Lattice, _ atLeast: [Double], _ best: inout LotLevels, _ cancellation: Cancellation?)
    throws(OptimizationError)
  {
    let multiple = Int(problem.multiple), common = lattice.common
    let least = max(1, (Int(problem.minimum) + multiple - 1) / multiple) * multiple
    func cost(_ place: Int) -> Double { curve[lattice.position(place)] }
    var low = (curve.best - lattice.remainder - floored(curve.best - lattice.remainder, modulo: common)) / common
    if common > 1, cost(low + 1) < cost(low) { low += 1 }
    var high = low - 1
    var ordered = 0.0
    var sum = 0.0
    var count = 0
    var runStart = 1
    while true {
      count += 1
      let Q = count * common
      if Double(Q) > LotSearch.lotLimit, best.costPerDay >= never { return }
      if Double(Q) > LotSearch.lotLimit { throw .tooLarge(states: Double(Q) * 2, limit: LotSearch.lotLimit) }
      if count & 4095 == 0, cancellation?.isCancelled == true { throw .cancelled }
      for k in (Q - common + 1)...Q where k < atLeast.count { ordered += atLeast[k] }
      if curve.isUnimodal {
        if high < low || cost(low - 1) > cost(high + 1) {
          high += 1
          sum += cost(high)
        } else {
          low -= 1
          sum += cost(low)
        }
      } else {
        let work = Double(count) * Double(curve.table.count)
        if work > 5e9 { throw .tooMuchWork(operations: work, limit: 5e9) }
        (low, sum) = bestWindow(count, lattice)
        high = low + count - 1
      }
      let mean = sum / Double(count)
      if mean >= best.costPerDay, Q > least {
        // With one valley the mean only rises from here. With several, longer windows are
        // made of pieces of lengths Q₀ … 2Q₀ − 1, so a run of that length proves it.
        if curve.isUnimodal || count >= 2 * runStart { return }
      } else {
        runStart = count + 1
      }
      if Q < least || Q % multiple != 0 || greatestCommonDivisor(lattice.divisor, Q) != common { continue }
      let total = (problem.orderCost * ordered + sum * Double(common)) / Double(Q)
      let r = trigger(below: lattice.position(low), Q, lattice)
      let isTie = total <= best.costPerDay * (1 + 1e-12) && (Q, r) < (best.Q, best.r)
      if total < best.costPerDay * (1 - 1e-12) || isTie { best = LotLevels(r: r, Q: Q, costPerDay: total) }
      // With no price per day the window's mean only tends to the cost of never ordering.
      if best.costPerDay >= never, mean >= never * (1 - 1e-9) { return }
    }
  }

  /// The reorder point whose window of positions on the lattice begins at `lowest`: the smallest where all between two positions are one,
  /// that which opens on the lattice where the policy itself says where the position begins.
  private func trigger(below lowest: Int, _ Q: Int, _ lattice: Lattice) -> Int {
    if lattice.common == 1 { return lowest - 1 }
    if problem.opening == .ofPolicy {
      for r in (lowest - lattice.common)..<lowest {
        let opening = Int(clamping: Policy.rQ(r: Int64(r), Q: Int64(Q)).meanPosition)
        if floored(opening - lattice.remainder, modulo: lattice.common) == 0 { return r }
      }
      return lowest - 1
    }
    return lowest - lattice.common
  }

  /// The window of `count` places with the least sum, lowest first, by sliding over the whole table.
  private func bestWindow(_ count: Int, _ lattice: Lattice) -> (low: Int, sum: Double) {
    func cost(_ place: Int) -> Double { curve[lattice.position(place)] }
    let first = (curve.low - lattice.remainder) / lattice.common - count - (lattice.common > 1 ? 1 : 0)
    var sum = 0.0
    for y in first..<(first + count) { sum += cost(y) }
    var best = (low: first, sum: sum)
    var low = first
    let last = (curve.low + curve.table.count - lattice.remainder) / lattice.common + (lattice.common > 1 ? 1 : 0)
    while low < last {
      sum += cost(low + count) - cost(low)
      low += 1
      if sum < best.sum * (1 - 1e-12) { best = (low, sum) }
    }
    return best
  }
}
