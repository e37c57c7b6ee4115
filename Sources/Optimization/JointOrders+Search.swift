internal import Groundwork
internal import Randomness

/// Can-order levels for a joint problem, and what no policy costs less than.
public struct JointOrderSolution: Sendable {
  public var policy: CanOrderPolicy
  public var evaluation: JointEvaluation
  /// No policy of any shape costs less, money per day.
  public var lowerBound: Double
  /// Whether the bound is the least cost over all joint policies, to a thousandth of it (in periods to a hundred-thousandth); else it comes
  /// from sharing out the shared cost.
  public var isOptimumKnown: Bool
}

/// The cost of joint levels by what it is paid for, money per day.
public struct JointCostParts: Sendable, Equatable {
  public var holding: Double
  public var waiting: Double
  /// Shared costs and lines.
  public var ordering: Double

  public init(holding: Double, waiting: Double, ordering: Double) {
    self.holding = holding
    self.waiting = waiting
    self.ordering = ordering
  }
}

extension JointOrderProblem {
  /// What can-order levels cost for holding, waiting and ordering.
  ///
  /// The same levels are priced twice, once at twice the holding cost: costs are straight lines in it. Exact where the chain of positions
  /// fits, else on drawn customers, the same both times.
  ///
  /// - Throws: as `evaluate`, but for the size.
  public func costParts(of policy: CanOrderPolicy, control: SolverControl = SolverControl()) throws(OptimizationError) -> JointCostParts {
    func priced(_ problem: JointOrderProblem) throws(OptimizationError) -> JointEvaluation {
      let prepared = try PreparedJointOrders(problem)
      if prepared.size(policy) <= Self.chainLimit { return try prepared.evaluate(policy, control: control) }
      return try prepared.drawn(policy, customers: Self.customers.many, control: control)
    }
    let own = try priced(self)
    var dearer = self
    for i in items.indices { dearer.items[i].holdingCost *= 2 }
    let holding = try priced(dearer).costPerDay - own.costPerDay
    let lines = zip(own.linesPerDay, items).reduce(0) { $0 + $1.0 * $1.1.orderCost }
    let ordering = own.ordersPerDay * sharedCost + lines
    return JointCostParts(holding: holding, waiting: max(0, own.costPerDay - holding - ordering), ordering: ordering)
  }

  /// States of a chain that evaluates levels exactly, and of one small enough to be evaluated some hundreds of times.
  static let chainLimit = 60_000.0, searchLimit = 2_500.0
  /// Customers on which levels are compared, and on which the cost of the best is measured: to a few thousandths.
  static let customers = (few: 100_000, many: 400_000)

  /// The exact long-run cost of can-order levels.
  ///
  /// - Throws: `invalid` where levels do not ascend, `stateSpaceTooLarge` where the chain of positions does not fit, `notCovered` where the
  ///   items are not looked at together.
  /// - Complexity: O(positions reached × what can be asked) a step of the power iteration.
  public func evaluate(_ policy: CanOrderPolicy, control: SolverControl = SolverControl()) throws(OptimizationError) -> JointEvaluation {
    try PreparedJointOrders(self).evaluate(policy, control: control)
  }

  /// Can-order levels, with a bound.
  ///
  /// Levels of each item are found as if the others' orders came as a Poisson process at the rate at which they start them, in turn until
  /// none moves (A. Federgruen, H. Groenevelt and H. Tijms, "Coordinated replenishments in a multi-item inventory system with compound
  /// Poisson demands", *Management Science* 30(3), 1984). Orders come more evenly than such a process, so higher rates are tried too and
  /// the levels compared on drawn customers. Where the chain of all positions is small the best are then moved one at a time on its exact
  /// cost. Items that are looked at in periods are searched the same way, their periods taken as customers at random moments.
  ///
  /// - Throws: as `evaluate`, but for the size.
  /// - Complexity: some hundred evaluations of one item, each O(levels × order sizes); some hundred of the chain where it is small.
  public func bestCanOrder(control: SolverControl = SolverControl()) throws(OptimizationError) -> JointOrderSolution {
    let prepared = try PreparedJointOrders(self)
    var found: [(policy: CanOrderPolicy, cost: Double)] = []
    let factors = [1.0, 1.3, 1.7, 2.2]
    for (step, factor) in factors.enumerated() {
      control.progress?(SolverProgress(sweep: step + 1, gap: .infinity, states: items.count, planned: factors.count))
      let policy = try prepared.decomposed(factor, control)
      if found.contains(where: { $0.policy == policy }) { continue }
      found.append((policy, try prepared.drawn(policy, customers: Self.customers.few, control: control).costPerDay))
    }
    var policy = (found.min { $0.cost < $1.cost } ?? found[0]).policy
    var evaluation: JointEvaluation
    let size = prepared.size(policy)
    if size <= Self.searchLimit {
      (policy, evaluation) = try prepared.descended(policy, try prepared.evaluate(policy, control: control), control)
    } else if size <= Self.chainLimit {
      evaluation = try prepared.evaluate(policy, control: control)
    } else {
      evaluation = try prepared.drawn(policy, customers: Self.customers.many, control: control)
    }
    let shared = try prepared.sharedOutBound(control)
    let exact = try prepared.optimum(control)
    return JointOrderSolution(
      policy: policy, evaluation: evaluation, lowerBound: max(shared, exact ?? shared), isOptimumKnown: exact != nil)
  }
}

extension PreparedJointOrders {
  /// States of the chain that evaluates levels exactly. Those of periods have many more outcomes each than a customer's, and count as many
  /// times as they have more than forty.
  func size(_ policy: CanOrderPolicy) -> Double {
    if !isByCustomer, chances.isEmpty { return .infinity }
    let states = policy.upTo.indices.reduce(1.0) { $0 * Double(policy.upTo[$1] - policy.mustOrder[$1]) }
    return isByCustomer ? states : states * max(1, Double(chances.count) / 40)
  }

  /// The levels with one of them moved; nil where they would not ascend.
  ///
  /// - Parameter kind: 0 must-order, 1 can-order, 2 up-to, 3 all three.
  static func moved(_ policy: CanOrderPolicy, _ kind: Int, _ i: Int, _ by: Int) -> CanOrderPolicy? {
    var other = policy
    if kind == 0 || kind == 3 { other.mustOrder[i] += by }
    if kind == 1 || kind == 3 { other.canOrder[i] += by }
    if kind == 2 || kind == 3 { other.upTo[i] += by }
    return other.mustOrder[i] <= other.canOrder[i] && other.canOrder[i] < other.upTo[i] ? other : nil
  }

  /// Levels found item by item.
  ///
  /// - Parameter factor: times as many orders of others as they start are reckoned with.
  fileprivate func decomposed(_ factor: Double, _ control: SolverControl) throws(OptimizationError) -> CanOrderPolicy {
    let n = models.count
    var policy = CanOrderPolicy(mustOrder: [], canOrder: [], upTo: [])
    var starts: [Double] = []
    for i in 0..<n {
      let own = try alone(i, share: 1, control: control)
      if Double(own.S) - Double(own.s) > 1e5 { throw .tooLarge(states: Double(own.S) - Double(own.s), limit: 1e5) }
      policy.mustOrder.append(own.s)
      policy.canOrder.append(own.s)
      policy.upTo.append(max(own.S, own.s + 1))
      starts.append(single(i, policy.mustOrder[i], policy.canOrder[i], policy.upTo[i], joining: 0).startsPerDay)
    }
    if n == 1 { return policy }
    for _ in 0..<12 {
      let before = policy
      for i in 0..<n {
        try control.check()
        let others = factor * max(0, starts.reduce(0, +) - starts[i])
        var best = single(i, policy.mustOrder[i], policy.canOrder[i], policy.upTo[i], joining: others)
        var stride = max(1, (policy.upTo[i] - policy.mustOrder[i]) / 4)
        while stride >= 1 {
          var improved = false
          try control.check()
          for kind in 0..<4 {
            for sign in [1, -1] {
              while let other = Self.moved(policy, kind, i, sign * stride) {
                let found = single(i, other.mustOrder[i], other.canOrder[i], other.upTo[i], joining: others)
                if found.costPerDay >= best.costPerDay * (1 - 1e-10) { break }
                policy = other
                best = found
                improved = true
              }
            }
          }
          if !improved { stride /= 2 }
        }
        starts[i] = best.startsPerDay
      }
      if policy == before { break }
    }
    return policy
  }

  fileprivate func descended(_ first: CanOrderPolicy, _ known: JointEvaluation, _ control: SolverControl)
    throws(OptimizationError) -> (CanOrderPolicy, JointEvaluation)
  {
    var policy = first
    var best = known
    var stride = 2
    while stride >= 1 {
      var improved = false
      for i in models.indices {
        for kind in 0..<4 {
          for sign in [1, -1] {
            while let other = Self.moved(policy, kind, i, sign * stride) {
              let found = try evaluate(other, control: control)
              if found.costPerDay >= best.costPerDay * (1 - 1e-10) { break }
              policy = other
              best = found
              improved = true
            }
          }
        }
      }
      if !improved { stride /= 2 }
    }
    return (policy, best)
  }

  // MARK: Bounds

  /// A bound for any number of items: the shared cost is shared out between the items, each then an exact (s, S) problem of its own, since
  /// an order costs at least the shares of the items on it. Any shares that sum to 1 give a bound; these make the marginal cost of all
  /// items alike, as economic lots have it, and are moved between few items as long as the bound rises.
  fileprivate func sharedOutBound(_ control: SolverControl) throws(OptimizationError) -> Double {
    let n = models.count
    // Of an economic lot dC/dk = √(λh ÷ 2k): alike where k + share is proportional to λh; items whose line costs more than that have none.
    let weights = problem.items.map { max(1e-300, $0.meanDailyDemand * $0.holdingCost) }
    let lines = problem.items.map { $0.orderCost }
    var low = 0.0, high = (problem.sharedCost + (lines.max() ?? 0)) / (weights.min() ?? 1)
    for _ in 0..<200 {
      let level = (low + high) / 2
      let used = zip(weights, lines).reduce(0) { $0 + max(0, level * $1.0 - $1.1) }
      if used < problem.sharedCost { low = level } else { high = level }
    }
    var shares = zip(weights, lines).map { max(0, high * $0 - $1) }
    let sum = shares.reduce(0, +)
    shares = shares.map { $0 / sum }
    func own(_ i: Int, _ share: Double) throws(OptimizationError) -> Double {
      try control.check()
      return try alone(i, share: share, control: control).costPerDay
    }
    var costs: [Double] = []
    for i in 0..<n { costs.append(try own(i, shares[i])) }
    if n > 1, n <= 8 { try CostShares.improve(&shares, &costs, move: 0.2 / Double(n), control: control, own) }
    // A hair for the rounding of the shares' sum.
    return costs.reduce(0, +) * (1 - 1e-9)
  }

  /// The least cost over all joint policies of two or three items, money per day; nil where the positions do not fit.
  ///
  /// Positions are kept in a box, widened until the policy touches its edge in less than a thousand-millionth of steps: below it a position
  /// counts as its edge, which can only lower the cost.
  fileprivate func optimum(_ control: SolverControl) throws(OptimizationError) -> Double? {
    let n = models.count
    guard n <= 3, !chances.isEmpty else { return nil }
    var low: [Int] = [], high: [Int] = []
    for i in 0..<n {
      let own = try alone(i, share: 1, control: control), least = try alone(i, share: 0, control: control)
      low.append(min(own.s, least.s) - 2 * models[i].step.largest - 2)
      high.append(max(own.S, least.S) + 2)
    }
    let costs = JointReplenishmentProblem(
      items: zip(problem.items, models).map {
        .init(demand: $1.step, holdingCost: $0.holdingCost, backorderCost: 1, minorCost: $0.orderCost)
      }, majorCost: problem.sharedCost)
    for _ in 0..<4 {
      let box = StockBox(low: low, high: high)
      // What a sweep does: every order from every position.
      if box.size > 20_000 || box.size * box.size / Double(1 << n) > 6e6 { return nil }
      let tables = (0..<n).map { i in (low[i]...high[i]).map { rate(i, $0) * stepDays } }
      // The chain of the edges lists all outcomes of a state.
      if !isByCustomer, box.size * Double(chances.count) > 2e7 { return nil }
      let step = JointReplenishmentOperator(
        costs, box: box, costs: tables, demands: demands, chances: chances, isIndependent: !isByCustomer)
      // A period moves positions further than a customer, so that bounds close sooner.
      let found = try step.solve(
        .average, method: .modifiedPolicyIteration(sweeps: 40), tolerance: 0, relative: isByCustomer ? 1e-3 : 1e-5, maxSweeps: 20_000,
        control: control)
      let touched = try step.edges(found.choice, control: control)
      if touched.share < 1e-9 { return found.lower / stepDays }
      for i in 0..<n {
        if touched.low[i] { low[i] -= max(2, (high[i] - low[i]) / 4) }
        if touched.high[i] { high[i] += max(2, (high[i] - low[i]) / 4) }
      }
    }
    return nil
  }
}
