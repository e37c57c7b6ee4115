internal import Charts
internal import Experiment
internal import Groundwork

/// The order of a program by state, or along the calendar, as heatmaps: one, or one a supplier.
extension StudyPictures {
  static func heatmaps(_ found: StateOrders, study: StudyResult, name: String) -> [Picture] {
    guard !found.columns.isEmpty, !found.rows.isEmpty else { return [] }
    var pictures = [
      heatmap(
        found, found.orders, study, name: name, action: found.emergency == nil ? "Order quantity" : "Regular order",
        title: found.resting.map { resting in
          let units = "\(NumberFormat.chart.integer(Int64(resting)))\(found.hasAges ? " fresh" : "") unit\(resting == 1 ? "" : "s")"
          let empty = [found.hasAges ? "nothing older" : nil, found.hasPipeline ? "nothing on order" : nil].compactMap { $0 }
          let state = empty.isEmpty ? "" : "with \(empty.joined(separator: " and ")), "
          return "Item \(found.item): \(state)nothing is ordered from \(units) on"
        }
          ?? "Item \(found.item): what to order by state")
    ]
    if let emergency = found.emergency {
      pictures[0] = heatmap(
        found, found.orders, study, name: name, action: "Regular order",
        title: "Item \(found.item): what to order from the regular supplier" + Self.stop(found.orders, found))
      pictures.append(
        heatmap(
          found, emergency, study, name: name + "-emergency", action: "Emergency order",
          title: "Item \(found.item): what to order from the emergency supplier" + Self.stop(emergency, found)))
    }
    return pictures
  }

  /// `, nothing from 9 units on`: the first column from which on nothing is ordered whatever the row; nothing where there is none.
  static func stop(_ cells: [[Double]], _ found: StateOrders) -> String {
    // With other numbers of the state held, what is shown speaks of a part of the states only.
    if found.held != nil { return " by state" }
    let last = found.columns.indices.last { column in cells.contains { $0[column] > 0 } }
    guard let last else { return ": nothing" }
    guard last + 1 < found.columns.count else { return " by state" }
    return ": nothing from \(NumberFormat.chart.integer(Int64(found.columns[last + 1]))) units on"
  }

  private static func heatmap(
    _ found: StateOrders, _ cells: [[Double]], _ study: StudyResult, name: String, action: String, title: String
  ) -> Picture {
    func every(_ values: [Int], _ what: String) -> String? {
      guard values.count > 1, found.unit < values[1] - values[0] else { return nil }
      return "every \((values[1] - values[0]) / found.unit)\(ordinal((values[1] - values[0]) / found.unit)) \(what)"
    }
    let thinned = [every(found.columns, "column"), every(found.rows, "row")].compactMap { $0 }
    var note = thinned.isEmpty ? "" : "Shown: \(thinned.joined(separator: " and ")) of the table. "
    note += "Model: " + found.assumptions.joined(separator: "; ") + "."
    if let held = found.held { note += " The other numbers of the state are held: \(held)." }
    // Rows that all say the same are one row.
    let isOneRow = found.rows.count > 1 && cells.allSatisfy { same($0, cells[0]) }
    let rows =
      isOneRow ? ["\(found.rows[0])…\(found.rows[found.rows.count - 1])".replacing("-", with: "−")] : found.rows.map { "\($0)" }
    if isOneRow { note = "The order is the same in every row of the table, which are shown as one. " + note }
    let chart = ActionHeatmap(
      action: action, nothing: "Order nothing", boundary: "beyond it nothing is ordered", columnTitle: found.columnTitle,
      rowTitle: found.rowTitle,
      columns: found.columns.map(Double.init), rows: rows.map { $0.replacing("-", with: "−") }, cells: isOneRow ? [cells[0]] : cells,
      unreachable: "the policy never comes there",
      caption: Caption(
        eyebrow: (found.isOptimal ? "Optimal policy" : "Policy found") + " · program by state", title: title,
        note: StudyWords.typographic(note),
        stamp: "Bullwhip \(study.version) · scenario \(study.identity.prefix(6))"))
    return picture(name, chart)
  }

  private static func same(_ a: [Double], _ b: [Double]) -> Bool { zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) } }

  /// As high as its rows want to be for numbers in the cells, within a page.
  private static func picture(_ name: String, _ chart: ActionHeatmap) -> Picture {
    let rows = Double(chart.rows.count)
    return Picture(
      name: name, specification: .heatmap(chart), size: Size(680, min(640, max(300, 200 + 15 * max(rows, 6)))),
      reportHeight: min(470, max(220, 150 + 11 * max(rows, 6))))
  }

  /// The order of one item in every state of a season.
  ///
  /// The words tell whether these are the levels in force: a program that nobody adopted says what the levels would be.
  static func heatmap(_ table: OrderTable, study: StudyResult, name: String) -> Picture {
    let stamp = "Bullwhip \(study.version)"
    let reorder = table.levels.compactMap { $0?.s }
    var title = "Item \(table.item): what to order in every state"
    if let low = reorder.min(), let high = reorder.max(), low > 0 {
      title =
        low == high
        ? "Item \(table.item): by the calendar \(table.isInForce ? "it reorders" : "it would reorder") at "
          + "\(NumberFormat.chart.integer(low)) in all \(table.rhythm)s shown"
        : """
        Item \(table.item): \(table.isInForce ? "the reorder point moves" : "by the calendar the reorder point would move") between \
        \(NumberFormat.chart.integer(low)) and \(NumberFormat.chart.integer(high)) in the \(table.rhythm)s shown
        """
    }
    let step = table.weeks.count > 1 ? table.weeks[1] - table.weeks[0] : 1
    var note = "Rows: \(step == 1 ? "every \(table.rhythm)" : "every \(step)\(ordinal(step)) \(table.rhythm)") of the run from the "
    let (first, last) = (table.weeks[0] + 1, (table.weeks.last ?? 0) + 1)
    note += "\(first)\(ordinal(first)) to the \(last)\(ordinal(last)). "
    if !table.isInForce {
      let whose = table.scenario.map(StudyWords.quoted) ?? "today"
      note += "Not in force: \(whose) has \(PolicyText(table.inForce).text(.chart)). "
    }
    let chart = ActionHeatmap(
      action: "Order quantity", nothing: "Order nothing", boundary: "reorder point", columnTitle: "Inventory position at review, units",
      rowTitle: table.rhythm.prefix(1).uppercased() + table.rhythm.dropFirst(),
      columns: table.positions.map(Double.init), rows: table.weeks.map { "\($0 + 1)" }, cells: table.orders,
      caption: Caption(
        eyebrow: "Optimal policy · finite-horizon dynamic program", title: title,
        note: StudyWords.typographic(note + "Model: " + table.assumptions.joined(separator: "; ") + "."),
        stamp: "\(stamp) · scenario \(study.identity.prefix(6))"))
    return picture(name, chart)
  }

  /// `1st`, `2nd`, `3rd`, `11th`: the letters after the number.
  static func ordinal(_ number: Int) -> String {
    if (11...13).contains(number % 100) { return "th" }
    return switch number % 10 {
    case 1: "st"
    case 2: "nd"
    case 3: "rd"
    default: "th"
    }
  }
}
