internal import Groundwork
internal import Yams

/// YAML text to branches with places. Raw scalars only; duplicate keys, tags, merge keys and runaway aliases are refused.
struct YAMLReader {
  private(set) var problems: [Diagnostic] = []
  private let file: String
  private var budget = 400_000

  private init(file: String) { self.file = file }

  /// The tree of a text, or nil where it cannot be read at all; and everything wrong with it.
  static func read(bytes: [UInt8], file: String) -> (tree: Branch?, problems: [Diagnostic]) {
    var reader = YAMLReader(file: file)
    var bytes = bytes[...]
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      reader.problems.append(
        Diagnostic(
          .error, code: "encoding", "this is not UTF-8 text", remedy: "save the file as UTF-8", at: reader.firstBadByte(bytes)))
      return (nil, reader.problems)
    }
    let tree = reader.read(text)
    return (tree, reader.problems)
  }

  private func firstBadByte(_ bytes: ArraySlice<UInt8>) -> SourceLocation {
    // The longest prefix that is valid ends where the trouble is.
    var line = 1
    var start = bytes.startIndex
    for i in bytes.indices where bytes[i] == 10 {
      if String(validating: bytes[start...i], as: UTF8.self) == nil { break }
      line += 1
      start = i + 1
    }
    var column = 1
    for i in start..<bytes.endIndex {
      if bytes[i] == 10 { break }
      if let good = String(validating: bytes[start...i], as: UTF8.self) { column = good.unicodeScalars.count + 1 }
    }
    return SourceLocation(file: file, line: line, column: column)
  }

  private mutating func read(_ source: String) -> Branch? {
    var text = source
    // Yams names only the first place of a key that stands twice; that place is masked by a private character, and reading starts again, so
    // that every duplicate of the file is found.
    var masks: [Character: (key: String, place: SourceLocation)] = [:]
    while true {
      do {
        guard let node = try compose(yaml: text) else { return Branch(.map([]), at: SourceLocation(file: file, line: 1, column: 1)) }
        return convert(node, masks: masks)
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        let place = location(context.mark)
        guard masks.count < 1000, let mask = Unicode.Scalar(UInt32(0xe000 + masks.count)), let key = keys.first,
          let masked = Self.replaceScalar(in: text, line: context.mark.line, column: context.mark.column, by: mask)
        else {
          problems.append(
            Diagnostic(.error, code: "duplicate-key", "a key stands twice in this map", remedy: "keep one of them", at: place))
          return nil
        }
        masks[Character(mask)] = (key, place)
        text = masked
      } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
        YamlError.composer(_, let problem, let mark, _)
      {
        problems.append(
          Diagnostic(
            .error, code: "yaml", "this is not YAML here: \(Self.words(for: problem))", remedy: Self.remedy(for: problem),
            at: location(mark)))
        return nil
      } catch YamlError.reader(let problem, let offset, _, _) {
        var line = 1
        var column = 1
        for c in source.prefix(offset ?? 0).unicodeScalars {
          if c == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        problems.append(
          Diagnostic(
            .error, code: "yaml", "this is not YAML here: \(problem)", remedy: "remove the character",
            at: SourceLocation(file: file, line: line, column: column)))
        return nil
      } catch {
        problems.append(Diagnostic(.error, code: "yaml", "this is not YAML", remedy: "check the file", at: SourceLocation(file: file)))
        return nil
      }
    }
  }

  /// The parser's reason; where it speaks to programmers, ours.
  private static func words(for problem: String) -> String {
    problem.contains("nesting level") ? "brackets or indentation are nested deeper than any scenario" : problem
  }

  private static func remedy(for problem: String) -> String {
    if problem.contains("tab") || problem.contains("cannot start any token") {
      return "indent with spaces; quote text that begins with a sign such as % or @"
    }
    if problem.contains("mapping values") { return "a value with a colon and a space inside needs quotes" }
    if problem.contains("undefined alias") { return "define it with & before using it with *" }
    if problem.contains("another document") { return "a scenario is one document: remove the line ---" }
    return "check brackets, quotes and indentation just before this place"
  }

  /// The text with the scalar that begins at a place replaced, character for character, by a mask and padding.
  private static func replaceScalar(in text: String, line: Int, column: Int, by mask: Unicode.Scalar) -> String? {
    var scalars = Array(text.unicodeScalars)
    var i = 0
    var at = 1
    while at < line, i < scalars.count {
      if scalars[i] == "\n" { at += 1 } else if scalars[i] == "\r", i + 1 >= scalars.count || scalars[i + 1] != "\n" { at += 1 }
      i += 1
    }
    i += column - 1
    // An anchor or tag before the key is left alone.
    guard i < scalars.count, !"&*!?".unicodeScalars.contains(scalars[i]) else { return nil }
    var end = i
    if scalars[i] == "\"" || scalars[i] == "'" {
      let quote = scalars[i]
      end = i + 1
      while end < scalars.count, scalars[end] != quote {
        if quote == "\"", scalars[end] == "\\" { end += 1 }
        end += 1
      }
      end = min(end, scalars.count - 1)
    } else {
      while end + 1 < scalars.count, scalars[end + 1] != "\n", scalars[end + 1] != "\r",
        !(scalars[end + 1] == ":" && (end + 2 >= scalars.count || " \t\r\n".unicodeScalars.contains(scalars[end + 2])))
      { end += 1 }
    }
    if scalars[i...end].contains("\n") { return nil }
    for k in i...end { scalars[k] = k == i ? mask : "\u{f8ff}" }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private func location(_ mark: Mark?) -> SourceLocation {
    SourceLocation(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0)
  }

  private mutating func convert(_ node: Node, masks: [Character: (key: String, place: SourceLocation)]) -> Branch {
    let place = location(node.mark)
    budget -= 1
    if budget == 0 {
      problems.append(
        Diagnostic(
          .error, code: "too-large", "the file's aliases unfold to more than 400 000 values", remedy: "move tables into CSV files",
          at: place))
    }
    if budget <= 0 { return Branch(.nothing, at: place) }
    switch node {
    case .scalar(let scalar):
      if refusesTag(scalar.tag) { refuseTag(at: place) }
      let quoted = scalar.style != .plain && scalar.style != .any
      if !quoted, ["", "~", "null"].contains(scalar.string) { return Branch(.nothing, at: place) }
      return Branch(.scalar(scalar.string, quoted: quoted), at: place)
    case .sequence(let sequence):
      return Branch(.list(sequence.map { convert($0, masks: masks) }), at: place)
    case .mapping(let mapping):
      var twigs: [Twig] = []
      for (keyNode, valueNode) in mapping {
        let keyPlace = location(keyNode.mark)
        guard case .scalar(let key) = keyNode else {
          problems.append(
            Diagnostic(
              .error, code: "yaml", "a key must be a word, not a map or a list",
              remedy: "write `key: value`", at: keyPlace))
          continue
        }
        if let first = key.string.first, let mask = masks[first] {
          // The masked key is the first of two; the other one carries on.
          let name = mask.key
          let other =
            mapping.first { $0.key.string == name && location($0.key.mark) != keyPlace }.map { location($0.key.mark) }
            ?? masks.values.filter { $0.key == name && $0.place > keyPlace }.map(\.place).min()
          problems.append(
            Diagnostic(
              .error, code: "duplicate-key", "the key '\(name)' stands twice in this map (first at line \(keyPlace.line))",
              remedy: "keep one of them", at: other ?? keyPlace))
          continue
        }
        if key.string == "<<", key.style == .plain {
          problems.append(
            Diagnostic(
              .error, code: "merge-key", "merge keys (<<) are not part of the scenario language",
              remedy: "use `extends:` for layers, or an alias for the whole value", at: keyPlace))
          continue
        }
        twigs.append(Twig(key: key.string, place: keyPlace, value: convert(valueNode, masks: masks)))
      }
      return Branch(.map(twigs), at: place)
    case .alias:
      problems.append(Diagnostic(.error, code: "yaml", "an alias without its anchor", remedy: "define it with & first", at: place))
      return Branch(.nothing, at: place)
    }
  }

  /// A scalar keeps its text whatever a standard tag says; a tag of one's own asks for something we do not do.
  private func refusesTag(_ tag: Tag) -> Bool {
    let name = tag.rawValue
    return !(name.isEmpty || name == "!" || name.hasPrefix("tag:yaml.org,2002:"))
  }

  private mutating func refuseTag(at place: SourceLocation) {
    problems.append(
      Diagnostic(
        .error, code: "tag", "YAML tags (!…) are not part of the scenario language", remedy: "write the value alone", at: place))
  }
}
