import Foundation
import Groundwork
import Kernel
import Scenario
import Simulation
import Testing
import Warehouse

/// Pick faces as a planner writes them: picking waits for them, people fill them.
@Suite struct `Pick faces in a scenario` {
  static let scenario = """
    bullwhip: 1
    name: Faces
    currency: EUR
    clock: { start: day 0, horizon: 1 week }
    items: { list: { mug: { unit-cost: 2 EUR, price: 5 EUR } } }
    suppliers: { maker: { lead-time: 3 d } }
    locations: { dc: { supplied-by: maker } }
    demand: { streams: { web: { at: dc, replay: lines.csv } } }
    policies: { default: { s-S: { s: 0, S: 1 } } }
    initial-stock: 30
    warehouse:
      shifts: { day: { hours: 00:00-24:00 } }
      workers: { pickers: { count: 2, shift: day }, fillers: { count: 1, shift: day, wage: 10 EUR/h } }
      storage: { pick-face: 10 units, replenish: { below: 4 units, by: fillers, time: 30 min } }
      process: { outbound: { pick: { by: pickers, time: 10 min } } }

    """
  static let lines = """
    time,order,item,quantity
    day 0 08:00,1,mug,4
    day 0 08:01,2,mug,4
    day 0 08:02,3,mug,4
    day 0 08:03,4,mug,4
    day 0 08:04,5,mug,2

    """

  func run(_ sets: [String] = [], lines: String = Self.lines, replication: Int = 0) throws -> (CompiledPlan, Outcome) {
    let plan = try CompiledPlan(Desk(["s.yaml": Self.scenario, "lines.csv": lines]).load(sets: sets).drafts[0].plan)
    return (plan, PairedRunner([plan]).run(seed: 5, replication: replication)[0])
  }

  // What is filled is the mug of the one location; each of the two fillings is begun, and done.
  @Test func `name the item that is filled in the trace`() throws {
    let plan = try CompiledPlan(Desk(["s.yaml": Self.scenario, "lines.csv": Self.lines]).load().drafts[0].plan)
    var filled: [FloorEvent.Kind: [Int32]] = [:]
    _ = PairedRunner([plan]).trace(plan: 0, seed: 5, replication: 0) { event in
      guard let floor = event.floor, floor.payload >= 0, plan.plan.floor?.steps[Int(floor.station)].kind == .upkeep else { return }
      filled[floor.kind, default: []].append(event.stockPoint)
    }
    #expect(filled[.begun] == [0, 0] && filled[.done] == [0, 0] && filled.values.allSatisfy { $0.allSatisfy { $0 == 0 } })
  }

  /// By hand. The face holds 10 of 30. Orders 1 and 2 are picked at once (10 min each) and leave 2 on it: at 8:01 somebody goes for 8 more
  /// and is back at 8:31. Orders 3, 4 and 5 wait until then, 29, 28 and 27 min; 5 wants only the 2 that are there, but 3 came before it. At
  /// 8:31 the face is full: 3 and 4 are picked until 8:41, then 5 until 8:51, and the next 10 units come at 9:01.
  @Test func `make orders wait as long as by hand`() throws {
    let (plan, outcome) = try run()
    func value(_ id: String) -> Double { outcome.value(id, plan) }
    #expect(abs(outcome[.cycleTimeHours] * 60 - (10 + 10 + 39 + 38 + 47)) < 1e-9)
    #expect(abs(value("pick.wait.replenishment") - (29 + 28 + 27) / 5.0) < 1e-9)
    #expect(abs(value("pick.wait.people") - 10 / 5.0) < 1e-9)
    #expect(abs(value("pick.wait.mean") - (29 + 28 + 27 + 10) / 5.0) < 1e-9)
    #expect(abs(value("pick.found-empty") - 3 / 5.0) < 1e-9)
    #expect(value("pick.queue.max") == 3)
    #expect(abs(value("replenish.per-week") - 2) < 1e-9)
    #expect(abs(value("replenish.units-per-week") - 18) < 1e-9)
    #expect(abs(value("replenish.hours-per-week") - 1) < 1e-9)
    #expect(abs(outcome.pools[1].workedHours - 1) < 1e-9)
  }

  @Test func `are the same with every default written out`() throws {
    let desk = Desk(["s.yaml": Self.scenario, "lines.csv": Self.lines])
    let again = try Desk(["s.yaml": ScenarioLoader.defaultsText(path: desk.folder + "/s.yaml"), "lines.csv": Self.lines])
    #expect(again.problems() == [])
    #expect(try again.load().drafts[0].plan == desk.load().drafts[0].plan)
  }

  /// 12 units do not fit on a face of 10: they come from the reserve of 20, at once, and leave the face alone.
  @Test func `give a large line from the reserve`() throws {
    let (plan, outcome) = try run(lines: "time,order,item,quantity\nday 0 08:00,1,mug,12\nday 0 08:00,2,mug,7\n")
    #expect(abs(outcome[.cycleTimeHours] * 60 - 20) < 1e-9)
    #expect(outcome.value("pick.found-empty", plan) == 0)
    // The second order leaves 3: one replenishment of 7 from the 8 that are left.
    #expect(outcome.value("replenish.units-per-week", plan) == 7)
  }

  /// By hand. One filler, 30 min a face. The faces of a, b and c fall below 4 at 8:00, 8:01 and 8:02; at 8:03 an order wants 5 of c, of
  /// which 3 are there. So c is filled after a, from 8:30 to 9:00, and b last: the order waits 57 min.
  @Test func `are filled first where an order waits`() throws {
    let text = Self.scenario.replacing(
      "{ mug: { unit-cost: 2 EUR, price: 5 EUR } }", with: "{ a: { unit-cost: 2 EUR }, b: { unit-cost: 2 EUR }, c: { unit-cost: 2 EUR } }")
    let lines = "time,order,item,quantity\nday 0 08:00,1,a,7\nday 0 08:01,2,b,7\nday 0 08:02,3,c,7\nday 0 08:03,4,c,5\n"
    let plan = try CompiledPlan(Desk(["s.yaml": text, "lines.csv": lines]).load().drafts[0].plan)
    let outcome = PairedRunner([plan]).run(seed: 5, replication: 0)[0]
    #expect(abs(outcome.value("pick.wait.replenishment", plan) - 57 / 4.0) < 1e-9)
    // c was filled up to 10 and gave 5: that is enough until the end.
    #expect(outcome.stations[1].tasks == 3 && outcome.stations[1].units == 21)
  }

  static let shop = """
    bullwhip: 1
    name: Shop
    currency: EUR
    clock: { start: 2026-01-05, horizon: 4 weeks, warm-up: 1 week, time-zone: Europe/Berlin }
    items:
      list:
        mug: { unit-cost: 2 EUR, price: 5 EUR }
        jug: { unit-cost: 4 EUR, price: 9 EUR }
        cup: { unit-cost: 1 EUR, price: 3 EUR }
    suppliers: { maker: { lead-time: { gamma: { mean: 4 d, sd: 2 d } }, order-cost: 20 EUR } }
    locations: { dc: { supplied-by: maker } }
    demand:
      streams:
        web:
          at: dc
          orders: { arrivals: { poisson: { mean: 60 /day } }, lines: { geometric: { mean: 2, from: 1 } }, quantity: { geometric: { mean: 2, from: 1 } }, due: 1 d }
          unmet: { backorder: 60 %, lost: 40 % }
    policies: { default: { s-S: { s: 6 d, S: 14 d } } }
    warehouse:
      shifts: { early: { days: mon-sat, hours: 06:00-14:00, breaks: { lunch: 12:00 +30 min } } }
      workers:
        pickers: { count: 3, shift: early, skills: { pick: 100 %, put-away: 80 %, replenish: 100 % }, wage: 14 EUR/h }
        packers: { count: 2, shift: early, skills: { pack: 100 % }, wage: 13 EUR/h }
      accounts: full
      process:
        inbound: { put-away: { by: pickers, time: 4 min per line } }
        outbound:
          pick: { by: pickers, batch: 3 orders, time: { per-line: { exponential: { mean: 3 min } } } }
          pack: { by: packers, limit: 4 orders, patience: 4 h, time: { lognormal: { mean: 6 min, cv: 0.6 } } }
    costs: { holding: 20 %/year, backorder: 0.4 EUR/unit/day, lost-sale: margin }

    """
  static func faces(_ room: String, _ below: String) -> String {
    "warehouse.storage={ pick-face: \(room), replenish: { below: \(below), by: pickers, time: { per-order: { lognormal: { mean: 5 min, cv: 0.5 } }, per-unit: 2 s } } }"
  }

  /// A debug build compares floor and ledger every day, so that a lost unit would end the run.
  @Test(arguments: [("12 units", "4 units"), ("1 d", "6 h"), ("1 units", "0 units"), ("3 units", "0 units")])
  func `keep the units of the ledger, and let every order through`(room: String, below: String) throws {
    let desk = Desk(["s.yaml": Self.shop])
    let plan = try CompiledPlan(desk.load(sets: [Self.faces(room, below)]).drafts[0].plan)
    for replication in 0..<2 {
      let outcome = PairedRunner([plan]).run(seed: 4, replication: replication)[0]
      #expect(outcome.stations.last!.tasks > 20)
      #expect(outcome[.ordersOpen] == 0)
      #expect(outcome[.ordersFinished] + outcome[.ordersAbandoned] > 600)
      for station in outcome.stations {
        #expect(abs(station.causeHours.reduce(0, +) - station.queueHours) < 1e-6 * max(1, station.queueHours))
      }
      for pool in outcome.pools {
        let spent = pool.workedHours + pool.blockedHours + pool.downHours + pool.idleHours + pool.breakHours + pool.absentHours
        #expect(abs(spent - pool.paidHours - pool.overtimeHours) < 1e-6)
      }
    }
  }

  @Test func `as large as the stock change nothing`() throws {
    let desk = Desk(["s.yaml": Self.shop])
    let without = try CompiledPlan(desk.load().drafts[0].plan)
    let with = try CompiledPlan(desk.load(sets: [Self.faces("1000000 units", "999999 units")]).drafts[0].plan)
    let runner = PairedRunner([without, with])
    for replication in 0..<2 {
      let outcomes = runner.run(seed: 4, replication: replication)
      #expect(
        outcomes[0].sums == outcomes[1].sums && outcomes[0].cycleTimes == outcomes[1].cycleTimes && outcomes[0].items == outcomes[1].items)
      #expect(outcomes[0].fingerprint == outcomes[1].fingerprint)
      #expect(outcomes[0].pools == outcomes[1].pools && outcomes[0].stations == Array(outcomes[1].stations.dropLast()))
    }
  }

  // The stock and the orders are the same; smaller faces are filled more often and make orders wait more.
  @Test func `of smaller size cost more work`() throws {
    let desk = Desk(["s.yaml": Self.shop])
    let plans = try [("8 units", "3 units"), ("24 units", "9 units"), ("80 units", "30 units")].map {
      try CompiledPlan(desk.load(sets: [Self.faces($0.0, $0.1)]).drafts[0].plan)
    }
    let outcomes = PairedRunner(plans).run(seed: 4, replication: 0)
    let work = zip(outcomes, plans).map { $0.value("replenish.per-week", $1) }
    let empty = zip(outcomes, plans).map { $0.value("pick.found-empty", $1) }
    #expect(work[0] > 1.5 * work[1] && work[1] > 1.5 * work[2])
    #expect(empty[0] > empty[1] && empty[1] > empty[2])
  }

  /// Units that customers send back lie on the floor again; a debug build compares floor and ledger every day.
  @Test func `take back what customers return`() throws {
    let text = Self.shop.replacing(
      "policies:", with: "returns: { share: 20 %, after: { gamma: { mean: 3 d, cv: 0.5 } }, restock: 80 % }\npolicies:")
    let plan = try CompiledPlan(Desk(["s.yaml": text]).load(sets: [Self.faces("12 units", "4 units")]).drafts[0].plan)
    let outcome = PairedRunner([plan]).run(seed: 4, replication: 0)[0]
    #expect(outcome[.unitsRestocked] > 100 && outcome[.ordersOpen] == 0)
  }

  @Test func `and zones are not built together`() {
    let text = Self.scenario.replacing("mug: { unit-cost", with: "mug: { zone: A, unit-cost").replacing(
      "pick: { by: pickers", with: "pick: { zone: A, by: pickers")
    let problems = Desk(["s.yaml": text, "lines.csv": Self.lines]).problems()
    #expect(problems.contains { $0.contains("error: pick faces, re-slotting and unfamiliar items know one picking step") }, "\(problems)")
  }

  @Test(arguments: [
    ("pick-face: 10 units, ", "", "error: 'replenish' without 'pick-face'"),
    (", replenish: { below: 4 units, by: fillers, time: 30 min }", "", "s.yaml:14:14: error: 'pick-face' without 'replenish'"),
    ("below: 4 units", "below: 10 units", "s.yaml:14:55: error: a face of this size is always low"),
    ("below: 4 units, ", "", "error: 'warehouse.storage.replenish' lacks 'below'"),
    ("by: fillers, ", "", "error: nobody can do the step 'replenish'"),
    ("by: fillers", "by: filler", "error: unknown pool of workers 'filler'; did you mean 'fillers'?"),
    ("time: 30 min }", "time: { travel: 1 s per m } }", "error: a time of travel needs a layout to walk on"),
    ("pick-face: 10 units", "pick-face: 10 EUR", "error: the unit 'EUR' does not fit 'pick-face'; write `14 d` or `40 units`"),
    ("pick-face: 10 units", "pick-face: 10", "error: 'pick-face' needs a unit"),
    ("pick-face: 10 units", "pick-face: 2.5 units", "error: 'pick-face' must be a whole number of units"),
    ("pick-face: 10 units", "pick-face: { gamma: { mean: 3 d, sd: 1 d } }", "error: 'pick-face' must be one fixed value"),
    ("pick: { by: pickers,", "pick: { by: pickers, share: 50 %,", "error: 'share' at the step that picks from the faces"),
    (
      "pick: { by: pickers,", "pick: { by: pickers, limit: 3 orders, overflow: leave,",
      "error: 'limit' at the step that picks from the faces"
    ),
    ("pick: { by: pickers,", "pick: { by: pickers, patience: 1 h,", "error: 'patience' at the step that picks from the faces"),
    ("outbound: { pick: {", "outbound: { replenish: {", "s.yaml:15:26: error: a step cannot be called 'replenish'"),
    (
      "outbound: {", "outbound: { sort: { then: { out: 10 %, pick: 90 % } },",
      "error: 'sort' sends orders different ways before their goods are picked"
    ),
    ("pick-face: 10 units", "rule: popularity, pick-face: 10 units", "error: a storage rule needs a layout with bays"),
    (
      "storage: { pick-face: 10 units, replenish: { below: 4 units, by: fillers, time: 30 min } }", "storage: {}",
      "error: 'storage' says nothing"
    ),
  ])
  func `refuse what cannot be`(old: String, new: String, answer: String) {
    let problems = Desk(["s.yaml": Self.scenario.replacing(old, with: new), "lines.csv": Self.lines]).problems()
    #expect(problems.contains { $0.contains(answer) }, "\(problems)")
  }
}
