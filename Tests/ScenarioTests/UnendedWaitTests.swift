import Kernel
import Scenario
import Simulation
import Testing

/// Three orders at ten o'clock, an hour of work each, and somebody who is there for two hours a day: one waits for the next morning.
@Suite struct `Waits that last past the end` {
  static func day(_ more: String = "", step: String = "") -> FloorDay {
    FloorDay(
      orders: ["3/10:00 1 a", "3/10:00 2 a", "3/10:00 3 a"],
      warehouse: """
        \(more)
        shifts: { short: { days: mon-fri, hours: 10:00-12:00 } }
        workers: { people: { count: 1, shift: short } }
        process: { outbound: { pick: { by: people, time: { per-order: 60 min }\(step) } } }
        """)
  }

  static func run(_ day: FloorDay, runOut: SimTime? = nil) throws -> (plan: CompiledPlan, outcome: Outcome) {
    var drawn = try Desk(day.files).load().drafts[0].plan
    if let runOut { drawn.clock.runOut = runOut }
    let plan = try CompiledPlan(drawn)
    return (plan, PairedRunner([plan]).run(seed: 1, replication: 0)[0])
  }

  static func isLowerBound(_ id: String, _ outcome: Outcome, _ plan: CompiledPlan) throws -> Bool {
    let kpi = try #require(KPIDictionary.kpis(for: plan.plan).first { $0.id == id })
    return kpi.isLowerBound?(outcome) == true
  }

  /// 0, 60 and 24 × 60 minutes: the horizon at midnight ends no wait.
  @Test(arguments: ["", "accounts: full"]) func `are run out`(accounts: String) throws {
    let (plan, outcome) = try Self.run(Self.day(accounts))
    #expect(abs(outcome.value("pick.wait.mean", plan) - 500) < 1e-6)
    for id in ["pick.wait.mean", "pick.wait.p95"] { #expect(try !Self.isLowerBound(id, outcome, plan)) }
    if accounts.isEmpty { return }
    #expect(abs(outcome.value("pick.stay.mean", plan) - 560) < 1e-6)
    // The second and the third wait while somebody is busy, 60 and 120 minutes; the third 22 hours more, while nobody is there.
    #expect(abs(outcome.value("pick.wait.people", plan) - 60) < 1e-6)
    #expect(abs(outcome.value("pick.wait.off-shift", plan) - 440) < 1e-6)
  }

  /// Two hours after midnight the third has waited 16 hours, and nobody knows how long it will.
  @Test(arguments: ["", "accounts: full"]) func `that outlast the run-out are known from below`(accounts: String) throws {
    let (plan, outcome) = try Self.run(Self.day(accounts), runOut: SimTime(ticks: 2 * SimTime.ticksPerHour))
    #expect(abs(outcome.value("pick.wait.mean", plan) - 340) < 1e-6)
    for id in ["pick.wait.mean", "pick.wait.p95"] { #expect(try Self.isLowerBound(id, outcome, plan)) }
    #expect(outcome.value("pick.wait.p95", plan) >= 960 - 1)
    if accounts.isEmpty { return }
    #expect(abs(outcome.value("pick.stay.mean", plan) - 380) < 1e-6)
    #expect(try Self.isLowerBound("pick.stay.mean", outcome, plan))
    let causes = outcome.value("pick.wait.people", plan) + outcome.value("pick.wait.off-shift", plan)
    #expect(abs(causes - 340) < 1e-6)
  }

  /// Two go after half an hour: 0, 30 and 30 minutes, and the queue was one job for an hour in all.
  @Test func `of those who give up count`() throws {
    let (plan, outcome) = try Self.run(Self.day(step: ", patience: 30 min"))
    #expect(abs(outcome.value("pick.wait.mean", plan) - 20) < 1e-6)
    #expect(abs(outcome.value("pick.queue.mean", plan) * 72 - 1) < 1e-6)
    #expect(try !Self.isLowerBound("pick.wait.mean", outcome, plan))
  }
}
