import Foundation
import Kernel
import Randomness
import Scenario
import Simulation
import Testing
import Warehouse

/// People one by one: what they learn, forget and feel, whether they come, and how long they stay. Queues never run dry here, so that the
/// number of orders done says how fast people were; each expectation is a loop or a formula of its own.
@Suite struct `People on the floor` {
  static let flood = HallStudy.poisson(60)

  func run(_ warehouse: String, days: Int, replications: Int = 2, streams: String = flood, warmUp: Int = 0) throws -> (
    plan: CompiledPlan, outcomes: [Outcome]
  ) {
    try HallStudy(streams: streams, warehouse: warehouse, days: days, warmUpDays: warmUp, replications: replications).outcomes()
  }

  // The formulas as printed by their authors, for n repetitions of 6 minutes.
  @Test(arguments: ["wright", "de-jong", "dar-el", "hyperbolic"]) func `learn along the curve that is asked for`(curve: String) throws {
    let terms = [
      "wright": "start: 40 %, rate: 85 %, repetition: 6 min", "de-jong": "start: 50 %, rate: 80 %, repetition: 6 min",
      "dar-el": "start: 30 %, cognitive: 60 %, cognitive-rate: 70 %, motor-rate: 90 %, repetition: 6 min",
      "hyperbolic": "start: 25 %, time-constant: 20 h",
    ][curve]!
    func minutes(_ n: Double) -> Double {
      switch curve {
      case "wright": max(6, 6 / 0.4 * pow(n, log2(0.85)))
      case "de-jong": 12 * (0.5 + 0.5 * pow(n, log2(0.8)))
      case "dar-el": max(6, 20 * (0.6 * pow(n, log2(0.7)) + 0.4 * pow(n, log2(0.9))))
      default: 6 / (((n - 1) / 10 + 20.0 / 3) / ((n - 1) / 10 + 20.0 / 3 + 20))
      }
    }
    let (_, outcomes) = try run(
      HallStudy.always
        + "workers: { one: { count: 1, shift: always, experience: 0 h } }\nlearning: { curve: \(curve), \(terms) }\nprocess: { outbound: { serve: { by: one, time: 6 min } } }",
      days: 8)
    var clock = 0.0, n = 0.0
    while clock + minutes(n + 1) <= 8 * 1440 {
      clock += minutes(n + 1)
      n += 1
    }
    for outcome in outcomes {
      #expect(abs(outcome.stations[0].orders - n) <= 1, "\(outcome.stations[0].orders) orders, \(n) by the formula")
    }
  }

  @Test func `forget by half-lives while they are away`() throws {
    let (_, outcomes) = try run(
      """
      shifts: { weekly: { days: mon, hours: 08:00-16:00 } }
      workers: { one: { count: 1, shift: weekly, experience: 0 h } }
      learning: { curve: hyperbolic, start: 20 %, time-constant: 10 h }
      forgetting: { half-life: 4 d }
      process: { outbound: { serve: { by: one, time: 10 min } } }
      """, days: 28)
    var practice = 0.0, lastDone = 0.0, done = 0.0
    for week in 0..<4 {
      var now = Double(week) * 10_080 + 480
      let end = now + 480
      while now < end {
        let kept = practice * exp2(-(now - lastDone) / (4 * 1440))
        let span = 10 * (kept + 2.5 + 10) / (kept + 2.5)
        now += span
        // While it is at work practice does not fade before it is added to.
        practice = kept + 1.0 / 6
        lastDone = now
        done += 1
      }
    }
    for outcome in outcomes {
      #expect(abs(outcome.stations[0].orders - done) <= 4, "\(outcome.stations[0].orders) orders, \(done) by the loop")
    }
  }

  @Test(arguments: ["recovery: breaks", "recovery: rest, half-life: 30 min"]) func `tire with the hours and recover`(recovery: String)
    throws
  {
    let (_, outcomes) = try run(
      """
      shifts: { day: { hours: 06:00-14:00, breaks: { lunch: 10:00 +30 min } } }
      workers: { one: { count: 1, shift: day } }
      fatigue: { per-hour: 10 %, \(recovery) }
      process: { outbound: { serve: { by: one, time: 6 min, load: 1.5 } } }
      """, days: 10)
    var done = 0.0, tired = 0.0, restedFrom = 0.0
    for day in 0..<10 {
      for (from, to) in [(360.0, 600.0), (630.0, 840.0)] {
        var now = max(Double(day) * 1440 + from, restedFrom)
        if recovery == "recovery: breaks" { tired = 0 }
        while now < Double(day) * 1440 + to {
          if recovery != "recovery: breaks" { tired *= exp2(-(now - restedFrom) / 30) }
          let span = 6 * (1 + 0.1 * tired)
          now += span
          tired += span / 60 * 1.5
          restedFrom = now
          done += 1
        }
      }
    }
    for outcome in outcomes {
      #expect(abs(outcome.stations[0].orders - done) <= 3, "\(outcome.stations[0].orders) orders, \(done) by the loop")
    }
  }

  @Test func `an age effect is what was stated, and can be switched off`() throws {
    let floor =
      HallStudy.always
      + "workers: { one: { count: 1, shift: always, age: 60 years } }\nage-effect: { above: 50 years, per-year: 2 %, source: a test }\nprocess: { outbound: { serve: { by: one, time: 6 min } } }"
    let study = HallStudy(streams: Self.flood, warehouse: floor, days: 10, warmUpDays: 0, replications: 1)
    #expect(abs(try study.outcomes().outcomes[0].stations[0].orders - 240 * 10 / 1.2) <= 2)
    #expect(abs(try study.outcomes(sets: ["warehouse.age-effect=null"]).outcomes[0].stations[0].orders - 2400) <= 2)
  }

  @Test func `absence and part time take their share of the shifts`() throws {
    let (plan, outcomes) = try run(
      """
      shifts: { day: { hours: 06:00-14:00 } }
      workers: { many: { count: 100, shift: day, absence: 8 %, part-time: 60 %, wage: 10 EUR/h } }
      process: { outbound: { serve: { by: many, time: 6 min } } }
      """, days: 100)
    for outcome in outcomes {
      // 100 people, 100 days, 60 % of them, 8 h; of 6 000 shifts 8 % are missed, with a standard deviation of 21.
      #expect(abs(outcome.pools[0].paidHours - 48_000) < 50 * 8)
      #expect(abs(outcome.value("many.absent", plan) - 0.08) < 4 * 21 / 6000)
      #expect(abs(outcome[.labourCost] - 10 * outcome.pools[0].paidHours) < 1e-6)
    }
  }

  // With a rate r a year n people are n·e^(−rt); their mean over a year is n (1 − e^(−r)) ÷ r.
  @Test func `people leave at the rate that is given and retire at their age`() throws {
    let (plan, outcomes) = try run(
      """
      shifts: { day: { hours: 06:00-14:00 } }
      workers:
        many: { count: 400, shift: day }
        old: { count: 10, shift: day, age: 65.5 years, skills: { serve: 100 % } }
      workforce: { leaving: 50 %/year, retirement: { at: 66 years } }
      process: { outbound: { serve: { by: many, time: 6 min } } }
      """, days: 365, replications: 4, streams: HallStudy.poisson(0.1))
    let mean = Measured(outcomes) { $0.value("many.headcount", plan) }.mean, theory = 400 * (1 - exp(-0.5)) / 0.5
    #expect(abs(mean - theory) < 5, "\(mean) people, theory \(theory)")
    // Those who have not left by then retire after half a year: 10 ∫ e^(−0.5 t) over it.
    let old = Measured(outcomes) { $0.value("old.headcount", plan) }.mean
    #expect(abs(old - 10 * (1 - exp(-0.25)) / 0.5) < 0.8)
    for outcome in outcomes { #expect(outcome.pools[1].gone == 10) }
  }

  @Test func `who leaves is replaced, who is hired comes`() throws {
    let (_, outcomes) = try run(
      """
      shifts: { day: { hours: 06:00-14:00 } }
      workers: { many: { count: 50, shift: day } }
      workforce: { leaving: 100 %/year, replacement: { after: 0 d }, hiring: { more: { on: day 50, count: 10, as: many }, fewer: { on: day 75, count: -20, as: many } } }
      process: { outbound: { serve: { by: many, time: 6 min } } }
      """, days: 100, streams: HallStudy.poisson(0.1))
    for outcome in outcomes { #expect(abs(outcome.pools[0].employedHours / 24 - (50 * 50 + 25 * 60 + 25 * 40)) < 60) }
  }

  // One of twelve goes on days 10, 20 and 30: 12 · 100 − 90 − 80 − 70 days in employment.
  @Test func `people go one after the other until a day`() throws {
    let (_, outcomes) = try run(
      """
      shifts: { day: { hours: 06:00-14:00 } }
      workers: { many: { count: 12, shift: day } }
      workforce: { hiring: { fewer: { on: day 10, count: -1, as: many, every: 10 d, until: day 40 } } }
      process: { outbound: { serve: { by: many, time: 6 min } } }
      """, days: 100, replications: 1, streams: HallStudy.poisson(0.1))
    #expect(abs(outcomes[0].pools[0].employedHours / 24 - 960) < 2)
    #expect(outcomes[0].pools[0].gone == 3)
  }

  // Paid hours are the same; only who finishes when differs. Work is conserved: each order takes 50 minutes however it is divided.
  @Test(arguments: [("finish", true), ("hand over", false), ("stop", false)]) func `work in hand at the shift's end is treated as asked`(
    rule: String, overtime: Bool
  ) throws {
    let (_, outcomes) = try run(
      """
      shifts: { day: { hours: 08:00-12:00, at-end: \(rule) } }
      workers: { two: { count: 2, shift: day } }
      process: { outbound: { serve: { by: two, time: 50 min } } }
      """, days: 20)
    for outcome in outcomes {
      #expect((outcome.pools[0].overtimeHours > 0) == overtime)
      #expect(abs(outcome.pools[0].workedHours * 60 - outcome.stations[0].orders * 50) <= 100)
      #expect(abs(outcome.pools[0].paidHours - 160) < 1e-9)
    }
  }

  /// The first order fills the room before the second step until six in the evening. The second is ready an hour past the picker's shift
  /// and finds none: it stands alone, and the picker is paid for that hour and not for the five until there is room.
  @Test func `who ends past the shift and finds no room goes home`() throws {
    let (plan, outcome) = try FloorDay(
      orders: ["10:00 1 a", "10:00 2 a"],
      warehouse: """
        shifts: { day: { hours: 10:00-12:00 }, evening: { hours: 18:00-20:00 } }
        workers: { picker: { count: 1, shift: day }, packer: { count: 1, shift: evening } }
        process: { outbound: { pick: { by: picker, time: 90 min }, pack: { by: packer, time: 10 min, limit: 1 orders } } }
        """
    ).run()
    #expect(abs(outcome.pools[0].overtimeHours - 1) < 1e-9)
    #expect(abs(outcome.pools[0].workedHours - 3) < 1e-9 && outcome.pools[0].blockedHours == 0)
    // Both are packed in the evening: ten and twenty minutes past six, 8 h 10 min and 8 h 20 min after they came.
    #expect(abs(outcome.value("order-cycle-time.mean", plan) - 8.25) < 1e-6)
  }

  @Test func `the fastest and the least loaded go first when asked`() throws {
    func hours(_ assignment: String) throws -> (orders: Double, outcome: Outcome) {
      let (_, outcomes) = try run(
        HallStudy.always
          + "assignment: \(assignment)\nworkers: { pair: { count: 2, shift: always, people: { Slow: { skills: { serve: 50 % } }, Quick: { skills: { serve: 200 % } } } } }\nprocess: { outbound: { serve: { by: pair, time: 6 min } } }",
        days: 40, replications: 1, streams: HallStudy.poisson(2))
      return (outcomes[0].stations[0].orders, outcomes[0])
    }
    let fast = try hours("best skilled"), fair = try hours("least loaded"), any = try hours("longest queue")
    // Alone, the quick one would need 3 minutes an order; the slow one takes over while it is busy.
    #expect(fast.outcome.pools[0].workedHours * 60 / fast.orders < 4.2)
    #expect(any.outcome.pools[0].workedHours * 60 / any.orders > 6)
    // Equal time for both: 4 of 5 orders go to the quick one, so that an order takes 0.8 · 3 + 0.2 · 12 = 4.8 minutes.
    #expect(abs(fair.outcome.pools[0].workedHours * 60 / fair.orders - 4.8) < 0.15)
  }

  @Test func `overtime is worked while the backlog asks for it, and no longer`() throws {
    func hours(_ overtime: String) throws -> Outcome {
      try run(
        "shifts: { day: { hours: 08:00-12:00\(overtime) } }\nworkers: { two: { count: 2, shift: day, wage: 10 EUR/h } }\nprocess: { outbound: { serve: { by: two, time: 5 min } } }",
        days: 20, replications: 1, streams: HallStudy.poisson(6)
      ).outcomes[0]
    }
    // 144 orders a day ask for 12 hours of work; 8 hours are regular, so up to 2 hours each are worked on top.
    let worked = try hours(", overtime: { up-to: 2 h, when: backlog > 5 orders }"), not = try hours("")
    #expect(worked.pools[0].overtimeHours > 70 && worked.pools[0].overtimeHours <= 20 * 2 * (2 + 5.0 / 60))
    #expect(not.pools[0].overtimeHours <= 20 * 2 * 5.0 / 60)
    #expect(abs(worked[.overtimeCost] - worked.pools[0].overtimeHours * 15) < 1e-6)
  }
}

@Suite struct `Floors that stop` {
  @Test func `a ring of full queues is found and named`() throws {
    let study = HallStudy(
      streams: HallStudy.poisson(20),
      warehouse: HallStudy.always
        + "workers: { a: { count: 1, shift: always }, b: { count: 1, shift: always }, c: { count: 1, shift: always } }\nprocess: { outbound: { inbox: { by: c, time: 1 s }, pick: { by: a, time: 2 min, limit: 1 orders }, check: { by: b, time: 2 min, fails: 40 %, to: pick, limit: 1 orders } } }",
      days: 20, warmUpDays: 0, replications: 2)
    for outcome in try study.outcomes().outcomes {
      let words = try #require(outcome.deadlock)
      #expect(
        words.contains("'check' (1 task done, holding 1 of 'b') waits for room at 'pick', which needs 'a', held by 'pick'"), "\(words)")
      #expect(words.contains("'pick' (1 task done, holding 1 of 'a') waits for room at 'check', which needs 'b', held by 'check'"))
      #expect(words.contains("came to a stand"))
    }
  }

  @Test func `a line that can always empty itself is not`() throws {
    let study = HallStudy(
      streams: HallStudy.poisson(40),
      warehouse: HallStudy.always
        + "workers: { a: { count: 1, shift: always }, b: { count: 1, shift: always } }\nprocess: { outbound: { pick: { by: a, time: 2 min }, pack: { by: b, time: 3 min, limit: 0 orders } } }",
      days: 20, warmUpDays: 0, replications: 2)
    for outcome in try study.outcomes().outcomes {
      #expect(outcome.deadlock == nil)
      #expect(abs(outcome.stations[1].orders - 20 * 480) < 10)
    }
  }

  @Test func `orders that give up bring their goods back`() throws {
    let shop = `The hall and the plain floor`.shop.replacing("queue: due date, time", with: "patience: 2 h, time").replacing(
      "unmet: { backorder: 60 %, lost: 40 % }", with: "unmet: backorder")
    let loaded = try Desk(["s.yaml": shop]).load()
    let plan = try CompiledPlan(loaded.drafts[0].plan)
    // The ledger asserts after every movement that units are conserved.
    let outcome = PairedRunner([plan]).run(seed: 5, replication: 0)[0]
    #expect(outcome.value("orders.abandoned", plan) > 0.05)
    #expect(outcome.stations[2].gaveUp > 0)
    #expect(
      abs(outcome[.ordersAbandoned] + outcome[.ordersFinished] + outcome[.ordersOpen] - outcome[.ordersArrived]) < 0.35
        * outcome[.ordersArrived])
  }
}
