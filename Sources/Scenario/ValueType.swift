public import Groundwork

/// What may stand behind a key. The parser, the errors, the JSON Schema and the reference pages all read this one description.
public indirect enum ValueType: Sendable, Hashable {
  /// Keys of the language, declared below this one.
  case block
  /// A map whose keys are the planner's own names for the given kind of thing.
  case named(String)
  case text
  case yesNo
  case choice([String])
  /// A whole number, with or without its noun (`4 orders`).
  case whole(ClosedRange<Int>, noun: String?)
  /// A bare number.
  case number(ClosedRange<Double>)
  /// A number with one of these units.
  case quantity([QuantityForm])
  /// 0 % … 100 %, or a fraction.
  case share
  /// A law or a fixed value, of the given quantity.
  case law(LawUse)
  /// A name that stands as a key of the map at this address.
  case reference(String)
  case version
  case currency
  /// An ISO date or `day 0`.
  case start
  /// An ISO date.
  case date
  /// A civil span from the clock's start: `52 weeks`, `12 months`; `auto` where allowed.
  case span(auto: Bool)
  case zone
  case study
  /// A file beside the scenario.
  case file(String)
  /// `mon-fri`, `sat`, `[sat, sun]`.
  case weekdays
  /// Weekdays, dates or a CSV file of dates.
  case closedDays
  /// A shift, shifts that people work together, or people by shift.
  case shifts
  /// Hours of the day with a number of people each, or such a map for each shift.
  case peopleByHour
  /// `06:00-14:00`.
  case hours
  /// `10:00 +20 min`.
  case breakTime
  /// `mon-fri 16:30`.
  case departures
  /// A map of hours (24 or 168) or weekdays to factors, or a CSV file.
  case profile
  /// A map of months (12) or weeks (52, 53) to factors, or a CSV file.
  case season
  /// Dates or spans with factors.
  case events
  /// A level of a policy: units, or time of mean demand.
  case level
  case policy
  case review
  /// Work: a time, a time per line, unit or order, a law, or a map of these parts.
  case work
  case unmet
  case lostSale
  case waste
  case holding
  case backorder
  case initialStock
  case itemChoice
  /// `">= 97 %"`.
  case condition
  /// A margin of `check:`.
  case margin
  /// Nothing is read yet.
  case anything
}

/// A kind of quantity: its dimension, how a planner writes it, and what range makes sense.
public struct QuantityForm: Sendable, Hashable {
  public var dimension: Dimension
  public var example: String
  /// In base units.
  public var range: ClosedRange<Double>

  public init(_ dimension: Dimension, example: String, in range: ClosedRange<Double> = 0...1e15) {
    self.dimension = dimension
    self.example = example
    self.range = range
  }

  static let time = QuantityForm(.time, example: "21 d")
  static let shelfLife = QuantityForm(.time, example: "5 d", in: 1e-6...1e10)
  static let money = QuantityForm(.money, example: "120 GBP")
  static let moneyPerUnit = QuantityForm(.money / .unit, example: "1.60 GBP/unit")
  static let wage = QuantityForm(.money / .time, example: "14.20 GBP/h")
  static let volume = QuantityForm(.volume, example: "1.2 l")
  static let length = QuantityForm(.length, example: "25 m")
  /// At most a day a metre: nobody walks slower.
  static let pace = QuantityForm(.time / .length, example: "0.9 s per m", in: 0...86_400)
  static let rate = QuantityForm(.rate, example: "92 /day")
  static let orderRate = QuantityForm(.order / .time, example: "92 orders/day")
  static let growth = QuantityForm(.share / .time, example: "3 %/year", in: -1...1)
}

/// What a law is a law of.
public enum LawUse: Sendable, Hashable {
  /// A span of time; parameters carry time units.
  case time
  /// Whole things counted in numbers without a unit.
  case count
  /// Units of an item asked in a period, or on a line: numbers, units or `column NAME`.
  case demand
  /// Seconds of work, possibly per line, unit or order.
  case work
}

extension ValueType {
  /// What would be right, in words that follow "expected".
  public var inWords: String {
    switch self {
    case .block: "a map of keys"
    case .named(let kind): "a map of names, each with its \(kind)"
    case .text: "text"
    case .yesNo: "true or false"
    case .choice(let words): "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
    case .whole(let range, let noun):
      range.upperBound > 1_000_000_000
        ? "a whole number\(noun.map { " of \($0)" } ?? ""), at least \(range.lowerBound)"
        : "a whole number\(noun.map { " of \($0)" } ?? "") from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range):
      range.upperBound > 1e14
        ? "a number, at least \(range.lowerBound.plainText)"
        : "a number from \(range.lowerBound.plainText) to \(range.upperBound.plainText)"
    case .quantity(let forms): forms.map { "`\($0.example)`" }.joined(separator: " or ")
    case .share: "a share such as `70 %`"
    case .law(.time): "a time such as `21 d`, or a law such as `{ gamma: { mean: 21 d, sd: 6 d } }`"
    case .law(.count): "a number, or a law such as `{ geometric: { mean: 4.2, from: 1 } }`"
    case .law(.demand): "a number of units, or a law such as `{ negative-binomial: { mean: 5, dispersion: 2 } }`"
    case .law(.work), .work: "a time such as `74 s` or `45 s per line`, a law, or `{ travel: 0.9 s per m, per-line: 21 s }`"
    case .reference(let address): "a name from `\(address)`"
    case .version: "the format's version, 1"
    case .currency: "an ISO 4217 code such as GBP"
    case .start: "a date such as 2011-01-03, or `day 0`"
    case .date: "a date such as 2011-06-30"
    case .span(let auto): auto ? "a span such as `8 weeks`, or `auto`" : "a span such as `52 weeks`"
    case .zone: "a time zone such as Europe/London"
    case .study: "`continuous`, `periodic`, or `{ periodic: 1 week }`"
    case .file(let what): "the name of a file \(what)"
    case .weekdays: "days such as `mon-fri` or `[sat, sun]`"
    case .closedDays: "weekdays such as `[sat, sun]`, dates such as `[2011-04-22]`, or a CSV file of dates"
    case .shifts: "a shift, people by shift such as `{ early: 4, late: 4 }`, or shifts that each of them works such as `[morning, evening]`"
    case .peopleByHour: "a map of hours of the day, 0 to 23, each with a number of people, or one for each shift"
    case .hours: "hours such as `06:00-14:00`"
    case .breakTime: "a break such as `10:00 +20 min`"
    case .departures: "departures such as `mon-fri 16:30`"
    case .profile: "a CSV file or a map with 24 hours, 7 weekdays or 168 hours of the week"
    case .season: "a CSV file or a map with 12 months, or with 52 or 53 weeks"
    case .events: "a map of names to `{ on: 2011-05-30, factor: 1.8 }` or `{ from: …, to: …, factor: … }`"
    case .level: "units such as `210`, or time of mean demand such as `3 weeks`"
    case .policy: "a policy such as `{ s-S: { s: 3 weeks, S: 7 weeks } }`, or `optimize`"
    case .review: "`continuous`, `every 1 week`, or `{ every: 1 week, on: mon, at: 07:00 }`"
    case .unmet: "`backorder`, `lost`, or `{ backorder: 70 %, lost: 30 % }`"
    case .lostSale: "`margin`, `price`, or money such as `2 GBP/unit`"
    case .waste: "`unit-cost`, or money such as `2 GBP/unit`"
    case .holding: "a rate on unit cost such as `22 %/year`, or money such as `0.35 GBP/unit/year`"
    case .backorder: "money such as `0.40 GBP/unit/day` or `2 GBP/unit`"
    case .initialStock: "`policy`, a number of units, or a CSV file"
    case .itemChoice: "`popularity`, `equal`, or `column NAME`"
    case .condition: "a condition such as `\">= 97 %\"`"
    case .margin: "`exact`, or `{ worse: up, relative: 1 % }`"
    case .anything: "a value"
    }
  }
}
