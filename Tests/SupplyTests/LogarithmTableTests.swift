import Foundation
import Groundwork
import Testing

@testable import Supply

@Suite("Exponential draws from tables of logarithms")
struct LogarithmTableTests {
  /// Words at the ends, around every octave's border, and at random.
  static let words: [UInt64] = {
    var words: [UInt64] = [0, .max, .max - 0x7ff, 0x7ff, 0x800]
    for octave in UInt64(0)..<64 { for step in [-1, 0, 1] as [Int64] { words.append((1 << octave) &+ UInt64(bitPattern: step << 11)) } }
    for k in UInt64(0)..<20_000 { words.append(StableHash.mix(k)) }
    return words
  }()

  @Test("they are the logarithms of the library, up to the last digits")
  func areLogarithms() {
    for word in Self.words {
      let u = Double(word >> 11) * 0x1p-53, exact = -log1p(-u), found = LogarithmTable.shared.exponential(word)
      #expect(abs(found - exact) <= 1e-14 * max(1, exact), "\(word)")
      // Of small draws the series gives the leading digits of u itself; not of none at all, one draw in 2⁵³.
      if u < 1e-3 { #expect(abs(found - exact) <= (u == 0 ? 1e-15 : 1e-12 * exact), "\(word)") }
    }
  }

  @Test("two at once are to the bit what each is alone")
  func pairsAreSingles() {
    let table = LogarithmTable.shared
    for (first, second) in zip(Self.words, Self.words.reversed()) {
      let a = Int64(first >> 11) + 1, b = Int64(second >> 11) + 1, pair = table.minusLogs(a, b)
      #expect(pair.x == table.minusLog(a) && pair.y == table.minusLog(b))
      #expect(pair.x == table.exponential(~first))
    }
  }
}
