internal import Estimation
public import Experiment
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

  public init(_ result: OptimizationResult, itemLimit: Int = 20) {
    self.result = result
    self.itemLimit = itemLimit
  }

  private var format: NumberFormat { KPIText.format }
  private var currency: String { result.search.currency }

  public func text(_ style: TerminalStyle) -> String {
    let limit = max(20, min(style.width ?? 120, 120))
    func prose(_ text: String) -> String { style.plain(TerminalStyle.wrapped(text, width: limit)) }
    var parts = [style.ink(.strong, prose(headline)), candidates(style)]
    parts.append((proof + conclusion + result.notes).map(prose).joined(separator: "\n"))
    parts.append(items(style))
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var headline: String {
    let service = result.service.map { " · least cost with \($0.kind.rawValue) ≥ \(KPIText.value($0.level, unit: .share))" } ?? ""
    return "\(result.search.title) · \(result.search.replications) paired replications · seed \(result.search.seed)\(service)"
  }

  private func money(_ value: Double?, decimals: Int, sign: NumberFormat.SignDisplay = .negativeOnly) -> String {
    value.map { format.number($0, decimals: decimals, sign: sign) } ?? NumberFormat.missing
  }

  private func interval(_ estimate: Estimate?, decimals: Int, sign: NumberFormat.SignDisplay = .negativeOnly) -> String {
    guard let estimate else { return NumberFormat.missing }
    return money(estimate.value, decimals: decimals, sign: sign)
      + (estimate.halfWidth.map { " ± " + format.number($0, decimals: decimals) } ?? "")
  }

  private var decimals: Int {
    let halves = result.candidates.flatMap { [$0.simulated.halfWidth, $0.difference?.halfWidth] }.compactMap { $0 }
    return NumberFormat.decimals(forHalfWidths: halves, fallback: 0, limit: 2)
  }

  private func candidates(_ style: TerminalStyle) -> String {
    let places = decimals
    var columns: [(String, TextTable.Side)] = [
      ("", .left), ("simulated \(currency)/week", .right), ("against today", .right), ("model \(currency)/week", .right), ("gap", .right),
    ]
    if let service = result.service { columns.append((service.kind.rawValue, .right)) }
    columns.append(("", .left))
    var table = TextTable(columns)
    for candidate in result.candidates {
      var row = [
        candidate.name, interval(candidate.simulated, decimals: places), interval(candidate.difference, decimals: places, sign: .always),
        money(candidate.modelCostPerWeek, decimals: places), money(candidate.gap, decimals: places, sign: .always),
      ]
      if result.service != nil { row.append(candidate.service.map { KPIText.value($0.value, unit: .share) } ?? NumberFormat.missing) }
      var marks: [String] = []
      if candidate.name == result.winner { marks.append("✓ best") } else if candidate.isTiedForBest { marks.append("tied for best") }
      if let covers = candidate.covers { marks.append(covers ? "interval covers the model" : "interval misses the model") }
      if !candidate.exceeded.isEmpty { marks.append("✗ exceeds \(candidate.exceeded.joined(separator: ", "))") }
      if candidate.meetsService == false { marks.append("✗ below the service asked") }
      row.append(marks.joined(separator: ", "))
      table.rows.append(row)
    }
    return table.text(style)
  }

  private var proof: [String] {
    var lines: [String] = []
    if let bound = result.candidates.compactMap(\.lowerBoundPerWeek).first {
      lines.append("No policy costs less in the model than \(money(bound, decimals: 2)) \(currency)/week.")
    }
    if result.assumptions.isEmpty, result.candidates.contains(where: \.isModel) {
      lines.append("The scenario is the model: the model's cost is the exact expectation of the simulated one.")
    } else if !result.assumptions.isEmpty {
      lines.append(
        "The scenario is not the model, so the model's cost is the model's only. What the model assumes and the scenario does not have:")
      for assumption in result.assumptions {
        lines.append("  - \(assumption.text) (\(assumption.stockPoints) item\(assumption.stockPoints == 1 ? "" : "s"))")
      }
      if let own = result.candidates.first(where: \.isModel) {
        lines.append("Not so for \(own.name): the scenario is their finite-horizon model, whose cost is the exact expectation of the simulated one.")
      }
    }
    return lines
  }

  private var conclusion: [String] {
    guard let fresh = result.fresh[result.winner]?["cost.total"] else { return [] }
    let places = decimals
    var line = "\(result.winner), measured again on fresh worlds: \(interval(fresh.estimate, decimals: places)) \(currency)/week"
    if let difference = result.fresh.scenarios.count > 1 ? fresh.difference : nil {
      line += ", \(interval(difference, decimals: places, sign: .always)) against today (\(fresh.verdict?.rawValue ?? ""))"
    }
    return [line + ". Optimism of picking the best: \(interval(result.optimism, decimals: places, sign: .always)) \(currency)/week."]
  }

  private func items(_ style: TerminalStyle) -> String {
    let isService = result.service != nil
    var table = TextTable([
      ("item", .left), ("today", .left), ("recommended", .left), ("model \(currency)/week", .right), ("today's", .right),
      ("fill rate", .right),
      (isService ? "right at a penalty of" : "today right at a penalty of", .right), ("proof", .left),
    ])
    let shown = result.items.sorted { saving($0) > saving($1) }.prefix(itemLimit)
    for item in shown {
      let chosen = result.draft.plan.supply.stockPoints[item.stockPoint].control
      let winner = item.candidates.first { $0.control == chosen && [.seasonal, .sharedLimits].contains($0.method) }
      guard let best = winner ?? item.candidates.first else {
        table.rows.append(["\(item.item)@\(item.location)", item.today.map(words) ?? "–", "–", "–", "–", "–", "–", item.failure ?? ""])
        continue
      }
      let penalty = isService ? best.impliedPenalty : item.impliedPenalty
      table.rows.append([
        "\(item.item)@\(item.location)", item.today.map(words) ?? "–", words(best.control),
        money(best.expectedCostPerDay.map { $0 * 7 }, decimals: 2),
        money(item.todayCostPerDay.map { $0 * 7 }, decimals: 2), best.fillRate.map { KPIText.value($0, unit: .share) } ?? "–",
        penalty.map(price) ?? "–", best.optimality.rawValue,
      ])
    }
    let more = result.items.count - shown.count
    return table.text(style) + (more > 0 ? "\n" + style.plain("… and \(more) more items") : "")
  }

  private func saving(_ item: ItemProposal) -> Double {
    guard let now = item.todayCostPerDay, let best = item.candidates.first?.expectedCostPerDay else { return -.infinity }
    return now - best
  }

  private func words(_ control: Control) -> String { PolicyText(control).text }

  /// The price of waiting at which a policy would be right: three figures; above a million a unit and day no price would do.
  private func price(_ penalty: ImpliedPenalty) -> String {
    guard penalty.typical.isFinite, penalty.typical < 1e6 else { return "no price" }
    let value = penalty.typical
    return "\(value < 100 ? money(value, decimals: value < 0.1 ? 3 : 2) : format.significant(value, digits: 3))/unit/d"
  }
}

extension JSONText {
  /// What the program for shared limits found.
  static func limits(_ report: LimitReport) -> JSONText {
    .object([
      "feasible": .bool(report.isFeasible), "cost-per-week": .number(report.costPerWeek), "lower-bound-per-week": .optional(report.lowerBoundPerWeek),
      "duality-gap": .optional(report.dualityGap),
      "limits": .array(
        report.limits.map { limit in
          .object([
            "kpi": .string(limit.kpi), "is": .string(limit.isAtLeast ? "at-least" : "at-most"), "bound": .number(limit.bound),
            "expected": .number(limit.expected), "price-per-week": .number(limit.price), "exceeded": .bool(limit.isViolated),
          ])
        }),
    ])
  }

  /// What `optimize --json` prints.
  public static func optimization(_ result: OptimizationResult) -> JSONText {
    func evaluation(_ value: PolicyEvaluation?) -> JSONText {
      guard let value else { return .null }
      return .object([
        "cost-per-day": .number(value.costPerDay), "fill-rate": .number(value.fillRate), "cycle-service": .optional(value.cycleService),
        "ready-rate": .number(value.readyRate), "mean-stock": .number(value.meanStock), "mean-backorders": .number(value.meanBackorders),
        "orders-per-day": .number(value.ordersPerDay),
      ])
    }
    func penalty(_ value: ImpliedPenalty?) -> JSONText {
      guard let value else { return .null }
      return .object([
        "lower": .number(value.perUnitDay.lowerBound), "upper": .number(value.perUnitDay.upperBound), "typical": .number(value.typical),
      ])
    }
    let candidates: [JSONText] = result.candidates.map { candidate in
      .object([
        "name": .string(candidate.name), "simulated-cost-per-week": .estimate(candidate.simulated),
        "difference": .estimate(candidate.difference),
        "model-cost-per-week": .optional(candidate.modelCostPerWeek), "lower-bound-per-week": .optional(candidate.lowerBoundPerWeek),
        "gap": .optional(candidate.gap), "is-model": .bool(candidate.isModel), "covers": candidate.covers.map(JSONText.bool) ?? .null,
        "service": .estimate(candidate.service), "meets-service": candidate.meetsService.map(JSONText.bool) ?? .null,
        "tied-for-best": .bool(candidate.isTiedForBest), "exceeds-limits": .array(candidate.exceeded.map(JSONText.string)),
      ])
    }
    let items: [JSONText] = result.items.map { item in
      .object([
        "item": .string(item.item), "location": .string(item.location), "today": item.today.map(JSONText.policy) ?? .null,
        "solver": .object(["model": .string(item.solver.family.rawValue), "because": .string(item.solver.reason)]),
        "solver-notes": .array(item.solverNotes.map(JSONText.string)), "today-cost-per-day": .optional(item.todayCostPerDay),
        "today-in-model": evaluation(item.todayEvaluation), "today-implied-penalty-per-unit-day": penalty(item.impliedPenalty),
        "assumptions-not-met": .array(item.assumptions.map(JSONText.string)), "failure": item.failure.map(JSONText.string) ?? .null,
        "candidates": .array(
          item.candidates.map { candidate in
            .object([
              "method": .string(candidate.method.rawValue), "policy": .policy(candidate.control),
              "optimality": .string(candidate.optimality.rawValue), "cost-per-day": .optional(candidate.expectedCostPerDay),
              "lower-bound-per-day": .optional(candidate.lowerBoundPerDay), "model": evaluation(candidate.evaluation),
              "equivalent-penalty-per-unit-day": penalty(candidate.impliedPenalty),
              "approximations": .array(candidate.approximations.map(JSONText.string)),
            ])
          }),
      ])
    }
    return .object([
      "bullwhip": .string(result.search.version), "title": .string(result.search.title), "currency": .string(result.search.currency),
      "service": result.service.map {
        .object(["measure": .string($0.kind.rawValue), "kpi": .string($0.kpi), "at-least": .number($0.level)])
      } ?? .null,
      "winner": .string(result.winner), "candidates": .array(candidates), "optimism": .estimate(result.optimism),
      "assumptions-not-met": .array(
        result.assumptions.map { .object(["assumption": .string($0.text), "items": .integer($0.stockPoints)]) }),
      "limits": result.limits.map(JSONText.limits) ?? .null, "items": .array(items), "notes": .array(result.notes.map(JSONText.string)), "search": .study(result.search),
      "fresh": .study(result.fresh),
    ])
  }
}
