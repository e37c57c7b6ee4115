internal import Groundwork
internal import Optimization
internal import Randomness
internal import Simulation
internal import Supply

/// Policies for an item with a regular and an emergency supplier, in a periodic study: the optimum as orders by state where its states fit,
/// and the best of the simple classes.
struct TwoSupplierProposer {
  let plan: Plan
  let stockPoint: Int
  let bestOnly: Bool
  let size: ProgramSize
  let threads: Int
  let cancellation: Cancellation
  var progress: (@Sendable (SolverProgress) -> Void)?

  /// What is said of a class searched among multiples only.
  static func countedInLots(_ lot: Int) -> String { "its levels are searched among multiples of \(lot), of which every demand is one" }
  /// The same where demand does not come in them, and the cost is nevertheless exact.
  static func searchedInLots(_ lot: Int) -> String { "its levels are searched in lots of \(lot) units, and their cost is exact" }

  /// Units a period, in the mean, that the classes are searched in one by one; and the largest lot that more are counted in.
  static let searchedUnits = 300.0
  static let largestLot = 1_000_000
  /// Multiplications that a search over the gaps of a dual index may take: those of a chain's states, a few hundred times over.
  static let dualIndexWork = 6e7
  /// Lots in a standard deviation of demand, at least: splitting demand between lots adds 1/6 lot² to its variance at most on average, here
  /// 1 %.
  static let lotsInSpread = 4.0

  /// What the classes are searched in.
  struct Counted {
    /// In lots, of what is asked for beyond `certain`.
    var problem: DualSourcingProblem
    var lot = 1
    /// Units asked for in every period, which come from the regular supplier.
    var certain = 0

    /// A policy in units for all demand.
    func whole(_ found: DualSourcingPolicy, isSingleIndex: Bool) -> DualSourcingPolicy {
      problem.adding(certain: certain, to: lot > 1 ? found.times(lot) : found, isSingleIndex: isSingleIndex)
    }
  }

  /// The problem in units, or, where these are too many, in the least lots in which its classes can be searched, of what is asked for
  /// beyond the certain demand: a lot must be small against the spread of demand, however large its mean. What demand's own packs make
  /// small enough is left in units: the programs count in packs by themselves, exactly.
  static func searchable(_ units: DualSourcingProblem) throws(OptimizationError) -> Counted {
    isSearchable(units) ? Counted(problem: units) : try inLots(units, isSearchable)
  }

  /// What a period brings in units, or in demand's own packs.
  private static func searched(_ problem: DualSourcingProblem) -> Double { problem.demand.mean / Double(problem.demandLot) }

  private static func isSearchable(_ problem: DualSourcingProblem) -> Bool {
    searched(problem) <= searchedUnits && problem.isOfTableSize
  }

  /// The least lot of 1, 2, 3, 5, 7, 10 … units, or of demand's own packs, that is enough.
  private static func inLots(_ units: DualSourcingProblem, _ isEnough: (DualSourcingProblem) -> Bool) throws(OptimizationError) -> Counted {
    let certain = units.certainDemand, rest = units.beyond(certain: certain)
    // Demand that never varies is one pack.
    if rest.demand.mean <= 0 { return Counted(problem: units) }
    var found = Counted(problem: rest, certain: certain)
    var decade = 1
    while !isEnough(found.problem) {
      for step in [2, 3, 5, 7, 10] {
        found.lot = rest.demandLot * decade * step
        found.problem = try rest.counted(in: found.lot)
        if isEnough(found.problem) { break }
      }
      decade *= 10
      if decade >= largestLot { break }
    }
    return found
  }

  /// The item's model and problem in units; nil where the emergency supplier costs nothing more, so that there is one supplier.
  func units() throws(OptimizationError) -> (model: PeriodicModel, problem: DualSourcingProblem)? {
    let point = plan.supply.stockPoints[stockPoint]
    guard let emergency = point.emergency else { throw .notCovered(reason: "it has one supplier") }
    var model = try PeriodicModel(plan, stockPoint: stockPoint)
    if point.perishing != nil { throw .notCovered(reason: "goods that spoil are solved for one supplier") }
    if model.backorderShare < 1 { throw .notCovered(reason: "two suppliers are solved for unmet demand that waits, and here it is lost") }
    guard let fast = PeriodicModel.leadPeriods(plan, supplier: emergency.supplier) else {
      throw .notCovered(reason: "the emergency supplier's lead time is random")
    }
    if point.backorderCostPerUnit > 0 { model.leaveOut("the cost once per unit backordered is left out") }
    if emergency.surcharge <= 0 { return nil }
    let problem = DualSourcingProblem(
      demand: model.demand, regularLeadTime: model.leadTime, expeditedLeadTime: fast, regularUnitCost: 0,
      expeditedUnitCost: emergency.surcharge,
      holdingCost: point.holdingCost * model.days, backorderCost: point.backorderCost * model.days)
    return (model, problem)
  }

  func propose(today kept: Policy?) throws(OptimizationError) -> StateProposal {
    let point = plan.supply.stockPoints[stockPoint]
    guard let (model, units) = try units() else { return try fasterOnly() }
    var result = StateProposal()
    result.ignored = model.ignored
    let small = SolverControl(threads: threads, cancellation: cancellation, memoryLimit: size.chain * 200, progress: progress)
    let large = SolverControl(threads: threads, cancellation: cancellation, memoryLimit: size.states * 20, progress: progress)
    var bound: Double?
    var counted = try Self.searchable(units)
    let problem = units
    // What is owed never forgets a remainder, so lots need a stock that begins with whole ones.
    let isWhole = plan.supply.opensWithItsPolicy(stockPoint) || point.initialStock % Int64(max(1, problem.demandLot)) == 0
    // Orders by state in lots that do not divide every demand would name states that do not occur.
    if counted.lot == 1, counted.certain == 0,
      let found = try result.fitting(
        "the exact program",
        { () throws(OptimizationError) in
          try problem.optimum(isCountedInLots: isWhole, control: large)
        })
    {
      bound = found.lower
      if let table = try? found.table(pipeline: problem.regularLeadTime - problem.expeditedLeadTime - 1) {
        result.candidates.append(model.candidate(.twoSuppliers, .stateTable(table), cost: found.cost, bound: bound, .best))
      }
    }
    if bestOnly, !result.candidates.isEmpty { return result }
    let spread = max(0, units.demand.variance).squareRoot()
    /// Whether lots are small against the spread of demand; a note where they are not.
    func isFine(_ counted: Counted, _ what: String) -> Bool {
      if counted.lot == 1 || Double(counted.lot) <= spread / Self.lotsInSpread { return true }
      result.notes.append(
        "\(what) would need lots of \(counted.lot) units, which is much against the spread of demand, and was left out; "
          + "what else is listed needs smaller ones")
      return false
    }
    /// Whether a candidate's cost is that of demand in lots.
    var isRough = false
    func add(
      _ method: Candidate.Method, _ what: String, in counted: Counted,
      _ solve: (DualSourcingProblem) throws(OptimizationError) -> DualSourcingPolicy, _ make: (DualSourcingPolicy) -> TwoSuppliers?
    ) throws(OptimizationError) {
      guard let solved = try result.fitting(what, { () throws(OptimizationError) in try solve(counted.problem) }) else { return }
      var notes = solved.isBestOfClass ? [] : [Self.countedInLots(counted.problem.demandLot * counted.lot)]
      var found = counted.whole(solved, isSingleIndex: method == .singleIndex)
      if counted.lot > 1 {
        // The gap stays; the level and the cost of one index are those of whole laws, which fit.
        if method == .singleIndex, let level = solved.regularLevel,
          let exact = try? units.beyond(certain: counted.certain).evaluate(singleIndexGap: (level - solved.expeditedLevel) * counted.lot)
        {
          found = units.adding(certain: counted.certain, to: exact, isSingleIndex: true)
          notes.append(Self.searchedInLots(counted.lot))
        } else {
          isRough = true
          notes.append(PeriodicModel.countedRoughly(counted.lot))
        }
      }
      guard let policy = make(found) else { return }
      result.candidates.append(
        model.candidate(
          method, .twoSuppliers(policy), cost: found.cost, bound: bound,
          solved.isBestOfClass && counted.lot == 1 ? .bestOfClass : .heuristic, notes: notes))
    }
    func index(_ found: DualSourcingPolicy) -> TwoSuppliers? {
      found.regularLevel.map {
        .dualIndex(emergency: Int64(found.expeditedLevel), regular: Int64($0), cap: found.regularCap.map { Int64(max(1, $0)) })
      }
    }
    while true {
      let before = counted
      // Chains of two numbers and more grow faster than laws, and are searched in larger lots where units are too many.
      var dual = counted, capped = counted
      if counted.lot > 1 || counted.certain > 0 {
        dual = try Self.inLots(units) { Self.isSearchable($0) && $0.workOfDualIndex <= Self.dualIndexWork }
        capped = try Self.inLots(units) {
          Self.isSearchable($0) && $0.workOfDualIndex * max(1, $0.demand.mean / 3) <= Self.dualIndexWork
        }
      }
      if isFine(capped, "the best capped dual index") {
        try add(
          .cappedDualIndex, "the best capped dual index", in: capped,
          { (problem) throws(OptimizationError) in try problem.bestCappedDualIndex(control: small) }, index)
      }
      if isFine(dual, "the best dual index") {
        try add(
          .dualIndex, "the best dual index", in: dual,
          { (problem) throws(OptimizationError) in try problem.bestDualIndex(control: small) }, index)
      }
      try add(
        .baseSurge, "the best tailored base-surge", in: counted,
        { (problem) throws(OptimizationError) in try problem.bestTailoredBaseSurge(control: small) }
      ) { found in
        found.regularCap.flatMap { $0 > 0 ? .baseSurge(S: Int64(found.expeditedLevel), Q: Int64($0)) : nil }
      }
      try add(
        .singleIndex, "the best single index", in: counted,
        { (problem) throws(OptimizationError) in try problem.bestSingleIndex(control: small) }
      ) { found in
        found.regularLevel.map { .singleIndex(emergency: Int64(found.expeditedLevel), regular: Int64($0)) }
      }
      // What fits no class unit by unit may in lots.
      if !result.candidates.isEmpty || counted.lot >= Self.largestLot { break }
      result.notes = []
      counted = try Self.inLots(units) { Self.isSearchable($0) && Self.searched($0) <= Self.searched(before.problem) / 4 }
      if counted.lot <= before.lot { break }
    }
    // Cheap from the one or fast from the other: what two suppliers are worth is measured against these.
    for isFast in [false, true] where isFast || point.emergency?.below == nil {
      if let alone = try result.fitting(
        "the best base stock of one supplier", { () throws(OptimizationError) in try oneSupplier(model, units, isFast: isFast) })
      {
        let S = Int64(alone.S)
        let surcharge = isFast ? (units.expeditedUnitCost - units.regularUnitCost) * units.demand.mean : 0
        result.candidates.append(
          model.candidate(
            isFast ? .emergencyAlone : .exactBaseStock,
            isFast ? .twoSuppliers(.dualIndex(emergency: S, regular: S, cap: nil)) : .baseStock(S: S),
            cost: alone.costPerDay * model.days + surcharge, bound: bound, .bestOfClass))
      }
    }
    // A cost of demand in lots is no exact expectation of what is simulated.
    if isRough {
      let lots = result.candidates.flatMap(\.approximations).filter { $0.hasPrefix(PeriodicModel.roughly) }
      for text in lots where !result.ignored.contains(text) { result.ignored.append(text) }
    }
    if bound == nil { result.candidates.sort { ($0.expectedCostPerDay ?? .infinity) < ($1.expectedCostPerDay ?? .infinity) } }
    /// Today's policy with its level moved, at a multiple of the price of waiting.
    func today(_ shift: Int, _ factor: Double) -> Double? {
      // Today's levels are in units, and need not be whole lots.
      if counted.lot > 1 { return nil }
      var other = units
      other.backorderCost *= factor
      switch kept {
      case .twoSuppliers(.dualIndex(let low, let high, let cap)) where high >= low && high - low < 1 << 20:
        return try? other.evaluate(
          indexGap: Int(high - low), cap: cap.map { Int(clamping: $0) }, expeditedLevel: Int(clamping: low) + shift, control: small
        ).cost
      case .twoSuppliers(.baseSurge(let S, let Q)) where abs(S) < 1 << 30:
        return try? other.evaluate(constantOrder: Int(clamping: Q), surgeLevel: Int(S) + shift, control: small).cost
      default: return nil
      }
    }
    if let own = today(0, 1) {
      let price = ImpliedPrice.range(units.backorderCost, cost: today)
      result.todayPenalty =
        model.leavesOutCosts
        ? nil
        : price.map { range in
          ImpliedPenalty(perUnitDay: range.lowerBound / model.days...range.upperBound / model.days, perUnit: nil, excessCostPerDay: nil)
        }
      result.todayCostPerDay = model.leavesOutCosts ? nil : own / model.days
    }
    return result
  }

  /// The best base stock from one supplier alone.
  private func oneSupplier(_ model: PeriodicModel, _ units: DualSourcingProblem, isFast: Bool) throws(OptimizationError)
    -> (S: Int, costPerDay: Double)
  {
    let point = plan.supply.stockPoints[stockPoint]
    let problem = InventoryProblem(
      demand: .perPeriod(model.demand), timing: .sequence(periods: 1), periodDays: model.days,
      leadTime: .constant(Double(isFast ? units.expeditedLeadTime : units.regularLeadTime) * model.days), orderCost: 0,
      holdingCost: point.holdingCost, backorderCost: point.backorderCost)
    let best = try problem.optimalBaseStock()
    return (best.S, best.costPerDay)
  }

  /// An emergency supplier that is faster and costs nothing more leaves one supplier, and a newsvendor on the demand of its lead time: no
  /// policy can do better, since what is ordered from the slower one could be ordered later from the other at the same price.
  private func fasterOnly() throws(OptimizationError) -> StateProposal {
    let point = plan.supply.stockPoints[stockPoint]
    let model = try PeriodicModel(plan, stockPoint: stockPoint)
    let fast = point.emergency.flatMap { PeriodicModel.leadPeriods(plan, supplier: $0.supplier) } ?? 0
    let problem = InventoryProblem(
      demand: .perPeriod(model.demand), timing: .sequence(periods: 1), periodDays: model.days,
      leadTime: .constant(Double(fast) * model.days), orderCost: 0,
      holdingCost: point.holdingCost, backorderCost: point.backorderCost)
    let best = try problem.optimalBaseStock()
    var result = StateProposal()
    result.ignored = model.ignored
    result.notes.append("the emergency supplier is faster and costs nothing more, so all is ordered from it")
    // Both levels alike: the emergency order lifts the position to where nothing is left for the other.
    let S = Int64(best.S)
    result.candidates.append(
      model.candidate(
        .dualIndex, .twoSuppliers(.dualIndex(emergency: S, regular: S, cap: nil)), cost: best.costPerDay * model.days,
        bound: best.costPerDay * model.days, .best))
    return result
  }
}
