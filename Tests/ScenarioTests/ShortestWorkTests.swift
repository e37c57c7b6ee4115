import Foundation
import Kernel
import Scenario
import Simulation
import Testing
import Warehouse

/// By the least work: all of an order's work at the step counts, with the walk of its own round and what a round takes as such.
@Suite struct `The least work first` {
  static let shift = "shifts: { day: { hours: 06:00-20:00 } }\nworkers: { w: { count: 1, shift: day } }\n"

  // Two orders wait at 6:00: far one minute longer than near. Near goes first, and both wait for it.
  @Test(arguments: ["aisles: 2, bays: 6, length: 60 m, width: 3 m", "aisles: 2, length: 60 m, width: 3 m"], ["s-shape", "return"])
  func `counts the walk`(layout: String, route: String) throws {
    func seconds(_ orders: [String]) throws -> Double {
      try FloorDay(
        orders: orders,
        warehouse: Self.shift + "layout: { \(layout) }\n" + (layout.contains("bays") ? "storage: { rule: dedicated }\n" : "")
          + "process: { outbound: { pick: { by: w, queue: shortest, route: \(route), time: { travel: 10 s per m, per-order: 1 s } } } }",
        items: "a: { slot: 0 }, f: { slot: 11 }"
      ).run().outcome.cycleSeconds
    }
    let far = try seconds(["06:00 1 f"]), near = try seconds(["06:00 1 a"])
    let both = try seconds(["05:00 1 f", "05:01 2 a"])
    let first = min(far, near)
    #expect(both == Double(60 + 59) * 60 + first + far + near)
    if layout.contains("bays") { #expect(near < far) }
  }

  // All of twelve wait at 6:00. In turn, each one's time is told by the ends; by the least, the k-th shortest makes 12 − k + 1 wait.
  @Test func `counts what a round takes`() throws {
    func day(_ queue: String) throws -> (seconds: Double, ends: [Double]) {
      let (plan, outcome) = try FloorDay(
        orders: (0..<12).map { "05:\(10 + $0) \($0) a" },
        warehouse: Self.shift
          + "process: { outbound: { pick: { by: w, queue: \(queue), "
          + "time: { per-round: { exponential: { mean: 9 min } }, per-order: 20 s } } } }"
      ).run()
      var ends: [Double] = []
      _ = PairedRunner([plan]).trace(plan: 0, seed: 1, replication: 0) { event in
        if let floor = event.floor, floor.kind == .done { ends.append(floor.time.seconds - 6 * 3600) }
      }
      return (outcome.cycleSeconds, ends)
    }
    let inTurn = try day("fifo")
    let times = zip(inTurn.ends, [0] + inTurn.ends).map { $0 - $1 }
    #expect(times.count == 12 && Set(times).count == 12)
    let waited = (0..<12).map { Double(50 - $0) * 60 }.reduce(0, +)
    let least = times.sorted().enumerated().map { $1 * Double(12 - $0) }.reduce(waited, +)
    #expect(abs(try day("shortest").seconds - least) < 1e-3)
    #expect(inTurn.seconds > least + 60)
  }
}

/// Orders that leave the floor unserved are sales lost.
@Suite struct `Orders that leave unserved` {
  // One person picks the first order from 6:00 to 6:30; the others, of 2, 3 and 4 units, give up after 20 min, or find the queue full. All
  // had been served from stock at once.
  @Test(arguments: ["patience: 20 min", "limit: 0 orders, overflow: leave"]) func `cost their lost sales`(rule: String) throws {
    let (plan, outcome) = try FloorDay(
      orders: ["06:00 1 a 1", "06:01 2 a 2", "06:02 3 a 3", "06:03 4 a 4"],
      warehouse: "shifts: { day: { hours: 06:00-14:00 } }\nworkers: { w: { count: 1, shift: day } }\n"
        + "process: { outbound: { pick: { by: w, time: 30 min, \(rule) } } }",
      items: "a: { unit-cost: 1 EUR, price: 5 EUR }", more: "costs: { lost-sale: margin }"
    ).run()
    #expect(outcome[.ordersAbandoned] == 3 && outcome[.unitsAsked] == 10 && outcome[.unitsServedAtOnce] == 10)
    #expect(outcome[.unitsLost] == 9 && outcome.value("lost-share", plan) == 0.9 && outcome.value("fill-rate", plan) == 1)
    #expect(outcome[.lostSalesCost] == 36 && outcome.items[0].cost == 36)
    #expect(abs(outcome.daily.cost.reduce(0, +) - 36) < 1e-9)
  }
}
