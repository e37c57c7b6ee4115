extension AisleBlock {
  /// The way of a round, corner by corner: from the depot through `sections` and back to it; empty for no section.
  ///
  /// x runs along the front in metres from the middle of the first aisle, y from the front to the back. Its length is that of
  /// `metres(_:sections:)`, whose rules it follows. Meant for pictures: it allocates, some microseconds a round.
  public func path(_ route: LayoutPlan.Route, sections: UInt64) -> [StopTour.Point] {
    if sections == 0 { return [] }
    if route == .exact { return ExactPath(self, sections).walk() }
    let first = sections.trailingZeroBitCount / bays, last = (63 - sections.leadingZeroBitCount) / bays
    let aisles = (first...last).filter { !need($0, sections).isEmpty }
    var path = Path(at: StopTour.Point(x: depot * width, y: 0))
    func x(_ aisle: Int) -> Double { Double(aisle) * width }
    switch route {
    case .sShape:
      for (index, aisle) in aisles.enumerated() {
        path.across(to: x(aisle))
        if index == aisles.count - 1, index % 2 == 0 {
          path.along(to: need(aisle, sections).high)
          path.along(to: 0)
        } else {
          path.along(to: index % 2 == 0 ? length : 0)
        }
      }
    case .returning:
      for aisle in aisles {
        path.across(to: x(aisle))
        path.along(to: need(aisle, sections).high)
        path.along(to: 0)
      }
    case .largestGap:
      guard first != last else { return self.path(.returning, sections: sections) }
      let inner = aisles.filter { $0 != first && $0 != last }
      // What lies between the depot and the first aisle is served from the front on the way out, the rest on the way home.
      for aisle in inner.reversed() where Double(aisle) <= depot { path.dip(x(aisle), gap(aisle, sections).low) }
      path.across(to: x(first))
      path.along(to: length)
      for aisle in inner { path.dip(x(aisle), gap(aisle, sections).high) }
      path.across(to: x(last))
      path.along(to: 0)
      for aisle in inner.reversed() where Double(aisle) > depot { path.dip(x(aisle), gap(aisle, sections).low) }
    case .exact: break
    }
    path.across(to: depot * width)
    return path.points
  }

  /// Metres from the front to the middles of an aisle's bays with picks, rising.
  func stops(_ aisle: Int, _ sections: UInt64) -> [Double] {
    (0..<bays).filter { sections >> UInt64(aisle * bays + $0) & 1 == 1 }.map { depth(bay: $0) }
  }

  /// The ends of the widest stretch of an aisle without a pick, its own ends counted.
  private func gap(_ aisle: Int, _ sections: UInt64) -> (low: Double, high: Double) {
    let marks = [0] + stops(aisle, sections) + [length]
    return zip(marks, marks.dropFirst()).max { $0.1 - $0.0 < $1.1 - $1.0 - 1e-9 }.map { (low: $0.0, high: $0.1) } ?? (0, length)
  }

  /// A way along the two axes; steps of no length leave no corner.
  private struct Path {
    var points: [StopTour.Point]

    init(at start: StopTour.Point) { points = [start] }

    mutating func across(to x: Double) { go(StopTour.Point(x: x, y: points[points.count - 1].y)) }
    mutating func along(to y: Double) { go(StopTour.Point(x: points[points.count - 1].x, y: y)) }

    /// Into an aisle and out again at the same end; past it where there is nothing to fetch.
    mutating func dip(_ x: Double, _ y: Double) {
      let end = points[points.count - 1].y
      guard y != end else { return }
      across(to: x)
      along(to: y)
      along(to: end)
    }

    private mutating func go(_ point: StopTour.Point) { if point != points[points.count - 1] { points.append(point) } }
  }
}

/// The stretches of the shortest round, by the program of `ExactRound` with every choice remembered, and a walk over them.
private struct ExactPath {
  /// How the corners of the part built so far stand, as in `ExactRound`.
  private enum State: Int, CaseIterable { case nothing, odd, back, front, one, two }

  private struct Stretch {
    var from: StopTour.Point
    var to: StopTour.Point
    var times: Int
    var metres: Double { Double(times) * from.metres(to: to) }
  }

  private struct Part {
    var metres: Double
    var stretches: [Stretch]
  }

  private typealias Parts = [State: Part]

  private let start: StopTour.Point
  private var stretches: [Stretch] = []

  init(_ block: AisleBlock, _ sections: UInt64) {
    start = StopTour.Point(x: block.depot * block.width, y: 0)
    let first = sections.trailingZeroBitCount / block.bays, last = (63 - sections.leadingZeroBitCount) / block.bays
    let low = min(Double(first), block.depot), high = max(Double(last), block.depot)
    let columns = Set((first...last).map(Double.init) + [block.depot]).filter { low <= $0 && $0 <= high }.sorted()
    let inner = columns.isEmpty ? [] : stride(from: low.rounded(.up), through: high, by: 1).map { $0 }
    let all = Set(columns + inner).sorted()
    var parts: Parts = [.nothing: Part(metres: 0, stretches: [])]
    for (index, column) in all.enumerated() {
      let isAisle = column == column.rounded(.down), x = column * block.width
      var stops = isAisle ? block.stops(Int(column), sections) : []
      if column == block.depot { stops = [0] + stops }
      parts = isAisle ? Self.pass(parts, x: x, stops: stops, length: block.length) : Self.touchFront(parts)
      if index + 1 < all.count { parts = Self.cross(parts, from: x, to: all[index + 1] * block.width, length: block.length) }
    }
    let ends = [State.back, .front, .one].compactMap { parts[$0] }
    stretches = ends.min { $0.metres < $1.metres }?.stretches ?? []
  }

  private static func keep(_ part: Part, adding stretches: [Stretch], as state: State, in parts: inout Parts) {
    let metres = stretches.reduce(part.metres) { $0 + $1.metres }
    // A hair of rounding decides nothing: the way found first stays.
    if let known = parts[state], known.metres <= metres + 1e-9 { return }
    parts[state] = Part(metres: metres, stretches: part.stretches + stretches.filter { $0.metres > 0 })
  }

  private static func pass(_ parts: Parts, x: Double, stops: [Double], length: Double) -> Parts {
    func stretch(_ low: Double, _ high: Double, _ times: Int) -> Stretch {
      Stretch(from: StopTour.Point(x: x, y: low), to: StopTour.Point(x: x, y: high), times: times)
    }
    let once = [stretch(0, length, 1)], twice = [stretch(0, length, 2)]
    var next: Parts = [:]
    for state in State.allCases {
      guard let part = parts[state] else { continue }
      keep(part, adding: once, as: state == .odd ? .one : .odd, in: &next)
      keep(part, adding: twice, as: state == .odd ? .odd : .one, in: &next)
      guard let low = stops.first, let high = stops.last else {
        keep(part, adding: [], as: state, in: &next)
        continue
      }
      let touchesBack: State = state == .nothing ? .back : state == .front ? .two : state
      let touchesFront: State = state == .nothing ? .front : state == .back ? .two : state
      keep(part, adding: [stretch(low, length, 2)], as: touchesBack, in: &next)
      keep(part, adding: [stretch(0, high, 2)], as: touchesFront, in: &next)
      if let gap = zip(stops, stops.dropFirst()).max(by: { $0.1 - $0.0 < $1.1 - $1.0 - 1e-9 }) {
        let both: State = [.nothing, .back, .front].contains(state) ? .two : state
        keep(part, adding: [stretch(0, gap.0, 2), stretch(gap.1, length, 2)], as: both, in: &next)
      }
    }
    return next
  }

  private static func touchFront(_ parts: Parts) -> Parts {
    var next: Parts = [:]
    for state in State.allCases {
      guard let part = parts[state] else { continue }
      keep(part, adding: [], as: state == .nothing ? .front : state == .back ? .two : state, in: &next)
    }
    return next
  }

  private static func cross(_ parts: Parts, from x: Double, to other: Double, length: Double) -> Parts {
    func front(_ times: Int) -> Stretch { Stretch(from: StopTour.Point(x: x, y: 0), to: StopTour.Point(x: other, y: 0), times: times) }
    func back(_ times: Int) -> Stretch {
      Stretch(from: StopTour.Point(x: x, y: length), to: StopTour.Point(x: other, y: length), times: times)
    }
    var next: Parts = [:]
    if let odd = parts[.odd] { keep(odd, adding: [front(1), back(1)], as: .odd, in: &next) }
    for state in [State.front, .back, .one] {
      guard let part = parts[state] else { continue }
      if state != .back { keep(part, adding: [front(2)], as: .front, in: &next) }
      if state != .front { keep(part, adding: [back(2)], as: .back, in: &next) }
      if state == .one { keep(part, adding: [front(2), back(2)], as: .one, in: &next) }
    }
    if let two = parts[.two] { keep(two, adding: [front(2), back(2)], as: .two, in: &next) }
    return next
  }

  /// One closed walk over all stretches, each as often as it says (Hierholzer's algorithm); every corner is left as often as entered.
  func walk() -> [StopTour.Point] {
    var edges: [(a: StopTour.Point, b: StopTour.Point)] = []
    for stretch in stretches { for _ in 0..<stretch.times { edges.append((stretch.from, stretch.to)) } }
    var at: [StopTour.Point: [Int]] = [:]
    for (index, edge) in edges.enumerated() {
      at[edge.a, default: []].append(index)
      at[edge.b, default: []].append(index)
    }
    var used = [Bool](repeating: false, count: edges.count), open = [start], tour: [StopTour.Point] = []
    while let here = open.last {
      while let edge = at[here]?.last, used[edge] { at[here]?.removeLast() }
      guard let edge = at[here]?.popLast() else {
        tour.append(here)
        open.removeLast()
        continue
      }
      used[edge] = true
      open.append(edges[edge].a == here ? edges[edge].b : edges[edge].a)
    }
    return tour
  }
}
