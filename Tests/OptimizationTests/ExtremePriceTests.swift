import Randomness
import Testing

@testable import Optimization

/// Prices and laws at which programs once ran for minutes: an answer or a reason, at once.
@Suite struct `Prices further apart than numbers tell` {
  static let law = poissonLaw(4)

  func isRefused(_ body: () throws -> Double) -> Bool {
    do {
      _ = try body()
      return false
    } catch OptimizationError.invalid(_, let reason) {
      return reason.contains("10¹²")
    } catch { return false }
  }

  @Test(arguments: [(1.0, 1e18), (1e300, 9), (1, 1e300)]) func `are refused by every program by state`(h: Double, p: Double) {
    #expect(isRefused { try LostSalesProblem(demand: Self.law, leadTime: 2, holdingCost: h, lostSaleCost: p).optimum().cost })
    #expect(
      isRefused {
        try PerishableProblem(
          demand: Self.law, shelfLife: 2, leadTime: 1, largestOrder: 6, issuing: .oldestFirst, orderCost: 0, holdingCost: h,
          shortageCost: p, wasteCost: 0
        ).optimum(.average).cost
      })
    #expect(
      isRefused {
        try DualSourcingProblem(
          demand: Self.law, regularLeadTime: 2, expeditedLeadTime: 0, regularUnitCost: 2, expeditedUnitCost: 3, holdingCost: h,
          backorderCost: p
        ).optimum().cost
      })
    let item = JointReplenishmentProblem.Item(demand: Self.law, holdingCost: h, backorderCost: p, minorCost: 1)
    #expect(isRefused { try JointReplenishmentProblem(items: [item, item], majorCost: 10).optimum(.average).cost })
  }

  @Test func `are kept where numbers do tell them apart`() throws {
    let dear = try LostSalesProblem(demand: Self.law, leadTime: 1, holdingCost: 1, lostSaleCost: 1e9).optimum()
    // Two periods' demand of mean 8: all but 10⁻⁹ of it is covered by a level near 30, and nothing else costs anything.
    #expect(dear.cost > 15 && dear.cost < 35)
  }

  /// Bounds cannot come nearer than the rounding of values of 10¹⁰; a hundred thousand sweeps would be left.
  @Test func `end an iteration that rounding keeps from settling`() throws {
    let problem = PerishableProblem(
      demand: poissonLaw(2), shelfLife: 2, leadTime: 1, largestOrder: 4, issuing: .oldestFirst, orderCost: 0.1, holdingCost: 0.3,
      shortageCost: 1e9 / 3, wasteCost: 1e9 / 7)
    #expect { try problem.optimum(.average, tolerance: 1e-9) } throws: { error in
      if case .notConverged(let sweeps, let span)? = error as? OptimizationError { return sweeps < 2_000 && span < 1e-3 }
      return false
    }
    // At what numbers of that size resolve it is an answer.
    #expect(try problem.optimum(.average).cost > 0)
  }

  /// Sums of this law are refused for their size; that stock is free to hold is told before they are looked at.
  @Test func `stock that costs nothing is told before any law is summed`() {
    let law = LatticeDistribution(offset: 0, probabilities: [Double](repeating: 1.0 / 200_001, count: 200_001))
    let problem = InventoryProblem(
      demand: .perPeriod(law), timing: .sequence(periods: 1), leadTime: .constant(2), orderCost: 10, holdingCost: 0, backorderCost: 9)
    #expect(throws: OptimizationError.holdingIsFree) { try problem.optimalReorderLevels() }
    #expect(throws: OptimizationError.holdingIsFree) { try problem.optimalLot() }
    #expect(throws: OptimizationError.holdingIsFree) { try problem.optimalBaseStock() }
    #expect(throws: OptimizationError.holdingIsFree) { try problem.propose() }
    #expect(throws: OptimizationError.holdingIsFree) { try SensitivityModel(problem) }
  }

  @Test func `the sum of a long law is refused, and its level comes from lots`() throws {
    let law = LatticeDistribution(offset: 0, probabilities: [Double](repeating: 1.0 / 200_001, count: 200_001))
    #expect { try DemandLaw.lattice(law).summed(over: 4) } throws: { ($0 as? OptimizationError)?.isOfSize == true }
    let found = try DemandLaw.lattice(law).coveringLevel(over: 4, overage: 1, underage: 9)
    // The sum of four uniforms on 0…1 exceeds 4 − x with probability x⁴/24 while x ≤ 1, and by inclusion and exclusion beyond: a tenth of
    // it lies above 4 − 1.24658, where (x⁴ − 4(x − 1)⁴)/24 = 0.1.
    #expect(found.lot > 1 && abs(found.level / 200_000 - (4 - 1.24658)) < 2e-3)
  }
}

@Suite struct `Two suppliers counted in lots` {
  @Test func `the levels found in lots cost nearly the least in units`() throws {
    let problem = DualSourcingProblem(
      demand: poissonLaw(120), regularLeadTime: 2, expeditedLeadTime: 0, regularUnitCost: 0, expeditedUnitCost: 20, holdingCost: 5,
      backorderCost: 45)
    let exact = try problem.bestTailoredBaseSurge()
    let lots = try problem.counted(in: 4).bestTailoredBaseSurge().times(4)
    #expect(!lots.isBestOfClass && (lots.regularCap ?? 1) % 4 == 0)
    let own = try problem.evaluate(constantOrder: try #require(lots.regularCap), surgeLevel: lots.expeditedLevel)
    #expect(own.cost >= exact.cost - 1e-9 && own.cost < exact.cost * 1.05)
    // The split adds at most a quarter of a lot squared to the variance of a period: a few units of cost.
    #expect(abs(lots.cost / own.cost - 1) < 0.05)
    #expect(throws: OptimizationError.self) { try problem.counted(in: 0) }
  }

  @Test func `mean and price of demand stay`() throws {
    let problem = DualSourcingProblem(
      demand: poissonLaw(120), regularLeadTime: 2, expeditedLeadTime: 0, regularUnitCost: 1, expeditedUnitCost: 3, holdingCost: 5,
      backorderCost: 45)
    let lots = try problem.counted(in: 7)
    #expect(abs(lots.demand.mean * 7 - 120) < 1e-9)
    #expect(lots.expeditedUnitCost == 21 && lots.holdingCost == 35)
  }
}

@Suite struct `A cost that is its bound` {
  /// Units asked for one by one: (r, Q) with Q = S − s is the same rule, so that both are the optimum.
  @Test func `is called optimal however it was found`() throws {
    let problem = InventoryProblem(
      demand: .compoundPoisson(customersPerDay: 3, size: LatticeDistribution(offset: 1, probabilities: [1])), timing: .continuous,
      leadTime: .constant(2), orderCost: 20, holdingCost: 1, backorderCost: 9)
    let candidates = try problem.propose()
    let lots = try #require(candidates.first { $0.method == .exactRQ })
    #expect(lots.optimality == .best && lots.lowerBoundPerDay == candidates[0].lowerBoundPerDay)
    for one in candidates where one.optimality != .best {
      #expect((one.expectedCostPerDay ?? 0) > (candidates[0].expectedCostPerDay ?? 0) * (1 + 1e-11))
    }
  }
}
