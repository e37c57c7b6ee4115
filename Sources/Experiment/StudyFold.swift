internal import Estimation
internal import Foundation
internal import Groundwork
internal import Simulation
internal import Supply
internal import Warehouse

/// The sums of all replications of one scenario. Grows by one digest at a time, in order of replication number, and more can be added
/// later.
struct ScenarioFold: Sendable {
  /// Replications whose daily series are kept for bands and paths: their quantiles hardly move beyond that many, and memory stays bounded.
  static let bandReplications = 1_000
  static let pathReplications = 40
  /// The same for the course of queues, which is hundreds of hours a station.
  static let queueReplications = 200

  var measures: MeasurePlan
  /// One array per KPI, one element per replication.
  var numerators: [[Double]]
  var denominators: [[Double]]
  /// KPIs of which some replication tells a lower bound only.
  var bounds: Set<Int> = []
  var histograms: [Histogram]
  var cycleTimes = Histogram()
  var items: [RatioMoments]
  /// One array per daily measure, one series per replication.
  var daily: [[[Double]]]
  /// One course per replication, by station.
  var queues: [[Floor.QueueCourse]] = []
  var fingerprint = StableHash()
  var fingerprints: [UInt64] = []
  var weeks = 0.0
  var count = 0
  /// The first replication whose floor came to a stand, in words.
  var standstill: Standstill?

  init(measures: MeasurePlan, stockPoints: Int) {
    self.measures = measures
    numerators = [[Double]](repeating: [], count: measures.kpis.count)
    denominators = numerators
    histograms = [Histogram](repeating: Histogram(), count: measures.histogramSources.count)
    items = [RatioMoments](repeating: RatioMoments(), count: stockPoints * ItemMeasure.allCases.count)
    daily = [[[Double]]](repeating: [], count: DailyMeasure.allCases.count)
  }

  mutating func add(_ digest: ReplicationDigest) {
    if standstill == nil { standstill = digest.standstill }
    for k in measures.kpis.indices {
      numerators[k].append(digest.numerators[k])
      denominators[k].append(digest.denominators[k])
    }
    bounds.formUnion(digest.bounds)
    for g in histograms.indices { histograms[g].add(digest.histograms[g]) }
    cycleTimes.add(digest.cycleTimes)
    for i in items.indices { items[i].add(digest.items[i].numerator, over: digest.items[i].denominator) }
    if count < Self.bandReplications {
      for m in daily.indices { daily[m].append(digest.daily[m]) }
    }
    if count < Self.queueReplications {
      if queues.isEmpty { queues = digest.queues.map { _ in [] } }
      for s in queues.indices { queues[s].append(digest.queues[s]) }
    }
    fingerprint.combine(digest.fingerprint)
    fingerprints.append(digest.fingerprint)
    weeks = digest.weeks
    count += 1
  }

  /// One value a replication, NaN where it had nothing to measure.
  func values(_ k: Int) -> [Double] {
    zip(numerators[k], denominators[k]).map { $1 == 0 ? .nan : $0 / $1 }
  }

  func estimate(_ k: Int, level: Double) -> Estimate {
    switch measures.kpis[k].evaluation {
    case .ratio:
      var estimate = Estimate.ratio(of: numerators[k], over: denominators[k], level: level)
      if bounds.contains(k) { estimate.caveat = .lowerBound }
      return estimate
    case .quantile(let p, _):
      return quantile(p, of: histograms[measures.histogramOf[k]], perReplication: values(k).measured, level: level)
    case .meanOfMaximum: return .mean(of: numerators[k].measured, level: level)
    }
  }

  /// A quantile over all replications together; nil for what is no quantile.
  func pooledQuantile(_ k: Int) -> Double? {
    guard case .quantile(let p, _) = measures.kpis[k].evaluation else { return nil }
    return histograms[measures.histogramOf[k]].quantile(p)
  }

  /// Whether only a lower bound is known.
  func isBound(_ k: Int) -> Bool {
    guard case .quantile(let p, _) = measures.kpis[k].evaluation else { return bounds.contains(k) }
    return !histograms[measures.histogramOf[k]].reaches(p)
  }

  /// A quantile that the open orders hide is a bound, and has no interval.
  private func quantile(_ p: Double, of histogram: Histogram, perReplication: [Double], level: Double) -> Estimate {
    let value = histogram.quantile(p)
    if histogram.reaches(p) { return .quantile(pooled: value, perReplication: perReplication, level: level) }
    return Estimate(value: value, lower: nil, upper: nil, n: perReplication.count, kind: .confidence, level: level, caveat: .lowerBound)
  }

  /// This scenario minus `base`, paired; nil where the base has no such measure.
  func difference(_ k: Int, to base: ScenarioFold, level: Double) -> Estimate? {
    let id = measures.kpis[k].id
    guard let b = base.measures.kpis.firstIndex(where: { $0.id == id }) else { return nil }
    switch measures.kpis[k].evaluation {
    case .ratio:
      // Of two bounds nobody knows the difference.
      if bounds.contains(k) || base.bounds.contains(b) { return unknownDifference(to: base, level) }
      return .pairedRatioDifference(
        of: numerators[k], over: denominators[k], minus: base.numerators[b], over: base.denominators[b], level: level)
    case .quantile(let p, _):
      let own = histograms[measures.histogramOf[k]], other = base.histograms[base.measures.histogramOf[b]]
      guard own.reaches(p), other.reaches(p) else { return unknownDifference(to: base, level) }
      let pooled = own.quantile(p) - other.quantile(p)
      return .quantile(pooled: pooled, perReplication: zip(values(k), base.values(b)).map { $0 - $1 }.measured, level: level)
    case .meanOfMaximum:
      return .mean(of: zip(numerators[k], base.numerators[b]).map { $0 - $1 }.measured, level: level)
    }
  }

  private func unknownDifference(to base: ScenarioFold, _ level: Double) -> Estimate {
    Estimate(value: .nan, lower: nil, upper: nil, n: min(count, base.count), kind: .confidence, level: level, caveat: .lowerBound)
  }

  /// A measure day by day from time 0, one series a replication.
  func series(_ measure: DailyMeasure) -> [[Double]] { daily[DailyMeasure.allCases.firstIndex(of: measure)!] }

  /// The same, mean over the replications.
  func meanOfDays(_ measure: DailyMeasure) -> [Double] {
    let series = series(measure)
    let days = series.map(\.count).min() ?? 0
    return (0..<days).map { day in series.reduce(0) { $0 + $1[day] } / Double(series.count) }
  }

  func bands() -> [DailyBands] {
    DailyMeasure.allCases.enumerated().map { m, measure in
      let series = daily[m]
      let days = series.map(\.count).min() ?? 0
      var mean: [Double] = []
      var quantiles = [[Double]](repeating: [], count: DailyBands.probabilities.count)
      var column = [Double](repeating: 0, count: series.count)
      for day in 0..<days {
        var sum = 0.0
        for r in series.indices {
          column[r] = series[r][day]
          sum += series[r][day]
        }
        mean.append(sum / Double(series.count))
        column.sort()
        for (q, p) in DailyBands.probabilities.enumerated() { quantiles[q].append(Self.quantile(ofSorted: column, p)) }
      }
      return DailyBands(
        measure: measure.rawValue, mean: mean, quantiles: quantiles, paths: Array(series.prefix(Self.pathReplications)), n: series.count)
    }
  }

  /// nil where the plan promises no fill rate.
  func fillRisk(of plan: Plan) -> WeeklyRisk? {
    plan.targets.first { $0.kpi == "fill-rate" && $0.comparison == .atLeast }.map {
      WeeklyRisk($0, asked: series(.unitsAsked), served: series(.unitsServedAtOnce))
    }
  }

  /// The course of each station's queue over the replications, by the stations' names.
  func queueBands(names: [String]) -> [QueueBands] {
    zip(names, queues).compactMap { name, courses in
      guard let first = courses.first, !first.means.isEmpty else { return nil }
      var bands = QueueBands(station: name, course: first, n: courses.count)
      for stretch in first.means.indices {
        let column = courses.map { $0.means[stretch] }
        let sorted = column.sorted()
        bands.mean.append(column.reduce(0, +) / Double(column.count))
        for (q, p) in DailyBands.probabilities.enumerated() { bands.quantiles[q].append(Self.quantile(ofSorted: sorted, p)) }
      }
      return bands
    }
  }

  /// Hyndman and Fan's type 7.
  static func quantile(ofSorted values: [Double], _ p: Double) -> Double {
    if values.isEmpty { return .nan }
    let position = p * Double(values.count - 1)
    let below = Int(position.rounded(.down))
    let above = min(below + 1, values.count - 1)
    return values[below] + (position - Double(below)) * (values[above] - values[below])
  }

  func itemResults(plan: Plan, level: Double) -> [ItemResult] {
    let width = ItemMeasure.allCases.count
    return plan.supply.stockPoints.enumerated().map { i, point in
      func estimate(_ measure: ItemMeasure) -> Estimate { items[i * width + measure.rawValue].estimate(level: level) }
      return ItemResult(
        item: plan.supply.items[point.item].name, location: plan.supply.locations[point.location].name, control: point.control,
        fillRate: estimate(.fillRate), cycleServiceLevel: estimate(.cycleServiceLevel), readyRate: estimate(.readyRate),
        meanOnHand: estimate(.meanOnHand),
        meanBackorders: estimate(.meanBackorders), meanPosition: estimate(.meanPosition), askedPerWeek: estimate(.askedPerWeek),
        lostPerWeek: estimate(.lostPerWeek), ordersPerWeek: estimate(.ordersPerWeek), costPerWeek: estimate(.costPerWeek),
        meanStockValue: estimate(.meanStockValue))
    }
  }
}

extension [Double] {
  /// Without the replications that had nothing to measure: they are left out of quantiles and means, and never out of sums.
  var measured: [Double] { filter { !$0.isNaN } }
}

extension [ScenarioFold] {
  /// - Throws: what brought a floor to a stand; numbers of a floor that stands still would mislead.
  func checkFlow(of names: [String]) throws(InputErrors) {
    let stands = zip(self, names).compactMap { fold, name in
      fold.standstill.map { stand in
        let words = "'\(name)', \(stand.words)"
        return switch stand.kind {
        case .deadlock: Diagnostic(.error, code: "deadlock", words, remedy: stand.remedy)
        case .stall: Diagnostic(.error, code: "stall", words, remedy: stand.remedy)
        }
      }
    }
    if !stands.isEmpty { throw InputErrors(stands) }
  }
}
