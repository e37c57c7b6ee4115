public import Groundwork

/// How two scenarios differ, by address.
public enum ScenarioDiff {
  /// The differences between two files with their layers and alternatives, in the order of the first; addresses only the second has come
  /// last.
  ///
  /// What one of them leaves to its default is compared as the default. A thing with a name that only one of them has (an item, an
  /// alternative) is one difference, with `–` for the other.
  /// - Throws: what keeps a file from being read; a scenario that is read but wrong can be compared.
  public static func between(_ a: String, _ b: String) throws(InputErrors) -> [Draft.Change] {
    let first = LoadingSession(path: a)
    let second = LoadingSession(path: b)
    guard let x = first.layered(), let y = second.layered() else { throw InputErrors(first.reading.problems + second.reading.problems) }
    return changes(from: x.root, to: y.root, currency: first.reading.currency ?? "EUR")
  }

  static func changes(from a: Branch, to b: Branch, currency: String) -> [Draft.Change] {
    let before = flattened(a, against: b)
    let after = flattened(b, against: a)
    let left = Dictionary(before.map { ($0.keys, $0.value) }, uniquingKeysWith: { a, _ in a })
    let right = Dictionary(after.map { ($0.keys, $0.value) }, uniquingKeysWith: { a, _ in a })
    var result: [Draft.Change] = []
    for old in before {
      let new = right[old.keys] ?? old.inItsAbsence(currency)
      if new != old.value { result.append(Draft.Change(address: Address(old.keys).description, before: old.value, after: new)) }
    }
    for new in after where left[new.keys] == nil {
      let old = new.inItsAbsence(currency)
      if new.value != old { result.append(Draft.Change(address: Address(new.keys).description, before: old, after: new.value)) }
    }
    return joined(result, a, b)
  }

  /// Where a single value takes the place of a map, or the other way round, that is one change, not one for each key of the map.
  private static func joined(_ changes: [Draft.Change], _ a: Branch, _ b: Branch) -> [Draft.Change] {
    var replaced: [String: Draft.Change] = [:]
    for change in changes {
      guard let keys = Address(change.address)?.keys else { continue }
      let old = Layers.value(at: keys, in: a)
      let new = Layers.value(at: keys, in: b)
      if old?.twigs != nil || new?.twigs != nil, old?.text != nil || new?.text != nil {
        replaced[change.address] = Draft.Change(
          address: change.address, before: old?.text ?? old?.flow ?? change.before, after: new?.text ?? new?.flow ?? change.after)
      }
    }
    if replaced.isEmpty { return changes }
    return changes.compactMap { change in
      if let whole = replaced[change.address] { return whole }
      return replaced.keys.contains { change.address.hasPrefix($0 + ".") } ? nil : change
    }
  }

  private struct Value {
    var keys: [String]
    var value: String
    /// Whether it is a thing with a name that the other scenario does not have: nothing stands for it there, no default either.
    var isNamedThing = false

    func inItsAbsence(_ currency: String) -> String {
      (isNamedThing ? nil : KeyCatalogue.declaration(for: keys)?.defaultText?.replacing("¤", with: currency)) ?? "–"
    }
  }

  /// Every value with its address; a law, a policy, a step's work or a change of an alternative is one value, and so is all of a thing
  /// with a name (an item, an alternative) that the other scenario does not have.
  private static func flattened(_ root: Branch, against other: Branch) -> [Value] {
    var result: [Value] = []
    func walk(_ branch: Branch, _ keys: [String]) {
      if isNamedThing(keys), Layers.value(at: keys, in: other) == nil {
        result.append(Value(keys: keys, value: branch.text ?? branch.flow, isNamedThing: true))
      } else if let twigs = branch.twigs, keys.isEmpty || !isOneValue(branch, keys) {
        for twig in twigs { walk(twig.value, keys + [twig.key]) }
      } else if !branch.isNothing || keys.first == "alternatives" {
        // An alternative that takes something away says `null`.
        result.append(Value(keys: keys, value: branch.text ?? branch.flow))
      }
    }
    walk(root, [])
    return result
  }

  private static func isNamedThing(_ keys: [String]) -> Bool {
    guard let name = keys.last, let shelf = KeyCatalogue.tree.descend(keys.dropLast()) else { return false }
    return shelf.children[name] == nil && shelf.children["*"] != nil
  }

  private static func isOneValue(_ branch: Branch, _ keys: [String]) -> Bool {
    switch KeyCatalogue.declaration(for: keys)?.type {
    case .law, .work: branch.twigs?.contains { LawEntry.names.contains($0.key) } ?? true
    case .block, .named, .policy, .unmet: false
    case nil: KeyCatalogue.tree.descend(keys) == nil
    default: true
    }
  }
}
