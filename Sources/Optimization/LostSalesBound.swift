internal import Randomness

extension LostSalesProblem {
  /// No policy costs less a period than this: the best base stock of the system in which unmet demand waits at *p*/(*L* + 1) a unit and
  /// period.
  ///
  /// Any policy of the lost-sales system can be followed in the other one by ordering every lost unit again a period later: the stock on
  /// hand is then never more, and each lost unit is owed for *L* + 1 periods, so that *h*·stock + *b*·owed is at most
  /// *h*·stock + *b*·(*L* + 1)·lost. With *b* = *p*/(*L* + 1) that is the cost with lost sales (G. Janakiraman, S. Seshadri and J.
  /// Shanthikumar, "A comparison of the optimal costs of two canonical inventory systems", *Operations Research* 55(5), 2007).
  /// It is the optimum itself where *L* = 0, and needs no states.
  ///
  /// - Throws: as `optimum`; `tooLarge` where the demand of *L* + 1 periods would not fit.
  /// - Complexity: O(points of that law), after making it.
  public func lowerBound() throws(OptimizationError) -> Double { try lowerBound(fillRate: nil) }

  /// No policy with at least this fill rate costs less a period: with ρ a price on top of every unit lost, the bound of that dearer
  /// problem less
  /// ρ times the units that may be lost, at the best of some fifty ρ (Lagrange).
  ///
  /// - Parameter level: greater than 0, less than 1; with nil nothing is promised.
  /// - Throws: as `lowerBound()`.
  public func lowerBound(fillRate level: Double?) throws(OptimizationError) -> Double {
    try validate()
    let periods = leadTime + 1
    guard case .lattice(let law) = try DemandLaw.lattice(demand).summed(over: periods) else { return 0 }
    let excess = ExpectedExcess(law)
    func cost(at price: Double) -> Double {
      let owed = price / Double(periods)
      let fractile = owed / (owed + holdingCost)
      var (low, high) = (law.smallest, law.largest)
      while low < high {
        let middle = low + (high - low) / 2
        if excess.atMost(middle) >= fractile * (1 - 1e-13) { high = middle } else { low = middle + 1 }
      }
      return holdingCost * excess.unused(low) + owed * excess.short(low)
    }
    var best = cost(at: lostSaleCost)
    guard let level else { return best }
    let allowed = (1 - level) * demand.mean
    var extra = holdingCost * 0.01
    for _ in 0..<56 {
      best = max(best, cost(at: lostSaleCost + extra) - extra * allowed)
      extra *= 1.35
    }
    return best
  }
}
