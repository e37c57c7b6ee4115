public import Groundwork
public import Randomness

/// One item over a finite horizon in which demand and costs change from period to period:
/// full backorders, a constant lead time in whole periods.
///
/// Each period: order up to *y* ≥ *x* at K·1[y > x] + c·(y − x); an order placed in *t* can serve the demand
/// of period *t* + lead time; demand; then h·(net stock)⁺ + p·(units owed) on the period's end. After the
/// last period what is left costs `terminalHolding` a unit, what is owed `terminalBackorder` a unit.
public struct SeasonalProblem: Sendable, Equatable {
  public struct Period: Sendable, Equatable {
    public var demand: LatticeDistribution
    /// *K*: money per order placed in this period.
    public var orderCost: Double
    /// *c*: money per unit ordered in this period.
    public var unitCost: Double
    /// *h* and *p*: money per unit left, and per unit owed, at this period's end.
    public var holdingCost: Double
    public var backorderCost: Double

    public init(demand: LatticeDistribution, orderCost: Double, unitCost: Double = 0, holdingCost: Double, backorderCost: Double) {
      self.demand = demand
      self.orderCost = orderCost
      self.unitCost = unitCost
      self.holdingCost = holdingCost
      self.backorderCost = backorderCost
    }
  }

  /// Oldest first, at least one more than `leadTime`.
  public var periods: [Period]
  /// Whole periods.
  public var leadTime: Int
  /// Worth of money one period later; greater than 0, at most 1.
  public var discount: Double
  /// Money per unit left, and per unit owed, after the last period (at the discount of one more period). What is left may be worth
  /// something: then `terminalHolding` is negative, and no unit may cost less than that, discounted to its order.
  public var terminalHolding: Double
  public var terminalBackorder: Double
  /// Net stock at the start, nothing on order.
  public var initialStock: Int
  public var minimum: Int64
  public var multiple: Int64

  public init(
    periods: [Period], leadTime: Int = 0, discount: Double = 1, terminalHolding: Double = 0, terminalBackorder: Double = 0,
    initialStock: Int = 0,
    minimum: Int64 = 1, multiple: Int64 = 1
  ) {
    self.periods = periods
    self.leadTime = leadTime
    self.discount = discount
    self.terminalHolding = terminalHolding
    self.terminalBackorder = terminalBackorder
    self.initialStock = initialStock
    self.minimum = minimum
    self.multiple = multiple
  }
}

/// The optimal orders of a seasonal problem, for every position and period.
public struct SeasonalSolution: Sendable, Equatable {
  /// The levels of one period.
  public struct Levels: Sendable, Equatable {
    /// The highest position at which an order is placed; nil where no order is ever placed. With no order cost it is `S`.
    public var s: Int?
    /// What the order at `s` lifts the position to.
    public var S: Int
    /// Whether the period's whole table is "at or below s, order up to S". It is not
    /// where an order cost rises later, or with minimum and multiple.
    public var isReorderLevel: Bool

    public init(s: Int?, S: Int, isReorderLevel: Bool) {
      self.s = s
      self.S = S
      self.isReorderLevel = isReorderLevel
    }
  }

  /// Position of the first column of the tables.
  public var lowest: Int
  /// Positions in the tables.
  public var positionCount: Int
  /// Periods in the tables: those whose orders arrive within the horizon.
  public var decisionCount: Int
  /// Units to order, `decisionCount × positionCount`, row-major, oldest period first.
  public var orders: [Int32]
  /// Expected discounted cost from each position at the start, one element per position;
  /// the cost of the first `leadTime` periods is in `unavoidableCost`.
  public var costToGo: [Double]
  /// Expected discounted cost of the periods that no order can reach any more, from the initial stock.
  public var unavoidableCost: Double
  public var levels: [Levels]
  /// Expected discounted cost of the whole horizon from the initial stock.
  public var expectedCost: Double

  /// Units to order in a period at a position; positions outside the table are read at its ends.
  public func order(period: Int, position: Int) -> Int {
    let i = max(0, min(positionCount - 1, position - lowest))
    let extra = max(0, lowest - position)
    return Int(orders[period * positionCount + i]) + extra
  }
}

extension SeasonalProblem {
  /// Optimal orders by backward induction over positions.
  ///
  ///     V(t, x) = −c·x + min over y ≥ x of K·1[y > x] + H(t, y),   H(t, y) = c·y + γᴸ·E cost(t + L; y − D[t…t+L]) + γ·E V(t + 1, y − D)
  ///
  /// H. Scarf, "The optimality of (S, s) policies in the dynamic inventory problem", 1960. The table's range is not
  /// assumed: it is widened until no order beyond its upper end can pay (by K-convexity, or by V ≥ its own least value
  /// where K rises) and until an order is placed at its lower end, below which the cost is a straight line. Where
  /// waiting is so cheap that no order is ever placed, the table reaches as low as demand can push the initial stock.
  ///
  /// - Throws: `invalid`, or `tooLarge` before the tables are made.
  /// - Complexity: O(*T·n·w*) for *T* periods, *n* positions and *w* points of the demand laws; memory O(*T·n*).
  public func solve(cancellation: Cancellation? = nil, progress: (@Sendable (SolverProgress) -> Void)? = nil) throws(OptimizationError)
    -> SeasonalSolution
  {
    try SeasonalSolver(self, cancellation).solve(cancellation, progress)
  }
}

struct SeasonalSolver {
  let problem: SeasonalProblem
  let decisions: Int
  let laws: [LatticeDistribution]
  /// Demand of the lead time plus one period from each decision on.
  let exposures: [ExpectedExcess]
  let lot: Int
  let least: Int
  /// Worth at the start of a unit left after the last period, and of all demand at that price.
  let salvage: Double
  private let salvagedDemand: Double

  static let cellLimit = 4e7

  /// What is left being worth *v* a unit is what each unit costing less by that at its order is, and each unit owed at the end less by *v*,
  /// but for a constant, since what is left less what is owed is what there was, and was ordered, less demand. So what is solved has no
  /// negative cost but at the end.
  init(_ given: SeasonalProblem, _ cancellation: Cancellation? = nil) throws(OptimizationError) {
    func number(_ value: Double, _ field: String) throws(OptimizationError) {
      if !value.isFinite { throw .invalid(field: field, reason: "must be a finite number") }
      if value < 0 { throw .invalid(field: field, reason: "must not be negative") }
    }
    var problem = given
    if problem.leadTime < 0 { throw .invalid(field: "leadTime", reason: "must not be negative") }
    if problem.periods.count <= problem.leadTime { throw .invalid(field: "periods", reason: "must be more than the lead time") }
    if !(problem.discount > 0 && problem.discount <= 1) {
      throw .invalid(field: "discount", reason: "must be greater than 0 and at most 1")
    }
    if problem.minimum < 0 || problem.minimum > 1_000_000_000 { throw .invalid(field: "minimum", reason: "must be 0 to 1 000 000 000") }
    if problem.multiple < 1 || problem.multiple > 1_000_000_000 { throw .invalid(field: "multiple", reason: "must be 1 to 1 000 000 000") }
    if abs(problem.initialStock) > 1_000_000_000 { throw .invalid(field: "initialStock", reason: "must be within ±1 000 000 000") }
    try number(abs(problem.terminalHolding), "terminalHolding")
    try number(problem.terminalBackorder, "terminalBackorder")
    var made: [LatticeDistribution] = []
    for (t, period) in problem.periods.enumerated() {
      try period.demand.validateAsDemand("demand of period \(t)")
      try number(period.orderCost, "orderCost of period \(t)")
      try number(period.unitCost, "unitCost of period \(t)")
      try number(period.holdingCost, "holdingCost of period \(t)")
      try number(period.backorderCost, "backorderCost of period \(t)")
      made.append(LatticeArithmetic.trimmed(period.demand))
    }
    var worth = max(0, -problem.terminalHolding)
    if worth > 0 {
      problem.terminalHolding = 0
      problem.terminalBackorder -= worth
      for t in problem.periods.indices.reversed() {
        worth *= problem.discount
        if t >= problem.periods.count - problem.leadTime { continue }
        if problem.periods[t].unitCost < worth {
          throw .invalid(
            field: "terminalHolding",
            reason:
              "is \(given.terminalHolding): a unit left would be worth more than one costs in period \(t), \(problem.periods[t].unitCost), so that"
              + " buying without end could pay")
        }
        problem.periods[t].unitCost -= worth
      }
    }
    salvage = worth
    salvagedDemand = worth * made.reduce(0) { $0 + $1.mean }
    self.problem = problem
    laws = made
    decisions = problem.periods.count - problem.leadTime
    var covers: [ExpectedExcess] = []
    for t in 0..<decisions {
      var law = made[t]
      for k in 0..<problem.leadTime {
        if cancellation?.isCancelled == true { throw .cancelled }
        let cells = Double(law.probabilities.count) * Double(made[t + k + 1].probabilities.count)
        if cells > 1e10 { throw .tooLarge(states: cells, limit: 1e10) }
        law = LatticeArithmetic.sum(law, made[t + k + 1])
      }
      covers.append(ExpectedExcess(law))
    }
    exposures = covers
    lot = Int(problem.multiple)
    least = max(1, (Int(problem.minimum) + lot - 1) / lot) * lot
  }

  /// What the solved problem's costs lack, from a position at the start.
  func unsaid(from position: Int) -> Double { salvagedDemand - salvage * Double(position) }

  /// Expected discounted cost in the period a decision governs (and at the end, for the last one), at position *y* after it.
  func governed(_ t: Int, _ y: Int) -> Double {
    let end = problem.periods[t + problem.leadTime]
    let left = exposures[t].unused(y)
    let owed = exposures[t].short(y)
    var cost = end.holdingCost * left + end.backorderCost * owed
    if t == decisions - 1 { cost += problem.discount * (problem.terminalHolding * left + problem.terminalBackorder * owed) }
    return cost * discount(problem.leadTime)
  }

  func discount(_ periods: Int) -> Double {
    var factor = 1.0
    for _ in 0..<periods { factor *= problem.discount }
    return factor
  }

  func solve(_ cancellation: Cancellation?, _ progress: (@Sendable (SolverProgress) -> Void)?) throws(OptimizationError)
    -> SeasonalSolution
  {
    var mean = 0.0
    var widest = 0.0
    var reach = 0.0
    var longest = 0.0
    for t in 0..<decisions {
      mean = max(mean, laws[t].mean)
      longest = max(longest, exposures[t].mean)
      widest = max(widest, Double(laws[t].largest))
      reach += Double(laws[t].largest)
    }
    var spread = 1.0
    for (t, period) in problem.periods.prefix(decisions).enumerated() {
      let h = max(period.holdingCost, 1e-9)
      spread = max(spread, (2 * period.orderCost * laws[t].mean / h).squareRoot())
    }
    spread = min(spread, mean * Double(decisions))
    var high = Double(max(0, problem.initialStock)) + longest + 2 * spread + 3 * widest + Double(least + lot)
    var low = min(0, Double(problem.initialStock)) - widest - Double(lot)
    let lowest = min(0, Double(problem.initialStock)) - reach - Double(lot) - 1
    while true {
      let cells = (high - low + 1) * Double(decisions)
      if !(cells <= SeasonalSolver.cellLimit) { throw .tooLarge(states: cells, limit: SeasonalSolver.cellLimit) }
      let pass = try backward(low: Int(low), high: Int(high), cancellation, progress)
      if pass.isLowEnough || low <= lowest, pass.isHighEnough { return pass.solution }
      if !pass.isHighEnough { high += high - low }
      if !pass.isLowEnough { low = max(lowest, low - max(8, (high - low) / 2)) }
    }
  }

  /// Expected discounted cost of the first `leadTime` periods, which no order reaches any more.
  var unavoidableCost: Double {
    var cost = 0.0
    var law = LatticeArithmetic.zero
    for k in 0..<problem.leadTime {
      law = LatticeArithmetic.sum(law, laws[k])
      let excess = ExpectedExcess(law)
      let left = excess.unused(problem.initialStock)
      cost += discount(k) * (problem.periods[k].holdingCost * left + problem.periods[k].backorderCost * excess.short(problem.initialStock))
    }
    return cost
  }

  struct Pass {
    var solution: SeasonalSolution
    var isLowEnough: Bool
    var isHighEnough: Bool
  }

  func backward(
    low: Int, high: Int, _ cancellation: Cancellation?, _ progress: (@Sendable (SolverProgress) -> Void)? = nil
  ) throws(OptimizationError) -> Pass {
    let n = high - low + 1
    let initial = problem.initialStock
    var orders = [Int32](repeating: 0, count: decisions * n)
    var levels = [SeasonalSolution.Levels](repeating: .init(s: nil, S: low, isReorderLevel: true), count: decisions)
    var value = [Double](repeating: 0, count: n)
    var h = [Double](repeating: 0, count: n)
    let last = problem.periods[problem.periods.count - 1]
    // A unit owed at the end may save something, but less than it cost to owe it.
    let isEndConvex = last.holdingCost + last.backorderCost + problem.discount * problem.terminalBackorder >= 0
    var isConvex = lot == 1 && least == 1 && isEndConvex
    var isLowEnough = true
    var isHighEnough = true
    var leastValue = 0.0
    var t = decisions - 1
    while t >= 0 {
      if cancellation?.isCancelled == true { throw .cancelled }
      progress?(SolverProgress(sweep: decisions - t, gap: .infinity, states: n, planned: decisions))
      let period = problem.periods[t]
      let isLast = t == decisions - 1
      if isLast {
        for i in 0..<n { h[i] = governed(t, low + i) }
      } else {
        let slope = problem.periods[t + 1].unitCost
        let expected = expectation(of: value, under: laws[t], slopeBelow: slope)
        for i in 0..<n { h[i] = governed(t, low + i) + problem.discount * expected[i] }
      }
      for i in 0..<n { h[i] += period.unitCost * Double(low + i) }
      // Best order from each position: the least of h over the residues an order can
      // reach, from the far end down; ties go to the smaller order.
      var target = [Int](repeating: -1, count: n)
      var i = n - 1
      while i >= 0 {
        let further = i + lot < n ? target[i + lot] : -1
        target[i] = further >= 0 && h[further] < h[i] ? further : i
        i -= 1
      }
      var minimum = Double.infinity
      for i in 0..<n {
        let place = i + least < n ? target[i + least] : -1
        var best = h[i]
        if place >= 0, period.orderCost + h[place] < best {
          best = period.orderCost + h[place]
          orders[t * n + i] = Int32(place - i)
        }
        value[i] = best - period.unitCost * Double(low + i)
        minimum = min(minimum, value[i])
      }
      if orders[t * n] == 0 { isLowEnough = false }
      // Beyond the table: nothing above can be a better place to order up to.
      let lowestPlace = h.min() ?? 0
      // H stays K-convex as long as no later order cost, discounted, is above an earlier one.
      if !isLast, period.orderCost < problem.discount * problem.periods[t + 1].orderCost { isConvex = false }
      let floor = governed(t, high) + period.unitCost * Double(high) + (isLast ? 0 : problem.discount * leastValue)
      let rises = governed(t, high) >= governed(t, high - 1)
      if !(isConvex && h[n - 1] > lowestPlace + period.orderCost) && !(rises && floor >= lowestPlace) { isHighEnough = false }
      leastValue = min(minimum, governed(t, high) + (isLast ? 0 : problem.discount * leastValue))
      levels[t] = describe(Array(orders[(t * n)..<((t + 1) * n)]), low: low, h: h, orderCost: period.orderCost)
      t -= 1
    }
    let unavoidable = unavoidableCost
    let solution = SeasonalSolution(
      lowest: low, positionCount: n, decisionCount: decisions, orders: orders,
      costToGo: salvage == 0 ? value : value.indices.map { value[$0] + unsaid(from: low + $0) }, unavoidableCost: unavoidable,
      levels: levels,
      expectedCost: value[initial - low] + unsaid(from: initial) + unavoidable)
    return Pass(solution: solution, isLowEnough: isLowEnough, isHighEnough: isHighEnough)
  }

  /// E V(y − D) for every *y* of the table. Below the table *V* falls on a line of slope
  /// −c per unit, from the position one or more lots up.
  func expectation(of value: [Double], under law: LatticeDistribution, slopeBelow: Double) -> [Double] {
    let n = value.count
    let reach = law.largest
    var extended = [Double](repeating: 0, count: n + reach)
    for k in 0..<reach {
      // k − reach is how far below the table; step up by whole lots into it.
      let depth = reach - k
      let lots = (depth + lot - 1) / lot
      let inside = min(n - 1, lots * lot - depth)
      extended[k] = value[inside] + slopeBelow * Double(lots * lot)
    }
    for i in 0..<n { extended[reach + i] = value[i] }
    let reversed = Array(law.probabilities.reversed())
    var result = [Double](repeating: 0, count: n)
    extended.withUnsafeBufferPointer { v in
      reversed.withUnsafeBufferPointer { f in
        result.withUnsafeMutableBufferPointer { out in
          guard let a = f.baseAddress, let b = v.baseAddress, let out = out.baseAddress else { return }
          LatticeArithmetic.dots(a, sliding: b, f.count, to: out, places: n)
        }
      }
    }
    return result
  }

  func describe(_ row: [Int32], low: Int, h: [Double], orderCost: Double) -> SeasonalSolution.Levels {
    guard let last = row.lastIndex(where: { $0 > 0 }) else { return .init(s: nil, S: low, isReorderLevel: true) }
    let target = last + Int(row[last])
    var uniform = true
    for i in 0...last where i + Int(row[i]) != target { uniform = false }
    let s = orderCost == 0 && uniform && last + 1 == target ? target : last
    return .init(s: low + s, S: low + target, isReorderLevel: uniform)
  }
}
