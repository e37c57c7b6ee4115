import Kernel
import Randomness
@testable import Supply
import Testing

/// The ledger beside an account that adds up every tick's units in the obvious way.
@Suite struct `The stock ledger` {
  /// What the obvious account knows of one stock point.
  struct Account {
    var available: Int64, inbound: Int64 = 0, inProcess: Int64 = 0, onOrder: Int64 = 0, owed: Int64 = 0
    var owned: Int128 = 0, owedTime: Int128 = 0, position: Int128 = 0, positive: Int64 = 0

    /// Lets time pass.
    mutating func wait(_ ticks: Int64) {
      owned += Int128(available + inbound + inProcess) * Int128(ticks)
      owedTime += Int128(owed) * Int128(ticks)
      position += Int128(available + inbound + onOrder - owed) * Int128(ticks)
      if available > 0 { positive += ticks }
    }

    mutating func restart() { (owned, owedTime, position, positive) = (0, 0, 0, 0) }
  }

  static let items = [ItemPlan(name: "A", unitCost: 2.5), ItemPlan(name: "B", unitCost: 40)]
  static let points = [
    StockPointPlan(
      item: 0, location: 0, supplier: 0, control: Control(policy: .none, review: .continuous), initialStock: 7, holdingCost: 0.5,
      backorderCost: 3),
    StockPointPlan(
      item: 1, location: 0, supplier: 0, control: Control(policy: .none, review: .continuous), initialStock: 0, holdingCost: 0.25,
      backorderCost: 1),
  ]

  /// Two lines of a processor's cache: one more, and the simulation of large assortments slows down.
  @Test func `keeps a stock point in 128 bytes`() { #expect(MemoryLayout<StockLedger.Goods>.stride == 128) }

  /// Seven units of 2 parts each; ten of 3 more come, stand and go: 14 + 30 = 44 at most. What comes and goes at once does not count, and
  /// after the restart only what is there.
  @Test func `counts the most room where it is asked to`() {
    var ledger = StockLedger(Self.points, items: Self.items)
    ledger.countRoom([2, 3])
    #expect(ledger.roomMaximum == 14)
    ledger.order(1, 10, at: 1)
    ledger.receive(1, 10, at: 5)
    ledger.endInstant()
    ledger.putAway(1, 10, at: 6)
    ledger.serve(1, 4, at: 7)
    ledger.allocate(0, 5, at: 7)
    ledger.deliver(0, 5, at: 8)
    #expect(ledger.roomMaximum == 44)
    ledger.restart(at: 9)
    #expect(ledger.roomMaximum == 2 * 2 + 6 * 3)
    ledger.takeBack(0, 1, at: 10)
    ledger.endInstant()
    ledger.order(1, 9, at: 10)
    ledger.receive(1, 9, at: 11)
    ledger.reject(1, 9, at: 11)
    ledger.endInstant()
    #expect(ledger.roomMaximum == 24)
  }

  @Test(arguments: 0..<20) func `agrees with an account kept tick by tick`(world: Int) {
    let key = DrawKey(seed: 5, phase: .main, replication: world)
    var ledger = StockLedger(Self.points, items: Self.items)
    var accounts = Self.points.map { Account(available: $0.initialStock) }
    var now: Int64 = 0, cost = (holding: 0.0, backorder: 0.0), largest: Int64 = 7 * 25_000
    let cut = 300
    for step in 0..<800 {
      let (a, b) = key.block(source: 1, ordinal: UInt64(step))
      // Large spans too: a month of microseconds times some thousand units is beyond 64 bits after a while.
      let wait = Int64(a % 5) * Int64(b % 2_600_000_000_000)
      now += wait
      for i in 0..<2 {
        accounts[i].wait(wait)
        cost.holding +=
          Double(accounts[i].available + accounts[i].inbound + accounts[i].inProcess) * Double(wait) * Self.points[i].holdingCost
        cost.backorder += Double(accounts[i].owed) * Double(wait) * Self.points[i].backorderCost
      }
      if step == cut {
        ledger.restart(at: now)
        for i in 0..<2 { accounts[i].restart() }
        largest = (0..<2).reduce(0) {
          $0 + (accounts[$1].available + accounts[$1].inbound + accounts[$1].inProcess) * [25_000, 400_000][$1]
        }
      }
      let i = Int(b >> 40 % 2), units = Int64(a >> 50 % 9) + 1
      switch a >> 33 % 8 {
      case 0:
        ledger.order(i, units, at: now)
        accounts[i].onOrder += units
      case 1 where accounts[i].onOrder >= units:
        ledger.receive(i, units, at: now)
        accounts[i].onOrder -= units
        accounts[i].inbound += units
      case 2 where accounts[i].inbound >= units:
        ledger.putAway(i, units, at: now)
        accounts[i].inbound -= units
        accounts[i].available += units
      case 3 where accounts[i].available >= units:
        ledger.allocate(i, units, at: now)
        accounts[i].available -= units
        accounts[i].inProcess += units
      case 4 where accounts[i].available >= units:
        ledger.serve(i, units, at: now)
        accounts[i].available -= units
      case 5 where accounts[i].inProcess >= units:
        ledger.deliver(i, units, at: now)
        accounts[i].inProcess -= units
      case 6:
        ledger.owe(i, units, at: now)
        accounts[i].owed += units
      case 7 where accounts[i].owed >= units:
        ledger.settle(i, units, at: now)
        accounts[i].owed -= units
      default: break
      }
      let value = (0..<2).reduce(Int64(0)) {
        $0 + (accounts[$1].available + accounts[$1].inbound + accounts[$1].inProcess) * [25_000, 400_000][$1]
      }
      largest = max(largest, value)
      ledger.endInstant()
      #expect(ledger.value == Int128(value))
    }
    for i in 0..<2 {
      let sums = ledger.integrals(i, at: now)
      #expect(sums.owned == accounts[i].owned)
      #expect(sums.owed == accounts[i].owedTime)
      #expect(sums.position == accounts[i].position)
      #expect(sums.positive == accounts[i].positive)
      #expect(ledger[i].position == accounts[i].available + accounts[i].inbound + accounts[i].onOrder - accounts[i].owed)
    }
    #expect(ledger.totalOwed == accounts[0].owed + accounts[1].owed)
    #expect(ledger.valueMaximum == Int128(largest))
    let accrued = ledger.accrued(at: now), perDay = 1 / Double(SimTime.ticksPerDay)
    #expect(abs(accrued.holding - cost.holding * perDay) <= 1e-9 * abs(accrued.holding))
    #expect(abs(accrued.backorder - cost.backorder * perDay) <= 1e-9 * abs(accrued.backorder))
  }
}
