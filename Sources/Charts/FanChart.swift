internal import Groundwork

/// What is known and what may come: history as a line, the future as a median with nested prediction bands, a threshold, and the risk of
/// crossing it, period by period, on the same clock beneath.
public struct FanChart: Chart, Hashable, Codable {
  public struct Sample: Sendable, Hashable, Codable {
    public var time: Double
    /// NaN breaks the line.
    public var value: Double
    public init(_ time: Double, _ value: Double) {
      self.time = time
      self.value = value
    }
  }

  /// A central interval: between the (1−level)/2 and (1+level)/2 quantiles, one bound per time.
  public struct Band: Sendable, Hashable, Codable {
    public var level: Double
    public var lower: [Double]
    public var upper: [Double]
    public init(level: Double, lower: [Double], upper: [Double]) {
      self.level = level
      self.lower = lower
      self.upper = upper
    }
  }

  public struct Threshold: Sendable, Hashable, Codable {
    public var value: Double
    /// Such as `Safety stock`; the value is appended.
    public var name: String
    public init(_ value: Double, name: String) {
      self.value = value
      self.name = name
    }
  }

  /// Probability of being beyond the threshold, one per forecast time.
  public struct Risk: Sendable, Hashable, Codable {
    /// Such as `Risk of ending the week below safety stock`.
    public var title: String
    public var probabilities: [Double]
    public init(title: String, probabilities: [Double]) {
      self.title = title
      self.probabilities = probabilities
    }
  }

  /// The same measure under something else, for comparison: one value per forecast time.
  public struct Companion: Sendable, Hashable, Codable {
    /// Such as `Today`.
    public var name: String
    public var values: [Double]
    public init(_ name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  public var measure: String
  public var unit: ValueUnit
  public var base: TimeBase
  /// One period, for words: `week`, `day`.
  public var period: String
  public var history: [Sample]
  public var times: [Double]
  public var median: [Double]
  /// Sorted by level on drawing, widest first.
  public var bands: [Band]
  public var threshold: Threshold?
  public var risk: Risk?
  public var companion: Companion?
  /// Single futures drawn as thin lines, one value per time, where there are too few of them for bands; nil = none.
  public var futures: [[Double]]?
  /// What comes before is a start-up: neither its lowest value nor its greatest risk is named. 0 = all counts.
  public var countedFrom = 0.0

  /// Fewer replications than this hold no 95% prediction interval: a 2.5% quantile lies beyond the outermost of fewer than forty runs.
  public static let fewestForBands = 40
  /// Nor do fewer than this hold an 80% one: of twenty the tenth part is two.
  public static let fewestForInnerBands = 20

  public init(
    measure: String, unit: ValueUnit, base: TimeBase, period: String, history: [Sample] = [], times: [Double], median: [Double],
    bands: [Band],
    threshold: Threshold? = nil, risk: Risk? = nil, companion: Companion? = nil, futures: [[Double]]? = nil, evidence: Evidence,
    caption: Caption = Caption()
  ) {
    self.measure = measure
    self.unit = unit
    self.base = base
    self.period = period
    self.history = history
    self.times = times
    self.median = median
    self.bands = bands
    self.threshold = threshold
    self.risk = risk
    self.companion = companion
    self.futures = futures
    self.evidence = evidence
    self.caption = caption
  }

  /// From simulated paths: quantiles per time (type 7) and, with a threshold, the share of paths below it.
  ///
  /// - Parameters:
  ///   - paths: one per replication, each with one value per time; values that are not finite are left out of their time's quantiles.
  ///   - riskTitle: nil draws no strip.
  /// - Complexity: O(times × paths × log paths).
  public init(
    measure: String, unit: ValueUnit, base: TimeBase, period: String, history: [Sample] = [], times: [Double], paths: [[Double]],
    levels: [Double] = [0.5, 0.8, 0.95], threshold: Threshold? = nil, riskTitle: String? = nil, evidence: Evidence,
    caption: Caption = Caption()
  ) {
    var median: [Double] = []
    var bands = levels.sorted().map { Band(level: $0, lower: [], upper: []) }
    var probabilities: [Double] = []
    for index in times.indices {
      let sorted = paths.compactMap { $0.indices.contains(index) && $0[index].isFinite ? $0[index] : nil }.sorted()
      func quantile(_ p: Double) -> Double { sorted.isEmpty ? .nan : OrderStatistics.quantile(p, ofSorted: sorted) }
      median.append(quantile(0.5))
      for band in bands.indices {
        bands[band].lower.append(quantile((1 - bands[band].level) / 2))
        bands[band].upper.append(quantile((1 + bands[band].level) / 2))
      }
      if let threshold {
        let below = sorted.prefix { $0 < threshold.value }.count
        probabilities.append(sorted.isEmpty ? .nan : Double(below) / Double(sorted.count))
      }
    }
    self.init(
      measure: measure, unit: unit, base: base, period: period, history: history, times: times, median: median,
      bands: paths.count > 1 ? bands : [],
      threshold: threshold,
      risk: threshold != nil && paths.count > 1 ? riskTitle.map { Risk(title: $0, probabilities: probabilities) } : nil,
      evidence: evidence, caption: caption)
  }

  // MARK: Words

  public var neutralTitle: String { times.isEmpty ? "\(measure) so far" : "\(measure): projection" }

  public var neutralSubtitle: String {
    let heading = unit.heading(scale)
    let what = heading.isEmpty ? measure : "\(measure), \(heading)"
    guard !times.isEmpty, !evidence.isDeterministic else { return "\(what), by \(period)." }
    let levels = bands.map(\.level).sorted().map { NumberFormat.chart.significant($0 * 100) + "%" }
    let futures = "\(NumberFormat.chart.integer(evidence.n)) simulated future\(evidence.n == 1 ? "" : "s")"
    if let drawn = self.futures, !drawn.isEmpty { return "\(what), by \(period). Median of \(futures), and each of them." }
    guard !levels.isEmpty else { return "\(what), by \(period). Median of \(futures)." }
    return "\(what), by \(period). Median of \(futures) with \(levels.listed) prediction intervals."
  }

  public var emptyMessage: String? {
    history.contains { $0.value.isFinite && $0.time.isFinite } || median.contains(where: \.isFinite)
      ? nil : "There is nothing to show in this period"
  }

  public var defect: String? {
    if median.count != times.count { return "the median has \(median.count) values for \(times.count) times" }
    for (index, pair) in zip(times, times.dropFirst()).enumerated() where !(pair.0 < pair.1) {
      return "forecast time \(index + 2) (\(pair.1)) does not come after the one before (\(pair.0))"
    }
    for (index, pair) in zip(history, history.dropFirst()).enumerated() where !(pair.0.time < pair.1.time) {
      return "history sample \(index + 2) (time \(pair.1.time)) does not come after the one before"
    }
    if let bad = times.firstIndex(where: { !$0.isFinite }) { return "forecast time \(bad + 1) is not a number" }
    let ordered = bands.sorted { $0.level < $1.level }
    for band in ordered {
      guard band.level > 0, band.level < 1 else { return "a band's level is \(band.level); it must lie between 0 and 1" }
      guard band.lower.count == times.count, band.upper.count == times.count else {
        return "the \(band.level) band has \(band.lower.count) and \(band.upper.count) bounds for \(times.count) times"
      }
    }
    if let risk {
      guard risk.probabilities.count == times.count else { return "there are \(risk.probabilities.count) risks for \(times.count) times" }
      if let bad = risk.probabilities.firstIndex(where: { $0 < 0 || $0 > 1 }) {
        return "risk \(bad + 1) is \(risk.probabilities[bad]); a probability lies between 0 and 1"
      }
    }
    if let companion, companion.values.count != times.count {
      return "“\(companion.name)” has \(companion.values.count) values for \(times.count) times"
    }
    if let bad = futures?.firstIndex(where: { $0.count != times.count }) {
      return "future \(bad + 1) has \(futures?[bad].count ?? 0) values for \(times.count) times"
    }
    return crossing(ordered)
  }

  private func crossing(_ ordered: [Band]) -> String? {
    for index in times.indices {
      var inner = (median[index], median[index], "the median")
      for band in ordered {
        let slack = 1e-9 * max(abs(band.lower[index]), abs(band.upper[index]))
        if band.lower[index] > inner.0 + slack || band.upper[index] < inner.1 - slack {
          return
            "at time \(times[index]) (element \(index + 1)) the bounds of the \(band.level) band cross \(inner.2): quantiles must not cross"
        }
        inner = (band.lower[index], band.upper[index], "the \(band.level) band")
      }
    }
    return nil
  }

  public var remarks: [String] {
    var said: [String] = []
    let missing = history.filter { !$0.value.isFinite }.count
    if missing > 0 { said.append("\(missing) of \(history.count) \(period)s of history missing.") }
    let lost = median.filter { !$0.isFinite }.count
    if lost > 0, lost < median.count { said.append("\(lost) of \(median.count) projected \(period)s missing.") }
    if evidence.n == 1, !times.isEmpty { said.append("One replication: no interval.") }
    if let first = times.first, countedFrom > first {
      said.append("Warm-up until \(periodText(countedFrom)): \(risk == nil ? "its lowest is" : "its lowest and its peak are") not named.")
    }
    if let futures, !futures.isEmpty, evidence.n > 1 {
      let shown = futures.count < evidence.n ? "\(futures.count) of them are thin lines" : "the thin lines"
      said.append("n = \(NumberFormat.chart.integer(evidence.n)) \(evidence.noun), too few for prediction intervals: \(shown).")
    }
    if !bands.isEmpty, evidence.n > 1 {
      said.append("n = \(NumberFormat.chart.integer(evidence.n)) \(evidence.noun). Prediction intervals describe single futures.")
    }
    if let error = riskError {
      said.append("The 95% confidence interval of each risk is at most ±\(NumberFormat.thinSpace)\(error) points.")
    }
    return said
  }

  /// Largest half-width of the Wilson intervals of the risks, in points.
  private var riskError: String? {
    guard let risk, evidence.n > 1 else { return nil }
    let n = Double(evidence.n)
    let z = 1.959963984540054
    let widths = risk.probabilities.filter(\.isFinite).map { p in
      z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    }
    return widths.max().map { NumberFormat.chart.number($0 * 100, decimals: NumberFormat.decimals(forHalfWidth: $0 * 100)) }
  }

  /// Index of the lowest median, where there is a forecast to speak of and the lowest is more than what its noise does somewhere.
  var trough: Int? {
    guard threshold != nil || times.count > 3 else { return nil }
    let lowest = median.indices.filter { median[$0].isFinite && times[$0] > countedFrom }.min { (median[$0], $0) < (median[$1], $1) }
    guard threshold == nil, let lowest, median.allSatisfy(\.isFinite), median.count > 8 else { return lowest }
    // How far a value strays from the middle of its neighbours; of independent noise the lowest of 150 lies about four times that deep.
    var strays: [Double] = []
    for index in 1..<median.count - 1 {
      let between: Double = (median[index - 1] + median[index + 1]) / 2
      strays.append(abs(median[index] - between))
    }
    strays.sort()
    let level: Double = median.sorted()[median.count / 2]
    return level - median[lowest] > 5 * strays[strays.count / 2] ? lowest : nil
  }

  /// Index of the greatest risk above zero, of those that count.
  var peak: Int? {
    guard let risk else { return nil }
    let best = risk.probabilities.indices.filter { risk.probabilities[$0].isFinite && times[$0] > countedFrom }.max {
      (risk.probabilities[$0], -$0) < (risk.probabilities[$1], -$1)
    }
    return best.flatMap { risk.probabilities[$0] > 0 ? $0 : nil }
  }

  /// `23 Mar`, `week of 23 Mar`; the end of a week is a day. With its year where the picture shows several.
  func periodText(_ time: Double) -> String {
    let ends = [history.first?.time ?? times.first, times.last].compactMap { $0 }.compactMap { base.date(at: $0)?.year }
    let isLong = Set(ends).count > 1
    let day = isLong ? base.date(at: time)?.prose ?? base.dayText(at: time) : base.dayText(at: time)
    return period == "day" || period.hasPrefix("end of ") ? day : "\(period) of \(day)"
  }

  public var summary: String {
    var text = "Fan chart of \(measure.lowercasedFirst)"
    if let first = history.first, let last = history.last {
      text += ", history from \(base.dayText(at: first.time)) to \(base.dayText(at: last.time))"
    }
    let places = scale == .one ? unit.decimals(for: largest, scale: .one) : 1
    if let end = median.last, end.isFinite, let time = times.last {
      text += ", median projected to reach \(unit.text(end, decimals: places, scale: scale)) by \(base.dayText(at: time))"
    }
    if let trough { text += "; lowest median \(unit.text(median[trough], decimals: places, scale: scale)), \(periodText(times[trough]))" }
    if let peak, let risk { text += "; largest risk \(NumberFormat.chart.percent(risk.probabilities[peak]))" }
    return text
  }

  var largest: Double {
    let bounds = bands.flatMap { $0.upper + $0.lower } + (futures ?? []).flatMap { $0 }
    return (bounds + median + history.map(\.value)).filter(\.isFinite).map(abs).max() ?? 0
  }
  /// A thousand is counted in ones where a label at the end would else be a fraction of the factor.
  var scale: NumberScale {
    let chosen = unit.scale(largest: largest)
    let ends = bands.flatMap { [$0.lower.last, $0.upper.last] } + [median.last, companion?.values.last]
    let least = ends.compactMap { $0 }.filter(\.isFinite).map(abs).filter { $0 > 0 }.min() ?? .infinity
    return largest < 9999.5 && least < 0.95 * chosen.factor ? .one : chosen
  }

  public var dataTable: DataTable {
    let ordered = bands.sorted { $0.level > $1.level }
    let columns =
      ["time", "date", "history"] + ordered.map { "q\(($0.level * -50 + 50).shortText)" } + ["median"]
      + ordered.reversed().map { "q\(($0.level * 50 + 50).shortText)" }
      + (risk == nil ? [] : ["risk"]) + (companion.map { [$0.name.lowercased()] } ?? [])
      + (futures ?? []).indices.map { "run \($0 + 1)" }
    func date(_ time: Double) -> DataTable.Cell { base.date(at: time).map { .text($0.description) } ?? .missing }
    let blanks = [DataTable.Cell](repeating: .missing, count: columns.count - 3)
    let past = history.map { [.number($0.time), date($0.time), .number($0.value)] + blanks }
    let future: [[DataTable.Cell]] = times.indices.map { index in
      var row: [DataTable.Cell] = [.number(times[index]), date(times[index]), .missing]
      row += ordered.map { .number($0.lower[index]) }
      row.append(.number(median[index]))
      row += ordered.reversed().map { .number($0.upper[index]) }
      if let risk { row.append(.number(risk.probabilities[index])) }
      if let companion { row.append(.number(companion.values[index])) }
      row += (futures ?? []).map { .number($0[index]) }
      return row
    }
    return DataTable(columns: columns, rows: past + future)
  }
}

extension Double {
  /// `2.5`, `10`: for names.
  var shortText: String { NumberFormat.plain.significant(self, digits: 4) }
}

extension [String] {
  /// `a`, `a and b`, `a, b and c`.
  var listed: String {
    guard count > 1, let last else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}
