internal import Estimation
public import Experiment
internal import Groundwork
internal import Simulation

/// The answer of `optimize --staffing` on a terminal, as CSV and for machines.
public struct StaffingText: Sendable {
  public let result: StaffingResult

  public init(_ result: StaffingResult) { self.result = result }

  /// Title, people by pool and by hour, targets on both sets of worlds. Ends with a line feed.
  public func text(_ style: TerminalStyle) -> String {
    let study = result.search
    var people = TextTable([("people", .left), ("shift", .left), ("today", .right), ("needed", .right), ("at most", .right)])
    for pool in result.pools {
      let needed = result.isMet ? String(pool.needed) : NumberFormat.missing
      people.rows.append([pool.name, pool.shift, String(pool.today), needed, String(pool.most)])
    }
    if result.isMet {
      people.rows.append([
        "together", "", String(result.pools.reduce(0) { $0 + $1.today }), String(result.pools.reduce(0) { $0 + $1.needed }), "",
      ])
    }
    var targets = TextTable([("target", .left), ("wanted", .right), ("in the search", .right), ("on fresh seeds", .right), ("optimism", .right)])
    for (i, target) in study.scenarios[1].targets.enumerated() {
      let again = result.fresh?.scenarios[1].targets[i]
      let unit = study.scenarios[1][target.target.kpi]?.declaration.unit ?? .ratio
      func number(_ estimate: Estimate) -> String {
        EstimateFormat(unit == .share ? .share : .plain(unit: KPIText.suffix(unit)), numbers: KPIText.format).text(estimate)
      }
      let sign: Double = target.target.comparison == .atLeast ? 1 : -1
      let optimism = again.map { KPIText.value(sign * (target.estimate.value - $0.estimate.value), unit: unit, decimals: 2) }
      targets.rows.append([
        target.title, "\(target.target.comparison == .atLeast ? "≥" : "≤") \(KPIText.value(target.target.bound, unit: unit))",
        "\(target.isMet ? "✓" : "✗") \(number(target.estimate))",
        again.map { "\($0.isMet ? "✓" : "✗") \(number($0.estimate))" } ?? NumberFormat.missing, optimism ?? NumberFormat.missing,
      ])
    }
    let head = "\(study.title) · fewest people that meet the targets · \(study.replications) replications · seed \(study.seed)"
    let limit = max(20, min(style.width ?? 120, 120))
    var blocks = [style.ink(.strong, style.plain(TerminalStyle.wrapped(head, width: limit))), people.text(style)]
    if result.isMet { blocks.append(hours.text(style)) }
    blocks += [targets.text(style), style.plain(TerminalStyle.wrapped(conclusion, width: limit))]
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private var hours: TextTable {
    var table = TextTable([("hours", .left), ("people on duty", .right)])
    func clock(_ hour: Int) -> String { (hour < 10 ? "0\(hour)" : String(hour)) + ":00" }
    var start = 0
    while start < result.hours.count {
      var end = start + 1
      // Hours in a row with the same people stand in one line.
      while end < result.hours.count, abs(result.hours[end] - result.hours[start]) < 1e-9 { end += 1 }
      if result.hours[start] > 0 {
        table.rows.append(["\(clock(start))–\(clock(end))", KPIText.format.number(result.hours[start], decimals: 1)])
      }
      start = end
    }
    return table
  }

  /// What was found and how sure it is, in sentences.
  public var conclusion: String {
    let tried = "\(result.candidates) staffing\(result.candidates == 1 ? "" : "s") simulated"
    if !result.isMet {
      return "No staffing within the limits meets every target; the targets above are of the most people allowed (\(tried)). "
        + "Places, equipment and departures stay as they are: one of them may be what limits."
    }
    let proof =
      result.isProven
      ? "One person less misses a target, wherever it is taken away (\(tried); more people are taken never to do harm)."
      : "The search stopped at its limit (\(tried)); fewer people may do."
    let doubt = result.isConfirmed ? "" : " On fresh seeds a target is missed: take more replications, or one person more."
    return proof + " Of equal numbers the least pay wins. Hours: mean over the days on which anybody works, breaks taken out." + doubt
  }

  /// One row per pool.
  public var table: String {
    var csv = CSVWriter(header: ["pool", "shift", "today", "needed", "at-most", "targets-met"])
    for pool in result.pools {
      csv.append([
        pool.name, pool.shift, String(pool.today), result.isMet ? String(pool.needed) : "", String(pool.most), result.isMet ? "true" : "false",
      ])
    }
    return csv.text
  }
}

extension JSONText {
  /// What `optimize --staffing --json` prints.
  public static func staffing(_ result: StaffingResult) -> JSONText {
    let study = result.search
    func targets(_ study: StudyResult?) -> JSONText {
      guard let study else { return .null }
      return .array(
        study.scenarios[1].targets.map { target in
          .object([
            "kpi": .string(target.target.kpi), "comparison": .string(target.target.comparison.rawValue), "bound": .number(target.target.bound),
            "estimate": .estimate(target.estimate), "met": .bool(target.isMet),
          ])
        })
    }
    return .object([
      "bullwhip": .string(study.version), "title": .string(study.title), "seed": .string(String(study.seed)),
      "replications": .integer(study.replications), "met": .bool(result.isMet), "proven": .bool(result.isProven),
      "confirmed": .bool(result.isConfirmed), "candidates": .integer(result.candidates),
      "pools": .array(
        result.pools.map { pool in
          .object([
            "name": .string(pool.name), "shift": .string(pool.shift), "today": .integer(pool.today),
            "needed": result.isMet ? .integer(pool.needed) : .null, "at-most": .integer(pool.most),
          ])
        }),
      "people-by-hour": result.isMet ? .numbers(result.hours) : .null, "targets": targets(study), "targets-on-fresh-seeds": targets(result.fresh),
    ])
  }
}
