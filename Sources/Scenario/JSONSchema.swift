internal import Groundwork

/// The scenario language as JSON Schema (2020-12), for editors.
public enum JSONSchema {
  /// The schema, indented, with keys in the catalogue's order; the same bytes every time.
  public static var text: String {
    var out = Writer()
    out.open()
    out.pair("$schema", "https://json-schema.org/draft/2020-12/schema")
    out.pair("title", "Bullwhip scenario")
    out.pair("description", "One scenario of inventory and warehouse work, version 1 of the language.")
    object(KeyCatalogue.tree, into: &out)
    // Layers give what a file leaves out: only a file that builds on no other must be complete.
    out.open("if")
    out.array("required", ["extends"])
    out.close()
    out.open("else")
    completeness(KeyCatalogue.tree, into: &out)
    out.close()
    out.close()
    return out.text + "\n"
  }

  private static func object(_ shelf: KeyCatalogue.Shelf, into out: inout Writer) {
    // An empty value, or `null`, takes away what a layer below has.
    out.array("type", shelf.declaration == nil ? ["object"] : ["object", "null"])
    let named = keys(of: shelf)
    if !named.isEmpty {
      out.open("properties")
      for key in named { member(key, shelf.children[key]!, into: &out) }
      out.close()
    }
    // Addresses stand among the keys of their own that the maps of new values have.
    if case .named = shelf.declaration?.type, shelf.children["*"] == nil { return }
    if let any = shelf.children["*"] { member("additionalProperties", any, into: &out) } else { out.raw("additionalProperties", "false") }
  }

  private static func keys(of shelf: KeyCatalogue.Shelf) -> [String] {
    shelf.order.filter { $0 != "*" && shelf.children[$0]?.declaration?.status != .notYet }
  }

  private static func required(in shelf: KeyCatalogue.Shelf) -> [String] {
    shelf.declaration?.type == .policy ? [] : keys(of: shelf).filter { shelf.children[$0]?.declaration?.isRequired == true }
  }

  private static func asksForKeys(_ shelf: KeyCatalogue.Shelf) -> Bool {
    !required(in: shelf).isEmpty || shelf.order.contains { key in shelf.children[key].map(asksForKeys) ?? false }
  }

  /// The keys that must be there, and nothing else.
  private static func completeness(_ shelf: KeyCatalogue.Shelf, into out: inout Writer) {
    let needed = required(in: shelf)
    if !needed.isEmpty { out.array("required", needed) }
    let asking = keys(of: shelf).filter { asksForKeys(shelf.children[$0]!) }
    if !asking.isEmpty {
      out.open("properties")
      for key in asking {
        out.open(key)
        completeness(shelf.children[key]!, into: &out)
        out.close()
      }
      out.close()
    }
    if let any = shelf.children["*"], asksForKeys(any) {
      out.open("additionalProperties")
      completeness(any, into: &out)
      out.close()
    }
  }

  private static func member(_ key: String, _ shelf: KeyCatalogue.Shelf, into out: inout Writer) {
    out.open(key)
    if let declaration = shelf.declaration { describe(declaration, shelf, into: &out) } else { object(shelf, into: &out) }
    out.close()
  }

  private static func describe(_ declaration: KeyDeclaration, _ shelf: KeyCatalogue.Shelf, into out: inout Writer) {
    out.pair("description", declaration.meaning + " Expected: " + declaration.type.inWords + ".")
    if let text = declaration.defaultText { out.pair("default", text) }
    if !declaration.example.isEmpty { out.array("examples", [declaration.example]) }
    let number = #"^[+\-−×*]?\s*[0-9]"#
    switch declaration.type {
    case .block:
      object(shelf, into: &out)
    case .named:
      if shelf.order.isEmpty { out.array("type", ["object", "null"]) } else { object(shelf, into: &out) }
    case .choice(let words): out.choice("enum", words)
    case .yesNo: out.raw("enum", "[true, false, \"yes\", \"no\", null]")
    case .whole(let range, let noun):
      if noun == nil {
        out.array("type", ["integer", "null"])
        out.raw("minimum", "\(range.lowerBound)")
        if range.upperBound < 1 << 53 { out.raw("maximum", "\(range.upperBound)") }
      } else {
        out.array("type", ["integer", "string", "null"])
        out.pair("pattern", number)
        out.raw("minimum", "\(range.lowerBound)")
      }
    case .number(let range):
      out.array("type", ["number", "null"])
      out.raw("minimum", range.lowerBound.plainText)
    case .version: out.raw("const", "1")
    case .quantity, .share:
      out.array("type", ["string", "number", "null"])
      out.pair("pattern", declaration.key == "every" ? #"^(day|week|[0-9].*)$"# : number)
    case .currency:
      out.array("type", ["string", "null"])
      out.pair("pattern", "^[A-Z]{3}$")
    case .text, .reference, .zone, .file, .start, .hours, .breakTime, .itemChoice: out.array("type", ["string", "number", "null"])
    case .span: out.array("type", ["string", "null"])
    case .date:
      out.array("type", ["string", "null"])
      out.pair("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    case .condition:
      out.array("type", ["string", "null"])
      out.pair("pattern", "^(>=|<=|≥|≤)")
    case .law, .work:
      out.array("type", ["string", "number", "object", "null"])
      out.open("properties")
      for key in shelf.order where shelf.children[key]?.declaration?.status != .notYet { member(key, shelf.children[key]!, into: &out) }
      for name in LawEntry.names {
        out.open(name)
        out.pair("description", LawEntry.named(name)?.meaning ?? "")
        out.close()
      }
      out.close()
      out.raw("additionalProperties", "false")
    case .policy:
      out.array("type", ["string", "object", "null"])
      out.open("properties")
      for key in shelf.order where shelf.children[key]?.declaration?.status != .notYet { member(key, shelf.children[key]!, into: &out) }
      out.close()
      out.raw("additionalProperties", "false")
    case .unmet, .margin, .backorder:
      out.array("type", ["string"] + (declaration.type == .backorder ? ["number"] : []) + ["object", "null"])
      out.open("properties")
      for key in shelf.order { member(key, shelf.children[key]!, into: &out) }
      out.close()
      out.raw("additionalProperties", "false")
    case .shifts:
      out.array("type", ["string", "object", "array", "null"])
      if let any = shelf.children["*"] { member("additionalProperties", any, into: &out) }
    case .study, .weekdays, .closedDays, .departures, .profile, .peopleByHour, .season, .events, .level, .review, .lostSale, .waste,
      .holding, .initialStock, .anything:
      out.array("type", ["string", "number", "object", "array", "null"])
    }
  }

  /// JSON by hand: keys stay in order.
  private struct Writer {
    private(set) var text = ""
    private var depth = 0
    private var isFirst = true

    private mutating func line() {
      if !isFirst { text += "," }
      if !text.isEmpty { text += "\n" }
      text += String(repeating: "  ", count: depth)
      isFirst = false
    }

    mutating func open(_ key: String? = nil) {
      if let key {
        line()
        text += "\(Self.quoted(key)): {"
      } else {
        text += "{"
      }
      depth += 1
      isFirst = true
    }

    mutating func close() {
      depth -= 1
      if !isFirst { text += "\n" + String(repeating: "  ", count: depth) }
      text += "}"
      isFirst = false
    }

    mutating func pair(_ key: String, _ value: String) { raw(key, Self.quoted(value)) }

    mutating func array(_ key: String, _ values: [String]) { raw(key, "[" + values.map(Self.quoted).joined(separator: ", ") + "]") }

    /// One of the words, or nothing.
    mutating func choice(_ key: String, _ words: [String]) {
      raw(key, "[" + (words.map(Self.quoted) + ["null"]).joined(separator: ", ") + "]")
    }

    mutating func raw(_ key: String, _ value: String) {
      line()
      text += "\(Self.quoted(key)): \(value)"
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
}
