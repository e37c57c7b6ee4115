import Estimation
import Foundation
import Groundwork
import Kernel
import Scenario
import Simulation
import Testing
import Warehouse

@testable import Experiment

private func loaded(_ text: String) throws -> LoadedScenario {
  let path = NSTemporaryDirectory() + "staffing-changes-\(UUID().uuidString).yaml"
  defer { try? FileManager.default.removeItem(atPath: path) }
  try text.write(toFile: path, atomically: true, encoding: .utf8)
  return try ScenarioLoader.load(path: path)
}

private func search(_ text: String, usesLoad: Bool = true) throws -> StaffingResult {
  let scenario = try loaded(text)
  var options = StudyOptions(scenario.experiment)
  options.threads = 2
  var search = StaffingSearch(try Study.resolved(scenario, options: options))
  search.usesLoad = usesLoad
  return try search.run()
}

/// Orders all day, due in some days, for one shift from 8 to 16 o'clock every day.
private func hall(
  _ perDay: Int, due: Int = 2, workers: String, outbound: String, onTime: Int, more: String = "", shifts: String = "", clock: String = ""
) -> String {
  """
  bullwhip: 1
  name: Hall
  currency: EUR
  clock: { start: 2026-03-02, horizon: 4 weeks, warm-up: \(clock.isEmpty ? "0 d" : clock) }
  items: { list: { a: { unit-cost: 1 EUR, price: 5 EUR } } }
  locations: { hall: { stock: unlimited } }
  demand:
    streams: { s: { at: hall, orders: { arrivals: { poisson: { mean: \(perDay) /day } }, lines: 1, quantity: 1, due: \(due) d } } }
  warehouse:
    shifts: { d: { days: mon-sun, hours: 08:00-16:00 }\(shifts) }
    workers: { \(workers) }
    process: { outbound: { \(outbound) } }
  targets: { on-time: ">= \(onTime) %" }
  experiment: { replications: 4, seed: 1 }
  \(more)

  """
}

@Suite struct `A staffing search where things change` {
  // On the first day an order takes 40 minutes, from then on 8: what has come on the first day is more than one can do in four days, and
  // the rest is 400 minutes a day of the 480 that one person has. By the time of the first day it would be 2000 minutes a day.
  @Test func `takes the work for what it is on each day`() throws {
    let text = hall(
      50, workers: "p: { count: 4, shift: d, wage: 10 EUR/h }", outbound: "pick: { by: p, time: 40 min }", onTime: 85,
      more: "changes: { 2026-03-03: { warehouse.process.outbound.pick.time: 8 min } }")
    let with = try search(text), without = try search(text, usesLoad: false)
    #expect(with.isMet && with.pools == without.pools)
    #expect(try #require(without.pools.first).needed < 4)
  }

  // One person has 480 minutes a day for 200 of work; either can do it, and the first costs less.
  @Test func `finds that a pool is not needed`() throws {
    let result = try search(
      hall(
        20, due: 3,
        workers: "p: { count: 2, shift: d, wage: 10 EUR/h }, q: { count: 2, shift: e, wage: 12 EUR/h, skills: { pick: 100 % } }",
        outbound: "pick: { by: p, time: 10 min }", onTime: 99, shifts: ", e: { days: mon-sun, hours: 12:00-20:00 }"))
    #expect(result.pools.map(\.needed) == [1, 0] && result.isProven && result.isConfirmed)
  }

  @Test func `does not try a step without anybody`() throws {
    let plan = try #require(
      loaded(
        hall(
          20, workers: "p: { count: 2, shift: d }, q: { count: 2, shift: d, skills: { pick: 100 % } }, r: { count: 1, shift: d }",
          outbound: "pick: { by: p, time: 10 min }, pack: { by: r, time: 1 min }", onTime: 99)
      ).drafts.first).plan
    let floor = try #require(plan.floor)
    let cover = LoadBound.cover(floor)
    func isCovered(_ staffing: [Int]) -> Bool { cover.allSatisfy { $0.allows(staffing) } }
    #expect(isCovered([1, 0, 1]) && isCovered([0, 1, 1]) && !isCovered([0, 0, 1]) && !isCovered([1, 1, 0]))
    #expect(floor.pools.indices.map { StaffingSearch.canBeEmpty($0, in: floor) } == [true, true, false])
    // Helpers who never come do nobody's work.
    var limited = floor
    var terms = StepTerms()
    (terms.limit, terms.helpersAbove) = (5, 5)
    limited.steps[0].terms = terms
    #expect(limited.steps[0].crew.map { $0.helps ?? false } == [false, true])
    #expect(!LoadBound.cover(limited).allSatisfy { $0.allows([0, 1, 1]) } && !StaffingSearch.canBeEmpty(0, in: limited))
  }

  // 59 orders of 15 minutes, 885 a day: a whole person and two halves have 960, for 10 + 2 · 6 an hour; two whole ones and a half have
  // more, for 26. Somebody of each is needed for what only they do.
  @Test func `pays part time for the days worked`() throws {
    let result = try search(
      hall(
        59, due: 5,
        workers: "p: { count: 3, shift: d, wage: 10 EUR/h, skills: { pick: 100 %, wrap: 100 % } }, "
          + "q: { count: 3, shift: d, wage: 12 EUR/h, part-time: 50 %, skills: { pick: 100 %, label: 100 % } }",
        outbound: "pick: { by: p, time: 15 min }, wrap: { by: p, share: 1 %, time: 1 s }, label: { by: q, share: 1 %, time: 1 s }",
        onTime: 97))
    #expect(result.pools.map(\.needed) == [1, 2])
  }

  // 85 orders of 15 minutes need three people. From the second day on those of the first pool cost 30 an hour, the others 12 throughout.
  @Test func `pays the wages of each day`() throws {
    let result = try search(
      hall(
        85, workers: "p: { count: 3, shift: d, wage: 10 EUR/h }, q: { count: 3, shift: d, wage: 12 EUR/h, skills: { pick: 100 % } }",
        outbound: "pick: { by: p, time: 15 min }", onTime: 90, more: "changes: { 2026-03-03: { warehouse.workers.p.wage: 30 EUR/h } }"))
    #expect(result.pools.map(\.needed) == [0, 3])
  }

  // What people are paid is what the simulation pays them; there is no overtime, and who is absent is paid.
  @Test(arguments: [(1, ""), (2, ", part-time: 37 %"), (5, ", part-time: 80 %, absence: 10 %"), (3, ", absence: 30 %")])
  func `pays what the simulation pays`(count: Int, terms: String) throws {
    let plan = try #require(
      loaded(
        hall(
          5, workers: "p: { count: \(count), shift: [d, e], wage: 10 EUR/h\(terms) }", outbound: "pick: { by: p, time: 1 min }", onTime: 50,
          more: "changes: { 2026-03-03: { warehouse.workers.p.wage: 30 EUR/h }, 2026-03-17: { warehouse.workers.p.wage: 20 EUR/h } }",
          shifts: ", e: { days: mon-fri, hours: 19:00-21:00 }", clock: "3 d")
      ).drafts.first).plan
    let outcome = PairedRunner([try CompiledPlan(plan)]).run(seed: 1, replication: 0)[0]
    let pays = StaffingPay.all(plan, most: count)
    #expect(pays[0].count == count + 1 && pays[0][0] == 0)
    #expect(abs(pays[0][count] - outcome[.labourCost]) < 1e-6 * outcome[.labourCost], "\(pays[0]) \(outcome[.labourCost])")
  }
}

@Suite struct `A bottleneck where times change` {
  // Robots take 20 minutes an order and 22 from the second day on: 65.45 a day of the 100 that come; a tenth faster it is 20 again, 72.
  @Test func `is as much faster after the change as before it`() throws {
    let text = """
      bullwhip: 1
      name: Robots
      currency: EUR
      clock: { start: 2026-03-02, horizon: 12 days, warm-up: 4 days }
      items: { list: { a: { unit-cost: 1 EUR } } }
      locations: { hall: { stock: unlimited } }
      demand: { streams: { s: { at: hall, orders: { arrivals: { poisson: { mean: 150 /day } }, lines: 1, quantity: 1 } } } }
      warehouse:
        shifts: { d: { days: mon-sun, hours: 00:00-24:00 } }
        workers: { p: { count: 1, shift: d } }
        equipment: { robots: { count: 1 } }
        process: { outbound: { pick: { with: robots, time: 20 min }, pack: { by: p, time: 1 min } } }
      changes: { 2026-03-03: { warehouse.process.outbound.pick.time: 22 min } }
      experiment: { replications: 6, seed: 1 }

      """
    let scenario = try loaded(text)
    let result = try BottleneckStudy(try Study.resolved(scenario, options: StudyOptions(scenario.experiment))).run()
    #expect(result.bottleneck?.name == "pick")
    // The 150 or so of the first day keep its time, and are done before the fourth. One order at either end of eight days.
    #expect(abs(result.throughput.value - 1440.0 / 22) <= 3.0 / 8)
    let gain = try #require(result.rows.first { $0.name == "pick" }).throughput.value
    #expect(abs(gain - (72 - 1440.0 / 22)) <= 3.0 / 8, "\(gain)")
  }
}
