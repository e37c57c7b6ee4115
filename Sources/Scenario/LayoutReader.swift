internal import Groundwork
internal import Warehouse

/// What a layout knows of positions inside its aisles: bays, routes that need them, and storage rules.
struct LayoutReader {
  let reading: Reading
  let floor: Field
  /// Where the route is stated, if it is.
  let routePlace: SourceLocation?

  /// Adds bays and storage to a layout; false where something was wrong.
  func read(into layout: inout LayoutPlan) -> Bool {
    var isGood = true
    let bays = floor["layout"]["bays"], storage = floor["storage"]
    if bays.isPresent {
      if let count = bays.whole() {
        layout.bays = count
      } else {
        isGood = false
      }
    } else if layout.route == .largestGap || layout.route == .exact {
      reading.error(
        "no-bays", "the route '\(layout.route.rawValue)' needs positions inside the aisles",
        "give the layout bays, like `bays: \(min(6, 64 / layout.aisles))`",
        at: routePlace ?? floor["layout"].place)
      isGood = false
    }
    if storage["rule"].isPresent {
      if !bays.isPresent {
        reading.error(
          "no-bays", "a storage rule needs positions inside the aisles",
          "give the layout bays, like `bays: \(min(6, 64 / layout.aisles))`", at: storage["rule"].place)
        isGood = false
      }
      if let rule = storage["rule"].choice() { layout.storage = StorageRule(rawValue: rule) } else { isGood = false }
    }
    if storage["arrangement"].isPresent {
      if layout.storage == .random || layout.storage == .classBased {
        layout.arrangement = storage["arrangement"].whole()
        if layout.arrangement == nil { isGood = false }
      } else {
        reading.error(
          "misplaced-key", "only `rule: random` and `rule: class-based` leave an arrangement to chance",
          "leave `arrangement:` out, or give one of these rules", at: storage["arrangement"].place)
        isGood = false
      }
    }
    return isGood
  }
}
