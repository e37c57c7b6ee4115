internal import Foundation
public import Groundwork
public import History
internal import Randomness

/// Observations to the parameters of a scenario.
public enum Calibrator {
  /// Reads order lines and fits demand: the best-selling items, when orders come, how many lines they have, how many units a line asks for.
  ///
  /// - Parameters:
  ///   - paths: CSV files, plain or gzip, read as one history.
  ///   - cancellation: polled while reading.
  /// - Throws: `InputErrors` where a file or an option is wrong or nothing is left to fit; `Cancelled`.
  /// - Complexity: one pass over the files, about 45 bytes a row.
  public static func calibrate(_ paths: [String], options: CalibrationOptions = CalibrationOptions(), cancellation: Cancellation? = nil)
    throws -> Calibration
  {
    try check(options)
    var reading = options.reading
    reading.timeZone = reading.timeZone ?? options.timeZone
    return try calibrate(try OrderLineReader.read(paths, options: reading, cancellation: cancellation), options: options)
  }

  /// Fits what was already read.
  public static func calibrate(_ history: OrderHistory, options: CalibrationOptions = CalibrationOptions()) throws(InputErrors)
    -> Calibration
  {
    try check(options)
    guard let firstDay = history.firstDay, let lastDay = history.lastDay else {
      throw InputErrors(
        Diagnostic(
          .error, code: "no-demand", "no row of the data is demand: \(whyNothing(history.quality))",
          remedy: history.quality[.serviceCode].excluded * 2 > history.quality.rows
            ? "where these codes are goods, --goods CODE,… keeps them" : "--columns and --dates say how the file is to be read",
          at: history.files.first.map { SourceLocation(file: $0) }))
    }
    var totals = [Totals](repeating: Totals(), count: history.items.count)
    history.forEachLine { totals[Int($0.item)].add($0) }
    let chosen = choose(totals, names: history.items, options)
    var rank = [Int32](repeating: -1, count: history.items.count)
    for (i, item) in chosen.enumerated() { rank[item] = Int32(i) }

    let start = firstDay.dayNumber
    let days = lastDay.dayNumber - start + 1
    var sellingDay = [Bool](repeating: false, count: days)
    history.forEachLine { sellingDay[$0.day - start] = true }
    let allOrders = orderCount(history)
    let firstMonday = (7 - firstDay.weekday.rawValue) % 7
    var weeks = wholeWeeks(from: firstDay, days: days, firstMonday: firstMonday)

    // One row of daily units per chosen item.
    var daily = [Int](repeating: 0, count: chosen.count * days)
    let stretches = ItemFitting.stretches(of: days)
    var stretchLines = [Int](repeating: 0, count: chosen.count * stretches)
    var orderMinutes: [Int] = []
    var lineCounts: [Int: Int] = [:]
    var quantityCounts: [Int: Int] = [:]
    var quantitiesOf = [[Int: Int]](repeating: [:], count: chosen.count)
    var ordersWith = [Int](repeating: 0, count: chosen.count)
    var lastOrder = [Int](repeating: -1, count: chosen.count)
    history.forEachOrder(where: { rank[Int($0.item)] >= 0 }) { minute, lines in
      let day = minute / 1_440 - start
      let week = (day - firstMonday) / 7
      let isWhole = day >= firstMonday && week < weeks.count
      orderMinutes.append(minute)
      lineCounts[lines.count, default: 0] += 1
      if isWhole {
        weeks[week].orders += 1
        weeks[week].lines += lines.count
      }
      for line in lines {
        let i = Int(rank[Int(line.item)])
        quantityCounts[line.quantity, default: 0] += 1
        quantitiesOf[i][line.quantity, default: 0] += 1
        daily[i * days + day] += line.quantity
        stretchLines[i * stretches + day * stretches / days] += 1
        if isWhole { weeks[week].units += line.quantity }
        if lastOrder[i] != orderMinutes.count {
          lastOrder[i] = orderMinutes.count
          ordersWith[i] += 1
        }
      }
    }

    let classes = classes(chosen.map { totals[$0] }, hasPrices: history.hasPrices)
    let lineTotal = chosen.reduce(0) { $0 + totals[$1].lines }
    var items: [CalibratedItem] = []
    for (i, index) in chosen.enumerated() {
      let total = totals[index]
      let row = daily[(i * days)..<((i + 1) * days)].map { Double($0) }
      let weekly = weeks.indices.map { w in row[(firstMonday + 7 * w)..<(firstMonday + 7 * w + 7)].reduce(0, +) }
      items.append(
        CalibratedItem(
          sku: history.items[index], lines: total.lines, units: total.units, orders: ordersWith[i], price: total.meanPrice,
          popularity: Double(total.lines) / Double(lineTotal), quantityMean: Double(total.units) / Double(total.lines),
          quantityDispersion: total.extraDispersion, quantities: CountFitting.summary(quantitiesOf[i]).histogram,
          meanPerDay: Double(total.units) / Double(days), dailyDispersion: dispersion(row),
          weeklyDispersion: dispersion(weekly), itemClass: classes[i], largestLine: total.largest,
          firstSold: CivilDate(dayNumber: total.firstDay), lastSold: CivilDate(dayNumber: total.lastDay),
          suspiciousGap: suspiciousGap(row, sellingDay, start: start)))
    }
    let money = currency(history, options)
    let allUnits = totals.reduce(0) { $0 + $1.units }
    var calibration = Calibration(
      files: history.files, columns: history.columns, quality: history.quality, firstDay: firstDay, lastDay: lastDay,
      hasTimes: history.hasTimes,
      hasPrices: history.hasPrices, currencyInData: history.currency, currenciesInData: history.currencies, offsets: history.offsets,
      currency: money.code, currencySource: money.source, options: options, items: items,
      itemsSold: totals.count { $0.lines > 0 },
      unitShare: Double(items.reduce(0) { $0 + $1.units }) / Double(allUnits), orders: orderMinutes.count,
      otherOrders: allOrders - orderMinutes.count,
      lines: lineTotal, arrivals: ArrivalFitting.fit(orderMinutes, first: firstDay, last: lastDay, hasTimes: history.hasTimes),
      linesPerOrder: CountFitting.linesPerOrder(lineCounts), lineQuantity: QuantityFitting.fit(quantityCounts, items: items),
      itemFits: ItemFitting.judge(
        units: daily, days: days, wholeWeeks: firstMonday..<(firstMonday + 7 * weeks.count), lines: stretchLines, stretches: stretches),
      weeks: weeks,
      itemUnitsOfWholeWeeks: chosen.indices.map { i in
        (firstMonday..<(firstMonday + 7 * weeks.count)).reduce(0) { $0 + Int(daily[i * days + $1]) }
      })
    calibration.warnings = warnings(calibration)
    return calibration
  }

  /// The option, else the commonest code of the column, else the mark beside the prices, else pounds.
  private static func currency(_ history: OrderHistory, _ options: CalibrationOptions)
    -> (code: String, source: Calibration.CurrencySource)
  {
    if let code = options.currency { return (code, .told) }
    let written = history.currencies.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    for (text, _) in written {
      if let code = CurrencyMark.code(of: text.uppercased()) { return (code, .column(history.columns[.currency] ?? "currency")) }
    }
    if let mark = history.currency, let code = CurrencyMark.code(of: mark) { return (code, .prices(mark)) }
    return ("GBP", .assumed)
  }

  /// What became of the rows, in words.
  private static func whyNothing(_ quality: DataQuality) -> String {
    if quality.rows == 0 { return "the file has no rows below its header" }
    let reasons = LineTrait.allCases.filter { quality[$0].excluded > 0 }.map { trait in
      let entry = quality[trait], example = entry.examples.first
      let shown = example.map { " (line \($0.location.line)\($0.text.isEmpty ? "" : ": \($0.text)"))" } ?? ""
      return "\(entry.excluded) left out for \(trait.meaning)\(shown)"
    }
    return "of \(quality.rows) rows \(reasons.joined(separator: ", "))"
  }

  private static func check(_ options: CalibrationOptions) throws(InputErrors) {
    var errors: [Diagnostic] = []
    if options.items < 1 || options.items > 1_000_000 {
      errors.append(
        Diagnostic(.error, code: "out-of-range", "--items \(options.items) is out of range", remedy: "give a number from 1 to 1000000"))
    }
    if !(options.costShare >= 0 && options.costShare <= 1) {
      errors.append(
        Diagnostic(.error, code: "out-of-range", "the cost share \(options.costShare) is out of range", remedy: "give a share from 0 to 1"))
    }
    if options.replications < 2 || options.replications > 100_000 {
      errors.append(
        Diagnostic(
          .error, code: "out-of-range", "\(options.replications) replications are out of range", remedy: "give a number from 2 to 100000"))
    }
    if let currency = options.currency,
      currency.unicodeScalars.count != 3 || !currency.unicodeScalars.allSatisfy({ ("A"..."Z").contains($0) })
    {
      errors.append(
        Diagnostic(.error, code: "bad-currency", "'\(currency)' is not a currency code", remedy: "give three capitals, such as GBP")
      )
    }
    if let zone = options.timeZone, TimeZone(identifier: zone) == nil {
      errors.append(
        Diagnostic(.error, code: "unknown-zone", "there is no time zone '\(zone)'", remedy: "give a name such as Europe/London")
      )
    }
    if !errors.isEmpty { throw InputErrors(errors) }
  }

  /// Sums of one item over all its lines.
  struct Totals {
    var lines = 0
    var units = 0
    var squares = 0.0
    var revenue = 0.0
    var pricedUnits = 0
    var largest = 0
    var firstDay = Int.max
    var lastDay = Int.min

    mutating func add(_ line: OrderLine) {
      lines += 1
      units += line.quantity
      let extra = Double(line.quantity - 1)
      squares += extra * extra
      if line.price == line.price {
        revenue += line.price * Double(line.quantity)
        pricedUnits += line.quantity
      }
      largest = max(largest, line.quantity)
      firstDay = min(firstDay, line.day)
      lastDay = max(lastDay, line.day)
    }

    var meanPrice: Double { pricedUnits > 0 ? revenue / Double(pricedUnits) : 0 }

    /// Variance ÷ mean of the units beyond the first of a line; 1 where there are none.
    var extraDispersion: Double {
      let mean = Double(units - lines) / Double(lines)
      guard lines > 1, mean > 0 else { return 1 }
      let variance = (squares - Double(lines) * mean * mean) / Double(lines - 1)
      return variance / mean
    }
  }

  /// The best-selling items, ties by name, so that the order of rows does not matter.
  private static func choose(_ totals: [Totals], names: [String], _ options: CalibrationOptions) -> [Int] {
    func score(_ t: Totals) -> Double {
      switch options.by {
      case .units: Double(t.units)
      case .lines: Double(t.lines)
      case .revenue: t.revenue
      }
    }
    let ranked = totals.indices.filter { totals[$0].lines > 0 }.sorted { a, b in
      let x = score(totals[a])
      let y = score(totals[b])
      return x == y ? names[a] < names[b] : x > y
    }
    return Array(ranked.prefix(options.items))
  }

  private static func orderCount(_ history: OrderHistory) -> Int {
    var count = 0
    history.forEachOrder(where: { _ in true }) { _, _ in count += 1 }
    return count
  }

  private static func wholeWeeks(from firstDay: CivilDate, days: Int, firstMonday: Int) -> [Calibration.Week] {
    let count = max(0, (days - firstMonday) / 7)
    return (0..<count).map {
      Calibration.Week(monday: CivilDate(dayNumber: firstDay.dayNumber + firstMonday + 7 * $0), orders: 0, lines: 0, units: 0)
    }
  }

  private static func classes(_ totals: [Totals], hasPrices: Bool) -> [String] {
    let worth = totals.map { hasPrices ? $0.revenue : Double($0.units) }
    let total = worth.reduce(0, +)
    var result = [String](repeating: "C", count: totals.count)
    var before = 0.0
    for i in worth.indices.sorted(by: { worth[$0] == worth[$1] ? $0 < $1 : worth[$0] > worth[$1] }) {
      result[i] = before < 0.8 * total ? "A" : before < 0.95 * total ? "B" : "C"
      before += worth[i]
    }
    return result
  }

  private static func dispersion(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 1 }
    let mean = values.reduce(0, +) / Double(values.count)
    guard mean > 0 else { return 1 }
    var squares = 0.0
    for value in values { squares += (value - mean) * (value - mean) }
    return squares / Double(values.count - 1) / mean
  }

  /// The longest run of selling days without a sale of this item, where chance would seldom give it.
  ///
  /// With sales on a share p of n selling days, independently, the chance of a run of L or more without is about 1 − exp(−(n − L +
  /// 1)·p·(1 − p)^L), and the run at the very start adds (1 − p)^L (Feller, vol. I, XIII.7). Only runs between the first and the last
  /// sale count: an item not yet or no longer sold is not out of stock.
  static func suspiciousGap(_ units: [Double], _ sellingDay: [Bool], start: Int) -> CalibratedItem.Gap? {
    guard let first = units.firstIndex(where: { $0 > 0 }), let last = units.lastIndex(where: { $0 > 0 }), first < last else { return nil }
    var days = 0
    var sold = 0
    var run = 0
    var runStart = 0
    var longest = (length: 0, from: 0, to: 0)
    for day in first...last where sellingDay[day] {
      days += 1
      if units[day] > 0 {
        sold += 1
        run = 0
      } else {
        if run == 0 { runStart = day }
        run += 1
        if run > longest.length { longest = (run, runStart, day) }
      }
    }
    guard longest.length > 0, sold >= 10 else { return nil }
    let p = Double(sold) / Double(days)
    let stays = pow(1 - p, Double(longest.length))
    let probability = -expm1(-Double(days - longest.length + 1) * p * stays)
    guard probability < 0.001 else { return nil }
    return CalibratedItem.Gap(
      from: CivilDate(dayNumber: start + longest.from), to: CivilDate(dayNumber: start + longest.to), sellingDays: longest.length,
      probability: probability)
  }
}
