public import Kernel
public import Randomness

/// The goods side of a plan. Names are for people; everything refers by index.
public struct SupplyPlan: Sendable, Equatable, Codable {
  public var items: [ItemPlan] = []
  public var suppliers: [SupplierPlan] = []
  public var locations: [LocationPlan] = []
  /// One element per item kept at a location, in order of location, then item.
  public var stockPoints: [StockPointPlan] = []
  public var streams: [DemandStream] = []
  /// nil = no item is introduced while the clock runs.
  public var newItems: NewItemsPlan?
  /// nil = nothing comes back.
  public var returns: ReturnsPlan?
  /// When each day of the calendar begins, where clock changes make some longer or shorter than 24 hours; nil elsewhere.
  public var dayStarts: [SimTime]?
  /// The clock changes that do so, in order of time; nil elsewhere.
  public var clockChanges: [ClockChange]?
  /// Whether what is on hand at the start is each policy's own mean position; then it changes with the policy.
  public var initialStockFollowsPolicy = false

  public init() {}

  /// Gives a stock point another policy, and where the initial stock follows the policy, what opens under it.
  public mutating func setControl(_ control: Control, of point: Int) {
    stockPoints[point].control = control
    if opensWithItsPolicy(point) { stockPoints[point].initialStock = control.policy.meanPosition }
  }

  /// Whether a stock point opens at the mean position of whatever policy it has; a new item opens empty.
  public func opensWithItsPolicy(_ point: Int) -> Bool {
    let isNew = newItems.map { stockPoints[point].item >= $0.first } ?? false
    return initialStockFollowsPolicy && !isNew && !stockPoints[point].unlimited
  }

  /// How the initial stock was said is no part of what is simulated, and so not of a plan's text and fingerprint.
  private enum CodingKeys: String, CodingKey {
    case items, suppliers, locations, stockPoints, streams, newItems, returns, dayStarts, clockChanges
  }
}

/// A moment from which the clocks on the wall are ahead of what they were before, or behind it.
public struct ClockChange: Sendable, Equatable, Codable {
  public var at: SimTime
  /// By how much clocks are put forward; negative = back.
  public var forward: SimTime

  public init(at: SimTime, forward: SimTime) {
    self.at = at
    self.forward = forward
  }
}

public struct ItemPlan: Sendable, Equatable, Codable {
  public var name: String
  /// Money per unit.
  public var unitCost: Double
  /// Money per unit; 0 where none is given.
  public var price: Double
  /// Litres per unit; 0 where none is given.
  public var volumeLitres: Double
  /// A free word (`A`, `B` …) that policy rules refer to.
  public var itemClass: String
  /// Storage slot on the floor, 0 nearest the depot; by popularity unless given.
  public var slot: Int

  public init(name: String, unitCost: Double = 0, price: Double = 0, volumeLitres: Double = 0, itemClass: String = "", slot: Int = 0) {
    self.name = name
    self.unitCost = unitCost
    self.price = price
    self.volumeLitres = volumeLitres
    self.itemClass = itemClass
    self.slot = slot
  }
}

public struct SupplierPlan: Sendable, Equatable, Codable {
  public var name: String
  /// Days.
  public var leadTime: Law
  /// Whether a later order may arrive before an earlier one. Without crossing t + L(t) is made non-decreasing by order date.
  public var crossing: Bool
  /// Money per order placed (all items of one supplier ordered at one instant and location are one order) and per order line.
  public var orderCost: Double
  public var lineCost: Double
  /// Closed days, one element a day from day 0 of the clock to the end of its tables; empty = never closed. On a closed day no order is
  /// taken (it waits for the next open day) and nothing is delivered (it comes on the next open day).
  public var closedDays: [Bool]
  /// Laws for orders placed from later days on, ascending; nil = the same throughout.
  public var laterLeadTimes: [LeadTimeChange]?

  public init(name: String, leadTime: Law, crossing: Bool = false, orderCost: Double = 0, lineCost: Double = 0, closedDays: [Bool] = []) {
    self.name = name
    self.leadTime = leadTime
    self.crossing = crossing
    self.orderCost = orderCost
    self.lineCost = lineCost
    self.closedDays = closedDays
  }
}

/// The law of a supplier's lead time from a day on.
public struct LeadTimeChange: Sendable, Equatable, Codable {
  /// Midnight of the first day.
  public var at: SimTime
  /// Days.
  public var leadTime: Law

  public init(at: SimTime, leadTime: Law) {
    self.at = at
    self.leadTime = leadTime
  }
}

/// What stock, waiting and lost sales of a stock point cost from a moment on.
public struct CostChange: Sendable, Equatable, Codable {
  public var at: SimTime
  /// As in `StockPointPlan`.
  public var holdingCost: Double
  public var backorderCost: Double
  public var backorderCostPerUnit: Double
  public var lostSaleCost: Double

  public init(at: SimTime, holdingCost: Double, backorderCost: Double, backorderCostPerUnit: Double, lostSaleCost: Double) {
    self.at = at
    self.holdingCost = holdingCost
    self.backorderCost = backorderCost
    self.backorderCostPerUnit = backorderCostPerUnit
    self.lostSaleCost = lostSaleCost
  }
}

public struct LocationPlan: Sendable, Equatable, Codable {
  public var name: String
  /// Litres of storage; nil = no limit stated.
  public var capacityLitres: Double?

  public init(name: String, capacityLitres: Double? = nil) {
    self.name = name
    self.capacityLitres = capacityLitres
  }
}

/// An item kept at a location: who supplies it, how it is controlled, what it costs.
public struct StockPointPlan: Sendable, Equatable, Codable {
  public var item: Int
  public var location: Int
  public var supplier: Int
  public var control: Control
  /// Least units per order line; 1 = none.
  public var minimum: Int64
  /// Order lines are multiples of this; 1 = none.
  public var multiple: Int64
  /// On hand at time 0. Negative is refused at the door.
  public var initialStock: Int64
  /// Money per unit and day of stock owned.
  public var holdingCost: Double
  /// Money per unit and day owed.
  public var backorderCost: Double
  /// Money once per unit backordered.
  public var backorderCostPerUnit: Double
  /// Money per unit lost.
  public var lostSaleCost: Double
  /// Mean demand, units per day, averaged over the horizon: what "3 weeks" of a level means.
  public var meanDailyDemand: Double
  /// True where supply never ends (`stock: unlimited`): a staffing study.
  public var unlimited: Bool
  /// nil = it can be sold for ever.
  public var perishing: Perishing?
  /// nil = one supplier.
  public var emergency: EmergencySupply?
  /// Its costs from later moments on, ascending; nil = the same throughout. Only in continuous studies.
  public var laterCosts: [CostChange]?

  public init(
    item: Int, location: Int, supplier: Int, control: Control, minimum: Int64 = 1, multiple: Int64 = 1, initialStock: Int64 = 0,
    holdingCost: Double = 0, backorderCost: Double = 0, backorderCostPerUnit: Double = 0, lostSaleCost: Double = 0,
    meanDailyDemand: Double = 0, unlimited: Bool = false, perishing: Perishing? = nil, emergency: EmergencySupply? = nil
  ) {
    self.item = item
    self.location = location
    self.supplier = supplier
    self.control = control
    self.minimum = minimum
    self.multiple = multiple
    self.initialStock = initialStock
    self.holdingCost = holdingCost
    self.backorderCost = backorderCost
    self.backorderCostPerUnit = backorderCostPerUnit
    self.lostSaleCost = lostSaleCost
    self.meanDailyDemand = meanDailyDemand
    self.unlimited = unlimited
    self.perishing = perishing
    self.emergency = emergency
  }
}
