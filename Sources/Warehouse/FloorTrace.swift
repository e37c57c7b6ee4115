public import Kernel

/// What happened on the floor in one replication, for a Gantt chart. Written on the side: it changes no number.
public final class FloorTrace {
  public struct Task: Sendable, Equatable {
    public var worker: Int
    public var pool: Int
    public var station: Int
    public var start: SimTime
    public var end: SimTime
    public var orders: Int
  }
  public struct QueueStep: Sendable, Equatable {
    public var station: Int
    public var time: SimTime
    public var length: Int
  }
  public internal(set) var tasks: [Task] = []
  public internal(set) var queue: [QueueStep] = []

  public init() {}
}
