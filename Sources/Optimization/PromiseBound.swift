public import Groundwork
internal import Randomness
internal import Supply

extension PreparedProblem {
  /// No policy of any shape that keeps a fill rate costs less a day than this, the problem's own prices of waiting included; nil where no
  /// bound is
  /// known: orders that overtake each other or are taken in order.
  ///
  /// With ρ a price on top for every unit that has to wait, C(ρ) the least cost of that dearer problem and *a* the units a day that may
  /// wait,
  /// any policy that keeps the promise costs at least C(ρ) − ρ·*a* (Lagrange). The bound is concave in ρ, and its slope is the units that
  /// wait in
  /// the optimum at ρ less those that may, so that ρ is raised and then halved to where the promise is just kept. Minimum and multiple only
  /// add cost and are left aside.
  ///
  /// - Parameter level: greater than 0, less than 1.
  /// - Throws: `invalid`, `cancelled`, `holdingIsFree`.
  /// - Complexity: at most some twenty searches as `optimalReorderLevels`.
  public func lowerBound(fillRate level: Double, cancellation: Cancellation? = nil) throws(OptimizationError) -> Double? {
    if !(level > 0 && level < 1) { throw .invalid(field: "service level", reason: "must be greater than 0 and less than 1") }
    if problem.holdingCost == 0 { throw .holdingIsFree }
    if problem.leadTime.isTakenInOrder || problem.leadTime.crossing && !problem.leadTime.isConstant { return nil }
    let mean = problem.meanDailyDemand, allowed = (1 - level) * mean
    var best: Double?
    /// Whether the optimum at ρ keeps the promise; nil where no optimum is proven.
    func attempt(_ extra: Double) throws(OptimizationError) -> Bool? {
      if cancellation?.isCancelled == true { throw .cancelled }
      var dearer = problem.priced(backorderCost: problem.backorderCost, perUnit: problem.backorderCostPerUnit + extra)
      dearer.minimum = 1
      dearer.multiple = 1
      do {
        let least: (cost: Double, policy: Policy)
        if dearer.orderCost == 0 {
          let found = try dearer.optimalBaseStock(model: model)
          least = (found.costPerDay, .baseStock(S: Int64(found.S)))
        } else {
          let found = try ReorderSearch(model, dearer).run(cancellation: cancellation)
          if !found.isOptimalAmongAllPolicies { return nil }
          least = (found.costPerDay, .sS(s: Int64(found.s), S: Int64(found.S)))
        }
        best = max(best ?? -.infinity, least.cost - extra * allowed)
        return try Evaluator(dearer, model: model).evaluate(least.policy, cancellation: cancellation).fillRate >= level
      } catch .neverOrdering where problem.backorderCost == 0 {
        // All demand waits for ever, at its price once.
        best = max(best ?? -.infinity, (problem.backorderCostPerUnit + extra) * mean - extra * allowed)
        return false
      } catch .cancelled {
        throw .cancelled
      } catch {
        return nil
      }
    }
    var low = 0.0, high = problem.holdingCost
    var rounds = 0
    while rounds < 16 {
      guard let keeps = try attempt(high) else { break }
      if keeps { break }
      low = high
      high *= 4
      rounds += 1
    }
    if rounds == 0 {
      // The price lies below the first tried.
      low = high / 256
      if try attempt(low) == true { return best }
    }
    while rounds < 16, high / low > 1.02 {
      let middle = (low * high).squareRoot()
      guard let keeps = try attempt(middle) else { break }
      if keeps { high = middle } else { low = middle }
    }
    return best
  }
}
