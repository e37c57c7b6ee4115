internal import Groundwork
internal import Randomness

/// One warehouse that supplies retailers one for one: each sale is passed on at once, the warehouse serves in order of time, what is
/// missing is owed at both levels.
public struct RetailNetwork: Sendable, Equatable {
  public struct Retailer: Sendable, Equatable {
    /// Poisson demand, units per unit of time; greater than 0.
    public var demandRate: Double
    /// Time from the warehouse to the shop, at least 0.
    public var leadTime: Double
    /// *h*, money per unit on hand and unit of time; greater than 0.
    public var holdingCost: Double
    /// *p*, money per unit owed and unit of time; greater than 0.
    public var backorderCost: Double

    public init(demandRate: Double, leadTime: Double, holdingCost: Double, backorderCost: Double) {
      self.demandRate = demandRate
      self.leadTime = leadTime
      self.holdingCost = holdingCost
      self.backorderCost = backorderCost
    }
  }

  /// Time from the outside supplier to the warehouse, at least 0.
  public var warehouseLeadTime: Double
  /// Money per unit on hand at the warehouse and unit of time, at least 0. Stock under way to the shops costs the same whatever the
  /// levels are and is left out.
  public var warehouseHoldingCost: Double
  public var retailers: [Retailer]

  public init(warehouseLeadTime: Double, warehouseHoldingCost: Double, retailers: [Retailer]) {
    self.warehouseLeadTime = warehouseLeadTime
    self.warehouseHoldingCost = warehouseHoldingCost
    self.retailers = retailers
  }

  func validate() throws(OptimizationError) {
    func number(_ x: Double, _ field: String) throws(OptimizationError) {
      if !(x >= 0) || !x.isFinite { throw .invalid(field: field, reason: "must be a finite number, at least 0") }
    }
    if retailers.isEmpty { throw .invalid(field: "retailers", reason: "must be at least one") }
    try number(warehouseLeadTime, "warehouseLeadTime")
    try number(warehouseHoldingCost, "warehouseHoldingCost")
    var rate = 0.0
    var longest = 0.0
    for retailer in retailers {
      try number(retailer.demandRate, "demandRate")
      try number(retailer.leadTime, "leadTime")
      try number(retailer.holdingCost, "holdingCost")
      try number(retailer.backorderCost, "backorderCost")
      if retailer.demandRate == 0 { throw .noDemand }
      if retailer.holdingCost == 0 { throw .holdingIsFree }
      if retailer.backorderCost == 0 { throw .neverOrdering }
      rate += retailer.demandRate
      longest = max(longest, retailer.demandRate * retailer.leadTime)
    }
    if rate * warehouseLeadTime > 20_000 { throw .tooLarge(states: rate * warehouseLeadTime, limit: 20_000) }
    if longest > 1e8 { throw .tooLarge(states: longest, limit: 1e8) }
  }
}

/// Base stocks of a warehouse and its retailers, with what they lead to in the long run.
public struct RetailNetworkLevels: Sendable, Equatable {
  public var warehouseS: Int
  /// One per retailer, in their order.
  public var retailerS: [Int]
  /// Money per unit of time.
  public var cost: Double
  /// Units on hand, time averages.
  public var warehouseOnHand: Double
  public var retailerOnHand: [Double]
  /// Units owed to customers, time averages.
  public var retailerBackorders: [Double]
  /// Share of customers served at once, one per retailer.
  public var fillRates: [Double]
}

extension RetailNetwork {
  /// The exact cost of given base stocks.
  ///
  /// The units owed by the warehouse, (D₀ − S₀)⁺ with Poisson D₀ over its lead time, belong to each retailer with its share of the
  /// demand, independently: what a retailer waits for is a binomial thinning of them plus its own lead-time demand (R. Simon, "Stationary
  /// properties of a two-echelon inventory model for low demand items", *Operations Research* 19(3), 1971; S. Graves, "A multi-echelon
  /// inventory model for a repairable item with one-for-one replenishment", *Management Science* 31(10), 1985).
  ///
  /// - Parameters: levels, at least 0; `retailerS` one per retailer.
  /// - Complexity: O(*n*²) per kind of retailer for *n* points of D₀.
  public func evaluate(warehouseS: Int, retailerS: [Int]) throws(OptimizationError) -> RetailNetworkLevels {
    try validate()
    if retailerS.count != retailers.count { throw .invalid(field: "retailerS", reason: "must be one per retailer") }
    for level in retailerS + [warehouseS] where level < 0 || level > 1 << 40 {
      throw .invalid(field: "S", reason: "must be at least 0 and at most 2⁴⁰")
    }
    return levels(Kinds(self), warehouseS: warehouseS, retailerS: retailerS)
  }

  /// The base stocks of least cost: for each *S₀* the retailers are newsvendors of their own. *S₀* rises until the warehouse's holding
  /// and the retailers' cost without any waiting, which no policy can beat, exceed the best found; so the search is a proof (S. Axsäter,
  /// "Simple solution procedures for a class of two-echelon inventory problems", *Operations Research* 38(1), 1990).
  ///
  /// - Complexity: O(*n*³) per kind of retailer for *n* points of the warehouse's lead-time demand.
  public func optimum(control: SolverControl = SolverControl()) throws(OptimizationError) -> RetailNetworkLevels {
    try validate()
    let kinds = Kinds(self)
    let warehouse = ExpectedExcess(kinds.warehouseDemand)
    var unavoidable = 0.0
    for (k, members) in zip(kinds.kinds, kinds.counts) {
      let alone = try newsvendor(
        demand: LatticeArithmetic.poisson(mean: k.demandRate * k.leadTime), overage: k.holdingCost, underage: k.backorderCost)
      unavoidable += Double(members) * alone.cost
    }
    var best: (cost: Double, S0: Int, levels: [Int])?
    var S0 = 0
    while S0 <= kinds.warehouseDemand.largest {
      try control.check()
      let holding = warehouseHoldingCost * warehouse.unused(S0)
      if let best, holding + unavoidable >= best.cost { break }
      var cost = holding
      var levels: [Int] = []
      let owed = kinds.owed(S0)
      for (k, members) in zip(kinds.kinds, kinds.counts) {
        let found = try newsvendor(demand: kinds.outstanding(k, owed: owed), overage: k.holdingCost, underage: k.backorderCost)
        levels.append(Int(found.level))
        cost += Double(members) * found.cost
      }
      if best == nil || cost < best!.cost * (1 - 1e-13) { best = (cost, S0, levels) }
      S0 += 1
    }
    guard let best else { throw .notCovered(reason: "no level could be evaluated") }
    return levels(kinds, warehouseS: best.S0, retailerS: kinds.kindOf.map { best.levels[$0] })
  }

  private func levels(_ kinds: Kinds, warehouseS: Int, retailerS: [Int]) -> RetailNetworkLevels {
    let warehouse = ExpectedExcess(kinds.warehouseDemand)
    let owed = kinds.owed(warehouseS)
    let laws = kinds.kinds.map { ExpectedExcess(kinds.outstanding($0, owed: owed)) }
    var result = RetailNetworkLevels(
      warehouseS: warehouseS, retailerS: retailerS, cost: 0, warehouseOnHand: warehouse.unused(warehouseS), retailerOnHand: [],
      retailerBackorders: [], fillRates: [])
    result.cost = warehouseHoldingCost * result.warehouseOnHand
    for (i, retailer) in retailers.enumerated() {
      let law = laws[kinds.kindOf[i]]
      let onHand = law.unused(retailerS[i])
      let backorders = law.short(retailerS[i])
      result.retailerOnHand.append(onHand)
      result.retailerBackorders.append(backorders)
      result.fillRates.append(law.atMost(retailerS[i] - 1))
      result.cost += retailer.holdingCost * onHand + retailer.backorderCost * backorders
    }
    return result
  }

  /// Retailers that are alike are computed once.
  private struct Kinds {
    var kinds: [Retailer] = []
    var counts: [Int] = []
    var kindOf: [Int] = []
    let warehouseDemand: LatticeDistribution
    let totalRate: Double

    init(_ network: RetailNetwork) {
      var rate = 0.0
      for retailer in network.retailers {
        rate += retailer.demandRate
        if let k = kinds.firstIndex(of: retailer) {
          kindOf.append(k)
          counts[k] += 1
        } else {
          kindOf.append(kinds.count)
          kinds.append(retailer)
          counts.append(1)
        }
      }
      totalRate = rate
      warehouseDemand = LatticeArithmetic.poisson(mean: rate * network.warehouseLeadTime)
    }

    /// The law of (D₀ − S₀)⁺.
    func owed(_ S0: Int) -> LatticeDistribution {
      let p = warehouseDemand.probabilities
      let first = S0 - warehouseDemand.offset
      if first < 0 { return LatticeDistribution(offset: -first, probabilities: p) }
      if first >= p.count { return LatticeArithmetic.zero }
      var kept = Array(p[first...])
      var served = 0.0
      for i in 0..<first { served += p[i] }
      kept[0] += served
      return LatticeArithmetic.trimmed(LatticeDistribution(offset: 0, probabilities: kept))
    }

    /// What a retailer has ordered and not received.
    func outstanding(_ retailer: Retailer, owed: LatticeDistribution) -> LatticeDistribution {
      let share = retailer.demandRate / totalRate
      let own = LatticeArithmetic.poisson(mean: retailer.demandRate * retailer.leadTime)
      return LatticeArithmetic.sum(own, Self.thinned(owed, share))
    }

    /// The law of a binomial number of *n* units with `share`, *n* drawn from `law`: Horner's scheme with the law of one unit.
    static func thinned(_ law: LatticeDistribution, _ share: Double) -> LatticeDistribution {
      if share >= 1 { return law }
      var result = [0.0]
      var used = 1
      func mix(_ constant: Double) {
        result.append(0)
        var i = used
        while i > 0 {
          result[i] = result[i] * (1 - share) + result[i - 1] * share
          i -= 1
        }
        result[0] = result[0] * (1 - share) + constant
        used += 1
        // Masses at the far end that no longer matter are let go.
        while used > 1, result[used - 1] < 1e-30 {
          used -= 1
          result.removeLast()
        }
      }
      for p in law.probabilities.reversed() { mix(p) }
      for _ in 0..<law.offset { mix(0) }
      return LatticeArithmetic.trimmed(LatticeDistribution(offset: 0, probabilities: result))
    }
  }
}
