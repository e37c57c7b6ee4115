import Foundation
import Testing

@testable import Kernel

/// A single waiting line before `servers` alike, written on the kernel as a room would write it: one enum of kinds, flat state, one switch.
private struct Station {
  enum Kind { static let arrival: UInt16 = 1, departure: UInt16 = 2 }

  var arrivalRate: Double
  var service: (inout SplitMix) -> Double
  var dice: SplitMix
  var line = WaitingLine()
  var servers: Resource
  var present = TimeWeighted(), waiting = TimeWeighted()
  var waits = Tally(), stays = Tally()
  var arrived: [SimTime] = []
  /// Customers who came before this time are served and not counted.
  var cut = SimTime.zero
  var hasLeft: [Bool] = []

  mutating func run(until end: SimTime, warmUp: SimTime) {
    var agenda = Agenda()
    cut = warmUp
    agenda.schedule(at: gap(), .demand, kind: Kind.arrival)
    agenda.schedule(at: warmUp, .measurement, kind: 0)
    while let event = agenda.next(notAfter: end) {
      switch event.kind {
      case Kind.arrival:
        let customer = Int32(arrived.count)
        arrived.append(event.time)
        hasLeft.append(false)
        present.change(by: 1, at: event.time)
        if servers.seize(at: event.time) {
          begin(customer, &agenda)
        } else {
          line.append(customer)
          waiting.change(by: 1, at: event.time)
        }
        agenda.schedule(at: event.time + gap(), .demand, kind: Kind.arrival)
      case Kind.departure:
        present.change(by: -1, at: event.time)
        if arrived[Int(event.subject)] >= cut { stays.add(event.time - arrived[Int(event.subject)]) }
        hasLeft[Int(event.subject)] = true
        servers.release(at: event.time)
        if let next = line.popFirst() {
          waiting.change(by: -1, at: event.time)
          _ = servers.seize(at: event.time)
          begin(next, &agenda)
        }
      default:
        present.restart(at: event.time)
        waiting.restart(at: event.time)
        servers.restart(at: event.time)
      }
    }
  }

  private mutating func gap() -> SimTime { .seconds(-log(dice.uniform()) / arrivalRate) }

  private mutating func begin(_ customer: Int32, _ agenda: inout Agenda) {
    let came = arrived[Int(customer)]
    if came >= cut { waits.add(agenda.now - came) }
    agenda.schedule(at: agenda.now + .seconds(service(&dice)), .workEnd, kind: Kind.departure, subject: customer)
  }
}

/// A queue whose stationary answers are known in closed form; rates per second.
struct KnownQueue: Sendable, CustomTestStringConvertible {
  enum Service: Sendable { case exponential, deterministic, logNormal(scv: Double) }
  var name: String
  var servers: Int64
  var arrivalRate: Double
  var serviceMean: Double
  var service: Service
  /// Mean wait in line; mean number in line.
  var meanWait: Double
  var meanLine: Double
  var testDescription: String { name }
}

/// Closed forms: Erlang C (Erlang 1917) and Pollaczek–Khinchine (1930, 1932); the figures are those of published tables of them.
private let known: [KnownQueue] = [
  .init(name: "M/M/1, load 0.9", servers: 1, arrivalRate: 0.9, serviceMean: 1, service: .exponential, meanWait: 9, meanLine: 8.1),
  .init(name: "M/M/3", servers: 3, arrivalRate: 7, serviceMean: 0.4, service: .exponential, meanWait: 1.75335463, meanLine: 12.27348243),
  .init(name: "M/M/5", servers: 5, arrivalRate: 4, serviceMean: 1, service: .exponential, meanWait: 0.55411255, meanLine: 2.21645022),
  .init(name: "M/M/10", servers: 10, arrivalRate: 9, serviceMean: 1, service: .exponential, meanWait: 0.66873152, meanLine: 6.01858372),
  .init(name: "M/D/1, load 0.8", servers: 1, arrivalRate: 0.8, serviceMean: 1, service: .deterministic, meanWait: 2, meanLine: 1.6),
  .init(
    name: "M/G/1, log-normal, scv 4", servers: 1, arrivalRate: 0.6, serviceMean: 1, service: .logNormal(scv: 4), meanWait: 3.75,
    meanLine: 2.25),
]

@Suite struct `Queues of the textbooks, on the kernel` {
  /// 12 intervals (6 queues × wait and number in line) hold together at 95 %: Bonferroni, so each stands at 1 − 0.05 / 12 (Student's t
  /// with 39 degrees of freedom, quantile 1 − 0.05/24: 3.0383).
  @Test(arguments: known)
  func `the interval covers the theory`(queue: KnownQueue) {
    let replications = 40
    var waits: [Double] = [], lines: [Double] = []
    for replication in 0..<replications {
      var station = station(queue, seed: UInt64(9_000 + replication))
      station.run(until: .seconds(6_000), warmUp: .seconds(1_000))
      waits.append(station.waits.mean / 1e6)
      lines.append(station.waiting.mean(until: .seconds(6_000)))
    }
    for (values, theory) in [(waits, queue.meanWait), (lines, queue.meanLine)] {
      let mean = values.reduce(0, +) / Double(replications)
      let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(replications - 1)
      let half = 3.0383 * (variance / Double(replications)).squareRoot()
      #expect(abs(mean - theory) < half, "\(queue.name): \(mean) ± \(half), theory \(theory)")
      // Narrow enough to tell rate from mean and variance from standard deviation.
      #expect(half < 0.25 * theory, "\(queue.name): ± \(half)")
    }
  }

  @Test(arguments: known)
  func `Little's law holds to the microsecond on every path`(queue: KnownQueue) {
    let end = SimTime.seconds(2_000)
    var station = station(queue, seed: 5)
    station.run(until: end, warmUp: .zero)
    let inHouse = station.arrived.indices.filter { !station.hasLeft[$0] }
    #expect(station.present.level == Int64(inHouse.count))
    #expect(station.present.level == station.servers.busy + Int64(station.line.count))
    #expect(station.waiting.level == Int64(station.line.count))
    // ∫ number present dt = Σ of stays, the stays of those still there cut at the end; the same for the line and the waits.
    let openStays = inHouse.reduce(Int128(0)) { $0 + Int128((end - station.arrived[$1]).ticks) }
    #expect(station.stays.sum + openStays == station.present.area(until: end))
    let openWaits = (0..<station.line.count).reduce(Int128(0)) { $0 + Int128((end - station.arrived[Int(station.line[$1])]).ticks) }
    #expect(station.waits.sum + openWaits == station.waiting.area(until: end))
    #expect(station.stays.count > 1_000)
  }

  @Test func `servers' time is the sum of the services given`() {
    var station = station(known[4], seed: 11)
    station.run(until: .seconds(3_000), warmUp: .zero)
    // Deterministic services of 1 s: each finished one took 1 s, the open one the rest.
    let busy = station.servers.busyTime(until: .seconds(3_000))
    let whole = Int128(station.stays.count) * 1_000_000
    #expect(busy >= whole && busy < whole + 1_000_000)
  }

  private func station(_ queue: KnownQueue, seed: UInt64) -> Station {
    let service: (inout SplitMix) -> Double
    let mean = queue.serviceMean
    switch queue.service {
    case .exponential: service = { -log($0.uniform()) * mean }
    case .deterministic: service = { _ in mean }
    case .logNormal(let scv):
      let sigma = log(1 + scv).squareRoot(), mu = log(mean) - sigma * sigma / 2
      service = { dice in
        let radius = (-2 * log(dice.uniform())).squareRoot(), angle = 2 * Double.pi * dice.uniform()
        return exp(mu + sigma * radius * cos(angle))
      }
    }
    return Station(arrivalRate: queue.arrivalRate, service: service, dice: SplitMix(seed: seed), servers: Resource(capacity: queue.servers))
  }
}
