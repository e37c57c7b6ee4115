internal import Kernel

/// The value of stock in whole numbers, so that a sum does not hang on its order and a unit that comes and goes leaves nothing behind.
///
/// A unit's value is counted in a part of the currency that is a power of ten: ten-thousandths where all unit costs have four decimals at
/// most, else the largest part that keeps every unit cost to a billionth of itself, as far as the dearest unit stays within 64 bits.
public struct ValueScale: Sendable {
  /// Parts in one unit of the currency.
  public let parts: Double

  private static let largest = 9e18

  /// - Parameter unitCosts: money, not negative.
  public init(unitCosts: [Double]) {
    let dearest = unitCosts.max() ?? 0
    var digits = 4
    while digits > -300, dearest * Self.power(digits) > Self.largest { digits -= 1 }
    for cost in unitCosts where cost > 0 {
      while digits < 300, dearest * Self.power(digits + 1) <= Self.largest {
        let parts = Self.power(digits)
        if abs((cost * parts).rounded() / parts - cost) <= 1e-9 * cost { break }
        digits += 1
      }
    }
    parts = Self.power(digits)
  }

  /// A unit's value in parts.
  public func whole(_ unitCost: Double) -> Int64 { Int64(max(-Self.largest, min(Self.largest, (unitCost * parts).rounded()))) }

  /// Parts in money.
  public func money(_ value: Int128) -> Double { Double(wide: value) / parts }

  private static func power(_ digits: Int) -> Double {
    var power = 1.0
    for _ in 0..<abs(digits) { power *= 10 }
    return digits < 0 ? 1 / power : power
  }
}
