import Charts

/// A small keyed generator for invented data: the same numbers on every machine.
struct SampleNumbers {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func uniform() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return (Double(state >> 11) + 0.5) / 9_007_199_254_740_992
  }
  mutating func below(_ n: Int) -> Int { min(n - 1, Int(uniform() * Double(n))) }
  /// Irwin–Hall: close enough to normal for pictures.
  mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + uniform() } }
}

/// Charts with invented data, one per kind, as a report would make them.
enum Samples {
  static let simulated = Evidence(n: 200, interval: .confidence, seed: 20_260_105, scenario: "4f2a9c")
  static let stamp = "Bullwhip 1.0"

  static func samples(mean: Double, spread: Double, n: Int = 200, seed: UInt64) -> [Double] {
    var numbers = SampleNumbers(seed)
    return (0..<n).map { _ in
      let z = numbers.normal()
      return mean + spread * (z + 0.22 * (z * z - 1))
    }
  }

  static var comparison: ComparisonChart {
    let spread = [0.22, 0.27, 0.45, 0.85, 0.8, 0.5, 1.15]
    let means = [11.86, 11.91, 12.55, 12.78, 13.74, 14.05, 14.62]
    let names = [
      "Echelon base-stock + DP safety stock", "Echelon base-stock", "DP (s, S), weekly review", "Vendor-managed, consignment",
      "Current policy (min/max)", "Current + 10% safety stock", "Fixed order quantity (EOQ)",
    ]
    let half = [0.06, 0.06, 0.08, 0.14, 0.12, 0.08, 0.18]
    return ComparisonChart(
      measure: "Total cost", per: "per year", unit: .money("USD"), better: .lower,
      rows: names.indices.map { i in
        ComparisonChart.Row(
          names[i], samples: samples(mean: means[i] * 1e6, spread: spread[i] * 1e6, seed: UInt64(i + 1)),
          mean: Measured(means[i] * 1e6, plusMinus: half[i] * 1e6),
          difference: i == 4 ? nil : Measured((means[i] - 13.74) * 1e6, plusMinus: [0.13, 0.13, 0.13, 0.17, 0, 0.13, 0.19][i] * 1e6),
          isReference: i == 4, isAmongBest: i < 2)
      }, evidence: simulated,
      caption: Caption(
        eyebrow: "Scenario comparison · Total annual cost",
        title: "Two echelon policies tie for cheapest; both cut bad-year cost as well as average cost",
        note: "Paired-t 95% confidence intervals, Bonferroni-adjusted for 6 comparisons. “Tied for best”: the 95% comparison-with-the-best interval includes 0.",
        stamp: stamp))
  }

  static var fan: FanChart {
    var numbers = SampleNumbers(7)
    let base = TimeBase(.days, from: CivilDate(year: 2025, month: 7, day: 7))
    var level = 46_300.0
    let history = (0...26).map { week in
      defer { level += week == 8 ? 6800 : (numbers.uniform() - 0.55) * 3600 }
      return FanChart.Sample(Double(week * 7), (level / 10).rounded() * 10)
    }
    let start = history[26].value
    let shape = [0.0, -1, -2, -3, -4.2, -6, -8.2, -11, -14.2, -17.6, -19.6, -20, -17.6, -13, -7.6, -2.4, 1.6, 4.2, 5.4, 5.6, 5.2, 4.6]
    let times = (1...21).map { Double((26 + $0) * 7) }
    let paths = (0..<4000).map { _ in
      let (slope, wave) = (numbers.normal(), numbers.normal())
      return (1...21).map { week in
        let t = Double(week)
        return start + 1000 * (shape[week] + slope * (0.5 + 0.26 * t) + wave * 1.6 * min(1, t / 4))
      }
    }
    return FanChart(
      measure: "On-hand inventory", unit: .count("units"), base: base, period: "week", history: history, times: times, paths: paths,
      threshold: .init(18_000, name: "Safety stock"), riskTitle: "Risk of ending the week below safety stock",
      evidence: Evidence(n: 4000, interval: .prediction, seed: 20_260_105, scenario: "4f2a9c"),
      caption: Caption(
        eyebrow: "Inventory projection · DC North", title: "A late-March trough leaves a 1-in-6 chance of falling below safety stock", stamp: stamp))
  }
}
