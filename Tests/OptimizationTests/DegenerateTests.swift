import Foundation
import Groundwork
import Randomness
import Supply
import Testing

@testable import Optimization

@Suite struct `Extreme and degenerate problems` {
  static let unit = LatticeDistribution(offset: 1, probabilities: [1])
  static func problem(_ law: LatticeDistribution, K: Double = 10, h: Double = 1, p: Double = 9, π: Double = 0, lead: Double = 1)
    -> InventoryProblem
  {
    InventoryProblem(
      demand: .perPeriod(law), timing: .sequence(periods: 1), leadTime: .constant(lead), orderCost: K, holdingCost: h, backorderCost: p,
      backorderCostPerUnit: π)
  }

  func reason(_ problem: InventoryProblem, _ objective: Objective = .cost) -> OptimizationError? {
    do {
      _ = try problem.propose(objective: objective)
      return nil
    } catch {
      return error
    }
  }

  @Test func `each has its reason`() {
    let law = poissonLaw(5)
    #expect(reason(Self.problem(LatticeDistribution(offset: 0, probabilities: [1]))) == .noDemand)
    #expect(reason(Self.problem(LatticeDistribution(offset: 0, probabilities: [1, 0, 0]))) == .noDemand)
    #expect(reason(Self.problem(law, h: 0)) == .holdingIsFree)
    #expect(reason(Self.problem(law, p: 0)) == .neverOrdering)
    // A unit late costs less than its share of an order: never ordering costs 0.01 a period.
    #expect(reason(Self.problem(law, K: 1000, p: 0, π: 0.002)) == .neverOrdering)
    for broken in [
      Self.problem(law, h: .nan), Self.problem(law, K: -1), Self.problem(law, p: .infinity), Self.problem(law, lead: -1),
      Self.problem(law, lead: .nan),
      Self.problem(LatticeDistribution(offset: -1, probabilities: [1])), Self.problem(LatticeDistribution(offset: 0, probabilities: [])),
      Self.problem(LatticeDistribution(offset: 0, probabilities: [0.5, .nan])),
      Self.problem(LatticeDistribution(offset: 0, probabilities: [0.5, 0.4])),
    ] {
      guard case .invalid? = reason(broken) else {
        Issue.record("accepted or refused for another reason: \(broken)")
        continue
      }
    }
    guard case .invalid? = reason(Self.problem(law), .service(.fillRate, 1)) else {
      Issue.record("a promise of 100 % cannot be kept by Poisson demand")
      return
    }
    guard case .notCovered? = reason(Self.problem(law, lead: 1.5)) else {
      Issue.record("half a period of lead time is not in the sequence")
      return
    }
  }

  @Test func `a policy that cannot be followed is refused`() {
    let problem = Self.problem(poissonLaw(5))
    #expect(throws: OptimizationError.policyNeverOrders) { try problem.evaluate(.none) }
    #expect(throws: OptimizationError.self) { try problem.evaluate(.rQ(r: 3, Q: 0)) }
    #expect(throws: OptimizationError.self) { try problem.evaluate(.baseStock(S: .min)) }
    #expect(throws: OptimizationError.self) { try problem.evaluate(.sS(s: .max, S: .max)) }
    #expect(throws: OptimizationError.self) { try problem.evaluate(.sS(s: 0, S: 500_000_000)) }
  }

  @Test func `p below h is only a number`() throws {
    let found = try Self.problem(poissonLaw(5), h: 4, p: 0.5).optimalReorderLevels()
    #expect(found.s < 10)
    let base = try Self.problem(poissonLaw(5), K: 0, h: 4, p: 0.5, lead: 0).optimalBaseStock()
    // P(D ≤ 2) = 0.1247 is the first at or above 0.5/4.5 = 0.111.
    #expect(base.S == 2)
  }

  /// Demand that never varies, one unit a period, no lead time, waiting dear: order n
  /// units when empty; h·n(n−1)/2 of stock and K per n periods.
  @Test func `certain demand gives the discrete economic lot`() throws {
    let found = try Self.problem(Self.unit, K: 10, h: 1, p: 1000, lead: 0).optimalReorderLevels()
    // (10 + n(n−1)/2)/n is 4.5 at 4 and 4 at 5 and 4.1667 at 6… at n = 4: (10+6)/4 = 4; n
    // = 5: (10+10)/5 = 4. They tie; the smaller S wins.
    #expect(found.S - found.s == 4)
    #expect(abs(found.costPerDay - 4) < 1e-12)
  }

  @Test func `two points far apart`() throws {
    var p = [Double](repeating: 0, count: 10_001)
    p[0] = 0.9
    p[10_000] = 0.1
    let candidates = try Self.problem(LatticeDistribution(offset: 0, probabilities: p), K: 500, h: 0.01, p: 1).propose()
    #expect(candidates[0].optimality == .best)
    for candidate in candidates {
      #expect((candidate.expectedCostPerDay ?? .infinity) >= (candidates[0].expectedCostPerDay ?? 0) * (1 - 1e-9))
    }
  }

  @Test func `a million a period`() throws {
    let problem = InventoryProblem(
      demand: .compoundPoisson(customersPerDay: 1e6, size: Self.unit), timing: .sequence(periods: 1), leadTime: .constant(3),
      orderCost: 40, holdingCost: 1,
      backorderCost: 9)
    let candidates = try problem.propose()
    // 4 periods: mean 4 000 000, sd 2 000; the fractile 0.9 lies 1.28 sd above.
    guard case .sS(_, let S) = candidates[0].control.policy else {
      Issue.record("expected levels")
      return
    }
    #expect(abs(Double(S) - 4_002_563) < 2_000)
  }

  /// No table may reach as far as the lump; counted in lots it is the certain demand of one lot a period.
  @Test func `one lump of a thousand million a period`() throws {
    let law = LatticeDistribution(offset: 1_000_000_000, probabilities: [1])
    let problem = Self.problem(law, K: 10, h: 1e-9, p: 1e-6, lead: 0)
    #expect { try problem.optimalReorderLevels() } throws: { error in
      if case .tooLarge? = error as? OptimizationError { return true }
      return false
    }
    let candidates = try problem.propose()
    // (10 + n(n−1)/2)/n is least, 4, at n = 4 lumps: an order every fourth period.
    #expect(abs((candidates[0].expectedCostPerDay ?? 0) - 4) < 1e-9)
    #expect(candidates[0].approximations.contains { $0.contains("lots of") })
    let huge = Self.problem(LatticeDistribution(offset: 1 << 50, probabilities: [1]))
    #expect(throws: OptimizationError.self) { try huge.propose() }
  }

  /// A tail of two hundred thousand values: its sums over the lead time would take minutes, during which nobody could stop them.
  @Test func `sums that would take too long are refused, and demand is counted in larger units`() throws {
    let law = LatticeDistribution(offset: 0, probabilities: [Double](repeating: 1.0 / 200_001, count: 200_001))
    let problem = Self.problem(law, K: 10, h: 1, p: 9, lead: 2)
    #expect { try problem.optimalReorderLevels() } throws: { error in
      if case .tooMuchWork(let operations, let limit, _)? = error as? OptimizationError { return operations > limit }
      return false
    }
    let candidates = try problem.propose()
    #expect(candidates[0].approximations.contains { $0.contains("lots of") })
  }

  @Test func `a million a day, one by one, for a month`() throws {
    let problem = InventoryProblem(
      demand: .compoundPoisson(customersPerDay: 1e6, size: Self.unit), timing: .continuous, leadTime: .constant(30), orderCost: 1e6,
      holdingCost: 0.01, backorderCost: 0.2)
    let candidates = try problem.propose()
    #expect(!candidates.isEmpty)
    #expect(candidates[0].expectedCostPerDay ?? 0 > 0)
  }

  #if !DEBUG
    /// An order cost that buys less than one period's demand: an order in every period, up to the newsvendor's level.
    @Test func `a quarter million a period at a small order cost`() throws {
      let law = try Law.poisson(mean: 250_000).lattice()
      let problem = Self.problem(law, K: 20_000, h: 1, p: 9, lead: 1)
      let found = try problem.optimalReorderLevels()
      var free = problem
      free.orderCost = 0
      let level = try free.optimalBaseStock()
      #expect(found.S == level.S && abs(found.costPerDay - level.costPerDay - 20_000) < 1e-6 * found.costPerDay)
    }
  #endif

  @Test func `what would not fit is refused with its size`() {
    let problem = Self.problem(poissonLaw(5), K: 1e22)
    #expect { try problem.optimalReorderLevels() } throws: { error in
      if case .tooLarge(let states, let limit)? = error as? OptimizationError { return states > limit }
      return false
    }
    #expect { try DecisionProcess(stateCount: 1_000_000_000) { _ in [] } } throws: { error in
      if case .tooLarge? = error as? OptimizationError { return true }
      return false
    }
  }

  @Test func `a raised flag stops the search`() {
    let flag = Cancellation()
    flag.cancel()
    let problem = Self.problem(poissonLaw(200), K: 5000, lead: 4)
    #expect(throws: OptimizationError.cancelled) { try problem.propose(cancellation: flag) }
  }

  /// Counting in lots is only a way to fit: on a problem that fits, its levels cost nearly the same.
  @Test func `counting in lots loses little`() throws {
    let problem = Self.problem(poissonLaw(200), K: 400, lead: 2)
    let exact = try problem.optimalReorderLevels()
    let coarse = try problem.counted(in: 10).optimalReorderLevels()
    let cost = try problem.evaluate(.sS(s: Int64(coarse.s * 10), S: Int64(coarse.S * 10))).costPerDay
    #expect(cost >= exact.costPerDay * (1 - 1e-12))
    #expect(cost < exact.costPerDay * 1.01)
  }

  @Test func `a service promise comes with the price it is worth`() throws {
    let candidates = try Self.problem(poissonLaw(5), p: 0).propose(objective: .service(.fillRate, 0.97))
    #expect(candidates[0].method == .serviceSS)
    #expect((candidates[0].fillRate ?? 0) >= 0.97)
    let price = try #require(candidates[0].impliedPenalty)
    #expect(price.typical > 1 && price.typical < 100)
    for candidate in candidates { #expect((candidate.fillRate ?? 0) >= 0.97 - 1e-9) }
    let costs = candidates.compactMap(\.expectedCostPerDay)
    #expect(costs.allSatisfy { $0 >= costs[0] * (1 - 1e-9) })
  }

  /// The law of the latest of independent lead times, each a day older: by hand for two values a day apart.
  @Test func `lead times that may not cross are longer than they look`() {
    let law = LeadTime.withoutCrossing(LeadTime(days: [1, 2], weights: [0.6, 0.4]), drawnEvery: 1)
    // Today's order takes 1 day only if its own draw is 1; yesterday's longest, 2, has it here by the same moment.
    #expect(law.days == [1, 2])
    #expect(abs(law.weights[0] - 0.6) < 1e-12)
    let longer = LeadTime.withoutCrossing(LeadTime(days: [1, 3], weights: [0.6, 0.4]), drawnEvery: 1)
    // P(≤ 1) = 0.6·0.6, P(≤ 2) = 0.6, P(≤ 3) = 1.
    #expect(longer.days == [1, 2, 3])
    #expect(abs(longer.weights[0] - 0.36) < 1e-12 && abs(longer.weights[1] - 0.24) < 1e-12 && abs(longer.weights[2] - 0.4) < 1e-12)
  }
}
