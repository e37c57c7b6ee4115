public import Estimation
internal import Groundwork
public import Simulation

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
    case .units, .orders, .jobs: unit.rawValue
    case .perYear, .perItemYear, .unitsPerWeek, .perHour, .hoursPerWeek: unit.rawValue
    }
  }

  /// The first column.
  static func label(_ declaration: KPIDeclaration) -> String {
    declaration.unit == .moneyPerWeek ? declaration.title + "/week" : declaration.title
  }

  /// Decimals for a row: what the smallest interval of the row supports, so that no difference is rounded away.
  static func decimals(_ estimates: [Estimate?], unit: KPIDeclaration.Unit) -> Int {
    let halves = estimates.compactMap { $0?.halfWidth }.map { $0 * factor(unit) }
    return NumberFormat.decimals(forHalfWidths: halves, fallback: unit == .moneyPerWeek || unit == .money ? 0 : 1, limit: 3)
  }

  /// `96.1 %` for prose.
  public static func value(_ value: Double, unit: KPIDeclaration.Unit, decimals: Int = 1) -> String {
    format.quantity(value * factor(unit), unit: suffix(unit), decimals: decimals)
  }
}
