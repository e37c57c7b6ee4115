internal import Groundwork
internal import Supply

/// The slot of each item: its rank among the storage places, or with dedicated places the place itself.
struct SlotReader {
  let reading: Reading
  let root: Field
  let items: [ItemRow]
  let streams: [ReadStream]
  let newItems: NewItemsPlan?

  private var rule: Field { root["warehouse"]["storage"]["rule"] }
  /// New items are the last; they lie where the door puts them.
  private var old: Int { newItems?.first ?? items.count }

  /// One element per item; nil after complaints.
  func slots() -> [Int]? {
    switch rule.branch?.text {
    case "dedicated": dedicated()
    case "affinity": ranks(byAffinity())
    case "class-based" where StorageClasses(items.map(\.itemClass)) != nil: byClass()
    default: ranks(byPopularity(asked))
    }
  }

  /// The most asked item first.
  private func byPopularity(_ asked: [Double]) -> [Int] { items.indices.sorted { (-asked[$0], $0) < (-asked[$1], $1) } }

  /// Class after class, in each the most asked item first.
  private func byClass() -> [Int] {
    let asked = asked, words = items.map(\.itemClass), classes = StorageClasses(words)?.words ?? []
    let place = words.map { word in classes.firstIndex(of: word) ?? classes.count }
    var slots = [Int](repeating: 0, count: items.count)
    let order = items.indices.sorted { (place[$0], -asked[$0], $0) < (place[$1], -asked[$1], $1) }
    for (rank, i) in order.enumerated() { slots[i] = rank }
    return slots
  }

  /// Units asked a day; where orders say how popular an item is, that counts, since walks go by lines.
  private var asked: [Double] {
    var asked = [Double](repeating: 0, count: items.count)
    for stream in streams { for (i, mean) in stream.meanPerDay { asked[i] += mean } }
    for case .orders(let orders) in streams.map(\.stream) { for (i, weight) in orders.popularity.enumerated() { asked[i] = weight } }
    return asked
  }

  /// Slots as given; the items without one fill the free slots in the order given.
  private func ranks(_ order: [Int]) -> [Int] {
    let taken = Set(items.compactMap(\.slot))
    var slots = items.map { $0.slot ?? -1 }, next = 0
    for i in order where items[i].slot == nil {
      while taken.contains(next) { next += 1 }
      slots[i] = next
      next += 1
    }
    return slots
  }

  private func dedicated() -> [Int]? {
    let layout = root["warehouse"]["layout"]
    // What is wrong with the layout itself is said where it is read.
    guard layout["aisles"].isPresent, layout["bays"].isPresent, let aisles = layout["aisles"].whole(), let bays = layout["bays"].whole()
    else {
      return ranks(Array(items.indices))
    }
    var isGood = true
    let lost = (0..<old).filter { items[$0].slot == nil }
    if let first = lost.first {
      let more = lost.count > 1 ? " (and \(lost.count - 1) more)" : ""
      reading.error(
        "missing-slot", "the item '\(items[first].name)'\(more) has no slot, and the storage rule is 'dedicated'",
        "give it one, like `slot: 3`, or use another rule",
        at: items[first].place)
      isGood = false
    }
    for item in items[..<old] {
      if let slot = item.slot, slot >= aisles * bays {
        reading.error(
          "out-of-range",
          "the item '\(item.name)' lies in the slot \(slot), but \(aisles) aisles of \(bays) bays have the slots 0 to \(aisles * bays - 1)",
          "give it one of those", at: item.place)
        isGood = false
      }
    }
    guard isGood else { return nil }
    var slots = items.map { $0.slot ?? 0 }
    // A new item lies where the one it resembles lies.
    for (k, model) in (newItems?.models ?? []).enumerated() { slots[old + k] = slots[model] }
    return slots
  }

  // MARK: Affinity

  /// Orders of more lines say little about what belongs together, and their pairs are many.
  private static let mostLines = 200

  /// Bay by bay: the most asked item left, then those that share the most orders with the items of the bay.
  ///
  /// - Complexity: O(items² + Σ lines² of the recorded orders).
  private func byAffinity() -> [Int] {
    let asked = asked
    var together = [[Int: Int]](repeating: [:], count: items.count)
    for case .replay(let stream) in streams.map(\.stream) {
      var first = 0
      while first < stream.lines.count {
        var end = first
        while end < stream.lines.count, stream.lines[end].order == stream.lines[first].order { end += 1 }
        let basket = Set(stream.lines[first..<end].map(\.item)).sorted()
        if basket.count <= Self.mostLines { for a in basket { for b in basket where a != b { together[a][b, default: 0] += 1 } } }
        first = end
      }
    }
    if together.allSatisfy(\.isEmpty) {
      reading.warn(
        "no-affinity", "no recorded order joins two items, so that affinity knows no more than popularity",
        "play recorded orders with `replay:`, or use `rule: popularity`", at: rule.place)
    }
    let layout = root["warehouse"]["layout"]
    let bays = layout["bays"].isPresent && layout["aisles"].isPresent ? (layout["aisles"].whole() ?? 1) * (layout["bays"].whole() ?? 1) : 1
    var open = byPopularity(asked), order: [Int] = []
    var score = [Int](repeating: 0, count: items.count), bay = -1
    while !open.isEmpty {
      let here = order.count * bays / items.count
      if here != bay {
        bay = here
        for i in score.indices { score[i] = 0 }
      }
      // `open` stands in order of popularity, so that among equals the first is the most asked.
      var best = 0
      for k in open.indices where score[open[k]] > score[open[best]] { best = k }
      let item = open.remove(at: best)
      order.append(item)
      for (other, count) in together[item] { score[other] += count }
    }
    return order
  }
}
