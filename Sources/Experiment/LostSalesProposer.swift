internal import Groundwork
internal import Optimization
internal import Randomness
internal import Simulation
internal import Supply

/// Policies for an item whose unmet demand is lost, in a periodic study: the optimum as orders by state where its states fit, and the best
/// of the simple classes.
struct LostSalesProposer {
  let plan: Plan
  let stockPoint: Int
  /// Only the best that can be had: a hole is to be filled.
  let bestOnly: Bool
  let size: ProgramSize
  let threads: Int
  let cancellation: Cancellation
  var progress: (@Sendable (SolverProgress) -> Void)?

  /// What is said of the best pair of level and cap found.
  static let capsTried =
    "caps are tried from the mean demand up and down until three in a row bring nothing, those without drift left out by an estimate"

  func problem(of point: StockPointPlan, _ model: PeriodicModel) -> LostSalesProblem {
    LostSalesProblem(
      demand: model.demand, leadTime: model.leadTime, holdingCost: point.holdingCost * model.days, lostSaleCost: point.lostSaleCost)
  }

  func propose(today: Policy?) throws(OptimizationError) -> StateProposal {
    let point = plan.supply.stockPoints[stockPoint]
    let model = try PeriodicModel(plan, stockPoint: stockPoint)
    let problem = problem(of: point, model)
    var result = StateProposal()
    result.ignored = model.ignored
    if point.lostSaleCost == 0 {
      // Nothing is lost by a lost sale, so the empty shelf is the optimum.
      result.candidates.append(
        model.candidate(
          .lostSales, .baseStock(S: 0), cost: 0, bound: 0, .best,
          notes: ["a lost sale costs nothing, so never to order is cheapest; give it a price"]))
      result.todayCostPerDay = cost(of: today, in: problem, control: SolverControl(threads: threads, cancellation: cancellation)).map {
        $0 / model.days
      }
      return result
    }
    let small = SolverControl(threads: threads, cancellation: cancellation, memoryLimit: size.chain * 20, progress: progress)
    let large = SolverControl(threads: threads, cancellation: cancellation, memoryLimit: size.states * 20, progress: progress)
    // The system in which customers wait bounds this one, whatever fits.
    var bound: Double? = try? problem.lowerBound()
    var isSolved = false
    let lot = problem.demandLot, isWhole = plan.supply.opensWithItsPolicy(stockPoint) || point.initialStock % Int64(lot) == 0
    if let found = try result.fitting(
      "the exact program", { () throws(OptimizationError) in try problem.optimum(isCountedInLots: isWhole, control: large) })
    {
      bound = found.lower
      isSolved = true
      if let table = try? found.table() {
        result.candidates.append(
          model.candidate(
            .lostSales, problem.leadTime == 0 ? .baseStock(S: Int64(found.highest)) : .stateTable(table), cost: found.cost, bound: bound,
            .best))
      }
    }
    if !isSolved, !isWhole, let found = try? problem.optimum(control: large) {
      bound = found.lower
      result.notes.append(
        "counted in lots of \(lot) units the exact program would fit, but the opening stock of \(point.initialStock) is no multiple: what is left "
          + "over would lie on the shelf; the bound is the program's")
    }
    if bestOnly, !result.candidates.isEmpty { return result }
    func add(
      _ method: Candidate.Method, _ found: LostSalesPolicy?, searched: String? = nil, _ make: (LostSalesPolicy) -> Policy?
    ) {
      guard let found, let policy = make(found) else { return }
      let notes = (found.isBestOfClass ? [] : [TwoSupplierProposer.countedInLots(problem.demandLot)]) + (searched.map { [$0] } ?? [])
      result.candidates.append(
        model.candidate(
          method, policy, cost: found.cost, bound: bound, notes.isEmpty ? .bestOfClass : .heuristic, notes: notes))
    }
    let capped = try result.fitting(
      "the best capped base stock", { () throws(OptimizationError) in try problem.bestCappedBaseStock(control: small) })
    // Costs need not have one valley in the cap, and no bound excludes the caps that were not tried.
    add(.lostSalesCapped, capped, searched: problem.leadTime > 0 ? Self.capsTried : nil) { found in
      guard let S = found.S, let cap = found.cap else { return nil }
      return .cappedBaseStock(S: Int64(S), cap: Int64(max(1, cap)))
    }
    let level = try result.fitting("the best base stock", { () throws(OptimizationError) in try problem.bestBaseStock(control: small) })
    add(.lostSalesBaseStock, level) { $0.S.map { .baseStock(S: Int64($0)) } }
    if level == nil {
      // The level of the system with backorders that it resembles; its cost here is not known, so the simulation is asked.
      let similar = try similarLevel(problem)
      let notes = ["the base stock is that of waiting customers at the price (p + L·h)/(L + 1)"]
      result.candidates.append(
        model.candidate(
          .lostSalesBaseStock, .baseStock(S: Int64(similar.level)), cost: nil, bound: bound, .heuristic,
          notes: notes + (similar.lot > 1 ? [PeriodicModel.countedRoughly(similar.lot)] : [])))
    }
    // A walk for each of some 2·log₂ μ orders, each quadratic in the points of demand.
    var constant: LostSalesPolicy?
    if problem.demand.probabilities.count > 1_000 {
      result.notes.append("the best constant order was left out, since demand has more than 1 000 points; count in larger units")
    } else {
      constant = try result.fitting(
        "the best constant order", { () throws(OptimizationError) in try problem.bestConstantOrder(control: small) })
    }
    add(.lostSalesConstant, constant) { found in found.cap.flatMap { $0 > 0 ? .constantOrder(Q: Int64($0)) : nil } }
    // What is cheapest in the model goes first where the optimum itself is not there.
    if !isSolved { result.candidates.sort { ($0.expectedCostPerDay ?? .infinity) < ($1.expectedCostPerDay ?? .infinity) } }
    result.todayCostPerDay = cost(of: today, in: problem, control: small).map { $0 / model.days }
    var present: (S: Int, cap: Int?)?
    if case .baseStock(let S) = today { present = (Int(clamping: S), nil) }
    if case .cappedBaseStock(let S, let cap) = today { present = (Int(clamping: S), Int(clamping: cap)) }
    if let present, present.S > 0, present.S < 1 << 30, !model.leavesOutCosts {
      result.todayLostSale = ImpliedPrice.range(problem.lostSaleCost) { shift, factor in
        var other = problem
        other.lostSaleCost *= factor
        // The bounds must be narrow against the differences between neighbours.
        return try? other.evaluate(
          baseStock: present.S + shift, cap: present.cap, tolerance: 1e-7 * problem.holdingCost, control: small
        ).cost
      }
    }
    return result
  }

  private func cost(of policy: Policy?, in problem: LostSalesProblem, control: SolverControl) -> Double? {
    switch policy {
    case .baseStock(let S): try? problem.evaluate(baseStock: Int(clamping: max(0, S)), control: control).cost
    case .cappedBaseStock(let S, let cap):
      try? problem.evaluate(baseStock: Int(clamping: max(0, S)), cap: Int(clamping: cap), control: control).cost
    default: nil
    }
  }

  /// W. T. Huh, G. Janakiraman, J. Muckstadt and P. Rusmevichientong, *Management Science* 55(3), 2009.
  private func similarLevel(_ problem: LostSalesProblem) throws(OptimizationError) -> (level: Double, lot: Int) {
    let periods = problem.leadTime + 1
    let price = (problem.lostSaleCost + Double(problem.leadTime) * problem.holdingCost) / Double(periods)
    return try DemandLaw.lattice(problem.demand).coveringLevel(over: periods, overage: problem.holdingCost, underage: price)
  }
}
