import Testing

@testable import Kernel

@Suite struct `Histograms of spans` {
  @Test func `a bin knows its extremes, whatever the order`() {
    var up = TickHistogram(), down = TickHistogram()
    let spans: [Int64] = [0, 255, 256, 257, 2_220_000_000, 2_220_000_001, 2_221_000_000, 1 << 40, .max]
    for span in spans { up.add(span) }
    for span in spans.reversed() { down.add(span) }
    #expect(up.bins.filter { $0.count > 0 } == down.bins.filter { $0.count > 0 })
    #expect(up.total == 9)
    let bin = up.bins[TickHistogram.bin(2_220_000_000)]
    #expect(bin.count == 3 && bin.extremes.low == 2_220_000_000 && bin.extremes.high == 2_221_000_000)
    #expect(up.bins[0].extremes.low == 0 && up.bins[0].extremes.high == 0)
    #expect(up.bins[TickHistogram.bin(UInt64(Int64.max))].extremes.high == UInt64(Int64.max))
  }

  @Test func `extremes lie within the bin's edges`() {
    var dice = SplitMix(seed: 5)
    for _ in 0..<2_000 {
      let span = UInt64(1) << UInt64(dice.below(62)) | UInt64(dice.below(1 << 20))
      var histogram = TickHistogram()
      histogram.add(Int64(span))
      let bin = TickHistogram.bin(span)
      #expect(histogram.bins[bin].extremes.low == span && histogram.bins[bin].extremes.high == span)
      #expect(TickHistogram.edge(bin) <= span && span < TickHistogram.edge(bin + 1))
      #expect(Double(TickHistogram.edge(bin + 1) - TickHistogram.edge(bin)) <= max(1, 0.0079 * Double(span)))
    }
  }

  @Test func `what is taken back leaves no trace once the bin is empty`() {
    var bin = TickHistogram.Bin()
    bin.add(1000)
    bin.add(1001)
    bin.takeBack()
    #expect(bin.count == 1)
    bin.takeBack()
    #expect(bin == TickHistogram.Bin())
  }
}
