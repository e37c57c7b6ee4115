#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Several items with steady, certain demand, ordered together: a shared cost for each order and a cost for each item on it.
public struct JointEconomicLots: Sendable, Equatable {
  public struct Item: Sendable, Equatable {
    /// *kᵢ*, money each time the item is on an order; at least 0.
    public var orderCost: Double
    /// *hᵢ*, money per unit and unit of time; greater than 0.
    public var holdingCost: Double
    /// *λᵢ*, units per unit of time; greater than 0.
    public var demandRate: Double

    public init(orderCost: Double, holdingCost: Double, demandRate: Double) {
      self.orderCost = orderCost
      self.holdingCost = holdingCost
      self.demandRate = demandRate
    }

    /// Half of what the item's stock costs per unit of its cycle.
    var weight: Double { holdingCost * demandRate / 2 }
  }

  /// *K*, money each order; greater than 0.
  public var sharedCost: Double
  public var items: [Item]

  public init(sharedCost: Double, items: [Item]) {
    self.sharedCost = sharedCost
    self.items = items
  }

  func validate() throws(OptimizationError) {
    if !(sharedCost > 0) || !sharedCost.isFinite {
      throw .invalid(field: "sharedCost", reason: "must be a finite number greater than 0; without it each item has its own lot")
    }
    if items.isEmpty { throw .invalid(field: "items", reason: "must be at least one") }
    for item in items {
      if !(item.orderCost >= 0) || !item.orderCost.isFinite {
        throw .invalid(field: "orderCost", reason: "must be a finite number, at least 0")
      }
      if !(item.holdingCost >= 0) || !item.holdingCost.isFinite || !(item.demandRate >= 0) || !item.demandRate.isFinite {
        throw .invalid(field: "items", reason: "must have finite holding costs and demand rates, at least 0")
      }
      if item.demandRate == 0 { throw .noDemand }
      if item.holdingCost == 0 { throw .holdingIsFree }
    }
  }
}

/// A cyclic plan: an order every `cycle`, item *i* on every `multiples[i]`-th of them.
public struct JointCycle: Sendable, Equatable {
  /// Units of time.
  public var cycle: Double
  public var multiples: [Int]
  /// Units of each item when it is ordered.
  public var orderQuantities: [Double]
  /// Money per unit of time.
  public var cost: Double
  /// No plan of any shape costs less.
  public var lowerBound: Double
}

extension JointEconomicLots {
  /// The cost of a cycle with given multiples.
  private func cost(_ cycle: Double, _ multiples: [Int]) -> Double {
    var sum = sharedCost / cycle
    for (item, m) in zip(items, multiples) { sum += item.orderCost / (Double(m) * cycle) + item.weight * Double(m) * cycle }
    return sum
  }

  private func plan(_ multiples: [Int], cycle: Double? = nil) -> JointCycle {
    var fixed = sharedCost
    var weight = 0.0
    for (item, m) in zip(items, multiples) {
      fixed += item.orderCost / Double(m)
      weight += item.weight * Double(m)
    }
    let time = cycle ?? (fixed / weight).squareRoot()
    return JointCycle(
      cycle: time, multiples: multiples, orderQuantities: zip(items, multiples).map { $0.demandRate * Double($1) * time },
      cost: cost(time, multiples), lowerBound: relaxation())
  }

  /// Silver's rule: the item with the least *kᵢ*/(*hᵢλᵢ*) is on every order, the others on every *m*-th with *m* = √(kᵢ/(hᵢλᵢ) ·
  /// h₁λ₁/(K + k₁)) rounded (E. Silver, "A simple method of determining order quantities in joint replenishments under deterministic
  /// demand", *Management Science* 22(12), 1976).
  ///
  /// - Complexity: O(*n*).
  public func silver() throws(OptimizationError) -> JointCycle {
    try validate()
    let ratios = items.map { $0.orderCost / (2 * $0.weight) }
    let first = ratios.indices.min { ratios[$0] < ratios[$1] } ?? 0
    let base = 2 * items[first].weight / (sharedCost + items[first].orderCost)
    return plan(items.indices.map { i in i == first ? 1 : Int(max(1, min(1e9, (ratios[i] * base).squareRoot().rounded()))) })
  }

  /// The cheapest cyclic plan. For a given cycle *T* the best multiples are known; they change at T = √(2kᵢ/(hᵢλᵢ·m(m+1))), and between
  /// changes the best *T* is a square root. Cycles are tried downwards until K/T and the items' own least costs exceed the best plan (S.
  /// Goyal, "Determination of optimum packaging frequency of items jointly replenished", *Management Science* 21(4), 1974; M. van Eijs,
  /// "A note on the joint replenishment problem under constant demand", *Journal of the Operational Research Society* 44(2), 1993).
  ///
  /// - Throws: `tooLarge` where more than ten million changes would have to be looked at.
  /// - Complexity: O(changes × *n*).
  public func optimum() throws(OptimizationError) -> JointCycle {
    try validate()
    var best = try silver()
    let powers = try powerOfTwo()
    if powers.cost < best.cost { best = powers }
    var own = 0.0
    for item in items { own += 2 * (item.orderCost * item.weight).squareRoot() }
    // Beyond this cycle all multiples are 1.
    var multiples = [Int](repeating: 1, count: items.count)
    var changes = 0
    while true {
      let candidate = plan(multiples)
      if candidate.cost < best.cost * (1 - 1e-13) { best = candidate }
      // The next change is the largest cycle at which an item would rather wait for one order more.
      var at = 0.0
      var item = 0
      for i in items.indices {
        let m = Double(multiples[i])
        let change = (items[i].orderCost / (items[i].weight * m * (m + 1))).squareRoot()
        if change > at {
          at = change
          item = i
        }
      }
      if at <= 0 || sharedCost / at + own >= best.cost { return best }
      multiples[item] += 1
      changes += 1
      if changes > 10_000_000 { throw .tooLarge(states: Double(changes), limit: 1e7) }
    }
  }

  /// The least cost over all plans whose cycles may differ freely but are no shorter than the order's: a lower bound for every plan, of
  /// any shape (R. Roundy, "98%-effective integer-ratio lot-sizing for one-warehouse multi-retailer systems", *Management Science* 31(11),
  /// 1985; P. Jackson, W. Maxwell and J. Muckstadt, "The joint replenishment problem with a powers-of-two restriction", *IIE
  /// Transactions* 17(1), 1985).
  private func relaxation() -> Double {
    let time = relaxedCycle()
    var sum = sharedCost / time
    for item in items {
      let own = max(time, (item.orderCost / item.weight).squareRoot())
      sum += item.orderCost / own + item.weight * own
    }
    return sum
  }

  /// The order's cycle in the relaxation: items join it from the one with the shortest cycle of its own.
  private func relaxedCycle() -> Double {
    let order = items.indices.sorted { a, b in
      let x = items[a].orderCost / items[a].weight
      let y = items[b].orderCost / items[b].weight
      return x == y ? a < b : x < y
    }
    var fixed = sharedCost
    var weight = 0.0
    var time = Double.infinity
    for i in order {
      if items[i].orderCost / items[i].weight >= time * time { break }
      fixed += items[i].orderCost
      weight += items[i].weight
      time = (fixed / weight).squareRoot()
    }
    return time
  }

  /// A plan whose multiples are powers of two, at most 6 % above the bound of every plan (2 % with the cycle chosen as here).
  ///
  /// - Complexity: O(*n*²).
  public func powerOfTwo() throws(OptimizationError) -> JointCycle {
    try validate()
    let time = relaxedCycle()
    // Each item's multiple rounds at √2 times a power; as the cycle runs over one octave each multiple changes once.
    let own = items.map { max(time, ($0.orderCost / $0.weight).squareRoot()) }
    func multiples(_ base: Double) -> [Int] {
      own.map { t in
        var m = 1
        while Double(m) * base * 2.0.squareRoot() < t, m < 1 << 40 { m *= 2 }
        return m
      }
    }
    var best: JointCycle?
    var bases = [time]
    for t in own {
      let octave = (log2(t / time) - 0.5)
      bases.append(time * exp2(octave - octave.rounded(.down) - 0.5) * (1 + 1e-12))
    }
    for base in bases {
      let candidate = plan(multiples(base))
      if best == nil || candidate.cost < best!.cost { best = candidate }
    }
    guard let best else { throw .noDemand }
    return best
  }
}
