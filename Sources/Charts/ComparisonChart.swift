internal import Groundwork

/// Risk and error of several scenarios in one mark each (SMORE): P5–P95 line, quartile box, mean with its interval, intervals of the outer
/// percentiles; beside it aligned columns of mean, ± and the paired difference to the reference.
///
/// Nelson's measures of risk and error, in the form of Simio's SMORE plots.
public struct ComparisonChart: Chart, Hashable, Codable {
  public struct Row: Sendable, Hashable, Codable {
    public var name: String
    /// One output per replication; what is not finite is left out and counted in the note.
    public var samples: [Double]
    public var mean: Measured
    /// Paired difference to the reference row, with its interval; nil for the reference.
    public var difference: Measured?
    public var isReference: Bool
    /// Belongs to the set that cannot be told from the best.
    public var isAmongBest: Bool
    /// The whole difference lies within what does not matter: it is not coloured, however clear. nil = no.
    public var isNegligible: Bool?

    public init(
      _ name: String, samples: [Double], mean: Measured, difference: Measured? = nil, isReference: Bool = false, isAmongBest: Bool = false,
      isNegligible: Bool? = nil
    ) {
      self.name = name
      self.samples = samples
      self.mean = mean
      self.difference = difference
      self.isReference = isReference
      self.isAmongBest = isAmongBest
      self.isNegligible = isNegligible
    }

    /// Whether the difference is one to act on: its interval keeps clear of zero and is not within what does not matter.
    var movesClearly: Bool { difference?.isClear == true && isNegligible != true }
  }

  public enum Order: String, Sendable, Hashable, Codable { case byMean, asGiven }
  public enum Better: String, Sendable, Hashable, Codable { case lower, higher, neither }

  public var caption: Caption
  public var evidence: Evidence
  /// What is compared, such as `Total cost`.
  public var measure: String
  /// Per what, such as `per week`; may be empty.
  public var per: String
  public var unit: ValueUnit
  public var better: Better
  public var order: Order
  public var rows: [Row]
  /// What the reference is called in a column's heading (`current`); nil takes its name when that is short.
  public var referenceLabel: String?

  public init(
    measure: String, per: String = "", unit: ValueUnit, better: Better, rows: [Row], order: Order = .byMean, referenceLabel: String? = nil,
    evidence: Evidence, caption: Caption = Caption()
  ) {
    self.measure = measure
    self.per = per
    self.unit = unit
    self.better = better
    self.rows = rows
    self.order = order
    self.referenceLabel = referenceLabel
    self.evidence = evidence
    self.caption = caption
  }

  /// More rows than this are cut to the ten best and the reference.
  static let mostRows = 15

  public var neutralTitle: String { "\(measure) by scenario" }

  public var neutralSubtitle: String {
    let heading = unit.heading(scale)
    let what = [measure, [heading, per].filter { !$0.isEmpty }.joined(separator: " ")].filter { !$0.isEmpty }.joined(separator: ", ")
    let paired = rows.contains { $0.difference != nil } ? " with common random numbers" : ""
    let count = evidence.isDeterministic ? "" : ", \(evidence.count) per scenario\(paired)"
    return "\(what)\(count).\(order == .byMean ? " Sorted by mean." : "")"
  }

  public var emptyMessage: String? { drawable.isEmpty ? "There is no scenario to compare" : nil }

  public var defect: String? {
    for (index, row) in rows.enumerated() {
      if let lower = row.mean.lower, let upper = row.mean.upper, lower > upper {
        return "row \(index + 1) (“\(row.name)”): the interval of the mean runs from \(lower) to \(upper); its lower end must come first"
      }
    }
    return nil
  }

  public var remarks: [String] {
    var said: [String] = []
    let hidden = rows.filter { !$0.mean.value.isFinite }.count
    if hidden > 0 { said.append("\(hidden) of \(rows.count) scenarios have no mean and are left out.") }
    if drawable.count > Self.mostRows {
      let reference = shownRows.contains { $0.isReference } ? " and the reference" : ""
      said.append("The ten best of \(drawable.count) scenarios\(reference); all are in the table.")
    }
    let missing = rows.reduce(0) { $0 + $1.samples.filter { !$0.isFinite }.count }
    if missing > 0 {
      said.append(
        "\(NumberFormat.chart.integer(missing)) of \(NumberFormat.chart.integer(rows.reduce(0) { $0 + $1.samples.count })) outputs missing."
      )
    }
    let shown = shownRows
    if offScale(shown, shown.map { RiskAndError($0.samples.filter(\.isFinite), level: level) }).contains(where: { $0 != nil }) {
      said.append("The scale is that of the scenarios that lie together; an arrow points to what lies beyond it.")
    }
    if evidence.n > 1, rows.contains(where: { $0.difference != nil && !$0.movesClearly }) {
      said.append(
        rows.contains { $0.isNegligible == true }
          ? "Differences in grey: not clear, or negligible." : "Differences in grey: not clear.")
    }
    return said
  }

  public var summary: String {
    guard let best = sortedRows.first, let worst = sortedRows.last else {
      return "Scenario comparison of \(measure.lowercasedFirst); no data"
    }
    let places = decimals
    func value(_ row: Row) -> String { unit.text(row.mean.value, decimals: places, scale: scale) }
    let ordered = order == .byMean ? "from \(best.name), \(value(best)), to \(worst.name), \(value(worst))" : "\(drawable.count) scenarios"
    return "Scenario comparison (SMORE) of \(measure.lowercasedFirst): \(ordered)"
  }

  public var dataTable: DataTable {
    let columns = [
      "scenario", "n", "mean", "mean lower", "mean upper", "p5", "p25", "p50", "p75", "p95", "difference", "difference lower",
      "difference upper",
    ]
    return DataTable(
      columns: columns,
      rows: sortedRows.map { row in
        let sorted = row.samples.filter(\.isFinite).sorted()
        let quantiles: [DataTable.Cell] = [0.05, 0.25, 0.5, 0.75, 0.95].map {
          sorted.isEmpty ? .missing : .number(OrderStatistics.quantile($0, ofSorted: sorted))
        }
        return [
          .text(row.name), .number(Double(sorted.count)), .number(row.mean.value), .optional(row.mean.lower), .optional(row.mean.upper),
        ]
          + quantiles + [.optional(row.difference?.value), .optional(row.difference?.lower), .optional(row.difference?.upper)]
      })
  }

  // MARK: What is shown

  var drawable: [Row] { rows.filter { $0.mean.value.isFinite } }

  var sortedRows: [Row] {
    guard order == .byMean else { return drawable }
    let sign: Double = better == .higher ? -1 : 1
    return drawable.enumerated().sorted { (sign * $0.element.mean.value, $0.offset) < (sign * $1.element.mean.value, $1.offset) }.map(
      \.element)
  }

  var shownRows: [Row] {
    let sorted = sortedRows
    return sorted.count > Self.mostRows ? Self.keeping(10, of: sorted) : sorted
  }

  /// The first `count` rows, and the reference when it is not among them.
  static func keeping(_ count: Int, of rows: [Row]) -> [Row] {
    guard rows.count > count else { return rows }
    let first = Array(rows.prefix(max(1, count)))
    guard !first.contains(where: \.isReference), let reference = rows.first(where: \.isReference) else { return first }
    return rows.count > count ? first + [reference] : first
  }

  /// One factor for the columns and the axis.
  var scale: NumberScale {
    unit.scale(
      largest: drawable.map { abs($0.mean.value) }.max() ?? 0,
      halfWidths: drawable.flatMap { [$0.mean.halfWidth, $0.difference?.halfWidth] }.compactMap(\.self))
  }

  /// One number of decimals for every column.
  var decimals: Int {
    let scale = scale
    let factor = unit == .percent ? 0.01 : scale.factor
    let places = ValueUnit.decimals(
      parts: drawable.compactMap(\.mean.halfWidth).map { $0 / factor },
      differences: drawable.compactMap { $0.difference?.halfWidth }.map { $0 / factor },
      fallback: drawable.map { unit.decimals(for: $0.mean.value, scale: scale) }.max() ?? 0)
    // A clear difference must not print as no more than its own half-width: −0.06 ± 0.06 would look like none.
    func text(_ value: Double) -> String { NumberFormat.chart.number(abs(value) / factor, decimals: places) }
    let isBlurred = drawable.contains { row in
      guard row.movesClearly, let difference = row.difference, let half = difference.halfWidth else { return false }
      return text(difference.value) == text(half)
    }
    return isBlurred && places < 2 ? places + 1 : places
  }

  /// The height at which the rows of a picture stand neither crowded nor lost.
  public func preferredHeight(_ mode: Mode) -> Double {
    let around = mode == .report ? 66.0 : 138
    return around + (isLarge ? 40 : 28) + 16 + 20 + 28.5 * Double(max(1, min(shownRows.count, Self.mostRows)))
  }

  /// Whether some row has replications enough for a box.
  var isLarge: Bool { shownRows.contains { $0.samples.filter(\.isFinite).count >= 20 } }

  var referenceName: String? { rows.first(where: \.isReference)?.name }
}

extension String {
  /// For use within a sentence; abbreviations keep their capitals.
  var lowercasedFirst: String {
    guard count > 1, let first, dropFirst().first.map({ !$0.isUppercase }) ?? true else { return self }
    return first.lowercased() + dropFirst()
  }
}
