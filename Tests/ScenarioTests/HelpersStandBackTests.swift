import Groundwork
import Kernel
import Simulation
import Testing
import Warehouse

@testable import Scenario

/// Who has the skill besides stands back for those whose step it is, whatever the order in which a file names the pools.
@Suite struct `Who only helps` {
  static let pickers = "pickers: { count: 3, shift: w, skills: { pick: 100 %, pack: 50 % } }"
  static let packers = "packers: { count: 1, shift: w, skills: { pack: 100 % } }"

  /// Orders come all day; one table, so that only one person packs at a time.
  func outcome(_ pools: [String], more: String = "") throws -> (plan: Plan, outcome: Outcome) {
    let text = """
      bullwhip: 1
      name: Helpers
      currency: EUR
      clock: { start: 2026-01-05, horizon: 4 weeks, warm-up: 1 week, time-zone: Europe/Berlin }
      items: { list: { a: { unit-cost: 1 EUR, price: 3 EUR } } }
      locations: { dc: { stock: unlimited } }
      demand: { streams: { web: { at: dc, orders: { arrivals: { poisson: { mean: 200 /day } }, lines: 1, quantity: 1 } } } }
      warehouse:
        shifts: { w: { days: mon-sun, hours: 08:00-16:00 } }
        workers:
          \(pools[0])
          \(pools[1])
        places: { table: 1 }
        process:
          outbound:
            pick: { by: pickers, time: 60 s }
            pack: { by: packers, at: table, time: 80 s\(more) }
            ship: { departures: mon-sun 16:30 }
      experiment: { replications: 1, seed: 1 }

      """
    let plan = try Desk(["s.yaml": text]).load().drafts[0].plan
    return (plan, PairedRunner([try CompiledPlan(plan)]).run(seed: 1, replication: 0)[0])
  }

  /// Without and with the hall's own means (`load` makes no difference but that).
  @Test(arguments: ["", ", load: 1.5"]) func `leaves the work to those whose it is`(more: String) throws {
    let first = try outcome([Self.pickers, Self.packers], more: more), second = try outcome([Self.packers, Self.pickers], more: more)
    func worked(_ run: (plan: Plan, outcome: Outcome), _ pool: String) throws -> Double {
      let index = try #require(run.plan.floor?.pools.firstIndex { $0.name == pool })
      return run.outcome.pools[index].workedHours
    }
    // 200 orders of 80 s are 4.44 h of 8 h a day: nearly all of it is done by the packer, who is mostly free when one comes. Half as fast
    // helpers would need 8.9 h, and the file's order says nothing of who begins.
    for pool in ["pickers", "packers"] {
      let (a, b) = (try worked(first, pool), try worked(second, pool))
      #expect(abs(a - b) < 0.01 * max(a, b), "\(pool): \(a), \(b)")
    }
    let packed = try worked(first, "packers")
    #expect(packed > 21 * 4.2, "\(packed)")
  }
}
