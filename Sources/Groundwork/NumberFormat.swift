/// How numbers are written for people: one place for signs, grouping, decimals, money, percent, ranges and intervals.
///
/// Nothing here reads a locale or the environment: equal arguments give equal text on every machine. Values are rounded half away from
/// zero *on their shortest decimal form* (the form a CSV file shows), so 2.675 with two decimals is 2.68, as a reader with the CSV
/// beside the page expects, and not 2.67 as its binary neighbour would have it.
public struct NumberFormat: Sendable, Hashable, Codable {
  /// What stands between groups of three digits before the decimal point.
  public enum Grouping: String, Sendable, Hashable, Codable {
    case none
    case comma
    /// U+202F, a thin space at which no line breaks.
    case thinSpace
  }

  /// How an amount of money names its currency.
  public enum MoneyStyle: String, Sendable, Hashable, Codable {
    /// `£1.2m`, for charts and prose; currencies without a well-known symbol keep their code.
    case symbol
    /// `1.2m GBP`, for terminals and tables.
    case code
  }

  /// What stands before a number that is not negative.
  public enum SignDisplay: String, Sendable, Hashable, Codable {
    case negativeOnly
    /// `+1.2`, for changes. A change that rounds to nothing keeps its own sign: a plus before a small fall would say the contrary.
    case always
  }

  public var grouping: Grouping
  public var moneyStyle: MoneyStyle

  public init(grouping: Grouping = .comma, moneyStyle: MoneyStyle = .symbol) {
    self.grouping = grouping
    self.moneyStyle = moneyStyle
  }

  /// Charts and prose: `4,000`, `£18.4k`.
  public static let chart = NumberFormat(grouping: .comma, moneyStyle: .symbol)
  /// Terminal tables: `4 000`, `18 412 GBP`.
  public static let terminal = NumberFormat(grouping: .thinSpace, moneyStyle: .code)
  /// No grouping: for keys, file names and texts that another program may read.
  public static let plain = NumberFormat(grouping: .none, moneyStyle: .code)

  /// U+2212, as wide as a plus.
  public static let minus = "\u{2212}"
  /// U+202F, before units and after ±.
  public static let thinSpace = "\u{202F}"
  /// What a value that is not a number prints as.
  public static let missing = "–"

  // MARK: Plain numbers

  /// `value` with exactly `decimals` decimals (clamped to 0…17), grouped, with a true minus; NaN is "–", ±∞ is "∞" with its
  /// sign; never "−0".
  public func number(_ value: Double, decimals: Int = 0, sign: SignDisplay = .negativeOnly) -> String {
    guard !value.isNaN else { return Self.missing }
    return signText(value, decimals: decimals, sign: sign) + magnitude(value, decimals: decimals)
  }

  /// A count.
  public func integer(_ value: Int64, sign: SignDisplay = .negativeOnly) -> String {
    let prefix = value < 0 ? Self.minus : sign == .always ? "+" : ""
    return prefix + grouped(String(value.magnitude))
  }

  /// A count.
  public func integer(_ value: Int, sign: SignDisplay = .negativeOnly) -> String { integer(Int64(value), sign: sign) }

  /// `value` with at most `digits` significant digits and no trailing zeros: 0.012345 → 0.01235 with 4, 1 234 567 → 1,235,000.
  public func significant(_ value: Double, digits: Int = 4, sign: SignDisplay = .negativeOnly) -> String {
    guard value.isFinite, value != 0 else { return number(value, decimals: 0, sign: sign) }
    let decimal = Decimal10(abs(value)).rounded(significant: max(1, digits))
    let places = max(0, decimal.digits.count - decimal.point)
    return number(value < 0 ? -decimal.value : decimal.value, decimals: places, sign: sign)
  }

  // MARK: Amounts of a column

  /// Decimals of a column of costs: the usual ones, and as many more as its largest amount needs for three figures, so that a column of
  /// costs below a cent is not one of zeros.
  ///
  /// - Returns: `usual`…15.
  public static func decimals(forAmounts amounts: [Double], usual: Int) -> Int {
    let largest = amounts.lazy.filter(\.isFinite).map(abs).max() ?? 0
    guard largest > 0, largest < 1 else { return usual }
    return max(usual, min(15, 3 - Decimal10(largest).rounded(significant: 3).point))
  }

  /// A cost in a column of `decimals`: one that would print as nothing and is something prints with two figures.
  ///
  /// - Parameter largest: of the column; what is a thousand-millionth of it is the rounding of sums, and prints as nothing.
  public func amount(_ value: Double, decimals: Int, largest: Double, sign: SignDisplay = .negativeOnly) -> String {
    guard value.isFinite, value != 0, abs(value) > 1e-9 * abs(largest), Self.roundsToZero(value, decimals: decimals) else {
      return number(value, decimals: decimals, sign: sign)
    }
    return significant(value, digits: 2, sign: sign)
  }

  // MARK: Percent

  /// A share as percent, with no space before the sign: 0.9412 → `94.1%` with one decimal.
  public func percent(_ share: Double, decimals: Int = 0, sign: SignDisplay = .negativeOnly) -> String {
    share.isNaN ? Self.missing : number(share * 100, decimals: decimals, sign: sign) + "%"
  }

  /// A difference of shares, in percentage points and always signed: 0.016 → `+1.6 points`.
  public func points(_ difference: Double, decimals: Int = 1) -> String {
    difference.isNaN ? Self.missing : number(difference * 100, decimals: decimals, sign: .always) + " points"
  }

  // MARK: Units and money

  /// `12.5 kg`: number, thin no-break space, unit. An empty unit leaves the number alone.
  public func quantity(_ value: Double, unit: String, decimals: Int = 0, sign: SignDisplay = .negativeOnly) -> String {
    let text = number(value, decimals: decimals, sign: sign)
    return unit.isEmpty || value.isNaN ? text : text + Self.thinSpace + unit
  }

  /// An amount of money: `−£1.88m` or `−1.88m GBP`.
  ///
  /// - Parameters:
  ///   - value: in whole units of the currency; divided by `scale` here.
  ///   - currency: ISO 4217 code.
  ///   - decimals: after scaling.
  public func money(
    _ value: Double, currency: String, decimals: Int = 0, scale: NumberScale = .one, sign: SignDisplay = .negativeOnly
  ) -> String {
    guard !value.isNaN else { return Self.missing }
    let scaled = value / scale.factor
    let prefix = signText(scaled, decimals: decimals, sign: sign)
    let digits = magnitude(scaled, decimals: decimals) + scale.suffix
    switch moneyStyle {
    case .symbol: return prefix + Self.symbol(ofCurrency: currency) + digits
    case .code: return prefix + digits + Self.thinSpace + currency
    }
  }

  /// What stands before an amount in charts and prose: `£` for GBP; the code and a thin space where no symbol is unmistakable.
  public static func symbol(ofCurrency code: String) -> String {
    switch code {
    case "GBP": "£"
    case "USD": "$"
    case "EUR": "€"
    case "JPY": "¥"
    case "INR": "₹"
    case "KRW": "₩"
    case "AUD": "A$"
    case "CAD": "C$"
    case "NZD": "NZ$"
    case "CNY": "CN¥"
    case "BRL": "R$"
    default: code + thinSpace
    }
  }

  // MARK: Ranges and intervals

  /// `3–5`, or `−3 to 5` where a bound is negative and a dash would read as a sign.
  public func range(_ lower: Double, _ upper: Double, decimals: Int = 0) -> String {
    range(number(lower, decimals: decimals), number(upper, decimals: decimals))
  }

  /// Joins two bounds that are already text.
  public func range(_ lower: String, _ upper: String) -> String {
    let signed = [lower, upper].contains { $0.hasPrefix(Self.minus) || $0.hasPrefix("+") || $0 == Self.missing }
    return signed ? "\(lower) to \(upper)" : "\(lower)–\(upper)"
  }

  /// `11.86 ± 0.06`, both with the decimals that the half-width supports; a half-width of nil or NaN leaves the value alone.
  ///
  /// - Parameter decimals: nil chooses ``decimals(forHalfWidth:)``; a column of equal decimals passes its own.
  public func plusMinus(_ value: Double, halfWidth: Double?, decimals: Int? = nil, sign: SignDisplay = .negativeOnly) -> String {
    guard let halfWidth, !halfWidth.isNaN else { return number(value, decimals: decimals ?? 2, sign: sign) }
    let places = decimals ?? Self.decimals(forHalfWidth: halfWidth)
    return number(value, decimals: places, sign: sign) + " " + plusMinus(halfWidth, decimals: places)
  }

  /// `± 0.06` alone, for a column of its own.
  public func plusMinus(_ halfWidth: Double, decimals: Int) -> String {
    halfWidth.isNaN ? Self.missing : "±" + Self.thinSpace + number(abs(halfWidth), decimals: decimals)
  }

  /// Decimals worth printing beside a half-width: up to its first significant digit, and one place more while that digit is a 1
  /// (0.06 → 2, 0.14 → 2, 0.8 → 1, 41 → 0), so that the printed half-width is never off by more than a quarter of itself.
  ///
  /// - Parameter halfWidth: at least 0. Zero, NaN and ∞ say nothing about precision and give `fallback`.
  /// - Returns: 0…15.
  public static func decimals(forHalfWidth halfWidth: Double, fallback: Int = 2) -> Int {
    let width = abs(halfWidth)
    guard width.isFinite, width > 0 else { return fallback }
    // Rounding 0.096 to one digit makes it 0.1: look at the digit that will be printed.
    var decimal = Decimal10(width).rounded(significant: 1)
    if decimal.digits[0] == 1 { decimal = Decimal10(width).rounded(significant: 2) }
    let leading = decimal.digits[0]
    return min(15, max(0, 1 - decimal.point + (leading == 1 ? 1 : 0)))
  }

  /// One number of decimals for a column: the most that any of its half-widths supports, at most `limit`.
  public static func decimals(forHalfWidths halfWidths: [Double], fallback: Int = 2, limit: Int = 4) -> Int {
    let known = halfWidths.filter { $0.isFinite && $0 != 0 }
    return min(limit, known.map { decimals(forHalfWidth: $0) }.max() ?? fallback)
  }

  // MARK: Parts

  private func signText(_ value: Double, decimals: Int, sign: SignDisplay) -> String {
    if value < 0, sign == .always || !Self.roundsToZero(value, decimals: decimals) { return Self.minus }
    return sign == .always ? "+" : ""
  }

  private static func roundsToZero(_ value: Double, decimals: Int) -> Bool {
    guard value.isFinite else { return false }
    return Decimal10(abs(value)).rounded(decimals: min(17, max(0, decimals))).digits.isEmpty
  }

  private func magnitude(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "∞" }
    let places = min(17, max(0, decimals))
    let (whole, fraction) = Decimal10(abs(value)).rounded(decimals: places).text(decimals: places)
    return grouped(whole) + (places > 0 ? "." + fraction : "")
  }

  private func grouped(_ digits: String) -> String {
    let mark: String
    switch grouping {
    case .none: return digits
    case .comma: mark = ","
    case .thinSpace: mark = Self.thinSpace
    }
    guard digits.utf8.count > 3 else { return digits }
    var text = ""
    for (place, digit) in zip(stride(from: digits.utf8.count, to: 0, by: -1), digits) {
      if place % 3 == 0, !text.isEmpty { text += mark }
      text.append(digit)
    }
    return text
  }
}

/// One factor for a whole axis or column, with the letter that says so.
public enum NumberScale: String, Sendable, Hashable, Codable, CaseIterable {
  case one, thousand, million, billion

  public var factor: Double {
    switch self {
    case .one: 1
    case .thousand: 1e3
    case .million: 1e6
    case .billion: 1e9
    }
  }

  /// For money and counts: k, m, bn.
  public var suffix: String {
    switch self {
    case .one: ""
    case .thousand: "k"
    case .million: "m"
    case .billion: "bn"
    }
  }

  /// For physical units (kg, kWh): k, M, G.
  public var siPrefix: String {
    switch self {
    case .one: ""
    case .thousand: "k"
    case .million: "M"
    case .billion: "G"
    }
  }

  /// `thousand`, `million`, `billion`, for headings; empty for one.
  public var word: String { self == .one ? "" : rawValue }

  /// The factor that brings the largest magnitude to 1…999 where one exists; values below 1 and above 999 billion keep the nearest.
  /// The change to the next factor happens where three digits would round up to four (999.5 → 1.0k).
  public static func fitting(largest value: Double) -> NumberScale {
    let size = abs(value)
    guard size.isFinite else { return .one }
    if size >= 999.5e6 { return .billion }
    if size >= 999.5e3 { return .million }
    if size >= 999.5 { return .thousand }
    return .one
  }
}

/// A non-negative number as decimal digits: 0.d₁d₂d₃… × 10^point, without leading or trailing zeros; no digits is zero.
struct Decimal10: Equatable {
  var digits: [UInt8]
  var point: Int

  init(digits: [UInt8], point: Int) {
    var digits = digits
    var point = point
    while digits.last == 0 { digits.removeLast() }
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    point -= zeros
    self.digits = digits
    self.point = digits.isEmpty ? 0 : point
  }

  /// The shortest decimal that reads back as `value`; finite and at least 0.
  init(_ value: Double) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    var text = value.description.utf8[...]
    if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
      exponent = Int(String(decoding: text[text.index(after: mark)...], as: UTF8.self)) ?? 0
      text = text[..<mark]
    }
    for byte in text {
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte - UInt8(ascii: "0")) }
    }
    self.init(digits: digits, point: (point ?? digits.count) + exponent)
  }

  /// Rounded half up to `count` digits (may be negative or zero places into the number).
  private func keeping(_ count: Int) -> Decimal10 {
    guard count < digits.count else { return self }
    guard count >= 0 else { return Decimal10(digits: [], point: 0) }
    var kept = Array(digits[..<count])
    guard digits[count] >= 5 else { return Decimal10(digits: kept, point: point) }
    var place = count - 1
    while place >= 0, kept[place] == 9 {
      kept[place] = 0
      place -= 1
    }
    if place >= 0 {
      kept[place] += 1
      return Decimal10(digits: kept, point: point)
    }
    return Decimal10(digits: [1] + kept, point: point + 1)
  }

  func rounded(decimals: Int) -> Decimal10 { keeping(point + decimals) }
  func rounded(significant: Int) -> Decimal10 { keeping(significant) }

  var value: Double {
    guard !digits.isEmpty else { return 0 }
    let text = "0." + String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self) + "e\(point)"
    return Double(text) ?? 0
  }

  /// Digits before and after the decimal point, the latter exactly `decimals` long.
  func text(decimals: Int) -> (whole: String, fraction: String) {
    func digit(_ place: Int) -> UInt8 { (digits.indices.contains(place) ? digits[place] : 0) + UInt8(ascii: "0") }
    let whole = point > 0 ? String(decoding: (0..<point).map(digit), as: UTF8.self) : "0"
    let fraction = decimals > 0 ? String(decoding: (point..<point + decimals).map(digit), as: UTF8.self) : ""
    return (whole, fraction)
  }
}
