/// A supplier's price from a quantity on.
public struct PriceBreak: Sendable, Equatable {
  /// Units from which the price holds; the first is 0.
  public var from: Double
  /// Money per unit.
  public var unitCost: Double

  public init(from: Double, unitCost: Double) {
    self.from = from
    self.unitCost = unitCost
  }
}

/// A lot under a price list.
public struct DiscountedLot: Sendable, Equatable {
  public var quantity: Double
  /// The price break in force, from 0.
  public var region: Int
  /// Money per unit of time, purchase included.
  public var cost: Double

  public init(quantity: Double, region: Int, cost: Double) {
    self.quantity = quantity
    self.region = region
    self.cost = cost
  }
}

/// Steady demand bought from a price list; holding costs a share of what a unit cost.
public struct DiscountProblem: Sendable, Equatable {
  /// How a lower price applies.
  public enum Discount: Sendable, Equatable {
    /// To all units of the order.
    case allUnits
    /// To the units beyond the break only.
    case incremental
  }

  /// *K*: money per order; at least 0.
  public var orderCost: Double
  /// *λ*: units per unit of time; at least 0.
  public var demandRate: Double
  /// *i*: share of a unit's cost, per unit of time; greater than 0.
  public var holdingRate: Double
  /// Ascending from 0, prices not rising.
  public var breaks: [PriceBreak]
  public var discount: Discount

  public init(orderCost: Double, demandRate: Double, holdingRate: Double, breaks: [PriceBreak], discount: Discount) {
    self.orderCost = orderCost
    self.demandRate = demandRate
    self.holdingRate = holdingRate
    self.breaks = breaks
    self.discount = discount
  }

  /// The cheapest lot. Ties go to the smaller lot.
  ///
  /// All units: in each region the economic order quantity at its price, moved to the region's nearer end, costs c·λ + K·λ/Q + i·c·Q/2.
  /// Incremental: buying Q in region *j* costs K_j + c_j·Q with K_j = K + Σ (cᵢ − c_j)·(width of region i), so in each region Q =
  /// √(2·K_j·λ/(i·c_j)) counts where it lies inside, at c_j·λ + i·(K_j − K)/2 + √(2·K_j·λ·i·c_j). G. Hadley and T. M. Whitin, *Analysis
  /// of Inventory Systems*, 1963, §2-11 to 2-13.
  ///
  /// - Throws: `invalid` for a list that does not ascend from 0 or whose prices rise; `holdingIsFree`.
  /// - Complexity: O(breaks).
  public func lot() throws(OptimizationError) -> DiscountedLot {
    try NumberCheck.notNegative(orderCost, "orderCost")
    try NumberCheck.notNegative(demandRate, "demandRate")
    try NumberCheck.notNegative(holdingRate, "holdingRate")
    if holdingRate == 0 { throw .holdingIsFree }
    guard let first = breaks.first, first.from == 0 else { throw .invalid(field: "breaks", reason: "must begin at 0 units") }
    for (i, one) in breaks.enumerated() {
      try NumberCheck.notNegative(one.from, "breaks")
      try NumberCheck.positive(one.unitCost, "unit cost")
      if i > 0, one.from <= breaks[i - 1].from { throw .invalid(field: "breaks", reason: "must ascend") }
      if i > 0, one.unitCost > breaks[i - 1].unitCost { throw .invalid(field: "unit cost", reason: "must not rise with the quantity") }
    }
    var best: DiscountedLot?
    var setUp = orderCost
    for (j, one) in breaks.enumerated() {
      // What the dearer units of the regions before cost more than this region's price: paid once an order.
      if j > 0, discount == .incremental { setUp += (breaks[j - 1].unitCost - one.unitCost) * one.from }
      let h = holdingRate * one.unitCost
      var quantity = (2 * setUp * demandRate / h).squareRoot()
      let end = j + 1 < breaks.count ? breaks[j + 1].from : .infinity
      if discount == .incremental {
        if quantity < one.from || quantity > end { continue }
      } else {
        // Beyond the region's end the next, cheaper price holds, so that region's lot is the better one.
        if quantity >= end { continue }
        quantity = max(quantity, one.from)
      }
      let ordering = quantity > 0 ? setUp * demandRate / quantity : 0
      let cost = one.unitCost * demandRate + holdingRate * (setUp - orderCost) / 2 + ordering + h * quantity / 2
      if best.map({ cost < $0.cost * (1 - 1e-14) }) ?? true { best = DiscountedLot(quantity: quantity, region: j, cost: cost) }
    }
    guard let best else { throw .notCovered(reason: "no region of the price list holds its own best lot") }
    return best
  }

  /// What a given lot costs per unit of time, purchase included.
  ///
  /// - Parameter quantity: greater than 0.
  /// - Throws: as `lot`.
  public func cost(ofLot quantity: Double) throws(OptimizationError) -> Double {
    _ = try lot()
    try NumberCheck.positive(quantity, "quantity")
    var purchase = 0.0
    if let at = breaks.lastIndex(where: { $0.from <= quantity }) {
      switch discount {
      case .allUnits: purchase = breaks[at].unitCost * quantity
      case .incremental:
        for j in 0...at { purchase += breaks[j].unitCost * (j == at ? quantity - breaks[j].from : breaks[j + 1].from - breaks[j].from) }
      }
    }
    return (orderCost + purchase) * demandRate / quantity + holdingRate * purchase / 2
  }
}
