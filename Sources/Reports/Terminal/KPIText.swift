internal import Estimation
internal import Groundwork
internal import Simulation

/// How a measure's number is written in a table: scale, decimals that its interval supports, unit.
struct KPIText: Sendable {
  static let format = NumberFormat(grouping: .thinSpace, moneyStyle: .code)

  /// A factor from the measure's own unit to the printed one.
  static func factor(_ unit: KPIDeclaration.Unit) -> Double { unit == .share ? 100 : 1 }

  /// What stands after a number; money and its kin stand in the unit column instead.
  static func suffix(_ unit: KPIDeclaration.Unit) -> String {
    switch unit {
    case .moneyPerWeek, .money, .ratio: ""
    case .share: "%"
    case .hours: "h"
    case .minutes: "min"
    case .days: "d"
    default: ""
    }
  }

  /// The second column: currency, or a unit too long to repeat.
  static func column(_ unit: KPIDeclaration.Unit, currency: String) -> String {
    switch unit {
    case .moneyPerWeek, .money: currency
    case .share, .hours, .minutes, .days, .ratio: ""
    case .units, .orders, .jobs, .people: unit.rawValue
    case .perYear, .perWeek, .perItemYear, .unitsPerWeek, .linesPerDay, .perHour, .hoursPerWeek, .metres: unit.rawValue
    }
  }

  /// The first column.
  static func label(_ declaration: KPIDeclaration) -> String {
    declaration.unit == .moneyPerWeek ? declaration.title + "/week" : declaration.title
  }

  /// Decimals for a row: what its finest interval supports, so that no difference is rounded away; at most three. Intervals that are zero
  /// but for rounding say nothing.
  static func decimals(_ estimates: [Estimate?], unit: KPIDeclaration.Unit) -> Int {
    let style: EstimateFormat.Style = unit == .share ? .share : .plain(unit: "")
    let telling = estimates.compactMap { $0 }.filter { estimate in
      guard let half = estimate.halfWidth, half.isFinite else { return false }
      return half > 1e-9 * max(1e-3, abs(estimate.value))
    }
    let fallback = max(unit == .moneyPerWeek || unit == .money ? 0 : 1, telling.isEmpty ? exactDecimals(estimates, unit: unit) : 0)
    let supported = min(3, telling.map { EstimateFormat(style).decimals(for: $0) }.max() ?? fallback)
    // `+0 ± 2` hides which way it leans: one figure more where a value would vanish in rounding.
    let step = (0..<supported).reduce(1.0) { step, _ in step / 10 }
    let vanishes = telling.contains { $0.value != 0 && abs($0.value) * factor(unit) < step / 2 }
    return vanishes ? min(3, supported + 1) : supported
  }

  /// Decimals, at most two, at which values without any spread print as they are: 84.75 ± 0.00, since 85 ± 0 would be exact and wrong.
  private static func exactDecimals(_ estimates: [Estimate?], unit: KPIDeclaration.Unit) -> Int {
    let values = estimates.compactMap { $0 }.filter { $0.halfWidth != nil && $0.value.isFinite }.map { abs($0.value * factor(unit)) }
    func isWhole(_ value: Double, _ scale: Double) -> Bool { abs(value * scale - (value * scale).rounded()) <= 1e-6 * max(1, value) }
    return [1.0, 10].firstIndex { scale in values.allSatisfy { isWhole($0, scale) } } ?? 2
  }

  /// `96.1 %` for prose.
  static func value(_ value: Double, unit: KPIDeclaration.Unit, decimals: Int = 1) -> String {
    format.quantity(value * factor(unit), unit: suffix(unit), decimals: decimals)
  }
}
