import Scenario
import Simulation
import Testing

/// Orders that are worked on together go on in the order in which they came.
@Suite struct `Orders of one round` {
  // Together from 8:00 to 8:30, then one by one for ten minutes each: done at 8:40, 8:50 and 9:00, 100, 109 and 118 minutes after they came.
  // The other way round the first would take 120. The fourth is alone and takes 80.
  @Test(arguments: ["brief", "full"]) func `come to the next step first come, first served`(accounts: String) throws {
    let (plan, outcome) = try FloorDay(
      orders: ["2/07:00 9 a"], urgent: ["07:00 1 a", "07:01 2 a", "07:02 3 a"], terms: ", due: 119 min",
      warehouse: """
        accounts: \(accounts)
        shifts: { day: { hours: 08:00-20:00 } }
        workers: { pickers: { count: 1, shift: day }, packers: { count: 1, shift: day } }
        process:
          outbound:
            pick: { by: pickers, batch: 3 orders, time: 10 min }
            pack: { by: packers, time: 10 min }
        """
    ).run()
    #expect(outcome.cycleSeconds == 60 * (100 + 109 + 118 + 80))
    #expect(outcome.value("on-time", plan) == 1)
  }

  // The next step takes one at a time and keeps no queue: the first goes on at once, the last stands longest. 40, 50 and 60 minutes after
  // 8:00 they are done, whoever goes first; so the promise tells.
  @Test func `go on in that order where there is room for one`() throws {
    let (plan, outcome) = try FloorDay(
      orders: ["2/07:00 9 a"], urgent: ["07:00 1 a", "07:01 2 a", "07:02 3 a"], terms: ", due: 119 min",
      warehouse: """
        shifts: { day: { hours: 08:00-20:00 } }
        workers: { pickers: { count: 1, shift: day }, packers: { count: 1, shift: day } }
        process:
          outbound:
            pick: { by: pickers, batch: 3 orders, time: 10 min }
            pack: { by: packers, time: 10 min, limit: 0 orders }
        """
    ).run()
    #expect(outcome.cycleSeconds == 60 * (100 + 109 + 118 + 80))
    #expect(outcome.value("on-time", plan) == 1)
  }
}
