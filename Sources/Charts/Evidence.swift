public import Groundwork

/// What stands behind the marks of a picture. Data made of replications must say so; `.deterministic` prints no interval.
public struct Evidence: Sendable, Hashable, Codable {
  public enum Interval: String, Sendable, Hashable, Codable {
    /// Error of a mean (or share, or quantile).
    case confidence
    /// Spread of single futures.
    case prediction
  }

  /// Replications (or observations) behind the marks; 0 for something known without error.
  public var n: Int
  /// What `n` counts, in the plural.
  public var noun: String
  public var interval: Interval?
  /// For example 0.95.
  public var level: Double
  public var seed: UInt64?
  /// A short hash of what was simulated.
  public var scenario: String?

  public init(
    n: Int, noun: String = "replications", interval: Interval?, level: Double = 0.95, seed: UInt64? = nil, scenario: String? = nil
  ) {
    self.n = n
    self.noun = noun
    self.interval = interval
    self.level = level
    self.seed = seed
    self.scenario = scenario
  }

  /// Known without error: inputs, an exact optimum, one traced replication shown as what it is.
  public static let deterministic = Evidence(n: 0, noun: "", interval: nil, level: 1)

  public var isDeterministic: Bool { n == 0 }

  /// `95%`, `99.5%`.
  public var levelText: String { NumberFormat.chart.significant(level * 100) + "%" }

  /// `200 replications`, `1 replication`.
  public var count: String { "\(NumberFormat.chart.integer(n)) \(n == 1 && noun.hasSuffix("s") ? String(noun.dropLast()) : noun)" }

  /// Said in the note of every picture: n, the kind of interval, its level. Empty for deterministic data.
  public var sentence: String {
    guard !isDeterministic else { return "" }
    let count = "n = \(self.count)"
    guard n > 1, let interval else { return n == 1 ? count + ", so no interval can be given." : count + "." }
    switch interval {
    case .confidence: return "\(count); \(levelText) confidence intervals."
    case .prediction: return "\(count); \(levelText) prediction intervals."
    }
  }

  /// `scenario 4f2a9c · seed 20260105`; what is unknown is left out.
  public var origin: String {
    [scenario.map { "scenario \($0)" }, seed.map { "seed \($0)" }].compactMap(\.self).joined(separator: " · ")
  }
}

/// An estimate as a picture needs it: a value and, where there is one, its interval.
public struct Measured: Sendable, Hashable, Codable {
  public var value: Double
  public var lower: Double?
  public var upper: Double?

  public init(_ value: Double, lower: Double? = nil, upper: Double? = nil) {
    self.value = value
    self.lower = lower
    self.upper = upper
  }

  public init(_ value: Double, plusMinus halfWidth: Double) { self.init(value, lower: value - halfWidth, upper: value + halfWidth) }

  public var halfWidth: Double? {
    guard let lower, let upper, lower.isFinite, upper.isFinite else { return nil }
    return (upper - lower) / 2
  }

  /// The interval lies on one side of zero.
  public var isClear: Bool {
    guard let lower, let upper else { return false }
    return lower > 0 || upper < 0
  }
}

/// How a quantity is written: on an axis, as a value, as a difference.
public enum ValueUnit: Sendable, Hashable, Codable {
  /// ISO 4217 code.
  case money(String)
  /// A share 0…1, shown in percent.
  case percent
  /// Whole things; the noun is for sentences ("units").
  case count(String)
  /// A measured quantity with its unit ("h", "kg"); empty for a bare number.
  case quantity(String)

  var isInteger: Bool { if case .count = self { true } else { false } }

  /// A factor that fits the largest magnitude shown; percent has none.
  func scale(largest: Double) -> NumberScale {
    switch self {
    case .percent: .one
    // Four figures are read as they are; a factor would only take decimals for them.
    case .money, .count: abs(largest) < 9999.5 ? .one : .fitting(largest: largest)
    case .quantity(let unit): ["h", "d", "min", "s", "wk"].contains(unit) ? .one : .fitting(largest: largest)
    }
  }

  /// A factor for a column of estimates: as for an axis, or a smaller one where the intervals would need more than two decimals of it:
  /// 6,482 ± 15 rather than 6.482k ± 0.015k.
  func scale(largest: Double, halfWidths: [Double]) -> NumberScale {
    var chosen = scale(largest: largest)
    while let finer = chosen.finer, NumberFormat.decimals(forHalfWidths: halfWidths.map { $0 / chosen.factor }) > 2 { chosen = finer }
    return chosen
  }

  /// Decimals of a column: what the estimates' own intervals support, and as many more as the narrowest of the differences needs so as not
  /// to print as an error of zero.
  ///
  /// - Parameters:
  ///   - parts: half-widths of the estimates, in the unit; zeros count for nothing.
  ///   - differences: half-widths of their differences, which keep the decimals of their parts.
  static func decimals(parts: [Double], differences: [Double], fallback: Int) -> Int {
    let all = (parts + differences).filter { $0.isFinite && $0 > 0 }
    guard !all.isEmpty else { return fallback }
    var decimals = NumberFormat.decimals(forHalfWidths: parts, fallback: 0)
    var unit = 1.0
    for _ in 0..<decimals { unit /= 10 }
    // Whatever has been measured as vague must not look exact.
    while decimals < 4, all.contains(where: { $0 < unit / 2 }) {
      decimals += 1
      unit /= 10
    }
    return decimals
  }

  /// The number as printed after scaling: percent is multiplied by 100.
  func scaled(_ value: Double, _ scale: NumberScale) -> Double {
    if case .percent = self { value * 100 } else { value / scale.factor }
  }

  /// A value without any unit.
  func bare(_ value: Double, decimals: Int, scale: NumberScale, sign: NumberFormat.SignDisplay = .negativeOnly) -> String {
    let scaled = scaled(value, scale)
    return NumberFormat.chart.number(scaled, decimals: decimals, sign: Self.vanishes(scaled, decimals: decimals) ? .negativeOnly : sign)
  }

  /// Whether a number prints as zero: then it takes no sign, since a plus before a small fall would say the contrary.
  static func vanishes(_ scaled: Double, decimals: Int) -> Bool {
    var half = 0.5
    for _ in 0..<max(0, decimals) { half /= 10 }
    return abs(scaled) < half
  }

  /// A value with its unit: `£11.86m`, `94%`, `36 h`.
  public func text(_ value: Double, decimals: Int, scale: NumberScale = .one, sign: NumberFormat.SignDisplay = .negativeOnly) -> String {
    let format = NumberFormat.chart
    guard !value.isNaN else { return NumberFormat.missing }
    let sign = Self.vanishes(scaled(value, scale), decimals: decimals) ? .negativeOnly : sign
    switch self {
    case .money(let code): return format.money(value, currency: code, decimals: decimals, scale: scale, sign: sign)
    case .percent: return format.percent(value, decimals: decimals, sign: sign)
    case .count: return format.number(value / scale.factor, decimals: decimals, sign: sign) + scale.suffix
    case .quantity(let unit):
      let number = format.number(value / scale.factor, decimals: decimals, sign: sign)
      return unit.isEmpty ? number + scale.suffix : number + NumberFormat.thinSpace + scale.siPrefix + unit
    }
  }

  /// As a header says it: `£m`, `%`, `thousand units`, `h`.
  public func heading(_ scale: NumberScale) -> String {
    switch self {
    case .money(let code): NumberFormat.symbol(ofCurrency: code) + scale.suffix
    case .percent: "%"
    case .count(let noun): scale == .one ? noun : noun.isEmpty ? scale.word : "\(scale.word) \(noun)"
    case .quantity(let unit): unit.isEmpty ? scale.word : scale.siPrefix + unit
    }
  }

  /// A good number of decimals for a value nothing more is known of: three significant digits.
  func decimals(for value: Double, scale: NumberScale) -> Int {
    let size = abs(scaled(value, scale))
    guard size.isFinite, size > 0 else { return 0 }
    if isInteger, scale == .one { return 0 }
    var (places, limit) = (0, 100.0)
    while size < limit, places < (size < 1 ? 4 : 2) {
      places += 1
      limit /= 10
    }
    return places
  }
}

extension NumberScale {
  /// The next smaller factor; nil below thousand.
  var finer: NumberScale? {
    switch self {
    case .one: nil
    case .thousand: .one
    case .million: .thousand
    case .billion: .million
    }
  }
}
