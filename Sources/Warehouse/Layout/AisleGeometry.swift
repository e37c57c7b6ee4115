/// Parallel aisles between a front and a back cross aisle, wherever they lie: what the length of a round hangs on.
protocol AisleGeometry {
  var aisleCount: Int { get }
  /// Metres from the front to the back.
  var length: Double { get }
  /// Metres of one unit of `position` and `depot`.
  var width: Double { get }
  /// Where on the front the depot lies, and an aisle; positions rise with the number.
  var depot: Double { get }
  func position(_ aisle: Int) -> Double
  /// The first aisle that does not lie before a position; `aisleCount` where all do.
  func firstAisle(notBefore position: Double) -> Int
  /// What the stops of an aisle ask for, bit `b` for its stop `b`.
  func need(_ aisle: Int, bits: UInt64) -> AisleBlock.Need
}

extension AisleGeometry {
  /// Metres of a round from the depot's place on the front through the stops and back, by the rules told at `AisleBlock.metres`.
  func metres(_ route: LayoutPlan.Route, _ sections: some SectionSet) -> Double {
    if sections.isEmpty { return 0 }
    if route == .exact { return ExactRound.metres(self, sections) }
    let first = sections.first, last = sections.last
    let across = 2 * (max(depot, position(last)) - min(depot, position(first))) * width
    var along = 0.0, visited = 0
    for aisle in first...last {
      let need = need(aisle, bits: sections.bits(aisle))
      if need.isEmpty { continue }
      visited += 1
      switch route {
      case .sShape: along += aisle == last && !visited.isMultiple(of: 2) ? 2 * need.high : length
      case .returning: along += 2 * need.high
      case .largestGap:
        if first == last {
          along += 2 * need.high
        } else if aisle == first || aisle == last {
          along += length
        } else {
          along += 2 * (length - max(need.gap, need.low, length - need.high))
        }
      case .exact: break
      }
    }
    return across + along
  }
}
