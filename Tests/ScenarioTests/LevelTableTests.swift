import Foundation
import Groundwork
import Kernel
import Scenario
import Simulation
import Supply
import Testing

private let policies = "default: { s-S: { s: 3 weeks, S: 7 weeks } }"

private func desk(_ policy: String, _ table: String) -> Desk {
  Desk(["s.yaml": Sample.small.replacing(policies, with: policy), "levels.csv": table])
}

@Suite struct `Tables of levels` {
  static let both = "item,from [d],s,S\nmug,0,10,40\nmug,28,20,60\njug,0,5,9\n"

  @Test func `are read for every item they name`() throws {
    let plan = try desk("default: { table: levels.csv }", Self.both).load().drafts[0].plan
    let mug = Policy.timePhased(TimePhasedLevels([.init(start: .zero, s: 10, S: 40), .init(start: .days(28), s: 20, S: 60)]))
    #expect(plan.supply.stockPoints.map(\.control.policy) == [mug, .timePhased(TimePhasedLevels([.init(start: .zero, s: 5, S: 9)]))])
    #expect(plan.supply.stockPoints[0].control.review == .continuous)
    // The levels at time 0: the mean of 11 … 40.
    #expect(plan.supply.stockPoints[0].initialStock == 26)
    _ = try CompiledPlan(plan)
  }

  @Test func `units may stand in the header or the cell, rows of items in any order, blanks order nothing`() throws {
    let table = "sku;S;s;from\njug;9;5;0\nmug;40;10;0 d\njug;12;7;1 week\nmug;;;2 weeks\n"
    let plan = try desk("default: { table: levels.csv, review: every 1 week }", table).load().drafts[0].plan
    #expect(
      plan.supply.stockPoints.map(\.control.policy) == [
        .timePhased(TimePhasedLevels([.init(start: .zero, s: 10, S: 40), .ordersNothing(from: .days(14))])),
        .timePhased(TimePhasedLevels([.init(start: .zero, s: 5, S: 9), .init(start: .days(7), s: 7, S: 12)])),
      ])
    #expect(plan.supply.stockPoints[0].control.review == .periodic(interval: .days(7), first: .zero))
  }

  @Test func `one item needs no column of items, and replaces the policy of the layer below`() throws {
    let files = [
      "s.yaml": Sample.small.replacing(policies, with: policies + "\n  items: { mug: { s-S: { s: 5, S: 9 } } }"),
      "b.yaml": "bullwhip: 1\nextends: s.yaml\npolicies: { items: { mug: { table: levels.csv } } }\n",
      "levels.csv": "from [weeks],s,S\n0,-3,4\n2,1,8\n",
    ]
    let plan = try Desk(files).load("b.yaml").drafts[0].plan
    #expect(
      plan.supply.stockPoints[0].control.policy
        == .timePhased(TimePhasedLevels([.init(start: .zero, s: -3, S: 4), .init(start: .days(14), s: 1, S: 8)])))
    #expect(plan.supply.stockPoints[1].control.policy != plan.supply.stockPoints[0].control.policy)
  }

  @Test func `a column of places tells the same item in two of them apart`() throws {
    var text = Sample.small.replacing(policies, with: "default: { table: levels.csv }")
    text = text.replacing("  dc: { supplied-by: overseas }", with: "  dc: { supplied-by: overseas }\n  shop: { supplied-by: overseas }")
    text = text.replacing("warehouse:\n", with: "warehouse:\n  at: dc\n")
    text = text.replacing(
      "    web orders:\n",
      with:
        "    counter: { at: shop, per-item: { every: week, items: { mug: { poisson: { mean: 3 } } } }, unmet: backorder }\n    web orders:\n"
    )
    let desk = Desk(["s.yaml": text, "levels.csv": "item,location,from [d],s,S\nmug,dc,0,10,40\nmug,shop,0,2,4\njug,,0,5,9\n"])
    let points = try desk.load().drafts[0].plan.supply.stockPoints
    let found = points.map { [$0.location, $0.item, Int($0.control.policy.trigger)] }
    #expect(found == [[0, 0, 10], [0, 1, 5], [1, 0, 2]])
  }

  static let mistakes: [(table: String, policy: String, answer: String)] = [
    (
      "item,from [d],s,S\nmug,0,40,40\njug,0,5,9\n", "default: { table: levels.csv }",
      "levels.csv:2:7: error: the reorder point 40 is not below the order-up-to level 40; make s smaller than S [s-above-S]"
    ),
    (
      "item,from [d],s,S\nmug,7,10,40\njug,0,5,9\n", "default: { table: levels.csv }",
      "levels.csv:2:5: error: the first stretch does not begin at 0, so nothing says what holds before it; give a row from 0 d [first-level]"
    ),
    (
      "item,from [d],s,S\nmug,0,10,40\nmug,28,10,41\nmug,28,10,42\njug,0,5,9\n", "default: { table: levels.csv }",
      "levels.csv:4:5: error: 'from' does not come after the row before it; list an item's stretches in order of time, each once [not-ascending]"
    ),
    (
      "item,from [d],s,S\nmgu,0,10,40\nmug,0,1,2\njug,0,5,9\n", "default: { table: levels.csv }",
      "levels.csv:2:1: error: unknown item 'mgu'; did you mean 'mug'? [unknown-name]"
    ),
    (
      "item,from [d],s,S\nmug,0,10,40\n", "default: { table: levels.csv }",
      "s.yaml:20:21: error: the table 'levels.csv' has no levels for 'jug'; add its rows, or give the item another policy [missing-row]"
    ),
    (
      "item,from [d],s,S\nmug,0,10.5,40\njug,0,5,9\n", "default: { table: levels.csv }",
      "levels.csv:2:7: error: 's' must be a whole number, not 10.5; write a whole number of units, at least -1000000000000 [not-whole]"
    ),
    (
      "item,from [d],s,S\nmug,0,,40\njug,0,5,9\n", "default: { table: levels.csv }",
      "levels.csv:2:7: error: 's' is blank; give both levels, or neither where nothing is to be ordered [missing-key]"
    ),
    (
      "item,from,s,S\nmug,0,1,4\nmug,28,10,40\njug,0,5,9\n", "default: { table: levels.csv }",
      "levels.csv:3:5: error: 'from' needs a unit; write `28 d` (s, min, h, d, weeks, months or years) [missing-unit]"
    ),
    (
      "item,from [d],s,S\nmug,-1,1,4\njug,0,5,9\n", "default: { table: levels.csv }",
      "levels.csv:2:5: error: 'from' must not be negative; write `28 d` [out-of-range]"
    ),
    (
      "item,from [d],s\nmug,0,1\njug,0,5\n", "default: { table: levels.csv }",
      "levels.csv:1:1: error: the table has no column 'S'; did you mean it by 's'? [unknown-column]"
    ),
    (
      "from [d],s,S\n0,1,4\n", "default: { table: levels.csv }",
      "s.yaml:20:21: error: the table has no column 'item', and this policy is for more than one; add the column, or name the table under policies.items [missing-column]"
    ),
    (
      "item,from [d],s,S\n", "default: { table: levels.csv }",
      "levels.csv:1:1: error: the table of levels has no rows; give a row from 0 d [empty-table]"
    ),
    (
      "item,from [d],s,S\nmug,0,1,4\n", "default: { table: level.csv }",
      "s.yaml:20:21: error: the file 'level.csv' does not exist; did you mean 'levels.csv'? [no-file]"
    ),
    (
      "item,from [d],s,S\nmug,0,1,4\n", "default: { table: levels.csv, s-S: { s: 1, S: 2 } }",
      "s.yaml:20:14: error: 'policies.default' has two policies, 's-S' and 'table'; keep one [two-policies]"
    ),
  ]

  @Test(arguments: 0..<14) func `mistakes are answered with place, reason and remedy`(index: Int) {
    let mistake = Self.mistakes[index]
    #expect(desk(mistake.policy, mistake.table).problems() == [mistake.answer])
  }

  @Test func `what is written is read again, to the microsecond`() throws {
    let odd = TimePhasedLevels([
      .init(start: .zero, s: -3, S: 40), .init(start: SimTime(ticks: 3_600_000_001), s: 7, S: 12),
      .ordersNothing(from: SimTime(ticks: 86_399_999_999)),
      .init(start: .days(364), s: 1_000_000, S: 1_000_001),
    ])
    let entries = [
      ScenarioWriter.Entry(item: "mug", control: Control(policy: .timePhased(odd), review: .periodic(interval: .days(7), first: .zero))),
      ScenarioWriter.Entry(item: "jug", location: "dc", control: Control(policy: .baseStock(S: 4), review: .continuous)),
    ]
    let desk = Desk(["s.yaml": Sample.small])
    let table = try #require(ScenarioWriter.levels(of: entries))
    try table.write(toFile: desk.folder + "/best-levels.csv", atomically: true, encoding: .utf8)
    let text = ScenarioWriter.text(
      extending: desk.folder + "/s.yaml", at: desk.folder + "/best.yaml", name: "Best", remark: "by a test", policies: entries,
      table: "best-levels.csv")
    try text.write(toFile: desk.folder + "/best.yaml", atomically: true, encoding: .utf8)
    let points = try desk.load("best.yaml").drafts[0].plan.supply.stockPoints
    #expect(points.map(\.control) == entries.map(\.control))
    #expect(ScenarioWriter.levels(of: [entries[1]]) == nil)
  }
}
