import Foundation
import Kernel
import Scenario
import Testing

@testable import Experiment
@testable import Warehouse

@Suite struct `Whose work a shift shows` {
  private func run(_ clock: String, warehouse: String, orders: [String], urgent: [String] = []) throws -> TracedRun {
    let folder = NSTemporaryDirectory() + "shift-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (file, times) in [("o", orders), ("u", urgent)] {
      let rows = times.enumerated().map { "\($0.element),\($0.offset + 1),a,1" }
      try (["time,order,item,quantity"] + rows).joined(separator: "\n").write(
        toFile: folder + "/\(file).csv", atomically: true, encoding: .utf8)
    }
    let streams =
      urgent.isEmpty ? "s: { at: hall, replay: o.csv }" : "s: { at: hall, replay: o.csv, due: 3 d }, u: { at: hall, replay: u.csv, due: 1 h }"
    let yaml = """
      bullwhip: 1
      name: Shift
      currency: EUR
      clock: { \(clock), warm-up: 0 d }
      items: { list: { a: { unit-cost: 1 EUR, price: 5 EUR } } }
      locations: { hall: { stock: unlimited } }
      demand: { streams: { \(streams) } }
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

  /// By hand, two orders that come at 8 on Monday. Of 7 hours each: until 15, then an hour of the second, whatever becomes of it at 16, and
  /// its other six on Tuesday. Of 17 hours each: two whole days and an hour, and so on.
  @Test(arguments: [
    ("hand over", 7, [8.0, 6, 0], [1, 1, 0]), ("stop", 7, [8.0, 6, 0], [1, 1, 0]), ("stop", 17, [8.0, 8, 8], [0, 0, 1]),
  ])
  func `work that the night interrupts is shown on each day for what was done then`(
    rule: String, length: Int, worked: [Double], ended: [Int]
  ) throws {
    let run = try run(
      "start: 2026-03-02, horizon: 3 d",
      warehouse: """
        shifts: { day: { days: mon-fri, hours: 08:00-16:00, at-end: \(rule) } }
        workers: { p: { count: 1, shift: day } }
        process: { outbound: { pick: { by: p, time: \(length) h } } }
        """, orders: ["2026-03-02 08:00", "2026-03-02 08:00"])
    for day in 0..<3 {
      let lane = try run.shift("2026-03-0\(day + 2)").lanes[0]
      #expect(abs(hours(lane) - worked[day]) < 1e-9 && abs(lane.utilisation - worked[day] / 8) < 1e-9, "day \(day)")
      #expect(lane.endedTasks == ended[day], "day \(day)")
    }
  }

  /// By hand: the order of 8:00 gives way at 8:20; those due in an hour take until 10:20, the rest of the first until 11, the last until 12.
  @Test func `work that gave way to something urgent is shown in its pieces`() throws {
    let run = try run(
      "start: 2026-03-02, horizon: 3 d",
      warehouse: """
        shifts: { day: { days: mon-fri, hours: 08:00-16:00 } }
        workers: { p: { count: 1, shift: day } }
        process: { outbound: { pick: { by: p, time: 60 min, queue: due date, preempt: resume } } }
        """, orders: ["2026-03-02 08:00", "2026-03-02 08:30"], urgent: ["2026-03-02 08:20", "2026-03-02 08:50"])
    let lane = try run.shift("2026-03-02").lanes[0]
    let turns: [Double] = [480, 500, 560, 620, 660, 720]
    #expect(lane.tasks.count == 5 && lane.endedTasks == 4 && abs(lane.utilisation - 0.5) < 1e-9)
    #expect(lane.tasks.map { ($0.start * 60).rounded() } == Array(turns.dropLast()))
    #expect(lane.tasks.map { ($0.end * 60).rounded() } == Array(turns.dropFirst()))
  }

  /// Six picks of half an hour with carts that fail after 45 minutes of work: three hours, in pieces. Six packs of a quarter, and every
  /// repair of ten minutes, by one mechanic.
  @Test func `work that lost its cart, and the repair, are shown`() throws {
    let run = try run(
      "start: 2026-03-02, horizon: 2 d",
      warehouse: """
        shifts: { day: { hours: 08:00-20:00 } }
        workers: { p: { count: 2, shift: day }, m: { count: 1, shift: day } }
        equipment: { cart: { count: 2, failures: { up: 45 min, down: 10 min, clock: working, by: m }, charging: { after: 70 min, for: 20 min } } }
        process: { outbound: { pick: { by: p, with: cart, time: 30 min }, pack: { by: m, time: 15 min } } }
        """, orders: [String](repeating: "2026-03-02 08:00", count: 6))
    let record = try run.shift("2026-03-02")
    let mechanic = try #require(record.lanes.first { $0.name.hasPrefix("M") })
    let repairs = mechanic.tasks.filter { record.stations[$0.station] != "pack" }
    #expect(!repairs.isEmpty && repairs.allSatisfy { abs($0.end - $0.start - 1.0 / 6) < 1e-9 })
    #expect(abs(hours(mechanic) - (1.5 + Double(repairs.count) / 6)) < 1e-9)
    let pickers = record.lanes.filter { $0.name.hasPrefix("P") }
    #expect(abs(pickers.reduce(0) { $0 + hours($1) } - 3) < 1e-9 && pickers.reduce(0) { $0 + $1.endedTasks } == 6)
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
