internal import Groundwork

/// An item as the door knows it: what the plan needs, and its row in the items' table.
struct ItemRow {
  var name: String
  var place: SourceLocation
  var unitCost = 0.0
  var price = 0.0
  var volumeLitres = 0.0
  var itemClass = ""
  var zone: String?
  var supplier: String?
  var supplierPlace: SourceLocation?
  var popularity = 1.0
  var slot: Int?
  var minimum: Int?
  var multiple: Int?
  /// Its rows of `supply:` that name a supplier, in their order.
  var terms: [SupplierTerms] = []
  /// Seconds.
  var shelfLife: Double?
  var shelfLifePlace: SourceLocation?
  var table: ItemTable?
  var tableRow: Int?

  /// Whether a value of it could not be read, so that what it seems to lack may be there.
  var hasMistakes = false

  /// Notes a value that could not be read. A cost or price that is no number is neither missing nor too low.
  mutating func miss(_ key: String) {
    hasMistakes = true
    if key == "unit-cost" { unitCost = .nan }
    if key == "price" { price = .nan }
  }

  /// The cell of a column of the planner's own.
  func number(inColumn column: String, namedAt place: SourceLocation, reading: Reading) -> Double? {
    guard let table else {
      if reading.partial.contains("item") { return nil }
      reading.error(
        "no-column", "there is no table of items to read the column '\(column)' from", "name one with `items: { from: items.csv }`",
        at: place)
      return nil
    }
    guard let index = table.column(column) else {
      reading.unknown("column", column, among: table.csv.columns.map(\.name), code: "unknown-column", at: place)
      return nil
    }
    guard let tableRow else {
      if reading.partial.contains("item") { return nil }
      reading.error(
        "no-column", "the item '\(name)' stands only in `items.list`, not in the table with the column '\(column)'",
        "give it a row in the table", at: self.place)
      return nil
    }
    return reading.cell(table.csv, tableRow, index)
  }
}

/// What a row of `supply:` says of an item at one supplier.
struct SupplierTerms {
  var supplier: String
  var place: SourceLocation
  var minimum: Int?
  var multiple: Int?
}

/// The items' table and which of its columns were used.
final class ItemTable {
  let csv: CSVTable
  private var index: [String: Int] = [:]
  private(set) var used: Set<Int> = []

  init(_ csv: CSVTable) {
    self.csv = csv
    for (i, column) in csv.columns.enumerated() where index[column.name.lowercased()] == nil { index[column.name.lowercased()] = i }
  }

  func column(_ name: String) -> Int? {
    guard let i = index[name.lowercased()] else { return nil }
    used.insert(i)
    return i
  }
}

/// Reads `items:`: the table, then the list over it.
struct ItemReader {
  let reading: Reading
  let field: Field

  /// The items as far as they can be read: whether all is well with them, and whether their names are all there.
  func items() -> (rows: [ItemRow], table: ItemTable?, isGood: Bool, isWhole: Bool) {
    guard field.require() else { return ([], nil, false, false) }
    var rows: [ItemRow] = []
    var isGood = true, isWhole = true
    var index: [String: Int] = [:]
    var table: ItemTable?
    if let name = field["from"].text() {
      if let csv = reading.table(name, at: field["from"].place, goodRowsOf: &isWhole) {
        table = ItemTable(csv)
        (rows, isGood) = rowsOfTable(table!, isWhole: &isWhole)
      } else {
        isWhole = false
      }
      for (i, row) in rows.enumerated() { index[row.name] = i }
    }
    for (name, item) in field["list"].named {
      if index[name] == nil {
        index[name] = rows.count
        rows.append(ItemRow(name: name, place: item.parentPlace))
      }
      amend(&rows[index[name]!], from: item)
    }
    if rows.isEmpty {
      guard isWhole else { return (rows, table, false, false) }
      reading.error(
        "no-items", "the scenario has no items", "write `items: { list: { widget: { unit-cost: 2 \(reading.currency ?? "EUR") } } }`",
        at: field.place)
      return (rows, table, false, false)
    }
    return (rows, table, isGood && isWhole, isWhole)
  }

  private func amend(_ row: inout ItemRow, from item: Field) {
    if item["unit-cost"].isPresent { if let q = item["unit-cost"].quantity() { row.unitCost = q.value } else { row.miss("unit-cost") } }
    if item["price"].isPresent { if let q = item["price"].quantity() { row.price = q.value } else { row.miss("price") } }
    if item["volume"].isPresent, let q = item["volume"].quantity() { row.volumeLitres = q.value }
    if item["class"].isPresent, let word = item["class"].text() { row.itemClass = word }
    if item["zone"].isPresent, let word = item["zone"].text() { row.zone = word }
    if item["supplier"].isPresent, let word = item["supplier"].text() { (row.supplier, row.supplierPlace) = (word, item["supplier"].place) }
    if item["popularity"].isPresent, let number = item["popularity"].number() { row.popularity = number }
    if item["slot"].isPresent, let slot = item["slot"].whole() { row.slot = slot }
    if item["minimum"].isPresent, let units = item["minimum"].whole() { row.minimum = units }
    if item["shelf-life"].isPresent {
      if let q = item["shelf-life"].quantity() {
        (row.shelfLife, row.shelfLifePlace) = (q.value, item["shelf-life"].place)
      } else {
        row.miss("shelf-life")
      }
    }
    if item["multiple"].isPresent, let units = item["multiple"].whole() { row.multiple = units }
  }

  private static let nameColumns = ["sku", "item", "stock-code", "stockcode", "name", "id"]

  private func rowsOfTable(_ table: ItemTable, isWhole: inout Bool) -> (rows: [ItemRow], isGood: Bool) {
    let csv = table.csv
    guard let nameColumn = Self.nameColumns.lazy.compactMap({ table.column($0) }).first else {
      reading.unknownColumn("sku", in: csv)
      isWhole = false
      return ([], false)
    }
    var good = true
    var rows: [ItemRow] = []
    var lines: [String: Int] = [:]
    var strays: Set<Int> = []
    for i in csv.rows.indices {
      let name = csv[i, nameColumn]
      let place = csv.location(row: i, column: nameColumn)
      if name.isEmpty {
        reading.error("missing-name", "this row has no item", "give it a name or remove the row", at: place)
        strays.insert(i)
      } else if let line = lines[name] {
        reading.error("duplicate-key", "the item '\(name)' stands twice in the table (first at line \(line))", "keep one row", at: place)
        strays.insert(i)
      }
      if lines[name] == nil { lines[name] = place.line }
      var row = ItemRow(name: name, place: place)
      row.table = table
      row.tableRow = i
      rows.append(row)
    }
    func fill(_ key: String, isNumber: Bool = true, _ set: (inout ItemRow, Branch) -> Bool) {
      guard let column = table.column(key) else { return }
      let unit = csv.columns[column].unit
      for i in rows.indices {
        var text = csv[i, column]
        if text.isEmpty { continue }
        let place = csv.location(row: i, column: column)
        if isNumber {
          guard let pointed = Self.pointed(text, csv.decimals) else {
            reading.error(
              "not-a-number", "'\(text)' can mean two numbers: nothing in the file tells decimals from thousands",
              "write a number such as 1234.5 in column '\(csv.columns[column].name)'", at: place)
            rows[i].miss(key)
            good = false
            continue
          }
          text = pointed
        }
        if !set(&rows[i], .text(unit.map { "\(text) \($0)" } ?? text, at: place)) {
          rows[i].miss(key)
          good = false
        }
      }
    }
    /// A bare number in a column of money or volume means the currency or litres; its header or cell may say otherwise.
    func amount(_ branch: Branch, _ forms: [QuantityForm], bare unit: String, key: String) -> Double? {
      guard let text = branch.text else { return nil }
      let branch = Double(text) != nil ? Branch.text("\(text) \(unit)", at: branch.place) : branch
      return reading.quantity(branch, forms, key: key)?.value
    }
    let money = reading.currency ?? "EUR"
    fill("unit-cost") { row, cell in amount(cell, [.money, .moneyPerUnit], bare: money, key: "unit-cost").map { row.unitCost = $0 } != nil }
    fill("price") { row, cell in amount(cell, [.money, .moneyPerUnit], bare: money, key: "price").map { row.price = $0 } != nil }
    fill("volume") { row, cell in amount(cell, [.volume], bare: "l", key: "volume").map { row.volumeLitres = $0 } != nil }
    fill("popularity") { row, cell in
      reading.bareNumber(cell, 0...1e12, key: "popularity").map { row.popularity = $0 } != nil
    }
    fill("slot") { row, cell in reading.whole(cell, 0...1_000_000, noun: nil, key: "slot").map { row.slot = $0 } != nil }
    fill("minimum") { row, cell in reading.whole(cell, 1...1_000_000_000, noun: "units", key: "minimum").map { row.minimum = $0 } != nil }
    fill("multiple") { row, cell in reading.whole(cell, 1...1_000_000_000, noun: "units", key: "multiple").map { row.multiple = $0 } != nil
    }
    fill("shelf-life") { row, cell in
      guard let q = reading.quantity(cell, [.shelfLife], key: "shelf-life") else { return false }
      (row.shelfLife, row.shelfLifePlace) = (q.value, cell.place)
      return true
    }
    fill("class", isNumber: false) { row, cell in
      row.itemClass = cell.text ?? ""
      return true
    }
    fill("zone", isNumber: false) { row, cell in
      row.zone = cell.text
      return true
    }
    fill("supplier", isNumber: false) { row, cell in
      (row.supplier, row.supplierPlace) = (cell.text, cell.place)
      return true
    }
    // A row without a name or a second one of a name is looked at, but is no item.
    return (rows.indices.filter { !strays.contains($0) }.map { rows[$0] }, good && strays.isEmpty)
  }

  /// A cell's number with a decimal point where the table writes a comma, its unit as it stands; nil where the number has two meanings.
  static func pointed(_ text: String, _ mark: DecimalMark) -> String? {
    let digits = text.prefix { $0.isNumber || "+-−.,".contains($0) }
    guard digits.contains(",") || (mark == .comma && digits.contains(".")) else { return text }
    switch DecimalNumber.parse(String(digits), mark: mark) {
    case .value(let value): return value.plainText + text.dropFirst(digits.count)
    case .ambiguous: return nil
    case .blank, .malformed: return text
    }
  }

  /// Columns that nothing read: near a known name they are typing errors, else worth a warning.
  ///
  /// - Parameter isRead: whether all that might have read them was read; else that nothing did says nothing.
  func reportUnused(_ table: ItemTable, isRead: Bool) {
    let known = KeyCatalogue.children(of: ["items", "list", "x"])
    let present = Set(table.csv.columns.map { $0.name.lowercased() })
    for (i, column) in table.csv.columns.enumerated() where !table.used.contains(i) {
      if Self.nameColumns.contains(column.name.lowercased()) || column.name.lowercased() == "description" { continue }
      let name = column.name
      let near = nearestName(to: name, among: known.filter { !present.contains($0) }) ?? nearestName(to: name, among: known)
      if let near, near != name, editDistance(near, name) <= 2, !isVariant(name, of: near) {
        reading.error(
          "unknown-column", "unknown column '\(name)' in the items' table",
          "did you mean '\(near)'?" + (present.contains(near) ? " That stands there too: remove one of them" : ""), at: column.location)
      } else if isRead {
        reading.warn(
          "unused-column", "the column '\(column.name)' is not used", "remove it, or read it with `column \(column.name)`",
          at: column.location)
      }
    }
  }

  /// `price2` beside `price`: a column of the planner's own, named after a known one.
  private func isVariant(_ name: String, of known: String) -> Bool {
    name.lowercased().hasPrefix(known) && !name.dropFirst(known.count).allSatisfy(\.isLetter)
  }
}
