public import Kernel
public import Warehouse

/// What one replication did, step by step. Switching it on changes no number.
public final class Trace {
  /// Tasks of workers and lengths of queues; nil without a floor.
  public internal(set) var floor: FloorTrace?
  /// Told of everything that happens, in order of time.
  var observer: ((TraceEvent) -> Void)?
  /// Orders so far; an order is known by its number in order of arrival, from 1.
  private(set) var orderCount = 0
  /// Numbers of the orders in the house and of the loads they are carried in; replenishments by the place of their receipt.
  private var open: [OrderKey: Int] = [:]
  private var loads: [Int32: (order: Int, load: Int)] = [:]
  private var loadCount = 0
  private var receipts: [Int32: (number: Int, stockPoint: Int32)] = [:]
  private var receiptCount = 0
  private var returns: [Int32: Return] = [:]

  /// A line of an order that a customer sends back.
  struct Return {
    var order: Int
    var stream: Int32
    var line: Int32
    var stockPoint: Int32
  }

  private struct OrderKey: Hashable {
    var stream: Int32
    var identity: UInt64
  }

  init() {}

  func connect(_ floor: FloorTrace) {
    self.floor = floor
    guard let observer else { return }
    floor.observer = { [unowned self] event in
      var told = TraceEvent(.floor, at: event.time)
      told.floor = event
      switch event.flow {
      case .outbound: (told.order, told.load) = loads[event.payload] ?? (0, 0)
      case .inbound:
        if let receipt = receipts[event.payload] {
          told.receipt = receipt.number
          told.stockPoint = receipt.stockPoint
        } else if let goods = returns[~event.payload] {
          (told.order, told.stream, told.line, told.stockPoint) = (goods.order, goods.stream, goods.line, goods.stockPoint)
        }
      case .upkeep: told.stockPoint = event.payload
      case .repair, .none: break
      }
      observer(told)
    }
  }

  func tell(_ event: TraceEvent) { observer?(event) }

  func enterOrder(stream: Int32, identity: UInt64) -> Int {
    orderCount += 1
    open[OrderKey(stream: stream, identity: identity)] = orderCount
    return orderCount
  }

  func number(stream: Int32, identity: UInt64) -> Int { open[OrderKey(stream: stream, identity: identity)] ?? 0 }

  /// The number of an order that is gone now; 0 where it has gone before.
  func closeOrder(stream: Int32, identity: UInt64) -> Int { open.removeValue(forKey: OrderKey(stream: stream, identity: identity)) ?? 0 }

  func enterLoad(_ slot: Int32, order: Int) -> Int {
    loadCount += 1
    loads[slot] = (order, loadCount)
    return loadCount
  }
  func closeLoad(_ slot: Int32) -> (order: Int, load: Int) { loads.removeValue(forKey: slot) ?? (0, 0) }

  func enterReceipt(_ slot: Int32, stockPoint: Int32) {
    receiptCount += 1
    receipts[slot] = (receiptCount, stockPoint)
  }
  func enterReturn(_ slot: Int32, _ goods: Return) { returns[slot] = goods }
  func closeReturn(_ slot: Int32) { returns[slot] = nil }

  func receipt(_ slot: Int32) -> Int { receipts[slot]?.number ?? 0 }
  func closeReceipt(_ slot: Int32) { receipts[slot] = nil }
}

/// One thing that happened in a replication. What does not apply is 0 (numbers of orders and receipts, quantities) or -1 (indices).
public struct TraceEvent: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// A customer's order came: its `count` lines and `quantity` units.
    case orderPlaced = "order placed"
    /// One of its lines: `quantity` asked, and what stands on the shelf after the order was served.
    case lineAsked = "line asked"
    /// `quantity` of a line that stock could not serve: it waits, or is lost.
    case lineWaits = "line waits"
    case lineLost = "line lost"
    /// Stock that came went to a line that waited.
    case lineAllocated = "line allocated"
    /// Goods of an order are together and go through the house (or, where there is none, out of it).
    case loadReady = "goods ready"
    case loadLeft = "goods left"
    /// They go back to their shelf: a queue was full, or patience ended.
    case loadAbandoned = "goods given up"
    /// The last of an order has left; or nothing of it ever will.
    case orderFinished = "order finished"
    case orderLost = "order lost"
    case replenishmentOrdered = "replenishment ordered"
    case received
    case putAway = "put away"
    /// Something on the floor; `floor` says what.
    case floor
  }

  public var kind: Kind
  public var time: SimTime
  /// The order's number, in order of arrival from 1.
  public var order = 0
  /// The number of the goods of an order that go through the house together, from 1; an order of which lines wait has several.
  public var load = 0
  /// The replenishment's number, from 1.
  public var receipt = 0
  public var stream: Int32 = -1
  public var line: Int32 = -1
  public var stockPoint: Int32 = -1
  public var quantity: Int64 = 0
  public var count = 0
  /// Promised departure; nil = none.
  public var due: SimTime?
  /// Units on the shelf, owed to customers and on order after the event.
  public var available: Int64 = 0
  public var owed: Int64 = 0
  public var onOrder: Int64 = 0
  public var floor: FloorEvent?

  init(_ kind: Kind, at time: SimTime) {
    self.kind = kind
    self.time = time
  }
}
