internal import Groundwork
internal import Kernel
internal import Randomness
internal import Scenario
internal import Simulation
internal import Warehouse

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
    // Of working time only: orders that wait overnight or at a weekend say nothing about people.
    var longest: [Int: Int] = [:]
    for step in record.queue where step.station == first && days.contains(Self.day(of: step.time)) {
      let duty = floor.shifts.contains { $0.duty.contains { $0.start <= step.time && step.time < $0.end } }
      if duty { longest[Self.day(of: step.time), default: 0] = max(longest[Self.day(of: step.time), default: 0], step.length) }
    }
    let worked = Set(record.tasks.map { Self.day(of: $0.start) })
    // Of equal days the first.
    let ranked = longest.filter { worked.contains($0.key) }.sorted { ($0.value, -$0.key) < ($1.value, -$1.key) }
    guard let day = ranked.last?.key else { return nil }
    self.init(floor, record, day: day, pools: Set(floor.pools.indices))
  }

  static func day(of time: SimTime) -> Int { Int(time.ticks / SimTime.ticksPerDay) }

  /// - Parameters:
  ///   - day: of the run, from 0.
  ///   - shown: the pools whose people are shown.
  /// - Returns: nil where none of them is on duty that day.
  init?(_ floor: FloorPlan, _ record: FloorTrace, day: Int, pools shown: Set<Int>) {
    guard let first = floor.outbound.first else { return nil }
    let dayOf = Self.day(of:)
    self.day = day
    let start = Int64(day) * SimTime.ticksPerDay
    func hour(_ time: SimTime) -> Double { Double(time.ticks - start) / Double(SimTime.ticksPerHour) }
    stations = floor.steps.filter { $0.kind != .ship }.map(\.name)
    let stationIndex = Dictionary(
      uniqueKeysWithValues: floor.steps.indices.filter { floor.steps[$0].kind != .ship }.enumerated().map { ($1, $0) })
    var lanes: [Lane] = [], worker = 0
    var from = 24.0, to = 0.0
    // A shift that begins in the evening goes on after midnight, and so does its picture.
    let reach = floor.pools.indices.filter(shown.contains).flatMap { floor.shifts[floor.pools[$0].shift].paid }
      .filter { dayOf($0.start) == day }.map { hour($0.end) }.max() ?? 24
    let last = max(24, reach)
    for (p, pool) in floor.pools.enumerated() {
      if !shown.contains(p) {
        worker += pool.count
        continue
      }
      let shift = floor.shifts[pool.shift]
      let paid = shift.paid.filter { dayOf($0.start) == day }
      func isOfDay(_ span: TimeSpan) -> Bool { paid.contains { $0.start <= span.start && span.end <= $0.end } }
      let duty = shift.duty.filter(isOfDay)
      let breaks = shift.breaks.filter(isOfDay).map { hour($0.start)...hour($0.end) }
      // What is left of the night before is another shift.
      let before = shift.paid.last { dayOf($0.start) < day && hour($0.end) > 0 }
      let opening = before == nil ? -Double.infinity : paid.first.map { hour($0.start) } ?? .infinity
      for span in duty {
        from = min(from, hour(span.start))
        to = max(to, hour(span.end))
      }
      let dutyHours = duty.reduce(0.0) { $0 + hour($1.end) - hour($1.start) }
      for number in 0..<pool.count {
        var tasks: [Task]
        let pauses = record.pauses.filter { $0.worker == worker && ($0.end.map { dayOf($0) >= day } ?? true) && hour($0.start) < last }
        if floor.isPlain {
          let own = record.tasks.filter {
            $0.worker == worker && dayOf($0.start) >= day && hour($0.start) < last && hour($0.start) >= opening
          }
          tasks = own.map { Task(start: hour($0.start), end: hour($0.end), station: stationIndex[$0.station] ?? 0) }
        } else {
          // Work that was put aside overnight, or stood still, is shown where it was done.
          let own = record.tasks.filter { $0.worker == worker && hour($0.start) < last && dayOf($0.end) >= day }
          tasks = own.flatMap { task in
            Self.without(pauses.map { (hour($0.start), $0.end.map(hour) ?? .infinity) }, hour(task.start), hour(task.end))
              .filter { $0.upperBound > 0 && $0.lowerBound < last && $0.lowerBound >= opening }
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
    for step in record.queue where step.station == first && dayOf(step.time) >= day && hour(step.time) > from && hour(step.time) <= to {
      queue.append((hour(step.time), step.length))
    }
    let busy = Set(lanes.flatMap(\.tasks).map(\.station))
    for (station, index) in stationIndex.sorted(by: { $0.key < $1.key }) where station != first && busy.contains(index) {
      let known = record.queue.filter { $0.station == station && hour($0.time) <= to }
      let opening = known.last { hour($0.time) <= from }?.length ?? 0
      let steps = [(time: from, length: opening)] + known.filter { hour($0.time) > from }.map { (time: hour($0.time), length: $0.length) }
      if steps.contains(where: { $0.length > 1 }) {
        otherQueues.append(Queue(station: stations[index], isOutbound: floor.outbound.contains(station), steps: steps))
      }
    }
  }
}
