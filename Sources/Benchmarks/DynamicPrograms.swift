import CxxLoops
import Experiment
import Foundation
import Groundwork
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
    try mixedItemsOnAllCores()
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
    let (chainName, network) = largestChain()
    try time("guaranteed service, \(chainName)", limit: 1_000) {
      let found = try network.solve()
      return String(format: "%d stages, cost %.2f, gap %.1e", network.stages.count, found.cost, found.gap)
    }
    let chain = SerialSystem(
      stages: (0..<5).map { .init(echelonHoldingCost: 1 / Double($0 + 1), leadTime: 1 + 0.5 * Double($0)) }, stockoutCost: 40,
      demand: .normal(mean: 64, sd: 8))
    try time("serial, 5 stages, to 1e-4", limit: 50) {
      let found = try chain.optimum(tolerance: 1e-4)
      return String(format: "cost %.4f", found.cost)
    }
  }

  /// A company's catalogue: 10 000 mixed items in a second on both cores. Timed is the processor time of all threads, divided by the cores,
  /// so that a neighbour on the machine does not count; the clock on the wall is told beside it.
  private mutating func mixedItemsOnAllCores() throws {
    let count = quick ? 1_000 : 10_000
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let work = "\(count) mixed items, \(cores == 2 ? "both" : "all \(cores)") cores"
    if !wanted(work) { return }
    let items = mixedItems(count)
    var spans: [Double] = []
    var check = ""
    for round in 0...repetitions {
      let begin = ContinuousClock.now, used = processorSeconds(CLOCK_PROCESS_CPUTIME_ID)
      let costs = try concurrentMap(items.count, threads: cores, cancellation: Cancellation()) { i in
        (try? items[i].optimalReorderLevels())?.costPerDay ?? .nan
      }
      let span = (processorSeconds(CLOCK_PROCESS_CPUTIME_ID) - used) / Double(cores) * 1e3
      let wall = (ContinuousClock.now - begin) / .seconds(1)
      check = String(
        format: "cost %.1f, %.0f items/s, %.0f by the wall clock", costs.reduce(0, +), Double(count) / span * 1e3, Double(count) / wall)
      if round > 0 { spans.append(span) }
    }
    timings.append(Timing(work: work, limit: Double(count) / 10, spans: spans, check: check))
  }

  /// The largest chain of `BULLWHIP_DATA`, else one drawn of the same size: stages with times of up to some weeks, links by depth.
  private func largestChain() -> (name: String, network: ServiceNetwork) {
    if let folder = ProcessInfo.processInfo.environment["BULLWHIP_DATA"], let network = Self.realChain(folder + "/multi_echelon/") {
      return ("largest real chain", network)
    }
    let key = DrawKey(seed: 1, phase: .search, replication: 0)
    var ordinal: UInt64 = 0
    func draw(_ below: Int) -> Int {
      ordinal += 1
      return Int(key.uniform(source: 0x6368_6169, ordinal: ordinal) * Double(below))
    }
    let count = 2_025
    var links: [ServiceNetwork.Link] = []
    var supplies = [Bool](repeating: false, count: count)
    for k in 1..<count {
      for _ in 0..<(1 + draw(15)) {
        let from = draw(k)
        // Suppliers of some depth only, so that chains stay short.
        if from % 7 < k % 7 || k < 7 {
          links.append(.init(from: from, to: k))
          supplies[from] = true
        }
      }
    }
    let stages = supplies.enumerated().map { k, supplies in
      ServiceNetwork.Stage(
        name: "\(k)", processingTime: draw(20), holdingCost: 1 + Double(draw(90)) / 10, boundFactor: 1.645,
        demandSD: supplies ? 0 : 1 + Double(draw(50)), maximumServiceTime: supplies ? nil : 0)
    }
    return ("largest drawn chain", ServiceNetwork(stages: stages, links: links))
  }

  /// Willems' chains (M&SOM 10(1), 2008), the one of most stages; nil where the files are not there.
  private static func realChain(_ folder: String) -> ServiceNetwork? {
    func rows(_ name: String) -> [[String]]? {
      (try? String(contentsOfFile: folder + name, encoding: .utf8))?.split(whereSeparator: \.isNewline).dropFirst()
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }
    guard let allStages = rows("willems_stages.csv"), let allLinks = rows("willems_links.csv"),
      let chain = Dictionary(grouping: allStages, by: { $0[0] }).max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) })?.key
    else { return nil }
    let stages = allStages.filter { $0[0] == chain }
    let place = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($0.element[1], $0.offset) })
    let links = allLinks.filter { $0[0] == chain }.compactMap { row in
      place[row[1]].flatMap { from in place[row[2]].map { ServiceNetwork.Link(from: from, to: $0) } }
    }
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

  private func processorSeconds(_ clock: clockid_t = CLOCK_THREAD_CPUTIME_ID) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
