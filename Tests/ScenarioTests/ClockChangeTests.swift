import Foundation
import Groundwork
import Kernel
import Scenario
import Simulation
import Testing
import Warehouse

/// Shifts, breaks, days of work and waves on the nights on which the clocks change: 29 March and 25 October 2026 in Berlin.
@Suite struct `A floor on the night of a clock change` {
  static func files(start: String, days: Int, _ warehouse: String) -> [String: String] {
    [
      "s.yaml": """
      bullwhip: 1
      name: Night
      currency: EUR
      clock: { start: \(start), horizon: \(days) days, warm-up: 0 d, time-zone: Europe/Berlin }
      items: { list: { a: { unit-cost: 1 EUR } } }
      locations: { hall: { stock: unlimited } }
      demand: { streams: { s: { at: hall, replay: lines.csv } } }
      warehouse:
      \(warehouse.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      experiment: { replications: 1, seed: 1 }

      """, "lines.csv": "time,order,item,quantity\n\(start) 00:01,1,a,1\n",
    ]
  }

  static func plan(start: String, days: Int = 6, _ warehouse: String) throws -> Plan {
    try Desk(files(start: start, days: days, warehouse)).load().drafts[0].plan
  }

  static func minutes(_ span: TimeSpan) -> Int64 { (span.end.ticks - span.start.ticks) / 60_000_000 }

  // From 22:00 on Saturday it is four hours to 02:00. In spring 02:45 means 03:45, 4:45 h after the start of a night of 7 h; in autumn its
  // first 02:45, as long after the start of one of 9 h.
  @Test(arguments: [("2026-03-27", 7 * 60), ("2026-10-23", 9 * 60)])
  func `has breaks of their length`(start: String, night: Int64) throws {
    let shift = try #require(
      Self.plan(
        start: start,
        """
        shifts: { night: { days: sat, hours: 22:00-06:00, breaks: { b: 02:45 +30 min } } }
        workers: { p: { count: 1, shift: night } }
        process: { outbound: { pick: { by: p, time: 10 min } } }
        """
      ).floor?.shifts.first)
    let begin: Int64 = 46 * 60
    #expect(shift.paid.first.map(Self.minutes) == night)
    #expect(shift.breaks.first.map(Self.minutes) == 30)
    #expect(shift.breaks.first.map { $0.start.ticks / 60_000_000 } == begin + 285)
    #expect(shift.duty.prefix(2).map(Self.minutes) == [285, night - 285 - 30])
  }

  // Two breaks that the clock throws together follow one another: 02:10 and 02:50 mean 03:10 and 03:50, beside one at 03:20.
  @Test func `gives each of two breaks that fall together`() throws {
    let shift = try #require(
      Self.plan(
        start: "2026-03-27",
        """
        shifts: { night: { days: sat, hours: 22:00-06:00, breaks: { a: 02:10 +30 min, b: 03:20 +30 min } } }
        workers: { p: { count: 1, shift: night } }
        process: { outbound: { pick: { by: p, time: 10 min } } }
        """
      ).floor?.shifts.first)
    #expect(shift.breaks.prefix(2).map(Self.minutes) == [30, 30])
    #expect(shift.breaks.prefix(2).map { $0.start.ticks / 60_000_000 - 46 * 60 } == [250, 280])
    #expect(shift.duty.prefix(2).map(Self.minutes) == [250, 7 * 60 - 310])
  }

  // Fourteen nights from midnight to eight, every second one worked, from the second on: 24, 26, 28, 30 March, 1, 3 and 5 April. The short
  // night of the 29th is none of them.
  @Test func `counts part time by days of the calendar`() throws {
    let compiled = try CompiledPlan(
      Self.plan(
        start: "2026-03-23", days: 14,
        """
        shifts: { n: { hours: 00:00-08:00 } }
        workers: { p: { count: 1, shift: n, part-time: 50 % } }
        process: { outbound: { pick: { by: p, time: 10 min } } }
        """))
    #expect(PairedRunner([compiled]).run(seed: 1, replication: 0)[0].pools[0].paidHours == 56)
  }

  // Before and after the change: who works a day works its night and its noon.
  @Test(arguments: ["2026-03-23", "2026-10-19"])
  func `counts the shifts of one day as one day of work`(start: String) throws {
    let floor = try #require(
      Self.plan(
        start: start, days: 14,
        """
        shifts: { night: { hours: 00:00-04:00 }, noon: { hours: 12:00-16:00 } }
        workers: { p: { count: 2, shift: [night, noon], part-time: 50 % } }
        process: { outbound: { pick: { by: p, time: 10 min } } }
        """
      ).floor)
    let shift = floor.shifts[floor.pools[0].shift]
    #expect(Array(shift.workDays.prefix(28)) == (0..<28).map { $0 / 2 })
  }

  // In autumn there are seven hours from midnight to six, in spring five; the moments lie an hour apart.
  @Test(arguments: [("2026-10-25", 7), ("2026-03-29", 5), ("2026-06-01", 6)])
  func `releases waves at equal distances`(start: String, count: Int) throws {
    let floor = try #require(
      Self.plan(
        start: start, days: 1,
        """
        shifts: { d: { hours: 00:00-24:00 } }
        workers: { p: { count: 1, shift: d } }
        process: { outbound: { w: { every: 1 h, hours: 00:00-06:00, up-to: 1 orders }, pick: { by: p, time: 1 min } } }
        """
      ).floor)
    let hours = floor.steps[0].departures.prefix(count + 1).map { $0.ticks / 3_600_000_000 }
    #expect(hours.prefix(count) == (0..<count).map(Int64.init)[...] && hours[count] >= 20)
  }

  // A wave at 14:00 finds the people of the step still there, but their shift ends with that minute: the calendar comes before starts of
  // work. One order has room in the queue and is picked the next morning, the other is turned away; without room both are.
  @Test(arguments: [(1, 24 * 60 + 50), (0, 0)])
  func `lets nobody begin with the last minute of a shift, though the queue is full`(limit: Int, minutes: Int) throws {
    let (_, outcome) = try FloorDay(
      orders: ["06:10 1 a", "06:11 2 a"],
      warehouse: """
        shifts: { s: { hours: 06:00-14:00 } }
        workers: { p: { count: 1, shift: s } }
        process:
          outbound:
            wave: { waves: ["mon-sun 14:00"] }
            pick: { by: p, time: 60 min, limit: \(limit) orders, overflow: leave }
        """
    ).run()
    #expect(outcome.pools[0].overtimeHours == 0)
    #expect(outcome.station("pick").turnedAway == Double(2 - limit))
    #expect(outcome.cycleSeconds == Double(minutes * 60))
  }

  // Who comes with the minute of the wave, or whose next shift follows at once, keeps nobody from beginning: an hour before the wave, and an
  // hour of work.
  @Test(arguments: [("10:00", "06:00-14:00", "09:00"), ("00:00", "00:00-24:00", "23:00")])
  func `lets those begin who stay, though the queue is full`(wave: String, early: String, came: String) throws {
    let (_, outcome) = try FloorDay(
      orders: ["\(came) 1 a"],
      warehouse: """
        shifts: { early: { hours: \(early) }, late: { hours: 10:00-18:00 } }
        workers:
          p: { count: 1, shift: early, skills: { pick: 100 % } }
          q: { count: 1, shift: late, skills: { pick: 100 % } }
        process:
          outbound:
            wave: { waves: ["mon-sun \(wave)"] }
            pick: { time: 60 min, limit: 0 orders, overflow: leave }
        """
    ).run()
    #expect(outcome.station("pick").turnedAway == 0)
    #expect(outcome.cycleSeconds == 2 * 3600)
  }
}
