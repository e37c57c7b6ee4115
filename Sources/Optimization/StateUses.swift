internal import Groundwork
internal import Randomness

/// What a policy takes in a period, in the long run: the means of its own chain of states, the same expectations that its cost is made of.
public struct PeriodUse: Sendable, Equatable {
  /// Units on hand at a period's end, and owed.
  public var stock: Double
  public var owed: Double
  /// Units asked for in a period that were not there at once: lost, or owed from then on.
  public var short: Double
  public var wasted: Double
  /// Order lines a period, of all suppliers, and units of the emergency supplier.
  public var orders: Double
  public var emergencyUnits: Double
  /// States that the policy reaches.
  public var states = 0

  init(stock: Double = 0, owed: Double = 0, short: Double = 0, wasted: Double = 0, orders: Double = 0, emergencyUnits: Double = 0) {
    self.stock = stock
    self.owed = owed
    self.short = short
    self.wasted = wasted
    self.orders = orders
    self.emergencyUnits = emergencyUnits
  }
}

extension ReachableChain {
  /// The chain of a policy under a law of demand, within a number of states.
  init(
    from start: [Int32], demand: LatticeDistribution, stateLimit: Int, control: SolverControl, reduce: String,
    next: (_ state: [Int32], _ demand: Int) -> [Int32]
  ) throws(OptimizationError) {
    let values = demand.probabilities.indices.filter { demand.probabilities[$0] > 0 }
    var own = control
    own.memoryLimit = min(control.memoryLimit, stateLimit * (values.count * 4 + start.count * 8 + 120))
    self = try ReachableChain(from: start, probabilities: values.map { demand.probabilities[$0] }, control: own, reduce: reduce) {
      next($0, demand.offset + values[$1])
    }
  }
}

// MARK: Unmet demand is lost

extension LostSalesProblem {
  /// What a rule holds, loses and orders, followed from an empty system.
  ///
  /// - Parameter order: units ordered by what is on hand after receipt and what is due in 1, 2, … *L* − 1 periods.
  /// - Throws: `stateSpaceTooLarge` where it reaches more states than `stateLimit`.
  /// - Complexity: O(states × points of demand) for each of some hundred steps.
  public func use(
    stateLimit: Int = 40_000, control: SolverControl = SolverControl(), order: (_ onHand: Int, _ pipeline: [Int]) -> Int
  ) throws(OptimizationError) -> PeriodUse {
    try validate()
    let L = leadTime
    func ordered(_ state: [Int32]) -> Int32 {
      Int32(clamping: max(0, order(Int(state[0]), L > 1 ? state[1...].map { Int($0) } : [])))
    }
    let chain = try ReachableChain(
      from: [Int32](repeating: 0, count: max(1, L)), demand: demand, stateLimit: stateLimit, control: control, reduce: Self.reduce
    ) { state, d in
      let z = ordered(state)
      if L == 0 { return [max(0, state[0] + z - Int32(d))] }
      let left = max(0, state[0] - Int32(d))
      if L == 1 { return [left + z] }
      return [left + state[1]] + state[2...] + [z]
    }
    let law = try chain.stationaryLaw(control: control)
    let excess = ExpectedExcess(demand)
    var use = PeriodUse()
    use.states = chain.states.count
    for (state, mass) in zip(chain.states, law) where mass > 0 {
      let z = ordered(state), shelf = Int(state[0]) + (L == 0 ? Int(z) : 0)
      use.stock += mass * excess.unused(shelf)
      use.short += mass * excess.short(shelf)
      if z > 0 { use.orders += mass }
    }
    return use
  }

  /// The same of an optimum of this problem at any prices.
  public func use(of found: LostSalesOptimum, stateLimit: Int = 250_000, control: SolverControl = SolverControl())
    throws(OptimizationError) -> PeriodUse
  {
    try use(stateLimit: stateLimit, control: control) { found.order(onHand: $0, pipeline: $1) ?? 0 }
  }

  /// The same of a base stock, capped or not.
  public func use(baseStock S: Int, cap: Int? = nil, stateLimit: Int = 40_000, control: SolverControl = SolverControl())
    throws(OptimizationError) -> PeriodUse
  {
    try use(stateLimit: stateLimit, control: control) { min(cap ?? .max, S - $0 - $1.reduce(0, +)) }
  }
}

// MARK: Goods that spoil

extension PerishableProblem {
  /// What a rule holds, loses, wastes and orders, followed from fresh stock alone.
  ///
  /// - Parameter order: units by the state: ages, the oldest first, then orders under way.
  func use(
    startingWith stock: Int, stateLimit: Int, control: SolverControl, order: ([Int32]) -> Int32
  ) throws(OptimizationError) -> PeriodUse {
    let chain = try ReachableChain(
      from: start(stock), demand: demand, stateLimit: stateLimit, control: control, reduce: Self.reduce
    ) { state, d in next(state, demand: d, order: order(state)) }
    let law = try chain.stationaryLaw(control: control)
    var use = PeriodUse()
    use.states = chain.states.count
    for (state, mass) in zip(chain.states, law) where mass > 0 {
      for (k, p) in demand.probabilities.enumerated() where p > 0 {
        var ages = Array(state[0..<shelfLife])
        let result = issue(demand.offset + k, &ages)
        use.stock += mass * p * Double(result.left)
        use.short += mass * p * Double(result.lost)
        use.wasted += mass * p * Double(result.wasted)
      }
      if order(state) > 0 { use.orders += mass }
    }
    return use
  }

  /// The same of a rule by level.
  public func use(_ rule: PerishableRule, startingWith stock: Int = 0, stateLimit: Int = 40_000, control: SolverControl = SolverControl())
    throws(OptimizationError) -> PeriodUse
  {
    try validate()
    return try use(startingWith: stock, stateLimit: stateLimit, control: control) { order(rule, $0) }
  }

  /// The same of an optimum of this problem at any prices.
  public func use(of found: PerishableOptimum, stateLimit: Int = 250_000, control: SolverControl = SolverControl())
    throws(OptimizationError) -> PeriodUse
  {
    try validate()
    return try use(startingWith: 0, stateLimit: stateLimit, control: control) { state in
      Int32(found.order(ages: state.prefix(shelfLife).map { Int($0) }, pipeline: state.dropFirst(shelfLife).map { Int($0) }) ?? 0)
    }
  }
}

// MARK: Two suppliers

extension DualSourcingProblem {
  /// What a rule holds, owes and orders, followed from an empty system.
  ///
  /// After the emergency order the position that it can serve is *W*, and *lₑ* + 1 periods of demand later the net stock is W − D: units on
  /// hand are E(W − D)⁺, and those newly short in the period are what is owed at its end less what was owed before its demand.
  ///
  /// - Parameter orders: by the position that the emergency supplier can serve, and the regular orders due after that, the next one first.
  /// - Throws: `stateSpaceTooLarge` where it reaches more states than `stateLimit`.
  public func use(
    stateLimit: Int = 40_000, control: SolverControl = SolverControl(),
    orders: (_ position: Int, _ pipeline: [Int]) -> (regular: Int, expedited: Int)
  ) throws(OptimizationError) -> PeriodUse {
    try validate()
    func asked(_ state: [Int32]) -> (regular: Int32, expedited: Int32) {
      let found = orders(Int(state[0]), state.dropFirst().map { Int($0) })
      return (Int32(clamping: max(0, found.regular)), Int32(clamping: max(0, found.expedited)))
    }
    let l = lag
    let chain = try ReachableChain(
      from: [Int32](repeating: 0, count: l), demand: demand, stateLimit: stateLimit, control: control, reduce: Self.reduce
    ) { state, d in
      let (r, e) = asked(state)
      let left = state[0] + e - Int32(d)
      if l == 1 { return [left + r] }
      return [left + state[1]] + state[2...] + [r]
    }
    let law = try chain.stationaryLaw(control: control)
    let after = ExpectedExcess(LatticeArithmetic.power(demand, expeditedLeadTime + 1))
    let before = expeditedLeadTime > 0 ? ExpectedExcess(LatticeArithmetic.power(demand, expeditedLeadTime)) : nil
    var use = PeriodUse()
    use.states = chain.states.count
    for (state, mass) in zip(chain.states, law) where mass > 0 {
      let (r, e) = asked(state)
      let W = Int(state[0]) + Int(e)
      use.stock += mass * after.unused(W)
      use.owed += mass * after.short(W)
      use.short += mass * (after.short(W) - (before?.short(W) ?? Double(max(0, -W))))
      use.orders += mass * ((r > 0 ? 1 : 0) + (e > 0 ? 1 : 0))
      use.emergencyUnits += mass * Double(e)
    }
    return use
  }

  /// The same of an optimum of this problem at any prices.
  public func use(of found: DualSourcingOptimum, stateLimit: Int = 250_000, control: SolverControl = SolverControl())
    throws(OptimizationError) -> PeriodUse
  {
    try use(stateLimit: stateLimit, control: control) { found.orders(position: $0, pipeline: $1) ?? (0, 0) }
  }

  /// The same of a dual index, capped or not.
  public func use(
    dualIndex low: Int, _ high: Int, cap: Int? = nil, stateLimit: Int = 40_000, control: SolverControl = SolverControl()
  ) throws(OptimizationError) -> PeriodUse {
    try use(stateLimit: stateLimit, control: control) { position, pipeline in
      let e = max(0, low - position)
      return (min(cap ?? .max, high - position - e - pipeline.reduce(0, +)), e)
    }
  }

  /// The same of a single index.
  public func use(singleIndex low: Int, _ high: Int, stateLimit: Int = 40_000, control: SolverControl = SolverControl())
    throws(OptimizationError) -> PeriodUse
  {
    try use(stateLimit: stateLimit, control: control) { position, pipeline in
      let whole = position + pipeline.reduce(0, +), e = max(0, low - whole)
      return (high - whole - e, e)
    }
  }
}
