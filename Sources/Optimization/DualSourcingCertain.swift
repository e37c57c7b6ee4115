internal import Randomness

/// Demand whose least is far above its spread: a part of it is asked for in every period and leaves no choice.
extension DualSourcingProblem {
  /// Units that are asked for in every period whatever happens.
  public var certainDemand: Int { max(0, demand.smallest) }

  /// The problem of what is asked for beyond units that are certain; those come from the regular supplier in every period, each just when
  /// it is asked for.
  ///
  /// No simple class loses by it. A single index whose regular orders are at most Δ ≤ *d* sends Δ every period, and dearer units for the
  /// rest; the same with a constant order of at most *d*. A dual index whose Δ or cap leaves less than *d* a period to the regular supplier
  /// has the stock of a newsvendor at best, which at *d* a period is had for less. With more than that left to it, regular orders never
  /// fall below *d* once each has reached it: an expedited order is at most the demand beyond what comes in. Positions then differ by *d*
  /// for each period that they cover (see `adding`).
  ///
  /// - Parameter units: *d*, at most `certainDemand`.
  public func beyond(certain units: Int) -> DualSourcingProblem {
    var copy = self
    copy.demand.offset -= units
    return copy
  }

  /// A policy for what is asked for beyond certain units, with these back.
  ///
  /// - Parameter isSingleIndex: whether both levels speak of the whole position.
  public func adding(certain units: Int, to found: DualSourcingPolicy, isSingleIndex: Bool = false) -> DualSourcingPolicy {
    var policy = found
    // An expedited level speaks of the periods until such an order comes; a single index decides on it before the regular order of the
    // period, which is part of the whole position afterwards.
    policy.expeditedLevel += units * (isSingleIndex ? regularLeadTime : expeditedLeadTime + 1)
    policy.regularLevel = found.regularLevel.map { $0 + units * (regularLeadTime + 1) }
    policy.regularCap = found.regularCap.map { $0 + units }
    policy.cost += regularUnitCost * Double(units)
    return policy
  }

  /// The exact cost of a single index of given Δ = Sᵣ − Sₑ at its best level.
  ///
  /// - Complexity: *l* convolutions.
  public func evaluate(singleIndexGap Δ: Int) throws(OptimizationError) -> DualSourcingPolicy {
    try validate()
    if Δ < 0 || Δ > 1 << 40 { throw .invalid(field: "singleIndexGap", reason: "must be at least 0 and at most 2⁴⁰") }
    let work = LatticeArithmetic.workOfPower(demand, regularLeadTime + 1)
    if work > 2e9 { throw .tooMuchWork(operations: work, limit: 2e9) }
    return singleIndex(Δ, ahead: LatticeArithmetic.power(demand, expeditedLeadTime + 1))
  }

  /// About the states, times values of demand, of all dual indices up to the gap at which the regular supplier sends what is asked for.
  public var workOfDualIndex: Double {
    let widest = demand.mean * Double(lag) + 4
    // (Δ + l choose l) states each, summed over Δ.
    var states = 1.0
    for k in 1...(lag + 1) { states *= (widest + Double(k)) / Double(k) }
    return states * Double(demand.probabilities.count { $0 > 0 })
  }
}
