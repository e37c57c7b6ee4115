import Groundwork
import Testing

@testable import History

private func stamp(_ text: String, _ order: DateOrder? = nil) -> TimeStamp.Reading {
  TimeStamp.parse(Array(text.utf8).span, order: order)
}

private func minute(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Int32 {
  Int32(CivilDate(year: year, month: month, day: day)!.dayNumber * 1_440 + hour * 60 + minute)
}

@Suite struct `Dates and times as shops write them` {
  @Test(arguments: [
    "2010-12-01 08:26:00", "2010-12-01T08:26:00Z", "2010-12-01T08:26:31.250+01:00", "2010/12/01 8:26", "20101201 08:26", "01.12.2010 08:26",
    "1.12.10 8:26 AM", "1-Dec-2010 08:26", "01 December 2010 08:26",
  ])
  func `forms that need no help`(text: String) {
    #expect(stamp(text) == .minute(minute(2010, 12, 1, 8, 26)))
  }

  @Test func `day and month by the order given, and not without`() {
    #expect(stamp("1/12/2010 20:05", .dayFirst) == .minute(minute(2010, 12, 1, 20, 5)))
    #expect(stamp("12/1/2010 8:05 PM", .monthFirst) == .minute(minute(2010, 12, 1, 20, 5)))
    #expect(stamp("1/12/2010") == .ambiguous)
    #expect(stamp("3/3/2010") == .day(minute(2010, 3, 3) / 1_440))
  }

  @Test func `noon and midnight on the twelve-hour clock`() {
    #expect(stamp("2011-01-03 12:10 AM") == .minute(minute(2011, 1, 3, 0, 10)))
    #expect(stamp("2011-01-03 12:10pm") == .minute(minute(2011, 1, 3, 12, 10)))
  }

  @Test(arguments: ["2011-02-29", "2011-13-01", "31.04.2011", "2011-01-01 24:00", "2011-01-01 08:61", "1066-10-14", "2011-01-01 13:00 PM"])
  func `days and hours that do not exist`(text: String) {
    #expect(stamp(text) == .impossible)
  }

  @Test(arguments: [
    "soon", "2011", "2011-1", "2011-01-01x", "1/1/1/1", "2011-01-01 8", "12:30", "99999999999", "-1.1.2011", "1.1.2011 08:", "See ASN-93",
  ])
  func `what is no date`(text: String) {
    #expect(stamp(text) == .malformed)
  }

  @Test func `every day of four centuries' worth of forms reads back`() {
    for number in stride(
      from: CivilDate(year: 1970, month: 1, day: 1)!.dayNumber, to: CivilDate(year: 2100, month: 1, day: 1)!.dayNumber, by: 17)
    {
      let date = CivilDate(dayNumber: number)
      #expect(stamp(date.description) == .day(Int32(number)))
      #expect(stamp("\(date.month)/\(date.day)/\(date.year)", .monthFirst) == .day(Int32(number)))
      #expect(stamp("\(date.day).\(date.month).\(date.year)") == .day(Int32(number)))
    }
  }
}

@Suite struct `Columns found by meaning` {
  private func columns(_ header: String, _ option: String = "") throws -> [OrderLineRole: String] {
    let reader = try CSVReader(text: header + "\n", label: "t.csv")
    let given = option.isEmpty ? [:] : try OrderLineColumns.parse(option: option)
    return try OrderLineColumns(of: reader.columns, given: given, file: "t.csv").names
  }

  private func message(_ header: String, _ option: String = "") -> String {
    do {
      _ = try columns(header, option)
      return ""
    } catch { return "\(error)" }
  }

  @Test func `a web shop's and a till's names`() throws {
    let shop = try columns("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country")
    #expect(
      shop == [
        .order: "InvoiceNo", .item: "StockCode", .description: "Description", .quantity: "Quantity", .date: "InvoiceDate",
        .price: "UnitPrice",
        .customer: "CustomerID", .country: "Country",
      ])
    let till = try columns("receipt_no;article;qty;date;time;price")
    #expect(till == [.order: "receipt_no", .item: "article", .quantity: "qty", .date: "date", .time: "time", .price: "price"])
    let floor = try columns("DATE,OrderNumber,SKU,PCS,ReferenceID,Location")
    #expect(floor == [.order: "OrderNumber", .item: "SKU", .quantity: "PCS", .date: "DATE"])
    let german = try columns("Datum;Belegnummer;Artikelnummer;Menge;Preis")
    #expect(german == [.order: "Belegnummer", .item: "Artikelnummer", .quantity: "Menge", .date: "Datum", .price: "Preis"])
  }

  /// The form in which the replay of a scenario is read.
  @Test func `a moment in a column named time is the date where no other column is`() throws {
    #expect(try columns("time,order,item,quantity") == [.date: "time", .order: "order", .item: "item", .quantity: "quantity"])
    #expect(message("time,order,item,quantity", "time=time").contains("no column looks like the date"))
    let history = try OrderLineReader.read(text: "time,order,item,quantity\n2025-01-06 09:30,1,a,2\n", label: "t.csv")
    #expect(history.hasTimes && history.lineCount == 1)
  }

  @Test func `columns given by name win`() throws {
    let names = try columns("a,b,c,date,sku", "order=a, item=b,quantity=C")
    #expect(names == [.order: "a", .item: "b", .quantity: "c", .date: "date"])
  }

  @Test func `what is missing or wrong is told`() {
    #expect(
      message("a,b,date") == """
        t.csv:1:1: error: no column looks like the order or invoice number; say which it is: --columns order=NAME; the columns are a, b, date [order-columns]
        t.csv:1:1: error: no column looks like the item (SKU, stock code); say which it is: --columns item=NAME; the columns are a, b, date [order-columns]
        t.csv:1:1: error: no column looks like the quantity; say which it is: --columns quantity=NAME; the columns are a, b, date [order-columns]
        """)
    #expect(message("order,sku,qty,date", "order=Bill").contains("there is no column 'Bill' for the order or invoice number"))
    #expect(message("a", "order=a,order=b,bill=c,item").contains("--columns 1:9: error: 'order' is given twice"))
    #expect(message("a", "order=a,order=b,bill=c,item").contains("--columns 1:17: error: there is no part 'bill'"))
    #expect(message("a", "order=a,order=b,bill=c,item").contains("--columns 1:24: error: 'item' is not of the form part=column"))
  }
}

@Suite struct `Order lines` {
  static let messy = """
    InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID
    1001,85123A,6,2011-01-03 08:26,2.55,17850
    1001,71053,2,2011-01-03 08:26,3.39,17850
    1001,71053,2,2011-01-03 08:26,3.39,17850

    1002,85123a,4,2011-01-03 09:00,2.55,
    1003,POST,1,2011-01-03 09:10,18.00,12583
    C1004,71053,-2,2011-01-03 10:00,3.39,17850
    1005,22423,-5,2011-01-04 10:00,0,
    1006,22423,-1,2011-01-04 10:30,12.75,14000
    1007,22423,0,2011-01-04 10:30,12.75,14000
    1008,22423,3,2011-02-30 10:30,12.75,14000
    1009,22423,x,2011-01-05 10:30,12.75,14000
    ,22423,3,2011-01-05 10:30,12.75,14000
    1010,,3,2011-01-05 10:30,12.75,14000
    1011,22423,3,2011-01-05 10:30,0.00,14000
    A1012,B,1,2011-01-05 10:30,-11062.06,14000
    1013,22423,2.5,2011-01-05 10:30,12.75,14000
    1014,22423,3,2011-01-05 10:30,free,14000
    1015,22423,3,2011-01-05 10:30
    1016,22423,74215,2011-01-06 10:01,1.04,12346
    C1017,22423,-74215,2011-01-06 10:17,1.04,12346
    1018,22423,3,2011-01-06 10:30,12.75,14000
    1018,71053,3,2011-01-06 10:31,3.39,14000
    1019,71053,1,3011-01-07 10:31,3.39,14000
    """

  @Test func `each kind of trouble is counted, and every row is accounted for`() throws {
    let history = try OrderLineReader.read(text: Self.messy, label: "t.csv")
    let quality = history.quality
    var counts: [LineTrait: [Int]] = [:]
    for trait in LineTrait.allCases where quality[trait].count > 0 { counts[trait] = [quality[trait].count, quality[trait].excluded] }
    #expect(
      counts == [
        .unreadable: [1, 1], .impossibleDate: [2, 2], .badQuantity: [1, 1], .fractionalQuantity: [1, 1], .blankOrder: [1, 1],
        .blankItem: [1, 1], .duplicate: [1, 0],
        .serviceCode: [2, 2], .cancellation: [2, 2], .adjustment: [1, 1], .returned: [1, 1], .zeroQuantity: [1, 1], .badPrice: [1, 0],
        .negativePrice: [1, 0], .zeroPrice: [2, 1], .withdrawn: [2, 2], .blankCustomer: [2, 0], .severalTimes: [1, 0],
        .severalSpellings: [1, 0],
      ])
    #expect(quality.rows == 23 && quality.blankLines == 1)
    #expect(quality.kept == quality.rows - quality.excludedTotal)
    #expect(quality.kept == history.lineCount)
    #expect(quality.serviceCodes == ["POST": 1, "B": 1])
    #expect(quality[.blankItem].examples.first?.location == SourceLocation(file: "t.csv", line: 15, column: 6))
    #expect(quality[.badQuantity].examples.map(\.text) == ["x"] && quality[.fractionalQuantity].examples.map(\.text) == ["2.5"])
    #expect(quality.diagnostics.map(\.location?.line) == [20])
  }

  @Test func `times marked as UTC are counted, and apart from them those with a distance`() throws {
    let stamps = ["2025-01-06T09:30:00Z", "2025-01-06T09:30:00Z ", "2025-01-06T09:30:00+01:00", "2025-01-06 09:30", "2025-01-06"]
    let text = "order,item,quantity,date,price\n" + stamps.enumerated().map { "\($0),a,1,\($1),1e308\n" }.joined()
    let quality = try OrderLineReader.read(text: text, label: "t.csv").quality
    #expect(quality[.utcTime].count == 2 && quality[.utcTime].excluded == 0)
    #expect(quality[.offsetTime].count == 1 && quality[.offsetTime].excluded == 0)
    #expect(quality[.utcTime].examples.first?.location == SourceLocation(file: "t.csv", line: 2, column: 7))
    // The sales count; prices nobody can pay do not.
    #expect(quality.kept == 5 && quality[.badPrice].count == 5)
  }

  @Test func `a price may carry its currency before or behind it`() throws {
    let prices = ["€5.25", "£ 3", "-$2.50", "€-2.50", "4.75 EUR", "CHF 1.5", "5.25 each", "$", "1,234.5 USD", "12 kg"]
    let text =
      "order,date,sku,quantity,price\n"
      + prices.enumerated().map { "\($0.offset),2024-01-0\($0.offset % 9 + 1) 10:00,A\($0.offset),1,\"\($0.element)\"\n" }.joined()
    let history = try OrderLineReader.read(text: text, label: "t.csv")
    var read: [String: Double] = [:]
    history.forEachLine { read[history.items[Int($0.item)]] = $0.price }
    #expect(read["A0"] == 5.25 && read["A1"] == 3 && read["A4"] == 4.75 && read["A5"] == 1.5 && read["A8"] == 1234.5)
    #expect(["A6", "A7", "A9"].allSatisfy { read[$0]?.isNaN == true })
    #expect(history.quality[.badPrice].count == 3 && history.quality[.negativePrice].count == 2)
    #expect(history.currency == "€")
    let commas = try OrderLineReader.read(
      text: "order;date;sku;quantity;price\n1;2024-01-01 10:00;A;1;5,25 €\n2;2024-01-02 10:00;A2;1;€ 1.234,50\n", label: "t.csv")
    var continental: [Double] = []
    commas.forEachLine { continental.append($0.price) }
    #expect(continental == [5.25, 1234.5])
  }

  @Test func `a sale called off at once is no demand; of two equal ones the later goes`() throws {
    let history = try OrderLineReader.read(text: Self.messy, label: "t.csv")
    var units: [String: Int] = [:]
    history.forEachLine { units[history.items[Int($0.item)], default: 0] += $0.quantity }
    // 71053: two equal lines of order 1001, one of them called off by C1004, and three in 1018.
    #expect(units == ["85123A": 10, "71053": 5, "22423": 6])
  }

  @Test func `a cancellation after more than the window is a return of goods that were picked`() throws {
    let text = """
      order,sku,qty,date,price,customer
      1,cup,5,2011-01-03 08:00,1,7
      C2,cup,-5,2011-01-05 08:00,1,7
      3,jar,5,2011-01-03 08:00,1,7
      C4,jar,-5,2011-01-03 07:00,1,7
      5,tin,5,2011-01-03 08:00,1,7
      C6,tin,-4,2011-01-03 09:00,1,7
      """
    #expect(try OrderLineReader.read(text: text, label: "t").lineCount == 3)
    var options = OrderLineOptions()
    options.withdrawalMinutes = 3 * 1_440
    #expect(try OrderLineReader.read(text: text, label: "t", options: options).lineCount == 2)
  }

  @Test func `duplicates leave only when asked`() throws {
    var options = OrderLineOptions()
    options.dropsDuplicates = true
    let history = try OrderLineReader.read(text: Self.messy, label: "t.csv", options: options)
    #expect(history.quality[.duplicate].excluded == 1)
    #expect(history.quality.kept == history.quality.rows - history.quality.excludedTotal)
  }

  @Test func `orders come with their earliest minute and the lines asked for`() throws {
    let history = try OrderLineReader.read(text: Self.messy, label: "t.csv")
    var seen: [String] = []
    history.forEachOrder(where: { history.items[Int($0.item)] == "71053" }) { minute, lines in
      seen.append("\(minute % 1_440 / 60):\(minute % 60) " + lines.map { "\($0.quantity)" }.joined(separator: "+"))
    }
    #expect(seen == ["8:26 2", "10:30 3"])
  }

  @Test func `a stray date is left out and told`() throws {
    var text = "order,sku,qty,date\n"
    for i in 0..<3_000 { text += "\(i),A,1,\(CivilDate(dayNumber: 15_000 + i / 10))\n" }
    text += "9001,A,1,2098-01-01\n9002,A,1,1979-12-31\n"
    let history = try OrderLineReader.read(text: text, label: "t")
    #expect(history.quality[.strayDate].excluded == 2)
    #expect(history.firstDay?.dayNumber == 15_000 && history.lastDay?.dayNumber == 15_299)
  }

  @Test func `day and month are found from the dates themselves`() throws {
    let head = "order,sku,qty,date\n1,A,1,1/2/2011\n2,A,1,3/2/2011\n"
    let american = try OrderLineReader.read(text: head + "3,A,1,3/22/2011\n", label: "t")
    #expect(american.firstDay?.description == "2011-01-02" && american.lastDay?.description == "2011-03-22")
    let british = try OrderLineReader.read(text: head + "3,A,1,22/3/2011\n", label: "t")
    #expect(british.firstDay?.description == "2011-02-01")
    do {
      _ = try OrderLineReader.read(text: head, label: "t.csv")
      Issue.record("dates with two meanings were accepted")
    } catch {
      #expect(
        "\(error)" == """
          t.csv:2:7: error: '1/2/2011' can mean two days, and no date of the file tells which; say --dates dmy or --dates mdy [dates]
          """)
    }
  }

  @Test func `old encodings, semicolons, decimal commas and separate times`() throws {
    let text =
      Array("Beleg;Artikel;Menge;Datum;Uhrzeit;Preis\n1;T".utf8) + [0xFC]
      + Array("te;3;03.01.2011;14:05;2,55\n2;Korb;1;04.01.2011;9:00;1.234,50\n".utf8)
    let history = try OrderLineReader.read(bytes: text, label: "t.csv")
    var lines: [OrderLine] = []
    history.forEachLine { lines.append($0) }
    #expect(history.items == ["Tüte", "Korb"])
    #expect(lines.map(\.price) == [2.55, 1234.5])
    #expect(lines.map(\.minute) == [minute(2011, 1, 3, 14, 5), minute(2011, 1, 4, 9, 0)])
    #expect(history.quality[.legacyText].count == 1)
  }

  @Test func `any bytes are answered, none crash`() throws {
    var state: UInt64 = 7
    func draw(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % n
    }
    let base = Array(Self.messy.utf8)
    for _ in 0..<400 {
      var bytes = base
      for _ in 0..<(1 + draw(12)) {
        switch draw(3) {
        case 0: bytes[draw(bytes.count)] = UInt8(draw(256))
        case 1: bytes.remove(at: draw(bytes.count))
        default: bytes.insert([0x22, 0x2C, 0x0A, 0x0D, 0x3B, 0x2D, 0xC3, 0x39][draw(8)], at: draw(bytes.count))
        }
      }
      do {
        let history = try OrderLineReader.read(bytes: bytes, label: "t")
        #expect(history.quality.kept == history.quality.rows - history.quality.excludedTotal)
        #expect(history.quality.kept == history.lineCount)
      } catch { #expect(error is InputErrors) }
    }
  }
}
