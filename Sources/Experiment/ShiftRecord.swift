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
    /// Whether the task is done with it; a task that was interrupted is shown in its pieces.
    public var isLast = true
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
    /// Worked ÷ time on duty of the day, breaks left out and overtime included; NaN for who was not on duty.
    public var utilisation: Double
    /// Whether it has its day off, or nobody holds its place.
    public var isOff = false
    /// Tasks that ended on the day.
    public var endedTasks: Int { tasks.count(where: \.isLast) }
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
    let clock = scenario.plan.clock
    guard let floor = scenario.plan.floor, let first = Self.firstWorked(floor), !floor.pools.isEmpty,
      let civil = clock.civil(days: Int(clock.horizon.days) + 2)
    else { return nil }
    let (_, trace) = PairedRunner([try CompiledPlan(scenario.plan)]).trace(plan: 0, seed: seed, replication: 0)
    guard let record = trace.floor, !record.tasks.isEmpty else { return nil }
    var warmUp = 0
    if case .fixed(let time) = clock.warmUp { warmUp = Int(time.days) }
    let days = warmUp..<min(warmUp + 28, Int(clock.horizon.days))
    func dayOf(_ time: SimTime) -> Int { civil.wall(time.ticks).day }
    // Of working time only: orders that wait overnight or at a weekend say nothing about people.
    let duties = floor.shifts.flatMap(\.duty).filter { days.contains(dayOf($0.start)) }
    var longest: [Int: Int] = [:]
    for step in record.queue where step.station == first {
      guard let duty = duties.first(where: { $0.start <= step.time && step.time < $0.end }) else { continue }
      longest[dayOf(duty.start), default: 0] = max(longest[dayOf(duty.start), default: 0], step.length)
    }
    let worked = Set(record.tasks.map { dayOf($0.start) })
    // Of equal days the first.
    let ranked = longest.filter { worked.contains($0.key) }.sorted { ($0.value, -$0.key) < ($1.value, -$1.key) }
    guard let day = ranked.last?.key else { return nil }
    self.init(floor, record, day: day, pools: Set(floor.pools.indices), dayOf: dayOf)
  }

  /// The first step of customers' orders at which somebody works: what waits before a gate waits for a clock.
  private static func firstWorked(_ floor: FloorPlan) -> Int? {
    floor.outbound.first { floor.steps[$0].kind != .gate && floor.steps[$0].kind != .ship } ?? floor.outbound.first
  }

  /// - Parameters:
  ///   - day: of the run, from 0.
  ///   - shown: the pools whose people are shown; those of them that have no shift that day are left out.
  ///   - dayOf: the day of the run on the wall clock at a moment.
  /// - Returns: nil where none of them is on duty that day.
  init?(_ floor: FloorPlan, _ record: FloorTrace, day: Int, pools shown: Set<Int>, dayOf: (SimTime) -> Int) {
    guard let first = Self.firstWorked(floor) else { return nil }
    self.day = day
    let start = Int64(day) * SimTime.ticksPerDay
    func hour(_ time: SimTime) -> Double { Double(time.ticks - start) / Double(SimTime.ticksPerHour) }
    stations = floor.steps.filter { $0.kind != .ship }.map(\.name)
    let stationIndex = Dictionary(
      uniqueKeysWithValues: floor.steps.indices.filter { floor.steps[$0].kind != .ship }.enumerated().map { ($1, $0) })
    var seats = record.seats
    if seats.isEmpty {
      for (p, pool) in floor.pools.enumerated() {
        for number in 0..<pool.count { seats.append(.init(pool: p, number: number, since: .zero)) }
      }
    }
    var lanes: [Lane] = []
    var from = Double.infinity, to = 0.0
    for (p, pool) in floor.pools.enumerated() where shown.contains(p) {
      let shift = floor.shifts[pool.shift]
      let paid = shift.paid.filter { dayOf($0.start) == day }
      guard let begin = paid.first.map({ hour($0.start) }), let latest = paid.last else { continue }
      // What is begun before the pool's next shift belongs to this one, be it after midnight or in overtime.
      let next = shift.paid.first { $0.start > latest.start }.map { hour($0.start) } ?? .infinity
      func isOfDay(_ span: TimeSpan) -> Bool { paid.contains { $0.start <= span.start && span.end <= $0.end } }
      let duty = shift.duty.filter(isOfDay).map { (hour($0.start), hour($0.end)) }
      let breaks = shift.breaks.filter(isOfDay).map { hour($0.start)...hour($0.end) }
      for span in duty {
        from = min(from, span.0)
        to = max(to, span.1)
      }
      for (worker, seat) in seats.enumerated() where seat.pool == p && hour(seat.since) <= begin {
        let pauses = record.pauses.filter {
          $0.worker == worker && hour($0.start) < next && ($0.end.map(hour) ?? .infinity) > begin
        }
        if pauses.contains(where: { $0.state == .gone && hour($0.start) <= begin }) { continue }
        let tasks = record.tasks.filter { $0.worker == worker && begin <= hour($0.start) && hour($0.start) < next }.map {
          Task(start: hour($0.start), end: hour($0.end), station: stationIndex[$0.station] ?? 0, isLast: $0.isLast)
        }
        let name = pool.personName(seat.number)
        var lane = Lane(
          name: name.prefix(1).uppercased() + name.dropFirst(), tasks: tasks.sorted { $0.start < $1.start }, breaks: breaks,
          utilisation: .nan)
        lane.planned = breaks
        if !floor.isPlain {
          lane.show(pauses, hour)
          lane.count(overtimeOutside: duty + breaks.map { ($0.lowerBound, $0.upperBound) })
        }
        lane.countUtilisation(duty: duty, until: next, pauses, hour)
        to = (lane.tasks.map(\.end) + lane.overtime.map(\.upperBound)).filter(\.isFinite).reduce(to) { max($0, $1) }
        lanes.append(lane)
      }
    }
    guard from < to else { return nil }
    for i in lanes.indices { lanes[i].clip(to: from...to) }
    self.lanes = lanes
    self.from = from
    self.to = to
    func course(_ station: Int) -> [(time: Double, length: Int)] {
      let known = record.queue.filter { $0.station == station && hour($0.time) <= to }
      let opening = known.last { hour($0.time) <= from }?.length ?? 0
      return [(time: from, length: opening)] + known.filter { hour($0.time) > from }.map { (time: hour($0.time), length: $0.length) }
    }
    queueStation = floor.steps[first].name
    queue = course(first)
    let busy = Set(lanes.flatMap(\.tasks).map(\.station))
    for (station, index) in stationIndex.sorted(by: { $0.key < $1.key }) where station != first && busy.contains(index) {
      let steps = course(station)
      if steps.contains(where: { $0.length > 1 }) {
        otherQueues.append(Queue(station: stations[index], isOutbound: floor.outbound.contains(station), steps: steps))
      }
    }
  }
}
