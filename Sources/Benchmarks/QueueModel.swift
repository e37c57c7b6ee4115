import Foundation
import Kernel
import Randomness

/// One waiting line before servers alike (M/M/c), written on the kernel as a room writes it: kinds, flat state, one switch. Every customer is
/// two events on the agenda; every draw is keyed to its customer.
struct QueueModel {
  enum Kind { static let arrival: UInt16 = 1, departure: UInt16 = 2 }

  let key: DrawKey
  /// Microseconds.
  let meanGap: Double, meanService: Double
  var servers: Resource
  var line = WaitingLine(capacity: 1024)
  var inLine = TimeWeighted()
  var waits = Tally(), stays = Tally()
  var came = 0
  /// When those in line came; a customer's place is its number modulo the table's length.
  var arrivals = [Int64](repeating: 0, count: 1 << 16)

  init(servers: Int64, arrivalRate: Double, serviceRate: Double, seed: UInt64) {
    key = DrawKey(seed: seed, phase: .main, replication: 0)
    meanGap = 1e6 / arrivalRate
    meanService = 1e6 / serviceRate
    self.servers = Resource(capacity: servers)
  }

  /// Until `customers` have begun their service; returns the end.
  mutating func run(customers: Int) -> SimTime {
    var agenda = Agenda()
    agenda.schedule(at: SimTime(ticks: ticks(customer(0).gap)), .demand, kind: Kind.arrival)
    while waits.count < customers, let event = agenda.next() { handle(event, &agenda) }
    return agenda.now
  }

  mutating func handle(_ event: Event, _ agenda: inout Agenda) {
    switch event.kind {
    case Kind.arrival:
      let number = came
      came += 1
      if servers.seize(at: event.time) {
        begin(number, wait: 0, &agenda)
      } else {
        precondition(line.count < arrivals.count, "the line is longer than the table")
        arrivals[number & (1 << 16 - 1)] = event.time.ticks
        line.append(Int32(truncatingIfNeeded: number))
        inLine.change(by: 1, at: event.time)
      }
      agenda.schedule(at: SimTime(ticks: event.time.ticks + ticks(customer(came).gap)), .demand, kind: Kind.arrival)
    default:
      servers.release(at: event.time)
      if let next = line.popFirst() {
        inLine.change(by: -1, at: event.time)
        _ = servers.seize(at: event.time)
        begin(Int(next), wait: event.time.ticks - arrivals[Int(next) & (1 << 16 - 1)], &agenda)
      }
    }
  }

  private mutating func begin(_ number: Int, wait: Int64, _ agenda: inout Agenda) {
    let span = ticks(exponential(customer(number).service) * meanService)
    waits.add(wait)
    stays.add(wait + span)
    agenda.schedule(at: SimTime(ticks: agenda.now.ticks + span), .workEnd, kind: Kind.departure)
  }

  private func customer(_ number: Int) -> (gap: Double, service: UInt64) {
    let bits = key.block(source: 1, ordinal: UInt64(truncatingIfNeeded: number))
    return (exponential(bits.0) * meanGap, bits.1)
  }
}

/// Mean 1, by inversion of a uniform number's bits.
@inline(__always) func exponential(_ bits: UInt64) -> Double { -log(unitInterval(bits)) }

/// Whole microseconds of a span that is not negative.
@inline(__always) func ticks(_ span: Double) -> Int64 { Int64(span + 0.5) }
