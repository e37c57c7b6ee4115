internal import Foundation
public import Groundwork
internal import Kernel
public import Randomness
internal import Supply

/// The recorded weeks played through the calibrated demand: what was sold beside what the scenario would have sold.
///
/// Weekly means agree nearly by construction, since the season was fitted to the same weeks; what the replay tests is the spread (is an
/// actual week within the interval of a simulated one?) and everything that was not fitted: lines and units a week, units of each item.
public struct CalibrationReplay: Sendable, Equatable {
  /// Actual against simulated, with the interval in which 95 % of single simulated values lie.
  public struct Comparison: Sendable, Equatable {
    public var actual: Double
    /// Mean over the replications.
    public var simulated: Double
    public var lower: Double
    public var upper: Double

    public var isInside: Bool { actual >= lower && actual <= upper }
  }
  public struct Week: Sendable, Equatable {
    public var week: Calibration.Week
    public var orders: Comparison
    public var lines: Comparison
    public var units: Comparison
  }

  public var replications: Int
  public var weeks: [Week]
  /// Per week, over all whole weeks.
  public var orders: Comparison
  public var lines: Comparison
  public var units: Comparison
  /// Units over the whole weeks, one per item of the calibration.
  public var items: [Comparison]

  public var itemsInside: Int { items.count { $0.isInside } }
  public var weeksInside: (orders: Int, lines: Int, units: Int) {
    (weeks.count { $0.orders.isInside }, weeks.count { $0.lines.isInside }, weeks.count { $0.units.isInside })
  }
}

extension Calibration {
  /// The demand of the scenario over the recorded whole weeks, in the shop's local hours.
  func demandOfRecordedWeeks() -> (plan: SupplyPlan, horizon: SimTime)? {
    guard let monday = weeks.first?.monday else { return nil }
    let days = weeks.count * 7
    var hourly: [Double] = []
    for day in 0..<days {
      let date = CivilDate(dayNumber: monday.dayNumber + day)
      var factor = 1.0
      if let season = arrivals.season {
        factor = season.factors[season.unit == .week ? min(date.isoWeek, 52) - 1 : date.month - 1]
      }
      let years = Double(date.dayNumber - firstDay.dayNumber) / daysOfYear
      for hour in 0..<24 {
        let grown = pow(1 + arrivals.growth, years + Double(hour) / 24 / daysOfYear)
        let shape = arrivals.profile.count == 168 ? arrivals.profile[(day % 7) * 24 + hour] : arrivals.profile[day % 7]
        hourly.append(arrivals.meanPerDay / 24 * shape * factor * grown)
      }
    }
    var plan = SupplyPlan()
    plan.items = items.map { ItemPlan(name: $0.sku) }
    plan.streams = [
      .orders(
        OrderStream(
          name: ScenarioText.streamName, location: 0, hourlyMean: hourly, lines: linesLaw, popularity: items.map(\.popularity),
          quantity: .each(items.map { QuantityFitting.law($0, chosen: lineQuantity.chosen.map { lineQuantity.candidates[$0] }) }),
          unmet: UnmetDemand(backorderShare: 1)))
    ]
    return (plan, .days(Double(days)))
  }

  /// The chosen law of lines per order, or the observed numbers.
  public var linesLaw: Law {
    if let chosen = linesPerOrder.chosen { return linesPerOrder.candidates[chosen].law }
    return .empirical(linesPerOrder.histogram.map { Weighted(Double($0.value), weight: Double($0.times)) }, smooth: false)
  }

  /// Plays the recorded weeks.
  ///
  /// - Returns: nil where the data hold no whole week.
  /// - Throws: `Cancelled`.
  public func replay(cancellation: Cancellation? = nil) throws -> CalibrationReplay? {
    guard let (plan, horizon) = demandOfRecordedWeeks() else { return nil }
    let demand = try CompiledDemand(plan, horizon: horizon.ticks)
    let count = weeks.count
    let n = options.replications
    // Row-major: replication × week, replication × item.
    var orders = [Double](repeating: 0, count: n * count)
    var lines = orders
    var units = orders
    var itemUnits = [Double](repeating: 0, count: n * items.count)
    for replication in 0..<n {
      try cancellation?.check()
      let tape = DemandTape.complete(demand, key: DrawKey(seed: options.seed, phase: .main, replication: replication)).view
      for i in 0..<tape.count {
        let week = replication * count + Int(tape.times[i] / SimTime.ticksPerWeek)
        orders[week] += 1
        for line in tape.lines(of: i) {
          lines[week] += 1
          units[week] += Double(tape.quantities[line])
          itemUnits[replication * items.count + Int(tape.items[line])] += Double(tape.quantities[line])
        }
      }
    }
    func compare(_ actual: Double, _ values: [Double]) -> CalibrationReplay.Comparison { Self.comparison(actual, values) }
    func column(_ table: [Double], _ width: Int, _ at: Int) -> [Double] { (0..<n).map { table[$0 * width + at] } }
    func weekly(_ table: [Double]) -> [Double] { (0..<n).map { r in table[(r * count)..<((r + 1) * count)].reduce(0, +) / Double(count) } }
    let actualUnits = itemUnitsOfWholeWeeks
    return CalibrationReplay(
      replications: n,
      weeks: weeks.enumerated().map { i, week in
        CalibrationReplay.Week(
          week: week, orders: compare(Double(week.orders), column(orders, count, i)),
          lines: compare(Double(week.lines), column(lines, count, i)),
          units: compare(Double(week.units), column(units, count, i)))
      },
      orders: compare(Double(weeks.reduce(0) { $0 + $1.orders }) / Double(count), weekly(orders)),
      lines: compare(Double(weeks.reduce(0) { $0 + $1.lines }) / Double(count), weekly(lines)),
      units: compare(Double(weeks.reduce(0) { $0 + $1.units }) / Double(count), weekly(units)),
      items: items.indices.map { compare(Double(actualUnits[$0]), column(itemUnits, items.count, $0)) })
  }

  /// Mean ± t·s·√(1 + 1/n): the interval for one more value like these (normal approximation).
  static func comparison(_ actual: Double, _ values: [Double]) -> CalibrationReplay.Comparison {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    var squares = 0.0
    for value in values { squares += (value - mean) * (value - mean) }
    let reach = SpecialFunctions.studentQuantile(0.975, degrees: n - 1) * (squares / (n - 1) * (1 + 1 / n)).squareRoot()
    return CalibrationReplay.Comparison(actual: actual, simulated: mean, lower: max(0, mean - reach), upper: mean + reach)
  }
}
