internal import Foundation
internal import Groundwork
internal import Kernel
internal import Optimization
internal import Randomness
internal import Simulation
internal import Supply

/// Policies for goods that spoil, in a periodic study: the optimum as orders by age where its states fit, and the best base stocks.
struct PerishableProposer {
  let plan: Plan
  let stockPoint: Int
  let bestOnly: Bool
  let size: ProgramSize
  let threads: Int
  let cancellation: Cancellation
  var progress: (@Sendable (SolverProgress) -> Void)?

  /// Periods that a base stock is judged over: the long run, as the bound is of it. What repeats for ever does so in a number of periods
  /// that most small numbers divide.
  static let window = PerishableProblem.Window(warmUp: 20_000, periods: 840, discount: 1)

  /// The item's model with no limit on an order, and what a rule opens with; nil where every level opens with its own stock.
  func unlimited() throws(OptimizationError) -> (model: PeriodicModel, problem: PerishableProblem, opening: Int?) {
    let point = plan.supply.stockPoints[stockPoint]
    guard let perishing = point.perishing, case .periodic(let period) = plan.study else { throw .notCovered(reason: "it does not spoil") }
    let model = try PeriodicModel(plan, stockPoint: stockPoint)
    if model.backorderShare > 0 {
      throw .notCovered(reason: "goods that spoil are solved for unmet demand that is lost, and here it waits")
    }
    if model.leadTime < 1 { throw .notCovered(reason: "goods that spoil are solved for a lead time of a period at least") }
    let problem = PerishableProblem(
      demand: model.demand, shelfLife: Int(perishing.shelfLife.ticks / period.ticks), leadTime: model.leadTime, largestOrder: 1 << 20,
      issuing: perishing.issue == .lifo ? .freshestFirst : .oldestFirst, orderCost: 0, holdingCost: point.holdingCost * model.days,
      shortageCost: point.lostSaleCost, wasteCost: perishing.wasteCost)
    let opening = Int(clamping: max(0, min(point.initialStock, 1 << 20)))
    return (model, problem, plan.supply.opensWithItsPolicy(stockPoint) ? nil : opening)
  }

  func propose(today: Policy?) throws(OptimizationError) -> StateProposal {
    let (model, free, stock) = try unlimited()
    var problem = free
    var result = StateProposal()
    result.ignored = model.ignored
    let control = SolverControl(threads: threads, cancellation: cancellation, progress: progress)
    let found = try exact(&problem, model, &result, control)
    if bestOnly, found, result.candidates.first?.optimality == .best { return result }
    let bound = result.candidates.first?.lowerBoundPerDay.map { $0 * model.days }
    if model.demand.mean * Double(model.leadTime) > 200 {
      // The search goes unit by unit; beyond, the level that covers the demand until the next order is on the shelf stands for it.
      let covering = try DemandLaw.lattice(problem.demand).coveringLevel(
        over: problem.leadTime + 1, overage: max(problem.holdingCost + problem.wasteCost / Double(problem.shelfLife), 1e-9),
        underage: problem.shortageCost)
      let S = Int64(covering.level)
      for (method, policy) in [
        (Candidate.Method.perishableWithWaste, Policy.baseStockWithWaste(S: S)), (.perishableBaseStock, .baseStock(S: S)),
      ] {
        result.candidates.append(
          model.candidate(
            method, policy, cost: nil, bound: bound, .heuristic,
            notes: [
              "the level covers the demand of the lead time and a period; it was not searched, since demand is more than 200 units until an order comes"
            ] + (covering.lot > 1 ? [PeriodicModel.countedRoughly(covering.lot)] : [])))
      }
      return result
    }
    for (method, isAware) in [(Candidate.Method.perishableWithWaste, true), (.perishableBaseStock, false)] {
      let best = try free.bestBaseStock(
        withEstimatedWaste: isAware, over: Self.window, startingWith: stock, stateLimit: size.chain, control: control)
      let policy: Policy = isAware ? .baseStockWithWaste(S: Int64(best.rule.level)) : .baseStock(S: Int64(best.rule.level))
      let isExact = best.outcome.halfWidth == 0
      result.candidates.append(
        model.candidate(
          method, policy, cost: isExact ? best.outcome.cost / Double(Self.window.periods) : nil, bound: bound,
          best.isBestOfClass ? .bestOfClass : .heuristic,
          notes: !isExact
            ? ["the level was found by simulation, its states being too many"]
            : best.isBestOfClass ? [] : ["not every level could be looked at; the best of those tried"]))
    }
    // What is cheapest in the model goes first where the optimum itself is not there.
    if bound == nil { result.candidates.sort { ($0.expectedCostPerDay ?? .infinity) < ($1.expectedCostPerDay ?? .infinity) } }
    let rule: PerishableRule? =
      switch today {
      case .baseStock(let S): .baseStock(S: Int(clamping: max(0, S)))
      case .baseStockWithWaste(let S): .baseStockWithEstimatedWaste(S: Int(clamping: max(0, S)))
      default: nil
      }
    if let rule, rule.level < 1 << 20, !model.leavesOutCosts,
      let outcome = try? free.evaluate(
        rule, over: Self.window, startingWith: stock ?? rule.level, stateLimit: size.chain, control: control),
      outcome.halfWidth == 0
    {
      result.todayCostPerDay = outcome.cost / Double(Self.window.periods) / model.days
    }
    if let rule, rule.level > 0, rule.level < 1 << 20, !model.leavesOutCosts {
      result.todayLostSale = ImpliedPrice.range(free.shortageCost) { shift, factor in
        var other = free
        other.shortageCost *= factor
        let moved: PerishableRule =
          if case .baseStock(let S) = rule { .baseStock(S: S + shift) } else { .baseStockWithEstimatedWaste(S: rule.level + shift) }
        let found = try? other.evaluate(
          moved, over: Self.window, startingWith: stock ?? moved.level, stateLimit: size.chain, control: control)
        // What was found by simulation is too coarse for differences.
        guard let found, found.halfWidth == 0 else { return nil }
        return found.cost / Double(Self.window.periods)
      }
    }
    return result
  }

  /// The exact program with the least limit on an order that no state touches; or, where its states would be too many, with the largest
  /// that fits.
  private func exact(_ problem: inout PerishableProblem, _ model: PeriodicModel, _ result: inout StateProposal, _ control: SolverControl)
    throws(OptimizationError) -> Bool
  {
    let digits = Double(problem.shelfLife + problem.leadTime - 1)
    // A sweep takes states × orders × points of demand: no more than a second of work.
    let points = Double(problem.demand.probabilities.count)
    let most = Int(min(pow(Double(size.states), 1 / digits), pow(1e9 / points, 1 / (digits + 1)), 1e6)) - 1
    let level = try DemandLaw.lattice(problem.demand)
      .coveringLevel(over: problem.leadTime + 1, overage: max(problem.holdingCost, 1e-9), underage: problem.shortageCost).level
    var limit = max(1, Int(min(level, 1e6)) + 1)
    let wished = limit
    let least = DemandLaw.lattice(problem.demand).quantile(0.9)
    if Double(most) < max(1, least) {
      result.notes.append(
        "the exact program would need about \(StateProposal.rough(pow(Double(wished) + 1, digits))) states and was left out; count in larger units (crates), or"
          + " use a base stock with estimated waste")
      return false
    }
    while true {
      limit = min(limit, most)
      problem.largestOrder = limit
      let asked = problem
      guard
        let found = try result.fitting(
          "the exact program", { () throws(OptimizationError) in try asked.optimum(.average, control: control) }),
        let table = try? found.table()
      else { return false }
      if found.largestOrder < limit {
        result.candidates.append(model.candidate(.perishable, .stateTable(table), cost: found.cost, bound: found.lower, .best))
        return true
      }
      if limit == most {
        result.candidates.append(
          model.candidate(
            .perishable, .stateTable(table), cost: found.cost, bound: nil, .heuristic,
            notes: ["orders of at most \(limit) units are considered, so that the states fit"]))
        result.notes.append("the exact program takes orders of at most \(limit) units")
        return true
      }
      limit += max(2, limit / 2)
    }
  }
}
