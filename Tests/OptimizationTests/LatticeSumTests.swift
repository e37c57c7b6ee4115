import Randomness
import Testing

@testable import Optimization

@Suite struct `Sums of two draws` {
  private static let key = DrawKey(seed: 17, phase: .main, replication: 0)

  /// Points with mass and points without, from a fixed seed.
  private static func law(_ number: UInt64, points: Int, share: Double) -> LatticeDistribution {
    var masses = (0..<points).map { i in
      let u = key.uniform(source: number, ordinal: UInt64(i))
      return u < share ? u : 0
    }
    masses[0] = 0.25
    masses[points - 1] = 0.5
    let total = masses.reduce(0, +)
    return LatticeDistribution(offset: Int(number) - 3, probabilities: masses.map { $0 / total })
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9, 31, 64], [1, 2, 4, 5, 33, 70])
  func `are those of the obvious loop to the last bit`(_ first: Int, _ second: Int) {
    for (number, share) in [1, 0.9, 0.3].enumerated() {
      let a = Self.law(UInt64(number), points: first, share: share), b = Self.law(UInt64(number) + 10, points: second, share: share)
      let (short, long) = first <= second ? (a, b) : (b, a)
      var obvious = [Double](repeating: 0, count: first + second - 1)
      for (i, p) in short.probabilities.enumerated() { for (j, q) in long.probabilities.enumerated() { obvious[i + j] += p * q } }
      let sum = LatticeArithmetic.sum(a, b)
      #expect(sum == LatticeArithmetic.trimmed(LatticeDistribution(offset: a.offset + b.offset, probabilities: obvious)))
      #expect(abs(sum.mean - a.mean - b.mean) < 1e-12)
    }
  }

  @Test(arguments: [1, 7, 8, 9, 16, 37], [1, 2, 3, 8])
  func `sliding products are each what one product is to the last bit`(_ count: Int, _ places: Int) {
    let a = Self.law(1, points: max(2, count), share: 1).probabilities, b = Self.law(2, points: count + places, share: 0.9).probabilities
    var out = [Double](repeating: -1, count: places)
    LatticeArithmetic.dots(a, sliding: b, count, to: &out, places: places)
    for place in 0..<places { #expect(out[place] == b.withUnsafeBufferPointer { LatticeArithmetic.dot(a, $0.baseAddress! + place, count) }) }
  }

  @Test(arguments: 1...10)
  func `four weights on values that move up are those of the obvious loop to the last bit`(_ count: Int) {
    let values = Self.law(3, points: count + 3, share: 1).probabilities, weights = [0.3, 0, 0.21, 1.7]
    var out = (0..<(count + 3)).map { 1 / Double($0 + 3) }, obvious = out
    for (k, weight) in weights.enumerated() { for i in 0..<(count + k) { obvious[i] += weight * values[i + 3 - k] } }
    values.withUnsafeBufferPointer {
      LatticeArithmetic.addFalling((weights[0], weights[1], weights[2], weights[3]), $0.baseAddress! + 3, to: &out, count)
    }
    #expect(out == obvious)
  }
}
