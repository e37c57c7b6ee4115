public import Groundwork
internal import Synchronization

/// The inputs of a row, asked for by name. Every refusal says where the wrong value stands.
///
/// It remembers what was asked for: an input that no solver looked at is not part of the problem that was solved (see `unread`).
public struct RowInputs: Sendable {
  private final class Asked: Sendable {
    let names = Mutex<Set<String>>([])
  }

  public let json: PlacedJSON
  private let asked = Asked()

  public init(_ json: PlacedJSON) { self.json = json }

  /// Inputs that say something and that nobody asked for, in the order of the file.
  public var unread: [PlacedJSON.Member] {
    guard case .object(let members) = json.value else { return [] }
    let read = asked.names.withLock { $0 }
    return members.filter { !read.contains($0.name) && $0.value.value != .null }
  }

  public func has(_ name: String) -> Bool {
    asked.names.withLock { _ = $0.insert(name) }
    guard let found = json[name] else { return false }
    if case .null = found.value { return false }
    return true
  }

  /// An error at the value of that name, or at the inputs where there is none.
  public func refusal(_ name: String, _ message: String, remedy: String) -> InputErrors {
    InputErrors(Diagnostic(.error, code: "bad-row", "'\(name)' \(message)", remedy: remedy, at: json[name]?.place ?? json.place))
  }

  private func present(_ name: String) throws(InputErrors) -> PlacedJSON {
    asked.names.withLock { _ = $0.insert(name) }
    guard let found = json[name] else { throw refusal(name, "is missing", remedy: "add it to the row's inputs") }
    return found
  }

  public func number(_ name: String) throws(InputErrors) -> Double {
    guard case .number(let value) = try present(name).value else {
      throw refusal(name, "is \(try present(name).describedKind)", remedy: "write a number")
    }
    return value
  }

  /// The number, or the value a row that does not name it means.
  public func number(_ name: String, or usual: Double) throws(InputErrors) -> Double { has(name) ? try number(name) : usual }

  /// The first of several names of one thing.
  public func number(_ names: [String]) throws(InputErrors) -> Double { try number(names.first(where: has) ?? names[0]) }

  public func whole(_ name: String, in range: ClosedRange<Int>) throws(InputErrors) -> Int {
    let value = try number(name)
    guard value == value.rounded(), value >= Double(range.lowerBound), value <= Double(range.upperBound) else {
      throw refusal(name, "is \(value)", remedy: "write a whole number, \(range.lowerBound) to \(range.upperBound)")
    }
    return Int(value)
  }

  public func flag(_ name: String, or usual: Bool) throws(InputErrors) -> Bool {
    guard has(name) else { return usual }
    guard case .bool(let value) = try present(name).value else {
      throw refusal(name, "is not true or false", remedy: "write true or false")
    }
    return value
  }

  public func text(_ name: String) throws(InputErrors) -> String {
    guard case .string(let value) = try present(name).value else {
      throw refusal(name, "is \(try present(name).describedKind)", remedy: "write a text")
    }
    return value
  }

  /// A list of numbers.
  public func numbers(_ name: String) throws(InputErrors) -> [Double] {
    guard case .array(let values) = try present(name).value else {
      throw refusal(name, "is \(try present(name).describedKind)", remedy: "write a list of numbers")
    }
    var result: [Double] = []
    for value in values {
      guard case .number(let number) = value.value else {
        throw InputErrors(
          Diagnostic(.error, code: "bad-row", "'\(name)' holds \(value.describedKind)", remedy: "write numbers only", at: value.place))
      }
      result.append(number)
    }
    return result
  }

  /// One number a period: a list of that length, or one number for all.
  public func series(_ name: String, count: Int) throws(InputErrors) -> [Double] {
    if case .number(let value) = try present(name).value { return [Double](repeating: value, count: count) }
    let values = try numbers(name)
    if values.count != count { throw refusal(name, "has \(values.count) values", remedy: "give one number, or \(count) of them") }
    return values
  }

  public func series(_ name: String, count: Int, or usual: Double) throws(InputErrors) -> [Double] {
    has(name) ? try series(name, count: count) : [Double](repeating: usual, count: count)
  }

  /// A square or rectangular table of numbers, row by row.
  public func matrix(_ name: String) throws(InputErrors) -> [[Double]] {
    guard case .array(let rows) = try present(name).value else {
      throw refusal(name, "is \(try present(name).describedKind)", remedy: "write a list of lists of numbers")
    }
    var result: [[Double]] = []
    for row in rows { result.append(try RowInputs(PlacedJSON(.object([.init(name, row)]), at: row.place)).numbers(name)) }
    return result
  }

  /// Objects of a list, each asked by name in turn.
  public func objects(_ name: String) throws(InputErrors) -> [RowInputs] {
    guard case .array(let values) = try present(name).value else {
      throw refusal(name, "is \(try present(name).describedKind)", remedy: "write a list of objects")
    }
    var result: [RowInputs] = []
    for value in values {
      guard case .object = value.value else { throw refusal(name, "holds \(value.describedKind)", remedy: "write objects only") }
      result.append(RowInputs(value))
    }
    return result
  }

  /// Weights by value, as `{"1": 0.25, "2": 0.75}`; ascending by value.
  public func weights(_ name: String) throws(InputErrors) -> [(value: Double, weight: Double)] {
    guard case .object(let members) = try present(name).value else {
      throw refusal(name, "is \(try present(name).describedKind)", remedy: "write {\"value\": probability, …}")
    }
    var result: [(value: Double, weight: Double)] = []
    for member in members {
      guard let value = Double(member.name), value.isFinite, case .number(let weight) = member.value.value, weight >= 0 else {
        throw refusal(
          name, "has an entry '\(member.name)' that is no value with its probability", remedy: "write {\"1\": 0.25, \"2\": 0.75}")
      }
      result.append((value, weight))
    }
    let sum = result.reduce(0) { $0 + $1.weight }
    if abs(sum - 1) > 1e-6 { throw refusal(name, "has probabilities that sum to \(sum)", remedy: "make them sum to 1") }
    return result.sorted { $0.value < $1.value }
  }
}
