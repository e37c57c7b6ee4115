import Foundation
import Optimization
import Randomness
import Supply
import Testing

/// Poisson 4 a day, 1 or 5 days of lead time, each order by itself.
private func problem(orderCost: Double, minimum: Int64 = 1, multiple: Int64 = 1, timing: InventoryProblem.Timing = .sequence(periods: 1))
  throws
  -> InventoryProblem
{
  InventoryProblem(
    demand: .perPeriod(try Law.poisson(mean: 4).lattice()), timing: timing,
    leadTime: LeadTime(days: [1, 5], weights: [0.5, 0.5], crossing: true),
    orderCost: orderCost, holdingCost: 0.1, backorderCost: 0.9, minimum: minimum, multiple: multiple)
}

@Suite struct `Orders that may overtake each other` {
  @Test(arguments: [(20.0, 1, 1, 1), (20, 6, 1, 1), (0, 1, 6, 1), (0, 1, 1, 3), (20, 1, 12, 7)])
  func `without an exact answer they are taken in order, and no answer is called more than a heuristic`(
    K: Double, minimum: Int, multiple: Int, every: Int
  )
    throws
  {
    let asked = try problem(orderCost: K, minimum: Int64(minimum), multiple: Int64(multiple), timing: .sequence(periods: every))
    let candidates = try asked.propose()
    var inOrder = asked
    inOrder.leadTime.crossing = false
    let plain = try inOrder.propose()
    let first = try #require(candidates.first { $0.method != .exactBaseStock || every > 1 })
    #expect(first.control == plain[0].control && first.expectedCostPerDay == plain[0].expectedCostPerDay)
    for candidate in candidates where candidate.approximations.contains(InventoryProblem.takenInOrder) {
      #expect(candidate.optimality == .heuristic && candidate.lowerBoundPerDay == nil)
    }
    #expect(first.approximations.contains(InventoryProblem.takenInOrder))
  }

  /// A period's order is on its way as a whole, after *a* periods with probability P(L > a), each by itself: that of the period before
  /// always, each of the four before that with ½. With N of these the demand not yet covered at a period's end is Poisson of mean 4·(2 +
  /// N).
  @Test func `the best base stock stands beside them at its exact cost`() throws {
    func cost(_ S: Int) -> Double {
      var stock = 0.0, owed = 0.0
      for (N, ways) in [1.0, 4, 6, 4, 1].enumerated() {
        let mean = 4 * Double(2 + N)
        var mass = ways / 16 * exp(-mean)
        for x in 0..<200 {
          if x > 0 { mass *= mean / Double(x) }
          stock += mass * Double(max(0, S - x))
          owed += mass * Double(max(0, x - S))
        }
      }
      return 20 * (1 - exp(-4.0)) + 0.1 * stock + 0.9 * owed
    }
    let least = try #require((0..<60).map { (cost($0), $0) }.min { $0 < $1 })
    let candidates = try problem(orderCost: 20).propose()
    let beside = try #require(candidates.first { $0.method == .exactBaseStock })
    #expect(beside.control.policy == .baseStock(S: Int64(least.1)))
    #expect(abs((beside.expectedCostPerDay ?? .nan) - least.0) < 1e-9)
    #expect(!beside.approximations.contains(InventoryProblem.takenInOrder) && candidates[0].method == .exactSS)
  }

  /// With a fixed cost of next to nothing, base stock is nearly the best, and what orders in order would cost is far above it.
  @Test func `the base stock leads where it is known to cost less`() throws {
    let candidates = try problem(orderCost: 1e-4).propose()
    #expect(candidates[0].method == .exactBaseStock && candidates[0].optimality == .bestOfClass && candidates[0].lowerBoundPerDay == nil)
  }

  @Test func `a promise is kept too, of cycle service as well`() throws {
    for kind in [ServiceKind.fillRate, .cycleService, .readyRate] {
      for K in [0.0, 20] {
        let candidates = try problem(orderCost: K).propose(objective: .service(kind, 0.95))
        let first = try #require(candidates.first)
        let found = kind == .fillRate ? first.fillRate : kind == .cycleService ? first.cycleService : nil
        if let found { #expect(found >= 0.95 - 1e-9) }
        #expect(first.optimality != .best && first.lowerBoundPerDay == nil)
      }
    }
  }

  @Test func `base stock without a fixed cost stays exact`() throws {
    let candidates = try problem(orderCost: 0).propose()
    #expect(candidates.map(\.method) == [.exactBaseStock])
    #expect(candidates[0].approximations == [] && candidates[0].optimality == .bestOfClass)
  }
}
