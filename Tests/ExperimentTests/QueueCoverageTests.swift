import Estimation
import Foundation
import Groundwork
import Scenario
import Testing

@testable import Experiment

/// A single station, written as a planner would, against the closed form.
private struct Station: Sendable, CustomTestStringConvertible {
  var name: String
  var servers: Int
  /// Arrivals an hour; a service takes six minutes in the mean.
  var perHour: Double
  var service: String
  /// Squared coefficient of variation of the service; 1 unless there is one server.
  var variability: Double

  var testDescription: String { name }
  var load: Double { perHour / 10 / Double(servers) }

  /// Mean wait in the queue in minutes: Erlang's C formula for exponential service, Pollaczek and Khinchine's for one server (L. Kleinrock,
  /// *Queueing Systems* I, 1975, §3.5 and §5.7). Published rows of the same systems: in units of the service time, Wq = 9 for M/M/1 at 0.9,
  /// 2 for M/D/1 at 0.8, 3.75 for log-normal service of variability 4 at 0.6, 0.554113 for M/M/5 at 4.
  var wait: Double {
    if servers == 1 { return 6 * load / (1 - load) * (1 + variability) / 2 }
    let offered = perHour / 10
    var term = 1.0, below = 1.0
    for k in 1..<servers {
      term *= offered / Double(k)
      below += term
    }
    let all = term * offered / Double(servers) / (1 - load)
    return 6 * all / (below + all) / (Double(servers) * (1 - load))
  }

  /// Mean number in the queue, by Little's law.
  var queue: Double { wait / 60 * perHour }

  static let all = [
    Station(name: "M/M/1 at 0.5", servers: 1, perHour: 5, service: "{ exponential: { mean: 6 min } }", variability: 1),
    Station(name: "M/M/1 at 0.8", servers: 1, perHour: 8, service: "{ exponential: { mean: 6 min } }", variability: 1),
    Station(name: "M/M/1 at 0.9", servers: 1, perHour: 9, service: "{ exponential: { mean: 6 min } }", variability: 1),
    Station(name: "M/D/1 at 0.8", servers: 1, perHour: 8, service: "6 min", variability: 0),
    Station(name: "M/E4/1 at 0.8", servers: 1, perHour: 8, service: "{ erlang: { k: 4, mean: 6 min } }", variability: 0.25),
    Station(name: "M/U/1 at 0.7", servers: 1, perHour: 7, service: "{ uniform: { min: 0 min, max: 12 min } }", variability: 1.0 / 3),
    Station(name: "M/G/1 at 0.6, log-normal", servers: 1, perHour: 6, service: "{ lognormal: { mean: 6 min, cv: 2 } }", variability: 4),
    Station(name: "M/M/3 at 0.93", servers: 3, perHour: 28, service: "{ exponential: { mean: 6 min } }", variability: 1),
    Station(name: "M/M/5 at 0.8", servers: 5, perHour: 40, service: "{ exponential: { mean: 6 min } }", variability: 1),
    Station(name: "M/M/10 at 0.9", servers: 10, perHour: 90, service: "{ exponential: { mean: 6 min } }", variability: 1),
  ]

  func scenario(hours: Int, confidence: Double) -> String {
    """
    bullwhip: 1
    name: \(name)
    currency: EUR
    clock: { start: day 0, horizon: \(hours) h, warm-up: \(hours / 6) h }
    items: { list: { parcel: { unit-cost: 1 EUR } } }
    locations: { hall: { stock: unlimited } }
    demand: { streams: { parcels: { at: hall, orders: { arrivals: { poisson: { mean: \(perHour) /h } }, lines: 1, quantity: 1 } } } }
    warehouse:
      shifts: { always: { days: mon-sun, hours: 00:00-24:00 } }
      workers: { clerks: { count: \(servers), shift: always } }
      process: { outbound: { serve: { by: clerks, time: \(service) } } }
    costs: {}
    experiment: { replications: 20, seed: 3, confidence: \(confidence * 100) % }

    """
  }
}

@Suite(.serialized) struct `Queues through the scenario's door` {
  /// Wait, queue and load of every system; all of these intervals hold together with probability 95 %.
  static let level = Familywise.bonferroni(level: 0.95, count: 3 * Station.all.count)

  @Test(arguments: Station.all) private func `are covered by their intervals`(station: Station) throws {
    // The start fades like exp(-t/τ) with τ = 1/(cμ(1 - √ρ)²) (J. W. Cohen, *The Single Server Queue*, 1982): seven of these are cut.
    let memory = max(1, 1.5 * station.variability) * 0.1 / Double(station.servers) / pow(1 - station.load.squareRoot(), 2)
    let hours = max(200, Int(42 * memory))
    let path = NSTemporaryDirectory() + "queue-\(UUID().uuidString).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try station.scenario(hours: hours, confidence: Self.level).write(toFile: path, atomically: true, encoding: .utf8)
    let loaded = try ScenarioLoader.load(path: path)
    let result = try Study.resolved(loaded, options: StudyOptions(loaded.experiment)).run()
    for (kpi, exact, unit) in [
      ("serve.wait.mean", station.wait, "min"), ("serve.queue.mean", station.queue, ""), ("serve.utilisation", station.load, ""),
    ] {
      let estimate = try #require(result.base[kpi]).estimate
      let lower = try #require(estimate.lower), upper = try #require(estimate.upper)
      #expect(abs(estimate.level - Self.level) < 1e-12)
      #expect((lower...upper).contains(exact), "\(kpi): \(estimate.value) \(unit), \(lower) to \(upper), theory \(exact)")
      // An interval that covers anything proves nothing.
      #expect(upper - lower < 0.9 * exact, "\(kpi): \(lower) to \(upper) is wide for \(exact)")
    }
  }

  @Test func `the formulas give the published rows`() {
    func wait(_ name: String) -> Double { Station.all.first { $0.name == name }!.wait / 6 }
    #expect(abs(wait("M/M/1 at 0.9") - 9) < 1e-12)
    #expect(abs(wait("M/D/1 at 0.8") - 2) < 1e-12)
    #expect(abs(wait("M/G/1 at 0.6, log-normal") - 3.75) < 1e-12)
    #expect(abs(wait("M/M/5 at 0.8") - 0.55411255) < 1e-8)
    #expect(abs(wait("M/M/10 at 0.9") - 0.66873152) < 1e-8)
    // Published as 1.75335463 units of time with a service of 1/2.5.
    #expect(abs(wait("M/M/3 at 0.93") - 1.75335463 * 2.5) < 1e-7)
  }
}
