internal import Groundwork
internal import Warehouse

/// Storage places in a file: one a row, or one a recorded line of an order as warehouses export them, so that places come again and again.
///
/// Columns are known by their names or named by `columns:`. Coordinates stand in two columns, or in one as `[19.5, 21.0]`.
struct PlaceTable {
  let reading: Reading
  /// `warehouse.layout`.
  let layout: Field

  struct Place {
    var name: String
    var point: StopTour.Point
    /// Line of the file that names it first.
    var line: Int
    /// Empty where the table has no column of aisles.
    var aisle = ""
    /// What lies there, each with the number of its rows.
    var items: [(name: String, location: SourceLocation, rows: Int)] = []
  }

  private static let words: [(key: String, names: [String])] = [
    ("location", ["location", "place", "bin", "storage-location", "storage_location"]),
    ("item", ["item", "sku", "article", "product"]),
    ("aisle", ["aisle", "alley", "aisle-number", "aisle_number", "alley-number", "alley_number"]),
    ("at", ["at", "coord", "coords", "coordinate", "coordinates", "position", "xy"]),
    ("x", ["x", "x-coordinate", "x_coordinate", "coord-x", "coord_x", "pos-x", "pos_x"]),
    ("y", ["y", "y-coordinate", "y_coordinate", "coord-y", "coord_y", "pos-y", "pos_y"]),
  ]

  /// A column by the planner's word, else by its usual names; nil = there is none.
  private func column(_ key: String, _ table: CSVTable) -> Int? {
    if let stated = layout["columns"][key].branch?.text { return table.columnIndex(of: stated) }
    let names = Self.words.first { $0.key == key }?.names ?? []
    return names.lazy.compactMap { table.columnIndex(of: $0) }.first
  }

  func itemColumn(_ table: CSVTable) -> Int? { column("item", table) }

  func aisleColumn(_ table: CSVTable) -> Int? { column("aisle", table) }

  private struct Columns {
    var location: Int
    var item: Int?
    var aisle: Int?
    /// Two columns, or one with both.
    var x: Int
    var y: Int?

    var all: [Int?] { [location, item, aisle, x, y] }
  }

  private func columns(_ table: CSVTable) -> Columns? {
    var isGood = true
    for twig in layout["columns"].twigs {
      guard let name = twig.value.text, table.columnIndex(of: name) == nil else { continue }
      reading.unknown("column of \(table.file)", name, among: table.columns.map(\.name), code: "unknown-column", at: twig.value.place)
      isGood = false
    }
    let pair = layout["columns"]
    if pair["at"].isPresent, let other = ["x", "y"].first(where: { pair[$0].isPresent }) {
      reading.error(
        "misplaced-key", "`at:` is a column with both coordinates, so '\(other)' makes no sense beside it", "keep one way",
        at: pair[other].place)
      isGood = false
    }
    guard isGood else { return nil }
    guard let location = column("location", table) else {
      reading.unknownColumn("location", in: table)
      return nil
    }
    let x = column("x", table), y = column("y", table), both = column("at", table)
    let item = itemColumn(table), aisle = aisleColumn(table)
    if let both, pair["at"].isPresent || x == nil && y == nil { return Columns(location: location, item: item, aisle: aisle, x: both, y: nil) }
    guard let x, let y else {
      reading.unknownColumn(x == nil ? "x" : "y", in: table)
      return nil
    }
    return Columns(location: location, item: item, aisle: aisle, x: x, y: y)
  }

  /// - Parameters:
  ///   - isOutside: whether a point lies outside the layout; `range` says what lies in it.
  /// - Returns: the places in the order of the file, and whether its rows are recorded lines; nil after complaints.
  func places(_ table: CSVTable, _ isOutside: (StopTour.Point) -> Bool, _ range: String) -> ([Place], isLines: Bool)? {
    guard let columns = columns(table) else { return nil }
    var isGood = true
    var places: [Place] = [], index: [String: Int] = [:], seen: [String: (place: Int, item: Int)] = [:]
    var isLines = false
    for row in table.rows.indices {
      let name = table[row, columns.location], location = table.location(row: row, column: columns.location)
      if name.isEmpty {
        reading.error("missing-name", "this row has no location", "give it a name or remove the row", at: location)
        isGood = false
      }
      guard let point = point(table, row, columns) else {
        isGood = false
        continue
      }
      if isOutside(point) {
        reading.error(
          "out-of-range", "the location '\(name)' lies outside the layout at (\(point.x.plainText), \(point.y.plainText))",
          "its coordinates must lie in \(range)", at: table.location(row: row, column: columns.x))
        isGood = false
      }
      let item = columns.item.map { table[row, $0] } ?? "", aisle = columns.aisle.map { table[row, $0] } ?? ""
      if let column = columns.aisle, aisle.isEmpty {
        reading.error("missing-name", "the location '\(name)' has no aisle", "name its aisle", at: table.location(row: row, column: column))
        isGood = false
      }
      let itemLocation = table.location(row: row, column: columns.item ?? columns.location)
      guard let p = index[name], !name.isEmpty else {
        index[name] = places.count
        if !item.isEmpty { seen[name + "\n" + item] = (places.count, 0) }
        places.append(
          Place(name: name, point: point, line: location.line, aisle: aisle, items: item.isEmpty ? [] : [(item, itemLocation, 1)]))
        continue
      }
      if places[p].aisle != aisle {
        reading.error(
          "duplicate-key", "the location '\(name)' lies in the aisle '\(aisle)' here and in '\(places[p].aisle)' in line \(places[p].line)",
          "keep one: a place is in one aisle", at: table.location(row: row, column: columns.aisle ?? columns.location))
        isGood = false
      } else if places[p].point != point {
        let first = places[p].point
        reading.error(
          "duplicate-key",
          "the location '\(name)' lies at (\(point.x.plainText), \(point.y.plainText)) here and at (\(first.x.plainText), "
            + "\(first.y.plainText)) in line \(places[p].line)", "keep one: a place is at one point",
          at: table.location(row: row, column: columns.x))
        isGood = false
      } else if item.isEmpty {
        reading.error(
          "duplicate-key", "the location '\(name)' stands twice in the table (first at line \(places[p].line))", "keep one row",
          at: location)
        isGood = false
      } else if let known = seen[name + "\n" + item] {
        // The same place and the same item once more: another line of an order.
        isLines = true
        places[known.place].items[known.item].rows += 1
      } else {
        seen[name + "\n" + item] = (p, places[p].items.count)
        places[p].items.append((item, itemLocation, 1))
      }
    }
    for (i, column) in table.columns.enumerated() {
      if i == columns.x || i == columns.y, let unit = column.unit, unit != "m" {
        reading.error(
          "wrong-unit", "coordinates are read in metres, not in '\(unit)'", "convert them and write `\(column.name) [m]`",
          at: column.location)
        isGood = false
      } else if !isLines, !layout["columns"].isPresent, !columns.all.contains(i) {
        // Who names the columns knows that there are others, and a line of an order has more than a place.
        reading.warn("unused-column", "the column '\(column.name)' is not used", "remove it", at: column.location)
      }
    }
    if places.isEmpty, isGood {
      reading.error("empty-table", "the table has no storage place", "give it a row for each", at: table.columns[columns.location].location)
      return nil
    }
    return isGood ? (places, isLines) : nil
  }

  private func point(_ table: CSVTable, _ row: Int, _ columns: Columns) -> StopTour.Point? {
    guard let yColumn = columns.y else {
      let text = table[row, columns.x]
      let bare = text.filter { !"[](){}".contains($0) }
      let parts = bare.split(whereSeparator: { ",; ".contains($0) }).compactMap { Double($0) }
      let words = bare.split(whereSeparator: { ",; ".contains($0) })
      if words.count == 2, parts.count == 2, parts.allSatisfy(\.isFinite) { return StopTour.Point(x: parts[0], y: parts[1]) }
      reading.error(
        "not-a-number", "'\(text)' is not a pair of coordinates", "write both in metres, as [19.5, 21.0]",
        at: table.location(row: row, column: columns.x))
      return nil
    }
    guard let x = reading.cell(table, row, columns.x), let y = reading.cell(table, row, yColumn) else { return nil }
    return StopTour.Point(x: x, y: y)
  }
}
