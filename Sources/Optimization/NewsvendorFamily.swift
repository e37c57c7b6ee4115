internal import Randomness

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Prices of a one-period problem in a shop's terms.
public struct ShopPrices: Sendable, Equatable {
  /// *r*: money per unit sold.
  public var revenue: Double
  /// *c*: money per unit bought.
  public var purchaseCost: Double
  /// *v*: money back per unit left over; may be negative where it costs to be rid of it.
  public var salvageValue: Double
  /// *h*: money per unit left over, beyond salvage.
  public var holdingCost: Double
  /// *p*: money per unit short, beyond the lost margin.
  public var stockoutCost: Double

  public init(revenue: Double, purchaseCost: Double, salvageValue: Double = 0, holdingCost: Double = 0, stockoutCost: Double = 0) {
    self.revenue = revenue
    self.purchaseCost = purchaseCost
    self.salvageValue = salvageValue
    self.holdingCost = holdingCost
    self.stockoutCost = stockoutCost
  }

  /// Money per unit over: c − v + h.
  public var overage: Double { purchaseCost - salvageValue + holdingCost }
  /// Money per unit under: r − c + p.
  public var underage: Double { revenue - purchaseCost + stockoutCost }
}

extension DemandLaw {
  /// The least-cost level of the newsvendor, the least *S* with P(D ≤ S) ≥ p/(p + h), and its cost h·n̄(S) + p·n(S).
  ///
  /// K. Arrow, T. Harris and J. Marschak, "Optimal inventory policy", *Econometrica* 19(3), 1951.
  ///
  /// - Parameters:
  ///   - overage: *h*, money per unit left over; greater than 0.
  ///   - underage: *p*, money per unit short; greater than 0.
  /// - Throws: `invalid`.
  /// - Complexity: that of `quantile` and `loss`.
  public func newsvendor(overage: Double, underage: Double) throws(OptimizationError) -> NewsvendorLevel {
    try validate()
    try NumberCheck.positive(overage, "overage")
    try NumberCheck.positive(underage, "underage")
    let level = quantile(underage / (underage + overage))
    return NewsvendorLevel(level: level, cost: overage * complementaryLoss(level) + underage * loss(level))
  }

  /// What a given level costs: h·n̄(S) + p·n(S).
  ///
  /// - Parameters: prices at least 0.
  /// - Throws: `invalid`.
  public func newsvendorCost(of level: Double, overage: Double, underage: Double) throws(OptimizationError) -> Double {
    try validate()
    try NumberCheck.finite(level, "level")
    try NumberCheck.notNegative(overage, "overage")
    try NumberCheck.notNegative(underage, "underage")
    return overage * complementaryLoss(level) + underage * loss(level)
  }

  /// The level of most profit at a shop's prices, and that profit: (r − c)·E D less the newsvendor's cost.
  ///
  /// - Throws: `invalid` where a unit over or a unit under does not cost anything: then the best level has no end.
  public func newsvendor(prices: ShopPrices) throws(OptimizationError) -> (level: Double, profit: Double) {
    for (name, value) in [
      ("revenue", prices.revenue), ("purchaseCost", prices.purchaseCost), ("salvageValue", prices.salvageValue),
      ("holdingCost", prices.holdingCost), ("stockoutCost", prices.stockoutCost),
    ] { try NumberCheck.finite(value, name) }
    if prices.overage <= 0 { throw .invalid(field: "salvageValue", reason: "must be below the purchase cost, or leftovers earn money") }
    if prices.underage <= 0 { throw .invalid(field: "revenue", reason: "must exceed the purchase cost, or selling earns nothing") }
    let found = try newsvendor(overage: prices.overage, underage: prices.underage)
    return (found.level, (prices.revenue - prices.purchaseCost) * mean - found.cost)
  }

  /// One period of a longer horizon seen alone: the least of c·S − γ·c⁺·(S − μ) + h·E(S − D)⁺ + p·E(D − S)⁺.
  ///
  /// A unit left is worth what it would cost next period, so F(S) = (p − c + γ·c⁺)/(h + p). A. F. Veinott, "Optimal policy for a
  /// multi-product, dynamic, nonstationary inventory problem", *Management Science* 12(3), 1965.
  ///
  /// - Parameters:
  ///   - holdingCost: *h* and `backorderCost` *p*, per unit at the period's end; their sum greater than 0.
  ///   - purchaseCost: *c* now; `nextPurchaseCost` *c⁺* next period; `discount` *γ* in (0, 1].
  /// - Throws: `invalid`; `neverOrdering` and `holdingIsFree` where the fractile leaves (0, 1).
  public func myopic(
    holdingCost: Double, backorderCost: Double, purchaseCost: Double, nextPurchaseCost: Double, discount: Double = 1
  ) throws(OptimizationError) -> NewsvendorLevel {
    let period = MyopicPeriod(
      demand: self, holdingCost: holdingCost, backorderCost: backorderCost, purchaseCost: purchaseCost,
      nextPurchaseCost: nextPurchaseCost, discount: discount)
    let level = try period.level()
    return NewsvendorLevel(level: level, cost: period.cost(level))
  }
}

/// One period in isolation.
struct MyopicPeriod {
  let demand: DemandLaw
  let holdingCost: Double
  let backorderCost: Double
  let purchaseCost: Double
  let nextPurchaseCost: Double
  let discount: Double

  func cost(_ y: Double) -> Double {
    purchaseCost * y - discount * nextPurchaseCost * (y - demand.mean) + holdingCost * demand.complementaryLoss(y)
      + backorderCost * demand.loss(y)
  }

  func level() throws(OptimizationError) -> Double {
    try demand.validate()
    try NumberCheck.notNegative(holdingCost, "holdingCost")
    try NumberCheck.notNegative(backorderCost, "backorderCost")
    try NumberCheck.finite(purchaseCost, "purchaseCost")
    try NumberCheck.finite(nextPurchaseCost, "nextPurchaseCost")
    if !(discount > 0 && discount <= 1) { throw .invalid(field: "discount", reason: "must be greater than 0 and at most 1") }
    try NumberCheck.positive(holdingCost + backorderCost, "holdingCost + backorderCost")
    let fractile = (backorderCost - purchaseCost + discount * nextPurchaseCost) / (holdingCost + backorderCost)
    if fractile <= 0 { throw .neverOrdering }
    if fractile >= 1 { throw .holdingIsFree }
    return demand.quantile(fractile)
  }

  /// The place beyond `level` on either side where the cost has risen by `rise`.
  func place(costing rise: Double, beyond level: Double, upwards: Bool) -> Double {
    if rise <= 0 { return level }
    let target = cost(level) + rise
    let direction = upwards ? 1.0 : -1.0
    var stride = max(1, abs(level) * 1e-3)
    while cost(level + direction * stride) < target, stride < 1e300 { stride *= 2 }
    if stride >= 1e300 { return direction * .infinity }
    return upwards
      ? GoldenSection.root(from: level, to: level + stride) { cost($0) - target }
      : -GoldenSection.root(from: -level, to: -level + stride) { cost(-$0) - target }
  }
}

/// Bounds on the optimal (s, S) of one period of a finite horizon with set-up costs.
public struct MyopicBounds: Sendable, Equatable {
  public var sLower: Double
  public var sUpper: Double
  public var SLower: Double
  public var SUpper: Double
}

/// A finite horizon whose demand has a closed loss function: what the myopic bounds are computed from.
public struct MyopicHorizon: Sendable, Equatable {
  public struct Period: Sendable, Equatable {
    public var demand: DemandLaw
    public var orderCost: Double
    public var purchaseCost: Double
    public var holdingCost: Double
    public var backorderCost: Double

    public init(demand: DemandLaw, orderCost: Double, purchaseCost: Double, holdingCost: Double, backorderCost: Double) {
      self.demand = demand
      self.orderCost = orderCost
      self.purchaseCost = purchaseCost
      self.holdingCost = holdingCost
      self.backorderCost = backorderCost
    }
  }

  /// Oldest first.
  public var periods: [Period]
  /// Money per unit left, and owed, after the last period, at the discount of one more period.
  public var terminalHolding: Double
  public var terminalBackorder: Double
  /// *γ*, in (0, 1].
  public var discount: Double

  public init(periods: [Period], terminalHolding: Double = 0, terminalBackorder: Double = 0, discount: Double = 1) {
    self.periods = periods
    self.terminalHolding = terminalHolding
    self.terminalBackorder = terminalBackorder
    self.discount = discount
  }

  /// Bounds on every period's optimal levels, from that period alone.
  ///
  /// With G the cost of the period in isolation and S̲ its least: S̲ ≤ S ≤ S̄ with G(S̄) = G(S̲) + γ·K⁺; s̲ and s̄ lie below S̲ with
  /// G(s̲) = G(S̲) + K and G(s̄) = G(S̲) + K − γ·K⁺ (0 where that is negative). K⁺ is the next period's order cost, 0 after the last, whose
  /// costs hold the terminal ones. A. F. Veinott, "On the optimality of (s, S) inventory policies: new conditions and a new proof", *SIAM
  /// Journal on Applied Mathematics* 14(5), 1966.
  ///
  /// - Returns: one element per period, oldest first.
  /// - Throws: `invalid`, or why a period alone has no finite level.
  /// - Complexity: O(periods), some hundred loss functions each.
  public func bounds() throws(OptimizationError) -> [MyopicBounds] {
    if periods.isEmpty { throw .invalid(field: "periods", reason: "must be at least one") }
    var result: [MyopicBounds] = []
    for (t, period) in periods.enumerated() {
      try NumberCheck.notNegative(period.orderCost, "orderCost of period \(t + 1)")
      let isLast = t + 1 == periods.count
      let alone = MyopicPeriod(
        demand: period.demand, holdingCost: period.holdingCost + (isLast ? discount * terminalHolding : 0),
        backorderCost: period.backorderCost + (isLast ? discount * terminalBackorder : 0), purchaseCost: period.purchaseCost,
        nextPurchaseCost: isLast ? 0 : periods[t + 1].purchaseCost, discount: discount)
      let level = try alone.level()
      let later = isLast ? 0 : discount * periods[t + 1].orderCost
      result.append(
        MyopicBounds(
          sLower: alone.place(costing: period.orderCost, beyond: level, upwards: false),
          sUpper: alone.place(costing: period.orderCost - later, beyond: level, upwards: false), SLower: level,
          SUpper: alone.place(costing: later, beyond: level, upwards: true)))
    }
    return result
  }
}

/// The newsvendor whose supplier is down now and then; demand is certain.
public struct DisruptedNewsvendor: Sendable, Equatable {
  /// *d*: units a period; greater than 0.
  public var demand: Double
  /// *h* and *p*: money per unit left, and owed, at a period's end.
  public var holdingCost: Double
  public var backorderCost: Double
  /// *α*: chance that the supplier, up, is down next period; *β*: that, down, it is up next period.
  public var disruptionProbability: Double
  public var recoveryProbability: Double

  public init(demand: Double, holdingCost: Double, backorderCost: Double, disruptionProbability: Double, recoveryProbability: Double) {
    self.demand = demand
    self.holdingCost = holdingCost
    self.backorderCost = backorderCost
    self.disruptionProbability = disruptionProbability
    self.recoveryProbability = recoveryProbability
  }

  /// The best base stock: as many periods' demand as cover a disruption with probability p/(p + h).
  ///
  /// The supplier has been down for *n* periods with probability π₀ = β/(α + β), πₙ = α·β·(1 − β)ⁿ⁻¹/(α + β), so F(n) = 1 − α(1 −
  /// β)ⁿ/(α + β) and S* = d·(1 + least n with F(n) ≥ p/(p + h)). B. Tomlin, "On the value of mitigation and contingency strategies for
  /// managing supply chain disruption risks", *Management Science* 52(5), 2006.
  ///
  /// - Throws: `invalid`; `tooLarge` where more than ten million periods would have to be covered.
  /// - Complexity: that of `cost(of:)`.
  public func level() throws(OptimizationError) -> NewsvendorLevel {
    try validate()
    try NumberCheck.positive(holdingCost, "holdingCost")
    try NumberCheck.positive(backorderCost, "backorderCost")
    let fractile = backorderCost / (backorderCost + holdingCost)
    let down = disruptionProbability / (disruptionProbability + recoveryProbability)
    // The least n with down·(1 − β)ⁿ ≤ 1 − fractile; a hair's breadth above counts as reached.
    let allowed = (1 - fractile) * (1 + 1e-12)
    var n = 0.0
    if down > allowed {
      n = recoveryProbability == 1 ? 1 : (log(allowed / down) / log1p(-recoveryProbability)).rounded(.up)
    }
    let level = demand * (1 + n)
    return NewsvendorLevel(level: level, cost: try cost(of: level))
  }

  /// Long-run cost per period of a base stock.
  ///
  /// - Throws: `invalid`.
  /// - Complexity: O(level / demand).
  public func cost(of level: Double) throws(OptimizationError) -> Double {
    try validate()
    try NumberCheck.finite(level, "level")
    if level / demand > 1e7 { throw .tooLarge(states: level / demand, limit: 1e7) }
    // Σ over n of πₙ·(h·(S − (n + 1)d)⁺ + p·((n + 1)d − S)⁺): the terms short of S one by one, the rest by E = Σ(n + 1)πₙ.
    let α = disruptionProbability
    let β = recoveryProbability
    var probability = β / (α + β)
    var left = 0.0
    var n = 0.0
    while (n + 1) * demand < level {
      left += probability * (level - (n + 1) * demand)
      n += 1
      probability = n == 1 ? α * β / (α + β) : probability * (1 - β)
    }
    // E(n + 1) = 1 + (α/(α + β))/β.
    let expected = 1 + α / (α + β) / β
    let owed = expected * demand - level + left
    return holdingCost * left + backorderCost * owed
  }

  private func validate() throws(OptimizationError) {
    try NumberCheck.positive(demand, "demand")
    try NumberCheck.notNegative(holdingCost, "holdingCost")
    try NumberCheck.notNegative(backorderCost, "backorderCost")
    if !(disruptionProbability >= 0 && disruptionProbability <= 1) {
      throw .invalid(field: "disruptionProbability", reason: "must lie in 0…1")
    }
    if !(recoveryProbability > 0 && recoveryProbability <= 1) {
      throw .invalid(field: "recoveryProbability", reason: "must be greater than 0 and at most 1")
    }
  }
}

/// The newsvendor whose supplier delivers S + Y instead of S; demand is certain.
///
/// What is short is d − Y − S, so d − Y plays the part of the demand: `yield` reflected.
///
/// - Parameters:
///   - demand: *d*, units.
///   - yield: the law of *Y*; uniform or normal.
///   - overage: *h* and `underage` *p*, money per unit; greater than 0.
/// - Throws: `invalid`; `notCovered` for a law that has no mirror image here.
/// - Complexity: O(1).
public func newsvendor(demand: Double, additiveYield yield: DemandLaw, overage: Double, underage: Double) throws(OptimizationError)
  -> NewsvendorLevel
{
  try NumberCheck.finite(demand, "demand")
  try yield.validate()
  switch yield {
  case .uniform(let low, let high):
    return try DemandLaw.uniform(low: demand - high, high: demand - low).newsvendor(overage: overage, underage: underage)
  case .normal(let mean, let sd):
    return try DemandLaw.normal(mean: demand - mean, sd: sd).newsvendor(overage: overage, underage: underage)
  case .lattice(let law):
    let mirrored = LatticeDistribution(offset: -law.largest, probabilities: law.probabilities.reversed())
    var found = try DemandLaw.lattice(mirrored).newsvendor(overage: overage, underage: underage)
    found.level += demand
    return found
  default: throw .notCovered(reason: "an additive yield is uniform, normal or on the integers here")
  }
}
