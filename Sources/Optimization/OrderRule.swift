internal import Groundwork
internal import Randomness
internal import Supply

/// A policy as the supplier lets it act: the policy's own decision, lifted to the minimum, rounded up to the multiple.
struct OrderRule {
  let policy: Policy
  let minimum: Int64
  let multiple: Int64
  /// The highest position at which something is ordered.
  let trigger: Int

  /// Largest level, in units, a policy may have here: far from where sums of levels and orders could overflow.
  static let levelLimit: Int64 = 1_000_000_000_000

  init(_ policy: Policy, _ problem: InventoryProblem) throws(OptimizationError) {
    let levels: [Int64]
    switch policy {
    case .sS(let s, let S):
      levels = [s, S]
      trigger = Int(min(s, S - (S > .min ? 1 : 0)))
    case .minMax(let low, let high):
      levels = [low, high]
      trigger = Int(min(low, high - (high > .min ? 1 : 0)))
    case .rQ(let r, let Q):
      if Q < 1 { throw .invalid(field: "Q", reason: "must be at least 1") }
      levels = [r, Q]
      trigger = Int(r)
    case .baseStock(let S):
      levels = [S]
      trigger = Int(S - (S > .min ? 1 : 0))
    case .timePhased: throw .notCovered(reason: "levels that follow the calendar have no long-run average of their own")
    case .canOrder: throw .notCovered(reason: "what can-order levels cost hangs on the items they are ordered with")
    case .cappedBaseStock, .constantOrder, .baseStockWithWaste, .stateTable, .twoSuppliers:
      throw .notCovered(reason: "the policy is of a kind whose cost with one supplier and waiting customers is not known")
    case .none: throw .policyNeverOrders
    }
    for level in levels where level > OrderRule.levelLimit || level < -OrderRule.levelLimit {
      throw .invalid(field: "policy", reason: "has a level beyond ±\(OrderRule.levelLimit) units")
    }
    self.policy = policy
    minimum = max(1, problem.minimum)
    multiple = problem.multiple
  }

  /// The position after the decision taken at `position`.
  func after(_ position: Int) -> Int {
    var quantity = policy.orderQuantity(position: Int64(position))
    if quantity <= 0 { return position }
    quantity = max(quantity, minimum)
    let rest = quantity % multiple
    if rest != 0 { quantity += multiple - rest }
    return position + Int(quantity)
  }

  /// The lot *Q* when the rule is exactly "the least multiple of *Q* that lifts the position above the trigger", else nil.
  var lot: Int? {
    guard case .rQ(_, let Q) = policy, Q % multiple == 0, minimum <= Q else { return nil }
    return Int(Q)
  }

  /// The number by which positions keep their remainder under the rule, or 1 where they meet sooner or later wherever they begin.
  func keptDivisor(demand: Int) -> Int {
    if let lot { return greatestCommonDivisor(demand, lot) }
    if case .rQ = policy { return demand }
    // Every order leads to S.
    if multiple == 1, minimum == 1 { return 1 }
    // An order that only the minimum explains leads anywhere.
    return minimum <= multiple ? greatestCommonDivisor(demand, Int(multiple)) : demand
  }
}

/// The long-run behaviour of the position under a rule: how often a step starts at each position, and from where orders are placed.
struct PositionCycle {
  /// Positions `lowest`, `lowest + 1`, … after a decision.
  var lowest: Int
  /// Share of steps that start at each; sums to 1.
  var share: [Double]
  /// Orders per step.
  var ordersPerStep: Double
  /// P(the position at an order, before it, is `trigger` − u), u = 0, 1, …
  var undershoot: [Double]

  /// Positions a cycle may spread over, and different positions an order may lead to.
  static let positionLimit = 2e7
  static let entryLimit = 600

  /// - Parameter start: the number by which the rule keeps the position's remainder, and how far above the trigger the position begins,
  ///   0 up to that number; nil where it does not matter or is not known.
  static func under(
    _ rule: OrderRule, step: LatticeDistribution, from start: (divisor: Int, above: Int)? = nil, cancellation: Cancellation? = nil
  ) throws(OptimizationError) -> PositionCycle {
    if let lot = rule.lot { return try ofLots(lot, trigger: rule.trigger, step: step, from: start) }
    let trigger = rule.trigger
    // From above the trigger all demand leads down from there; the state before the first order is passed through once.
    let first = start.map { $0.above == 0 ? rule.after(trigger) : trigger + $0.above } ?? rule.after(trigger)
    var entries = [first]
    // The number of the entry that lies so far above the trigger; −1 = no order led there yet.
    var known: [Int] = []
    func makeRoom(_ depth: Int) throws(OptimizationError) {
      if Double(depth) > PositionCycle.positionLimit { throw .tooLarge(states: Double(depth), limit: PositionCycle.positionLimit) }
      if depth >= known.count { known.append(contentsOf: repeatElement(-1, count: depth + 1 - known.count)) }
    }
    try makeRoom(first - trigger)
    known[first - trigger] = 0
    var rows: [[(to: Int, probability: Double)]] = []
    var undershoots: [[Double]] = []
    var mass = RenewalMass(step)
    var index = 0
    while index < entries.count {
      if cancellation?.isCancelled == true { throw .cancelled }
      let depth = entries[index] - trigger
      mass.extend(to: depth)
      let below = PositionCycle.undershoot(depth: depth, mass: mass, step: step)
      var row = [Double](repeating: 0, count: entries.count)
      for (u, p) in below.enumerated() where p > 0 {
        let to = rule.after(trigger - u), depth = to - trigger
        if depth >= known.count { try makeRoom(depth) }
        if known[depth] < 0 {
          known[depth] = entries.count
          entries.append(to)
          row.append(0)
          if entries.count > PositionCycle.entryLimit {
            throw .tooLarge(states: Double(max(entries.count, Int(rule.multiple))), limit: Double(PositionCycle.entryLimit))
          }
        }
        row[known[depth]] += p
      }
      rows.append(row.indices.filter { row[$0] > 0 }.map { ($0, row[$0]) })
      undershoots.append(below)
      index += 1
    }
    let weights = try StationaryDistribution.ofClosedClass(rows: rows)
    let highest = entries.max() ?? first
    var visits = [Double](repeating: 0, count: highest - trigger)
    var steps = 0.0
    var below = [Double](repeating: 0, count: undershoots.map(\.count).max() ?? 0)
    for (i, entry) in entries.enumerated() where weights[i] > 0 {
      let depth = entry - trigger
      steps += weights[i] * mass.total[depth]
      for j in 0..<depth { visits[depth - 1 - j] += weights[i] * mass.m[j] }
      for (u, p) in undershoots[i].enumerated() { below[u] += weights[i] * p }
    }
    return PositionCycle(lowest: trigger + 1, share: visits.map { $0 / steps }, ordersPerStep: 1 / steps, undershoot: below)
  }

  /// (r, nQ): the position after a decision is uniform on r + 1 … r + Q whatever the demand (Hadley and Whitin, *Analysis
  /// of Inventory Systems*, 1963, §4–5). Where demand and lot share a divisor it is uniform on those with the remainder of the start, and
  /// without a start this is the mean over all starts; orders are as frequent from each.
  private static func ofLots(_ lot: Int, trigger: Int, step: LatticeDistribution, from start: (divisor: Int, above: Int)?)
    throws(OptimizationError) -> PositionCycle
  {
    if Double(lot) > PositionCycle.positionLimit { throw .tooLarge(states: Double(lot), limit: PositionCycle.positionLimit) }
    // P(at order, u below r) ∝ P(u < D ≤ u + Q) for a demand D.
    var atMost = [Double](repeating: 0, count: step.largest + 1)
    var sum = 0.0
    for k in 0...step.largest {
      if k >= step.offset { sum += step.probabilities[k - step.offset] }
      atMost[k] = sum
    }
    var below = [Double](repeating: 0, count: step.largest)
    var total = 0.0
    for u in 0..<step.largest {
      below[u] = atMost[min(step.largest, u + lot)] - atMost[u]
      total += below[u]
    }
    var share = [Double](repeating: 1 / Double(lot), count: lot)
    let ordersPerStep = total / Double(lot)
    if let start, start.divisor > 1 {
      for i in 0..<lot { share[i] = (i + 1 - start.above) % start.divisor == 0 ? Double(start.divisor) / Double(lot) : 0 }
      for u in 0..<below.count where (u + start.above) % start.divisor != 0 { below[u] = 0 }
      total = below.reduce(0, +)
    }
    return PositionCycle(lowest: trigger + 1, share: share, ordersPerStep: ordersPerStep, undershoot: below.map { $0 / total })
  }

  /// P(u below the trigger when it is first reached or passed), starting `depth` above it: Σⱼ m(j)·f(depth − j + u).
  private static func undershoot(depth: Int, mass: RenewalMass, step: LatticeDistribution) -> [Double] {
    let largest = step.largest
    var result = [Double](repeating: 0, count: largest)
    let offset = step.offset
    result.withUnsafeMutableBufferPointer { out in
      step.probabilities.withUnsafeBufferPointer { f in
        guard let base = out.baseAddress, let values = f.baseAddress else { return }
        var j = max(0, depth - largest)
        while j < depth {
          let need = depth - j
          if need - 3 >= offset, j + 4 <= depth {
            let m = (mass.m[j], mass.m[j + 1], mass.m[j + 2], mass.m[j + 3])
            if m != (0, 0, 0, 0) { LatticeArithmetic.addFalling(m, values + (need - offset), to: base, largest - need + 1) }
            j += 4
            continue
          }
          let k = max(need, offset)
          if mass.m[j] != 0 { LatticeArithmetic.add(mass.m[j], values + (k - offset), to: base + (k - need), largest - k + 1) }
          j += 1
        }
      }
    }
    return result
  }
}

/// Stationary probabilities of a finite Markov chain by the elimination of Grassmann, Taksar and Heyman (1985), which subtracts nothing.
enum StationaryDistribution {
  /// Of the one closed class that state 0 leads to; states outside it get 0.
  ///
  /// - Throws: `notCovered` when state 0 leads to several closed classes, so that the long run depends on chance at the start.
  /// - Complexity: O(*n*³).
  static func ofClosedClass(rows: [[(to: Int, probability: Double)]]) throws(OptimizationError) -> [Double] {
    let n = rows.count
    if n == 1 { return [1] }
    func reached(from start: Int) -> [Bool] {
      var seen = [Bool](repeating: false, count: n)
      seen[start] = true
      var open = [start]
      while let state = open.popLast() {
        for (to, p) in rows[state] where p > 0 && !seen[to] {
          seen[to] = true
          open.append(to)
        }
      }
      return seen
    }
    // Walk down: a state that cannot be reached back from where it leads is not in a
    // closed class. A set that everyone in it leads back to is.
    var start = 0
    var members = reached(from: 0)
    while true {
      var next: Int?
      for state in 0..<n where members[state] {
        let from = reached(from: state)
        if !from[start] {
          next = state
          break
        }
      }
      guard let next else { break }
      start = next
      members = reached(from: start)
    }
    for state in 0..<n where !members[state] && reached(from: 0)[state] {
      let from = reached(from: state)
      if !from[start] { throw .notCovered(reason: "the long-run cost depends on where the position starts") }
    }
    let states = (0..<n).filter { members[$0] }
    let m = states.count
    var place = [Int](repeating: -1, count: n)
    for (i, state) in states.enumerated() { place[state] = i }
    var a = [Double](repeating: 0, count: m * m)
    for (i, state) in states.enumerated() {
      for (to, p) in rows[state] { a[i * m + place[to]] += p }
    }
    var k = m - 1
    while k > 0 {
      var out = 0.0
      for j in 0..<k { out += a[k * m + j] }
      if out > 0 {
        for i in 0..<k {
          a[i * m + k] /= out
          let weight = a[i * m + k]
          if weight == 0 { continue }
          for j in 0..<k { a[i * m + j] += weight * a[k * m + j] }
        }
      }
      k -= 1
    }
    var inner = [Double](repeating: 0, count: m)
    inner[0] = 1
    var total = 1.0
    if m > 1 {
      for k in 1..<m {
        var sum = 0.0
        for i in 0..<k { sum += inner[i] * a[i * m + k] }
        inner[k] = sum
        total += sum
      }
    }
    var result = [Double](repeating: 0, count: n)
    for (i, state) in states.enumerated() { result[state] = inner[i] / total }
    return result
  }
}
