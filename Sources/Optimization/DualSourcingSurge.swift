internal import Randomness

extension DualSourcingProblem {
  /// The exact cost of a tailored base-surge policy: *Q* from the slow supplier every period, the fast one lifts what it can serve up to
  /// *S*.
  ///
  /// As in `bestTailoredBaseSurge`, the overshoot above *S* is a reflected walk with steps Q − D.
  ///
  /// - Parameters:
  ///   - Q: units a period, at least 0 and less than mean demand.
  ///   - S: level of the fast supplier's position.
  /// - Throws: `invalid`, `tooLarge`, or `notCovered` where *Q* is no less than mean demand, since stock then grows without end.
  /// - Complexity: that of a `ReflectedWalk`.
  public func evaluate(constantOrder Q: Int, surgeLevel S: Int, control: SolverControl = SolverControl()) throws(OptimizationError)
    -> DualSourcingPolicy
  {
    try validate()
    if Q < 0 { throw .invalid(field: "constantOrder", reason: "must be at least 0") }
    if Double(Q) >= demand.mean { throw .notCovered(reason: "a constant order of mean demand or more piles up") }
    let ahead = LatticeArithmetic.power(demand, expeditedLeadTime + 1)
    let step = LatticeDistribution(offset: Q - demand.largest, probabilities: demand.probabilities.reversed())
    let overshoot = Q == 0 ? LatticeArithmetic.zero : try ReflectedWalk(step: step, cancellation: control.cancellation).law()
    let values = Double(min(ahead.probabilities.count { $0 > 0 }, overshoot.probabilities.count))
    let work = values * Double(max(ahead.probabilities.count, overshoot.probabilities.count))
    if work > 1e9 { throw .tooLarge(states: work, limit: 1e9) }
    let excess = ExpectedExcess(Self.difference(ahead, overshoot))
    let expedited = demand.mean - Double(Q)
    let cost =
      holdingCost * excess.unused(S) + backorderCost * excess.short(S) + regularUnitCost * Double(Q) + expeditedUnitCost * expedited
    return DualSourcingPolicy(expeditedLevel: S, regularLevel: nil, regularCap: Q, cost: cost, expeditedUnits: expedited)
  }
}
