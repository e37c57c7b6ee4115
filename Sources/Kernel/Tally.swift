/// Count, mean, spread and extremes of integers (waits in ticks, units per order), kept as exact sums.
///
/// Exact sums do not depend on the order of observation and add up over parts of a run. For values below 2⁴⁵ (a year in microseconds)
/// the sum of squares holds 2³⁷ observations; beyond its 127 bits the spread is NaN, the mean still right.
///
/// - Complexity: O(1) time and memory for everything.
@frozen public struct Tally: Sendable, Equatable, BitwiseCopyable {
  @usableFromInline var observations = 0
  @usableFromInline var total: Int128 = 0
  @usableFromInline var squares: Int128 = 0
  @usableFromInline var smallest: Int64 = .max
  @usableFromInline var largest: Int64 = .min

  @inlinable public init() {}

  @inlinable public var count: Int { observations }
  /// Σx.
  @inlinable public var sum: Int128 { total }
  /// Σx², or −1 once it did not fit.
  @inlinable public var sumOfSquares: Int128 { squares }
  /// `Int64.max` while nothing was observed.
  @inlinable public var minimum: Int64 { smallest }
  /// `Int64.min` while nothing was observed.
  @inlinable public var maximum: Int64 { largest }

  @inlinable public mutating func add(_ value: Int64) {
    observations &+= 1
    total &+= Int128(value)
    let square = value.multipliedFullWidth(by: value)
    addSquares(Int128(square.high) &<< 64 | Int128(square.low))
    smallest = min(smallest, value)
    largest = max(largest, value)
  }

  @inlinable public mutating func add(_ time: SimTime) { add(time.ticks) }

  /// As if every observation of `other` had been made here.
  @inlinable public mutating func add(_ other: Tally) {
    observations &+= other.observations
    total &+= other.total
    if other.squares < 0 { squares = -1 } else { addSquares(other.squares) }
    smallest = min(smallest, other.smallest)
    largest = max(largest, other.largest)
  }

  @inlinable mutating func addSquares(_ more: Int128) {
    if squares < 0 { return }
    let (sum, overflow) = squares.addingReportingOverflow(more)
    squares = overflow ? -1 : sum
  }

  /// NaN while nothing was observed.
  public var mean: Double { count == 0 ? .nan : Double(sum) / Double(count) }

  /// Σ(x − x̄)² / (n − 1); NaN for fewer than two observations.
  ///
  /// The squares are moved to the whole number below the mean before anything is rounded, so that no digits are lost when the mean is large
  /// against the spread.
  public var variance: Double {
    if count < 2 || sumOfSquares < 0 { return .nan }
    let n = Int128(count)
    var floor = sum / n
    if floor * n > sum { floor -= 1 }
    // Σ(x − floor)², exact: the terms may wrap, the result fits.
    let moved = sumOfSquares &- floor &* (2 &* sum &- n &* floor)
    let rest = Double(sum - n * floor) / Double(count)
    return max(0, Double(moved) - Double(count) * rest * rest) / Double(count - 1)
  }

  public var standardDeviation: Double { variance.squareRoot() }
}
