import Foundation
import Groundwork
import History
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Testing

@testable import Calibration

/// Order lines of a made-up shop whose law is known.
private struct Shop {
  static let prices = [2.5, 4.0, 1.25, 9.0, 0.5]
  static let popularity = [0.4, 0.3, 0.15, 0.1, 0.05]
  static let meanQuantity = [3.0, 1.5, 8.0, 1.0, 12.0]
  static let days = 182
  static let perDay = 40.0
  static let meanLines = 3.0

  static func orderLines() -> String {
    var draws = TestDraws(state: 42)
    let first = CivilDate(year: 2023, month: 1, day: 2)!
    var writer = CSVWriter(header: ["order_id", "sku", "qty", "created_at", "unit_price", "customer_id"])
    var order = 1_000
    for day in 0..<days {
      let date = CivilDate(dayNumber: first.dayNumber + day)
      if date.weekday == .sun { continue }
      for _ in 0..<draws.poisson(perDay * 7 / 6) {
        order += 1
        let time = "\(10 + draws.below(8)):\(10 + draws.below(50))"
        for _ in 0..<draws.geometric(meanLines) {
          var u = draws.uniform()
          var item = 0
          while item < 4, u >= popularity[item] {
            u -= popularity[item]
            item += 1
          }
          let quantity = meanQuantity[item] > 1 ? draws.geometric(meanQuantity[item]) : 1
          writer.append(["\(order)", "SKU-\(item + 1)", "\(quantity)", "\(date) \(time)", "\(prices[item])", "\(draws.below(300))"])
        }
      }
    }
    return writer.text
  }

  static let history = try! OrderLineReader.read(text: orderLines(), label: "shop.csv")

  static let calibrated = try! calibration()

  static func calibration(_ change: (inout CalibrationOptions) -> Void = { _ in }) throws -> Calibration {
    var options = CalibrationOptions()
    options.currency = "EUR"
    options.timeZone = "Europe/Berlin"
    options.replications = 20
    change(&options)
    return try Calibrator.calibrate(history, options: options)
  }
}

@Suite struct `A known shop calibrated` {
  @Test func `gives its parameters back`() throws {
    let c = Shop.calibrated
    // 7 280 orders expected: standard error 1.2 %.
    #expect(abs(c.arrivals.meanPerDay / Shop.perDay - 1) < 0.06)
    #expect(c.items.count == 5 && c.otherOrders == 0)
    for item in c.items {
      let i = Int(item.sku.dropFirst(4))! - 1
      let n = Double(item.lines)
      #expect(abs(item.popularity - Shop.popularity[i]) < 4 * (Shop.popularity[i] / Double(c.lines)).squareRoot())
      #expect(
        abs(item.quantityMean - Shop.meanQuantity[i]) <= 4 * (Shop.meanQuantity[i] * (Shop.meanQuantity[i] - 1) / n).squareRoot() + 1e-12)
      #expect(abs(item.price - Shop.prices[i]) < 1e-9)
      #expect(abs(item.meanPerDay - Double(item.units) / Double(c.dayCount)) < 1e-9)
    }
    #expect(abs(c.linesPerOrder.mean - Shop.meanLines) < 4 * (6.0 / Double(c.orders)).squareRoot())
    let lines = try #require(c.linesPerOrder.chosen.map { c.linesPerOrder.candidates[$0] })
    #expect(lines.verdict == "fits" || lines.verdict.hasPrefix("close"))
    let quantity = try #require(c.lineQuantity.chosen.map { c.lineQuantity.candidates[$0] })
    #expect(quantity.verdict == "fits" || quantity.verdict.hasPrefix("close"))
  }

  @Test func `replays its own history`() throws {
    let c = Shop.calibrated
    let replay = try #require(try c.replay())
    // The data end on a Saturday, since the shop is closed on Sundays: the last week was not seen whole.
    #expect(replay.weeks.count == 25)
    #expect(replay.orders.isInside && replay.lines.isInside && replay.units.isInside)
    // 95 % of 25 weeks, less four standard errors.
    #expect(replay.weeksInside.orders >= 19 && replay.weeksInside.lines >= 19)
    #expect(replay.itemsInside >= 4)
    #expect(try c.replay() == replay)
    // What the terminal shows the best of stands whole beside the scenario.
    let tables = ScenarioText.replayTables(c, replay, name: "x")
    let rows = tables.map { $0.text.split(separator: "\n") }
    #expect(tables.map(\.name) == ["x/replay-by-item.csv", "x/replay-by-week.csv"])
    #expect(rows[0].count == 1 + c.items.count && rows[1].count == 1 + 25)
    let first = rows[0][1].split(separator: ",")
    #expect(first[0] == "\(c.items[0].sku)" && first[1] == "25" && first[2] == "20" && Double(first[3]) == replay.items[0].actual)
    let shown = CalibrationText.replay(c, replay).lines
    #expect(c.items.allSatisfy { item in shown.contains { $0.contains(item.sku) } })
  }

  @Test func `a wrong scenario does not pass the replay`() throws {
    var c = Shop.calibrated
    c.arrivals.meanPerDay *= 1.15
    let replay = try #require(try c.replay())
    #expect(!replay.orders.isInside && !replay.units.isInside)
  }

  @Test func `orders without a chosen item are counted, not mixed in`() throws {
    let c = try Shop.calibration { $0.items = 2 }
    #expect(Set(c.items.map(\.sku)).count == 2)
    #expect(c.orders + c.otherOrders == Shop.calibrated.orders)
    #expect(c.otherOrders > 0 && c.unitShare < 1)
    #expect(c.lines == c.items.reduce(0) { $0 + $1.lines })
  }

  @Test(arguments: [CalibrationOptions.Ranking.units, .lines, .revenue])
  func `best-selling by what was asked`(ranking: CalibrationOptions.Ranking) throws {
    let c = try Shop.calibration { $0.by = ranking }
    let scores = c.items.map { item -> Double in
      switch ranking {
      case .units: Double(item.units)
      case .lines: Double(item.lines)
      case .revenue: Double(item.units) * item.price
      }
    }
    #expect(scores == scores.sorted(by: >))
  }

  /// Forty orders on every day for half a year: independent customers vary by √40.
  @Test func `days more alike than chance allows are no Poisson days`() throws {
    let first = CivilDate(year: 2023, month: 1, day: 2)!
    var writer = CSVWriter(header: ["order", "sku", "qty", "date"])
    for order in 0..<(40 * 182) {
      let date = CivilDate(dayNumber: first.dayNumber + order / 40)
      writer.append(["\(order)", "a", "1", "\(date) 1\(order % 8):00"])
    }
    var options = CalibrationOptions()
    options.replications = 5
    let c = try Calibrator.calibrate(try OrderLineReader.read(text: writer.text, label: "even.csv"), options: options)
    #expect(c.arrivals.dispersion < 0.01 && c.arrivals.p < 1e-6)
    #expect(c.arrivals.verdict == "does not fit: days vary 0.00 times as much as a Poisson law makes them", "\(c.arrivals.verdict)")
    #expect(c.warnings.contains { $0.hasPrefix("days vary only 0.00 times as much as independent customers would") }, "\(c.warnings)")
  }

  @Test func `options out of range are refused`() {
    #expect(throws: InputErrors.self) { try Shop.calibration { $0.items = 0 } }
    #expect(throws: InputErrors.self) { try Shop.calibration { $0.costShare = .nan } }
    #expect(throws: InputErrors.self) { try Shop.calibration { $0.currency = "pounds" } }
    #expect(throws: InputErrors.self) { try Shop.calibration { $0.timeZone = "Europe/Londn" } }
    #expect(throws: InputErrors.self) { try Shop.calibration { $0.replications = 1 } }
    #expect(throws: InputErrors.self) { try Calibrator.calibrate(try OrderLineReader.read(text: "order,sku,qty,date\n", label: "t")) }
    #expect(throws: InputErrors.self) { try CalibrationRun.run([]) }
    #expect(throws: InputErrors.self) { try CalibrationRun.run(["/nowhere.csv"], write: "/tmp/") }
  }
}

@Suite struct `The scenario written` {
  @Test func `is read by the scenario door without error, and says what was calibrated`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bullwhip-calibration-\(getpid())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let data = folder + "/lines.csv"
    try Shop.orderLines().write(toFile: data, atomically: true, encoding: .utf8)
    var options = CalibrationOptions()
    options.currency = "EUR"
    options.replications = 5
    let run = try CalibrationRun.run([data], options: options, write: folder + "/a shop")
    #expect(run.written.last == folder + "/a shop.yaml")
    let loaded = try ScenarioLoader.load(path: folder + "/a shop.yaml")
    let plan = try #require(loaded.drafts.first?.plan)
    #expect(plan.supply.items.map(\.name) == run.calibration.items.map(\.sku))
    #expect(loaded.warnings.isEmpty, "\(loaded.warnings)")
    guard case .orders(let stream)? = plan.supply.streams.first else {
      Issue.record("no stream of orders")
      return
    }
    let perDay = stream.hourlyMean.reduce(0, +) / (plan.clock.horizon.days)
    // 52 weeks from the first Monday see 52 of the year's weeks, so the year's mean.
    #expect(abs(perDay / run.calibration.arrivals.meanPerDay - 1) < 0.01)
    #expect(abs(stream.lines.mean - run.calibration.linesPerOrder.mean) < 1e-4)
    for (i, item) in run.calibration.items.enumerated() { #expect(abs(stream.quantity[i].mean / item.quantityMean - 1) < 1e-3) }
    #expect(run.text.contains("How well the laws fit"))
    #expect(run.json.contains("\"ordersPerDay\""))
  }

  // Without unit costs a rate on them is refused: what holding costs is a sum of money then, and the page says so.
  @Test(arguments: [false, true]) func `is read where prices are missing or name their currency`(hasPrices: Bool) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bullwhip-unpriced-\(getpid())-\(hasPrices)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let rows = Shop.orderLines().split(separator: "\n").map { row in
      var cells = row.split(separator: ",").map(String.init)
      if !hasPrices { cells.remove(at: 4) } else if cells[4] != "unit_price" { cells[4] = "£" + cells[4] }
      return cells.joined(separator: ",")
    }
    try (rows.joined(separator: "\n") + "\n").write(toFile: folder + "/lines.csv", atomically: true, encoding: .utf8)
    var options = CalibrationOptions()
    options.currency = "EUR"
    options.replications = 5
    let run = try CalibrationRun.run([folder + "/lines.csv"], options: options, write: folder + "/a shop")
    let plan = try #require(try ScenarioLoader.load(path: folder + "/a shop.yaml").drafts.first?.plan)
    #expect(plan.supply.stockPoints.allSatisfy { $0.holdingCost > 0 })
    if hasPrices {
      for item in run.calibration.items { #expect(item.price == Shop.prices[Int(item.sku.dropFirst(4))! - 1]) }
      #expect(run.text.contains("the prices carry '£', and were taken as EUR"))
    } else {
      #expect(run.text.contains("there is no price column"))
      #expect(plan.supply.stockPoints.allSatisfy { abs($0.holdingCost - 1 / 365.0) < 1e-4 })
    }
  }

  @Test func `is the same for the same data`() throws {
    let a = ScenarioText.files(of: Shop.calibrated, replay: nil, name: "x")
    let b = ScenarioText.files(of: try Shop.calibration(), replay: nil, name: "x")
    #expect(a == b)
    #expect(a.last?.name == "x.yaml")
  }

  @Test(arguments: [
    ("gift-retailer/items.csv", "gift-retailer/items.csv"), ("a b", "\"a b\""), ("x: y", "\"x: y\""), ("1st", "\"1st\""),
    ("say \"hi\"", "\"say \\\"hi\\\"\""),
  ])
  func `names that YAML would misread are quoted`(text: String, yaml: String) {
    #expect(ScenarioText.quoted(text) == yaml)
  }
}
