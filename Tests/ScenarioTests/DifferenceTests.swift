import Scenario
import Testing

/// What `bullwhip diff` tells of two scenarios.
@Suite struct `Differences of scenarios` {
  private func difference(_ first: (String, String)..., second: (String, String)...) throws -> [String] {
    func text(_ changes: [(String, String)]) -> String { changes.reduce(Sample.small) { $0.replacing($1.0, with: $1.1) } }
    let desk = Desk(["a.yaml": text(first), "b.yaml": text(second)])
    return try ScenarioDiff.between(desk.folder + "/a.yaml", desk.folder + "/b.yaml").map { "\($0.address): \($0.before) -> \($0.after)" }
  }

  private static let alternative = "two more packers: { warehouse.workers.packers.count: +2 }"

  @Test func `name alternatives that are gone, new or changed`() throws {
    #expect(
      try difference(
        second: (Self.alternative, "slow boats: { suppliers.overseas.lead-time: +14 d, policies.default: null }")) == [
          "alternatives.\"two more packers\": { warehouse.workers.packers.count: +2 } -> –",
          "alternatives.\"slow boats\": – -> { suppliers.overseas.lead-time: +14 d, policies.default: null }",
        ])
    #expect(
      try difference(
        (Self.alternative, "x: { warehouse.workers.packers.count: +2, policies.default: null, demand.scale: 2 }"),
        second: (Self.alternative, "x: { warehouse.workers.packers.count: +3, policies.default: optimize, costs.holding: null }")) == [
          "alternatives.x.\"warehouse.workers.packers.count\": +2 -> +3",
          "alternatives.x.\"policies.default\": null -> optimize",
          "alternatives.x.\"demand.scale\": 2 -> –",
          "alternatives.x.\"costs.holding\": – -> null",
        ])
    #expect(try difference() == [])
  }

  @Test func `name a thing that only one of them has, with all that it is`() throws {
    let mug = "mug: { unit-cost: 2 GBP, price: 5 GBP, class: A }"
    #expect(
      try difference(second: (mug, "cup: { unit-cost: 3 GBP }"), ("packers: { count: 2, shift: early }", "packers: { shift: early }"))
        == [
          "items.list.mug: { unit-cost: 2 GBP, price: 5 GBP, class: A } -> –",
          "warehouse.workers.packers.count: 2 -> –",
          "items.list.cup: – -> { unit-cost: 3 GBP }",
        ])
  }

  @Test func `compare what one leaves out of a thing that both have with its default`() throws {
    #expect(
      try difference(second: ("mug: { unit-cost: 2 GBP, price: 5 GBP, class: A }", "mug: { price: 5 GBP, class: A }"))
        == ["items.list.mug.unit-cost: 2 GBP -> 0 GBP"])
  }
}
