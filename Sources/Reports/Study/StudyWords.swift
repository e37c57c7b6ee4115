internal import Estimation
internal import Experiment
internal import Groundwork
internal import Simulation

/// How a study's numbers are said in prose, charts and tables of a report: one place, so that a number reads the same wherever it stands.
struct StudyWords {
  let study: StudyResult

  /// The alternative with the lowest total cost among those clearly cheaper than today; 0 where none is.
  var recommended: Int {
    var best = 0
    for (i, scenario) in study.scenarios.enumerated().dropFirst() {
      guard let kpi = scenario["cost.total"], kpi.verdict == .better else { continue }
      if best == 0 || kpi.estimate.value < (study.scenarios[best]["cost.total"]?.estimate.value ?? .infinity) { best = i }
    }
    return best
  }

  func format(_ declaration: KPIDeclaration, isDifference: Bool = false) -> EstimateFormat {
    let style: EstimateFormat.Style = switch declaration.unit {
    case .moneyPerWeek, .money: .money(currency: study.currency)
    case .share: .share
    case .hours: .plain(unit: "h")
    case .minutes: .plain(unit: "min")
    case .days: .plain(unit: "d")
    case .perYear: .plain(unit: "a year")
    case .perItemYear: .plain(unit: "per item and year")
    case .unitsPerWeek: .plain(unit: "a week")
    case .perHour: .plain(unit: "an hour")
    case .hoursPerWeek: .plain(unit: "h a week")
    case .units: .plain(unit: "units")
    case .orders: .plain(unit: "orders")
    case .jobs: .plain(unit: "jobs")
    case .ratio: .plain(unit: "")
    }
    return EstimateFormat(style, numbers: .chart, isDifference: isDifference)
  }

  /// `£18,412`, without the interval.
  func value(_ kpi: KPIResult) -> String { short(kpi.estimate, kpi.declaration) }

  func short(_ estimate: Estimate, _ declaration: KPIDeclaration, isDifference: Bool = false) -> String {
    let form = format(declaration, isDifference: isDifference)
    let decimals = min(4, form.decimals(for: estimate))
    let sign: NumberFormat.SignDisplay = isDifference ? .always : .negativeOnly
    let number = NumberFormat.chart
    return switch declaration.unit {
    case .moneyPerWeek, .money: number.money(estimate.value, currency: study.currency, decimals: moneyDecimals(estimate), sign: sign)
    case .share: isDifference ? number.points(estimate.value, decimals: decimals) : number.percent(estimate.value, decimals: decimals)
    case .hours: number.quantity(estimate.value, unit: "h", decimals: decimals, sign: sign)
    case .days: number.quantity(estimate.value, unit: "d", decimals: decimals, sign: sign)
    case .minutes: number.quantity(estimate.value, unit: "min", decimals: decimals, sign: sign)
    default: number.number(estimate.value, decimals: decimals, sign: sign)
    }
  }

  /// Money in prose: whole units above a hundred, pence below.
  private func moneyDecimals(_ estimate: Estimate) -> Int { abs(estimate.value) >= 100 ? 0 : 2 }

  /// `95% CI −£1,992 to −£1,816`.
  func interval(_ estimate: Estimate, _ declaration: KPIDeclaration, isDifference: Bool = false) -> String {
    guard let lower = estimate.lower, let upper = estimate.upper else { return "one replication gives no interval" }
    var low = estimate, high = estimate
    low.value = lower
    high.value = upper
    let level = NumberFormat.chart.significant(estimate.level * 100) + "%"
    return "\(level) CI \(short(low, declaration, isDifference: isDifference)) to \(short(high, declaration, isDifference: isDifference))"
  }

  /// The name a reader knows a scenario by.
  func name(_ index: Int) -> String { index == 0 ? "Today" : study.scenarios[index].name.prefix(1).uppercased() + study.scenarios[index].name.dropFirst() }

  var weeksText: String { "\(NumberFormat.chart.significant(study.weeks)) weeks after warm-up" }
}

extension Estimate {
  /// The interval lies on one side of zero.
  var excludesZero: Bool {
    guard let lower, let upper else { return false }
    return lower > 0 || upper < 0
  }
}
