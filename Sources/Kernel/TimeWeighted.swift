/// An integer that holds its value until it changes (units in stock, jobs in a queue, people at work), and its integral over time.
///
/// The integral is kept exactly, in units × microseconds, 128 bits wide: |level| < 2⁶³ over a span < 2⁶³ µs cannot overflow it, and the
/// order of changes at one instant does not touch it. Updated on change, never sampled.
///
/// - Complexity: O(1) time and memory for everything.
@frozen public struct TimeWeighted: Sendable, Equatable, BitwiseCopyable {
  @usableFromInline var value: Int64
  @usableFromInline var largest: Int64
  @usableFromInline var smallest: Int64
  @usableFromInline var begun: SimTime
  @usableFromInline var changed: SimTime
  @usableFromInline var sum: Int128 = 0

  /// - Parameters:
  ///   - level: the value at the start.
  ///   - at: the start.
  @inlinable public init(_ level: Int64 = 0, at start: SimTime = .zero) {
    value = level
    largest = level
    smallest = level
    begun = start
    changed = start
  }

  /// The value now.
  @inlinable public var level: Int64 { value }
  /// The largest value since the start, a passing one included.
  @inlinable public var maximum: Int64 { largest }
  /// The smallest value since the start, a passing one included.
  @inlinable public var minimum: Int64 { smallest }
  /// Where the integral begins.
  @inlinable public var start: SimTime { begun }

  /// - Precondition: `time` is not before the last change.
  @inlinable public mutating func set(_ newLevel: Int64, at time: SimTime) {
    let span = time.ticks &- changed.ticks
    assert(span >= 0, "a level changed in the past")
    sum &+= wideProduct(value, span)
    changed = time
    value = newLevel
    largest = max(largest, newLevel)
    smallest = min(smallest, newLevel)
  }

  /// - Precondition: `time` is not before the last change.
  @inlinable public mutating func change(by step: Int64, at time: SimTime) { set(level + step, at: time) }

  /// Begins anew with the level as it is: the end of the warm-up.
  @inlinable public mutating func restart(at time: SimTime) { self = TimeWeighted(level, at: time) }

  /// ∫ level dt from the start to `time`, units × microseconds.
  ///
  /// - Precondition: `time` is not before the last change.
  @inlinable public func area(until time: SimTime) -> Int128 {
    let span = time.ticks &- changed.ticks
    assert(span >= 0, "a level is asked for its past")
    return sum + Int128(level) * Int128(span)
  }

  /// The time average from the start to `time`; the level itself when no time has passed.
  @inlinable public func mean(until time: SimTime) -> Double {
    time == start ? Double(level) : Double(area(until: time)) / Double(time.ticks - start.ticks)
  }
}

/// The product of two numbers, exact: 128 bits are always enough.
@inlinable @inline(__always) public func wideProduct(_ a: Int64, _ b: Int64) -> Int128 {
  let product = a.multipliedFullWidth(by: b)
  return Int128(product.high) &<< 64 | Int128(product.low)
}

extension Double {
  /// The nearest number, or beyond 2⁶³ one of the two next to it. (The standard library's conversion costs tens of nanoseconds.)
  @inlinable @inline(__always) public init(wide: Int128) {
    let low = Int64(truncatingIfNeeded: wide)
    if Int128(low) == wide { self.init(low) } else { self.init(wide) }
  }
}

/// For how long an integer had each of its values: the distribution of a queue's length over time.
///
/// Values below 0 count as 0; values of `limit` and above share the last place.
///
/// - Complexity: O(1) a change; memory 8 bytes for each value up to the largest seen.
public struct TimeAtLevel: Sendable, Equatable {
  /// Microseconds spent at 0, 1, 2, …; the place `limit` holds all values from there on.
  public private(set) var ticks: [Int64] = []
  public let limit: Int
  @usableFromInline var value: Int64
  @usableFromInline var changed: SimTime

  public init(_ level: Int64 = 0, at start: SimTime = .zero, limit: Int = 65_535) {
    precondition(limit >= 1, "a distribution needs at least two places")
    value = level
    self.limit = limit
    changed = start
  }

  /// The value now.
  @inlinable public var level: Int64 { value }

  /// - Precondition: `time` is not before the last change.
  @inlinable public mutating func set(_ newLevel: Int64, at time: SimTime) {
    if time != changed { spend(time) }
    value = newLevel
  }

  /// Counts the present level until `time`.
  @usableFromInline mutating func spend(_ time: SimTime) {
    assert(time > changed, "a level changed in the past")
    let place = Int(min(max(level, 0), Int64(limit)))
    if place >= ticks.count { ticks.append(contentsOf: repeatElement(0, count: place + 1 - ticks.count)) }
    ticks[place] += time.ticks - changed.ticks
    changed = time
  }

  /// Begins anew with the level as it is: the end of the warm-up.
  public mutating func restart(at time: SimTime) {
    ticks = []
    changed = time
  }

  /// The smallest value that was not exceeded for a share `p` of the time counted by the last change; nil when no time is counted.
  ///
  /// - Parameter p: in 0…1.
  /// - Complexity: O(largest value).
  public func quantile(_ p: Double) -> Int? {
    let total = ticks.reduce(0, +)
    if total == 0 { return nil }
    var sum: Int64 = 0
    for (value, spent) in ticks.enumerated() {
      sum += spent
      if spent > 0, Double(sum) >= p * Double(total) { return value }
    }
    return ticks.count - 1
  }
}
