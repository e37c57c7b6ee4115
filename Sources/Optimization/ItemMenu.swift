public import Supply

/// What a policy of one item costs and takes in the long run.
public struct ItemUse: Sendable, Equatable {
  /// Money a day, and units on the shelf in the mean.
  public var costPerDay: Double
  public var meanStock: Double
  /// Order lines to suppliers, and units asked for that were not there at once, a day.
  public var ordersPerDay: Double
  public var shortPerDay: Double

  public init(costPerDay: Double, meanStock: Double, ordersPerDay: Double, shortPerDay: Double) {
    self.costPerDay = costPerDay
    self.meanStock = meanStock
    self.ordersPerDay = ordersPerDay
    self.shortPerDay = shortPerDay
  }
}

/// An item whose policies are listed one by one, since no (s, S) of a position is its program: its unmet demand is lost, it spoils, or it
/// has two suppliers.
public struct ItemMenu: Sendable, Equatable {
  /// One policy.
  public struct Choice: Sendable, Equatable {
    public var policy: Policy
    public var use: ItemUse

    public init(policy: Policy, use: ItemUse) {
      self.policy = policy
      self.use = use
    }
  }

  /// What no policy of any shape costs less than at other prices of stock and of units short.
  public struct Floor: Sendable, Equatable {
    /// Money per unit and day in stock, and per unit short.
    public var holding: Double
    public var shortage: Double
    public var costPerDay: Double

    public init(holding: Double, shortage: Double, costPerDay: Double) {
      self.holding = holding
      self.shortage = shortage
      self.costPerDay = costPerDay
    }
  }

  public var choices: [Choice]
  /// The item's own prices.
  public var holding: Double
  public var shortage: Double
  /// Whether the item pays for nothing besides stock and units short.
  public var isAllPriced: Bool
  /// Empty where no bound is known.
  public var floors: [Floor]

  public init(choices: [Choice], holding: Double, shortage: Double, isAllPriced: Bool, floors: [Floor]) {
    self.choices = choices
    self.holding = holding
    self.shortage = shortage
    self.isAllPriced = isAllPriced
    self.floors = floors
  }

  /// What no policy of the item costs less than when stock and units short cost so much more, money a day; nil without floors.
  ///
  /// The least cost over policies is concave in the prices, homogeneous, and never falls in a price: it is a minimum of sums of a price
  /// each times what a policy takes. So for weights *w* ≥ 0 of the floors whose prices sum to no more than those asked,
  ///
  ///     L(h, p) ≥ Σ wₖ·L(hₖ, pₖ),   Σ wₖ·hₖ ≤ h,   Σ wₖ·pₖ ≤ p,   Σ wₖ ≤ 1 where something else is paid too.
  ///
  /// The largest such sum of one or two floors is taken.
  ///
  /// - Complexity: quadratic in the number of floors.
  func floor(stock: Double, short: Double) -> Double? {
    if floors.isEmpty { return nil }
    let most = [holding + stock, shortage + short, 1]
    let rows = isAllPriced ? 2 : 3
    func prices(_ floor: Floor) -> [Double] { [floor.holding, floor.shortage, 1] }
    var best = 0.0
    for (i, a) in floors.enumerated() {
      let x = prices(a)
      var alone = Double.infinity
      for r in 0..<rows where x[r] > 0 { alone = min(alone, most[r] / x[r]) }
      if alone.isFinite { best = max(best, alone * a.costPerDay) }
      for b in floors[(i + 1)...] {
        let y = prices(b)
        for r in 0..<rows {
          for q in (r + 1)..<max(rows, r + 1) {
            let determinant = x[r] * y[q] - x[q] * y[r]
            if abs(determinant) < 1e-300 { continue }
            let u = (most[r] * y[q] - most[q] * y[r]) / determinant, v = (x[r] * most[q] - x[q] * most[r]) / determinant
            // Weights are brought inside where rounding put them a hair beyond.
            let scale = (0..<rows).reduce(1.0) { least, k in
              let sum = u * x[k] + v * y[k]
              return sum > most[k] && sum > 0 ? min(least, most[k] / sum) : least
            }
            if u >= 0, v >= 0, scale > 0.999999 { best = max(best, scale * (u * a.costPerDay + v * b.costPerDay)) }
          }
        }
      }
    }
    return best
  }

  func validate() throws(OptimizationError) {
    if choices.isEmpty { throw .invalid(field: "choices", reason: "must be at least one") }
    for choice in choices {
      let use = choice.use
      for number in [use.costPerDay, use.meanStock, use.ordersPerDay, use.shortPerDay] where !(number >= -1e-9) || !number.isFinite {
        throw .invalid(field: "choices", reason: "must have finite costs and uses, at least 0")
      }
    }
    for floor in floors where !(floor.costPerDay >= 0) || !floor.costPerDay.isFinite || !(floor.holding >= 0) || !(floor.shortage >= 0) {
      throw .invalid(field: "floors", reason: "must be finite and at least 0")
    }
  }
}
