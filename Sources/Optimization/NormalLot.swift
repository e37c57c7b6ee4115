internal import Randomness

/// A (r, Q) policy on real numbers and its cost.
public struct NormalLotLevels: Sendable, Equatable {
  /// Order when the position falls to this.
  public var r: Double
  public var Q: Double
  /// Money per unit of time: exact for `optimum`, the method's own formula for an approximation.
  public var cost: Double

  public init(r: Double, Q: Double, cost: Double) {
    self.r = r
    self.Q = Q
    self.cost = cost
  }
}

/// Continuous review with normal demand: everything a (r, Q) policy depends on, and the field's ways to find one.
///
/// Rates are per unit of time, whichever it is; the lead time is in the same unit. Full backorders.
public struct NormalLotProblem: Sendable, Equatable {
  /// *K*: money per order; at least 0.
  public var orderCost: Double
  /// *h*: money per unit and unit of time; greater than 0.
  public var holdingCost: Double
  /// *λ*: units per unit of time; greater than 0.
  public var demandRate: Double
  /// Standard deviation of the demand of one unit of time.
  public var demandSD: Double
  public var leadTime: Double

  public init(orderCost: Double, holdingCost: Double, demandRate: Double, demandSD: Double, leadTime: Double) {
    self.orderCost = orderCost
    self.holdingCost = holdingCost
    self.demandRate = demandRate
    self.demandSD = demandSD
    self.leadTime = leadTime
  }

  /// Mean and standard deviation of the demand over the lead time.
  public var leadDemandMean: Double { demandRate * leadTime }
  public var leadDemandSD: Double { demandSD * leadTime.squareRoot() }

  private var lead: LeadDemand { LeadDemand(mean: leadDemandMean, sd: leadDemandSD) }

  private func validate(_ price: Double, _ name: String) throws(OptimizationError) {
    try NumberCheck.notNegative(orderCost, "orderCost")
    try NumberCheck.notNegative(holdingCost, "holdingCost")
    if holdingCost == 0 { throw .holdingIsFree }
    try NumberCheck.notNegative(demandRate, "demandRate")
    if demandRate == 0 { throw .noDemand }
    try NumberCheck.notNegative(demandSD, "demandSD")
    try NumberCheck.notNegative(leadTime, "leadTime")
    try NumberCheck.notNegative(price, name)
    if price == 0 { throw .neverOrdering }
  }

  /// Long-run cost of a policy, exactly (see `lotCostUnderNormalDemand`).
  ///
  /// - Parameter backorderCost: *p*, money per unit owed and unit of time.
  /// - Throws: `invalid`.
  /// - Complexity: O(1).
  public func cost(r: Double, Q: Double, backorderCost: Double) throws(OptimizationError) -> Double {
    try validate(backorderCost, "backorderCost")
    try NumberCheck.finite(r, "r")
    try NumberCheck.positive(Q, "Q")
    return (orderCost * demandRate + area(from: r, to: r + Q, p: backorderCost)) / Q
  }

  /// The policy of least cost, exactly on real numbers.
  ///
  /// G(y) = h·E(y − X)⁺ + p·E(X − y)⁺ is convex, and at the optimum G(r) = G(r + Q) = c, so *c* is where the area between *c* and the
  /// valley of *G* is K·λ (Y.-S. Zheng, "On properties of stochastic inventory systems", *Management Science* 38(1), 1992). The area
  /// rises with *c*: halving finds it. With no order cost Q is 0: base stock.
  ///
  /// - Throws: `invalid`, `holdingIsFree`, `neverOrdering`, `noDemand`.
  /// - Complexity: O(1); some thousand loss functions.
  public func optimum(backorderCost p: Double) throws(OptimizationError) -> NormalLotLevels {
    try validate(p, "backorderCost")
    let valley = lead.mean + lead.sd * (lead.sd > 0 ? SpecialFunctions.normalQuantile(p / (p + holdingCost)) : 0)
    let least = rate(valley, p)
    if orderCost == 0 { return NormalLotLevels(r: valley, Q: 0, cost: least) }
    // The lot with backorders and no variation is the narrowest valley there is: its cost above the least is the most that is needed.
    let certain = (2 * orderCost * demandRate * holdingCost * p / (holdingCost + p)).squareRoot()
    let above = GoldenSection.root(from: 0, to: certain * (1 + 1e-9) + 1e-300) { rise in
      let low = crossing(least + rise, from: valley, upwards: false, p)
      let high = crossing(least + rise, from: valley, upwards: true, p)
      return (least + rise) * (high - low) - area(from: low, to: high, p: p) - orderCost * demandRate
    }
    let low = crossing(least + above, from: valley, upwards: false, p)
    let high = crossing(least + above, from: valley, upwards: true, p)
    return NormalLotLevels(r: low, Q: high - low, cost: (orderCost * demandRate + area(from: low, to: high, p: p)) / (high - low))
  }

  /// The best reorder point for a given lot: G(r) = G(r + Q).
  ///
  /// - Throws: as `optimum`.
  /// - Complexity: O(1).
  public func bestReorderPoint(lot Q: Double, backorderCost p: Double) throws(OptimizationError) -> Double {
    try validate(p, "backorderCost")
    try NumberCheck.positive(Q, "Q")
    let valley = lead.mean + lead.sd * (lead.sd > 0 ? SpecialFunctions.normalQuantile(p / (p + holdingCost)) : 0)
    // Measured from the valley, so that digits are not lost in a large mean.
    return valley + GoldenSection.root(from: -Q, to: 0) { rate(valley + $0 + Q, p) - rate(valley + $0, p) }
  }

  // MARK: Approximations

  /// Q from the economic order quantity with backorders, r the best for that Q.
  ///
  /// The lot of no variation costs at most an eighth more (Zheng 1992).
  ///
  /// - Throws: as `optimum`; `invalid` for an order cost of 0.
  public func lotWithBackordersApproximation(backorderCost p: Double) throws(OptimizationError) -> NormalLotLevels {
    try validate(p, "backorderCost")
    try NumberCheck.positive(orderCost, "orderCost")
    let Q = economicOrderQuantityWithBackorders(
      orderCost: orderCost, demandRate: demandRate, holdingCost: holdingCost, backorderCost: p
    ).quantity
    let r = try bestReorderPoint(lot: Q, backorderCost: p)
    return NormalLotLevels(r: r, Q: Q, cost: try cost(r: r, Q: Q, backorderCost: p))
  }

  /// Q from the economic order quantity; r the mean of the lead time's demand and the newsvendor's safety stock, z·σ with Φ(z) = p/(p + h).
  ///
  /// - Throws: as `lotWithBackordersApproximation`.
  public func lotWithSafetyStockApproximation(backorderCost p: Double) throws(OptimizationError) -> NormalLotLevels {
    try validate(p, "backorderCost")
    try NumberCheck.positive(orderCost, "orderCost")
    let Q = (2 * orderCost * demandRate / holdingCost).squareRoot()
    let r = lead.mean + (lead.sd > 0 ? lead.sd * SpecialFunctions.normalQuantile(p / (p + holdingCost)) : 0)
    return NormalLotLevels(r: r, Q: Q, cost: try cost(r: r, Q: Q, backorderCost: p))
  }

  /// Hadley and Whitin's iteration where the backorders at the end of a cycle are all that count:
  ///
  ///     Q = √(2·(K·λ + (h + p)·n₂(r))/h),   n(r) = h·Q/(h + p)
  ///
  /// *n* and *n₂* are the first and second loss function of the lead time's demand; the terms at r + Q are left out. The cost given is
  /// exact for the policy found. G. Hadley and T. M. Whitin, *Analysis of Inventory Systems*, 1963, §4-2; Snyder and Shen, §5.4.
  ///
  /// - Throws: as `optimum`; `notConverged`.
  public func lossFunctionApproximation(backorderCost p: Double) throws(OptimizationError) -> NormalLotLevels {
    try validate(p, "backorderCost")
    let h = holdingCost
    var Q = max((2 * orderCost * demandRate / h).squareRoot(), 1e-9 * max(lead.sd, lead.mean))
    if !(Q > 0) { throw .notCovered(reason: "with no order cost and no variation every small lot is the same") }
    var r = lead.mean
    for _ in 0..<20_000 {
      r = lead.point(ofLoss: h * Q / (h + p))
      let next = (2 * (orderCost * demandRate + (h + p) * lead.secondLoss(r)) / h).squareRoot()
      let isSettled = abs(next - Q) <= 1e-13 * next
      Q = next
      if isSettled { return NormalLotLevels(r: r, Q: Q, cost: try cost(r: r, Q: Q, backorderCost: p)) }
    }
    throw .notConverged(sweeps: 20_000, span: Q)
  }

  /// The expected-inventory-level approximation: a price once for each unit short, stock between orders taken for r − λL + Q/2.
  ///
  ///     Q = √(2·λ·(K + p·n(r))/h),   1 − F(r) = Q·h/(p·λ),   cost = h·(r − λL + Q/2) + K·λ/Q + p·λ·n(r)/Q
  ///
  /// T. M. Whitin, *The Theory of Inventory Management*, 1953; Snyder and Shen, §5.3. The iteration rises to its fixed point.
  ///
  /// - Parameter stockoutCost: *p*, money per unit short.
  /// - Throws: as `optimum`; `notCovered` where a lot is so dear to order that running short throughout is cheaper; `notConverged`.
  public func inventoryLevelApproximation(stockoutCost p: Double) throws(OptimizationError) -> NormalLotLevels {
    try validate(p, "stockoutCost")
    let h = holdingCost
    var Q = (2 * orderCost * demandRate / h).squareRoot()
    var r = lead.mean
    for _ in 0..<20_000 {
      let tail = Q * h / (p * demandRate)
      if !(tail < 1) { throw .notCovered(reason: "running short is cheaper than this approximation can weigh; use the exact optimum") }
      if Q == 0 { throw .notCovered(reason: "with no order cost the approximation has no lot; use base stock") }
      r = lead.sd > 0 ? lead.mean - lead.sd * SpecialFunctions.normalQuantile(tail) : lead.mean
      let next = (2 * demandRate * (orderCost + p * lead.loss(r)) / h).squareRoot()
      let isSettled = abs(next - Q) <= 1e-13 * next
      Q = next
      if isSettled {
        return NormalLotLevels(r: r, Q: Q, cost: try inventoryLevelCost(r: r, Q: Q, stockoutCost: p))
      }
    }
    throw .notConverged(sweeps: 20_000, span: Q)
  }

  /// The cost h·(r − λL + Q/2) + K·λ/Q + p·λ·n(r)/Q that the expected-inventory-level approximation gives a policy.
  ///
  /// - Throws: `invalid`.
  public func inventoryLevelCost(r: Double, Q: Double, stockoutCost p: Double) throws(OptimizationError) -> Double {
    try validate(p, "stockoutCost")
    try NumberCheck.finite(r, "r")
    try NumberCheck.positive(Q, "Q")
    return holdingCost * (r - lead.mean + Q / 2) + (orderCost + p * lead.loss(r)) * demandRate / Q
  }

  // MARK: Parts

  /// G(y).
  private func rate(_ y: Double, _ p: Double) -> Double { holdingCost * lead.surplus(y) + p * lead.loss(y) }

  /// ∫ G from `low` to `high`.
  private func area(from low: Double, to high: Double, p: Double) -> Double {
    let width = high - low
    if lead.sd > 0, width < 0.5 * lead.sd {
      // The closed form subtracts near equals here; ten Gauss points are exact to rounding over half a standard deviation.
      return GaussLegendre.integral(from: low, to: high) { rate($0, p) }
    }
    return holdingCost * width * ((low - lead.mean) + width / 2) + (holdingCost + p) * (lead.secondLoss(low) - lead.secondLoss(high))
  }

  /// Where G comes up to `cost` on one side of its valley.
  private func crossing(_ cost: Double, from valley: Double, upwards: Bool, _ p: Double) -> Double {
    let direction = upwards ? 1.0 : -1.0
    // G is never steeper than h above and p below, and no flatter far out: a straight line bounds the distance.
    var far = max((cost / (upwards ? holdingCost : p)), 1e-300)
    while rate(valley + direction * far, p) < cost, far < 1e300 { far *= 2 }
    return valley + direction * GoldenSection.root(from: 0, to: far) { rate(valley + direction * $0, p) - cost }
  }
}

/// The demand over a lead time: normal, or certain.
struct LeadDemand {
  let mean: Double
  let sd: Double

  /// E(X − y)⁺.
  func loss(_ y: Double) -> Double { sd > 0 ? sd * SpecialFunctions.normalLoss((y - mean) / sd) : max(0, mean - y) }
  /// E(y − X)⁺.
  func surplus(_ y: Double) -> Double { sd > 0 ? sd * SpecialFunctions.normalLoss((mean - y) / sd) : max(0, y - mean) }
  /// E((X − y)⁺)²/2.
  func secondLoss(_ y: Double) -> Double {
    if sd > 0 { return sd * sd * StandardNormal.secondLoss((y - mean) / sd) }
    return max(0, mean - y) * max(0, mean - y) / 2
  }

  /// The point with the given first loss; greater than 0.
  func point(ofLoss target: Double) -> Double {
    if sd == 0 { return mean - target }
    var low = -1.0
    while SpecialFunctions.normalLoss(low) < target / sd { low *= 2 }
    var high = 1.0
    while SpecialFunctions.normalLoss(high) > target / sd, high < 40 { high *= 2 }
    return mean + sd * GoldenSection.root(from: low, to: high) { target / sd - SpecialFunctions.normalLoss($0) }
  }
}

/// Ten-point Gauss–Legendre quadrature: exact for polynomials up to degree 19.
enum GaussLegendre {
  /// Abscissae and weights on [−1, 1], the positive half (Abramowitz and Stegun, table 25.4).
  private static let half: [(x: Double, w: Double)] = [
    (0.1488743389816312, 0.2955242247147529), (0.4333953941292472, 0.2692667193099963), (0.6794095682990244, 0.2190863625159820),
    (0.8650633666889845, 0.1494513491505806), (0.9739065285171717, 0.0666713443086881),
  ]

  static func integral(from low: Double, to high: Double, of f: (Double) -> Double) -> Double {
    let middle = (low + high) / 2
    let radius = (high - low) / 2
    var sum = 0.0
    for (x, w) in half { sum += w * (f(middle - radius * x) + f(middle + radius * x)) }
    return sum * radius
  }
}
