public import Randomness

/// One item whose unmet demand is lost, with a lead time of whole periods and no cost of ordering.
///
/// Each period: receive what was ordered *L* periods ago, order, demand; then *h* for each unit left and *p* for each unit lost. A state is
/// the stock on hand and the orders under way; no smaller description is exact (S. Karlin and H. Scarf, 1958).
public struct LostSalesProblem: Sendable, Equatable {
  /// Demand of a period; non-negative integers, independent and identically distributed.
  public var demand: LatticeDistribution
  /// *L*, periods; 0 means that an order serves the demand of its own period.
  public var leadTime: Int
  /// *h*, money per unit left at a period's end; greater than 0.
  public var holdingCost: Double
  /// *p*, money per unit lost (its margin and the customer's anger); greater than 0.
  public var lostSaleCost: Double

  public init(demand: LatticeDistribution, leadTime: Int, holdingCost: Double, lostSaleCost: Double) {
    self.demand = demand
    self.leadTime = leadTime
    self.holdingCost = holdingCost
    self.lostSaleCost = lostSaleCost
  }

  static let reduce = "shorten the lead time, count in larger units, or use the capped base stock, whose orders are few"

  func validate() throws(OptimizationError) {
    try demand.validateAsDemand("demand")
    if leadTime < 0 || leadTime > 1_000 { throw .invalid(field: "leadTime", reason: "must be 0 to 1000 periods") }
    if !(holdingCost >= 0) || !holdingCost.isFinite { throw .invalid(field: "holdingCost", reason: "must be a finite number, at least 0") }
    if !(lostSaleCost >= 0) || !lostSaleCost.isFinite {
      throw .invalid(field: "lostSaleCost", reason: "must be a finite number, at least 0")
    }
    if demand.mean <= 0 { throw .noDemand }
    if holdingCost == 0 { throw .holdingIsFree }
    if lostSaleCost == 0 { throw .neverOrdering }
    try NumberCheck.comparable(lostSaleCost, "lostSaleCost", to: holdingCost, "the holding cost")
    try NumberCheck.comparable(holdingCost, "holdingCost", to: lostSaleCost, "the price of a lost sale")
  }

  /// Width of bounds, money a period: a millionth of what losing all demand costs at a price of no more than 100 *h*. A dear sale makes stock
  /// no dearer than some more units of it, so the cost does not grow with *p* as what it is measured by would; but nothing finer than what
  /// numbers of the size of *p* resolve.
  var usualTolerance: Double { max(1e-6 * min(lostSaleCost, 100 * holdingCost), 1e-11 * lostSaleCost) * demand.mean }

  /// The greatest number of which every demand is a multiple.
  public var demandLot: Int { max(1, LatticeArithmetic.commonDivisor(demand)) }

  /// The same problem counted in the greatest unit that divides every demand, and that unit.
  ///
  /// Exact for the optimum and for a base stock: costs are linear between multiples of the unit in every order, so that a best order is a
  /// multiple. Not for a cap or a constant order, which are added up: half a lot every period is a lot every other period.
  func inLots() -> (problem: LostSalesProblem, lot: Int) {
    let divisor = LatticeArithmetic.commonDivisor(demand)
    if divisor <= 1 { return (self, 1) }
    var copy = self
    copy.demand = LatticeArithmetic.counted(demand, in: divisor)
    copy.holdingCost = holdingCost * Double(divisor)
    copy.lostSaleCost = lostSaleCost * Double(divisor)
    return (copy, divisor)
  }

  /// Element *m* is the least level that covers the demand of *m* periods with probability *p*/(*p* + *h*), *m* = 0 … *L* + 1.
  ///
  /// Consecutive orders of *m* periods that sum to more are never worth their holding: by convexity a unit beyond costs at least
  /// *h*·P(unsold) − *p*·P(sold) ≥ 0 (T. Morton, "Bounds on the solution of the lagged optimal inventory equation with no demand
  /// backlogging and proportional costs", *SIAM Review* 11(4), 1969; P. Zipkin, "Old and new methods for lost-sales inventory systems",
  /// *Operations Research* 56(5), 2008).
  func fractiles() throws(OptimizationError) -> [Int] {
    let share = lostSaleCost / (lostSaleCost + holdingCost)
    var levels = [0]
    var sum = LatticeArithmetic.zero
    for _ in 0...leadTime {
      if Double(sum.probabilities.count) * Double(demand.probabilities.count) > 3e9 {
        throw .tooLarge(states: Double(sum.probabilities.count) * Double(demand.probabilities.count), limit: 3e9)
      }
      sum = LatticeArithmetic.sum(sum, demand)
      let excess = ExpectedExcess(sum)
      var low = sum.smallest
      var high = sum.largest
      while low < high {
        let middle = low + (high - low) / 2
        if excess.atMost(middle) >= share * (1 - 1e-13) { high = middle } else { low = middle + 1 }
      }
      levels.append(low)
    }
    return levels
  }
}

/// A policy of a simple class for lost sales, with its cost.
public struct LostSalesPolicy: Sendable, Equatable {
  /// Order up to this, on hand and under way together; nil for a constant order.
  public var S: Int?
  /// Most units of one order; nil where there is no cap. For a constant order, its size.
  public var cap: Int?
  /// The long-run average cost of a period lies between these.
  public var lower: Double
  public var upper: Double
  /// False where only multiples of demand's common divisor were tried, the others being too many.
  public var isBestOfClass = true
  /// Sweeps that the evaluation took; 0 where it is a closed form.
  public var sweeps = 0

  /// The middle of the bounds.
  public var cost: Double { (lower + upper) / 2 }
}

/// The best of all policies for lost sales, with bounds.
public struct LostSalesOptimum: Sendable {
  /// The least long-run average cost of a period lies between these; the policy's own is at most `upper`.
  public var lower: Double
  public var upper: Double
  public var states: Int
  public var sweeps: Int
  /// Units in which stock and orders are counted; all demands are multiples of it.
  public var lot: Int
  let space: LostSalesSpace?
  let orders: [Int32]
  /// Without a lead time the policy is a base stock.
  let level: Int

  /// The middle of the bounds.
  public var cost: Double { (lower + upper) / 2 }

  /// Greatest stock and orders together that the policy ever has.
  public var highest: Int { (space?.total ?? level) * lot }

  /// Units to order now.
  ///
  /// - Parameters:
  ///   - onHand: stock after receipt, units.
  ///   - pipeline: what is due in 1, 2, … *L* − 1 periods.
  /// - Returns: nil for a state that the policy never reaches and the solver left out.
  public func order(onHand: Int, pipeline: [Int]) -> Int? {
    if onHand < 0 || pipeline.contains(where: { $0 < 0 }) { return nil }
    guard let space else { return max(0, level * lot - onHand) }
    if onHand % lot != 0 || pipeline.contains(where: { $0 % lot != 0 }) { return nil }
    guard let c = space.column(of: pipeline.map { $0 / lot }) else { return nil }
    let column = space.columns[c]
    if onHand / lot >= column.count { return nil }
    return Int(orders[column.offset + onHand / lot]) * lot
  }
}

extension LostSalesProblem {
  /// The least long-run average cost over all policies, and a policy that attains it.
  ///
  /// Value iteration on the compact state space of `fractiles`, stopped when Odoni's bounds are `tolerance` apart; the last sweep tries
  /// every order, so that the bounds do not rest on the shape of the search.
  ///
  /// - Parameters:
  ///   - tolerance: width of the bounds, money a period; `usualTolerance` where nil.
  ///   - isCountedInLots: whether stock is counted in demand's common divisor. The least cost is the same; the policy then needs a stock that
  ///     is a multiple of it from the start, since what is left over of another may lie on the shelf for ever.
  /// - Throws: an `OptimizationError` where the problem is not valid, has no finite answer, or would not fit.
  /// - Complexity: two dot products of at most min(state, demand) points per state and sweep; some 40 sweeps.
  public func optimum(tolerance: Double? = nil, isCountedInLots: Bool = true, control: SolverControl = SolverControl())
    throws(OptimizationError) -> LostSalesOptimum
  {
    try validate()
    let (problem, lot) = isCountedInLots ? inLots() : (self, 1)
    let points = Double(problem.demand.probabilities.count)
    if points * points * Double(leadTime) > 5e8 { throw .tooMuchWork(operations: points * points * Double(leadTime), limit: 5e8) }
    let tolerance = tolerance ?? usualTolerance
    if problem.leadTime == 0 {
      let level = try newsvendor(demand: problem.demand, overage: problem.holdingCost, underage: problem.lostSaleCost)
      return LostSalesOptimum(
        lower: level.cost, upper: level.cost, states: 1, sweeps: 0, lot: lot, space: nil, orders: [], level: Int(level.level))
    }
    let levels = try problem.fractiles()
    let space = try LostSalesSpace(
      leadTime: leadTime, windows: Array(levels[0...leadTime]), total: levels[leadTime + 1], control: control, reduce: Self.reduce)
    let step = try problem.operation(on: space)
    // The last sweep tries every order.
    let proof = Double(space.stateCount) * Double(levels[1] + 1) * min(points, Double(space.total + 1))
    if proof > 4e11 {
      throw .tooMuchWork(operations: proof, limit: 4e11, reduce: Self.reduce)
    }
    let found = try step.solve(method: .modifiedPolicyIteration(sweeps: 3), tolerance: tolerance, control: control)
    return LostSalesOptimum(
      lower: found.lower, upper: found.upper, states: space.stateCount, sweeps: found.sweeps, lot: lot, space: space, orders: found.choice,
      level: 0)
  }

  /// The operator, where a sweep is no more than some seconds of work.
  func operation(on space: LostSalesSpace) throws(OptimizationError) -> LostSalesOperator {
    let work = Double(space.stateCount) * Double(min(space.total + 1, demand.probabilities.count))
    if work > 2e10 {
      throw .tooMuchWork(operations: work, limit: 2e10, reduce: Self.reduce)
    }
    return LostSalesOperator(space: space, demand: demand, holdingCost: holdingCost, lostSaleCost: lostSaleCost)
  }

  /// The cost of ordering min(cap, S − position) every period, by following it on its own states.
  ///
  /// - Parameters:
  ///   - S: at least 0.
  ///   - cap: most units of one order, at least 0; nil for none.
  /// - Complexity: one dot product per state and sweep; without a cap there are (S + L choose L) states.
  public func evaluate(baseStock S: Int, cap: Int? = nil, tolerance: Double? = nil, control: SolverControl = SolverControl())
    throws(OptimizationError) -> LostSalesPolicy
  {
    try validate()
    if S < 0 { throw .invalid(field: "S", reason: "must be at least 0") }
    if let cap, cap < 0 { throw .invalid(field: "cap", reason: "must be at least 0") }
    let largest = min(cap ?? S, S)
    // Without a lead time the stock before an order is what the last period left.
    if leadTime == 0, largest >= min(S, demand.largest) {
      let excess = ExpectedExcess(demand)
      let cost = holdingCost * excess.unused(S) + lostSaleCost * excess.short(S)
      return LostSalesPolicy(S: S, cap: cap, lower: cost, upper: cost)
    }
    if leadTime == 0 { throw .notCovered(reason: "a cap below the base stock with a lead time of 0") }
    let windows = (0...leadTime).map { min(S, largest.multipliedReportingOverflow(by: $0).overflow ? S : largest * $0) }
    let space = try LostSalesSpace(leadTime: leadTime, windows: windows, total: S, control: control, reduce: Self.reduce)
    let step = try operation(on: space)
    var orders = [Int32](repeating: 0, count: space.stateCount)
    for column in space.columns {
      for x in 0..<column.count { orders[column.offset + x] = Int32(min(largest, column.count - 1 - x)) }
    }
    let found = try step.evaluate(orders, tolerance: tolerance ?? usualTolerance, control: control)
    return LostSalesPolicy(S: S, cap: cap, lower: found.lower, upper: found.upper, sweeps: found.sweeps)
  }

  /// The best base stock. The cost is convex in *S* (G. Janakiraman and R. Roundy, "Lost-sales problems with stochastic lead times:
  /// convexity results for base-stock policies", *Operations Research* 52(5), 2004), so that a descent finds it.
  ///
  /// - Complexity: some ten evaluations.
  public func bestBaseStock(tolerance: Double? = nil, control: SolverControl = SolverControl()) throws(OptimizationError) -> LostSalesPolicy
  {
    try validate()
    let (problem, lot) = inLots()
    let level = try problem.typicalLevel()
    var work = 0.0
    var best = try problem.descend(from: level, cap: nil, tolerance: tolerance, work: &work, control: control)
    best.S = best.S.map { $0 * lot }
    return best
  }

  /// Where the search for a base stock begins: the backorder system's level at the price (p + L·h)/(L + 1), which it approaches for dear
  /// customers (W. T. Huh, G. Janakiraman, J. Muckstadt and P. Rusmevichientong, *Management Science* 55(3), 2009).
  func typicalLevel() throws(OptimizationError) -> Int {
    var similar = self
    similar.lostSaleCost = (lostSaleCost + Double(leadTime) * holdingCost) / Double(leadTime + 1)
    return try similar.fractiles()[leadTime + 1]
  }
}
