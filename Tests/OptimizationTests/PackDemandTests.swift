import Randomness
import Testing

@testable import Optimization

/// Demand that comes in packs: laws with gaps, where a slip in counting shows.
@Suite struct `Demand in packs` {
  static func two(_ pack: Int, _ chance: Double) -> LatticeDistribution {
    LatticeDistribution(offset: 0, probabilities: [1 - chance] + [Double](repeating: 0, count: pack - 1) + [chance])
  }

  static func law(_ masses: [Int: Double]) -> LatticeDistribution {
    var p = [Double](repeating: 0, count: (masses.keys.max() ?? 0) + 1)
    for (value, mass) in masses { p[value] = mass }
    return LatticeDistribution(offset: 0, probabilities: p)
  }

  // MARK: - Reflected walks

  /// The law's mean is that of the heights, which needs no law.
  @Test(arguments: [(50, 0.1, 6), (50, 0.1, 8), (3, 0.5, 2), (7, 0.2, 2), (1_000, 0.01, 11), (13, 0.1, 5)])
  func `a law with gaps keeps its mean`(_ pack: Int, _ chance: Double, _ capacity: Int) throws {
    var step = Self.two(pack, chance)
    step.offset = -capacity
    let walk = try ReflectedWalk(step: step)
    let law = try walk.law()
    #expect(abs(law.mean - walk.mean) < 1e-9 * (1 + walk.mean))
    #expect(abs(law.probabilities.reduce(0, +) - 1) < 1e-9)
  }

  /// Up two with a, down one with b: ladder heights are 1 and 2, and the generating function has the closed form
  /// P(z) = (b − 2a)(1 − 1/z)/(1 − a·z² − b/z), whose value at 0 is (b − 2a)/b.
  @Test func `two up, one down`() throws {
    let (a, b) = (0.2, 0.8)
    let walk = try ReflectedWalk(step: LatticeDistribution(offset: -1, probabilities: [b, 0, 0, a]))
    #expect(abs(walk.empty - (b - 2 * a) / b) < 1e-12)
    let p = try walk.law().probabilities
    // From the balance at n: p(n) = b·p(n + 1) + a·p(n − 2), and b·(p₀ + p₁) = p₀ at 0.
    #expect(abs(b * (p[0] + p[1]) - p[0]) < 1e-12)
    for n in 2..<30 { #expect(abs(p[n] - b * p[n + 1] - a * p[n - 2]) < 1e-12) }
  }

  /// By value iteration on the shortfall, outside the product (NumPy, 200 000 steps of the law itself).
  @Test(arguments: [(6, 278, 288.7080956), (8, 106, 114.8146055)])
  func `a capacity behind demand of fifty`(_ capacity: Int, _ S: Int, _ cost: Double) throws {
    let problem = CapacitatedProblem(demand: Self.two(50, 0.1), capacity: capacity, holdingCost: 1, backorderCost: 9)
    let best = try problem.optimum()
    #expect(best.S == S && abs(best.cost - cost) < 1e-5)
  }

  // MARK: - Lost sales

  static func lost(_ law: LatticeDistribution, _ lead: Int, _ h: Double, _ p: Double) -> LostSalesProblem {
    LostSalesProblem(demand: law, leadTime: lead, holdingCost: h, lostSaleCost: p)
  }

  /// The stock under a constant order, pushed forward until it stands.
  func slowConstant(_ problem: LostSalesProblem, _ q: Int) -> Double {
    let points = 1_500
    var law = [1.0] + [Double](repeating: 0, count: points - 1)
    for _ in 0..<6_000 {
      var next = [Double](repeating: 0, count: points)
      for (x, mass) in law.enumerated() where mass > 0 {
        for (d, p) in problem.demand.probabilities.enumerated() where p > 0 { next[min(points - 1, max(0, x + q - d))] += mass * p }
      }
      law = next
    }
    let stock = law.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    return problem.holdingCost * stock + problem.lostSaleCost * (problem.demand.mean - Double(q))
  }

  @Test func `a constant order may be part of a pack`() throws {
    let problem = Self.lost(Self.two(6, 0.3), 2, 0.2, 9)
    let best = try problem.bestConstantOrder()
    #expect(best.cap == 1 && abs(best.cost - 7.8197220470) < 1e-8)
    let three = Self.lost(Self.law([0: 0.5, 4: 0.3, 8: 0.2]), 2, 0.2, 9)
    let found = try three.bestConstantOrder()
    let costs = (1...2).map { slowConstant(three, $0) }
    #expect(found.cap == 2 && abs(found.cost - costs[1]) < 1e-8 && costs[1] < costs[0])
  }

  /// Every pair there is, each followed on its own states.
  @Test func `a cap may be part of a pack`() throws {
    for (problem, S, cap, cost) in [
      (Self.lost(Self.two(2, 0.5), 5, 1, 9), 8, 1, 3.2617283951),
      (Self.lost(Self.law([0: 0.25, 2: 0.5, 4: 0.25]), 4, 1, 19), 14, 3, 5.4564821729),
    ] {
      let best = try problem.bestCappedBaseStock(tolerance: 1e-7)
      #expect(best.S == S && best.cap == cap && best.isBestOfClass && abs(best.cost - cost) < 1e-6)
    }
    for law in [Self.two(3, 0.4), Self.two(4, 0.25), Self.law([0: 0.3, 3: 0.4, 6: 0.3])] {
      let problem = Self.lost(law, 2, 1, 9)
      let best = try problem.bestCappedBaseStock(tolerance: 1e-7)
      var least = Double.infinity
      for S in 0...24 {
        for cap in 1...8 { least = min(least, try problem.evaluate(baseStock: S, cap: cap, tolerance: 1e-7).cost) }
      }
      #expect(best.cost <= least + 1e-6)
      #expect(abs(try problem.evaluate(baseStock: best.S ?? 0, cap: best.cap, tolerance: 1e-7).cost - best.cost) < 1e-6)
    }
  }

  @Test func `a lump too large for caps says so`() throws {
    let problem = Self.lost(Self.two(10_000, 0.2), 4, 0.01, 1)
    let best = try problem.bestCappedBaseStock()
    #expect(!best.isBestOfClass && (best.cap ?? 0) % 10_000 == 0)
    #expect(best.cost >= (try problem.optimum().lower) - 1e-6)
  }

  // MARK: - Two suppliers

  static func pair(_ law: LatticeDistribution, lead: Int = 3, fast: Int = 1) -> DualSourcingProblem {
    DualSourcingProblem(
      demand: law, regularLeadTime: lead, expeditedLeadTime: fast, regularUnitCost: 100, expeditedUnitCost: 120, holdingCost: 5,
      backorderCost: 45)
  }

  /// Cost of a constant order *Q* with surges up to the best level: the overshoot pushed forward until it stands.
  func slowSurge(_ problem: DualSourcingProblem, _ Q: Int) -> Double {
    let points = 400
    var law = [1.0] + [Double](repeating: 0, count: points - 1)
    for _ in 0..<4_000 {
      var next = [Double](repeating: 0, count: points)
      for (x, mass) in law.enumerated() where mass > 1e-18 {
        for (d, p) in problem.demand.probabilities.enumerated() where p > 0 { next[min(points - 1, max(0, x + Q - d))] += mass * p }
      }
      law = next
    }
    var ahead = [0: 1.0]
    for _ in 0...problem.expeditedLeadTime {
      var sum: [Int: Double] = [:]
      for (x, mass) in ahead { for (d, p) in problem.demand.probabilities.enumerated() where p > 0 { sum[x + d, default: 0] += mass * p } }
      ahead = sum
    }
    var best = Double.infinity
    for S in 0...40 {
      var cost = 0.0
      for (o, mass) in law.enumerated() where mass > 1e-16 {
        for (a, p) in ahead {
          let left = S + o - a
          cost += mass * p * (left > 0 ? problem.holdingCost * Double(left) : -problem.backorderCost * Double(left))
        }
      }
      best = min(best, cost)
    }
    return best + problem.regularUnitCost * Double(Q) + problem.expeditedUnitCost * (problem.demand.mean - Double(Q))
  }

  @Test(arguments: [[0: 0.9, 10: 0.1], [0: 0.5, 4: 0.5], [0: 0.5, 1: 0.2, 6: 0.3], [0: 0.6, 6: 0.2, 12: 0.2], [2: 0.5, 5: 0.5]])
  func `a base order with surges is no better than the optimum`(_ masses: [Int: Double]) throws {
    let problem = Self.pair(Self.law(masses))
    let found = try problem.bestTailoredBaseSurge()
    let top = Int(problem.demand.mean.rounded(.up)) - 1
    let least = (0...top).map { slowSurge(problem, $0) }.min() ?? 0
    #expect(abs(found.cost - least) < 1e-6, "\(found.cost) against \(least)")
    let best = try problem.optimum(tolerance: 1e-4)
    #expect(found.cost >= best.lower)
  }

  @Test func `counted in lots the optimum is the same`() throws {
    for law in [Self.two(3, 0.4), Self.law([0: 0.3, 2: 0.4, 4: 0.3]), Self.law([2: 0.5, 4: 0.5])] {
      for (lead, fast) in [(2, 0), (3, 1), (3, 0)] {
        let problem = Self.pair(law, lead: lead, fast: fast)
        let lots = try problem.optimum(tolerance: 1e-5)
        let units = try problem.optimum(tolerance: 1e-5, isCountedInLots: false)
        #expect(lots.lot > 1 && abs(lots.cost - units.cost) < 2e-5, "\(lots.cost) against \(units.cost)")
      }
    }
  }

  /// The chain of the best dual index, every gap up to twice the largest demand.
  @Test func `a gap between levels may be part of a pack`() throws {
    let problem = Self.pair(Self.two(4, 0.5), lead: 4, fast: 0)
    let best = try problem.bestDualIndex()
    let least = try (0...24).map { try problem.evaluate(indexGap: $0).cost }.min() ?? 0
    #expect(best.isBestOfClass && abs(best.cost - least) < 1e-9)
  }

  /// {0, 1000} has an answer in seconds; what was counted in lots says so.
  @Test func `a lump of a thousand`() throws {
    let problem = Self.pair(Self.two(1_000, 0.1), lead: 4, fast: 0)
    let best = try problem.optimum()
    #expect(best.lot == 1_000)
    let indices = [try problem.bestSingleIndex(), try problem.bestDualIndex(), try problem.bestCappedDualIndex()]
    for found in indices + [try problem.bestTailoredBaseSurge()] {
      #expect(found.cost >= best.lower * (1 - 1e-9))
    }
  }
}
