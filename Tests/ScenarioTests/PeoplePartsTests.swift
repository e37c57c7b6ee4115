import Foundation
import Kernel
import Randomness
import Scenario
import Simulation
import Testing
import Warehouse

/// Pools in several shifts, and people with a shift, skills and a first day of their own.
@Suite struct `Parts of a pool` {
  static let shifts = "shifts: { early: { hours: 06:00-14:00 }, late: { hours: 14:00-22:00 } }\n"
  static let process = "process: { outbound: { pick: { by: pickers, time: { exponential: { mean: 5 min } } } } }"

  static func study(_ warehouse: String, days: Int = 30, warmUpDays: Int = 0, perHour: Double = 20, replications: Int = 2) -> HallStudy {
    HallStudy(streams: HallStudy.poisson(perHour), warehouse: warehouse, days: days, warmUpDays: warmUpDays, replications: replications)
  }

  func problems(_ warehouse: String) -> [String] { Desk(["s.yaml": Self.study(warehouse).yaml]).problems() }

  @Test(arguments: ["", ", absence: 5 %"]) func `so many people in each shift are the pools written out`(more: String) throws {
    let short = try Self.study(
      Self.shifts + "workers: { pickers: { shift: { early: 2, late: 1 }, wage: 12 EUR/h\(more) } }\n" + Self.process
    ).outcomes()
    let long = try Self.study(
      Self.shifts
        + """
        workers: { pickers early: { count: 2, shift: early, wage: 12 EUR/h\(more) }, pickers late: { count: 1, shift: late, skills: { pick: 100 % }, wage: 12 EUR/h\(more) } }
        process: { outbound: { pick: { by: pickers early, time: { exponential: { mean: 5 min } } } } }
        """
    ).outcomes()
    for (a, b) in zip(short.outcomes, long.outcomes) {
      #expect(a.fingerprint == b.fingerprint && a.pools == b.pools && a.stations == b.stations && a[.labourCost] == b[.labourCost])
      #expect(a.pools.map(\.name) == ["pickers early", "pickers late"])
    }
  }

  @Test func `all of them are the step's own people, whatever helpers wait for`() throws {
    let (plan, outcomes) = try Self.study(
      Self.shifts
        + """
        workers: { pickers: { shift: { early: 1, late: 1 } } }
        process: { outbound: { pick: { by: pickers, time: 1 min, helpers-above: 50 orders } } }
        """, perHour: 10
    ).outcomes()
    // Ten orders an hour of a minute each: the late shift works as long as the early one, and nobody waits for a queue of fifty.
    for outcome in outcomes { #expect(abs(outcome.pools[1].workedHours - 30 * 80 / 60) < 8, "\(outcome.pools[1].workedHours)") }
    #expect(plan.plan.floor?.steps[0].crew.map { [$0.pool, $0.helps == true ? 1 : 0] } == [[0, 0], [1, 0]])
  }

  // Weeks of 5 · 7.5 hours, of which the part-timers work 60 %, and of 7 · 8 hours where holidays count nothing; whatever the horizon, and
  // however many holidays there are in it.
  @Test(arguments: [3, 31, 400]) func `weeks of experience are weeks of the shift's own hours`(days: Int) throws {
    let loaded = try Desk([
      "s.yaml": """
        bullwhip: 1
        name: Weeks
        currency: EUR
        clock: { start: 2026-03-25, horizon: \(days) d, warm-up: 0 d, time-zone: Europe/Berlin, holidays: h.csv }
        items: { list: { a: { unit-cost: 1 EUR } } }
        locations: { hall: { stock: unlimited } }
        demand: { streams: { s: { at: hall, orders: { arrivals: { poisson: { mean: 1 /h } }, lines: 1, quantity: 1 } } } }
        warehouse:
          shifts: { day: { days: mon-fri, hours: 08:00-16:00, breaks: { noon: 12:00 +30 min } }, night: { hours: 22:00-06:00 } }
          workers:
            full: { count: 2, shift: day, experience: 6 weeks, people: { Anna: { hired: 2026-03-11 }, Ben: { experience: 3 h } } }
            part: { count: 2, shift: day, part-time: 60 %, experience: 6 weeks }
            nights: { count: 2, shift: night, experience: 6 weeks }
            both: { count: 2, shift: [day, night], experience: 6 weeks }
          learning: { curve: wright, rate: 80 %, start: 40 % }
          workforce: { leaving: 9 %/year, replacement: { after: 2 weeks, experience: 2 weeks } }
          process: { outbound: { a: { by: full, time: 1 s }, b: { by: part, time: 1 s }, c: { by: nights, time: 1 s }, d: { by: both, time: 1 s } } }
        experiment: { replications: 1, seed: 1 }

        """, "h.csv": "date\n2026-04-03\n2026-04-06\n2026-05-01\n",
    ]).load()
    let floor = try #require(loaded.drafts[0].plan.floor), terms = floor.pools.map { $0.terms }
    #expect(floor.people?.replacementExperiences == [75, 45, 112, 187])
    #expect(terms.map { $0?.experience } == [225, 135, 336, 561])
    // Two weeks ago, and so many hours.
    #expect(terms[0]?.people.map { $0.experience } == [75, 3])
  }

  @Test func `people who work two shifts are paid for both`() throws {
    let (_, outcomes) = try Self.study(
      """
      shifts: { morning: { hours: 06:00-10:00 }, evening: { hours: 16:00-19:00, breaks: { tea: 17:00 +30 min } } }
      workers: { pickers: { count: 3, shift: [morning, evening], wage: 10 EUR/h } }
      """ + "\n" + Self.process, days: 10
    ).outcomes()
    for outcome in outcomes {
      #expect(abs(outcome.pools[0].paidHours - 3 * 7 * 10) < 1e-9)
      #expect(abs(outcome.pools[0].dutyHours - 3 * 6.5 * 10) < 1e-9)
      #expect(abs(outcome[.labourCost] - 2100) < 1e-6)
    }
  }

  @Test func `a person has a shift of its own`() throws {
    let plan = try Self.study(
      Self.shifts
        + "workers: { pickers: { count: 3, shift: early, people: { Anna: { shift: late, age: 50 years }, Ben: { age: 30 years } } } }\n"
        + Self.process
    )
    .outcomes().plan
    let pools = try #require(plan.plan.floor).pools
    #expect(
      pools.map(\.name) == ["pickers", "pickers late"] && pools.map(\.count) == [2, 1] && pools.map(\.group) == ["pickers", "pickers"])
    #expect(pools.map { $0.terms?.people.map(\.name) ?? [] } == [["Ben"], ["Anna"]])
    #expect(pools[1].membership?.kind == .people)
  }

  @Test func `a person has skills that the others lack, and alone does that step`() throws {
    let (plan, outcomes) = try Self.study(
      Self.shifts
        + """
        workers: { pickers: { count: 2, shift: early, people: { Anna: { skills: { label: 50 % } } } } }
        process: { outbound: { pick: { by: pickers, time: 1 min }, label: { by: labellers, time: 1 min } } }
        """.replacing("workers: {", with: "workers: { labellers: { count: 0, shift: early },"), perHour: 4
    ).outcomes()
    let floor = try #require(plan.plan.floor)
    #expect(floor.pools.map(\.name) == ["labellers", "pickers", "pickers Anna"])
    #expect(floor.steps[1].crew.map(\.pool) == [0, 2] && floor.steps[1].crew[1].proficiency == 1)
    for outcome in outcomes {
      // At half the speed a minute's work takes two.
      let labels = outcome.stations[1]
      #expect(labels.orders > 1000 && abs(labels.busyHours - labels.orders * 2 / 60) < 0.05)
    }
  }

  @Test func `a person comes on its day, and brings what it has learnt since it was hired`() throws {
    let text =
      HallStudy.always
        + """
        workers: { pickers: { count: 2, shift: always, wage: 10 EUR/h, people: { Anna: { hired: day 10 } } } }
        process: { outbound: { pick: { by: pickers, time: 6 min } } }
        """
    for outcome in try Self.study(text, days: 30).outcomes().outcomes { #expect(abs(outcome.pools[0].paidHours - 24 * (30 + 20)) < 1e-9) }
    let dated = Self.study(
      text.replacing("hired: day 10", with: "hired: 2025-12-08").replacing(
        "process:", with: "learning: { curve: de-jong, start: 50 % }\nprocess:"), days: 30
    ).yaml.replacing("start: day 0", with: "start: 2026-01-05")
    // Four weeks before the start, 168 hours each.
    let pool = try #require(try Desk(["s.yaml": dated]).load().drafts[0].plan.floor).pools[0]
    #expect(pool.terms?.people[0].experience == 4 * 168 && pool.terms?.people[0].hired == nil)
  }

  @Test func `newcomers are told their shift`() throws {
    let floor =
      Self.shifts
      + "workers: { pickers: { shift: { early: 2, late: 1 }, wage: 10 EUR/h } }\nworkforce: { hiring: { spring: { on: day 10, count: 1, as: pickers, shift: late } } }\n"
      + Self.process
    for outcome in try Self.study(floor, days: 20).outcomes().outcomes { #expect(abs(outcome.pools[1].paidHours - 8 * (20 + 10)) < 1e-9) }
    #expect(
      problems(floor.replacing(", shift: late } }", with: " } }")).contains {
        $0.contains("'pickers' work in several shifts") && $0.contains("`shift: early` or `shift: late`")
      })
  }

  @Test(arguments: [
    ("shift: { early: 2, night: 1 }", "error: unknown shift 'night'; known here: early, late", "unknown-name"),
    (
      "shift: { early: 2, late: 1 }, count: 4", "error: the shifts of 'pickers' have 3 people, and its count is 4; remove `count:`",
      "out-of-range"
    ),
    ("shift: [early, long], count: 2", "error: unknown shift 'long'", "unknown-name"),
    ("shift: early", "error: 'warehouse.workers.pickers' lacks 'count'; write for example `count: 4`", "missing-key"),
    (
      "count: 1, shift: early, people: { Anna: { shift: late }, Ben: { age: 30 years } }",
      "error: 2 people of the pool have a name, but its count is 1; write `count: 2`", "out-of-range"
    ),
    (
      "shift: { early: 2, late: 1 }, people: { Anna: { age: 60 years } }",
      "error: the pool works in several shifts, and 'Anna' does not say in which; add `shift: early`", "missing-key"
    ),
    (
      "shift: { early: 2 }, people: { Anna: { shift: late } }", "error: nobody of 'pickers' works in the shift 'late' of 'Anna'",
      "unknown-name"
    ),
    ("shift: {}", "error: 'pickers' works in no shift", "missing-key"),
    ("count: 2, shift: early, people: { Anna: { hired: day 400 } }", "error: 'day 400' lies outside the clock", "bad-date"),
  ])
  func `are refused with line and remedy where they make no sense`(worker: String, answer: String, code: String) {
    let told = problems(Self.shifts + "workers: { pickers: { \(worker) } }\n" + Self.process)
    #expect(told.contains { $0.contains(answer) && $0.contains("[\(code)]") && $0.hasPrefix("s.yaml:") }, "\(told)")
  }

  @Test func `shifts of one person that overlap are refused where they stand`() {
    let told = problems(
      "shifts: { early: { hours: 06:00-14:00 }, late: { hours: 13:30-22:00 } }\nworkers: { pickers: { count: 2, shift: [early, late] } }\n"
        + Self.process)
    #expect(
      told.count == 1 && told[0].contains("'pickers' would be paid twice: their shift 'late' overlaps another, first on day 0 at 13:30"),
      "\(told)")
    #expect(told.first?.hasPrefix("s.yaml:12:") == true && told.first?.contains("shift: { early: 4, late: 4 }") == true, "\(told)")
    let dated = Self.study(
      "shifts: { early: { hours: 06:00-14:00 }, night: { hours: 22:00-06:30 } }\nworkers: { pickers: { count: 2, shift: [early, night] } }\n"
        + Self.process
    ).yaml.replacing("start: day 0", with: "start: 2026-01-05")
    #expect(Desk(["s.yaml": dated]).problems().contains { $0.contains("overlaps another, first on 2026-01-05 at 06:00") })
    let terms = problems(
      "shifts: { early: { hours: 06:00-10:00, at-end: stop }, late: { hours: 13:30-22:00 } }\nworkers: { pickers: { count: 2, shift: [early, late] } }\n"
        + Self.process)
    #expect(terms.contains { $0.contains("say different things of overtime or of their end") }, "\(terms)")
  }
}
