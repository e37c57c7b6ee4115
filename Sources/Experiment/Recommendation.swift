internal import Estimation
internal import Experiment
internal import Simulation

/// What a study recommends, why, and which cheaper alternatives were passed over.
///
/// Targets come before money. Every alternative is held against the targets of today's scenario:
///
/// 1. Where today misses a target and some alternatives meet all of them, the cheapest of those is recommended, at whatever price.
/// 2. Else an alternative is eligible that meets every target today meets and makes none that today misses clearly worse: the judgement of
///    the paired difference, in the direction the target asks for, is not `worse`. Recommended is the eligible alternative with the lowest
///    total cost among those clearly cheaper than today; or, of the eligible ones that are not clearly dearer than today and whose paired
///    difference to it holds zero, the one that meets most targets.
/// 3. Else today's way is kept.
struct Recommendation: Sendable, Equatable {
  enum Reason: Sendable, Equatable {
    /// Clearly cheaper than today, and no target suffers.
    case cheaper
    /// Meets every target, which today does not.
    case targets
    /// Nothing is recommended.
    case none
  }

  /// Why an alternative that costs less was not recommended.
  enum Fault: Sendable, Equatable {
    /// Today meets the target, the alternative misses it.
    case loses(Target)
    /// Both miss the target, the alternative by clearly more.
    case worsens(Target)
    /// Both miss the target, what is recommended meets it.
    case misses(Target)
    /// As cheap as what is recommended as far as the study can tell, but meets fewer targets.
    case meetsFewer
  }

  struct PassedOver: Sendable, Equatable {
    var scenario: Int
    var fault: Fault
  }

  /// Index of the recommended scenario; 0 = today.
  private(set) var index = 0
  private(set) var reason = Reason.none
  /// Alternatives clearly cheaper than today, and cheaper than what is recommended, that are not; the cheapest first.
  private(set) var passedOver: [PassedOver] = []

  /// - Complexity: O(alternatives · (targets + replications)).
  init(_ study: StudyResult) {
    let measured = study.scenarios.indices.dropFirst().filter { study.scenarios[$0]["cost.total"]?.difference != nil }
    func cost(_ i: Int) -> Double { study.scenarios[i]["cost.total"]?.estimate.value ?? .infinity }
    let byCost = measured.filter { !cost($0).isNaN }.sorted { (cost($0), $0) < (cost($1), $1) }
    let clearly = byCost.filter { study.scenarios[$0]["cost.total"]?.verdict == .better }
    let targets = study.base.targets.map(\.target)
    let isMissedToday = targets.contains { !Self.meets($0, study.base) }
    if isMissedToday, let keeper = byCost.first(where: { i in targets.allSatisfy { Self.meets($0, study.scenarios[i]) } }) {
      (index, reason) = (keeper, .targets)
    } else {
      func met(_ i: Int) -> Int { targets.count { Self.meets($0, study.scenarios[i]) } }
      let eligible = byCost.filter { Self.fault(of: $0, study, targets) == nil }
      if let cheapest = eligible.first(where: clearly.contains) {
        let tied = eligible.filter {
          $0 == cheapest || study.scenarios[$0]["cost.total"]?.verdict != .worse && Self.areTied($0, cheapest, study)
        }
        let most = tied.map(met).max() ?? 0
        (index, reason) = (tied.first { met($0) == most } ?? cheapest, .cheaper)
      }
    }
    passedOver = clearly.filter { $0 != index && (index == 0 || cost($0) < cost(index)) }.map { i in
      if let fault = Self.fault(of: i, study, targets) { return PassedOver(scenario: i, fault: fault) }
      let missed = reason == .targets ? targets.first { !Self.meets($0, study.scenarios[i]) } : nil
      return PassedOver(scenario: i, fault: missed.map { .misses($0) } ?? .meetsFewer)
    }
  }

  /// What keeps an alternative from being eligible; nil where nothing does.
  private static func fault(of i: Int, _ study: StudyResult, _ targets: [Target]) -> Fault? {
    if let lost = targets.first(where: { meets($0, study.base) && !meets($0, study.scenarios[i]) }) { return .loses(lost) }
    return targets.first { !meets($0, study.base) && !meets($0, study.scenarios[i]) && isClearlyWorse($0, i, study) }.map { .worsens($0) }
  }

  /// Today's target held against a scenario: by its own finding where it has the same target, else by its estimate.
  static func meets(_ target: Target, _ scenario: ScenarioResult) -> Bool {
    if let own = scenario.targets.first(where: { $0.target == target }) { return own.isMet }
    guard let value = scenario[target.kpi]?.estimate.value else { return false }
    return target.comparison == .atLeast ? value >= target.bound : value <= target.bound
  }

  private static func isClearlyWorse(_ target: Target, _ i: Int, _ study: StudyResult) -> Bool {
    guard let before = study.base[target.kpi], let difference = study.scenarios[i][target.kpi]?.difference else { return false }
    let margin = Judgement.margin(base: before.estimate.value, isShare: before.declaration.unit == .share)
    return Judgement(difference, good: target.comparison == .atLeast ? .up : .down, margin: margin).verdict == .worse
  }

  /// Whether the study cannot tell the costs of two scenarios apart, at its own confidence.
  static func areTied(_ a: Int, _ b: Int, _ study: StudyResult) -> Bool {
    guard let one = study.scenarios[a]["cost.total"], let other = study.scenarios[b]["cost.total"] else { return false }
    if one.estimate.value == other.estimate.value { return true }
    guard !one.numerators.isEmpty, one.numerators.count == other.numerators.count else { return false }
    let difference = Estimate.pairedRatioDifference(
      of: one.numerators, over: one.denominators, minus: other.numerators, over: other.denominators, level: study.confidence)
    guard let lower = difference.lower, let upper = difference.upper else { return false }
    return lower <= 0 && upper >= 0
  }
}
