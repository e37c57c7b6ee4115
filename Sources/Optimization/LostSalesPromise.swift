internal import Randomness

/// A policy for lost sales that keeps a fill rate, with what the promise costs.
public struct LostSalesPromise: Sendable {
  /// The policy by state; its `lower` and `upper` hold the cost of lost sales at `price`.
  public var optimum: LostSalesOptimum
  /// The price of a lost sale at which the policy is the optimum.
  public var price: Double
  /// Mean cost of holding a period.
  public var holdingCost: Double
  public var fillRate: Double
  /// No policy with the fill rate asked for holds stock for less a period.
  public var lower: Double
  /// No policy with the fill rate asked for costs less a period in holding and lost sales together, at the problem's own price of these.
  public var lowerWithLostSales: Double
}

extension LostSalesProblem {
  /// The orders by state that hold the least stock among the optima at any one price of a lost sale, with at least this share of demand met
  /// at once.
  ///
  /// With a price ρ on every unit lost the least cost is that of an unconstrained problem, solved by `optimum`; what is lost falls as ρ
  /// rises, so that ρ is halved until the promise is just kept. For any ρ, C(ρ) − ρ·(units that may be lost) is a lower bound of the
  /// holding cost of every policy that keeps the promise (Lagrange); between the optima of two prices a mixture may be cheaper, so the
  /// policy is within the two bounds and not proven the best. `lostSaleCost` is left aside but for `lowerWithLostSales`: with *p* the price
  /// of the problem, C(ρ) − max(0, ρ − *p*)·(units that may be lost) is a lower bound of holding and lost sales together, for the same
  /// reason.
  ///
  /// - Parameter level: greater than 0, less than 1.
  /// - Throws: as `optimum`, or `unreachableService`.
  /// - Complexity: some twenty optima.
  public func leastStock(fillRate level: Double, control: SolverControl = SolverControl()) throws(OptimizationError) -> LostSalesPromise {
    if !(level > 0 && level < 1) { throw .invalid(field: "service level", reason: "must be greater than 0 and less than 1") }
    let allowed = (1 - level) * demand.mean
    var bound = 0.0
    var whole = 0.0
    var best: LostSalesPromise?
    func attempt(_ price: Double) throws(OptimizationError) -> Bool {
      try control.check()
      var priced = self
      priced.lostSaleCost = price
      let found = try priced.optimum(control: control)
      let lost = try priced.mean(of: found, holdingCost: 0, lostSaleCost: 1, control: control)
      bound = max(bound, found.lower - price * allowed)
      whole = max(whole, found.lower - max(0, price - lostSaleCost) * allowed)
      if lost > allowed * (1 + 1e-9) { return false }
      let stock = try priced.mean(of: found, holdingCost: holdingCost, lostSaleCost: 0, control: control)
      if best.map({ stock < $0.holdingCost }) ?? true {
        best = LostSalesPromise(
          optimum: found, price: price, holdingCost: stock, fillRate: 1 - lost / demand.mean, lower: 0,
          lowerWithLostSales: 0)
      }
      return true
    }
    // Doubled from the price of the newsvendor's fractile until the promise is kept, then halved between, by ratio.
    var low = holdingCost * 1e-3
    var high = holdingCost * max(0.1, level / (1 - level))
    var rounds = 0
    while try !attempt(high) {
      low = high
      high *= 4
      rounds += 1
      if rounds > 12 { throw .unreachableService(reason: "a fill rate of \(level)") }
    }
    while high / low > 1.01 {
      let middle = (low * high).squareRoot()
      if try attempt(middle) { high = middle } else { low = middle }
    }
    guard var result = best else { throw .unreachableService(reason: "a fill rate of \(level)") }
    result.lower = min(bound, result.holdingCost)
    result.lowerWithLostSales = min(whole, result.holdingCost + lostSaleCost * (1 - result.fillRate) * demand.mean)
    return result
  }

  /// The least base stock with at least this fill rate; its cost is that of holding alone.
  ///
  /// - Throws: as `evaluate`, or `unreachableService`.
  public func leastBaseStock(fillRate level: Double, control: SolverControl = SolverControl()) throws(OptimizationError)
    -> (policy: LostSalesPolicy, fillRate: Double)
  {
    if !(level > 0 && level < 1) { throw .invalid(field: "service level", reason: "must be greater than 0 and less than 1") }
    func split(_ S: Int) throws(OptimizationError) -> (stock: Double, lost: Double) { try parts(baseStock: S, control: control) }
    let allowed = (1 - level) * demand.mean
    var low = 0
    var high = max(1, Int((Double(leadTime + 1) * demand.mean).rounded(.up)))
    while try split(high).lost > allowed {
      low = high
      high *= 2
      if high > 1 << 24 { throw .unreachableService(reason: "a fill rate of \(level)") }
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if try split(middle).lost > allowed { low = middle } else { high = middle }
    }
    let found = try split(high)
    return (LostSalesPolicy(S: high, cap: nil, lower: found.stock, upper: found.stock), 1 - found.lost / demand.mean)
  }

  /// Share of demand served at once under a base stock, capped or not.
  ///
  /// - Throws: as `evaluate`.
  public func fillRate(baseStock S: Int, cap: Int? = nil, control: SolverControl = SolverControl()) throws(OptimizationError) -> Double {
    1 - (try parts(baseStock: S, cap: cap, control: control).lost) / demand.mean
  }

  /// Share of demand served at once under an optimum of this problem.
  ///
  /// - Throws: as `optimum`.
  public func fillRate(of found: LostSalesOptimum, control: SolverControl = SolverControl()) throws(OptimizationError) -> Double {
    1 - (try mean(of: found, holdingCost: 0, lostSaleCost: 1, control: control)) / demand.mean
  }

  /// What a level holds a period, in money, and units it loses; prices a thousand times apart tell the one from the other.
  private func parts(baseStock S: Int, cap: Int? = nil, control: SolverControl) throws(OptimizationError) -> (stock: Double, lost: Double) {
    var cheap = self, dear = self
    cheap.lostSaleCost = holdingCost
    dear.lostSaleCost = holdingCost * 1001
    let a = try cheap.evaluate(baseStock: S, cap: cap, tolerance: 1e-9 * holdingCost * demand.mean, control: control).cost
    let b = try dear.evaluate(baseStock: S, cap: cap, tolerance: 1e-7 * holdingCost * demand.mean, control: control).cost
    let lost = (b - a) / (1000 * holdingCost)
    return (a - holdingCost * lost, lost)
  }

  /// The long-run mean of a period's cost at other prices, under the policy of an optimum of this problem.
  func mean(of found: LostSalesOptimum, holdingCost h: Double, lostSaleCost p: Double, control: SolverControl) throws(OptimizationError)
    -> Double
  {
    var (problem, lot) = inLots()
    problem.holdingCost = h * Double(lot)
    problem.lostSaleCost = p * Double(lot)
    guard let space = found.space else {
      let excess = ExpectedExcess(problem.demand)
      return problem.holdingCost * excess.unused(found.level) + problem.lostSaleCost * excess.short(found.level)
    }
    let result = try problem.operation(on: space).evaluate(found.orders, tolerance: 1e-9 * max(h, p) * demand.mean, control: control)
    return (result.lower + result.upper) / 2
  }
}
