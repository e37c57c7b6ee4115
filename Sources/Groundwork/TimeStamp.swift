/// In which order a file writes day and month where the year comes last.
public enum DateOrder: String, Sendable, CaseIterable {
  /// 31/12/2010, 31.12.2010
  case dayFirst = "dmy"
  /// 12/31/2010
  case monthFirst = "mdy"

  /// What the dates of a file prove.
  public enum Proof: Sendable, Equatable {
    /// No date of the file leaves a doubt.
    case notNeeded
    case order(DateOrder)
    /// Dates such as 1/12/2010, and none such as 31/12/2010; the first of them.
    case doubtful(text: String, at: SourceLocation)
  }

  /// The order that the file's own dates prove: 31/12 or 12/31. Reads until twenty dates have proved one, a thousand need none, or the file
  /// ends.
  public static func proved(by file: CSVReader, column: Int) throws(InputErrors) -> Proof {
    var votes = (day: 0, month: 0)
    var doubtful: (text: String, place: SourceLocation)?
    var others = 0
    while votes.day + votes.month < 20, others < 1_000, try file.next() {
      guard case .ambiguous = file.withBytes(column, { TimeStamp.parse($0, order: nil) }) else {
        others += 1
        continue
      }
      guard let pair = file.withBytes(column, { TimeStamp.leadingPair($0) }) else { continue }
      if pair.0 > 12, pair.1 <= 12 { votes.day += 1 }
      if pair.1 > 12, pair.0 <= 12 { votes.month += 1 }
      if pair.0 <= 12, pair.1 <= 12, doubtful == nil { doubtful = (file.text(column), file.location(column)) }
    }
    if votes.day == 0, votes.month == 0 { return doubtful.map { .doubtful(text: $0.text, at: $0.place) } ?? .notNeeded }
    return .order(votes.day >= votes.month ? .dayFirst : .monthFirst)
  }
}

/// A moment as shops write it, to the minute, in the shop's own local time: minutes since 1970-01-01 00:00.
///
/// Read are `2010-12-01`, `2010/12/01`, `20101201`, `01.12.2010`, `1/12/2010` and `12/1/2010` (by `DateOrder`), years of two digits,
/// months as English words (`1-Dec-2010`), each alone or followed by a time: `08:26`, `8:26:00.5`, `T08:26:00Z`, `8:26 PM`. A zone (`Z`,
/// `UTC`, `+01:00`, ` -0800`) is read and not applied: the clock on the shop's wall is what staffing follows.
public enum TimeStamp {
  /// What a text was found to say.
  public enum Reading: Equatable, Sendable {
    /// Minutes since 1970-01-01 00:00.
    case minute(Int32)
    /// A day alone, counted from 1970-01-01; midnight is meant as "sometime that day".
    case day(Int32)
    case blank
    /// No such day or hour (31 February, 25:00), or a year outside 1970…2099.
    case impossible
    /// Not a form of the list above.
    case malformed
    /// `1/12/2010` and the order of day and month is not known.
    case ambiguous
  }

  /// What a time says of its distance from UTC.
  public enum Zone: Equatable, Sendable {
    /// `Z`, `UTC` or `GMT`.
    case utc
    /// Minutes to the east of Greenwich: `+01:00` is 60.
    case offset(Int)

    public var minutesEast: Int {
      switch self {
      case .utc: 0
      case .offset(let minutes): minutes
      }
    }
  }

  /// Minutes of a day without a change of the clocks.
  public static let minutesPerDay: Int32 = 1_440

  /// A date, alone or followed by a time.
  public static func parse(_ text: Span<UInt8>, order: DateOrder?) -> Reading { parseWithZone(text, order: order).reading }

  /// A date, alone or followed by a time, and the zone written behind the time.
  public static func parseWithZone(_ text: Span<UInt8>, order: DateOrder?) -> (reading: Reading, zone: Zone?) {
    var low = 0
    var high = text.count
    while low < high, text[low] == 0x20 || text[low] == 0x09 { low += 1 }
    while low < high, text[high - 1] == 0x20 || text[high - 1] == 0x09 { high -= 1 }
    if low == high { return (.blank, nil) }
    var scan = Scan(index: low, end: high)
    let day: Int
    switch scan.date(in: text, order) {
    case .success(let number): day = number
    case .failure(let fault): return (fault.reading, nil)
    }
    if scan.index == scan.end { return (.day(Int32(day)), nil) }
    let mark = scan.peek(in: text)
    guard mark == UInt8(ascii: "T") || mark == 0x20 || mark == 0x09 || mark == UInt8(ascii: ",") else { return (.malformed, nil) }
    scan.index += 1
    scan.skipBlanks(in: text)
    switch scan.time(in: text) {
    case .success(let minute): return (.minute(Int32(day) * minutesPerDay + Int32(minute)), scan.zone)
    case .failure(let fault): return (fault.reading, nil)
    }
  }

  /// A time alone, as minutes after midnight: `.minute`, or a refusal.
  public static func parseTime(_ text: Span<UInt8>) -> Reading { parseTimeWithZone(text).reading }

  /// A time alone, and the zone written behind it.
  public static func parseTimeWithZone(_ text: Span<UInt8>) -> (reading: Reading, zone: Zone?) {
    var scan = Scan(index: 0, end: text.count)
    scan.skipBlanks(in: text)
    if scan.index == scan.end { return (.blank, nil) }
    switch scan.time(in: text) {
    case .success(let minute): return (.minute(Int32(minute)), scan.zone)
    case .failure(let fault): return (fault.reading, nil)
    }
  }

  /// The first two numbers of a date whose year comes last: what proves the order of day and month.
  public static func leadingPair(_ text: Span<UInt8>) -> (Int, Int)? {
    var scan = Scan(index: 0, end: text.count)
    scan.skipBlanks(in: text)
    guard let first = scan.number(in: text), scan.digits <= 2, scan.separator(in: text) != nil, let second = scan.number(in: text),
      scan.digits <= 2,
      scan.separator(in: text) != nil, scan.number(in: text) != nil
    else { return nil }
    return (first, second)
  }

  enum Fault: Error {
    case impossible, malformed, ambiguous

    var reading: Reading {
      switch self {
      case .impossible: .impossible
      case .malformed: .malformed
      case .ambiguous: .ambiguous
      }
    }
  }

  /// A place in the text; the text itself is handed to each step, since a span may not be stored.
  struct Scan {
    var index: Int
    let end: Int
    /// Digits of the number read last.
    var digits = 0
    /// What stood behind the time read last.
    var zone: Zone?

    init(index: Int, end: Int) {
      self.index = index
      self.end = end
    }

    func peek(in text: Span<UInt8>) -> UInt8? { index < end ? text[index] : nil }

    mutating func skipBlanks(in text: Span<UInt8>) {
      while index < end, text[index] == 0x20 || text[index] == 0x09 { index += 1 }
    }

    /// At most nine digits; nil where none stands.
    mutating func number(in text: Span<UInt8>) -> Int? {
      var value = 0
      digits = 0
      while index < end, text[index] >= 0x30, text[index] <= 0x39, digits < 9 {
        value = value * 10 + Int(text[index] - 0x30)
        digits += 1
        index += 1
      }
      return digits > 0 ? value : nil
    }

    mutating func separator(in text: Span<UInt8>) -> UInt8? {
      guard index < end else { return nil }
      let byte = text[index]
      guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") || byte == 0x20 else { return nil }
      index += 1
      return byte
    }

    /// Three letters or a whole English month.
    mutating func month(in text: Span<UInt8>) -> Int? {
      let names = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
      ]
      var word = ""
      while index < end, (text[index] | 0x20) >= UInt8(ascii: "a"), (text[index] | 0x20) <= UInt8(ascii: "z"), word.utf8.count < 12 {
        word.unicodeScalars.append(Unicode.Scalar(text[index] | 0x20))
        index += 1
      }
      guard word.count >= 3 else { return nil }
      return names.firstIndex { $0.hasPrefix(word) }.map { $0 + 1 }
    }

    mutating func date(in text: Span<UInt8>, _ order: DateOrder?) -> Result<Int, Fault> {
      guard let first = number(in: text) else { return .failure(.malformed) }
      let firstDigits = digits
      if firstDigits == 8 { return day(first / 10_000, first / 100 % 100, first % 100) }
      guard let mark = separator(in: text) else { return .failure(.malformed) }
      if let byte = peek(in: text), byte > 0x39 {
        guard firstDigits <= 2, let month = month(in: text), separator(in: text) != nil, let year = number(in: text),
          digits == 2 || digits == 4
        else { return .failure(.malformed) }
        return day(digits == 2 ? century(year) : year, month, first)
      }
      guard let second = number(in: text), digits <= 2, separator(in: text) == mark, let third = number(in: text) else {
        return .failure(.malformed)
      }
      if firstDigits == 4 { return digits <= 2 ? day(first, second, third) : .failure(.malformed) }
      guard firstDigits <= 2, digits == 2 || digits == 4 else { return .failure(.malformed) }
      let year = digits == 2 ? century(third) : third
      // Nobody writes the month first with full stops.
      switch mark == UInt8(ascii: ".") ? .dayFirst : order {
      case .dayFirst: return day(year, second, first)
      case .monthFirst: return day(year, first, second)
      case nil: return first == second ? day(year, first, second) : .failure(.ambiguous)
      }
    }

    private func century(_ year: Int) -> Int { year < 70 ? 2_000 + year : 1_900 + year }

    private func day(_ year: Int, _ month: Int, _ day: Int) -> Result<Int, Fault> {
      guard (1970...2099).contains(year), let date = CivilDate(year: year, month: month, day: day) else { return .failure(.impossible) }
      return .success(date.dayNumber)
    }

    /// Minutes after midnight; seconds and fractions are read and dropped.
    mutating func time(in text: Span<UInt8>) -> Result<Int, Fault> {
      guard var hour = number(in: text), digits <= 2 else { return .failure(.malformed) }
      var minute = 0
      var second = 0
      if peek(in: text) == UInt8(ascii: ":") || peek(in: text) == UInt8(ascii: ".") {
        index += 1
        guard let read = number(in: text), digits == 2 else { return .failure(.malformed) }
        minute = read
        if peek(in: text) == UInt8(ascii: ":") {
          index += 1
          guard let read = number(in: text), digits == 2 else { return .failure(.malformed) }
          second = read
          if peek(in: text) == UInt8(ascii: ".") || peek(in: text) == UInt8(ascii: ",") {
            index += 1
            guard number(in: text) != nil else { return .failure(.malformed) }
          }
        }
      } else if peek(in: text) == nil {
        return .failure(.malformed)
      }
      skipBlanks(in: text)
      if let byte = peek(in: text), (byte | 0x20) == UInt8(ascii: "a") || (byte | 0x20) == UInt8(ascii: "p") {
        guard (1...12).contains(hour) else { return .failure(.impossible) }
        hour = hour % 12 + ((byte | 0x20) == UInt8(ascii: "p") ? 12 : 0)
        index += 1
        if let m = peek(in: text), (m | 0x20) == UInt8(ascii: "m") { index += 1 }
      }
      skipBlanks(in: text)
      if let fault = zone(in: text) { return .failure(fault) }
      skipBlanks(in: text)
      guard index == end else { return .failure(.malformed) }
      guard hour < 24, minute < 60, second < 61 else { return .failure(.impossible) }
      return .success(hour * 60 + minute)
    }

    /// Whether nothing but this word is left.
    private func isWord(_ word: String, in text: Span<UInt8>) -> Bool {
      guard end - index == word.utf8.count else { return false }
      var at = index
      for letter in word.utf8 {
        if text[at] != letter { return false }
        at += 1
      }
      return true
    }

    /// Reads `Z`, `UTC`, `GMT`, `+01`, `+0100` or `+01:00`, where one stands.
    private mutating func zone(in text: Span<UInt8>) -> Fault? {
      guard let byte = peek(in: text) else { return nil }
      if byte == UInt8(ascii: "Z") {
        index += 1
        zone = .utc
      } else if isWord("UTC", in: text) || isWord("GMT", in: text) {
        index += 3
        zone = .utc
      } else if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
        index += 1
        guard var hours = number(in: text) else { return .malformed }
        var minutes = 0
        if digits > 2 { (hours, minutes) = (hours / 100, hours % 100) }
        if peek(in: text) == UInt8(ascii: ":") {
          index += 1
          guard let read = number(in: text) else { return .malformed }
          minutes = read
        }
        // Clocks differ from Greenwich by at most 14 hours.
        guard hours <= 15, minutes < 60 else { return .impossible }
        zone = .offset((byte == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes))
      }
      return nil
    }
  }
}
