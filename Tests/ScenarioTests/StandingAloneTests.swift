import Scenario
import Simulation
import Testing

/// What is done and finds no room when its person goes home.
@Suite struct `Goods that stand alone` {
  // The second order is picked at 6:40 and finds the only bench busy until 7:10, when the packer has gone. The picker stands beside it until
  // 14:00, and it stands alone until 6:00 the next day. Three days of eight hours: 20 minutes at work, 440 blocked, 980 free.
  @Test func `take nobody's time at their step`() throws {
    let outcome = try FloorDay(
      orders: ["06:00 1 a", "06:30 2 a"],
      warehouse: """
        shifts: { day: { hours: 06:00-14:00 }, hour: { hours: 06:00-07:00 } }
        workers: { pickers: { count: 1, shift: day }, packers: { count: 1, shift: hour } }
        process:
          outbound:
            pick: { by: pickers, time: 10 min }
            pack: { by: packers, time: 60 min, limit: 0 orders }
        """
    ).run().outcome
    let pick = outcome.station("pick"), pool = outcome.pools[0]
    #expect(abs(pick.busyHours - 20 / 60.0) < 1e-9 && abs(pool.workedHours - 20 / 60.0) < 1e-9)
    #expect(abs(pick.blockedHours - 440 / 60.0) < 1e-9 && abs(pool.blockedHours - 440 / 60.0) < 1e-9)
    #expect(abs(pick.idleHours - 980 / 60.0) < 1e-9 && abs(pool.idleHours - 980 / 60.0) < 1e-9)
    #expect(pick.scheduledHours == 24)
    // The order itself stands there all the time.
    #expect(abs(pick.pathStandHours - 1400 / 60.0) < 1e-9)
    #expect(outcome.cycleSeconds == 60 * (70 + 24 * 60 + 30))
  }
}
