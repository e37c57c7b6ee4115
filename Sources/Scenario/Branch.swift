internal import Groundwork

/// A piece of a scenario file: a value as written, with its place. Nothing is interpreted; `16:00`, `on` and `0012` are text until a key
/// gives them a type.
struct Branch: Sendable {
  indirect enum Content: Sendable {
    /// `~`, `null` or nothing: removes what a lower layer said.
    case nothing
    case scalar(String, quoted: Bool)
    case map([Twig])
    case list([Branch])
  }

  var content: Content
  var place: SourceLocation

  init(_ content: Content, at place: SourceLocation) {
    self.content = content
    self.place = place
  }

  static func text(_ text: String, at place: SourceLocation) -> Branch { Branch(.scalar(text, quoted: false), at: place) }

  var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  var twigs: [Twig]? {
    if case .map(let twigs) = content { twigs } else { nil }
  }

  var list: [Branch]? {
    if case .list(let list) = content { list } else { nil }
  }

  var isNothing: Bool {
    if case .nothing = content { true } else { false }
  }

  subscript(_ key: String) -> Branch? { twigs?.first { $0.key == key }?.value }

  /// What it is, for a message.
  var kindInWords: String {
    switch content {
    case .nothing: "nothing"
    case .scalar: "a single value"
    case .map: "a map of keys"
    case .list: "a list"
    }
  }

  /// In one line of YAML's flow style, as a planner would write it.
  var flow: String {
    switch content {
    case .nothing: return "null"
    case .scalar(let text, let quoted): return quoted ? Branch.quoted(text) : Branch.plain(text)
    case .map(let twigs): return "{ " + twigs.map { "\(Branch.plain($0.key)): \($0.value.flow)" }.joined(separator: ", ") + " }"
    case .list(let items): return "[" + items.map(\.flow).joined(separator: ", ") + "]"
    }
  }

  /// Text as a YAML scalar, quoted only where it must be.
  static func plain(_ text: String) -> String {
    let special: Set<Character> = ["#", ",", "[", "]", "{", "}", "\"", "'", "&", "*", "!", "|", ">", "%", "@", "`", "\n", "\\"]
    let unsafe =
      text.isEmpty || text.trimmed != text || text.contains(": ") || text.hasSuffix(":") || text.contains(" #")
      || special.contains(text.first!) || text.contains(where: { ",[]{}\"\n".contains($0) })
      || ["null", "~", "-", "?"].contains(text) || text.hasPrefix("- ") || text.hasPrefix("? ")
    return unsafe ? quoted(text) : text
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// One key and its value.
struct Twig: Sendable {
  var key: String
  var place: SourceLocation
  var value: Branch
}

extension Branch: Equatable {
  /// Equal as written, wherever it stands.
  static func == (a: Branch, b: Branch) -> Bool {
    switch (a.content, b.content) {
    case (.nothing, .nothing): true
    case (.scalar(let x, _), .scalar(let y, _)): x == y
    case (.list(let x), .list(let y)): x == y
    case (.map(let x), .map(let y)): x.count == y.count && zip(x, y).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }
}
