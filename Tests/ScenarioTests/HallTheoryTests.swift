import Foundation
import Kernel
import Randomness
import Simulation
import Testing

/// Queues with known answers, written as scenarios. Rates are an hour in place of a unit of time.
@Suite struct `Queue theory through the scenario door` {
  static let exponential = "{ exponential: { mean: 60 min } }"

  func study(_ streams: String, _ warehouse: String, days: Int = 150) -> HallStudy {
    HallStudy(streams: streams, warehouse: HallStudy.always + warehouse, days: days)
  }

  func check(_ study: HallStudy, _ expected: [String: Double]) throws {
    let (plan, outcomes) = try study.outcomes()
    for (id, theory) in expected.sorted(by: { $0.key < $1.key }) {
      let found = Measured(outcomes) { $0.value(id, plan) }
      #expect(found.covers(theory), "\(id): \(found.mean) ± \(found.error), theory \(theory)")
    }
  }

  // Birth and death by hand: M/M/1/5 with 0.9 and 1, M/M/3/10 with 4 and 1.2; blocking is the share of the last state.
  @Test(arguments: [(1, 5, 0.9, 60.0, 0.12602255, 2.1947823, 1.79028595), (3, 10, 4.0, 50.0, 0.1547614001, 6.38420481, 1.05495147)])
  func `a finite queue turns away what birth and death say`(
    c: Int, k: Int, rate: Double, minutes: Double, block: Double, l: Double, wq: Double
  ) throws {
    try check(
      study(
        HallStudy.poisson(rate),
        "workers: { people: { count: \(c), shift: always } }\nprocess: { outbound: { serve: { by: people, time: { exponential: { mean: \(minutes) min } }, limit: \(k - c) orders, overflow: leave } } }"
      ),
      ["serve.turned-away": block, "orders.abandoned": block, "serve.jobs.mean": l, "serve.wait.mean": wq * 60])
  }

  // Erlang's loss formula.
  @Test func `without room to wait the loss is Erlang's`() throws {
    try check(
      study(
        HallStudy.poisson(3),
        "workers: { people: { count: 5, shift: always } }\nprocess: { outbound: { serve: { by: people, time: \(Self.exponential), limit: 0 orders, overflow: leave } } }"
      ),
      ["serve.turned-away": 0.1100543478])
  }

  // Palm, Erlang A: M/M/8+M with rates 9, 1 and 0.5.
  @Test func `patience ends as Palm says`() throws {
    try check(
      study(
        HallStudy.poisson(9),
        "workers: { people: { count: 8, shift: always } }\nprocess: { outbound: { serve: { by: people, time: \(Self.exponential), patience: { exponential: { mean: 2 h } } } } }",
        days: 60), ["serve.gave-up": 0.16959684, "serve.queue.mean": 3.05274311])
  }

  static let classes =
    HallStudy.poisson(0.3, "priority: 1", name: "urgent") + "\n" + HallStudy.poisson(0.4, "priority: 2", name: "ordinary")

  // Cobham 1954, and Kleinrock vol. 2 for preemptive resume; waits 1 and 3.33, stays 1.43 and 4.76, with services of mean 1.
  @Test(arguments: [("", 2.0, 4.33333333), (", preempt: resume", 1.42857143, 4.76190476)])
  func `priorities wait as Cobham and Kleinrock say`(preempt: String, urgent: Double, ordinary: Double) throws {
    try check(
      study(
        Self.classes,
        "workers: { people: { count: 1, shift: always } }\nprocess: { outbound: { serve: { by: people, time: \(Self.exponential), queue: priority\(preempt) } } }"
          + "\naccounts: full", days: 400), ["urgent.order-cycle-time.mean": urgent, "ordinary.order-cycle-time.mean": ordinary])
  }

  // Pollaczek and Khinchine: the mean wait does not depend on an order that knows nothing of the work. Lognormal with cv 2, load 0.6: 3.75.
  @Test func `last come first served waits as long as first come, on average`() throws {
    try check(
      study(
        HallStudy.poisson(0.6),
        "workers: { people: { count: 1, shift: always } }\nprocess: { outbound: { serve: { by: people, time: { lognormal: { mean: 60 min, cv: 2 } }, queue: lifo } } }",
        days: 400), ["serve.wait.mean": 3.75 * 60])
  }

  // Phipps 1956: W(x) = λ E[S²] / 2 / ((1 − ρ(x−)) (1 − ρ(x))) integrated over the law of the work; two kinds of work make it a sum.
  // Half of the orders take 0.5, half 1.5 hours: priority by work is Cobham with two classes of λ = 0.4 each.
  @Test func `the shortest work first waits as Phipps says`() throws {
    let residual = 0.8 * (0.5 * 0.25 + 0.5 * 2.25) / 2
    let short = residual / (1 - 0.2), long = residual / ((1 - 0.2) * (1 - 0.8))
    try check(
      study(
        HallStudy.poisson(0.8),
        "workers: { people: { count: 1, shift: always } }\nprocess: { outbound: { serve: { by: people, time: { discrete: { 30 min: 1, 90 min: 1 } }, queue: shortest } } }",
        days: 400), ["serve.wait.mean": (short + long) / 2 * 60])
  }

  // Machine repair, M/M/2//6 with 0.5 and 1: mean number down 2.62226544, repairs 1.68886728 an hour.
  @Test func `machines that break wait for mechanics as the finite source says`() throws {
    let machines = study(
      HallStudy.poisson(0.01),
      """
      workers: { mechanics: { count: 2, shift: always }, people: { count: 1, shift: always } }
      equipment: { machines: { count: 6, failures: { up: { exponential: { mean: 2 h } }, down: { exponential: { mean: 60 min } }, clock: calendar, by: mechanics } } }
      process: { outbound: { serve: { by: people, time: 1 min } } }
      """)
    let (plan, outcomes) = try machines.outcomes()
    #expect(Measured(outcomes) { $0.value("machines.down.mean", plan) }.covers(2.62226544))
    #expect(Measured(outcomes) { $0.stations[1].orders / $0.stations[1].spanHours }.covers(1.68886728))
  }

  // Two exponential servers in a row with no room between them: the line can do 2/3 of one server's rate (Hunt 1956). Orders never run out.
  @Test func `a line without a buffer is blocked as Hunt says`() throws {
    let line = study(
      HallStudy.poisson(2),
      """
      workers: { a: { count: 1, shift: always }, b: { count: 1, shift: always } }
      process: { outbound: { first: { by: a, time: \(Self.exponential) }, second: { by: b, time: \(Self.exponential), limit: 0 orders } } }
      """, days: 80)
    let (plan, outcomes) = try line.outcomes()
    #expect(Measured(outcomes) { $0.stations[1].orders / $0.stations[1].spanHours }.covers(2.0 / 3))
    // Both states of the pair: the first is blocked, the second is starved, a third of the time each.
    #expect(Measured(outcomes) { $0.value("first.blocked", plan) }.covers(1.0 / 3))
    #expect(Measured(outcomes) { $0.value("second.starved", plan) }.covers(1.0 / 3))
  }

  // M/M/1 at load ½ behind one bench or one cart: the second person stands free while anybody waits, P(N ≥ 2) = ¼, for want of it.
  @Test(arguments: [("places: { bench: 1 }", "at: bench"), ("equipment: { cart: { count: 1 } }", "with: cart")])
  func `who is free while the queue waits for a place or a unit is starved, not idle`(means: String, use: String) throws {
    try check(
      study(
        HallStudy.poisson(0.5),
        "\(means)\nworkers: { people: { count: 2, shift: always } }\nprocess: { outbound: { serve: { by: people, \(use), time: \(Self.exponential) } } }"
      ), ["people.busy": 0.25, "people.starved": 0.125, "people.idle": 0.625, "serve.idle": 0.5])
  }

  // The queue is as good as never empty: after each hour of work the only unit charges for half an hour, a third of the time.
  @Test func `whom a charging unit keeps from the queue is starved`() throws {
    let (plan, outcomes) = try study(
      HallStudy.poisson(15),
      """
      equipment: { truck: { count: 1, charging: { after: 1 h, for: 30 min } } }
      workers: { people: { count: 1, shift: always } }
      process: { outbound: { serve: { by: people, with: truck, time: 6 min, limit: 30 orders, overflow: leave } } }
      """, days: 30
    ).outcomes()
    for who in ["people", "serve"] {
      #expect(outcomes.allSatisfy { abs($0.value("\(who).starved", plan) - 1.0 / 3) < 0.002 && $0.value("\(who).idle", plan) < 0.002 })
    }
  }

  // M/M/1 at load ½ for those whose step it is; helpers come only when more wait than ever do.
  @Test func `helpers whom nobody has called are idle`() throws {
    try check(
      study(
        HallStudy.poisson(0.5),
        """
        workers: { people: { count: 1, shift: always }, helpers: { count: 1, shift: always, skills: { serve: 100 % } } }
        process: { outbound: { serve: { by: people, time: \(Self.exponential), helpers-above: 60 orders } } }
        """), ["people.busy": 0.5, "helpers.starved": 0, "helpers.idle": 1])
  }

  // Jackson 1957: external rates 0.5, 0.5, 0; routing 1→2 and 1→3 half each, 2→3, 3→1 a fifth; two servers each.
  @Test func `a network with returns is Jackson's`() throws {
    try check(
      study(
        HallStudy.poisson(1),
        """
        workers: { a: { count: 2, shift: always }, b: { count: 2, shift: always }, c: { count: 2, shift: always } }
        process:
          outbound:
            door: { then: { one: 50 %, two: 50 % } }
            one: { by: a, time: \(Self.exponential), then: { two: 50 %, three: 50 % } }
            two: { by: b, time: { exponential: { mean: 75 min } } }
            three: { by: c, time: { exponential: { mean: 4000 s } }, then: { one: 20 %, out: 80 % } }
        """, days: 300),
      ["one.jobs.mean": 0.87272727, "two.jobs.mean": 1.56043191, "three.jobs.mean": 2.68256334, "order-cycle-time.mean": 5.11572252])
  }
}
