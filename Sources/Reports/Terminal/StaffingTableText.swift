internal import Estimation
internal import Experiment
internal import Groundwork
internal import Simulation

/// How many of a staffing are needed in each hour, on a terminal, as CSV and for machines.
struct StaffingTableText {
  let table: StaffingTable

  init(_ table: StaffingTable) { self.table = table }

  /// People by pool and hour, the targets, and what was found in sentences.
  func blocks(_ style: TerminalStyle, width: Int) -> [String] {
    [hours.text(style), targets.text(style), style.plain(TerminalStyle.wrapped(conclusion, width: width))]
  }

  /// One row an hour in which somebody is on duty, a column for each pool that has people.
  private var hours: TextTable {
    let rows = table.rows.filter { $0.people > 0 }
    var text = TextTable([("needed on the floor", .left)] + rows.map { ($0.name, .right) })
    func clock(_ hour: Int) -> String { (hour < 10 ? "0\(hour)" : String(hour)) + ":00" }
    func number(_ value: Double) -> String { KPIText.format.number(value, decimals: 1) }
    for hour in 0..<24 where rows.contains(where: { $0.needed[hour] != nil }) {
      text.rows.append(
        ["\(clock(hour))–\(clock(hour + 1))"]
          + rows.map { row in row.needed[hour].map { "\($0) of \(row.people)" } ?? NumberFormat.missing })
    }
    text.rows.append(["person-hours a day"] + rows.map { "\(number($0.hours.needed)) of \(number($0.hours.all))" })
    return text
  }

  private var targets: TextTable {
    var text = TextTable([
      ("target", .left), ("wanted", .right), ("everybody in every hour", .right), ("as needed", .right), ("on fresh seeds", .right),
      ("n", .right),
    ])
    for i in table.search.scenarios[1].targets.indices {
      let target = table.search.scenarios[1].targets[i]
      let unit = table.search.scenarios[1][target.target.kpi]?.declaration.unit ?? .ratio
      func told(_ outcome: TargetResult) -> String {
        let format = EstimateFormat(unit == .share ? .share : .plain(unit: KPIText.suffix(unit)), numbers: KPIText.format)
        return "\(outcome.isMet ? "✓" : "✗") \(format.text(outcome.estimate))"
      }
      text.rows.append([
        target.title, "\(target.target.comparison == .atLeast ? "≥" : "≤") \(KPIText.value(target.target.bound, unit: unit))",
        told(table.search.scenarios[0].targets[i]), told(target), told(table.fresh.scenarios[1].targets[i]), String(target.estimate.n),
      ])
    }
    return text
  }

  var conclusion: String {
    let tried = "\(table.candidates) table\(table.candidates == 1 ? "" : "s") simulated, \(table.replications) replications"
    let (all, needed) = table.hours
    let saved = KPIText.format.number(all - needed, decimals: 1), of = KPIText.format.number(all, decimals: 1)
    return "By hour: \(saved) of \(of) person-hours a day are not needed on the floor. "
      + found(tried)
      + " Who is not needed is away, paid and rested as in a break, and finishes the task in hand first."
      + (table.isConfirmed
        ? "" : " On fresh seeds the table misses a target: take more replications, or one person more in the fullest hours.")
  }

  private func found(_ tried: String) -> String {
    if !table.isLeast { return "The search stopped at its limit (\(tried)); fewer may do." }
    if !table.isExchanged {
      return "One person less in any hour misses a target (\(tried)); exchanges between hours were tried up to the limit, "
        + "and another table may do with less."
    }
    return "No single removal or exchange keeps the targets: neither one person less in any hour, nor one more for one less in a "
      + "dearer hour or in two (\(tried))."
  }

  /// One row per pool and hour on duty.
  var csv: String {
    var csv = CSVWriter(header: ["pool", "shift", "hour", "in-the-shift", "needed"])
    for row in table.rows {
      for hour in 0..<24 {
        guard let needed = row.needed[hour] else { continue }
        csv.append([row.name, row.shift, String(hour), String(row.people), String(needed)])
      }
    }
    return csv.text
  }

  var json: JSONText {
    func targets(_ study: StudyResult) -> JSONText {
      .array(
        study.scenarios[1].targets.map { target in
          .object([
            "kpi": .string(target.target.kpi), "comparison": .string(target.target.comparison.rawValue),
            "bound": .number(target.target.bound), "estimate": .estimate(target.estimate), "met": .bool(target.isMet),
          ])
        })
    }
    return .object([
      "pools": .array(
        table.rows.map { row in
          .object([
            "name": .string(row.name), "shift": .string(row.shift), "people": .integer(row.people),
            "needed": .array(row.needed.map { $0.map { .integer($0) } ?? .null }),
            "hours-on-duty": .numbers(row.duty),
          ])
        }),
      "least": .bool(table.isLeast), "exchanged": .bool(table.isExchanged),
      "confirmed": .bool(table.isConfirmed), "candidates": .integer(table.candidates),
      "simulated-replications": .integer(table.replications),
      "person-hours": .number(table.hours.needed), "person-hours-with-all": .number(table.hours.all),
      "targets": targets(table.search), "targets-on-fresh-seeds": targets(table.fresh),
    ])
  }
}
