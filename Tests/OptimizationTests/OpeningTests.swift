import Randomness
import Supply
import Testing

@testable import Optimization

/// Demand and orders in packs of one divisor: the position keeps the remainder that it begins with.
@Suite struct `Where the position begins` {
  private static func law(_ masses: [Int: Double]) -> LatticeDistribution {
    var p = [Double](repeating: 0, count: (masses.keys.max() ?? 0) + 1)
    for (value, mass) in masses { p[value] = mass }
    return LatticeDistribution(offset: 0, probabilities: p)
  }

  private static func problem(
    _ demand: [Int: Double], K: Double, multiple: Int64, minimum: Int64 = 1, opening: Opening, lead: Double = 1
  ) -> InventoryProblem {
    var problem = InventoryProblem(
      demand: .perPeriod(law(demand)), timing: .sequence(periods: 1), leadTime: .constant(lead), orderCost: K, holdingCost: 1,
      backorderCost: 4, minimum: minimum, multiple: multiple)
    problem.opening = opening
    return problem
  }

  // MARK: An independent slow answer

  /// Units that a supplier's terms make of a policy's wish, written down again.
  private static func order(_ policy: Policy, _ x: Int, minimum: Int, multiple: Int) -> Int {
    var wanted = 0
    switch policy {
    case .sS(let s, let S): if x <= Int(s) { wanted = Int(S) - x }
    case .rQ(let r, let Q): while x + wanted <= Int(r) { wanted += Int(Q) }
    default: break
    }
    if wanted <= 0 { return 0 }
    wanted = max(wanted, minimum)
    while wanted % multiple != 0 { wanted += 1 }
    return wanted
  }

  /// The law of the position after a decision pushed forward from the opening, half of it waiting at each step, and what a period costs
  /// under it; lead time of one period.
  private static func slow(_ demand: [Int: Double], _ policy: Policy, K: Double, minimum: Int, multiple: Int, opening: Int) -> Double {
    func after(_ x: Int) -> Int { x + order(policy, x, minimum: minimum, multiple: multiple) }
    var law: [Int: Double] = [after(opening): 1]
    // Long lots with small demand settle slowly; most laws stand after some hundred steps.
    for _ in 0..<20_000 {
      var next: [Int: Double] = [:]
      for (y, mass) in law {
        next[y, default: 0] += mass / 2
        for (d, p) in demand { next[after(y - d), default: 0] += mass * p / 2 }
      }
      let change = next.reduce(0) { $0 + abs($1.value - (law[$1.key] ?? 0)) }
      law = next
      if change < 1e-12 { break }
    }
    var cost = 0.0
    for (y, mass) in law {
      for (a, p) in demand {
        for (b, q) in demand { cost += mass * p * q * (y > a + b ? Double(y - a - b) : 4 * Double(a + b - y)) }
        if after(y - a) != y - a { cost += mass * p * K }
      }
    }
    return cost
  }

  // MARK: By hand

  /// Packs of six asked for every other day on average and sold in sixes, lead time 1: two days ask for 0, 6 or 12 with 1/4, 1/2, 1/4.
  /// g(12) = 12/4 + 6/2 = 6; g(6) = 6/4 + 4·6/4 = 7.5; g(9) = 9/4 + 3/2 + 4·3/4 = 6.75 and g(15) = 9.
  @Test func `sixes that open with twelve or fifteen`() throws {
    let coin = [0: 0.5, 6: 0.5]
    let twelve = Self.problem(coin, K: 0, multiple: 6, opening: .at(12))
    #expect(abs(try twelve.optimalLot().costPerDay - 6) < 1e-12)
    #expect(abs(try twelve.evaluate(.rQ(r: 5, Q: 6)).costPerDay - 7.5) < 1e-12, "it stands at 6 and never elsewhere")
    let fifteen = Self.problem(coin, K: 0, multiple: 6, opening: .at(15))
    #expect(abs(try fifteen.optimalLot().costPerDay - 6.75) < 1e-12)
    // The uniform law over all remainders says 6 + 7/12: more than a stock of twelve can do, less than one of fifteen.
    let anywhere = Self.problem(coin, K: 0, multiple: 6, opening: .anywhere)
    #expect(abs(try anywhere.optimalLot().costPerDay - (6 + 7.0 / 12)) < 1e-12)
    #expect(try anywhere.propose().allSatisfy { $0.lowerBoundPerDay ?? 0 <= 6 + 1e-12 }, "some start reaches 6")
    for (problem, least) in [(twelve, 6.0), (fifteen, 6.75), (Self.problem(coin, K: 0, multiple: 6, opening: .ofPolicy), 6.0)] {
      let best = try #require(try problem.propose().first)
      #expect(best.optimality == .best)
      #expect(abs((best.lowerBoundPerDay ?? 0) - least) < 1e-12 && abs((best.expectedCostPerDay ?? 0) - least) < 1e-12)
    }
  }

  /// The price of waiting is implied by the levels that differ: between two positions of the lattice all levels are one.
  /// At 12, holding 6 and nothing owed; at 6, holding 1.5 and owed 1.5; at 18, holding 12: (6 − 1.5)/(1.5 − 0) = 3 and no upper end.
  @Test func `an implied price looks past levels that are all one`() throws {
    let problem = Self.problem([0: 0.5, 6: 0.5], K: 0, multiple: 6, opening: .at(12))
    let implied = try problem.impliedPenalty(of: .rQ(r: 8, Q: 6))
    #expect(abs(implied.perUnitDay.lowerBound - 3) < 1e-12 && implied.perUnitDay.upperBound == .infinity)
  }

  // MARK: Against the slow answer

  static let cases: [(demand: [Int: Double], minimum: Int64, multiple: Int64)] = [
    ([0: 0.5, 6: 0.5], 1, 6), ([0: 0.3, 4: 0.4, 8: 0.3], 1, 6), ([0: 0.7, 6: 0.2, 12: 0.1], 10, 3), ([0: 0.6, 4: 0.4], 9, 1),
    ([0: 0.4, 2: 0.3, 4: 0.3], 5, 4), ([0: 0.5, 1: 0.2, 3: 0.3], 4, 2),
  ]

  @Test(arguments: 0..<6, [0, 1, 3, 8, 17]) func `any levels cost what the pushed law says`(_ k: Int, _ opening: Int64) throws {
    let (demand, minimum, multiple) = Self.cases[k]
    var policies: [Policy] = [.sS(s: 3, S: 14), .sS(s: -1, S: 9), .sS(s: 5, S: 6)]
    let lot = (minimum + multiple - 1) / multiple * multiple
    policies += [.rQ(r: 4, Q: lot), .rQ(r: 2, Q: 2 * lot), .rQ(r: 1, Q: 3 * lot)]
    for policy in policies {
      let problem = Self.problem(demand, K: 5, multiple: multiple, minimum: minimum, opening: .at(opening))
      let slow = Self.slow(
        demand, policy, K: 5, minimum: Int(minimum), multiple: Int(multiple), opening: Int(opening))
      #expect(abs(try problem.evaluate(policy).costPerDay - slow) < 1e-7, "\(policy) from \(opening)")
    }
  }

  @Test(arguments: [(0, 0.0), (0, 7), (1, 0), (1, 7), (4, 7)], [Int64(0), 5, 15])
  func `the best lot is the best of all looked at one by one`(_ one: (k: Int, K: Double), _ opening: Int64) throws {
    let (k, K) = one
    let (demand, minimum, multiple) = Self.cases[k]
    func best(_ start: (Int64, Int64) -> Int64) -> Double {
      var least = Double.infinity
      var Q = (minimum + multiple - 1) / multiple * multiple
      while Q <= 32 {
        for r in Int64(-4)...16 {
          let cost = Self.slow(
            demand, .rQ(r: r, Q: Q), K: K, minimum: Int(minimum), multiple: Int(multiple), opening: Int(start(r, Q)))
          least = min(least, cost)
        }
        Q += multiple
      }
      return least
    }
    let fixed = Self.problem(demand, K: K, multiple: multiple, minimum: minimum, opening: .at(opening))
    let found = try fixed.optimalLot()
    #expect(abs(found.costPerDay - best { _, _ in opening }) < 1e-7)
    #expect(abs(try fixed.evaluate(.rQ(r: Int64(found.r), Q: Int64(found.Q))).costPerDay - found.costPerDay) < 1e-9)
    if opening == 0 {
      // Where each policy opens at its mean position, r + (Q + 1)/2 to the nearest unit, the reorder point chooses the remainder.
      let own = Self.problem(demand, K: K, multiple: multiple, minimum: minimum, opening: .ofPolicy)
      let chosen = try own.optimalLot()
      #expect(abs(chosen.costPerDay - best { r, Q in max(0, r + (Q + 2) / 2) }) < 1e-7)
      #expect(abs(try own.evaluate(.rQ(r: Int64(chosen.r), Q: Int64(chosen.Q))).costPerDay - chosen.costPerDay) < 1e-9)
    }
  }

  @Test(arguments: [0, 3, 4], [Int64(2), 9]) func `the best (s, S) within a minimum is the best of all looked at one by one`(
    _ k: Int, _ opening: Int64
  ) throws {
    let (demand, minimum, multiple) = Self.cases[k]
    let problem = Self.problem(demand, K: 6, multiple: multiple, minimum: minimum, opening: .at(opening))
    let found = try problem.constrainedLevels(.cost)
    var least = Double.infinity
    for s in Int64(-6)...12 {
      for S in (s + 1)...(s + 26) {
        least = min(
          least,
          Self.slow(demand, .sS(s: s, S: S), K: 6, minimum: Int(minimum), multiple: Int(multiple), opening: Int(opening)))
      }
    }
    #expect(abs(found.evaluation.costPerDay - least) < 1e-7, "\(found.policy)")
    #expect((found.lowerBoundPerDay ?? 0) <= least + 1e-9)
  }
}
