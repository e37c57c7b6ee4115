import Estimation
import Groundwork
import Testing

@Suite struct `Estimates in print` {
  private func estimate(_ value: Double, _ half: Double?, level: Double = 0.95) -> Estimate {
    Estimate(value: value, lower: half.map { value - $0 }, upper: half.map { value + $0 }, n: 200, kind: .confidence, level: level)
  }

  /// The table of product.md, section 4, with thin no-break spaces and true minus signs.
  @Test func `the sample table's cells`() {
    #expect(EstimateFormat(.money(currency: "GBP")).text(estimate(18_412, 96)) == "18\u{202F}412 ±\u{202F}96\u{202F}GBP")
    #expect(EstimateFormat(.money(currency: "GBP"), isDifference: true).bare(estimate(-1904, 88)) == "−1\u{202F}904 ±\u{202F}88")
    #expect(EstimateFormat(.money(currency: "GBP"), isDifference: true).bare(estimate(2240, 120)) == "+2\u{202F}240 ±\u{202F}120")
    #expect(EstimateFormat(.share).text(estimate(0.961, 0.008)) == "96.1 ±\u{202F}0.8\u{202F}%")
    #expect(EstimateFormat(.share, isDifference: true).text(estimate(0.016, 0.004)) == "+1.6 ±\u{202F}0.4\u{202F}points")
    #expect(EstimateFormat(.share, isDifference: true).bare(estimate(0.00001, 0.004)) == "+0.0 ±\u{202F}0.4")
    #expect(EstimateFormat(.share, isDifference: true).bare(estimate(-0.00001, 0.004)) == "−0.0 ±\u{202F}0.4")
    #expect(EstimateFormat(.plain(unit: "h")).text(estimate(41.23, 0.8)) == "41.2 ±\u{202F}0.8\u{202F}h")
    #expect(EstimateFormat(.plain(unit: "")).text(estimate(11.8571, 0.06)) == "11.86 ±\u{202F}0.06")
  }

  @Test func `without an interval the value stands alone, and nothing is a dash`() {
    #expect(EstimateFormat(.plain(unit: "d")).text(estimate(12.34567, nil)) == "12.35\u{202F}d")
    #expect(EstimateFormat(.plain(unit: "")).text(.exact(47.660148)) == "47.66")
    #expect(EstimateFormat(.plain(unit: "")).text(.exact(12)) == "12")
    #expect(EstimateFormat(.plain(unit: "")).text(.exact(123_456.7)) == "123\u{202F}457")
    #expect(EstimateFormat(.plain(unit: "d")).text(.mean(of: [])) == "–")
    #expect(EstimateFormat(.plain(unit: "")).text(estimate(0.5, 0)) == "0.500 ±\u{202F}0.000")
  }

  @Test func `other levels print what the 95 percent half-width would`() {
    // A 99.9 % interval is 1.68 times as wide: 0.12 of it is 0.07 of the other.
    #expect(EstimateFormat(.plain(unit: "")).decimals(for: estimate(5, 0.12, level: 0.999)) == 2)
    #expect(EstimateFormat(.plain(unit: "")).decimals(for: estimate(5, 0.4, level: 0.95)) == 1)
    #expect(EstimateFormat(.plain(unit: "")).decimals(for: estimate(5, 1.2, level: 0.999)) == 1)
  }

  @Test func `intervals print as ranges`() {
    #expect(EstimateFormat(.plain(unit: ""), numbers: .chart).intervalText(estimate(18_412, 96)) == "18,316–18,508")
    #expect(EstimateFormat(.plain(unit: ""), numbers: .chart).intervalText(estimate(1, 3)) == "−2 to 4")
    #expect(EstimateFormat(.plain(unit: "")).intervalText(estimate(1, nil)) == "")
  }
}
