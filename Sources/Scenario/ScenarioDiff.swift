public import Groundwork

/// How two scenarios differ, by address.
public enum ScenarioDiff {
  /// The differences between two files with their layers, in the order of the first; addresses only the second has come last.
  ///
  /// What one of them leaves to its default is compared as the default.
  /// - Throws: what keeps a file from being read; a scenario that is read but wrong can be compared.
  public static func between(_ a: String, _ b: String) throws(InputErrors) -> [Draft.Change] {
    let first = LoadingSession(path: a)
    let second = LoadingSession(path: b)
    guard let x = first.layered(), let y = second.layered() else { throw InputErrors(first.reading.problems + second.reading.problems) }
    return changes(from: x.root, to: y.root, currency: first.reading.currency ?? "EUR")
  }

  static func changes(from a: Branch, to b: Branch, currency: String) -> [Draft.Change] {
    let before = flattened(a)
    let after = flattened(b)
    let left = Dictionary(before.map { ($0.keys, $0.value) }, uniquingKeysWith: { a, _ in a })
    let right = Dictionary(after.map { ($0.keys, $0.value) }, uniquingKeysWith: { a, _ in a })
    var result: [Draft.Change] = []
    for (keys, old) in before {
      let new = right[keys] ?? standard(keys, currency) ?? "–"
      if new != old { result.append(Draft.Change(address: Address(keys).description, before: old, after: new)) }
    }
    for (keys, new) in after where left[keys] == nil {
      let old = standard(keys, currency) ?? "–"
      if new != old { result.append(Draft.Change(address: Address(keys).description, before: old, after: new)) }
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

  private static func standard(_ keys: [String], _ currency: String) -> String? {
    KeyCatalogue.declaration(for: keys)?.defaultText?.replacing("¤", with: currency)
  }

  /// Every value with its address; a law, a policy or a step's work is one value.
  private static func flattened(_ root: Branch) -> [(keys: [String], value: String)] {
    var result: [(keys: [String], value: String)] = []
    func walk(_ branch: Branch, _ keys: [String]) {
      if let twigs = branch.twigs, keys.isEmpty || !isOneValue(branch, keys) {
        for twig in twigs where !(keys.isEmpty && twig.key == "alternatives") { walk(twig.value, keys + [twig.key]) }
      } else if !branch.isNothing {
        result.append((keys, branch.text ?? branch.flow))
      }
    }
    walk(root, [])
    return result
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
