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
        streams: HallStudy.poisson(6, "priority: 1, due: 1 d", name: "urgent") + "\n" + HallStudy.poisson(9, "priority: 2", name: "ordinary"),
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
