internal import Groundwork

/// What every reader of a scenario shares: the currency, the files, and the list of what is wrong. The same complaint about the same place
/// is kept once.
final class Reading {
  let files: FileShelf
  var currency: String?
  private var seen: Set<Diagnostic> = []
  private(set) var problems: [Diagnostic] = []

  init(files: FileShelf) { self.files = files }

  var hasErrors: Bool { problems.hasErrors }

  /// Keys that are missing because they are misspelt: that has been said where they stand.
  var misspelt: Set<Address> = []

  /// Rows of tables with a column of items, by file and item.
  var rowsByItem: [String: [String: [Int]]] = [:]

  /// Kinds of names whose list could not be read whole: that a name is not in it says nothing.
  var partial: Set<String> = []

  /// Reads the same piece several times, each time with other stand-ins for what could not be read, and keeps the complaints that all of
  /// the readings make: what hangs on a stand-in is no mistake of the planner's.
  func agreed(_ readings: [() -> Void]) {
    let before = (problems: problems, seen: seen, listed: listed, unlisted: unlisted)
    var kept: [Diagnostic]?
    for body in readings {
      (problems, seen, listed, unlisted) = before
      body()
      let told = problems.dropFirst(before.problems.count)
      if let known = kept {
        let again = Set(told)
        kept = known.filter { again.contains($0) }
      } else {
        kept = Array(told)
      }
    }
    (problems, seen, listed, unlisted) = before
    for diagnostic in kept ?? [] where seen.insert(diagnostic).inserted {
      problems.append(diagnostic)
      if diagnostic.severity == .error { listed += 1 }
    }
  }

  /// Complaints that are listed; nobody reads more, and a file that is no scenario would make as many as it has lines.
  static let mostProblems = 1_000
  private var listed = 0
  private var unlisted = 0
  var isFull: Bool { listed >= Self.mostProblems }

  /// What is worth telling: beside errors, things that seem unused are mostly their consequences.
  var report: [Diagnostic] {
    var told = hasErrors ? problems.filter { $0.severity == .error || $0.code != "unused" } : problems
    if unlisted > 0 {
      told.append(
        Diagnostic(
          .error, code: "more", "\(unlisted) more problems are not listed", remedy: "mend these first",
          at: problems.compactMap(\.location).max()))
    }
    return told
  }

  /// The alternative that is being read: what is wrong only with it says so.
  var alternative: String?

  func add(_ complaint: Diagnostic) {
    var diagnostic = complaint
    if let alternative, !seen.contains(complaint) { diagnostic.message += " (in the alternative '\(alternative)')" }
    guard alternative == nil || !seen.contains(complaint) else { return }
    guard seen.insert(diagnostic).inserted else { return }
    guard diagnostic.severity == .error else { return problems.append(diagnostic) }
    if isFull {
      unlisted += 1
    } else {
      problems.append(diagnostic)
      listed += 1
    }
  }

  func add(_ errors: InputErrors) { for diagnostic in errors.diagnostics { add(diagnostic) } }

  func error(_ code: String, _ message: String, _ remedy: String? = nil, at place: SourceLocation?) {
    add(Diagnostic(.error, code: code, message, remedy: remedy, at: place))
  }

  func warn(_ code: String, _ message: String, _ remedy: String? = nil, at place: SourceLocation?) {
    add(Diagnostic(.warning, code: code, message, remedy: remedy, at: place))
  }

  /// An error about a name that is not there, with the nearest one that is.
  func unknown(_ what: String, _ name: String, among names: [String], code: String, at place: SourceLocation) {
    if partial.contains(what) { return }
    let remedy: String
    if let near = nearestName(to: name, among: names) {
      remedy = "did you mean '\(near)'?"
    } else if names.isEmpty {
      remedy = "there is none yet"
    } else {
      remedy = "known here: " + names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " … (\(names.count))" : "")
    }
    error(code, "unknown \(what) '\(name)'", remedy, at: place)
  }

  /// Examples in messages are written in the scenario's own currency.
  func local(_ words: String) -> String { words.replacing("GBP", with: currency ?? "EUR") }

  // MARK: Single values

  /// The text of a single value; a map or list is an error that says what was expected.
  func scalar(_ branch: Branch, expected: String) -> String? {
    if let text = branch.text { return text }
    error("wrong-kind", "this is \(branch.kindInWords)", "expected \(local(expected))", at: branch.place)
    return nil
  }

  /// Seconds of the longest span that a scenario can name: a century. No study is longer, and no sum of moments overflows.
  static let longestSpan = 100 * 365.25 * 86_400

  /// The units that fit where an example does not tell: of one dimension alone, and several that people use.
  private static func units(_ forms: [QuantityForm]) -> String {
    guard let dimension = forms.first?.dimension, forms.allSatisfy({ $0.dimension == dimension }) else { return "" }
    switch dimension {
    case .time: return " (s, min, h, d, weeks, months or years)"
    case .length: return " (mm, cm, m or km)"
    case .volume: return " (l or m3)"
    default: return ""
    }
  }

  /// A quantity in one of the forms; every other ending is an error that says which units fit.
  func quantity(_ branch: Branch, _ forms: [QuantityForm], key: String) -> Quantity? {
    let fits = forms.map { local("`\($0.example)`") }.joined(separator: " or ")
    if let twigs = branch.twigs {
      if let twig = twigs.first(where: { !LawEntry.names.contains($0.key) }) {
        error(
          "wrong-kind", "'\(key)' must be one fixed value, and this is a map with the key '\(twig.key)'", "write \(fits)", at: branch.place)
      } else {
        error("law-not-allowed", "'\(key)' must be one fixed value: randomness makes no sense here", "write \(fits)", at: branch.place)
      }
      return nil
    }
    guard let text = scalar(branch, expected: fits) else { return nil }
    guard let quantity = number(text, fits: fits, at: branch.place) else { return nil }
    let sameKind = forms.filter { $0.dimension == quantity.dimension }
    guard let form = sameKind.first else {
      if quantity.unit.isEmpty {
        // Zero needs no unit, where it is allowed.
        if quantity.number == 0, let form = forms.first(where: { $0.range.contains(0) }) {
          return Quantity(value: 0, dimension: form.dimension, number: 0, unit: "")
        }
        error("missing-unit", "'\(key)' needs a unit", "write \(fits)\(Self.units(forms))", at: branch.place)
      } else {
        error("wrong-unit", "the unit '\(quantity.unit)' does not fit '\(key)'", "write \(fits)\(Self.units(forms))", at: branch.place)
      }
      return nil
    }
    if form.dimension == .time, abs(quantity.value) > Self.longestSpan {
      error("out-of-range", "'\(text)' is longer than 100 years, which '\(key)' cannot be", "write \(fits)", at: branch.place)
      return nil
    }
    if !form.range.contains(quantity.value) {
      let low = form.range.lowerBound
      if low == 0, quantity.value < 0 {
        error("out-of-range", "'\(key)' must not be negative", "write \(fits)", at: branch.place)
      } else {
        error("out-of-range", "'\(text)' is outside the range of '\(key)'", "write \(fits)", at: branch.place)
      }
      return nil
    }
    return quantity
  }

  /// A number with any known unit.
  func number(_ text: String, fits: String, at place: SourceLocation) -> Quantity? {
    switch Quantity.parse(text, currency: currency) {
    case .success(let quantity): return quantity
    case .failure(let problem):
      switch problem {
      case .notANumber: error("not-a-number", "'\(text)' is not a number with a unit", "write \(fits)", at: place)
      case .notFinite: error("out-of-range", "'\(text)' is too large", "write \(fits)", at: place)
      case .unknownUnit(let unit, let nearest):
        error("unknown-unit", "unknown unit '\(unit)'", nearest.map { "did you mean '\($0)'?" } ?? "write \(fits)", at: place)
      case .otherCurrency(let code, let expected):
        error("other-currency", "'\(code)' is not the scenario's currency \(expected)", "convert the amount; Bullwhip does not", at: place)
      case .noCurrency(let code):
        error("other-currency", "'\(code)' needs `currency: \(code)` in the scenario", "add it at the top", at: place)
      case .currencySign(let sign): error("unknown-unit", "write money with its ISO code, not '\(sign)'", "write \(fits)", at: place)
      case .notYet(let unit): error("not-yet", "the unit '\(unit)' is not built yet", "write \(fits)", at: place)
      }
      return nil
    }
  }

  func share(_ branch: Branch, key: String) -> Double? {
    quantity(branch, [QuantityForm(.share, example: "70 %", in: 0...1), QuantityForm(.none, example: "0.7", in: 0...1)], key: key)?.value
  }

  func whole(_ branch: Branch, _ range: ClosedRange<Int>, noun: String?, key: String) -> Int? {
    if branch.twigs != nil {
      error(
        "law-not-allowed", "'\(key)' must be one fixed number: randomness makes no sense here",
        "write \(ValueType.whole(range, noun: noun).inWords)", at: branch.place)
      return nil
    }
    let expected = ValueType.whole(range, noun: noun).inWords
    guard let text = scalar(branch, expected: expected) else { return nil }
    let (digits, rest) = Quantity.splitNumber(text)
    guard let value = Double(digits) else {
      error("not-a-number", "'\(text)' is not a number", "write \(expected)", at: branch.place)
      return nil
    }
    if !rest.isEmpty {
      // A place has room for an order: `staging: 200 orders`.
      let nouns = (noun.map { [$0] } ?? []) + (noun == "places" ? ["orders"] : [])
      if !nouns.contains(where: { rest == $0 || rest == $0.dropLast() }) {
        error("wrong-unit", "the unit '\(rest)' does not fit '\(key)'", "write \(expected)", at: branch.place)
        return nil
      }
    }
    // From 2⁵³ on a number with a point can no longer hold every whole number: digits alone are read as they stand.
    let bounded = "a whole number\(noun.map { " of \($0)" } ?? "") from \(range.lowerBound) to \(range.upperBound)"
    guard let whole = Int(digits) ?? (abs(value) < 0x1p53 ? Int(exactly: value) : nil) else {
      if value.isFinite, value == value.rounded() || abs(value) >= 0x1p53 {
        error("out-of-range", "\(digits) is outside the range of '\(key)'", "write \(bounded)", at: branch.place)
        return nil
      }
      error("not-whole", "'\(key)' must be a whole number, not \(digits)", "write \(expected)", at: branch.place)
      return nil
    }
    guard range.contains(whole) else {
      error(
        "out-of-range", "\(whole) is outside the range of '\(key)'", "write \(whole > range.upperBound ? bounded : expected)",
        at: branch.place)
      return nil
    }
    return whole
  }

  func bareNumber(_ branch: Branch, _ range: ClosedRange<Double>, key: String) -> Double? {
    let expected = ValueType.number(range).inWords
    if branch.twigs != nil {
      error("law-not-allowed", "'\(key)' must be one fixed number: randomness makes no sense here", "write \(expected)", at: branch.place)
      return nil
    }
    guard let text = scalar(branch, expected: expected) else { return nil }
    let (digits, rest) = Quantity.splitNumber(text)
    guard let value = Double(digits), value.isFinite else {
      error("not-a-number", "'\(text)' is not a number", "write \(expected)", at: branch.place)
      return nil
    }
    if !rest.isEmpty {
      error("wrong-unit", "'\(key)' is a bare number; the unit '\(rest)' does not fit", "write \(expected)", at: branch.place)
      return nil
    }
    guard range.contains(value) else {
      error("out-of-range", "\(digits) is outside the range of '\(key)'", "write \(expected)", at: branch.place)
      return nil
    }
    return value
  }

  func choice(_ branch: Branch, _ words: [String], key: String) -> String? {
    let expected = ValueType.choice(words).inWords
    guard let text = scalar(branch, expected: expected) else { return nil }
    if words.contains(text) { return text }
    let remedy = nearestName(to: text, among: words).map { "did you mean '\($0)'?" } ?? "write \(expected)"
    error("unknown-word", "'\(text)' is not a value of '\(key)'", remedy, at: branch.place)
    return nil
  }

  func yesNo(_ branch: Branch, key: String) -> Bool? {
    guard let text = scalar(branch, expected: "true or false") else { return nil }
    switch text.lowercased() {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      error("unknown-word", "'\(text)' is not a value of '\(key)'", "write true or false", at: branch.place)
      return nil
    }
  }
}
