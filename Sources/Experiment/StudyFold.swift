internal import Estimation
internal import Foundation
internal import Groundwork
internal import Simulation
internal import Supply

/// The sums of all replications of one scenario. Grows by one digest at a time, in order of replication number, and more can be added
/// later.
struct ScenarioFold: Sendable {
  /// Replications whose daily series are kept for bands and paths: their quantiles hardly move beyond that many, and memory stays bounded.
  static let bandReplications = 1_000
  static let pathReplications = 40

  var measures: MeasurePlan
  /// One array per KPI, one element per replication.
  var numerators: [[Double]]
  var denominators: [[Double]]
  var histograms: [Histogram]
  var cycleTimes = Histogram()
  var items: [RatioMoments]
  /// One array per daily measure, one series per replication.
  var daily: [[[Double]]]
  var fingerprint = StableHash()
  var fingerprints: [UInt64] = []
  var weeks = 0.0
  var count = 0

  init(measures: MeasurePlan, stockPoints: Int) {
    self.measures = measures
    numerators = [[Double]](repeating: [], count: measures.kpis.count)
    denominators = numerators
    histograms = [Histogram](repeating: Histogram(), count: measures.histogramSources.count)
    items = [RatioMoments](repeating: RatioMoments(), count: stockPoints * ItemMeasure.allCases.count)
    daily = [[[Double]]](repeating: [], count: DailyMeasure.allCases.count)
  }

  mutating func add(_ digest: ReplicationDigest) {
    for k in measures.kpis.indices {
      numerators[k].append(digest.numerators[k])
      denominators[k].append(digest.denominators[k])
    }
    for g in histograms.indices { histograms[g].add(digest.histograms[g]) }
    cycleTimes.add(digest.cycleTimes)
    for i in items.indices { items[i].add(digest.items[i]) }
    if count < Self.bandReplications {
      for m in daily.indices { daily[m].append(digest.daily[m]) }
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
    case .ratio: Inference.ratio(numerators[k], denominators[k], level: level)
    case .quantile(let p, _):
      Inference.quantile(pooled: histograms[measures.histogramOf[k]].quantile(p), perReplication: values(k), level: level)
    case .meanOfMaximum: Inference.mean(numerators[k], level: level)
    }
  }

  /// This scenario minus `base`, paired; nil where the base has no such measure.
  func difference(_ k: Int, to base: ScenarioFold, level: Double) -> Estimate? {
    let id = measures.kpis[k].id
    guard let b = base.measures.kpis.firstIndex(where: { $0.id == id }) else { return nil }
    switch measures.kpis[k].evaluation {
    case .ratio:
      return Inference.ratioDifference(numerators[k], denominators[k], minus: base.numerators[b], base.denominators[b], level: level)
    case .quantile(let p, _):
      let pooled = histograms[measures.histogramOf[k]].quantile(p) - base.histograms[base.measures.histogramOf[b]].quantile(p)
      return Inference.quantile(pooled: pooled, perReplication: zip(values(k), base.values(b)).map { $0 - $1 }, level: level)
    case .meanOfMaximum:
      return Inference.mean(zip(numerators[k], base.numerators[b]).map { $0 - $1 }, level: level)
    }
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

/// Running sums of pairs, enough for a ratio of sums and its interval without keeping the pairs: memory does not grow with replications.
///
/// With R = Σa/Σb the interval is R ± t·√(Σ(a − R·b)² / (n(n−1))) / b̄ (Cochran, *Sampling Techniques*, 3rd ed. 1977, §2.11), which the
/// jackknife
/// agrees with to order 1/n². Values are shifted by the first pair, so that equal replications give a variance of exactly zero.
struct RatioMoments: Sendable {
  var n = 0
  var sumA = 0.0, sumB = 0.0
  private var firstA = 0.0, firstB = 0.0
  private var dA = 0.0, dB = 0.0, dAA = 0.0, dBB = 0.0, dAB = 0.0

  mutating func add(_ pair: RatioPair) {
    if n == 0 {
      firstA = pair.numerator
      firstB = pair.denominator
    }
    n += 1
    sumA += pair.numerator
    sumB += pair.denominator
    let a = pair.numerator - firstA, b = pair.denominator - firstB
    dA += a
    dB += b
    dAA += a * a
    dBB += b * b
    dAB += a * b
  }

  func estimate(level: Double) -> Estimate {
    if n == 0 || sumB == 0 { return Estimate(value: .nan, lower: nil, upper: nil, n: n, kind: .confidence, level: level) }
    let ratio = sumA / sumB
    if n == 1 { return Estimate(value: ratio, lower: nil, upper: nil, n: n, kind: .confidence, level: level) }
    let count = Double(n)
    let varianceA = dAA - dA * dA / count, varianceB = dBB - dB * dB / count, covariance = dAB - dA * dB / count
    let residual = max(0, varianceA - 2 * ratio * covariance + ratio * ratio * varianceB) / (count - 1)
    let half = Inference.tQuantile(level: level, degreesOfFreedom: n - 1) * (residual / count).squareRoot() / abs(sumB / count)
    return Estimate(value: ratio, lower: ratio - half, upper: ratio + half, n: n, kind: .confidence, level: level)
  }
}
