internal import Charts
internal import Experiment
internal import Groundwork

/// The order of a program by state as heatmaps: one, or one a supplier.
extension StudyPictures {
  static func heatmaps(_ found: StateOrders, study: StudyResult, name: String) -> [Picture] {
    guard !found.columns.isEmpty, !found.rows.isEmpty else { return [] }
    var pictures = [
      heatmap(
        found, found.orders, study, name: name, action: found.emergency == nil ? "Order quantity" : "Regular order",
        title: found.resting.map {
          "Item \(found.item): with nothing on order, nothing is ordered from \(NumberFormat.chart.integer(Int64($0))) units on"
        }
          ?? "Item \(found.item): what to order in every state")
    ]
    if let emergency = found.emergency {
      pictures[0] = heatmap(
        found, found.orders, study, name: name, action: "Regular order",
        title: "Item \(found.item): what to order of the regular supplier in every state")
      pictures.append(
        heatmap(
          found, emergency, study, name: name + "-emergency", action: "Emergency order",
          title: "Item \(found.item): what to order of the emergency supplier in every state"))
    }
    return pictures
  }

  private static func heatmap(
    _ found: StateOrders, _ cells: [[Double]], _ study: StudyResult, name: String, action: String, title: String
  ) -> Picture {
    var note = "Model: " + found.assumptions.joined(separator: "; ") + "."
    if let held = found.held { note += " The other numbers of the state are held: \(held)." }
    let chart = ActionHeatmap(
      action: action, nothing: "Order nothing", boundary: "beyond it nothing is ordered", columnTitle: found.columnTitle,
      rowTitle: found.rowTitle,
      columns: found.columns.map(Double.init), rows: found.rows.map { "\($0)" }, cells: cells, unreachable: "the policy never comes there",
      caption: Caption(
        eyebrow: (found.isOptimal ? "Optimal policy" : "Policy found") + " · program by state", title: title,
        note: StudyWords.typographic(note),
        stamp: "Bullwhip \(study.version) · scenario \(study.identity.prefix(6))"))
    return Picture(name: name, specification: .heatmap(chart), size: Size(680, 480), reportHeight: 330)
  }
}
