public import Estimation
public import Simulation

/// What a simulation says of a limit that items share.
public enum LimitVerdict: String, Sendable, Hashable, CaseIterable {
  /// The whole interval keeps the limit.
  case holds
  /// The whole interval lies beyond it.
  case exceeds
  /// The limit lies within the interval, or one replication has none.
  case cannotTell = "cannot tell"
}

/// One limit held against the interval of what was simulated.
public struct LimitFinding: Sendable, Equatable {
  public var limit: Target
  public var simulated: Estimate
  public var verdict: LimitVerdict

  /// The limit of a most is kept by what lies below it, that of a least by what lies above.
  public init(_ limit: Target, simulated: Estimate) {
    self.limit = limit
    self.simulated = simulated
    let isLeast = limit.comparison == .atLeast
    let (near, far) = isLeast ? (simulated.upper, simulated.lower) : (simulated.lower, simulated.upper)
    guard let near, let far, !near.isNaN, !far.isNaN else {
      verdict = .cannotTell
      return
    }
    verdict = limit.isMet(by: far) ? .holds : limit.isMet(by: near) ? .cannotTell : .exceeds
  }

  /// Whether nothing but one mean speaks, and against the limit.
  var isBeyondUnproven: Bool { simulated.halfWidth == nil && !simulated.value.isNaN && !limit.isMet(by: simulated.value) }
}

extension ScenarioResult {
  /// Every limit of the scenario's plan that was measured.
  var limitFindings: [LimitFinding] {
    (plan.constraints ?? []).compactMap { limit in self[limit.kpi].map { LimitFinding(limit, simulated: $0.estimate) } }
  }
}
