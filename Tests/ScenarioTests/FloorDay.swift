import Foundation
import Scenario
import Simulation

/// One day of a floor on which every order is written down, so that its times can be added up by hand.
struct FloorDay {
  /// `HH:MM order item units` by line; the first day is a Monday.
  var orders: [String]
  /// Orders of a second stream, written alike, and its terms; the others have nothing promised.
  var urgent: [String] = []
  var terms = ", due: 1 h"
  /// Keys below `warehouse:`.
  var warehouse: String
  var items = "a: { zone: A, slot: 0 }, b: { zone: B, slot: 1 }, c: { zone: C, slot: 2 }, d: { zone: D, slot: 3 }"
  var house = "{ stock: unlimited }"
  /// Keys beside the others at the top.
  var more = ""

  static let people = "shifts: { always: { hours: 00:00-24:00 } }\n"

  var files: [String: String] {
    func rows(_ orders: [String]) -> String { orders.map(row).joined(separator: "\n") + "\n" }
    func row(_ line: String) -> String {
      let words = line.split(separator: " ").map(String.init)
      // `2/07:00` is on the second day.
      let parts = words[0].split(separator: "/"), day = parts.count > 1 ? 4 + Int(parts[0])! : 5
      return "2026-01-0\(day) \(parts[parts.count - 1]),\(words[1]),\(words[2]),\(words.count > 3 ? words[3] : "1")"
    }
    let second = urgent.isEmpty ? "" : "urgent: { at: house, replay: urgent.csv\(terms) }, "
    let yaml = """
      bullwhip: 1
      name: Day
      currency: EUR
      clock: { start: 2026-01-05, horizon: 3 d }
      items: { list: { \(items) } }
      locations: { house: \(house) }
      demand: { streams: { \(second)orders: { at: house, replay: lines.csv } } }
      warehouse:
      \(warehouse.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      experiment: { replications: 1, seed: 1 }
      \(more)

      """
    let head = "time,order,item,quantity\n"
    let own = ["s.yaml": yaml, "lines.csv": head + rows(orders)]
    return urgent.isEmpty ? own : own.merging(["urgent.csv": head + rows(urgent)]) { own, _ in own }
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
