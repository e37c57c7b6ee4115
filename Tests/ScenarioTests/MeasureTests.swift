import Foundation
import Kernel
import Scenario
import Simulation
import Testing
import Warehouse

/// Small worlds whose every number can be worked out on paper, asked by the names of their measures.
private struct Paper {
  var yaml: String
  var orders = ""

  func run(_ sets: [String] = []) throws -> (plan: CompiledPlan, outcome: Outcome) {
    let loaded = try Desk(["s.yaml": yaml, "orders.csv": "time,order,item,quantity\n" + orders]).load(sets: sets)
    let plan = try CompiledPlan(loaded.drafts[0].plan)
    return (plan, PairedRunner([plan]).run(seed: 1, replication: 0)[0])
  }

  /// Recorded orders for items a and b.
  static func shop(
    _ days: Int, orders: String, stock: String = "s", more: String = "", demand: String = "", supplier: String = "lead-time: 200 d",
    warmUp: String = ""
  ) -> Paper {
    Paper(
      yaml: """
        bullwhip: 1
        name: Paper
        currency: EUR
        clock: { start: 2024-01-01, horizon: \(days) d, time-zone: UTC\(warmUp) }
        items: { list: { a: { unit-cost: 10 EUR, price: 20 EUR }, b: { unit-cost: 1 EUR, price: 3 EUR } } }
        suppliers: { s: { \(supplier) } }
        locations: { dc: { \(stock == "unlimited" ? "stock: unlimited" : "supplied-by: s") } }
        demand: { streams: { r: { at: dc, replay: orders.csv\(demand) } } }
        \(more)

        """, orders: orders)
  }

  /// A day counted from 1 January 2024, before March.
  static func date(_ day: Int) -> String {
    let ofMonth = day % 31 + 1
    return "2024-0\(day / 31 + 1)-\(ofMonth < 10 ? "0" : "")\(ofMonth)"
  }

  static let picking = """
    warehouse:
      shifts: { day: { hours: 00:00-24:00 } }
      workers: { w: { count: 1, shift: day, wage: 12 EUR/h } }
      process: { outbound: { pick: { by: w, time: { per-line: 10 min } } } }
    """
}

@Suite struct `Measures on paper` {
  // 30 orders an hour ask for 4 minutes each of one person: 15 leave an hour, whatever came, and each costs 10 EUR ÷ 15.
  @Test func `an overloaded floor delivers what it can`() throws {
    let study = HallStudy(
      streams: HallStudy.poisson(30),
      warehouse: HallStudy.always
        + "workers: { w: { count: 1, shift: always, wage: 10 EUR/h } }\nprocess: { outbound: { pick: { by: w, time: 4 min } } }", days: 12,
      warmUpDays: 5, replications: 1)
    let (plan, outcomes) = try study.outcomes()
    let outcome = outcomes[0], hourly = outcome.value("throughput.orders", plan), labour = outcome.value("labour-per-order", plan)
    #expect(abs(hourly - 15) < 0.01)
    #expect(hourly == outcome.value("throughput.lines", plan))
    #expect(abs(labour - 10.0 / 15) < 0.001)
    #expect(labour == outcome.value("labour-per-line", plan))
    #expect(outcome[.unitsFinished] == outcome[.ordersDeparted])
    // All of them leave in the run-out, and are in the cycle times.
    #expect(outcome[.ordersFinished] == outcome[.ordersArrived] && outcome.value("orders.open", plan) == 0)
  }

  // Two orders take no time, three are open after 91 days: 40 % within any promise.
  @Test func `orders within the promised time are counted, open ones as too late`() throws {
    let paper = Paper.shop(
      10, orders: (0..<5).map { "\(Paper.date($0)) 00:00,o\($0),a,1\n" }.joined(),
      more: "policies: { default: { s-S: { s: 2, S: 9 } } }\ninitial-stock: 2\n"
        + "targets: { order-cycle-time.within-target: \">= 90 %\", order-cycle-time.p95: \"<= 48 h\" }")
    let (plan, outcome) = try paper.run()
    #expect(abs(outcome.value("order-cycle-time.within-target", plan) - 0.4) < 1e-12)
    let without = Paper.shop(10, orders: "\(Paper.date(0)) 00:00,o,a,1\n", more: "targets: { order-cycle-time.within-target: \">= 90 %\" }")
    #expect(throws: (any Error).self) { try without.run() }
  }

  // Stock for two of five orders; the rest comes after 200 days, when the run-out of 91 is over. Two take no time, three are open.
  @Test func `orders still open after the run-out are not forgotten`() throws {
    let (plan, outcome) = try Paper.shop(
      10, orders: (0..<5).map { "\(Paper.date($0)) 00:00,o\($0),a,1\n" }.joined(),
      more: "policies: { default: { s-S: { s: 2, S: 9 } } }\ninitial-stock: 2"
    ).run()
    #expect(outcome.value("orders.open", plan) == 3)
    #expect(outcome.value("order-cycle-time.p50", plan) == 99 * 24, "the third came on day 2 and was 99 days old on day 101")
    #expect(outcome.cycleTimes.reaches(0.4) && !outcome.cycleTimes.reaches(0.5))
    #expect(abs(outcome.value("order-cycle-time.mean", plan) - 0.6 * 99 * 24) < 1e-9)
  }

  @Test func `a month without open orders is measured as it always was`() throws {
    let (plan, outcome) = try Paper.shop(
      10, orders: "2024-01-01 00:00,o1,a,1\n2024-01-01 00:00,o2,a,2\n", stock: "unlimited", more: Paper.picking
    ).run()
    #expect(outcome.value("order-cycle-time.mean", plan) == 0.25, "ten minutes and twenty")
    #expect(abs(outcome.value("order-cycle-time.p95", plan) - 0.325) < 1e-12, "19.5 minutes: type 7")
  }

  // 6 of 10 asked on day 2 at 10:00, 5 on day 4 at 12:00 and 1 of 3 on day 7 wait beyond day 20: 6 × 17.583 + 5 × 15.5 + 1 × 13 unit-days
  // of 12 units.
  @Test func `the wait of a backordered unit counts those that still wait`() throws {
    let (plan, outcome) = try Paper.shop(
      20, orders: "2024-01-03 10:00,o1,a,10\n2024-01-05 12:00,o2,a,5\n2024-01-05 12:00,o2,b,2\n2024-01-08 00:00,o3,b,3\n",
      more: "policies: { default: { s-S: { s: 2, S: 9 } } }\ninitial-stock: 4", supplier: "lead-time: 25 d"
    ).run()
    #expect(abs(outcome.value("backorder-time.mean", plan) - 196.0 / 12) < 1e-9)
  }

  // 3 a day from a stock of 10: 2, 5, … 20 are owed at the ends of days 4 to 10, 77 unit-days of 20 units.
  @Test func `a periodic study measures the wait of a backordered unit alike`() throws {
    let (plan, outcome) = try Self.daily("base-stock: { S: 1 }", demand: 3, days: 10, stock: 10, supplier: "lead-time: 100 d").run()
    #expect(abs(outcome.value("backorder-time.mean", plan) - 77.0 / 20) < 1e-9)
  }

  static fileprivate func daily(_ policy: String, demand: Int, days: Int, stock: Int, supplier: String) -> Paper {
    Paper(
      yaml: """
        bullwhip: 1
        name: Paper
        currency: EUR
        study: periodic
        clock: { start: 2024-01-01, horizon: \(days) d, time-zone: UTC }
        items: { list: { a: { unit-cost: 10 EUR, price: 20 EUR } } }
        suppliers: { s: { \(supplier) } }
        locations: { dc: { supplied-by: s } }
        demand: { streams: { r: { at: dc, per-item: { every: day, items: { a: \(demand) } } } } }
        policies: { default: { \(policy) } }
        initial-stock: \(stock)
        costs: { holding: 1 EUR/unit/day, backorder: 2 EUR/unit/day }

        """)
  }

  @Test(arguments: ["", ", order-cost: 7 EUR"]) func `orders to suppliers are counted whatever they cost`(cost: String) throws {
    // At the start of each day but the first the day before is ordered again.
    let (plan, outcome) = try Self.daily("base-stock: { S: 20 }", demand: 3, days: 29, stock: 20, supplier: "lead-time: 1 d" + cost).run()
    #expect(outcome[.ordersPlaced] == 28)
    #expect(outcome.value("supplier-orders", plan) == 28 / (29.0 / 7))
    #expect(outcome.items[0].ordersPlaced == 28)
  }

  // On Sunday and on Monday the same order is filled in, which goes out on Monday: its cost is one cost, half of it for each.
  @Test func `what items pay for orders adds up to what was paid, also where an order is filled in on two days`() throws {
    let (plan, outcome) = try Paper.shop(
      70, orders: (0..<60).map { "\(Paper.date($0)) 00:00,o\($0),\($0 % 2 == 0 ? "a" : "b"),3\n" }.joined(),
      more:
        "policies: { items: { a: { R-S: { R: 1 week, S: 40, on: sun } }, b: { R-S: { R: 1 week, S: 60, on: mon } } } }\ninitial-stock: 40",
      supplier: "lead-time: 1 d, order-cost: 100 EUR, line-cost: 1 EUR, closed: [sun]"
    ).run()
    let orders: Double = outcome.value("supplier-orders", plan) * outcome.weeks, lines: Double = outcome[.orderLinesPlaced]
    let paid: Double = outcome[.orderingCost], borne: Double = outcome.items[0].cost + outcome.items[1].cost
    #expect(paid > 0 && orders < lines - 1, "some orders have two lines")
    #expect(abs(paid - (100 * orders + lines)) < 1e-9)
    #expect(borne == paid)
  }

  // Orders of Saturday, Sunday and Monday are taken up on Monday and come on Tuesday together; those of the days 1 to 12 come at 8
  // different moments.
  @Test(arguments: ["periodic", "continuous"]) func `receipts at one moment end one cycle`(study: String) throws {
    var paper = Self.daily("R-S: { R: 1 day, S: 20 }", demand: 1, days: 13, stock: 20, supplier: "lead-time: 1 d, closed: [sat, sun]")
    if study == "continuous" {
      paper = Paper.shop(
        13, orders: (0..<13).map { "\(Paper.date($0)) 12:00,o\($0),a,1\n" }.joined(),
        more: "policies: { default: { R-S: { R: 1 day, S: 20 } } }\ninitial-stock: 20", supplier: "lead-time: 1 d, closed: [sat, sun]")
    }
    let (plan, outcome) = try paper.run()
    // What is ordered at the moment at which the window ends is no part of it.
    #expect(outcome.items[0].ordersPlaced == 12)
    #expect(outcome.items[0].unitsReceived == 10)
    #expect(outcome.items[0].cycles == 8)
    #expect(outcome.value("cycle-service-level", plan) == 1)
  }

  // 4 of 10 are there; the rest comes on day 6. One line, one visit of 10 minutes if it is to leave whole, two if not; finished once either
  // way.
  @Test(arguments: [true, false]) func `a line that stock splits is finished once`(complete: Bool) throws {
    let (plan, outcome) = try Paper.shop(
      20, orders: "2024-01-03 00:00,o1,a,10\n", more: "policies: { default: { s-S: { s: 2, S: 14 } } }\ninitial-stock: 4\n" + Paper.picking,
      demand: complete ? ", ship: complete" : "", supplier: "lead-time: 4 d"
    ).run()
    #expect(outcome.stations[0].lines == (complete ? 1 : 2))
    #expect(abs(outcome.stations[0].busyHours * 60 - (complete ? 10 : 20)) < 1e-9)
    #expect(outcome[.linesFinished] == 1)
    #expect(outcome[.unitsFinished] == 10)
    #expect(outcome[.ordersDeparted] == 1)
    #expect(abs(outcome.value("throughput.lines", plan) - 1 / 480.0) < 1e-12)
    #expect(abs(outcome.value("order-cycle-time.mean", plan) - (96 + 10.0 / 60)) < 1e-9)
  }

  @Test func `a line that stock splits is finished once where nobody works`() throws {
    let (_, outcome) = try Paper.shop(
      20, orders: "2024-01-03 00:00,o1,a,10\n2024-01-03 00:00,o1,b,1\n",
      more: "policies: { default: { s-S: { s: 2, S: 14 } } }\ninitial-stock: 4",
      supplier: "lead-time: 4 d"
    ).run()
    #expect(outcome[.linesAsked] == 2)
    #expect(outcome[.linesFinished] == 2)
    #expect(outcome[.unitsFinished] == 11)
  }

  // One order of 20 hours at 13:00 on a shift from 6 to 14: from 14:00 to 6:00 it is overtime, then paid hours again.
  @Test(arguments: ["brief", "full"]) func `work through the night into the next shift is overtime until then`(accounts: String) throws {
    func floor(_ time: String) -> String {
      """
      warehouse:
        shifts: { early: { days: mon-fri, hours: 06:00-14:00 } }
        workers: { w: { count: 1, shift: early, wage: 12 EUR/h } }
        process: { outbound: { pick: { by: w, time: \(time) } } }
        accounts: \(accounts)
      """
    }
    for (time, overtime) in [("20 h", 16.0), ("17.5 h", 16), ("16 h", 15), ("44 h", 32)] {
      let (plan, outcome) = try Paper.shop(14, orders: "2024-01-01 13:00,o1,a,1\n", stock: "unlimited", more: floor(time)).run()
      #expect(outcome.pools[0].overtimeHours == overtime, "\(time)")
      #expect(outcome.value("cost.overtime", plan) == overtime * 12 * 1.5 / 2)
      let paid: Double = outcome[.labourCost] + outcome[.overtimeCost]
      #expect(abs(outcome.daily.cost.reduce(0, +) - paid) < 1e-9)
    }
    // Counting begins at midnight of the second day, in the middle of the overtime.
    let (_, late) = try Paper.shop(
      14, orders: "2024-01-01 13:00,o1,a,1\n", stock: "unlimited", more: floor("20 h"), warmUp: ", warm-up: 1 d"
    ).run()
    #expect(late.pools[0].overtimeHours == 6)
  }

  // Three orders of the first morning, by hand. Picking: 8:00 to 9:30 without a pause, the first wait from 7:00. Packing at the one bench:
  // 8:30 to 10:30, half an hour of it a break; two people stand there, so the second and the third order wait 10 and 20 minutes for the
  // bench. Until 9:30 who is free there is starved by picking, from 9:30 to 9:50 by the bench.
  @Test(arguments: ["brief", "full"]) func `a morning's time, waits and queues are told as they were`(accounts: String) throws {
    let (plan, outcome) = try FloorDay(
      orders: ["07:00 1 a", "07:30 2 a", "08:00 3 a"],
      warehouse: """
        accounts: \(accounts)
        shifts: { day: { hours: 08:00-12:00, breaks: { tea: 10:00 +30 min } } }
        workers: { pickers: { count: 1, shift: day }, packers: { count: 2, shift: day } }
        places: { benches: 1 }
        process: { outbound: { pick: { by: pickers, time: 30 min }, pack: { by: packers, at: benches, time: 40 min } } }
        """
    ).run()
    func expect(_ id: String, _ value: Double) { #expect(abs(outcome.value(id, plan) - value) < 1e-9, "\(id)") }
    for (id, hours) in [("busy", 1.5), ("starved", 0), ("idle", 9), ("blocked", 0), ("down", 0)] { expect("pick.\(id)", hours / 10.5) }
    for (id, hours) in [("busy", 2), ("starved", 0.5), ("idle", 8.5), ("blocked", 0), ("down", 0)] { expect("pack.\(id)", hours / 11) }
    for (id, hours) in [("busy", 1.5), ("starved", 0), ("idle", 9), ("break", 1.5), ("absent", 0)] { expect("pickers.\(id)", hours / 12) }
    for (id, hours) in [("busy", 2), ("starved", 2 + 1.0 / 3), ("idle", 17.5 - 1.0 / 3), ("break", 2.5), ("down", 0)] { expect("packers.\(id)", hours / 24) }
    for (id, minutes) in [("mean", 60.0), ("people", 30), ("off-shift", 30)] { expect("pick.wait.\(id)", minutes) }
    for (id, minutes) in [("mean", 10.0), ("people", 0), ("off-shift", 0), ("place", 10)] { expect("pack.wait.\(id)", minutes) }
    expect("pick.stay.mean", 90)
    expect("pack.stay.mean", 50)
    expect("pick.jobs.mean", 4.5 / 72)
    expect("pack.jobs.mean", 2.5 / 72)
    expect("pickers.headcount", 1)
    expect("packers.proficiency", 1)
    // Whoever begins at the moment of coming is in no queue: at 8:00 the first is served and the third comes.
    expect("pick.queue.max", 2)
    expect("pack.queue.max", 1)
    let pick = try #require(outcome.stations[0].queueCourse), pack = try #require(outcome.stations[1].queueCourse)
    #expect(pick.means.count == 72 && pack.means.count == 72)
    for hour in 0..<72 {
      #expect(abs(pick.means[hour] - (hour == 7 || hour == 8 ? 1.5 : 0)) < 1e-12 && abs(pack.means[hour] - (hour == 9 ? 0.5 : 0)) < 1e-12)
    }
  }

  // Work of 4 hours on a cart that fails after 3 and is down for 30 minutes: the cart is held for 4 hours of 48, and by nobody while it is
  // repaired.
  @Test func `a unit is held while it works and not while it is repaired`() throws {
    let (plan, outcome) = try Paper.shop(
      2, orders: "2024-01-01 06:00,o1,a,1\n", stock: "unlimited",
      more: """
        warehouse:
          shifts: { day: { hours: 00:00-24:00 } }
          workers: { w: { count: 1, shift: day, wage: 12 EUR/h } }
          equipment: { carts: { count: 1, failures: { up: 3 h, down: 30 min, clock: working } } }
          process: { outbound: { pick: { by: w, with: carts, time: 4 h } } }
        """
    ).run()
    #expect(abs(outcome.value("carts.utilisation", plan) - 4.0 / 48) < 1e-12)
    #expect(abs(outcome.value("carts.availability", plan) - 47.5 / 48) < 1e-12)
  }

  // Six hours of work begun at 10:00 are handed over at 14:00 and wait 16 hours for the next morning: so long the order was in the queue.
  @Test func `a second wait after work was handed over is in the mean and in the quantiles`() throws {
    let (plan, outcome) = try Paper.shop(
      3, orders: "2024-01-01 10:00,o1,a,1\n", stock: "unlimited",
      more: """
        warehouse:
          shifts: { early: { hours: 06:00-14:00, at-end: hand over } }
          workers: { w: { count: 1, shift: early, wage: 12 EUR/h } }
          process: { outbound: { pick: { by: w, time: 6 h } } }
        """
    ).run()
    #expect(outcome.value("pick.wait.mean", plan) == 960)
    #expect(outcome.value("pick.wait.p95", plan) == 960)
    #expect(outcome.stations[0].waits.total == 1)
    #expect(abs(outcome.value("pick.queue.mean", plan) - 16.0 / 72) < 1e-12)
  }
}
