/// A plain table for a terminal: columns as wide as their widest cell, numbers to the right. Where it is wider than the terminal, headings
/// are broken over lines, then words in the last column go on beneath, and if that does not do, the columns stand in blocks, each led by
/// the first column.
struct TextTable: Sendable {
  enum Side: Sendable { case left, right }
  var header: [String]
  var sides: [Side]
  var rows: [[String]] = []

  init(_ columns: [(String, Side)]) {
    header = columns.map(\.0)
    sides = columns.map(\.1)
  }

  /// Words narrower than this are harder to read than a block of their own.
  private static let leastWords = 28

  func text(_ style: TerminalStyle) -> String {
    let cells = ([header] + rows).map { $0.map(style.plain) }
    let widths = header.indices.map { c in cells.map { TerminalStyle.width(of: $0[c]) }.max() ?? 0 }
    let all = widths.reduce(0, +) + 3 * max(0, widths.count - 1)
    guard let limit = style.width, all > limit, header.count > 1 else { return block(cells, Array(header.indices), widths, style) }
    // Headings longer than what stands beneath them give way first, the longest before the others.
    var (narrower, excess) = (widths, all - limit)
    let least = header.indices.map { c in
      let body = cells.dropFirst().map { TerminalStyle.width(of: $0[c]) }.max() ?? 0
      return max(body, cells[0][c].split(separator: " ").map { TerminalStyle.width(of: String($0)) }.max() ?? 0)
    }
    for c in header.indices.sorted(by: { (least[$0] - widths[$0], $0) < (least[$1] - widths[$1], $1) }) where excess > 0 {
      let given = min(excess, widths[c] - least[c])
      narrower[c] -= given
      excess -= given
    }
    if excess > 0, sides.last == .left, let last = narrower.last, last - excess >= Self.leastWords {
      narrower[narrower.count - 1] -= excess
      excess = 0
    }
    if excess == 0 { return block(cells, Array(header.indices), narrower, style) }
    return ComparisonTable.blocks(widths: Array(widths.dropFirst()), left: widths[0] + 3, limit: limit)
      .map { range in
        let columns = [0] + range.map { $0 + 1 }
        var fitting = widths
        // A column wider than a whole block is broken, where it holds words.
        let used = columns.dropLast().reduce(0) { $0 + widths[$1] + 3 }
        if let last = columns.last, sides[last] == .left { fitting[last] = min(widths[last], max(Self.leastWords, limit - used)) }
        // A row that says nothing in this block is not repeated.
        let telling = cells.enumerated().filter { row, line in
          row == 0 || range.lowerBound == 0 || columns.dropFirst().contains { !line[$0].isEmpty }
        }
        return block(telling.map(\.element), columns, fitting, style)
      }.joined(separator: "\n\n")
  }

  /// Some of the columns, cells broken at spaces into their width.
  private func block(_ cells: [[String]], _ columns: [Int], _ widths: [Int], _ style: TerminalStyle) -> String {
    cells.enumerated().compactMap { r, row in
      if columns.allSatisfy({ row[$0].isEmpty }), columns.count < row.count { return nil }
      let broken = columns.map { c in
        TerminalStyle.width(of: row[c]) <= widths[c]
          ? [row[c]] : TerminalStyle.wrapped(row[c], width: widths[c]).split(separator: "\n").map(String.init)
      }
      let tall = broken.map(\.count).max() ?? 1
      let lines = (0..<tall).map { depth in
        var line = columns.indices.map { i in
          // Headings of one line stand at the foot of those of two.
          let place = r == 0 ? depth - (tall - broken[i].count) : depth
          let text = broken[i].indices.contains(place) ? broken[i][place] : ""
          return TerminalStyle.padded(text, to: widths[columns[i]], right: sides[columns[i]] == .right)
        }.joined(separator: "   ")
        while line.hasSuffix(" ") { line.removeLast() }
        return r == 0 ? style.ink(.strong, line) : line
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
