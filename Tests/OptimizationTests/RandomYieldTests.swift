import Foundation
import Randomness
import Testing

@testable import Optimization

@Suite struct `Deliveries that fall short` {
  /// Certain demand d and U uniform on (0, 1): the cost is h·∫(uQ − d)⁺ + p·∫(d − uQ)⁺, least at Q = d·√((h + p)/h)… by hand from
  /// E U·1[UQ ≥ d] = E U · p/(p + h): (1 − d²/Q²)/2 = p/(2(p + h)).
  @Test func `a uniform share of a certain demand has its square root`() throws {
    let shares = (0..<4_000).map { (share: (Double($0) + 0.5) / 4_000, weight: 1.0) }
    let found = try DemandLaw.normal(mean: 100, sd: 0).newsvendor(yield: .share(shares), overage: 1, underage: 3)
    #expect(abs(found.level / (100 * (4.0).squareRoot()) - 1) < 1e-3)
  }

  @Test func `all of it, or every unit good, is the newsvendor itself`() throws {
    for law in [DemandLaw.normal(mean: 50, sd: 12), .gamma(shape: 3, scale: 20), .lattice(poissonLaw(17))] {
      let plain = try law.newsvendor(overage: 2, underage: 9)
      let whole = try law.newsvendor(yield: .share([(share: 1, weight: 0.3)]), overage: 2, underage: 9)
      #expect(abs(whole.cost - plain.cost) < 1e-9 && abs(whole.level - plain.level) < 1e-6 * plain.level)
    }
    let units = try DemandLaw.lattice(poissonLaw(17)).newsvendor(yield: .eachUnit(1), overage: 2, underage: 9)
    #expect(units == (try DemandLaw.lattice(poissonLaw(17)).newsvendor(overage: 2, underage: 9)))
  }

  /// Every order up to 80 with every number of good units and every demand, one by one.
  @Test(arguments: [0.35, 0.7, 0.98]) func `unit by unit is the best of all orders tried`(good: Double) throws {
    let law = poissonLaw(9)
    let found = try DemandLaw.lattice(law).newsvendor(yield: .eachUnit(good), overage: 1, underage: 6)
    var best = (order: 0, cost: Double.infinity)
    for Q in 0...80 {
      var cost = 0.0
      for k in 0...Q {
        let ways: Double = lgamma(Double(Q + 1)) - lgamma(Double(k + 1)) - lgamma(Double(Q - k + 1))
        let each: Double = Double(k) * log(good) + Double(Q - k) * log(1 - good)
        let chance = exp(ways + each)
        for (i, p) in law.probabilities.enumerated() {
          let left = Double(k - i - law.offset)
          cost += chance * p * (left > 0 ? left : -6 * left)
        }
      }
      if cost < best.cost - 1e-12 { best = (Q, cost) }
    }
    #expect(Int(found.level) == best.order)
    #expect(abs(found.cost - best.cost) < 1e-9)
  }

  @Test func `less certain deliveries cost more`() throws {
    let law = DemandLaw.normal(mean: 100, sd: 20)
    let costs = try [0.0, 0.1, 0.2, 0.4].map { spread in
      try law.newsvendor(yield: .share([(share: 0.8 - spread, weight: 1), (share: 0.8 + spread, weight: 1)]), overage: 1, underage: 4).cost
    }
    #expect(costs == costs.sorted() && costs[0] < costs[3])
  }

  @Test func `what is no yield is refused`() {
    let law = DemandLaw.normal(mean: 100, sd: 20)
    for yield in [
      ProportionalYield.share([]), .share([(share: .nan, weight: 1)]), .share([(share: -0.5, weight: 1)]), .share([(share: 1, weight: 0)]),
      .share([(share: 0, weight: 1)]), .eachUnit(0), .eachUnit(1.2), .eachUnit(.nan),
    ] { #expect(throws: OptimizationError.self) { try law.newsvendor(yield: yield, overage: 1, underage: 4) } }
  }
}

@Suite struct `Perishables that arrive at once` {
  func problem(_ law: LatticeDistribution, life: Int, most: Int, _ issuing: PerishableProblem.Issuing = .oldestFirst, lead: Int = 0)
    -> PerishableProblem
  {
    PerishableProblem(
      demand: law, shelfLife: life, leadTime: lead, largestOrder: most, issuing: issuing, orderCost: 3, holdingCost: 1, shortageCost: 12,
      wasteCost: 7)
  }

  /// One period on the shelf: nothing is left over, so it is a newsvendor of overage c + w and underage s − c (holding is never charged).
  @Test func `a shelf life of one is the newsvendor`() throws {
    let law = poissonLaw(5)
    let found = try problem(law, life: 1, most: 30).optimum(.average)
    let plain = try DemandLaw.lattice(law).newsvendor(overage: 3 + 7, underage: 12 - 3)
    #expect(abs(found.cost - (3 * law.mean + plain.cost)) < 1e-4)
    #expect(found.order(ages: [], pipeline: []) == Int(plain.level))
  }

  /// The general process, with ages as lists and every demand by itself.
  @Test(arguments: [PerishableProblem.Issuing.oldestFirst, .freshestFirst])
  func `the general solver finds the same`(issuing: PerishableProblem.Issuing) throws {
    let law = LatticeDistribution(offset: 0, probabilities: [0.2, 0.3, 0.3, 0.15, 0.05])
    let own = problem(law, life: 3, most: 5, issuing)
    let side = 6
    let process = try DecisionProcess(stateCount: side * side) { state in
      (0..<side).map { z in
        var cost = 3.0 * Double(z)
        var next: [(state: Int, probability: Double)] = []
        for (d, p) in law.probabilities.enumerated() {
          // Units of one, two and three days left.
          var shelf = [state / side, state % side, z]
          var rest = d
          for i in issuing == .oldestFirst ? [0, 1, 2] : [2, 1, 0] {
            let taken = min(rest, shelf[i])
            shelf[i] -= taken
            rest -= taken
          }
          cost += p * (12 * Double(rest) + 7 * Double(shelf[0]) + Double(shelf[1] + shelf[2]))
          next.append((shelf[1] * side + shelf[2], p))
        }
        return DecisionProcess.Action(label: z, cost: cost, transitions: next)
      }
    }
    let slow = try process.leastAverageCost(tolerance: 1e-9)
    let fast = try own.optimum(.average, tolerance: 1e-6)
    #expect(abs(fast.cost - slow.average) < 1e-6)
  }

  @Test func `no base stock is cheaper, and arriving at once is never dearer than a day later`() throws {
    let law = poissonLaw(3)
    for issuing in [PerishableProblem.Issuing.oldestFirst, .freshestFirst] {
      let best = try problem(law, life: 2, most: 9, issuing).optimum(.average, tolerance: 1e-5)
      for S in 1...9 {
        let base = try problem(law, life: 2, most: 9, issuing).optimumAtOnce(.average, baseStock: S, tolerance: 1e-5)
        #expect(base.upper >= best.lower)
      }
      let later = try problem(law, life: 2, most: 9, issuing, lead: 1).optimum(.average, tolerance: 1e-5)
      #expect(later.upper >= best.lower)
    }
  }

  @Test func `what keeps orders under way refuses a lead time of zero in words`() {
    let own = problem(poissonLaw(3), life: 2, most: 9)
    let window = PerishableProblem.Window(warmUp: 0, periods: 5, discount: 1)
    #expect { try own.evaluate(.baseStock(S: 4), over: window) } throws: { "\($0)".contains("lead time of 0 has its own solver") }
    #expect(throws: OptimizationError.self) { try own.optimum(.discounted(2)) }
    #expect(throws: OptimizationError.self) { try problem(poissonLaw(3), life: 900, most: 9).optimum(.average) }
  }
}
