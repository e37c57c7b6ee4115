import Testing

@testable import Warehouse

/// Work becomes whole ticks.
@Suite struct `Spans in ticks` {
  @Test(arguments: [
    0, 0.49999999999999994, 0.5, 0.5000000000000001, 1.5, 2.5, 3.5, 123_456_789.5, 123_456_790.5, 74.0000001 * 1e6, 0x1p51 + 0.5,
    0x1p51 + 1.5, 0x1p52 - 0.5, 0x1p52 - 1, 0x1p52, 0x1p52 + 1, 4e15, 9e17,
  ])
  func `are rounded to the nearest one, the half up`(span: Double) {
    #expect(ticks(span) == Int64(span.rounded(.toNearestOrAwayFromZero)))
  }

  @Test func `are what division by halves says, for spans of every size`() {
    var state: UInt64 = 7
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      // Quarters of a tick: every fourth one is a half.
      let quarters = Int64(state >> (14 + state % 40)), span = Double(quarters) / 4
      guard quarters < 1 << 53 else { continue }
      #expect(ticks(span) == (quarters + 2) / 4)
    }
  }

  @Test func `that rounding has made a hair negative are none`() { #expect(ticks(-1e-12) == 0) }
}
