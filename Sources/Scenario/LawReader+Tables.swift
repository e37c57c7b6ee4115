internal import Groundwork
internal import Randomness

/// Laws made of values: written out, mixed, or read from a table.
extension LawReader {
  mutating func discrete(_ branch: Branch) -> Law? {
    guard let twigs = branch.twigs, !twigs.isEmpty else {
      reading.error(
        "wrong-kind", "'discrete' needs values and weights", "write `{ discrete: { 1: 60 %, 2: 30 %, 5: 10 % } }`", at: branch.place)
      return nil
    }
    var values: [Weighted<Double>] = []
    var isGood = true
    for twig in twigs {
      guard let number = value(.text(twig.key, at: twig.place), key: "discrete"), let weight = plainNumber(twig.value, key: twig.key) else {
        isGood = false
        continue
      }
      if weight < 0 {
        reading.error("out-of-range", "the weight of '\(twig.key)' is negative", "weights are at least 0", at: twig.value.place)
        isGood = false
      }
      values.append(Weighted(number, weight: weight))
    }
    guard isGood else { return nil }
    return .discrete(gathered(values))
  }

  mutating func mixture(_ branch: Branch) -> Law? {
    guard let twigs = branch.twigs, !twigs.isEmpty else {
      reading.error("wrong-kind", "'mixture' needs named parts", "write `\(LawEntry.named("mixture")!.example)`", at: branch.place)
      return nil
    }
    var parts: [Weighted<Law>] = []
    var isGood = true
    for twig in twigs {
      for inner in twig.value.twigs ?? [] where inner.key != "weight" && inner.key != "law" {
        reading.unknown("parameter", inner.key, among: ["weight", "law"], code: "unknown-parameter", at: inner.place)
        isGood = false
      }
      guard let weight = twig.value["weight"], let law = twig.value["law"] else {
        reading.error(
          "missing-parameter", "the part '\(twig.key)' of a mixture needs 'weight' and 'law'", "write `{ weight: 0.8, law: … }`",
          at: twig.place)
        isGood = false
        continue
      }
      guard let share = plainNumber(weight, key: "weight"), let inner = unchecked(law, key: twig.key) else {
        isGood = false
        continue
      }
      parts.append(Weighted(inner, weight: share))
    }
    return isGood ? .mixture(parts) : nil
  }

  mutating func empirical(_ branch: Branch) -> Law? {
    var smooth = false
    var source = branch
    if let twigs = branch.twigs {
      for twig in twigs where !["file", "values", "smooth"].contains(twig.key) {
        reading.unknown("parameter", twig.key, among: ["file", "values", "smooth"], code: "unknown-parameter", at: twig.place)
        return nil
      }
      if let flag = branch["smooth"] {
        guard let yes = reading.yesNo(flag, key: "smooth") else { return nil }
        smooth = yes
      }
      guard let inner = branch["file"] ?? branch["values"] else {
        reading.error("missing-parameter", "'empirical' lacks its file", "write `{ empirical: lead-times.csv }`", at: branch.place)
        return nil
      }
      source = inner
    }
    if let list = source.list {
      var values: [Weighted<Double>] = []
      for item in list {
        guard let number = value(item, key: "values") else { return nil }
        values.append(Weighted(number, weight: 1))
      }
      if values.isEmpty {
        reading.error("empty-table", "'empirical' has no values", "give at least one", at: source.place)
        return nil
      }
      return .empirical(gathered(values), smooth: smooth)
    }
    var isGood = true
    guard let name = reading.scalar(source, expected: "the name of a CSV file"),
      let table = reading.table(name, at: source.place, goodRowsOf: &isGood)
    else { return nil }
    let weightNames = ["weight", "count", "share", "frequency", "probability"]
    let weightColumn = table.columns.count > 1 ? table.columns.firstIndex { weightNames.contains($0.name.lowercased()) } : nil
    let itemColumn = Self.itemColumn(of: table)
    if let itemColumn, row == nil {
      let column = table.columns[itemColumn]
      reading.error(
        "item-table", "this table has values item by item, and the law here is the same for all items",
        "remove the column '\(column.name)'", at: column.location)
      return nil
    }
    guard let valueColumn = table.columns.indices.first(where: { $0 != weightColumn && $0 != itemColumn }) else { return nil }
    let known = 1 + (weightColumn == nil ? 0 : 1) + (itemColumn == nil ? 0 : 1)
    if table.columns.count > known {
      reading.error(
        "unknown-column",
        "an empirical law has a column of values and at most one of weights and one of items; this table has "
          + table.columns.map(\.name).joined(separator: ", "),
        "call the weights `weight` and the items `sku`", at: table.columns[1].location)
      return nil
    }
    guard let factor = unitFactor(of: table.columns[valueColumn]) else { return nil }
    var values: [Weighted<Double>] = []
    let rows = itemColumn.map { reading.rows(of: self.row?.name ?? "", in: table, column: $0) } ?? Array(table.rows.indices)
    for row in rows {
      guard let number = reading.cell(table, row, valueColumn) else {
        isGood = false
        continue
      }
      var weight = 1.0
      if let column = weightColumn {
        guard let cell = reading.cell(table, row, column) else {
          isGood = false
          continue
        }
        if cell < 0 {
          reading.error(
            "out-of-range", "the weight \(cell.plainText) is negative", "weights are at least 0",
            at: table.location(row: row, column: column))
          isGood = false
        }
        weight = cell
      }
      if number < 0 {
        reading.error(
          "out-of-range", "the value \(number.plainText) is negative", "values are at least 0",
          at: table.location(row: row, column: valueColumn))
        isGood = false
      } else if number > Self.largestValue {
        reading.error(
          "out-of-range", "the value \(number.plainText) is larger than any law can hold", "check its unit; values are at most 10^15",
          at: table.location(row: row, column: valueColumn))
        isGood = false
      }
      values.append(Weighted(number * factor, weight: weight))
    }
    if isGood, let weightColumn, !values.isEmpty, values.allSatisfy({ $0.weight == 0 }) {
      reading.error(
        "bad-law", "all weights are 0", "give at least one value a weight greater than 0", at: table.columns[weightColumn].location)
      isGood = false
    }
    if values.isEmpty, isGood {
      let whose = itemColumn == nil ? "the table has no rows" : "the table '\(name)' has no row for the item '\(row?.name ?? "")'"
      reading.error(
        "empty-table", whose, "give at least one value",
        at: itemColumn == nil ? SourceLocation(file: table.file, line: 1, column: 1) : source.place)
    }
    return isGood && !values.isEmpty ? .empirical(gathered(values), smooth: smooth) : nil
  }

  private static let largestValue = 1e15

  /// The column that makes a table of values one table per item.
  static func itemColumn(of table: CSVTable) -> Int? {
    table.columns.count > 1 ? table.columns.firstIndex { ["sku", "item"].contains($0.name.lowercased()) } : nil
  }

  /// What one in this column is in the law's unit; a time needs its unit in the header.
  private mutating func unitFactor(of column: CSVColumn) -> Double? {
    guard use == .time || use == .work else { return 1 }
    let unit = column.unit ?? column.name
    guard case .success(let (dimension, factor)) = Quantity.unit(unit, currency: reading.currency), dimension == .time else {
      reading.error(
        "missing-unit", "the column '\(column.name)' needs a unit of time", "write it in the header, such as `\(column.name) [d]`",
        at: column.location)
      return nil
    }
    return factor / base
  }

  /// Ascending, equal values added up, in the order that any order of rows gives.
  private func gathered(_ values: [Weighted<Double>]) -> [Weighted<Double>] {
    var result: [Weighted<Double>] = []
    for value in values.sorted(by: { ($0.value, $0.weight) < ($1.value, $1.weight) }) {
      if let last = result.last, last.value == value.value { result[result.count - 1].weight += value.weight } else { result.append(value) }
    }
    return result
  }
}
