internal import Groundwork
internal import Randomness

/// The best of all policies for two suppliers, with bounds.
public struct DualSourcingOptimum: Sendable {
  /// The least long-run average cost of a period lies between these, purchase included; the policy's own is at most `upper`.
  public var lower: Double
  public var upper: Double
  public var states: Int
  public var sweeps: Int
  /// Share of periods in which an order touches the edge of the states that were kept: exact where the states the policy reaches are few,
  /// else counted over a million simulated periods.
  public var edgeShare: Double
  let space: DualSourcingSpace?
  let choice: [Int32]
  /// Where nothing is ever expedited, the base stock of the regular supplier.
  let level: Int
  /// Units in which positions and orders are counted; all demands are multiples of it.
  public internal(set) var lot = 1

  /// The middle of the bounds.
  public var cost: Double { (lower + upper) / 2 }

  /// Units to order now from either supplier.
  ///
  /// - Parameters:
  ///   - position: on hand less owed, with all that is due no later than an expedited order placed now.
  ///   - pipeline: the regular orders due after that, next one first, one fewer than the lag of the lead times.
  /// - Returns: nil for a state that the policy never reaches and the solver left out.
  public func orders(position: Int, pipeline: [Int]) -> (regular: Int, expedited: Int)? {
    if lot == 1 { return counted(position: position, pipeline: pipeline) }
    if position % lot != 0 || pipeline.contains(where: { $0 % lot != 0 }) { return nil }
    return counted(position: position / lot, pipeline: pipeline.map { $0 / lot }).map { ($0.regular * lot, $0.expedited * lot) }
  }

  /// The same, all in lots.
  func counted(position: Int, pipeline: [Int]) -> (regular: Int, expedited: Int)? {
    guard let space else { return (max(0, level - position - pipeline.reduce(0, +)), 0) }
    if pipeline.count != space.width || pipeline.contains(where: { $0 < 0 || $0 > space.most }) { return nil }
    var column = 0
    for q in pipeline { column = column * (space.most + 1) + q }
    let whole = position + pipeline.reduce(0, +)
    if whole > space.top { return nil }
    let missing = max(0, space.bottom - whole)
    let code = Int(choice[column * space.height + max(whole, space.bottom) - space.bottom])
    return (code % (space.most + 1), code / (space.most + 1) + missing)
  }
}

/// States of two suppliers: the whole position *w* from `bottom` to `top`, contiguous, for each list of regular orders of at most `most`.
struct DualSourcingSpace: Sendable {
  let width: Int
  let most: Int
  let bottom: Int
  let top: Int

  var height: Int { top - bottom + 1 }
  var columnCount: Int { (0..<width).reduce(1) { n, _ in n * (most + 1) } }

  /// Counted before anything is made.
  var size: Double { (0..<width).reduce(Double(height)) { n, _ in n * Double(most + 1) } }
}

/// The step for two suppliers, on what is known after ordering.
///
///     (T g)(u; q) = E v(u − D; q),
///     v(w; q) = min_{W ≥ w} cₑ·(W − w) + C(W − Σq) + min_r cᵣ·r + g(W + r; q₂, …, r)
///
/// *W* is the whole position after the expedited order, *C* the holding and backorder cost when it has come. The minimum over *W* is a
/// running one from the top.
struct DualSourcingOperator: BellmanOperator {
  let space: DualSourcingSpace
  let problem: DualSourcingProblem
  /// *C* at position y: element y − lowest.
  private let cost: [Double]
  private let lowest: Int

  init(space: DualSourcingSpace, problem: DualSourcingProblem, ahead: LatticeDistribution) {
    self.space = space
    self.problem = problem
    let excess = ExpectedExcess(ahead)
    lowest = space.bottom - space.width * space.most
    cost = (lowest...space.top).map { problem.holdingCost * excess.unused($0) + problem.backorderCost * excess.short($0) }
  }

  var stateCount: Int { space.columnCount * space.height }
  /// A column at a time.
  var blockCount: Int { space.columnCount }

  func apply(
    block: Int, values: UnsafePointer<Double>, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, mode: SweepMode,
    discount: Double
  ) -> ChangeRange {
    let height = space.height
    let side = space.most + 1
    var onOrder = 0
    var rest = block
    for _ in 0..<space.width {
      onOrder += rest % side
      rest /= side
    }
    // Dropping the next order due leaves the others at the front; a new one goes to the end.
    let base = space.width == 0 ? 0 : (block % (space.columnCount / side)) * side
    let offset = block * height
    var worth = [Double](repeating: 0, count: height)
    if case .follow = mode {
      for i in 0..<height {
        let code = Int(choice[offset + i])
        let r = code % side
        let W = i + code / side
        let column = space.width == 0 ? 0 : base + r
        worth[i] =
          problem.expeditedUnitCost * Double(W - i) + problem.regularUnitCost * Double(r) + cost[space.bottom + W - onOrder - lowest]
          + discount * values[column * height + W + r]
      }
    } else {
      var best = Double.infinity
      var bestW = height - 1
      var bestR = 0
      for i in stride(from: height - 1, through: 0, by: -1) {
        var least = Double.infinity
        var order = 0
        for r in 0...min(space.most, height - 1 - i) {
          let column = space.width == 0 ? 0 : base + r
          let value = problem.regularUnitCost * Double(r) + discount * values[column * height + i + r]
          if value < least {
            least = value
            order = r
          }
        }
        let here = problem.expeditedUnitCost * Double(i) + cost[space.bottom + i - onOrder - lowest] + least
        if here <= best {
          best = here
          bestW = i
          bestR = order
        }
        worth[i] = best - problem.expeditedUnitCost * Double(i)
        choice[offset + i] = Int32((bestW - i) * side + bestR)
      }
    }
    var range = ChangeRange()
    let law = problem.demand
    for u in 0..<height {
      var expected = 0.0
      for (k, p) in law.probabilities.enumerated() {
        let i = u - law.offset - k
        // Below the lowest position the difference is expedited.
        expected += p * (i >= 0 ? worth[i] : worth[0] - problem.expeditedUnitCost * Double(i))
      }
      next[offset + u] = expected
      range.take(expected - values[offset + u])
    }
    return range
  }
}

extension DualSourcingProblem {
  /// The least long-run average cost over all policies, and a policy that attains it.
  ///
  /// The state is the position that the fast supplier can serve and the regular orders behind it (A. Whittemore and S. Saunders, "Optimal
  /// inventory under stochastic demand with two supply options", *SIAM Journal on Applied Mathematics* 32(2), 1977). Below a whole position
  /// of 0 a unit is short for the whole lag, so that expediting it pays and states further down need not be kept. Upwards the states are
  /// cut where no good policy goes; costs are convex in the orders (Z. Hua, Y. Yu, W. Zhang and X. Xu, "Structural properties of the
  /// optimal policy for dual-sourcing systems with general lead times", *IIE Transactions* 47(8), 2015), so that an optimum that does not
  /// touch the cut is the optimum of all; where it does in more than a thousand-millionth of periods, the cut is moved and the problem
  /// solved again.
  ///
  /// - Parameters:
  ///   - tolerance: width of the bounds, money a period; nil for a millionth of the cost of the demand's own backorders.
  ///   - isCountedInLots: whether positions are counted in demand's common divisor. The least cost is the same; the policy then needs a
  ///     stock that is a multiple of it from the start, since what is owed never forgets a remainder.
  /// - Complexity: O(states × (regular orders + points of demand)) a sweep; (orders + 1)^(lag − 1) × positions states.
  public func optimum(tolerance: Double? = nil, isCountedInLots: Bool = true, control: SolverControl = SolverControl())
    throws(OptimizationError) -> DualSourcingOptimum
  {
    try validate()
    if isCountedInLots {
      let (problem, lot) = inLots()
      if lot > 1 {
        let tolerance = tolerance ?? 1e-6 * min(backorderCost, 100 * holdingCost) * demand.mean
        var found = try problem.optimum(tolerance: tolerance, isCountedInLots: false, control: control)
        found.lot = lot
        return found
      }
    }
    let ahead = LatticeArithmetic.power(demand, expeditedLeadTime + 1)
    let alone = level(against: LatticeArithmetic.power(demand, regularLeadTime + 1))
    if neverExpedites {
      let cost = alone.cost + regularUnitCost * demand.mean
      return DualSourcingOptimum(
        lower: cost, upper: cost, states: 1, sweeps: 0, edgeShare: 0, space: nil, choice: [], level: alone.S)
    }
    let tolerance = tolerance ?? 1e-6 * min(backorderCost, 100 * holdingCost) * demand.mean
    let excess = ExpectedExcess(demand)
    var most = demand.smallest
    while most < demand.largest, excess.atMost(most) < 1 - 1e-10 { most += 1 }
    most = max(1, most)
    var margin = 2
    while true {
      let space = DualSourcingSpace(width: lag - 1, most: most, bottom: -1, top: max(alone.S, 0) + margin)
      try control.admit(states: space.size, reduce: Self.reduce)
      if space.size * Double(most + demand.probabilities.count) > 5e9 {
        throw .stateSpaceTooLarge(
          states: space.size, bytes: space.size * Double(most + demand.probabilities.count) * 8, limit: 4e10, reduce: Self.reduce)
      }
      let step = DualSourcingOperator(space: space, problem: self, ahead: ahead)
      let found = try step.solve(method: .modifiedPolicyIteration(sweeps: 4), tolerance: tolerance, control: control)
      var result = DualSourcingOptimum(
        lower: found.lower, upper: found.upper, states: step.stateCount, sweeps: found.sweeps, edgeShare: 0, space: space,
        choice: found.choice, level: 0)
      let touched = try edge(result, space: space, control: control)
      result.edgeShare = touched.top + touched.order
      if touched.top + touched.order < 1e-9 { return result }
      if margin > 1 << 12 { throw .notCovered(reason: "orders grow without a bound that could be found") }
      if touched.top > 1e-10 { margin *= 4 }
      if touched.order > 1e-10 { most += max(2, most / 4) }
    }
  }

  /// Shares of periods in which the whole position after ordering is the highest kept, or a regular order the largest although a larger
  /// demand could call for more.
  private func edge(_ found: DualSourcingOptimum, space: DualSourcingSpace, control: SolverControl)
    throws(OptimizationError) -> (top: Double, order: Double)
  {
    // State: position that an expedited order can still serve, then the regular orders behind.
    func next(_ state: [Int32], _ outcome: Int) -> [Int32] {
      let orders = found.orders(position: Int(state[0]), pipeline: state.dropFirst().map { Int($0) }) ?? (0, 0)
      var next = state
      let due = space.width == 0 ? Int32(orders.regular) : state[1]
      next[0] = state[0] + Int32(orders.expedited) + due - Int32(demand.offset + outcome)
      if space.width > 0 {
        for k in 1..<max(1, space.width) { next[k] = state[k + 1] }
        next[space.width] = Int32(orders.regular)
      }
      return next
    }
    func touches(_ state: [Int32]) -> (top: Bool, order: Bool) {
      let pipeline = state.dropFirst().map { Int($0) }
      guard let orders = found.orders(position: Int(state[0]), pipeline: pipeline) else { return (false, false) }
      let whole = Int(state[0]) + pipeline.reduce(0, +) + orders.regular + orders.expedited
      return (whole >= space.top, orders.regular >= space.most)
    }
    let start = [Int32](repeating: 0, count: space.width + 1)
    var top = 0.0
    var order = 0.0
    var limited = control
    limited.memoryLimit = min(control.memoryLimit, 200_000 * (demand.probabilities.count * 4 + 150))
    do throws(OptimizationError) {
      let chain = try ReachableChain(
        from: start, probabilities: demand.probabilities, control: limited, reduce: Self.reduce, next: next)
      let law = try chain.stationaryLaw(tolerance: 1e-12, control: control)
      for (state, mass) in zip(chain.states, law) {
        let touched = touches(state)
        if touched.top { top += mass }
        if touched.order { order += mass }
      }
    } catch {
      guard case .stateSpaceTooLarge = error else { throw error }
      let key = DrawKey(seed: 1, phase: .search, replication: 0)
      let below = demand.cdfTable()
      let periods = 1_000_000
      var state = start
      for period in 0..<periods {
        if period % 4096 == 0 { try control.check() }
        let u = key.uniform(source: 0x6475_616c, ordinal: UInt64(period))
        var low = 0
        var high = below.count - 1
        while low < high {
          let middle = (low + high) / 2
          if below[middle] >= u { high = middle } else { low = middle + 1 }
        }
        state = next(state, low)
        let touched = touches(state)
        if touched.top { top += 1 / Double(periods) }
        if touched.order { order += 1 / Double(periods) }
      }
    }
    return (top, order)
  }
}
