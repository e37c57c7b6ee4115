/// As much of PDF's object syntax (ISO 32000-1, §7.3) as it takes to walk a document's trailer, catalogue and structure tree.
indirect enum PDFValue: Equatable {
  case dictionary([String: PDFValue])
  case array([PDFValue])
  case reference(Int)
  case name(String)
  case integer(Int)
  /// A real number, string, boolean or null; not needed here, kept as it was written.
  case other([UInt8])

  subscript(key: String) -> PDFValue? {
    if case .dictionary(let entries) = self { return entries[key] }
    return nil
  }
}

/// Reads one value after another from bytes.
struct PDFReader {
  let bytes: [UInt8]
  var position: Int

  init(_ bytes: [UInt8], at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  private static let whitespace: Set<UInt8> = [0, 9, 10, 12, 13, 32]
  private static let delimiters: Set<UInt8> = Set("()<>[]{}/%".utf8)

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipSpace() {
    while let byte = current {
      if byte == UInt8(ascii: "%") {
        while let c = current, c != 10, c != 13 { position += 1 }
      } else if Self.whitespace.contains(byte) {
        position += 1
      } else {
        return
      }
    }
  }

  /// The next run of ordinary characters.
  mutating func word() -> [UInt8] {
    skipSpace()
    let start = position
    while let byte = current, !Self.whitespace.contains(byte), !Self.delimiters.contains(byte) { position += 1 }
    return Array(bytes[start..<position])
  }

  mutating func integer() -> Int? {
    let start = position
    if let number = Int(String(decoding: word(), as: UTF8.self)) { return number }
    position = start
    return nil
  }

  mutating func skip(_ text: String) -> Bool {
    skipSpace()
    let wanted = Array(text.utf8)
    guard position + wanted.count <= bytes.count, bytes[position..<position + wanted.count].elementsEqual(wanted) else { return false }
    position += wanted.count
    return true
  }

  /// The next value; nil where the bytes are not PDF or nest deeper than any writer does.
  mutating func value(depth: Int = 0) -> PDFValue? {
    guard depth < 64 else { return nil }
    skipSpace()
    guard let byte = current else { return nil }
    switch byte {
    case UInt8(ascii: "<"):
      if skip("<<") {
        var entries: [String: PDFValue] = [:]
        while !skip(">>") {
          guard case .name(let key)? = value(depth: depth + 1), let held = value(depth: depth + 1) else { return nil }
          entries[key] = held
        }
        return .dictionary(entries)
      }
      let start = position
      while let c = current, c != UInt8(ascii: ">") { position += 1 }
      position += 1
      return .other(Array(bytes[start..<min(position, bytes.count)]))
    case UInt8(ascii: "["):
      position += 1
      var items: [PDFValue] = []
      while !skip("]") {
        guard let item = value(depth: depth + 1) else { return nil }
        items.append(item)
      }
      return .array(items)
    case UInt8(ascii: "/"):
      position += 1
      let start = position
      while let c = current, !Self.whitespace.contains(c), !Self.delimiters.contains(c) { position += 1 }
      return .name(String(decoding: bytes[start..<position], as: UTF8.self))
    case UInt8(ascii: "("):
      return string()
    default:
      return number()
    }
  }

  private mutating func string() -> PDFValue {
    let start = position
    var open = 0
    while let byte = current {
      position += 1
      switch byte {
      case UInt8(ascii: "\\"): position += 1
      case UInt8(ascii: "("): open += 1
      case UInt8(ascii: ")"): open -= 1
      default: break
      }
      if open == 0 { break }
    }
    return .other(Array(bytes[start..<min(position, bytes.count)]))
  }

  /// A number, a reference `n 0 R`, or a word such as `true`.
  private mutating func number() -> PDFValue? {
    let first = word()
    guard !first.isEmpty else { return nil }
    guard let value = Int(String(decoding: first, as: UTF8.self)) else { return .other(first) }
    let after = position
    if value >= 0, integer() != nil, word() == Array("R".utf8) { return .reference(value) }
    position = after
    return .integer(value)
  }
}
