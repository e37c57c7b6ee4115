internal import Foundation

/// Exponential draws of mean 1 without a branch: −log x for x in (0, 1] from tables of 128 logarithms an octave and a short series.
///
/// x = 2ᵉ·m with 1 ≤ m < 2; m is within 2⁻⁸ of c, of which the table knows the inverse and the logarithm, both with 2ᵉ, and log(m ÷ c)
/// follows from five terms. Right to 10⁻¹⁴, and just below x = 1, where c = 2 and 2ᵉ = ½ cancel exactly, to the last bits of 1 − x (at
/// x = 1 itself, one draw in 2⁵³, to 10⁻¹⁵). Draws lie nearly all in the first octaves below 1, so little of the 110 kB is ever touched.
final class LogarithmTable: @unchecked Sendable {
  static let shared = LogarithmTable()

  /// 2⁻⁵³ ÷ (2ᵉ·c), for a draw in parts of 2⁻⁵³, and −log(2ᵉ·c); by octave from 2⁻⁵³ up, then by leading bits of m.
  private let entries: UnsafeMutablePointer<SIMD2<Double>>
  private static let octaves = 54

  init() {
    entries = .allocate(capacity: Self.octaves * 128)
    for octave in 0..<Self.octaves {
      for i in 0..<128 {
        // The upper end of the stretch where x is just below a power of two, its middle elsewhere.
        let c = i == 127 ? 2 : 1 + (Double(i) + 0.5) / 128, inverse = 1 / c
        let logarithm = Double(octave - 53) * 0.693147180559945309417 - log(inverse)
        (entries + octave * 128 + i).initialize(to: SIMD2(Double(sign: .plus, exponent: -octave, significand: inverse), -logarithm))
      }
    }
  }

  deinit { entries.deallocate() }

  /// −log(1 − u), u in [0, 1) from the leading 53 of the bits.
  @inline(__always)
  func exponential(_ bits: UInt64) -> Double { minusLog(Int64(1) &<< 53 &- Int64(truncatingIfNeeded: bits &>> 11)) }

  /// −log x.
  ///
  /// - Parameter parts: x in parts of 2⁻⁵³, from 1 to 2⁵³.
  @inline(__always)
  func minusLog(_ parts: Int64) -> Double {
    let x = Double(parts), entry = entries[Self.place(x)]
    let r = 1 - x * entry.x
    var series = 0.25 + r * 0.2
    series = Self.third + r * series
    series = 0.5 + r * series
    series = 1 + r * series
    return entry.y + r * series
  }

  /// Two for little more than the price of one, each to the bit what `minusLog` gives.
  @inline(__always)
  func minusLogs(_ first: Int64, _ second: Int64) -> SIMD2<Double> {
    let a = Double(first), b = Double(second), forA = entries[Self.place(a)], forB = entries[Self.place(b)]
    let r: SIMD2<Double> = 1 - SIMD2(a, b) * SIMD2(forA.x, forB.x)
    var series: SIMD2<Double> = 0.25 + r * 0.2
    series = Self.third + r * series
    series = 0.5 + r * series
    series = 1 + r * series
    return SIMD2(forA.y, forB.y) + r * series
  }

  @inline(__always)
  private static var third: Double { 1.0 / 3 }

  @inline(__always)
  private static func place(_ x: Double) -> Int { Int(truncatingIfNeeded: x.bitPattern &>> 45) &- 1023 &<< 7 }
}
