/// Days of non-crossing lead-time processes that were drawn once in a replication, for every plan that has the same ones: a process owes
/// nothing to when we order, so plans that order on other days read the same arrivals.
///
/// One slot an item and supplier. Not for two threads at once.
///
/// - Complexity: 8 bytes a slot and day.
public final class LeadTimeHistory {
  /// Most days of all slots together that are worth their memory, 32 MB.
  public static let mostDays = 4_000_000
  private let days: Int
  private let slots: Int
  /// Arrival A(day) in days, slot by slot.
  private let arrivals: UnsafeMutablePointer<Double>
  /// Days known of each slot.
  private let known: UnsafeMutablePointer<Int>

  public init(slots: Int, days: Int) {
    self.slots = slots
    self.days = days
    arrivals = .allocate(capacity: max(1, slots * days))
    known = .allocate(capacity: max(1, slots))
    forget()
  }

  deinit {
    arrivals.deallocate()
    known.deallocate()
  }

  /// Before another replication.
  public func forget() { known.update(repeating: 0, count: slots) }

  /// One slot, for as long as the history lives.
  public func record(_ slot: Int) -> Record {
    precondition(slot >= 0 && slot < slots, "slot \(slot) of \(slots)")
    return Record(arrivals: arrivals + slot * days, known: known + slot, days: days)
  }

  /// A view of one slot; it does not keep the history alive.
  public struct Record {
    fileprivate let arrivals: UnsafeMutablePointer<Double>
    fileprivate let known: UnsafeMutablePointer<Int>
    fileprivate let days: Int

    /// The last known day that is not after `day`, and A of it; nil where nothing is known yet.
    func latest(notAfter day: Int) -> (day: Int, arrival: Double)? {
      let last = min(day, known.pointee - 1)
      return last < 0 ? nil : (last, arrivals[last])
    }

    /// Keeps A(day) if it is the first day not known.
    func append(_ arrival: Double, day: Int) {
      guard day == known.pointee, day < days else { return }
      arrivals[day] = arrival
      known.pointee = day + 1
    }
  }
}
