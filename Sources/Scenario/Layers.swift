internal import Groundwork

/// One layer on another: maps merge, single values and lists replace, `null` removes.
enum Layers {
  /// Policies and laws are choices: naming another one replaces the one below.
  private static let policyKinds = Set(PolicyReader.kinds)

  static func merge(_ below: Branch, _ above: Branch, keys: [String] = []) -> Branch {
    guard let low = below.twigs, let high = above.twigs else { return above }
    var below = low
    let names = Set(high.map(\.key))
    switch KeyCatalogue.declaration(for: keys)?.type {
    case .policy where !names.isDisjoint(with: policyKinds): below.removeAll { policyKinds.contains($0.key) && !names.contains($0.key) }
    case .law, .work:
      below.removeAll { LawEntry.names.contains($0.key) && !names.contains($0.key) && !names.isDisjoint(with: LawEntry.names) }
    case .block where isWholePolicy(names, keys): return above
    default: if LawEntry.names.contains(keys.last ?? ""), isInsideLaw(keys) { return above }
    }
    var index: [String: Int] = [:]
    for (i, twig) in below.enumerated() { index[twig.key] = i }
    var removed: Set<String> = []
    for twig in high {
      if twig.value.isNothing {
        removed.insert(twig.key)
      } else if let i = index[twig.key] {
        below[i] = Twig(key: twig.key, place: twig.place, value: merge(below[i].value, twig.value, keys: keys + [twig.key]))
        removed.remove(twig.key)
      } else {
        index[twig.key] = below.count
        below.append(twig)
        removed.remove(twig.key)
      }
    }
    if !removed.isEmpty { below.removeAll { removed.contains($0.key) } }
    return Branch(.map(below), at: above.place)
  }

  /// Whether a policy is written with all it needs: it then replaces the one below, so that a `cap` there does not outlive it.
  private static func isWholePolicy(_ names: Set<String>, _ keys: [String]) -> Bool {
    guard case .policy? = KeyCatalogue.declaration(for: Array(keys.dropLast()))?.type, policyKinds.contains(keys.last ?? "") else {
      return false
    }
    return KeyCatalogue.children(of: keys).allSatisfy {
      KeyCatalogue.declaration(for: keys + [$0])?.isRequired != true || names.contains($0)
    }
  }

  /// The parameters of a law are replaced as a whole, so that an `sd` below cannot meet a `cv` above.
  private static func isInsideLaw(_ keys: [String]) -> Bool {
    switch KeyCatalogue.declaration(for: Array(keys.dropLast()))?.type {
    case .law, .work: true
    default: false
    }
  }

  /// Without the removals: `null` in a file that nothing lies under. Inside an alternative a removal is a change, and stays.
  static func pruned(_ branch: Branch, isRoot: Bool = true) -> Branch {
    guard let twigs = branch.twigs else { return branch }
    let kept = twigs.filter { !$0.value.isNothing }.map { twig in
      guard isRoot, twig.key == "alternatives", let all = twig.value.twigs else {
        return Twig(key: twig.key, place: twig.place, value: pruned(twig.value, isRoot: false))
      }
      return Twig(key: twig.key, place: twig.place, value: Branch(.map(all.filter { !$0.value.isNothing }), at: twig.value.place))
    }
    return Branch(.map(kept), at: branch.place)
  }

  /// The branch at an address; nil where nothing stands.
  static func value(at keys: [String], in root: Branch) -> Branch? {
    var branch: Branch? = root
    for key in keys { branch = branch?[key] }
    return branch
  }

  /// The tree with a new value at an address; maps on the way are made where they are missing.
  static func setting(_ value: Branch, at keys: ArraySlice<String>, in root: Branch, path: [String] = []) -> Branch {
    guard let key = keys.first else { return merge(root, value, keys: path) }
    var twigs = root.twigs ?? []
    let inner = path + [key]
    if let i = twigs.firstIndex(where: { $0.key == key }) {
      if keys.count == 1, value.isNothing {
        twigs.remove(at: i)
      } else {
        // A single value in the way gives room: `policies.default: optimize` may become a map.
        twigs[i].value = setting(value, at: keys.dropFirst(), in: twigs[i].value, path: inner)
      }
    } else if !value.isNothing {
      twigs.append(
        Twig(key: key, place: value.place, value: setting(value, at: keys.dropFirst(), in: Branch(.map([]), at: value.place), path: inner)))
    }
    return Branch(.map(twigs), at: root.place)
  }
}
