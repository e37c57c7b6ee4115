internal import Kernel

/// Customers' orders in the house, their waiting lines (backorders) and the goods of each job, in places that are used again: memory
/// follows what is open, not what is done.
struct OrderBook: ~Copyable {
  struct Order: BitwiseCopyable {
    var arrival: Int64 = 0
    /// Promised departure; `Int64.max` = none.
    var due: Int64 = .max
    var identity: UInt64 = 0
    var stream: Int32 = 0
    /// Waiting lines and jobs that are still to come or on their way.
    var pending: Int32 = 0
    var lines: Int32 = 0
    /// Lines put aside until the order is complete; -1 = none.
    var held: Int32 = -1
    var waitingLines: Int32 = 0
    /// Its place on a tape that holds the whole replication, else −1.
    var row: Int32 = -1
    var isCohort = false
    var isComplete = false
    var lostSome = false
    /// Whether a part of it left the floor unserved.
    var hasLeft = false
  }

  /// A line that waits for stock.
  struct Waiting: BitwiseCopyable {
    var order: Int32
    var stockPoint: Int32
    var line: Int32
    /// The line's place among `splits`; -1 where all of it waits.
    var split: Int32 = -1
    var missing: Int64
    /// Units of the line that a job will carry when the last has come.
    var total: Int64
    var since: Int64
    var next: Int32
  }

  /// Goods of one line in a job.
  struct Goods: BitwiseCopyable {
    var stockPoint: Int32
    var line: Int32
    var quantity: Int64
    var next: Int32
    /// Its place among `splits` where the line goes out in two parts, else -1.
    var split: Int32
  }

  /// A line of which a part went ahead of the rest.
  struct Split: BitwiseCopyable {
    /// Whether one of the two has left, and whether one left unserved, so that the line is never finished.
    var hasLeft = false
    var isCut = false
  }

  /// A set of goods of one order that goes through the flow together.
  struct Load: BitwiseCopyable {
    var order: Int32
    var goods: Int32
  }

  var orders = Slots<Order>()
  var waiting = Slots<Waiting>()
  var loads = Slots<Load>()
  private var splits = Slots<Split>()
  /// In blocks of `goodsBlock` places, each of one chain of goods alone: what hangs together then lies together, and reading a chain waits
  /// for memory once a block and not once a line.
  var goods = Slab<Goods>()
  private var freeBlock: Int32 = -1
  private static let goodsBlock: Int32 = 8
  /// First and last waiting line of each stock point.
  var heads: Slab<Int32>
  var tails: Slab<Int32>

  init(stockPoints: Int) {
    heads = Slab(repeating: -1, count: stockPoints)
    tails = Slab(repeating: -1, count: stockPoints)
  }

  // MARK: Lines in two parts

  /// A part of a line has gone ahead as `goods`; the rest is the last that waits at a stock point.
  mutating func split(_ goods: Int32, restAt point: Int) {
    let slot = splits.insert(Split())
    self.goods[Int(goods)].split = slot
    waiting[Int(tails[point])].split = slot
  }

  /// A part of a line leaves, or leaves unserved.
  ///
  /// - Returns: whether the line is finished with it.
  mutating func partLeaves(_ slot: Int32, unserved: Bool = false) -> Bool {
    var split = splits[Int(slot)]
    if !split.hasLeft {
      split.hasLeft = true
      split.isCut = unserved
      splits[Int(slot)] = split
      return false
    }
    splits.remove(slot)
    return !split.isCut && !unserved
  }

  /// Adds units to the held goods of one line; false when there are none of it.
  mutating func addToHeld(_ order: Int, line: Int32, _ quantity: Int64) -> Bool {
    var slot = orders[order].held
    while slot >= 0 {
      if goods[Int(slot)].line == line {
        goods[Int(slot)].quantity += quantity
        return true
      }
      slot = goods[Int(slot)].next
    }
    return false
  }

  /// Puts goods before a chain.
  ///
  /// - Parameter next: the goods that were put there last; -1 = none.
  /// - Returns: their place, the chain's new beginning.
  mutating func makeGoods(stockPoint: Int32, line: Int32, quantity: Int64, next: Int32, split: Int32 = -1) -> Int32 {
    let value = Goods(stockPoint: stockPoint, line: line, quantity: quantity, next: next, split: split)
    let slot = next >= 0 && next & (Self.goodsBlock - 1) != Self.goodsBlock - 1 ? next + 1 : takeBlock(value)
    goods[Int(slot)] = value
    return slot
  }

  private mutating func takeBlock(_ filler: Goods) -> Int32 {
    let slot = freeBlock
    if slot >= 0 {
      freeBlock = goods[Int(slot)].next
      return slot
    }
    goods.append(repeating: filler, count: Int(Self.goodsBlock))
    return Int32(goods.count) - Self.goodsBlock
  }

  /// Takes back a whole chain of goods; -1 = none.
  mutating func removeGoods(_ first: Int32) {
    var slot = first
    while slot >= 0 {
      let block = slot & ~(Self.goodsBlock - 1), before = goods[Int(block)].next
      goods[Int(block)].next = freeBlock
      freeBlock = block
      slot = before
    }
  }

  /// Puts a line at the end of its stock point's queue.
  mutating func wait(_ value: Waiting) {
    let slot = waiting.insert(value)
    let point = Int(value.stockPoint)
    if heads[point] < 0 { heads[point] = slot } else { waiting[Int(tails[point])].next = slot }
    tails[point] = slot
  }

  /// Takes the first waiting line off its stock point's queue.
  mutating func removeFirstWaiting(_ point: Int) {
    let slot = heads[point]
    heads[point] = waiting[Int(slot)].next
    if heads[point] < 0 { tails[point] = -1 }
    waiting.remove(slot)
  }
}

/// A replenishment on its way or waiting for put-away.
struct Receipt: BitwiseCopyable {
  var stockPoint: Int32
  var quantity: Int64
  var orderedAt: Int64
  var inspections: Int32 = 0
  /// Whether it comes from the stock point's emergency supplier.
  var isEmergency = false
}
