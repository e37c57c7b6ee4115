internal import Groundwork

/// Walks a scenario against the catalogue: unknown keys, keys of later versions, maps where values belong, and every single value that can
/// be read on its own. What needs more than one place to be wrong is the compiler's business.
struct Checker {
  let reading: Reading
  let root: Branch

  func check() {
    guard root.twigs != nil else {
      reading.error("wrong-kind", "a scenario is a map of keys; this is \(root.kindInWords)", "begin with `bullwhip: 1`", at: root.place)
      return
    }
    block(root, shelf: KeyCatalogue.tree, keys: [])
  }

  /// Keys that the language has under another name or in another place, by the word a planner may try first.
  private static let otherWords: [String: String] = [
    "leadtime": "lead-time", "sku": "items", "warmup": "warm-up", "reorder-point": "s", "order-up-to": "S", "lost-sales": "lost-sale",
    "locations": "locations", "duration": "horizon", "timezone": "time-zone", "staff": "workers", "stations": "process",
  ]

  private func block(_ branch: Branch, shelf: KeyCatalogue.Shelf, keys: [String]) {
    guard let twigs = branch.twigs else {
      if branch.isNothing { return }
      let expected = shelf.declaration?.type.inWords ?? "a map of keys"
      reading.error(
        "wrong-kind", "'\(keys.last ?? "the scenario")' is \(branch.kindInWords)", "expected \(reading.local(expected))", at: branch.place)
      return
    }
    for twig in twigs {
      guard let inner = shelf.child(twig.key) else {
        unknownKey(twig, shelf: shelf, keys: keys)
        continue
      }
      value(twig, shelf: inner, keys: keys + [twig.key])
    }
  }

  private func unknownKey(_ twig: Twig, shelf: KeyCatalogue.Shelf, keys: [String]) {
    let known = shelf.order.filter { $0 != "*" }
    let here = keys.isEmpty ? "" : " in '\(Address(keys))'"
    let remedy: String
    if reading.isFull {
      // It will only be counted.
      remedy = ""
    } else if let near = nearestName(to: twig.key, among: known) {
      remedy = "did you mean '\(near)'?"
      reading.misspelt.insert(Address(keys + [near]))
    } else if let other = Self.otherWords[twig.key.lowercased()], known.contains(other) {
      remedy = "did you mean '\(other)'?"
    } else if let elsewhere = KeyCatalogue.all.first(where: { $0.key == twig.key && !$0.pattern.contains("*") }) {
      remedy = "it belongs at '\(elsewhere.pattern)'"
    } else {
      remedy = "known here: " + known.joined(separator: ", ")
    }
    reading.error("unknown-key", "unknown key '\(twig.key)'\(here)", remedy, at: twig.place)
  }

  private func value(_ twig: Twig, shelf: KeyCatalogue.Shelf, keys: [String]) {
    guard let declaration = shelf.declaration else { return block(twig.value, shelf: shelf, keys: keys) }
    if declaration.status == .notYet {
      reading.error("not-yet", "'\(declaration.pattern)' is part of the language but not built yet", "remove it for now", at: twig.place)
      return
    }
    if twig.value.isNothing {
      // `key:` with nothing behind it is a map that is still empty, or an unset value; both mean: as if it were not there.
      return
    }
    let key = twig.key
    let branch = twig.value
    switch declaration.type {
    case .block, .named:
      // Alternatives hold addresses; each is applied and checked as a whole scenario.
      if declaration.pattern == "alternatives" { return alternatives(branch) }
      // Dates with addresses, as alternatives; their reader says what is wrong.
      if declaration.pattern == "changes" { return }
      if case .named(let kind) = declaration.type {
        for entry in branch.twigs ?? [] where entry.key.trimmed.isEmpty {
          reading.error("missing-name", "this \(kind) of '\(key)' has no name", "give it one", at: entry.place)
        }
      }
      block(branch, shelf: shelf, keys: keys)
    case .text:
      if reading.scalar(branch, expected: declaration.type.inWords)?.trimmed.isEmpty == true, declaration.isRequired {
        reading.error(
          "missing-name", "'\(key)' is empty", "write for example `\(reading.local(declaration.example))`", at: branch.place)
      }
    case .yesNo: _ = reading.yesNo(branch, key: key)
    case .choice(let words): _ = reading.choice(branch, words, key: key)
    case .whole(let range, let noun): _ = reading.whole(branch, range, noun: noun, key: key)
    case .number(let range): _ = reading.bareNumber(branch, range, key: key)
    case .quantity(let forms):
      if !(key == "every" && branch.text.map(isPeriodWord) == true) { _ = reading.quantity(branch, forms, key: key) }
    case .share: _ = reading.share(branch, key: key)
    case .reference(let address): reference(branch, to: address, key: key)
    case .span(let auto):
      if !(auto && branch.text == "auto") { _ = reading.span(branch, auto: auto, key: key) }
    case .start: _ = reading.start(branch)
    case .date:
      if let text = reading.scalar(branch, expected: declaration.type.inWords) { _ = reading.date(text, at: branch.place) }
    case .weekdays: _ = reading.weekdays(branch, key: key)
    case .closedDays: _ = reading.closedDays(branch, key: key)
    case .shifts:
      for item in branch.list ?? [] { reference(item, to: "warehouse.shifts", key: key) }
      if let twigs = branch.twigs {
        for twig in twigs { reference(.text(twig.key, at: twig.place), to: "warehouse.shifts", key: key) }
        block(branch, shelf: shelf, keys: keys)
      } else if branch.list == nil {
        reference(branch, to: "warehouse.shifts", key: key)
      }
    case .hours: _ = reading.hours(branch, key: key)
    case .breakTime: _ = reading.breakTime(branch, key: key)
    case .departures: _ = reading.departures(branch, key: key)
    case .currency:
      if let text = reading.scalar(branch, expected: declaration.type.inWords),
        !(text.count == 3 && text.allSatisfy { $0.isASCII && $0.isUppercase })
      {
        reading.error("unknown-word", "'\(text)' is not a currency code", "write an ISO 4217 code such as GBP", at: branch.place)
      }
    case .zone:
      if let text = reading.scalar(branch, expected: declaration.type.inWords), !CivilClock.knows(zone: text) {
        reading.unknown("time zone", text, among: CivilClock.zoneNames, code: "unknown-zone", at: branch.place)
      }
    case .policy: policy(branch, shelf: shelf, keys: keys)
    case .work:
      if let twigs = branch.twigs, !twigs.contains(where: { LawEntry.names.contains($0.key) || LawEntry.later.contains($0.key) }) {
        block(branch, shelf: shelf, keys: keys)
      }
    case .unmet, .margin:
      if branch.twigs != nil { block(branch, shelf: shelf, keys: keys) }
    // These are read where they are used, with what they need beside them.
    case .version, .study, .file, .law, .profile, .peopleByHour, .season, .events, .level, .review, .lostSale, .waste, .holding, .backorder,
      .initialStock, .itemChoice, .condition, .anything:
      break
    }
  }

  private func isPeriodWord(_ text: String) -> Bool { ["day", "week"].contains(text) }

  private func reference(_ branch: Branch, to address: String, key: String) {
    guard let name = reading.scalar(branch, expected: "a name") else { return }
    var target: Branch? = root
    for part in address.split(separator: ".") { target = target?[String(part)] }
    let names = target?.twigs?.map(\.key) ?? []
    if names.contains(name) { return }
    let kind =
      KeyCatalogue.declaration(for: address.split(separator: ".").map(String.init)).map { declaration in
        if case .named(let kind) = declaration.type { kind == "changes" ? "alternative" : kind } else { "name" }
      } ?? "name"
    if address == "suppliers", root["locations"]?[name] != nil {
      reading.error(
        "not-yet", "'\(name)' is a location; supply from one location to another is not built yet", "name a supplier", at: branch.place)
      return
    }
    reading.unknown(kind == "number of places" ? "place" : kind, name, among: names, code: "unknown-name", at: branch.place)
  }

  private func policy(_ branch: Branch, shelf: KeyCatalogue.Shelf, keys: [String]) {
    if let text = branch.text {
      if !["optimize", "none"].contains(text) {
        let remedy =
          nearestName(to: text, among: ["optimize", "none"]).map { "did you mean '\($0)'?" } ?? "expected \(ValueType.policy.inWords)"
        reading.error("unknown-word", "'\(text)' is not a policy", remedy, at: branch.place)
      }
      return
    }
    block(branch, shelf: shelf, keys: keys)
  }

  private func alternatives(_ branch: Branch) {
    guard let twigs = branch.twigs else {
      reading.error(
        "wrong-kind", "'alternatives' is \(branch.kindInWords)", "expected a map of names, each with its changes", at: branch.place)
      return
    }
    for twig in twigs where twig.value.twigs == nil && !twig.value.isNothing {
      reading.error(
        "wrong-kind", "the alternative '\(twig.key)' is \(twig.value.kindInWords)",
        "expected changes such as `{ warehouse.workers.packers.count: +2 }`", at: twig.value.place)
    }
  }
}
