internal import Groundwork
internal import Randomness

/// Items of one supplier whose orders share a cost, each a problem of its own but for that: the positions of all items are the state.
///
/// Two clocks: customers who come one at a time and each ask for one item (every item `Timing.continuous` with compound-Poisson demand), or
/// periods in which all items are asked for (every item `Timing.sequence(periods: 1)` with demand per period). What a vector of positions
/// costs until the next decision is the sum of the items' own costs at theirs, since lead times do not hang on orders (see
/// `InventoryProblem`); so random lead times that do not cross are exact too.
///
///     cost = Σ_y π(y) [ Σᵢ gᵢ(yᵢ) + E K(y − D) ],   y the positions after a decision, π their law in the long run
public struct JointOrderProblem: Sendable {
  /// Each with the cost of its line on an order as `orderCost`.
  public var items: [InventoryProblem]
  /// Money per order, whatever is on it; greater than 0.
  public var sharedCost: Double

  public init(items: [InventoryProblem], sharedCost: Double) {
    self.items = items
    self.sharedCost = sharedCost
  }
}

/// What joint levels cost.
public struct JointEvaluation: Sendable, Equatable {
  /// Money per day, all of it.
  public var costPerDay: Double
  /// Money per day of each item: stock, waiting and its lines; without the shared cost.
  public var itemCostPerDay: [Double]
  /// Orders, and lines of each item, per day.
  public var ordersPerDay: Double
  public var linesPerDay: [Double]
  /// False where the cost was measured on drawn customers, because the positions are too many to be listed.
  public var isExact: Bool
}

/// A joint problem with its laws made.
struct PreparedJointOrders {
  let problem: JointOrderProblem
  let models: [PositionModel]
  let curves: [CostCurve]
  /// What can be asked between two decisions, row-major, one column per item; empty for periods whose combinations are too many to list.
  let demands: [Int]
  let chances: [Double]
  /// Days between decisions (mean).
  let stepDays: Double
  let isByCustomer: Bool

  /// Combinations of a period's demands that are listed.
  private static let listed = 1e5
  static let reduce = "count in larger units, or take fewer items together"

  init(_ problem: JointOrderProblem) throws(OptimizationError) {
    if problem.items.isEmpty || problem.items.count > 10_000 { throw .invalid(field: "items", reason: "must be 1 to 10 000") }
    if !(problem.sharedCost > 0) || !problem.sharedCost.isFinite {
      throw .invalid(field: "sharedCost", reason: "must be a finite number greater than 0; without it each item has its own orders")
    }
    self.problem = problem
    var models: [PositionModel] = []
    var curves: [CostCurve] = []
    for item in problem.items {
      if item.minimum > 1 || item.multiple > 1 { throw .notCovered(reason: "items with a minimum or multiple are not solved together") }
      if item.crosses { throw .notCovered(reason: "items whose orders may overtake each other are not solved together") }
      if item.holdingCost == 0 { throw .holdingIsFree }
      if item.backorderCost == 0, item.backorderCostPerUnit == 0 { throw .neverOrdering }
      let model = try PositionModel(item)
      models.append(model)
      curves.append(CostCurve(model, item))
    }
    self.models = models
    self.curves = curves
    let n = models.count
    isByCustomer = problem.items.allSatisfy {
      if case .compoundPoisson = $0.demand { $0.timing == .continuous } else { false }
    }
    if isByCustomer {
      let rate = models.reduce(0) { $0 + 1 / $1.stepDays }
      stepDays = 1 / rate
      var demands: [Int] = []
      var chances: [Double] = []
      for (i, model) in models.enumerated() {
        for (k, p) in model.step.probabilities.enumerated() where p > 0 {
          var row = [Int](repeating: 0, count: n)
          row[i] = model.step.offset + k
          demands += row
          chances.append(p / (model.stepDays * rate))
        }
      }
      self.demands = demands
      self.chances = chances
      return
    }
    guard
      problem.items.allSatisfy({
        if case .perPeriod = $0.demand { $0.timing == .sequence(periods: 1) && $0.periodDays == problem.items[0].periodDays } else { false }
      })
    else { throw .notCovered(reason: "items are solved together where all are looked at after every customer, or all in every period") }
    stepDays = models[0].stepDays
    let outcomes = models.reduce(1.0) { $0 * Double($1.step.probabilities.count) }
    if outcomes > Self.listed {
      demands = []
      chances = []
      return
    }
    var rows: [([Int], Double)] = [([], 1)]
    for model in models {
      rows = rows.flatMap { row, weight in
        model.step.probabilities.enumerated().filter { $0.element > 0 }.map { (row + [model.step.offset + $0.offset], weight * $0.element) }
      }
    }
    demands = rows.flatMap { $0.0 }
    chances = rows.map(\.1)
  }

  /// Money per day at a position after a decision, the item's line left out.
  func rate(_ i: Int, _ y: Int) -> Double { curves[i][y] / models[i].stepDays }

  /// Each item's own best levels where it pays this much of the shared cost.
  func alone(_ i: Int, share: Double, control: SolverControl) throws(OptimizationError) -> ReorderLevels {
    var item = problem.items[i]
    item.orderCost += share * problem.sharedCost
    return try ReorderSearch(models[i], item).run(cancellation: control.cancellation)
  }

  // MARK: Exact

  func evaluate(_ policy: CanOrderPolicy, control: SolverControl) throws(OptimizationError) -> JointEvaluation {
    let n = models.count
    if policy.mustOrder.count != n || policy.canOrder.count != n || policy.upTo.count != n {
      throw .invalid(field: "levels", reason: "must be one per item")
    }
    for i in 0..<n {
      let (s, c, S) = (policy.mustOrder[i], policy.canOrder[i], policy.upTo[i])
      if s > c || c > S || s >= S || abs(s) > 1 << 24 || abs(S) > 1 << 24 {
        throw .invalid(field: "levels", reason: "must ascend from must-order to up-to and lie within 2²⁴ units")
      }
    }
    if chances.isEmpty {
      let outcomes = models.reduce(1.0) { $0 * Double($1.step.probabilities.count) }
      throw .stateSpaceTooLarge(states: outcomes, bytes: outcomes * 8, limit: Self.listed * 8, reduce: Self.reduce)
    }
    let chain = try ReachableChain(
      from: policy.upTo.map { Int32($0) }, probabilities: chances, control: control, reduce: Self.reduce
    ) { state, outcome in
      var position = (0..<n).map { Int(state[$0]) - demands[outcome * n + $0] }
      let order = policy.order(position: position)
      for i in 0..<n { position[i] += order[i] }
      return position.map { Int32($0) }
    }
    let mass = try chain.stationaryLaw(tolerance: 1e-12, control: control)
    var result = JointEvaluation(
      costPerDay: 0, itemCostPerDay: [Double](repeating: 0, count: n), ordersPerDay: 0, linesPerDay: [Double](repeating: 0, count: n),
      isExact: true)
    for (state, p) in zip(chain.states, mass) where p > 0 {
      for i in 0..<n { result.itemCostPerDay[i] += p * rate(i, Int(state[i])) }
      for (k, chance) in chances.enumerated() {
        let order = policy.order(position: (0..<n).map { Int(state[$0]) - demands[k * n + $0] })
        var isOrder = false
        for i in 0..<n where order[i] > 0 {
          result.linesPerDay[i] += p * chance / stepDays
          isOrder = true
        }
        if isOrder { result.ordersPerDay += p * chance / stepDays }
      }
    }
    finish(&result)
    return result
  }

  private func finish(_ result: inout JointEvaluation) {
    for i in models.indices { result.itemCostPerDay[i] += result.linesPerDay[i] * problem.items[i].orderCost }
    result.costPerDay = result.itemCostPerDay.reduce(0, +) + result.ordersPerDay * problem.sharedCost
  }

  // MARK: One by one

  /// One item that meets orders of others as a Poisson process: its cost, the shared cost of the orders it starts included, and how many
  /// those are. Periods are taken as customers who come at random moments, one a period in the mean.
  struct Single {
    var costPerDay = 0.0
    var startsPerDay = 0.0
  }

  /// The time spent at each position between two fillings, from the top down, since a position is left downwards or to the top only.
  ///
  /// - Parameter joining: orders of others per day.
  func single(_ i: Int, _ s: Int, _ c: Int, _ S: Int, joining: Double) -> Single {
    let step = models[i].step, rate = 1 / models[i].stepDays
    // A period may bring no demand; a customer always does.
    let moving = step.offset > 0 ? 1 : 1 - (step.offset == 0 ? step.probabilities[0] : 0)
    let count = S - s
    var time = [Double](repeating: 0, count: count)
    var all = 0.0, cost = 0.0, joined = 0.0
    // Share of the demand that leads from `drop` units above the must-order level to it or below.
    var tail = [Double](repeating: 0, count: count + 1)
    for drop in 1...count {
      var mass = 0.0
      for (k, p) in step.probabilities.enumerated() where step.offset + k >= drop { mass += p }
      tail[drop] = mass
    }
    var starts = 0.0
    for j in 0..<count {
      let y = S - j
      var inflow = j == 0 ? 1.0 : 0
      for (k, p) in step.probabilities.enumerated() where p > 0 {
        let from = j - step.offset - k
        if from >= 0, from < j { inflow += time[from] * rate * p }
      }
      let opportunity = y <= c && y < S ? joining : 0
      time[j] = inflow / (rate * moving + opportunity)
      all += time[j]
      cost += time[j] * self.rate(i, y)
      joined += time[j] * opportunity
      starts += time[j] * rate * tail[y - s]
    }
    let lines = (starts + joined) * problem.items[i].orderCost
    return Single(costPerDay: (cost + lines + starts * problem.sharedCost) / all, startsPerDay: starts / all)
  }

  // MARK: Drawn

  /// What levels cost on so many drawn customers, the same for all levels. Positions alone are followed, since what each costs is known, so
  /// that lead times add no noise; the first tenth of the customers is not counted.
  ///
  /// - Complexity: O(customers), and O(items) an order.
  ///
  /// - Parameter customers: of all items; a period of theirs counts as one of each.
  func drawn(_ policy: CanOrderPolicy, customers: Int, control: SolverControl = SolverControl()) throws(OptimizationError)
    -> JointEvaluation
  {
    if !isByCustomer { return try drawnPeriods(policy, max(4_000, customers / models.count), control) }
    let n = models.count, first = customers / 10
    let key = DrawKey(seed: 1, phase: .search, replication: 0), source = StableHash.of("customers of joint orders")
    var reach: [Double] = []
    var asked: [(item: Int, units: Int)] = []
    for (k, p) in chances.enumerated() {
      reach.append((reach.last ?? 0) + p)
      let i = (0..<n).first { demands[k * n + $0] > 0 } ?? 0
      asked.append((i, demands[k * n + i]))
    }
    var position = policy.upTo
    var since = [Int](repeating: first, count: n)
    var result = JointEvaluation(
      costPerDay: 0, itemCostPerDay: [Double](repeating: 0, count: n), ordersPerDay: 0, linesPerDay: [Double](repeating: 0, count: n),
      isExact: false)
    func move(_ i: Int, to y: Int, at time: Int) {
      if time > since[i] {
        result.itemCostPerDay[i] += Double(time - since[i]) * rate(i, position[i])
        since[i] = time
      }
      position[i] = y
    }
    for time in 0..<customers {
      if time & 0xFFFF == 0 { try control.check() }
      let u = key.uniform(source: source, ordinal: UInt64(time)) * (reach.last ?? 1)
      var low = 0, high = reach.count - 1
      while low < high {
        let middle = (low + high) / 2
        if reach[middle] < u { low = middle + 1 } else { high = middle }
      }
      let (i, units) = asked[low]
      move(i, to: position[i] - units, at: time)
      if position[i] > policy.mustOrder[i] { continue }
      if time >= first { result.ordersPerDay += 1 }
      for j in 0..<n where position[j] <= policy.canOrder[j] {
        move(j, to: policy.upTo[j], at: time)
        if time >= first { result.linesPerDay[j] += 1 }
      }
    }
    let days = Double(customers - first) * stepDays
    for i in 0..<n {
      move(i, to: position[i], at: customers)
      result.itemCostPerDay[i] /= Double(customers - first)
      result.linesPerDay[i] /= days
    }
    result.ordersPerDay /= days
    finish(&result)
    return result
  }
  private func drawnPeriods(_ policy: CanOrderPolicy, _ periods: Int, _ control: SolverControl) throws(OptimizationError)
    -> JointEvaluation
  {
    let n = models.count, first = periods / 10
    let key = DrawKey(seed: 1, phase: .search, replication: 0), source = StableHash.of("periods of joint orders")
    let below = models.map { $0.step.cdfTable() }
    var position = policy.upTo
    var result = JointEvaluation(
      costPerDay: 0, itemCostPerDay: [Double](repeating: 0, count: n), ordersPerDay: 0, linesPerDay: [Double](repeating: 0, count: n),
      isExact: false)
    for time in 0..<periods {
      if time & 0xFFF == 0 { try control.check() }
      for i in 0..<n {
        // Counted until the next decision.
        if time > first { result.itemCostPerDay[i] += rate(i, position[i]) }
        let u = key.uniform(source: source, ordinal: UInt64(time * n + i)) * (below[i].last ?? 1)
        var low = 0, high = below[i].count - 1
        while low < high {
          let middle = (low + high) / 2
          if below[i][middle] < u { low = middle + 1 } else { high = middle }
        }
        position[i] -= models[i].step.offset + low
      }
      let order = policy.order(position: position)
      if time >= first, order.contains(where: { $0 > 0 }) { result.ordersPerDay += 1 }
      for i in 0..<n where order[i] > 0 {
        position[i] += order[i]
        if time >= first { result.linesPerDay[i] += 1 }
      }
    }
    let days = Double(periods - first) * stepDays
    for i in 0..<n {
      result.itemCostPerDay[i] /= Double(periods - first - 1)
      result.linesPerDay[i] /= days
    }
    result.ordersPerDay /= days
    finish(&result)
    return result
  }
}
