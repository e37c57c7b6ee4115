internal import Charts
internal import Rendering

extension ReportLayout {
  static let contents = "contents"
  static let glossary = "glossary"
  static let reproduction = "reproduction"

  // MARK: Contents

  /// Chapters and headings, then figures and tables, with the pages the pass before found.
  mutating func layContents() {
    section = "Contents"
    beginPage(section: section)
    begin(.section)
    heading1("Contents", destination: Self.contents)
    let entries = expectedOutline.filter { $0.destination != "cover" && $0.destination != Self.contents }
    let isNumbered = { (entry: OutlineEntry) in entry.level == 1 && !entry.destination.hasPrefix("heading.") }
    begin(.contents)
    for entry in entries where !isNumbered(entry) { contentsLine(entry, isChapter: entry.level == 0) }
    end()
    let figures = entries.filter(isNumbered)
    if !figures.isEmpty {
      y += 8
      ensure(60)
      begin(.heading2)
      text("Figures and tables", x: left, y: y + 12, DocumentStyle.heading2, DocumentStyle.ink)
      end()
      y += 22
      begin(.contents)
      for entry in figures { contentsLine(entry, isChapter: false, indent: 0) }
      end()
    }
    end()
  }

  private mutating func contentsLine(_ entry: OutlineEntry, isChapter: Bool, indent: Double = 14) {
    let style = TextStyle(weight: isChapter ? .semibold : .regular, size: 9.6)
    let numberStyle = TextStyle(weight: isChapter ? .semibold : .regular, size: 9.6, tabular: true)
    if isChapter { y += 5 }
    ensure(16)
    let number = expected[entry.destination].map { String($0 + 1) } ?? "–"
    let room = type.width(number, numberStyle)
    let x = left + (isChapter ? 0 : indent)
    let title = type.fitted(entry.title, style, width: right - x - room - 40)
    let baseline = y + 11
    begin(.contentsItem)
    add(.beginLink(.destination(entry.destination)))
    text(title.text, x: x, y: baseline, title.style, isChapter ? DocumentStyle.ink : DocumentStyle.ink2, goesOn: true)
    text(number, x: right, y: baseline, numberStyle, isChapter ? DocumentStyle.ink : DocumentStyle.ink2, anchor: .end)
    add(.endLink)
    end()
    // Dots stand on one grid over all lines, so that they form columns.
    let from = ((x + title.width + 6) / 4).rounded(.up) * 4
    let to = right - room - 6
    if to > from {
      add(
        .draw(
          .path(
            [.move(Point(from, baseline - 0.9)), .line(Point(to, baseline - 0.9))], fill: nil,
            stroke: Stroke(DocumentStyle.context, width: 0.8, dash: [0.01, 3.99], cap: .round), role: "leader")))
    }
    y += 16
  }

  // MARK: Glossary

  mutating func layGlossary() throws {
    guard !references.terms.isEmpty else { return }
    section = "Glossary"
    startBackMatter(needed: 96)
    begin(.section)
    heading1("Glossary", destination: Self.glossary)
    let termWidth = 112.0
    let pageWidth = 44.0
    let style = DocumentStyle.cell
    for (index, use) in references.terms.enumerated() {
      let meaning = type.lines(use.term.meaning, style: style, width: column - termWidth - pageWidth)
      let name = type.lines(
        use.term.term.prefix(1).uppercased() + use.term.term.dropFirst(), style: TextStyle(weight: .semibold, size: 8.8),
        width: termWidth - 8)
      let rows = max(meaning.count, name.count, 1)
      ensure(Double(rows) * 12.4 + 4)
      begin(.paragraph)
      let start = y
      for (row, item) in name.enumerated() {
        begin(.span)
        line(item, x: left, y: start + 9 + Double(row) * 12.4, colour: DocumentStyle.ink, isNested: false, goesOn: true)
        end()
      }
      for (row, item) in meaning.enumerated() {
        begin(.span)
        line(item, x: left + termWidth, y: start + 9 + Double(row) * 12.4, colour: DocumentStyle.ink2, isNested: false, goesOn: true)
        end()
      }
      let target =
        use.prose != nil ? References.destination(term: index) : use.table.map { References.destination($0) } ?? References.summary
      if let page = expected[target] {
        add(.beginLink(.destination(target)))
        text("page \(page + 1)", x: right, y: start + 9, DocumentStyle.cellNumber, DocumentStyle.navy, anchor: .end, role: "link")
        add(.endLink)
      }
      end()
      y = start + Double(rows) * 12.4 + 4
      rule(y: y - 2, width: 0.5, DocumentStyle.grid)
    }
    end()
  }

  /// Glossary and box follow on the same page when there is room for a good part of them.
  private mutating func startBackMatter(needed: Double) {
    if isAtTop { return }
    if y + 24 + needed > bottom { beginPage(section: section) } else { y += 24 }
  }

  // MARK: Reproduction

  mutating func layReproduction() throws {
    guard let box = report.reproduction, !box.facts.isEmpty else { return }
    let padding = 14.0
    let label = 92.0
    let width = column - 2 * padding
    let leading = 14.0
    let facts = box.facts.map { (fact: $0, lines: factLines($0, width: width, style: DocumentStyle.cellNumber, label: label)) }
    let tall = facts.reduce(0) { $0 + Double($1.lines.count) * leading } + 2 * padding - 2
    let heading = 24.0
    if y + 20 + heading + min(tall, bottom - DocumentStyle.bodyTop - heading) > bottom, !isAtTop {
      section = box.title
      beginPage(section: section)
    } else if !isAtTop {
      y += 20
    }
    mark(Self.reproduction, at: y - 8, title: box.title, level: 0)
    begin(.section)
    begin(.heading2)
    text(box.title, x: left, y: y + 12, DocumentStyle.heading2, DocumentStyle.ink)
    end()
    y += heading
    var index = 0
    while index < facts.count {
      // A box longer than a page goes on in a box on the next.
      var end = index
      var inside = 2 * padding - 2
      while end < facts.count, end == index || y + inside + Double(facts[end].lines.count) * leading <= bottom {
        inside += Double(facts[end].lines.count) * leading
        end += 1
      }
      self.box(Rect(x: left, y: y, width: column, height: inside), radius: 4, DocumentStyle.wash)
      y += padding - 1
      for fact in facts[index..<end] { lay(fact.fact, lines: fact.lines, x: left + padding, label: label, leading: leading) }
      y += padding - 1
      index = end
      if index < facts.count { beginPage(section: section) }
    }
    self.end()
  }
}
