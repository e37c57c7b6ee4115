import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Testing

/// Costs and lots that become others while the clock runs.
@Suite struct `Costs that change on a date` {
  static func text(_ costs: String, unmet: String, days: Int = 140, warmUp: Int = 0, changes: String = "") -> String {
    """
    bullwhip: 1
    name: Rates
    currency: EUR
    clock: { start: 2026-01-05, horizon: \(days) d, warm-up: \(warmUp) d }
    items: { list: { mug: { unit-cost: 2 EUR, price: 5 EUR }, bowl: { unit-cost: 7 EUR, price: 9 EUR } } }
    suppliers: { works: { lead-time: { gamma: { mean: 6 d, sd: 3 d } }, order-cost: 3 EUR, line-cost: 1 EUR } }
    locations: { dc: { supplied-by: works } }
    demand: { streams: { web: { at: dc, per-item: { poisson: { mean: 7 }, every: day }, unmet: \(unmet) } } }
    policies: { default: { s-S: { s: 40, S: 90 } } }
    initial-stock: 60
    costs: { \(costs) }
    \(changes)

    """
  }

  struct Costs {
    var kinds: [Double]
    var items: [Double]

    init(_ text: String) throws {
      let outcome = PairedRunner([try CompiledPlan(Desk(["s.yaml": text]).load().drafts[0].plan)]).run(seed: 5, replication: 0)[0]
      kinds = [outcome[.holdingCost], outcome[.backorderCost], outcome[.lostSalesCost], outcome[.orderingCost]]
      items = outcome.items.map(\.cost)
    }
  }

  static let cheap = "holding: 0.10 EUR/unit/day, backorder: 0.40 EUR/unit/day, lost-sale: 3 EUR/unit"
  static let dear = "holding: 0.25 EUR/unit/day, backorder: 1 EUR/unit/day, lost-sale: 8 EUR/unit"
  static let rated = "holding: 22 %/year, backorder: 2 EUR/unit, lost-sale: margin"
  static let ratedMore = "holding: 40 %/year, backorder: 7 EUR/unit, lost-sale: price"

  /// What costs do not move goods, so a run with a change costs what the first prices cost to the date, and the second ones from the date
  /// to the end: three runs with one price list each say it.
  @Test(arguments: [
    (cheap, dear, "backorder", 0, 63), (cheap, dear, "lost", 0, 63), (cheap, dear, "{ backorder: 50 %, lost: 50 % }", 28, 63),
    (rated, ratedMore, "{ backorder: 50 %, lost: 50 % }", 0, 63), (rated, ratedMore, "backorder", 28, 29),
    (rated, ratedMore, "lost", 28, 20),
  ])
  func `are charged by the prices of their time`(first: String, second: String, unmet: String, warmUp: Int, day: Int) throws {
    func costs(_ prices: String, _ days: Int) throws -> Costs { try Costs(Self.text(prices, unmet: unmet, days: days, warmUp: warmUp)) }
    let date = CivilDateText.day(day)
    let changes = second.split(separator: ", ").map { pair -> String in
      let words = pair.split(separator: ":", maxSplits: 1)
      return "costs.\(words[0]): \(words[1].drop { $0 == " " })"
    }
    let changed = try Costs(
      Self.text(first, unmet: unmet, warmUp: warmUp, changes: "changes: { \(date): { \(changes.joined(separator: ", ")) } }"))
    let all = try costs(second, 140)
    let before = day > warmUp ? try costs(first, day) : nil, undone = day > warmUp ? try costs(second, day) : nil
    for k in 0..<4 {
      let expected = all.kinds[k] + (before?.kinds[k] ?? 0) - (undone?.kinds[k] ?? 0)
      #expect(abs(changed.kinds[k] - expected) < 1e-6, "\(k): \(changed.kinds[k]) \(expected)")
      if k < 3, day > warmUp, all.kinds[k] > 0 { #expect(abs(changed.kinds[k] - all.kinds[k]) > 0.1) }
    }
    // The fixed cost of an order is shared among its lines when the window ends, so that a cut in two may move cents between items.
    for i in 0..<2 { #expect(abs(changed.items[i] - (all.items[i] + (before?.items[i] ?? 0) - (undone?.items[i] ?? 0))) < 1e-6) }
  }

  @Test func `stand in the daily series from their day on`() throws {
    func daily(_ text: String) throws -> [Double] {
      PairedRunner([try CompiledPlan(Desk(["s.yaml": text]).load().drafts[0].plan)]).run(seed: 5, replication: 0)[0].daily.cost
    }
    let first = try daily(Self.text(Self.cheap, unmet: "lost", warmUp: 14)),
      second = try daily(Self.text(Self.dear, unmet: "lost", warmUp: 14))
    let changes =
      "changes: { 2026-01-12: { costs.lost-sale: 8 EUR/unit }, 2026-03-09: { costs.holding: 0.25 EUR/unit/day }, 2026-03-16: { costs.holding: ×2 } }"
    let both = try daily(Self.text(Self.cheap, unmet: "lost", warmUp: 14, changes: changes))
    let twice = try daily(Self.text(Self.dear.replacing("0.25", with: "0.50"), unmet: "lost", warmUp: 14))
    let lostDear = try daily(Self.text(Self.cheap.replacing("3 EUR/unit", with: "8 EUR/unit"), unmet: "lost", warmUp: 14))
    for day in 0..<140 {
      let expected = day < 7 ? first[day] : day < 63 ? lostDear[day] : day < 70 ? second[day] : twice[day]
      #expect(abs(both[day] - expected) < 1e-9, "\(day)")
    }
  }

  @Test(arguments: [
    ("costs.holding: 0.25 EUR/unit/day", "study: periodic", "only what stock, waiting and lost sales cost can, in a continuous study"),
    ("items.list.mug.unit-cost: 3 EUR", "", "it holds for the whole run"),
    ("suppliers.works.order-cost: 9 EUR", "", "of a supplier only the lead time can"),
  ])
  func `are refused where more than they would change`(change: String, more: String, answer: String) {
    let text = Self.text(Self.rated, unmet: "lost", changes: "changes: { 2026-03-09: { \(change) } }") + more + "\n"
    let found = Desk(["s.yaml": text.replacing("every: day, unmet", with: "every: day, unmet")]).problems()
    #expect(found.contains { $0.contains(answer) && $0.hasSuffix("[fixed-in-a-run]") }, "\(found)")
  }

  // MARK: Lots

  static func lots(_ policy: String, changes: String) -> String {
    """
    bullwhip: 1
    name: Lots
    currency: EUR
    clock: { start: 2026-01-05, horizon: 40 weeks }
    items: { list: { mug: { unit-cost: 2 EUR, price: 5 EUR } } }
    suppliers: { works: { lead-time: 5 d } }
    locations: { dc: { supplied-by: works } }
    demand: { streams: { web: { at: dc, orders: { arrivals: { poisson: { mean: 12 /day } }, lines: 1, quantity: 1 }, unmet: backorder } } }
    policies: { default: { \(policy) } }
    initial-stock: 100
    changes: { \(changes) }

    """
  }

  func run(_ text: String) throws -> (plan: Plan, outcome: Outcome) {
    let plan = try CompiledPlan(Desk(["s.yaml": text]).load().drafts[0].plan)
    return (plan.plan, PairedRunner([plan]).run(seed: 7, replication: 0)[0])
  }

  /// Asked for unit by unit, (r, Q) orders what (s, S) with s = r and S = r + Q orders, as long as r does not rise.
  @Test func `are lots from their date on`() throws {
    let lots = try run(
      Self.lots(
        "r-Q: { r: 80, Q: 50 }",
        changes: "2026-03-30: { policies.default.r-Q.Q: +40 }, 2026-06-22: { policies.default.r-Q: { r: 60, Q: 20 } }"))
    let levels = try run(
      Self.lots(
        "s-S: { s: 80, S: 130 }",
        changes: "2026-03-30: { policies.default.s-S.S: 170 }, 2026-06-22: { policies.default.s-S: { s: 60, S: 80 } }"))
    #expect(
      lots.plan.supply.stockPoints[0].control.policy
        == .timePhased(
          TimePhasedLevels([.lots(from: .zero, r: 80, Q: 50), .lots(from: .days(84), r: 80, Q: 90), .lots(from: .days(168), r: 60, Q: 20)]))
    )
    #expect(lots.outcome.fingerprint == levels.outcome.fingerprint && lots.outcome.items[0].ordersPlaced > 90)
    // Orders of 50, then of 90, then of 20, the first of which come when the position has fallen from 80 to 170 to 60.
    let asked: [Double] = [12 * 84, 12 * 84, 12 * 112], lot: [Double] = [50, 90, 20]
    let expected = zip(asked, lot).reduce(0) { $0 + $1.0 / $1.1 }
    #expect(abs(lots.outcome.items[0].ordersPlaced - expected) < 10, "\(lots.outcome.items[0].ordersPlaced) \(expected)")
  }

  // At the change the position is between 81 and 130: the least multiple of 50 that lifts it above 500 is ordered at once.
  @Test func `lift a position far below the new level by several lots`() throws {
    let outcome = try run(Self.lots("r-Q: { r: 80, Q: 50 }", changes: "2026-03-30: { policies.default.r-Q.r: 500 }")).outcome
    let usual = try run(Self.lots("r-Q: { r: 80, Q: 50 }", changes: "2026-03-30: { policies.default.r-Q.r: 79 }")).outcome
    // Eight or nine lots more, in one order.
    let more = (outcome.items[0].unitsReceived - usual.items[0].unitsReceived) / 50
    #expect((8...9).contains(more) && abs(outcome.items[0].ordersPlaced - usual.items[0].ordersPlaced) <= 9, "\(more)")
    let cases: [(Int64, Int64, Int64)] = [(80, 50, 80), (80, 50, 31), (80, 50, 30), (80, 50, 81), (500, 50, 81), (500, 7, -3)]
    for (r, Q, position) in cases {
      let phased = Policy.timePhased(TimePhasedLevels([.lots(from: .zero, r: 1, Q: 1), .lots(from: .days(3), r: r, Q: Q)]))
      #expect(phased.orderQuantity(position: position, at: .days(3)) == Policy.rQ(r: r, Q: Q).orderQuantity(position: position))
      var lots: Int64 = 0
      while position + lots <= r { lots += Q }
      #expect(phased.orderQuantity(position: position, at: .days(4)) == lots)
    }
  }
}

/// Days of January 2026 and after as the language writes them.
enum CivilDateText {
  /// So many days after 2026-01-05.
  static func day(_ days: Int) -> String {
    var left = days + 4
    for (month, length) in [31, 28, 31, 30, 31, 30, 31].enumerated() {
      if left < length { return "2026-0\(month + 1)-\(left < 9 ? "0" : "")\(left + 1)" }
      left -= length
    }
    return "2026-08-01"
  }
}
