internal import Foundation
internal import Groundwork
internal import Kernel
internal import Optimization
internal import Simulation
internal import Supply

/// Levels by date for a position that is checked at every demand.
///
/// The program along the calendar decides once a review, so its levels must last until the next one; checked at every demand they would be
/// too high. A program with a review for every customer would have thousands of periods an item. Instead each week takes the (s, S) that is
/// best for stationary customers as many as come in that week and the lead time after it: exact where demand changes slowly against a lead
/// time, a heuristic where it does not. Found at a few rates between the quietest and the busiest week, and read between them.
struct SeasonalContinuous {
  var plan: Plan

  /// Rates at which levels are found.
  static let rates = 5

  /// nil where the position is not checked at every demand, or an item has no model.
  func candidate(_ model: SeasonalModel, cancellation: Cancellation) -> Candidate? {
    let point = plan.supply.stockPoints[model.stockPoint]
    guard case .continuous = plan.study, case .continuous = point.control.review else { return nil }
    guard let problem = try? ModelAssumptions.problem(plan, stockPoint: model.stockPoint).get().answerable() else { return nil }
    let weeks = model.localFactors(days: problem.leadTime.mean + model.period.days)
    guard let low = weeks.map(\.factor).filter({ $0 > 0 }).min(), let high = weeks.map(\.factor).max(), high > low else { return nil }
    var found: [(factor: Double, s: Double, size: Double)] = []
    for k in 0..<Self.rates {
      let factor = low * pow(high / low, Double(k) / Double(Self.rates - 1))
      guard let own = problem.scaled(.demandMean, by: factor),
        let best = try? SensitivityModel(own, isCoarse: true, cancellation: cancellation)
      else { return nil }
      switch best.policy {
      case .sS(let s, let S): found.append((factor, Double(s), Double(S - s)))
      case .rQ(let r, let Q): found.append((factor, Double(r), Double(Q)))
      case .baseStock(let S): found.append((factor, Double(S - 1), 1))
      default: return nil
      }
    }
    func levels(_ factor: Double) -> (s: Int64, S: Int64) {
      let k = max(1, found.firstIndex { $0.factor >= factor } ?? found.count - 1)
      let (a, b) = (found[k - 1], found[k])
      let part = max(0, min(1, (factor - a.factor) / (b.factor - a.factor)))
      let s = (a.s + part * (b.s - a.s)).rounded(), size = max(1, (a.size + part * (b.size - a.size)).rounded())
      return (Int64(s), Int64(s + size))
    }
    let stretches = weeks.enumerated().map { i, week in
      guard week.factor > 0 else { return TimePhasedLevels.Stretch.ordersNothing(from: i == 0 ? .zero : week.start) }
      let (s, S) = levels(week.factor)
      return TimePhasedLevels.Stretch(start: i == 0 ? .zero : week.start, s: s, S: S)
    }
    return Candidate(
      method: .seasonalContinuous, control: Control(policy: .timePhased(TimePhasedLevels(stretches)), review: .continuous),
      approximations: problem.ignored.filter { $0 != ModelAssumptions.meanLevel && $0 != ModelAssumptions.evenOrders } + [
        "within a week demand is even", "each week has the levels of a steady demand as large as that of the week and a lead time after it"
      ])
  }
}
