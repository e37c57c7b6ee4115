public import Warehouse

/// What one replication did, step by step. Switching it on changes no number.
public final class Trace {
  /// Tasks of workers and lengths of queues; nil without a floor.
  public internal(set) var floor: FloorTrace?

  init() {}
}
