internal import Charts
internal import Groundwork
internal import Rendering

/// Lays a report out, page by page. One pass needs to know on which pages things fall (contents, glossary), so passes are repeated
/// until no page number moves.
struct ReportLayout {
  struct OutlineEntry {
    var title: String
    var destination: String
    /// 0 for a chapter, 1 for what is inside it.
    var level: Int
  }

  let report: ReportDocument
  let type: Typesetter
  let references: References

  var pages: [LaidOutPage] = []
  var outline: [OutlineEntry] = []
  /// The page of every destination, counted from 0.
  var pageOf: [String: Int] = [:]
  /// The same as found by the pass before.
  let expected: [String: Int]
  /// The outline of the pass before, which the contents page prints.
  let expectedOutline: [OutlineEntry]
  let hasContents: Bool

  /// Where the next block begins.
  var y = DocumentStyle.bodyTop
  var section = ""
  /// Counts paragraphs and list items in reading order, the key of `references.firstUses`.
  var proseCount = 0

  var width: Double { report.paper.width }
  var height: Double { report.paper.height }
  var left: Double { DocumentStyle.marginLeft }
  var right: Double { width - DocumentStyle.marginLeft }
  var column: Double { right - left }
  var bottom: Double { height - DocumentStyle.bodyFoot }
  var isAtTop: Bool { y <= DocumentStyle.bodyTop + 0.001 }

  /// Runs passes until page numbers agree.
  ///
  /// - Throws: `InputErrors` for references without a target, ids used twice, tables that cannot fit, a summary that cannot be one
  ///   page; whatever a figure's own layout throws.
  static func lay(_ report: ReportDocument, measurer: any TextMeasurer) throws -> (pages: [LaidOutPage], outline: [OutlineEntry]) {
    let references = try References(report)
    let type = Typesetter(measurer: measurer)
    var expected: [String: Int] = [:]
    var outline: [OutlineEntry] = []
    var hasContents = false
    // Page numbers settle in the second or third pass; the bound is for documents that would swing between two states for ever.
    for pass in 0..<6 {
      var layout = ReportLayout(
        report: report, type: type, references: references, expected: expected, expectedOutline: outline, hasContents: hasContents)
      try layout.run()
      let needsContents = hasContents || layout.pages.count > 6
      if layout.pageOf == expected, needsContents == hasContents || pass > 3 {
        try PageLint.refuseOverflow(layout.pages)
        return (layout.pages, layout.outline)
      }
      expected = layout.pageOf
      outline = layout.outline
      hasContents = needsContents
    }
    throw InputErrors(
      Diagnostic(.error, code: "report-layout", "the page numbers of the report do not settle", remedy: "shorten its headings"))
  }

  private mutating func run() throws {
    try layCover()
    if hasContents { layContents() }
    try laySummary()
    for section in report.sections { try lay(section) }
    try layGlossary()
    try layReproduction()
    addFurniture()
  }

  // MARK: Pages

  mutating func beginPage(section: String?) {
    pages.append(LaidOutPage(width: width, height: height, items: [], section: section))
    y = DocumentStyle.bodyTop
  }

  /// Goes on to a new page unless there is this much room left.
  mutating func ensure(_ needed: Double) {
    if y + needed > bottom + 0.001, !isAtTop { beginPage(section: section) }
  }

  // MARK: Drawing

  mutating func add(_ item: LaidOutPage.Item) { pages[pages.count - 1].items.append(item) }

  mutating func begin(_ tag: StructureTag) { add(.beginTag(tag)) }
  mutating func end() { add(.endTag) }

  mutating func mark(_ destination: String, at y: Double, title: String? = nil, level: Int = 0) {
    add(.destination(destination, Point(0, max(0, y))))
    pageOf[destination] = pages.count - 1
    if let title { outline.append(OutlineEntry(title: title, destination: destination, level: level)) }
  }

  /// - Parameter goesOn: more words of the same sentence or tag follow elsewhere. A space is then written after the words (it shows
  ///   nothing and is not measured), so that whoever extracts the text does not find the last word glued to the next.
  mutating func text(
    _ words: String, x: Double, y: Double, _ style: TextStyle, _ colour: Colour, anchor: TextRun.Anchor = .start, role: String = "text",
    goesOn: Bool = false
  ) {
    guard !words.isEmpty else { return }
    let width = type.width(words, style)
    let written = goesOn && anchor == .start ? words + " " : words
    add(.draw(.text(TextRun(written, at: Point(x, y), anchor: anchor, style: style, colour: colour, width: width), role: role)))
  }

  mutating func rule(x: Double? = nil, to: Double? = nil, y: Double, width: Double, _ colour: Colour) {
    add(
      .draw(
        .path(
          [.move(Point(x ?? left, y)), .line(Point(to ?? right, y))], fill: nil, stroke: Stroke(colour, width: width, cap: .butt),
          role: "rule")))
  }

  mutating func box(_ rect: Rect, radius: Double = 0, _ fill: Colour, role: String = "panel") {
    add(.draw(.rect(rect, cornerRadius: radius, fill: fill, stroke: nil, role: role)))
  }

  /// Draws a line of pieces. Where the line has links, every piece gets a leaf of its own inside the paragraph's tag, since a tag
  /// with tags inside holds no text itself.
  mutating func line(_ line: TypeLine, x: Double, y: Double, colour: Colour, isNested: Bool, goesOn: Bool = false) {
    for (index, piece) in line.pieces.enumerated() {
      let goesOn = goesOn && index == line.pieces.count - 1
      switch piece.target {
      case nil:
        if isNested { begin(.span) }
        text(piece.text, x: x + piece.x, y: y, piece.style, colour, goesOn: goesOn)
        if isNested { end() }
      case let target?:
        switch target {
        case .uri(let uri): add(.beginLink(.uri(uri)))
        case .reference(let id): add(.beginLink(.destination(References.destination(id))))
        }
        text(piece.text, x: x + piece.x, y: y, piece.style, DocumentStyle.navy, role: "link", goesOn: goesOn)
        add(
          .draw(
            .path(
              [.move(Point(x + piece.x, y + 1.9)), .line(Point(x + piece.x + piece.width, y + 1.9))], fill: nil,
              stroke: Stroke(DocumentStyle.navy, width: 0.5, cap: .butt), role: "underline")))
        add(.endLink)
      }
    }
  }

  /// Lines under one tag, from a first baseline on; the caller has made sure that they fit. Moves `y` to the line box's end.
  mutating func lines(_ lines: [TypeLine], x: Double, leading: Double, colour: Colour, tag: StructureTag) {
    guard !lines.isEmpty else { return }
    let isNested = lines.contains { $0.pieces.contains { $0.target != nil } }
    begin(tag)
    for (index, item) in lines.enumerated() {
      line(item, x: x, y: y + leading * 0.72, colour: colour, isNested: isNested, goesOn: index < lines.count - 1)
      y += leading
    }
    end()
  }

  // MARK: Limits

  func refuse(_ isWrong: Bool, _ message: String, _ remedy: String) throws {
    if isWrong { throw InputErrors(Diagnostic(.error, code: "report-text-too-long", message, remedy: remedy)) }
  }

  /// Balanced lines, set smaller (not below 7 pt) until there are few enough.
  func lines(_ words: String, _ style: TextStyle, width: Double, atMost most: Int, what: String) throws -> (
    lines: [TypeLine], style: TextStyle
  ) {
    var style = style
    while style.size >= 7 {
      let lines = type.lines(words, style: style, width: width, isBalanced: true)
      if lines.count <= most { return (lines, style) }
      style.size -= 0.5
    }
    throw InputErrors(Diagnostic(.error, code: "report-text-too-long", "\(what) does not fit on \(most) lines", remedy: "shorten it"))
  }

  // MARK: Head and foot

  private mutating func addFurniture() {
    let count = pages.count
    for index in pages.indices {
      guard let section = pages[index].section else { continue }
      let style = DocumentStyle.furniture
      let half = column * 0.6
      func put(_ words: String, _ x: Double, _ y: Double, _ anchor: TextRun.Anchor, _ room: Double) -> LaidOutPage.Item? {
        guard !words.isEmpty else { return nil }
        let fit = type.fitted(words, style, width: room)
        return .draw(
          .text(
            TextRun(fit.text, at: Point(x, y), anchor: anchor, style: fit.style, colour: DocumentStyle.ink3, width: fit.width),
            role: "furniture"))
      }
      func rule(_ y: Double) -> LaidOutPage.Item {
        .draw(
          .path(
            [.move(Point(left, y)), .line(Point(right, y))], fill: nil, stroke: Stroke(DocumentStyle.hairline, width: 0.6, cap: .butt),
            role: "rule"))
      }
      let foot = height - DocumentStyle.footerBaseline
      let furniture: [LaidOutPage.Item?] = [
        put(report.runningTitle, left, DocumentStyle.headerBaseline, .start, half),
        put(section, right, DocumentStyle.headerBaseline, .end, column - half - 12), rule(DocumentStyle.headerRule),
        put(report.footer, left, foot, .start, column - 60), put("\(index + 1) / \(count)", right, foot, .end, 50),
        rule(height - DocumentStyle.footerRule),
      ]
      pages[index].items += furniture.compactMap { $0 }
    }
  }
}
