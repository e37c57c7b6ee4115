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
    contest.check = String(format: "cost %.4f | %.4f; the bed of 32 cells in %.2f s", costs.0, costs.1, bed)
    contests.append(contest)
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
