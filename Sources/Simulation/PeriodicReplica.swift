internal import Groundwork
internal import Kernel
internal import Randomness
internal import Supply

/// One replication of a periodic study: at the start of each period receive, order, demand; cost on what stands at its end.
///
/// Items are run one after the other over all periods, since nothing but shared orders ties them together: their fixed cost is divided at
/// the end, and what can-order levels make items order together is known beforehand (see `ordersTogether`). Memory does not grow with the
/// horizon but for the series and those orders.
///
/// - Complexity: O(stock points × periods).
struct PeriodicReplica: ~Copyable {
  let compiled: CompiledPlan
  let key: DrawKey
  /// Looked at before every stock point, whose periods take a tenth of a second at most.
  var cancellation: Cancellation?
  let period: Int64
  let periods: Int
  let firstMeasured: Int
  var outcome: Outcome
  private var fingerprint: UInt64 = 0xcbf2_9ce4_8422_2325
  /// Value of stock at each period's end in parts of the plan's scale (exact in any order of items), units owed, asked, served.
  var value: [Int128]
  /// The same of its room, where a limit is on the most; else empty.
  var room: [Int128] = []
  var owedUnits: [Int64]
  var askedUnits: [Int64]
  var servedUnits: [Int64]
  var periodCost: [Double]
  /// Lines of the order to a supplier by period; empty until there is one. Who they are is kept where they share a fixed cost.
  var orderLines: [[Int32]]
  var linesOf: [(point: Int, house: Int, period: Int)] = []
  /// Units that a stock point with can-order levels orders, by period; empty elsewhere.
  private var ordersOf: [[Int64]] = []

  /// One stream's demand at a stock point.
  struct Source {
    var stream: Int
    var position: Int
    var perItem: CompiledDemand.PerItemAccess
    var backorderShare: Double
  }

  struct Arrival {
    var due: Int64
    var quantity: Int64
    var orderedAt: Int64
  }

  init(_ compiled: CompiledPlan, key: DrawKey, period: Int64) {
    self.compiled = compiled
    self.key = key
    self.period = period
    periods = Int(compiled.horizon / period)
    firstMeasured = Int((compiled.warmUp + period - 1) / period)
    outcome = Outcome(replication: 0, weeks: 0)
    value = [Int128](repeating: 0, count: periods)
    if !compiled.unitRoom.isEmpty { room = value }
    owedUnits = [Int64](repeating: 0, count: periods)
    askedUnits = owedUnits
    servedUnits = owedUnits
    periodCost = [Double](repeating: 0, count: periods)
    let supply = compiled.plan.supply
    orderLines = [[Int32]](repeating: [], count: supply.suppliers.count * max(1, supply.locations.count))
  }

  /// Runs to the end and says what was counted; once `cancellation` is up it ends with nothing counted.
  mutating func run(replication: Int) -> Outcome {
    let measuredPeriods = periods - firstMeasured
    outcome.replication = replication
    outcome.weeks = Double(measuredPeriods) * Double(period) / Double(SimTime.ticksPerWeek)
    let supply = compiled.plan.supply
    outcome.items = [ItemOutcome](repeating: ItemOutcome(), count: supply.stockPoints.count)
    ordersOf = ordersTogether()
    for (i, point) in supply.stockPoints.enumerated() {
      if cancellation?.isCancelled == true { return Outcome(replication: replication, weeks: 1) }
      if point.perishing != nil || point.emergency != nil || point.control.policy.looksBeyondPosition {
        runByState(stockPoint: i)
      } else {
        run(stockPoint: i)
      }
    }
    shareOrderCosts()
    for i in outcome.items.indices { outcome[.orderingCost] += itemOrdering(i) }
    finish(measuredPeriods)
    return outcome
  }

  private var ordering: [Double] = []
  private func itemOrdering(_ i: Int) -> Double { ordering.isEmpty ? 0 : ordering[i] }

  func sources(of point: Int) -> [Source] {
    let plan = compiled.plan.supply.stockPoints[point]
    var result: [Source] = []
    for (index, terms) in compiled.demand.terms.enumerated() where terms.location == plan.location {
      guard let access = compiled.demand.periodic[index], let position = access.position(item: plan.item) else { continue }
      result.append(Source(stream: index, position: position, perItem: access, backorderShare: terms.backorderShare))
    }
    return result
  }

  private mutating func run(stockPoint point: Int) {
    let supply = compiled.plan.supply
    let plan = supply.stockPoints[point], item = supply.items[plan.item], supplier = supply.suppliers[plan.supplier]
    let house = plan.supplier * supply.locations.count + plan.location
    let demand = sources(of: point)
    let unitValue = compiled.valueScale.whole(item.unitCost)
    let days = Double(period) / Double(dayTicks)
    var interval: Int64 = 1, first: Int64 = 0
    if case .periodic(let every, let start) = plan.control.review {
      interval = max(1, (every.ticks + period - 1) / period)
      first = (start.ticks + period - 1) / period
    }
    var leadTime = LeadTimeState(compiled.leadTimes[plan.supplier], source: compiled.leadTimeSources[point])
    var available = plan.initialStock, owed: Int64 = 0, onOrder: Int64 = 0, received: Int64 = 0, delivered: Int64 = 0
    var due: [Arrival] = []
    var head = 0
    var short = false, takenIn = -1
    var result = ItemOutcome()
    var onHandSum: Int128 = 0, owedSum: Int128 = 0, positionSum: Int128 = 0, positive: Int64 = 0, orders: Int64 = 0
    var asked: Int64 = 0, served: Int64 = 0, backordered: Int64 = 0, lost: Int64 = 0, deliveredHere: Int64 = 0, stockOuts: Int64 = 0

    let together = ordersOf.isEmpty ? [] : ordersOf[point]
    let clock = compiled.wallClock
    func open(_ time: Int64) -> Int64 { clock.open(time, closed: supplier.closedDays) }

    func take(_ arrival: Arrival, in k: Int, _ measuring: Bool) {
      onOrder -= arrival.quantity
      received += arrival.quantity
      available += arrival.quantity
      // What comes in one period comes at its start: one cycle ends.
      if k != takenIn {
        if measuring {
          result.cycles += 1
          if !short { result.cyclesWithoutShortage += 1 }
        }
        takenIn = k
        short = false
      }
      if measuring {
        result.unitsReceived += Double(arrival.quantity)
        // Goods are received at the first start of a period at or after their arrival.
        outcome[.leadTimeDays] += Double(Int64(k) * period - arrival.orderedAt) / Double(dayTicks)
        outcome[.receipts] += 1
      }
      let settled = min(available, owed)
      available -= settled
      owed -= settled
      delivered += settled
      if measuring { deliveredHere += settled }
    }

    for k in 0..<periods {
      let now = Int64(k) * period
      let measuring = k >= firstMeasured
      while head < due.count, due[head].due <= now {
        take(due[head], in: k, measuring)
        head += 1
      }
      if head > 256 {
        due.removeFirst(head)
        head = 0
      }
      if !plan.unlimited, !together.isEmpty || Int64(k) >= first && (Int64(k) - first) % interval == 0 {
        let wanted =
          together.isEmpty ? plan.control.policy.orderQuantity(position: available + onOrder - owed, at: SimTime(ticks: now)) : together[k]
        if wanted > 0 {
          let quantity = roundedUp(wanted, minimum: plan.minimum, multiple: plan.multiple)
          let orderedAt = open(now)
          let arrives = leadTime.receipt(orderedAt: orderedAt, leadTime: compiled.leadTimes[plan.supplier], key: key, open: open)
          onOrder += quantity
          note(point, k, quantity)
          let arrival = Arrival(due: arrives, quantity: quantity, orderedAt: now)
          if measuring { orders += 1 }
          bookOrder(of: point, supplier, house: house, in: k, takenUp: orderedAt)
          if arrives <= now {
            take(arrival, in: k, measuring)
          } else {
            var at = due.count
            while at > head, due[at - 1].due > arrives { at -= 1 }
            due.insert(arrival, at: at)
          }
        }
      }
      for source in demand {
        let quantity = source.perItem.total(position: source.position, from: now, to: now + period, key: key)
        if quantity <= 0 { continue }
        note(point, k, quantity)
        let free = plan.unlimited ? quantity : (owed > 0 ? 0 : available)
        let served1 = min(free, quantity), missing = quantity - served1
        if !plan.unlimited { available -= served1 }
        delivered += served1
        askedUnits[k] += quantity
        servedUnits[k] += served1
        if measuring {
          asked += quantity
          served += served1
          deliveredHere += served1
          outcome[.linesAsked] += 1
          if missing == 0 { outcome[.linesServedAtOnce] += 1 }
        }
        if missing > 0 {
          short = true
          if measuring { stockOuts += 1 }
          let waits =
            source.backorderShare >= 1
            || (source.backorderShare > 0
              && key.uniform(source: compiled.demand.terms[source.stream].unmetSource ^ compiled.leadTimeSources[point], ordinal: UInt64(k))
                < source.backorderShare)
          if waits {
            owed += missing
            if measuring { backordered += missing }
            periodCost[k] += Double(missing) * plan.backorderCostPerUnit
          } else {
            if measuring { lost += missing }
            periodCost[k] += Double(missing) * plan.lostSaleCost
          }
        }
      }
      assert(plan.unlimited || plan.initialStock + received == delivered + available, "units of stock point \(point) are not conserved")
      value[k] += wideProduct(unitValue, available)
      if !room.isEmpty { room[k] += wideProduct(compiled.unitRoom[point], available) }
      owedUnits[k] += owed
      periodCost[k] += (Double(available) * plan.holdingCost + Double(owed) * plan.backorderCost) * days
      if measuring {
        onHandSum += Int128(available)
        owedSum += Int128(owed)
        positionSum += Int128(available + onOrder - owed)
        if available > 0 || plan.unlimited { positive += 1 }
      }
    }

    book(
      PointSums(
        asked: asked, served: served, backordered: backordered, lost: lost, delivered: deliveredHere, orders: orders, stockOuts: stockOuts,
        onHand: onHandSum, owed: owedSum, position: positionSum, positive: positive), of: point, result)
  }

  /// Counts a line ordered in period `k` of the order that a supplier takes up at `takenUp`, and what it costs: the line in the period that
  /// orders it, its order in the one that it is taken up in.
  mutating func bookOrder(of point: Int, _ supplier: SupplierPlan, house: Int, in k: Int, takenUp: Int64) {
    let slot = Int(min(Int64(periods - 1), takenUp / period))
    if orderLines[house].isEmpty { orderLines[house] = [Int32](repeating: 0, count: periods) }
    orderLines[house][slot] += 1
    periodCost[k] += supplier.lineCost
    if k >= firstMeasured { addOrdering(point, supplier.lineCost) }
    if supplier.orderCost > 0 {
      linesOf.append((point, house, slot))
      if orderLines[house][slot] == 1 { periodCost[slot] += supplier.orderCost }
    }
  }

  mutating func addOrdering(_ point: Int, _ money: Double) {
    if ordering.isEmpty { ordering = [Double](repeating: 0, count: outcome.items.count) }
    ordering[point] += money
  }

  /// Fixed order costs are borne by an order's lines in equal parts, known once all items have run.
  private mutating func shareOrderCosts() {
    let supply = compiled.plan.supply
    for entry in linesOf where entry.period >= firstMeasured {
      let supplier = supply.suppliers[entry.house / max(1, supply.locations.count)]
      addOrdering(entry.point, supplier.orderCost / Double(orderLines[entry.house][entry.period]))
    }
    for house in orderLines.indices {
      for (k, lines) in orderLines[house].enumerated() where lines > 0 && k >= firstMeasured { outcome[.ordersPlaced] += 1 }
    }
    if !ordering.isEmpty { for i in ordering.indices { outcome.items[i].cost += ordering[i] } }
  }

  private mutating func finish(_ measuredPeriods: Int) {
    let first = min(firstMeasured, max(0, periods - 1))
    outcome[.stockValueMaximum] = compiled.valueScale.money(value[first...].max() ?? 0)
    if !room.isEmpty { outcome[.roomMaximum] = compiled.roomScale.money(room[first...].max() ?? 0) }
    let perDay = Double(dayTicks) / Double(period)
    let days = Int((compiled.horizon + dayTicks - 1) / dayTicks)
    var series = DailySeries()
    for day in 0..<days {
      let k = min(periods - 1, Int(Int64(day) * dayTicks / period))
      if k < 0 { break }
      series.stockValue.append(compiled.valueScale.money(value[k]))
      series.unitsOwed.append(Double(owedUnits[k]))
      series.ordersOpen.append(0)
      // A period's flow is spread evenly over its days.
      let share = min(1, perDay)
      let periodsPerDay = max(1, Int(perDay))
      var cost = 0.0, asked = 0.0, served = 0.0
      for j in k..<min(periods, k + periodsPerDay) {
        cost += periodCost[j]
        asked += Double(askedUnits[j])
        served += Double(servedUnits[j])
      }
      series.cost.append(cost * share)
      series.unitsAsked.append(asked * share)
      series.unitsServedAtOnce.append(served * share)
      series.ordersArrived.append(0)
      series.ordersDeparted.append(0)
    }
    outcome.daily = series
    outcome.fingerprint = fingerprint
  }

  @inline(__always)
  mutating func note(_ point: Int, _ k: Int, _ quantity: Int64) {
    fingerprint =
      (fingerprint ^ UInt64(k) ^ UInt64(point) << 32 ^ UInt64(bitPattern: quantity) &* 0x9e37_79b9_7f4a_7c15) &* 0x0000_0100_0000_01b3
    fingerprint ^= fingerprint >> 29
  }
}
