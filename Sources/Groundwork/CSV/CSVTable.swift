/// A small CSV table held whole: a header, rows of text, and the place of every cell.
public struct CSVTable: Sendable, Equatable {
  public var file: String
  public var columns: [CSVColumn]
  /// Cells as text, row by row, without quotes and outer blanks; each row has as many as there are columns.
  public var rows: [[String]]
  public var decimals: DecimalMark
  private var places: [[SourceLocation]]

  /// Reads a file, plain or gzip.
  ///
  /// - Parameters:
  ///   - path: the file to open.
  ///   - label: the name to print in places; the path unless given.
  ///   - limit: the most rows a table may have.
  ///   - keepsGoodRows: whether bad rows are left out without a word, for a caller that has told them and wants to look at the others.
  /// - Throws: everything wrong with the file: unreadable, no header, and every bad row (50 with their places, the rest counted).
  public init(path: String, label: String? = nil, limit: Int = 1_000_000, keepsGoodRows: Bool = false) throws(InputErrors) {
    try self.init(reading: CSVReader(path: path, label: label), limit: limit, keepsGoodRows: keepsGoodRows)
  }

  /// Reads a text in memory; `label` stands for the file in places.
  public init(text: String, label: String) throws(InputErrors) {
    try self.init(reading: CSVReader(text: text, label: label), limit: .max)
  }

  private init(reading reader: CSVReader, limit: Int, keepsGoodRows: Bool = false) throws(InputErrors) {
    file = reader.file
    columns = reader.columns
    decimals = reader.dialect.decimals
    rows = []
    places = []
    while try reader.next() {
      if rows.count == limit {
        throw InputErrors(
          Diagnostic(
            .error, code: "csv-too-long", "the table has more than \(limit) rows", remedy: "split it or leave rows out",
            at: SourceLocation(file: reader.file, line: reader.line, column: 1)))
      }
      rows.append(columns.indices.map { CSVColumn.trimmed(reader.text($0)) })
      places.append(columns.indices.map { reader.location($0) })
    }
    if reader.badRowCount > 0, !keepsGoodRows { throw InputErrors(reader.diagnostics) }
  }

  public var rowCount: Int { rows.count }

  /// The column with this name, in any case.
  public func columnIndex(of name: String) -> Int? {
    columns.firstIndex { $0.name == name } ?? columns.firstIndex { $0.name.lowercased() == name.lowercased() }
  }

  /// The cell's text; row and column from 0.
  public subscript(row: Int, column: Int) -> String { rows[row][column] }

  /// Where the cell stands in the file.
  public func location(row: Int, column: Int) -> SourceLocation { places[row][column] }

  /// The cell as a number under the file's decimals.
  public func number(row: Int, column: Int) -> DecimalNumber { DecimalNumber.parse(rows[row][column], mark: decimals) }

  /// The cell as a finite number.
  ///
  /// - Throws: a diagnostic at the cell when it is blank, no number, or has two meanings (`1,234`).
  public func finiteNumber(row: Int, column: Int) throws(InputErrors) -> Double {
    let text = rows[row][column]
    let name = columns[column].name
    let message: String
    switch number(row: row, column: column) {
    case .value(let value): return value
    case .blank: message = "'\(name)' is blank"
    case .ambiguous: message = "'\(text)' can mean two numbers: nothing in the file tells decimals from thousands"
    case .malformed: message = "'\(text)' is not a number"
    }
    throw InputErrors(
      Diagnostic(
        .error, code: "csv-number", message, remedy: "write a number such as 1234.5 in column '\(name)'",
        at: location(row: row, column: column)))
  }
}
