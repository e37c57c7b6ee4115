internal import Groundwork

/// A place in the scenario together with its declaration: reads what stands there, or the declared default, in the declared type.
struct Field {
  let reading: Reading
  let keys: [String]
  /// What stands there; nil = nothing.
  let branch: Branch?
  /// Where to point when something is missing: the key of the nearest block that is there.
  let parentPlace: SourceLocation
  private let shelf: KeyCatalogue.Shelf?

  init(root: Branch, reading: Reading) {
    self.reading = reading
    keys = []
    branch = root
    parentPlace = root.place
    shelf = KeyCatalogue.tree
  }

  private init(reading: Reading, keys: [String], branch: Branch?, parentPlace: SourceLocation, shelf: KeyCatalogue.Shelf?) {
    self.reading = reading
    self.keys = keys
    self.branch = branch
    self.parentPlace = parentPlace
    self.shelf = shelf
  }

  subscript(_ key: String) -> Field {
    let twig = branch?.twigs?.first { $0.key == key }
    return Field(
      reading: reading, keys: keys + [key], branch: twig?.value.isNothing == true ? nil : twig?.value,
      parentPlace: twig?.place ?? parentPlace, shelf: shelf?.child(key))
  }

  var declaration: KeyDeclaration? { shelf?.declaration }
  var key: String { keys.last ?? "" }
  var address: String { Address(keys).description }
  var place: SourceLocation { branch?.place ?? parentPlace }
  var isPresent: Bool { branch != nil }

  /// The named things below, in the file's order.
  var named: [(name: String, field: Field)] {
    (branch?.twigs ?? []).filter { !$0.value.isNothing }.map { ($0.key, self[$0.key]) }
  }

  /// The keys below that stand in the file, with their places.
  var twigs: [Twig] { branch?.twigs ?? [] }

  /// What to read: what stands there, or the default as written in the catalogue.
  private var source: Branch? {
    if let branch { return branch }
    if declaration?.defaultIsWords == true { return nil }
    return declaration?.defaultText.map { .text($0.replacing("¤", with: reading.currency ?? "EUR"), at: parentPlace) }
  }

  /// Complains where a required key is missing.
  @discardableResult
  func require() -> Bool {
    if branch != nil { return true }
    if let declaration, declaration.isRequired, !reading.misspelt.contains(Address(keys)) {
      let owner = keys.count == 1 ? "the scenario" : "'\(Address(Array(keys.dropLast())))'"
      reading.error(
        "missing-key", "\(owner) lacks '\(declaration.key)'", "write for example `\(reading.local(declaration.example))`", at: parentPlace)
    }
    return false
  }

  private func read<Value>(_ body: (Branch) -> Value?) -> Value? {
    if branch == nil, declaration?.isRequired == true { require() }
    return source.flatMap(body)
  }

  func text() -> String? { read { $0.text } }

  func choice() -> String? {
    guard case .choice(let words)? = declaration?.type else { return nil }
    return read { reading.choice($0, words, key: key) }
  }

  func yesNo() -> Bool? { read { reading.yesNo($0, key: key) } }

  func whole() -> Int? {
    guard case .whole(let range, let noun)? = declaration?.type else { return nil }
    return read { reading.whole($0, range, noun: noun, key: key) }
  }

  func number() -> Double? {
    guard case .number(let range)? = declaration?.type else { return nil }
    return read { reading.bareNumber($0, range, key: key) }
  }

  func quantity() -> Quantity? {
    guard case .quantity(let forms)? = declaration?.type else { return nil }
    return read { reading.quantity($0, forms, key: key) }
  }

  func share() -> Double? { read { reading.share($0, key: key) } }

  func weekdays() -> Set<Weekday>? { read { reading.weekdays($0, key: key) } }
}
