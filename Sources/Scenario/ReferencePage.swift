/// The reference of the scenario language, written from the catalogue so that it cannot disagree with the parser.
public enum ReferencePage {
  /// Markdown: a section for each block, a row for each key; laws and error codes after them.
  public static var markdown: String {
    var text =
      "# The scenario language, key by key\n\nWritten from the program's own declarations (`bullwhip explain KEY` prints the same).\n"
    var section = ""
    for key in KeyCatalogue.all {
      let block = String(key.pattern.prefix { $0 != "." })
      let isHead = headKeys.contains(block)
      let title = isHead ? "The head of a file" : key.status == .notYet && block == key.pattern ? "Not built yet" : block
      if title != section {
        section = title
        text += "\n## \(title)\n\n| key | expected | default | meaning | for example |\n| --- | --- | --- | --- | --- |\n"
      }
      text += row(key)
    }
    text += "\n## Laws\n\n| law | parameters | meaning | example |\n| --- | --- | --- | --- |\n"
    for law in LawEntry.all {
      let parameters = law.parameters.map { $0.isOptional ? "(\($0.name))" : $0.name }.joined(separator: ", ")
      text += "| `\(law.name)` | \(parameters) | \(escaped(law.meaning)) | `\(escaped(law.example))` |\n"
    }
    text += "\n## Error codes\n\n| code | meaning | for example |\n| --- | --- | --- |\n"
    for entry in ErrorCodes.all { text += "| `\(entry.code)` | \(escaped(entry.meaning)) | `\(escaped(entry.example))` |\n" }
    return text
  }

  private static let headKeys: Set<String> = ["bullwhip", "name", "description", "extends", "currency", "study"]

  private static func row(_ key: KeyDeclaration) -> String {
    if key.status == .notYet { return "| `\(key.pattern)` | not built yet | | \(escaped(key.meaning)) | |\n" }
    let standard = key.defaultText.map { text in
      text.isEmpty ? "nothing" : key.defaultIsWords ? text : "`\(text.replacing("¤", with: "money"))`"
    }
    let value = key.isRequired ? "required" : standard ?? ""
    let example = key.example.isEmpty ? "" : "`\(escaped(key.example.replacing("¤", with: "GBP").replacing("\n", with: " ")))`"
    return "| `\(key.pattern)` | \(escaped(key.type.inWords)) | \(escaped(value)) | \(escaped(key.meaning)) | \(example) |\n"
  }

  private static func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
