internal import Foundation
internal import Groundwork
internal import Randomness

/// A mean year, days.
let daysOfYear = 365.25

/// Orders a day = rate of the weekday × factor of the season × growth since the first day, fitted by iterated scaling to daily counts.
///
/// - Complexity: O(days) an iteration, 200 iterations at most.
struct DayModel {
  /// nil: no season, one factor of 1.
  let unit: CalibratedArrivals.Season.Unit?
  /// Place of each day's factor in `season`.
  let period: [Int]
  /// Orders on such a weekday (0 = Monday) at factor 1; 0 for one without orders or days.
  private(set) var rate: [Double]
  private(set) var season: [Double]
  /// Places of days without an order, though at least ten were expected.
  private(set) var closed: [Int] = []
  /// Σ (observed − expected)² ÷ expected over open days, and its degrees of freedom.
  private(set) var chi = 0.0
  private(set) var degrees = 0

  /// - Parameters:
  ///   - orders: one count a day.
  ///   - weekdays: orders on all days of a weekday together.
  ///   - growth: a year's, compounded; 0.4 = 40 %.
  init(_ orders: [Int], firstDay: Int, weekdays: [Double], unit: CalibratedArrivals.Season.Unit?, growth: Double = 0) {
    self.unit = unit
    let grown = orders.indices.map { pow(1 + growth, (Double($0) + 0.5) / daysOfYear) }
    let days = orders.count, firstWeekday = CivilDate(dayNumber: firstDay).weekday.rawValue
    let periods = unit == .week ? 52 : unit == .month ? 12 : 1
    let period = (0..<days).map { day -> Int in
      let date = CivilDate(dayNumber: firstDay + day)
      switch unit {
      // Week 53 exists in some years only; it shares week 52's factor.
      case .week: return min(date.isoWeek, 52) - 1
      case .month: return date.month - 1
      case nil: return 0
      }
    }
    self.period = period
    var byPeriod = [Double](repeating: 0, count: periods), daysOf = [Int](repeating: 0, count: periods)
    for day in 0..<days {
      byPeriod[period[day]] += Double(orders[day])
      daysOf[period[day]] += 1
    }
    var season = [Double](repeating: 1, count: periods), rate = [Double](repeating: 0, count: 7)
    for _ in 0..<200 {
      var exposure = [Double](repeating: 0, count: 7)
      for day in 0..<days { exposure[(firstWeekday + day) % 7] += season[period[day]] * grown[day] }
      for w in 0..<7 { rate[w] = exposure[w] > 0 ? weekdays[w] / exposure[w] : 0 }
      if unit == nil { break }
      var expected = [Double](repeating: 0, count: periods)
      for day in 0..<days { expected[period[day]] += rate[(firstWeekday + day) % 7] * grown[day] }
      var change = 0.0
      for p in 0..<periods where expected[p] > 0 {
        let next = byPeriod[p] / expected[p]
        change = max(change, abs(next - season[p]))
        season[p] = next
      }
      if change < 1e-12 { break }
    }
    (self.rate, self.season) = (rate, season)
    var open = 0
    for day in 0..<days {
      let expected = rate[(firstWeekday + day) % 7] * season[period[day]] * grown[day]
      if expected <= 0 { continue }
      if orders[day] == 0, expected >= 10 {
        closed.append(day)
        continue
      }
      let d = Double(orders[day]) - expected
      chi += d * d / expected
      open += 1
    }
    // Closed days in a week lower its factor, so the days left exceed their expectation a little: the test errs towards refusing.
    let parameters = rate.count { $0 > 0 } + (unit == nil ? 0 : observed(daysOf).count { $0 } - 1)
    degrees = max(0, open - parameters)
  }

  /// Periods with days enough to say something of themselves.
  func observed(_ days: [Int]) -> [Bool] {
    guard let unit else { return days.map { $0 > 0 } }
    return days.map { $0 >= (unit == .week ? 4 : 10) }
  }

  /// The probability that chance alone lowers the misfit as much as this season does: the F test of nested models, its denominator at
  /// least the Poisson law's.
  ///
  /// - Parameter flat: the same days without a season.
  func probability(without flat: DayModel) -> Double {
    let factors = flat.degrees - degrees
    guard factors > 0, degrees > 0 else { return 1 }
    let spread = max(1, chi / Double(degrees))
    return SpecialFunctions.fSurvival(
      max(0, flat.chi - chi) / Double(factors) / spread, numerator: Double(factors), denominator: Double(degrees))
  }
}

/// Growth from year to year, told from the season by holding each day against the same weekday 52 weeks later.
struct Growth {
  /// A year's, compounded; 0 where chance alone explains it or the file is shorter than two years.
  var perYear = 0.0
  /// Two-sided; nil where the file is too short to tell.
  var probability: Double?

  /// - Parameters:
  ///   - orders: one count a day.
  ///   - dispersion: variance ÷ mean of a day's orders; at least 1 is taken.
  init(_ orders: [Int], dispersion: Double) {
    guard orders.count >= 2 * Self.year else { return }
    let earlier = Double(orders.dropLast(Self.year).reduce(0, +)), later = Double(orders.dropFirst(Self.year).reduce(0, +))
    guard earlier >= 100, later >= 100 else { return }
    let step = log(later / earlier), error = (max(1, dispersion) * (1 / earlier + 1 / later)).squareRoot()
    let p = SpecialFunctions.chiSquaredSurvival(step * step / (error * error), degrees: 1)
    probability = p
    let growth = exp(step * daysOfYear / Double(Self.year)) - 1
    if p < 0.01, abs(growth) >= 0.01 { perYear = growth }
  }

  /// Whole weeks, so that weekdays meet.
  private static let year = 364
}
