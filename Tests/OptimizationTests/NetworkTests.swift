import Foundation
import Groundwork
import Randomness
import Testing

@testable import Optimization

func serial(_ h: [Double], _ lead: [Double], _ p: Double, _ demand: SerialSystem.Demand) -> SerialSystem {
  SerialSystem(
    stages: zip(h, lead).map { SerialSystem.Stage(echelonHoldingCost: $0, leadTime: $1) }, stockoutCost: p, demand: demand)
}

@Suite struct `Serial systems` {
  struct Row: Sendable {
    var h: [Double]
    var lead: [Double]
    var p: Double
    var demand: SerialSystem.Demand
    var levels: [Double]
    var cost: Double
  }

  /// L. Snyder and Z.-J. Shen, *Fundamentals of Supply Chain Theory*, 2nd ed., problems 6.1 and 6.2; K. Shang and J.-S. Song, *Management
  /// Science* 49(5), 2003, instances 9 and 17; the rest in their style, recomputed exactly.
  static let rows: [Row] = [
    Row(h: [1, 1], lead: [1, 1], p: 10, demand: .normal(mean: 10, sd: 2), levels: [12.766, 23.149], cost: 17.95),
    Row(h: [1, 1], lead: [1, 1], p: 15, demand: .normal(mean: 100, sd: 15), levels: [123.45, 228.45], cost: 166.2507943),
    Row(
      h: [2, 2, 1, 1, 1], lead: [0.5, 0.5, 0.5, 0.5, 0.5], p: 24, demand: .normal(mean: 64, sd: 8),
      levels: [40.6, 74.24, 109.08, 142.12, 174.52], cost: 451.6093606),
    Row(
      h: [2, 2, 1, 1, 1], lead: [0.5, 0.5, 0.5, 0.5, 0.5], p: 24, demand: .poisson(mean: 64), levels: [41, 74, 109, 142, 174],
      cost: 453.6915587),
    Row(
      h: [0.25, 0.25, 0.25, 0.25], lead: [0.25, 0.25, 0.25, 0.25], p: 9, demand: .poisson(mean: 16), levels: [8, 13, 18, 22],
      cost: 12.6879),
    Row(
      h: [0.25, 0.25, 0.25, 0.25], lead: [0.25, 0.25, 0.25, 0.25], p: 39, demand: .poisson(mean: 64), levels: [27, 46, 65, 83],
      cost: 41.0154),
    Row(
      h: [0.25, 0.25, 0.25, 0.25], lead: [0.25, 0.25, 0.25, 0.25], p: 99, demand: .poisson(mean: 16), levels: [11, 17, 22, 27],
      cost: 16.20554414),
    Row(
      h: [0.25, 2.5, 2.5, 0.25], lead: [0.25, 0.25, 0.25, 0.25], p: 9, demand: .poisson(mean: 16), levels: [9, 10, 13, 19],
      cost: 53.00760477),
  ]

  @Test(arguments: rows) func `published systems`(_ row: Row) throws {
    let found = try serial(row.h, row.lead, row.p, row.demand).optimum()
    #expect(abs(found.cost / row.cost - 1) < 1e-4)
    #expect(found.lower <= found.cost && found.cost <= found.upper && found.upper - found.lower <= 1.0001e-4 * found.cost)
    for (ours, theirs) in zip(found.echelonBaseStock, row.levels) { #expect(abs(ours / theirs - 1) < 1e-3) }
  }

  /// Forwards instead of backwards: the law of each echelon's stock from the top down, IP = min(S, IL above), IL = IP − D.
  func forwardCost(_ system: SerialSystem, _ mean: Double, _ levels: [Int]) -> Double {
    var position: [Int: Double] = [levels[levels.count - 1]: 1]
    var cost = 0.0
    var penalty = system.stockoutCost
    for stage in system.stages { penalty += stage.echelonHoldingCost }
    for j in stride(from: levels.count - 1, through: 0, by: -1) {
      let law = poissonLaw(mean * system.stages[j].leadTime)
      var stock: [Int: Double] = [:]
      for (y, mass) in position.sorted(by: { $0.key < $1.key }) {
        for (i, p) in law.probabilities.enumerated() { stock[y - law.offset - i, default: 0] += mass * p }
      }
      for (x, mass) in stock.sorted(by: { $0.key < $1.key }) {
        cost += mass * system.stages[j].echelonHoldingCost * Double(x)
        if j == 0 { cost += mass * penalty * Double(max(0, -x)) }
      }
      if j > 0 {
        position = [:]
        for (x, mass) in stock.sorted(by: { $0.key < $1.key }) { position[min(levels[j - 1], x), default: 0] += mass }
      }
    }
    return cost
  }

  @Test func `every pair of levels forwards, none better than the recursion's`() throws {
    let system = serial([1, 0.5], [0.6, 1], 8, .poisson(mean: 3))
    let best = try system.optimum()
    var least = Double.infinity
    for a in 0...9 {
      for b in 0...14 {
        let cost = forwardCost(system, 3, [a, b])
        least = min(least, cost)
        #expect(abs(try system.evaluate(echelonBaseStock: [a, b]) - cost) < 1e-9)
      }
    }
    #expect(abs(least - best.cost) < 1e-9)
    let levels = best.echelonBaseStock.map { Int($0) }
    #expect(abs(try system.evaluate(echelonBaseStock: levels) - best.cost) < 1e-9)
    let local = best.localBaseStock
    #expect(local.reduce(0, +) == best.echelonBaseStock.last)
  }

  @Test func `one stage is the newsvendor`() throws {
    let found = try serial([2], [1.5], 9, .poisson(mean: 4)).optimum()
    let alone = try newsvendor(demand: poissonLaw(6), overage: 2, underage: 9)
    #expect(found.echelonBaseStock == [alone.level] && abs(found.cost - alone.cost) < 1e-9)
    let normal = try serial([2], [1.5], 9, .normal(mean: 4, sd: 1)).optimum(tolerance: 1e-4)
    let closed = try newsvendor(normalMean: 6, sd: 1.5.squareRoot(), overage: 2, underage: 9)
    #expect(normal.lower <= closed.cost && closed.cost <= normal.upper)
    #expect(abs(normal.cost / closed.cost - 1) < 2e-5 && abs(normal.echelonBaseStock[0] - closed.level) < 1e-3)
    var review = serial([2], [1], 9, .poisson(mean: 4))
    review.countsReviewPeriod = true
    #expect(abs(try review.optimum().cost - newsvendor(demand: poissonLaw(8), overage: 2, underage: 9).cost) < 1e-9)
  }

  @Test func `bounds of coarse points hold the answer of fine ones`() throws {
    let system = serial([2, 2, 1], [0.5, 0, 1], 24, .normal(mean: 64, sd: 8))
    let fine = try system.optimum(tolerance: 5e-5)
    for tolerance in [1e-1, 1e-2, 1e-3] {
      let coarse = try system.optimum(tolerance: tolerance)
      #expect(coarse.lower <= fine.upper && fine.lower <= coarse.upper)
      #expect(coarse.upper - coarse.lower <= tolerance * coarse.cost * 1.0001)
    }
  }

  @Test func `dearer customers, shelves and longer ways cost more`() throws {
    var generator = TestGenerator(101)
    for _ in 0..<15 {
      let n = generator.integer(1...4)
      var system = serial(
        (0..<n).map { _ in generator.uniform() }, (0..<n).map { _ in generator.uniform() * 2 }, 1 + 20 * generator.uniform(),
        .poisson(mean: 1 + 6 * generator.uniform()))
      let cost = try system.optimum().cost
      system.stockoutCost *= 1.2
      let dearer = try system.optimum().cost
      #expect(dearer >= cost - 1e-9)
      system.stages[n - 1].echelonHoldingCost += 0.3
      let shelves = try system.optimum().cost
      #expect(shelves >= dearer - 1e-9)
      system.stages[0].leadTime += 0.5
      #expect(try system.optimum().cost >= shelves - 1e-9)
    }
  }

  @Test func `extremes get an answer or a reason`() throws {
    #expect(throws: OptimizationError.holdingIsFree) { try serial([0, 0], [1, 1], 9, .poisson(mean: 4)).optimum() }
    #expect(throws: OptimizationError.neverOrdering) { try serial([1], [1], 0, .poisson(mean: 4)).optimum() }
    #expect(throws: OptimizationError.noDemand) { try serial([1], [1], 9, .poisson(mean: 0)).optimum() }
    for broken in [
      serial([], [], 9, .poisson(mean: 4)), serial([.nan], [1], 9, .poisson(mean: 4)), serial([1], [-1], 9, .poisson(mean: 4)),
      serial([1], [1], .infinity, .poisson(mean: 4)), serial([1], [1], 9, .normal(mean: .nan, sd: 1)),
      serial([1], [1], 9, .normal(mean: 4, sd: 0)), serial([1], [0.5], 9, .perPeriod(poissonLaw(4))),
      serial([1], [1e6], 9, .poisson(mean: 1e6)),
    ] { #expect(throws: OptimizationError.self) { try broken.optimum() } }
    // No lead time anywhere: nothing needs to be held.
    #expect(try serial([1, 1], [0, 0], 9, .normal(mean: 4, sd: 1)).optimum().cost == 0)
    #expect(abs(try serial([1, 1], [0, 0], 9, .poisson(mean: 4)).optimum().cost) < 1e-12)
    // A stage that adds no value holds nothing worth counting.
    let free = try serial([1, 0], [1, 1], 9, .poisson(mean: 4)).optimum()
    #expect(free.cost <= (try serial([1], [2], 9, .poisson(mean: 4)).optimum().cost))
    // Φ(1.2816) = 0.9, and the sd is 100.
    let many = try serial([1], [1], 9, .poisson(mean: 1e4)).optimum()
    #expect(abs(many.echelonBaseStock[0] - 10_128) <= 2)
    let whole = try serial([1, 1], [2, 1], 9, .perPeriod(poissonLaw(4))).optimum()
    #expect(abs(whole.cost - (try serial([1, 1], [2, 1], 9, .poisson(mean: 4)).optimum().cost)) < 1e-9)
    #expect(throws: OptimizationError.self) { try serial([1], [1], 9, .poisson(mean: 4)).evaluate(echelonBaseStock: [.max]) }
    #expect(throws: OptimizationError.self) { try serial([1], [1], 9, .poisson(mean: 4)).evaluate(echelonBaseStock: [1 << 39]) }
  }
}

@Suite struct `One warehouse and its retailers` {
  func alike(_ n: Int, rate: Double, warehouseLead: Double, lead: Double, h0: Double, p: Double) -> RetailNetwork {
    RetailNetwork(
      warehouseLeadTime: warehouseLead, warehouseHoldingCost: h0,
      retailers: Array(
        repeating: RetailNetwork.Retailer(demandRate: rate, leadTime: lead, holdingCost: 1, backorderCost: p), count: n))
  }

  /// Computed by exact binomial disaggregation for this purpose, confirmed by long simulation.
  @Test func `known systems`() throws {
    let a = try alike(8, rate: 0.5, warehouseLead: 3, lead: 1, h0: 0.5, p: 20).optimum()
    #expect(a.warehouseS == 15 && a.retailerS == Array(repeating: 2, count: 8))
    #expect(abs(a.cost - 17.29726) < 1e-5 && abs(a.warehouseOnHand - 3.40194) < 1e-5 && abs(a.retailerOnHand[0] - 1.473556) < 1e-6)
    #expect(abs(a.retailerBackorders[7] - 0.023799) < 1e-6 && abs(a.fillRates[3] - 0.892854) < 1e-6)
    let b = try alike(3, rate: 2, warehouseLead: 1, lead: 1, h0: 0.2, p: 19).optimum()
    #expect(b.warehouseS == 8 && b.retailerS == [5, 5, 5] && abs(b.cost - 11.052118) < 1e-5)
  }

  /// A customer at time t takes the unit ordered S_i sales of the retailer before; that order was matched at the warehouse with its own
  /// S₀-th predecessor. Event by event, no thinning.
  @Test func `a long simulation of unlike retailers covers the exact cost`() throws {
    let network = RetailNetwork(
      warehouseLeadTime: 2, warehouseHoldingCost: 0.3,
      retailers: [
        .init(demandRate: 0.4, leadTime: 0.5, holdingCost: 1, backorderCost: 8),
        .init(demandRate: 1.1, leadTime: 1.5, holdingCost: 1.2, backorderCost: 15),
      ])
    let S0 = 2
    let levels = [1, 4]
    let exact = try network.evaluate(warehouseS: S0, retailerS: levels)
    var generator = TestGenerator(111)
    var batches: [Double] = []
    for _ in 0..<40 {
      var now = 0.0
      var orders: [[Double]] = [[], []]
      var ready: [[Double]] = [[], []]
      var asked: [Double] = []
      // Each order of a retailer: when it reaches the shop. The warehouse's n-th order covers its (n + S₀)-th demand.
      while now < 6_000 {
        now -= log(generator.uniform()) / 1.5
        let i = generator.uniform() < 0.4 / 1.5 ? 0 : 1
        asked.append(now)
        let n = asked.count - 1
        let shipped = n < S0 ? now : max(now, asked[n - S0] + 2)
        orders[i].append(now)
        ready[i].append(shipped + (i == 0 ? 0.5 : 1.5))
      }
      var cost = 0.0
      let (from, to) = (500.0, 5_500.0)
      for i in 0...1 {
        // The n-th customer gets the unit of order n − S; on hand it waits from its arrival, else the customer waits for it.
        for (n, time) in orders[i].enumerated() where n >= levels[i] {
          let arrival = ready[i][n - levels[i]]
          let held = max(0, min(time, to) - max(arrival, from))
          let waited = max(0, min(arrival, to) - max(time, from))
          cost += network.retailers[i].holdingCost * held + network.retailers[i].backorderCost * waited
        }
      }
      for (n, time) in asked.enumerated() where n >= S0 {
        let arrival = asked[n - S0] + 2
        cost += 0.3 * max(0, min(time, to) - max(arrival, from))
      }
      batches.append(cost / (to - from))
    }
    let mean = batches.reduce(0, +) / 40
    let sd = (batches.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39).squareRoot()
    #expect(abs(mean - exact.cost) < 4 * sd / 40.0.squareRoot(), "simulated \(mean), exact \(exact.cost)")
  }

  @Test func `no neighbour is cheaper and thinning keeps the mean`() throws {
    let network = alike(3, rate: 0.7, warehouseLead: 2, lead: 0.5, h0: 0.4, p: 12)
    let best = try network.optimum()
    for dS in -2...2 {
      for d in -1...1 where best.warehouseS + dS >= 0 && best.retailerS[0] + d >= 0 {
        let other = try network.evaluate(warehouseS: best.warehouseS + dS, retailerS: best.retailerS.map { $0 + d })
        #expect(other.cost >= best.cost - 1e-12)
      }
    }
    // With nothing at the warehouse a retailer waits the whole way: Poisson over both lead times.
    let bare = try network.evaluate(warehouseS: 0, retailerS: [3, 3, 3])
    let excess = ExpectedExcess(poissonLaw(0.7 * 2.5))
    #expect(abs(bare.retailerOnHand[0] - excess.unused(3)) < 1e-12 && abs(bare.retailerBackorders[0] - excess.short(3)) < 1e-12)
    var dear = network
    for i in 0..<3 { dear.retailers[i].backorderCost *= 1.5 }
    #expect(try dear.optimum().cost >= best.cost)
    dear = network
    dear.warehouseHoldingCost *= 2
    #expect(try dear.optimum().cost >= best.cost)
  }

  @Test func `extremes get an answer or a reason`() throws {
    #expect(throws: OptimizationError.noDemand) { try alike(2, rate: 0, warehouseLead: 1, lead: 1, h0: 1, p: 9).optimum() }
    #expect(throws: OptimizationError.neverOrdering) { try alike(2, rate: 1, warehouseLead: 1, lead: 1, h0: 1, p: 0).optimum() }
    #expect(throws: OptimizationError.self) { try alike(0, rate: 1, warehouseLead: 1, lead: 1, h0: 1, p: 9).optimum() }
    #expect(throws: OptimizationError.self) { try alike(2, rate: .nan, warehouseLead: 1, lead: 1, h0: 1, p: 9).optimum() }
    #expect(throws: OptimizationError.self) { try alike(2, rate: 1e6, warehouseLead: 1, lead: 1, h0: 1, p: 9).optimum() }
    #expect(throws: OptimizationError.self) {
      try alike(2, rate: 1, warehouseLead: 1, lead: 1, h0: 1, p: 9).evaluate(warehouseS: -1, retailerS: [1, 1])
    }
    // No lead times: no stock, no waiting.
    #expect(try alike(2, rate: 1, warehouseLead: 0, lead: 0, h0: 1, p: 9).optimum().cost == 0)
    // A free warehouse keeps all it can use.
    let free = try alike(2, rate: 1, warehouseLead: 1, lead: 1, h0: 0, p: 9).optimum()
    let alone = try newsvendor(demand: poissonLaw(1), overage: 1, underage: 9)
    #expect(abs(free.cost - 2 * alone.cost) < 1e-9)
  }
}

@Suite struct `Base stock under a capacity` {
  @Test func `known systems`() throws {
    let a = try CapacitatedProblem(demand: poissonLaw(5), capacity: 7, holdingCost: 1, backorderCost: 9).optimum()
    #expect(a.S == 9 && abs(a.cost - 4.946948) < 1e-6 && abs(a.meanShortfall - 0.443052) < 1e-6)
    let b = try CapacitatedProblem(demand: poissonLaw(10), capacity: 12, holdingCost: 1, backorderCost: 9).optimum()
    #expect(b.S == 16 && abs(b.cost - 7.930817) < 1e-6 && abs(b.meanShortfall - 1.19709) < 1e-6)
  }

  /// All policies on a wide range of stocks, by the general core.
  @Test func `no policy at all is cheaper`() throws {
    var generator = TestGenerator(121)
    for _ in 0..<4 {
      let demand = randomDemand(&generator, largest: 4)
      let capacity = Int(demand.mean) + 1
      let problem = CapacitatedProblem(demand: demand, capacity: capacity, holdingCost: 1, backorderCost: 2 + 5 * generator.uniform())
      let best = try problem.optimum()
      let low = -100
      let high = best.S + 6
      let process = try DecisionProcess(stateCount: high - low + 1) { state in
        (0...capacity).filter { low + state + $0 <= high }.map { q in
          let y = low + state + q
          var cost = 0.0
          var chances: [(Int, Double)] = []
          for (d, p) in demand.probabilities.enumerated() {
            cost += p * (Double(max(0, y - d)) + problem.backorderCost * Double(max(0, d - y)))
            chances.append((max(0, y - d - low), p))
          }
          return DecisionProcess.Action(label: q, cost: cost, transitions: chances.map { (state: $0.0, probability: $0.1) })
        }
      }
      let slow = try process.solve(tolerance: 1e-7)
      #expect(abs(slow.cost - best.cost) < 1e-5, "\(slow.cost), \(best)")
    }
  }

  @Test func `a tight capacity costs more, none at all costs nothing`() throws {
    let alone = try newsvendor(demand: poissonLaw(5), overage: 1, underage: 9)
    var last = Double.infinity
    for capacity in [6, 7, 9, 12, 100] {
      let found = try CapacitatedProblem(demand: poissonLaw(5), capacity: capacity, holdingCost: 1, backorderCost: 9).optimum()
      #expect(found.cost <= last + 1e-12 && found.cost >= alone.cost - 1e-9)
      last = found.cost
    }
    #expect(abs(last - alone.cost) < 1e-9)
    #expect(throws: OptimizationError.self) {
      try CapacitatedProblem(demand: poissonLaw(5), capacity: 5, holdingCost: 1, backorderCost: 9).optimum()
    }
    #expect(throws: OptimizationError.self) {
      try CapacitatedProblem(demand: poissonLaw(5), capacity: 0, holdingCost: 1, backorderCost: 9).optimum()
    }
    #expect(throws: OptimizationError.holdingIsFree) {
      try CapacitatedProblem(demand: poissonLaw(5), capacity: 9, holdingCost: 0, backorderCost: 9).optimum()
    }
    #expect(throws: OptimizationError.self) {
      try CapacitatedProblem(demand: poissonLaw(5), capacity: 9, holdingCost: .nan, backorderCost: 9).optimum()
    }
  }
}
