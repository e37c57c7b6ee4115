internal import Foundation
public import Groundwork
internal import Kernel
internal import Randomness
public import Supply
internal import Warehouse

/// A plan made ready to run: laws compiled into samplers, names into hashes, relations into arrays. Immutable and shared by all threads.
public struct CompiledPlan: Sendable {
  public let plan: Plan
  /// Hash of everything in the plan; with seed and version it identifies a run.
  public let identity: UInt64
  let demand: CompiledDemand
  let leadTimes: [CompiledLeadTime]
  /// An empty floor where the plan has none.
  let floor: CompiledFloor
  let hasFloor: Bool
  /// Source of lead-time draws, one per stock point.
  let leadTimeSources: [UInt64]
  /// The same for the emergency supplier, the regular one's where a stock point has none; empty where none has.
  let emergencySources: [UInt64]
  /// Stock points that may go on each other's orders, ascending, one list for each supplier and location where there are any.
  let joint: [[Int32]]
  /// The list of each stock point, -1 where it orders for itself alone; empty where all do.
  let jointOf: [Int32]
  /// Stock point of (location, item), location-major; -1 where none is kept.
  let stockPointOf: [Int32]
  /// What a customer's line asks of a stock point, one per stock point, and what its order asks, one per stream: plain records for the hot
  /// path.
  let pointRules: [PointRule]
  /// One per stock point.
  let unmetCosts: [UnmetCost]
  let streamRules: [StreamRule]
  /// The same of orders to suppliers: one per stock point, and one per supplier.
  let orderRules: [OrderRule]
  let supplierRules: [SupplierRule]
  /// Zone of each stock point's item on the floor; empty where the floor has no zones.
  let zoneOfPoint: [Int]
  /// When goods come back; nothing where none do.
  let returns: CompiledReturns?
  /// Told apart: asking `returns` itself copies it.
  let takesBack: Bool
  /// Whether the floor rejects units of receipts.
  let inspects: Bool
  /// When each day of the calendar begins; empty where all have 24 hours.
  let dayStarts: [Int64]
  let wallClock: WallClock
  /// In what part of the currency the value of stock is counted.
  let valueScale: ValueScale
  /// Room of a unit of each stock point in parts of its own scale, where a limit is on the most that is taken; else empty.
  let unitRoom: [Int64]
  let roomScale: ValueScale
  /// Salt of the work draws of receipts.
  let receiptSalt: UInt64
  /// First moment of the measured window: the warm-up, if it is fixed (an automatic one must be settled before).
  let warmUp: Int64
  let horizon: Int64

  /// - Throws: what cannot be simulated, in words; the scenario's door finds nearly all of it earlier, with its line.
  public init(_ plan: Plan) throws(InputErrors) {
    self.plan = plan
    horizon = plan.clock.horizon.ticks
    if case .fixed(let time) = plan.clock.warmUp { warmUp = min(time.ticks, horizon) } else { warmUp = 0 }
    do {
      demand = try CompiledDemand(plan.supply, horizon: horizon)
      var leadTimes: [CompiledLeadTime] = []
      let period: Int64? = if case .periodic(let length) = plan.study { length.ticks } else { nil }
      for supplier in plan.supply.suppliers {
        leadTimes.append(
          try CompiledLeadTime(
            law: supplier.leadTime, crossing: supplier.crossing, period: period, supplier: supplier.name,
            later: supplier.laterLeadTimes ?? []))
      }
      self.leadTimes = leadTimes
      returns = if let returns = plan.supply.returns { try CompiledReturns(returns) } else { nil }
      takesBack = plan.supply.returns != nil
      let slots = (plan.supply.items.map(\.slot).max() ?? 0) + 1
      floor =
        if let floor = plan.floor { try CompiledFloor(floor, slots: slots, kept: plan.supply.kept(on: floor)) } else {
          try CompiledFloor.empty()
        }
      hasFloor = plan.floor != nil
    } catch {
      throw InputErrors(Diagnostic(.error, code: "law", "\(error)"))
    }
    let supply = plan.supply
    var stockPointOf = [Int32](repeating: -1, count: supply.locations.count * supply.items.count)
    for (i, point) in supply.stockPoints.enumerated() { stockPointOf[point.location * supply.items.count + point.item] = Int32(i) }
    self.stockPointOf = stockPointOf
    let lead = leadTimes
    func source(_ point: StockPointPlan, of supplier: Int) -> UInt64 {
      lead[supplier].source(item: supply.items[point.item].name + "@" + supply.locations[point.location].name)
    }
    leadTimeSources = supply.stockPoints.map { source($0, of: $0.supplier) }
    emergencySources =
      supply.stockPoints.contains { $0.emergency != nil }
      ? supply.stockPoints.map { source($0, of: $0.emergency?.supplier ?? $0.supplier) } : []
    joint = supply.jointOrders
    var jointOf = [Int32](repeating: -1, count: joint.isEmpty ? 0 : supply.stockPoints.count)
    for (i, points) in joint.enumerated() { for point in points { jointOf[Int(point)] = Int32(i) } }
    self.jointOf = jointOf
    let floor = floor
    inspects = plan.floor?.steps.contains { ($0.terms?.receiving?.rejects ?? 0) > 0 } ?? false
    let zoneOfItem = floor.zoneOfItem
    zoneOfPoint = zoneOfItem.isEmpty ? [] : supply.stockPoints.map { zoneOfItem[$0.item] }
    pointRules = supply.stockPoints.map { point in
      PointRule(
        trigger: point.control.review == .continuous && !point.unlimited ? point.control.policy.trigger : .min,
        aisleBit: floor.aisleBit(slot: supply.items[point.item].slot), unlimited: point.unlimited)
    }
    unmetCosts = supply.stockPoints.map { UnmetCost(backordered: $0.backorderCostPerUnit, lost: $0.lostSaleCost) }
    orderRules = supply.stockPoints.map { OrderRule($0, locations: supply.locations.count) }
    supplierRules = zip(supply.suppliers, lead).map { supplier, leadTime in
      SupplierRule(
        lineCost: supplier.lineCost, orderCost: supplier.orderCost, course: leadTime.course, keepsOrder: leadTime.keepsOrder,
        isAlwaysOpen: !supplier.closedDays.contains(true))
    }
    streamRules = zip(supply.streams, demand.terms).map { stream, terms in
      let throughFloor = floor.plan.location == terms.location && floor.firstOutbound >= 0
      let keepsGoods = throughFloor || terms.shipComplete || plan.supply.returns != nil
      return StreamRule(
        firstStockPoint: terms.location * supply.items.count, backorderShare: terms.backorderShare, shipComplete: terms.shipComplete,
        throughFloor: throughFloor, keepsGoods: keepsGoods,
        due: terms.due ?? .max, priority: Int64(terms.priority), unmetSource: terms.unmetSource,
        workSalt: StableHash.of("stream/\(stream.name)"))
    }
    receiptSalt = StableHash.of("receipts")
    dayStarts = plan.supply.dayStarts?.map(\.ticks) ?? []
    wallClock = WallClock(plan.supply.clockChanges ?? [])
    valueScale = ValueScale(unitCosts: supply.items.map(\.unitCost))
    let litres = KPIDictionary.litres(plan)
    let scale = ValueScale(unitCosts: litres)
    roomScale = scale
    unitRoom = plan.constraints?.contains { $0.kpi == KPIDictionary.largestRoom } == true ? litres.map(scale.whole) : []
    identity = plan.fingerprint
    try Self.check(plan)
  }

  /// Whether a stock point of both plans has the same supplier process: law, crossing and draws.
  func hasSameLeadTime(as other: CompiledPlan, at point: Int) -> Bool {
    guard point < leadTimeSources.count, leadTimeSources[point] == other.leadTimeSources[point] else { return false }
    let mine = plan.supply.suppliers[plan.supply.stockPoints[point].supplier]
    let theirs = other.plan.supply.suppliers[other.plan.supply.stockPoints[point].supplier]
    return mine.leadTime == theirs.leadTime && mine.crossing == theirs.crossing && mine.laterLeadTimes == theirs.laterLeadTimes
  }

  /// When a day of the series ends: at midnight, where the days of the calendar are known, else after 24 hours more.
  func dayEnd(_ day: Int) -> Int64 { demand.dayStart(day + 1) }

  private static func check(_ plan: Plan) throws(InputErrors) {
    var problems: [Diagnostic] = []
    if case .periodic = plan.study {
      for stream in plan.supply.streams {
        if case .perItem = stream { continue }
        problems.append(
          Diagnostic(
            .error, code: "periodic-demand",
            "stream '\(stream.name)' brings orders at moments of the day, which a periodic study does not know",
            remedy: "use per-item demand, or study: continuous"))
      }
      if plan.floor != nil {
        problems.append(
          Diagnostic(
            .error, code: "periodic-floor", "a warehouse floor needs moments of the day, which a periodic study does not know",
            remedy: "use study: continuous"))
      }
    }
    for point in plan.supply.stockPoints {
      guard case .canOrder = point.control.policy else { continue }
      let name = plan.supply.items[point.item].name
      if point.emergency != nil || plan.supply.newItems != nil {
        problems.append(
          Diagnostic(
            .error, code: "needs-clock",
            "'\(name)' is ordered together with others, which an emergency supplier and new items do not know",
            remedy: "use an s-S policy beside emergency suppliers and new items"))
      } else if plan.study != .continuous, point.perishing != nil || plan.losesDemand(for: point) {
        problems.append(
          Diagnostic(
            .error, code: "needs-clock",
            "'\(name)' is ordered together with others, and in a periodic study that needs goods that keep and unmet demand that waits",
            remedy: "use study: continuous, or an s-S policy"))
      }
    }
    if case .continuous = plan.study {
      for point in plan.supply.stockPoints {
        let what: String
        if point.perishing != nil {
          what = "spoils"
        } else if let emergency = point.emergency, emergency.below == nil {
          what = "has two suppliers and no position below which the second is asked"
        } else if point.control.policy.looksBeyondPosition {
          what = "has a policy by state"
        } else {
          continue
        }
        problems.append(
          Diagnostic(
            .error, code: "needs-periods", "'\(plan.supply.items[point.item].name)' \(what), which a continuous study does not know",
            remedy: "use study: periodic"))
      }
    }
    if plan.supply.suppliers.isEmpty && !plan.supply.stockPoints.isEmpty {
      problems.append(Diagnostic(.error, code: "no-supplier", "nobody supplies the items", remedy: "name a supplier"))
    }
    if !problems.isEmpty { throw InputErrors(problems) }
  }
}

/// See `CompiledPlan.pointRules`.
struct PointRule: BitwiseCopyable {
  /// At or below this position the policy is asked; a policy that is asked at times of its own has the least of all numbers.
  var trigger: Int64
  /// Bit of the aisle the item lies in.
  var aisleBit: UInt64
  var unlimited: Bool
}

/// What a unit costs that customers must wait for, and one that they no longer want.
struct UnmetCost: BitwiseCopyable {
  var backordered: Double
  var lost: Double
}

/// See `CompiledPlan.orderRules`: from whom a stock point orders, and in what lots.
struct OrderRule: BitwiseCopyable {
  var supplier: Int32
  /// Among the orders of all suppliers for all locations.
  var house: Int32
  var hasEmergency: Bool
  var minimum: Int64
  var multiple: Int64

  init(_ point: StockPointPlan, locations: Int) {
    supplier = Int32(point.supplier)
    house = Int32(point.supplier * locations + point.location)
    hasEmergency = point.emergency != nil
    minimum = point.minimum
    multiple = point.multiple
  }
}

/// See `CompiledPlan.supplierRules`.
struct SupplierRule: BitwiseCopyable {
  var lineCost: Double
  var orderCost: Double
  /// Where its lead times are one process whose law never changes.
  var course: CompiledLeadTime.Course?
  var keepsOrder: Bool
  var isAlwaysOpen: Bool
}

/// See `CompiledPlan.streamRules`.
struct StreamRule: BitwiseCopyable {
  /// Where the stream's location begins in `CompiledPlan.stockPointOf`.
  var firstStockPoint: Int
  var backorderShare: Double
  var shipComplete: Bool
  /// Whether its orders are picked on the floor.
  var throughFloor: Bool
  /// Whether the goods of a line are known until they leave: for the floor, for the rest of their order, or because they may come back.
  var keepsGoods: Bool
  /// Ticks after arrival; `Int64.max` = nothing promised.
  var due: Int64
  var priority: Int64
  var unmetSource: UInt64
  /// Keeps the work draws of equal-numbered orders of different streams apart.
  var workSalt: UInt64
}

extension DemandStream {
  public var name: String {
    switch self {
    case .orders(let s): s.name
    case .perItem(let s): s.name
    case .replay(let s): s.name
    }
  }
}

extension Plan {
  /// A hash of the plan's canonical text (keys sorted, numbers in full), the same on every machine.
  public var fingerprint: UInt64 {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var hash = StableHash()
    // Every part of a plan is plain data, so that encoding cannot fail.
    for byte in (try? encoder.encode(self)) ?? Data() { hash.combine(byte) }
    return hash.value
  }
}

extension SupplyPlan {
  /// Stock points with can-order levels by supplier and location, in order of the first of each.
  fileprivate var jointOrders: [[Int32]] {
    var lists: [[Int32]] = []
    var number: [Int: Int] = [:]
    for (i, point) in stockPoints.enumerated() {
      guard case .canOrder = point.control.policy, !point.unlimited else { continue }
      let house = point.supplier * locations.count + point.location
      if let known = number[house] {
        lists[known].append(Int32(i))
      } else {
        number[house] = lists.count
        lists.append([Int32(i)])
      }
    }
    return lists
  }

  /// What a floor must know of the stock points, in their order; of those elsewhere it has none.
  fileprivate func kept(on floor: FloorPlan) -> [KeptItem] {
    stockPoints.map { point in
      let isHere = point.location == floor.location
      return KeptItem(
        source: StableHash.of("kept/\(items[point.item].name)"), perDay: isHere ? point.meanDailyDemand : 0,
        stock: isHere ? point.initialStock : 0,
        isEndless: isHere && point.unlimited, slot: floor.coordinates?.placeOfItem[point.item] ?? items[point.item].slot, isHere: isHere,
        zone: floor.zones?.ofItem[point.item] ?? -1)
    }
  }
}

extension Plan {
  /// Whether a customer of the stock point may go away unserved.
  fileprivate func losesDemand(for point: StockPointPlan) -> Bool {
    supply.streams.contains { stream in
      guard case .perItem(let stream) = stream, stream.location == point.location, stream.items.contains(point.item) else { return false }
      return stream.unmet.backorderShare < 1
    }
  }
}
