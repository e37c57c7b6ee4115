import Kernel
import Randomness
import Supply

/// One item under continuous review, unit Poisson demand, full backorders, constant lead time, on the kernel alone: what the rooms above
/// it add shows in the difference from `ScenarioModels`.
struct StockModel {
  enum Kind { static let demand: UInt16 = 1, receipt: UInt16 = 2 }

  let key: DrawKey
  let gap: Sampler
  let leadTime: Int64
  let policy: Policy
  var position: Int64
  var onHand: TimeWeighted, owed = TimeWeighted(), onOrder = TimeWeighted()
  var line = WaitingLine(capacity: 1024)
  var since = [Int64](repeating: 0, count: 1 << 12)
  var waits = Tally()
  var demands = 0, servedAtOnce = 0, orders = 0, cycles = 0, cyclesWithoutShortage = 0
  var unitsOrdered: Int64 = 0

  init(demandRate: Double, leadTime: Double, s: Int64, S: Int64, seed: UInt64) throws(LawError) {
    key = DrawKey(seed: seed, phase: .main, replication: 0)
    gap = try Sampler(.exponential(mean: 1e6 / demandRate))
    self.leadTime = Int64(leadTime * 1e6)
    policy = .sS(s: s, S: S)
    position = S
    onHand = TimeWeighted(S)
  }

  mutating func run(demands goal: Int) -> SimTime {
    var agenda = Agenda()
    // Drawn 128 at a time: keyed draws need no order, and together their arithmetic overlaps. One block of random bits serves two.
    var spans = [Int64](repeating: 0, count: 128)
    func span(_ number: Int) -> Int64 {
      if number & 127 == 0 {
        for pair in 0..<64 {
          let bits = key.block(source: 1, ordinal: UInt64(number >> 1 + pair))
          spans[2 * pair] = ticks(gap.draw(unitInterval(bits.0)))
          spans[2 * pair + 1] = ticks(gap.draw(unitInterval(bits.1)))
        }
      }
      return spans[number & 127]
    }
    agenda.schedule(at: SimTime(ticks: span(0)), .demand, kind: Kind.demand)
    while demands < goal, let event = agenda.next() {
      switch event.kind {
      case Kind.demand:
        demands += 1
        if onHand.level > 0 {
          onHand.change(by: -1, at: event.time)
          servedAtOnce += 1
        } else {
          precondition(line.count < since.count, "the line is longer than the table")
          since[demands & 0xfff] = event.time.ticks
          line.append(Int32(truncatingIfNeeded: demands))
          owed.change(by: 1, at: event.time)
        }
        position -= 1
        let quantity = policy.orderQuantity(position: position)
        if quantity > 0 {
          agenda.schedule(at: SimTime(ticks: event.time.ticks + leadTime), .receipt, kind: Kind.receipt, argument: quantity)
          position += quantity
          onOrder.change(by: quantity, at: event.time)
          orders += 1
          unitsOrdered += quantity
        }
        agenda.schedule(at: SimTime(ticks: event.time.ticks + span(demands)), .demand, kind: Kind.demand)
      default:
        cycles += 1
        if onHand.level > 0 { cyclesWithoutShortage += 1 }
        onOrder.change(by: -event.argument, at: event.time)
        var left = event.argument
        while left > 0, let customer = line.popFirst() {
          waits.add(event.time.ticks - since[Int(customer) & 0xfff])
          left -= 1
        }
        owed.set(Int64(line.count), at: event.time)
        onHand.change(by: left, at: event.time)
      }
    }
    return agenda.now
  }
}
