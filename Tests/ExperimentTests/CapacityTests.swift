import Estimation
import Foundation
import Groundwork
import Randomness
import Scenario
import Simulation
import Testing

@testable import Experiment

private func loaded(_ text: String) throws -> LoadedScenario {
  let path = NSTemporaryDirectory() + "capacity-\(UUID().uuidString).yaml"
  defer { try? FileManager.default.removeItem(atPath: path) }
  try text.write(toFile: path, atomically: true, encoding: .utf8)
  return try ScenarioLoader.load(path: path)
}

private func line(arrivals: Double, warehouse: String, targets: String = "{}", days: Int = 12, warmUp: Int = 4) -> String {
  """
  bullwhip: 1
  name: Line
  currency: EUR
  clock: { start: day 0, horizon: \(days) d, warm-up: \(warmUp) d }
  items: { list: { parcel: { unit-cost: 1 EUR } } }
  locations: { hall: { stock: unlimited } }
  demand: { streams: { parcels: { at: hall, orders: { arrivals: { poisson: { mean: \(arrivals) /h } }, lines: 1, quantity: 1 } } } }
  warehouse:
    shifts: { always: { days: mon-sun, hours: 00:00-24:00 } }
  \(warehouse)
  costs: {}
  targets: \(targets)
  experiment: { replications: 8, seed: 3 }

  """
}

@Suite struct `Where a tenth more capacity helps` {
  // One picker takes 12 minutes an order, 120 a day, and more than that come: whoever speeds the picker up by a tenth lets 132 out, whoever
  // speeds up the packer lets out no more.
  static let saturated = """
      workers: { pickers: { count: 1, shift: always }, packers: { count: 1, shift: always } }
      process: { outbound: { pick: { by: pickers, time: 12 min }, pack: { by: packers, time: 6 min } } }
    """

  @Test func `a floor that cannot keep up gains a tenth at its bottleneck and nothing elsewhere`() throws {
    let scenario = try loaded(line(arrivals: 8, warehouse: Self.saturated))
    let result = try BottleneckStudy(try Study.resolved(scenario, options: StudyOptions(scenario.experiment))).run()
    // One order on either side of the window's ends.
    #expect(abs(result.throughput.value - 120) <= 1.0 / 8)
    #expect(result.bottleneck?.name == "pick")
    #expect(result.rows.map(\.name) == ["pick", "pack"])
    #expect(result.rows[0].alsoNamed == "pickers", "a pool of one station is asked about once")
    #expect(abs(result.rows[0].throughput.value - 12) <= 2.0 / 8)
    #expect(abs(result.rows[1].throughput.value) <= 1.0 / 8)
  }

  @Test func `a floor that keeps up gains no orders, and its order cycle shortens by what theory says`() throws {
    // M/D/1 at ρ = 0.8 and 6 minutes: mean stay 6 + 6·ρ/(2(1 − ρ)) = 18 min; a tenth faster, ρ = 8/11: 5.4545 + 5.4545·1.3333 = 12.727 min
    // (Pollaczek and Khinchine). So the mean falls by 5.27 minutes, 0.0879 h.
    let floor = """
        workers: { packers: { count: 1, shift: always } }
        process: { outbound: { pack: { by: packers, time: 6 min } } }
      """
    let scenario = try loaded(line(arrivals: 8, warehouse: floor, days: 90, warmUp: 4))
    let result = try BottleneckStudy(try Study.resolved(scenario, options: StudyOptions(scenario.experiment))).run()
    #expect(result.bottleneck == nil)
    let gain = try #require(result.study.scenarios[1]["order-cycle-time.mean"]?.difference)
    let lower = try #require(gain.lower), upper = try #require(gain.upper)
    #expect(lower < -0.0879 + 0.004 && upper > -0.0879 - 0.004 && upper < 0, "\(lower) to \(upper)")
  }

  @Test func `a scenario without a floor is told so`() throws {
    #expect(throws: InputErrors.self) { try BottleneckStudy(study([("base", textbookPlan())])).run() }
    #expect(throws: InputErrors.self) { try StaffingSearch(study([("base", textbookPlan())])).run() }
  }
}

@Suite struct `The fewest people` {
  @Test func `are those that trying all of them finds`() {
    var seed: UInt64 = 0
    func uniform() -> Double {
      seed += 1
      return DrawKey(seed: 5, phase: .main, replication: 0).uniform(source: 1, ordinal: seed)
    }
    var unsolvable = 0
    for _ in 0..<300 {
      let count = 1 + Int(uniform() * 4)
      let pools = (0..<count).map { _ in SearchedPool(fewest: 1, most: 3 + Int(uniform() * 5), pay: Double(1 + Int(uniform() * 9))) }
      // Several conditions, each of them easier with more people: what a target is.
      let conditions = (0..<3).map { _ in ((0..<count).map { _ in uniform() }, uniform() * 2.4 * Double(count)) }
      func isEnough(_ staffing: [Int]) -> Bool {
        conditions.allSatisfy { weights, need in zip(weights, staffing).reduce(0) { $0 + $1.0 * Double($1.1) } >= need }
      }
      var all: [[Int]] = [[]]
      for pool in pools { all = all.flatMap { head in (pool.fewest...pool.most).map { head + [$0] } } }
      func rank(_ staffing: [Int]) -> [Double] {
        [Double(staffing.reduce(0, +)), zip(staffing, pools).reduce(0) { $0 + $1.1.pays[$1.0] }]
      }
      let best = all.filter(isEnough).map(rank).min { $0.lexicographicallyPrecedes($1) }
      var walk = StaffingWalk(pools: pools, mostCandidates: 100_000)
      let found = walk.run(isEnough)
      #expect(found.best.map(rank) == best)
      #expect(found.best.map(isEnough) ?? true)
      #expect(found.isProven)
      #expect(walk.measured <= all.count)
      if best == nil { unsolvable += 1 }
    }
    #expect((1...200).contains(unsolvable), "both kinds of cases are met")
  }

  @Test func `a search that may not try enough does not claim a proof`() {
    let pools = [
      SearchedPool(fewest: 1, most: 20, pay: 1), SearchedPool(fewest: 1, most: 20, pay: 1), SearchedPool(fewest: 1, most: 20, pay: 1),
    ]
    var walk = StaffingWalk(pools: pools, mostCandidates: 5)
    let found = walk.run { $0.reduce(0, +) >= 30 }
    #expect(found.best?.reduce(0, +) == 30)
    #expect(!found.isProven)
  }

  @Test(arguments: [(45.0, 1.0), (45, 0.1), (90, 0.5)]) func `of one station are Erlang's`(perHour: Double, minutes: Double) throws {
    // Work of 200 s. Erlang's C formula: the fewest servers whose mean wait is within the target.
    let offered = perHour * 200 / 3600
    func wait(_ servers: Int) -> Double {
      if Double(servers) <= offered { return .infinity }
      var term = 1.0, below = 1.0
      for k in 1..<servers {
        term *= offered / Double(k)
        below += term
      }
      let all = term * offered / Double(servers) / (1 - offered / Double(servers))
      return 200.0 / 60 * all / (below + all) / (Double(servers) - offered)
    }
    let fewest = try #require((1...40).first { wait($0) <= minutes })
    let floor = """
        workers: { packers: { count: 3, shift: always } }
        process: { outbound: { packing: { by: packers, time: { exponential: { mean: 200 s } } } } }
      """
    let scenario = try loaded(
      line(arrivals: perHour, warehouse: floor, targets: "{ packing.wait.mean: \"<= \(minutes) min\" }", days: 20, warmUp: 2))
    let result = try StaffingSearch(try Study.resolved(scenario, options: StudyOptions(scenario.experiment)), mostPeople: 12).run()
    #expect(result.isMet && result.isProven)
    #expect(result.pools[0].needed == fewest, "theory: \(wait(fewest - 1)) min with one less, \(wait(fewest)) min")
    #expect(result.isConfirmed)
    #expect(result.people == [Double](repeating: Double(fewest), count: 24))
  }

  @Test func `nothing is promised where even the most people miss a target`() throws {
    let floor = """
        workers: { packers: { count: 1, shift: always } }
        process: { outbound: { packing: { by: packers, time: 30 min } } }
      """
    let scenario = try loaded(line(arrivals: 8, warehouse: floor, targets: "{ packing.wait.mean: \"<= 1 min\" }", days: 6, warmUp: 1))
    let result = try StaffingSearch(try Study.resolved(scenario, options: StudyOptions(scenario.experiment)), mostPeople: 3).run()
    #expect(!result.isMet && result.fresh == nil && result.pools[0].needed == 3)
  }
}
