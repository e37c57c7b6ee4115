import Foundation
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Testing

/// What holds from a date on, where the clocks have changed since the start: from its midnight by the clock on the wall.
@Suite struct `A date after a clock change` {
  private func run(_ yaml: String, _ files: [String: String] = [:], replications: Int = 1) throws -> (CompiledPlan, [Outcome]) {
    let plan = try CompiledPlan(Desk(files.merging(["s.yaml": yaml]) { $1 }).load().drafts[0].plan), runner = PairedRunner([plan])
    return (plan, (0..<replications).map { runner.run(seed: 1, replication: $0)[0] })
  }

  private static func shop(start: String, date: String, _ before: String, _ after: String) -> String {
    """
    bullwhip: 1
    name: Dates
    currency: EUR
    clock: { start: \(start), horizon: 20 weeks, time-zone: Europe/London }
    items: { list: { a: { unit-cost: 1 EUR } } }
    suppliers: { w: { lead-time: \(before) } }
    locations: { shop: { supplied-by: w } }
    initial-stock: 100
    demand: { streams: { s: { at: shop, replay: o.csv, unmet: backorder } } }
    policies: { default: { base-stock: { S: 100 } } }
    changes: { \(date): { suppliers.w.lead-time: \(after) } }
    experiment: { replications: 1, seed: 1 }

    """
  }

  // One order under the old law, half an hour before midnight, and three under the new one.
  @Test(arguments: [("2024-10-01", "2024-11-14", "2024-11-15"), ("2024-03-01", "2024-04-30", "2024-05-01")])
  func `has its lead time from midnight on`(start: String, eve: String, date: String) throws {
    let rows = ["\(eve) 23:30", "\(date) 00:10", "\(date) 00:50", "\(date) 22:59"].enumerated().map { "\($1),\($0),a,1" }
    let (plan, outcomes) = try run(
      Self.shop(start: start, date: date, "2 d", "10 d"), ["o.csv": "time,order,item,quantity\n" + rows.joined(separator: "\n") + "\n"])
    #expect(abs(outcomes[0].value("supplier.lead-time.mean", plan) - (2 + 3 * 10) / 4.0) < 1e-9)
  }

  // The law of each moment is the scenario's: orders of one moment, an hour and a half and a day after the change, in 2 000 worlds.
  @Test(arguments: ["2024-11-15 01:30", "2024-11-15 23:40", "2024-11-14 23:40"])
  func `has the law of its moment where lead times are random`(moment: String) throws {
    let n = 2_000
    let (plan, outcomes) = try run(
      Self.shop(start: "2024-10-01", date: "2024-11-15", "{ gamma: { mean: 2 d, sd: 1 d } }", "{ gamma: { mean: 10 d, sd: 4 d } }"),
      ["o.csv": "time,order,item,quantity\n\(moment),1,a,1\n"], replications: n)
    let (mean, sd) = moment.hasPrefix("2024-11-14") ? (2.0, 1.0) : (10.0, 4.0)
    let average = outcomes.map { $0.value("supplier.lead-time.mean", plan) }.reduce(0, +) / Double(n)
    #expect(abs(average - mean) < 4 * sd / Double(n).squareRoot())
  }

  // Weeks of 168 hours: the levels of 11 November, the first day of the seventh week, hold for its review, in any zone.
  @Test func `has its levels at the period that begins on it`() throws {
    func cost(_ zone: String) throws -> Double {
      let (plan, outcomes) = try run(
        """
        bullwhip: 1
        name: Weeks
        currency: EUR
        study: { periodic: 1 week }
        clock: { start: 2024-09-30, horizon: 12 weeks, time-zone: \(zone) }
        items: { list: { a: { unit-cost: 1 EUR } } }
        suppliers: { w: { lead-time: 0 d } }
        locations: { shop: { supplied-by: w } }
        demand: { streams: { s: { at: shop, per-item: { every: week, items: { a: 7 } } } } }
        initial-stock: 20
        policies: { default: { base-stock: { S: 20 } } }
        changes: { 2024-11-11: { policies.default.base-stock.S: 100 } }
        costs: { holding: 1 EUR/unit/week }
        experiment: { replications: 1, seed: 1 }

        """)
      return outcomes[0].value("cost.total", plan)
    }
    // At the end of the first six weeks 13 are left, of the last six 93.
    #expect(abs(try cost("UTC") - (6 * 13 + 6 * 93) / 12.0) < 1e-9)
    #expect(try cost("Europe/London") == cost("UTC"))
  }

  // From 27 October on, midnight is 25 hours after the one before it. First orders of new items are placed at midnight.
  @Test func `has its new items from midnight on`() throws {
    let yaml = NewItemsIn.scenario(start: "2024-10-07", zone: "Europe/London")
    let plan = try CompiledPlan(Desk(["s.yaml": yaml]).load().drafts[0].plan), first = try #require(plan.plan.supply.newItems?.first)
    var moments: [Int: Int64] = [:]
    for replication in 0..<6 {
      _ = PairedRunner([plan]).trace(plan: 0, seed: 1, replication: replication) { event in
        guard event.kind == .replenishmentOrdered else { return }
        let item = plan.plan.supply.stockPoints[Int(event.stockPoint)].item
        if item >= first, moments[replication << 20 | item] == nil { moments[replication << 20 | item] = event.time.ticks }
      }
    }
    let hour = SimTime.ticksPerHour, change = (20 * 24 + 1) * hour
    let (before, after) = (moments.values.filter { $0 < change }, moments.values.filter { $0 >= change })
    #expect(before.count > 5 && before.allSatisfy { $0 % (24 * hour) == 0 })
    #expect(after.count > 5 && after.allSatisfy { $0 % (24 * hour) == hour })
  }
}

private enum NewItemsIn {
  static func scenario(start: String, zone: String) -> String {
    """
    bullwhip: 1
    name: Shop
    clock: { start: \(start), horizon: 8 weeks, time-zone: \(zone) }
    items: { list: { mug: { unit-cost: 2 EUR, price: 5 EUR }, jug: { unit-cost: 4 EUR, price: 9 EUR } } }
    suppliers: { maker: { lead-time: 4 d, order-cost: 20 EUR } }
    locations: { dc: { supplied-by: maker } }
    demand:
      streams:
        web: { at: dc, orders: { arrivals: { poisson: { mean: 60 /day } }, lines: 2, quantity: 1 }, unmet: lost }
    policies: { default: { s-S: { s: 2 weeks, S: 4 weeks } } }
    new-items: { arrivals: { poisson: { mean: 3 /week } }, launch: { weeks-to-peak: 2 }, first-order: 3 weeks }
    costs: { holding: 20 %/year, lost-sale: margin }
    experiment: { replications: 1, seed: 1 }

    """
  }
}
