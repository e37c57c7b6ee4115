internal import Kernel
internal import Groundwork
public import Randomness

/// Customers' orders in order of time, as flat arrays. An order's identity (for every later draw) is its `key`, not its position.
public struct DemandChunk: Sendable {
  /// Arrival of each order, ticks.
  public internal(set) var times: [Int64] = []
  public internal(set) var streams: [Int32] = []
  /// (hour bucket << 20 | ordinal) in an order stream; (period << 24 | customer) in a per-item stream; the order's number in a replay.
  public internal(set) var keys: [UInt64] = []
  /// First line of each order; one more element than orders.
  public internal(set) var firstLines: [Int32] = [0]
  public internal(set) var items: [Int32] = []
  public internal(set) var quantities: [Int64] = []

  public init() {}

  public var count: Int { times.count }

  @inline(__always)
  mutating func begin(time: Int64, stream: Int, key: UInt64) {
    times.append(time)
    streams.append(Int32(stream))
    keys.append(key)
  }

  @inline(__always)
  mutating func line(item: Int32, quantity: Int64) {
    items.append(item)
    quantities.append(quantity)
  }

  @inline(__always)
  mutating func end() { firstLines.append(Int32(items.count)) }

  mutating func clear() {
    times.removeAll(keepingCapacity: true)
    streams.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    firstLines.removeAll(keepingCapacity: true)
    firstLines.append(0)
    items.removeAll(keepingCapacity: true)
    quantities.removeAll(keepingCapacity: true)
  }

  /// Orders of `other` behind these, in order of time (ties: as drawn).
  mutating func appendSorted(_ other: DemandChunk) {
    let n = other.count
    if n == 0 { return }
    if zip(other.times, other.times.dropFirst()).allSatisfy({ $0 <= $1 }) {
      let shift = Int32(items.count)
      times += other.times
      streams += other.streams
      keys += other.keys
      for first in other.firstLines.dropFirst() { firstLines.append(first + shift) }
      items += other.items
      quantities += other.quantities
      return
    }
    var order = [Int32](0..<Int32(n))
    order.sort { a, b in
      let ta = other.times[Int(a)], tb = other.times[Int(b)]
      return ta == tb ? a < b : ta < tb
    }
    for position in order {
      let i = Int(position)
      begin(time: other.times[i], stream: Int(other.streams[i]), key: other.keys[i])
      let lines = Int(other.firstLines[i])..<Int(other.firstLines[i + 1])
      items += other.items[lines]
      quantities += other.quantities[lines]
      end()
    }
  }
}

/// Draws the demand of one replication day by day.
public struct DemandTape: Sendable {
  private let demand: CompiledDemand
  private let key: DrawKey
  private var nextDay = 0
  private var replayPositions: [Int]
  /// Orders of the day under construction, before sorting.
  private var draft = DemandChunk()

  public init(_ demand: CompiledDemand, key: DrawKey) {
    self.demand = demand
    self.key = key
    replayPositions = [Int](repeating: 0, count: demand.streams.count)
  }

  public var isComplete: Bool { nextDay >= demand.days }

  /// The whole horizon at once: what alternatives with the same demand share.
  public static func complete(_ demand: CompiledDemand, key: DrawKey) -> DemandChunk {
    var tape = DemandTape(demand, key: key), chunk = DemandChunk()
    while !tape.isComplete { tape.drawDay(appendingTo: &chunk) }
    return chunk
  }

  /// Replaces the chunk by the next day's orders; what a single reader does to keep memory flat.
  public mutating func nextDay(into chunk: inout DemandChunk) {
    chunk.clear()
    drawDay(appendingTo: &chunk)
  }

  private mutating func drawDay(appendingTo chunk: inout DemandChunk) {
    let day = nextDay
    nextDay += 1
    var draft = self.draft
    self.draft = DemandChunk()
    draft.clear()
    for (index, stream) in demand.streams.enumerated() {
      switch stream {
      case .orders(let orders): Self.draw(orders, demand, key, stream: index, day: day, into: &draft)
      case .perItem(let perItem): Self.draw(perItem, demand, key, stream: index, day: day, into: &draft)
      case .replay(let replay): replayPositions[index] = Self.draw(replay, demand, from: replayPositions[index], stream: index, day: day, into: &draft)
      }
    }
    chunk.appendSorted(draft)
    self.draft = draft
  }

  // MARK: One stream, one day

  /// Largest number of lines an order can have; a draw beyond is cut (a law so wide is refused at the door).
  static let mostLines = 4096

  private static func draw(
    _ orders: CompiledDemand.Orders, _ demand: CompiledDemand, _ key: DrawKey, stream: Int, day: Int, into draft: inout DemandChunk
  ) {
    if orders.race.isEmpty { return }
    let sources = orders.sources
    for bucket in (day * 24)..<min(day * 24 + 24, orders.hourlyMean.count) {
      let mean = orders.hourlyMean[bucket]
      if mean <= 0 { continue }
      let bits = key.bits(source: sources.count, ordinal: UInt64(bucket))
      let count: Int
      if let counter = orders.counters[bucket] { count = Int(counter.drawInteger(bits)) } else { count = PoissonCount.draw(mean: mean, uniform: unitInterval(bits)) }
      let start = Int64(bucket) * hourTicks
      for ordinal in 0..<count {
        let identity = UInt64(bucket) << 20 | UInt64(ordinal)
        let (position, lineBits) = key.block(source: sources.order, ordinal: identity)
        let time = start + Int64((unitInterval(position) * Double(hourTicks)))
        if time >= demand.horizon { continue }
        draft.begin(time: time, stream: stream, key: identity)
        let lines = min(Self.mostLines, max(1, Int(orders.lines.drawInteger(lineBits))))
        var first = 0
        while first < lines {
          let batch = min(ItemRace.width, lines - first)
          let raceKey = key.bits(source: sources.item, ordinal: identity, draw: UInt16(first / ItemRace.width))
          orders.race.winners(key: raceKey, count: batch) { lane, item in
            let sampler = orders.quantityOf[Int(item)]
            let quantityBits = key.bits(source: sources.line, ordinal: identity, draw: UInt16(first + lane))
            draft.line(item: item, quantity: max(1, orders.quantities[Int(sampler)].drawInteger(quantityBits)))
          }
          first += batch
        }
        draft.end()
      }
    }
  }

  private static func draw(
    _ perItem: CompiledDemand.PerItem, _ demand: CompiledDemand, _ key: DrawKey, stream: Int, day: Int, into draft: inout DemandChunk
  ) {
    let dayStart = Int64(day) * dayTicks, dayEnd = dayStart + dayTicks
    // A period longer than a day is drawn on the day it starts; its customers may come later, so every day of it looks at the whole period.
    let firstPeriod = Int(dayStart / perItem.period)
    let lastPeriod = min(perItem.periods - 1, Int((dayEnd - 1) / perItem.period))
    if firstPeriod > lastPeriod { return }
    for period in firstPeriod...lastPeriod {
      let start = Int64(period) * perItem.period
      let factor = Int(perItem.factorOf[period])
      for i in perItem.items.indices {
        let source = perItem.sources[i]
        // Ordinal: period; draw 0 is the total or count, draw k + 1 customer k. Later draws of the order use item and period as its identity.
        let identity = UInt64(period) << 24
        switch perItem.kinds[i] {
        case .lump:
          if start < dayStart || start >= dayEnd || start >= demand.horizon { continue }
          let total = perItem.samplers[i][factor].drawInteger(key.bits(source: source, ordinal: UInt64(period)))
          if total > 0 { add(item: perItem.items[i], quantity: total, time: start, stream: stream, identity: identity, to: &draft) }
        case .customers(let size):
          let count = Int(perItem.samplers[i][factor].drawInteger(key.bits(source: source, ordinal: UInt64(period))))
          for customer in 0..<count {
            let (position, sizeBits) = key.block(source: source ^ 0x9e37_79b9_7f4a_7c15, ordinal: UInt64(period) << 24 | UInt64(customer))
            let time = start + Int64(unitInterval(position) * Double(perItem.period))
            if time < dayStart || time >= dayEnd || time >= demand.horizon { continue }
            let quantity = size.map { $0.drawInteger(sizeBits) } ?? 1
            if quantity > 0 { 
                add(item: perItem.items[i], quantity: quantity, time: time, stream: stream, identity: identity | UInt64(customer), to: &draft)
              }
          }
        }
      }
    }
  }

  private static func add(item: Int32, quantity: Int64, time: Int64, stream: Int, identity: UInt64, to draft: inout DemandChunk) {
    draft.begin(time: time, stream: stream, key: identity)
    draft.line(item: item, quantity: quantity)
    draft.end()
  }

  private static func draw(_ replay: ReplayStream, _ demand: CompiledDemand, from: Int, stream: Int, day: Int, into draft: inout DemandChunk) -> Int {
    let dayEnd = min(Int64(day + 1) * dayTicks, demand.horizon)
    var i = from
    while i < replay.lines.count, replay.lines[i].time.ticks < dayEnd {
      let order = replay.lines[i].order
      draft.begin(time: replay.lines[i].time.ticks, stream: stream, key: UInt64(order))
      while i < replay.lines.count, replay.lines[i].order == order {
        draft.line(item: Int32(replay.lines[i].item), quantity: replay.lines[i].quantity)
        i += 1
      }
      draft.end()
    }
    return i
  }
}
