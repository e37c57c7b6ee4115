import Kernel
import Scenario
import Simulation
import Testing

/// Shares of customers and units that each line draws for itself, and what stock and waiting cost to the last digit.
@Suite struct `Customers, returns and money counted by hand` {
  private func runner(_ text: String, _ files: [String: String] = [:]) throws -> PairedRunner {
    PairedRunner([try CompiledPlan(Desk(files.merging(["s.yaml": text]) { $1 }).load().drafts[0].plan)])
  }

  private static let twenty = (0..<20).map { "i\($0): { unit-cost: 1 EUR, price: 2 EUR }" }.joined(separator: ", ")
  private static let oneEach = (0..<20).map { "i\($0): 1" }.joined(separator: ", ")

  private func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  // Twenty customers of different items, each waiting with probability ½: binomial with variance 5, whose estimate from 200 worlds strays
  // by 0.5. One draw for all of them would give 100.
  @Test func `customers of different items decide for themselves whether to wait`() throws {
    let text = """
      bullwhip: 1
      name: Shares
      currency: EUR
      clock: { start: 2026-01-05, horizon: 7 d }
      items: { list: { \(Self.twenty) } }
      suppliers: { far: { lead-time: 1 d } }
      locations: { dc: { supplied-by: far } }
      demand: { streams: { a: { at: dc, per-item: { items: { \(Self.oneEach) }, every: week }, unmet: { backorder: 50 %, lost: 50 % } } } }
      policies: { default: none }
      initial-stock: 0

      """
    let runner = try runner(text)
    let waiting = (0..<200).map { runner.run(seed: 1, replication: $0)[0][.unitsBackordered] }
    #expect(abs(variance(waiting) - 5) < 2, "\(variance(waiting))")
    #expect(abs(waiting.reduce(0, +) / 200 - 10) < 0.7)
  }

  private static let floor = """
    warehouse:
      at: dc
      shifts: { day: { days: mon-sun, hours: 06:00-20:00 } }
      workers: { pickers: { count: 3, shift: day, skills: { pick: 100 % } } }
      process: { outbound: { pick: { by: pickers, time: 60 s } } }
    """

  @Test func `and whether to send it back`() throws {
    let text = """
      bullwhip: 1
      name: Shares
      currency: EUR
      clock: { start: 2026-01-05, horizon: 14 d }
      items: { list: { \(Self.twenty) } }
      suppliers: { far: { lead-time: 1 d } }
      locations: { dc: { supplied-by: far } }
      demand: { streams: { a: { at: dc, per-item: { items: { \(Self.oneEach) }, every: 2 weeks } } } }
      policies: { default: none }
      initial-stock: 10
      returns: { share: 50 %, after: 3 d }
      \(Self.floor)

      """
    let runner = try runner(text)
    let back = (0..<200).map { runner.run(seed: 1, replication: $0)[0][.unitsReturned] }
    #expect(abs(variance(back) - 5) < 2, "\(variance(back))")
  }

  // 21 units at each location, in lines served at once, in parts and late; all of them come back in time.
  @Test func `goods come back to a location without a floor too`() throws {
    let text = """
      bullwhip: 1
      name: Two places
      currency: EUR
      clock: { start: 2026-03-02, horizon: 28 d }
      items: { list: { bolt: { unit-cost: 1 EUR, price: 2 EUR } } }
      suppliers: { far: { lead-time: 2 d } }
      locations: { dc: { supplied-by: far }, shop: { supplied-by: far } }
      demand: { streams: { at shop: { at: shop, replay: l.csv }, at dc: { at: dc, replay: l.csv } } }
      policies: { default: { s-S: { s: 4, S: 10 } } }
      initial-stock: 10
      returns: { share: 100 %, after: 3 d, cost: 0.5 EUR/unit }
      \(Self.floor)

      """
    let lines =
      "time,order,item,quantity\n2026-03-03 09:00,1,bolt,3\n2026-03-04 10:00,2,bolt,3\n2026-03-05 11:00,3,bolt,3\n"
      + "2026-03-06 09:00,4,bolt,9\n2026-03-09 09:00,5,bolt,3\n"
    let outcome = try runner(text, ["l.csv": lines]).run(seed: 1, replication: 0)[0]
    #expect(outcome[.unitsDelivered] == 42)
    #expect(outcome[.unitsReturned] == 42)
    #expect(outcome[.returnsCost] == 21)
  }

  @Test func `what a unit costs once that waits is a cost of the day it was asked for`() throws {
    let text = """
      bullwhip: 1
      name: Once
      currency: EUR
      clock: { start: 2026-01-05, horizon: 5 d }
      items: { list: { bolt: { unit-cost: 1 EUR, price: 2 EUR } } }
      suppliers: { far: { lead-time: 2 d } }
      locations: { dc: { supplied-by: far } }
      demand: { streams: { old: { at: dc, replay: l.csv, unmet: backorder } } }
      policies: { default: { base-stock: { S: 0 } } }
      initial-stock: 0
      costs: { backorder: 7 EUR/unit }

      """
    let outcome = try runner(text, ["l.csv": "time,order,item,quantity\n2026-01-07 12:00,1,bolt,10\n"]).run(seed: 1, replication: 0)[0]
    #expect(outcome[.backorderCost] == 70)
    #expect(outcome.daily.cost == [0, 0, 70, 0, 0])
  }

  private static func screws(_ study: String, cost: String, stock: String, other: String = "") -> String {
    """
    bullwhip: 1
    name: Screws
    study: \(study)
    currency: EUR
    clock: { start: 2026-01-05, horizon: 3 d }
    items: { list: { screw: { unit-cost: \(cost) EUR }\(other) } }
    suppliers: { far: { lead-time: 2 d } }
    locations: { dc: { supplied-by: far } }
    demand: { streams: { a: { at: dc, per-item: { items: { screw: 1000 }, every: day } } } }
    policies: { default: none }
    initial-stock: \(stock)

    """
  }

  // A continuous study sees the stock before the first demand, a periodic one at the periods' ends.
  @Test(arguments: [("continuous", 100_000.0), ("periodic", 99_000)])
  func `stock of fractions of a cent is worth what it costs`(study: String, most: Double) throws {
    let outcome = try runner(Self.screws(study, cost: "0.00014", stock: "100000")).run(seed: 1, replication: 0)[0]
    #expect(abs(outcome[.stockValueMaximum] - most * 0.00014) < 1e-9)
    for (day, units) in [99_000.0, 98_000, 97_000].enumerated() {
      #expect(abs(outcome.daily.stockValue[day] - units * 0.00014) < 1e-9)
    }
  }

  @Test(arguments: [("continuous", 1e9), ("periodic", 1e9 - 1000)])
  func `stock worth more than 2⁶³ ten-thousandths is counted`(study: String, most: Double) throws {
    let outcome = try runner(Self.screws(study, cost: "10000000", stock: "1000000000")).run(seed: 1, replication: 0)[0]
    #expect(outcome[.stockValueMaximum] == most * 1e7)
    #expect(outcome.daily.stockValue == [(1e9 - 1000) * 1e7, (1e9 - 2000) * 1e7, (1e9 - 3000) * 1e7])
  }
}
