import Groundwork
import Testing

@testable import History

/// Files as spreadsheets, tills and web shops really write them; expected values are counted by hand from the rows shown.
@Suite struct `Exports of shops` {
  private func read(_ text: String, _ change: (inout OrderLineOptions) -> Void = { _ in }) throws -> OrderHistory {
    var options = OrderLineOptions()
    change(&options)
    return try OrderLineReader.read(text: text, label: "t.csv", options: options)
  }

  /// Each order's earliest minute of the day and its units, as `8:26 2+3`.
  private func orders(_ history: OrderHistory) -> [String] {
    var seen: [String] = []
    history.forEachOrder(where: { _ in true }) { minute, lines in
      let clock = minute % 1_440
      seen.append("\(clock / 60):\(clock % 60) " + lines.map { "\($0.quantity)" }.joined(separator: "+"))
    }
    return seen
  }

  @Test func `a spreadsheet with euros behind its prices and thousands with a point`() throws {
    let history = try read(
      """
      \u{FEFF}Belegnr;Artikelnummer;Menge;Einzelpreis;Datum
      5000;A-300;1;1.249,00 €;02.01.2024
      5002;A-200;1.004;1,15 €;03.01.2024
      5003;A-100;12 000;0,12 €;03.01.2024
      """)
    var lines: [OrderLine] = []
    history.forEachLine { lines.append($0) }
    #expect(lines.map(\.quantity) == [1, 1_004, 12_000] && lines.map(\.price) == [1_249, 1.15, 0.12])
    #expect(history.currency == "€" && history.quality.excludedTotal == 0 && history.quality.keptUnits == 13_005)
  }

  @Test func `what nothing proves is left out as such, and can be told`() throws {
    let text = "order;sku;qty;date\n1;cup;1.004;02.01.2024\n2;cup;7;02.01.2024\n3;jar;2.000;02.01.2024\n"
    let silent = try read(text)
    #expect(silent.quality[.ambiguousQuantity].excluded == 2 && silent.quality[.badQuantity].count == 0)
    // The larger of the two readings: 1004 and 2000 units.
    #expect(silent.quality[.ambiguousQuantity].unitsExcluded == 3_004)
    #expect(
      silent.quality.itemsLost == [
        DataQuality.LostItem(name: "cup", lost: 1, kept: 1), DataQuality.LostItem(name: "jar", lost: 1, kept: 0),
      ])
    let told = try read(text) { $0.decimals = .comma }
    #expect(told.lineCount == 3 && told.quality.keptUnits == 3_011)
  }

  @Test func `goods by weight are named`() throws {
    let text =
      "order;sku;qty;date\n1;apples;1,778;02.01.2024\n2;apples;0,5;02.01.2024\n"
      + "3;rolls;2;02.01.2024\n4;rolls;2,5;02.01.2024\n5;rolls;1;02.01.2024\n"
    let quality = try read(text).quality
    #expect(quality[.fractionalQuantity].excluded == 3 && quality[.fractionalQuantity].examples.first?.text == "1,778")
    #expect(abs(quality[.fractionalQuantity].unitsExcluded - 4.778) < 1e-12)
    #expect(quality.itemsLost == [DataQuality.LostItem(name: "apples", lost: 2, kept: 0)])
  }

  @Test func `a till that begins again every morning`() throws {
    let history = try read(
      """
      Bon;Datum;Uhrzeit;Artikel;Anzahl
      0001;03.03.25;08:00;cup;1
      0001;03.03.25;08:00;jar;2
      0002;03.03.25;08:17;cup;3
      0001;04.03.25;08:05;cup;4
      0002;04.03.25;08:09;jar;5
      0002;04.03.25;17:40;cup;6
      """)
    // Two numbers, four orders; the hours of one day do not part its orders.
    #expect(orders(history) == ["8:0 1+2", "8:17 3", "8:5 4", "8:9 5+6"])
    #expect(history.quality[.repeatedNumber].count == 2 && history.quality[.repeatedNumber].excluded == 0)
    #expect(history.quality[.repeatedNumber].examples.map(\.location.line) == [5, 6])
    #expect(history.quality[.severalTimes].count == 1)
  }

  @Test(arguments: [false, true]) func `a web order across midnight is one order, whichever way the file runs`(isReversed: Bool) throws {
    var rows = [
      "7,cup,1,2025-03-03 23:58", "7,cup,2,2025-03-04 00:01", "7,cup,3,2025-03-04 00:03", "8,cup,4,2025-03-03 23:00",
      "8,cup,5,2025-03-04 01:01",
    ]
    if isReversed { rows.reverse() }
    let history = try read("order,sku,qty,date\n" + rows.joined(separator: "\n") + "\n")
    // 8: two hours and a minute apart are two orders.
    #expect(orders(history).sorted() == (isReversed ? ["1:1 5", "23:0 4", "23:58 3+2+1"] : ["1:1 5", "23:0 4", "23:58 1+2+3"]))
    #expect(history.quality[.repeatedNumber].count == 1)
  }

  /// Against the obvious count: pairs of number and day.
  @Test func `the order of rows does not matter`() throws {
    var rows: [String] = []
    for day in 1...28 {
      for number in 1...(5 + day % 3) {
        for line in 0..<(1 + (day + number) % 3) {
          rows.append("\(number),item\(line),1,2025-02-\(day < 10 ? "0" : "")\(day) 1\(number % 8):0\(line)")
        }
      }
    }
    let expected = (1...28).reduce(0) { $0 + 5 + $1 % 3 }
    var state: UInt64 = 3
    for round in 0..<3 {
      let history = try read("order,sku,qty,date\n" + rows.joined(separator: "\n") + "\n")
      #expect(history.orderCount == expected, "round \(round)")
      #expect(history.quality[.repeatedNumber].count == expected - 7)
      for i in rows.indices.reversed() {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        rows.swapAt(i, Int(state >> 33) % (i + 1))
      }
    }
  }

  static let shop = """
    Name,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at
    #1001,paid,EUR,2024-01-01 03:53:59 +0100,1,Towel,29.00,TOW-L,
    #1001,,,2024-01-01 03:53:59 +0100,2,Soap,6.50,SOAP,
    #1002,refunded,EUR,2024-01-01 23:30:00 +0100,1,Candle,18.00,CAN,
    #1002,,,2024-01-01 23:30:00 +0100,1,Soap,6.50,SOAP,
    #1003,paid,EUR,2024-07-01 00:30:00 +0200,4,Soap,6.50,SOAP,2024-07-02 10:00:00 +0200
    #1003,,,2024-07-01 00:30:00 +0200,4,Towel,29.00,TOW-L,
    #1004,partially_refunded,EUR,2024-07-01 00:30:00 +0200,5,Soap,6.50,SOAP,
    #1005,voided,EUR,2024-07-01 12:00:00 +0200,9,Soap,6.50,SOAP,
    """

  @Test func `a web shop's orders called off are no demand, with all their lines`() throws {
    let history = try read(Self.shop)
    #expect(
      history.columns[.order] == "Name" && history.columns[.description] == "Lineitem name"
        && history.columns[.status] == "Financial Status")
    #expect(orders(history) == ["3:53 1+2", "0:30 5"])
    #expect(history.quality[.calledOff].count == 5 && history.quality[.calledOff].excluded == 5)
    #expect(history.quality.kept == history.quality.rows - history.quality.excludedTotal)
    #expect(history.currencies == ["EUR": 5])
  }

  @Test func `a row that says it is paid is a sale beside one that is refunded`() throws {
    let history = try read(
      "order,sku,qty,date,status\n1,cup,1,2025-01-06,Refunded\n1,jar,2,2025-01-06,paid\n1,tin,4,2025-01-06,\n"
        + "2,cup,8,2025-01-06,wc-cancelled\n"
    )
    #expect(orders(history) == ["0:0 2"])
    let flags = try read(
      "order,sku,qty,date,cancelled\n1,cup,1,2025-01-06,true\n2,jar,2,2025-01-06,false\n3,tin,4,2025-01-06,0\n4,pan,8,2025-01-06,\n")
    #expect(orders(flags) == ["0:0 2", "0:0 4", "0:0 8"])
  }

  @Test func `distances from UTC are counted, and applied where a zone is told`() throws {
    let kept = try read(Self.shop)
    #expect(kept.quality[.offsetTime].count == 8 && kept.offsets == [60: 4, 120: 4])
    // Los Angeles is 8 hours behind UTC in January, 7 in July: 03:53 +0100 is 18:53 the day before, 00:30 +0200 is 15:30 the day before.
    let moved = try read(Self.shop) { $0.timeZone = "America/Los_Angeles" }
    #expect(orders(moved) == ["18:53 1+2", "15:30 5"])
    #expect(moved.quality[.convertedTime].count == 8 && moved.offsets.isEmpty && moved.firstDay?.description == "2023-12-31")
    // A zone's own clock is not moved by its own distance, summer and winter.
    #expect(orders(try read(Self.shop) { $0.timeZone = "Europe/Berlin" }) == orders(kept))
  }

  @Test(arguments: [
    ("2024-01-01 03:53:59 +0100", TimeStamp.Zone.offset(60)), ("2024-01-01 03:53 -0800", .offset(-480)),
    ("2024-01-01T03:53+05:30", .offset(330)),
    ("2024-01-01 03:53Z", .utc), ("2024-01-01 03:53:59 UTC", .utc), ("2024-01-01 03:53 AM -08", .offset(-480)),
  ])
  func `distances from UTC as they are written`(text: String, zone: TimeStamp.Zone) {
    let (reading, found) = TimeStamp.parseWithZone(Array(text.utf8).span, order: nil)
    #expect(found == zone && reading == .minute(Int32(CivilDate(year: 2024, month: 1, day: 1)!.dayNumber * 1_440 + 233)))
  }

  @Test(arguments: [
    "Belegnr", "Beleg", "Bon", "Bon-Nr.", "Rechnung", "Rechnungs-Nr", "Auftrag", "Auftragsnr.", "Bestellung", "Order Name", "Commande",
  ])
  func `names of the order's number`(name: String) throws {
    #expect(try read("\(name);sku;qty;date\n1;cup;1;2025-01-06\n").columns[.order] == name)
  }

  @Test func `a name is the order's only beside lines of items`() throws {
    let header = try CSVReader(text: "Name,order,sku,qty,date\n", label: "t").columns
    #expect(OrderLineRole.found(in: header)[.order] == 1 && OrderLineRole.found(in: header)[.description] == 0)
  }

  @Test func `daily totals are no order lines, and no option makes them`() throws {
    do {
      _ = try read("sku,date,units\ncup,2025-01-06,4\n")
      Issue.record("daily totals were read")
    } catch {
      let text = "\(error)"
      #expect(
        text.contains("t.csv:1:1: error: no column holds an order number") && text.contains("daily totals") && !text.contains("--columns"))
    }
    // Another column may be the order's.
    do {
      _ = try read("sku,date,units,bill\ncup,2025-01-06,4,x\n")
      Issue.record("a file without orders was read")
    } catch { #expect("\(error)".contains("--columns order=NAME")) }
  }
}
