import Foundation
import Kernel
import Randomness
import Scenario
import Simulation

/// A floor described as a planner would, run, and asked by the names of its measures.
struct HallStudy {
  /// Keys of the scenario beside name, items and location.
  var streams: String
  var warehouse: String
  var days = 100
  var warmUpDays = 10
  var replications = 12

  var yaml: String {
    """
    bullwhip: 1
    name: Hall
    currency: EUR
    clock: { start: day 0, horizon: \(days) d, warm-up: \(warmUpDays) d }
    items: { list: { thing: { unit-cost: 1 EUR, price: 5 EUR } } }
    locations: { house: { stock: unlimited } }
    demand:
      streams:
    \(streams.indented(4))
    warehouse:
    \(warehouse.indented(2))
    experiment: { replications: 5, seed: 1 }

    """
  }

  /// Poisson orders of one line.
  static func poisson(_ perHour: Double, _ more: String = "", name: String = "orders") -> String {
    "\(name): { at: house, orders: { arrivals: { poisson: { mean: \(perHour) /h } }, lines: 1, quantity: 1\(more.isEmpty ? "" : ", " + more) } }"
  }

  static let always = "shifts: { always: { hours: 00:00-24:00 } }\n"

  func outcomes(seed: UInt64 = 11, sets: [String] = []) throws -> (plan: CompiledPlan, outcomes: [Outcome]) {
    let loaded = try Desk(["s.yaml": yaml]).load(sets: sets)
    let plan = try CompiledPlan(loaded.drafts[0].plan)
    let runner = PairedRunner([plan])
    return (plan, (0..<replications).map { runner.run(seed: seed, replication: $0)[0] })
  }
}

extension String {
  fileprivate func indented(_ by: Int) -> String {
    split(separator: "\n").map { String(repeating: " ", count: by) + $0 }.joined(separator: "\n")
  }
}

/// What replications say of a measure.
struct Measured {
  var mean: Double
  /// Standard error of the mean.
  var error: Double

  init(_ values: [Double]) {
    let n = Double(values.count), mean = values.reduce(0, +) / n
    self.mean = mean
    error = (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (n - 1) / n).squareRoot()
  }

  init(_ outcomes: [Outcome], _ value: (Outcome) -> Double) { self.init(outcomes.map(value)) }

  /// Whether theory lies within so many standard errors (2.5 · 10⁻⁴ of true theories do not at 5 with 11 degrees of freedom).
  func covers(_ theory: Double, errors: Double = 5) -> Bool { abs(mean - theory) <= errors * error + 1e-9 }
}

extension Outcome {
  /// The value a measure of the dictionary has in this replication alone.
  func value(_ id: String, _ plan: CompiledPlan) -> Double {
    guard let kpi = KPIDictionary.kpis(for: plan.plan).first(where: { $0.id == id }) else { return .nan }
    switch kpi.evaluation {
    case .ratio(let numerator, let denominator): return numerator(self) / denominator(self)
    case .quantile(let p, let histogram): return histogram(self).quantile(p)
    case .meanOfMaximum(let value): return value(self)
    }
  }
}
