import Foundation
import Kernel
import Randomness
import Scenario
import Simulation
import Testing

/// The mean order cycle time taken apart: by hand, against theory, and as a sum.
@Suite struct `Where an order's time goes` {
  /// Minutes of each part of the mean cycle time that is not nothing, by its name.
  static func minutes(_ outcome: Outcome, _ plan: CompiledPlan) -> [String: Double] {
    var result: [String: Double] = [:]
    for kpi in parts(plan) {
      let value = (outcome.value(kpi, plan) * 60 * 1e9).rounded() / 1e9
      if value != 0 { result[kpi] = value }
    }
    return result
  }

  static func parts(_ plan: CompiledPlan) -> [String] {
    KPIDictionary.kpis(for: plan.plan).map(\.id).filter {
      $0.contains(".per-order.") || $0 == "order-cycle-time.goods" || $0 == "order-cycle-time.open"
    }
  }

  /// Whether the parts add up to the mean order cycle time, but for the rounding of a sum.
  static func addUp(_ outcome: Outcome, _ plan: CompiledPlan) -> Bool {
    let sum = parts(plan).reduce(0) { $0 + outcome.value($1, plan) }, mean = outcome.value("order-cycle-time.mean", plan)
    return abs(sum - mean) <= 1e-9 * max(1, mean)
  }

  private func day(_ orders: [String], workers: String, _ outbound: String, accounts: String = "", items: String? = nil) throws -> [String:
    Double]
  {
    var day = FloorDay(
      orders: orders, warehouse: FloorDay.people + accounts + "workers: { \(workers) }\nprocess: { outbound: { \(outbound) } }")
    if let items { day.items = items }
    let (plan, outcome) = try day.run()
    #expect(Self.addUp(outcome, plan))
    return Self.minutes(outcome, plan)
  }

  static let two = "a: { count: 1, shift: always }, b: { count: 1, shift: always }"

  // Picked from 8:00 to 8:10 and 8:10 to 8:20; packed at once both times; gone with the truck of 9:00.
  @Test(arguments: ["", "accounts: full\n"]) func `two orders on a line of two steps`(accounts: String) throws {
    let line = "pick: { by: a, time: 10 min }, pack: { by: b, time: 6 min }"
    let orders = ["08:00 1 a", "08:00 2 a"]
    #expect(
      try day(orders, workers: Self.two, line, accounts: accounts)
        == ["pick.per-order.wait": 5, "pick.per-order.work": 10, "pack.per-order.work": 6])
    #expect(
      try day(orders, workers: Self.two, line + ", ship: { departures: mon-sun 09:00 }", accounts: accounts)
        == ["pick.per-order.wait": 5, "pick.per-order.work": 10, "pack.per-order.work": 6, "ship.per-order.wait": 39])
    // Both are picked on one round of twenty minutes, and packed one after the other.
    #expect(
      try day(orders, workers: Self.two, line.replacing("pick: { by: a,", with: "pick: { by: a, batch: 2 orders,"), accounts: accounts)
        == ["pick.per-order.work": 20, "pack.per-order.wait": 3, "pack.per-order.work": 6])
  }

  // The second is done at 8:20 and stands until 8:40, when the first has been packed.
  @Test func `an order that finds no room stands`() throws {
    #expect(
      try day(
        ["08:00 1 a", "08:00 2 a"], workers: Self.two, "pick: { by: a, time: 10 min }, pack: { by: b, time: 30 min, limit: 0 orders }")
        == ["pick.per-order.wait": 5, "pick.per-order.work": 10, "pick.per-order.stand": 10, "pack.per-order.work": 30])
  }

  // Shift from 8 to 12: begun at 11:50, put aside for twenty hours, and ten minutes are left.
  @Test func `work that is put aside stands until the next shift`() throws {
    let day = FloorDay(
      orders: ["11:50 1 a"],
      warehouse:
        "shifts: { morning: { hours: 08:00-12:00, at-end: stop } }\nworkers: { a: { count: 1, shift: morning } }\nprocess: { outbound: { pick: { by: a, time: 20 min } } }"
    )
    let (plan, outcome) = try day.run()
    #expect(Self.minutes(outcome, plan) == ["pick.per-order.work": 20, "pick.per-order.stand": 20 * 60])
  }

  @Test func `a gathering is a wait, and so is a wave`() throws {
    #expect(
      try day(["08:00 1 a", "08:30 2 a"], workers: Self.two, "gather: { batch: 2 orders }, pick: { by: a, batch: 2 orders, time: 5 min }")
        == ["gather.per-order.wait": 15, "pick.per-order.work": 10])
    #expect(
      try day(["08:00 1 a"], workers: Self.two, "wave: { waves: mon-sun 09:00 }, pick: { by: a, time: 5 min }")
        == ["wave.per-order.wait": 60, "pick.per-order.work": 5])
  }

  // The line in A takes ten minutes, that in B twenty-five, behind another order of ten: the way is that of B.
  @Test func `an order of two parts goes the way of the last one`() throws {
    let steps =
      "sort out: { split: zones }, pick A: { by: a, zone: A, time: 10 min }, pick B: { by: b, zone: B, time: 25 min }, bring together: { join: orders }, pack: { by: a, time: 5 min }"
    let parts = try day(["08:00 1 a", "08:00 1 b"], workers: Self.two, steps, items: "a: { zone: A }, b: { zone: B }")
    #expect(parts == ["pick B.per-order.work": 25, "pack.per-order.work": 5])
    // Without the join the last part to leave is the order's; A is packed from 8:10 to 8:15, B from 8:25 to 8:30.
    let apart = try day(
      ["08:00 1 a", "08:00 1 b"], workers: Self.two, steps.replacing(" bring together: { join: orders },", with: ""),
      items: "a: { zone: A }, b: { zone: B }")
    #expect(apart == ["pick B.per-order.work": 25, "pack.per-order.work": 5])
  }

  // Three goods; the second order takes the fourth, which is ordered at 8:00 and comes a day later. Its line of another item leaves at
  // once.
  @Test(arguments: ["", "accounts: full\n"]) func `an order waits for its goods`(accounts: String) throws {
    var day = FloorDay(
      orders: ["08:00 1 a", "09:00 2 a", "09:00 2 b"],
      warehouse: FloorDay.people + accounts
        + "workers: { p: { count: 3, shift: always } }\nprocess: { outbound: { pack: { by: p, time: 6 min } } }")
    day.items = "a: {}, b: {}"
    day.house = "{ supplied-by: maker }"
    day.more =
      "suppliers: { maker: { lead-time: 1 d } }\npolicies: { default: { base-stock: { S: 1 } } }"
    let files = day.files.merging(
      ["s.yaml": day.files["s.yaml"]!.replacing("replay: lines.csv }", with: "replay: lines.csv, unmet: backorder }")]
    ) { $1 }
    let plan = try CompiledPlan(Desk(files).load().drafts[0].plan)
    let outcome = PairedRunner([plan]).run(seed: 1, replication: 0)[0]
    #expect(Self.addUp(outcome, plan))
    #expect(outcome[.ordersFinished] == 2)
    #expect(Self.minutes(outcome, plan) == ["order-cycle-time.goods": 23.0 * 60 / 2, "pack.per-order.work": 6])
  }

  // Jackson: two M/M/1 queues, 0.625 / 3 h and 0.5 / 5 h of wait.
  @Test(arguments: ["", "accounts: full\n"]) func `a tandem of queues is as theory has it`(accounts: String) throws {
    let study = HallStudy(
      streams: HallStudy.poisson(5),
      warehouse: HallStudy.always + accounts
        + "workers: { a: { count: 1, shift: always }, b: { count: 1, shift: always } }\nprocess: { outbound: { pick: { by: a, time: { exponential: { mean: 0.125 h } } }, pack: { by: b, time: { exponential: { mean: 0.1 h } } } } }",
      days: 120)
    let (plan, outcomes) = try study.outcomes()
    for (part, hours) in [
      ("pick.per-order.wait", 0.625 / 3), ("pick.per-order.work", 0.125), ("pack.per-order.wait", 0.1), ("pack.per-order.work", 0.1),
    ] {
      let measured = Measured(outcomes) { $0.value(part, plan) }
      #expect(measured.covers(hours) && measured.error < 0.1 * hours, "\(part): \(measured) for \(hours)")
    }
    #expect(outcomes.allSatisfy { Self.addUp($0, plan) })
    #expect(outcomes.allSatisfy { $0.value("order-cycle-time.goods", plan) == 0 })
  }

  // One person, sixty hours an order, one order an hour: hardly any of them leaves.
  @Test func `orders that stay open are a part of their own`() throws {
    let study = HallStudy(
      streams: HallStudy.poisson(1),
      warehouse: HallStudy.always + "workers: { a: { count: 1, shift: always } }\nprocess: { outbound: { pick: { by: a, time: 60 h } } }",
      days: 20, warmUpDays: 0, replications: 3)
    for accounts in ["brief", "full"] {
      let (plan, outcomes) = try study.outcomes(sets: ["warehouse.accounts=\(accounts)"])
      for outcome in outcomes {
        #expect(outcome[.ordersOpen] > 100 && outcome[.ordersFinished] > 10 && Self.addUp(outcome, plan))
        #expect(outcome.value("order-cycle-time.open", plan) > 0)
        #expect(abs(outcome.value("pick.per-order.work", plan) - 60) < 1e-6)
      }
    }
  }

  @Test func `with everything on the floor the parts add up, and so do the causes of waits`() throws {
    let (plan, outcomes) = try `Accounts of the hall`().study().outcomes()
    for outcome in outcomes {
      #expect(Self.addUp(outcome, plan))
      for step in ["gather", "pick", "check", "pack", "ship"] {
        let causes = ["people", "off-shift", "place", "equipment", "departure"].map { outcome.value("\(step).wait.\($0)", plan) }
        let sum = causes.filter { !$0.isNaN }.reduce(0, +), mean = outcome.value("\(step).wait.mean", plan)
        #expect(abs(sum - mean) < 1e-9 * max(1, mean), "\(step): \(sum) of \(mean)")
      }
      // The two halls of one order: stays of the steps are those of all jobs, the parts those of the cohort.
      #expect(outcome.value("pick.per-order.stand", plan) > 0)
    }
  }

  static let withFloor = [
    "packing-line", "staffing", "ageing-workforce", "picking-layout", "new-items", "order-fulfilment", "corner-shop", "gift-retailer",
  ]

  @Test(arguments: withFloor) func `the parts add up in every bundled scenario`(name: String) throws {
    let loaded = try ScenarioLoader.load(path: scenarios + "/\(name).yaml", sets: ["clock.horizon=3 weeks", "clock.warm-up=1 week"])
    let drafts = loaded.drafts.filter(\.toOptimise.isEmpty)
    for draft in drafts where draft.plan.floor != nil {
      let plan = try CompiledPlan(draft.plan), outcome = PairedRunner([plan]).run(seed: 1, replication: 0)[0]
      #expect(outcome[.ordersFinished] > 0 && Self.addUp(outcome, plan), "\(draft.name)")
    }
  }
}

/// What a step was planned to bring.
@Suite struct `Lines an hour against plan` {
  // Six lines in three days of one person: 72 hours, two lines an hour planned.
  @Test(arguments: ["", "accounts: full\n"]) func `are lines of the hours that were there`(accounts: String) throws {
    let (plan, outcome) = try FloorDay(
      orders: (1...6).map { "08:0\($0) \($0) a" },
      warehouse: FloorDay.people + accounts
        + "workers: { p: { count: 1, shift: always } }\nprocess: { outbound: { pack: { by: p, time: 3 min, plan: 2 lines/h } } }"
    ).run()
    #expect(abs(outcome.value("pack.lines-per-hour", plan) - 6.0 / 72) < 1e-12)
    #expect(abs(outcome.value("pack.lines-per-hour.plan", plan) - 2) < 1e-12)
    #expect(abs(outcome.value("pack.lines-per-hour.against-plan", plan) - 6.0 / 144) < 1e-12)
  }

  @Test func `are refused where nobody works, and without a unit`() throws {
    func problems(_ outbound: String) -> [String] {
      Desk(
        FloorDay(
          orders: ["08:00 1 a"],
          warehouse: FloorDay.people + "workers: { p: { count: 1, shift: always } }\nprocess: { outbound: { \(outbound) } }",
          items: "a: {}"
        ).files
      ).problems()
    }
    #expect(problems("pack: { by: p, time: 3 min, plan: 60 lines/h }") == [])
    #expect(problems("pack: { by: p, time: 3 min, plan: 60 }").contains { $0.contains("'plan' needs a unit") })
    #expect(problems("pack: { by: p, time: 3 min, plan: 60 orders/h }").count == 1)
    #expect(
      problems("pack: { by: p, time: 3 min }, ship: { departures: mon-sun 09:00, plan: 6 lines/h }").contains { $0.contains("'plan'") })
    #expect(problems("gather: { batch: 2 orders, plan: 6 lines/h }, pack: { by: p, time: 3 min }").contains { $0.contains("'plan'") })
  }
}

/// Steps that begin without people.
@Suite struct `People who come later` {
  private func floor(_ workers: String, _ step: String, _ more: String) -> FloorDay {
    FloorDay(
      orders: ["08:00 1 a", "08:00 2 a"],
      warehouse: FloorDay.people + "workers: { \(workers) }\n\(more)process: { outbound: { pack: { \(step) } } }")
  }
  /// What is wrong with a floor; the day's items, of which some are not asked for, are no matter here.
  private func problems(_ day: FloorDay) -> [String] {
    Desk(day.files).problems().filter { !$0.contains("nobody asks for") && !$0.contains("items have zones") }
  }
  static let hiring = "workforce: { hiring: { first: { on: 2026-01-06, count: 1, as: p } } }\n"

  // Somebody comes on the second day; both orders wait for the midnight before it.
  @Test func `man a step from their first shift on`() throws {
    let (plan, outcome) = try floor("p: { count: 0, shift: always }", "by: p, time: 30 min", Self.hiring).run()
    #expect(outcome[.ordersFinished] == 2)
    let parts = `Where an order's time goes`.minutes(outcome, plan)
    #expect(parts["pack.per-order.work"] == 30 && (parts["pack.per-order.wait"] ?? 0) >= 16 * 60)
  }

  @Test func `are refused where nobody ever comes`() {
    let nobody = "nobody works at the step 'pack': its pools have no workers, and nobody is hired"
    func isRefused(_ more: String) -> Bool {
      problems(floor("p: { count: 0, shift: always }, q: { count: 1, shift: always }", "by: p, time: 30 min", more)).contains {
        $0.contains(nobody)
      }
    }
    #expect(isRefused(""))
    #expect(!isRefused(Self.hiring))
    #expect(isRefused(Self.hiring.replacing("as: p", with: "as: q")))
    #expect(isRefused(Self.hiring.replacing("count: 1", with: "count: -1")))
    #expect(isRefused(Self.hiring.replacing("2026-01-06", with: "2026-02-20")))
    #expect(!isRefused(Self.hiring.replacing("on: 2026-01-06", with: "on: day 2")))
  }

  @Test func `a change on a date brings them too`() throws {
    var day = floor("p: { count: 0, shift: always }", "by: p, time: 30 min", "")
    day.more = "changes: { 2026-01-06: { warehouse.workers.p.count: +1 } }"
    #expect(problems(day) == [])
    #expect(try day.run().outcome[.ordersFinished] == 2)
  }

  @Test func `helpers that a limit keeps away are refused`() {
    func problems(_ limit: Int, _ count: Int) -> [String] {
      self.problems(
        floor(
          "p: { count: \(count), shift: always }, q: { count: 1, shift: always, skills: { pack: 100 % } }",
          "by: p, time: 30 min, limit: \(limit) orders, overflow: leave, helpers-above: 5 orders", ""))
    }
    #expect(problems(5, 0).contains { $0.contains("error: nobody ever works at 'pack'") })
    #expect(problems(5, 1).contains { $0.contains("warning: helpers never come to 'pack'") })
    #expect(problems(6, 0) == [] && problems(6, 1) == [])
  }

  static let zones =
    "process: { outbound: { pick A: { by: p, zone: A, time: 10 min }, pick B: { by: p, zone: B, time: 10 min } } }"

  // Two orders in B at 8:00 on the first day; Ben takes ten minutes for each, and with a second one bound to B neither waits.
  @Test func `come to the zone that is named`() throws {
    func outcome(_ zone: String) throws -> (plan: CompiledPlan, outcome: Outcome) {
      try FloorDay(
        orders: ["2/08:00 1 b", "2/08:00 2 b"],
        warehouse: FloorDay.people + "workers: { p: { count: 2, shift: always, people: { Ann: { zone: A }, Ben: { zone: B } } } }\n"
          + "workforce: { hiring: { first: { on: 2026-01-05, count: 1, as: p, zone: \(zone) } } }\n" + Self.zones,
        items: "a: { zone: A }, b: { zone: B }"
      ).run()
    }
    let inB = try outcome("B"), inA = try outcome("A")
    #expect(inB.outcome.value("pick B.per-order.wait", inB.plan) == 0)
    #expect(abs(inA.outcome.value("pick B.per-order.wait", inA.plan) * 60 - 5) < 1e-9)
  }

  @Test func `are refused for a zone that nobody has`() {
    let day = FloorDay(
      orders: ["08:00 1 b"],
      warehouse: FloorDay.people + "workers: { p: { count: 2, shift: always, people: { Ann: { zone: A }, Ben: { zone: B } } } }\n"
        + "workforce: { hiring: { first: { on: 2026-01-06, count: 1, as: p, zone: C } } }\n" + Self.zones,
      items: "a: { zone: A }, b: { zone: B }")
    #expect(problems(day).contains { $0.contains("nobody of 'p' is bound to the zone 'C'") && $0.contains("name one of A, B") })
  }
}
