struct SearchedPool: Sendable {
  var fewest: Int
  var most: Int
  /// Pay of the first so many people, in any unit common to all pools; `most` + 1 elements, the first of them 0.
  var pays: [Double]

  init(fewest: Int, most: Int, pays: [Double]) {
    (self.fewest, self.most, self.pays) = (fewest, most, pays)
  }

  /// All of them are paid alike.
  init(fewest: Int, most: Int, pay: Double) {
    self.init(fewest: fewest, most: most, pays: (0...most).map { Double($0) * pay })
  }
}

/// The search for the fewest people itself, which knows nothing of simulation.
///
/// Everything rests on one assumption: more people of a pool never turn a met target into a missed one. So a staffing that misses rules out
/// all with nobody more in any pool, and the more people it has the more it rules out. Before one of the many staffings of one person less
/// is measured, its pools are therefore asked about two by two, with the most people in all other pools: where picking and packing hardly
/// touch, the fewest pickers and the fewest packers are found apart, and no mixture of them need be tried.
struct StaffingWalk {
  let pools: [SearchedPool]
  let mostCandidates: Int
  /// What no staffing can do without, known before anything is measured.
  let bounds: [LoadBound]
  /// Staffings whose targets were measured.
  private(set) var measured = 0
  private var met: [[Int]] = []
  private var missed: [[Int]] = []
  /// Pairs of pools, the one that ruled out most recently first.
  private var pairs: [(Int, Int)]
  /// Whether some staffing of fewer people was left untried.
  private var leftSome = false

  init(pools: [SearchedPool], mostCandidates: Int, bounds: [LoadBound] = []) {
    self.pools = pools
    self.mostCandidates = mostCandidates
    self.bounds = bounds
    pairs = pools.count < 3 ? [] : pools.indices.flatMap { a in (a + 1..<pools.count).map { (a, $0) } }
  }

  /// - Returns: nil where even the most people miss a target; whether nothing smaller is left untried.
  mutating func run(_ judge: ([Int]) throws -> Bool) rethrows -> (best: [Int]?, isProven: Bool) {
    let top = pools.map(\.most)
    if !(try meets(top, judge)) { return (nil, true) }
    // No pool can do with less than it needs while all others have the most.
    var fewest = top
    for p in pools.indices {
      var low = pools[p].fewest
      var high = top[p]
      while low < high {
        var tried = top
        tried[p] = (low + high) / 2
        if try meets(tried, judge) { high = tried[p] } else { low = tried[p] + 1 }
      }
      fewest[p] = low
    }
    // From there up in equal steps, then down again person by person.
    var best = fewest
    while !(try meets(best, judge)) {
      for p in pools.indices where best[p] < top[p] { best[p] += 1 }
    }
    var goesOn = true
    while goesOn {
      goesOn = false
      func last(_ p: Int) -> Double { best[p] > 0 ? pools[p].pays[best[p]] - pools[p].pays[best[p] - 1] : 0 }
      for p in pools.indices.sorted(by: { last($0) > last($1) }) where best[p] > fewest[p] {
        var tried = best
        tried[p] -= 1
        if try meets(tried, judge) {
          best = tried
          goesOn = true
        }
      }
    }
    // Fewer people: if nobody does with one less, nobody does with two less.
    while let fewer = try first(of: best.reduce(0, +) - 1, from: fewest, below: .infinity, judge) { best = fewer }
    if let cheaper = try first(of: best.reduce(0, +), from: fewest, below: pay(best), judge) { best = cheaper }
    return (best, !leftSome)
  }

  private func pay(_ staffing: [Int]) -> Double { zip(staffing, pools).reduce(0) { $0 + $1.1.pays[$1.0] } }

  /// The cheapest staffing of so many people that meets the targets.
  private mutating func first(of people: Int, from fewest: [Int], below limit: Double, _ judge: ([Int]) throws -> Bool) rethrows -> [Int]? {
    var found: [[Int]] = []
    func fill(_ p: Int, _ left: Int, _ head: [Int]) {
      if found.count > 100_000 {
        leftSome = true
        return
      }
      if p == pools.count {
        if left == 0 { found.append(head) }
        return
      }
      var more = 0
      while more <= left, fewest[p] + more <= pools[p].most {
        fill(p + 1, left - more, head + [fewest[p] + more])
        more += 1
      }
    }
    let spare = people - fewest.reduce(0, +)
    if spare < 0 { return nil }
    fill(0, spare, [])
    let ordered = found.filter { pay($0) < limit }.sorted { a, b in pay(a) != pay(b) ? pay(a) < pay(b) : a.lexicographicallyPrecedes(b) }
    for staffing in ordered {
      if answer(staffing) == nil, measured >= mostCandidates {
        leftSome = true
        return nil
      }
      if try failsInPairs(staffing, judge) { continue }
      if try meets(staffing, judge) { return staffing }
    }
    return nil
  }

  /// Whether two of its pools alone are too few, however many people the others have.
  private mutating func failsInPairs(_ staffing: [Int], _ judge: ([Int]) throws -> Bool) rethrows -> Bool {
    if let known = answer(staffing) { return !known }
    for (i, pair) in pairs.enumerated() where measured < mostCandidates {
      var lifted = pools.map(\.most)
      lifted[pair.0] = staffing[pair.0]
      lifted[pair.1] = staffing[pair.1]
      if try meets(lifted, judge) { continue }
      pairs.insert(pairs.remove(at: i), at: 0)
      return true
    }
    return false
  }

  /// What is known of a staffing from those measured and from what it has to carry; nil = it must be measured.
  private func answer(_ staffing: [Int]) -> Bool? {
    func isWithin(_ a: [Int], _ b: [Int]) -> Bool {
      for p in a.indices where a[p] > b[p] { return false }
      return true
    }
    if bounds.contains(where: { !$0.allows(staffing) }) { return false }
    if missed.contains(where: { isWithin(staffing, $0) }) { return false }
    return met.contains { isWithin($0, staffing) } ? true : nil
  }

  private mutating func meets(_ staffing: [Int], _ judge: ([Int]) throws -> Bool) rethrows -> Bool {
    if let known = answer(staffing) { return known }
    measured += 1
    let isMet = try judge(staffing)
    if isMet { met.append(staffing) } else { missed.append(staffing) }
    return isMet
  }
}
