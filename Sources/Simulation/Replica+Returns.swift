internal import Groundwork
internal import Kernel
internal import Randomness
internal import Supply
internal import Warehouse

/// A plan's returns with their law compiled.
struct CompiledReturns: Sendable {
  let plan: ReturnsPlan
  let after: Sampler
  let source = StableHash.of("returns")
  let restockSource = StableHash.of("restock")

  init(_ plan: ReturnsPlan) throws(LawError) {
    self.plan = plan
    after = try Sampler(plan.after)
  }
}

/// A line that is to come back or is on its way through the house.
struct Return: BitwiseCopyable {
  var stockPoint: Int32
  var line: Int32
  var quantity: Int64
  /// Salt and identity of its order: what draws are keyed to.
  var salt: UInt64
  var identity: UInt64
  var came: Int64 = 0
}

/// What came back in the measured window, and what was not accepted.
struct ReturnTotals {
  var returned: Int64 = 0, restocked: Int64 = 0, writtenOff: Int64 = 0
  var ticks: Int128 = 0
  var refunds = 0.0, value = 0.0, cost = 0.0
  var rejected: Int64 = 0
  var rejectsCost = 0.0

  func add(to outcome: inout Outcome) {
    outcome[.unitsReturned] = Double(returned)
    outcome[.refunds] = refunds
    outcome[.returnedValue] = value
    outcome[.unitsRestocked] = Double(restocked)
    outcome[.unitsWrittenOff] = Double(writtenOff)
    outcome[.returnDays] = Double(wide: ticks) / Double(dayTicks)
    outcome[.returnsCost] = cost
    outcome[.unitsRejected] = Double(rejected)
    outcome[.rejectsCost] = rejectsCost
  }
}

/// Goods that customers send back, and goods that are not accepted from suppliers.
extension Replica {
  static let returnDue: UInt16 = 4

  /// Decides whether a line that leaves will come back, and when; keyed to the order and its line.
  mutating func promiseReturn(of part: OrderBook.Goods, order: Int32) {
    guard let returns = compiled.returns else { return }
    let identity = orders.orders[Int(order)].identity, salt = streamRules[Int(orders.orders[Int(order)].stream)].workSalt
    let draw = UInt16(truncatingIfNeeded: 2 * part.line)
    guard key.uniform(source: returns.source ^ salt, ordinal: identity, draw: draw) < returns.plan.share else { return }
    let seconds = max(0, returns.after.draw(key.uniform(source: returns.source ^ salt, ordinal: identity, draw: draw &+ 1)))
    let slot = self.returns.insert(
      .init(stockPoint: part.stockPoint, line: part.line, quantity: part.quantity, salt: salt, identity: identity))
    if let trace = watcher {
      let stream = orders.orders[Int(order)].stream
      trace.enterReturn(
        slot, .init(order: trace.number(stream: stream, identity: identity), stream: stream, line: part.line, stockPoint: part.stockPoint))
    }
    agenda.schedule(at: SimTime(ticks: now + Int64(min(seconds * 1e6, 4e18).rounded())), .receipt, kind: Self.returnDue, subject: slot)
  }

  /// Goods that a customer has sent back are at the door.
  mutating func comeBack(_ slot: Int32) {
    guard let returns = compiled.returns else { return }
    self.returns[Int(slot)].came = now
    let one = self.returns[Int(slot)], point = Int(one.stockPoint)
    let item = compiled.plan.supply.items[compiled.plan.supply.stockPoints[point].item]
    let cost = Double(one.quantity) * returns.plan.costPerUnit
    totals.runningReturns += cost
    if measuring {
      totals.returns.returned += one.quantity
      totals.returns.refunds += Double(one.quantity) * item.price
      totals.returns.value += Double(one.quantity) * item.unitCost
      totals.returns.cost += cost
    }
    let first = compiled.floor.firstReturn
    guard first >= 0, compiled.floor.plan.location == compiled.plan.supply.stockPoints[point].location else { return finishReturn(slot) }
    let identity = one.identity, salt = returns.source ^ Self.mixed(one.salt, one.line)
    let size = Floor.JobSize(lines: 1, units: one.quantity, aisles: rules[point].aisleBit)
    let job = floor.makeJob(.inbound, payload: ~slot, size, due: .max, priority: 0, salt: salt, identity: identity, key: key)
    if floor.drawsLines(.inbound) { floor.addLine(0, quantity: one.quantity, to: job, .inbound, salt: salt, identity: identity, key: key) }
    if compiled.floor.recordsPicks { floor.addPick(point, one.quantity, line: 0, to: job, at: now) }
    floor.enter(job, station: first, at: now, agenda: &agenda)
  }

  /// The house is done with a return: each unit goes back to its shelf or is written off.
  mutating func finishReturn(_ slot: Int32) {
    guard let returns = compiled.returns else { return }
    let one = self.returns[Int(slot)], point = Int(one.stockPoint)
    let fit = successes(
      of: one.quantity, returns.plan.restock, source: returns.restockSource ^ Self.mixed(one.salt, one.line), identity: one.identity)
    let lost = one.quantity - fit
    let item = compiled.plan.supply.items[compiled.plan.supply.stockPoints[point].item]
    note(9, UInt64(point) << 32 ^ UInt64(bitPattern: fit))
    if !rules[point].unlimited {
      ledger.takeBack(point, fit, at: now)
      if compiled.floor.recordsPicks, fit > 0 { tellStored(point, fit) }
      if ledger[point].owed > 0, fit > 0 { toAllocate.append(one.stockPoint) }
    }
    let cost = Double(lost) * item.unitCost
    totals.runningReturns += cost
    if measuring {
      totals.returns.restocked += fit
      totals.returns.writtenOff += lost
      totals.returns.ticks += Int128(one.quantity) * Int128(now - one.came)
      totals.returns.cost += cost
    }
    watcher?.closeReturn(slot)
    self.returns.remove(slot)
  }

  /// A receipt has been inspected: units that fail leave it.
  mutating func inspect(_ index: Int32, step: Int) {
    guard index >= 0, let terms = compiled.floor.plan.steps[step].terms?.receiving else { return }
    let receipt = receipts[Int(index)], point = Int(receipt.stockPoint)
    receipts[Int(index)].inspections += 1
    let source = StableHash.of("rejects/\(compiled.floor.plan.steps[step].name)") ^ compiled.leadTimeSources[point]
    let failed = successes(
      of: receipt.quantity, terms.rejects, source: Self.mixed(source, receipt.inspections), identity: UInt64(receipt.orderedAt / 60_000_000)
    )
    if failed == 0 { return }
    receipts[Int(index)].quantity -= failed
    floor.reject(failed)
    ledger.reject(point, failed, at: now)
    note(10, UInt64(point) << 32 ^ UInt64(bitPattern: failed))
    if ledger[point].position <= rules[point].trigger { markForReview(point) }
    let cost = terms.writesOff ? Double(failed) * compiled.plan.supply.items[compiled.plan.supply.stockPoints[point].item].unitCost : 0
    totals.runningReturns += cost
    if measuring {
      totals.returns.rejected += failed
      totals.returns.rejectsCost += cost
    }
  }

  /// A source of draws of its own for each line of an order, or each inspection of a receipt.
  private static func mixed(_ salt: UInt64, _ number: Int32) -> UInt64 {
    salt &+ UInt64(UInt32(bitPattern: number)) &* 0x9e37_79b9_7f4a_7c15
  }

  /// How many of `count` units succeed, each by a draw of its own.
  private func successes(of count: Int64, _ share: Double, source: UInt64, identity: UInt64) -> Int64 {
    if share <= 0 { return 0 }
    if share >= 1 { return count }
    var sum: Int64 = 0
    for unit in 0..<count {
      // 65 536 draws an ordinal.
      let u = key.uniform(source: source &+ UInt64(unit >> 16), ordinal: identity, draw: UInt16(truncatingIfNeeded: unit))
      if u < share { sum += 1 }
    }
    return sum
  }

  /// The number of the truck with which a supplier's receipts of this moment come.
  mutating func truck(from supplier: Int) -> Int32 {
    if trucks.isEmpty { trucks = [(time: Int64, number: Int32)](repeating: (-1, -1), count: compiled.plan.supply.suppliers.count) }
    if trucks[supplier].time != now {
      trucks[supplier] = (now, truckCount)
      truckCount += 1
    }
    return trucks[supplier].number
  }
}
