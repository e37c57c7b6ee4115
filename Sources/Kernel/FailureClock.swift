/// When a machine fails next: after a time of the calendar, or after a time of its own work.
@frozen public struct FailureClock: BitwiseCopyable, Sendable {
  /// Whether its time runs only while the machine works.
  public let countsWorkOnly: Bool
  /// Lives that have ended.
  public private(set) var failures: UInt32 = 0
  /// Ticks of its life that were left when its time began to run last.
  private var left: Int64 = .max
  private var since: Int64 = 0
  private var event = EventHandle.none

  public init(countsWorkOnly: Bool) { self.countsWorkOnly = countsWorkOnly }

  /// A life begins, of a new machine or a repaired one.
  ///
  /// - Parameters:
  ///   - life: ticks to the failure; at least 1.
  ///   - works: whether the machine works now.
  ///   - kind, subject: of the event that a failure is.
  public mutating func renew(
    _ life: Int64, at now: Int64, works: Bool, kind: UInt16, subject: Int32, _ agenda: inout Agenda
  ) {
    left = life
    since = now
    if !countsWorkOnly || works { schedule(at: now, kind, subject, &agenda) }
  }

  /// The machine begins to work.
  public mutating func workBegins(at now: Int64, kind: UInt16, subject: Int32, _ agenda: inout Agenda) {
    if !countsWorkOnly { return }
    since = now
    schedule(at: now, kind, subject, &agenda)
  }

  /// It stops, whole.
  ///
  /// - Complexity: O(1) amortised: the failure that does not come is only marked.
  public mutating func workEnds(at now: Int64, _ agenda: inout Agenda) {
    if !countsWorkOnly { return }
    agenda.cancel(event)
    left = max(1, left - (now - since))
  }

  /// It has failed: the event has come.
  public mutating func fail() { failures &+= 1 }

  private mutating func schedule(at now: Int64, _ kind: UInt16, _ subject: Int32, _ agenda: inout Agenda) {
    let (due, isNever) = now.addingReportingOverflow(left)
    event = agenda.schedule(at: SimTime(ticks: isNever ? .max : due), .calendar, kind: kind, subject: subject)
  }
}
