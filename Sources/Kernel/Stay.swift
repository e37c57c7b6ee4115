/// The stays of one job in waiting lines, one after another, which may end elsewhere than at the front: patience, a call to the front, a
/// new rank.
///
/// Nothing is searched for: with the stay's stamp, the entry in the line (`OrderedLine`) and the end of patience on the agenda are void.
@frozen public struct Stay: BitwiseCopyable, Sendable {
  /// Changes whenever a stay ends.
  public private(set) var stamp: UInt32 = 0
  public private(set) var isWaiting = false
  private var patience = EventHandle.none

  public init() {}

  /// - Parameter stamp: of those who had the job's place before it: their entries stay void.
  public init(stamp: UInt32) { self.stamp = stamp }

  public mutating func begin() { isWaiting = true }

  /// Sets an end to patience: an event with the stamp as its argument, after so many ticks.
  ///
  /// - Parameter ticks: at least 0; what is beyond the end of time never comes.
  public mutating func setPatience(
    _ ticks: Int64, at now: Int64, kind: UInt16, subject: Int32, _ agenda: inout Agenda
  ) {
    let (due, isNever) = now.addingReportingOverflow(ticks)
    patience = agenda.schedule(
      at: SimTime(ticks: isNever ? .max : due), .calendar, kind: kind, subject: subject, argument: Int64(stamp))
  }

  /// Whether an event or an entry with this stamp still speaks of it.
  public func isOf(_ stamp: UInt32) -> Bool { isWaiting && self.stamp == stamp }

  /// It is taken up, or gives up.
  ///
  /// - Complexity: O(1) amortised.
  public mutating func end(_ agenda: inout Agenda) {
    void()
    isWaiting = false
    agenda.cancel(patience)
    patience = .none
  }

  /// What bears its stamp is void: the owner puts it in anew, or gives its place away. It has no end of patience then.
  public mutating func void() { stamp &+= 1 }
}
