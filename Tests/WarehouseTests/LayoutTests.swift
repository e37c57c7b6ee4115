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

/// Places in aisles of their own distances, beside even blocks and the shortest of all orders on the graph of the floor.
@Suite struct `A round through places in aisles` {
  typealias Numbers = `A round through bays`.Numbers

  /// Three aisles at 0, 2.5 and 7 m, places from 6 to 22 m; the depot at 1 m, 4 m before the front, which is at 6 m.
  static let places: [StopTour.Point] = [
    .init(x: -1, y: 6), .init(x: 1, y: 10), .init(x: 0, y: 21), .init(x: 2.5, y: 22), .init(x: 2.5, y: 9), .init(x: 7, y: 12),
  ]
  static func aisles(_ route: LayoutPlan.Route) throws -> PlacedAisles {
    try PlacedAisles(places, aisles: ["a", "a", "a", "b", "b", "c"], depot: .init(x: 1, y: 2), route: route)
  }

  // To the places at (0, 10), (2.5, 22), (2.5, 9) and (7, 12), depths 4, 16 (the back), 3 and 6: 8 m to the front and home, 14 m across.
  // S-shape: through a and b, c to 6 and back. Return: twice 4, 16 and 6. Largest gap: through a and c, and b from both ends
  // around the 13 m between 3 and 16.
  @Test(arguments: [
    (LayoutPlan.Route.sShape, [16.0, 16, 12]), (.returning, [8, 32, 12]), (.largestGap, [16, 6, 16]),
  ])
  func `is what the rule says`(route: LayoutPlan.Route, along: [Double]) throws {
    let metres = 8 + 14 + along.reduce(0, +)
    #expect(abs(try Self.aisles(route).metres([1, 3, 4, 5]) - metres) < 1e-12)
  }

  @Test func `along x, before the other end, is the same floor turned`() throws {
    let turned = Self.places.map { StopTour.Point(x: 40 - $0.y, y: $0.x) }
    for route in [LayoutPlan.Route.sShape, .returning, .largestGap, .exact] {
      let other = try PlacedAisles(turned, aisles: ["a", "a", "a", "b", "b", "c"], depot: .init(x: 38, y: 1), route: route)
      for chosen in [[0], [1, 5], [0, 2, 3], [1, 3, 4, 5], [0, 1, 2, 3, 4, 5]] {
        #expect(abs(try Self.aisles(route).metres(chosen) - other.metres(chosen)) < 1e-12)
      }
    }
    #expect(try Self.aisles(.exact).metres([]) == 0)
  }

  @Test func `is that of the even block where aisles and bays are even, on 300 blocks`() throws {
    var numbers = Numbers(state: 1983)
    for _ in 0..<300 {
      let block = AisleBlock(
        aisles: 2 + numbers.below(6), bays: 2 + numbers.below(5), length: Double(4 + numbers.below(40)),
        width: Double(1 + numbers.below(9)), depot: numbers.below(2) == 0 ? .frontMiddle : .frontLeft)
      var places: [StopTour.Point] = [], names: [String] = []
      for section in 0..<block.sectionCount {
        places.append(.init(x: Double(section / block.bays) * block.width, y: block.depth(bay: section % block.bays)))
        names.append("\(section / block.bays)")
      }
      // Two places at the ends, so that the cross aisles are those of the block.
      places += [.init(x: 0, y: 0), .init(x: 0, y: block.length)]
      names += ["0", "0"]
      let depot = StopTour.Point(x: block.depot * block.width, y: 0)
      for route in [LayoutPlan.Route.sShape, .returning, .largestGap, .exact] {
        let aisles = try PlacedAisles(places, aisles: names, depot: depot, route: route)
        for _ in 0..<5 {
          let chosen = Set((0...numbers.below(9)).map { _ in numbers.below(block.sectionCount) })
          let mask = chosen.reduce(UInt64(0)) { $0 | 1 << UInt64($1) }
          #expect(abs(aisles.metres(chosen) - block.metres(route, sections: mask)) < 1e-9)
        }
      }
    }
  }

  /// Metres on foot on the graph of aisles and cross aisles, the depot before the front.
  @Test func `is the shortest of all orders, on 300 floors with uneven aisles`() throws {
    var numbers = Numbers(state: 4711)
    for _ in 0..<300 {
      var middles: [Double] = [0]
      for _ in 0..<(1 + numbers.below(4)) { middles.append(middles[middles.count - 1] + Double(1 + numbers.below(90)) / 10) }
      let length = Double(5 + numbers.below(200)) / 10, approach = Double(numbers.below(30)) / 10
      let home = Double(numbers.below(200)) / 10
      var places: [StopTour.Point] = [], names: [String] = []
      func add(_ aisle: Int, _ depth: Double) {
        places.append(.init(x: middles[aisle], y: 10 + depth))
        names.append("\(aisle)")
      }
      for aisle in middles.indices { for _ in 0...numbers.below(4) { add(aisle, Double(numbers.below(100)) / 100 * length) } }
      add(0, 0)
      add(0, length)
      let floor = try PlacedAisles(places, aisles: names, depot: .init(x: home, y: 10 - approach), route: .exact)
      let chosen = Array(Set((0...numbers.below(6)).map { _ in numbers.below(places.count) })).sorted()
      func metres(_ a: Int, _ b: Int) -> Double {
        let across = abs(places[a].x - places[b].x), (low, high) = (places[a].y - 10, places[b].y - 10)
        return names[a] == names[b] ? abs(low - high) : across + min(low + high, 2 * length - low - high)
      }
      func fromHome(_ a: Int) -> Double { approach + abs(places[a].x - home) + places[a].y - 10 }
      var best = Double.infinity
      func go(_ left: [Int], _ at: Int?, _ so: Double) {
        if left.isEmpty {
          best = min(best, so + (at.map(fromHome) ?? 0))
          return
        }
        for k in left.indices {
          var rest = left
          let next = rest.remove(at: k), step = at.map { metres($0, next) } ?? fromHome(next)
          if so + step < best { go(rest, next, so + step) }
        }
      }
      go(chosen, nil, 0)
      #expect(abs(floor.metres(chosen) - best) < 1e-9, "\(middles), depot \(home), \(chosen.map { (names[$0], places[$0].y - 10) })")
    }
  }

  @Test func `is not made of what is no block`() {
    let depot = StopTour.Point(x: 1, y: 8)
    #expect(throws: PlacedAisles.Flaw.depotInside(at: 8, from: 6, to: 22)) {
      try PlacedAisles(Self.places, aisles: ["a", "a", "a", "b", "b", "c"], depot: depot, route: .exact)
    }
    #expect(throws: PlacedAisles.Flaw.sameLine("a", "b")) {
      try PlacedAisles([.init(x: 0, y: 1), .init(x: 0, y: 4)], aisles: ["a", "b"], depot: .init(x: 0, y: 0), route: .exact)
    }
    #expect(throws: PlacedAisles.Flaw.tooManyStops("a", count: 65)) {
      try PlacedAisles(
        (0..<65).map { .init(x: 0, y: Double($0)) }, aisles: Array(repeating: "a", count: 65), depot: .init(x: 0, y: 0), route: .exact)
    }
  }
}
