internal import Groundwork
internal import Kernel
public import Randomness

/// A supplier's lead times, ready to be drawn.
///
/// Without crossing, lead times are a process in time that owes nothing to when we order, in which a later order never arrives before an
/// earlier one, and whose law at every moment is the scenario's. See `FallingLeadTime` for continuous studies, `SteppedLeadTime` for
/// periodic ones. Where a law has no such process (single values in a continuous study, gaps), the law is kept and orders may overtake each
/// other.
public struct CompiledLeadTime: Sendable {
  enum Kind: Sendable {
    case constant(Int64)
    case independent(Sampler)
    case falling(FallingLeadTime)
    case stepped(SteppedLeadTime, period: Int64)
  }
  /// What holds for orders from a moment on, ascending; the first from the beginning.
  private let kinds: [(from: Int64, kind: Kind)]
  /// The one process of a law that never changes, to be read without asking who owns it; nil elsewhere. It lives as long as this does.
  public let course: Course?
  /// A process whose law never changes.
  public struct Course: BitwiseCopyable, Sendable { let falling: FallingCourse }
  let source: String
  /// Whether no order is received before an earlier one. Where the law has no such process, orders may overtake each other though
  /// `crossing` does not say so.
  public let keepsOrder: Bool

  /// - Parameters:
  ///   - law: days, truncated at 0.
  ///   - crossing: independent draws per order instead of a process in time.
  ///   - period: ticks of a periodic study's period; nil in continuous time.
  ///   - supplier: its name, which keys the draws.
  ///   - later: laws for orders from later moments on, in continuous time. A process begins anew with each: it owes nothing to
  ///     the law before, and what was really ordered under that one is not overtaken (`LeadTimeState.receipt`).
  public init(law: Law, crossing: Bool, period: Int64? = nil, supplier: String, later: [LeadTimeChange] = []) throws(LawError) {
    source = "lead-time/\(supplier)"
    var laws: [(from: Int64, law: Law)] = [(.min, law)]
    for change in later where change.leadTime != laws[laws.count - 1].law { laws.append((change.at.ticks, change.leadTime)) }
    var kinds: [(from: Int64, kind: Kind)] = []
    for (from, law) in laws { kinds.append((from, try Self.kind(law, !crossing, period))) }
    // A process goes through all its laws or through none.
    if !crossing, kinds.contains(where: { if case .independent = $0.kind { true } else { false } }) {
      for i in kinds.indices { kinds[i].kind = try Self.kind(laws[i].law, false, period) }
    }
    self.kinds = kinds
    keepsOrder = !crossing && !kinds.contains { if case .independent = $0.kind { true } else { false } }
    if kinds.count == 1, case .falling(let falling) = kinds[0].kind { course = Course(falling: falling.course) } else { course = nil }
  }

  private static func kind(_ law: Law, _ keepsOrder: Bool, _ period: Int64?) throws(LawError) -> Kind {
    if case .constant(let days) = law { return .constant(SimTime.days(days).ticks) }
    if keepsOrder, let period, let stepped = try SteppedLeadTime(law, period: Double(period) / Double(dayTicks)) {
      return .stepped(stepped, period: period)
    }
    if keepsOrder, period == nil, let falling = try FallingLeadTime(law) { return .falling(falling) }
    return .independent(try Sampler(law))
  }

  /// Whether lead times of this law can come in order without leaving their law.
  ///
  /// - Parameter period: ticks of a periodic study's period; nil in continuous time.
  public static func canKeepOrder(_ law: Law, period: Int64?) throws(LawError) -> Bool {
    if case .constant = law { return true }
    if let period { return try SteppedLeadTime(law, period: Double(period) / Double(dayTicks)) != nil }
    return try FallingLeadTime(law) != nil
  }

  /// Where a law cannot come in order in a periodic study: the first number of periods n with F(n) ÷ F(n + 1) below F(n − 1) ÷ F(n), and
  /// these shares.
  ///
  /// - Parameter period: ticks of the study's period.
  /// - Returns: nil where there is none.
  public static func orderFlaw(_ law: Law, period: Int64) throws(LawError) -> (periods: Int, before: Double, after: Double)? {
    guard let ratios = try SteppedLeadTime.ratios(law, period: Double(period) / Double(dayTicks)) else { return nil }
    guard let n = ratios.indices.dropFirst().first(where: { SteppedLeadTime.falls(ratios, at: $0) }) else { return nil }
    return (n, ratios[n - 1], ratios[n])
  }

  /// What holds for orders of a moment.
  func kind(at time: Int64) -> Kind {
    var i = kinds.count - 1
    while i > 0, kinds[i].from > time { i -= 1 }
    return kinds[i].kind
  }

  /// When the law changes next after a moment and before another; nil where it does not.
  func change(after time: Int64, before end: Int64) -> Int64? {
    for i in 1..<kinds.count where kinds[i].from > time { return kinds[i].from < end ? kinds[i].from : nil }
    return nil
  }

  /// Whether orders of every moment are those of a process in continuous time, in which none overtakes another between changes.
  var isOneProcess: Bool {
    course != nil || kinds.count > 1 && !kinds.contains { if case .independent = $0.kind { true } else { false } }
  }

  /// The source of an item's draws at this supplier.
  public func source(item: String) -> UInt64 { StableHash.of("\(source)/\(item)") }

  public var isConstant: Bool { if case .constant = kinds[0].kind { kinds.count == 1 } else { false } }
}

/// Lead times of one item at one supplier in one replication: a function of the order's moment alone, but that a receipt may have to wait
/// for an earlier order's.
public struct LeadTimeState {
  private var day = -1
  /// Arrival of an order placed at the start of the day (or period), days (or periods) after time 0.
  private var arrival = -Double.infinity
  private var ordinal = 0
  private var ordinalDay = Int.min
  private let source: UInt64
  private let record: LeadTimeHistory.Record?
  /// When the last of the orders that were placed is received.
  private var lastReceipt = Int64.min

  /// - Parameter record: days that others drew and will read; it must outlive this state.
  public init(_ leadTime: CompiledLeadTime, source: UInt64, record: LeadTimeHistory.Record? = nil) {
    self.source = source
    self.record = record
    if case .stepped(let stepped, _) = leadTime.kind(at: 0) { day = -stepped.lookBack - 1 }
  }

  /// When goods ordered at `now` are received: after their lead time, at the supplier's next open moment, and where orders keep their order
  /// not before those that were ordered earlier.
  ///
  /// The process alone keeps the order but for two things: a law that begins on a date knows nothing of what is under way, and a closed day
  /// puts a morning's order before the evening's of the day before. Only orders that were really placed hold others back; one that nobody
  /// placed does not, and no draw hangs on what was ordered. Call it once for each order, in their order.
  public mutating func receipt(orderedAt now: Int64, leadTime: CompiledLeadTime, key: DrawKey, open: (Int64) -> Int64) -> Int64 {
    receipt(due: open(arrival(orderedAt: now, leadTime: leadTime, key: key)), keepsOrder: leadTime.keepsOrder)
  }

  /// When goods are received that would be without the orders before them at `due`, an open moment.
  @inline(__always)
  public mutating func receipt(due: Int64, keepsOrder: Bool) -> Int64 {
    if !keepsOrder { return due }
    lastReceipt = max(lastReceipt, due)
    return lastReceipt
  }

  /// When goods ordered at `now` would arrive if nothing held them back. Moments asked for never go back.
  public mutating func arrival(orderedAt now: Int64, leadTime: CompiledLeadTime, key: DrawKey) -> Int64 {
    if let course = leadTime.course { return arrival(orderedAt: now, course, key: key) }
    if leadTime.isOneProcess { return processArrival(now, leadTime, key) }
    switch leadTime.kind(at: now) {
    case .constant(let ticks): return now + ticks
    case .independent(let sampler):
      let today = Int(now / dayTicks)
      ordinal = today == ordinalDay ? ordinal + 1 : 0
      ordinalDay = today
      let days = max(0, sampler.draw(key.uniform(source: source, ordinal: UInt64(today), draw: UInt16(truncatingIfNeeded: ordinal))))
      return now + SimTime.days(days).ticks
    case .falling: preconditionFailure("a process")
    case .stepped(let stepped, let period):
      let today = Int((now + period - 1) / period)
      while day < today {
        day += 1
        arrival = max(arrival, Double(day + stepped.draw(key.uniform(source: source, ordinal: Self.ordinal(day)))))
      }
      return Int64(arrival) * period
    }
  }

  /// The same where the law never changes.
  public mutating func arrival(orderedAt now: Int64, _ course: CompiledLeadTime.Course, key: DrawKey) -> Int64 {
    let today = Int(now / dayTicks), falling = course.falling
    if !resume(today) { begin(with: falling.start(key.uniform(source: source, ordinal: Self.ordinal(0), draw: Self.lawsBegin))) }
    while day < today {
      pass(falling, from: Double(day), until: Double(day + 1), key)
      endDay()
    }
    var hour = self
    hour.pass(falling, from: Double(day), until: Double(now) / Double(dayTicks), key)
    return max(now, SimTime.days(hour.arrival).ticks)
  }

  private mutating func processArrival(_ now: Int64, _ leadTime: CompiledLeadTime, _ key: DrawKey) -> Int64 {
    let today = Int(now / dayTicks)
    if !resume(today) { begin(with: start(leadTime.kind(at: 0), at: 0, onDay: 0, key)) }
    while day < today {
      let end = Int64(day + 1) * dayTicks
      pass(leadTime, until: end, key)
      let isNew = leadTime.change(after: end - 1, before: end + 1) != nil
      endDay(beginningWith: isNew ? start(leadTime.kind(at: end), at: Double(day + 1), onDay: day + 1, key) : nil)
    }
    // The day's own jumps up to now; the day begins anew for whoever asks next.
    var hour = self
    hour.pass(leadTime, until: now, key)
    return max(now, SimTime.days(hour.arrival).ticks)
  }

  /// The jumps of the present day until a moment. A law may begin within it: where clocks have changed, midnight is at another hour of the
  /// day of 24.
  private mutating func pass(_ leadTime: CompiledLeadTime, until end: Int64, _ key: DrawKey) {
    let dayEnd = Int64(day + 1) * dayTicks
    var from = Int64(day) * dayTicks, part: UInt16 = 0
    while let change = leadTime.change(after: from, before: min(end + 1, dayEnd)) {
      let moment = Double(change) / Double(dayTicks)
      pass(leadTime.kind(at: from), from: Double(from) / Double(dayTicks), until: moment, part: part, key)
      part += 1
      arrival = max(start(leadTime.kind(at: change), at: moment, onDay: day, part: part, key), moment)
      from = change
    }
    pass(leadTime.kind(at: from), from: Double(from) / Double(dayTicks), until: Double(end) / Double(dayTicks), part: part, key)
  }

  /// Goes to the last day up to `today` that is known; false where none is.
  @inline(__always)
  private mutating func resume(_ today: Int) -> Bool {
    if let latest = record?.latest(notAfter: today), latest.day > day { (day, arrival) = latest }
    return day >= 0
  }

  private mutating func begin(with first: Double) {
    day = 0
    arrival = first
    record?.append(arrival, day: 0)
  }

  /// - Parameter fresh: where a new law begins with the next day, its first arrival.
  @inline(__always)
  private mutating func endDay(beginningWith fresh: Double? = nil) {
    day += 1
    arrival = max(fresh ?? arrival, Double(day))
    record?.append(arrival, day: day)
  }

  /// Ordinals of draws are days, moved up so that those before the start have one. Days on which a law begins have one more draw for it,
  /// and where it begins within the day a range of draws of its own.
  private static let daysBefore = 1 << 17
  private static let lawsBegin = UInt16.max
  private static let partDraws: UInt16 = 1 << 12

  @inline(__always)
  private static func ordinal(_ day: Int) -> UInt64 { UInt64(day + daysBefore) }

  /// Arrival of an order placed at the moment with which a law begins, days.
  private func start(_ kind: CompiledLeadTime.Kind, at moment: Double, onDay day: Int, part: UInt16 = 0, _ key: DrawKey) -> Double {
    switch kind {
    case .constant(let ticks): moment + Double(ticks) / Double(dayTicks)
    case .falling(let falling):
      moment + falling.course.start(key.uniform(source: source, ordinal: Self.ordinal(day), draw: Self.lawsBegin - part))
    case .independent, .stepped: preconditionFailure("no process in continuous time")
    }
  }

  /// The jumps between two moments of the present day, of the law that began with that part of it.
  private mutating func pass(_ kind: CompiledLeadTime.Kind, from time: Double, until end: Double, part: UInt16, _ key: DrawKey) {
    guard case .falling(let falling) = kind else {
      if case .constant(let ticks) = kind { arrival = max(arrival, end + Double(ticks) / Double(dayTicks)) }
      return
    }
    pass(falling.course, from: time, until: end, firstDraw: part * Self.partDraws, key)
  }

  @inline(__always)
  private mutating func pass(_ falling: FallingCourse, from start: Double, until end: Double, firstDraw: UInt16 = 0, _ key: DrawKey) {
    var time = start, draw = firstDraw
    while true {
      let (a, b) = key.block(source: source, ordinal: Self.ordinal(day), draw: draw)
      let first = unitInterval(a)
      if draw == 0, falling.isCalm(level: arrival - time, first) { return }
      guard let jump = falling.jump(after: time, before: end, arrival: arrival, first, unitInterval(b)) else { return }
      (time, arrival) = jump
      draw &+= 1
    }
  }
}
