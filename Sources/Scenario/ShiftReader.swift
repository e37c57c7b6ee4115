internal import Groundwork
internal import Kernel
internal import Simulation
internal import Warehouse

/// Reads `warehouse.shifts` into spans of simulated time.
struct ShiftReader {
  let reading: Reading
  let clock: ReadClock

  private struct Break {
    /// Seconds after the shift's start.
    var start: Int
    var length: Int
    var place: SourceLocation
    var name: String
  }

  func shift(_ name: String, _ field: Field) -> ShiftPlan? {
    let days = field["days"].weekdays()
    let hours = field["hours"].require() ? field["hours"].branch.flatMap { reading.hours($0, key: "hours") } : nil
    let works = field["holidays"].choice() == "open"
    guard let days, let hours else { return nil }
    guard let breaks = breaks(field["breaks"], hours: hours) else { return nil }
    guard let terms = terms(field) else { return nil }
    var shift = ShiftPlan(name: name, duty: [], paid: [], breaks: [])
    shift.terms = terms
    var begun: [Int] = []
    // From the eve of the first day, whose night may reach into it.
    for day in -1..<clock.tableDays {
      if !days.contains(clock.civil.weekday(day: day)) || (!works && clock.isHoliday(day)) { continue }
      func moment(_ second: Int) -> SimTime { SimTime(ticks: max(0, clock.civil.ticks(day: day, second: hours.start + second))) }
      let start = moment(0)
      let end = moment(hours.length)
      // A shift that lies wholly in the hour a spring change skips does not happen.
      if end <= start { continue }
      shift.paid.append(TimeSpan(start: start, end: end))
      // The night of the eve counts for the day it reaches into.
      begun.append(max(0, day))
      var from = start
      var free = Int64.min
      for pause in breaks {
        // It begins by the clock on the wall and lasts its length, also where the clock changes; of two that the change throws together the
        // second follows the first.
        let begin = max(free, clock.civil.ticks(day: day, second: hours.start + pause.start))
        free = begin + Int64(pause.length) * 1_000_000
        let (a, b) = (min(end, max(start, SimTime(ticks: begin))), min(end, SimTime(ticks: free)))
        if b <= a { continue }
        if a > from { shift.duty.append(TimeSpan(start: from, end: a)) }
        shift.breaks.append(TimeSpan(start: a, end: b))
        from = max(from, b)
      }
      if end > from { shift.duty.append(TimeSpan(start: from, end: end)) }
    }
    if shift.duty.isEmpty {
      reading.error(
        "empty-shift", "the shift '\(name)' never works within the clock", "check its days and the holidays", at: field.parentPlace)
      return nil
    }
    if begun != ShiftPlan.plainDays(shift.paid) { shift.days = begun }
    return shift
  }

  /// nil inside where the shift says nothing beyond its hours; nil outside after a complaint.
  private func terms(_ field: Field) -> ShiftTerms?? {
    guard field["at-end"].isPresent || field["overtime"].isPresent else { return .some(nil) }
    var terms = ShiftTerms()
    guard let end = field["at-end"].choice() else { return nil }
    terms.atEnd = ShiftTerms.AtEnd(rawValue: end) ?? .finish
    let overtime = field["overtime"]
    guard overtime.isPresent else { return .some(terms == ShiftTerms() ? nil : terms) }
    guard let upTo = overtime["up-to"].quantity(), let text = overtime["when"].text() else { return nil }
    let words = text.split(separator: ">", omittingEmptySubsequences: false).map { $0.trimmed }
    guard words.count == 2, words[0] == "backlog",
      let number = reading.whole(.text(words[1], at: overtime["when"].place), 0...1_000_000, noun: "orders", key: "backlog")
    else {
      if words.count != 2 || words[0] != "backlog" {
        reading.error(
          "bad-condition", "'\(text)' is not a condition for overtime", "write `when: backlog > 50 orders`", at: overtime["when"].place)
      }
      return nil
    }
    terms.overtime = .seconds(upTo.value)
    terms.overtimeAbove = number
    return .some(terms)
  }

  private func breaks(_ field: Field, hours: (start: Int, length: Int)) -> [Break]? {
    var breaks: [Break] = []
    var isGood = true
    for (name, one) in field.named {
      guard let branch = one.branch, let time = reading.breakTime(branch, key: name) else {
        isGood = false
        continue
      }
      // Times before the shift's start belong to the next day of a night shift.
      let offset = time.start >= hours.start ? time.start - hours.start : time.start + 86_400 - hours.start
      if offset + time.length > hours.length {
        reading.error("break-outside", "the break '\(name)' lies outside the shift's hours", "move it into the shift", at: branch.place)
        isGood = false
        continue
      }
      breaks.append(Break(start: offset, length: time.length, place: branch.place, name: name))
    }
    breaks.sort { ($0.start, $0.length) < ($1.start, $1.length) }
    for (a, b) in zip(breaks, breaks.dropFirst()) where b.start < a.start + a.length {
      reading.error("break-overlap", "the breaks '\(a.name)' and '\(b.name)' overlap", "move one of them", at: b.place)
      isGood = false
    }
    if isGood, breaks.map(\.length).reduce(0, +) >= hours.length {
      reading.error("empty-shift", "the breaks fill the whole shift", "shorten them", at: field.place)
      isGood = false
    }
    return isGood ? breaks : nil
  }
}
