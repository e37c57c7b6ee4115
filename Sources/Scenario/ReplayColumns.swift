internal import Groundwork

/// Which columns of a file of recorded orders play which part.
struct ReplayColumns {
  /// The moment, or the day where `hour` has the time of day.
  var time: Int
  var hour: Int?
  var item: Int
  var quantity: Int
  /// nil = each row is an order of its own.
  var order: Int?
  /// Whether a part was found by the meaning of a foreign name: then the file is another system's export, in which some rows are no sale.
  var isExport: Bool

  /// The language's own names, the surest first.
  private static let own: [OrderLineRole: [String]] = [
    .date: ["time", "date", "datetime"], .item: ["item", "sku"], .quantity: ["quantity", "units"], .order: ["order", "invoice"],
  ]

  /// Reads a header; nil after complaints about columns that are missing or that nobody knows.
  init?(_ columns: [CSVColumn], file: String, reading: Reading) {
    func named(_ name: String) -> Int? {
      columns.firstIndex { $0.name == name } ?? columns.firstIndex { $0.name.lowercased() == name.lowercased() }
    }
    var parts: [OrderLineRole: Int] = [:]
    for (role, names) in Self.own { parts[role] = names.lazy.compactMap(named).first }
    let foreign = OrderLineRole.found(
      in: columns, for: OrderLineRole.allCases.filter { parts[$0] == nil }, taken: Set(parts.values))
    // A clock beside the date: `time` is the language's word for the moment, and other systems' for the hour.
    var hour = foreign[.time]
    if parts[.date].map({ columns[$0].name.lowercased() == "time" }) ?? false {
      let days = OrderLineRole.found(in: columns, for: [.date], taken: Set(parts.values))
      if let day = days[.date] { (parts[.date], hour) = (day, parts[.date]) }
    }
    let needed: [(role: OrderLineRole, name: String)] = [(.date, "time"), (.item, "item"), (.quantity, "quantity")]
    isExport = (needed.map(\.role) + [.order]).contains { parts[$0] == nil && foreign[$0] != nil }
    parts.merge(foreign) { own, _ in own }
    let missing = needed.filter { parts[$0.role] == nil }
    for part in missing {
      reading.unknownColumn(part.name, among: columns.map(\.name), at: columns.first?.location ?? SourceLocation(file: file))
    }
    guard missing.isEmpty, let time = parts[.date], let item = parts[.item], let quantity = parts[.quantity] else { return nil }
    (self.time, self.item, self.quantity, order, self.hour) = (time, item, quantity, parts[.order], hour)
    let played = Set(parts.values).union([hour].compactMap { $0 })
    let strange = columns.indices.filter { !played.contains($0) && !columns[$0].name.isEmpty }
    // An export has columns of its own. Where nothing names the orders, one of them may be it.
    let mayBeOrders = order == nil || !isExport
    let lacking = (order == nil ? ["order", "invoice"] : []) + ["price", "customer", "country", "description"]
    for i in strange {
      let name = columns[i].name
      if mayBeOrders {
        let known = lacking.filter { word in !columns.contains { $0.name.lowercased() == word } }
        reading.unknown("column", name, among: known, code: "unknown-column", at: columns[i].location)
      } else {
        reading.warn(
          "unused-column", "the column '\(name)' is not used", "nothing need be done; the orders are read without it",
          at: columns[i].location)
      }
    }
    if mayBeOrders, !strange.isEmpty { return nil }
    if order == nil {
      reading.warn(
        "no-orders", "'\(file)' has no column of orders: each of its rows is an order of its own",
        "add a column `order` where customers order several lines at once", at: columns.first?.location ?? SourceLocation(file: file))
    }
  }

  /// Whether a cell has more than a time of day.
  func isMoment(_ text: String) -> Bool { text.contains("-") || text.hasPrefix("day ") }
}
