/// Rounds through places known by their coordinates, walked along the two axes (rectilinear: |Δx| + |Δy|).
///
/// Nothing is known of racks in the way, so a length is a lower bound of the metres of a picker who has to go round them.
public enum StopTour {
  /// A place in metres.
  public struct Point: Sendable, Hashable, Codable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }

    public func metres(to other: Point) -> Double { abs(x - other.x) + abs(y - other.y) }
  }

  /// A round from the depot through all stops and back.
  public struct Round: Sendable, Equatable {
    /// The stops in the order they are visited, as indices into the stops given.
    public var order: [Int]
    public var metres: Double
    /// No round is shorter than this; equal to `metres` when the round is exact.
    public var bound: Double
    public var isExact: Bool
  }

  /// Up to this many stops a round is the shortest there is.
  public static let exactStops = 12

  /// The shortest round for up to `exactStops` stops, by the dynamic program of Held & Karp, "A dynamic programming approach to
  /// sequencing problems", J. SIAM
  /// 10(1), 1962 (2ⁿ n² steps); beyond that nearest neighbour improved by reversing stretches (2-opt) until no reversal helps, with
  /// the shortest
  /// tree that joins all stops, and the way across all of them and back, as bounds (n³ steps at worst in practice).
  public static func round(depot: Point, stops: [Point]) -> Round {
    if stops.isEmpty { return Round(order: [], metres: 0, bound: 0, isExact: true) }
    return stops.count <= exactStops ? exact(depot, stops) : improved(depot, stops)
  }

  private static func exact(_ depot: Point, _ stops: [Point]) -> Round {
    let n = stops.count, sets = 1 << n
    let between = stops.flatMap { a in stops.map { a.metres(to: $0) } }, home = stops.map { depot.metres(to: $0) }
    // By set of stops walked so far and the last of them: the least metres, and who came before the last.
    var best = [Double](repeating: .infinity, count: sets * n)
    var before = [Int8](repeating: -1, count: sets * n)
    best.withUnsafeMutableBufferPointer { best in
      before.withUnsafeMutableBufferPointer { before in
        between.withUnsafeBufferPointer { between in
          for j in 0..<n { best[(1 << j) * n + j] = home[j] }
          for set in 1..<sets {
            for j in 0..<n where set >> j & 1 == 1 {
              let here = best[set * n + j]
              var open = ~set & (sets - 1)
              while open != 0 {
                let k = open.trailingZeroBitCount, there = (set | 1 << k) * n + k, length = here + between[j * n + k]
                if length < best[there] {
                  best[there] = length
                  before[there] = Int8(j)
                }
                open &= open - 1
              }
            }
          }
        }
      }
    }
    var set = sets - 1, last = 0, metres = Double.infinity
    for j in 0..<n where best[set * n + j] + home[j] < metres {
      metres = best[set * n + j] + home[j]
      last = j
    }
    var order: [Int] = []
    while last >= 0 {
      order.append(last)
      let earlier = Int(before[set * n + last])
      set &= ~(1 << last)
      last = earlier
    }
    return Round(order: order.reversed(), metres: metres, bound: metres, isExact: true)
  }

  private static func improved(_ depot: Point, _ stops: [Point]) -> Round {
    var tour = [depot], order: [Int] = [], open = Array(stops.indices)
    while !open.isEmpty {
      let here = tour[tour.count - 1]
      var nearest = 0
      for i in open.indices where here.metres(to: stops[open[i]]) < here.metres(to: stops[open[nearest]]) { nearest = i }
      order.append(open[nearest])
      tour.append(stops[open.remove(at: nearest)])
    }
    tour.append(depot)
    var improves = true
    while improves {
      improves = false
      for i in 1..<(tour.count - 2) {
        for j in (i + 1)..<(tour.count - 1) {
          let now = tour[i - 1].metres(to: tour[i]) + tour[j].metres(to: tour[j + 1])
          let then = tour[i - 1].metres(to: tour[j]) + tour[i].metres(to: tour[j + 1])
          if then < now - 1e-9 {
            tour[i...j].reverse()
            order[(i - 1)...(j - 1)].reverse()
            improves = true
          }
        }
      }
    }
    var metres = 0.0
    for (a, b) in zip(tour, tour.dropFirst()) { metres += a.metres(to: b) }
    return Round(order: order, metres: metres, bound: min(metres, bound([depot] + stops)), isExact: false)
  }

  /// Prim's shortest tree, or twice the extent, whichever is longer: a round contains a tree, and crosses the whole extent twice.
  private static func bound(_ points: [Point]) -> Double {
    var distance = points.map { $0.metres(to: points[0]) }, open = Set(points.indices.dropFirst()), tree = 0.0
    while let next = open.min(by: { (distance[$0], $0) < (distance[$1], $1) }) {
      open.remove(next)
      tree += distance[next]
      for p in open { distance[p] = min(distance[p], points[p].metres(to: points[next])) }
    }
    let xs = points.map(\.x), ys = points.map(\.y)
    return max(tree, 2 * (xs.max()! - xs.min()! + ys.max()! - ys.min()!))
  }
}
