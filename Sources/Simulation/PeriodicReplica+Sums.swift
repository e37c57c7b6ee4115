internal import Kernel
internal import Supply

/// What one stock point's measured periods add up to, units and unit·periods.
struct PointSums {
  var asked: Int64 = 0, served: Int64 = 0, backordered: Int64 = 0, lost: Int64 = 0, delivered: Int64 = 0
  var orders: Int64 = 0, stockOuts: Int64 = 0
  /// At the periods' ends, summed; and how many of them had stock on hand.
  var onHand: Int128 = 0, owed: Int128 = 0, position: Int128 = 0, positive: Int64 = 0
  /// Units thrown away, and Σ over units delivered of the periods since their receipt; of perishable goods only.
  var wasted: Int64 = 0, ageAtSale: Int128 = 0
}

extension PeriodicReplica {
  /// Turns a stock point's counts into its outcome and adds them to the replication's sums.
  ///
  /// - Parameter counted: its outcome so far: receipts and cycles.
  mutating func book(_ sums: PointSums, of point: Int, _ counted: ItemOutcome) {
    let plan = compiled.plan.supply.stockPoints[point], item = compiled.plan.supply.items[plan.item]
    let days = Double(period) / Double(dayTicks)
    var result = counted
    let measuredDays = Double(periods - firstMeasured) * days
    result.unitsAsked = Double(sums.asked)
    result.unitsServedAtOnce = Double(sums.served)
    result.unitsBackordered = Double(sums.backordered)
    result.unitsLost = Double(sums.lost)
    result.ordersPlaced = Double(sums.orders)
    result.onHandUnitDays = Double(wide: sums.onHand) * days
    result.backorderUnitDays = Double(wide: sums.owed) * days
    result.positionUnitDays = Double(wide: sums.position) * days
    result.positiveNetDays = Double(sums.positive) * days
    result.days = measuredDays
    let holding = result.onHandUnitDays * plan.holdingCost
    let backorder = result.backorderUnitDays * plan.backorderCost + Double(sums.backordered) * plan.backorderCostPerUnit
    let lostCost = Double(sums.lost) * plan.lostSaleCost
    result.cost = holding + backorder + lostCost
    outcome[.holdingCost] += holding
    outcome[.backorderCost] += backorder
    outcome[.lostSalesCost] += lostCost
    outcome[.unitsAsked] += Double(sums.asked)
    outcome[.unitsServedAtOnce] += Double(sums.served)
    outcome[.unitsBackordered] += Double(sums.backordered)
    outcome[.unitsLost] += Double(sums.lost)
    outcome[.unitsDelivered] += Double(sums.delivered)
    outcome[.valueAsked] += Double(sums.asked) * item.price
    outcome[.valueServedAtOnce] += Double(sums.served) * item.price
    outcome[.cycles] += result.cycles
    outcome[.cyclesWithoutShortage] += result.cyclesWithoutShortage
    outcome[.stockValueDays] += result.onHandUnitDays * item.unitCost
    outcome[.backorderUnitDays] += result.backorderUnitDays
    outcome[.readyWeighted] += result.positiveNetDays * plan.meanDailyDemand
    outcome[.readyWeight] += measuredDays * plan.meanDailyDemand
    outcome[.inStockItemDays] += result.positiveNetDays
    outcome[.itemDays] += measuredDays
    outcome[.revenue] += Double(sums.delivered) * item.price
    outcome[.costOfGoodsDelivered] += Double(sums.delivered) * item.unitCost
    outcome[.receivedValue] += result.unitsReceived * item.unitCost
    outcome[.stockOutOccasions] += Double(sums.stockOuts)
    outcome[.unitsOnHandDays] += result.onHandUnitDays
    outcome[.positionUnitDays] += result.positionUnitDays
    outcome[.orderLinesPlaced] += Double(sums.orders)
    if let perishing = plan.perishing {
      let waste = Double(sums.wasted) * perishing.wasteCost
      result.cost += waste
      result.unitsWasted = Double(sums.wasted)
      outcome[.wasteCost] += waste
      outcome[.unitsWasted] += Double(sums.wasted)
      outcome[.valueWasted] += Double(sums.wasted) * item.unitCost
      outcome[.perishableUnitsDelivered] += Double(sums.delivered)
      outcome[.ageAtSaleDays] += Double(wide: sums.ageAtSale) * days
    }
    outcome.items[point] = result
  }
}
