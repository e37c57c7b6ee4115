internal import Foundation
internal import Groundwork

/// What this machine's mathematics library answers in its last bits.
///
/// The C library's `exp`, `log`, `pow` and `lgamma` differ in the last place with and without fused multiply-add; laws compiled on two such
/// machines may
/// differ by a unit on rare occasion. Machines with equal probes are expected to agree bit for bit; between others an exact comparison is
/// not fair.
public enum MathematicsProbe {
  public static let hash: UInt64 = {
    var hash = StableHash()
    var x = 0.013
    for _ in 0..<200 {
      x = x * 1.0691 + 0.0007
      for value in [exp(-x / 50), log(x), pow(x, 0.37), lgamma(x + 0.5), sin(x), cos(x), tanh(x / 30), erf(x / 40)] {
        hash.combine(value.bitPattern)
      }
    }
    return hash.value
  }()
}
