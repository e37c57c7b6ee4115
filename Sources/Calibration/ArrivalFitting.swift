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
    let unit = seasonUnit(orders: minutes.count, days: days)
    var period = [Int](repeating: 0, count: days)
    if let unit {
      for day in 0..<days {
        let date = CivilDate(dayNumber: firstDay + day)
        // Week 53 exists in some years only; it shares week 52's factor.
        period[day] = unit == .week ? min(date.isoWeek, 52) - 1 : date.month - 1
      }
    }
    let periods = unit == .week ? 52 : unit == .month ? 12 : 1
    var byPeriod = [Double](repeating: 0, count: periods)
    var daysOf = [Int](repeating: 0, count: periods)
    for day in 0..<days {
      byPeriod[period[day]] += Double(byDay[day])
      daysOf[period[day]] += 1
    }
    // weekdayRate: orders per such day at season 1; season: factor per period.
    var weekdayTotals = [Double](repeating: 0, count: 7)
    for slot in 0..<slots { weekdayTotals[hasTimes ? slot / 24 : slot] += bySlot[slot] }
    var season = [Double](repeating: 1, count: periods)
    var rate = [Double](repeating: 0, count: 7)
    for _ in 0..<200 {
      var exposure = [Double](repeating: 0, count: 7)
      for day in 0..<days { exposure[(firstWeekday + day) % 7] += season[period[day]] }
      for w in 0..<7 { rate[w] = exposure[w] > 0 ? weekdayTotals[w] / exposure[w] : 0 }
      var expected = [Double](repeating: 0, count: periods)
      for day in 0..<days { expected[period[day]] += rate[(firstWeekday + day) % 7] }
      var change = 0.0
      for p in 0..<periods where expected[p] > 0 {
        let next = byPeriod[p] / expected[p]
        change = max(change, abs(next - season[p]))
        season[p] = next
      }
      if change < 1e-12 { break }
    }
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
    var observed = daysOf.map { $0 > 0 }
    // A period with a day or two says little of itself.
    if let unit { for p in 0..<periods where daysOf[p] > 0 && daysOf[p] < (unit == .week ? 4 : 10) { observed[p] = false } }
    let filled = unit == nil ? [1.0] : interpolated(season, observed)
    let average = filled.reduce(0, +) / Double(periods)
    let weekly = rate.reduce(0, +)
    let profile = bySlot.indices.map { slot -> Double in
      let w = hasTimes ? slot / 24 : slot
      guard weekdayTotals[w] > 0, weekly > 0 else { return 0 }
      return bySlot[slot] / weekdayTotals[w] * rate[w] / weekly * Double(slots)
    }
    func timesSeen(_ weekday: Int) -> Int { (0..<days).count { (firstWeekday + $0) % 7 == weekday } }
    var closed: [CivilDate] = []
    var chi = 0.0
    var open = 0
    for day in 0..<days {
      let expected = rate[(firstWeekday + day) % 7] * season[period[day]]
      if expected <= 0 { continue }
      if byDay[day] == 0, expected >= 10 {
        closed.append(CivilDate(dayNumber: firstDay + day))
        continue
      }
      let d = Double(byDay[day]) - expected
      chi += d * d / expected
      open += 1
    }
    // Closed days in a week lower its factor, so the days left exceed their expectation a little: the test errs towards refusing.
    let weekdaysFitted = rate.indices.count(where: { rate[$0] > 0 && !unseen.contains($0) })
    let parameters = weekdaysFitted + (unit == nil ? 0 : observed.count(where: { $0 }) - 1)
    let degrees = max(0, open - parameters)
    // Both ends: days more alike than chance allows are no Poisson days either.
    let above = degrees > 0 ? SpecialFunctions.chiSquaredSurvival(chi, degrees: Double(degrees)) : 0
    return CalibratedArrivals(
      meanPerDay: weekly / 7 * average, profile: profile,
      season: unit.map { CalibratedArrivals.Season(unit: $0, factors: filled.map { $0 / average }, observed: observed) },
      closedDays: closed,
      dispersion: degrees > 0 ? chi / Double(degrees) : 0, degrees: degrees,
      p: min(1, 2 * min(above, 1 - above)), unseenWeekdays: unseen,
      weekdaysSeenOnce: days >= 7 && days < 14 ? (0..<7).filter { rate[$0] == 0 && timesSeen($0) == 1 } : [])
  }

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
