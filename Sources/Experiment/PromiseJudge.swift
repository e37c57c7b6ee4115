internal import Estimation
internal import Foundation
public import Groundwork
internal import Optimization
internal import Simulation
internal import Supply

extension ServiceTarget {
  /// The level in percent, in as many decimals as it has but at least one: `99.99 %`.
  public func words(_ format: NumberFormat) -> String {
    var decimals = 1
    while decimals < 12, abs(level * 100 - (level * 100 * pow(10, Double(decimals))).rounded() / pow(10, Double(decimals))) > 1e-11 {
      decimals += 1
    }
    return format.number(level * 100, decimals: decimals) + " %"
  }

  /// Why a text is no promise, and what would be one.
  ///
  /// A share of 100 % has the right form and is still none: demand of any law has no upper limit that stock could always cover.
  public static func refusal(of text: String) -> String {
    let example = "write for example 'fill-rate>=0.98', 'cycle-service-level>=95%' or 'ready-rate>=0.9'"
    let parts = text.components(separatedBy: ">=").map { $0.trimmingCharacters(in: .whitespaces) }
    let isPercent = parts.last?.hasSuffix("%") ?? false
    guard parts.count == 2, let number = Double(parts[1].replacing("%", with: "").trimmingCharacters(in: .whitespaces)),
      ServiceTarget("\(parts[0])>=0.5") != nil
    else { return "'\(text)' is no service promise; \(example)." }
    let level = isPercent ? number / 100 : number
    if level == 1 {
      return "'\(text)' is no service promise: no stock serves 100 % of a demand that chance makes; "
        + "ask for less, such as '\(parts[0])>=99.9%'."
    }
    if level > 1 {
      // 95 was meant as a percentage; of 1.1 nobody knows what was.
      let meant =
        !isPercent && number >= 50 && number < 100
        ? "'\(parts[0])>=\(NumberFormat.plain.significant(number))%'" : "a share below 1, such as '\(parts[0])>=0.98' or '\(parts[0])>=98%'"
      return "'\(text)' is no service promise: it asks for more than all; write \(meant)."
    }
    return "'\(text)' is no service promise: the share must be above 0; \(example)."
  }

  /// The service of some stock points, measured as the KPI measures all of them; nil where nothing was asked of them.
  ///
  /// Of several the interval is the weighted sum of theirs, which is wide enough however they move together. A fill and a ready rate are
  /// weighted by units asked, a cycle service level by orders.
  func measured(in scenario: ScenarioResult, at stockPoints: [Int]) -> Estimate? {
    let parts = stockPoints.filter(scenario.items.indices.contains).map { scenario.items[$0] }.compactMap { item in
      let (estimate, weight) =
        switch kind {
        case .fillRate: (item.fillRate, item.askedPerWeek.value)
        case .cycleService: (item.cycleServiceLevel, item.ordersPerWeek.value)
        case .readyRate: (item.readyRate, item.askedPerWeek.value)
        }
      return estimate.value.isFinite && weight > 0 ? (estimate: estimate, weight: weight) : nil
    }
    guard let first = parts.first?.estimate else { return nil }
    if parts.count == 1 { return first }
    let all = parts.reduce(0) { $0 + $1.weight }
    func mean(_ value: (Estimate) -> Double?) -> Double? {
      parts.reduce(0) { sum, part in sum.flatMap { sum in value(part.estimate).map { sum + $0 * part.weight / all } } }
    }
    return Estimate(
      value: mean { $0.value } ?? .nan, lower: mean { $0.lower }, upper: mean { $0.upper }, n: first.n, kind: first.kind,
      level: first.level)
  }
}

extension Candidate {
  /// The same candidate with what waiting costs at these prices in its cost, beside ordering and holding: a promise is kept without a price
  /// of waiting, but the simulation and today's levels are charged the scenario's, and costs are compared in the same parts.
  ///
  /// - Parameters:
  ///   - perUnitDay, perUnit: money for a unit and day owed, and for each unit that has to wait.
  func charged(perUnitDay: Double, perUnit: Double) -> Candidate {
    guard var own = evaluation else { return self }
    own.backorderCostPerDay = perUnitDay * own.meanBackorders + perUnit * (1 - own.fillRate) * own.meanDailyDemand
    own.costPerDay = own.orderingCostPerDay + own.holdingCostPerDay + own.backorderCostPerDay
    var copy = self
    copy.evaluation = own
    copy.expectedCostPerDay = own.costPerDay
    return copy
  }
}

extension PolicyOptimizer {
  /// Which proposals the models' sums hold: places for new items are left out beside others, since most new items never come and a model
  /// has them all sell from the start.
  static func counted(_ proposals: [ItemProposal], plan: Plan) -> [Bool] {
    guard let first = plan.supply.newItems?.first else { return proposals.map { _ in true } }
    let isOld = proposals.map { plan.supply.stockPoints[$0.stockPoint].item < first }
    return isOld.contains(true) ? isOld : proposals.map { _ in true }
  }

  /// What is judged and what is counted, where that is not everything.
  func scope(_ proposals: [ItemProposal], plan: Plan) -> [String] {
    var notes: [String] = []
    if service != nil {
      notes.append(
        "Where the promise binds it is kept at the least ordering and holding cost; every cost shown, the models', their bounds and the "
          + "simulated, also holds what unmet demand costs at the scenario's prices.")
      if !items.isEmpty { notes.append("The promise is judged on what was asked for: \(items.joined(separator: ", ")).") }
    }
    let left = Self.counted(proposals, plan: plan).count { !$0 }
    if left > 0 {
      notes.append(
        "The models' cost and the gap leave out \(left) place\(left == 1 ? "" : "s") for new items: most come late or never, and a "
          + "model has each sell from the start.")
    }
    return notes
  }
}
