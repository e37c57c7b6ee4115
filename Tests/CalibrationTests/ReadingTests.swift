import Groundwork
import History
import Randomness
import Testing

@testable import Calibration

@Suite struct `What a file does not tell well` {
  private func calibrated(_ rows: [String], _ change: (inout CalibrationOptions) -> Void = { _ in }) throws -> Calibration {
    var options = CalibrationOptions()
    change(&options)
    let text = rows.joined(separator: "\n") + "\n"
    return try Calibrator.calibrate(try OrderLineReader.read(text: text, label: "t.csv", options: options.reading), options: options)
  }

  /// Forty days of an order a day.
  private func days(_ row: (_ day: Int, _ date: String) -> String) -> [String] {
    (0..<40).map { row($0, "\(CivilDate(dayNumber: 20_000 + $0))") }
  }

  @Test func `sales left out for their form are told first, with rows, units and items`() throws {
    let rows = ["order;sku;qty;date"] + days { "\($0);rolls;3;\($1)" } + days { "a\($0);apples;1,5;\($1)" }
    let c = try calibrated(rows)
    let first = try #require(c.warnings.first)
    // 40 of 80 rows; 60 of 180 units.
    #expect(first.hasPrefix("SALES ARE MISSING: 40 of 80 rows (50.0 %), which ask for 60 units (33.3 % of all), were left out"))
    #expect(first.contains("1 item lost most or all of its lines: apples (40 of 40)") && first.contains("smaller unit"))
    let thousands = try calibrated(["order;sku;qty;date"] + days { "\($0);a;3;\($1)" } + ["x;a;1.200;2024-10-20"])
    // 1 of 41 rows is few, 1200 of 1320 units are not.
    #expect(thousands.warnings.first?.contains("1 of 41 rows (2.4 %), which ask for 1 200 units (90.9 % of all)") == true)
    #expect(thousands.warnings.first?.contains("--decimals comma") == true)
    let few = try calibrated(["order;sku;qty;date"] + days { "\($0);a;3;\($1)" } + ["x;a;?;2024-10-20"])
    #expect(!few.warnings.contains { $0.contains("SALES ARE MISSING") })
  }

  @Test func `numbers that come again are told where they matter`() throws {
    let till = try calibrated(["order,sku,qty,date"] + days { "\($0 % 2),a,1,\($1)" })
    #expect(till.orders == 40)
    #expect(till.warnings.contains { $0.contains("38 of 40 orders have a number seen before") })
    let shop = try calibrated(["order,sku,qty,date"] + days { "\($0),a,1,\($1)" } + ["0,a,1,\(CivilDate(dayNumber: 20_001))"])
    #expect(shop.orders == 41 && !shop.warnings.contains { $0.contains("seen before") })
  }

  @Test func `the currency is the file's, unless told`() throws {
    let column = ["order,sku,qty,date,price,Currency"] + days { "\($0),a,1,\($1),2.5,\($0 == 0 ? "" : "EUR")" }
    let c = try calibrated(column)
    #expect(c.currency == "EUR" && c.currencySource == .column("Currency"))
    #expect(ScenarioText.scenario(of: c, name: "x").contains("currency: EUR\n"))
    let text = CalibrationText.text(CalibrationText.blocks(c, replay: nil))
    #expect(text.contains("prices are in EUR (column Currency)") && !text.contains("GBP"))
    let told = try calibrated(column) { $0.currency = "USD" }
    #expect(told.currency == "USD" && told.warnings.contains { $0.contains("says 'EUR', and prices were taken as USD") })
    let mixed = try calibrated(column + ["z,a,1,2024-10-20,3,USD"])
    #expect(mixed.currency == "EUR" && mixed.warnings.contains { $0.contains("several currencies (EUR 39 rows, USD 1 rows)") })
    let sign = try calibrated(["order,sku,qty,date,price"] + days { "\($0),a,1,\($1),€2.50" })
    #expect(sign.currency == "EUR" && sign.currencySource == .prices("€"))
    let silent = try calibrated(["order,sku,qty,date,price"] + days { "\($0),a,1,\($1),2.50" })
    #expect(silent.currency == "GBP" && silent.currencySource == .assumed)
    #expect(
      CalibrationText.data(silent).lines.contains { $0.hasPrefix("the file does not say: prices are taken as GBP, times as Europe/London") }
    )
  }

  @Test func `distances from UTC that the zone does not have are told`() throws {
    let west = ["order,sku,qty,date"] + days { "\($0),a,1,\($1) 10:00 -0800" }
    #expect(try calibrated(west).warnings.contains { $0.contains("−08:00 40 rows") && $0.contains("Europe/London does not have") })
    // The forty days begin on 2024-10-04 and London's clocks go back on the 27th.
    let home = ["order,sku,qty,date"] + days { "\($0),a,1,\($1) 10:00 \($0 < 23 ? "+0100" : "+0000")" }
    let c = try calibrated(home)
    #expect(!c.warnings.contains { $0.contains("does not have") })
    #expect(CalibrationText.data(c).lines.contains { $0.contains("+01:00 23 rows, +00:00 17 rows") })
  }

  @Test func `a law without a degree of freedom is not tested`() throws {
    // Of 1 to 2 lines, with one parameter fitted, three bins at most: nothing is left to test.
    let fitted = CountFitting.linesPerOrder([1: 900, 2: 100])
    let untested = fitted.candidates.filter { $0.degrees == 0 }
    #expect(!untested.isEmpty && untested.allSatisfy { !$0.isTested && $0.verdict != "fits" })
    if let chosen = fitted.chosen {
      #expect(fitted.candidates.allSatisfy { $0.misplaced >= fitted.candidates[chosen].misplaced || !$0.isGood })
    }
  }

  @Test func `among good laws the closer is taken where one cannot be tested`() {
    func fit(_ p: Double, _ degrees: Int, _ misplaced: Double) -> Fit {
      Fit(
        name: "", law: .constant(1), chiSquared: 0, degrees: degrees, p: p, misplaced: misplaced, logLikelihood: 0, parameters: 0)
    }
    #expect(Fit.choice(of: [fit(0, 0, 0.02), fit(0, 0, 0.001)]) == 1)
    #expect(Fit.choice(of: [fit(0.5, 3, 0.02), fit(0, 0, 0.001)]) == 1)
    #expect(Fit.choice(of: [fit(0.5, 3, 0.02), fit(0.6, 3, 0.001)]) == 0)
    #expect(Fit.choice(of: [fit(0, 0, 0.3), fit(0, 3, 0.2)]) == nil)
    // Without a test, p says nothing.
    #expect(!fit(0.9, 0, 0.3).isGood)
  }

  /// Was: an arithmetic overflow.
  @Test func `a day may hold more units than a row`() throws {
    let c = try calibrated(["order,sku,qty,date"] + (1...30).map { "\($0),a,1000000000,2024-01-0\($0 % 3 + 1)" })
    #expect(c.items[0].units == 30_000_000_000 && c.items[0].meanPerDay == 1e10)
  }

  /// Was: sizes taken for postage and samples without a word.
  @Test func `codes that may be goods are told, and kept where asked`() throws {
    let rows = ["order,sku,qty,date"] + days { "\($0),S,4,\($1)" } + days { "a\($0),M,5,\($1)" } + days { "b\($0),XL,1,\($1)" }
    let c = try calibrated(rows)
    #expect(c.itemsSold == 1)
    let first = try #require(c.warnings.first)
    #expect(first.hasPrefix("SALES ARE MISSING: 80 of 120 rows (66.7 %), which ask for 360 units (90.0 % of all), were left out"))
    #expect(first.hasSuffix("where some of these codes are goods, --goods S,… keeps them"))
    let kept = try calibrated(rows) { $0.reading.goods = ["s", "M"] }
    #expect(kept.itemsSold == 3 && kept.quality.serviceCodes.isEmpty && !kept.warnings.contains { $0.contains("SALES ARE MISSING") })
    let fewer = try calibrated(rows) {
      $0.reading.goods = ["S", "M"]
      $0.reading.serviceCodes = ["xl"]
    }
    #expect(fewer.itemsSold == 2 && fewer.quality.serviceCodes == ["XL": 40])
    #expect(throws: InputErrors.self) { try calibrated(["order,sku,qty,date"] + days { "\($0),S,4,\($1)" }) }
  }

  /// Was: no row of such a shop was demand.
  @Test func `numbers with a C are sales unless the quantity is negative`() throws {
    let c = try calibrated(["order,sku,qty,date"] + days { "C\($0),a,2,\($1)" } + ["C99,a,-2,2024-10-20", "A1,a,-3,2024-10-20"])
    #expect(c.orders == 40 && c.items[0].units == 80)
    #expect(c.quality[.letteredSale].count == 40 && c.quality[.cancellation].excluded == 1 && c.quality[.returned].excluded == 1)
  }
}
