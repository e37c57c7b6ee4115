import Foundation
import Scenario
import Simulation
import Testing

/// Departures take along what is ready in time, wherever it stands in the queue.
@Suite struct `A departure with a cut-off` {
  // Who came at 9:00 leaves at 12:00; who came at 11:45 stands before it, and leaves a day later.
  @Test(arguments: ["fifo", "due date"], ["", "accounts: full\n"])
  func `passes over orders that have come too late`(queue: String, accounts: String) throws {
    for ship in ["departures: 12:00, cut-off: 30 min", "carriers: { van: { departures: 12:00, cut-off: 30 min } }"] {
      let outcome = try FloorDay(
        orders: ["09:00 1 a"], urgent: ["11:45 u a"], terms: ", due: 1 h",
        warehouse: accounts + """
          shifts: { day: { hours: 06:00-14:00 } }
          workers: { w: { count: 1, shift: day } }
          process: { outbound: { pick: { by: w, time: 1 min }, ship: { queue: \(queue), \(ship) } } }
          """
      ).run().outcome
      #expect(outcome.cycleSeconds == Double((3 * 60 + 24 * 60 + 15) * 60), "\(ship)")
    }
  }

  @Test func `lets the same orders go as a carrier's truck with room for all`() throws {
    func cycles(_ ship: String, sets: [String]) throws -> [Histogram] {
      try HallStudy(
        streams: HallStudy.poisson(6, "priority: 1, due: 1 d", name: "urgent") + "\n"
          + HallStudy.poisson(9, "priority: 2", name: "ordinary"),
        warehouse: """
          shifts: { day: { hours: 06:00-18:00 } }
          workers: { w: { count: 3, shift: day } }
          process: { outbound: { pick: { by: w, time: { exponential: { mean: 7 min } } }, ship: { queue: priority, \(ship) } } }
          """, days: 40, replications: 2
      ).outcomes(sets: sets).outcomes.map(\.cycleTimes)
    }
    let departures = "departures: [ \"mon-sun 11:00\", \"mon-sun 16:00\" ], cut-off: 45 min"
    let carrier = try cycles("carriers: { van: { \(departures) } }", sets: [])
    #expect(try cycles(departures, sets: []) == carrier)
    #expect(try cycles(departures, sets: ["warehouse.accounts=full"]) == carrier)
  }
}

/// A release takes those who wait in the order of its queue.
@Suite struct `A release with a queue` {
  // At 8:00 two may go that came by 7:50: the urgent order of 7:10, and then the ordinary one of 7:00, past the urgent one of 7:55, which
  // goes at 9:00.
  @Test func `lets the most urgent go first, and passes over who came too late`() throws {
    let outcome = try FloorDay(
      orders: ["07:00 1 a"], urgent: ["07:10 u a", "07:55 v a"],
      warehouse: """
        shifts: { day: { hours: 06:00-14:00 } }
        workers: { w: { count: 1, shift: day } }
        process:
          outbound:
            hold: { waves: [ "mon-sun 08:00", "mon-sun 09:00" ], cut-off: 10 min, up-to: 2 orders, queue: due date }
            pick: { by: w, time: 10 min }
        """
    ).run().outcome
    // u from 8:00 to 8:10, 1 to 8:20, v from 9:00 to 9:10.
    #expect(outcome.cycleSeconds == Double((60 + 80 + 75) * 60))
  }

  // One order is released at a time: at 8:00 the urgent one, due at 8:20, though it came last; first come first, it goes at 9:00.
  @Test(arguments: [("due date", 1.0), ("lifo", 1), ("fifo", 0)])
  func `lets one at a time go`(queue: String, onTime: Double) throws {
    let outcome = try FloorDay(
      orders: ["07:00 1 a"], urgent: ["07:20 u a"],
      warehouse: """
        shifts: { day: { hours: 06:00-14:00 } }
        workers: { w: { count: 1, shift: day } }
        process: { outbound: { hold: { every: 1 h, up-to: 1 orders, queue: \(queue) }, pick: { by: w, time: 10 min } } }
        """
    ).run().outcome
    #expect(outcome[.ordersOnTime] == onTime && outcome.cycleSeconds == 180 * 60)
  }
}
