import Charts
import Estimation
@testable import Experiment
import Foundation
import Rendering
import Scenario
import Simulation
import Store
import Testing

@testable import Reports

/// The bundled scenarios, shortened so that a debug build can run them.
enum Bundled {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("scenarios")

  static var names: [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return all.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  struct Made {
    var study: StudyResult
    var loaded: LoadedScenario
    var insights: StudyInsights
    var report: StudyReport { StudyReport(study, loaded: loaded, insights: insights, command: "bullwhip run it.yaml") }
  }

  /// - Parameter keeps: alternatives that need many dynamic programs are left out where the file has hundreds of items.
  static func make(_ name: String, replications: Int = 3, weeks: Int = 16) throws -> Made {
    var loaded = try ScenarioLoader.load(
      path: folder.appendingPathComponent(name + ".yaml").path,
      sets: ["clock.horizon=\(weeks) weeks", "clock.warm-up=1 week"])
    loaded.drafts.removeAll { $0.toOptimise.count > 60 }
    var options = StudyOptions(loaded.experiment)
    options.replications = replications
    options.precision = [:]
    let study = try Study.resolved(loaded, options: options).run()
    let insights = try StudyInsights.gather(study, recommended: StudyReport.recommended(of: study), threads: 2)
    return Made(study: study, loaded: loaded, insights: insights)
  }
}

@Suite struct `Every bundled scenario` {
  @Test func `is found`() { #expect(Bundled.names.count >= 5) }

  /// Every chart in both modes and both measurers' ways, and every page, without a broken rule.
  @Test(arguments: Bundled.names)
  func `gives charts and pages that keep every rule`(name: String) throws {
    let made = try Bundled.make(name, replications: name == "gift-retailer" ? 2 : 3, weeks: name == "gift-retailer" ? 4 : 8)
    let pictures = StudyPictures(made.study, insights: made.insights)
    #expect(pictures["scenario-comparison"] != nil)
    let renderer = try Renderer(scale: 2)
    for picture in pictures.pictures {
      for (size, mode) in [(picture.size, Mode.standalone), (Size(487, picture.reportHeight), .report)] {
        let scene = try picture.chart.scene(size: size, mode: mode, measurer: renderer.measurer)
        let broken = Lint.violations(in: scene, evidence: picture.chart.evidence)
        #expect(broken.isEmpty, "\(name) \(picture.name) \(mode): \(broken)")
      }
    }
    let document = made.report.document
    let pages = try document.pages(measurer: renderer.measurer)
    #expect(pages.count >= 6)
    for (index, page) in pages.enumerated() {
      let words = page.items.compactMap { item -> TextRun? in
        if case .draw(.text(let run, _)) = item { run } else { nil }
      }
      for run in words { #expect(run.inkBox.maxX <= page.width && run.inkBox.minX >= 0, "\(name) page \(index + 1): \(run.text)") }
      // What a programme says to itself is no sentence for a client.
      for run in words { for word in ["nan", "nil", "Optional", " to – "] { #expect(!run.text.contains(word), "\(name): \(run.text)") } }
    }

    // Stored and read back it is the same document, byte for byte.
    let text = try document.stored()
    let again = try ReportDocument(stored: text)
    #expect(try again.stored() == text)
    #expect(try again.pdf() == document.pdf())
  }
}

@Suite struct `A study told in words` {
  private let study = shownStudy()
  private var words: StudyWords { StudyWords(study: study) }
  private func kpi(_ scenario: Int, _ id: String) throws -> KPIResult { try #require(study.scenarios[scenario][id]) }
  private func plain(_ text: String) -> String { text.replacing("\u{202F}", with: " ") }

  @Test func `the recommended scenario is the cheapest that is clearly cheaper`() {
    #expect(StudyReport.recommended(of: study) == 2)
    var other = study
    for i in 1...3 { other.scenarios[i].kpis[0].verdict = .cannotTell }
    #expect(StudyReport.recommended(of: other) == 0)
  }

  @Test func `changes are said with a verb and no sign`() throws {
    let cost = try kpi(2, "cost.total")
    let cycle = try kpi(3, "order-cycle-time.p95")
    let fill = try kpi(2, "fill-rate")
    #expect(words.movement(try #require(cost.difference), cost.declaration) == "falls by £1,904")
    #expect(plain(words.movement(try #require(cycle.difference), cycle.declaration)) == "rises by 3.0 h")
    #expect(words.movement(try #require(fill.difference), fill.declaration) == "rises by 1.60 points")
    #expect(words.intervalOfAmount(try #require(cost.difference), cost.declaration) == "95% CI £1,816 to £1,992")
    #expect(plain(words.interval(try #require(cycle.difference), cycle.declaration, isDifference: true)) == "95% CI +2.6 to +3.4 h")
  }

  @Test func `no share is told to lie above 100 % or below nothing`() throws {
    let fill = try kpi(0, "fill-rate").declaration
    let high = Estimate(value: 0.998, lower: 0.993, upper: 1.003, n: 20, kind: .confidence)
    #expect(words.interval(high, fill).hasSuffix(" to 100.0%") || words.interval(high, fill).hasSuffix(" to 100%"))
    let low = Estimate(value: 0.002, lower: -0.003, upper: 0.007, n: 20, kind: .confidence)
    #expect(words.interval(low, fill).contains("CI 0"))
    // A change may be of either sign.
    #expect(words.interval(low, fill, isDifference: true).contains("−0.3"))
  }

  /// Was: `+0` beside an interval of two decimals, and £6,742 beside ± 62.3.
  @Test func `numbers of one row have the decimals that the first of them deserves`() throws {
    let fill = try kpi(1, "fill-rate")
    let places = words.decimals(row: [try kpi(0, "fill-rate").estimate, try #require(fill.difference)], fill.declaration)
    #expect(places == 2)
    let zero = Estimate(value: 0, lower: 0, upper: 0, n: 200, kind: .confidence)
    #expect(words.short(zero, fill.declaration, isDifference: true, decimals: places) == "0.00 points")
    // A plus before a small fall would say the contrary; and an end of an interval that is not zero does not print as zero.
    let fall = Estimate(value: -0.4, lower: -0.9, upper: 0.1, n: 200, kind: .confidence)
    let money = try kpi(0, "cost.total").declaration
    #expect(words.short(fall, money, isDifference: true, decimals: 0) == "£0")
    let wide = Estimate(value: -12, lower: -24.3, upper: 0.3, n: 200, kind: .confidence)
    #expect(words.interval(wide, money, isDifference: true) == "95% CI −£24.3 to +£0.3")
    let cost = try kpi(0, "cost.total").declaration
    func estimate(_ value: Double, _ half: Double) -> Estimate {
      Estimate(value: value, lower: value - half, upper: value + half, n: 12, kind: .confidence)
    }
    #expect(words.decimals(row: [estimate(6742, 62), estimate(-260, 66), estimate(955, 1.8)], cost) == 0)
    // An error of 40 pence is not an error of nothing.
    #expect(words.decimals(row: [estimate(6742, 62), estimate(955, 0.4)], cost) == 1)
    #expect(words.decimals(row: [estimate(6742, 62), estimate(0, 0)], cost) == 0)
    // Was: −£21, −£21 and −£21 of three alternatives.
    #expect(words.decimals(row: [estimate(55.7, 2.1), estimate(-20.8, 2), estimate(-20.7, 2), estimate(-20.5, 2)], cost) == 1)
    // Was: “releases £0 of stock”.
    #expect(words.amount(estimate(-0.2, 2.1), cost) == "£0.2")
    #expect(words.movement(estimate(-0.0001, 2.1), cost) == "stays as it is")
  }

  @Test(arguments: [
    ("{ gamma: { mean: 21 d, sd: 6 d } }", "gamma (mean 21 d, sd 6 d)"), ("15 GBP", "15 GBP"), ("[sat, sun]", "sat, sun"),
    ("{ fill-rate: \">= 97.5 %\" }", "fill-rate >= 97.5 %"),
    ("{ hours: 06:00-14:00, breaks: { lunch: 11:30 +30 min } }", "hours 06:00-14:00, breaks (lunch 11:30 +30 min)"),
    ("the forwarder's quote", "the forwarder's quote"), ("{ s-S: { s: 2 weeks, S: 6 weeks } }", "s-S (s 2 weeks, S 6 weeks)"), ("", ""),
  ])
  func `values of the file read like words`(text: String, words: String) { #expect(FlowText.plain(text) == words) }

  @Test func `what goes, what comes and what changes are three sentences`() {
    func sentence(_ before: String, _ after: String) -> String {
      StudyReport.sentence(.init(address: "policies.rules.slow", before: before, after: after)).plain
    }
    #expect(sentence("B", "–") == "Order rule “slow” goes (it was B)")
    #expect(sentence("–", "{ s-S: { s: 1, S: 2 } }") == "Order rule “slow” is new: s-S (s 1, S 2)")
    #expect(sentence("4", "6") == "Order rule “slow”: from 4 to 6")
  }

  @Test func `a note that enumerates becomes a list, and what differs in numbers alone is said once`() {
    let (lead, points) = StudyReport.enumerated(
      """
      DP levels: chosen by dynamic programming; in that model orders come evenly; unmet demand waits; the warm-up of 56 days is \
      short against 186 days; the warm-up of 56 days is short against 66 days.
      """)
    #expect(lead == "DP levels: chosen by dynamic programming; it is simpler than the simulation:")
    #expect(points == ["Orders come evenly.", "Unmet demand waits.", "The warm-up of 56 days is short against 186 days."])
    #expect(StudyReport.enumerated("one thing; another").points.isEmpty)
  }

  @Test(arguments: [("assumption", "assumed"), ("assumption: four inner packs", "assumed: four inner packs"), ("mean 7.95", "mean 7.95")])
  func `sources say once that they are assumed`(remark: String, text: String) { #expect(StudyReport.source(remark) == text) }

  @Test func `the answer has a verb, a number and an interval, and no sign`() {
    let loaded = LoadedScenario(title: study.title, description: "", slug: study.slug, drafts: [], experiment: ExperimentSettings())
    let report = StudyReport(study, loaded: loaded, insights: StudyInsights(), command: "")
    #expect(
      report.answer.plain
        == """
        With “DP levels”, total cost falls by £1,904 a week (95% CI £1,816 to £1,992), and 97.70% of units are served from stock \
        instead of 96.10%.
        """)
    #expect(report.document.summary.headline.meaning == "total cost per week, “DP levels” against today")
    let findings = report.findings.map(\.claim)
    #expect(findings.count <= 4)
    #expect(findings.contains("The target for order cycle p95 is missed, as today."))
    // At least one cost or risk is always said.
    #expect(!findings.allSatisfy { $0.contains("lowers") || $0.contains("releases") })
  }

  @Test(arguments: [
    (22.4, "The saving is more than ten times the half-width of its interval: chance does not overturn it, wrong assumptions could."),
    (2.0, "The saving is 2 times the half-width of its interval: chance does not overturn it, wrong assumptions could."),
    (
      1.99,
      "The saving is only 1.9 times the half-width of its interval: chance alone could make it half as large. More replications tell."
    ),
  ])
  func `a saving below two half-widths is not called safe`(ratio: Double, text: String) { #expect(StudyReport.robustness(ratio) == text) }
}

@Suite struct `Wide tables` {
  private let type = Typesetter(measurer: SquareMeasurer())
  private func table(_ pairs: Int, fixedColumns: Int) -> ReportTable {
    var columns: [ReportTable.Column] = [.init("Measure"), .init("Today", .number), .init("±", .interval)]
    for i in 0..<pairs { columns += [.init("Alternative \(i)", .number), .init("±", .interval)] }
    let row = ReportTable.Row([.init("Total cost")] + (0..<pairs * 2 + 2).map { .init("1\($0),234.56") })
    return ReportTable(id: "t", title: "T", columns: columns, rows: [row], fixedColumns: fixedColumns)
  }

  @Test func `go on with the next columns beside the same stub, each number with its interval`() {
    let whole = table(7, fixedColumns: 3)
    let parts = whole.parts(width: 487, type: type)
    #expect(parts.count > 1)
    var seen: [String] = []
    for part in parts {
      #expect((try? TableGrid(part, width: 487, type: type)) != nil)
      #expect(part.columns.prefix(3).map(\.title) == ["Measure", "Today", "±"])
      #expect(part.columns.last?.kind == .interval && part.columns.count % 2 == 1)
      seen += part.rows[0].cells.dropFirst(3).map(\.text)
    }
    #expect(seen == whole.rows[0].cells.dropFirst(3).map(\.text))
  }

  @Test func `are left whole where they fit, and refused where nothing may be split`() throws {
    #expect(table(1, fixedColumns: 3).parts(width: 487, type: type).count == 1)
    #expect(table(7, fixedColumns: 0).parts(width: 487, type: type).count == 1)
    #expect(throws: (any Error).self) { try TableGrid(table(7, fixedColumns: 0), width: 487, type: type) }
  }

  /// Was: one alternative alone on a second table over two pages.
  @Test func `are set smaller where that spares a part for one alternative alone`() {
    let all = (2...12).map { table($0, fixedColumns: 3).parts(width: 487, type: type) }
    let smaller = all.filter { $0[0].letterScale != nil }
    #expect(!smaller.isEmpty)
    for parts in smaller {
      #expect(parts.allSatisfy { (try? TableGrid($0, width: 487, type: type)) != nil && ($0.letterScale ?? 0) >= 0.85 })
      // In letters of the usual size the last alternative would not fit.
      var whole = parts[0]
      whole.letterScale = nil
      #expect(parts.count > 1 || (try? TableGrid(whole, width: 487, type: type)) == nil)
    }
  }

  @Test func `numbers of several units stand at the right`() throws {
    var mixed = ReportTable(
      id: "t", title: "T", columns: [.init("A"), .init("B", .number)], rows: [.init(["x", "£1,234"]), .init(["y", "97.10%"])])
    mixed.alignsDecimals = false
    let grid = try TableGrid(mixed, width: 300, type: type)
    let ends = grid.cells.map { $0[1][0].pieces[0].x + $0[1][0].pieces[0].width }
    #expect(abs(ends[0] - ends[1]) < 1e-9)
  }
}

@Suite struct `A stored report` {
  @Test func `refuses what is code, and says which figure`() {
    #expect(throws: EncodingError.self) { try DemoReport.report().stored() }
  }

  @Test func `lies in the archive with its run and leaves with it`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stored-report-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let archive = try RunArchive(path: folder.path + "/results.sqlite")
    var run = ArchivedRun(
      header: .init(
        identity: "00112233445566aa", title: "T", scenarioFile: "t.yaml", version: "1.0", currency: "GBP", seed: 1, replications: 2,
        weeks: 4,
        warmUpDays: 0))
    run.document = "{\"a\":1}"
    try archive.save(run)
    #expect(try archive.document(identity: "00112233445566aa") == "{\"a\":1}")
    #expect(try archive.load(identity: "00112233445566aa")?.document == "{\"a\":1}")
    // Saved again without one, the run has none: no document outlives the run it belongs to.
    run.document = nil
    try archive.save(run)
    #expect(try archive.document(identity: "00112233445566aa") == nil)
    #expect(try archive.document(identity: "ffff") == nil)
  }
}

@Suite struct `The clock of a shift` {
  /// Was: a summer's early shift stood at five o'clock, an hour before it began.
  @Test func `is the wall clock's, in summer as in winter`() throws {
    var loaded = try ScenarioLoader.load(
      path: Bundled.folder.appendingPathComponent("gift-retailer.yaml").path,
      // Four weeks around midsummer, local time an hour ahead of the clock's start.
      sets: ["clock.start=2011-03-07", "clock.horizon=7 weeks", "clock.warm-up=5 weeks"])
    loaded.drafts = [loaded.drafts[0]]
    var options = StudyOptions(loaded.experiment)
    options.replications = 1
    let study = try Study(title: "t", slug: "t", drafts: loaded.drafts, options: options).run()
    var insights = StudyInsights()
    insights.shift = try ShiftRecord(study.base, seed: study.seed)
    let traced = try #require(insights.shift)
    guard case .timeline(let chart) = StudyPictures(study, insights: insights)["shift"]?.specification else {
      Issue.record("no shift was drawn")
      return
    }
    // The early shift begins at 06:00 by the scenario.
    #expect(traced.from == 5)
    #expect(chart.from == 6)
    // Somebody's break at 09:00 shows; who is in the middle of a round takes it later.
    let breaks = chart.lanes.flatMap(\.segments).filter { $0.category == chart.categories.count - 1 }
    #expect(breaks.contains { abs($0.start - 9) < 0.5 })
  }
}
