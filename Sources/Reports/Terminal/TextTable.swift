/// A plain table for a terminal: columns as wide as their widest cell, numbers to the right.
struct TextTable: Sendable {
  enum Side: Sendable { case left, right }
  var header: [String]
  var sides: [Side]
  var rows: [[String]] = []

  init(_ columns: [(String, Side)]) {
    header = columns.map(\.0)
    sides = columns.map(\.1)
  }

  func text(_ style: TerminalStyle) -> String {
    let cells = ([header] + rows).map { $0.map(style.plain) }
    let widths = header.indices.map { c in cells.map { TerminalStyle.width(of: $0[c]) }.max() ?? 0 }
    return cells.enumerated().map { r, row in
      var line = row.indices.map { TerminalStyle.padded(row[$0], to: widths[$0], right: sides[$0] == .right) }.joined(separator: "   ")
      while line.hasSuffix(" ") { line.removeLast() }
      return r == 0 ? style.ink(.strong, line) : line
    }.joined(separator: "\n")
  }
}
