public import Estimation
internal import Foundation
internal import Optimization
internal import Simulation
public import Supply

/// The recommended policies, item by item: the exact optimum of the item's model or a bound on it, what the model expects of the policy,
/// and what the simulation measured on fresh worlds.
public struct ExactComparison: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    public var item: String
    public var location: String
    /// As simulated; nil in the total.
    public var policy: Control?
    /// What solved the item's model, in words.
    public var method: String
    /// No policy at all costs less in the model, money per week; nil where nothing is proven.
    public var bound: Double?
    /// Least cost known in the model of what keeps the service promised, today's policy included, money per week; nil where the model does
    /// not know what the recommended policy costs. Equal to `bound` where the optimum is exact.
    public var best: Double?
    /// What the model expects the simulated policy to cost, money per week; nil where the model cannot say.
    public var expected: Double?
    /// Measured, money per week.
    public var simulated: Estimate
    /// Whether the scenario is the model, so that the interval should cover `expected` and the gap is a regret.
    public var isModel: Bool
    /// Whether `bound` and `expected` hold an even part of the cost of orders that several items share: simulation divides each order
    /// among the items on it, so that only the total can be compared.
    public var isEvenPart = false
    /// Money a week that is nothing here (see `CandidateResult.grain`).
    public var grain = 0.0
    /// What the model assumes and the scenario does not have: numbers of `ExactComparison.assumptions`, from 0.
    public var departures: [Int]

    /// Whether cost and bound agree as far as the programs by state are iterated.
    public var isOptimum: Bool {
      guard let bound, let best else { return false }
      return ExactComparison.isProven(cost: best, bound: bound)
    }
    /// What the gap is measured to: the bound, else the least cost known.
    public var reference: Double? { bound ?? best }
    /// Simulated minus reference, with the simulation's interval (the reference is exact).
    public var gap: Estimate? {
      if isEvenPart { return nil }
      return reference.map { reference in
        var gap = simulated
        gap.value -= reference
        gap.lower = gap.lower.map { $0 - reference }
        gap.upper = gap.upper.map { $0 - reference }
        return gap
      }
    }
    public var covers: Bool? {
      guard isModel, !isEvenPart, let expected, let lower = simulated.lower, let upper = simulated.upper else { return nil }
      return expected >= lower - grain && expected <= upper + grain
    }
  }

  /// Whether a cost is as low as a bound on it, to a ten-thousandth: programs by state end when their bounds are that near.
  public static func isProven(cost: Double, bound: Double) -> Bool { cost - bound <= 1e-4 * abs(cost) + 1e-12 }

  public var rows: [Row]
  /// All rows together; nil for a single one. Of items that are only part of the scenario the interval is the sum of theirs, which is wide
  /// enough whatever ties them together.
  public var total: Row?
  public var isTotalConservative: Bool
  /// In words, in order of first mention.
  public var assumptions: [String]
  /// Whether limits bind the items together: a row's bound is then that of the item alone, without them, and only the total's is within
  /// them.
  public var isWithinLimits = false

  /// Rows whose interval should cover the model's cost, and those that do. At 95 % one in twenty must miss.
  public var covered: (of: Int, count: Int) {
    let judged = rows.compactMap(\.covers)
    return (judged.count, judged.count { $0 })
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.rows == b.rows && a.total == b.total && a.isTotalConservative == b.isTotalConservative && a.assumptions == b.assumptions
      && a.isWithinLimits == b.isWithinLimits
  }
}

extension OptimizationResult {
  /// The winner's simulated costs on fresh worlds against the exact optimum or bound of every item.
  public var exact: ExactComparison {
    let measured = fresh[winner] ?? fresh.base
    var assumptions: [String] = []
    var rows: [ExactComparison.Row] = []
    // Of each row its part of the bound of all: of items that share orders that of their orders together.
    var parts: [Double?] = []
    let hasPromise = service != nil
    let isCounted = PolicyOptimizer.counted(items, plan: measured.plan)
    for (proposal, isCounted) in zip(items, isCounted) where isCounted {
      guard let point = measured.plan.supply.stockPoints.indices.contains(proposal.stockPoint) ? measured.items[proposal.stockPoint] : nil
      else {
        continue
      }
      let own = proposal.candidates.first { $0.control == point.control }
      let first = proposal.candidates.first
      // A program along the calendar that is the scenario itself stands above a stationary model that is not; one that is not either is the
      // model of its own levels alone.
      let seasonal = proposal.candidates.first { $0.method == .seasonal && $0.expectedCostPerDay != nil }
      let isSeasonal = !hasPromise && seasonal.map { $0.approximations.isEmpty || own?.method == .seasonal } ?? false
      // Policies for items together have a model in which they share their orders, others one in which each pays its own.
      var isJoint = own?.method.isJoint == true
      if case .canOrder = point.control.policy { isJoint = true }
      let rivals = proposal.candidates.filter { $0.method != .seasonal && $0.method.isJoint == isJoint }
      let isExactTogether = isJoint && own?.method != .commonReview && own?.approximations.contains(JointProposer.onDrawn) != true
      let reference = isSeasonal ? seasonal : first
      var departures: [Int] = []
      let named =
        isSeasonal ? seasonal?.approximations ?? [] : proposal.assumptions.filter { !isExactTogether || $0 != ModelAssumptions.paysAlone }
      for text in named {
        if let i = assumptions.firstIndex(of: text) {
          departures.append(i)
        } else {
          departures.append(assumptions.count)
          assumptions.append(text)
        }
      }
      var expected = own?.expectedCostPerDay
      if expected == nil, proposal.today == point.control, !isSeasonal { expected = proposal.todayCostPerDay }
      if isSeasonal, own?.method != .seasonal { expected = nil }
      // Levels along the calendar are no policy of the stationary model, and its optimum says nothing about them.
      let isElsewhere = !isSeasonal && (own?.method == .seasonal || own?.method == .seasonalContinuous)
      let bounds = isSeasonal ? [seasonal?.lowerBoundPerDay] : rivals.map(\.lowerBoundPerDay)
      // What is short of the promise is no policy that the promise's bound is of.
      let isShort = hasPromise && proposal.keepsPromise(point.control, service) == false
      // What an item would cost at least if it paid orders alone that others share is no bound on what it costs.
      let isOfOthers = !isJoint && named.contains(ModelAssumptions.paysAlone)
      let bound = isElsewhere || isShort || isOfOthers ? nil : bounds.compactMap { $0 }.max()
      parts.append(isOfOthers && !isElsewhere && !isShort ? proposal.lowerBoundPerWeek : bound.map { $0 * 7 })
      var best: Double?
      if expected != nil, !isElsewhere, !isShort {
        var costs = isSeasonal ? [seasonal?.expectedCostPerDay] : []
        if !isSeasonal {
          costs = rivals.filter { proposal.keepsPromise($0.control, service) == true }.map(\.expectedCostPerDay)
          if let today = proposal.today, proposal.isTogetherToday == isJoint, proposal.keepsPromise(today, service) == true {
            costs.append(proposal.todayCostPerDay)
          }
        }
        // The others' least is without the limits that items share.
        best = limits == nil ? (costs + [expected]).compactMap { $0 }.min() : expected
      }
      rows.append(
        ExactComparison.Row(
          item: proposal.item, location: proposal.location, policy: point.control,
          method: (isJoint ? own : reference)?.method.rawValue ?? "",
          bound: bound.map { $0 * 7 }, best: best.map { $0 * 7 }, expected: expected.map { $0 * 7 },
          simulated: point.costPerWeek, isModel: reference != nil && proposal.failure == nil && departures.isEmpty, isEvenPart: isJoint,
          grain: PolicyOptimizer.grain(measured.plan, proposal.stockPoint), departures: departures))
    }
    let isWhole = rows.count == measured.items.count
    var total = rows.count > 1 ? Self.total(rows, measured, isWhole: isWhole, level: fresh.confidence) : nil
    total?.bound = parts.reduce(0) { sum, part in sum.flatMap { s in part.map { s + $0 } } }
    // The limits bind the items together, so that their bound is one of all together.
    if let own = limitsBound(rows) {
      let separate = total?.bound
      total?.bound = max(separate ?? own, own)
      if rows.count == 1 { rows[0].bound = max(rows[0].bound ?? own, own) }
    }
    return ExactComparison(
      rows: rows, total: total, isTotalConservative: !isWhole, assumptions: assumptions, isWithinLimits: limits != nil)
  }

  /// What no levels within the shared limits cost less than, money per week; nil where there are no limits, the recommended breaks one,
  /// or an
  /// item is in no such program.
  private func limitsBound(_ rows: [ExactComparison.Row]) -> Double? {
    guard let limits, limits.isFeasible, let bound = limits.lowerBoundPerWeek,
      let own = candidates.first(where: { $0.name == winner }),
      own.exceeded.isEmpty && own.name == "within limits" || own.limits.allSatisfy({ $0.verdict == .holds })
    else { return nil }
    let solved = items.count { $0.candidates.contains { $0.method == .sharedLimits } }
    return solved == rows.count && solved == items.count ? bound : nil
  }

  private static func total(_ rows: [ExactComparison.Row], _ measured: ScenarioResult, isWhole: Bool, level: Double) -> ExactComparison.Row
  {
    func sum(_ values: [Double?]) -> Double? { values.reduce(0) { total, value in total.flatMap { t in value.map { t + $0 } } } }
    let simulated: Estimate
    if isWhole, let goods = measured.stockCost(level: level) {
      simulated = goods
    } else {
      let values = rows.reduce(0) { $0 + $1.simulated.value }
      let half = sum(rows.map(\.simulated.halfWidth))
      simulated = Estimate(
        value: values, lower: half.map { values - $0 }, upper: half.map { values + $0 }, n: rows.first?.simulated.n ?? 0, kind: .confidence,
        level: level)
    }
    return ExactComparison.Row(
      item: "", location: "", policy: nil, method: "", bound: sum(rows.map { $0.bound }), best: sum(rows.map(\.best)),
      expected: sum(rows.map(\.expected)), simulated: simulated, isModel: rows.allSatisfy(\.isModel),
      grain: rows.reduce(0) { $0 + $1.grain }, departures: Array(Set(rows.flatMap(\.departures))).sorted())
  }
}

extension ScenarioResult {
  /// What the stock costs, people left aside: ordering, holding, waiting and lost sales; money per week. Nil where it was not measured.
  public func stockCost(level: Double) -> Estimate? {
    let parts = ["cost.ordering", "cost.holding", "cost.backorder", "cost.lost-sales"].compactMap { self[$0] }
    guard let first = parts.first, !first.denominators.isEmpty, parts.allSatisfy({ $0.denominators == first.denominators }) else {
      return plan.floor == nil ? self["cost.total"]?.estimate : nil
    }
    if plan.floor == nil, let total = self["cost.total"] { return total.estimate }
    var sums = [Double](repeating: 0, count: first.numerators.count)
    for part in parts { for i in sums.indices { sums[i] += part.numerators[i] } }
    return .ratio(of: sums, over: first.denominators, level: level)
  }
}

extension ItemProposal {
  /// Whether the item's model has a policy keep the service promised; true where nothing is, nil where the model does not know.
  func keepsPromise(_ control: Control, _ service: ServiceTarget?) -> Bool? {
    guard let service else { return true }
    if let own = candidates.first(where: { $0.control == control }), let keeps = own.keeps(service.kind, service.level) { return keeps }
    guard control == today else { return nil }
    let model = todayEvaluation
    let level: Double? =
      switch service.kind {
      case .fillRate: model?.fillRate ?? todayFillRate
      case .cycleService: model?.cycleService
      case .readyRate: model?.readyRate
      }
    return level.map { $0 >= service.level - 1e-9 }
  }
}
