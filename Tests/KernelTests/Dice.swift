/// Uniform numbers for tests of rooms that stand below the product's own generator (Steele, Lea, Flood 2014, splitmix64).
struct SplitMix {
  var state: UInt64

  /// The seed is mixed first: the state counts up by a constant, so seeds near each other would give one stream, shifted.
  init(seed: UInt64) {
    state = seed
    state = next() ^ 0x1234_5678_9abc_def1
    state = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// In (0, 1).
  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }
}
