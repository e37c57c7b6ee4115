import Foundation
import Kernel
import Randomness
import Simulation
import Supply
import Testing
import Warehouse

func logarithm(_ x: Double) -> Double { Foundation.log(x) }

@Suite struct `One replication` {
  @Test func `an outcome depends on nothing but plan, seed and replication`() throws {
    // Plans of one demand share what orders draw at the floor's steps, where they draw the same.
    let plans = [
      try World().compiled(), try World(packers: 3).compiled(), try World(leadTime: .constant(20)).compiled(),
      try World(packing: .lognormal(mean: 100, sd: 60)).compiled(), try World(checking: .lognormal(mean: 200, sd: 120)).compiled(),
      try World(backorderShare: 1, checking: .exponential(mean: 90)).compiled(),
    ]
    let together = PairedRunner(plans).run(seed: 4, replication: 9)
    for (i, plan) in plans.enumerated() {
      let runner = PairedRunner([plan])
      _ = runner.run(seed: 4, replication: 2)
      #expect(runner.run(seed: 4, replication: 9)[0] == together[i], "alone, after another replication, and beside others")
    }
    #expect(PairedRunner(plans).run(seed: 5, replication: 9) != together)
  }

  @Test func `a trace switched on changes no number`() throws {
    let runner = PairedRunner([try World().compiled()])
    let plain = runner.run(seed: 4, replication: 1)[0]
    let (traced, trace) = runner.trace(plan: 0, seed: 4, replication: 1)
    #expect(traced == plain)
    #expect((trace.floor?.tasks.count ?? 0) > 500)
  }

  @Test func `nobody works before a task ends or off duty begins one`() throws {
    let world = World()
    let (_, trace) = PairedRunner([try world.compiled()]).trace(plan: 0, seed: 1, replication: 0)
    let floor = try #require(world.plan().floor)
    var freeAt: [Int: SimTime] = [:]
    for task in try #require(trace.floor).tasks.sorted(by: { ($0.start, $0.worker) < ($1.start, $1.worker) }) {
      #expect(task.start >= freeAt[task.worker] ?? .zero)
      freeAt[task.worker] = task.end
      let duty = floor.shifts[floor.pools[task.pool].shift].duty
      #expect(duty.contains { $0.start <= task.start && task.start < $0.end })
    }
  }

  @Test(arguments: [false, true])
  func `what is asked is served, owed or lost, and money follows`(shipComplete: Bool) throws {
    let outcome = PairedRunner([try World(shipComplete: shipComplete).compiled()]).run(seed: 2, replication: 0)[0]
    let accounted: Double = outcome[.unitsServedAtOnce] + outcome[.unitsBackordered] + outcome[.unitsLost]
    #expect(outcome[.unitsAsked] == accounted)
    #expect(outcome[.unitsBackordered] > 0 && outcome[.unitsLost] > 0)
    #expect(outcome[.lostSalesCost] == 2 * outcome[.unitsLost])
    let parts = outcome[.holdingCost] + outcome[.backorderCost] + outcome[.orderingCost] + outcome[.lostSalesCost]
    let byItem = outcome.items.map(\.cost).reduce(0, +)
    #expect(abs(byItem - parts) < 1e-6 * parts)
    #expect(outcome[.ordersFinished] + outcome[.ordersOpen] <= outcome[.ordersAsked])
    #expect(outcome[.ordersOnTime] + outcome[.ordersLate] <= outcome[.ordersDue])
    #expect(outcome.daily.cost.count == 40)
  }

  @Test func `with more pickers orders wait less to be picked, and pay rises`() throws {
    let outcomes = PairedRunner([try World(pickers: 1).compiled(), try World(pickers: 4).compiled()]).run(seed: 3, replication: 0)
    #expect(outcomes[1].stations[1].waitMinutes < outcomes[0].stations[1].waitMinutes)
    #expect(outcomes[1][.labourCost] > outcomes[0][.labourCost])
    #expect(outcomes[1][.unitsAsked] == outcomes[0][.unitsAsked])
  }

  @Test func `a higher base stock never lowers the fill rate`() throws {
    let plans = try [40, 80, 120, 200].map { try World(policy: .baseStock(S: $0), backorderShare: 1).compiled() }
    let rates = PairedRunner(plans).run(seed: 6, replication: 0).map { $0[.unitsServedAtOnce] / $0[.unitsAsked] }
    #expect(rates == rates.sorted())
    #expect(rates[3] > rates[0])
  }

  @Test func `Little's law holds at every station`() throws {
    // Long enough that what is in the queues at both ends does not matter.
    let outcome = PairedRunner([try World(days: 800, warmUpDays: 20).compiled()]).run(seed: 8, replication: 0)[0]
    for station in outcome.stations {
      let lengthTimesTime = station.queueHours
      let waits = station.waitMinutes / 60
      #expect(abs(lengthTimesTime - waits) < 0.02 * waits + 30, "\(station.name): \(lengthTimesTime) order-hours against \(waits)")
    }
  }

  @Test func `the paid hours are those of the calendar, and nobody works more than paid and overtime together`() throws {
    let outcome = PairedRunner([try World(days: 70, warmUpDays: 0).compiled()]).run(seed: 8, replication: 0)[0]
    #expect(outcome.pools[0].paidHours == 800)
    #expect(outcome.pools[0].dutyHours == 750)
    for pool in outcome.pools { #expect(pool.workedHours <= pool.dutyHours + pool.overtimeHours + 50) }
    let wages: Double = 2 * 14 + 13
    #expect(outcome[.labourCost] == 400 * wages)
  }

  @Test func `goods received are not pickable before they are put away`() throws {
    // Put-away that takes a day per receipt starves the shelves, though the goods are in the house.
    func outcome(_ seconds: Double) throws -> Outcome {
      var plan = World(policy: .sS(s: 80, S: 120), backorderShare: 1).plan()
      plan.floor?.steps[0].work.perLine = .constant(seconds)
      return PairedRunner([try CompiledPlan(plan)]).run(seed: 1, replication: 0)[0]
    }
    let quick = try outcome(1), slow = try outcome(20_000)
    #expect(slow[.unitsServedAtOnce] < 0.9 * quick[.unitsServedAtOnce])
  }
}
