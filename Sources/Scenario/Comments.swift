internal import Groundwork

/// Comments behind values: `order-cost: 120 GBP  # assumption: quoted by the forwarder`.
enum Comments {
  /// The text after `#`, by line.
  static func found(in text: String) -> [Int: String] {
    var result: [Int: String] = [:]
    for (i, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      var quote: Character?
      var before: Character = " "
      for index in line.indices {
        let c = line[index]
        if let open = quote {
          if c == open { quote = nil }
        } else if c == "\"" || c == "'" {
          // An apostrophe inside a word opens nothing.
          if " [{,:".contains(before) { quote = c }
        } else if c == "#", before.isWhitespace {
          let comment = line[line.index(after: index)...].trimmed
          if !line[..<index].trimmed.isEmpty, !comment.isEmpty { result[i + 1] = comment }
          break
        }
        before = c
      }
    }
    return result
  }

  /// One assumption for each commented line: the outermost key whose value begins there.
  static func assumptions(in root: Branch, comments: [String: [Int: String]]) -> [Assumption] {
    var result: [Assumption] = []
    var taken: Set<SourceLocation> = []
    func walk(_ branch: Branch, _ address: Address) {
      for twig in branch.twigs ?? [] {
        let inner = address + twig.key
        let line = SourceLocation(file: twig.place.file, line: twig.place.line)
        if twig.value.place.line == twig.place.line, let comment = comments[twig.place.file]?[twig.place.line], !taken.contains(line) {
          taken.insert(line)
          result.append(Assumption(address: inner.description, value: twig.value.flow, source: comment))
          continue
        }
        walk(twig.value, inner)
      }
    }
    walk(root, Address())
    return result
  }
}
