public import Estimation
public import Experiment
internal import Groundwork
internal import Kernel
internal import Scenario
internal import Simulation
public import Supply

extension JSONText {
  public static func estimate(_ estimate: Estimate?) -> JSONText {
    guard let estimate else { return .null }
    let members: [Member] = [
      Member("value", .number(estimate.value)), Member("lower", .optional(estimate.lower)), Member("upper", .optional(estimate.upper)),
      Member("n", .integer(estimate.n)), Member("kind", .string(estimate.kind.rawValue)), Member("level", .number(estimate.level)),
    ]
    // Said only where it is so: the true value is at least this one.
    return .object(members + (estimate.caveat == .lowerBound ? [Member("bound", .string("lower"))] : []))
  }

  /// What `run --json` prints: every measure with its interval, every difference with its verdict, every target, every item's policy.
  ///
  /// The keys are described in this room's page on machine answers. Numbers that were not measured are `null`; the seed is text, since it
  /// may be larger than a double holds exactly.
  public static func study(_ study: StudyResult) -> JSONText {
    let recommended = StudyReport.recommended(of: study)
    return .object([
      "bullwhip": .string(study.version), "run": .string(study.identity), "title": .string(study.title),
      "description": .string(study.description), "slug": .string(study.slug), "currency": .string(study.currency),
      "start-date": study.startDate.map(JSONText.string) ?? .null, "seed": .string(String(study.seed)), "phase": .string(study.phase),
      "replications": .integer(study.replications), "weeks": .number(study.weeks), "horizon-days": .number(study.horizonDays),
      "warm-up-days": .number(study.warmUpDays), "warm-up-rule": .string(study.warmUpRule), "confidence": .number(study.confidence),
      "recommended": recommended > 0 ? .string(study.scenarios[recommended].name) : .null,
      "notes": .array(study.notes.map(JSONText.string)),
      "scenarios": .array(study.scenarios.map { scenario($0, currency: study.currency) }),
    ])
  }

  private static func scenario(_ scenario: ScenarioResult, currency: String) -> JSONText {
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
            "kpi": .string(target.target.kpi), "title": .string(target.title), "comparison": .string(target.target.comparison.rawValue),
            "bound": .number(target.target.bound),
            "estimate": .estimate(target.estimate), "met": .bool(target.isMet), "certain": .bool(target.isCertain),
            "share-of-replications": .number(target.shareOfReplications),
          ])
        }),
      "kpis": .object(
        scenario.kpis.map { kpi in
          Member(
            kpi.id,
            .object([
              "title": .string(kpi.declaration.title), "unit": .string(unit(kpi.declaration, currency: currency)),
              "better": better(kpi.declaration), "estimate": .estimate(kpi.estimate), "difference": .estimate(kpi.difference),
              "verdict": kpi.verdict.map { .string($0.rawValue) } ?? .null, "settled-by": kpi.settledBy.map(JSONText.integer) ?? .null,
            ]))
        }),
      "items": .array(
        scenario.items.map { item in
          .object(
            [
              Member("item", .string(item.item)), Member("location", .string(item.location)), Member("policy", .policy(item.control)),
            ] + item.measures.map { Member($0.name, .estimate($0.estimate)) })
        }),
    ])
  }

  /// As in kpis.csv: money with its currency, shares as fractions.
  private static func unit(_ declaration: KPIDeclaration, currency: String) -> String {
    switch declaration.unit {
    case .moneyPerWeek: currency + "/week"
    case .money: currency
    case .share: "share"
    default: declaration.unit.rawValue
    }
  }

  private static func better(_ declaration: KPIDeclaration) -> JSONText {
    switch declaration.worse {
    case .up: .string("down")
    case .down: .string("up")
    case .neither: .null
    }
  }

  /// A policy with its levels as numbers; levels it does not have are `null`.
  public static func policy(_ control: Control) -> JSONText {
    let words = PolicyText(control)
    func level(_ text: String?) -> JSONText { text.flatMap { Int($0) }.map(JSONText.integer) ?? .null }
    var table = JSONText.null
    if case .timePhased(let levels) = control.policy {
      table = .array(
        levels.stretches.map { stretch in
          if let lot = stretch.lot {
            return .object(["from-days": .number(stretch.start.days), "r": .integer(Int(stretch.s)), "Q": .integer(Int(lot))])
          }
          return .object([
            "from-days": .number(stretch.start.days), "s": stretch.isOrdering ? .integer(Int(stretch.s)) : .null,
            "S": stretch.isOrdering ? .integer(Int(stretch.S)) : .null,
          ])
        })
    }
    return .object([
      "kind": .string(words.kind), "levels-by-date": table, "reorder-at": level(words.reorderAt), "order-to": level(words.orderTo),
      "order-quantity": level(words.quantity), "review": .string(words.review),
    ])
  }

  /// Sixteen digits.
  public static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
