internal import Randomness

/// What a supplier delivers of an order.
public enum ProportionalYield: Sendable, Equatable {
  /// A share of the whole order, one of several with a weight each; weights need not sum to 1. Shares above 1 deliver more than was
  /// ordered.
  case share([(share: Double, weight: Double)])
  /// Every unit is good by itself with this probability, in (0, 1].
  case eachUnit(Double)

  public static func == (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.share(let x), .share(let y)): x.count == y.count && zip(x, y).allSatisfy { $0.share == $1.share && $0.weight == $1.weight }
    case (.eachUnit(let x), .eachUnit(let y)): x == y
    default: false
    }
  }
}

extension DemandLaw {
  /// The newsvendor whose supplier delivers a random part of the order: the order of least h·E(Y − D)⁺ + p·E(D − Y)⁺, *Y* what is
  /// delivered of it, and that cost.
  ///
  /// Of a share *U*: Y = U·Q; the cost is convex in *Q* and least where E U·F(U·Q) = E U · p/(p + h) (W. Shih, "Optimal inventory policies
  /// when stockouts result from defective products", *International Journal of Production Research* 18(6), 1980). Unit by unit: Y is
  /// binomial, the cost is convex in the integer *Q*, since a further unit is worth E(h·P(D ≤ Y) − p·P(D > Y)), which rises with *Y* and so
  /// with *Q*.
  ///
  /// - Parameters:
  ///   - overage: *h*, money per unit left over; greater than 0.
  ///   - underage: *p*, money per unit short; greater than 0.
  /// - Throws: `invalid`; `neverOrdering` where no order is better than none; `tooLarge` where single units would be too many.
  /// - Complexity: some 60 to 200 evaluations of the law per share; for single units O(log *Q* · √*Q*) of them.
  public func newsvendor(yield: ProportionalYield, overage: Double, underage: Double) throws(OptimizationError) -> NewsvendorLevel {
    try validate()
    try NumberCheck.positive(overage, "overage")
    try NumberCheck.positive(underage, "underage")
    switch yield {
    case .share(let values): return try newsvendor(shares: values, overage, underage)
    case .eachUnit(let good): return try newsvendor(good: good, overage, underage)
    }
  }

  private func newsvendor(shares: [(share: Double, weight: Double)], _ h: Double, _ p: Double) throws(OptimizationError) -> NewsvendorLevel
  {
    var mass = 0.0, mean = 0.0
    for (share, weight) in shares {
      try NumberCheck.notNegative(share, "share")
      try NumberCheck.notNegative(weight, "weight")
      mass += weight
      mean += weight * share
    }
    if !(mass > 0) || !mass.isFinite { throw .invalid(field: "yield", reason: "must have weights with a positive, finite sum") }
    if mean <= 0 { throw .neverOrdering }
    func slope(_ Q: Double) -> Double {
      var sum = 0.0
      for (share, weight) in shares where weight > 0 && share > 0 { sum += weight * share * ((h + p) * cdf(share * Q) - p) }
      return sum
    }
    func cost(_ Q: Double) -> Double {
      var sum = 0.0
      for (share, weight) in shares where weight > 0 { sum += weight * (h * complementaryLoss(share * Q) + p * loss(share * Q)) }
      return sum / mass
    }
    if slope(0) >= 0 { return NewsvendorLevel(level: 0, cost: cost(0)) }
    var high = 1.0
    while slope(high) < 0, high < 1e300 { high *= 2 }
    if high >= 1e300 { throw .invalid(field: "demand", reason: "has no order that covers it") }
    // On the integers the slope is a stair; bisection ends at the step that passes zero.
    var low = 0.0
    for _ in 0..<2_000 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if slope(middle) < 0 { low = middle } else { high = middle }
    }
    return NewsvendorLevel(level: high, cost: cost(high))
  }

  private func newsvendor(good: Double, _ h: Double, _ p: Double) throws(OptimizationError) -> NewsvendorLevel {
    if !(good > 0 && good <= 1) { throw .invalid(field: "yield", reason: "must be greater than 0 and at most 1") }
    if good == 1 {
      let certain = try newsvendor(overage: h, underage: p)
      let level = max(0, certain.level.rounded(.up))
      let below = max(0, level - 1)
      let costs = (try newsvendorCost(of: below, overage: h, underage: p), try newsvendorCost(of: level, overage: h, underage: p))
      return costs.0 <= costs.1 ? NewsvendorLevel(level: below, cost: costs.0) : NewsvendorLevel(level: level, cost: costs.1)
    }
    /// E of a function of the binomial number of good units, over the points that have mass, by the ratio of neighbours from the mode.
    func expected(_ Q: Int, _ value: (Double) -> Double) -> Double {
      let mode = min(Q, Int(Double(Q + 1) * good)), odds = good / (1 - good)
      var sum = value(Double(mode)), mass = 1.0
      var weight = 1.0
      var k = mode
      while k < Q {
        weight *= Double(Q - k) / Double(k + 1) * odds
        if weight < 1e-19 { break }
        k += 1
        sum += weight * value(Double(k))
        mass += weight
      }
      weight = 1
      k = mode
      while k > 0 {
        weight *= Double(k) / Double(Q - k + 1) / odds
        if weight < 1e-19 { break }
        k -= 1
        sum += weight * value(Double(k))
        mass += weight
      }
      return sum / mass
    }
    func cost(_ Q: Int) -> Double { expected(Q) { h * complementaryLoss($0) + p * loss($0) } }
    let limit = 1 << 40
    var high = 1
    while high < limit, cost(high + 1) < cost(high) { high *= 2 }
    if high >= limit { throw .tooLarge(states: Double(high), limit: Double(limit)) }
    var low = 0
    while low < high {
      let middle = low + (high - low) / 2
      if cost(middle + 1) < cost(middle) { low = middle + 1 } else { high = middle }
    }
    return NewsvendorLevel(level: Double(low), cost: cost(low))
  }
}
