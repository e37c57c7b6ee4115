internal import Foundation
internal import Groundwork
internal import History

/// What a planner should know of how the file was read: sales that may be missing, orders that may not be orders, clocks and currencies.
extension Calibrator {
  /// The share of rows or units above which what was left out is told as a warning.
  static let grave = 0.05

  static func readingWarnings(_ c: Calibration) -> [String] {
    LineTrait.mayHideSales.compactMap { leftOut(c, for: $0) } + [repeatedNumbers(c), currencies(c), zones(c)].compactMap { $0 }
  }

  /// Rows left out for a reason that does not show that nothing was sold.
  private static func leftOut(_ c: Calibration, for trait: LineTrait) -> String? {
    let q = c.quality, entry = q[trait]
    guard entry.excluded > 0 else { return nil }
    let rows = Double(entry.excluded) / Double(q.rows)
    let units = entry.unitsExcluded / max(1, Double(q.keptUnits) + entry.unitsExcluded)
    let lost = [.badQuantity, .ambiguousQuantity, .fractionalQuantity].contains(trait) ? q.itemsLost : []
    guard rows > grave || units > grave || !lost.isEmpty else { return nil }
    var text = "SALES ARE MISSING: \(CalibrationText.grouped(entry.excluded)) of \(CalibrationText.grouped(q.rows)) rows (\(percent(rows)))"
    if entry.unitsExcluded > 0 {
      text += ", which ask for \(CalibrationText.grouped(entry.unitsExcluded)) units (\(percent(units)) of all),"
    }
    text += " were left out: \(trait.meaning)"
    if let example = entry.examples.first {
      text += " (line \(example.location.line)\(example.text.isEmpty ? "" : ": \(example.text)"))"
    }
    if !lost.isEmpty {
      let names = lost.prefix(5).map { "\($0.name) (\(CalibrationText.grouped($0.lost)) of \(CalibrationText.grouped($0.lost + $0.kept)))" }
        .joined(separator: ", ")
      let items = lost.count == 1 ? "1 item lost most or all of its" : "\(CalibrationText.grouped(lost.count)) items lost most or all of their"
      text += ". \(items) lines: \(names)\(lost.count > 5 ? " …" : "")"
    }
    return text + "; " + remedy(trait, example: entry.examples.first?.text ?? "")
  }

  private static func remedy(_ trait: LineTrait, example: String) -> String {
    switch trait {
    case .impossibleDate: return "--dates says the order of day and month, --columns date=NAME,time=NAME where they stand"
    case .badQuantity: return "--columns quantity=NAME says which column holds the units"
    case .ambiguousQuantity: return "--decimals comma or --decimals point says how the file writes decimals"
    case .fractionalQuantity:
      let groups = example.split { $0 == "." || $0 == "," }
      let hint = groups.count == 2 && groups[1].count == 3 ? "; where '\(example)' means thousands, --decimals tells" : ""
      return "a scenario counts whole units: write such goods in a smaller unit (grams, not kilograms) or round them, in the file" + hint
    case .blankOrder: return "give such lines a number if they were sold"
    case .blankItem: return "--columns item=NAME says which column names the item"
    case .serviceCode: return "where some of these codes are goods, --goods \(example.isEmpty ? "CODE" : example),… keeps them"
    default: return "the places are told above: mend them in the file"
    }
  }

  /// Where numbers begin again each day, that is told; where they run on, lines with dates of their own would be torn apart.
  private static func repeatedNumbers(_ c: Calibration) -> String? {
    let repeated = c.quality[.repeatedNumber].count, all = c.orders + c.otherOrders
    guard Double(repeated) > grave * Double(all) else { return nil }
    return "order numbers come again on other days, and each day's were taken as an order: \(CalibrationText.grouped(repeated)) of "
      + "\(CalibrationText.grouped(all)) orders have a number seen before. That is right where a till begins again every day; where the "
      + "lines of one order carry several dates (deliveries), name the column of the order's own date: --columns date=NAME"
  }

  private static func currencies(_ c: Calibration) -> String? {
    if c.currenciesInData.count > 1 {
      let all = c.currenciesInData.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
      let shown = all.prefix(5).map { "\($0.key) \(CalibrationText.grouped($0.value)) rows" }.joined(separator: ", ")
      return "the prices are in several currencies (\(shown)), and all were taken as \(c.currency): bring them to one in the file"
    }
    if let only = c.currenciesInData.keys.first, only.uppercased() != c.currency {
      return "the column of the currency says '\(only)', and prices were taken as \(c.currency)"
    }
    return nil
  }

  /// Distances from UTC that the zone of the scenario never has.
  private static func zones(_ c: Calibration) -> String? {
    guard !c.offsets.isEmpty, let zone = TimeZone(identifier: c.timeZone) else { return nil }
    let known = (c.firstDay.dayNumber...c.lastDay.dayNumber).map { day in
      zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(day) * 86_400 + 43_200)) / 60
    }
    guard !Set(c.offsets.keys).isSubset(of: known) else { return nil }
    return "times carry their distance from UTC (\(CalibrationText.offsets(c.offsets))), which \(c.timeZone) does not have; they were taken "
      + "as the shop's own clock, and nothing was shifted: --time-zone NAME brings them to the clock of one zone"
  }
}
