internal import Groundwork

/// Ticks of a time axis on two levels: the fine unit at every tick, the enclosing one beneath at its first occurrence.
struct TimeTicks: Hashable {
  struct Tick: Hashable {
    /// In the clock's own unit.
    var at: Double
    var label: String
    /// `2026` beneath `Jan`; nil away from the start of an enclosing period.
    var enclosing: String?
  }

  enum Unit: Hashable {
    case minutes(Int)
    case hours(Int)
    case days, weeks
    case months(Int)
    case years(Int)
    /// Days of a simulation clock without a calendar.
    case dayCount(Int)
  }

  var unit: Unit
  var ticks: [Tick]
  /// Labels of whole periods stand to the right of their tick; clock times stand centred under it.
  var centred: Bool

  static let candidates: [Unit] = [
    .minutes(1), .minutes(5), .minutes(15), .minutes(30), .hours(1), .hours(3), .hours(6), .hours(12), .days, .weeks, .months(1),
    .months(3),
    .years(1), .years(2), .years(5), .years(10), .years(20), .years(50), .years(100),
  ]

  /// The finest unit whose labels fit, at period starts within [low, high].
  ///
  /// - Parameters:
  ///   - low: in the clock's unit, finite, below `high`.
  ///   - length: of the axis, points.
  ///   - width: of a label, points.
  init(_ low: Double, _ high: Double, base: TimeBase, length: Double, width: (String) -> Double) {
    let perPoint = (high - low) * base.seconds / max(length, 1)
    var last = TimeTicks(unit: .days, ticks: [], centred: false)
    for unit in Self.candidates(for: base) {
      // A label needs some 14 points: do not enumerate a minute axis over a year.
      guard Self.shortestSeconds(unit) / perPoint >= 12 else { continue }
      let centred = Self.isCentred(unit)
      // A period whose first moment is the last of the axis is not shown, so it is not named.
      let ticks = Self.ticks(unit, low, high, base: base).filter { centred || $0.at < high - 0.004 * (high - low) || high == low }
      let candidate = TimeTicks(unit: unit, ticks: ticks, centred: centred)
      if candidate.fits(low, high, length: length, width: width) {
        self = candidate
        return
      }
      last = candidate
    }
    if let first = last.ticks.first { last.ticks = [first] }
    self = last
  }

  private init(unit: Unit, ticks: [Tick], centred: Bool) {
    self.unit = unit
    self.ticks = ticks
    self.centred = centred
  }

  private static func candidates(for base: TimeBase) -> [Unit] {
    guard base.start == nil else { return candidates }
    // Without a calendar there are no months, only days and weeks since the start.
    return candidates.filter { if case .minutes = $0 { true } else if case .hours = $0 { true } else { false } }
      + [1, 2, 7, 14, 28, 56, 91, 182, 364, 728, 1820, 3640, 36_400].map(Unit.dayCount)
  }

  private static func shortestSeconds(_ unit: Unit) -> Double {
    switch unit {
    case .minutes(let n): Double(n) * 60
    case .hours(let n): Double(n) * 3600
    case .days: 86_400
    case .weeks: 604_800
    case .months(let n): Double(n) * 28 * 86_400
    case .years(let n): Double(n) * 365 * 86_400
    case .dayCount(let n): Double(n) * 86_400
    }
  }

  private static func isCentred(_ unit: Unit) -> Bool {
    switch unit {
    case .minutes, .hours: true
    default: false
    }
  }

  private static func ticks(_ unit: Unit, _ low: Double, _ high: Double, base: TimeBase) -> [Tick] {
    let (first, last) = (low * base.seconds, high * base.seconds)
    let slack = (last - first) * 1e-9
    guard last - first < 1e12, abs(first) < 1e13 else { return [] }
    switch unit {
    case .minutes(let n): return clock(step: n * 60, first - slack, last + slack, base)
    case .hours(let n): return clock(step: n * 3600, first - slack, last + slack, base)
    default: break
    }
    let firstDay = Int(((first - slack) / 86_400).rounded(.up))
    let lastDay = Int(((last + slack) / 86_400).rounded(.down))
    guard firstDay <= lastDay else { return [] }
    guard let start = base.start else {
      guard case .dayCount(let n) = unit else { return [] }
      var ticks: [Tick] = []
      var day = Int((Double(firstDay) / Double(n)).rounded(.up)) * n
      while day <= lastDay, ticks.count < 400 {
        let text = n >= 7 ? "Week \(day / 7 + 1)" : "Day \(day + 1)"
        ticks.append(Tick(at: Double(day) * 86_400 / base.seconds, label: text, enclosing: nil))
        day += n
      }
      return ticks
    }
    var days: [(date: CivilDate, label: String, enclosing: String, key: Int)] = []
    let from = start.adding(days: firstDay)
    let through = start.adding(days: lastDay)
    switch unit {
    case .days, .weeks:
      let step = unit == .days ? 1 : 7
      var date = unit == .days ? from : from.adding(days: (7 - from.weekday.rawValue) % 7)
      while date <= through, days.count < 400 {
        days.append((date, "\(date.day)", "\(date.monthName) \(date.year)", date.year * 12 + date.month))
        date = date.adding(days: step)
      }
    case .months(let n):
      var (year, month) = (from.year, (from.month - 1) / n * n + 1)
      // No calendar reaches beyond 9999: there the ticks end.
      while let date = CivilDate(year: year, month: month, day: 1), date <= through, days.count < 400 {
        if date >= from { days.append((date, n == 3 ? "Q\((month + 2) / 3)" : date.monthName, "\(year)", year)) }
        month += n
        if month > 12 { (year, month) = (year + 1, month - 12) }
      }
    case .years(let n):
      var year = from.year
      while year <= through.year, days.count < 400 {
        guard let date = CivilDate(year: year, month: 1, day: 1) else { break }
        if year % n == 0, date >= from { days.append((date, "\(year)", "", 0)) }
        year += 1
      }
    default: break
    }
    var previous: Int?
    return days.map { item in
      let opens = item.key != previous && !item.enclosing.isEmpty
      previous = item.key
      let at = Double(item.date.dayNumber - start.dayNumber) * 86_400 / base.seconds
      return Tick(at: at, label: item.label, enclosing: opens ? item.enclosing : nil)
    }
  }

  private static func clock(step: Int, _ first: Double, _ last: Double, _ base: TimeBase) -> [Tick] {
    var ticks: [Tick] = []
    var second = Int((first / Double(step)).rounded(.up)) * step
    let severalDays = Int((first / 86_400).rounded(.down)) != Int(((last - 1) / 86_400).rounded(.down))
    var previous: Int?
    while Double(second) <= last, ticks.count < 400 {
      let at = Double(second) / base.seconds
      let day = Int((Double(second) / 86_400).rounded(.down))
      let opens = severalDays && day != previous && Double(second) < last - Double(step) / 2
      if opens { previous = day }
      let name = base.date(at: at).map { "\($0.dayName) \($0.short)" } ?? "Day \(day + (base.day ?? 1))"
      ticks.append(Tick(at: at, label: base.clockTime(at: at), enclosing: opens ? name : nil))
      second += step
    }
    return ticks
  }

  private func fits(_ low: Double, _ high: Double, length: Double, width: (String) -> Double) -> Bool {
    guard !ticks.isEmpty else { return false }
    let scale = length / (high - low)
    for (a, b) in zip(ticks, ticks.dropFirst()) {
      let gap = (b.at - a.at) * scale
      let needed = centred ? (width(a.label) + width(b.label)) / 2 : width(a.label)
      // Clock times are many figures in a row: they need more air to be read one by one.
      if gap < needed + (centred ? 14 : 6) { return false }
    }
    let opening = ticks.filter { $0.enclosing != nil }
    for (a, b) in zip(opening, opening.dropFirst()) where (b.at - a.at) * scale < width(a.enclosing ?? "") * 1.08 + 6 { return false }
    return true
  }
}
