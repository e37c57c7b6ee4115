import Foundation
import Testing

/// Three days from a Monday on; who is there in none of their hours serves nobody.
@Suite struct `People who are never on duty` {
  private func problems(_ shift: String, workers: String = "p: { count: 1, shift: s }", step: String = "by: p, time: 10 min", more: String = "")
    -> [String]
  {
    Desk(
      FloorDay(
        orders: ["08:00 1 a"],
        warehouse: "shifts: { s: { \(shift) } }\nworkers: { \(workers) }\nprocess: { outbound: { pick: { \(step) } } }\n\(more)",
        items: "a: {}"
      ).files
    ).problems()
  }
  private static let refused = "nobody is ever on duty for 'pick' before the horizon: of 'p' no hour is left"
  private static let noHours = "on-floor: { " + (8..<12).map { "\($0): 0" }.joined(separator: ", ") + " }"

  @Test(arguments: [
    ("days: sun, hours: 08:00-12:00", "p: { count: 1, shift: s }", ""),
    ("hours: 08:00-12:00", "p: { count: 1, shift: s, \(noHours) }", ""),
    (
      "hours: 08:00-12:00", "p: { count: 0, shift: s }",
      "workforce: { hiring: { new: { on: 2026-01-06, count: 1, as: p, training: 50 weeks } } }"
    ),
    ("hours: 08:00-12:00", "p: { count: 2, shift: s, age: 66 years }", "workforce: { retirement: { at: 65 years } }"),
  ])
  func `are refused with the step`(shift: String, workers: String, more: String) {
    let found = problems(shift, workers: workers, more: more)
    #expect(found.contains { $0.contains(Self.refused) && $0.hasSuffix("[zero-capacity]") }, "\(found)")
  }

  @Test(arguments: [
    ("days: wed, hours: 08:00-12:00", "p: { count: 1, shift: s }", ""),
    ("hours: 08:00-12:00", "p: { count: 1, shift: s, \(noHours.replacing("11: 0", with: "11: 1")) }", ""),
    ("hours: 08:00-12:00", "p: { count: 0, shift: s }", "workforce: { hiring: { new: { on: 2026-01-06, count: 1, as: p, training: 1 d } } }"),
    ("hours: 08:00-12:00", "p: { count: 2, shift: s, age: 64 years }", "workforce: { retirement: { at: 65 years } }"),
    (
      "hours: 08:00-12:00", "p: { count: 2, shift: s, age: 66 years }",
      "workforce: { retirement: { at: 65 years }, replacement: { after: 1 d } }"
    ),
  ])
  func `are not those who come late`(shift: String, workers: String, more: String) {
    let found = problems(shift, workers: workers, more: more)
    #expect(!found.contains { $0.contains("error") }, "\(found)")
  }

  @Test func `repair nothing`() {
    let mechanics = "p: { count: 1, shift: s }, m: { count: 1, shift: t }"
    let found = problems(
      "hours: 08:00-12:00 }, t: { days: sun, hours: 08:00-12:00", workers: mechanics, step: "by: p, with: cart, time: 10 min",
      more: "equipment: { cart: { count: 1, failures: { up: 5 h, down: 1 h, by: m } } }")
    #expect(found.contains { $0.contains("nobody is ever on duty for 'repair of cart'") && $0.hasSuffix("[zero-capacity]") }, "\(found)")
  }

  // The clock ends on Wednesday night.
  @Test func `waves after the horizon are refused as those of no day`() {
    let day = FloorDay(
      orders: ["08:00 1 a"],
      warehouse: FloorDay.people
        + "workers: { p: { count: 1, shift: always } }\nprocess: { outbound: { wave: { waves: \"sun 10:00\" }, pick: { by: p, time: 9 min } } }",
      items: "a: {}")
    let found = Desk(day.files).problems()
    #expect(found.contains { $0.contains("'wave' never releases anything") && $0.hasSuffix("[never-leaves]") }, "\(found)")
  }
}
