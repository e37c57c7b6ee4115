/// Counts of non-negative spans in bins of 0.8 % relative width, by the leading bits of the number of ticks: one shift and one addition a record.
public struct TickHistogram: Sendable, Equatable {
  /// Bins an octave; below this many ticks a bin is one tick.
  public static let binsPerOctave = 128
  /// One element per bin.
  public var counts: [UInt32] = []
  public var total: Int64 = 0

  /// No bin of a span below 2⁶³ has this number or a larger one.
  public static let binLimit = 55 << 7 + 256

  @inlinable public init() {}

  /// Counts kept elsewhere, one element per bin from bin 0 on.
  public init(_ counts: [UInt32], total: Int64) {
    self.counts = Array(counts[..<((counts.lastIndex { $0 != 0 } ?? -1) + 1)])
    self.total = total
  }

  /// Bin of a span.
  @inlinable
  public static func bin(_ ticks: UInt64) -> Int {
    if ticks < 256 { return Int(ticks) }
    let shift = 56 - ticks.leadingZeroBitCount
    return shift << 7 + Int(ticks >> UInt64(shift))
  }

  /// Lowest tick count of a bin.
  public static func edge(_ bin: Int) -> UInt64 {
    if bin < 256 { return UInt64(bin) }
    let shift = (bin - 128) >> 7
    return UInt64(bin - shift << 7) << UInt64(shift)
  }

  @inlinable
  public mutating func add(_ ticks: Int64) {
    let bin = Self.bin(UInt64(max(0, ticks)))
    if bin >= counts.count { counts.append(contentsOf: repeatElement(0, count: bin + 129 - counts.count)) }
    counts[bin] &+= 1
    total += 1
  }
}
