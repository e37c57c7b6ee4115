/// A moment or a span of simulated time: whole microseconds, so that equal times are equal and sums do not drift.
@frozen public struct SimTime: Sendable, Hashable, Comparable, BitwiseCopyable, Codable {
  public var ticks: Int64

  @inlinable public init(ticks: Int64) { self.ticks = ticks }
  @inlinable public init(from decoder: any Decoder) throws { ticks = try decoder.singleValueContainer().decode(Int64.self) }
  @inlinable public func encode(to encoder: any Encoder) throws {
    var box = encoder.singleValueContainer()
    try box.encode(ticks)
  }

  public static let zero = SimTime(ticks: 0)
  /// Later than any event.
  public static let never = SimTime(ticks: .max)

  public static let ticksPerSecond: Int64 = 1_000_000
  public static let ticksPerHour: Int64 = 3_600_000_000
  public static let ticksPerDay: Int64 = 86_400_000_000
  public static let ticksPerWeek: Int64 = 604_800_000_000

  /// Rounded to the nearest microsecond, halves away from zero. Spans of more than 36 500 years are cut there: longer than any run, and
  /// the sum of several still fits.
  @inlinable public static func seconds(_ s: Double) -> SimTime { near(s * 1e6) }
  @inlinable public static func days(_ d: Double) -> SimTime { near(d * 86_400e6) }
  @inlinable static func near(_ ticks: Double) -> SimTime { SimTime(ticks: Int64(max(-0x1p60, min(0x1p60, ticks.rounded())))) }

  @inlinable public var seconds: Double { Double(ticks) / 1e6 }
  @inlinable public var hours: Double { Double(ticks) / 3_600e6 }
  @inlinable public var days: Double { Double(ticks) / 86_400e6 }
  @inlinable public var weeks: Double { Double(ticks) / 604_800e6 }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.ticks < b.ticks }
  @inlinable public static func + (a: Self, b: Self) -> Self { SimTime(ticks: a.ticks + b.ticks) }
  @inlinable public static func - (a: Self, b: Self) -> Self { SimTime(ticks: a.ticks - b.ticks) }
}
