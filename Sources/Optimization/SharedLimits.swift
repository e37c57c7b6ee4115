public import Supply

/// A limit that many items share: money in stock, room, order lines a day, units short of a total fill rate.
public struct SharedLimit: Sendable, Equatable {
  public var name: String
  /// The sum over the items may be at most this, in the unit of its uses; at least 0.
  public var limit: Double
  /// What an excess is measured against where not all limits can be kept; greater than 0. The limit itself unless another is given.
  public var yardstick: Double

  public init(name: String, limit: Double, yardstick: Double? = nil) {
    self.name = name
    self.limit = limit
    self.yardstick = yardstick ?? (limit > 0 ? limit : 1)
  }
}

/// An item and what it takes of each shared limit.
public struct SharedItem: Sendable, Equatable {
  /// Its program by position; nil where `menu` lists its policies.
  public var problem: InventoryProblem?
  public var menu: ItemMenu?
  /// One element per limit: taken for each unit in stock in the mean (its price, its room), for each order a day (1 line), and for each
  /// unit a day that has to wait (1 where the limit is on units short); at least 0.
  public var perUnitInStock: [Double]
  public var perOrder: [Double]
  public var perUnitShort: [Double]

  public init(problem: InventoryProblem, perUnitInStock: [Double], perOrder: [Double], perUnitShort: [Double]) {
    self.problem = problem
    self.perUnitInStock = perUnitInStock
    self.perOrder = perOrder
    self.perUnitShort = perUnitShort
  }

  public init(menu: ItemMenu, perUnitInStock: [Double], perOrder: [Double], perUnitShort: [Double]) {
    self.menu = menu
    self.perUnitInStock = perUnitInStock
    self.perOrder = perOrder
    self.perUnitShort = perUnitShort
  }

  /// What a policy takes of each limit.
  func uses(_ use: ItemUse) -> [Double] {
    perUnitInStock.indices.map { c in
      perUnitInStock[c] * use.meanStock + perOrder[c] * use.ordersPerDay + perUnitShort[c] * use.shortPerDay
    }
  }

  /// What no policy of the item's menu or of any other shape costs less than at prices on the limits; nil where that is not known.
  func floor(at prices: [Double]) -> Double? {
    menu?.floor(
      stock: zip(prices, perUnitInStock).reduce(0) { $0 + $1.0 * $1.1 }, short: zip(prices, perUnitShort).reduce(0) { $0 + $1.0 * $1.1 })
  }
}

/// Policies for all items that keep to the shared limits, with a bound on what any could cost.
public struct SharedPlan: Sendable, Equatable {
  /// Of each item, in their order: (s, S), or one of its menu.
  public var policies: [Policy]
  /// Money per day, all items together.
  public var cost: Double
  /// No policies that keep to the limits in expectation cost less. Nil where an item's bound is not proven, and where a plan was not found
  /// that keeps to them: the bound then grows without end.
  public var lowerBound: Double?
  /// What is used of each limit, in expectation.
  public var used: [Double]
  /// Money per day that one more unit of each limit would save.
  public var prices: [Double]
  /// Names of limits that are exceeded, with the amount, where no plan was found that keeps to all. The plan is then the one found whose
  /// relative excesses (each ÷ the limit's yardstick) sum to the least.
  public var violations: [Violation]

  public struct Violation: Sendable, Equatable {
    public var name: String
    public var excess: Double
  }

  public var isFeasible: Bool { violations.isEmpty }
  /// Share of the cost by which the plan may be dearer than the best.
  public var gap: Double? { isFeasible ? lowerBound.map { cost > 0 ? max(0, (cost - $0) / cost) : 0 } : nil }
}

/// Many items under limits they share, by Lagrangian decomposition.
///
/// A price on each limit makes the items independent: a price on stock is added to the holding cost, one on orders to the order cost, one
/// on units short to the price of waiting, and each item is again an exact (s, S) problem. For any prices the sum of the items' least
/// costs, less what the limits are worth, bounds every plan from below (H. Everett, "Generalized Lagrange multiplier method", *Operations
/// Research* 11(3), 1963; M. Fisher, *Management Science* 27(1), 1981). Prices are found limit by limit, each between one that keeps the
/// limit and one that does not; a plan is then put together from all the policies met on the way.
///
/// An item that is no (s, S) of a position brings a menu of its policies, each with its exact cost and uses, and floors of its own program
/// at other prices, from which its part of the bound is made.
///
/// Limits hold in expectation. A peak, such as the most room ever taken, does not separate into items and has to be simulated.
public struct SharedLimitsProblem: Sendable, Equatable {
  public var items: [SharedItem]
  public var limits: [SharedLimit]

  public init(items: [SharedItem], limits: [SharedLimit]) {
    self.items = items
    self.limits = limits
  }

  /// The limit that a total fill rate amounts to: units short per day at most (1 − target) of the demand.
  ///
  /// - Parameter target: share of all units to be served at once, in (0, 1).
  public static func fillRateLimit(_ target: Double, items: [InventoryProblem]) -> SharedLimit {
    let demand = items.reduce(0) { $0 + $1.meanDailyDemand }
    // A fill rate is missed by a share of the rate itself.
    return SharedLimit(name: "total fill rate", limit: (1 - target) * demand, yardstick: target * demand)
  }

  func validate() throws(OptimizationError) {
    if items.isEmpty { throw .invalid(field: "items", reason: "must be at least one") }
    for limit in limits where !(limit.limit >= 0) || !limit.limit.isFinite {
      throw .invalid(field: limit.name, reason: "must be a finite limit, at least 0")
    }
    for item in items {
      try item.problem?.validate()
      try item.menu?.validate()
      for uses in [item.perUnitInStock, item.perOrder, item.perUnitShort] {
        if uses.count != limits.count { throw .invalid(field: "uses", reason: "must be one per limit") }
        if uses.contains(where: { !($0 >= 0) || !$0.isFinite }) {
          throw .invalid(field: "uses", reason: "must be finite numbers, at least 0")
        }
      }
    }
  }

  /// The plan of least cost found, and the bound.
  ///
  /// - Parameters:
  ///   - rounds: times that all prices are gone through; one is enough for one limit.
  /// - Returns: a plan that keeps to all limits where one was found; else the one whose relative excesses sum to the least, with its
  ///   excesses named.
  /// - Throws: where an item has no finite answer of its own, or on cancellation.
  /// - Complexity: some 40 exact (s, S) per item, limit and round; items run on all threads.
  public func solve(rounds: Int = 4, control: SolverControl = SolverControl()) throws(OptimizationError) -> SharedPlan {
    try validate()
    var search = try SharedLimitsSearch(self, control: control)
    return try search.run(rounds: max(1, rounds))
  }

  /// The bound alone: what no levels that keep to the limits in expectation cost less than, money per day, by the same prices as `solve`
  /// without putting a plan together.
  ///
  /// - Returns: nil where an item's bound is not proven. Grows without end where no levels keep to the limits.
  public func lowerBound(rounds: Int = 4, control: SolverControl = SolverControl()) throws(OptimizationError) -> Double? {
    try validate()
    var search = try SharedLimitsSearch(self, control: control)
    let found = try search.priced(rounds: max(1, rounds))
    return search.isProven ? search.lowerBound(found.best) : nil
  }
}
