/// An instant that did not come to an end: events that go on scheduling each other for the time that it is.
///
/// The mistake of a model, or of a scenario that a model accepted; a value, so that the run that met it can be reported by name.
public struct Stall: Error, Sendable, Equatable {
  /// What one of the events in the loop was.
  public struct Step: Sendable, Hashable {
    public var phase: Phase
    public var kind: UInt16
    public var subject: Int32

    public init(phase: Phase, kind: UInt16, subject: Int32) {
      self.phase = phase
      self.kind = kind
      self.subject = subject
    }
  }

  /// The instant.
  public var time: SimTime
  /// How many events it had scheduled for itself when it was stopped.
  public var events: Int
  /// One round of the loop, in order, begun anywhere; where the last events repeat nothing, the different ones among them, most frequent
  /// first, at most ten.
  public var cycle: [Step]
  /// Whether `cycle` was seen to repeat.
  public var repeats: Bool

  public init(time: SimTime, events: Int, cycle: [Step], repeats: Bool) {
    self.time = time
    self.events = events
    self.cycle = cycle
    self.repeats = repeats
  }
}

extension Stall: CustomStringConvertible {
  /// With kinds as numbers; whoever owns the kinds can say it better.
  public var description: String {
    let steps = cycle.map { "\($0.phase) kind \($0.kind) subject \($0.subject)" }.joined(separator: " → ")
    return "the instant at \(time.ticks) µs does not end: \(events) events were scheduled for it; "
      + (repeats ? "round and round: " : "among the last: ") + steps
  }
}

extension Agenda {
  /// Events watched to find the loop once an instant is too long.
  static var traceLength: Int { 1024 }

  /// Watches the instant's next event; false, with `stalled` set, when enough were seen.
  @usableFromInline mutating func mayGoOn() -> Bool {
    if stalled != nil { return false }
    // An earlier instant may have been long and come to its end all the same.
    if let first = trace.first, first.time != now { trace = [] }
    guard trace.count >= Self.traceLength else {
      trace.append(front)
      return true
    }
    let steps = trace.map { Stall.Step(phase: $0.phase, kind: $0.kind, subject: $0.subject) }
    let cycle = Self.cycle(of: steps)
    stalled = Stall(time: now, events: cascade, cycle: cycle ?? Self.commonest(steps), repeats: cycle != nil)
    return false
  }

  /// The event served next. There is one, in a ring at least.
  private var front: Event {
    let ring = ringMask.trailingZeroBitCount
    let key = rootIsVacant ? rings[ring].front : min(rings[ring].front, heap[3])
    let low = UInt64(truncatingIfNeeded: key), said = slots[slot(of: key)]
    return Event(
      time: now, phase: Phase(rawValue: UInt8(truncatingIfNeeded: low >> Self.phaseShift))!, kind: said.kind, subject: said.subject,
      argument: said.argument)
  }

  /// The shortest round that the last half of the steps repeats at least twice.
  static func cycle(of steps: [Stall.Step]) -> [Stall.Step]? {
    let tail = Array(steps.suffix(steps.count / 2))
    guard tail.count >= 2 else { return nil }
    for period in 1...(tail.count / 2) where (period..<tail.count).allSatisfy({ tail[$0] == tail[$0 - period] }) {
      return Array(tail.prefix(period))
    }
    return nil
  }

  /// The different steps, most frequent first, those seen first first.
  private static func commonest(_ steps: [Stall.Step]) -> [Stall.Step] {
    var counts: [Stall.Step: (count: Int, first: Int)] = [:]
    for (i, step) in steps.enumerated() { counts[step, default: (0, i)].count += 1 }
    let order = counts.sorted { ($1.value.count, $0.value.first) < ($0.value.count, $1.value.first) }
    return order.prefix(10).map(\.key)
  }
}
