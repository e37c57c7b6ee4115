import Charts
import Foundation
import Testing

@testable import Rendering

/// What a program prints for a PDF; nil when the program is not installed.
func output(of program: String, _ arguments: [String], pdf: [UInt8]) throws -> (status: Int32, text: String)? {
  guard let path = tool(program) else { return nil }
  let file = try temporaryFile("\(program)-\(UInt64.random(in: 0 ... .max)).pdf")
  defer { try? FileManager.default.removeItem(at: file) }
  try Data(pdf).write(to: file)
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments.map { $0 == "FILE" ? file.path : $0 }
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: data, as: UTF8.self))
}

@Suite struct `PDF files` {
  let renderer: Renderer
  let bytes: [UInt8]

  init() throws {
    renderer = try Renderer()
    bytes = try renderer.pdf(sampleScene(renderer.measurer), sampleMetadata)
  }

  @Test func `carry language, title display, metadata and alternative text`() throws {
    let file = try PDFFile(bytes)
    guard case .reference(let root)? = file.trailer["Root"] else { throw Inflate.Broken() }
    let catalogue = try file.object(root)
    #expect(catalogue["Lang"] == .other(Array("(en-GB)".utf8)))
    #expect(catalogue["ViewerPreferences"]?["DisplayDocTitle"] == .other(Array("true".utf8)))
    #expect(catalogue["MarkInfo"]?["Marked"] == .other(Array("true".utf8)))
    guard case .reference(let tree)? = catalogue["StructTreeRoot"] else { throw Inflate.Broken() }
    let figures = try file.elements(named: "Figure", under: tree)
    #expect(figures.count == 1)
    let words = "A bar, an area and a dot; “ü” is a letter".utf16.map { String(format: "%04x", $0) }.joined()
    #expect(try file.object(figures[0])["Alt"] == .other(Array("<feff\(words)>".utf8)))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("<rdf:li xml:lang=\"x-default\">Less stock, better service: it’s (nearly) free</rdf:li>"))
    #expect(text.contains("<xmp:CreateDate>2026-01-05T09:00:00Z</xmp:CreateDate>"))
    #expect(text.contains("/CreationDate (20260105090000") || text.contains("20260105090000"))
  }

  @Test func `embed subset fonts only, none of them bitmaps`() throws {
    let file = try PDFFile(bytes)
    let fonts = try file.objectNumbers.map(file.object).filter { $0["Type"] == .name("Font") }
    let names = fonts.compactMap { font -> String? in
      if case .name(let name)? = font["BaseFont"] { name } else { nil }
    }
    #expect(names.count == fonts.count && names.count >= 3)
    #expect(fonts.allSatisfy { $0["Subtype"] != .name("Type3") })
    #expect(names.allSatisfy { $0.dropFirst(6).first == "+" && $0.contains("Inter") })
    let embedded = try file.objectNumbers.map(file.object).filter { $0["Type"] == .name("FontDescriptor") }
    #expect(!embedded.isEmpty && embedded.allSatisfy { $0["FontFile3"] != nil })
  }

  @Test func `are clean for qpdf and give their words to pdftotext`() throws {
    if let check = try output(of: "qpdf", ["--check", "FILE"], pdf: bytes) {
      #expect(check.status == 0 && check.text.contains("No syntax or stream encoding errors"), "\(check.text)")
    }
    if let words = try output(of: "pdftotext", ["FILE", "-"], pdf: bytes) {
      for line in ["Less stock, better service", "FIGURE 3", "1,111 ± 0.06 & “−9” <ü>"] { #expect(words.text.contains(line)) }
    }
    if let info = try output(of: "pdfinfo", ["FILE"], pdf: bytes) {
      for line in ["Tagged:          yes", "Pages:           1", "PDF version:     1.4"] { #expect(info.text.contains(line)) }
    }
  }

  @Test(arguments: [
    "", "2026", "2026-01-05", "2026-13-05T09:00:00Z", "2026-01-32T09:00:00Z", "2026-01-05T24:00:00Z", "2026-01-05 09:00:00Z",
    "２026-01-05T09:00:00Z",
  ])
  func `refuse a date they would have to replace by the clock's`(date: String) throws {
    var metadata = sampleMetadata
    metadata.created = date
    #expect(throws: RenderingError.invalidDate(date)) { try renderer.pdf(sampleScene(renderer.measurer), metadata) }
  }
}

@Suite struct `A PDF book` {
  let measurer: PangoMeasurer
  init() throws { measurer = try PangoMeasurer() }

  func line(_ words: String, _ y: Double = 40) -> DrawingCommand {
    .text(TextRun(words, at: Point(20, y), style: TextStyle(size: 10), colour: Colour(hex: 0), width: 0), role: "")
  }

  func book() throws -> PDFBook {
    let book = try PDFBook(metadata: sampleMetadata, measurer: measurer)
    try book.beginPage(width: 300, height: 200, label: "i")
    return book
  }

  @Test func `keeps structure, links and figures in order over pages`() throws {
    let book = try book()
    book.beginTag(.document)
    book.beginTag(.section)
    book.markDestination("it's \\ here", at: Point(0, 10))
    book.beginTag(.heading1)
    try book.draw(line("Results"))
    book.endTag()
    let chapter = book.addOutline("Résults – “x”", to: "it's \\ here")
    book.beginTag(.paragraph)
    book.beginTag(.span)
    try book.draw(line("before", 60))
    book.endTag()
    book.beginLink(to: .destination("end"))
    try book.draw(line("link", 70))
    book.endLink()
    book.beginLink(to: .uri("https://example.org/?a='1'&b=(2)\\"))
    try book.draw(line("web", 80))
    book.endLink()
    try book.beginPage(width: 300, height: 200, label: "ii")
    book.beginTag(.span)
    try book.draw(line("after"))
    book.endTag()
    book.endTag()
    for words in ["first", "", "third ü"] {
      book.beginTag(.figure(alternative: words))
      try book.draw(line("figure"))
      book.endTag()
    }
    book.markDestination("end", at: Point(0, 100))
    book.addOutline("End", to: "end", under: chapter)
    book.endTag()
    book.endTag()
    let bytes = try book.finish()

    let file = try PDFFile(bytes)
    guard case .reference(let root)? = file.trailer["Root"], case .reference(let tree)? = try file.object(root)["StructTreeRoot"] else {
      throw Inflate.Broken()
    }
    let alternatives = try file.elements(named: "Figure", under: tree).map { try file.object($0)["Alt"] }
    #expect(alternatives[0] == .other(Array("<feff00660069007200730074>".utf8)))
    #expect(alternatives[1] == nil)
    #expect(alternatives.count == 3 && alternatives[2] != nil)
    #expect(String(decoding: bytes, as: UTF8.self).contains("/URI (https://example.org/?a=%271%27&b=%282%29%5C)"))
    if let check = try output(of: "qpdf", ["--check", "FILE"], pdf: bytes) { #expect(check.status == 0, "\(check.text)") }
    if let tree = try output(of: "pdfinfo", ["-struct-text", "FILE"], pdf: bytes) {
      let kinds = tree.text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.hasPrefix("Object") }
      #expect(
        kinds == [
          "Document", "Sect", "H1 (block)", "\"Results\"", "P (block)", "Span (inline)", "\"before\"", "Link (inline)", "\"link\"",
          "Link (inline)", "\"web\"", "Span (inline)", "\"after\"", "Figure", "\"figure\"", "Figure", "\"figure\"", "Figure", "\"figure\"",
        ])
    }
    if let places = try output(of: "pdfinfo", ["-dests", "FILE"], pdf: bytes) {
      #expect(places.text.contains("\"it~27s~20~5c~20here\"") && places.text.contains("\"end\""))
    }
  }

  @Test func `throws for structure that does not close, and never crashes`() throws {
    let open = try book()
    open.beginTag(.document)
    try open.draw(line("x"))
    #expect(throws: RenderingError.self) { _ = try open.finish() }

    let crossed = try book()
    crossed.beginTag(.paragraph)
    crossed.beginLink(to: .uri("https://example.org"))
    crossed.endTag()
    #expect(throws: RenderingError.self) { _ = try crossed.finish() }

    let early = try PDFBook(metadata: sampleMetadata, measurer: measurer)
    early.beginTag(.document)
    #expect(throws: RenderingError.self) { _ = try early.finish() }

    let none = try PDFBook(metadata: sampleMetadata, measurer: measurer)
    #expect(throws: RenderingError.self) { _ = try none.finish() }
    #expect(throws: RenderingError.self) { try book().beginPage(width: .nan, height: 100) }
  }

  @Test func `stands pages and tags without anything in them`() throws {
    let empty = try book()
    empty.beginTag(.document)
    empty.beginTag(.paragraph)
    empty.endTag()
    try empty.beginPage(width: 300, height: 200, label: "2")
    empty.beginTag(.figure(alternative: "nothing to see"))
    empty.endTag()
    empty.endTag()
    let bytes = try empty.finish()
    if let check = try output(of: "qpdf", ["--check", "FILE"], pdf: bytes) { #expect(check.status == 0, "\(check.text)") }
  }

  @Test func `keeps its structure under a fill over the whole page`() throws {
    let white = Colour(hex: 0xFFFFFF)
    let ground = DrawingCommand.rect(
      Rect(x: 0, y: 0, width: 300, height: 200), cornerRadius: 0, fill: white, stroke: nil, role: "background")
    let path = DrawingCommand.path(
      [.move(Point(-5, -5)), .line(Point(400, -5)), .line(Point(400, 300)), .line(Point(-5, 300)), .close], fill: white, stroke: nil,
      role: "")
    for cover in [ground, path] {
      let scene = Scene(width: 300, height: 200, commands: [cover, line("Words"), cover, line("More")], altText: "Two lines")
      let bytes = try Renderer(measurer: measurer).pdf(scene, sampleMetadata)
      #expect(String(decoding: bytes, as: UTF8.self).contains("/S /Figure"))
      let paged = try book()
      paged.beginTag(.document)
      paged.beginTag(.paragraph)
      try paged.draw(scene)
      paged.endTag()
      try paged.beginPage(width: 300, height: 200, label: "ii")
      paged.beginTag(.paragraph)
      try paged.draw(scene)
      paged.endTag()
      paged.endTag()
      _ = try paged.finish()
    }
  }

  @Test func `refuses a link that leads nowhere`() throws {
    let lost = try book()
    lost.beginTag(.document)
    lost.beginLink(to: .destination("nowhere"))
    try lost.draw(line("lost"))
    lost.endLink()
    lost.endTag()
    #expect(throws: RenderingError.unbalanced("a link leads to 'nowhere', which is nowhere")) { _ = try lost.finish() }

    let twice = try book()
    twice.markDestination("here", at: Point(0, 10))
    twice.markDestination("here", at: Point(0, 20))
    try twice.draw(line("x"))
    #expect(throws: RenderingError.self) { _ = try twice.finish() }
  }
}
