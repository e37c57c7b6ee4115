internal import Foundation
internal import Groundwork
internal import Kernel
internal import Optimization
internal import Randomness
internal import Simulation
internal import Supply

extension ItemProposal {
  /// Whether today's levels are can-order levels whose cost together with the others' is known.
  var isTogetherToday: Bool {
    if case .canOrder? = today?.policy { todayCostPerDay != nil } else { false }
  }

  /// No policy costs less in the model. Where items share orders, what each would cost at least alone is no bound, and its part of their
  /// bound is.
  var lowerBoundPerWeek: Double? {
    if let joint = candidates.first(where: { $0.method == .canOrder }) { return joint.lowerBoundPerDay.map { $0 * 7 } }
    return paysAlone ? nil : candidates.first?.lowerBoundPerDay.map { $0 * 7 }
  }

  /// Whether its own model has it pay for orders that others share, so that what the model proves is nothing about the scenario.
  public var paysAlone: Bool { assumptions.contains(ModelAssumptions.paysAlone) }
}

/// Policies for items of one supplier and location together, where an order has a cost that all items on it share: can-order levels, and
/// reviews at multiples of a common interval.
///
/// In continuous studies what is ordered at one instant is on one order, in periodic ones what is ordered in one period.
struct JointProposer {
  let plan: Plan
  let threads: Int
  var progress: (@Sendable (StudyProgress) -> Void)?

  /// Multiplications of a search for can-order levels beyond which it is left out.
  private static let workLimit = 1e10
  private static let periodWorkLimit = 2e9

  /// Items ordered together: positions in the list of proposals.
  struct Group {
    var supplier: Int
    var location: Int
    var members: [Int]
  }

  /// Appends joint candidates to the proposals that have any.
  ///
  /// - Returns: what was solved and how, in sentences.
  func add(to proposals: inout [ItemProposal], cancellation: Cancellation) throws(Cancelled) -> [String] {
    if plan.constraints != nil { return leftOut(proposals, because: "limits are solved item by item") }
    if plan.supply.newItems != nil { return leftOut(proposals, because: "items ordered together are there from the start") }
    var notes: [String] = []
    let groups = groups(proposals)
    let watch = SolvingWatch("solving shared orders", planned: groups.count, progress)
    for group in groups {
      try cancellation.check()
      defer { watch?.ended() }
      let supplier = plan.supply.suppliers[group.supplier]
      let what = "\(group.members.count) items of \(supplier.name) at \(plan.supply.locations[group.location].name)"
      do throws(OptimizationError) {
        let control = SolverControl(threads: threads, cancellation: cancellation, progress: watch?.steps(of: what))
        notes += try solve(group, what, &proposals, control, cancellation)
      } catch {
        if case .cancelled = error { throw Cancelled() }
        notes.append("\(what) are not solved together: \(error.description).")
      }
    }
    return notes + leftOut(proposals, because: nil)
  }

  /// Which items share the cost of their orders and are each solved as if they paid it alone, and why; a sentence for each supplier and
  /// location.
  ///
  /// - Parameter reason: of all; nil where each item has its own.
  func leftOut(_ proposals: [ItemProposal], because reason: String?) -> [String] {
    let grouped = Set(reason == nil ? groups(proposals).flatMap(\.members) : [])
    var houses: [(supplier: Int, location: Int, items: [(name: String, why: String)])] = []
    for (i, proposal) in proposals.enumerated() where proposal.paysAlone && !grouped.contains(i) {
      let point = plan.supply.stockPoints[proposal.stockPoint]
      let own = (proposal.item, reason ?? obstacle(proposal) ?? "no other item of theirs can be ordered together with it")
      if let h = houses.firstIndex(where: { $0.supplier == point.supplier && $0.location == point.location }) {
        houses[h].items.append(own)
      } else {
        houses.append((point.supplier, point.location, [own]))
      }
    }
    return houses.map { house in
      var reasons: [String] = []
      for item in house.items where !reasons.contains(item.why) { reasons.append(item.why) }
      let count = house.items.count
      let who = count == 1 ? house.items[0].name : "\(count) items"
      let (share, solved) = count == 1 ? ("shares", "is solved as if it") : ("share", "are each solved as if they")
      return "\(who) of \(plan.supply.suppliers[house.supplier].name) at \(plan.supply.locations[house.location].name) "
        + "\(share) the cost of an order with others, but \(solved) paid it alone, so that no bound is known: "
        + reasons.joined(separator: "; ") + "."
    }
  }

  /// Why an item is not solved together with others of its supplier; nil where it can be.
  private func obstacle(_ proposal: ItemProposal) -> String? {
    let point = plan.supply.stockPoints[proposal.stockPoint]
    if proposal.candidates.isEmpty { return "its own model has no answer" }
    if point.emergency != nil { return "there is an emergency supplier" }
    if point.minimum > 1 || point.multiple > 1 { return "orders have a minimum or multiple" }
    if proposal.solver.family != .positions { return "it is solved by state" }
    guard case .periodic = plan.study else { return point.control.review == .continuous ? nil : "it is reviewed at intervals" }
    if !PeriodicModel.isEveryPeriod(plan, point) { return "it is not reviewed in every period" }
    if SeasonalModel.demandChanges(plan, stockPoint: proposal.stockPoint) { return "demand follows the calendar" }
    if let share = (try? DemandModel(plan, item: point.item, location: point.location))?.backorderShare, share < 1 {
      return "in a periodic study items are ordered together where unmet demand waits, and here it is lost"
    }
    return nil
  }

  /// Items that share orders, are looked at after every customer or in every period, and have no lots of their own.
  func groups(_ proposals: [ItemProposal]) -> [Group] {
    var groups: [Group] = []
    for (i, proposal) in proposals.enumerated() {
      let point = plan.supply.stockPoints[proposal.stockPoint]
      guard plan.supply.suppliers[point.supplier].orderCost > 0, obstacle(proposal) == nil else { continue }
      if let g = groups.firstIndex(where: { $0.supplier == point.supplier && $0.location == point.location }) {
        groups[g].members.append(i)
      } else {
        groups.append(Group(supplier: point.supplier, location: point.location, members: [i]))
      }
    }
    return groups.filter { $0.members.count > 1 }
  }

  private func solve(
    _ group: Group, _ what: String, _ proposals: inout [ItemProposal], _ control: SolverControl, _ cancellation: Cancellation
  ) throws(OptimizationError) -> [String] {
    let supplier = plan.supply.suppliers[group.supplier]
    let joint = try problem(of: group, proposals)
    let problems = joint.items
    var notes: [String] = []
    // The law of a period is longer than a customer's, and every trial of a level goes through all of it.
    if work(group, proposals, problems) <= (plan.study == .continuous ? Self.workLimit : Self.periodWorkLimit) {
      let found = try joint.bestCanOrder(control: control)
      let isInOrder = !problems.contains { $0.leadTime.isTakenInOrder }
      let inModel = found.evaluation.costPerDay
      for (k, i) in group.members.enumerated() {
        let own = found.evaluation.itemCostPerDay[k] + found.evaluation.ordersPerDay * supplier.orderCost / Double(problems.count)
        proposals[i].candidates.append(
          Candidate(
            method: .canOrder,
            control: Control(
              policy: .canOrder(
                s: Int64(found.policy.mustOrder[k]), c: Int64(found.policy.canOrder[k]), S: Int64(found.policy.upTo[k])),
              review: plan.supply.stockPoints[proposals[i].stockPoint].control.review),
            expectedCostPerDay: own,
            approximations: problems[k].ignored + (found.evaluation.isExact ? [] : [Self.onDrawn]),
            optimality: .heuristic,
            // Each item's part of the bound is its part of the cost, so that the parts add up to the bound.
            lowerBoundPerDay: isInOrder ? found.lowerBound * own / inModel : nil))
      }
      todayTogether(group, joint, &proposals, control)
      notes.append(sentence(what, found, isInOrder: isInOrder))
    } else {
      notes.append("\(what): the search for can-order levels would take too long and was left out.")
    }
    commonReview(group, joint, &proposals, cancellation)
    return notes
  }

  /// The items of a group together.
  func problem(of group: Group, _ proposals: [ItemProposal]) throws(OptimizationError) -> JointOrderProblem {
    let supplier = plan.supply.suppliers[group.supplier]
    var problems: [InventoryProblem] = []
    for i in group.members {
      var problem = try ModelAssumptions.problem(plan, stockPoint: proposals[i].stockPoint).get().inOrder
      problem.orderCost = supplier.lineCost
      problem.ignored.removeAll { $0 == ModelAssumptions.paysAlone }
      problems.append(problem)
    }
    return JointOrderProblem(items: problems, sharedCost: supplier.orderCost)
  }

  /// What is said of a cost that is not exact.
  static let onDrawn = "the cost of the items together is measured on drawn customers"

  /// One step of the search for one item's levels, some thousand times.
  private func work(_ group: Group, _ proposals: [ItemProposal], _ problems: [InventoryProblem]) -> Double {
    zip(group.members, problems).reduce(0) { sum, pair in
      let size =
        switch pair.1.demand {
        case .compoundPoisson(_, let size): size
        case .perPeriod(let law): law
        }
      var span = 100.0
      if case .sS(let s, let S)? = proposals[pair.0].candidates.first?.control.policy { span = Double(S - s) }
      return sum + 8_000 * span * Double(size.probabilities.count)
    }
  }

  /// Where all items of a group have can-order levels today, what these cost together.
  private func todayTogether(_ group: Group, _ joint: JointOrderProblem, _ proposals: inout [ItemProposal], _ control: SolverControl) {
    var today = CanOrderPolicy(mustOrder: [], canOrder: [], upTo: [])
    for i in group.members {
      guard case .canOrder(let s, let c, let S)? = proposals[i].today?.policy else { return }
      today.mustOrder.append(Int(clamping: s))
      today.canOrder.append(Int(clamping: c))
      today.upTo.append(Int(clamping: S))
    }
    guard let found = try? joint.evaluate(today, control: control) else { return }
    for (k, i) in group.members.enumerated() {
      proposals[i].todayCostPerDay = found.itemCostPerDay[k] + found.ordersPerDay * joint.sharedCost / Double(group.members.count)
    }
  }

  private func sentence(_ what: String, _ found: JointOrderSolution, isInOrder: Bool) -> String {
    let format = NumberFormat.terminal
    func money(_ perDay: Double) -> String { "\(format.number(perDay * 7, decimals: 2)) \(plan.currency)/week" }
    let cost = found.evaluation.costPerDay
    var text = "Solver of the orders that items share: can-order levels for \(what), \(money(cost)) in the model"
    text += found.evaluation.isExact ? ", exact" : " (measured on drawn customers)"
    if !isInOrder { return text + "; \(InventoryProblem.takenInOrder), so that no bound is known." }
    let gap = format.number(max(0, cost / found.lowerBound - 1) * 100, decimals: 1)
    text += "; no policy costs less than \(money(found.lowerBound)) (\(gap) %), "
    return text
      + (found.isOptimumKnown
        ? "the optimum over all joint policies within a thousandth." : "each item's own optimum where it pays a share of the order cost.")
  }

  // MARK: Common review

  /// Every item at a power of two of a common interval, from the plan for steady demand (see `JointEconomicLots.powerOfTwo`), its levels
  /// exact for that review; intervals shorter and longer are tried, since uncertain demand makes a long one dearer.
  struct CommonReview {
    var costPerDay: Double
    var days: Double
    var multiples: [Int]
    var levels: [ReorderLevels]
  }

  /// nil where there is none.
  static func commonReview(_ joint: JointOrderProblem, _ cancellation: Cancellation) -> CommonReview? {
    let lots = JointEconomicLots(
      sharedCost: joint.sharedCost,
      items: joint.items.map { .init(orderCost: $0.orderCost, holdingCost: $0.holdingCost, demandRate: $0.meanDailyDemand) })
    guard let cycle = try? lots.powerOfTwo() else { return nil }
    let period: Double? = if case .sequence = joint.items[0].timing { joint.items[0].periodDays } else { nil }
    var best: CommonReview?
    var tried: Set<Double> = []
    // Each try makes the laws of all items anew.
    for factor in joint.items.count > 50 ? [1.0] : [1.0, 0.75, 0.5, 1.35] {
      if cancellation.isCancelled { return nil }
      // Whole periods; else whole days, below a day and a half whole hours.
      let days = cycle.cycle * factor
      let interval =
        period.map { max(1, (days / $0).rounded()) * $0 } ?? (days >= 1.5 ? days.rounded() : max(1, (days * 24).rounded()) / 24)
      if !tried.insert(interval).inserted { continue }
      var cost = joint.sharedCost / interval
      var levels: [ReorderLevels] = []
      for (item, multiple) in zip(joint.items, cycle.multiples) {
        var own = item
        own.timing =
          period.map { .sequence(periods: Int((interval * Double(multiple) / $0).rounded())) } ?? .every(days: interval * Double(multiple))
        guard let found = try? own.optimalReorderLevels(cancellation: cancellation) else { break }
        levels.append(found)
        cost += found.costPerDay
      }
      if levels.count == joint.items.count, cost < best?.costPerDay ?? .infinity {
        best = CommonReview(costPerDay: cost, days: interval, multiples: cycle.multiples, levels: levels)
      }
    }
    return best
  }

  private func commonReview(_ group: Group, _ joint: JointOrderProblem, _ proposals: inout [ItemProposal], _ cancellation: Cancellation) {
    guard let best = Self.commonReview(joint, cancellation) else { return }
    for (k, i) in group.members.enumerated() {
      let level = best.levels[k]
      let policy: Policy = level.S == level.s + 1 ? .baseStock(S: Int64(level.S)) : .sS(s: Int64(level.s), S: Int64(level.S))
      proposals[i].candidates.append(
        Candidate(
          method: .commonReview,
          control: Control(
            policy: policy, review: .periodic(interval: .days(best.days * Double(best.multiples[k])), first: .zero)),
          expectedCostPerDay: level.costPerDay + joint.sharedCost / best.days / Double(group.members.count),
          approximations: joint.items[k].ignored + ["an order is counted at every common review"], optimality: .heuristic))
    }
  }
}
