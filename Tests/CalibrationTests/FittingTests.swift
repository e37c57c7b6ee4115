import Foundation
import Groundwork
import Randomness
import Testing

@testable import Calibration

/// A small generator of the tests' own, so that nothing is tested with itself.
struct TestDraws {
  var state: UInt64

  mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (Double((state ^ (state >> 22)) >> 11 & ((1 << 53) - 1)) + 0.5) * 0x1p-53
  }

  mutating func below(_ n: Int) -> Int { min(n - 1, Int(uniform() * Double(n))) }

  /// Knuth's product of uniforms.
  mutating func poisson(_ mean: Double) -> Int {
    var k = 0
    var product = uniform()
    while product > exp(-mean) {
      k += 1
      product *= uniform()
    }
    return k
  }

  /// From 1, with the given mean.
  mutating func geometric(_ mean: Double) -> Int { 1 + Int(log(uniform()) / log(1 - 1 / mean)) }

  mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }

  /// Marsaglia and Tsang (2000), shape at least 1.
  mutating func gamma(_ shape: Double) -> Double {
    let d = shape - 1 / 3.0
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = 1 + c * x
      if v > 0, log(uniform()) < 0.5 * x * x + d - d * v * v * v + d * log(v * v * v) { return d * v * v * v }
    }
  }
}

private func counts(_ n: Int, _ draw: () -> Int) -> [Int: Int] {
  var result: [Int: Int] = [:]
  for _ in 0..<n { result[draw(), default: 0] += 1 }
  return result
}

@Suite struct `Lines per order` {
  @Test func `a geometric law is recognised and its mean found`() {
    var draws = TestDraws(state: 1)
    let fitted = CountFitting.linesPerOrder(counts(20_000) { draws.geometric(4.2) })
    let chosen = fitted.chosen.map { fitted.candidates[$0] }
    #expect(chosen?.isGood == true && (chosen?.p ?? 0) > 0.001)
    // Standard error of the mean: √(m(m − 1)/n) = 0.026.
    #expect(abs(fitted.mean - 4.2) < 4 * (4.2 * 3.2 / 20_000).squareRoot())
    #expect(fitted.candidates.contains { $0.name.hasPrefix("geometric") && $0.isGood })
    #expect(fitted.candidates.contains { $0.name.hasPrefix("1 + Poisson") && !$0.isGood })
  }

  @Test func `a shifted Poisson law is recognised`() {
    var draws = TestDraws(state: 2)
    let fitted = CountFitting.linesPerOrder(counts(20_000) { 1 + draws.poisson(3) })
    #expect(
      fitted.chosen.map { fitted.candidates[$0].name.hasPrefix("1 + Poisson") || fitted.candidates[$0].name.hasPrefix("1 + negative") }
        == true)
    #expect(fitted.candidates.contains { $0.name.hasPrefix("geometric") && !$0.isGood })
  }

  @Test func `a negative binomial law is recognised, with its dispersion`() throws {
    var draws = TestDraws(state: 3)
    // Poisson with a gamma mean: shape 2, mean 6, so dispersion 1 + 6/2 = 4.
    let fitted = CountFitting.linesPerOrder(counts(20_000) { 1 + draws.poisson(draws.gamma(2) * 3) })
    let chosen = try #require(fitted.chosen.map { fitted.candidates[$0] })
    guard case .shifted(by: 1, .negativeBinomial(mean: let mean, dispersion: let dispersion)) = chosen.law else {
      Issue.record("chose \(chosen.name)")
      return
    }
    #expect(abs(mean - 6) < 4 * (24.0 / 20_000).squareRoot())
    #expect(abs(dispersion - 4) < 0.2)
  }

  @Test func `where nothing fits, nothing is chosen`() {
    let dozens = CountFitting.linesPerOrder([1: 4_000, 6: 3_000, 12: 5_000, 24: 2_000])
    #expect(dozens.chosen == nil)
    #expect(dozens.candidates.allSatisfy { $0.verdict.hasPrefix("does not fit") })
  }

  @Test func `Pearson's χ² of a table that can be worked by hand`() {
    // A fair coin tossed until heads: expected 50, 25, 12.5, 6.25 and 6.25 for "5 or more" of 100; (45−50)²/50 + (30−25)²/25 +
    // (13−12.5)²/12.5 + 2·(6−6.25)²/6.25 = 1.54.
    let data = CountFitting.summary([1: 45, 2: 30, 3: 13, 4: 6, 5: 4, 7: 2])
    let fit = CountFitting.judge(
      "coin", .geometric(mean: 2, from: 1), data, parameters: 0, mass: { pow(0.5, Double($0)) }, above: { pow(0.5, Double($0)) })
    #expect(abs(fit.chiSquared - 1.54) < 1e-12)
    #expect(fit.degrees == 4)
    // Half of |−5| + |5| + |0.5| + |−0.25| + |−0.25|, of 100.
    #expect(abs(fit.misplaced - 0.055) < 1e-12)
    // P(χ²₄ > x) = e^(−x/2)·(1 + x/2).
    #expect(abs(fit.p - exp(-0.77) * 1.77) < 1e-12)
  }

  @Test func `too little, and orders of one line, are left as they are`() {
    #expect(CountFitting.linesPerOrder([1: 500]).candidates.isEmpty)
    #expect(CountFitting.linesPerOrder([1: 5, 2: 5]).candidates.isEmpty)
    #expect(CountFitting.linesPerOrder([:]).observations == 0)
  }
}

@Suite struct `Arrivals` {
  /// Orders by a known law: hours 9 to 16 on weekdays, twice as many on Tuesdays, month factors.
  private func minutes(days: Int, perDay: Double, from first: CivilDate, seed: UInt64, months: [Double]? = nil) -> [Int] {
    var draws = TestDraws(state: seed)
    var result: [Int] = []
    for day in 0..<days {
      let date = CivilDate(dayNumber: first.dayNumber + day)
      let weekday = [1.0, 2, 1, 1, 1, 0, 0][date.weekday.rawValue] * 7 / 6
      for hour in 9..<17 {
        for _ in 0..<draws.poisson(perDay * weekday * (months?[date.month - 1] ?? 1) / 8) {
          result.append((first.dayNumber + day) * 1_440 + hour * 60 + draws.below(60))
        }
      }
    }
    return result
  }

  @Test func `rate, hours and season of a known law come back`() throws {
    let first = CivilDate(year: 2011, month: 1, day: 3)!
    let months = [0.7, 0.8, 0.9, 1, 1, 1, 1, 1, 1.1, 1.2, 1.3, 1]
    let orders = minutes(days: 364, perDay: 60, from: first, seed: 5, months: months)
    let fit = ArrivalFitting.fit(orders, first: first, last: CivilDate(dayNumber: first.dayNumber + 363), hasTimes: true)
    // About 21 800 orders: standard error 0.7 %.
    #expect(abs(fit.meanPerDay / 60 - 1) < 0.03)
    #expect(fit.profile.count == 168 && abs(fit.profile.reduce(0, +) / 168 - 1) < 1e-9)
    let monday = fit.profile[9..<17].reduce(0, +)
    let tuesday = fit.profile[33..<41].reduce(0, +)
    #expect(abs(tuesday / monday - 2) < 0.15)
    #expect(fit.profile[0] == 0 && fit.profile[130] == 0 && fit.profile[17] == 0)
    #expect(fit.season?.unit == .week)
    // Weeks 36 to 39 lie in September (1.1 against 1 in August's weeks 31 to 34): each has 460 orders, so four have a standard error of
    // 2.3 %.
    let factors = try #require(fit.season?.factors)
    let september = factors[35..<39].reduce(0, +)
    let august = factors[31..<35].reduce(0, +)
    #expect(abs(factors.reduce(0, +) / 52 - 1) < 1e-9)
    #expect(abs(september / august - 1.1) < 0.1)
    #expect(fit.p > 0.001 && abs(fit.dispersion - 1) < 0.3)
    #expect(fit.verdict == "fits" || fit.verdict.hasPrefix("close"))
  }

  @Test func `days that vary more than independent customers are told`() {
    let first = CivilDate(year: 2011, month: 1, day: 3)!
    var draws = TestDraws(state: 8)
    var orders: [Int] = []
    for day in 0..<182 {
      let mean = 40 * draws.gamma(8) / 8
      for _ in 0..<draws.poisson(mean) { orders.append((first.dayNumber + day) * 1_440 + 600) }
    }
    let fit = ArrivalFitting.fit(orders, first: first, last: CivilDate(dayNumber: first.dayNumber + 181), hasTimes: true)
    // Variance ÷ mean of the mixture: 1 + 40/8 = 6.
    #expect(fit.dispersion > 4 && fit.dispersion < 9 && fit.p < 0.001)
  }

  /// Three days say nothing of the other four: they are not closed days, and the year is seven times the mean of a day.
  @Test func `weekdays that a file does not hold are like those it holds`() throws {
    let monday = try #require(CivilDate(year: 2024, month: 1, day: 1))
    let counts = [40, 60, 50]
    var minutes: [Int] = []
    for (day, count) in counts.enumerated() {
      for k in 0..<count { minutes.append((monday.dayNumber + day) * 1_440 + 540 + k) }
    }
    let fit = ArrivalFitting.fit(minutes, first: monday, last: CivilDate(dayNumber: monday.dayNumber + 2), hasTimes: true)
    #expect(fit.unseenWeekdays == [3, 4, 5, 6])
    #expect(abs(fit.meanPerDay - 50) < 1e-9)
    #expect(abs(fit.profile.reduce(0, +) - 168) < 1e-9)
    for w in 3..<7 { #expect(abs(fit.profile[w * 24..<w * 24 + 24].reduce(0, +) - 24) < 1e-9) }
    // A whole week holds every weekday once: the one without orders is taken as closed, and told.
    let week = ArrivalFitting.fit(minutes, first: monday, last: CivilDate(dayNumber: monday.dayNumber + 6), hasTimes: true)
    #expect(week.unseenWeekdays.isEmpty && week.weekdaysSeenOnce == [3, 4, 5, 6])
    #expect(abs(week.meanPerDay - 150 / 7.0) < 1e-9)
  }

  @Test func `the unseen part of the year lies on a straight line around it`() {
    // The four before the gap average 2, the four after 6.
    let factors: [Double] = [3, 1, 3, 1, 0, 0, 0, 7, 5, 7, 5, 9]
    let known = factors.map { $0 > 0 }
    #expect(ArrivalFitting.interpolated(factors, known) == [3, 1, 3, 1, 3, 4, 5, 7, 5, 7, 5, 9])
    // Across the new year, and one known factor alone.
    #expect(ArrivalFitting.interpolated([0, 2, 2, 0], [false, true, true, false]) == [2, 2, 2, 2])
    #expect(ArrivalFitting.interpolated([0, 3, 0], [false, true, false]) == [3, 3, 3])
    #expect(ArrivalFitting.interpolated([0, 0], [false, false]) == [1, 1])
  }

  /// Years of the same Poisson law every week: the F test keeps a season in one of twenty, and finds the one of a quarter more in summer.
  @Test func `chance alone is no season`() throws {
    let first = CivilDate(year: 2011, month: 1, day: 3)!, last = CivilDate(dayNumber: first.dayNumber + 363)
    let summer: [Double] = (1...12).map { (6...8).contains($0) ? 1.25 : 1 }
    var kept = 0
    for seed in 0..<60 {
      let drawn = minutes(days: 364, perDay: 30, from: first, seed: UInt64(seed + 1))
      let flat = ArrivalFitting.fit(drawn, first: first, last: last, hasTimes: true)
      let p = try #require(flat.seasonProbability)
      #expect((flat.season != nil) == (p < 0.05))
      kept += flat.season == nil ? 0 : 1
    }
    // Of 60 files 3 are expected, and more than 9 have a probability of 0.1 %.
    #expect(kept <= 9)
    let drawn = minutes(days: 364, perDay: 30, from: first, seed: 3, months: summer)
    let seasonal = ArrivalFitting.fit(drawn, first: first, last: last, hasTimes: true)
    #expect(seasonal.season?.unit == .week)
    #expect(try #require(seasonal.seasonProbability) < 1e-6)
  }

  @Test func `short or thin data give no season`() {
    #expect(ArrivalFitting.seasonUnit(orders: 10_000, days: 50) == nil)
    #expect(ArrivalFitting.seasonUnit(orders: 100, days: 365) == nil)
    #expect(ArrivalFitting.seasonUnit(orders: 3_000, days: 365) == .month)
    #expect(ArrivalFitting.seasonUnit(orders: 6_000, days: 365) == .week)
  }
}

@Suite struct `Gaps without sales` {
  @Test func `a gap that chance would not give is found with its days`() {
    var units = [Double](repeating: 0, count: 200)
    for day in stride(from: 0, to: 200, by: 2) where !(80..<120).contains(day) { units[day] = 1 }
    var selling = [Bool](repeating: true, count: 200)
    selling[100] = false
    let gap = Calibrator.suspiciousGap(units, selling, start: 15_000)
    #expect(gap?.from.dayNumber == 15_079 && gap?.to.dayNumber == 15_119)
    #expect(gap?.sellingDays == 40)
  }

  @Test func `one in a thousand items is accused wrongly, not one in ten`() {
    var draws = TestDraws(state: 11)
    var accused = 0
    for _ in 0..<3_000 {
      let p = 0.2 + 0.6 * draws.uniform()
      let units = (0..<220).map { _ in draws.uniform() < p ? 1.0 : 0 }
      if Calibrator.suspiciousGap(units, [Bool](repeating: true, count: 220), start: 0) != nil { accused += 1 }
    }
    // Expected at most 3; 12 would come by chance less than once in ten thousand times.
    #expect(accused < 12)
  }

  @Test func `an item not yet or no longer sold is not out of stock`() {
    var units = [Double](repeating: 0, count: 300)
    for day in 100..<160 { units[day] = 2 }
    #expect(Calibrator.suspiciousGap(units, [Bool](repeating: true, count: 300), start: 0) == nil)
  }
}

@Suite struct `Figures of each item` {
  /// Four equally likely values, twenty observations: 8, 4, 4 and 4 where 5 are expected.
  @Test func `Pearson's χ² over equal classes by hand`() throws {
    let law = try Distribution(.empirical([1, 2, 3, 4].map { Weighted($0, weight: 1) }, smooth: false))
    let values = [Int](repeating: 1, count: 8) + [2, 3, 4].flatMap { [Int](repeating: $0, count: 4) }
    let (chi, classes) = ItemFitting.pearson(values, law)
    #expect(classes == 4 && abs(chi - (9 + 1 + 1 + 1) / 5.0) < 1e-12)
  }

  /// An atom that holds most of the probability leaves fewer classes, none with fewer than five expected.
  @Test func `classes follow the atoms`() throws {
    let law = try Distribution(.empirical([Weighted(0, weight: 7), Weighted(1, weight: 2), Weighted(9, weight: 1)], smooth: false))
    let values = [Int](repeating: 0, count: 30) + [Int](repeating: 1, count: 10) + [Int](repeating: 9, count: 10)
    // 35, 10 and 5 expected of fifty.
    let (chi, classes) = ItemFitting.pearson(values, law)
    #expect(classes == 3 && abs(chi - (25 / 35.0 + 0 + 25 / 5.0)) < 1e-12)
  }

  /// Rows 40 and 60, columns 50 and 50: expected 20, 20, 30, 30, each off by 10.
  @Test func `shares of a table that can be worked by hand`() {
    let shares = ItemFitting.shares([30, 10, 20, 40], stretches: 2)
    #expect(abs(shares.chiSquared - (2 * 100 / 20.0 + 2 * 100 / 30.0)) < 1e-12)
    #expect(shares.degrees == 1 && shares.items == 2 && shares.stretches == 2)
    #expect(shares.p < 0.001 && shares.verdict.hasPrefix("does not fit"))
  }

  /// The third and fourth item have fewer than five lines expected in a stretch; together they are one row.
  @Test func `rare items are one row`() {
    let shares = ItemFitting.shares([40, 40, 10, 10, 1, 2, 3, 2], stretches: 2)
    #expect(shares.items == 2 && shares.degrees == 2)
    // Columns of 54, rows of 80, 20 and 8: every expectation is half a row.
    #expect(abs(shares.chiSquared - 0) < 1e-12 && shares.verdict == "fits")
  }

  private func judged(_ draw: (Int) -> Int) -> ItemFits {
    let units = (0..<(60 * 364)).map { draw($0 / 364) }
    return ItemFitting.judge(units: units, days: 364, wholeWeeks: 0..<364, lines: [Int](repeating: 50, count: 120), stretches: 2)
  }

  @Test func `weeks of a Poisson law are told from weeks that vary more`() {
    var draws = TestDraws(state: 3)
    let poisson = judged { draws.poisson(0.5 + Double($0) / 20) }
    #expect(poisson.period == .week && poisson.periods == 52)
    #expect(poisson.candidates.map(\.tested) == [60, 60])
    #expect(poisson.candidates[1].verdict == "fits" && poisson.candidates[0].fitting >= 52)
    // Gamma means, Poisson counts: a negative binomial day; its weeks are negative binomial too.
    let wild = judged { _ in draws.poisson(draws.gamma(2) * 1.5) }
    #expect(wild.candidates[0].fitting >= 52)
    #expect(wild.candidates[1].verdict == "does not fit")
  }

  @Test func `days speak where weeks are few`() {
    var draws = TestDraws(state: 5)
    let fits = ItemFitting.judge(
      units: (0..<(10 * 60)).map { _ in draws.poisson(4) }, days: 60, wholeWeeks: 2..<58, lines: [Int](repeating: 20, count: 20),
      stretches: 2)
    #expect(fits.period == .day && fits.periods == 60 && fits.candidates[1].tested == 10 && fits.candidates[1].fitting >= 7)
    let little = ItemFitting.judge(units: [3, 1, 0], days: 3, wholeWeeks: 3..<3, lines: [2, 1], stretches: 2)
    #expect(little.candidates.allSatisfy { $0.verdict == "too few sales to tell" } && little.shares.verdict == "too few lines to tell")
  }
}

@Suite struct `Growth from year to year` {
  /// Minutes of orders over 106 weeks from a Monday: so many on the first day, growing so much a year, with a season of this height.
  private func minutes(_ perDay: Double, growth: Double, wave: Double, seed: UInt64) -> [Int] {
    var draws = TestDraws(state: seed)
    let start = CivilDate(year: 2022, month: 1, day: 3)!.dayNumber
    return (0..<742).flatMap { day -> [Int] in
      let years = (Double(day) + 0.5) / 365.25
      let mean = perDay * pow(1 + growth, years) * (1 + wave * sin(2 * .pi * years))
      return (0..<draws.poisson(mean)).map { _ in (start + day) * 1_440 + draws.below(1_440) }
    }
  }

  private func fit(_ minutes: [Int]) -> CalibratedArrivals {
    let first = CivilDate(year: 2022, month: 1, day: 3)!
    return ArrivalFitting.fit(minutes, first: first, last: CivilDate(dayNumber: first.dayNumber + 741), hasTimes: true)
  }

  // 742 days of 40: later over earlier has a standard error of √(2 ÷ 15 000), 1.2 %, of growth 1.6 points.
  @Test func `is told from a season`() {
    let grown = fit(minutes(40, growth: 0.4, wave: 0, seed: 1))
    #expect(abs(grown.growth - 0.4) < 0.06 && grown.season == nil && grown.verdict == "fits")
    #expect(abs(grown.meanPerDay / 40 - 1) < 0.05)
    let both = fit(minutes(40, growth: 0.4, wave: 0.3, seed: 2))
    #expect(abs(both.growth - 0.4) < 0.06)
    let factors = both.season?.factors ?? [1]
    #expect(factors.count == 52 && factors[10] > 1.15 && factors[36] < 0.85)
    let seasonal = fit(minutes(40, growth: 0, wave: 0.3, seed: 3))
    #expect(seasonal.growth == 0 && seasonal.season != nil && (seasonal.growthProbability ?? 0) > 0.01)
  }

  @Test func `is asked of two years and not of one`() {
    let first = CivilDate(year: 2022, month: 1, day: 3)!, all = minutes(40, growth: 0.4, wave: 0, seed: 1)
    let year = all.filter { $0 < (first.dayNumber + 600) * 1_440 }
    let fitted = ArrivalFitting.fit(year, first: first, last: CivilDate(dayNumber: first.dayNumber + 599), hasTimes: true)
    #expect(fitted.growth == 0 && fitted.growthProbability == nil)
  }
}
