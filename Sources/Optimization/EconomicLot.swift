/// A lot of the economic-order-quantity family and what it costs.
public struct EconomicLot: Sendable, Equatable {
  /// Units, not rounded.
  public var quantity: Double
  /// Money per unit of time.
  public var cost: Double

  public init(quantity: Double, cost: Double) {
    self.quantity = quantity
    self.cost = cost
  }
}

/// Steady, known demand that is served from stock: what every member of the family of the economic order quantity shares.
///
/// Rates and prices are per one unit of time, whichever it is.
public struct LotProblem: Sendable, Equatable {
  /// *K*: money per order; at least 0.
  public var orderCost: Double
  /// *λ*: units per unit of time; at least 0.
  public var demandRate: Double
  /// *h*: money per unit and unit of time; greater than 0.
  public var holdingCost: Double

  public init(orderCost: Double, demandRate: Double, holdingCost: Double) {
    self.orderCost = orderCost
    self.demandRate = demandRate
    self.holdingCost = holdingCost
  }

  func validate() throws(OptimizationError) {
    try NumberCheck.notNegative(orderCost, "orderCost")
    try NumberCheck.notNegative(demandRate, "demandRate")
    try NumberCheck.notNegative(holdingCost, "holdingCost")
    if holdingCost == 0 { throw .holdingIsFree }
  }

  /// The cost K·λ/Q + h·Q/2 of ordering `quantity` at a time.
  ///
  /// - Parameter quantity: *Q*; greater than 0.
  /// - Throws: `invalid`, `holdingIsFree`.
  public func cost(ofLot quantity: Double) throws(OptimizationError) -> Double {
    try validate()
    try NumberCheck.positive(quantity, "quantity")
    return orderCost * demandRate / quantity + holdingCost * quantity / 2
  }

  /// The economic order quantity: Q* = √(2·K·λ/h) at a cost of √(2·K·λ·h).
  ///
  /// F. W. Harris, "How many parts to make at once", *Factory* 10(2), 1913. Without demand or order cost both are 0.
  ///
  /// - Throws: `invalid`, `holdingIsFree`.
  /// - Complexity: O(1).
  public func lot() throws(OptimizationError) -> EconomicLot {
    try validate()
    return lot(holdingPerUnit: holdingCost)
  }

  private func lot(holdingPerUnit h: Double) -> EconomicLot {
    let quantity = (2 * orderCost * demandRate / h).squareRoot()
    return EconomicLot(quantity: quantity, cost: (2 * orderCost * demandRate * h).squareRoot())
  }

  /// The economic lot where customers wait at a price: the quantity, its cost, and the share of demand that waits, h/(h + p).
  ///
  /// - Parameter backorderCost: *p*, money per unit owed and unit of time; greater than 0.
  /// - Throws: `invalid`, `holdingIsFree`.
  /// - Complexity: O(1).
  public func lot(backorderCost: Double) throws(OptimizationError) -> (lot: EconomicLot, shareWaiting: Double) {
    try validate()
    try NumberCheck.positive(backorderCost, "backorderCost")
    let found = economicOrderQuantityWithBackorders(
      orderCost: orderCost, demandRate: demandRate, holdingCost: holdingCost, backorderCost: backorderCost)
    return (EconomicLot(quantity: found.quantity, cost: found.cost), found.shareWaiting)
  }

  /// The economic production quantity: the lot comes at a rate μ instead of at once, so h counts as h·(1 − λ/μ).
  ///
  ///     Q* = √(2·K·λ / (h·(1 − λ/μ)))
  ///
  /// E. W. Taft, "The most economical production lot", *Iron Age* 101, 1918.
  ///
  /// - Parameter productionRate: *μ*, units per unit of time; greater than the demand rate.
  /// - Throws: `invalid`, `holdingIsFree`.
  /// - Complexity: O(1).
  public func lot(productionRate: Double) throws(OptimizationError) -> EconomicLot {
    try validate()
    try NumberCheck.positive(productionRate, "productionRate")
    if productionRate <= demandRate {
      throw .invalid(field: "productionRate", reason: "must exceed the demand rate, or production never catches up")
    }
    return lot(holdingPerUnit: holdingCost * (1 - demandRate / productionRate))
  }

  // MARK: Yield

  /// The lot where what arrives is Q + Y, with E Y = `mean` and standard deviation `sd`, whatever the law of *Y*.
  ///
  ///     Q* = √(2·K·λ/h + σ²) − μ,   cost = h·(Q* + μ)
  ///
  /// By the renewal–reward theorem over cycles of length (Q + Y)/λ: [K + h·((Q + μ)² + σ²)/(2·λ)]·λ/(Q + μ). Snyder and Shen,
  /// *Fundamentals of Supply Chain Theory*, 2nd ed., §9.3.
  ///
  /// - Throws: `invalid`, `holdingIsFree`; `notCovered` where the best lot would be negative: the surplus alone exceeds it.
  /// - Complexity: O(1).
  public func lot(additiveYieldMean mean: Double, sd: Double) throws(OptimizationError) -> EconomicLot {
    try validate()
    try NumberCheck.finite(mean, "yield mean")
    try NumberCheck.notNegative(sd, "yield sd")
    let arriving = (2 * orderCost * demandRate / holdingCost + sd * sd).squareRoot()
    if arriving < mean { throw .notCovered(reason: "the surplus of the yield alone exceeds the best lot") }
    return EconomicLot(quantity: arriving - mean, cost: holdingCost * arriving)
  }

  /// The lot where what arrives is Q·Z, with E Z = `mean` and standard deviation `sd`, whatever the law of *Z* ≥ 0.
  ///
  ///     Q* = √(2·K·λ / (h·(μ² + σ²))),   cost = √(2·K·λ·h·(μ² + σ²)) / μ
  ///
  /// Snyder and Shen, §9.3.
  ///
  /// - Parameter mean: share of an order that arrives on average; greater than 0.
  /// - Throws: `invalid`, `holdingIsFree`.
  /// - Complexity: O(1).
  public func lot(yieldMean mean: Double, sd: Double) throws(OptimizationError) -> EconomicLot {
    try validate()
    try NumberCheck.positive(mean, "yield mean")
    try NumberCheck.notNegative(sd, "yield sd")
    let found = lot(holdingPerUnit: holdingCost * (mean * mean + sd * sd))
    return EconomicLot(quantity: found.quantity, cost: found.cost / mean)
  }

  // MARK: Disruptions

  /// The lot where the supplier is down now and then: times up and down are exponential, and demand while the shelf is empty is lost.
  ///
  ///     g(Q) = [K + h·Q²/(2λ) + p·λ·β(Q)/ρ] / [Q/λ + β(Q)/ρ],   β(Q) = δ/(δ + ρ)·(1 − e^(−(δ + ρ)·Q/λ))
  ///
  /// with disruption rate *δ* and recovery rate *ρ*: E. Berk and A. Arreola-Risa, "Note on 'Future supply uncertainty in EOQ models'",
  /// *Naval Research Logistics* 41(1), 1994. *g* has one valley; it is closed in on from the plain lot outwards. The approximation
  /// takes the exponential for 0 and has a closed form with cost h·Q (L. V. Snyder, "A tight approximation for an EOQ model with supply
  /// disruptions", *International Journal of Production Economics* 155, 2014).
  ///
  /// - Parameters:
  ///   - lostSaleCost: *p*, money per unit of demand lost; greater than 0.
  ///   - disruptionRate: *δ*, at least 0; 0 is the plain lot.
  ///   - recoveryRate: *ρ*; greater than 0.
  ///   - isApproximate: the closed form instead of the exact minimum.
  /// - Throws: `invalid`, `holdingIsFree`; `neverOrdering` where losing all demand is cheaper.
  /// - Complexity: O(1); about a hundred evaluations of *g*.
  public func lot(lostSaleCost: Double, disruptionRate: Double, recoveryRate: Double, isApproximate: Bool = false)
    throws(OptimizationError) -> EconomicLot
  {
    try validate()
    try NumberCheck.positive(lostSaleCost, "lostSaleCost")
    try NumberCheck.notNegative(disruptionRate, "disruptionRate")
    try NumberCheck.positive(recoveryRate, "recoveryRate")
    if demandRate == 0 { return EconomicLot(quantity: 0, cost: 0) }
    let λ = demandRate
    let share = disruptionRate / (disruptionRate + recoveryRate)
    func cost(_ Q: Double) -> Double {
      let down = isApproximate ? share : share * -expMinusOne(-(disruptionRate + recoveryRate) * Q / λ)
      let length = Q / λ + down / recoveryRate
      return (orderCost + holdingCost * Q * Q / (2 * λ) + lostSaleCost * λ * down / recoveryRate) / length
    }
    if isApproximate {
      let ψ = share * λ * holdingCost
      let root = (ψ * ψ + 2 * holdingCost * recoveryRate * (orderCost * λ * recoveryRate + λ * λ * lostSaleCost * share)).squareRoot()
      let quantity = (root - ψ) / (holdingCost * recoveryRate)
      return EconomicLot(quantity: quantity, cost: cost(quantity))
    }
    if orderCost == 0, disruptionRate == 0 { return EconomicLot(quantity: 0, cost: 0) }
    // Twice the approximation lies beyond the valley: it takes the disruptions for worse than they are.
    let ψ = share * λ * holdingCost
    let root = (ψ * ψ + 2 * holdingCost * recoveryRate * (orderCost * λ * recoveryRate + λ * λ * lostSaleCost * share)).squareRoot()
    let high = 2 * (root - ψ) / (holdingCost * recoveryRate)
    let quantity = GoldenSection.minimum(from: high * 1e-9, to: high, of: cost)
    let least = cost(quantity)
    if least >= lostSaleCost * λ { throw .neverOrdering }
    return EconomicLot(quantity: quantity, cost: least)
  }
}
