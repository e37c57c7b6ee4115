public import Experiment
internal import Optimization
internal import Simulation
internal import Supply

extension JSONText {
  /// What the program for shared limits found.
  static func limits(_ report: LimitReport) -> JSONText {
    .object([
      "feasible": .bool(report.isFeasible), "cost-per-week": .number(report.costPerWeek),
      "lower-bound-per-week": .optional(report.lowerBoundPerWeek),
      "duality-gap": .optional(report.dualityGap),
      "limits": .array(
        report.limits.map { limit in
          .object([
            "kpi": .string(limit.kpi), "is": .string(limit.isAtLeast ? "at-least" : "at-most"), "bound": .number(limit.bound),
            "expected": .number(limit.expected), "price-per-week": .number(limit.price), "exceeded": .bool(limit.isViolated),
          ])
        }),
    ])
  }

  /// What `optimize --json` prints.
  public static func optimization(_ result: OptimizationResult) -> JSONText {
    func evaluation(_ value: PolicyEvaluation?) -> JSONText {
      guard let value else { return .null }
      return .object([
        "cost-per-day": .number(value.costPerDay), "fill-rate": .number(value.fillRate), "cycle-service": .optional(value.cycleService),
        "ready-rate": .number(value.readyRate), "mean-stock": .number(value.meanStock), "mean-backorders": .number(value.meanBackorders),
        "orders-per-day": .number(value.ordersPerDay),
      ])
    }
    func penalty(_ value: ImpliedPenalty?) -> JSONText {
      guard let value else { return .null }
      return .object([
        "lower": .number(value.perUnitDay.lowerBound), "upper": .number(value.perUnitDay.upperBound), "typical": .number(value.typical),
      ])
    }
    let candidates: [JSONText] = result.candidates.map { candidate in
      .object([
        "name": .string(candidate.name), "simulated-cost-per-week": .estimate(candidate.simulated),
        "difference": .estimate(candidate.difference),
        "model-cost-per-week": .optional(candidate.modelCostPerWeek), "lower-bound-per-week": .optional(candidate.lowerBoundPerWeek),
        "stock-cost-per-week": .estimate(candidate.simulatedStock), "gap": .optional(candidate.gap), "is-model": .bool(candidate.isModel),
        "covers": candidate.covers.map(JSONText.bool) ?? .null,
        "service": .estimate(candidate.service), "meets-service": candidate.meetsService.map(JSONText.bool) ?? .null,
        "tied-for-best": .bool(candidate.isTiedForBest), "exceeds-limits": .array(candidate.exceeded.map(JSONText.string)),
        "limits": .array(candidate.limits.map(finding)),
      ])
    }
    let items: [JSONText] = result.items.map { item in
      .object([
        "item": .string(item.item), "location": .string(item.location), "today": item.today.map(JSONText.policy) ?? .null,
        "solver": .object(["model": .string(item.solver.family.rawValue), "because": .string(item.solver.reason)]),
        "solver-notes": .array(item.solverNotes.map(JSONText.string)), "today-cost-per-day": .optional(item.todayCostPerDay),
        "today-in-model": evaluation(item.todayEvaluation), "today-implied-penalty-per-unit-day": penalty(item.impliedPenalty),
        "today-implied-penalty-along-calendar": .bool(item.isPenaltyAlongCalendar),
        "today-implied-cost-per-lost-unit": item.impliedLostSale.map {
          .object(["lower": .number($0.lowerBound), "upper": .number($0.upperBound)])
        } ?? .null,
        "assumptions-not-met": .array(item.assumptions.map(JSONText.string)), "failure": item.failure.map(JSONText.string) ?? .null,
        "candidates": .array(
          item.candidates.map { candidate in
            .object([
              "method": .string(candidate.method.rawValue), "policy": .policy(candidate.control),
              "optimality": .string(candidate.optimality.rawValue), "cost-per-day": .optional(candidate.expectedCostPerDay),
              "lower-bound-per-day": .optional(candidate.lowerBoundPerDay), "model": evaluation(candidate.evaluation),
              "equivalent-penalty-per-unit-day": penalty(candidate.impliedPenalty),
              "approximations": .array(candidate.approximations.map(JSONText.string)),
            ])
          }),
      ])
    }
    let service: JSONText =
      result.service.map {
        .object(["measure": .string($0.kind.rawValue), "kpi": .string($0.kpi), "at-least": .number($0.level)])
      } ?? .null
    let assumptions: [JSONText] = result.assumptions.map { .object(["assumption": .string($0.text), "items": .integer($0.stockPoints)]) }
    let advised: [JSONText] = result.advisedSensitivity.map(Self.advised)
    return .object([
      "bullwhip": .string(result.search.version), "title": .string(result.search.title), "currency": .string(result.search.currency),
      "service": service,
      "winner": .string(result.winner), "candidates": .array(candidates), "optimism": .estimate(result.optimism),
      "assumptions-not-met": .array(assumptions),
      "limits": result.limits.map(JSONText.limits) ?? .null, "items": .array(items), "exact": exact(result.exact),
      "sensitivity": result.sensitivity.map(sensitivity) ?? .null,
      "sensitivity-of-advice": .array(advised),
      "sensitivity-by-state": result.stateSensitivity.map(byState) ?? .null,
      "today-implied-penalties": result.penalties.map(penalties) ?? .null, "cost-surface": result.surface.map(surface) ?? .null,
      "cost-by-state": result.stateSurface.map(stateSurface) ?? .null,
      "notes": .array(result.notes.map(JSONText.string)), "search": .study(result.search),
      "fresh": .study(result.fresh),
    ])
  }

  private static func exact(_ exact: ExactComparison) -> JSONText {
    func row(_ row: ExactComparison.Row) -> JSONText {
      .object([
        "item": .string(row.item), "location": .string(row.location), "policy": row.policy.map(JSONText.policy) ?? .null,
        "method": .string(row.method), "lower-bound-per-week": .optional(row.bound), "best-known-per-week": .optional(row.best),
        "is-optimum": .bool(row.isOptimum), "model-cost-per-week": .optional(row.expected),
        "simulated-cost-per-week": .estimate(row.simulated),
        "gap": .estimate(row.gap), "is-model": .bool(row.isModel), "covers": row.covers.map(JSONText.bool) ?? .null,
        "departures": .array(row.departures.map(JSONText.integer)),
      ])
    }
    return .object([
      "rows": .array(exact.rows.map(row)), "total": exact.total.map(row) ?? .null,
      "total-is-conservative": .bool(exact.isTotalConservative),
      "departures-in-words": .array(exact.assumptions.map(JSONText.string)),
    ])
  }

  private static func sensitivity(_ sensitivity: OptimumSensitivity) -> JSONText {
    func line(_ line: OptimumSensitivity.Line) -> JSONText {
      .object([
        "parameter": .string(line.parameter.rawValue), "value": .optional(line.value), "elasticity": .optional(line.elasticity),
        "stays-from": .number(line.lowest), "stays-to": .number(line.highest), "open-below": .bool(line.isOpenBelow),
        "open-above": .bool(line.isOpenAbove),
      ])
    }
    return .object([
      "tolerance": .number(OptimumSensitivity.tolerance), "asked": .integer(sensitivity.asked),
      "model-cost-per-week": .number(sensitivity.costPerWeek),
      "all-items": .array(sensitivity.total.map(line)),
      "items": .array(
        sensitivity.items.map { item in
          .object([
            "item": .string(item.item), "location": .string(item.location), "model-cost-per-week": .number(item.costPerWeek),
            "lines": .array(item.lines.map(line)),
          ])
        }),
    ])
  }

  private static func advised(_ one: AdvisedSensitivity) -> JSONText {
    func line(_ line: AdvisedSensitivity.Line) -> JSONText {
      .object(["parameter": .string(line.parameter.rawValue), "elasticity": .number(line.elasticity)])
    }
    return .object([
      "of": .string(one.kind.rawValue), "items": .integer(one.count), "asked": .integer(one.asked), "lines": .array(one.total.map(line)),
    ])
  }

  private static func finding(_ one: LimitFinding) -> JSONText {
    .object([
      "kpi": .string(one.limit.kpi), "is": .string(one.limit.comparison == .atLeast ? "at-least" : "at-most"),
      "bound": .number(one.limit.bound), "simulated": .estimate(one.simulated), "verdict": .string(one.verdict.rawValue),
    ])
  }

  private static func byState(_ sensitivity: StateSensitivity) -> JSONText {
    func line(_ line: StateSensitivity.Line) -> JSONText {
      .object(["parameter": .string(line.parameter.rawValue), "value": .optional(line.value), "elasticity": .number(line.elasticity)])
    }
    return .object([
      "all-items": .array(sensitivity.total.map(line)),
      "items": .array(
        sensitivity.items.map { item in
          .object([
            "item": .string(item.item), "location": .string(item.location), "model-cost-per-week": .number(item.costPerWeek),
            "lines": .array(item.lines.map(line)),
          ])
        }),
      "not-solved-again": .array(sensitivity.left.map { .object(["item": .string($0.item), "because": .string($0.why)]) }),
    ])
  }

  private static func penalties(_ spread: PenaltySpread) -> JSONText {
    .object([
      "count": .integer(spread.entries.count), "without": .integer(spread.without), "lowest": .number(spread.lowest),
      "p10": .number(spread.tenth),
      "median": .number(spread.median), "p90": .number(spread.ninetieth), "highest": .number(spread.highest),
      "above-stated": .integer(spread.tooHigh), "as-stated": .integer(spread.right), "below-stated": .integer(spread.tooLow),
    ])
  }

  private static func stateSurface(_ record: StateSurface) -> JSONText {
    .object([
      "item": .string(record.item), "location": .string(record.location), "policies": .string(record.policies),
      "column": .string(record.columnTitle), "row": record.rowTitle.map(JSONText.string) ?? .null,
      "columns": .array(record.columns.map(JSONText.integer)), "rows": .array(record.rows.map(JSONText.integer)),
      "cost-per-day": .array(record.cost.map { .array($0.map { .optional($0.isNaN ? nil : $0) }) }),
      "best-column": .integer(record.best.column), "best-row": .integer(record.best.row), "least-cost-per-day": .number(record.leastCost),
    ])
  }

  private static func surface(_ record: SurfaceRecord) -> JSONText {
    .object([
      "item": .string(record.item), "location": .string(record.location), "levels": .string(record.surface.levels.rawValue),
      "reorder-points": .array(record.surface.reorderPoints.map(JSONText.integer)),
      "sizes": .array(record.surface.sizes.map(JSONText.integer)),
      "cost-per-day": .array(record.surface.cost.map(JSONText.numbers)), "best-reorder-point": .integer(record.surface.best.reorderPoint),
      "best-size": .integer(record.surface.best.size), "least-cost-per-day": .number(record.surface.leastCost),
    ])
  }
}
