import Foundation
import Groundwork
import Testing

@testable import History

/// Counts on the public Online Retail file (D. Chen, 2015, doi 10.24432/C5BW33, CC BY 4.0), first nine months; each was found
/// independently with a few lines of Python over the csv module.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["BULLWHIP_DATA"] != nil)) struct `The gift retailer's order lines` {
  @Test func `are counted kind by kind`() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["BULLWHIP_DATA"])
    let history = try OrderLineReader.read([folder + "/online_retail/order_lines.csv.gz"])
    let quality = history.quality
    #expect(quality.rows == 320_705)
    #expect(quality[.cancellation].count == 5_847)
    #expect(quality[.adjustment].count == 925)
    #expect(quality[.returned].count == 0)
    #expect(quality[.zeroPrice].count == 1_797)
    #expect(quality[.negativePrice].count == 2)
    #expect(quality[.blankCustomer].count == 88_652)
    #expect(quality[.duplicate].count == 2_484)
    #expect(quality[.unreadable].count == 0 && quality[.impossibleDate].count == 0 && quality[.strayDate].count == 0)
    #expect(quality.serviceCodes["POST"] == 750 && quality.serviceCodes["DOT"] == 556 && quality.serviceCodes["M"] == 367)
    #expect(quality[.severalSpellings].count > 80)
    #expect(quality.kept == quality.rows - quality.excludedTotal && quality.kept == history.lineCount)
    #expect(history.firstDay?.description == "2010-12-01" && history.lastDay?.description == "2011-08-31")
    // The famous order of 74 215 jars was called off within minutes.
    var largest = 0
    history.forEachLine { largest = max(largest, $0.quantity) }
    #expect(largest < 74_215)
  }

  @Test func `picking lines with American dates read as well`() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["BULLWHIP_DATA"])
    let history = try OrderLineReader.read([folder + "/warehouse/picking_lines.csv"])
    #expect(history.quality.rows == 5_000)
    #expect(history.orderCount == 3_584)
  }
}
