internal import Groundwork
internal import Supply

/// Whom an item comes from, and on which terms: its own, those of the rows of `supply:`, and the supplier's.
extension StockPointBuilder {
  /// The regular supplier's name: the item's own; else the location's where `supply:` has a row for it or for nobody but the emergency
  /// supplier; else the one of the rows. nil where there is none.
  func regularSupplier(of item: ItemRow, _ location: Field) -> String? {
    if let own = item.supplier { return own }
    let ofLocation = location["supplied-by"].text()
    let fast = location["emergency"].isPresent ? location["emergency"]["from"].text() : nil
    let rows = item.terms.filter { $0.supplier != fast }
    if rows.contains(where: { $0.supplier == ofLocation }) { return ofLocation }
    guard let first = rows.first else { return ofLocation ?? item.terms.first?.supplier }
    if rows.count > 1 {
      reading.error(
        "two-suppliers",
        "'\(item.name)' has rows for '\(first.supplier)' and '\(rows[1].supplier)', and nothing says from whom it is ordered",
        "name one of them in `supplied-by:` of the location or as the item's `supplier`", at: rows[1].place)
    }
    return first.supplier
  }

  /// Least units and multiple of an item's order lines to a supplier.
  func ownTerms(of item: ItemRow, at supplier: Int) -> (minimum: Int64, multiple: Int64) {
    let own: (minimum: Int64, multiple: Int64) = supplier < terms.count ? terms[supplier] : (1, 1)
    let row = item.terms.first { $0.supplier == suppliers[supplier].name }
    return (
      (row?.minimum ?? item.minimum).map(Int64.init) ?? own.minimum, (row?.multiple ?? item.multiple).map(Int64.init) ?? own.multiple
    )
  }

  /// Rows of `supply:` for suppliers who send nothing of their items.
  func warnOfUnusedTerms(_ points: [StockPointPlan]) {
    var used: [Int: Set<String>] = [:]
    for point in points {
      used[point.item, default: []].insert(suppliers[point.supplier].name)
      if let second = point.emergency?.supplier { used[point.item, default: []].insert(suppliers[second].name) }
    }
    for (i, item) in items.enumerated() {
      guard let senders = used[i] else { continue }
      for row in item.terms where !senders.contains(row.supplier) {
        reading.warn(
          "unused", "nothing of '\(item.name)' is ordered from '\(row.supplier)'", "name it as the item's supplier, or remove the row",
          at: row.place)
      }
    }
  }
}
