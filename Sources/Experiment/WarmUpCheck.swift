internal import Estimation
internal import Foundation
internal import Scenario
internal import Simulation
internal import Supply
internal import Warehouse

/// Holds a warm-up that the scenario gives against MSER-5 on the total cost, where the start is a mere start-up.
///
/// MSER-5 puts the cut somewhere in a settled series too, by chance; so a later cut alone is no objection. It becomes one where the days
/// between would move the total cost by more than its interval is wide.
struct WarmUpCheck {
  /// Words behind the warm-up: where it comes from, and what the check said.
  var rule: String
  var notes: [String] = []

  /// - Parameters:
  ///   - result: concluded with the given warm-up.
  ///   - bands: the daily total cost of each scenario, mean over the replications, from time 0.
  init(_ result: StudyResult, drafts: [Draft], cost: [[Double]]) {
    rule = "as given"
    if drafts.contains(where: { Self.startMeansSomething($0.plan) }) {
      rule += "; no check by MSER-5, since the start means something"
      return
    }
    let given = Int(result.warmUpDays.rounded(.up))
    var later: (days: Int, name: String)?
    for (scenario, series) in zip(result.scenarios, cost) {
      let cut = mser5(series)
      if cut.criterion.isNaN { return }
      guard cut.isValid else {
        notes.append(
          "'\(scenario.name)': the total cost does not settle in the first half of the horizon (MSER-5), so its mean depends on the horizon")
        continue
      }
      guard cut.observations > given, let total = scenario["cost.total"]?.estimate, let half = total.halfWidth else { continue }
      let moved = 7 * abs(Self.mean(series[given...]) - Self.mean(series[cut.observations...]))
      if moved > half, cut.observations > later?.days ?? 0 { later = (cut.observations, scenario.name) }
    }
    if let later {
      let weeks = (later.days + 6) / 7
      rule += "; MSER-5 on the total cost asks for \(weeks) weeks"
      notes.append(
        "the warm-up is short: in '\(later.name)' the total cost settles after \(weeks) weeks (MSER-5), and what lies between moves it "
          + "by more than its interval; give clock.warm-up: \(weeks) weeks")
    } else if notes.isEmpty {
      rule += "; MSER-5 on the total cost agrees"
    }
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
