internal import Randomness

extension LostSalesProblem {
  /// The best pair of base stock and cap on one order, which keeps the pipeline smooth (L. Xin, "Understanding the performance of capped
  /// base-stock policies in lost-sales inventory models", *Operations Research* 69(1), 2021).
  ///
  /// No bound excludes the caps that are not tried, so this is the best found, near the best of its class. For each cap a descent over *S*;
  /// caps from the mean demand upwards and downwards until three in a row bring nothing. Where all demands
  /// are multiples of a number, as many caps as that are tried in vain before the search gives up, so that the next multiple is seen.
  ///
  /// - Complexity: some 30 evaluations on spaces of about capᴸ⁻¹·S states; more where demands have a common divisor.
  public func bestCappedBaseStock(tolerance: Double? = nil, control: SolverControl = SolverControl())
    throws(OptimizationError) -> LostSalesPolicy
  {
    try validate()
    if leadTime == 0 {
      var best = try bestBaseStock(tolerance: tolerance, control: control)
      best.cap = best.S
      return best
    }
    let (problem, lot) = inLots()
    var best = try problem.searchCaps(patience: 3, step: 1, workLimit: .infinity, tolerance: tolerance, control: control)
    if lot == 1 { return best }
    best.S = best.S.map { $0 * lot }
    best.cap = best.cap.map { $0 * lot }
    do throws(OptimizationError) {
      let found = try searchCaps(patience: max(3, lot), step: lot, workLimit: 2e8, tolerance: tolerance, control: control)
      return found.cost < best.cost - 1e-9 * abs(best.cost) ? found : best
    } catch {
      if !error.isOfSize { throw error }
      best.isBestOfClass = false
      return best
    }
  }

  /// - Parameters:
  ///   - patience: caps in a row that may bring nothing.
  ///   - step: a width in which the cost of a base stock may wave.
  ///   - workLimit: states times points of demand over all evaluations.
  private func searchCaps(patience: Int, step: Int, workLimit: Double, tolerance: Double?, control: SolverControl)
    throws(OptimizationError) -> LostSalesPolicy
  {
    let level = try typicalLevel()
    // Where the cap hardly exceeds the mean, stock drifts so slowly that its best level runs away: the search begins a little above.
    let spread = demand.variance.squareRoot(), first = Int((demand.mean + 0.2 * spread).rounded(.down)) + 1
    var work = 0.0
    func descend(_ start: Int, _ cap: Int) throws(OptimizationError) -> LostSalesPolicy {
      try self.descend(from: start, cap: cap, tolerance: tolerance, step: step, work: &work, workLimit: workLimit, control: control)
    }
    var best = try descend(level, first)
    /// Whether a cap leaves stock without a drift upwards, and costs too much by that: what it does not order is lost; and of a walk
    /// without drift between 0 and S some σ²/2S a period is lost and S/2 held, √(p·h)·σ at the best S.
    func isTooSmall(_ cap: Int) -> Bool {
      if Double(cap) > demand.mean + 0.02 * spread { return false }
      return lostSaleCost * (demand.mean - Double(cap)) >= best.cost || (lostSaleCost * holdingCost).squareRoot() * spread > 2 * best.cost
    }
    for direction in [1, -1] {
      var cap = first + direction
      var start = best.S ?? level
      var barren = 0
      while cap >= 1, barren < patience, direction < 0 || cap <= (best.S ?? level) {
        if direction < 0, isTooSmall(cap) { break }
        let found = try descend(start, cap)
        start = found.S ?? start
        if found.cost < best.cost - 1e-9 * abs(best.cost) {
          best = found
          barren = 0
        } else {
          barren += 1
        }
        cap += direction
      }
    }
    return best
  }

  /// The best order of the same size every period: stock is a reflected walk, and what is lost is demand beyond the order (good for very
  /// long lead times: M. Reiman, 2004; D. Goldberg et al., *Mathematics of Operations Research* 41(3), 2016).
  ///
  ///     C(q) = h·E X_q + p·(μ − q),   q < μ
  ///
  /// The stock is convex in *q* along every path, and so is the cost: halving finds the best.
  ///
  /// - Complexity: that of a `ReflectedWalk` for some 2·log₂ μ orders.
  public func bestConstantOrder(control: SolverControl = SolverControl()) throws(OptimizationError) -> LostSalesPolicy {
    try validate()
    let mean = demand.mean
    if demand.probabilities.count == 1 { return LostSalesPolicy(S: nil, cap: demand.offset, lower: 0, upper: 0) }
    if mean * Double(demand.probabilities.count) > 4e6 { throw .tooLarge(states: mean * Double(demand.probabilities.count), limit: 4e6) }
    var known: [Int: Double] = [:]
    func cost(_ q: Int) throws(OptimizationError) -> Double {
      if let found = known[q] { return found }
      try control.check()
      let lost = lostSaleCost * (mean - Double(q))
      var found = Double.infinity
      if q == 0 {
        found = lost
      } else if leastStock(under: q) * holdingCost + lost <= lostSaleCost * mean {
        let step = LatticeDistribution(offset: q - demand.largest, probabilities: demand.probabilities.reversed())
        do {
          found = holdingCost * (try ReflectedWalk(step: step, cancellation: control.cancellation).mean) + lost
        } catch {
          // A walk so close to balance that its law does not settle holds more than any other order.
          guard case .notConverged = error else { throw error }
        }
      }
      known[q] = found
      return found
    }
    var low = 0
    var high = max(0, Int((mean - 1e-9).rounded(.up)) - 1)
    while low < high {
      let middle = (low + high) / 2
      if try cost(middle) <= cost(middle + 1) { high = middle } else { low = middle + 1 }
    }
    let found = (q: low, cost: try cost(low))
    return LostSalesPolicy(S: nil, cap: found.q, lower: found.cost, upper: found.cost)
  }

  /// A lower bound of the mean stock under a constant order, from the second moment of the recursion:
  /// 2·(μ − q)·E X = σ² + (μ − q)² − E(lost²), and what is lost is at most (D − q)⁺.
  private func leastStock(under q: Int) -> Double {
    let gap = demand.mean - Double(q)
    var lost = 0.0
    for (i, p) in demand.probabilities.enumerated() {
      let excess = Double(max(0, demand.offset + i - q))
      lost += p * excess * excess
    }
    return gap <= 0 ? .infinity : max(0, (demand.variance + gap * gap - lost) / (2 * gap))
  }

  /// The base stock of least cost for a cap, by steps that shrink.
  ///
  /// - Parameters:
  ///   - step: a width in which the cost may wave; it is tried beside the steps that shrink.
  ///   - work: states times points of demand; grows.
  func descend(
    from start: Int, cap: Int?, tolerance: Double?, step: Int = 1, work: inout Double, workLimit: Double = .infinity, control: SolverControl
  ) throws(OptimizationError) -> LostSalesPolicy {
    let points = Double(demand.probabilities.count)
    var known: [Int: LostSalesPolicy] = [:]
    func cost(_ S: Int) throws(OptimizationError) -> LostSalesPolicy {
      if let found = known[S] { return found }
      let sweep = (0..<max(0, leadTime - 1)).reduce(Double(S + 1) * points) { n, _ in n * Double(min(S, cap ?? S) + 1) }
      work += sweep
      // Where one evaluation would be a good part of what all may take, none is begun.
      if work > workLimit || 4 * sweep > workLimit { throw .tooMuchWork(operations: work, limit: workLimit) }
      let found = try evaluate(baseStock: S, cap: cap, tolerance: tolerance, control: control)
      // Some tens of sweeps are usual; rare demand takes many more.
      work += sweep * max(0, Double(found.sweeps) / 100 - 1)
      known[S] = found
      return found
    }
    var best = try cost(max(0, start))
    let widest = max(1, min(4, start / 8), step > 1 ? step : 1)
    var stride = widest
    while stride >= 1 {
      var moved = false
      for candidate in [(best.S ?? 0) + stride, (best.S ?? 0) - stride] where candidate >= 0 {
        let other = try cost(candidate)
        if other.cost < best.cost - 1e-12 * abs(best.cost) {
          best = other
          moved = true
          break
        }
      }
      if !moved {
        stride /= 2
      } else if step > 1 {
        stride = widest
      }
    }
    return best
  }
}
