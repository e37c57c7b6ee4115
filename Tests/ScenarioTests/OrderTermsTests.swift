import Groundwork
import Kernel
import Scenario
import Simulation
import Supply
import Testing

/// Orders from one item's suppliers: whose terms hold, when they come and what they cost.
@Suite struct `Terms by item and supplier` {
  private func desk(_ terms: String, location: String = "supplied-by: far, ", item: String = "", suppliers: String = "") -> Desk {
    let text = """
      bullwhip: 1
      name: Two suppliers
      currency: EUR
      clock: { start: 2026-01-05, horizon: 28 d }
      items: { list: { nut: { unit-cost: 1 EUR, supplier: far }, bolt: { unit-cost: 1 EUR\(item) } } }
      suppliers: { far: { lead-time: 7 d, multiple: 2 }, near: { lead-time: 1 d, minimum: 4 }\(suppliers) }
      supply: terms.csv
      locations: { dc: { \(location)emergency: { from: near, surcharge: 5 EUR/unit, when: position < 3 } } }
      demand: { streams: { old: { at: dc, per-item: { items: { bolt: 2, nut: 1 }, every: day } } } }
      policies: { default: { s-S: { s: 6, S: 20 } } }
      initial-stock: 15

      """
    return Desk(["s.yaml": text, "terms.csv": "item,supplier,minimum,multiple\n" + terms])
  }

  private struct Terms: Equatable {
    var supplier: String, minimum: Int64, multiple: Int64
    var fast: String?, fastMinimum: Int64?, fastMultiple: Int64?
  }

  private func terms(_ desk: Desk, item: String = "bolt") throws -> Terms {
    let supply = try desk.load().drafts[0].plan.supply
    let point = try #require(supply.stockPoints.first { supply.items[$0.item].name == item })
    return Terms(
      supplier: supply.suppliers[point.supplier].name, minimum: point.minimum, multiple: point.multiple,
      fast: point.emergency.map { supply.suppliers[$0.supplier].name }, fastMinimum: point.emergency?.minimum,
      fastMultiple: point.emergency?.multiple)
  }

  @Test(arguments: ["bolt,far,48,12\nbolt,near,6,1\n", "bolt,near,6,1\nbolt,far,48,12\n"])
  func `hold at that supplier, in whatever order they stand`(rows: String) throws {
    let both = Terms(supplier: "far", minimum: 48, multiple: 12, fast: "near", fastMinimum: 6, fastMultiple: nil)
    #expect(desk(rows).problems() == [])
    #expect(try terms(desk(rows)) == both)
    #expect(try terms(desk(rows, location: "", item: ", supplier: far")) == both)
    #expect(try terms(desk(rows, location: "")) == both)
    #expect(try terms(desk(rows), item: "nut") == Terms(supplier: "far", minimum: 1, multiple: 2, fast: "near", fastMinimum: 4))
  }

  @Test func `leave the other supplier its own`() throws {
    #expect(try terms(desk("bolt,far,48,12\n")) == Terms(supplier: "far", minimum: 48, multiple: 12, fast: "near", fastMinimum: 4))
    #expect(
      try terms(desk("bolt,near,6,3\n"))
        == Terms(supplier: "far", minimum: 1, multiple: 2, fast: "near", fastMinimum: 6, fastMultiple: 3))
    // A row without a supplier holds at both.
    #expect(
      try terms(desk("bolt,,9,3\n")) == Terms(supplier: "far", minimum: 9, multiple: 3, fast: "near", fastMinimum: 9, fastMultiple: 3))
  }

  @Test func `name the supplier where the location's has no row`() throws {
    let third = ", third: { lead-time: 5 d }"
    #expect(
      try terms(desk("bolt,third,8,4\nbolt,near,6,1\n", suppliers: third))
        == Terms(supplier: "third", minimum: 8, multiple: 4, fast: "near", fastMinimum: 6))
  }

  @Test(arguments: [
    ("bolt,third,8,4\nbolt,fourth,6,1\n", "terms.csv:3", "'bolt' has rows for 'third' and 'fourth'"),
    ("bolt,far,8,4\nbolt,far,6,1\n", "terms.csv:3", "'bolt' has a row for 'far' already"),
    ("bolt,far,8,4\nbolt,nobody,6,1\n", "terms.csv:3", "unknown supplier 'nobody'"),
  ])
  func `are refused where they cannot be meant`(rows: String, place: String, answer: String) {
    let told = desk(rows, suppliers: ", third: { lead-time: 5 d }, fourth: { lead-time: 5 d }").problems()
    #expect(told.contains { $0.hasPrefix(place) && $0.contains(answer) }, "\(told)")
  }

  @Test func `of a supplier who sends nothing of the item are told`() {
    let told = desk("bolt,far,8,4\nbolt,third,6,1\n", suppliers: ", third: { lead-time: 5 d }").problems()
    #expect(told.contains { $0.hasPrefix("terms.csv:3") && $0.contains("[unused]") }, "\(told)")
  }
}

@Suite struct `Costs beside those of stock` {
  @Test(arguments: [
    ("goods: excluded", nil as String?), ("goods: included", "[unknown-word]"), ("pipeline: 10 %/year", "[not-yet]"),
    ("late-order: 5 GBP", nil), ("late-order: 5 kg", "[wrong-unit]"),
  ])
  func `are read, or refused by their names`(cost: String, code: String?) {
    let told = Desk(["s.yaml": Sample.small.replacing("lost-sale: margin }", with: "lost-sale: margin, \(cost) }")]).problems()
    if let code { #expect(told.count == 1 && told[0].contains(code), "\(told)") } else { #expect(told == [], "\(told)") }
  }
}

@Suite struct `Late orders` {
  // One picker, an hour an order, three at 7 o'clock: they leave at 8, 9 and 10. Whoever leaves at the promised minute is not late.
  @Test(arguments: [(150, 1.0), (60, 2), (59, 3), (180, 0)]) func `cost what they are priced`(minutes: Int, late: Double) throws {
    var files = FloorDay(
      orders: ["07:00 1 a", "07:00 2 a", "07:00 3 a"],
      warehouse: FloorDay.people
        + "workers: { pickers: { count: 1, shift: always } }\nprocess: { outbound: { pick: { by: pickers, time: 1 h } } }",
      more: "costs: { late-order: 5 EUR }"
    ).files
    files["s.yaml"]!.replace("replay: lines.csv", with: "replay: lines.csv, due: \(minutes) min")
    let plan = try Desk(files).load().drafts[0].plan, compiled = try CompiledPlan(plan)
    let outcome = PairedRunner([compiled]).run(seed: 1, replication: 0)[0]
    #expect(outcome[.lateCost] == 5 * late)
    // Three days are 3/7 of a week; nothing else costs anything.
    let own = outcome.value("cost.late", compiled), perWeek = 5 * late * 7 / 3
    #expect(abs(own - perWeek) < 1e-9 && outcome.value("cost.total", compiled) == own)
  }

  // A hundred days of work an order: all four are in the house when the run-out ends, two of them without a promise.
  @Test func `count where they never left`() throws {
    let files = FloorDay(
      orders: ["07:00 1 a", "07:00 2 a"], urgent: ["07:00 3 a", "07:00 4 a"], terms: ", due: 1 h",
      warehouse:
        FloorDay.people + "workers: { pickers: { count: 1, shift: always } }\nprocess: { outbound: { pick: { by: pickers, time: 2400 h } } }",
      more: "costs: { late-order: 5 EUR }"
    ).files
    let outcome = PairedRunner([try CompiledPlan(Desk(files).load().drafts[0].plan)]).run(seed: 1, replication: 0)[0]
    #expect(outcome[.ordersOpen] == 4 && outcome[.lateCost] == 10)
  }

  // 33 orders an hour for one who needs two minutes for each: most are late.
  @Test func `of a stream that promises times are priced`() throws {
    let hall = HallStudy(
      streams: HallStudy.poisson(33).replacing("quantity: 1", with: "quantity: 1, due: 10 min"),
      warehouse: HallStudy.always + "workers: { p: { count: 1, shift: always } }\nprocess: { outbound: { pick: { by: p, time: 2 min } } }")
    let desk = Desk(["s.yaml": hall.yaml + "\ncosts: { late-order: 5 EUR }\n"])
    #expect(desk.problems() == [])
    let outcome = PairedRunner([try CompiledPlan(desk.load().drafts[0].plan)]).run(seed: 1, replication: 0)[0]
    #expect(outcome[.lateCost] == 5 * outcome[.ordersLate] && outcome[.ordersLate] > 100)
  }

  @Test func `cost nothing where nothing is promised, and the measure is left out`() throws {
    let plan = try Desk(["s.yaml": Sample.small]).load().drafts[0].plan
    #expect(plan.lateOrderCost == nil && !KPIDictionary.kpis(for: plan).contains { $0.id == "cost.late" })
    let hall = HallStudy(
      streams: HallStudy.poisson(33),
      warehouse: HallStudy.always + "workers: { p: { count: 1, shift: always } }\nprocess: { outbound: { pick: { by: p, time: 2 min } } }")
    let told = Desk(["s.yaml": hall.yaml + "\ncosts: { late-order: 5 EUR }\n"]).problems()
    #expect(told.count == 1 && told[0].contains("warning: no order is late where no stream promises a time"), "\(told)")
  }
}

@Suite struct `Orders counted by hand` {
  private func outcome(_ text: String, _ lines: String = "") throws -> (outcome: Outcome, received: [Int64]) {
    let desk = Desk(["s.yaml": text, "l.csv": "time,order,item,quantity\n" + lines])
    var received: [Int64] = []
    let runner = PairedRunner([try CompiledPlan(desk.load().drafts[0].plan)])
    let outcome = runner.run(seed: 1, replication: 0)[0]
    _ = runner.trace(plan: 0, seed: 1, replication: 0) { if $0.kind == .received { received.append($0.time.ticks) } }
    return (outcome, received)
  }

  private func at(_ day: Int, _ hour: Int) -> Int64 { Int64(day * 24 + hour) * SimTime.ticksPerHour }

  private func bolts(_ supplier: String, days: Int = 14, S: Int = 20, more: String = "") -> String {
    """
    bullwhip: 1
    name: Bolts
    currency: EUR
    clock: { start: 2026-01-05, horizon: \(days) d }
    items: { list: { bolt: { unit-cost: 1 EUR } } }
    suppliers: { far: { \(supplier) } }
    locations: { dc: { supplied-by: far } }
    demand: { streams: { a: { at: dc, replay: l.csv } } }
    policies: { default: { base-stock: { S: \(S) } } }
    initial-stock: \(S)
    \(more)

    """
  }

  // Saturday's order is taken up on Monday at eleven, Monday's at eight: it comes no sooner than the one before.
  @Test func `closed days let no order overtake another`() throws {
    let closed = "lead-time: 2 d, crossing: false, order-cost: 10 EUR, closed: [sat, sun]"
    let both = "2026-01-10 11:00,1,bolt,5\n2026-01-12 08:00,2,bolt,6\n"
    #expect(try outcome(bolts(closed), both).received == [at(9, 11), at(9, 11)])
    #expect(try outcome(bolts(closed.replacing("false", with: "true")), both).received == [at(9, 8), at(9, 11)])
    #expect(try outcome(bolts(closed), both).outcome[.ordersPlaced] == 2)
  }

  @Test(arguments: [
    ("2026-01-10 10:00,1,bolt,5\n2026-01-11 10:00,2,bolt,5\n", 1.0),
    ("2026-01-10 10:00,1,bolt,5\n2026-01-10 11:00,2,bolt,5\n2026-01-11 10:00,3,bolt,5\n", 2),
  ])
  func `what is taken up at one instant is one order`(lines: String, orders: Double) throws {
    let outcome = try outcome(bolts("lead-time: 2 d, order-cost: 10 EUR, line-cost: 1 EUR, closed: [sat, sun]"), lines).outcome
    let count = Double(lines.split(separator: "\n").count)
    #expect(outcome[.ordersPlaced] == orders)
    #expect(outcome[.orderLinesPlaced] == count)
    #expect(outcome[.orderingCost] == 10 * orders + count)
    #expect(outcome.items[0].cost == 10 * orders + count)
  }

  // From 2026-02-04 on goods take 2 days instead of 20.
  @Test func `after a change of lead time only real orders hold others back`() throws {
    let changes = "changes: { 2026-02-04: { suppliers.far.lead-time: 2 d } }"
    let one = try outcome(bolts("lead-time: 20 d", days: 70, more: changes), "2026-02-05 09:00,1,bolt,10\n")
    #expect(one.received == [at(33, 9)])
    let two = try outcome(bolts("lead-time: 20 d", days: 70, more: changes), "2026-02-03 08:00,1,bolt,4\n2026-02-05 09:00,2,bolt,10\n")
    #expect(two.received == [at(49, 8), at(49, 8)])
    // Of laws too, and the draw is the same whatever was ordered before.
    let law = changes.replacing("2 d", with: "{ uniform: { min: 2 d, max: 4 d } }")
    let alone = try outcome(bolts("lead-time: { uniform: { min: 20 d, max: 25 d } }", days: 70, more: law), "2026-02-05 09:00,1,bolt,10\n")
    #expect(alone.received.count == 1 && alone.received[0] >= at(33, 9) && alone.received[0] <= at(35, 9))
    let after = try outcome(
      bolts("lead-time: { uniform: { min: 20 d, max: 25 d } }", days: 70, more: law),
      "2026-01-12 08:00,1,bolt,4\n2026-02-05 09:00,2,bolt,10\n")
    #expect(after.received.count == 2 && after.received[1] == max(alone.received[0], after.received[0]))
  }

  // Position 4: the emergency supplier lifts it to 5 by 12 units at least (or a dozen), and the regular one from 16 to 20. What stands at
  // the day's end is 4 + 12 + 4 − 5.
  @Test(arguments: ["dual-index", "single-index"], ["minimum: 12", "multiple: 12"])
  func `the regular order counts what the emergency order became`(policy: String, terms: String) throws {
    let text = """
      bullwhip: 1
      name: Two suppliers
      currency: EUR
      study: periodic
      clock: { start: 2026-01-05, horizon: 1 d }
      items: { list: { bolt: { unit-cost: 1 EUR } } }
      suppliers: { far: { lead-time: 4 d }, near: { lead-time: 1 d, \(terms) } }
      locations: { dc: { supplied-by: far, emergency: { from: near } } }
      demand: { streams: { a: { at: dc, per-item: { items: { bolt: 5 }, every: day } } } }
      policies: { default: { \(policy): { emergency: 5, regular: 20 } } }
      initial-stock: 4

      """
    let outcome = try outcome(text).outcome
    #expect(outcome[.emergencyUnits] == 12)
    #expect(outcome[.positionUnitDays] == 15)
  }

  // A line a day from Tuesday on, 13 days. The warm-up ends on Saturday night, so the lines of Sunday and six more days are measured;
  // their orders are taken up on Monday (with Saturday's), on four more days and, after the horizon, on the last.
  @Test(arguments: [0.0, 1]) func `a line costs what it costs, whatever its order does`(orderCost: Double) throws {
    let text = """
      bullwhip: 1
      name: Lines
      currency: EUR
      study: periodic
      clock: { start: 2026-01-05, horizon: 13 d, warm-up: 6 d }
      items: { list: { bolt: { unit-cost: 1 EUR } } }
      suppliers: { far: { lead-time: 2 d, order-cost: \(Int(orderCost)) EUR, line-cost: 13 EUR, closed: [sat, sun] } }
      locations: { dc: { supplied-by: far } }
      demand: { streams: { a: { at: dc, per-item: { items: { bolt: 5 }, every: day } } } }
      policies: { default: { base-stock: { S: 30 } } }
      initial-stock: 30

      """
    let outcome = try outcome(text).outcome
    #expect(outcome[.orderLinesPlaced] == 7)
    #expect(outcome[.ordersPlaced] == 6)
    // An order's cost is shared by its lines in equal parts, here in thirds.
    #expect(abs(outcome[.orderingCost] - (7 * 13 + 6 * orderCost)) < 1e-9)
    #expect(abs(outcome.items[0].cost - (7 * 13 + 6 * orderCost)) < 1e-9)
    #expect(outcome.daily.cost[6...].reduce(0, +) == 7 * 13 + 6 * orderCost)
  }
}
