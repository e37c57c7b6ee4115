internal import Synchronization

/// One flag that long work polls: replications, sweeps of a dynamic program, readers of large files.
public final class Cancellation: Sendable {
  private let raised = Atomic<Bool>(false)

  public init() {}

  public func cancel() { raised.store(true, ordering: .releasing) }
  public var isCancelled: Bool { raised.load(ordering: .acquiring) }

  /// - Throws: `Cancelled` when the flag is up.
  public func check() throws(Cancelled) {
    if isCancelled { throw Cancelled() }
  }
}

/// Work was stopped on request; nothing finished before it is lost.
public struct Cancelled: Error, Sendable, Equatable {
  public init() {}
}
