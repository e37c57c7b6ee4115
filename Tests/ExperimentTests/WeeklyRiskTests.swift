import Simulation
import Testing

@testable import Experiment

/// In which weeks a promise is at risk.
@Suite struct `The risk of a week` {
  private static let target = Target(kpi: "fill-rate", comparison: .atLeast, bound: 0.9)

  private static func days(_ weeks: [[Double]]) -> [Double] { weeks.flatMap { $0 } }

  @Test func `is the share of replications in which the week misses the promise`() {
    let busy = [10.0, 10, 10, 10, 10, 0, 0], none = [Double](repeating: 0, count: 7)
    // First week, of 50 units: 45 are nine tenths and enough, 44 are not, and it does not matter on which day they were missing.
    // Second week: nobody asks in the first replication; third week: nobody asks in any.
    let risk = WeeklyRisk(
      Self.target,
      asked: [Self.days([busy, none, none]), Self.days([busy, busy, none]), Self.days([busy, busy, none]), Self.days([busy, busy, none])],
      served: [
        Self.days([[10, 10, 10, 10, 5, 0, 0], none, none]), Self.days([[10, 10, 10, 10, 4, 0, 0], busy, none]),
        Self.days([[8, 9, 9, 9, 9, 0, 0], [0, 0, 0, 0, 0, 0, 0], none]), Self.days([[9, 9, 9, 9, 9, 0, 0], busy, none]),
      ])
    #expect(risk.n == 4)
    #expect(risk.probabilities.count == 3)
    #expect(risk.probabilities[0] == 0.5)
    #expect(risk.probabilities[1] == 1.0 / 3)
    #expect(risk.probabilities[2].isNaN)
  }

  @Test func `leaves out a week that the run does not finish`() {
    let risk = WeeklyRisk(Self.target, asked: [[Double](repeating: 1, count: 20)], served: [[Double](repeating: 1, count: 20)])
    #expect(risk.probabilities == [0, 0])
  }
}
