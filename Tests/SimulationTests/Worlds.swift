import Kernel
import Randomness
import Simulation
import Supply
import Warehouse

/// A small gift shop with a floor: enough of everything to move one thing and look at the rest.
struct World {
  var items = 6
  var popularity: [Double]? = nil
  var names: [String]? = nil
  var perHour = 4.0
  var pickers = 2
  var packers = 1
  var leadTime: Law = .gamma(mean: 9, sd: 3)
  var policy = Policy.sS(s: 60, S: 140)
  var backorderShare = 0.6
  var shipComplete = false
  var days = 40
  var warmUpDays = 10.0
  var wage = 14.0
  var layout = true
  var packing: Law = .lognormal(mean: 200, sd: 120)
  /// A step between picking and packing that draws a time an order too.
  var checking: Law? = nil

  func plan() -> Plan {
    var supply = SupplyPlan()
    let count = items
    supply.items = (0..<count).map { ItemPlan(name: names?[$0] ?? "SKU\($0)", unitCost: 2 + Double($0), price: 5 + Double($0), slot: $0) }
    supply.suppliers = [SupplierPlan(name: "overseas", leadTime: leadTime, orderCost: 60, lineCost: 3)]
    supply.locations = [LocationPlan(name: "dc")]
    supply.stockPoints = (0..<count).map {
      StockPointPlan(
        item: $0, location: 0, supplier: 0, control: Control(policy: policy, review: .continuous), minimum: 12, multiple: 6,
        initialStock: 100, holdingCost: 0.01,
        backorderCost: 0.4, lostSaleCost: 2, meanDailyDemand: 20)
    }
    let hours = days * 24
    supply.streams = [
      .orders(
        OrderStream(
          name: "web", location: 0, hourlyMean: (0..<hours).map { $0 % 24 >= 8 && $0 % 24 < 20 ? perHour : 0.3 },
          lines: .geometric(mean: 2.5, from: 1),
          popularity: popularity ?? (0..<count).map { 1 / Double($0 + 1) }, quantity: .same(.geometric(mean: 2, from: 1)),
          unmet: UnmetDemand(backorderShare: backorderShare, shipComplete: shipComplete), due: .days(2)))
    ]
    var floor = FloorPlan(location: 0)
    func at(_ day: Int, _ hour: Double) -> SimTime {
      SimTime(ticks: Int64(day) * SimTime.ticksPerDay + Int64(hour * Double(SimTime.ticksPerHour)))
    }
    var duty: [TimeSpan] = [], paid: [TimeSpan] = [], breaks: [TimeSpan] = [], departures: [SimTime] = []
    for day in 0..<(days + 91) where day % 7 < 5 {
      paid.append(TimeSpan(start: at(day, 6), end: at(day, 14)))
      duty += [TimeSpan(start: at(day, 6), end: at(day, 12)), TimeSpan(start: at(day, 12.5), end: at(day, 14))]
      breaks.append(TimeSpan(start: at(day, 12), end: at(day, 12.5)))
      departures.append(at(day, 16.5))
    }
    floor.shifts = [ShiftPlan(name: "early", duty: duty, paid: paid, breaks: breaks)]
    floor.pools = [
      PoolPlan(name: "pickers", count: pickers, shift: 0, wage: wage), PoolPlan(name: "packers", count: packers, shift: 0, wage: 13),
    ]
    if layout { floor.layout = LayoutPlan(aisles: 3, aisleLength: 20, aisleWidth: 2) }
    floor.steps = [
      StepPlan(name: "put-away", kind: .inbound, crew: [.init(pool: 0, proficiency: 0.8)], work: .init(perLine: .constant(300))),
      StepPlan(
        name: "pick", kind: .outbound, crew: [.init(pool: 0)], batch: 4,
        work: .init(perLine: .exponential(mean: 60), travelSecondsPerMetre: 0.9)),
      StepPlan(name: "pack", kind: .outbound, crew: [.init(pool: 1)], work: .init(perOrder: packing)),
      StepPlan(name: "ship", kind: .ship, departures: departures, cutOff: SimTime(ticks: 30 * 60_000_000)),
    ]
    floor.inbound = [0]
    floor.outbound = [1, 2, 3]
    if let checking {
      floor.steps.append(StepPlan(name: "check", kind: .outbound, crew: [.init(pool: 1)], work: .init(perOrder: checking)))
      floor.outbound = [1, 4, 2, 3]
    }
    return Plan(
      name: "world", currency: "GBP", clock: Clock(horizon: .days(Double(days)), warmUp: .fixed(.days(warmUpDays))), study: .continuous,
      supply: supply, floor: floor)
  }

  func compiled() throws -> CompiledPlan { try CompiledPlan(plan()) }
}
