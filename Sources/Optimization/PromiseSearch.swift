internal import Groundwork
internal import Randomness

/// The search for promises: one exact program where the links form no cycle, else bounds and plans in turn.
struct PromiseSearch {
  let network: CheckedNetwork
  let effort: ServiceNetwork.Effort
  let crew: SweepCrew
  let cancellation: Cancellation?

  init(_ network: CheckedNetwork, _ effort: ServiceNetwork.Effort, _ crew: SweepCrew, _ cancellation: Cancellation?) {
    self.network = network
    self.effort = effort
    self.crew = crew
    self.cancellation = cancellation
  }

  func run() throws(OptimizationError) -> ServicePlan {
    let links = network.links
    // A link binds where its supplier can be late and its customer's stock is dear: these the forest keeps.
    let weights = links.map { Double(network.longest[$0.from]) * (network.weight[$0.to] + 1e-9) }
    let forest = ServiceForest(network, weights: weights)
    let first = try forest.solve(ServiceForest.Terms(network), crew, cancellation)
    if forest.rest.isEmpty {
      var plan = plan(network.repaired(first.promises))
      plan.lowerBound = plan.cost
      return plan
    }
    var best = try improved(network.repaired(first.promises), steps: min(20, effort.improvementSteps), round: 0)
    var bestCost = network.cost(best, network.inbound(for: best))
    var bound = max(0, first.cost)
    var round: UInt64 = 1
    var prices = LinkPrices(forest)
    var bestPrices = prices
    var scale = 1.0
    var stale = 0
    for step in 0..<max(0, effort.boundSteps) {
      if cancellation?.isCancelled == true { throw .cancelled }
      if bestCost - bound <= effort.gap * bestCost { break }
      let relaxed = try forest.solve(prices.added(to: ServiceForest.Terms(network)), crew, cancellation)
      if relaxed.cost > bound {
        stale = relaxed.cost > bound + 1e-4 * (bestCost - bound) ? 0 : stale + 1
        bound = relaxed.cost
        bestPrices = prices
      } else {
        stale += 1
      }
      let candidate = network.repaired(relaxed.promises)
      let cost = network.cost(candidate, network.inbound(for: candidate))
      if cost < bestCost { (best, bestCost) = (candidate, cost) }
      // Now and then the relaxed plan, which the prices have taught where to hold, is a better start than the best one.
      if step % 25 == 24 {
        let polished = try improved(candidate, steps: max(2, effort.improvementSteps / 40), round: round)
        round += 1
        let polishedCost = network.cost(polished, network.inbound(for: polished))
        if polishedCost < bestCost { (best, bestCost) = (polished, polishedCost) }
      }
      if stale >= 12 {
        scale /= 2
        stale = 0
        prices = bestPrices
        if scale < 1e-4 { break }
      }
      let places = prices.direction(relaxed)
      if places.isEmpty { break }
      prices.step(places, closing: max(bestCost - relaxed.cost, 1e-12 * bestCost), scale: scale)
    }
    best = try improved(best, steps: effort.improvementSteps, round: round, floor: bound)
    bestCost = network.cost(best, network.inbound(for: best))
    if bestCost - bound > effort.gap * bestCost, effort.branchingSteps > 0 {
      let tree = PromiseTree(forest: forest, effort: effort, crew: crew, cancellation: cancellation)
      let before = bestCost
      bound = try tree.close(&best, cost: &bestCost, bound: bound, prices: bestPrices)
      if bestCost < before { best = try improved(best, steps: effort.improvementSteps, round: round + 1, floor: bound) }
    }
    var result = plan(best)
    // Rounding may put the bound a hair above a plan that is optimal.
    result.lowerBound = min(bound, result.cost)
    return result
  }

  /// Exact programs on forests drawn at random, the left-out links held at a threshold that the present plan keeps: never worse.
  private func improved(_ start: [Int], steps: Int, round: UInt64, floor: Double = 0) throws(OptimizationError) -> [Int] {
    var promises = start
    var inbound = network.inbound(for: promises)
    var cost = network.cost(promises, inbound)
    let links = network.links
    for step in 0..<max(0, steps) {
      if cancellation?.isCancelled == true { throw .cancelled }
      if cost - floor <= effort.gap * cost { break }
      let key = round << 32 | UInt64(step)
      func uniform(_ l: Int, _ draw: UInt64) -> Double {
        unitInterval(Philox.block(counter: (UInt64(l), draw), key: key).0)
      }
      // Links that bind are kept more often: they are the ones that must move together.
      let weights = links.indices.map { l in
        let slack = inbound[links[l].to] - promises[links[l].from]
        return uniform(l, 0) + (slack == 0 ? 0.5 : 0)
      }
      let forest = ServiceForest(network, weights: weights)
      var terms = ServiceForest.Terms(network)
      for (l, link) in forest.rest.enumerated() {
        let low = promises[link.from]
        let high = inbound[link.to]
        let pick = uniform(l, 1)
        let threshold = pick < 0.3 ? low : pick < 0.8 ? high : low + Int(pick * 1e6) % (high - low + 1)
        terms.promiseLimit[link.from] = min(terms.promiseLimit[link.from], threshold)
        terms.inboundFloor[link.to] = max(terms.inboundFloor[link.to], threshold)
      }
      let found = network.repaired(try forest.solve(terms, crew, cancellation).promises)
      let waits = network.inbound(for: found)
      let next = network.cost(found, waits)
      if next <= cost { (promises, inbound, cost) = (found, waits, next) }
    }
    return promises
  }

  private func plan(_ promises: [Int]) -> ServicePlan {
    let inbound = network.inbound(for: promises)
    let stock = promises.indices.map { k in
      let stage = network.network.stages[k]
      return stage.boundFactor * network.sd[k] * Double(max(0, inbound[k] + stage.processingTime - promises[k])).squareRoot()
    }
    let cost = network.cost(promises, inbound)
    return ServicePlan(serviceTimes: promises, inboundTimes: inbound, safetyStock: stock, cost: cost, lowerBound: 0)
  }
}
