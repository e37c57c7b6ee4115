public import Groundwork
public import Kernel
internal import Simulation
public import Warehouse
internal import Supply

/// The floor at one moment: who waits where, who does what, which units are in use. Put together from the trace alone.
public struct FloorMoment: Sendable, Equatable {
  /// Something that waits before a step.
  public struct Waiting: Sendable, Equatable {
    /// The order's number; 0 for receipts and repairs.
    public var order: Int
    public var since: SimTime
    public var due: SimTime?
  }

  /// Work in hand.
  public struct Task: Sendable, Equatable {
    public enum State: String, Sendable { case working, blocked, stopped }
    public var state: State
    /// nil where equipment works alone, or where what is done waits for room by itself.
    public var person: String?
    public var pool: Int?
    public var equipment: String?
    public var jobs: Int
    public var since: SimTime
    /// Bits of the aisles, or of the sections where aisles have bays, that are walked to.
    public var aisles: UInt64
  }

  public struct Station: Sendable, Equatable {
    public var name: String
    public var kind: StepPlan.Kind
    /// In the order in which they came.
    public var waiting: [Waiting] = []
    /// In the order in which they were begun.
    public var tasks: [Task] = []
    /// Places the step shares or has, and how many may wait; nil = no limit.
    public var places: Int?
    public var limit: Int?
    /// Why they wait; nil where nobody does.
    public var cause: WaitCause?
    public var nextDeparture: SimTime?
  }

  public struct Person: Sendable, Equatable {
    public var name: String
    public var state: PersonState
    public var isPastPaid: Bool
  }

  public struct Pool: Sendable, Equatable {
    public var name: String
    /// Those who are employed, in order of their numbers.
    public var people: [Person] = []

    public func count(_ state: PersonState) -> Int { people.count { $0.state == state } }
  }

  public struct Equipment: Sendable, Equatable {
    public var name: String
    public var free = 0
    public var used = 0
    public var down = 0
    public var charging = 0
  }

  public var time: SimTime
  /// Steps in the order of the plan; `outbound` and `inbound` say their order in the flows.
  public var stations: [Station]
  public var pools: [Pool]
  public var equipment: [Equipment]
  /// Orders that have come and not left, those that wait for stock included.
  public var ordersInHouse: Int
  /// Those of them of which units wait for stock; what stock had may be on the floor.
  public var ordersWaitingForGoods: Int
  public var ordersCame: Int
}

extension TracedRun {
  /// The floor of this replication at a moment, when everything that happens at that moment has happened.
  ///
  /// - Throws: `InputErrors` where the scenario has no floor.
  /// - Complexity: one replication.
  public func floor(at time: SimTime) throws(InputErrors) -> FloorMoment {
    guard let floor = plan.floor else {
      throw InputErrors(
        Diagnostic(
          .error, code: "needs-floor", "--frame shows the floor at a moment, and '\(title)' has no warehouse",
          remedy: "add `warehouse:`, or leave --frame out"))
    }
    let teller = MomentTeller(self, floor, time)
    _ = watch { teller.hear($0) }
    return teller.moment
  }
}

/// Keeps the state of the floor while the replication runs up to the moment.
private final class MomentTeller {
  private struct Key: Hashable {
    var flow: FloorEvent.Flow
    var payload: Int32
    /// Parts of an order are at several steps at once.
    var station: Int32
  }
  private struct Seat: Hashable {
    var pool: Int32
    var number: Int32
  }
  private struct Job {
    var station: Int32
    var order: Int
    var since: SimTime
    /// Its place among all that came to a queue.
    var rank: Int
    /// How many parts of it are here, and whether it comes back to this queue and not to it.
    var parts = 1
    var returns = false
    var work: FloorMoment.Task?
    /// What holds the jobs of one task together: who does it, or the unit, or itself.
    var task: TaskKey?
  }
  private enum TaskKey: Hashable {
    case person(Seat)
    case unit(Int32)
    case job(Key)
  }

  private let run: TracedRun
  private let floor: FloorPlan
  private let time: SimTime
  private var jobs: [Key: Job] = [:]
  private var people: [Seat: (state: PersonState, isPastPaid: Bool)] = [:]
  private var units: [Int32: (equipment: Int32, state: Int8)] = [:]
  private var causes: [WaitCause?]
  private var dues: [Int: SimTime] = [:]
  /// Units that an order waits for.
  private var owed: [Int: Int64] = [:]
  private var ranks = 0
  private var came = 0, gone = 0

  init(_ run: TracedRun, _ floor: FloorPlan, _ time: SimTime) {
    self.run = run
    self.floor = floor
    self.time = time
    causes = Array(repeating: nil, count: floor.steps.count)
  }

  func hear(_ event: TraceEvent) {
    guard event.time <= time else { return }
    switch event.kind {
    case .orderPlaced:
      came += 1
      dues[event.order] = event.due
    case .orderFinished, .orderLost:
      gone += 1
      dues[event.order] = nil
      owed[event.order] = nil
    case .lineWaits: owed[event.order, default: 0] += event.quantity
    case .lineAllocated:
      owed[event.order, default: 0] -= event.quantity
      if owed[event.order] == 0 { owed[event.order] = nil }
    case .floor: if let floor = event.floor { hear(floor, order: event.order) }
    default: break
    }
  }

  private func hear(_ event: FloorEvent, order: Int) {
    let key = Key(flow: event.flow, payload: event.payload, station: event.station)
    switch event.kind {
    case .queued, .held:
      ranks += 1
      if let job = jobs[key], !job.returns {
        jobs[key]?.parts += 1
      } else {
        // Who waited for goods has waited since; whose work was given up waits again.
        let since = jobs[key]?.work == nil ? jobs[key]?.since : nil
        jobs[key] = Job(station: event.station, order: order, since: since ?? event.time, rank: ranks, parts: jobs[key]?.parts ?? 1)
      }
      jobs[key]?.returns = event.kind == .held
    case .begun, .resumed:
      let since = jobs[key]?.work?.since ?? event.time
      jobs[key]?.work = FloorMoment.Task(
        state: .working, person: run.person(event.pool, event.person), pool: event.pool >= 0 ? Int(event.pool) : nil,
        equipment: event.equipment >= 0 ? run.equipment(event.equipment) : nil, jobs: 1, since: since,
        aisles: event.aisles)
      jobs[key]?.task =
        event.person >= 0
        ? .person(Seat(pool: event.pool, number: event.person)) : event.unit >= 0 ? .unit(event.unit) : .job(key)
    case .stopped: jobs[key]?.work?.state = .stopped
    case .blocked:
      jobs[key]?.work?.state = .blocked
      // Its person has gone home; what is done waits alone.
      if event.person < 0 {
        jobs[key]?.work?.person = nil
        jobs[key]?.work?.pool = nil
      }
    case .putBack:
      jobs[key]?.returns = true
    case .done: break
    case .left, .turnedAway, .gaveUp:
      jobs[key]?.parts -= 1
      if jobs[key]?.parts == 0 { jobs[key] = nil }
    case .departed: break
    case .person:
      guard let state = PersonState(rawValue: event.state) else { return }
      people[Seat(pool: event.pool, number: event.person)] = state == .gone ? nil : (state, event.count == 1)
    case .equipment: units[event.unit] = (event.equipment, event.state)
    case .cause: causes[Int(event.station)] = WaitCause(rawValue: event.state)
    }
  }

  var moment: FloorMoment {
    var stations = floor.steps.enumerated().map { s, step in
      FloorMoment.Station(
        name: step.name, kind: step.kind, places: step.place.map { floor.places[$0].capacity }, limit: step.terms?.limit, cause: nil,
        nextDeparture: step.departures.first { $0 > time })
    }
    // Sorted by when they came, so that no order of a dictionary shows.
    // Who goes home leaves what is done behind, and may be at work elsewhere: a task is known by its step too.
    var placeOfTask = [[TaskKey: Int]](repeating: [:], count: stations.count)
    for job in jobs.values.sorted(by: { $0.rank < $1.rank }) {
      let s = Int(job.station)
      guard let work = job.work, let task = job.task else {
        for _ in 0..<job.parts { stations[s].waiting.append(.init(order: job.order, since: job.since, due: dues[job.order])) }
        continue
      }
      if let place = placeOfTask[s][task] {
        stations[s].tasks[place].jobs += 1
        stations[s].tasks[place].aisles |= work.aisles
      } else {
        placeOfTask[s][task] = stations[s].tasks.count
        stations[s].tasks.append(work)
      }
    }
    for s in stations.indices where !stations[s].waiting.isEmpty { stations[s].cause = causes[s] ?? .replenishment }
    var pools = floor.pools.map { FloorMoment.Pool(name: $0.name) }
    for (seat, person) in people.sorted(by: { ($0.key.pool, $0.key.number) < ($1.key.pool, $1.key.number) }) {
      pools[Int(seat.pool)].people.append(
        .init(name: run.person(seat.pool, seat.number) ?? "", state: person.state, isPastPaid: person.isPastPaid))
    }
    var equipment = (floor.equipment ?? []).map { FloorMoment.Equipment(name: $0.name, free: $0.count(at: time)) }
    // Where some are still in use that will go, none is free.
    for unit in units.values where (1...3).contains(unit.state) {
      equipment[Int(unit.equipment)].free = max(0, equipment[Int(unit.equipment)].free - 1)
      switch unit.state {
      case 1: equipment[Int(unit.equipment)].used += 1
      case 3: equipment[Int(unit.equipment)].charging += 1
      default: equipment[Int(unit.equipment)].down += 1
      }
    }
    return FloorMoment(
      time: time, stations: stations, pools: pools, equipment: equipment, ordersInHouse: came - gone, ordersWaitingForGoods: owed.count,
      ordersCame: came)
  }
}
