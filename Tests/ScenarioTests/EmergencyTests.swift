import Kernel
import Scenario
import Simulation
import Supply
import Testing

/// An emergency supplier that takes the orders placed at low positions, worked out on paper.
private enum Emergency {
  static let head = """
    bullwhip: 1
    name: Two ways to order
    currency: EUR
    items: { list: { a: { unit-cost: 10 EUR, price: 20 EUR } } }
    costs: { holding: 1 EUR/unit/day, backorder: 2 EUR/unit/day }
    initial-stock: 12

    """

  static let continuous =
    head + """
      clock: { start: 2024-01-01, horizon: 20 d, time-zone: UTC }
      suppliers:
        ship: { lead-time: 6 d, order-cost: 5 EUR, line-cost: 1 EUR, minimum: 8 }
        van: { lead-time: 1 d, order-cost: 30 EUR, line-cost: 2 EUR, multiple: 5 }
      locations: { dc: { supplied-by: ship, emergency: { from: van, surcharge: 3 EUR/unit, when: position < 4 } } }
      demand: { streams: { r: { at: dc, replay: orders.csv, unmet: backorder } } }
      policies: { default: { s-S: { s: 6, S: 12 } } }

      """

  static let orders = """
    time,order,item,quantity
    2024-01-02 00:00,o1,a,6
    2024-01-04 00:00,o2,a,11
    2024-01-06 00:00,o3,a,5
    2024-01-10 00:00,o4,a,4
    2024-01-11 00:00,o5,a,9

    """

  static let periodic =
    head + """
      study: periodic
      clock: { start: 2024-01-01, horizon: 12 d, time-zone: UTC }
      suppliers:
        ship: { lead-time: 3 d, order-cost: 5 EUR, line-cost: 1 EUR, minimum: 10 }
        van: { lead-time: 1 d, order-cost: 30 EUR, line-cost: 2 EUR, multiple: 5 }
      locations: { dc: { supplied-by: ship, emergency: { from: van, surcharge: 3 EUR/unit, when: position < 2 } } }
      demand: { streams: { r: { at: dc, per-item: { every: day, items: { a: 3 } }, unmet: backorder } } }
      policies: { default: { s-S: { s: 4, S: 12 }, review: every 2 days } }

      """

  static func run(_ yaml: String, replication: Int = 0) throws -> (plan: CompiledPlan, outcome: Outcome) {
    let plan = try CompiledPlan(try Desk(["s.yaml": yaml, "orders.csv": orders]).load().drafts[0].plan)
    return (plan, PairedRunner([plan]).run(seed: 5, replication: replication)[0])
  }

  static func busy(_ isPeriodic: Bool) -> String {
    isPeriodic ? busy.replacing("currency: EUR", with: "currency: EUR\nstudy: periodic") : busy
  }

  /// A year of customers in ones to threes, both lead times random.
  static let busy =
    head + """
      clock: { start: 2024-01-01, horizon: 52 weeks, warm-up: 4 weeks, time-zone: UTC }
      suppliers:
        ship: { lead-time: { gamma: { mean: 9 d, sd: 3 d } }, order-cost: 5 EUR, minimum: 8 }
        van: { lead-time: { gamma: { mean: 2 d, sd: 1 d } }, order-cost: 30 EUR, multiple: 5 }
      locations: { dc: { supplied-by: ship, emergency: { from: van, surcharge: 3 EUR/unit, when: position < 30 } } }
      demand:
        streams: { r: { at: dc, per-item: { every: day, items: { a: { compound: { count: { poisson: { mean: 3 } }, size: { discrete: { 1: 1, 2: 1, 3: 1 } } } } } }, unmet: backorder } }
      policies: { default: { R-s-S: { R: 2 days, s: 40, S: 60 } } }

      """
}

@Suite struct `An emergency supplier below a position` {
  /// Position and orders: day 1 6 → 8 by ship; day 3 3 → 10 by van (9 in fives); day 9 4 → 8 by ship; day 10 3 → 10 by van. Stock on hand
  /// from day 0: 12, 6, 6, 0 (5 owed), 5, 0, 0, 8, 8, 4, 0 (5 owed), 5 for four days, 13 for five.
  @Test func `takes whole orders in a continuous study as on paper`() throws {
    let (plan, outcome) = try Emergency.run(Emergency.continuous)
    #expect(outcome[.orderLinesPlaced] == 4 && outcome[.ordersPlaced] == 4)
    #expect(outcome[.emergencyLines] == 2 && outcome[.emergencyUnits] == 20)
    // Two ships at 6, two vans at 32, twenty units at 3.
    #expect(outcome[.orderingCost] == 136)
    #expect(abs(outcome[.holdingCost] - 134) < 1e-9 && abs(outcome[.backorderCost] - 20) < 1e-9)
    #expect(abs(outcome.items[0].cost - 290) < 1e-9, "all of it is the item's")
    #expect(abs(outcome.daily.cost.reduce(0, +) - 290) < 1e-9, "and in the daily series")
    // Everything that was there or came was asked for or is there.
    #expect(outcome.items[0].unitsReceived == 36 && outcome[.unitsAsked] == 35 && outcome[.unitsDelivered] == 35)
    #expect(outcome.value("supplier.lead-time.mean", plan) == 3.5)
    #expect(outcome.value("emergency-share", plan) == 0.5)
    #expect(abs(outcome.value("emergency-units", plan) - 7) < 1e-12)
  }

  /// Reviews on days 0, 2, 4 …: 0 on day 4 is below 2, 15 come by van; 3 on day 8 is not, 10 come by ship. At the ends of the days 9, 6, 3,
  /// 0, −3, 9, 6, 3, 0, −3, −6, 1.
  @Test func `takes whole orders in a periodic study as on paper`() throws {
    let (plan, outcome) = try Emergency.run(Emergency.periodic)
    #expect(outcome[.emergencyLines] == 1 && outcome[.emergencyUnits] == 15 && outcome[.orderLinesPlaced] == 2)
    // A van at 32 with fifteen units at 3, a ship at 6.
    #expect(outcome[.orderingCost] == 83)
    #expect(outcome[.holdingCost] == 37 && outcome[.backorderCost] == 24)
    #expect(abs(outcome.items[0].cost - 144) < 1e-9)
    #expect(outcome.items[0].unitsReceived == 25 && outcome[.unitsAsked] == 36)
    #expect(outcome.value("supplier.lead-time.mean", plan) == 2)
    #expect(outcome.value("emergency-share", plan) == 0.5)
    #expect(abs(outcome.value("emergency-units", plan) - 8.75) < 1e-12)
  }

  @Test(arguments: [false, true]) func `that is never called changes nothing`(isPeriodic: Bool) throws {
    let yaml = Emergency.busy(isPeriodic)
    let never = yaml.replacing("position < 30", with: "position < -100000")
    let none = never.replacing(", emergency: { from: van, surcharge: 3 EUR/unit, when: position < -100000 }", with: "")
    for replication in 0..<3 {
      let a = try Emergency.run(never, replication: replication).outcome, b = try Emergency.run(none, replication: replication).outcome
      #expect(a == b && a[.emergencyLines] == 0)
    }
  }

  /// Where every order goes to it, it is the supplier: same lead times, same lots, same cost but for the surcharge.
  @Test(arguments: [false, true]) func `that is always called is the supplier`(isPeriodic: Bool) throws {
    let yaml = Emergency.busy(isPeriodic)
    let always = yaml.replacing("position < 30", with: "position < 100000").replacing("surcharge: 3 EUR/unit, ", with: "")
    let alone = yaml.replacing(
      "supplied-by: ship, emergency: { from: van, surcharge: 3 EUR/unit, when: position < 30 }", with: "supplied-by: van")
    for replication in 0..<3 {
      var a = try Emergency.run(always, replication: replication).outcome
      let b = try Emergency.run(alone, replication: replication).outcome
      #expect(a[.emergencyLines] == a[.orderLinesPlaced] && a[.emergencyUnits] > 0)
      (a[.emergencyLines], a[.emergencyUnits]) = (0, 0)
      #expect(a == b)
    }
  }

  /// Units and money by supplier: what was ordered came or is on its way, and each order costs what its supplier asks.
  @Test(arguments: [false, true]) func `shares the orders to the unit`(isPeriodic: Bool) throws {
    let yaml = Emergency.busy(isPeriodic).replacing(", warm-up: 4 weeks", with: "")
    for replication in 0..<3 {
      let outcome = try Emergency.run(yaml, replication: replication).outcome
      let van = outcome[.emergencyLines], ship = outcome[.orderLinesPlaced] - van
      #expect(van > 3 && ship > 3)
      #expect(Int(outcome[.emergencyUnits]) % 5 == 0)
      let money: Double = 5 * ship + 30 * van + 3 * outcome[.emergencyUnits]
      #expect(abs(outcome[.orderingCost] - money) < 1e-6)
      let all: Double = outcome[.orderingCost] + outcome[.holdingCost] + outcome[.backorderCost]
      #expect(abs(outcome.items[0].cost - all) < 1e-6)
    }
  }

  static let conditions: [(String, Int64)] = [
    ("position < 4", 4), ("position <= 4", 5), ("position ≤ 4 units", 5), ("position < 1 week", 14),
    ("position <= 1 week of mean demand", 15),
    ("position < 36 h", 3), ("position<-3", -3), ("position < 0.7 d", 2),
  ]

  @Test(arguments: 0..<8) func `reads its threshold in units and in time of mean demand`(index: Int) throws {
    // Two a day.
    let yaml = Emergency.periodic.replacing("a: 3 }", with: "a: 2 }").replacing("position < 2", with: Self.conditions[index].0)
    let emergency = try Desk(["s.yaml": yaml]).load().drafts[0].plan.supply.stockPoints[0].emergency
    #expect(emergency == EmergencySupply(supplier: 1, surcharge: 3, below: Self.conditions[index].1, multiple: 5))
  }

  static let mistakes: [(old: String, new: String, answer: String)] = [
    (
      "position < 4", "stock < 4",
      "s.yaml:11:92: error: 'stock < 4' is not a condition for an emergency order; write for example `when: position < 1 week`, or `when: position < 12` [bad-condition]"
    ),
    (
      "position < 4", "position > 4",
      "s.yaml:11:92: error: 'position > 4' is not a condition for an emergency order; write for example `when: position < 1 week`, or `when: position < 12` [bad-condition]"
    ),
    (
      "position < 4", "position < 4 EUR",
      "s.yaml:11:92: error: the unit 'EUR' does not fit a position; write for example `when: position < 1 week`, or `when: position < 12` [wrong-unit]"
    ),
    (
      ", when: position < 4", "",
      "s.yaml:11:39: error: 'locations.dc.emergency' lacks 'when', without which no policy of a continuous study asks the emergency supplier; write for example `when: position < 1 week` [missing-key]"
    ),
    (
      "van: { lead-time: 1 d", "van: { lead-time: { gamma: { mean: 6 d, sd: 1 d } }",
      "s.yaml:11:58: error: the emergency supplier 'van' takes 6 d in the mean, the regular 'ship' 6 d; name a faster supplier [same-supplier]"
    ),
    (
      "position < 4", "position < 7",
      "s.yaml:11:92: warning: every order goes to the emergency supplier: the policy orders at 6 or below, and all of that is below 7; lower the threshold, or make 'van' the location's supplier [unused]"
    ),
  ]

  @Test(arguments: 0..<6) func `mistakes are answered with place, reason and remedy`(index: Int) {
    let mistake = Self.mistakes[index]
    #expect(Emergency.continuous.contains(mistake.old))
    let desk = Desk(["s.yaml": Emergency.continuous.replacing(mistake.old, with: mistake.new), "orders.csv": Emergency.orders])
    #expect(desk.problems() == [mistake.answer])
  }

  @Test func `is not asked by a policy for two suppliers, which says so`() throws {
    let yaml = Emergency.periodic.replacing(
      "{ s-S: { s: 4, S: 12 }, review: every 2 days }", with: "{ dual-index: { emergency: 11, regular: 14 } }")
    let problems = Desk(["s.yaml": yaml]).problems()
    #expect(problems.count == 1 && problems[0].contains("warning: `when` is not asked here"))
    let (_, with) = try Emergency.run(yaml)
    let (_, without) = try Emergency.run(yaml.replacing(", when: position < 2", with: ""))
    #expect(with == without && with[.emergencyLines] > 0)
    // Such a policy must know what comes in time.
    let random = yaml.replacing("ship: { lead-time: 3 d", with: "ship: { lead-time: { gamma: { mean: 3 d, sd: 1 d } }")
    #expect(Desk(["s.yaml": random]).problems().contains { $0.contains("[random-lead-time]") })
  }

  /// Terms of the item hold at both suppliers, those of a supplier at it alone.
  @Test func `has terms of its own`() throws {
    let yaml = Emergency.continuous.replacing("price: 20 EUR }", with: "price: 20 EUR, multiple: 2 }")
    let point = try Desk(["s.yaml": yaml, "orders.csv": Emergency.orders]).load().drafts[0].plan.supply.stockPoints[0]
    #expect(point.minimum == 8 && point.multiple == 2)
    #expect(point.emergency?.minimum == nil && point.emergency?.multiple == 2)
  }
}
