import Groundwork
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
        note:
          "Paired-t 95% confidence intervals, Bonferroni-adjusted for 6 comparisons. "
          + "“Tied for best”: the 95% comparison-with-the-best interval includes 0.",
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
        return start + 1000 * (1.22 * shape[week] + slope * (0.5 + 0.26 * t) + wave * 1.6 * min(1, t / 4))
      }
    }
    return FanChart(
      measure: "On-hand inventory", unit: .count("units"), base: base, period: "week", history: history, times: times, paths: paths,
      threshold: .init(18_000, name: "Safety stock"), riskTitle: "Risk of ending the week below safety stock",
      evidence: Evidence(n: 4000, interval: .prediction, seed: 20_260_105, scenario: "4f2a9c"),
      caption: Caption(
        eyebrow: "Inventory projection · DC North", title: "A late-March trough leaves a 1-in-6 chance of falling below safety stock",
        stamp: stamp))
  }

  static var bridge: BridgeChart {
    func change(_ value: Double, _ half: Double) -> Measured { Measured(value * 1e6, plusMinus: half * 1e6) }
    return BridgeChart(
      measure: "Expected annual cost", unit: .money("USD"), from: "Current policy", start: 13.74e6,
      steps: [
        .init("Holding cost", change: change(-1.18, 0.09)), .init("Shortage penalties", change: change(-0.64, 0.12)),
        .init("Overtime labour", change: change(-0.31, 0.05)), .init("Obsolescence", change: change(-0.22, 0.04)),
        .init("Ordering & inbound freight", change: change(0.34, 0.03)), .init("System & training", change: change(0.13, 0.01)),
      ], to: "Recommended", end: 11.86e6, total: change(-1.88, 0.13), evidence: simulated,
      caption: Caption(
        eyebrow: "Cost bridge · Current to recommended", title: "Savings outweigh the added freight and training costs five to one",
        stamp: stamp))
  }

  static var heatmap: ActionHeatmap {
    let reorder = [200.0, 200, 180, 180, 180, 180, 160, 140, 140, 120, 100, 80, -20]
    let target = [340.0, 340, 340, 340, 320, 320, 300, 280, 260, 240, 220, 180, 0]
    let columns = stride(from: 0.0, through: 400, by: 20).map(\.self)
    return ActionHeatmap(
      action: "Order quantity", nothing: "Order nothing", boundary: "reorder point", columnTitle: "Inventory position at review, units",
      rowTitle: "Weeks left", columns: columns, rows: (1...13).reversed().map { $0 == 13 ? "13 wk" : "\($0)" },
      cells: zip(reorder, target).map { reorder, target in columns.map { $0 <= reorder ? target - $0 : 0 } },
      caption: Caption(
        eyebrow: "Optimal policy · SKU C-220 · Seasonal",
        title: "The reorder point falls from 200 units at season start to 80 with two weeks left",
        note:
          "State grid 401 × 14, backward induction with horizon 13 weeks; lead time 1 week, lot size 20, "
          + "holding $0.40 per unit-week, shortage $9.00 per unit. Cell labels: units.",
        stamp: stamp))
  }

  static var levels: LevelCurve {
    let base = TimeBase(.weeks, from: CivilDate(year: 2026, month: 1, day: 5))
    let season = (0..<52).map { week in 1 + 0.9 * max(0, 1 - abs(Double(week) - 44) / 9) }
    return LevelCurve(
      measure: "Reorder point and order-up-to level", unit: .count("units"), base: base, lowerName: "s", upperName: "S",
      levels: season.enumerated().map {
        .init(Double($0.offset), lower: (210 * $0.element).rounded(), upper: (400 + 240 * $0.element).rounded())
      }, end: 52,
      context: season.enumerated().map { .init(Double($0.offset) + 0.5, (96 * $0.element).rounded()) }, contextName: "mean demand",
      caption: Caption(
        eyebrow: "Optimal policy · SKU 85123A", title: "Levels nearly double before Christmas and are back by January", stamp: stamp))
  }

  static var timeline: TimelineChart {
    var numbers = SampleNumbers(11)
    let names = ["Asha", "Ben", "Chloé", "Dmitri", "Elif", "Farah"]
    let (open, close) = (6 * 3600.0, 14 * 3600.0)
    let lanes = names.enumerated().map { index, name in
      var segments: [TimelineChart.Segment] = []
      var now = open + numbers.uniform() * 700
      let pause = index % 2 == 0 ? 10 * 3600.0 : 10.25 * 3600.0
      var busy = 0.0
      var hasPaused = false
      while now < close {
        let rush = now > 9.5 * 3600 && now < 12.7 * 3600
        let kind = numbers.below(10)
        let length = kind < 6 ? 260 + 420 * numbers.uniform() : kind < 9 ? 200 + 300 * numbers.uniform() : 900 + 700 * numbers.uniform()
        if !hasPaused, now + length > pause {
          now = max(now, pause)
          segments.append(.init(now, now + 900, category: 3))
          now += 900
          hasPaused = true
          continue
        }
        if name == "Dmitri", segments.count == 9 {
          segments.append(.init(now, now + 1500, category: 4, label: "RF gun"))
          now += 1500
        }
        let end = now + length
        segments.append(.init(now, end > close ? nil : end, category: kind < 6 ? 0 : kind < 9 ? 1 : 2))
        busy += min(end, close) - now
        now = end + (rush ? 12 : 90 + 900 * numbers.uniform())
      }
      return TimelineChart.Lane(name, segments: segments, utilisation: busy / (close - open - 900))
    }
    var queue: [TimelineChart.QueueStep] = [.init(open, 0)]
    var (now, count) = (open, 0)
    while now < close {
      now += 25 + 40 * numbers.uniform()
      let hour = now / 3600
      let up = hour < 9.4 ? 0.42 : hour < 11.2 ? 0.66 : 0.34
      count = max(0, count + (numbers.uniform() < up ? 1 : -1))
      queue.append(.init(now, count))
    }
    return TimelineChart(
      base: TimeBase(.seconds, from: CivilDate(year: 2026, month: 3, day: 3)), from: open, to: close,
      categories: [.init("Pick"), .init("Pack"), .init("Replenish"), .init("Break", kind: .pause), .init("Down", kind: .down)],
      lanes: lanes,
      queueTitle: "Orders waiting", queue: queue,
      caption: Caption(
        eyebrow: "Shift trace · Pick and pack · Replication 17 of 200",
        title: "Breaks taken as orders peak push the queue up; clearing it takes nearly two hours",
        subtitle: "Activity of six workers and orders waiting, early shift 06:00–14:00, one replication (median by total wait).",
        note: "Utilisation = pick + pack + replenish time ÷ shift time. Arrival rate rises from 37 to 59 orders an hour at 09:00.",
        stamp: stamp + " · scenario 4f2a9c · seed 20260105"))
  }

  static var distribution: DistributionChart {
    var numbers = SampleNumbers(3)
    let hours = (0..<900).map { _ in
      let days = numbers.below(10) < 2 ? 1.0 : 0.0
      return ((4 + 9 * numbers.uniform() + 14 * numbers.uniform() * numbers.uniform() + days * (14 + 10 * numbers.uniform())) * 10)
        .rounded() / 10
    }
    return DistributionChart(
      measure: "Order cycle time", unit: .quantity("h"), observations: hours, target: .init(36, phrase: "ship within"),
      evidence: Evidence(n: 900, noun: "orders", interval: .confidence, seed: 20_260_105, scenario: "4f2a9c"),
      caption: Caption(eyebrow: "Service · Order cycle time", stamp: stamp))
  }

  static var ranked: RankedChart {
    let names = ["Packing", "Picking", "Put-away", "Shipping", "Receiving"]
    let values = [0.93, 0.84, 0.61, 0.42, 0.33]
    return RankedChart(
      measure: "Utilisation", unit: .percent, mark: .dot,
      items: names.indices.map { .init(names[$0], Measured(values[$0], plusMinus: 0.012 + 0.004 * Double($0)), isHighlighted: $0 == 0) },
      evidence: simulated, caption: Caption(title: "Packing is the busiest station at 93%", stamp: stamp))
  }

  static var rankedBars: RankedChart {
    var numbers = SampleNumbers(5)
    let items = (1...30).map {
      RankedChart.Item("Item \(85_000 + $0 * 37)", Measured(1_900_000 / Double($0 + 2) * (0.9 + 0.2 * numbers.uniform())))
    }
    return RankedChart(
      measure: "Stock value", unit: .money("GBP"), items: items, evidence: .deterministic,
      caption: Caption(title: "Two items hold a quarter of the stock value", stamp: stamp))
  }

  static var floorPlan: FloorPlanChart {
    // Four aisles of three bays, 12 m long and 4 m apart, the depot at the left; the nearest bay has most of the picks.
    let near = [0.3, 0.15, 0.05, 0.12, 0.08, 0.04, 0.08, 0.05, 0.03, 0.06, 0.04, 0]
    func floor(_ name: String, _ detail: String, _ shares: [Double], picks: [Int], path: [Point], metres: Double) -> FloorPlanChart.Panel {
      FloorPlanChart.Panel(
        name, detail: detail, aisles: 4, bays: 3, length: 12, width: 4, depot: 0, shares: shares, picks: picks, path: path, metres: metres)
    }
    return FloorPlanChart(
      panels: [
        floor(
          "Today", "S-shape route · stored at random", near.map { _ in 1.0 / 12 }, picks: [1, 9],
          path: [Point(0, 0), Point(0, 12), Point(12, 12), Point(12, 0), Point(0, 0)], metres: 48),
        floor(
          "By popularity", "Return route · stored by popularity", near, picks: [0, 1, 3],
          path: [Point(0, 0), Point(0, 6), Point(0, 0), Point(4, 0), Point(4, 2), Point(4, 0), Point(0, 0)], metres: 24),
      ],
      caption: Caption(title: "A round of 3 lines walks 48 m today, 24 m by popularity", note: "Not simulated.", stamp: stamp))
  }

  static var all: [(name: String, chart: any Chart, size: Size)] {
    [
      ("smore", comparison, Size(680, 400)), ("fan", fan, Size(680, 470)), ("bridge", bridge, Size(680, 400)),
      ("heatmap", heatmap, Size(680, 420)),
      ("levels", levels, Size(680, 400)), ("timeline", timeline, Size(680, 450)), ("ecdf", distribution, Size(680, 400)),
      ("dots", ranked, Size(680, 300)),
      ("bars", rankedBars, Size(680, 420)), ("floor-plan", floorPlan, Size(680, 440)),
    ] + floorPictures
  }
}
