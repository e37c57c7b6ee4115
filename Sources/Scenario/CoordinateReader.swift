internal import Groundwork
internal import Supply
internal import Warehouse

/// Reads storage places with coordinates, and which item lies where.
extension FloorReader {
  /// A storage place of the table.
  private struct Place {
    var point: StopTour.Point
    var item: String
    var itemLocation: SourceLocation
  }

  func coordinates(_ steps: [Step]) -> CoordinatePlan? {
    let layout = field["layout"]
    var isGood = true
    for key in ["aisles", "length", "width", "depot", "bays"] where layout[key].isPresent {
      reading.error("misplaced-key", "'\(key)' belongs to a layout of aisles", "remove it, or remove `from:`", at: layout[key].parentPlace)
      isGood = false
    }
    for step in steps where step.route != nil && step.route != "exact" {
      reading.error(
        "misplaced-key", "the route '\(step.route!)' goes by aisles, and coordinates have none",
        "remove it: a walk is the shortest round that is found",
        at: step.routePlace)
      isGood = false
    }
    if !layout["depot-at"].isPresent {
      reading.error(
        "missing-key", "'warehouse.layout' lacks 'depot-at'", "write for example `depot-at: { x: 12 m, y: 0 m }`", at: layout.parentPlace)
      isGood = false
    }
    // Without items the plan is refused anyway; every row would be an unknown one.
    guard isGood, !items.isEmpty, let depot = point(layout["depot-at"]),
      let extent = layout["extent"].isPresent ? point(layout["extent"]) : StopTour.Point(x: .infinity, y: .infinity)
    else { return nil }
    let hasExtent = layout["extent"].isPresent
    func isOutside(_ p: StopTour.Point) -> Bool {
      hasExtent ? !(0...extent.x).contains(p.x) || !(0...extent.y).contains(p.y) : max(abs(p.x), abs(p.y)) > 10_000
    }
    if isOutside(depot) {
      reading.error(
        "out-of-range", "the depot lies outside the layout's extent", "move it, or enlarge `extent:`", at: layout["depot-at"].place)
      return nil
    }
    guard let name = layout["from"].text(), let table = reading.table(name, at: layout["from"].place),
      let places = places(
        table, isOutside, hasExtent ? "0 to \(extent.x.plainText) m and 0 to \(extent.y.plainText) m" : "10 km around the origin")
    else { return nil }
    let hasItems = table.columnIndex(of: "item") != nil || table.columnIndex(of: "sku") != nil
    guard let placeOfItem = hasItems ? stated(places, at: layout["from"].place) : ruled(places, depot) else { return nil }
    return CoordinatePlan(depot: depot, places: places.map(\.point), placeOfItem: placeOfItem)
  }

  private func point(_ field: Field) -> StopTour.Point? {
    guard let x = field["x"].quantity(), let y = field["y"].quantity() else { return nil }
    return StopTour.Point(x: x.value, y: y.value)
  }

  private func places(_ table: CSVTable, _ isOutside: (StopTour.Point) -> Bool, _ range: String) -> [Place]? {
    guard let nameColumn = table.columnIndex(of: "location") else {
      reading.unknownColumn("location", in: table)
      return nil
    }
    guard let xColumn = table.columnIndex(of: "x"), let yColumn = table.columnIndex(of: "y") else {
      reading.unknownColumn(table.columnIndex(of: "x") == nil ? "x" : "y", in: table)
      return nil
    }
    let itemColumn = table.columnIndex(of: "item") ?? table.columnIndex(of: "sku")
    var isGood = true
    for (i, column) in table.columns.enumerated() {
      if i == xColumn || i == yColumn, let unit = column.unit, unit != "m" {
        reading.error(
          "wrong-unit", "coordinates are read in metres, not in '\(unit)'", "convert them and write `\(column.name) [m]`",
          at: column.location)
        isGood = false
      } else if ![nameColumn, xColumn, yColumn, itemColumn].contains(i) {
        reading.warn("unused-column", "the column '\(column.name)' is not used", "remove it", at: column.location)
      }
    }
    var lines: [String: Int] = [:], places: [Place] = []
    for row in table.rows.indices {
      let name = table[row, nameColumn], location = table.location(row: row, column: nameColumn)
      if name.isEmpty {
        reading.error("missing-name", "this row has no location", "give it a name or remove the row", at: location)
        isGood = false
      } else if let line = lines[name] {
        reading.error(
          "duplicate-key", "the location '\(name)' stands twice in the table (first at line \(line))", "keep one row", at: location)
        isGood = false
      }
      lines[name] = location.line
      guard let x = reading.cell(table, row, xColumn), let y = reading.cell(table, row, yColumn) else {
        isGood = false
        continue
      }
      let point = StopTour.Point(x: x, y: y)
      if isOutside(point) {
        reading.error(
          "out-of-range", "the location '\(name)' lies outside the layout at (\(x.plainText), \(y.plainText))",
          "its coordinates must lie in \(range)",
          at: table.location(row: row, column: xColumn))
        isGood = false
      }
      places.append(
        Place(
          point: point, item: itemColumn.map { table[row, $0] } ?? "",
          itemLocation: table.location(row: row, column: itemColumn ?? nameColumn)))
    }
    if places.isEmpty, isGood {
      reading.error("empty-table", "the table has no storage place", "give it a row for each", at: table.columns[nameColumn].location)
      return nil
    }
    return isGood ? places : nil
  }

  /// Every item in the row that names it.
  private func stated(_ places: [Place], at from: SourceLocation) -> [Int]? {
    var isGood = true
    if field["storage"]["rule"].isPresent {
      reading.error(
        "misplaced-key", "the table of places says which item lies where", "remove the rule, or the column of items",
        at: field["storage"]["rule"].place)
      isGood = false
    }
    let index = Dictionary(items.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let old = newItems?.first ?? items.count
    var placeOfItem = [Int](repeating: -1, count: items.count)
    for (p, place) in places.enumerated() where !place.item.isEmpty {
      guard let i = index[place.item], i < old else {
        reading.unknown("item", place.item, among: items.prefix(old).map(\.name), code: "unknown-name", at: place.itemLocation)
        isGood = false
        continue
      }
      if placeOfItem[i] >= 0 {
        reading.error(
          "duplicate-key", "the item '\(place.item)' lies at two places (first at line \(places[placeOfItem[i]].itemLocation.line))",
          "keep one: an item has one place", at: place.itemLocation)
        isGood = false
      } else {
        placeOfItem[i] = p
      }
    }
    guard isGood else { return nil }
    let lost = (0..<old).filter { placeOfItem[$0] < 0 }
    if let first = lost.first {
      let more = lost.count > 1 ? " (and \(lost.count - 1) more)" : ""
      reading.error(
        "missing-row", "no place holds the item '\(items[first].name)'\(more)", "add a row with its coordinates to the table", at: from)
      return nil
    }
    for (k, model) in (newItems?.models ?? []).enumerated() { placeOfItem[old + k] = placeOfItem[model] }
    return placeOfItem
  }

  /// Items by the storage rule, the nearest places first; with fewer places than ranks every place holds as many as any other, give or take
  /// one.
  private func ruled(_ places: [Place], _ depot: StopTour.Point) -> [Int]? {
    var rule = StorageRule.popularity
    if field["storage"]["rule"].isPresent {
      guard let word = field["storage"]["rule"].choice(), let stated = StorageRule(rawValue: word) else { return nil }
      if stated == .dedicated || stated == .affinity {
        reading.error(
          "misplaced-key", "the rule '\(word)' goes by bays, which places with coordinates do not have",
          stated == .dedicated
            ? "say which item lies where with a column `item` in the table of places" : "use popularity, class-based or random",
          at: field["storage"]["rule"].place)
        return nil
      }
      rule = stated
    }
    let order = CoordinatePlan.byDistance(places.map(\.point), from: depot)
    let arrangement = field["storage"]["arrangement"], ranks = (items.map(\.slot).max() ?? 0) + 1
    let ranked = rule.places(ranks: ranks, arrangement: arrangement.isPresent ? arrangement.whole() : nil)
    return items.map { order[ranks <= order.count ? ranked[$0.slot] : ranked[$0.slot] * order.count / ranks] }
  }
}
