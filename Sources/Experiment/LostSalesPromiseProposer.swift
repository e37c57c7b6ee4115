internal import Groundwork
internal import Optimization
internal import Randomness
internal import Simulation
internal import Supply

extension LostSalesProposer {
  /// Policies that keep a fill rate where unmet demand is lost. Where the optimum at the scenario's own price of a lost sale keeps it,
  /// that is the
  /// answer, with its proof; elsewhere the optimum of the price that the promise amounts to, and the least base stock. Their model cost
  /// is that
  /// of holding and of what is lost at the scenario's price, and so is the bound, which no policy that keeps the promise undercuts.
  func propose(fillRate level: Double, today: Policy?) throws(OptimizationError) -> StateProposal {
    let point = plan.supply.stockPoints[stockPoint]
    let model = try PeriodicModel(plan, stockPoint: stockPoint)
    let problem = problem(of: point, model)
    var result = StateProposal()
    result.ignored = model.ignored
    let small = SolverControl(threads: threads, cancellation: cancellation, memoryLimit: size.chain * 20, progress: progress)
    // Some fifteen programs are solved, so each may be smaller.
    let large = SolverControl(threads: threads, cancellation: cancellation, memoryLimit: size.states * 5, progress: progress)
    if let free = try freely(problem, model, fillRate: level, today: today) { return free }
    // Without an optimum the bound is that of customers who wait.
    var bound = try? problem.lostSaleCost > 0 ? problem.lowerBound(fillRate: level) : nil
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
      bound = max(bound ?? 0, point.lostSaleCost > 0 ? found.lowerWithLostSales : found.lower)
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
    judgeToday(today, problem, model, small, &result)
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

  /// The answer without the promise, where its optimum keeps it; nil where it does not, or does not fit.
  private func freely(_ problem: LostSalesProblem, _ model: PeriodicModel, fillRate level: Double, today: Policy?)
    throws(OptimizationError) -> StateProposal?
  {
    if problem.lostSaleCost == 0 { return nil }
    let large = SolverControl(threads: threads, cancellation: cancellation, memoryLimit: size.states * 20, progress: progress)
    let fillRate: Double
    do throws(OptimizationError) {
      fillRate = try problem.fillRate(of: try problem.optimum(control: large), control: large)
    } catch {
      switch error {
      case .tooLarge, .tooMuchWork, .stateSpaceTooLarge, .notConverged: return nil
      default: throw error
      }
    }
    if fillRate < level - 1e-9 { return nil }
    let small = SolverControl(threads: threads, cancellation: cancellation, memoryLimit: size.chain * 20, progress: progress)
    var result = try propose(today: today)
    for i in result.candidates.indices {
      switch result.candidates[i].control.policy {
      case .baseStock(let S): result.candidates[i].fillRate = try? problem.fillRate(baseStock: Int(clamping: S), control: small)
      case .cappedBaseStock(let S, let cap):
        result.candidates[i].fillRate = try? problem.fillRate(baseStock: Int(clamping: S), cap: Int(clamping: cap), control: small)
      default: if result.candidates[i].method == .lostSales { result.candidates[i].fillRate = fillRate }
      }
    }
    judgeToday(today, problem, model, small, &result)
    result.notes.append(PromiseProposer.isFree)
    return result
  }

  /// What today's level costs and serves, where that can be known.
  private func judgeToday(
    _ today: Policy?, _ problem: LostSalesProblem, _ model: PeriodicModel, _ control: SolverControl, _ result: inout StateProposal
  ) {
    var level: (S: Int, cap: Int?)?
    if case .baseStock(let S) = today { level = (Int(clamping: max(0, S)), nil) }
    if case .cappedBaseStock(let S, let cap) = today { level = (Int(clamping: max(0, S)), Int(clamping: cap)) }
    guard let level, let served = try? problem.fillRate(baseStock: level.S, cap: level.cap, control: control) else { return }
    result.todayFillRate = served
    if result.todayCostPerDay == nil, !model.leavesOutCosts {
      result.todayCostPerDay = (try? problem.evaluate(baseStock: level.S, cap: level.cap, control: control).cost).map { $0 / model.days }
    }
  }
}
