import Groundwork
import Optimization
import Randomness
import Testing

@testable import Verification

/// A row may name a law in any place, and more than its kind knows. What is not read is never passed over in silence.
@Suite struct `Inputs that a kind does not read` {
  private func outcome(_ kind: String, _ inputs: String, _ expected: String, tolerance: String = #"{"relative": 1e-6}"#) throws -> String {
    let found = try Rows.verdicts(Rows.row(kind: kind, inputs: inputs, expected: expected, tolerance: tolerance)).rows[0]
    switch found.outcome {
    case .wrongInputs(let errors): return "refused: \(errors)"
    case .compared(let comparisons):
      return comparisons.filter { $0.estimate == nil }.allSatisfy(\.isGood) ? "agrees" : "off: \(comparisons.map { $0.computed ?? .nan })"
    default: return "\(found.outcome)"
    }
  }
  private typealias Rows = `Rows of published instances`

  static let foreign: [(String, String, String)] = [
    ("queue_mmc", #"{"servers": 1, "arrival_rate": 0.5, "service_rate": 1, "service": "deterministic"}"#, "service"),
    ("queue_mmc", #"{"servers": 1, "arrival_rate": 0.5, "service_rate": 1, "capacity": 3}"#, "capacity"),
    (
      "one_warehouse_multi_retailer",
      #"{"retailers": 2, "demand_rate_per_retailer": 1, "warehouse_lead_time": 1, "retailer_lead_time": 1, "warehouse_holding_cost": 1, "#
        + #""retailer_holding_cost": 1, "backorder_cost": 9, "demand": "geometric"}"#, "demand"
    ),
    (
      "lost_sales", #"{"demand": "poisson", "demand_mean": 2, "lead_time": 1, "holding_cost": 1, "lost_sale_cost": 4, "fixed_cost": 100}"#,
      "fixed_cost"
    ),
    ("eoq", #"{"fixed_cost": 8, "holding_cost": 0.225, "demand_rate": 1300, "demand": "poisson"}"#, "demand"),
    (
      "queue_priority",
      #"{"arrival_rates": [0.2, 0.2], "service_means": [1, 1], "service": "deterministic", "service_scv": 1, "discipline": "non-preemptive"}"#,
      "service"
    ),
    (
      "joint_replenishment",
      #"{"demand": "binomial 0..3 / 0..2", "minor_costs": [1, 1], "major_cost": 5, "holding_costs": 1, "backorder_costs": 9, "discount": 0.9}"#,
      "demand"
    ),
  ]

  @Test(arguments: 0..<7) func `a law, a cost or a limit that would change the problem is refused by name`(index: Int) throws {
    let (kind, inputs, name) = Self.foreign[index]
    let cost =
      kind == "lost_sales" ? "optimal_cost" : kind == "joint_replenishment" ? "value_disc_0_0" : kind.hasPrefix("queue") ? "Wq" : "cost"
    let found = try outcome(kind, inputs, #"{"\#(cost)": 1}"#)
    #expect(found.hasPrefix("refused") && found.contains("'\(name)'"), "\(found)")
  }

  /// A Poisson law has the root of its mean; Shang and Song's row says so beside it.
  @Test func `a standard deviation beside a law that has its own must be that one`() throws {
    func row(_ sd: String) throws -> String {
      try outcome(
        "serial_clark_scarf",
        #"{"num_stages": 4, "stages_downstream_first": [1, 2, 3, 4], "echelon_holding_cost": [0.25, 2.5, 2.5, 0.25], "#
          + #""lead_time": [0.25, 0.25, 0.25, 0.25], "stockout_cost": 9, "demand": "poisson", "demand_mean": 16, "demand_sd": \#(sd)}"#,
        #"{"C": 53.00760477}"#, tolerance: #"{"relative": 1e-3}"#)
    }
    #expect(try row("4") == "agrees")
    #expect(try row("5").contains("is 5.0, but a poisson law of this mean has 4.0"))
  }

  @Test func `prose, a cost of nothing and a word that is taken for granted are no obstacle`() throws {
    let inputs =
      #"{"fixed_cost": 8, "holding_cost": 0.225, "demand_rate": 1300, "criterion": "long-run average", "purchase_cost": 0, "backorder_cost": null}"#
    #expect(try outcome("eoq", inputs, #"{"cost": 68.41052551}"#) == "agrees")
    #expect(
      try outcome("queue_mmc", #"{"servers": 1, "arrival_rate": 0.5, "service_rate": 1, "service": "exponential"}"#, #"{"Wq": 1}"#)
        == "agrees")
    // Erlang's loss formula holds for any law of service: a / (1 + a).
    #expect(
      try outcome("queue_erlang_b", #"{"servers": 1, "offered_load": 0.5, "service": "deterministic"}"#, #"{"blocking": 0.333333333}"#)
        == "agrees")
  }

  /// A law of service in words with the second moments of both classes, of mean 1.
  static let laws: [(String, Double, Double)] = [
    (#""service": "deterministic""#, 1.0, 1.0), (#""services": ["deterministic", "exponential"]"#, 1, 2),
    (#""service": "erlang-2""#, 1.5, 1.5),
    (#""service": "lognormal", "service_scv": 3"#, 4, 4), (#""service": "uniform on 0..2""#, 4.0 / 3, 4.0 / 3),
    (#""service_pmf": {"0.5": 0.5, "1.5": 0.5}"#, 1.25, 1.25),
  ]

  /// A. Cobham, *Operations Research* 2, 1954: W₁ = W₀/(1 − ρ₁), W₂ = W₀/((1 − ρ₁)(1 − ρ₁ − ρ₂)), W₀ = Σ λ E(S²)/2.
  @Test(arguments: laws)
  func `priorities take a law of service in words`(law: String, first: Double, second: Double) throws {
    let start = (0.3 * first + 0.2 * second) / 2
    let expected = "[\(start / 0.7), \(start / (0.7 * 0.5))]"
    let means = law.contains("pmf") ? "" : #", "service_means": [1, 1]"#
    let found = try outcome(
      "queue_priority", #"{"arrival_rates": [0.3, 0.2]\#(means), \#(law), "discipline": "non-preemptive"}"#, #"{"Wq": \#(expected)}"#)
    #expect(found == "agrees")
  }

  @Test func `items ordered together take each its own law`() throws {
    let costs = #""minor_costs": [1, 2], "major_cost": 5, "holding_costs": 1, "backorder_costs": 9"#
    func optimum(_ a: LatticeDistribution, _ b: LatticeDistribution) throws -> Double {
      try JointReplenishmentProblem(
        items: [
          .init(demand: a, holdingCost: 1, backorderCost: 9, minorCost: 1),
          .init(demand: b, holdingCost: 1, backorderCost: 9, minorCost: 2),
        ], majorCost: 5, truck: nil, leadTime: 0
      ).optimum(.average, tolerance: 1e-7).cost
    }
    let binomial = LatticeDistribution(offset: 0, probabilities: [0.125, 0.375, 0.375, 0.125])
    let coin = LatticeDistribution(offset: 0, probabilities: [0.5, 0, 0.5])
    let named = try outcome(
      "joint_replenishment", #"{"demand_pmfs": [{"0": 0.125, "1": 0.375, "2": 0.375, "3": 0.125}, {"0": 0.5, "2": 0.5}], \#(costs)}"#,
      #"{"optimal_average_cost": \#(try optimum(binomial, coin))}"#)
    #expect(named == "agrees")
    let even = LatticeDistribution(offset: 0, probabilities: [0.5, 0.5])
    let words = try outcome(
      "joint_replenishment", #"{"demand": ["uniform 0..1", "uniform on 0..1"], \#(costs)}"#,
      #"{"optimal_average_cost": \#(try optimum(even, even))}"#)
    #expect(words == "agrees")
  }
}
