internal import Groundwork

/// One change of a scenario by address: from `alternatives:` or `--set`.
struct Edit {
  var address: Address
  var addressPlace: SourceLocation
  var value: Branch
  /// `--set path+=2`: add even without a sign.
  var adds = false

  /// Whether it changes what stands there instead of replacing it.
  var isRelative: Bool { adds || value.text.flatMap { RelativeChange($0, adds: false) } != nil }
}

/// Applies edits, absolute and relative, to a tree.
struct Editor {
  let reading: Reading

  /// The tree with the edits in their order; an edit that makes no sense is reported and skipped.
  func applying(_ edits: [Edit], to root: Branch) -> Branch {
    var root = root
    for edit in edits {
      if let next = apply(edit, to: root) { root = next }
    }
    return root
  }

  private func apply(_ edit: Edit, to root: Branch) -> Branch? {
    let keys = edit.address.keys
    if keys.first == "alternatives" || keys.first == "extends" || keys.first == "bullwhip" {
      reading.error("bad-address", "'\(keys[0])' cannot be changed by address", "change it in the file", at: edit.addressPlace)
      return nil
    }
    if keys.count > 2, keys[0] == "changes" { return atDate(edit, root) }
    guard let shelf = locate(keys, in: root, at: edit.addressPlace) else { return nil }
    // An address may end inside a law: `suppliers.overseas.lead-time.gamma.mean`.
    let declaration = shelf.declaration
    if let text = edit.value.text, let change = RelativeChange(text, adds: edit.adds) {
      if declaration?.pattern == "experiment.seed" {
        reading.error(
          "bad-change", "a seed is no quantity that '\(text)' could change", "give the seed itself, a whole number from 0 on",
          at: edit.value.place)
        return nil
      }
      return relative(change, edit, keys, declaration, root)
    }
    if edit.adds {
      reading.error("bad-change", "'+=' needs a number or a quantity", "write for example `\(edit.address)+=2`", at: edit.value.place)
      return nil
    }
    return Layers.setting(edit.value, at: keys[...], in: root)
  }

  /// A new value at an address of `changes:`, in place of what stands there: `×3` is what then happens on that day, not thrice the change.
  ///
  /// The address may be one key in quotes, as the file and `bullwhip diff` write it, or go on in dots.
  private func atDate(_ edit: Edit, _ root: Branch) -> Branch? {
    let keys = edit.address.keys
    guard let date = root["changes"]?.twigs?.first(where: { $0.key == keys[1] }) else {
      reading.unknown(
        "date of changes", keys[1], among: root["changes"]?.twigs?.map(\.key) ?? [], code: "unknown-name", at: edit.addressPlace)
      return nil
    }
    guard let address = keys.count == 3 ? Address(keys[2]) : Address(Array(keys[2...])) else {
      reading.error(
        "bad-address", "'\(keys[2])' is not an address",
        "join keys with dots and quote those with dots: `policies.items.\"85.12\".r-Q.r`", at: edit.addressPlace)
      return nil
    }
    if edit.adds {
      reading.error(
        "bad-change", "'+=' cannot change what changes on a date", "write for example `\(edit.address)=+2`", at: edit.value.place)
      return nil
    }
    let written = date.value.twigs?.first { Address($0.key) == address }?.key ?? address.description
    let place = [keys[0], keys[1], written]
    return Layers.setting(edit.value, at: place[...], in: edit.value.twigs == nil ? root : removing(place, from: root))
  }

  /// What the catalogue knows of an address; unknown keys and names that are nowhere declared are errors.
  private func locate(_ keys: [String], in root: Branch, at place: SourceLocation) -> KeyCatalogue.Shelf? {
    var shelf = KeyCatalogue.tree
    var branch: Branch? = root
    for (i, key) in keys.enumerated() {
      if let next = shelf.child(key) {
        let isName = shelf.children[key] == nil
        // A new name is welcome only where the edit brings the whole thing; a path through it is a typing error. Policies of single items
        // go by names that stand elsewhere, and are held against those.
        let isNamedElsewhere = shelf.declaration?.pattern == "policies.items"
        if isName, !isNamedElsewhere, branch?[key] == nil, i + 1 < keys.count || isValueOnly(next) {
          let kind: String
          if case .named(let word)? = shelf.declaration?.type { kind = word } else { kind = "name" }
          reading.unknown(kind, key, among: branch?.twigs?.map(\.key) ?? [], code: "unknown-name", at: place)
          return nil
        }
        shelf = next
        branch = branch?[key]
        if shelf.declaration?.status == .notYet {
          reading.error(
            "not-yet", "'\(shelf.declaration!.pattern)' is part of the language but not built yet", "remove it for now", at: place)
          return nil
        }
        continue
      }
      // Below a law stand its own parameters.
      switch shelf.declaration?.type {
      case .law, .work, .profile, .peopleByHour, .season, .events, .study, .review, .backorder:
        if branch?[key] != nil || i == keys.count - 1 { return KeyCatalogue.Shelf(declaration: nil, order: [], children: [:]) }
      default: break
      }
      let known = shelf.order.filter { $0 != "*" }
      let remedy =
        nearestName(to: key, among: known).map { "did you mean '\($0)'?" }
        ?? (known.isEmpty ? "nothing stands below '\(Address(Array(keys[..<i])))'" : "known here: " + known.joined(separator: ", "))
      reading.error("unknown-key", "unknown key '\(key)' in the address '\(Address(keys))'", remedy, at: place)
      return nil
    }
    return shelf
  }

  private func isValueOnly(_ shelf: KeyCatalogue.Shelf) -> Bool {
    guard let type = shelf.declaration?.type else { return false }
    if case .whole = type { return true }
    return false
  }

  private func relative(_ change: RelativeChange, _ edit: Edit, _ keys: [String], _ declaration: KeyDeclaration?, _ root: Branch) -> Branch?
  {
    var current = Layers.value(at: keys, in: root)
    if current == nil, declaration?.defaultIsWords == false, let text = declaration?.defaultText,
      Double(Quantity.splitNumber(text).number) != nil
    {
      current = .text(text.replacing("¤", with: reading.currency ?? "EUR"), at: edit.value.place)
    }
    guard let current else {
      reading.error(
        "bad-change", "'\(edit.address)' has no value to change by '\(edit.value.text ?? "")'", "give it an absolute value",
        at: edit.value.place)
      return nil
    }
    if let text = current.text {
      guard let changed = change.applied(to: text, reading: reading, at: edit.value.place) else { return nil }
      return Layers.setting(.text(changed, at: edit.value.place), at: keys[...], in: root)
    }
    guard current.twigs != nil, isLaw(declaration, current) else {
      reading.error(
        "bad-change", "'\(edit.address)' is \(current.kindInWords), which '\(edit.value.text ?? "")' cannot change",
        "change a number or a law", at: edit.value.place)
      return nil
    }
    if change.kind == .add, change.unit.isEmpty, change.number != 0, let type = declaration?.type,
      type == .law(.time) || type == .law(.work) || type == .work
    {
      reading.error(
        "missing-unit", "'\(change.written)' needs a unit of time",
        "write for example \(change.written) \(type == .law(.time) ? "d" : "s")", at: edit.value.place)
      return nil
    }
    return Layers.setting(change.applied(toLaw: current, at: edit.value.place), at: keys[...], in: removing(keys, from: root))
  }

  private func isLaw(_ declaration: KeyDeclaration?, _ branch: Branch) -> Bool {
    branch.twigs?.contains { LawEntry.names.contains($0.key) } ?? false
  }

  private func removing(_ keys: [String], from root: Branch) -> Branch {
    Layers.setting(Branch(.nothing, at: root.place), at: keys[...], in: root)
  }
}

/// `+2`, `-2`, `+14 d`, `×1.2`, `*1.2`.
struct RelativeChange {
  enum Kind { case add, multiply }
  var kind: Kind
  /// The number with its sign, and the unit after it.
  var number: Double
  var unit: String
  var written: String

  init?(_ text: String, adds: Bool) {
    let text = text.trimmed
    written = text
    if let first = text.first, first == "×" || first == "*" {
      kind = .multiply
      let (digits, rest) = Quantity.splitNumber(String(text.dropFirst()))
      guard let number = Double(digits), number.isFinite else { return nil }
      (self.number, unit) = (number, rest)
      return
    }
    guard adds || text.first.map({ "+-−".contains($0) }) == true else { return nil }
    kind = .add
    let (digits, rest) = Quantity.splitNumber(text)
    guard let number = Double(digits), number.isFinite else { return nil }
    (self.number, unit) = (number, rest)
  }

  /// The changed value as a planner would write it; nil after a complaint.
  func applied(to text: String, reading: Reading, at place: SourceLocation) -> String? {
    let (digits, baseUnit) = Quantity.splitNumber(text)
    guard let base = Double(digits) else {
      // `×1.5` of an overtime factor, or a word.
      if let first = text.first, first == "×" || first == "*", kind == .multiply,
        let factor = Double(Quantity.splitNumber(String(text.dropFirst())).number)
      {
        return "×" + Self.plain(factor * number)
      }
      reading.error("bad-change", "'\(text)' is not a number, so '\(written)' cannot change it", "give an absolute value", at: place)
      return nil
    }
    switch kind {
    case .multiply:
      if !unit.isEmpty {
        reading.error("bad-change", "a factor has no unit: '\(written)'", "write ×1.2", at: place)
        return nil
      }
      return Self.joined(base * number, baseUnit)
    case .add:
      if unit == baseUnit || (unit.isEmpty && base == 0) { return Self.joined(base + number, baseUnit) }
      if baseUnit.isEmpty, base == 0 { return Self.joined(number, unit) }
      if unit.isEmpty {
        reading.error(
          "missing-unit", "'\(written)' needs the unit of what it changes, '\(text)'", "write \(written) \(baseUnit)", at: place)
        return nil
      }
      guard case .success(let (d1, f1)) = Quantity.unit(baseUnit, currency: reading.currency) else {
        return Self.joined(base + number, baseUnit)
      }
      guard case .success(let (d2, f2)) = Quantity.unit(unit, currency: reading.currency), d1 == d2 else {
        reading.error(
          "wrong-unit", "the unit '\(unit)' does not fit '\(text)'",
          "write for example \(number < 0 ? "" : "+")\(Self.plain(number)) \(baseUnit)", at: place)
        return nil
      }
      // In the change's own unit where that is the finer one, so that 3 weeks + 2 d is 23 d.
      return f2 < f1 ? Self.joined(base * (f1 / f2) + number, unit) : Self.joined(base + number * f2 / f1, baseUnit)
    }
  }

  /// A law shifted or scaled.
  func applied(toLaw law: Branch, at place: SourceLocation) -> Branch {
    let beside = law.twigs!.filter { !LawEntry.names.contains($0.key) }
    let inner = Branch(.map(law.twigs!.filter { LawEntry.names.contains($0.key) }), at: law.place)
    func twig(_ key: String, _ value: Branch) -> Twig { Twig(key: key, place: place, value: value) }
    let amount = kind == .add ? Self.joined(number, unit) : Self.plain(number)
    let changed = twig(
      kind == .add ? "shifted" : "scaled", Branch(.map([twig("by", .text(amount, at: place)), twig("law", inner)]), at: place))
    return Branch(.map([changed] + beside), at: place)
  }

  private static func joined(_ number: Double, _ unit: String) -> String {
    unit.isEmpty ? plain(number) : unit.hasPrefix("/") || !unit.hasPrefix("%") ? "\(plain(number)) \(unit)" : "\(plain(number)) \(unit)"
  }

  /// At most twelve significant digits: 0.1 + 0.2 is 0.3 in a planner's file.
  static func plain(_ x: Double) -> String {
    if x == x.rounded(), abs(x) < 1e15 { return String(Int64(x)) }
    if x == 0 || !x.isFinite { return x.plainText }
    var magnitude = abs(x)
    var exponent = 0
    while magnitude >= 1e12 {
      magnitude /= 10
      exponent += 1
    }
    while magnitude < 1e11 {
      magnitude *= 10
      exponent -= 1
    }
    var digits = Int64(magnitude.rounded())
    while digits % 10 == 0 {
      digits /= 10
      exponent += 1
    }
    return (Double((x < 0 ? "-" : "") + "\(digits)e\(exponent)") ?? x).plainText
  }
}
