public import Groundwork

/// Something about a row of order lines that a planner should know of.
public enum LineTrait: String, Sendable, CaseIterable, Hashable {
  case unreadable, impossibleDate, strayDate, badQuantity, ambiguousQuantity, fractionalQuantity, blankOrder, blankItem, duplicate,
    serviceCode, calledOff, cancellation, adjustment, returned, zeroQuantity, badPrice, negativePrice, zeroPrice, withdrawn,
    letteredSale, blankCustomer, severalTimes, repeatedNumber, utcTime, offsetTime, convertedTime, severalSpellings, legacyText

  /// Reasons to leave a row out that do not show that nothing was sold: where there are many, demand is missing.
  public static let mayHideSales: [LineTrait] = [
    .unreadable, .impossibleDate, .badQuantity, .ambiguousQuantity, .fractionalQuantity, .blankOrder, .blankItem, .serviceCode,
  ]

  /// What it is, as a line of the report.
  public var meaning: String {
    switch self {
    case .unreadable: "rows that are not CSV (wrong number of fields, quotes)"
    case .impossibleDate: "dates or times that are blank, unreadable or impossible"
    case .strayDate: "dates far from all others"
    case .badQuantity: "quantities that are blank or not numbers"
    case .ambiguousQuantity: "quantities that can mean two numbers (1.004: nothing tells thousands from decimals)"
    case .fractionalQuantity: "quantities that are not whole"
    case .blankOrder: "no order number"
    case .blankItem: "no item"
    case .duplicate: "rows equal to an earlier one in every field"
    case .serviceCode: "postage, fees, manual entries (not goods)"
    case .calledOff: "orders cancelled, voided or refunded, as a column says"
    case .cancellation: "cancellations (order number C…, negative quantity)"
    case .letteredSale: "order numbers C… with a positive quantity (taken as sales)"
    case .adjustment: "stock write-offs (negative quantity at no price)"
    case .returned: "returns (negative quantity)"
    case .zeroQuantity: "quantity zero"
    case .badPrice: "prices that are blank, not numbers or beyond a trillion (the sale counts, its price does not)"
    case .negativePrice: "negative prices"
    case .zeroPrice: "price zero (samples, gifts, stock found)"
    case .withdrawn: "sales called off within a day by an equal cancellation"
    case .blankCustomer: "no customer"
    case .severalTimes: "orders whose lines carry several times (the first counts)"
    case .repeatedNumber: "orders whose number came before on another day (each day's is an order)"
    case .offsetTime: "times with their distance from UTC, taken as the shop's own clock"
    case .convertedTime: "times marked as UTC or with their distance from it, brought to one zone's clock"
    case .utcTime: "times marked as UTC (Z), taken as the shop's own clock"
    case .severalSpellings: "items spelt in several ways (85123a, 85123A), taken as one"
    case .legacyText: "rows with text that is not UTF-8 (read as Windows-1252)"
    }
  }
}

/// What was found in the rows: each trait's count, how many rows were left out for it, and where the first stand.
public struct DataQuality: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    /// Rows (for `severalTimes` and `repeatedNumber` orders, for `severalSpellings` items) with the trait, whatever else they have.
    public var count = 0
    /// Rows that are not demand because of it; a row with several traits is left out for the first in the order of `LineTrait`.
    public var excluded = 0
    /// Units of the rows left out, as far as they can be told; returns count as none.
    public var unitsExcluded = 0.0
    public var examples: [Example] = []
  }
  public struct Example: Sendable, Equatable {
    public var location: SourceLocation
    public var text: String
  }
  public struct LostItem: Sendable, Equatable {
    public var name: String
    /// Lines left out for their quantities, and lines that are demand.
    public var lost: Int
    public var kept: Int
  }

  /// Examples kept of each trait.
  public static let exampleLimit = 3

  /// Rows of all files, without header and blank lines.
  public var rows = 0
  public var blankLines = 0
  /// Rows that are demand: `rows` − all `excluded`.
  public var kept = 0
  /// Units of the rows that are demand.
  public internal(set) var keptUnits = 0
  /// Items that lost at least half of their sales for their quantities, the most lines first.
  public internal(set) var itemsLost: [LostItem] = []
  public private(set) var entries: [LineTrait: Entry] = [:]
  /// Counts of service codes, by code.
  public internal(set) var serviceCodes: [String: Int] = [:]
  /// Rows that could not be read, with their places (the first 50 of each file, the rest counted).
  public internal(set) var diagnostics: [Diagnostic] = []

  public init() {}

  public subscript(trait: LineTrait) -> Entry { entries[trait] ?? Entry() }

  mutating func note(_ trait: LineTrait, count: Int = 1) { entries[trait, default: Entry()].count += count }

  mutating func exclude(_ trait: LineTrait, count: Int = 1, units: Double = 0) {
    entries[trait, default: Entry()].excluded += count
    entries[trait, default: Entry()].unitsExcluded += units
  }

  func wantsExample(_ trait: LineTrait) -> Bool { (entries[trait]?.examples.count ?? 0) < Self.exampleLimit }

  mutating func example(_ trait: LineTrait, _ text: String, at location: SourceLocation) {
    if wantsExample(trait) { entries[trait, default: Entry()].examples.append(Example(location: location, text: text)) }
  }

  public var excludedTotal: Int { LineTrait.allCases.reduce(0) { $0 + self[$1].excluded } }
}
