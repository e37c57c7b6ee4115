@testable import Warehouse
import Testing

/// Lengths of rounds with positions inside the aisles, beside the shortest of all orders of the stops on the graph of the layout.
@Suite struct `A round through bays` {
  typealias Stop = (aisle: Double, y: Double)

  /// Metres on foot between two places: along an aisle, or over the nearer cross aisle.
  func metres(_ a: Stop, _ b: Stop, _ block: AisleBlock) -> Double {
    if a.aisle == b.aisle { return abs(a.y - b.y) }
    return abs(a.aisle - b.aisle) * block.width + min(a.y + b.y, 2 * block.length - a.y - b.y)
  }

  func stops(_ block: AisleBlock, _ sections: UInt64) -> [Stop] {
    (0..<block.sectionCount).filter { sections >> UInt64($0) & 1 == 1 }.map { (Double($0 / block.bays), block.depth(bay: $0 % block.bays)) }
  }

  /// The shortest of all orders of the stops.
  func shortest(_ stops: [Stop], _ block: AisleBlock) -> Double {
    let home: Stop = (block.depot, 0)
    var best = Double.infinity
    func go(_ left: [Stop], _ at: Stop, _ so: Double) {
      if so >= best { return }
      if left.isEmpty {
        best = min(best, so + metres(at, home, block))
        return
      }
      for k in left.indices {
        var rest = left
        rest.remove(at: k)
        go(rest, left[k], so + metres(at, left[k], block))
      }
    }
    go(stops, home, 0)
    return best
  }

  /// Small numbers in a fixed order, from a linear congruence (Knuth's MMIX constants).
  struct Numbers {
    var state: UInt64
    mutating func below(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(n))
    }
  }

  /// The way must be as long as it is said to be, keep to the aisles and cross aisles, begin and end at the depot, and pass every pick.
  @Test func `is drawn as long as it is measured and passes every pick, on 1500 layouts and four routes`() {
    var numbers = Numbers(state: 1959)
    for _ in 0..<1500 {
      let block = AisleBlock(
        aisles: 1 + numbers.below(8), bays: 1 + numbers.below(8), length: Double(4 + numbers.below(40)),
        width: Double(1 + numbers.below(12)),
        depot: numbers.below(2) == 0 ? .frontMiddle : .frontLeft)
      var sections: UInt64 = 0
      for _ in 0...numbers.below(12) { sections |= 1 << UInt64(numbers.below(block.sectionCount)) }
      for route in [LayoutPlan.Route.sShape, .returning, .largestGap, .exact] {
        let path = block.path(route, sections: sections), legs = Array(zip(path, path.dropFirst()))
        let about: Comment = "\(route) on \(block), sections \(String(sections, radix: 2))"
        #expect(abs(legs.reduce(0) { $0 + $1.0.metres(to: $1.1) } - block.metres(route, sections: sections)) < 1e-9, about)
        #expect(path.first == StopTour.Point(x: block.depot * block.width, y: 0) && path.first == path.last, about)
        #expect(
          legs.allSatisfy { a, b in
            a.x == b.x && (a.x / block.width).rounded() * block.width == a.x || a.y == b.y && (a.y == 0 || a.y == block.length)
          }, about)
        #expect(
          stops(block, sections).allSatisfy { stop in
            legs.contains { a, b in
              a.x == b.x && abs(a.x - stop.aisle * block.width) < 1e-9 && min(a.y, b.y) <= stop.y + 1e-9 && stop.y <= max(a.y, b.y) + 1e-9
            }
          }, about)
      }
    }
  }

  @Test func `of the exact route is the shortest of all orders of the stops, on 1500 layouts`() {
    var numbers = Numbers(state: 1983)
    for _ in 0..<1500 {
      let aisles = 1 + numbers.below(6), bays = 1 + numbers.below(6)
      let block = AisleBlock(
        aisles: aisles, bays: bays, length: Double(4 + numbers.below(40)), width: Double(1 + numbers.below(12)),
        depot: numbers.below(2) == 0 ? .frontMiddle : .frontLeft)
      var sections: UInt64 = 0
      for _ in 0...numbers.below(6) { sections |= 1 << UInt64(numbers.below(block.sectionCount)) }
      let least = shortest(stops(block, sections), block), exact = block.metres(.exact, sections: sections)
      #expect(abs(exact - least) < 1e-9, "\(block) sections \(String(sections, radix: 2))")
      for route in [LayoutPlan.Route.sShape, .returning, .largestGap] {
        #expect(block.metres(route, sections: sections) >= least - 1e-9, "\(route) on \(block), sections \(String(sections, radix: 2))")
      }
    }
  }

  @Test func `of many stops is never longer by the exact route than by a rule`() {
    var numbers = Numbers(state: 4)
    for depot in [LayoutPlan.Depot.frontMiddle, .frontLeft] {
      let block = AisleBlock(aisles: 8, bays: 8, length: 30, width: 3, depot: depot)
      for _ in 0..<2000 {
        var sections: UInt64 = 0
        for _ in 0...numbers.below(40) { sections |= 1 << UInt64(numbers.below(64)) }
        let exact = block.metres(.exact, sections: sections)
        for route in [LayoutPlan.Route.sShape, .returning, .largestGap] { #expect(exact <= block.metres(route, sections: sections) + 1e-9) }
      }
      // Everything: all eight aisles walked through, across and back.
      #expect(block.metres(.exact, sections: .max) == 8 * 30 + 2 * 7 * 3)
    }
  }

  @Test func `follows each rule on a floor measured by hand`() {
    // Four aisles of 10 m and 5 bays (picks at 1, 3, 5, 7, 9 m), 2 m apart, depot at the left. Picks: aisle 0 at 3; aisle 1 at 1
    // and 9; aisle 3 at 5.
    let block = AisleBlock(aisles: 4, bays: 5, length: 10, width: 2, depot: .frontLeft)
    let sections: UInt64 = 1 << 1 | 1 << 5 | 1 << 9 | 1 << 17
    #expect(block.metres(.returning, sections: sections) == 12 + 2 * (3 + 9 + 5))
    // Through, through, in to 5 m and out.
    #expect(block.metres(.sShape, sections: sections) == 12 + 10 + 10 + 2 * 5)
    // First and last through; 1 m from the front and 1 m from the back in between.
    #expect(block.metres(.largestGap, sections: sections) == 12 + 10 + 10 + 2 * (1 + 1))
    #expect(block.metres(.largestGap, sections: 1 << 3) == 14)
    #expect(block.metres(.exact, sections: 0) == 0)
  }

  /// Masks hold 64 sections; rows of words hold any number, and measure the same.
  @Test func `is as long in rows as in a mask`() {
    var numbers = Numbers(state: 21)
    for _ in 0..<200 {
      let aisles = 1 + numbers.below(8), bays = 1 + numbers.below(64 / aisles)
      let block = AisleBlock(aisles: aisles, bays: bays, length: 20, width: 3, depot: numbers.below(2) == 0 ? .frontMiddle : .frontLeft)
      var sections: UInt64 = 0, rows = [UInt64](repeating: 0, count: aisles)
      for _ in 0...numbers.below(9) {
        let section = numbers.below(block.sectionCount)
        sections |= 1 << UInt64(section)
        rows[section / bays] |= 1 << UInt64(section % bays)
      }
      for route in [LayoutPlan.Route.sShape, .returning, .largestGap, .exact] {
        #expect(block.metres(route, rows: rows) == block.metres(route, sections: sections))
      }
    }
  }

  @Test func `is the shortest on a block of more than 64 sections`() {
    var numbers = Numbers(state: 22)
    for _ in 0..<40 {
      let block = AisleBlock(aisles: 12, bays: 30, length: 40, width: 3, depot: .frontMiddle)
      var rows = [UInt64](repeating: 0, count: 12), chosen: Set<Int> = []
      for _ in 0...numbers.below(6) { chosen.insert(numbers.below(block.sectionCount)) }
      for section in chosen { rows[section / 30] |= 1 << UInt64(section % 30) }
      let stops = chosen.sorted().map { (Double($0 / 30), block.depth(bay: $0 % 30)) }
      let least = shortest(stops, block)
      #expect(abs(block.metres(.exact, rows: rows) - least) < 1e-9)
      for route in [LayoutPlan.Route.sShape, .returning, .largestGap] { #expect(block.metres(route, rows: rows) >= least - 1e-9) }
    }
    #expect(AisleBlock(aisles: 3, bays: 30, length: 30, width: 2, depot: .frontLeft).metres(.exact, rows: [0, 0, 0]) == 0)
  }

  /// Mean metres of s-shape rounds of n picks anywhere in m aisles of length L, walking across left out (Hall 1993): every aisle is
  /// visited with chance
  /// 1 − (1 − 1/m)ⁿ and walked through; an odd number of aisles costs the way in and out of the last instead.
  @Test func `by the s-shape has the mean of Hall's formula`() {
    let m = 8, n = 12, length = 30.0
    let block = AisleBlock(aisles: m, bays: 8, length: length, width: 3, depot: .frontLeft)
    var numbers = Numbers(state: 25), sum = 0.0, squares = 0.0
    let rounds = 20_000
    for _ in 0..<rounds {
      var sections: UInt64 = 0
      for _ in 0..<n { sections |= 1 << UInt64(numbers.below(64)) }
      let last = (63 - sections.leadingZeroBitCount) / 8
      var visited = 0
      for a in 0..<m where sections >> UInt64(8 * a) & 0xFF != 0 { visited += 1 }
      var along = block.metres(.sShape, sections: sections) - 2 * Double(last) * 3
      if !visited.isMultiple(of: 2) { along += length - 2 * block.need(last, sections).high }
      sum += along
      squares += along * along
    }
    var none = 1.0
    for _ in 0..<n { none *= 1 - 1 / Double(m) }
    let mean = sum / Double(rounds), error = ((squares / Double(rounds) - mean * mean) / Double(rounds)).squareRoot()
    #expect(abs(mean - Double(m) * length * (1 - none)) < 4 * error)
  }
}

@Suite struct `Storage rules` {
  let block = AisleBlock(aisles: 5, bays: 4, length: 20, width: 3, depot: .frontMiddle)

  @Test(arguments: [nil] + StorageRule.allCases.filter { $0 != .dedicated }.map { $0 as StorageRule? }) func `fill every section alike`(
    rule: StorageRule?
  ) {
    let sections = block.sections(slots: 100, rule: rule)
    for s in 0..<20 { #expect(sections.count { $0 == s } == 5) }
  }

  @Test func `put the most asked items nearest by popularity, and their class nearest by class`() {
    let near = block.sections(slots: 100, rule: .popularity).map(block.distanceFromDepot)
    #expect(zip(near, near.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 })
    let classes = block.sections(slots: 100, rule: .classBased).map(block.distanceFromDepot)
    #expect(classes[..<20].max()! <= classes[20..<50].min()! + 1e-9)
    #expect(classes[20..<50].max()! <= classes[50...].min()! + 1e-9)
    #expect(classes != near)
    #expect(Set(StorageRule.random.places(ranks: 7)) == Set(0..<7))
  }

  @Test func `keep an item in one section, one bit of the mask`() {
    var layout = LayoutPlan(aisles: 5, aisleLength: 20, aisleWidth: 3, route: .exact)
    layout.bays = 4
    layout.storage = .random
    let routing = Routing(layout, slots: 37), expected = block.sections(slots: 37, rule: .random)
    for slot in 0..<37 { #expect(routing.aisleBit(slot: slot) == 1 << UInt64(expected[slot])) }
    #expect(routing.length(mask: 0b1011) == block.metres(.exact, sections: 0b1011))
  }
}

@Suite struct `A round through coordinates` {
  func shortest(_ depot: StopTour.Point, _ stops: [StopTour.Point]) -> Double {
    var best = Double.infinity
    func go(_ left: [StopTour.Point], _ at: StopTour.Point, _ so: Double) {
      if left.isEmpty { best = min(best, so + at.metres(to: depot)) }
      for k in left.indices {
        var rest = left
        rest.remove(at: k)
        go(rest, left[k], so + at.metres(to: left[k]))
      }
    }
    go(stops, depot, 0)
    return best
  }

  @Test func `is the shortest for few stops, and between its bound and a bad tour for many`() {
    var numbers = `A round through bays`.Numbers(state: 62)
    func point() -> StopTour.Point { .init(x: Double(numbers.below(50)), y: Double(numbers.below(30))) }
    for n in [1, 2, 3, 5, 6, 7] {
      for _ in 0..<8 {
        let depot = point(), stops = (0..<n).map { _ in point() }, round = StopTour.round(depot: depot, stops: stops)
        #expect(round.isExact)
        #expect(abs(round.metres - shortest(depot, stops)) < 1e-9)
      }
    }
    for n in [13, 20, 60] {
      let depot = point(), stops = (0..<n).map { _ in point() }, round = StopTour.round(depot: depot, stops: stops)
      #expect(!round.isExact && round.order.sorted() == Array(0..<n))
      let tour = [depot] + round.order.map { stops[$0] } + [depot]
      let walked = zip(tour, tour.dropFirst()).reduce(0) { $0 + $1.0.metres(to: $1.1) }
      #expect(abs(walked - round.metres) < 1e-9)
      #expect(round.bound <= round.metres && round.metres <= 2 * round.bound)
      // The first twelve alone are done exactly, and no round through more places is shorter.
      #expect(StopTour.round(depot: depot, stops: Array(stops[..<12])).metres <= round.metres + 1e-9)
    }
    #expect(StopTour.round(depot: point(), stops: []).metres == 0)
  }
}
