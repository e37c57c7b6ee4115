internal import Kernel
internal import Supply
internal import Warehouse

/// What a replica tells whoever watches. It only reads, so that watching changes no number.
extension Replica {
  /// The trace where somebody watches.
  var watcher: Trace? { trace?.observer == nil ? nil : trace }

  private func event(_ kind: TraceEvent.Kind) -> TraceEvent { TraceEvent(kind, at: SimTime(ticks: now)) }

  private func withLevels(_ event: TraceEvent, of point: Int) -> TraceEvent {
    var event = event
    event.stockPoint = Int32(truncatingIfNeeded: point)
    if rules[point].unlimited { return event }
    event.available = ledger[point].available
    event.owed = ledger[point].owed
    event.onOrder = ledger[point].onOrder
    return event
  }

  /// `serveDemand`, told.
  mutating func serveDemandTold() {
    guard let trace else { return serveDemand() }
    let index = tapeIndex, stream = tape.streams[index], identity = tape.keys[index]
    let rule = streamRules[Int(stream)], first = Int(tape.firstLines[index]), end = Int(tape.firstLines[index + 1])
    let number = trace.enterOrder(stream: stream, identity: identity)
    var placed = event(.orderPlaced)
    placed.order = number
    placed.stream = stream
    placed.count = end - first
    for line in first..<end { placed.quantity += tape.quantities[line] }
    if rule.due != .max { placed.due = SimTime(ticks: now + rule.due) }
    trace.tell(placed)
    let open = totals.open, departed = daily.departed
    serveDemand()
    for line in first..<end {
      var asked = withLevels(event(.lineAsked), of: Int(stockPointOf[rule.firstStockPoint + Int(tape.items[line])]))
      asked.order = number
      asked.stream = stream
      asked.line = Int32(truncatingIfNeeded: line - first)
      asked.quantity = tape.quantities[line]
      trace.tell(asked)
    }
    // Without a record in the order book it went at once, or never will.
    guard totals.open == open, trace.closeOrder(stream: stream, identity: identity) > 0 else { return }
    var gone = event(daily.departed > departed ? .orderFinished : .orderLost)
    gone.order = number
    gone.stream = stream
    trace.tell(gone)
  }

  func tellShort(_ missing: Int64, of line: Int, at point: Int, _ index: Int, waits: Bool, _ trace: Trace) {
    var short = withLevels(event(waits ? .lineWaits : .lineLost), of: point)
    short.order = trace.number(stream: tape.streams[index], identity: tape.keys[index])
    short.stream = tape.streams[index]
    short.line = Int32(truncatingIfNeeded: line)
    short.quantity = missing
    trace.tell(short)
  }

  func tellAllocated(_ slot: Int, _ quantity: Int64, _ trace: Trace) {
    let waiting = orders.waiting[slot], order = orders.orders[Int(waiting.order)]
    var served = withLevels(event(.lineAllocated), of: Int(waiting.stockPoint))
    served.order = trace.number(stream: order.stream, identity: order.identity)
    served.stream = order.stream
    served.line = waiting.line
    served.quantity = quantity
    trace.tell(served)
  }

  func tellLaunch(_ load: Int32, _ trace: Trace) {
    let order = orders.orders[Int(orders.loads[Int(load)].order)]
    var ready = event(.loadReady)
    ready.order = trace.number(stream: order.stream, identity: order.identity)
    ready.stream = order.stream
    var slot = orders.loads[Int(load)].goods
    while slot >= 0 {
      ready.count += 1
      ready.quantity += orders.goods[Int(slot)].quantity
      slot = orders.goods[Int(slot)].next
    }
    ready.load = trace.enterLoad(load, order: ready.order)
    trace.tell(ready)
  }

  func tellGone(_ load: Int32, _ kind: TraceEvent.Kind, _ trace: Trace) {
    var gone = event(kind)
    (gone.order, gone.load) = trace.closeLoad(load)
    gone.stream = orders.orders[Int(orders.loads[Int(load)].order)].stream
    trace.tell(gone)
  }

  func tellFinished(_ order: OrderBook.Order, _ trace: Trace) {
    var finished = event(order.hasLeft ? .orderLost : .orderFinished)
    finished.order = trace.closeOrder(stream: order.stream, identity: order.identity)
    finished.stream = order.stream
    if order.due != .max { finished.due = SimTime(ticks: order.due) }
    trace.tell(finished)
  }

  func tellReceipt(_ slot: Int32, _ kind: TraceEvent.Kind, _ trace: Trace) {
    let receipt = receipts[Int(slot)]
    if kind == .replenishmentOrdered { trace.enterReceipt(slot, stockPoint: receipt.stockPoint) }
    var told = withLevels(event(kind), of: Int(receipt.stockPoint))
    told.receipt = trace.receipt(slot)
    told.quantity = receipt.quantity
    trace.tell(told)
    if kind == .putAway { trace.closeReceipt(slot) }
  }
}
