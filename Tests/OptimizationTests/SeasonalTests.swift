import Foundation
import Randomness
import Testing

@testable import Optimization

@Suite struct `Seasonal programs` {
  static func random(_ generator: inout TestGenerator) -> SeasonalProblem {
    let count = generator.integer(2...9)
    let lead = generator.integer(0...min(2, count - 1))
    let periods = (0..<count).map { _ in
      var p = (0...generator.integer(1...5)).map { _ in generator.uniform() }
      let sum = p.reduce(0, +)
      p = p.map { $0 / sum }
      return SeasonalProblem.Period(
        demand: .init(offset: generator.integer(0...2), probabilities: p),
        orderCost: generator.uniform() < 0.2 ? 0 : 12 * generator.uniform(),
        unitCost: generator.uniform(), holdingCost: 0.2 + generator.uniform(), backorderCost: 1 + 6 * generator.uniform())
    }
    return SeasonalProblem(
      periods: periods, leadTime: lead, discount: generator.uniform() < 0.5 ? 1 : 0.95, terminalHolding: generator.uniform(),
      terminalBackorder: 2 + 6 * generator.uniform(), initialStock: generator.integer(-3...8), minimum: generator.uniform() < 0.3 ? 4 : 1,
      multiple: generator.uniform() < 0.3 ? 3 : 1)
  }

  /// What is left is worth something, but less than it costs in any period it can be ordered in.
  static func salvaging(_ problem: inout SeasonalProblem, _ generator: inout TestGenerator) {
    let n = problem.periods.count
    var most = Double.infinity
    for t in 0..<(n - problem.leadTime) { most = min(most, problem.periods[t].unitCost / pow(problem.discount, Double(n - t))) }
    problem.terminalHolding = -most * generator.uniform()
    if generator.uniform() < 0.5 { problem.terminalBackorder = 0 }
  }

  @Test func `what is left may be worth less than it costs, and not more`() throws {
    let law = LatticeDistribution(offset: 0, probabilities: [0.25, 0.25, 0.25, 0.25])
    // One period, no order cost: a newsvendor with overage 1 + 4 − 3 and underage 5 − 4, whose fractile 1/3 asks for 1 unit.
    var problem = SeasonalProblem(
      periods: [.init(demand: law, orderCost: 0, unitCost: 4, holdingCost: 1, backorderCost: 5)], terminalHolding: -3)
    #expect(try problem.solve().levels[0].S == 1)
    // 4 for the unit, (1 − 3) × 1/4 for what is left, 5 × (0 + 1 + 2)/4 for what is owed.
    #expect(abs(try problem.solve().expectedCost - (4 - 2 * 0.25 + 5 * 0.75)) < 1e-12)
    problem.terminalHolding = -4.01
    #expect { try problem.solve() } throws: {
      "\($0)".contains("terminalHolding is -4.01: a unit left would be worth more than one costs in period 0")
    }
  }

  /// Follows the table's orders with on-hand stock and a pipeline, enumerating no
  /// positions: the mean of many runs is the value, within its error.
  @Test func `the value is the simulated cost of its own table`() throws {
    var generator = TestGenerator(61)
    for round in 0..<12 {
      var problem = Self.random(&generator)
      if round % 3 == 2 { Self.salvaging(&problem, &generator) }
      let solution = try problem.solve()
      var sum = 0.0
      var squares = 0.0
      let runs = 20_000
      for _ in 0..<runs {
        var net = problem.initialStock
        var pipeline = [Int](repeating: 0, count: problem.periods.count + problem.leadTime + 1)
        var onOrder = 0
        var cost = 0.0
        var worth = 1.0
        for (t, period) in problem.periods.enumerated() {
          if t < solution.decisionCount {
            let quantity = solution.order(period: t, position: net + onOrder)
            if quantity > 0 { cost += worth * (period.orderCost + period.unitCost * Double(quantity)) }
            pipeline[t + problem.leadTime] += quantity
            onOrder += quantity
          }
          net += pipeline[t]
          onOrder -= pipeline[t]
          net -= generator.draw(period.demand)
          cost += worth * (period.holdingCost * Double(max(0, net)) + period.backorderCost * Double(max(0, -net)))
          worth *= problem.discount
        }
        cost += worth * (problem.terminalHolding * Double(max(0, net)) + problem.terminalBackorder * Double(max(0, -net)))
        sum += cost
        squares += cost * cost
      }
      let mean = sum / Double(runs)
      let error = ((squares / Double(runs) - mean * mean) / Double(runs)).squareRoot()
      #expect(abs(mean - solution.expectedCost) < 4 * error, "round \(round): simulated \(mean) ± \(error), value \(solution.expectedCost)")
    }
  }

  /// The same recursion written down plainly, over a range far wider than needed, every order size tried.
  @Test func `no order size at any position and period is better`() throws {
    var generator = TestGenerator(67)
    for round in 0..<20 {
      var problem = Self.random(&generator)
      problem.leadTime = 0
      if round % 2 == 1 { Self.salvaging(&problem, &generator) }
      let solution = try problem.solve()
      let low = -160
      let high = 130
      func value(_ v: [Double], _ x: Int) -> Double { v[max(0, min(high - low, x - low))] }
      var next = (low...high).map { problem.terminalHolding * Double(max(0, $0)) + problem.terminalBackorder * Double(max(0, -$0)) }
      var t = problem.periods.count - 1
      while t >= 0 {
        let period = problem.periods[t]
        var now = next
        let place = (low...high).map { y in
          var sum = 0.0
          for (i, p) in period.demand.probabilities.enumerated() {
            let left = y - period.demand.offset - i
            sum +=
              p
              * (period.holdingCost * Double(max(0, left)) + period.backorderCost * Double(max(0, -left)) + problem.discount
                * value(next, left))
          }
          return sum
        }
        for x in low...high {
          var best = place[x - low]
          var q = Int((problem.minimum + problem.multiple - 1) / problem.multiple * problem.multiple)
          while x + q <= high {
            best = min(best, period.orderCost + period.unitCost * Double(q) + place[x + q - low])
            q += Int(problem.multiple)
          }
          now[x - low] = best
        }
        next = now
        t -= 1
      }
      #expect(abs(solution.expectedCost - next[problem.initialStock - low]) < 1e-9 * max(1, solution.expectedCost))
      // The plain table's own lower end is held constant, so it is not compared near there.
      for x in max(solution.lowest, -60)...min(30, solution.lowest + solution.positionCount - 1) {
        let value = solution.costToGo[x - solution.lowest]
        #expect(abs(value - next[x - low]) < 1e-9 * max(1, value), "at \(x): \(value) against \(next[x - low])")
      }
    }
  }

  @Test func `bad input and what would not fit are refused with the reason`() {
    let law = LatticeDistribution(offset: 0, probabilities: [0.5, 0.5])
    var problem = SeasonalProblem(periods: [.init(demand: law, orderCost: 1, holdingCost: 1, backorderCost: 5)])
    problem.leadTime = 1
    #expect(throws: OptimizationError.self) { try problem.solve() }
    problem.leadTime = 0
    problem.discount = 1.1
    #expect(throws: OptimizationError.self) { try problem.solve() }
    problem.discount = 1
    problem.periods[0].holdingCost = .nan
    #expect(throws: OptimizationError.self) { try problem.solve() }
    problem.periods[0].holdingCost = 1
    problem.initialStock = 900_000_000
    #expect { try problem.solve() } throws: { error in
      if case .tooLarge(let states, let limit)? = error as? OptimizationError { return states > limit }
      return false
    }
  }

  /// Waiting costs less than buying: never ordering is right, and the answer is still exact.
  @Test func `an item not worth buying is not bought`() throws {
    let law = LatticeDistribution(offset: 0, probabilities: [0.5, 0, 0.5])
    let problem = SeasonalProblem(
      periods: Array(repeating: .init(demand: law, orderCost: 5, unitCost: 10, holdingCost: 1, backorderCost: 0.1), count: 3))
    let solution = try problem.solve()
    #expect(solution.levels.map(\.s) == [nil, nil, nil])
    // 0.1 a unit and period on means 1, 2, 3.
    #expect(abs(solution.expectedCost - 0.6) < 1e-12)
  }
}
