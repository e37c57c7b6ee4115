internal import Groundwork

/// A day of the proleptic Gregorian calendar; pure arithmetic, no time zone, no Foundation.
public struct CivilDate: Sendable, Hashable, Comparable, Codable {
  public var year: Int
  /// 1…12.
  public var month: Int
  /// 1…31.
  public var day: Int

  public init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// Days since 1970-01-01. Years are counted from March so that the leap day comes last (Richards' algorithm, in Hinnant's form).
  public var dayNumber: Int {
    let y = month > 2 ? year : year - 1
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  public init(dayNumber: Int) {
    let z = dayNumber + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    self.init(year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// 0 = Monday … 6 = Sunday.
  public var weekday: Int { ((dayNumber + 3) % 7 + 7) % 7 }

  public static func < (a: CivilDate, b: CivilDate) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }

  public func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }

  static let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  static let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  var monthName: String { Self.monthNames[month - 1] }
  var dayName: String { Self.dayNames[weekday] }

  /// `5 Jan`.
  public var short: String { "\(day) \(monthName)" }
  /// `5 Jan 2026`, for prose.
  public var prose: String { "\(day) \(monthName) \(year)" }
  /// `2026-01-05`, for data.
  public var iso: String {
    func padded(_ n: Int, _ width: Int) -> String { String(repeating: "0", count: max(0, width - String(n).count)) + String(n) }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

/// What a picture's clock counts and when it began.
public struct TimeBase: Sendable, Hashable, Codable {
  public enum Unit: String, Sendable, Hashable, Codable { case seconds, hours, days, weeks }

  public var unit: Unit
  /// The civil day at whose midnight the clock stood at 0; nil for a simulation clock without a calendar.
  public var start: CivilDate?

  public init(_ unit: Unit, from start: CivilDate? = nil) {
    self.unit = unit
    self.start = start
  }

  var seconds: Double {
    switch unit {
    case .seconds: 1
    case .hours: 3600
    case .days: 86_400
    case .weeks: 604_800
    }
  }

  /// The civil day in which clock reading `t` falls.
  public func date(at t: Double) -> CivilDate? {
    guard let start, t.isFinite, abs(t * seconds) < 1e13 else { return nil }
    return start.adding(days: Int((t * seconds / 86_400).rounded(.down)))
  }

  /// `06:30`.
  public func clockTime(at t: Double) -> String {
    guard t.isFinite, abs(t * seconds) < 1e13 else { return NumberFormat.missing }
    let minutes = Int((t * seconds / 60).rounded())
    let ofDay = ((minutes % 1440) + 1440) % 1440
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return "\(two(ofDay / 60)):\(two(ofDay % 60))"
  }

  /// `23 Mar`, or `day 82` without a calendar (days count from 1).
  public func dayText(at t: Double) -> String {
    if let date = date(at: t) { return date.short }
    guard t.isFinite, abs(t * seconds) < 1e13 else { return NumberFormat.missing }
    return "day \(Int((t * seconds / 86_400).rounded(.down)) + 1)"
  }
}
