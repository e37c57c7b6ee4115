import Foundation
import Groundwork
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Testing
import Warehouse

@testable import Experiment

/// One step that needs a bench and a cart.
private func bench(orders: Int = 120, minutes: Int = 20, replications: Int = 6) throws -> Study {
  let text = """
    bullwhip: 1
    name: Benches
    currency: EUR
    clock: { start: 2026-03-02, horizon: 10 d, warm-up: 3 d }
    items: { list: { parcel: { unit-cost: 1 EUR } } }
    locations: { hall: { stock: unlimited } }
    demand: { streams: { parcels: { at: hall, orders: { arrivals: { poisson: { mean: \(orders) /day } }, lines: 1, quantity: 1, due: 3 h } } } }
    warehouse:
      shifts: { always: { hours: 00:00-24:00 } }
      workers: { packers: { count: 3, shift: always, wage: 14 EUR/h } }
      places: { benches: 2, corners: 1 }
      equipment: { carts: { count: 2 } }
      process: { outbound: { pack: { by: packers, at: benches, with: carts, time: { exponential: { mean: \(minutes) min } } }, check: { by: packers, at: corners, time: 10 s } } }
    targets: { on-time: ">= 90 %" }
    experiment: { replications: \(replications), seed: 5 }

    """
  let path = NSTemporaryDirectory() + "benches-\(UUID().uuidString).yaml"
  defer { try? FileManager.default.removeItem(atPath: path) }
  try text.write(toFile: path, atomically: true, encoding: .utf8)
  let scenario = try ScenarioLoader.load(path: path)
  var options = StudyOptions(scenario.experiment)
  options.threads = 2
  return try Study.resolved(scenario, options: options)
}

@Suite struct `Places beside people` {
  /// Every staffing of up to six people, benches, corners and carts, asked one by one.
  @Test(arguments: [0, 1, 2]) func `are the fewest with which the fewest people do`(rule: Int) throws {
    @Sendable func isEnough(_ n: [Int]) -> Bool {
      switch rule {
      case 0: n[0] >= 3 && n[0] * n[1] >= 12 && 2 * n[1] + n[3] >= 11 && n[2] >= 1
      case 1: n[0] + n[1] >= 8 && n[3] >= 2 && n[2] + n[3] >= 5
      default: n[0] * n[1] * n[2] >= 30 && n[1] + n[3] >= 6
      }
    }
    var study = try bench()
    study.makeRunner = { plans in
      FormulaRunner(plans: plans.count) { index, replication in
        let plan = plans[index].plan, floor = plan.floor!
        var outcome = Outcome(replication: replication, weeks: 1)
        outcome.stations = floor.steps.map { step in
          var station = StationOutcome(name: step.name)
          station.causeHours = [Double](repeating: 0, count: 16)
          station.waitCauseMinutes = station.causeHours
          return station
        }
        outcome.pools = floor.pools.map { PoolOutcome(name: $0.name) }
        outcome.items = plan.supply.stockPoints.map { _ in ItemOutcome() }
        outcome.streams = plan.supply.streams.map { StreamOutcome(name: $0.name, finished: 1, cycleHours: 1, cycleTimes: Histogram()) }
        outcome.equipment = (floor.equipment ?? []).map {
          EquipmentOutcome(name: $0.name, freeHours: 1, usedHours: 1, heldDownHours: 0, downHours: 0)
        }
        outcome[.ordersDue] = 1000
        outcome[.ordersOnTime] =
          isEnough([floor.pools[0].count, floor.places[0].capacity, floor.places[1].capacity, floor.equipment![0].count]) ? 1000 : 500
        return outcome
      }
    }
    var search = StaffingSearch(study, mostPeople: 6, mostPlaces: 6)
    search.usesLoad = false
    let found = try search.run()
    let people = (1...6).first { isEnough([$0, 6, 6, 6]) }
    var least = Int.max
    for b in 1...6 { for c in 1...6 { for k in 1...6 where isEnough([people ?? 0, b, c, k]) { least = min(least, b + c + k) } } }
    #expect(found.isMet && found.isProven && found.isMeansProven && found.isConfirmed)
    #expect(found.pools.map(\.needed) == [people ?? 0])
    let needed = found.means.map(\.needed)
    #expect(
      found.means.map(\.name) == ["benches", "corners", "carts"] && found.means.map(\.today) == [2, 1, 2]
        && found.means.map(\.most) == [6, 6, 6])
    #expect(needed.reduce(0, +) == least && isEnough([people ?? 0] + needed))
    let floor = try #require(found.draft.floor)
    #expect([floor.places[0].capacity, floor.places[1].capacity, floor.equipment![0].count] == needed)
    let today = try #require(found.search.scenarios.first)
    #expect(today.name != found.search.scenarios[1].name)
  }

  /// The same question asked of the simulated floor itself, one staffing after another.
  @Test func `are found by simulation as one by one`() throws {
    let study = try bench()
    let found = try StaffingSearch(study, mostPeople: 5, mostPlaces: 4).run()
    var judge = StaffingJudge(study: study, cancellation: Cancellation())
    func isMet(_ people: Int, _ benches: Int, _ corners: Int, _ carts: Int) throws -> Bool {
      var plan = study.drafts[0].plan
      plan.floor!.pools[0].count = people
      (plan.floor!.places[0].capacity, plan.floor!.places[1].capacity, plan.floor!.equipment![0].count) = (benches, corners, carts)
      return try judge.meets(plan)
    }
    let people = try #require(try (1...5).first { try isMet($0, 4, 4, 4) })
    let benches = try #require(try (1...4).first { try isMet(people, $0, 4, 4) }),
      corners = try #require(try (1...4).first { try isMet(people, 4, $0, 4) })
    let carts = try #require(try (1...4).first { try isMet(people, 4, 4, $0) })
    #expect(found.pools[0].needed == people)
    // A task needs a bench and a cart alike, so that the fewest of each are the fewest of all where they suffice together.
    #expect(try isMet(people, benches, corners, carts))
    #expect(found.means.map(\.needed) == [benches, corners, carts] && benches == carts && corners == 1 && benches >= 2)
  }

  @Test func `stay as they are unless they are asked about`() throws {
    let found = try StaffingSearch(bench()).run()
    #expect(found.means == [] && found.draft.floor?.places.map(\.capacity) == [2, 1])
  }

  @Test func `are refused where no step holds any`() throws {
    var study = try bench()
    for s in study.drafts[0].plan.floor!.steps.indices {
      study.drafts[0].plan.floor!.steps[s].place = nil
      study.drafts[0].plan.floor!.steps[s].terms = nil
    }
    #expect(throws: (any Error).self) { try StaffingSearch(study, mostPlaces: 3).run() }
    do {
      _ = try StaffingSearch(study, mostPlaces: 3).run()
    } catch { #expect("\(error)".contains("no step of 'Benches' holds any"), "\(error)") }
  }
}
