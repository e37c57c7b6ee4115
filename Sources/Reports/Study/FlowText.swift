/// A value as a scenario file writes it, in plain words: `{ gamma: { mean: 21 d, sd: 6 d } }` reads `gamma (mean 21 d, sd 6 d)`.
enum FlowText {
  static func plain(_ text: String) -> String {
    var out = ""
    var depth = 0
    var quote: Character?
    var rest = Substring(text)
    while let character = rest.first {
      rest = rest.dropFirst()
      if let open = quote {
        if character == open { quote = nil } else { out.append(character) }
        continue
      }
      switch character {
      case "\"", "'":
        // An apostrophe inside a word is one.
        if out.last?.isLetter ?? false { out.append(character) } else { quote = character }
      case "{", "[":
        depth += 1
        if depth > 1 { out.append("(") }
        rest = rest.drop { $0 == " " }
      case "}", "]":
        while out.hasSuffix(" ") { out.removeLast() }
        if depth > 1 { out.append(")") }
        depth = max(0, depth - 1)
      case ":" where rest.first == " " || rest.isEmpty: break
      default: out.append(character)
      }
    }
    return out
  }
}
