public import Groundwork
public import History
public import Randomness

/// What a calibration may be told.
public struct CalibrationOptions: Sendable, Equatable {
  public enum Ranking: String, Sendable, CaseIterable { case units, lines, revenue }

  /// How many of the best-selling items become items of the scenario.
  public var items = 200
  public var by = Ranking.units
  /// Assumed unit cost as a share of the price.
  public var costShare = 0.5
  /// ISO 4217 code of the file's prices; nil takes what the file says, and pounds where it says nothing.
  public var currency: String?
  /// Zone of the scenario's clock, to which times that tell their distance from UTC are brought; nil: Europe/London, and all times kept.
  public var timeZone: String?
  public var reading = OrderLineOptions()
  /// Replications of the replay.
  public var replications = 40
  public var seed: UInt64 = 1

  public init() {}
}

/// A law tried on observations, and how well it does.
public struct Fit: Sendable, Equatable {
  /// `geometric, mean 7.93 from 1`
  public var name: String
  public var law: Law
  /// Pearson's χ² over bins of at least five expected, its degrees of freedom, and the probability of so much or more by chance.
  public var chiSquared: Double
  public var degrees: Int
  public var p: Double
  /// Largest share of observations in other places than the law would have them: half the sum of |observed − expected| over the bins. 0 =
  /// the same.
  public var misplaced: Double
  /// Log-likelihood and the parameters it cost.
  public var logLikelihood: Double
  public var parameters: Int

  /// False where too few different values leave no degree of freedom: then only what the law misplaces speaks for or against it.
  public var isTested: Bool { degrees > 0 }

  /// A planner's word for it. With thousands of orders χ² refuses every law that is not exactly true, so what is misplaced decides.
  public var verdict: String {
    if isTested, p >= 0.05 { return "fits" }
    let share = "\(percent(misplaced)) misplaced"
    if misplaced <= Self.closeEnough { return "close: \(share)" }
    return misplaced <= 0.1 ? "rough: \(share)" : "does not fit: \(share)"
  }

  /// A law that misplaces no more than this share is used although χ² tells it from the data.
  static let closeEnough = 0.025

  var isGood: Bool { isTested && p >= 0.05 || misplaced <= Self.closeEnough }

  /// The first good candidate; where one of the good could not be tested, the one that misplaces least. nil where none is good.
  static func choice(of candidates: [Fit]) -> Int? {
    let good = candidates.indices.filter { candidates[$0].isGood }
    guard good.contains(where: { !candidates[$0].isTested }) else { return good.first }
    return good.min { candidates[$0].misplaced < candidates[$1].misplaced }
  }
}

/// Candidates for a count and the one taken.
public struct FittedCount: Sendable, Equatable {
  public var observations: Int
  public var mean: Double
  public var variance: Double
  /// Value and how often, ascending.
  public var histogram: [Count]
  /// Candidates, the likeliest first (Akaike's criterion).
  public var candidates: [Fit]
  /// Index into `candidates`; nil = the observed values themselves.
  public var chosen: Int?

  public struct Count: Sendable, Equatable {
    public var value: Int
    public var times: Int
  }
}

/// One item of the scenario.
public struct CalibratedItem: Sendable, Equatable {
  public var sku: String
  public var lines: Int
  public var units: Int
  /// Orders with the item.
  public var orders: Int
  /// Money per unit sold, averaged over units; 0 without prices.
  public var price: Double
  /// Share of the chosen items' lines.
  public var popularity: Double
  /// Units of a line: mean, and variance ÷ mean of the units beyond the first.
  public var quantityMean: Double
  public var quantityDispersion: Double
  /// Units of a line and how often, ascending.
  public var quantities: [FittedCount.Count]
  /// Units per calendar day, and variance ÷ mean of daily and weekly totals (whole weeks only).
  public var meanPerDay: Double
  public var dailyDispersion: Double
  public var weeklyDispersion: Double
  /// A: the items that make the first 80 % of revenue (units, without prices); B: the next 15 %; C: the rest.
  public var itemClass: String
  /// Units of the largest line.
  public var largestLine: Int
  public var firstSold: CivilDate
  public var lastSold: CivilDate
  /// The longest run of selling days without a sale between its first and last, where chance would give one so long less than once in a
  /// thousand.
  public var suspiciousGap: Gap?

  public struct Gap: Sendable, Equatable {
    public var from: CivilDate
    public var to: CivilDate
    /// Days on which the shop sold anything at all.
    public var sellingDays: Int
    public var probability: Double
  }
}

/// When orders come.
public struct CalibratedArrivals: Sendable, Equatable {
  /// Orders per calendar day, averaged over a year of the season; where orders grow, on the first day of the file.
  public var meanPerDay: Double
  /// 168 factors from Monday 00:00, mean 1; seven (Monday first) where the file has no times of day.
  public var profile: [Double]
  public var season: Season?
  /// The probability that periods of the year differ so much by chance alone (F test); the season is left out where it is 5 % or more. nil
  /// where the data are too few for any.
  public var seasonProbability: Double?
  /// Days between first and last without a single order, though at least ten were expected.
  public var closedDays: [CivilDate]
  /// Daily counts on open days against the Poisson law with these factors: variance ÷ mean (1 = Poisson), and its χ² test,
  /// two-sided.
  public var dispersion: Double
  public var degrees: Int
  public var p: Double
  /// Weekdays (0 = Monday) that the file is too short to hold: they are taken to be like the mean of those there are.
  public var unseenWeekdays: [Int] = []
  /// Growth of the orders a year, compounded: 0.4 = 40 %; 0 where chance explains it or the file is shorter than two years.
  public var growth = 0.0
  /// The probability of so much growth by chance, two-sided; nil where the file is shorter than two years.
  public var growthProbability: Double?
  /// Weekdays that the file holds once, without an order: they are taken as closed.
  public var weekdaysSeenOnce: [Int] = []

  public struct Season: Sendable, Equatable {
    public enum Unit: String, Sendable { case week, month }
    public var unit: Unit
    /// 52 ISO weeks or 12 months, mean 1.
    public var factors: [Double]
    /// Where the file has data; elsewhere the factor is interpolated between its neighbours around the year.
    public var observed: [Bool]
  }

  /// Poisson in a planner's words.
  public var verdict: String {
    if degrees < 1 { return "too few days to tell" }
    if p >= 0.05 { return "fits" }
    let more = dispersion.rounded(toPlaces: 1)
    if dispersion < 0.67 { return "does not fit: days vary \(dispersion.rounded(toPlaces: 2)) times as much as a Poisson law makes them" }
    return dispersion <= 1.5
      ? "close: days vary \(more) times as much" : "rough: days vary \(more) times as much as a Poisson law lets them"
  }
}

/// Everything found in the order lines that a scenario needs.
public struct Calibration: Sendable {
  public var files: [String]
  public var columns: [OrderLineRole: String]
  public var quality: DataQuality
  public var firstDay: CivilDate
  public var lastDay: CivilDate
  public var hasTimes: Bool
  public var hasPrices: Bool
  /// Currency that the prices name, a sign or three capitals; nil = none.
  public var currencyInData: String?
  /// Rows by what the column of currencies holds; empty where there is none.
  public var currenciesInData: [String: Int] = [:]
  /// Rows by their distance from UTC in minutes, where it was not applied.
  public var offsets: [Int: Int] = [:]
  /// Currency of the scenario, and how it is known.
  public var currency: String
  public var currencySource: CurrencySource
  public var options: CalibrationOptions
  /// The best-selling first.
  public var items: [CalibratedItem]
  /// Items sold at all, and the chosen ones' share of all units.
  public var itemsSold: Int
  public var unitShare: Double
  /// Orders with at least one chosen item, and orders with none (not part of the scenario).
  public var orders: Int
  public var otherOrders: Int
  public var lines: Int
  public var arrivals: CalibratedArrivals
  public var linesPerOrder: FittedCount
  /// Units of a line over all chosen items; the candidates take each item's own mean and dispersion.
  public var lineQuantity: FittedCount
  /// How well mean, dispersion and order share describe the items.
  public var itemFits: ItemFits
  /// Orders of the scenario by ISO week from the first day's: Monday's date, orders, lines, units; only whole weeks.
  public var weeks: [Week]

  /// Units of each item in those weeks.
  public var itemUnitsOfWholeWeeks: [Int]

  public struct Week: Sendable, Equatable {
    public var monday: CivilDate
    public var orders: Int
    public var lines: Int
    public var units: Int
  }

  public enum CurrencySource: Sendable, Equatable {
    case told, assumed
    /// The column, or the mark beside the prices.
    case column(String), prices(String)
  }

  /// Zone of the scenario's clock.
  public var timeZone: String { options.timeZone ?? "Europe/London" }

  public var dayCount: Int { lastDay.dayNumber - firstDay.dayNumber + 1 }

  /// What a planner should know before believing the scenario.
  public var warnings: [String] = []
}

extension Double {
  /// Rounded to so many decimals, in plain notation.
  func rounded(toPlaces places: Int) -> String {
    var power = 1.0
    for _ in 0..<places { power *= 10 }
    let value = (self * power).rounded()
    let sign = value < 0 ? "-" : ""
    guard abs(value) < 9e15 else { return CSVWriter.number(self, digits: 6) }
    let whole = Int64(abs(value))
    if places == 0 { return "\(sign)\(whole)" }
    let fraction = String(whole % Int64(power))
    return "\(sign)\(whole / Int64(power))." + String(repeating: "0", count: places - fraction.count) + fraction
  }
}

/// `3.2 %`
func percent(_ share: Double) -> String { (share * 100).rounded(toPlaces: 1) + " %" }
