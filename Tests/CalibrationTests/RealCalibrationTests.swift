import Foundation
import Groundwork
import History
import Scenario
import Simulation
import Supply
import Testing

@testable import Calibration

/// On the public Online Retail file (D. Chen, 2015, doi 10.24432/C5BW33, CC BY 4.0), first nine months. The counts were found
/// independently with a few lines of Python over the csv module, by the rules that `LineTrait` and `OrderLineOptions` state.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["BULLWHIP_DATA"] != nil)) struct `The gift retailer calibrated` {
  @Test func `counts what an independent count counts, and the scenario sells what was sold`() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["BULLWHIP_DATA"])
    let options = CalibrationOptions()
    let run = try CalibrationRun.run([folder + "/online_retail/order_lines.csv.gz"], options: options)
    let c = run.calibration
    #expect(c.quality[.withdrawn].count == 411 && c.quality.kept == 311_102)
    #expect(c.orders == 10_636 && c.lines == 84_538 && c.otherOrders == 1_711 && c.itemsSold == 3_522)
    #expect(c.items.reduce(0) { $0 + $1.units } == 1_476_675)
    #expect(abs(c.unitShare - 1_476_675.0 / 3_238_165) < 1e-12)
    let hearts = try #require(c.items.first { $0.sku == "85123A" })
    #expect(hearts.units == 27_452 && hearts.lines == 1_636)
    #expect(abs(c.linesPerOrder.mean - 7.948_288_830_387_364) < 1e-12)
    #expect(abs(c.linesPerOrder.variance - 85.319_187_480_645_4) < 1e-9)
    // ISO weeks 10 and 20 of 2011.
    #expect(c.weeks.first { $0.monday.description == "2011-03-07" }?.orders == 241)
    #expect(c.weeks.first { $0.monday.description == "2011-05-16" }?.orders == 388)
    #expect(c.linesPerOrder.chosen == nil && c.lineQuantity.chosen == nil)
    let replay = try #require(run.replay)
    #expect(replay.orders.isInside && replay.lines.isInside && replay.units.isInside)
    // 95 % of 200 items, less four standard errors: 190 − 4·3.1.
    #expect(replay.itemsInside >= 178)
    #expect(run.written.isEmpty)
    // The bundled scenario's tables are these and no others.
    for file in ScenarioText.files(of: c, replay: replay, name: "gift-retailer") where file.name.hasSuffix(".csv") {
      #expect(try String(contentsOfFile: bundled + "/" + file.name, encoding: .utf8) == file.text, "\(file.name)")
    }
  }
}

private let bundled =
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path + "/scenarios"

@Suite struct `The bundled gift retailer` {
  @Test func `is a scenario of about 33 000 orders a year, without a warning`() throws {
    let loaded = try ScenarioLoader.load(path: bundled + "/gift-retailer.yaml")
    #expect(loaded.warnings.isEmpty, "\(loaded.warnings)")
    #expect(loaded.drafts.map(\.name) == ["base", "two more packers", "slow boats", "DP levels"])
    let plan = loaded.drafts[0].plan
    #expect(plan.supply.items.count == 200 && plan.supply.suppliers.count == 2)
    guard case .orders(let stream)? = plan.supply.streams.first else {
      Issue.record("no stream of orders")
      return
    }
    // 2.25 times the measured 40.713 a day; the 52 weeks hold each of the season's factors once.
    let orders = stream.hourlyMean.reduce(0, +)
    let measured = 2.25 * 40.713 * 364
    #expect(abs(orders / measured - 1) < 0.003)
    #expect(loaded.drafts[3].toOptimise.count == 200)
    #expect(loaded.experiment.replications == 200)
  }

  @Test func `marks what was set by hand as an assumption`() throws {
    let text = try String(contentsOfFile: bundled + "/gift-retailer.yaml", encoding: .utf8)
    #expect(text.contains("doi 10.24432/C5BW33, CC BY 4.0"))
    for key in ["lead-time:", "order-cost:", "count:", "unmet:", "s-S:", "layout:", "hours:", "holding:", "scale:", "pack:", "pick:"] {
      for line in text.split(separator: "\n") where line.contains(key) && !line.hasPrefix("  slow boats") && !line.contains("packers.count")
      {
        #expect(line.contains("# assumption"), "\(line)")
      }
    }
  }
}
