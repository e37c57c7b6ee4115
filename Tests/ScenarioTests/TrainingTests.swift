import Kernel
import Scenario
import Simulation
import Testing

/// Newcomers who are paid from their first day and work when they have been trained.
@Suite struct `Training` {
  static let shift = "shifts: { day: { hours: 08:00-16:00, breaks: { tea: 10:00 +30 min } } }\n"

  func day(_ workers: String, _ workforce: String, orders: [String]) -> FloorDay {
    FloorDay(
      orders: orders,
      warehouse: Self.shift + "workers: { \(workers) }\nworkforce: { \(workforce) }\nprocess: { outbound: { pick: { by: p, time: 1 h } } }")
  }

  // Hired on the second day and trained for 36 h: p comes at 8:00, and works from 12:00 of the third day on. Two shifts of 8 h are paid:
  // 7.5 h and 3.5 h of training, two breaks of half an hour, 1 h of work, and 3 h with nothing to do.
  @Test func `comes before the first work and is paid`() throws {
    let (plan, outcome) = try day(
      "p: { count: 0, shift: day, wage: 10 EUR/h }", "hiring: { one: { on: 2026-01-06, count: 1, as: p, training: 36 h } }",
      orders: ["2/09:00 1 a"]
    ).run()
    #expect(outcome.cycleSeconds == 3600 * 28)
    let pool = outcome.pools[0]
    #expect(abs(pool.paidHours - 16) < 1e-9 && abs(outcome[.labourCost] - 160) < 1e-9)
    #expect(abs(pool.trainingHours - 11) < 1e-9 && abs(pool.breakHours - 1) < 1e-9)
    #expect(abs(pool.workedHours - 1) < 1e-9 && abs(pool.idleHours - 3) < 1e-9)
    #expect(abs(pool.dutyHours - 4) < 1e-9, "in training nobody is on duty")
    #expect(abs(outcome.value("p.training", plan) - 11.0 / 16) < 1e-12)
    let sum = ["busy", "blocked", "down", "starved", "idle", "break", "absent", "training"].map { outcome.value("p.\($0)", plan) }
    #expect(abs(sum.reduce(0, +) - 1) < 1e-12)
    // From 9:00 to 16:00 and from 8:00 to 12:00 somebody is there and cannot do it: nobody who can is on duty.
    #expect(abs(outcome.station("pick").causeHours[1] - 27) < 1e-9)
  }

  // Training that ends in a break is over when the break is.
  @Test func `that ends in a break ends with the break`() throws {
    let (_, outcome) = try day(
      "p: { count: 0, shift: day }", "hiring: { one: { on: 2026-01-06, count: 1, as: p, training: 610 min } }", orders: ["2/09:00 1 a"]
    ).run()
    #expect(outcome.cycleSeconds == 3600 * 2.5)
    #expect(abs(outcome.pools[0].trainingHours - 2) < 1e-9)
  }

  // Who retires at the start is replaced at once by somebody who is trained until 11:00.
  @Test func `is given to replacements`() throws {
    let (_, outcome) = try day(
      "p: { count: 1, shift: day, age: 70 years }",
      "retirement: { at: 66 years }, replacement: { after: 0 d, training: 11 h }", orders: ["00:00 1 a"]
    ).run()
    #expect(outcome.cycleSeconds == 3600 * 12)
    #expect(abs(outcome.pools[0].trainingHours - 2.5) < 1e-9)
  }

  // A shift around the clock ends and begins at midnight. Who is hired at the first midnight comes to the next shift, and training goes on
  // through the midnight after it: 24 h and 6 h.
  @Test func `goes on around the clock`() throws {
    let (_, outcome) = try FloorDay(
      orders: ["00:00 1 a"],
      warehouse: FloorDay.people
        + "workers: { p: { count: 0, shift: always } }\nworkforce: { hiring: { one: { on: 2026-01-05, count: 1, as: p, training: 54 h } } }\nprocess: { outbound: { pick: { by: p, time: 1 h } } }"
    ).run()
    #expect(outcome.cycleSeconds == 3600 * 55)
    #expect(abs(outcome.pools[0].trainingHours - 30) < 1e-9)
  }

  @Test func `without it nothing of it is said`() throws {
    let (plan, outcome) = try day("p: { count: 1, shift: day }", "leaving: 0 %/year", orders: ["09:00 1 a"]).run()
    #expect(outcome.value("p.training", plan).isNaN)
    #expect(outcome.value("p.absent", plan) == 0)
  }

  @Test func `of people who leave is warned of`() {
    let found = Desk(
      day("p: { count: 2, shift: day }", "hiring: { one: { on: 2026-01-06, count: -1, as: p, training: 2 weeks } }", orders: ["09:00 1 a"])
        .files
    ).problems()
    #expect(found.contains { $0.contains("warning: who leaves is not trained") }, "\(found)")
  }
}
