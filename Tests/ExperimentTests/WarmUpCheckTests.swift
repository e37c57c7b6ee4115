import Foundation
import Kernel
import Randomness
import Simulation
import Supply
import Testing

@testable import Experiment

/// A base stock of 40 with a lead time of 30 days: the pipeline is empty at the start, and all 40 lie on the shelf until it has filled. Stock
/// falls by one a day for thirty days, from 40 to 10, where it stays; holding a unit costs 1 a day.
@Suite struct `A given warm-up is held against MSER-5` {
  private func result(warmUpWeeks: Double, change: (inout Plan) -> Void = { _ in }) throws -> StudyResult {
    var plan = textbookPlan(mean: 1, weeks: 52, warmUpWeeks: warmUpWeeks, leadTime: .constant(30))
    plan.supply.initialStockFollowsPolicy = true
    plan.supply.stockPoints[0].control = Control(policy: .baseStock(S: 40), review: .periodic(interval: .days(1), first: .zero))
    plan.supply.stockPoints[0].initialStock = 40
    plan.supply.stockPoints[0].holdingCost = 1
    change(&plan)
    return try study([("base", plan)], replications: 40).run()
  }

  @Test func `a cut before the pipeline is full is told, with the weeks it takes`() throws {
    let result = try result(warmUpWeeks: 0)
    let note = try #require(result.notes.first { $0.contains("the warm-up is short") })
    let weeks = try #require(note.split(separator: " ").lazy.compactMap { Int($0) }.first)
    // Thirty days are four weeks and two days.
    #expect((4...7).contains(weeks), "\(note)")
    #expect(result.warmUpRule == "as given; MSER-5 on the total cost asks for \(weeks) weeks")
  }

  @Test func `a cut behind it is confirmed`() throws {
    let result = try result(warmUpWeeks: 8)
    #expect(result.notes.allSatisfy { !$0.contains("warm-up") })
    #expect(result.warmUpRule == "as given; MSER-5 on the total cost agrees")
  }

  @Test func `where the start means something there is no check`() throws {
    let opened = try result(warmUpWeeks: 0) { $0.supply.initialStockFollowsPolicy = false }
    let dearer = try result(warmUpWeeks: 0) {
      $0.supply.stockPoints[0].laterCosts = [
        CostChange(at: .days(100), holdingCost: 2, backorderCost: 9, backorderCostPerUnit: 0, lostSaleCost: 0)
      ]
    }
    for result in [opened, dearer] {
      #expect(result.warmUpRule.hasSuffix("no check by MSER-5, since the start means something"))
      #expect(result.notes.allSatisfy { !$0.contains("warm-up") })
    }
  }

  /// Where the start is as good as any other day, the check objects in hardly any world: chance alone gives it one in a thousand.
  @Test func `a settled series is not accused`() throws {
    var accused = 0
    for seed in 1...40 {
      var plan = textbookPlan(mean: 4, weeks: 40, warmUpWeeks: 8)
      plan.supply.initialStockFollowsPolicy = true
      var own = study([("base", plan)], replications: 20)
      own.options.seed = UInt64(seed)
      accused += try own.run().notes.contains { $0.contains("warm-up") } ? 1 : 0
    }
    #expect(accused <= 1)
  }
}
