public import Groundwork
internal import Optimization

/// A value of a row: what was published, or what was computed.
public enum AnswerValue: Sendable, Equatable {
  case number(Double)
  case numbers([Double])
  /// By name, such as a stage's; in the order given.
  case keyed([Entry])

  public struct Entry: Sendable, Equatable {
    public var name: String
    public var value: Double

    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// Its numbers with what tells them apart: nothing for a single one, `[1]`, `[2]`, … in a list, `[name]` otherwise.
  public var parts: [(label: String, value: Double)] {
    switch self {
    case .number(let value): [("", value)]
    case .numbers(let values): values.enumerated().map { ("[\($0.offset + 1)]", $0.element) }
    case .keyed(let entries): entries.map { ("[\($0.name)]", $0.value) }
    }
  }

  /// The only number; nil for lists.
  public var single: Double? {
    if case .number(let value) = self { return value }
    return nil
  }

  /// The number of a part; a list of one element counts as a single number.
  func part(_ label: String) -> Double? {
    let all = parts
    return all.first { $0.label == label }?.value ?? (all.count == 1 && label.isEmpty ? all[0].value : nil)
  }
}

/// How far a computed value may lie from the published one.
public struct RowTolerance: Sendable, Equatable {
  public enum Measure: Sendable, Equatable {
    /// Share of the published value; of 1 where that is 0, which has no relative error.
    case relative(Double)
    case absolute(Double)
  }
  public var measure: Measure
  /// Names whose values must be equal.
  public var exact: [String]

  public init(_ measure: Measure, exact: [String] = []) {
    self.measure = measure
    self.exact = exact
  }

  /// The most that a value may be off.
  public func allowance(for expected: Double) -> Double {
    switch measure {
    case .relative(let share): expected == 0 ? share : share * abs(expected)
    case .absolute(let most): most
    }
  }
}

/// One published instance with its known answer.
public struct PublishedRow: Sendable {
  public var id: String
  public var kind: String
  /// Who says so.
  public var source: String
  public var inputs: RowInputs
  /// Name and published value, in the order of the file.
  public var expected: [Expected]
  public var tolerance: RowTolerance
  public var place: SourceLocation
  /// How its solvers are carried out: threads, the flag that stops them, and who is told of their progress.
  var control = SolverControl()

  public struct Expected: Sendable, Equatable {
    public var name: String
    public var value: AnswerValue
    public var place: SourceLocation
  }

  public subscript(expected name: String) -> AnswerValue? { expected.first { $0.name == name }?.value }
}

extension PublishedRow {
  /// The rows of a JSON list.
  ///
  /// - Throws: everything wrong with the shape of the file, at once: names that are missing, values of the wrong kind, ids that repeat.
  public static func rows(of bytes: [UInt8], file: String) throws(InputErrors) -> [PublishedRow] {
    let document = try PlacedJSON.read(bytes, file: file)
    guard case .array(let elements) = document.value else {
      throw InputErrors(
        Diagnostic(
          .error, code: "bad-row", "the file is \(document.describedKind), not a list of rows", remedy: "write [ {…}, {…} ]",
          at: document.place))
    }
    var problems: [Diagnostic] = []
    var rows: [PublishedRow] = []
    var known: [String: SourceLocation] = [:]
    for element in elements {
      do throws(InputErrors) {
        let row = try PublishedRow(element)
        if let before = known[row.id] {
          problems.append(
            Diagnostic(
              .error, code: "bad-row", "the id '\(row.id)' stands at line \(before.line) already", remedy: "give each row its own id",
              at: row.place))
        }
        known[row.id] = row.place
        rows.append(row)
      } catch {
        problems += error.diagnostics
      }
    }
    if !problems.isEmpty { throw InputErrors(problems) }
    return rows
  }

  private init(_ json: PlacedJSON) throws(InputErrors) {
    func refuse(_ message: String, _ remedy: String, at place: SourceLocation) -> InputErrors {
      InputErrors(Diagnostic(.error, code: "bad-row", message, remedy: remedy, at: place))
    }
    guard case .object(let members) = json.value else {
      throw refuse(
        "a row is \(json.describedKind)", "a row is {\"id\", \"kind\", \"source\", \"inputs\", \"expected\", \"tolerance\"}", at: json.place
      )
    }
    for member in members where !["id", "kind", "source", "inputs", "expected", "tolerance", "note"].contains(member.name) {
      throw refuse("a row has no '\(member.name)'", "use id, kind, source, inputs, expected, tolerance, note", at: member.value.place)
    }
    func text(_ name: String) throws(InputErrors) -> String {
      guard let found = json[name] else { throw refuse("the row has no '\(name)'", "add \"\(name)\": \"…\"", at: json.place) }
      guard case .string(let text) = found.value, !text.isEmpty else {
        throw refuse("'\(name)' is \(found.describedKind)", "write a text", at: found.place)
      }
      return text
    }
    place = json.place
    id = try text("id")
    kind = try text("kind")
    source = try text("source")
    guard let given = json["inputs"], case .object = given.value else {
      throw refuse("the row '\(id)' has no object 'inputs'", "add \"inputs\": {…}", at: json["inputs"]?.place ?? json.place)
    }
    inputs = RowInputs(given)
    guard let wanted = json["expected"], case .object(let values) = wanted.value, !values.isEmpty else {
      throw refuse("the row '\(id)' expects nothing", "add \"expected\": {\"cost\": …}", at: json["expected"]?.place ?? json.place)
    }
    expected = []
    for member in values {
      if case .null = member.value.value { continue }
      expected.append(Expected(name: member.name, value: try Self.value(member), place: member.value.place))
    }
    guard let stated = json["tolerance"], case .object(let parts) = stated.value else {
      throw refuse("the row '\(id)' has no object 'tolerance'", "add \"tolerance\": {\"relative\": 1e-6}", at: json.place)
    }
    var measure: RowTolerance.Measure?
    var exact: [String] = []
    for part in parts {
      switch (part.name, part.value.value) {
      case ("relative", .number(let x)) where x >= 0 && x < 1: measure = measure ?? .relative(x)
      case ("absolute", .number(let x)) where x >= 0: measure = measure ?? .absolute(x)
      case ("exact", .array(let names)):
        for name in names {
          guard case .string(let text) = name.value else { throw refuse("'exact' holds names", "write [\"base_stock.S\"]", at: name.place) }
          exact.append(text)
        }
      default:
        throw refuse(
          "the tolerance '\(part.name)' is not understood", "write \"relative\": 0…1, \"absolute\": at least 0, or \"exact\": [names]",
          at: part.value.place)
      }
    }
    guard let measure else { throw refuse("the tolerance says neither relative nor absolute", "add \"relative\": 1e-6", at: stated.place) }
    tolerance = RowTolerance(measure, exact: exact)
  }

  private static func value(_ member: PlacedJSON.Member) throws(InputErrors) -> AnswerValue {
    func number(_ json: PlacedJSON) throws(InputErrors) -> Double {
      if case .number(let x) = json.value { return x }
      if case .bool(let x) = json.value { return x ? 1 : 0 }
      throw InputErrors(
        Diagnostic(
          .error, code: "bad-row", "'\(member.name)' is \(json.describedKind)", remedy: "expected values are numbers, or lists of them",
          at: json.place))
    }
    switch member.value.value {
    case .array(let values):
      var numbers: [Double] = []
      for value in values { numbers.append(try number(value)) }
      return .numbers(numbers)
    case .object(let members):
      var entries: [AnswerValue.Entry] = []
      for one in members { entries.append(.init(one.name, try number(one.value))) }
      return .keyed(entries)
    default: return .number(try number(member.value))
    }
  }
}
