public import Groundwork

/// Which column of one file plays which part.
public struct OrderLineColumns: Sendable, Equatable {
  public private(set) var index: [OrderLineRole: Int] = [:]
  public private(set) var names: [OrderLineRole: String] = [:]

  /// Reads `order=InvoiceNo,item=StockCode`.
  ///
  /// - Throws: an unknown part, a missing `=`, a part given twice; places are `--columns 1:col`.
  public static func parse(option text: String) throws(InputErrors) -> [OrderLineRole: String] {
    var given: [OrderLineRole: String] = [:]
    var errors: [Diagnostic] = []
    var column = 1
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let place = SourceLocation(file: "--columns", line: 1, column: column)
      column += part.count + 1
      let halves = part.split(separator: "=", maxSplits: 1)
      let word = halves.first.map { trimmed($0) } ?? ""
      let parts = OrderLineRole.ofHistory.map(\.rawValue).joined(separator: ", ")
      guard halves.count == 2, !trimmed(halves[1]).isEmpty else {
        errors.append(
          Diagnostic(
            .error, code: "order-columns", "'\(part)' is not of the form part=column", remedy: "write for example order=InvoiceNo", at: place))
        continue
      }
      guard let role = OrderLineRole(rawValue: word.lowercased()) else {
        errors.append(Diagnostic(.error, code: "order-columns", "there is no part '\(word)'", remedy: "the parts are \(parts)", at: place))
        continue
      }
      if given.updateValue(trimmed(halves[1]), forKey: role) != nil {
        errors.append(Diagnostic(.error, code: "order-columns", "'\(word)' is given twice", remedy: "give each part one column", at: place))
      }
    }
    if !errors.isEmpty { throw InputErrors(errors) }
    return given
  }

  /// Finds the columns of a header: those given by name, the others by what their names mean.
  ///
  /// - Throws: a given column that is not there, a needed part that no column plays.
  public init(of columns: [CSVColumn], given: [OrderLineRole: String], file: String) throws(InputErrors) {
    var errors: [Diagnostic] = []
    let list = columns.map(\.name).filter { !$0.isEmpty }.joined(separator: ", ")
    var taken: Set<Int> = []
    for role in OrderLineRole.ofHistory {
      guard let name = given[role] else { continue }
      let place = columns.firstIndex { $0.name == name } ?? columns.firstIndex { $0.name.lowercased() == name.lowercased() }
      guard let place else {
        errors.append(
          Diagnostic(
            .error, code: "order-columns", "there is no column '\(name)' for the \(role.meaning)", remedy: "the columns are \(list)",
            at: SourceLocation(file: file, line: columns.first?.location.line ?? 1, column: 1)))
        continue
      }
      index[role] = place
      names[role] = columns[place].name
      taken.insert(place)
    }
    for (role, place) in OrderLineRole.found(in: columns, for: OrderLineRole.ofHistory.filter { given[$0] == nil }, taken: taken) {
      index[role] = place
      names[role] = columns[place].name
    }
    // A file with one moment in a column named `time` has its date there.
    if index[.date] == nil, given[.date] == nil, given[.time] == nil, let time = index.removeValue(forKey: .time) {
      index[.date] = time
      names[.date] = names.removeValue(forKey: .time)
    }
    let place = SourceLocation(file: file, line: columns.first?.location.line ?? 1, column: 1)
    if let totals = dailyTotals(columns, given, at: place) { throw InputErrors(errors + [totals]) }
    for role in OrderLineRole.needed where index[role] == nil && given[role] == nil {
      errors.append(
        Diagnostic(
          .error, code: "order-columns", "no column looks like the \(role.meaning)",
          remedy: "say which it is: --columns \(role.rawValue)=NAME; the columns are \(list)",
          at: place))
    }
    if !errors.isEmpty { throw InputErrors(errors) }
  }

  /// What is told of a file whose every column is known and none is the order's: an option cannot mend it.
  private func dailyTotals(_ columns: [CSVColumn], _ given: [OrderLineRole: String], at place: SourceLocation) -> Diagnostic? {
    guard index[.order] == nil, given[.order] == nil, index[.item] != nil, index[.quantity] != nil, index[.date] != nil else { return nil }
    let played = Set(index.values)
    guard columns.indices.allSatisfy({ played.contains($0) || columns[$0].name.isEmpty }) else { return nil }
    return Diagnostic(
      .error, code: "order-columns",
      "no column holds an order number: rows of item, date and units alone, such as daily totals, are not order lines and are not read",
      remedy: "export the lines of the orders with the order's number; a scenario's `replay:` plays such rows, each as an order",
      at: place)
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
