/// What the decimals of a file look like, found from the file itself.
public enum DecimalMark: Sendable, Hashable {
  /// `1234.5`, `1,234.5`.
  case point
  /// `1234,5`, `1.234,5`.
  case comma
  /// The file gave no evidence: a number is read only if it has one meaning under both.
  case unknown
}

/// A number as people write it, read byte by byte: no locale, no hexadecimal, no `nan`, no `inf`.
public enum DecimalNumber: Sendable, Equatable {
  case value(Double)
  case blank
  /// `1,234` where nothing tells a thousand from a decimal.
  case ambiguous
  case malformed

  /// - Parameter mark: how the file writes decimals.
  /// - Returns: the number correctly rounded; thousands must stand in threes (`1,234,567.5`, `1 234 567.5`).
  /// - Complexity: O(length).
  public static func parse(_ text: String, mark: DecimalMark = .point) -> DecimalNumber {
    var copy = text
    return copy.withUTF8 { parse($0, mark: mark) }
  }

  static func parse(_ bytes: UnsafeBufferPointer<UInt8>, mark: DecimalMark) -> DecimalNumber {
    var low = 0
    var high = bytes.count
    while low < high, bytes[low] == space || bytes[low] == tab { low += 1 }
    while low < high, bytes[high - 1] == space || bytes[high - 1] == tab { high -= 1 }
    if low == high { return .blank }
    // The common cases: a plain integer or a plain decimal of at most 15 digits, exact by one division (Clinger 1990).
    var index = low
    let negative = bytes[index] == minus
    if negative || bytes[index] == plus { index += 1 }
    var mantissa: Int64 = 0
    var digits = 0
    var fraction = -1
    while index < high {
      let byte = bytes[index]
      if byte >= zero, byte <= nine {
        mantissa = mantissa &* 10 &+ Int64(byte &- zero)
        digits += 1
        if fraction >= 0 { fraction += 1 }
        if digits > 15 { break }
      } else if byte == point, fraction < 0, mark == .point {
        fraction = 0
      } else {
        break
      }
      index += 1
    }
    if index == high, digits > 0, digits <= 15 {
      let size = fraction > 0 ? Double(mantissa) / powers[fraction] : Double(mantissa)
      return .value(negative ? -size : size)
    }
    return careful(bytes, low, high, mark)
  }

  /// A number without what only parts its thousands, a blank of any width or an apostrophe (`12 000`, `1 249,50`, `1'249.50`), and without
  /// no-break spaces at its ends; nil where it has neither, or no thousands in threes.
  static func ungrouped(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> [UInt8]? {
    var low = start, high = end
    while low < high, let length = blank(bytes, at: low, before: high) { low += length }
    while low < high, let length = [3, 2, 1].first(where: { high - $0 >= low && blank(bytes, at: high - $0, before: high) == $0 }) {
      high -= length
    }
    var plain: [UInt8] = [], digits = 0, groups = 0
    var index = low
    if index < high, bytes[index] == minus || bytes[index] == plus {
      plain.append(bytes[index])
      index += 1
    }
    let leadingZero = index < high && bytes[index] == zero
    while index < high, bytes[index] != point, bytes[index] != comma {
      if bytes[index] >= zero, bytes[index] <= nine {
        plain.append(bytes[index])
        digits += 1
        index += 1
        continue
      }
      guard let length = blank(bytes, at: index, before: high) ?? apostrophe(bytes, at: index, before: high),
        groups == 0 ? (1...3).contains(digits) : digits == 3
      else { return nil }
      groups += 1
      digits = 0
      index += length
    }
    if groups > 0 ? digits != 3 || leadingZero : low == start && high == end { return nil }
    // Behind such thousands only decimals may follow.
    let rest = bytes[index..<high]
    if groups > 0, rest.dropFirst().contains(where: { $0 < zero || $0 > nine }) { return nil }
    return plain + rest
  }

  /// Bytes of the space at `index`, in UTF-8 or, for the no-break space, in Windows-1252: ordinary, no-break, thin, narrow no-break.
  private static func blank(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, before high: Int) -> Int? {
    switch bytes[index] {
    case space, tab, 0xA0: return 1
    case 0xC2: return index + 1 < high && bytes[index + 1] == 0xA0 ? 2 : nil
    case 0xE2:
      guard index + 2 < high, bytes[index + 1] == 0x80 else { return nil }
      return bytes[index + 2] == 0xAF || bytes[index + 2] == 0x89 ? 3 : nil
    default: return nil
    }
  }

  /// Bytes of the apostrophe at `index`, straight or as `’`: Swiss thousands.
  private static func apostrophe(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, before high: Int) -> Int? {
    if bytes[index] == UInt8(ascii: "'") || bytes[index] == 0x92 { return 1 }
    guard index + 2 < high, bytes[index] == 0xE2, bytes[index + 1] == 0x80, bytes[index + 2] == 0x99 else { return nil }
    return 3
  }

  /// Grouped, long or exponent forms, and every refusal.
  private static func careful(_ bytes: UnsafeBufferPointer<UInt8>, _ low: Int, _ high: Int, _ mark: DecimalMark) -> DecimalNumber {
    guard let shape = Shape(bytes, low, high) else {
      guard let plain = ungrouped(bytes, low, high) else { return .malformed }
      return plain.withUnsafeBufferPointer { parse($0, mark: mark) }
    }
    let decimal: UInt8?
    switch shape.reading(mark) {
    case .none: return .malformed
    case .some(.unclear): return .ambiguous
    case .some(.integer): decimal = nil
    case .some(.decimal(let byte)): decimal = byte
    }
    var plain: [UInt8] = []
    for byte in bytes[low..<high] {
      if byte == decimal { plain.append(point) } else if byte != comma, byte != point { plain.append(byte) }
    }
    guard let value = Double(String(decoding: plain, as: UTF8.self)), value.isFinite else { return .malformed }
    return .value(value)
  }

  /// The groups of digits between marks.
  struct Shape {
    enum Reading { case integer, decimal(UInt8), unclear }
    /// Marks in order and the count of digits before the first, between, and after the last.
    var marks: [UInt8] = []
    var groups = [0]
    var leadingZero = false

    init?(_ bytes: UnsafeBufferPointer<UInt8>, _ low: Int, _ high: Int) {
      var index = low
      if bytes[index] == minus || bytes[index] == plus { index += 1 }
      leadingZero = index < high && bytes[index] == zero
      scan: while index < high {
        switch bytes[index] {
        case zero...nine: groups[groups.count - 1] += 1
        case comma, point:
          marks.append(bytes[index])
          groups.append(0)
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
          index += 1
          if index < high, bytes[index] == minus || bytes[index] == plus { index += 1 }
          if index == high || high - index > 3 { return nil }
          while index < high {
            if bytes[index] < zero || bytes[index] > nine { return nil }
            index += 1
          }
          break scan
        default: return nil
        }
        index += 1
      }
      if groups.reduce(0, +) == 0 { return nil }
    }

    /// What the marks mean under one convention; nil where they mean nothing.
    func reading(_ mark: DecimalMark) -> Reading? {
      if marks.isEmpty { return .integer }
      let asPoint = reading(decimal: point, thousands: comma)
      let asComma = reading(decimal: comma, thousands: point)
      switch mark {
      case .point: return asPoint
      case .comma: return asComma
      case .unknown:
        if asPoint != nil, asComma != nil { return .unclear }
        return asPoint ?? asComma
      }
    }

    private func reading(decimal: UInt8, thousands: UInt8) -> Reading? {
      var whole = groups
      var separators = marks
      if marks.last == decimal {
        separators.removeLast()
        whole.removeLast()
      }
      if separators.contains(decimal) { return nil }
      if !separators.isEmpty {
        // 1,234,567: one to three digits, no leading zero, then threes.
        if whole[0] < 1 || whole[0] > 3 || leadingZero || whole.dropFirst().contains(where: { $0 != 3 }) { return nil }
      }
      return marks.last == decimal ? .decimal(decimal) : .integer
    }

    /// The decimal mark this number proves, if it proves one.
    var evidence: DecimalMark {
      if marks.isEmpty { return .unknown }
      switch (reading(decimal: point, thousands: comma), reading(decimal: comma, thousands: point)) {
      case (.some, .none): return .point
      case (.none, .some): return .comma
      default: return .unknown
      }
    }
  }

  private static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]
}

let space = UInt8(ascii: " ")
let tab = UInt8(ascii: "\t")
let comma = UInt8(ascii: ",")
let point = UInt8(ascii: ".")
let minus = UInt8(ascii: "-")
let plus = UInt8(ascii: "+")
let zero = UInt8(ascii: "0")
let nine = UInt8(ascii: "9")
let quote = UInt8(ascii: "\"")
let semicolon = UInt8(ascii: ";")
let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
