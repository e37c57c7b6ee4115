/// A day of the week; Monday is 0.
public enum Weekday: Int, Sendable, CaseIterable, Comparable {
  case mon, tue, wed, thu, fri, sat, sun

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// Reads `mon`, `Monday` and the like.
  public init?(word: String) {
    let word = word.lowercased()
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    guard word.count >= 3,
      let i = names.firstIndex(where: { $0 == word || $0.prefix(3) == word || ($0.prefix(4) == word && word.count == 4) })
    else {
      return nil
    }
    self.init(rawValue: i)
  }

  public var word: String { ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][rawValue] }
}

/// A day of the (proleptic) Gregorian calendar, without a time zone.
public struct CivilDate: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let year: Int
  public let month: Int
  public let day: Int

  /// - Returns: nil where the calendar has no such day, or the year lies outside 1600…9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1600...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.daysIn(month: month, year: year) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `2011-01-03`.
  public init?(iso text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
      let y = Int(parts[0]), let m = Int(parts[1]), let d = Int(parts[2])
    else { return nil }
    self.init(year: y, month: m, day: d)
  }

  /// Days since 1970-01-01.
  ///
  /// Counts in years that begin in March, so that the leap day comes last, and in eras of 400 years (146 097 days).
  public var dayNumber: Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
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
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  public var weekday: Weekday { Weekday(rawValue: ((dayNumber + 3) % 7 + 7) % 7)! }

  /// ISO 8601 week, 1…53: week 1 holds the year's first Thursday.
  public var isoWeek: Int {
    let thursday = CivilDate(dayNumber: dayNumber - weekday.rawValue + 3)
    return (thursday.dayNumber - CivilDate(year: thursday.year, month: 1, day: 1)!.dayNumber) / 7 + 1
  }

  /// The same day `count` months on, or the month's last day where it is shorter.
  public func adding(months count: Int) -> CivilDate {
    let index = year * 12 + month - 1 + count
    let (y, m) = (min(9999, index / 12), index % 12 + 1)
    return CivilDate(year: y, month: m, day: min(day, Self.daysIn(month: m, year: y)))!
  }

  public static func daysIn(month: Int, year: Int) -> Int {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  public static func < (a: Self, b: Self) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }

  /// The day `days` later, or earlier where it is negative.
  public func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }

  /// `2011-01-03`.
  public var description: String {
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return "\(year)-\(two(month))-\(two(day))"
  }
}

/// As its ISO text, in JSON as everywhere.
extension CivilDate: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let date = CivilDate(iso: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no day; a day is written 2011-01-03")
    }
    self = date
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
