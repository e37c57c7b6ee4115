internal import Kernel
internal import Randomness
internal import Supply

/// Goods on a shelf by age, as a periodic study knows them.
struct AgedShelf {
  /// Units by the periods they can still be sold in, those in their last period first; one element where goods last for ever.
  private(set) var ages: [Int64]
  private(set) var units: Int64 = 0
  private let freshestFirst: Bool
  private let perishes: Bool

  init(_ perishing: Perishing?, period: Int64) {
    perishes = perishing != nil
    freshestFirst = perishing?.issue == .lifo
    ages = [Int64](repeating: 0, count: perishing.map { max(1, Int($0.shelfLife.ticks / period)) } ?? 1)
  }

  /// Fresh units come in.
  mutating func receive(_ quantity: Int64) {
    ages[ages.count - 1] += quantity
    units += quantity
  }

  /// Takes units for a customer.
  ///
  /// - Parameter quantity: at most `units`.
  /// - Returns: Σ over the units taken of the periods they have been here.
  mutating func issue(_ quantity: Int64) -> Int64 {
    var rest = quantity, age: Int64 = 0
    let last = ages.count - 1
    for step in 0...last where rest > 0 {
      let i = freshestFirst ? last - step : step
      let taken = min(rest, ages[i])
      ages[i] -= taken
      rest -= taken
      age += taken * Int64(last - i)
    }
    units -= quantity
    return age
  }

  /// A period ends: what could be sold for the last time in it is thrown away, all else has a period less.
  ///
  /// - Returns: units thrown away.
  mutating func age() -> Int64 {
    if !perishes { return 0 }
    let wasted = ages[0]
    for i in 0..<(ages.count - 1) { ages[i] = ages[i + 1] }
    ages[ages.count - 1] = 0
    units -= wasted
    return wasted
  }
}

extension PeriodicReplica {
  /// One supplier as a stock point's orders see it.
  private struct Supplied {
    let index: Int
    let house: Int
    let surcharge: Double
    let minimum: Int64
    let multiple: Int64
    var isEmergency = false
    var leadTime: LeadTimeState
  }

  /// Runs a stock point whose goods spoil, which has two suppliers, or whose policy looks beyond the position.
  ///
  /// The same periods as `run(stockPoint:)`, kept apart since they carry more state: units by age, and every order under way. A test holds
  /// the two to the same bytes where both can play.
  mutating func runByState(stockPoint point: Int) {
    let supply = compiled.plan.supply
    let plan = supply.stockPoints[point], item = supply.items[plan.item], policy = plan.control.policy
    let places = supply.locations.count
    let demand = sources(of: point)
    let unitValue = compiled.valueScale.whole(item.unitCost)
    let days = Double(period) / Double(dayTicks)
    var interval: Int64 = 1, first: Int64 = 0
    if case .periodic(let every, let start) = plan.control.review {
      interval = max(1, (every.ticks + period - 1) / period)
      first = (start.ticks + period - 1) / period
    }
    var regular = Supplied(
      index: plan.supplier, house: plan.supplier * places + plan.location, surcharge: 0, minimum: plan.minimum, multiple: plan.multiple,
      leadTime: LeadTimeState(compiled.leadTimes[plan.supplier], source: compiled.leadTimeSources[point]))
    var fast = plan.emergency.map { emergency in
      Supplied(
        index: emergency.supplier, house: emergency.supplier * places + plan.location, surcharge: emergency.surcharge,
        minimum: emergency.minimum ?? 1, multiple: emergency.multiple ?? 1, isEmergency: true,
        leadTime: LeadTimeState(compiled.leadTimes[emergency.supplier], source: compiled.emergencySources[point]))
    }
    var shelf = AgedShelf(plan.perishing, period: period)
    shelf.receive(plan.initialStock)
    var owed: Int64 = 0, onOrder: Int64 = 0, received: Int64 = 0, delivered: Int64 = 0, wastedEver: Int64 = 0
    var due: [Arrival] = []
    var head = 0
    var short = false, takenIn = -1
    var result = ItemOutcome()
    var sums = PointSums()

    let clock = compiled.wallClock

    func take(_ arrival: Arrival, in k: Int, _ measuring: Bool) {
      onOrder -= arrival.quantity
      received += arrival.quantity
      shelf.receive(arrival.quantity)
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
      let settled = min(shelf.units, owed)
      let age = shelf.issue(settled)
      owed -= settled
      delivered += settled
      if measuring {
        sums.delivered += settled
        sums.ageAtSale += Int128(age)
      }
    }

    func place(_ wanted: Int64, at source: inout Supplied, _ k: Int, _ measuring: Bool) {
      if wanted <= 0 { return }
      let now = Int64(k) * period
      let supplier = supply.suppliers[source.index]
      let quantity = roundedUp(wanted, minimum: source.minimum, multiple: source.multiple)
      func open(_ time: Int64) -> Int64 { clock.open(time, closed: supplier.closedDays) }
      let orderedAt = open(now)
      let arrives = source.leadTime.receipt(orderedAt: orderedAt, leadTime: compiled.leadTimes[source.index], key: key, open: open)
      onOrder += quantity
      note(point, k, quantity)
      let arrival = Arrival(due: arrives, quantity: quantity, orderedAt: now)
      if measuring {
        sums.orders += 1
        if source.isEmergency {
          outcome[.emergencyLines] += 1
          outcome[.emergencyUnits] += Double(quantity)
        }
      }
      bookOrder(of: point, supplier, house: source.house, in: k, takenUp: orderedAt)
      if source.surcharge != 0 {
        let surcharge = source.surcharge * Double(quantity)
        periodCost[k] += surcharge
        if measuring { addOrdering(point, surcharge) }
      }
      if arrives <= now {
        take(arrival, in: k, measuring)
      } else {
        var at = due.count
        while at > head, due[at - 1].due > arrives { at -= 1 }
        due.insert(arrival, at: at)
      }
    }

    /// The start of the period in which an order placed now would be received, where lead times are constant. What comes within a period is
    /// received with what comes at the next one's start, so that a lead time of half a period is one of a whole.
    func constantArrival(_ source: Supplied, _ now: Int64) -> Int64 {
      var copy = source.leadTime
      let closed = supply.suppliers[source.index].closedDays
      func open(_ time: Int64) -> Int64 { clock.open(time, closed: closed) }
      let due = copy.receipt(orderedAt: open(now), leadTime: compiled.leadTimes[source.index], key: key, open: open)
      return (due + period - 1) / period * period
    }

    /// Orders under way by the whole periods until they come after a moment, the next period first; what comes by then is not among them.
    func pipeline(after moment: Int64, count: Int, into state: inout [Int64], from column: Int) {
      for i in column..<state.count { state[i] = 0 }
      for arrival in due[head...] where arrival.due > moment {
        let periods = Int((arrival.due - moment + period - 1) / period)
        if periods <= count { state[column + periods - 1] += arrival.quantity }
      }
    }

    var state: [Int64] = []
    if case .stateTable(let table) = policy { state = [Int64](repeating: 0, count: table.shape.width) }

    /// An order for one supplier, at the one that the position calls for.
    func single(_ quantity: Int64, at position: Int64) -> (regular: Int64, emergency: Int64) {
      plan.emergency?.takes(position: position) == true ? (0, quantity) : (quantity, 0)
    }

    func decide(_ now: Int64) -> (regular: Int64, emergency: Int64) {
      let position = shelf.units + onOrder - owed
      switch policy {
      case .stateTable(let table):
        switch table.shape {
        case .stock(let count):
          state[0] = shelf.units - owed
          pipeline(after: now, count: count, into: &state, from: 1)
        case .ages(let ages, let count):
          for i in 0..<ages { state[i] = i < shelf.ages.count ? shelf.ages[i] : 0 }
          pipeline(after: now, count: count, into: &state, from: ages)
        case .position(let count):
          let reach = fast.map { constantArrival($0, now) } ?? now
          pipeline(after: reach, count: count, into: &state, from: 1)
          state[0] = shelf.units - owed
          for arrival in due[head...] where arrival.due <= reach { state[0] += arrival.quantity }
        }
        if case .position = table.shape { return table.order(state) }
        return single(table.order(state).regular, at: position)
      case .twoSuppliers(let rule):
        let reach = fast.map { constantArrival($0, now) } ?? now
        var near = shelf.units - owed
        for arrival in due[head...] where arrival.due <= reach { near += arrival.quantity }
        return rule.orders(near: near, whole: position) { roundedUp($0, minimum: fast?.minimum ?? 1, multiple: fast?.multiple ?? 1) }
      case .baseStockWithWaste(let S):
        let ahead = max(0, Int((constantArrival(regular, now) - now + period - 1) / period))
        var coming = [Int64](repeating: 0, count: max(0, ahead - 1))
        pipeline(after: now, count: coming.count, into: &coming, from: 0)
        let waste = Perishing.estimatedWaste(
          ages: shelf.ages, pipeline: coming, mean: plan.meanDailyDemand * days, periods: plan.perishing == nil ? 0 : ahead,
          freshestFirst: plan.perishing?.issue == .lifo)
        return single(max(0, S - position + waste), at: position)
      default: return single(policy.orderQuantity(position: position, at: SimTime(ticks: now)), at: position)
      }
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
      if !plan.unlimited, Int64(k) >= first, (Int64(k) - first) % interval == 0 {
        let wanted = decide(now)
        if fast != nil { place(wanted.emergency, at: &fast!, k, measuring) }
        place(wanted.regular, at: &regular, k, measuring)
      }
      for source in demand {
        let quantity = source.perItem.total(position: source.position, from: now, to: now + period, key: key)
        if quantity <= 0 { continue }
        note(point, k, quantity)
        let free = plan.unlimited ? quantity : (owed > 0 ? 0 : shelf.units)
        let atOnce = min(free, quantity), missing = quantity - atOnce
        let age = plan.unlimited ? 0 : shelf.issue(atOnce)
        delivered += atOnce
        askedUnits[k] += quantity
        servedUnits[k] += atOnce
        if measuring {
          sums.asked += quantity
          sums.served += atOnce
          sums.delivered += atOnce
          sums.ageAtSale += Int128(age)
          outcome[.linesAsked] += 1
          if missing == 0 { outcome[.linesServedAtOnce] += 1 }
        }
        if missing > 0 {
          short = true
          if measuring { sums.stockOuts += 1 }
          let waits =
            source.backorderShare >= 1
            || (source.backorderShare > 0
              && key.uniform(source: compiled.demand.terms[source.stream].unmetSource ^ compiled.leadTimeSources[point], ordinal: UInt64(k))
                < source.backorderShare)
          if waits {
            owed += missing
            if measuring { sums.backordered += missing }
            periodCost[k] += Double(missing) * plan.backorderCostPerUnit
          } else {
            if measuring { sums.lost += missing }
            periodCost[k] += Double(missing) * plan.lostSaleCost
          }
        }
      }
      let wasted = shelf.age()
      wastedEver += wasted
      if wasted > 0 {
        note(point, k, -wasted)
        periodCost[k] += Double(wasted) * (plan.perishing?.wasteCost ?? 0)
        if measuring { sums.wasted += wasted }
      }
      assert(
        plan.unlimited || plan.initialStock + received == delivered + shelf.units + wastedEver,
        "units of stock point \(point) are not conserved")
      value[k] += wideProduct(unitValue, shelf.units)
      if !room.isEmpty { room[k] += wideProduct(compiled.unitRoom[point], shelf.units) }
      owedUnits[k] += owed
      periodCost[k] += (Double(shelf.units) * plan.holdingCost + Double(owed) * plan.backorderCost) * days
      if measuring {
        sums.onHand += Int128(shelf.units)
        sums.owed += Int128(owed)
        sums.position += Int128(shelf.units + onOrder - owed)
        if shelf.units > 0 || plan.unlimited { sums.positive += 1 }
      }
    }
    book(sums, of: point, result)
  }
}
