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
    out.close()
    return out.text + "\n"
  }

  private static func object(_ shelf: KeyCatalogue.Shelf, into out: inout Writer) {
    out.pair("type", "object")
    let named = shelf.order.filter { $0 != "*" && shelf.children[$0]?.declaration?.status != .notYet }
    if !named.isEmpty {
      out.open("properties")
      for key in named { member(key, shelf.children[key]!, into: &out) }
      out.close()
    }
    let required = named.filter { shelf.children[$0]?.declaration?.isRequired == true && shelf.declaration?.type != .policy }
    // Layers give what a file leaves out, so a file alone need not be complete; only blocks below the root are held to it.
    if !required.isEmpty, shelf.declaration != nil { out.array("required", required) }
    if let any = shelf.children["*"] { member("additionalProperties", any, into: &out) } else { out.raw("additionalProperties", "false") }
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
      if shelf.order.isEmpty { out.pair("type", "object") } else { object(shelf, into: &out) }
    case .choice(let words): out.array("enum", words)
    case .yesNo: out.raw("type", "\"boolean\"")
    case .whole(let range, let noun):
      if noun == nil {
        out.raw("type", "\"integer\"")
        out.raw("minimum", "\(range.lowerBound)")
        if range.upperBound < 1 << 53 { out.raw("maximum", "\(range.upperBound)") }
      } else {
        out.array("type", ["integer", "string"])
        out.pair("pattern", number)
        out.raw("minimum", "\(range.lowerBound)")
      }
    case .number(let range):
      out.raw("type", "\"number\"")
      out.raw("minimum", range.lowerBound.plainText)
    case .version: out.raw("const", "1")
    case .quantity, .share:
      out.array("type", ["string", "number"])
      out.pair("pattern", declaration.key == "every" ? #"^(day|week|[0-9].*)$"# : number)
    case .currency:
      out.pair("type", "string")
      out.pair("pattern", "^[A-Z]{3}$")
    case .text, .reference, .zone, .file, .start, .hours, .breakTime, .itemChoice: out.array("type", ["string", "number"])
    case .span: out.pair("type", "string")
    case .date:
      out.pair("type", "string")
      out.pair("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    case .condition:
      out.pair("type", "string")
      out.pair("pattern", "^(>=|<=|≥|≤)")
    case .law, .work:
      out.array("type", ["string", "number", "object"])
      out.open("properties")
      for key in shelf.order where shelf.children[key]?.declaration?.status != .notYet { member(key, shelf.children[key]!, into: &out) }
      for law in LawEntry.all {
        out.open(law.name)
        out.pair("description", law.meaning)
        out.close()
      }
      out.close()
      out.raw("additionalProperties", "false")
    case .policy:
      out.array("type", ["string", "object"])
      out.open("properties")
      for key in shelf.order where shelf.children[key]?.declaration?.status != .notYet { member(key, shelf.children[key]!, into: &out) }
      out.close()
      out.raw("additionalProperties", "false")
    case .unmet, .margin:
      out.array("type", ["string", "object"])
      out.open("properties")
      for key in shelf.order { member(key, shelf.children[key]!, into: &out) }
      out.close()
      out.raw("additionalProperties", "false")
    case .shifts:
      out.array("type", ["string", "object", "array"])
      if let any = shelf.children["*"] { member("additionalProperties", any, into: &out) }
    case .study, .weekdays, .closedDays, .departures, .profile, .season, .events, .level, .review, .lostSale, .waste, .holding, .backorder,
      .initialStock, .anything:
      out.array("type", ["string", "number", "object", "array"])
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
