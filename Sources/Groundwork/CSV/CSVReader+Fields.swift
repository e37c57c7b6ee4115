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

  /// A hash of the field's bytes, the same on every machine.
  public func hash(_ column: Int) -> UInt64 {
    var hash = StableHash()
    for byte in bytes(column) { hash.combine(byte) }
    return hash.value
  }

  /// A hash of the whole row's bytes as they stand in the file, line end excluded.
  public var rowHash: UInt64 {
    var hash = StableHash()
    for i in fields.indices {
      for byte in bytes(i) { hash.combine(byte) }
      hash.combine(UInt8(0xFF))
    }
    return hash.value
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
    var row = line, column = 1
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
