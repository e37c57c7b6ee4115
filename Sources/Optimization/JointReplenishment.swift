public import Randomness

/// Several items from one supplier, ordered together: a major cost for each truck started, a minor cost for each item on it. Demand not
/// met is owed.
///
/// Each period: order, receive what was ordered *L* periods ago (with 0 at once), demand, then *hᵢ* for each unit on hand and *pᵢ* for
/// each owed.
public struct JointReplenishmentProblem: Sendable, Equatable {
  public struct Item: Sendable, Equatable {
    /// Demand of a period; non-negative integers, independent of other items and periods.
    public var demand: LatticeDistribution
    /// *hᵢ*, money per unit on hand at a period's end; greater than 0.
    public var holdingCost: Double
    /// *pᵢ*, money per unit owed at a period's end; greater than 0.
    public var backorderCost: Double
    /// Money each time the item is ordered, at least 0.
    public var minorCost: Double

    public init(demand: LatticeDistribution, holdingCost: Double, backorderCost: Double, minorCost: Double) {
      self.demand = demand
      self.holdingCost = holdingCost
      self.backorderCost = backorderCost
      self.minorCost = minorCost
    }
  }

  public var items: [Item]
  /// Money for each truck started, at least 0.
  public var majorCost: Double
  /// Units of all items together that a truck takes, at least 1; nil where one truck takes everything.
  public var truck: Int?
  /// *L*, periods.
  public var leadTime: Int

  public init(items: [Item], majorCost: Double, truck: Int? = nil, leadTime: Int = 0) {
    self.items = items
    self.majorCost = majorCost
    self.truck = truck
    self.leadTime = leadTime
  }

  /// Operations of a solve that is begun: about a minute on one core.
  static let workLimit = 6e10
  static let reduce = "count in larger units, or use can-order levels with the bound of `lowerBound`"

  func validate() throws(OptimizationError) {
    if items.isEmpty || items.count > 10_000 { throw .invalid(field: "items", reason: "must be 1 to 10 000") }
    if !(majorCost >= 0) || !majorCost.isFinite { throw .invalid(field: "majorCost", reason: "must be a finite number, at least 0") }
    if let truck, truck < 1 { throw .invalid(field: "truck", reason: "must take at least 1 unit") }
    if leadTime < 0 || leadTime > 1_000 { throw .invalid(field: "leadTime", reason: "must be 0 to 1000 periods") }
    for item in items {
      try item.demand.validateAsDemand("demand")
      for (cost, field) in [
        (item.holdingCost, "holdingCost"), (item.backorderCost, "backorderCost"), (item.minorCost, "minorCost"),
      ] where !(cost >= 0) || !cost.isFinite {
        throw .invalid(field: field, reason: "must be a finite number, at least 0")
      }
      if item.demand.mean <= 0 { throw .noDemand }
      if item.holdingCost == 0 { throw .holdingIsFree }
      if item.backorderCost == 0 { throw .neverOrdering }
      try NumberCheck.comparable(item.backorderCost, "backorderCost", to: item.holdingCost, "the holding cost")
      try NumberCheck.comparable(item.holdingCost, "holdingCost", to: item.backorderCost, "the price of waiting")
      if Double(item.demand.probabilities.count) * Double(leadTime + 1) > 1e6 {
        throw .tooLarge(states: Double(item.demand.probabilities.count) * Double(leadTime + 1), limit: 1e6)
      }
    }
  }

  /// Money for an order: trucks by the units of all items, and the items on them.
  func orderCost(units: Int, minor: Double) -> Double {
    if units <= 0 { return 0 }
    let trucks = truck.map { (units + $0 - 1) / $0 } ?? 1
    return majorCost * Double(trucks) + minor
  }

  /// One item as a problem of its own at a given cost of an order.
  func alone(_ i: Int, orderCost: Double) -> InventoryProblem {
    let item = items[i]
    return InventoryProblem(
      demand: .perPeriod(item.demand), timing: .sequence(periods: 1), leadTime: .constant(Double(leadTime)), orderCost: orderCost,
      holdingCost: item.holdingCost, backorderCost: item.backorderCost)
  }
}

/// The best joint policy, with bounds.
public struct JointReplenishmentOptimum: Sendable {
  /// Average criterion: the least average cost of a period lies between these. Discounted: the least expected discounted cost from the
  /// stocks of `start`, all 0 there.
  public var lower: Double
  public var upper: Double
  public var states: Int
  public var sweeps: Int
  /// Share of periods in the long run in which a stock or an order touches the edge of the states kept.
  public var edgeShare: Double
  let space: StockBox
  let values: [Double]
  let choice: [Int32]

  /// The middle of the bounds.
  public var cost: Double { (lower + upper) / 2 }

  /// Units to order of each item.
  ///
  /// - Parameter position: on hand and under way less owed, one per item.
  /// - Returns: nil outside the states kept.
  public func order(position: [Int]) -> [Int]? {
    guard let index = space.index(of: position) else { return nil }
    let target = space.levels(of: Int(choice[index]))
    return zip(target, position).map { $0 - $1 }
  }

  /// The least expected discounted cost from given positions (discounted criterion), within half of `upper` − `lower`; under the average
  /// criterion what the start costs more than one at 0.
  public func value(position: [Int]) -> Double? { space.index(of: position).map { values[$0] } }
}

/// Whole stocks of several items between two corners, last item fastest.
struct StockBox: Sendable, Equatable {
  let low: [Int]
  let high: [Int]

  var sides: [Int] { zip(low, high).map { $1 - $0 + 1 } }
  /// Counted in floating point, so that it cannot overflow.
  var size: Double { zip(low, high).reduce(1) { $0 * Double($1.1 - $1.0 + 1) } }

  func index(of levels: [Int]) -> Int? {
    if levels.count != low.count { return nil }
    var index = 0
    for i in 0..<levels.count {
      if levels[i] < low[i] || levels[i] > high[i] { return nil }
      index = index * (high[i] - low[i] + 1) + levels[i] - low[i]
    }
    return index
  }

  func levels(of index: Int) -> [Int] {
    var rest = index
    var levels = low
    for i in stride(from: low.count - 1, through: 0, by: -1) {
      let side = high[i] - low[i] + 1
      levels[i] += rest % side
      rest /= side
    }
    return levels
  }
}

extension JointReplenishmentProblem {
  /// The least cost over all policies of a few items, and a policy that attains it.
  ///
  /// Stocks are kept in a box, widened until the policy touches its edge in less than a thousand-millionth of periods. Below the box a
  /// stock counts as its edge, which can only lower the cost; above it nothing is ordered, which can only raise it.
  ///
  /// - Parameter tolerance: width of the bounds, money; nil for a millionth of the cost.
  /// - Throws: `stateSpaceTooLarge` with the size of the box, `tooMuchWork` where a solve would last longer than about a minute, or as the
  ///   problem is not valid.
  /// - Complexity: O(states × (values of demand, all items' together, + 2ⁿ·n)) a sweep where one truck takes everything; with trucks
  ///   O(states × (values of demand + orders)).
  public func optimum(_ criterion: Criterion, tolerance: Double? = nil, control: SolverControl = SolverControl())
    throws(OptimizationError) -> JointReplenishmentOptimum
  {
    try validate()
    try criterion.validate()
    var low: [Int] = []
    var high: [Int] = []
    for item in items {
      let covered = ExpectedExcess(LatticeArithmetic.power(item.demand, leadTime + 1))
      var level = 0
      while covered.atMost(level) < item.backorderCost / (item.backorderCost + item.holdingCost) { level += 1 }
      let lot = (2 * (majorCost + item.minorCost) * item.demand.mean / item.holdingCost).squareRoot()
      if lot > 1e6 { throw .tooLarge(states: lot, limit: 1e6) }
      low.append(-2 * item.demand.largest - 2)
      high.append(level + Int(lot) + item.demand.largest + 2)
    }
    try refuseDeepBacklogs(StockBox(low: low, high: high), control)
    while true {
      let box = StockBox(low: low, high: high)
      try control.admit(states: box.size, bytesEach: JointReplenishmentOperator.bytesEach, reduce: Self.reduce)
      // Some tens of improvements, each followed for ten sweeps.
      let sweep = JointReplenishmentOperator.work(self, box: box)
      let work = 40 * (10 * sweep.follow + sweep.improve)
      if work > Self.workLimit { throw .tooMuchWork(operations: work, limit: Self.workLimit, reduce: Self.reduce) }
      let step = JointReplenishmentOperator(self, box: box)
      let found = try step.solve(
        criterion, method: .modifiedPolicyIteration(sweeps: 10), tolerance: tolerance ?? 0, relative: tolerance == nil ? 1e-6 : 0,
        control: control)
      var result = JointReplenishmentOptimum(
        lower: found.lower, upper: found.upper, states: step.stateCount, sweeps: found.sweeps, edgeShare: 0, space: box,
        values: found.values, choice: found.choice)
      let touched = try edges(result, box: box, control: control)
      result.edgeShare = touched.share
      if touched.share < 1e-9 {
        guard let origin = box.index(of: [Int](repeating: 0, count: items.count)) else { throw .notCovered(reason: "no stock of 0") }
        if case .discounted = criterion {
          let half = (found.upper - found.lower) / 2
          result.lower = found.values[origin] - half
          result.upper = found.values[origin] + half
        }
        return result
      }
      for i in 0..<items.count {
        if touched.low[i] { low[i] -= max(2, (high[i] - low[i]) / 4) }
        if touched.high[i] { high[i] += max(2, (high[i] - low[i]) / 4) }
      }
    }
  }

  /// Where waiting is all but free, customers are owed by the lot before an order pays: the deterministic lot with backorders, of the
  /// item's own minor cost and its part of a truck, says how deep. A box that would have to be that wide is refused before it is widened.
  private func refuseDeepBacklogs(_ box: StockBox, _ control: SolverControl) throws(OptimizationError) {
    var low = box.low
    for (i, item) in items.enumerated() {
      let (h, p) = (item.holdingCost, item.backorderCost)
      let share = item.minorCost + majorCost / Double(items.count)
      let owed = (2 * share * item.demand.mean * h / (p * (h + p))).squareRoot() / 2
      if !(owed < 1e9) { throw .tooLarge(states: owed, limit: 1e9) }
      low[i] = min(low[i], -Int(owed))
    }
    let deep = StockBox(low: low, high: box.high)
    try control.admit(states: deep.size, bytesEach: JointReplenishmentOperator.bytesEach, reduce: Self.reduce)
    let sweep = JointReplenishmentOperator.work(self, box: deep)
    let work = 40 * (10 * sweep.follow + sweep.improve)
    if work > Self.workLimit { throw .tooMuchWork(operations: work, limit: Self.workLimit, reduce: Self.reduce) }
  }

  /// What it costs to order so now and follow the best policy afterwards: for the discounted criterion a value, for the average one what
  /// it costs more than a start at 0.
  ///
  /// - Parameters:
  ///   - order: units of each item, at least 0.
  ///   - discount: of the solution; 1 for the average criterion.
  /// - Returns: nil where the order leads out of the states kept.
  public func cost(ofOrder order: [Int], at position: [Int], under solution: JointReplenishmentOptimum, discount: Double) -> Double? {
    if order.count != items.count || position.count != items.count || order.contains(where: { $0 < 0 || $0 > 1 << 24 }) { return nil }
    let up = zip(position, order).map { $0 + $1 }
    if solution.space.index(of: up) == nil { return nil }
    if items.reduce(1.0, { $0 * Double($1.demand.probabilities.count { $0 > 0 }) }) > 1e7 { return nil }
    var minor = 0.0
    var cost = 0.0
    for (i, item) in items.enumerated() {
      let excess = ExpectedExcess(LatticeArithmetic.power(item.demand, leadTime + 1))
      cost += item.holdingCost * excess.unused(up[i]) + item.backorderCost * excess.short(up[i])
      if order[i] > 0 { minor += item.minorCost }
    }
    cost += orderCost(units: order.reduce(0, +), minor: minor)
    let law = JointDemand(self)
    for (k, p) in law.probabilities.enumerated() {
      let reached = items.indices.map { max(solution.space.low[$0], up[$0] - law.demands[k * items.count + $0]) }
      guard let value = solution.value(position: reached) else { return nil }
      cost += discount * p * value
    }
    return cost
  }

  /// Which edges the policy touches in the long run, from stocks of 0.
  private func edges(_ found: JointReplenishmentOptimum, box: StockBox, control: SolverControl)
    throws(OptimizationError) -> (share: Double, low: [Bool], high: [Bool])
  {
    let n = items.count
    let size = Int(box.size)
    let sides = box.sides
    var steps = [Int](repeating: 1, count: n)
    for i in stride(from: n - 2, through: 0, by: -1) { steps[i] = steps[i + 1] * sides[i + 1] }
    let laws = items.map { item in
      item.demand.probabilities.enumerated().filter { $0.element > 0 }.map { (demand: item.demand.offset + $0.offset, p: $0.element) }
    }
    guard let origin = box.index(of: [Int](repeating: 0, count: n)) else { throw .notCovered(reason: "no stock of 0") }
    var mass = [Double](repeating: 0, count: size)
    mass[origin] = 1
    // A tenth of the mass waits at each step, so that periods do not matter.
    var change = 1.0
    var pushes = 0
    while change > 1e-12 {
      try control.check()
      if pushes >= 20_000 { throw .notConverged(sweeps: pushes, span: change) }
      pushes += 1
      var next = [Double](repeating: 0, count: size)
      for x in 0..<size where mass[x] > 0 { next[Int(found.choice[x])] += mass[x] }
      for i in 0..<n {
        var below = [Double](repeating: 0, count: size)
        for y in 0..<size where next[y] > 0 {
          let place = y / steps[i] % sides[i]
          var rest = 1.0
          for (demand, p) in laws[i] {
            if demand >= place {
              below[y - place * steps[i]] += max(0, rest) * next[y]
              break
            }
            below[y - demand * steps[i]] += p * next[y]
            rest -= p
          }
        }
        next = below
      }
      change = 0
      for x in 0..<size {
        let value = 0.9 * next[x] + 0.1 * mass[x]
        change += abs(value - mass[x])
        mass[x] = value
      }
    }
    var share = 0.0
    var low = [Bool](repeating: false, count: n)
    var high = low
    for (x, p) in mass.enumerated() where p > 1e-11 {
      let position = box.levels(of: x), target = box.levels(of: Int(found.choice[x]))
      var touches = false
      for i in 0..<n {
        if position[i] <= box.low[i] {
          low[i] = true
          touches = true
        }
        if target[i] > position[i], target[i] >= box.high[i] {
          high[i] = true
          touches = true
        }
      }
      if touches { share += p }
    }
    return (share, low, high)
  }
}

/// All combinations of the items' demands of a period.
struct JointDemand {
  /// Row-major, one column per item.
  var demands: [Int] = []
  var probabilities: [Double] = []

  init(_ problem: JointReplenishmentProblem) {
    var rows: [([Int], Double)] = [([], 1)]
    for item in problem.items {
      rows = rows.flatMap { row, weight in
        item.demand.probabilities.enumerated().filter { $0.element > 0 }.map {
          (row + [item.demand.offset + $0.offset], weight * $0.element)
        }
      }
    }
    for (row, weight) in rows {
      demands += row
      probabilities.append(weight)
    }
  }
}
