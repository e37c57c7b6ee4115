/// Prices on the links that a forest leaves out, by time: λ(t) for every period t in which the supplier's promise has not come and its
/// customer waits no longer.
///
/// Sᵢ ≤ SIⱼ says 1[Sᵢ > t] ≤ 1[SIⱼ > t] for every *t*. One price for the whole difference is a λ that is the same at all *t*, and sees no
/// more of the stages' costs than their convex hulls; since √ is concave, that hull is far below. A price for each *t* sees their shape.
/// The program over the forest costs the same with either, since any price on a time is a number added to a table.
struct LinkPrices: Sendable {
  /// Where each link's prices begin; one more at the end.
  private let start: [Int]
  /// Periods that share a price, so that there are not more than `limit` prices.
  private let width: Int
  private var values: [Double]
  private let forest: ServiceForest

  /// Prices kept: some copies of them stand beside each other while plans are split into parts.
  static let limit = 500_000

  /// All 0.
  init(_ forest: ServiceForest, limit: Int = LinkPrices.limit) {
    self.forest = forest
    let total = forest.rest.reduce(0) { $0 + forest.network.longest[$1.from] }
    width = max(1, (total + limit - 1) / limit)
    var start = [0]
    for link in forest.rest { start.append(start[start.count - 1] + (forest.network.longest[link.from] + width - 1) / width) }
    self.start = start
    values = [Double](repeating: 0, count: start[start.count - 1])
  }

  /// The terms with the prices added: Σ_(t < s) λ(t) on the supplier's promise *s*, the same taken off its customer's wait.
  func added(to terms: ServiceForest.Terms) -> ServiceForest.Terms {
    let network = forest.network
    var terms = terms
    for (l, link) in forest.rest.enumerated() {
      let periods = network.longest[link.from]
      if periods == 0 { continue }
      if terms.promisePrice[link.from].isEmpty { terms.promisePrice[link.from] = [Double](repeating: 0, count: periods + 1) }
      if terms.inboundPrice[link.to].isEmpty {
        terms.inboundPrice[link.to] = [Double](repeating: 0, count: network.longestInbound[link.to] + 1)
      }
      var sum = 0.0
      for t in 0..<periods {
        sum += values[start[l] + t / width]
        terms.promisePrice[link.from][t + 1] += sum
        terms.inboundPrice[link.to][t + 1] -= sum
      }
      for t in (periods + 1)..<max(periods + 1, terms.inboundPrice[link.to].count) { terms.inboundPrice[link.to][t] -= sum }
    }
    return terms
  }

  /// Prices that a relaxed solution calls to be raised, where it breaks a link, or lowered, where a link is slack at a price; by how many
  /// periods.
  func direction(_ relaxed: ServiceForest.Solution) -> [(place: Int, periods: Double)] {
    var places: [(place: Int, periods: Double)] = []
    for (l, link) in forest.rest.enumerated() {
      let s = relaxed.promises[link.from], x = min(relaxed.inbound[link.to], forest.network.longest[link.from])
      var t = min(s, x)
      while t < max(s, x) {
        let end = min(max(s, x), (t / width + 1) * width)
        let place = start[l] + t / width
        if s > x || values[place] > 0 { places.append((place, Double(s > x ? end - t : t - end))) }
        t = end
      }
    }
    return places
  }

  /// A step along a direction that would close the difference of a bound to a cost, were the bound linear; times `scale`.
  mutating func step(_ places: [(place: Int, periods: Double)], closing difference: Double, scale: Double) {
    let norm = places.reduce(0) { $0 + $1.periods * $1.periods }
    let length = scale * difference / norm
    for (place, periods) in places { values[place] = max(0, values[place] + periods * length) }
  }

  /// What the prices give for the slack of links in a solution that breaks none.
  func slack(_ relaxed: ServiceForest.Solution) -> Double {
    var sum = 0.0
    for (l, link) in forest.rest.enumerated() {
      let s = relaxed.promises[link.from], x = min(relaxed.inbound[link.to], forest.network.longest[link.from])
      for t in s..<max(s, x) { sum += values[start[l] + t / width] }
    }
    return sum
  }

  /// The highest price of a link.
  func highest(_ l: Int) -> Double { values[start[l]..<start[l + 1]].max() ?? 0 }
}
