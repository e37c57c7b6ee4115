import Charts
import Testing

@testable import Reports

/// Every letter half as wide as it is tall, bold ones a little wider: widths anyone can add up.
struct SquareMeasurer: TextMeasurer {
  func extent(of text: String, style: TextStyle) -> TextExtent {
    let factor = style.weight == .regular ? 0.5 : 0.55
    return TextExtent(width: Double(text.count) * style.size * factor, ascent: style.size, descent: style.size * 0.2)
  }
}

/// Numbers for generated cases: a fixed linear congruence (Knuth's MMIX constants).
struct Dice: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}

@Suite struct `Setting lines` {
  let type = Typesetter(measurer: SquareMeasurer())
  let style = TextStyle(size: 10)

  func words(_ dice: inout Dice) -> [String] {
    (0..<Int.random(in: 0...40, using: &dice)).map { _ in String(repeating: "x", count: Int.random(in: 1...12, using: &dice)) }
  }

  func text(_ line: TypeLine) -> String { line.pieces.map(\.text).joined() }

  @Test func `fills greedily, as the slow way does`() {
    var dice = Dice(state: 7)
    for _ in 0..<300 {
      let words = words(&dice)
      let limit = Double.random(in: 60...300, using: &dice)
      var expected: [String] = []
      for word in words {
        if let last = expected.last, Double(last.count + 1 + word.count) * 5 <= limit {
          expected[expected.count - 1] = last + " " + word
        } else {
          expected.append(word)
        }
      }
      let lines = type.lines(words.joined(separator: " "), style: style, width: limit)
      #expect(lines.map(text) == expected)
      #expect(lines.allSatisfy { $0.width <= limit + 1e-6 })
    }
  }

  @Test func `balances without another line, and no narrower width would do`() {
    var dice = Dice(state: 11)
    for _ in 0..<200 {
      let words = words(&dice)
      let limit = Double.random(in: 60...300, using: &dice)
      let greedy = type.lines(words.joined(separator: " "), style: style, width: limit)
      let balanced = type.lines(words.joined(separator: " "), style: style, width: limit, isBalanced: true)
      #expect(balanced.count == greedy.count)
      #expect(balanced.map(text).joined(separator: " ") == words.joined(separator: " "))
      let widest = balanced.map(\.width).max() ?? 0
      #expect(widest <= limit + 1e-6)
      if greedy.count > 1 {
        // Widths are multiples of half the size; one step narrower must need more lines.
        #expect(type.lines(words.joined(separator: " "), style: style, width: widest - 5).count > greedy.count || widest <= 60)
      }
    }
  }

  @Test func `keeps dress and targets apart, and hangs the space on the words before a link`() {
    let line = type.lines("See \(link: "the page", to: "https://example.org"). \(bold: "Now")", style: style, width: 900)[0]
    #expect(line.pieces.map(\.text) == ["See ", "the page", ".", " Now"])
    #expect(line.pieces.map(\.style.weight) == [.regular, .medium, .regular, .semibold])
    #expect(line.pieces[1].target == .uri("https://example.org"))
    for (a, b) in zip(line.pieces, line.pieces.dropFirst()) { #expect(abs(a.x + a.width - b.x) < 1e-9) }
  }

  @Test func `cuts a word only when it is wider than the line`() {
    let lines = type.lines("ab " + String(repeating: "y", count: 45) + " cd", style: style, width: 100)
    #expect(lines.map(text).joined() == "ab" + String(repeating: "y", count: 45) + " cd")
    #expect(lines.allSatisfy { $0.width <= 100.001 })
    #expect(type.lines("", style: style, width: 100).isEmpty && type.lines("  \n ", style: style, width: 100).isEmpty)
    // A column too narrow for a letter still ends.
    #expect(type.lines("abc", style: style, width: 1).count == 3)
  }

  @Test func `shrinks, then cuts, what must stay on one line`() {
    #expect(type.fitted("abcd", style, width: 20).text == "abcd")
    #expect(type.fitted("abcd", style, width: 15, smallest: 0.7).style.size == 7.5)
    let cut = type.fitted("abcd efgh", style, width: 30)
    #expect(cut.text == "abcd…" && cut.width <= 30)
  }
}

@Suite struct `Breaking pages` {
  @Test func `never leaves one line of a paragraph alone`() {
    for lines in 1...30 {
      for first in 0...12 {
        for full in 4...12 {
          let cuts = ReportLayout.cuts(lines: lines, firstRoom: first, fullRoom: full)
          let note = Comment("\(lines) lines, room \(first), then \(full): \(cuts)")
          #expect(cuts.reduce(0, +) == lines, note)
          #expect(cuts[0] <= first && cuts.dropFirst().allSatisfy { (1...full).contains($0) }, note)
          if cuts.filter({ $0 > 0 }).count > 1 { #expect(cuts.allSatisfy { $0 != 1 }, note) }
        }
      }
    }
  }
}

@Suite struct `Numbering and references` {
  func report(_ blocks: [ReportBlock], summary: ReportFigure? = nil, glossary: [GlossaryTerm] = []) -> ReportDocument {
    var report = DemoReport.report(sections: 0)
    report.summary.findings = [Finding("One", "thing about fill rates")]
    report.summary.figure = summary
    report.sections = [ReportSection(id: "s", title: "Only section", blocks)]
    report.glossary = glossary
    return report
  }

  func figure(_ id: String) -> ReportFigure { ReportFigure(id: id, title: id, scene: DemoReport.bars("t", [1, 2])) }
  func table(_ id: String) -> ReportTable { ReportTable(id: id, title: id, columns: [.init("A")], rows: []) }

  @Test func `number figures and tables apart, in order, the summary's first`() throws {
    let references = try References(
      report([.figure(figure("b")), .table(table("t")), .figure(figure("c")), .table(table("u"))], summary: figure("a")))
    #expect(references.labels == ["a": "Figure 1", "b": "Figure 2", "c": "Figure 3", "t": "Table 1", "u": "Table 2", "s": "Only section"])
    #expect(references.resolved("see \(ref: "c")").plain == "see Figure\u{A0}3")
  }

  @Test func `name every duplicate and every reference to nothing at once`() {
    let bad = report([.figure(figure("a")), .table(table("a")), .paragraph("\(ref: "x")"), .bullets(["\(ref: "y")"])])
    do {
      _ = try References(bad)
      Issue.record("nothing was refused")
    } catch {
      let text = "\(error)"
      for word in ["'a'", "'x'", "'y'"] { #expect(text.contains(word)) }
    }
  }

  @Test func `print a glossary of used terms only, with where each is used first`() throws {
    let terms = ["warm-up", "Fill rate", "Backorder", "ate", "Unused"].map { GlossaryTerm($0, "…") }
    let references = try References(
      report(
        [.paragraph("A warm-up is cut. Backorders wait."), .bullets(["first", "WARM-UP again"]), .paragraph("backorder")], glossary: terms))
    #expect(references.terms.map(\.term.term) == ["Backorder", "Fill rate", "warm-up"])
    #expect(references.terms.map(\.prose) == [0, nil, 0])
  }

  @Test func `a term inside a longer one is not used by it`() throws {
    let terms = ["mean stock", "mean stock value"].map { GlossaryTerm($0, "…") }
    let one = try References(report([.paragraph("The mean stock value rises.")], glossary: terms))
    #expect(one.terms.map(\.term.term) == ["mean stock value"])
    let both = try References(report([.paragraph("The mean stock value rises, the mean stock falls.")], glossary: terms))
    #expect(both.terms.count == 2)
  }

  @Test func `terms that only a table holds lead to the table`() throws {
    let rows = ReportTable(id: "t", title: "T", columns: [.init("A")], rows: [.init([.init("Ready rate")])])
    let found = try References(report([.table(rows)], glossary: [GlossaryTerm("ready rate", "…")]))
    #expect(found.terms.map(\.table) == ["t"])
  }
}

@Suite struct `Tables` {
  let type = Typesetter(measurer: SquareMeasurer())

  @Test(arguments: [
    ("11.86", "11"), ("−1.88", "−1"), ("12", "12"), ("97.4%", "97"), ("12%", "12"), ("$1,234.50", "$1,234"), ("–", "–"), (".5", ".5"),
    ("1.", "1"),
    ("± 0.06", "± 0"), ("v1.2.3", "v1"),
  ])
  func `find the decimal mark`(text: String, head: String) {
    #expect(TableGrid.head(of: text, decimalMark: ".") == head)
  }

  @Test func `find a decimal comma`() {
    #expect(TableGrid.head(of: "1.234,50", decimalMark: ",") == "1.234")
  }

  @Test func `align numbers on the mark and end them at the column's edge`() throws {
    let numbers = ["1.5", "−120.25", "7", "33.125", "98%"]
    let table = ReportTable(
      id: "t", title: "T", columns: [.init("Name"), .init("Value", .number)], rows: numbers.map { .init([.init("row"), .init($0)]) })
    let grid = try TableGrid(table, width: 400, type: type)
    let marks = numbers.enumerated().map { index, text in
      grid.columns[1].x + grid.cells[index][1][0].pieces[0].x
        + type.width(TableGrid.head(of: text, decimalMark: "."), DocumentStyle.cellNumber)
    }
    #expect(marks.allSatisfy { abs($0 - marks[0]) < 1e-9 })
    let ends = grid.cells.map { $0[1][0].pieces[0].x + $0[1][0].width }
    #expect(abs((ends.max() ?? 0) - grid.columns[1].width) < 1e-9)
    #expect(abs(grid.columns[1].x + grid.columns[1].width - 400) < 1e-9)
  }

  @Test func `shrink words before headers and never a number`() throws {
    var dice = Dice(state: 3)
    var refused = 0
    for _ in 0..<400 {
      let count = Int.random(in: 1...9, using: &dice)
      let columns = (0..<count).map { index in
        ReportTable.Column(
          (0..<Int.random(in: 1...3, using: &dice)).map { _ in String(repeating: "h", count: Int.random(in: 1...8, using: &dice)) }
            .joined(separator: " "), index == 0 ? .text : [.text, .number, .interval].randomElement(using: &dice) ?? .text)
      }
      let rows = (0..<Int.random(in: 0...5, using: &dice)).map { _ in
        ReportTable.Row(
          columns.map { column in
            column.kind == .text
              ? .init((0..<Int.random(in: 0...14, using: &dice)).map { _ in "word" }.joined(separator: " "))
              : .init("\(Int.random(in: -99999...99999, using: &dice)).\(Int.random(in: 0...99, using: &dice))")
          })
      }
      let table = ReportTable(id: "t", title: "T", columns: columns, rows: rows)
      guard let grid = try? TableGrid(table, width: 487, type: type) else {
        refused += 1
        continue
      }
      let end = grid.columns.last.map { $0.x + $0.width } ?? 0
      #expect(end <= 487.001)
      for (a, b) in zip(grid.columns, grid.columns.dropFirst()) { #expect(b.x - a.x - a.width >= 6.99) }
      for row in grid.cells {
        for (place, cell) in zip(grid.columns, row) {
          for line in cell {
            let start = line.pieces.first?.x ?? 0
            #expect(start >= -1e-6 && start + line.width <= place.width + 0.02)
          }
        }
      }
    }
    #expect(refused < 100)
  }

  @Test func `are refused when numbers do not fit or rows are ragged`() {
    let wide = ReportTable(
      id: "wide", title: "T", columns: (0..<12).map { .init("c\($0)", .number) }, rows: [.init((0..<12).map { _ in .init("1234567890.5") })]
    )
    #expect(throws: (any Error).self) { _ = try TableGrid(wide, width: 487, type: type) }
    let ragged = ReportTable(id: "ragged", title: "T", columns: [.init("a"), .init("b")], rows: [.init(["1"])])
    #expect(throws: (any Error).self) { _ = try TableGrid(ragged, width: 487, type: type) }
    #expect(throws: (any Error).self) {
      _ = try TableGrid(ReportTable(id: "none", title: "T", columns: [], rows: []), width: 487, type: type)
    }
  }
}

@Suite struct `The interval's axis` {
  @Test func `has round ticks that do not carry rounding dust`() {
    #expect(IntervalAxis(least: -2.2, most: 0, reference: 0).ticks == [-2, -1.5, -1, -0.5, 0])
    #expect(IntervalAxis(least: 0, most: 1, reference: 0).ticks == [0, 0.5, 1])
    #expect(IntervalAxis(least: 0.02, most: 0.7, reference: 0).ticks == [0, 0.2, 0.4, 0.6])
  }

  @Test func `ends for any interval`() {
    var dice = Dice(state: 5)
    for _ in 0..<500 {
      let scales: [Double] = [1e-9, 0.01, 1, 1e6, 1e12, 1e300]
      let scale: Double = scales[Int.random(in: 0..<6, using: &dice)]
      let (a, b) = (Double.random(in: -1...1, using: &dice) * scale, Double.random(in: -1...1, using: &dice) * scale)
      let axis = IntervalAxis(least: min(a, b), most: max(a, b), reference: 0)
      #expect(axis.ticks.count <= 12 && axis.high > axis.low)
      #expect(axis.ticks.allSatisfy { $0 >= axis.low - scale && $0 <= axis.high + scale })
    }
    #expect(IntervalAxis(least: -1.7e308, most: 1.7e308, reference: 0).ticks.isEmpty)
    #expect(IntervalAxis(least: 0, most: 0, reference: 0).high == 1)
  }
}

@Suite struct `The date on the cover` {
  /// Was: judged by the corners of the lines alone, which may lie further apart than the label is wide.
  @Test func `sees a line that only passes by`() {
    let line = [Point(0, 100), Point(100, 0)]
    #expect(ReportLayout.heights(of: line, over: 40...60).sorted() == [40, 60])
    #expect(ReportLayout.heights(of: line, over: -20...0) == [100, 100])
    #expect(ReportLayout.heights(of: line, over: 101...120).isEmpty)
  }
}
