internal import Estimation
internal import Foundation
internal import Groundwork
internal import Optimization
internal import Randomness
internal import Scenario
internal import Simulation
internal import Supply

/// Levels of all items together under the limits of `constraints:`.
struct SharedLimitProposer {
  let plan: Plan
  let threads: Int
  var progress: (@Sendable (StudyProgress) -> Void)?

  /// Gives every proposal a candidate within the limits that have a price; nothing happens in a scenario without them.
  ///
  /// Stock points that are not to be optimised keep their policies, and what those take is taken off the limits.
  ///
  /// - Throws: `InputErrors` where the limits cannot be solved, naming the items; `Cancelled`.
  func add(to proposals: inout [ItemProposal], cancellation: Cancellation) throws -> (report: LimitReport?, notes: [String]) {
    var judged = plan.judgedConstraints.map { limit in
      "Limit \(limit.kpi) \(limit.comparison.rawValue) \(Self.plain(limit)): it does not come apart into the items; the simulation alone "
        + "judges it."
    }
    if plan.pricedConstraints.isEmpty, peakCaps.isEmpty { return (nil, judged) }
    let listed = try menus(proposals, cancellation)
    let given = proposals
    let capped = try capped(Self.firstControls(given), cancellation) { limits -> [Int: Control]? in
      let control = SolverControl(threads: threads, cancellation: cancellation)
      guard let asked = try? question(given, limits, listed, cancellation), !asked.open.isEmpty,
        let solved = try? asked.problem.solve(control: control)
      else {
        try cancellation.check()
        return nil
      }
      var controls = Self.firstControls(given)
      for (k, i) in asked.open.enumerated() {
        controls[given[i].stockPoint] = Control(policy: solved.policies[k], review: given[i].candidates[0].control.review)
      }
      return controls
    }
    let constraints = limits(capped)
    if constraints.isEmpty { return (nil, judged) }
    judged += capped.compactMap { one in
      one.limit.map {
        "Levels within \($0.kpi) <= \(Self.plain($0)) are a candidate, since a lower mean lowers \(one.peak.kpi) in the simulation."
      }
    }
    do throws(OptimizationError) {
      var asked = try question(proposals, constraints, listed, cancellation)
      // What lowers a peak is no limit of the scenario's.
      if capped.contains(where: { $0.limit != nil }) { asked.doubt = "a mean was held low for the sake of a peak, which has no price" }
      var found = (report: LimitReport?.none, notes: [String]())
      if !asked.open.isEmpty {
        let solved = try asked.problem.solve(
          control: SolverControl(
            threads: threads, cancellation: cancellation,
            progress: SolvingWatch("solving the limits", planned: 1, progress)?.steps(of: "\(asked.open.count) items")))
        for (k, i) in asked.open.enumerated() {
          let isFree = solved.prices.allSatisfy { $0 == 0 }
          proposals[i].candidates.append(
            candidate(solved.policies[k], asked.problem.items[k], proposals[i], isFree: isFree, cancellation))
        }
        found = summary(solved, constraints, asked)
      }
      for i in asked.held {
        // What cannot be followed in a program stays as it is, and the simulation says what it takes.
        guard let control = proposals[i].today ?? proposals[i].candidates.first?.control else { continue }
        proposals[i].candidates.append(Candidate(method: .sharedLimits, control: control, approximations: [Self.isHeld]))
        found.notes.append("\(proposals[i].item): \(Self.isHeld).")
      }
      if plan.pricedConstraints.isEmpty { found.report = nil }
      return (found.report, found.notes + judged)
    } catch {
      if case .cancelled = error { throw Cancelled() }
      throw InputErrors(
        Diagnostic(
          .error, code: "optimize", "the limits of `constraints:` cannot be solved: \(error.description)",
          remedy: "see bullwhip explain constraints"))
    }
  }

  /// The first candidate of every item that has one, by stock point.
  private static func firstControls(_ proposals: [ItemProposal]) -> [Int: Control] {
    var controls: [Int: Control] = [:]
    for proposal in proposals { controls[proposal.stockPoint] = proposal.candidates.first?.control ?? proposal.today }
    return controls
  }

  /// What is said of an item whose program does not tell what it takes.
  static let isHeld =
    "it keeps its policy within the limits, since what its program's policies take is not known; what it takes was simulated"

  private static func plain(_ limit: Target) -> String {
    let declared = KPIDictionary.declaration(like: limit.kpi)
    return declared?.unit == .share
      ? NumberFormat.terminal.significant(limit.bound * 100, digits: 6) + " %"
      : NumberFormat.terminal.significant(limit.bound, digits: 6) + (declared.map { " \($0.unit.rawValue)" } ?? "")
  }

  /// The policies of every item that is solved by state, in the proposals' order; nil for the others, and where none could be followed.
  private func menus(_ proposals: [ItemProposal], _ cancellation: Cancellation) throws(Cancelled) -> [ItemMenu?] {
    let states = proposals.indices.filter { !proposals[$0].candidates.isEmpty && proposals[$0].solver.family != .positions }
    if states.isEmpty { return [ItemMenu?](repeating: nil, count: proposals.count) }
    let watch = SolvingWatch("listing policies for the limits", planned: states.count, progress)
    let found = try concurrentMap(states.count, threads: threads, cancellation: cancellation) { k -> ItemMenu? in
      let proposal = proposals[states[k]]
      watch?.began(proposal.item)
      defer { watch?.ended() }
      return try? menu(of: proposal.stockPoint, proposal.solver.family, sharing: states.count, cancellation).menu()
    }
    try cancellation.check()
    var all = [ItemMenu?](repeating: nil, count: proposals.count)
    for (k, i) in states.enumerated() { all[i] = found[k] }
    return all
  }

  private func menu(of stockPoint: Int, _ family: SolverChoice.Family, sharing count: Int, _ cancellation: Cancellation) -> StateMenu {
    StateMenu(
      plan: plan, stockPoint: stockPoint, family: family,
      isStockLimited: plan.pricedConstraints.contains { $0.kpi != "fill-rate" } || !peakCaps.isEmpty,
      isServiceLimited: plan.pricedConstraints.contains { $0.kpi == "fill-rate" }, size: ProgramSize(items: count),
      cancellation: cancellation)
  }

  /// - Parameter isFree: whether no limit binds.
  private func candidate(
    _ policy: Policy, _ item: SharedItem, _ proposal: ItemProposal, isFree: Bool, _ cancellation: Cancellation
  ) -> Candidate {
    let review = proposal.candidates[0].control.review
    if let problem = item.problem {
      let evaluation = try? problem.evaluate(policy, cancellation: cancellation)
      return Candidate(
        method: .sharedLimits,
        control: Control(policy: Self.plain(policy, like: proposal.candidates[0].control.policy), review: review),
        expectedCostPerDay: evaluation?.costPerDay, fillRate: evaluation?.fillRate, cycleService: evaluation?.cycleService,
        approximations: problem.ignored, optimality: .heuristic, evaluation: evaluation)
    }
    let use = item.menu?.choices.first { $0.policy == policy }?.use
    let demand = plan.supply.stockPoints[proposal.stockPoint].meanDailyDemand
    // Where the program leaves out a cost, its cost is not the policy's.
    let isCosted = proposal.candidates.contains { $0.expectedCostPerDay != nil }
    var control = Control(policy: policy, review: review)
    // The optimum itself, whichever table of it was made first, within what its program's bounds leave open.
    let best = proposal.candidates[0]
    if isFree, best.optimality == .best, let cost = best.expectedCostPerDay, let own = use?.costPerDay, abs(cost - own) <= 1e-4 * cost {
      control = best.control
    }
    return Candidate(
      method: .sharedLimits, control: control, expectedCostPerDay: isCosted ? use?.costPerDay : nil,
      fillRate: use.flatMap { demand > 0 ? 1 - $0.shortPerDay / demand : nil }, approximations: proposal.assumptions,
      optimality: .heuristic)
  }

  /// What the program is asked: the items that are to be optimised and those among them that cannot be (places among the proposals), what
  /// the others take, all demand.
  private struct Question {
    var open: [Int]
    var held: [Int]
    var problem: SharedLimitsProblem
    var fixed: (uses: [Double], demand: Double, count: Int)
    var demand: Double
    /// Why no bound of the programs is one of the scenario; nil where it is.
    var doubt: String?
  }

  private func question(
    _ proposals: [ItemProposal], _ constraints: [Target], _ listed: [ItemMenu?], _ cancellation: Cancellation
  ) throws(OptimizationError) -> Question {
    let solved = proposals.indices.filter { !proposals[$0].candidates.isEmpty }
    let open = solved.filter { proposals[$0].solver.family == .positions || listed[$0] != nil }
    let held = solved.filter { !open.contains($0) }
    var items: [SharedItem] = []
    var demand = 0.0
    var doubt: String?
    for i in open {
      let stockPoint = proposals[i].stockPoint
      if let menu = listed[i] {
        items.append(sharedItem(stockPoint, menu, constraints))
        demand += plan.supply.stockPoints[stockPoint].meanDailyDemand
        continue
      }
      let problem = try ModelAssumptions.problem(plan, stockPoint: stockPoint).get().inOrder
      items.append(sharedItem(stockPoint, problem, constraints))
      demand += problem.meanDailyDemand
      // A bound of a model in which orders wait for each other binds no policy of a scenario in which they do not.
      if problem.leadTime.isTakenInOrder { doubt = InventoryProblem.takenInOrder }
      let point = plan.supply.stockPoints[stockPoint]
      if let own = try? DemandModel(plan, item: point.item, location: point.location), own.backorderShare < 1 {
        doubt = "\(proposals[i].item) loses unmet demand, which its program takes to wait"
      }
    }
    let (fixed, isSimulated) = try fixedUses(except: open, proposals, constraints, cancellation)
    if isSimulated { doubt = "what some items take was simulated" }
    demand += fixed.demand
    var limits: [SharedLimit] = []
    for constraint in constraints {
      let used = fixed.uses[limits.count]
      // The units in which the items' uses add up: units short of all demand, litres of all room.
      let scale = constraint.kpi == "fill-rate" ? demand : constraint.kpi == "space-used.mean" ? room : 1
      let bound = (constraint.kpi == "fill-rate" ? 1 - constraint.bound : constraint.bound) * scale
      if used > bound { throw .notCovered(reason: "the stock points that are not optimised alone exceed the limit on \(constraint.kpi)") }
      // Where not all can be kept, an excess counts as a share of the bound as it stands in the scenario.
      let yardstick = LimitReport.yardstick(constraint) * scale
      limits.append(SharedLimit(name: constraint.kpi, limit: bound - used, yardstick: yardstick > 0 ? yardstick : nil))
    }
    return Question(
      open: open, held: held, problem: SharedLimitsProblem(items: items, limits: limits), fixed: fixed, demand: demand, doubt: doubt)
  }

  /// What no levels within the limits cost less than, money per day; nil where that is not proven, and where an item is solved by state,
  /// whose ladder of programs is too long to be climbed again for every number.
  func lowerBound(_ proposals: [ItemProposal], cancellation: Cancellation) throws(OptimizationError) -> Double? {
    let constraints = plan.pricedConstraints
    if constraints.isEmpty || proposals.contains(where: { $0.solver.family != .positions && !$0.candidates.isEmpty }) { return nil }
    let none = [ItemMenu?](repeating: nil, count: proposals.count)
    let asked = try question(proposals, constraints, none, cancellation)
    return try asked.problem.lowerBound(control: SolverControl(threads: threads, cancellation: cancellation))
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

  private func perUnitInStock(_ stockPoint: Int, _ constraints: [Target]) -> [Double] {
    let point = plan.supply.stockPoints[stockPoint], item = plan.supply.items[point.item]
    let hasRoom = (plan.supply.locations[point.location].capacityLitres ?? 0) > 0
    return constraints.map { $0.kpi == "stock.value" ? item.unitCost : $0.kpi == "space-used.mean" && hasRoom ? item.volumeLitres : 0 }
  }

  private func sharedItem(_ stockPoint: Int, _ problem: InventoryProblem, _ constraints: [Target]) -> SharedItem {
    SharedItem(
      problem: problem, perUnitInStock: perUnitInStock(stockPoint, constraints),
      perOrder: constraints.map { $0.kpi == "supplier-lines" ? 1 : 0 }, perUnitShort: constraints.map { $0.kpi == "fill-rate" ? 1 : 0 })
  }

  private func sharedItem(_ stockPoint: Int, _ menu: ItemMenu, _ constraints: [Target]) -> SharedItem {
    SharedItem(
      menu: menu, perUnitInStock: perUnitInStock(stockPoint, constraints),
      perOrder: constraints.map { $0.kpi == "supplier-lines" ? 1 : 0 }, perUnitShort: constraints.map { $0.kpi == "fill-rate" ? 1 : 0 })
  }

  /// What the stock points take that keep their policies, and their demand: by their own programs, by simulation where those cannot tell.
  private func fixedUses(except open: [Int], _ proposals: [ItemProposal], _ constraints: [Target], _ cancellation: Cancellation)
    throws(OptimizationError) -> (fixed: (uses: [Double], demand: Double, count: Int), isSimulated: Bool)
  {
    let asked = Set(open.map { proposals[$0].stockPoint })
    var today = plan
    for proposal in proposals where !asked.contains(proposal.stockPoint) && proposal.today == nil {
      if let first = proposal.candidates.first { today.supply.setControl(first.control, of: proposal.stockPoint) }
    }
    var fixed = (uses: [Double](repeating: 0, count: constraints.count), demand: 0.0, count: 0)
    var unknown: [Int] = []
    func take(_ i: Int, _ use: ItemUse, demand: Double) {
      fixed.count += 1
      fixed.demand += demand
      let perUnit = perUnitInStock(i, constraints)
      for (c, constraint) in constraints.enumerated() {
        fixed.uses[c] +=
          perUnit[c] * use.meanStock + (constraint.kpi == "supplier-lines" ? use.ordersPerDay : 0)
          + (constraint.kpi == "fill-rate" ? use.shortPerDay : 0)
      }
    }
    for (i, point) in today.supply.stockPoints.enumerated() where !asked.contains(i) && !point.unlimited && point.meanDailyDemand > 0 {
      let family = SolverChoice(today, stockPoint: i).family
      if family == .positions {
        if let problem = try? ModelAssumptions.problem(today, stockPoint: i).get().inOrder,
          let found = try? problem.evaluate(point.control.policy, cancellation: cancellation)
        {
          let short = (1 - found.fillRate) * problem.meanDailyDemand
          take(
            i,
            ItemUse(
              costPerDay: found.costPerDay, meanStock: found.meanStock, ordersPerDay: found.ordersPerDay, shortPerDay: short),
            demand: problem.meanDailyDemand)
          continue
        }
      } else if let use = try menu(of: i, family, sharing: 1, cancellation).use(of: point.control.policy) {
        take(i, use, demand: point.meanDailyDemand)
        continue
      }
      unknown.append(i)
    }
    if unknown.isEmpty { return (fixed, false) }
    let study = Study(
      title: plan.name, slug: "limits", drafts: [Draft(name: "today", plan: today)],
      options: StudyOptions(replications: 16, phase: .search, threads: threads))
    guard let items = try? study.run(cancellation: cancellation).base.items else {
      if cancellation.isCancelled { throw .cancelled }
      let name = plan.supply.items[plan.supply.stockPoints[unknown[0]].item].name
      throw .notCovered(reason: "what '\(name)' takes of the limits is not known")
    }
    for i in unknown where items.indices.contains(i) {
      let found = items[i], asked = found.askedPerWeek.value / 7
      let use = ItemUse(
        costPerDay: found.costPerWeek.value / 7, meanStock: found.meanOnHand.value, ordersPerDay: found.ordersPerWeek.value / 7,
        shortPerDay: asked > 0 ? (1 - found.fillRate.value) * asked : 0)
      take(i, use, demand: plan.supply.stockPoints[i].meanDailyDemand)
    }
    return (fixed, true)
  }

  private func summary(_ solved: SharedPlan, _ constraints: [Target], _ asked: Question) -> (report: LimitReport?, notes: [String]) {
    let (fixed, demand) = (asked.fixed, asked.demand)
    let limits = constraints.enumerated().compactMap { c, constraint -> LimitReport.Limit? in
      // What lowers a peak is no limit of the scenario's.
      guard let own = plan.pricedConstraints.first(where: { $0.kpi == constraint.kpi }) else { return nil }
      let used = solved.used[c] + fixed.uses[c]
      let isFill = constraint.kpi == "fill-rate"
      let scale = isFill ? demand / 100 : constraint.kpi == "space-used.mean" ? room / 100 : 1
      let expected = isFill ? 1 - used / demand : constraint.kpi == "space-used.mean" ? used / room : used
      return LimitReport.Limit(
        kpi: constraint.kpi, bound: own.bound, isAtLeast: isFill, expected: expected, price: solved.prices[c] * 7 * scale,
        // What rounding makes of a limit that is kept to the last unit is no excess, nor is a millionth of one unit in stock.
        isViolated: !own.isMet(by: expected)
          && solved.violations.contains {
            $0.name == constraint.kpi && $0.excess > 1e-6 * (used + max(1e-9, unit(constraint.kpi)))
          })
    }
    let isFeasible = !limits.contains(where: \.isViolated)
    // Of a plan that breaks a limit no bound says anything.
    let bound = isFeasible && asked.doubt == nil ? solved.lowerBound : nil
    let report = LimitReport(
      limits: limits, costPerWeek: solved.cost * 7, lowerBoundPerWeek: bound.map { $0 * 7 },
      dualityGap: bound.map { max(0, (solved.cost - $0) / max(solved.cost, 1e-300)) }, isFeasible: isFeasible)
    let format = NumberFormat.terminal
    let count = asked.open.count, listed = asked.problem.items.count { $0.menu != nil }
    let programs =
      listed == 0
      ? "the exact (s, S) programs"
      : (listed < count ? "the exact (s, S) programs and, of \(listed), " : "")
        + "the policies of \(listed == 1 ? "its" : "their") programs by state"
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
      "Solver of the limits: Lagrangian decomposition of \(count) item\(count == 1 ? "" : "s") over \(programs)"
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
        notes.append("The plan within the limits has no proven bound\(asked.doubt.map { ": " + $0 } ?? "").")
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
