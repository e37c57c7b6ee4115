import Kernel
import Randomness
import Supply

/// One item under continuous review, unit Poisson demand, full backorders, constant lead time, on the kernel alone: what the rooms above it add
/// shows in the difference from `ScenarioModels`.
struct StockModel {
  enum Kind { static let demand: UInt16 = 1, receipt: UInt16 = 2 }

  let key: DrawKey
  let meanGap: Double
  let leadTime: Int64
  let policy: Policy
  var position: Int64
  var onHand: TimeWeighted, owed = TimeWeighted()
  var line = WaitingLine(capacity: 1024)
  var since = [Int64](repeating: 0, count: 1 << 16)
  var waits = Tally()
  var demands = 0, servedAtOnce = 0, orders = 0
  var unitsOrdered: Int64 = 0

  init(demandRate: Double, leadTime: Double, s: Int64, S: Int64, seed: UInt64) {
    key = DrawKey(seed: seed, phase: .main, replication: 0)
    meanGap = 1e6 / demandRate
    self.leadTime = Int64(leadTime * 1e6)
    policy = .sS(s: s, S: S)
    position = S
    onHand = TimeWeighted(S)
  }

  mutating func run(demands goal: Int) -> SimTime {
    var agenda = Agenda()
    var spare: UInt64 = 0
    // One block of random bits serves two demands.
    func gap(_ number: Int) -> Int64 {
      if number & 1 == 1 { return ticks(exponential(spare) * meanGap) }
      let bits = key.block(source: 1, ordinal: UInt64(number >> 1))
      spare = bits.1
      return ticks(exponential(bits.0) * meanGap)
    }
    agenda.schedule(at: SimTime(ticks: gap(0)), .demand, kind: Kind.demand)
    while demands < goal, let event = agenda.next() {
      switch event.kind {
      case Kind.demand:
        demands += 1
        if onHand.level > 0 {
          onHand.change(by: -1, at: event.time)
          servedAtOnce += 1
        } else {
          precondition(line.count < since.count, "the line is longer than the table")
          since[demands & (1 << 16 - 1)] = event.time.ticks
          line.append(Int32(truncatingIfNeeded: demands))
          owed.change(by: 1, at: event.time)
        }
        position -= 1
        let quantity = policy.orderQuantity(position: position)
        if quantity > 0 {
          agenda.schedule(at: SimTime(ticks: event.time.ticks + leadTime), .receipt, kind: Kind.receipt, argument: quantity)
          position += quantity
          orders += 1
          unitsOrdered += quantity
        }
        agenda.schedule(at: SimTime(ticks: event.time.ticks + gap(demands)), .demand, kind: Kind.demand)
      default:
        var left = event.argument
        while left > 0, let customer = line.popFirst() {
          waits.add(event.time.ticks - since[Int(customer) & (1 << 16 - 1)])
          left -= 1
        }
        owed.set(Int64(line.count), at: event.time)
        onHand.change(by: left, at: event.time)
      }
    }
    return agenda.now
  }
}
