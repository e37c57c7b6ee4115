public import Kernel

/// What happened on the floor in one replication, for a Gantt chart. Written on the side: it changes no number.
public final class FloorTrace {
  /// A stretch of work, from when it is begun or taken up until it is done, put back, given up or laid down.
  public struct Task: Sendable, Equatable {
    public var worker: Int
    public var pool: Int
    public var station: Int
    public var start: SimTime
    public var end: SimTime
    public var orders: Int
    /// Whether the task is done with it.
    public var isLast = true
  }
  public struct QueueStep: Sendable, Equatable {
    public var station: Int
    public var time: SimTime
    public var length: Int
  }
  /// A stretch in which somebody in the house (or expected there) does not work; on a floor that is accounted for in full.
  public struct Pause: Sendable, Equatable {
    public var worker: Int
    /// Off duty, on break, absent, without equipment, done and without room for what is done, in training, or no longer employed.
    public var state: PersonState
    public var start: SimTime
    /// nil = it has not ended.
    public var end: SimTime?
  }
  /// Who a worker is, by its place among all who were ever employed; on a floor that is accounted for in full.
  public struct Seat: Sendable, Equatable {
    public var pool: Int
    /// In its pool, from 0.
    public var number: Int
    public var since: SimTime

    public init(pool: Int, number: Int, since: SimTime) {
      self.pool = pool
      self.number = number
      self.since = since
    }
  }
  public private(set) var seats: [Seat] = []
  public internal(set) var tasks: [Task] = []
  public private(set) var pauses: [Pause] = []
  public internal(set) var queue: [QueueStep] = []
  /// Told of everything on a floor that is accounted for in full, in order of time; tasks and queues are then not kept. A plain floor
  /// tells nothing.
  public var observer: ((FloorEvent) -> Void)?
  /// Why each queue waits, as last told.
  var causes: [Int8] = []
  /// The place of each worker's open pause in `pauses`; -1 = none.
  private var open: [Int] = []

  public init() {}

  func add(_ seat: Seat) { if observer == nil { seats.append(seat) } }
  func add(_ task: Task) { if observer == nil { tasks.append(task) } }
  func add(_ step: QueueStep) { if observer == nil { queue.append(step) } }

  func change(worker w: Int, to state: PersonState, at now: Int64) {
    if observer != nil { return }
    while open.count <= w { open.append(-1) }
    if open[w] >= 0 {
      if pauses[open[w]].state == state { return }
      pauses[open[w]].end = SimTime(ticks: now)
      open[w] = -1
    }
    guard [.off, .onBreak, .absent, .down, .blocked, .training, .gone].contains(state) else { return }
    open[w] = pauses.count
    pauses.append(Pause(worker: w, state: state, start: SimTime(ticks: now)))
  }
}

/// One thing that happened on a floor. What does not apply is -1.
public struct FloorEvent: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// A job came to the end of a queue (or back to it); `count` wait now.
    case queued
    /// It waits before the step for goods on their pick face; it will queue when they have come.
    case held
    /// It was taken up: by whom, with what, and `count` jobs in one task.
    case begun
    /// Its work stands still: its person has gone home, or with `count` 1 has a break.
    case stopped
    /// It goes on: its person is back, or has taken another unit for one that failed.
    case resumed
    /// Its work was given up for a more urgent one, the shift's end or a failure of its equipment; it queues again.
    case putBack = "put back"
    /// The work is done.
    case done
    /// It is done and finds no room at the step `count`.
    case blocked
    /// It left the step.
    case left
    /// It left the house from here: with a departure, as the last step, unserved because the queue was full, or out of patience.
    case departed
    case turnedAway = "turned away"
    case gaveUp = "gave up"
    /// Somebody's state changed: `state` is a `PersonState`; `count` 1 = past the paid hours.
    case person
    /// A unit's state changed: `state` 0 = free, 1 = in use, 2 = down.
    case equipment
    /// The reason why a step's queue waits changed: `state` is a `WaitCause`.
    case cause
  }

  /// What a job carries; of `upkeep`, work on the storage, the payload is the stock point.
  public enum Flow: Int8, Sendable { case none = -1, outbound, inbound, repair, upkeep }

  public var time: SimTime
  public var kind: Kind
  public var flow = Flow.none
  /// What the job was made with: the owner knows what it stands for.
  public var payload: Int32 = -1
  public var station: Int32 = -1
  /// Index into the pools, and the person's number in it from 0.
  public var pool: Int32 = -1
  public var person: Int32 = -1
  /// Index into the kinds of equipment, and the unit's number among all units.
  public var equipment: Int32 = -1
  public var unit: Int32 = -1
  public var count: Int32 = -1
  public var state: Int8 = -1
  /// Bits of the aisles a job's lines lie in (of the sections, where aisles have bays); 0 without a layout.
  public var aisles: UInt64 = 0

  init(_ kind: Kind, at time: Int64) {
    self.kind = kind
    self.time = SimTime(ticks: time)
  }
}

/// What a person does at a moment.
public enum PersonState: Int8, Sendable, CaseIterable {
  case off, idle, busy, blocked, down, onBreak, absent
  /// No longer employed.
  case gone
  /// Paid, and not yet at work.
  case training
}

/// Why jobs wait before a step.
public enum WaitCause: Int8, Sendable, CaseIterable {
  /// Those who could do it are busy; nobody who could do it is on duty; no place, no unit is free; the departure or the gathering is
  /// awaited; the goods are not on their pick face yet.
  case people, offShift, place, equipment, departure, replenishment
  /// Of those who could do it somebody is on duty and on a break; measured among `offShift`.
  case onBreak
}
