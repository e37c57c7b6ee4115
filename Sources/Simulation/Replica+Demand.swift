internal import Groundwork
internal import Kernel
internal import Randomness
internal import Supply
internal import Warehouse

extension Replica {
  @inline(__always)
  mutating func markForReview(_ point: Int) {
    if isToReview[point] { return }
    isToReview[point] = true
    toReview.append(Int32(point))
  }

  /// The next order on the tape arrives: each line takes what is free, the rest waits or is lost, and what was taken starts through the warehouse.
  mutating func serveDemand() {
    let index = tapeIndex
    tapeIndex += 1
    let stream = Int(tape.streams[index]), identity = tape.keys[index]
    let terms = compiled.demand.terms[stream]
    let first = Int(tape.firstLines[index]), lineCount = Int(tape.firstLines[index + 1]) - first
    note(3 + UInt64(stream) << 4, identity)
    let itemCount = compiled.plan.supply.items.count
    let throughFloor = compiled.floor.map { $0.plan.location == terms.location && $0.firstOutbound >= 0 } ?? false
    let keepsGoods = throughFloor || terms.shipComplete
    var goods: Int32 = -1, taken = 0, waitingLines = 0, lostSome = false, short = false
    var order: Int32 = -1

    for line in 0..<lineCount {
      let item = Int(tape.items[first + line]), quantity = tape.quantities[first + line]
      let point = Int(compiled.stockPointOf[terms.location * itemCount + item])
      let unlimited = compiled.plan.supply.stockPoints[point].unlimited
      let free = unlimited ? quantity : (ledger.owed[point] > 0 ? 0 : ledger.available[point])
      let take = min(quantity, free)
      let missing = quantity - take
      if measuring {
        counts[point].asked += quantity
        counts[point].served += take
        totals.linesAsked += 1
        if missing == 0 { totals.linesServed += 1 }
      }
      totals.asked += quantity
      totals.served += take
      if take > 0 {
        taken += 1
        if !unlimited {
          ledger.allocate(point, take, at: now)
          if !keepsGoods { ledger.deliver(point, take, at: now) }
        }
        if keepsGoods {
          goods = orders.makeGoods(stockPoint: Int32(point), line: Int32(line), quantity: take, next: goods)
        } else if measuring {
          counts[point].delivered += take
        }
      }
      if missing > 0 {
        short = true
        counts[point].shortThisCycle = true
        if measuring { counts[point].stockOuts += 1 }
        let waits = terms.backorderShare >= 1
          || (terms.backorderShare > 0
            && key.uniform(source: terms.unmetSource, ordinal: identity, draw: UInt16(truncatingIfNeeded: line)) < terms.backorderShare)
        if waits {
          if order < 0 { order = makeOrder(index, terms, identity, lineCount) }
          waitingLines += 1
          ledger.owe(point, missing, at: now)
          if measuring { counts[point].backordered += missing }
          totals.backorderOnce += measuring ? Double(missing) * compiled.plan.supply.stockPoints[point].backorderCostPerUnit : 0
          orders.wait(
            .init(order: order, stockPoint: Int32(point), line: Int32(line), missing: missing, total: missing, since: now, next: -1),
            stockPoints: counts.count)
        } else {
          lostSome = true
          let cost = Double(missing) * compiled.plan.supply.stockPoints[point].lostSaleCost
          totals.runningLost += cost
          if measuring {
            counts[point].lost += missing
            totals.lostCost += cost
          }
        }
      }
      if !unlimited, case .continuous = compiled.plan.supply.stockPoints[point].control.review { markForReview(point) }
    }

    if measuring {
      totals.ordersAsked += 1
      if !short { totals.ordersServed += 1 }
      if terms.due != nil { totals.ordersDue += 1 }
    }
    daily.arrived += 1
    if waitingLines == 0 && !keepsGoods {
      // Everything that will leave has left at once.
      if taken > 0 {
        daily.departed += 1
        if measuring { finishAtOnce(lines: taken, hasDue: terms.due != nil && !lostSome) }
      }
      return
    }
    if taken == 0 && waitingLines == 0 { return }
    if order < 0 { order = makeOrder(index, terms, identity, lineCount) }
    totals.open += 1
    orders.orders[Int(order)].lostSome = lostSome
    orders.orders[Int(order)].waitingLines = Int32(waitingLines)
    if terms.shipComplete {
      orders.orders[Int(order)].pending = 1
      orders.orders[Int(order)].held = goods
      if waitingLines == 0 { launchHeld(order) }
    } else {
      orders.orders[Int(order)].pending = Int32(waitingLines)
      if goods >= 0 {
        orders.orders[Int(order)].pending += 1
        launch(order, goods: goods)
      } else if taken > 0 && measuring {
        // Without a floor the first part has left already; its lines are done.
        totals.linesFinished += Int64(taken)
      }
    }
  }

  private mutating func finishAtOnce(lines: Int, hasDue: Bool) {
    totals.ordersFinished += 1
    totals.linesFinished += Int64(lines)
    totals.cycleTimes.add(0)
    if hasDue { totals.ordersOnTime += 1 }
  }

  private mutating func makeOrder(_ index: Int, _ terms: CompiledDemand.Terms, _ identity: UInt64, _ lines: Int) -> Int32 {
    var order = OrderBook.Order()
    order.arrival = now
    order.due = terms.due.map { now + $0 } ?? .max
    order.identity = identity
    order.stream = tape.streams[index]
    order.lines = Int32(lines)
    order.isCohort = measuring
    order.isComplete = terms.shipComplete
    if measuring { openCohort += 1 }
    return orders.makeOrder(order)
  }

  /// Sends goods of an order into the outbound flow, or straight out where there is none.
  mutating func launch(_ order: Int32, goods: Int32) {
    let load = orders.makeLoad(order: order, goods: goods)
    let stream = Int(orders.orders[Int(order)].stream)
    let terms = compiled.demand.terms[stream]
    guard let floorPlan = compiled.floor, floorPlan.plan.location == terms.location, floorPlan.firstOutbound >= 0 else {
      depart(load)
      return
    }
    var lines = 0, units: Int64 = 0
    var mask: UInt64 = 0
    var slot = goods
    let stockPoints = compiled.plan.supply.stockPoints
    while slot >= 0 {
      let part = orders.goods[Int(slot)]
      lines += 1
      units += part.quantity
      mask |= compiled.aisleBits[stockPoints[Int(part.stockPoint)].item]
      slot = part.next
    }
    let identity = orders.orders[Int(order)].identity, salt = compiled.workSalts[stream]
    let sortKey = floorPlan.usesPriority ? Int64(terms.priority) : orders.orders[Int(order)].due
    let job = floor!.makeJob(payload: load, lines: lines, aisleMask: mask, sortKey: sortKey)
    let work = floorPlan.work
    for step in work.outbound {
      var seconds = work.seconds(orderAt: step, salt: salt, identity: identity, key: key)
      if work.drawsPerLine(step) {
        var slot = goods
        while slot >= 0 {
          let part = orders.goods[Int(slot)]
          seconds += work.seconds(lineAt: step, line: Int(part.line), quantity: part.quantity, salt: salt, identity: identity, key: key)
          slot = part.next
        }
      } else {
        let constants = work.constants(step)
        seconds += constants.perLine * Double(lines) + constants.perUnit * Double(units)
      }
      floor!.setWork(job, step: step, seconds: seconds)
    }
    floor!.enter(job, station: floorPlan.firstOutbound, at: now)
  }

  /// All lines of an order that ships complete are there.
  mutating func launchHeld(_ order: Int32) {
    let goods = orders.orders[Int(order)].held
    orders.orders[Int(order)].held = -1
    launch(order, goods: goods)
  }

  /// A load leaves the house.
  mutating func depart(_ load: Int32) {
    let order = orders.loads[Int(load)].order
    var slot = orders.loads[Int(load)].goods
    note(5, orders.orders[Int(order)].identity)
    while slot >= 0 {
      let part = orders.goods[Int(slot)]
      let point = Int(part.stockPoint)
      if !compiled.plan.supply.stockPoints[point].unlimited { ledger.deliver(point, part.quantity, at: now) }
      if measuring {
        counts[point].delivered += part.quantity
        totals.linesFinished += 1
        totals.unitsFinished += part.quantity
      }
      orders.removeGoods(slot)
      slot = part.next
    }
    orders.removeLoad(load)
    orders.orders[Int(order)].pending -= 1
    if orders.orders[Int(order)].pending == 0 { finish(order) }
  }

  private mutating func finish(_ slot: Int32) {
    let order = orders.orders[Int(slot)]
    daily.departed += 1
    totals.open -= 1
    if order.isCohort {
      openCohort -= 1
      let span = now - order.arrival
      totals.cycleTicks += Int128(span)
      totals.cycleTimes.add(span)
      totals.ordersFinished += 1
      if order.due != .max {
        if now <= order.due && !order.lostSome { totals.ordersOnTime += 1 } else { totals.ordersLate += 1 }
      }
    }
    orders.removeOrder(slot)
  }
}
