internal import Groundwork

/// One of each item's levels, of least cost within the limits together: the whole-numbered part of the problem, once prices have said
/// which levels are worth looking at.
///
/// Prices alone reach only the corners of what the items can do together, and the best plan may mix levels that no price picks at once. So
/// greedy plans are improved by exact branch and bound over a few items at a time; a few items are so done whole. A branch ends where its
/// levels' priced cost, with the least of the open items, cannot come below the best plan known.
struct SharedChoice {
  typealias Column = SharedLimitsSearch.Column

  /// Levels that branch and bound looks at: all together, and within one group of items.
  static let stepLimit = 6_000_000
  static let groupStepLimit = 60_000
  /// Items that are searched whole at first, and in groups.
  static let wholeLimit = 8
  static let groupSize = 4

  let menus: [[Column]]
  let limits: [Double]
  /// What excesses are measured against.
  let scales: [Double]
  let prices: [Double]
  let control: SolverControl
  /// Of each item, its levels that no other beats in cost and all uses, by rising priced cost.
  private let useful: [[Int]]
  private let pricedCost: [[Double]]

  init(menus: [[Column]], limits: [Double], scales: [Double], prices: [Double], control: SolverControl) {
    self.menus = menus
    self.limits = limits
    self.scales = scales
    self.prices = prices
    self.control = control
    let priced = menus.map { menu in
      menu.map { column in zip(prices, column.uses).reduce(column.cost) { $0 + $1.0 * $1.1 } }
    }
    pricedCost = priced
    useful = menus.indices.map { i in
      Self.undominated(menus[i]).sorted { (priced[i][$0], $0) < (priced[i][$1], $1) }
    }
  }

  /// Indices of the columns that no other one beats or equals in cost and in every use.
  static func undominated(_ menu: [Column]) -> [Int] {
    let order = menu.indices.sorted { a, b in
      if menu[a].cost != menu[b].cost { return menu[a].cost < menu[b].cost }
      for (x, y) in zip(menu[a].uses, menu[b].uses) where x != y { return x < y }
      return a < b
    }
    var kept: [Int] = []
    for k in order {
      let isBeaten = kept.contains { better in
        for (x, y) in zip(menu[better].uses, menu[k].uses) where x > y { return false }
        return true
      }
      if !isBeaten { kept.append(k) }
    }
    return kept
  }

  func cost(_ chosen: [Int]) -> Double { chosen.enumerated().reduce(0) { $0 + menus[$1.offset][$1.element].cost } }

  func used(_ chosen: [Int]) -> [Double] {
    var used = [Double](repeating: 0, count: limits.count)
    for (i, k) in chosen.enumerated() {
      for c in used.indices { used[c] += menus[i][k].uses[c] }
    }
    return used
  }

  /// Sum over the limits of what is used too much, as shares of their yardsticks; 0 within rounding.
  func excess(_ used: [Double]) -> Double {
    var sum = 0.0
    for (c, u) in used.enumerated() where u > limits[c] { sum += (u - limits[c]) / scales[c] }
    return sum > 1e-12 ? sum : 0
  }

  /// A plan with what it exceeds and costs; the better one exceeds less, then costs less.
  private struct Plan {
    var excess: Double
    var cost: Double
    var chosen: [Int]
  }

  private func keep(_ chosen: [Int], in best: inout Plan?) {
    let plan = Plan(excess: excess(used(chosen)), cost: cost(chosen), chosen: chosen)
    if let known = best, (plan.excess, plan.cost) >= (known.excess, known.cost) { return }
    best = plan
  }

  /// The best of these plans and of what repairs make of them; nil without any.
  private func bestStart(_ starts: [[Int]]) throws(OptimizationError) -> Plan? {
    var best: Plan?
    for start in starts {
      keep(start, in: &best)
      keep(try repaired(start), in: &best)
    }
    return best
  }

  /// The best plan found, from any of these: of least excess, then of least cost.
  ///
  /// - Throws: `cancelled`.
  func best(from starts: [[Int]]) throws(OptimizationError) -> [Int] {
    var best = try bestStart(starts)
    for chosen in try weighed() { keep(chosen, in: &best) }
    guard let found = best else { return [] }
    if menus.count <= Self.wholeLimit {
      var steps = Self.stepLimit
      if let better = try branch(Array(menus.indices), from: found.chosen, isFeasible: found.excess == 0, steps: &steps) {
        keep(better, in: &best)
      }
    }
    let least = best ?? found
    if menus.count > Self.groupSize, least.excess == 0 { return try inGroups(least.chosen) }
    return least.chosen
  }

  /// The plan of least excess found, and of least cost among those of the same: greedily, then by exact branch and bound over all items
  /// where they are few, over groups of them elsewhere.
  ///
  /// - Throws: `cancelled`.
  func leastExcess(from starts: [[Int]]) throws(OptimizationError) -> [Int] {
    var best = try bestStart(starts)
    guard var chosen = best?.chosen else { return [] }
    let isWhole = menus.count <= Self.groupSize
    let size = isWhole ? menus.count : Self.groupSize - 1
    for round in 0..<(isWhole ? 1 : 4) {
      let before = excess(used(chosen))
      let order = menus.indices.map { ($0 + round) % menus.count }
      for first in stride(from: 0, to: order.count, by: size) {
        let group = Array(order[first..<min(order.count, first + size)])
        var steps = isWhole ? 4 * Self.stepLimit : Self.groupStepLimit
        chosen = try nearest(group, from: chosen, steps: &steps)
      }
      if excess(used(chosen)) >= before - 1e-12 { break }
    }
    keep(chosen, in: &best)
    return best?.chosen ?? chosen
  }

  /// Levels of some items of least excess, the others held.
  private func nearest(_ group: [Int], from chosen: [Int], steps: inout Int) throws(OptimizationError) -> [Int] {
    try control.check()
    var base = used(chosen)
    for i in group {
      for c in base.indices { base[c] -= menus[i][chosen[i]].uses[c] }
    }
    // Cost does not count, so levels that another beats in every use are left out; the likeliest come first.
    let items = group.sorted { (useful[$0].count, $0) < (useful[$1].count, $1) }
    var lists: [[Int]] = []
    for i in items {
      let own = menus[i]
      let rest = Self.undominated(useful[i].map { Column(s: 0, S: 0, cost: 0, uses: own[$0].uses) }).map { useful[i][$0] }
      func weight(_ k: Int) -> Double { zip(own[k].uses, scales).reduce(0) { $0 + $1.0 / $1.1 } }
      lists.append(rest.sorted { (weight($0), $0) < (weight($1), $1) })
    }
    var leastUse = [[Double]](repeating: [Double](repeating: 0, count: limits.count), count: items.count + 1)
    for d in items.indices.reversed() {
      for c in limits.indices { leastUse[d][c] = leastUse[d + 1][c] + (lists[d].map { menus[items[d]][$0].uses[c] }.min() ?? 0) }
    }
    var best = excess(used(chosen))
    var found: [Int]?
    var picked = [Int](repeating: 0, count: items.count)
    var left = steps
    func over(_ used: [Double], _ d: Int) -> Double {
      var sum = 0.0
      for c in limits.indices {
        let u = used[c] + leastUse[d][c]
        if u > limits[c] { sum += (u - limits[c]) / scales[c] }
      }
      return sum
    }
    func descend(_ d: Int, _ used: [Double]) {
      for k in lists[d] {
        left -= 1
        if left <= 0 { return }
        var next = used
        for c in next.indices { next[c] += menus[items[d]][k].uses[c] }
        let least = over(next, d + 1)
        if least >= best - 1e-13 { continue }
        picked[d] = k
        if d == items.count - 1 {
          best = least
          found = picked
        } else {
          descend(d + 1, next)
        }
      }
    }
    descend(0, base)
    steps = left
    guard let found else { return chosen }
    var result = chosen
    for (d, i) in items.enumerated() { result[i] = found[d] }
    return result
  }

  // MARK: Greedy

  /// Down to the limits at least cost per excess removed, then cheaper within them. Changes are sorted once a pass and taken one after
  /// another while they still help.
  private func repaired(_ start: [Int]) throws(OptimizationError) -> [Int] {
    var chosen = start
    var used = used(start)
    func after(_ i: Int, _ k: Int) -> [Double] {
      let old = menus[i][chosen[i]].uses
      let new = menus[i][k].uses
      return used.indices.map { used[$0] - old[$0] + new[$0] }
    }
    func candidates(_ key: (_ i: Int, _ k: Int) -> Double?) -> [(key: Double, i: Int, k: Int)] {
      var all: [(key: Double, i: Int, k: Int)] = []
      for i in menus.indices {
        for k in useful[i] where k != chosen[i] {
          if let value = key(i, k) { all.append((value, i, k)) }
        }
      }
      return all.sorted { ($0.key, $0.i, $0.k) < ($1.key, $1.i, $1.k) }
    }
    for _ in 0..<20 where excess(used) > 0 {
      try control.check()
      let now = excess(used)
      let removals = candidates { i, k in
        let gained = now - excess(after(i, k))
        return gained > 1e-13 ? (menus[i][k].cost - menus[i][chosen[i]].cost) / gained : nil
      }
      var changed = false
      for (_, i, k) in removals where excess(used) > 0 && k != chosen[i] {
        let next = after(i, k)
        if excess(next) >= excess(used) - 1e-13 { continue }
        used = next
        chosen[i] = k
        changed = true
      }
      if !changed { break }
    }
    let least = excess(used)
    for _ in 0..<20 {
      try control.check()
      let savings = candidates { i, k in
        let saving = menus[i][chosen[i]].cost - menus[i][k].cost
        return saving > 1e-12 * abs(menus[i][k].cost) ? -saving : nil
      }
      var changed = false
      for (_, i, k) in savings where menus[i][k].cost < menus[i][chosen[i]].cost * (1 - 1e-12) {
        let next = after(i, k)
        if excess(next) > least { continue }
        used = next
        chosen[i] = k
        changed = true
      }
      if !changed { break }
    }
    return chosen
  }

  /// Plans of the least priced cost while the prices of limits that are broken rise and those of limits with room fall: where limits pull
  /// against each other, a removal that helps one and hurts another is found so and not greedily.
  private func weighed() throws(OptimizationError) -> [[Int]] {
    var weights = prices
    let scale = (cost(menus.indices.map { useful[$0][0] }) + 1e-9) / Double(max(1, menus.count))
    for c in weights.indices where weights[c] <= 0 { weights[c] = 1e-3 * scale / max(limits[c], 1e-9) }
    var cheapest: (cost: Double, chosen: [Int])?
    var seen: [Int] = []
    for step in 0..<120 {
      try control.check()
      let chosen = menus.indices.map { i in
        var least = (value: Double.infinity, k: 0)
        for k in useful[i] {
          let column = menus[i][k]
          var value = column.cost
          for c in weights.indices { value += weights[c] * column.uses[c] }
          if value < least.value { least = (value, k) }
        }
        return least.k
      }
      let taken = used(chosen)
      if chosen != seen, excess(taken) == 0, cost(chosen) < cheapest?.cost ?? .infinity { cheapest = (cost(chosen), chosen) }
      seen = chosen
      let pace = 0.5 / (1 + 0.1 * Double(step))
      for c in weights.indices { weights[c] *= taken[c] > limits[c] ? 1 + pace : 1 - pace / 2 }
    }
    guard let cheapest else { return [] }
    return [cheapest.chosen, try repaired(cheapest.chosen)]
  }

  // MARK: Exact, a few items at a time

  /// A plan within the limits, improved group by group, the others held; the groups are drawn anew in every round.
  private func inGroups(_ start: [Int]) throws(OptimizationError) -> [Int] {
    var chosen = start
    var left = Self.stepLimit
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for round in 0..<6 {
      // First the items that pay most above their own least: they give way most easily.
      var order = Array(menus.indices)
      if round == 0 {
        func excessPrice(_ i: Int) -> Double { pricedCost[i][chosen[i]] - pricedCost[i][useful[i][0]] }
        order.sort { (-excessPrice($0), $0) < (-excessPrice($1), $1) }
      } else {
        for i in order.indices.dropFirst().reversed() {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          order.swapAt(i, Int((state >> 33) % UInt64(i + 1)))
        }
      }
      for first in stride(from: 0, to: order.count, by: Self.groupSize) where left > 0 {
        let group = Array(order[first..<min(order.count, first + Self.groupSize)])
        var steps = min(left, Self.groupStepLimit)
        let before = steps
        if let better = try branch(group, from: chosen, isFeasible: true, steps: &steps) { chosen = better }
        left -= before - steps
      }
      if left <= 0 { break }
    }
    return chosen
  }

  /// The cheapest levels of some items within what the others leave; nil where nothing better was found.
  ///
  /// - Parameters:
  ///   - isFeasible: whether the plan given keeps the limits, so that only a cheaper one is wanted.
  ///   - steps: levels that may still be looked at; counted down.
  private func branch(_ group: [Int], from chosen: [Int], isFeasible: Bool, steps: inout Int) throws(OptimizationError) -> [Int]? {
    try control.check()
    // What rounding makes of a limit that is kept to the last unit is no excess.
    var room = limits.map { $0 * (1 + 1e-12) }
    for i in menus.indices where !group.contains(i) {
      for c in room.indices { room[c] -= menus[i][chosen[i]].uses[c] }
    }
    let worth = zip(prices, room).reduce(0) { $0 + $1.0 * $1.1 }
    // Few levels first, so that the widest menu is gone through in order of cost at the end.
    let items = group.sorted { (useful[$0].count, $0) < (useful[$1].count, $1) }
    let count = items.count
    var leastPriced = [Double](repeating: 0, count: count + 1)
    var leastCost = leastPriced
    var leastUse = [[Double]](repeating: [Double](repeating: 0, count: room.count), count: count + 1)
    for d in (0..<count).reversed() {
      let i = items[d]
      leastPriced[d] = leastPriced[d + 1] + pricedCost[i][useful[i][0]]
      leastCost[d] = leastCost[d + 1] + (useful[i].map { menus[i][$0].cost }.min() ?? 0)
      for c in room.indices { leastUse[d][c] = leastUse[d + 1][c] + (useful[i].map { menus[i][$0].uses[c] }.min() ?? 0) }
    }
    var best = isFeasible ? group.reduce(0) { $0 + menus[$1][chosen[$1]].cost } * (1 - 1e-12) : .infinity
    var found: [Int]?
    var picked = [Int](repeating: 0, count: count)
    var left = steps
    func descend(_ d: Int, _ cost: Double, _ priced: Double, _ used: [Double]) {
      if d == count {
        if cost < best {
          best = cost
          found = picked
        }
        return
      }
      let i = items[d]
      levels: for k in useful[i] {
        left -= 1
        if left <= 0 { return }
        let value = priced + pricedCost[i][k]
        if value + leastPriced[d + 1] >= best + worth { return }
        let column = menus[i][k]
        if cost + column.cost + leastCost[d + 1] >= best { continue }
        var next = used
        for c in room.indices {
          next[c] += column.uses[c]
          if next[c] + leastUse[d + 1][c] > room[c] { continue levels }
        }
        picked[d] = k
        descend(d + 1, cost + column.cost, value, next)
      }
    }
    descend(0, 0, 0, [Double](repeating: 0, count: room.count))
    steps = left
    guard let found else { return nil }
    var result = chosen
    for (d, i) in items.enumerated() { result[i] = found[d] }
    return result
  }
}
