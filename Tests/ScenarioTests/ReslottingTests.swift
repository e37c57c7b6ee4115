import Foundation
import Scenario
import Simulation
import Supply
import Testing
import Warehouse

/// Items that change places while the clock runs.
@Suite struct `Re-slotting` {
  static let scenario = """
    bullwhip: 1
    name: Moves
    currency: EUR
    clock: { start: day 0, horizon: 2 weeks }
    items: { list: { a: { unit-cost: 1 EUR, slot: 2 }, b: { unit-cost: 1 EUR, slot: 1 }, c: { unit-cost: 1 EUR, slot: 0 } } }
    locations: { dc: { stock: unlimited } }
    demand: { streams: { web: { at: dc, replay: lines.csv } } }
    warehouse:
      shifts: { day: { hours: 00:00-24:00 } }
      workers: { pickers: { count: 1, shift: day }, movers: { count: 1, shift: day } }
      layout: { aisles: 1, bays: 3, length: 30 m, width: 3 m, depot: front-left }
      storage: { rule: dedicated, re-slotting: { every: 1 week, moves: 3, by: movers, time: { per-order: 10 min, per-line: 2 min, travel: 1 s per m } } }
      process: { outbound: { pick: { by: pickers, time: { travel: 1 s per m } } } }

    """
  /// In each week ten orders of a, five of b and one of c.
  static var lines: String {
    var text = "time,order,item,quantity\n", number = 0
    for week in 0..<2 {
      for item in Array("aaaaaaaaaabbbbbc") {
        text += "day \(7 * week + 1 + number % 5) \(10 + number % 8):00,\(number),\(item),1\n"
        number += 1
      }
    }
    return text
  }

  func run(_ text: String = Self.scenario) throws -> (CompiledPlan, Outcome) {
    let plan = try CompiledPlan(Desk(["s.yaml": text, "lines.csv": Self.lines]).load().drafts[0].plan)
    return (plan, PairedRunner([plan]).run(seed: 1, replication: 0)[0])
  }

  /// By hand. The bays lie 5, 15 and 25 m from the depot. A walk takes 50 m for a, 30 m for b, 10 m for c. a and c change places: that
  /// saves 9 × 20 m, a and b only 5 × 10 m; three moves allow one exchange. The mover walks 50 m through both, 10 min and twice 2 min
  /// beside.
  @Test func `brings near what is asked for most`() throws {
    let (plan, outcome) = try run()
    #expect(abs(outcome.value("pick.metres-per-line.before", plan) - (10 * 50 + 5 * 30 + 10) / 16.0) < 1e-9)
    #expect(abs(outcome.value("pick.metres-per-line.after", plan) - (10 * 10 + 5 * 30 + 50) / 16.0) < 1e-9)
    #expect(abs(outcome.value("pick.metres-per-line", plan) - (660 + 300) / 32.0) < 1e-9)
    #expect(outcome.value("re-slot.per-week", plan) == 0.5)
    #expect(abs(outcome.value("re-slot.hours-per-week", plan) - (14 * 60 + 50) / 3600.0 / 2) < 1e-9)
    #expect(abs(outcome.pools[1].workedHours - (14 * 60 + 50) / 3600.0) < 1e-9)
  }

  @Test func `moves places with coordinates too`() throws {
    let text = Self.scenario.replacing(
      "{ aisles: 1, bays: 3, length: 30 m, width: 3 m, depot: front-left }", with: "{ from: places.csv, depot-at: { x: 0 m, y: 0 m } }"
    )
    .replacing("rule: dedicated, ", with: "")
    let desk = Desk(["s.yaml": text, "lines.csv": Self.lines, "places.csv": "location,x,y,item\np,0,25,a\nq,0,15,b\nr,5,0,c\n"])
    let plan = try CompiledPlan(desk.load().drafts[0].plan)
    let outcome = PairedRunner([plan]).run(seed: 1, replication: 0)[0]
    #expect(abs(outcome.value("pick.metres-per-line.before", plan) - (10 * 50 + 5 * 30 + 10) / 16.0) < 1e-9)
    #expect(abs(outcome.value("pick.metres-per-line.after", plan) - (10 * 10 + 5 * 30 + 50) / 16.0) < 1e-9)
    // From the depot to both places and home: 25 + 30 + 5 m.
    #expect(outcome.stations[1].metres == 60)
  }

  /// Items that lie anywhere come nearer from time to time, never more of them than allowed.
  @Test func `saves metres on a floor of many items`() throws {
    let loaded = try ScenarioLoader.load(
      path: scenarios + "/picking-layout.yaml",
      sets: [
        "clock.horizon=4 weeks", "warehouse.workers.movers={ count: 1, shift: day }",
        "warehouse.storage.re-slotting={ every: 1 week, moves: 40, by: movers, time: 15 min }",
      ])
    let plans = try ["base", "by popularity"].map { name in try CompiledPlan(loaded.drafts.first { $0.name == name }!.plan) }
    let outcomes = PairedRunner(plans).run(seed: 1, replication: 0)
    let before = outcomes[0].value("pick.metres-per-line.before", plans[0]),
      after = outcomes[0].value("pick.metres-per-line.after", plans[0])
    #expect(after < 0.9 * before)
    // Three measured weeks begin after the first of 20 exchanges each.
    #expect(outcomes[0].value("re-slot.per-week", plans[0]) <= 20 * 4 / 3.0)
    // Where the items lie by popularity already there is little left to win; before the first time the house was empty at first, and a walk
    // for few lines is long.
    let best = outcomes[1].value("pick.metres-per-line.after", plans[1]), start = outcomes[1].value("pick.metres-per-line.before", plans[1])
    #expect(best > 0.92 * start && best < after)
  }

  @Test(arguments: [
    ("bays: 3, ", "", "error: moving items needs positions inside the aisles"),
    ("moves: 3", "moves: 1", "error: 1 is outside the range of 'moves'"),
    ("every: 1 week, ", "", "error: 'warehouse.storage.re-slotting' lacks 'every'"),
    ("moves: 3, ", "", "error: 'warehouse.storage.re-slotting' lacks 'moves'"),
    ("every: 1 week", "every: 3 weeks", "warning: the clock ends before items are moved for the first time"),
    ("{ per-order: 10 min, per-line: 2 min, travel: 1 s per m } }", "3 s per unit }", "error: moving items knows no units"),
    ("by: movers, ", "", "error: nobody can do the step 're-slot'"),
    ("outbound: { pick: {", "outbound: { re-slot: {", "error: a step cannot be called 're-slot'"),
  ])
  func `refuses what cannot be`(old: String, new: String, answer: String) {
    let problems = Desk(["s.yaml": Self.scenario.replacing(old, with: new), "lines.csv": Self.lines]).problems()
    #expect(problems.contains { $0.contains(answer) }, "\(problems)")
  }
}

/// What new items cost beside their put-away.
@Suite struct `New items on a floor` {
  static let scenario = """
    bullwhip: 1
    name: New
    currency: EUR
    clock: { start: day 0, horizon: 20 weeks }
    items: { list: { mug: { unit-cost: 2 EUR }, jug: { unit-cost: 4 EUR } } }
    locations: { dc: { stock: unlimited } }
    demand: { streams: { web: { at: dc, orders: { arrivals: { poisson: { mean: 30 /day } }, lines: 2, quantity: 1 } } } }
    new-items: { arrivals: { poisson: { mean: 1 /week } }, launch: { weeks-to-peak: 2 }, slotting: { by: fillers, time: 40 min }, unfamiliar: { factor: 3, lines: 25 } }
    warehouse:
      shifts: { day: { hours: 00:00-24:00 } }
      workers: { pickers: { count: 2, shift: day }, fillers: { count: 1, shift: day } }
      process: { outbound: { pick: { by: pickers, time: { per-order: 1 min, per-line: 30 s } } } }

    """

  func run(_ text: String) throws -> (CompiledPlan, Outcome) {
    let plan = try CompiledPlan(Desk(["s.yaml": text]).load().drafts[0].plan)
    return (plan, PairedRunner([plan]).run(seed: 2, replication: 0)[0])
  }

  /// Each of an item's first 25 lines takes twice 30 s more.
  @Test func `cost the making of a place, and slower picking at first`() throws {
    let (plan, outcome) = try run(Self.scenario)
    let new = outcome.items.dropFirst(2).map(\.unitsAsked)
    let slow = new.reduce(0) { $0 + min($1, 25) }
    #expect(new.count { $0 > 25 } >= 3 && new.count { $0 > 0 && $0 < 25 } >= 1)
    #expect(abs(outcome.stations[0].unfamiliarHours - slow * 60 / 3600) < 1e-9)
    #expect(abs(outcome.value("pick.unfamiliar-hours", plan) - slow * 60 / 3600 / 20) < 1e-9)
    #expect(outcome.stations[1].tasks == outcome[.newItemsIntroduced])
    #expect(abs(outcome.pools[1].workedHours - outcome[.newItemsIntroduced] * 40 / 60) < 1e-9)
    let busy = outcome[.ordersFinished] / 60 + outcome[.linesFinished] * 30 / 3600 + slow * 60 / 3600
    #expect(abs(outcome.stations[0].busyHours - busy) < 0.1)
  }

  /// The orders and their items are the same whether picking is slower or not.
  @Test func `leave demand as it is`() throws {
    let (_, with) = try run(Self.scenario)
    let (_, without) = try run(
      Self.scenario.replacing(", slotting: { by: fillers, time: 40 min }, unfamiliar: { factor: 3, lines: 25 }", with: ""))
    #expect(with.items.map(\.unitsAsked) == without.items.map(\.unitsAsked))
    #expect(with[.cycleTimeHours] > without[.cycleTimeHours])
  }

  @Test func `are unfamiliar for a time`() throws {
    let (_, short) = try run(Self.scenario.replacing("lines: 25", with: "for: 1 week"))
    let (_, long) = try run(Self.scenario.replacing("lines: 25", with: "for: 20 weeks"))
    let all = long.items.dropFirst(2).reduce(0) { $0 + $1.unitsAsked } * 60 / 3600
    #expect(abs(long.stations[0].unfamiliarHours - all) < 1e-9)
    #expect(short.stations[0].unfamiliarHours > 0 && short.stations[0].unfamiliarHours < 0.3 * all)
  }

  @Test(arguments: [
    (", lines: 25", "", "error: 'unfamiliar' does not say for how long; add `lines: 50`, or `for: 4 weeks` [missing-key]"),
    ("lines: 25", "lines: 25, for: 1 week", "error: 'lines' and 'for' both say how long an item is unfamiliar"),
    ("factor: 3", "factor: 0.5", "error: 0.5 is outside the range of 'factor'"),
    ("factor: 3, ", "", "error: 'new-items.unfamiliar' lacks 'factor'"),
    ("time: 40 min }", "time: 4 s per unit }", "error: a new item's place knows no units"),
    ("by: fillers, ", "", "error: nobody can do the step 'slotting'"),
  ])
  func `refuse what cannot be`(old: String, new: String, answer: String) {
    let problems = Desk(["s.yaml": Self.scenario.replacing(old, with: new)]).problems()
    #expect(problems.contains { $0.contains(answer) }, "\(problems)")
  }

  @Test func `need a floor to cost work`() {
    let text = Self.scenario[..<Self.scenario.range(of: "warehouse:")!.lowerBound]
    let problems = Desk(["s.yaml": String(text)]).problems()
    #expect(problems.contains { $0.contains("error: 'slotting' is work on a floor, and the scenario has none") }, "\(problems)")
  }
}
