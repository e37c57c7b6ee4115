import Groundwork
import Randomness
import Testing

@testable import Optimization

@Suite struct `Perishable items` {
  func problem(
    _ law: LatticeDistribution, life: Int, lead: Int, most: Int, _ issuing: PerishableProblem.Issuing, order: Double = 3, h: Double = 1,
    short: Double = 5, waste: Double = 7
  ) -> PerishableProblem {
    PerishableProblem(
      demand: law, shelfLife: life, leadTime: lead, largestOrder: most, issuing: issuing, orderCost: order, holdingCost: h,
      shortageCost: short, wasteCost: waste)
  }

  struct Row: Sendable {
    var life: Int
    var lead: Int
    var waste: Double
    var issuing: PerishableProblem.Issuing
    var value: Double
    var window: Double
    var base: (Int, Double)
  }

  /// B. De Moor, J. Gijsbrechts and R. Boute, *EJOR* 301(2), 2022; J. Farrington et al., *Annals of Operations Research* 349(3), 2025,
  /// Table 3; values from the empty system recomputed.
  static let rows: [Row] = {
    var rows = [
      Row(life: 2, lead: 2, waste: 7, issuing: .freshestFirst, value: 1615.0696, window: 1551.425, base: (7, 1589.982)),
      Row(life: 3, lead: 1, waste: 7, issuing: .oldestFirst, value: 1479.0588, window: 1424.394, base: (8, 1434.949)),
    ]
    #if !DEBUG
      rows += [
        Row(life: 3, lead: 1, waste: 7, issuing: .freshestFirst, value: 1542.698, window: 1489.971, base: (6, 1500.764)),
        Row(life: 3, lead: 2, waste: 10, issuing: .oldestFirst, value: 1505.7036, window: 1436.845, base: (10, 1457.266)),
        Row(life: 3, lead: 2, waste: 10, issuing: .freshestFirst, value: 1589.6944, window: 1526.338, base: (8, 1544.036)),
      ]
    #endif
    return rows
  }()

  @Test(arguments: rows) func `the published instances`(_ row: Row) throws {
    let law = try Law.gamma(mean: 4, sd: 2).lattice(tail: 1e-10)
    let problem = problem(law, life: row.life, lead: row.lead, most: 10, row.issuing, waste: row.waste)
    let best = try problem.optimum(.discounted(0.99), tolerance: 0.01)
    #expect(abs(best.cost - row.value) < 0.02 && best.upper - best.lower <= 0.01)
    let window = PerishableProblem.Window(warmUp: 100, periods: 365, discount: 0.99)
    #expect(abs(try problem.evaluate(best, over: window).cost - row.window) < 0.05)
    let base = try problem.evaluate(.baseStock(S: row.base.0), over: window)
    #expect(abs(base.cost - row.base.1) < 0.05)
    for S in [row.base.0 - 1, row.base.0 + 1] { #expect(try problem.evaluate(.baseStock(S: S), over: window).cost > base.cost) }
  }

  /// The rules of the shelf told once more: every unit has its own last day, and units are picked one by one.
  func wholeProcess(_ problem: PerishableProblem) throws -> DecisionProcess {
    let n = problem.shelfLife + problem.leadTime - 1
    let side = problem.largestOrder + 1
    var count = 1
    for _ in 0..<n { count *= side }
    return try DecisionProcess(stateCount: count) { state in
      var digits: [Int] = []
      var rest = state
      for _ in 0..<n {
        digits.insert(rest % side, at: 0)
        rest /= side
      }
      return (0...problem.largestOrder).map { z in
        var cost = problem.orderCost * Double(z)
        var chances: [(state: Int, probability: Double)] = []
        for (d, p) in problem.demand.probabilities.enumerated() where p > 0 {
          var units: [Int] = []
          for (left, count) in digits.prefix(problem.shelfLife).enumerated() { units += [Int](repeating: left + 1, count: count) }
          var lost = 0
          for _ in 0..<d {
            let pick =
              problem.issuing == .oldestFirst ? units.indices.min { units[$0] < units[$1] } : units.indices.max { units[$0] < units[$1] }
            if let pick { units.remove(at: pick) } else { lost += 1 }
          }
          let wasted = units.filter { $0 == 1 }.count
          units = units.filter { $0 > 1 }.map { $0 - 1 }
          cost +=
            p * (problem.shortageCost * Double(lost) + problem.wasteCost * Double(wasted) + problem.holdingCost * Double(units.count))
          var pipeline = Array(digits.dropFirst(problem.shelfLife)) + [z]
          units += [Int](repeating: problem.shelfLife, count: pipeline.removeFirst())
          let next = (1...problem.shelfLife).map { age in units.filter { $0 == age }.count } + pipeline
          chances.append((next.reduce(0) { $0 * side + $1 }, p))
        }
        return DecisionProcess.Action(label: z, cost: cost, transitions: chances)
      }
    }
  }

  @Test func `unit by unit gives the same`() throws {
    var generator = TestGenerator(141)
    for (life, lead, issuing) in [
      (2, 1, PerishableProblem.Issuing.oldestFirst), (2, 2, .freshestFirst), (3, 1, .freshestFirst), (1, 2, .oldestFirst),
      (3, 1, .oldestFirst),
    ] {
      let problem = problem(
        randomDemand(&generator, largest: 4), life: life, lead: lead, most: 3, issuing, order: 2 * generator.uniform(),
        h: generator.uniform(), short: 3 + 5 * generator.uniform(), waste: 6 * generator.uniform())
      let slow = try wholeProcess(problem)
      let average = try problem.optimum(.average, tolerance: 1e-7)
      let listed = try slow.solve(tolerance: 1e-7).cost
      #expect(abs(average.cost - listed) < 1e-6)
      let discounted = try problem.optimum(.discounted(0.9), tolerance: 1e-6)
      let values = try slow.solve(.discounted(0.9), tolerance: 1e-6)
      #expect(abs(discounted.cost - values.values[0]) < 1e-5)
      // Over a window that ends when nothing counts any more, the policy's forward cost is its value.
      let forward = try problem.evaluate(discounted, over: .init(warmUp: 0, periods: 250, discount: 0.9))
      #expect(abs(forward.cost - discounted.cost) < 1e-4 && forward.halfWidth == 0)
      // No rule is better.
      for S in 0...8 {
        for rule in [PerishableRule.baseStock(S: S), .baseStockWithEstimatedWaste(S: S)] {
          let other = try problem.evaluate(rule, over: .init(warmUp: 0, periods: 250, discount: 0.9))
          #expect(other.cost >= discounted.cost - 1e-4)
        }
      }
    }
  }

  /// What lives for one period is bought for one period: min over z of c·z + s·E(D − z)⁺ + w·E(z − D)⁺.
  @Test func `one day's bread is a newsvendor`() throws {
    let law = poissonLaw(3)
    let found = try problem(law, life: 1, lead: 1, most: 12, .oldestFirst, order: 1, h: 9, short: 5, waste: 2).optimum(.average)
    let excess = ExpectedExcess(law)
    let least = (0...12).map { Double($0) + 5 * excess.short($0) + 2 * excess.unused($0) }.min() ?? 0
    #expect(abs(found.cost - least) < 1e-3)
  }

  @Test func `a simulated rule covers its exact cost`() throws {
    let problem = problem(poissonLaw(3), life: 3, lead: 2, most: 8, .oldestFirst)
    let window = PerishableProblem.Window(warmUp: 20, periods: 60, discount: 0.99)
    let exact = try problem.evaluate(.baseStock(S: 9), over: window)
    let simulated = try problem.evaluate(.baseStock(S: 9), over: window, stateLimit: 10, replications: 300)
    #expect(simulated.halfWidth > 0 && simulated.states == 0 && exact.states > 10)
    // Two half widths are four standard errors.
    #expect(abs(simulated.cost - exact.cost) < 2 * simulated.halfWidth)
    #expect(abs(simulated.wastePerPeriod - exact.wastePerPeriod) < 0.1)
  }

  @Test func `dearer waste, shelves and customers cost more, longer life less`() throws {
    var generator = TestGenerator(142)
    for _ in 0..<3 {
      let law = randomDemand(&generator, largest: 3)
      let start = problem(law, life: 2, lead: 1, most: 4, .oldestFirst, order: 1, h: 0.5, short: 6, waste: 3)
      let cost = try start.optimum(.average, tolerance: 1e-6).cost
      for change in [\PerishableProblem.wasteCost, \.holdingCost, \.shortageCost, \.orderCost] {
        var other = start
        other[keyPath: change] += 1
        #expect(try other.optimum(.average, tolerance: 1e-6).cost >= cost - 1e-6)
      }
      var longer = start
      longer.shelfLife = 3
      #expect(try longer.optimum(.average, tolerance: 1e-6).cost <= cost + 1e-6)
      var picked = start
      picked.issuing = .freshestFirst
      #expect(try picked.optimum(.average, tolerance: 1e-6).cost >= cost - 1e-6)
    }
  }

  @Test func `extremes get an answer or a reason`() throws {
    let law = poissonLaw(4)
    for broken in [
      problem(law, life: 0, lead: 1, most: 4, .oldestFirst), problem(law, life: 2, lead: -1, most: 4, .oldestFirst),
      problem(law, life: 2, lead: 1, most: 0, .oldestFirst), problem(law, life: 2, lead: 1, most: 4, .oldestFirst, waste: .nan),
      problem(law, life: 2, lead: 1, most: 4, .oldestFirst, short: 0),
      problem(LatticeDistribution(offset: 0, probabilities: [1]), life: 2, lead: 1, most: 4, .oldestFirst),
    ] { #expect(throws: OptimizationError.self) { try broken.optimum(.average) } }
    let valid = problem(law, life: 2, lead: 1, most: 4, .oldestFirst)
    #expect(throws: OptimizationError.self) { try valid.optimum(.discounted(1)) }
    #expect(throws: OptimizationError.self) { try valid.evaluate(.baseStock(S: -1), over: .init(warmUp: 0, periods: 9, discount: 1)) }
    #expect(throws: OptimizationError.self) { try valid.evaluate(.baseStock(S: 1), over: .init(warmUp: 0, periods: 0, discount: 1)) }
    #expect { try problem(law, life: 9, lead: 3, most: 20, .oldestFirst).optimum(.average) } throws: { error in
      if case .stateSpaceTooLarge(let states, _, _, let reduce)? = error as? OptimizationError { return states > 1e14 && !reduce.isEmpty }
      return false
    }
    // Nothing is worth its purchase: all demand is lost.
    let hopeless = try problem(law, life: 2, lead: 1, most: 4, .oldestFirst, order: 50, short: 1).optimum(.average, tolerance: 1e-7)
    #expect(abs(hopeless.cost - 4) < 1e-6 && hopeless.order(ages: [0, 0], pipeline: []) == 0)
    #expect(hopeless.order(ages: [9, 0], pipeline: []) == nil && hopeless.order(ages: [0], pipeline: []) == nil)
    let flag = Cancellation()
    flag.cancel()
    #expect(throws: OptimizationError.cancelled) { try valid.optimum(.average, control: SolverControl(cancellation: flag)) }
  }
}
