/// Count, mean, spread and extremes of integers (waits in ticks, units per order), kept as exact sums.
///
/// Exact sums do not depend on the order of observation and add up over parts of a run. For values below 2⁴⁵ (a year in microseconds) the sum of
/// squares holds 2³⁷ observations; beyond its 127 bits the spread is NaN, the mean still right.
///
/// - Complexity: O(1) time and memory for everything.
@frozen public struct Tally: Sendable, Equatable, BitwiseCopyable {
  public private(set) var count: Int = 0
  /// Σx.
  public private(set) var sum: Int128 = 0
  /// Σx², or −1 once it did not fit.
  public private(set) var sumOfSquares: Int128 = 0
  /// `Int64.max` and `Int64.min` while nothing was observed.
  public private(set) var minimum: Int64 = .max
  public private(set) var maximum: Int64 = .min

  @inlinable public init() {}

  @inlinable public mutating func add(_ value: Int64) {
    count &+= 1
    sum &+= Int128(value)
    let square = value.multipliedFullWidth(by: value)
    addSquares(Int128(square.high) &<< 64 | Int128(square.low))
    minimum = min(minimum, value)
    maximum = max(maximum, value)
  }

  @inlinable public mutating func add(_ time: SimTime) { add(time.ticks) }

  /// As if every observation of `other` had been made here.
  @inlinable public mutating func add(_ other: Tally) {
    count &+= other.count
    sum &+= other.sum
    if other.sumOfSquares < 0 { sumOfSquares = -1 } else { addSquares(other.sumOfSquares) }
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
  }

  @inlinable mutating func addSquares(_ squares: Int128) {
    if sumOfSquares < 0 { return }
    let (total, overflow) = sumOfSquares.addingReportingOverflow(squares)
    sumOfSquares = overflow ? -1 : total
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
