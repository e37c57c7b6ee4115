internal import Supply
internal import Warehouse

/// Every measure there is, defined once: tables, charts, reports, `explain`, targets, checks and the reference pages read it.
public enum KPIDictionary {
  /// All declarations, in the order tables print them.
  public static let declarations: [KPIDeclaration] =
    (entries + workEntries).map(\.declaration) + pathDeclarations + stationDeclarations + fullStationDeclarations
    + carrierDeclarations + poolDeclarations + fullPoolDeclarations + equipmentDeclarations + streamDeclarations

  struct Entry: Sendable {
    var declaration: KPIDeclaration
    var evaluation: KPI.Evaluation
    var needs: Needs
  }

  /// What a plan must have for a measure to mean something.
  enum Needs: Sendable {
    case nothing, orders, floor, leavers, singleItem, due, perishable, singlePerishable, limit, newItems, returns, rejects, carriers
    case emergency, singleEmergency, prices, promisedTime, lateOrders
  }

  static func sum(_ measures: Measure...) -> @Sendable (Outcome) -> Double {
    { outcome in measures.reduce(0) { $0 + outcome[$1] } }
  }

  static let weeks: @Sendable (Outcome) -> Double = { $0.weeks }
  private static let days: @Sendable (Outcome) -> Double = { $0.weeks * 7 }

  static func entry(
    _ id: String, _ title: String, _ unit: KPIDeclaration.Unit, _ worse: KPIDeclaration.Worse, needs: Needs = .nothing,
    headline: Bool = false, range: KPIDeclaration.Range? = nil, _ meaning: String,
    _ numerator: @escaping @Sendable (Outcome) -> Double, over denominator: @escaping @Sendable (Outcome) -> Double
  ) -> Entry {
    Entry(
      declaration: KPIDeclaration(id: id, title: title, unit: unit, worse: worse, range: range, meaning: meaning, headline: headline),
      evaluation: .ratio(numerator: numerator, denominator: denominator), needs: needs)
  }

  private static func quantile(
    _ id: String, _ title: String, _ unit: KPIDeclaration.Unit, _ p: Double, needs: Needs, headline: Bool = false, _ meaning: String,
    _ histogram: @escaping @Sendable (Outcome) -> Histogram
  ) -> Entry {
    Entry(
      declaration: KPIDeclaration(id: id, title: title, unit: unit, worse: .up, meaning: meaning, headline: headline),
      evaluation: .quantile(p, histogram), needs: needs)
  }

  private static func contribution(_ outcome: Outcome) -> Double {
    let goods = outcome[.revenue] - outcome[.costOfGoodsDelivered]
    let costs = goods - outcome[.orderingCost] - outcome[.holdingCost] - outcome[.wasteCost] - outcome[.labourCost] - outcome[.overtimeCost]
    return costs - outcome[.refunds] + outcome[.returnedValue] - outcome[.returnsCost] - outcome[.rejectsCost]
  }

  private static let cohort =
    "Cohort: orders that arrived in the measured window, run out to their departure; orders.open says how many had not left. "
    + "Those count with their age at the end as a lower bound (Kaplan and Meier)"

  /// Mean of a cohort's cycle times, hours. Where orders are open, each replication gives its restricted mean, weighted with its orders.
  static func meanCycle(_ parts: @escaping @Sendable (Outcome) -> (hours: Double, finished: Double, times: Histogram)) -> KPI.Evaluation {
    .ratio(
      numerator: { outcome in
        let (hours, _, times) = parts(outcome)
        return times.openTotal == 0 ? hours : times.restrictedMean * (times.total + times.openTotal)
      },
      denominator: { outcome in
        let (_, finished, times) = parts(outcome)
        return times.openTotal == 0 ? finished : times.total + times.openTotal
      })
  }

  private static let lost = "Lost are units that stock cannot serve and nobody waits for, and those of orders that leave the floor unserved."
  private static let unreached = "; a quantile that too few have reached is the longest time seen, and the true one is at least that."

  static let entries: [Entry] = [
    entry(
      "cost.total", "total cost", .moneyPerWeek, .up, headline: true,
      "Ordering + holding + backorder + lost sales + waste + late orders + returns + rejects + labour + overtime, each as the scenario prices it, per "
        + "measured week. Goods are excluded.",
      sum(
        .orderingCost, .holdingCost, .backorderCost, .lostSalesCost, .wasteCost, .labourCost, .overtimeCost, .returnsCost, .rejectsCost,
        .lateCost),
      over: weeks),
    entry(
      "cost.ordering", "ordering cost", .moneyPerWeek, .up,
      "Fixed cost per order placed and per order line, and the surcharge of units from an emergency supplier, per measured week. Lines ordered from one "
        + "supplier at one instant are one order.",
      sum(.orderingCost), over: weeks),
    entry(
      "cost.holding", "holding cost", .moneyPerWeek, .up,
      "Integral of owned stock (from receipt to departure, put-away backlog and work in process included) × holding rate, per measured week.",
      sum(.holdingCost), over: weeks),
    entry(
      "cost.backorder", "backorder cost", .moneyPerWeek, .up,
      "Integral of units owed × rate, plus units backordered × cost per unit, per measured week. Notional.",
      sum(.backorderCost), over: weeks),
    entry(
      "cost.lost-sales", "cost of lost sales", .moneyPerWeek, .up,
      "Lost units × margin (or the price stated), per measured week. Notional. "
        + "Units of orders that leave the floor unserved are lost with them.",
      sum(.lostSalesCost), over: weeks),
    entry(
      "cost.waste", "waste cost", .moneyPerWeek, .up, needs: .perishable,
      "Units thrown away at the end of their shelf life × cost of waste per unit, per measured week.", sum(.wasteCost), over: weeks),
    entry(
      "cost.late", "cost of late orders", .moneyPerWeek, .up, needs: .lateOrders,
      "Orders of the cohort whose last line departed after the due time, or that had not left by then when the run-out ended, × the cost of a late order, "
        + "per measured week; orders that give up are none of them. Notional.",
      sum(.lateCost), over: weeks),
    entry(
      "cost.labour", "labour cost", .moneyPerWeek, .up, needs: .floor, "Paid regular hours × wage, per measured week.", sum(.labourCost),
      over: weeks),
    entry(
      "cost.overtime", "overtime cost", .moneyPerWeek, .up, needs: .floor,
      "Hours worked past paid hours × wage × overtime factor, per measured week.",
      sum(.overtimeCost), over: weeks),
    entry(
      "revenue", "revenue", .moneyPerWeek, .down, needs: .prices, "Delivered units × price, per measured week.", sum(.revenue), over: weeks),
    entry(
      "contribution", "contribution", .moneyPerWeek, .down, needs: .prices, range: .any,
      "Revenue − cost of the goods delivered − real costs (ordering, holding, waste, returns, rejects, labour, overtime; no notional ones), per measured week. What is "
        + "sent back is refunded, and its cost is taken off the goods delivered.",
      { contribution($0) }, over: weeks),
    entry(
      "fill-rate", "fill rate", .share, .down, headline: true,
      "Units served from stock at the moment they are asked ÷ units asked (type 2, β), weighted by units. Units reserved for earlier backorders are not stock.",
      sum(.unitsServedAtOnce), over: sum(.unitsAsked)),
    entry(
      "fill-rate.value", "fill rate by money", .share, .down, "As fill-rate, weighted by money asked (units × price).",
      sum(.valueServedAtOnce), over: sum(.valueAsked)),
    entry(
      "line-fill-rate", "line fill rate", .share, .down, "Lines complete from stock when asked ÷ lines asked.", sum(.linesServedAtOnce),
      over: sum(.linesAsked)),
    entry(
      "order-fill-rate", "order fill rate", .share, .down, needs: .orders, "Orders complete from stock when asked ÷ orders asked.",
      sum(.ordersServedAtOnce), over: sum(.ordersAsked)),
    entry(
      "cycle-service-level", "cycle service level", .share, .down,
      "Replenishment cycles without an unmet unit ÷ cycles (type 1, α); a cycle ends just before a receipt, or receipts at one instant.",
      sum(.cyclesWithoutShortage), over: sum(.cycles)),
    entry(
      "ready-rate", "ready rate", .share, .down, "Share of time with positive net stock, mean over items weighted by demand.",
      sum(.readyWeighted), over: sum(.readyWeight)),
    entry(
      "in-stock-rate", "in-stock rate", .share, .down, "Item-days with stock on hand ÷ item-days.", sum(.inStockItemDays),
      over: sum(.itemDays)),
    entry(
      "stock-outs", "stock-outs", .perItemYear, .up,
      "Occasions on which demand was not met in full from stock, per item and year of 365.25 days.",
      sum(.stockOutOccasions), over: { $0[.itemDays] / 365.25 }),
    entry(
      "new-items.introduced", "new items", .perWeek, .neither, needs: .newItems, headline: true,
      "Items introduced (first order placed) per measured week.", sum(.newItemsIntroduced), over: weeks),
    entry(
      "new-items.share", "share of new items", .share, .neither, needs: .newItems,
      "Units asked of items introduced since time 0 ÷ units asked of all.", sum(.newUnitsAsked), over: sum(.unitsAsked)),
    entry(
      "new-items.fill-rate", "fill rate of new items", .share, .down, needs: .newItems, headline: true,
      "As fill-rate, of items introduced since time 0. They count in fill-rate too, but not in ready-rate, in-stock-rate and stock-outs.",
      sum(.newUnitsServedAtOnce), over: sum(.newUnitsAsked)),
    entry(
      "new-items.stock-outs", "stock-outs of new items", .perItemYear, .up, needs: .newItems,
      "Occasions on which demand for items introduced since time 0 was not met in full from stock, per item and year of 365.25 days since its launch.",
      sum(.newStockOuts),
      over: { $0[.newItemDays] / 365.25 }),
    entry(
      "backorders.mean", "mean backorders", .units, .up, needs: .singleItem, "Time average of units owed, for a scenario of one item.",
      sum(.backorderUnitDays), over: days),
    entry(
      "backorder-time.mean", "mean wait of a backordered unit", .days, .up,
      "Integral of units owed ÷ units backordered, which is their mean wait by Little's law. Of waits that reach over an end of the measured window the part inside counts.",
      sum(.backorderUnitDays), over: sum(.unitsBackordered)),
    entry(
      "lost-share", "lost share", .share, .up, "Units lost ÷ units asked. " + lost, sum(.unitsLost), over: sum(.unitsAsked)),
    entry(
      "lost-units", "units lost", .unitsPerWeek, .up, needs: .singleItem,
      "Units lost per measured week, for a scenario of one item. " + lost,
      sum(.unitsLost), over: weeks),
    entry(
      "waste-share", "waste share", .share, .up, needs: .perishable, range: .notNegative,
      "Value at unit cost of units thrown away at the end of their shelf life ÷ value received.", sum(.valueWasted),
      over: sum(.receivedValue)),
    entry(
      "wasted-units", "units wasted", .unitsPerWeek, .up, needs: .singlePerishable,
      "Units thrown away at the end of their shelf life per measured week, for a scenario of one item.", sum(.unitsWasted), over: weeks),
    entry(
      "age-at-sale.mean", "mean age at sale", .days, .up, needs: .perishable,
      "Time from receipt to delivery, mean over delivered units of perishable goods; a unit sold in the period it came in has age 0.",
      sum(.ageAtSaleDays), over: sum(.perishableUnitsDelivered)),
    entry(
      "stock.value", "mean stock value", .money, .up, headline: true, "Time average of owned stock at unit cost.", sum(.stockValueDays),
      over: days),
    Entry(
      declaration: KPIDeclaration(
        id: "stock.value.max", title: "largest stock value", unit: .money, worse: .up,
        meaning: "Largest value of owned stock at unit cost in the measured window, mean over replications."),
      evaluation: .meanOfMaximum { $0[.stockValueMaximum] }, needs: .nothing),
    entry(
      "stock.units", "mean stock", .units, .up, needs: .singleItem, "Time average of owned stock, for a scenario of one item.",
      sum(.unitsOnHandDays), over: days),
    entry(
      "position.mean", "mean inventory position", .units, .neither, needs: .singleItem, range: .any,
      "Time average of on hand + on order − owed, for a scenario of one item.",
      sum(.positionUnitDays), over: days),
    entry(
      "space-used.mean", "space used", .share, .up, needs: .limit, range: .notNegative,
      "Time average of the volume of owned stock ÷ capacity, over the locations that have one; where `constraints:` limits it.",
      { _ in .nan }, over: days),
    Entry(
      declaration: KPIDeclaration(
        id: largestRoom, title: "most space used", unit: .share, worse: .up, range: .notNegative,
        meaning: "Largest volume of owned stock in the measured window ÷ capacity, over the locations that have one, mean over replications; where "
          + "`constraints:` limits it."),
      evaluation: .meanOfMaximum { _ in .nan }, needs: .limit),
    entry(
      "turns", "stock turns", .perYear, .down, "Cost of goods delivered per year of 365.25 days ÷ mean stock value.",
      { $0[.costOfGoodsDelivered] * 365.25 }, over: sum(.stockValueDays)),
    entry(
      "days-of-cover", "days of cover", .days, .up, "Mean stock value ÷ cost of goods delivered per day.", sum(.stockValueDays),
      over: sum(.costOfGoodsDelivered)),
    entry(
      "supplier-orders", "orders to suppliers a week", .orders, .neither, "Orders placed with suppliers per measured week.",
      sum(.ordersPlaced), over: weeks),
    entry(
      "supplier-lines", "order lines to suppliers", .linesPerDay, .up, needs: .limit,
      "Order lines placed with suppliers per measured day; where `constraints:` limits it.", sum(.orderLinesPlaced), over: days),
    entry(
      "emergency-share", "share of emergency orders", .share, .neither, needs: .emergency,
      "Order lines placed with emergency suppliers ÷ order lines placed with suppliers.", sum(.emergencyLines), over: sum(.orderLinesPlaced)
    ),
    entry(
      "emergency-units", "units from emergency suppliers", .unitsPerWeek, .neither, needs: .singleEmergency,
      "Units ordered from the emergency supplier per measured week, for a scenario of one item.", sum(.emergencyUnits), over: weeks),
    entry(
      "supplier.lead-time.mean", "mean lead time", .days, .up,
      "From the order's placement to its arrival at the door, closing days included; mean over receipts.",
      sum(.leadTimeDays), over: sum(.receipts)),
    Entry(
      declaration: KPIDeclaration(
        id: "order-cycle-time.mean", title: "order cycle mean", unit: .hours, worse: .up,
        meaning: "From an order's arrival to the departure of its last line. " + cohort
          + ": the mean up to the longest time seen, so that it is at least that."),
      evaluation: meanCycle { ($0[.cycleTimeHours], $0[.ordersFinished], $0.cycleTimes) }, needs: .orders),
    quantile(
      "order-cycle-time.p50", "order cycle p50", .hours, 0.5, needs: .orders,
      "Median time from an order's arrival to the departure of its last line, pooled over replications. " + cohort + unreached
    ) { $0.cycleTimes },
    quantile(
      "order-cycle-time.p95", "order cycle p95", .hours, 0.95, needs: .orders, headline: true,
      "95 % of orders took at most this long from arrival to the departure of their last line, pooled over replications. " + cohort
        + unreached
    ) { $0.cycleTimes },
    quantile(
      "order-cycle-time.p99", "order cycle p99", .hours, 0.99, needs: .orders,
      "99 % of orders took at most this long from arrival to the departure of their last line, pooled over replications. " + cohort
        + unreached
    ) { $0.cycleTimes },
    entry(
      "order-cycle-time.within-target", "within the cycle target", .share, .down, needs: .promisedTime,
      "Orders that took at most the time which the first of `targets:` on order-cycle-time.mean, .p50, .p95 or .p99 sets ÷ orders of the cohort; orders still open "
        + "count among those that took longer.",
      { _ in .nan }, over: { _ in 1 }),
    entry(
      "orders.open", "orders unfinished", .orders, .up, needs: .orders,
      "Orders of the cohort that had not left when the run-out ended, per replication.",
      sum(.ordersOpen), over: { _ in 1 }),
    entry(
      "orders.abandoned", "orders abandoned", .share, .up, needs: .leavers, headline: true,
      "Orders of the cohort of which a part left the floor unserved, because a queue was full or patience ended, ÷ those and the orders finished. Their goods "
        + "go back to the shelf, their units are lost, and they are in no cycle time.",
      sum(.ordersAbandoned), over: sum(.ordersAbandoned, .ordersFinished)),
    entry(
      "on-time", "on time", .share, .down, needs: .due,
      "Orders whose last line departed by the due time ÷ orders of the cohort with a due time; lost lines and orders still open are failures.",
      sum(.ordersOnTime), over: sum(.ordersDue)),
    entry(
      "throughput.orders", "orders finished per hour", .perHour, .down, needs: .floor,
      "Orders finished in the measured window, whenever they came, ÷ hours anybody is on duty.",
      sum(.ordersDeparted), over: sum(.scheduledHours)),
    entry(
      "throughput.lines", "lines finished per hour", .perHour, .down, needs: .floor,
      "Lines finished in the measured window, whenever they came, ÷ hours anybody is on duty. A line that leaves in two parts is finished with the second.",
      sum(.linesFinished), over: sum(.scheduledHours)),
    entry(
      "labour-per-order", "labour per order", .money, .up, needs: .floor,
      "Labour and overtime cost of the measured window ÷ orders finished in it.",
      sum(.labourCost, .overtimeCost), over: sum(.ordersDeparted)),
    entry(
      "labour-per-line", "labour per line", .money, .up, needs: .floor,
      "Labour and overtime cost of the measured window ÷ lines finished in it.",
      sum(.labourCost, .overtimeCost), over: sum(.linesFinished)),
  ]

  static let visits =
    "Of the jobs that came to the step in the measured window, also those that gave up; they are run out, and where some still wait then, with what they have "
    + "waited, the number is a lower bound."

  static let stationDeclarations: [KPIDeclaration] = [
    KPIDeclaration(
      id: "STATION.utilisation", title: "utilisation", unit: .share, worse: .neither,
      meaning:
        "Busy time ÷ time of its servers: people working here or free to, while on duty or in overtime, at most as many as there are places. "
        + "Time they give to other stations and breaks count in neither."),
    KPIDeclaration(
      id: "STATION.queue.mean", title: "mean queue", unit: .jobs, worse: .up, meaning: "Time average of jobs waiting, nights included."),
    KPIDeclaration(
      id: "STATION.queue.p95", title: "queue p95", unit: .jobs, worse: .up,
      meaning: "Length the queue does not exceed for 95 % of the time."),
    KPIDeclaration(
      id: "STATION.queue.max", title: "longest queue", unit: .jobs, worse: .up,
      meaning: "Largest number of jobs that waited at once in a replication, mean over replications. Who begins at the moment of coming has not waited."),
    KPIDeclaration(
      id: "STATION.wait.mean", title: "mean wait", unit: .minutes, worse: .up,
      meaning: "Mean time of a job in the queue; where its work is interrupted or handed over, the second time there is added. " + visits),
    KPIDeclaration(
      id: "STATION.wait.p95", title: "wait p95", unit: .minutes, worse: .up,
      meaning: "95 % of jobs waited at most this long, in all, where they were put back. " + visits),
    KPIDeclaration(
      id: "STATION.throughput", title: "throughput", unit: .perHour, worse: .down,
      meaning: "Orders finished at the station ÷ hours anybody is on duty."),
  ]

  static let poolDeclarations: [KPIDeclaration] = [
    KPIDeclaration(
      id: "POOL.utilisation", title: "utilisation", unit: .share, worse: .neither, meaning: "Worked ÷ paid hours (overtime in both)."),
    KPIDeclaration(
      id: "POOL.overtime", title: "overtime", unit: .hoursPerWeek, worse: .up, meaning: "Hours worked past paid hours, per measured week."),
  ]

  /// The measures that mean something for `plan`, in the order tables print them.
  ///
  /// - Parameter hasPromise: the plan's targets are still to be read, and one of them will set a promised time.
  public static func kpis(for plan: Plan, hasPromise: Bool = false) -> [KPI] {
    let hasOrders = plan.study == .continuous
    let hasDue = plan.promisesTimes
    let perishes = plan.supply.stockPoints.contains { $0.perishing != nil }
    let hasEmergency = plan.supply.stockPoints.contains { $0.emergency != nil }
    var result: [KPI] = []
    for entry in entries + workEntries {
      switch entry.needs {
      case .nothing: break
      case .orders: if !hasOrders { continue }
      case .floor: if plan.floor == nil { continue }
      case .leavers:
        guard let floor = plan.floor,
          floor.steps.contains(where: { $0.terms?.patience != nil || ($0.terms?.limit != nil && $0.terms?.overflow == .leave) })
        else { continue }
      case .singleItem: if plan.supply.stockPoints.count != 1 { continue }
      case .due: if !hasDue || !hasOrders { continue }
      case .perishable: if !perishes { continue }
      case .emergency: if !hasEmergency { continue }
      // Without a price nothing is known of what is earned.
      case .prices: if plan.supply.items.allSatisfy({ $0.price == 0 }) { continue }
      case .singleEmergency: if !hasEmergency || plan.supply.stockPoints.count != 1 { continue }
      case .lateOrders: if plan.lateOrderCost == nil { continue }
      case .newItems: if plan.supply.newItems == nil { continue }
      case .returns: if plan.supply.returns == nil { continue }
      case .rejects: if plan.floor?.steps.contains(where: { ($0.terms?.receiving?.rejects ?? 0) > 0 }) != true { continue }
      case .carriers: if plan.floor?.steps.contains(where: \.isCarrier) != true { continue }
      case .promisedTime:
        guard hasOrders, let hours = promisedHours(plan) ?? (hasPromise ? .infinity : nil) else { continue }
        result.append(KPI(id: entry.declaration.id, declaration: entry.declaration, evaluation: withinTarget(hours)))
        continue
      case .limit:
        if plan.constraints?.contains(where: { $0.kpi == entry.declaration.id }) != true { continue }
        if entry.declaration.id == "space-used.mean" {
          result.append(KPI(id: entry.declaration.id, declaration: entry.declaration, evaluation: spaceUsed(plan)))
          continue
        }
        if entry.declaration.id == largestRoom {
          let room = room(plan)
          result.append(
            KPI(id: largestRoom, declaration: entry.declaration, evaluation: .meanOfMaximum { $0[.roomMaximum] / room }))
          continue
        }
      case .singlePerishable: if !perishes || plan.supply.stockPoints.count != 1 { continue }
      }
      result.append(KPI(id: entry.declaration.id, declaration: entry.declaration, evaluation: entry.evaluation))
      if entry.declaration.id == "order-cycle-time.mean" {
        result[result.count - 1].isLowerBound = { $0.cycleTimes.openTotal > 0 }
        if let floor = plan.floor { result += path(floor) }
      }
    }
    guard let floor = plan.floor else { return result }
    for (s, step) in floor.steps.enumerated() {
      for declaration in stationDeclarations {
        if step.kind == .ship && (declaration.id == "STATION.utilisation") { continue }
        if step.kind == .gate && (declaration.id == "STATION.utilisation") { continue }
        if let evaluation = stationEvaluation(declaration.id, s) {
          result.append(atLeast(bound(declaration, name: step.name, evaluation), declaration.id, s))
        }
      }
      result += fullStation(s, step, floor)
      if step.isCarrier { result += carrier(s, step) }
    }
    for (p, pool) in floor.pools.enumerated() {
      result.append(
        bound(
          poolDeclarations[0], name: pool.name,
          .ratio(
            numerator: { $0.pools[p].workedHours }, denominator: { $0.pools[p].paidHours + $0.pools[p].overtimeHours })))
      result.append(bound(poolDeclarations[1], name: pool.name, .ratio(numerator: { $0.pools[p].overtimeHours }, denominator: weeks)))
      result += fullPool(p, pool, trains: floor.people?.trains ?? false)
    }
    if !floor.isPlain { result += equipmentAndStreams(plan, floor) }
    return result
  }

  /// Whether a target on this measure promises a time that single orders can be held against.
  public static func setsPromise(_ id: String) -> Bool {
    ["order-cycle-time.mean", "order-cycle-time.p50", "order-cycle-time.p95", "order-cycle-time.p99"].contains(id)
  }

  /// The time that the first target on an order cycle time sets, hours.
  public static func promisedHours(_ plan: Plan) -> Double? { plan.targets.first { setsPromise($0.kpi) }?.bound }

  private static func withinTarget(_ hours: Double) -> KPI.Evaluation {
    .ratio(
      numerator: { $0.cycleTimes.weight(upTo: hours) }, denominator: { $0.cycleTimes.total + $0.cycleTimes.openTotal })
  }

  /// The most room taken at once; counted only where a limit is on it.
  static let largestRoom = "space-used.max"

  /// Litres of a unit of each stock point, 0 where no location says how much room it has.
  static func litres(_ plan: Plan) -> [Double] {
    plan.supply.stockPoints.map { point in
      (plan.supply.locations[point.location].capacityLitres ?? 0) > 0 && !point.unlimited ? plan.supply.items[point.item].volumeLitres : 0
    }
  }

  /// Litres of all locations that state their room.
  static func room(_ plan: Plan) -> Double { plan.supply.locations.reduce(0) { $0 + ($1.capacityLitres ?? 0) } }

  /// Litre·days of stock ÷ litre·days of room, over the locations that state theirs.
  private static func spaceUsed(_ plan: Plan) -> KPI.Evaluation {
    let litres = litres(plan), room = room(plan)
    return .ratio(
      numerator: { outcome in zip(outcome.items, litres).reduce(0) { $0 + $1.0.onHandUnitDays * $1.1 } },
      denominator: { $0.weeks * 7 * room })
  }

  static func bound(_ declaration: KPIDeclaration, name: String, _ evaluation: KPI.Evaluation) -> KPI {
    var own = declaration
    own.title = "\(name) \(declaration.title)"
    let tail = declaration.id.split(separator: ".", maxSplits: 1)[1]
    return KPI(id: "\(name).\(tail)", declaration: own, evaluation: evaluation)
  }

  /// A measure of what became of a station's jobs is a lower bound while some of them are still there.
  static func atLeast(_ kpi: KPI, _ id: String, _ s: Int) -> KPI {
    var bounded = kpi
    if id.hasPrefix("STATION.wait.") { bounded.isLowerBound = { $0.stations[s].waits.openTotal > 0 } }
    if id == "STATION.stay.mean" { bounded.isLowerBound = { $0.stations[s].openStays > 0 } }
    return bounded
  }

  private static func stationEvaluation(_ id: String, _ s: Int) -> KPI.Evaluation? {
    switch id {
    case "STATION.utilisation": .ratio(numerator: { $0.stations[s].busyHours }, denominator: { $0.stations[s].scheduledHours })
    case "STATION.queue.mean": .ratio(numerator: { $0.stations[s].queueHours }, denominator: { $0.stations[s].spanHours })
    case "STATION.queue.p95": .quantile(0.95) { $0.stations[s].queueTime }
    case "STATION.queue.max": .meanOfMaximum { $0.stations[s].queueMaximum }
    case "STATION.wait.mean": .ratio(numerator: { $0.stations[s].waitMinutes }, denominator: { $0.stations[s].allWaits })
    case "STATION.wait.p95": .quantile(0.95) { $0.stations[s].waits }
    case "STATION.throughput": .ratio(numerator: { $0.stations[s].orders }, denominator: { $0[.scheduledHours] })
    default: nil
    }
  }
}
