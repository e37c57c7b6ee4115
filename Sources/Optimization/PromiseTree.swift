internal import Groundwork

/// Branch and bound on a service network with cycles: closes what pricing alone leaves between plan and bound.
///
/// A relaxed solution breaks some link, Sᵢ > SIⱼ. For a time *t* between the two every plan has Sᵢ ≤ t or SIⱼ ≥ t + 1, and the relaxed
/// solution has neither: two smaller problems, each with bounds that the program over the forest keeps, each again priced (S. Humair and
/// S. P. Willems, "Optimizing strategic safety stock placement in general acyclic networks", *Operations Research* 59(3), 2011, branch on
/// times too). The problem with the least bound is split first.
struct PromiseTree {
  let forest: ServiceForest
  let effort: ServiceNetwork.Effort
  let crew: SweepCrew
  let cancellation: Cancellation?

  /// A part of the plans, by bounds on promises and waits.
  private struct Part {
    var terms: ServiceForest.Terms
    var prices: LinkPrices
    var bound: Double
    /// The link to split on, and where; nil when the part's relaxed solution is a plan.
    var split: (link: Int, time: Int)?
    /// Order of making: ties go to the earlier part.
    var number: Int
  }

  /// - Parameters:
  ///   - best: the cheapest plan known; improved in place.
  ///   - prices: of the links outside the forest, where pricing ended.
  /// - Returns: a lower bound on all plans.
  func close(_ best: inout [Int], cost bestCost: inout Double, bound: Double, prices: LinkPrices) throws(OptimizationError) -> Double {
    let network = forest.network
    var steps = effort.branchingSteps
    var open: [Part] = []
    var number = 0
    // The least bound of parts that are settled: solved to their own bound, or given up within the gap.
    var settled = Double.infinity
    func part(_ terms: ServiceForest.Terms, _ prices: LinkPrices, _ floor: Double) throws(OptimizationError) {
      if let cancellation, cancellation.isCancelled { throw .cancelled }
      number += 1
      var one = Part(terms: terms, prices: prices, bound: floor, split: nil, number: number)
      steps -= try price(&one, &best, &bestCost, steps: min(steps, 30))
      if one.bound >= bestCost * (1 - effort.gap) || one.split == nil {
        settled = min(settled, one.bound)
      } else {
        open.append(one)
      }
    }
    try part(ServiceForest.Terms(network), prices, bound)
    while steps > 0, let next = open.indices.min(by: { (open[$0].bound, open[$0].number) < (open[$1].bound, open[$1].number) }) {
      let one = open.remove(at: next)
      if one.bound >= bestCost * (1 - effort.gap) {
        settled = min(settled, one.bound)
        continue
      }
      guard let split = one.split else { continue }
      let link = forest.rest[split.link]
      var early = one.terms
      early.promiseLimit[link.from] = min(early.promiseLimit[link.from], split.time)
      var late = one.terms
      late.inboundFloor[link.to] = max(late.inboundFloor[link.to], split.time + 1)
      try part(early, one.prices, one.bound)
      try part(late, one.prices, one.bound)
    }
    for one in open { settled = min(settled, one.bound) }
    return max(bound, min(settled, bestCost))
  }

  /// Raises the bound of a part by its prices, and finds where to split it; returns the programs solved.
  private func price(_ part: inout Part, _ best: inout [Int], _ bestCost: inout Double, steps: Int) throws(OptimizationError) -> Int {
    let network = forest.network
    var prices = part.prices
    var scale = 0.5
    var used = 0
    while used < max(1, steps) {
      let relaxed = try forest.solve(prices.added(to: part.terms), crew, cancellation)
      used += 1
      let candidate = network.repaired(relaxed.promises)
      let cost = network.cost(candidate, network.inbound(for: candidate))
      if cost < bestCost { (best, bestCost) = (candidate, cost) }
      var worst = 0.0
      var split: (link: Int, time: Int)?
      for (l, link) in forest.rest.enumerated() {
        let gap = relaxed.promises[link.from] - relaxed.inbound[link.to]
        // The dearest break: what the link's customer would have to hold more.
        if gap <= 0 { continue }
        let weight = Double(gap) * (network.weight[link.to] + prices.highest(l) + 1e-12)
        if weight > worst {
          worst = weight
          split = (l, relaxed.inbound[link.to] + (gap - 1) / 2)
        }
      }
      if relaxed.cost > part.bound || part.split == nil {
        if relaxed.cost > part.bound {
          part.bound = relaxed.cost
          part.prices = prices
        }
        part.split = split ?? part.split
      } else {
        scale *= 0.8
      }
      if split == nil {
        // A relaxed solution that breaks no link is a plan; with prices only on links that hold exactly it is the part's best.
        if prices.slack(relaxed) <= 1e-12 * max(1, bestCost) {
          part.bound = max(part.bound, relaxed.cost)
          part.split = nil
          return used
        }
      }
      if part.bound >= bestCost * (1 - effort.gap) { break }
      let places = prices.direction(relaxed)
      if places.isEmpty { break }
      prices.step(places, closing: max(bestCost - relaxed.cost, 1e-12 * bestCost), scale: scale)
    }
    return used
  }
}
