internal import Foundation

/// Exponential draws of mean 1 without a branch: −log x for x in (0, 1] from a table of 128 logarithms and a short series.
///
/// x = 2ᵉ·m with 1 ≤ m < 2; m is within 2⁻⁸ of c, of which the table knows the inverse and the logarithm, and log(m ÷ c) follows from five
/// terms. Right to 10⁻¹⁴, and just below x = 1, where c = 2 and 2ᵉ = ½ cancel exactly, to the last bits of 1 − x (at x = 1 itself, one draw
/// in 2⁵³, to 10⁻¹⁷).
final class LogarithmTable: @unchecked Sendable {
  /// 1 ÷ c and log c.
  private let entries: UnsafeMutablePointer<(inverse: Double, logarithm: Double)>

  init() {
    entries = .allocate(capacity: 128)
    for i in 0..<128 {
      // The upper end of the stretch where x is just below a power of two, its middle elsewhere.
      let c = i == 127 ? 2 : 1 + (Double(i) + 0.5) / 128, inverse = 1 / c
      (entries + i).initialize(to: (inverse, -log(inverse)))
    }
  }

  deinit { entries.deallocate() }

  /// −log(1 − u), u in [0, 1) from the leading 53 of the bits.
  @inline(__always)
  func exponential(_ bits: UInt64) -> Double {
    let x = 1 - ItemRace.uniform(bits), pattern = x.bitPattern
    let exponent = Int(truncatingIfNeeded: pattern &>> 52) &- 1023
    let entry = entries[Int(truncatingIfNeeded: pattern &>> 45 & 127)]
    let m = Double(bitPattern: pattern & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000), r = m * entry.inverse - 1
    let series = r * (1 - r * (0.5 - r * (1.0 / 3 - r * (0.25 - r * 0.2))))
    return -(Double(exponent) * 0.693147180559945309417 + entry.logarithm + series)
  }
}
