internal import Charts
internal import Groundwork
internal import Rendering

extension ReportLayout {
  mutating func heading1(_ title: String, destination: String) {
    let lines = type.lines(title, style: DocumentStyle.heading1, width: column, isBalanced: true)
    mark(destination, at: y - 10, title: title, level: 0)
    begin(.heading1)
    for item in lines {
      line(item, x: left, y: y + 22, colour: DocumentStyle.ink, isNested: false, goesOn: true)
      y += DocumentStyle.leading(DocumentStyle.heading1, 1.1)
    }
    end()
    y += 7
  }

  mutating func lay(_ chapter: ReportSection) throws {
    section = chapter.title
    let opening = DocumentStyle.leading(DocumentStyle.heading1, 1.1) + 7
    let least = opening + 30 + (chapter.blocks.first.map { leastHeight(of: $0, then: chapter.blocks.dropFirst()) } ?? 0)
    if chapter.startsNewPage || y + least > bottom {
      beginPage(section: section)
    } else {
      y += 30
    }
    begin(.section)
    heading1(chapter.title, destination: References.destination(chapter.id))
    for (index, block) in chapter.blocks.enumerated() {
      try lay(block, in: chapter, then: chapter.blocks[(index + 1)...], number: index)
    }
    end()
  }

  private mutating func lay(_ block: ReportBlock, in chapter: ReportSection, then rest: ArraySlice<ReportBlock>, number: Int) throws {
    switch block {
    case .heading(let title):
      ensure(16 + leastHeight(of: block, then: rest))
      heading2(title, destination: "heading.\(chapter.id).\(number)")
    case .paragraph(let words):
      // The sentence that introduces a picture or a table turns the page with it.
      if Self.isIntroduced(rest.first) { ensure(leastHeight(of: block, then: rest)) }
      paragraph(words, x: left, width: column)
      y += 7
    case .bullets(let items): list(items) { _ in "•" }
    case .numbered(let items): list(items) { "\($0 + 1)" }
    case .figure(let figure): try place(figure)
    case .table(let table): try lay(table)
    case .facts(let facts):
      begin(.section)
      for fact in facts {
        let set = factLines(fact, width: column, style: DocumentStyle.cell)
        ensure(Double(set.count) * 14.6)
        lay(fact, lines: set, x: left)
      }
      end()
      y += 10
    case .pageBreak:
      if !isAtTop { beginPage(section: section) }
    }
  }

  /// What a sentence before it belongs to.
  private static func isIntroduced(_ block: ReportBlock?) -> Bool {
    switch block {
    case .figure, .table: true
    default: false
    }
  }

  /// How much room a block needs to begin: a heading with what follows it, two lines of a paragraph or the whole of one that introduces a
  /// picture or a table and what that needs, a whole figure.
  private func leastHeight(of block: ReportBlock, then rest: ArraySlice<ReportBlock> = []) -> Double {
    switch block {
    case .heading: return 22 + (rest.first.map { leastHeight(of: $0, then: rest.dropFirst()) } ?? 2 * DocumentStyle.bodyLeading)
    case .paragraph(let words):
      guard let next = rest.first, Self.isIntroduced(next) else { return 2 * DocumentStyle.bodyLeading }
      let lines = Double(type.lines(references.resolved(words), style: DocumentStyle.body, width: column).count)
      return lines * DocumentStyle.bodyLeading + 7 + leastHeight(of: next)
    case .bullets, .numbered: return 2 * DocumentStyle.bodyLeading
    case .figure(let figure): return min(figure.minimumHeight, figure.height) + figureHeaderHeight(figure) + figureNoteHeight(figure) + 6
    case .table(let table):
      return table.parts(width: column, type: type).first.flatMap { part in
        (try? TableGrid(part, width: column, type: type)).map { openingHeight(part, $0) + 8 }
      } ?? 90
    case .facts: return 3 * 14.6
    case .pageBreak: return 0
    }
  }

  mutating func heading2(_ title: String, destination: String) {
    if !isAtTop { y += 10 }
    let lines = type.lines(title, style: DocumentStyle.heading2, width: column, isBalanced: true)
    mark(destination, at: y - 6, title: title, level: 1)
    begin(.heading2)
    for item in lines {
      line(item, x: left, y: y + 12, colour: DocumentStyle.ink, isNested: false, goesOn: true)
      y += DocumentStyle.leading(DocumentStyle.heading2, 1.1)
    }
    end()
    y += 4
  }

  // MARK: Prose

  /// Text over as many pages as it takes, never with one line alone at the end of a page or the top of the next.
  mutating func paragraph(_ words: RichText, x: Double, width: Double, tag: StructureTagKind = .paragraph) {
    let set = type.lines(references.resolved(words), style: DocumentStyle.body, width: width)
    let number = proseCount
    proseCount += 1
    guard !set.isEmpty else { return }
    let leading = DocumentStyle.bodyLeading
    let cuts = Self.cuts(lines: set.count, firstRoom: room(leading), fullRoom: fullRoom(leading))
    let isNested = cuts.count > 1 || set.contains { $0.pieces.contains { $0.target != nil } }
    if cuts.first == 0 { beginPage(section: section) }
    for (index, use) in references.terms.enumerated() where use.prose == number { mark(References.destination(term: index), at: y - 6) }
    begin(tag.tag)
    var from = 0
    for (index, count) in cuts.enumerated() where count > 0 {
      if index > 0, from > 0 { beginPage(section: section) }
      for row in from..<from + count {
        line(set[row], x: x, y: y + leading * 0.72, colour: DocumentStyle.ink, isNested: isNested, goesOn: row < set.count - 1)
        y += leading
      }
      from += count
    }
    end()
  }

  enum StructureTagKind { case paragraph, listBody }

  private func room(_ leading: Double) -> Int { max(0, Int((bottom - y) / leading + 0.001)) }
  private func fullRoom(_ leading: Double) -> Int { max(4, Int((bottom - DocumentStyle.bodyTop) / leading + 0.001)) }

  /// How many lines go on this page, the next, and so on. A first count of 0 means: begin on a new page. At least two lines stand on
  /// either side of every break.
  static func cuts(lines: Int, firstRoom: Int, fullRoom: Int) -> [Int] {
    var out: [Int] = []
    var left = lines
    var room = firstRoom
    while left > room {
      var here = min(room, left)
      if left - here == 1 { here -= 1 }
      if here < 2 { here = 0 }
      // On an empty page a paragraph always begins, or it never would.
      if here == 0, !out.isEmpty { here = min(room, left) }
      out.append(here)
      left -= here
      room = fullRoom
    }
    if left > 0 { out.append(left) }
    return out
  }

  private mutating func list(_ items: [RichText], label: (Int) -> String) {
    begin(.list)
    for (index, item) in items.enumerated() {
      let set = type.lines(references.resolved(item), style: DocumentStyle.body, width: column - 18)
      ensure(Double(min(max(set.count, 1), set.count == 3 ? 3 : 2)) * DocumentStyle.bodyLeading)
      guard !set.isEmpty else {
        proseCount += 1
        continue
      }
      begin(.listItem)
      begin(.label)
      text(label(index), x: left + 2, y: y + DocumentStyle.bodyLeading * 0.72, TextStyle(weight: .semibold, size: 9.6), DocumentStyle.ink2)
      end()
      paragraph(item, x: left + 18, width: column - 18, tag: .listBody)
      end()
      y += 3
    }
    end()
    y += 5
  }

  // MARK: Facts

  private static let factLabelWidth = 110.0

  func factLines(_ fact: Fact, width: Double, style: TextStyle, label: Double = factLabelWidth) -> [TypeLine] {
    let set = type.lines(fact.value.isEmpty ? "–" : fact.value, style: style, width: width - label)
    return set.isEmpty ? type.lines("–", style: style, width: width) : set
  }

  mutating func lay(_ fact: Fact, lines set: [TypeLine], x: Double, label: Double = factLabelWidth, leading: Double = 14.6) {
    begin(.paragraph)
    let name = type.fitted(fact.label, DocumentStyle.cell, width: label - 8)
    begin(.span)
    text(name.text, x: x, y: y + leading * 0.7, name.style, DocumentStyle.ink3, goesOn: true)
    end()
    for item in set {
      begin(.span)
      line(item, x: x + label, y: y + leading * 0.7, colour: DocumentStyle.ink, isNested: false, goesOn: true)
      end()
      y += leading
    }
    end()
  }

  // MARK: Figures

  private mutating func place(_ figure: ReportFigure) throws {
    let header = figureHeaderHeight(figure)
    let noteHeight = figureNoteHeight(figure)
    let needed = figure.height + header + noteHeight
    let least = min(figure.minimumHeight, figure.height) + header + noteHeight
    if !isAtTop { y += 6 }
    if y + least > bottom, !isAtTop { beginPage(section: section) }
    let available = bottom - y
    guard available >= least || available >= header + noteHeight + 120 else {
      throw InputErrors(
        Diagnostic(
          .error, code: "figure-too-tall", "the figure '\(figure.id)' needs \(Int(least)) pt and a page has \(Int(available))",
          remedy: "give it a smaller height"))
    }
    try lay(figure, height: min(needed, available))
    y += 14
  }

  private func figureHeaderHeight(_ figure: ReportFigure) -> Double {
    let titles = figure.showsTitle ? type.lines(figure.title, style: DocumentStyle.figureTitle, width: column, isBalanced: true).count : 0
    return 14 + Double(titles) * DocumentStyle.leading(DocumentStyle.figureTitle, 1.1) + (titles > 0 ? 4 : 0)
  }

  private func figureNoteHeight(_ figure: ReportFigure) -> Double {
    figure.note.isEmpty ? 0 : Double(noteLines(figure.note).count) * DocumentStyle.noteLeading + 4
  }

  private func noteLines(_ note: String) -> [TypeLine] { type.lines(note, style: DocumentStyle.note, width: column, isBalanced: true) }

  /// Draws a figure with its number, title and note in a given height, all included.
  mutating func lay(_ figure: ReportFigure, height total: Double) throws {
    let start = y
    let label = references.labels[figure.id] ?? "Figure"
    mark(References.destination(figure.id), at: y - 8, title: "\(label): \(figure.title)", level: 1)
    begin(.caption)
    text(label.uppercased(), x: left, y: y + 7, DocumentStyle.eyebrow, DocumentStyle.vermilionText, goesOn: true)
    y += 14
    if figure.showsTitle {
      for item in type.lines(figure.title, style: DocumentStyle.figureTitle, width: column, isBalanced: true) {
        line(item, x: left, y: y + 11, colour: DocumentStyle.ink, isNested: false, goesOn: true)
        y += DocumentStyle.leading(DocumentStyle.figureTitle, 1.1)
      }
      y += 4
    }
    end()
    let note = figure.note.isEmpty ? [] : noteLines(figure.note)
    let noteHeight = figureNoteHeight(figure)
    let room = total - (y - start) - noteHeight
    let scene = try figure.scene(column, room, type.measurer)
    guard scene.width <= column + 0.5, scene.height <= room + 0.5 else {
      throw InputErrors(
        Diagnostic(
          .error, code: "figure-too-large",
          "the figure '\(figure.id)' was given \(column) × \(room) pt and laid itself out for \(scene.width) × \(scene.height)"))
    }
    begin(.figure(alternative: figure.alternative ?? (scene.altText.isEmpty ? figure.title : scene.altText)))
    add(.scene(scene, at: Point(left, y)))
    end()
    y += scene.height
    if !note.isEmpty {
      y += 4
      lines(note, x: left, leading: DocumentStyle.noteLeading, colour: DocumentStyle.ink3, tag: .note)
    }
  }
}

extension ReportLayout.StructureTagKind {
  var tag: StructureTag { self == .paragraph ? .paragraph : .listBody }
}
