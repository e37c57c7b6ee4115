import Foundation
import Kernel
import Randomness
import Scenario
import Simulation
import Testing
import Warehouse

/// The same floor served twice: by the plain floor, and by the hall, which was written apart from it and counts everything.
@Suite struct `The hall and the plain floor` {
  static let shop = """
    bullwhip: 1
    name: Shop
    currency: EUR
    clock: { start: 2026-01-05, horizon: 6 weeks, warm-up: 1 week, time-zone: Europe/Berlin }
    items:
      list:
        mug: { unit-cost: 2 EUR, price: 5 EUR }
        jug: { unit-cost: 4 EUR, price: 9 EUR }
    suppliers: { maker: { lead-time: { gamma: { mean: 4 d, sd: 2 d } }, order-cost: 20 EUR } }
    locations: { dc: { supplied-by: maker } }
    demand:
      streams:
        web: { at: dc, orders: { arrivals: { poisson: { mean: 40 /day } }, lines: { geometric: { mean: 2, from: 1 } }, quantity: 2, due: 1 d }, unmet: { backorder: 60 %, lost: 40 % } }
    policies: { default: { s-S: { s: 3 d, S: 9 d } } }
    warehouse:
      shifts:
        early: { days: mon-fri, hours: 06:00-14:00, breaks: { lunch: 12:00 +30 min } }
        late: { days: mon-sat, hours: 13:00-21:00, breaks: { tea: 17:00 +20 min } }
      workers:
        pickers: { count: 3, shift: early, skills: { pick: 100 %, put-away: 80 % }, wage: 14 EUR/h }
        packers: { count: 2, shift: late, skills: { pack: 100 %, pick: 70 % }, wage: 13 EUR/h }
      places: { benches: 1 }
      layout: { aisles: 2, length: 20 m, width: 2 m }
      process:
        inbound: { put-away: { by: pickers, time: 4 min per line } }
        outbound:
          pick: { by: pickers, batch: 3 orders, time: { travel: 0.9 s per m, per-line: { exponential: { mean: 3 min } } } }
          pack: { by: packers, at: benches, queue: due date, time: { lognormal: { mean: 6 min, cv: 0.6 } } }
          ship: { departures: [ "mon-fri 16:30", "mon-fri 20:00" ], cut-off: 10 min }
    costs: { holding: 20 %/year, backorder: 0.4 EUR/unit/day, lost-sale: margin }
    experiment: { replications: 5, seed: 1 }

    """

  /// An outcome without what only the hall knows: cycle times by stream, and walks, which are told where the layout has bays.
  func common(_ outcome: Outcome) -> Outcome {
    var outcome = outcome
    outcome.fingerprint = 0
    outcome.streams = []
    for s in outcome.stations.indices {
      (outcome.stations[s].metres, outcome.stations[s].walkedOrders, outcome.stations[s].walkedLines) = (0, 0, 0)
    }
    for p in outcome.pools.indices {
      // The plain floor tells hours on duty from the calendar, and adds up money day by day.
      outcome.pools[p].dutyHours = 0
      func round(_ hours: inout Double) { hours = (hours * 1e6).rounded() / 1e6 }
      round(&outcome.pools[p].paidHours)
    }
    return outcome
  }

  @Test(arguments: ["longest queue", "own task first"], ["fifo", "due date"])
  func `give the same numbers`(assignment: String, shipping: String) throws {
    // Of orders due sooner some come to a departure too late, and stand before others that are ready.
    let rush = "rush: { at: dc, orders: { arrivals: { poisson: { mean: 20 /day } }, lines: 1, quantity: 1, due: 2 h } }"
    let desk = Desk(["s.yaml": shipping == "fifo" ? Self.shop : Self.shop.replacing("streams:", with: "streams:\n    \(rush)")])
    let sets = ["warehouse.assignment=\(assignment)", "warehouse.process.outbound.ship.queue=\(shipping)"]
    let brief = try CompiledPlan(desk.load(sets: sets).drafts[0].plan)
    let full = try CompiledPlan(desk.load(sets: sets + ["warehouse.accounts=full"]).drafts[0].plan)
    let runner = PairedRunner([brief, full])
    for replication in 0..<6 {
      let outcomes = runner.run(seed: 3, replication: replication)
      let a = common(outcomes[0]), b = common(outcomes[1])
      #expect(a.sums.indices.allSatisfy { abs(a.sums[$0] - b.sums[$0]) < 1e-6 * max(1, abs(a.sums[$0])) })
      #expect(a.cycleTimes == b.cycleTimes)
      #expect(a.items == b.items)
      for (x, y) in zip(a.stations, b.stations) { #expect(x == y) }
      for (x, y) in zip(a.pools, b.pools) { #expect(x == y) }
      // With the rush there is always something to do.
      #expect(shipping != "fifo" || a.stations.contains { $0.starvedHours > 0 })
      #expect(a.stations.contains { $0.waitCauseMinutes[2] > 0 })
      #expect(a.stations.allSatisfy { $0.queueCourse?.means.contains { $0 > 0 } == true } && a.pools.allSatisfy { $0.breakHours > 0 })
      #expect(a.daily.ordersOpen == b.daily.ordersOpen)
      #expect(zip(a.daily.cost, b.daily.cost).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }
}

@Suite struct `Accounts of the hall` {
  static let busyFloor = """
    shifts:
      early: { days: mon-sun, hours: 06:00-14:00, breaks: { lunch: 10:00 +30 min }, at-end: hand over, overtime: { up-to: 90 min, when: backlog > 3 orders } }
      late: { days: mon-sun, hours: 13:30-21:30, at-end: stop }
    workers:
      pickers: { count: 3, shift: early, skills: { pick: 100 %, check: 90 % }, absence: 10 %, part-time: 80 %, age: { uniform: { min: 25 years, max: 64 years } }, wage: 14 EUR/h }
      packers: { count: 3, shift: late, skills: { pack: 100 %, pick: 60 % }, absence: 5 %, wage: 13 EUR/h }
    places: { benches: 2 }
    equipment: { carts: { count: 2, failures: { up: { exponential: { mean: 10 h } }, down: { exponential: { mean: 40 min } }, clock: working } } }
    learning: { curve: de-jong, start: 60 %, rate: 85 % }
    forgetting: { half-life: 8 weeks }
    fatigue: { per-hour: 3 %, recovery: rest, half-life: 30 min }
    age-effect: { above: 50 years, per-year: 0.5 %, source: an example }
    workforce: { leaving: 60 %/year, retirement: { at: 66 years }, replacement: { after: 2 weeks }, hiring: { spring: { on: day 20, count: 2, as: pickers, experience: 1 weeks } } }
    assignment: best skilled
    process:
      outbound:
        gather: { batch: 3 orders, or-after: 20 min }
        pick: { by: pickers, with: carts, time: { exponential: { mean: 9 min } }, helpers-above: 4 orders, queue: priority, preempt: resume }
        check: { by: pickers, share: 30 %, time: 3 min, fails: 20 %, to: pick, limit: 4 orders }
        pack: { by: packers, at: benches, time: { lognormal: { mean: 8 min, cv: 0.5 } }, limit: 25 orders, queue: shortest, patience: { exponential: { mean: 30 h } } }
        ship: { departures: "mon-sun 20:00" }
    """

  func study(load: Double = 1) -> HallStudy {
    HallStudy(
      streams: HallStudy.poisson(0.9 * load, "priority: 1", name: "urgent") + "\n"
        + HallStudy.poisson(load, "priority: 2", name: "ordinary"),
      warehouse: Self.busyFloor, days: 60,
      warmUpDays: 7, replications: 4)
  }

  // Paid = worked + blocked + down + idle + break + absent is asserted while it runs, in ticks; here the shares of the dictionary.
  @Test func `shares of people and of steps add up to the whole`() throws {
    let (plan, outcomes) = try study().outcomes()
    for outcome in outcomes {
      #expect(outcome.deadlock == nil)
      for pool in ["pickers", "packers"] {
        let sum = ["busy", "blocked", "down", "starved", "idle", "break", "absent"].map { outcome.value("\(pool).\($0)", plan) }.reduce(
          0, +)
        #expect(abs(sum - 1) < 1e-9, "\(pool) \(sum)")
        #expect(outcome.value("\(pool).absent", plan) > 0)
      }
      for step in ["pick", "check", "pack"] {
        let sum = ["busy", "blocked", "down", "starved", "idle"].map { outcome.value("\(step).\($0)", plan) }.reduce(0, +)
        #expect(abs(sum - 1) < 1e-9, "\(step) \(sum)")
      }
      #expect(outcome.pools[0].hired >= 2)
      #expect(outcome.pools[0].absentHours > 0 && outcome.pools[0].breakHours > 0 && outcome.pools[0].overtimeHours > 0)
      #expect(outcome.stations[1].downHours > 0 && outcome.stations[1].displaced > 0)
    }
  }

  // One cart serves one order at a time, however many people stand around it: its hours add up to the clock's, and people change nothing.
  @Test(arguments: ["working", "calendar"]) func `a broken cart that somebody holds is one server`(clock: String) throws {
    let alone = try [1, 2, 10].map { people in
      try HallStudy(
        streams: HallStudy.poisson(8),
        warehouse: HallStudy.always
          + "workers: { w: { count: \(people), shift: always } }\nequipment: { cart: { count: 1, failures: { up: { exponential: { mean: 5 h } }, down: { exponential: { mean: 30 min } }, clock: \(clock) } } }\nprocess: { outbound: { pick: { by: w, with: cart, time: { exponential: { mean: 5 min } } } } }",
        days: 60, warmUpDays: 5, replications: 2
      ).outcomes().outcomes.map { $0.stations[0] }
    }
    for (one, many) in zip(alone[0] + alone[0], alone[1] + alone[2]) {
      #expect(abs(one.scheduledHours - one.spanHours) < 1e-6 && abs(many.scheduledHours - many.spanHours) < 1e-6)
      #expect(one.downHours > 0 && abs(one.downHours - many.downHours) < 1e-6 && abs(one.busyHours - many.busyHours) < 1e-6)
    }
  }

  // L = λ W, with λ the rate of those who came; the jobs in the house at both ends of 53 days are the difference, so nobody may fall behind
  // for weeks.
  @Test func `Little's law holds at every step`() throws {
    let (_, outcomes) = try study(load: 0.3).outcomes()
    for station in outcomes.flatMap(\.stations) where station.stays > 0 {
      let l = station.presentHours / station.spanHours, w = station.stayHours / station.spanHours
      #expect(abs(l - w) < 0.06 * l + 0.05, "\(station.name): \(l) jobs, \(w) by Little")
    }
  }

  @Test func `waits by cause add up to the queue`() throws {
    let (_, outcomes) = try study().outcomes()
    for station in outcomes.flatMap(\.stations) {
      #expect(abs(station.causeHours.reduce(0, +) - station.queueHours) < 1e-6 * max(1, station.queueHours))
    }
  }

  @Test func `a run is repeated to the bit, and shuffled ties move little`() throws {
    let one = try study().outcomes().outcomes, again = try study().outcomes().outcomes
    #expect(one == again)
    // With less to do: at the limit a single backlog of weeks moves the mean of four replications more than ties do.
    let a = Measured(try study(load: 0.6).outcomes().outcomes) { $0[.cycleTimeHours] / $0[.ordersFinished] }
    let b = Measured(try study(load: 0.6).outcomes(sets: ["warehouse.ties=shuffled"]).outcomes) {
      $0[.cycleTimeHours] / $0[.ordersFinished]
    }
    #expect(abs(a.mean - b.mean) < 0.2 * a.mean, "\(a), shuffled \(b)")
  }
}
