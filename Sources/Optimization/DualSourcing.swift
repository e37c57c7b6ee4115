public import Randomness

/// One item with two suppliers: a cheap one that is slow and a dear one that is fast. Demand not met is owed.
///
/// Each period: place both orders, receive what is due (with a lead time of 0 at once), demand, then *h* for each unit on hand and *p* for
/// each owed.
public struct DualSourcingProblem: Sendable, Equatable {
  /// Demand of a period; non-negative integers, independent and identically distributed.
  public var demand: LatticeDistribution
  /// Periods from order to receipt; the regular one is longer.
  public var regularLeadTime: Int
  public var expeditedLeadTime: Int
  /// Money per unit ordered; the expedited one is dearer.
  public var regularUnitCost: Double
  public var expeditedUnitCost: Double
  /// *h*, money per unit on hand at a period's end; greater than 0.
  public var holdingCost: Double
  /// *p*, money per unit owed at a period's end; greater than 0.
  public var backorderCost: Double

  public init(
    demand: LatticeDistribution, regularLeadTime: Int, expeditedLeadTime: Int, regularUnitCost: Double, expeditedUnitCost: Double,
    holdingCost: Double, backorderCost: Double
  ) {
    self.demand = demand
    self.regularLeadTime = regularLeadTime
    self.expeditedLeadTime = expeditedLeadTime
    self.regularUnitCost = regularUnitCost
    self.expeditedUnitCost = expeditedUnitCost
    self.holdingCost = holdingCost
    self.backorderCost = backorderCost
  }

  static let reduce = "count in larger units, or use a dual-index or tailored base-surge policy, whose states are few"

  /// Periods by which the regular order comes later.
  var lag: Int { regularLeadTime - expeditedLeadTime }

  func validate() throws(OptimizationError) {
    try demand.validateAsDemand("demand")
    func number(_ x: Double, _ field: String) throws(OptimizationError) {
      if !(x >= 0) || !x.isFinite { throw .invalid(field: field, reason: "must be a finite number, at least 0") }
    }
    if expeditedLeadTime < 0 { throw .invalid(field: "expeditedLeadTime", reason: "must be at least 0") }
    if regularLeadTime > 1_000 { throw .invalid(field: "regularLeadTime", reason: "must be at most 1000 periods") }
    if regularLeadTime <= expeditedLeadTime {
      throw .invalid(field: "regularLeadTime", reason: "must be longer than the expedited one; else one supplier is all that is needed")
    }
    try number(regularUnitCost, "regularUnitCost")
    try number(expeditedUnitCost, "expeditedUnitCost")
    try number(holdingCost, "holdingCost")
    try number(backorderCost, "backorderCost")
    if expeditedUnitCost <= regularUnitCost {
      throw .invalid(field: "expeditedUnitCost", reason: "must be above the regular one; else the fast supplier is all that is needed")
    }
    if demand.mean <= 0 { throw .noDemand }
    if holdingCost == 0 { throw .holdingIsFree }
    if backorderCost == 0 { throw .neverOrdering }
    try NumberCheck.comparable(backorderCost, "backorderCost", to: holdingCost, "the holding cost")
    try NumberCheck.comparable(holdingCost, "holdingCost", to: backorderCost, "the price of waiting")
    try NumberCheck.comparable(expeditedUnitCost, "expeditedUnitCost", to: min(holdingCost, backorderCost), "the prices of stock and waiting")
    if !isOfTableSize {
      throw .tooLarge(states: Double(demand.probabilities.count) * Double(regularLeadTime + 1), limit: 1e6)
    }
  }

  /// The greatest number of which every demand is a multiple.
  public var demandLot: Int { max(1, LatticeArithmetic.commonDivisor(demand)) }

  /// The same problem counted in the greatest unit that divides every demand, and that unit.
  ///
  /// Exact for the optimum: costs are linear between multiples of the unit in every order, so that a best order is a multiple. Not for a
  /// gap between two levels, a cap or a constant order, which are added up over periods.
  func inLots() -> (problem: DualSourcingProblem, lot: Int) {
    let divisor = LatticeArithmetic.commonDivisor(demand)
    if divisor <= 1 { return (self, 1) }
    var copy = self
    copy.demand = LatticeArithmetic.counted(demand, in: divisor)
    copy.regularUnitCost *= Double(divisor)
    copy.expeditedUnitCost *= Double(divisor)
    copy.holdingCost *= Double(divisor)
    copy.backorderCost *= Double(divisor)
    return (copy, divisor)
  }

  /// The same problem counted in lots of any size: every demand is split between the two nearest lots so that its mean stays; prices are
  /// per lot. An approximation where the lot does not divide every demand: the split adds a little spread.
  public func counted(in lot: Int) throws(OptimizationError) -> DualSourcingProblem {
    if lot == 1 { return self }
    if lot < 1 || lot > 1_000_000_000 { throw .invalid(field: "lot", reason: "must be 1 to 1 000 000 000 units") }
    try demand.validateAsDemand("demand")
    var copy = self
    copy.demand = LatticeArithmetic.spread(demand, over: lot)
    copy.regularUnitCost *= Double(lot)
    copy.expeditedUnitCost *= Double(lot)
    copy.holdingCost *= Double(lot)
    copy.backorderCost *= Double(lot)
    return copy
  }

  /// Whether the laws of whole lead times fit, so that the classes can be searched.
  public var isOfTableSize: Bool { Double(demand.probabilities.count) * Double(regularLeadTime + 1) <= 1e6 }

  /// Whether a late unit costs less than the faster supplier even if customers wait for it all the time: then nothing is expedited.
  var neverExpedites: Bool { expeditedUnitCost - regularUnitCost >= backorderCost * Double(lag) }

  /// The level *S* that minimises h·E(S − Z)⁺ + p·E(Z − S)⁺, and that cost.
  func level(against law: LatticeDistribution) -> (S: Int, cost: Double) {
    let excess = ExpectedExcess(law)
    let share = backorderCost / (backorderCost + holdingCost) * (1 - 1e-13)
    var low = law.smallest
    var high = law.largest
    while low < high {
      let middle = low + (high - low) / 2
      if excess.atMost(middle) >= share { high = middle } else { low = middle + 1 }
    }
    return (low, holdingCost * excess.unused(low) + backorderCost * excess.short(low))
  }

  /// The law of *a* − *b* for independent draws.
  static func difference(_ a: LatticeDistribution, _ b: LatticeDistribution) -> LatticeDistribution {
    LatticeArithmetic.sum(a, LatticeDistribution(offset: -b.largest, probabilities: b.probabilities.reversed()))
  }
}

/// A policy for two suppliers of one of the simple classes, with its exact cost.
public struct DualSourcingPolicy: Sendable, Equatable {
  /// The expedited supplier lifts the position it can serve (on hand, and all that comes no later than its own order) up to this. For a
  /// single index the position is that of both suppliers.
  public var expeditedLevel: Int
  /// The regular supplier lifts the whole position up to this; nil for a constant order.
  public var regularLevel: Int?
  /// Most units of a regular order, or its constant size; nil where there is no limit.
  public var regularCap: Int?
  /// Money a period, long-run average, purchase included.
  public var cost: Double
  /// Units from the expedited supplier, a period.
  public var expeditedUnits: Double
  /// False where only multiples of demand's common divisor were tried, the others being too many.
  public var isBestOfClass = true

  /// What was counted in lots, in units.
  public func times(_ lot: Int) -> DualSourcingPolicy {
    DualSourcingPolicy(
      expeditedLevel: expeditedLevel * lot, regularLevel: regularLevel.map { $0 * lot }, regularCap: regularCap.map { $0 * lot },
      cost: cost, expeditedUnits: expeditedUnits * Double(lot), isBestOfClass: false)
  }
}

extension DualSourcingProblem {
  /// The best single-index policy: both suppliers look at the whole position, the fast one up to *Sₑ*, the slow one up to *Sᵣ* (A.
  /// Scheller-Wolf, S. Veeraraghavan and G. van Houtum, "Effective dual sourcing with a single index policy", 2007).
  ///
  /// With Δ = Sᵣ − Sₑ the regular order is min(D, Δ) and the rest is expedited, so that what the fast supplier can serve is Sᵣ less the
  /// last *l* regular orders, and Sᵣ is a newsvendor's level.
  ///
  /// - Complexity: *l* convolutions for each Δ up to the largest demand.
  public func bestSingleIndex(control: SolverControl = SolverControl()) throws(OptimizationError) -> DualSourcingPolicy {
    try validate()
    return try orInLots { (problem) throws(OptimizationError) in try problem.searchSingleIndex(control) }
  }

  /// The answer unit by unit; where that is too much work and demands have a common divisor, the best among its multiples, marked so.
  private func orInLots(_ solve: (DualSourcingProblem) throws(OptimizationError) -> DualSourcingPolicy) throws(OptimizationError)
    -> DualSourcingPolicy
  {
    do throws(OptimizationError) {
      return try solve(self)
    } catch {
      let (problem, lot) = inLots()
      if !error.isOfSize || lot == 1 { throw error }
      return try solve(problem).times(lot)
    }
  }

  private func searchSingleIndex(_ control: SolverControl) throws(OptimizationError) -> DualSourcingPolicy {
    let ahead = LatticeArithmetic.power(demand, expeditedLeadTime + 1)
    let points = Double(demand.probabilities.count) * Double(demand.probabilities.count { $0 > 0 })
    let work = Double(demand.largest + 1) * points * pow2(Double(regularLeadTime + 1))
    // Where multiples can stand in, the search ends sooner.
    let limit = LatticeArithmetic.commonDivisor(demand) > 1 ? 1e9 : 3e10
    if work > limit { throw .tooMuchWork(operations: work, limit: limit) }
    var best: DualSourcingPolicy?
    for Δ in 0...demand.largest {
      try control.check()
      let found = singleIndex(Δ, ahead: ahead)
      if best == nil || found.cost < best!.cost * (1 - 1e-13) { best = found }
    }
    guard let best else { throw .noDemand }
    return best
  }

  /// - Parameter ahead: the law of demand until an expedited order placed now comes.
  func singleIndex(_ Δ: Int, ahead: LatticeDistribution) -> DualSourcingPolicy {
    let regular = Self.capped(demand, Δ)
    let expedited = max(0, demand.mean - regular.mean)
    let found = level(against: LatticeArithmetic.sum(ahead, LatticeArithmetic.power(regular, lag)))
    return DualSourcingPolicy(
      expeditedLevel: found.S - Δ, regularLevel: found.S, regularCap: nil,
      cost: found.cost + expeditedUnitCost * expedited + regularUnitCost * regular.mean, expeditedUnits: expedited)
  }

  private func pow2(_ x: Double) -> Double { x * x }

  /// The law of min(D, cap).
  private static func capped(_ law: LatticeDistribution, _ cap: Int) -> LatticeDistribution {
    if law.largest <= cap { return law }
    if law.smallest >= cap { return LatticeDistribution(offset: cap, probabilities: [1]) }
    var kept = Array(law.probabilities[0...(cap - law.offset)])
    kept[kept.count - 1] = law.probabilities[(cap - law.offset)...].reduce(0, +)
    return LatticeDistribution(offset: law.offset, probabilities: kept)
  }

  /// The best dual-index policy: the fast supplier looks only at what it can serve (S. Veeraraghavan and A. Scheller-Wolf, "Now or later:
  /// a simple policy for effective dual sourcing in capacitated systems", *Operations Research* 56(4), 2008).
  ///
  /// The overshoot above *Sₑ* does not depend on *Sₑ* but on Δ = Sᵣ − Sₑ alone; its exact law comes from the chain of the last *l* regular
  /// orders, and *Sₑ* is then a newsvendor's level. Δ rises until `patience` steps bring nothing; the threads each take one.
  ///
  /// - Complexity: a chain of at most (Δ + l choose l) states for each Δ.
  public func bestDualIndex(patience: Int = 4, control: SolverControl = SolverControl()) throws(OptimizationError) -> DualSourcingPolicy {
    try validate()
    return try orInLots { (problem) throws(OptimizationError) in
      var work = 0.0
      return try problem.searchDelta(cap: nil, patience: patience, work: &work, control: control)
    }
  }

  /// The best dual-index policy whose regular orders are capped, which is close to the optimum when the cap is small and the lead time
  /// long (J. Sun and J. Van Mieghem, "Robust dual sourcing inventory management: optimality of capped dual index policies and smoothing",
  /// *Manufacturing & Service Operations Management* 21(4), 2019).
  public func bestCappedDualIndex(patience: Int = 4, control: SolverControl = SolverControl())
    throws(OptimizationError) -> DualSourcingPolicy
  {
    try validate()
    return try orInLots { (problem) throws(OptimizationError) in try problem.searchCaps(patience: patience, control: control) }
  }

  private func searchCaps(patience: Int, control: SolverControl) throws(OptimizationError) -> DualSourcingPolicy {
    let patience = max(patience, LatticeArithmetic.commonDivisor(demand))
    var work = 0.0
    var best: DualSourcingPolicy?
    var barren = 0
    var cap = 1
    while cap <= max(1, demand.largest), barren < patience {
      let found = try searchDelta(cap: cap, patience: patience, work: &work, control: control)
      if best == nil || found.cost < best!.cost * (1 - 1e-12) {
        best = found
        barren = 0
      } else {
        barren += 1
      }
      cap += 1
    }
    guard let best else { throw .noDemand }
    return best
  }

  /// - Parameter work: states met, each with its outcomes; grows. The limit is some seconds.
  private func searchDelta(cap: Int?, patience: Int, work: inout Double, control: SolverControl) throws(OptimizationError)
    -> DualSourcingPolicy
  {
    // Where all demands are multiples of a number the cost may wave that far before it falls again.
    let lot = LatticeArithmetic.commonDivisor(demand)
    let patience = max(1, patience, lot)
    // Each is gone through some hundred times until its law stands; where multiples can stand in, the search ends sooner.
    let limit = lot > 1 ? 2e6 : 6e7
    var best: DualSourcingPolicy?
    var barren = 0
    var Δ = 0
    let widest = (demand.largest + 1) * (lag + 1)
    // As many gaps ahead as there are threads; they are taken in order, so that the search ends where it would one by one.
    let crew = SweepCrew(threads: control.threads)
    let side = max(1, min(control.threads, 256))
    var own = control
    own.threads = 1
    var ahead: [Result<(DualSourcingPolicy, Double), OptimizationError>?] = []
    var first = 0
    while Δ <= widest, barren < patience {
      if Δ - first >= ahead.count {
        first = Δ
        ahead = [Result<(DualSourcingPolicy, Double), OptimizationError>?](repeating: nil, count: min(side, widest - Δ + 1))
        let from = Δ, single = own
        ahead.withUnsafeMutableBufferPointer { ahead in
          // Each block writes its own element only.
          nonisolated(unsafe) let out = ahead.baseAddress!
          _ = crew.run(blocks: ahead.count, cancellation: control.cancellation) { k in
            do throws(OptimizationError) {
              var one = 0.0
              let found = try follow(from + k, cap: cap, expeditedLevel: nil, work: &one, control: single)
              out[k] = .success((found, one))
            } catch {
              out[k] = .failure(error)
            }
            return ChangeRange()
          }
        }
        try control.check()
      }
      guard let answer = ahead[Δ - first] else { throw .cancelled }
      let (found, one) = try answer.get()
      work += one
      control.progress?(SolverProgress(sweep: Δ + 1, gap: .infinity, states: Δ + 1))
      if work > limit { throw .tooMuchWork(operations: work * 100, limit: limit * 100) }
      if best == nil || found.cost < best!.cost * (1 - 1e-12) {
        best = found
        barren = 0
      } else {
        barren += 1
      }
      Δ += 1
    }
    guard let best else { throw .noDemand }
    return best
  }

  /// The exact cost of a dual-index policy with given Δ = Sᵣ − Sₑ and cap, at its best levels or a given one.
  ///
  /// - Parameters:
  ///   - indexGap: Δ, at least 0.
  ///   - cap: most units of a regular order, at least 0; nil for none.
  ///   - expeditedLevel: *Sₑ*; nil for the best.
  public func evaluate(indexGap Δ: Int, cap: Int? = nil, expeditedLevel: Int? = nil, control: SolverControl = SolverControl())
    throws(OptimizationError) -> DualSourcingPolicy
  {
    try validate()
    if Δ < 0 || Δ > 1 << 24 { throw .invalid(field: "indexGap", reason: "must be at least 0 and at most 2²⁴") }
    if let cap, cap < 0 { throw .invalid(field: "cap", reason: "must be at least 0") }
    var work = 0.0
    return try follow(Δ, cap: cap, expeditedLevel: expeditedLevel, work: &work, control: control)
  }

  /// The exact costs of dual-index policies that share their Δ = Sᵣ − Sₑ, money a period: one chain serves all levels.
  ///
  /// - Parameters:
  ///   - indexGap: Δ, at least 0.
  ///   - levels: *Sₑ* of each.
  public func costs(indexGap Δ: Int, expeditedLevels levels: [Int], control: SolverControl = SolverControl()) throws(OptimizationError)
    -> [Double]
  {
    try validate()
    if Δ < 0 || Δ > 1 << 24 { throw .invalid(field: "indexGap", reason: "must be at least 0 and at most 2²⁴") }
    if levels.contains(where: { abs($0) > 1 << 40 }) { throw .invalid(field: "expeditedLevel", reason: "must lie within 2⁴⁰ units") }
    var work = 0.0
    let (covered, regular) = try positions(Δ, cap: nil, work: &work, control: control)
    let excess = ExpectedExcess(covered)
    let expedited = max(0, demand.mean - regular)
    let bought = expeditedUnitCost * expedited + regularUnitCost * (demand.mean - expedited)
    return levels.map { holdingCost * excess.unused($0) + backorderCost * excess.short($0) + bought }
  }

  private func follow(_ Δ: Int, cap: Int?, expeditedLevel: Int?, work: inout Double, control: SolverControl) throws(OptimizationError)
    -> DualSourcingPolicy
  {
    let (covered, regular) = try positions(Δ, cap: cap, work: &work, control: control)
    var found = level(against: covered)
    if let S = expeditedLevel {
      if abs(S) > 1 << 40 { throw .invalid(field: "expeditedLevel", reason: "must lie within 2⁴⁰ units") }
      let excess = ExpectedExcess(covered)
      found = (S, holdingCost * excess.unused(S) + backorderCost * excess.short(S))
    }
    let expedited = max(0, demand.mean - regular)
    return DualSourcingPolicy(
      expeditedLevel: found.S, regularLevel: found.S + Δ, regularCap: cap,
      cost: found.cost + expeditedUnitCost * expedited + regularUnitCost * (demand.mean - expedited), expeditedUnits: expedited)
  }

  /// The law of demand until an expedited order comes less the overshoot above its level, and the mean regular order.
  private func positions(_ Δ: Int, cap: Int?, work: inout Double, control: SolverControl) throws(OptimizationError)
    -> (covered: LatticeDistribution, regular: Double)
  {
    let l = lag
    let most = Int32(min(cap ?? Δ, Δ))
    // Demand in packs has few values in a long law: only those that occur are outcomes.
    let values = demand.probabilities.indices.filter { demand.probabilities[$0] > 0 }
    // State: overshoot above the expedited level after ordering, then the regular orders, next due first.
    let chain = try ReachableChain(
      from: [Int32](repeating: 0, count: l + 1), probabilities: values.map { demand.probabilities[$0] }, control: control,
      reduce: Self.reduce
    ) { state, outcome in
      let level = state[0] + state[1] - Int32(demand.offset + values[outcome])
      var next = [Int32](repeating: 0, count: l + 1)
      next[0] = max(0, level)
      var position = next[0]
      for k in 1..<l {
        next[k] = state[k + 1]
        position += state[k + 1]
      }
      next[l] = min(most, max(0, Int32(Δ) - position))
      return next
    }
    var sweeps = 0
    let law = try chain.stationaryLaw(sweeps: &sweeps, control: control)
    // Some hundred steps are usual; a long lag takes many more.
    work += Double(chain.states.count * values.count + Δ) * max(1, Double(sweeps) / 500)
    var overshoot = [Double](repeating: 0, count: Δ + 1)
    var regular = 0.0
    for (state, mass) in zip(chain.states, law) {
      overshoot[Int(state[0])] += mass
      regular += mass * Double(state[l])
    }
    let ahead = LatticeArithmetic.power(demand, expeditedLeadTime + 1)
    return (Self.difference(ahead, LatticeDistribution(offset: 0, probabilities: overshoot)), regular)
  }

  /// The best tailored base-surge policy: the slow supplier sends the same *Q* every period, the fast one covers the surges up to *S* (G.
  /// Allon and J. Van Mieghem, "Global dual sourcing: tailored base-surge allocation to near- and offshore production", *Management
  /// Science* 56(1), 2010).
  ///
  /// The overshoot above *S* is a reflected walk with steps Q − D, so that *S* is a newsvendor's level. The cost at the best *S* is convex
  /// in *Q*: orders of both suppliers enter positions linearly and costs are convex in positions, so that the least cost over all surges is
  /// convex in what the slow supplier sends, and a base stock attains it. Doubling and then halving finds the best.
  ///
  /// - Complexity: that of a `ReflectedWalk` for some 4·log₂ of the best *Q*.
  public func bestTailoredBaseSurge(control: SolverControl = SolverControl()) throws(OptimizationError) -> DualSourcingPolicy {
    try validate()
    let ahead = LatticeArithmetic.power(demand, expeditedLeadTime + 1)
    let work = demand.mean * Double(demand.probabilities.count)
    if work > 4e6 { throw .tooLarge(states: work, limit: 4e6) }
    var known: [Int: DualSourcingPolicy] = [:]
    func found(_ Q: Int) throws(OptimizationError) -> DualSourcingPolicy {
      if let found = known[Q] { return found }
      try control.check()
      let step = LatticeDistribution(offset: Q - demand.largest, probabilities: demand.probabilities.reversed())
      let overshoot = Q == 0 ? LatticeArithmetic.zero : try ReflectedWalk(step: step, cancellation: control.cancellation).law()
      // Both laws may be long: the points of the shorter with mass, times the points of the longer.
      let values = Double(min(ahead.probabilities.count { $0 > 0 }, overshoot.probabilities.count))
      let work = values * Double(max(ahead.probabilities.count, overshoot.probabilities.count))
      if work > 1e10 { throw .tooMuchWork(operations: work, limit: 1e10) }
      let level = level(against: Self.difference(ahead, overshoot))
      let expedited = demand.mean - Double(Q)
      let cost = level.cost + regularUnitCost * Double(Q) + expeditedUnitCost * expedited
      let policy = DualSourcingPolicy(expeditedLevel: level.S, regularLevel: nil, regularCap: Q, cost: cost, expeditedUnits: expedited)
      known[Q] = policy
      return policy
    }
    func isNoDearer(_ Q: Int) throws(OptimizationError) -> Bool {
      let here = try found(Q).cost
      return try here <= found(Q + 1).cost * (1 + 1e-13)
    }
    // Above the mean the regular orders pile up.
    let largest = max(0, Int((demand.mean - 1e-9).rounded(.up)) - 1)
    var low = 0
    var high = min(1, largest)
    while high < largest, try !isNoDearer(high) {
      low = high + 1
      high = min(largest, 2 * high)
    }
    while low < high {
      let middle = (low + high) / 2
      if try isNoDearer(middle) { high = middle } else { low = middle + 1 }
    }
    return try found(low)
  }
}
