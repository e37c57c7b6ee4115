public import Randomness

extension CompiledDemand {
  /// A per-item stream seen period by period, for studies that have no moments of the day. The draws are those of the tape.
  public struct PerItemAccess: Sendable {
    private let stream: PerItem
    private let positions: [Int32: Int32]

    init(_ stream: PerItem) {
      self.stream = stream
      var positions: [Int32: Int32] = [:]
      for (i, item) in stream.items.enumerated() { positions[item] = Int32(i) }
      self.positions = positions
    }

    /// Where an item stands in the stream; nil if it is not in it.
    public func position(item: Int) -> Int? { positions[Int32(item)].map(Int.init) }

    /// Units asked in periods of the stream that start in [`start`, `end`).
    public func total(position i: Int, from start: Int64, to end: Int64, key: DrawKey) -> Int64 {
      var period = Int((start + stream.period - 1) / stream.period)
      var sum: Int64 = 0
      while period < stream.periods, Int64(period) * stream.period < end {
        let drawn = stream.sampler(i, period: period).drawInteger(key.bits(source: stream.sources[i], ordinal: UInt64(period)))
        switch stream.kinds[i] {
        case .lump, .customers: sum += drawn
        case .sizedCustomers:
          let size = stream.sizes[i]
          for customer in 0..<Int(drawn) {
            let (_, bits) = key.block(source: stream.sources[i] ^ 0x9e37_79b9_7f4a_7c15, ordinal: UInt64(period) << 24 | UInt64(customer))
            sum += size.drawInteger(bits)
          }
        }
        period += 1
      }
      return sum
    }
  }
}
