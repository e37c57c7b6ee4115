import Kernel
import Randomness
import Simulation
import Supply
import Testing

@testable import Experiment

@Suite struct `A target that is met exactly` {
  /// Stock for k of the 100 units that one customer wants in two weeks; the rest is lost at 0.1 EUR.
  private func plan(stock k: Int) -> Plan {
    var supply = SupplyPlan()
    supply.items = [ItemPlan(name: "bolt", unitCost: 1, price: 2)]
    supply.suppliers = [SupplierPlan(name: "far", leadTime: .constant(2))]
    supply.locations = [LocationPlan(name: "dc")]
    supply.stockPoints = [
      StockPointPlan(
        item: 0, location: 0, supplier: 0, control: Control(policy: .none, review: .continuous), initialStock: Int64(k), lostSaleCost: 0.1)
    ]
    supply.streams = [
      .replay(
        ReplayStream(
          name: "old", location: 0, lines: [.init(time: .days(2.5), order: 0, item: 0, quantity: 100)],
          unmet: UnmetDemand(backorderShare: 0)))
    ]
    return Plan(
      name: "Targets", currency: "EUR", clock: Clock(horizon: .days(14)), study: .continuous, supply: supply,
      targets: [
        Target(kpi: "fill-rate", comparison: .atLeast, bound: Double(k) / 100),
        Target(kpi: "lost-share", comparison: .atMost, bound: Double(100 - k) / 100),
        Target(kpi: "cost.lost-sales", comparison: .atMost, bound: Double(100 - k) / 20),
      ])
  }

  @Test func `is met, whatever the rounding of its bound`() throws {
    for k in 1..<100 {
      let result = try study([("s", plan(stock: k))], replications: 7).run()
      for target in result.base.targets {
        let found = (target.isMet, target.isCertain, target.shareOfReplications, Recommendation.meets(target.target, result.base))
        #expect(found == (true, true, 1, true), "\(k): \(target.target.kpi)")
      }
    }
  }

  @Test func `is missed by anything that is no rounding`() {
    let most = Target(kpi: "x", comparison: .atMost, bound: 0.3), least = Target(kpi: "x", comparison: .atLeast, bound: -1e6)
    #expect(most.isMet(by: 0.1 + 0.2) && !most.isMet(by: 0.3 + 1e-11) && !most.isMet(by: .nan))
    #expect(least.isMet(by: -1e6 - 1e-9) && !least.isMet(by: -1e6 - 1e-4))
    #expect(Target(kpi: "x", comparison: .atMost, bound: 0).isMet(by: 0))
  }
}
