/// One run as the archive keeps it: plain rows, ready for a spreadsheet or a BI tool. What the columns mean is the business of whoever
/// fills them.
public struct ArchivedRun: Sendable, Equatable {
  /// The run itself; one row of table `runs`.
  public struct Header: Sendable, Equatable {
    /// Hash of plan, seed and version, 16 hexadecimal digits; the archive keeps one run per identity.
    public var identity: String
    public var title: String
    /// The scenario's file, as given.
    public var scenarioFile: String
    public var version: String
    public var currency: String
    public var seed: UInt64
    public var replications: Int
    /// Measured span, weeks.
    public var weeks: Double
    public var warmUpDays: Double

    public init(
      identity: String, title: String, scenarioFile: String, version: String, currency: String, seed: UInt64, replications: Int,
      weeks: Double,
      warmUpDays: Double
    ) {
      self.identity = identity
      self.title = title
      self.scenarioFile = scenarioFile
      self.version = version
      self.currency = currency
      self.seed = seed
      self.replications = replications
      self.weeks = weeks
      self.warmUpDays = warmUpDays
    }
  }

  /// One measure of one scenario, with its interval and its paired difference to the base; one row of table `kpis`.
  public struct KPIRow: Sendable, Equatable {
    public var scenario: String
    public var kpi: String
    public var unit: String
    public var value: Double?
    public var lower: Double?
    public var upper: Double?
    public var n: Int
    public var level: Double
    public var difference: Double?
    public var differenceLower: Double?
    public var differenceUpper: Double?
    public var verdict: String?
    /// `lower` where the value is a lower bound; nil otherwise.
    public var bound: String?

    public init(
      scenario: String, kpi: String, unit: String, value: Double?, lower: Double?, upper: Double?, n: Int, level: Double,
      difference: Double? = nil,
      differenceLower: Double? = nil, differenceUpper: Double? = nil, verdict: String? = nil, bound: String? = nil
    ) {
      self.scenario = scenario
      self.kpi = kpi
      self.unit = unit
      self.value = value
      self.lower = lower
      self.upper = upper
      self.n = n
      self.level = level
      self.difference = difference
      self.differenceLower = differenceLower
      self.differenceUpper = differenceUpper
      self.verdict = verdict
      self.bound = bound
    }
  }

  /// One measure of one replication: its value, and the sums it is the ratio of where it is one; one row of table `replications`.
  public struct ReplicationRow: Sendable, Equatable {
    public var scenario: String
    public var replication: Int
    public var kpi: String
    public var value: Double?
    public var numerator: Double?
    public var denominator: Double?

    public init(scenario: String, replication: Int, kpi: String, value: Double?, numerator: Double? = nil, denominator: Double? = nil) {
      self.scenario = scenario
      self.replication = replication
      self.kpi = kpi
      self.value = value
      self.numerator = numerator
      self.denominator = denominator
    }
  }

  /// One measure of one item at one location; one row of table `items`.
  public struct ItemRow: Sendable, Equatable {
    public var scenario: String
    public var item: String
    public var location: String
    public var measure: String
    public var value: Double?
    public var lower: Double?
    public var upper: Double?

    public init(
      scenario: String, item: String, location: String, measure: String, value: Double?, lower: Double? = nil, upper: Double? = nil
    ) {
      self.scenario = scenario
      self.item = item
      self.location = location
      self.measure = measure
      self.value = value
      self.lower = lower
      self.upper = upper
    }
  }

  /// One day of one site series: mean and quantiles over replications; one row of table `series`.
  public struct SeriesRow: Sendable, Equatable {
    public var scenario: String
    public var measure: String
    public var day: Int
    public var mean: Double
    /// 2.5, 10, 25, 50, 75, 90 and 97.5 %.
    public var quantiles: [Double]

    public init(scenario: String, measure: String, day: Int, mean: Double, quantiles: [Double]) {
      self.scenario = scenario
      self.measure = measure
      self.day = day
      self.mean = mean
      self.quantiles = quantiles
    }
  }

  public var header: Header
  public var kpis: [KPIRow] = []
  public var replications: [ReplicationRow] = []
  public var items: [ItemRow] = []
  public var series: [SeriesRow] = []
  /// What the run's report is laid out from, as whoever made it wrote it; nil where there is none. One row of table `documents`.
  public var document: String?

  public init(header: Header) { self.header = header }
}
