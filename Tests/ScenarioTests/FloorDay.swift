import Foundation
import Scenario
import Simulation

/// One day of a floor on which every order is written down, so that its times can be added up by hand.
struct FloorDay {
  /// `HH:MM order item units` by line; the first day is a Monday.
  var orders: [String]
  /// Keys below `warehouse:`.
  var warehouse: String
  var items = "a: { zone: A, slot: 0 }, b: { zone: B, slot: 1 }, c: { zone: C, slot: 2 }, d: { zone: D, slot: 3 }"
  var house = "{ stock: unlimited }"
  /// Keys beside the others at the top.
  var more = ""

  static let people = "shifts: { always: { hours: 00:00-24:00 } }\n"

  var files: [String: String] {
    let rows = orders.map { line in
      let words = line.split(separator: " ").map(String.init)
      // `2/07:00` is on the second day.
      let parts = words[0].split(separator: "/"), day = parts.count > 1 ? 4 + Int(parts[0])! : 5
      return "2026-01-0\(day) \(parts[parts.count - 1]),\(words[1]),\(words[2]),\(words.count > 3 ? words[3] : "1")"
    }
    let yaml = """
      bullwhip: 1
      name: Day
      currency: EUR
      clock: { start: 2026-01-05, horizon: 3 d }
      items: { list: { \(items) } }
      locations: { house: \(house) }
      demand: { streams: { orders: { at: house, replay: lines.csv } } }
      warehouse:
      \(warehouse.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      experiment: { replications: 1, seed: 1 }
      \(more)

      """
    return ["s.yaml": yaml, "lines.csv": "time,order,item,quantity\n" + rows.joined(separator: "\n") + "\n"]
  }

  func run() throws -> (plan: CompiledPlan, outcome: Outcome) {
    let plan = try CompiledPlan(Desk(files).load().drafts[0].plan)
    return (plan, PairedRunner([plan]).run(seed: 1, replication: 0)[0])
  }
}

extension Outcome {
  /// Seconds from arrival to departure, summed over the orders.
  var cycleSeconds: Double { (self[.cycleTimeHours] * 3600 * 1e3).rounded() / 1e3 }

  func station(_ name: String) -> StationOutcome { stations.first { $0.name == name } ?? StationOutcome(name: "") }
}
