import Kernel
import Randomness
import Scenario
import Simulation
import Testing
import Warehouse

/// Equipment that fails in somebody's hands: who goes on with what, and who goes home.
@Suite struct `Broken equipment` {
  func day(_ equipment: String, _ process: String, orders: [String], workers: String? = nil) -> FloorDay {
    FloorDay(
      orders: orders,
      warehouse: (workers ?? FloorDay.people + "workers: { p: { count: 1, shift: always } }")
        + "\nequipment: { c: { \(equipment) } }\nprocess: { outbound: { \(process) } }")
  }

  // Orders of 80 min, a cart that fails after 60 min of work, and p who repairs it in 10. The first: 60 min, the repair, 20 min, done at
  // 90 min. The second: 40 min until the cart has worked 60 again, the repair, 40 min, done at 180 min.
  @Test func `is repaired by the one in whose hands it broke`() throws {
    let (plan, outcome) = try day(
      "count: 1, failures: { up: 1 h, down: 10 min, by: p }", "pack: { by: p, with: c, time: 80 min }", orders: ["00:00 1 a", "00:00 2 a"]
    ).run()
    #expect(outcome.cycleSeconds == 60 * (90 + 180))
    #expect(abs(outcome.pools[0].workedHours - 3) < 1e-9 && outcome.pools[0].downHours == 0)
    #expect(abs(outcome.value("c.utilisation", plan) - 160.0 / 4320) < 1e-12)
    #expect(outcome.deadlock == nil)
  }

  // Two carts that fail after 60 min of work and are away for 5 h. The first order of 80 min goes on with the second cart at 60 min and is
  // done at 80 min. The second order has 40 min done when that cart fails at 120 min; the first cart is back at 360 min: done at 400 min.
  @Test func `gives way to a free unit at once`() throws {
    let (plan, outcome) = try day(
      "count: 2, failures: { up: 1 h, down: 5 h }", "pack: { by: p, with: c, time: 80 min }", orders: ["00:00 1 a", "00:00 2 a"]
    ).run()
    #expect(outcome.cycleSeconds == 60 * (80 + 400))
    #expect(outcome.station("pack").tasks == 2)
    // p has nothing else to do from 120 to 360 min. The carts are away from 60 to 360 and from 120 to 420 min.
    #expect(abs(outcome.pools[0].downHours - 4) < 1e-9 && abs(outcome.pools[0].idleHours - (72 - 4 - 160.0 / 60)) < 1e-9)
    #expect(abs(outcome.value("c.availability", plan) - (1 - 600.0 / 8640)) < 1e-12)
    #expect(abs(outcome.value("c.utilisation", plan) - 160.0 / 8640) < 1e-12)
    // Somebody is free for the step from 120 to 360 min and no cart is: one server down. Afterwards, until 420 min, the other cart is there.
    #expect(abs(outcome.station("pack").downHours - 4) < 1e-9)
  }

  // Picks of 20 min with a cart that is broken from 30 to 90 min, packs of 10 min without. The second order's pick, half done, is put back
  // at 30 min; p packs the first one from 30 to 40 min and picks on from 90 to 100 min, and packs until 110 min.
  @Test func `leaves its user free for other work`() throws {
    let (_, outcome) = try day(
      "count: 1, failures: { up: 30 min, down: 1 h }", "pick: { by: p, with: c, time: 20 min }, pack: { by: p, time: 10 min }",
      orders: ["00:00 1 a", "00:00 2 a"]
    ).run()
    #expect(outcome.cycleSeconds == 60 * (40 + 110))
    // Without the cart and without work from 40 to 90 min.
    #expect(abs(outcome.pools[0].downHours * 60 - 50) < 1e-9)
    #expect(abs(outcome.station("pick").causeHours[3] * 60 - 50) < 1e-9, "the cart is what the second order waits for while p is free")
  }

  // 90 min of work begun at 14:00; the cart fails at 15:00 and is away for 20 h. p waits for work until 16:00, goes home whatever the shift
  // does with work in hand, comes at 8:00 and does the last half hour from 11:00 on.
  @Test(arguments: ["finish", "stop", "hand over"]) func `keeps nobody after the shift`(rule: String) throws {
    let (_, outcome) = try day(
      "count: 1, failures: { up: 1 h, down: 20 h }", "pick: { by: p, with: c, time: 90 min }", orders: ["14:00 1 a"],
      workers: "shifts: { day: { hours: 08:00-16:00, at-end: \(rule) } }\nworkers: { p: { count: 1, shift: day } }"
    ).run()
    #expect(outcome.cycleSeconds == 3600 * 21.5)
    #expect(outcome.pools[0].overtimeHours == 0)
    // 15:00 to 16:00, and 8:00 to 11:00 on the next day.
    #expect(abs(outcome.pools[0].downHours - 4) < 1e-9)
  }

  // 100 min of work begun at 15:30; the cart fails at 16:30, when the task in hand is being finished: so it is, with the other cart.
  @Test func `is replaced in the task that is finished after the shift`() throws {
    let (_, outcome) = try day(
      "count: 2, failures: { up: 1 h, down: 20 h }", "pick: { by: p, with: c, time: 100 min }", orders: ["15:30 1 a"],
      workers: "shifts: { day: { hours: 08:00-16:00, at-end: finish } }\nworkers: { p: { count: 1, shift: day } }"
    ).run()
    #expect(outcome.cycleSeconds == 60 * 100)
    #expect(abs(outcome.pools[0].overtimeHours * 60 - 70) < 1e-9)
  }

  // Work put aside at 16:00 holds its cart, which fails after 8 h of that, at 22:00, and is away for 14 h. In the morning p goes on with the
  // other cart where there is one, and else at 12:00: two hours are left.
  @Test(arguments: [(1, 24.0), (2, 20.0)]) func `breaks over night in work that was put aside`(carts: Int, hours: Double) throws {
    let (_, outcome) = try day(
      "count: \(carts), failures: { up: 8 h, down: 14 h, clock: working }", "pick: { by: p, with: c, time: 4 h }",
      orders: ["14:00 1 a"],
      workers: "shifts: { day: { hours: 08:00-16:00, at-end: stop } }\nworkers: { p: { count: 1, shift: day } }"
    ).run()
    #expect(outcome.cycleSeconds == 3600 * hours)
  }

  // A machine that nobody attends: 80 min of work of which 60 are done when it fails.
  @Test func `works alone and waits alone`() throws {
    let outcome = try day(
      "count: 1, failures: { up: 1 h, down: 30 min }", "press: { with: c, time: 80 min }, check: { by: p, time: 0 s }", orders: ["00:00 1 a"]
    ).run().outcome
    #expect(outcome.cycleSeconds == 60 * 110)
  }

  // p needs a minute for `first`; q 20 min for `second`, where one may wait. From 22 min on p stands with the fourth order, at 31 min q's
  // cart fails in the second one, and its repair waits for p.
  @Test func `that waits for people who wait for it stops the floor`() throws {
    let (_, outcome) = try day(
      "count: 1, failures: { up: 30 min, down: 10 min, by: p }",
      "first: { by: p, time: 1 min }, second: { by: q, with: c, time: 20 min, limit: 1 orders }",
      orders: (1...5).map { "00:00 \($0) a" },
      workers: FloorDay.people + "workers: { p: { count: 1, shift: always }, q: { count: 1, shift: always } }"
    ).run()
    let words = try #require(outcome.deadlock)
    #expect(words.contains("on 2026-01-05 at 0:31 the floor came to a stand"), "\(words)")
    #expect(
      words.contains(
        "'first' (1 task done, holding 1 of 'p') waits for room at 'second', which needs 'c', broken until somebody repairs it, and 'p', held by 'first'"
      ), "\(words)")
  }

  // With a mechanic such a floor goes on: the second order of q has 5 min left when the cart fails after 35 min of work, at 36 min; the repair
  // lasts until 46 min.
  @Test func `that a mechanic repairs stops nothing`() throws {
    let (_, outcome) = try day(
      "count: 1, failures: { up: 35 min, down: 10 min, by: m }",
      "first: { by: p, time: 1 min }, second: { by: q, with: c, time: 20 min, limit: 1 orders }",
      orders: (1...3).map { "00:00 \($0) a" },
      workers: FloorDay.people + "workers: { p: { count: 1, shift: always }, q: { count: 1, shift: always }, m: { count: 1, shift: always } }"
    ).run()
    #expect(outcome.deadlock == nil)
    // The second ends at 51 min, and the third 20 min later.
    #expect(outcome.cycleSeconds == 60 * (21 + 51 + 71))
  }

  // Six carts for two people who work from 8 to 16 o'clock: a failure costs nobody a minute of overtime beyond the task in hand, 10 min.
  @Test func `with spare units leaves overtime as it is without failures`() throws {
    let study = HallStudy(
      streams: HallStudy.poisson(3),
      warehouse: """
        shifts: { day: { hours: 08:00-16:00, at-end: finish } }
        workers: { p: { count: 2, shift: day } }
        equipment: { c: { count: 6, failures: { up: { exponential: { mean: 8 h } }, down: 20 h } } }
        process: { outbound: { pick: { by: p, with: c, time: 10 min } } }
        """, days: 30, warmUpDays: 2, replications: 2)
    for outcome in try study.outcomes().outcomes {
      #expect(outcome.pools[0].overtimeHours <= 2 * 28 * 10.0 / 60)
      #expect(outcome.equipment[0].downHours > 100)
    }
  }
}
