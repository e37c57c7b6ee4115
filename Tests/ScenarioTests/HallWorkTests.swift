import Foundation
import Kernel
import Scenario
import Simulation
import Testing

/// What interruptions, causes, days and limits mean, by what must add up.
@Suite struct `Work in the hall` {
  static let urgentAndNot =
    HallStudy.poisson(4, "priority: 1", name: "urgent") + "\n" + HallStudy.poisson(4, "priority: 2", name: "ordinary")

  func run(
    _ streams: String = HallStudy.poisson(4), _ warehouse: String, shifts: String = HallStudy.always, days: Int = 120, replications: Int = 3
  ) throws
    -> (plan: CompiledPlan, outcomes: [Outcome])
  {
    try HallStudy(streams: streams, warehouse: shifts + warehouse, days: days, warmUpDays: 10, replications: replications).outcomes()
  }

  // Every visit takes its stated time, however often it is interrupted: busy hours are visits × time, but for what is half done at both
  // ends.
  @Test(arguments: ["", ", queue: priority, preempt: resume"])
  func `a visit after an interrupted one takes its whole time`(rule: String) throws {
    let (_, outcomes) = try run(
      Self.urgentAndNot,
      "workers: { packers: { count: 1, shift: always } }\naccounts: full\n"
        + "process: { outbound: { pack: { by: packers\(rule), time: 4 min, fails: 30 %, to: pack } } }")
    for station in outcomes.map({ $0.stations[0] }) {
      #expect(station.orders > 20_000)
      #expect(abs(station.busyHours - station.orders * 4 / 60) < 1)
      #expect(rule.isEmpty == (station.displaced == 0))
    }
  }

  // Half of the work is done by others after the end of a shift.
  @Test func `a visit after one handed over takes its whole time`() throws {
    let shifts = """
      shifts:
        early: { hours: 06:00-14:00, at-end: hand over }
        late: { hours: 14:00-22:00, at-end: hand over }
        night: { hours: 22:00-06:00, at-end: hand over }

      """
    let (_, outcomes) = try run(
      HallStudy.poisson(0.15),
      """
      workers: { a: { count: 1, shift: early, skills: { build: 100 % } }, b: { count: 1, shift: late, skills: { build: 100 % } }, c: { count: 1, shift: night, skills: { build: 100 % } } }
      accounts: full
      process: { outbound: { build: { by: a, time: 200 min, fails: 30 %, to: build } } }
      """, shifts: shifts, days: 300)
    for station in outcomes.map({ $0.stations[0] }) {
      #expect(station.orders > 1_000)
      #expect(abs(station.busyHours - station.orders * 200 / 60) < 8)
    }
  }

  // The way to the one bay and back is 15 s for each of its metres, and the round's own time 3 min.
  @Test(arguments: ["travel: 15 s per m", "per-round: 3 min"]) func `work that goes on does not walk again`(time: String) throws {
    func study(_ rule: String) throws -> [StationOutcome] {
      try run(
        Self.urgentAndNot,
        "workers: { pickers: { count: 1, shift: always } }\naccounts: full\n"
          + "layout: { aisles: 1, bays: 1, length: 20 m, width: 2 m, depot: front-left }\n"
          + "process: { outbound: { pick: { by: pickers, queue: priority, \(rule)time: { \(time) } } } }"
      ).outcomes.map { $0.stations[0] }
    }
    let plain = try study(""), resumed = try study("preempt: resume, "), restarted = try study("preempt: restart, ")
    for (station, before) in zip(resumed, plain) {
      #expect(station.displaced > 100)
      #expect(abs(station.busyHours / station.orders - before.busyHours / before.orders) < 1e-4)
      #expect(abs(station.metres - before.metres) < 1e-3 * before.metres + 100)
    }
    for (station, before) in zip(restarted, plain) { #expect(station.busyHours / station.orders > 1.03 * before.busyHours / before.orders) }
  }

  // L = λ W with batches: jobs are counted, not tasks. 50 days of 45 orders an hour leave less than a tenth of a percent to the ends.
  @Test func `Little's law holds where orders are worked in batches`() throws {
    let (plan, outcomes) = try run(
      HallStudy.poisson(45),
      "workers: { pickers: { count: 2, shift: always }, checkers: { count: 1, shift: always } }\naccounts: full\n"
        + "process: { outbound: { pick: { by: pickers, batch: 4 orders, time: { per-round: 8 min, per-order: { exponential: { mean: 15 s } } } }, "
        + "check: { by: checkers, limit: 3 orders, batch: 2 orders, time: 40 s } } }", days: 60)
    for outcome in outcomes {
      for (s, station) in outcome.stations.prefix(2).enumerated() {
        let l = station.presentHours / station.spanHours, w = station.stayHours / station.spanHours
        #expect(abs(l - w) < 0.003 * l, "\(station.name): \(l) jobs, \(w) by Little")
        #expect(abs(outcome.value("\(["pick", "check"][s]).jobs.mean", plan) - l) < 1e-12)
      }
    }
  }

  /// With as many carts as pickers, one more cart changes nothing: the wait is for people. With fewer carts it is for carts.
  @Test func `a wait is for equipment only while somebody is free`() throws {
    func causes(carts: Int) throws -> (people: Double, equipment: Double, mean: Double) {
      let (plan, outcomes) = try run(
        HallStudy.poisson(18),
        "workers: { pickers: { count: 2, shift: always } }\nequipment: { carts: { count: \(carts) } }\n"
          + "process: { outbound: { pick: { by: pickers, with: carts, time: { exponential: { mean: \(carts == 1 ? 3 : 6) min } } } } }",
        days: 30,
        replications: 1)
      func value(_ id: String) -> Double { outcomes[0].value("pick.wait.\(id)", plan) }
      return (value("people"), value("equipment"), value("mean"))
    }
    let one = try causes(carts: 1), two = try causes(carts: 2), five = try causes(carts: 5)
    #expect(one.people == 0 && abs(one.equipment - one.mean) < 0.01 * one.mean)
    #expect(two.equipment == 0 && abs(two.people - two.mean) < 0.01 * two.mean)
    #expect(two.mean == five.mean && two.people == five.people && five.equipment == 0)
  }

  /// Erlang's loss formula with three servers at a load of 0.4: B = (0.4³ ÷ 3!) ÷ Σ 0.4ᵏ ÷ k!.
  @Test func `who will not wait is served by whoever is free`() throws {
    let (plan, outcomes) = try run(
      HallStudy.poisson(4),
      "workers: { packers: { count: 3, shift: always } }\nprocess: { outbound: { pack: { by: packers, patience: 0 s, time: 6 min } } }",
      replications: 8)
    let third: Double = 0.4 * 0.4 * 0.4 / 6
    let loss = third / (1.48 + third)
    #expect(Measured(outcomes) { $0.value("pack.gave-up", plan) }.covers(loss))
  }

  /// Two stretches of four hours: who is absent, or off by part time, is so for both.
  @Test(arguments: ["absence: 30 %", "part-time: 60 %"]) func `a day is a day, in however many stretches`(terms: String) throws {
    let (_, outcomes) = try run(
      HallStudy.poisson(4),
      "workers: { pickers: { count: 1, shift: [early, late], \(terms) } }\naccounts: full\nprocess: { outbound: { pick: { by: pickers, time: 1 min } } }",
      shifts: "shifts: { early: { hours: 06:00-10:00 }, late: { hours: 14:00-18:00 } }\n", days: 70)
    for pool in outcomes.map({ $0.pools[0] }) {
      let hours = terms.hasPrefix("absence") ? pool.absentHours : pool.paidHours
      #expect(hours > 60 && hours < 450)
      #expect(abs((hours / 8).rounded() * 8 - hours) < 1e-6, "\(hours) h")
    }
  }

  // Packing is far behind, but pickers may not help before five thousand wait.
  @Test func `nobody stays on for a queue that is not theirs`() throws {
    func overtime(_ skill: String) throws -> Double {
      let (_, outcomes) = try run(
        HallStudy.poisson(4),
        "workers: { pickers: { count: 4, shift: day, skills: { pick: 100 %\(skill) } }, packers: { count: 1, shift: other, skills: { pack: 100 % } } }\n"
          + "accounts: full\nprocess: { outbound: { pick: { by: pickers, time: 1 min }, pack: { by: packers, helpers-above: 5000 orders, time: 9 min } } }",
        shifts:
          "shifts: { day: { hours: 08:00-16:00, overtime: { up-to: 2 h, when: backlog > 10 orders } }, other: { hours: 08:00-16:00 } }\n",
        days: 40,
        replications: 1)
      return outcomes[0].pools[0].overtimeHours
    }
    #expect(try overtime(", pack: 75 %") == overtime(""))
  }

  @Test(arguments: [0, 2]) func `a queue is never longer than its limit`(limit: Int) throws {
    let (plan, outcomes) = try run(
      HallStudy.poisson(20),
      "workers: { packers: { count: 1, shift: always } }\n"
        + "process: { outbound: { pack: { by: packers, limit: \(limit) orders, overflow: leave, time: 6 min } } }", days: 20)
    for outcome in outcomes { #expect(outcome.value("pack.queue.max", plan) == Double(limit)) }
  }

  /// A truck a week takes one order of some 1 700: no departure took all that were meant for it.
  @Test func `a truck that leaves thousands behind is not complete`() throws {
    let (plan, outcomes) = try run(
      HallStudy.poisson(10),
      "workers: { pickers: { count: 1, shift: always } }\n"
        + "process: { outbound: { pick: { by: pickers, time: 1 min }, ship: { carriers: { van: { departures: \"mon 12:00\", capacity: 1 orders } } } } }",
      days: 38, replications: 1)
    #expect(outcomes[0].value("van.complete", plan) == 0)
  }
}
