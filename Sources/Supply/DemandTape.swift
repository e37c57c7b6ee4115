internal import Kernel
internal import Groundwork
public import Randomness

/// Customers' orders of one replication in order of time, drawn day by day; alternatives with the same demand read one tape.
///
/// An order is a position in the arrays until its day is dropped. Identity of an order (for every later draw) is its `key`, not its position.
public final class DemandTape {
  public private(set) var times: [Int64] = []
  public private(set) var streams: [Int32] = []
  /// (hour bucket << 20 | ordinal) of an order stream; (item << 24 | period…) of other streams: what the order's later draws are keyed to.
  public private(set) var keys: [UInt64] = []
  /// First line of each order; one more element than orders.
  public private(set) var firstLines: [Int32] = [0]
  public private(set) var items: [Int32] = []
  public private(set) var quantities: [Int64] = []

  private let demand: CompiledDemand
  private let key: DrawKey
  private var nextDay = 0
  private var replayPositions: [Int]
  /// Orders of the day under construction, before sorting.
  private var draft = Draft()

  private struct Draft {
    var times: [Int64] = []
    var streams: [Int32] = []
    var keys: [UInt64] = []
    var firstLines: [Int32] = [0]
    var items: [Int32] = []
    var quantities: [Int64] = []

    mutating func clear() {
      times.removeAll(keepingCapacity: true)
      streams.removeAll(keepingCapacity: true)
      keys.removeAll(keepingCapacity: true)
      firstLines.removeAll(keepingCapacity: true)
      firstLines.append(0)
      items.removeAll(keepingCapacity: true)
      quantities.removeAll(keepingCapacity: true)
    }

    mutating func begin(time: Int64, stream: Int, key: UInt64) {
      times.append(time)
      streams.append(Int32(stream))
      keys.append(key)
    }

    mutating func line(item: Int32, quantity: Int64) {
      items.append(item)
      quantities.append(quantity)
    }

    mutating func end() { firstLines.append(Int32(items.count)) }
  }

  public init(_ demand: CompiledDemand, key: DrawKey) {
    self.demand = demand
    self.key = key
    replayPositions = [Int](repeating: 0, count: demand.streams.count)
  }

  public var count: Int { times.count }
  public var isComplete: Bool { nextDay >= demand.days }

  /// Forgets the orders read so far; what a single reader does to keep memory flat.
  public func forget() {
    times.removeAll(keepingCapacity: true)
    streams.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    firstLines.removeAll(keepingCapacity: true)
    firstLines.append(0)
    items.removeAll(keepingCapacity: true)
    quantities.removeAll(keepingCapacity: true)
  }

  /// Draws the next day's orders and appends them in order of time (ties: stream, then order of drawing).
  public func extendByDay() {
    let day = nextDay
    nextDay += 1
    draft.clear()
    var sources = 0
    for (index, stream) in demand.streams.enumerated() {
      let before = draft.times.count
      switch stream {
      case .orders(let orders): draw(orders, stream: index, day: day)
      case .perItem(let perItem): draw(perItem, stream: index, day: day)
      case .replay(let replay): draw(replay, stream: index, day: day)
      }
      if draft.times.count > before { sources += 1 }
    }
    appendSorted()
  }

  private func appendSorted() {
    let n = draft.times.count
    if n == 0 { return }
    var order = [Int32](0..<Int32(n))
    var sorted = true
    for i in 1..<max(1, n) where draft.times[i] < draft.times[i - 1] {
      sorted = false
      break
    }
    if !sorted {
      order.sort { a, b in
        let ta = draft.times[Int(a)], tb = draft.times[Int(b)]
        return ta == tb ? a < b : ta < tb
      }
    }
    for position in order {
      let i = Int(position)
      times.append(draft.times[i])
      streams.append(draft.streams[i])
      keys.append(draft.keys[i])
      for line in Int(draft.firstLines[i])..<Int(draft.firstLines[i + 1]) {
        items.append(draft.items[line])
        quantities.append(draft.quantities[line])
      }
      firstLines.append(Int32(items.count))
    }
  }

  // MARK: One stream, one day

  /// Largest number of lines an order can have; a draw beyond is cut (a law so wide is refused at the door).
  static let mostLines = 4096

  private func draw(_ orders: CompiledDemand.Orders, stream: Int, day: Int) {
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

  private func draw(_ perItem: CompiledDemand.PerItem, stream: Int, day: Int) {
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
          if total > 0 { add(item: perItem.items[i], quantity: total, time: start, stream: stream, identity: identity) }
        case .customers(let size):
          let count = Int(perItem.samplers[i][factor].drawInteger(key.bits(source: source, ordinal: UInt64(period))))
          for customer in 0..<count {
            let (position, sizeBits) = key.block(source: source ^ 0x9e37_79b9_7f4a_7c15, ordinal: UInt64(period) << 24 | UInt64(customer))
            let time = start + Int64(unitInterval(position) * Double(perItem.period))
            if time < dayStart || time >= dayEnd || time >= demand.horizon { continue }
            let quantity = size.map { $0.drawInteger(sizeBits) } ?? 1
            if quantity > 0 { add(item: perItem.items[i], quantity: quantity, time: time, stream: stream, identity: identity | UInt64(customer)) }
          }
        }
      }
    }
  }

  private func add(item: Int32, quantity: Int64, time: Int64, stream: Int, identity: UInt64) {
    draft.begin(time: time, stream: stream, key: identity)
    draft.line(item: item, quantity: quantity)
    draft.end()
  }

  private func draw(_ replay: ReplayStream, stream: Int, day: Int) {
    let dayEnd = min(Int64(day + 1) * dayTicks, demand.horizon)
    var i = replayPositions[stream]
    while i < replay.lines.count, replay.lines[i].time.ticks < dayEnd {
      let order = replay.lines[i].order
      draft.begin(time: replay.lines[i].time.ticks, stream: stream, key: UInt64(order))
      while i < replay.lines.count, replay.lines[i].order == order {
        draft.line(item: Int32(replay.lines[i].item), quantity: replay.lines[i].quantity)
        i += 1
      }
      draft.end()
    }
    replayPositions[stream] = i
  }
}
