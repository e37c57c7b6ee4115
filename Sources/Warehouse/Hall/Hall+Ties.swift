internal import Groundwork
internal import Kernel
internal import Randomness

/// Equals in an order drawn at random, where the scenario asks for it: a test of the model, whose results should not depend on it.
extension Hall {
  /// Whose ties these are.
  enum Tie {
    case person, unit, pool

    var source: UInt64 {
      switch self {
      case .person: StableHash.of("tie/people")
      case .unit: StableHash.of("tie/equipment")
      case .pool: StableHash.of("tie/pools")
      }
    }
  }

  /// Who has waited since an earlier moment comes first; of those since the same one, chance says who.
  ///
  /// Thirteen bits of chance behind the ticks of 35 years.
  static func tie(_ key: DrawKey, _ kind: Tie, _ who: UInt64, at now: Int64) -> Int64 {
    let chance = key.bits(source: kind.source ^ StableHash.mix(UInt64(bitPattern: now)), ordinal: who)
    let isOrdered = kind == .person
    return isOrdered ? now << 13 | Int64(chance & 0x1fff) : Int64(chance >> 1)
  }

  /// The pools in the order in which they look for work at a moment.
  func poolOrder(_ now: Int64) -> [Int] {
    (0..<pools.count).map { (Self.tie(key, .pool, UInt64($0), at: now), $0) }.sorted { $0 < $1 }.map(\.1)
  }
}
