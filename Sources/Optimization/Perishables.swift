public import Randomness

/// One item that spoils: units that reach their shelf life are thrown away. The whole age vector is known at every decision.
///
/// Each period: what was ordered *L* periods ago is put on the shelf, order, demand, issue, units in their last period are wasted, and
/// what is left after that is charged for holding. Demand beyond the shelf is lost at a price.
public struct PerishableProblem: Sendable, Equatable {
  /// Which units a customer gets.
  public enum Issuing: Sendable, Equatable {
    /// First in, first out, as from behind a counter.
    case oldestFirst
    /// Last in, first out, as customers pick for themselves.
    case freshestFirst
  }

  /// Demand of a period; non-negative integers, independent and identically distributed.
  public var demand: LatticeDistribution
  /// Periods a unit can be sold in, at least 1.
  public var shelfLife: Int
  /// *L*, periods: an order is on the shelf for the decision *L* periods later; 0 means for the demand of its own period.
  public var leadTime: Int
  /// Most units of an order, at least 1.
  public var largestOrder: Int
  public var issuing: Issuing
  /// Money per unit ordered, left at a period's end, lost, wasted; each at least 0.
  public var orderCost: Double
  public var holdingCost: Double
  public var shortageCost: Double
  public var wasteCost: Double

  public init(
    demand: LatticeDistribution, shelfLife: Int, leadTime: Int, largestOrder: Int, issuing: Issuing, orderCost: Double,
    holdingCost: Double, shortageCost: Double, wasteCost: Double
  ) {
    self.demand = demand
    self.shelfLife = shelfLife
    self.leadTime = leadTime
    self.largestOrder = largestOrder
    self.issuing = issuing
    self.orderCost = orderCost
    self.holdingCost = holdingCost
    self.shortageCost = shortageCost
    self.wasteCost = wasteCost
  }

  static let reduce = "count in larger units (crates), lower the largest order, or use a base stock with estimated waste"

  /// - Parameter leastLeadTime: 1 for everything that keeps orders under way.
  func validate(leastLeadTime: Int = 1) throws(OptimizationError) {
    try demand.validateAsDemand("demand")
    if shelfLife < 1 || shelfLife > 1_000 { throw .invalid(field: "shelfLife", reason: "must be 1 to 1000 periods") }
    if leadTime == 0, leastLeadTime == 1 {
      throw .notCovered(reason: "a lead time of 0 has its own solver, optimumAtOnce; this one keeps orders under way")
    }
    if leadTime < leastLeadTime || leadTime > 1_000 {
      throw .invalid(field: "leadTime", reason: "must be \(leastLeadTime) to 1000 periods")
    }
    if largestOrder < 1 || largestOrder > 1 << 20 { throw .invalid(field: "largestOrder", reason: "must be 1 to 2²⁰ units") }
    for (cost, field) in [
      (orderCost, "orderCost"), (holdingCost, "holdingCost"), (shortageCost, "shortageCost"), (wasteCost, "wasteCost"),
    ] where !(cost >= 0) || !cost.isFinite {
      throw .invalid(field: field, reason: "must be a finite number, at least 0")
    }
    if demand.mean <= 0 { throw .noDemand }
    if shortageCost == 0 { throw .neverOrdering }
    let kept = orderCost + holdingCost + wasteCost
    try NumberCheck.comparable(shortageCost, "shortageCost", to: kept, "what a unit ordered, held and wasted costs")
    for (cost, field) in [(orderCost, "orderCost"), (holdingCost, "holdingCost"), (wasteCost, "wasteCost")] {
      try NumberCheck.comparable(cost, field, to: shortageCost, "the price of a shortage")
    }
  }

  /// What widths of bounds are measured by, money a period: losing all demand at a price of no more than 100 times what a unit kept and thrown
  /// away costs, since a dearer shortage adds some units of that; but no finer than numbers of its size resolve.
  var costScale: Double {
    let kept = orderCost + holdingCost + wasteCost
    return (kept > 0 ? max(min(shortageCost, 100 * kept), 1e-8 * max(shortageCost, kept)) : shortageCost) * demand.mean
  }

  /// States: (largest order + 1) to the power of ages and orders under way together.
  var stateEstimate: Double { (0..<(shelfLife + leadTime - 1)).reduce(1.0) { n, _ in n * Double(largestOrder + 1) } }

  /// What a demand does to the shelf.
  ///
  /// - Parameter ages: units by periods left, those in their last period first; afterwards what the next period begins with, before the
  ///   delivery, whose place at the end is 0.
  /// - Returns: units lost, wasted and left.
  func issue(_ d: Int, _ ages: inout [Int32]) -> (lost: Int, wasted: Int, left: Int) {
    var rest = Int32(clamping: d)
    func take(_ i: Int) {
      let taken = min(rest, ages[i])
      ages[i] -= taken
      rest -= taken
    }
    switch issuing {
    case .oldestFirst: for i in 0..<shelfLife { take(i) }
    case .freshestFirst: for i in stride(from: shelfLife - 1, through: 0, by: -1) { take(i) }
    }
    let wasted = Int(ages[0])
    var left = 0
    for i in 1..<max(1, shelfLife) {
      ages[i - 1] = ages[i]
      left += Int(ages[i])
    }
    ages[shelfLife - 1] = 0
    return (Int(rest), wasted, left)
  }

  /// Expected cost of a period that begins with these ages, without the order.
  func periodCost(_ ages: [Int32]) -> Double {
    var sum = 0.0
    for (k, p) in demand.probabilities.enumerated() where p > 0 {
      var shelf = ages
      let result = issue(demand.offset + k, &shelf)
      sum += p * (shortageCost * Double(result.lost) + wasteCost * Double(result.wasted) + holdingCost * Double(result.left))
    }
    return sum
  }
}

/// The best of all policies for a perishable item, with bounds.
public struct PerishableOptimum: Sendable {
  /// Discounted criterion: the least expected discounted cost from an empty system lies between these; average criterion: the least
  /// average cost of a period.
  public var lower: Double
  public var upper: Double
  public var states: Int
  public var sweeps: Int
  let problem: PerishableProblem
  let choice: [Int32]

  /// The middle of the bounds.
  public var cost: Double { (lower + upper) / 2 }

  /// Units to order now.
  ///
  /// - Parameters:
  ///   - ages: units by periods they can still be sold in, the oldest first, as many as the shelf life; one fewer where orders arrive at
  ///     once, since nothing is fresh before the order.
  ///   - pipeline: orders due in 1, 2, … *L* − 1 periods.
  /// - Returns: nil where a number is out of range.
  public func order(ages: [Int], pipeline: [Int]) -> Int? {
    let digits = ages + pipeline
    if ages.count != problem.shelfLife - (problem.leadTime == 0 ? 1 : 0) || pipeline.count != max(0, problem.leadTime - 1) { return nil }
    var index = 0
    for x in digits {
      if x < 0 || x > problem.largestOrder { return nil }
      index = index * (problem.largestOrder + 1) + x
    }
    return Int(choice[index])
  }
}

/// The step for a perishable item.
///
/// A state is the number whose digits are the ages, oldest first, then the orders under way. What a demand leaves behind is a number of
/// fewer digits; the values behind it for all orders under way and the new one stand side by side, so that the expectation is a weighted
/// sum of contiguous rows.
struct PerishableOperator: BellmanOperator {
  let problem: PerishableProblem
  let side: Int
  /// Numbers of age vectors, of rows behind each, and of orders in a row.
  private let ageCount: Int
  let pipelines: Int
  /// For each age vector the rows its demands lead to, their probabilities, and the period's expected cost.
  private(set) var rowStart: [Int] = [0]
  private(set) var rows: [Int32] = []
  private(set) var weights: [Double] = []
  private(set) var costs: [Double] = []
  private static let blockSize = 32

  init(_ problem: PerishableProblem, control: SolverControl) throws(OptimizationError) {
    self.problem = problem
    side = problem.largestOrder + 1
    ageCount = (0..<problem.shelfLife).reduce(1) { n, _ in n * (problem.largestOrder + 1) }
    pipelines = (1..<problem.leadTime).reduce(1) { n, _ in n * (problem.largestOrder + 1) }
    costs.reserveCapacity(ageCount)
    rowStart.reserveCapacity(ageCount + 1)
    var ages = [Int32](repeating: 0, count: problem.shelfLife)
    var shelf = ages
    for a in 0..<ageCount {
      if a % 4096 == 0 { try control.check() }
      var rest = a
      for i in stride(from: ages.count - 1, through: 0, by: -1) {
        ages[i] = Int32(rest % side)
        rest /= side
      }
      appendOutcomes(ages, &shelf)
    }
  }

  /// Memory of the operator's tables and the iteration's, bytes.
  static func bytes(_ problem: PerishableProblem) -> Double {
    let ages = (0..<problem.shelfLife).reduce(1.0) { n, _ in n * Double(problem.largestOrder + 1) }
    let outcomes = min(Double(problem.demand.probabilities.count), Double(problem.shelfLife * problem.largestOrder + 1))
    return problem.stateEstimate * 20 + ages * (16 + outcomes * 12)
  }

  var stateCount: Int { ageCount * pipelines }
  var blockCount: Int { (ageCount + Self.blockSize - 1) / Self.blockSize }

  func apply(
    block: Int, values: UnsafePointer<Double>, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, mode: SweepMode,
    discount: Double
  ) -> ChangeRange {
    var range = ChangeRange()
    let width = pipelines * side
    var row = [Double](repeating: 0, count: width)
    let first = block * Self.blockSize
    for a in first..<min(ageCount, first + Self.blockSize) {
      let cost = costs[a]
      let reached = rowStart[a]..<rowStart[a + 1]
      row.withUnsafeMutableBufferPointer { row in
        let out = row.baseAddress!
        let base = a * pipelines
        if case .follow = mode {
          for q in 0..<pipelines {
            let z = Int(choice[base + q])
            var sum = 0.0
            for k in reached { sum += weights[k] * values[Int(rows[k]) * width + q * side + z] }
            next[base + q] = cost + problem.orderCost * Double(z) + discount * sum
          }
        } else {
          out.update(repeating: 0, count: width)
          for k in reached { LatticeArithmetic.add(weights[k], values + Int(rows[k]) * width, to: out, width) }
          for q in 0..<pipelines {
            var best = Double.infinity
            var order = 0
            for z in 0..<side {
              let value = problem.orderCost * Double(z) + discount * out[q * side + z]
              if value < best {
                best = value
                order = z
              }
            }
            next[base + q] = cost + best
            choice[base + q] = Int32(truncatingIfNeeded: order)
          }
        }
        for q in 0..<pipelines { range.take(next[base + q] - values[base + q]) }
      }
    }
    return range
  }

  /// Demands that leave the same behind are one row.
  private mutating func appendOutcomes(_ ages: [Int32], _ shelf: inout [Int32]) {
    costs.append(problem.appendOutcomes(of: ages, side: side, shelf: &shelf, rows: &rows, weights: &weights))
    rowStart.append(rows.count)
  }
}

extension PerishableProblem {
  /// Where a period's demand leads from given ages: the ages left, as numbers to base `side`, and their probabilities; neighbours that
  /// agree are one.
  ///
  /// - Parameter shelf: room for as many ages.
  /// - Returns: the period's expected cost.
  func appendOutcomes(of ages: [Int32], side: Int, shelf: inout [Int32], rows: inout [Int32], weights: inout [Double]) -> Double {
    let first = rows.count
    var cost = 0.0
    for (k, p) in demand.probabilities.enumerated() where p > 0 {
      for i in ages.indices { shelf[i] = ages[i] }
      let result = issue(demand.offset + k, &shelf)
      cost += p * (shortageCost * Double(result.lost) + wasteCost * Double(result.wasted) + holdingCost * Double(result.left))
      var index = 0
      for i in 0..<(ages.count - 1) { index = index * side + Int(shelf[i]) }
      if rows.count > first, Int(rows[rows.count - 1]) == index {
        weights[weights.count - 1] += p
      } else {
        rows.append(Int32(index))
        weights.append(p)
      }
    }
    return cost
  }
}

extension PerishableProblem {
  /// The least cost over all policies that know the age vector, and a policy that attains it.
  ///
  /// Value iteration with MacQueen's bounds (discounted) or Odoni's (average); no structure of the policy is assumed, since none is known
  /// beyond a lead time of one (B. Fries, "Optimal ordering policy for a perishable commodity with fixed lifetime", *Operations Research*
  /// 23(1), 1975; S. Nahmias, the same issue).
  ///
  /// - Parameter tolerance: width of the bounds, money; nil for a hundred-thousandth of the cost of losing all demand.
  /// - Throws: `stateSpaceTooLarge` where (largest order + 1)^(shelf life + lead time − 1) states do not fit.
  /// - Complexity: O(states × orders × points of demand) a sweep.
  public func optimum(_ criterion: Criterion, tolerance: Double? = nil, control: SolverControl = SolverControl())
    throws(OptimizationError) -> PerishableOptimum
  {
    if leadTime == 0 { return try optimumAtOnce(criterion, tolerance: tolerance, control: control) }
    try validate()
    try criterion.validate()
    try control.admit(states: stateEstimate, bytesEach: PerishableOperator.bytes(self) / stateEstimate, reduce: Self.reduce)
    if stateEstimate * Double(largestOrder + 1) * Double(demand.probabilities.count) > 1e11 {
      throw .tooMuchWork(
        operations: stateEstimate * Double(largestOrder + 1) * Double(demand.probabilities.count), limit: 1e11, reduce: Self.reduce)
    }
    var scale = costScale
    if case .discounted(let factor) = criterion { scale /= 1 - factor }
    let step = try PerishableOperator(self, control: control)
    let found = try step.solve(
      criterion, method: .modifiedPolicyIteration(sweeps: 2), tolerance: tolerance ?? 1e-5 * scale, control: control)
    return PerishableOptimum(
      lower: found.lower, upper: found.upper, states: step.stateCount, sweeps: found.sweeps, problem: self, choice: found.choice)
  }
}
