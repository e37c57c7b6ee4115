/// The fields of the current row, by column index from 0. All are valid until the next call of `next()`.
extension CSVReader {
  /// The field's bytes without its quotes, in the file's encoding; only inside the call.
  public func withBytes<Result>(_ column: Int, _ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
    try body(bytes(column).span)
  }

  /// True where the field holds nothing but blanks.
  public func isBlank(_ column: Int) -> Bool {
    for byte in bytes(column) where byte != space && byte != tab { return false }
    return true
  }

  /// The field as text; counts into `legacyTextCount` when its bytes are not UTF-8.
  ///
  /// - Complexity: O(length).
  public func text(_ column: Int) -> String {
    let field = bytes(column)
    if let text = String(validating: field, as: UTF8.self) { return text }
    legacyTextCount += 1
    return LegacyText.decode(field)
  }

  /// The field as a number under the file's decimals.
  public func number(_ column: Int) -> DecimalNumber { DecimalNumber.parse(bytes(column), mark: dialect.decimals) }

  /// A hash of the field's bytes, the same on every machine; letters A–Z count as a–z where `foldingCase`.
  public func hash(_ column: Int, foldingCase: Bool = false) -> UInt64 {
    Self.hash(bytes(column), after: 0, foldingCase: foldingCase)
  }

  /// A hash of all fields of the row, the same on every machine and for every way to quote them.
  public var rowHash: UInt64 {
    var hash: UInt64 = 0
    for i in fields.indices { hash = Self.hash(bytes(i), after: hash, foldingCase: false) }
    return hash
  }

  /// False where the row holds bytes that are not UTF-8; what of it is asked for as text is then read as Windows-1252.
  public var isUTF8: Bool {
    let row = UnsafeRawBufferPointer(start: buffer + rowStart, count: cursor - rowStart)
    var index = 0
    while index + 8 <= row.count {
      if row.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 {
        return String(validating: row, as: UTF8.self) != nil
      }
      index += 8
    }
    while index < row.count {
      if row[index] >= 0x80 { return String(validating: row, as: UTF8.self) != nil }
      index += 1
    }
    return true
  }

  /// Eight bytes a step, the field's length mixed in last so that fields cannot run into each other.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, after start: UInt64, foldingCase: Bool) -> UInt64 {
    var hash = start ^ 0x9e37_79b9_7f4a_7c15
    let raw = UnsafeRawBufferPointer(bytes)
    var index = 0
    while index < raw.count {
      var word: UInt64 = 0
      if index + 8 <= raw.count {
        word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      } else {
        for i in index..<raw.count { word |= UInt64(raw[i]) << UInt64(8 * (i - index)) }
      }
      if foldingCase {
        // Bit 5 of every byte that is a capital letter: its distance to 'A' is below 26.
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
          let byte = UInt8(truncatingIfNeeded: word >> shift)
          if byte &- 0x41 < 26 { word |= 0x20 << shift }
        }
      }
      hash = StableHash.mix(hash ^ word) &+ 0x9e37_79b9_7f4a_7c15
      index += 8
    }
    return StableHash.mix(hash ^ UInt64(raw.count))
  }

  /// Where a field of the current row begins.
  public func location(_ column: Int) -> SourceLocation {
    fields.indices.contains(column) ? place(ofByte: fields[column].origin) : SourceLocation(file: file, line: line, column: 1)
  }

  func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
    let field = fields[column]
    return UnsafeBufferPointer(start: (field.inScratch ? scratch : buffer) + field.start, count: field.length)
  }

  /// Line and column, in characters, of a byte of the current row.
  func place(ofByte byte: Int) -> SourceLocation {
    var row = line
    var column = 1
    var index = rowStart
    while index < byte {
      if buffer[index] == newline {
        row += 1
        column = 1
      } else if buffer[index] & 0xC0 != 0x80 {
        // A byte that continues a UTF-8 character takes no column of its own.
        column += 1
      }
      index += 1
    }
    return SourceLocation(file: file, line: row, column: column)
  }
}

/// Text of the years before UTF-8.
enum LegacyText {
  /// Windows-1252, which agrees with Latin-1 where that has printable characters; the five bytes it leaves open stay what they are.
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes {
      let code = byte >= 0x80 && byte < 0xA0 ? high[Int(byte - 0x80)] : UInt16(byte)
      text.append(Unicode.Scalar(code) ?? "\u{FFFD}")
    }
    return String(text)
  }

  private static let high: [UInt16] = [
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
    0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
  ]
}
