internal import Groundwork
internal import Kernel
public import Randomness

/// Draws the demand of one replication day by day.
///
/// A day is drawn in three steps: who comes when and with how many lines, in the order of the streams; their sorting by time (ties: as
/// drawn); their lines.
public struct DemandTape: ~Copyable {
  private let demand: CompiledDemand
  private let key: DrawKey
  private var nextDay = 0
  private var replayPositions: [Int]
  private var arrivals = Slab<Arrival>(capacity: 256)
  private var sorted = Slab<Arrival>(capacity: 256)
  private var places = Slab<Int32>(capacity: 257)
  private let scratch: ItemRace.Scratch
  private var newItems: NewItemRace?
  /// The day by the clock on the wall for which new items have their popularity.
  private var newItemsDay = -1

  /// Somebody who comes on the day being drawn.
  struct Arrival: BitwiseCopyable {
    var time: Int64
    var key: UInt64
    /// Units wanted of `item`; of a replayed order the place of its first line.
    var quantity: Int64
    var stream: Int32
    /// −1 for an order whose lines are still to be found.
    var item: Int32
    var lines: Int32
  }

  public init(_ demand: CompiledDemand, key: DrawKey) {
    self.demand = demand
    self.key = key
    replayPositions = [Int](repeating: 0, count: demand.streams.count)
    var contestants = 0
    for case .orders(let orders) in demand.streams { contestants = max(contestants, orders.race.count) }
    scratch = ItemRace.Scratch(contestants: contestants)
    newItems = demand.newItems.map { NewItemRace($0.plan, streams: $0.streams, key: key, days: demand.days) }
  }

  public var isComplete: Bool { nextDay >= demand.days }

  /// The whole horizon at once: what alternatives with the same demand share.
  ///
  /// - Parameter chunk: what it is written to; a used one has its memory already.
  public static func complete(_ demand: CompiledDemand, key: DrawKey, in chunk: DemandChunk = DemandChunk()) -> DemandChunk {
    var tape = DemandTape(demand, key: key)
    chunk.clear()
    while !tape.isComplete { tape.drawDay(appendingTo: chunk) }
    return chunk
  }

  /// Replaces the chunk by the next day's orders; what a single reader does to keep memory flat.
  public mutating func nextDay(into chunk: DemandChunk) {
    chunk.clear()
    drawDay(appendingTo: chunk)
  }

  private mutating func drawDay(appendingTo chunk: DemandChunk) {
    let day = nextDay
    nextDay += 1
    arrivals.removeAll()
    var lines = 0
    for (index, stream) in demand.streams.enumerated() {
      switch stream {
      case .orders(let orders): lines += arrive(orders, stream: Int32(index), day: day)
      case .perItem(let perItem): lines += arrive(perItem, stream: Int32(index), day: day)
      case .replay(let replay): lines += arrive(replay, stream: index, day: day)
      }
    }
    sort(from: Int64(day) * dayTicks)
    let count = arrivals.count
    chunk.append(orders: count, lines: lines) { columns in
      var i = 0
      while i < count {
        var arrival = arrivals[i]
        if arrival.item < 0, case .orders(let orders) = demand.streams[Int(arrival.stream)] {
          // All that come one after the other in a stream: to look it up for each counts references.
          let stream = arrival.stream
          while true {
            orders.find(Int(arrival.lines), identity: arrival.key, key: key, scratch, into: &columns)
            if newItems != nil {
              reach(arrival.time)
              offer(arrival, orders, &columns)
            }
            columns.end(time: arrival.time, stream: stream, key: arrival.key)
            i &+= 1
            if i == count || arrivals[i].stream != stream { break }
            arrival = arrivals[i]
          }
          continue
        }
        if arrival.item >= 0 {
          columns.add(item: arrival.item, quantity: arrival.quantity)
        } else {
          repeatLines(of: arrival, &columns)
        }
        columns.end(time: arrival.time, stream: arrival.stream, key: arrival.key)
        i &+= 1
      }
    }
  }

  /// The lines of a replayed order.
  private func repeatLines(of arrival: Arrival, _ columns: inout DemandChunk.Columns) {
    guard case .replay(let replay) = demand.streams[Int(arrival.stream)] else { preconditionFailure("demand by item knows its item") }
    for line in replay.lines[Int(arrival.quantity)..<(Int(arrival.quantity) + Int(arrival.lines))] {
      columns.add(item: Int32(line.item), quantity: line.quantity)
    }
  }

  /// Brings the day's arrivals into order of time: into about as many stretches of the day as there are arrivals, then by insertion.
  private mutating func sort(from dayStart: Int64) {
    let n = arrivals.count
    var isSorted = true
    for i in 1..<max(1, n) where arrivals[i].time < arrivals[i - 1].time {
      isSorted = false
      break
    }
    if isSorted { return }
    // A stretch is 2^shift ticks; the day has 2³⁷ of them at most.
    var shift: UInt64 = 0
    while (dayTicks >> shift) >= Int64(n) && shift < 40 { shift += 1 }
    let stretches = Int(dayTicks >> shift) + 1
    places.removeAll()
    places.append(repeating: 0, count: stretches + 1)
    for i in 0..<n { places[Int((arrivals[i].time - dayStart) >> shift) + 1] += 1 }
    for stretch in 0..<stretches { places[stretch + 1] += places[stretch] }
    sorted.removeAll()
    sorted.append(repeating: Arrival(time: 0, key: 0, quantity: 0, stream: 0, item: 0, lines: 0), count: n)
    for i in 0..<n {
      let arrival = arrivals[i], stretch = Int((arrival.time - dayStart) >> shift)
      sorted[Int(places[stretch])] = arrival
      places[stretch] += 1
    }
    for i in 1..<n {
      let arrival = sorted[i]
      var hole = i
      while hole > 0, sorted[hole - 1].time > arrival.time {
        sorted[hole] = sorted[hole - 1]
        hole -= 1
      }
      if hole != i { sorted[hole] = arrival }
    }
    swap(&arrivals, &sorted)
  }

  /// Gives new items the popularity they have on the day of a moment.
  private mutating func reach(_ time: Int64) {
    var day = newItemsDay
    while demand.dayStart(day + 1) <= time { day += 1 }
    if day == newItemsDay { return }
    newItemsDay = day
    newItems?.begin(day: day)
  }

  /// Gives new items the lines of an order that they win, with a size of their own from the line's own draw.
  private func offer(_ arrival: Arrival, _ orders: CompiledDemand.Orders, _ columns: inout DemandChunk.Columns) {
    let first = columns.line - Int(arrival.lines)
    for line in 0..<Int(arrival.lines) {
      guard let item = newItems?.winner(stream: Int(arrival.stream), identity: arrival.key, line: line, key: key) else { continue }
      let bits = orders.quantityBits(line, identity: arrival.key, key: key)
      columns.items[first + line] = Int32(item)
      columns.quantities[first + line] = max(1, orders.quantity(item, line & 1 == 0 ? bits.0 : bits.1))
    }
  }

  // MARK: One stream, one day

  /// Largest number of lines an order can have; a draw beyond is cut (a law so wide is refused at the door).
  public static let mostLines = 4096

  /// - Returns: the lines of those who come.
  private mutating func arrive(_ orders: CompiledDemand.Orders, stream: Int32, day: Int) -> Int {
    if orders.race.isEmpty { return 0 }
    let sources = orders.sources
    var total = 0
    for bucket in (day * 24)..<min(day * 24 + 24, orders.hourlyMean.count) {
      let mean = orders.hourlyMean[bucket]
      if mean <= 0 { continue }
      let bits = key.bits(source: sources.count, ordinal: UInt64(bucket))
      let place = Int(orders.counterOf[bucket])
      let count = place >= 0 ? Int(orders.counters[place].drawInteger(bits)) : poissonProcessCount(mean: mean, uniform: unitInterval(bits))
      let start = Int64(bucket) * hourTicks
      for ordinal in 0..<count {
        let identity = UInt64(bucket) << 20 | UInt64(ordinal)
        let (position, lineBits) = key.block(source: sources.order, ordinal: identity)
        let time = start + Int64((unitInterval(position) * Double(hourTicks)))
        if time >= demand.horizon { continue }
        let lines = orders.onlyLines ?? orders.lineCount(lineBits)
        arrivals.append(Arrival(time: time, key: identity, quantity: 0, stream: stream, item: -1, lines: Int32(lines)))
        total += lines
      }
    }
    return total
  }

  private mutating func arrive(_ perItem: CompiledDemand.PerItem, stream: Int32, day: Int) -> Int {
    let dayStart = Int64(day) * dayTicks, dayEnd = min(dayStart + dayTicks, demand.horizon)
    let before = arrivals.count
    // A period longer than a day is drawn on the day it starts; its customers may come later, so every day of it looks at the whole period.
    var period = perItem.period(at: dayStart)
    while period < perItem.periods, perItem.start(period) < dayStart + dayTicks {
      let start = perItem.start(period), span = Double(perItem.start(period + 1) - start)
      for i in perItem.items.indices {
        // Ordinal: period and customer; the total or count of a period has the period alone.
        let ordinal = UInt64(period) << 24, source = perItem.sources[i], item = perItem.items[i], kind = perItem.kinds[i]
        if kind == .lump {
          if start < dayStart || start >= dayEnd { continue }
          let total = perItem.sampler(i, period: period).drawInteger(key.bits(source: source, ordinal: UInt64(period)))
          if total > 0 {
            arrivals.append(Arrival(time: start, key: perItem.identity(i, ordinal), quantity: total, stream: stream, item: item, lines: 1))
          }
          continue
        }
        let count = Int(perItem.sampler(i, period: period).drawInteger(key.bits(source: source, ordinal: UInt64(period))))
        let size = perItem.sizes[i]
        for customer in 0..<count {
          let ordinal = ordinal | UInt64(customer)
          let (position, sizeBits) = key.block(source: source ^ 0x9e37_79b9_7f4a_7c15, ordinal: ordinal)
          let time = start + Int64(unitInterval(position) * span)
          if time < dayStart || time >= dayEnd { continue }
          let quantity = kind == .customers ? 1 : size.drawInteger(sizeBits)
          if quantity > 0 {
            let identity = perItem.identity(i, ordinal)
            arrivals.append(Arrival(time: time, key: identity, quantity: quantity, stream: stream, item: item, lines: 1))
          }
        }
      }
      period += 1
    }
    return arrivals.count - before
  }

  private mutating func arrive(_ replay: ReplayStream, stream: Int, day: Int) -> Int {
    let dayEnd = min(Int64(day + 1) * dayTicks, demand.horizon)
    var i = replayPositions[stream]
    let before = i
    while i < replay.lines.count, replay.lines[i].time.ticks < dayEnd {
      let first = i, order = replay.lines[i].order
      while i < replay.lines.count, replay.lines[i].order == order { i += 1 }
      arrivals.append(
        Arrival(
          time: replay.lines[first].time.ticks, key: UInt64(order), quantity: Int64(first), stream: Int32(stream), item: -1,
          lines: Int32(i - first)))
    }
    replayPositions[stream] = i
    return i - before
  }
}

extension CompiledDemand.Orders {
  /// Draws item and quantity of an order's lines.
  func find(
    _ lines: Int, identity: UInt64, key: DrawKey, _ scratch: borrowing ItemRace.Scratch, into columns: inout DemandChunk.Columns
  ) {
    if let only = race.only {
      if let onlyQuantity {
        for _ in 0..<lines { columns.add(item: only, quantity: onlyQuantity) }
        return
      }
      for line in stride(from: 0, to: lines, by: 2) {
        let bits = quantityBits(line, identity: identity, key: key)
        columns.add(item: only, quantity: max(1, quantity(Int(only), bits.0)))
        if line &+ 1 < lines { columns.add(item: only, quantity: max(1, quantity(Int(only), bits.1))) }
      }
      return
    }
    var first = 0
    while first < lines {
      let batch = min(ItemRace.width, lines - first)
      race.run(key: key.block(source: sources.item, ordinal: identity, draw: UInt16(first / ItemRace.width)), count: batch, scratch)
      var lane = 0
      while lane < batch {
        let item = scratch[lane], next = lane &+ 1
        if let onlyQuantity {
          columns.add(item: item, quantity: onlyQuantity)
          if next < batch { columns.add(item: scratch[next], quantity: onlyQuantity) }
        } else {
          let bits = quantityBits(first &+ lane, identity: identity, key: key)
          columns.add(item: item, quantity: max(1, quantity(Int(item), bits.0)))
          if next < batch { columns.add(item: scratch[next], quantity: max(1, quantity(Int(scratch[next]), bits.1))) }
        }
        lane &+= 2
      }
      first += batch
    }
  }

  /// The bits of the quantities of two lines, of an even one and the one after it.
  @inline(__always)
  func quantityBits(_ line: Int, identity: UInt64, key: DrawKey) -> (UInt64, UInt64) {
    key.block(source: sources.line, ordinal: identity, draw: UInt16(truncatingIfNeeded: line >> 1))
  }
}
