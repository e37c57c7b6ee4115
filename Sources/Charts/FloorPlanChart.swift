internal import Groundwork

/// Where the picks are and how a picker walks: the plan of a block of aisles from above, to scale, every bay shaded by its share of the
/// picks, one round drawn over it. Up to two floors side by side, on one scale and one set of classes.
public struct FloorPlanChart: Chart, Hashable, Codable {
  /// One floor with one round.
  public struct Panel: Sendable, Hashable, Codable {
    public var name: String
    /// Under the name, such as `S-shape, random storage`.
    public var detail: String
    public var aisles: Int
    public var bays: Int
    /// Metres of an aisle, and from the middle of one aisle to the middle of the next.
    public var length: Double
    public var width: Double
    /// Metres from the middle of the first aisle to the depot, along the front.
    public var depot: Double
    /// Share of the picks in each section, 0…1; number = aisle × bays + bay, bay 0 at the front.
    public var shares: [Double]
    /// Sections the round picks from.
    public var picks: [Int]
    /// Corners of the round in metres: x along the front from the middle of the first aisle, y from the front to the back.
    public var path: [Point]
    /// Length of the round.
    public var metres: Double

    public init(
      _ name: String, detail: String, aisles: Int, bays: Int, length: Double, width: Double, depot: Double, shares: [Double],
      picks: [Int], path: [Point], metres: Double
    ) {
      self.name = name
      self.detail = detail
      self.aisles = aisles
      self.bays = bays
      self.length = length
      self.width = width
      self.depot = depot
      self.shares = shares
      self.picks = picks
      self.path = path
      self.metres = metres
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  /// One or two.
  public var panels: [Panel]

  public init(panels: [Panel], evidence: Evidence = .deterministic, caption: Caption = Caption()) {
    self.panels = panels
    self.evidence = evidence
    self.caption = caption
  }

  public var neutralTitle: String { "Where the picks are, and one round" }
  public var neutralSubtitle: String { "Plan from above, to scale. Shading: share of the picks in a bay, both sides together, in percent." }
  public var emptyMessage: String? { panels.isEmpty ? "There is no floor to show" : nil }

  public var defect: String? {
    if panels.count > 2 { return "there are \(panels.count) floors; two can be compared" }
    for panel in panels {
      let count = panel.aisles * panel.bays
      if panel.aisles < 1 || panel.bays < 1 || !(panel.length > 0) || !(panel.width > 0) {
        return "“\(panel.name)” has no aisles or no size"
      }
      if panel.shares.count != count { return "“\(panel.name)” has \(panel.shares.count) shares for \(count) sections" }
      if let bad = panel.shares.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
        return "“\(panel.name)”: the share of section \(bad) is \(panel.shares[bad]); it lies from 0 to 1"
      }
      if let bad = panel.picks.first(where: { $0 < 0 || $0 >= count }) { return "“\(panel.name)” has no section \(bad)" }
    }
    return nil
  }

  public var summary: String {
    let rounds = panels.map { panel in
      let largest = NumberFormat.chart.percent(panel.shares.max() ?? 0, decimals: 1)
      return "\(panel.name) (\(panel.detail)): \(panel.aisles) aisles of \(panel.bays) bays, up to \(largest) of the picks in one bay, "
        + "a round of \(Self.text(panel.metres))"
    }
    return "Plan of the picking floor. " + rounds.joined(separator: "; ")
  }

  public var dataTable: DataTable {
    var rows: [[DataTable.Cell]] = []
    for panel in panels {
      for (section, share) in panel.shares.enumerated() {
        rows.append([
          .text(panel.name), .number(Double(section / panel.bays + 1)), .number(Double(section % panel.bays + 1)), .number(share),
          .number(panel.picks.contains(section) ? 1 : 0),
        ])
      }
    }
    return DataTable(columns: ["floor", "aisle", "bay", "share of picks", "in the round"], rows: rows)
  }

  /// Whole metres with the unit.
  public static func text(_ metres: Double) -> String {
    NumberFormat.chart.number(metres, decimals: 0) + NumberFormat.thinSpace + "m"
  }

  /// Upper limits of the classes of shares, on the series 1-2-5: at most six, the lowest open to 0.
  func classLimits() -> [Double] {
    let present = panels.flatMap(\.shares).filter { $0 > 0 }
    guard let least = present.min(), let most = present.max() else { return [] }
    let series = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]
    let first = series.firstIndex { $0 >= least * (1 - 1e-9) } ?? 0,
      last = series.firstIndex { $0 >= most * (1 - 1e-9) } ?? series.count - 1
    return Array(series[first...last].suffix(6))
  }
}
