internal import Groundwork
internal import Randomness
internal import Supply

/// A rule for ordering a perishable item.
public enum PerishableRule: Sendable, Equatable {
  /// Up to *S*, on the shelf and under way together, whatever their age.
  case baseStock(S: Int)
  /// The same, and what will be wasted before the order comes is made good (R. Broekmeulen and K. van Donselaar, "A heuristic to manage
  /// perishable inventory with batch ordering, positive lead-times, and time-varying demand", *Computers & Operations Research* 36(11),
  /// 2009): the waste of *L* periods at mean demand is added to the order.
  case baseStockWithEstimatedWaste(S: Int)

  /// *S*.
  public var level: Int {
    switch self {
    case .baseStock(let S), .baseStockWithEstimatedWaste(let S): S
    }
  }
}

/// What a perishable policy leads to.
public struct PerishableOutcome: Sendable, Equatable {
  /// Expected discounted cost of the periods asked for, after the warm-up.
  public var cost: Double
  /// Half the width of a 95 % interval where the policy was simulated; 0 where the cost is exact.
  public var halfWidth: Double
  /// Units a period in the last period looked at, in expectation.
  public var wastePerPeriod: Double
  public var lostPerPeriod: Double
  /// States the policy reaches from an empty system; 0 where it was simulated.
  public var states: Int
}

/// A rule and what it leads to.
public struct PerishablePolicy: Sendable, Equatable {
  public var rule: PerishableRule
  public var outcome: PerishableOutcome
  /// Whether no level of its class costs less: every other one was followed exactly, or a bound on its cost lies above.
  public var isBestOfClass = false
}

extension PerishableProblem {
  /// Periods over which a policy is judged: costs count from the end of the warm-up, discounted from there.
  public struct Window: Sendable, Equatable {
    public var warmUp: Int
    public var periods: Int
    /// Worth of a cost one period later, in (0, 1].
    public var discount: Double

    public init(warmUp: Int, periods: Int, discount: Double) {
      self.warmUp = warmUp
      self.periods = periods
      self.discount = discount
    }

    func validate() throws(OptimizationError) {
      if warmUp < 0 || warmUp > 1_000_000 { throw .invalid(field: "warmUp", reason: "must be 0 to a million periods") }
      if periods < 1 || periods > 1_000_000 { throw .invalid(field: "periods", reason: "must be 1 to a million") }
      if !(discount > 0 && discount <= 1) { throw .invalid(field: "discount", reason: "must be greater than 0 and at most 1") }
    }
  }

  /// The expected discounted cost of the optimal policy over a window, from an empty system, exactly.
  ///
  /// - Complexity: O(states reached × points of demand) a period.
  public func evaluate(_ optimum: PerishableOptimum, over window: Window, control: SolverControl = SolverControl())
    throws(OptimizationError) -> PerishableOutcome
  {
    try validate()
    try window.validate()
    return try exactly(window, control: control) { state in optimum.choice[Self.index(state, side: largestOrder + 1)] }
  }

  /// The expected discounted cost of a rule over a window, from a system with nothing but fresh stock, if any: exactly where the states it
  /// reaches fit, else by simulation with an interval.
  ///
  /// - Parameters:
  ///   - stock: fresh units on hand at the start. It may matter for ever: with a shelf life of one period a base stock orders S − q and q
  ///     in turn.
  ///   - stateLimit: states up to which the cost is exact.
  ///   - replications: of the simulation, each with keys of its own.
  public func evaluate(
    _ rule: PerishableRule, over window: Window, startingWith stock: Int = 0, stateLimit: Int = 300_000, replications: Int = 400,
    control: SolverControl = SolverControl()
  ) throws(OptimizationError) -> PerishableOutcome {
    try validate()
    try window.validate()
    if stock < 0 || stock > 1 << 30 { throw .invalid(field: "stock", reason: "must be 0 to 2³⁰ units") }
    if rule.level < 0 || rule.level > 1 << 30 { throw .invalid(field: "S", reason: "must be 0 to 2³⁰ units") }
    var limited = control
    limited.memoryLimit = chainMemory(stateLimit, control)
    do {
      return try followed(rule, window, stock: stock, control: limited)
    } catch {
      guard case .stateSpaceTooLarge = error else { throw error }
      // A window for the long run is drawn through a few times, not hundreds: its periods are the sample, and draws forget the start soon.
      var drawn = window
      if window.warmUp > 5_000 { drawn.warmUp = 100 }
      let length = drawn.warmUp + drawn.periods
      let count = window.warmUp > 5_000 ? max(20, replications * 120 / max(120, length)) : max(2, replications)
      return try simulated(rule, drawn, stock: stock, replications: count, control: control)
    }
  }

  private static func index(_ state: [Int32], side: Int) -> Int {
    var index = 0
    for x in state { index = index * side + Int(x) }
    return index
  }

  /// Units that a rule orders in a state: ages, then orders under way.
  func order(_ rule: PerishableRule, _ state: [Int32]) -> Int32 {
    var position = 0
    for x in state { position += Int(x) }
    var missing = rule.level - position
    if case .baseStockWithEstimatedWaste = rule { missing += estimatedWaste(state) }
    return Int32(max(0, min(largestOrder, missing)))
  }

  /// Units wasted until an order placed now is on the shelf, were demand always its mean: the simulator's own rule.
  private func estimatedWaste(_ state: [Int32]) -> Int {
    Int(
      Perishing.estimatedWaste(
        ages: state.prefix(shelfLife).map { Int64($0) }, pipeline: state.dropFirst(shelfLife).map { Int64($0) }, mean: demand.mean,
        periods: leadTime,
        freshestFirst: issuing == .freshestFirst))
  }

  /// The state after a demand and an order.
  func next(_ state: [Int32], demand d: Int, order z: Int32) -> [Int32] {
    var ages = Array(state[0..<shelfLife])
    _ = issue(d, &ages)
    var result = state
    for i in 0..<shelfLife { result[i] = ages[i] }
    if leadTime == 1 {
      result[shelfLife - 1] = z
    } else {
      result[shelfLife - 1] = state[shelfLife]
      for k in (shelfLife + 1)..<max(shelfLife + 1, state.count) { result[k - 1] = state[k] }
      result[state.count - 1] = z
    }
    return result
  }

  func start(_ stock: Int) -> [Int32] {
    var state = [Int32](repeating: 0, count: shelfLife + leadTime - 1)
    state[shelfLife - 1] = Int32(stock)
    return state
  }

  func exactly(_ window: Window, stock: Int = 0, control: SolverControl, order: ([Int32]) -> Int32)
    throws(OptimizationError) -> PerishableOutcome
  {
    // Demand in packs has few values in a long law: only those that occur are outcomes.
    let values = demand.probabilities.indices.filter { demand.probabilities[$0] > 0 }
    let chain = try ReachableChain(
      from: start(stock), probabilities: values.map { demand.probabilities[$0] }, control: control,
      reduce: Self.reduce
    ) { state, outcome in next(state, demand: demand.offset + values[outcome], order: order(state)) }
    let costs = chain.states.map { periodCost(Array($0[0..<shelfLife])) + orderCost * Double(order($0)) }
    let (cost, law) = try window.judged(costs, start: 0, control: control) { chain.pushed($0) }
    var waste = 0.0
    var lost = 0.0
    for (i, state) in chain.states.enumerated() where law[i] > 0 {
      let flow = flow(Array(state[0..<shelfLife]))
      waste += law[i] * flow.wasted
      lost += law[i] * flow.lost
    }
    return PerishableOutcome(cost: cost, halfWidth: 0, wastePerPeriod: waste, lostPerPeriod: lost, states: chain.states.count)
  }

  /// Draws are keyed to replication and period, so that rules meet the same customers.
  func simulated(_ rule: PerishableRule, _ window: Window, stock: Int, replications: Int, control: SolverControl)
    throws(OptimizationError) -> PerishableOutcome
  {
    let below = demand.cdfTable()
    var sum = 0.0
    var squares = 0.0
    var waste = 0.0
    var lost = 0.0
    for replication in 0..<replications {
      try control.check()
      let key = DrawKey(seed: 1, phase: .search, replication: replication)
      var state = start(stock)
      var cost = 0.0
      var worth = 1.0
      for period in 0..<(window.warmUp + window.periods) {
        let u = key.uniform(source: 0x7065_7269, ordinal: UInt64(period))
        var low = 0
        var high = below.count - 1
        while low < high {
          let middle = (low + high) / 2
          if below[middle] >= u { high = middle } else { low = middle + 1 }
        }
        let d = demand.offset + low
        let z = order(rule, state)
        if period >= window.warmUp {
          var ages = Array(state[0..<shelfLife])
          let result = issue(d, &ages)
          let paid =
            shortageCost * Double(result.lost) + wasteCost * Double(result.wasted) + holdingCost * Double(result.left) + orderCost
            * Double(z)
          cost += worth * paid
          worth *= window.discount
          waste += Double(result.wasted)
          lost += Double(result.lost)
        }
        state = next(state, demand: d, order: z)
      }
      sum += cost
      squares += cost * cost
    }
    let n = Double(replications)
    let variance = max(0, squares / n - (sum / n) * (sum / n)) * n / (n - 1)
    let seen = n * Double(window.periods)
    return PerishableOutcome(
      cost: sum / n, halfWidth: 1.96 * (variance / n).squareRoot(), wastePerPeriod: waste / seen, lostPerPeriod: lost / seen, states: 0)
  }
}
