import Groundwork
import Testing

@testable import Charts

@Suite struct `Valleys of cost` {
  private func bowl(_ bottom: Double, _ levers: [Double], steep: Double = 0.01) -> CostCurveChart {
    CostCurveChart(
      measure: "Cost above the least", leverTitle: "Base stock S, units", levers: levers,
      values: levers.map { steep * ($0 - bottom) * ($0 - bottom) },
      choices: [.init("Today 20", x: 20, y: 0, kind: .current), .init("Best 14", x: bottom, y: 0, kind: .best)],
      caption: Caption(title: "Item bread: a base stock of 13–15 costs within 1% of the least"))
  }

  /// 0.01·(S − 14)² is at most 1 % from 13 to 15.
  @Test func `along one lever have their flat region`() {
    let chart = bowl(14, (8...24).map(Double.init))
    #expect(chart.flatReach == 13...15)
    #expect(chart.dataTable.rows.count == 17 && chart.defect == nil && chart.emptyMessage == nil)
    #expect(bowl(14, [14]).emptyMessage != nil)
    var broken = chart
    broken.values[0] = -1
    #expect(broken.defect != nil)
  }

  @Test(arguments: [(680.0, 380.0, Mode.standalone), (487, 250, .report), (320, 240, .standalone), (236, 170, .report)])
  func `along one lever keep every rule at every size`(width: Double, height: Double, mode: Mode) throws {
    for chart in [bowl(14, (8...24).map(Double.init)), bowl(9, [8, 9, 10]), bowl(14, (0...120).map { Double($0) / 2 }, steep: 1e-5)] {
      let scene = laidOut(chart, Size(width, height), mode)
      #expect(scene != nil)
    }
  }

  /// A plus of flat cells has twelve sides; the outline runs along them and nowhere between.
  @Test func `of few cells are outlined along the cells`() {
    let cells = (0...4).map { y in (0...4).map { x in abs(x - 2) + abs(y - 2) <= 1 ? 0.0 : 0.5 } }
    let chart = SurfaceChart(
      measure: "Cost above the least", columnTitle: "S", rowTitle: "Cap", columns: [10, 11, 12, 13, 14], rows: [3, 4, 5, 6, 7], cells: cells)
    #expect(chart.isCoarse)
    let lines = chart.cellOutline(1, 1)
    #expect(lines.count == 12 && lines.allSatisfy { $0.count == 2 })
    let length = lines.reduce(0) { $0 + abs($1[0].x - $1[1].x) + abs($1[0].y - $1[1].y) }
    #expect(length == 12, "four arms of three sides each")
    #expect(lines.joined().allSatisfy { $0.x - 0.5 == ($0.x - 0.5).rounded() && $0.y - 0.5 == ($0.y - 0.5).rounded() })
    #expect(laidOut(chart, Size(680, 460)) != nil)
  }

  @Test func `a candidate that misses something is a ring with a name`() throws {
    var chart = RegretChart(
      measure: "Cost", per: "per week", unit: .money("EUR"),
      rows: [
        .init("Best", cost: Measured(100, lower: 98, upper: 102), role: .recommended),
        .init("Cheap", cost: Measured(90, lower: 88, upper: 92), misses: "the target for fill rate"),
        .init("Today", cost: Measured(120, lower: 117, upper: 123), role: .current),
      ], reference: nil, evidence: Evidence(n: 40, interval: .confidence), caption: Caption(title: "Costs"))
    func scene() -> Scene? { laidOut(chart, Size(680, chart.preferredHeight(.standalone))) }
    let drawn = try #require(scene())
    #expect(drawn.texts("key-label") == ["Misses the target for fill rate"])
    chart.rows[2].misses = "the limit on stock.value"
    #expect(try #require(scene()).texts("key-label") == ["Misses a target or a limit"])
    #expect(laidOut(chart, Size(487, chart.preferredHeight(.report)), .report) != nil)
    for i in chart.rows.indices { chart.rows[i].misses = nil }
    #expect(try #require(scene()).texts("key-label").isEmpty)
  }
}
