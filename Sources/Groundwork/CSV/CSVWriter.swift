/// Rows to CSV text after RFC 4180: comma, quotes only where needed, quotes doubled, line feed at every row's end (the one point in which
/// common practice and version control differ from the RFC's CR LF). The same rows give the same bytes everywhere.
public struct CSVWriter: Sendable {
  public private(set) var text: String
  private let width: Int

  /// - Parameter header: the names of the columns; units in brackets (`lead-time [d]`).
  public init(header: [String]) {
    text = ""
    width = header.count
    append(header)
  }

  /// - Precondition: as many fields as the header has.
  public mutating func append(_ fields: [String]) {
    precondition(fields.count == width, "a CSV row with \(fields.count) fields under a header of \(width)")
    for (i, field) in fields.enumerated() {
      if i > 0 { text += "," }
      text += Self.quoted(field, alone: width == 1)
    }
    text += "\n"
  }

  /// A number with at most `digits` significant digits, in plain decimal notation where that is short, never with a locale's marks.
  public static func number(_ value: Double, digits: Int = 15) -> String {
    precondition(digits >= 1 && digits <= 17, "significant digits run from 1 to 17")
    if value == 0 { return "0" }
    if !value.isFinite { return "" }
    let rounded = Self.rounded(value, digits: digits)
    if rounded == rounded.rounded(), abs(rounded) < 1e15 { return String(Int64(rounded)) }
    return plain("\(rounded)")
  }

  private static func quoted(_ field: String, alone: Bool) -> String {
    var needs = field.isEmpty && alone
    for byte in field.utf8 where byte == comma || byte == quote || byte == lineFeed || byte == carriageReturn { needs = true }
    if let first = field.utf8.first, let last = field.utf8.last, [first, last].contains(where: { $0 == space || $0 == tab }) {
      needs = true
    }
    guard needs else { return field }
    var inside = ""
    for character in field.unicodeScalars {
      if character == "\"" { inside += "\"\"" } else { inside.unicodeScalars.append(character) }
    }
    return "\"" + inside + "\""
  }

  /// Rounded through the decimal text of the exact value's neighbourhood, so that the result prints with no more than `digits` digits.
  private static func rounded(_ value: Double, digits: Int) -> Double {
    if digits >= 17 { return value }
    let exponent = decimalExponent(value)
    let shift = digits - 1 - exponent
    // Powers of ten up to 22 are exact, so scaling by one of them is off by at most one rounding; Swift prints the shortest text that
    // reads back.
    if shift >= 0, shift <= 22 {
      let power = tens[shift]
      return (value * power).rounded(.toNearestOrEven) / power
    }
    if shift < 0, shift >= -22 {
      let power = tens[-shift]
      return (value / power).rounded(.toNearestOrEven) * power
    }
    return value
  }

  /// ⌊log₁₀ |value|⌋, from the printed form: no call of the mathematics library, whose last bits differ between machines.
  private static func decimalExponent(_ value: Double) -> Int {
    let size = abs(value)
    // A power of ten is printed as one, and larger numbers as larger ones: comparing says what printing would.
    if size >= 1, size < 1e22 { return (tens.firstIndex { size < $0 } ?? tens.count) - 1 }
    if size < 1, let place = tenths.firstIndex(where: { size >= $0 }) { return -1 - place }
    let (digits, exponent) = parts("\(size)")
    let leading = digits.prefix { $0 == "0" }.count
    return exponent - 1 - leading
  }

  /// The digits of a printed number and how many of them stand before the decimal point.
  private static func parts(_ printed: String) -> (digits: String, exponent: Int) {
    var body = printed
    if body.hasPrefix("-") { body.removeFirst() }
    var power = 0
    if let e = body.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      power = Int(body[body.index(after: e)...]) ?? 0
      body = String(body[..<e])
    }
    let halves = body.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    return (halves.joined(), halves[0].count + power)
  }

  private static func plain(_ printed: String) -> String {
    // Swift prints powers of ten as `e`.
    guard printed.utf8.contains(UInt8(ascii: "e")) else { return printed.hasSuffix(".0") ? String(printed.dropLast(2)) : printed }
    let (digits, exponent) = parts(printed)
    if exponent < -20 || exponent > 40 { return printed }
    let sign = printed.hasPrefix("-") ? "-" : ""
    var trimmed = digits
    while trimmed.hasSuffix("0"), trimmed.count > max(1, exponent) { trimmed.removeLast() }
    if exponent <= 0 { return sign + "0." + String(repeating: "0", count: -exponent) + trimmed }
    if trimmed.count <= exponent { return sign + trimmed + String(repeating: "0", count: exponent - trimmed.count) }
    let cut = trimmed.index(trimmed.startIndex, offsetBy: exponent)
    return sign + trimmed[..<cut] + "." + trimmed[cut...]
  }

  private static let tens: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
  private static let tenths: [Double] = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12]
}
