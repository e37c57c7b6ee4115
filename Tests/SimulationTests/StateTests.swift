import Estimation
import Kernel
import Randomness
import Simulation
import Supply
import Testing

/// One item in a periodic study of weeks: two suppliers, one of them two weeks faster, and a shelf life where asked.
private func plan(
  _ policy: Policy, leadTime: Law = .constant(21), lost: Double = 0.3, periods: Double = 80, initialStock: Int64 = 25,
  demand: Law = .negativeBinomial(mean: 7, dispersion: 2),
  perishing: Perishing? = nil, emergency: Bool = false, surcharge: Double = 0, closed: [Bool] = [], orderCost: Double = 25,
  warmUp: Double = 35,
  multiple: Int64 = 1
) -> Plan {
  var supply = SupplyPlan()
  supply.items = [ItemPlan(name: "bulb", unitCost: 3, price: 8)]
  supply.suppliers = [
    SupplierPlan(name: "grower", leadTime: leadTime, orderCost: orderCost, lineCost: 1, closedDays: closed),
    SupplierPlan(name: "market", leadTime: .constant(7), orderCost: 0, lineCost: 2),
  ]
  supply.locations = [LocationPlan(name: "shop")]
  supply.stockPoints = [
    StockPointPlan(
      item: 0, location: 0, supplier: 0, control: Control(policy: policy, review: .periodic(interval: .days(7), first: .zero)),
      multiple: multiple,
      initialStock: initialStock, holdingCost: 0.02, backorderCost: 0.15, lostSaleCost: 4, meanDailyDemand: 1, perishing: perishing,
      emergency: emergency ? EmergencySupply(supplier: 1, surcharge: surcharge) : nil)
  ]
  supply.streams = [
    .perItem(
      PerItemStream(
        name: "sales", location: 0, items: [0], laws: [demand], period: .days(7), unmet: UnmetDemand(backorderShare: 1 - lost)))
  ]
  return Plan(
    name: "bulbs", currency: "EUR", clock: Clock(horizon: .days(7 * periods), warmUp: .fixed(.days(warmUp))),
    study: .periodic(period: .days(7)),
    supply: supply)
}

private func outcome(_ plan: Plan, seed: UInt64 = 3, replication: Int = 0) throws -> Outcome {
  PairedRunner([try CompiledPlan(plan)]).run(seed: seed, replication: replication)[0]
}

@Suite struct `Stock points with more state than a position` {
  @Test(arguments: [
    (Law.constant(21), 0.0, 1 as Int64), (.constant(4.5), 1, 1), (.gamma(mean: 15, sd: 8), 0.3, 6), (.constant(0), 0.5, 1),
  ])
  func `a second supplier that is never asked changes nothing, byte for byte`(leadTime: Law, lost: Double, multiple: Int64) throws {
    let never = Int64.min / 4
    for replication in 0..<4 {
      let one = try outcome(plan(.baseStock(S: 31), leadTime: leadTime, lost: lost, multiple: multiple), replication: replication)
      for rule in [TwoSuppliers.dualIndex(emergency: never, regular: 31, cap: nil), .singleIndex(emergency: never, regular: 31)] {
        let two = try outcome(
          plan(.twoSuppliers(rule), leadTime: leadTime, lost: lost, emergency: true, multiple: multiple), replication: replication)
        #expect(two == one)
      }
    }
  }

  @Test func `closing days move orders and deliveries the same way`() throws {
    let closed = (0..<1000).map { $0 % 7 == 0 || $0 % 7 == 1 }
    let one = try outcome(plan(.baseStock(S: 31), closed: closed))
    let two = try outcome(plan(.twoSuppliers(.dualIndex(emergency: -1_000_000, regular: 31, cap: nil)), emergency: true, closed: closed))
    #expect(two == one)
    #expect(one != (try outcome(plan(.baseStock(S: 31)))))
  }

  @Test func `orders by state that are a base stock are that base stock, byte for byte`() throws {
    // A lead time of two weeks, unmet demand lost: the state is what is on hand and what comes next week.
    var rows: [StateTable.Row] = []
    for x in 0...Int64(24) { for q in 0...(24 - x) { rows.append(.init(state: [x, q], order: 24 - x - q)) } }
    let table = try StateTable(.stock(pipeline: 1), rows: rows)
    for replication in 0..<3 {
      let levels = try outcome(plan(.baseStock(S: 24), leadTime: .constant(14), lost: 1, initialStock: 24), replication: replication)
      let states = try outcome(plan(.stateTable(table), leadTime: .constant(14), lost: 1, initialStock: 24), replication: replication)
      #expect(states == levels)
    }
    // Beyond the table nothing is ordered until the stock is down to it, as with the level.
    #expect(
      try outcome(plan(.stateTable(table), leadTime: .constant(14), lost: 1, initialStock: 60))
        == outcome(plan(.baseStock(S: 24), leadTime: .constant(14), lost: 1, initialStock: 60)))
  }

  @Test func `a shelf life beyond the horizon wastes nothing and changes no cost`() throws {
    let fresh = try outcome(plan(.baseStock(S: 31)))
    for issue in Perishing.Issue.allCases {
      let aged = try outcome(plan(.baseStock(S: 31), perishing: Perishing(shelfLife: .days(7 * 90), issue: issue, wasteCost: 3)))
      #expect(aged[.unitsWasted] == 0)
      #expect(aged.fingerprint == fresh.fingerprint)
      #expect(aged.daily == fresh.daily)
      #expect(aged.items == fresh.items)
    }
  }

  /// The issue written out: units one by one, each with its last period.
  private func byHand(_ demand: [Int64], shelfLife m: Int, lead: Int, order: (Int) -> Int, initial: Int, lifo: Bool) -> (
    waste: Int, lost: Int, age: Int
  ) {
    var units = [Int](repeating: m - 1, count: initial)
    var due: [Int: Int] = [:]
    var waste = 0, lost = 0, age = 0
    for (t, d) in demand.enumerated() {
      units += [Int](repeating: t + m - 1, count: due[t] ?? 0)
      let onOrder = due.filter { $0.key > t }.reduce(0) { $0 + $1.value }
      due[t + lead, default: 0] += max(0, order(units.count + onOrder))
      for _ in 0..<d {
        guard let i = lifo ? units.indices.max(by: { units[$0] < units[$1] }) : units.indices.min(by: { units[$0] < units[$1] }) else {
          lost += 1
          continue
        }
        age += t - (units[i] - m + 1)
        units.remove(at: i)
      }
      waste += units.count { $0 == t }
      units.removeAll { $0 == t }
    }
    return (waste, lost, age)
  }

  @Test(arguments: [(3, false), (3, true), (2, false), (1, true), (5, true)])
  func `units are issued and thrown away as one counts them by hand`(shelfLife: Int, lifo: Bool) throws {
    let periods = 60
    let perishing = Perishing(shelfLife: .days(7 * Double(shelfLife)), issue: lifo ? .lifo : .fefo, wasteCost: 3)
    for replication in 0..<5 {
      let own = plan(
        .baseStock(S: 22), leadTime: .constant(7), lost: 1, periods: Double(periods), initialStock: 20, perishing: perishing, orderCost: 0,
        warmUp: 0)
      let found = try outcome(own, replication: replication)
      // What was asked week by week: a shop whose stock never ends is asked the same.
      var endless = own
      endless.supply.stockPoints[0].perishing = nil
      endless.supply.stockPoints[0].initialStock = 100_000
      let asked = try outcome(endless, replication: replication).daily.unitsAsked
      let weeks = (0..<periods).map { Int64((asked[$0 * 7] * 7).rounded()) }
      let hand = byHand(weeks, shelfLife: shelfLife, lead: 1, order: { 22 - $0 }, initial: 20, lifo: lifo)
      #expect(found[.unitsWasted] == Double(hand.waste))
      #expect(found[.unitsLost] == Double(hand.lost))
      #expect(abs(found[.ageAtSaleDays] - 7 * Double(hand.age)) < 1e-6)
      #expect(found[.wasteCost] == 3 * found[.unitsWasted])
      #expect(found[.valueWasted] == 3 * found[.unitsWasted])
      #expect(found[.perishableUnitsDelivered] == found[.unitsDelivered])
      let kpis = KPIDictionary.kpis(for: own).map(\.id)
      for id in ["cost.waste", "waste-share", "wasted-units", "age-at-sale.mean"] { #expect(kpis.contains(id)) }
    }
    #expect(!KPIDictionary.kpis(for: plan(.baseStock(S: 22))).map(\.id).contains("cost.waste"))
  }

  @Test func `the total holds the waste, once, in sums, items and days`() throws {
    let perishing = Perishing(shelfLife: .days(14), issue: .fifo, wasteCost: 3)
    let found = try outcome(plan(.baseStock(S: 40), leadTime: .constant(7), perishing: perishing, warmUp: 0))
    #expect(found[.unitsWasted] > 0)
    let parts = found[.orderingCost] + found[.holdingCost] + found[.backorderCost] + found[.lostSalesCost] + found[.wasteCost]
    #expect(abs(found.items[0].cost - parts) < 1e-9 * parts)
    #expect(abs(found.daily.cost.reduce(0, +) - parts) < 1e-6 * parts)
    #expect(found.items[0].unitsWasted == found[.unitsWasted])
  }

  @Test func `emergency units cost their surcharge and come sooner`() throws {
    let rule = TwoSuppliers.dualIndex(emergency: 14, regular: 31, cap: nil)
    let free = try outcome(plan(.twoSuppliers(rule), lost: 0, emergency: true, warmUp: 0))
    let dear = try outcome(plan(.twoSuppliers(rule), lost: 0, emergency: true, surcharge: 5, warmUp: 0))
    let alone = try outcome(plan(.baseStock(S: 31), lost: 0, emergency: false, warmUp: 0))
    #expect(free[.backorderUnitDays] < alone[.backorderUnitDays])
    #expect(free.fingerprint == dear.fingerprint)
    let units = (dear[.orderingCost] - free[.orderingCost]) / 5
    #expect(units > 0 && abs(units - units.rounded()) < 1e-9)
    #expect(abs(dear.daily.cost.reduce(0, +) - free.daily.cost.reduce(0, +) - 5 * units) < 1e-6)
    #expect(dear.items[0].cost - free.items[0].cost > 4.99 * units)
  }

  @Test func `a base surge orders the same every week`() throws {
    let found = try outcome(plan(.twoSuppliers(.baseSurge(S: 12, Q: 5)), lost: 0, emergency: true, warmUp: 0))
    // 80 regular orders of 5 units, the last three under way at the end, and what was expedited.
    let onHand = found[.unitsOnHandDays]
    #expect(found[.orderLinesPlaced] >= 80)
    #expect(onHand > 0)
    let regular = try outcome(plan(.constantOrder(Q: 5), lost: 0, emergency: false, warmUp: 0))
    #expect(regular[.orderLinesPlaced] == 80)
    #expect(regular.items[0].unitsReceived == 5 * 77)
  }

  @Test func `a cap smooths orders`() throws {
    let capped = try outcome(plan(.cappedBaseStock(S: 31, cap: 6), lost: 1, warmUp: 0))
    #expect(capped.items[0].unitsReceived <= 6 * 77)
    #expect(try outcome(plan(.cappedBaseStock(S: 31, cap: 1000), lost: 1)) == outcome(plan(.baseStock(S: 31), lost: 1)))
  }

  @Test func `continuous studies refuse what only periods know`() {
    for change in [
      { (p: inout StockPointPlan) in p.perishing = Perishing(shelfLife: .days(7), issue: .fifo, wasteCost: 1) },
      { $0.emergency = EmergencySupply(supplier: 1, surcharge: 0) }, { $0.control.policy = .baseStockWithWaste(S: 3) },
    ] {
      var own = plan(.baseStock(S: 31))
      own.study = .continuous
      change(&own.supply.stockPoints[0])
      #expect { try CompiledPlan(own) } throws: { "\($0)".contains("needs-periods") }
    }
  }

  @Test func `estimated waste is ordered on top`() throws {
    let perishing = Perishing(shelfLife: .days(14), issue: .fifo, wasteCost: 3)
    let plain = try outcome(plan(.baseStock(S: 26), leadTime: .constant(7), lost: 1, perishing: perishing))
    let aware = try outcome(plan(.baseStockWithWaste(S: 26), leadTime: .constant(7), lost: 1, perishing: perishing))
    #expect(aware.items[0].unitsReceived > plain.items[0].unitsReceived)
    #expect(aware[.unitsLost] < plain[.unitsLost])
    // Without waste in sight the two are one.
    let long = Perishing(shelfLife: .days(7 * 90), issue: .fifo, wasteCost: 3)
    #expect(
      try outcome(plan(.baseStock(S: 26), leadTime: .constant(7), lost: 1, perishing: long))
        == outcome(plan(.baseStockWithWaste(S: 26), leadTime: .constant(7), lost: 1, perishing: long)))
  }
}
