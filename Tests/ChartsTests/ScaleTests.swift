import Groundwork
import Testing

@testable import Charts

@Suite struct `Ticks of a value axis` {
  @Test(arguments: [
    (0.0, 10.0, 5.0, [0.0, 2.5, 5, 7.5, 10]), (0, 100, 6, [0, 20, 40, 60, 80, 100]), (0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    (-50, 50, 5, [-50, -25, 0, 25, 50]),
  ])
  func `are the ones a person would choose`(low: Double, high: Double, target: Double, values: [Double]) {
    #expect(Ticks.wilkinson(low, high, .init(target: target)).values == values)
  }

  @Test func `lie on an exact lattice with the decimals they need`() {
    let ticks = Ticks.wilkinson(0.1, 0.5, .init(target: 5))
    #expect(ticks.values == [0.1, 0.2, 0.3, 0.4, 0.5])
    #expect(ticks.decimals == 1)
    #expect(Ticks.wilkinson(0, 1e-9, .init(target: 5)).values.allSatisfy { $0 >= 0 && $0 <= 1.3e-9 })
    #expect(Ticks.wilkinson(0, 1e12, .init(target: 5)).decimals == 0)
  }

  @Test func `are few, increasing, evenly spaced and near the data, whatever the data`() {
    var numbers = SampleNumbers(1)
    for _ in 0..<3000 {
      let magnitude = [1e-9, 1e-3, 1, 1e4, 1e12][numbers.below(5)]
      let low = (numbers.uniform() - 0.5) * magnitude
      let high = low + numbers.uniform() * magnitude
      let target = 2 + Double(numbers.below(6))
      let ticks = Ticks.wilkinson(low, high, .init(target: target)).values
      #expect(ticks.count >= 2 && ticks.count <= 8)
      let gaps = zip(ticks, ticks.dropFirst()).map { $1 - $0 }
      #expect(gaps.allSatisfy { $0 > 0 && abs($0 - gaps[0]) < 1e-9 * gaps[0] + 1e-12 * magnitude })
      #expect(ticks[0] > low - (high - low) && ticks[ticks.count - 1] < high + (high - low))
    }
  }

  @Test func `of counts are whole`() {
    for high in [1.0, 2, 3, 7, 13] {
      #expect(Ticks.wilkinson(0, high, .init(target: 5, integersOnly: true)).values.allSatisfy { $0 == $0.rounded() })
    }
  }

  @Test func `keep out where their labels would touch`() {
    let crowded = Ticks.wilkinson(0, 100, .init(target: 8, legibility: { $0.values.count > 3 ? -.infinity : 1 }))
    #expect(crowded.values.count <= 3)
  }

  @Test func `degenerate domains open around their value`() {
    #expect(Domain(low: 50, high: 50).ruled(.data) == Domain(low: 45, high: 55))
    #expect(Domain(low: 0, high: 0).ruled(.data) == Domain(low: -1, high: 1))
    #expect(Domain(low: 3, high: 10).ruled(.data).low == 0)
    #expect(Domain(low: 8, high: 10).ruled(.data).low == 8)
    #expect(Domain(low: 0.1, high: 0.8).ruled(.share) == Domain(low: 0, high: 1))
    #expect(Domain(of: [Double.nan, .infinity]) == nil)
  }

  @Test func `the unit stands at one tick only`() {
    let canvas = Canvas(theme: .bullwhip, report: false, measurer: FixedWidthMeasurer())
    let vertical = ValueAxis(
      Domain(low: 11.2e6, high: 18.3e6), rule: .data, unit: .money("USD"), direction: .vertical, from: 300, to: 0, canvas: canvas)
    #expect(vertical.labels.filter { $0.contains("$") } == [vertical.labels.last ?? ""])
    #expect(vertical.labels.last?.hasSuffix("m") == true)
    let percent = ValueAxis(Domain(low: 0, high: 1), rule: .share, unit: .percent, direction: .vertical, from: 200, to: 0, canvas: canvas)
    #expect(percent.labels == ["0", "20", "40", "60", "80", "100%"])
    #expect(percent.ticks == [0, 0.2, 0.4, 0.6, 0.8, 1])
  }
}

@Suite struct `A calendar axis` {
  @Test func `civil days are right through four centuries`() {
    // 1970-01-01 was a Thursday; 2000-02-29 existed, 1900-02-29 did not.
    #expect(CivilDate(dayNumber: 0) == CivilDate(year: 1970, month: 1, day: 1))
    #expect(CivilDate(dayNumber: 0).weekday == .thu)
    #expect(CivilDate(year: 2000, month: 2, day: 28)?.adding(days: 1) == CivilDate(year: 2000, month: 2, day: 29))
    #expect(CivilDate(year: 1900, month: 2, day: 28)?.adding(days: 1) == CivilDate(year: 1900, month: 3, day: 1))
    #expect(CivilDate(year: 2026, month: 11, day: 21)?.weekday == .sat)
    #expect(CivilDate(year: 2000, month: 3, day: 1)?.dayNumber == 11_017)
    let dates = (-150_000...0).map { CivilDate(dayNumber: $0) }
    #expect(zip(dates, dates.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(dates, -150_000...0).allSatisfy { $0.dayNumber == $1 })
  }

  private func ticks(_ low: Double, _ high: Double, _ base: TimeBase, length: Double = 500) -> TimeTicks {
    TimeTicks(low, high, base: base, length: length) { Double($0.count) * 5 }
  }

  @Test func `half a year gets months with the year beneath at its first occurrence`() {
    let found = ticks(0, 329, TimeBase(.days, from: CivilDate(year: 2025, month: 7, day: 7)))
    #expect(found.ticks.map(\.label) == ["Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May"])
    #expect(found.ticks.map(\.enclosing) == ["2025", nil, nil, nil, nil, "2026", nil, nil, nil, nil])
    // The first of June is the axis's end: of June nothing is shown, a week later some of it is.
    #expect(ticks(0, 336, TimeBase(.days, from: CivilDate(year: 2025, month: 7, day: 7))).ticks.last?.label == "Jun")
    #expect(found.ticks[0].at == 25)
    // The leap day: 1 March 2028 is 60 days after 1 January.
    #expect(ticks(0, 329, TimeBase(.days, from: CivilDate(year: 2028, month: 1, day: 1))).ticks.first { $0.label == "Mar" }?.at == 60)
  }

  @Test func `a shift gets hours, years get years, a clock without a calendar gets days and weeks`() {
    #expect(ticks(21_600, 50_400, TimeBase(.seconds)).ticks.map(\.label).prefix(3) == ["06:00", "07:00", "08:00"])
    #expect(ticks(0, 3652, TimeBase(.days, from: CivilDate(year: 2016, month: 1, day: 1))).ticks.map(\.label).contains("2020"))
    #expect(ticks(0, 10, TimeBase(.days)).ticks.allSatisfy { $0.label.hasPrefix("Day ") })
    #expect(ticks(0, 52, TimeBase(.weeks)).ticks.allSatisfy { $0.label.hasPrefix("Week ") })
  }

  @Test func `weeks begin on Mondays`() {
    let base = TimeBase(.days, from: CivilDate(year: 2026, month: 1, day: 1))
    let found = ticks(0, 60, base, length: 300)
    #expect(found.unit == .weeks)
    #expect(found.ticks.allSatisfy { base.date(at: $0.at)?.weekday == .mon })
  }

  @Test func `labels never touch`() {
    var numbers = SampleNumbers(2)
    for _ in 0..<400 {
      let base =
        numbers.below(2) == 0
        ? TimeBase(.days, from: CivilDate(year: 2020 + numbers.below(9), month: 1 + numbers.below(12), day: 1)) : TimeBase(.days)
      let span = [0.02, 0.3, 2, 20, 200, 2000, 40_000][numbers.below(7)] * (1 + numbers.uniform())
      let length = 100 + 500 * numbers.uniform()
      let found = ticks(0, span, base, length: length)
      for (a, b) in zip(found.ticks, found.ticks.dropFirst()) {
        #expect((b.at - a.at) / span * length >= Double(found.centred ? a.label.count + b.label.count : 2 * a.label.count) * 2.5 + 5.9)
      }
    }
  }
}
