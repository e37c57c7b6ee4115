import Kernel
import Randomness
import Scenario
import Simulation
import Testing
import Warehouse

/// Equipment that must charge.
@Suite struct `Charging` {
  func day(_ robots: String, orders: Int = 4, at time: String = "00:00") -> FloorDay {
    FloorDay(
      orders: (1...orders).map { "\(time) \($0) a" },
      warehouse: FloorDay.people
        + "workers: { spare: { count: 1, shift: always } }\nequipment: { robots: { \(robots) } }\nprocess: { outbound: { lift: { with: robots, time: 10 min }, check: { by: spare, time: 0 s } } }"
    )
  }

  // Ends of tasks at 10, 20, 30 min; then the unit has worked 25 min and more and charges until 90 min; the fourth ends at 100 min.
  @Test func `begins when the task in hand is done`() throws {
    let (plan, outcome) = try day("count: 1, charging: { after: 25 min, for: 60 min }").run()
    #expect(outcome.cycleSeconds == 60 * (10 + 20 + 30 + 100))
    // Three days; nothing is left out.
    #expect(
      abs(outcome.value("robots.charging", plan) - 60.0 / 4320) < 1e-12
        && abs(outcome.value("robots.utilisation", plan) - 40.0 / 4320) < 1e-12)
    #expect(outcome.station("lift").downHours == 0, "charging is no failure")
    // The fourth order waits while it charges: that hour nobody is idle for want of work.
    #expect(abs(outcome.station("lift").starvedHours * 60 - 60) < 1e-9)
    #expect(abs(outcome.station("lift").idleHours * 60 - (4320 - 40 - 60)) < 1e-9)
    // The second order waits for the robot for 10 min, the third for 20 and the fourth for 90.
    #expect(abs(outcome.station("lift").causeHours[3] * 60 - 120) < 1e-9)
  }

  // Half an hour of work, then an hour on the charger, for which nobody waits: of 36 hours on duty 35.5 are idle. With failures after each
  // 45 min of work, of 180, the cart is away three times for ten minutes (the fourth would come as the work ends), somebody waiting for it; and
  // after 90 min it charges for 20, with three orders waiting. The second charge begins when all is done.
  @Test func `is no failure`() throws {
    func station(_ cart: String, orders: Int) throws -> StationOutcome {
      try FloorDay(
        orders: (1...orders).map { "08:00 \($0) a" },
        warehouse: """
          shifts: { day: { hours: 08:00-20:00 } }
          workers: { p: { count: 1, shift: day } }
          equipment: { cart: { count: 1, \(cart) } }
          process: { outbound: { pick: { by: p, with: cart, time: 30 min } } }
          """
      ).run().outcome.station("pick")
    }
    let quiet = try station("charging: { after: 30 min, for: 60 min }", orders: 1)
    #expect(quiet.downHours == 0 && abs(quiet.idleHours - 35.5) < 1e-9 && abs(quiet.scheduledHours - 36) < 1e-9)
    let failing = try station(
      "failures: { up: 45 min, down: 10 min, clock: working }, charging: { after: 70 min, for: 20 min }", orders: 6)
    #expect(abs(failing.downHours - 0.5) < 1e-9 && abs(failing.busyHours - 3) < 1e-9)
    #expect(abs(failing.starvedHours - 1.0 / 3) < 1e-9 && abs(failing.idleHours - (32.5 - 1.0 / 3)) < 1e-9)
  }

  // Exactly the time is enough: 10, 20, charge until 80, 90, 100 min and the next charge.
  @Test func `begins at the stated work`() throws {
    #expect(try day("count: 1, charging: { after: 20 min, for: 60 min }").run().outcome.cycleSeconds == 60 * (10 + 20 + 90 + 100))
  }

  // A unit fails 40 min after the start and after each repair of 20 min. It charges from 30 to 40 min, from 60 to 100 min, and the last of
  // its 60 min from 120 to 130 min; the fourth task ends at 140 min.
  @Test func `goes on after a repair`() throws {
    let (plan, outcome) = try day(
      "count: 1, charging: { after: 25 min, for: 60 min }, failures: { up: 40 min, down: 20 min, clock: calendar }"
    ).run()
    #expect(outcome.cycleSeconds == 60 * (10 + 20 + 30 + 140))
    #expect(abs(outcome.value("robots.charging", plan) - 60.0 / 4320) < 1e-12)
  }

  // It fails after 15 min of work, in the middle of the second task, which ends at 40 instead of 20 min. Work counts, the repair does not:
  // the third task ends at 50 min with 30 min of work, and the charge at 110 min.
  @Test func `counts work and no repair`() throws {
    let outcome = try day(
      "count: 1, charging: { after: 30 min, for: 60 min }, failures: { up: 15 min, down: 20 min, clock: working }", orders: 3
    ).run().outcome
    // The second failure comes with 30 min of work, at the end of the third task: it does not fail any more, because nothing holds it.
    #expect(outcome.cycleSeconds == 60 * (10 + 40 + 50))
    #expect(abs(outcome.equipment[0].usedHours * 60 - 30) < 1e-9 && abs(outcome.equipment[0].chargingHours * 60 - 60) < 1e-9)
  }

  /// A unit that is never without work does exponential tasks of 20 min until it has worked 2 h: the last one overshoots by 20 min,
  /// whatever went before. Then it charges for 1 h in the mean: 60 of 200 min.
  @Test func `takes the share that renewal says`() throws {
    let study = HallStudy(
      streams: HallStudy.poisson(5),
      warehouse: HallStudy.always
        + "workers: { spare: { count: 1, shift: always } }\nequipment: { robots: { count: 1, charging: { after: 2 h, for: { exponential: { mean: 1 h } } } } }\nprocess: { outbound: { lift: { with: robots, time: { exponential: { mean: 20 min } } }, check: { by: spare, time: 0 s } } }"
    )
    let (plan, outcomes) = try study.outcomes()
    let charging = Measured(outcomes) { $0.value("robots.charging", plan) },
      used = Measured(outcomes) { $0.value("robots.utilisation", plan) }
    #expect(charging.covers(0.3) && charging.error < 0.01, "\(charging)")
    #expect(used.covers(0.7), "\(used)")
  }

  static func fleet(_ more: String) -> HallStudy {
    HallStudy(
      streams: HallStudy.poisson(9),
      warehouse: HallStudy.always
        + "workers: { drivers: { count: 3, shift: always }, mechanics: { count: 1, shift: always } }\nequipment: { trucks: { count: 4, failures: { up: { exponential: { mean: 30 h } }, down: { exponential: { mean: 3 h } }, by: mechanics }\(more) } }\nprocess: { outbound: { lift: { by: drivers, with: trucks, time: { exponential: { mean: 15 min } } } } }",
      days: 40, replications: 2)
  }

  @Test func `leaves no minute of a unit out`() throws {
    for outcome in try Self.fleet(", charging: { after: 4 h, for: { gamma: { mean: 50 min, cv: 0.5 } } }").outcomes().outcomes {
      let unit = outcome.equipment[0]
      #expect(abs(unit.freeHours + unit.usedHours + unit.downHours + unit.chargingHours - 4 * 30 * 24) < 1e-6)
      #expect(unit.chargingHours > 100 && unit.downHours > 50)
      #expect(outcome[.ordersFinished] > 5000)
    }
  }

  /// A battery for longer than the run is none: not a single number moves.
  @Test func `that never comes changes nothing`() throws {
    let with = try Self.fleet(", charging: { after: 1 year, for: 1 h }").outcomes().outcomes,
      without = try Self.fleet("").outcomes().outcomes
    for (a, b) in zip(with, without) { #expect(a.cycleSeconds == b.cycleSeconds && a.equipment == b.equipment && a.pools == b.pools) }
  }

  @Test(arguments: [
    ("after: 25 min, for: 0 min", "a charge that takes no time is none", "out-of-range"),
    ("after: 1 s, for: 5 min", "'1 s' is outside the range of 'after'", "out-of-range"),
    ("after: 25 min", "lacks 'for'", "missing-key"),
    ("for: 25 min", "lacks 'after'", "missing-key"),
  ])
  func `is refused where it says too little`(charging: String, answer: String, code: String) {
    let found = Desk(day("count: 1, charging: { \(charging) }").files).problems()
    #expect(found.contains { $0.contains(answer) && $0.hasSuffix("[\(code)]") }, "\(found)")
  }
}
