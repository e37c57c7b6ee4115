internal import Groundwork

/// Where a value stands: the keys from the root joined by dots, those with a dot, a space or a leading digit in quotes.
struct Address: Sendable, Hashable, CustomStringConvertible {
  var keys: [String]

  init(_ keys: [String] = []) { self.keys = keys }

  static func + (address: Address, key: String) -> Address { Address(address.keys + [key]) }

  var description: String { keys.map(Address.written).joined(separator: ".") }

  static func written(_ key: String) -> String {
    let needsQuotes = key.isEmpty || key.contains { ". \"=+".contains($0) } || key.first!.isNumber
    return needsQuotes ? "\"" + key.replacing("\"", with: "\\\"") + "\"" : key
  }

  /// Reads an address as `alternatives:` and `--set` use it.
  ///
  /// Unquoted keys may hold spaces (`demand.streams.web orders.at`); quotes are needed only around dots. Both quote signs work.
  ///
  /// - Returns: nil where a quote is not closed or a key is empty.
  init?(_ text: String) {
    keys = []
    var key = ""
    var quote: Character?
    var wasQuoted = false
    var i = text.startIndex
    while i < text.endIndex {
      let c = text[i]
      if let open = quote {
        if c == "\\", text.index(after: i) < text.endIndex, text[text.index(after: i)] == "\"" {
          i = text.index(after: i)
          key.append(text[i])
        } else if c == open {
          quote = nil
        } else {
          key.append(c)
        }
      } else if (c == "\"" || c == "'") && key.trimmed.isEmpty {
        quote = c
        key = ""
        wasQuoted = true
      } else if c == "." {
        if !wasQuoted { key = key.trimmed }
        if key.isEmpty { return nil }
        keys.append(key)
        (key, wasQuoted) = ("", false)
      } else if wasQuoted {
        if !c.isWhitespace { return nil }
      } else {
        key.append(c)
      }
      i = text.index(after: i)
    }
    if !wasQuoted { key = key.trimmed }
    if quote != nil || key.isEmpty { return nil }
    keys.append(key)
  }
}
