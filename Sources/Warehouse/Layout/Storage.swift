internal import Groundwork

extension StorageRule {
  /// The place each rank takes among as many places sorted by distance, nearest first: a permutation of `0..<ranks`. Cost: one sort.
  ///
  /// - Parameters:
  ///   - arrangement: which of the shuffles there are, from 1; nil = 1.
  ///   - classes: ranks after the last of each class but the last one, ascending; nil = 20 %, 30 % and 50 % of the ranks.
  public func places(ranks: Int, arrangement: Int? = nil, classes: [Int]? = nil) -> [Int] {
    // A fixed shuffle: the order of the hashes of the ranks' names. No draw of a run depends on it.
    let which = arrangement ?? 1
    func shuffled(_ range: Range<Int>) -> [Int] {
      let keys = range.map { StableHash.of(which == 1 ? "slot/\($0)" : "slot/\($0)/\(which)") }
      return range.sorted { (keys[$0 - range.lowerBound], $0) < (keys[$1 - range.lowerBound], $1) }
    }
    switch self {
    case .popularity, .affinity, .dedicated: return Array(0..<ranks)
    case .random: return shuffled(0..<ranks)
    case .classBased:
      let a = (ranks + 4) / 5, b = max(a, (ranks + 1) / 2)
      let ends = [0] + (classes ?? [a, b]).map { min($0, ranks) } + [ranks]
      return zip(ends, ends.dropFirst()).flatMap { shuffled($0..<max($0, $1)) }
    }
  }
}

extension AisleBlock {
  /// The section of each of `slots` slots, every section getting as many of them as any other, give or take one; where places are dedicated
  /// the slot is the section.
  ///
  /// Without a rule slots run aisle by aisle, aisles nearest to the depot first, from the front to the back; with one as the rule
  /// says, sections by
  /// their distance from the depot.
  ///
  /// - Parameters:
  ///   - slots: how many there are, at least 1.
  ///   - rule: which slot lies where; nil = aisle by aisle.
  ///   - arrangement, classes: as for `StorageRule.places`.
  public func sections(slots: Int, rule: StorageRule?, arrangement: Int? = nil, classes: [Int]? = nil) -> [Int] {
    if rule == .dedicated { return (0..<slots).map { min($0, sectionCount - 1) } }
    let places = rule?.places(ranks: slots, arrangement: arrangement, classes: classes) ?? Array(0..<slots)
    let order = rule != nil ? sectionsByDistance() : aislesByDistance().flatMap { aisle in (0..<bays).map { aisle * bays + $0 } }
    return places.map { order[$0 * sectionCount / slots] }
  }

  private func aislesByDistance() -> [Int] {
    (0..<aisles).sorted { (abs(Double($0) - depot), $0) < (abs(Double($1) - depot), $1) }
  }
}
