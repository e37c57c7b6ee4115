import Testing

@testable import Groundwork

@Suite struct `Numbers for people` {
  let chart = NumberFormat.chart

  @Test(arguments: [
    (0.0, 0, "0"), (-0.0, 2, "0.00"), (-0.004, 2, "0.00"), (1234.5, 0, "1,235"), (-1234.5, 0, "−1,235"), (2.675, 2, "2.68"),
    (0.045, 2, "0.05"), (999.999, 2, "1,000.00"), (1e12, 0, "1,000,000,000,000"), (1e-9, 9, "0.000000001"),
    (1e21, 0, "1,000,000,000,000,000,000,000"),
    (12_345_678.9, 1, "12,345,678.9"), (0.5, 0, "1"), (0.49999999999999994, 0, "0"), (100, 0, "100"), (2.5e-308, 3, "0.000"),
  ])
  func `are rounded half away from zero on their decimal form and grouped`(value: Double, decimals: Int, text: String) {
    #expect(chart.number(value, decimals: decimals) == text)
  }

  @Test func `what is not a number prints as a dash, and infinity as such`() {
    #expect(chart.number(.nan) == "–")
    #expect(chart.percent(.nan) == "–")
    #expect(chart.money(.nan, currency: "GBP") == "–")
    #expect(chart.number(-.infinity) == "−∞")
  }

  @Test func `changes carry a sign, and one that rounds away keeps its own`() {
    #expect(chart.number(1.25, decimals: 1, sign: .always) == "+1.3")
    #expect(chart.number(-0.04, decimals: 1, sign: .always) == "−0.0")
    #expect(chart.number(0, decimals: 1, sign: .always) == "+0.0")
    #expect(chart.points(0.016) == "+1.6 points")
  }

  @Test func `every number reads back within half a unit of its last place`() {
    var state: UInt64 = 1
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = (Double(state >> 11) / 9_007_199_254_740_992 - 0.5) * 2e6
      for decimals in 0...4 {
        let text = NumberFormat.plain.number(value, decimals: decimals)
        let back = Double(String(text.map { $0 == "−" ? "-" : $0 })) ?? .nan
        let unit = [1, 0.1, 0.01, 0.001, 0.0001][decimals]
        #expect(abs(back - value) <= unit * 0.500001)
      }
    }
  }

  @Test(arguments: [
    (0.06, 2), (0.14, 2), (0.12, 2), (0.08, 2), (0.8, 1), (0.5, 1), (41.0, 0), (96, 0), (120, 0), (0.096, 2), (0.0999, 2), (1.0, 1),
    (0.2, 1), (0.0, 2), (.nan, 2),
  ])
  func `decimals follow the half-width`(halfWidth: Double, decimals: Int) {
    #expect(NumberFormat.decimals(forHalfWidth: halfWidth) == decimals)
  }

  @Test func `a mean prints with its half-width`() {
    #expect(chart.plusMinus(11.8612, halfWidth: 0.0613) == "11.86 ±\u{202F}0.06")
    #expect(NumberFormat.terminal.plusMinus(18_412.3, halfWidth: 96) == "18\u{202F}412 ±\u{202F}96")
    #expect(chart.plusMinus(1.234, halfWidth: nil) == "1.23")
  }

  @Test func `money by symbol and by code`() {
    #expect(chart.money(-1_880_000, currency: "USD", decimals: 2, scale: .million) == "−$1.88m")
    #expect(chart.money(18_412, currency: "GBP") == "£18,412")
    #expect(NumberFormat.terminal.money(18_412, currency: "GBP", sign: .always) == "+18\u{202F}412\u{202F}GBP")
    #expect(chart.money(5, currency: "CHF") == "CHF\u{202F}5")
  }

  @Test func `ranges use a dash, or "to" beside a sign`() {
    #expect(chart.range(3, 5) == "3–5")
    #expect(chart.range(-3, 5) == "−3 to 5")
  }

  @Test(arguments: [
    (0.2, NumberScale.one), (999, .one), (999.5, .thousand), (15e6, .million), (999.6e6, .billion), (1e15, .billion), (.nan, .one),
  ])
  func `one factor for an axis`(largest: Double, scale: NumberScale) {
    #expect(NumberScale.fitting(largest: largest) == scale)
  }

  @Test func `costs below a cent keep their figures`() {
    let plain = NumberFormat.plain
    // A column of amounts of a cent or more is as it was; one below gets three figures for its largest.
    #expect(NumberFormat.decimals(forAmounts: [13.38, 0.004], usual: 2) == 2)
    #expect(NumberFormat.decimals(forAmounts: [1], usual: 2) == 2)
    #expect(NumberFormat.decimals(forAmounts: [0.012_345, -0.5], usual: 2) == 3)
    #expect(NumberFormat.decimals(forAmounts: [0.000_123_45], usual: 2) == 6)
    #expect(NumberFormat.decimals(forAmounts: [0, .nan, .infinity], usual: 2) == 2)
    #expect(NumberFormat.decimals(forAmounts: [1e-300], usual: 2) == 15)
    // Beside large amounts a small one prints with two figures; what is the rounding of sums prints as nothing.
    #expect(plain.amount(0.001_26, decimals: 2, largest: 140) == "0.0013")
    #expect(plain.amount(0.006, decimals: 2, largest: 140) == "0.01")
    #expect(plain.amount(-0.001_26, decimals: 2, largest: 140, sign: .always) == "−0.0013")
    #expect(plain.amount(1e-12, decimals: 2, largest: 140) == "0.00")
    #expect(plain.amount(0, decimals: 2, largest: 0) == "0.00")
  }

  @Test func `at most four significant digits in prose`() {
    #expect(chart.significant(1_234_567) == "1,235,000")
    #expect(chart.significant(-0.0123456) == "−0.01235")
    #expect(chart.significant(99.996) == "100")
    #expect(chart.significant(12.5) == "12.5")
  }
}
