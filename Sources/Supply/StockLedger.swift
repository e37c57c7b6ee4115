internal import Kernel

/// Goods of every stock point, accounted to the unit and integrated over time in integers.
///
/// A unit is *owned* from receipt to departure; while owned it is in the inbound backlog (received, not put away), *available* (pickable and promised to
/// nobody) or in process (promised, not departed). `position` = available + inbound + on order − owed.
///
/// The integral of a quantity q to time T is q(T)·T − Σ (change × time of change), so that a change costs one multiplication and nothing is done while
/// nothing changes. Debug builds check at every change that units are neither made nor lost.
public struct StockLedger: ~Copyable {
  /// One stock point's units now, units since time 0 (initial + received = delivered + owned), and the moments of their changes since `restart`.
  public struct Goods: BitwiseCopyable, Sendable {
    public internal(set) var available: Int64
    public internal(set) var inbound: Int64 = 0
    public internal(set) var inProcess: Int64 = 0
    public internal(set) var onOrder: Int64 = 0
    public internal(set) var owed: Int64 = 0
    public internal(set) var received: Int64 = 0
    public internal(set) var delivered: Int64 = 0
    public let initial: Int64
    /// Value of a unit in ten-thousandths of the currency.
    let unitValue: Int64
    /// Ticks with available stock, up to `positiveSince` or to when it ran out.
    var positiveTime: Int64 = 0
    var positiveSince: Int64 = 0
    var ownedMoment: Int128 = 0
    var owedMoment: Int128 = 0
    var positionMoment: Int128 = 0

    @inline(__always) public var position: Int64 { available &+ inbound &+ onOrder &- owed }
    @inline(__always) public var owned: Int64 { available &+ inbound &+ inProcess }

    /// Units are neither made nor lost, and nothing is negative.
    var isConserved: Bool {
      initial + received == delivered + owned && available >= 0 && inbound >= 0 && inProcess >= 0 && onOrder >= 0 && owed >= 0
    }
  }

  /// Unit·tick integrals of one stock point since `restart`.
  public struct Integrals: Sendable {
    public var owned: Int128
    public var owed: Int128
    public var position: Int128
    /// Ticks with available stock.
    public var positive: Int64
  }

  private var goods: Slab<Goods>
  /// Value of all owned stock in ten-thousandths of the currency, now and its largest since `restart`.
  public private(set) var value: Int128 = 0
  public private(set) var valueMaximum: Int128 = 0
  /// Units owed over all stock points.
  public private(set) var totalOwed: Int64 = 0
  /// Money per unit and tick of stock owned and of units owed; and what they had cost at `restart`.
  private let holdingRate: [Double]
  private let backorderRate: [Double]
  private var costBefore = (holding: 0.0, backorder: 0.0)

  public init(_ points: [StockPointPlan], items: [ItemPlan]) {
    goods = Slab(capacity: points.count)
    holdingRate = points.map { $0.holdingCost / Double(dayTicks) }
    backorderRate = points.map { $0.backorderCost / Double(dayTicks) }
    for point in points {
      let unitValue = Int64(max(-9e18, min(9e18, (items[point.item].unitCost * 1e4).rounded())))
      let initial = point.unlimited ? 0 : point.initialStock
      goods.append(Goods(available: initial, initial: initial, unitValue: unitValue))
      value += wideProduct(unitValue, initial)
    }
    valueMaximum = value
  }

  public var count: Int { goods.count }

  @inline(__always) public subscript(point: Int) -> Goods { goods[point] }

  // MARK: What happens to goods

  @inline(__always)
  private func check(_ i: Int) { assert(goods[i].isConserved, "units of stock point \(i) are not conserved") }

  public mutating func order(_ i: Int, _ quantity: Int64, at now: Int64) {
    goods[i].onOrder += quantity
    goods[i].positionMoment &+= wideProduct(quantity, now)
    check(i)
  }

  /// Goods arrive and wait for put-away.
  public mutating func receive(_ i: Int, _ quantity: Int64, at now: Int64) {
    goods[i].onOrder -= quantity
    goods[i].inbound += quantity
    goods[i].received += quantity
    goods[i].ownedMoment &+= wideProduct(quantity, now)
    value += wideProduct(goods[i].unitValue, quantity)
    if value > valueMaximum { valueMaximum = value }
    check(i)
  }

  /// Received goods become pickable.
  public mutating func putAway(_ i: Int, _ quantity: Int64, at now: Int64) {
    if goods[i].available == 0 { goods[i].positiveSince = now }
    goods[i].inbound -= quantity
    goods[i].available += quantity
    check(i)
  }

  /// Pickable goods are promised to an order.
  @inline(__always)
  public mutating func allocate(_ i: Int, _ quantity: Int64, at now: Int64) {
    let left = goods[i].available &- quantity
    goods[i].available = left
    if left == 0 { goods[i].positiveTime &+= now &- goods[i].positiveSince }
    goods[i].inProcess &+= quantity
    goods[i].positionMoment &-= wideProduct(quantity, now)
    check(i)
  }

  /// Pickable goods leave at once.
  @inline(__always)
  public mutating func serve(_ i: Int, _ quantity: Int64, at now: Int64) {
    let left = goods[i].available &- quantity, moment = wideProduct(quantity, now)
    goods[i].available = left
    if left == 0 { goods[i].positiveTime &+= now &- goods[i].positiveSince }
    goods[i].delivered &+= quantity
    goods[i].positionMoment &-= moment
    goods[i].ownedMoment &-= moment
    value &-= wideProduct(goods[i].unitValue, quantity)
    check(i)
  }

  /// Promised goods leave.
  @inline(__always)
  public mutating func deliver(_ i: Int, _ quantity: Int64, at now: Int64) {
    goods[i].inProcess &-= quantity
    goods[i].delivered &+= quantity
    goods[i].ownedMoment &-= wideProduct(quantity, now)
    value &-= wideProduct(goods[i].unitValue, quantity)
    check(i)
  }

  /// Promised goods go back to their shelf: their order has left without them.
  public mutating func restock(_ i: Int, _ quantity: Int64, at now: Int64) {
    if goods[i].available == 0 { goods[i].positiveSince = now }
    goods[i].inProcess -= quantity
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
    return sum
  }

  /// Forgets the integrals so far: the end of warm-up.
  public mutating func restart(at now: Int64) {
    costBefore = accrued(at: now)
    for i in 0..<goods.count {
      goods[i].ownedMoment = wideProduct(goods[i].owned, now)
      goods[i].owedMoment = wideProduct(goods[i].owed, now)
      goods[i].positionMoment = wideProduct(goods[i].position, now)
      goods[i].positiveTime = 0
      goods[i].positiveSince = now
    }
    valueMaximum = value
  }
}
