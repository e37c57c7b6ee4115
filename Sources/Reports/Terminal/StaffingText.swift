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
    var means = TextTable([("places and equipment", .left), ("today", .right), ("needed", .right), ("at most", .right)])
    for one in result.means {
      means.rows.append([one.name, String(one.today), result.isMet ? String(one.needed) : NumberFormat.missing, String(one.most)])
    }
    var targets = TextTable([
      ("target", .left), ("wanted", .right), ("in the search", .right), ("on fresh seeds", .right), ("optimism", .right),
    ])
    for (i, target) in study.scenarios[1].targets.enumerated() {
      let again = result.fresh?.scenarios[1].targets[i]
      let unit = study.scenarios[1][target.target.kpi]?.declaration.unit ?? .ratio
      func number(_ estimate: Estimate) -> String {
        EstimateFormat(unit == .share ? .share : .plain(unit: KPIText.suffix(unit)), numbers: KPIText.format).text(estimate)
      }
      func told(_ target: TargetResult) -> String {
        "\(target.isMet ? "✓" : "✗") \(number(target.estimate))\(target.isCertain ? "" : ", cannot tell")"
      }
      let optimism = result.optimism(target: i).map { estimate in
        EstimateFormat(unit == .share ? .share : .plain(unit: KPIText.suffix(unit)), numbers: KPIText.format, isDifference: true).text(
          estimate)
      }
      targets.rows.append([
        target.title, "\(target.target.comparison == .atLeast ? "≥" : "≤") \(KPIText.value(target.target.bound, unit: unit))",
        told(target), again.map(told) ?? NumberFormat.missing, optimism ?? NumberFormat.missing,
      ])
    }
    let head = "\(study.title) · fewest people that meet the targets · \(study.replications) replications · seed \(study.seed)"
    let limit = max(20, min(style.width ?? 120, 120))
    var blocks = [style.ink(.strong, style.plain(TerminalStyle.wrapped(head, width: limit))), people.text(style)]
    if !result.means.isEmpty { blocks.append(means.text(style)) }
    if result.isMet { blocks.append(hours.text(style)) }
    blocks += [targets.text(style), style.plain(TerminalStyle.wrapped(conclusion, width: limit))]
    if let byHour = result.byHour { blocks += StaffingTableText(byHour).blocks(style, width: limit) }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// One row an hour in which somebody is on duty or work comes.
  private var hours: TextTable {
    let groups = result.hours
    var table = TextTable(
      [("hours", .left)]
        + groups.flatMap { group -> [(String, TextTable.Side)] in
          let name = groups.count == 1 ? "" : group.steps.joined(separator: ", ") + ": "
          return [(name + "on duty", .right), (name + "work that comes", .right)]
        })
    func clock(_ hour: Int) -> String { (hour < 10 ? "0\(hour)" : String(hour)) + ":00" }
    func number(_ value: Double) -> String { value < 0.05 ? NumberFormat.missing : KPIText.format.number(value, decimals: 1) }
    for hour in 0..<24 where groups.contains(where: { $0.people[hour] >= 0.05 || $0.load[hour] >= 0.05 }) {
      table.rows.append(["\(clock(hour))–\(clock(hour + 1))"] + groups.flatMap { [number($0.people[hour]), number($0.load[hour])] })
    }
    table.rows.append(
      ["person-hours a day"]
        + groups.flatMap { group in [group.people, group.load].map { KPIText.format.number($0.reduce(0, +), decimals: 1) } })
    return table
  }

  /// What was found and how sure it is, in sentences.
  public var conclusion: String {
    let tried = "\(result.candidates) staffing\(result.candidates == 1 ? "" : "s") simulated, \(result.replications) replications"
    if !result.isMet {
      return "No staffing within the limits meets every target; the targets above are of the most people allowed (\(tried)). "
        + (result.means.isEmpty
          ? "Places, equipment, departures and the hours of the shifts stay as they are: one of them may be what limits."
          : "The most places and units allowed are there too; departures and the hours of the shifts stay as they are.")
        + goods
    }
    let proof =
      result.isProven
      ? "One person less misses a target, wherever it is taken away (\(tried); more people are taken never to do harm)."
      : "The search stopped at its limit (\(tried)); fewer people may do."
    let doubt = result.isConfirmed ? "" : " On fresh seeds a target is missed: take more replications, or one person more."
    return proof + meansProof
      + " Of equal numbers the least pay wins. Hours: mean over the days on which anybody comes to work; people on duty with breaks taken "
      + "out, the absent counted and overtime left out; work in people it would keep busy, in the hour it comes to its step. "
      + "Optimism: search less fresh seeds." + goods + doubt
  }

  /// What no number of people shortens: the part of the order cycle in which orders wait for goods, where it is a tenth or more.
  private var goods: String {
    let found = result.search.scenarios[1]
    guard let share = result.goodsShare, share >= 0.1, let wait = found["order-cycle-time.goods"]?.estimate.value else { return "" }
    let percent = KPIText.format.percent(share, decimals: 0), hours = KPIText.format.number(wait, decimals: 1)
    return " Goods limit as well: orders wait for them \(percent) of their cycle time (\(hours) h in the mean), "
      + "and more people do not shorten that; the stock policies do."
  }

  private var meansProof: String {
    if result.means.isEmpty { return "" }
    return " People first: theirs is the least number with the most places and units; "
      + (result.isMeansProven
        ? "with these people one place or unit less, of any kind, misses a target." : "with these people fewer places or units may do.")
  }

  /// One row per kind of places and of equipment.
  public var meansTable: String {
    var csv = CSVWriter(header: ["kind", "name", "today", "needed", "at-most", "targets-met"])
    for one in result.means {
      csv.append([
        one.kind.rawValue, one.name, String(one.today), result.isMet ? String(one.needed) : "", String(one.most),
        result.isMet ? "true" : "false",
      ])
    }
    return csv.text
  }

  /// One row per hour of the day and group of steps that share people; of no rows where nothing was found.
  public var hourTable: String {
    var csv = CSVWriter(header: ["hour", "steps", "pools", "people-on-duty", "work-that-comes"])
    for hour in 0..<24 {
      for group in result.hours {
        csv.append([
          String(hour), group.steps.joined(separator: "; "), group.pools.joined(separator: "; "),
          CSVWriter.number(group.people[hour], digits: 6),
          CSVWriter.number(group.load[hour], digits: 6),
        ])
      }
    }
    return csv.text
  }

  /// One row per pool and hour of the day, where the hours were asked for.
  public var byHourTable: String? { result.byHour.map { StaffingTableText($0).csv } }

  /// One row per pool.
  public var table: String {
    var csv = CSVWriter(header: ["pool", "shift", "today", "needed", "at-most", "targets-met"])
    for pool in result.pools {
      csv.append([
        pool.name, pool.shift, String(pool.today), result.isMet ? String(pool.needed) : "", String(pool.most),
        result.isMet ? "true" : "false",
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
            "kpi": .string(target.target.kpi), "comparison": .string(target.target.comparison.rawValue),
            "bound": .number(target.target.bound),
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
      "places": .array(
        result.means.map { one in
          .object([
            "kind": .string(one.kind.rawValue), "name": .string(one.name), "today": .integer(one.today),
            "needed": result.isMet ? .integer(one.needed) : .null, "at-most": .integer(one.most),
          ])
        }), "places-proven": .bool(result.isMeansProven),
      "by-hour": result.byHour.map { StaffingTableText($0).json } ?? .null,
      "waiting-for-goods": result.goodsShare.map { .number($0) } ?? .null,
      "simulated-replications": .integer(result.replications), "people-by-hour": result.isMet ? .numbers(result.people) : .null,
      "hours": .array(
        result.hours.map { group in
          .object([
            "steps": .array(group.steps.map { .string($0) }), "pools": .array(group.pools.map { .string($0) }),
            "people": .numbers(group.people),
            "work": .numbers(group.load),
          ])
        }),
      "targets": targets(study), "targets-on-fresh-seeds": targets(result.fresh),
      "optimism": .array(study.scenarios[1].targets.indices.map { i in result.optimism(target: i).map { .estimate($0) } ?? .null }),
    ])
  }
}
