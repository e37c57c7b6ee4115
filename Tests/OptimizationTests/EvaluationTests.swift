import Foundation
import Randomness
import Supply
import Testing

@testable import Optimization

func logarithm(_ x: Double) -> Double { log(x) }

@Suite struct `Exact evaluation` {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var problem: InventoryProblem
    var policy: Policy
    var testDescription: String { name }
  }

  static let lumpy = LatticeDistribution(offset: 0, probabilities: [0.5, 0.1, 0.1, 0.05, 0.05, 0.1, 0, 0, 0.1])
  static let sizes = LatticeDistribution(offset: 1, probabilities: [0.5, 0.2, 0, 0.3])
  static func perPeriod(
    _ timing: InventoryProblem.Timing, _ lead: LeadTime, K: Double = 20, π: Double = 0, minimum: Int64 = 1, multiple: Int64 = 1,
    days: Double = 1
  ) -> InventoryProblem {
    InventoryProblem(
      demand: .perPeriod(lumpy), timing: timing, periodDays: days, leadTime: lead, orderCost: K, holdingCost: 1, backorderCost: 6,
      backorderCostPerUnit: π, minimum: minimum, multiple: multiple)
  }
  static func customers(_ timing: InventoryProblem.Timing, _ lead: LeadTime, π: Double = 0, minimum: Int64 = 1, multiple: Int64 = 1)
    -> InventoryProblem
  {
    InventoryProblem(
      demand: .compoundPoisson(customersPerDay: 1.3, size: sizes), timing: timing, leadTime: lead, orderCost: 15, holdingCost: 0.5,
      backorderCost: 4, backorderCostPerUnit: π, minimum: minimum, multiple: multiple)
  }
  static let threeOrOne = LeadTime(days: [1, 3], weights: [0.6, 0.4])

  static let cases = [
    Case(name: "(s, S), sequence", problem: perPeriod(.sequence(periods: 1), .constant(2)), policy: .sS(s: 6, S: 21)),
    Case(name: "(s, S), sequence, no lead time", problem: perPeriod(.sequence(periods: 1), .constant(0), π: 3), policy: .sS(s: 2, S: 15)),
    Case(name: "(s, S), every third period", problem: perPeriod(.sequence(periods: 3), .constant(2)), policy: .sS(s: 10, S: 24)),
    Case(name: "(s, S), lumps on the clock", problem: perPeriod(.continuous, .constant(2), π: 2), policy: .sS(s: 5, S: 18)),
    Case(name: "(s, S), lumps, half a day of lead time", problem: perPeriod(.continuous, .constant(2.5)), policy: .sS(s: 5, S: 18)),
    Case(name: "(s, S), lumps, no lead time", problem: perPeriod(.continuous, .constant(0), π: 2), policy: .sS(s: 1, S: 12)),
    Case(name: "(R, s, S), lumps, every 3 days", problem: perPeriod(.every(days: 3), .constant(4.25), π: 2), policy: .sS(s: 12, S: 26)),
    Case(name: "(s, S), periods of half a day", problem: perPeriod(.continuous, .constant(1.25), days: 0.5), policy: .sS(s: 5, S: 18)),
    Case(name: "(r, nQ), sequence", problem: perPeriod(.sequence(periods: 1), .constant(1)), policy: .rQ(r: 4, Q: 9)),
    Case(name: "(r, nQ), small lots", problem: perPeriod(.sequence(periods: 1), .constant(1)), policy: .rQ(r: 8, Q: 3)),
    Case(name: "(r, nQ) with minimum 10", problem: perPeriod(.sequence(periods: 1), .constant(1), minimum: 10), policy: .rQ(r: 4, Q: 3)),
    Case(name: "(s, S) in sixes", problem: perPeriod(.sequence(periods: 1), .constant(1), multiple: 6), policy: .sS(s: 4, S: 15)),
    Case(name: "(s, S) with minimum 17", problem: perPeriod(.sequence(periods: 1), .constant(1), minimum: 17), policy: .sS(s: 4, S: 15)),
    Case(
      name: "(s, S), minimum 7 in fours", problem: perPeriod(.sequence(periods: 1), .constant(1), minimum: 7, multiple: 4),
      policy: .sS(s: 6, S: 9)),
    Case(name: "base stock", problem: perPeriod(.sequence(periods: 1), .constant(3)), policy: .baseStock(S: 12)),
    Case(name: "min/max", problem: perPeriod(.sequence(periods: 1), .constant(3)), policy: .minMax(min: 7, max: 20)),
    Case(name: "s above S", problem: perPeriod(.sequence(periods: 1), .constant(3)), policy: .sS(s: 15, S: 12)),
    Case(name: "random lead time, sequence", problem: perPeriod(.sequence(periods: 1), threeOrOne), policy: .sS(s: 8, S: 22)),
    Case(name: "random lead time, every second period", problem: perPeriod(.sequence(periods: 2), threeOrOne), policy: .sS(s: 8, S: 22)),
    Case(
      name: "random lead time, lumps", problem: perPeriod(.continuous, LeadTime(days: [0.5, 2.25], weights: [1, 1])),
      policy: .sS(s: 6, S: 20)),
    Case(name: "customers, (s, S)", problem: customers(.continuous, .constant(2.5), π: 1), policy: .sS(s: 6, S: 20)),
    Case(name: "customers, (r, nQ)", problem: customers(.continuous, .constant(1.5)), policy: .rQ(r: 3, Q: 8)),
    Case(name: "customers, base stock", problem: customers(.continuous, .constant(1.5)), policy: .baseStock(S: 9)),
    Case(name: "customers, no lead time", problem: customers(.continuous, .constant(0)), policy: .sS(s: 0, S: 9)),
    Case(name: "customers, in fives", problem: customers(.continuous, .constant(1.5), minimum: 10, multiple: 5), policy: .sS(s: 4, S: 12)),
    Case(name: "customers, every 2 days", problem: customers(.every(days: 2), .constant(1.5), π: 1), policy: .sS(s: 8, S: 22)),
    Case(
      name: "crossing, base stock, customers",
      problem: customers(.continuous, LeadTime(days: [0.5, 4], weights: [3, 1], crossing: true), π: 2),
      policy: .baseStock(S: 10)),
    Case(
      name: "crossing, base stock, sequence",
      problem: perPeriod(.sequence(periods: 1), LeadTime(days: [0, 1, 4], weights: [2, 1, 1], crossing: true), π: 2),
      policy: .baseStock(S: 10)),
    Case(
      name: "crossing, base stock, lumps that arrive within a period",
      problem: perPeriod(.continuous, LeadTime(days: [0.25, 1.5, 4.75, 5], weights: [2, 1, 1, 1], crossing: true), π: 2),
      policy: .baseStock(S: 9)),
    Case(
      name: "crossing, base stock, lumps",
      problem: perPeriod(.continuous, LeadTime(days: [1, 2, 4], weights: [2, 1, 1], crossing: true), π: 2),
      policy: .baseStock(S: 10)),
  ]

  /// The model is told the law of the process that does not cross; the simulation draws
  /// the raw law at every review and lets no order overtake.
  @Test(arguments: cases)
  func `equals a long simulation that knows no renewal theory`(item: Case) throws {
    var modelled = item.problem
    if !modelled.leadTime.crossing {
      var interval = modelled.periodDays
      switch modelled.timing {
      case .continuous: break
      case .every(let days): interval = days
      case .sequence(let periods): interval = modelled.periodDays * Double(periods)
      }
      modelled.leadTime = LeadTime.withoutCrossing(modelled.leadTime, drawnEvery: interval)
    }
    let exact = try modelled.evaluate(item.policy)
    let measured = simulate(item.problem, item.policy, batches: 40, daysPerBatch: 2_000, seed: 11)
    #expect(
      abs(measured.cost - exact.costPerDay) < 4 * measured.standardError,
      "cost \(measured.cost) ± \(measured.standardError), exact \(exact.costPerDay)")
    #expect(abs(measured.fillRate - exact.fillRate) < 0.01, "fill rate \(measured.fillRate), exact \(exact.fillRate)")
    if let cycleService = exact.cycleService {
      #expect(abs(measured.cycleService - cycleService) < 0.015, "cycle service \(measured.cycleService), exact \(cycleService)")
    }
    #expect(abs(measured.readyRate - exact.readyRate) < 0.01, "ready rate \(measured.readyRate), exact \(exact.readyRate)")
    #expect(abs(measured.meanStock / exact.meanStock - 1) < 0.02, "stock \(measured.meanStock), exact \(exact.meanStock)")
    #expect(abs(measured.meanBackorders - exact.meanBackorders) < 0.1 + 0.03 * exact.meanBackorders)
    #expect(abs(measured.ordersPerDay / exact.ordersPerDay - 1) < 0.02, "orders \(measured.ordersPerDay), exact \(exact.ordersPerDay)")
  }

  /// Example 4.7 of Snyder and Shen at (5, 12), as computed by stockpyl: in its convention an order is placed at or below s.
  @Test func `gives the published cost of a policy that is not optimal`() throws {
    let problem = InventoryProblem(
      demand: .perPeriod(poissonLaw(6)), timing: .sequence(periods: 1), orderCost: 5, holdingCost: 1, backorderCost: 4)
    #expect(abs(try problem.evaluate(.sS(s: 5, S: 12)).costPerDay / 8.332673808 - 1) < 1e-6)
  }
}
