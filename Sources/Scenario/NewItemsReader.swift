internal import Foundation
internal import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Supply

/// Reads `new-items:` and puts the places of the new items behind the others.
struct NewItemsReader {
  let reading: Reading
  let field: Field
  let clock: ReadClock
  /// More places than this make a plan that no machine runs in reasonable time.
  private static let mostPlaces = 20_000

  /// - Returns: nil after complaints, or where there is no such block; `leadDays` are 0 until the suppliers are known.
  func read(items: inout [ItemRow], streams: inout [ReadStream]) -> NewItemsPlan? {
    guard field.isPresent else { return nil }
    let arrivals = field["arrivals"]
    guard arrivals.require(), arrivals["poisson"].require() else { return nil }
    let mean = arrivals["poisson"]["mean"].quantity(), weeks = field["launch"]["weeks-to-peak"].number(),
      order = field["first-order"].quantity()
    guard let mean, let weeks, let order else { return nil }
    let perDay = mean.value * 86_400
    var isAsked = [Bool](repeating: false, count: items.count)
    for case .orders(let stream) in streams.map(\.stream) {
      for (i, weight) in stream.popularity.enumerated() where weight > 0 { isAsked[i] = true }
    }
    if !isAsked.contains(true) {
      reading.error(
        "no-lines-to-win", "new items win lines of customers' orders, but no stream has `orders:`",
        "give a stream `orders:`, or remove `new-items:`",
        at: field.parentPlace)
      return nil
    }
    var likes = items.indices.filter { isAsked[$0] }
    if field["like"]["class"].isPresent {
      guard let word = field["like"]["class"].text() else { return nil }
      likes = likes.filter { items[$0].itemClass == word }
      if likes.isEmpty {
        let classes = Set(items.map(\.itemClass)).subtracting([""]).sorted()
        reading.unknown("class of items in orders", word, among: classes, code: "unknown-name", at: field["like"]["class"].place)
        return nil
      }
    }
    let places = NewItemsPlan.places(perDay: perDay, days: clock.clock.horizon.days)
    if perDay <= 0 || places > Self.mostPlaces {
      reading.error(
        "out-of-range", perDay <= 0 ? "no item would ever be introduced" : "this would introduce about \(places) items",
        perDay <= 0
          ? "give a rate above 0, or remove `new-items:`" : "give a rate with fewer than \(Self.mostPlaces) items over the horizon",
        at: arrivals["poisson"]["mean"].place)
      return nil
    }
    let first = items.count, names = Set(items.map(\.name))
    // Steps of the golden section spread any number of new items evenly over the class.
    let models = (0..<places).map { k in
      let turn = Double(k + 1) * 0.618_033_988_749_894_9
      return likes[min(likes.count - 1, Int((turn - turn.rounded(.down)) * Double(likes.count)))]
    }
    for (k, model) in models.enumerated() {
      var row = items[model]
      row.name = "new item \(k + 1)"
      row.slot = nil
      row.popularity = 0
      if names.contains(row.name) {
        reading.error("reserved-name", "the item '\(row.name)' has the name of a new one", "call it otherwise", at: items[model].place)
        return nil
      }
      items.append(row)
    }
    for s in streams.indices {
      guard case .orders(var stream) = streams[s].stream else { continue }
      stream.popularity += models.map { _ in 0 }
      if case .each(let laws) = stream.quantity { stream.quantity = .each(laws + models.map { laws[$0] }) }
      streams[s].stream = .orders(stream)
      for (k, model) in models.enumerated() { streams[s].meanPerDay[first + k] = streams[s].meanPerDay[model] }
    }
    return NewItemsPlan(
      perDay: perDay, first: first, models: models, leadDays: models.map { _ in 0 }, rampDays: weeks * 7,
      firstOrderDays: order.value / 86_400)
  }

  /// A new item starts with nothing and is launched when its first order is expected at the latest of its locations.
  static func settle(_ new: NewItemsPlan, in plan: inout SupplyPlan) {
    var new = new
    for p in plan.stockPoints.indices where plan.stockPoints[p].item >= new.first && !plan.stockPoints[p].unlimited {
      plan.stockPoints[p].initialStock = 0
      let days = Int(min(3650, plan.suppliers[plan.stockPoints[p].supplier].leadTime.mean.rounded(.up)))
      let k = plan.stockPoints[p].item - new.first
      new.leadDays[k] = max(new.leadDays[k], days)
    }
    plan.newItems = new
  }
}
