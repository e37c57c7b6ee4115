import Randomness
import Supply
import Testing

@testable import Optimization

/// (s, S) under a minimum and a multiple with a cost of ordering, against every policy of the class, each followed by itself.
@Suite struct `Levels within minimum and multiple` {
  static let law = LatticeDistribution(offset: 0, probabilities: [0.2, 0.3, 0.25, 0.15, 0.1])

  static func problem(K: Double, p: Double, minimum: Int64, multiple: Int64, lead: Double = 1) -> InventoryProblem {
    InventoryProblem(
      demand: .perPeriod(law), timing: .sequence(periods: 1), leadTime: .constant(lead), orderCost: K, holdingCost: 1, backorderCost: p,
      minimum: minimum, multiple: multiple)
  }

  /// Long-run cost a period by following the position for many periods in expectation: no renewal, no elimination, no search.
  static func slowCost(_ problem: InventoryProblem, s: Int, S: Int) -> Double {
    var exposure = [0: 1.0]
    for _ in 0..<(Int(problem.leadTime.days[0]) + 1) {
      var next: [Int: Double] = [:]
      for (x, q) in exposure { for (d, p) in law.probabilities.enumerated() { next[x + d, default: 0] += q * p } }
      exposure = next
    }
    func g(_ y: Int) -> Double {
      exposure.reduce(0) { $0 + $1.value * (Double(max(0, y - $1.key)) + problem.backorderCost * Double(max(0, $1.key - y))) }
    }
    func after(_ x: Int) -> Int {
      if x > s { return x }
      let asked = max(S - x, Int(problem.minimum)), m = Int(problem.multiple)
      return x + (asked + m - 1) / m * m
    }
    let low = s - 4, high = S + Int(problem.minimum) + Int(problem.multiple) + 4
    var law = [Double](repeating: 0, count: high - low + 1)
    law[after(s) - low] = 1
    var (cost, orders) = (0.0, 0.0)
    // A tenth waits at each step, so that periods do not matter.
    for _ in 0..<1_000 {
      var next = law.map { 0.1 * $0 }
      for (i, mass) in law.enumerated() where mass > 0 {
        for (d, p) in Self.law.probabilities.enumerated() { next[after(low + i - d) - low] += 0.9 * mass * p }
      }
      law = next
    }
    for (i, mass) in law.enumerated() where mass > 0 {
      cost += mass * g(low + i)
      for (d, p) in Self.law.probabilities.enumerated() where low + i - d <= s { orders += mass * p }
    }
    return cost + problem.orderCost * orders
  }

  @Test(arguments: [(8.0, 9.0, 5, 3), (20, 4, 2, 4), (5, 9, 9, 1), (30, 19, 7, 5)] as [(Double, Double, Int64, Int64)])
  func `the best of the class is the best of all its policies`(K: Double, p: Double, minimum: Int64, multiple: Int64) throws {
    let problem = Self.problem(K: K, p: p, minimum: minimum, multiple: multiple)
    let found = try problem.constrainedLevels(.cost)
    #expect(found.isBestOfClass)
    var least = Double.infinity
    for s in -4...8 { for S in (s + 1)...(s + 22) { least = min(least, Self.slowCost(problem, s: s, S: S)) } }
    #expect(abs(found.evaluation.costPerDay - least) < 1e-6, "\(found.policy) at \(found.evaluation.costPerDay), least \(least)")
    #expect(found.evaluation.costPerDay >= (found.lowerBoundPerDay ?? 0) - 1e-9)
    let candidates = try problem.propose()
    let own = try #require(candidates.first { $0.method == .constrainedSS })
    #expect(own.optimality != .heuristic && !own.approximations.contains { $0.contains("found by search") })
  }

  @Test func `a class too large to be gone through is called a search`() throws {
    let law = poissonLaw(150)
    let problem = InventoryProblem(
      demand: .perPeriod(law), timing: .sequence(periods: 1), leadTime: .constant(2), orderCost: 9_000, holdingCost: 1, backorderCost: 9,
      minimum: 130, multiple: 60)
    let found = try problem.constrainedLevels(.cost)
    #expect(!found.isBestOfClass)
    #expect(found.evaluation.costPerDay >= (found.lowerBoundPerDay ?? 0) - 1e-9)
  }
}
