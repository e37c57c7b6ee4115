import Testing

@testable import Charts

@Suite struct `Edge states` {
  static let sizes: [(Size, Mode)] = [
    (.standalone, .standalone), (.reportColumn, .report), (Size(487, 220), .report), (.halfColumn, .report), (.slide, .standalone),
    (Size(240, 300), .standalone),
  ]
  static let long =
    "Echelon base-stock with dynamic safety stock, weekly review, consolidated inbound freight and a seasonal labour plan (v)"
  let some = Evidence(n: 50, interval: .confidence)

  @Test func `every sample fits every size and keeps every rule`() {
    for (name, chart, size) in Samples.all {
      for (size, mode) in Self.sizes + [(size, .standalone)] {
        func check(_ chart: some Chart) {
          var size = size
          // On the smallest canvases rows and cards that would run into each other are refused; height is all they lack.
          if size.width <= 240, size.height <= 300, !isDrawn(chart, size, mode) { size = Size(size.width, 640) }
          guard let scene = laidOut(chart, size, mode, name) else { return }
          #expect(scene.width == size.width && scene.height == size.height)
          #expect(scene.altText.count <= 400 && !scene.altText.isEmpty)
          #expect(mode == .standalone || scene.texts("stamp").isEmpty && scene.texts("eyebrow").isEmpty)
        }
        check(chart)
      }
    }
  }

  @Test func `every sample is the same twice and survives JSON`() throws {
    let one = try Samples.bridge.scene(size: .standalone, mode: .standalone, measurer: FixedWidthMeasurer())
    let two = try Samples.bridge.scene(size: .standalone, mode: .standalone, measurer: FixedWidthMeasurer())
    #expect(one == two)
  }

  @Test func `nothing to show is a sentence, never bare axes`() {
    let fan = FanChart(
      measure: "Stock", unit: .count("units"), base: TimeBase(.days), period: "day", history: [.init(0, .nan)], times: [1], median: [.nan],
      bands: [],
      evidence: some)
    let charts: [any Chart] = [
      fan,
      ComparisonChart(measure: "Cost", unit: .percent, better: .lower, rows: [], evidence: some),
      FanChart(
        measure: "Stock", unit: .count("units"), base: TimeBase(.days), period: "day", times: [], median: [], bands: [], evidence: some),
      BridgeChart(measure: "Cost", unit: .percent, from: "A", start: .nan, steps: [], to: "B", end: 1, evidence: some),
      ActionHeatmap(action: "Order", nothing: "None", boundary: "line", columnTitle: "x", rowTitle: "y", columns: [], rows: [], cells: []),
      LevelCurve(measure: "Levels", unit: .count("units"), base: TimeBase(.days), lowerName: "s", upperName: "S", levels: [], end: 1),
      DistributionChart(measure: "Time", unit: .quantity("h"), observations: [], evidence: some),
      DistributionChart(measure: "Time", unit: .quantity("h"), observations: [.nan, .infinity], evidence: some),
      TimelineChart(base: TimeBase(.hours), from: 6, to: 14, categories: [], lanes: []),
      RankedChart(measure: "Stock", unit: .count("units"), items: [.init("a", Measured(.nan))], evidence: some),
    ]
    for chart in charts {
      func check(_ chart: some Chart) {
        let scene = laidOut(chart)
        #expect(scene?.texts("empty").isEmpty == false)
        #expect(scene?.texts.contains { $0.style.tabular } == false)
      }
      check(chart)
    }
  }

  private func row(_ name: String, _ samples: [Double], best: Bool = false, reference: Bool = false) -> ComparisonChart.Row {
    let mean = samples.isEmpty ? .nan : samples.reduce(0, +) / Double(samples.count)
    return .init(
      name, samples: samples, mean: Measured(mean, plusMinus: 0.1), difference: reference ? nil : Measured(-0.5, plusMinus: 0.6),
      isReference: reference, isAmongBest: best)
  }

  @Test func `one replication has no interval and says so`() {
    let chart = ComparisonChart(
      measure: "Cost", unit: .quantity("h"), better: .lower,
      rows: [.init("a", samples: [3], mean: Measured(3)), .init("b", samples: [4], mean: Measured(4))],
      evidence: Evidence(n: 1, interval: nil))
    let scene = laidOut(chart)
    #expect(scene?.says("no interval") == true)
    #expect(scene?.rects("mean-interval").isEmpty == true)
    let fan = FanChart(
      measure: "Stock", unit: .count("units"), base: TimeBase(.days), period: "day", times: [0, 1, 2], paths: [[3, 4, 5]],
      evidence: Evidence(n: 1, interval: nil))
    #expect(fan.bands.isEmpty)
    #expect(laidOut(fan)?.says("One replication: no interval") == true)
  }

  @Test func `few replications are dots, many are boxes`() {
    let few = laidOut(
      ComparisonChart(
        measure: "Cost", unit: .quantity(""), better: .lower, rows: [row("a", (1...19).map(Double.init))],
        evidence: Evidence(n: 19, interval: .confidence)))
    #expect(few?.rects("context-box").isEmpty == true)
    let many = laidOut(
      ComparisonChart(
        measure: "Cost", unit: .quantity(""), better: .lower, rows: [row("a", (1...20).map(Double.init))],
        evidence: Evidence(n: 20, interval: .confidence)))
    #expect(many?.rects("context-box").count == 1)
  }

  @Test func `no variance leaves a tick`() {
    let scene = laidOut(
      ComparisonChart(
        measure: "Cost", unit: .money("GBP"), better: .lower,
        rows: [.init("a", samples: Array(repeating: 5, count: 30), mean: Measured(5, plusMinus: 0))],
        evidence: Evidence(n: 30, interval: .confidence)))
    #expect(scene?.rects("context-box").allSatisfy { $0.width >= 1.19 } == true)
  }

  @Test func `a hundred scenarios: the ten best and the reference`() {
    let rows = (1...100).map { i in
      row("Scenario \(i)", Samples.samples(mean: Double(i), spread: 0.3, n: 25, seed: UInt64(i)), reference: i == 60)
    }
    let chart = ComparisonChart(
      measure: "Cost", unit: .quantity(""), better: .lower, rows: rows, evidence: Evidence(n: 25, interval: .confidence))
    let scene = laidOut(chart)
    #expect(chart.shownRows.count == 11)
    #expect(scene?.texts("category").last == "Scenario 60")
    #expect(scene?.texts("category").first == "Scenario 1")
    #expect(scene?.says("ten best of 100") == true)
    #expect(chart.dataTable.rows.count == 100)
  }

  @Test func `labels of 120 characters, scripts and emoji`() {
    #expect(Self.long.count == 120)
    let names = [Self.long, "مخزون الأمان", "安全在庫ポリシー", "Über-Lager 🏭📦", "e\u{301}chelon"]
    for (size, mode) in Self.sizes {
      let rows = names.enumerated().map {
        row(
          $0.element, Samples.samples(mean: 10 + Double($0.offset), spread: 1, n: 40, seed: UInt64($0.offset + 1)),
          reference: $0.offset == 1)
      }
      _ = laidOut(
        ComparisonChart(
          measure: Self.long, unit: .money("GBP"), better: .lower, rows: rows, evidence: Evidence(n: 40, interval: .confidence),
          caption: Caption(title: Self.long, note: Self.long)), size, mode, "smore")
      _ = laidOut(
        RankedChart(measure: "Stock", unit: .count("units"), items: names.map { .init($0, Measured(12)) }, evidence: .deterministic), size,
        mode, "ranked")
      _ = laidOut(
        BridgeChart(
          measure: "Cost", unit: .money("CHF"), from: Self.long, start: 100, steps: names.map { .init($0, change: Measured(-3)) },
          to: "安全在庫", end: 85, evidence: .deterministic), size, mode, "bridge")
    }
  }

  @Test func `very small and very large numbers`() {
    for magnitude in [1e-9, 1e-3, 1.0, 1e12] {
      let rows = (1...3).map { i in
        row("Scenario \(i)", Samples.samples(mean: magnitude * Double(i), spread: magnitude * 0.1, n: 30, seed: UInt64(i)))
      }
      for unit in [ValueUnit.money("GBP"), .quantity("kg"), .count("units")] {
        _ = laidOut(
          ComparisonChart(
            measure: "Cost", unit: unit, better: .lower,
            rows: rows.map {
              var r = $0; r.mean = Measured(r.mean.value, plusMinus: magnitude * 0.02); return r
            }, evidence: Evidence(n: 30, interval: .confidence)), .standalone, .standalone, "\(magnitude) \(unit)")
        _ = laidOut(
          FanChart(
            measure: "Stock", unit: unit, base: TimeBase(.days), period: "day", times: (0..<20).map(Double.init),
            paths: (1...30).map { i in (0..<20).map { magnitude * Double(i * $0) } }, evidence: Evidence(n: 30, interval: .prediction)),
          .standalone, .standalone, "\(magnitude) \(unit)")
      }
    }
  }

  @Test func `missing values are counted and the line breaks`() {
    var chart = Samples.fan
    for index in [3, 9, 11] { chart.history[index].value = .nan }
    let scene = laidOut(chart)
    #expect(scene?.says("3 of 27 weeks of history missing") == true)
    let lines = scene?.commands.filter { if case .path(_, _, _, "history") = $0 { true } else { false } }.count
    let dots = scene?.commands.filter { if case .circle(_, _, _, _, "history") = $0 { true } else { false } }.count
    #expect(lines == 3 && dots == 1)
  }

  @Test func `contradictions are refused with their place`() {
    func message(_ chart: some Chart) -> String? { chart.defect }
    var fan = Samples.fan
    fan.bands[0].upper[4] = fan.median[4] - 1
    #expect(message(fan)?.contains("element 5") == true)
    #expect(throws: LayoutError.self) { try fan.scene(size: .standalone, mode: .standalone, measurer: FixedWidthMeasurer()) }
    var heat = Samples.heatmap
    heat.cells[2][3] = -1
    #expect(message(heat)?.contains("row 3") == true && message(heat)?.contains("column 4") == true)
    var levels = Samples.levels
    levels.levels[7].lower = 10_000
    #expect(message(levels)?.contains("level 8") == true)
    var shift = Samples.timeline
    shift.lanes[1].segments.append(.init(shift.lanes[1].segments[3].start + 1, shift.lanes[1].segments[3].start + 2, category: 0))
    #expect(message(shift)?.contains("Ben") == true)
  }

  @Test func `too small a canvas is an error, never a broken picture`() {
    for size in [Size(90, 60), Size(0, 0), Size(.nan, 100), Size(200, 80), Size(-5, 400)] {
      #expect(throws: LayoutError.self) { try Samples.bridge.scene(size: size, mode: .standalone, measurer: FixedWidthMeasurer()) }
    }
  }

  @Test func `a million queue events are thinned to the pixels`() {
    var chart = Samples.timeline
    var numbers = SampleNumbers(1)
    var count = 0
    chart.queue = (0..<100_000).map { i in
      count = max(0, count + (numbers.uniform() < 0.5 ? 1 : -1))
      return .init(chart.from + Double(i) * 0.288, count)
    }
    guard let scene = laidOut(chart) else { return }
    let points = scene.commands.compactMap { if case .path(let elements, _, _, "queue") = $0 { elements.count } else { nil } }.max() ?? 0
    #expect(points > 500 && points < 6000)
  }

  @Test func `the mean queue is the exact time average`() {
    let chart = TimelineChart(
      base: TimeBase(.hours), from: 0, to: 10, categories: [], lanes: [], queue: [.init(-1, 2), .init(4, 5), .init(9, 0), .init(12, 99)])
    let byHand: Double = 4 * 2 + 5 * 5
    #expect(chart.meanQueue == byHand / 10)
    #expect(chart.peakQueue == .init(4, 5))
  }

  @Test func `a finding never rounds to certainty`() {
    let almost = DistributionChart(
      measure: "Time", unit: .quantity("h"), values: [.init(1, count: 9999), .init(50, count: 1)], target: .init(36, phrase: "ship within"),
      evidence: some)
    #expect(almost.finding == "99.99% ship within 36\u{202F}h")
    let beyond = DistributionChart(
      measure: "Time", unit: .quantity("h"), values: [.init(1, count: 94)], beyond: 6, target: .init(36, phrase: "ship within"),
      evidence: some)
    #expect(beyond.finding == "94% ship within 36\u{202F}h")
    #expect(beyond.share(upTo: 0.5) == 0)
  }

  @Test func `a bridge accounts for every penny`() {
    let chart = BridgeChart(
      measure: "Cost", unit: .money("GBP"), from: "A", start: 1000,
      steps: (1...12).map { .init("Step \($0)", change: Measured(-Double($0))) }, to: "B", end: 900, evidence: .deterministic)
    #expect(chart.shownSteps.count == 9)
    let reached = chart.shownSteps.reduce(1000.0) { $0 + $1.change.value }
    #expect(abs(reached - 900) < 1e-9)
    #expect(chart.shownSteps.contains { $0.name == "Not explained" && $0.change.value == -22 })
  }

  @Test func `pieces draw at their least size`() throws {
    for values in [[], [1.0], [1, .nan, 3], [2, 2, 2], [1e12, -1e12]] {
      let scene = try Sparkline(values, altText: "trend").scene(measurer: FixedWidthMeasurer())
      #expect(Lint.violations(in: scene, evidence: .deterministic).isEmpty)
    }
    for change in [
      Measured(-310, plusMinus: 41), Measured(5, plusMinus: 20), Measured(1e-9, plusMinus: 1e-10), Measured(0), Measured(.nan),
      Measured(-5e9, plusMinus: 1),
    ] {
      for size in [Size(120, 36), Size(210, 52)] {
        let scene = try IntervalStrip(change: change, unit: .money("GBP"), evidence: Evidence(n: 200, interval: .confidence)).scene(
          size: size, measurer: FixedWidthMeasurer())
        let found = Lint.violations(in: scene, evidence: .deterministic)
        #expect(found.isEmpty, "\(change): \(found)")
      }
    }
  }

  @Test func `tables are CSV that reads back`() {
    let table = DataTable(
      columns: ["name", "value"], rows: [[.text("a, \"b\""), .number(1e15)], [.text("c"), .missing], [.text("d"), .number(0.1)]])
    #expect(table.csv == "name,value\n\"a, \"\"b\"\"\",1000000000000000\nc,\nd,0.1\n")
  }
}
