import Groundwork
import Randomness
import Testing

@Suite struct `Counter-based draws` {
  /// `kat_vectors` of Random123 1.14: counter words, key words, answer words, low word first.
  static let known: [(counter: [UInt64], key: [UInt64], answer: [UInt64])] = [
    ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
    (
      [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
      [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
    ),
    (
      [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
      [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
    ),
  ]

  @Test(arguments: 0..<3)
  func `Philox 4x32-10 gives Random123's known answers`(row: Int) {
    let (c, k, a) = Self.known[row]
    let block = Philox.block(counter: (c[0] | c[1] << 32, c[2] | c[3] << 32), key: k[0] | k[1] << 32)
    #expect(block.0 == a[0] | a[1] << 32)
    #expect(block.1 == a[2] | a[3] << 32)
  }

  @Test func `a uniform is never 0 or 1 and keeps the order of its bits`() {
    #expect(unitInterval(0) == 0x1p-53)
    #expect(unitInterval(.max) == 1 - 0x1p-53)
    #expect(unitInterval(.max) < 1)
    #expect(unitInterval(1 << 63) > 0.5)
    #expect(unitInterval((1 << 63) - 1) < 0.5)
    // Symmetric: the complement of every uniform is a uniform of the same grid.
    for bits in stride(from: UInt64(0), to: .max - (1 << 58), by: 1 << 58) {
      #expect(1 - unitInterval(bits) == unitInterval(~bits))
    }
  }

  @Test func `seed, phase, replication, source, ordinal and draw each change the bits`() {
    let base = DrawKey(seed: 1, phase: .main, replication: 0)
    let source = StableHash.of("web orders")
    var seen: Set<UInt64> = [base.bits(source: source, ordinal: 5, draw: 2)]
    seen.insert(DrawKey(seed: 2, phase: .main, replication: 0).bits(source: source, ordinal: 5, draw: 2))
    seen.insert(DrawKey(seed: 1, phase: .search, replication: 0).bits(source: source, ordinal: 5, draw: 2))
    seen.insert(DrawKey(seed: 1, phase: .main, replication: 1).bits(source: source, ordinal: 5, draw: 2))
    seen.insert(base.bits(source: StableHash.of("web order"), ordinal: 5, draw: 2))
    seen.insert(base.bits(source: source, ordinal: 6, draw: 2))
    seen.insert(base.bits(source: source, ordinal: 5, draw: 3))
    #expect(seen.count == 7)
    #expect(base.bits(source: source, ordinal: 5, draw: 2) == base.block(source: source, ordinal: 5, draw: 2).0)
    #expect(base == DrawKey(seed: 1, phase: .main, replication: 0))
  }

  @Test func `the last draw of an ordinal does not run into the next ordinal`() {
    let key = DrawKey(seed: 9, phase: .main, replication: 3)
    var seen: Set<UInt64> = []
    for ordinal: UInt64 in [0, 1, 2, DrawKey.ordinalLimit - 1] {
      for draw: UInt16 in [0, 1, .max] { seen.insert(key.bits(source: 7, ordinal: ordinal, draw: draw)) }
    }
    #expect(seen.count == 12)
  }

  /// 256 cells, 64 000 draws: χ² with 255 degrees of freedom has mean 255 and standard deviation 22.6.
  @Test func `neighbouring ordinals, sources, replications and draws are uniform and uncorrelated`() {
    let ways: [(Int) -> Double] = [
      { DrawKey(seed: 1, phase: .main, replication: 0).uniform(source: 1, ordinal: UInt64($0)) },
      { DrawKey(seed: 1, phase: .main, replication: 0).uniform(source: UInt64($0), ordinal: 1) },
      { DrawKey(seed: 1, phase: .main, replication: $0).uniform(source: 1, ordinal: 1) },
      { DrawKey(seed: UInt64($0), phase: .main, replication: 0).uniform(source: 1, ordinal: 1) },
      { DrawKey(seed: 1, phase: .main, replication: 0).uniform(source: 1, ordinal: 1, draw: UInt16($0)) },
    ]
    for way in ways {
      var cells = [Double](repeating: 0, count: 256)
      var previous = 0.5, product = 0.0
      for i in 0..<64_000 {
        let u = way(i)
        cells[Int(u * 256)] += 1
        product += (u - 0.5) * (previous - 0.5)
        previous = u
      }
      let chi = cells.reduce(0) { $0 + ($1 - 250) * ($1 - 250) / 250 }
      #expect(abs(chi - 255) < 4 * 22.6)
      // The serial product has mean 0 and standard deviation √n / 12.
      #expect(abs(product) < 4 * 64_000.0.squareRoot() / 12)
    }
  }
}
