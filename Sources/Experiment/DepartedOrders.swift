internal import Groundwork
internal import Kernel
internal import Simulation

/// What left the house in the measured window, whenever it came: the throughput of a floor, also of one that cannot keep up.
///
/// The dictionary's `throughput.orders` counts the same orders per hour that anybody is on duty, and a change of people may change those
/// hours. This one counts departures by day of the calendar.
enum DepartedOrders {
  static let id = "orders-departed"

  /// Orders departed per day of 24 hours, over the whole days after the warm-up; where there is no whole day, from the day in which the
  /// warm-up ends.
  static func measure(of plan: Plan) -> KPI {
    let day = SimTime.ticksPerDay, horizon = plan.clock.horizon.ticks
    var cut: Int64 = 0
    if case .fixed(let time) = plan.clock.warmUp { cut = time.ticks }
    let whole = (cut + day - 1) / day
    let first = whole * day < horizon ? whole : cut / day
    let days = max(Double(horizon - first * day) / Double(day), 0)
    let declaration = KPIDeclaration(
      id: id, title: "orders departed per day", unit: .orders, worse: .down,
      meaning: "Orders that left the house in the measured window, whenever they came, ÷ days of the window.")
    return KPI(
      id: id, declaration: declaration,
      evaluation: .ratio(
        numerator: { $0.daily.ordersDeparted.dropFirst(Int(first)).reduce(0, +) }, denominator: { _ in days }))
  }
}
