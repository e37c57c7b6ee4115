import Groundwork
import Randomness
import Testing

@testable import Optimization

func uniformLaw(_ most: Int) -> LatticeDistribution {
  LatticeDistribution(offset: 0, probabilities: [Double](repeating: 1 / Double(most + 1), count: most + 1))
}

@Suite struct `Items ordered together` {
  func pair(_ a: LatticeDistribution, _ b: LatticeDistribution, minor: [Double], h: [Double], p: [Double], major: Double, truck: Int? = 6)
    -> JointReplenishmentProblem
  {
    JointReplenishmentProblem(
      items: [
        .init(demand: a, holdingCost: h[0], backorderCost: p[0], minorCost: minor[0]),
        .init(demand: b, holdingCost: h[1], backorderCost: p[1], minorCost: minor[1]),
      ], majorCost: major, truck: truck)
  }

  /// N. Vanvuchelen, J. Gijsbrechts and R. Boute, *Computers in Industry* 119, 2020, settings 10 and 8 of Table 2, values recomputed.
  @Test func `the published settings`() throws {
    let a = pair(uniformLaw(6), uniformLaw(2), minor: [10, 10], h: [1, 5], p: [19, 95], major: 75)
    let values = try a.optimum(.discounted(0.99), tolerance: 0.002)
    #expect(abs(values.cost - 7522.3387) < 0.005 && abs((values.value(position: [5, 0]) ?? 0) - 7459.5838) < 0.005)
    #expect(values.order(position: [5, 0]) == [3, 3] && values.order(position: [0, 0]) == [8, 4] && values.edgeShare < 1e-9)
    let own = try #require(a.cost(ofOrder: [8, 4], at: [0, 0], under: values, discount: 0.99))
    #expect(abs(own - values.cost) < 0.005)
    for other in [[7, 5], [9, 3], [0, 0], [6, 6]] {
      #expect((a.cost(ofOrder: other, at: [0, 0], under: values, discount: 0.99) ?? .infinity) >= own - 0.005)
    }
    let b = pair(uniformLaw(5), uniformLaw(3), minor: [40, 10], h: [5, 5], p: [95, 95], major: 75)
    #expect(abs(try b.optimum(.average, tolerance: 0.001).cost - 109.498301) < 0.001)
  }

  @Test func `one item is the exact (s, S)`() throws {
    let item = JointReplenishmentProblem.Item(demand: uniformLaw(5), holdingCost: 1, backorderCost: 9, minorCost: 12)
    for lead in [0, 2] {
      let problem = JointReplenishmentProblem(items: [item], majorCost: 8, leadTime: lead)
      let joint = try problem.optimum(.average, tolerance: 1e-6)
      let alone = try problem.alone(0, orderCost: 20).optimalReorderLevels()
      #expect(abs(joint.cost - alone.costPerDay) < 1e-5)
      #expect(joint.order(position: [alone.s]) == [alone.S - alone.s] && joint.order(position: [alone.s + 1]) == [0])
      #expect(abs(try problem.lowerBound() - alone.costPerDay) < 1e-9)
      let can = CanOrderPolicy(mustOrder: [alone.s], canOrder: [alone.s], upTo: [alone.S])
      #expect(abs(try problem.evaluate(can) - alone.costPerDay) < 1e-6)
    }
  }

  /// Two items with every joint order and demand listed.
  @Test func `every order listed gives the same`() throws {
    var generator = TestGenerator(151)
    for _ in 0..<2 {
      let problem = pair(
        randomDemand(&generator, largest: 2), randomDemand(&generator, largest: 2), minor: [1, 2], h: [1, 1.5],
        p: [6 + 4 * generator.uniform(), 8], major: 4, truck: generator.uniform() < 0.5 ? 3 : nil)
      let fast = try problem.optimum(.average, tolerance: 1e-5)
      let (low, high) = (-5, 9)
      let side = high - low + 1
      let process = try DecisionProcess(stateCount: side * side, limit: 80_000_000) { state in
        let x = [state / side + low, state % side + low]
        var actions: [DecisionProcess.Action] = []
        for q in 0...(high - x[0]) {
          for r in 0...(high - x[1]) {
            let y = [x[0] + q, x[1] + r]
            var cost = problem.orderCost(units: q + r, minor: (q > 0 ? 1 : 0) + (r > 0 ? 2 : 0))
            var chances: [(state: Int, probability: Double)] = []
            for (d, a) in problem.items[0].demand.probabilities.enumerated() {
              for (e, b) in problem.items[1].demand.probabilities.enumerated() {
                let left = [y[0] - d, y[1] - e]
                for i in 0...1 {
                  cost +=
                    a * b
                    * (problem.items[i].holdingCost * Double(max(0, left[i])) + problem.items[i].backorderCost * Double(max(0, -left[i])))
                }
                chances.append(((max(low, left[0]) - low) * side + max(low, left[1]) - low, a * b))
              }
            }
            actions.append(DecisionProcess.Action(label: 0, cost: cost, transitions: chances))
          }
        }
        return actions
      }
      let slow = try process.solve(method: .modifiedPolicyIteration(sweeps: 10), tolerance: 1e-5)
      #expect(abs(fast.cost - slow.cost) < 3e-5)
      let can = try problem.bestCanOrder()
      let bound = try problem.lowerBound()
      #expect(bound <= fast.cost + 1e-5 && fast.cost <= can.cost + 1e-5)
      var dearer = problem
      dearer.majorCost += 2
      #expect(try dearer.optimum(.average, tolerance: 1e-5).cost >= fast.cost - 1e-5)
      dearer = problem
      dearer.items[0].minorCost += 2
      #expect(try dearer.optimum(.average, tolerance: 1e-5).cost >= fast.cost - 1e-5)
    }
  }

  /// A truck that the box could overfill, but no good order does, is searched order by order; one that takes everything by running minima.
  @Test func `the two ways to look for an order agree`() throws {
    var generator = TestGenerator(157)
    for _ in 0..<2 {
      let one = pair(
        randomDemand(&generator, largest: 3), randomDemand(&generator, largest: 2), minor: [1, 2], h: [1, 1.5], p: [7, 9], major: 6,
        truck: nil)
      var many = one
      many.truck = 18
      let (a, b) = (try one.optimum(.average, tolerance: 1e-6), try many.optimum(.average, tolerance: 1e-6))
      #expect(abs(a.cost - b.cost) < 2e-6)
      for x in -3...6 {
        for y in -3...6 { #expect(a.order(position: [x, y]) == b.order(position: [x, y]), "\(x), \(y)") }
      }
    }
  }

  /// Demand of two points far apart beside a small one: only the values that occur are gone through. Without a shared cost the items' own
  /// exact answers stand beside it.
  @Test func `lumps beside units`() throws {
    let lump = LatticeDistribution(offset: 0, probabilities: [0.9] + [Double](repeating: 0, count: 119) + [0.1])
    let problem = pair(lump, uniformLaw(1), minor: [30, 4], h: [1, 1], p: [9, 9], major: 0, truck: nil)
    let joint = try problem.optimum(.average)
    let sum =
      try problem.alone(0, orderCost: 30).optimalReorderLevels().costPerDay
      + problem.alone(1, orderCost: 4).optimalReorderLevels().costPerDay
    #expect(abs(joint.cost / sum - 1) < 1e-5)
  }

  /// What is refused names what would be taken: the bytes that would be allocated, or the operations.
  @Test func `a refusal tells the truth about its size`() throws {
    let law = try Law.poisson(mean: 5).lattice(tail: 1e-13)
    func items(_ count: Int) -> JointReplenishmentProblem {
      JointReplenishmentProblem(
        items: [JointReplenishmentProblem.Item](
          repeating: .init(demand: law, holdingCost: 1, backorderCost: 9, minorCost: 1), count: count),
        majorCost: 50)
    }
    #expect { try items(5).optimum(.average) } throws: { error in
      guard case .stateSpaceTooLarge(let states, let bytes, let limit, _)? = error as? OptimizationError else { return false }
      return bytes == states * JointReplenishmentOperator.bytesEach && bytes > limit
    }
    var trucks = items(3)
    trucks.truck = 20
    #expect { try trucks.optimum(.average) } throws: { error in
      guard case .tooMuchWork(let operations, let limit, _)? = error as? OptimizationError else { return false }
      return operations > limit && "\(error)".contains("operations, more than the 60 billion allowed")
    }
  }

  @Test func `without a shared cost items go their own ways`() throws {
    let problem = pair(uniformLaw(4), uniformLaw(2), minor: [9, 4], h: [1, 1], p: [9, 15], major: 0, truck: nil)
    let joint = try problem.optimum(.average, tolerance: 1e-4)
    let sum =
      try problem.alone(0, orderCost: 9).optimalReorderLevels().costPerDay
      + problem.alone(1, orderCost: 4).optimalReorderLevels().costPerDay
    let bound = try problem.lowerBound()
    #expect(abs(joint.cost - sum) < 1e-3 && abs(bound - sum) < 1e-9)
  }

  @Test func `extremes get an answer or a reason`() throws {
    let law = uniformLaw(3)
    for broken in [
      pair(law, law, minor: [1, .nan], h: [1, 1], p: [9, 9], major: 5), pair(law, law, minor: [1, 1], h: [0, 1], p: [9, 9], major: 5),
      pair(law, law, minor: [1, 1], h: [1, 1], p: [0, 9], major: 5), pair(law, law, minor: [1, 1], h: [1, 1], p: [9, 9], major: -1),
      pair(law, law, minor: [1, 1], h: [1, 1], p: [9, 9], major: 5, truck: 0),
      pair(law, uniformLaw(0), minor: [1, 1], h: [1, 1], p: [9, 9], major: 5), JointReplenishmentProblem(items: [], majorCost: 5),
    ] {
      #expect(throws: OptimizationError.self) { try broken.optimum(.average) }
      #expect(throws: OptimizationError.self) { try broken.lowerBound() }
      #expect(throws: OptimizationError.self) { try broken.bestCanOrder() }
    }
    let ten = JointReplenishmentProblem(
      items: [JointReplenishmentProblem.Item](repeating: .init(demand: law, holdingCost: 1, backorderCost: 9, minorCost: 5), count: 10),
      majorCost: 50)
    #expect { try ten.optimum(.average) } throws: { error in
      if case .stateSpaceTooLarge(let states, _, _, _)? = error as? OptimizationError { return states > 1e12 }
      return false
    }
    // Where nothing exact fits, the bound still does; joint orders every period bound it from above.
    let bound = try ten.lowerBound()
    let own = try ten.alone(0, orderCost: 5).optimalReorderLevels().costPerDay
    #expect(bound > 0 && bound < 50 + 10 * own)
    let valid = pair(law, law, minor: [1, 1], h: [1, 1], p: [9, 9], major: 5)
    #expect(throws: OptimizationError.self) { try valid.evaluate(CanOrderPolicy(mustOrder: [1, 1], canOrder: [0, 1], upTo: [5, 5])) }
    #expect(throws: OptimizationError.self) { try valid.evaluate(CanOrderPolicy(mustOrder: [1], canOrder: [1], upTo: [5])) }
  }
}

@Suite struct `Joint lots for steady demand` {
  func lots(_ K: Double, _ k: [Double], _ h: [Double], _ λ: [Double]) -> JointEconomicLots {
    JointEconomicLots(sharedCost: K, items: k.indices.map { .init(orderCost: k[$0], holdingCost: h[$0], demandRate: λ[$0]) })
  }

  /// Exercises of L. Snyder's stockpyl collection, by Silver's rule.
  @Test func `known plans`() throws {
    let a = try lots(20_000, [36_000, 46_000, 34_000, 38_000], [1000, 900, 1200, 1000], [1780, 445, 920, 175]).silver()
    #expect(a.multiples == [1, 2, 1, 3] && abs(a.cost / 1_028_646.36 - 1) < 1e-8 && abs(a.cycle / 0.2443340522 - 1) < 1e-9)
    let b = try lots(1500, [4000, 1000, 2000], [300, 200, 200], [9100, 83_200, 20_800]).silver()
    #expect(b.multiples == [3, 1, 2] && abs(b.cost / 566_083.0328 - 1) < 1e-9)
    let c = try lots(180, [60, 100, 180, 115, 135], [5.32, 3.92, 4.76, 3.92, 3.36], [6200, 1300, 400, 4400, 1800]).silver()
    #expect(c.multiples == [1, 2, 4, 1, 2] && abs(c.cost / 9107.181781 - 1) < 1e-9)
    #expect(abs(c.orderQuantities[0] - 704.6087532) < 1e-6)
  }

  @Test func `no plan with small multiples is cheaper, and bounds hold`() throws {
    var generator = TestGenerator(161)
    for _ in 0..<30 {
      let problem = lots(
        1 + 50 * generator.uniform(), (0..<3).map { _ in 60 * generator.uniform() * generator.uniform() },
        (0..<3).map { _ in 0.5 + generator.uniform() }, (0..<3).map { _ in 1 + 30 * generator.uniform() * generator.uniform() })
      let best = try problem.optimum()
      var least = Double.infinity
      for x in 1...7 {
        for y in 1...7 {
          for z in 1...7 {
            var fixed = problem.sharedCost
            var weight = 0.0
            for (item, m) in zip(problem.items, [x, y, z]) {
              fixed += item.orderCost / Double(m)
              weight += item.holdingCost * item.demandRate * Double(m) / 2
            }
            least = min(least, 2 * (fixed * weight).squareRoot())
          }
        }
      }
      #expect(best.cost <= least * (1 + 1e-12))
      if best.multiples.allSatisfy({ $0 <= 7 }) { #expect(abs(best.cost / least - 1) < 1e-12) }
      let silver = try problem.silver()
      let powers = try problem.powerOfTwo()
      #expect(best.lowerBound <= best.cost * (1 + 1e-12) && best.cost <= silver.cost * (1 + 1e-12))
      #expect(powers.cost >= best.cost * (1 - 1e-12) && powers.cost <= 1.0607 * powers.lowerBound)
      #expect(powers.multiples.allSatisfy { $0 & ($0 - 1) == 0 })
      var dearer = problem
      dearer.sharedCost *= 1.2
      #expect(try dearer.optimum().cost >= best.cost)
    }
  }

  @Test func `extremes get an answer or a reason`() throws {
    for broken in [
      lots(0, [1], [1], [1]), lots(.nan, [1], [1], [1]), lots(1, [], [], []), lots(1, [-1], [1], [1]), lots(1, [1], [0], [1]),
      lots(1, [1], [1], [0]), lots(1, [1], [.infinity], [1]),
    ] {
      #expect(throws: OptimizationError.self) { try broken.optimum() }
      #expect(throws: OptimizationError.self) { try broken.silver() }
      #expect(throws: OptimizationError.self) { try broken.powerOfTwo() }
    }
    // One item: the economic lot with both costs.
    let one = try lots(8, [4], [2], [50]).optimum()
    #expect(abs(one.cost - (2 * 12.0 * 50 * 2).squareRoot()) < 1e-9 && abs(one.lowerBound - one.cost) < 1e-9)
  }
}
