internal import Kernel
internal import Supply
internal import Warehouse

/// The daily series while they are written.
struct DailyRecord {
  var series = DailySeries()
  /// Since the last day's end.
  var arrived = 0, departed = 0
  var lastCost = 0.0, lastAsked: Int64 = 0, lastServed: Int64 = 0

  init(days: Int) {
    series.stockValue.reserveCapacity(days)
    series.cost.reserveCapacity(days)
  }
}

extension Replica {
  /// Cost of all kinds from time 0 to now; pay is counted as it falls due.
  private mutating func costToDate() -> Double {
    let accrued = ledger.accrued(at: now)
    var cost = accrued.holding + accrued.backorder + totals.runningOrdering + totals.runningLost + totals.runningReturns
      + totals.runningBackorder
    if compiled.hasFloor {
      let pay = floor.payToDate(at: now)
      cost += pay.regular + pay.overtime
    }
    return cost
  }

  mutating func closeDay() {
    assert(floorAgreesWithLedger(), "the floor and the ledger count different units")
    let cost = costToDate()
    daily.series.stockValue.append(ledger.valueScale.money(ledger.value))
    daily.series.unitsOwed.append(Double(ledger.totalOwed))
    daily.series.ordersOpen.append(Double(totals.open))
    daily.series.cost.append(cost - daily.lastCost)
    daily.series.unitsAsked.append(Double(totals.asked - daily.lastAsked))
    daily.series.unitsServedAtOnce.append(Double(totals.served - daily.lastServed))
    daily.series.ordersArrived.append(Double(daily.arrived))
    daily.series.ordersDeparted.append(Double(daily.departed))
    daily.lastCost = cost
    daily.lastAsked = totals.asked
    daily.lastServed = totals.served
    daily.arrived = 0
    daily.departed = 0
  }

  mutating func startMeasuring() {
    measuring = true
    ledger.restart(at: now)
    for i in 0..<ledger.count { counts[i].deliveredBefore = ledger[i].delivered }
    floor.beginMeasuring(at: now, until: compiled.horizon)
  }

  mutating func stopMeasuring() {
    measured = (0..<ledger.count).map { ledger.integrals($0, at: now) }
    for i in 0..<ledger.count {
      counts[i].asked = ledger[i].asked
      counts[i].delivered = ledger[i].delivered - counts[i].deliveredBefore + counts[i].unstocked
    }
    measureCosts()
    valueMaximum = ledger.valueMaximum
    roomMaximum = ledger.roomMaximum
    floor.endMeasuring(at: now)
    measuring = false
    horizonReached = true
    for house in shipments.indices {
      for shipment in shipments[house] { share(shipment, house) }
      shipments[house] = []
    }
  }

  /// Adds the cohort's orders that are still in the house after the run-out, by their age at its end; those of one stream, or all (nil).
  ///
  /// An order of which a part left unserved will never be one that was finished, and has no cycle time.
  func withOpenOrders(_ finished: Histogram, ofStream stream: Int32? = nil) -> Histogram {
    var times = finished
    if openCohort == 0 { return times }
    let end = compiled.horizon + compiled.plan.clock.runOut.ticks
    orders.orders.forEach { order in
      guard order.isCohort, !order.hasLeft, stream == nil || order.stream == stream else { return }
      times.addOpen(ticks: UInt64(max(0, end - order.arrival)))
    }
    return times
  }

  /// Orders of the cohort that are still in the house after their due time.
  private func openPastDue() -> Int64 {
    let end = compiled.horizon + compiled.plan.clock.runOut.ticks
    var late: Int64 = 0
    orders.orders.forEach { order in if order.isCohort, !order.hasLeft, order.due < end { late += 1 } }
    return late
  }

  /// What was counted between warm-up and horizon (and, for the cohort's durations, until it had left).
  mutating func outcome(replication: Int) -> Outcome {
    let span = Double(compiled.horizon - compiled.warmUp)
    let days = span / Double(dayTicks)
    var outcome = Outcome(replication: replication, weeks: days / 7)
    let supply = compiled.plan.supply
    var items: [ItemOutcome] = []
    items.reserveCapacity(counts.count)
    let firstNew = supply.newItems?.first ?? .max
    let newDays = newItemDays()
    for (i, point) in supply.stockPoints.enumerated() {
      let count = counts[i], item = supply.items[point.item]
      var result = ItemOutcome()
      result.unitsAsked = Double(count.asked)
      result.unitsServedAtOnce = Double(count.asked - count.backordered - count.lost)
      result.unitsBackordered = Double(count.backordered)
      result.unitsLost = Double(count.lostInAll)
      result.ordersPlaced = Double(count.orders)
      result.unitsReceived = Double(count.receivedUnits)
      result.cycles = Double(count.cycles)
      result.cyclesWithoutShortage = Double(count.cleanCycles)
      let perDay = 1 / Double(dayTicks)
      result.onHandUnitDays = Double(wide: measured[i].owned) * perDay
      result.backorderUnitDays = Double(wide: measured[i].owed) * perDay
      result.positionUnitDays = Double(wide: measured[i].position) * perDay
      result.positiveNetDays = point.unlimited ? days : Double(measured[i].positive) * perDay
      result.days = days
      let cost = measuredCost(i, point, result)
      result.cost = cost.holding + cost.backorder + cost.once + itemOrdering[i]
      outcome[.unitsAsked] += result.unitsAsked
      outcome[.unitsServedAtOnce] += result.unitsServedAtOnce
      outcome[.unitsBackordered] += result.unitsBackordered
      outcome[.unitsLost] += result.unitsLost
      outcome[.unitsDelivered] += Double(count.delivered)
      outcome[.valueAsked] += result.unitsAsked * item.price
      outcome[.valueServedAtOnce] += result.unitsServedAtOnce * item.price
      outcome[.cycles] += result.cycles
      outcome[.cyclesWithoutShortage] += result.cyclesWithoutShortage
      outcome[.stockValueDays] += result.onHandUnitDays * item.unitCost
      outcome[.backorderUnitDays] += result.backorderUnitDays
      if point.item < firstNew {
        outcome[.readyWeighted] += result.positiveNetDays * point.meanDailyDemand
        outcome[.readyWeight] += days * point.meanDailyDemand
        outcome[.inStockItemDays] += result.positiveNetDays
        outcome[.itemDays] += days
        outcome[.stockOutOccasions] += Double(count.stockOuts)
      } else {
        // The time before its launch is no time without stock: new items have measures of their own.
        outcome[.newUnitsAsked] += result.unitsAsked
        outcome[.newUnitsServedAtOnce] += result.unitsServedAtOnce
        outcome[.newStockOuts] += Double(count.stockOuts)
        outcome[.newItemDays] += newDays[point.item - firstNew]
      }
      outcome[.revenue] += Double(count.delivered) * item.price
      outcome[.costOfGoodsDelivered] += Double(count.delivered) * item.unitCost
      outcome[.unitsReceived] += result.unitsReceived
      outcome[.receivedValue] += result.unitsReceived * item.unitCost
      outcome[.unitsOnHandDays] += result.onHandUnitDays
      outcome[.positionUnitDays] += result.positionUnitDays
      outcome[.holdingCost] += cost.holding
      outcome[.backorderCost] += cost.backorder
      items.append(result)
    }
    outcome.items = items
    totals.returns.add(to: &outcome)
    outcome[.newItemsIntroduced] = Double(newItemsIntroduced)
    outcome[.stockValueMaximum] = ledger.valueScale.money(valueMaximum)
    outcome[.roomMaximum] = compiled.roomScale.money(roomMaximum)
    outcome[.backorderCost] += totals.backorderOnce
    outcome[.orderingCost] = totals.orderingCost
    outcome[.lostSalesCost] = totals.lostCost
    outcome[.linesAsked] = Double(totals.linesAsked)
    outcome[.linesServedAtOnce] = Double(totals.linesServed)
    outcome[.ordersAsked] = Double(totals.ordersAsked)
    outcome[.ordersServedAtOnce] = Double(totals.ordersServed)
    outcome[.ordersPlaced] = Double(totals.supplierOrders)
    outcome[.orderLinesPlaced] = Double(totals.supplierLines)
    outcome[.emergencyLines] = Double(totals.emergencyLines)
    outcome[.emergencyUnits] = Double(totals.emergencyUnits)
    outcome[.ordersArrived] = Double(totals.ordersAsked)
    outcome[.ordersFinished] = Double(totals.ordersFinished)
    outcome[.ordersOpen] = Double(openCohort)
    outcome[.ordersDue] = Double(totals.ordersDue)
    outcome[.ordersOnTime] = Double(totals.ordersOnTime)
    outcome[.ordersLate] = Double(totals.ordersLate)
    if let cost = compiled.plan.lateOrderCost { outcome[.lateCost] = cost * Double(totals.ordersPastDue + openPastDue()) }
    outcome[.ordersDeparted] = Double(totals.ordersDeparted)
    outcome[.linesFinished] = Double(totals.linesFinished)
    outcome[.unitsFinished] = Double(totals.unitsFinished)
    outcome[.cycleTimeHours] = Double(totals.cycleTicks) / Double(SimTime.ticksPerHour)
    outcome[.leadTimeDays] = Double(totals.leadTicks) / Double(dayTicks)
    outcome[.receipts] = Double(totals.receipts)
    outcome.cycleTimes = withOpenOrders(Histogram(totals.cycleTimes, ticksPerUnit: Double(SimTime.ticksPerHour)))
    if compiled.hasFloor {
      // Where anything is still open, the run has come to the end of its run-out.
      floor.closeWaits(at: compiled.horizon + compiled.plan.clock.runOut.ticks)
      measureFloor(into: &outcome)
    }
    outcome.daily = daily.series
    outcome.fingerprint = fingerprint
    return outcome
  }
}
