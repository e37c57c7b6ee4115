import Kernel
import Scenario
import Simulation
import Supply
import Testing

/// Recorded orders in the language's own columns and in those of other systems.
@Suite struct `Recorded orders` {
  private func desk(_ lines: String) -> Desk {
    Desk([
      "lines.csv": lines,
      "s.yaml": Sample.small.replacing(
        "orders: { arrivals: { poisson: { mean: 24 /day } }, lines: 2, quantity: 3, due: 48 h }", with: "replay: lines.csv"),
    ])
  }

  private func lines(_ text: String) throws -> [ReplayStream.Line] {
    guard case .replay(let stream) = try desk(text).load().drafts[0].plan.supply.streams[0] else { return [] }
    return stream.lines
  }

  private static let own = "time,order,item,quantity\n2011-01-03 08:26,9,mug,1\n2011-01-05 10:00,7,jug,2\n2011-01-05 10:05,7,mug,4\n"

  @Test(arguments: [
    "invoice-no,item,quantity,date\n9,mug,1,2011-01-03 08:26\n7,jug,2,2011-01-05 10:00\n7,mug,4,2011-01-05 10:05\n",
    "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n9,MUG,1,2011-01-03 08:26:00,5,1,UK\n7,jug,2,2011-01-05 10:00:00,9,1,UK\n7,mug,4,2011-01-05 10:05:00,5,1,UK\n",
    "Order Number;SKU;Qty;Order Date;Order Time\n9;mug;1;03.01.2011;08:26\n7;jug;2;05.01.2011;10:00\n7;mug;4;05.01.2011;10:05\n",
    "date,time,order,item,quantity\n2011-01-03,08:26,9,mug,1\n2011-01-05,10:00,7,jug,2\n2011-01-05,10:05,7,mug,4\n",
  ]) func `of another system are the same orders`(text: String) throws {
    let own = try lines(Self.own)
    #expect(own.count == 3 && own[1].order == own[2].order)
    #expect(try lines(text) == own)
    #expect(desk(text).problems() == [])
  }

  @Test func `without a column of orders are told so`() throws {
    let text = "time,item,quantity\n2011-01-03 08:26,mug,1\n2011-01-03 08:26,jug,2\n"
    #expect(
      desk(text).problems() == [
        "lines.csv:1:1: warning: 'lines.csv' has no column of orders: each of its rows is an order of its own; add a column `order` where customers order several lines at once [no-orders]"
      ])
    #expect(try lines(text).map(\.order) == [0, 1])
  }

  @Test(arguments: [
    ("time,ordr,item,quantity", "lines.csv:1:6: error: unknown column 'ordr'; did you mean 'order'? [unknown-column]"),
    (
      "date,ref,item,quantity",
      "lines.csv:1:6: error: unknown column 'ref'; known here: order, invoice, price, customer, country, description [unknown-column]"
    ),
    ("InvoiceDate,ref,StockCode,quantity",
      "lines.csv:1:13: error: unknown column 'ref'; known here: order, invoice, price, customer, country, description [unknown-column]"),
    ("time,order,itme,quantity", "lines.csv:1:1: error: the table has no column 'item'; did you mean it by 'itme'? [unknown-column]"),
  ]) func `with an unknown column are refused`(header: String, answer: String) {
    #expect(desk("\(header)\n2011-01-03 08:26,9,mug,1\n").problems() == [answer])
  }

  @Test func `that are no sale are left out and counted, each reason once`() throws {
    let text = """
      InvoiceNo,StockCode,Quantity,InvoiceDate
      9,mug,1,2011-01-03 08:26
      C9,mug,-1,2011-01-03 09:00
      7,jug,2,2011-01-05 10:00
      7,POST,1,2011-01-05 10:00
      7,DOT,1,2011-01-05 10:00
      ,mug,1,2011-01-05 10:00
      8,mug,-3,2011-01-05 11:00
      8,mug,1.5,2011-01-05 11:00
      8,mug,1,2011-02-31 11:00
      8,mug
      7,mug,4,2011-01-05 10:05

      """
    #expect(try lines(text) == lines(Self.own))
    #expect(
      desk(text).problems() == [
        "lines.csv:3:1: warning: 1 line is left out: cancelled orders (C and a number), as 'C9'; nothing need be done, if nothing was sold [left-out]",
        "lines.csv:5:3: warning: 2 lines are left out: items that are not in the scenario, as 'POST'; add the items to `items:`, if they are goods [left-out]",
        "lines.csv:7:1: warning: 1 line is left out: no order number; give such lines one, if they were sold [left-out]",
        "lines.csv:8:7: warning: 1 line is left out: quantities not above 0 (returns, corrections), as '-3'; nothing need be done, if nothing was sold [left-out]",
        "lines.csv:9:7: warning: 1 line is left out: quantities that are not whole numbers, as '1.5'; write whole units, as 12 [left-out]",
        "lines.csv:10:9: warning: 1 line is left out: dates that are blank, unreadable or impossible, as '2011-02-31 11:00'; write dates as 2011-01-03 08:26 [left-out]",
        "lines.csv:11:3: warning: 1 line is left out: another number of fields than the header, or a stray quote; the first: the row has 2 fields, the header 4 [left-out]",
      ])
  }

  @Test func `in the language's own form are read strictly, row by row`() {
    #expect(
      desk("time,order,item,quantity\n2011-01-03 08:26,9,mug,0\n2011-01-05 10:00,7\n2011-02-31,7,mug,4\n").problems().map {
        String($0.prefix(20))
      } == ["lines.csv:2:24: erro", "lines.csv:3:18: erro", "lines.csv:4:1: error"])
  }

  @Test func `with dates of two meanings are refused`() {
    #expect(
      desk("InvoiceNo,StockCode,Quantity,InvoiceDate\n9,mug,1,3/1/2011 08:26\n").problems() == [
        "lines.csv:2:9: error: '3/1/2011 08:26' can mean two days, and no date of the file tells which; write dates as 2011-01-03 [bad-date]"
      ])
  }

  /// Minutes after midnight of 3 January 2011, with the numbers of the orders.
  private func orders(_ text: String) throws -> [[Int]] {
    try lines(text).map { [$0.order, Int($0.time.ticks / 60_000_000), $0.item, Int($0.quantity)] }
  }

  @Test(arguments: ["time,order,item,quantity", "InvoiceDate,InvoiceNo,StockCode,Qty"])
  func `of numbers that begin anew every day are orders of each day`(header: String) throws {
    let text = """
      \(header)
      2011-01-03 08:00,1,mug,1
      2011-01-03 08:00,2,mug,2
      2011-01-04 08:00,1,mug,3
      2011-01-03 09:00,1,jug,4
      2011-01-05 08:00,1,mug,5
      2011-01-05 08:00,2,mug,6
      2011-01-05 09:00,3,mug,7

      """
    #expect(
      try orders(text) == [
        [0, 480, 0, 1], [0, 480, 1, 4], [1, 480, 0, 2], [2, 1920, 0, 3], [3, 3360, 0, 5], [4, 3360, 0, 6], [5, 3420, 0, 7],
      ])
    #expect(
      desk(text).problems() == [
        "s.yaml:17:15: warning: 2 order numbers of 'lines.csv' came before on another day (each day's is an order), as '1' on 2011-01-04; nothing need be done where numbers begin anew; give the lines of an order one day if they belong together [repeated-order]"
      ])
  }

  @Test func `are one order on a day of the scenario's own clock`() throws {
    // In British summer time both midnights lie at 23:00 UTC: two lines of 1 July stand on two days there, those of 2 and 3 July on one.
    let text = """
      time,order,item,quantity
      2011-07-01 00:10,1,mug,1
      2011-07-01 23:50,1,mug,2
      2011-07-02 23:50,1,mug,3
      2011-07-03 00:10,1,mug,4

      """
    #expect(try lines(text).map(\.order) == [0, 0, 1, 2])
  }

  @Test func `without a number are orders of their own`() throws {
    let text = """
      time,order,item,quantity
      2011-01-03 08:00,,mug,1
      2011-01-03 08:00, ,jug,2
      2011-01-03 09:00,7,mug,3
      2011-01-03 09:30,7,jug,4
      2011-01-04 08:00,,mug,5

      """
    #expect(try lines(text).map(\.order) == [0, 1, 2, 2, 3])
    #expect(
      desk(text).problems() == [
        "s.yaml:17:15: warning: 3 lines of 'lines.csv' have no order number (each is an order of its own); give such lines one where customers order several at once [no-orders]"
      ])
  }
}
