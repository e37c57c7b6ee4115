/// What a quantity is a quantity of, as powers of base kinds: `GBP/unit/day` is money¹·unit⁻¹·time⁻¹.
public struct Dimension: Sendable, Hashable {
  public enum Base: Int, Sendable, CaseIterable {
    /// Seconds.
    case time
    /// The scenario's currency.
    case money
    /// A fraction of one: percent.
    case share
    /// Pieces of goods, customers' orders, their lines, receipts, people.
    case unit, order, line, person
    /// Metres, litres, kilograms.
    case length, volume, mass
  }

  var powers = SIMD16<Int8>()

  public init() {}

  public init(_ base: Base, power: Int = 1) { powers[base.rawValue] = Int8(power) }

  public subscript(_ base: Base) -> Int { Int(powers[base.rawValue]) }

  public static func * (a: Self, b: Self) -> Self {
    var result = a
    result.powers = a.powers &+ b.powers
    return result
  }

  public static func / (a: Self, b: Self) -> Self {
    var result = a
    result.powers = a.powers &- b.powers
    return result
  }

  public static let none = Dimension()
  public static let time = Dimension(.time)
  public static let money = Dimension(.money)
  public static let share = Dimension(.share)
  public static let unit = Dimension(.unit)
  public static let order = Dimension(.order)
  public static let line = Dimension(.line)
  public static let person = Dimension(.person)
  public static let length = Dimension(.length)
  public static let volume = Dimension(.volume)
  public static let mass = Dimension(.mass)
  /// Something per time: `92 /day`.
  public static let rate = none / time
}

/// A name that may stand behind a number.
struct UnitName: Sendable {
  var names: [String]
  var dimension: Dimension
  /// Base units (seconds, litres, a fraction of one …) in one of these.
  var factor: Double
}

let unitNames: [UnitName] = [
  UnitName(names: ["us", "µs", "μs"], dimension: .time, factor: 1e-6),
  UnitName(names: ["ms"], dimension: .time, factor: 1e-3),
  UnitName(names: ["s", "sec", "second", "seconds"], dimension: .time, factor: 1),
  UnitName(names: ["min", "minute", "minutes"], dimension: .time, factor: 60),
  UnitName(names: ["h", "hour", "hours"], dimension: .time, factor: 3600),
  UnitName(names: ["d", "day", "days"], dimension: .time, factor: 86_400),
  UnitName(names: ["week", "weeks"], dimension: .time, factor: 604_800),
  // 365.25 days in a year, a twelfth of it in a month: exact lengths, for process times and rates.
  UnitName(names: ["month", "months"], dimension: .time, factor: 30.4375 * 86_400),
  UnitName(names: ["year", "years"], dimension: .time, factor: 365.25 * 86_400),
  UnitName(names: ["%"], dimension: .share, factor: 0.01),
  UnitName(names: ["pp"], dimension: .share, factor: 0.01),
  UnitName(names: ["unit", "units", "piece", "pieces", "pcs"], dimension: .unit, factor: 1),
  UnitName(names: ["order", "orders"], dimension: .order, factor: 1),
  UnitName(names: ["line", "lines"], dimension: .line, factor: 1),
  UnitName(names: ["worker", "workers", "person", "people"], dimension: .person, factor: 1),
  UnitName(names: ["m", "metre", "metres", "meter", "meters"], dimension: .length, factor: 1),
  UnitName(names: ["cm"], dimension: .length, factor: 0.01),
  UnitName(names: ["mm"], dimension: .length, factor: 0.001),
  UnitName(names: ["km"], dimension: .length, factor: 1000),
  UnitName(names: ["m3", "m³"], dimension: .volume, factor: 1000),
  UnitName(names: ["l", "litre", "litres", "liter", "liters"], dimension: .volume, factor: 1),
  UnitName(names: ["ml"], dimension: .volume, factor: 0.001),
  UnitName(names: ["cm3", "cm³"], dimension: .volume, factor: 0.001),
  UnitName(names: ["kg"], dimension: .mass, factor: 1),
  UnitName(names: ["g"], dimension: .mass, factor: 0.001),
  UnitName(names: ["t"], dimension: .mass, factor: 1000),
]

/// Units that have names but no meaning yet for a number: the door says so instead of calling them unknown.
let unbuiltUnits: Set<String> = [
  "pallet", "pallets", "case", "cases", "working days", "working day", "item", "items", "tote", "totes",
]
