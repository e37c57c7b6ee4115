internal import Groundwork

/// Which family of random worlds a replication belongs to. Phases never share a draw, so a winner found in one can be measured fairly in
/// another.
public enum DrawPhase: UInt8, Sendable, Hashable, Codable, CaseIterable {
  /// What `run`, `check` and `compare` report.
  case main = 0
  /// What a search looks at while it chooses.
  case search = 1
  /// The re-measurement of a winner.
  case fresh = 2
  /// The replay of history through a calibrated scenario.
  case calibration = 3
}

/// The key of all draws of one replication. A draw is a pure function of this key, the stable hash of its source's name, the ordinal of
/// what is drawn for (a period, a customer, a day) and the number of the draw within it.
///
/// The key is a 64-bit hash of seed, phase and replication; the counter of Philox is (source, ordinal · 2¹⁶ + draw). Neither the order of
/// the draws nor their thread can change one, and no state is kept.
public struct DrawKey: Sendable, Equatable {
  /// Changes whenever a draw would come out differently for the same names; stands in a run's record.
  public static let layoutVersion = 3
  /// Ordinals lie below 2⁴⁸.
  public static let ordinalLimit: UInt64 = 1 << 48

  @usableFromInline let key: UInt64

  public init(seed: UInt64, phase: DrawPhase, replication: Int) {
    var hash = StableHash()
    hash.combine(seed)
    hash.combine(UInt64(phase.rawValue))
    hash.combine(UInt64(bitPattern: Int64(replication)))
    key = hash.value
  }

  /// The 128 bits of a draw: two independent uniforms for the price of one.
  ///
  /// - Parameters:
  ///   - source: stable hash of the source's name.
  ///   - ordinal: what is drawn for; below 2⁴⁸.
  ///   - draw: number of the draw within the ordinal.
  @inlinable @inline(__always)
  public func block(source: UInt64, ordinal: UInt64, draw: UInt16 = 0) -> (UInt64, UInt64) {
    assert(ordinal < Self.ordinalLimit, "a draw's ordinal must lie below 2^48")
    return Philox.block(counter: (source, ordinal << 16 | UInt64(draw)), key: key)
  }

  /// The first 64 bits of a draw's block.
  @inlinable @inline(__always)
  public func bits(source: UInt64, ordinal: UInt64, draw: UInt16 = 0) -> UInt64 {
    block(source: source, ordinal: ordinal, draw: draw).0
  }

  /// A uniform number in the open interval (0, 1).
  @inlinable @inline(__always)
  public func uniform(source: UInt64, ordinal: UInt64, draw: UInt16 = 0) -> Double {
    unitInterval(bits(source: source, ordinal: ordinal, draw: draw))
  }
}
