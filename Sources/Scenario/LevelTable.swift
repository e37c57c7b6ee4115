internal import Groundwork
internal import Kernel
internal import Supply

/// A CSV table of levels that follow the calendar, as `table:` names it: columns `item` (or `sku`), `from [d]`, `s`, `S`, and `location`
/// where an item is kept in several places (blank: in all of them).
///
/// Rows with blank `s` and `S` are stretches in which nothing is ordered.
final class LevelTable {
  private let file: String
  private let isByItem: Bool
  private let isByLocation: Bool
  private struct Key: Hashable {
    var item: String
    var location: String
  }
  private var levels: [Key: TimePhasedLevels] = [:]
  private var isBad = false

  /// The columns, in the order they are written.
  static let header = ["item", "location", "from [d]", "s", "S"]

  /// Reads the whole table; everything wrong with it is said with its place.
  ///
  /// - Parameter isWhole: false where rows that cannot be read, which has been told, are missing.
  init?(_ csv: CSVTable, isWhole: Bool, reading: Reading, itemNames: [String], locationNames: [String]) {
    func column(_ name: String) -> Int? { csv.columnIndex(of: name) }
    // `s` and `S` are different columns, so here case counts.
    func exact(_ name: String) -> Int? { csv.columns.firstIndex { $0.name == name } }
    let item = column("item") ?? column("sku")
    let location = column("location")
    let from = column("from")
    let (low, high) = (exact("s"), exact("S"))
    for (name, index) in [("from", from), ("s", low), ("S", high)] where index == nil { reading.unknownColumn(name, in: csv) }
    guard let from, let low, let high else { return nil }
    file = csv.file
    isByItem = item != nil
    isByLocation = location != nil
    for (i, column) in csv.columns.enumerated() where ![item, location, from, low, high].contains(i) {
      reading.warn("unused-column", "the column '\(column.name)' is not used", "remove it", at: column.location)
    }
    var stretches: [Key: [TimePhasedLevels.Stretch]] = [:]
    var order: [Key] = []
    var broken: Set<Key> = []
    let knownItems = Set(itemNames)
    let knownLocations = Set(locationNames)
    let unit = csv.columns[from].unit
    for row in csv.rows.indices {
      func place(_ column: Int) -> SourceLocation { csv.location(row: row, column: column) }
      func decimal(_ column: Int) -> String {
        if case .value(let value) = csv.number(row: row, column: column) { return value.plainText }
        return csv[row, column]
      }
      var key = Key(item: "", location: "")
      if let item {
        key.item = csv[row, item]
        if !knownItems.contains(key.item) {
          isBad = true
          reading.unknown("item", key.item, among: itemNames, code: "unknown-name", at: place(item))
          continue
        }
      }
      if let location {
        key.location = csv[row, location]
        // Blank: the same levels wherever the item is kept.
        if !key.location.isEmpty, !knownLocations.contains(key.location) {
          isBad = true
          reading.unknown("location", key.location, among: locationNames, code: "unknown-name", at: place(location))
          continue
        }
      }
      if stretches[key] == nil { order.append(key) }
      let time = reading.quantity(
        .text(unit.map { "\(decimal(from)) \($0)" } ?? csv[row, from], at: place(from)),
        [QuantityForm(.time, example: "28 d", in: 0...1e10)],
        key: "from")
      guard let time, let pair = Self.levels(csv, row, low, high, decimal, reading) else {
        broken.insert(key)
        continue
      }
      let start = SimTime.seconds(time.value)
      if let before = stretches[key]?.last {
        if start <= before.start {
          broken.insert(key)
          reading.error(
            "not-ascending", "'from' does not come after the row before it", "list an item's stretches in order of time, each once",
            at: place(from))
          continue
        }
      } else if start != .zero, isWhole, !broken.contains(key) {
        broken.insert(key)
        reading.error(
          "first-level", "the first stretch does not begin at 0, so nothing says what holds before it", "give a row from 0 d",
          at: place(from))
      }
      stretches[key, default: []].append(
        pair.s.map { .init(start: start, s: $0, S: pair.S) } ?? .ordersNothing(from: start))
    }
    for key in order where !broken.contains(key) {
      if let own = stretches[key] { levels[key] = TimePhasedLevels(own) }
    }
    if !broken.isEmpty || !isWhole { isBad = true }
    if csv.rows.isEmpty, isWhole {
      isBad = true
      reading.error(
        "empty-table", "the table of levels has no rows", "give a row from 0 d",
        at: csv.columns.first?.location ?? SourceLocation(file: csv.file))
    }
  }

  /// s and S of a row; s nil where both are blank; nil where they are wrong.
  private static func levels(
    _ csv: CSVTable, _ row: Int, _ low: Int, _ high: Int, _ decimal: (Int) -> String, _ reading: Reading
  ) -> (s: Int64?, S: Int64)? {
    let range = -1_000_000_000_000...1_000_000_000_000
    if csv[row, low].isEmpty, csv[row, high].isEmpty { return (nil, 0) }
    func level(_ column: Int, _ key: String) -> Int? {
      let place = csv.location(row: row, column: column)
      if csv[row, column].isEmpty {
        reading.error("missing-key", "'\(key)' is blank", "give both levels, or neither where nothing is to be ordered", at: place)
        return nil
      }
      return reading.whole(.text(decimal(column), at: place), range, noun: "units", key: key)
    }
    let (s, S) = (level(low, "s"), level(high, "S"))
    guard let s, let S else { return nil }
    if s >= S {
      reading.error(
        "s-above-S", "the reorder point \(s) is not below the order-up-to level \(S)", "make s smaller than S",
        at: csv.location(row: row, column: low))
      return nil
    }
    return (Int64(s), Int64(S))
  }

  /// The levels of an item at a location; nil where the table has none, which is said once, or they are wrong, which has been said.
  func levels(item: String, location: String, reading: Reading, at place: SourceLocation) -> TimePhasedLevels? {
    let own = isByItem ? item : ""
    if let known = levels[Key(item: own, location: location)] ?? levels[Key(item: own, location: "")] { return known }
    if !isBad {
      reading.error(
        "missing-row", "the table '\(file)' has no levels for '\(item)'\(isByLocation ? " at '\(location)'" : "")",
        "add its rows, or give the item another policy", at: place)
    }
    return nil
  }

  /// Whether one list of levels would serve every item it is asked for.
  var isForOneItem: Bool { !isByItem }
}
