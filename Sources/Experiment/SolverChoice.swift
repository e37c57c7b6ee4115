internal import Kernel
internal import Optimization
internal import Randomness
public import Simulation
internal import Supply

/// Which model and solver fit a stock point, and why.
public struct SolverChoice: Sendable, Equatable {
  /// The models there are.
  public enum Family: String, Sendable, CaseIterable {
    /// Unmet demand waits: all is known from the position.
    case positions = "(s, S) and (r, Q) by position"
    /// Unmet demand is lost: stock and orders under way are the state.
    case lostSales = "lost sales by state"
    /// Goods spoil: ages and orders under way are the state.
    case perishable = "perishable goods by age"
    /// A regular and an emergency supplier.
    case twoSuppliers = "two suppliers"
  }

  public var family: Family
  /// What in the scenario decided, in words that follow "because".
  public var reason: String

  init(_ family: Family, _ reason: String) {
    self.family = family
    self.reason = reason
  }

  /// The solver for a stock point.
  ///
  /// - Parameter needsPositions: what is asked for besides least cost and only the model of positions can do, in words; nil where nothing
  ///   is.
  public init(_ plan: Plan, stockPoint: Int, needsPositions: String? = nil) {
    let point = plan.supply.stockPoints[stockPoint]
    if point.emergency != nil, plan.study != .continuous {
      self.init(.twoSuppliers, "it has a regular and an emergency supplier")
    } else if point.perishing != nil {
      self.init(.perishable, "it spoils")
    } else {
      self = Self.oneSupplier(plan, point, needsPositions: needsPositions)
    }
  }

  private static func oneSupplier(_ plan: Plan, _ point: StockPointPlan, needsPositions: String?) -> SolverChoice {
    let supplier = plan.supply.suppliers[point.supplier]
    let share = (try? DemandModel(plan, item: point.item, location: point.location))?.backorderShare
    guard let share, share < 1 else { return SolverChoice(.positions, "unmet demand waits") }
    var obstacles: [String] = []
    if share > 0 { obstacles.append("part of it waits") }
    if plan.study == .continuous { obstacles.append("the study is continuous") }
    if supplier.orderCost + supplier.lineCost > 0 { obstacles.append("an order has a fixed cost") }
    if point.minimum > 1 || point.multiple > 1 { obstacles.append("orders have a minimum or multiple") }
    if PeriodicModel.leadPeriods(plan, supplier: point.supplier) == nil { obstacles.append("the lead time is random") }
    if let needsPositions { obstacles.append(needsPositions) }
    if !PeriodicModel.isEveryPeriod(plan, point) { obstacles.append("it is not reviewed in every period") }
    if obstacles.isEmpty { return SolverChoice(.lostSales, "unmet demand is lost and orders cost nothing fixed") }
    return SolverChoice(
      .positions, "unmet demand is lost, but " + obstacles.joined(separator: ", ") + "; it is taken to wait at the price of a lost sale")
  }
}

/// A stock point of a periodic study as the programs by state see it: whole periods, one law of demand.
struct PeriodicModel {
  var demand: LatticeDistribution
  /// Days in a period.
  var days: Double
  var leadTime: Int
  /// Share of unmet demand that waits.
  var backorderShare: Double
  var review: Review
  /// What the model leaves out, in plain words.
  var ignored: [String]
  /// Whether what is left out is a cost: the program's cost is then not the policy's, though no policy costs less than its least.
  var leavesOutCosts = false
  /// Whether what is left out is a rule of the supplier that the policy must bend to.
  private var leavesOutRules = false

  /// - Throws: `notCovered` where the scenario has no such model.
  init(_ plan: Plan, stockPoint: Int) throws(OptimizationError) {
    guard case .periodic(let length) = plan.study else { throw .notCovered(reason: "the study is continuous") }
    let point = plan.supply.stockPoints[stockPoint]
    let model = try DemandModel(plan, item: point.item, location: point.location)
    guard case .perPeriod(let law) = model.law else { throw .notCovered(reason: "several streams ask for the item") }
    guard abs(model.periodDays - length.days) < 1e-9 else { throw .notCovered(reason: "demand has another period than the study") }
    guard let lead = Self.leadPeriods(plan, supplier: point.supplier) else { throw .notCovered(reason: "the lead time is random") }
    guard Self.isEveryPeriod(plan, point) else { throw .notCovered(reason: "it is not reviewed in every period") }
    demand = law
    days = length.days
    leadTime = lead
    backorderShare = model.backorderShare
    review = .periodic(interval: length, first: .zero)
    ignored = model.ignored
    let suppliers = [point.supplier] + (point.emergency.map { [$0.supplier] } ?? [])
    if suppliers.contains(where: { plan.supply.suppliers[$0].closedDays.contains(true) }) {
      ignored.append("the supplier's closing days are left out")
      leavesOutRules = true
    }
    if suppliers.contains(where: { plan.supply.suppliers[$0].orderCost + plan.supply.suppliers[$0].lineCost > 0 }) {
      leaveOut("an order's fixed cost is left out")
    }
    let hasLot = (point.emergency?.minimum ?? 1) > 1 || (point.emergency?.multiple ?? 1) > 1
    if point.minimum > 1 || point.multiple > 1 || hasLot {
      ignored.append("minimum and multiple of an order are left out")
      leavesOutRules = true
    }
    if case .fixed(let warmUp) = plan.clock.warmUp {
      // A horizon of memory: what is on the shelf or under way now is gone.
      let memory = Double(4 * (lead + 1 + (point.perishing.map { Int($0.shelfLife.ticks / length.ticks) } ?? 0))) * length.days
      if warmUp.days < memory - 1e-9 {
        ignored.append(
          "the warm-up of \(Int(warmUp.days)) days is short against \(Int(memory.rounded(.up))) days, four times what is under way or on the shelf"
        )
      } else if law.mean > 0, point.perishing == nil, !plan.supply.opensWithItsPolicy(stockPoint) {
        // Units that keep are sold one after the other; what is more than the memory's demand is above any level worth having.
        let span = Double(point.initialStock) / law.mean * length.days
        if span > memory, warmUp.days < span + memory { ignored.append(ModelAssumptions.overstocked(warmUp.days)) }
      }
    }
  }

  /// What is said of a level for which demand was counted in lots that do not divide it.
  static func countedRoughly(_ lot: Int) -> String { "\(roughly) \(lot) units" }
  static let roughly = "demand counted in lots of"

  /// Names a cost that the program does not know.
  mutating func leaveOut(_ cost: String) {
    ignored.append(cost)
    leavesOutCosts = true
  }

  /// Periods from order to receipt where the lead time is constant; nil elsewhere.
  static func leadPeriods(_ plan: Plan, supplier: Int) -> Int? {
    guard case .periodic(let length) = plan.study, case .constant(let days) = plan.supply.suppliers[supplier].leadTime else { return nil }
    return Int((max(0, days) / length.days - 1e-9).rounded(.up))
  }

  static func isEveryPeriod(_ plan: Plan, _ point: StockPointPlan) -> Bool {
    guard case .periodic(let length) = plan.study, case .periodic(let interval, let first) = point.control.review else { return false }
    return interval.ticks == length.ticks && first == .zero
  }

  /// A candidate of a program by state.
  ///
  /// Where the program leaves out a cost or a rule, what it finds is a heuristic for the scenario, whatever it proves in its own model;
  /// its bound holds, since what is left out only adds cost. A cost without the part left out is no cost, and none is given.
  ///
  /// - Parameters:
  ///   - cost: the model's cost of a period.
  ///   - bound: no policy costs less in a period.
  func candidate(
    _ method: Candidate.Method, _ policy: Policy, cost: Double?, bound: Double?, _ optimality: Candidate.Optimality, notes: [String] = []
  ) -> Candidate {
    var grade = optimality
    // However it was found: what costs no more than the bound is an optimum.
    if let cost, let bound, ExactComparison.isProven(cost: cost, bound: bound) { grade = .best }
    return Candidate(
      method: method, control: Control(policy: policy, review: review),
      expectedCostPerDay: leavesOutCosts ? nil : cost.map { $0 / days }, approximations: ignored + notes,
      optimality: leavesOutCosts || leavesOutRules ? .heuristic : grade, lowerBoundPerDay: bound.map { $0 / days })
  }
}

/// How large a program by state may be: beyond, it would take minutes, or its table more room than it is worth. Many items share one
/// allowance, so that a company's catalogue is answered in the time of a few large programs.
struct ProgramSize: Sendable {
  /// States of an exact program, and of the chains that evaluate a class of policies.
  var states: Int
  var chain: Int

  init(items: Int) {
    states = min(250_000, max(5_000, 8_000_000 / max(1, items)))
    chain = min(40_000, max(2_000, 1_000_000 / max(1, items)))
  }
}

/// What the programs by state found for a stock point.
struct StateProposal {
  var candidates: [Candidate] = []
  var todayCostPerDay: Double?
  /// Share of demand served at once today, where a fill rate was promised.
  var todayFillRate: Double?
  /// The price of waiting, or of a lost sale in money per unit, at which today's level is right in its class.
  var todayPenalty: ImpliedPenalty?
  var todayLostSale: ClosedRange<Double>?
  /// What had to be approximated or could not be computed, in plain words.
  var notes: [String] = []
  var ignored: [String] = []

  /// A solver's answer, or nil with a note where it would not fit; other errors are passed on.
  mutating func fitting<Value>(_ what: String, _ body: () throws(OptimizationError) -> Value) throws(OptimizationError) -> Value? {
    do {
      return try body()
    } catch {
      switch error {
      case .stateSpaceTooLarge(let states, _, _, let reduce):
        notes.append("\(what) would need about \(Self.rough(states)) states and was left out; \(reduce)")
        return nil
      case .tooMuchWork(let operations, _, let reduce):
        notes.append("\(what) would take about \(Self.rough(operations)) operations and was left out; \(reduce)")
        return nil
      case .tooLarge(let states, _):
        notes.append("\(what) would need a table of about \(Self.rough(states)) cells and was left out; count in larger units")
        return nil
      case .notConverged:
        notes.append("\(what) did not settle and was left out")
        return nil
      default: throw error
      }
    }
  }

  static func rough(_ states: Double) -> String {
    for (size, word) in [(1e9, "billion"), (1e6, "million"), (1e3, "thousand")] where states >= size {
      let count = states / size
      return count >= 1e6 ? "more than a million billion" : "\(Int(count.rounded(.up))) \(word)"
    }
    return "\(Int(max(0, states)))"
  }
}
