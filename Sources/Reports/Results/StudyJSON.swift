public import Estimation
public import Experiment
internal import Groundwork
internal import Scenario
internal import Simulation

extension JSONText {
  public static func estimate(_ estimate: Estimate?) -> JSONText {
    guard let estimate else { return .null }
    return .object([
      "value": .number(estimate.value), "lower": .optional(estimate.lower), "upper": .optional(estimate.upper), "n": .integer(estimate.n),
      "kind": .string(estimate.kind.rawValue), "level": .number(estimate.level),
    ])
  }

  /// What `run --json` prints: every measure with its interval, every difference with its verdict, every target.
  public static func study(_ study: StudyResult) -> JSONText {
    .object([
      "bullwhip": .string(study.version), "run": .string(study.identity), "title": .string(study.title),
      "currency": .string(study.currency),
      "seed": .string(String(study.seed)), "replications": .integer(study.replications), "weeks": .number(study.weeks),
      "warm-up-days": .number(study.warmUpDays), "warm-up-rule": .string(study.warmUpRule), "confidence": .number(study.confidence),
      "notes": .array(study.notes.map(JSONText.string)), "scenarios": .array(study.scenarios.map(scenario)),
    ])
  }

  private static func scenario(_ scenario: ScenarioResult) -> JSONText {
    .object([
      "name": .string(scenario.name),
      "changes": .array(
        scenario.changes.map { .object(["address": .string($0.address), "before": .string($0.before), "after": .string($0.after)]) }),
      "fingerprint": .string(hexadecimal(scenario.fingerprint)),
      "busiest-station": scenario.busiestStation.map { .object(["name": .string($0.name), "utilisation": .estimate($0.utilisation)]) }
        ?? .null,
      "targets": .array(
        scenario.targets.map { target in
          .object([
            "kpi": .string(target.target.kpi), "comparison": .string(target.target.comparison.rawValue),
            "bound": .number(target.target.bound),
            "met": .bool(target.isMet), "certain": .bool(target.isCertain), "share-of-replications": .number(target.shareOfReplications),
          ])
        }),
      "kpis": .object(
        scenario.kpis.map { kpi in
          Member(
            kpi.id,
            .object([
              "unit": .string(kpi.declaration.unit.rawValue), "estimate": .estimate(kpi.estimate), "difference": .estimate(kpi.difference),
              "verdict": kpi.verdict.map { .string($0.rawValue) } ?? .null, "settled-by": kpi.settledBy.map(JSONText.integer) ?? .null,
            ]))
        }),
    ])
  }

  /// Sixteen digits.
  public static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
