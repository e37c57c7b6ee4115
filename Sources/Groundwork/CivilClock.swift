internal import Foundation

/// Turns days and times on a wall clock into microseconds since the clock's start, and back, with the zone's changes taken from a table
/// that is made once.
///
/// Without a start date the calendar is bare: day 0 is a Monday, every day has 24 hours.
public struct CivilClock: Sendable {
  /// Midnight of this day is time 0; nil in a calendar-free study.
  public let start: CivilDate?
  public let zone: String
  /// From each moment (seconds since 1970 in UTC) on, the zone is this many seconds ahead of UTC. Ascending; the first holds for all
  /// earlier times.
  private var offsets: [(from: Int, seconds: Int)]
  private let origin: Int

  /// Whether the system knows a zone of that name.
  public static func knows(zone: String) -> Bool { TimeZone(identifier: zone) != nil }

  /// Names a zone might be meant by, for suggestions.
  public static var zoneNames: [String] { TimeZone.knownTimeZoneIdentifiers.sorted() }

  /// - Parameters:
  ///   - days: how far the table reaches from the start.
  /// - Returns: nil where the zone is unknown.
  public init?(start: CivilDate?, zone: String = "UTC", days: Int) {
    self.start = start
    self.zone = zone
    guard let start else {
      offsets = [(Int.min, 0)]
      origin = 0
      return
    }
    guard let timeZone = TimeZone(identifier: zone) else { return nil }
    func offset(_ second: Int) -> Int { timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))) }
    let first = (start.dayNumber - 2) * 86_400
    var table = [(from: Int.min, seconds: offset(first))]
    // One look a day finds every change (zones do not change twice a day); bisection finds its second.
    for day in 0..<max(4, days + 4) {
      var low = first + day * 86_400
      var high = low + 86_400
      let after = offset(high)
      if after == table.last!.seconds { continue }
      while high - low > 1 {
        let middle = (low + high) / 2
        if offset(middle) == after { high = middle } else { low = middle }
      }
      table.append((high, after))
    }
    offsets = table
    origin = Self.utc(local: start.dayNumber * 86_400, offsets: table)
  }

  /// The first moment with that local time. A local time that a spring change skips means the moment as long after the change.
  private static func utc(local: Int, offsets: [(from: Int, seconds: Int)]) -> Int {
    for (i, entry) in offsets.enumerated() {
      let moment = local - entry.seconds
      let end = i + 1 < offsets.count ? offsets[i + 1].from : Int.max
      if moment < end {
        // Before the entry begins means the time falls into the gap: count on from the offset that held until then.
        return moment >= entry.from || i == 0 ? moment : local - offsets[i - 1].seconds
      }
    }
    return local - offsets[offsets.count - 1].seconds
  }

  /// Microseconds from the start to `second` seconds after midnight (wall clock) of day `day`, counted from the start's day.
  public func ticks(day: Int, second: Int = 0) -> Int64 {
    guard let start else { return Int64(day * 86_400 + second) * 1_000_000 }
    return Int64(Self.utc(local: (start.dayNumber + day) * 86_400 + second, offsets: offsets) - origin) * 1_000_000
  }

  /// The day (from the start's day) and the second of the day on the wall clock at a moment.
  public func wall(_ ticks: Int64) -> (day: Int, second: Int) {
    let seconds = Int(ticks.flooredQuotient(1_000_000))
    guard let start else { return (seconds.flooredQuotient(86_400), seconds - seconds.flooredQuotient(86_400) * 86_400) }
    let moment = origin + seconds
    var low = 0
    var high = offsets.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if offsets[middle].from <= moment { low = middle } else { high = middle - 1 }
    }
    let local = moment + offsets[low].seconds
    let day = local.flooredQuotient(86_400)
    return (day - start.dayNumber, local - day * 86_400)
  }

  /// When clocks change after the start, microseconds, and by how many seconds they are then put forward (negative = back).
  public var changes: [(at: Int64, forward: Int)] {
    zip(offsets, offsets.dropFirst()).compactMap { before, after in
      after.from > origin ? (Int64(after.from - origin) * 1_000_000, after.seconds - before.seconds) : nil
    }
  }

  public func weekday(day: Int) -> Weekday {
    if let start { return CivilDate(dayNumber: start.dayNumber + day).weekday }
    return Weekday(rawValue: day - day.flooredQuotient(7) * 7)!
  }

  /// nil in a calendar-free study.
  public func date(day: Int) -> CivilDate? { start.map { CivilDate(dayNumber: $0.dayNumber + day) } }

  /// The day's place from the start; nil in a calendar-free study.
  public func day(of date: CivilDate) -> Int? { start.map { date.dayNumber - $0.dayNumber } }

  /// Week of the year, 1…53 (ISO); calendar-free years have 52 weeks of 7 days.
  public func weekOfYear(day: Int) -> Int {
    date(day: day)?.isoWeek ?? (day.flooredQuotient(7) % 52 + 52) % 52 + 1
  }

  /// Month, 1…12; calendar-free months are twelfths of a year of 364 days.
  public func month(day: Int) -> Int {
    date(day: day)?.month ?? (((day % 364) + 364) % 364) * 12 / 364 + 1
  }
}

extension FixedWidthInteger {
  /// Rounded towards minus infinity.
  @inlinable public func flooredQuotient(_ divisor: Self) -> Self {
    let (q, r) = quotientAndRemainder(dividingBy: divisor)
    return r != 0 && (r < 0) != (divisor < 0) ? q - 1 : q
  }
}
