internal import Estimation
internal import Simulation

/// What the program for shared limits found, and what the simulation says of it.
public struct LimitReport: Sendable, Equatable {
  /// One limit.
  public struct Limit: Sendable, Equatable {
    /// KPI id.
    public var kpi: String
    /// The bound asked for, in the KPI's unit.
    public var bound: Double
    /// `>=` for a fill rate, `<=` else.
    public var isAtLeast: Bool
    /// The plan's expectation, in the KPI's unit; measured against the bound it says whether the limit is kept.
    public var expected: Double
    /// Money a week that one more unit of the limit would save; of a fill rate one more percentage point asked costs.
    public var price: Double
    /// Whether the plan exceeds it in expectation.
    public var isViolated: Bool
  }

  public var limits: [Limit]
  /// The plan's cost and what no plan within the limits costs less than, money per week; the bound nil where it is not proven, and where no
  /// plan was found that keeps to them.
  public var costPerWeek: Double
  public var lowerBoundPerWeek: Double?
  /// Share of the cost by which the plan may be dearer than the best; nil where the plan is not feasible or no bound is proven.
  public var dualityGap: Double?
  /// Whether the plan keeps to all limits in expectation.
  public var isFeasible: Bool
}

extension LimitReport {
  /// What a miss is measured against, in the measure's unit: the limit itself, of a fill rate the rate asked; 1 where that is nothing. The
  /// program and the ranking count with the same.
  static func yardstick(_ limit: Target) -> Double { limit.bound == 0 ? 1 : abs(limit.bound) }

  /// How far a scenario's simulated means lie beyond its plan's limits, each as a share of the limit, added up: 0 where all are kept.
  static func excess(_ scenario: ScenarioResult) -> Double {
    (scenario.plan.constraints ?? []).reduce(0) { sum, limit in
      guard let found = scenario[limit.kpi]?.estimate.value, found.isFinite else { return sum }
      let over =
        switch limit.comparison {
        case .atLeast: limit.bound - found
        case .atMost: found - limit.bound
        }
      return sum + max(0, over) / yardstick(limit)
    }
  }
}
