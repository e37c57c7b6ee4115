internal import Groundwork

/// A start of the clock.
enum ClockStart: Equatable {
  case day(CivilDate)
  case bare
}

/// A civil span: whole months (of 12 a year) and exact seconds, of which whole days are counted on the calendar.
struct CivilSpan: Equatable {
  var months: Int
  var days: Double
}

/// Days that are closed: weekdays and dates.
struct ClosedDays: Equatable {
  var weekdays: Set<Weekday> = []
  var dates: Set<CivilDate> = []
  /// Days counted from the start, in a calendar-free study.
  var days: Set<Int> = []

  func contains(day: Int, on clock: CivilClock) -> Bool {
    if weekdays.contains(clock.weekday(day: day)) || days.contains(day) { return true }
    return clock.date(day: day).map { dates.contains($0) } ?? false
  }
}

extension Reading {
  func start(_ branch: Branch) -> ClockStart? {
    guard let text = scalar(branch, expected: ValueType.start.inWords) else { return nil }
    if text == "day 0" || text == "0" { return .bare }
    guard let date = date(text, at: branch.place) else { return nil }
    return .day(date)
  }

  func date(_ text: String, at place: SourceLocation) -> CivilDate? {
    if let date = CivilDate(iso: text), (1900...2200).contains(date.year) { return date }
    error(
      "bad-date", "'\(text)' is not a date of the calendar", "write year-month-day such as 2011-01-03, between 1900 and 2200", at: place)
    return nil
  }

  func span(_ branch: Branch, auto: Bool, key: String) -> CivilSpan? {
    let expected = ValueType.span(auto: auto).inWords
    if branch.twigs != nil {
      error("law-not-allowed", "'\(key)' must be one fixed span: randomness makes no sense here", "write \(expected)", at: branch.place)
      return nil
    }
    guard let text = scalar(branch, expected: expected) else { return nil }
    let form = QuantityForm(.time, example: "52 weeks", in: 0...100 * 365.25 * 86_400)
    guard let quantity = quantity(.text(text, at: branch.place), [form], key: key) else { return nil }
    switch quantity.unit {
    case "month", "months", "year", "years":
      let months = quantity.number * (quantity.unit.hasPrefix("year") ? 12 : 1)
      guard months == months.rounded() else {
        error("not-whole", "'\(text)' is not a whole number of months", "write whole months, or weeks or days", at: branch.place)
        return nil
      }
      return CivilSpan(months: Int(months), days: 0)
    default: return CivilSpan(months: 0, days: quantity.value / 86_400)
    }
  }

  // MARK: Days and times of day

  /// `mon-fri`, `sat`, `mon, wed` or a list of these.
  func weekdays(_ branch: Branch, key: String) -> Set<Weekday>? {
    let expected = ValueType.weekdays.inWords
    var words: [(String, SourceLocation)] = []
    if let list = branch.list {
      for item in list {
        guard let text = scalar(item, expected: expected) else { return nil }
        words.append((text, item.place))
      }
    } else {
      guard let text = scalar(branch, expected: expected) else { return nil }
      words = text.split(separator: ",").map { ($0.trimmed, branch.place) }
    }
    var days: Set<Weekday> = []
    for (word, place) in words {
      guard let some = weekdayRange(word) else {
        error("bad-days", "'\(word)' is not a weekday", "write \(expected)", at: place)
        return nil
      }
      days.formUnion(some)
    }
    if days.isEmpty {
      error("bad-days", "'\(key)' names no day", "write \(expected)", at: branch.place)
      return nil
    }
    return days
  }

  func weekdayRange(_ word: String) -> Set<Weekday>? {
    if ["daily", "every day"].contains(word) { return Set(Weekday.allCases) }
    let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { $0.trimmed }
    guard (1...2).contains(ends.count), let first = Weekday(word: ends[0]), let last = Weekday(word: ends[ends.count - 1]) else {
      return nil
    }
    var days: Set<Weekday> = [first]
    var day = first
    while day != last {
      day = Weekday(rawValue: (day.rawValue + 1) % 7)!
      days.insert(day)
    }
    return days
  }

  /// Seconds after midnight of `16:30` or `16:30:15`; 24:00 is the day's end.
  func timeOfDay(_ text: String) -> Int? {
    let parts = text.trimmed.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
      let h = Int(parts[0]), let m = Int(parts[1]), let s = parts.count == 3 ? Int(parts[2]) : 0, m < 60, s < 60,
      h < 24 || (h == 24 && m == 0 && s == 0)
    else { return nil }
    return h * 3600 + m * 60 + s
  }

  /// Start and length in seconds of `22:00-06:00`; an end at or before the start is on the next day.
  func hours(_ branch: Branch, key: String) -> (start: Int, length: Int)? {
    let expected = ValueType.hours.inWords
    guard let text = scalar(branch, expected: expected) else { return nil }
    let ends = text.replacing("–", with: "-").split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let from = timeOfDay(String(ends[0])), let to = timeOfDay(String(ends[1])), from < 86_400 else {
      error("bad-hours", "'\(text)' is not a span of hours", "write \(expected)", at: branch.place)
      return nil
    }
    if from == to {
      error("empty-shift", "'\(text)' is an empty span of hours", "write 00:00-24:00 for a whole day", at: branch.place)
      return nil
    }
    return (from, to > from ? to - from : to + 86_400 - from)
  }

  /// `10:00 +20 min`.
  func breakTime(_ branch: Branch, key: String) -> (start: Int, length: Int)? {
    let expected = ValueType.breakTime.inWords
    guard let text = scalar(branch, expected: expected) else { return nil }
    let parts = text.split(separator: "+", maxSplits: 1).map(String.init)
    guard parts.count == 2, let start = timeOfDay(parts[0]), start < 86_400 else {
      error("bad-hours", "'\(text)' is not a break", "write \(expected)", at: branch.place)
      return nil
    }
    let form = QuantityForm(.time, example: "20 min", in: 1...86_399)
    guard let length = quantity(.text(parts[1].trimmed, at: branch.place), [form], key: key) else { return nil }
    return (start, Int(length.value.rounded()))
  }

  /// Weekdays and seconds of the day of `mon-fri 16:30`, or of a list or map of such.
  func departures(_ branch: Branch, key: String) -> [(days: Set<Weekday>, second: Int)]? {
    let expected = ValueType.departures.inWords
    let items = branch.list ?? branch.twigs?.map(\.value) ?? [branch]
    var result: [(days: Set<Weekday>, second: Int)] = []
    for item in items {
      guard let text = scalar(item, expected: expected) else { return nil }
      for part in text.split(separator: ",").map({ $0.trimmed }) {
        let words = part.split(separator: " ").map(String.init)
        guard let last = words.last, let second = timeOfDay(last), second < 86_400 else {
          error("bad-hours", "'\(part)' is not a departure", "write \(expected)", at: item.place)
          return nil
        }
        let days = words.dropLast().joined(separator: " ")
        guard let weekdays = days.isEmpty ? Set(Weekday.allCases) : weekdayRange(days) else {
          error("bad-days", "'\(days)' is not a weekday", "write \(expected)", at: item.place)
          return nil
        }
        result.append((weekdays, second))
      }
    }
    if result.isEmpty {
      error("bad-hours", "'\(key)' names no departure", "write \(expected)", at: branch.place)
      return nil
    }
    return result
  }

  /// Weekdays, dates, a list of both, or a CSV file with a column of dates.
  func closedDays(_ branch: Branch, key: String) -> ClosedDays? {
    let expected = ValueType.closedDays.inWords
    var closed = ClosedDays()
    func take(_ word: String, at place: SourceLocation) -> Bool {
      if let days = weekdayRange(word) {
        closed.weekdays.formUnion(days)
      } else if word.hasPrefix("day "), let day = Int(word.dropFirst(4)), day >= 0 {
        closed.days.insert(day)
      } else if word.contains(where: \.isNumber), let date = date(word, at: place) {
        closed.dates.insert(date)
      } else {
        if !word.contains(where: \.isNumber) {
          error("bad-days", "'\(word)' is neither a weekday nor a date", "write \(expected)", at: place)
        }
        return false
      }
      return true
    }
    if let list = branch.list {
      var good = true
      for item in list {
        guard let text = scalar(item, expected: expected) else { return nil }
        if !take(text, at: item.place) { good = false }
      }
      return good ? closed : nil
    }
    guard let text = scalar(branch, expected: expected) else { return nil }
    if text == "none" || text == "never" { return closed }
    let lower = text.lowercased()
    if !(lower.hasSuffix(".csv") || lower.hasSuffix(".csv.gz") || lower.hasSuffix(".txt")) {
      var good = true
      for word in text.split(separator: ",") where !take(word.trimmed, at: branch.place) { good = false }
      return good ? closed : nil
    }
    guard let table = table(text, at: branch.place) else { return nil }
    guard let column = table.columnIndex(of: "date") ?? table.columnIndex(of: "day") ?? (table.columns.count == 1 ? 0 : nil) else {
      unknownColumn("date", in: table)
      return nil
    }
    var good = true
    for row in table.rows.indices where !take(table[row, column], at: table.location(row: row, column: column)) { good = false }
    return good ? closed : nil
  }

  // MARK: Tables

  func table(_ name: String, at place: SourceLocation) -> CSVTable? {
    switch files.table(files.path(name, namedAt: place), namedAt: place) {
    case .success(let table): return table
    case .failure(let errors):
      add(errors)
      return nil
    }
  }

  /// The table in a file whose rows do not hang on each other: rows that cannot be read are told, and the others are there all the same.
  ///
  /// - Parameter isGood: becomes false where rows are missing.
  func table(_ name: String, at place: SourceLocation, goodRowsOf isGood: inout Bool) -> CSVTable? {
    let path = files.path(name, namedAt: place)
    guard case .failure(let errors) = files.table(path, namedAt: place) else { return table(name, at: place) }
    add(errors)
    isGood = false
    return files.goodRows(path)
  }

  /// A file to be read row by row, at its first row; its name is the one written at the place.
  func rows(of name: String, at place: SourceLocation) -> CSVReader? {
    let path = files.path(name, namedAt: place)
    if case .failure(let errors) = files.contents(of: path, namedAt: place) {
      add(errors)
      return nil
    }
    do throws(InputErrors) { return try CSVReader(path: path) } catch {
      add(error)
      return nil
    }
  }

  /// The rows of one item in a table with a column of items; the table is sorted out once.
  func rows(of item: String, in table: CSVTable, column: Int) -> [Int] {
    if rowsByItem[table.file] == nil {
      var rows: [String: [Int]] = [:]
      for row in table.rows.indices { rows[table[row, column], default: []].append(row) }
      rowsByItem[table.file] = rows
    }
    return rowsByItem[table.file]?[item] ?? []
  }

  /// An error: the table lacks a column it needs.
  func unknownColumn(_ name: String, in table: CSVTable) {
    unknownColumn(name, among: table.columns.map(\.name), at: table.columns.first?.location ?? SourceLocation(file: table.file))
  }

  func unknownColumn(_ name: String, among names: [String], at place: SourceLocation) {
    let remedy =
      nearestName(to: name, among: names).map { "did you mean it by '\($0)'?" } ?? "its columns are \(names.joined(separator: ", "))"
    error("unknown-column", "the table has no column '\(name)'", remedy, at: place)
  }

  /// A cell as a finite number; a complaint where it is none.
  func cell(_ table: CSVTable, _ row: Int, _ column: Int) -> Double? {
    do throws(InputErrors) { return try table.finiteNumber(row: row, column: column) } catch {
      add(error)
      return nil
    }
  }
}
