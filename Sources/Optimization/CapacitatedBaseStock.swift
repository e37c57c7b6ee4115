public import Randomness

/// One item made under a capacity: each period at most so many units toward a base stock, then demand; unmet demand is owed.
public struct CapacitatedProblem: Sendable, Equatable {
  /// Demand of a period; non-negative integers, independent and identically distributed, with a mean below the capacity.
  public var demand: LatticeDistribution
  /// Most units of a period, at least 1.
  public var capacity: Int
  /// Periods from production to stock; with 0 it serves the demand of its own period.
  public var leadTime: Int
  /// *h*, money per unit on hand at a period's end; greater than 0.
  public var holdingCost: Double
  /// *p*, money per unit owed at a period's end; greater than 0.
  public var backorderCost: Double

  public init(demand: LatticeDistribution, capacity: Int, leadTime: Int = 0, holdingCost: Double, backorderCost: Double) {
    self.demand = demand
    self.capacity = capacity
    self.leadTime = leadTime
    self.holdingCost = holdingCost
    self.backorderCost = backorderCost
  }
}

/// The best base stock under a capacity.
public struct CapacitatedLevel: Sendable, Equatable {
  public var S: Int
  /// Money a period, long-run average; optimal among all policies.
  public var cost: Double
  /// Units by which the position falls short of *S* after production, in the mean.
  public var meanShortfall: Double
}

extension CapacitatedProblem {
  /// The optimal policy: make what is missing to *S*, as far as the capacity goes (A. Federgruen and P. Zipkin, "An inventory model with
  /// limited production capacity and uncertain demands I", *Mathematics of Operations Research* 11(2), 1986).
  ///
  /// The shortfall after production follows V′ = (V + D − capacity)⁺ whatever *S* is (S. Tayur, "Computing the optimal policy for
  /// capacitated inventory models", *Stochastic Models* 9(4), 1993), so that *S* is the newsvendor's level for V + D⁽ᴸ⁺¹⁾.
  ///
  /// - Throws: `notCovered` where the mean demand is not below the capacity; else as the newsvendor.
  /// - Complexity: that of a `ReflectedWalk` and some convolutions.
  public func optimum(control: SolverControl = SolverControl()) throws(OptimizationError) -> CapacitatedLevel {
    let (law, mean) = try missing(control)
    let level = try newsvendor(demand: law, overage: holdingCost, underage: backorderCost)
    return CapacitatedLevel(S: Int(level.level), cost: level.cost, meanShortfall: mean)
  }

  /// The exact long-run cost of a given base stock.
  public func evaluate(baseStock S: Int, control: SolverControl = SolverControl()) throws(OptimizationError) -> CapacitatedLevel {
    if abs(S) > 1 << 40 { throw .invalid(field: "S", reason: "must lie within 2⁴⁰ units") }
    let (law, mean) = try missing(control)
    let excess = ExpectedExcess(law)
    return CapacitatedLevel(
      S: S, cost: holdingCost * excess.unused(S) + backorderCost * excess.short(S), meanShortfall: mean)
  }

  /// The law of what a base stock must cover, and the mean shortfall in it.
  private func missing(_ control: SolverControl) throws(OptimizationError) -> (law: LatticeDistribution, mean: Double) {
    try demand.validateAsDemand("demand")
    if demand.mean <= 0 { throw .noDemand }
    if capacity < 1 || capacity > 1 << 40 { throw .invalid(field: "capacity", reason: "must be at least 1 and at most 2⁴⁰ units") }
    if leadTime < 0 || leadTime > 10_000 { throw .invalid(field: "leadTime", reason: "must be 0 to 10 000 periods") }
    for (cost, field) in [(holdingCost, "holdingCost"), (backorderCost, "backorderCost")] where !(cost >= 0) || !cost.isFinite {
      throw .invalid(field: field, reason: "must be a finite number, at least 0")
    }
    if holdingCost == 0 { throw .holdingIsFree }
    if backorderCost == 0 { throw .neverOrdering }
    if Double(demand.probabilities.count) * Double(leadTime + 1) > 2e6 {
      throw .tooLarge(states: Double(demand.probabilities.count) * Double(leadTime + 1), limit: 2e6)
    }
    let covered = LatticeArithmetic.power(demand, leadTime + 1)
    if demand.largest <= capacity { return (covered, 0) }
    let step = LatticeDistribution(offset: demand.offset - capacity, probabilities: demand.probabilities)
    let walk = try ReflectedWalk(step: step, cancellation: control.cancellation)
    let shortfall = try walk.law()
    let work = Double(covered.probabilities.count) * Double(shortfall.probabilities.count)
    if work > 1e10 { throw .tooMuchWork(operations: work, limit: 1e10) }
    return (LatticeArithmetic.sum(covered, shortfall), walk.mean)
  }
}
