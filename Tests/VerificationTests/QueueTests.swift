import Foundation
import Testing

@testable import Verification

@Suite struct `Waiting lines` {
  static func figures(_ model: QueueModel, replications: Int = 10, customers: Int = 4_000) throws -> [QueueModel.Figures] {
    try model.replications(.init(replications: replications, warmUp: customers / 10, customers: customers))
  }

  /// The stationary equations of a chain solved by repeated steps: slow, and knows no product form.
  static func stationary(_ n: Int, birth: (Int) -> Double, death: (Int) -> Double) -> [Double] {
    var p = [Double](repeating: 1 / Double(n + 1), count: n + 1)
    let speed = (0...n).map { ($0 < n ? birth($0) : 0) + ($0 > 0 ? death($0) : 0) }.max()! * 1.01
    for _ in 0..<20_000 {
      var next = p
      for k in 0...n {
        if k < n {
          next[k] -= p[k] * birth(k) / speed
          next[k + 1] += p[k] * birth(k) / speed
        }
        if k > 0 {
          next[k] -= p[k] * death(k) / speed
          next[k - 1] += p[k] * death(k) / speed
        }
      }
      p = next
    }
    return p
  }

  @Test func `finite rooms, sources and patience solve their balance equations`() throws {
    let queue = MarkovQueue(servers: 2, arrivalRate: 1.7, serviceRate: 1)
    let room = try queue.waiting(capacity: 6)
    let p = Self.stationary(6, birth: { _ in 1.7 }, death: { Double(min($0, 2)) })
    #expect(abs(room.blocking - p[6]) < 1e-9)
    #expect(abs(room.lineLength - (0...6).reduce(0) { $0 + Double(max(0, $1 - 2)) * p[$1] }) < 1e-9)
    #expect(abs(room.waitingProbability - (p[2] + p[3] + p[4] + p[5]) / (1 - p[6])) < 1e-9)
    #expect(abs(room.inHouse - room.throughput * room.stay) < 1e-12, "Little")
    let sources = try queue.waiting(sources: 5)
    let q = Self.stationary(5, birth: { 1.7 * Double(5 - $0) }, death: { Double(min($0, 2)) })
    #expect(abs(sources.inHouse - (0...5).reduce(0) { $0 + Double($1) * q[$1] }) < 1e-9)
    #expect(abs(sources.throughput - (0...5).reduce(0) { $0 + Double(min($1, 2)) * q[$1] }) < 1e-9, "what comes out is what is served")
    let patient = try queue.waiting(patienceRate: 0.4)
    let r = Self.stationary(60, birth: { _ in 1.7 }, death: { Double(min($0, 2)) + 0.4 * Double(max(0, $0 - 2)) })
    #expect(abs(patient.lineLength - (0...60).reduce(0) { $0 + Double(max(0, $1 - 2)) * r[$1] }) < 1e-7)
    #expect(abs(1.7 * patient.abandoning - 0.4 * patient.lineLength) < 1e-12)
  }

  @Test func `each formula meets the next at its limit`() throws {
    let queue = MarkovQueue(servers: 3, arrivalRate: 2.1, serviceRate: 1)
    let open = try queue.waiting()
    let wide = try queue.waiting(capacity: 400)
    #expect(abs(open.wait / wide.wait - 1) < 1e-9)
    #expect(abs(try queue.waiting(capacity: 3).blocking - (try MarkovQueue.erlangB(servers: 3, offeredLoad: 2.1))) < 1e-12)
    #expect(abs(try queue.waiting(patienceRate: 1e-7).wait / open.wait - 1) < 1e-4)
    // One server, exponential service: Wq = ρ/(μ − λ).
    let one = try MarkovQueue(servers: 1, arrivalRate: 0.9, serviceRate: 1).waiting()
    #expect(abs(one.wait - 9) < 1e-10)
    #expect(abs(try SingleServerQueue(interarrival: .exponential(mean: 1 / 0.9), service: .exponential(mean: 1)).wait().mean - 9) < 1e-10)
    #expect(abs(try MarkovQueue(servers: 1, arrivalRate: 0.9, serviceRate: 1).waitQuantile(0.95) - log(0.9 / 0.05) / 0.1) < 1e-10)
    #expect(try MarkovQueue(servers: 1, arrivalRate: 0.02, serviceRate: 1).waitQuantile(0.95) == 0)
    #expect(try MarkovQueue.erlangB(servers: 1000, offeredLoad: 1e-9).isFinite)
    #expect(abs(try MarkovQueue(servers: 900, arrivalRate: 800, serviceRate: 1).waiting(capacity: 2_000).blocking) < 1e-6)
  }

  /// Where two methods answer one question they must agree: Pollaczek's integral against formulas that do not use it.
  @Test func `Pollaczek's integral agrees with the closed forms`() throws {
    for service in [
      TimeLaw.exponential(mean: 0.7), .erlang(k: 3, mean: 0.8), .uniform(low: 0, high: 1.5), .gamma(mean: 0.6, scv: 2.5),
      .deterministic(0.85),
    ] {
      let queue = SingleServerQueue(interarrival: .exponential(mean: 1), service: service)
      #expect(abs(try Pollaczek(queue).wait().mean / queue.wait().mean - 1) < 1e-7, "\(service)")
    }
    for gap in [TimeLaw.erlang(k: 2, mean: 1), .uniform(low: 0.2, high: 1.8), .gamma(mean: 1, scv: 3), .deterministic(1)] {
      let queue = SingleServerQueue(interarrival: gap, service: .exponential(mean: 0.8))
      let integral = try Pollaczek(queue).wait()
      #expect(abs(integral.mean / (try queue.wait().mean) - 1) < 1e-7, "\(gap)")
    }
    // A service with a heavy tail, on the other side of the pole.
    let heavy = SingleServerQueue(interarrival: .exponential(mean: 1), service: .lognormal(mean: 0.6, scv: 4))
    #expect(abs(try Pollaczek(heavy).wait().mean / heavy.wait().mean - 1) < 1e-6)
    let root = SingleServerQueue(interarrival: .lognormal(mean: 1, scv: 0.5), service: .exponential(mean: 0.8))
    #expect(abs(try Pollaczek(root).wait().mean / root.wait().mean - 1) < 1e-6)
  }

  @Test func `the integral on the axis agrees where both can be had`() throws {
    for (gap, service) in [
      (TimeLaw.exponential(mean: 1), TimeLaw.exponential(mean: 0.7)), (.erlang(k: 2, mean: 1), .exponential(mean: 0.8)),
      (.exponential(mean: 1), .gamma(mean: 0.6, scv: 2)),
    ] {
      let queue = SingleServerQueue(interarrival: gap, service: service)
      #expect(abs(try Pollaczek(queue).onTheAxis().mean / queue.wait().mean - 1) < 1e-6)
    }
    // Two log-normal laws against a long simulation: within four of its standard errors.
    let queue = SingleServerQueue(interarrival: .lognormal(mean: 1, scv: 1), service: .lognormal(mean: 0.6, scv: 0.5))
    let exact = try queue.wait().mean
    let model = QueueModel(stations: [.init(servers: 1)], streams: [.init(station: 0, gap: queue.interarrival)], services: [queue.service])
    let waits = try Self.figures(model, customers: 5_000).map { $0.wait[0] }
    let mean = waits.reduce(0, +) / 10
    let error = (waits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 90).squareRoot()
    #expect(abs(mean - exact) < 4 * error, "\(mean) against \(exact)")
  }

  @Test func `a lattice in finer steps is the same lattice`() throws {
    let gaps = [TimeLaw.Point(2, 0.25), .init(3, 0.5), .init(4, 0.25)]
    let services = [TimeLaw.Point(1, 0.4), .init(2, 0.3), .init(4, 0.3)]
    let plain = try SingleServerQueue(interarrival: .points(gaps), service: .points(services)).wait()
    #expect(abs(plain.mean - 0.70180798) < 1e-7 && abs((plain.none ?? 0) - 0.64753789) < 1e-7)
    let tenth = try SingleServerQueue(
      interarrival: .points(gaps.map { .init($0.value / 10, $0.probability) }),
      service: .points(services.map { .init($0.value / 10, $0.probability) })
    ).wait()
    #expect(abs(tenth.mean * 10 / plain.mean - 1) < 1e-9)
    // Lindley's recursion followed for a long time from its start, as a law on the integers.
    var law = [1.0]
    for _ in 0..<600 {
      var next = [Double](repeating: 0, count: min(120, law.count + 2))
      for (w, p) in law.enumerated() where p > 0 {
        for s in services {
          for a in gaps { next[min(next.count - 1, max(0, w + Int(s.value - a.value)))] += p * s.probability * a.probability }
        }
      }
      law = next
    }
    #expect(abs(law.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } - plain.mean) < 1e-9)
  }

  @Test func `classes together keep the work they bring`() throws {
    // Kleinrock's conservation law: Σ ρₖ·Wₖ is what first come first served would have, ρ·W.
    let rates = [0.2, 0.3, 0.1]
    let services = [TimeLaw.exponential(mean: 1), .deterministic(1.2), .gamma(mean: 2, scv: 3)]
    let waits = try PriorityQueue(arrivalRates: rates, services: services, discipline: .nonPreemptive).means().wait
    let residual = zip(rates, services).reduce(0) { $0 + $1.0 * $1.1.secondMoment / 2 }
    let load = zip(rates, services).reduce(0) { $0 + $1.0 * $1.1.mean }
    let conserved = (0..<3).reduce(0) { $0 + rates[$1] * services[$1].mean * waits[$1] }
    #expect(abs(conserved - load * residual / (1 - load)) < 1e-12)
    // The first class never sees the others when it may interrupt.
    let first = try PriorityQueue(arrivalRates: rates, services: services, discipline: .preemptiveResume).means().stay[0]
    #expect(abs(first - 1 / (1 - 0.2)) < 1e-12)
  }

  /// The simulation on lines whose answer is known, and its power: an answer 15 % off must be missed.
  @Test func `the simulated intervals hold what is true and not what is false`() throws {
    let model = QueueModel(
      stations: [.init(servers: 2)], streams: [.init(station: 0, gap: .exponential(mean: 1))], services: [.exponential(mean: 1.4)])
    let exact = try MarkovQueue(servers: 2, arrivalRate: 1, serviceRate: 1 / 1.4).waiting()
    let runs = try Self.figures(model, replications: 12, customers: 6_000)
    func interval(_ values: [Double]) -> ClosedRange<Double> {
      let mean = values.reduce(0, +) / Double(values.count)
      let sd = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
      // Student's t, 11 degrees of freedom, 99 %.
      let half = 3.106 * sd / Double(values.count).squareRoot()
      return (mean - half)...(mean + half)
    }
    let wait = interval(runs.map { $0.wait[0] })
    #expect(wait.contains(exact.wait))
    #expect(!wait.contains(exact.wait * 1.15) && !wait.contains(exact.wait * 0.85))
    #expect(interval(runs.map { $0.line[0] }).contains(exact.lineLength))
    #expect(interval(runs.map(\.waited)).contains(exact.waitingProbability))
    for run in runs { #expect(abs(run.house[0] - run.stay[0]) / run.house[0] < 0.1, "Little, with λ = 1") }
  }

  @Test func `interrupted work is resumed, not begun again`() throws {
    let rates = [0.3, 0.4]
    let model = QueueModel(
      stations: [.init(servers: 1, order: .preemptiveResume)], streams: rates.map { .init(station: 0, gap: .exponential(mean: 1 / $0)) },
      services: [.deterministic(1), .deterministic(1)])
    let exact = try PriorityQueue(arrivalRates: rates, services: [.deterministic(1), .deterministic(1)], discipline: .preemptiveResume)
      .means().stay
    let runs = try Self.figures(model)
    for k in 0..<2 {
      let values = runs.map { $0.stay[k] }
      let mean = values.reduce(0, +) / 10
      let error = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 90).squareRoot()
      #expect(abs(mean - exact[k]) < 4 * error, "class \(k + 1): \(mean) against \(exact[k])")
    }
  }

  @Test func `what cannot be simulated is solved and says so`() throws {
    func note(_ inputs: String, kind: String = "queue_mmc") throws -> String? {
      let found = try `Rows of published instances`.verdicts(
        `Rows of published instances`.row(kind: kind, inputs: inputs, expected: #"{"Wq": 1}"#, tolerance: #"{"absolute": 1e300}"#))
      #expect(!found.rows[0].isOff)
      return found.rows[0].note
    }
    #expect(try note(#"{"servers": 1, "arrival_rate": 0.5, "service_rate": 1}"#) == nil)
    #expect(try note(#"{"servers": 1, "arrival_rate": 0.9999, "service_rate": 1}"#)?.contains("not simulated") == true)
    #expect(try note(#"{"servers": 1, "arrival_rate": 1e-9, "service_rate": 1}"#)?.contains("not simulated") == true)
    #expect(try note(#"{"servers": 100000, "arrival_rate": 9e4, "service_rate": 1}"#)?.contains("not simulated") == true)
    #expect(
      try note(#"{"servers": 2, "arrival_rate": 1000, "service_rate": 1, "patience_rate": 0.001}"#, kind: "queue_abandon")?.contains(
        "not simulated") == true)
  }

  @Test func `lines without an answer say why`() {
    #expect(throws: QueueError.unstable(load: 1)) { try MarkovQueue(servers: 2, arrivalRate: 2, serviceRate: 1).waiting() }
    for bad in [Double.nan, 0, -1, .infinity] {
      #expect(throws: QueueError.self) { try MarkovQueue(servers: 2, arrivalRate: bad, serviceRate: 1).waiting() }
      #expect(throws: QueueError.self) { try SingleServerQueue(interarrival: .deterministic(bad), service: .exponential(mean: 1)).wait() }
      #expect(throws: QueueError.self) { try MarkovQueue(servers: 2, arrivalRate: 1, serviceRate: 1).waiting(patienceRate: bad) }
    }
    #expect(throws: QueueError.self) { try MarkovQueue(servers: 0, arrivalRate: 1, serviceRate: 1).waiting() }
    #expect(throws: QueueError.self) { try MarkovQueue(servers: 3, arrivalRate: 1, serviceRate: 1).waiting(capacity: 2) }
    #expect(throws: QueueError.self) { try SingleServerQueue(interarrival: .deterministic(1), service: .exponential(mean: 1)).wait() }
    let trap = JacksonNetwork(externalRates: [1, 0], routing: [[0, 1], [0, 1]], serviceRates: [3, 3], servers: [1, 1])
    #expect(throws: QueueError.self) { try trap.figures() }
    let over = JacksonNetwork(externalRates: [1], routing: [[1.2]], serviceRates: [3], servers: [1])
    #expect(throws: QueueError.self) { try over.figures() }
  }
}
