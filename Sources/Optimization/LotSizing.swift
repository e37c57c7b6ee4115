/// Lots for demand that is known period by period: holding is charged on what is left at a period's end, nobody waits.
public struct LotSizingProblem: Sendable, Equatable {
  /// *d*: units of each period, oldest first.
  public var demand: [Double]
  /// *K*, *c* and *h* of each period: money per order, per unit ordered, per unit left at its end.
  public var orderCost: [Double]
  public var unitCost: [Double]
  public var holdingCost: [Double]
  /// Units in stock before the first period; demand is served from them first.
  public var initialStock: Double

  public init(demand: [Double], orderCost: [Double], unitCost: [Double], holdingCost: [Double], initialStock: Double = 0) {
    self.demand = demand
    self.orderCost = orderCost
    self.unitCost = unitCost
    self.holdingCost = holdingCost
    self.initialStock = initialStock
  }

  /// The same costs in every period.
  public init(demand: [Double], orderCost: Double, unitCost: Double = 0, holdingCost: Double, initialStock: Double = 0) {
    let n = demand.count
    self.init(
      demand: demand, orderCost: [Double](repeating: orderCost, count: n), unitCost: [Double](repeating: unitCost, count: n),
      holdingCost: [Double](repeating: holdingCost, count: n), initialStock: initialStock)
  }

  /// Most periods a plan may have: the recursion compares every pair of them.
  public static let periodLimit = 20_000

  /// The plan of least cost.
  ///
  /// Some optimal plan orders only when stock is 0, so C(t) = min over u of K_t + (cost of ordering and carrying t … u) + C(u + 1):
  /// H. M. Wagner and T. M. Whitin, "Dynamic version of the economic lot size model", *Management Science* 5(1), 1958. Of plans that
  /// cost the same, the one with the shorter first lot.
  ///
  /// - Throws: `invalid`, `tooLarge`.
  /// - Complexity: O(T²) time, O(T) memory.
  public func optimalPlan() throws(OptimizationError) -> LotPlan {
    try validate()
    let net = netDemand()
    let n = demand.count
    var costToGo = [Double](repeating: 0, count: n + 1)
    // The last period a lot ordered here serves; −1 where none is ordered.
    var until = [Int](repeating: -1, count: n)
    var t = n - 1
    while t >= 0 {
      // A period without demand may still be the cheap one to order in.
      var best = net[t] == 0 ? costToGo[t + 1] : .infinity
      var carrying = 0.0
      var ordering = orderCost[t]
      var rate = 0.0
      for u in t..<n {
        if u > t { rate += holdingCost[u - 1] }
        ordering += unitCost[t] * net[u]
        carrying += rate * net[u]
        let cost = ordering + carrying + costToGo[u + 1]
        if cost < best {
          best = cost
          until[t] = u
        }
        // What a longer lot pays by now no plan of the rest can save.
        if ordering + carrying > best { break }
      }
      costToGo[t] = best
      t -= 1
    }
    var quantities = [Double](repeating: 0, count: n)
    t = 0
    while t < n {
      if until[t] >= t { quantities[t] = net[t...until[t]].reduce(0, +) }
      t = max(t, until[t]) + 1
    }
    return try plan(quantities, costToGo: costToGo)
  }

  /// The heuristic of Silver and Meal: each lot covers one more period as long as that lowers its cost per period. Unit costs are paid,
  /// but decide nothing.
  ///
  /// E. A. Silver and H. C. Meal, "A heuristic for selecting lot size quantities", *Production and Inventory Management* 14(2), 1973.
  ///
  /// - Throws: `invalid`, `tooLarge`.
  /// - Complexity: O(T).
  public func silverMealPlan() throws(OptimizationError) -> LotPlan {
    try validate()
    let net = netDemand()
    let n = demand.count
    var quantities = [Double](repeating: 0, count: n)
    var t = 0
    while t < n {
      if net[t] == 0 {
        t += 1
        continue
      }
      var total = orderCost[t]
      var mean = total
      var u = t
      var rate = 0.0
      while u + 1 < n {
        rate += holdingCost[u]
        let more = total + rate * net[u + 1]
        if more / Double(u + 2 - t) > mean { break }
        u += 1
        total = more
        mean = total / Double(u + 1 - t)
      }
      quantities[t] = net[t...u].reduce(0, +)
      t = u + 1
    }
    return try plan(quantities, costToGo: nil)
  }

  /// What a plan costs.
  ///
  /// - Parameter orders: units of each period, oldest first.
  /// - Throws: `invalid` for a plan of another length or one in which somebody waits.
  /// - Complexity: O(T).
  public func cost(of orders: [Double]) throws(OptimizationError) -> Double {
    try validate()
    if orders.count != demand.count { throw .invalid(field: "orders", reason: "must be one a period") }
    var stock = initialStock
    var cost = 0.0
    let scale = demand.reduce(initialStock, +)
    for (t, quantity) in orders.enumerated() {
      try NumberCheck.notNegative(quantity, "orders")
      if quantity > 0 { cost += orderCost[t] + unitCost[t] * quantity }
      stock += quantity - demand[t]
      if stock < -1e-9 * scale { throw .invalid(field: "orders", reason: "leave demand of period \(t + 1) unserved") }
      cost += holdingCost[t] * max(0, stock)
    }
    return cost
  }

  private func plan(_ quantities: [Double], costToGo: [Double]?) throws(OptimizationError) -> LotPlan {
    let cost = try cost(of: quantities)
    return LotPlan(orders: quantities, cost: cost, costToGo: costToGo.map { Array($0.dropLast()) } ?? [])
  }

  /// Demand that the initial stock does not serve.
  private func netDemand() -> [Double] {
    var stock = initialStock
    return demand.map { units in
      let served = min(stock, units)
      stock -= served
      return units - served
    }
  }

  private func validate() throws(OptimizationError) {
    let n = demand.count
    if n == 0 { throw .invalid(field: "demand", reason: "must be at least one period") }
    if n > Self.periodLimit { throw .tooLarge(states: Double(n), limit: Double(Self.periodLimit)) }
    for (values, name) in [(demand, "demand"), (orderCost, "orderCost"), (unitCost, "unitCost"), (holdingCost, "holdingCost")] {
      if values.count != n { throw .invalid(field: name, reason: "must be one value a period") }
      for value in values { try NumberCheck.notNegative(value, name) }
    }
    try NumberCheck.notNegative(initialStock, "initialStock")
  }
}

/// Lots for known demand.
public struct LotPlan: Sendable, Equatable {
  /// Units ordered in each period, oldest first.
  public var orders: [Double]
  /// Money over the horizon, the carrying of the initial stock included.
  public var cost: Double
  /// Least cost from each period on with no stock, oldest first; empty for a heuristic.
  public var costToGo: [Double]

  public init(orders: [Double], cost: Double, costToGo: [Double]) {
    self.orders = orders
    self.cost = cost
    self.costToGo = costToGo
  }
}
