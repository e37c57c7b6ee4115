import Kernel
import Randomness
import Scenario
import Simulation
import Testing
import Warehouse

/// People bound to zones of the pick area.
@Suite struct `People bound to a zone` {
  static let items = "a: { zone: A }, b: { zone: B }"
  static let inA = (1...4).map { "08:00 \($0) a" }

  static func picks(by: String, _ helpers: String = "") -> String {
    ["A", "B"].map {
      "pick \($0): { \(by.isEmpty ? "" : "by: \(by), ")zone: \($0), time: 10 s\(helpers.isEmpty ? "" : ", helpers-above: \(helpers)") }"
    }.joined(separator: ", ")
  }

  func run(_ workers: String, _ outbound: String, orders: [String] = inA) throws -> Outcome {
    try FloorDay(
      orders: orders, warehouse: FloorDay.people + "workers: { \(workers) }\nprocess: { outbound: { \(outbound) } }", items: Self.items
    ).run().outcome
  }

  static let both = "skills: { pick A: 100 %, pick B: 100 % }"

  // Four orders of 10 s in A at once. Two who go anywhere: 10 + 10 + 20 + 20. One at home in A: 10 + 20 + 30 + 40. With help above two:
  // Ann takes the first, Ben one of the three that wait; of the two that wait after 10 s he takes none: 10 + 10 + 20 + 30.
  @Test(arguments: [
    ("pickers: { count: 2, shift: always }", "pickers", "", 60.0),
    ("pickers: { count: 2, shift: always, people: { Ann: { zone: A }, Ben: { zone: B } } }", "pickers", "", 100),
    ("pickers: { count: 2, shift: always, people: { Ann: { zone: A }, Ben: { zone: B } } }", "pickers", "2 orders", 70),
    ("pickers: { count: 2, shift: always, people: { Ben: { zone: B }, Ann: { zone: A } } }", "pickers", "2 orders", 70),
    ("pickers: { count: 2, shift: always, zone: A, people: { Ben: { zone: B } } }", "pickers", "2 orders", 70),
    ("pickers: { shift: { always: 2 }, zone: A, people: { Ben: { shift: always, zone: B } } }", "pickers", "2 orders", 70),
    ("a: { count: 1, shift: always, zone: A, \(both) }, b: { count: 1, shift: always, zone: B, \(both) }", "", "", 100),
    ("a: { count: 1, shift: always, zone: A, \(both) }, b: { count: 1, shift: always, zone: B, \(both) }", "", "2 orders", 70),
    ("b: { count: 1, shift: always, zone: B, \(both) }, a: { count: 1, shift: always, zone: A, \(both) }", "", "2 orders", 70),
    // Who is bound to the zone is at home there though `by:` names others.
    ("a: { count: 1, shift: always, zone: A, \(both) }, pickers: { count: 1, shift: always }", "pickers", "2 orders", 60),
  ])
  func `pick there, and elsewhere only as helpers`(workers: String, by: String, helpers: String, seconds: Double) throws {
    #expect(try run(workers, Self.picks(by: by, helpers)).cycleSeconds == seconds)
  }

  // Both pack: 10 s of picking by Ann alone, 60 s of packing by whoever is free, the longest queue first. At 10 s
  // Ann picks on, since three wait, and Ben packs 1 until 70 s. At 30 s she has picked 2 and 3, which wait to be packed, and packs 2 until
  // 90 s. Ben packs 3 from 70 to 130 s; Ann picks 4 until 100 s and packs it until 160 s.
  @Test func `do what has no zone as everybody does`() throws {
    let outcome = try run(
      "pickers: { count: 2, shift: always, people: { Ann: { zone: A }, Ben: { zone: B } } }",
      Self.picks(by: "pickers") + ", pack: { by: pickers, time: 60 s }")
    #expect(outcome.cycleSeconds == 70 + 90 + 130 + 160)
    let ben = outcome.pools.first { $0.name == "pickers B" }
    #expect(abs((ben?.workedHours ?? 0) * 3600 - 120) < 1e-9 && outcome.pools.count == 2)
  }

  static func random(workers: String, byA: String, byB: String) -> String {
    """
    bullwhip: 1
    name: Zones
    clock: { start: 2026-01-05, horizon: 2 weeks }
    items: { list: { a: { zone: A }, b: { zone: B }, c: { zone: B } } }
    locations: { house: { stock: unlimited } }
    demand: { streams: { web: { at: house, orders: { arrivals: { poisson: { mean: 60 /h } }, lines: 2, quantity: 1 } } } }
    warehouse:
      shifts: { day: { hours: 07:00-22:00 } }
      workers: { \(workers) }
      process:
        outbound:
          pick A: { \(byA)zone: A, helpers-above: 5 orders, time: { lognormal: { mean: 60 s, cv: 1 } } }
          pick B: { \(byB)zone: B, helpers-above: 8 orders, time: { lognormal: { mean: 60 s, cv: 1 } } }

    """
  }

  /// What `zone:` says can be said step by step: who is at home in a zone is whom `by:` names there.
  @Test func `are those whom each step of the zone names`() throws {
    func run(_ text: String) throws -> Outcome {
      PairedRunner([try CompiledPlan(Desk(["s.yaml": text]).load().drafts[0].plan)]).run(seed: 3, replication: 0)[0]
    }
    let bound = try run(
      Self.random(
        workers: "a: { count: 1, shift: day, zone: A, \(Self.both) }, b: { count: 2, shift: day, zone: B, \(Self.both) }", byA: "", byB: "")
    )
    let named = try run(
      Self.random(
        workers: "a: { count: 1, shift: day, \(Self.both) }, b: { count: 2, shift: day, \(Self.both) }", byA: "by: a, ", byB: "by: b, "))
    #expect(bound.cycleSeconds == named.cycleSeconds && bound.pools == named.pools && bound[.ordersFinished] > 10_000)
    #expect(
      bound.station("pick A").waitMinutes == named.station("pick A").waitMinutes
        && bound.station("pick B").waitMinutes == named.station("pick B").waitMinutes)
    #expect(zip(bound.pools, [1.0, 2]).allSatisfy { $0.workedHours > 0.5 * $1 * 15 * 14 })
  }

  func problems(_ workers: String, _ outbound: String) -> [String] {
    Desk(
      FloorDay(
        orders: Self.inA + ["09:00 5 b"], warehouse: FloorDay.people + "workers: { \(workers) }\nprocess: { outbound: { \(outbound) } }",
        items: Self.items
      ).files
    ).problems()
  }

  @Test(arguments: [
    ("pickers: { count: 2, shift: always, zone: C }", picks(by: "pickers"), "unknown zone of a step 'C'", "unknown-name"),
    (
      "pickers: { count: 2, shift: always, zone: A }", "pick: { by: pickers, time: 10 s }",
      "no step picks by zones, so nobody can be bound to 'A'", "unknown-name"
    ),
    (
      "pickers: { count: 2, shift: always, zone: A }", picks(by: "pickers"),
      "nobody picks in the zone 'B': all who could do 'pick B' are bound to other zones", "empty-zone"
    ),
    ("pickers: { count: 2, shift: always, zone: A }", picks(by: "pickers", "5 orders"), "nobody picks in the zone 'B'", "empty-zone"),
    ("a: { count: 1, shift: always, zone: A, \(both) }", picks(by: "", "5 orders"), "nobody picks in the zone 'B'", "empty-zone"),
    (
      "pickers: { count: 1, shift: always }, b: { count: 1, shift: always, zone: B, \(both) }", picks(by: "pickers"),
      "'b' are bound to the zone 'B' and never do the step 'pick A'", "unused"
    ),
    (
      "pickers: { count: 1, shift: always }, b: { count: 1, shift: always, zone: B, skills: { pack: 100 % } }",
      picks(by: "pickers") + ", pack: { by: b, time: 9 s }", "'b' are bound to the zone 'B' and do no step there", "unused"
    ),
  ])
  func `are told where that leaves a zone alone or says nothing`(workers: String, outbound: String, answer: String, code: String) {
    let found = problems(workers, outbound)
    #expect(found.contains { $0.contains(answer) && $0.hasSuffix("[\(code)]") }, "\(found)")
  }

  @Test func `are taken without a word where all is well`() {
    #expect(
      problems(
        "pickers: { count: 3, shift: always, people: { Ann: { zone: A, skills: { pick B: 90 % } }, Ben: { zone: B } } }",
        Self.picks(by: "pickers")) == [])
  }
}
