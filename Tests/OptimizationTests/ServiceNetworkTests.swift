import Foundation
import Testing

@testable import Optimization

@Suite struct `Guaranteed service` {
  /// Stages of short times; `extra` links beyond those of a tree.
  static func random(_ generator: inout TestGenerator, stages: Int, extra: Int) -> ServiceNetwork {
    var links: [ServiceNetwork.Link] = []
    for k in 1..<stages {
      let other = generator.integer(0...(k - 1))
      links.append(generator.uniform() < 0.5 ? .init(from: other, to: k) : .init(from: k, to: other))
    }
    // A circle-free direction: along a random order that the tree's links agree with is not needed; links from lower to higher rank are.
    var rank = [Int](repeating: 0, count: stages)
    for _ in 0..<stages { for link in links { rank[link.to] = max(rank[link.to], rank[link.from] + 1) } }
    for _ in 0..<extra {
      let a = generator.integer(0...(stages - 1)), b = generator.integer(0...(stages - 1))
      if rank[a] < rank[b] { links.append(.init(from: a, to: b)) }
    }
    let list = (0..<stages).map { k in
      let isLast = !links.contains { $0.from == k }
      return ServiceNetwork.Stage(
        name: "\(k)", processingTime: generator.integer(0...3), holdingCost: 1 + 9 * generator.uniform(), boundFactor: 1.5,
        demandSD: isLast || generator.uniform() < 0.1 ? 1 + 4 * generator.uniform() : 0,
        inboundServiceTime: generator.uniform() < 0.2 ? generator.integer(0...2) : nil,
        maximumServiceTime: isLast ? generator.integer(0...2) : nil)
    }
    return ServiceNetwork(stages: list, links: links)
  }

  /// Every combination of promises that is allowed.
  static func exhaustive(_ network: ServiceNetwork) throws -> Double {
    let n = network.stages.count
    let most = try CheckedNetwork(network).longest
    var promises = [Int](repeating: 0, count: n)
    var best = Double.infinity
    while true {
      if let cost = try? network.cost(ofPromises: promises) { best = min(best, cost) }
      var k = 0
      while k < n, promises[k] == most[k] {
        promises[k] = 0
        k += 1
      }
      if k == n { return best }
      promises[k] += 1
    }
  }

  @Test func `no promises on a tree are cheaper`() throws {
    var generator = TestGenerator(41)
    for _ in 0..<25 {
      let network = Self.random(&generator, stages: generator.integer(1...5), extra: 0)
      let plan = try network.solve()
      #expect(abs(plan.cost - (try Self.exhaustive(network))) < 1e-9)
      #expect(plan.gap == 0)
      #expect(abs(try network.cost(ofPromises: plan.serviceTimes) - plan.cost) < 1e-9)
      let stock = zip(plan.safetyStock, network.stages).reduce(0) { $0 + $1.0 * $1.1.holdingCost }
      #expect(abs(stock - plan.cost) < 1e-9)
    }
  }

  @Test func `with cycles the bound lies below and the plan is feasible`() throws {
    var generator = TestGenerator(42)
    var open = 0
    for _ in 0..<25 {
      let network = Self.random(&generator, stages: 5, extra: 4)
      let best = try Self.exhaustive(network)
      let plan = try network.solve(effort: .init(boundSteps: 120, improvementSteps: 60, branchingSteps: 1_000))
      #expect(plan.gap < 1e-5, "five stages are solved to the end")
      #expect(plan.lowerBound <= best + 1e-9)
      #expect(plan.cost >= best - 1e-9)
      #expect(abs(try network.cost(ofPromises: plan.serviceTimes) - plan.cost) < 1e-9)
      #expect(plan.cost <= best * (1 + 1e-5))
      // The bound alone, without splitting, and the plan without its proof.
      let rough = try network.solve(effort: .init(boundSteps: 5, improvementSteps: 1, branchingSteps: 0))
      #expect(rough.lowerBound <= best + 1e-9 && rough.cost >= best - 1e-9)
      if rough.gap > 1e-6 { open += 1 }
    }
    #expect(open > 0, "no network was hard enough to test the splitting")
  }

  /// Sixty stages whose links reach back some twenty: one price for a whole link leaves up to a hundredth open without splitting.
  @Test(arguments: [3, 4, 5]) func `a price for every period closes what the convex hull leaves open`(seed: UInt64) throws {
    var generator = TestGenerator(seed)
    var links: [ServiceNetwork.Link] = []
    var supplies = [Bool](repeating: false, count: 60)
    for k in 1..<60 {
      for _ in 0..<generator.integer(1...3) {
        let from = max(0, k - 1 - generator.integer(0...19))
        links.append(.init(from: from, to: k))
        supplies[from] = true
      }
    }
    let stages = supplies.enumerated().map { k, supplies in
      ServiceNetwork.Stage(
        name: "\(k)", processingTime: generator.integer(0...4), holdingCost: 1 + 9 * generator.uniform(), boundFactor: 1.645,
        demandSD: supplies ? 0 : 1 + 9 * generator.uniform(), maximumServiceTime: supplies ? nil : 0)
    }
    let network = ServiceNetwork(stages: stages, links: links)
    let plan = try network.solve(effort: .init(boundSteps: 150, improvementSteps: 40, branchingSteps: 0))
    #expect(plan.gap < 1e-4, "gap \(plan.gap)")
    #expect(abs(try network.cost(ofPromises: plan.serviceTimes) - plan.cost) < 1e-9 * plan.cost)
  }

  /// Prices that many periods share must bound as truly as those of one.
  @Test func `prices over a few periods each are prices`() throws {
    var generator = TestGenerator(44)
    for _ in 0..<10 {
      let network = Self.random(&generator, stages: 5, extra: 4)
      let best = try Self.exhaustive(network)
      let checked = try CheckedNetwork(network)
      let forest = ServiceForest(checked, weights: checked.links.map { _ in generator.uniform() })
      for limit in [1, 3, 500_000] {
        var prices = LinkPrices(forest, limit: limit)
        for _ in 0..<40 {
          let relaxed = try forest.solve(prices.added(to: ServiceForest.Terms(checked)))
          #expect(relaxed.cost <= best + 1e-9)
          let places = prices.direction(relaxed)
          if places.isEmpty { break }
          prices.step(places, closing: max(1e-9, best - relaxed.cost), scale: 0.7)
        }
      }
    }
  }

  @Test func `cost rises with each price and falls with each freedom`() throws {
    var generator = TestGenerator(43)
    for _ in 0..<15 {
      let network = Self.random(&generator, stages: 12, extra: 0)
      let cost = try network.solve().cost
      for k in network.stages.indices {
        var dearer = network
        dearer.stages[k].holdingCost *= 1.2
        #expect(try dearer.solve().cost >= cost - 1e-9)
        var slower = network
        slower.stages[k].processingTime += 1
        #expect(try slower.solve().cost >= cost - 1e-9)
        var later = network
        later.stages[k].maximumServiceTime = later.stages[k].maximumServiceTime.map { $0 + 1 }
        #expect(try later.solve().cost <= cost + 1e-9)
      }
    }
  }

  /// Two stages in line, by hand: hold at the supplier, at the customer, or at both.
  @Test func `a line of two by hand`() throws {
    let network = ServiceNetwork(
      stages: [
        .init(name: "part", processingTime: 4, holdingCost: 1, boundFactor: 2),
        .init(name: "shop", processingTime: 5, holdingCost: 3, boundFactor: 2, demandSD: 10, maximumServiceTime: 0),
      ], links: [.init(from: 0, to: 1)])
    // Both: 2·10·(1·√4 + 3·√5) = 174.16; shop alone: 2·10·3·√9 = 180.
    let plan = try network.solve()
    #expect(abs(plan.cost - 20 * (2 + 3 * 5.0.squareRoot())) < 1e-9)
    #expect(plan.serviceTimes == [0, 0])
    #expect(abs(try network.cost(ofPromises: [4, 0]) - 180) < 1e-9)
  }

  @Test func `wrong networks have a reason`() throws {
    let stage = ServiceNetwork.Stage(name: "a", processingTime: 1, holdingCost: 1, boundFactor: 1, demandSD: 1, maximumServiceTime: 0)
    func refused(_ network: ServiceNetwork) -> Bool {
      do {
        _ = try network.solve()
        return false
      } catch { return true }
    }
    #expect(refused(ServiceNetwork(stages: [], links: [])))
    #expect(refused(ServiceNetwork(stages: [stage], links: [.init(from: 0, to: 0)])), "a stage that supplies itself")
    #expect(refused(ServiceNetwork(stages: [stage, stage], links: [.init(from: 0, to: 1), .init(from: 1, to: 0)])))
    #expect(refused(ServiceNetwork(stages: [stage], links: [.init(from: 0, to: 3)])))
    for change in [\ServiceNetwork.Stage.holdingCost, \.boundFactor, \.demandSD] {
      for bad in [Double.nan, -1, .infinity] {
        var broken = stage
        broken[keyPath: change] = bad
        #expect(refused(ServiceNetwork(stages: [broken], links: [])))
      }
    }
    var long = stage
    long.processingTime = 1_000_000
    #expect(refused(ServiceNetwork(stages: [long], links: [])))
    long.processingTime = 90_000
    long.maximumServiceTime = nil
    let chain = ServiceNetwork(stages: [long, long, stage], links: [.init(from: 0, to: 1), .init(from: 1, to: 2)])
    #expect(refused(chain), "a program of 10¹⁰ cells is refused before it is begun")
    #expect(throws: OptimizationError.self) { try ServiceNetwork(stages: [stage], links: []).cost(ofPromises: [1]) }
    // Stages without demand hold nothing; a single stage covers its own time.
    let alone = try ServiceNetwork(stages: [stage], links: []).solve()
    #expect(alone.cost == 1 && alone.serviceTimes == [0])
  }

  /// A real chain's network, times rounded up to days.
  private static func real(_ chain: String) throws -> ServiceNetwork {
    let folder = ProcessInfo.processInfo.environment["BULLWHIP_DATA"]! + "/multi_echelon/"
    func rows(_ name: String) throws -> [[String]] {
      try String(contentsOfFile: folder + name, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }.filter { $0[0] == chain }
    }
    let stages = try rows("willems_stages.csv")
    let place = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($0.element[1], $0.offset) })
    let links = try rows("willems_links.csv").map { ServiceNetwork.Link(from: try #require(place[$0[1]]), to: try #require(place[$0[2]])) }
    var value = stages.map { Double($0[2]) ?? 0 }
    let depth = stages.map { Int($0[3]) ?? 0 }
    for k in stages.indices.sorted(by: { depth[$0] > depth[$1] }) {
      for link in links where link.from == k { value[link.to] += value[k] }
    }
    return ServiceNetwork(
      stages: stages.indices.map { k in
        let sd = Double(stages[k][6]) ?? 0
        return .init(
          name: stages[k][1], processingTime: Int((Double(stages[k][9]) ?? 0).rounded(.up)), holdingCost: value[k], boundFactor: 1.645,
          demandSD: sd, maximumServiceTime: sd > 0 ? Int(Double(stages[k][7]) ?? 0) : nil)
      }, links: links)
  }

  /// Willems' chains (M&SOM 10(1), 2008), all nineteen, to a millionth.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["BULLWHIP_DATA"] != nil), arguments: stride(from: 1, through: 37, by: 2).map { String($0) })
  func `real chains are solved to a small gap`(chain: String) throws {
    let network = try Self.real(chain)
    let plan = try network.solve(threads: 2)
    #expect(plan.gap <= 1e-6, "gap \(plan.gap) of \(network.stages.count) stages")
    #expect(abs(try network.cost(ofPromises: plan.serviceTimes) - plan.cost) <= 1e-9 * plan.cost)
    #expect(plan.lowerBound <= plan.cost)
    if network.stages.count < 150 { #expect(try plan == network.solve(), "the same network gives the same plan") }
  }

  /// As many stages as are asked for of a general network: a plan that keeps every promise, and a bound below it.
  @Test func `two thousand stages have a plan and a bound`() throws {
    var generator = TestGenerator(46)
    let count = 2_000
    var links: [ServiceNetwork.Link] = []
    var supplies = [Bool](repeating: false, count: count)
    for k in 1..<count {
      for _ in 0..<generator.integer(1...15) {
        // Suppliers of a smaller depth, so that chains are of some seven stages as real ones are.
        let from = generator.integer(0...(k - 1))
        if from % 7 < k % 7 || k < 7 {
          links.append(.init(from: from, to: k))
          supplies[from] = true
        }
      }
    }
    let stages = supplies.enumerated().map { k, supplies in
      ServiceNetwork.Stage(
        name: "\(k)", processingTime: generator.integer(0...20), holdingCost: 1 + 9 * generator.uniform(), boundFactor: 1.645,
        demandSD: supplies ? 0 : 1 + 9 * generator.uniform(), maximumServiceTime: supplies ? nil : 0)
    }
    let network = ServiceNetwork(stages: stages, links: links)
    #expect(Set(links).count > 2 * count, "many links beyond those of a tree")
    let plan = try network.solve(threads: 2)
    #expect(abs(try network.cost(ofPromises: plan.serviceTimes) - plan.cost) <= 1e-9 * plan.cost)
    #expect(plan.lowerBound <= plan.cost && plan.gap <= 1e-6, "gap \(plan.gap)")
  }
}
