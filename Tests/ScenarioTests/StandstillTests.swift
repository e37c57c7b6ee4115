import Kernel
import Randomness
import Scenario
import Simulation
import Testing
import Warehouse

/// Floors on which everybody waits for room, for a while or for ever. Three orders of 10 min at each of two steps, one person for both, room
/// for one order between them: the second pick finds the first one's order there at 15:50, and nobody free.
@Suite struct `A stand` {
  func run(_ shift: String, pack: String = "", more: String = "", workers: String = "count: 1, shift: day") throws -> Outcome {
    try FloorDay(
      orders: ["15:30 1 a", "15:30 2 a", "15:30 3 a"],
      warehouse: """
        shifts: { day: { \(shift) } }
        workers: { p: { \(workers) } }
        process: { outbound: { pick: { by: p, time: 10 min }, pack: { by: p, time: 10 min, limit: 1 orders\(pack) } } }
        """ + (more.isEmpty ? "" : "\n" + more)
    ).run().outcome
  }

  // At 16:00 p goes home. Next morning there is one order at either step, and p picks again, and is held until that evening; the morning
  // after p packs them, until 8:10, 8:20 and 8:30: after 2440, 2450 and 2460 min.
  @Test(arguments: ["finish", "stop", "hand over"]) func `that the shift's end dissolves is none`(rule: String) throws {
    let outcome = try run("days: mon-fri, hours: 08:00-16:00, at-end: \(rule)")
    #expect(outcome.deadlock == nil)
    #expect(outcome.station("pack").orders == 3)
    #expect(outcome.cycleSeconds == 60 * 7350)
  }

  // p lays what is done down at 15:55, and picks from 15:58 on, and next morning until 8:08; held until the next break, p packs from then on
  // and the morning after until 8:08, 8:18 and 8:28: after 2438, 2448 and 2458 min.
  @Test func `that a break dissolves is none`() throws {
    let outcome = try run("days: mon-fri, hours: 08:00-16:00, breaks: { b: 15:55 +3 min }, at-end: stop")
    #expect(outcome.deadlock == nil)
    #expect(outcome.cycleSeconds == 60 * 7344)
  }

  // The order in between leaves at 16:00 and the next one at 16:20; the third is packed at 16:30.
  @Test func `that patience dissolves is none`() throws {
    let outcome = try run("hours: 00:00-24:00", pack: ", patience: 20 min")
    #expect(outcome.deadlock == nil)
    #expect(outcome.station("pack").gaveUp == 2 && outcome.station("pack").orders == 1)
    #expect(outcome.cycleSeconds == 60 * 60)
  }

  // Of two who come next morning one picks the third order and one packs. A leaver stays in its place while the shift goes on, but somebody
  // else will come for it, if late.
  @Test func `that a replacement or a hire dissolves is none`() throws {
    let hired = try run("hours: 00:00-24:00", more: "workforce: { hiring: { more: { on: 2026-01-06, count: 2, as: p } } }")
    #expect(hired.deadlock == nil && hired.station("pack").orders == 3)
    let replaced = try run("hours: 00:00-24:00", more: "workforce: { leaving: 99 %/year, replacement: { after: 1 d } }")
    #expect(replaced.deadlock == nil)
  }

  @Test func `that nothing dissolves is named`() throws {
    let outcome = try run("hours: 00:00-24:00")
    let words = try #require(outcome.deadlock)
    #expect(words.contains("on 2026-01-05 at 15:50 the floor came to a stand"), "\(words)")
    #expect(words.contains("'pick' (1 task done, holding 1 of 'p') waits for room at 'pack', which needs 'p', held by 'pick'"), "\(words)")
  }

  // A place is not given back by who goes home: what is done stands on it.
  @Test func `on a place that nobody leaves is named, whoever goes home`() throws {
    let outcome = try FloorDay(
      orders: ["15:30 1 a", "15:30 2 a", "15:30 3 a"],
      warehouse: """
        shifts: { day: { hours: 08:00-16:00 } }
        workers: { p: { count: 1, shift: day } }
        places: { table: 1 }
        process: { outbound: { pick: { by: p, at: table, time: 10 min }, pack: { by: p, at: table, time: 10 min, limit: 1 orders } } }
        """
    ).run().outcome
    let words = try #require(outcome.deadlock)
    #expect(words.contains("'table'") && !words.contains("which needs 'p'"), "\(words)")
  }
}

/// Floors on which an instant does not end, or nobody is left.
@Suite struct `A floor that cannot go on` {
  // The only packer leaves on the first Tuesday, at the end of the shift; pick is done with another order on Wednesday and finds no room.
  @Test func `because all have left says so`() throws {
    let outcome = try FloorDay(
      orders: ["2/15:30 1 a", "2/15:30 2 a", "3/08:00 3 a"],
      warehouse: """
        shifts: { day: { hours: 08:00-16:00 } }
        workers: { p: { count: 1, shift: day }, q: { count: 1, shift: day } }
        workforce: { hiring: { fewer: { on: 2026-01-06, count: -1, as: q } } }
        process: { outbound: { pick: { by: p, time: 10 min }, pack: { by: q, time: 3 h, limit: 0 orders } } }
        """
    ).run().outcome
    let standstill = try #require(outcome.standstill)
    #expect(standstill.words.contains("waits for room at 'pack', where nobody is left who can work; for ever"), "\(standstill.words)")
    #expect(standstill.remedy.contains("have people come for 'pack'"), "\(standstill.remedy)")
  }

  // Of 9000 orders released at once each is picked 990 times on average: 9 million ends of work in one instant, of which four are borne.
  @Test func `because work takes no time and comes back is named`() throws {
    let lines = (0..<9000).map { "06:00 \($0) a" }
    let outcome = try FloorDay(
      orders: lines,
      warehouse: FloorDay.people + "workers: { p: { count: 1, shift: always } }\n"
        + "process: { outbound: { pick: { by: p, time: 0 s, fails: 99.899 %, to: pick } } }"
    ).run().outcome
    let standstill = try #require(outcome.standstill)
    #expect(standstill.kind == .stall && standstill.words.contains("on 2026-01-05 at 6:00 the instant does not end"), "\(standstill.words)")
    #expect(standstill.words.hasSuffix("the last of them at 'pick'"))
  }
}

/// Work put aside and taken up again by somebody who has changed meanwhile.
@Suite struct `Work taken up again` {
  func cycle(_ terms: String, shift: String) throws -> Double {
    try FloorDay(
      orders: ["08:00 1 a", "08:00 2 a", "08:00 3 a"],
      warehouse: """
        shifts: { day: { days: mon-fri, hours: 08:00-16:00, \(shift)at-end: stop } }
        workers: { p: { count: 1, shift: day } }
        \(terms)
        process: { outbound: { pick: { by: p, time: 60 min } } }
        """
    ).run().outcome.cycleSeconds
  }

  // The first order until 9:00. The second is begun with an hour of tiredness, twice as slow: half of it is done at 10:00. After the break
  // the other half takes 30 min, until 11:00; the third begins with half an hour of tiredness and takes 90 min, until 12:30.
  @Test(arguments: ["breaks", "rest, half-life: 1 min"]) func `after a break is done rested`(recovery: String) throws {
    let seconds = try cycle("fatigue: { per-hour: 100 %, recovery: \(recovery) }", shift: "breaks: { x: 10:00 +30 min }, ")
    #expect(abs(seconds - 3600 * (1 + 3 + 4.5)) < 0.01)
  }

  // With 50 % for each hour: until 9:00; then 1.5 times as slow, until 10:30; then, after 2.5 hours, 2.25 times, until 12:45.
  @Test func `and work that goes through keeps the speed it was begun with`() throws {
    let seconds = try cycle("fatigue: { per-hour: 50 %, recovery: breaks }", shift: "")
    #expect(abs(seconds - 3600 * (1 + 2.5 + 4.75)) < 0.01)
  }
}
