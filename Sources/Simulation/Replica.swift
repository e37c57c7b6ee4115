internal import Groundwork
internal import Kernel
internal import Randomness
internal import Supply
internal import Warehouse

/// One replication of a continuous study while it runs: orders, goods and work on one clock.
///
/// At one instant things happen in the order of the scenario language: receipts, put-away, ends of work, calendar, demand; then stock goes
/// to those who wait, work starts and policies are asked. The first five are events; the rest is done once, when the instant has no more
/// events. The measured window and the days of the series begin before all of it: what happens at a window's first instant belongs to it,
/// what happens at its end does not, so that windows that meet share nothing and lose nothing.
struct Replica: ~Copyable {
  static let receiptDue: UInt16 = 1
  static let reviewDue: UInt16 = 2
  static let costChange: UInt16 = 5

  /// Looked at while running, for replications that last.
  var cancellation: Cancellation?
  let compiled: CompiledPlan
  let key: DrawKey
  /// The orders being read: all of them where alternatives share a tape, else one day's.
  var tape: DemandView
  /// Where further days come from, unless the tape is whole.
  var drawer: DemandTape
  let day: DemandChunk
  let tapeIsWhole: Bool

  var now: Int64 = 0
  var agenda = Agenda(capacity: 256)
  var ledger: StockLedger
  var floor: Floor
  var orders: OrderBook
  var leadTimes: [LeadTimeState]
  /// The same of emergency suppliers, one per stock point; empty where there are none.
  var emergencyLeadTimes: [LeadTimeState] = []
  var counts: Slab<StockCount>
  let rules: Slab<PointRule>
  let streamRules: Slab<StreamRule>
  let orderRules: Slab<OrderRule>
  let supplierRules: Slab<SupplierRule>
  let stockPointOf: Slab<Int32>
  var totals = Totals()
  var daily: DailyRecord
  var fingerprint: UInt64 = 0xcbf2_9ce4_8422_2325
  var trace: Trace?

  /// Stock points with stock for waiting customers, and whose policy is to be asked, at this instant.
  var toAllocate: [Int32] = []
  var toReview: [Int32] = []
  var isToReview: Slab<Bool>
  /// Joint orders that an item has started at this instant, by their number in `CompiledPlan.joint`.
  var jointOrders: [Int32] = []
  /// One element per stream on a floor that is accounted for in full; else none.
  var streamTotals: [StreamTotal] = []
  var measuring = false
  var tapeIndex = 0
  /// Receipts under way: stock point and quantity by index; and those on the floor.
  var receipts = Slots<Receipt>()
  /// Goods that customers will send back, or have.
  var returns = Slots<Return>()
  /// By supplier, when its last truck came, and that truck's number.
  var trucks: [(time: Int64, number: Int32)] = []
  var truckCount: Int32 = 0
  /// Orders of the cohort still in the house.
  var openCohort = 0
  var horizonReached = false
  /// Ordering cost of each stock point in the measured window; an order's fixed cost is shared by its lines.
  var itemOrdering: [Double]
  /// Integrals of the measured window, one element per stock point, taken at the horizon (the run-out goes on changing the ledger's).
  var measured: [StockLedger.Integrals] = []
  /// Costs of the measured window where rates change on a date, one element per stock point; else empty.
  var measuredCosts: [PointCost] = []
  /// What units backordered and lost cost besides the present prices, because these were others; by stock point, of the measured window.
  var onceBesides: [Int: PointCost] = [:]
  /// Prices of a unit backordered and of a unit lost, where these change on a date; else empty, and `rules` has them.
  var prices: [(backordered: Double, lost: Double)] = []
  /// Largest value of stock in the measured window, in units of the ledger's scale.
  var valueMaximum: Int128 = 0
  var roomMaximum: Int128 = 0
  /// Items introduced in the measured window.
  var newItemsIntroduced: Int64 = 0
  /// The last orders to each supplier from each location, and those that wait for an open day: one order cost for all lines of each.
  var shipments: [[Shipment]]

  struct StockCount: BitwiseCopyable {
    /// Of the measured window, taken from the ledger at its end.
    var asked: Int64 = 0
    var backordered: Int64 = 0, lost: Int64 = 0
    /// Served from stock, or after a wait, and lost all the same: their orders left the floor unserved.
    var abandoned: Int64 = 0
    /// Units that are never sold.
    var lostInAll: Int64 { lost + abandoned }
    /// Units of an item without stock-keeping that left; the ledger knows those of the others.
    var unstocked: Int64 = 0
    /// What the ledger had delivered when measuring began, and what it delivered until it ended.
    var deliveredBefore: Int64 = 0, delivered: Int64 = 0
    var orders: Int64 = 0, receivedUnits: Int64 = 0
    var cycles: Int64 = 0, cleanCycles: Int64 = 0, stockOuts: Int64 = 0
    /// When the last receipt came, and whether demand went unmet since.
    var receivedAt: Int64 = -1
    var shortThisCycle = false
  }

  struct PointCost: BitwiseCopyable {
    var holding = 0.0, backorder = 0.0
    /// Once per unit backordered, and per unit lost.
    var once = 0.0
  }

  /// Lines that a supplier sends to one location as one order.
  struct Shipment {
    /// When the supplier takes it up.
    var orderedAt: Int64
    /// Stock points of its lines, where its fixed cost falls into the measured window and is theirs to bear.
    var lines: [Int32] = []
    var isMeasured = false
  }

  struct StreamTotal {
    var finished: Int64 = 0
    var cycleTicks: Int128 = 0
    var cycleTimes = TickHistogram()
  }

  struct Totals {
    var linesAsked: Int64 = 0, linesServed: Int64 = 0, ordersAsked: Int64 = 0, ordersServed: Int64 = 0
    var ordersFinished: Int64 = 0, ordersDue: Int64 = 0, ordersOnTime: Int64 = 0, ordersLate: Int64 = 0, ordersAbandoned: Int64 = 0
    var ordersPastDue: Int64 = 0
    var ordersDeparted: Int64 = 0, linesFinished: Int64 = 0, unitsFinished: Int64 = 0
    var supplierOrders: Int64 = 0, supplierLines: Int64 = 0, emergencyLines: Int64 = 0, emergencyUnits: Int64 = 0
    var orderingCost = 0.0, lostCost = 0.0, backorderOnce = 0.0
    var cycleTicks: Int128 = 0
    var cycleTimes = TickHistogram()
    var leadTicks: Int128 = 0, receipts: Int64 = 0
    /// Costs since time 0, for the daily series: ordering, lost sales and once-per-unit backorder cost.
    var runningOrdering = 0.0, runningLost = 0.0, runningBackorder = 0.0
    var asked: Int64 = 0, served: Int64 = 0
    /// Of returns and of goods that were not accepted: since time 0, and of the measured window.
    var runningReturns = 0.0
    var returns = ReturnTotals()
    var open: Int64 = 0
  }

  /// - Parameters:
  ///   - leadTimes: one per stock point, not used before.
  ///   - work: times of the tape's orders that other plans read too.
  init(
    _ compiled: CompiledPlan, key: DrawKey, tape: DemandChunk?, leadTimes: [LeadTimeState], work: WorkHistory.Record? = nil, trace: Trace?
  ) {
    self.compiled = compiled
    self.key = key
    day = tape ?? DemandChunk()
    self.tape = day.view
    tapeIsWhole = tape != nil
    drawer = DemandTape(compiled.demand, key: key)
    self.trace = trace
    let supply = compiled.plan.supply
    ledger = StockLedger(supply.stockPoints, items: supply.items, scale: compiled.valueScale)
    if !compiled.unitRoom.isEmpty { ledger.countRoom(compiled.unitRoom) }
    floor = Floor(compiled.floor, key: key)
    if let work { floor.share(work) }
    if let trace, compiled.hasFloor {
      let floorTrace = FloorTrace()
      trace.connect(floorTrace)
      floor.trace = floorTrace
    }
    self.leadTimes = leadTimes
    counts = Slab(repeating: StockCount(), count: supply.stockPoints.count)
    rules = Slab(compiled.pointRules)
    streamRules = Slab(compiled.streamRules)
    orderRules = Slab(compiled.orderRules)
    supplierRules = Slab(compiled.supplierRules)
    stockPointOf = Slab(compiled.stockPointOf)
    orders = OrderBook(stockPoints: supply.stockPoints.count)
    isToReview = Slab(repeating: false, count: supply.stockPoints.count)
    shipments = [[Shipment]](repeating: [], count: supply.suppliers.count * max(1, supply.locations.count))
    daily = DailyRecord(days: compiled.demand.days)
    if compiled.hasFloor, !compiled.floor.isPlain { streamTotals = supply.streams.map { _ in StreamTotal() } }
    itemOrdering = [Double](repeating: 0, count: supply.stockPoints.count)
    if !compiled.emergencySources.isEmpty {
      emergencyLeadTimes = supply.stockPoints.enumerated().map { i, point in
        LeadTimeState(compiled.leadTimes[point.emergency?.supplier ?? point.supplier], source: compiled.emergencySources[i])
      }
    }
  }

  // MARK: The loop

  /// Events from the agenda after which the flag is looked at; it is also looked at once a simulated day.
  private static let eventsBetweenLooks = 65_536

  /// Runs to the end and says what was counted; once `cancellation` is up it ends at once with nothing counted.
  mutating func run(replication: Int) -> Outcome {
    begin()
    let end = compiled.horizon + compiled.plan.clock.runOut.ticks
    var day = 0
    if compiled.warmUp == 0 { startMeasuring() }
    var nextMeasurement = measurement(after: day)
    var demandTime = peekDemand()
    var untilLook = Self.eventsBetweenLooks, hasStalled = false
    while true {
      // The events of an instant without an end stay where they are; the rest is counted, so that there is an outcome to refuse.
      let agendaTime = hasStalled ? .max : agenda.nextTime.ticks
      let next = min(agendaTime, demandTime, nextMeasurement)
      if next > now {
        if settleInstant() { continue }
        if next >= end || isRunOut { break }
        now = next
        if now == nextMeasurement {
          if now == compiled.warmUp && !measuring { startMeasuring() }
          if now == compiled.dayEnd(day) || now == compiled.horizon {
            closeDay()
            day += 1
          }
          if now == compiled.horizon { stopMeasuring() }
          if cancellation?.isCancelled == true { return Outcome(replication: replication, weeks: 1) }
          nextMeasurement = measurement(after: day)
          continue
        }
      }
      if agendaTime == now, let event = agenda.next() {
        handle(event)
        untilLook &-= 1
        if untilLook == 0 {
          if cancellation?.isCancelled == true { return Outcome(replication: replication, weeks: 1) }
          untilLook = Self.eventsBetweenLooks
        }
      } else if demandTime == now {
        if trace?.observer == nil { serveDemand() } else { serveDemandTold() }
        demandTime = peekDemand()
      } else {
        hasStalled = agenda.stalled != nil
      }
    }
    return outcome(replication: replication)
  }

  /// When a day of the series ends or the measured window begins or ends next.
  private func measurement(after day: Int) -> Int64 {
    if horizonReached { return .max }
    let end = min(compiled.dayEnd(day), compiled.horizon)
    return compiled.warmUp > now ? min(end, compiled.warmUp) : end
  }

  /// Whether all that the measured window's arrivals are measured by has come to its end.
  private var isRunOut: Bool { horizonReached && openCohort == 0 && !(compiled.hasFloor && floor.hasOpenVisits) }

  private mutating func begin() {
    if compiled.floor.plan.shufflesTies == true { agenda.shuffleTies(seed: key.bits(source: StableHash.of("tie/agenda"), ordinal: 0)) }
    floor.begin(&agenda)
    scheduleIntroductions()
    scheduleCostChanges()
    let firstNew = compiled.plan.supply.newItems?.first ?? .max
    for (i, point) in compiled.plan.supply.stockPoints.enumerated() where !point.unlimited && point.item < firstNew {
      switch point.control.review {
      case .continuous:
        markForReview(i)
        scheduleChangeOfLevels(i)
      case .periodic(_, let first): agenda.schedule(at: first, .calendar, kind: Self.reviewDue, subject: Int32(i))
      }
    }
  }

  /// So many reviews later. Every Monday at six is every Monday at six, whatever the clocks do in between.
  func review(_ count: Int64, every interval: Int64, from first: Int64) -> Int64 {
    interval % dayTicks == 0 ? compiled.wallClock.time(first, plus: Int(count * interval / dayTicks)) : first + count * interval
  }

  /// Under continuous review a change of levels is itself a moment of review: the position may be at or below the new level already.
  private mutating func scheduleChangeOfLevels(_ point: Int) {
    guard case .timePhased(let levels) = compiled.plan.supply.stockPoints[point].control.policy,
      let next = levels.nextChange(after: SimTime(ticks: now))
    else { return }
    agenda.schedule(at: next, .calendar, kind: Self.reviewDue, subject: Int32(point))
  }

  /// Arrival time of the next order on the tape, `Int64.max` when demand has ended.
  private mutating func peekDemand() -> Int64 {
    while tapeIndex >= tape.count {
      if tapeIsWhole || drawer.isComplete { return .max }
      drawer.nextDay(into: day)
      tape = day.view
      tapeIndex = 0
    }
    return tape.times[tapeIndex]
  }

  @inline(__always)
  mutating func note(_ kind: UInt64, _ subject: UInt64) {
    fingerprint = (fingerprint ^ UInt64(bitPattern: now) ^ (kind << 48) ^ (subject &* 0x9e37_79b9_7f4a_7c15)) &* 0x0000_0100_0000_01b3
    fingerprint ^= fingerprint >> 29
  }

  private mutating func handle(_ event: Event) {
    note(UInt64(event.kind), UInt64(UInt32(bitPattern: event.subject)))
    switch event.kind {
    case Self.receiptDue: receive(Int(event.subject))
    case Self.introductionDue: introduce(Int(event.subject), day: Int(event.argument))
    case Self.returnDue: comeBack(event.subject)
    case Self.costChange: changeCosts(event.argument)
    case Self.reviewDue:
      let i = Int(event.subject)
      markForReview(i)
      if case .periodic(let interval, let first) = compiled.plan.supply.stockPoints[i].control.review {
        // Counted from the first, so that one whose time a spring change skips moves no later one.
        let done = (now - first.ticks + interval.ticks / 2) / interval.ticks
        let next = review(done + 1, every: interval.ticks, from: first.ticks)
        agenda.schedule(at: SimTime(ticks: next), .calendar, kind: Self.reviewDue, subject: event.subject)
      } else {
        scheduleChangeOfLevels(i)
      }
    default:
      floor.handle(event, agenda: &agenda)
      if floor.mayHaveFinished { collectFinishedWork() }
    }
  }

  /// What an instant leaves to be done once: stock to waiting customers, starts of work, reviews. True if anything was done (it may have
  /// made events for now).
  private mutating func settleInstant() -> Bool {
    if !toAllocate.isEmpty {
      allocateToWaiting()
      return true
    }
    if floor.startsPending {
      floor.startWork(at: now, agenda: &agenda)
      if !compiled.floor.isPlain { collectFinishedWork() }
      return true
    }
    if !toReview.isEmpty {
      reviewPolicies()
      return true
    }
    ledger.endInstant()
    return false
  }
}

let dayTicks: Int64 = 86_400_000_000
