internal import Groundwork

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Ticks of a logarithmic axis: decades where there are two or more, else 1, 2 and 5 of each.
enum LogTicks {
  /// Where a value lies between the ends of a domain, 0…1; what is below the low end lies at it.
  static func share(_ value: Double, of domain: Domain) -> Double {
    guard domain.low > 0, domain.high > domain.low else { return 0 }
    return (log10(max(value, domain.low)) - log10(domain.low)) / (log10(domain.high) - log10(domain.low))
  }

  /// At most eight, all within the domain.
  ///
  /// - Parameter domain: above 0, not empty.
  static func values(_ domain: Domain) -> [Double] {
    let (first, last) = (Int(log10(domain.low).rounded(.down)), Int(log10(domain.high).rounded(.up)))
    let slack = 1e-9
    func inside(_ value: Double) -> Bool { value >= domain.low * (1 - slack) && value <= domain.high * (1 + slack) }
    let decades = (first...last).map(power).filter(inside)
    let span = log10(domain.high / domain.low)
    guard span < 2 else {
      let step = max(1, (decades.count + 7) / 8)
      return decades.enumerated().filter { $0.offset % step == 0 }.map(\.element)
    }
    let fine = (first...last).flatMap { k in [1, 2, 5].map { $0 * power(k) } }.filter(inside)
    if fine.count >= 2 { return Array(fine.prefix(8)) }
    // Less than a factor of two or so: nothing is rounder than the ends.
    return [domain.low, domain.high]
  }

  /// A power of ten without the last bit that `pow` may lose.
  private static func power(_ exponent: Int) -> Double {
    var value = 1.0
    for _ in 0..<abs(exponent) { value *= 10 }
    return exponent < 0 ? 1 / value : value
  }

  /// `1`, `10`, `1k`, `0.5`: each with its own factor, since one factor would not fit decades.
  static func label(_ value: Double, unit: ValueUnit, named: Bool) -> String {
    let scale: NumberScale
    if case .quantity(let name) = unit, !name.isEmpty { scale = .one } else { scale = unit.scale(largest: value) }
    let shown = unit.scaled(value, scale)
    var decimals = 0
    var check = shown
    while decimals < 6, abs(check - check.rounded()) > 1e-9 * max(1, abs(check)) {
      decimals += 1
      check *= 10
    }
    return named ? unit.text(value, decimals: decimals, scale: scale) : unit.bare(value, decimals: decimals, scale: scale) + scale.suffix
  }
}

extension ValueAxis {
  /// A logarithmic axis.
  ///
  /// - Parameter domain: above 0; a single value gets a decade around it.
  init(logarithmic domain: Domain, unit: ValueUnit, from start: Double, to end: Double, canvas: Canvas) {
    var own = domain
    if !(own.high > own.low * 1.0001) { own = Domain(low: own.low / 3.2, high: own.high * 3.2) }
    self.init(own, rule: .data, unit: unit, direction: .horizontal, from: start, to: end, canvas: canvas, tight: true)
    self.domain = own
    isLogarithmic = true
    ticks = LogTicks.values(own)
    labels = ticks.enumerated().map { LogTicks.label($1, unit: unit, named: $0 == ticks.count - 1) }
  }
}
