import Testing

@testable import Groundwork

@Suite struct `Numbers beside currencies and in groups` {
  private func mark(_ text: String) throws -> DecimalMark { try CSVReader(text: text, label: "t").dialect.decimals }

  @Test(arguments: ["1.249,00 €", "€ 1.249,00", "-€2,50", "€-2,50", "2,50\u{A0}€", "2,50\u{202F}EUR", "EUR 39,90", "12,5 zł", "99,5 kr"])
  func `a price with its currency proves the decimal comma`(price: String) throws {
    #expect(try mark("a;b\n1.004;\(price)\n") == .comma)
  }

  @Test(arguments: ["$1,249.00", "2.50 USD", "£ 3.5", "-$2.50", "CHF 1'249.50"])
  func `and the decimal point`(price: String) throws {
    #expect(try mark("a;b\n1,004;\(price)\n") == .point)
  }

  @Test(arguments: ["M6 1,5", "1,5 kg", "ABC 1,5", "€", "1,5 € + 2,5", "€ 1,5 €", "1.249 €", "DIN 1,50"])
  func `what is no price proves nothing`(text: String) throws {
    #expect(try mark("a;b\n1.004;\(text)\n") == .unknown)
  }

  @Test func `Windows-1252 has its own euro and no-break space`() throws {
    let bytes = Array("a;b\n1.004;2,50".utf8) + [0xA0, 0x80, 0x0A]
    #expect(try CSVReader(bytes: bytes, label: "t").dialect.decimals == .comma)
  }

  @Test(arguments: [
    "12 000", "12\u{A0}000", "12\u{202F}000", "12\u{2009}000", "12'000", "12’000", "\u{A0}12000\u{A0}", "+12 000", "012000",
  ])
  func `thousands may stand apart`(text: String) {
    for mark in [DecimalMark.point, .comma, .unknown] { #expect(DecimalNumber.parse(text, mark: mark) == .value(12_000)) }
  }

  @Test func `with decimals behind, which they prove`() throws {
    #expect(DecimalNumber.parse("-1 249 000,50", mark: .comma) == .value(-1_249_000.5))
    #expect(DecimalNumber.parse("1 249.5", mark: .point) == .value(1_249.5))
    // Four digits and more before a mark cannot be a first group of thousands: the mark is that of decimals.
    #expect(DecimalNumber.parse("1 249,500", mark: .unknown) == .value(1_249.5))
    #expect(try mark("a;b\n1.004;1 249,500\n") == .comma)
    let bytes: [UInt8] = Array("12".utf8) + [0xA0] + Array("000".utf8)
    #expect(bytes.withUnsafeBufferPointer { DecimalNumber.parse($0, mark: .point) } == .value(12_000))
  }

  @Test(arguments: [
    "1 2", "12 00", "1234 567", "1 234 56", "012 345", "1 234.567,8", " 1  234", "1 234e3", "1 23x", "- 5", "1,234 567", "2024 12 31",
  ])
  func `other blanks make no number`(text: String) {
    #expect(DecimalNumber.parse(text, mark: .point) == .malformed)
  }

  @Test func `marks have codes where one country's is meant`() {
    #expect(CurrencyMark.code(of: "€") == "EUR" && CurrencyMark.code(of: "£") == "GBP" && CurrencyMark.code(of: "SEK") == "SEK")
    #expect(CurrencyMark.code(of: "kr") == nil && CurrencyMark.isMark("kr") && !CurrencyMark.isMark("kg") && !CurrencyMark.isMark("ABC"))
  }
}
