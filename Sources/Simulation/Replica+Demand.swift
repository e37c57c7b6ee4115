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

  /// The next order on the tape arrives: each line takes what is free, the rest waits or is lost, and what was taken starts through the
  /// warehouse.
  mutating func serveDemand() {
    let index = tapeIndex
    tapeIndex += 1
    let stream = Int(tape.streams[index]), identity = tape.keys[index]
    let rule = streamRules[stream]
    let first = Int(tape.firstLines[index]), lineCount = Int(tape.firstLines[index + 1]) - first
    note(3 + UInt64(stream) << 4, identity)
    let keepsGoods = rule.keepsGoods
    var goods: Int32 = -1, taken = 0, aisles: UInt64 = 0, waitingLines = 0, lostSome = false, short = false
    var order: Int32 = -1, cut = 0
    // Summed here and added once: the loop then writes to the stock points alone.
    var asked: Int64 = 0, served: Int64 = 0, linesServed: Int64 = 0

    let items = tape.items, quantities = tape.quantities, points = stockPointOf.start + rule.firstStockPoint, time = now
    var line = 0
    while line < lineCount {
      let point = Int(points[Int(items[first &+ line])]), quantity = quantities[first &+ line], asks = rules.place(point)
      let take: Int64
      if asks.pointee.unlimited {
        take = quantity
        ledger.ask(point, quantity)
        if !keepsGoods && measuring { counts[point].unstocked += take }
      } else {
        take = keepsGoods ? ledger.promise(point, of: quantity, at: time) : ledger.hand(point, of: quantity, at: time)
      }
      asked &+= quantity
      served &+= take
      if take > 0 {
        taken &+= 1
        if keepsGoods {
          goods = orders.makeGoods(
            stockPoint: Int32(truncatingIfNeeded: point), line: Int32(truncatingIfNeeded: line), quantity: take, next: goods)
          aisles |= asks.pointee.aisleBit
        }
      }
      if take == quantity {
        linesServed &+= 1
      } else {
        short = true
        if leaveUnmet(quantity &- take, of: line, at: point, index, rule, identity, lineCount, &order) {
          waitingLines += 1
          // A line in two parts is finished with the second.
          if take > 0, !rule.shipComplete {
            if keepsGoods { orders.split(goods, restAt: point) } else { cut += 1 }
          }
        } else {
          lostSome = true
        }
      }
      if ledger[point].position <= asks.pointee.trigger { markForReview(point) }
      line &+= 1
    }

    totals.asked += asked
    totals.served += served
    if measuring {
      totals.linesAsked &+= Int64(lineCount)
      totals.linesServed &+= linesServed
      totals.ordersAsked &+= 1
      if !short { totals.ordersServed &+= 1 }
      if rule.due != .max { totals.ordersDue += 1 }
    }
    daily.arrived &+= 1
    if waitingLines == 0 && !keepsGoods {
      // Everything that will leave has left at once.
      if taken > 0 {
        daily.departed &+= 1
        if measuring { finishAtOnce(lines: taken, units: served, hasDue: rule.due != .max && !lostSome) }
      }
      return
    }
    if taken == 0 && waitingLines == 0 { return }
    if order < 0 { order = makeOrder(index, rule, identity, lineCount) }
    totals.open += 1
    let slot = Int(order)
    orders.orders[slot].lostSome = lostSome
    orders.orders[slot].waitingLines = Int32(truncatingIfNeeded: waitingLines)
    if rule.shipComplete {
      orders.orders[slot].pending = 1
      orders.orders[slot].held = goods
      if waitingLines == 0 { launchHeld(order) }
    } else {
      orders.orders[slot].pending = Int32(truncatingIfNeeded: waitingLines)
      if goods >= 0 {
        orders.orders[slot].pending += 1
        launch(order, goods: goods, Floor.JobSize(lines: taken, units: served, aisles: aisles))
      } else if taken > 0 && measuring {
        // Without a floor the first part has left already; its lines are done, but for those of which a part waits.
        totals.linesFinished += Int64(taken - cut)
        totals.unitsFinished += served
      }
    }
  }

  /// Units of a line that stock could not serve wait or are lost; true when they wait.
  private mutating func leaveUnmet(
    _ missing: Int64, of line: Int, at point: Int, _ index: Int, _ rule: StreamRule, _ identity: UInt64, _ lineCount: Int,
    _ order: inout Int32
  ) -> Bool {
    counts[point].shortThisCycle = true
    if measuring { counts[point].stockOuts += 1 }
    let waits =
      rule.backorderShare >= 1
      || (rule.backorderShare > 0
        && key.uniform(source: rule.unmetSource, ordinal: identity, draw: UInt16(truncatingIfNeeded: line)) < rule.backorderShare)
    if let watcher { tellShort(missing, of: line, at: point, index, waits: waits, watcher) }
    if waits {
      if order < 0 { order = makeOrder(index, rule, identity, lineCount) }
      ledger.owe(point, missing, at: now)
      let cost = Double(missing) * (prices.isEmpty ? compiled.unmetCosts[point].backordered : prices[point].backordered)
      totals.runningBackorder += cost
      if measuring {
        counts[point].backordered += missing
        totals.backorderOnce += cost
      }
      orders.wait(
        .init(
          order: order, stockPoint: Int32(truncatingIfNeeded: point), line: Int32(truncatingIfNeeded: line), missing: missing,
          total: missing,
          since: now, next: -1))
    } else {
      if measuring { counts[point].lost += missing }
      price(lost: missing, at: point)
    }
    return waits
  }

  /// What units that are never sold cost.
  private mutating func price(lost units: Int64, at point: Int) {
    let cost = Double(units) * (prices.isEmpty ? compiled.unmetCosts[point].lost : prices[point].lost)
    totals.runningLost += cost
    if measuring { totals.lostCost += cost }
  }

  private mutating func finishAtOnce(lines: Int, units: Int64, hasDue: Bool) {
    totals.ordersFinished += 1
    totals.ordersDeparted += 1
    totals.linesFinished += Int64(lines)
    totals.unitsFinished += units
    totals.cycleTimes.add(0)
    if hasDue { totals.ordersOnTime += 1 }
  }

  private mutating func makeOrder(_ index: Int, _ rule: StreamRule, _ identity: UInt64, _ lines: Int) -> Int32 {
    var order = OrderBook.Order()
    order.arrival = now
    order.due = rule.due == .max ? .max : now + rule.due
    order.identity = identity
    order.stream = tape.streams[index]
    order.lines = Int32(truncatingIfNeeded: lines)
    if tapeIsWhole { order.row = Int32(truncatingIfNeeded: index) }
    order.isCohort = measuring
    order.isComplete = rule.shipComplete
    if measuring { openCohort += 1 }
    return orders.orders.insert(order)
  }

  /// Sends goods of an order into the outbound flow, or straight out where there is none.
  mutating func launch(_ order: Int32, goods: Int32, _ size: Floor.JobSize) {
    let load = orders.loads.insert(.init(order: order, goods: goods))
    let stream = Int(orders.orders[Int(order)].stream)
    if let watcher { tellLaunch(load, watcher) }
    if !streamRules[stream].throughFloor {
      depart(load)
      return
    }
    let identity = orders.orders[Int(order)].identity, salt = streamRules[stream].workSalt
    let job = floor.makeJob(
      .outbound, payload: load, size, due: orders.orders[Int(order)].due, priority: streamRules[stream].priority, salt: salt,
      identity: identity, row: orders.orders[Int(order)].row, key: key)
    if floor.drawsLines(.outbound) {
      var slot = goods
      while slot >= 0 {
        let part = orders.goods[Int(slot)]
        floor.addLine(Int(part.line), quantity: part.quantity, to: job, .outbound, salt: salt, identity: identity, key: key)
        slot = part.next
      }
    }
    if compiled.floor.recordsPicks { tellPicks(of: job, goods) }
    if !compiled.zoneOfPoint.isEmpty { tellZones(of: goods, job, salt: salt, identity: identity) }
    floor.enter(job, station: compiled.floor.firstOutbound, at: now, agenda: &agenda)
  }

  /// All lines of an order that ships complete are there.
  mutating func launchHeld(_ order: Int32) {
    let goods = orders.orders[Int(order)].held
    orders.orders[Int(order)].held = -1
    var size = Floor.JobSize(), slot = goods
    while slot >= 0 {
      let part = orders.goods[Int(slot)]
      size.add(part.quantity, rules[Int(part.stockPoint)].aisleBit)
      slot = part.next
    }
    launch(order, goods: goods, size)
  }

  /// A load leaves the house.
  mutating func depart(_ load: Int32) {
    let order = orders.loads[Int(load)].order
    let first = orders.loads[Int(load)].goods
    var slot = first
    note(5, orders.orders[Int(order)].identity)
    if let watcher { tellGone(load, .loadLeft, watcher) }
    var lines: Int64 = 0, units: Int64 = 0
    let takesBack = compiled.takesBack, time = now
    while slot >= 0 {
      let part = orders.goods[Int(slot)]
      let point = Int(part.stockPoint)
      if !rules[point].unlimited {
        ledger.deliver(point, part.quantity, at: time)
      } else if measuring {
        counts[point].unstocked += part.quantity
      }
      if takesBack { promiseReturn(of: part, order: order) }
      if part.split < 0 || orders.partLeaves(part.split) { lines &+= 1 }
      units &+= part.quantity
      slot = part.next
    }
    orders.removeGoods(first)
    if measuring {
      totals.linesFinished += lines
      totals.unitsFinished += units
    }
    orders.loads.remove(load)
    orders.orders[Int(order)].pending -= 1
    if orders.orders[Int(order)].pending == 0 { finish(order) }
  }

  /// A load leaves unserved: its goods go back to their shelf, their sale is lost, and the order is not one that was finished.
  mutating func abandon(_ load: Int32) {
    let order = orders.loads[Int(load)].order
    let first = orders.loads[Int(load)].goods
    var slot = first
    note(8, orders.orders[Int(order)].identity)
    if let watcher { tellGone(load, .loadAbandoned, watcher) }
    while slot >= 0 {
      let part = orders.goods[Int(slot)]
      let point = Int(part.stockPoint)
      if measuring { counts[point].abandoned += part.quantity }
      price(lost: part.quantity, at: point)
      if !rules[point].unlimited {
        ledger.restock(point, part.quantity, at: now)
        if ledger[point].owed > 0 { toAllocate.append(part.stockPoint) }
      }
      if part.split >= 0 { _ = orders.partLeaves(part.split, unserved: true) }
      slot = part.next
    }
    orders.removeGoods(first)
    orders.loads.remove(load)
    orders.orders[Int(order)].hasLeft = true
    orders.orders[Int(order)].pending -= 1
    if orders.orders[Int(order)].pending == 0 { finish(order) }
  }

  private mutating func finish(_ slot: Int32) {
    let order = orders.orders.pointer(Int(slot))
    if let watcher { tellFinished(order.pointee, watcher) }
    daily.departed &+= 1
    totals.open -= 1
    if measuring && !order.pointee.hasLeft { totals.ordersDeparted += 1 }
    if order.pointee.isCohort && order.pointee.hasLeft {
      openCohort -= 1
      totals.ordersAbandoned += 1
      if order.pointee.due != .max { totals.ordersLate += 1 }
    } else if order.pointee.isCohort {
      openCohort -= 1
      let span = now - order.pointee.arrival
      totals.cycleTicks += Int128(span)
      totals.cycleTimes.add(span)
      // The load that left last says where the time went.
      if streamRules[Int(order.pointee.stream)].throughFloor { floor.countPath(at: now) }
      totals.ordersFinished += 1
      if !streamTotals.isEmpty {
        streamTotals[Int(order.pointee.stream)].finished += 1
        streamTotals[Int(order.pointee.stream)].cycleTicks += Int128(span)
        streamTotals[Int(order.pointee.stream)].cycleTimes.add(span)
      }
      if order.pointee.due != .max {
        if now <= order.pointee.due && !order.pointee.lostSome { totals.ordersOnTime += 1 } else { totals.ordersLate += 1 }
        if now > order.pointee.due { totals.ordersPastDue += 1 }
      }
    }
    orders.orders.remove(slot)
  }
}
