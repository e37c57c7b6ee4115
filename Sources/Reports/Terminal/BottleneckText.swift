internal import Estimation
public import Experiment
internal import Groundwork
internal import Simulation

/// The answer of `run --bottleneck` on a terminal.
public struct BottleneckText: Sendable {
  public let result: BottleneckResult

  public init(_ result: BottleneckResult) { self.result = result }

  /// Title, table, what follows from it. Ends with a line feed.
  public func text(_ style: TerminalStyle) -> String {
    let study = result.study
    var table = TextTable([
      ("+10 % capacity at", .left), ("busy today", .right), ("orders/day", .right), ("order cycle p95", .right),
      ("cost/week \(study.currency)", .right),
    ])
    table.rows.append(
      [
        "today", "", number(result.throughput, .orders, isDifference: false), number(result.cycle, .hours, isDifference: false),
        number(result.cost, .moneyPerWeek, isDifference: false),
      ])
    for row in result.rows {
      let busy = row.utilisation.map { KPIText.value($0.value, unit: .share, decimals: 0) } ?? NumberFormat.missing
      table.rows.append([
        row.title, busy, number(row.throughput, .orders), number(row.cycle, .hours), number(row.cost, .moneyPerWeek),
      ])
    }
    let head = "\(study.title) · what a tenth more capacity brings · \(study.replications) paired replications · seed \(study.seed)"
    let limit = max(20, min(style.width ?? 120, 120))
    let notes = (study.notes + [conclusion, Self.meaning]).map { style.plain(TerminalStyle.wrapped($0, width: limit)) }
    return [style.ink(.strong, style.plain(TerminalStyle.wrapped(head, width: limit))), table.text(style), notes.joined(separator: "\n")]
      .joined(separator: "\n\n") + "\n"
  }

  /// What the ranking says, in a sentence.
  public var conclusion: String {
    if let first = result.bottleneck {
      return
        "The bottleneck is \(first.title): a tenth more of it brings \(number(first.throughput, .orders)) orders out of the house a day."
    }
    guard let first = result.rows.first else { return "Nobody works on this floor." }
    let start =
      "No capacity is shown to bring more orders out; \(result.study.replications) replications may be too few to tell. "
      + "Ranked by the order cycle"
    guard let cycle = first.cycle, let upper = cycle.upper, upper < 0 else { return start + ", which none surely shortens." }
    return start + "; most helps \(first.title), \(number(cycle, .hours))."
  }

  static let meaning =
    "Differences to today with intervals of each by itself; a bottleneck is one whose gain is sure among all rows together and at least 0.1 % of today's. "
    + "Capacity is raised by speed (work takes 1/1.1 of its time); wages stay, and what the "
    + "capacity would cost is not in the cost. Orders/day counts what left in the measured window, whenever it came."

  private func number(_ estimate: Estimate?, _ unit: KPIDeclaration.Unit, isDifference: Bool = true) -> String {
    guard let estimate, !estimate.value.isNaN else { return NumberFormat.missing }
    let suffix = KPIText.suffix(unit)
    return EstimateFormat(.plain(unit: suffix), numbers: KPIText.format, isDifference: isDifference)
      .text(estimate, decimals: KPIText.decimals([estimate], unit: unit))
  }
}

extension BottleneckRow {
  /// The station, and the pool that is the same question in brackets.
  var title: String { alsoNamed.map { "\(name) (\($0))" } ?? name }
}
