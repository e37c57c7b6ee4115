import Estimation
import Foundation
import Groundwork
import Kernel
import Optimization
import Randomness
import Scenario
import Simulation
import Supply
import Testing

@testable import Experiment

/// A day's demand is large and, against its mean, steady: two days from the cheap supplier, none from the dear one.
private func plan(mean: Double, lead: Double = 2) -> Plan {
  var plan = textbookPlan(weeks: 120, warmUpWeeks: 12, leadTime: .constant(lead))
  plan.supply.suppliers[0].orderCost = 0
  plan.supply.suppliers.append(SupplierPlan(name: "near", leadTime: .constant(0)))
  plan.supply.stockPoints[0].control.policy = .baseStock(S: Int64(mean * (lead + 1)))
  plan.supply.stockPoints[0].meanDailyDemand = mean
  plan.supply.stockPoints[0].holdingCost = 1
  plan.supply.stockPoints[0].backorderCost = 19
  plan.supply.stockPoints[0].emergency = EmergencySupply(supplier: 1, surcharge: 3)
  plan.supply.streams = [
    .perItem(
      PerItemStream(
        name: "workshop", location: 0, items: [0], laws: [.poisson(mean: mean)], period: .days(1), unmet: UnmetDemand(backorderShare: 1)))
  ]
  return plan
}

/// The newsvendor for Poisson demand by its masses from the mode outwards: the least level that serves 19 of 20, and its cost.
private func newsvendor(mean: Double, h: Double = 1, p: Double = 19) -> (level: Int, cost: Double) {
  let reach = Int(12 * mean.squareRoot()), mode = Int(mean)
  var mass = [Double](repeating: 0, count: 2 * reach + 1)
  mass[reach] = 1
  for k in 1...reach {
    mass[reach + k] = mass[reach + k - 1] * mean / Double(mode + k)
    mass[reach - k] = mass[reach - k + 1] * Double(mode - k + 1) / mean
  }
  let all = mass.reduce(0, +)
  var below = 0.0, level = mode - reach
  for (k, m) in mass.enumerated() {
    below += m / all
    if below >= p / (p + h) {
      level = mode - reach + k
      break
    }
  }
  let cost = mass.enumerated().reduce(0.0) { sum, entry in
    let d = mode - reach + entry.offset
    return sum + entry.element / all * (h * Double(max(0, level - d)) + p * Double(max(0, d - level)))
  }
  return (level, cost)
}

@Suite struct `Two suppliers of large demand` {
  /// Levels of whole lots of a thousandth of the mean are as wide as the spread: lots go by the spread.
  @Test func `lots go by the spread of demand, and one supplier alone stands beside`() throws {
    let mean = 100_000.0
    let plain = plan(mean: mean)
    let found = try PolicyProposer(plan: plain, threads: 2).propose([0], holes: [], cancellation: Cancellation())[0]
    // Three days from the cheap supplier; the dear one's covers one, and costs 3 a unit more.
    let slow = newsvendor(mean: 3 * mean), fast = newsvendor(mean: mean)
    let cheap = try #require(found.candidates.first { $0.method == .exactBaseStock })
    #expect(cheap.control.policy == .baseStock(S: Int64(slow.level)))
    #expect(abs((cheap.expectedCostPerDay ?? 0) - slow.cost) < 1e-5 * slow.cost)
    let dear = try #require(found.candidates.first { $0.method == .emergencyAlone })
    #expect(dear.control.policy == .twoSuppliers(.dualIndex(emergency: Int64(fast.level), regular: Int64(fast.level), cap: nil)))
    #expect(abs((dear.expectedCostPerDay ?? 0) - fast.cost - 3 * mean) < 1e-6 * mean)
    // Two suppliers are never worth less than one of them.
    #expect(try #require(found.candidates.first?.expectedCostPerDay) <= slow.cost * (1 + 1e-9))
    let lots = found.candidates.flatMap(\.approximations).compactMap { text in
      text.hasPrefix(PeriodicModel.roughly) ? Int(text.dropFirst(PeriodicModel.roughly.count + 1).prefix { $0 != " " }) : nil
    }
    #expect(!lots.isEmpty && lots.allSatisfy { Double($0) <= mean.squareRoot() / 4 })
    // What demand in lots costs is not what is simulated, and the scenario says so.
    #expect(lots.allSatisfy { found.assumptions.contains(PeriodicModel.countedRoughly($0)) })
  }

  @Test func `what is recommended is no dearer than a plain base stock, and costs what the model says`() throws {
    let mean = 100_000.0
    let loaded = scenario([Draft(name: "base", plan: plan(mean: mean, lead: 1))], replications: 6)
    let result = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run()
    let slow = newsvendor(mean: 2 * mean)
    let base = try #require(result.candidates.first { $0.name == "base stock" })
    #expect(abs((base.modelCostPerWeek ?? 0) - slow.cost * 7) < 1e-4 * slow.cost)
    for name in ["DP levels", "dual index", "single index", "base-surge", "base stock"] {
      guard let one = result.candidates.first(where: { $0.name == name }), let cost = one.modelCostPerWeek else { continue }
      // Half again the interval, and a hundredth for the lots.
      #expect(abs(one.simulated.value - cost) < 1.5 * (one.simulated.halfWidth ?? 0) + 0.01 * cost, "\(name)")
      #expect(!one.isModel)
    }
    let best = try #require(result.candidates.first { $0.name == result.winner })
    #expect(best.simulated.value <= base.simulated.value)
    #expect(try #require(result.candidates.first { $0.name == "DP levels" }).simulated.value <= base.simulated.value * 1.005)
    #expect(result.assumptions.contains { $0.text.hasPrefix(PeriodicModel.roughly) })
  }
}
