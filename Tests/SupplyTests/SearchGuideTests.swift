import Foundation
import Kernel
import Randomness
import Testing

@testable import Supply

@Suite struct `Places in tables, found from a guide` {
  /// Rises or falls in magnitude, over many octaves or few, with equal rows and a zero at its small end.
  static func table(_ random: inout Uniforms, rows: Int, octaves: Double, rising: Bool, withZero: Bool) -> [Double] {
    var magnitudes = (0..<rows).map { _ in exp2((random.uniform() - 0.5) * octaves) }
    if rows > 3 { magnitudes[2] = magnitudes[1] }
    if withZero { magnitudes[0] = 0 }
    magnitudes.sort()
    return rising ? magnitudes : magnitudes.reversed()
  }

  /// Numbers from a fixed seed.
  struct Uniforms {
    let key = DrawKey(seed: 11, phase: .main, replication: 0)
    var ordinal: UInt64 = 0
    mutating func uniform() -> Double {
      ordinal += 1
      return key.uniform(source: 5, ordinal: ordinal)
    }
  }

  @Test(arguments: [(1, 1.0), (2, 0.001), (17, 40), (300, 3), (300, 90)], [true, false])
  func `Walking on from where the guide begins ends where walking from the first row ends`(
    _ shape: (rows: Int, octaves: Double), rising: Bool
  ) {
    var random = Uniforms()
    for withZero in [true, false] {
      let table = Self.table(&random, rows: shape.rows, octaves: shape.octaves, rising: rising, withZero: withZero)
      let guide = SearchGuide(table), cells = guide.cells
      let between = (0..<400).map { _ in exp2((random.uniform() - 0.5) * (shape.octaves + 2)) }
      for number in table + between + [0, .leastNonzeroMagnitude, 1e300] {
        func isPassed(_ row: Int) -> Bool { rising ? table[row] <= number : table[row] >= number }
        var slow = 0
        while slow + 1 < table.count, isPassed(slow + 1) { slow += 1 }
        var quick = cells.start(number)
        #expect(quick <= slow, "the guide begins beyond row \(slow) of \(shape) for \(number)")
        while quick + 1 < table.count, isPassed(quick + 1) { quick += 1 }
        #expect(quick == slow)
      }
    }
  }

  @Test func `A walk is short where rows are as dense as those of a lead time's table`() {
    let rows = (0..<640).map { 1 + Double($0) / 64 }, guide = SearchGuide(rows), cells = guide.cells
    let longest = rows.indices.map { $0 - cells.start(rows[$0]) }.max()
    #expect((longest ?? 0) <= 3)
  }
}
