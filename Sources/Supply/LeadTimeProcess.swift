internal import Groundwork
public import Randomness

/// A supplier's lead times, ready to be drawn.
///
/// Without crossing, lead times are a process in time that owes nothing to when we order, in which a later order never arrives before an earlier one,
/// and whose law at every moment is the scenario's. See `FallingLeadTime` for continuous studies, `SteppedLeadTime` for periodic ones. Where a law has
/// no such process (single values in a continuous study, gaps), the law is kept and orders may overtake each other.
public struct CompiledLeadTime: Sendable {
  enum Kind: Sendable {
    case constant(Int64)
    case independent(Sampler)
    case falling(FallingLeadTime)
    case stepped(SteppedLeadTime, period: Int64)
  }
  let kind: Kind
  let source: String

  /// - Parameters:
  ///   - law: days, truncated at 0.
  ///   - crossing: independent draws per order instead of a process in time.
  ///   - period: ticks of a periodic study's period; nil in continuous time.
  ///   - supplier: its name, which keys the draws.
  public init(law: Law, crossing: Bool, period: Int64? = nil, supplier: String) throws(LawError) {
    source = "lead-time/\(supplier)"
    if case .constant(let days) = law {
      kind = .constant(Int64((days * Double(dayTicks)).rounded()))
    } else if !crossing, let period, let stepped = try SteppedLeadTime(law, period: Double(period) / Double(dayTicks)) {
      kind = .stepped(stepped, period: period)
    } else if !crossing, period == nil, let falling = try FallingLeadTime(law) {
      kind = .falling(falling)
    } else {
      kind = .independent(try Sampler(law))
    }
  }

  /// Whether lead times of this law can come in order without leaving their law.
  ///
  /// - Parameter period: ticks of a periodic study's period; nil in continuous time.
  public static func canKeepOrder(_ law: Law, period: Int64?) throws(LawError) -> Bool {
    if case .constant = law { return true }
    if let period { return try SteppedLeadTime(law, period: Double(period) / Double(dayTicks)) != nil }
    return try FallingLeadTime(law) != nil
  }

  /// The source of an item's draws at this supplier.
  public func source(item: String) -> UInt64 { StableHash.of("\(source)/\(item)") }

  public var isConstant: Bool { if case .constant = kind { true } else { false } }
}

/// Lead times of one item at one supplier in one replication: a function of the order's moment alone.
public struct LeadTimeState {
  private var day: Int
  /// Arrival of an order placed at the start of the day (or period), days (or periods) after time 0.
  private var arrival = -Double.infinity
  private var ordinal = 0
  private var ordinalDay = Int.min
  private let source: UInt64
  private let record: LeadTimeHistory.Record?

  /// - Parameter record: days that others drew and will read; it must outlive this state.
  public init(_ leadTime: CompiledLeadTime, source: UInt64, record: LeadTimeHistory.Record? = nil) {
    self.source = source
    self.record = record
    day = if case .stepped(let stepped, _) = leadTime.kind { -stepped.lookBack - 1 } else { -1 }
  }

  /// When goods ordered at `now` arrive. Moments asked for never go back.
  public mutating func arrival(orderedAt now: Int64, leadTime: CompiledLeadTime, key: DrawKey) -> Int64 {
    switch leadTime.kind {
    case .constant(let ticks): return now + ticks
    case .independent(let sampler):
      let today = Int(now / dayTicks)
      ordinal = today == ordinalDay ? ordinal + 1 : 0
      ordinalDay = today
      let days = max(0, sampler.draw(key.uniform(source: source, ordinal: UInt64(today), draw: UInt16(truncatingIfNeeded: ordinal))))
      return now + Int64((days * Double(dayTicks)).rounded())
    case .falling(let falling):
      let today = Int(now / dayTicks)
      if let latest = record?.latest(notAfter: today), latest.day > day { (day, arrival) = latest }
      if day < 0 {
        day = 0
        arrival = falling.start(key.uniform(source: source, ordinal: Self.beforeStart))
        record?.append(arrival, day: 0)
      }
      while day < today {
        pass(falling, until: Double(day + 1), key)
        day += 1
        arrival = max(arrival, Double(day))
        record?.append(arrival, day: day)
      }
      // The day's own jumps up to now; the day begins anew for whoever asks next.
      var hour = self
      let time = Double(now) / Double(dayTicks)
      hour.pass(falling, until: time, key)
      return max(now, Int64((hour.arrival * Double(dayTicks)).rounded()))
    case .stepped(let stepped, let period):
      let today = Int((now + period - 1) / period)
      while day < today {
        day += 1
        arrival = max(arrival, Double(day + stepped.draw(key.uniform(source: source, ordinal: UInt64(day + Self.daysBefore)))))
      }
      return Int64(arrival) * period
    }
  }

  /// Ordinals of draws are days, moved up so that those before the start have one.
  private static let daysBefore = 1 << 17
  private static let beforeStart = UInt64(daysBefore - 1)

  /// The jumps of the present day until a moment.
  @inline(__always)
  private mutating func pass(_ falling: FallingLeadTime, until end: Double, _ key: DrawKey) {
    var time = Double(day), draw: UInt16 = 0
    while true {
      let (a, b) = key.block(source: source, ordinal: UInt64(day + Self.daysBefore), draw: draw)
      let first = unitInterval(a)
      if draw == 0, falling.isCalm(level: arrival - time, first) { return }
      guard let jump = falling.jump(after: time, before: end, arrival: arrival, first, unitInterval(b)) else { return }
      (time, arrival) = jump
      draw &+= 1
    }
  }
}
