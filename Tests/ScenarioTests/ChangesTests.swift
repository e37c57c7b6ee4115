import Foundation
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Testing
import Warehouse

/// What becomes otherwise while the clock runs.
@Suite struct `Changes on a date` {
  static let floor =
    HallStudy.always
    + "workers: { packers: { count: 2, shift: always, wage: 10 EUR/h } }\nprocess: { outbound: { pack: { by: packers, time: 6 min } } }"

  func study(_ warehouse: String = floor, perHour: Double = 5, days: Int = 10, warmUp: Int = 0) -> HallStudy {
    HallStudy(streams: HallStudy.poisson(perHour), warehouse: warehouse, days: days, warmUpDays: warmUp, replications: 2)
  }

  @Test func `people who come on a date are the hiring of that date`() throws {
    let changed = try study(days: 20).outcomes(sets: [
      "changes={ day 5: { warehouse.workers.packers.count: +2 }, day 12: { warehouse.workers.packers.count: 1 } }"
    ]).outcomes
    let hired = try study(
      Self.floor + "\nworkforce: { hiring: { more: { on: day 5, count: 2, as: packers }, fewer: { on: day 12, count: -3, as: packers } } }",
      days: 20
    ).outcomes().outcomes
    for (a, b) in zip(changed, hired) {
      #expect(a.fingerprint == b.fingerprint && a.pools == b.pools)
      #expect(abs(a.pools[0].paidHours - 24 * (2 * 5 + 4 * 7 + 8)) < 0.2, "\(a.pools[0].paidHours)")
    }
  }

  @Test(arguments: [
    #"changes."day 5"."warehouse.workers.packers.count"=×3"#, #"changes."day 5".warehouse.workers.packers.count=×3"#,
    "changes.day 5.'warehouse.workers.packers.count'=6",
  ]) func `each change has an address of its own`(set: String) throws {
    func plan(_ sets: String...) throws -> Plan { try Desk(["s.yaml": study().yaml]).load(sets: sets).drafts[0].plan }
    func changes(_ five: String) -> String {
      "changes={ day 5: { warehouse.workers.packers.count: \(five), warehouse.workers.packers.wage: ×2 }, day 8: { warehouse.workers.packers.count: 1 } }"
    }
    // Two packers become thrice as many, six; not thrice the two more that the file speaks of.
    let set = try plan(changes("+2"), set)
    #expect(set == (try plan(changes("6"))))
    #expect(set != (try plan(changes("+2"))))
  }

  @Test func `addresses of changes that lead nowhere are refused`() throws {
    let desk = Desk(["s.yaml": study().yaml])
    let all = "changes={ day 5: { warehouse.workers.packers.count: +2 } }"
    func answer(_ set: String) -> [String] { desk.problems(sets: [all, set]) }
    #expect(
      answer("changes.day 6.\"warehouse.workers.packers.count\"=3") == [
        "--set 2:1: error: unknown date of changes 'day 6'; did you mean 'day 5'? [unknown-name]"
      ])
    #expect(
      answer("changes.day 5.\"warehouse.workers.packers.count\"+=3") == [
        "--set 2:50: error: '+=' cannot change what changes on a date; write for example `changes.\"day 5\".\"warehouse.workers.packers.count\"=+2` [bad-change]"
      ])
    #expect(
      answer("changes.day 5.\"warehouse.workers.packers.cuont\"=3") == [
        "--set 2:49: error: unknown key 'cuont' in the address 'warehouse.workers.packers.cuont'; did you mean 'count'? [unknown-key]"
      ])
    #expect(answer("changes.day 5.\"warehouse.workers.packers.count\"=null") == [])
  }

  @Test(arguments: [0, 3]) func `a wage holds from its date on, in the cost and in its daily series`(warmUp: Int) throws {
    let sets = ["changes={ day 4: { warehouse.workers.packers.wage: 20 EUR/h }, day 8: { warehouse.workers.packers.wage: ×0.5 } }"]
    let wages = [10.0, 10, 10, 10, 20, 20, 20, 20, 10, 10].map { $0 * 48 }
    for outcome in try study(warmUp: warmUp).outcomes(sets: sets).outcomes {
      #expect(abs(outcome[.labourCost] - wages[warmUp...].reduce(0, +)) < 1e-6)
      for (day, wage) in wages.enumerated() { #expect(abs(outcome.daily.cost[day] - wage) < 1e-6, "day \(day)") }
    }
    // Overtime is paid at the wage of its time: a shift of one hour with an hour of overtime whenever anybody waits.
    let long = """
      shifts: { short: { hours: 08:00-09:00, overtime: { up-to: 1 h, when: backlog > 0 orders } } }
      workers: { packers: { count: 1, shift: short, wage: 10 EUR/h } }
      process: { outbound: { pack: { by: packers, time: 6 min } } }
      """
    for outcome in try study(long, perHour: 60).outcomes(sets: ["changes={ day 5: { warehouse.workers.packers.wage: 30 EUR/h } }"]).outcomes
    {
      #expect(abs(outcome[.labourCost] - (5 * 10 + 5 * 30)) < 1e-6)
      #expect(abs(outcome[.overtimeCost] - 1.5 * (5 * 10 + 5 * 30)) < 1.5 * 30 * 0.2, "\(outcome[.overtimeCost])")
    }
  }

  @Test func `a step's time holds for the orders that come from then on`() throws {
    let sets = ["changes={ day 5: { warehouse.process.outbound.pack.time: 3 min } }"]
    let plain = try study().outcomes().outcomes
    for (outcome, before) in zip(try study().outcomes(sets: sets).outcomes, plain) {
      let early = outcome.daily.ordersArrived[..<5].reduce(0, +)
      let late = outcome.daily.ordersArrived[5...].reduce(0, +)
      #expect(early > 400 && late > 400)
      #expect(outcome.daily.ordersArrived == before.daily.ordersArrived, "the same orders come")
      // The last orders may still be at work when the clock stops.
      #expect(abs(outcome.stations[0].busyHours - (early * 6 + late * 3) / 60) < 0.3, "\(outcome.stations[0].busyHours)")
    }
    // A law that did not draw before draws now, and a part that was not there is added.
    let mixed = try study().outcomes(sets: [
      "changes={ day 5: { warehouse.process.outbound.pack.time: { per-order: 2 min, per-line: { exponential: { mean: 4 min } } } } }"
    ])
    for outcome in mixed.outcomes {
      let orders = outcome.daily.ordersArrived.reduce(0, +)
      // Means are equal; of some 600 draws of 4 minutes the sum has a standard deviation of 1.6 h.
      #expect(abs(outcome.stations[0].busyHours - orders * 6 / 60) < 4 * 1.7)
    }
  }

  @Test func `levels hold from their date on`() throws {
    let stock = """
      bullwhip: 1
      name: Levels
      currency: EUR
      clock: { start: 2026-01-05, horizon: 20 weeks }
      items: { list: { mug: { unit-cost: 2 EUR, price: 5 EUR } } }
      suppliers: { works: { lead-time: 5 d } }
      locations: { dc: { supplied-by: works } }
      demand: { streams: { web: { at: dc, per-item: { poisson: { mean: 7 }, every: day } } } }
      policies: { default: { s-S: { s: 40, S: 90 } } }
      changes: { 2026-03-02: { policies.default.s-S.s: +20, policies.default.s-S.S: 150 }, 2026-04-06: { policies.default.s-S: { s: 99, S: 100 } } }

      """
    let told = Desk(["s.yaml": stock]).problems()
    #expect(told == [])
    let point = try Desk(["s.yaml": stock]).load().drafts[0].plan.supply.stockPoints[0]
    #expect(
      point.control.policy
        == .timePhased(
          TimePhasedLevels([
            .init(start: .zero, s: 40, S: 90), .init(start: .days(56), s: 60, S: 150), .init(start: .days(91), s: 99, S: 100),
          ])))
    let other = Desk(["s.yaml": stock.replacing("policies.default.s-S: { s: 99, S: 100 }", with: "policies.default.review: every 1 week")])
      .problems()
    #expect(
      other.contains {
        $0.contains(
          "cannot change while the clock runs: only levels of s-S, r-Q, min-max and base-stock policies under the same review can")
      }, "\(other)")
  }

  // Between the two lines the levels would stand upside down.
  @Test(arguments: [
    "{ policies.default.s-S.s: 30, policies.default.s-S.S: 50 }", "{ policies.default.s-S.S: 50, policies.default.s-S.s: 30 }",
    "{ policies.default.s-S.s: +20, policies.default.s-S.S: ×2, suppliers.works.lead-time: 4 d }",
  ])
  func `of one date are made together`(changes: String) throws {
    let desk = Desk(["s.yaml": Self.levels(changes)])
    #expect(desk.problems() == [])
    #expect(
      try desk.load().drafts[0].plan.supply.stockPoints[0].control.policy
        == .timePhased(TimePhasedLevels([.init(start: .zero, s: 10, S: 25), .init(start: .days(10), s: 30, S: 50)])))
  }

  @Test(arguments: [
    (
      "{ policies.default.s-S.s: 30,\n  suppliers.works.order-cost: 3 EUR, policies.default.s-S.S: 50 }",
      "s.yaml:12", "'suppliers.works.order-cost' cannot change while the clock runs"
    ),
    (
      "{ policies.default.s-S.s: 30, policies.default.s-S.S: 50,\n  suppliers.works.lead-time: 5 d }", "s.yaml:12",
      "'suppliers.works.lead-time' does not change anything on that day"
    ),
    ("{ policies.default.s-S.s: 30, policies.default.s-S.S: 29 }", "s.yaml:9", "not below the order-up-to level"),
  ])
  func `of one date are refused one by one`(changes: String, place: String, answer: String) {
    let told = Desk(["s.yaml": Self.levels(changes)]).problems()
    #expect(told.contains { $0.hasPrefix(place) && $0.contains(answer) }, "\(told)")
    #expect(told.count == 1, "\(told)")
  }

  private static func levels(_ changes: String) -> String {
    """
    bullwhip: 1
    name: Levels
    currency: EUR
    clock: { start: 2026-01-05, horizon: 20 weeks }
    items: { list: { mug: { unit-cost: 2 EUR, price: 5 EUR } } }
    suppliers: { works: { lead-time: 5 d } }
    locations: { dc: { supplied-by: works } }
    demand: { streams: { web: { at: dc, per-item: { poisson: { mean: 7 }, every: day } } } }
    policies: { default: { s-S: { s: 10, S: 25 } } }
    changes:
      2026-01-15: \(changes)

    """
  }

  private static func stock(_ leadTime: String, _ more: String, changes: String) -> String {
    """
    bullwhip: 1
    name: Lead times
    currency: EUR
    clock: { start: 2026-01-05, horizon: 40 weeks }
    items: { list: { mug: { unit-cost: 2 EUR, price: 5 EUR } } }
    suppliers: { works: { lead-time: \(leadTime)\(more) } }
    locations: { dc: { supplied-by: works } }
    demand: { streams: { web: { at: dc, per-item: { poisson: { mean: 7 }, every: day } } } }
    policies: { default: { base-stock: { S: 200 } } }
    \(changes)

    """
  }

  // Every customer brings an order, so lead times of 5 days and of the later law are met equally often; without crossing the first shorter
  // ones wait until those of before the change have come.
  @Test(arguments: [(9, false), (9, true), (2, false), (2, true)]) func `a lead time holds for the orders from its date on`(
    days: Int, crosses: Bool
  ) throws {
    let changes = "changes: { 2026-05-25: { suppliers.works.lead-time: \(days) d } }"
    let text = Self.stock("5 d", crosses ? ", crossing: true" : "", changes: changes)
    let plan = try CompiledPlan(try Desk(["s.yaml": text]).load().drafts[0].plan)
    #expect(plan.plan.supply.suppliers[0].laterLeadTimes == [LeadTimeChange(at: .days(140), leadTime: .constant(Double(days)))])
    let outcome = PairedRunner([plan]).run(seed: 3, replication: 0)[0]
    let orders = outcome[.receipts]
    #expect(orders > 270)
    // Half of the orders on either side; of those after the change a few are still under way at the end, or waited for the last ones of
    // before.
    let mean = outcome[.leadTimeDays] / orders
    #expect(abs(mean - (5 + Double(days)) / 2) < 0.12, "\(mean)")
  }

  @Test func `a law of lead times that becomes itself changes nothing`() throws {
    let law = "{ gamma: { mean: 6 d, sd: 2 d } }"
    func outcome(_ later: [LeadTimeChange]?) throws -> Outcome {
      var plan = try Desk(["s.yaml": Self.stock(law, "", changes: "")]).load().drafts[0].plan
      plan.supply.suppliers[0].laterLeadTimes = later
      return PairedRunner([try CompiledPlan(plan)]).run(seed: 3, replication: 0)[0]
    }
    let plain = try outcome(nil)
    let same = try outcome([LeadTimeChange(at: .days(100), leadTime: .gamma(mean: 6, sd: 2))])
    #expect(plain.fingerprint == same.fingerprint && plain[.leadTimeDays] == same[.leadTimeDays])
    let longer = try outcome([LeadTimeChange(at: .days(140), leadTime: .gamma(mean: 12, sd: 2))])
    #expect(abs(longer[.leadTimeDays] / longer[.receipts] - 9) < 0.5)
  }

  @Test func `an alternative has changes of its own, and a change of a change`() throws {
    let yaml =
      study().yaml
      + "changes: { day 5: { warehouse.workers.packers.count: +2 } }\nalternatives: { later: { changes: { day 7: { warehouse.workers.packers.count: +2 } } }, none: { changes: null } }\n"
    let drafts = try Desk(["s.yaml": yaml]).load().drafts
    #expect(drafts.map { $0.plan.floor?.people?.hiring.map(\.at) ?? [] } == [[.days(5)], [.days(5), .days(7)], []])
  }

  @Test(arguments: [
    ("{ 5: { clock.horizon: 3 weeks } }", "'5' is not a date of the calendar", "bad-date"),
    (
      "{ day 5: { clock.horizon: 3 weeks } }",
      "error: 'clock.horizon' cannot change while the clock runs: it holds for the whole run; make it an alternative", "fixed-in-a-run"
    ),
    (
      "{ day 5: { demand.scale: 2 } }",
      "cannot change while the clock runs: demand is drawn for the whole horizon; give the stream `season:`, `trend:` or `events:` with dates",
      "fixed-in-a-run"
    ),
    (
      "{ day 5: { warehouse.shifts.always.hours: 06:00-14:00 } }", "cannot change while the clock runs: only counts of workers, places and equipment",
      "fixed-in-a-run"
    ),
    (
      "{ day 5: { warehouse.workers.packers.count: 2 } }", "error: 'warehouse.workers.packers.count' does not change anything on that day",
      "no-change"
    ),
    ("{ day 5: { experiment.seed: 2 } }", "only what a run depends on can change on a date", "no-change"),
    ("{ day 5: { warehouse.workers.packer.count: 3 } }", "unknown pool of workers 'packer'; did you mean 'packers'?", "unknown-name"),
    ("{ day 5: { warehouse.workers.packers.count: -3 } }", "is outside the range of 'count'", "out-of-range"),
    ("{ day 0: { warehouse.workers.packers.count: 3 } }", "what changes at the start is not a change; write the value itself", "bad-date"),
    ("{ day 10: { warehouse.workers.packers.count: 3 } }", "'day 10' lies at or after the horizon", "bad-date"),
    ("{ day 5: 3 }", "the changes of 'day 5' are a single value", "wrong-kind"),
    ("tomorrow", "expected a map of dates", "wrong-kind"),
    ("{ day 5: { changes.x: 3 } }", "a change cannot change the changes", "bad-address"),
  ])
  func `are refused with place and remedy where they cannot be`(changes: String, answer: String, code: String) {
    let told = Desk(["s.yaml": study().yaml + "changes: \(changes)\n"]).problems()
    #expect(told.contains { $0.contains(answer) && $0.contains("[\(code)]") && $0.hasPrefix("s.yaml:") }, "\(told)")
  }
}
