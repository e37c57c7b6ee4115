import Testing

@testable import Charts

/// The risks beneath a projection.
@Suite struct `A strip of risks` {
  private static func chart(_ risks: [Double], countedFrom: Double) -> FanChart {
    let days = [7.0, 14, 21, 28, 35], median = [50.0, 40, 30, 40, 50]
    var chart = FanChart(
      measure: "Stock", unit: .count("units"), base: TimeBase(.days), period: "end of week", times: days, median: median, bands: [],
      risk: .init(title: "Risk of a week", probabilities: risks), evidence: Samples.simulated)
    chart.countedFrom = countedFrom
    return chart
  }

  @Test func `names the greatest risk of the weeks that count`() {
    #expect(Self.chart([0.9, 0.1, 0.2, 0.4, 0.3], countedFrom: 0).peak == 0)
    #expect(Self.chart([0.9, 0.8, 0.2, 0.4, 0.3], countedFrom: 14).peak == 3)
    #expect(Self.chart([0.9, .nan, 0, 0, 0], countedFrom: 14).peak == nil)
  }
}
