internal import Groundwork
internal import History

extension Calibrator {
  /// The signs of the commonest currencies; other currencies are told apart by their letters.
  private static let signs = ["EUR": "€", "GBP": "£", "USD": "$", "CAD": "$", "AUD": "$", "JPY": "¥", "CNY": "¥", "INR": "₹"]

  /// What a planner should know before believing the scenario, the gravest first.
  static func warnings(_ c: Calibration) -> [String] {
    var list = readingWarnings(c)
    let gaps = c.items.filter { $0.suspiciousGap != nil }
    if !gaps.isEmpty {
      let examples = gaps.prefix(3).map { item in
        let gap = item.suspiciousGap!
        return "\(item.sku) \(gap.from) to \(gap.to) (\(gap.sellingDays) selling days)"
      }
      list.append(
        "sales are not demand: \(gaps.count) of \(c.items.count) items have a gap without sales longer than chance would give, "
          + "perhaps a stock-out, perhaps out of "
          + "the range: \(examples.joined(separator: ", ")). Their true demand is higher than their sales")
    }
    let late = c.items.filter { $0.firstSold.dayNumber - c.firstDay.dayNumber > c.dayCount / 5 }
    if !late.isEmpty {
      list.append(
        "\(late.count) item\(late.count == 1 ? "" : "s") first sold late ("
          + "\(late.prefix(3).map { "\($0.sku) \($0.firstSold)" }.joined(separator: ", "))): the figures spread what was "
          + "sold over all \(c.dayCount) days")
    }
    let ended = c.items.filter { c.lastDay.dayNumber - $0.lastSold.dayNumber > c.dayCount / 5 }
    if !ended.isEmpty {
      list.append(
        "\(ended.count == 1 ? "1 item was" : "\(ended.count) items were") last sold long before the end ("
          + "\(ended.prefix(3).map { "\($0.sku) \($0.lastSold)" }.joined(separator: ", "))): they may be out of the range"
      )
    }
    func names(_ weekdays: [Int]) -> String { weekdays.map { CalibrationText.weekdays[$0] }.joined(separator: ", ") }
    if !c.arrivals.unseenWeekdays.isEmpty {
      list.append(
        "assumption: the file holds no \(names(c.arrivals.unseenWeekdays)) (\(c.dayCount) days in all): there as many orders are taken to come as on the "
          + "mean of the others; where the shop is closed then, set the factors to 0")
    }
    if !c.arrivals.weekdaysSeenOnce.isEmpty {
      list.append(
        "assumption: the one \(names(c.arrivals.weekdaysSeenOnce)) of the file has no order, and is taken as a day that the shop is closed")
    }
    if let season = c.arrivals.season, season.observed.contains(false) {
      let missing = season.observed.count { !$0 }
      list.append(
        "assumption: \(missing) of \(season.observed.count) \(season.unit.rawValue)s of the year are not in the data; "
          + "their factors lie on a straight line between "
          + "the four observed before and the four after. One year cannot tell season from trend")
    } else if c.arrivals.season == nil, let p = c.arrivals.seasonProbability {
      list.append(
        "the \(ArrivalFitting.seasonUnit(orders: c.orders, days: c.dayCount)?.rawValue ?? "week")s of the year differ no more than chance "
          + "makes them (F test, \(CalibrationText.probability(p))): the scenario has no season")
    } else if c.arrivals.season == nil {
      list.append("the data are too few for a season (\(c.dayCount) days, \(c.orders) orders): the scenario has none")
    }
    let shares = c.itemFits.shares
    if shares.moveMuch {
      list.append(
        "items' shares of the lines vary \(shares.dispersion.rounded(toPlaces: 1)) times as much from stretch to stretch as chance lets them "
          + "(articles of a season, launches, promotions): the scenario holds each share at its mean")
    }
    let huge = c.items.filter { $0.lines >= 10 && Double($0.largestLine) > 0.2 * Double($0.units) }
    if !huge.isEmpty {
      list.append(
        "one line makes more than a fifth of the units of "
          + "\(huge.prefix(5).map { "\($0.sku) (\($0.largestLine) of \($0.units))" }.joined(separator: ", ")): "
          + "decide whether such an order can come again")
    }
    if c.arrivals.degrees > 0, c.arrivals.p < 0.05, c.arrivals.dispersion < 0.67 {
      list.append(
        "days vary only \(c.arrivals.dispersion.rounded(toPlaces: 2)) times as much as independent customers would: "
          + "the simulation has peaks that life has not; is the file a sample, or is there a limit of orders a day?")
    }
    let utc = c.quality[.utcTime].count
    if utc > 0 {
      list.append(
        "\(percent(Double(utc) / Double(c.quality.rows))) of the rows carry times marked as UTC (Z), which were taken as the clock of "
          + "\(c.timeZone): where the shop's clock is another, its hours are shifted; --time-zone NAME brings them to the shop's")
    }
    if c.arrivals.degrees > 0, c.arrivals.p < 0.05, c.arrivals.dispersion > 1.5 {
      list.append(
        "days vary \(c.arrivals.dispersion.rounded(toPlaces: 1)) times as much as independent customers would: "
          + "peaks in the simulation are milder than in life"
      )
    }
    if !c.hasTimes { list.append("the dates carry no time of day: orders are spread over the whole day") }
    let unpriced = c.items.count { $0.price <= 0 }
    if !c.hasPrices {
      list.append(
        "there is no price column: prices and unit costs are 0 until you fill them in, and holding stock costs an assumed sum a unit")
    } else if unpriced > 0 {
      list.append(
        "no price could be read for \(unpriced) of \(c.items.count) items: their prices and unit costs are 0 until you fill them in, "
          + "and holding stock costs an assumed sum a unit")
    }
    if c.currenciesInData.isEmpty, let mark = c.currencyInData, mark != c.currency, !(signs[c.currency]?.contains(mark) ?? false) {
      list.append("the prices carry '\(mark)', and were taken as \(c.currency): --currency says which currency they are in")
    }
    let duplicates = c.quality[.duplicate].count
    if duplicates * 20 > c.quality.rows {
      list.append(
        "\(percent(Double(duplicates) / Double(c.quality.rows))) of the rows repeat an earlier one: "
          + "was the file exported twice? --drop-duplicates leaves them out"
      )
    }
    return list
  }
}
