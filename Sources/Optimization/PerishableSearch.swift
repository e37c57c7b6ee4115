internal import Groundwork
internal import Randomness

extension PerishableProblem {
  /// The best base stock over a window, with or without estimated waste.
  ///
  /// The cost need not fall and rise once in *S*: with a short shelf life and demand in lumps it waves, and where stock never pays the best
  /// level is 0, far from those that cover demand. So every level is looked at for which a bound does not lie above the best cost known.
  /// After an order the position is *S*; over the next *L* + 1 periods what is sold of it is at most the demand, and the rest is left or
  /// wasted:
  ///
  ///     E(left) + Σ E(wasted) ≥ E(S − D_{L+1})⁺,   Σ E(lost) ≥ E(D_{L+1} − S)⁺,
  ///
  /// and over *L* + m periods all of it is out: Σ E(wasted) ≥ E(S − D_{L+m})⁺, each unit of which was left m − 1 times. The sum grows
  /// without end, so the search has one. Beyond the largest order the bound stands still; levels are then gone through to (L + m)·(largest
  /// order), from where every order is the largest.
  ///
  /// - Parameter stock: fresh units on hand at the start; nil = each level begins with as many units as it says.
  /// - Returns: the level of least cost, the lowest of those that cost the same. It is not proven to be the best of its class where states
  ///   are so many that levels were simulated, or where following all levels would be too much work; the search then goes from a level that
  ///   covers demand both ways until `patience` steps in a row bring nothing, and tries 0.
  /// - Complexity: that of `evaluate` for each level between the bounds.
  public func bestBaseStock(
    withEstimatedWaste: Bool = false, over window: Window, startingWith stock: Int? = 0, patience: Int = 4, stateLimit: Int = 300_000,
    control: SolverControl = SolverControl()
  ) throws(OptimizationError) -> PerishablePolicy {
    try validate()
    try window.validate()
    if let stock, stock < 0 || stock > 1 << 30 { throw .invalid(field: "stock", reason: "must be 0 to 2³⁰ units") }
    var search = try PerishableSearch(
      self, window: window, stock: stock, isAware: withEstimatedWaste, stateLimit: stateLimit, control: control)
    return try search.run(patience: max(1, patience))
  }
}

extension PerishableProblem.Window {
  /// The expected discounted cost of a window, and the law of the state in its last period.
  ///
  /// Where a step no longer changes the law, neither do those after it: steps do not move laws apart. Where it comes back to what it was
  /// some steps ago, as the ages of goods that spoil can for ever, the periods between repeat: the law is held against one of a power of two
  /// (R. Brent, "An improved Monte Carlo factorization algorithm", *BIT* 20, 1980). A law that has done neither after `patience` steps is
  /// taken to stand.
  ///
  /// - Parameters:
  ///   - costs: of a period, by state.
  ///   - start: the first state.
  ///   - push: the law one period later.
  func judged(_ costs: [Double], start: Int, control: SolverControl, push: ([Double]) -> [Double])
    throws(OptimizationError) -> (cost: Double, law: [Double])
  {
    var law = [Double](repeating: 0, count: costs.count)
    law[start] = 1
    let last = warmUp + periods - 1
    let patience = max(2_000, 200_000_000 / max(1, costs.count))
    // The law of period `marked`, and what each period since has cost.
    var mark = law, marked = 0, paid: [Double] = []
    // Periods after which the law is the same again; 0 = not known.
    var cycle = 0, first = 0
    var cost = 0.0, worth = 1.0
    for period in 0...last {
      let own: Double
      if cycle > 0 {
        own = paid[(period - first) % cycle]
      } else {
        if period % 16 == 0 { try control.check() }
        var sum = 0.0
        for i in 0..<law.count { sum += law[i] * costs[i] }
        own = sum
        paid.append(sum)
      }
      if period >= warmUp {
        cost += worth * own
        worth *= discount
      }
      if cycle > 0 || period == last { continue }
      let next = push(law)
      var change = 0.0, distance = 0.0
      for i in 0..<law.count {
        change += abs(next[i] - law[i])
        distance += abs(next[i] - mark[i])
      }
      if change <= 1e-14 || period >= patience {
        (cycle, first) = (1, period)
        paid = [own]
      } else if distance <= 1e-14 {
        (cycle, first) = (period + 1 - marked, marked)
        // The law of the last period lies as far into the cycle as that period.
        law = mark
        for _ in 0..<((last - marked) % cycle) { law = push(law) }
        continue
      } else if period + 1 >= 2 * max(1, marked) {
        (mark, marked, paid) = (next, period + 1, [])
      }
      law = next
    }
    return (cost, law)
  }

  /// Σ of γʲ from a period of the window on.
  func worth(from first: Int) -> Double {
    if first >= periods { return 0 }
    if discount == 1 { return Double(periods - max(0, first)) }
    var sum = 0.0
    var worth = 1.0
    for j in 0..<periods {
      if j >= first { sum += worth }
      worth *= discount
    }
    return sum
  }
}

/// What any base stock costs at least; see `bestBaseStock`.
struct PerishableBound {
  private let covered: ExpectedExcess?
  private let lived: ExpectedExcess?
  private let mean: Double
  private let lead: Double
  private let life: Double
  private let cap: Int
  /// Money per unit expected lost, left or wasted, ordered, and wasted after a whole life.
  private let lost: Double
  private let kept: Double
  private let ordered: Double
  private let wasted: Double

  /// - Parameter isAware: with estimated waste the position may be above *S*, so that nothing is known of what is lost.
  init(_ problem: PerishableProblem, window: PerishableProblem.Window, stock: Int?, isAware: Bool) {
    let L = problem.leadTime, m = problem.shelfLife
    let demand = problem.demand
    // Jensen's inequality stands in where the law of a sum would be long.
    let isShort = Double(demand.probabilities.count) * Double(L + m) < 2e5
    covered = isShort ? ExpectedExcess(LatticeArithmetic.power(demand, L + 1)) : nil
    lived = isShort ? ExpectedExcess(LatticeArithmetic.power(demand, L + m)) : nil
    mean = demand.mean
    lead = Double(L + 1)
    life = Double(L + m)
    cap = problem.largestOrder
    // Until it is sold or spoilt, what is there at the start may stand above S.
    let first = stock != 0 ? max(0, m - window.warmUp) : 0
    lost = isAware ? 0 : problem.shortageCost / lead * window.worth(from: L + first)
    kept = min(problem.holdingCost, problem.wasteCost / lead) * window.worth(from: L)
    ordered = problem.orderCost / life * window.worth(from: L + m - 1)
    wasted = (problem.wasteCost + Double(m - 1) * problem.holdingCost) / life * window.worth(from: L + 2 * m - 2)
  }

  func callAsFunction(_ S: Int) -> Double { lost * (covered?.short(S) ?? max(0, lead * mean - Double(S))) + floor(S) }

  /// What is ordered, left and wasted alone: it does not fall in *S*. After an order of the largest size the position is at least that
  /// size.
  func floor(_ S: Int) -> Double {
    let held = min(S, cap)
    let over = covered?.unused(held) ?? max(0, Double(held) - lead * mean)
    let spoilt = lived?.unused(held) ?? max(0, Double(held) - life * mean)
    return ordered * Double(held) + max(kept * over, wasted * spoilt)
  }
}

/// The search of `bestBaseStock`.
struct PerishableSearch {
  private let problem: PerishableProblem
  private let window: PerishableProblem.Window
  private let stock: Int?
  private let isAware: Bool
  private let stateLimit: Int
  private let control: SolverControl
  private let bound: PerishableBound
  /// All states side by side, where they are few: the tables serve every level.
  private let table: PerishableOperator?
  private var best: PerishablePolicy?
  private var known: Set<Int> = []
  private var work = 0.0

  /// States times points of demand that may be followed over all levels: some ten seconds.
  private static let workLimit = 1e8
  private static let levelLimit = 5_000

  init(
    _ problem: PerishableProblem, window: PerishableProblem.Window, stock: Int?, isAware: Bool, stateLimit: Int, control: SolverControl
  ) throws(OptimizationError) {
    self.problem = problem
    self.window = window
    self.stock = stock
    self.isAware = isAware
    self.stateLimit = stateLimit
    self.control = control
    bound = PerishableBound(problem, window: window, stock: stock, isAware: isAware)
    let isSmall = stock.map { $0 <= problem.largestOrder } ?? false && problem.stateEstimate <= min(400_000, Double(stateLimit))
    table = isSmall && PerishableOperator.bytes(problem) < 2e8 ? try PerishableOperator(problem, control: control) : nil
  }

  mutating func run(patience: Int) throws(OptimizationError) -> PerishablePolicy {
    try offer(0)
    // From here every order is the largest.
    let end = min(Double(problem.shelfLife + problem.leadTime) * Double(problem.largestOrder) + Double(stock ?? 0), Double(1 << 30))
    let centre = min(leastBound(), Int(end))
    try offer(centre)
    for direction in [1, -1] {
      var S = centre
      var barren = 0
      while barren < patience {
        S += direction
        if S < 0 || Double(S) > end { break }
        barren = try offer(S) ? 0 : barren + 1
      }
    }
    guard var found = best else { throw .noDemand }
    if found.outcome.halfWidth > 0 { return found }
    found.isBestOfClass = try searchesAll(end: Int(end), above: centre)
    if let best, best.outcome.halfWidth == 0 {
      let isProven = found.isBestOfClass
      found = best
      found.isBestOfClass = isProven
    }
    return found
  }

  /// The level where the bound is least; it is convex up to the largest order.
  private func leastBound() -> Int {
    var low = 0
    var high = min(problem.largestOrder, 1 << 30)
    while low < high {
      let middle = (low + high) / 2
      if bound(middle) <= bound(middle + 1) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Every level whose bound does not lie above the best, exactly; those at which lumps of demand fit first.
  ///
  /// - Parameter centre: from here on the bound does not fall, up to the largest order.
  /// - Returns: whether none was left out.
  private mutating func searchesAll(end: Int, above centre: Int) throws(OptimizationError) -> Bool {
    let lot = LatticeArithmetic.commonDivisor(problem.demand)
    for step in lot > 1 ? [lot, 1] : [1] {
      var S = 0
      while S <= end {
        guard let best else { return false }
        let least = best.outcome.cost * (1 + 1e-9)
        // All beyond costs more; or nothing costs less than nothing.
        if bound.floor(S) > least || best.outcome.cost <= 0 && S > best.rule.level { break }
        if bound(S) > least {
          if S > centre, S < problem.largestOrder { S = problem.largestOrder / step * step }
          S += step
          continue
        }
        if known.count > Self.levelLimit || work > Self.workLimit { return false }
        do throws(OptimizationError) {
          try offer(S, exactly: true)
        } catch {
          guard case .stateSpaceTooLarge = error else { throw error }
          return false
        }
        S += step
      }
    }
    return true
  }

  /// - Returns: whether the level is the best so far.
  @discardableResult
  private mutating func offer(_ S: Int, exactly isExact: Bool = false) throws(OptimizationError) -> Bool {
    if !known.insert(S).inserted { return false }
    try control.check()
    let rule: PerishableRule = isAware ? .baseStockWithEstimatedWaste(S: S) : .baseStock(S: S)
    let points = Double(problem.demand.probabilities.count { $0 > 0 })
    let outcome: PerishableOutcome
    if let table {
      outcome = try followed(rule, on: table)
      // The tables' steps are many times faster than a chain's growth.
      work += Double(table.stateCount) * points / 8
    } else if isExact {
      var limited = control
      limited.memoryLimit = problem.chainMemory(stateLimit, control)
      outcome = try problem.followed(rule, window, stock: stock ?? S, control: limited)
      work += Double(outcome.states) * points
    } else {
      outcome = try problem.evaluate(rule, over: window, startingWith: stock ?? S, stateLimit: stateLimit, control: control)
      work += Double(outcome.states) * points
    }
    if let best {
      let least = best.outcome.cost
      let margin = 1e-12 * abs(least)
      if outcome.cost > least + margin || outcome.cost >= least - margin && S > best.rule.level { return false }
    }
    best = PerishablePolicy(rule: rule, outcome: outcome)
    return true
  }

  /// `exactly` on all states, reached or not, without growing a chain.
  private func followed(_ rule: PerishableRule, on table: PerishableOperator) throws(OptimizationError) -> PerishableOutcome {
    let digits = problem.shelfLife + problem.leadTime - 1
    let width = table.pipelines * table.side
    func state(_ index: Int) -> [Int32] {
      var state = [Int32](repeating: 0, count: digits)
      var rest = index
      for i in stride(from: digits - 1, through: 0, by: -1) {
        state[i] = Int32(rest % table.side)
        rest /= table.side
      }
      return state
    }
    var orders = [Int32](repeating: 0, count: table.stateCount)
    var costs = [Double](repeating: 0, count: table.stateCount)
    for index in 0..<table.stateCount {
      if index % 4096 == 0 { try control.check() }
      orders[index] = problem.order(rule, state(index))
      costs[index] = table.costs[index / table.pipelines] + problem.orderCost * Double(orders[index])
    }
    let fresh = [Int32](repeating: 0, count: problem.shelfLife - 1) + [Int32(stock ?? rule.level)]
    let start = (fresh + [Int32](repeating: 0, count: problem.leadTime - 1)).reduce(0) { $0 * table.side + Int($1) }
    let (cost, law) = try window.judged(costs, start: start, control: control) { law in
      var next = [Double](repeating: 0, count: law.count)
      for index in 0..<law.count where law[index] > 0 {
        let (a, q) = (index / table.pipelines, index % table.pipelines)
        let place = q * table.side + Int(orders[index])
        for k in table.rowStart[a]..<table.rowStart[a + 1] {
          next[Int(table.rows[k]) * width + place] += law[index] * table.weights[k]
        }
      }
      return next
    }
    var reached = 0
    var (waste, lost) = (0.0, 0.0)
    for index in 0..<law.count where law[index] > 0 {
      reached += 1
      let flow = problem.flow(Array(state(index).prefix(problem.shelfLife)))
      waste += law[index] * flow.wasted
      lost += law[index] * flow.lost
    }
    return PerishableOutcome(cost: cost, halfWidth: 0, wastePerPeriod: waste, lostPerPeriod: lost, states: reached)
  }
}

extension PerishableProblem {
  /// Memory in which a chain of so many states grows, bytes.
  func chainMemory(_ stateLimit: Int, _ control: SolverControl) -> Int {
    min(control.memoryLimit, stateLimit * (demand.probabilities.count { $0 > 0 } * 4 + (shelfLife + leadTime) * 8 + 120))
  }

  /// A rule's exact cost on the states it reaches.
  func followed(_ rule: PerishableRule, _ window: Window, stock: Int, control: SolverControl) throws(OptimizationError) -> PerishableOutcome
  {
    try exactly(window, stock: stock, control: control) { state in order(rule, state) }
  }

  /// Units a period that begins with these ages loses and wastes, in expectation.
  func flow(_ shelf: [Int32]) -> (lost: Double, wasted: Double) {
    var flow = (lost: 0.0, wasted: 0.0)
    for (k, p) in demand.probabilities.enumerated() where p > 0 {
      var ages = shelf
      let result = issue(demand.offset + k, &ages)
      flow.lost += p * Double(result.lost)
      flow.wasted += p * Double(result.wasted)
    }
    return flow
  }
}
