import Randomness
import Scenario
import Supply
import Testing

@testable import Kernel
@testable import Simulation
@testable import Warehouse

/// What a replication holds does not grow with the orders it has finished.
@Suite struct `Memory of a run` {
  /// Records there is room for, by table, when a run is over; and orders finished.
  private func rooms(days: Int, accounts: String) throws -> (rooms: [String: Int], finished: Double) {
    // Two thirds of a day's forty orders an hour wait for the morning: some 640 are in the house at once, day after day.
    let plan = try HallStudy(
      streams: HallStudy.poisson(40),
      warehouse:
        "accounts: \(accounts)\nshifts: { day: { hours: 06:00-14:00 } }\nplaces: { benches: 15 }\n"
        + "workers: { w: { count: 20, shift: day }, v: { count: 20, shift: day } }\nprocess:\n"
        + "  outbound: { pick: { by: w, time: { exponential: { mean: 5 min } } }, pack: { by: v, at: benches, time: 4 min } }",
      days: days, warmUpDays: 0, replications: 0
    ).outcomes().plan
    let leadTimes = plan.plan.supply.stockPoints.enumerated().map { i, point in
      LeadTimeState(plan.leadTimes[point.supplier], source: plan.leadTimeSources[i], record: nil)
    }
    var replica = Replica(plan, key: DrawKey(seed: 5, phase: .main, replication: 0), tape: nil, leadTimes: leadTimes, trace: nil)
    let outcome = replica.run(replication: 0)
    let hall = replica.floor.hall.jobs.room + replica.floor.hall.tasks.room
    return (
      [
        "jobs": replica.floor.jobs.room, "work": replica.floor.workSeconds.room, "times": replica.floor.times.room,
        "put away": replica.floor.putAwayList.room, "departed": replica.floor.departedList.room, "hall": hall,
        "hall's work": replica.floor.hall.workSeconds.room, "hall's ways": replica.floor.hall.path.spans.room,
        "hall's departed": replica.floor.hall.departedList.room, "hall's ways told": replica.floor.hall.path.departed.room,
        "causes": replica.floor.hall.causeMarks.room, "visits": replica.floor.hall.visits.room,
        "events": replica.agenda.slotRoom, "heap": replica.agenda.room,
        "orders": replica.orders.orders.records.room, "loads": replica.orders.loads.records.room,
      ], outcome[.ordersFinished]
    )
  }

  @Test(arguments: ["brief", "full"]) func `is the same for ten times the orders`(accounts: String) throws {
    let few = try rooms(days: 10, accounts: accounts), many = try rooms(days: 100, accounts: accounts)
    #expect(few.finished > 8_000 && many.finished > 9.5 * few.finished)
    // As many as were ever in the house at once, in tables that double: some more in the worst of a hundred nights make no difference.
    for (table, room) in few.rooms { #expect(many.rooms[table] == room, "\(table)") }
    #expect(few.rooms["jobs"]! + few.rooms["hall"]! > 1_000 && few.rooms["orders"]! < 2_000)
  }
}
