@testable import Warehouse
import Testing

/// Lengths of rounds beside all rounds there are, on floors small enough to try every one.
@Suite struct `A picker's round` {
  /// The shortest closed walk from the depot that goes through every visited aisle from front to back or back to front (s-shape), found by
  /// trying every order of the aisles and every direction; crossing costs `width` an aisle on either end. An odd aisle is entered and left
  /// by the front.
  func shortest(_ visited: [Int], length: Double, width: Double, depot: Double) -> Double {
    var best = Double.infinity
    func go(_ left: [Int], at x: Double, back: Bool, so: Double) {
      if so >= best { return }
      if left.isEmpty {
        // Home: along the front.
        if !back { best = min(best, so + abs(x - depot) * width) }
        return
      }
      for (k, aisle) in left.enumerated() {
        var rest = left
        rest.remove(at: k)
        let across = abs(Double(aisle) - x) * width
        go(rest, at: Double(aisle), back: !back, so: so + across + length)
        // In and out at the same end.
        go(rest, at: Double(aisle), back: back, so: so + across + 2 * length)
      }
    }
    go(visited, at: depot, back: false, so: 0)
    return best
  }

  @Test(arguments: [(5, LayoutPlan.Depot.frontLeft), (5, .frontMiddle), (4, .frontMiddle)])
  func `by the s-shape is the shortest that walks whole aisles, wherever the aisles lie`(aisles: Int, depot: LayoutPlan.Depot) {
    let routing = Routing(LayoutPlan(aisles: aisles, aisleLength: 30, aisleWidth: 4, depot: depot), slots: aisles * 3)
    let home = depot == .frontLeft ? 0 : Double(aisles - 1) / 2
    for mask in 1..<(1 << aisles) {
      let visited = (0..<aisles).filter { mask >> $0 & 1 == 1 }
      let least = shortest(visited, length: 30, width: 4, depot: home), ours = routing.length(mask: UInt64(mask))
      // The rule of thumb is never shorter than the best, and never more than a walk across the whole front and back longer.
      #expect(ours >= least - 1e-9)
      #expect(ours <= least + 2 * 4 * Double(aisles - 1) + 1e-9)
      if visited.count == 1 { #expect(abs(ours - least) < 1e-9) }
    }
  }

  @Test func `by returning enters every aisle from the front`() {
    let routing = Routing(LayoutPlan(aisles: 6, aisleLength: 20, aisleWidth: 3, depot: .frontLeft, route: .returning), slots: 60)
    #expect(routing.length(mask: 0) == 0)
    // Aisles 1 and 4: across to aisle 4 and back, each aisle in and out.
    #expect(routing.length(mask: 0b010010) == 2 * 4 * 3 + 2 * 2 * 20)
  }

  @Test func `finds the first slots in the aisles next to the depot`() {
    let left = Routing(LayoutPlan(aisles: 4, aisleLength: 10, aisleWidth: 2, depot: .frontLeft), slots: 8)
    #expect((0..<8).map { left.aisleBit(slot: $0) } == [1, 1, 2, 2, 4, 4, 8, 8])
    let middle = Routing(LayoutPlan(aisles: 5, aisleLength: 10, aisleWidth: 2, depot: .frontMiddle), slots: 5)
    let distance = (0..<5).map { abs(middle.aisleBit(slot: $0).trailingZeroBitCount - 2) }
    #expect(distance == distance.sorted())
    #expect(Set((0..<5).map { middle.aisleBit(slot: $0) }).count == 5)
  }

  /// The middle of an even number of aisles lies between two: each distance there is twice, and the lower number comes first.
  @Test(arguments: [(4, [1, 2, 0, 3]), (10, [4, 5, 3, 6, 2, 7, 1, 8, 0, 9]), (5, [2, 1, 3, 0, 4]), (2, [0, 1]), (1, [0])])
  func `fills the aisles from the nearest on`(aisles: Int, order: [Int]) {
    let routing = Routing(LayoutPlan(aisles: aisles, aisleLength: 10, aisleWidth: 2, depot: .frontMiddle), slots: aisles)
    #expect((0..<aisles).map { routing.aisleBit(slot: $0).trailingZeroBitCount } == order)
  }
}
