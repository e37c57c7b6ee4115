import Foundation
import Kernel
import Simulation
import Testing
import Warehouse

/// Who and what begins first each morning, of two that are alike.
@Suite struct `Ties on the floor` {
  /// The first task of each of 200 days: person and pool, unit.
  private func firsts(_ warehouse: String, ties: String) throws -> [(pool: Int, person: Int, unit: Int)] {
    let plan = try HallStudy(
      streams: HallStudy.poisson(3), warehouse: "ties: \(ties)\naccounts: full\nshifts: { day: { hours: 06:00-14:00 } }\n" + warehouse,
      days: 200, warmUpDays: 0, replications: 0
    ).outcomes().plan
    var firsts: [(pool: Int, person: Int, unit: Int)] = [], day: Int64 = -1
    _ = PairedRunner([plan]).trace(plan: 0, seed: 5, replication: 0) { event in
      guard let floor = event.floor, floor.kind == .begun, floor.time.ticks / SimTime.ticksPerDay > day else { return }
      day = floor.time.ticks / SimTime.ticksPerDay
      firsts.append((Int(floor.pool), Int(floor.person), Int(floor.unit)))
    }
    return firsts
  }

  // Of 200 mornings each of two has 100, give or take five times seven.
  @Test func `chance decides between people, pools and units that are alike, and only where it is asked to`() throws {
    let cases: [(String, ((pool: Int, person: Int, unit: Int)) -> Int)] = [
      ("workers: { w: { count: 2, shift: day } }\nprocess: { outbound: { pick: { by: w, time: 1 min } } }", { $0.person }),
      (
        "workers: { v: { count: 1, shift: day, skills: { pick: 100 % } }, w: { count: 1, shift: day, skills: { pick: 100 % } } }\n"
          + "process: { outbound: { pick: { time: 1 min } } }", { $0.pool }
      ),
      (
        "workers: { w: { count: 1, shift: day } }\nequipment: { carts: { count: 2 } }\n"
          + "process: { outbound: { pick: { by: w, with: carts, time: 1 min } } }", { $0.unit }
      ),
    ]
    for (warehouse, which) in cases {
      for rule in ["longest queue", "best skilled"] {
        let asked = "assignment: \(rule)\n" + warehouse
        let inOrder = try firsts(asked, ties: "in order"), shuffled = try firsts(asked, ties: "shuffled")
        #expect(inOrder.count > 190 && inOrder.allSatisfy { which($0) == 0 }, "\(inOrder.count) \(asked)")
        #expect(abs(2 * shuffled.count { which($0) == 1 } - shuffled.count) < 70, "\(shuffled.count { which($0) == 1 }) \(asked)")
      }
    }
  }
}

/// Absence is of a day's shift, however it begins.
@Suite struct `Absence in shifts that follow one another` {
  // Round the clock there is more work than one person can do, so that at midnight everybody has an order in hand. Of the days of 20 people
  // 30 % are missed, so of 20 · 100 days 600, give or take five times 20.5; what is in hand at midnight is finished first: half of half an
  // hour.
  @Test func `who has work in hand at midnight is absent as often as anybody`() throws {
    let (plan, outcomes) = try HallStudy(
      streams: HallStudy.poisson(60),
      warehouse: HallStudy.always
        + "workers: { w: { count: 20, shift: always, absence: 30 % } }\nprocess: { outbound: { pick: { by: w, time: 30 min } } }",
      days: 100, warmUpDays: 0, replications: 1
    ).outcomes()
    let outcome = outcomes[0], absent = outcome.pools[0].absentHours / 24
    #expect(absent > 600 - 5 * 20.5 - 600 * 0.7 * 0.5 / 24 - 10 && absent < 600 + 5 * 20.5, "\(absent)")
    let sum = ["busy", "blocked", "down", "starved", "idle", "break", "absent"].map { outcome.value("w.\($0)", plan) }.reduce(0, +)
    #expect(abs(sum - 1) < 1e-9 && outcome.pools[0].overtimeHours == 0)
  }
}
