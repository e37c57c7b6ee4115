/// One measure of the dictionary, bound to a plan: what it is called, what it means, and how an outcome answers it.
public struct KPI: Sendable {
  /// How a KPI's number is made of outcomes.
  public enum Evaluation: Sendable {
    /// Σ numerator ÷ Σ denominator over replications (jackknife interval).
    case ratio(numerator: @Sendable (Outcome) -> Double, denominator: @Sendable (Outcome) -> Double)
    /// Pooled quantile at `p`; its interval from the replications.
    case quantile(Double, @Sendable (Outcome) -> Histogram)
    /// Mean over replications of each one's maximum.
    case meanOfMaximum(@Sendable (Outcome) -> Double)
  }

  /// Address in the dictionary, for example `order-cycle-time.p95` or `packing.utilisation`.
  public var id: String
  public var declaration: KPIDeclaration
  public var evaluation: Evaluation
  /// Whether an outcome holds durations that had not ended, so that the true value is at least the one told; nil =
  /// never. Quantiles ask their histogram.
  public var isLowerBound: (@Sendable (Outcome) -> Bool)?

  public init(id: String, declaration: KPIDeclaration, evaluation: Evaluation, isLowerBound: (@Sendable (Outcome) -> Bool)? = nil) {
    self.id = id
    self.declaration = declaration
    self.evaluation = evaluation
    self.isLowerBound = isLowerBound
  }
}

/// What the dictionary says of a measure. Tables, reports, `explain`, `targets:`, `check:` and the reference pages print from it.
public struct KPIDeclaration: Sendable, Equatable {
  public enum Unit: String, Sendable {
    /// Printed per week in the scenario's currency.
    case moneyPerWeek = "money/week"
    case money = "money"
    /// A fraction, printed as percent.
    case share = "%"
    case hours = "h"
    case minutes = "min"
    case days = "d"
    case units, orders, jobs, ratio, people
    case perYear = "/year"
    case perWeek = "/week"
    case perItemYear = "/item/year"
    case unitsPerWeek = "units/week"
    case linesPerDay = "lines/day"
    case perHour = "/h"
    case metres = "m"
    case hoursPerWeek = "h/week"
  }
  public enum Worse: String, Sendable { case up, down, neither }
  /// Where results can lie.
  public enum Range: Sendable { case ofOne, notNegative, any }

  /// As in the dictionary, with STATION or POOL for the parts that a plan names.
  public var id: String
  public var title: String
  public var unit: Unit
  public var worse: Worse
  /// No result leaves it, whatever the scenario.
  public var range: Range
  /// Numerator, denominator, weighting, cohort: one or two sentences.
  public var meaning: String
  /// Shown in the terminal table of `run` without being asked for.
  public var headline: Bool

  /// - Parameter range: nil = a share lies between 0 and 1, all else at 0 or above.
  public init(
    id: String, title: String, unit: Unit, worse: Worse, range: Range? = nil, meaning: String, headline: Bool = false
  ) {
    self.id = id
    self.title = title
    self.unit = unit
    self.worse = worse
    self.range = range ?? (unit == .share ? .ofOne : .notNegative)
    self.meaning = meaning
    self.headline = headline
  }
}
