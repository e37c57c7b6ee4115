internal import Charts
internal import Estimation
internal import Experiment
internal import Groundwork
internal import Optimization
internal import Scenario
internal import Simulation
internal import Supply

/// The optimum's proof, its sensitivity and the penalties of today's levels as cells: one place from which the terminal, the report and the
/// CSV take their words, so that a number reads the same wherever it stands.
struct OptimizationTables {
  let result: OptimizationResult
  let format: NumberFormat

  /// Money with the decimals its size wants: three figures and at least none.
  func money(_ value: Double, sign: NumberFormat.SignDisplay = .negativeOnly) -> String {
    let size = abs(value)
    return format.number(value, decimals: size < 0.1 ? 4 : size < 10 ? 3 : size < 1000 ? 2 : 0, sign: sign)
  }

  /// The dearest candidate, money per week, as simulated or in the model.
  var largestCost: Double {
    result.candidates.flatMap { [$0.simulated.value, $0.modelCostPerWeek ?? 0] }.filter(\.isFinite).map(abs).max() ?? 0
  }

  /// Decimals of costs per week without an interval.
  var costDecimals: Int { NumberFormat.decimals(forAmounts: [largestCost], usual: 2) }

  private func percent(_ value: Double, decimals: Int, sign: NumberFormat.SignDisplay = .negativeOnly) -> String {
    format.number(value * 100, decimals: decimals, sign: sign) + " %"
  }

  // MARK: Ranking

  /// What the first in rank is: the best, or, where no candidate keeps what was asked, the one that misses least.
  var winnerWords: String {
    guard let winner = result.candidates.first(where: { $0.name == result.winner }) else { return "✓ best" }
    if !winner.exceeded.isEmpty { return "least excess" }
    if winner.meetsService == false { return "nearest to the service asked" }
    let isKept = winner.name == "today" && result.candidates.contains { $0.simulated.value < winner.simulated.value }
    if isKept, result.search.replications < 2 { return "✓ kept: one replication tells nothing apart" }
    let missed = missedTargets(winner)
    if isKept, result.candidates.contains(where: { $0.fault != nil }), !result.recommendation.passedOver.isEmpty {
      return missed.isEmpty ? "✓ kept: what is cheaper falls short of a target" : "kept: what is cheaper falls further short of a target"
    }
    if !missed.isEmpty {
      let what = "misses the target for \(missed.joined(separator: " and "))"
      return isKept ? "kept, though it \(what): none is clearly better" : "best, though it \(what)"
    }
    return isKept ? "✓ kept: none is clearly better" : "✓ best"
  }

  /// Today's targets that a candidate misses, by title.
  func missedTargets(_ candidate: CandidateResult) -> [String] {
    guard let scenario = result.search.scenarios.first(where: { $0.name == candidate.name }) else { return [] }
    return result.search.base.targets.map(\.target).filter { !Recommendation.meets($0, scenario) }
      .map { result.search.base[$0.kpi]?.declaration.title ?? $0.kpi }
  }

  /// What a candidate misses of what was asked or of today's targets, in words; nil where it misses nothing.
  func missedWords(_ candidate: CandidateResult) -> String? {
    var parts = candidate.exceeded.map { "the limit on \($0)" }
    if candidate.meetsService == false { parts.append("the service asked") }
    parts += missedTargets(candidate).map { "the target for \($0)" }
    return parts.isEmpty ? nil : parts.joined(separator: " and ")
  }

  /// Whether some candidate keeps all that was asked of the search: limits and the promise.
  var isKept: Bool {
    guard let winner = result.candidates.first(where: { $0.name == result.winner }) else { return true }
    return winner.exceeded.isEmpty && winner.meetsService != false
  }

  /// The target that keeps a candidate from being recommended, in words; nil where none does.
  func faultWords(_ candidate: CandidateResult) -> String? {
    func title(_ target: Target) -> String { result.search.base[target.kpi]?.declaration.title ?? target.kpi }
    return switch candidate.fault {
    case .loses(let target): "misses the target for \(title(target)), which today meets"
    case .worsens(let target): "moves further from the target for \(title(target)), which today misses"
    case .misses(let target): "misses the target for \(title(target))"
    case .meetsFewer: "meets fewer targets"
    case .premise: "changes what is given"
    case nil: nil
    }
  }

  /// Whether every item's first candidate is proven to be the best there is, as closely as the exact comparison asks.
  var isOptimum: Bool {
    result.items.allSatisfy { item in
      guard let best = item.candidates.first, let cost = best.expectedCostPerDay, let bound = best.lowerBoundPerDay, !item.paysAlone else {
        return false
      }
      return ExactComparison.isProven(cost: cost, bound: bound)
    }
  }

  /// What was measured of the recommended levels on worlds that the search had not seen, and the optimism of having picked them.
  func freshWords(_ interval: (Estimate?, NumberFormat.SignDisplay) -> String) -> String? {
    guard let fresh = result.fresh[result.winner]?["cost.total"] else { return nil }
    let currency = result.search.currency
    var line = "\(result.winner), measured again on fresh worlds: \(interval(fresh.estimate, .negativeOnly)) \(currency)/week"
    if result.fresh.scenarios.count > 1, let difference = fresh.difference {
      line += ", \(interval(difference, .always)) against today (\(fresh.verdict.map(ComparisonTable.word) ?? ""))"
    }
    return line + ". Optimism of picking the best: \(interval(result.optimism, .always)) \(currency)/week."
  }

  /// Limits that a candidate does not keep, in words: a least share is missed, a most is exceeded.
  func broken(_ candidate: CandidateResult) -> [String] {
    func isAtLeast(_ kpi: String) -> Bool { candidate.limits.first { $0.limit.kpi == kpi }?.limit.comparison == .atLeast }
    let missed = candidate.exceeded.filter(isAtLeast), over = candidate.exceeded.filter { !isAtLeast($0) }
    return (missed.isEmpty ? [] : ["misses " + missed.joined(separator: ", ")])
      + (over.isEmpty ? [] : ["exceeds " + over.joined(separator: ", ")])
  }

  /// What the simulation says of a candidate's limits, in words for its row: what is broken or open; all kept in one.
  func limitWords(_ candidate: CandidateResult) -> [String] {
    if candidate.limits.isEmpty { return [] }
    let open = candidate.limits.filter { $0.verdict == .cannotTell }.map(\.limit.kpi)
    if candidate.exceeded.isEmpty, open.isEmpty { return ["✓ limits hold"] }
    return broken(candidate).map { "✗ " + $0 } + (open.isEmpty ? [] : ["cannot tell whether it keeps \(open.joined(separator: ", "))"])
  }

  // MARK: Proof

  /// What is proven of a candidate, in one word where it is all: an optimum is called one wherever it stands.
  func proofWords(_ candidate: Candidate) -> String {
    if candidate.method == .seasonal, candidate.optimality == .best, candidate.lowerBoundPerDay == nil { return "optimal in its program" }
    if candidate.method == .lostSalesCapped, candidate.optimality != .best {
      guard let cost = candidate.expectedCostPerDay, cost > 0 else { return "best found, no bound: its cost in the model is not known" }
      guard let bound = candidate.lowerBoundPerDay else { return "best found, no bound: no program that fits gives one" }
      return "best found, within \(format.significant(max(0, cost - bound) / cost * 100, digits: 2)) % of the bound"
    }
    guard candidate.optimality == .best, let cost = candidate.expectedCostPerDay, let bound = candidate.lowerBoundPerDay, cost > 0,
      !ExactComparison.isProven(cost: cost, bound: bound)
    else { return candidate.optimality.rawValue }
    return "optimal to \(format.significant((cost - bound) / cost * 100, digits: 1)) %"
  }

  /// The same for an item: an optimum of a model that the scenario is not is one in that model.
  func proofWords(_ candidate: Candidate, of item: ItemProposal) -> String {
    let words = proofWords(candidate)
    let isElsewhere = candidate.method != .seasonal && !item.assumptions.isEmpty && candidate.optimality == .best
    return isElsewhere ? words + " in its model" : words
  }

  /// What the model that a policy was found in expects of today's, money a day: levels by date are found along the calendar.
  func todayCostPerDay(_ item: ItemProposal, _ chosen: Control?) -> Double? {
    let own = item.candidates.first { $0.control == chosen }
    return own?.method == .seasonal ? item.todayCalendarCostPerDay : item.todayCostPerDay
  }

  // MARK: Exact

  struct ExactLine {
    var name: String
    var policy: String
    var method: String
    var optimum: String
    var expected: String
    var simulated: String
    var half: String
    var gap: String
    var verdict: String
  }

  /// Rows in order of simulated cost, dearest first, then the total.
  func exactLines(_ exact: ExactComparison, limit: Int) -> (lines: [ExactLine], more: Int) {
    let order = exact.rows.indices.sorted {
      (-exact.rows[$0].simulated.value, $0) < (-exact.rows[$1].simulated.value, $1)
    }
    var lines = order.prefix(limit).map { line(exact.rows[$0]) }
    if let total = exact.total {
      var all = line(total)
      all.name = "all \(exact.rows.count) items"
      if exact.isTotalConservative { all.half = all.half.isEmpty ? "" : "≤ " + all.half }
      lines.append(all)
    }
    return (lines, max(0, exact.rows.count - limit))
  }

  private func line(_ row: ExactComparison.Row) -> ExactLine {
    let half = row.simulated.halfWidth
    // One figure more than the interval supports: a gap near zero keeps its sign.
    let amounts = [row.bound, row.best, row.expected, row.simulated.value].compactMap { $0 }
    let usual = half.map { min(4, 1 + NumberFormat.decimals(forHalfWidths: [$0], fallback: 1, limit: 3)) } ?? 2
    let places = NumberFormat.decimals(forAmounts: amounts, usual: usual), largest = amounts.map(abs).max() ?? 0
    func number(_ value: Double) -> String { format.amount(value, decimals: places, largest: largest) }
    let optimum: String
    if let bound = row.bound {
      optimum = (row.isOptimum ? "" : "≥ ") + number(bound)
    } else {
      optimum = row.best.map { "best known " + number($0) } ?? NumberFormat.missing
    }
    var gap = NumberFormat.missing
    if let reference = row.reference, let value = row.gap?.value {
      gap = format.number(value, decimals: places, sign: .always)
      if reference > 0 {
        let share = value / reference
        gap += abs(share) < 0.0005 ? " (< 0.1 %)" : " (\(percent(share, decimals: 1, sign: .always)))"
      }
    }
    let verdict: String
    if let covers = row.covers {
      verdict = covers ? "interval covers the model" : "interval misses the model"
    } else if row.isModel {
      verdict = row.expected == nil ? "no exact cost of this policy" : ""
    } else {
      verdict =
        row.departures.isEmpty
        ? "no model"
        : "not the model: " + row.departures.prefix(6).map { "\($0 + 1)" }.joined(separator: ", ") + (row.departures.count > 6 ? " …" : "")
    }
    return ExactLine(
      name: row.item.isEmpty ? "" : "\(row.item)@\(row.location)", policy: row.policy.map { PolicyText($0).text(format) } ?? "",
      method: row.method,
      optimum: optimum, expected: row.expected.map { number($0) } ?? NumberFormat.missing, simulated: number(row.simulated.value),
      half: half.map { number($0) } ?? "", gap: gap, verdict: verdict)
  }

  /// What is known of the items' least cost, in words that follow "holds": nothing is called an optimum that is none.
  func exactKinds(_ exact: ExactComparison) -> String {
    let optima = exact.rows.count(where: \.isOptimum), bounds = exact.rows.count { $0.bound != nil && !$0.isOptimum }
    let known = exact.rows.count { $0.bound == nil && $0.best != nil }, none = exact.rows.count - optima - bounds - known
    if optima == exact.rows.count { return optima == 1 ? "the item’s exact optimum" : "each item’s exact optimum" }
    let parts = [
      (optima, "the exact optimum"), (bounds, "a bound that no policy beats"), (known, "the least cost known"),
      (none, "nothing"),
    ].filter { $0.0 > 0 }
    if parts.count == 1 { return (exact.rows.count == 1 ? "" : "for each item ") + parts[0].1 }
    return parts.map { "\($0.1) for \(format.integer($0.0)) item\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
  }

  /// What a reader must know of the table, in sentences.
  func exactWords(_ exact: ExactComparison) -> [String] {
    var words: [String] = []
    let covered = exact.covered
    let models = exact.rows.count(where: \.isModel)
    let optima = exact.rows.count { $0.isModel && $0.isOptimum }, bounded = exact.rows.count { $0.isModel && $0.bound != nil }
    if exact.rows.allSatisfy({ $0.bound == nil && $0.best == nil && $0.expected == nil }) {
      words.append(
        "No model knows what the levels of \(exact.rows.count == 1 ? "the item" : "any item") cost: what was simulated stands alone.")
    } else if models == exact.rows.count, optima == models {
      words.append("The scenario is the model for every item: the optimum is exact for it, and the gap is a regret.")
    } else if models == exact.rows.count {
      let what =
        bounded == models
        ? "what stands there is a bound or the optimum, and the gap is at least the regret"
        : "where a bound or the optimum is known the gap is at least the regret, \(models - bounded) of \(models) have none"
      words.append("The scenario is the model for every item, but not every optimum is proven: \(what).")
    } else if models > 0 {
      words.append(
        "The scenario is the model for \(models) of \(exact.rows.count) items; for the others the optimum is the model's, and the gap holds what the model leaves out."
      )
    } else {
      words.append("The scenario is no item's model: the optimum is the model's only, and the gap holds what the model leaves out.")
    }
    if exact.isWithinLimits {
      words.append(
        exact.total == nil
          ? "The bound is that of levels within the limits."
          : "An item's bound is its optimum alone, without the limits; the total's is that of levels within them.")
    }
    if exact.rows.contains(where: \.isEvenPart) {
      words.append(
        "An item's optimum and model hold an even part of what shared orders cost; the simulation divides each order among the items on it, so "
          + "that only their total is compared.")
    }
    if covered.of > 1 {
      let share = NumberFormat.plain.significant(result.fresh.confidence * 100)
      words.append(
        "\(covered.count) of \(covered.of) intervals cover the model's cost; at \(share) % "
          + "\(format.number(Double(covered.of) * (1 - result.fresh.confidence), decimals: 1)) must miss on average.")
    }
    if exact.isTotalConservative {
      words.append("The total's interval is the sum of its items': wide enough however they move together.")
    }
    return words
  }

  // MARK: Sensitivity

  struct SensitivityLine {
    var name: String
    var today: String
    var elasticity: String
    var range: String
  }

  func sensitivityLines(_ lines: [OptimumSensitivity.Line]) -> [SensitivityLine] {
    lines.map { line in
      SensitivityLine(
        name: line.parameter.rawValue, today: line.value.map { value($0, line.parameter) } ?? "",
        elasticity: line.elasticity.map { percent($0 / 100, decimals: 2, sign: .always) } ?? NumberFormat.missing, range: range(line))
    }
  }

  private func value(_ value: Double, _ parameter: ProblemParameter) -> String {
    let currency = result.search.currency
    let number = format.significant(value, digits: 3)
    return switch parameter {
    case .holdingCost: "\(number) \(currency)/unit/d"
    case .waitingCost: "\(number) \(currency)/unit/d"
    case .orderCost: "\(number) \(currency)"
    case .leadTime: "\(number) d"
    case .demandMean: "\(number) /d"
    case .demandSpread: "cv \(number)"
    }
  }

  /// `−29 % to +45 %`; what was not left is `below` or `beyond`.
  private func range(_ line: OptimumSensitivity.Line) -> String {
    func end(_ factor: Double) -> String {
      let change = factor - 1
      return percent(change, decimals: abs(change) < 0.0995 ? 1 : 0, sign: .always)
    }
    // A Poisson law has no smaller spread: the model stops where the number is.
    if line.isOpenBelow, line.lowest > 1 - 1e-9 {
      return "as it is (the model has no less) to \(line.isOpenAbove ? "beyond " : "")\(end(line.highest))"
    }
    if line.isOpenAbove, line.highest < 1 + 1e-9 {
      return "\(line.isOpenBelow ? "below " : "")\(end(line.lowest)) to as it is (the model has no more)"
    }
    if line.isOpenBelow, line.isOpenAbove { return "\(end(line.lowest)) to \(end(line.highest)) and beyond" }
    if line.isOpenBelow { return "below \(end(line.lowest)) to \(end(line.highest))" }
    if line.isOpenAbove { return "\(end(line.lowest)) to beyond \(end(line.highest))" }
    return "\(end(line.lowest)) to \(end(line.highest))"
  }

  /// Which number the optimum hangs on most, in one sentence.
  func sensitivityWords(_ sensitivity: OptimumSensitivity) -> [String] {
    var words: [String] = []
    let moving = sensitivity.total.filter { $0.elasticity != nil }
    if let most = moving.max(by: { abs($0.elasticity ?? 0) < abs($1.elasticity ?? 0) }) {
      words.append(
        "The least cost moves most with \(most.parameter.rawValue): \(percent((most.elasticity ?? 0) / 100, decimals: 2, sign: .always)) for +1 %."
      )
    }
    if let narrow = moving.min(by: { $0.width < $1.width }), narrow.width.isFinite {
      words.append("Today's best levels are hurt soonest by an error in \(narrow.parameter.rawValue).")
    }
    let chosen = result.draft.plan.supply.stockPoints
    let winners = result.items.compactMap { item in item.candidates.first { $0.control == chosen[item.stockPoint].control } }
    let whose = result.advisedSensitivity.isEmpty ? "not of the recommended levels" : "those of the recommended levels stand above"
    if winners.contains(where: { $0.method == .seasonal || $0.method == .seasonalContinuous }) {
      words.append("These are numbers of the model without a season, with demand at its mean: \(whose), by date.")
    }
    if winners.contains(where: { $0.method.isJoint }) {
      words.append("These are numbers of each item's own model, in which it pays its orders alone: \(whose), which share them.")
    }
    if result.limits != nil {
      words.append("These are numbers of each item's own model, without the limits that the items share: \(whose), within them.")
    }
    if sensitivity.items.count < sensitivity.asked {
      words.append("Of the \(sensitivity.items.count) items with a stationary model that cost most.")
    }
    return words
  }

  /// Whose least cost it is, and how it was found.
  func advisedWords(_ sensitivity: AdvisedSensitivity) -> [String] {
    var words: [String] = []
    let lines = sensitivity.total
    switch sensitivity.kind {
    case .season: words.append("The least cost of the program over the calendar, solved again one percent above and below.")
    case .limits:
      words.append("What no levels within the limits cost less than, solved again one percent above and below with the limits as they are.")
    case .commonReview: words.append("The cost of the best common review of all items, looked for again one percent above and below.")
    case .sharedOrders:
      words.append(
        "The cost of the recommended levels together, which share their orders; where levels are best the least cost moves as theirs does.")
    }
    if let most = lines.max(by: { abs($0.elasticity) < abs($1.elasticity) }) {
      words.append("It moves most with \(most.parameter.rawValue).")
    }
    if sensitivity.count < sensitivity.asked {
      words.append("Of \(sensitivity.count) of \(sensitivity.asked) items, those whose programs are small.")
    }
    return words
  }

  func advisedPercent(_ line: AdvisedSensitivity.Line) -> String { percent(line.elasticity / 100, decimals: 2, sign: .always) }

  func stateValue(_ line: StateSensitivity.Line) -> String {
    guard let value = line.value else { return "" }
    let number = format.significant(value, digits: 3), currency = result.search.currency
    return switch line.parameter {
    case .holdingCost, .waiting: "\(number) \(currency)/unit/d"
    case .lostSale, .waste, .surcharge: "\(number) \(currency)/unit"
    case .demandMean: "\(number) /d"
    }
  }

  func statePercent(_ line: StateSensitivity.Line) -> String { percent(line.elasticity / 100, decimals: 2, sign: .always) }

  /// What was not solved again, and why.
  func stateWords(_ sensitivity: StateSensitivity) -> [String] {
    var words: [String] = []
    if !sensitivity.items.isEmpty {
      let isLimited = result.limits != nil
      words.append("Each program solved again one percent above and below\(isLimited ? ", without the limits that the items share" : "").")
    }
    words += sensitivity.left.prefix(3).map { "\($0.item) was not solved again, since \($0.why)." }
    if sensitivity.left.count > 3 { words.append("\(sensitivity.left.count - 3) more were not.") }
    return words
  }

  // MARK: Penalties

  /// Above a million a unit and day a number is no price any more.
  private func isPrice(_ value: Double) -> Bool { value.isFinite && value < 1e6 }

  static let noPrice = "no price"

  /// A price of waiting: three figures; above a million a unit and day no price would do.
  func price(_ value: Double) -> String {
    guard isPrice(value) else { return Self.noPrice }
    return format.significant(value, digits: value < 0.1 ? 2 : 3)
  }

  /// "Your levels are optimal if a stock-out costs 3.10 a day", over all items.
  func penaltyWords(_ spread: PenaltySpread) -> [String] {
    var words = penaltyTexts(spread)
    let priced = result.items.filter { $0.impliedPenalty != nil }
    let isSeasonal = priced.contains { item in
      !item.isPenaltyAlongCalendar && item.candidates.contains { $0.method == .seasonal }
    }
    let along = priced.count { $0.isPenaltyAlongCalendar }
    if along > 0 {
      words.append(
        (along == priced.count ? "" : "Of \(along) of \(priced.count) items: ")
          + "It is the price in the program over the calendar at which moving today's levels by a unit, on all dates alike, gains nothing.")
    }
    var whose: [String] = []
    if isSeasonal { whose.append("without a season") }
    if result.limits != nil { whose.append("without the limits that the items share") }
    if !whose.isEmpty {
      words.append("That is the price in each item's own model, \(whose.joined(separator: ", ")): not in that of the recommended levels.")
    }
    return words
  }

  private func penaltyTexts(_ spread: PenaltySpread) -> [String] {
    let currency = result.search.currency
    let count = spread.entries.count
    var words: [String] = []
    if count == 1 {
      let one = spread.entries[0]
      words.append(
        isPrice(one.typical)
          ? "Today's levels are right if a unit owed costs \(price(one.typical)) \(currency) a day."
          : "No price of waiting makes today's levels right.")
      if let stated = one.stated { words.append("The scenario says \(price(stated)).") }
      return words
    }
    let without = spread.entries.count { !isPrice($0.typical) }
    if without > 0 {
      let prices = spread.entries.map(\.typical).filter(isPrice)
      var line =
        without == count
        ? "No price of waiting makes today's levels right for any of \(count) items"
        : "For \(without) of \(count) items no price of waiting makes today's levels right"
      if let low = prices.min(), let high = prices.max() {
        line +=
          prices.count == 1
          ? "; for the other a unit owed would have to cost \(price(low)) \(currency) a day"
          : "; for the other \(prices.count) a unit owed would have to cost \(price(low)) to \(price(high)) \(currency) a day"
      }
      words.append(line + ".")
    }
    if without == 0 {
      words.append(
        "Today's levels are right if a unit owed costs \(price(spread.median)) \(currency) a day at the middle of \(count) items, "
          + "\(price(spread.tenth)) to \(price(spread.ninetieth)) for the middle 80 % of them, \(price(spread.lowest)) to \(price(spread.highest)) over all."
      )
    }
    let judged = spread.tooHigh + spread.right + spread.tooLow
    if judged > 0 {
      words.append(
        "Against the scenario's own price the levels of \(spread.tooHigh) item\(spread.tooHigh == 1 ? "" : "s") "
          + "guard against more than it asks for, "
          + "of \(spread.tooLow) against less, and \(spread.right) fit\(spread.right == 1 ? "s" : "") it."
      )
    }
    if without == 0, spread.tenth > 0, spread.ninetieth.isFinite, spread.ninetieth / spread.tenth >= 3 {
      words.append(
        "One rule for all would imply one price; here it differs by a factor of \(format.significant(spread.ninetieth / spread.tenth, digits: 2))."
      )
    }
    return words
  }
}
