import Kernel
import Randomness
import Simulation
import Supply
import Warehouse

/// The same work asked of the product itself: a checked plan, run by the simulator with every statistic it keeps.
struct ScenarioModel {
  let runner: PairedRunner
  private var replication = 0

  init(_ plan: Plan) throws { runner = PairedRunner([try CompiledPlan(plan)]) }

  mutating func run() -> Outcome {
    replication += 1
    return runner.run(seed: 1, replication: replication)[0]
  }

  /// Rates per day, lead time in days.
  static func stock(demandRate: Double, leadTime: Double, s: Int64, S: Int64, days: Int) throws -> ScenarioModel {
    var supply = SupplyPlan()
    supply.items = [ItemPlan(name: "thing", unitCost: 1)]
    supply.suppliers = [SupplierPlan(name: "maker", leadTime: .constant(leadTime), orderCost: 1)]
    supply.locations = [LocationPlan(name: "house")]
    supply.stockPoints = [
      StockPointPlan(
        item: 0, location: 0, supplier: 0, control: Control(policy: .sS(s: s, S: S), review: .continuous), initialStock: S,
        holdingCost: 1, backorderCost: 9, meanDailyDemand: demandRate)
    ]
    supply.streams = [
      .perItem(
        PerItemStream(
          name: "sales", location: 0, items: [0], laws: [.poisson(mean: demandRate)], period: .days(1),
          unmet: UnmetDemand(backorderShare: 1)))
    ]
    let clock = Clock(horizon: .days(Double(days)), warmUp: .fixed(.zero))
    return try ScenarioModel(Plan(name: "stock", currency: "EUR", clock: clock, study: .continuous, supply: supply))
  }

  /// Orders per hour, work in seconds.
  ///
  /// - Parameter arrange: what the floor has beyond two steps and two pools.
  static func pickPack(
    pickers: Int, packers: Int, perHour: Double, pickMean: Double, packMean: Double, packCV: Double, hours: Int,
    arrange: (inout FloorPlan) -> Void = { _ in }
  ) throws -> ScenarioModel {
    var supply = SupplyPlan()
    supply.items = [ItemPlan(name: "thing")]
    supply.suppliers = [SupplierPlan(name: "maker", leadTime: .constant(1))]
    supply.locations = [LocationPlan(name: "house")]
    supply.stockPoints = [
      StockPointPlan(
        item: 0, location: 0, supplier: 0, control: Control(policy: .none, review: .continuous),
        meanDailyDemand: perHour * 24, unlimited: true)
    ]
    supply.streams = [
      .orders(
        OrderStream(
          name: "orders", location: 0, hourlyMean: [Double](repeating: perHour, count: hours), lines: .constant(1), popularity: [1],
          quantity: .same(.constant(1)), unmet: UnmetDemand(backorderShare: 1)))
    ]
    let end = SimTime(ticks: Int64(hours) * SimTime.ticksPerHour)
    let always = TimeSpan(start: .zero, end: end + .days(91))
    var floor = FloorPlan(location: 0)
    floor.shifts = [ShiftPlan(name: "always", duty: [always], paid: [always], breaks: [])]
    floor.pools = [PoolPlan(name: "pickers", count: pickers, shift: 0), PoolPlan(name: "packers", count: packers, shift: 0)]
    floor.steps = [
      StepPlan(name: "pick", kind: .outbound, crew: [.init(pool: 0)], work: .init(perOrder: .exponential(mean: pickMean))),
      StepPlan(
        name: "pack", kind: .outbound, crew: [.init(pool: 1)], work: .init(perOrder: .lognormal(mean: packMean, sd: packMean * packCV))),
    ]
    floor.outbound = [0, 1]
    arrange(&floor)
    let clock = Clock(horizon: end, warmUp: .fixed(.zero))
    return try ScenarioModel(
      Plan(name: "pick and pack", currency: "EUR", clock: clock, study: .continuous, supply: supply, floor: floor))
  }
}
