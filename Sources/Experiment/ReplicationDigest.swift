internal import Groundwork
internal import Simulation
internal import Warehouse

/// What a plan's measures need of an outcome, resolved once per study.
struct MeasurePlan: Sendable {
  var kpis: [KPI]
  /// Group of each KPI's histogram, -1 where it has none. Quantiles of one quantity (`order-cycle-time.p50` and `.p95`) share a histogram.
  var histogramOf: [Int]
  /// The KPI whose closure gives a group's histogram.
  var histogramSources: [Int]

  init(kpis: [KPI]) {
    self.kpis = kpis
    histogramOf = []
    histogramSources = []
    var groups: [String: Int] = [:]
    for (i, kpi) in kpis.enumerated() {
      guard case .quantile = kpi.evaluation else {
        histogramOf.append(-1)
        continue
      }
      let quantity = kpi.id.split(separator: ".", omittingEmptySubsequences: false).dropLast().joined(separator: ".")
      if let known = groups[quantity] {
        histogramOf.append(known)
      } else {
        groups[quantity] = histogramSources.count
        histogramOf.append(histogramSources.count)
        histogramSources.append(i)
      }
    }
  }
}

/// One replication of one plan, reduced on the worker's thread to what the fold adds.
struct ReplicationDigest: Sendable {
  /// One element per KPI: sums of a ratio, or the replication's own value and 1.
  var numerators: [Double]
  var denominators: [Double]
  /// KPIs of which this replication tells a lower bound only.
  var bounds: [Int] = []
  var histograms: [Histogram]
  var cycleTimes: Histogram
  /// `ItemMeasure.count` pairs per stock point.
  var items: [RatioPair]
  var daily: [[Double]]
  /// One series a station of a floor that is accounted for in full; else none.
  var queues: [Floor.QueueCourse] = []
  var fingerprint: UInt64
  var weeks: Double
  /// Where the floor came to a stand, in words.
  var standstill: Standstill?

  init(_ outcome: Outcome, measures: MeasurePlan, unitCosts: [Double]) {
    numerators = []
    denominators = []
    numerators.reserveCapacity(measures.kpis.count)
    denominators.reserveCapacity(measures.kpis.count)
    for kpi in measures.kpis {
      switch kpi.evaluation {
      case .ratio(let numerator, let denominator):
        numerators.append(numerator(outcome))
        denominators.append(denominator(outcome))
      case .quantile(let p, let histogram):
        numerators.append(histogram(outcome).quantile(p))
        denominators.append(1)
      case .meanOfMaximum(let value):
        numerators.append(value(outcome))
        denominators.append(1)
      }
    }
    bounds = measures.kpis.indices.filter { measures.kpis[$0].isLowerBound?(outcome) == true }
    histograms = measures.histogramSources.map { source in
      if case .quantile(_, let histogram) = measures.kpis[source].evaluation { return histogram(outcome) }
      return Histogram()
    }
    cycleTimes = outcome.cycleTimes
    items = []
    items.reserveCapacity(outcome.items.count * ItemMeasure.allCases.count)
    for (point, item) in outcome.items.enumerated() {
      for measure in ItemMeasure.allCases { items.append(measure.sums(of: item, weeks: outcome.weeks, unitCost: unitCosts[point])) }
    }
    daily = DailyMeasure.allCases.map { $0.series(of: outcome.daily) }
    queues = outcome.stations.compactMap(\.queueCourse)
    fingerprint = outcome.fingerprint
    weeks = outcome.weeks
    standstill = outcome.standstill
    standstill?.words = "replication \(outcome.replication + 1): \(outcome.deadlock ?? "")"
  }
}

/// Numerator and denominator of one replication.
struct RatioPair: Sendable {
  var numerator: Double
  var denominator: Double
}

/// The measures of a stock point, each a ratio of sums.
enum ItemMeasure: Int, CaseIterable, Sendable {
  case fillRate, cycleServiceLevel, readyRate, meanOnHand, meanBackorders, meanPosition, askedPerWeek, lostPerWeek, ordersPerWeek,
    costPerWeek, meanStockValue

  func sums(of item: ItemOutcome, weeks: Double, unitCost: Double) -> RatioPair {
    switch self {
    case .fillRate: RatioPair(numerator: item.unitsServedAtOnce, denominator: item.unitsAsked)
    case .cycleServiceLevel: RatioPair(numerator: item.cyclesWithoutShortage, denominator: item.cycles)
    case .readyRate: RatioPair(numerator: item.positiveNetDays, denominator: item.days)
    case .meanOnHand: RatioPair(numerator: item.onHandUnitDays, denominator: item.days)
    case .meanBackorders: RatioPair(numerator: item.backorderUnitDays, denominator: item.days)
    case .meanPosition: RatioPair(numerator: item.positionUnitDays, denominator: item.days)
    case .askedPerWeek: RatioPair(numerator: item.unitsAsked, denominator: weeks)
    case .lostPerWeek: RatioPair(numerator: item.unitsLost, denominator: weeks)
    case .ordersPerWeek: RatioPair(numerator: item.ordersPlaced, denominator: weeks)
    case .costPerWeek: RatioPair(numerator: item.cost, denominator: weeks)
    case .meanStockValue: RatioPair(numerator: item.onHandUnitDays * unitCost, denominator: item.days)
    }
  }
}

/// The site series that are kept day by day.
enum DailyMeasure: String, CaseIterable, Sendable {
  case stockValue = "stock-value"
  case unitsOwed = "units-owed"
  case ordersOpen = "orders-open"
  case cost = "cost"
  case unitsAsked = "units-asked"
  case unitsServedAtOnce = "units-served-at-once"
  case ordersArrived = "orders-arrived"
  case ordersDeparted = "orders-departed"

  func series(of daily: DailySeries) -> [Double] {
    switch self {
    case .stockValue: daily.stockValue
    case .unitsOwed: daily.unitsOwed
    case .ordersOpen: daily.ordersOpen
    case .cost: daily.cost
    case .unitsAsked: daily.unitsAsked
    case .unitsServedAtOnce: daily.unitsServedAtOnce
    case .ordersArrived: daily.ordersArrived
    case .ordersDeparted: daily.ordersDeparted
    }
  }
}
