internal import Groundwork

/// A price with its currency before or behind it: `€5.25`, `-£3`, `5,25 EUR`.
struct MarkedPrice {
  let value: Double
  /// As written: a sign or three capitals.
  let currency: String

  /// nil where the text is anything else.
  init?(_ text: String, decimals: DecimalMark) {
    var rest = Substring(text.trimmed), sign = ""
    if let first = rest.first, "+-−".contains(first) {
      sign = first == "+" ? "" : "-"
      rest = rest.dropFirst()
    }
    func isMark(_ part: Substring) -> Bool {
      CurrencyMark.isMark(part) || part.utf8.count == 3 && part.utf8.allSatisfy { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
    }
    let before = rest.prefix { !$0.isNumber && !"+-−.,".contains($0) }
    let behind = Substring(String(rest.reversed().prefix { !$0.isNumber && !".,".contains($0) }.reversed()))
    let mark = Substring(String(before.isEmpty ? behind : before).trimmed)
    guard isMark(mark), before.isEmpty || behind.isEmpty else { return nil }
    let number = before.isEmpty ? rest.dropLast(behind.count) : rest.dropFirst(before.count)
    guard case .value(let value) = DecimalNumber.parse(sign + String(number).trimmed, mark: decimals) else { return nil }
    self.value = value
    currency = String(mark)
  }
}
