/// A number with its unit, as a planner writes it: `21 d`, `18 %/year`, `0.40 GBP/unit/day`, `45 s per line`, `19 000 GBP/week`.
public struct Quantity: Sendable, Hashable {
  /// In base units: seconds, the scenario's currency, fractions of one, metres, litres, kilograms, pieces.
  public var value: Double
  public var dimension: Dimension
  /// The number and the unit as written, for arithmetic and messages in the writer's own words.
  public var number: Double
  public var unit: String

  public init(value: Double, dimension: Dimension, number: Double, unit: String) {
    self.value = value
    self.dimension = dimension
    self.number = number
    self.unit = unit
  }

  /// Why a text is not a quantity.
  public enum Problem: Error, Sendable, Equatable {
    case notANumber(String)
    case notFinite(String)
    case unknownUnit(String, nearest: String?)
    /// An ISO currency other than the scenario's.
    case otherCurrency(String, expected: String)
    case noCurrency(String)
    /// A currency sign instead of its ISO code.
    case currencySign(String)
    case notYet(String)
  }

  /// Reads a number and, after it, a unit expression: names joined by `/` or `per`.
  ///
  /// - Parameters:
  ///   - text: digits may be grouped by threes with spaces; the decimal sign is a point; a leading `/` or `%` belongs to the unit.
  ///   - currency: the scenario's ISO code, or nil where none is stated.
  public static func parse(_ text: String, currency: String?) -> Result<Quantity, Problem> {
    let (digits, rest) = splitNumber(text)
    guard !digits.isEmpty, let number = Double(digits) else {
      if let sign = text.trimmed.first, "£€$¥".contains(sign) { return .failure(.currencySign(String(sign))) }
      return .failure(.notANumber(text))
    }
    if !number.isFinite { return .failure(.notFinite(text)) }
    switch unit(rest, currency: currency) {
    case .failure(let problem): return .failure(problem)
    case .success(let (dimension, factor)):
      // Dividing by the inverse keeps percentages and milliseconds exact where they can be (97 % is 97/100, not 97 × 0.01).
      let inverse = 1 / factor
      let value = factor < 1 && inverse == inverse.rounded() ? number / inverse : number * factor
      if !value.isFinite { return .failure(.notFinite(text)) }
      return .success(Quantity(value: value, dimension: dimension, number: number, unit: rest))
    }
  }

  /// The leading number of a text, without its group spaces, and the trimmed rest. The number is empty where there is none.
  public static func splitNumber(_ text: String) -> (number: String, rest: String) {
    let scalars = Array(text.trimmed.unicodeScalars)
    var i = 0
    var digits = ""
    func isDigit(_ k: Int) -> Bool { k < scalars.count && scalars[k].value >= 48 && scalars[k].value <= 57 }
    if i < scalars.count, "+-−".unicodeScalars.contains(scalars[i]) {
      digits = scalars[i] == "+" ? "" : "-"
      i += 1
    }
    var any = false
    while i < scalars.count {
      if isDigit(i) {
        digits.unicodeScalars.append(scalars[i])
        any = true
        i += 1
      } else if any, isGroupSpace(scalars[i]), isDigit(i + 1), isDigit(i + 2), isDigit(i + 3), !isDigit(i + 4) {
        i += 1
      } else {
        break
      }
    }
    if i < scalars.count, scalars[i] == ".", isDigit(i + 1) {
      digits.append(".")
      i += 1
      while isDigit(i) {
        digits.unicodeScalars.append(scalars[i])
        any = true
        i += 1
      }
    }
    // An exponent only where digits follow, so that `2 e` or `5 eur` keep their letters.
    if any, i < scalars.count, scalars[i] == "e" || scalars[i] == "E" {
      let signed = i + 1 < scalars.count && (scalars[i + 1] == "+" || scalars[i + 1] == "-")
      let first = i + (signed ? 2 : 1)
      if isDigit(first) {
        digits.append("e")
        if signed { digits.unicodeScalars.append(scalars[i + 1]) }
        i = first
        while isDigit(i) {
          digits.unicodeScalars.append(scalars[i])
          i += 1
        }
      }
    }
    if !any { return ("", text.trimmed) }
    var rest = String.UnicodeScalarView()
    rest.append(contentsOf: scalars[i...])
    return (digits, String(rest).trimmed)
  }

  /// A unit expression: its dimension and the base units in one of it.
  public static func unit(_ text: String, currency: String?) -> Result<(Dimension, Double), Problem> {
    var dimension = Dimension.none
    var factor = 1.0
    let expression = text.trimmed
    if expression.isEmpty { return .success((dimension, factor)) }
    if unbuiltUnits.contains(expression) { return .failure(.notYet(expression)) }
    let parts = expression.replacing(" per ", with: "/").split(separator: "/", omittingEmptySubsequences: false)
    for (i, raw) in parts.enumerated() {
      var name = String(raw).trimmed
      if i == 0, name.isEmpty, parts.count > 1 { continue }
      if i == 0, name.hasPrefix("per ") {
        name = String(name.dropFirst(4))
        switch single(name, currency: currency) {
        case .failure(let problem): return .failure(problem)
        case .success(let (d, f)): (dimension, factor) = (dimension / d, factor / f)
        }
        continue
      }
      switch single(name, currency: currency) {
      case .failure(let problem): return .failure(problem)
      case .success(let (d, f)):
        if i == 0 { (dimension, factor) = (d, f) } else { (dimension, factor) = (dimension / d, factor / f) }
      }
    }
    return .success((dimension, factor))
  }

  private static func single(_ name: String, currency: String?) -> Result<(Dimension, Double), Problem> {
    if let known = unitNames.first(where: { $0.names.contains(name) }) { return .success((known.dimension, known.factor)) }
    if unbuiltUnits.contains(name) { return .failure(.notYet(name)) }
    if name == currency { return .success((.money, 1)) }
    if name.count == 3, name.allSatisfy({ $0.isASCII && $0.isUppercase }) {
      return .failure(currency.map { .otherCurrency(name, expected: $0) } ?? .noCurrency(name))
    }
    if ["£", "€", "$", "¥"].contains(name) { return .failure(.currencySign(name)) }
    if let currency, name.uppercased() == currency { return .failure(.unknownUnit(name, nearest: currency)) }
    return .failure(.unknownUnit(name, nearest: nearestName(to: name, among: unitNames.flatMap(\.names) + [currency].compactMap(\.self))))
  }
}

/// Spaces that group digits: ordinary, no-break, thin, narrow no-break.
private func isGroupSpace(_ scalar: Unicode.Scalar) -> Bool {
  scalar == " " || scalar == "\u{a0}" || scalar == "\u{2009}" || scalar == "\u{202f}"
}

extension StringProtocol {
  /// Without white space at either end.
  public var trimmed: String {
    var view = self[...]
    while let first = view.first, first.isWhitespace { view.removeFirst() }
    while let last = view.last, last.isWhitespace { view.removeLast() }
    return String(view)
  }
}

extension Double {
  /// The shortest digits that read back as this number, without a needless `.0`.
  public var plainText: String {
    if self == rounded(), abs(self) < 1e15 { return String(Int64(self)) }
    return String(describing: self)
  }
}
