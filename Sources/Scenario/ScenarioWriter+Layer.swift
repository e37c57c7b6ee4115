internal import Groundwork
internal import Kernel
internal import Supply

/// What a written scenario says over the one it extends: the values it was found under, the policies, and the changes that no longer hold.
struct WrittenLayer {
  let session: LoadingSession
  /// The original without and with the options of the command line.
  let original: Branch
  let root: Branch
  /// Where the new scenario will stand.
  let path: String

  /// - Returns: nil where the original cannot be read.
  init?(over file: String, at path: String, sets: [String]) {
    session = LoadingSession(path: file)
    guard let layered = session.layered() else { return nil }
    original = layered.root
    root = session.applying(sets: sets, to: original)
    self.path = path
  }

  /// The keys over the original: those of `sets`, those of the policies' `changes:`, without name and version.
  func branch(policies: [ScenarioWriter.Entry], periodLength: SimTime?) -> Branch {
    var goal = root
    if !policies.isEmpty, let changes = changes(policies, periodLength) {
      goal = Branch(
        .map((root.twigs ?? []).map { $0.key == "changes" ? Twig(key: $0.key, place: $0.place, value: changes) : $0 }), at: root.place)
    }
    let layer = Self.difference(from: original, to: goal, keys: [])
    let kept = (layer?.twigs ?? []).filter { !["name", "bullwhip", "extends", "alternatives"].contains($0.key) }
    return moved(Branch(.map(kept), at: root.place), keys: [])
  }

  /// `changes:` without those of policies: levels by date stand in the policies that are written, and only lots that change on a date,
  /// which no table holds, are said again, item by item. Nil where no change is of policies.
  private func changes(_ policies: [ScenarioWriter.Entry], _ periodLength: SimTime?) -> Branch? {
    guard let dates = root["changes"]?.twigs else { return nil }
    func isOfPolicies(_ twig: Twig) -> Bool { Address(twig.key)?.keys.first == "policies" }
    guard dates.contains(where: { $0.value.twigs?.contains(where: isOfPolicies) ?? false }) else { return nil }
    let clock = ClockReader(reading: session.reading, root: Field(root: root, reading: session.reading)).read()
    let kept: [Twig] = dates.compactMap { date in
      guard let edits = date.value.twigs else { return date }
      var all = edits.filter { !isOfPolicies($0) }
      if let moment = clock?.moment(date.key, at: date.place, session.reading) {
        for entry in policies where entry.control.policy.changesLots {
          guard case .timePhased(let levels) = entry.control.policy, let now = levels.stretches.first(where: { $0.start == moment }) else {
            continue
          }
          let policy: Policy = now.lot.map { .rQ(r: now.s, Q: $0) } ?? .sS(s: now.s, S: now.S)
          let text = ScenarioWriter.policy(Control(policy: policy, review: entry.control.review), periodLength: periodLength)
          guard let value = Self.parsed(text) else { continue }
          all.append(Twig(key: Address(["policies", "items", entry.key]).description, place: date.place, value: value))
        }
      }
      return all.isEmpty ? nil : Twig(key: date.key, place: date.place, value: Branch(.map(all), at: date.value.place))
    }
    return Branch(.map(kept), at: root.place)
  }

  static func parsed(_ text: String) -> Branch? { YAMLReader.read(bytes: Array(text.utf8), file: "").0 }

  /// The layer that makes `goal` of `below`; nil where they are the same. Where merging cannot remove or replace key by key, the whole
  /// value is written.
  static func difference(from below: Branch, to goal: Branch, keys: [String]) -> Branch? {
    if isSame(below, goal) { return nil }
    guard let low = below.twigs, let high = goal.twigs else { return goal }
    let changed = high.compactMap { twig -> Twig? in
      guard let old = below[twig.key] else { return twig }
      return difference(from: old, to: twig.value, keys: keys + [twig.key]).map { Twig(key: twig.key, place: twig.place, value: $0) }
    }
    let removed = low.filter { goal[$0.key] == nil }.map { Twig(key: $0.key, place: $0.place, value: Branch(.nothing, at: $0.place)) }
    for twigs in [changed, removed + changed] {
      let layer = Branch(.map(twigs), at: goal.place)
      if isSame(Layers.merge(below, layer, keys: keys), goal) { return layer }
    }
    return Branch(.map(removed + high), at: goal.place)
  }

  /// Equal as written, keys in any order.
  private static func isSame(_ a: Branch, _ b: Branch) -> Bool {
    guard let x = a.twigs, let y = b.twigs else { return a == b }
    return x.count == y.count && x.allSatisfy { twig in b[twig.key].map { isSame(twig.value, $0) } ?? false }
  }

  /// Files are named from where the new scenario stands.
  private func moved(_ branch: Branch, keys: [String]) -> Branch {
    switch branch.content {
    case .map(let twigs):
      return Branch(.map(twigs.map { Twig(key: $0.key, place: $0.place, value: moved($0.value, keys: keys + [$0.key])) }), at: branch.place)
    case .list(let items): return Branch(.list(items.map { moved($0, keys: keys) }), at: branch.place)
    case .scalar(let text, let quoted):
      var isFile = text.hasSuffix(".csv")
      if case .file? = KeyCatalogue.declaration(for: keys)?.type { isFile = true }
      guard isFile, !text.isEmpty, !text.hasPrefix("/") else { return branch }
      let file = session.reading.files.path(text, namedAt: branch.place)
      return Branch(.scalar(ScenarioWriter.relative(file, from: path), quoted: quoted), at: branch.place)
    case .nothing: return branch
    }
  }
}

extension Branch {
  /// Lines of block style down to the second level, flow style below.
  func block(depth: Int = 0) -> String {
    let indent = String(repeating: "  ", count: depth)
    return (twigs ?? []).map { twig in
      if depth < 2, let inner = twig.value.twigs, !inner.isEmpty {
        return "\(indent)\(Branch.plain(twig.key)):\n" + twig.value.block(depth: depth + 1)
      }
      return "\(indent)\(Branch.plain(twig.key)): \(twig.value.flow)\n"
    }.joined()
  }

  /// With a value at a key, in the place of what stood there.
  func with(_ value: Branch, at keys: ArraySlice<String>) -> Branch {
    guard let key = keys.first else { return value }
    var all = twigs ?? []
    let below = all.first { $0.key == key }?.value ?? Branch(.map([]), at: place)
    let twig = Twig(key: key, place: place, value: below.with(value, at: keys.dropFirst()))
    if let i = all.firstIndex(where: { $0.key == key }) { all[i] = twig } else { all.append(twig) }
    return Branch(.map(all), at: place)
  }
}
