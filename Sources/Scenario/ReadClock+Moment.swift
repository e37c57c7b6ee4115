internal import Groundwork
internal import Kernel
internal import Simulation

extension ReadClock {
  /// A date, or `day 60`, as a moment of the clock; nil after a complaint. Days of a periodic study have 24 hours, whatever the clocks do.
  func moment(_ text: String, at place: SourceLocation, _ reading: Reading) -> SimTime? {
    var day: Int?
    if text.hasPrefix("day "), let number = Int(text.dropFirst(4).trimmed) {
      day = number
    } else {
      guard let date = reading.date(text, at: place) else { return nil }
      guard let number = civil.day(of: date) else {
        reading.error("bad-days", "a study without a calendar has no dates", "give `clock.start` a date, or write `day 60`", at: place)
        return nil
      }
      day = number
    }
    guard let day, (0..<tableDays).contains(day) else {
      reading.error("bad-date", "'\(text)' lies outside the clock", "choose a day between the start and the end of the horizon", at: place)
      return nil
    }
    if case .periodic = study { return SimTime(ticks: Int64(day) * SimTime.ticksPerDay) }
    return SimTime(ticks: civil.ticks(day: day))
  }
}
