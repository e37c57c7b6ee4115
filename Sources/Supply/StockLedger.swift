/// Goods of every stock point, accounted to the unit and integrated over time in integers.
///
/// A unit is *owned* from receipt to departure; while owned it is in the inbound backlog (received, not put away), *available* (pickable and promised to
/// nobody) or in process (promised, not departed). `position` = available + inbound + on order − owed.
public struct StockLedger: ~Copyable {
  public let count: Int
  public private(set) var available: [Int64]
  public private(set) var inbound: [Int64]
  public private(set) var inProcess: [Int64]
  public private(set) var onOrder: [Int64]
  public private(set) var owed: [Int64]

  /// Unit·tick integrals since the last `restart`, wide enough for any horizon.
  public private(set) var ownedTime: [Int128]
  public private(set) var owedTime: [Int128]
  public private(set) var positionTime: [Int128]
  /// Ticks with available stock.
  public private(set) var positiveTime: [Int64]
  @usableFromInline var touched: [Int64]

  /// Units since time 0, for conservation: initial + received = delivered + owned.
  public private(set) var received: [Int64]
  public private(set) var delivered: [Int64]
  public let initial: [Int64]

  /// Value of all owned stock in ten-thousandths of the currency, now and its largest since `restart`; its rate of holding cost and the rate of
  /// backorder cost in billionths of the currency per day; and what these rates have cost so far.
  public private(set) var value: Int64 = 0
  public private(set) var valueMaximum: Int64 = 0
  public private(set) var holdingRate: Int64 = 0
  public private(set) var backorderRate: Int64 = 0
  /// Units owed over all stock points.
  public private(set) var totalOwed: Int64 = 0
  private var holdingAccrued: Int128 = 0
  private var backorderAccrued: Int128 = 0
  private var ratesTouched: Int64 = 0
  private let unitValue: [Int64]
  private let unitHolding: [Int64]
  private let unitBackorder: [Int64]

  public init(_ points: [StockPointPlan], items: [ItemPlan]) {
    count = points.count
    let zero = [Int64](repeating: 0, count: points.count), wide = [Int128](repeating: 0, count: points.count)
    available = points.map { $0.unlimited ? 0 : $0.initialStock }
    initial = available
    inbound = zero
    inProcess = zero
    onOrder = zero
    owed = zero
    ownedTime = wide
    owedTime = wide
    positionTime = wide
    positiveTime = zero
    touched = zero
    received = zero
    delivered = zero
    unitValue = points.map { Int64((items[$0.item].unitCost * 1e4).rounded()) }
    unitHolding = points.map { Int64(($0.holdingCost * 1e9).rounded()) }
    unitBackorder = points.map { Int64(($0.backorderCost * 1e9).rounded()) }
    for i in points.indices {
      value += unitValue[i] * available[i]
      holdingRate += unitHolding[i] * available[i]
    }
    valueMaximum = value
  }

  @inline(__always)
  public func position(_ i: Int) -> Int64 { available[i] + inbound[i] + onOrder[i] - owed[i] }

  @inline(__always)
  public func owned(_ i: Int) -> Int64 { available[i] + inbound[i] + inProcess[i] }

  /// Brings a stock point's integrals up to `now`; called before any of its quantities changes.
  @inline(__always)
  private mutating func touch(_ i: Int, _ now: Int64) {
    let span = now - touched[i]
    if span == 0 { return }
    touched[i] = now
    let wide = Int128(span)
    ownedTime[i] += Int128(owned(i)) * wide
    if owed[i] != 0 { owedTime[i] += Int128(owed[i]) * wide }
    positionTime[i] += Int128(position(i)) * wide
    if available[i] > 0 { positiveTime[i] += span }
  }

  @inline(__always)
  private mutating func accrue(_ now: Int64) {
    let span = now - ratesTouched
    if span == 0 { return }
    ratesTouched = now
    holdingAccrued += Int128(holdingRate) * Int128(span)
    backorderAccrued += Int128(backorderRate) * Int128(span)
  }

  // MARK: What happens to goods

  public mutating func order(_ i: Int, _ quantity: Int64, at now: Int64) {
    touch(i, now)
    onOrder[i] += quantity
  }

  /// Goods arrive and wait for put-away.
  public mutating func receive(_ i: Int, _ quantity: Int64, at now: Int64) {
    touch(i, now)
    accrue(now)
    onOrder[i] -= quantity
    inbound[i] += quantity
    received[i] += quantity
    value += unitValue[i] * quantity
    holdingRate += unitHolding[i] * quantity
    if value > valueMaximum { valueMaximum = value }
  }

  /// Received goods become pickable.
  public mutating func putAway(_ i: Int, _ quantity: Int64, at now: Int64) {
    touch(i, now)
    inbound[i] -= quantity
    available[i] += quantity
  }

  /// Pickable goods are promised to an order.
  @inline(__always)
  public mutating func allocate(_ i: Int, _ quantity: Int64, at now: Int64) {
    touch(i, now)
    available[i] -= quantity
    inProcess[i] += quantity
  }

  /// Promised goods leave.
  @inline(__always)
  public mutating func deliver(_ i: Int, _ quantity: Int64, at now: Int64) {
    touch(i, now)
    accrue(now)
    inProcess[i] -= quantity
    delivered[i] += quantity
    value -= unitValue[i] * quantity
    holdingRate -= unitHolding[i] * quantity
  }

  public mutating func owe(_ i: Int, _ quantity: Int64, at now: Int64) {
    touch(i, now)
    accrue(now)
    owed[i] += quantity
    totalOwed += quantity
    backorderRate += unitBackorder[i] * quantity
  }

  public mutating func settle(_ i: Int, _ quantity: Int64, at now: Int64) {
    touch(i, now)
    accrue(now)
    owed[i] -= quantity
    totalOwed -= quantity
    backorderRate -= unitBackorder[i] * quantity
  }

  // MARK: Measuring

  /// Holding and backorder cost accrued since time 0, money.
  public mutating func accrued(at now: Int64) -> (holding: Double, backorder: Double) {
    accrue(now)
    let scale = 1e-9 / Double(dayTicks)
    return (Double(holdingAccrued) * scale, Double(backorderAccrued) * scale)
  }

  /// Brings every integral up to `now`.
  public mutating func touchAll(_ now: Int64) {
    for i in 0..<count { touch(i, now) }
    accrue(now)
  }

  /// Forgets the integrals so far: the end of warm-up.
  public mutating func restart(at now: Int64) {
    touchAll(now)
    for i in 0..<count {
      ownedTime[i] = 0
      owedTime[i] = 0
      positionTime[i] = 0
      positiveTime[i] = 0
    }
    valueMaximum = value
  }

  /// Units are neither made nor lost, and nothing is negative.
  public func isConserved(_ i: Int) -> Bool {
    initial[i] + received[i] == delivered[i] + owned(i) && available[i] >= 0 && inbound[i] >= 0 && inProcess[i] >= 0 && onOrder[i] >= 0
      && owed[i] >= 0
  }
}
