import Groundwork
import Testing

@Suite struct `Quantities as planners write them` {
  private func value(_ text: String) -> Double? {
    if case .success(let quantity) = Quantity.parse(text, currency: "GBP") { quantity.value } else { nil }
  }

  private static let readings: [(String, Double)] = [
    ("21 d", 1_814_400), ("1.5h", 5400), ("250 ms", 0.25), ("3 weeks", 1_814_400), ("1 month", 2_629_800), ("2 years", 63_115_200),
    ("97 %", 0.97), ("0.2 pp", 0.002), ("900 m3", 900_000), ("1.2 l", 1.2), ("19 000 GBP", 19_000), ("1 234 567", 1_234_567), ("-5", -5),
    ("+2", 2),
    ("36 /h", 0.01), ("45 s per line", 45), ("0.9 s per m", 0.9), ("60 GBP/unit/min", 1), ("1e3 s", 1000), ("100 cm", 1), ("2.50 GBP", 2.5),
  ]

  @Test(arguments: readings)
  func `are read in base units`(text: String, expected: Double) { #expect(value(text) == expected) }

  @Test func `carry their dimension`() throws {
    func dimension(_ text: String) throws -> Dimension { try Quantity.parse(text, currency: "GBP").get().dimension }
    #expect(try dimension("0.40 GBP/unit/day") == .money / .unit / .time)
    #expect(try dimension("22 %/year") == .share / .time)
    #expect(try dimension("120 lines/h") == .line / .time)
    #expect(try dimension("19 000 GBP/week") == .money / .time)
    #expect(try dimension("6 h/week") == .none)
    #expect(try dimension("5 min") == .time)
    #expect(try dimension("5 m") == .length)
  }

  @Test func `are refused with the nearest unit`() {
    #expect(Quantity.parse("21 dys", currency: nil) == .failure(.unknownUnit("dys", nearest: "days")))
    #expect(Quantity.parse("21 EUR", currency: "GBP") == .failure(.otherCurrency("EUR", expected: "GBP")))
    #expect(Quantity.parse("21 EUR", currency: nil) == .failure(.noCurrency("EUR")))
    #expect(Quantity.parse("£2", currency: "GBP") == .failure(.currencySign("£")))
    #expect(Quantity.parse("2 €", currency: "EUR") == .failure(.currencySign("€")))
    #expect(Quantity.parse("many", currency: "GBP") == .failure(.notANumber("many")))
    #expect(Quantity.parse("", currency: "GBP") == .failure(.notANumber("")))
    #expect(Quantity.parse("1e999 d", currency: "GBP") == .failure(.notFinite("1e999 d")))
    #expect(Quantity.parse("2 working days", currency: nil) == .failure(.notYet("working days")))
    #expect(Quantity.parse("5 d/", currency: nil) == .failure(.unknownUnit("", nearest: nil)))
  }
}

@Suite struct `Words that were nearly right` {
  @Test(arguments: [
    ("kitten", "sitting", 3), ("ca", "ac", 1), ("lead-time", "leadtime", 1), ("", "abc", 3), ("same", "same", 0), ("ab", "ba", 1),
    ("abcd", "acbd", 1),
  ])
  func `are as far apart as Damerau counted`(a: String, b: String, distance: Int) {
    #expect(editDistance(a, b) == distance)
    #expect(editDistance(b, a) == distance)
  }

  @Test func `get a suggestion only when one is near`() {
    #expect(nearestName(to: "overseass", among: ["domestic", "overseas"]) == "overseas")
    #expect(nearestName(to: "lead_time", among: ["lead-time"]) == "lead-time")
    #expect(nearestName(to: "xyz", among: ["overseas"]) == nil)
  }
}

@Suite struct `The calendar` {
  @Test func `knows its days`() throws {
    #expect(CivilDate(iso: "1970-01-01")?.dayNumber == 0)
    #expect(CivilDate(iso: "2000-03-01")?.dayNumber == 11_017)
    #expect(CivilDate(iso: "2011-01-03")?.weekday == .mon)
    #expect(CivilDate(iso: "2024-02-29") != nil)
    #expect(CivilDate(iso: "2023-02-29") == nil)
    #expect(CivilDate(iso: "1900-02-29") == nil)
    #expect(CivilDate(iso: "2011-1-3") == nil)
    #expect(CivilDate(iso: "2024-01-31")?.adding(months: 1).description == "2024-02-29")
    #expect(CivilDate(iso: "2023-11-30")?.adding(months: 3).description == "2024-02-29")
  }

  @Test func `counts every day of four centuries once`() throws {
    var date = try #require(CivilDate(year: 1800, month: 1, day: 1))
    for number in date.dayNumber...(date.dayNumber + 146_097) {
      #expect(date.dayNumber == number)
      #expect(CivilDate(dayNumber: number) == date)
      let last = CivilDate.daysIn(month: date.month, year: date.year)
      date =
        date.day < last
        ? CivilDate(year: date.year, month: date.month, day: date.day + 1)!
        : CivilDate(year: date.month == 12 ? date.year + 1 : date.year, month: date.month % 12 + 1, day: 1)!
    }
  }

  /// ISO 8601's own examples of weeks at the turn of a year.
  @Test(arguments: [
    ("2005-01-01", 53), ("2005-01-02", 53), ("2007-01-01", 1), ("2008-12-29", 1), ("2010-01-03", 53), ("2009-12-31", 53), ("2011-01-03", 1),
    ("2012-01-01", 52),
  ])
  func `numbers the weeks as ISO does`(date: String, week: Int) { #expect(CivilDate(iso: date)?.isoWeek == week) }
}

@Suite struct `Wall clocks` {
  private let hour: Int64 = 3_600_000_000
  private let london = CivilClock(start: CivilDate(iso: "2011-01-03"), zone: "Europe/London", days: 500)!

  @Test func `spring has a day of 23 hours, autumn one of 25`() {
    // 27 March 2011 is day 83, 30 October day 300.
    #expect(london.ticks(day: 84) - london.ticks(day: 83) == 23 * hour)
    #expect(london.ticks(day: 301) - london.ticks(day: 300) == 25 * hour)
    #expect(london.ticks(day: 2) - london.ticks(day: 1) == 24 * hour)
    // A year later the clocks stand where they stood.
    #expect(london.ticks(day: 364) == 364 * 24 * hour)
  }

  @Test func `a night of the change has seven or nine hours`() {
    func night(_ day: Int) -> Int64 { london.ticks(day: day, second: 30 * 3600) - london.ticks(day: day, second: 22 * 3600) }
    #expect(night(82) == 7 * hour)
    #expect(night(299) == 9 * hour)
    #expect(night(100) == 8 * hour)
  }

  @Test func `a time that spring skips is as long after the change`() {
    // 01:30 on 27 March 2011 does not exist; it means 02:30, ninety minutes after midnight.
    #expect(london.ticks(day: 83, second: 5400) - london.ticks(day: 83) == hour * 3 / 2)
  }

  @Test func `what the wall shows is undone by reading it`() {
    for step in 0..<9000 {
      let ticks = Int64(step) * hour
      let (day, second) = london.wall(ticks)
      // In the hour that autumn repeats the first reading is meant.
      let back = london.ticks(day: day, second: second)
      #expect(back == ticks || back == ticks - hour && day == 300)
    }
  }

  @Test func `midnight itself may be skipped`() throws {
    // Brazil changed its clocks at midnight: 16 October 2011 began at 01:00 in São Paulo.
    let clock = try #require(CivilClock(start: CivilDate(iso: "2011-10-14"), zone: "America/Sao_Paulo", days: 10))
    #expect(clock.ticks(day: 2) == 48 * hour)
    #expect(clock.ticks(day: 3) == 71 * hour)
    #expect(clock.wall(48 * hour).second == 3600)
  }

  @Test func `without a date weeks begin on a Monday`() throws {
    let clock = try #require(CivilClock(start: nil, days: 10))
    #expect(clock.weekday(day: 0) == .mon)
    #expect(clock.weekday(day: 13) == .sun)
    #expect(clock.weekday(day: -1) == .sun)
    #expect(clock.ticks(day: 1, second: 60) == 24 * hour + 60_000_000)
    #expect(clock.wall(25 * hour).day == 1)
    #expect(clock.weekOfYear(day: 7) == 2)
    #expect(clock.month(day: 0) == 1)
    #expect(clock.month(day: 363) == 12)
    #expect(CivilClock(start: CivilDate(iso: "2011-10-14"), zone: "Europe/Nowhere", days: 1) == nil)
  }
}

@Suite struct `SHA-256` {
  /// The examples of FIPS 180-2, appendix B, and the empty message.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
  ])
  func `gives the published digests`(text: String, digest: String) { #expect(SHA256.hex(text.utf8) == digest) }

  @Test func `gives the published digest of a million letters`() {
    #expect(
      SHA256.hex(repeatElement(UInt8(ascii: "a"), count: 1_000_000)) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
