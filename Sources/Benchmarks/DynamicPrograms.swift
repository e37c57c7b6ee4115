import CxxLoops
import Foundation
import Optimization
import Randomness

extension Suite {
  /// The optimum for lost sales, lead time 4, geometric demand, against value iteration written for this one case; then the time that the
  /// whole bed of 32 cells takes (P. Zipkin, *Operations Research* 56(5), 2008).
  mutating func lostSales() throws {
    let work = "lost sales, L = 4, p = 39"
    if !wanted(work) { return }
    var contest = Contest(work, unit: "states solved", target: .ratio(1 / 1.5))
    var costs = (0.0, 0.0)
    let law = geometric(mean: 5)
    try contest.run(
      repetitions,
      peer: {
        let found = bw_lost_sales(5, 1, 39, 1e-5)
        costs.0 = found.cost
        return Double(found.states)
      },
      ours: {
        let found = try LostSalesProblem(demand: law, leadTime: 4, holdingCost: 1, lostSaleCost: 39).optimum(tolerance: 1e-5)
        costs.1 = found.cost
        return Double(found.states)
      })
    let poisson = try Law.poisson(mean: 5).lattice(tail: 1e-17)
    let begin = processorSeconds()
    for demand in [law, poisson] {
      for leadTime in 1...4 {
        for price in [4.0, 9, 19, 39] {
          _ = try LostSalesProblem(demand: demand, leadTime: leadTime, holdingCost: 1, lostSaleCost: price).optimum(tolerance: 1e-5)
        }
      }
    }
    let bed = processorSeconds() - begin
    contest.check = String(format: "cost %.4f | %.4f", costs.0, costs.1)
    contests.append(contest)
    timings.append(Timing(work: "lost sales, the bed of 32 cells", limit: 5_000, spans: [bed * 1e3], check: "32 optima, once"))
  }

  /// What the other programs of the optimiser take, in milliseconds of one thread, against what they may take.
  mutating func programs() throws {
    let poisson200 = try Law.poisson(mean: 200).lattice(tail: 1e-15)
    try time("(s, S), Poisson 200", limit: 5) {
      let found = try InventoryProblem(
        demand: .perPeriod(poisson200), timing: .sequence(periods: 1), leadTime: .constant(2), orderCost: 64, holdingCost: 1,
        backorderCost: 9
      ).optimalReorderLevels()
      return String(format: "s %d, S %d, cost %.3f", found.s, found.S, found.costPerDay)
    }
    // Means from 0.1 to 60 a day, Poisson and lumpy, lead times of 1 to 30 days, orders of 5 to 200.
    let items = mixedItems(quick ? 200 : 2_000)
    try time("\(items.count) mixed items, (s, S)", limit: Double(items.count) / 5) {
      var sum = 0.0
      for item in items { sum += try item.optimalReorderLevels().costPerDay }
      return String(format: "cost %.1f", sum)
    }
    let year = (0..<52).map { week in
      SeasonalProblem.Period(
        demand: (try? Law.poisson(mean: 20 + 12 * sin(Double(week) / 8)).lattice(tail: 1e-13)) ?? poisson200, orderCost: 120,
        holdingCost: 1,
        backorderCost: 9)
    }
    try time("finite horizon, T = 52", limit: 20) {
      let found = try SeasonalProblem(periods: year, leadTime: 1, terminalBackorder: 9, initialStock: 30).solve()
      return String(format: "cost %.2f", found.expectedCost)
    }
    var tree = ServiceNetwork(stages: [], links: [])
    for i in 0..<200 {
      tree.stages.append(
        .init(
          name: "\(i)", processingTime: 1 + i % 7, holdingCost: 1 + Double(i) / 40, boundFactor: 1.645,
          demandSD: 2 * i + 1 >= 200 ? 5 + Double(i % 11) : 0,
          maximumServiceTime: 2 * i + 1 >= 200 ? i % 3 : nil))
      if i > 0 { tree.links.append(.init(from: (i - 1) / 2, to: i)) }
    }
    try time("guaranteed service, tree of 200", limit: 20) {
      let found = try tree.solve()
      return String(format: "cost %.2f, gap %.1e", found.cost, found.gap)
    }
    let chain = SerialSystem(
      stages: (0..<5).map { .init(echelonHoldingCost: 1 / Double($0 + 1), leadTime: 1 + 0.5 * Double($0)) }, stockoutCost: 40,
      demand: .normal(mean: 64, sd: 8))
    try time("serial, 5 stages, to 1e-4", limit: 50) {
      let found = try chain.optimum(tolerance: 1e-4)
      return String(format: "cost %.4f", found.cost)
    }
  }

  private mutating func time(_ work: String, limit: Double, _ body: () throws -> String) throws {
    if !wanted(work) { return }
    var spans: [Double] = []
    var check = ""
    for round in 0...repetitions {
      let begin = processorSeconds()
      check = try body()
      if round > 0 { spans.append((processorSeconds() - begin) * 1e3) }
    }
    timings.append(Timing(work: work, limit: limit, spans: spans, check: check))
  }

  private func mixedItems(_ count: Int) -> [InventoryProblem] {
    (0..<count).map { i in
      let mean = 0.1 * pow(600, Double(i * 7919 % count) / Double(count))
      let lumpy = i % 3 == 0
      let law: Law = lumpy ? .negativeBinomial(mean: mean, dispersion: 2 + Double(i % 5)) : .poisson(mean: mean)
      return InventoryProblem(
        demand: .perPeriod((try? law.lattice(tail: 1e-13)) ?? LatticeDistribution(offset: 1, probabilities: [1])),
        timing: .sequence(periods: 1),
        leadTime: .constant(Double(1 + i * 31 % 30)), orderCost: 5 + Double(i * 13 % 196), holdingCost: 0.02 + 0.01 * Double(i % 9),
        backorderCost: 0.5 + Double(i % 7))
    }
  }

  private func geometric(mean: Double) -> LatticeDistribution {
    let r = mean / (1 + mean)
    var p = (0..<1_000).map { (1 - r) * pow(r, Double($0)) }
    p[p.count - 1] = pow(r, Double(p.count - 1))
    return LatticeDistribution(offset: 0, probabilities: p)
  }

  private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
