import Groundwork
import Kernel
import Randomness
import Simulation
import Testing

@testable import Supply

/// The row of per-item streams in the table that says what each draw is keyed to: stream, item, period.
@Suite struct `Draws of demand by item` {
  private let key = DrawKey(seed: 11, phase: .main, replication: 3)

  /// Units by item's name and moment.
  private func demand(_ laws: [(name: String, law: Law)], stream: String = "sales", days: Int = 60) throws -> [String: Int64] {
    var supply = SupplyPlan()
    supply.items = laws.map { ItemPlan(name: $0.name) }
    supply.suppliers = [SupplierPlan(name: "maker", leadTime: .constant(1))]
    supply.locations = [LocationPlan(name: "house")]
    supply.streams = [
      .perItem(
        PerItemStream(
          name: stream, location: 0, items: Array(laws.indices), laws: laws.map(\.law), period: .days(1),
          unmet: UnmetDemand(backorderShare: 1)))
    ]
    let view = try DemandTape.complete(CompiledDemand(supply, horizon: Int64(days) * SimTime.ticksPerDay), key: key).view
    var units: [String: Int64] = [:]
    for order in 0..<view.count {
      for line in view.lines(of: order) {
        units["\(laws[Int(view.items[line])].name) \(view.times[order])", default: 0] += view.quantities[line]
      }
    }
    return units
  }

  @Test func `move with the stream, the item and the period alone`() throws {
    let a = (name: "a", law: Law.poisson(mean: 7)), b = (name: "b", law: Law.negativeBinomial(mean: 5, dispersion: 3))
    let c = (name: "c", law: Law.poisson(mean: 2))
    func of(_ name: String, _ units: [String: Int64]) -> [String: Int64] { units.filter { $0.key.hasPrefix(name + " ") } }
    let base = try demand([a, b, c])
    #expect(of("a", base).count > 200 && of("c", base).count > 50)
    // Another law of b, no b at all, another order of the file: nobody else's demand moves.
    for other in [try demand([a, (name: "b", law: .poisson(mean: 40)), c]), try demand([a, c]), try demand([c, b, a])] {
      #expect(of("a", other) == of("a", base) && of("c", other) == of("c", base))
    }
    // A longer horizon only adds days.
    let longer = try demand([a, b, c], days: 90)
    #expect(base.allSatisfy { longer[$0.key] == $0.value } && longer.count > base.count)
    #expect(try demand([a, b, c], stream: "other sales") != base)
  }
}
