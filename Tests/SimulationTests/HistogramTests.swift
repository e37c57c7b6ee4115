import Foundation
import Kernel
import Randomness
import Simulation
import Testing

@Suite struct `Quantiles` {
  /// Hyndman and Fan's type 7, from the sorted list.
  private func slow(_ sorted: [Double], _ p: Double) -> Double {
    let position = p * Double(sorted.count - 1), below = Int(position.rounded(.down)), above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }

  private func pooled(_ spans: [Int64]) -> Histogram {
    var ticks = TickHistogram()
    for span in spans { ticks.add(span) }
    return Histogram(ticks, ticksPerUnit: 60e6)
  }

  @Test func `when everything takes 37 minutes, every quantile is 37 minutes`() {
    let histogram = pooled([Int64](repeating: 37 * 60_000_000, count: 1_000))
    for p in [0, 0.05, 0.5, 0.95, 0.99, 1] { #expect(histogram.quantile(p) == 37) }
  }

  @Test func `the share up to a value is counted`() {
    let histogram = pooled([5, 10, 10, 20, 40].map { Int64($0 * 60_000_000) })
    #expect([4.9, 5, 9, 10, 39.9, 40, 1e9].map { histogram.weight(upTo: $0) } == [0, 1, 1, 3, 4, 5, 5])
    // Many in one bin: never more than half a bin's factor of 1.015 from the sorted list's count.
    let spans = (0..<10_000).map { Int64(60e6 * exp2(6 * Double($0) / 10_000)) }, many = pooled(spans)
    for value in [1.5, 3.3, 17, 60.0] {
      let exact = Double(spans.count { Double($0) / 60e6 <= value })
      #expect(abs(many.weight(upTo: value) - exact) <= 5, "\(value)")
    }
  }

  @Test func `order statistics are exact where a bin holds no more than two`() {
    // A factor of 1.03 apart, each in a bin of its own; then each twice.
    let once = (0..<300).map { Int64(60e6 * exp2(Double($0) / 24)) }
    for spans in [once, once.flatMap { [$0, $0 + 1] }] {
      let histogram = pooled(spans.shuffledBy(7)), sorted = spans.sorted().map { Double($0) / 60e6 }
      for p in [0, 0.013, 0.25, 0.5, 0.777, 0.95, 0.99, 1] {
        #expect(abs(histogram.quantile(p) - slow(sorted, p)) <= 1e-12 * slow(sorted, p))
      }
    }
  }

  @Test func `any quantile is within 0.8 % of the sorted list's, grows with its share, and does not hang on the order of pooling`() {
    let key = DrawKey(seed: 3, phase: .main, replication: 0)
    let spans = (0..<20_000).map { Int64(60e6 * exp2(6 * key.uniform(source: 1, ordinal: UInt64($0)))) }
    let sorted = spans.sorted().map { Double($0) / 60e6 }
    let parts = stride(from: 0, to: spans.count, by: 1_000).map { pooled(Array(spans[$0..<($0 + 1_000)])) }
    var forwards = Histogram(scale: 60e6), backwards = Histogram(scale: 60e6)
    for part in parts { forwards.add(part) }
    for part in parts.reversed() { backwards.add(part) }
    #expect(forwards == backwards)
    var last = 0.0
    for i in 0...1_000 {
      let p = Double(i) / 1_000, value = forwards.quantile(p)
      #expect(value == pooled(spans).quantile(p))
      #expect(abs(value - slow(sorted, p)) < 0.008 * slow(sorted, p))
      #expect(value >= last)
      last = value
    }
    #expect(forwards.quantile(0) == sorted[0] && forwards.quantile(1) == sorted[sorted.count - 1])
  }

  @Test func `the level not exceeded for 95 % of the time is a level that was`() {
    var levels = [Double](repeating: 0, count: 701)
    (levels[0], levels[300], levels[700]) = (10, 80, 10)
    let histogram = Histogram(levels: levels)
    #expect(
      histogram.quantile(0.05) == 0 && histogram.quantile(0.5) == 300 && histogram.quantile(0.9) == 300 && histogram.quantile(0.95) == 700)
  }

  // Weeks of remission under 6-MP, open ones not yet relapsed: E. J. Freireich et al., Blood 21 (1963), 699–716; the standard worked
  // example, whose median is 23 weeks and whose mean up to week 35 is 23.287 (by hand 13 856/595).
  private let ended: [Double] = [6, 6, 6, 7, 10, 13, 16, 22, 23]
  private let open: [UInt64] = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]

  @Test func `Kaplan and Meier's quantiles and mean on the remissions of Freireich`() {
    var histogram = Histogram()
    for week in ended { histogram.add(week) }
    for week in open { histogram.addOpen(ticks: week) }
    #expect(histogram.quantile(0.5) == 23 && histogram.reaches(0.5))
    // S is 0.857, 0.807, 0.753, 0.690 after weeks 6, 7, 10, 13.
    #expect(
      histogram.quantile(0.14) == 6 && histogram.quantile(0.19) == 7 && histogram.quantile(0.24) == 10 && histogram.quantile(0.25) == 13)
    #expect(abs(histogram.restrictedMean - 13_856.0 / 595) < 1e-12)
    // S ends at 0.448: what fewer than that have lasted is not known, only that it is 35 or more.
    #expect(!histogram.reaches(0.95) && histogram.quantile(0.95) == 35)
    #expect(histogram.reaches(0.55) && !histogram.reaches(0.56))
  }

  @Test func `open numbers pool like the others, and none of them changes nothing`() {
    var first = Histogram(), second = Histogram(), whole = Histogram(), reversed = Histogram()
    for (i, week) in ended.enumerated() {
      if i % 2 == 0 { first.add(week) } else { second.add(week) }
    }
    for (i, week) in open.enumerated() {
      if i % 3 == 0 { first.addOpen(ticks: week) } else { second.addOpen(ticks: week) }
    }
    whole.add(first)
    whole.add(second)
    reversed.add(second)
    reversed.add(first)
    #expect(whole == reversed && whole.quantile(0.5) == 23 && whole.openTotal == 12)
    var plain = Histogram(), alone = Histogram()
    for week in ended { plain.add(week) }
    alone.addOpen(ticks: 40)
    #expect(plain.reaches(0.99) && plain.quantile(0.5) == 10 && abs(plain.restrictedMean - 109.0 / 9) < 1e-12)
    #expect(!alone.reaches(0.01) && alone.quantile(0.5) == 40 && alone.restrictedMean == 40)
    #expect(Histogram().quantile(0.5).isNaN && Histogram().restrictedMean.isNaN)
  }
}

extension [Int64] {
  /// In an order that has nothing to do with their size.
  fileprivate func shuffledBy(_ seed: UInt64) -> [Int64] {
    let key = DrawKey(seed: seed, phase: .main, replication: 0)
    return enumerated().sorted { key.uniform(source: 2, ordinal: UInt64($0.offset)) < key.uniform(source: 2, ordinal: UInt64($1.offset)) }
      .map(\.element)
  }
}
