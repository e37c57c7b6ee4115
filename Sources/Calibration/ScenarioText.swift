internal import Foundation
internal import Groundwork
internal import Randomness

/// A calibration as files of the scenario language.
public enum ScenarioText {
  static let streamName = "orders"

  public struct File: Sendable, Equatable {
    /// Relative to the folder of the scenario, for example `gift-retailer/items.csv`.
    public var name: String
    public var text: String
  }

  /// The tables first, the scenario last: where it stands, everything it names stands too.
  ///
  /// - Parameters:
  ///   - name: file name of the scenario without extension, and of the folder of its tables.
  ///   - replay: written beside the tables; nil where the data hold no whole week.
  public static func files(of calibration: Calibration, replay: CalibrationReplay?, name: String) -> [File] {
    tables(of: calibration, name: name) + (replay.map { replayTables(calibration, $0, name: name) } ?? [])
      + [File(name: "\(name).yaml", text: scenario(of: calibration, name: name))]
  }

  /// The tables the scenario reads, and one that people read (`demand-by-item.csv`).
  static func tables(of c: Calibration, name: String) -> [File] {
    var files: [File] = []
    func add(_ file: String, _ writer: CSVWriter) { files.append(File(name: "\(name)/\(file)", text: writer.text)) }
    func text(_ value: Double) -> String { CSVWriter.number(value, digits: 5) }

    // Only what the scenario reads: a column nobody reads is a warning.
    var quantityColumns: [(name: String, value: (CalibratedItem) -> Double)] = []
    switch c.lineQuantity.chosen.map({ c.lineQuantity.candidates[$0].law }) {
    case .geometric: quantityColumns = [("quantity-mean", { $0.quantityMean })]
    case .shifted:
      quantityColumns = [
        ("quantity-extra", { max(QuantityFitting.leastExtra, $0.quantityMean - 1) }),
        ("quantity-dispersion", { max(QuantityFitting.leastDispersion, $0.quantityDispersion) }),
      ]
    default: break
    }
    let money = c.currency
    var items = CSVWriter(header: ["sku", "unit-cost [\(money)]", "price [\(money)]", "class", "popularity"] + quantityColumns.map(\.name))
    var demand = CSVWriter(header: [
      "sku", "lines", "orders", "units", "units-per-day", "daily-dispersion", "weekly-dispersion", "quantity-mean", "quantity-dispersion",
      "largest-line", "first-sold", "last-sold",
      "longest-suspicious-gap",
    ])
    for item in c.items {
      items.append(
        [
          item.sku, (item.price * c.options.costShare).rounded(toPlaces: 2), item.price.rounded(toPlaces: 2), item.itemClass,
          CSVWriter.number(item.popularity, digits: 6),
        ] + quantityColumns.map { text($0.value(item)) })
      demand.append([
        item.sku, "\(item.lines)", "\(item.orders)", "\(item.units)", text(item.meanPerDay), text(item.dailyDispersion),
        text(item.weeklyDispersion),
        text(item.quantityMean), text(item.quantityDispersion), "\(item.largestLine)", "\(item.firstSold)", "\(item.lastSold)",
        item.suspiciousGap.map { "\($0.from) to \($0.to)" } ?? "",
      ])
    }
    add("items.csv", items)
    add("demand-by-item.csv", demand)

    if c.arrivals.profile.count == 168 {
      var profile = CSVWriter(header: ["hour-of-week", "factor"])
      for (hour, factor) in c.arrivals.profile.enumerated() { profile.append(["\(hour)", text(factor)]) }
      add("hour-of-week.csv", profile)
    } else {
      var profile = CSVWriter(header: ["day-of-week", "factor"])
      for (day, factor) in c.arrivals.profile.enumerated() { profile.append(["\(day)", text(factor)]) }
      add("day-of-week.csv", profile)
    }
    if let season = c.arrivals.season {
      var table = CSVWriter(header: ["\(season.unit.rawValue)-of-year", "factor", "observed"])
      for i in season.factors.indices { table.append(["\(i + 1)", text(season.factors[i]), season.observed[i] ? "yes" : "no"]) }
      add("\(season.unit.rawValue)-of-year.csv", table)
    }
    func histogram(_ file: String, _ column: String, _ fitted: FittedCount) {
      var table = CSVWriter(header: [column, "count"])
      for bar in fitted.histogram { table.append(["\(bar.value)", "\(bar.times)"]) }
      add(file, table)
    }
    histogram("lines-per-order.csv", "lines", c.linesPerOrder)
    var quantities = CSVWriter(header: ["sku", "units", "count"])
    for item in c.items { for bar in item.quantities { quantities.append([item.sku, "\(bar.value)", "\(bar.times)"]) } }
    add("line-quantity.csv", quantities)
    return files
  }

  /// The scenario itself. What the data do not tell is written out and marked as an assumption.
  static func scenario(of c: Calibration, name: String) -> String {
    let profile = c.arrivals.profile.count == 168 ? "hour-of-week.csv" : "day-of-week.csv"
    let season = c.arrivals.season.map { ", season: \(name)/\($0.unit.rawValue)-of-year.csv" } ?? ""
    // A Monday, so that the first week is whole.
    let start = CivilDate(dayNumber: c.firstDay.dayNumber + (7 - c.firstDay.weekday.rawValue) % 7)
    let trend = c.arrivals.growth == 0 ? "" : ", trend: \(CSVWriter.number(c.arrivals.growth * 100, digits: 4)) %/year"
    // Growth counts from the clock's start.
    let mean = c.arrivals.meanPerDay * pow(1 + c.arrivals.growth, Double(start.dayNumber - c.firstDay.dayNumber) / daysOfYear)
    let description =
      "Calibrated on \(c.orders) orders with \(c.lines) lines of the \(c.items.count) best-selling items, \(c.firstDay) to \(c.lastDay)"
    let measured = "measured: \(c.firstDay) to \(c.lastDay)"
    return """
      bullwhip: 1
      name: \(quoted(name))
      description: \(quoted(description))
      currency: \(c.currency)
      clock: { start: \(start), horizon: 52 weeks, warm-up: 8 weeks, time-zone: \(c.timeZone) }

      items: { from: \(quoted("\(name)/items.csv")) }        # measured; assumption: a unit costs \(percent(c.options.costShare)) of its price
      suppliers:
        supplier: { lead-time: 14 d, order-cost: 50 \(c.currency) }        # assumption: order lines do not tell
      locations:
        dc: { supplied-by: supplier }

      demand:
        streams:
          \(streamName):
            at: dc
            orders:
              arrivals: { poisson: { mean: \(CSVWriter.number(mean, digits: 5)) /day }, \
      profile: \(quoted("\(name)/\(profile)"))\
      \(season)\(trend) }        # \(measured)
              lines: \(linesYAML(c, name: name))        # \(measured)
              item: popularity
              quantity: \(quantityYAML(c, name: name))        # \(measured)
            unmet: backorder        # assumption: customers wait

      policies:
        default: { s-S: { s: 4 weeks, S: 8 weeks } }        # assumption: a place to start from; `bullwhip optimize` proposes better

      costs: { holding: \(holding(c)), backorder: 0.05 \(c.currency)/unit/day }        # assumption

      experiment: { replications: 100, seed: 1 }

      """
  }

  /// A rate on the unit cost, or money where an item has none.
  private static func holding(_ c: Calibration) -> String {
    // As written to the table, in hundredths.
    let costs = c.items.map { ($0.price * c.options.costShare * 100).rounded() / 100 }, known = costs.filter { $0 > 0 }
    if known.count == costs.count { return "20 %/year" }
    let yearly = known.isEmpty ? 1 : 0.2 * known.reduce(0, +) / Double(known.count)
    return "\(CSVWriter.number(max(0.01, yearly), digits: 2)) \(c.currency)/unit/year"
  }

  static func quantityYAML(_ c: Calibration, name: String) -> String {
    guard let chosen = c.lineQuantity.chosen else { return "{ empirical: \(quoted("\(name)/line-quantity.csv")) }" }
    if case .geometric = c.lineQuantity.candidates[chosen].law { return "{ geometric: { mean: column quantity-mean, from: 1 } }" }
    return "{ shifted: { by: 1, law: { negative-binomial: { mean: column quantity-extra, dispersion: column quantity-dispersion } } } }"
  }

  static func linesYAML(_ c: Calibration, name: String) -> String {
    guard let chosen = c.linesPerOrder.chosen else { return "{ empirical: \(quoted("\(name)/lines-per-order.csv")) }" }
    func text(_ value: Double) -> String { CSVWriter.number(value, digits: 6) }
    switch c.linesPerOrder.candidates[chosen].law {
    case .geometric(let mean, let from): return "{ geometric: { mean: \(text(mean)), from: \(from) } }"
    case .shifted(let by, .poisson(mean: let mean)): return "{ shifted: { by: \(text(by)), law: { poisson: { mean: \(text(mean)) } } } }"
    case .shifted(let by, .negativeBinomial(mean: let mean, dispersion: let dispersion)):
      return "{ shifted: { by: \(text(by)), law: { negative-binomial: { mean: \(text(mean)), dispersion: \(text(dispersion)) } } } }"
    default: return "{ empirical: \(quoted("\(name)/lines-per-order.csv")) }"
    }
  }

  /// A YAML scalar in double quotes where its plain form would not be itself.
  static func quoted(_ text: String) -> String {
    let plain = text.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || "-_./".unicodeScalars.contains($0)
    }
    if plain, let first = text.unicodeScalars.first, ("a"..."z").contains(first) || ("A"..."Z").contains(first) { return text }
    var inside = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": inside += "\\\""
      case "\\": inside += "\\\\"
      case "\n": inside += "\\n"
      case "\t": inside += "\\t"
      default: inside.unicodeScalars.append(scalar)
      }
    }
    return "\"" + inside + "\""
  }
}
