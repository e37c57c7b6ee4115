internal import Foundation

/// Length of a picker's round on parallel aisles between a front and a back cross aisle.
///
/// With bays, positions inside the aisles count and `AisleBlock` measures; a bit of a mask is then a section, if there are at most 64.
/// Without, a bit is an aisle, and:
///
/// S-shape: every aisle with a pick is walked through; after an odd number the last is left by the front again. Return: every aisle
/// is entered and left at
/// the front, to its far end (positions inside an aisle are not modelled, so this is the upper bound of the return policy).
/// Across the front the round goes from the depot to the farthest aisles on both sides and back.
/// Hall, "Distance approximations for routing manual pickers in a warehouse", IIE Transactions 25(4), 1993.
struct Routing: Sendable {
  private let length: Double
  private let width: Double
  private let depot: Double
  private let isSShape: Bool
  private let aisles: Int
  private let perAisle: Int
  /// The aisles from the nearest to the depot on; of two as near the one with the lower number first.
  private let nearest: [Int]
  /// The block and the section of each slot, where the layout has bays.
  private let block: AisleBlock?
  private let route: LayoutPlan.Route
  private let sections: [Int]

  init(_ layout: LayoutPlan, slots: Int) {
    precondition((1...64).contains(layout.aisles), "1 to 64 aisles")
    length = layout.aisleLength
    width = layout.aisleWidth
    aisles = layout.aisles
    depot = layout.depot == .frontMiddle ? Double(layout.aisles - 1) / 2 : 0
    isSShape = layout.route == .sShape
    perAisle = max(1, (slots + layout.aisles - 1) / layout.aisles)
    let home = depot
    nearest = (0..<layout.aisles).sorted { (abs(Double($0) - home), $0) < (abs(Double($1) - home), $1) }
    route = layout.route
    block = layout.bays.map {
      AisleBlock(aisles: layout.aisles, bays: $0, length: layout.aisleLength, width: layout.aisleWidth, depot: layout.depot)
    }
    sections = block?.sections(slots: max(1, slots), rule: layout.storage, arrangement: layout.arrangement, classes: layout.classes) ?? []
  }

  /// Slots are numbered outward from the depot, so that slot 0 and its neighbours lie in the aisle nearest to it.
  func aisleBit(slot: Int) -> UInt64 {
    if !sections.isEmpty { return 1 << UInt64(sections[min(slot, sections.count - 1)]) }
    return 1 << UInt64(nearest[min(aisles - 1, slot / perAisle)])
  }

  /// Whether a mask cannot hold the sections, so that rounds must be told by slots.
  var needsSlots: Bool { (block?.sectionCount ?? 0) > 64 }

  /// Metres of a round through the places of slots.
  func length(slots: some Sequence<Int>) -> Double {
    guard let block else { return length(mask: slots.reduce(0) { $0 | aisleBit(slot: $1) }) }
    var rows = [UInt64](repeating: 0, count: block.aisles)
    for slot in slots {
      let section = sections[min(slot, sections.count - 1)]
      rows[section / block.bays] |= 1 << UInt64(section % block.bays)
    }
    return block.metres(route, rows: rows)
  }

  /// Metres for a round through the aisles, or sections, of `mask`.
  func length(mask: UInt64) -> Double {
    if mask == 0 { return 0 }
    if let block { return block.metres(route, sections: mask) }
    let visited = mask.nonzeroBitCount
    let leftmost = Double(mask.trailingZeroBitCount), rightmost = Double(63 - mask.leadingZeroBitCount)
    let across = 2 * (max(depot, rightmost) - min(depot, leftmost)) * width
    let along = isSShape ? Double(visited + visited % 2) * length : Double(2 * visited) * length
    return across + along
  }
}
