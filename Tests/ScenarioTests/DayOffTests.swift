import Scenario
import Simulation
import Testing

/// Hours of people who are still there when a shift begins that is not theirs.
@Suite struct `A day off` {
  // Every second day, round the clock: of Monday to Wednesday the Tuesday. Work of 50 minutes begins 29 times, the last at 23:20, and ends at
  // ten past midnight; then Wednesday is free.
  @Test func `begins when the task in hand is done`() throws {
    let outcome = try FloorDay(
      orders: (0..<120).map { "00:00 \($0) a" },
      warehouse: """
        shifts: { all: { hours: 00:00-24:00 } }
        workers: { w: { count: 1, shift: all, part-time: 50 % } }
        process: { outbound: { pick: { by: w, time: 50 min } } }
        """
    ).run().outcome
    #expect(outcome.pools[0].paidHours == 24)
    #expect(abs(outcome.pools[0].workedHours - 29 * 50 / 60.0) < 1e-9)
    #expect(abs(outcome.pools[0].overtimeHours - 10 / 60.0) < 1e-9)
    #expect(outcome.stations[0].orders == 29)
  }

  // At midnight the 29th task has forty minutes behind it and goes back to the queue.
  @Test func `begins at once where work is handed over`() throws {
    let outcome = try FloorDay(
      orders: (0..<120).map { "00:00 \($0) a" },
      warehouse: """
        shifts: { all: { hours: 00:00-24:00, at-end: hand over } }
        workers: { w: { count: 1, shift: all, part-time: 50 % } }
        process: { outbound: { pick: { by: w, time: 50 min } } }
        """
    ).run().outcome
    #expect(outcome.pools[0].paidHours == 24 && outcome.pools[0].workedHours == 24 && outcome.pools[0].overtimeHours == 0)
    #expect(outcome.stations[0].orders == 28)
  }

  // Until 22:00 and on while anybody waits, up to ten hours: past midnight into a day off, until 8:00.
  @Test func `ends overtime`() throws {
    let outcome = try FloorDay(
      orders: (0..<120).map { "00:00 \($0) a" },
      warehouse: """
        shifts: { day: { hours: 06:00-22:00, overtime: { up-to: 10 h, when: backlog > 0 orders } } }
        workers: { w: { count: 1, shift: day, part-time: 50 % } }
        process: { outbound: { pick: { by: w, time: 60 min } } }
        """
    ).run().outcome
    #expect(outcome.pools[0].paidHours == 16)
    // At 6:00 Wednesday's shift begins, and with it the day off.
    #expect(outcome.pools[0].overtimeHours == 8)
    #expect(outcome.stations[0].orders == 24)
  }
}
