internal import Groundwork
internal import Optimization
internal import Randomness
internal import Simulation
internal import Supply

extension LostSalesProposer {
  /// Policies that keep a fill rate where unmet demand is lost: the optimum of the price of a lost sale that the promise amounts to, and the least base
  /// stock. Their model cost is that of holding and of what is lost
  /// at the scenario's price; no policy that keeps the promise holds stock for less than the bound.
  func propose(fillRate level: Double) throws(OptimizationError) -> StateProposal {
    let point = plan.supply.stockPoints[stockPoint]
    let model = try PeriodicModel(plan, stockPoint: stockPoint)
    let problem = problem(of: point, model)
    var result = StateProposal()
    result.ignored = model.ignored
    let small = SolverControl(threads: threads, cancellation: cancellation, memoryLimit: size.chain * 20)
    // Some fifteen programs are solved, so each may be smaller.
    let large = SolverControl(threads: threads, cancellation: cancellation, memoryLimit: size.states * 5)
    var bound: Double?
    func add(
      _ method: Candidate.Method, _ policy: Policy, cost: Double, fillRate: Double, _ grade: Candidate.Optimality, notes: [String] = []
    ) {
      let lost = point.lostSaleCost * (1 - fillRate) * problem.demand.mean
      var candidate = model.candidate(method, policy, cost: cost + lost, bound: bound, grade, notes: notes)
      candidate.fillRate = fillRate
      result.candidates.append(candidate)
    }
    if let found = try result.fitting(
      "the exact program", { () throws(OptimizationError) in try problem.leastStock(fillRate: level, control: large) })
    {
      bound = found.lower
      if let policy: Policy = problem.leadTime == 0
        ? .baseStock(S: Int64(found.optimum.highest)) : (try? found.optimum.table()).map({ .stateTable($0) })
      {
        let price = NumberFormat.terminal.significant(found.price, digits: 3)
        add(
          .lostSales, policy, cost: found.holdingCost, fillRate: found.fillRate, .heuristic,
          notes: ["optimal where a lost sale costs \(price) \(plan.currency), which is what the promise amounts to"])
        result.notes.append("the promise amounts to a lost sale at \(price) \(plan.currency)")
      }
    }
    if bestOnly, !result.candidates.isEmpty { return result }
    let base = try result.fitting("the least base stock") { () throws(OptimizationError) in
      try problem.leastBaseStock(fillRate: level, control: small)
    }
    if let base, let S = base.policy.S {
      add(.lostSalesBaseStock, .baseStock(S: Int64(S)), cost: base.policy.cost, fillRate: base.fillRate, .bestOfClass)
    }
    if result.candidates.isEmpty { throw .notCovered(reason: result.notes.joined(separator: "; ")) }
    return result
  }
}
