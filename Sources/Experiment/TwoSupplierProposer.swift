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

  /// Units a period, in the mean, that the classes are searched in one by one; and the largest lot that more are counted in.
  static let searchedUnits = 300.0
  static let largestLot = 1_000_000

  /// The problem in units, or in the least lots of ten, a hundred … units in which its classes can be searched. What demand's own packs
  /// make small enough is left in units: the programs count in packs by themselves, exactly.
  static func searchable(_ units: DualSourcingProblem) throws(OptimizationError) -> (problem: DualSourcingProblem, lot: Int) {
    var (problem, lot) = (units, 1)
    while lot < largestLot, problem.demand.mean / Double(problem.demandLot) > searchedUnits || !problem.isOfTableSize {
      lot *= 10
      problem = try units.counted(in: lot)
    }
    return (problem, lot)
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
    var (problem, lot) = try Self.searchable(units)
    // What is owed never forgets a remainder, so lots need a stock that begins with whole ones.
    let isWhole = plan.supply.opensWithItsPolicy(stockPoint) || point.initialStock % Int64(max(1, problem.demandLot)) == 0
    // Orders by state in lots that do not divide every demand would name states that do not occur.
    if lot == 1,
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
    func add(
      _ method: Candidate.Method, _ what: String, _ solve: () throws(OptimizationError) -> DualSourcingPolicy,
      _ make: (DualSourcingPolicy) -> TwoSuppliers?
    )
      throws(OptimizationError)
    {
      guard var found = try result.fitting(what, solve) else { return }
      var notes = found.isBestOfClass ? [] : [Self.countedInLots(problem.demandLot * lot)]
      if lot > 1 {
        found = found.times(lot)
        notes.append(PeriodicModel.countedRoughly(lot))
      }
      guard let policy = make(found) else { return }
      result.candidates.append(
        model.candidate(
          method, .twoSuppliers(policy), cost: found.cost, bound: bound, found.isBestOfClass ? .bestOfClass : .heuristic, notes: notes))
    }
    func index(_ found: DualSourcingPolicy) -> TwoSuppliers? {
      found.regularLevel.map {
        .dualIndex(emergency: Int64(found.expeditedLevel), regular: Int64($0), cap: found.regularCap.map { Int64(max(1, $0)) })
      }
    }
    while true {
      let asked = problem
      try add(
        .cappedDualIndex, "the best capped dual index", { () throws(OptimizationError) in try asked.bestCappedDualIndex(control: small) },
        index)
      try add(.dualIndex, "the best dual index", { () throws(OptimizationError) in try asked.bestDualIndex(control: small) }, index)
      try add(
        .baseSurge, "the best tailored base-surge", { () throws(OptimizationError) in try asked.bestTailoredBaseSurge(control: small) }
      ) { found in
        found.regularCap.flatMap { $0 > 0 ? .baseSurge(S: Int64(found.expeditedLevel), Q: Int64($0)) : nil }
      }
      try add(.singleIndex, "the best single index", { () throws(OptimizationError) in try asked.bestSingleIndex(control: small) }) {
        found in
        found.regularLevel.map { .singleIndex(emergency: Int64(found.expeditedLevel), regular: Int64($0)) }
      }
      // What fits no class unit by unit may in lots.
      if !result.candidates.isEmpty || lot >= Self.largestLot { break }
      lot *= 10
      result.notes = []
      problem = try units.counted(in: lot)
    }
    if bound == nil { result.candidates.sort { ($0.expectedCostPerDay ?? .infinity) < ($1.expectedCostPerDay ?? .infinity) } }
    /// Today's policy with its level moved, at a multiple of the price of waiting.
    func today(_ shift: Int, _ factor: Double) -> Double? {
      // Today's levels are in units, and need not be whole lots.
      if lot > 1 { return nil }
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
