public import Groundwork
internal import Randomness

/// How estimates are printed: the one place every table, report and chart goes through.
///
/// A value is printed to the place of the first significant digit of its 95 % half-width plus one (11.86 ± 0.06, 41.2 ± 0.8); differences
/// carry their sign; shares are percent and their differences points.
public struct EstimateFormat: Sendable, Hashable {
  /// What the number is.
  public enum Style: Sendable, Hashable {
    /// Printed as it is, with a unit (may be empty).
    case plain(unit: String)
    /// A fraction printed as percent; its differences as points.
    case share
    /// Money in a currency (ISO code).
    case money(currency: String)
  }

  public var style: Style
  public var numbers: NumberFormat
  /// Whether the estimate is of a difference: always signed.
  public var isDifference: Bool

  public init(_ style: Style, numbers: NumberFormat = .terminal, isDifference: Bool = false) {
    self.style = style
    self.numbers = numbers
    self.isDifference = isDifference
  }

  /// Decimals that an estimate supports, of what is printed (percent for a share).
  ///
  /// The rule is about the 95 % half-width: an interval of another level is brought to it by the normal ratio. Without an interval, or
  /// with one of no width, four significant digits of the value.
  public func decimals(for estimate: Estimate) -> Int {
    let factor: Double = if case .share = style { 100 } else { 1 }
    guard let half = estimate.halfWidth, half.isFinite, half > 0 else { return Self.decimalsOfValue(estimate.value * factor) }
    let other = SpecialFunctions.normalQuantile((1 + estimate.level) / 2)
    let usual = estimate.level > 0 && estimate.level < 1 ? SpecialFunctions.normalQuantile(0.975) / other : 1
    return NumberFormat.decimals(forHalfWidth: half * factor * usual)
  }

  /// At most four significant digits, at most four decimals.
  static func decimalsOfValue(_ value: Double) -> Int {
    let size = abs(value)
    guard size.isFinite, size > 0 else { return 0 }
    var decimals = 3, bound = 10.0
    while decimals > 0, size >= bound {
      decimals -= 1
      bound *= 10
    }
    // Whole numbers known without error need no zeros.
    return size == size.rounded() ? 0 : decimals
  }

  /// `18,412 ± 96 GBP`, `96.1 ± 0.1 %`, `+1.6 ± 0.1 points`; without an interval the value alone, and "–" where there is none.
  ///
  /// - Parameter decimals: for a column of equal decimals; nil = what the estimate supports.
  public func text(_ estimate: Estimate, decimals: Int? = nil) -> String {
    let body = bare(estimate, decimals: decimals)
    if estimate.value.isNaN { return body }
    return suffix.isEmpty ? body : body + NumberFormat.thinSpace + suffix
  }

  /// The same without the unit, for columns that carry it in their heading.
  public func bare(_ estimate: Estimate, decimals: Int? = nil) -> String {
    guard !estimate.value.isNaN else { return NumberFormat.missing }
    let half = halfText(estimate, decimals: decimals)
    let value = valueText(estimate, decimals: decimals)
    return half.isEmpty ? value : value + " " + half
  }

  /// The value alone, as in `bare`; `≥ 96` where it is a lower bound.
  public func valueText(_ estimate: Estimate, decimals: Int? = nil) -> String {
    let number = numbers.number(
      printed(estimate.value), decimals: decimals ?? self.decimals(for: estimate), sign: isDifference ? .always : .negativeOnly)
    return estimate.caveat == .lowerBound ? "≥" + NumberFormat.thinSpace + number : number
  }

  /// `± 96` with a thin no-break space, or nothing for an exact value or one without an interval.
  public func halfText(_ estimate: Estimate, decimals: Int? = nil) -> String {
    guard estimate.kind != .exact, let half = estimate.halfWidth, half.isFinite else { return "" }
    return numbers.plusMinus(printed(half), decimals: decimals ?? self.decimals(for: estimate))
  }

  /// `18,316–18,508`: the interval itself; empty without one.
  public func intervalText(_ estimate: Estimate, decimals: Int? = nil) -> String {
    guard let lower = estimate.lower, let upper = estimate.upper else { return "" }
    let places = decimals ?? self.decimals(for: estimate)
    return numbers.range(printed(lower), printed(upper), decimals: places)
  }

  /// What stands after the number: the unit, `%`, `points` or the currency.
  public var suffix: String {
    switch style {
    case .plain(let unit): unit
    case .share: isDifference ? "points" : "%"
    case .money(let currency): currency
    }
  }

  private func printed(_ value: Double) -> Double {
    if case .share = style { value * 100 } else { value }
  }
}
