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

  /// Whether the clock's holidays close a day.
  func isHoliday(_ day: Int) -> Bool { holidays.contains(day: day, on: civil) }
}

struct ClockReader {
  let reading: Reading
  let root: Field

  static let runOut = SimTime.days(91)

  func read() -> ReadClock? {
    let clock = root["clock"]
    guard clock.require() else { return nil }
    let study = self.study()
    let zone = clock["time-zone"].text() ?? "UTC"
    guard CivilClock.knows(zone: zone) else { return nil }
    var start: CivilDate?
    if let branch = clock["start"].branch {
      switch reading.start(branch) {
      case .day(let date): start = date
      case .bare: break
      case nil: return nil
      }
    }
    if start == nil, clock["time-zone"].isPresent, zone != "UTC" {
      reading.warn(
        "unused", "a study without a calendar has no time zone", "give `start:` a date, or remove `time-zone:`",
        at: clock["time-zone"].place)
    }
    let horizonField = clock["horizon"]
    guard horizonField.require(), let horizonSpan = reading.span(horizonField.branch!, auto: false, key: "horizon") else { return nil }
    let roughDays = Int(horizonSpan.days) + horizonSpan.months * 31 + 100
    guard let civil = CivilClock(start: start, zone: start == nil ? "UTC" : zone, days: roughDays) else { return nil }
    let horizon = ticks(horizonSpan, civil, study)
    guard horizon > .zero else {
      reading.error("out-of-range", "the horizon is empty", "write a span such as `52 weeks`", at: horizonField.place)
      return nil
    }
    var warmUp = Clock.WarmUp.fixed(.zero)
    if let branch = clock["warm-up"].branch {
      if branch.text == "auto" {
        warmUp = .automatic
      } else if let span = reading.span(branch, auto: true, key: "warm-up") {
        let cut = ticks(span, civil, study)
        if cut >= horizon {
          reading.error(
            "out-of-range", "the warm-up is as long as the horizon: nothing would be measured", "make it shorter than the horizon",
            at: branch.place)
        }
        warmUp = .fixed(cut)
      }
    }
    var holidays = ClosedDays()
    if let branch = clock["holidays"].branch, let closed = reading.closedDays(branch, key: "holidays") {
      holidays = closed
      if start == nil, !closed.dates.isEmpty {
        reading.error(
          "bad-days", "a study without a calendar has no dates to close", "give `start:` a date, or write `day 12`", at: branch.place)
      }
    }
    if case .periodic(let period) = study {
      let count = Double(horizon.ticks) / Double(period.ticks)
      if count != count.rounded() {
        reading.error(
          "bad-period", "the horizon is not a whole number of periods", "make it a multiple of the study's period", at: horizonField.place)
      }
      if case .fixed(let cut) = warmUp, cut.ticks % period.ticks != 0 {
        reading.error(
          "bad-period", "the warm-up is not a whole number of periods", "make it a multiple of the study's period",
          at: clock["warm-up"].place)
      }
    }
    let days = Int(((horizon.ticks + Self.runOut.ticks) + SimTime.ticksPerDay - 1) / SimTime.ticksPerDay)
    return ReadClock(
      clock: Clock(startDate: start?.description, timeZone: zone, horizon: horizon, warmUp: warmUp, runOut: Self.runOut),
      civil: civil, holidays: holidays, study: study, tableDays: days)
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

  private func study() -> StudyKind {
    guard let branch = root["study"].branch else { return .continuous }
    let expected = ValueType.study.inWords
    if let text = branch.text {
      if text == "continuous" { return .continuous }
      if text == "periodic" { return .periodic(period: .days(1)) }
      let remedy = nearestName(to: text, among: ["continuous", "periodic"]).map { "did you mean '\($0)'?" } ?? "expected \(expected)"
      reading.error("unknown-word", "'\(text)' is not a kind of study", remedy, at: branch.place)
      return .continuous
    }
    for twig in branch.twigs ?? [] where twig.key != "periodic" {
      reading.unknown("kind of study", twig.key, among: ["periodic"], code: "unknown-key", at: twig.place)
    }
    guard let period = branch["periodic"] else {
      reading.error("wrong-kind", "'study' is \(branch.kindInWords)", "expected \(expected)", at: branch.place)
      return .continuous
    }
    guard let length = periodLength(period, reading: reading) else { return .continuous }
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
