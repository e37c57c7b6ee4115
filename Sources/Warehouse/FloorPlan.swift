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
  public var layout: LayoutPlan?
  public var assignment: Assignment = .longestQueue

  public init(location: Int) { self.location = location }
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

  public init(name: String, duty: [TimeSpan], paid: [TimeSpan], breaks: [TimeSpan]) {
    self.name = name
    self.duty = duty
    self.paid = paid
    self.breaks = breaks
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

  public init(name: String, capacity: Int) {
    self.name = name
    self.capacity = capacity
  }
}

/// A station: a queue, who, where, how long.
public struct StepPlan: Sendable, Equatable, Codable {
  public enum Kind: String, Sendable, Codable {
    /// Work of the inbound flow before stock is pickable; the last inbound step makes it pickable.
    case inbound
    /// Work on a customer's order.
    case outbound
    /// Waiting for a departure; no people.
    case ship
  }
  public enum Queue: String, Sendable, Codable { case fifo, dueDate, priority }

  /// Who may do it and at what proficiency (1 = the stated time; 0.8 takes 1/0.8 as long).
  public struct Crew: Sendable, Equatable, Codable {
    public var pool: Int
    public var proficiency: Double

    public init(pool: Int, proficiency: Double = 1) {
      self.pool = pool
      self.proficiency = proficiency
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

  public init(name: String, kind: Kind, crew: [Crew] = [], place: Int? = nil, batch: Int = 1, queue: Queue = .fifo, work: Work = Work(),
              departures: [SimTime] = [], cutOff: SimTime = .zero) {
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
  public enum Route: String, Sendable, Codable { case sShape = "s-shape", returning = "return" }
  public var aisles: Int
  /// Metres.
  public var aisleLength: Double
  public var aisleWidth: Double
  public var depot: Depot
  public var route: Route

  public init(aisles: Int, aisleLength: Double, aisleWidth: Double, depot: Depot = .frontMiddle, route: Route = .sShape) {
    self.aisles = aisles
    self.aisleLength = aisleLength
    self.aisleWidth = aisleWidth
    self.depot = depot
    self.route = route
  }
}

/// Which queue a free worker serves.
public enum Assignment: String, Sendable, Codable {
  case longestQueue = "longest queue"
  /// The step that comes first in the process (outbound before inbound).
  case ownTaskFirst = "own task first"
}
