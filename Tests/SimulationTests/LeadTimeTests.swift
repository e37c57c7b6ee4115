import Kernel
import Randomness
@testable import Supply
import Testing

/// Lead times as a process in time: the scenario's law at every moment, and no order before an earlier one.
@Suite struct `Lead times that keep their order` {
  private static let day = SimTime.ticksPerDay

  /// Kolmogorov's distance times √n.
  private func distance(_ sample: [Double], _ cdf: (Double) -> Double) -> Double {
    let sample = sample.sorted(), n = Double(sample.count)
    var largest = 0.0
    for (i, x) in sample.enumerated() {
      let f = cdf(x)
      largest = max(largest, abs(f - Double(i) / n), abs(f - Double(i + 1) / n))
    }
    return largest * n.squareRoot()
  }

  /// One order in each of many independent worlds, after others: a clean sample of the law at that moment.
  @Test(
    arguments: [
      Law.gamma(mean: 21, sd: 6), .uniform(min: 4, max: 9), .lognormal(mean: 10, sd: 5), .exponential(mean: 7), .gamma(mean: 2, sd: 1),
      .erlang(k: 3, mean: 2),
      .uniform(min: 0.5, max: 3), .weibull(shape: 0.7, scale: 4),
    ], [40.0, 40.37, 40.99])
  func `have the law of the scenario at every hour`(law: Law, moment: Double) throws {
    let compiled = try CompiledLeadTime(law: law, crossing: false, supplier: "s")
    let n = 2_000
    var sample: [Double] = []
    for replication in 0..<n {
      let key = DrawKey(seed: 5, phase: .main, replication: replication)
      var state = LeadTimeState(compiled, source: 77)
      for earlier in [31.2, 39.98, 40.0] where earlier < moment {
        _ = state.arrival(orderedAt: Int64(earlier * Double(Self.day)), leadTime: compiled, key: key)
      }
      let now = Int64(moment * Double(Self.day))
      sample.append(Double(state.arrival(orderedAt: now, leadTime: compiled, key: key) - now) / Double(Self.day))
    }
    // Kolmogorov's 0.9999 quantile: two dozen samples are looked at.
    #expect(distance(sample, law.cdf) < 2.23)
  }

  /// Orders at any hours of every day, in one world: none comes before an earlier one, and together they take as long as the law says.
  @Test(arguments: [
    Law.gamma(mean: 2, sd: 1), .erlang(k: 3, mean: 2), .uniform(min: 0.5, max: 3), .uniform(min: 2, max: 9), .normal(mean: 6, sd: 1),
  ])
  func `come in order and are as long as the law says however often we order`(law: Law) throws {
    let compiled = try CompiledLeadTime(law: law, crossing: false, supplier: "s")
    var means: [Double] = []
    for replication in 0..<48 {
      let key = DrawKey(seed: 9, phase: .main, replication: replication)
      var state = LeadTimeState(compiled, source: 3), last: Int64 = 0, sum = 0.0, count = 0
      for k in 0..<6_000 {
        let now = Int64((Double(k) + key.uniform(source: 1, ordinal: UInt64(k))) * 0.1 * Double(Self.day))
        let arrival = state.arrival(orderedAt: now, leadTime: compiled, key: key)
        #expect(arrival >= last && arrival >= now)
        last = arrival
        sum += Double(arrival - now) / Double(Self.day)
        count += 1
      }
      means.append(sum / Double(count))
    }
    let mean = means.reduce(0, +) / 48, variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 23
    let error = (variance / 48).squareRoot()
    #expect(abs(mean - law.mean) < 4 * error, "\(mean) ± \(error) for \(law.mean)")
    // Sharp enough to see four hours, of the slowest of these laws.
    #expect(error < 0.045)
  }

  @Test func `owe nothing to when we order`() throws {
    let compiled = try CompiledLeadTime(law: .gamma(mean: 12, sd: 4), crossing: false, supplier: "overseas")
    let key = DrawKey(seed: 4, phase: .main, replication: 2)
    let history = LeadTimeHistory(slots: 1, days: 400)
    var often = LeadTimeState(compiled, source: 8), seldom = often
    var writer = LeadTimeState(compiled, source: 8, record: history.record(0)), reader = writer
    for hour in stride(from: 5, to: 24 * 300, by: 7) {
      let now = Int64(hour) * SimTime.ticksPerHour
      let arrival = often.arrival(orderedAt: now, leadTime: compiled, key: key)
      #expect(writer.arrival(orderedAt: now, leadTime: compiled, key: key) == arrival)
      if hour % 11 == 0 { #expect(seldom.arrival(orderedAt: now, leadTime: compiled, key: key) == arrival) }
    }
    for hour in stride(from: 5, to: 24 * 300, by: 7 * 13) {
      let now = Int64(hour) * SimTime.ticksPerHour
      var alone = LeadTimeState(compiled, source: 8)
      #expect(reader.arrival(orderedAt: now, leadTime: compiled, key: key) == alone.arrival(orderedAt: now, leadTime: compiled, key: key))
    }
    withExtendedLifetime(history) {}
  }

  /// A normal law with a tenth below 0: so many orders come at once.
  @Test func `can be nothing at all`() throws {
    let law = Law.normal(mean: 1.2816, sd: 1)
    let compiled = try CompiledLeadTime(law: law, crossing: false, supplier: "s")
    var atOnce = 0, sum = 0.0
    let n = 4_000
    for replication in 0..<n {
      var state = LeadTimeState(compiled, source: 7)
      let now = Int64(17.6 * Double(Self.day))
      let wait = state.arrival(orderedAt: now, leadTime: compiled, key: DrawKey(seed: 2, phase: .main, replication: replication)) - now
      if wait == 0 { atOnce += 1 }
      sum += Double(wait) / Double(Self.day)
    }
    #expect(abs(Double(atOnce) / Double(n) - 0.1) < 4 * (0.09 / Double(n)).squareRoot())
    // E max(0, X) = μ·Φ(μ/σ) + σ·φ(μ/σ).
    let expected = 1.2816 * 0.9 + 0.17550
    #expect(abs(sum / Double(n) - expected) < 4 * 0.93 / Double(n).squareRoot())
  }

  /// Whole periods: every share within four standard errors, at two moments of one long world and of many.
  @Test(
    arguments: [
      (Law.discrete([Weighted(1, weight: 0.5), Weighted(2, weight: 0.5)]), [0, 0.5, 0.5]),
      (.discrete([Weighted(1, weight: 0.3), Weighted(2, weight: 0.4), Weighted(3, weight: 0.3)]), [0, 0.3, 0.4, 0.3]),
      (.discrete([Weighted(0, weight: 0.2), Weighted(1.5, weight: 0.8)]), [0.2, 0, 0.8]),
      (.uniform(min: 1, max: 3), [0, 0, 0.5, 0.5]),
    ])
  func `of a periodic study have the law in whole periods`(law: Law, shares: [Double]) throws {
    let compiled = try CompiledLeadTime(law: law, crossing: false, period: Self.day, supplier: "s")
    // A gap of a period cannot be passed through: those orders may overtake.
    let isOrdered = try CompiledLeadTime.canKeepOrder(law, period: Self.day)
    #expect(isOrdered == !(shares[0] > 0))
    if !isOrdered { return }
    let n = 6_000
    var counts = [Int](repeating: 0, count: shares.count)
    for replication in 0..<n {
      var state = LeadTimeState(compiled, source: 5)
      let key = DrawKey(seed: 3, phase: .main, replication: replication)
      _ = state.arrival(orderedAt: 11 * Self.day, leadTime: compiled, key: key)
      let wait = (state.arrival(orderedAt: 12 * Self.day, leadTime: compiled, key: key) - 12 * Self.day) / Self.day
      counts[Int(wait)] += 1
    }
    for (count, share) in zip(counts, shares) {
      #expect(abs(Double(count) / Double(n) - share) <= 4 * (share * (1 - share) / Double(n)).squareRoot(), "\(counts)")
    }
    var state = LeadTimeState(compiled, source: 6), last: Int64 = 0
    for k in 0..<3_000 {
      let arrival = state.arrival(orderedAt: Int64(k) * Self.day, leadTime: compiled, key: DrawKey(seed: 3, phase: .main, replication: 0))
      #expect(arrival >= last)
      last = arrival
    }
  }

  /// A law without a gap whose weight lies on its last value: F is 0.3, 0.5, 0.6, 1, and 0.6 ÷ 1 lies below 0.5 ÷ 0.6.
  @Test func `of a periodic study cannot come in order where F(n) ÷ F(n + 1) falls`() throws {
    let law = Law.discrete([Weighted(1, weight: 0.3), Weighted(2, weight: 0.2), Weighted(3, weight: 0.1), Weighted(4, weight: 0.4)])
    let flaw = try #require(try CompiledLeadTime.orderFlaw(law, period: Self.day))
    #expect(flaw.periods == 3 && abs(flaw.before - 0.5 / 0.6) < 1e-12 && abs(flaw.after - 0.6) < 1e-12)
    #expect(try CompiledLeadTime.orderFlaw(.discrete([Weighted(1, weight: 0.5), Weighted(2, weight: 0.5)]), period: Self.day) == nil)
  }

  /// Where no process in order has the law, the law stays: the mean of laws with gaps, order by order.
  @Test(
    arguments: [
      Law.discrete([Weighted(2, weight: 0.8), Weighted(8, weight: 0.2)]),
      .discrete([Weighted(1, weight: 0.7), Weighted(2, weight: 0.25), Weighted(4, weight: 0.05)]),
      .mixture([Weighted(.uniform(min: 2, max: 3), weight: 0.8), Weighted(.uniform(min: 20, max: 22), weight: 0.2)]),
    ], [nil, SimTime.ticksPerDay])
  func `are given up where the law has gaps`(law: Law, period: Int64?) throws {
    #expect(try !CompiledLeadTime.canKeepOrder(law, period: period))
    let compiled = try CompiledLeadTime(law: law, crossing: false, period: period, supplier: "s")
    var state = LeadTimeState(compiled, source: 1), sum = 0.0
    let n = 20_000
    for k in 0..<n {
      let now = Int64(k) * Self.day
      sum +=
        Double(state.arrival(orderedAt: now, leadTime: compiled, key: DrawKey(seed: 1, phase: .main, replication: 0)) - now)
        / Double(Self.day)
    }
    #expect(abs(sum / Double(n) - law.mean) < 4 * law.standardDeviation / Double(n).squareRoot())
  }
}
