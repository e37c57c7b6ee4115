import Groundwork
import Randomness
import Testing

@testable import Optimization

private func item(
  _ rate: Double, size: LatticeDistribution = LatticeDistribution(offset: 1, probabilities: [1]), lead: Double = 0, h: Double = 1,
  p: Double = 9, line: Double = 0
) -> InventoryProblem {
  InventoryProblem(
    demand: .compoundPoisson(customersPerDay: rate, size: size), timing: .continuous, leadTime: .constant(lead), orderCost: line,
    holdingCost: h, backorderCost: p)
}

/// Customer by customer: positions, orders on their way with their dates, stock on hand. Nothing of the solver is in it.
private func slowly(_ problem: JointOrderProblem, _ levels: CanOrderPolicy, lead: Double, days: Double, batches: Int, seed: UInt64)
  -> (cost: Double, error: Double, orders: Double)
{
  var generator = TestGenerator(seed)
  let n = problem.items.count
  var rates: [Double] = [], sizes: [LatticeDistribution] = []
  for item in problem.items {
    guard case .compoundPoisson(let rate, let size) = item.demand else { return (0, 0, 0) }
    rates.append(rate)
    sizes.append(size)
  }
  var net = levels.upTo, position = levels.upTo
  var coming: [(due: Double, item: Int, units: Int)] = []
  var now = 0.0, results: [Double] = [], orders = 0.0
  for batch in 0...batches {
    let end = batch == 0 ? days / 10 : days / 10 + Double(batch) * days
    var cost = 0.0
    func pass(_ until: Double) {
      for i in 0..<n {
        let item = problem.items[i]
        cost += (until - now) * (item.holdingCost * Double(max(0, net[i])) + item.backorderCost * Double(max(0, -net[i])))
      }
      now = until
    }
    var next = now - LogDraw.exponential(&generator) / rates.reduce(0, +)
    while true {
      if let first = coming.first, first.due <= min(next, end) {
        pass(first.due)
        net[first.item] += first.units
        coming.removeFirst()
        continue
      }
      if next > end { break }
      pass(next)
      var u = generator.uniform() * rates.reduce(0, +), i = 0
      while i < n - 1, u >= rates[i] {
        u -= rates[i]
        i += 1
      }
      let units = generator.draw(sizes[i])
      net[i] -= units
      position[i] -= units
      if position.indices.contains(where: { position[$0] <= levels.mustOrder[$0] }) {
        cost += problem.sharedCost
        if batch > 0 { orders += 1 }
        for j in 0..<n where position[j] <= levels.canOrder[j] {
          cost += problem.items[j].orderCost
          coming.append((now + lead, j, levels.upTo[j] - position[j]))
          position[j] = levels.upTo[j]
        }
      }
      next = now - LogDraw.exponential(&generator) / rates.reduce(0, +)
    }
    pass(end)
    if batch > 0 { results.append(cost / days) }
  }
  let mean = results.reduce(0, +) / Double(batches)
  let variance = results.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(batches - 1)
  return (mean, (variance / Double(batches)).squareRoot(), orders / (days * Double(batches)))
}

private enum LogDraw {
  /// Minus a standard exponential.
  static func exponential(_ generator: inout TestGenerator) -> Double { logarithm(generator.uniform()) }

  private static func logarithm(_ x: Double) -> Double {
    // Artanh's series on a mantissa near 1.
    var mantissa = x, exponent = 0.0
    while mantissa < 0.7 {
      mantissa *= 2
      exponent -= 1
    }
    let t = (mantissa - 1) / (mantissa + 1)
    var sum = 0.0, power = t
    for k in 0..<30 {
      sum += power / Double(2 * k + 1)
      power *= t * t
    }
    return 2 * sum + exponent * 0.693_147_180_559_945_3
  }
}

@Suite struct `Orders that items share` {
  /// Two items asked for once a day, s = 0, c = 1, S = 2, no lead time. Of the positions after each customer (2,2) and {(1,2), (2,1)} have
  /// two fifths each and (1,1) one fifth: an order at two customers of five, half of them with both items.
  @Test func `cost by hand`() throws {
    let problem = JointOrderProblem(items: [item(1, line: 1), item(1, line: 1)], sharedCost: 10)
    let found = try problem.evaluate(CanOrderPolicy(mustOrder: [0, 0], canOrder: [1, 1], upTo: [2, 2]))
    #expect(abs(found.ordersPerDay - 0.8) < 1e-9)
    #expect(found.linesPerDay.allSatisfy { abs($0 - 0.6) < 1e-9 })
    #expect(found.itemCostPerDay.allSatisfy { abs($0 - 2.2) < 1e-9 })
    #expect(abs(found.costPerDay - 12.4) < 1e-9 && found.isExact)
    // The same on drawn customers, but for their noise.
    let drawn = try PreparedJointOrders(problem).drawn(
      CanOrderPolicy(mustOrder: [0, 0], canOrder: [1, 1], upTo: [2, 2]), customers: 100_000)
    #expect(abs(drawn.costPerDay - 12.4) < 0.06 && !drawn.isExact && abs(drawn.linesPerDay[1] - 0.6) < 0.01)
    // Nobody joins: each its own renewal of two customers.
    let alone = try problem.evaluate(CanOrderPolicy(mustOrder: [0, 0], canOrder: [0, 0], upTo: [2, 2]))
    #expect(abs(alone.ordersPerDay - 1) < 1e-9 && abs(alone.costPerDay - (3 + 10 + 1)) < 1e-9)
  }

  /// Periods in which all items are asked for are the older problem, solved another way.
  @Test(arguments: [0, 2]) func `periods give what the problem of periods gives`(lead: Int) throws {
    let laws = [uniformLaw(4), uniformLaw(2)], h = [1.0, 2], p = [9.0, 15], line = [3.0, 1]
    let levels = CanOrderPolicy(mustOrder: [3 + 3 * lead, 1 + lead], canOrder: [6 + 3 * lead, 3 + lead], upTo: [12 + 3 * lead, 7 + lead])
    let known = JointReplenishmentProblem(
      items: [0, 1].map { .init(demand: laws[$0], holdingCost: h[$0], backorderCost: p[$0], minorCost: line[$0]) }, majorCost: 20,
      leadTime: lead)
    let problem = JointOrderProblem(
      items: [0, 1].map {
        InventoryProblem(
          demand: .perPeriod(laws[$0]), timing: .sequence(periods: 1), leadTime: .constant(Double(lead)), orderCost: line[$0],
          holdingCost: h[$0], backorderCost: p[$0])
      }, sharedCost: 20)
    let (a, b) = (try known.evaluate(levels), try problem.evaluate(levels).costPerDay)
    #expect(abs(a - b) < 1e-8 * a)
  }

  @Test func `one item alone is its (s, S)`() throws {
    let size = LatticeDistribution(offset: 1, probabilities: [0.5, 0.3, 0.2])
    let own = item(3, size: size, lead: 4, line: 2)
    let problem = JointOrderProblem(items: [own], sharedCost: 30)
    var whole = own
    whole.orderCost = 32
    let best = try whole.optimalReorderLevels()
    let levels = CanOrderPolicy(mustOrder: [best.s], canOrder: [best.s], upTo: [best.S])
    #expect(abs(try problem.evaluate(levels).costPerDay - best.costPerDay) < 1e-7)
    // So is an item that meets no orders of others, by the times at its positions.
    let prepared = try PreparedJointOrders(problem)
    #expect(abs(prepared.single(0, best.s, best.s, best.S, joining: 0).costPerDay - best.costPerDay) < 1e-9)
    let solved = try problem.bestCanOrder()
    #expect(solved.policy.mustOrder == [best.s] && solved.policy.upTo == [best.S])
    #expect(solved.lowerBound <= best.costPerDay && solved.lowerBound > 0.998 * best.costPerDay)
  }

  @Test func `a simulation that knows nothing of it agrees`() throws {
    let size = LatticeDistribution(offset: 1, probabilities: [0.6, 0.25, 0.15])
    let problem = JointOrderProblem(
      items: [item(1.5, size: size, lead: 3, line: 4), item(0.8, lead: 3, h: 2, p: 20, line: 2)], sharedCost: 40)
    let levels = CanOrderPolicy(mustOrder: [6, 2], canOrder: [12, 5], upTo: [24, 10])
    let exact = try problem.evaluate(levels)
    let slow = slowly(problem, levels, lead: 3, days: 4_000, batches: 25, seed: 11)
    #expect(abs(slow.cost - exact.costPerDay) < 4 * slow.error && slow.error < 0.01 * exact.costPerDay)
    #expect(abs(slow.orders - exact.ordersPerDay) < 0.02 * exact.ordersPerDay)
  }

  @Test func `levels for two items beat each alone and lie near the optimum over all policies`() throws {
    let problem = JointOrderProblem(items: [item(1, lead: 2, line: 1), item(0.7, lead: 2, h: 1.5, p: 12, line: 1)], sharedCost: 25)
    let solved = try problem.bestCanOrder()
    #expect(solved.isOptimumKnown && solved.evaluation.isExact)
    #expect(solved.lowerBound <= solved.evaluation.costPerDay && solved.evaluation.costPerDay < 1.05 * solved.lowerBound)
    var alone = 0.0
    for own in problem.items {
      var whole = own
      whole.orderCost += problem.sharedCost
      alone += try whole.optimalReorderLevels().costPerDay
    }
    #expect(solved.evaluation.costPerDay < 0.92 * alone)
    #expect(abs(try problem.evaluate(solved.policy).costPerDay - solved.evaluation.costPerDay) < 1e-9)
    // Dearer orders never make it cheaper.
    var dearer = problem
    dearer.sharedCost = 30
    #expect(try dearer.bestCanOrder().lowerBound >= solved.lowerBound * (1 - 2e-3))
  }

  @Test func `many items have levels and a bound`() throws {
    let problem = JointOrderProblem(items: (0..<9).map { item(0.4 + 0.15 * Double($0), lead: 5, h: 0.1, p: 1.5, line: 1) }, sharedCost: 30)
    let solved = try problem.bestCanOrder()
    #expect(!solved.isOptimumKnown && !solved.evaluation.isExact)
    #expect(solved.lowerBound > 0 && solved.lowerBound < solved.evaluation.costPerDay)
    // What is known of the gap: (s, c, S) policies do not coordinate as well as a dear order asks for; alone the items cost more than twice
    // the bound.
    #expect(solved.evaluation.costPerDay < 1.3 * solved.lowerBound)
    for i in 0..<9 {
      #expect(solved.policy.mustOrder[i] <= solved.policy.canOrder[i] && solved.policy.canOrder[i] < solved.policy.upTo[i])
    }
    // What is measured on drawn customers is what they cost.
    let slow = slowly(problem, solved.policy, lead: 5, days: 2_000, batches: 12, seed: 5)
    #expect(abs(slow.cost - solved.evaluation.costPerDay) < 0.015 * slow.cost + 3 * slow.error && slow.cost > solved.lowerBound)
  }

  @Test func `extremes get an answer or a reason`() throws {
    let good = item(1)
    var lots = good
    lots.multiple = 6
    var crossing = good
    crossing.leadTime = LeadTime(days: [1, 5], weights: [1, 1], crossing: true)
    var weekly = good
    weekly.timing = .every(days: 7)
    for broken in [
      JointOrderProblem(items: [], sharedCost: 5), JointOrderProblem(items: [good, good], sharedCost: 0),
      JointOrderProblem(items: [good, good], sharedCost: .nan), JointOrderProblem(items: [good, lots], sharedCost: 5),
      JointOrderProblem(items: [good, crossing], sharedCost: 5), JointOrderProblem(items: [good, weekly], sharedCost: 5),
      JointOrderProblem(items: [good, item(1, h: 0)], sharedCost: 5), JointOrderProblem(items: [good, item(1, p: 0)], sharedCost: 5),
      JointOrderProblem(items: [good, item(0)], sharedCost: 5),
    ] {
      #expect(throws: OptimizationError.self) { try broken.bestCanOrder() }
    }
    let two = JointOrderProblem(items: [good, good], sharedCost: 5)
    for (s, c, S) in [([0, 0], [0], [2, 2]), ([1, 0], [0, 0], [2, 2]), ([0, 2], [0, 2], [2, 2])] {
      #expect(throws: OptimizationError.self) { try two.evaluate(CanOrderPolicy(mustOrder: s, canOrder: c, upTo: S)) }
    }
  }
}
