internal import Groundwork
internal import Supply
internal import Warehouse

/// Reads storage places with coordinates, and which item lies where.
extension FloorReader {
  func coordinates(_ steps: [Step]) -> CoordinatePlan? {
    let layout = field["layout"]
    var isGood = true
    for key in ["aisles", "length", "width", "depot", "bays"] where layout[key].isPresent {
      reading.error("misplaced-key", "'\(key)' belongs to a layout of aisles", "remove it, or remove `from:`", at: layout[key].parentPlace)
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
      let byAisle = routeByAisle(steps, table),
      let (places, isLines) = placeTable.places(
        table, isOutside, hasExtent ? "0 to \(extent.x.plainText) m and 0 to \(extent.y.plainText) m" : "10 km around the origin")
    else { return nil }
    let hasItems = placeTable.itemColumn(table) != nil
    guard let placeOfItem = hasItems ? stated(places, isLines: isLines, at: layout["from"].place) : ruled(places, depot) else { return nil }
    var plan = CoordinatePlan(depot: depot, places: places.map(\.point), placeOfItem: placeOfItem)
    if placeTable.aisleColumn(table) != nil {
      guard let aisles = self.aisles(places, depot, route: byAisle, isAsked: byAisle != nil || layout["columns"]["aisle"].isPresent) else {
        return nil
      }
      plan.aisles = aisles
    }
    return plan
  }

  private var placeTable: PlaceTable { PlaceTable(reading: reading, layout: field["layout"]) }

  /// The route that steps walk by, inside; nil outside after a complaint about one that needs aisles where the table has none.
  private func routeByAisle(_ steps: [Step], _ table: CSVTable) -> LayoutPlan.Route?? {
    guard let step = steps.first(where: { $0.route != nil }), let word = step.route else { return .some(nil) }
    if word != "exact", placeTable.aisleColumn(table) == nil {
      reading.error(
        "misplaced-key", "the route '\(word)' goes by aisles, and the table of places has no column of them",
        "add a column `aisle`, or name it: `columns: { aisle: Alley }`; without aisles a walk is the shortest round that is found",
        at: step.routePlace)
      return nil
    }
    return .some(LayoutPlan.Route(rawValue: word))
  }

  /// The aisles of the places, inside; nil inside where they make no block and nobody asked for one, nil outside after a complaint.
  private func aisles(_ places: [PlaceTable.Place], _ depot: StopTour.Point, route: LayoutPlan.Route?, isAsked: Bool) -> PlacedAisles?? {
    let problem: String, remedy: String
    do throws(PlacedAisles.Flaw) {
      return .some(try PlacedAisles(places.map(\.point), aisles: places.map(\.aisle), depot: depot, route: route ?? .exact))
    } catch {
      switch error {
      case .depotInside(let at, let from, let to):
        problem = "the depot lies beside the aisles, at \(at.plainText) m between their ends at \(from.plainText) and \(to.plainText) m"
        remedy = "put it before one of the ends: rounds begin in a cross aisle"
      case .sameLine(let a, let b):
        problem = "the aisles '\(a)' and '\(b)' have the same middle"
        remedy = "give aisles that lie behind each other one name"
      case .tooManyStops(let name, let count):
        problem = "the aisle '\(name)' has places at \(count) different depths; \(PlacedAisles.mostStops) at most can be told apart"
        remedy = "round the coordinates"
      }
    }
    if isAsked {
      reading.error("no-aisles", problem, remedy, at: field["layout"]["from"].place)
      return nil
    }
    reading.warn(
      "no-aisles", problem + "; walks are shortest rounds that no rack is in the way of", remedy, at: field["layout"]["from"].place)
    return .some(nil)
  }

  private func point(_ field: Field) -> StopTour.Point? {
    guard let x = field["x"].quantity(), let y = field["y"].quantity() else { return nil }
    return StopTour.Point(x: x.value, y: y.value)
  }

  /// Every item in the row that names it.
  ///
  /// - Parameter isLines: whether the rows are recorded lines of orders, among which those of items that are no longer kept are left out.
  private func stated(_ places: [PlaceTable.Place], isLines: Bool, at from: SourceLocation) -> [Int]? {
    var isGood = true
    if field["storage"]["rule"].isPresent {
      reading.error(
        "misplaced-key", "the table of places says which item lies where", "remove the rule, or the column of items",
        at: field["storage"]["rule"].place)
      isGood = false
    }
    let index = Dictionary(items.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let old = newItems?.first ?? items.count
    var placeOfItem = [(place: Int, line: Int)](repeating: (-1, 0), count: items.count)
    var unknown: (rows: Int, names: Set<String>, first: SourceLocation)?
    for (p, place) in places.enumerated() {
      for item in place.items {
        guard let i = index[item.name], i < old else {
          if isLines {
            if unknown == nil { unknown = (0, [], item.location) }
            unknown!.rows += item.rows
            unknown!.names.insert(item.name)
          } else {
            reading.unknown("item", item.name, among: items.prefix(old).map(\.name), code: "unknown-name", at: item.location)
            isGood = false
          }
          continue
        }
        if placeOfItem[i].place >= 0 {
          reading.error(
            "duplicate-key", "the item '\(item.name)' lies at two places (first at line \(placeOfItem[i].line))",
            "keep one: an item has one place", at: item.location)
          isGood = false
        } else {
          placeOfItem[i] = (p, item.location.line)
        }
      }
    }
    if let unknown {
      let items = unknown.names.count == 1 ? "an item" : "\(unknown.names.count) items"
      reading.warn(
        "left-out", "\(unknown.rows) row\(unknown.rows == 1 ? "" : "s") of \(items) that the scenario does not have",
        "add the items to `items:`, if they are kept", at: unknown.first)
    }
    guard isGood else { return nil }
    let lost = (0..<old).filter { placeOfItem[$0].place < 0 }
    if let first = lost.first {
      let more = lost.count > 1 ? " (and \(lost.count - 1) more)" : ""
      reading.error(
        "missing-row", "no place holds the item '\(items[first].name)'\(more)", "add a row with its coordinates to the table", at: from)
      return nil
    }
    for (k, model) in (newItems?.models ?? []).enumerated() { placeOfItem[old + k] = placeOfItem[model] }
    return placeOfItem.map(\.place)
  }

  /// Items by the storage rule, the nearest places first; with fewer places than ranks every place holds as many as any other, give or take
  /// one.
  private func ruled(_ places: [PlaceTable.Place], _ depot: StopTour.Point) -> [Int]? {
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
    let ranked = rule.places(ranks: ranks, arrangement: arrangement.isPresent ? arrangement.whole() : nil,
      classes: StorageClasses(items.map(\.itemClass))?.ends)
    return items.map { order[ranks <= order.count ? ranked[$0.slot] : ranked[$0.slot] * order.count / ranks] }
  }
}
