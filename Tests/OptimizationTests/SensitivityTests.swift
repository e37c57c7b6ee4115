import Foundation
import Groundwork
import Randomness
import Supply
import Testing

@testable import Optimization

private func moments(_ law: LatticeDistribution) -> (mean: Double, variance: Double) { (law.mean, law.variance) }

/// Mean and variance of a day's demand.
private func perDay(_ problem: InventoryProblem) -> (mean: Double, variance: Double) {
  switch problem.demand {
  case .perPeriod(let law): (law.mean, law.variance)
  case .compoundPoisson(let rate, let size): (rate * size.mean, rate * (size.variance + size.mean * size.mean))
  }
}

@Suite struct `A number of a problem moved` {
  static let lumpy = LatticeDistribution(offset: 1, probabilities: [0.3, 0, 0.2, 0, 0, 0.4, 0, 0.1])

  @Test(arguments: [0.25, 0.5, 0.8, 1.3, 2, 3.7])
  func `changes the spread of demand and leaves its mean`(factor: Double) throws {
    // Far above the unit, so that rounding to integers adds next to nothing: at most a quarter of a unit squared.
    let law = try Law.negativeBinomial(mean: 900, dispersion: 40).lattice(tail: 1e-14)
    let problem = InventoryProblem(demand: .perPeriod(law), timing: .sequence(periods: 1), orderCost: 1, holdingCost: 1, backorderCost: 9)
    let (mean, variance) = perDay(problem)
    let moved = perDay(try #require(problem.scaled(.demandSpread, by: factor)))
    #expect(abs(moved.mean / mean - 1) < 1e-9)
    #expect(abs((moved.variance / variance).squareRoot() / factor - 1) < 1e-3)
  }

  @Test(arguments: [0.7, 0.95, 1.05, 1.6, 3])
  func `changes the spread of customers by changing what each asks for`(factor: Double) throws {
    let problem = InventoryProblem(
      demand: .compoundPoisson(customersPerDay: 2, size: Self.lumpy), timing: .continuous, orderCost: 1, holdingCost: 1, backorderCost: 9)
    let (mean, variance) = perDay(problem)
    let moved = perDay(try #require(problem.scaled(.demandSpread, by: factor)))
    #expect(abs(moved.mean / mean - 1) < 1e-9)
    #expect(abs((moved.variance / variance).squareRoot() / factor - 1) < 1e-6)
  }

  @Test func `cannot spread single customers less than Poisson's, nor stretch no lead time`() {
    let unit = LatticeDistribution(offset: 1, probabilities: [1])
    let problem = InventoryProblem(
      demand: .compoundPoisson(customersPerDay: 2, size: unit), timing: .continuous, orderCost: 1, holdingCost: 1, backorderCost: 9)
    #expect(problem.scaled(.demandSpread, by: 0.9) == nil)
    #expect(problem.scaled(.demandSpread, by: 1.1) != nil)
    #expect(problem.scaled(.leadTime, by: 2) == nil)
    for factor in [0, -1, Double.nan, .infinity] { #expect(problem.scaled(.holdingCost, by: factor) == nil) }
  }

  @Test func `keeps the mean of a lead time that must be whole periods`() throws {
    var problem = InventoryProblem(
      demand: .perPeriod(poissonLaw(5)), timing: .sequence(periods: 1), leadTime: .constant(3), orderCost: 1, holdingCost: 1,
      backorderCost: 9)
    problem.leadTime = LeadTime(days: [2, 5], weights: [0.5, 0.5])
    for factor in [0.3, 0.9, 1.1, 2.4] {
      let moved = try #require(problem.scaled(.leadTime, by: factor))
      #expect(abs(moved.leadTime.mean - 3.5 * factor) < 1e-12)
      #expect(moved.leadTime.days.allSatisfy { $0 == $0.rounded() })
    }
  }

  /// Counted in lots as it stands, a customer's size gains the spread of its rounding: here a third more variance. Moment for moment it
  /// does not.
  @Test func `keeps mean and variance when customers are counted in lots`() throws {
    let problem = InventoryProblem(
      demand: .compoundPoisson(customersPerDay: 30, size: LatticeDistribution(offset: 1, probabilities: (1...40).map { _ in 1.0 / 40 })),
      timing: .continuous, orderCost: 1, holdingCost: 1, backorderCost: 9)
    let (mean, variance) = perDay(problem)
    let coarse = perDay(try problem.countedWithItsSpread(in: 8))
    #expect(abs(coarse.mean * 8 / mean - 1) < 1e-9)
    #expect(abs(coarse.variance * 64 / variance - 1) < 1e-6)
    let plain = perDay(try problem.counted(in: 8))
    #expect(plain.variance * 64 > variance * 1.005)
  }
}

@Suite struct `What the optimum stands on` {
  /// Certain demand, waiting dear: the economic lot. Cost √(2Kλh): half a percent for one percent of each, and within 1 % of the best as
  /// long as (√f + 1/√f)/2 ≤ 1.01, that is f from 0.7541 to 1.3261 (F. W. Harris, 1913).
  @Test func `the economic lot has its textbook flatness`() throws {
    let problem = InventoryProblem(
      demand: .perPeriod(LatticeDistribution(offset: 1, probabilities: [1])), timing: .sequence(periods: 1), orderCost: 20_000,
      holdingCost: 1,
      backorderCost: 1e6)
    let model = try SensitivityModel(problem)
    #expect(abs(try #require(try model.elasticity(.orderCost)) - 0.5) < 4e-3)
    #expect(abs(try #require(try model.elasticity(.holdingCost)) - 0.5) < 4e-3)
    for (factor, isWithin) in [(0.76, true), (0.745, false), (1.32, true), (1.335, false)] {
      let pair = try #require(try model.costs(.orderCost, times: factor))
      #expect((pair.own / pair.least - 1 <= 0.01) == isWithin, "\(factor): \(pair.own / pair.least - 1)")
    }
  }

  /// The least cost is homogeneous of degree one in all prices together, and the share of each is its derivative.
  @Test func `the elasticities of prices sum to one and are the slopes of the least cost`() throws {
    var generator = TestGenerator(41)
    for _ in 0..<20 {
      let problem = randomProblem(&generator)
      let model = try SensitivityModel(problem)
      var sum = 0.0
      for parameter in [ProblemParameter.holdingCost, .waitingCost, .orderCost] {
        let own = try #require(try model.elasticity(parameter))
        sum += own
        let up = try #require(try model.costs(parameter, times: 1.001)).least,
          down = try #require(try model.costs(parameter, times: 0.999)).least
        let slope = (up - down) / 0.002 / model.evaluation.costPerDay
        // The least of linear functions is concave: its slope lies between those of both sides.
        #expect(abs(slope - own) < 0.02, "\(parameter): \(own) against \(slope)")
      }
      #expect(abs(sum - 1) < 1e-9)
    }
  }

  @Test func `no levels beat the best, and the excess over it is convex in each price`() throws {
    var generator = TestGenerator(43)
    for _ in 0..<12 {
      let problem = randomProblem(&generator)
      let model = try SensitivityModel(problem)
      for parameter in ProblemParameter.allCases {
        var excess: [Double] = []
        for factor in stride(from: 0.5, through: 2, by: 0.25) {
          guard let pair = try model.costs(parameter, times: factor) else { continue }
          #expect(pair.own >= pair.least)
          excess.append(pair.own - pair.least)
        }
        if parameter.isPrice {
          for i in excess.indices.dropFirst().dropLast() {
            #expect(excess[i] <= (excess[i - 1] + excess[i + 1]) / 2 + 1e-9, "\(parameter) \(excess)")
          }
        }
      }
    }
  }

  @Test func `a cost surface holds the exact cost of every pair and is nowhere below the best`() throws {
    let problem = InventoryProblem(
      demand: .perPeriod(poissonLaw(4)), timing: .sequence(periods: 1), leadTime: .constant(5), orderCost: 64, holdingCost: 0.05,
      backorderCost: 0.95)
    let model = try SensitivityModel(problem)
    let surface = try #require(try model.surface(today: .sS(s: 25, S: 60)))
    #expect(surface.reorderPoints.contains(surface.best.reorderPoint) && surface.sizes.contains(surface.best.size))
    #expect(surface.reorderPoints.last! >= 25 && surface.sizes.first! <= 35)
    var least = Double.infinity
    for (i, size) in surface.sizes.enumerated() {
      for (k, s) in surface.reorderPoints.enumerated() {
        least = min(least, surface.cost[i][k])
        if (i + k) % 17 == 0 {
          let direct = try problem.evaluate(.sS(s: Int64(s), S: Int64(s + size))).costPerDay
          #expect(abs(direct - surface.cost[i][k]) < 1e-9)
        }
      }
    }
    #expect(abs(least - surface.leastCost) < 1e-12)
    #expect(abs(surface.leastCost - (try problem.optimalReorderLevels().costPerDay)) < 1e-9)
  }

  /// Two ways to the same law: the count's mixture first and Horner's scheme, or a recursion per mean.
  @Test func `many lead times by one recursion are the mixture of their laws`() {
    let size = LatticeDistribution(offset: 1, probabilities: [0.2, 0, 0, 0.5, 0, 0.3])
    var means: [(weight: Double, mean: Double)] = []
    for k in 0..<13 { means.append((weight: 1 + Double(k % 4), mean: 0.5 + 3.1 * Double(k))) }
    let counts = means.map { (weight: $0.weight, law: LatticeArithmetic.poisson(mean: $0.mean)) }
    let slow = LatticeArithmetic.compound(count: LatticeArithmetic.mixture(counts), size: size)
    let fast = LatticeArithmetic.compoundPoissonMixture(means, size: size)!
    for x in 0...max(slow.largest, fast.largest) { #expect(abs(slow.probability(of: x) - fast.probability(of: x)) < 1e-14) }
    #expect(abs(fast.probabilities.reduce(0, +) - 1) < 1e-12)
  }

  @Test func `laws made once answer as laws made anew`() throws {
    var generator = TestGenerator(47)
    for _ in 0..<10 {
      let problem = randomProblem(&generator)
      let prepared = try PreparedProblem(problem)
      let policy = Policy.sS(s: 2, S: 9)
      #expect(try prepared.evaluate(policy) == problem.evaluate(policy))
      #expect(try prepared.propose() == problem.propose())
      if problem.holdingCost > 0 { #expect(try prepared.impliedPenalty(of: policy) == problem.impliedPenalty(of: policy)) }
    }
  }

  /// Twenty lead times of about two weeks and one of fifty days, once in a hundred orders: it decides levels that seldom fail, and must not
  /// vanish among its neighbours.
  @Test func `a rare long lead time keeps its weight in the quick model`() throws {
    let lead = LeadTime(days: (0..<20).map { Double(5 + $0) } + [50], weights: [Double](repeating: 0.0495, count: 20) + [0.01])
    let problem = InventoryProblem(
      demand: .compoundPoisson(customersPerDay: 8, size: LatticeDistribution(offset: 1, probabilities: [1])), timing: .continuous,
      leadTime: lead, orderCost: 2, holdingCost: 0.0015, backorderCost: 2.4)
    let exact = try problem.optimalReorderLevels().costPerDay, quick = try SensitivityModel(problem, isCoarse: true)
    #expect(abs(quick.evaluation.costPerDay / exact - 1) < 0.01, "\(quick.evaluation.costPerDay), exactly \(exact)")
  }
}
