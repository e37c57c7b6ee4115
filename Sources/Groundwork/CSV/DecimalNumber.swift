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
  /// - Returns: the number correctly rounded; thousands must stand in threes (`1,234,567.5`).
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

  /// Grouped, long or exponent forms, and every refusal.
  private static func careful(_ bytes: UnsafeBufferPointer<UInt8>, _ low: Int, _ high: Int, _ mark: DecimalMark) -> DecimalNumber {
    guard let shape = Shape(bytes, low, high) else { return .malformed }
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
