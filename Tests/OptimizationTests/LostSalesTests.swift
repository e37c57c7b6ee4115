import Foundation
import Groundwork
import Randomness
import Testing

@testable import Optimization

/// Geometric on 0, 1, 2, … with P(k) = (1 − r)·rᵏ.
func geometricLaw(_ mean: Double, points: Int = 400) -> LatticeDistribution {
  let r = mean / (1 + mean)
  var p = (0..<points).map { (1 - r) * pow(r, Double($0)) }
  p[points - 1] = pow(r, Double(points - 1))
  return LatticeDistribution(offset: 0, probabilities: p)
}

/// A small random demand law, with gaps, at least one unit possible.
func randomDemand(_ generator: inout TestGenerator, largest: Int) -> LatticeDistribution {
  var weights = (0...largest).map { _ in generator.uniform() < 0.2 ? 0 : generator.uniform() }
  weights[0] += 0.1
  weights[largest] += 0.1
  let sum = weights.reduce(0, +)
  return LatticeDistribution(offset: 0, probabilities: weights.map { $0 / sum })
}

@Suite struct `Lost sales with a lead time` {
  struct Row: Sendable, CustomTestStringConvertible {
    var geometric: Bool
    var lead: Int
    var p: Double
    var optimum: Double
    var base: (Int, Double)
    var capped: (Int, Int, Double)
    var constant: (Int, Double)
    var testDescription: String { "\(geometric ? "geometric" : "Poisson") L=\(lead) p=\(p)" }
  }

  /// The bed of P. Zipkin, "Old and new methods for lost-sales inventory systems", *Operations Research* 56(5), 2008, Table 3; capped base
  /// stock as in L. Xin, *Operations Research* 69(1), 2021.
  static let rows: [Row] = {
    var rows = [
      Row(geometric: true, lead: 1, p: 39, optimum: 23.865687, base: (27, 24.006636), capped: (27, 16, 23.947227), constant: (4, 49)),
      Row(geometric: true, lead: 1, p: 4, optimum: 9.817487, base: (12, 10.041803), capped: (13, 5, 9.871236), constant: (3, 11)),
      Row(geometric: true, lead: 2, p: 39, optimum: 26.213769, base: (34, 26.553505), capped: (34, 12, 26.388067), constant: (4, 49)),
      Row(geometric: false, lead: 1, p: 19, optimum: 6.675744, base: (15, 6.727784), capped: (15, 8, 6.687751), constant: (4, 20.274794)),
      Row(geometric: false, lead: 1, p: 39, optimum: 7.83595, base: (16, 7.862646), capped: (16, 9, 7.842476), constant: (4, 40.274794)),
      Row(geometric: false, lead: 1, p: 9, optimum: 5.438218, base: (13, 5.54747), capped: (14, 6, 5.481229), constant: (4, 10.274794)),
      Row(geometric: false, lead: 2, p: 19, optimum: 7.664416, base: (21, 7.842175), capped: (21, 7, 7.720857), constant: (4, 20.274794)),
      Row(geometric: false, lead: 2, p: 4, optimum: 4.395295, base: (16, 4.638646), capped: (17, 5, 4.405729), constant: (4, 5.274794)),
      Row(geometric: false, lead: 3, p: 4, optimum: 4.598719, base: (20, 4.974995), capped: (21, 5, 4.630773), constant: (4, 5.274794)),
    ]
    #if !DEBUG
      rows += [
        Row(geometric: true, lead: 3, p: 9, optimum: 16.136742, base: (26, 16.871668), capped: (27, 6, 16.295561), constant: (4, 19)),
        Row(geometric: true, lead: 4, p: 19, optimum: 22.953004, base: (38, 23.849484), capped: (39, 7, 23.208419), constant: (4, 29)),
        Row(geometric: true, lead: 4, p: 39, optimum: 29.355931, base: (45, 30.107836), capped: (46, 9, 29.670162), constant: (4, 49)),
        Row(
          geometric: false, lead: 3, p: 39, optimum: 10.038477, base: (28, 10.217631), capped: (28, 7, 10.085285),
          constant: (
            4,
            40.274794
          )),
        Row(geometric: false, lead: 4, p: 19, optimum: 8.887175, base: (31, 9.231936), capped: (31, 6, 8.954384), constant: (4, 20.274794)),
        Row(
          geometric: false, lead: 4, p: 39, optimum: 10.794409, base: (33, 11.062286), capped: (34, 6, 10.892602),
          constant: (
            4,
            40.274794
          )),
      ]
    #endif
    return rows
  }()

  @Test(arguments: rows) func `the published bed`(_ row: Row) throws {
    let law = row.geometric ? geometricLaw(5) : poissonLaw(5)
    let problem = LostSalesProblem(demand: law, leadTime: row.lead, holdingCost: 1, lostSaleCost: row.p)
    let best = try problem.optimum()
    #expect(abs(best.cost - row.optimum) < 0.002)
    let base = try problem.bestBaseStock()
    #expect(base.S == row.base.0 && abs(base.cost - row.base.1) < 0.002)
    let capped = try problem.bestCappedBaseStock()
    #expect(capped.S == row.capped.0 && capped.cap == row.capped.1 && abs(capped.cost - row.capped.2) < 0.002)
    let constant = try problem.bestConstantOrder()
    #expect(constant.cap == row.constant.0 && abs(constant.cost - row.constant.1) < 0.002)
  }

  /// The whole system as a list of states and transitions, any order up to `most`: no window, no fractile, no column.
  func wholeProcess(_ problem: LostSalesProblem, most: Int, highest: Int) throws -> (DecisionProcess, (Int, [Int]) -> Int) {
    let width = problem.leadTime - 1
    let side = most + 1
    var pipelines = 1
    for _ in 0..<width { pipelines *= side }
    func index(_ x: Int, _ orders: [Int]) -> Int { orders.reduce(x) { $0 * side + $1 } }
    let process = try DecisionProcess(stateCount: (highest + 1) * pipelines) { state in
      var orders = [Int](repeating: 0, count: width)
      var rest = state
      for k in stride(from: width - 1, through: 0, by: -1) {
        orders[k] = rest % side
        rest /= side
      }
      let x = rest
      var cost = 0.0
      for (d, p) in problem.demand.probabilities.enumerated() {
        cost += p * (problem.holdingCost * Double(max(0, x - d)) + problem.lostSaleCost * Double(max(0, d - x)))
      }
      return (0...most).map { z in
        let all = orders + [z]
        var chances: [Int: Double] = [:]
        for (d, p) in problem.demand.probabilities.enumerated() where p > 0 {
          chances[index(min(highest, max(0, x - d) + all[0]), Array(all.dropFirst())), default: 0] += p
        }
        return DecisionProcess.Action(label: z, cost: cost, transitions: chances.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
      }
    }
    return (process, index)
  }

  @Test func `the compact space loses nothing`() throws {
    var generator = TestGenerator(81)
    for round in 0..<14 {
      let lead = round % 3 + 1
      let law = randomDemand(&generator, largest: lead == 3 ? 2 : 4)
      let problem = LostSalesProblem(
        demand: law, leadTime: lead, holdingCost: 0.5 + generator.uniform(), lostSaleCost: 0.3 + 12 * generator.uniform())
      let fast = try problem.optimum(tolerance: 1e-8)
      let levels = try problem.fractiles()
      let (process, index) = try wholeProcess(problem, most: levels[1] + 1, highest: levels[lead + 1] + 2)
      let slow = try process.solve(tolerance: 1e-8)
      #expect(abs(fast.cost - slow.cost) < 1e-7, "round \(round): \(fast.cost), all states \(slow.cost)")
      // The table, obeyed in the whole system, costs what was promised; states it does not know are never reached from the empty one.
      var choice = [Int32](repeating: 0, count: process.stateCount)
      for x in 0...levels[lead + 1] {
        for orders in everyPipeline(width: lead - 1, most: levels[1]) {
          if let z = fast.order(onHand: x, pipeline: orders) { choice[index(x, orders)] = Int32(z) }
        }
      }
      let own = try process.evaluate(choice, tolerance: 1e-8)
      #expect(abs(own.cost - fast.cost) < 1e-7)
    }
  }

  func everyPipeline(width: Int, most: Int) -> [[Int]] {
    var all: [[Int]] = [[]]
    for _ in 0..<width { all = all.flatMap { head in (0...most).map { head + [$0] } } }
    return all
  }

  @Test func `a base stock costs what its chain says`() throws {
    var generator = TestGenerator(82)
    for round in 0..<8 {
      let lead = round % 2 + 1
      let problem = LostSalesProblem(
        demand: randomDemand(&generator, largest: 3), leadTime: lead, holdingCost: 1, lostSaleCost: 1 + 9 * generator.uniform())
      let S = generator.integer(2...7)
      let cap = round % 4 < 2 ? nil : generator.integer(1...4)
      let fast = try problem.evaluate(baseStock: S, cap: cap, tolerance: 1e-9)
      let (process, index) = try wholeProcess(problem, most: S, highest: S)
      var choice = [Int32](repeating: 0, count: process.stateCount)
      for x in 0...S {
        for orders in everyPipeline(width: lead - 1, most: S) {
          choice[index(x, orders)] = Int32(min(cap ?? S, max(0, S - x - orders.reduce(0, +))))
        }
      }
      let slow = try process.evaluate(choice, tolerance: 1e-9).cost
      #expect(abs(fast.cost - slow) < 1e-8, "S \(S), cap \(String(describing: cap)), lead \(lead)")
    }
  }

  @Test func `no class beats the optimum and dearer customers or shelves cost more`() throws {
    var generator = TestGenerator(83)
    for _ in 0..<8 {
      let problem = LostSalesProblem(
        demand: randomDemand(&generator, largest: 4), leadTime: generator.integer(1...2), holdingCost: 0.5 + generator.uniform(),
        lostSaleCost: 1 + 9 * generator.uniform())
      let best = try problem.optimum(tolerance: 1e-7)
      let base = try problem.bestBaseStock(tolerance: 1e-7)
      let capped = try problem.bestCappedBaseStock(tolerance: 1e-7)
      let constant = try problem.bestConstantOrder()
      #expect(best.cost <= capped.cost + 1e-6 && capped.cost <= base.cost + 1e-6 && best.cost <= constant.cost + 1e-6)
      // The best of its class is better than its neighbours.
      for S in [(base.S ?? 0) - 1, (base.S ?? 0) + 1] where S >= 0 {
        #expect(try problem.evaluate(baseStock: S, tolerance: 1e-7).cost >= base.cost - 1e-6)
      }
      var dearer = problem
      dearer.lostSaleCost *= 1.3
      #expect(try dearer.optimum(tolerance: 1e-7).cost >= best.cost - 1e-6)
      dearer = problem
      dearer.holdingCost *= 1.3
      #expect(try dearer.optimum(tolerance: 1e-7).cost >= best.cost - 1e-6)
      var longer = problem
      longer.leadTime += 1
      #expect(try longer.optimum(tolerance: 1e-7).cost >= best.cost - 1e-6)
    }
  }

  @Test func `extremes get an answer or a reason`() throws {
    let law = poissonLaw(5)
    func problem(_ law: LatticeDistribution, lead: Int = 2, h: Double = 1, p: Double = 9) -> LostSalesProblem {
      LostSalesProblem(demand: law, leadTime: lead, holdingCost: h, lostSaleCost: p)
    }
    #expect(throws: OptimizationError.noDemand) { try problem(LatticeDistribution(offset: 0, probabilities: [1])).optimum() }
    #expect(throws: OptimizationError.holdingIsFree) { try problem(law, h: 0).optimum() }
    #expect(throws: OptimizationError.neverOrdering) { try problem(law, p: 0).optimum() }
    for broken in [problem(law, lead: -1), problem(law, h: .nan), problem(law, p: -1), problem(law, p: .infinity)] {
      #expect(throws: OptimizationError.self) { try broken.optimum() }
      #expect(throws: OptimizationError.self) { try broken.bestBaseStock() }
      #expect(throws: OptimizationError.self) { try broken.bestCappedBaseStock() }
      #expect(throws: OptimizationError.self) { try broken.bestConstantOrder() }
    }
    // Without a lead time every period is a newsvendor.
    let alone = try newsvendor(demand: law, overage: 1, underage: 9)
    for cost in [
      try problem(law, lead: 0).optimum().cost, try problem(law, lead: 0).bestBaseStock().cost,
      try problem(law, lead: 0).bestCappedBaseStock().cost,
    ] { #expect(abs(cost - alone.cost) < 1e-9) }
    // A lost sale that costs less than a period of holding: nothing is kept, everything is lost.
    let careless = try problem(law, lead: 3, p: 0.001).optimum()
    #expect(abs(careless.cost - 0.005) < 1e-9)
    // Certain demand: four arrive and four go.
    let certain = problem(LatticeDistribution(offset: 4, probabilities: [1]))
    #expect(try certain.optimum(tolerance: 1e-9).cost < 1e-8)
    #expect(try certain.bestConstantOrder() == LostSalesPolicy(S: nil, cap: 4, lower: 0, upper: 0))
    // Lumps of ten thousand are counted in lumps: one in ten periods.
    var lumps = [Double](repeating: 0, count: 10_001)
    lumps[0] = 0.9
    lumps[10_000] = 0.1
    let lumpy = try problem(LatticeDistribution(offset: 0, probabilities: lumps), h: 0.01, p: 1).optimum(tolerance: 1e-6)
    let counted = try problem(LatticeDistribution(offset: 0, probabilities: [0.9, 0.1]), h: 100, p: 10_000).optimum(tolerance: 1e-6)
    #expect(lumpy.lot == 10_000 && abs(lumpy.cost - counted.cost) < 1e-5)
    // Ten thousand a period with a lead time of four fit nowhere.
    #expect { try problem(poissonLaw(1e4), lead: 4).optimum() } throws: { error in
      if case .stateSpaceTooLarge? = error as? OptimizationError { return true }
      return false
    }
    let flag = Cancellation()
    flag.cancel()
    #expect(throws: OptimizationError.cancelled) { try problem(law).optimum(control: SolverControl(cancellation: flag)) }
  }

  /// Found by halving, it is no worse than its neighbours by the walk itself.
  /// Poisson demand of 5, two periods, holding 1: the optimum, and level and cost of the best base stock, by value iteration on every state
  /// and stationary chains, programmed apart.
  static let dear: [(p: Double, optimum: Double?, S: Int?, base: Double?)] = [
    (1_999, nil, nil, 15.36307), (9_999, 17.4528, nil, nil), (1e5, 20.152, nil, 20.154), (1e6, 22.711, 37, 22.714),
  ]

  @Test(arguments: dear) func `dear customers do not blur the cost`(p: Double, optimum: Double?, S: Int?, base: Double?) throws {
    let problem = LostSalesProblem(demand: LatticeArithmetic.poisson(mean: 5), leadTime: 2, holdingCost: 1, lostSaleCost: p)
    let found = try problem.bestBaseStock()
    if let optimum { #expect(abs(try problem.optimum().cost - optimum) < 0.002) }
    if let S { #expect(found.S == S) }
    if let base { #expect(abs(found.cost - base) < 0.002) }
    // A cap that just covers a whole mean lets stock drift without end; the search goes round it.
    let capped = try problem.bestCappedBaseStock()
    #expect(capped.cost <= found.cost + 0.001 && capped.lower <= capped.upper)
  }

  @Test func `a constant order for large demand`() throws {
    let problem = LostSalesProblem(demand: poissonLaw(60.05), leadTime: 3, holdingCost: 1, lostSaleCost: 50)
    let found = try problem.bestConstantOrder()
    let q = try #require(found.cap)
    func cost(_ q: Int) throws -> Double {
      let step = LatticeDistribution(offset: q - problem.demand.largest, probabilities: problem.demand.probabilities.reversed())
      return try ReflectedWalk(step: step).mean + 50 * (problem.demand.mean - Double(q))
    }
    let own = try cost(q)
    #expect(abs(found.cost - own) < 1e-9)
    for other in [q - 2, q - 1, q + 1] where Double(other) < 59.9 { #expect(try cost(other) >= found.cost) }
  }

  @Test func `two threads give the bytes of one`() throws {
    let problem = LostSalesProblem(demand: geometricLaw(5), leadTime: 3, holdingCost: 1, lostSaleCost: 9)
    let one = try problem.optimum(tolerance: 0.1)
    let two = try problem.optimum(tolerance: 0.1, control: SolverControl(threads: 2))
    #expect(one.lower == two.lower && one.upper == two.upper && one.orders == two.orders)
  }
}

@Suite struct `Reflected walks` {
  /// The law pushed forward until it stands.
  func slowLaw(_ step: LatticeDistribution, points: Int, rounds: Int) -> [Double] {
    var law = [1.0] + [Double](repeating: 0, count: points - 1)
    for _ in 0..<rounds {
      var next = [Double](repeating: 0, count: points)
      for (x, mass) in law.enumerated() where mass > 0 {
        for (i, p) in step.probabilities.enumerated() { next[min(points - 1, max(0, x + step.offset + i))] += mass * p }
      }
      law = next
    }
    return law
  }

  @Test func `the law is the one that stands`() throws {
    var generator = TestGenerator(91)
    for _ in 0..<12 {
      let demand = randomDemand(&generator, largest: generator.integer(2...6))
      let step = LatticeDistribution(offset: -Int(demand.mean + 0.4) - 1, probabilities: demand.probabilities)
      let walk = try ReflectedWalk(step: step)
      let law = try walk.law()
      let slow = slowLaw(step, points: 80, rounds: 600)
      for (n, p) in law.probabilities.prefix(40).enumerated() { #expect(abs(p - slow[n]) < 1e-9) }
      #expect(abs(walk.mean - law.mean) < 1e-9 * (1 + walk.mean))
      #expect(abs(law.probabilities.reduce(0, +) - 1) < 1e-12)
    }
  }

  /// Up one with probability a, down one with b: P(X ≥ n) = (a/b)ⁿ. Close to balance the mean is (a/b)/(1 − a/b) = a/(b − a).
  @Test func `close to balance no digit is lost`() throws {
    let a = 0.3 - 1e-5
    let b = 0.3 + 1e-5
    let walk = try ReflectedWalk(step: LatticeDistribution(offset: -1, probabilities: [b, 1 - a - b, a]))
    #expect(abs(walk.mean / (a / (b - a)) - 1) < 1e-6)
    #expect(throws: OptimizationError.self) { try ReflectedWalk(step: LatticeDistribution(offset: -1, probabilities: [0.3, 0.4, 0.3])) }
  }
}
