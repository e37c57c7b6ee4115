public import Warehouse

/// What one replication counted after warm-up: sums, counts and histograms, never ratios, so that replications can be added later.
public struct Outcome: Sendable, Equatable {
  public var replication: Int
  /// Measured span, weeks.
  public var weeks: Double
  /// One element per `Measure`.
  public var sums: [Double]
  /// Order cycle time in hours, by order, of the cohort that arrived in the measured window; with those still open after the run-out, by
  /// their age then.
  public var cycleTimes: Histogram
  public var stations: [StationOutcome]
  public var pools: [PoolOutcome]
  /// One element per kind of equipment of the plan; empty without any.
  public var equipment: [EquipmentOutcome] = []
  /// One element per stream, where the floor is accounted for in full; else empty.
  public var streams: [StreamOutcome] = []
  /// Why the floor cannot go on; nil where all went on.
  public var standstill: Standstill?
  /// The same in words.
  public var deadlock: String? { standstill?.words }
  /// One element per stock point of the plan.
  public var items: [ItemOutcome]
  /// One element per day of the whole horizon, warm-up included.
  public var daily: DailySeries
  /// Hash over (time, kind, subject) of all events in order.
  public var fingerprint: UInt64

  public subscript(_ measure: Measure) -> Double {
    get { sums[measure.rawValue] }
    set { sums[measure.rawValue] = newValue }
  }

  public init(replication: Int, weeks: Double) {
    self.replication = replication
    self.weeks = weeks
    sums = [Double](repeating: 0, count: Measure.allCases.count)
    cycleTimes = Histogram()
    stations = []
    pools = []
    items = []
    daily = DailySeries()
    fingerprint = 0
  }
}

/// The sums a replication keeps. Money in the scenario's currency, time in days unless named otherwise.
public enum Measure: Int, CaseIterable, Sendable {
  case orderingCost, holdingCost, backorderCost, lostSalesCost, labourCost, overtimeCost
  /// Units of all items asked, served from stock when asked, backordered, lost, delivered. Only ratios of these are ever shown.
  case unitsAsked, unitsServedAtOnce, unitsBackordered, unitsLost, unitsDelivered
  case valueAsked, valueServedAtOnce
  case linesAsked, linesServedAtOnce, ordersAsked, ordersServedAtOnce
  case cycles, cyclesWithoutShortage
  /// ∫ stock value dt (money·days), its largest value, ∫ units owed dt over all items, Σ demand-weighted share of time with positive net
  /// stock and its weight.
  case stockValueDays, stockValueMaximum, backorderUnitDays, readyWeighted, readyWeight, inStockItemDays, itemDays
  case revenue, costOfGoodsDelivered, receivedValue
  case ordersPlaced, orderLinesPlaced
  /// Of the cohort that arrived in the measured window, run out.
  case ordersArrived, ordersFinished, ordersOpen, ordersDue, ordersOnTime, ordersLate
  /// What left in the measured window, whenever it came. A line counts once, when the last of it has left.
  case ordersDeparted, linesFinished, unitsFinished
  /// Of the cycle times, what passed until the goods that left last had come to the floor.
  case cycleTimeHours, goodsWaitHours, scheduledHours
  case stockOutOccasions
  case leadTimeDays, receipts
  case unitsOnHandDays, positionUnitDays
  /// Perishable goods: units thrown away, their cost as the scenario prices waste and at unit cost; Σ over units delivered of their days
  /// since receipt.
  case wasteCost, unitsWasted, valueWasted, perishableUnitsDelivered, ageAtSaleDays
  case ordersAbandoned
  /// Items introduced; units asked of them, served from stock when asked, occasions on which that failed, and item-days since launch.
  case newItemsIntroduced, newUnitsAsked, newUnitsServedAtOnce, newStockOuts, newItemDays
  /// Goods that customers sent back: units that came to the door, at price and at unit cost; units restocked and written off; Σ over them
  /// of the days from the door to that; what it cost.
  case unitsReturned, refunds, returnedValue, unitsRestocked, unitsWrittenOff, returnDays, returnsCost
  /// Units received that failed their inspection, units received, and what those written off had cost.
  case unitsRejected, unitsReceived, rejectsCost
  /// Orders that left with carriers, and those of them with the truck meant for them.
  case ordersShipped, ordersOnTruck
  /// What orders of the cohort cost that left after their due time, or had not left by then.
  case lateCost
  /// Order lines placed with emergency suppliers, and units on them.
  case emergencyLines, emergencyUnits
  /// Most litres that owned stock took at once; 0 where nobody asked.
  case roomMaximum
}

/// What one station did in the measured window; hours.
public struct StationOutcome: Sendable, Equatable {
  public var name: String
  /// Server-hours busy, and scheduled (people on duty who may work here, or places, whichever is fewer; shared people are counted by the
  /// share of time they gave).
  public var busyHours: Double
  public var scheduledHours: Double
  public var tasks: Double
  public var orders: Double
  public var lines: Double
  /// ∫ queue dt (orders·hours) over `spanHours`, its maximum, and time spent at each length.
  public var queueHours: Double
  public var spanHours: Double
  public var queueMaximum: Double
  public var queueTime: Histogram
  /// Σ of the waits of those who came in the measured window, minutes, and each of them; open ones with what they had lasted when the run
  /// ended.
  public var waitMinutes: Double
  public var waits: Histogram
  /// How many there are, ended or not.
  var allWaits: Double { waits.total + waits.openTotal }
  /// What the orders of the cohort that were finished spent here on their way: waiting, being worked on, standing still; order·hours.
  public var pathWaitHours = 0.0
  public var pathWorkHours = 0.0
  public var pathStandHours = 0.0
  /// False for a wait for departures, which nobody works at.
  public var servesPeople = true
  /// How the servers' time was spent besides work, hours; with `busyHours` they add up to `scheduledHours`. 0 on a plain floor, as all
  /// below.
  public var blockedHours = 0.0
  public var downHours = 0.0
  public var starvedHours = 0.0
  public var idleHours = 0.0
  /// ∫ jobs waiting or being worked on dt; Σ of stays, hours, and their count.
  public var presentHours = 0.0
  public var stayHours = 0.0
  public var stays = 0.0
  /// Of `stays`, those that had not ended when the run did; `stayHours` has what they had lasted.
  public var openStays = 0.0
  /// Jobs that came, that found the queue full and left, that lost patience, and tasks displaced by more urgent ones.
  public var arrivals = 0.0
  public var turnedAway = 0.0
  public var gaveUp = 0.0
  public var displaced = 0.0
  /// ∫ queue dt by cause, order·hours: people busy, nobody on duty, no place, no equipment, the departure or gathering, the pick faces.
  public var causeHours: [Double] = []
  /// Of the waits in `waitMinutes`, the part of each cause; they add up to it.
  public var waitCauseMinutes: [Double] = []
  /// Metres of the walks begun, and the orders and lines they were for.
  public var metres = 0.0
  public var walkedOrders = 0.0
  public var walkedLines = 0.0
  /// Orders that found a pick face too empty, and units brought to pick faces.
  public var heldOrders = 0.0
  public var units = 0.0
  /// Work added because items were new.
  public var unfamiliarHours = 0.0
  /// Metres of the walks begun before the first re-slotting and after the last one, and the lines they were for; 0 without re-slotting.
  public var metresBefore = 0.0
  public var linesBefore = 0.0
  public var metresAfter = 0.0
  public var linesAfter = 0.0
  /// Of a carrier: departures, those that missed no order meant for them, orders they took, those of them that went with the truck meant
  /// for them (or an earlier one), orders that a full truck left behind.
  public var departures = 0.0
  public var completeDepartures = 0.0
  public var shipped = 0.0
  /// Orders, lines or units that its trucks took, as their capacity counts.
  public var loaded = 0.0
  public var onTruck = 0.0
  public var leftBehind = 0.0
  /// The queue's time average hour by hour (day by day where more than eight weeks are measured); nil on a plain floor.
  public var queueCourse: Floor.QueueCourse?

  public init(name: String) {
    self.name = name
    busyHours = 0
    scheduledHours = 0
    tasks = 0
    orders = 0
    lines = 0
    queueHours = 0
    spanHours = 0
    queueMaximum = 0
    queueTime = Histogram()
    waitMinutes = 0
    waits = Histogram()
  }
}

/// What one pool of people did in the measured window; hours.
public struct PoolOutcome: Sendable, Equatable {
  public var name: String
  public var paidHours: Double
  public var dutyHours: Double
  public var workedHours: Double
  public var overtimeHours: Double
  /// How people's time was spent besides work, hours; 0 on a plain floor, as all below. Worked, blocked, down, idle, break, absent and
  /// training add up to paid and overtime.
  public var blockedHours = 0.0
  public var downHours = 0.0
  public var idleHours = 0.0
  /// The part of the idle time during which work for them was held up before them.
  public var starvedHours = 0.0
  public var breakHours = 0.0
  public var absentHours = 0.0
  public var trainingHours = 0.0
  public var employedHours = 0.0
  /// Work at the stated speed and as it was.
  public var standardHours = 0.0
  public var actualHours = 0.0
  public var hired = 0.0
  public var gone = 0.0

  public init(name: String) {
    self.name = name
    paidHours = 0
    dutyHours = 0
    workedHours = 0
    overtimeHours = 0
  }
}

/// What units of one kind did in the measured window; unit·hours.
public struct EquipmentOutcome: Sendable, Equatable {
  public var name: String
  public var freeHours: Double
  /// At work; and held by a task while they are down, which is a part of `downHours`.
  public var usedHours: Double
  public var heldDownHours: Double
  public var downHours: Double
  public var chargingHours = 0.0

  public init(name: String, freeHours: Double, usedHours: Double, heldDownHours: Double, downHours: Double) {
    self.name = name
    self.freeHours = freeHours
    self.usedHours = usedHours
    self.heldDownHours = heldDownHours
    self.downHours = downHours
  }
}

/// Orders of one stream that arrived in the measured window and were finished, and the hours from their arrival to the departure of their
/// last line.
public struct StreamOutcome: Sendable, Equatable {
  public var name: String
  public var finished: Double
  public var cycleHours: Double
  /// As `Outcome.cycleTimes`, of this stream alone.
  public var cycleTimes: Histogram

  public init(name: String, finished: Double, cycleHours: Double, cycleTimes: Histogram) {
    self.name = name
    self.finished = finished
    self.cycleHours = cycleHours
    self.cycleTimes = cycleTimes
  }
}

/// Sums of one stock point in the measured window.
public struct ItemOutcome: Sendable, Equatable {
  public var unitsAsked: Double = 0
  public var unitsServedAtOnce: Double = 0
  public var unitsBackordered: Double = 0
  public var unitsLost: Double = 0
  /// Perishable units thrown away.
  public var unitsWasted: Double = 0
  public var ordersPlaced: Double = 0
  public var unitsReceived: Double = 0
  public var cycles: Double = 0
  public var cyclesWithoutShortage: Double = 0
  /// ∫ on hand dt and ∫ owed dt, unit·days; share-of-time sums in days.
  public var onHandUnitDays: Double = 0
  public var backorderUnitDays: Double = 0
  public var positionUnitDays: Double = 0
  public var positiveNetDays: Double = 0
  public var days: Double = 0
  /// Ordering + holding + backorder + lost sales + waste of this item, money (an order shared by several items is split by line).
  public var cost: Double = 0

  public init() {}
}

/// One element per day of the horizon.
public struct DailySeries: Sendable, Equatable {
  /// At the day's end: money of stock on hand; units owed (all items); orders in the house.
  public var stockValue: [Double] = []
  public var unitsOwed: [Double] = []
  public var ordersOpen: [Double] = []
  /// During the day: cost of all kinds; units asked and served at once; orders arrived and departed.
  public var cost: [Double] = []
  public var unitsAsked: [Double] = []
  public var unitsServedAtOnce: [Double] = []
  public var ordersArrived: [Double] = []
  public var ordersDeparted: [Double] = []

  public init() {}
}
