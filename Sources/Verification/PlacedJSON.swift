public import Groundwork

/// A JSON value that remembers where it stands, so that what is wrong with it can be said with file, line and column.
public struct PlacedJSON: Sendable, Equatable {
  public indirect enum Value: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([PlacedJSON])
    /// In the order of the file; names do not repeat.
    case object([Member])
  }

  public struct Member: Sendable, Equatable {
    public var name: String
    public var value: PlacedJSON

    public init(_ name: String, _ value: PlacedJSON) {
      self.name = name
      self.value = value
    }
  }

  public var value: Value
  public var place: SourceLocation

  public init(_ value: Value, at place: SourceLocation) {
    self.value = value
    self.place = place
  }

  /// The member of that name; nil where there is none or this is no object.
  public subscript(name: String) -> PlacedJSON? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// What the value is, in a reader's words.
  public var describedKind: String {
    switch value {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// Reads one JSON text (RFC 8259), strictly: no comments, no trailing commas, no NaN; a byte order mark is skipped.
  ///
  /// - Throws: `InputErrors` with the place of the first thing that is not JSON: after it nothing can be trusted.
  /// - Complexity: O(bytes).
  public static func read(_ bytes: [UInt8], file: String) throws(InputErrors) -> PlacedJSON {
    var reader = JSONReader(bytes, file: file)
    return try reader.document()
  }
}

/// Recursive descent over bytes with a bounded depth; columns count characters, not bytes.
private struct JSONReader {
  let bytes: [UInt8]
  let file: String
  var at = 0
  var line = 1
  /// Where the present line begins.
  var lineStart = 0

  static let deepest = 64

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      at = 3
      lineStart = 3
    }
  }

  var place: SourceLocation {
    var column = 1
    for i in lineStart..<min(at, bytes.count) where bytes[i] & 0xC0 != 0x80 { column += 1 }
    return SourceLocation(file: file, line: line, column: column)
  }

  func refuse(_ message: String, _ remedy: String) -> InputErrors {
    InputErrors(Diagnostic(.error, code: "bad-json", message, remedy: remedy, at: place))
  }

  /// What stands here, for a message.
  var found: String {
    guard at < bytes.count else { return "the end of the file" }
    let byte = bytes[at]
    return byte > 0x20 && byte < 0x7F ? "'\(Character(UnicodeScalar(byte)))'" : byte < 0x20 ? "a control character" : "another character"
  }

  mutating func skipSpace() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x09, 0x0D: at += 1
      case 0x0A:
        at += 1
        line += 1
        lineStart = at
      default: return
      }
    }
  }

  mutating func document() throws(InputErrors) -> PlacedJSON {
    skipSpace()
    if at >= bytes.count { throw refuse("the file is empty", "write a JSON list of rows") }
    let result = try value(depth: 0)
    skipSpace()
    if at < bytes.count { throw refuse("\(found) after the end of the JSON value", "one file holds one value") }
    return result
  }

  mutating func value(depth: Int) throws(InputErrors) -> PlacedJSON {
    if depth > Self.deepest { throw refuse("values nested more than \(Self.deepest) deep", "flatten the file") }
    skipSpace()
    let start = place
    guard at < bytes.count else { throw refuse("the file ends where a value should stand", "complete or shorten the file") }
    switch bytes[at] {
    case UInt8(ascii: "{"): return PlacedJSON(.object(try members(depth)), at: start)
    case UInt8(ascii: "["): return PlacedJSON(.array(try elements(depth)), at: start)
    case UInt8(ascii: "\""): return PlacedJSON(.string(try string()), at: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return PlacedJSON(.number(try number()), at: start)
    default:
      for (word, value) in [("true", PlacedJSON.Value.bool(true)), ("false", .bool(false)), ("null", .null)]
      where bytes[at...].starts(with: word.utf8) {
        at += word.utf8.count
        return PlacedJSON(value, at: start)
      }
      throw refuse("\(found) where a value should stand", "write a number, a text in \"…\", a list, an object, true, false or null")
    }
  }

  mutating func members(_ depth: Int) throws(InputErrors) -> [PlacedJSON.Member] {
    at += 1
    var result: [PlacedJSON.Member] = []
    var names: Set<String> = []
    skipSpace()
    if at < bytes.count, bytes[at] == UInt8(ascii: "}") {
      at += 1
      return result
    }
    while true {
      skipSpace()
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
        throw refuse("\(found) where a name should stand", "names of an object stand in \"…\"")
      }
      let here = place
      let name = try string()
      if !names.insert(name).inserted {
        throw InputErrors(Diagnostic(.error, code: "bad-json", "the name '\(name)' stands twice", remedy: "remove one", at: here))
      }
      skipSpace()
      guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { throw refuse("\(found) after a name", "a ':' follows the name") }
      at += 1
      result.append(PlacedJSON.Member(name, try value(depth: depth + 1)))
      if try isLast(closing: UInt8(ascii: "}")) { return result }
    }
  }

  mutating func elements(_ depth: Int) throws(InputErrors) -> [PlacedJSON] {
    at += 1
    var result: [PlacedJSON] = []
    skipSpace()
    if at < bytes.count, bytes[at] == UInt8(ascii: "]") {
      at += 1
      return result
    }
    while true {
      result.append(try value(depth: depth + 1))
      if try isLast(closing: UInt8(ascii: "]")) { return result }
    }
  }

  mutating func isLast(closing: UInt8) throws(InputErrors) -> Bool {
    skipSpace()
    if at < bytes.count, bytes[at] == closing {
      at += 1
      return true
    }
    guard at < bytes.count, bytes[at] == UInt8(ascii: ",") else {
      throw refuse("\(found) after a value", "a ',' or '\(Character(UnicodeScalar(closing)))' follows it")
    }
    at += 1
    return false
  }

  mutating func number() throws(InputErrors) -> Double {
    let here = at
    func digits(_ from: Int) -> Int {
      var i = from
      while i < bytes.count, bytes[i] >= 0x30, bytes[i] <= 0x39 { i += 1 }
      return i
    }
    var end = bytes[at] == UInt8(ascii: "-") ? at + 1 : at
    let whole = digits(end)
    var isGood = whole > end && !(bytes[end] == 0x30 && whole > end + 1)
    end = whole
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      let fraction = digits(end + 1)
      isGood = isGood && fraction > end + 1
      end = fraction
    }
    if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
      var start = end + 1
      if start < bytes.count, bytes[start] == UInt8(ascii: "+") || bytes[start] == UInt8(ascii: "-") { start += 1 }
      let exponent = digits(start)
      isGood = isGood && exponent > start
      end = exponent
    }
    guard isGood, let result = Double(String(decoding: bytes[here..<end], as: UTF8.self)), result.isFinite else {
      throw refuse("a number that JSON does not have", "write digits, a point, an exponent, within ±1.8e308")
    }
    at = end
    return result
  }

  mutating func string() throws(InputErrors) -> String {
    at += 1
    var text: [UInt8] = []
    while true {
      guard at < bytes.count, bytes[at] >= 0x20 else {
        throw refuse("\(found) inside a text", "close the text with '\"' on its own line; write line feeds as \\n")
      }
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") {
        at += 1
        guard let result = String(validating: text, as: UTF8.self) else {
          throw refuse("a text that is not UTF-8", "save the file as UTF-8")
        }
        return result
      }
      if byte != UInt8(ascii: "\\") {
        text.append(byte)
        at += 1
        continue
      }
      guard at + 1 < bytes.count else { throw refuse("the file ends inside a text", "close it with '\"'") }
      let plain: [UInt8: UInt8] = [0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9]
      if let one = plain[bytes[at + 1]] {
        text.append(one)
        at += 2
      } else {
        text.append(contentsOf: String(try escaped()).utf8)
      }
    }
  }

  /// `\uXXXX`, or two of them for what lies beyond the basic plane.
  mutating func escaped() throws(InputErrors) -> Character {
    func unit(_ from: Int) -> UInt32? {
      guard from + 6 <= bytes.count, bytes[from] == UInt8(ascii: "\\"), bytes[from + 1] == UInt8(ascii: "u") else { return nil }
      let digits = String(decoding: bytes[(from + 2)..<(from + 6)], as: UTF8.self)
      return digits.allSatisfy(\.isHexDigit) ? UInt32(digits, radix: 16) : nil
    }
    guard let first = unit(at) else { throw refuse("an escape that JSON does not have", "write \\n, \\\" or \\u and four digits") }
    if let scalar = UnicodeScalar(first) {
      at += 6
      return Character(scalar)
    }
    guard first < 0xDC00, let second = unit(at + 6), (0xDC00..<0xE000).contains(second),
      let scalar = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw refuse("half of a surrogate pair", "write both halves, or the character itself") }
    at += 12
    return Character(scalar)
  }
}
