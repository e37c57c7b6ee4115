import Foundation
import Groundwork
import Scenario
import Simulation
import Testing
import Warehouse

/// Words of the floor that meant something else, or nothing.
@Suite struct `Words of a floor` {
  static func day(workers: String = "p: { count: 1, shift: day }", step: String = "by: p, time: 10 min", more: String = "") -> FloorDay {
    FloorDay(
      orders: ["08:00 1 a"],
      warehouse: "shifts: { day: { hours: 08:00-12:00 } }\nworkers: { \(workers) }\nprocess: { outbound: { pick: { \(step) } } }\n\(more)",
      items: "a: { unit-cost: 1 EUR }")
  }

  // A supplement of a half is one and a half times the wage.
  @Test(arguments: [("×1.5", 1.5), ("150 %", 1.5), ("1.5", 1.5), ("+50 %", 1.5), ("+25 %", 1.25), ("×1", 1), ("+0 %", 1)])
  func `overtime is paid at a multiple of the wage, or with a supplement`(text: String, factor: Double) throws {
    let floor = try Desk(Self.day(workers: "p: { count: 1, shift: day, overtime: \(text) }").files).load().drafts[0].plan.floor
    #expect(abs((floor?.pools[0].overtimeFactor ?? 0) - factor) < 1e-12)
  }

  @Test(arguments: ["50 %", "0.5", "×0.5", "-50 %"])
  func `overtime is not paid less than the wage`(text: String) {
    let problems = Desk(Self.day(workers: "p: { count: 1, shift: day, overtime: \(text) }").files).problems()
    #expect(problems.contains { $0.hasPrefix("s.yaml:10:") && $0.contains("error") && $0.contains("×1.5") }, "\(problems)")
  }

  @Test(arguments: [
    ("by: p, time: 10 min, load: 1.5", "p: { count: 1, shift: day }", "", "'load' tires nobody"),
    ("by: p, time: 10 min, helpers-above: 3 orders", "p: { count: 1, shift: day }", "", "nobody helps at 'pick'"),
    ("by: p, time: 10 min", "p: { count: 2, shift: day, on-floor: { 9: 1, 13: 1 } }", "", "in the hour 13 the shift 'day' never works"),
    (
      "by: p, time: 10 min", "p: { count: 1, shift: day }",
      "workforce: { hiring: { late: { on: 2026-02-02, count: 1, as: p } } }", "'late' comes after the horizon"
    ),
  ])
  func `that nothing uses are told`(step: String, workers: String, more: String, answer: String) {
    let problems = Desk(Self.day(workers: workers, step: step, more: more).files).problems()
    #expect(problems.contains { $0.contains("warning") && $0.contains(answer) }, "\(problems)")
  }

  @Test(arguments: [
    ("by: p, time: 10 min, load: 1.5", "p: { count: 1, shift: day }", "fatigue: { per-hour: 2 %, recovery: breaks }"),
    (
      "by: p, time: 10 min, helpers-above: 3 orders", "p: { count: 1, shift: day }, q: { count: 1, shift: day, skills: { pick: 100 % } }",
      ""
    ),
    ("by: p, time: 10 min", "p: { count: 2, shift: day, on-floor: { 8: 1, 11: 1 } }", ""),
    ("by: p, time: 10 min", "p: { count: 1, shift: day }", "workforce: { hiring: { late: { on: 2026-01-07, count: 1, as: p } } }"),
  ])
  func `that something uses are not`(step: String, workers: String, more: String) {
    let problems = Desk(Self.day(workers: workers, step: step, more: more).files).problems()
    #expect(problems == [])
  }

  // A minute for each unit that is left, a second more or less where the minute is drawn; of what is rejected, none.
  @Test(arguments: ["1 min per unit", "{ per-unit: { uniform: { min: 59 s, max: 61 s } } }"], ["0 %", "50 %", "100 %"])
  func `units that are rejected are not put away`(time: String, rejects: String) throws {
    let text = """
      bullwhip: 1
      name: Inspection
      clock: { start: day 0, horizon: 486 h, warm-up: 0 d }
      items: { list: { a: { unit-cost: 3 EUR } } }
      suppliers: { maker: { lead-time: 2 d } }
      locations: { house: { supplied-by: maker } }
      demand: { streams: { web: { at: house, orders: { arrivals: { poisson: { mean: 10 /day } }, lines: 1, quantity: 1 } } } }
      policies: { default: { R-S: { R: 1 d, S: 100 } } }
      initial-stock: 100
      warehouse:
        shifts: { always: { hours: 00:00-24:00 } }
        workers: { hands: { count: 1, shift: always }, packers: { count: 1, shift: always } }
        process:
          inbound:
            inspect: { by: hands, time: 10 min, rejects: \(rejects) }
            put-away: { by: hands, time: \(time) }
          outbound: { pack: { by: packers, time: 1 min } }

      """
    let plan = try CompiledPlan(Desk(["s.yaml": text]).load().drafts[0].plan)
    let outcome = PairedRunner([plan]).run(seed: 4, replication: 0)[0]
    let station = outcome.station("put-away"), left = outcome[.unitsReceived] - outcome[.unitsRejected]
    #expect(station.orders > 10 && outcome[.unitsReceived] > 100)
    #expect((outcome[.unitsRejected] > 0) == (rejects != "0 %") && (left == 0) == (rejects == "100 %"))
    #expect(abs(station.busyHours * 60 - left) <= (time.hasPrefix("1") ? 1e-6 : left / 60 + 1e-6), "\(station.busyHours * 60) min, \(left)")
  }
}
