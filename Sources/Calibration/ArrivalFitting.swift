internal import Groundwork
internal import Randomness

/// Fits orders per day = mean × hour of the week × season, the multiplicative Poisson model, by iterated scaling: its likelihood
/// equations say that expected and observed orders agree for every hour of the week and for every period of the season.
enum ArrivalFitting {
  /// - Parameters:
  ///   - minutes: one per order, minutes since 1970-01-01, local.
  ///   - first, last: days of the observation, both whole.
  static func fit(_ minutes: [Int], first: CivilDate, last: CivilDate, hasTimes: Bool) -> CalibratedArrivals {
    let firstDay = first.dayNumber
    let days = last.dayNumber - firstDay + 1
    let slots = hasTimes ? 168 : 7
    var byDay = [Int](repeating: 0, count: days)
    var bySlot = [Double](repeating: 0, count: slots)
    let firstWeekday = first.weekday.rawValue
    for minute in minutes {
      let day = minute / 1_440 - firstDay
      byDay[day] += 1
      let weekday = (firstWeekday + day) % 7
      bySlot[hasTimes ? weekday * 24 + minute % 1_440 / 60 : weekday] += 1
    }
    // weekdayTotals: orders on all such days together.
    var weekdayTotals = [Double](repeating: 0, count: 7)
    for slot in 0..<slots { weekdayTotals[hasTimes ? slot / 24 : slot] += bySlot[slot] }
    var model = DayModel(byDay, firstDay: firstDay, weekdays: weekdayTotals, unit: seasonUnit(orders: minutes.count, days: days))
    // A file of growth without a season would else show one: each January lower than the December before.
    let growth = Growth(byDay, dispersion: model.degrees > 0 ? model.chi / Double(model.degrees) : 1)
    if growth.perYear != 0 {
      model = DayModel(byDay, firstDay: firstDay, weekdays: weekdayTotals, unit: model.unit, growth: growth.perYear)
    }
    var seasonProbability: Double?
    if model.unit != nil {
      // Factors that chance alone explains would come back in every simulated year.
      let flat = DayModel(byDay, firstDay: firstDay, weekdays: weekdayTotals, unit: nil, growth: growth.perYear)
      let p = model.probability(without: flat)
      seasonProbability = p
      if p >= seasonLevel { model = flat }
    }
    let unit = model.unit, periods = model.season.count, season = model.season
    var rate = model.rate
    var daysOf = [Int](repeating: 0, count: periods)
    for day in 0..<days { daysOf[model.period[day]] += 1 }
    // A weekday that the file is too short to hold says nothing; it is taken to be like the mean of those there are.
    let unseen = days < 7 ? (days..<7).map { (firstWeekday + $0) % 7 }.sorted() : []
    if !unseen.isEmpty {
      let seen = Double(7 - unseen.count), mean = rate.reduce(0, +) / seen
      let orders = weekdayTotals.reduce(0, +) / seen
      for w in unseen {
        rate[w] = mean
        weekdayTotals[w] = orders
        if !hasTimes {
          bySlot[w] = orders
          continue
        }
        for hour in 0..<24 {
          bySlot[w * 24 + hour] = (0..<7).reduce(0) { unseen.contains($1) ? $0 : $0 + bySlot[$1 * 24 + hour] } / seen
        }
      }
    }
    let observed = model.observed(daysOf)
    let filled = unit == nil ? [1.0] : interpolated(season, observed)
    let average = filled.reduce(0, +) / Double(periods)
    let weekly = rate.reduce(0, +)
    let profile = bySlot.indices.map { slot -> Double in
      let w = hasTimes ? slot / 24 : slot
      guard weekdayTotals[w] > 0, weekly > 0 else { return 0 }
      return bySlot[slot] / weekdayTotals[w] * rate[w] / weekly * Double(slots)
    }
    func timesSeen(_ weekday: Int) -> Int { (0..<days).count { (firstWeekday + $0) % 7 == weekday } }
    let (chi, closed, degrees) = (model.chi, model.closed, model.degrees)
    // Both ends: days more alike than chance allows are no Poisson days either.
    let above = degrees > 0 ? SpecialFunctions.chiSquaredSurvival(chi, degrees: Double(degrees)) : 0
    return CalibratedArrivals(
      meanPerDay: weekly / 7 * average, profile: profile,
      season: unit.map { CalibratedArrivals.Season(unit: $0, factors: filled.map { $0 / average }, observed: observed) },
      seasonProbability: seasonProbability, closedDays: closed.map { CivilDate(dayNumber: firstDay + $0) },
      dispersion: degrees > 0 ? chi / Double(degrees) : 0, degrees: degrees,
      p: min(1, 2 * min(above, 1 - above)), unseenWeekdays: unseen,
      growth: growth.perYear, growthProbability: growth.probability,
      weekdaysSeenOnce: days >= 7 && days < 14 ? (0..<7).filter { rate[$0] == 0 && timesSeen($0) == 1 } : [])
  }

  /// A season is kept where chance alone would make periods differ so much in fewer than one file of twenty.
  static let seasonLevel = 0.05

  /// Weeks where a week has a hundred orders (10 % error of a factor), months where a month has, nothing under eight weeks.
  static func seasonUnit(orders: Int, days: Int) -> CalibratedArrivals.Season.Unit? {
    if days < 56 { return nil }
    let perDay = Double(orders) / Double(days)
    if perDay * 7 >= 100 { return .week }
    return perDay * 30 >= 100 ? .month : nil
  }

  /// Gaps are bridged in a straight line around the year, from the mean of up to four known factors on one side to that on the other.
  static func interpolated(_ factors: [Double], _ known: [Bool]) -> [Double] {
    let n = factors.count
    guard known.contains(true), known.contains(false) else { return known.contains(true) ? factors : [Double](repeating: 1, count: n) }
    var result = factors
    func level(from start: Int, step: Int) -> Double {
      var sum = 0.0
      var count = 0.0
      var at = start
      while count < 4, known[at] {
        sum += factors[at]
        count += 1
        at = ((at + step) % n + n) % n
      }
      return sum / count
    }
    for start in 0..<n where !known[start] && known[(start + n - 1) % n] {
      var length = 0
      while !known[(start + length) % n] { length += 1 }
      let before = level(from: (start + n - 1) % n, step: -1)
      let after = level(from: (start + length) % n, step: 1)
      for i in 0..<length {
        let share = Double(i + 1) / Double(length + 1)
        result[(start + i) % n] = before + (after - before) * share
      }
    }
    return result
  }
}
