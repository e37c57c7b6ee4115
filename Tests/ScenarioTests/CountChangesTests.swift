import Kernel
import Randomness
import Scenario
import Simulation
import Testing
import Warehouse

/// Places and equipment of which there are more or fewer from a date on.
@Suite struct `Means that come and go` {
  /// Four people, each order an hour at a place or with a unit of which there are `count`.
  func day(_ orders: [String], places: Bool, count: Int, _ changes: String) -> FloorDay {
    let means = places ? "places: { benches: \(count) }" : "equipment: { carts: { count: \(count) } }"
    return FloorDay(
      orders: orders,
      warehouse: FloorDay.people + "workers: { packers: { count: 4, shift: always } }\n" + means
        + "\nprocess: { outbound: { pack: { by: packers, \(places ? "at: benches" : "with: carts"), time: 1 h } } }",
      more: "changes: { \(changes) }")
  }

  func change(_ date: String, places: Bool, _ count: Int) -> String {
    "2026-01-0\(date): { \(places ? "warehouse.places.benches" : "warehouse.equipment.carts.count"): \(count) }"
  }

  // Monday one after the other, 1 and 2 hours; Tuesday side by side.
  @Test(arguments: [true, false]) func `serve from the day on which they come`(places: Bool) throws {
    let orders = ["07:00 1 a", "07:00 2 a", "2/07:00 3 a", "2/07:00 4 a"]
    let (_, outcome) = try day(orders, places: places, count: 1, change("6", places: places, 2)).run()
    #expect(outcome.cycleSeconds == 3600 * 5)
    if !places { #expect(outcome.equipment[0].usedHours == 4 && outcome.equipment[0].freeHours == 116) }
  }

  // Two begin at 23:30 and are done at 00:30, on what goes at midnight too; then there is one: 01:30 and 02:30.
  @Test(arguments: [true, false]) func `are used to the end of the work in hand`(places: Bool) throws {
    let orders = ["23:30 1 a", "23:30 2 a", "23:30 3 a", "23:30 4 a"]
    let (_, outcome) = try day(orders, places: places, count: 2, change("6", places: places, 1)).run()
    #expect(outcome.cycleSeconds == 3600.0 * 7)
    // One of the two is there half an hour longer.
    if !places { #expect(outcome.equipment[0].usedHours == 4 && outcome.equipment[0].freeHours == 92.5) }
  }

  // Two wait for midnight, when a third and a fourth are there; on Wednesday there is one again.
  @Test(arguments: [true, false]) func `wake those who wait, as often as they change`(places: Bool) throws {
    let orders = ["23:30 1 a", "23:30 2 a", "23:30 3 a", "23:30 4 a", "3/08:00 5 a", "3/08:00 6 a"]
    let changes = change("6", places: places, 4) + ", " + change("7", places: places, 1)
    let (_, outcome) = try day(orders, places: places, count: 2, changes).run()
    #expect(outcome.cycleSeconds == 1800.0 * 16)
  }

  // What should have gone at midnight is still in use when more are wanted again: it stays, and no other comes for it.
  @Test func `are kept where they are wanted again before they have gone`() throws {
    let orders = ["1/23:30 1 a", "1/23:30 2 a"]
    let (_, outcome) = try FloorDay(
      orders: orders,
      warehouse: FloorDay.people
        + "workers: { packers: { count: 4, shift: always } }\nequipment: { carts: { count: 2 } }\nprocess: { outbound: { pack: { by: packers, with: carts, time: 25 h } } }",
      more: "changes: { \(change("6", places: false, 1)), \(change("7", places: false, 2)) }"
    ).run()
    #expect(outcome.equipment[0].usedHours == 50 && outcome.equipment[0].freeHours == 94)
  }

  // One person picks and packs at one table, and there is room for one order between: the second pick finds it taken, with nobody and no
  // table left. Whether that is for ever the tables and people to come decide.
  @Test func `undo a stand where they are enough`() throws {
    func run(_ changes: String) throws -> Outcome {
      try FloorDay(
        orders: ["15:30 1 a", "15:30 2 a", "15:30 3 a"],
        warehouse: FloorDay.people + """
          workers: { p: { count: 3, shift: always } }
          places: { tables: 1 }
          process: { outbound: { pick: { by: p, at: tables, time: 10 min }, pack: { by: p, at: tables, time: 10 min, limit: 1 orders } } }
          """,
        more: changes
      ).run().outcome
    }
    let never = try run("")
    #expect(never.deadlock?.contains("holding") == true)
    // The third order is picked at the new table, and then there is none for packing again.
    let tooFew = try run("changes: { 2026-01-06: { warehouse.places.tables: 2 } }")
    #expect(tooFew.deadlock?.hasPrefix("on 2026-01-06 at 0:10 the floor came to a stand") == true, "\(tooFew.deadlock ?? "")")
    // With two new ones it is picked and the first is packed, then the second: at 0:10, and the third at 0:20.
    let undone = try run("changes: { 2026-01-06: { warehouse.places.tables: 3 } }")
    #expect(undone.deadlock == nil && undone.station("pack").orders == 3, "\(undone.deadlock ?? "")")
    let minutes: Double = 520 + 520 + 530
    #expect(undone.cycleSeconds == 60 * minutes)
  }

  @Test func `break at moments of their own, whatever other equipment there is`() throws {
    func run(carts: Int, _ changes: String = "") throws -> Outcome {
      try FloorDay(
        orders: ["07:00 1 a", "08:00 2 a"],
        warehouse: FloorDay.people
          + "workers: { p: { count: 2, shift: always } }\nequipment: { carts: { count: \(carts), failures: { up: { exponential: { mean: 5 h } }, down: 1 h, clock: calendar } }, trucks: { count: 2, failures: { up: { exponential: { mean: 5 h } }, down: 1 h, clock: calendar } } }\n"
          + "process: { outbound: { pick: { by: p, with: carts, time: 10 min }, load: { by: p, with: trucks, time: 10 min } } }",
        more: changes
      ).run().outcome
    }
    let two = try run(carts: 2), three = try run(carts: 3)
    #expect(two.equipment[1].downHours > 0 && two.equipment[1].downHours == three.equipment[1].downHours)
    // One of three goes on Tuesday: it fails no more, and the others fail as before.
    let fewer = try run(carts: 3, "changes: { 2026-01-06: { warehouse.equipment.carts.count: 2 } }")
    func all(_ e: EquipmentOutcome) -> Double { e.freeHours + e.usedHours + e.downHours }
    #expect(all(three.equipment[0]) == 216)
    #expect((168.0...169.0).contains(all(fewer.equipment[0])))
    #expect(fewer.equipment[1].downHours == three.equipment[1].downHours)
    #expect(fewer.equipment[0].downHours <= three.equipment[0].downHours)
  }

  @Test(arguments: [("4", nil), ("4 places", nil), ("4 orders", nil), ("4 pieces", "wrong-unit"), ("0", "out-of-range")])
  func `are counted as places or by the orders they hold`(count: String, code: String?) {
    var files = day(["07:00 1 a"], places: true, count: 2, change("6", places: true, 3)).files
    files["s.yaml"]!.replace("benches: 2", with: "benches: \(count)")
    let problems = Desk(files).problems()
    if let code {
      #expect(problems.contains { $0.hasSuffix("from 1 to 1000000 [\(code)]") }, "\(problems)")
    } else {
      #expect(!problems.contains { $0.contains("error") }, "\(problems)")
    }
  }

  @Test func `none at all is refused on its date`() {
    let problems = Desk(day(["07:00 1 a"], places: true, count: 2, change("6", places: true, 0)).files).problems()
    #expect(problems.count == 1 && problems[0].contains("0 is outside the range of 'benches'"), "\(problems)")
  }
}
