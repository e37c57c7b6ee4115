internal import Kernel
internal import Supply

extension PeriodicReplica {
  /// What stock points with can-order levels order, by period; empty where there are none.
  ///
  /// Only such orders tie items to one another within a period. Where unmet demand waits a position falls by demand and rises by orders and
  /// by nothing else, and draws are keyed, so that the orders of all periods are known before any item is run.
  ///
  /// - Complexity: O(stock points with such levels × periods), as a run.
  func ordersTogether() -> [[Int64]] {
    if compiled.joint.isEmpty { return [] }
    let points = compiled.plan.supply.stockPoints
    var orders = [[Int64]](repeating: [], count: points.count)
    for members in compiled.joint {
      let members = members.map { Int($0) }
      let demand = members.map { sources(of: $0) }
      var position = members.map { points[$0].initialStock }
      for point in members { orders[point] = [Int64](repeating: 0, count: periods) }
      for k in 0..<periods {
        let now = Int64(k) * period
        let starts = members.indices.contains { i in
          isReviewed(points[members[i]].control.review, in: k) && position[i] <= points[members[i]].control.policy.trigger
        }
        for (i, point) in members.enumerated() {
          // Who joins need not be at a review of its own.
          if starts, case .canOrder(_, let c, let S) = points[point].control.policy, position[i] <= c, position[i] < S {
            let quantity = roundedUp(S - position[i], minimum: points[point].minimum, multiple: points[point].multiple)
            orders[point][k] = quantity
            position[i] += quantity
          }
          for source in demand[i] { position[i] -= source.perItem.total(position: source.position, from: now, to: now + period, key: key) }
        }
      }
    }
    return orders
  }

  private func isReviewed(_ review: Review, in k: Int) -> Bool {
    guard case .periodic(let every, let start) = review else { return true }
    let interval = max(1, (every.ticks + period - 1) / period), first = (start.ticks + period - 1) / period
    return Int64(k) >= first && (Int64(k) - first) % interval == 0
  }
}
