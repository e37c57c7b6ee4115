/// How a CSV file is written, found from its first bytes.
public struct CSVDialect: Sendable, Hashable {
  /// `,` `;` tab or `|`; nil for a file of one column.
  public var delimiter: UInt8?
  public var decimals: DecimalMark
  /// Lines end with a carriage return alone, as old spreadsheet programs on the Mac wrote them.
  public var endsLinesWithCarriageReturn: Bool
  public var hasByteOrderMark: Bool
  /// The first line is `sep=;` or the like, a spreadsheet's note of the delimiter; the header comes after it.
  public var notesDelimiter: Bool

  public init(
    delimiter: UInt8?, decimals: DecimalMark = .point, endsLinesWithCarriageReturn: Bool = false, hasByteOrderMark: Bool = false,
    notesDelimiter: Bool = false
  ) {
    self.delimiter = delimiter
    self.decimals = decimals
    self.endsLinesWithCarriageReturn = endsLinesWithCarriageReturn
    self.hasByteOrderMark = hasByteOrderMark
    self.notesDelimiter = notesDelimiter
  }

  /// The dialect of a file that begins with `sample`.
  ///
  /// The delimiter is the candidate that splits the header into most fields; where two tie, the one that splits the following lines
  /// alike. Decimals are those that the numbers of the sample prove (`2,55` proves a comma, `1,234.5` a point), alone or beside a currency
  /// (`1.249,00 €`); a comma-separated file whose numbers prove nothing has points, any other is unknown until a number is read that has
  /// two meanings.
  static func sniff(_ sample: UnsafeBufferPointer<UInt8>) -> CSVDialect {
    let mark = sample.count >= 3 && sample[0] == 0xEF && sample[1] == 0xBB && sample[2] == 0xBF
    let whole = UnsafeBufferPointer(rebasing: sample[(mark ? 3 : 0)...])
    let feed: UInt8 = !whole.contains(lineFeed) && whole.contains(carriageReturn) ? carriageReturn : lineFeed
    let noted = notedDelimiter(whole, ending: feed)
    let body = UnsafeBufferPointer(rebasing: whole[(noted == nil ? 0 : (whole.firstIndex(of: feed) ?? 0) + 1)...])
    let candidates: [UInt8] = [comma, semicolon, tab, UInt8(ascii: "|")]
    var counts = [[Int]](repeating: [], count: candidates.count)
    forEachLine(of: body, ending: feed, limit: 20) { line in
      for (i, candidate) in candidates.enumerated() { counts[i].append(occurrences(of: candidate, in: line)) }
    }
    var best: Int?
    var bestScore = (0, 0)
    for i in candidates.indices where (counts[i].first ?? 0) > 0 {
      let score = (counts[i].filter { $0 == counts[i][0] }.count, counts[i][0])
      // First the one that splits all lines alike, then the one that splits more.
      if best == nil || score > bestScore { (best, bestScore) = (i, score) }
    }
    let delimiter = noted ?? best.map { candidates[$0] }
    let decimals = decimals(of: body, delimiter: delimiter, ending: feed)
    return CSVDialect(
      delimiter: delimiter, decimals: decimals, endsLinesWithCarriageReturn: feed == carriageReturn, hasByteOrderMark: mark,
      notesDelimiter: noted != nil)
  }

  /// The delimiter that a first line such as `sep=;` names; nil where there is no such line.
  private static func notedDelimiter(_ text: UnsafeBufferPointer<UInt8>, ending feed: UInt8) -> UInt8? {
    guard let end = text.firstIndex(of: feed) else { return nil }
    let line = text[..<end].filter { $0 != quote && $0 != carriageReturn }
    guard line.count == 5, line.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8).map({ $0 | 0x20 }) else { return nil }
    return [comma, semicolon, tab, UInt8(ascii: "|")].first { $0 == line[4] }
  }

  private static func decimals(of body: UnsafeBufferPointer<UInt8>, delimiter: UInt8?, ending feed: UInt8) -> DecimalMark {
    var points = 0
    var commas = 0
    var first = true
    forEachLine(of: body, ending: feed, limit: 5_000) { line in
      if first {
        first = false
        return
      }
      forEachField(of: line, delimiter: delimiter) { field in
        guard field.count > 1, field.count < 32 else { return }
        switch evidence(field) {
        case .point: points += 1
        case .comma: commas += 1
        case .unknown: break
        }
      }
    }
    // A date such as 01.12.2010 looks like grouped thousands gone wrong and proves nothing: `evidence` asks for whole threes.
    if commas > 0 && points == 0 { return .comma }
    if points > 0 && commas == 0 { return .point }
    if points == 0 && commas == 0 { return delimiter == comma ? .point : .unknown }
    return .unknown
  }

  /// The decimal mark that a field proves, with a currency beside its number or without.
  private static func evidence(_ field: UnsafeBufferPointer<UInt8>) -> DecimalMark {
    let number = CurrencyMark.number(in: field) ?? field
    if let shape = DecimalNumber.Shape(number, 0, number.count) { return shape.evidence }
    guard let plain = DecimalNumber.ungrouped(number, 0, number.count) else { return .unknown }
    return plain.withUnsafeBufferPointer { DecimalNumber.Shape($0, 0, $0.count)?.evidence ?? .unknown }
  }

  private static func forEachLine(
    of body: UnsafeBufferPointer<UInt8>, ending feed: UInt8, limit: Int, _ visit: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    var start = 0
    var lines = 0
    var index = 0
    var quoted = false
    while index < body.count, lines < limit {
      let byte = body[index]
      if byte == quote { quoted.toggle() }
      if byte == feed, !quoted {
        if index > start {
          visit(UnsafeBufferPointer(rebasing: body[start..<index]))
          lines += 1
        }
        start = index + 1
      }
      index += 1
    }
    // A last line without an end counts only when it is the whole text: in a longer sample it may be cut.
    if lines == 0, start < body.count { visit(UnsafeBufferPointer(rebasing: body[start...])) }
  }

  private static func occurrences(of byte: UInt8, in line: UnsafeBufferPointer<UInt8>) -> Int {
    var quoted = false
    var count = 0
    for b in line {
      if b == quote { quoted.toggle() } else if b == byte, !quoted { count += 1 }
    }
    return count
  }

  private static func forEachField(of line: UnsafeBufferPointer<UInt8>, delimiter: UInt8?, _ visit: (UnsafeBufferPointer<UInt8>) -> Void) {
    var start = 0
    var quoted = false
    for index in 0...line.count {
      if index < line.count {
        if line[index] == quote { quoted.toggle() }
        if line[index] != delimiter || quoted { continue }
      }
      var low = start
      var high = index
      while low < high, isPadding(line[low]) { low += 1 }
      while low < high, isPadding(line[high - 1]) { high -= 1 }
      if low < high { visit(UnsafeBufferPointer(rebasing: line[low..<high])) }
      start = index + 1
    }
  }

  private static func isPadding(_ byte: UInt8) -> Bool { byte == space || byte == tab || byte == carriageReturn || byte == quote }
}
