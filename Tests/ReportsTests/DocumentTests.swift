import Charts
import Foundation
import Groundwork
import Rendering
import Synchronization
import Testing

@testable import Reports

private func output(of program: String, _ arguments: [String], pdf: [UInt8]) throws -> (status: Int32, text: String)? {
  let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  guard let path = folders.map({ "\($0)/\(program)" }).first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
    return nil
  }
  let file = FileManager.default.temporaryDirectory.appending(path: "bullwhip-report-\(UInt64.random(in: 0 ... .max)).pdf")
  defer { try? FileManager.default.removeItem(at: file) }
  try Data(pdf).write(to: file)
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments.map { $0 == "FILE" ? file.path : $0 }
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = FileHandle.nullDevice
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: data, as: UTF8.self))
}

private func fingerprint() throws -> String {
  var hash = StableHash()
  for byte in try DemoReport.report().pdf(measurer: PangoMeasurer()) { hash.combine(byte) }
  return String(hash.value, radix: 16)
}

@Suite struct `A report document` {
  let measurer: PangoMeasurer
  init() throws { measurer = try PangoMeasurer() }

  func words(_ page: LaidOutPage) -> [String] {
    page.scene.commands.compactMap { if case .text(let run, _) = $0 { run.text } else { nil } }
  }

  @Test func `prints nothing over anything or into the margins, on any paper`() throws {
    for paper in [PaperSize.a4, .letter] {
      for sections in 0...3 {
        for (number, page) in try DemoReport.report(paper: paper, sections: sections).pages(measurer: measurer).enumerated() {
          #expect(PageLint.violations(on: page) == [], "page \(number + 1)")
        }
      }
    }
  }

  @Test func `keeps order and margins for sections of any make`() throws {
    var dice = Dice(state: 2026)
    for round in 0..<60 {
      var report = DemoReport.report(sections: 0)
      report.glossary = []
      report.sections = (0..<Int.random(in: 1...4, using: &dice)).map { chapter in
        let blocks = (0..<Int.random(in: 0...9, using: &dice)).map { block -> ReportBlock in
          let name = "\(chapter)-\(block)"
          let prose = RichText(
            (0..<Int.random(in: 0...120, using: &dice)).map { _ in String(repeating: "a", count: Int.random(in: 1...11, using: &dice)) }
              .joined(separator: " "))
          switch Int.random(in: 0...7, using: &dice) {
          case 0: return .heading("Heading \(name)")
          case 1: return .bullets([prose, "short", prose])
          case 2: return .numbered([prose])
          case 3:
            return .figure(
              ReportFigure(
                id: "f" + name, title: "Figure of \(name)", showsTitle: Bool.random(using: &dice),
                height: Double.random(in: 120...600, using: &dice), note: Bool.random(using: &dice) ? "A note." : "",
                scene: DemoReport.bars("Bars", [3, 2, 1])))
          case 4:
            return .table(
              ReportTable(
                id: "t" + name, title: "Table of \(name)", columns: [.init("Name"), .init("Value", .number)],
                rows: (0..<Int.random(in: 0...70, using: &dice)).map { .init([.init("row \($0)"), .init("\($0).5")]) },
                note: Bool.random(using: &dice) ? "A note." : ""))
          case 5: return .facts([Fact("Label", "value"), Fact("Empty", "")])
          case 6: return .pageBreak
          default: return .paragraph(prose)
          }
        }
        return ReportSection(id: "s\(chapter)", title: "Chapter \(chapter)", startsNewPage: Bool.random(using: &dice), blocks)
      }
      let pages = try report.pages(measurer: measurer)
      for (number, page) in pages.enumerated() {
        #expect(PageLint.violations(on: page) == [], "round \(round), page \(number + 1)")
        // Nothing of the body reaches into the footer.
        let foot = page.height - DocumentStyle.footerRule
        for (run, box) in PageLint.texts(of: page) where page.section != nil && run.style.size > 7.9 {
          #expect(box.y + box.height < foot, "round \(round), page \(number + 1): \(run.text)")
        }
      }
      #expect(words(pages[pages.count - 1]).contains("\(pages.count) / \(pages.count)"))
    }
  }

  @Test func `has a contents page only beyond six pages, and its numbers are right`() throws {
    let short = try DemoReport.report(sections: 1).pages(measurer: measurer)
    #expect(short.count <= 6 && !short.contains { $0.section == "Contents" })
    let long = try DemoReport.report().pages(measurer: measurer)
    #expect(long.count > 6 && long[1].section == "Contents")
    let contents = words(long[1])
    for title in ["Results", "Method", "Glossary"] {
      let entry = try #require(contents.firstIndex(of: title + " "))
      let number = try #require(Int(contents[entry + 1]))
      #expect(words(long[number - 1]).contains(title + " "), "\(title) on page \(number)")
    }
  }

  @Test func `repeats a table's header where it goes on`() throws {
    let pages = try DemoReport.report().pages(measurer: measurer)
    let parts = pages.filter { words($0).contains { $0.hasPrefix("SKU-") } }
    #expect(parts.count > 1)
    for part in parts {
      let printed = words(part)
      #expect(printed.contains { $0.hasPrefix("Mean daily demand") } || printed.contains { $0.hasPrefix("demand") })
    }
    for part in parts.dropFirst() { #expect(words(part).contains { $0.hasPrefix("TABLE 2 (CONTINUED)") }) }
    let rows = parts.flatMap(words).filter { $0.hasPrefix("SKU-") }.map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(rows == (1...64).map { "SKU-\(1000 + $0 * 7)" })
  }

  @Test func `gives figures the column's width and re-flows them`() throws {
    var report = DemoReport.report(paper: .letter, sections: 0)
    let asked = Asked()
    report.sections = [
      ReportSection(
        title: "S",
        [
          .figure(
            ReportFigure(id: "f", title: "F", height: 240) { width, height, measurer in
              asked.sizes.withLock { $0.append("\(width) \(height.rounded())") }
              return try DemoReport.bars("x", [1, 2])(width, height, measurer)
            })
        ])
    ]
    _ = try report.pages(measurer: measurer)
    #expect(Set(asked.sizes.withLock { $0 }) == ["504.0 240.0"])
  }

  @Test func `refuses what it would have to cut`() throws {
    func refuses(_ code: String, _ change: (inout ReportDocument) -> Void) -> Bool {
      var report = DemoReport.report()
      change(&report)
      do {
        _ = try report.pages(measurer: measurer)
        return false
      } catch let error as InputErrors { return error.diagnostics.contains { $0.code == code } } catch { return false }
    }
    let long = String(repeating: "a long sentence about stock ", count: 60)
    #expect(refuses("report-text-too-long") { $0.cover.title = long })
    #expect(refuses("report-text-too-long") { $0.cover.subtitle = long })
    #expect(refuses("report-text-too-long") { $0.cover.answer = RichText(long + long) })
    #expect(refuses("report-text-too-long") { $0.summary.headline.meaning = long })
    #expect(refuses("report-text-too-long") { $0.summary.tiles.append(KPITile(label: "Fifth", value: "5")) })
    #expect(refuses("summary-too-long") { $0.summary.findings = [Finding("Long", RichText(long)), Finding("Long", RichText(long))] })
    #expect(refuses("duplicate-id") { $0.sections.append(ReportSection(id: "bridge", title: "Again", [])) })
    #expect(refuses("unknown-reference") { $0.cover.answer = "\(ref: "nothing")" })
    #expect(
      refuses("table-row-too-tall") {
        $0.sections.append(
          ReportSection(
            title: "T",
            [.table(ReportTable(id: "tall", title: "T", columns: [.init("A")], rows: [.init([.init(long + long + long + long + long)])]))]))
      })
    #expect(
      refuses("figure-too-large") {
        $0.summary.figure?.content = .drawing { width, height, _ in Scene(width: width * 2, height: height) }
      })
    #expect(!refuses("anything") { _ in })
  }

  @Test func `stands an almost empty report`() throws {
    let report = ReportDocument(
      metadata: DocumentMetadata(title: "T", created: "2026-01-05T09:00:00Z"),
      cover: Cover(eyebrow: "", title: "", subtitle: "", facts: [], answer: ""),
      summary: ExecutiveSummary(headline: Headline(number: "", meaning: ""), tiles: [], findings: []),
      sections: [
        ReportSection(
          title: "",
          [
            .paragraph(""), .bullets([]), .bullets([""]), .facts([]),
            .table(ReportTable(id: "t", title: "", columns: [.init("")], rows: [.init([""])])),
          ])
      ])
    let bytes = try report.pdf(measurer: measurer)
    if let check = try output(of: "qpdf", ["--check", "FILE"], pdf: bytes) { #expect(check.status == 0) }
  }

  @Test func `becomes a clean, tagged, linked PDF`() throws {
    let bytes = try DemoReport.report().pdf(measurer: measurer)
    #expect(bytes.count < 400_000)
    if let check = try output(of: "qpdf", ["--check", "FILE"], pdf: bytes) {
      #expect(check.status == 0 && check.text.contains("No syntax or stream encoding errors"))
    }
    if let info = try output(of: "pdfinfo", ["FILE"], pdf: bytes) {
      for line in ["Tagged:          yes", "Pages:           8", "Author:          Harbour & Pine", "2026"] {
        #expect(info.text.contains(line))
      }
    }
    if let tree = try output(of: "pdfinfo", ["-struct", "FILE"], pdf: bytes) {
      func count(_ kind: String) -> Int {
        tree.text.split(separator: "\n").count { $0.trimmingCharacters(in: .whitespaces).split(separator: " ").first ?? "" == kind }
      }
      // Cover, contents, summary, three sections, glossary; the box has a heading of the second level.
      #expect(count("H1") == 7)
      #expect(count("Figure") == 4)  // three figures and the headline's interval
      #expect(count("Table") == 2)
      #expect(count("TR") == 1 + 7 + 64 + 3)  // a header on each of the long table's three pages
      #expect(count("Document") == 1)
    }
    if let text = try output(of: "pdftotext", ["FILE", "-"], pdf: bytes) {
      for line in ["Executive summary", "Prepared by Harbour & Pine · 5 January 2026 · Confidential", "−$1.88m"] {
        #expect(text.text.contains(line), "\(line)")
      }
      // (The extractor takes the thin spaces around a slash for kerning.)
      let numbers = text.text.split(separator: "\n").map { $0.filter { $0 != " " } }.filter { $0.hasSuffix("/8") }
      #expect(numbers == (2...8).map { "\($0)/8" })
    }
    if let outline = try output(of: "qpdf", ["--json", "--json-key=outlines", "FILE"], pdf: bytes) {
      for title in [
        "Executive summary", "Results", "Where the saving comes from", "Figure 2: Two echelon", "Table 1: Every alternative", "Glossary",
      ] {
        #expect(outline.text.contains("\"title\": \"\(title)"), "\(title)")
      }
    }
    if let fonts = try output(of: "pdffonts", ["FILE"], pdf: bytes) {
      for row in fonts.text.split(separator: "\n").dropFirst(2) {
        #expect(row.contains("Inter") && row.contains("yes yes yes") && !row.contains("Type 3"), "\(row)")
      }
    }
  }

  @Test func `has the same bytes in another process`() async throws {
    let here = try fingerprint()
    let result = try await #require(processExitsWith: .success, observing: [\.standardOutputContent]) {
      print("fingerprint:", try fingerprint())
    }
    #expect(String(decoding: result.standardOutputContent, as: UTF8.self).contains("fingerprint: \(here)"))
  }
}

/// The sizes a figure was asked for.
private final class Asked: Sendable {
  let sizes = Mutex<[String]>([])
}
