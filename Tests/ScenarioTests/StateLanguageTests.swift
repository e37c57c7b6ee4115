import Groundwork
import Kernel
import Scenario
import Simulation
import Supply
import Testing

/// A periodic study that has everything a state can hold: goods that spoil, a second supplier.
private let sample = """
  bullwhip: 1
  name: Bakery
  currency: EUR
  study: periodic
  clock: { start: day 0, horizon: 60 weeks, warm-up: 4 weeks }
  items:
    list:
      loaf: { unit-cost: 1 EUR, price: 3 EUR, shelf-life: 2 d }
      jam: { unit-cost: 2 EUR, price: 5 EUR }
  suppliers:
    mill: { lead-time: 3 d }
    corner: { lead-time: 1 d }
  locations:
    shop: { supplied-by: mill, issue: lifo, emergency: { from: corner, surcharge: 0.50 EUR/unit } }
  demand:
    streams:
      sales: { at: shop, per-item: { items: { loaf: { poisson: { mean: 6 } }, jam: { poisson: { mean: 2 } } } }, unmet: lost }
  policies:
    default: { base-stock: { S: 20 } }
    items: { jam: { base-stock: { S: 9 } } }
  costs: { holding: 0.01 EUR/unit/day, lost-sale: margin, waste: 1.20 EUR/unit }

  """

private func desk(_ old: String = "", _ new: String = "", _ table: String = "item,on hand,due 1,due 2,order\n") -> Desk {
  Desk(["s.yaml": old.isEmpty ? sample : sample.replacing(old, with: new), "states.csv": table])
}

private let jam = "jam: { base-stock: { S: 9 } }"
private let loaf = "default: { base-stock: { S: 20 } }"

@Suite struct `Goods that spoil and second suppliers in a scenario` {
  @Test func `are read into the plan`() throws {
    let points = try desk().load().drafts[0].plan.supply.stockPoints
    #expect(points[0].perishing == Perishing(shelfLife: .days(2), issue: .lifo, wasteCost: 1.2))
    #expect(points[1].perishing == nil)
    #expect(points.map(\.emergency) == [EmergencySupply(supplier: 1, surcharge: 0.5), EmergencySupply(supplier: 1, surcharge: 0.5)])
    // A share is one of the unit cost; waste costs the unit cost where nothing else is said; first in, first out.
    let other = try Desk([
      "s.yaml": sample.replacing("surcharge: 0.50 EUR/unit", with: "surcharge: 25 %").replacing(", waste: 1.20 EUR/unit", with: "")
        .replacing(
          "issue: lifo, ", with: "")
    ]).load().drafts[0].plan.supply.stockPoints
    #expect(other.map { $0.emergency?.surcharge } == [0.25, 0.5])
    #expect(other[0].perishing == Perishing(shelfLife: .days(2), issue: .fifo, wasteCost: 1))
  }

  static let policies: [(String, Policy, Int64)] = [
    ("capped-base-stock: { S: 9, cap: 4 }", .cappedBaseStock(S: 9, cap: 4), 9),
    ("capped-base-stock: { S: 4 d, cap: 1 d }", .cappedBaseStock(S: 8, cap: 2), 8),
    ("constant-order: { Q: 3 }", .constantOrder(Q: 3), 3),
    ("dual-index: { emergency: 4, regular: 9 }", .twoSuppliers(.dualIndex(emergency: 4, regular: 9, cap: nil)), 9),
    ("dual-index: { emergency: 4, regular: 9, cap: 3 }", .twoSuppliers(.dualIndex(emergency: 4, regular: 9, cap: 3)), 9),
    ("single-index: { emergency: 6, regular: 9 }", .twoSuppliers(.singleIndex(emergency: 6, regular: 9)), 9),
    ("base-surge: { Q: 1, S: 5 }", .twoSuppliers(.baseSurge(S: 5, Q: 1)), 5),
  ]

  @Test(arguments: 0..<7) func `policies read as written, are written again, and begin with their own stock`(index: Int) throws {
    let (text, policy, stock) = Self.policies[index]
    let point = try desk(jam, "jam: { \(text) }").load().drafts[0].plan.supply.stockPoints[1]
    #expect(point.control == Control(policy: policy, review: .periodic(interval: .days(1), first: .zero)))
    #expect(point.initialStock == stock)
    let written = ScenarioWriter.policy(point.control, periodLength: .days(1))
    #expect(try desk(jam, "jam: \(written)").load().drafts[0].plan.supply.stockPoints[1].control == point.control)
  }

  @Test func `estimated waste is asked for beside the level`() throws {
    let point = try desk(loaf, "default: { base-stock: { S: 20, waste: estimated } }").load().drafts[0].plan.supply.stockPoints[0]
    #expect(point.control.policy == .baseStockWithWaste(S: 20))
    #expect(ScenarioWriter.policy(point.control, periodLength: .days(1)) == "{ base-stock: { S: 20, waste: estimated } }")
  }

  @Test func `a policy written in full replaces the one below, cap and waste too`() throws {
    let base = sample.replacing(loaf, with: "default: { base-stock: { S: 20, waste: estimated } }").replacing(
      jam, with: "jam: { dual-index: { emergency: 4, regular: 9, cap: 3 } }")
    let over =
      "bullwhip: 1\nextends: s.yaml\npolicies: { default: { base-stock: { S: 21 } }, items: { jam: { dual-index: { emergency: 5, regular: 9 } } } }\n"
    let points = try Desk(["s.yaml": base, "b.yaml": over]).load("b.yaml").drafts[0].plan.supply.stockPoints
    #expect(points.map(\.control.policy) == [.baseStock(S: 21), .twoSuppliers(.dualIndex(emergency: 5, regular: 9, cap: nil))])
  }

  static let mistakes: [(old: String, new: String, answer: String)] = [
    ("shelf-life: 2 d", "shelf-life: 0 d", "s.yaml:8:57: error: '0 d' is outside the range of 'shelf-life'; write `5 d` [out-of-range]"),
    (
      "shelf-life: 2 d", "shelf-life: 36 h",
      "s.yaml:8:57: error: the shelf life is not a whole number of the study's periods; make it a multiple of 1 d, at least one [bad-period]"
    ),
    ("shelf-life: 2 d", "shelf-life: 2", "s.yaml:8:57: error: 'shelf-life' needs a unit; write `5 d` (s, min, h, d, weeks, months or years) [missing-unit]"),
    ("shelf-life: 2 d", "shelf-life: 2 EUR", "s.yaml:8:57: error: the unit 'EUR' does not fit 'shelf-life'; write `5 d` (s, min, h, d, weeks, months or years) [wrong-unit]"),
    ("issue: lifo", "issue: life", "s.yaml:14:37: error: 'life' is not a value of 'issue'; did you mean 'lifo'? [unknown-word]"),
    ("from: corner", "from: corne", "s.yaml:14:62: error: unknown supplier 'corne'; did you mean 'corner'? [unknown-name]"),
    (
      "from: corner", "from: mill",
      "s.yaml:14:62: error: the emergency supplier 'mill' is the location's supplier; name another, faster one [same-supplier]"
    ),
    (
      "corner: { lead-time: 1 d }", "corner: { lead-time: 3 d }",
      "s.yaml:14:62: error: the emergency supplier 'corner' takes 3 periods, the regular 'mill' 3; name a supplier that is faster by a period at least [same-supplier]"
    ),
    (
      "mill: { lead-time: 3 d }", "mill: { lead-time: { gamma: { mean: 3 d, cv: 0.5 } } }",
      "s.yaml:14:62: error: with two suppliers both lead times must be fixed times: which orders come in time must be known; write for example `lead-time: 5 d` for 'mill' and 'corner' [random-lead-time]"
    ),
    (
      "surcharge: 0.50 EUR/unit", "surcharge: -1 EUR/unit",
      "s.yaml:14:81: error: 'surcharge' must not be negative; write `1.60 EUR/unit` or `120 EUR` or `20 %` [out-of-range]"
    ),
    ("from: corner, ", "", "s.yaml:14:43: error: 'locations.shop.emergency' lacks 'from'; write for example `from: express` [missing-key]"),
    (
      "waste: 1.20 EUR/unit", "waste: unit-costs",
      "s.yaml:21:64: error: 'unit-costs' is not a value of 'waste'; did you mean 'unit-cost'? [unknown-word]"
    ),
    (
      "waste: 1.20 EUR/unit", "waste: -1 EUR",
      "s.yaml:21:64: error: 'waste' must not be negative; write `1.60 EUR/unit` or `120 EUR` [out-of-range]"
    ),
    (
      jam, "jam: { capped-base-stock: { S: 9, cap: -4 } }",
      "s.yaml:20:51: error: 'cap' must be at least 1; write `210` (units) or `3 weeks` (of mean demand) [out-of-range]"
    ),
    (
      jam, "jam: { capped-base-stock: { S: 9 } }",
      "s.yaml:20:19: error: 'policies.items.jam.capped-base-stock' lacks 'cap'; write for example `cap: 3 weeks` [missing-key]"
    ),
    (
      jam, "jam: { constant-order: { Q: 0 } }",
      "s.yaml:20:40: error: 'Q' must be at least 1; write `210` (units) or `3 weeks` (of mean demand) [out-of-range]"
    ),
    (
      jam, "jam: { base-stock: { S: 9, waste: estimated } }",
      "s.yaml:20:31: error: 'jam' does not spoil, so that there is no waste to estimate; give the item a shelf life, or remove `waste` [needs-shelf-life]"
    ),
    (
      jam, "jam: { base-stock: { S: 9, waste: guessed } }",
      "s.yaml:20:46: error: 'guessed' is not a value of 'waste'; write one of `estimated` [unknown-word]"
    ),
    (
      jam, "jam: { base-surge: { Q: 1, S: 5 }, review: every 2 days }",
      "s.yaml:20:31: error: this policy decides in every period; remove the review [bad-period]"
    ),
    (
      jam, "jam: { dual-index: { emergency: 4, regular: 9, cap: x } }",
      "s.yaml:20:64: error: 'x' is not a number with a unit; write `210` (units) or `3 weeks` (of mean demand) [not-a-number]"
    ),
  ]

  @Test(arguments: 0..<20) func `mistakes are answered with place, reason and remedy`(index: Int) {
    let mistake = Self.mistakes[index]
    #expect(sample.contains(mistake.old))
    #expect(desk(mistake.old, mistake.new).problems() == [mistake.answer])
  }

  @Test func `policies for two suppliers need two`() {
    let single = sample.replacing(", emergency: { from: corner, surcharge: 0.50 EUR/unit }", with: "").replacing(
      "  corner: { lead-time: 1 d }\n", with: "")
    #expect(
      Desk(["s.yaml": single.replacing(jam, with: "jam: { base-surge: { Q: 1, S: 5 } }")]).problems() == [
        "s.yaml:19:31: error: 'jam' has one supplier, and this policy is for two; add `emergency:` to its location [needs-emergency]"
      ])
  }

  @Test func `a continuous study says what it does not know`() {
    let text = sample.replacing("study: periodic", with: "study: continuous").replacing(
      "clock: { start: day 0,", with: "clock: { start: 2024-01-01,"
    ).replacing(
      "per-item: {", with: "per-item: { every: day,")
    #expect(
      Desk(["s.yaml": text]).problems().allSatisfy { $0.contains("[needs-periods]") || $0.contains("[missing-key]") }
        && Desk(["s.yaml": text]).problems().contains { $0.contains("[needs-periods]") })
    let plain = text.replacing(", shelf-life: 2 d", with: "").replacing(", emergency: { from: corner, surcharge: 0.50 EUR/unit }", with: "")
      .replacing(
        "  corner: { lead-time: 1 d }\n", with: "")
    #expect(
      Desk(["s.yaml": plain.replacing(jam, with: "jam: { constant-order: { Q: 3 } }")]).problems() == [
        "s.yaml:19:35: error: a constant order needs reviews at intervals, or it would be placed at every sale; "
          + "add `review: every 1 week`, or write `study: periodic` [needs-periods]"
      ])
    #expect(Desk(["s.yaml": plain.replacing(jam, with: "jam: { constant-order: { Q: 3 }, review: every 1 day }")]).problems() == [])
  }
}

@Suite struct `Tables of orders by state` {
  private static let both = """
    item,left 1,left 2,on hand,due 1,due 2,order
    jam,,,0,0,0,2
    jam,,,0,0,1,1
    jam,,,0,1,0,1
    jam,,,1,0,0,0
    loaf,0,0,,0,0,4
    loaf,0,1,,0,0,3
    loaf,1,0,,0,0,2

    """

  @Test func `hold items of different kinds, each with its own columns`() throws {
    let text = sample.replacing(loaf, with: "default: { table: states.csv }").replacing("  items: { \(jam) }\n", with: "").replacing(
      ", emergency: { from: corner, surcharge: 0.50 EUR/unit }", with: ""
    ).replacing("  corner: { lead-time: 1 d }\n", with: "")
    let points = try Desk(["s.yaml": text, "states.csv": Self.both]).load().drafts[0].plan.supply.stockPoints
    guard case .stateTable(let loaf) = points[0].control.policy, case .stateTable(let jam) = points[1].control.policy else {
      Issue.record("no tables")
      return
    }
    #expect(loaf.shape == .ages(2, pipeline: 2))
    #expect(jam.shape == .stock(pipeline: 2))
    #expect(jam.order([0, 1, 0]) == (1, 0))
    #expect(jam.order([0, 0, 0]) == (2, 0))
    #expect(loaf.order([1, 0, 0, 0]) == (2, 0))
    // Written and read again.
    let entries = points.enumerated().map { ScenarioWriter.Entry(item: ["loaf", "jam"][$0], control: $1.control) }
    let written = try #require(ScenarioWriter.states(of: entries))
    let again = try Desk(["s.yaml": text, "states.csv": written]).load().drafts[0].plan.supply.stockPoints
    #expect(again == points)
  }

  @Test func `of two suppliers have two orders and negative positions`() throws {
    // The lead times differ by two periods: one order under way comes later than an emergency order would.
    let table = "position,due 1,order,emergency\n-1,0,1,3\n-1,1,0,3\n0,0,1,2\n0,1,0,2\n1,0,0,1\n1,1,0,0\n"
    let plan = try desk(jam, "jam: { table: states.csv }", table).load().drafts[0].plan
    guard case .stateTable(let states) = plan.supply.stockPoints[1].control.policy else {
      Issue.record("no table")
      return
    }
    #expect(states.order([-3, 0]) == (1, 5))
    #expect(
      ScenarioWriter.states(of: [.init(item: "jam", control: plan.supply.stockPoints[1].control)])
        == "item,position,due 1,order,emergency\n" + table.split(separator: "\n").dropFirst().map { "jam,\($0)\n" }.joined())
    _ = try CompiledPlan(plan)
  }

  static let mistakes: [(table: String, answer: String)] = [
    (
      "on hand,due 1,due 2,order\n0,0,0,1\n0,0,1,0\n0,0,3,0\n",
      "states.csv:4:5: error: the state with 2 in 'due 2' is missing before this one; list every state once, each column from 0 upwards in equal steps [state-hole]"
    ),
    (
      "on hand,due 1,due 2,order\n1,0,0,1\n",
      "states.csv:2:1: error: the state with 0 in 'on hand' is missing before this one; list every state once, each column from 0 upwards in equal steps [state-hole]"
    ),
    ("on hand,due 1,due 2,order\n0,0,0,1\n0,0,0,2\n", "states.csv:3:1: error: this state stands twice; keep one row [duplicate-key]"),
    (
      "on hand,due 1,due 2,order\n0,0,0,-1\n",
      "states.csv:2:7: error: -1 is outside the range of 'order'; write a whole number of units, at least 0 [out-of-range]"
    ),
    (
      "on hand,due 1,due 2,order\n0,0,x,1\n",
      "states.csv:2:5: error: 'x' is not a number; write a whole number of units, at least 0 [not-a-number]"
    ),
    (
      "on hand,due 1,due 2,order\n0,0,0.5,1\n",
      "states.csv:2:5: error: 'due 2' must be a whole number, not 0.5; write a whole number of units, at least 0 [not-whole]"
    ),
    (
      "on hand,due 1,due 2,order\n0,0,0,\n",
      "states.csv:2:7: error: 'order' is blank; give a whole number of units, or leave the whole column blank [missing-key]"
    ),
    (
      "due 1,due 2,order\n0,0,1\n",
      "states.csv:1:1: error: the table has no column 'on hand'; give the state: 'on hand', or 'left 1', 'left 2' …, or 'position' [unknown-column]"
    ),
    (
      "on hand,due 2,order\n0,0,1\n",
      "states.csv:1:9: error: the table has a column 'due 2' but no column 'due 1'; number them from 1 without a gap [unknown-column]"
    ),
    (
      "on hand,due 1,order\n0,0,1\n",
      "s.yaml:20:26: error: the table tells 1 order under way apart, but the lead time of 3 periods makes 2; give the columns 'due 1' … 'due 2' [state-columns]"
    ),
    (
      "left 1,left 2,due 1,due 2,order\n0,0,0,0,1\n",
      "s.yaml:20:26: error: the table lists units by age, but 'jam' does not spoil; give the item a shelf life [needs-shelf-life]"
    ),
    (
      "on hand,left 1,due 1,due 2,order\n0,0,0,0,1\n",
      "states.csv:2:9: error: these rows mix kinds of state; give one of 'on hand', 'left 1', 'left 2' …, or 'position', then 'due 1', 'due 2' … [state-columns]"
    ),
    ("item,on hand,due 1,due 2,order\nham,0,0,0,1\n", "states.csv:2:1: error: unknown item 'ham'; did you mean 'jam'? [unknown-name]"),
    (
      "item,on hand,due 1,due 2,order\nloaf,0,0,0,1\n",
      "s.yaml:20:26: error: the table 'states.csv' has no orders for 'jam'; add its rows, or give the item another policy [missing-row]"
    ),
    (
      "on hand,due 1,due 2,order,emergency\n0,0,0,1,2\n",
      "states.csv:2:9: error: an emergency order stands beside a state of one supplier; give the state as 'position', or leave the column blank [state-columns]"
    ),
    ("on hand,due 1,due 2,order\n", "states.csv:1:1: error: the table of orders has no rows; list every state once [empty-table]"),
  ]

  @Test(arguments: 0..<16) func `mistakes are answered with place, reason and remedy`(index: Int) {
    let mistake = Self.mistakes[index]
    #expect(desk(jam, "jam: { table: states.csv }", mistake.table).problems() == [mistake.answer])
  }
}

@Suite struct `Limits of a scenario` {
  private func limits(_ text: String, capacity: Bool = true) -> Desk {
    let place = capacity ? sample.replacing("supplied-by: mill,", with: "supplied-by: mill, capacity: 2 m3,") : sample
    return Desk(["s.yaml": place + "constraints: { \(text) }\n"])
  }

  @Test func `are read in the units of their measures, and change no plan that has none`() throws {
    let plan = try limits(
      "stock.value: \"<= 900 EUR\", space-used.mean: \"<= 95 %\", supplier-lines: \"<= 14 lines/week\", fill-rate: \">= 97 %\""
    ).load().drafts[0].plan
    #expect(
      plan.constraints?.map(\.kpi) == ["stock.value", "space-used.mean", "supplier-lines", "fill-rate"])
    #expect(zip(plan.constraints ?? [], [900, 0.95, 2, 0.97]).allSatisfy { abs($0.bound - $1) < 1e-12 })
    let kpis = KPIDictionary.kpis(for: plan).map(\.id)
    #expect(kpis.contains("space-used.mean") && kpis.contains("supplier-lines"))
    let free = try desk().load().drafts[0].plan
    #expect(free.constraints == nil)
    #expect(!KPIDictionary.kpis(for: free).map(\.id).contains("supplier-lines"))
    #expect(try limits("").load().drafts[0].plan.constraints == nil)
  }

  static let mistakes: [(text: String, answer: String)] = [
    ("stock.value: \">= 900 EUR\"", "s.yaml:22:29: error: a limit on 'stock.value' is one from above; begin with <= [bad-condition]"),
    ("stock.value: \"<= 900\"", "s.yaml:22:29: error: 'stock.value' needs a unit; write `250 000 EUR` [missing-unit]"),
    (
      "stock.value: \"<= -9 EUR\"",
      "s.yaml:22:29: error: no plan can keep to this limit on 'stock.value'; a limit is at least 0 [out-of-range]"
    ),
    (
      "stock.value: 900 EUR",
      "s.yaml:22:29: error: '900 EUR' is not a condition; begin with >= or <=, such as `\">= 97 %\"` [bad-condition]"
    ),
    ("stock.valeu: \"<= 900 EUR\"", "s.yaml:22:16: error: unknown limit 'stock.valeu'; did you mean 'stock.value'? [unknown-kpi]"),
    (
      "bottleneck: \"<= 900 EUR\"",
      "s.yaml:22:16: error: 'bottleneck' cannot be a limit: it is no number of one scenario; limit a measure, such as `stock.value` [not-a-limit]"
    ),
    (
      "cost.holding: \"<= -9 EUR/week\"",
      "s.yaml:22:30: error: no plan can keep to this limit on 'cost.holding'; write for example `cost.holding: \"<= 19000 GBP/week\"` [out-of-range]"
    ),
    (
      "fill-rate: \">= 100 %\"",
      "s.yaml:22:27: error: no plan can keep to this limit on 'fill-rate'; write for example `\">= 97 %\"`, between 0 % and 100 % [out-of-range]"
    ),
  ]

  @Test(arguments: 0..<8) func `mistakes are answered with place, reason and remedy`(index: Int) {
    #expect(limits(Self.mistakes[index].text).problems() == [Self.mistakes[index].answer])
  }

  @Test func `any measure that is a number may be one, and is then measured`() throws {
    let text = "space-used.max: \"<= 95 %\", stock.value.max: \"<= 900 EUR\", cost.holding: \"<= 50 EUR/week\""
    let plan = try limits(text).load().drafts[0].plan
    #expect(plan.constraints?.map(\.kpi) == ["space-used.max", "stock.value.max", "cost.holding"])
    #expect(plan.pricedConstraints.isEmpty && plan.judgedConstraints.count == 3)
    #expect(KPIDictionary.kpis(for: plan).map(\.id).contains("space-used.max"))
    #expect(
      limits("space-used.max: \"<= 95 %\"", capacity: false).problems() == [
        "s.yaml:22:16: error: no location says how much room it has; add `capacity: 900 m3` to one [no-capacity]"
      ])
    #expect(limits("packing.utilisation: \"<= 95 %\"").problems().count == 1)
  }

  @Test func `room needs a capacity`() {
    #expect(
      limits("space-used.mean: \"<= 95 %\"", capacity: false).problems() == [
        "s.yaml:22:16: error: no location says how much room it has; add `capacity: 900 m3` to one [no-capacity]"
      ])
  }
}
