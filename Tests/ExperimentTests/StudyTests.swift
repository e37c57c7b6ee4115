import Estimation
import Foundation
import Groundwork
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Synchronization
import Testing

@testable import Experiment

@Suite struct `A study on threads` {
  @Test func `the same bytes for 1, 2 and 7 threads and for shuffled replications`() throws {
    let plans = [("base", textbookPlan()), ("higher", textbookPlan(s: 32, S: 70))]
    let one = everything(try study(plans, replications: 11).run())
    #expect(everything(try study(plans, replications: 11, threads: 2).run()) == one)
    #expect(everything(try study(plans, replications: 11, threads: 7).run()) == one)
    var shuffled = study(plans, replications: 11, threads: 3)
    shuffled.order = { Array($0.reversed()) }
    #expect(everything(try shuffled.run()) == one)
    #expect(everything(try study(plans, replications: 12).run()) != one, "the comparison sees a difference where there is one")
  }

  @Test func `the fold sees every replication once and in order, whoever finishes first`() throws {
    let pool = ReplicationPool(seed: 1, phase: .main, threads: 7, order: { $0.map { $0 ^ 5 }.filter { $0 < 40 } }, plans: { _ in 1 })
    let seen = try pool.run(
      0..<40, into: [Int](),
      makeRunner: {
        FormulaRunner(plans: 1) { _, r in
          // Early replications take longest.
          if r % 3 == 0 { usleep(500) }
          return costOutcome(r, 1)
        }
      }, cancellation: Cancellation(), digest: { $0[0].replication }, fold: { $0.append($1) })
    #expect(seen == Array(0..<40))
  }

  @Test func `an interrupted study gives nothing rather than a part`() throws {
    let cancellation = Cancellation()
    var study = study([("base", textbookPlan())], replications: 50, threads: 2)
    study.makeRunner = { _ in
      FormulaRunner(plans: 1) { _, r in
        if r == 9 { cancellation.cancel() }
        return costOutcome(r, 1)
      }
    }
    #expect(throws: Cancelled.self) { try study.run(cancellation: cancellation) }
  }

  @Test func `progress counts up to the number planned`() throws {
    let last = Mutex(0)
    _ = try study([("base", textbookPlan())], replications: 8, threads: 2).run { progress in
      last.withLock {
        #expect(progress.finished >= $0)
        $0 = progress.finished
      }
      #expect(progress.planned == 8)
    }
    #expect(last.withLock { $0 } == 8)
  }
}

@Suite struct `What a study concludes` {
  func run(_ costs: @escaping @Sendable (Int, Int) -> Double, plans: Int, replications: Int = 20) throws -> StudyResult {
    var study = study((0..<plans).map { ($0 == 0 ? "base" : "alternative \($0)", textbookPlan()) }, replications: replications)
    study.makeRunner = { _ in FormulaRunner(plans: plans) { plan, r in costOutcome(r, costs(plan, r)) } }
    return try study.run()
  }

  @Test func `a ratio is of sums, never a mean of ratios`() throws {
    var study = study([("base", textbookPlan())], replications: 2)
    study.makeRunner = { _ in
      FormulaRunner(plans: 1) { _, r in
        var outcome = costOutcome(r, 1)
        // 90 of 100 in one world, 0 of 1 in the other: 90/101, not the mean 45 %.
        outcome[.unitsAsked] = r == 0 ? 100 : 1
        outcome[.unitsServedAtOnce] = r == 0 ? 90 : 0
        return outcome
      }
    }
    let result = try study.run()
    let fill = try #require(result.base["fill-rate"])
    #expect(abs(fill.estimate.value - 90.0 / 101) < 1e-15)
    #expect(fill.perReplication == [0.9, 0])
    let target = try #require(result.base.targets.first)
    #expect(!target.isMet)
    #expect(target.shareOfReplications == 0)
  }

  @Test func `pairing removes what the worlds share`() throws {
    // The base costs 100 to 200 by luck of the world; the alternative exactly 3 more in each.
    let result = try run({ plan, r in 100 + 100 * noise(r) + (plan == 0 ? 0 : 3) }, plans: 2)
    let cost = try #require(result.scenarios[1]["cost.total"])
    let difference = try #require(cost.difference)
    #expect(abs(difference.value - 3) < 1e-9)
    #expect(try #require(difference.halfWidth) < 1e-9)
    #expect(try #require(cost.estimate.halfWidth) > 5)
    #expect(cost.verdict == .worse)
    #expect(result.base["cost.total"]?.difference == nil)
  }

  @Test func `equal scenarios show no change, noisy ones cannot tell and say what would`() throws {
    let same = try run({ _, r in 100 + noise(r) }, plans: 2)
    #expect(same.scenarios[1]["cost.total"]?.verdict == .noChange)
    let noisy = try run({ plan, r in 100 + 10 * noise(r, plan) }, plans: 2)
    let cost = try #require(noisy.scenarios[1]["cost.total"])
    #expect(cost.verdict == .cannotTell)
    #expect(try #require(cost.settledBy) > 20)
  }

  @Test func `daily bands are the type 7 quantiles of each day`() throws {
    var study = study([("base", textbookPlan())], replications: 5)
    study.makeRunner = { _ in
      FormulaRunner(plans: 1) { _, r in
        var outcome = costOutcome(r, 1)
        outcome.daily.stockValue = [10, [50, 20, 40, 10, 30][r]]
        return outcome
      }
    }
    let bands = try #require(try study.run().base.daily.first { $0.measure == "stock-value" })
    #expect(bands.mean == [10, 30])
    // Of 10, 20, 30, 40, 50 (R's default quantile): 11, 14, 20, 30, 40, 46, 49.
    for (got, expected) in zip(bands.quantiles.map { $0[1] }, [11.0, 14, 20, 30, 40, 46, 49]) { #expect(abs(got - expected) < 1e-12) }
    #expect(bands.paths.count == 5)
  }

  @Test func `items come with intervals that agree with the jackknife`() {
    var moments = RatioMoments()
    var a: [Double] = [], b: [Double] = []
    for r in 0..<200 {
      a.append(80 + 20 * noise(r, 1))
      b.append(90 + 30 * noise(r, 2))
      moments.add(a[r], over: b[r])
    }
    let streamed = moments.estimate(level: 0.95), kept = Estimate.ratio(of: a, over: b, level: 0.95)
    #expect(abs(streamed.value - kept.value) < 1e-12)
    #expect(abs(streamed.halfWidth! / kept.halfWidth! - 1) < 0.01)
    var constant = RatioMoments()
    for _ in 0..<9 { constant.add(0.1, over: 0.3) }
    #expect(constant.estimate(level: 0.95).halfWidth == 0)
    #expect(RatioMoments().estimate(level: 0.95).value.isNaN)
  }

  @Test func `the identity names plan, seed, replications and names, and nothing else`() throws {
    let base = study([("base", textbookPlan())], replications: 2)
    let identity = try base.run().identity
    #expect(identity.count == 16)
    var other = base
    other.options.threads = 3
    #expect(try other.run().identity == identity)
    other.options.seed = 2
    #expect(try other.run().identity != identity)
    #expect(try study([("base", textbookPlan(s: 26))], replications: 2).run().identity != identity)
    #expect(try study([("base", textbookPlan())], replications: 3).run().identity != identity)
  }
}

@Suite struct `Replicating to a precision` {
  func study(width: Double, limit: Int = 10_000) -> Study {
    var study = Experiment.Study(
      title: "t", slug: "t", drafts: [Draft(name: "base", plan: textbookPlan())],
      options: StudyOptions(replications: 10, precision: ["cost.total": 0.01], maximumReplications: limit, threads: 3))
    study.makeRunner = { _ in FormulaRunner(plans: 1) { _, r in costOutcome(r, 100 + width * (noise(r) - 0.5)) } }
    return study
  }

  @Test func `stops when the interval is narrow enough and not much later`() throws {
    // Uniform of width 40 on 100: standard deviation 11.5, so 1 % needs (1.96 × 11.5)² ≈ 512.
    let result = try study(width: 40).run()
    let estimate = try #require(result.base["cost.total"]).estimate
    #expect(try #require(estimate.halfWidth) <= 0.01 * estimate.value)
    #expect((400...700).contains(result.replications))
    #expect(result.notes.isEmpty)
  }

  @Test func `a quiet measure takes the first round of 30 only`() throws {
    #expect(try study(width: 0.1).run().replications == 30)
  }

  @Test func `gives up at its limit and says what it would take`() throws {
    let result = try study(width: 40, limit: 100).run()
    #expect(result.replications == 100)
    #expect(result.notes.count == 1)
    #expect(result.notes[0].hasPrefix("Precision not reached after 100 replications; about "))
  }

  @Test func `unknown measures and impossible widths are refused together`() {
    var study = study(width: 1)
    study.options.precision = ["cost.totl": 0.01, "fill-rate": 0]
    #expect {
      try study.run()
    } throws: { error in
      (error as? InputErrors)?.diagnostics.map(\.code).sorted() == ["precision", "unknown-kpi"]
    }
  }
}

@Suite struct `An automatic warm-up` {
  func study(world: Int = 0, _ series: @escaping @Sendable (Int) -> Double) -> Study {
    var plan = textbookPlan()
    plan.clock.warmUp = .automatic
    var study = Experiment.Study(title: "t", slug: "t", drafts: [Draft(name: "base", plan: plan)], options: StudyOptions(replications: 4))
    study.makeRunner = { plans in
      FormulaRunner(plans: 1) { _, r in
        var outcome = costOutcome(r, 100)
        outcome.daily.cost = (0..<420).map { series($0) + noise(r + 1_000 * world, $0) }
        return outcome
      }
    }
    return study
  }

  @Test func `cuts the start-up, in whole weeks`() throws {
    let result = try study { day in 50 + 400 * exp(-Double(day) / 8) }.run()
    #expect(result.warmUpDays.truncatingRemainder(dividingBy: 7) == 0)
    // The excess falls below the spread of a batch mean over the pilots (0.03) at day 76; the criterion is flat from there.
    #expect((56...175).contains(result.warmUpDays))
    #expect(result.warmUpRule.hasPrefix("MSER-5"))
  }

  @Test func `a cost that has settled is not refused by chance`() {
    // Of the means of 20 replications alone MSER-5 refuses about one in twenty.
    let refused = (1...60).filter { world in (try? study(world: world) { day in 50 + 400 * exp(-Double(day) / 8) }.run()) == nil }
    #expect(refused.isEmpty, "\(refused)")
  }

  @Test func `a series too short for the rule is refused at once, with its length`() {
    var short = study { _ in 100 }
    short.makeRunner = { plans in
      FormulaRunner(plans: 1) { _, r in
        #expect(r < WarmUpSearch.pilotReplications[0], "more replications make no series longer")
        var outcome = costOutcome(r, 100)
        outcome.daily.cost = (0..<30).map { noise(r, $0) }
        return outcome
      }
    }
    #expect { try short.run() } throws: { "\($0)".contains("the series has 30 values; a cut needs at least 50") }
  }

  @Test func `a cost that never settles is refused`() {
    #expect { try study { Double($0) }.run() } throws: { "\($0)".contains("does not settle") }
  }

  @Test func `a season makes the start meaningful`() throws {
    var plan = textbookPlan()
    plan.clock.warmUp = .automatic
    guard case .perItem(let original) = plan.supply.streams[0] else { return }
    var stream = original
    stream.factors = (0..<420).map { 1 + 0.5 * sin(Double($0) / 58) }
    plan.supply.streams = [.perItem(stream)]
    let study = Experiment.Study(title: "t", slug: "t", drafts: [Draft(name: "base", plan: plan)], options: StudyOptions(replications: 4))
    #expect { try study.run() } throws: { "\($0)".contains("the demand of 'workshop' has a season or trend") }
  }
}
