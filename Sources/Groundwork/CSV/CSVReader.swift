#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A CSV file read row by row in bounded memory: plain or gzip, comma, semicolon, tab or bar, quoted or not, any line end, with or
/// without a byte order mark, UTF-8 with Windows-1252 (a superset of Latin-1) where the bytes are not UTF-8.
///
/// `next()` moves to the following good row; its fields are read by column index until the next move. A row that cannot be read (wrong
/// number of fields, a quote never closed, text after a closing quote) is kept in `problems`, the first 50 with their place, the rest
/// counted; blank lines are counted. So `rowCount + badRowCount + blankLineCount` accounts for the whole file.
///
///     let file = try CSVReader(path: "items.csv")
///     let sku = file.columnIndex(of: "sku")!
///     while try file.next() { print(file.text(sku)) }
public final class CSVReader {
  /// The name used in places: the path as the user gave it.
  public let file: String
  public private(set) var dialect: CSVDialect
  public internal(set) var columns: [CSVColumn] = []
  /// Bad rows with their places, at most `problemLimit`.
  public internal(set) var problems: [Diagnostic] = []
  public internal(set) var badRowCount = 0
  /// Good rows handed out so far.
  public internal(set) var rowCount = 0
  public internal(set) var blankLineCount = 0
  /// Fields handed out as text whose bytes were not UTF-8 and were read as Windows-1252.
  public internal(set) var legacyTextCount = 0
  /// Line of the current row (where it begins), from 1.
  public internal(set) var line = 0

  /// Bad rows described one by one; more are only counted.
  public static let problemLimit = 50
  /// The longest row, in bytes. A quote that is never closed would otherwise swallow the file.
  public static let rowLimit = 1 << 20

  let source: ByteSource
  let newline: UInt8
  var buffer: UnsafeMutablePointer<UInt8>
  /// Unquoted copies of fields that contain doubled quotes.
  var scratch: UnsafeMutablePointer<UInt8>
  var capacity: Int
  /// The bytes not yet read stand in `cursor..<end`; the current row in `rowStart..<cursor`.
  var cursor = 0
  var end = 0
  var rowStart = 0
  var atEnd = false
  var lineOfCursor = 1
  var scratchUsed = 0
  var fields: [Field] = []

  struct Field {
    var start: Int
    var length: Int
    /// Where the field begins in the row's own bytes, for its place.
    var origin: Int
    var inScratch: Bool
  }

  /// - Parameters:
  ///   - path: a readable file.
  ///   - label: the name to print in places; the path unless given.
  /// - Throws: everything wrong with the file as a whole: unreadable, empty, UTF-16, no usable header.
  public convenience init(path: String, label: String? = nil) throws(InputErrors) {
    let name = label ?? path
    try self.init(source: ByteSource(path: path, label: name), file: name)
  }

  /// Reads a text in memory.
  public convenience init(text: String, label: String) throws(InputErrors) {
    try self.init(bytes: Array(text.utf8), label: label)
  }

  /// Reads bytes in memory, not compressed.
  public convenience init(bytes: [UInt8], label: String) throws(InputErrors) {
    try self.init(source: ByteSource(bytes: bytes, label: label), file: label)
  }

  private init(source: ByteSource, file: String) throws(InputErrors) {
    self.source = source
    self.file = file
    capacity = 1 << 18
    buffer = .allocate(capacity: capacity)
    scratch = .allocate(capacity: capacity)
    while end < capacity {
      let got = try source.read(into: buffer + end, count: capacity - end)
      if got == 0 {
        atEnd = true
        break
      }
      end += got
    }
    let sample = UnsafeBufferPointer(start: UnsafePointer(buffer), count: end)
    let utf16 = end >= 2 && ((sample[0] == 0xFF && sample[1] == 0xFE) || (sample[0] == 0xFE && sample[1] == 0xFF))
    let binary = sample.prefix(4_096).contains(0)
    dialect = CSVDialect.sniff(sample)
    newline = dialect.endsLinesWithCarriageReturn ? carriageReturn : lineFeed
    if utf16 || binary {
      throw InputErrors(
        Diagnostic(
          .error, code: "csv-encoding", utf16 ? "the file is UTF-16 text" : "the file is not text", remedy: "save it as CSV in UTF-8",
          at: SourceLocation(file: file, line: 1, column: 1)))
    }
    if dialect.hasByteOrderMark { cursor = 3 }
    if dialect.notesDelimiter, let feed = sample.firstIndex(of: newline) {
      cursor = feed + 1
      lineOfCursor = 2
    }
    try readHeader()
  }

  deinit {
    buffer.deallocate()
    scratch.deallocate()
  }

  private func readHeader() throws(InputErrors) {
    var place = SourceLocation(file: file, line: 1, column: 1)
    guard try advance(expecting: nil) else {
      if problems.isEmpty {
        throw InputErrors(
          Diagnostic(.error, code: "csv-empty", "the file is empty", remedy: "the first line must name the columns", at: place))
      }
      throw InputErrors(problems)
    }
    var errors = problems
    var seen: [String: Int] = [:]
    for i in fields.indices {
      place = location(i)
      let column = CSVColumn(header: text(i), location: place)
      if !column.name.isEmpty, let first = seen.updateValue(i, forKey: column.name) {
        errors.append(
          Diagnostic(
            .error, code: "csv-header", "column '\(column.name)' stands twice, first as column \(first + 1)",
            remedy: "give each column its own name",
            at: place))
      }
      columns.append(column)
    }
    if columns.allSatisfy({ $0.name.isEmpty }) {
      errors.append(
        Diagnostic(
          .error, code: "csv-header", "the header names no column", remedy: "the first line must name the columns", at: location(0)))
    }
    if !errors.isEmpty { throw InputErrors(errors) }
    rowCount = 0
  }

  /// Reads the numbers of the coming rows under these decimals, whatever the file seems to prove.
  public func use(decimals: DecimalMark) { dialect.decimals = decimals }

  /// The column with exactly this name.
  public func columnIndex(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

  /// Moves to the next good row.
  ///
  /// - Returns: false at the end of the file.
  /// - Throws: when the file can no longer be read (a damaged gzip file, a failing disk).
  /// - Complexity: O(length of the row).
  public func next() throws(InputErrors) -> Bool { try advance(expecting: columns.count) }

  /// What is wrong with the rows read so far: the kept problems and, where there were more, a line that counts the rest.
  public var diagnostics: [Diagnostic] {
    guard badRowCount > problems.count else { return problems }
    return problems + [
      Diagnostic(
        .error, code: "csv-more", "\(badRowCount - problems.count) more bad rows in '\(file)'", remedy: "mend those above first",
        at: SourceLocation(file: file, line: line, column: 1))
    ]
  }

  func report(_ code: String, _ message: String, remedy: String, at place: SourceLocation) {
    badRowCount += 1
    if problems.count < Self.problemLimit {
      problems.append(Diagnostic(.error, code: code, message, remedy: remedy, at: place))
    }
  }
}
