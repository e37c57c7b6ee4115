internal import Groundwork
internal import Kernel
internal import Simulation

/// The clock of a plan and the calendar that turns days and hours into simulated time.
struct ReadClock {
  var clock: Clock
  var civil: CivilClock
  var holidays: ClosedDays
  var study: StudyKind
  /// Days of the calendar the tables cover: horizon and run-out, rounded up.
  var tableDays: Int

  /// When each day begins, where the zone's clocks change within the study; else nil. Periods of a periodic study have 24 hours.
  var dayStarts: [SimTime]? {
    if case .periodic = study { return nil }
    let starts = (0...tableDays).map { SimTime(ticks: civil.ticks(day: $0)) }
    return starts.enumerated().contains { $0.element.ticks != Int64($0.offset) * SimTime.ticksPerDay } ? starts : nil
  }

  /// Whether the clock's holidays close a day.
  func isHoliday(_ day: Int) -> Bool { holidays.contains(day: day, on: civil) }
}

struct ClockReader {
  let reading: Reading
  let root: Field

  static let runOut = SimTime.days(91)

  /// What stands in the file, as far as it can be read.
  private struct Written {
    var study: StudyKind
    var studyIsGood = true
    var zone: String?
    var start: CivilDate?
    var startIsGood = true
    var horizon: CivilSpan?
    var warmUp: Branch?
    var holidays = ClosedDays()
  }

  private func written() -> Written {
    let clock = root["clock"]
    let study = self.study()
    var written = Written(study: study ?? .continuous, studyIsGood: study != nil)
    let zone = clock["time-zone"].text() ?? "UTC"
    if CivilClock.knows(zone: zone) { written.zone = zone }
    if let branch = clock["start"].branch {
      switch reading.start(branch) {
      case .day(let date): written.start = date
      case .bare: break
      case nil: written.startIsGood = false
      }
    }
    if clock["horizon"].require() { written.horizon = reading.span(clock["horizon"].branch!, auto: false, key: "horizon") }
    written.warmUp = clock["warm-up"].branch
    if let branch = clock["holidays"].branch, let closed = reading.closedDays(branch, key: "holidays") { written.holidays = closed }
    return written
  }

  /// The clock, or nil after complaints.
  func read() -> ReadClock? {
    let clock = root["clock"]
    guard clock.require() else { return nil }
    let written = self.written()
    let start = written.start
    if start == nil, written.startIsGood, clock["time-zone"].isPresent, written.zone != nil, written.zone != "UTC" {
      reading.warn(
        "unused", "a study without a calendar has no time zone", "give `start:` a date, or remove `time-zone:`",
        at: clock["time-zone"].place)
    }
    if start == nil, written.startIsGood, !written.holidays.dates.isEmpty {
      reading.error(
        "bad-days", "a study without a calendar has no dates to close", "give `start:` a date, or write `day 12`",
        at: clock["holidays"].place)
    }
    guard let span = written.horizon, written.startIsGood, let zone = written.zone,
      let read = make(written, start: start, zone: zone, horizon: span, study: written.study)
    else {
      // What can be said of the warm-up alone.
      if let branch = written.warmUp, branch.text != "auto" { _ = reading.span(branch, auto: true, key: "warm-up") }
      return nil
    }
    let horizon = read.clock.horizon
    if case .fixed(let cut) = read.clock.warmUp, cut >= horizon {
      reading.error(
        "out-of-range", "the warm-up is as long as the horizon: nothing would be measured", "make it shorter than the horizon",
        at: clock["warm-up"].place)
    }
    if case .periodic(let period) = written.study {
      let count = Double(horizon.ticks) / Double(period.ticks)
      if count != count.rounded() {
        reading.error(
          "bad-period", "the horizon is not a whole number of periods", "make it a multiple of the study's period",
          at: clock["horizon"].place)
      }
      if case .fixed(let cut) = read.clock.warmUp, cut.ticks % period.ticks != 0 {
        reading.error(
          "bad-period", "the warm-up is not a whole number of periods", "make it a multiple of the study's period",
          at: clock["warm-up"].place)
      }
    }
    return written.studyIsGood ? read : nil
  }

  /// Clocks to read the rest of the file with where its own cannot be read: all that the mistake may have meant, roughly. What is wrong by
  /// every one of them does not hang on the clock.
  func standIns() -> [ReadClock] {
    let written = self.written()
    let starts = root["clock"].isPresent && written.startIsGood ? [written.start] : [CivilDate(year: 2024, month: 1, day: 1), nil]
    let horizons = written.horizon.map { [$0] } ?? []
    let own = starts.contains { start in
      horizons.contains { make(written, start: start, zone: written.zone ?? "UTC", horizon: $0, study: written.study) != nil }
    }
    let spans = own ? horizons : [CivilSpan(months: 0, days: 364), CivilSpan(months: 0, days: 3640)]
    let studies = written.studyIsGood ? [written.study] : [.continuous, .periodic(period: .days(1))]
    return starts.flatMap { start in
      spans.flatMap { span in
        studies.compactMap { make(written, start: start, zone: written.zone ?? "UTC", horizon: span, study: $0) }
      }
    }
  }

  private func make(_ written: Written, start: CivilDate?, zone: String, horizon span: CivilSpan, study: StudyKind) -> ReadClock? {
    let zone = start == nil ? "UTC" : zone
    guard let civil = CivilClock(start: start, zone: zone, days: Int(span.days) + span.months * 31 + 100) else { return nil }
    let horizon = ticks(span, civil, study)
    guard horizon > .zero else {
      reading.error("out-of-range", "the horizon is empty", "write a span such as `52 weeks`", at: root["clock"]["horizon"].place)
      return nil
    }
    var warmUp = Clock.WarmUp.fixed(.zero)
    if let branch = written.warmUp {
      if branch.text == "auto" {
        warmUp = .automatic
      } else if let span = reading.span(branch, auto: true, key: "warm-up") {
        warmUp = .fixed(ticks(span, civil, study))
      }
    }
    let days = Int(((horizon.ticks + Self.runOut.ticks) + SimTime.ticksPerDay - 1) / SimTime.ticksPerDay)
    return ReadClock(
      clock: Clock(startDate: start?.description, timeZone: written.zone ?? "UTC", horizon: horizon, warmUp: warmUp, runOut: Self.runOut),
      civil: civil, holidays: written.holidays, study: study, tableDays: days)
  }

  private func ticks(_ span: CivilSpan, _ civil: CivilClock, _ study: StudyKind) -> SimTime {
    var day = 0
    if span.months > 0 {
      if let start = civil.start {
        day = start.adding(months: span.months).dayNumber - start.dayNumber
      } else {
        return SimTime.days(Double(span.months) * 30.4375)
      }
    }
    // Periods of a periodic study have 24 hours a day, whatever the clocks do.
    if case .periodic = study { return SimTime.days(Double(day) + span.days) }
    let whole = span.days.rounded(.down)
    return SimTime(ticks: civil.ticks(day: day + Int(whole)) + SimTime.days(span.days - whole).ticks)
  }

  /// nil after a complaint.
  private func study() -> StudyKind? {
    guard let branch = root["study"].branch else { return .continuous }
    let expected = ValueType.study.inWords
    if let text = branch.text {
      if text == "continuous" { return .continuous }
      if text == "periodic" { return .periodic(period: .days(1)) }
      let remedy = nearestName(to: text, among: ["continuous", "periodic"]).map { "did you mean '\($0)'?" } ?? "expected \(expected)"
      reading.error("unknown-word", "'\(text)' is not a kind of study", remedy, at: branch.place)
      return nil
    }
    for twig in branch.twigs ?? [] where twig.key != "periodic" {
      reading.unknown("kind of study", twig.key, among: ["periodic"], code: "unknown-key", at: twig.place)
    }
    guard let period = branch["periodic"] else {
      reading.error("wrong-kind", "'study' is \(branch.kindInWords)", "expected \(expected)", at: branch.place)
      return nil
    }
    guard let length = periodLength(period, reading: reading) else { return nil }
    return .periodic(period: length)
  }
}

/// `day`, `week`, `2 weeks`, `every: day`.
func periodLength(_ branch: Branch, reading: Reading) -> SimTime? {
  var branch = branch
  if let text = branch.text, ["day", "week", "hour", "month"].contains(text) { branch = .text("1 \(text)", at: branch.place) }
  let form = QuantityForm(.time, example: "1 day", in: 1...3650 * 86_400)
  return reading.quantity(branch, [form], key: "period").map { SimTime.seconds($0.value) }
}
