internal import Estimation
public import Experiment
internal import Groundwork
internal import Optimization
internal import Simulation
internal import Supply

/// An optimisation as tables: one row an item, for whoever enters levels into an ERP.
public struct OptimizationFiles: Sendable {
  public let result: OptimizationResult

  public init(_ result: OptimizationResult) { self.result = result }

  private var tables: OptimizationTables { OptimizationTables(result: result, format: .plain) }

  /// Every item with its levels today and as recommended, what both cost in the model and in the simulation, the exact optimum or bound and
  /// the gap, the price of waiting that today's levels imply, how the least cost moves with each number of the model and how far that may
  /// be wrong; the items whose levels lose most today first. Numbers that only programs by state have, and the cost of a lost unit that
  /// today's levels imply, stand in columns of their own where there are any. Levels that move by date are left blank:
  /// optimization-levels.csv has them date by date. Money per week, penalties per unit and day, ranges as factors on today's number.
  public var items: String {
    var header = [
      "item", "location", "today", "today reorder-at [units]", "today order-to [units]", "today order-quantity [units]", "recommended",
      "reorder-at [units]", "order-to [units]", "order-quantity [units]", "review", "saving in the model/week", "today in the model/week",
      "recommended in the model/week", "today simulated/week", "today simulated.lower", "today simulated.upper", "simulated/week",
      "simulated.lower", "simulated.upper", "lower bound/week", "best known/week", "gap/week", "scenario is the model",
      "implied penalty/unit/d", "implied penalty.lower", "implied penalty.upper", "stated penalty/unit/d",
    ]
    for parameter in ProblemParameter.allCases {
      header += ["\(parameter.rawValue) elasticity", "\(parameter.rawValue) stays from", "\(parameter.rawValue) stays to"]
    }
    header += stateParameters.map { "\($0.rawValue) elasticity" }
    if hasLostSales { header += ["implied cost of a lost unit, lower", "implied cost of a lost unit, upper"] }
    header += ["departures from the model", "solver", "solver was chosen because", "solver left out"]
    var csv = CSVWriter(header: header)
    let exact = result.exact
    let rows = exact.rows.indices.sorted { (-saving(exact.rows[$0]), $0) < (-saving(exact.rows[$1]), $1) }
    for i in rows {
      let row = exact.rows[i]
      guard let proposal = proposal(row) else { continue }
      let now = proposal.today.map(Self.levels), then = row.policy.map(Self.levels)
      let before = result.fresh["today"]?.items.first { $0.item == row.item && $0.location == row.location }?.costPerWeek
      let penalty = result.penalties?.entries.first { $0.stockPoint == proposal.stockPoint }
      let sensitivity = result.sensitivity?[proposal.stockPoint]
      var cells = [
        row.item, row.location, now?.kind ?? "", now?.reorderAt ?? "", now?.orderTo ?? "", now?.quantity ?? "", then?.kind ?? "",
        then?.reorderAt ?? "", then?.orderTo ?? "", then?.quantity ?? "", then?.review ?? "",
      ]
      let today = tables.todayCostPerDay(proposal, row.policy).map { $0 * 7 }
      let saved = today.flatMap { today in row.expected.map { today - $0 } }
      cells += [text(saved), text(today), text(row.expected)]
      cells += [text(before?.value), text(before?.lower), text(before?.upper)]
      cells += [text(row.simulated.value), text(row.simulated.lower), text(row.simulated.upper)]
      cells += [text(row.bound), text(row.best), text(row.gap?.value), row.isModel ? "yes" : "no"]
      cells += [text(penalty?.typical), text(penalty?.penalty.perUnitDay.lowerBound), text(penalty?.penalty.perUnitDay.upperBound)]
      cells.append(text(penalty?.stated))
      let byState = result.stateSensitivity?.items.first { $0.stockPoint == proposal.stockPoint }
      for parameter in ProblemParameter.allCases {
        let line = sensitivity?.lines.first { $0.parameter == parameter }
        // A number that both kinds of model have stands in one column; how wrong it may be is looked for by position only.
        let other = byState?.lines.first { $0.parameter.rawValue == parameter.rawValue }
        cells += [text(line?.elasticity ?? other?.elasticity), text(line?.lowest), text(line?.highest)]
      }
      for parameter in stateParameters { cells.append(text(byState?.lines.first { $0.parameter == parameter }?.elasticity)) }
      if hasLostSales { cells += [text(proposal.impliedLostSale?.lowerBound), text(proposal.impliedLostSale?.upperBound)] }
      cells.append(row.departures.map { exact.assumptions[$0] }.joined(separator: "; "))
      cells += [proposal.solver.family.rawValue, proposal.solver.reason, proposal.solverNotes.joined(separator: "; ")]
      csv.append(cells)
    }
    return csv.text
  }

  /// Numbers that only programs by state stand on, where there are any.
  private var stateParameters: [StateSensitivity.Parameter] {
    guard let found = result.stateSensitivity else { return [] }
    return StateSensitivity.Parameter.allCases.filter { parameter in
      ProblemParameter(rawValue: parameter.rawValue) == nil && found.items.contains { $0.lines.contains { $0.parameter == parameter } }
    }
  }

  private var hasLostSales: Bool { result.items.contains { $0.impliedLostSale != nil } }

  /// Levels as numbers: those that move by date are no number and stand in a file of their own.
  private static func levels(_ control: Control) -> PolicyText {
    var text = PolicyText(control)
    if case .timePhased = control.policy { (text.reorderAt, text.orderTo, text.quantity) = (nil, nil, nil) }
    return text
  }

  private func proposal(_ row: ExactComparison.Row) -> ItemProposal? {
    result.items.first { $0.item == row.item && $0.location == row.location }
  }

  private func saving(_ row: ExactComparison.Row) -> Double {
    guard let own = proposal(row), let today = tables.todayCostPerDay(own, row.policy), let then = row.expected else { return -.infinity }
    return today * 7 - then
  }

  private func text(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return CSVWriter.number(value)
  }
}
