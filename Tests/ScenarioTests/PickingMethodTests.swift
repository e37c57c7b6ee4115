import Foundation
import Kernel
import Randomness
import Scenario
import Simulation
import Testing
import Warehouse

/// Rounds, zones, parts of orders and waves, each with times that can be added up by hand.
@Suite struct `Ways of picking` {
  static let one = FloorDay.people + "workers: { pickers: { count: 1, shift: always } }\n"

  // Orders of 3, 2, 4 and 1 lines at once; 60 s a round, 5 s an order, 10 s a line; six lines a cart. Rounds {3, 2} and {4, 1} take 120 s
  // each.
  @Test func `a cart takes orders in turn until the next does not fit`() throws {
    let lines = [("1", 3), ("2", 2), ("3", 4), ("4", 1)].flatMap { order, n in (0..<n).map { "08:00 \(order) \(["a", "b", "c", "d"][$0])" }
    }
    let day = FloorDay(
      orders: lines,
      warehouse: Self.one
        + "process: { outbound: { pick: { by: pickers, batch: 3 orders, batch-lines: 6 lines, time: { per-round: 60 s, per-order: 5 s, per-line: 10 s } } } }"
    )
    let outcome = try day.run().outcome
    #expect(outcome.station("pick").tasks == 2)
    #expect(outcome.cycleSeconds == 2 * 120 + 2 * 240)
    #expect(outcome[.linesFinished] == 10)
  }

  @Test func `an order larger than the cart goes alone`() throws {
    let day = FloorDay(
      orders: ["08:00 1 a", "08:00 2 a", "08:00 2 b", "08:00 2 c", "08:00 3 a"],
      warehouse: Self.one
        + "process: { outbound: { pick: { by: pickers, batch: 5 orders, batch-lines: 2 lines, time: { per-line: 10 s } } } }")
    let outcome = try day.run().outcome
    // 1 alone, since the next does not fit; 2 alone; 3.
    #expect(outcome.station("pick").tasks == 3 && outcome.cycleSeconds == 10 + 40 + 50)
  }

  /// Four aisles of one bay, 10 m long and 2 m apart, the depot at the left: out to aisle k and back is 4k, in and out of each aisle 10.
  func metres(_ aisles: String, _ rule: String) throws -> Double {
    let names = ["a", "b", "c", "d"]
    let day = FloorDay(
      orders: aisles.enumerated().map { "08:00 \($0.offset) \(names[Int(String($0.element))!])" },
      warehouse: Self.one
        + """
        layout: { aisles: 4, bays: 1, length: 10 m, width: 2 m, depot: front-left }
        process: { outbound: { pick: { by: pickers, batch: 2 orders, batching: \(rule), route: return, time: { travel: 1 s per m } } } }
        """)
    let outcome = try day.run().outcome
    #expect(outcome.station("pick").orders == Double(aisles.count) && outcome.station("pick").tasks == Double((aisles.count + 1) / 2))
    return outcome.station("pick").metres
  }

  // {0, 3} and {1, 0} walk 32 + 24; {0, 0} and {3, 1} walk 10 + 32. From aisle 3, going on to 2 or 0 is as long, but 2 alone would be 18
  // and 0 alone 10.
  @Test(arguments: [
    ("0310", "in turn", 56.0), ("0310", "closest", 42.0), ("0310", "most saved", 42.0), ("3020", "in turn", 60.0),
    ("3020", "closest", 60.0), ("3020", "most saved", 42.0),
  ])
  func `orders near each other make a round`(aisles: String, rule: String, metres: Double) throws {
    #expect(try self.metres(aisles, rule) == metres)
  }

  static let zoned = "workers: { a: { count: 1, shift: always }, b: { count: 1, shift: always }, packers: { count: 1, shift: always } }\n"
  static let picks =
    "pick A: { by: a, zone: A, time: { per-order: 5 s, per-line: 10 s } }, pick B: { by: b, zone: B, time: { per-order: 5 s, per-line: 10 s } }"
  static let pack = "pack: { by: packers, time: { per-order: 60 s, per-line: 1 s } }"
  static let mixed = ["08:00 1 a", "08:00 1 a2", "08:00 1 b"]
  static let twoZones = "a: { zone: A }, a2: { zone: A }, b: { zone: B }"

  func zoned(_ outbound: String, _ orders: [String] = mixed) throws -> Outcome {
    try FloorDay(orders: orders, warehouse: FloorDay.people + Self.zoned + "process: { outbound: { \(outbound) } }", items: Self.twoZones)
      .run().outcome
  }

  // Two lines in A take 25 s, one in B 15 s, packing three lines 63 s.
  @Test func `zones one after another add up`() throws {
    let outcome = try zoned(Self.picks + ", " + Self.pack)
    #expect(outcome.cycleSeconds == 25 + 15 + 63)
    #expect(outcome.station("pick A").lines == 2 && outcome.station("pick B").lines == 1)
  }

  @Test func `zones at the same time take as long as the longer one`() throws {
    let outcome = try zoned("sort out: { split: zones }, \(Self.picks), bring together: { join: orders }, \(Self.pack)")
    #expect(outcome.cycleSeconds == 25 + 63)
    #expect(outcome.station("pick A").lines == 2 && outcome.station("pick B").lines == 1 && outcome.station("pack").lines == 3)
    // The part from B waits ten seconds for that from A.
    #expect(abs(outcome.station("bring together").waitMinutes * 60 - 10) < 1e-9 && outcome.station("bring together").orders == 1)
    #expect(outcome[.ordersFinished] == 1 && outcome[.linesFinished] == 3 && outcome[.unitsFinished] == 3)
  }

  @Test func `an order of one zone passes the others by`() throws {
    let outcome = try zoned("sort out: { split: zones }, \(Self.picks), bring together: { join: orders }, \(Self.pack)", ["08:00 1 b"])
    #expect(outcome.cycleSeconds == 15 + 61 && outcome.station("pick A").arrivals == 0)
  }

  // B is packed from 15 to 76 s, A then to 138 s: an order of its own each, and the order is done with the last.
  @Test func `parts that are not joined are packed and leave by themselves`() throws {
    let outcome = try zoned("sort out: { split: zones }, \(Self.picks), \(Self.pack)")
    #expect(outcome.cycleSeconds == 138)
    #expect(outcome.station("pack").orders == 2 && outcome.station("pack").lines == 3)
    #expect(outcome[.ordersFinished] == 1 && outcome[.linesFinished] == 3 && outcome[.unitsFinished] == 3)
  }

  // In by 07:30 for the wave of 08:00; one order a wave with `up-to`.
  @Test func `a wave takes who came in time`() throws {
    func cycle(_ release: String) throws -> Double {
      try FloorDay(
        orders: ["07:00 1 a", "07:20 2 a", "07:45 3 a"],
        warehouse: FloorDay.people
          + "workers: { pickers: { count: 9, shift: always } }\nprocess: { outbound: { release: { \(release) }, pick: { by: pickers, time: 60 s } } }"
      ).run().outcome.cycleSeconds
    }
    #expect(try cycle("waves: [\"mon 08:00\", \"mon 10:00\"], cut-off: 30 min") == 60 * (60 + 40 + 135 + 3))
    #expect(try cycle("waves: [\"mon 08:00\", \"mon 10:00\", \"mon 11:00\"], up-to: 1 orders") == 60 * (60 + 160 + 195 + 3))
    #expect(try cycle("every: 2 h, days: mon, hours: 06:00-18:00") == 60 * (60 + 40 + 15 + 3))
  }

  // MARK: Laws

  static let random = """
    bullwhip: 1
    name: Random
    clock: { start: 2026-01-05, horizon: 2 weeks }
    items: { list: { a: { zone: A }, b: { zone: A }, c: { zone: B }, d: { zone: B }, e: { zone: C } } }
    locations: { house: { stock: unlimited } }
    demand: { streams: { web: { at: house, orders: { arrivals: { poisson: { mean: 12 /h } }, lines: { geometric: { mean: 2.5, from: 1 } }, quantity: { geometric: { mean: 2, from: 1 } } } } } }
    warehouse:
      shifts: { day: { hours: 07:00-22:00 } }
      workers: { pickers: { count: 3, shift: day }, packers: { count: 2, shift: day } }
      layout: { aisles: 3, bays: 2, length: 20 m, width: 3 m }
      process:
        outbound:
    FLOW

    """

  func random(_ flow: String) throws -> (plan: CompiledPlan, outcome: Outcome) {
    let steps = flow.split(separator: "\n").map { "      " + $0 }.joined(separator: "\n")
    let plan = try CompiledPlan(Desk(["s.yaml": Self.random.replacing("FLOW", with: steps)]).load().drafts[0].plan)
    return (plan, PairedRunner([plan]).run(seed: 5, replication: 0)[0])
  }

  static let law =
    "time: { per-order: { lognormal: { mean: 30 s, cv: 1 } }, per-line: { lognormal: { mean: 20 s, cv: 1 } }, per-unit: 2 s }"

  /// Every line of every order is picked once, in its zone, and leaves; whatever the way of picking.
  @Test(arguments: [
    "pick A: { by: pickers, zone: A, LAW }\npick B: { by: pickers, zone: B, LAW }\npick C: { by: pickers, zone: C, LAW }\npack: { by: packers, time: 60 s }",
    "wave: { every: 1 h }\nsplit: { split: zones }\npick A: { by: pickers, zone: A, batch: 5 orders, LAW }\npick B: { by: pickers, zone: B, LAW }\npick C: { by: pickers, zone: C, LAW }\njoin: { join: orders }\npack: { by: packers, time: 60 s }",
    "split: { split: zones }\npick A: { by: pickers, zone: A, LAW }\npick B: { by: pickers, zone: B, batch: 4 orders, batch-lines: 7 lines, LAW }\npick C: { by: pickers, zone: C, LAW }\npack: { by: packers, time: 30 s per line }",
    "split: { split: zones }\npick A: { by: pickers, zone: A, LAW }\ncheck: { by: packers, share: 50 %, time: 20 s, fails: 20 %, to: pick A }\npick B: { by: pickers, zone: B, LAW }\npick C: { by: pickers, zone: C, LAW }\njoin: { join: orders }\npack: { by: packers, time: 60 s }",
  ])
  func `every line is picked in its zone and leaves`(flow: String) throws {
    let isChecked = flow.contains("check")
    let outcome = try random(flow.replacing("LAW", with: Self.law)).outcome
    #expect(outcome[.ordersArrived] > 3000 && outcome[.ordersOpen] == 0)
    #expect(outcome[.ordersFinished] == outcome[.ordersArrived])
    // What left before the horizon was picked before it; the last shift's orders stand between the two.
    let picked = ["A", "B", "C"].reduce(0) { $0 + outcome.station("pick \($1)").lines }
    #expect(picked <= outcome[.linesAsked] || isChecked)
    #expect(picked > outcome[.linesAsked] * 0.99 && outcome[.linesFinished] > outcome[.linesAsked] * 0.98)
    let order = outcome.station("pack")
    #expect(order.lines >= outcome[.linesFinished])
  }

  /// The work of a line does not depend on how orders are cut: the same draws in both ways, but for what a step asks for each order.
  @Test func `parts take the time of their lines`() throws {
    let perLine = "time: { per-line: { lognormal: { mean: 20 s, cv: 1 } }, per-unit: 2 s }"
    let picks = ["A", "B", "C"].map { "pick \($0): { by: pickers, zone: \($0), \(perLine) }" }.joined(separator: "\n")
    let row = try random(picks + "\npack: { by: packers, \(perLine) }").outcome
    let parallel = try random("split: { split: zones }\n" + picks + "\njoin: { join: orders }\npack: { by: packers, \(perLine) }").outcome
    let loose = try random("split: { split: zones }\n" + picks + "\npack: { by: packers, \(perLine) }").outcome
    for name in ["pick A", "pick B", "pick C", "pack"] {
      // All orders of the two weeks but those of the last night, at a few seconds a line.
      #expect(abs(row.station(name).busyHours - parallel.station(name).busyHours) < 0.01 * row.station(name).busyHours)
      #expect(abs(row.station(name).busyHours - loose.station(name).busyHours) < 0.01 * row.station(name).busyHours)
    }
  }

  /// A cart with room for everything is a batch; a round of one order is no batch.
  @Test func `say nothing where they change nothing`() throws {
    let cart = try random("pick: { by: pickers, batch: 3 orders, batch-lines: 100000 lines, \(Self.law) }"),
      batch = try random("pick: { by: pickers, batch: 3 orders, \(Self.law) }\ngate: { then: { out: 100 % } }")
    #expect(cart.outcome.cycleTimes == batch.outcome.cycleTimes && cart.outcome[.cycleTimeHours] == batch.outcome[.cycleTimeHours])
    let single = try random("pick: { by: pickers, batch: 1 orders, batching: in turn, \(Self.law) }"),
      discrete = try random("pick: { by: pickers, \(Self.law) }")
    #expect(single.plan.plan.floor == discrete.plan.plan.floor && single.outcome == discrete.outcome)
  }

  @Test func `closer orders walk less, and nobody is forgotten`() throws {
    func walked(_ rule: String) throws -> Outcome {
      try random("pick: { by: pickers, batch: 4 orders, batching: \(rule), time: { travel: 3 s per m, per-line: 40 s } }").outcome
    }
    let turn = try walked("in turn"), closest = try walked("closest"), saved = try walked("most saved")
    #expect(closest.station("pick").metres < turn.station("pick").metres && saved.station("pick").metres < turn.station("pick").metres)
    for outcome in [turn, closest, saved] { #expect(outcome[.ordersFinished] == outcome[.ordersArrived]) }
  }

  // MARK: Mistakes

  static let good =
    "split: { split: zones }\npick A: { by: pickers, zone: A, time: 9 s }\npick B: { by: pickers, zone: B, time: 9 s }\npick C: { by: pickers, zone: C, time: 9 s }\njoin: { join: orders }\npack: { by: packers, batch: 2 orders, time: { travel: 1 s per m } }"

  @Test(arguments: [
    ("zone: C", "zone: D", "unknown zone 'D'", "unknown-name"),
    (
      "pick C: { by: pickers, zone: C, time: 9 s }", "pick C: { by: pickers, time: 9 s }",
      "no step picks the zone 'C' of the item 'e'; give every item one of the zones A, B", "no-zone"
    ),
    ("split: { split: zones }\n", "", "'join' joins what no step has split", "misplaced-key"),
    ("split: { split: zones }", "split: { split: lines }", "'lines' is not a value of 'split'", "unknown-word"),
    (
      "split: { split: zones }", "split: { split: zones, every: 2 h }",
      "'split' has 'split' and 'every', and one step holds orders for one reason", "misplaced-key"
    ),
    ("join: { join: orders }", "join: { split: zones }", "orders are split or joined twice", "two-splits"),
    (
      "zone: C, time: 9 s }", "zone: C, time: 9 s, patience: 3 h }", "only a part of an order would leave 'pick C' unserved",
      "misplaced-key"
    ),
    (
      "zone: A, time: 9 s }", "zone: A, time: 9 s, then: { pick B: 90 %, out: 10 % } }",
      "a part of an order could leave without the others, which wait for it at 'join'", "part-alone"
    ),
    (
      "join: { join: orders }", "join: { join: orders, share: 50 % }", "a part that passes 'join' by is never joined with the others",
      "misplaced-key"
    ),
    ("batch: 2 orders, time", "batch-lines: 9 lines, time", "a round of 'pack' is one order; 'batch-lines' needs several", "misplaced-key"),
    (
      "batch: 2 orders, time: { travel: 1 s per m }", "batch: 2 orders, batching: closest, time: 3 s",
      "orders are close to each other where somebody walks", "misplaced-key"
    ),
    (
      "pack: { by: packers,", "pack: { by: packers, every: 2 h,",
      "somebody works at 'pack'; 'every' stands at a step without people and time", "misplaced-key"
    ),
    ("join: { join: orders }", "join: { join: orders }\nwave: { waves: sun 25:00 }", "'sun 25:00' is not a departure", "bad-hours"),
    ("join: { join: orders }", "join: { join: orders }\nwave: { batch: 3 orders, days: mon }", "'days' limits `every:`", "misplaced-key"),
    (
      "join: { join: orders }", "join: { join: orders }\nwave: { batch: 3 orders, up-to: 3 orders }",
      "'up-to' needs moments at which orders are released", "misplaced-key"
    ),
    (
      "zone: B, time: 9 s }", "zone: B, time: 9 s, limit: 3 orders }",
      "orders that find 'pick B' full come from where nobody can hold them", "limit-outside"
    ),
  ])
  func `are refused where they make no sense`(old: String, new: String, answer: String, code: String) {
    func problems(_ flow: String) -> [String] {
      let steps = flow.split(separator: "\n").map { "      " + $0 }.joined(separator: "\n")
      return Desk(["s.yaml": Self.random.replacing("FLOW", with: steps)]).problems()
    }
    #expect(problems(Self.good) == [])
    #expect(Self.good.contains(old))
    let found = problems(Self.good.replacing(old, with: new, maxReplacements: 1))
    #expect(found.contains { $0.contains(answer) && $0.hasSuffix("[\(code)]") }, "\(found)")
  }

  @Test func `moments that never come are refused`() {
    let text = Self.random.replacing("FLOW", with: "      wave: { waves: sun 08:00 }\n      pick: { by: pickers, time: 1 s }").replacing(
      "horizon: 2 weeks", with: "horizon: 2 weeks, holidays: [sun]")
    let found = Desk(["s.yaml": text]).problems()
    #expect(found.contains { $0.contains("'wave' never releases anything") && $0.hasSuffix("[never-leaves]") }, "\(found)")
  }
}
