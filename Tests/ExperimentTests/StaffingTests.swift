import Estimation
import Foundation
import Groundwork
import Kernel
import Randomness
import Scenario
import Simulation
import Synchronization
import Supply
import Testing
import Warehouse

@testable import Experiment

private func loaded(_ text: String) throws -> LoadedScenario {
  let path = NSTemporaryDirectory() + "staffing-\(UUID().uuidString).yaml"
  defer { try? FileManager.default.removeItem(atPath: path) }
  try text.write(toFile: path, atomically: true, encoding: .utf8)
  return try ScenarioLoader.load(path: path)
}

/// Two shifts, picking and packing; each pool works at one step.
private func twoShifts(orders: Int = 300, slow: Int = 1, onTime: Int = 90, replications: Int = 12, more: String = "") -> String {
  """
  bullwhip: 1
  name: Two shifts
  currency: EUR
  clock: { start: 2026-03-02, horizon: 2 weeks, warm-up: 1 weeks, time-zone: Europe/Berlin }
  items: { list: { parcel: { unit-cost: 1 EUR } } }
  locations: { hall: { stock: unlimited } }
  demand: { streams: { parcels: { at: hall, orders: { arrivals: { poisson: { mean: \(orders) /day } }, lines: 1, quantity: 1, due: 24 h } } } }
  warehouse:
    shifts: { early: { days: mon-sun, hours: 06:00-14:00 }, late: { days: mon-sun, hours: 14:00-22:00 } }
    workers:
      pickers: { shift: { early: 2, late: 2 }, wage: 15 EUR/h }
      packers: { count: 3, shift: early, wage: 14 EUR/h, absence: 4 % }
    process:
      outbound:
        pick: { by: pickers, time: { exponential: { mean: \(150 * slow) s } } }
        pack: { by: packers, time: \(120 * slow) s }
  \(more)
  targets: { on-time: ">= \(onTime) %" }
  experiment: { replications: \(replications), seed: 5 }

  """
}

private func search(_ text: String, usesLoad: Bool = true, threads: Int = 2) throws -> StaffingResult {
  let scenario = try loaded(text)
  var options = StudyOptions(scenario.experiment)
  options.threads = threads
  var search = StaffingSearch(try Study.resolved(scenario, options: options))
  search.usesLoad = usesLoad
  return try search.run()
}

/// An outcome in which nothing happened on the floor.
private func bare(_ plan: Plan, _ replication: Int) -> Outcome {
  var outcome = Outcome(replication: replication, weeks: 1)
  outcome.stations = (plan.floor?.steps ?? []).map { step in
    var station = StationOutcome(name: step.name)
    station.causeHours = [Double](repeating: 0, count: 16)
    station.waitCauseMinutes = station.causeHours
    return station
  }
  outcome.pools = (plan.floor?.pools ?? []).map { PoolOutcome(name: $0.name) }
  outcome.items = plan.supply.stockPoints.map { _ in ItemOutcome() }
  outcome.streams = plan.supply.streams.map { StreamOutcome(name: $0.name, finished: 1, cycleHours: 1, cycleTimes: Histogram()) }
  return outcome
}

/// How often each replication of each staffing was simulated.
private final class Tally: Sendable {
  let counts = Mutex<[String: Int]>([:])
  func note(_ staffing: [Int], _ replication: Int) { counts.withLock { $0["\(staffing)/\(replication)", default: 0] += 1 } }
}

@Suite struct `A staffing search` {
  @Test func `finds the same people with and without the bound from the work that comes, and on any threads`() throws {
    // A third of the orders, each of three times the work: as many people, and a third of the events.
    let few = twoShifts(orders: 100, slow: 3, replications: 8)
    let with = try search(few)
    let without = try search(few, usesLoad: false)
    let alone = try search(few, threads: 1)
    #expect(with.isMet && with.isProven)
    #expect(with.pools == without.pools)
    #expect(with.candidates <= without.candidates, "\(with.candidates) of \(without.candidates)")
    #expect(alone.pools == with.pools && alone.replications == with.replications && alone.hours == with.hours)
    func told(_ result: StaffingResult) -> [String] { result.search.scenarios.map { "\($0.fingerprint) \($0.kpis.map(\.estimate))" } }
    #expect(told(alone) == told(with))
    // Picking takes 12.5 h a day and packing 10 h: with shifts of 8 h that is two people each at the least.
    let pickers = with.pools.filter { $0.name.hasPrefix("pickers") }.map(\.needed)
    #expect(pickers.reduce(0, +) >= 2)
    #expect(with.pools.map(\.name) == ["pickers early", "pickers late", "packers"])
    #expect(try #require(with.pools.last).needed >= 2)
  }

  @Test func `adds worlds to a staffing and repeats none`() throws {
    let tally = Tally()
    var study = study([("base", try #require(try loaded(twoShifts()).drafts.first).plan)], replications: 30, threads: 2)
    study.makeRunner = { plans in
      let counts = plans[0].plan.floor!.pools.map(\.count)
      return FormulaRunner(plans: plans.count) { _, replication in
        tally.note(counts, replication)
        var outcome = bare(plans[0].plan, replication)
        outcome[.ordersDue] = 1000
        // 90 % of the orders of three pickers are in time, near the target; 12 % more or less for each picker more or less.
        outcome[.ordersOnTime] = 900 + 120 * Double(counts[0] - 3) + 20 * (noise(replication) - 0.5)
        return outcome
      }
    }
    var judge = StaffingJudge(study: study, cancellation: Cancellation())
    #expect(try judge.meets([4, 2, 3]))
    #expect(judge.replications == 4, "ten points above the target with a spread of half a point")
    #expect(try !judge.meets([1, 2, 3]))
    #expect(judge.replications == 8)
    _ = try judge.meets([3, 2, 3])
    #expect((24...38).contains(judge.replications), "on the target nearly all replications are needed: \(judge.replications)")
    tally.counts.withLock { counts in #expect(counts.count == judge.replications && counts.values.allSatisfy { $0 == 1 }) }
  }

  @Test func `leaves a staffing early where all its replications would have said the same`() throws {
    // 60 staffings whose mean lies from three points below the target to three above it, in worlds that spread by 1.7 points.
    var early = 0
    for step in 0..<60 {
      var study = study([("base", try #require(Self.plan))], replications: 40, threads: 1)
      let mean = 870 + Double(step)
      let value = { @Sendable (replication: Int) in (mean + 60 * (noise(replication, step) - 0.5)).rounded() }
      study.makeRunner = { plans in
        FormulaRunner(plans: plans.count) { _, replication in
          var outcome = bare(plans[0].plan, replication)
          outcome[.ordersDue] = 1000
          outcome[.ordersOnTime] = value(replication)
          return outcome
        }
      }
      var judge = StaffingJudge(study: study, cancellation: Cancellation())
      let all = (0..<40).reduce(0) { $0 + value($1) } / 40
      #expect(try judge.meets([2, 2, 3]) == (all >= 900), "mean \(mean)")
      if judge.replications < 40 { early += 1 }
    }
    #expect(early >= 45, "\(early) of 60 are left early")
  }

  private static let plan = try? loaded(twoShifts()).drafts.first?.plan

  @Test func `goes on beyond the replications where the precision asked for is not reached`() throws {
    var study = study([("base", try #require(try loaded(twoShifts()).drafts.first).plan)], replications: 10, threads: 1)
    study.options.precision = ["on-time": 0.002]
    study.makeRunner = { plans in
      FormulaRunner(plans: plans.count) { _, replication in
        var outcome = bare(plans[0].plan, replication)
        outcome[.ordersDue] = 1000
        outcome[.ordersOnTime] = 900 + 20 * (noise(replication) - 0.5)
        return outcome
      }
    }
    var judge = StaffingJudge(study: study, cancellation: Cancellation())
    _ = try judge.meets([2, 2, 3])
    // Uniform over 2 points: sd 0.577 points; t · sd / √n ≤ 0.18 points at about n = 43.
    #expect((25...70).contains(judge.replications), "\(judge.replications)")
  }

  @Test func `asks pools two by two where steps hardly touch`() {
    let pools = (0..<4).map { SearchedPool(fewest: 1, most: 16, pay: Double(10 + $0)) }
    func isEnough(_ n: [Int]) -> Bool { n[0] + n[1] >= 13 && n[2] + n[3] >= 11 }
    var walk = StaffingWalk(pools: pools, mostCandidates: 10_000)
    let found = walk.run(isEnough)
    #expect(found.best?.reduce(0, +) == 24 && found.isProven)
    // 364 ways to share out one person less between four pools from 1 on would otherwise be asked about, and more.
    #expect(walk.measured <= 120, "\(walk.measured)")
  }

  @Test func `leaves out what could not do the work`() {
    // 300 h of work must be done; a person of the first pool has 40 h, of the second 20.
    let bound = LoadBound(hours: [40, 20], need: 300)
    #expect(bound.allows([7, 1]) && bound.allows([0, 15]) && !bound.allows([7, 0]) && !bound.allows([0, 14]))
    var walk = StaffingWalk(
      pools: [SearchedPool(fewest: 1, most: 20, pay: 2), SearchedPool(fewest: 1, most: 20, pay: 1)], mostCandidates: 1000, bounds: [bound])
    var asked: [[Int]] = []
    let found = walk.run { staffing in
      asked.append(staffing)
      return 40 * staffing[0] + 20 * staffing[1] >= 360
    }
    // Nine people at most do 340 hours; of the ten that do 360 the cheapest are eight and two.
    #expect(found.best == [8, 2])
    #expect(asked.allSatisfy(bound.allows) && asked.count == walk.measured)
  }
}

@Suite struct `Offered load` {
  @Test func `is what comes to a step, against the hours that its people have`() throws {
    let scenario = try loaded(twoShifts())
    let plan = scenario.drafts[0].plan
    let compiled = try CompiledPlan(plan)
    let outcomes = (0..<3).map { PairedRunner([compiled]).run(seed: 5, phase: .search, replication: $0)[0] }
    let bounds = LoadBound.all(plan, outcomes: outcomes)
    // Steps {pick}, {pack}, {pick, pack}.
    #expect(bounds.count == 3)
    let orders = outcomes.reduce(0) { $0 + $1.stations[0].orders } / 3
    #expect(abs(bounds[0].need - 0.75 * orders * 150 / 3600) < 1e-9)
    // The measured week and a day more: 8 shifts of 8 h; a task in hand at each end, of about 150 s.
    #expect(bounds[0].hours[2] == 0)
    for hours in bounds[0].hours.prefix(2) { #expect((64...64.6).contains(hours), "\(hours)") }
    #expect((0.96 * 64...0.96 * 64.5).contains(bounds[1].hours[2]), "\(bounds[1].hours[2])")
  }

  // A shift of 8 hours on each of ten days. The third of three people who work 12 % of the days has 2 · 0.618… = 1.236…, so 0.236… on the
  // first day and 0.12 more with each: it passes 1 on the seventh day, day 6 (0.236 + 7 · 0.12 = 1.076), and no other. The first passes it
  // on day 8 (9 · 0.12 = 1.08). The second, with 0.618…, on day 3 (0.618 + 4 · 0.12 = 1.098) and not again: one day each. Of 25 %: the
  // first has days 3 and 7; the second 1, 5 and 9. On two days each of them can have one shift more than their share of half a one.
  @Test(arguments: [(0.12, 10, 8.0), (0.25, 10, 24), (0.25, 2, 8), (1, 10, 80)])
  func `of part time counts who has most of the days`(share: Double, days: Int, hours: Double) throws {
    var pool = PoolPlan(name: "p", count: 3, shift: 0)
    pool.terms = PoolTerms()
    pool.terms?.partTime = share
    var floor = FloorPlan(location: 0)
    floor.pools = [pool]
    let spans = (0..<days).map { TimeSpan(start: .days(Double($0)) + .seconds(6 * 3600), end: .days(Double($0)) + .seconds(14 * 3600)) }
    floor.shifts = [ShiftPlan(name: "d", duty: spans, paid: spans, breaks: [])]
    #expect(LoadBound.most(floor, 0, TimeSpan(start: .zero, end: .days(Double(days))), task: 0) == hours)
  }

  @Test(arguments: ["  assignment: longest queue", "  workforce: { hiring: { spring: { on: 2026-03-05, count: 1, as: packers } } }"])
  func `says nothing where people are hired`(more: String) throws {
    let plan = try loaded(twoShifts(more: more)).drafts[0].plan
    let compiled = try CompiledPlan(plan)
    let outcome = PairedRunner([compiled]).run(seed: 5, phase: .search, replication: 0)[0]
    #expect(LoadBound.all(plan, outcomes: [outcome]).isEmpty == more.contains("hiring"))
  }

  @Test func `stands beside the people on duty, hour by hour of the wall clock`() throws {
    let plan = try loaded(twoShifts()).drafts[0].plan
    let groups = try StaffingHours.all(plan, seed: 5, phase: .fresh, replications: 4)
    #expect(groups.map(\.steps) == [["pick"], ["pack"]] && groups.map(\.pools) == [["pickers early", "pickers late"], ["packers"]])
    for hour in 0..<24 {
      let pickers: Double = (6..<22).contains(hour) ? 2 : 0
      let packers: Double = (6..<14).contains(hour) ? 3 : 0
      #expect(abs(groups[0].people[hour] - pickers) < 1e-9)
      #expect(abs(groups[1].people[hour] - packers) < 1e-9)
      // Orders come evenly round the clock: 12.5 an hour of 150 s each keep 0.52 people busy. Of 350 orders in each hour the standard error
      // is some 7 %.
      let load = groups[0].load[hour]
      let expected = 12.5 * 150.0 / 3600
      #expect(abs(load - expected) < 4 * 0.07 * expected, "\(hour): \(load)")
    }
    let packing = groups[1].load.reduce(0, +)
    #expect(abs(packing - 10) < 0.4, "300 orders of two minutes are ten hours a day: \(packing)")
  }
}

@Suite struct `A difference between worlds of their own` {
  @Test func `has the errors of both and Welch's degrees of freedom`() {
    // Ten values of variance 4 and fifteen of variance 9: se = √(0.4 + 0.6) = 1; ν = 1 ÷ (0.16/9 + 0.36/14) = 22.99…; t₀.₉₇₅ = 2.0687.
    func estimate(_ value: Double, variance: Double, n: Int, t: Double) -> Estimate {
      let half = t * (variance / Double(n)).squareRoot()
      return Estimate(value: value, lower: value - half, upper: value + half, n: n, kind: .confidence)
    }
    let a = estimate(7, variance: 4, n: 10, t: 2.262157162798)
    let b = estimate(5, variance: 9, n: 15, t: 2.144786687918)
    let difference = Estimate.independentDifference(of: a, minus: b)
    #expect(difference.value == 2 && difference.n == 10)
    #expect(abs((difference.halfWidth ?? 0) - 2.0687) < 2e-4, "\(difference.halfWidth ?? 0)")
    #expect(Estimate.independentDifference(of: a, minus: .exact(5)).halfWidth == nil)
    #expect(Estimate.independentDifference(of: .exact(.nan), minus: b).value.isNaN)
  }
}
