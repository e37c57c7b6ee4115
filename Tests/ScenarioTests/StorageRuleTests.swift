import Foundation
import Scenario
import Simulation
import Supply
import Testing
import Warehouse

/// Places that the planner gives, and places by what is asked for together.
@Suite struct `Storage rules` {
  static let items = ["a", "b", "c", "d", "e", "f"]
  static func scenario(_ rule: String, slots: [String: Int] = [:], stream: String = "replay: lines.csv") -> String {
    """
    bullwhip: 1
    name: Rules
    currency: EUR
    clock: { start: day 0, horizon: 2 weeks }
    items: { list: { \(items.map { "\($0): { unit-cost: 1 EUR\(slots[$0].map { ", slot: \($0)" } ?? "") }" }.joined(separator: ", ")) } }
    locations: { dc: { stock: unlimited } }
    demand: { streams: { web: { at: dc, \(stream) } } }
    warehouse:
      shifts: { day: { hours: 00:00-24:00 } }
      workers: { pickers: { count: 2, shift: day } }
      layout: { aisles: 1, bays: 3, length: 30 m, width: 3 m, depot: front-left }
      storage: { rule: \(rule) }
      process: { outbound: { pick: { by: pickers, time: { travel: 1 s per m } } } }

    """
  }
  /// a, b and c are asked for most, each with one of d, e, f.
  static var lines: String {
    var text = "time,order,item,quantity\n", number = 0
    for (pair, times) in [("af", 9), ("be", 8), ("cd", 7), ("ab", 1)] {
      for _ in 0..<times {
        for item in pair { text += "day \(number % 13) 10:0\(number % 10),\(number),\(item),1\n" }
        number += 1
      }
    }
    return text
  }

  func desk(_ text: String) -> Desk { Desk(["s.yaml": text, "lines.csv": Self.lines]) }

  func slots(_ text: String) throws -> [Int] { try desk(text).load().drafts[0].plan.supply.items.map(\.slot) }

  func metres(_ text: String) throws -> Double {
    let plan = try CompiledPlan(desk(text).load().drafts[0].plan)
    return PairedRunner([plan]).run(seed: 1, replication: 0)[0].value("pick.metres-per-order", plan)
  }

  /// Bays 5, 15 and 25 m from the front. By affinity each pair shares one: 9 × 10 + 8 × 30 + 7 × 50 + 1 × 30 m. By popularity (10, 9, 9, 8,
  /// 7 and 7 lines) a and b share the first, f and e the second, c and d the third: 9 × 30 + 8 × 30 + 7 × 50 + 1 × 10 m.
  @Test func `by affinity put together what is asked for together`() throws {
    #expect(try slots(Self.scenario("affinity")) == [0, 2, 4, 5, 3, 1])
    #expect(try slots(Self.scenario("popularity")) == [0, 1, 4, 5, 3, 2])
    #expect(abs(try metres(Self.scenario("affinity")) - 710.0 / 25) < 1e-9)
    #expect(abs(try metres(Self.scenario("popularity")) - 870.0 / 25) < 1e-9)
  }

  /// Two items of class A, three of B, one without a class: by rank A 0–1, B 2–4, the last 5. In one aisle of six bays each item has a bay to
  /// itself, and the bays of a class are those of its ranks, in whatever order within the class.
  @Test func `by class go by the items' own classes where there are any`() throws {
    let classes = ["a": "B", "b": "A", "c": "B", "d": "A", "f": "B"]
    var text = Self.scenario("class-based").replacing("bays: 3", with: "bays: 6")
    for (item, word) in classes {
      text = text.replacing("\(item): { unit-cost: 1 EUR", with: "\(item): { unit-cost: 1 EUR, class: \(word)")
    }
    let plan = try desk(text).load().drafts[0].plan
    // Lines asked of a, b, c, d, e and f: 10, 9, 7, 7, 8 and 9.
    #expect(plan.supply.items.map(\.slot) == [2, 0, 4, 1, 5, 3])
    let layout = try #require(plan.floor?.layout)
    #expect(layout.classes == [2, 5])
    for arrangement in 1...20 {
      let block = AisleBlock(aisles: 1, bays: 6, length: 30, width: 3, depot: .frontLeft)
      let sections = block.sections(slots: 6, rule: .classBased, arrangement: arrangement, classes: layout.classes)
      #expect(Set(sections[0..<2]) == [0, 1] && Set(sections[2..<5]) == [2, 3, 4] && sections[5] == 5)
    }
    // 20 % and 30 % of six ranks, rounded up to 2 and 3, would be 2 and 1.
    let bare = try desk(Self.scenario("class-based").replacing("bays: 3", with: "bays: 6")).load().drafts[0].plan
    #expect(bare.floor?.layout?.classes == nil && bare.supply.items.map(\.slot) == [0, 1, 4, 5, 3, 2])
  }

  /// Of 15 pairs of places 1 lies in the first bay, 5 end in the second and 9 in the third: 610 m over 15 on average. The standard error of
  /// 60 arrangements is about 1 m.
  @Test func `that leave places to chance have many arrangements`() throws {
    let all = try (1...60).map { try metres(Self.scenario("random, arrangement: \($0)")) }
    #expect(try metres(Self.scenario("random")) == all[0])
    #expect(Set(all).count > 5)
    let mean = all.reduce(0, +) / 60
    #expect(abs(mean - 610.0 / 15) < 4)
    let refusal = desk(Self.scenario("popularity, arrangement: 2")).problems()
    #expect(refusal.count == 1)
    #expect(refusal.first?.contains("leave an arrangement to chance") == true, "\(refusal)")
  }

  @Test func `by affinity say when nothing belongs together`() throws {
    let text = Self.scenario("affinity", stream: "orders: { arrivals: { poisson: { mean: 4 /h } }, lines: 2, quantity: 1 }")
    #expect(
      desk(text).problems() == [
        "s.yaml:12:20: warning: no recorded order joins two items, so that affinity knows no more than popularity; play recorded orders with `replay:`, or use "
          + "`rule: popularity` [no-affinity]"
      ])
    #expect(try slots(text) == slots(text.replacing("affinity", with: "popularity")))
  }

  @Test func `dedicated follow the planner`() throws {
    let slots = ["a": 2, "b": 2, "c": 1, "d": 0, "e": 0, "f": 2]
    #expect(try self.slots(Self.scenario("dedicated", slots: slots)) == [2, 2, 1, 0, 0, 2])
    // a and f in the last bay, 50 m; b there and e in front, 50 m; c in the middle and d in front, 30 m; a and b 50 m.
    #expect(abs(try metres(Self.scenario("dedicated", slots: slots)) - (9 * 50 + 8 * 50 + 7 * 30 + 50) / 25.0) < 1e-9)
  }

  @Test func `dedicated need a place for every item, on the floor`() {
    let all = Dictionary(uniqueKeysWithValues: Self.items.map { ($0, 1) })
    var lost = all
    lost["c"] = nil
    lost["f"] = nil
    let missing = desk(Self.scenario("dedicated", slots: lost)).problems()
    #expect(
      missing.contains { $0.contains("error: the item 'c' (and 1 more) has no slot, and the storage rule is 'dedicated'") }, "\(missing)")
    var far = all
    far["b"] = 3
    let outside = desk(Self.scenario("dedicated", slots: far)).problems()
    #expect(
      outside.contains { $0.contains("error: the item 'b' lies in the slot 3, but 1 aisles of 3 bays have the slots 0 to 2") }, "\(outside)"
    )
  }
}
