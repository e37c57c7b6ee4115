internal import Groundwork

/// The numbers of figures and tables, and where terms are first used: known before layout, from the order of blocks alone.
struct References {
  /// What a reference to an id prints.
  private(set) var labels: [String: String] = [:]
  /// Glossary terms in use, in alphabetical order, each with the number of the paragraph that uses it first, or the table (by id) where no
  /// paragraph does; neither: the summary.
  private(set) var terms: [(term: GlossaryTerm, prose: Int?, table: String?)] = []

  /// The name of an id's place in the document.
  static func destination(_ id: String) -> String { "id." + id }
  static func destination(term index: Int) -> String { "term.\(index)" }
  static let summary = "summary"

  /// - Throws: `InputErrors` naming every id used twice and every reference to nothing.
  init(_ report: ReportDocument) throws {
    var problems: [Diagnostic] = []
    var figures = 0
    var tables = 0
    var labels: [String: String] = [:]
    func name(_ id: String, _ label: String) {
      if labels.updateValue(label, forKey: id) != nil {
        problems.append(
          Diagnostic(.error, code: "duplicate-id", "two parts of the report have the id '\(id)'", remedy: "give each its own"))
      }
    }
    if let figure = report.summary.figure {
      figures += 1
      name(figure.id, "Figure \(figures)")
    }
    var prose: [RichText] = []
    var cells: [(id: String, words: [String])] = []
    for section in report.sections {
      name(section.id, section.title)
      for block in section.blocks {
        switch block {
        case .figure(let figure):
          figures += 1
          name(figure.id, "Figure \(figures)")
        case .table(let table):
          tables += 1
          name(table.id, "Table \(tables)")
          cells.append(
            (
              table.id,
              ([table.title] + table.columns.map(\.title) + table.rows.compactMap { $0.cells.first?.text }).map { $0.lowercased() }
            ))
        case .paragraph(let text): prose.append(text)
        case .bullets(let items), .numbered(let items): prose += items
        case .heading, .facts, .pageBreak: break
        }
      }
    }
    let front = [report.cover.answer] + report.summary.findings.flatMap { [RichText($0.claim), $0.detail] }
    for text in front + prose {
      for case .reference(let id)? in text.runs.map(\.target) where labels[id] == nil {
        problems.append(
          Diagnostic(.error, code: "unknown-reference", "the report's text refers to '\(id)', which is no figure, table or section of it"))
      }
    }
    if !problems.isEmpty { throw InputErrors(problems) }
    self.labels = labels

    // A term inside a longer one is that longer term's business: "mean stock value" uses no "mean stock".
    let words = report.glossary.map { $0.term.lowercased() }
    func uses(_ word: String, in text: String) -> Bool {
      guard Self.uses(word, in: text) else { return false }
      let longer = words.filter { $0.count > word.count && $0.contains(word) && text.contains($0) }.sorted {
        ($1.count, $0) < ($0.count, $1)
      }
      return Self.uses(word, in: longer.reduce(text) { $0.replacing($1, with: " ") })
    }
    let opening = front.map { $0.plain.lowercased() }
    let bodies = prose.map { $0.plain.lowercased() }
    for term in report.glossary.sorted(by: { ($0.term.lowercased(), $0.term) < ($1.term.lowercased(), $1.term) }) {
      let word = term.term.lowercased()
      if opening.contains(where: { uses(word, in: $0) }) {
        terms.append((term, nil, nil))
      } else if let index = bodies.firstIndex(where: { uses(word, in: $0) }) {
        terms.append((term, index, nil))
      } else if let table = cells.first(where: { $0.words.contains { uses(word, in: $0) } }) {
        terms.append((term, nil, table.id))
      }
    }
  }

  /// The text with its references spelled out.
  func resolved(_ text: RichText) -> RichText {
    RichText(
      runs: text.runs.map { run in
        guard case .reference(let id)? = run.target, run.text.isEmpty else { return run }
        // Figure and number stay on one line.
        let label = (labels[id] ?? id).split(separator: " ").joined(separator: "\u{A0}")
        return RichText.Run(label, isBold: run.isBold, target: run.target)
      })
  }

  /// False only where a word of plain letters is surely not in a text: comparing bytes costs a hundredth of comparing characters, and most
  /// terms are not in most texts.
  private static func mayHold(_ word: String, _ text: String) -> Bool {
    let word = Array(word.utf8)
    guard word.allSatisfy({ $0 < 0x80 }) else { return true }
    return text.utf8.withContiguousStorageIfAvailable { text in
      guard text.count >= word.count else { return false }
      return (0...(text.count - word.count)).contains { start in
        text[start] == word[0] && word.indices.allSatisfy { text[start + $0] == word[$0] }
      }
    } ?? true
  }

  /// Whether a text holds a word (or its plural in -s), not merely its letters.
  static func uses(_ word: String, in text: String) -> Bool {
    guard !word.isEmpty, mayHold(word, text) else { return false }
    for range in text.ranges(of: word) {
      let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
      var rest = text[range.upperBound...]
      if rest.first == "s" { rest = rest.dropFirst() }
      func isLetter(_ character: Character?) -> Bool { character.map { $0.isLetter || $0.isNumber } ?? false }
      if !isLetter(before), !isLetter(rest.first) { return true }
    }
    return false
  }
}
