internal import Groundwork
internal import Randomness

/// Can-order levels: an item at or below its must-order level starts an order, every item at or below its can-order level joins it, and
/// all that are ordered are filled up (J. Balintfy, "On a basic class of multi-item inventory problems", *Management Science* 10(2), 1964).
public struct CanOrderPolicy: Sendable, Equatable {
  /// One element per item: must-order, can-order and order-up-to levels, each at most the next.
  public var mustOrder: [Int]
  public var canOrder: [Int]
  public var upTo: [Int]

  public init(mustOrder: [Int], canOrder: [Int], upTo: [Int]) {
    self.mustOrder = mustOrder
    self.canOrder = canOrder
    self.upTo = upTo
  }

  /// Units of each item for given positions.
  public func order(position: [Int]) -> [Int] {
    var starts = false
    for i in 0..<position.count where position[i] <= mustOrder[i] { starts = true }
    return position.indices.map { starts && position[$0] <= canOrder[$0] ? upTo[$0] - position[$0] : 0 }
  }
}

extension JointReplenishmentProblem {
  /// The exact long-run average cost of can-order levels, from the chain they lead to.
  ///
  /// - Throws: `invalid` where levels do not ascend, `stateSpaceTooLarge` where the chain does not fit.
  /// - Complexity: O(states reached × joint demands) a step of the power iteration.
  public func evaluate(_ policy: CanOrderPolicy, control: SolverControl = SolverControl()) throws(OptimizationError) -> Double {
    try validate()
    let n = items.count
    if policy.mustOrder.count != n || policy.canOrder.count != n || policy.upTo.count != n {
      throw .invalid(field: "levels", reason: "must be one per item")
    }
    for i in 0..<n {
      let (s, c, S) = (policy.mustOrder[i], policy.canOrder[i], policy.upTo[i])
      if s > c || c > S || abs(s) > 1 << 24 || abs(S) > 1 << 24 {
        throw .invalid(field: "levels", reason: "must ascend from must-order to up-to and lie within 2²⁴ units")
      }
    }
    let outcomes = items.reduce(1.0) { $0 * Double($1.demand.probabilities.count) }
    if outcomes > 1e6 { throw .stateSpaceTooLarge(states: outcomes, bytes: outcomes * 8, limit: 8e6, reduce: Self.reduce) }
    let law = JointDemand(self)
    let excess = items.map { ExpectedExcess(LatticeArithmetic.power($0.demand, leadTime + 1)) }
    let chain = try ReachableChain(
      from: policy.upTo.map { Int32($0) }, probabilities: law.probabilities, control: control, reduce: Self.reduce
    ) { state, outcome in
      let position = state.map { Int($0) }
      let order = policy.order(position: position)
      return (0..<n).map { Int32(position[$0] + order[$0] - law.demands[outcome * n + $0]) }
    }
    let mass = try chain.stationaryLaw(tolerance: 1e-12, control: control)
    var cost = 0.0
    for (state, p) in zip(chain.states, mass) where p > 0 {
      let position = state.map { Int($0) }
      let order = policy.order(position: position)
      var units = 0
      var minor = 0.0
      for i in 0..<n {
        units += order[i]
        if order[i] > 0 { minor += items[i].minorCost }
        let y = position[i] + order[i]
        cost += p * (items[i].holdingCost * excess[i].unused(y) + items[i].backorderCost * excess[i].short(y))
      }
      cost += p * orderCost(units: units, minor: minor)
    }
    return cost
  }

  /// Can-order levels found by descent from each item's own (s, S), the levels moved one at a time by steps that shrink.
  ///
  /// - Returns: the policy and its exact cost; best in its neighbourhood, not proven best of its class.
  /// - Complexity: some hundred evaluations.
  public func bestCanOrder(control: SolverControl = SolverControl()) throws(OptimizationError) -> (policy: CanOrderPolicy, cost: Double) {
    try validate()
    var policy = CanOrderPolicy(mustOrder: [], canOrder: [], upTo: [])
    for i in 0..<items.count {
      let own = try alone(i, orderCost: items[i].minorCost + majorCost / Double(items.count)).optimalReorderLevels(
        cancellation: control.cancellation)
      policy.mustOrder.append(own.s)
      policy.canOrder.append((own.s + own.S) / 2)
      policy.upTo.append(own.S)
    }
    var cost = try evaluate(policy, control: control)
    func moved(_ policy: CanOrderPolicy, _ kind: Int, _ i: Int, _ by: Int) -> CanOrderPolicy? {
      var other = policy
      switch kind {
      case 0: other.mustOrder[i] += by
      case 1: other.canOrder[i] += by
      case 2: other.upTo[i] += by
      default:
        other.mustOrder[i] += by
        other.canOrder[i] += by
        other.upTo[i] += by
      }
      return other.mustOrder[i] <= other.canOrder[i] && other.canOrder[i] <= other.upTo[i] ? other : nil
    }
    var stride = 4
    while stride >= 1 {
      var improved = false
      for i in 0..<items.count {
        for kind in 0..<4 {
          for sign in [1, -1] {
            while let other = moved(policy, kind, i, sign * stride) {
              let found = try evaluate(other, control: control)
              if found >= cost * (1 - 1e-10) { break }
              policy = other
              cost = found
              improved = true
            }
          }
        }
      }
      if !improved { stride /= 2 }
    }
    return (policy, cost)
  }

  /// A lower bound of the average cost of every policy, for any number of items.
  ///
  /// A truck's cost is at least θ of it once an order and 1 − θ of it by the units on it; the first part is shared between the items that
  /// are ordered, the whole of it when all are. So for any shares that sum to 1 the sum of the items' own optima is a bound (S. Axsäter
  /// and W. Zhang, "A joint replenishment policy for multi-echelon inventory control", *IJPE* 59, 1999, use the same split). Shares are
  /// improved by moving cost between items as long as the bound rises; θ is tried in quarters.
  ///
  /// - Complexity: some dozens of exact (s, S) per item.
  public func lowerBound(control: SolverControl = SolverControl()) throws(OptimizationError) -> Double {
    try validate()
    let n = items.count
    var best = -Double.infinity
    var rate = 0.0
    for item in items { rate += item.demand.mean }
    for θ in truck == nil ? [1.0] : [0, 0.25, 0.5, 0.75, 1] {
      let byUnits = truck.map { (1 - θ) * majorCost * rate / Double($0) } ?? 0
      let shared = θ * majorCost
      func own(_ i: Int, _ share: Double) throws(OptimizationError) -> Double {
        try alone(i, orderCost: items[i].minorCost + share * shared).optimalReorderLevels(cancellation: control.cancellation).costPerDay
      }
      var shares = [Double](repeating: 1 / Double(n), count: n)
      var costs: [Double] = []
      for i in 0..<n { costs.append(try own(i, shares[i])) }
      if shared > 0, n > 1 { try CostShares.improve(&shares, &costs, move: 0.5 / Double(n), control: control, own) }
      best = max(best, byUnits + costs.reduce(0, +))
    }
    return best
  }
}
