import Kernel
import Scenario
import Simulation
import Supply
import Testing

/// Items that go on each other's orders, worked out on paper.
private let paper = """
  bullwhip: 1
  name: Shared orders
  currency: EUR
  clock: { start: 2024-01-01, horizon: 20 d, time-zone: UTC }
  items: { list: { a: { unit-cost: 1 EUR }, b: { unit-cost: 1 EUR }, x: { unit-cost: 1 EUR }, y: { unit-cost: 1 EUR, supplier: t } } }
  suppliers: { s: { lead-time: 1 d, order-cost: 100 EUR, line-cost: 1 EUR }, t: { lead-time: 1 d, order-cost: 70 EUR } }
  locations: { dc: { supplied-by: s } }
  demand: { streams: { r: { at: dc, replay: orders.csv, unmet: backorder } } }
  policies:
    default: { can-order: { s: 2, c: 5, S: 10 } }
    items: { x: { s-S: { s: 0, S: 10 } }, y: { can-order: { s: 0, c: 9, S: 10 } } }
  initial-stock: 10

  """

private let orders = """
  time,order,item,quantity
  2024-01-02 00:00,o1,a,5
  2024-01-02 00:00,o2,x,7
  2024-01-02 00:00,o3,y,5
  2024-01-03 00:00,o4,b,8
  2024-01-06 00:00,o5,a,4
  2024-01-07 00:00,o6,b,9
  2024-01-09 00:00,o7,a,4

  """

private func run(_ yaml: String) throws -> Outcome {
  let plan = try CompiledPlan(try Desk(["s.yaml": yaml, "orders.csv": orders]).load().drafts[0].plan)
  return PairedRunner([plan]).run(seed: 1, replication: 0)[0]
}

@Suite struct `Can-order levels` {
  /// Day 2: b falls to 2 and orders 8, a at 5 goes along with 5. Day 6: b falls to 1 and orders 9, a at 6 stays. Day 8: a falls to 2 and
  /// orders 8. x at 3 has another policy, y at 5 another supplier.
  @Test func `fill up what stands low with the order of another, as on paper`() throws {
    let outcome = try run(paper)
    #expect(outcome[.ordersPlaced] == 3 && outcome[.orderLinesPlaced] == 4)
    #expect(outcome[.orderingCost] == 304)
    #expect(outcome.items.map(\.ordersPlaced) == [2, 2, 0, 0])
    #expect(outcome.items.map(\.unitsReceived) == [13, 17, 0, 0])
    // Two share the first order; the others are each one's own.
    #expect(outcome.items.map(\.cost) == [152, 152, 0, 0])
    // All that was there or came was asked for or is there at the end: 10, 10, 3 and 5.
    #expect(outcome[.unitsDelivered] == 42)
  }

  @Test func `that join nothing are an (s, S), byte for byte`() throws {
    let alone = paper.replacing("can-order: { s: 2, c: 5, S: 10 }", with: "can-order: { s: 2, c: 2, S: 10 }")
    let plain = paper.replacing("can-order: { s: 2, c: 5, S: 10 }", with: "s-S: { s: 2, S: 10 }")
    #expect(try run(alone) == run(plain))
    #expect(try run(alone)[.ordersPlaced] == 3)
  }

  @Test func `wait for the review they are asked at`() throws {
    // Mondays: on day 7 a at 1 and b at −7 order 9 and 17 together; x and y nothing.
    let outcome = try run(paper.replacing("S: 10 } }\n  items", with: "S: 10 }, review: { every: 1 week, on: mon } }\n  items"))
    #expect(outcome[.ordersPlaced] == 1 && outcome[.orderLinesPlaced] == 2 && outcome.items.map(\.unitsReceived) == [9, 17, 0, 0])
  }

  @Test func `respect minimum and multiple`() throws {
    let outcome = try run(paper.replacing("line-cost: 1 EUR", with: "line-cost: 1 EUR, minimum: 6, multiple: 4"))
    // Day 2: b 8, a 8 (of 5); day 6: b 12 (of 9), a stays at 9; day 8: a at 5 stays.
    #expect(outcome.items.map(\.unitsReceived) == [8, 20, 0, 0] && outcome[.ordersPlaced] == 2)
  }

  @Test func `are read, written and begin with their own stock`() throws {
    let points = try Desk(["s.yaml": paper.replacing("initial-stock: 10\n", with: ""), "orders.csv": orders]).load().drafts[0].plan.supply
      .stockPoints
    #expect(points[0].control == Control(policy: .canOrder(s: 2, c: 5, S: 10), review: .continuous))
    #expect(points[0].initialStock == 7 && points[0].initialStock == Policy.sS(s: 2, S: 10).meanPosition)
    #expect(ScenarioWriter.policy(points[0].control) == "{ can-order: { s: 2, c: 5, S: 10 } }")
  }

  static let mistakes: [(old: String, new: String, answer: String)] = [
    (
      "c: 5, ", "",
      "s.yaml:10:14: error: 'policies.default.can-order' lacks 'c'; write for example `c: 3 weeks` [missing-key]"
    ),
    (
      "c: 5, ", "c: 1, ",
      "s.yaml:10:25: error: the can-order levels do not ascend: 2 stands before 1 (item 'a'); make s ≤ c < S [s-above-S]"
    ),
    (
      "c: 5, ", "c: 10, ",
      "s.yaml:10:25: error: the can-order levels do not ascend: 10 stands before 10 (item 'a'); make s ≤ c < S [s-above-S]"
    ),
    (
      "supplied-by: s }", "supplied-by: s, emergency: { from: t, when: position < 1 } }",
      "s.yaml:10:25: error: items that are ordered together have one supplier, and 'a' has an emergency supplier; leave out `emergency`, or write `s-S` [needs-clock]"
    ),
  ]

  @Test(arguments: 0..<4) func `mistakes are answered with place, reason and remedy`(index: Int) {
    let mistake = Self.mistakes[index]
    #expect(paper.contains(mistake.old))
    let yaml = paper.replacing(mistake.old, with: mistake.new).replacing(
      "t: { lead-time: 1 d", with: index == 3 ? "t: { lead-time: 6 h" : "t: { lead-time: 1 d")
    #expect(Desk(["s.yaml": yaml, "orders.csv": orders]).problems().first == mistake.answer)
  }

  @Test func `are refused in a periodic study for goods that spoil`() throws {
    let yaml = paper.replacing("currency: EUR", with: "currency: EUR\nstudy: periodic").replacing(
      "replay: orders.csv", with: "per-item: { every: day, items: { a: 3, b: 2, x: 1, y: 1 } }")
    #expect(Desk(["s.yaml": yaml]).problems().isEmpty)
    let spoiling = yaml.replacing("a: { unit-cost: 1 EUR }", with: "a: { unit-cost: 1 EUR, shelf-life: 5 d }")
    let expected = "in a periodic study goods that spoil, as 'a' does, are not ordered together with others; write `s-S` [needs-clock]"
    #expect(Desk(["s.yaml": spoiling]).problems().contains { $0.hasSuffix(expected) })
  }
}
