import Foundation
import Scenario
import Simulation
import Testing
import Warehouse

/// A floor on which positions inside the aisles count.
@Suite struct `A layout with bays` {
  static let scenario = """
    bullwhip: 1
    name: Floor
    currency: GBP
    clock: { start: 2026-01-05, horizon: 2 weeks }
    items: { list: { mug: { unit-cost: 2 GBP, price: 5 GBP } } }
    locations: { dc: { stock: unlimited } }
    demand: { streams: { web: { at: dc, orders: { arrivals: { poisson: { mean: 4 /h } }, lines: 1, quantity: 1 } } } }
    warehouse:
      shifts: { early: { hours: 06:00-14:00 } }
      workers: { pickers: { count: 3, shift: early } }
      layout: { aisles: 5, bays: 5, length: 25 m, width: 2 m, depot: front-left }
      storage: { rule: popularity }
      process:
        outbound:
          pick: { by: pickers, route: exact, time: { travel: 1 s per m } }

    """

  @Test func `is read`() throws {
    let floor = try #require(Desk(["s.yaml": Self.scenario]).load().drafts[0].plan.floor)
    #expect(floor.layout?.bays == 5 && floor.layout?.storage == .popularity && floor.layout?.route == .exact)
    #expect(!floor.isPlain)
  }

  @Test(arguments: [
    ("bays: 5", "bays: 65", "error: 65 is outside the range of 'bays'"),
    (
      "bays: 5, ", "",
      "s.yaml:15:35: error: the route 'exact' needs positions inside the aisles; give the layout bays, like `bays: 6` [no-bays]"
    ),
    ("bays: 5, ", "", "error: a storage rule needs positions inside the aisles; give the layout bays, like `bays: 6` [no-bays]"),
    ("bays: 5", "bays: 0", "error: 0 is outside the range of 'bays'"),
    ("rule: popularity", "rule: popularty", "error: 'popularty' is not a value of 'rule'; did you mean 'popularity'?"),
    ("rule: popularity", "rule: affinities", "error: 'affinities' is not a value of 'rule'; did you mean 'affinity'?"),
    ("route: exact", "route: largest", "error: 'largest' is not a value of 'route'"),
  ])
  func `refuses what it cannot be`(old: String, new: String, answer: String) {
    let problems = Desk(["s.yaml": Self.scenario.replacing(old, with: new)]).problems()
    #expect(problems.contains { $0.contains(answer) }, "\(problems)")
  }

  /// One item in the bay nearest to the depot: 2.5 m there and 2.5 m back, an order and a line each.
  @Test func `counts the metres of every order`() throws {
    let plan = try CompiledPlan(Desk(["s.yaml": Self.scenario]).load().drafts[0].plan)
    let outcome = PairedRunner([plan]).run(seed: 3, replication: 0)[0]
    #expect(outcome.stations[0].walkedOrders > 100)
    #expect(abs(outcome.value("pick.metres-per-order", plan) - 5) < 1e-9)
    #expect(abs(outcome.value("pick.metres-per-line", plan) - 5) < 1e-9)
    // A second for each metre.
    #expect(abs(outcome.stations[0].busyHours - outcome.stations[0].metres / 3600) < 0.01)
  }

  /// 5 aisles of 30 bays: the only item lies in the nearest, whose middle is 25/60 m from the front.
  @Test func `may have more bays than a picture shows`() throws {
    let plan = try CompiledPlan(Desk(["s.yaml": Self.scenario.replacing("bays: 5", with: "bays: 30")]).load().drafts[0].plan)
    let outcome = PairedRunner([plan]).run(seed: 3, replication: 0)[0]
    #expect(outcome.stations[0].walkedOrders > 100)
    #expect(abs(outcome.value("pick.metres-per-order", plan) - 50.0 / 60) < 1e-9)
  }

  // The same orders; batches differ where a faster picker comes for the next one sooner.
  @Test func `saves metres by a shorter route and by nearer items`() throws {
    let loaded = try ScenarioLoader.load(path: scenarios + "/picking-layout.yaml")
    var metres: [String: Double] = [:]
    for draft in loaded.drafts {
      let plan = try CompiledPlan(draft.plan)
      let outcome = PairedRunner([plan]).run(seed: 1, replication: 0)[0]
      metres[draft.name] = outcome.value("pick.metres-per-line", plan)
    }
    let exact = try #require(metres["exact"]), gap = try #require(metres["largest gap"]), both = try #require(metres["both"])
    #expect(exact < gap && exact < metres["return"]! && both < exact)
    #expect(metres["by popularity"]! < metres["by class"]! * 1.02)
  }
}
