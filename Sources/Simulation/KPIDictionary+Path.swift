internal import Supply
internal import Warehouse

/// Where an order's time goes: the mean order cycle time taken apart into parts that add up to it.
extension KPIDictionary {
  private static let parts =
    "One of the parts that add up to order-cycle-time.mean: order-cycle-time.goods, the parts of each step, and order-cycle-time.open."

  private static let way =
    "Of an order in several parts it is the part that left last, and behind a join the one that came to the join last: what the others waited for it is "
    + "in no part (see the join's own wait.mean)."

  static let pathDeclarations: [KPIDeclaration] = [
    KPIDeclaration(
      id: "order-cycle-time.goods", title: "order cycle: goods", unit: .hours, worse: .up,
      meaning: "From an order's arrival until the goods that left last came to the floor: the wait for stock, mean over orders finished. "
        + parts),
    KPIDeclaration(
      id: "STATION.per-order.wait", title: "wait per order", unit: .hours, worse: .up,
      meaning:
        "Time an order stood in the queue of the step, for people, places, equipment, goods on a pick face, a round to fill, a wave or a departure: mean over all "
        + "orders finished, also those that did not come to the step; all visits. " + way + " " + parts),
    KPIDeclaration(
      id: "STATION.per-order.work", title: "work per order", unit: .hours, worse: .up,
      meaning:
        "Time in which somebody, or a machine, worked at the step on an order or on the round it was in (each order of a round has the whole round): mean over all "
        + "orders finished. " + way + " " + parts),
    KPIDeclaration(
      id: "STATION.per-order.stand", title: "standing per order", unit: .hours, worse: .up,
      meaning:
        "Time an order stood at the step in work that did not go on: its person had gone home, or it was done and found no room at the "
        + "next step; mean over all orders finished. Where any of this can happen. " + way + " " + parts),
    KPIDeclaration(
      id: "order-cycle-time.open", title: "order cycle: unfinished", unit: .hours, worse: .up, range: .any,
      meaning:
        "What orders that had not left when the run-out ended add to the mean: order-cycle-time.mean, in which they count with their age (Kaplan and Meier), minus "
        + "the mean of the orders finished. 0 where none was open. " + parts),
  ]

  /// The parts of the mean order cycle time on a floor, in the order of its process.
  static func path(_ floor: FloorPlan) -> [KPI] {
    /// Orders of the cohort with a cycle time: the denominator of the mean.
    let orders: @Sendable (Outcome) -> Double = { $0.cycleTimes.total + $0.cycleTimes.openTotal }
    /// Where orders are open, the means over those finished, weighted as the whole mean is.
    func part(_ hours: @escaping @Sendable (Outcome) -> Double) -> KPI.Evaluation {
      .ratio(
        numerator: { outcome in
          let times = outcome.cycleTimes
          if times.openTotal == 0 { return hours(outcome) }
          return times.total == 0 ? 0 : hours(outcome) / times.total * (times.total + times.openTotal)
        }, denominator: orders)
    }
    var result = [KPI(id: pathDeclarations[0].id, declaration: pathDeclarations[0], evaluation: part { $0[.goodsWaitHours] })]
    for s in floor.outbound {
      let step = floor.steps[s]
      if step.holdsOrders { result.append(bound(pathDeclarations[1], name: step.name, part { $0.stations[s].pathWaitHours })) }
      if step.kind != .outbound { continue }
      result.append(bound(pathDeclarations[2], name: step.name, part { $0.stations[s].pathWorkHours }))
      if floor.canStand(at: step) {
        result.append(bound(pathDeclarations[3], name: step.name, part { $0.stations[s].pathStandHours }))
      }
    }
    result.append(
      KPI(
        id: pathDeclarations[4].id, declaration: pathDeclarations[4],
        evaluation: .ratio(
          numerator: { outcome in
            let times = outcome.cycleTimes, orders = times.total + times.openTotal
            if times.openTotal == 0 { return 0 }
            return times.restrictedMean * orders - (times.total == 0 ? 0 : outcome[.cycleTimeHours] / times.total * orders)
          }, denominator: orders), isLowerBound: { $0.cycleTimes.openTotal > 0 }))
    return result
  }
}

extension StepPlan {
  /// Whether an order on the way that counts can wait here. At a join that is the part which comes last: it does not.
  fileprivate var holdsOrders: Bool {
    if kind != .gate { return kind == .outbound || kind == .ship }
    return (terms?.gather ?? 1) > 1 || !departures.isEmpty
  }
}

extension FloorPlan {
  /// Whether work at a step can stand still: blocked, or put aside until the next shift.
  fileprivate func canStand(at step: StepPlan) -> Bool {
    let blocks = outbound.contains { steps[$0].terms?.limit != nil && steps[$0].terms?.overflow == .block }
    return blocks || (step.terms?.atEnd ?? .finish) == .stop || shifts.contains { $0.terms?.atEnd == .stop }
  }
}
