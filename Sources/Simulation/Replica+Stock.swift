internal import Groundwork
internal import Kernel
internal import Randomness
internal import Supply
internal import Warehouse

extension Replica {
  /// A replenishment arrives at the door.
  mutating func receive(_ index: Int) {
    let receipt = receipts[index]
    let point = Int(receipt.stockPoint)
    ledger.receive(point, receipt.quantity, at: now)
    if let watcher { tellReceipt(Int32(truncatingIfNeeded: index), .received, watcher) }
    // Receipts of one instant end one cycle.
    if counts[point].receivedAt != now {
      if measuring {
        counts[point].cycles += 1
        if !counts[point].shortThisCycle { counts[point].cleanCycles += 1 }
      }
      counts[point].receivedAt = now
      counts[point].shortThisCycle = false
    }
    if measuring {
      counts[point].receivedUnits += receipt.quantity
      totals.leadTicks += Int128(now - receipt.orderedAt)
      totals.receipts += 1
    }
    let firstStation = compiled.floor.firstInbound
    guard firstStation >= 0, compiled.floor.plan.location == compiled.plan.supply.stockPoints[point].location else {
      putAway(Int32(index))
      return
    }
    // A receipt is known by its item and the minute it was ordered, whatever else was ordered.
    let salt = compiled.receiptSalt ^ (receipt.isEmergency ? compiled.emergencySources : compiled.leadTimeSources)[point]
    let identity = UInt64(receipt.orderedAt / 60_000_000)
    let size = Floor.JobSize(lines: 1, units: receipt.quantity, aisles: rules[point].aisleBit)
    let job = floor.makeJob(
      .inbound, payload: Int32(truncatingIfNeeded: index), size, due: .max, priority: 0, salt: salt, identity: identity, key: key)
    if floor.drawsLines(.inbound) {
      floor.addLine(0, quantity: receipt.quantity, to: job, .inbound, salt: salt, identity: identity, key: key)
    }
    if compiled.floor.recordsPicks { floor.addPick(point, receipt.quantity, line: 0, to: job, at: now) }
    if !compiled.floor.isPlain {
      let plan = compiled.plan.supply.stockPoints[point]
      floor.name(job, truck: truck(from: receipt.isEmergency ? plan.emergency?.supplier ?? plan.supplier : plan.supplier))
    }
    floor.enter(job, station: firstStation, at: now, agenda: &agenda)
  }

  /// Received goods are on their shelf: from now on they can be picked.
  mutating func putAway(_ index: Int32) {
    // Below zero: goods that have come back.
    if index < 0 { return finishReturn(~index) }
    let receipt = receipts[Int(index)]
    let point = Int(receipt.stockPoint)
    ledger.putAway(point, receipt.quantity, at: now)
    if compiled.floor.recordsPicks { tellStored(point, receipt.quantity) }
    if let watcher { tellReceipt(index, .putAway, watcher) }
    if ledger[point].owed > 0 { toAllocate.append(receipt.stockPoint) }
    receipts.remove(index)
  }

  /// Reads what the floor has finished in the last event.
  mutating func collectFinishedWork() {
    if compiled.inspects { while let one = floor.nextInspected() { inspect(one.payload, step: one.step) } }
    while let index = floor.nextPutAway() { putAway(index) }
    while let load = floor.nextDeparted() {
      let zone = floor.departedZone
      if zone < 0 { depart(load) } else { departPart(of: load, zone: zone) }
    }
    if !compiled.floor.isPlain { while let load = floor.nextAbandoned() { abandon(load) } }
  }

  /// Stock that has come goes to those who wait, first come first served, item by item.
  mutating func allocateToWaiting() {
    let points = toAllocate
    toAllocate.removeAll(keepingCapacity: true)
    for point32 in points {
      let point = Int(point32)
      while ledger[point].available > 0, orders.heads[point] >= 0 {
        let slot = Int(orders.heads[point])
        let take = min(ledger[point].available, orders.waiting[slot].missing)
        ledger.settle(point, take, at: now)
        ledger.allocate(point, take, at: now)
        orders.waiting[slot].missing -= take
        if let watcher { tellAllocated(slot, take, watcher) }
        if orders.waiting[slot].missing > 0 {
          leaveInPart(slot, take)
          break
        }
        let done = orders.waiting[slot]
        orders.removeFirstWaiting(point)
        let order = Int(done.order)
        orders.orders[order].waitingLines -= 1
        if orders.orders[order].isComplete {
          if !orders.addToHeld(order, line: done.line, done.total) {
            orders.orders[order].held = orders.makeGoods(
              stockPoint: point32, line: done.line, quantity: done.total, next: orders.orders[order].held)
          }
          if orders.orders[order].waitingLines == 0 { launchHeld(done.order) }
        } else {
          launch(
            done.order, goods: orders.makeGoods(stockPoint: point32, line: done.line, quantity: done.total, next: -1, split: done.split),
            Floor.JobSize(lines: 1, units: done.total, aisles: rules[point].aisleBit))
        }
      }
    }
  }

  /// Where there is no floor and nothing waits to be complete, goods for a line that still waits for more leave as they come, as its first
  /// part did; the line is finished with its last part. A floor moves them together.
  private mutating func leaveInPart(_ slot: Int, _ take: Int64) {
    let one = orders.waiting[slot], order = orders.orders[Int(one.order)]
    if order.isComplete || streamRules[Int(order.stream)].throughFloor { return }
    let point = Int(one.stockPoint)
    ledger.deliver(point, take, at: now)
    if compiled.takesBack {
      promiseReturn(of: .init(stockPoint: one.stockPoint, line: one.line, quantity: take, next: -1, split: -1), order: one.order)
    }
    if measuring { totals.unitsFinished += take }
    orders.waiting[slot].total -= take
  }

  /// Asks the policies of the stock points that changed (or are due), and places their orders.
  mutating func reviewPolicies() {
    let points = toReview
    toReview.removeAll(keepingCapacity: true)
    for point32 in points {
      let point = Int(point32), rule = orderRules[point]
      isToReview[point] = false
      let position = ledger[point].position
      let wanted = compiled.plan.supply.stockPoints[point].control.policy.orderQuantity(position: position, at: SimTime(ticks: now))
      if wanted <= 0 { continue }
      if !compiled.jointOf.isEmpty, compiled.jointOf[point] >= 0 {
        let order = compiled.jointOf[point]
        if !jointOrders.contains(order) { jointOrders.append(order) }
        continue
      }
      if rule.hasEmergency, let emergency = compiled.plan.supply.stockPoints[point].emergency, emergency.takes(position: position) {
        placeEmergency(roundedUp(wanted, minimum: emergency.minimum ?? 1, multiple: emergency.multiple ?? 1), of: point, emergency)
      } else {
        place(roundedUp(wanted, minimum: rule.minimum, multiple: rule.multiple), of: point)
      }
    }
    if !jointOrders.isEmpty { placeJointOrders() }
  }

  /// Orders that an item at its must-order level has started: whoever is at or below its can-order level goes along.
  private mutating func placeJointOrders() {
    let started = jointOrders
    jointOrders.removeAll(keepingCapacity: true)
    for order in started {
      for point32 in compiled.joint[Int(order)] {
        let point = Int(point32), plan = compiled.plan.supply.stockPoints[point]
        let position = ledger[point].position
        guard case .canOrder(_, let c, let S) = plan.control.policy, position <= c, position < S else { continue }
        place(roundedUp(S - position, minimum: plan.minimum, multiple: plan.multiple), of: point)
      }
    }
  }

  /// Orders units from a stock point's supplier; what is taken up for one location at one instant is one order and pays its fixed cost
  /// once.
  @inline(__always)
  mutating func place(_ quantity: Int64, of point: Int) {
    let order = orderRules[point], source = Int(order.supplier), supplier = supplierRules[source]
    let orderedAt = opening(now, of: source, supplier), free: Int64
    if let course = supplier.course {
      free = leadTimes[point].arrival(orderedAt: orderedAt, course, key: key)
    } else {
      free = leadTimes[point].arrival(orderedAt: orderedAt, leadTime: compiled.leadTimes[source], key: key)
    }
    let due = leadTimes[point].receipt(due: opening(free, of: source, supplier), keepsOrder: supplier.keepsOrder)
    book(quantity, of: point, supplier, house: Int(order.house), orderedAt: orderedAt, due: due, isEmergency: false)
  }

  /// The same from the stock point's second supplier.
  private mutating func placeEmergency(_ quantity: Int64, of point: Int, _ emergency: EmergencySupply) {
    let source = emergency.supplier, supplier = supplierRules[source], locations = compiled.plan.supply.locations.count
    let orderedAt = opening(now, of: source, supplier)
    let free = emergencyLeadTimes[point].arrival(orderedAt: orderedAt, leadTime: compiled.leadTimes[source], key: key)
    let due = emergencyLeadTimes[point].receipt(due: opening(free, of: source, supplier), keepsOrder: supplier.keepsOrder)
    let house = source * locations + Int(orderRules[point].house) % locations
    bookEmergency(quantity, of: point, from: emergency)
    book(quantity, of: point, supplier, house: house, orderedAt: orderedAt, due: due, isEmergency: true)
  }

  /// The supplier's next open moment.
  @inline(__always)
  private func opening(_ time: Int64, of source: Int, _ rule: SupplierRule) -> Int64 {
    rule.isAlwaysOpen ? time : compiled.wallClock.open(time, closed: compiled.plan.supply.suppliers[source].closedDays)
  }

  /// Enters an order that a supplier takes up at `orderedAt` and that is received at `due`.
  @inline(__always)
  private mutating func book(
    _ quantity: Int64, of point: Int, _ supplier: SupplierRule, house: Int, orderedAt: Int64, due: Int64, isEmergency: Bool
  ) {
    ledger.order(point, quantity, at: now)
    let index = receipts.insert(Receipt(stockPoint: Int32(point), quantity: quantity, orderedAt: now, isEmergency: isEmergency))
    if let watcher { tellReceipt(index, .replenishmentOrdered, watcher) }
    agenda.schedule(at: SimTime(ticks: due), .receipt, kind: Self.receiptDue, subject: index)
    totals.runningOrdering += supplier.lineCost
    if measuring {
      counts[point].orders += 1
      totals.supplierLines += 1
      totals.orderingCost += supplier.lineCost
      itemOrdering[point] += supplier.lineCost
    }
    let shipment = shipment(house, orderedAt: orderedAt)
    if shipment < 0 {
      shipments[house].append(Shipment(orderedAt: orderedAt, isMeasured: measuring))
      totals.runningOrdering += supplier.orderCost
      if measuring {
        totals.orderingCost += supplier.orderCost
        totals.supplierOrders += 1
      }
    }
    let last = shipment < 0 ? shipments[house].count - 1 : shipment
    if measuring, shipments[house][last].isMeasured { shipments[house][last].lines.append(Int32(truncatingIfNeeded: point)) }
    note(7, UInt64(point) << 32 ^ UInt64(bitPattern: quantity))
  }

  /// Counts a line to the emergency supplier, and what its units cost more.
  private mutating func bookEmergency(_ quantity: Int64, of point: Int, from emergency: EmergencySupply) {
    let surcharge = emergency.surcharge * Double(quantity)
    totals.runningOrdering += surcharge
    if !measuring { return }
    totals.orderingCost += surcharge
    itemOrdering[point] += surcharge
    totals.emergencyLines += 1
    totals.emergencyUnits += quantity
  }

  /// The place of the order that a supplier takes up for a location at that moment, which more lines can join; -1 = none yet. The others
  /// that were taken up before now are whole.
  private mutating func shipment(_ house: Int, orderedAt: Int64) -> Int {
    var i = shipments[house].count, isLater = true
    while i > 0 {
      i -= 1
      let moment = shipments[house][i].orderedAt
      if moment == orderedAt { return i }
      if moment < now { isLater = false }
    }
    if isLater { return -1 }
    for shipment in shipments[house] where shipment.orderedAt < now { share(shipment, house) }
    shipments[house].removeAll { $0.orderedAt < now }
    return -1
  }

  /// The fixed cost of an order is borne by its lines in equal parts, known once none can join it or measuring ends.
  mutating func share(_ shipment: Shipment, _ house: Int) {
    if shipment.lines.isEmpty { return }
    let supply = compiled.plan.supply, part = supply.suppliers[house / supply.locations.count].orderCost / Double(shipment.lines.count)
    for line in shipment.lines { itemOrdering[Int(line)] += part }
  }
}

/// The least order of at least `minimum` units that is a multiple of `multiple`.
@inline(__always)
func roundedUp(_ wanted: Int64, minimum: Int64, multiple: Int64) -> Int64 {
  let least = max(wanted, minimum)
  return multiple > 1 ? (least + multiple - 1) / multiple * multiple : least
}
