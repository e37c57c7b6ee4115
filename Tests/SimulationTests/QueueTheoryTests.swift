import Foundation
import Kernel
import Randomness
import Simulation
import Supply
import Testing
import Warehouse

/// A staffing study: Poisson orders, unlimited stock, people at one step all round the clock.
func queueStudy(servers: Int, perHour: Double, service: Law, hours: Int, warmUp: Int) -> Plan {
  var supply = SupplyPlan()
  supply.items = [ItemPlan(name: "thing")]
  supply.suppliers = [SupplierPlan(name: "anyone", leadTime: .constant(1))]
  supply.locations = [LocationPlan(name: "house")]
  supply.stockPoints = [
    StockPointPlan(
      item: 0, location: 0, supplier: 0, control: Control(policy: .none, review: .continuous), meanDailyDemand: perHour * 24,
      unlimited: true)
  ]
  supply.streams = [
    .orders(
      OrderStream(
        name: "orders", location: 0, hourlyMean: [Double](repeating: perHour, count: hours), lines: .constant(1), popularity: [1],
        quantity: .same(.constant(1)),
        unmet: UnmetDemand(backorderShare: 1)))
  ]
  let end = SimTime(ticks: Int64(hours) * SimTime.ticksPerHour)
  let always = TimeSpan(start: .zero, end: SimTime(ticks: end.ticks + 91 * SimTime.ticksPerDay))
  var floor = FloorPlan(location: 0)
  floor.shifts = [ShiftPlan(name: "always", duty: [always], paid: [always], breaks: [])]
  floor.pools = [PoolPlan(name: "people", count: servers, shift: 0)]
  floor.steps = [StepPlan(name: "serve", kind: .outbound, crew: [.init(pool: 0)], work: .init(perOrder: service))]
  floor.outbound = [0]
  return Plan(
    name: "queue", currency: "EUR", clock: Clock(horizon: end, warmUp: .fixed(SimTime(ticks: Int64(warmUp) * SimTime.ticksPerHour))),
    study: .continuous,
    supply: supply, floor: floor)
}

@Suite struct `Queues on the warehouse floor` {
  @Test(arguments: [(1, 8.0, 2.0 / 3), (3, 25.0, 0.0)])
  func `the mean wait is Erlang's`(servers: Int, perHour: Double, unused: Double) throws {
    let mean = 360.0  // seconds: ten an hour and server
    let plan = try CompiledPlan(queueStudy(servers: servers, perHour: perHour, service: .exponential(mean: mean), hours: 700, warmUp: 60))
    let runner = PairedRunner([plan])
    let outcomes = (0..<10).map { runner.run(seed: 7, replication: $0)[0] }
    let waits = outcomes.map { $0.stations[0].waitMinutes / $0.stations[0].waits.total / 60 }
    let offered = perHour / 10
    var term = 1.0, sum = 1.0
    for k in 1..<max(2, servers) where k < servers {
      term *= offered / Double(k)
      sum += term
    }
    let last = term * offered / Double(servers) / (1 - offered / Double(servers))
    let delay = last / (sum + last)
    let exact = delay / (Double(servers) * 10 - perHour)
    let average = waits.reduce(0, +) / 10
    let error = (waits.map { ($0 - average) * ($0 - average) }.reduce(0, +) / 9 / 10).squareRoot()
    #expect(abs(average - exact) < 3.5 * error, "wait \(average) h, theory \(exact) h, standard error \(error)")
    let busy = outcomes.map { $0.stations[0].busyHours / $0.stations[0].scheduledHours }.reduce(0, +) / 10
    #expect(abs(busy - offered / Double(servers)) < 0.01)
  }
}
