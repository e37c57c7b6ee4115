internal import Groundwork

/// What to do in every state: a classed heatmap of an action over two state variables, "do nothing" outside the ramp, the boundary between
/// doing and not doing drawn as one step line.
public struct ActionHeatmap: Chart, Hashable, Codable {
  public var caption: Caption
  public var evidence: Evidence
  /// Such as `Order quantity`.
  public var action: String
  /// What "no action" is called, such as `Order nothing`.
  public var nothing: String
  /// What the line is, such as `reorder point`.
  public var boundary: String
  /// Of the columns, such as `Inventory position at review, units`.
  public var columnTitle: String
  /// Of the rows, such as `Weeks left`.
  public var rowTitle: String
  /// Strictly increasing.
  public var columns: [Double]
  /// One label per row, top first.
  public var rows: [String]
  /// One row per label, one cell per column; 0 = no action, NaN = infeasible (hatched), never negative.
  public var cells: [[Double]]
  /// What a hatched cell is, in words; nil = infeasible.
  public var unreachable: String?

  public init(
    action: String, nothing: String, boundary: String, columnTitle: String, rowTitle: String, columns: [Double], rows: [String],
    cells: [[Double]], unreachable: String? = nil,
    evidence: Evidence = .deterministic, caption: Caption = Caption()
  ) {
    self.action = action
    self.nothing = nothing
    self.boundary = boundary
    self.columnTitle = columnTitle
    self.rowTitle = rowTitle
    self.columns = columns
    self.rows = rows
    self.cells = cells
    self.unreachable = unreachable
    self.evidence = evidence
    self.caption = caption
  }

  public var neutralTitle: String { "\(action) in every state" }
  public var neutralSubtitle: String {
    "\(action) by \(columnName) and \(rowTitle.lowercasedFirst). Darker = larger."
  }
  public var emptyMessage: String? { columns.isEmpty || rows.isEmpty ? "There are no states to show" : nil }

  public var defect: String? {
    if cells.count != rows.count { return "there are \(cells.count) rows of cells for \(rows.count) row labels" }
    for (index, row) in cells.enumerated() {
      if row.count != columns.count { return "row \(index + 1) (“\(rows[index])”) has \(row.count) cells for \(columns.count) columns" }
      if let bad = row.firstIndex(where: { $0 < 0 || $0.isInfinite }) {
        return "row \(index + 1) (“\(rows[index])”), column \(bad + 1) is \(row[bad]); an action is at least 0"
      }
    }
    for (index, pair) in zip(columns, columns.dropFirst()).enumerated() where !(pair.0 < pair.1) {
      return "column \(index + 2) (\(pair.1)) does not come after the one before (\(pair.0))"
    }
    return nil
  }

  public var remarks: [String] { cells.contains { $0.contains(where: \.isNaN) } ? ["Hatched: \(unreachable ?? "infeasible")."] : [] }

  public var summary: String {
    let actions = cells.flatMap { $0 }.filter { $0 > 0 }
    let format = NumberFormat.chart
    guard let least = actions.min(), let most = actions.max(), let first = columns.first, let last = columns.last else {
      return "Heatmap of \(action.lowercasedFirst): \(nothing.lowercasedFirst) in every state"
    }
    let limits = rows.indices.compactMap { row in lastAction(row).map { (rows[row], columns[$0]) } }
    var text =
      "Heatmap of \(action.lowercasedFirst), \(format.significant(least)) to \(format.significant(most)), over \(columnName) "
    text += "\(format.significant(first)) to \(format.significant(last)) and \(rows.count) values of \(rowTitle.lowercasedFirst)"
    if let top = limits.first, let bottom = limits.last {
      text += "; \(boundary) \(format.significant(top.1)) at \(top.0), \(format.significant(bottom.1)) at \(bottom.0)"
    }
    return text
  }

  public var dataTable: DataTable {
    var list: [[DataTable.Cell]] = []
    for (label, row) in zip(rows, cells) {
      for (column, value) in zip(columns, row) { list.append([.text(label), .number(column), value.isNaN ? .missing : .number(value)]) }
    }
    return DataTable(columns: [rowTitle, columnTitle, action].map { $0.lowercased() }, rows: list)
  }

  /// The last column with an action in a row; nil where there is none.
  func lastAction(_ row: Int) -> Int? { cells[row].lastIndex { $0 > 0 } }

  /// The column title without its unit, for sentences.
  private var columnName: String { columnTitle.split(separator: ",").first.map { String($0).lowercasedFirst } ?? "" }

  // MARK: Classes

  /// Upper limits of up to five classes: of equal width, on nice numbers; every distinct action its own where there are few.
  func classLimits() -> [Double] {
    let actions = Set(cells.flatMap { $0 }.filter { $0 > 0 }).sorted()
    guard let least = actions.first, let most = actions.last else { return [] }
    if actions.count <= 5 { return actions }
    let ticks = Ticks.wilkinson(least, most, .init(target: 6, integersOnly: actions.allSatisfy { $0 == $0.rounded() }, maximum: 6)).values
    let inner = ticks.filter { $0 > least && $0 < most }.suffix(4)
    return inner + [most]
  }

  func classIndex(_ value: Double, _ limits: [Double]) -> Int { limits.firstIndex { value <= $0 } ?? max(0, limits.count - 1) }
}
