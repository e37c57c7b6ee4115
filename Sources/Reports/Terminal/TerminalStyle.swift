public import Experiment

/// What the terminal at the other end can show.
public struct TerminalStyle: Sendable, Equatable {
  /// Columns; nil where nothing needs to be folded.
  public var width: Int?
  public var colour: Bool
  /// Whether it shows more than ASCII: `±`, `−`, `✓`, thin spaces.
  public var unicode: Bool

  public init(width: Int? = nil, colour: Bool = false, unicode: Bool = true) {
    self.width = width
    self.colour = colour
    self.unicode = unicode
  }

  public enum Ink: String, Sendable {
    case good = "\u{1B}[32m"
    case bad = "\u{1B}[31m"
    case quiet = "\u{1B}[2m"
    case strong = "\u{1B}[1m"
  }

  /// The text in a colour, where there are colours.
  public func ink(_ ink: Ink, _ text: String) -> String {
    colour && !text.isEmpty ? ink.rawValue + text + "\u{1B}[0m" : text
  }

  /// The text in the characters this terminal has. Widths do not change, except where a mark becomes a word.
  public func plain(_ text: String) -> String {
    // A thin space has no width of its own on a grid of cells; without a terminal it would only hinder a search.
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{202F}": out += " "
      case _ where unicode: out.unicodeScalars.append(scalar)
      case "−", "–", "·": out += "-"
      case "±": out += "+-"
      case "✓": out += "ok"
      case "✗": out += "not"
      case "≥": out += ">="
      case "≤": out += "<="
      case "…": out += "..."
      case "█": out += "#"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// How far long work is, on one line of a terminal: a bar, the count, and what is being done, cut to the width.
  public static func progress(_ progress: StudyProgress, width: Int) -> String {
    let planned = max(1, progress.planned), finished = min(planned, max(0, progress.finished))
    let cells = 24, full = finished * cells / planned
    let bar = String(repeating: "█", count: full) + String(repeating: "·", count: cells - full)
    var text = "\(progress.activity) \(bar) \(progress.finished) of \(progress.planned)"
    if !progress.detail.isEmpty { text += " · \(progress.detail)" }
    // A line that wraps cannot be taken back.
    var shown = "", columns = 0
    for character in text {
      columns += Self.width(of: String(character))
      if columns >= width { break }
      shown.append(character)
    }
    return shown
  }

  /// Columns a text takes: none for combining marks, two for wide East Asian letters and pictures.
  public static func width(of text: String) -> Int {
    var width = 0
    for character in text {
      guard let first = character.unicodeScalars.first else { continue }
      switch first.value {
      case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: break
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x1F300...0x1FAFF,
        0x20000...0x3FFFD:
        width += 2
      default: width += 1
      }
    }
    return width
  }

  static func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let gap = String(repeating: " ", count: max(0, width - self.width(of: text)))
    return right ? gap + text : text + gap
  }

  /// Broken at spaces into lines of at most `width` columns; a longer word stands alone.
  public static func wrapped(_ text: String, width: Int, indent: String = "") -> String {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let tried = line.isEmpty ? String(word) : line + " " + word
      if self.width(of: tried) > width, !line.isEmpty {
        lines.append(line)
        line = indent + word
      } else {
        line = tried
      }
    }
    lines.append(line)
    return lines.joined(separator: "\n")
  }

  /// A page whose long lines go on beneath themselves, two columns further in than they began; short ones stay as they are.
  public static func folded(_ page: String, width: Int) -> String {
    // Ink takes no columns.
    func seen(_ text: some StringProtocol) -> Int { self.width(of: String(text).replacing(/\u{1B}\[[0-9;]*m/, with: "")) }
    return page.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if seen(line) <= width { return String(line) }
      let margin = String(line.prefix { $0 == " " }), further = margin + "  "
      var lines: [String] = [], current = margin, gap = ""
      for word in line.dropFirst(margin.count).split(separator: " ", omittingEmptySubsequences: false) {
        let tried = current + gap + word
        if seen(tried) > width, current.count > further.count {
          lines.append(current)
          current = further + word
        } else {
          current = tried
        }
        gap = " "
      }
      return (lines + [current]).joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
