public import Groundwork

extension ScenarioLoader {
  /// The whole scenario in one file's worth of YAML, layers joined, with every default filled in and marked `# default`.
  ///
  /// - Throws: what keeps the scenario from being read.
  public static func defaultsText(path: String, sets: [String] = []) throws(InputErrors) -> String {
    _ = try load(path: path, sets: sets)
    let session = LoadingSession(path: path)
    guard let layered = session.layered() else { throw InputErrors(session.reading.problems) }
    let root = session.applying(sets: sets, to: layered.root)
    let places = root["warehouse"]?["layout"]?["from"]
    var writer = DefaultsWriter(currency: session.reading.currency ?? "EUR", hasCoordinates: places?.isNothing == false)
    writer.block(root, shelf: KeyCatalogue.tree, depth: 0)
    return writer.text
  }
}

/// Writes a layered tree in block style; maps without a block of the language stay in flow style.
private struct DefaultsWriter {
  let currency: String
  /// Whether storage places have coordinates: then a route has no default, but is the shortest.
  let hasCoordinates: Bool
  private(set) var text = ""

  init(currency: String, hasCoordinates: Bool) {
    self.currency = currency
    self.hasCoordinates = hasCoordinates
  }

  mutating func block(_ branch: Branch, shelf: KeyCatalogue.Shelf, depth: Int) {
    let indent = String(repeating: "  ", count: depth)
    let twigs = branch.twigs ?? []
    var written: Set<String> = []
    // Keys of the language in the catalogue's order, then the planner's names in the file's.
    for key in shelf.order where key != "*" {
      let inner = shelf.children[key]!
      if let twig = twigs.first(where: { $0.key == key }) {
        line(twig, inner, indent: indent, depth: depth)
        written.insert(key)
      } else if let declaration = inner.declaration, let standard = declaration.defaultText, declaration.status == .built, !isChoice(shelf),
        applies(declaration, twigs)
      {
        if declaration.defaultIsWords {
          text += "\(indent)# \(key): \(standard)  (default)\n"
          continue
        }
        let value = standard.replacing("¤", with: currency)
        text += "\(indent)\(Branch.plain(key)): \(value.isEmpty ? "\"\"" : Branch.plain(value))  # default\n"
      } else if inner.declaration?.type == .block, depth == 0, hasDefaults(inner) {
        text += "\(indent)\(key):  # default\n"
        block(Branch(.map([]), at: branch.place), shelf: inner, depth: depth + 1)
      }
    }
    for twig in twigs where !written.contains(twig.key) {
      guard let inner = shelf.child(twig.key) else {
        text += "\(indent)\(Branch.plain(twig.key)): \(twig.value.flow)\n"
        continue
      }
      line(twig, inner, indent: indent, depth: depth)
    }
  }

  /// Whether a key means something beside the others: only orders ship in parts, `R-S` needs no review, departures no queue of people.
  private func applies(_ declaration: KeyDeclaration, _ beside: [Twig]) -> Bool {
    func has(_ key: String) -> Bool { beside.contains { $0.key == key } }
    func word(_ key: String) -> String { beside.first { $0.key == key }?.value.text ?? "" }
    switch declaration.key {
    case "ship": return !has("per-item")
    case "review": return !has("R-S") && !has("R-s-S")
    case "batch": return !has("departures")
    case "cut-off": return has("departures") || has("waves") || has("every")
    case "days":
      return declaration.pattern != "warehouse.process.outbound.*.days" && declaration.pattern != "warehouse.process.inbound.*.days"
        || has("every")
    case "rejected": return has("rejects")
    case "task": return has("time")
    case "batching": return has("batch") && has("time")
    case "route": return has("time") && !hasCoordinates
    case "depot": return !hasCoordinates
    case "helpers-above", "load": return has("time")
    case "queue": return has("time") || has("departures")
    case "share": return !has("departures")
    case "overflow": return has("limit")
    case "rate": return ["wright", "de-jong"].contains(word("curve"))
    case "repetition": return word("curve") != "hyperbolic" && !has("time-constant")
    case "cognitive", "cognitive-rate", "motor-rate": return word("curve") == "dar-el"
    case "half-life": return word("recovery") == "rest"
    default: return true
    }
  }

  /// Below these a missing key is not a default but another choice.
  private func isChoice(_ shelf: KeyCatalogue.Shelf) -> Bool {
    switch shelf.declaration?.type {
    case .unmet, .margin, .work, .law: true
    default: false
    }
  }

  /// Optional blocks whose absence means something (`warehouse:`, `alternatives:`) are not conjured up.
  private func hasDefaults(_ shelf: KeyCatalogue.Shelf) -> Bool {
    ["costs", "experiment"].contains(shelf.declaration?.pattern ?? "")
  }

  private mutating func line(_ twig: Twig, _ shelf: KeyCatalogue.Shelf, indent: String, depth: Int) {
    let key = Branch.plain(twig.key)
    let isBlock: Bool
    switch shelf.declaration?.type {
    case .block, .named, .policy: isBlock = twig.value.twigs != nil
    case nil: isBlock = twig.value.twigs != nil && !shelf.order.isEmpty
    default: isBlock = false
    }
    if ["alternatives", "changes"].contains(shelf.declaration?.pattern ?? "") {
      text += "\(indent)\(key):\n"
      for alternative in twig.value.twigs ?? [] { text += "\(indent)  \(Branch.plain(alternative.key)): \(alternative.value.flow)\n" }
    } else if isBlock {
      text += "\(indent)\(key):\n"
      block(twig.value, shelf: shelf, depth: depth + 1)
    } else {
      text += "\(indent)\(key): \(twig.value.flow)\n"
    }
  }
}
