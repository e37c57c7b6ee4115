public import Simulation

/// How likely a week is to miss the promised fill rate, week by week from time 0.
///
/// A week's fill rate is that of the dictionary, over the week: units served at once ÷ units asked for. The target speaks of the whole
/// measured time; this says in which weeks it is at risk.
public struct WeeklyRisk: Sendable, Equatable {
  /// What the scenario promises.
  public var target: Target
  /// Share of the replications in which somebody asked for something, that missed it, one element a whole week; NaN where in none anybody
  /// did.
  public var probabilities: [Double]
  /// Replications.
  public var n: Int

  /// - Parameters:
  ///   - target: of the fill rate.
  ///   - asked: units asked for, day by day, one array a replication.
  ///   - served: of those the units served at once.
  /// - Complexity: O(days × replications).
  init(_ target: Target, asked: [[Double]], served: [[Double]]) {
    self.target = target
    n = asked.count
    probabilities = []
    for week in 0..<((asked.map(\.count).min() ?? 0) / 7) {
      var weeks = 0, missed = 0
      for (asked, served) in zip(asked, served) {
        let units = asked[(7 * week)..<(7 * week + 7)].reduce(0, +)
        if units <= 0 { continue }
        weeks += 1
        if !target.isMet(by: served[(7 * week)..<(7 * week + 7)].reduce(0, +) / units) { missed += 1 }
      }
      probabilities.append(weeks == 0 ? .nan : Double(missed) / Double(weeks))
    }
  }
}
