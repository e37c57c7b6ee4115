public import Kernel

/// Goods of every stock point, accounted to the unit and integrated over time in integers.
///
/// A unit is *owned* from receipt to departure; while owned it is in the inbound backlog (received, not put away), *available* (pickable
/// and promised to nobody) or in process (promised, not departed). `position` = available + inbound + on order − owed.
///
/// The integral of a quantity q to time T is q(T)·T − Σ (change × time of change), so that a change costs one multiplication and nothing is
/// done while nothing changes. Debug builds check at every change that units are neither made nor lost.
public struct StockLedger: ~Copyable {
  /// One stock point's units now, units delivered since time 0 and asked for since `restart`, and the moments of their changes since
  /// `restart`. 128 bytes: what an order's line changes comes first and fits into a line of the processor's cache.
  public struct Goods: BitwiseCopyable, Sendable {
    public var available: Int64
    public var owed: Int64 = 0
    public var inbound: Int64 = 0
    public var onOrder: Int64 = 0
    public var positionMoment: Int128 = 0
    /// Units promised since time 0, less those that went back to their shelf; those that left at once among them. What leaves changes only
    /// the second line.
    @usableFromInline var promised: Int64 = 0
    /// Units that customers wanted since `restart`.
    public var asked: Int64 = 0
    public var delivered: Int64 = 0
    /// Value of a unit in parts of `valueScale`.
    public let unitValue: Int64
    /// Ticks with available stock, up to `positiveSince` or to when it ran out.
    public var positiveTime: Int64 = 0
    public var positiveSince: Int64 = 0
    // Wide numbers begin at multiples of their own size: anywhere else the record would have gaps and reach into a third line.
    public var ownedMoment: Int128 = 0
    public var owedMoment: Int128 = 0

    init(available: Int64, unitValue: Int64) {
      self.available = available
      self.unitValue = unitValue
    }

    /// Of goods that came in this instant those who waited get theirs at its end: what is beyond is free.
    @inlinable @inline(__always) public var free: Int64 { max(0, available &- owed) }
    @inlinable @inline(__always) public var position: Int64 { available &+ inbound &+ onOrder &- owed }
    @inlinable @inline(__always) public var inProcess: Int64 { promised &- delivered }
    @inlinable @inline(__always) public var owned: Int64 { available &+ inbound &+ inProcess }
  }

  /// Units since time 0; `initial + received + returned = delivered + rejected + owned` at every moment.
  @usableFromInline struct Receipts: BitwiseCopyable {
    @usableFromInline let initial: Int64
    @usableFromInline var received: Int64 = 0
    /// Units that customers have sent back and that are on their shelf again; units that were not accepted.
    @usableFromInline var returned: Int64 = 0
    @usableFromInline var rejected: Int64 = 0

    init(initial: Int64) { self.initial = initial }
  }

  /// Unit·tick integrals of one stock point since `restart`.
  public struct Integrals: Sendable {
    public var owned: Int128
    public var owed: Int128
    public var position: Int128
    /// Ticks with available stock.
    public var positive: Int64
  }

  @usableFromInline var goods: Slab<Goods>
  @usableFromInline var receipts: Slab<Receipts>
  /// Value of all owned stock in parts of `valueScale`, now and its largest since `restart`.
  @inlinable public var value: Int128 { ownedValue }
  @usableFromInline var ownedValue: Int128 = 0
  public private(set) var valueMaximum: Int128 = 0
  /// Whether goods came in this instant.
  @usableFromInline var valueRose = false
  public let valueScale: ValueScale
  /// Room of all owned stock in parts of the caller's, its largest since `restart`, and that of a unit of each stock point; empty where
  /// nobody asks for it.
  @usableFromInline var ownedRoom: Int128 = 0
  public private(set) var roomMaximum: Int128 = 0
  @usableFromInline var unitRoom: [Int64] = []
  /// Units owed over all stock points.
  public private(set) var totalOwed: Int64 = 0
  /// Money per unit and tick of stock owned and of units owed, now; and what they had cost at `restart`.
  private var holdingRate: [Double]
  private var backorderRate: [Double]
  private var costBefore = (holding: 0.0, backorder: 0.0)
  /// What the integrals since `restart` cost besides the present rates, because the rates were others; empty where none has changed.
  private var besides: [(holding: Double, backorder: Double)] = []

  /// - Parameter scale: that of the items' unit costs; nil = it is found here.
  public init(_ points: [StockPointPlan], items: [ItemPlan], scale: ValueScale? = nil) {
    valueScale = scale ?? ValueScale(unitCosts: items.map(\.unitCost))
    goods = Slab(capacity: points.count)
    receipts = Slab(capacity: points.count)
    holdingRate = points.map { $0.holdingCost / Double(dayTicks) }
    backorderRate = points.map { $0.backorderCost / Double(dayTicks) }
    for point in points {
      let unitValue = valueScale.whole(items[point.item].unitCost)
      let initial = point.unlimited ? 0 : point.initialStock
      goods.append(Goods(available: initial, unitValue: unitValue))
      receipts.append(Receipts(initial: initial))
      ownedValue += wideProduct(unitValue, initial)
    }
    valueMaximum = ownedValue
  }

  public var count: Int { goods.count }

  /// From now on the room of owned stock is counted too.
  ///
  /// - Parameter parts: of a unit of each stock point, in whole parts of the caller's scale.
  public mutating func countRoom(_ parts: [Int64]) {
    unitRoom = parts
    ownedRoom = 0
    for i in 0..<goods.count { ownedRoom += wideProduct(parts[i], goods[i].owned) }
    roomMaximum = ownedRoom
  }

  @inlinable @inline(__always)
  mutating func moveRoom(_ i: Int, _ quantity: Int64) { if !unitRoom.isEmpty { ownedRoom &+= wideProduct(unitRoom[i], quantity) } }

  @inlinable public subscript(point: Int) -> Goods { @inline(__always) get { goods[point] } }

  // MARK: What happens to goods

  /// Units are neither made nor lost, and nothing is negative.
  @inlinable @inline(__always)
  func check(_ i: Int) {
    assert(
      receipts[i].initial + receipts[i].received + receipts[i].returned == goods[i].delivered + receipts[i].rejected + goods[i].owned
        && goods[i].available >= 0 && goods[i].inbound >= 0
        && goods[i].inProcess >= 0 && goods[i].onOrder >= 0 && goods[i].owed >= 0, "units of stock point \(i) are not conserved")
  }

  public mutating func order(_ i: Int, _ quantity: Int64, at now: Int64) {
    goods[i].onOrder += quantity
    goods[i].positionMoment &+= wideProduct(quantity, now)
    check(i)
  }

  /// Goods arrive and wait for put-away.
  public mutating func receive(_ i: Int, _ quantity: Int64, at now: Int64) {
    goods[i].onOrder -= quantity
    goods[i].inbound += quantity
    receipts[i].received += quantity
    goods[i].ownedMoment &+= wideProduct(quantity, now)
    ownedValue += wideProduct(goods[i].unitValue, quantity)
    moveRoom(i, quantity)
    valueRose = true
    check(i)
  }

  /// Received goods become pickable.
  public mutating func putAway(_ i: Int, _ quantity: Int64, at now: Int64) {
    if goods[i].available == 0 { goods[i].positiveSince = now }
    goods[i].inbound -= quantity
    goods[i].available += quantity
    check(i)
  }

  /// Received goods fail their inspection: they are no longer ours.
  public mutating func reject(_ i: Int, _ quantity: Int64, at now: Int64) {
    goods[i].inbound -= quantity
    receipts[i].rejected += quantity
    goods[i].ownedMoment &-= wideProduct(quantity, now)
    goods[i].positionMoment &-= wideProduct(quantity, now)
    ownedValue -= wideProduct(goods[i].unitValue, quantity)
    moveRoom(i, -quantity)
    check(i)
  }

  /// Goods that a customer has sent back are pickable again.
  public mutating func takeBack(_ i: Int, _ quantity: Int64, at now: Int64) {
    if quantity == 0 { return }
    if goods[i].available == 0 { goods[i].positiveSince = now }
    goods[i].available += quantity
    receipts[i].returned += quantity
    goods[i].ownedMoment &+= wideProduct(quantity, now)
    goods[i].positionMoment &+= wideProduct(quantity, now)
    ownedValue += wideProduct(goods[i].unitValue, quantity)
    moveRoom(i, quantity)
    valueRose = true
    check(i)
  }

  /// The instant is over, and what it leaves stands: goods that came and went at once were never in stock.
  @inlinable @inline(__always)
  public mutating func endInstant() { if valueRose { noteMaximum() } }

  @usableFromInline mutating func noteMaximum() {
    valueRose = false
    if ownedValue > valueMaximum { valueMaximum = ownedValue }
    if ownedRoom > roomMaximum { roomMaximum = ownedRoom }
  }

  /// A customer wants units, whether they are there or not.
  @inlinable @inline(__always)
  public mutating func ask(_ i: Int, _ quantity: Int64) { goods[i].asked &+= quantity }

  /// A customer wants units and is promised what is free of them: stock beyond what others wait for.
  ///
  /// - Returns: the units promised.
  @inlinable @inline(__always)
  public mutating func promise(_ i: Int, of quantity: Int64, at now: Int64) -> Int64 {
    let free = goods[i].free, take = min(quantity, free)
    ask(i, quantity)
    if take > 0 { allocate(i, take, at: now) }
    return take
  }

  /// As `promise`, but the units leave at once.
  @inlinable @inline(__always)
  public mutating func hand(_ i: Int, of quantity: Int64, at now: Int64) -> Int64 {
    let free = goods[i].free, take = min(quantity, free)
    ask(i, quantity)
    if take > 0 { serve(i, take, at: now) }
    return take
  }

  /// Pickable goods are promised to an order.
  @inlinable @inline(__always)
  public mutating func allocate(_ i: Int, _ quantity: Int64, at now: Int64) {
    let stock = goods.place(i), left = stock.pointee.available &- quantity
    stock.pointee.available = left
    if left == 0 { stock.pointee.positiveTime &+= now &- stock.pointee.positiveSince }
    stock.pointee.promised &+= quantity
    stock.pointee.positionMoment &-= wideProduct(quantity, now)
    check(i)
  }

  /// Pickable goods leave at once.
  @inlinable @inline(__always)
  public mutating func serve(_ i: Int, _ quantity: Int64, at now: Int64) {
    let stock = goods.place(i), left = stock.pointee.available &- quantity, moment = wideProduct(quantity, now)
    stock.pointee.available = left
    if left == 0 { stock.pointee.positiveTime &+= now &- stock.pointee.positiveSince }
    stock.pointee.promised &+= quantity
    stock.pointee.delivered &+= quantity
    stock.pointee.positionMoment &-= moment
    stock.pointee.ownedMoment &-= moment
    ownedValue &-= wideProduct(stock.pointee.unitValue, quantity)
    moveRoom(i, -quantity)
    check(i)
  }

  /// Promised goods leave.
  @inlinable @inline(__always)
  public mutating func deliver(_ i: Int, _ quantity: Int64, at now: Int64) {
    let stock = goods.place(i)
    stock.pointee.delivered &+= quantity
    stock.pointee.ownedMoment &-= wideProduct(quantity, now)
    ownedValue &-= wideProduct(stock.pointee.unitValue, quantity)
    moveRoom(i, -quantity)
    check(i)
  }

  /// Promised goods go back to their shelf: their order has left without them.
  public mutating func restock(_ i: Int, _ quantity: Int64, at now: Int64) {
    if goods[i].available == 0 { goods[i].positiveSince = now }
    goods[i].promised -= quantity
    goods[i].available += quantity
    goods[i].positionMoment &+= wideProduct(quantity, now)
    check(i)
  }

  public mutating func owe(_ i: Int, _ quantity: Int64, at now: Int64) {
    let product = wideProduct(quantity, now)
    goods[i].owed += quantity
    goods[i].owedMoment &+= product
    goods[i].positionMoment &-= product
    totalOwed += quantity
    check(i)
  }

  public mutating func settle(_ i: Int, _ quantity: Int64, at now: Int64) {
    let product = wideProduct(quantity, now)
    goods[i].owed -= quantity
    goods[i].owedMoment &-= product
    goods[i].positionMoment &+= product
    totalOwed -= quantity
    check(i)
  }

  // MARK: Measuring

  /// What one stock point's quantities add up to from `restart` (or time 0) to `now`.
  public func integrals(_ i: Int, at now: Int64) -> Integrals {
    let g = goods[i]
    return Integrals(
      owned: wideProduct(g.owned, now) &- g.ownedMoment, owed: wideProduct(g.owed, now) &- g.owedMoment,
      position: wideProduct(g.position, now) &- g.positionMoment, positive: g.positiveTime + (g.available > 0 ? now - g.positiveSince : 0))
  }

  /// Holding and backorder cost since time 0, money, summed in the order of the stock points.
  ///
  /// - Complexity: O(stock points).
  public func accrued(at now: Int64) -> (holding: Double, backorder: Double) {
    var sum = costBefore
    for i in 0..<goods.count {
      let g = goods[i]
      sum.holding += Double(wide: wideProduct(g.owned, now) &- g.ownedMoment) * holdingRate[i]
      if g.owed != 0 || g.owedMoment != 0 { sum.backorder += Double(wide: wideProduct(g.owed, now) &- g.owedMoment) * backorderRate[i] }
    }
    for one in besides {
      sum.holding += one.holding
      sum.backorder += one.backorder
    }
    return sum
  }

  /// From now on a stock point's units cost other money per unit and day; what they have cost stays.
  ///
  /// With the integral I(t) to time t and rates r that became r′ at t, the cost to T is I(T)·r′ + I(t)·(r − r′).
  public mutating func changeRates(_ i: Int, holding: Double, backorder: Double, at now: Int64) {
    if besides.isEmpty { besides = Array(repeating: (0, 0), count: goods.count) }
    let so = integrals(i, at: now), rates = (holding / Double(dayTicks), backorder / Double(dayTicks))
    besides[i].holding += Double(wide: so.owned) * (holdingRate[i] - rates.0)
    besides[i].backorder += Double(wide: so.owed) * (backorderRate[i] - rates.1)
    (holdingRate[i], backorderRate[i]) = rates
  }

  /// Holding and backorder cost of one stock point since `restart`, money.
  public func cost(_ i: Int, at now: Int64) -> (holding: Double, backorder: Double) {
    let so = integrals(i, at: now), more = besides.isEmpty ? (holding: 0.0, backorder: 0.0) : besides[i]
    return (Double(wide: so.owned) * holdingRate[i] + more.holding, Double(wide: so.owed) * backorderRate[i] + more.backorder)
  }

  /// Forgets the integrals so far: the end of warm-up.
  public mutating func restart(at now: Int64) {
    costBefore = accrued(at: now)
    if !besides.isEmpty { besides = Array(repeating: (0, 0), count: goods.count) }
    for i in 0..<goods.count {
      goods[i].ownedMoment = wideProduct(goods[i].owned, now)
      goods[i].owedMoment = wideProduct(goods[i].owed, now)
      goods[i].positionMoment = wideProduct(goods[i].position, now)
      goods[i].positiveTime = 0
      goods[i].asked = 0
      goods[i].positiveSince = now
    }
    valueMaximum = value
    roomMaximum = ownedRoom
    valueRose = false
  }
}
