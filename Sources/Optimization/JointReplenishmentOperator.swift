internal import Foundation
internal import Randomness

/// The step for joint replenishment: shared are the costs and expectations after an order, and, where one truck takes everything, the best
/// order of every state.
///
///     G(y) = Σ cᵢ(yᵢ) + γ·E v(y − D),   (T v)(x) = min_{y ≥ x} K(y − x) + G(y)
///
/// Items' demands are independent, so the expectation is taken one item after another, over the values with mass: Σ of their numbers for a
/// state instead of the product. What an order costs beyond the items on it does not depend on its size where one truck takes everything;
/// for each set *A* of items the best order is then a running minimum along the axes of *A*, from the top of the box down:
///
///     M_∅ = G,   M_{A∪i}(x) = min(M_A(x), M_{A∪i}(x + eᵢ)),   (T v)(x) = min(G(x), min_A K + Σ_{i∈A} kᵢ + M_A(x))
///
/// With trucks every state looks at all it can order.
struct JointReplenishmentOperator: BellmanOperator {
  let problem: JointReplenishmentProblem
  let box: StockBox
  private let count: Int
  private let steps: [Int]
  /// Expected cost of a period after ordering up to each level, by item.
  private let costs: [[Double]]
  /// Of each item the demands with mass, where items are independent.
  private let alone: [[(demand: Int, probability: Double)]]
  /// Joint demands and their probabilities, row-major, one column per item: the expectation where items are not independent, and the chain
  /// of `edges`.
  private let demands: [Int]
  private let chances: [Double]
  /// Whether one truck takes whatever the box allows.
  private let isOneTruck: Bool
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
    alone = Self.values(problem)
    demands = []
    chances = []
    isOneTruck = Self.isOneTruck(problem, box)
  }

  /// The same for expectations and demands made elsewhere.
  ///
  /// - Parameters:
  ///   - problem: what orders cost, and the demands where `isIndependent`; nothing else of it is read.
  ///   - costs: of a step after ordering up to each level, by item.
  ///   - demands: row-major, one column per item.
  ///   - isIndependent: whether `demands` are those of the problem's items, each drawn by itself.
  init(
    _ problem: JointReplenishmentProblem, box: StockBox, costs: [[Double]], demands: [Int], chances: [Double], isIndependent: Bool = false
  ) {
    self.problem = problem
    self.box = box
    count = Int(box.size)
    steps = Self.steps(box)
    self.costs = costs
    alone = isIndependent ? Self.values(problem) : []
    self.demands = demands
    self.chances = chances
    isOneTruck = Self.isOneTruck(problem, box)
  }

  private static func values(_ problem: JointReplenishmentProblem) -> [[(demand: Int, probability: Double)]] {
    problem.items.map { item in
      item.demand.probabilities.enumerated().filter { $0.element > 0 }.map { (item.demand.offset + $0.offset, $0.element) }
    }
  }

  private static func isOneTruck(_ problem: JointReplenishmentProblem, _ box: StockBox) -> Bool {
    guard let truck = problem.truck else { return true }
    return truck >= box.sides.reduce(0) { $0 + $1 - 1 }
  }

  /// Operations of a sweep that follows and of one that improves.
  static func work(_ problem: JointReplenishmentProblem, box: StockBox) -> (follow: Double, improve: Double) {
    let n = problem.items.count
    let values = problem.items.reduce(0.0) { $0 + Double($1.demand.probabilities.count { $0 > 0 }) }
    let expected = box.size * (values + 4 * Double(n))
    let orders =
      isOneTruck(problem, box) ? Double(n + 2) * pow(2, Double(min(n, 1000))) : box.size / pow(2, Double(min(n, 1000))) * 2
    return (expected, expected + box.size * orders)
  }

  /// Bytes of a state: two arrays of values and shared numbers, and the choice.
  static let bytesEach = 20 + 16 * 5.0

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
  /// Two arrays in turns, of which the last one written holds G, and the best values, what they order, and the running minimum's.
  var scratchCount: Int { isOneTruck ? 5 * count : 2 * count }
  /// Items one after another, or their joint demands; then the orders.
  var scratchStageCount: Int { max(1, alone.count) + (isOneTruck ? 1 : 0) }

  func scratchBlockCount(stage: Int) -> Int { stage < max(1, alone.count) ? blockCount : 1 }

  /// Where G lies in the shared numbers.
  private var worthOffset: Int { (max(1, alone.count) - 1) % 2 * count }

  func prepare(
    stage: Int, block: Int, values: UnsafePointer<Double>, scratch: UnsafeMutablePointer<Double>, mode: SweepMode, discount: Double
  ) {
    if stage >= max(1, alone.count) {
      if case .follow = mode { return }
      order(scratch)
      return
    }
    let states = (block * Self.blockSize)..<min(count, (block + 1) * Self.blockSize)
    if alone.isEmpty {
      together(states, values, scratch, discount)
      return
    }
    let source = stage == 0 ? values : UnsafePointer(scratch + (stage - 1) % 2 * count)
    let target = scratch + stage % 2 * count
    let isLast = stage == alone.count - 1
    let (step, side) = (steps[stage], box.sides[stage])
    alone[stage].withUnsafeBufferPointer { law in
      for y in states {
        let place = y / step % side
        var expected = 0.0
        var rest = 1.0
        for (demand, p) in law {
          // All that would fall below the box counts as its edge.
          if demand >= place {
            expected += max(0, rest) * source[y - place * step]
            break
          }
          expected += p * source[y - demand * step]
          rest -= p
        }
        target[y] = isLast ? cost(y) + discount * expected : expected
      }
    }
  }

  /// Expected cost of a period after ordering up to a state.
  private func cost(_ y: Int) -> Double {
    var rest = y
    var sum = 0.0
    for i in steps.indices {
      sum += costs[i][rest / steps[i]]
      rest %= steps[i]
    }
    return sum
  }

  private func together(_ states: Range<Int>, _ values: UnsafePointer<Double>, _ scratch: UnsafeMutablePointer<Double>, _ discount: Double)
  {
    let n = problem.items.count
    for y in states {
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

  /// The best order of every state where one truck takes everything; ties go to fewer items and smaller orders.
  private func order(_ scratch: UnsafeMutablePointer<Double>) {
    let worth = scratch + worthOffset
    let least = scratch + (count - worthOffset)
    let (best, target, place) = (scratch + 2 * count, scratch + 3 * count, scratch + 4 * count)
    for x in 0..<count {
      best[x] = worth[x]
      target[x] = Double(x)
    }
    for items in 1..<(1 << steps.count) {
      var fee = problem.majorCost
      for x in 0..<count {
        least[x] = worth[x]
        place[x] = Double(x)
      }
      for i in steps.indices where items >> i & 1 == 1 {
        fee += problem.items[i].minorCost
        let (step, side) = (steps[i], box.sides[i])
        for x in stride(from: count - 1, through: 0, by: -1) where x / step % side < side - 1 {
          if least[x + step] < least[x] - 1e-12 * abs(least[x]) {
            least[x] = least[x + step]
            place[x] = place[x + step]
          }
        }
      }
      for x in 0..<count where Int(place[x]) != x {
        let value = fee + least[x]
        if value < best[x] - 1e-12 * abs(best[x]) {
          best[x] = value
          target[x] = place[x]
        }
      }
    }
  }

  func apply(
    block: Int, values: UnsafePointer<Double>, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, mode: SweepMode,
    discount: Double
  ) -> ChangeRange {
    let worth = values + count + worthOffset
    let (best, targets) = (values + 3 * count, values + 4 * count)
    var range = ChangeRange()
    let first = block * Self.blockSize
    for x in first..<min(count, first + Self.blockSize) {
      if isOneTruck, mode != .follow {
        next[x] = best[x]
        choice[x] = Int32(targets[x])
        range.take(next[x] - values[x])
        continue
      }
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
