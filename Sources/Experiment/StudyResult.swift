public import Estimation
internal import Groundwork
internal import Kernel
public import Scenario
public import Simulation
public import Supply
internal import Warehouse

/// What a study found: the contract between `Experiment` and everything that prints, draws or stores. A value; equal inputs give equal
/// results.
public struct StudyResult: Sendable {
  public var title: String
  public var description: String
  /// Folder name of charts and results.
  public var slug: String
  /// ISO 4217.
  public var currency: String
  /// ISO date of day 0; nil in a calendar-free study.
  public var startDate: String?
  /// Measured span after warm-up, weeks.
  public var weeks: Double
  /// Days cut at the start, and by which rule (`as given`, or how it was found).
  public var warmUpDays: Double
  public var warmUpRule: String
  public var horizonDays: Double
  /// Paired replications behind every number.
  public var replications: Int
  public var seed: UInt64
  public var phase: String
  public var confidence: Double
  /// Hash of plans, seed, replications and version: 16 hexadecimal digits.
  public var identity: String
  public var version: String
  /// Base first, then the alternatives in the file's order.
  public var scenarios: [ScenarioResult]
  /// What a reader must know, in sentences: how a hole was filled, why a precision was not reached.
  public var notes: [String]

  public var base: ScenarioResult { scenarios[0] }
  public subscript(name: String) -> ScenarioResult? { scenarios.first { $0.name == name } }

  public init(
    title: String, description: String = "", slug: String, currency: String, startDate: String? = nil, weeks: Double, warmUpDays: Double,
    warmUpRule: String = "as given", horizonDays: Double, replications: Int, seed: UInt64, phase: String = "main",
    confidence: Double = 0.95,
    identity: String, version: String, scenarios: [ScenarioResult], notes: [String] = []
  ) {
    self.title = title
    self.description = description
    self.slug = slug
    self.currency = currency
    self.startDate = startDate
    self.weeks = weeks
    self.warmUpDays = warmUpDays
    self.warmUpRule = warmUpRule
    self.horizonDays = horizonDays
    self.replications = replications
    self.seed = seed
    self.phase = phase
    self.confidence = confidence
    self.identity = identity
    self.version = version
    self.scenarios = scenarios
    self.notes = notes
  }
}

/// One scenario of a study.
public struct ScenarioResult: Sendable {
  /// `base` or the alternative's name.
  public var name: String
  public var changes: [Draft.Change]
  /// Every measure of the dictionary that this plan has, in the dictionary's order.
  public var kpis: [KPIResult]
  public var targets: [TargetResult]
  /// One element per stock point of the plan.
  public var items: [ItemResult]
  /// Site series over the whole horizon, warm-up included.
  public var daily: [DailyBands]
  /// How the queues of a floor that is accounted for in full go over the measured window, a station each; empty on a plain floor.
  public var queues: [QueueBands] = []
  /// Order cycle times in hours, pooled over replications.
  public var cycleTimes: Histogram
  /// The station with the largest utilisation; nil without a floor.
  public var busiestStation: BusiestStation?
  /// Hash over the fingerprints of all replications, in order.
  public var fingerprint: UInt64
  /// The plan that was simulated, its holes filled.
  public var plan: Plan
  /// Stock value day by day when today's stock meets this alternative's policies, where it was simulated.
  public var transition: DailyBands?
  /// In which weeks the promised fill rate is at risk: of the base under today's policies, and of an alternative on that way; nil where
  /// none is promised.
  public var fillRisk: WeeklyRisk?
  public var transitionRisk: WeeklyRisk?

  public subscript(kpi: String) -> KPIResult? { kpis.first { $0.id == kpi } }

  public init(
    name: String, changes: [Draft.Change] = [], kpis: [KPIResult], targets: [TargetResult] = [], items: [ItemResult] = [],
    daily: [DailyBands] = [], cycleTimes: Histogram = Histogram(), busiestStation: BusiestStation? = nil, fingerprint: UInt64 = 0,
    plan: Plan
  ) {
    self.name = name
    self.changes = changes
    self.kpis = kpis
    self.targets = targets
    self.items = items
    self.daily = daily
    self.cycleTimes = cycleTimes
    self.busiestStation = busiestStation
    self.fingerprint = fingerprint
    self.plan = plan
  }
}

/// The course of one station's queue: time averages over hours (or days), over replications.
public struct QueueBands: Sendable, Equatable {
  public var station: String
  /// Where each stretch begins, hours of the run, and how long a whole one is.
  public var starts: [Double]
  public var stepHours: Double
  /// One element a stretch; jobs.
  public var mean: [Double] = []
  /// One array per probability of `DailyBands.probabilities`.
  public var quantiles: [[Double]]
  public var n: Int

  init(station: String, course: Floor.QueueCourse, n: Int) {
    self.station = station
    let hour = Double(SimTime.ticksPerHour)
    starts = course.means.indices.map { Double(course.time(of: $0).ticks) / hour }
    stepHours = Double(course.step.ticks) / hour
    quantiles = Array(repeating: [], count: DailyBands.probabilities.count)
    self.n = n
  }
}

/// One measure of one scenario.
public struct KPIResult: Sendable, Equatable {
  public var id: String
  public var declaration: KPIDeclaration
  /// NaN where nothing was there to be measured (no order was due, nobody worked).
  public var estimate: Estimate
  /// This scenario minus base, on pairs of replications; nil for the base itself and where the base has no such measure.
  public var difference: Estimate?
  /// What the difference says; nil where there is none or neither direction is worse. A difference within a fifth of a point of a share, or
  /// half a percent of
  /// the base of anything else, does not matter.
  public var verdict: Verdict?
  /// Where it cannot tell: replications that would settle it, by the spread seen so far.
  public var settledBy: Int?
  /// One value a replication: the ratio, quantile or maximum of that replication alone; NaN where it had nothing to measure.
  public var perReplication: [Double]
  /// The sums behind a ratio, one a replication; empty for quantiles and maxima.
  public var numerators: [Double]
  public var denominators: [Double]

  public init(
    id: String, declaration: KPIDeclaration, estimate: Estimate, difference: Estimate? = nil, verdict: Verdict? = nil,
    settledBy: Int? = nil, perReplication: [Double] = [],
    numerators: [Double] = [], denominators: [Double] = []
  ) {
    self.id = id
    self.declaration = declaration
    self.estimate = estimate
    self.difference = difference
    self.verdict = verdict
    self.settledBy = settledBy
    self.perReplication = perReplication
    self.numerators = numerators
    self.denominators = denominators
  }
}

/// A target and whether it is met.
public struct TargetResult: Sendable, Equatable {
  public var target: Target
  public var title: String
  public var estimate: Estimate
  /// By the estimate.
  public var isMet: Bool
  /// Whether the whole interval lies on that side of the bound.
  public var isCertain: Bool
  /// Share of replications (years, in a study of a year) that meet it by themselves.
  public var shareOfReplications: Double

  public init(target: Target, title: String, estimate: Estimate, isMet: Bool, isCertain: Bool, shareOfReplications: Double) {
    self.target = target
    self.title = title
    self.estimate = estimate
    self.isMet = isMet
    self.isCertain = isCertain
    self.shareOfReplications = shareOfReplications
  }
}

public struct BusiestStation: Sendable, Equatable {
  public var name: String
  public var utilisation: Estimate

  public init(name: String, utilisation: Estimate) {
    self.name = name
    self.utilisation = utilisation
  }
}

/// One stock point: its policy and its means with intervals. Ratios are ratios of sums over replications, their intervals by the delta
/// method.
public struct ItemResult: Sendable, Equatable {
  public var item: String
  public var location: String
  public var control: Control
  /// Shares 0…1.
  public var fillRate: Estimate
  public var cycleServiceLevel: Estimate
  public var readyRate: Estimate
  /// Units.
  public var meanOnHand: Estimate
  public var meanBackorders: Estimate
  public var meanPosition: Estimate
  /// Units, orders and money per week.
  public var askedPerWeek: Estimate
  public var lostPerWeek: Estimate
  public var ordersPerWeek: Estimate
  public var costPerWeek: Estimate
  /// Money: mean on hand at unit cost.
  public var meanStockValue: Estimate

  /// The measures by name, in order, for tables and files.
  public var measures: [(name: String, estimate: Estimate)] {
    [
      ("fill-rate", fillRate), ("cycle-service-level", cycleServiceLevel), ("ready-rate", readyRate), ("on-hand.mean", meanOnHand),
      ("backorders.mean", meanBackorders), ("position.mean", meanPosition), ("units-asked/week", askedPerWeek),
      ("lost-units/week", lostPerWeek),
      ("orders/week", ordersPerWeek), ("cost/week", costPerWeek), ("stock.value", meanStockValue),
    ]
  }
}

/// One site series, day by day: its mean and quantiles over replications. The bands hold single futures (prediction), not the error of a
/// mean.
public struct DailyBands: Sendable, Equatable {
  /// `stock-value`, `units-owed`, `orders-open`, `cost`, `units-asked`, `units-served-at-once`, `orders-arrived`, `orders-departed`.
  public var measure: String
  public static let probabilities = [0.025, 0.10, 0.25, 0.50, 0.75, 0.90, 0.975]
  public var mean: [Double]
  /// One array per probability, one element per day.
  public var quantiles: [[Double]]
  /// Some single replications, for the thin lines of a fan: the first ones, one array a replication.
  public var paths: [[Double]]
  /// Replications behind the bands.
  public var n: Int

  public init(measure: String, mean: [Double], quantiles: [[Double]], paths: [[Double]], n: Int) {
    self.measure = measure
    self.mean = mean
    self.quantiles = quantiles
    self.paths = paths
    self.n = n
  }
}
