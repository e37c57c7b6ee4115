internal import Estimation
internal import Groundwork
internal import Randomness
internal import Scenario
internal import Simulation
internal import Warehouse

/// Says whether a staffing meets the targets, from as many worlds of the search as the answer takes.
///
/// What the estimate says after the study's replications decides. A staffing is looked at after 4, 8, 16, 24, … of them and left as soon as
/// the others could hardly change that: when one target is missed, or all are met, by more than the estimate may still move at 99.9 %. With
/// n of N replications done it may still move by the interval's half-width times √(1 − n/N), since the n are part of the N (curtailment; K.
/// K. G. Lan, R. Simon and M. Halperin, *Sequential Analysis* 1, 1982). A second look adds worlds to the first. Where the scenario's
/// `precision:` of a target asks for more replications, they are taken, and the whole interval counts until then. Looks fall at fixed
/// numbers, so neither threads nor their speed can move an answer.
struct StaffingJudge {
  /// Its base is the floor that is staffed; the warm-up is fixed.
  let study: Study
  let cancellation: Cancellation
  /// Replications simulated so far, of all staffings.
  private(set) var replications = 0

  private static let sureLevel = 0.999
  /// With fewer worlds than these an interval without width says nothing.
  private static let leastForEqual = 8

  init(study: Study, cancellation: Cancellation) {
    self.study = study
    self.cancellation = cancellation
  }

  mutating func meets(_ staffing: [Int]) throws -> Bool { try meets(study.staffed(staffing).plan) }

  /// Whether a plan, which differs from the base in people, places and equipment only, meets the targets.
  mutating func meets(_ plan: Plan) throws -> Bool {
    let compiled = try CompiledPlan(plan)
    let makeRunner = study.makeRunner
    let options = study.options
    let engine = StudyEngine(plans: [compiled], seed: options.seed, phase: .search, threads: options.threads, order: study.order) {
      makeRunner([compiled])
    }
    var folds = engine.empty
    var count = 0
    var goal = options.replications
    let isOpen = compiled.plan.targets.contains { options.precision[$0.kpi] != nil }
    while true {
      let next = min(goal, count < 8 ? 2 * max(2, count) : count + 8)
      folds = try engine.run(count..<next, onto: folds, cancellation: cancellation, progress: nil)
      replications += next - count
      count = next
      // With these people the floor comes to a stand: they are not enough.
      if folds[0].standstill != nil { return false }
      let left = isOpen ? 1 : (1 - Double(count) / Double(goal)).squareRoot()
      let looks = compiled.plan.targets.compactMap { Look($0, folds[0], level: Self.sureLevel, left: left) }
      if looks.contains(where: { $0.isSure(from: Self.leastForEqual) && !$0.isMet }) { return false }
      if looks.allSatisfy({ $0.isSure(from: Self.leastForEqual) }) { return true }
      if count < goal { continue }
      let need = study.required(folds, at: count, of: Set(compiled.plan.targets.map(\.kpi)))
      if need <= count || count >= options.maximumReplications { return looks.allSatisfy(\.isMet) }
      goal = min(options.maximumReplications, max(count + (count + 9) / 10, min(need, 2 * count)))
    }
  }

  /// A target after some replications.
  private struct Look {
    let target: Target
    let estimate: Estimate
    /// By which part of its half-width the estimate may still move.
    let left: Double

    init?(_ target: Target, _ fold: ScenarioFold, level: Double, left: Double) {
      guard let k = fold.measures.kpis.firstIndex(where: { $0.id == target.kpi }) else { return nil }
      self.target = target
      estimate = fold.estimate(k, level: level)
      self.left = left
    }

    var isMet: Bool { target.isMet(by: estimate.value) }

    /// Whether all that the estimate may still become lies on one side of the bound.
    func isSure(from least: Int) -> Bool {
      guard let lower = estimate.lower, let upper = estimate.upper, upper > lower || estimate.n >= least else { return false }
      let value = estimate.value
      return target.isMet(by: value + left * (lower - value)) == target.isMet(by: value + left * (upper - value))
    }
  }
}

extension Study {
  /// The base with so many people in each pool.
  func staffed(_ counts: [Int]) -> Draft {
    var draft = drafts[0]
    for (p, count) in counts.enumerated() { draft.plan.floor?.pools[p].count = count }
    return draft
  }
}
