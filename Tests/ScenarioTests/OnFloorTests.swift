import Foundation
import Groundwork
import Kernel
import Scenario
import Simulation
import Testing
import Warehouse

/// How many of a pool are on the floor in an hour of the day.
@Suite struct `People on the floor by the hour` {
  static func day(_ orders: [String], workers: String, minutes: Int, more: String = "") -> FloorDay {
    FloorDay(
      orders: orders,
      warehouse: FloorDay.people + "workers: { \(workers) }\nprocess: { outbound: { serve: { by: hands, time: \(minutes) min } } }\n" + more)
  }

  static func twoShifts(_ table: String) -> FloorDay {
    var day = day(four, workers: "hands: { shift: { early: 2, late: 3 }, \(table) }", minutes: 5)
    let shifts = "shifts: { early: { hours: 06:00-14:00 }, late: { hours: 14:00-22:00 } }\n"
    day.warehouse = day.warehouse.replacing(FloorDay.people, with: shifts)
    return day
  }

  static let four = (1...4).map { "00:00 \($0) a" }

  /// Four orders of half an hour at midnight. Two people: 30, 30, 60 and 60 minutes. With one of them away until one o'clock: 30, 60, and
  /// two together 90.
  @Test func `keeps the others away until their hour`() throws {
    let all = try Self.day(Self.four, workers: "hands: { count: 2, shift: always }", minutes: 30).run()
    #expect(all.outcome.cycleSeconds == 180 * 60)
    let one = try Self.day(Self.four, workers: "hands: { count: 2, shift: always, on-floor: { 0: 1 } }", minutes: 30).run()
    #expect(one.outcome.cycleSeconds == (30 + 60 + 90 + 90) * 60)
    // Who is away is paid as in a break: two people for three days.
    #expect(one.outcome.pools[0].paidHours == all.outcome.pools[0].paidHours && one.outcome.pools[0].workedHours == 2)
  }

  /// Four orders of 40 minutes at midnight and two at one o'clock; from one to two one person only. Both are in the middle of a task then and
  /// finish it, at 1:20; one goes on, to 2:00, and the other is called again then, to 2:40.
  @Test func `lets who is at work finish first`() throws {
    let orders = Self.four + ["01:00 5 a", "01:00 6 a"]
    let run = try Self.day(orders, workers: "hands: { count: 2, shift: always, on-floor: { 1: 1 } }", minutes: 40).run()
    #expect(run.outcome.cycleSeconds == (40 + 40 + 80 + 80 + 60 + 100) * 60)
  }

  /// Nobody at all from midnight to two: what has come is begun at two.
  @Test func `may be nobody`() throws {
    let run = try Self.day(Self.four, workers: "hands: { count: 2, shift: always, on-floor: { 0: 0, 1: 0 } }", minutes: 30).run()
    #expect(run.outcome.cycleSeconds == (150 + 150 + 180 + 180) * 60)
  }

  /// A limit that nobody meets changes no number, whatever else people do.
  @Test(arguments: ["", "assignment: least loaded", "fatigue: { per-hour: 3 %, recovery: rest }\nassignment: best skilled"])
  func `is nothing where all are wanted`(more: String) throws {
    let orders = (0..<60).map { "\(($0 / 6) < 10 ? "0" : "")\($0 / 6):\($0 % 6)0 \($0) a" }
    func outcome(_ table: String) throws -> Outcome {
      try Self.day(orders, workers: "hands: { count: 3, shift: always, absence: 20 %\(table) }", minutes: 23, more: more).run().outcome
    }
    let bare = try outcome(", part-time: 99 %"), full = try outcome(", part-time: 99 %, on-floor: { 3: 3, 4: 7 }")
    #expect(bare.cycleSeconds == full.cycleSeconds && bare.pools[0].workedHours == full.pools[0].workedHours)
  }

  @Test func `goes by the wall clock, and by shift where a pool has several`() throws {
    let day = Self.twoShifts("on-floor: { early: { 6: 1 }, late: { 14: 2, 21: 0 } }")
    let pools = try #require(Desk(day.files).load().drafts[0].plan.floor?.pools)
    func told(_ p: Int) -> [String] {
      (pools[p].onFloor ?? []).prefix(4).map { "\($0.at.ticks / 3_600_000_000): \($0.most.map(String.init) ?? "all")" }
    }
    #expect(told(0) == ["6: 1", "7: all", "30: 1", "31: all"])
    #expect(told(1) == ["14: 2", "15: all", "21: 0", "22: all"])
    // The clocks go forward at 02:00 on 29 March 2026: six o'clock on the wall is an hour of the run earlier from then on.
    let zone = day.files["s.yaml"]!.replacing("start: 2026-01-05", with: "time-zone: Europe/Berlin, start: 2026-03-28")
    let lines = "time,order,item,quantity\n2026-03-28 08:00,1,a,1\n"
    let summer = try #require(Desk(["s.yaml": zone, "lines.csv": lines]).load().drafts[0].plan.floor)
    #expect(summer.pools[0].onFloor?.prefix(3).map { $0.at.ticks / 3_600_000_000 } == [6, 7, 29])
  }

  @Test(arguments: [
    ("{ 24: 1 }", "s.yaml:10:60: error: '24' is no hour of the day; write the hour in which it begins, 0 to 23: `13: 4` is 13:00 to 14:00"),
    ("{ six: 1 }", "'six' is no hour of the day"), ("{ 6: few }", "s.yaml:10:63: error: "), ("{ 6: -1 }", "s.yaml:10:63: error: "),
    ("3", "'on-floor' is a single value; expected a map of hours of the day"),
    ("{ early: { 6: 1 } }", "unknown shift of the pool 'early'"),
    ("{ always: { 6: 1 }, 7: 2 }", "some of 'on-floor' goes by shifts and some by hours"),
  ])
  func `refuses what is no table of hours`(table: String, answer: String) throws {
    let problems = Desk(Self.day(Self.four, workers: "hands: { count: 2, shift: always, on-floor: \(table) }", minutes: 5).files).problems()
    #expect(problems.contains { $0.contains(answer) }, "\(problems)")
  }

  @Test func `asks whose hours they are`() throws {
    let problems = Desk(Self.twoShifts("on-floor: { 6: 1 }").files).problems()
    #expect(problems.contains { $0.contains("'on-floor' does not say whose hours these are; write a map for each shift") }, "\(problems)")
  }

  @Test func `is written with the people and read again`() throws {
    let base = """
      bullwhip: 1
      name: Base
      clock: { start: day 0, horizon: 2 d }
      items: { list: { thing: { unit-cost: 1 EUR } } }
      locations: { house: { stock: unlimited } }
      demand: { streams: { web: { at: house, orders: { arrivals: { poisson: { mean: 5 /h } }, lines: 1, quantity: 1 } } } }
      warehouse:
        shifts: { early: { hours: 06:00-14:00 }, late: { hours: 14:00-22:00 } }
        workers: { hands: { shift: { early: 3, late: 2 } }, feet: { count: 2, shift: early } }
        process: { outbound: { pick: { by: hands, time: 60 s }, pack: { by: feet, time: 60 s } } }

      """
    let floor = try #require(Desk(["s.yaml": base]).load().drafts[0].plan.floor)
    var table = floor.pools.map { _ in [Int?](repeating: nil, count: 24) }
    (table[0][6], table[0][13], table[1][21], table[2][7]) = (1, 2, 0, 1)
    let text = ScenarioWriter.staffing(extending: "base.yaml", at: "s.yaml", name: "Found", remark: "found", floor: floor, byHour: table)
    let found = try #require(Desk(["s.yaml": text, "base.yaml": base]).load().drafts[0].plan.floor)
    #expect(found.pools.map(\.count) == [3, 2, 2])
    for (p, pool) in found.pools.enumerated() {
      let end = found.shifts[pool.shift].paid.last!.end
      #expect(pool.onFloor == PoolPlan.Presence.daily(table[p], until: end) { Int($0 / 1_000_000 % 86_400) })
    }
  }
}
