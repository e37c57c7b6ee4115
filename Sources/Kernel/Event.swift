/// The classes of one instant, in the order in which they are served.
///
/// All receipts of an instant come before all put-aways of that instant, and so on. Within a class the declared priority decides, then the
/// order of scheduling. A handler that schedules an earlier class for the present instant has it served before the current class goes on.
@frozen public enum Phase: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Goods arrive from a supplier or another location.
  case receipt = 1
  /// Goods reach their shelf and can be picked from now on.
  case putAway
  /// A person or a machine finishes a task.
  case workEnd
  /// Shifts, breaks, closing days, breakdowns and repairs.
  case calendar
  /// Customers ask.
  case demand
  /// Goods go to those who wait for them.
  case allocation
  /// People and machines take up tasks.
  case workStart
  /// Replenishment decisions: one review after all orders of the instant.
  case review
  /// Observation; decides nothing.
  case measurement

  /// From a raw value that was one before it was packed into a key. The cases have no payload, so a case is its number among them.
  @inline(__always) @usableFromInline init(checked rawValue: UInt8) { self = unsafeBitCast(rawValue &- 1, to: Phase.self) }
}

/// What is due: plain data, the same record for every room of the house.
///
/// `kind` belongs to the room that scheduled the event (each room owns a range of kinds); `subject` and `argument` mean what the kind says.
@frozen public struct Event: BitwiseCopyable, Sendable, Equatable {
  public var time: SimTime
  public var phase: Phase
  public var kind: UInt16
  public var subject: Int32
  public var argument: Int64

  @inlinable public init(time: SimTime, phase: Phase, kind: UInt16, subject: Int32 = 0, argument: Int64 = 0) {
    self.time = time
    self.phase = phase
    self.kind = kind
    self.subject = subject
    self.argument = argument
  }
}

/// Names one scheduled event for as long as it is pending. Kept after the event is served or cancelled, it names nothing.
///
/// A slot number and the slot's generation at the time of scheduling. A slot would have to be used exactly 2³² times between two uses of
/// one handle for the handle to name a stranger.
@frozen public struct EventHandle: BitwiseCopyable, Sendable, Equatable {
  @usableFromInline let slot: UInt32
  @usableFromInline let generation: UInt32

  @inlinable init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  /// Names no event; cancelling it does nothing.
  @inlinable public static var none: EventHandle { EventHandle(slot: .max, generation: 0) }
}
