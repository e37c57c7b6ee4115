internal import Randomness

/// The step for a perishable item whose orders arrive at once: a state is the ages that are left over, without a place for what is fresh.
///
///     V(a) = min over z of c·z + cost(a, z) + γ·E V(what demand leaves of a with z fresh units)
struct PerishableAtOnceOperator: BellmanOperator {
  let side: Int
  let orderCost: Double
  /// Order up to this where only a base stock is looked at.
  let level: Int?
  let largestOrder: Int
  let stateCount: Int
  /// Rows behind each vector of ages, the fresh ones last.
  private var rowStart: [Int] = [0]
  private var rows: [Int32] = []
  private var weights: [Double] = []
  private var costs: [Double] = []
  private var totals: [Int32] = []
  private static let blockSize = 64

  var blockCount: Int { (stateCount + Self.blockSize - 1) / Self.blockSize }

  init(_ problem: PerishableProblem, level: Int?, control: SolverControl) throws(OptimizationError) {
    side = problem.largestOrder + 1
    orderCost = problem.orderCost
    largestOrder = problem.largestOrder
    self.level = level
    stateCount = (1..<problem.shelfLife).reduce(1) { n, _ in n * (problem.largestOrder + 1) }
    var ages = [Int32](repeating: 0, count: problem.shelfLife)
    var shelf = ages
    for state in 0..<stateCount {
      if state % 4096 == 0 { try control.check() }
      var rest = state
      for i in stride(from: ages.count - 2, through: 0, by: -1) {
        ages[i] = Int32(rest % side)
        rest /= side
      }
      totals.append(ages.dropLast().reduce(0, +))
      for z in 0..<side {
        ages[ages.count - 1] = Int32(z)
        costs.append(problem.appendOutcomes(of: ages, side: side, shelf: &shelf, rows: &rows, weights: &weights))
        rowStart.append(rows.count)
      }
    }
  }

  func apply(
    block: Int, values: UnsafePointer<Double>, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, mode: SweepMode,
    discount: Double
  ) -> ChangeRange {
    var range = ChangeRange()
    let first = block * Self.blockSize
    for state in first..<min(stateCount, first + Self.blockSize) {
      func value(_ z: Int) -> Double {
        let place = state * side + z
        var sum = 0.0
        for k in rowStart[place]..<rowStart[place + 1] { sum += weights[k] * values[Int(rows[k])] }
        return orderCost * Double(z) + costs[place] + discount * sum
      }
      if case .follow = mode {
        next[state] = value(Int(choice[state]))
      } else if let level {
        let z = max(0, min(largestOrder, level - Int(totals[state])))
        next[state] = value(z)
        choice[state] = Int32(z)
      } else {
        var best = Double.infinity
        for z in 0..<side {
          let own = value(z)
          if own < best {
            best = own
            choice[state] = Int32(z)
          }
        }
        next[state] = best
      }
      range.take(next[state] - values[state])
    }
    return range
  }
}

extension PerishableProblem {
  /// States where orders arrive at once: (largest order + 1) to the power of the ages that can be left over.
  var stateEstimateAtOnce: Double { (1..<max(1, shelfLife)).reduce(1.0) { n, _ in n * Double(largestOrder + 1) } }

  /// The least cost with a lead time of zero over all policies that know the ages, or, with a level, the cost of ordering up to it.
  ///
  /// - Parameter baseStock: the level of a base stock to be judged; nil for the best of all policies.
  /// - Throws: `invalid` where the lead time is not zero; `stateSpaceTooLarge`.
  /// - Complexity: O(states × orders × points of demand) a sweep.
  public func optimumAtOnce(
    _ criterion: Criterion, baseStock: Int? = nil, tolerance: Double? = nil, control: SolverControl = SolverControl()
  ) throws(OptimizationError) -> PerishableOptimum {
    if leadTime != 0 { throw .invalid(field: "leadTime", reason: "must be 0 where orders arrive at once") }
    try validate(leastLeadTime: 0)
    try criterion.validate()
    if let baseStock, baseStock < 0 || baseStock > 1 << 30 { throw .invalid(field: "baseStock", reason: "must be 0 to 2³⁰ units") }
    let outcomes = min(Double(demand.probabilities.count), Double(shelfLife * largestOrder + 1))
    let rows = stateEstimateAtOnce * Double(largestOrder + 1)
    try control.admit(states: stateEstimateAtOnce, bytesEach: 20 + Double(largestOrder + 1) * (16 + outcomes * 12), reduce: Self.reduce)
    if rows * Double(demand.probabilities.count) > 2e10 {
      throw .stateSpaceTooLarge(states: stateEstimateAtOnce, bytes: rows * outcomes * 12, limit: 2e10, reduce: Self.reduce)
    }
    var scale = costScale
    if case .discounted(let factor) = criterion { scale /= 1 - factor }
    let step = try PerishableAtOnceOperator(self, level: baseStock, control: control)
    let found = try step.solve(
      criterion, method: .modifiedPolicyIteration(sweeps: 2), tolerance: tolerance ?? 1e-5 * scale, control: control)
    return PerishableOptimum(
      lower: found.lower, upper: found.upper, states: step.stateCount, sweeps: found.sweeps, problem: self, choice: found.choice)
  }
}
