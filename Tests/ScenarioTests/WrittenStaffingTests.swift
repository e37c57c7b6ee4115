import Kernel
import Scenario
import Simulation
import Supply
import Testing
import Warehouse

/// Scenarios that are written over others.
@Suite struct `Written over another scenario` {
  static let base = """
    bullwhip: 1
    name: Base
    clock: { start: day 0, horizon: 4 weeks }
    items: { list: { thing: { unit-cost: 1 EUR, price: 5 EUR } } }
    suppliers: { works: { lead-time: 2 d } }
    locations: { house: { supplied-by: works } }
    demand: { streams: { web: { at: house, orders: { arrivals: { poisson: { mean: 5 /h } }, lines: 1, quantity: 1 } } } }
    policies: { default: { r-Q: { r: 400, Q: 200 } } }
    changes: { day 14: { policies.default.r-Q.Q: 300 } }
    warehouse:
      shifts: { always: { hours: 00:00-24:00 } }
      workers: { hands: { count: 3, shift: always } }
      places: { "pack benches": 4, doors: 2 }
      equipment: { carts: { count: 2, charging: { after: 6 h, for: 1 h } } }
      process: { outbound: { pick: { by: hands, with: carts, at: doors, time: 60 s }, pack: { by: hands, at: pack benches, time: 60 s } } }

    """

  @Test func `places and equipment stand with the people`() throws {
    var floor = try #require(try Desk(["s.yaml": Self.base]).load().drafts[0].plan.floor)
    (floor.pools[0].count, floor.places[0].capacity, floor.places[1].capacity, floor.equipment![0].count) = (5, 3, 7, 6)
    let text = ScenarioWriter.staffing(
      extending: "base.yaml", at: "s.yaml", name: "Found", remark: "found", floor: floor, places: ["pack benches"], equipment: ["carts"])
    let found = try #require(try Desk(["s.yaml": text, "base.yaml": Self.base]).load().drafts[0].plan.floor)
    #expect(found.pools[0].count == 5 && found.places.map(\.capacity) == [3, 2], "doors were not asked about")
    #expect(found.equipment?[0].count == 6 && found.equipment?[0].charging?.after == .seconds(21_600))
    let people = ScenarioWriter.staffing(extending: "base.yaml", at: "s.yaml", name: "Found", remark: "found", floor: floor)
    #expect(try Desk(["s.yaml": people, "base.yaml": Self.base]).load().drafts[0].plan.floor?.places.map(\.capacity) == [4, 2])
  }

  @Test func `lots that change on a date stay with the changes they come from`() throws {
    let point = try Desk(["s.yaml": Self.base]).load().drafts[0].plan.supply.stockPoints[0]
    let entry = ScenarioWriter.Entry(item: "thing", control: point.control)
    #expect(ScenarioWriter.levels(of: [entry]) == nil)
    let text = ScenarioWriter.text(extending: "base.yaml", at: "s.yaml", name: "Kept", remark: "kept", policies: [entry])
    let kept = try Desk(["s.yaml": text, "base.yaml": Self.base]).load().drafts[0].plan.supply.stockPoints[0]
    #expect(kept.control == point.control)
    #expect(
      point.control.policy == .timePhased(TimePhasedLevels([.lots(from: .zero, r: 400, Q: 200), .lots(from: .days(14), r: 400, Q: 300)])))
  }
}
