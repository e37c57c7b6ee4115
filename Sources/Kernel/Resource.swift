/// Servers that are alike and counted: pickers on duty, benches, trucks at the dock.
///
/// Keeps the server-time at work and on duty. The number on duty may fall below the number at work (a shift ends and those at a task finish
/// it); then nothing can be seized until enough are released.
///
/// - Complexity: O(1) for everything.
@frozen public struct Resource: Sendable, Equatable {
  /// Servers at work.
  @usableFromInline var working: TimeWeighted
  /// Servers on duty.
  @usableFromInline var onDuty: TimeWeighted
  @usableFromInline var seized = 0

  /// - Parameters:
  ///   - capacity: servers on duty at the start; at least 0.
  ///   - at: the start.
  @inlinable public init(capacity: Int64, at start: SimTime = .zero) {
    precondition(capacity >= 0, "servers on duty are not negative")
    working = TimeWeighted(0, at: start)
    onDuty = TimeWeighted(capacity, at: start)
  }

  @inlinable public var busy: Int64 { working.level }
  @inlinable public var capacity: Int64 { onDuty.level }
  /// How often a server was set to work.
  @inlinable public var seizures: Int { seized }
  /// Servers on duty and not at work.
  @inlinable public var idle: Int64 { max(0, onDuty.level - working.level) }

  /// Sets one server to work; false when none is idle.
  @inlinable public mutating func seize(at time: SimTime) -> Bool {
    if working.level >= onDuty.level { return false }
    working.change(by: 1, at: time)
    seized &+= 1
    return true
  }

  /// One server is done.
  ///
  /// - Returns: whether it stays on duty and can be seized again.
  /// - Precondition: one is at work.
  @inlinable @discardableResult public mutating func release(at time: SimTime) -> Bool {
    precondition(working.level > 0, "a server was released that was not at work")
    working.change(by: -1, at: time)
    return working.level < onDuty.level
  }

  /// Changes the number on duty; at least 0.
  @inlinable public mutating func setCapacity(_ capacity: Int64, at time: SimTime) {
    precondition(capacity >= 0, "servers on duty are not negative")
    onDuty.set(capacity, at: time)
  }

  /// Forgets what was counted, not who is at work: the end of the warm-up.
  @inlinable public mutating func restart(at time: SimTime) {
    working.restart(at: time)
    onDuty.restart(at: time)
    seized = 0
  }

  /// Server-time at work since the start, server × microseconds.
  @inlinable public func busyTime(until time: SimTime) -> Int128 { working.area(until: time) }
  /// Server-time on duty since the start, server × microseconds.
  @inlinable public func dutyTime(until time: SimTime) -> Int128 { onDuty.area(until: time) }
  /// Most servers at work at once.
  @inlinable public var busyMaximum: Int64 { working.maximum }

  /// Time at work over time on duty; above 1 where people work past their shift, NaN where nobody was on duty.
  @inlinable public func utilization(until time: SimTime) -> Double {
    let duty = dutyTime(until: time)
    return duty == 0 ? .nan : Double(busyTime(until: time)) / Double(duty)
  }
}
