internal import Estimation
public import Experiment
internal import Groundwork
internal import Kernel
internal import Simulation
public import Store
public import Supply

/// A study as tidy tables: one observation a row, one variable a column, units in the file or its header.
///
/// Shares stand as fractions, money in the scenario's currency, times as the unit column says. What could not be measured is left empty.
public struct ResultFiles: Sendable {
  public let study: StudyResult

  public init(_ study: StudyResult) { self.study = study }

  /// One row per scenario and KPI.
  public var kpis: String {
    var csv = CSVWriter(header: [
      "scenario", "kpi", "title", "unit", "value", "lower", "upper", "n", "level", "difference", "difference-lower", "difference-upper",
      "verdict", "bound",
    ])
    for scenario in study.scenarios {
      for kpi in scenario.kpis {
        csv.append([
          scenario.name, kpi.id, kpi.declaration.title, unit(kpi), text(kpi.estimate.value), text(kpi.estimate.lower),
          text(kpi.estimate.upper),
          String(kpi.estimate.n), text(kpi.estimate.level), text(kpi.difference?.value), text(kpi.difference?.lower),
          text(kpi.difference?.upper),
          kpi.verdict?.rawValue ?? "", bound(kpi) ?? "",
        ])
      }
    }
    return csv.text
  }

  /// `lower` where orders that were still open hide the true value, which is at least the one told.
  private func bound(_ kpi: KPIResult) -> String? { kpi.estimate.caveat == .lowerBound ? "lower" : nil }

  /// One row per scenario, replication and KPI, with the sums behind a ratio.
  public var replications: String {
    var csv = CSVWriter(header: ["scenario", "replication", "kpi", "value", "numerator", "denominator"])
    for scenario in study.scenarios {
      for replication in 0..<study.replications {
        for kpi in scenario.kpis {
          csv.append([
            scenario.name, String(replication), kpi.id, text(kpi.perReplication[replication]),
            text(kpi.numerators.isEmpty ? nil : kpi.numerators[replication]),
            text(kpi.denominators.isEmpty ? nil : kpi.denominators[replication]),
          ])
        }
      }
    }
    return csv.text
  }

  /// One row per scenario and stock point: its policy and its means, each with its interval.
  public var items: String {
    var header = ["scenario", "item", "location", "policy", "reorder-at [units]", "order-to [units]", "order-quantity [units]", "review"]
    for name in Self.itemMeasures { header += [name, name + ".lower", name + ".upper"] }
    var csv = CSVWriter(header: header)
    for scenario in study.scenarios {
      for item in scenario.items {
        let levels = PolicyText(item.control)
        var row = [
          scenario.name, item.item, item.location, levels.kind, levels.reorderAt ?? "", levels.orderTo ?? "", levels.quantity ?? "",
          levels.review,
        ]
        for measure in item.measures { row += [text(measure.estimate.value), text(measure.estimate.lower), text(measure.estimate.upper)] }
        csv.append(row)
      }
    }
    return csv.text
  }

  private static let itemMeasures = [
    "fill-rate", "cycle-service-level", "ready-rate", "on-hand.mean", "backorders.mean", "position.mean", "units-asked/week",
    "lost-units/week", "orders/week",
    "cost/week", "stock.value",
  ]

  /// One row per scenario, site series and day: mean and quantiles over replications.
  public var series: String {
    var csv = CSVWriter(header: ["scenario", "measure", "day", "mean", "p2.5", "p10", "p25", "p50", "p75", "p90", "p97.5"])
    for scenario in study.scenarios {
      for bands in scenario.daily {
        for day in bands.mean.indices {
          csv.append([scenario.name, bands.measure, String(day), text(bands.mean[day])] + bands.quantiles.map { text($0[day]) })
        }
      }
    }
    return csv.text
  }

  /// One row per scenario, station and hour (or day) of the measured window: mean queue over it, and quantiles over replications; nil where
  /// no floor is accounted for in full.
  public var queues: String? {
    guard study.scenarios.contains(where: { !$0.queues.isEmpty }) else { return nil }
    var csv = CSVWriter(header: ["scenario", "station", "from [h]", "mean", "p2.5", "p10", "p25", "p50", "p75", "p90", "p97.5"])
    for scenario in study.scenarios {
      for bands in scenario.queues {
        for i in bands.mean.indices {
          csv.append([scenario.name, bands.station, text(bands.starts[i]), text(bands.mean[i])] + bands.quantiles.map { text($0[i]) })
        }
      }
    }
    return csv.text
  }

  /// The same tables for the archive.
  public func archived(scenarioFile: String) -> ArchivedRun {
    var run = ArchivedRun(
      header: .init(
        identity: study.identity, title: study.title, scenarioFile: scenarioFile, version: study.version, currency: study.currency,
        seed: study.seed,
        replications: study.replications, weeks: study.weeks, warmUpDays: study.warmUpDays))
    for scenario in study.scenarios {
      for kpi in scenario.kpis {
        run.kpis.append(
          .init(
            scenario: scenario.name, kpi: kpi.id, unit: unit(kpi), value: known(kpi.estimate.value), lower: known(kpi.estimate.lower),
            upper: known(kpi.estimate.upper), n: kpi.estimate.n, level: kpi.estimate.level, difference: known(kpi.difference?.value),
            differenceLower: known(kpi.difference?.lower), differenceUpper: known(kpi.difference?.upper), verdict: kpi.verdict?.rawValue,
            bound: bound(kpi)))
      }
      for replication in 0..<study.replications {
        for kpi in scenario.kpis {
          run.replications.append(
            .init(
              scenario: scenario.name, replication: replication, kpi: kpi.id, value: known(kpi.perReplication[replication]),
              numerator: kpi.numerators.isEmpty ? nil : known(kpi.numerators[replication]),
              denominator: kpi.denominators.isEmpty ? nil : known(kpi.denominators[replication])))
        }
      }
      for item in scenario.items {
        for measure in item.measures {
          run.items.append(
            .init(
              scenario: scenario.name, item: item.item, location: item.location, measure: measure.name,
              value: known(measure.estimate.value),
              lower: known(measure.estimate.lower), upper: known(measure.estimate.upper)))
        }
      }
      for bands in scenario.daily {
        for day in bands.mean.indices {
          run.series.append(
            .init(
              scenario: scenario.name, measure: bands.measure, day: day, mean: bands.mean[day], quantiles: bands.quantiles.map { $0[day] }))
        }
      }
    }
    return run
  }

  private func unit(_ kpi: KPIResult) -> String {
    switch kpi.declaration.unit {
    case .moneyPerWeek: study.currency + "/week"
    case .money: study.currency
    case .share: "share"
    default: kpi.declaration.unit.rawValue
    }
  }

  private func known(_ value: Double?) -> Double? {
    guard let value, value.isFinite else { return nil }
    return value
  }

  private func text(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return CSVWriter.number(value)
  }
}

/// A control in words and levels, for tables.
public struct PolicyText: Sendable, Equatable {
  /// `(s, S)`, `(r, Q)` …
  public var kind: String
  public var reorderAt: String?
  public var orderTo: String?
  public var quantity: String?
  /// `continuous`, or `every 7 d`.
  public var review: String

  public init(_ control: Control) {
    switch control.policy {
    case .sS(let s, let S):
      kind = "(s, S)"
      reorderAt = String(s)
      orderTo = String(S)
    case .rQ(let r, let Q):
      kind = "(r, Q)"
      reorderAt = String(r)
      quantity = String(Q)
    case .baseStock(let S):
      kind = "base stock"
      orderTo = String(S)
    case .minMax(let low, let high):
      kind = "min/max"
      reorderAt = String(low)
      orderTo = String(high)
    case .timePhased(let levels):
      let ordering = levels.stretches.filter(\.isOrdering), lots = ordering.count { $0.lot != nil }
      kind = lots == 0 ? "(s, S) by date" : lots == ordering.count ? "(r, Q) by date" : "levels by date"
      reorderAt = Self.range(ordering.map(\.s))
      orderTo = Self.range(ordering.filter { $0.lot == nil }.map(\.S))
      quantity = Self.range(ordering.compactMap(\.lot))
    case .cappedBaseStock(let S, let cap):
      kind = "capped base stock"
      orderTo = String(S)
      quantity = String(cap)
    case .canOrder(let s, let c, let S):
      kind = "can-order (joins from \(c))"
      reorderAt = String(s)
      orderTo = String(S)
    case .constantOrder(let Q):
      kind = "constant order"
      quantity = String(Q)
    case .baseStockWithWaste(let S):
      kind = "base stock and estimated waste"
      orderTo = String(S)
    case .stateTable(let table): kind = "by state (\(table.count) state\(table.count == 1 ? "" : "s"))"
    case .twoSuppliers(.dualIndex(let low, let high, let cap)):
      kind = cap == nil ? "dual index" : "capped dual index"
      reorderAt = String(low)
      orderTo = String(high)
      quantity = cap.map { String($0) }
    case .twoSuppliers(.singleIndex(let low, let high)):
      kind = "single index"
      reorderAt = String(low)
      orderTo = String(high)
    case .twoSuppliers(.baseSurge(let S, let Q)):
      kind = "base-surge"
      orderTo = String(S)
      quantity = String(Q)
    case .none: kind = "never orders"
    }
    switch control.review {
    case .continuous: review = "continuous"
    case .periodic(let interval, _): review = "every \(CSVWriter.number(interval.days)) d"
    }
  }

  /// `40…90`, or the one level there is.
  private static func range(_ levels: [Int64]) -> String? {
    guard let low = levels.min(), let high = levels.max() else { return nil }
    return low == high ? "\(low)" : "\(low)…\(high)"
  }

  /// `(s, S) 40, 90`.
  public var text: String {
    let levels = [reorderAt, orderTo, quantity].compactMap { $0 }.joined(separator: ", ").replacing("-", with: "−")
    return levels.isEmpty ? kind : "\(kind) \(levels)"
  }

  /// The same with thousands grouped as in the numbers beside it: `(s, S) 2 285, 3 947`, and where a comma groups, `(s, S) 2,285; 3,947`.
  func text(_ format: NumberFormat) -> String {
    let levels = [reorderAt, orderTo, quantity].compactMap { $0 }.map { Self.grouped($0, format) }
    let separator = levels.contains { $0.contains(",") } ? "; " : ", "
    return levels.isEmpty ? kind : "\(Self.grouped(kind, format)) \(levels.joined(separator: separator))"
  }

  /// Whole numbers within words, grouped.
  private static func grouped(_ text: String, _ format: NumberFormat) -> String {
    var out = "", digits = ""
    func flush() {
      out += Int64(digits).map { format.integer($0) } ?? digits
      digits = ""
    }
    for letter in text {
      if letter.isASCII, letter.isNumber {
        digits.append(letter)
        continue
      }
      flush()
      out.append(letter == "-" && kindDash(after: out) ? "−" : letter)
    }
    flush()
    return out
  }

  /// Whether a hyphen here is a minus: at the start, or behind what parts numbers.
  private static func kindDash(after text: String) -> Bool { text.last.map { "… ,".contains($0) } ?? true }

  /// The same with the review behind it where another control is reviewed at other times: `(s, S) 40, 90 every 23 d`.
  func text(besides other: Control?, _ format: NumberFormat) -> String {
    guard let other, PolicyText(other).review != review else { return text(format) }
    return "\(text(format)) \(review == "continuous" ? "at any time" : review)"
  }
}
