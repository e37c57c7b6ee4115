import Foundation
import Kernel
import Randomness

/// One waiting line before servers alike (M/M/c), written on the kernel as a room writes it: kinds, flat state, one switch. Every
/// customer is two events on the agenda; every draw is keyed to its customer.
struct QueueModel {
  enum Kind { static let arrival: UInt16 = 1, departure: UInt16 = 2 }

  let key: DrawKey
  /// Microseconds, by compiled tables as the product draws them.
  let gap: Sampler, service: Sampler
  var servers: Resource
  var line = WaitingLine(capacity: 1024)
  var inLine = TimeWeighted()
  var waits = Tally(), stays = Tally()
  var came = 0
  /// Those in the house; a customer's place is its number modulo the table's length.
  var customers = [Customer](repeating: Customer(came: 0, service: 0), count: 1 << 12)

  struct Customer {
    var came: Int64, service: Int64
  }

  init(servers: Int64, arrivalRate: Double, serviceRate: Double, seed: UInt64) throws(LawError) {
    key = DrawKey(seed: seed, phase: .main, replication: 0)
    gap = try Sampler(.exponential(mean: 1e6 / arrivalRate))
    service = try Sampler(.exponential(mean: 1e6 / serviceRate))
    self.servers = Resource(capacity: servers)
  }

  /// Until `goal` customers have begun their service; returns the end.
  mutating func run(customers goal: Int) -> SimTime {
    var agenda = Agenda()
    expect(0, after: .zero, &agenda)
    while waits.count < goal, let event = agenda.next() { handle(event, &agenda) }
    return agenda.now
  }

  mutating func handle(_ event: Event, _ agenda: inout Agenda) {
    switch event.kind {
    case Kind.arrival:
      let number = came
      came += 1
      if servers.seize(at: event.time) {
        begin(customers[number & 0xfff], event.time, &agenda)
      } else {
        precondition(line.count < 0xf00, "the line is longer than the table")
        line.append(Int32(truncatingIfNeeded: number))
        inLine.change(by: 1, at: event.time)
      }
      expect(came, after: event.time, &agenda)
    default:
      servers.release(at: event.time)
      if let next = line.popFirst() {
        inLine.change(by: -1, at: event.time)
        _ = servers.seize(at: event.time)
        begin(customers[Int(next) & 0xfff], event.time, &agenda)
      }
    }
  }

  private mutating func expect(_ number: Int, after time: SimTime, _ agenda: inout Agenda) {
    if number & 63 == 0 { draw(from: number) }
    let arrival = time.ticks + customers[number & 0xfff].came
    customers[number & 0xfff].came = arrival
    agenda.schedule(at: SimTime(ticks: arrival), .demand, kind: Kind.arrival)
  }

  /// The next 64 customers, when they come after one another and what they ask: keyed draws need no order, and drawn together their
  /// arithmetic overlaps.
  private mutating func draw(from first: Int) {
    for number in first..<first + 64 {
      let bits = key.block(source: 1, ordinal: UInt64(truncatingIfNeeded: number))
      customers[number & 0xfff] = Customer(
        came: ticks(gap.draw(unitInterval(bits.0))), service: ticks(service.draw(unitInterval(bits.1))))
    }
  }

  private mutating func begin(_ customer: Customer, _ now: SimTime, _ agenda: inout Agenda) {
    let wait = now.ticks - customer.came
    waits.add(wait)
    stays.add(wait + customer.service)
    agenda.schedule(at: SimTime(ticks: now.ticks + customer.service), .workEnd, kind: Kind.departure)
  }
}

/// Mean 1, by inversion of a uniform number's bits.
@inline(__always) func exponential(_ bits: UInt64) -> Double { -log(unitInterval(bits)) }

/// Whole microseconds of a span that is not negative.
@inline(__always) func ticks(_ span: Double) -> Int64 { Int64(span + 0.5) }
