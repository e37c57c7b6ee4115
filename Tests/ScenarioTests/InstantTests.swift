import Foundation
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Testing

/// Receipts come before customers at one instant: what is beyond what is owed is on the shelf for those who come then.
@Suite struct `Goods and customers of one instant` {
  private func run(_ yaml: String, _ files: [String: String] = [:], replications: Int = 1) throws -> (CompiledPlan, [Outcome]) {
    let loaded = try Desk(files.merging(["s.yaml": yaml]) { $1 }).load()
    let plan = try CompiledPlan(loaded.drafts[0].plan), runner = PairedRunner([plan])
    return (plan, (0..<replications).map { runner.run(seed: 1, replication: $0)[0] })
  }

  private func shop(_ days: Int, lead: String, demand: String, policy: String, stock: String = "", warmUp: String = "0 d") -> String {
    """
    bullwhip: 1
    name: One shelf
    currency: EUR
    clock: { start: day 0, horizon: \(days) d, warm-up: \(warmUp) }
    items: { list: { a: { unit-cost: 100 EUR, price: 200 EUR } } }
    suppliers: { w: { lead-time: \(lead) } }
    locations: { shop: { supplied-by: w } }
    \(stock)
    demand: { streams: { s: { at: shop, \(demand) } } }
    policies: { default: \(policy) }
    costs: { holding: 25 %/year, backorder: 1 EUR/unit/day, lost-sale: margin }

    """
  }

  private static let orders = "time,order,item,quantity\nday 0 00:00,o1,a,10\nday 2 00:00,o2,a,10\n"

  // 8 on the shelf and 10 asked; two days later 58 come, of which 2 are owed, and 10 are asked: 8 and 10 of 20 at once.
  @Test(arguments: ["backorder", "lost"]) func `who comes with a receipt finds what is not owed`(unmet: String) throws {
    let (plan, outcomes) = try run(
      shop(10, lead: "2 d", demand: "unmet: \(unmet), replay: o.csv", policy: "{ s-S: { s: 8, S: 58 } }", stock: "initial-stock: 8"),
      ["o.csv": Self.orders])
    #expect(abs(outcomes[0].value("fill-rate", plan) - 18.0 / 20) < 1e-12)
    #expect(abs(outcomes[0].value("line-fill-rate", plan) - 0.5) < 1e-12)
  }

  /// Demand of a day is one lump at midnight, ordered then, and received two midnights later, before that day's demand: the shelf then holds
  /// 25 less yesterday's demand.
  @Test func `a base stock under daily lumps serves what the theory says`() throws {
    let law = try Distribution(.negativeBinomial(mean: 10, dispersion: 4))
    var exact = 0.0
    for yesterday in 0...200 {
      for today in 1...200 {
        exact += law.pmf(Double(yesterday)) * law.pmf(Double(today)) * Double(min(today, max(0, 25 - yesterday)))
      }
    }
    exact /= 10
    for lead in ["2 d", "47 h"] {
      let (plan, outcomes) = try run(
        shop(
          728, lead: lead, demand: "unmet: backorder, per-item: { every: day, negative-binomial: { mean: 10, dispersion: 4 } }",
          policy: "{ base-stock: { S: 25 } }", warmUp: "28 d"), replications: 40)
      let values = outcomes.map { $0.value("fill-rate", plan) }
      let mean = values.reduce(0, +) / 40
      let error = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39 / 40).squareRoot()
      #expect(abs(mean - exact) < 3.5 * error, "\(lead): \(mean) ± \(error), exactly \(exact)")
    }
  }

  // A base stock of 1: 51 asked, 50 of them wait; 51 come at once, and 50 leave with those who waited.
  @Test func `goods that come and go at once were never in stock`() throws {
    let (plan, outcomes) = try run(
      shop(10, lead: "25 h", demand: "unmet: backorder, replay: o.csv", policy: "{ base-stock: { S: 1 } }", stock: "initial-stock: 1"),
      ["o.csv": "time,order,item,quantity\nday 2 00:00,o1,a,51\n"])
    #expect(outcomes[0].value("stock.value.max", plan) == 100)
  }

  // 3043.75 a month of 30.4375 days are 100 a day, wherever the horizon ends.
  @Test(arguments: ["5 weeks", "61 d", "400 d"]) func `days of mean demand are days of the demand that comes`(horizon: String) throws {
    let text = shop(
      1, lead: "1 d", demand: "unmet: lost, per-item: { every: month, poisson: { mean: 3043.75 } }", policy: "{ s-S: { s: 3 d, S: 10 d } }"
    ).replacing("horizon: 1 d", with: "horizon: \(horizon)")
    let plan = try Desk(["s.yaml": text]).load().drafts[0].plan
    #expect(plan.supply.stockPoints[0].control.policy == .sS(s: 300, S: 1_000))
  }

  @Test(arguments: [
    ("{ s-S: { s: 8, S: 58 }, review: { every: 1 month, at: \"07:00\" } }", "do not stay at one time of day"),
    ("{ s-S: { s: 8, S: 58 }, review: { every: 10 d, on: mon } }", "do not stay on one weekday"),
    ("{ s-S: { s: 8, S: 58 }, review: { every: 1 week, on: [mon, thu] } }", "a review is on one weekday"),
  ]) func `reviews that cannot keep to their day or hour are refused`(policy: String, answer: String) {
    let text = shop(60, lead: "1 d", demand: "unmet: lost, per-item: { every: day, poisson: { mean: 4 } }", policy: policy)
      .replacing("start: day 0", with: "start: 2024-01-01")
    let problems = Desk(["s.yaml": text]).problems()
    #expect(problems.count == 1 && problems[0].contains(answer) && problems[0].hasSuffix("[bad-period]"), "\(problems)")
  }

  // P(X ≥ ½) + P(X ≥ 1½) + … of an exponential of mean 0.4: e^(−1.25) ÷ (1 − e^(−2.5)) = 0.312.
  @Test func `a scaled law of real numbers says what rounding makes of it`() {
    let gamma = "unmet: lost, per-item: { every: day, gamma: { mean: 4, cv: 1 } }"
    let text = shop(60, lead: "1 d", demand: gamma, policy: "{ s-S: { s: 8, S: 58 } }")
    #expect(Desk(["s.yaml": text]).problems().isEmpty)
    let problems = Desk(["s.yaml": text]).problems(sets: ["demand.scale=0.1"])
    #expect(problems.count == 1 && problems[0].contains("has a mean of 0.31 in whole units instead of 0.4"), "\(problems)")
  }

  @Test func `a scale that nothing follows is told`() {
    let text = shop(10, lead: "2 d", demand: "unmet: lost, replay: o.csv", policy: "{ s-S: { s: 8, S: 58 } }")
    let problems = Desk(["s.yaml": text, "o.csv": Self.orders]).problems(sets: ["demand.scale=2"])
    #expect(problems.contains { $0.contains("a replay plays every recorded order") && $0.hasSuffix("[unused]") }, "\(problems)")
  }
}
