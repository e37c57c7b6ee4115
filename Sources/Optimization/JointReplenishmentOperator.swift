internal import Randomness

/// The step for joint replenishment: shared are the costs and expectations after an order, then every state looks at all it can order.
///
///     G(y) = Σ cᵢ(yᵢ) + γ·E v(y − D),   (T v)(x) = min_{y ≥ x} K(y − x) + G(y)
struct JointReplenishmentOperator: BellmanOperator {
  let problem: JointReplenishmentProblem
  let box: StockBox
  private let count: Int
  private let steps: [Int]
  /// Expected cost of a period after ordering up to each level, by item.
  private let costs: [[Double]]
  /// Joint demands and their probabilities, row-major, one column per item.
  private let demands: [Int]
  private let chances: [Double]
  private static let blockSize = 64

  init(_ problem: JointReplenishmentProblem, box: StockBox) {
    self.problem = problem
    self.box = box
    count = Int(box.size)
    steps = Self.steps(box)
    costs = problem.items.enumerated().map { i, item in
      let excess = ExpectedExcess(LatticeArithmetic.power(item.demand, problem.leadTime + 1))
      return (box.low[i]...box.high[i]).map { item.holdingCost * excess.unused($0) + item.backorderCost * excess.short($0) }
    }
    var rows: [[Int]] = [[]]
    var weights = [1.0]
    for item in problem.items {
      var longer: [[Int]] = []
      var heavier: [Double] = []
      for (row, weight) in zip(rows, weights) {
        for (k, p) in item.demand.probabilities.enumerated() where p > 0 {
          longer.append(row + [item.demand.offset + k])
          heavier.append(weight * p)
        }
      }
      rows = longer
      weights = heavier
    }
    demands = rows.flatMap { $0 }
    chances = weights
  }

  /// The same for expectations and demands made elsewhere.
  ///
  /// - Parameters:
  ///   - problem: what orders cost; nothing else of it is read.
  ///   - costs: of a step after ordering up to each level, by item.
  ///   - demands: row-major, one column per item.
  init(_ problem: JointReplenishmentProblem, box: StockBox, costs: [[Double]], demands: [Int], chances: [Double]) {
    self.problem = problem
    self.box = box
    count = Int(box.size)
    steps = Self.steps(box)
    self.costs = costs
    self.demands = demands
    self.chances = chances
  }

  private static func steps(_ box: StockBox) -> [Int] {
    var steps = [Int](repeating: 1, count: box.low.count)
    for i in stride(from: steps.count - 2, through: 0, by: -1) { steps[i] = steps[i + 1] * box.sides[i + 1] }
    return steps
  }

  /// Which edges a policy touches in the long run, from the top of the box.
  ///
  /// - Parameter choice: where each state orders up to.
  func edges(_ choice: [Int32], control: SolverControl) throws(OptimizationError) -> (share: Double, low: [Bool], high: [Bool]) {
    let n = box.low.count
    func target(_ state: [Int32]) -> [Int] {
      let position = state.map { Int($0) }
      return box.index(of: position).map { box.levels(of: Int(choice[$0])) } ?? position
    }
    let chain = try ReachableChain(
      from: box.high.map { Int32($0) }, probabilities: chances, control: control, reduce: JointReplenishmentProblem.reduce
    ) { state, outcome in
      let up = target(state)
      return (0..<n).map { Int32(max(box.low[$0], up[$0] - demands[outcome * n + $0])) }
    }
    let mass = try chain.stationaryLaw(tolerance: 1e-12, control: control)
    var share = 0.0
    var low = [Bool](repeating: false, count: n), high = low
    for (state, p) in zip(chain.states, mass) where p > 1e-11 {
      let up = target(state)
      var touches = false
      for i in 0..<n {
        if Int(state[i]) <= box.low[i] {
          low[i] = true
          touches = true
        }
        if up[i] > Int(state[i]), up[i] >= box.high[i] {
          high[i] = true
          touches = true
        }
      }
      if touches { share += p }
    }
    return (share, low, high)
  }

  var stateCount: Int { count }
  var blockCount: Int { (count + Self.blockSize - 1) / Self.blockSize }
  var scratchCount: Int { count }
  var scratchBlockCount: Int { blockCount }

  func prepare(block: Int, values: UnsafePointer<Double>, scratch: UnsafeMutablePointer<Double>, discount: Double) {
    let n = problem.items.count
    let first = block * Self.blockSize
    for y in first..<min(count, first + Self.blockSize) {
      let levels = box.levels(of: y)
      var cost = 0.0
      for i in 0..<n { cost += costs[i][levels[i] - box.low[i]] }
      var expected = 0.0
      for (k, p) in chances.enumerated() {
        var index = 0
        for i in 0..<n { index += max(0, levels[i] - demands[k * n + i] - box.low[i]) * steps[i] }
        expected += p * values[index]
      }
      scratch[y] = cost + discount * expected
    }
  }

  func apply(
    block: Int, values: UnsafePointer<Double>, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, mode: SweepMode,
    discount: Double
  ) -> ChangeRange {
    let worth = values + count
    var range = ChangeRange()
    let first = block * Self.blockSize
    for x in first..<min(count, first + Self.blockSize) {
      let levels = box.levels(of: x)
      if case .follow = mode {
        let target = Int(choice[x])
        let up = box.levels(of: target)
        var units = 0
        var minor = 0.0
        for i in 0..<levels.count where up[i] > levels[i] {
          units += up[i] - levels[i]
          minor += problem.items[i].minorCost
        }
        next[x] = worth[target] + problem.orderCost(units: units, minor: minor)
      } else {
        var best = worth[x]
        var target = x
        look(0, levels, index: x, units: 0, minor: 0, worth, &best, &target)
        next[x] = best
        choice[x] = Int32(target)
      }
      range.take(next[x] - values[x])
    }
    return range
  }

  /// All orders of the items from `i` on; ties go to the smaller order.
  private func look(
    _ i: Int, _ levels: [Int], index: Int, units: Int, minor: Double, _ worth: UnsafePointer<Double>, _ best: inout Double,
    _ target: inout Int
  ) {
    let room = box.high[i] - levels[i]
    let step = steps[i]
    let last = i == levels.count - 1
    for q in 0...room {
      let fee = minor + (q > 0 ? problem.items[i].minorCost : 0)
      if last {
        if units + q == 0 { continue }
        let value = worth[index + q * step] + problem.orderCost(units: units + q, minor: fee)
        if value < best - 1e-12 * abs(best) {
          best = value
          target = index + q * step
        }
      } else {
        look(i + 1, levels, index: index + q * step, units: units + q, minor: fee, worth, &best, &target)
      }
    }
  }
}
