internal import Estimation
internal import Experiment
internal import Groundwork
internal import Simulation
internal import Supply

/// How a study's numbers are said in prose, charts and tables of a report: one place, so that a number reads the same wherever it stands.
struct StudyWords {
  let study: StudyResult
  let advice: Recommendation

  /// - Parameter advice: what a search recommends, where one was made; else the study's own.
  init(study: StudyResult, advice: Recommendation? = nil) {
    self.study = study
    self.advice = advice ?? Recommendation(study)
  }

  /// Index of the recommended scenario; 0 where today's way is kept.
  var recommended: Int { advice.index }

  /// The cheapest scenario by its mean, and every other whose paired difference to it the study cannot tell from zero; each at the study's
  /// confidence.
  var tiedForCheapest: [Int] {
    let costs = study.scenarios.map { $0["cost.total"] }
    guard
      let best = costs.indices.filter({ costs[$0] != nil }).min(by: {
        (costs[$0]?.estimate.value ?? .infinity, $0) < (costs[$1]?.estimate.value ?? .infinity, $1)
      }), let cheapest = costs[best]
    else { return [] }
    return costs.indices.filter { i in
      guard let cost = costs[i] else { return false }
      return i == best || cost.estimate.value == cheapest.estimate.value || Recommendation.areTied(i, best, study)
    }
  }

  /// What a picture of costs shows as best: those tied for cheapest as long as no target stands against the cheapest, else what is advised.
  var best: [Int] {
    let tied = tiedForCheapest
    let isAdvised = advice.index == 0 || tied.contains(advice.index)
    let hurts = advice.passedOver.contains { $0.fault != .meetsFewer }
    if advice.reason == .targets || advice.reason == .asked || hurts || !isAdvised { return [advice.index] }
    return tied
  }

  /// Whether all that is cheaper than the advice changes what is given and nothing that is done.
  var passesOverPremisesAlone: Bool { advice.passedOver.allSatisfy { $0.fault == .premise } }

  /// Whether no interval of a scenario's targets holds both sides of its bound.
  func meetsAllForCertain(_ index: Int) -> Bool { study.scenarios[index].targets.allSatisfy(\.isCertain) }

  /// `meets every target`, of a scenario whose estimates do.
  func meetsEveryTarget(_ index: Int) -> String {
    meetsAllForCertain(index) ? "meets every target" : "meets every target, not all for certain"
  }

  /// Whether some stock can run out: where none can, service from stock says nothing.
  var hasLimitedStock: Bool {
    study.scenarios.contains { scenario in
      let points = scenario.plan.supply.stockPoints
      return points.isEmpty || points.contains { !$0.unlimited }
    }
  }

  func format(_ declaration: KPIDeclaration, isDifference: Bool = false) -> EstimateFormat {
    let style: EstimateFormat.Style =
      switch declaration.unit {
      case .moneyPerWeek, .money: .money(currency: study.currency)
      case .share: .share
      case .hours: .plain(unit: "h")
      case .minutes: .plain(unit: "min")
      case .days: .plain(unit: "d")
      case .metres: .plain(unit: "m")
      case .perYear: .plain(unit: "a year")
      case .perItemYear: .plain(unit: "per item and year")
      case .perWeek: .plain(unit: "a week")
      case .unitsPerWeek: .plain(unit: "a week")
      case .linesPerDay: .plain(unit: "a day")
      case .perHour: .plain(unit: "an hour")
      case .hoursPerWeek: .plain(unit: "h a week")
      case .units: .plain(unit: "units")
      case .orders: .plain(unit: "orders")
      case .jobs: .plain(unit: "jobs")
      case .people: .plain(unit: "people")
      case .ratio: .plain(unit: "")
      }
    return EstimateFormat(style, numbers: .chart, isDifference: isDifference)
  }

  // MARK: Decimals

  /// What one estimate supports: at most two, for money none above 10 000.
  func decimals(_ estimate: Estimate, _ declaration: KPIDeclaration) -> Int {
    let supported = min(2, format(declaration).decimals(for: estimate))
    guard declaration.unit == .money || declaration.unit == .moneyPerWeek else { return supported }
    if estimate.halfWidth ?? 0 <= 0 { return abs(estimate.value) >= 100 || estimate.value == 0 ? 0 : 2 }
    return abs(estimate.value) >= 10_000 ? 0 : supported
  }

  /// One number of decimals for numbers that stand beside each other: what the vaguest of them supports.
  func decimals(together estimates: [Estimate], _ declaration: KPIDeclaration) -> Int {
    let telling = estimates.filter(Self.isTelling)
    return (telling.isEmpty ? estimates : telling).map { decimals($0, declaration) }.min() ?? 0
  }

  /// One number of decimals for a table's row: differences keep the decimals of their parts, and no half-width that was measured prints as
  /// zero while two decimals could show it.
  func decimals(row estimates: [Estimate], _ declaration: KPIDeclaration) -> Int {
    let telling = estimates.filter(Self.isTelling)
    guard let first = telling.first else { return estimates.first.map { decimals($0, declaration) } ?? 0 }
    var places = decimals(first, declaration)
    let factor = declaration.unit == .share ? 100.0 : 1
    var unit = 1.0
    for _ in 0..<places { unit /= 10 }
    while places < 2, telling.contains(where: { ($0.halfWidth ?? 0) * factor < unit / 2 }) {
      places += 1
      unit /= 10
    }
    // Differences that stand beside each other and are not the same do not print as the same, where one decimal more tells them apart.
    let changes = telling.dropFirst().map(\.value)
    func shown(_ places: Int) -> Int { Set(changes.map { NumberFormat.chart.number($0 * factor, decimals: places) }).count }
    if places < 2, Set(changes).count > shown(places), shown(places + 1) > shown(places) { places += 1 }
    return places
  }

  /// Has an interval that is not mere rounding.
  private static func isTelling(_ estimate: Estimate) -> Bool {
    guard let half = estimate.halfWidth, half.isFinite else { return false }
    return half > 1e-9 * max(1e-3, abs(estimate.value))
  }

  // MARK: Numbers

  /// `£18,412`, without the interval.
  func value(_ kpi: KPIResult) -> String { short(kpi.estimate, kpi.declaration) }

  /// - Parameter decimals: nil = what the estimate supports.
  func short(_ estimate: Estimate, _ declaration: KPIDeclaration, isDifference: Bool = false, decimals given: Int? = nil) -> String {
    let places = given ?? decimals(estimate, declaration)
    // What prints as zero has no sign: a plus before a small fall would say the contrary.
    let sign: NumberFormat.SignDisplay =
      isDifference && !Self.vanishes(estimate.value, declaration, decimals: places) ? .always : .negativeOnly
    let number = NumberFormat.chart
    let bound = estimate.caveat == .lowerBound && !isDifference ? "≥\u{202F}" : ""
    let text: String =
      switch declaration.unit {
      case .moneyPerWeek, .money: money(estimate.value, decimals: places, sign: sign)
      case .share:
        isDifference
          ? number.number(estimate.value * 100, decimals: places, sign: sign) + " points"
          : number.percent(estimate.value, decimals: places)
      case .hours: number.quantity(estimate.value, unit: "h", decimals: places, sign: sign)
      case .days: number.quantity(estimate.value, unit: "d", decimals: places, sign: sign)
      case .minutes: number.quantity(estimate.value, unit: "min", decimals: places, sign: sign)
      default: number.number(estimate.value, decimals: places, sign: sign)
      }
    return bound + text
  }

  /// Whether a value prints as zero with so many decimals.
  private static func vanishes(_ value: Double, _ declaration: KPIDeclaration, decimals: Int) -> Bool {
    var half = 0.5
    for _ in 0..<max(0, decimals) { half /= 10 }
    return abs(value) * (declaration.unit == .share ? 100 : 1) < half
  }

  /// Above ten millions in millions, so that columns stay columns.
  private func money(_ value: Double, decimals: Int, sign: NumberFormat.SignDisplay) -> String {
    guard abs(value) >= 1e7 else { return NumberFormat.chart.money(value, currency: study.currency, decimals: decimals, sign: sign) }
    return NumberFormat.chart.money(value, currency: study.currency, decimals: 2, scale: .fitting(largest: abs(value)), sign: sign)
  }

  /// `+£260`, `−1.3 points`.
  func signed(_ difference: Estimate, _ declaration: KPIDeclaration) -> String { short(difference, declaration, isDifference: true) }

  /// A change without its sign, after words that say which way: `£260`, `1.3 points`.
  func amount(_ difference: Estimate, _ declaration: KPIDeclaration) -> String {
    var size = difference
    size.value = abs(difference.value)
    // A change that is told is not told as zero.
    var places = decimals(size, declaration)
    while places < 2, size.value > 0, Self.vanishes(size.value, declaration, decimals: places) { places += 1 }
    let text = short(size, declaration, isDifference: true, decimals: places)
    return text.hasPrefix("+") ? String(text.dropFirst()) : text
  }

  /// `falls by £260`, `rises by 1.3 points`.
  func movement(_ difference: Estimate, _ declaration: KPIDeclaration) -> String {
    if difference.value == 0 || Self.vanishes(difference.value, declaration, decimals: 2) { return "stays as it is" }
    return "\(difference.value < 0 ? "falls" : "rises") by \(amount(difference, declaration))"
  }

  /// `falls by £260 a week`, `stays as it is`: of what is told by the week.
  func weeklyMovement(_ difference: Estimate, _ declaration: KPIDeclaration) -> String {
    let words = movement(difference, declaration)
    return words == "stays as it is" ? words : words + " a week"
  }

  /// `95% CI −£1,992 to −£1,816`. Of a share no end is told that no share can have: the interval covers as often without it.
  func interval(_ estimate: Estimate, _ declaration: KPIDeclaration, isDifference: Bool = false) -> String {
    guard var lower = estimate.lower, var upper = estimate.upper else {
      return estimate.caveat == .lowerBound ? "a lower bound, without an interval" : "one replication gives no interval"
    }
    if declaration.unit == .share, !isDifference, (0...1).contains(estimate.value) { (lower, upper) = (max(0, lower), min(1, upper)) }
    let level = NumberFormat.chart.significant(estimate.level * 100) + "%"
    var places = decimals(estimate, declaration)
    // An end that is not zero does not print as zero while two decimals can show it.
    while places < 2, [lower, upper].contains(where: { $0 != 0 && Self.vanishes($0, declaration, decimals: places) }) { places += 1 }
    let ends = [lower, upper].map { end in
      var own = estimate
      own.value = end
      return short(own, declaration, isDifference: isDifference, decimals: places)
    }
    if ends[0] == ends[1] { return "\(level) CI narrower than the last digit shown" }
    // The unit once, behind: 154 to 180 h.
    let unit =
      [" points", "\(NumberFormat.thinSpace)h", "\(NumberFormat.thinSpace)d", "\(NumberFormat.thinSpace)min"].first {
        ends[0].hasSuffix($0)
      } ?? ""
    return "\(level) CI \(ends[0].dropLast(unit.count)) to \(ends[1])"
  }

  /// The interval of a change after words that say which way: `95% CI £194 to £326`; with signs where it reaches both ways.
  func intervalOfAmount(_ difference: Estimate, _ declaration: KPIDeclaration) -> String {
    guard let lower = difference.lower, let upper = difference.upper, difference.excludesZero else {
      return interval(difference, declaration, isDifference: true)
    }
    var size = difference
    size.value = abs(difference.value)
    (size.lower, size.upper) = difference.value < 0 ? (-upper, -lower) : (lower, upper)
    let text = interval(size, declaration, isDifference: true)
    return text.replacing("+", with: "")
  }

  /// `± 0.9 points` of a difference, `± £66`.
  func half(_ estimate: Estimate, _ declaration: KPIDeclaration, decimals: Int, isDifference: Bool) -> String {
    guard let half = estimate.halfWidth else { return "" }
    var own = estimate
    own.value = half
    var text = short(own, declaration, isDifference: isDifference, decimals: decimals)
    if text.hasPrefix("+") { text.removeFirst() }
    return "±\(NumberFormat.thinSpace)\(text)"
  }

  /// A difference whose whole interval lies within what does not matter.
  static let small = "negligible"

  /// What follows an amount: ` a week` for costs.
  func per(_ declaration: KPIDeclaration) -> String { declaration.unit == .moneyPerWeek ? " a week" : "" }

  // MARK: Names

  /// The name a reader knows a scenario by.
  func name(_ index: Int) -> String { index == 0 ? "Today" : Self.capitalised(study.scenarios[index].name) }

  /// As part of a sentence: `“DP levels”`, so that any name is one thing with one verb.
  func quoted(_ index: Int) -> String { index == 0 ? "today" : Self.quoted(study.scenarios[index].name) }

  static func quoted(_ name: String) -> String { "“\(capitalised(name))”" }
  static func capitalised(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }

  /// Apostrophes as a printer sets them; quotation marks of commands and values stay.
  static func typographic(_ text: String) -> String {
    var out: [Character] = []
    let letters = Array(text)
    for (i, letter) in letters.enumerated() {
      let isInside = i > 0 && i + 1 < letters.count && letters[i - 1].isLetter && letters[i + 1].isLetter
      out.append(letter == "'" && isInside ? "’" : letter)
    }
    return String(out)
  }

  /// What a replication is to a reader: a year where it is one.
  var years: String { (51...53).contains(study.weeks) ? "simulated years" : "replications" }

  var weeksText: String { Self.count(study.weeks, "week") + (study.warmUpDays > 0 ? " after warm-up" : "") }

  /// `1 week`, `52 weeks`, `1.5 weeks`.
  static func count(_ number: Double, _ noun: String) -> String {
    let text = NumberFormat.chart.significant(number)
    return text == "1" ? "1 \(noun)" : "\(text) \(noun)s"
  }
}

extension Estimate {
  /// The interval lies on one side of zero.
  var excludesZero: Bool {
    guard let lower, let upper else { return false }
    return lower > 0 || upper < 0
  }
}
