internal import Estimation
internal import Foundation
internal import Groundwork
internal import Optimization
internal import Simulation
internal import Supply

/// What the program for shared limits found, and what the simulation says of it.
public struct LimitReport: Sendable, Equatable {
  /// One limit.
  public struct Limit: Sendable, Equatable {
    /// KPI id.
    public var kpi: String
    /// The bound asked for, in the KPI's unit.
    public var bound: Double
    /// `>=` for a fill rate, `<=` else.
    public var isAtLeast: Bool
    /// The plan's expectation, in the KPI's unit; measured against the bound it says whether the limit is kept.
    public var expected: Double
    /// Money a week that one more unit of the limit would save; of a fill rate one more percentage point asked costs.
    public var price: Double
    /// Whether the plan exceeds it in expectation.
    public var isViolated: Bool
  }

  public var limits: [Limit]
  /// The plan's cost and what no plan within the limits costs less than, money per week; the bound nil where it is not proven.
  public var costPerWeek: Double
  public var lowerBoundPerWeek: Double?
  /// Share of the cost by which the plan may be dearer than the best; nil where the plan is not feasible or no bound is proven.
  public var dualityGap: Double?
  /// Whether the plan keeps to all limits in expectation.
  public var isFeasible: Bool
}

extension LimitReport {
  /// What a miss is measured against, in the measure's unit: the limit itself, of a fill rate the rate asked; 1 where that is nothing. The
  /// program and the ranking count with the same.
  static func yardstick(_ limit: Target) -> Double { limit.bound == 0 ? 1 : abs(limit.bound) }

  /// How far a scenario's simulated means lie beyond its plan's limits, each as a share of the limit, added up: 0 where all are kept.
  static func excess(_ scenario: ScenarioResult) -> Double {
    (scenario.plan.constraints ?? []).reduce(0) { sum, limit in
      guard let found = scenario[limit.kpi]?.estimate.value, found.isFinite else { return sum }
      let over =
        switch limit.comparison {
        case .atLeast: limit.bound - found
        case .atMost: found - limit.bound
        }
      return sum + max(0, over) / yardstick(limit)
    }
  }
}

/// Levels of all items together under the limits of `constraints:`.
struct SharedLimitProposer {
  let plan: Plan
  let threads: Int
  var progress: (@Sendable (StudyProgress) -> Void)?

  /// Gives every proposal a candidate within the limits; nothing happens in a scenario without limits.
  ///
  /// Stock points that are not to be optimised keep their policies, and what those take is taken off the limits.
  ///
  /// - Throws: `InputErrors` where the limits cannot be solved, naming the items; `Cancelled`.
  func add(to proposals: inout [ItemProposal], cancellation: Cancellation) throws -> (report: LimitReport?, notes: [String]) {
    guard let constraints = plan.constraints, !constraints.isEmpty else { return (nil, []) }
    do throws(OptimizationError) {
      let asked = try question(proposals, constraints)
      let (open, problems, fixed, demand) = (asked.open, asked.problem.items.compactMap(\.problem), asked.fixed, asked.demand)
      let solved = try asked.problem.solve(
        control: SolverControl(
          threads: threads, cancellation: cancellation,
          progress: SolvingWatch("solving the limits", planned: 1, progress)?.steps(of: "\(open.count) items")))
      for (k, i) in open.enumerated() {
        let evaluation = try? problems[k].evaluate(solved.policies[k], cancellation: cancellation)
        proposals[i].candidates.append(
          Candidate(
            method: .sharedLimits,
            control: Control(
              policy: Self.plain(solved.policies[k], like: proposals[i].candidates[0].control.policy),
              review: proposals[i].candidates[0].control.review),
            expectedCostPerDay: evaluation?.costPerDay, fillRate: evaluation?.fillRate, cycleService: evaluation?.cycleService,
            approximations: problems[k].ignored, optimality: .heuristic, evaluation: evaluation))
      }
      return summary(
        solved, constraints, fixed, demand: demand, count: open.count, overtaking: problems.count { $0.leadTime.isTakenInOrder })
    } catch {
      if case .cancelled = error { throw Cancelled() }
      throw InputErrors(
        Diagnostic(
          .error, code: "optimize", "the limits of `constraints:` cannot be solved: \(error.description)",
          remedy: "see bullwhip explain constraints"))
    }
  }

  /// What the program is asked: the items that are to be optimised (places among the proposals), what the others take, all demand.
  private struct Question {
    var open: [Int]
    var problem: SharedLimitsProblem
    var fixed: (uses: [Double], demand: Double, count: Int)
    var demand: Double
  }

  private func question(_ proposals: [ItemProposal], _ constraints: [Target]) throws(OptimizationError) -> Question {
    let open = proposals.indices.filter { !proposals[$0].candidates.isEmpty && proposals[$0].solver.family == .positions }
    let asked = Set(open.map { proposals[$0].stockPoint })
    var problems: [InventoryProblem] = []
    for i in open { problems.append(try ModelAssumptions.problem(plan, stockPoint: proposals[i].stockPoint).get().inOrder) }
    let fixed = try fixedUses(except: asked)
    let demand = problems.reduce(0) { $0 + $1.meanDailyDemand } + fixed.demand
    var limits: [SharedLimit] = []
    for constraint in constraints {
      let used = fixed.uses[limits.count]
      let bound =
        constraint.kpi == "fill-rate"
        ? (1 - constraint.bound) * demand : constraint.kpi == "space-used.mean" ? constraint.bound * room : constraint.bound
      if used > bound { throw .notCovered(reason: "the stock points that are not optimised alone exceed the limit on \(constraint.kpi)") }
      // Where not all can be kept, an excess counts as a share of the bound as it stands in the scenario.
      let yardstick = constraint.kpi == "fill-rate" ? constraint.bound * demand : bound
      limits.append(SharedLimit(name: constraint.kpi, limit: bound - used, yardstick: yardstick > 0 ? yardstick : nil))
    }
    let items = zip(open, problems).map { i, problem in sharedItem(proposals[i].stockPoint, problem, constraints) }
    return Question(open: open, problem: SharedLimitsProblem(items: items, limits: limits), fixed: fixed, demand: demand)
  }

  /// What no levels within the limits cost less than, money per day; nil where that is not proven.
  func lowerBound(_ proposals: [ItemProposal], cancellation: Cancellation) throws(OptimizationError) -> Double? {
    guard let constraints = plan.constraints, !constraints.isEmpty else { return nil }
    return try question(proposals, constraints).problem.lowerBound(control: SolverControl(threads: threads, cancellation: cancellation))
  }

  /// (S − 1, S) is a base stock, and written as one where the item's own optimum is.
  private static func plain(_ policy: Policy, like other: Policy) -> Policy {
    if case .sS(let s, let S) = policy, S == s + 1, case .baseStock = other { return .baseStock(S: S) }
    return policy
  }

  /// Litres of all locations that state their room.
  private var room: Double { plan.supply.locations.reduce(0) { $0 + ($1.capacityLitres ?? 0) } }

  /// What one unit of the dearest or largest item takes of a limit on stock; 0 of other limits.
  private func unit(_ kpi: String) -> Double {
    switch kpi {
    case "stock.value": plan.supply.items.map(\.unitCost).max() ?? 0
    case "space-used.mean": plan.supply.items.map(\.volumeLitres).max() ?? 0
    default: 0
    }
  }

  private func sharedItem(_ stockPoint: Int, _ problem: InventoryProblem, _ constraints: [Target]) -> SharedItem {
    let point = plan.supply.stockPoints[stockPoint], item = plan.supply.items[point.item]
    let hasRoom = (plan.supply.locations[point.location].capacityLitres ?? 0) > 0
    return SharedItem(
      problem: problem,
      perUnitInStock: constraints.map {
        $0.kpi == "stock.value" ? item.unitCost : $0.kpi == "space-used.mean" && hasRoom ? item.volumeLitres : 0
      },
      perOrder: constraints.map { $0.kpi == "supplier-lines" ? 1 : 0 }, perUnitShort: constraints.map { $0.kpi == "fill-rate" ? 1 : 0 })
  }

  /// What the stock points take that keep their policies, and their demand.
  private func fixedUses(except asked: Set<Int>) throws(OptimizationError) -> (uses: [Double], demand: Double, count: Int) {
    let constraints = plan.constraints ?? []
    var uses = [Double](repeating: 0, count: constraints.count)
    var demand = 0.0
    var count = 0
    for (i, point) in plan.supply.stockPoints.enumerated() where !asked.contains(i) && !point.unlimited && point.meanDailyDemand > 0 {
      let name = plan.supply.items[point.item].name
      guard SolverChoice(plan, stockPoint: i, needsPositions: "shared limits are asked for").family == .positions,
        let problem = try? ModelAssumptions.problem(plan, stockPoint: i).get().inOrder,
        let found = try? problem.evaluate(point.control.policy)
      else {
        throw .notCovered(
          reason: "what '\(name)' takes of the limits is not known; limits are solved for goods that keep, with one supplier")
      }
      count += 1
      demand += problem.meanDailyDemand
      let item = sharedItem(i, problem, constraints)
      for c in uses.indices {
        uses[c] +=
          item.perUnitInStock[c] * found.meanStock + item.perOrder[c] * found.ordersPerDay
          + item.perUnitShort[c] * (1 - found.fillRate) * problem.meanDailyDemand
      }
    }
    return (uses, demand, count)
  }

  /// - Parameter overtaking: items whose orders may overtake each other and are taken in order.
  private func summary(
    _ solved: SharedPlan, _ constraints: [Target], _ fixed: (uses: [Double], demand: Double, count: Int), demand: Double, count: Int,
    overtaking: Int
  ) -> (report: LimitReport?, notes: [String]) {
    // A bound of a model in which orders wait for each other binds no policy of a scenario in which they do not.
    let bound = overtaking > 0 ? nil : solved.lowerBound
    let limits = constraints.enumerated().map { c, constraint in
      let used = solved.used[c] + fixed.uses[c]
      let isFill = constraint.kpi == "fill-rate"
      let scale = isFill ? demand / 100 : constraint.kpi == "space-used.mean" ? room / 100 : 1
      return LimitReport.Limit(
        kpi: constraint.kpi, bound: constraint.bound, isAtLeast: isFill,
        expected: isFill ? 1 - used / demand : constraint.kpi == "space-used.mean" ? used / room : used,
        price: solved.prices[c] * 7 * scale,
        // What rounding makes of a limit that is kept to the last unit is no excess, nor is a millionth of one unit in stock.
        isViolated: solved.violations.contains {
          $0.name == constraint.kpi && $0.excess > 1e-6 * (used + max(1e-9, unit(constraint.kpi)))
        })
    }
    let report = LimitReport(
      limits: limits, costPerWeek: solved.cost * 7, lowerBoundPerWeek: bound.map { $0 * 7 },
      dualityGap: bound.map { solved.gap ?? max(0, (solved.cost - $0) / max(solved.cost, 1e-300)) },
      isFeasible: !limits.contains(where: \.isViolated))
    let format = NumberFormat.terminal
    // As many decimals as tell the expectation from its limit.
    func number(_ value: Double, _ limit: LimitReport.Limit) -> String {
      func text(_ factor: Double, _ least: Int) -> String {
        let apart = limit.isViolated ? abs(limit.expected - limit.bound) * factor : 0
        let decimals = apart > 0 ? max(least, min(12, Int((1 - log10(apart)).rounded(.up)))) : least
        return format.number(value * factor, decimals: decimals)
      }
      switch limit.kpi {
      case "fill-rate", "space-used.mean": return text(100, 2) + " %"
      case "stock.value": return text(1, 2) + " \(plan.currency)"
      default: return text(1, 3) + " lines/day"
      }
    }
    var notes = [
      "Solver of the limits: Lagrangian decomposition of \(count) item\(count == 1 ? "" : "s") over the exact (s, S) programs"
        + (fixed.count > 0 ? "; \(fixed.count) more keep their policies, whose use is taken off" : "") + "."
    ]
    for limit in limits {
      let per =
        switch limit.kpi {
        case "fill-rate": "a percentage point more costs"
        case "space-used.mean": "a percentage point more would save"
        case "stock.value": "one \(plan.currency) more would save"
        default: "one line a day more would save"
        }
      let price =
        limit.price > 0 ? "; \(per) about \(format.significant(limit.price, digits: 2)) \(plan.currency) a week" : "; it does not bind"
      notes.append(
        "Limit \(limit.kpi) \(limit.isAtLeast ? ">=" : "<=") \(number(limit.bound, limit)): \(number(limit.expected, limit)) expected, "
          + (limit.isViolated ? (limit.isAtLeast ? "missed" : "exceeded") : "kept") + (report.isFeasible ? price : "") + ".")
    }
    if report.isFeasible {
      if let bound = report.lowerBoundPerWeek, let gap = report.dualityGap {
        notes.append(
          "The plan within the limits costs \(format.number(report.costPerWeek, decimals: 2)) \(plan.currency)/week in the model; no policy within them costs "
            + "less than \(format.number(bound, decimals: 2)) (duality gap \(format.number(gap * 100, decimals: 2)) %).")
      } else {
        notes.append("The plan within the limits has no proven bound\(overtaking > 0 ? ": " + InventoryProblem.takenInOrder : "").")
      }
    } else {
      let names = limits.filter(\.isViolated).map { "\($0.kpi) by \(number(abs($0.expected - $0.bound), $0))" }.joined(separator: ", ")
      notes.append(
        "No levels were found that keep to all limits. Those of least excess miss \(names). Least is the sum of the misses, each as a share of its limit."
      )
    }
    return (report, notes)
  }
}
