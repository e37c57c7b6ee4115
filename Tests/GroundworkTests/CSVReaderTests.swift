import Testing

@testable import Groundwork

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Every row of a text as fields, read the streaming way.
private func rows(_ text: String) throws -> [[String]] {
  let reader = try CSVReader(text: text, label: "t.csv")
  var all: [[String]] = []
  while try reader.next() { all.append(reader.columns.indices.map { reader.text($0) }) }
  return all
}

/// The obvious reader: RFC 4180 by its grammar over an array of characters, for well-formed comma-separated text.
private func obviousRows(_ text: String) -> [[String]] {
  var all: [[String]] = [[]]
  var field = ""
  var quoted = false
  var characters = Array(text.unicodeScalars)[...]
  while let c = characters.popFirst() {
    if quoted {
      if c == "\"" {
        if characters.first == "\"" { field.unicodeScalars.append(characters.removeFirst()) } else { quoted = false }
      } else {
        field.unicodeScalars.append(c)
      }
    } else if c == "\"" {
      quoted = true
    } else if c == "," {
      all[all.count - 1].append(field)
      field = ""
    } else if c == "\n" {
      all[all.count - 1].append(field)
      field = ""
      all.append([])
    } else {
      field.unicodeScalars.append(c)
    }
  }
  if all.last == [] { all.removeLast() } else { all[all.count - 1].append(field) }
  return all
}

@Suite struct `CSV rows` {
  @Test func `plain fields, with and without a last line end`() throws {
    #expect(try rows("sku,units\n85123A,6\n71053,2\n") == [["85123A", "6"], ["71053", "2"]])
    #expect(try rows("sku,units\n85123A,6\n71053,2") == [["85123A", "6"], ["71053", "2"]])
    #expect(try rows("sku,units\r\n85123A,6\r\n71053,2\r\n") == [["85123A", "6"], ["71053", "2"]])
    #expect(try rows("sku,units\r85123A,6\r71053,2\r") == [["85123A", "6"], ["71053", "2"]])
  }

  @Test(arguments: [",", ";", "\t", "|"])
  func `the delimiter is found`(delimiter: String) throws {
    #expect(try rows("a,b,c\n1,2,3\nx,,z\n".replacing(",", with: delimiter)) == [["1", "2", "3"], ["x", "", "z"]])
  }

  @Test func `a semicolon file with commas inside its fields stays a semicolon file`() throws {
    #expect(
      try rows("name;mean\ntea, green;1,5\ncups, saucers, spoons;2,25\n") == [["tea, green", "1,5"], ["cups, saucers, spoons", "2,25"]])
  }

  @Test func `a file of one column needs no delimiter`() throws {
    #expect(try rows("days\n3\n4,5\n") == [["3"], ["4,5"]])
  }

  @Test func `quotes hold delimiters, line ends and quotes`() throws {
    let text = "a,b\n\"one, two\",\"three\nfour\"\n\"say \"\"hello\"\"\", plain \n\"\",\"\"\"\"\n"
    #expect(try rows(text) == [["one, two", "three\nfour"], ["say \"hello\"", "plain"], ["", "\""]])
  }

  @Test func `a quote inside an unquoted field is a quote`() throws {
    #expect(try rows("a,b\n12\" ruler,3\n") == [["12\" ruler", "3"]])
  }

  @Test func `a byte order mark is no part of the first name`() throws {
    let reader = try CSVReader(bytes: [0xEF, 0xBB, 0xBF] + Array("sku,n\nA,1\n".utf8), label: "t.csv")
    #expect(reader.columns.map(\.name) == ["sku", "n"])
    #expect(reader.dialect.hasByteOrderMark)
  }

  @Test(arguments: ["sep=;", "SEP=;", "\"sep=;\""])
  func `a note of the delimiter is no header, and settles what the lines leave open`(note: String) throws {
    // By their looks these lines are split by commas as well as by semicolons.
    for end in ["\n", "\r\n", "\r"] {
      let reader = try CSVReader(text: [note, "sku;a,b", "A;1,5", "B;2,5", "C"].joined(separator: end) + end, label: "t.csv")
      #expect(reader.columns.map(\.name) == ["sku", "a,b"])
      #expect(reader.columns[1].location == SourceLocation(file: "t.csv", line: 2, column: 5))
      #expect(reader.dialect.notesDelimiter && reader.dialect.delimiter == UInt8(ascii: ";") && reader.dialect.decimals == .comma)
      #expect(try reader.next())
      #expect(reader.text(0) == "A" && reader.line == 3)
      #expect(try reader.next())
      #expect(try !reader.next())
      #expect(reader.problems.map(\.location?.line) == [5])
    }
  }

  @Test func `what only looks like a note of the delimiter is a header`() throws {
    let reader = try CSVReader(text: "sep=x,n\nA,1\n", label: "t.csv")
    #expect(reader.columns.map(\.name) == ["sep=x", "n"] && !reader.dialect.notesDelimiter)
    #expect(try CSVReader(text: "sep=;", label: "t.csv").columns.count == 2)
  }

  @Test func `units stand in brackets`() throws {
    let reader = try CSVReader(text: "lead-time [d],unit cost [GBP],[x]\n1,2,3\n", label: "t.csv")
    #expect(reader.columns.map(\.name) == ["lead-time", "unit cost", "[x]"])
    #expect(reader.columns.map(\.unit) == ["d", "GBP", nil])
  }

  @Test func `bytes that are not UTF-8 are read as Windows-1252 and counted`() throws {
    let reader = try CSVReader(bytes: Array("name,n\ncaf".utf8) + [0xE9, 0x20, 0x80] + Array(",1\ntea,2\n".utf8), label: "t.csv")
    #expect(try reader.next())
    #expect(reader.text(0) == "café €")
    #expect(try reader.next())
    #expect(reader.text(0) == "tea")
    #expect(reader.legacyTextCount == 1)
  }

  @Test func `places count lines and characters`() throws {
    let reader = try CSVReader(text: "a,b,c\n\n\"x\ny\",é é,z\n1,2,3\n", label: "t.csv")
    #expect(try reader.next())
    #expect(reader.location(0) == SourceLocation(file: "t.csv", line: 3, column: 1))
    #expect(reader.location(1) == SourceLocation(file: "t.csv", line: 4, column: 4))
    #expect(reader.location(2) == SourceLocation(file: "t.csv", line: 4, column: 8))
    #expect(try reader.next())
    #expect(reader.line == 5)
    #expect(reader.blankLineCount == 1)
  }

  @Test func `bad rows are told with their place and the others are read`() throws {
    let reader = try CSVReader(text: "a,b\n1,2\n3\n4,5,6\n\"x\" y,7\n8,9\n", label: "t.csv")
    var good: [String] = []
    while try reader.next() { good.append(reader.text(0)) }
    #expect(good == ["1", "8"])
    #expect(
      reader.diagnostics.map(\.description) == [
        "t.csv:3:1: error: the row has 1 field, the header 2; quote fields that contain the delimiter or a line end [csv-fields]",
        "t.csv:4:3: error: the row has 3 fields, the header 2; quote fields that contain the delimiter or a line end [csv-fields]",
        "t.csv:5:5: error: text follows a closing quote; double quotes that belong to the text [csv-quote]",
      ])
  }

  @Test func `a quote never closed costs its own line, not the file`() throws {
    let reader = try CSVReader(text: "a,b\n1,\"open\n2,x\n3,y\n", label: "t.csv")
    var good: [String] = []
    while try reader.next() { good.append(reader.text(0)) }
    #expect(good == ["2", "3"])
    #expect(
      reader.problems.map(\.description) == [
        "t.csv:2:3: error: a quote opens here and is never closed; close the quote, or double quotes that belong to the text [csv-quote]"
      ])
  }

  @Test func `only fifty bad rows are described, all are counted`() throws {
    let text = "a,b\n" + String(repeating: "1\n", count: 73) + "1,2\n"
    let reader = try CSVReader(text: text, label: "t.csv")
    while try reader.next() {}
    #expect(reader.problems.count == 50 && reader.badRowCount == 73 && reader.rowCount == 1)
    #expect(reader.diagnostics.last?.message == "23 more bad rows in 't.csv'")
  }

  @Test func `what cannot be a table is refused`() throws {
    #expect(throws: InputErrors.self) { try CSVReader(text: "", label: "t.csv") }
    #expect(throws: InputErrors.self) { try CSVReader(text: "\n\n", label: "t.csv") }
    #expect(throws: InputErrors.self) { try CSVReader(text: "a,b,a\n", label: "t.csv") }
    #expect(throws: InputErrors.self) { try CSVReader(bytes: [0xFF, 0xFE, 0x61, 0x00], label: "t.csv") }
    #expect(throws: InputErrors.self) { try CSVReader(path: "/nowhere/at all.csv") }
    #expect(throws: InputErrors.self) { try CSVReader(path: "/") }
    #expect(throws: InputErrors.self) {
      let reader = try CSVReader(text: "a,b\n1,2\n" + String(repeating: "x", count: 3 << 20), label: "t.csv")
      while try reader.next() {}
    }
  }

  @Test func `rows longer than the buffer and rows across its edges come out whole`() throws {
    var text = "a,b\n"
    var expected: [[String]] = []
    for i in 0..<900 {
      // Lengths around the buffer's size of 256 KiB, by a walk that meets every residue.
      let long = String(repeating: "é", count: (i * 7919) % 1_000) + (i % 300 == 7 ? String(repeating: "z", count: 300_000) : "")
      let quoted = i % 3 == 0
      text += "\(i)," + (quoted ? "\"\(long)\"\"\n\"" : long) + "\n"
      expected.append(["\(i)", quoted ? long + "\"\n" : long])
    }
    #expect(try rows(text) == expected)
  }

  @Test func `random well-formed tables read as the obvious reader reads them, and the writer's text reads back`() throws {
    var state: UInt64 = 20_261_121
    func draw(_ n: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % n)
    }
    let pieces = ["a", "Z", "0", ",", "\"", "\n", " ", ";", "é", "\r\n", "'", "\t"]
    for _ in 0..<300 {
      let width = 1 + draw(4)
      var writer = CSVWriter(header: (0..<width).map { "c\($0)" })
      var table: [[String]] = []
      for _ in 0..<draw(12) {
        let row = (0..<width).map { _ in (0..<draw(6)).map { _ in pieces[draw(UInt64(pieces.count))] }.joined() }
        writer.append(row)
        table.append(row)
      }
      #expect(try rows(writer.text) == table)
      #expect(Array(obviousRows(writer.text).dropFirst()) == table)
    }
  }
}

@Suite struct `CSV files` {
  private func temporary(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    var template = Array("/tmp/bullwhip-csv-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    #expect(bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
    close(descriptor)
    try body(path)
  }

  // "sku,units\n85123A,6\n71053,2\n" as gzip -9 writes it.
  private let compressed: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 43, 206, 46, 213, 41, 205, 203, 44, 41, 230, 178, 48, 53, 52, 50, 118, 212, 49, 227, 50, 55, 52, 48,
    53, 214, 49, 226, 2, 0, 192, 231, 192, 252, 27, 0, 0, 0,
  ]

  @Test func `a gzip file reads like its text, whatever its name`() throws {
    try temporary(compressed) { path in
      let reader = try CSVReader(path: path, label: "x.csv")
      var all: [String] = []
      while try reader.next() { all.append(reader.text(0) + "=" + reader.text(1)) }
      #expect(all == ["85123A=6", "71053=2"])
      #expect(try CSVTable(path: path).rows == [["85123A", "6"], ["71053", "2"]])
    }
  }

  @Test func `a gzip file cut off or damaged is an error, not a short file`() throws {
    for bytes in [
      Array(compressed.dropLast(12)), compressed.enumerated().map { $0.offset == compressed.count - 7 ? ~$0.element : $0.element },
    ] {
      try temporary(bytes) { path in
        #expect(throws: InputErrors.self) {
          let reader = try CSVReader(path: path)
          while try reader.next() {}
        }
      }
    }
  }
}

@Suite struct `CSV tables` {
  @Test func `cells know their place and columns are found in any case`() throws {
    let table = try CSVTable(text: "SKU,Mean [1/d]\n85123A, 1.5 \n", label: "items.csv")
    #expect(table.columnIndex(of: "mean") == 1 && table.columnIndex(of: "none") == nil)
    #expect(table[0, 0] == "85123A")
    #expect(try table.finiteNumber(row: 0, column: 1) == 1.5)
    #expect(table.location(row: 0, column: 1) == SourceLocation(file: "items.csv", line: 2, column: 8))
  }

  @Test func `what is not a number is told at its cell`() throws {
    let table = try CSVTable(text: "a;b\n1.234;x\n;nan\n", label: "t.csv")
    func message(_ row: Int, _ column: Int) -> String? {
      do throws(InputErrors) {
        _ = try table.finiteNumber(row: row, column: column)
        return nil
      } catch { return error.description }
    }
    #expect(
      message(0, 0) == """
        t.csv:2:1: error: '1.234' can mean two numbers: nothing in the file tells decimals from thousands; \
        write a number such as 1234.5 in column 'a' [csv-number]
        """)
    #expect(message(0, 1)?.contains("'x' is not a number") == true)
    #expect(message(1, 0)?.contains("'a' is blank") == true)
    #expect(message(1, 1)?.contains("'nan' is not a number") == true)
  }

  @Test func `every bad row of a table is reported at once`() throws {
    do throws(InputErrors) {
      _ = try CSVTable(text: "a,b\n1\n2,3\n4,5,6\n", label: "t.csv")
      Issue.record("a table with bad rows was accepted")
    } catch { #expect(error.diagnostics.map(\.location?.line) == [2, 4]) }
  }
}

@Suite struct `Decimal numbers` {
  @Test(arguments: [
    ("6", 6.0), ("-12", -12), ("+3", 3), ("2.55", 2.55), ("0.1", 0.1), (" 7 ", 7), (".5", 0.5), ("5.", 5), ("1,234.5", 1234.5),
    ("1,234,567", 1_234_567),
    ("1e3", 1000), ("2.5E-3", 0.0025), ("123456789012345678", 123_456_789_012_345_680), ("0.1234567890123456789", 0.1234567890123456789),
  ])
  func `with a decimal point`(text: String, value: Double) {
    #expect(DecimalNumber.parse(text, mark: .point) == .value(value))
  }

  @Test(arguments: [("2,55", 2.55), ("1.234,5", 1234.5), ("1.234.567", 1_234_567), ("1.234", 1234), ("0,001", 0.001), ("-3,5", -3.5)])
  func `with a decimal comma`(text: String, value: Double) {
    #expect(DecimalNumber.parse(text, mark: .comma) == .value(value))
  }

  @Test func `without evidence only what has one meaning is a number`() {
    #expect(DecimalNumber.parse("2,55", mark: .unknown) == .value(2.55))
    #expect(DecimalNumber.parse("2.55", mark: .unknown) == .value(2.55))
    #expect(DecimalNumber.parse("0,125", mark: .unknown) == .value(0.125))
    #expect(DecimalNumber.parse("1.234.567", mark: .unknown) == .value(1_234_567))
    #expect(DecimalNumber.parse("1,234", mark: .unknown) == .ambiguous)
    #expect(DecimalNumber.parse("1.234", mark: .unknown) == .ambiguous)
  }

  @Test(arguments: [
    "x", "nan", "inf", "0x10", "1e", "1e9999", "--1", "1 2", "1,23.4", "12,34,567", "1.2.3", ".", ",", "£2", "1,2345", "e5",
  ])
  func `nonsense is refused`(text: String) {
    #expect(DecimalNumber.parse(text, mark: .point) == .malformed)
  }

  @Test func `the file's own numbers decide`() throws {
    func mark(_ text: String) throws -> DecimalMark { try CSVReader(text: text, label: "t").dialect.decimals }
    #expect(try mark("a;b\n1,5;01.12.2010\n1.234;2\n") == .comma)
    #expect(try mark("a;b\n1.5;x\n") == .point)
    #expect(try mark("a,b\n15,x\n") == .point)
    #expect(try mark("a,b\n\"1,5\",x\n") == .comma)
    #expect(try mark("a;b\n1,5;2.5\n") == .unknown)
    #expect(try mark("a;b\n1234;7\n") == .unknown)
  }
}

@Suite struct `CSV text` {
  @Test func `quotes only where needed`() {
    var writer = CSVWriter(header: ["name", "n"])
    writer.append(["plain", "1"])
    writer.append(["one, two", ""])
    writer.append(["say \"hi\"", " padded"])
    #expect(writer.text == "name,n\nplain,1\n\"one, two\",\n\"say \"\"hi\"\"\",\" padded\"\n")
  }

  @Test(arguments: [
    (0.1 + 0.2, 15, "0.3"), (1.0 / 3, 6, "0.333333"), (2.0 / 3 * 1e-7, 3, "0.0000000667"), (1_234_567.0, 15, "1234567"),
    (1_234_567.0, 3, "1230000"),
    (-0.5, 6, "-0.5"), (0, 6, "0"), (99.9996, 5, "100"), (1e21, 6, "1000000000000000000000"), (.nan, 6, ""),
  ])
  func `numbers in plain notation`(value: Double, digits: Int, text: String) {
    #expect(CSVWriter.number(value, digits: digits) == text)
  }
}
