internal import Kernel
internal import Supply

/// What stock, waiting and lost sales cost, where that changes on a date.
extension Replica {
  /// One event for each moment at which a rate changes.
  mutating func scheduleCostChanges() {
    let moments = Set(compiled.plan.supply.stockPoints.flatMap { ($0.laterCosts ?? []).map(\.at) }).sorted()
    if moments.isEmpty { return }
    prices = compiled.plan.supply.stockPoints.map { ($0.backorderCostPerUnit, $0.lostSaleCost) }
    for at in moments { agenda.schedule(at: at, .calendar, kind: Self.costChange, subject: 0, argument: at.ticks) }
  }

  /// Prices that hold from now on. Units that wait have cost the old rate until now and cost the new one from now on; what is charged once
  /// is charged at the price of its moment.
  mutating func changeCosts(_ at: Int64) {
    for (i, point) in compiled.plan.supply.stockPoints.enumerated() {
      guard let change = point.laterCosts?.first(where: { $0.at.ticks == at }) else { continue }
      ledger.changeRates(i, holding: change.holdingCost, backorder: change.backorderCost, at: now)
      onceBesides[i, default: PointCost()].once +=
        Double(counts[i].backordered) * (prices[i].backordered - change.backorderCostPerUnit)
        + Double(counts[i].lostInAll) * (prices[i].lost - change.lostSaleCost)
      prices[i] = (change.backorderCostPerUnit, change.lostSaleCost)
    }
  }

  /// Costs of the measured window, taken at its end, where a rate changes somewhere.
  mutating func measureCosts() {
    if prices.isEmpty { return }
    measuredCosts = prices.indices.map { i in
      let cost = ledger.cost(i, at: now)
      let once = Double(counts[i].backordered) * prices[i].backordered + Double(counts[i].lostInAll) * prices[i].lost
      return PointCost(holding: cost.holding, backorder: cost.backorder, once: once + (onceBesides[i]?.once ?? 0))
    }
  }

  /// What a stock point cost in the measured window.
  func measuredCost(_ i: Int, _ point: StockPointPlan, _ result: ItemOutcome) -> PointCost {
    if !measuredCosts.isEmpty { return measuredCosts[i] }
    return PointCost(
      holding: result.onHandUnitDays * point.holdingCost, backorder: result.backorderUnitDays * point.backorderCost,
      once: Double(counts[i].backordered) * point.backorderCostPerUnit + Double(counts[i].lostInAll) * point.lostSaleCost)
  }
}
