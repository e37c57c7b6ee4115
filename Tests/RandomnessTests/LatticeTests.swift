@testable import Randomness
import Testing

@Suite struct `Whole units` {
  /// P(d) = F(d + ½) − F(d − ½), F straight from GSL, what lies below 0 put on 0.
  @Test(arguments: [
    Law.normal(mean: 10, sd: 4), .gamma(mean: 7.3, sd: 4), .lognormal(mean: 20, sd: 30), .uniform(min: 0, max: 10), .exponential(mean: 3),
    .normal(mean: 2, sd: 3),
  ])
  func `a continuous law is rounded to the nearest unit`(law: Law) throws {
    let lattice = try law.lattice()
    #expect(abs(lattice.probabilities.reduce(0, +) - 1) < 1e-14)
    for d in stride(from: 0, through: min(lattice.largest - 1, 60), by: 1) {
      let upper = try #require(PhiloxStream.cdf(law, Double(d) + 0.5))
      let lower = d == 0 ? 0 : try #require(PhiloxStream.cdf(law, Double(d) - 0.5))
      #expect(abs(lattice.probability(of: d) - (upper - lower)) < 2e-12, "\(law) at \(d)")
    }
    #expect(lattice.smallest >= 0)
    let signed = try law.lattice(nonNegative: false)
    #expect(law.support.lower >= 0 || signed.smallest < 0)
  }

  @Test(arguments: `Laws and their probabilities`.plain.filter(\.isInteger))
  func `a law of whole numbers stays exactly as it is`(law: Law) throws {
    let lattice = try law.lattice()
    let distribution = try Distribution(law)
    // Not at the last points, which carry what was cut beyond them.
    for d in lattice.smallest...lattice.largest where d > lattice.smallest && d < lattice.largest {
      let exact = distribution.pmf(Double(d))
      #expect(abs(lattice.probability(of: d) - exact) <= 1e-12 * exact + 1e-18, "\(law) at \(d)")
    }
    #expect(abs(lattice.mean - law.mean) <= 1e-9 * law.mean)
    #expect(abs(lattice.variance - law.variance) <= 1e-7 * law.variance)
    #expect(abs(lattice.probabilities.reduce(0, +) - 1) < 1e-14)
  }

  @Test func `values between whole numbers go to the nearest, the half down`() throws {
    let law = Law.discrete([
      Weighted(0.4, weight: 1), Weighted(0.5, weight: 1), Weighted(0.6, weight: 1), Weighted(2.5, weight: 1), Weighted(-3, weight: 1),
    ])
    let lattice = try law.lattice()
    #expect(abs(lattice.probability(of: 0) - 0.6) < 1e-15)
    #expect(abs(lattice.probability(of: 1) - 0.2) < 1e-15)
    #expect(abs(lattice.probability(of: 2) - 0.2) < 1e-15)
    #expect(try law.lattice(nonNegative: false).smallest == -3)
  }

  // MARK: Compound sums

  /// The definition: Σ P(N = n)·g*ⁿ, term by term.
  private func slowCompound(_ count: (Int) -> Double, most: Int, _ size: LatticeDistribution) -> [Double] {
    var total = [Double](repeating: 0, count: most * size.largest + 1)
    var power = [1.0]
    for n in 0...most {
      for (i, p) in power.enumerated() { total[i] += count(n) * p }
      if n == most { break }
      var next = [Double](repeating: 0, count: power.count + size.largest)
      for (i, p) in power.enumerated() { for (j, g) in size.probabilities.enumerated() { next[i + j + size.offset] += p * g } }
      power = next
    }
    return total
  }

  @Test(arguments: [
    Law.poisson(mean: 2.5), .negativeBinomial(mean: 3, dispersion: 2.2), .binomial(n: 9, p: 0.35), .geometric(mean: 1.8, from: 1),
    .geometric(mean: 1.8, from: 0),
    .discrete([Weighted(0, weight: 2), Weighted(3, weight: 1), Weighted(5, weight: 1)]), .bernoulli(p: 0.3),
    .zeroInflated(share: 0.5, .poisson(mean: 2)),
    .truncated(min: 1, max: 6, .poisson(mean: 3)), .mixture([Weighted(.poisson(mean: 1), weight: 1), Weighted(.constant(4), weight: 2)]),
  ])
  func `a compound sum is the sum over its counts`(count: Law) throws {
    let size = Law.discrete([Weighted(0, weight: 1), Weighted(1, weight: 4), Weighted(2, weight: 3), Weighted(7, weight: 2)])
    let lattice = try Law.compound(count: count, size: size).lattice()
    let distribution = try Distribution(count)
    let slow = try slowCompound({ distribution.pmf(Double($0)) }, most: 120, size.lattice())
    let worst = (lattice.smallest..<lattice.largest).map { abs(lattice.probability(of: $0) - slow[$0]) }.max()!
    #expect(worst < 2e-12, "\(count)")
    let law = Law.compound(count: count, size: size)
    #expect(abs(lattice.mean - law.mean) < 1e-8)
    #expect(abs(lattice.variance - law.variance) < 1e-6)
  }

  /// Counts whose empty probability is below the smallest Double: e^(−2000). A large compound Poisson is nearly normal.
  @Test func `large counts do not start from nothing`() throws {
    for count in [Law.poisson(mean: 2000), .negativeBinomial(mean: 4000, dispersion: 2)] {
      let law = Law.compound(count: count, size: .discrete([Weighted(1, weight: 1), Weighted(3, weight: 1)]))
      let lattice = try law.lattice()
      #expect(abs(lattice.mean - law.mean) < 1e-6 * law.mean)
      #expect(abs(lattice.variance - law.variance) < 1e-5 * law.variance)
      let z = (Double(lattice.quantile(0.9)) - law.mean) / law.variance.squareRoot()
      #expect(abs(z - 1.2816) < 0.03)
    }
  }

  /// Logarithmic sizes with a Poisson count are negative binomial (M. H. Quenouille 1949): another road to the same law.
  @Test func `a Poisson count of logarithmic sizes is negative binomial`() throws {
    let r = 2.3, q = 0.6
    let scale = -1 / SpecialFunctions.logOnePlus(-q)
    var sizes: [Weighted<Double>] = [], power = 1.0
    for k in 1...60 {
      power *= q
      sizes.append(Weighted(Double(k), weight: scale * power / Double(k)))
    }
    let lambda = -r * SpecialFunctions.logOnePlus(-q)
    let compound = try Law.compound(count: .poisson(mean: lambda), size: .discrete(sizes)).lattice()
    let direct = try Law.negativeBinomial(mean: r * q / (1 - q), dispersion: 1 / (1 - q)).lattice()
    for d in 0..<30 { #expect(abs(compound.probability(of: d) - direct.probability(of: d)) < 1e-11) }
  }

  /// With exponential sizes and a geometric count from 1 the sum is exponential; with a fixed count, Erlang. Gamma sizes: Σ P(N = n)·F of
  /// shape n·k.
  @Test func `sums of continuous sizes have their exact distribution`() throws {
    let geometric = try Distribution(.compound(count: .geometric(mean: 3, from: 1), size: .exponential(mean: 2)))
    for x in [0.5, 2, 6, 12, 30] { #expect(abs(geometric.cdf(x) - (1 - SpecialFunctions.power(2.718281828459045, -x / 6))) < 1e-5, "\(x)") }
    let fixed = try Distribution(.compound(count: .constant(3), size: .exponential(mean: 2)))
    #expect(abs(fixed.cdf(5) - Law.erlang(k: 3, mean: 6).cdf(5)) < 1e-14)
    let gamma = try Distribution(.compound(count: .poisson(mean: 3), size: .gamma(mean: 2, sd: 1)))
    for x in [0.0, 0.3, 2, 5, 9, 15, 25] {
      var sum = SpecialFunctions.power(2.718281828459045, -3)
      var mass = sum
      for n in 1...40 {
        mass *= 3 / Double(n)
        sum += mass * SpecialFunctions.gammaP(shape: 4 * Double(n), 2 * x)
      }
      #expect(abs(gamma.cdf(x) - sum) < 1e-5, "\(x): \(gamma.cdf(x)) against \(sum)")
    }
  }

  /// A numerical sum that would be wrong is refused: at these counts no grid of bearable length resolves the size.
  @Test func `continuous sums beyond the grid are refused with a remedy`() {
    for law in [
      Law.compound(count: .poisson(mean: 1e5), size: .uniform(min: 0, max: 1e6)),
      .compound(count: .constant(1e6), size: .uniform(min: 0, max: 1)),
      .compound(count: .poisson(mean: 5000), size: .lognormal(mean: 10, sd: 30)),
    ] {
      #expect { _ = try Distribution(law) } throws: { error in
        guard let error = error as? LawError, case .tooMuchWork = error else { return false }
        return error.description.contains("gamma or normal law with the same mean")
      }
    }
  }

  // MARK: Algebra

  @Test func `powers and mixtures are what repeated convolution makes`() throws {
    let die = LatticeDistribution(offset: 1, probabilities: [Double](repeating: 1.0 / 6, count: 6))
    let two = try die.convolved(with: die)
    #expect(two.smallest == 2 && two.largest == 12)
    #expect(abs(two.probability(of: 7) - 1.0 / 6) < 1e-15)
    let five = try die.power(5, tail: 0)
    let slow = try die.convolved(with: two).convolved(with: two)
    for x in 5...30 { #expect(abs(five.probability(of: x) - slow.probability(of: x)) < 1e-15) }
    #expect(try die.power(0) == LatticeDistribution(offset: 0, probabilities: [1]))
    let mixed = LatticeDistribution.mixing([(3, die), (1, LatticeDistribution(offset: -2, probabilities: [1]))])
    #expect(mixed.smallest == -2 && abs(mixed.probability(of: -2) - 0.25) < 1e-15 && abs(mixed.probability(of: 6) - 0.125) < 1e-15)
    // The sum of four Poisson demands is Poisson.
    let four = try Law.poisson(mean: 2.5).lattice(tail: 0).power(4)
    let whole = try Law.poisson(mean: 10).lattice(tail: 0)
    for x in 0..<40 { #expect(abs(four.probability(of: x) - whole.probability(of: x)) < 1e-14) }
  }

  @Test func `tables are the sums they stand for`() throws {
    let lattice = LatticeDistribution(offset: -3, probabilities: [0.1, 0, 0.25, 0.15, 0.3, 0.2])
    let cdf = lattice.cdfTable(), beyond = lattice.survivalTable(), short = lattice.shortageTable(), over = lattice.surplusTable()
    for i in lattice.probabilities.indices {
      let x = lattice.offset + i
      var below = 0.0, shortage = 0.0, surplus = 0.0
      for (j, p) in lattice.probabilities.enumerated() {
        let y = lattice.offset + j
        if y <= x { below += p }
        shortage += p * Double(max(0, y - x))
        surplus += p * Double(max(0, x - y))
      }
      #expect(abs(cdf[i] - below) < 1e-15 && abs(beyond[i] - (1 - below)) < 1e-15)
      #expect(abs(short[i] - shortage) < 1e-15 && abs(over[i] - surplus) < 1e-15)
      #expect(abs(lattice.expectedShortage(at: Double(x)) - shortage) < 1e-15)
      #expect(abs(lattice.expectedSurplus(at: Double(x)) - surplus) < 1e-15)
    }
    #expect(abs(lattice.expectedShortage(at: -10) - (lattice.mean + 10)) < 1e-14)
    #expect(lattice.expectedSurplus(at: -10) == 0 && lattice.expectedShortage(at: 9) == 0)
    #expect(lattice.quantile(0.1) == -3 && lattice.quantile(0.100001) == -1 && lattice.quantile(1) == 2 && lattice.quantile(0) == -3)
    #expect(lattice.raised(to: 0).probabilities == [0.5, 0.3, 0.2])
    #expect(lattice.raised(to: 5) == LatticeDistribution(offset: 5, probabilities: [1]))
    let conditioned = try #require(lattice.conditioned(atLeast: 1))
    #expect(conditioned.offset == 1 && abs(conditioned.probabilities[0] - 0.6) < 1e-15)
    #expect(lattice.conditioned(atLeast: 3) == nil)
    let cut = lattice.cut(tail: 0.4)
    #expect(cut.smallest == -1 && cut.largest == 1 && abs(cut.probabilities.reduce(0, +) - 1) < 1e-15)
  }

  /// stockpyl's loss functions (L. V. Snyder): geometric from 1 with p = 0.2 at 5; six failures counted before successes of probability
  /// 0.4 at 14; exponential with rate 1/15 at 14.
  @Test func `loss functions have the published values`() throws {
    let geometric = try Law.geometric(mean: 5, from: 1).lattice(tail: 1e-16)
    #expect(abs(geometric.expectedShortage(at: 5) - 1.6384) < 1e-9)
    #expect(abs(geometric.expectedSurplus(at: 5) - 1.6384) < 1e-9)
    let negative = try Law.negativeBinomial(mean: 6 * 0.6 / 0.4, dispersion: 1 / 0.4).lattice(tail: 1e-16)
    #expect(abs(negative.expectedShortage(at: 14) - 0.4917104293) < 1e-9 || abs(negative.expectedSurplus(at: 14) - 5.491710429) < 1e-9)
  }

  @Test func `a lattice too large is refused with its size and a remedy`() {
    for law in [
      Law.normal(mean: 0, sd: 1e7), .poisson(mean: 1e12), .discrete([Weighted(0, weight: 1), Weighted(1e9, weight: 1)]),
      .negativeBinomial(mean: 1e6, dispersion: 1e6),
    ] {
      #expect { _ = try law.lattice() } throws: { error in
        guard let error = error as? LawError, case .tooLarge(let points, let limit) = error else { return false }
        return points > 2e6 && limit == 2_000_000 && error.description.contains("larger units")
      }
    }
    for law in [
      Law.compound(count: .poisson(mean: 1e5), size: .uniform(min: 0, max: 1e6)), .compound(count: .constant(1e15), size: .constant(1e15)),
      .compound(count: .scaled(by: 1e15, .constant(1e15)), size: .constant(1)), .scaled(by: 1e15, .constant(1e15)),
      .scaled(by: 1e15, .normal(mean: 1e15, sd: 1e-3)),
      .compound(count: .mixture([Weighted(.constant(1), weight: 1), Weighted(.constant(1e9), weight: 1)]), size: .constant(1)),
      .compound(count: .poisson(mean: 1e12), size: .poisson(mean: 1e6)),
      .compound(count: .shifted(by: 1e15, .poisson(mean: 1)), size: .poisson(mean: 2)),
      .zeroInflated(share: 0.5, .constant(1e12)),
    ] {
      #expect(throws: LawError.self, "\(law)") { try law.lattice() }
    }
  }
}

@Suite struct `Extreme and wrong parameters` {
  static let extremes: [Law] = [
    .poisson(mean: 1e6), .poisson(mean: 1e12), .poisson(mean: 1e-300), .poisson(mean: 0), .normal(mean: 1e6, sd: 1e-9),
    .normal(mean: 0, sd: 0), .normal(mean: -1e15, sd: 1e15),
    .gamma(mean: 1e6, sd: 1e-6), .gamma(mean: 1, sd: 1000), .gamma(mean: 1, sd: 1e-4), .gamma(mean: 1e-9, sd: 1e-9),
    .gamma(mean: 1e15, sd: 1e12), .gamma(mean: 0, sd: 0),
    .lognormal(mean: 1, sd: 1e4), .lognormal(mean: 1e6, sd: 1e-9), .lognormal(mean: 1e-12, sd: 1e-12), .weibull(shape: 0.01, scale: 1),
    .weibull(shape: 1e6, scale: 5), .weibull(shape: 1, scale: 0),
    .beta(a: 1e-4, b: 1e-4, min: 0, max: 1), .beta(a: 1e9, b: 1e9, min: 0, max: 1), .beta(a: 0.05, b: 1e6, min: 0, max: 1),
    .beta(a: 1, b: 1, min: 3, max: 3),
    .pert(min: 0, mode: 0, max: 1e15), .triangular(min: 5, mode: 5, max: 5), .triangular(min: 0, mode: 1e-300, max: 1),
    .uniform(min: 2, max: 2), .uniform(min: -1e15, max: 1e15),
    .exponential(mean: 0), .exponential(mean: 1e-200), .erlang(k: 1_000_000_000, mean: 1), .erlang(k: 1, mean: 1),
    .negativeBinomial(mean: 1e6, dispersion: 1e6), .negativeBinomial(mean: 1e-9, dispersion: 1e9),
    .negativeBinomial(mean: 5, dispersion: 1 + 1e-12),
    .negativeBinomial(mean: 1e12, dispersion: 1.5), .geometric(mean: 1, from: 1), .geometric(mean: 0, from: 0),
    .geometric(mean: 1e12, from: 0), .geometric(mean: 1e-12, from: 0),
    .binomial(n: 1_000_000_000_000, p: 1e-12), .binomial(n: 1_000_000_000_000, p: 0.5), .binomial(n: 10, p: 1 - 1e-15),
    .binomial(n: 10, p: 0), .binomial(n: 10, p: 1),
    .binomial(n: 0, p: 0.5), .bernoulli(p: 0), .bernoulli(p: 1), .bernoulli(p: 1e-300),
    .discrete([Weighted(0, weight: 1e300), Weighted(10_000, weight: 1e300)]),
    .discrete([Weighted(3, weight: 1e-300), Weighted(4, weight: 0)]), .empirical([Weighted(7, weight: 2)], smooth: true),
    .empirical([Weighted(7, weight: 2), Weighted(7, weight: 1)], smooth: true),
    .empirical([Weighted(1, weight: 1e-12), Weighted(2, weight: 1e12)], smooth: true), .zeroInflated(share: 1, .poisson(mean: 3)),
    .zeroInflated(share: 0, .gamma(mean: 2, sd: 1)),
    .scaled(by: 0, .normal(mean: 1, sd: 1)), .scaled(by: 1e-15, .gamma(mean: 1e15, sd: 1e15)),
    .truncated(min: 5, max: nil, .normal(mean: 0, sd: 1)), .truncated(min: 5, max: 5, .poisson(mean: 5)),
    .truncated(min: nil, max: nil, .exponential(mean: 1)), .compound(count: .poisson(mean: 0), size: .gamma(mean: 1, sd: 1)),
    .compound(count: .constant(1), size: .gamma(mean: 1, sd: 1)),
    .compound(count: .poisson(mean: 3), size: .constant(0)),
    .mixture([Weighted(.constant(1), weight: 0), Weighted(.constant(2), weight: 1e-300)]),
    .mixture([Weighted(.exponential(mean: 1e-6), weight: 1), Weighted(.exponential(mean: 1e6), weight: 1)]),
  ]

  @Test(arguments: extremes)
  func `an extreme law gives an answer, never NaN`(law: Law) throws {
    #expect(law.problems().isEmpty)
    let distribution = try Distribution(law)
    #expect(law.mean.isFinite && law.variance >= 0 && !law.variance.isNaN)
    var last = -Double.infinity
    for p in [1e-12, 1e-6, 0.01, 0.25, 0.5, 0.75, 0.99, 1 - 1e-6, 1 - 1e-12] {
      let x = distribution.quantile(p)
      #expect(!x.isNaN && x >= last)
      last = x
      #expect(distribution.cdf(x) >= 0 && distribution.cdf(x) <= 1)
    }
    do {
      let sampler = try Sampler(law)
      var previous = -Double.infinity
      for i in 0...100 {
        let x = sampler.draw(Double(i) / 100)
        #expect(x.isFinite && x >= previous - 1e-12 * abs(previous))
        previous = x
      }
      #expect(sampler.drawInteger(0) >= 0 && sampler.drawInteger(.max) >= sampler.drawInteger(0))
    } catch {
      #expect(error != .invalid([]))
    }
  }

  static let wrong: [(law: Law, parameter: String)] = [
    (.normal(mean: .nan, sd: 1), "mean"), (.normal(mean: 0, sd: -1), "sd"), (.normal(mean: .infinity, sd: 1), "mean"),
    (.lognormal(mean: -1, sd: 1), "mean"), (.lognormal(mean: 0, sd: 1), "mean"),
    (.gamma(mean: 1, sd: 1e6), "sd"), (.gamma(mean: 0, sd: 1), "mean"), (.erlang(k: 0, mean: 1), "k"), (.exponential(mean: -1), "mean"),
    (.weibull(shape: 0, scale: 1), "shape"),
    (.weibull(shape: 1e-4, scale: 1), "shape"), (.beta(a: 0, b: 1, min: 0, max: 1), "a"), (.beta(a: 1, b: 1, min: 2, max: 1), "min"),
    (.uniform(min: 3, max: 1), "min"),
    (.triangular(min: 0, mode: 5, max: 3), "mode"), (.pert(min: 4, mode: 3, max: 9), "min"), (.poisson(mean: -0.1), "mean"),
    (.negativeBinomial(mean: 1, dispersion: 1), "dispersion"),
    (.negativeBinomial(mean: 1, dispersion: .nan), "dispersion"), (.geometric(mean: 0.5, from: 1), "mean"),
    (.geometric(mean: 2, from: 2), "from"), (.binomial(n: -1, p: 0.5), "n"),
    (.binomial(n: 5, p: 1.2), "p"), (.bernoulli(p: .nan), "p"), (.discrete([]), "values"), (.discrete([Weighted(1, weight: 0)]), "weights"),
    (.discrete([Weighted(1, weight: -1)]), "weight 1"),
    (.empirical([Weighted(.nan, weight: 1)], smooth: true), "value 1"), (.mixture([]), "values"),
    (.mixture([Weighted(.poisson(mean: -1), weight: 1)]), "mean"),
    (.zeroInflated(share: 1.5, .constant(1)), "zero"), (.compound(count: .gamma(mean: 1, sd: 1), size: .constant(1)), "count"),
    (.compound(count: .shifted(by: -2, .poisson(mean: 1)), size: .constant(1)), "count"),
    (.compound(count: .poisson(mean: 1), size: .normal(mean: 1, sd: 1)), "size"),
    (.shifted(by: .infinity, .constant(1)), "by"), (.scaled(by: -1, .constant(1)), "by"), (.truncated(min: 3, max: 1, .constant(2)), "min"),
    (.truncated(min: 50, max: nil, .normal(mean: 0, sd: 1)), "law"),
    (.truncated(min: nil, max: nil, .normal(mean: 0, sd: -1)), "sd"),
  ]

  @Test(arguments: wrong.indices)
  func `a wrong parameter is named, with what would be right`(row: Int) {
    let (law, parameter) = Self.wrong[row]
    let problems = law.problems()
    #expect(problems.contains { $0.path.last == parameter && !$0.message.isEmpty && !$0.remedy.isEmpty }, "\(law): \(problems)")
    #expect(law.cdf(1).isNaN && law.mean.isNaN && law.quantile(0.5).isNaN)
    #expect { _ = try Sampler(law) } throws: { error in
      if let error = error as? LawError, case .invalid(let found) = error { found == problems } else { false }
    }
    #expect(throws: LawError.self) { try law.lattice() }
  }
}
