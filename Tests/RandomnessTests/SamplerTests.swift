@testable import Randomness
import Testing

@Suite struct `Compiled samplers` {
  static let laws: [Law] = [
    .constant(3.5), .uniform(min: -2, max: 5), .triangular(min: 1, mode: 2, max: 7), .triangular(min: 0, mode: 0, max: 1),
    .triangular(min: 0, mode: 1, max: 1),
    .pert(min: 1, mode: 2, max: 7), .normal(mean: 10, sd: 3), .normal(mean: 0, sd: 1), .lognormal(mean: 74, sd: 44.4),
    .lognormal(mean: 1, sd: 5), .gamma(mean: 21, sd: 6),
    .gamma(mean: 1, sd: 20.0.squareRoot()), .erlang(k: 4, mean: 8), .exponential(mean: 3), .weibull(shape: 0.7, scale: 2),
    .weibull(shape: 3, scale: 2),
    .beta(a: 2, b: 3, min: -1, max: 4), .beta(a: 0.5, b: 0.5, min: 0, max: 1), .beta(a: 0.05, b: 2, min: 0, max: 1),
    .poisson(mean: 5), .poisson(mean: 0.01), .poisson(mean: 5000), .negativeBinomial(mean: 5, dispersion: 3),
    .negativeBinomial(mean: 0.1, dispersion: 10),
    .geometric(mean: 4.2, from: 1), .geometric(mean: 4.2, from: 0), .binomial(n: 40, p: 0.3), .binomial(n: 10, p: 0.999),
    .bernoulli(p: 0.25),
    .discrete([Weighted(0, weight: 3), Weighted(10_000, weight: 1)]),
    .discrete([Weighted(1.5, weight: 0), Weighted(-2, weight: 2), Weighted(7, weight: 5)]),
    .empirical([Weighted(1, weight: 1), Weighted(2, weight: 1), Weighted(9, weight: 1)], smooth: true),
    .empirical([Weighted(1, weight: 90), Weighted(100, weight: 10)], smooth: true),
    .empirical([Weighted(1, weight: 90), Weighted(100, weight: 10)], smooth: false),
    .mixture([Weighted(.normal(mean: 0, sd: 1), weight: 1), Weighted(.normal(mean: 1000, sd: 1), weight: 1)]),
    .mixture([Weighted(.poisson(mean: 3), weight: 1), Weighted(.poisson(mean: 30), weight: 2)]),
    .mixture([Weighted(.constant(2), weight: 1), Weighted(.gamma(mean: 2, sd: 1), weight: 2)]),
    .zeroInflated(share: 0.4, .lognormal(mean: 5, sd: 3)), .zeroInflated(share: 0.4, .poisson(mean: 5)),
    .compound(count: .poisson(mean: 3), size: .geometric(mean: 2, from: 1)),
    .compound(count: .poisson(mean: 3), size: .gamma(mean: 2, sd: 1)),
    .shifted(by: 14, .gamma(mean: 21, sd: 6)), .scaled(by: 1.2, .poisson(mean: 7)), .truncated(min: 0, max: nil, .normal(mean: 2, sd: 2)),
    .truncated(min: 3, max: 9, .poisson(mean: 5)), .truncated(min: 1000, max: nil, .normal(mean: 1000, sd: 1)),
  ]

  @Test(arguments: laws)
  func `the inverse never falls, stays in the support and has the law's mean`(law: Law) throws {
    let sampler = try Sampler(law)
    let (low, high) = law.support
    var last = -Double.infinity, sum = 0.0
    let n = 20_000
    for i in 0..<n {
      let x = sampler.draw((Double(i) + 0.5) / Double(n))
      #expect(x >= last - 1e-12 * abs(x))
      #expect(x >= low && x <= high)
      last = x
      sum += x
    }
    // The midpoint rule leaves out part of the last cell only.
    let error = abs(sum / Double(n) - law.mean)
    #expect(error <= 0.003 * law.variance.squareRoot() + 1e-9 * abs(law.mean), "\(law): \(sum / Double(n)) against \(law.mean)")
  }

  /// The documented bound: 10⁻⁶ of the value, or of its distance from the median and the spread where the value is far from 0, never less
  /// than of a thousandth of the spread.
  @Test(arguments: laws)
  func `the table agrees with the exact inverse to one part in a million`(law: Law) throws {
    let sampler = try Sampler(law)
    let distribution = try Distribution(law)
    let median = distribution.quantile(0.5)
    let spread = (distribution.upperQuantile(0.1) - distribution.quantile(0.1)) / 2
    let key = DrawKey(seed: 7, phase: .main, replication: 0)
    var misses = 0
    for i in 0..<400 {
      var u = key.uniform(source: 1, ordinal: UInt64(i))
      // Every fourth look goes to a tail, as far as 10⁻¹².
      if i % 4 == 3 { u = u < 0.5 ? _power(10, -2 - 20 * u) : 1 - _power(10, -2 - 20 * (1 - u)) }
      let x = sampler.draw(u)
      let exact = distribution.quantile(u)
      let yardstick = max(min(abs(exact), abs(exact - median) + spread), 1e-3 * spread)
      // At a step of a discrete law a uniform within rounding of the step may fall on either side.
      if law.isDiscrete {
        if x != exact, abs(distribution.cdf(min(x, exact)) - u) > 1e-13 { misses += 1 }
      } else if abs(x - exact) > 1e-6 * yardstick + 4 * exact.ulp + abs(median) * 0x1p-45 {
        // At an atom's edge or a gap, likewise.
        let near = [distribution.cdf(x), distribution.below(x), distribution.cdf(exact), distribution.below(exact)].map { abs($0 - u) }
          .min()!
        if near > 1e-12 || distribution.pmf(x) + distribution.pmf(exact) == 0 && law.isContinuousEverywhere { misses += 1 }
      }
    }
    #expect(misses == 0, "\(law)")
  }

  /// Kolmogorov and Smirnov for continuous laws, χ² for discrete ones, at 10⁻⁴ each; keyed uniforms, fixed seed.
  @Test(arguments: `Laws and their probabilities`.plain)
  func `draws follow GSL's distribution function`(law: Law) throws {
    let sampler = try Sampler(law)
    let key = DrawKey(seed: 11, phase: .main, replication: 5)
    let n = 4000
    let draws = (0..<n).map { sampler.draw(key.uniform(source: 3, ordinal: UInt64($0))) }
    let p = try law.isDiscrete ? chiSquared(draws, law) : kolmogorov(draws, law)
    #expect(p > 1e-4, "\(law): p = \(p)")
    let integers = (0..<n).map { Double(sampler.drawInteger(key.bits(source: 4, ordinal: UInt64($0)))) }
    if law.isInteger {
      #expect(try chiSquared(integers, law) > 1e-4)
    } else {
      #expect(try chiSquaredOfUnits(integers, law) > 1e-4, "\(law) in units")
    }
  }

  private func kolmogorov(_ draws: [Double], _ law: Law) throws -> Double {
    let sorted = draws.sorted()
    let n = Double(draws.count)
    var distance = 0.0
    for (i, x) in sorted.enumerated() {
      let f = try #require(PhiloxStream.cdf(law, x))
      distance = max(distance, abs(f - Double(i) / n), abs(Double(i + 1) / n - f))
    }
    return SpecialFunctions.kolmogorovSurvival(distance * (n.squareRoot() + 0.12 + 0.11 / n.squareRoot()))
  }

  private func chiSquared(_ draws: [Double], _ law: Law) throws -> Double {
    let top = draws.max()!
    var edges: [Double] = [], last = 0.0
    // Classes of at least 20 expected draws.
    var k = draws.min()!
    while k <= top {
      let f = try #require(PhiloxStream.cdf(law, k))
      if (f - last) * Double(draws.count) >= 20 {
        edges.append(k)
        last = f
      }
      k += 1
    }
    return try chiSquared(draws, edges: edges) { try #require(PhiloxStream.cdf(law, $0)) }
  }

  private func chiSquaredOfUnits(_ draws: [Double], _ law: Law) throws -> Double {
    var edges: [Double] = [], last = 0.0
    var k = draws.min()!
    while k <= draws.max()!, edges.count < 200 {
      let f = try #require(PhiloxStream.cdf(law, k + 0.5))
      if (f - last) * Double(draws.count) >= 20 {
        edges.append(k)
        last = f
      }
      k += 1
    }
    return try chiSquared(draws, edges: edges) { try #require(PhiloxStream.cdf(law, $0 + 0.5)) }
  }

  /// Classes up to and with each edge, and what lies beyond the last.
  private func chiSquared(_ draws: [Double], edges: [Double], _ cdf: (Double) throws -> Double) throws -> Double {
    if edges.isEmpty { return 1 }
    var sum = 0.0, last = 0.0, seen = 0
    for edge in edges {
      let f = try cdf(edge)
      let count = draws.count { $0 <= edge }
      let expected = (f - last) * Double(draws.count)
      sum += (Double(count - seen) - expected) * (Double(count - seen) - expected) / expected
      (last, seen) = (f, count)
    }
    let rest = (1 - last) * Double(draws.count)
    var classes = edges.count
    if rest > 1e-6 {
      sum += (Double(draws.count - seen) - rest) * (Double(draws.count - seen) - rest) / rest
      classes += 1
    }
    return classes < 2 ? 1 : SpecialFunctions.chiSquaredSurvival(sum, degrees: Double(classes - 1))
  }

  static let structured: [Law] = [
    .zeroInflated(share: 0.4, .lognormal(mean: 5, sd: 3)),
    .mixture([Weighted(.normal(mean: 0, sd: 1), weight: 1), Weighted(.gamma(mean: 8, sd: 2), weight: 3)]),
    .compound(count: .poisson(mean: 3), size: .gamma(mean: 2, sd: 1)),
    .compound(count: .poisson(mean: 3), size: .geometric(mean: 2, from: 1)),
    .compound(count: .geometric(mean: 2, from: 1), size: .exponential(mean: 4)),
    .truncated(min: 0, max: nil, .normal(mean: 2, sd: 2)), .truncated(min: 3, max: 9, .poisson(mean: 5)),
    .shifted(by: 14, .gamma(mean: 21, sd: 6)),
  ]

  /// Two samples, one compiled and one by GSL's generators running on Philox, which share no code: Smirnov's two-sample distance.
  @Test(arguments: `Laws and their probabilities`.plain + structured)
  func `draws agree with GSL's own generators on Philox`(law: Law) throws {
    let sampler = try Sampler(law)
    let key = DrawKey(seed: 13, phase: .main, replication: 0)
    let stream = PhiloxStream(key: 99)
    let n = 2500
    let ours = (0..<n).map { sampler.draw(key.uniform(source: 8, ordinal: UInt64($0))) }.sorted()
    let theirs = try (0..<n).map { _ in try #require(stream.draw(law)) }.sorted()
    var i = 0, j = 0, distance = 0.0
    while i < n && j < n {
      let x = min(ours[i], theirs[j])
      while i < n && ours[i] <= x { i += 1 }
      while j < n && theirs[j] <= x { j += 1 }
      distance = max(distance, abs(Double(i - j)) / Double(n))
    }
    // Ties of discrete laws only make the test milder.
    #expect(SpecialFunctions.kolmogorovSurvival(distance * (Double(n) / 2).squareRoot()) > 1e-4, "\(law): \(distance)")
    let mean = theirs.reduce(0, +) / Double(n)
    #expect(abs(mean - law.mean) < 4.5 * (law.variance / Double(n)).squareRoot(), "\(law): \(mean) against \(law.mean)")
  }

  @Test func `GSL's generator type gives Philox's own numbers`() {
    let stream = PhiloxStream(key: 5, source: 17)
    let first = Philox.block(counter: (17, 0), key: 5), second = Philox.block(counter: (17, 1), key: 5)
    #expect(stream.uniform() == unitInterval(first.0))
    #expect(stream.uniform() == unitInterval(first.1))
    #expect(stream.word() == UInt(second.0 >> 32))
  }

  @Test func `whole draws of a compound law follow its lattice`() throws {
    // Each customer takes whole units: with a size of 0.4 to 0.6 on average half of the customers take one unit and half none.
    let law = Law.compound(count: .poisson(mean: 4), size: .uniform(min: 0.4, max: 0.6))
    let sampler = try Sampler(law)
    let lattice = try law.lattice()
    let key = DrawKey(seed: 3, phase: .main, replication: 0)
    let n = 20_000
    let sum = (0..<n).reduce(0) { $0 + Int(sampler.drawInteger(key.bits(source: 1, ordinal: UInt64($1)))) }
    #expect(abs(lattice.mean - 2) < 1e-9)
    #expect(abs(Double(sum) / Double(n) - 2) < 4 * (2.0 / Double(n)).squareRoot())
  }

  @Test func `two values far apart keep their weights`() throws {
    let sampler = try Sampler(.discrete([Weighted(0, weight: 3), Weighted(10_000, weight: 1)]))
    #expect(sampler.draw(0.7499999) == 0)
    #expect(sampler.draw(0.7500001) == 10_000)
    #expect(sampler.drawInteger((UInt64(3) << 62) - 1) == 0)
    #expect(sampler.drawInteger(UInt64(3) << 62) == 10_000)
  }

  @Test func `uniforms outside the open interval count as its ends`() throws {
    for law in Self.laws.prefix(12) {
      let sampler = try Sampler(law)
      #expect(sampler.draw(0) == sampler.draw(0x1p-53))
      #expect(sampler.draw(-3) == sampler.draw(0x1p-53))
      #expect(sampler.draw(1) == sampler.draw(1 - 0x1p-53))
      #expect(sampler.draw(.infinity) == sampler.draw(1 - 0x1p-53))
      #expect(sampler.draw(.nan).isFinite)
    }
  }

  @Test func `a draw below zero is no unit and a huge one does not trap`() throws {
    let normal = try Sampler(.normal(mean: -5, sd: 1))
    #expect(normal.drawInteger(1 << 63) == 0)
    let huge = try Sampler(.lognormal(mean: 1e12, sd: 1e15))
    #expect(huge.drawInteger(.max) == 9_000_000_000_000_000_000)
  }

  @Test func `unit samplers hold the lattice for real laws too`() throws {
    let law = Law.gamma(mean: 7.3, sd: 4)
    let units = try Sampler(units: law)
    let rounded = try Sampler(law)
    let key = DrawKey(seed: 21, phase: .main, replication: 0)
    var differences = 0
    for i in 0..<5000 {
      let bits = key.bits(source: 1, ordinal: UInt64(i))
      if units.drawInteger(bits) != rounded.drawInteger(bits) { differences += 1 }
      #expect(Double(units.drawInteger(bits)) == units.draw(unitInterval(bits)))
    }
    // The two tables may differ where a draw falls within 10⁻⁶ of an edge.
    #expect(differences <= 1)
  }

  @Test func `a Poisson count by inversion is the quantile, and grows with the mean`() throws {
    let key = DrawKey(seed: 4, phase: .main, replication: 0)
    for mean in [0.001, 0.7, 5, 29.9, 30.1, 80, 1000, 123_456.7, 1e9] {
      let distribution = try Distribution(.poisson(mean: mean))
      for i in 0..<60 {
        let u = key.uniform(source: 2, ordinal: UInt64(i))
        #expect(poissonProcessCount(mean: mean, uniform: u) == Int(distribution.quantile(u)), "mean \(mean), uniform \(u)")
      }
    }
    for i in 0..<40 {
      let u = key.uniform(source: 3, ordinal: UInt64(i))
      var last = 0
      for step in 0..<600 {
        let count = poissonProcessCount(mean: Double(step) * 0.1, uniform: u)
        #expect(count >= last)
        last = count
      }
    }
    #expect(poissonProcessCount(mean: 0, uniform: 0.5) == 0)
    #expect(poissonProcessCount(mean: -3, uniform: 0.5) == 0)
    #expect(poissonProcessCount(mean: .nan, uniform: 0.5) == 0)
    #expect(poissonProcessCount(mean: 20, uniform: 1) < 100)
    #expect(poissonProcessCount(mean: 20, uniform: 0) == 0)
  }

  private func _power(_ x: Double, _ y: Double) -> Double { SpecialFunctions.power(x, y) }
}

extension Law {
  /// No atoms and no gaps.
  fileprivate var isContinuousEverywhere: Bool {
    switch self {
    case .mixture, .zeroInflated, .compound, .empirical: false
    default: !isDiscrete
    }
  }
}
