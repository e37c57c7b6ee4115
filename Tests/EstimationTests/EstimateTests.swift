import Estimation
import Randomness
import Testing

/// Keyed draws for tests: every sample has its own ordinals.
struct Source {
  let key: DrawKey
  var next: UInt64 = 0
  init(_ seed: UInt64) { key = DrawKey(seed: seed, phase: .main, replication: 0) }
  mutating func uniform() -> Double {
    next += 1
    return key.uniform(source: 1, ordinal: next)
  }
  mutating func sample(_ n: Int, _ sampler: Sampler) -> [Double] { (0..<n).map { _ in sampler.draw(uniform()) } }
}

@Suite struct `Intervals with known answers` {
  private func near(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-12) -> Bool { a.map { abs($0 - b) <= tolerance } ?? false }

  let first = [12.1, 9.8, 11.4, 10.9, 13.0, 8.7], second = [11.0, 9.9, 10.1, 10.2, 11.9, 8.8]

  /// All expected values of this suite were computed with NumPy and SciPy from the formulas in the documentation.
  @Test func `a mean has Student's interval`() {
    let estimate = Estimate.mean(of: first)
    #expect(
      near(estimate.value, 10.983333333333333) && near(estimate.halfWidth, 1.6331007984804542) && estimate.n == 6
        && estimate.kind == .confidence)
    #expect(estimate.caveat == nil && near(estimate.standardError, 0.6353039517515306))
  }

  @Test func `a paired difference has the differences' interval, and says what pairing was worth`() {
    let pair = PairedDifference(of: first, minus: second)
    #expect(near(pair.estimate.value, 0.6666666666666666) && near(pair.estimate.halfWidth, 0.6559322551902051))
    #expect(near(pair.correlation, 0.9589631166644045) && near(pair.varianceRatio, 9.018771331058012, 1e-10))
    #expect(pair.estimate == .pairedDifference(of: first, minus: second))
  }

  @Test func `a ratio of sums has the jackknife's interval`() {
    let numerators = [95.0, 180, 60, 120, 77], denominators = [100.0, 190, 66, 121, 90]
    let ratio = Estimate.ratio(of: numerators, over: denominators)
    #expect(near(ratio.value, 0.9382716049382716) && near(ratio.halfWidth, 0.05525838663091227))
    let difference = Estimate.pairedRatioDifference(of: numerators, over: denominators, minus: [99, 185, 66, 121, 88], over: denominators)
    #expect(near(difference.value, -0.04761904761904767) && near(difference.halfWidth, 0.05328771877353599))
    // With equal denominators a ratio is a mean.
    let mean = Estimate.mean(of: numerators), over = Estimate.ratio(of: numerators, over: [2, 2, 2, 2, 2])
    #expect(near(over.value, mean.value / 2) && near(over.halfWidth, mean.halfWidth! / 2))
  }

  @Test func `order statistics of the median and the 90th percentile have the tables' ranks`() {
    // H. A. David and H. N. Nagaraja: the median of 100 lies between the 40th and the 61st with 95 %.
    let hundred = (1...100).map(Double.init)
    let median = Estimate.orderStatisticQuantile(of: hundred.reversed(), at: 0.5)
    #expect(median.value == 50.5 && median.lower == 40 && median.upper == 61)
    let high = Estimate.orderStatisticQuantile(of: (1...50).map(Double.init), at: 0.9)
    #expect(high.lower == 41 && high.upper == 50 && near(high.value, 45.9))
    let few = Estimate.orderStatisticQuantile(of: [1, 2, 3, 4, 5], at: 0.9)
    #expect(few.lower == nil && few.caveat == .tooFew)
  }

  @Test func `a prediction interval needs 39 replications for 95 percent`() {
    let values = (1...39).map(Double.init)
    let enough = Estimate.prediction(of: values), short = Estimate.prediction(of: Array(values.dropLast()))
    #expect(enough.lower == 1 && enough.upper == 39 && enough.value == 20 && enough.kind == .prediction)
    #expect(short.lower == nil && short.caveat == .tooFew && short.kind == .prediction)
    let many = Estimate.prediction(of: (1...199).map(Double.init))
    #expect(many.lower == 5 && many.upper == 195)
  }

  @Test func `replications needed are the least that fit`() {
    // Spread 10 and half-width 1 need 387 (by stepping n with SciPy's t), 4.2 and 0.5 need 274, 1 and 3 need 3.
    for (sd, target, needed) in [(10.0, 1.0, 387), (4.2, 0.5, 274), (1, 3, 3)] {
      // Two values at ±a have standard deviation a·√2.
      let a = sd / 2.0.squareRoot()
      let pilot = Estimate.mean(of: [100 - a, 100 + a])
      #expect(pilot.replications(forHalfWidth: target) == needed)
      #expect(pilot.replications(forRelativeHalfWidth: target / 100) == needed)
    }
    #expect(Estimate.mean(of: [1, 2]).replications(forHalfWidth: 1e-12) == nil)
    #expect(Estimate.mean(of: [3]).replications(forHalfWidth: 1) == nil)
    #expect(Estimate.mean(of: [3, 3]).replications(forHalfWidth: 0) == 2)
    #expect(Estimate.mean(of: [-1, 1]).replications(forRelativeHalfWidth: 0.1) == nil)
    #expect(
      Estimate.mean(of: [99, 101, 100, 100.5]).isWithin(relative: 0.02)
        && !Estimate.mean(of: [99, 101, 100, 100.5]).isWithin(relative: 0.001))
  }

  @Test func `levels for a family`() {
    #expect(near(Familywise.bonferroni(level: 0.95, count: 10), 0.995))
    #expect(near(Familywise.sidak(level: 0.95, count: 10), 0.9948838031081763))
    #expect(Familywise.bonferroni(level: 0.95, count: 1) == 0.95 && Familywise.sidak(level: 0.95, count: 0) == 0.95)
    // Massart: 1.358/√n at 95 %.
    #expect(near(dkwHalfHeight(n: 100), 0.1358101, 1e-6) && dkwHalfHeight(n: 0) == nil && dkwHalfHeight(n: 1) == 1)
  }

  @Test func `bounds of a share stay within it`() {
    let share = Estimate.mean(of: [0.99, 1, 1, 0.97]).clamped(to: 0...1)
    #expect(share.upper == 1 && share.lower! < 0.97 && share.value == 0.99)
  }
}

@Suite struct `Degenerate input` {
  @Test func `nothing, one, equal and missing values say so`() {
    let none = Estimate.mean(of: [])
    #expect(none.value.isNaN && none.lower == nil && none.n == 0 && none.caveat == .nothingObserved)
    let one = Estimate.mean(of: [4])
    #expect(one.value == 4 && one.lower == nil && one.halfWidth == nil && one.caveat == .oneReplication)
    let equal = Estimate.mean(of: [0.1, 0.1, 0.1])
    #expect(equal.value == 0.1 && equal.lower == 0.1 && equal.upper == 0.1 && equal.caveat == .allEqual)
    for bad in [Double.nan, .infinity] {
      let missing = Estimate.mean(of: [1, bad, 2])
      #expect(missing.value.isNaN && missing.lower == nil && missing.caveat == .notFinite)
      #expect(Estimate.prediction(of: [1, bad]).value.isNaN)
      #expect(Estimate.ratio(of: [1, bad], over: [1, 2]).caveat == .notFinite)
      #expect(Estimate.orderStatisticQuantile(of: [1, bad], at: 0.5).value.isNaN)
      #expect(PairedDifference(of: [1, bad], minus: [1, 2]).correlation == nil)
      #expect(Estimate.quantile(pooled: 3, perReplication: [2, bad]).lower == nil)
    }
    #expect(Estimate.mean(of: [1e308, -1e308, 1e308]).lower == nil)
  }

  @Test func `ratios without a denominator have no interval`() {
    #expect(Estimate.ratio(of: [], over: []).caveat == .nothingObserved)
    #expect(Estimate.ratio(of: [1, 2], over: [0, 0]).caveat == .emptyDenominator)
    #expect(Estimate.ratio(of: [1, 2], over: [0, 0]).value.isNaN)
    let lone = Estimate.ratio(of: [0, 2], over: [0, 4])
    #expect(lone.value == 0.5 && lone.lower == nil && lone.caveat == .emptyDenominator)
    #expect(Estimate.ratio(of: [1], over: [1, 2]).caveat == .unequalCounts)
    #expect(Estimate.ratio(of: [3], over: [4]).caveat == .oneReplication)
    // 0.1·3/0.3·3 leaves rounding dust in the leave-one-out sums; it is no spread.
    let constant = Estimate.ratio(of: [Double](repeating: 0.1, count: 30), over: [Double](repeating: 0.3, count: 30))
    #expect(constant.halfWidth == 0 && constant.caveat == .allEqual)
    #expect(Estimate.pairedRatioDifference(of: [1, 2], over: [2, 4], minus: [1, 2], over: [0, 0]).value.isNaN)
  }

  @Test func `pairs of unequal length are refused, not cut`() {
    #expect(Estimate.pairedDifference(of: [1, 2, 3], minus: [1, 2]).caveat == .unequalCounts)
    #expect(Estimate.pairedDifference(of: [1, 2, 3], minus: [1, 2]).value.isNaN)
    #expect(PairedDifference(of: [1, 2, 3], minus: [1, 2]).varianceRatio == nil)
    #expect(Estimate.pairedQuantileDifference(pooled: 1, perReplication: [1], minus: 1, perReplication: []).caveat == .unequalCounts)
  }

  @Test func `what pairing gained is told at the ends too`() {
    let same = PairedDifference(of: [1, 2, 3], minus: [1, 2, 3])
    #expect(same.estimate.value == 0 && same.varianceRatio == .infinity && abs(same.correlation! - 1) < 1e-15)
    let still = PairedDifference(of: [1, 1, 1], minus: [2, 2, 2])
    #expect(still.estimate.value == -1 && still.varianceRatio == nil && still.correlation == nil)
  }
}

/// Each suite of samples counts how often the interval holds the truth. With 2 000 samples the share has a standard error of 0.5 %; four
/// of them are allowed.
@Suite struct `Coverage` {
  private func coverage(_ trials: Int, _ holds: () -> Bool) -> Double { Double((0..<trials).count { _ in holds() }) / Double(trials) }
  private func holds(_ estimate: Estimate, _ truth: Double) -> Bool { estimate.lower! <= truth && truth <= estimate.upper! }

  @Test func `of a normal mean is the level, for small samples too`() throws {
    let normal = try Sampler(.normal(mean: 7, sd: 3))
    for (n, level) in [(2, 0.95), (5, 0.95), (20, 0.9)] {
      var source = Source(UInt64(n))
      let share = coverage(2000) { holds(.mean(of: source.sample(n, normal), level: level), 7) }
      #expect(abs(share - level) < 4 * (level * (1 - level) / 2000).squareRoot(), "\(n): \(share)")
    }
  }

  /// Skewed values (skewness 2): the t interval of 30 is known to hold about 92–93 % (D. D. Boos and J. M. Hughes-Oliver, *The American
  /// Statistician* 54, 2000).
  @Test func `of a skewed mean falls short by no more than is known`() throws {
    let exponential = try Sampler(.exponential(mean: 4))
    var source = Source(3)
    let share = coverage(2000) { holds(.mean(of: source.sample(30, exponential)), 4) }
    #expect(share > 0.91 && share < 0.955, "\(share)")
  }

  @Test func `of a ratio and of a paired difference of ratios`() throws {
    let size = try Sampler(.gamma(mean: 50, sd: 15)), noise = try Sampler(.gamma(mean: 1, sd: 0.3))
    var source = Source(5)
    var single = 0, paired = 0
    for _ in 0..<1500 {
      let denominators = source.sample(25, size)
      let one = zip(denominators, source.sample(25, noise)).map { 0.9 * $0 * $1 }
      let two = zip(denominators, source.sample(25, noise)).map { 0.8 * $0 * $1 }
      if holds(.ratio(of: one, over: denominators), 0.9) { single += 1 }
      if holds(.pairedRatioDifference(of: one, over: denominators, minus: two, over: denominators), 0.1) { paired += 1 }
    }
    for share in [Double(single) / 1500, Double(paired) / 1500] { #expect(abs(share - 0.95) < 0.0225 + 0.005, "\(share)") }
  }

  /// Twelve replications of 250 exponential waits each, and the pooled 90 % quantile of all 3 000.
  @Test func `of a pooled quantile by sectioning`() throws {
    let exponential = try Sampler(.exponential(mean: 1))
    var source = Source(7)
    let truth = 2.302585092994046
    func quantile(_ sorted: [Double]) -> Double { sorted[Int((0.9 * Double(sorted.count)).rounded(.up)) - 1] }
    let share = coverage(500) {
      let replications = (0..<12).map { _ in source.sample(250, exponential).sorted() }
      return holds(.quantile(pooled: quantile(replications.flatMap { $0 }.sorted()), perReplication: replications.map(quantile)), truth)
    }
    #expect(share > 0.95 - 4 * 0.0097 && share <= 0.99, "\(share)")
  }

  @Test func `of order statistics and of predictions is at least the level, whatever the law`() throws {
    for law in [Law.exponential(mean: 1), .lognormal(mean: 1, sd: 3), .uniform(min: 0, max: 1)] {
      let sampler = try Sampler(law)
      let truth = law.quantile(0.8)
      var source = Source(11)
      var quantiles = 0, futures = 0
      for _ in 0..<1000 {
        let sample = source.sample(45, sampler)
        if holds(.orderStatisticQuantile(of: sample, at: 0.8), truth) { quantiles += 1 }
        if holds(.prediction(of: sample), sampler.draw(source.uniform())) { futures += 1 }
      }
      #expect(quantiles >= 950 - 28 && futures >= 950 - 28, "\(law): \(quantiles), \(futures)")
    }
  }

  @Test func `of the band around an empirical distribution`() throws {
    var source = Source(13)
    let share = coverage(1000) {
      let sorted = (0..<60).map { _ in source.uniform() }.sorted()
      let distance = sorted.enumerated().map { max(abs($0.element - Double($0.offset) / 60), abs(Double($0.offset + 1) / 60 - $0.element)) }
        .max()!
      return distance <= dkwHalfHeight(n: 60)!
    }
    #expect(share >= 0.95 - 0.028, "\(share)")
  }
}
