import Groundwork
import Scenario
import Testing

/// A floor with nearly everything, changed word by word.
@Suite struct `Mistakes on a floor` {
  static let scenario = """
    bullwhip: 1
    name: Floor
    currency: GBP
    clock: { start: 2026-01-05, horizon: 8 weeks }
    items: { list: { mug: { unit-cost: 2 GBP, price: 5 GBP } } }
    locations: { dc: { stock: unlimited } }
    demand: { streams: { web: { at: dc, orders: { arrivals: { poisson: { mean: 4 /h } }, lines: 1, quantity: 1 } } } }
    warehouse:
      shifts: { early: { hours: 06:00-14:00, at-end: stop, overtime: { up-to: 2 h, when: backlog > 50 orders } } }
      workers:
        pickers: { count: 3, shift: early, skills: { pick: 100 %, check: 80 % }, age: 40 years, experience: 6 weeks, people: { Anna: { age: 61 years, skills: { pick: 110 % } } } }
        packers: { count: 2, shift: early }
      equipment: { carts: { count: 2, failures: { up: { exponential: { mean: 60 h } }, down: 2 h, clock: working } } }
      learning: { curve: de-jong, start: 60 %, rate: 85 % }
      fatigue: { per-hour: 2 %, recovery: breaks }
      workforce: { leaving: 9 %/year, retirement: { at: 66 years }, hiring: { spring: { on: 2026-02-02, count: 4, as: pickers } } }
      process:
        outbound:
          release: { batch: 4 orders, or-after: 30 min }
          pick: { by: pickers, with: carts, time: 60 s, queue: priority, preempt: resume }
          check: { by: pickers, share: 10 %, time: 30 s, fails: 2 %, to: pick, limit: 5 orders }
          pack: { by: packers, time: 74 s, patience: 3 h }
    """

  @Test func `the floor itself is well`() { #expect(Desk(["s.yaml": Self.scenario]).problems() == []) }

  @Test(arguments: [
    (
      "share: 10 %, time: 30 s, fails: 2 %", "time: 30 s, fails: 100 %",
      "s.yaml:19:7: error: orders that come to 'release', 'pick', 'check' can never leave", "no-exit"
    ),
    // Of 2000 checks one does not fail; 1000 visits of a step are borne.
    (
      "share: 10 %, time: 30 s, fails: 2 %", "time: 30 s, fails: 99.95 %",
      "s.yaml:20:7: error: an order comes to 'pick' about 2000 times on average before it leaves; more than 1000 are not run", "no-exit"
    ),
    // A check fails every other time, and 2000 packings need one that did not.
    (
      "share: 10 %, time: 30 s, fails: 2 %, to: pick, limit: 5 orders }\n      pack: { by: packers, time: 74 s, patience: 3 h }",
      "time: 30 s, fails: 50 %, to: pick }\n      pack: { by: packers, time: 74 s, fails: 99.95 %, to: check }",
      "s.yaml:21:7: error: an order comes to 'check' about 4000 times on average before it leaves", "no-exit"
    ),
    (
      "pack: { by: packers, time: 74 s, patience: 3 h }",
      "pack: { by: packers, time: 74 s, patience: 3 h }\n      route: { then: { route: 99.9999999 %, out: 0.0000001 % } }",
      "s.yaml:23:7: error: an order comes to 'route' about 1000000000 times on average before it leaves", "no-exit"
    ),
    (
      "retirement: { at: 66 years }", "retirement: { at: 66 years }, replacement: { after: 1 d, age: 66 years }",
      "error: who replaces somebody would retire at once: retirement is at 66 years; write an `age:` below that", "out-of-range"
    ),
    (
      "count: 2, failures", "count: 0, failures",
      "s.yaml:13:32: error: 0 is outside the range of 'count'; write a whole number from 1 to 10000", "out-of-range"
    ),
    (
      "preempt: resume", "preempt: resumed", "s.yaml:20:79: error: 'resumed' is not a value of 'preempt'; did you mean 'resume'?",
      "unknown-word"
    ),
    (
      "queue: priority, preempt", "preempt",
      "error: nothing is more urgent in a queue that goes by arrival; add `queue: priority`, `due date` or `shortest`", "misplaced-key"
    ),
    ("or-after: 30 min", "or-after: 30", "error: 'or-after' needs a unit", "missing-unit"),
    ("batch: 4 orders, or-after", "or-after", "error: 'or-after' needs a number to gather; add `batch: 4 orders`", "misplaced-key"),
    (
      "pack: { by: packers, time: 74 s, patience: 3 h }", "pack: { departures: mon 10:00, cut-off: 9 d }",
      "error: 'pack' leaves again after 168 h, and its cut-off is no shorter; make `cut-off:` shorter than the time between two departures",
      "cut-off-gap"
    ),
    (
      "count: 4, as: pickers }", "count: -9, as: pickers }",
      "warning: 'spring' takes 9 out of 'pickers' on day 28, where 3 at most can go; make the count -3 or more",
      "zero-capacity"
    ),
    (
      "count: 4, as: pickers }", "count: -1, as: pickers, until: day 40 }",
      "error: 'until' ends what comes again; add `every: 26 weeks`, or remove it", "misplaced-key"
    ),
    ("at: 66 years", "at: 16 years", "is outside the range of 'at'", "out-of-range"),
    ("to: pick,", "to: pikc,", "error: unknown step 'pikc'; did you mean 'pick'?", "unknown-name"),
    (", to: pick", "", "error: 'fails' does not say enough; add `to: pick`", "missing-key"),
    ("with: carts", "with: cart", "error: unknown kind of equipment 'cart'; did you mean 'carts'?", "unknown-name"),
    ("up: { exponential: { mean: 60 h } }, ", "", "error: 'warehouse.equipment.carts.failures' lacks 'up'", "missing-key"),
    (
      "up: { exponential: { mean: 60 h } }, down: 2 h", "up: 1 us, down: 1 us",
      "error: 'carts' would fail about 4838400 million times in a replication", "out-of-range"
    ),
    (
      "retirement: { at: 66 years }", "replacement: { after: 1e8 weeks }",
      "error: '1e8 weeks' is longer than 100 years, which 'after' cannot be; write `21 d`", "out-of-range"
    ),
    (
      "or-after: 30 min }", "or-after: 30 min, queue: shortest }",
      "error: nobody works at 'release', so no order needs less work there; write `queue: due date` or `priority`", "misplaced-key"
    ),
    (
      "curve: de-jong, start: 60 %, rate: 85 %", "curve: dar-el, start: 60 %, time-constant: 6 weeks, repetition: 1 h",
      "error: 'time-constant' says how fast is learnt; 'repetition' makes no sense beside it; keep one of them", "misplaced-key"
    ),
    ("or-after: 30 min", "or-after: 1e8 weeks", "error: '1e8 weeks' is longer than 100 years, which 'or-after' cannot be", "out-of-range"),
    ("up: { exponential: { mean: 60 h } }", "up: 0 h", "error: a unit that fails at once never works", "out-of-range"),
    (
      "backlog > 50 orders", "queue > 50 orders",
      "error: 'queue > 50 orders' is not a condition for overtime; write `when: backlog > 50 orders`", "bad-condition"
    ),
    (
      "curve: de-jong", "curve: dar-el",
      "error: the curve 'dar-el' has no 'rate'; it takes `cognitive:`, `cognitive-rate:`, `motor-rate:`, `repetition:`, `time-constant:`",
      "misplaced-key"
    ),
    (
      "start: 60 %", "start: 70 lines/h",
      "error: 'start' in orders or lines an hour needs the plateau to compare with; add `plateau: 120 lines/h`", "missing-key"
    ),
    ("on: 2026-02-02", "on: 2031-02-02", "error: '2031-02-02' lies outside the clock", "bad-date"),
    ("on: 2026-02-02", "on: soon", "error: 'soon' is not a date of the calendar", "bad-date"),
    ("as: pickers", "as: picker", "error: unknown pool of workers 'picker'; did you mean 'pickers'?", "unknown-name"),
    ("skills: { pick: 110 % }", "skills: { pikc: 110 % }", "error: unknown step 'pikc'; did you mean 'pick'?", "unknown-name"),
    (
      "people: { Anna", "people: { Bea: { age: 30 years }, Cem: { age: 30 years }, Dee: { age: 30 years }, Anna",
      "error: 4 people of the pool have a name, but its count is 3", "out-of-range"
    ),
    ("patience: 3 h", "limit: 0 orders, overflow: stay", "error: 'stay' is not a value of 'overflow'", "unknown-word"),
    (
      "release: { batch: 4 orders, or-after: 30 min }\n", "gate: { then: { pick: 50 %, out: 40 % } }\n",
      "error: the shares of 'then' add up to 90 %", "shares"
    ),
    (
      "with: carts, time: 60 s", "with: carts, limit: 3 orders, time: 60 s",
      "error: orders that find 'pick' full come from where nobody can hold them", "limit-outside"
    ),
    ("leaving: 9 %/year", "leaving: 9 %", "error: the unit '%' does not fit 'leaving'; write `9 %/year`", "wrong-unit"),
  ])
  func `are answered with place and remedy`(old: String, new: String, answer: String, code: String) {
    #expect(Self.scenario.contains(old))
    let problems = Desk(["s.yaml": Self.scenario.replacing(old, with: new, maxReplacements: 1)]).problems()
    #expect(problems.contains { $0.contains(answer) && $0.hasSuffix("[\(code)]") }, "\(problems)")
  }

  /// Every Sunday of the two weeks is a holiday; the first open one lies behind the horizon.
  @Test func `a step that departs on holidays only is told`() {
    let text = Self.scenario
      .replacing("start: 2026-01-05, horizon: 8 weeks", with: "start: 2026-01-05, horizon: 2 weeks, holidays: [2026-01-11, 2026-01-18]")
      .replacing("on: 2026-02-02", with: "on: 2026-01-12")
      .replacing("pack: { by: packers, time: 74 s, patience: 3 h }", with: "pack: { departures: sun 16:00 }")
    let problems = Desk(["s.yaml": text]).problems()
    #expect(problems.contains { $0.contains("error: 'pack' never leaves before the horizon") && $0.hasSuffix("[never-leaves]") }, "\(problems)")
  }

  // Five days and nights without a break are five days of growing tired; a day and a night with an end to it, breaks, and rest are not.
  @Test(arguments: [
    ("days: mon-fri, hours: 00:00-24:00", "recovery: breaks", "the shift 'all' goes on for 5 days without a break or an end"),
    ("days: mon-sun, hours: 00:00-24:00, breaks: { noon: 12:00 +30 min }", "recovery: breaks", nil),
    ("days: mon, hours: 00:00-24:00", "recovery: breaks", nil), ("days: mon-sun, hours: 00:00-24:00", "recovery: rest", nil),
  ])
  func `tiredness without rest is warned of`(hours: String, recovery: String, answer: String?) {
    let problems = Desk(
      FloorDay(
        orders: ["00:00 1 a"],
        warehouse:
          "shifts: { all: { \(hours) } }\nworkers: { p: { count: 1, shift: all } }\nfatigue: { per-hour: 2 %, \(recovery) }\nprocess: { outbound: { pick: { by: p, time: 5 min } } }"
      ).files.mapValues { $0.replacing("horizon: 3 d", with: "horizon: 9 d") }
    ).problems().filter { $0.hasSuffix("[no-rest]") }
    if let answer {
      #expect(problems.count == 1 && problems[0].contains("warning: " + answer), "\(problems)")
    } else {
      #expect(problems == [])
    }
  }
}
