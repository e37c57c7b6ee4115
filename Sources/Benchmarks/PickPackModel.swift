import Kernel
import Randomness

/// Poisson orders, picked (exponential) and packed (log-normal) in order of arrival, on the kernel alone. An order is an index into flat
/// tables that is given again once it has left.
struct PickPackModel {
  enum Kind { static let arrival: UInt16 = 1, picked: UInt16 = 2, packed: UInt16 = 3 }

  struct Station {
    var people: Resource
    var line = WaitingLine(capacity: 1024)
    var inLine = TimeWeighted()
    var waits = Tally()
  }

  let key: DrawKey
  let gap: Sampler, pickTime: Sampler, packTime: Sampler
  var pick: Station, pack: Station
  var cycles = Tally()
  var histogram = TickHistogram()
  var came = 0
  /// By index: the order's number, when it came, when it joined the line it is in, how long its packing takes.
  var number: [Int] = [], arrived: [Int64] = [], joined: [Int64] = [], packing: [Int64] = []
  var free: [Int32] = []

  init(pickers: Int64, packers: Int64, orderRate: Double, pickMean: Double, packMean: Double, packCV: Double, seed: UInt64)
    throws(LawError)
  {
    key = DrawKey(seed: seed, phase: .main, replication: 0)
    gap = try Sampler(.exponential(mean: 1e6 / orderRate))
    pickTime = try Sampler(.exponential(mean: 1e6 * pickMean))
    packTime = try Sampler(.lognormal(mean: 1e6 * packMean, sd: 1e6 * packMean * packCV))
    pick = Station(people: Resource(capacity: pickers))
    pack = Station(people: Resource(capacity: packers))
  }

  mutating func run(orders: Int) -> SimTime {
    var agenda = Agenda()
    agenda.schedule(at: SimTime(ticks: ticks(gap.draw(key.uniform(source: 1, ordinal: 0)))), .demand, kind: Kind.arrival)
    while cycles.count < orders, let event = agenda.next() {
      let now = event.time
      switch event.kind {
      case Kind.arrival:
        let order: Int32
        if let again = free.popLast() {
          order = again
        } else {
          order = Int32(number.count)
          number.append(0)
          arrived.append(0)
          joined.append(0)
          packing.append(0)
        }
        number[Int(order)] = came
        arrived[Int(order)] = now.ticks
        came += 1
        joinPick(order, now)
        startPick(now, &agenda)
        let span = ticks(gap.draw(key.uniform(source: 1, ordinal: UInt64(came))))
        agenda.schedule(at: SimTime(ticks: now.ticks + span), .demand, kind: Kind.arrival)
      case Kind.picked:
        pick.people.release(at: now)
        joinPack(event.subject, now)
        startPick(now, &agenda)
        startPack(now, &agenda)
      default:
        pack.people.release(at: now)
        let cycle = now.ticks - arrived[Int(event.subject)]
        cycles.add(cycle)
        histogram.add(cycle)
        free.append(event.subject)
        startPack(now, &agenda)
      }
    }
    return agenda.now
  }

  private mutating func joinPick(_ order: Int32, _ now: SimTime) {
    joined[Int(order)] = now.ticks
    pick.line.append(order)
    pick.inLine.change(by: 1, at: now)
  }

  private mutating func joinPack(_ order: Int32, _ now: SimTime) {
    joined[Int(order)] = now.ticks
    pack.line.append(order)
    pack.inLine.change(by: 1, at: now)
  }

  private mutating func startPick(_ now: SimTime, _ agenda: inout Agenda) {
    guard let order = pick.line.first, pick.people.seize(at: now) else { return }
    _ = pick.line.popFirst()
    pick.inLine.change(by: -1, at: now)
    pick.waits.add(now.ticks - joined[Int(order)])
    let bits = key.block(source: 2, ordinal: UInt64(number[Int(order)]))
    packing[Int(order)] = ticks(packTime.draw(unitInterval(bits.1)))
    let span = ticks(pickTime.draw(unitInterval(bits.0)))
    agenda.schedule(at: SimTime(ticks: now.ticks + span), .workEnd, kind: Kind.picked, subject: order)
  }

  private mutating func startPack(_ now: SimTime, _ agenda: inout Agenda) {
    guard let order = pack.line.first, pack.people.seize(at: now) else { return }
    _ = pack.line.popFirst()
    pack.inLine.change(by: -1, at: now)
    pack.waits.add(now.ticks - joined[Int(order)])
    agenda.schedule(at: SimTime(ticks: now.ticks + packing[Int(order)]), .workEnd, kind: Kind.packed, subject: order)
  }
}
