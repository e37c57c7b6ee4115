public import Groundwork

/// A supply network in which every stage promises a service time to the next: where to hold safety stock, and how much.
///
/// Stage *k* hears a promise SIₖ (no later than the latest of its suppliers'), works Tₖ, and promises Sₖ. Over the net time τ = SIₖ + Tₖ −
/// Sₖ it covers demand up to its bound from stock, at hₖ·z·σₖ·√τ. S. C. Graves and S. P. Willems, "Optimizing strategic safety stock
/// placement in supply chains", *Manufacturing & Service Operations Management* 2(1), 2000. Times are whole periods.
public struct ServiceNetwork: Sendable, Equatable {
  public struct Stage: Sendable, Equatable {
    public var name: String
    /// *T*: whole periods from having everything to being done; at least 0.
    public var processingTime: Int
    /// *h*: money per unit and period, of the stage's whole value; at least 0.
    public var holdingCost: Double
    /// *z*: how many standard deviations the demand bound covers; at least 0.
    public var boundFactor: Double
    /// Standard deviation of the demand customers place here, per period; 0 where none do.
    public var demandSD: Double
    /// The promise of suppliers outside the network; nil is at once.
    public var inboundServiceTime: Int?
    /// The longest promise that may be made (to customers here); nil is any.
    public var maximumServiceTime: Int?

    public init(
      name: String, processingTime: Int, holdingCost: Double, boundFactor: Double, demandSD: Double = 0, inboundServiceTime: Int? = nil,
      maximumServiceTime: Int? = nil
    ) {
      self.name = name
      self.processingTime = processingTime
      self.holdingCost = holdingCost
      self.boundFactor = boundFactor
      self.demandSD = demandSD
      self.inboundServiceTime = inboundServiceTime
      self.maximumServiceTime = maximumServiceTime
    }
  }

  /// From supplier to customer, as places in `stages`; one unit of each into one unit of the next.
  public struct Link: Sendable, Hashable {
    public var from: Int
    public var to: Int

    public init(from: Int, to: Int) {
      self.from = from
      self.to = to
    }
  }

  public var stages: [Stage]
  public var links: [Link]

  public init(stages: [Stage], links: [Link]) {
    self.stages = stages
    self.links = links
  }
}

/// Promises of every stage and what they cost.
public struct ServicePlan: Sendable, Equatable {
  /// *S*: the promise of each stage, in periods.
  public var serviceTimes: [Int]
  /// *SI*: the promise each stage waits for.
  public var inboundTimes: [Int]
  /// Safety stock of each stage, units.
  public var safetyStock: [Double]
  /// Money per period.
  public var cost: Double
  /// No plan costs less than this. Equal to `cost` on a network without cycles.
  public var lowerBound: Double

  /// (cost − bound)/cost: how much a better plan could save at most.
  public var gap: Double { cost > 0 ? max(0, (cost - lowerBound) / cost) : 0 }
}

extension ServiceNetwork {
  /// How long the search on a network with cycles goes on.
  public struct Effort: Sendable, Equatable {
    /// Steps that raise the bound, and steps that lower the cost, at most.
    public var boundSteps: Int
    public var improvementSteps: Int
    /// Programs solved at most while the plans are split into parts, each with its own bound.
    public var branchingSteps: Int
    /// Stops when the gap is at most this.
    public var gap: Double

    public init(boundSteps: Int = 400, improvementSteps: Int = 400, branchingSteps: Int = 2_000, gap: Double = 1e-6) {
      self.boundSteps = boundSteps
      self.improvementSteps = improvementSteps
      self.branchingSteps = branchingSteps
      self.gap = gap
    }
  }

  /// The cheapest promises: exact where the links form no cycle (whatever their direction), else a plan and a proven bound.
  ///
  /// Without cycles: dynamic programming from the leaves of each tree, over promises (Graves and Willems 2000). With cycles a spanning
  /// forest keeps its links; the others, Sᵢ ≤ SIⱼ, are priced at λ(t) ≥ 0 for every period *t* with Sᵢ > t ≥ SIⱼ (`LinkPrices`), and any
  /// prices give a lower bound by the same program (M. L. Fisher, "The Lagrangian relaxation method for solving integer programming
  /// problems", *Management Science* 27(1), 1981), raised by subgradient steps. Its solutions are repaired into plans, and plans are improved
  /// by solving exactly on other spanning forests with the left-out links held on their side of a threshold between Sᵢ and SIⱼ, which no
  /// step can make worse. What gap is left is closed by splitting the plans into parts (`PromiseTree`). All draws are keyed: the same
  /// network gives the same plan.
  ///
  /// Steps of a search follow each other; within a program, stages at the same height of the forest go to the threads.
  ///
  /// - Parameter threads: at least 1; the plan does not depend on it.
  /// - Throws: `invalid` (a cycle in the direction of flow, a link to nowhere, a number out of range), `tooLarge`, `cancelled`.
  /// - Complexity: O(Σ Mₖ²) a program, Mₖ the longest time from any source through stage *k*; `effort` programs where there are cycles.
  public func solve(effort: Effort = Effort(), threads: Int = 1, cancellation: Cancellation? = nil) throws(OptimizationError)
    -> ServicePlan
  {
    let checked = try CheckedNetwork(self)
    return try PromiseSearch(checked, effort, SweepCrew(threads: threads), cancellation).run()
  }

  /// What given promises cost; every stage then waits for its latest supplier and no longer.
  ///
  /// - Parameter serviceTimes: one element a stage; at least 0.
  /// - Throws: `invalid` where a stage promises more than it may, or later than it ever needs.
  /// - Complexity: O(stages + links).
  public func cost(ofPromises serviceTimes: [Int]) throws(OptimizationError) -> Double {
    let checked = try CheckedNetwork(self)
    if serviceTimes.count != stages.count { throw .invalid(field: "promises", reason: "must be one a stage") }
    for (k, S) in serviceTimes.enumerated() {
      if S < 0 { throw .invalid(field: "promise of '\(stages[k].name)'", reason: "must not be negative") }
      if S > stages[k].maximumServiceTime ?? .max {
        throw .invalid(field: "promise of '\(stages[k].name)'", reason: "must not exceed \(stages[k].maximumServiceTime ?? 0)")
      }
    }
    let inbound = checked.inbound(for: serviceTimes)
    for k in stages.indices where inbound[k] + stages[k].processingTime < serviceTimes[k] {
      throw .invalid(field: "promise of '\(stages[k].name)'", reason: "must not exceed the time everything takes")
    }
    return checked.cost(serviceTimes, inbound)
  }

  /// Standard deviation of the demand each stage sees: √(own² + Σ of those it supplies²), demands being independent.
  ///
  /// - Throws: as `solve`.
  public func demandSDs() throws(OptimizationError) -> [Double] { try CheckedNetwork(self).sd }
}

/// A network whose numbers are checked, in the form the search reads.
struct CheckedNetwork: Sendable {
  let network: ServiceNetwork
  let links: [ServiceNetwork.Link]
  let suppliers: [[Int]]
  let customers: [[Int]]
  /// Stages, suppliers before customers.
  let order: [Int]
  let sd: [Double]
  /// Money for √1 period of net time.
  let weight: [Double]
  /// The longest any of a stage's inputs can take, and the longest until it is done.
  let longestInbound: [Int]
  let longest: [Int]

  static let stageLimit = 100_000
  static let timeLimit = 100_000

  var count: Int { network.stages.count }

  init(_ network: ServiceNetwork) throws(OptimizationError) {
    let n = network.stages.count
    if n == 0 { throw .invalid(field: "stages", reason: "must be at least one") }
    if n > Self.stageLimit { throw .tooLarge(states: Double(n), limit: Double(Self.stageLimit)) }
    for stage in network.stages {
      let name = "'\(stage.name)'"
      try NumberCheck.notNegative(stage.holdingCost, "holding cost of \(name)")
      try NumberCheck.notNegative(stage.boundFactor, "bound factor of \(name)")
      try NumberCheck.notNegative(stage.demandSD, "demand sd of \(name)")
      for (time, what) in [
        (stage.processingTime, "processing time"), (stage.inboundServiceTime ?? 0, "inbound service time"),
        (stage.maximumServiceTime ?? 0, "maximum service time"),
      ] where time < 0 || time > Self.timeLimit {
        throw .invalid(field: "\(what) of \(name)", reason: "must be 0 to \(Self.timeLimit) periods")
      }
    }
    var seen: Set<ServiceNetwork.Link> = []
    var kept: [ServiceNetwork.Link] = []
    for link in network.links {
      if !(0..<n).contains(link.from) || !(0..<n).contains(link.to) {
        throw .invalid(field: "links", reason: "must join stages that exist")
      }
      if seen.insert(link).inserted { kept.append(link) }
    }
    var suppliers = [[Int]](repeating: [], count: n)
    var customers = suppliers
    for link in kept {
      suppliers[link.to].append(link.from)
      customers[link.from].append(link.to)
    }
    var waiting = suppliers.map(\.count)
    var order = (0..<n).filter { waiting[$0] == 0 }
    var at = 0
    while at < order.count {
      for next in customers[order[at]] {
        waiting[next] -= 1
        if waiting[next] == 0 { order.append(next) }
      }
      at += 1
    }
    if order.count < n { throw .invalid(field: "links", reason: "must not run in a circle: a stage would supply itself") }
    var longestInbound = [Int](repeating: 0, count: n)
    var longest = longestInbound
    for k in order {
      var inbound = network.stages[k].inboundServiceTime ?? 0
      for i in suppliers[k] { inbound = max(inbound, longest[i]) }
      longestInbound[k] = inbound
      // Whoever may not promise later than this is never waited for longer.
      longest[k] = min(inbound + network.stages[k].processingTime, network.stages[k].maximumServiceTime ?? .max)
    }
    var variance = network.stages.map { $0.demandSD * $0.demandSD }
    for k in order.reversed() {
      for j in customers[k] { variance[k] += variance[j] }
    }
    self.network = network
    links = kept
    self.suppliers = suppliers
    self.customers = customers
    self.order = order
    sd = variance.map { $0.squareRoot() }
    weight = network.stages.indices.map {
      network.stages[$0].holdingCost * network.stages[$0].boundFactor * variance[$0].squareRoot()
    }
    self.longestInbound = longestInbound
    self.longest = longest
    var cells = 0.0
    for k in 0..<n { cells += Double(longestInbound[k] + 1) * Double(longest[k] + 1) }
    if cells > 4e9 { throw .tooLarge(states: cells, limit: 4e9) }
  }

  /// The latest promise each stage waits for.
  func inbound(for promises: [Int]) -> [Int] {
    (0..<count).map { k in
      var latest = network.stages[k].inboundServiceTime ?? 0
      for i in suppliers[k] { latest = max(latest, promises[i]) }
      return latest
    }
  }

  func cost(_ promises: [Int], _ inbound: [Int]) -> Double {
    var sum = 0.0
    for k in 0..<count {
      sum += weight[k] * Double(max(0, inbound[k] + network.stages[k].processingTime - promises[k])).squareRoot()
    }
    return sum
  }

  /// The plan nearest to given promises: nobody promises later than everything takes, or than allowed.
  func repaired(_ promises: [Int]) -> [Int] {
    var result = promises
    for k in order {
      var latest = network.stages[k].inboundServiceTime ?? 0
      for i in suppliers[k] { latest = max(latest, result[i]) }
      result[k] = min(result[k], latest + network.stages[k].processingTime, network.stages[k].maximumServiceTime ?? .max)
    }
    return result
  }
}
