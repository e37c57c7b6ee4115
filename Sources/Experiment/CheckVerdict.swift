public import Estimation
internal import Foundation
public import Scenario

/// What a check concludes.
public enum CheckStatus: String, Sendable, Hashable, Comparable {
  case pass, inconclusive, fail

  public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
  private var rank: Int {
    switch self {
    case .pass: 0
    case .inconclusive: 1
    case .fail: 2
    }
  }
}

/// One rule applied to one scenario.
public struct CheckFinding: Sendable, Equatable {
  public var scenario: String
  public var kpi: String
  public var rule: CheckRule
  public var status: CheckStatus
  /// Baseline's value, today's, and today minus baseline with its interval; nil where there was nothing to compare.
  public var baseline: Double?
  public var today: Double?
  public var difference: Estimate?
  /// The margin in the KPI's own unit; nil for `exact`.
  public var margin: Double?
  public var replications: Int
  /// Whether it passes because it moved by more than the margin in the direction that nobody minds.
  public var isBetter = false
  /// Whether every replication seen is the baseline's, bit for bit.
  public var isSame = false
  /// One sentence: what was found, why it passes or not.
  public var message: String

  public init(
    scenario: String, kpi: String, rule: CheckRule, status: CheckStatus, baseline: Double? = nil, today: Double? = nil,
    difference: Estimate? = nil,
    margin: Double? = nil, replications: Int, message: String
  ) {
    self.scenario = scenario
    self.kpi = kpi
    self.rule = rule
    self.status = status
    self.baseline = baseline
    self.today = today
    self.difference = difference
    self.margin = margin
    self.replications = replications
    self.message = message
  }
}

extension CheckStatus {
  /// The statistical verdict: moved by more than allowed for certain, not moved by more for certain, or neither. A difference that cannot
  /// be measured at all fails, since the gate must not open on nothing.
  ///
  /// - Parameters:
  ///   - difference: today minus baseline, with an interval.
  ///   - margin: at least 0, in the KPI's own unit.
  init(_ difference: Estimate, margin: Double, worse: CheckRule.Worse) {
    if difference.value.isNaN {
      self = .fail
      return
    }
    let good: GoodDirection? =
      switch worse {
      case .up: .down
      case .down: .up
      case .either: nil
      }
    self =
      switch MarginVerdict(difference, good: good, allowed: margin) {
      case .within: .pass
      case .beyond: .fail
      case .cannotTell: .inconclusive
      }
  }
}
