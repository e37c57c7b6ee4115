internal import Estimation
public import Experiment
internal import Foundation
internal import Groundwork
internal import Optimization
internal import Scenario
internal import Simulation
internal import Supply

/// The answer of `optimize` on a terminal: candidates in order of rank with the model's cost beside the simulated one, what the model
/// leaves out, the winner measured
/// again, and the levels item by item.
public struct OptimizationText: Sendable {
  public let result: OptimizationResult
  /// Items listed at most; all of them are in the JSON and in the scenario that `--write` saves.
  public var itemLimit: Int
  /// Item by item the exact optimum or bound, the simulated cost and the gap, in place of the levels.
  public var showsExact: Bool

  public init(_ result: OptimizationResult, itemLimit: Int = 20, showsExact: Bool = false) {
    self.result = result
    self.itemLimit = itemLimit
    self.showsExact = showsExact
  }

  private var tables: OptimizationTables { OptimizationTables(result: result, format: format) }

  private var format: NumberFormat { KPIText.format }
  private var currency: String { result.search.currency }

  public func text(_ style: TerminalStyle) -> String {
    let limit = max(20, min(style.width ?? 120, 120))
    func prose(_ text: String) -> String { style.plain(TerminalStyle.wrapped(text, width: limit)) }
    var parts = [style.ink(.strong, prose(headline)), candidates(style)]
    parts.append((proof + conclusion + result.notes).map(prose).joined(separator: "\n"))
    parts.append(items(style))
    if showsExact { parts.append(exact(style, prose)) }
    for sensitivity in result.advisedSensitivity { parts.append(advised(sensitivity, style, prose)) }
    if let sensitivity = result.sensitivity { parts.append(self.sensitivity(sensitivity, style, prose)) }
    if let sensitivity = result.stateSensitivity { parts.append(self.byState(sensitivity, style, prose)) }
    if let spread = result.penalties { parts.append(tables.penaltyWords(spread).map(prose).joined(separator: "\n")) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var headline: String {
    let service = result.service.map { " · least cost with \($0.kind.rawValue) ≥ \($0.words(format))" } ?? ""
    // Today costs another sum under `run`, which has worlds of its own.
    return "\(result.search.title) · \(result.search.replications) paired replications · seed \(result.search.seed), "
      + "the search's worlds\(service)"
  }

  private func money(_ value: Double?, decimals: Int, sign: NumberFormat.SignDisplay = .negativeOnly) -> String {
    value.map { format.amount($0, decimals: decimals, largest: tables.largestCost, sign: sign) } ?? NumberFormat.missing
  }

  /// A difference of costs that is nothing beside them prints as nothing.
  private func difference(_ value: Double?, decimals: Int) -> String {
    value.map { format.number($0, decimals: decimals, sign: .always) } ?? NumberFormat.missing
  }

  /// An interval has the decimals of its column, or, where its half-width would print as nothing, those that show it.
  private func interval(_ estimate: Estimate?, decimals: Int, sign: NumberFormat.SignDisplay = .negativeOnly) -> String {
    guard let estimate else { return NumberFormat.missing }
    guard let half = estimate.halfWidth else { return money(estimate.value, decimals: decimals, sign: sign) }
    let isFine = half > 1e-9 * tables.largestCost && half < 0.5 * pow(10, -Double(decimals))
    let places = isFine ? min(12, NumberFormat.decimals(forHalfWidth: half)) : decimals
    let value = half > 0 ? format.number(estimate.value, decimals: places, sign: sign) : money(estimate.value, decimals: places, sign: sign)
    return value + " ± " + format.number(half, decimals: places)
  }

  private var decimals: Int {
    let halves = result.candidates.flatMap { [$0.simulated.halfWidth, $0.difference?.halfWidth] }.compactMap { $0 }
    let places = NumberFormat.decimals(forHalfWidths: halves, fallback: 0, limit: 2)
    return NumberFormat.decimals(forAmounts: result.candidates.map(\.simulated.value), usual: places)
  }

  private func candidates(_ style: TerminalStyle) -> String {
    let places = decimals
    // What the models speak of is only part of the cost where people are paid, or other items are in the house: then it has its column,
    // since the gap is to it.
    let isPart = result.candidates.contains { abs($0.simulatedOfModels - $0.simulated.value) > 1e-6 * abs($0.simulated.value) }
    var columns: [(String, TextTable.Side)] = [("", .left), ("simulated \(currency)/week", .right), ("against today", .right)]
    if isPart { columns.append(("of it modelled", .right)) }
    columns += [("model \(currency)/week", .right), ("gap", .right)]
    if let service = result.service { columns.append((service.kind.rawValue, .right)) }
    columns.append(("", .left))
    var table = TextTable(columns)
    for candidate in result.candidates {
      var row = [
        candidate.name, interval(candidate.simulated, decimals: places), interval(candidate.difference, decimals: places, sign: .always),
      ]
      if isPart { row.append(money(candidate.simulatedOfModels, decimals: places)) }
      row += [money(candidate.modelCostPerWeek, decimals: places), difference(candidate.gap, decimals: places)]
      if result.service != nil { row.append(candidate.service.map { KPIText.value($0.value, unit: .share) } ?? NumberFormat.missing) }
      var marks: [String] = []
      if candidate.name == result.winner {
        marks.append(tables.winnerWords)
      } else if candidate.isTiedForBest {
        marks.append("tied for best")
      }
      if let covers = candidate.covers { marks.append(covers ? "interval covers the model" : "interval misses the model") }
      marks += tables.limitWords(candidate)
      if let why = tables.faultWords(candidate) { marks.append("✗ " + why) }
      if candidate.meetsService == false { marks.append("✗ below the service asked") }
      if candidate.meetsService == true, let asked = result.service?.level, let service = candidate.service, service.value < asked {
        marks.append("service asked within its interval")
      }
      row.append(marks.joined(separator: ", "))
      table.rows.append(row)
    }
    return table.text(style)
  }

  private var proof: [String] {
    var lines: [String] = []
    if let bound = result.candidates.compactMap(\.lowerBoundPerWeek).first {
      // Levels along the calendar are no policy of the stationary model, which has the bound.
      let isSeasonal = result.candidates.contains { $0.name.hasPrefix("seasonal") }
      let which = result.service == nil ? "No policy" : "No policy that keeps the promise"
      lines.append(
        isSeasonal
          ? "\(which) costs less in the model without a season than \(money(bound, decimals: tables.costDecimals)) \(currency)/week; levels by date follow the season "
            + "and are not bound by it."
          : "\(which) costs less in the model than \(money(bound, decimals: tables.costDecimals)) \(currency)/week.")
    }
    if result.assumptions.isEmpty, result.candidates.contains(where: { $0.isModel && $0.modelCostPerWeek != nil }) {
      lines.append("The scenario is the model: the model's cost is the exact expectation of the simulated one.")
    } else if !result.assumptions.isEmpty {
      lines.append(
        "The scenario is not the model, so the model's cost is the model's only. What the model assumes and the scenario does not have:")
      for assumption in result.assumptions {
        lines.append("  - \(assumption.text) (\(assumption.stockPoints) item\(assumption.stockPoints == 1 ? "" : "s"))")
      }
      if let own = result.candidates.first(where: \.isModel), own.name == "can-order" || own.name == "today" {
        lines.append(
          "Not so for \(own.name): the scenario is the model in which items share their orders, whose cost is the exact expectation of the "
            + "simulated one.")
      } else if let own = result.candidates.first(where: \.isModel) {
        lines.append(
          "Not so for \(own.name): the scenario is their finite-horizon model, whose cost is the exact expectation of the simulated one.")
      }
    }
    return lines
  }

  private var conclusion: [String] {
    let places = decimals
    return tables.freshWords { interval($0, decimals: places, sign: $1) }.map { [$0] } ?? []
  }

  private func exact(_ style: TerminalStyle, _ prose: (String) -> String) -> String {
    let exact = result.exact
    let (lines, more) = tables.exactLines(exact, limit: itemLimit)
    var table = TextTable([
      ("\(result.winner), \(currency)/week", .left), ("optimum or bound", .right), ("model", .right), ("simulated", .right),
      ("gap", .right),
      ("", .left),
    ])
    for (i, line) in lines.enumerated() {
      if more > 0, i == lines.count - 1, exact.total != nil { table.rows.append(["… and \(more) more items", "", "", "", "", ""]) }
      let half = line.half.isEmpty ? "" : " ± " + line.half
      table.rows.append([line.name, line.optimum, line.expected, line.simulated + half, line.gap, line.verdict])
    }
    var parts = [
      prose("Exact optimum or bound of every item's model, what the model expects of the policy, and what was simulated on fresh worlds:"),
      table.text(style),
    ]
    var words = tables.exactWords(exact)
    if !exact.assumptions.isEmpty { words.append("What the models assume and the scenario does not have:") }
    words += exact.assumptions.enumerated().map { "  \($0 + 1) \($1)" }
    parts.append(words.map(prose).joined(separator: "\n"))
    return parts.joined(separator: "\n\n")
  }

  private func sensitivity(_ sensitivity: OptimumSensitivity, _ style: TerminalStyle, _ prose: (String) -> String) -> String {
    let isSingle = sensitivity.items.count == 1
    let lines = tables.sensitivityLines(isSingle ? sensitivity.items[0].lines : sensitivity.total)
    var table = TextTable([
      ("what the optimum stands on", .left), ("today", .right), ("least cost for +1 %", .right),
      ("best levels stay within 1 % of the best", .left),
    ])
    for line in lines { table.rows.append([line.name, line.today, line.elasticity, line.range]) }
    if !isSingle {
      table.header.remove(at: 1)
      table.sides.remove(at: 1)
      for i in table.rows.indices { table.rows[i].remove(at: 1) }
    }
    return table.text(style) + "\n" + tables.sensitivityWords(sensitivity).map(prose).joined(separator: "\n")
  }

  private func advised(_ sensitivity: AdvisedSensitivity, _ style: TerminalStyle, _ prose: (String) -> String) -> String {
    var table = TextTable([("what the recommended \(sensitivity.kind.rawValue) stand on", .left), ("least cost for +1 %", .right)])
    for line in sensitivity.total { table.rows.append([line.parameter.rawValue, tables.advisedPercent(line)]) }
    return table.text(style) + "\n" + tables.advisedWords(sensitivity).map(prose).joined(separator: "\n")
  }

  private func byState(_ sensitivity: StateSensitivity, _ style: TerminalStyle, _ prose: (String) -> String) -> String {
    let words = tables.stateWords(sensitivity).map(prose).joined(separator: "\n")
    if sensitivity.items.isEmpty { return words }
    let isSingle = sensitivity.items.count == 1
    var table = TextTable([("what the optimum stands on, by state", .left), ("least cost for +1 %", .right)])
    if isSingle {
      table.header.insert("today", at: 1)
      table.sides.insert(.right, at: 1)
    }
    for line in isSingle ? sensitivity.items[0].lines : sensitivity.total {
      let row = [line.parameter.rawValue, tables.stateValue(line), tables.statePercent(line)]
      table.rows.append(isSingle ? row : [row[0], row[2]])
    }
    return table.text(style) + (words.isEmpty ? "" : "\n" + words)
  }

  /// What the model says of the service that was promised; of the fill rate where none was.
  private var promised: (title: String, value: (Candidate) -> Double?) {
    switch result.service?.kind {
    case .cycleService: ("cycle service", { $0.cycleService })
    case .readyRate: ("ready rate", { $0.evaluation?.readyRate })
    case .fillRate, nil: ("fill rate", { $0.fillRate })
    }
  }

  private func items(_ style: TerminalStyle) -> String {
    let isService = result.service != nil, promised = promised
    var table = TextTable([
      ("item", .left), ("today", .left), ("recommended", .left), ("model \(currency)/week", .right), ("today's", .right),
      (promised.title, .right),
      (isService ? "right at a penalty of" : "today right at a penalty of", .right), ("proof", .left),
    ])
    let shown = result.items.sorted { saving($0) > saving($1) }.prefix(itemLimit)
    for item in shown {
      let chosen = result.draft.plan.supply.stockPoints[item.stockPoint].control
      let winner = item.candidates.first { $0.control == chosen }
      guard let best = winner ?? kept(item, chosen) ?? item.candidates.first else {
        table.rows.append(["\(item.item)@\(item.location)", item.today.map(words) ?? "–", "–", "–", "–", "–", "–", item.failure ?? ""])
        continue
      }
      let penalty = isService ? best.impliedPenalty : item.impliedPenalty
      table.rows.append([
        "\(item.item)@\(item.location)", item.today.map(words) ?? "–", PolicyText(best.control).text(besides: item.today, format),
        money(best.expectedCostPerDay.map { $0 * 7 }, decimals: tables.costDecimals),
        money(tables.todayCostPerDay(item, best.control).map { $0 * 7 }, decimals: tables.costDecimals),
        promised.value(best).map { KPIText.value($0, unit: .share) } ?? "–",
        penalty.map { price($0, item) } ?? item.impliedLostSale.map(lostSale) ?? "–", tables.proofWords(best, of: item),
      ])
    }
    let more = result.items.count - shown.count
    let isPricedByDate = shown.contains { item in
      let chosen = result.draft.plan.supply.stockPoints[item.stockPoint].control
      return item.candidates.contains { $0.method == .seasonal && $0.control == chosen && $0.expectedCostPerDay != nil }
    }
    let words =
      isPricedByDate
      ? TerminalStyle.wrapped(
        "Of levels by date, model and today's are what the program over the calendar expects; the candidates' table above has the model "
          + "without a season.", width: max(20, min(style.width ?? 120, 120))) : ""
    return table.text(style) + (more > 0 ? "\n" + style.plain("… and \(more) more items") : "")
      + (words.isEmpty ? "" : "\n" + style.plain(words))
  }

  /// Today's own levels, where they were kept.
  private func kept(_ item: ItemProposal, _ chosen: Control) -> Candidate? {
    guard item.today == chosen else { return nil }
    let model = item.todayEvaluation
    var own = Candidate(
      method: .given, control: chosen, expectedCostPerDay: item.todayCostPerDay, fillRate: model?.fillRate,
      cycleService: model?.cycleService,
      evaluation: model)
    // Other levels than the program's may cost the same, and are then as good.
    if let cost = item.todayCostPerDay, let best = item.candidates.first, best.optimality == .best, let bound = best.lowerBoundPerDay,
      result.service == nil, ExactComparison.isProven(cost: cost, bound: bound)
    {
      own.optimality = .best
      own.lowerBoundPerDay = bound
    }
    return own
  }

  private func saving(_ item: ItemProposal) -> Double {
    guard let now = item.todayCostPerDay, let best = item.candidates.first?.expectedCostPerDay else { return -.infinity }
    return now - best
  }

  private func words(_ control: Control) -> String { PolicyText(control).text(format) }

  /// The cost of a lost sale at which today's base stock is the best one.
  private func lostSale(_ range: ClosedRange<Double>) -> String {
    tables.price(range.upperBound.isFinite ? (range.lowerBound + range.upperBound) / 2 : range.lowerBound) + "/unit lost"
  }

  /// The price of waiting at which a policy would be right.
  private func price(_ penalty: ImpliedPenalty, _ item: ItemProposal) -> String {
    let holding = result.search.base.plan.supply.stockPoints[item.stockPoint].holdingCost
    let price = tables.price(PenaltySpread.typical(penalty, holdingCost: holding))
    return price == OptimizationTables.noPrice ? price : price + "/unit/d"
  }
}
