import Charts
import Experiment
import Foundation
import Groundwork
import Rendering
import Scenario
import Testing

@testable import Reports

/// `report:`, from the file to the cover and the advice.
@Suite struct `The terms of a report` {
  private static let scenario = """
    bullwhip: 1
    name: Mugs
    currency: GBP
    clock: { start: 2026-01-05, horizon: 8 weeks }
    items: { list: { mug: { unit-cost: 2 GBP, price: 5 GBP } } }
    locations: { dc: { stock: unlimited } }
    demand: { streams: { web: { at: dc, orders: { arrivals: { poisson: { mean: 4 /day } }, lines: 1, quantity: 1 } } } }
    experiment: { replications: 3 }
    report:
      prepared-for: Harrow Gifts Ltd
      prepared-by: A. Mistry
      date: 2026-05-16
      logo: logo.png
      decide-by: 2026-06-30
      decided-by: the head of purchasing

    """

  /// A wide red box: 240 by 40 pixels.
  private static func picture() throws -> [UInt8] {
    let box = Rect(x: 0, y: 0, width: 120, height: 20)
    let scene = Scene(
      width: 120, height: 20, commands: [.rect(box, cornerRadius: 0, fill: Colour(hex: 0xD0_2020), stroke: nil, role: "box")], title: "Logo"
    )
    return try Renderer(scale: 2).png(scene)
  }

  private func load(_ old: String = "", _ new: String = "", logo: [UInt8]) throws -> Result<LoadedScenario, InputErrors> {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bullwhip-report-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(logo).write(to: folder.appendingPathComponent("logo.png"))
    let text = old.isEmpty ? Self.scenario : Self.scenario.replacing(old, with: new)
    try Data(text.utf8).write(to: folder.appendingPathComponent("s.yaml"))
    return Result { () throws(InputErrors) in try ScenarioLoader.load(path: folder.appendingPathComponent("s.yaml").path, sets: []) }
  }

  private func report(_ loaded: LoadedScenario) throws -> ReportDocument {
    let study = try Study.resolved(loaded, options: StudyOptions(loaded.experiment)).run()
    return StudyReport(study, loaded: loaded, insights: StudyInsights(), command: "bullwhip run s.yaml").document
  }

  @Test func `stand on the cover, at the foot and in the advice`() throws {
    let picture = try Self.picture()
    let loaded = try load(logo: picture).get()
    #expect(loaded.report.logo.map { [$0.width, $0.height] } == [240, 40])
    #expect(loaded.inputs.map(\.path).contains("logo.png"))
    let document = try report(loaded)
    #expect(
      document.cover.facts == [Fact("Prepared for", "Harrow Gifts Ltd"), Fact("Prepared by", "A. Mistry"), Fact("Date", "16 May 2026")])
    #expect(document.footer.hasPrefix("A. Mistry · Bullwhip "))
    #expect(document.metadata.created == "2026-05-16T00:00:00Z")
    let advice = try #require(document.sections.first { $0.title == "Recommendation and risks" })
    let words = advice.blocks.compactMap { if case .paragraph(let text) = $0 { text.plain } else { nil } }
    #expect(words.contains("The decision lies with the head of purchasing and is needed by 30 Jun 2026."))
    // The stored form gives the same pages, the picture with them.
    let again = try ReportDocument(stored: document.stored())
    let measurer = try PangoMeasurer()
    let pdf = try document.pdf(measurer: measurer)
    #expect(try again.pdf(measurer: measurer) == pdf)
    var bare = document
    bare.cover.logo = nil
    #expect(try bare.pdf(measurer: measurer).count < pdf.count)
  }

  /// Tasks of 55 minutes from six o'clock on, always the next: they end at 6:55, 7:50, 8:45 (the quarter from eight is over), 9:40 and 10:35
  /// (so is the half hour from ten).
  @Test(arguments: [("finish", true), ("stop", false)]) func `tell of breaks that work takes away`(atEnd: String, isTold: Bool) throws {
    let floor = """
      warehouse:
        shifts: { early: { hours: 06:00-14:00, at-end: \(atEnd), breaks: { tea: 08:00 +15 min, lunch: 10:00 +30 min } } }
        workers: { packers: { count: 1, shift: early } }
        process: { outbound: { pack: { by: packers, time: 55 min } } }
      experiment: { replications: 3 }
      """
    let few = "mean: 4 /day } }, lines: 1, quantity: 1 } } } }\n", many = few.replacing("4", with: "40")
    let loaded = try load(few + "experiment: { replications: 3 }", many + floor, logo: Self.picture()).get()
    let advice = try #require(try report(loaded).sections.first { $0.title == "Recommendation and risks" })
    let told = advice.blocks.compactMap { if case .bullets(let list) = $0 { list.map(\.plain).joined(separator: " ") } else { nil } }.joined()
    #expect(told.contains("Breaks as a share of paid hours and overtime: packers ") == isTold)
  }

  /// Six times as wide as high: 120 points by 20, at the upper right.
  @Test func `draw the logo in its own proportions`() throws {
    let document = try report(try load(logo: try Self.picture()).get())
    let page = try #require(try document.pages(measurer: PangoMeasurer()).first)
    let boxes = page.items.compactMap { if case .picture(_, let box) = $0 { box } else { nil } }
    #expect(boxes == [Rect(x: page.width - 54 - 120, y: 62, width: 120, height: 36)])
  }

  @Test func `of a scenario without them leave the study's size on the cover`() throws {
    let head = Self.scenario.range(of: "report:")!.lowerBound
    let loaded = try load(String(Self.scenario[head...]), "", logo: []).get()
    let document = try report(loaded)
    #expect(document.cover.facts.map(\.label) == ["Compared", "Replications", "Run"])
    #expect(document.cover.logo == nil && document.footer.hasPrefix("Bullwhip "))
  }

  @Test(arguments: [
    ("logo: logo.png", "logo: logo.pgn", "s.yaml:13:9: error: the file", "does not exist; did you mean"),
    ("decide-by: 2026-06-30", "decide-by: 2026-06-31", "s.yaml:14:14: error: '2026-06-31' is not a date of the calendar", "year-month-day"),
    ("decide-by: 2026-06-30", "decide-by: 2026-05-01", "s.yaml:14:14: error: the decision was due on 2026-05-01, before", "[bad-date]"),
    ("prepared-by", "prepared-bye", "unknown key 'prepared-bye'", "prepared-by"),
  ])
  func `that are wrong are answered with the place and the remedy`(old: String, new: String, answer: String, remedy: String) throws {
    let loaded = try load(old, new, logo: try Self.picture())
    guard case .failure(let errors) = loaded else {
      Issue.record("nothing was refused")
      return
    }
    #expect(errors.diagnostics.contains { $0.description.contains(answer) && $0.description.contains(remedy) }, "\(errors)")
  }

  @Test func `refuse a logo that is no PNG picture, is cut off or damaged`() throws {
    let good = try Self.picture()
    for logo in [Array("GIF89a".utf8), Array(good.prefix(60)), Array(good.dropLast())] {
      guard case .failure(let errors) = try load(logo: logo) else {
        Issue.record("no picture, but accepted")
        continue
      }
      #expect(errors.diagnostics.contains { $0.code == "bad-picture" && $0.location?.line == 13 })
    }
    var damaged = good
    for i in 50..<damaged.count - 16 { damaged[i] ^= 0x5a }
    let document = try report(try load(logo: damaged).get())
    #expect(throws: RenderingError.self) { try document.pdf(measurer: PangoMeasurer()) }
  }
}
