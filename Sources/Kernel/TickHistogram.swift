/// Counts of non-negative spans in bins of 0.8 % relative width, by the leading bits of the number of ticks; each bin knows its least
/// and largest span.
///
/// So a quantile that falls on a bin of one or two spans, or of equal ones, is exact, and any other is off by less than the bin is wide.
/// A record costs a shift, an addition and two maxima, on neighbouring words of memory.
public struct TickHistogram: Sendable, Equatable {
  /// The spans of one bin; all zero when it has none, so that cleared memory is an empty histogram.
  public struct Bin: BitwiseCopyable, Sendable, Equatable {
    public var count: UInt32 = 0
    /// The largest span, and the complement of the least: both only grow.
    @usableFromInline var largest: UInt64 = 0
    @usableFromInline var complement: UInt64 = 0

    @inlinable public init() {}

    /// Least and largest span in ticks; of a bin with a count.
    public var extremes: (low: UInt64, high: UInt64) { (~complement, largest) }

    @inlinable @inline(__always)
    public mutating func add(_ ticks: UInt64) {
      count &+= 1
      largest = max(largest, ticks)
      complement = max(complement, ~ticks)
    }

    /// Takes back one span that was added. The extremes stay, since they may be those of others, unless it was the last.
    public mutating func takeBack() {
      count &-= 1
      if count == 0 { self = Bin() }
    }
  }

  /// Bins an octave; below this many ticks a bin is one tick.
  public static let binsPerOctave = 128
  /// One element per bin.
  public var bins: [Bin] = []
  public var total: Int64 = 0

  /// No bin of a span below 2⁶³ has this number or a larger one.
  public static let binLimit = 55 << 7 + 256

  @inlinable public init() {}

  /// Counts kept elsewhere, one element per bin from bin 0 on.
  public init(_ bins: [Bin], total: Int64) {
    self.bins = Array(bins[..<((bins.lastIndex { $0.count != 0 } ?? -1) + 1)])
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
    let span = UInt64(max(0, ticks)), bin = Self.bin(span)
    if bin >= bins.count { bins.append(contentsOf: repeatElement(Bin(), count: bin + 129 - bins.count)) }
    bins[bin].add(span)
    total += 1
  }
}
