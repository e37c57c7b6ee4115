public import Kernel
public import Randomness

/// A half-open span of simulated time.
public struct TimeSpan: Sendable, Hashable, Codable {
  public var start: SimTime
  public var end: SimTime

  public init(start: SimTime, end: SimTime) {
    self.start = start
    self.end = end
  }
}

/// One warehouse floor: people, places and the flows of work, with every calendar already read.
public struct FloorPlan: Sendable, Equatable, Codable {
  /// The location whose orders and receipts are worked here.
  public var location: Int
  public var shifts: [ShiftPlan] = []
  public var pools: [PoolPlan] = []
  public var places: [PlacePlan] = []
  public var steps: [StepPlan] = []
  /// Indices into `steps`, in the order work passes them: receipts (ends with put-away) and customers' orders.
  public var inbound: [Int] = []
  public var outbound: [Int] = []
  /// The same for goods that customers send back; nil = there is no such flow.
  public var returns: [Int]?
  public var layout: LayoutPlan?
  public var assignment: Assignment = .longestQueue
  /// Units that tasks hold; nil = none.
  public var equipment: [EquipmentPlan]?
  /// What is assumed of people; nil = nothing.
  public var people: PeopleTerms?
  /// Whether the time of people and stations is accounted for in full where the floor alone would not ask for it; nil = no.
  public var fullAccounts: Bool?
  /// Zones that steps pick; nil = none.
  public var zones: ZonePlan?
  /// Whether those who come to a queue at one instant are served in an order drawn at random; nil = no, in order of arrival.
  public var shufflesTies: Bool?
  /// How goods are kept beyond the rule of the layout; nil = orders are picked from all of the stock.
  public var storage: StoragePlan?
  /// Storage places by coordinates, in the place of a layout; nil = none.
  public var coordinates: CoordinatePlan?

  public init(location: Int) { self.location = location }

  /// Whether nothing on the floor goes beyond queues, pools of people alike, and places of one step.
  public var isPlain: Bool {
    let places = steps.compactMap(\.place)
    return returns == nil && layout?.bays == nil && coordinates == nil && storage == nil && fullAccounts != true && shufflesTies != true
      && people == nil
      && (equipment ?? []).isEmpty && Set(places).count == places.count
      && steps.allSatisfy {
        $0.terms == nil && [.fifo, .dueDate, .priority].contains($0.queue) && [.inbound, .outbound, .ship].contains($0.kind)
      }
      && Set(steps.map(\.queue)).subtracting([.fifo]).count <= 1
      && pools.allSatisfy { $0.terms == nil && $0.laterWages == nil && $0.onFloor == nil } && steps.allSatisfy { $0.laterWork == nil }
      && self.places.allSatisfy { $0.later == nil }
      && shifts.allSatisfy { $0.terms == nil } && [.longestQueue, .ownTaskFirst].contains(assignment)
  }
}

/// When people of a shift are there. All spans ascend and do not overlap; they cover the clock's tables, warm-up and run-out included.
public struct ShiftPlan: Sendable, Equatable, Codable {
  public var name: String
  /// Time on duty, breaks taken out.
  public var duty: [TimeSpan]
  /// Time paid: whole shifts, breaks included.
  public var paid: [TimeSpan]
  /// Each break.
  public var breaks: [TimeSpan]
  public var terms: ShiftTerms?
  /// The day of the calendar on which each element of `paid` begins, from the start's day on; nil = the days of 24 hours from time 0, which
  /// are those of the calendar where no clock changes.
  public var days: [Int]?

  public init(name: String, duty: [TimeSpan], paid: [TimeSpan], breaks: [TimeSpan]) {
    self.name = name
    self.duty = duty
    self.paid = paid
    self.breaks = breaks
  }

  /// Days of 24 hours from time 0 on which stretches begin.
  public static func plainDays(_ paid: [TimeSpan]) -> [Int] {
    paid.map { span in
      let (quotient, remainder) = span.start.ticks.quotientAndRemainder(dividingBy: SimTime.ticksPerDay)
      return Int(remainder < 0 ? quotient - 1 : quotient)
    }
  }

  /// The number of the day of work, from 0, that each element of `paid` belongs to. Stretches that begin on one day are one day of work:
  /// who is absent in the morning is absent in the afternoon.
  public var workDays: [Int] {
    var number = -1, day = Int.min
    return (days ?? Self.plainDays(paid)).map { today in
      if today != day { number += 1 }
      day = today
      return number
    }
  }
}

/// People alike: same shift, skills and wage.
public struct PoolPlan: Sendable, Equatable, Codable {
  public var name: String
  public var count: Int
  public var shift: Int
  /// Money per hour; overtime is paid at `overtimeFactor` times that.
  public var wage: Double
  public var overtimeFactor: Double
  public var terms: PoolTerms?
  /// Wages from later moments on, ascending; nil = the same throughout.
  public var laterWages: [WageChange]?
  /// Where the planner's pool has several parts: which of them this is; nil = the whole pool.
  public var membership: Membership?
  /// How many of its people may be on the floor at once, from each moment on, ascending; nil = all of them, always.
  public var onFloor: [Presence]?

  /// So many of a pool's people on the floor at most, from a moment on.
  public struct Presence: Sendable, Equatable, Codable {
    public var at: SimTime
    /// nil = all of them.
    public var most: Int?

    public init(at: SimTime, most: Int?) {
      self.at = at
      self.most = most
    }

    /// The same every day.
    ///
    /// - Parameters:
    ///   - most: people in hours 0 to 23 of the day on the wall clock; nil = all.
    ///   - second: the second of the day on the wall clock at a moment, in ticks.
    /// - Returns: nil where nobody is ever away.
    public static func daily(_ most: [Int?], until end: SimTime, second: (Int64) -> Int) -> [Presence]? {
      if most.allSatisfy({ $0 == nil }) { return nil }
      var found: [Presence] = []
      var at: Int64 = 0
      while at < end.ticks {
        let now = second(at)
        let most = most[min(23, now / 3600)]
        if found.isEmpty ? most != nil : found[found.count - 1].most != most { found.append(Presence(at: SimTime(ticks: at), most: most)) }
        at += Int64(3600 - now % 3600) * 1_000_000
      }
      return found
    }
  }

  /// A part of a planner's pool: people of one shift, or of shift or skills of their own.
  public struct Membership: Sendable, Equatable, Codable {
    public enum Kind: String, Sendable, Codable {
      /// So many people of the pool in a shift.
      case shift
      /// The pool without those who have a part of their own.
      case rest
      /// People with a name whose shift or skills are their own: a number that nobody plans.
      case people
    }
    public var pool: String
    public var kind: Kind

    public init(pool: String, kind: Kind) {
      self.pool = pool
      self.kind = kind
    }
  }

  /// The planner's name of the pool it belongs to.
  public var group: String { membership?.pool ?? name }

  public init(name: String, count: Int, shift: Int, wage: Double = 0, overtimeFactor: Double = 1.5) {
    self.name = name
    self.count = count
    self.shift = shift
    self.wage = wage
    self.overtimeFactor = overtimeFactor
  }
}

/// Benches, dock doors: a limited number of places a step needs.
public struct PlacePlan: Sendable, Equatable, Codable {
  public var name: String
  public var capacity: Int
  /// How many there are from later moments on, ascending; nil = always as many.
  public var later: [CountChange]?

  public init(name: String, capacity: Int) {
    self.name = name
    self.capacity = capacity
  }
}

/// A station: a queue, who, where, how long.
public struct StepPlan: Sendable, Equatable, Codable {
  public enum Kind: String, Sendable, Codable, BitwiseCopyable {
    /// Work of the inbound flow before stock is pickable; the last inbound step makes it pickable.
    case inbound
    /// Work on a customer's order.
    case outbound
    /// Waiting for a departure; no people.
    case ship
    /// No work: orders are gathered, or sent different ways.
    case gate
    /// Repairs of equipment; in no flow.
    case repair
    /// Work on the storage itself, like replenishment; in no flow.
    case upkeep
  }
  /// Who comes first; within that, who came to the queue first.
  public enum Queue: String, Sendable, Codable, BitwiseCopyable {
    case fifo, dueDate, priority
    /// Who came last.
    case lifo
    /// Who needs the least work here, on a round of its own.
    case shortest
  }

  /// Who may do it and at what proficiency (1 = the stated time; 0.8 takes 1/0.8 as long).
  public struct Crew: Sendable, Equatable, Codable {
    public var pool: Int
    public var proficiency: Double
    /// True where the step is another pool's and these people have the skill besides: they begin only what no free person of the step's
    /// own pool can begin. Nil = the step is theirs.
    public var helps: Bool?

    public init(pool: Int, proficiency: Double = 1, helps: Bool? = nil) {
      self.pool = pool
      self.proficiency = proficiency
      self.helps = helps
    }
  }

  /// Seconds of work, summed over the task; draws are keyed to order (or receipt), line and step.
  public struct Work: Sendable, Equatable, Codable {
    /// Per order of a batch (or per receipt line's receipt on the inbound side).
    public var perOrder: Law?
    public var perLine: Law?
    public var perUnit: Law?
    /// Seconds per metre walked on the layout; 0 = no travel.
    public var travelSecondsPerMetre: Double

    public init(perOrder: Law? = nil, perLine: Law? = nil, perUnit: Law? = nil, travelSecondsPerMetre: Double = 0) {
      self.perOrder = perOrder
      self.perLine = perLine
      self.perUnit = perUnit
      self.travelSecondsPerMetre = travelSecondsPerMetre
    }
  }

  public var name: String
  public var kind: Kind
  public var crew: [Crew]
  public var place: Int?
  /// Orders one worker takes at a time.
  public var batch: Int
  public var queue: Queue
  public var work: Work
  /// Departures of a ship step, ascending, and how long before a departure an order must be ready.
  public var departures: [SimTime]
  public var cutOff: SimTime
  public var terms: StepTerms?
  /// Its times from later moments on, ascending; nil = the same throughout.
  public var laterWork: [WorkChange]?
  /// Lines that an hour of its servers is planned to bring, which the results are held against; nil = no plan.
  public var plannedLinesPerHour: Double?

  public init(
    name: String, kind: Kind, crew: [Crew] = [], place: Int? = nil, batch: Int = 1, queue: Queue = .fifo, work: Work = Work(),
    departures: [SimTime] = [], cutOff: SimTime = .zero
  ) {
    self.name = name
    self.kind = kind
    self.crew = crew
    self.place = place
    self.batch = batch
    self.queue = queue
    self.work = work
    self.departures = departures
    self.cutOff = cutOff
  }
}

/// Parallel aisles between a front and a back cross aisle; the depot in the middle or at the left of the front.
public struct LayoutPlan: Sendable, Equatable, Codable {
  public enum Depot: String, Sendable, Codable { case frontMiddle = "front-middle", frontLeft = "front-left" }
  public enum Route: String, Sendable, Codable { case sShape = "s-shape", returning = "return", largestGap = "largest-gap", exact }
  public var aisles: Int
  /// Metres.
  public var aisleLength: Double
  public var aisleWidth: Double
  public var depot: Depot
  public var route: Route
  /// Bays of each aisle: positions inside the aisles count. nil = only the aisle of a pick is known.
  public var bays: Int?
  /// Where items lie; nil = outward from the depot, aisle by aisle, in the order of the items.
  public var storage: StorageRule?
  /// Which of the arrangements that a rule leaves to chance, from 1; nil = 1.
  public var arrangement: Int?
  /// With storage by class, where items name their classes: ranks after the last of each class but the last one; nil = 20 %, 30 % and 50 %
  /// of the ranks.
  public var classes: [Int]?

  public init(aisles: Int, aisleLength: Double, aisleWidth: Double, depot: Depot = .frontMiddle, route: Route = .sShape) {
    self.aisles = aisles
    self.aisleLength = aisleLength
    self.aisleWidth = aisleWidth
    self.depot = depot
    self.route = route
  }
}

/// Which item lies where; it needs bays. The items' slots (0, 1, 2, …) are their ranks, by units asked a day unless the scenario gives
/// them.
public enum StorageRule: String, Sendable, Codable, CaseIterable {
  /// The first ranks lie in the sections nearest to the depot.
  case popularity
  /// The first 20 % of the ranks lie somewhere in the nearest 20 % of the sections, the next 30 % in the next 30 %, the others in the rest;
  /// or the classes that the items name, one after another.
  case classBased = "class-based"
  /// Items lie anywhere. Where is drawn once, is the same in every run, and another `arrangement` away from it.
  case random
  /// The planner says where: an item's slot is the number of its section.
  case dedicated
  /// As `popularity`, by ranks that put items next to each other which customers ask for together.
  case affinity
}

/// Which queue a free worker serves, and who of several free workers begins.
public enum Assignment: String, Sendable, Codable {
  case longestQueue = "longest queue"
  /// The step that comes first in the process (outbound before inbound).
  case ownTaskFirst = "own task first"
  /// The longest queue, and of those who are free the one who is fastest there.
  case bestSkilled = "best skilled"
  /// The longest queue, and of those who are free the one who has worked least so far.
  case leastLoaded = "least loaded"
}

extension PoolPlan {
  /// How many of its people are there at the start: all but the named who are hired later. These have the numbers from there up to `count`,
  /// in the order of the file, whoever else comes first.
  public var countAtStart: Int { max(0, count - (terms?.people.count { $0.hired != nil } ?? 0)) }
}
