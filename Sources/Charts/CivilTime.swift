public import Groundwork

/// How a day is said in a picture.
extension CivilDate {
  static let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  static let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  var monthName: String { Self.monthNames[month - 1] }
  var dayName: String { Self.dayNames[weekday.rawValue] }

  /// `5 Jan`.
  public var short: String { "\(day) \(monthName)" }
  /// `5 Jan 2026`, for prose.
  public var prose: String { "\(day) \(monthName) \(year)" }
}

/// What a picture's clock counts and when it began.
public struct TimeBase: Sendable, Hashable, Codable {
  public enum Unit: String, Sendable, Hashable, Codable { case seconds, hours, days, weeks }

  public var unit: Unit
  /// The civil day at whose midnight the clock stood at 0; nil for a simulation clock without a calendar.
  public var start: CivilDate?

  /// Without a calendar, the number of the day at whose beginning the clock stood at 0; nil = its days are counted from 1.
  public var day: Int?

  public init(_ unit: Unit, from start: CivilDate? = nil, day: Int? = nil) {
    self.unit = unit
    self.start = start
    self.day = day
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
