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

/// What everybody did on one working day of one replication, and how many orders waited for the first step.
public struct ShiftRecord: Sendable, Equatable {
  public struct Task: Sendable, Equatable {
    /// Hours of the day; index into `stations`.
    public var start: Double
    public var end: Double
    public var station: Int
  }
  public struct Lane: Sendable, Equatable {
    public var name: String
    public var tasks: [Task]
    /// Start and end of each break, hours of the day.
    public var breaks: [ClosedRange<Double>]
    /// Hours of the day in which it was away the whole shift, was trained, had nothing to do for failed equipment, or held what it had
    /// done for want of room.
    public var absent: [ClosedRange<Double>] = []
    public var training: [ClosedRange<Double>] = []
    public var down: [ClosedRange<Double>] = []
    public var held: [ClosedRange<Double>] = []
    /// The shift's breaks by its plan, on a floor that is accounted for in full.
    public var planned: [ClosedRange<Double>] = []
    /// Hours of the day at work, or held at it, before or after the shift, three minutes and longer: finishing a task in hand is no
    /// overtime, and neither is work in a break, which is paid as it is.
    public var overtime: [ClosedRange<Double>] = []
    /// Worked ÷ time on duty of the day, overtime included.
    public var utilisation: Double
  }
  public var stations: [String]
  public var lanes: [Lane]
  /// Day of the run, from 0.
  public var day: Int
  /// Hours of the day.
  public var from: Double
  public var to: Double
  public var queueStation: String
  public var queue: [(time: Double, length: Int)]
  /// The other steps at which somebody worked and something waited that day, in the order of the floor.
  public var otherQueues: [Queue] = []

  /// How many waited before a step, from each time on.
  public struct Queue: Sendable {
    public var station: String
    /// Whether customers' orders wait there, rather than goods that came in.
    public var isOutbound: Bool
    public var steps: [(time: Double, length: Int)]
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.stations == b.stations && a.lanes == b.lanes && a.day == b.day && a.queueStation == b.queueStation
      && a.queue.map(\.length) == b.queue.map(\.length)
  }

  /// The worst working day, that of the longest queue, in the first four measured weeks of replication 0; nil without a floor or without
  /// work.
  init?(_ scenario: ScenarioResult, seed: UInt64) throws {
    guard let floor = scenario.plan.floor, let first = floor.outbound.first, !floor.pools.isEmpty else { return nil }
    let (_, trace) = PairedRunner([try CompiledPlan(scenario.plan)]).trace(plan: 0, seed: seed, replication: 0)
    guard let record = trace.floor, !record.tasks.isEmpty else { return nil }
    var warmUp = 0
    if case .fixed(let time) = scenario.plan.clock.warmUp { warmUp = Int(time.days) }
    let days = warmUp..<min(warmUp + 28, Int(scenario.plan.clock.horizon.days))
    func dayOf(_ time: SimTime) -> Int { Int(time.ticks / SimTime.ticksPerDay) }
    // Of working time only: orders that wait overnight or at a weekend say nothing about people.
    var longest: [Int: Int] = [:]
    for step in record.queue where step.station == first && days.contains(dayOf(step.time)) {
      let duty = floor.shifts.contains { $0.duty.contains { $0.start <= step.time && step.time < $0.end } }
      if duty { longest[dayOf(step.time), default: 0] = max(longest[dayOf(step.time), default: 0], step.length) }
    }
    let worked = Set(record.tasks.map { dayOf($0.start) })
    // Of equal days the first.
    let ranked = longest.filter { worked.contains($0.key) }.sorted { ($0.value, -$0.key) < ($1.value, -$1.key) }
    guard let day = ranked.last?.key else { return nil }
    self.day = day
    let start = Int64(day) * SimTime.ticksPerDay
    func hour(_ time: SimTime) -> Double { Double(time.ticks - start) / Double(SimTime.ticksPerHour) }
    stations = floor.steps.filter { $0.kind != .ship }.map(\.name)
    let stationIndex = Dictionary(
      uniqueKeysWithValues: floor.steps.indices.filter { floor.steps[$0].kind != .ship }.enumerated().map { ($1, $0) })
    var lanes: [Lane] = [], worker = 0
    var from = 24.0, to = 0.0
    for pool in floor.pools {
      let shift = floor.shifts[pool.shift]
      let duty = shift.duty.filter { dayOf($0.start) == day }
      let breaks = shift.breaks.filter { dayOf($0.start) == day }.map { hour($0.start)...hour($0.end) }
      for span in duty {
        from = min(from, hour(span.start))
        to = max(to, hour(span.end))
      }
      let dutyHours = duty.reduce(0.0) { $0 + hour($1.end) - hour($1.start) }
      for number in 0..<pool.count {
        var tasks: [Task]
        let pauses = record.pauses.filter { $0.worker == worker && ($0.end.map { dayOf($0) >= day } ?? true) && dayOf($0.start) <= day }
        if floor.isPlain {
          let own = record.tasks.filter { $0.worker == worker && dayOf($0.start) == day }
          tasks = own.map { Task(start: hour($0.start), end: hour($0.end), station: stationIndex[$0.station] ?? 0) }
        } else {
          // Work that was put aside overnight, or stood still, is shown where it was done.
          let own = record.tasks.filter { $0.worker == worker && dayOf($0.start) <= day && dayOf($0.end) >= day }
          tasks = own.flatMap { task in
            Self.without(pauses.map { (hour($0.start), $0.end.map(hour) ?? .infinity) }, hour(task.start), hour(task.end))
              .filter { $0.upperBound > 0 && $0.lowerBound < 24 }
              .map { Task(start: $0.lowerBound, end: $0.upperBound, station: stationIndex[task.station] ?? 0) }
          }
        }
        tasks.sort { $0.start < $1.start }
        for task in tasks { to = max(to, task.end) }
        let busy = tasks.reduce(0.0) { $0 + $1.end - $1.start }
        // Who works past the end of its shift is on duty there.
        let over =
          floor.isPlain
          ? 0
          : tasks.reduce(0.0) { sum, task in
            sum + duty.reduce(task.end - task.start) { $0 - max(0, min(task.end, hour($1.end)) - max(task.start, hour($1.start))) }
          }
        let single = pool.name.hasSuffix("s") ? String(pool.name.dropLast()) : pool.name
        lanes.append(
          Lane(
            name: "\(single.prefix(1).uppercased())\(single.dropFirst()) \(number + 1)", tasks: tasks, breaks: breaks,
            utilisation: dutyHours > 0 ? min(1, busy / (dutyHours + over)) : 0))
        if !floor.isPlain {
          let hours = duty.map { (hour($0.start), hour($0.end)) } + breaks.map { ($0.lowerBound, $0.upperBound) }
          lanes[lanes.count - 1].planned = breaks
          lanes[lanes.count - 1].show(pauses, hour)
          lanes[lanes.count - 1].count(overtimeOutside: hours)
        }
        worker += 1
      }
    }
    guard from < to else { return nil }
    for i in lanes.indices { lanes[i].clip(to: from...to) }
    self.lanes = lanes
    self.from = from
    self.to = to
    queueStation = floor.steps[first].name
    let before = record.queue.last {
      $0.station == first && dayOf($0.time) < day || ($0.station == first && hour($0.time) <= from && dayOf($0.time) == day)
    }
    queue = [(from, before?.length ?? 0)]
    for step in record.queue where step.station == first && dayOf(step.time) == day && hour(step.time) > from && hour(step.time) <= to {
      queue.append((hour(step.time), step.length))
    }
    let busy = Set(lanes.flatMap(\.tasks).map(\.station))
    for (station, index) in stationIndex.sorted(by: { $0.key < $1.key }) where station != first && busy.contains(index) {
      let known = record.queue.filter { $0.station == station && (dayOf($0.time) < day || (dayOf($0.time) == day && hour($0.time) <= to)) }
      let opening = known.last { hour($0.time) <= from }?.length ?? 0
      let steps = [(time: from, length: opening)] + known.filter { hour($0.time) > from }.map { (time: hour($0.time), length: $0.length) }
      if steps.contains(where: { $0.length > 1 }) {
        otherQueues.append(Queue(station: stations[index], isOutbound: floor.outbound.contains(station), steps: steps))
      }
    }
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
    self.today = today.estimate.value
    recommended = after.estimate.value
  }

  public var mean: [Double]
  /// One array per probability of `DailyBands.probabilities`.
  public var quantiles: [[Double]]
  public var n: Int
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
    assumptions = model.assumptions.isEmpty ? ["that of the scenario"] : model.assumptions
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
