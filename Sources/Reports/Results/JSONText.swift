/// JSON with its keys in the order they were given and its numbers in the shortest form that reads back: the same value gives the same
/// bytes.
public indirect enum JSONText: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  /// Not finite prints as `null`, which is what JSON has for it.
  case number(Double)
  case string(String)
  case array([JSONText])
  case object([Member])

  public struct Member: Sendable, Equatable {
    public var key: String
    public var value: JSONText
    public init(_ key: String, _ value: JSONText) {
      self.key = key
      self.value = value
    }
  }

  public static func object(_ members: KeyValuePairs<String, JSONText>) -> JSONText { .object(members.map { Member($0.key, $0.value) }) }
  public static func optional(_ value: Double?) -> JSONText { value.map(JSONText.number) ?? .null }
  public static func numbers(_ values: [Double]) -> JSONText { .array(values.map(JSONText.number)) }

  /// Indented by two spaces; arrays of plain values stand on one line. Ends with a line feed.
  public var text: String {
    var out = ""
    write(into: &out, indent: 0)
    return out + "\n"
  }

  private func write(into out: inout String, indent: Int) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .number(let value): out += Self.number(value)
    case .string(let value): Self.quote(value, into: &out)
    case .array(let values): write(values, into: &out, indent: indent)
    case .object(let members):
      if members.isEmpty {
        out += "{}"
        return
      }
      out += "{\n"
      for (i, member) in members.enumerated() {
        out += String(repeating: "  ", count: indent + 1)
        Self.quote(member.key, into: &out)
        out += ": "
        member.value.write(into: &out, indent: indent + 1)
        out += i + 1 < members.count ? ",\n" : "\n"
      }
      out += String(repeating: "  ", count: indent) + "}"
    }
  }

  private func write(_ values: [JSONText], into out: inout String, indent: Int) {
    let isPlain = values.allSatisfy { if case .array = $0 { false } else if case .object = $0 { false } else { true } }
    if isPlain {
      out += "["
      for (i, value) in values.enumerated() {
        if i > 0 { out += ", " }
        value.write(into: &out, indent: indent)
      }
      out += "]"
      return
    }
    out += "[\n"
    for (i, value) in values.enumerated() {
      out += String(repeating: "  ", count: indent + 1)
      value.write(into: &out, indent: indent + 1)
      out += i + 1 < values.count ? ",\n" : "\n"
    }
    out += String(repeating: "  ", count: indent) + "]"
  }

  /// Whole numbers without a fraction; negative zero is zero.
  static func number(_ value: Double) -> String {
    if !value.isFinite { return "null" }
    if value == 0 { return "0" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return "\(value)"
  }

  private static func quote(_ text: String, into out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case let control where control.value < 0x20:
        let digits = String(control.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
