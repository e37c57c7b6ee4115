public import Groundwork
internal import Foundation
internal import Kernel
internal import Optimization
internal import Randomness
internal import Estimation
internal import Scenario
public import Simulation
public import Supply
internal import Warehouse

/// What a report shows beside the comparison: one shift in detail, the way from today's stock to the recommended one, and what the dynamic
/// program orders in
/// every state of the best-selling item.
public struct StudyInsights: Sendable {
  public var shift: ShiftRecord?
  public var transition: TransitionRecord?
  public var orders: OrderTable?

  /// Nothing beside the comparison.
  public init() {}

  /// - Parameters:
  ///   - study: what was found.
  ///   - drafts: the study's drafts, holes filled, in its order.
  ///   - recommended: index of the scenario the study recommends; nil or 0 = today's.
  ///   - beside: other work on the study that may be done at the same time, once, on any thread.
  /// - Complexity: one traced replication and one dynamic program of a year of weeks, side by side.
  public static func gather(
    _ study: StudyResult, recommended: Int?, threads: Int, cancellation: Cancellation = Cancellation(),
    beside: @escaping @Sendable () -> Void = {}
  ) throws -> StudyInsights {
    // One traced replication and one dynamic program: neither divides, so they run side by side.
    let parts = try concurrentMap(2, threads: threads, cancellation: cancellation) { part in
      Result<StudyInsights, any Error> {
        var result = StudyInsights()
        if part == 0 {
          let used = study.scenarios[recommended ?? 0]
          result.orders = OrderTable(used.plan, scenario: (recommended ?? 0) > 0 ? used.name : nil, cancellation: cancellation)
        } else {
          result.shift = try ShiftRecord(study.base, seed: study.seed)
          beside()
        }
        return result
      }
    }
    var result = StudyInsights()
    result.orders = try parts[0].get().orders
    result.shift = try parts[1].get().shift
    if let recommended, recommended > 0 { result.transition = TransitionRecord(study, to: study.scenarios[recommended]) }
    return result
  }
}

/// Value of stock day by day when today's stock meets the recommended policies.
public struct TransitionRecord: Sendable, Equatable {
  public var scenario: String
  /// Replications × days, money.
  public var paths: [[Double]]
  /// Mean stock value under today's policies and, in the long run, under the recommended ones.
  public var today: Double
  public var recommended: Double

  /// nil where the recommended scenario keeps every policy, or the way was not simulated.
  init?(_ study: StudyResult, to scenario: ScenarioResult) {
    guard let stock = scenario.transition, let today = study.base["stock.value"], let after = scenario["stock.value"] else { return nil }
    self.scenario = scenario.name
    // All replications are wanted for the bands; the study keeps quantiles of all and some paths.
    paths = stock.paths
    mean = stock.mean
    quantiles = stock.quantiles
    n = stock.n
    risk = scenario.transitionRisk
    self.today = today.estimate.value
    recommended = after.estimate.value
  }

  public var mean: [Double]
  /// One array per probability of `DailyBands.probabilities`.
  public var quantiles: [[Double]]
  public var n: Int
  /// In which weeks of the way the promised fill rate is at risk; nil where none is promised.
  public var risk: WeeklyRisk?
}

/// The optimal order of one item in every state at each review of a year: a finite-horizon dynamic program. The item is the best-selling of
/// those that a plan orders by date; where it orders none by date, the best-selling of all, and then the table is not what is done.
public struct OrderTable: Sendable, Equatable {
  public var item: String
  /// Inventory positions of the columns, units; reviews of the rows, from 0.
  public var positions: [Int]
  public var weeks: [Int]
  /// Units to order, one array a row.
  public var orders: [[Double]]
  /// Reorder point and order-up-to level of every review; nil where the table is not of that form.
  public var levels: [(s: Int, S: Int)?]
  /// What the model takes for granted, in words.
  public var assumptions: [String]
  /// Whether the model is the scenario.
  public var isScenario: Bool
  /// Days from one review to the next.
  public var intervalDays: Double
  /// Whether the plan orders the item by these very levels.
  public var isInForce: Bool
  /// What the plan orders the item by.
  public var inForce: Control
  /// The scenario whose plan it is; nil = today's.
  public var scenario: String?

  /// What a row is called.
  public var rhythm: String { intervalDays == 7 ? "week" : intervalDays == 1 ? "day" : "review" }

  public static func == (a: Self, b: Self) -> Bool {
    a.item == b.item && a.positions == b.positions && a.weeks == b.weeks && a.orders == b.orders
  }

  /// nil where the plan has no item with demand, cost and a policy, where another model than that of positions is the item's (what is on
  /// order, ages or a second supplier decide then), or where the table would be too large.
  ///
  /// - Parameter scenario: whose plan it is; nil = today's.
  public init?(_ plan: Plan, scenario: String? = nil, cancellation: Cancellation) {
    let supply = plan.supply
    var candidates = supply.stockPoints.indices.filter { !supply.stockPoints[$0].unlimited && supply.stockPoints[$0].meanDailyDemand > 0 }
    let byDate = candidates.filter { if case .timePhased = supply.stockPoints[$0].control.policy { true } else { false } }
    if !byDate.isEmpty { candidates = byDate }
    guard let chosen = candidates.max(by: { supply.stockPoints[$0].meanDailyDemand < supply.stockPoints[$1].meanDailyDemand }) else {
      return nil
    }
    if SolverChoice(plan, stockPoint: chosen).family != .positions { return nil }
    // Of even demand under continuous review the calendar says nothing that a pair of levels does not.
    if byDate.isEmpty, case .continuous = plan.study, !SeasonalModel.demandChanges(plan, stockPoint: chosen) { return nil }
    let point = supply.stockPoints[chosen]
    guard let (model, solution, problem) = Self.solve(plan, stockPoint: chosen, cancellation) else { return nil }
    // One year is shown, of the measured time where that is as long: the rows after it say the same again.
    let all = min(model.decisions, solution.decisionCount)
    let shown = min(all, Int((Self.shownDays / model.period.days).rounded(.up)))
    if shown < 4 { return nil }
    var first = 0
    if case .fixed(let warmUp) = plan.clock.warmUp { first = Int((warmUp.days / model.period.days).rounded(.up)) }
    if first + shown > all { first = 0 }
    let span = first..<first + shown
    item = supply.items[point.item].name
    self.scenario = scenario
    inForce = point.control
    isInForce = false
    if case .timePhased(let own) = point.control.policy {
      isInForce =
        point.control.review == .periodic(interval: model.period, first: model.first) && own == model.levels(solution, problem).levels
    }
    let step = max(1, shown / 26)
    weeks = Array(stride(from: first, to: first + shown, by: step))
    let reorder = solution.levels[span].compactMap(\.s).max() ?? 0, top = solution.levels[span].map(\.S).max() ?? 1
    let high = max(reorder + (top - reorder) / 2, reorder + 10)
    let pack = model.lot
    let width = max(1, Self.round((high * pack + 29) / 30))
    let columns = Array(stride(from: 0, through: high * pack, by: width))
    positions = columns
    orders = weeks.map { week in columns.map { Double(solution.order(period: week, position: $0 / pack) * pack) } }
    levels = solution.levels[span].map { level in level.s.map { ($0 * pack, level.S * pack) } }
    intervalDays = model.period.days
    isScenario = model.assumptions.isEmpty
    assumptions = isScenario ? ["that of the scenario"] : model.assumptions
  }

  /// Days of the run that are shown.
  private static let shownDays = 366.0

  /// A periodic study is asked what it asks itself, at its own reviews, where that program is small enough; every other study week by week.
  private static func solve(
    _ plan: Plan, stockPoint: Int, _ cancellation: Cancellation
  ) -> (SeasonalModel, SeasonalSolution, SeasonalProblem)? {
    var rhythms = [(interval: SimTime.days(7), first: SimTime.zero)]
    // Levels by date belong to the reviews they were made for.
    let control = plan.supply.stockPoints[stockPoint].control
    if case .timePhased = control.policy, case .periodic(let interval, let first) = control.review {
      rhythms.insert((interval, first), at: 0)
    }
    if case .periodic(let length) = plan.study {
      if rhythms[0].interval.ticks % length.ticks != 0 { rhythms[0].interval = length }
      rhythms.insert(SeasonalModel.review(plan, stockPoint: stockPoint), at: 0)
    }
    for rhythm in rhythms {
      guard let model = try? SeasonalModel(plan, stockPoint: stockPoint, interval: rhythm.interval, first: rhythm.first),
        model.size.work <= SeasonalProposer.workLimit, let problem = try? model.problem(),
        let solution = try? problem.solve(cancellation: cancellation)
      else { continue }
      return (model, solution, problem)
    }
    return nil
  }

  /// A width people can read: 1, 2 or 5 times a power of ten.
  static func round(_ width: Int) -> Int {
    var scale = 1
    while true {
      for factor in [1, 2, 5] where factor * scale >= width { return factor * scale }
      scale *= 10
    }
  }
}
