internal import Charts

/// A stretch of one line in one dress.
struct Piece {
  var text: String
  var style: TextStyle
  var target: RichText.Target?
  var x: Double
  var width: Double
}

struct TypeLine {
  var pieces: [Piece]
  var width: Double
}

/// Breaks rich text into lines: at spaces, and inside a word only where the word alone is wider than the column.
struct Typesetter {
  let measurer: any TextMeasurer

  func width(_ text: String, _ style: TextStyle) -> Double { measurer.extent(of: text, style: style).width }

  private struct Dress: Hashable {
    var isBold: Bool
    var target: RichText.Target?
  }

  private struct Word {
    var parts: [(text: String, dress: Dress)]
    var width: Double
  }

  /// - Returns: lines from top to bottom; none for a text without words.
  func lines(_ text: RichText, style: TextStyle, width limit: Double, isBalanced: Bool = false) -> [TypeLine] {
    let words = split(text, style: style, limit: limit)
    guard !words.isEmpty else { return [] }
    var broken = fill(words, style: style, limit: limit)
    if isBalanced, broken.count > 1 {
      var low = max(words.map(\.width).max() ?? 0, limit / Double(broken.count + 1))
      var high = limit
      // Twelve halvings leave less than a tenth of a point.
      for _ in 0..<12 where low < high {
        let middle = (low + high) / 2
        let attempt = fill(words, style: style, limit: middle)
        if attempt.count <= broken.count { high = middle } else { low = middle }
      }
      broken = fill(words, style: style, limit: high)
    }
    return broken.map { assemble($0, style: style) }
  }

  func lines(_ text: String, style: TextStyle, width: Double, isBalanced: Bool = false) -> [TypeLine] {
    lines(RichText(text), style: style, width: width, isBalanced: isBalanced)
  }

  /// A text that must stay on one line: first set smaller (not below `smallest` of its size), then cut with an ellipsis.
  func fitted(_ text: String, _ style: TextStyle, width limit: Double, smallest: Double = 1) -> (
    text: String, style: TextStyle, width: Double
  ) {
    let full = width(text, style)
    if full <= limit { return (text, style, full) }
    var style = style
    if smallest < 1 {
      style.size = max(style.size * smallest, (style.size * limit / full * 100).rounded(.down) / 100)
      let shrunk = width(text, style)
      if shrunk <= limit { return (text, style, shrunk) }
    }
    var kept = Array(text)
    while !kept.isEmpty {
      kept.removeLast()
      while kept.last == " " { kept.removeLast() }
      let cut = String(kept) + "…"
      let size = width(cut, style)
      if size <= limit { return (cut, style, size) }
    }
    return ("…", style, width("…", style))
  }

  private func dressed(_ style: TextStyle, _ dress: Dress) -> TextStyle {
    var style = style
    if dress.isBold { style.weight = .semibold }
    if dress.target != nil, style.weight == .regular { style.weight = .medium }
    return style
  }

  private func split(_ text: RichText, style: TextStyle, limit: Double) -> [Word] {
    var words: [Word] = []
    var open: [(text: String, dress: Dress)] = []
    func close() {
      guard !open.isEmpty else { return }
      let size = open.reduce(0) { $0 + width($1.text, dressed(style, $1.dress)) }
      if size <= limit {
        words.append(Word(parts: open, width: size))
      } else {
        words += pieces(of: open, style: style, limit: limit)
      }
      open = []
    }
    for run in text.runs {
      let dress = Dress(isBold: run.isBold, target: run.target)
      var letters = ""
      for letter in run.text {
        if letter == " " || letter.isNewline || letter == "\t" {
          if !letters.isEmpty { open.append((letters, dress)) }
          letters = ""
          close()
        } else {
          letters.append(letter)
        }
      }
      if !letters.isEmpty { open.append((letters, dress)) }
    }
    close()
    return words
  }

  /// A word wider than the column, cut behind a joint or between letters. The pieces are words of their own, so a space is lost nowhere:
  /// the cut falls where a line ends.
  private func pieces(of parts: [(text: String, dress: Dress)], style: TextStyle, limit: Double) -> [Word] {
    var out: [Word] = []
    for part in parts {
      let look = dressed(style, part.dress)
      var piece = ""
      for letter in part.text {
        if !piece.isEmpty, width(piece + String(letter), look) > limit {
          // Addresses and paths break behind their joints, where one is not far back.
          let joint = piece.lastIndex { "./_-·".contains($0) }.map { piece.index(after: $0) }
          let cut = joint.flatMap { piece.distance(from: piece.startIndex, to: $0) * 3 > piece.count ? $0 : nil } ?? piece.endIndex
          out.append(Word(parts: [(String(piece[..<cut]), part.dress)], width: limit))
          piece = String(piece[cut...])
        }
        piece.append(letter)
      }
      if !piece.isEmpty { out.append(Word(parts: [(piece, part.dress)], width: width(piece, look))) }
    }
    return out
  }

  private func fill(_ words: [Word], style: TextStyle, limit: Double) -> [[Word]] {
    let space = width(" ", style)
    var lines: [[Word]] = []
    var line: [Word] = []
    var used = 0.0
    for word in words {
      if !line.isEmpty, used + space + word.width > limit + 1e-9 {
        lines.append(line)
        line = []
        used = 0
      }
      used += (line.isEmpty ? 0 : space) + word.width
      line.append(word)
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  private func assemble(_ words: [Word], style: TextStyle) -> TypeLine {
    var merged: [(text: String, dress: Dress)] = []
    for (index, word) in words.enumerated() {
      for (place, part) in word.parts.enumerated() {
        let startsWord = index > 0 && place == 0
        if let last = merged.last, last.dress == part.dress {
          merged[merged.count - 1].text += (startsWord ? " " : "") + part.text
        } else if startsWord, part.dress.target != nil, !merged.isEmpty {
          // The space before a link belongs to the words before it, so that it is not underlined.
          merged[merged.count - 1].text += " "
          merged.append(part)
        } else {
          merged.append(((startsWord ? " " : "") + part.text, part.dress))
        }
      }
    }
    var x = 0.0
    let pieces = merged.map { part in
      let look = dressed(style, part.dress)
      let piece = Piece(text: part.text, style: look, target: part.dress.target, x: x, width: width(part.text, look))
      x += piece.width
      return piece
    }
    return TypeLine(pieces: pieces, width: x)
  }
}
