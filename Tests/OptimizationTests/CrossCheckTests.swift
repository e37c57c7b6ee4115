import Foundation
import Groundwork
import Randomness
import Supply
import Testing

@testable import Optimization

/// A small random problem: lumpy demand with gaps, all timings, constant and random lead times.
func randomProblem(_ generator: inout TestGenerator) -> InventoryProblem {
  let points = generator.integer(2...7)
  var weights = (0..<points).map { _ in generator.uniform() < 0.25 ? 0 : generator.uniform() }
  weights[points - 1] += 0.2
  if weights[0] > 0, weights[1...].allSatisfy({ $0 == 0 }) { weights[1] = 1 }
  let sum = weights.reduce(0, +)
  let law = LatticeDistribution(offset: 0, probabilities: weights.map { $0 / sum })
  let compound = generator.uniform() < 0.4
  let timing: InventoryProblem.Timing
  switch generator.integer(0...2) {
  case 0: timing = .continuous
  case 1: timing = .every(days: Double(generator.integer(1...2)))
  default: timing = .sequence(periods: generator.integer(1...2))
  }
  var lead = LeadTime.constant(Double(generator.integer(0...3)))
  if generator.uniform() < 0.3 { lead = LeadTime(days: [1, 2], weights: [generator.uniform(), generator.uniform()]) }
  return InventoryProblem(
    demand: compound ? .compoundPoisson(customersPerDay: 0.3 + generator.uniform(), size: law) : .perPeriod(law), timing: timing,
    leadTime: lead,
    orderCost: 30 * generator.uniform(), holdingCost: 0.3 + generator.uniform(), backorderCost: 0.5 + 9 * generator.uniform(),
    backorderCostPerUnit: generator.uniform() < 0.3 ? 4 * generator.uniform() : 0)
}

@Suite struct `Independent solvers agree` {
  /// The general solver knows positions, all order sizes and transition probabilities;
  /// nothing of renewal processes or the shape of a good policy.
  @Test func `(s, S) is what value iteration finds among all policies`() throws {
    var generator = TestGenerator(5)
    var compared = 0
    for round in 0..<60 {
      let problem = randomProblem(&generator)
      let fast = try problem.optimalReorderLevels()
      if fast.S - fast.s > 60 { continue }
      let (process, stepDays) = try problem.positionProcess(lowest: fast.s - 16, highest: fast.S + 12)
      let slow = try process.leastAverageCost(tolerance: 1e-9)
      let tolerance = 1e-6 * max(1, fast.costPerDay)
      if fast.isOptimalAmongAllPolicies {
        #expect(abs(slow.average / stepDays - fast.costPerDay) < tolerance, "round \(round): slow \(slow.average / stepDays), fast \(fast)")
      } else {
        #expect(slow.lower / stepDays < fast.costPerDay + tolerance)
      }
      let own = try problem.evaluate(.sS(s: Int64(fast.s), S: Int64(fast.S)))
      #expect(abs(own.costPerDay - fast.costPerDay) < 1e-9 * max(1, fast.costPerDay))
      compared += 1
    }
    #expect(compared > 50)
  }

  @Test func `no neighbour and no heuristic is cheaper`() throws {
    var generator = TestGenerator(17)
    for _ in 0..<60 {
      let problem = randomProblem(&generator)
      let best = try problem.optimalReorderLevels()
      for ds in -3...3 {
        for dS in -3...3 where best.S + dS > best.s + ds {
          let other = try problem.evaluate(.sS(s: Int64(best.s + ds), S: Int64(best.S + dS)))
          #expect(other.costPerDay >= best.costPerDay * (1 - 1e-10))
        }
      }
      for candidate in try problem.propose() {
        if let cost = candidate.expectedCostPerDay { #expect(cost >= best.costPerDay * (1 - 1e-10), "\(candidate)") }
      }
    }
  }

  @Test func `the best lot is the best of all lots tried one by one`() throws {
    var generator = TestGenerator(23)
    for _ in 0..<25 {
      let problem = randomProblem(&generator)
      let best = try problem.optimalLot()
      var least = Double.infinity
      for Q in 1...(best.Q * 2 + 4) {
        let shape = try PolicyShape(.rQ(r: 0, Q: Int64(Q)), Evaluator(problem))
        for r in (best.r - 25)...(best.r + 15) { least = min(least, shape.evaluation(shiftedBy: r).costPerDay) }
      }
      #expect(abs(least - best.costPerDay) < 1e-9 * least, "\(best), one by one \(least)")
    }
  }

  /// Unit demands make the undershoot vanish, so the two policies are one.
  @Test(arguments: [(0.7, 2.0, 5.0, 3.0), (4, 3, 40, 12), (0.05, 20, 10, 1.5), (12, 0, 3, 9)])
  func `for unit demands (s, S) is (r, Q)`(rate: Double, lead: Double, K: Double, p: Double) throws {
    let problem = InventoryProblem(
      demand: .compoundPoisson(customersPerDay: rate, size: .init(offset: 1, probabilities: [1])), timing: .continuous,
      leadTime: .constant(lead), orderCost: K,
      holdingCost: 0.4, backorderCost: p)
    let levels = try problem.optimalReorderLevels()
    let lot = try problem.optimalLot()
    #expect(levels.s == lot.r && levels.S == lot.r + lot.Q)
    #expect(abs(levels.costPerDay - lot.costPerDay) < 1e-10 * lot.costPerDay)
  }

  @Test func `cost rises with each price`() throws {
    var generator = TestGenerator(31)
    for _ in 0..<40 {
      let problem = randomProblem(&generator)
      let base = try problem.optimalReorderLevels().costPerDay
      for change in 0..<4 {
        var dearer = problem
        switch change {
        case 0: dearer.orderCost *= 1.3
        case 1: dearer.holdingCost *= 1.3
        case 2: dearer.backorderCost *= 1.3
        default: dearer.backorderCostPerUnit += 0.7
        }
        #expect(try dearer.optimalReorderLevels().costPerDay >= base * (1 - 1e-10))
      }
    }
  }

  /// Minimum and multiple: the general solver may choose any allowed order size anywhere.
  @Test func `within minimum and multiple the search is near the best of all policies`() throws {
    var generator = TestGenerator(41)
    for _ in 0..<12 {
      var problem = randomProblem(&generator)
      problem.minimum = Int64(generator.integer(1...6))
      problem.multiple = Int64(generator.integer(1...5))
      let found = try problem.constrainedLevels(.cost)
      guard case .sS(let s, let S) = found.policy else {
        Issue.record("not an (s, S)")
        continue
      }
      if S - s > 50 { continue }
      let (process, stepDays) = try problem.positionProcess(lowest: Int(s) - 40, highest: Int(S) + 40)
      let slow = try process.leastAverageCost(tolerance: 1e-8).average / stepDays
      #expect(found.evaluation.costPerDay >= slow * (1 - 1e-6))
      #expect(found.evaluation.costPerDay <= slow * 1.05, "\(found.evaluation.costPerDay) against \(slow)")
      if let bound = found.lowerBoundPerDay { #expect(bound <= slow * (1 + 1e-6)) }
    }
  }

  /// Every (s, S) in a box, evaluated one by one.
  @Test(arguments: [ServiceKind.fillRate, .cycleService, .readyRate], [0.5, 0.9, 0.98])
  func `the service optimum is the cheapest of all that keep the promise`(kind: ServiceKind, level: Double) throws {
    var generator = TestGenerator(43)
    var proven = 0
    for _ in 0..<8 {
      var problem = randomProblem(&generator)
      problem.orderCost = max(1, problem.orderCost / 2)
      let found = try problem.leastCostLevels(kind, atLeast: level)
      if found.isProven { proven += 1 }
      let unpriced = try Evaluator(problem.priced(backorderCost: 0, perUnit: 0))
      var least = Double.infinity
      for span in 1...(2 * (found.S - found.s) + 12) {
        let shape = try PolicyShape(.sS(s: 0, S: Int64(span)), unpriced)
        for s in (found.s - 25)...(found.s + 25) where shape.service(kind, shiftedBy: s) >= level - 1e-12 {
          least = min(least, shape.evaluation(shiftedBy: s).costPerDay)
          break
        }
      }
      #expect(abs(found.evaluation.costPerDay - least) < 1e-9 * max(1, least), "\(found.evaluation.costPerDay) against \(least)")
      let reached =
        kind == .fillRate ? found.evaluation.fillRate : kind == .readyRate ? found.evaluation.readyRate : found.evaluation.cycleService ?? 0
      #expect(reached >= level - 1e-9)
    }
    #expect(proven >= (level > 0.8 ? 6 : 3), "\(proven) of 8 proven")
  }

  /// The levels that are best at a price imply an interval that holds it.
  @Test func `a price leads to levels that imply the price`() throws {
    var generator = TestGenerator(47)
    for _ in 0..<40 {
      var problem = randomProblem(&generator)
      problem.backorderCostPerUnit = 0
      let best = try problem.optimalReorderLevels()
      let implied = try problem.impliedPenalty(of: .sS(s: Int64(best.s), S: Int64(best.S)))
      #expect(implied.perUnitDay.lowerBound <= problem.backorderCost * (1 + 1e-9))
      #expect(implied.perUnitDay.upperBound >= problem.backorderCost * (1 - 1e-9))
    }
  }
}
