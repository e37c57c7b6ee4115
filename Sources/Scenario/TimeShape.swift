internal import Groundwork
internal import Kernel
internal import Simulation
internal import Supply

/// Factors on a rate or a mean over time: profile × season × trend × events × holidays.
struct TimeShape {
  enum Profile {
    /// 24 factors.
    case hours([Double])
    /// 7 factors from Monday.
    case days([Double])
    /// 168 factors from Monday 00:00.
    case week([Double])
  }
  enum Season {
    case months([Double])
    case weeks([Double])
  }
  struct Event {
    var days: ClosedRange<Int>
    var factor: Double
  }

  var profile: Profile?
  var season: Season?
  /// Growth a year, compounded.
  var growth = 0.0
  var events: [Event] = []
  var closesOnHolidays = true

  /// Whether the factor can differ between the hours of a day.
  var variesWithinDay: Bool {
    switch profile {
    case .hours, .week: true
    case .days, nil: false
    }
  }

  /// The factor at an hour of the wall clock on a day counted from the start.
  func factor(day: Int, hour: Int, clock: ReadClock) -> Double {
    if closesOnHolidays, clock.isHoliday(day) { return 0 }
    var factor = 1.0
    switch profile {
    case .hours(let f): factor *= f[hour]
    case .days(let f): factor *= f[clock.civil.weekday(day: day).rawValue]
    case .week(let f): factor *= f[clock.civil.weekday(day: day).rawValue * 24 + hour]
    case nil: break
    }
    switch season {
    case .months(let f): factor *= f[clock.civil.month(day: day) - 1]
    case .weeks(let f): factor *= f[min(clock.civil.weekOfYear(day: day), f.count) - 1]
    case nil: break
    }
    if growth != 0 { factor *= TimeShape.power(1 + growth, (Double(day) + Double(hour) / 24) / 365.25) }
    for event in events where event.days.contains(day) { factor *= event.factor }
    return factor
  }

  /// Means of each hour of the clock, from time 0 to the horizon; an hour cut by the horizon counts in part.
  func hourly(mean perSecond: Double, clock: ReadClock) -> [Double] {
    let horizon = clock.clock.horizon.ticks
    let hours = Int((horizon + SimTime.ticksPerHour - 1) / SimTime.ticksPerHour)
    var result = [Double](repeating: 0, count: hours)
    // Zones whose offset is not whole hours split an hour of the clock between two of the wall; halves of an hour are looked at apart then.
    for i in 0..<hours {
      let start = Int64(i) * SimTime.ticksPerHour
      let span = min(SimTime.ticksPerHour, horizon - start)
      let pieces: Int64 = clock.civil.wall(start).second % 3600 == 0 ? 1 : 4
      var sum = 0.0
      for piece in 0..<pieces {
        let (day, second) = clock.civil.wall(start + span * piece / pieces)
        sum += factor(day: day, hour: min(23, second / 3600), clock: clock)
      }
      result[i] = sum / Double(pieces) * perSecond * Double(span) / 1e6
    }
    return result
  }

  /// Factors on a period's mean, averaged over its days; empty where they are all 1.
  func periods(of period: SimTime, clock: ReadClock) -> [Double] {
    let isFlat = profile == nil && season == nil && growth == 0 && events.isEmpty && (!closesOnHolidays || clock.holidays == ClosedDays())
    if isFlat { return [] }
    let horizon = clock.clock.horizon, starts = PerItemStream.starts(every: period, until: horizon, dayStarts: clock.dayStarts)
    let count = starts.map { $0.count - 1 } ?? Int((horizon.ticks + period.ticks - 1) / period.ticks)
    return (0..<count).map { i in
      let start = starts?[i].ticks ?? Int64(i) * period.ticks, span = (starts?[i + 1].ticks ?? start + period.ticks) - start
      let steps = max(1, Int((period.ticks + SimTime.ticksPerDay / 2) / SimTime.ticksPerDay))
      var sum = 0.0
      for step in 0..<steps {
        // The middle of each day stands for it, so that an hour of summer time does not matter.
        let (day, second) = clock.civil.wall(start + span * Int64(2 * step + 1) / Int64(2 * steps))
        sum += factor(day: day, hour: second / 3600, clock: clock)
      }
      return sum / Double(steps)
    }
  }

  /// xʸ for positive x by exponent and logarithm.
  private static func power(_ x: Double, _ y: Double) -> Double { x <= 0 ? 0 : raised(x, y) }
}

/// Reads the keys that shape time below a stream.
struct TimeShapeReader {
  let reading: Reading
  let clock: ReadClock

  /// - Parameter field: the block with `profile`, `season`, `trend`, `events`.
  func read(_ field: Field, holidays: Field) -> TimeShape? {
    var shape = TimeShape()
    var isGood = true
    if let branch = field["profile"].branch {
      if let profile = profile(branch) { shape.profile = profile } else { isGood = false }
    }
    if let branch = field["season"].branch {
      if let season = season(branch) { shape.season = season } else { isGood = false }
    }
    if field["trend"].isPresent {
      if let trend = field["trend"].quantity() { shape.growth = trend.value * 365.25 * 86_400 } else { isGood = false }
    }
    if let branch = field["events"].branch {
      if let events = events(branch) { shape.events = events } else { isGood = false }
    }
    shape.closesOnHolidays = holidays.choice() != "open"
    return isGood ? shape : nil
  }

  // MARK: Profile and season

  private func profile(_ branch: Branch) -> TimeShape.Profile? {
    let expected = ValueType.profile.inWords
    if let twigs = branch.twigs {
      if twigs.contains(where: { Weekday(word: $0.key) != nil }) {
        var factors = [Double](repeating: 0, count: 7)
        var seen: Set<Weekday> = []
        for twig in twigs {
          guard let days = reading.weekdayRange(twig.key) else {
            reading.error("bad-days", "'\(twig.key)' is not a weekday", "expected \(expected)", at: twig.place)
            return nil
          }
          guard let factor = factor(twig.value, key: twig.key) else { return nil }
          for day in days { factors[day.rawValue] = factor }
          seen.formUnion(days)
        }
        guard seen.count == 7 else {
          let missing = Weekday.allCases.filter { !seen.contains($0) }.map(\.word).joined(separator: ", ")
          reading.error("profile-size", "the profile lacks \(missing)", "give every weekday a factor; 0 is closed", at: branch.place)
          return nil
        }
        return scaled(factors, at: branch.place).map { .days($0) }
      }
      return numbered(twigs, sizes: [24, 168], first: 0, what: "hours", at: branch.place).flatMap { profile(of: $0, at: branch.place) }
    }
    guard let factors = list(branch, expected: expected, columns: ["hour-of-week", "hour", "weekday", "day", "day-of-week"]) else {
      return nil
    }
    return profile(of: factors, at: branch.place)
  }

  private func profile(of factors: [Double], at place: SourceLocation) -> TimeShape.Profile? {
    guard [7, 24, 168].contains(factors.count) else {
      reading.error(
        "profile-size", "the profile has \(factors.count) rows",
        "give 24 (hours of the day), 7 (weekdays from Monday) or 168 (hours of the week)", at: place)
      return nil
    }
    guard let scaled = scaled(factors, at: place) else { return nil }
    return factors.count == 7 ? .days(scaled) : factors.count == 24 ? .hours(scaled) : .week(scaled)
  }

  private func season(_ branch: Branch) -> TimeShape.Season? {
    let expected = ValueType.season.inWords
    let factors: [Double]?
    if let twigs = branch.twigs {
      let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
      let numberedTwigs = twigs.map { twig in
        Twig(
          key: months.firstIndex { twig.key.lowercased().hasPrefix($0) }.map { "\($0 + 1)" } ?? twig.key, place: twig.place,
          value: twig.value)
      }
      factors = numbered(numberedTwigs, sizes: [12, 52, 53], first: 1, what: "months or weeks", at: branch.place)
    } else {
      factors = list(branch, expected: expected, columns: ["week-of-year", "week", "month-of-year", "month"])
    }
    guard let factors else { return nil }
    guard [12, 52, 53].contains(factors.count) else {
      reading.error(
        "profile-size", "the season has \(factors.count) rows", "give 12 (months) or 52 or 53 (weeks of the year)", at: branch.place)
      return nil
    }
    // The 53rd week is a leap in the calendar, not a thirteenth part of the year: it does not move the scale.
    guard let scaled = scaled(factors, over: min(factors.count, 52), at: branch.place) else { return nil }
    return factors.count == 12 ? .months(scaled) : .weeks(scaled)
  }

  private func factor(_ branch: Branch, key: String) -> Double? { reading.bareNumber(branch, 0...1e9, key: key) }

  /// A map from consecutive numbers to factors.
  private func numbered(_ twigs: [Twig], sizes: [Int], first: Int, what: String, at place: SourceLocation) -> [Double]? {
    guard sizes.contains(twigs.count) else {
      reading.error(
        "profile-size", "\(twigs.count) entries are neither \(sizes.map(String.init).joined(separator: " nor ")) \(what)",
        "give every one a factor", at: place)
      return nil
    }
    var factors = [Double?](repeating: nil, count: twigs.count)
    for twig in twigs {
      guard let number = Int(twig.key), factors.indices.contains(number - first), factors[number - first] == nil else {
        reading.error(
          "profile-size", "'\(twig.key)' is not one of \(first) … \(first + twigs.count - 1), each once", "number them in order",
          at: twig.place)
        return nil
      }
      guard let value = factor(twig.value, key: twig.key) else { return nil }
      factors[number - first] = value
    }
    return factors.compactMap(\.self)
  }

  /// Factors from a list or a CSV file: the last column, in the order of the index column where there is one.
  private func list(_ branch: Branch, expected: String, columns: [String]) -> [Double]? {
    if let items = branch.list {
      var factors: [Double] = []
      for item in items {
        guard let value = factor(item, key: "factor") else { return nil }
        factors.append(value)
      }
      return factors
    }
    var isGood = true
    guard let name = reading.scalar(branch, expected: expected),
      let table = reading.table(name, at: branch.place, goodRowsOf: &isGood)
    else { return nil }
    if let column = table.columns.first(where: { Double($0.name) != nil }) {
      reading.error(
        "missing-column", "the first line names the columns, and '\(column.name)' is a number", "write for example `\(columns[0]),factor`",
        at: column.location)
      return nil
    }
    let valueNames = ["factor", "share", "weight", "value", "orders", "count", "mean"]
    guard let valueColumn = valueNames.lazy.compactMap({ table.columnIndex(of: $0) }).first ?? (table.columns.count == 1 ? 0 : nil) else {
      reading.unknownColumn("factor", in: table)
      return nil
    }
    var factors: [(place: Double, row: Int, value: Double)] = []
    let indexColumn = columns.lazy.compactMap { table.columnIndex(of: $0) }.first
    let dayColumn =
      indexColumn == table.columnIndex(of: "hour")
      ? ["weekday", "day", "day-of-week"].lazy.compactMap { table.columnIndex(of: $0) }.first : nil
    for row in table.rows.indices {
      guard let value = reading.cell(table, row, valueColumn) else {
        isGood = false
        continue
      }
      if value < 0 {
        reading.error(
          "out-of-range", "the factor \(value.plainText) is negative", "factors are at least 0",
          at: table.location(row: row, column: valueColumn))
        isGood = false
      }
      var place = Double(row)
      if let indexColumn, indexColumn != valueColumn {
        guard let number = position(table, row, indexColumn) else {
          isGood = false
          continue
        }
        place = number
        if let dayColumn {
          guard let day = position(table, row, dayColumn) else {
            isGood = false
            continue
          }
          place += day * 24
        }
      }
      factors.append((place, row, value))
    }
    guard isGood else { return nil }
    factors.sort { ($0.place, $0.row) < ($1.place, $1.row) }
    for (a, b) in zip(factors, factors.dropFirst()) where b.place - a.place != 1 {
      let column = indexColumn ?? 0
      let what = b.place == a.place ? "this row stands twice" : "rows are missing before this one"
      reading.error("profile-size", what, "give every hour, day, week or month one row", at: table.location(row: b.row, column: column))
      return nil
    }
    return factors.map(\.value)
  }

  /// An index cell: a number, or a weekday's name.
  private func position(_ table: CSVTable, _ row: Int, _ column: Int) -> Double? {
    if let day = Weekday(word: table[row, column]) { return Double(day.rawValue) }
    guard let number = reading.cell(table, row, column) else { return nil }
    if number != number.rounded() {
      reading.error(
        "not-whole", "'\(table[row, column])' is not a whole number", "number the rows in order",
        at: table.location(row: row, column: column))
      return nil
    }
    return number
  }

  private func scaled(_ factors: [Double], over count: Int? = nil, at place: SourceLocation) -> [Double]? {
    let count = count ?? factors.count
    let mean = factors.prefix(count).reduce(0, +) / Double(count)
    guard mean > 0, mean.isFinite else {
      reading.error(
        "profile-zero", "all factors are zero: there would be no demand at all", "give at least one of them a positive value", at: place)
      return nil
    }
    return factors.map { $0 / mean }
  }

  // MARK: Events

  private func events(_ branch: Branch) -> [TimeShape.Event]? {
    let expected = ValueType.events.inWords
    guard let twigs = branch.twigs else {
      reading.error("wrong-kind", "'events' is \(branch.kindInWords)", "expected \(expected)", at: branch.place)
      return nil
    }
    var events: [TimeShape.Event] = []
    var isGood = true
    for twig in twigs {
      guard let event = event(twig, expected: expected) else {
        isGood = false
        continue
      }
      events.append(event)
    }
    return isGood ? events : nil
  }

  private func event(_ twig: Twig, expected: String) -> TimeShape.Event? {
    // `2011-05-30: 1.8` says it all in one line.
    if let text = twig.value.text, !text.isEmpty {
      guard let day = day(twig.key, at: twig.place), let factor = factor(twig.value, key: twig.key) else { return nil }
      return TimeShape.Event(days: day...day, factor: factor)
    }
    let known = ["on", "from", "to", "for", "factor"]
    for inner in twig.value.twigs ?? [] where !known.contains(inner.key) {
      reading.unknown("key", inner.key, among: known, code: "unknown-key", at: inner.place)
      return nil
    }
    guard let factorBranch = twig.value["factor"], let begin = twig.value["on"] ?? twig.value["from"] else {
      reading.error("missing-key", "the event '\(twig.key)' needs a date and a factor", "expected \(expected)", at: twig.place)
      return nil
    }
    guard let factor = factor(factorBranch, key: "factor"), let first = begin.text.flatMap({ day($0, at: begin.place) }) else { return nil }
    var last = first
    if let end = twig.value["to"] {
      guard let day = end.text.flatMap({ day($0, at: end.place) }) else { return nil }
      last = day
    } else if let length = twig.value["for"] {
      guard let span = reading.span(length, auto: false, key: "for") else { return nil }
      last = first + max(1, Int((span.days + Double(span.months) * 30.4375).rounded())) - 1
    }
    guard last >= first else {
      reading.error("bad-date", "the event '\(twig.key)' ends before it begins", "put the earlier date first", at: twig.place)
      return nil
    }
    return TimeShape.Event(days: first...last, factor: factor)
  }

  private func day(_ text: String, at place: SourceLocation) -> Int? {
    if text.hasPrefix("day "), let day = Int(text.dropFirst(4)), abs(day) <= 1_000_000 { return day }
    guard let date = reading.date(text, at: place) else { return nil }
    guard let day = clock.civil.day(of: date) else {
      reading.error("bad-date", "a study without a calendar has no dates", "write `day 12`, or give the clock a start", at: place)
      return nil
    }
    return day
  }
}
