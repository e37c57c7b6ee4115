internal import Estimation
internal import Foundation
internal import Scenario
internal import Simulation
internal import Supply
internal import Warehouse

/// Holds a warm-up that the scenario gives against MSER-5 on the total cost, where the start is a mere start-up.
///
/// MSER-5 puts the cut somewhere in a settled series too, by chance; so a later cut alone is no objection. It becomes one where the days
/// between differ from those behind it, replication by replication, by more than chance explains (t test at a thousandth, since the cut was
/// chosen by the same series), and would move the total cost by more than its interval is wide.
struct WarmUpCheck {
  /// Words behind the warm-up: where it comes from, and what the check said.
  var rule: String
  var notes: [String] = []

  /// - Parameters:
  ///   - result: concluded with the given warm-up.
  ///   - cost: the daily total cost of each scenario from time 0, one series a replication.
  init(_ result: StudyResult, drafts: [Draft], cost: [[[Double]]]) {
    rule = "as given"
    if drafts.contains(where: { Self.startMeansSomething($0.plan) }) {
      rule += "; no check by MSER-5, since the start means something"
      return
    }
    let given = Int(result.warmUpDays.rounded(.up))
    var later: (days: Int, name: String)?
    for (scenario, series) in zip(result.scenarios, cost) where series.count > 1 {
      let days = series.map(\.count).min() ?? 0
      let cut = mser5((0..<days).map { day in series.reduce(0) { $0 + $1[day] } / Double(series.count) })
      if cut.criterion.isNaN { return }
      guard cut.observations > given, let half = scenario["cost.total"]?.estimate.halfWidth else { continue }
      let whole = series.map { Self.mean($0[given..<days]) }, behind = series.map { Self.mean($0[cut.observations..<days]) }
      let between = series.map { Self.mean($0[given..<cut.observations]) }
      let step = Estimate.mean(of: zip(between, behind).map { $0 - $1 }, level: 0.999)
      let moved = 7 * abs(Self.mean(whole[...]) - Self.mean(behind[...]))
      guard let low = step.lower, let high = step.upper, low > 0 || high < 0 else { continue }
      if moved > half, cut.observations > later?.days ?? 0 { later = (cut.observations, scenario.name) }
    }
    guard let later else {
      rule += "; MSER-5 on the total cost agrees"
      return
    }
    let weeks = (later.days + 6) / 7
    rule += "; MSER-5 on the total cost asks for \(weeks) weeks"
    notes.append(
      "the warm-up is short: in '\(later.name)' the total cost settles after \(weeks) weeks (MSER-5), and what lies between moves it "
        + "by more than its interval; give clock.warm-up: \(weeks) weeks, and a horizon long after it")
  }

  private static func mean(_ part: ArraySlice<Double>) -> Double { part.reduce(0, +) / Double(part.count) }

  /// Whether there is more at the start than stock and queues on their way to what they will be.
  static func startMeansSomething(_ plan: Plan) -> Bool {
    if !WarmUpSearch.reasonsAgainst(plan).isEmpty || plan.supply.newItems != nil || plan.floor?.people != nil { return true }
    let points = plan.supply.stockPoints.filter { !$0.unlimited }
    if !points.isEmpty, !plan.supply.initialStockFollowsPolicy { return true }
    return points.contains { $0.laterCosts != nil } || plan.supply.suppliers.contains { $0.laterLeadTimes != nil }
  }
}
