import Foundation
import Kernel
import Randomness
import Scenario
import Simulation
import Testing
import Warehouse

/// Trucks that take orders away.
@Suite struct `Carriers` {
  func day(_ orders: [String], pick: String = "60 s", _ carriers: String) -> FloorDay {
    FloorDay(
      orders: orders,
      warehouse: FloorDay.people
        + "workers: { pickers: { count: 1, shift: always } }\nprocess: { outbound: { pick: { by: pickers, time: \(pick) }, ship: { carriers: { \(carriers) } } } }"
    )
  }

  static let parcel = "parcel: { departures: [\"mon 10:00\", \"mon 16:00\"], cut-off: 30 min, order-by: 2 h }"

  // Ready at 8, 9 and 10 o'clock and all meant for the truck of 10: the third is late for it and leaves at 16.
  @Test func `take what is ready, and the rest waits for the next truck`() throws {
    let (plan, outcome) = try day(["07:00 1 a", "07:10 2 a", "07:20 3 a"], pick: "1 h", Self.parcel).run()
    #expect(outcome.cycleSeconds == 60 * (180 + 170 + 520))
    #expect(abs(outcome.value("on-truck", plan) - 2.0 / 3) < 1e-12 && abs(outcome.value("parcel.on-truck", plan) - 2.0 / 3) < 1e-12)
    // Both departures of the clock's one Monday; three days are 3/7 of a week.
    #expect(outcome.value("parcel.complete", plan) == 0.5 && abs(outcome.value("parcel.missed", plan) - 7.0 / 3) < 1e-12)
    #expect(outcome.value("parcel.per-truck", plan) == 1.5)
  }

  // Two hours before 10: the first is meant for 10, the others for 16; the second leaves at 10 all the same, the third is behind the
  // cut-off.
  @Test func `are early for nobody's harm`() throws {
    let (plan, outcome) = try day(["07:00 1 a", "09:00 2 a", "09:45 3 a"], Self.parcel).run()
    #expect(outcome.cycleSeconds == 60 * (180 + 60 + 375))
    #expect(outcome.value("on-truck", plan) == 1 && outcome.value("parcel.complete", plan) == 1)
  }

  // The departures of three days are those at 0, 12, 24, 36, 48 and 60 hours; the one at 72, with the horizon, is the next day's. Three orders
  // of Wednesday afternoon are meant for it, and it takes two.
  @Test func `count the departures of the window, the first moment and not the last`() throws {
    let (plan, outcome) = try day(
      ["07:00 1 a", "3/13:00 5 a", "3/13:01 6 a", "3/13:02 7 a"], pick: "10 min",
      "parcel: { departures: [\"mon-sun 00:00\", \"mon-sun 12:00\"], order-by: 3 h, capacity: 2 orders }"
    ).run()
    #expect(outcome.value("parcel.complete", plan) == 1)
    #expect(abs(outcome.value("parcel.per-truck", plan) - 1.0 / 6) < 1e-12)
  }

  @Test func `are full at their capacity`() throws {
    let (plan, outcome) = try day(
      ["07:00 1 a", "07:10 2 a", "07:20 3 a"], Self.parcel.replacing("order-by", with: "capacity: 2 orders, order-by")
    ).run()
    #expect(outcome.cycleSeconds == 60 * (180 + 170 + 520))
    #expect(outcome.value("parcel.fill", plan) == 3.0 / 4 && abs(outcome.value("parcel.left-behind", plan) - 7.0 / 3) < 1e-12)
  }

  static let sizes = ["07:00 1 a 10", "07:00 1 b 10", "07:00 1 c 10", "07:10 2 a 10", "07:10 2 b 10", "07:20 3 a 10"]

  // Orders of 3, 2 and 1 lines, of 30, 20 and 10 units, all ready before 10 o'clock. Four lines: the second order does not fit beside the
  // first, and the third stays behind it. Fifty units: the first two fit exactly. Three lines: the first fills a truck.
  static let rooms: [(String, [Double], Double)] = [
    ("4 lines", [180, 530, 520], 6 / 8), ("5 lines", [180, 170, 520], 6 / 10), ("6 lines", [180, 170, 160], 6 / 12),
    ("3 lines", [180, 530, 520], 6 / 6),
    ("50 units", [180, 170, 520], 60 / 100), ("49 units", [180, 530, 520], 60 / 98), ("2 orders", [180, 170, 520], 3 / 4),
    ("2", [180, 170, 520], 3 / 4),
  ]

  @Test(arguments: rooms)
  func `are full at their lines or units`(capacity: String, minutes: [Double], fill: Double) throws {
    let (plan, outcome) = try day(Self.sizes, Self.parcel.replacing("order-by", with: "capacity: \(capacity), order-by")).run()
    #expect(outcome.cycleSeconds == 60 * minutes.reduce(0, +))
    #expect(abs(outcome.value("parcel.fill", plan) - fill) < 1e-12)
    #expect(abs(outcome.value("parcel.left-behind", plan) - Double(minutes.count { $0 > 500 }) * 7 / 3) < 1e-12)
  }

  // Two lines: the first order has the truck of 10 to itself, the second fills that of 16.
  @Test func `give an order that is larger than a truck one to itself`() throws {
    let (plan, outcome) = try day(Self.sizes, Self.parcel.replacing("order-by", with: "capacity: 2 lines, order-by")).run()
    // The third order leaves with the first truck of the next Monday, after the measured days.
    #expect(outcome.cycleSeconds == 60 * (180 + 530 + 7 * 1440 + 160))
    #expect(outcome.station("parcel").shipped == 2 && abs(outcome.value("parcel.fill", plan) - 5.0 / 4) < 1e-12)
  }

  // The order's part in A is 30 units and that in B 20: together 50 at the door, and the truck of 10 takes the first of them only.
  @Test(arguments: [("30 units", 540.0), ("49 units", 540), ("50 units", 180), ("1 lines", 540), ("2 lines", 180)])
  func `count the parts of an order by their own lines and units`(capacity: String, minutes: Double) throws {
    let outcome = try FloorDay(
      orders: ["07:00 1 a 30", "07:00 1 b 20"],
      warehouse: FloorDay.people
        + "workers: { pickers: { count: 2, shift: always } }\nprocess: { outbound: { sort out: { split: zones }, pick A: { by: pickers, zone: A, time: 60 s }, pick B: { by: pickers, zone: B, time: 60 s }, ship: { carriers: { parcel: { departures: [\"mon 10:00\", \"mon 16:00\"], capacity: \(capacity) } } } } }",
      items: "a: { zone: A }, b: { zone: B }"
    ).run().outcome
    #expect(outcome.cycleSeconds == 60 * minutes)
  }

  @Test func `are chosen by condition before share`() throws {
    let orders = ["07:00 1 a", "07:10 2 a", "07:10 2 b", "07:20 3 a", "07:20 3 b", "07:20 3 c"]
    let (_, outcome) = try day(
      orders,
      "parcel: { departures: mon 10:00 }, freight: { from: 3 lines, departures: mon 11:00 }, pallet: { from: 2 lines, departures: mon 12:00 }"
    ).run()
    #expect(["parcel", "freight", "pallet"].map { outcome.station($0).shipped } == [1, 1, 1])
    #expect(outcome.station("freight").lines == 3 && outcome.station("pallet").lines == 2)
  }

  static let random = """
    bullwhip: 1
    name: Random
    clock: { start: 2026-01-05, horizon: 4 weeks }
    items: { list: { a: { zone: A }, b: { zone: B } } }
    locations: { house: { stock: unlimited } }
    demand:
      streams:
        web: { at: house, orders: { arrivals: { poisson: { mean: 20 /h } }, lines: 2, quantity: 1 } }
        b2b: { at: house, orders: { arrivals: { poisson: { mean: 3 /h } }, lines: 2, quantity: 1 } }
    warehouse:
      shifts: { day: { hours: 07:00-22:00 } }
      workers: { pickers: { count: 3, shift: day } }
      process:
        outbound:
          split: { split: zones }
          pick A: { by: pickers, zone: A, time: { lognormal: { mean: 60 s, cv: 1 } } }
          pick B: { by: pickers, zone: B, time: { lognormal: { mean: 60 s, cv: 1 } } }
          ship:
            carriers:
              parcel: { share: 70 %, departures: mon-sat 18:00, cut-off: 30 min }
              post: { share: 30 %, departures: ["mon-fri 12:00", "mon-fri 17:00"], cut-off: 15 min, capacity: 60 orders }
              freight: { stream: b2b, departures: ["tue 15:00", "fri 15:00"] }

    """

  /// Orders, or parts of them, are neither lost nor doubled, and an order has the same carrier whoever picks it.
  @Test func `share the orders out as they say, whatever happens on the floor`() throws {
    func run(_ sets: [String]) throws -> Outcome {
      let plan = try CompiledPlan(Desk(["s.yaml": Self.random]).load(sets: sets).drafts[0].plan)
      return PairedRunner([plan]).run(seed: 2, replication: 0)[0]
    }
    let three = try run([]),
      nine = try run(["warehouse.workers.pickers.count=9", "warehouse.process.outbound.ship.carriers.post.capacity=100000 orders"])
    for outcome in [three, nine] {
      #expect(outcome[.ordersFinished] == outcome[.ordersArrived] && outcome[.ordersOpen] == 0)
      let lines = ["parcel", "post", "freight"].reduce(0) { $0 + outcome.station($1).lines }
      #expect(lines == outcome[.linesFinished])
    }
    let web = 20.0 * 24 * 28, parts = nine.station("parcel").arrivals
    // Two lines, in one zone or in two with equal chance: one part and a half.
    #expect(abs(parts - 0.7 * web * 1.5) < 5 * (0.7 * web * 2.5).squareRoot())
    for name in ["parcel", "post", "freight"] {
      #expect(abs(three.station(name).arrivals - nine.station(name).arrivals) < 0.01 * nine.station(name).arrivals)
    }
    #expect(three.station("post").leftBehind > 0 && nine.station("post").leftBehind == 0)
    #expect(
      three.station("post").shipped <= 60 * three.station("post").departures
        && three.station("post").loaded == three.station("post").shipped)
    // Each line is a unit: trucks of as many lines and of as many units are the same, and hold no more than they can.
    let lines = try run(["warehouse.process.outbound.ship.carriers.post.capacity=90 lines"]),
      units = try run(["warehouse.process.outbound.ship.carriers.post.capacity=90 units"])
    #expect(lines.cycleSeconds == units.cycleSeconds && lines.station("post").loaded == lines.station("post").lines)
    #expect(lines.station("post").loaded <= 90 * lines.station("post").departures && lines.station("post").leftBehind > 0)
  }

  @Test(arguments: [
    (
      "share: 70 %, departures: mon-sat 18:00", "departures: mon-sat 18:00",
      "'parcel' does not say its share of the orders; add `share: 50 %`", "missing-key"
    ),
    ("share: 70 %", "share: 60 %", "the shares of the carriers add up to 90 %", "shares"),
    ("cut-off: 30 min", "cut-off: 24 h", "'parcel' leaves again after 24 h, and its cut-off is no shorter", "cut-off-gap"),
    (
      "cut-off: 15 min", "cut-off: 15 min, order-by: 5 min", "orders of 'post' would be meant for a truck after it has closed",
      "cut-off-gap"
    ),
    ("stream: b2b,", "share: 10 %, stream: b2b,", "a carrier with a condition takes all orders that fit it", "misplaced-key"),
    ("stream: b2b,", "stream: b2c,", "unknown stream of demand 'b2c'; did you mean 'b2b'?", "unknown-name"),
    ("departures: mon-sat 18:00, ", "", "lacks 'departures'", "missing-key"),
    ("horizon: 4 weeks", "horizon: 1 d", "the carrier 'freight' never leaves before the horizon", "never-leaves"),
    ("freight: {", "split: {", "the carrier 'split' is called like a step", "duplicate-key"),
    (
      "ship:\n        carriers:", "ship:\n        batch: 3 orders\n        carriers:",
      "carriers only take orders away; 'batch' makes no sense beside them", "misplaced-key"
    ),
    ("capacity: 60 orders", "capacity: 0 orders", "'0 orders' is outside the range of 'capacity'", "out-of-range"),
    ("capacity: 60 orders", "capacity: 2.5 lines", "'capacity' must be a whole number, not 2.5", "not-whole"),
    ("capacity: 60 orders", "capacity: 3 m3", "the unit 'm3' does not fit 'capacity'", "wrong-unit"),
  ])
  func `are refused where their calendar or their orders are impossible`(old: String, new: String, answer: String, code: String) {
    // Whole units of a Poisson law: that 0 counts as 1 is told.
    #expect(Desk(["s.yaml": Self.random]).problems().filter { !$0.hasSuffix("[rounded-law]") } == [])
    #expect(Self.random.contains(old))
    let found = Desk(["s.yaml": Self.random.replacing(old, with: new, maxReplacements: 1)]).problems()
    #expect(found.contains { $0.contains(answer) && $0.hasSuffix("[\(code)]") }, "\(found)")
  }

  @Test func `of which all have a condition leave orders without one`() {
    let found = Desk(["s.yaml": Self.random.replacing("share: 70 %", with: "from: 2 lines").replacing("share: 30 %", with: "from: 1 lines")]
    ).problems()
    #expect(found.contains { $0.contains("orders that fit no condition have no carrier") }, "\(found)")
  }
}

/// Trucks that bring goods.
@Suite struct `Receiving` {
  static let supply = """
    suppliers: { maker: { lead-time: 1 d }, other: { lead-time: 1 d } }
      policies: { default: { r-Q: { r: 0, Q: 100 } } }
      initial-stock: 0
      costs: { holding: 0 EUR/unit/day }
    """
  static let items =
    "a: { unit-cost: 1 EUR, supplier: maker }, b: { unit-cost: 1 EUR, supplier: maker }, c: { unit-cost: 1 EUR, supplier: other }"

  func day(_ inbound: String, people: Int = 2) -> FloorDay {
    FloorDay(
      orders: ["2/07:00 1 a", "2/07:00 2 c", "3/07:00 3 b"],
      warehouse: FloorDay.people
        + "workers: { hands: { count: \(people), shift: always } }\nplaces: { doors: 1 }\nprocess: { inbound: { \(inbound) }, outbound: { pack: { by: hands, time: 1 min } } }",
      items: Self.items, house: "{ supplied-by: maker }",
      more: Self.supply.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n"))
  }

  // Two trucks stand at the gate from midnight. The first has two receipts: unloaded from 8:00 to 8:30, both put away at 8:40. The second
  // waits for its appointment at 9:00 and is put away at 9:35. Orders of 7:00 for a and c are packed a minute after that; one for b finds
  // its goods the next day.
  @Test func `gives each truck its appointment and its door`() throws {
    let outcome = try day(
      "gate: { every: 1 h, hours: 08:00-12:00, up-to: 1 truck }, unload: { by: hands, at: doors, task: truck, time: { per-truck: 20 min, per-line: 5 min } }, put-away: { by: hands, time: 10 min per line }"
    ).run().outcome
    #expect(outcome.cycleSeconds == 60 * (101 + 156 + 1))
    #expect(outcome.station("gate").waitMinutes == 480 * 2 + 540)
    #expect(outcome.station("unload").tasks == 2 && outcome.station("unload").orders == 3)
    #expect(abs(outcome.station("unload").busyHours * 60 - 55) < 1e-9 && abs(outcome.station("put-away").busyHours * 60 - 30) < 1e-9)
  }

  // Without appointments both trucks are there at midnight and the one door takes one after the other.
  @Test func `lets a truck wait for its door`() throws {
    let outcome = try day(
      "unload: { by: hands, at: doors, task: truck, time: { per-truck: 20 min, per-line: 5 min } }, put-away: { by: hands, time: 10 min per line }",
      people: 9
    )
    .run().outcome
    #expect(outcome.station("unload").waitMinutes == 30)
  }

  /// One person takes two receipts at a time, 20 minutes of work, then the third, 10 minutes, which has waited 20.
  @Test func `takes several receipts at a time when told so`() throws {
    let outcome = try day("put-away: { by: hands, batch: 2 receipts, time: 10 min per line }", people: 1).run().outcome
    #expect(outcome.station("put-away").tasks == 2 && outcome.station("put-away").orders == 3)
    #expect(outcome.station("put-away").waitMinutes == 20)
  }

  /// Of three receipts at midnight two go on at once, the third after half an hour of waiting for another.
  @Test func `gathers receipts, and lets them go after a while`() throws {
    let outcome = try day(
      "gather: { batch: 2 receipts, or-after: 30 min }, put-away: { by: hands, time: 10 min per line }", people: 9
    ).run().outcome
    #expect(outcome.station("gather").waitMinutes == 30 && outcome.station("put-away").waitMinutes == 0)
  }

  /// Receipts one by one are what they were: nobody asks for trucks.
  @Test func `takes receipts one by one unless it is told otherwise`() throws {
    let outcome = try day(
      "unload: { by: hands, at: doors, time: 5 min per line }, put-away: { by: hands, time: 10 min per line }", people: 9
    ).run().outcome
    #expect(outcome.station("unload").tasks == 3 && outcome.station("unload").waitMinutes == 5 + 10)
  }

  /// A year of deliveries of which a tenth fails: what is there is what came and was accepted, and has not left.
  @Test(arguments: ["returned", "written off"])
  func `takes rejected units out of the receipt`(what: String) throws {
    let text = """
      bullwhip: 1
      name: Inspection
      clock: { start: day 0, horizon: 26 weeks }
      items: { list: { a: { unit-cost: 3 EUR }, b: { unit-cost: 3 EUR } } }
      suppliers: { maker: { lead-time: 2 d } }
      locations: { house: { supplied-by: maker } }
      demand: { streams: { web: { at: house, orders: { arrivals: { poisson: { mean: 30 /day } }, lines: 1, quantity: { poisson: { mean: 2 } } }, unmet: backorder } } }
      policies: { default: { s-S: { s: 200, S: 500 } } }
      initial-stock: 300
      warehouse:
        shifts: { always: { hours: 00:00-24:00 } }
        workers: { hands: { count: 3, shift: always } }
        process:
          inbound:
            inspect: { by: hands, time: 1 s per unit, rejects: 10 %, rejected: \(what) }
            put-away: { by: hands, time: 30 s }
          outbound: { pack: { by: hands, time: 1 min } }

      """
    let plan = try CompiledPlan(Desk(["s.yaml": text]).load().drafts[0].plan)
    let outcome = PairedRunner([plan]).run(seed: 4, replication: 0)[0]
    let received = outcome[.unitsReceived], rejected = outcome[.unitsRejected]
    #expect(received > 5000 && abs(rejected - 0.1 * received) < 4 * (0.09 * received).squareRoot())
    #expect(abs(outcome.daily.stockValue.last! - 3 * (600 + received - rejected - outcome[.unitsDelivered])) < 1e-6)
    #expect(outcome[.rejectsCost] == (what == "returned" ? 0 : 3 * rejected))
    #expect(abs(outcome.value("cost.total", plan) * 26 - outcome[.rejectsCost]) < 1e-6)
    #expect(abs(outcome.value("rejected-share", plan) - rejected / received) < 1e-12)
  }

  @Test(arguments: [
    ("unload: { by: hands, time: { per-truck: 5 min } }", "'per-truck' is the time of a task that takes a truck; add `task: truck`"),
    ("unload: { by: hands, time: 5 min, rejected: returned }", "'rejected' says what becomes of units that fail; add `rejects: 2 %`"),
    ("gate: { every: 1 h, task: truck }, unload: { by: hands, time: 5 min }", "nobody works at 'gate'; 'task' makes no sense"),
    (
      "unload: { by: hands, time: 5 min, task: truck, batch: 2 receipts }",
      "a task of 'unload' takes all that a truck brought; 'batch' makes no sense"
    ),
    ("unload: { by: hands, time: 5 min, task: lorry }", "'lorry' is not a value of 'task'"),
    ("unload: { by: hands, time: 5 min, rejects: 120 % }", "'120 %' is outside"),
  ])
  func `is refused where it makes no sense`(inbound: String, answer: String) {
    let found = Desk(day(inbound).files).problems()
    #expect(found.contains { $0.contains(answer) }, "\(found)")
  }
}

/// Goods that customers send back.
@Suite struct `Returns` {
  func day(_ returns: String, flow: String = "returns: { open: { by: hands, time: 60 s per line } }", stock: Int = 40) -> FloorDay {
    FloorDay(
      orders: ["07:00 1 a 40", "3/07:00 2 a 40"],
      warehouse: FloorDay.people
        + "workers: { hands: { count: 2, shift: always } }\nprocess: { outbound: { pack: { by: hands, time: 60 s } }, \(flow) }",
      items: "a: { unit-cost: 3 EUR, price: 7 EUR }", house: "{ supplied-by: maker }",
      more:
        "suppliers: { maker: { lead-time: 30 d } }\npolicies: { default: { r-Q: { r: 0, Q: 1 } } }\ninitial-stock: \(stock)\nreturns: { \(returns) }"
    )
  }

  // Packed at 7:01, back a day later, on the shelf a minute after that: the second order finds what the first customer sent back.
  @Test func `can be sold again when their flow is done`() throws {
    let (plan, outcome) = try day("share: 100 %, after: 1 d, cost: 2 EUR/unit").run()
    #expect(outcome[.unitsServedAtOnce] == 80 && outcome[.unitsDelivered] == 80)
    // The second order's goods come back on the fourth day, behind the horizon.
    #expect(outcome[.unitsReturned] == 40 && outcome[.unitsRestocked] == 40 && outcome[.unitsWrittenOff] == 0)
    #expect(abs(outcome.value("returns.time.mean", plan) * 3600 - 60) < 1e-9 && outcome.value("returns.share", plan) == 0.5)
    #expect(outcome[.returnsCost] == 80 && outcome[.refunds] == 280)
    #expect(outcome.station("open").orders == 1)
    // Revenue of 80 units and their cost; 40 refunded and back; two euros for each of these, and what holding and ordering cost (nothing).
    #expect(abs(outcome.value("contribution", plan) * 3 / 7 - (80 * 7 - 80 * 3 - 40 * 7 + 40 * 3 - 80)) < 1e-9)
    #expect(outcome.daily.stockValue.prefix(2) == [0, 120])
  }

  @Test func `are on the shelf at once where they need no work`() throws {
    let outcome = try day("share: 100 %, after: 1 d", flow: "inbound: { put-away: { by: hands, time: 1 s } }").run().outcome
    #expect(outcome[.unitsRestocked] == 40 && outcome[.returnDays] == 0 && outcome[.unitsServedAtOnce] == 80)
  }

  @Test func `that are not fit are written off`() throws {
    let outcome = try day("share: 100 %, after: 1 d, restock: 0 %", stock: 80).run().outcome
    #expect(
      outcome[.unitsWrittenOff] == 40 && outcome[.unitsRestocked] == 0 && outcome[.returnsCost] == 120 && outcome.daily.stockValue.last == 0
    )
  }

  static let random = """
    bullwhip: 1
    name: Random
    clock: { start: day 0, horizon: 20 weeks }
    items: { list: { a: { unit-cost: 1 EUR }, b: { unit-cost: 1 EUR }, c: { unit-cost: 1 EUR } } }
    suppliers: { maker: { lead-time: 3 d } }
    locations: { house: { supplied-by: maker } }
    demand: { streams: { web: { at: house, orders: { arrivals: { poisson: { mean: 60 /day } }, lines: { geometric: { mean: 2, from: 1 } }, quantity: { poisson: { mean: 2 } } }, unmet: { backorder: 50 %, lost: 50 % } } } }
    policies: { default: { s-S: { s: 150, S: 400 } } }
    initial-stock: 200
    warehouse:
      shifts: { day: { hours: 06:00-22:00 } }
      workers: { hands: { count: 3, shift: day } }
      process:
        inbound: { inspect: { by: hands, time: 20 s, rejects: 5 % } }
        outbound: { pack: { by: hands, time: 60 s }, ship: { departures: mon-sun 17:00 } }
        returns:
          open: { by: hands, time: { lognormal: { mean: 90 s, cv: 1 } } }
          clean: { by: hands, share: 30 %, time: 200 s }
    returns: { share: 12 %, after: { gamma: { mean: 9 d, cv: 0.5 } }, restock: 70 % }

    """

  func run(_ sets: [String], _ text: String = random) throws -> (plan: CompiledPlan, outcome: Outcome) {
    let plan = try CompiledPlan(Desk(["s.yaml": text]).load(sets: sets).drafts[0].plan)
    return (plan, PairedRunner([plan]).run(seed: 6, replication: 0)[0])
  }

  /// Units are conserved: what is owned at the end is what was there, came and came back, less what was rejected and left.
  @Test func `keep every unit accounted for`() throws {
    let (plan, outcome) = try run([])
    let restocked = outcome[.unitsRestocked], returned = outcome[.unitsReturned]
    let owned = 600 + outcome[.unitsReceived] - outcome[.unitsRejected] + restocked - outcome[.unitsDelivered]
    #expect(abs(outcome.daily.stockValue.last! - owned) < 1e-6 && outcome[.unitsRejected] > 0)
    // Those still in the flow at the end are the difference.
    #expect(restocked + outcome[.unitsWrittenOff] <= returned && restocked + outcome[.unitsWrittenOff] > returned - 200)
    #expect(abs(outcome.value("returns.restocked", plan) - 0.7) < 4 * (0.21 / returned).squareRoot())
    // What left in the last nine days or so is not back yet. A line has about 2.3 units (Poisson, at least one), so that units come in
    // clumps.
    let expected = 0.12 * outcome[.unitsDelivered] * (140 - 9) / 140
    #expect(abs(returned - expected) < 5 * (expected * 4).squareRoot())
    #expect(outcome.station("open").orders > 100 && outcome.station("clean").orders < outcome.station("open").orders)
  }

  /// Pick faces count the same units as the ledger (a debug build asks every day), whatever is rejected and comes back.
  @Test func `go back to storage with pick faces`() throws {
    let faces = "warehouse:\n  storage: { pick-face: 60 units, replenish: { below: 20 units, by: hands, time: 90 s } }"
    let outcome = try run([], Self.random.replacing("warehouse:", with: faces)).outcome
    let owned = 600 + outcome[.unitsReceived] - outcome[.unitsRejected] + outcome[.unitsRestocked] - outcome[.unitsDelivered]
    #expect(abs(outcome.daily.stockValue.last! - owned) < 1e-6 && outcome[.unitsRestocked] > 0)
    #expect(outcome.station("replenish").tasks > 10)
  }

  /// A house to which nothing comes back is the house without returns, number by number.
  @Test func `change nothing where nothing comes back`() throws {
    let none = try run(["returns.share=0 %"]).outcome
    let bare = Self.random.replacing(#/returns: \{ share.*\n/#, with: "").replacing(#/ +returns:\n.*\n.*\n/#, with: "")
    let without = try run([], bare).outcome
    #expect(none.cycleTimes == without.cycleTimes && none.daily == without.daily && none.items == without.items)
  }

  @Test(arguments: [
    ("warehouse:", "warehose:", "goods come back to a warehouse, and there is none"),
    (
      "returns: { share: 12 %, after: { gamma: { mean: 9 d, cv: 0.5 } }, restock: 70 % }", "",
      "there is a flow for goods that come back, but nothing does"
    ),
    ("share: 12 %, ", "", "'returns' lacks 'share'"), ("restock: 70 %", "restock: 170 %", "'170 %' is outside"),
    ("after: { gamma: { mean: 9 d, cv: 0.5 } }", "after: 9", "'after' needs a unit"),
    ("open: {", "pack: {", "the step 'pack' stands in two flows"),
    ("share: 30 %, time: 200 s", "time: 200 s, fails: 100 %, to: open", "orders that come to 'open', 'clean' can never leave"),
    ("share: 30 %, time: 200 s", "time: 200 s, patience: 3 d", "unknown key 'patience'"),
  ])
  func `are refused where they make no sense`(old: String, new: String, answer: String) {
    // Whole units of a Poisson law: that 0 counts as 1 is told.
    #expect(Desk(["s.yaml": Self.random]).problems().filter { !$0.hasSuffix("[rounded-law]") } == [])
    #expect(Self.random.contains(old))
    let found = Desk(["s.yaml": Self.random.replacing(old, with: new, maxReplacements: 1)]).problems()
    #expect(found.contains { $0.contains(answer) }, "\(found)")
  }
}
