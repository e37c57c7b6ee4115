import Estimation
import Kernel
import Randomness
import Simulation
import Supply
import Testing

private func levels(_ rows: (days: Double, s: Int64, S: Int64)...) -> Policy {
  .timePhased(TimePhasedLevels(rows.map { .init(start: .days($0.days), s: $0.s, S: $0.S) }))
}

/// One item, one demand law a period, the literature's sequence.
private func periodicPlan(_ policy: Policy, factors: [Double] = [], periods: Double = 30, initialStock: Int64 = 12) -> Plan {
  var supply = SupplyPlan()
  supply.items = [ItemPlan(name: "bulb", unitCost: 3, price: 8)]
  supply.suppliers = [SupplierPlan(name: "grower", leadTime: .constant(14), orderCost: 25)]
  supply.locations = [LocationPlan(name: "shop")]
  supply.stockPoints = [
    StockPointPlan(
      item: 0, location: 0, supplier: 0, control: Control(policy: policy, review: .periodic(interval: .days(7), first: .zero)),
      initialStock: initialStock, holdingCost: 0.02, backorderCost: 0.15, meanDailyDemand: 1)
  ]
  supply.streams = [
    .perItem(
      PerItemStream(
        name: "sales", location: 0, items: [0], laws: [.negativeBinomial(mean: 7, dispersion: 2)], period: .days(7), factors: factors,
        unmet: UnmetDemand(backorderShare: 1)))
  ]
  return Plan(
    name: "bulbs", currency: "EUR", clock: Clock(horizon: .days(7 * periods)), study: .periodic(period: .days(7)), supply: supply)
}

private func outcome(_ plan: Plan, seed: UInt64 = 3, replication: Int = 0) throws -> Outcome {
  PairedRunner([try CompiledPlan(plan)]).run(seed: seed, replication: replication)[0]
}

@Suite struct `Levels that follow the calendar` {
  @Test func `one stretch is what its levels are at every moment`() {
    let phased = levels((0, 10, 40), (7, 20, 60), (21, 5, 30))
    for (day, s, S) in [(0.0, 10, 40), (6.999, 10, 40), (7, 20, 60), (20.5, 20, 60), (21, 5, 30), (4000, 5, 30)] as [(Double, Int64, Int64)]
    {
      for position in [-50, s - 1, s, s + 1, S] {
        #expect(phased.orderQuantity(position: position, at: .days(day)) == Policy.sS(s: s, S: S).orderQuantity(position: position))
      }
    }
    #expect(phased.trigger == 20)
  }

  @Test func `a stretch that orders nothing orders nothing, however much is owed`() {
    let phased = Policy.timePhased(TimePhasedLevels([.init(start: .zero, s: 3, S: 9), .ordersNothing(from: .days(2))]))
    #expect(phased.orderQuantity(position: -1_000_000, at: .days(1)) == 1_000_009)
    #expect(phased.orderQuantity(position: -1_000_000, at: .days(2)) == 0)
  }

  @Test func `equal neighbours are one stretch, so equal behaviour is an equal plan`() {
    #expect(levels((0, 10, 40), (7, 10, 40), (14, 11, 40)) == levels((0, 10, 40), (14, 11, 40)))
    #expect(periodicPlan(levels((0, 10, 40), (7, 10, 40))).fingerprint == periodicPlan(levels((0, 10, 40))).fingerprint)
    #expect(periodicPlan(levels((0, 10, 40), (7, 10, 41))).fingerprint != periodicPlan(levels((0, 10, 40))).fingerprint)
  }

  @Test func `constant levels are the stationary policy, byte for byte, under continuous review`() throws {
    for replication in 0..<3 {
      let stationary = PairedRunner([try World(policy: .sS(s: 60, S: 140)).compiled()]).run(seed: 5, replication: replication)[0]
      // The last change lies after the end of everything, so nobody may notice it.
      for policy in [levels((0, 60, 140)), levels((0, 60, 140), (10, 60, 140)), levels((0, 60, 140), (10_000, 20, 200))] {
        let phased = PairedRunner([try World(policy: policy).compiled()]).run(seed: 5, replication: replication)[0]
        #expect(phased == stationary)
      }
    }
  }

  @Test func `constant levels are the stationary policy, byte for byte, in a periodic study`() throws {
    let stationary = try outcome(periodicPlan(.sS(s: 20, S: 50)))
    #expect(try outcome(periodicPlan(levels((0, 20, 50)))) == stationary)
    #expect(try outcome(periodicPlan(levels((0, 20, 50), (210, 70, 90)))) == stationary, "a change at the end is after the last review")
    #expect(try outcome(periodicPlan(levels((0, 20, 50), (203, 70, 90)))) != stationary, "a change at the last review is not")
  }

  @Test func `under continuous review a change of levels is a moment of review`() throws {
    var plan = World(items: 1, perHour: 0, days: 40, warmUpDays: 0).plan()
    plan.floor = nil
    plan.supply.streams = [
      .orders(
        OrderStream(
          name: "nobody", location: 0, hourlyMean: [Double](repeating: 0, count: 960), lines: .constant(1), popularity: [1],
          quantity: .same(.constant(1)), unmet: UnmetDemand(backorderShare: 1)))
    ]
    plan.supply.suppliers[0].leadTime = .constant(2)
    plan.supply.stockPoints[0].control = Control(
      policy: levels((0, 10, 40), (12, 150, 202), (20, 5, 6), (30, 203, 210)), review: .continuous)
    let result = try outcome(plan)
    // 100 on hand: on day 12 an order of 102 (a multiple of 6), on day 30 one of at least 12; each comes two days later.
    #expect(result.items[0].ordersPlaced == 2)
    #expect(result.items[0].unitsReceived == 114)
    let unitDays: Double = 100 * 14 + 202 * 18 + 214 * 8
    #expect(result.items[0].onHandUnitDays == unitDays)
  }

  /// The decision at every review written down once more, over the same demands, with nothing but a list of arrivals.
  @Test func `a periodic replication is the plain recursion over its own demand`() throws {
    let policy = levels((0, 14, 30), (49, 40, 75), (105, 25, 40), (168, 8, 20))
    let factors = [Double](repeating: 0.5, count: 7) + [Double](repeating: 2.2, count: 8) + [Double](repeating: 0.8, count: 15)
    let plan = periodicPlan(policy, factors: factors)
    let compiled = try CompiledDemand(plan.supply, horizon: plan.clock.horizon.ticks)
    let table: [(Int64, Int64)] = [(14, 30), (40, 75), (25, 40), (8, 20)]
    let week: Int64 = 7 * SimTime.ticksPerDay
    let access = try #require(compiled.periodic[0])
    for replication in 0..<5 {
      let key = DrawKey(seed: 8, phase: .main, replication: replication)
      var net: Int64 = 12, onOrder: Int64 = 0, arrivals = [Int64](repeating: 0, count: 40), cost = 0.0
      for k in 0..<30 {
        net += arrivals[k]
        onOrder -= arrivals[k]
        let row = k < 7 ? 0 : k < 15 ? 1 : k < 24 ? 2 : 3
        let (s, S): (Int64, Int64) = table[row]
        if net + onOrder <= s {
          let quantity: Int64 = S - net - onOrder
          arrivals[k + 2] += quantity
          onOrder += quantity
          cost += 25
        }
        net -= access.total(position: 0, from: Int64(k) * week, to: Int64(k + 1) * week, key: key)
        let held = 0.14 * Double(max(0, net))
        cost += held + 1.05 * Double(max(0, -net))
      }
      let simulated = try outcome(plan, seed: 8, replication: replication)
      let sum: Double = simulated[.orderingCost] + simulated[.holdingCost] + simulated[.backorderCost]
      #expect(abs(sum - cost) < 1e-9 * cost, "replication \(replication)")
    }
  }
}
