internal import Foundation
internal import Groundwork
internal import History

extension CalibrationRun {
  /// The machine's answer (`--json`): figures with the same names as the tables, keys sorted, numbers shortest that read back.
  public var json: String {
    struct Answer: Encodable {
      struct Trait: Encodable {
        var count: Int
        var leftOut: Int
      }
      struct Law: Encodable {
        var name: String
        var chiSquared: Double
        var degrees: Int
        /// nil where the law could not be tested.
        var p: Double?
        var misplaced: Double
        var verdict: String
        var taken: Bool
      }
      struct Counted: Encodable {
        var mean: Double
        var variance: Double
        var observations: Int
        var laws: [Law]
        var empirical: Bool
      }
      /// A law tried on each item, with the item's own parameters.
      struct ItemLaw: Encodable {
        var name: String
        var tested: Int
        var fitting: Int
        var chiSquared: Double
        var degrees: Int
        var verdict: String
      }
      struct Shares: Encodable {
        var chiSquared: Double
        var degrees: Int
        var p: Double
        var items: Int
        var stretches: Int
        var verdict: String
      }
      struct ItemUnits: Encodable {
        var item: String
        var units: Pair
      }
      struct Pair: Encodable {
        var actual: Double
        var simulated: Double
        var lower: Double
        var upper: Double
      }
      var files: [String]
      var firstDay: String
      var lastDay: String
      var rows: Int
      var demandRows: Int
      var quality: [String: Trait]
      var itemsLost: [String]
      var currency: String
      var timeZone: String
      var items: Int
      var orders: Int
      var otherOrders: Int
      var lines: Int
      var ordersPerDay: Double
      var growthPerYear: Double
      var arrivalsDispersion: Double
      var arrivalsVerdict: String
      var linesPerOrder: Counted
      var lineQuantity: Counted
      var replay: [String: Pair]?
      var itemsInsideInterval: Int?
      var itemDemand: [ItemLaw]
      var orderShares: Shares
      var replayItems: [ItemUnits]?
      var warnings: [String]
      var written: [String]
    }
    func counted(_ fitted: FittedCount) -> Answer.Counted {
      Answer.Counted(
        mean: fitted.mean, variance: fitted.variance, observations: fitted.observations,
        laws: fitted.candidates.enumerated().map { i, fit in
          Answer.Law(
            name: fit.name, chiSquared: fit.chiSquared, degrees: fit.degrees, p: fit.isTested ? fit.p : nil,
            misplaced: fit.misplaced, verdict: fit.verdict,
            taken: fitted.chosen == i)
        }, empirical: fitted.chosen == nil)
    }
    func pair(_ c: CalibrationReplay.Comparison) -> Answer.Pair {
      Answer.Pair(actual: c.actual, simulated: c.simulated, lower: c.lower, upper: c.upper)
    }
    let c = calibration, shares = calibration.itemFits.shares
    var quality: [String: Answer.Trait] = [:]
    for trait in LineTrait.allCases where c.quality[trait].count > 0 {
      quality[trait.rawValue] = Answer.Trait(count: c.quality[trait].count, leftOut: c.quality[trait].excluded)
    }
    let answer = Answer(
      files: c.files, firstDay: c.firstDay.description, lastDay: c.lastDay.description, rows: c.quality.rows, demandRows: c.quality.kept,
      quality: quality, itemsLost: c.quality.itemsLost.map(\.name), currency: c.currency, timeZone: c.timeZone,
      items: c.items.count, orders: c.orders, otherOrders: c.otherOrders, lines: c.lines, ordersPerDay: c.arrivals.meanPerDay,
      growthPerYear: c.arrivals.growth,
      arrivalsDispersion: c.arrivals.dispersion, arrivalsVerdict: c.arrivals.verdict, linesPerOrder: counted(c.linesPerOrder),
      lineQuantity: counted(c.lineQuantity),
      replay: replay.map { ["orders": pair($0.orders), "lines": pair($0.lines), "units": pair($0.units)] },
      itemsInsideInterval: replay?.itemsInside,
      itemDemand: c.itemFits.candidates.map {
        Answer.ItemLaw(
          name: "\($0.name), by \(c.itemFits.period.rawValue)", tested: $0.tested, fitting: $0.fitting, chiSquared: $0.chiSquared,
          degrees: $0.degrees, verdict: $0.verdict)
      },
      orderShares: Answer.Shares(
        chiSquared: shares.chiSquared, degrees: shares.degrees, p: shares.p, items: shares.items, stretches: shares.stretches,
        verdict: shares.verdict),
      replayItems: replay.map { r in zip(c.items, r.items).map { Answer.ItemUnits(item: $0.sku, units: pair($1)) } },
      warnings: c.warnings, written: written)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .useDefaultKeys
    guard let data = try? encoder.encode(answer) else { preconditionFailure("every figure of a calibration is finite") }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
