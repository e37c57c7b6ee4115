internal import Charts
internal import Groundwork
internal import Rendering

/// Where the columns of a table stand and how its cells are broken, for one width.
struct TableGrid {
  struct ColumnPlace {
    var x: Double
    var width: Double
    /// Width of the widest part right of the decimal mark (mark included).
    var tail: Double
    var header: [TypeLine]
  }

  var columns: [ColumnPlace]
  /// Row by row, column by column.
  var cells: [[[TypeLine]]]

  static let lineLeading = 11.4
  static let rowHeight = 16.2
  static let headerLeading = 10.0

  var headerLines: Int { columns.map(\.header.count).max() ?? 1 }
  var headerHeight: Double { 19.8 + Double(max(headerLines, 1) - 1) * Self.headerLeading }
  func height(of row: Int) -> Double {
    Self.rowHeight + Double(max(cells[row].map(\.count).max() ?? 1, 1) - 1) * Self.lineLeading
  }

  /// - Throws: `InputErrors` when numbers alone are wider than the page, or a row has not one cell per column.
  init(_ table: ReportTable, width: Double, type: Typesetter) throws {
    var problems: [Diagnostic] = []
    if table.columns.isEmpty {
      problems.append(Diagnostic(.error, code: "table-shape", "the table '\(table.id)' has no columns"))
    }
    for (index, row) in table.rows.enumerated() where row.cells.count != table.columns.count {
      problems.append(
        Diagnostic(
          .error, code: "table-shape",
          "row \(index + 1) of the table '\(table.id)' has \(row.cells.count) cells for \(table.columns.count) columns"))
    }
    if !problems.isEmpty { throw InputErrors(problems) }

    let letters = table.letterScale ?? 1
    var headerStyle = DocumentStyle.cellHeader
    headerStyle.size *= letters
    func style(_ column: Int, _ row: ReportTable.Row) -> TextStyle {
      var style = table.columns[column].kind == .text ? DocumentStyle.cell : DocumentStyle.cellNumber
      style.size *= letters
      if row.isHighlighted, table.columns[column].isKey { style.weight = .semibold }
      return style
    }

    var tails = [Double](repeating: 0, count: table.columns.count)
    var natural = tails
    var least = tails
    for (index, column) in table.columns.enumerated() {
      let title = type.width(column.title, headerStyle)
      let longestWord = column.title.split(separator: " ").map { type.width(String($0), headerStyle) }.max() ?? 0
      var body = 0.0
      if column.kind == .text {
        for row in table.rows { body = max(body, type.width(row.cells[index].text, style(index, row))) }
        natural[index] = max(title, body)
        least[index] = min(natural[index], max(longestWord, 64))
      } else {
        var head = 0.0
        for row in table.rows {
          let look = style(index, row)
          let text = row.cells[index].text
          let split = table.alignsDecimals ? Self.head(of: text, decimalMark: table.decimalMark) : text
          let whole = type.width(text, look)
          let left = type.width(split, look)
          head = max(head, left)
          tails[index] = max(tails[index], whole - left)
        }
        body = head + tails[index]
        natural[index] = max(title, body)
        least[index] = max(longestWord, body)
      }
    }

    let count = Double(table.columns.count - 1)
    var gap = 16.0
    var widths = natural
    var excess = natural.reduce(0, +) + gap * count - width
    if excess > 0 {
      // First narrower text columns, as long as they read well; then headers over several lines, then text columns as narrow as can be,
      // then narrower gaps; never a number.
      func shrink(_ isText: Bool, to floor: (Int) -> Double) {
        let chosen = widths.indices.filter { (table.columns[$0].kind == .text) == isText }
        let give = chosen.reduce(0.0) { $0 + max(0, widths[$1] - floor($1)) }
        guard excess > 0, give > 0 else { return }
        let share = min(1, excess / give)
        for index in chosen { widths[index] -= max(0, widths[index] - floor(index)) * share }
        excess -= give * share
      }
      let comfortable = 120.0
      shrink(true) { max(least[$0], min(natural[$0], comfortable)) }
      shrink(false) { least[$0] }
      shrink(true) { least[$0] }
      if excess > 1e-6, count > 0 {
        let cut = min(excess / count, 9)
        gap -= cut
        excess -= cut * count
      }
      guard excess <= 1e-6 else {
        throw InputErrors(
          Diagnostic(
            .error, code: "table-too-wide", "the table '\(table.id)' needs \(Int(width + excess) + 1) pt and the column has \(Int(width))",
            remedy: "leave out a column or shorten its numbers"))
      }
    } else {
      // Numbers stand a little apart; the rest of the room goes to the first text column.
      let slack = -excess
      let numbers = table.columns.filter { $0.kind != .text }.count
      let values = table.columns.filter { $0.kind == .number }.count
      // An interval stays close to the number it belongs to: the room goes before the number.
      let extra = values > 0 ? min(slack / Double(numbers + 1), 30) * Double(numbers) / Double(values) : 0
      for index in widths.indices where table.columns[index].kind == .number { widths[index] += extra }
      let texts = widths.indices.filter { table.columns[$0].kind == .text }
      let rest = slack - extra * Double(values)
      if let first = texts.first {
        if texts.count == 1 { widths[first] += rest } else { for index in texts { widths[index] += rest / Double(texts.count) } }
      } else {
        for index in widths.indices { widths[index] += rest / Double(widths.count) }
      }
    }

    var x = 0.0
    columns = []
    for (index, column) in table.columns.enumerated() {
      columns.append(
        ColumnPlace(
          x: x, width: widths[index], tail: tails[index],
          header: type.lines(column.title, style: headerStyle, width: widths[index] + 0.01)))
      x += widths[index] + gap
    }
    cells = table.rows.map { row in
      row.cells.enumerated().map { index, cell in
        let words = cell.text.isEmpty ? "–" : cell.text
        let look = style(index, row)
        if table.columns[index].kind == .text { return type.lines(words, style: look, width: widths[index] + 0.01) }
        // A number is one piece, standing where its decimal mark falls on the column's.
        let width = type.width(words, look)
        let isNumber = words.contains(where: \.isNumber) && table.alignsDecimals
        let head = type.width(Self.head(of: words, decimalMark: table.decimalMark), look)
        let x = isNumber ? widths[index] - tails[index] - head : widths[index] - width
        return [TypeLine(pieces: [Piece(text: words, style: look, target: nil, x: x, width: width)], width: width)]
      }
    }
  }

  /// What stands left of a number's decimal mark: up to the first mark between digits, or up to the last digit.
  static func head(of text: String, decimalMark: Character) -> String {
    let letters = Array(text)
    for index in letters.indices.dropFirst().dropLast()
    where letters[index] == decimalMark && letters[index - 1].isNumber && letters[index + 1].isNumber {
      return String(letters[..<index])
    }
    guard let last = letters.lastIndex(where: \.isNumber) else { return text }
    return String(letters[...last])
  }
}

extension ReportTable {
  /// The table as parts that fit a width: one as a rule; where it is too wide and has fixed columns, these with as many of the others as
  /// fit, then these with the next ones. A number's interval stays with it. Where the last part would hold one alternative alone, the
  /// letters are set up to 15 % smaller if that saves the part.
  func parts(width: Double, type: Typesetter) -> [ReportTable] {
    func fits(_ table: ReportTable) -> Bool { (try? TableGrid(table, width: width, type: type)) != nil }
    let isWhole = rows.allSatisfy { $0.cells.count == columns.count }
    guard fixedColumns > 0, fixedColumns < columns.count, isWhole, !fits(self) else { return [self] }
    func part(_ picked: [Int], _ letters: Double?) -> ReportTable {
      var part = self
      part.letterScale = letters
      let kept = Array(0..<fixedColumns) + picked
      part.columns = kept.map { columns[$0] }
      part.rows = rows.map { row in Row(kept.map { row.cells[$0] }, isHighlighted: row.isHighlighted) }
      return part
    }
    // A column and the intervals behind it move together.
    var groups: [[Int]] = []
    for index in fixedColumns..<columns.count {
      if columns[index].kind == .interval, !groups.isEmpty { groups[groups.count - 1].append(index) } else { groups.append([index]) }
    }
    func split(_ letters: Double?) -> [[[Int]]] {
      var parts: [[[Int]]] = []
      for group in groups {
        if let last = parts.last, fits(part((last + [group]).flatMap { $0 }, letters)) {
          parts[parts.count - 1].append(group)
        } else {
          parts.append([group])
        }
      }
      return parts
    }
    var (parts, letters): ([[[Int]]], Double?) = (split(nil), nil)
    if parts.count > 1, parts.last?.count == 1 {
      for smaller in [0.95, 0.9, 0.85] {
        let fewer = split(smaller)
        guard fewer.count < parts.count else { continue }
        (parts, letters) = (fewer, smaller)
        break
      }
    }
    return parts.map { part($0.flatMap { $0 }, letters) }
  }
}

extension ReportLayout {
  mutating func lay(_ table: ReportTable) throws {
    let parts = table.parts(width: column, type: type)
    for (index, part) in parts.enumerated() {
      var part = part
      if index + 1 < parts.count { part.note = "" }
      try lay(part, goesOn: index > 0)
    }
  }

  private mutating func lay(_ table: ReportTable, goesOn: Bool) throws {
    let grid = try TableGrid(table, width: column, type: type)
    let number = references.labels[table.id] ?? "Table"
    let label = goesOn ? "\(number) (continued)" : number
    if !isAtTop { y += 8 }
    let opening = headHeight(table.title) + grid.headerHeight
    let note = table.note.isEmpty ? [] : type.lines(table.note, style: DocumentStyle.note, width: column, isBalanced: true)
    let noteHeight = note.isEmpty ? 0 : 5 + Double(note.count) * DocumentStyle.noteLeading
    let pageRoom = bottom - DocumentStyle.bodyTop - opening - noteHeight
    for index in table.rows.indices where grid.height(of: index) > pageRoom {
      throw InputErrors(
        Diagnostic(
          .error, code: "table-row-too-tall", "row \(index + 1) of the table '\(table.id)' is taller than a page",
          remedy: "shorten its longest cell"))
    }
    ensure(openingHeight(table, grid))
    if !goesOn { mark(References.destination(table.id), at: y - 8, title: "\(label): \(table.title)", level: 1) }

    begin(.table)
    begin(.caption)
    head(label.uppercased(), table.title)
    end()
    header(table, grid)
    for index in table.rows.indices {
      let tall = grid.height(of: index)
      // The last two rows stay together, and the note with them, where a page can hold both.
      var needed = tall + (index >= table.rows.count - 2 ? noteHeight : 0)
      if index == table.rows.count - 2, tall + grid.height(of: index + 1) <= pageRoom { needed += grid.height(of: index + 1) }
      if y + needed > bottom, index > 0 {
        rule(y: y, width: 1, DocumentStyle.ink)
        beginPage(section: section)
        head("\(number.uppercased()) (CONTINUED)", "\(table.title) (continued)")
        header(table, grid)
      }
      row(table, grid, index)
      let isLast = index == table.rows.count - 1
      rule(y: y, width: isLast ? 1 : 0.5, isLast ? DocumentStyle.ink : DocumentStyle.grid)
    }
    if table.rows.isEmpty {
      begin(.tableRow)
      begin(.tableCell)
      text("No rows", x: left, y: y + 11.4, DocumentStyle.cell, DocumentStyle.ink3)
      end()
      end()
      y += TableGrid.rowHeight
      rule(y: y, width: 1, DocumentStyle.ink)
    }
    end()
    if !note.isEmpty {
      y += 5
      lines(note, x: left, leading: DocumentStyle.noteLeading, colour: DocumentStyle.ink3, tag: .note)
    }
    y += 16
  }

  /// The room a table needs to begin: its title, its header and two rows (a table of up to three: all of it with its note).
  func openingHeight(_ table: ReportTable, _ grid: TableGrid) -> Double {
    let opening = headHeight(table.title) + grid.headerHeight
    let first = table.rows.count <= 3 ? table.rows.count : 2
    let rows = (0..<first).reduce(0) { $0 + grid.height(of: $1) }
    return opening + rows + (table.rows.count <= 3 && !table.note.isEmpty ? 5 + 2 * DocumentStyle.noteLeading : 2)
  }

  private func headHeight(_ title: String) -> Double {
    14 + Double(type.lines(title, style: DocumentStyle.figureTitle, width: column, isBalanced: true).count)
      * DocumentStyle.leading(DocumentStyle.figureTitle, 1.1) + 6
  }

  private mutating func head(_ eyebrow: String, _ title: String) {
    text(eyebrow, x: left, y: y + 7, DocumentStyle.eyebrow, DocumentStyle.vermilionText, goesOn: true)
    y += 14
    for item in type.lines(title, style: DocumentStyle.figureTitle, width: column, isBalanced: true) {
      line(item, x: left, y: y + 11, colour: DocumentStyle.ink, isNested: false, goesOn: true)
      y += DocumentStyle.leading(DocumentStyle.figureTitle, 1.1)
    }
    y += 6
  }

  private mutating func header(_ table: ReportTable, _ grid: TableGrid) {
    rule(y: y, width: 1, DocumentStyle.ink)
    begin(.tableRow)
    for (place, column) in zip(grid.columns, table.columns) {
      begin(.tableHeader)
      // Headers of one line stand at the foot of a header of two.
      var baseline = y + 12.6 + Double(grid.headerLines - place.header.count) * TableGrid.headerLeading
      for item in place.header {
        let x = column.kind == .text ? left + place.x : left + place.x + place.width - item.width
        line(item, x: x, y: baseline, colour: DocumentStyle.ink2, isNested: false, goesOn: true)
        baseline += TableGrid.headerLeading
      }
      end()
    }
    end()
    y += grid.headerHeight
    rule(y: y, width: 0.5, DocumentStyle.ink)
  }

  private mutating func row(_ table: ReportTable, _ grid: TableGrid, _ index: Int) {
    let tall = grid.height(of: index)
    let row = table.rows[index]
    if row.isHighlighted { box(Rect(x: left, y: y, width: column, height: tall), DocumentStyle.panel, role: "highlight") }
    begin(.tableRow)
    for (number, place) in grid.columns.enumerated() {
      let cell = row.cells[number]
      let isInterval = table.columns[number].kind == .interval
      var colour = isInterval || cell.text.isEmpty ? DocumentStyle.ink3 : DocumentStyle.ink
      if cell.tone != .neutral { colour = DocumentStyle.colour(cell.tone) }
      begin(.tableCell)
      var baseline = y + 11.3
      for item in grid.cells[index][number] {
        line(item, x: left + place.x, y: baseline, colour: colour, isNested: false, goesOn: true)
        baseline += TableGrid.lineLeading
      }
      end()
    }
    end()
    y += tall
  }
}
