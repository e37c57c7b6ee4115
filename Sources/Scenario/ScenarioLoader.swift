internal import Foundation
public import Groundwork
internal import Simulation

/// The door for scenario files.
public enum ScenarioLoader {
  /// Reads a scenario with the files it names, layers it, checks it, and makes a draft of its base and of each alternative.
  ///
  /// - Parameters:
  ///   - path: the scenario's file.
  ///   - sets: `path=value` or `path+=value`, applied last, to the base and to every alternative.
  /// - Throws: everything wrong with the scenario, sorted by place; warnings too, where there is an error.
  /// - Complexity: one reading of each file; one compilation of the base and of each alternative.
  public static func load(path: String, sets: [String] = []) throws(InputErrors) -> LoadedScenario {
    let session = LoadingSession(path: path)
    guard let scenario = session.load(sets: sets), !session.reading.hasErrors else { throw InputErrors(session.reading.report) }
    return scenario
  }

  /// Everything wrong with, or doubtful in, each of the files; empty where all is well.
  public static func validate(_ paths: [String]) -> [Diagnostic] {
    paths.flatMap { path in
      let session = LoadingSession(path: path)
      _ = session.load(sets: [])
      return session.reading.report.sorted(byPlace: ())
    }
  }
}

/// A scenario read into layers, before anything is interpreted.
struct LayeredScenario {
  /// The base: `extends:` below, the file above, without `alternatives:` and `extends:`.
  var root: Branch
  var alternatives: [Twig]
}

/// One reading of one scenario.
final class LoadingSession {
  let reading: Reading
  let path: String
  private var comments: [String: [Int: String]] = [:]

  init(path: String) {
    self.path = path
    reading = Reading(files: FileShelf(home: FileShelf.folder(of: path)))
  }

  /// The layered tree, or nil where the file cannot be read at all.
  func layered() -> LayeredScenario? {
    guard let tree = tree(path, namedAt: nil, chain: []) else { return nil }
    guard let twigs = tree.twigs else {
      reading.error("wrong-kind", "a scenario is a map of keys; this is \(tree.kindInWords)", "begin with `bullwhip: 1`", at: tree.place)
      return nil
    }
    reading.currency = twigs.first { $0.key == "currency" }?.value.text ?? "EUR"
    let root = Branch(.map(twigs.filter { $0.key != "extends" }), at: tree.place)
    return LayeredScenario(root: root, alternatives: tree["alternatives"]?.twigs ?? [])
  }

  private func tree(_ path: String, namedAt place: SourceLocation?, chain: [String]) -> Branch? {
    let identity = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    if chain.contains(identity) {
      reading.error(
        "extends-cycle", "`extends:` comes back to '\(path)'", "a scenario cannot build on itself: remove one of the links", at: place)
      return nil
    }
    if chain.count >= 32 {
      reading.error("extends-cycle", "more than 32 scenarios build on each other", "join some of them", at: place)
      return nil
    }
    let bytes: [UInt8]
    switch reading.files.contents(of: path, namedAt: place, kind: .scenario) {
    case .success(let read): bytes = read
    case .failure(let errors):
      reading.add(errors)
      return nil
    }
    let (tree, problems) = YAMLReader.read(bytes: bytes, file: path)
    for problem in problems { reading.add(problem) }
    guard let tree else { return nil }
    comments[path] = Comments.found(in: String(decoding: bytes, as: UTF8.self))
    guard let base = tree["extends"], !base.isNothing else { return chain.isEmpty ? Layers.pruned(tree) : tree }
    guard let name = reading.scalar(base, expected: "the name of a scenario file") else { return Layers.pruned(tree) }
    guard let below = self.tree(reading.files.path(name, namedAt: base.place), namedAt: base.place, chain: chain + [identity]) else {
      return nil
    }
    return Layers.pruned(Layers.merge(below, tree))
  }

  // MARK: Loading

  func load(sets: [String]) -> LoadedScenario? {
    guard let layered = layered() else { return nil }
    let title = layered.root["name"]?.text ?? Self.slug(of: path)
    let editor = Editor(reading: reading)
    let setEdits = edits(of: sets)
    let baseRoot = editor.applying(setEdits, to: layered.root)
    if let code = baseRoot["currency"]?.text { reading.currency = code }
    let base = PlanReader(reading: reading, root: baseRoot).read(name: "base", title: title)
    var drafts = base.map { [$0.draft] } ?? []
    // Where the base has mistakes, the alternatives are read all the same: theirs are the planner's too.
    for alternative in layered.alternatives {
      if alternative.key.trimmed.isEmpty || alternative.key.contains(where: \.isNewline) {
        reading.error("reserved-name", "an alternative needs a name of one line", "call it by what it changes", at: alternative.place)
        continue
      }
      if ["base", "today"].contains(alternative.key.lowercased()) {
        reading.error(
          "reserved-name", "an alternative cannot be called '\(alternative.key)': that is the scenario itself", "choose another name",
          at: alternative.place)
        continue
      }
      guard let edits = edits(of: alternative, in: layered.alternatives, seen: []), mayChange(edits) else { continue }
      if base != nil { warnOfMeeting(setEdits, edits, of: alternative) }
      let changed = editor.applying(edits, to: layered.root)
      reading.alternative = alternative.key
      let root = editor.applying(setEdits.filter { !isReplaced($0, by: edits, of: alternative) }, to: changed)
      let result = PlanReader(reading: reading, root: root).read(name: alternative.key, title: title)
      reading.alternative = nil
      guard let base, let result else { continue }
      var draft = result.draft
      draft.changes = ScenarioDiff.changes(from: baseRoot, to: root, currency: reading.currency ?? "EUR")
      comparable(base.draft, draft, at: alternative.place)
      drafts.append(draft)
    }
    guard let base, !reading.hasErrors else { return nil }
    return LoadedScenario(
      title: title, description: baseRoot["description"]?.text ?? "", slug: Self.slug(of: path), drafts: drafts,
      experiment: base.experiment, checks: base.checks, report: base.report,
      assumptions: Comments.assumptions(in: baseRoot, comments: comments),
      inputs: reading.files.inputs.values.sorted { $0.path < $1.path },
      warnings: reading.problems.filter { $0.severity != .error }.sorted(byPlace: ()))
  }

  /// The tree with options of the command line applied.
  func applying(sets: [String], to root: Branch) -> Branch { Editor(reading: reading).applying(edits(of: sets), to: root) }

  private func edits(of sets: [String]) -> [Edit] { sets.enumerated().compactMap { setEdit($1, number: $0 + 1) } }

  /// What belongs to the study, not to one of its variants: the base's is used for all.
  private static let ofTheStudy: Set<String> = ["name", "description", "currency", "experiment", "report", "check"]

  private func mayChange(_ edits: [Edit]) -> Bool {
    let wrong = edits.filter { Self.ofTheStudy.contains($0.address.keys.first ?? "") }
    for edit in wrong {
      reading.error(
        "bad-address", "an alternative cannot change '\(edit.address.keys[0])': all variants of a study share it",
        "change it in the scenario itself, or make a scenario of its own with `extends:`", at: edit.addressPlace)
    }
    return wrong.isEmpty
  }

  /// Whether an alternative puts something else, whole, in the place of what holds the value that is set: `policies.default: optimize` has
  /// no level. There the alternative keeps what it says.
  private func isReplaced(_ set: Edit, by edits: [Edit], of alternative: Twig) -> Bool {
    guard let replacing = edits.last(where: { Self.isInside(set, whatReplaces: $0) }) else { return false }
    reading.warn(
      "alternative-over-set",
      "--set \(set.address) does not reach the alternative '\(alternative.key)', which replaces '\(replacing.address)'",
      "nothing to mend; the other scenarios have the value", at: replacing.addressPlace)
    return true
  }

  /// What an alternative takes away is not replaced: there is nothing to set, which is an error.
  private static func isInside(_ set: Edit, whatReplaces edit: Edit) -> Bool {
    let whole = edit.value.twigs == nil && !edit.value.isNothing && !edit.isRelative
    return whole && set.address.keys.count > edit.address.keys.count && set.address.keys.starts(with: edit.address.keys)
  }

  /// `--set` comes last: where it meets what an alternative changes, the alternative loses its change.
  private func warnOfMeeting(_ sets: [Edit], _ edits: [Edit], of alternative: Twig) {
    for edit in edits {
      for set in sets where !set.isRelative {
        let a = set.address.keys, b = edit.address.keys
        guard b.starts(with: a) || a.starts(with: b), !Self.isInside(set, whatReplaces: edit) else { continue }
        reading.warn(
          "set-over-alternative", "--set \(set.address) replaces what the alternative '\(alternative.key)' changes at '\(edit.address)'",
          "set another value, or leave the alternative's to itself", at: edit.addressPlace)
      }
    }
  }

  /// Alternatives run on the same random numbers and are compared week by week, so their clocks must agree.
  private func comparable(_ base: Draft, _ other: Draft, at place: SourceLocation) {
    if base.plan.currency != other.plan.currency || base.plan.study != other.plan.study || base.plan.clock != other.plan.clock {
      reading.error(
        "incomparable", "the alternative changes the clock, the study or the currency, so it cannot be compared with the base",
        "make it a scenario of its own with `extends:`", at: place)
    }
  }

  /// The file's name without its ending: what results and baselines are called. A name of dots alone would lead out of their folder.
  static func slug(of path: String) -> String {
    var name = String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
    for ending in [".yaml", ".yml"] where name.hasSuffix(ending) { name = String(name.dropLast(ending.count)) }
    return name.allSatisfy { $0 == "." } ? "scenario" : name
  }

  /// The edits of an alternative, those of the one it extends first.
  private func edits(of alternative: Twig, in all: [Twig], seen: [String]) -> [Edit]? {
    if alternative.value.isNothing { return [] }
    guard let twigs = alternative.value.twigs else { return nil }
    var edits: [Edit] = []
    for twig in twigs where twig.key == "extends" {
      guard let name = reading.scalar(twig.value, expected: "the name of an alternative") else { return nil }
      guard let below = all.first(where: { $0.key == name }) else {
        reading.unknown(
          "alternative", name, among: all.map(\.key).filter { $0 != alternative.key }, code: "unknown-name", at: twig.value.place)
        return nil
      }
      if seen.contains(name) || name == alternative.key {
        reading.error(
          "extends-cycle", "the alternative '\(alternative.key)' builds on itself", "remove one of the `extends:`", at: twig.value.place)
        return nil
      }
      guard let lower = self.edits(of: below, in: all, seen: seen + [alternative.key]) else { return nil }
      edits += lower
    }
    for twig in twigs where twig.key != "extends" {
      guard let address = Address(twig.key) else {
        reading.error(
          "bad-address", "'\(twig.key)' is not an address",
          "join keys with dots and quote those with dots: `policies.items.\"85.12\".r-Q.r`", at: twig.place)
        continue
      }
      edits.append(Edit(address: address, addressPlace: twig.place, value: twig.value))
    }
    return edits
  }

  /// `path=value` or `path+=value` of the command line; the value is YAML.
  private func setEdit(_ text: String, number: Int) -> Edit? {
    func place(_ column: Int) -> SourceLocation { SourceLocation(file: "--set", line: number, column: column) }
    var quote: Character?
    guard
      let equals = text.indices.first(where: { i in
        if let open = quote {
          if text[i] == open { quote = nil }
          return false
        }
        if text[i] == "\"" || text[i] == "'" { quote = text[i] }
        return text[i] == "="
      })
    else {
      reading.error("bad-address", "'\(text)' sets nothing", "write path=value or path+=value", at: place(1))
      return nil
    }
    var left = text[..<equals]
    let adds = left.last == "+"
    if adds { left = left.dropLast() }
    let column = text.distance(from: text.startIndex, to: equals) + 2
    guard let address = Address(String(left)) else {
      reading.error("bad-address", "'\(left.trimmed)' is not an address", "join keys with dots and quote those with dots", at: place(1))
      return nil
    }
    let right = String(text[text.index(after: equals)...])
    // `×1.2`, `*1.2` and `+2` are not YAML of their own.
    let isChange = RelativeChange(right, adds: adds) != nil
    if isChange || right.trimmed.isEmpty {
      return Edit(
        address: address, addressPlace: place(1),
        value: right.trimmed.isEmpty ? Branch(.nothing, at: place(column)) : .text(right.trimmed, at: place(column)), adds: adds)
    }
    let (tree, problems) = YAMLReader.read(bytes: Array(right.utf8), file: "--set")
    guard let tree, problems.isEmpty else {
      reading.error("yaml", "'\(right)' is not a value", "quote it, or check its brackets", at: place(column))
      return nil
    }
    return Edit(address: address, addressPlace: place(1), value: Self.moved(tree, line: number, by: column - 1), adds: adds)
  }

  private static func moved(_ branch: Branch, line: Int, by columns: Int) -> Branch {
    func place(_ old: SourceLocation) -> SourceLocation { SourceLocation(file: "--set", line: line, column: old.column + columns) }
    switch branch.content {
    case .map(let twigs):
      return Branch(
        .map(twigs.map { Twig(key: $0.key, place: place($0.place), value: moved($0.value, line: line, by: columns)) }),
        at: place(branch.place))
    case .list(let items): return Branch(.list(items.map { moved($0, line: line, by: columns) }), at: place(branch.place))
    default: return Branch(branch.content, at: place(branch.place))
    }
  }
}
