internal import Groundwork
internal import Randomness
internal import Supply

extension Policy {
  /// The same policy with every level moved by `units`; the quantities ordered stay.
  func shifted(by units: Int) -> Policy {
    let d = Int64(units)
    switch self {
    case .sS(let s, let S): return .sS(s: s + d, S: S + d)
    case .rQ(let r, let Q): return .rQ(r: r + d, Q: Q)
    case .baseStock(let S): return .baseStock(S: S + d)
    case .minMax(let low, let high): return .minMax(min: low + d, max: high + d)
    case .timePhased(let levels):
      return .timePhased(
        TimePhasedLevels(
          levels.stretches.map { $0.isOrdering ? .init(start: $0.start, s: $0.s + d, S: $0.S + d, lot: $0.lot) : $0 }))
    case .cappedBaseStock(let S, let cap): return .cappedBaseStock(S: S + d, cap: cap)
    case .baseStockWithWaste(let S): return .baseStockWithWaste(S: S + d)
    case .canOrder(let s, let c, let S): return .canOrder(s: s + d, c: c + d, S: S + d)
    case .constantOrder, .stateTable, .twoSuppliers, .none: return self
    }
  }
}

/// Means over the positions of a cycle. Moving all levels of a policy by one moves its whole cycle by
/// one and changes nothing else, so one cycle serves every level of one shape (*S* − *s*, or *Q*).
///
/// Where the position keeps a remainder and begins at a number of its own, the levels move past it: then there is a cycle for every
/// remainder of the beginning above the trigger, and each serves the levels that lie so.
struct PolicyShape {
  let evaluator: Evaluator
  /// The trigger the cycles were made for.
  let trigger: Int
  /// One element, or one for each remainder of the opening above the trigger.
  private let cycles: [PositionCycle]
  /// The remainder of the opening above the trigger, levels as given.
  private let above: Int

  init(_ policy: Policy, _ evaluator: Evaluator, cancellation: Cancellation? = nil) throws(OptimizationError) {
    let rule = try OrderRule(policy, evaluator.problem)
    self.evaluator = evaluator
    trigger = rule.trigger
    var position = evaluator.problem.opening.position(under: policy)
    if evaluator.problem.opening == .ofPolicy {
      // Levels whose mean is below 0 open at 0 themselves; the shape's cycle is that of those above it.
      let lift = max(0, -trigger)
      position = Int(clamping: policy.shifted(by: lift).meanPosition) - lift
    }
    guard let start = evaluator.start(of: policy, rule, at: position) else {
      cycles = [try PositionCycle.under(rule, step: evaluator.model.step, cancellation: cancellation)]
      above = 0
      return
    }
    above = start.above
    var cycles: [PositionCycle] = []
    let remainders = evaluator.problem.opening == .ofPolicy ? start.above..<(start.above + 1) : 0..<start.divisor
    for above in remainders {
      cycles.append(
        try PositionCycle.under(rule, step: evaluator.model.step, from: (start.divisor, above), cancellation: cancellation))
    }
    self.cycles = cycles
  }

  /// The cycle of the levels moved.
  private func cycle(shiftedBy units: Int) -> PositionCycle {
    var cycle = cycles[cycles.count == 1 ? 0 : floored(above - units, modulo: cycles.count)]
    cycle.lowest += units
    return cycle
  }

  func evaluation(shiftedBy units: Int) -> PolicyEvaluation {
    evaluator.summary(cycle(shiftedBy: units), trigger: trigger + units)
  }

  /// The evaluation of the nearest levels above (1) or below (−1) that are not as good as these: where the position keeps a remainder,
  /// those between it pass are all one.
  func neighbour(_ direction: Int) -> PolicyEvaluation {
    let own = evaluation(shiftedBy: 0)
    for k in 1..<cycles.count {
      let other = evaluation(shiftedBy: direction * k)
      if other != own { return other }
    }
    return evaluation(shiftedBy: direction * cycles.count)
  }

  /// Service of the kind, which rises with the shift.
  func service(_ kind: ServiceKind, shiftedBy units: Int) -> Double {
    let cycle = cycle(shiftedBy: units)
    switch kind {
    case .fillRate:
      var unmet = 0.0
      for (i, share) in cycle.share.enumerated() where share > 0 {
        let y = cycle.lowest + i
        unmet += share * max(0, evaluator.after.short(y) - evaluator.before.short(y))
      }
      return 1 - unmet / evaluator.model.meanStep
    case .readyRate:
      var empty = 0.0
      for (i, share) in cycle.share.enumerated() where share > 0 {
        empty += share * (1 - evaluator.exposure.atMost(cycle.lowest + i - 1))
      }
      return 1 - empty
    case .cycleService:
      var covered = 0.0
      for (u, p) in cycle.undershoot.enumerated() where p > 0 { covered += p * evaluator.before.atMost(trigger + units - u) }
      return covered
    }
  }

  /// The least shift that reaches the service: doubling, then halving. Nil where 4·10⁹ units do not reach it.
  func leastShift(reaching level: Double, _ kind: ServiceKind) -> Int? {
    func reaches(_ shift: Int) -> Bool { service(kind, shiftedBy: shift) >= level - ServiceKind.rounding }
    var high = 0
    var low = -1
    var stride = 1
    if reaches(0) {
      while reaches(low) {
        high = low
        low -= stride
        stride *= 2
        if stride > 1 << 32 { return nil }
      }
    } else {
      low = 0
      high = 1
      while !reaches(high) {
        low = high
        high += stride
        stride *= 2
        if stride > 1 << 32 { return nil }
      }
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if reaches(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The shift of least cost; of shifts that cost the same the lowest found.
  func cheapestShift() -> Int {
    if cycles.count == 1 { return valley(from: 0, unit: 1).shift }
    var best = valley(from: 0, unit: cycles.count)
    for start in 1..<cycles.count {
      let other = valley(from: start, unit: cycles.count)
      let isTie = other.cost <= best.cost * (1 + 1e-12)
      if other.cost < best.cost * (1 - 1e-12) || (isTie && other.shift < best.shift) { best = other }
    }
    return best.shift
  }

  /// The cheapest of the shifts `unit` apart, which one cycle serves. With a price per unit-day alone the cost is convex in the
  /// shift; otherwise every shift near the valley of the mean is tried.
  private func valley(from start: Int, unit: Int) -> (shift: Int, cost: Double) {
    func cost(_ shift: Int) -> Double { evaluator.costPerDay(cycle(shiftedBy: start + shift * unit)) }
    var at = 0
    var best = cost(0)
    var stride = 1
    var direction = 0
    let up = cost(1)
    let down = cost(-1)
    if up < best {
      direction = 1
    } else if down <= best {
      direction = -1
    }
    if direction == 0 { return (start, best) }
    while stride < 1 << 32 {
      let next = cost(at + direction * stride)
      if next > best { break }
      at += direction * stride
      best = next
      stride *= 2
    }
    while stride > 0 {
      for step in [-stride, stride] {
        let next = cost(at + step)
        if next < best || (next == best && step < 0) {
          at += step
          best = next
        }
      }
      stride /= 2
    }
    return (start + at * unit, best)
  }
}
