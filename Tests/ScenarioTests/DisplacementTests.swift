import Foundation
import Scenario
import Simulation
import Testing

/// Urgent orders displace only work whose people and means take them up at once.
@Suite struct `Work displaced` {
  func run(_ orders: [String], urgent: String, _ warehouse: String) throws -> Outcome {
    try FloorDay(orders: orders, urgent: [urgent], warehouse: warehouse).run().outcome
  }

  static let pick = "process: { outbound: { pick: { by: w, queue: due date, preempt: resume, time: 30 min } } }"

  // Three finish at 14:20 what they began at 13:50, and go home. The order of 14:05 is done next day at 6:30.
  @Test func `is not laid down by those whose paid hours are over`() throws {
    let outcome = try run(
      ["13:50 1 a", "13:50 2 a", "13:50 3 a"], urgent: "14:05 u a",
      "shifts: { day: { hours: 06:00-14:00 } }\nworkers: { w: { count: 3, shift: day } }\n" + Self.pick)
    #expect(outcome.cycleSeconds == Double((3 * 30 + 16 * 60 + 25) * 60))
    #expect(outcome.stations[0].displaced == 0)
  }

  // In overtime, which two who wait make needed, somebody stays: the order of 14:05 is done at 14:35, the first at 14:50, the second at
  // 15:20.
  @Test func `is laid down by those who stay on`() throws {
    let outcome = try run(
      ["13:50 1 a", "13:50 2 a"], urgent: "14:05 u a",
      "shifts: { day: { hours: 06:00-14:00, overtime: { up-to: 2 h, when: backlog > 0 orders } } }\n"
        + "workers: { w: { count: 1, shift: day } }\n" + Self.pick)
    #expect(outcome.cycleSeconds == Double((30 + 60 + 90) * 60))
    #expect(outcome.stations[0].displaced == 1)
  }

  // Work goes on into the break, until 12:20; the order of 12:05 is done from 13:00 to 13:30.
  @Test func `is not laid down by who would have a break`() throws {
    let outcome = try run(
      ["11:50 1 a"], urgent: "12:05 u a",
      "shifts: { day: { hours: 06:00-14:00, breaks: { lunch: 12:00 +60 min } } }\nworkers: { w: { count: 1, shift: day } }\n" + Self.pick)
    #expect(outcome.cycleSeconds == Double((30 + 85) * 60))
    #expect(outcome.stations[0].displaced == 0)
  }

  // From 8:00 on only one may be on the floor; two are, until 8:30. Then one of them takes the order of 8:05, until 11:00.
  @Test func `is not laid down by who would be sent away`() throws {
    let outcome = try run(
      ["06:00 1 a", "06:00 2 a"], urgent: "08:05 u a",
      "shifts: { day: { hours: 06:00-20:00 } }\nworkers: { w: { count: 2, shift: day, on-floor: { 8: 1, 10: 2 } } }\n"
        + Self.pick.replacing("30 min", with: "2.5 h"))
    #expect(outcome.cycleSeconds == Double((2 * 150 + 175) * 60))
    #expect(outcome.stations[0].displaced == 0)
  }

  // The only robot would charge for three hours, at 8:00 or at 8:30: the order of 8:00 is done at 14:00. Of two the other one takes it at
  // once, until 10:30; it charges then, but the first has done so at 11:00, and half an hour is left.
  @Test(arguments: [(1, 150 + 360, 0.0), (2, 150 + 330, 1.0)])
  func `is not laid down where its unit would charge`(robots: Int, minutes: Int, displaced: Double) throws {
    let outcome = try run(
      ["06:00 1 a"], urgent: "08:00 u a",
      """
      shifts: { day: { hours: 06:00-20:00 } }
      workers: { w: { count: 1, shift: day } }
      equipment: { robots: { count: \(robots), charging: { after: 1 h, for: 3 h } } }
      process: { outbound: { pick: { by: w, with: robots, queue: due date, preempt: resume, time: 2.5 h } } }
      """)
    #expect(outcome.cycleSeconds == Double(minutes * 60))
    #expect(outcome.stations[0].displaced == displaced)
  }

  // w has an order until 13:50, and another from 13:52 to 14:22; v one of an hour, from 13:45 on. Last begun is what w has in hand, but w
  // goes home: v takes the two units of 14:05, until 14:25, and then does the 40 minutes that are left.
  @Test func `is that of somebody who stays, though less urgent work goes on`() throws {
    let outcome = try run(
      ["13:40 1 a", "13:45 2 a 6", "13:52 3 a 3"], urgent: "14:05 u a 2",
      """
      shifts: { early: { hours: 06:00-14:00 }, long: { hours: 06:00-22:00 } }
      workers: { w: { count: 1, shift: early }, v: { count: 1, shift: long, skills: { pick: 100 % } } }
      process: { outbound: { pick: { by: w, queue: due date, preempt: resume, time: 10 min per unit } } }
      """)
    #expect(outcome.cycleSeconds == Double((10 + 80 + 30 + 20) * 60))
    #expect(outcome.stations[0].displaced == 1)
  }

  // Six hours of work from 6:00, displaced from 11:00 to 13:00. It begins again then and ends at 19:00, also where it was laid down and
  // handed over for the break before.
  @Test(arguments: ["finish", "stop", "hand over"]) func `begins again, whatever was done of it before`(atEnd: String) throws {
    let outcome = try FloorDay(
      orders: ["06:00 1 a 3"], urgent: ["11:00 u a 1"],
      warehouse: "shifts: { day: { hours: 06:00-22:00, breaks: { tea: 10:00 +30 min }, at-end: \(atEnd) } }\n"
        + "workers: { w: { count: 1, shift: day } }\n"
        + "process: { outbound: { pick: { by: w, queue: due date, preempt: restart, time: { per-unit: 2 h } } } }"
    ).run().outcome
    #expect(outcome.cycleSeconds == Double((13 + 2) * 3600))
    #expect(outcome.stations[0].displaced == 1)
  }
}
