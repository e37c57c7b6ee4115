/// The counter-based generator Philox 4x32-10: a keyed bijection of 128-bit counters whose outputs pass every published battery of tests.
///
/// J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC11, 2011. It has no state to
/// carry: block number 10¹² costs what the first one costs. The four 32-bit words of counter and output and the two of the key are stored
/// low word first, as in the authors' Random123 library, whose known answers are our tests.
public enum Philox {
  /// The 128 random bits that belong to a counter under a key.
  ///
  /// - Complexity: ten rounds of two 32 × 32-bit multiplications; about 5 ns.
  @inlinable @inline(__always)
  public static func block(counter: (UInt64, UInt64), key: UInt64) -> (UInt64, UInt64) {
    var c0 = UInt32(truncatingIfNeeded: counter.0), c1 = UInt32(truncatingIfNeeded: counter.0 >> 32)
    var c2 = UInt32(truncatingIfNeeded: counter.1), c3 = UInt32(truncatingIfNeeded: counter.1 >> 32)
    var k0 = UInt32(truncatingIfNeeded: key), k1 = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let a = UInt64(c0) &* 0xD251_1F53, b = UInt64(c2) &* 0xCD9E_8D57
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: b >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: b),
        UInt32(truncatingIfNeeded: a >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: a)
      )
      // The golden ratio and √3 − 1 as 32-bit fractions: the key of the next round.
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (UInt64(c1) << 32 | UInt64(c0), UInt64(c3) << 32 | UInt64(c2))
  }
}

/// A uniform number in the open interval (0, 1) from 64 random bits: an odd multiple of 2⁻⁵³.
///
/// 0 and 1 cannot occur, so logarithms and inverse laws need no guard; the grid is symmetric about ½, so `1 − unitInterval(bits)` has the
/// same law and loses no digit.
@inlinable
public func unitInterval(_ bits: UInt64) -> Double {
  Double(bits >> 11 | 1) * 0x1p-53
}
