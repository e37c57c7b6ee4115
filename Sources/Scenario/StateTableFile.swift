internal import Groundwork
internal import Supply

/// A CSV table of orders by state, as `table:` names it: for each state the columns `on hand` (or `left 1`, `left 2`, … for goods that
/// spoil, or `position` with two suppliers), the orders under way `due 1`, `due 2`, …, and what to order: `order` (and `emergency`); `item`
/// (or `sku`) and `location` where it is for several.
///
/// A column that is blank in all rows of an item is none of its columns, so that items with different lead times may share a table.
final class StateTableFile {
  private let file: String
  private let isByItem: Bool
  private var isByLocation = false
  private struct Key: Hashable {
    var item: String
    var location: String
  }
  private var tables: [Key: StateTable] = [:]
  private var isBad = false

  /// Whether a table lists orders by state rather than levels by date.
  static func isStates(_ csv: CSVTable) -> Bool { csv.columnIndex(of: "order") != nil && csv.columnIndex(of: "from") == nil }

  /// Columns of numbers by their name.
  private struct Columns {
    var onHand: Int?
    var position: Int?
    var left: [Int] = []
    var due: [Int] = []
    var order = 0
    var emergency: Int?

    var all: [Int] { [onHand, position, emergency].compactMap { $0 } + left + due + [order] }
  }

  /// Reads the whole table; everything wrong with it is said with its place.
  ///
  /// - Parameter isWhole: false where rows that cannot be read, which has been told, are missing.
  init(_ csv: CSVTable, isWhole: Bool, reading: Reading, itemNames: [String], locationNames: [String]) {
    file = csv.file
    let item = csv.columnIndex(of: "item") ?? csv.columnIndex(of: "sku")
    let location = csv.columnIndex(of: "location")
    isByItem = item != nil
    isByLocation = location != nil
    isBad = !isWhole
    guard let columns = columns(csv, known: [item, location].compactMap { $0 }, reading) else {
      isBad = true
      return
    }
    var rows: [Key: [Int]] = [:]
    var order: [Key] = []
    let knownItems = Set(itemNames), knownLocations = Set(locationNames)
    for row in csv.rows.indices {
      var key = Key(item: "", location: "")
      if let item {
        key.item = csv[row, item]
        if !knownItems.contains(key.item) {
          isBad = true
          reading.unknown("item", key.item, among: itemNames, code: "unknown-name", at: csv.location(row: row, column: item))
          continue
        }
      }
      if let location {
        key.location = csv[row, location]
        if !key.location.isEmpty, !knownLocations.contains(key.location) {
          isBad = true
          reading.unknown(
            "location", key.location, among: locationNames, code: "unknown-name", at: csv.location(row: row, column: location))
          continue
        }
      }
      if rows[key] == nil { order.append(key) }
      rows[key, default: []].append(row)
    }
    if csv.rows.isEmpty, isWhole {
      isBad = true
      reading.error(
        "empty-table", "the table of orders has no rows", "list every state once",
        at: csv.columns.first?.location ?? SourceLocation(file: csv.file))
    }
    for key in order {
      guard let own = rows[key], let table = table(csv, own, columns, isWhole: isWhole, reading) else {
        isBad = true
        continue
      }
      tables[key] = table
    }
  }

  /// Finds the columns by name; those numbered must run from 1 without a gap.
  private func columns(_ csv: CSVTable, known: [Int], _ reading: Reading) -> Columns? {
    var columns = Columns()
    func named(_ name: String) -> Int? { csv.columnIndex(of: name) }
    func numbered(_ word: String) -> [Int] {
      var found: [Int] = []
      while let column = named("\(word) \(found.count + 1)") { found.append(column) }
      return found
    }
    columns.onHand = named("on hand") ?? named("on-hand")
    columns.position = named("position")
    columns.left = numbered("left")
    columns.due = numbered("due")
    columns.emergency = named("emergency")
    guard let order = named("order") else {
      reading.unknownColumn("order", in: csv)
      return nil
    }
    columns.order = order
    if columns.onHand == nil, columns.position == nil, columns.left.isEmpty {
      reading.error(
        "unknown-column", "the table has no column 'on hand'", "give the state: 'on hand', or 'left 1', 'left 2' …, or 'position'",
        at: csv.columns.first?.location ?? SourceLocation(file: csv.file))
      return nil
    }
    for (i, column) in csv.columns.enumerated() where !known.contains(i) && !columns.all.contains(i) {
      let words = column.name.lowercased().split(separator: " ")
      if words.count == 2, ["due", "left"].contains(words[0]), Int(words[1]) != nil {
        let next = (words[0] == "due" ? columns.due.count : columns.left.count) + 1
        reading.error(
          "unknown-column", "the table has a column '\(column.name)' but no column '\(words[0]) \(next)'",
          "number them from 1 without a gap",
          at: column.location)
        return nil
      }
      reading.warn("unused-column", "the column '\(column.name)' is not used", "remove it", at: column.location)
    }
    return columns
  }

  /// One item's table.
  private func table(_ csv: CSVTable, _ own: [Int], _ columns: Columns, isWhole: Bool, _ reading: Reading) -> StateTable? {
    func isUsed(_ column: Int) -> Bool { own.contains { !csv[$0, column].isEmpty } }
    let onHand = columns.onHand.flatMap { isUsed($0) ? $0 : nil }
    let position = columns.position.flatMap { isUsed($0) ? $0 : nil }
    let left = Array(columns.left.prefix(while: isUsed)), due = Array(columns.due.prefix(while: isUsed))
    let first = csv.location(row: own[0], column: columns.order)
    let kinds = [onHand != nil, position != nil, !left.isEmpty].count { $0 }
    guard kinds == 1 else {
      reading.error(
        "state-columns", kinds == 0 ? "these rows have no state" : "these rows mix kinds of state",
        "give one of 'on hand', 'left 1', 'left 2' …, or 'position', then 'due 1', 'due 2' …", at: first)
      return nil
    }
    let shape: StateTable.Shape
    let state: [Int]
    if let position {
      shape = .position(pipeline: due.count)
      state = [position] + due
    } else if let onHand {
      shape = .stock(pipeline: due.count)
      state = [onHand] + due
    } else {
      shape = .ages(left.count, pipeline: due.count)
      state = left + due
    }
    let second = position == nil ? nil : columns.emergency
    if position != nil, second == nil {
      reading.unknownColumn("emergency", in: csv)
      return nil
    }
    if position == nil, let column = columns.emergency, isUsed(column) {
      reading.error(
        "state-columns", "an emergency order stands beside a state of one supplier",
        "give the state as 'position', or leave the column blank",
        at: csv.location(row: own.first { !csv[$0, column].isEmpty } ?? own[0], column: column))
      return nil
    }
    var rows: [StateTable.Row] = []
    rows.reserveCapacity(own.count)
    var isGood = true
    let most = Int(StateTable.largestNumber)
    for row in own {
      func number(_ column: Int, from low: Int) -> Int64 {
        let text = csv[row, column]
        // Nearly every cell is plain digits; a table may have a million.
        if let value = Int64(text), value >= low, value <= most { return value }
        let key = csv.columns[column].name, place = csv.location(row: row, column: column)
        if text.isEmpty {
          reading.error("missing-key", "'\(key)' is blank", "give a whole number of units, or leave the whole column blank", at: place)
        } else if case .value(let value) = csv.number(row: row, column: column), let whole = Int64(exactly: value), whole >= low,
          whole <= most
        {
          return whole
        } else {
          _ = reading.whole(.text(text, at: place), low...most, noun: "units", key: key)
        }
        isGood = false
        return 0
      }
      rows.append(
        StateTable.Row(
          state: state.enumerated().map { number($1, from: $0 == 0 && position != nil ? -most : 0) }, order: number(columns.order, from: 0),
          emergency: second.map { number($0, from: 0) } ?? 0))
      if reading.isFull { break }
    }
    if !isGood { return nil }
    do throws(StateTable.Flaw) {
      return try StateTable(shape, rows: rows)
    } catch {
      switch error {
      case .empty: break
      case .badRow(let i):
        reading.error(
          "out-of-range", "this row is no state", "give whole numbers of units", at: csv.location(row: own[i], column: state[0]))
      case .twice(let i):
        reading.error("duplicate-key", "this state stands twice", "keep one row", at: csv.location(row: own[i], column: state[0]))
      case .hole where !isWhole: break
      case .hole(let i, let column, let missing):
        reading.error(
          "state-hole", "the state with \(missing) in '\(shape.columns[column])' is missing before this one",
          "list every state once, each column from \(column == 0 && position != nil ? "its lowest" : "0") upwards in equal steps",
          at: csv.location(row: own[i], column: state[column]))
      }
      return nil
    }
  }

  /// The orders of an item at a location; nil where the table has none, which is said once, or they are wrong, which has been said.
  func states(item: String, location: String, reading: Reading, at place: SourceLocation) -> StateTable? {
    let own = isByItem ? item : ""
    if let known = tables[Key(item: own, location: location)] ?? tables[Key(item: own, location: "")] { return known }
    if !isBad {
      reading.error(
        "missing-row", "the table '\(file)' has no orders for '\(item)'\(isByLocation ? " at '\(location)'" : "")",
        "add its rows, or give the item another policy", at: place)
    }
    return nil
  }

  /// Whether one list of states would serve every item it is asked for.
  var isForOneItem: Bool { !isByItem }
}
