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

  /// What an address speaks of, for a reader who does not know the file: `warehouse.workers."early packers".count` reads
  /// `Early packers, count`. The appendix has the address.
  static func label(_ address: String) -> String {
    let parts = parts(of: address)
    guard let last = parts.last, parts.count > 1 else { return StudyWords.capitalised(address.replacing("-", with: " ")) }
    if parts[0] == "policies" {
      switch parts[1] {
      case "default": return parts.count == 2 ? "Order rule of all other items" : "Order rule of all other items, \(plainKey(last))"
      case "rules", "classes": if parts.count > 2 { return "Order rule “\(parts[2])”" + (parts.count > 3 ? ", \(plainKey(last))" : "") }
      case "items": if parts.count > 2 { return "Order rule of \(parts[2])" + (parts.count > 3 ? ", \(plainKey(last))" : "") }
      default: break
      }
    }
    // The block and the kind of thing go without saying; what people named, and every key below it, does not.
    let containers: Set<String> = [
      "warehouse", "warehouses", "workers", "process", "outbound", "inbound", "demand", "streams", "suppliers", "locations", "items", "list",
    ]
    var shown = Array(parts.drop { containers.contains($0) })
    if shown.count < 2 { shown = Array(parts.suffix(2)) }
    return StudyWords.capitalised(shown.map(plainKey).joined(separator: ", "))
  }

  private static func plainKey(_ key: String) -> String { key.replacing("-", with: " ") }

  /// The keys of an address, quotation marks taken off.
  private static func parts(of address: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    for character in address {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ".", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.filter { !$0.isEmpty }
  }
}
