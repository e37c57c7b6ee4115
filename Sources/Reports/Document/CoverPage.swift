internal import Charts
internal import Groundwork
internal import Rendering

extension ReportLayout {
  /// The navy field ends here, measured on A4 and kept in proportion on other papers.
  private var fieldEnd: Double { (520 * height / 841.89).rounded() }

  mutating func layCover() throws {
    beginPage(section: nil)
    let cover = report.cover
    try refuse(cover.facts.count > 3, "the cover has \(cover.facts.count) facts and room for 3", "move the others to the reproduction box")
    box(Rect(x: 0, y: 0, width: width, height: fieldEnd), DocumentStyle.coverNavy, role: "cover")
    if let art = cover.art { draw(art) }
    mark("cover", at: 0, title: report.metadata.title, level: 0)

    begin(.section)
    if let logo = cover.logo {
      begin(.figure(alternative: logo.altText))
      add(.picture([UInt8](logo.png), in: Rect(x: right - 120, y: 62, width: 120, height: 36)))
      end()
    }
    if !cover.eyebrow.isEmpty {
      begin(.paragraph)
      let style = TextStyle(weight: .medium, size: 8, tracking: 0.08)
      let fit = type.fitted(cover.eyebrow.uppercased(), style, width: column - (cover.logo == nil ? 0 : 136))
      text(fit.text, x: left, y: 84, fit.style, DocumentStyle.pathBlue)
      end()
    }
    var baseline = 136.0
    begin(.heading1)
    let title = try coverTitle(cover.title)
    for line in title.lines {
      self.line(line, x: left, y: baseline, colour: DocumentStyle.white, isNested: false, goesOn: true)
      baseline += title.style.size * 1.04
    }
    end()
    if !cover.subtitle.isEmpty {
      baseline += 30 - title.style.size * 1.04
      begin(.paragraph)
      let subtitle = try lines(cover.subtitle, TextStyle(size: 13), width: column * 0.9, atMost: 3, what: "the cover's subtitle")
      for line in subtitle.lines {
        self.line(line, x: left, y: baseline, colour: Colour(hex: 0xDCE7F3), isNested: false, goesOn: true)
        baseline += subtitle.style.size * 1.35
      }
      end()
    }
    try layCoverFacts(cover)
    end()
  }

  /// 40 pt on at most two lines, broken where the title has line breaks; smaller for a title that needs more.
  private func coverTitle(_ words: String) throws -> (lines: [TypeLine], style: TextStyle) {
    let parts = words.split(whereSeparator: \.isNewline).map(String.init)
    var style = TextStyle(.display, weight: .semibold, size: 40, tracking: -0.01)
    while style.size >= 18 {
      let lines = parts.flatMap { type.lines($0, style: style, width: column, isBalanced: true) }
      if lines.count <= max(2, style.size < 28 ? 3 : 2) { return (lines, style) }
      style.size -= 2
    }
    throw InputErrors(
      Diagnostic(.error, code: "report-text-too-long", "the cover's title does not fit on three lines", remedy: "shorten it"))
  }

  private mutating func layCoverFacts(_ cover: Cover) throws {
    let top = fieldEnd + 40
    let third = column / 3
    for (index, fact) in cover.facts.enumerated() {
      let x = left + third * Double(index)
      begin(.paragraph)
      let label = type.fitted(fact.label, TextStyle(size: 8.4), width: third - 12)
      text(label.text, x: x, y: top, label.style, DocumentStyle.ink3, goesOn: true)
      let value = type.fitted(fact.value, TextStyle(.display, weight: .semibold, size: 13), width: third - 12, smallest: 0.7)
      text(value.text, x: x, y: top + 17, value.style, DocumentStyle.ink)
      end()
    }
    rule(y: top + 52, width: 0.6, DocumentStyle.hairline)
    begin(.paragraph)
    text(cover.answerLabel, x: left, y: top + 76, TextStyle(weight: .semibold, size: 8.4), DocumentStyle.vermilionText)
    end()
    y = top + 83
    // The answer is the page's point: it is set smaller rather than cut.
    var style = TextStyle(.display, weight: .medium, size: 17)
    let room = height - 48 - y
    var words = type.lines(references.resolved(cover.answer), style: style, width: column)
    while Double(words.count) * style.size * 1.34 > room, style.size > 9 {
      style.size -= 1
      words = type.lines(references.resolved(cover.answer), style: style, width: column)
    }
    try refuse(Double(words.count) * style.size * 1.34 > room, "the answer in one line does not fit on the cover", "shorten it")
    lines(words, x: left, leading: style.size * 1.34, colour: DocumentStyle.ink, tag: .paragraph)
    if let caption = cover.art?.caption, !caption.isEmpty {
      let fit = type.fitted(caption, DocumentStyle.note, width: column)
      text(fit.text, x: left, y: height - DocumentStyle.footerBaseline, fit.style, DocumentStyle.ink3, role: "furniture")
    }
  }

  private mutating func rule(x: Double, to: Double, y: Double, until: Double, width: Double, _ colour: Colour) {
    add(
      .draw(
        .path(
          [.move(Point(x, y)), .line(Point(to, until))], fill: nil, stroke: Stroke(colour, width: width, cap: .butt), role: "art")))
  }

  /// Where a line runs within a stretch: its corners there, and where it enters and leaves. Corners may lie further apart than a label is
  /// wide.
  static func heights(of line: [Point], over stretch: ClosedRange<Double>) -> [Double] {
    var found = line.filter { stretch.contains($0.x) }.map(\.y)
    for (a, b) in zip(line, line.dropFirst()) where a.x != b.x {
      for edge in [stretch.lowerBound, stretch.upperBound] where min(a.x, b.x) <= edge && edge <= max(a.x, b.x) {
        found.append(a.y + (b.y - a.y) * (edge - a.x) / (b.x - a.x))
      }
    }
    return found
  }

  private mutating func draw(_ art: CoverArt) {
    // The art keeps below the title and off the field's lower edge.
    let top = 226.0
    let low = fieldEnd - 24
    func place(_ p: Point) -> Point { Point(p.x * width, low - p.y * (low - top)) }
    func path(_ points: [Point]) -> [PathElement] {
      points.enumerated().map { $0.offset == 0 ? .move(place($0.element)) : .line(place($0.element)) }
    }
    add(.draw(.pushClip(Rect(x: 0, y: 0, width: width, height: fieldEnd))))
    var thin = DocumentStyle.pathBlue
    thin.alpha = 0.3
    for points in art.paths where points.count > 1 {
      add(.draw(.path(path(points), fill: nil, stroke: Stroke(thin, width: 0.55), role: "art")))
    }
    if art.median.count > 1 {
      add(.draw(.path(path(art.median), fill: nil, stroke: Stroke(DocumentStyle.white, width: 1.8), role: "art")))
    }
    add(.draw(.popClip))
    if let today = art.today {
      let centre = place(today)
      add(
        .draw(
          .circle(
            centre: centre, radius: 4.2, fill: DocumentStyle.vermilion, stroke: Stroke(DocumentStyle.coverNavy, width: 1.4), role: "art")))
      if !art.todayLabel.isEmpty {
        let style = TextStyle(size: 8.2)
        let half = type.width(art.todayLabel, style) / 2
        let x = min(max(centre.x, left + half), right - half)
        // Clear of every line: below the lowest or above the highest that passes here, whichever is nearer, with a leader if that is far.
        let lines = (art.paths + [art.median]).flatMap { Self.heights(of: $0.map(place), over: x - half - 6...x + half + 6) }
        let below = max(centre.y + 18, (lines.max() ?? 0) + 14)
        let above = min(centre.y - 10, (lines.min() ?? height) - 7)
        let isBelow = below < fieldEnd - 6 && (below - centre.y <= centre.y - above || above < top)
        let baseline = isBelow ? below : max(above, top)
        let end = isBelow ? baseline - 9 : baseline + 4
        if abs(end - centre.y) > 12 {
          var pale = DocumentStyle.white
          pale.alpha = 0.7
          rule(x: centre.x, to: centre.x, y: centre.y + (isBelow ? 5 : -5), until: end, width: 0.6, pale)
        }
        // With lines on every side, it stands on a ground of its own.
        if lines.contains(where: { $0 > baseline - 10 && $0 < baseline + 5 }) {
          box(Rect(x: x - half - 3, y: baseline - 9, width: half * 2 + 6, height: 12.5), DocumentStyle.coverNavy, role: "art")
        }
        text(art.todayLabel, x: x, y: baseline, style, DocumentStyle.white, anchor: .middle, role: "art")
      }
    }
  }
}
