public import Kernel

/// (s, S) levels, or (r, Q), that change at moments of the clock: what the optimiser finds for a season, and what a planner keeps as a
/// table by week.
///
/// Neighbouring stretches with the same levels are one, so equal behaviour is equal values.
public struct TimePhasedLevels: Sendable, Hashable, Codable {
  /// The levels from a moment on, until the next stretch begins.
  public struct Stretch: Sendable, Hashable, Codable {
    /// Counted from time 0 of the clock.
    public var start: SimTime
    /// At or below it an order is placed, units; `Stretch.never` where none is.
    public var s: Int64
    /// What an order lifts the position to, units, above `s`; 0 where none is placed.
    public var S: Int64

    /// Orders are multiples of it, the least that lifts the position above `s`; nil = they lift it to `S`.
    public var lot: Int64?

    /// The `s` of a stretch in which nothing is ordered.
    public static let never = Int64.min

    public init(start: SimTime, s: Int64, S: Int64, lot: Int64? = nil) {
      self.start = start
      self.lot = s == Self.never ? nil : lot
      self.s = s
      self.S = s == Self.never ? 0 : S
    }

    /// (r, Q): at or below `r`, the least multiple of `Q` that lifts the position above it. `S` is the highest position after an order.
    public static func lots(from start: SimTime, r: Int64, Q: Int64) -> Stretch { Stretch(start: start, s: r, S: r + Q, lot: Q) }

    /// A stretch in which nothing is ordered.
    public static func ordersNothing(from start: SimTime) -> Stretch { Stretch(start: start, s: never, S: 0) }

    public var isOrdering: Bool { s != Self.never }
  }

  /// By ascending start; the first at time 0.
  public let stretches: [Stretch]
  /// The highest `s`.
  public let highestTrigger: Int64

  /// - Precondition: at least one stretch, the first at time 0, starts ascending, s below S; the scenario's door refuses anything else
  ///   with its line.
  public init(_ stretches: [Stretch]) {
    precondition(stretches.first?.start == .zero, "time-phased levels begin at time 0")
    var kept: [Stretch] = []
    for (i, stretch) in stretches.enumerated() {
      precondition(i == 0 || stretch.start > stretches[i - 1].start, "the starts of time-phased levels ascend")
      precondition(!stretch.isOrdering || stretch.s < stretch.S, "s must be below S")
      if let last = kept.last, last.s == stretch.s, last.S == stretch.S, last.lot == stretch.lot { continue }
      kept.append(stretch)
    }
    self.stretches = kept
    highestTrigger = kept.map(\.s).max() ?? .min
  }

  /// The stretch a moment lies in; moments before time 0 are read as time 0.
  ///
  /// - Complexity: O(log stretches).
  public func stretch(at time: SimTime) -> Stretch { stretches[index(at: time)] }

  /// When the levels change next after a moment; nil after the last change.
  ///
  /// - Complexity: O(log stretches).
  public func nextChange(after time: SimTime) -> SimTime? {
    let next = index(at: time) + 1
    return next < stretches.count ? stretches[next].start : nil
  }

  /// See `Policy.orderQuantity(position:at:)`.
  public func orderQuantity(position: Int64, at time: SimTime) -> Int64 {
    let levels = stretches[index(at: time)]
    if position > levels.s { return 0 }
    if let lot = levels.lot { return ((levels.s - position) / lot + 1) * lot }
    return levels.S - position
  }

  private func index(at time: SimTime) -> Int {
    var low = 0, high = stretches.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if stretches[middle].start <= time { low = middle } else { high = middle }
    }
    return low
  }
}
