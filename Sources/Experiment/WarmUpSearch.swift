internal import Estimation
internal import Foundation
internal import Groundwork
internal import Kernel
internal import Randomness
internal import Scenario
internal import Simulation
internal import Supply

/// `warm-up: auto`: MSER-5 on the total cost, one common cut for all alternatives.
///
/// The cost of each day, averaged over pilot replications of each scenario, is cut where MSER-5 (White, *Simulation* 69(6), 1997) puts the
/// end of the start's influence; the common cut is the latest of them, rounded up to whole weeks. The pilot's random worlds are those of a
/// search, so the study's own are not looked at twice. Where the start is meaningful (a season, a trend, a replay) there is no start-up to
/// cut: refused with the reason.
struct WarmUpSearch {
  /// Replications after which the cut is looked for. Of a cost that has settled long before, MSER-5 puts one cut in twenty into the second
  /// half by mere chance; the mean of more replications shows which it was.
  static let pilotReplications = [20, 80, 320]

  let study: Study

  func run(cancellation: Cancellation, progress: (@Sendable (StudyProgress) -> Void)?) throws -> (time: SimTime, rule: String) {
    let problems = study.drafts.flatMap { draft in
      Self.reasonsAgainst(draft.plan).map { reason in
        Diagnostic(
          .error, code: "warm-up", "clock.warm-up: auto looks for the end of a start-up, but in '\(draft.name)' \(reason)",
          remedy: "give the warm-up itself, for example 8 weeks, or 0 d")
      }
    }
    if !problems.isEmpty { throw InputErrors(problems) }
    var drafts = study.drafts
    for i in drafts.indices { drafts[i].plan.clock.warmUp = .fixed(.zero) }
    let plans = try drafts.map { try CompiledPlan($0.plan) }
    let makeRunner = study.makeRunner
    let engine = StudyEngine(plans: plans, seed: study.options.seed, phase: .search, threads: study.options.threads, order: study.order) {
      makeRunner(plans)
    }
    var folds = engine.empty
    var finished = 0
    var latest = 0
    for pilots in Self.pilotReplications {
      let relay = progress.map { report in
        { @Sendable (p: StudyProgress) in report(StudyProgress(finished: p.finished, planned: pilots, activity: "warm-up")) }
      }
      folds = try engine.run(finished..<pilots, onto: folds, cancellation: cancellation, progress: relay)
      finished = pilots
      let cuts = folds.map { mser5($0.meanOfDays(.cost)) }
      latest = cuts.map(\.observations).max() ?? 0
      guard let unsettled = cuts.firstIndex(where: { !$0.isValid }) else { break }
      // More replications make no series longer.
      let isTooShort = cuts[unsettled].criterion.isNaN
      if pilots == Self.pilotReplications.last || isTooShort {
        throw InputErrors(
          Diagnostic(
            .error, code: "warm-up",
            "the total cost of '\(drafts[unsettled].name)' "
              + (isTooShort
                ? "cannot be judged: \(cuts[unsettled].reason ?? "")"
                : "does not settle in the first half of its horizon (\(pilots) replications)"),
            remedy: "lengthen clock.horizon, or give clock.warm-up itself"))
      }
    }
    let days = (latest + 6) / 7 * 7
    // To the midnight of a place whose clocks change: days of the series are the calendar's.
    let starts = drafts[0].plan.supply.dayStarts ?? []
    let time = days < starts.count ? starts[days] : SimTime.days(Double(days))
    if time >= drafts[0].plan.clock.horizon {
      throw InputErrors(
        Diagnostic(.error, code: "warm-up", "the start-up of \(days) days leaves nothing to measure", remedy: "lengthen clock.horizon"))
    }
    return (time, "MSER-5 on total cost over \(finished) pilot replications, latest of \(drafts.count) scenarios, in whole weeks")
  }

  /// Why the start of this plan means something; empty = it is a mere start-up.
  static func reasonsAgainst(_ plan: Plan) -> [String] {
    var reasons: [String] = []
    for stream in plan.supply.streams {
      switch stream {
      case .replay(let replay): reasons.append("'\(replay.name)' replays history")
      case .perItem(let items) where items.factors.contains(where: { $0 != items.factors.first }):
        reasons.append("the demand of '\(items.name)' has a season or trend")
      case .orders(let orders) where !isWeeklyPeriodic(orders.hourlyMean):
        reasons.append("the orders of '\(orders.name)' have a season or trend")
      default: break
      }
    }
    return reasons
  }

  /// Equal from week to week: a profile of the week is no season.
  private static func isWeeklyPeriodic(_ hourly: [Double]) -> Bool {
    hourly.indices.allSatisfy { hour in
      hour < 168 || abs(hourly[hour] - hourly[hour - 168]) <= 1e-9 * max(hourly[hour], hourly[hour - 168])
    }
  }

  /// Equal from hour to hour.
  static func isFlat(_ hourly: [Double]) -> Bool {
    guard let first = hourly.first else { return true }
    return hourly.allSatisfy { abs($0 - first) <= 1e-9 * max($0, first) }
  }
}
