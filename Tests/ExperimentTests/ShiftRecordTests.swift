import Foundation
import Kernel
import Scenario
import Testing

@testable import Experiment
@testable import Warehouse

@Suite struct `Whose work a shift shows` {
  private func run(_ clock: String, warehouse: String, orders: [String]) throws -> TracedRun {
    let folder = NSTemporaryDirectory() + "shift-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let rows = orders.enumerated().map { "\($0.element),\($0.offset + 1),a,1" }
    try (["time,order,item,quantity"] + rows).joined(separator: "\n").write(toFile: folder + "/o.csv", atomically: true, encoding: .utf8)
    let yaml = """
      bullwhip: 1
      name: Shift
      currency: EUR
      clock: { \(clock), warm-up: 0 d }
      items: { list: { a: { unit-cost: 1 EUR, price: 5 EUR } } }
      locations: { hall: { stock: unlimited } }
      demand: { streams: { s: { at: hall, replay: o.csv } } }
      warehouse:
      \(warehouse.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      experiment: { replications: 2, seed: 1 }

      """
    try yaml.write(toFile: folder + "/s.yaml", atomically: true, encoding: .utf8)
    let loaded = try ScenarioLoader.load(path: folder + "/s.yaml")
    return try TracedRun(try Study.resolved(loaded, options: StudyOptions(loaded.experiment)))
  }

  private func hours(_ lane: ShiftRecord.Lane) -> Double { lane.tasks.reduce(0) { $0 + $1.end - $1.start } }

  /// By hand: twelve orders of 45 minutes from 16:00 are nine hours, the last two of them begun at 23:30 and 00:15. They stood once more on
  /// the next day, and overtime after midnight on none.
  @Test func `overtime after midnight belongs to the evening's shift`() throws {
    let run = try run(
      "start: 2026-03-02, horizon: 1 week",
      warehouse: """
        shifts: { n: { days: mon-fri, hours: 16:00-23:30, overtime: { up-to: 2 h, when: backlog > 0 orders } } }
        workers: { p: { count: 1, shift: n, wage: 10 EUR/h } }
        process: { outbound: { pick: { by: p, time: 45 min } } }
        """, orders: [String](repeating: "2026-03-02 08:00", count: 12))
    let evening = try run.shift("2026-03-02")
    #expect(evening.lanes.count == 1 && evening.lanes[0].tasks.count == 12)
    #expect(abs(hours(evening.lanes[0]) - 9) < 1e-9 && abs(evening.lanes[0].utilisation - 1) < 1e-9)
    #expect(evening.lanes[0].overtime.count == 1 && abs(evening.lanes[0].overtime[0].upperBound - 25) < 1e-9)
    let next = try run.shift("2026-03-03")
    #expect(next.lanes[0].tasks.isEmpty && next.lanes[0].utilisation == 0)
  }

  /// By hand: one picker needs an hour for six orders, the packer two from ten past eight on.
  @Test func `whoever is hired later takes nobody's work`() throws {
    let morning = [String](repeating: "2026-03-03 08:00", count: 6) + [String](repeating: "2026-03-05 08:00", count: 6)
    let run = try run(
      "start: 2026-03-02, horizon: 1 week",
      warehouse: """
        shifts: { d: { days: mon-fri, hours: 08:00-12:00 } }
        workers:
          pickers: { count: 2, shift: d, wage: 10 EUR/h, people: { Anna: { hired: 2026-03-04 } } }
          packers: { count: 1, shift: d, wage: 10 EUR/h }
        process: { outbound: { pick: { by: pickers, time: 10 min }, pack: { by: packers, time: 20 min } } }
        """, orders: morning)
    let before = try run.shift("2026-03-03")
    #expect(before.lanes.map(\.name) == ["Picker 1", "Packer 1"])
    #expect(before.lanes.map { $0.tasks.map { before.stations[$0.station] } } == [
      [String](repeating: "pick", count: 6), [String](repeating: "pack", count: 6),
    ])
    #expect(abs(hours(before.lanes[0]) - 1) < 1e-9 && abs(hours(before.lanes[1]) - 2) < 1e-9)
    let after = try run.shift("2026-03-05")
    #expect(after.lanes.map(\.name) == ["Picker 1", "Anna", "Packer 1"])
    #expect(after.lanes.map(\.tasks.count) == [3, 3, 6])
    let hands = try run.order(7).loads.flatMap(\.stages).flatMap(\.people) + run.order(8).loads.flatMap(\.stages).flatMap(\.people)
    #expect(hands == ["picker 1", "packer 1", "Anna", "packer 1"])
  }

  /// In Berlin every midnight after 29 March comes an hour of the run earlier.
  @Test func `a day begins at midnight on the wall, also after the clock has changed`() throws {
    let run = try run(
      "start: 2026-03-27, horizon: 6 days, time-zone: Europe/Berlin",
      warehouse: """
        shifts: { n: { days: mon-sun, hours: 00:00-06:00 } }
        workers: { p: { count: 1, shift: n, wage: 10 EUR/h } }
        process: { outbound: { pick: { by: p, time: 45 min } } }
        """, orders: ["2026-03-30 01:00", "2026-03-30 02:00", "2026-03-31 00:10"])
    #expect(try run.shift("2026-03-30").lanes[0].tasks.count == 2)
    #expect(try run.shift("2026-03-31").lanes[0].tasks.count == 1)
    #expect(try run.shift("2026-03-29").lanes[0].tasks.isEmpty)
  }

  /// By hand: on duty 6 to 10 and 10:15 to 14; six minutes worked in the break and half an hour held up past the end. 6.85 hours of work in
  /// 7.75 + 0.6 on duty.
  @Test func `utilisation counts what is held up past the end, and nobody's day off`() {
    func lane(_ pauses: [FloorTrace.Pause]) -> ShiftRecord.Lane {
      var lane = ShiftRecord.Lane(
        name: "Ben", tasks: [.init(start: 6, end: 10.1, station: 0), .init(start: 10.25, end: 13, station: 0)], breaks: [], utilisation: .nan)
      lane.held = [13...14.5]
      if !pauses.isEmpty { (lane.tasks, lane.held) = ([], []) }
      lane.countUtilisation(duty: [(6, 10), (10.25, 14)], until: 30, pauses) { Double($0.ticks) / Double(SimTime.ticksPerHour) }
      return lane
    }
    #expect(abs(lane([]).utilisation - 6.85 / 8.35) < 1e-12 && !lane([]).isOff)
    let off = FloorTrace.Pause(worker: 0, state: .off, start: .zero, end: nil)
    #expect(lane([off]).utilisation.isNaN && lane([off]).isOff)
    let absent = FloorTrace.Pause(worker: 0, state: .absent, start: .zero, end: nil)
    #expect(lane([absent]).utilisation.isNaN)
  }
}
