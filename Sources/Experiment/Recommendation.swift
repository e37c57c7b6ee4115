internal import Estimation
internal import Scenario
public import Simulation

/// What a study recommends, why, and which cheaper alternatives were passed over: the one rule of `run` and of `optimize`, of the terminal,
/// the tables, the pictures and the documents.
///
/// Targets come before money, and what was asked of a search (a promise of service, limits) before both: a scenario that keeps it not is no
/// candidate. Every alternative is held against the targets of today's scenario:
///
/// 1. Where today misses a target and some alternatives meet all of them, the cheapest of those is recommended, at whatever price.
/// 2. Else an alternative is eligible that meets every target today meets and makes none that today misses clearly worse: the judgement of
///    the paired difference, in the direction the target asks for, is not `worse`. Recommended is the eligible alternative with the lowest
///    total cost among those clearly cheaper than today; or, of the eligible ones that are not clearly dearer than today and whose paired
///    difference to it holds zero, the one that meets most targets.
/// 3. Else today's way is kept.
///
/// What asks how things would be with other demand or other prices of stock is no choice, and is recommended never.
///
/// Where today itself does not keep what was asked, the cheapest that does is taken, of those that hurt no target of today where there are
/// any. Where nothing keeps it, the one that comes nearest. Where nothing stands today, the cheapest of those that meet most targets.
public struct Recommendation: Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    /// Clearly cheaper than today, and no target suffers.
    case cheaper
    /// Meets every target, which today does not.
    case targets
    /// Keeps what was asked, or comes nearest to it, which today does not; or nothing stands today.
    case asked
    /// Nothing is recommended.
    case none
  }

  /// Why an alternative that costs less was not recommended.
  public enum Fault: Sendable, Equatable {
    /// Today meets the target, the alternative misses it.
    case loses(Target)
    /// Both miss the target, the alternative by clearly more.
    case worsens(Target)
    /// Both miss the target, what is recommended meets it.
    case misses(Target)
    /// As cheap as what is recommended as far as the study can tell, but meets fewer targets.
    case meetsFewer
    /// It changes what is given, not what is done: see `ScenarioResult.premise`.
    case premise
  }

  public struct PassedOver: Sendable, Equatable {
    public var scenario: Int
    public var fault: Fault

    public init(scenario: Int, fault: Fault) {
      self.scenario = scenario
      self.fault = fault
    }
  }

  /// Index of the recommended scenario; 0 = today.
  public private(set) var index = 0
  public private(set) var reason = Reason.none
  /// Whether it keeps what was asked of the search; true where nothing was.
  public private(set) var keepsWhatWasAsked = true
  /// Alternatives clearly cheaper than today, and cheaper than what is recommended, that are not; the cheapest first.
  public private(set) var passedOver: [PassedOver] = []

  /// - Complexity: O(alternatives · (targets + replications)).
  public init(_ study: StudyResult) { self.init(study, among: study.scenarios.map { _ in true }) }

  /// The rule for a search that was asked something.
  ///
  /// - Parameters:
  ///   - keeps: for every scenario, whether it keeps what was asked.
  ///   - order: the scenarios in order of rank: those that keep what was asked first, then those that come nearest to it.
  ///   - hasToday: whether the first scenario is what stands today; else it is a candidate like the others.
  ///   - exact: for every scenario the expected cost of a model that the scenario is, nil where it is not; it decides between scenarios
  ///     that the simulation does not tell apart. Empty = none is known.
  init(_ study: StudyResult, keeps: [Bool], order: [Int], hasToday: Bool, exact: [Double?] = []) {
    if hasToday, keeps[0] {
      self.init(study, among: keeps, exact: exact)
      return
    }
    self.init()
    reason = .asked
    let kept = order.filter { keeps[$0] }
    guard let first = kept.first else {
      (index, keepsWhatWasAsked) = (order[0], false)
      return
    }
    let targets = study.base.targets.map(\.target)
    if hasToday {
      index = kept.first { Self.fault(of: $0, study, targets) == nil } ?? first
    } else {
      func met(_ i: Int) -> Int { targets.count { Self.meets($0, study.scenarios[i]) } }
      let most = kept.map(met).max() ?? 0
      index = kept.first { met($0) == most } ?? first
    }
  }

  private init() {}

  private init(_ study: StudyResult, among allowed: [Bool], exact: [Double?] = []) {
    let measured = study.scenarios.indices.dropFirst().filter { allowed[$0] && study.scenarios[$0]["cost.total"]?.difference != nil }
    func cost(_ i: Int) -> Double { study.scenarios[i]["cost.total"]?.estimate.value ?? .infinity }
    let all = measured.filter { !cost($0).isNaN }.sorted { (cost($0), $0) < (cost($1), $1) }
    let byCost = all.filter { study.scenarios[$0].premise == nil }
    let clearly = all.filter { study.scenarios[$0]["cost.total"]?.verdict == .better }
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
        (index, reason) = (Self.cheapest(of: tied.filter { met($0) == most }, exact) ?? cheapest, .cheaper)
      }
    }
    passedOver = clearly.filter { $0 != index && (index == 0 || cost($0) < cost(index)) }.map { i in
      if let fault = Self.fault(of: i, study, targets) { return PassedOver(scenario: i, fault: fault) }
      let missed = reason == .targets ? targets.first { !Self.meets($0, study.scenarios[i]) } : nil
      return PassedOver(scenario: i, fault: missed.map { .misses($0) } ?? .meetsFewer)
    }
  }

  /// The first of some scenarios that the simulation does not tell apart; where the exact cost of each is known, the least by that.
  static func cheapest(of tied: [Int], _ exact: [Double?]) -> Int? {
    guard let first = tied.first else { return nil }
    var best = first
    for i in tied {
      guard exact.indices.contains(i), let cost = exact[i], let least = exact[best] else { return first }
      if cost < least - 1e-9 * abs(least) { best = i }
    }
    return best
  }

  /// What keeps an alternative from being eligible; nil where nothing does.
  public static func fault(of i: Int, _ study: StudyResult, _ targets: [Target]) -> Fault? {
    if study.scenarios[i].premise != nil { return .premise }
    if let lost = targets.first(where: { meets($0, study.base) && !meets($0, study.scenarios[i]) }) { return .loses(lost) }
    return targets.first { !meets($0, study.base) && !meets($0, study.scenarios[i]) && isClearlyWorse($0, i, study) }.map { .worsens($0) }
  }

  /// Today's target held against a scenario: by its own finding where it has the same target, else by its estimate.
  public static func meets(_ target: Target, _ scenario: ScenarioResult) -> Bool {
    if let own = scenario.targets.first(where: { $0.target == target }) { return own.isMet }
    guard let value = scenario[target.kpi]?.estimate.value else { return false }
    return target.isMet(by: value)
  }

  private static func isClearlyWorse(_ target: Target, _ i: Int, _ study: StudyResult) -> Bool {
    guard let before = study.base[target.kpi], let difference = study.scenarios[i][target.kpi]?.difference else { return false }
    let margin = Judgement.margin(base: before.estimate.value, isShare: before.declaration.unit == .share)
    return Judgement(difference, good: target.comparison == .atLeast ? .up : .down, margin: margin).verdict == .worse
  }

  /// Whether the study cannot tell the costs of two scenarios apart, at its own confidence.
  public static func areTied(_ a: Int, _ b: Int, _ study: StudyResult) -> Bool {
    guard let one = study.scenarios[a]["cost.total"], let other = study.scenarios[b]["cost.total"] else { return false }
    if one.estimate.value == other.estimate.value { return true }
    guard !one.numerators.isEmpty, one.numerators.count == other.numerators.count else { return false }
    let difference = Estimate.pairedRatioDifference(
      of: one.numerators, over: one.denominators, minus: other.numerators, over: other.denominators, level: study.confidence)
    guard let lower = difference.lower, let upper = difference.upper else { return false }
    return lower <= 0 && upper >= 0
  }
}

extension ScenarioResult {
  /// The first change of something that is given and not done: demand, or what stock, waiting and lost sales are said to cost. nil where
  /// all changes are choices.
  ///
  /// Against today such a scenario is another world, and what it costs less is no saving.
  public var premise: String? {
    changes.map(\.address).first { address in ["demand", "costs"].contains { address == $0 || address.hasPrefix($0 + ".") } }
  }
}
