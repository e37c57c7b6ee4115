import Foundation
import Scenario
import Simulation
import Testing

/// Work that is laid down at a break or at the end of a shift: what becomes of it, and of the break.
@Suite struct `Work laid down` {
  static func morning(_ atEnd: String) -> String {
    """
    shifts: { day: { hours: 08:00-12:00, breaks: { tea: 10:00 +30 min }, at-end: \(atEnd) }, through: { hours: 08:00-12:00 } }
    accounts: full

    """
  }

  static let three = ["09:50 1 a", "09:50 2 a", "09:50 3 a"]

  // Three orders of 50 minutes from 9:50 on, and a break from 10:00 to 10:30. Laid down at 10:00, the first is done at 11:10, the second at
  // 12:00, the third at 8:50 of the next day. Finished first, they end at 10:40, 11:30 and 12:20, and of that day's break nothing is left.
  @Test(arguments: [("stop", 80 + 130 + 23 * 60, 1.5), ("hand over", 80 + 130 + 23 * 60, 1.5), ("finish", 50 + 100 + 150, 1.0)])
  func `gives a break in full, and only finishing does not`(atEnd: String, minutes: Int, breaks: Double) throws {
    let (_, outcome) = try FloorDay(
      orders: Self.three,
      warehouse: Self.morning(atEnd) + "workers: { p: { count: 1, shift: day } }\nprocess: { outbound: { pick: { by: p, time: 50 min } } }"
    ).run()
    let pool = outcome.pools[0]
    #expect(outcome.cycleSeconds == Double(minutes * 60))
    #expect(pool.paidHours == 12 && pool.workedHours == 2.5 && abs(pool.breakHours - breaks) < 1e-9)
    #expect(abs(pool.paidHours + pool.overtimeHours - pool.workedHours - pool.idleHours - pool.breakHours - pool.absentHours) < 1e-9)
  }

  // What is left at 10:00, 40 minutes, is done by somebody who has no break, or waits until 10:30.
  @Test(arguments: [("hand over", 50), ("stop", 80)])
  func `goes on in other hands, or in the same after the break`(atEnd: String, minutes: Int) throws {
    let (_, outcome) = try FloorDay(
      orders: ["09:50 1 a"],
      warehouse: Self.morning(atEnd).replacing("through: { hours: 08:00", with: "through: { hours: 10:00")
        + "workers: { p: { count: 1, shift: day }, q: { count: 1, shift: through, skills: { pick: 100 % } } }\n"
        + "process: { outbound: { pick: { by: p, time: 50 min } } }"
    ).run()
    #expect(outcome.cycleSeconds == Double(minutes * 60))
    #expect(outcome.pools[0].breakHours == 1.5)
  }

  // Picked from 9:10 to 9:20, the second order finds no room before 10:10; whose hands held it goes on break at 10:00 all the same.
  @Test(arguments: [("stop", 40.0, 1.5), ("hand over", 40.0, 1.5), ("finish", 50.0, 1.0 + 20.0 / 60)])
  func `that finds no room keeps nobody from the break`(atEnd: String, blocked: Double, breaks: Double) throws {
    let (_, outcome) = try FloorDay(
      orders: ["09:00 1 a", "09:00 2 a"],
      warehouse: Self.morning(atEnd)
        + "workers: { p: { count: 1, shift: day }, q: { count: 1, shift: through } }\n"
        + "process: { outbound: { pick: { by: p, time: 10 min }, pack: { by: q, time: 1 h, limit: 0 } } }"
    ).run()
    #expect(outcome.cycleSeconds == (70 + 130) * 60)
    #expect(abs(outcome.pools[0].blockedHours - blocked / 60) < 1e-9 && abs(outcome.pools[0].breakHours - breaks) < 1e-9)
  }

  // The first order, of 80 or 70 minutes, is handed over at 9:00 with 20 or 10 left. Who came last comes first: it is as if it came now,
  // and ends at 9:20, the third at 9:50, the second at 10:10. By the least work: its 10 minutes are the least, to 9:10, then 20 to 9:30 and
  // 30 to 10:00. First come, first served: 9:20, 9:40, 10:10. By priority all are equal, and it was there first.
  @Test(arguments: [("lifo", 8, 80 + 90 + 120), ("shortest", 7, 70 + 80 + 100), ("fifo", 8, 80 + 90 + 110), ("priority", 8, 80 + 90 + 110)])
  func `is the next to be taken`(queue: String, units: Int, minutes: Int) throws {
    let (_, outcome) = try FloorDay(
      orders: ["08:00 1 a \(units)", "08:10 2 a 2", "08:20 3 a 3"],
      warehouse: """
        shifts: { early: { hours: 08:00-09:00, at-end: hand over }, late: { hours: 09:00-14:00 } }
        workers: { p: { count: 1, shift: early }, q: { count: 1, shift: late, skills: { pick: 100 % } } }
        process: { outbound: { pick: { by: p, queue: \(queue), time: 10 min per unit } } }
        """
    ).run()
    #expect(outcome.cycleSeconds == Double(minutes * 60))
  }

  // An order of 60 minutes with 20 left gives way to one of 30, and not again to itself: 8:40 to 9:10, then 9:10 to 9:30.
  @Test func `that was displaced does not displace`() throws {
    let (_, outcome) = try FloorDay(
      orders: ["08:00 1 a 6", "08:40 2 a 3"],
      warehouse: """
        shifts: { day: { hours: 08:00-14:00 } }
        workers: { p: { count: 1, shift: day } }
        process: { outbound: { pick: { by: p, queue: shortest, preempt: resume, time: 10 min per unit } } }
        """
    ).run()
    #expect(outcome.cycleSeconds == (90 + 30) * 60 && outcome.stations[0].displaced == 1)
  }

  // The 20 minutes of patience end when the work begins: what is handed over at 9:00 waits until 13:00.
  @Test func `waits without losing patience`() throws {
    let (_, outcome) = try FloorDay(
      orders: ["08:30 1 a"],
      warehouse: """
        shifts: { early: { hours: 08:00-09:00, at-end: hand over }, late: { hours: 13:00-16:00 } }
        workers: { p: { count: 1, shift: early }, q: { count: 1, shift: late, skills: { pick: 100 % } } }
        process: { outbound: { pick: { by: p, patience: 20 min, time: 60 min } } }
        """
    ).run()
    #expect(outcome.cycleSeconds == 5 * 3600 && outcome.stations[0].gaveUp == 0)
  }
}
