/// Why a queue has no answer.
public enum QueueError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A number that is NaN, infinite, or outside its range.
  case invalid(String)
  /// More work comes than can be done, so the line grows without limit.
  case unstable(load: Double)
  /// No closed form, or none here; says which.
  case notCovered(String)

  public var description: String {
    switch self {
    case .invalid(let reason): reason
    case .unstable(let load): "the load of \(load) is not below 1, so the line grows without limit"
    case .notCovered(let reason): "no closed form: \(reason)"
    }
  }

  static func positive(_ value: Double, _ name: String) throws(QueueError) {
    if !(value > 0) || !value.isFinite { throw .invalid("\(name) must be a finite number greater than 0") }
  }

  static func servers(_ count: Int) throws(QueueError) {
    if count < 1 || count > 1_000_000 { throw .invalid("servers must be 1 to 1 000 000") }
  }
}

/// Long-run figures of a waiting line with exponential times.
public struct QueueFigures: Sendable, Equatable {
  /// P(an arriving customer must wait), of those who get in.
  public var waitingProbability = 0.0
  /// P(an arriving customer is turned away).
  public var blocking = 0.0
  /// Share of arriving customers who leave before they are served.
  public var abandoning = 0.0
  /// Mean number waiting, and in the house.
  public var lineLength = 0.0
  public var inHouse = 0.0
  /// Customers served per unit of time.
  public var throughput = 0.0
  /// Mean wait and mean stay of those who get in.
  public var wait = 0.0
  public var stay = 0.0
}

/// Erlang's formulas and their relatives: customers come as a Poisson stream, service is exponential.
public struct MarkovQueue: Sendable, Equatable {
  public var servers: Int
  /// *λ*, customers per unit of time.
  public var arrivalRate: Double
  /// *μ*, customers per unit of time and server.
  public var serviceRate: Double

  public init(servers: Int, arrivalRate: Double, serviceRate: Double) {
    self.servers = servers
    self.arrivalRate = arrivalRate
    self.serviceRate = serviceRate
  }

  /// *a* = λ/μ, in Erlang.
  public var offeredLoad: Double { arrivalRate / serviceRate }

  private func validate() throws(QueueError) {
    try QueueError.servers(servers)
    try QueueError.positive(arrivalRate, "the arrival rate")
    try QueueError.positive(serviceRate, "the service rate")
  }

  /// Erlang's loss formula: P(all servers busy) where nobody waits.
  ///
  ///     B(0) = 1,   B(c) = a·B(c − 1) / (c + a·B(c − 1))
  ///
  /// A. K. Erlang, 1917. The recursion loses no digits.
  ///
  /// - Complexity: O(servers).
  public static func erlangB(servers: Int, offeredLoad a: Double) throws(QueueError) -> Double {
    try QueueError.servers(servers)
    try QueueError.positive(a, "the offered load")
    var blocking = 1.0
    for c in 1...servers { blocking = a * blocking / (Double(c) + a * blocking) }
    return blocking
  }

  /// Where everybody waits: M/M/c. P(wait) = B/(1 − ρ·(1 − B)), Wq = P(wait)/(c·μ − λ).
  ///
  /// - Throws: `unstable` unless λ < c·μ.
  /// - Complexity: O(servers).
  public func waiting() throws(QueueError) -> QueueFigures {
    try validate()
    let capacity = Double(servers) * serviceRate
    let load = arrivalRate / capacity
    if !(load < 1) { throw .unstable(load: load) }
    let b = try Self.erlangB(servers: servers, offeredLoad: offeredLoad)
    var figures = QueueFigures()
    figures.waitingProbability = b / (1 - load * (1 - b))
    figures.wait = figures.waitingProbability / (capacity - arrivalRate)
    figures.stay = figures.wait + 1 / serviceRate
    figures.lineLength = arrivalRate * figures.wait
    figures.inHouse = arrivalRate * figures.stay
    figures.throughput = arrivalRate
    return figures
  }

  /// The wait that a share `p` of the customers of M/M/c does not exceed: P(W > t) = P(wait)·e^(−(cμ − λ)t).
  ///
  /// - Throws: as `waiting`; `invalid` unless 0 < p < 1.
  public func waitQuantile(_ p: Double) throws(QueueError) -> Double {
    if !(p > 0 && p < 1) { throw .invalid("a quantile lies between 0 and 1") }
    let late = try waiting().waitingProbability
    return late <= 1 - p ? 0 : Elementary.log(late / (1 - p)) / (Double(servers) * serviceRate - arrivalRate)
  }

  /// Where at most `capacity` customers are in the house, those served included: M/M/c/K. Who finds it full is lost.
  ///
  /// - Throws: `invalid` unless servers ≤ capacity ≤ 10⁷.
  /// - Complexity: O(capacity).
  public func waiting(capacity: Int) throws(QueueError) -> QueueFigures {
    try validate()
    if capacity < servers || capacity > 10_000_000 { throw .invalid("the capacity must be between the servers and 10 000 000") }
    let chain = BirthDeath(last: capacity, birth: { _ in arrivalRate }, death: { serviceRate * Double(min($0, servers)) })
    var figures = chain.figures(servers: servers)
    figures.blocking = chain[capacity]
    figures.throughput = arrivalRate * (1 - figures.blocking)
    var waiting = 0.0
    for n in servers..<max(servers, capacity) where n < capacity { waiting += chain[n] }
    figures.waitingProbability = waiting / (1 - figures.blocking)
    figures.wait = figures.lineLength / figures.throughput
    figures.stay = figures.inHouse / figures.throughput
    return figures
  }

  /// Where waiting customers lose patience after an exponential time: M/M/c+M (Palm's Erlang A).
  ///
  /// The number in the house is a birth–death chain with deaths at min(n, c)·μ + (n − c)⁺·θ; who abandons is θ·Lq/λ. C. Palm, 1957.
  ///
  /// - Parameter patienceRate: *θ*, per unit of time; greater than 0.
  /// - Returns: `wait` is that of all customers, those who leave included.
  /// - Complexity: O(number in the house that still matters).
  public func waiting(patienceRate θ: Double) throws(QueueError) -> QueueFigures {
    try validate()
    try QueueError.positive(θ, "the patience rate")
    // Where the chain is likeliest: below it customers come faster than they go.
    let peak = max(0, Double(servers) + (arrivalRate - Double(servers) * serviceRate) / θ)
    if peak > 1e7 { throw .notCovered("more than 10 million customers may wait at once") }
    let chain = BirthDeath(last: 20_000_000, birth: { _ in arrivalRate }) { n in
      serviceRate * Double(min(n, servers)) + θ * Double(max(0, n - servers))
    }
    var figures = chain.figures(servers: servers)
    figures.abandoning = θ * figures.lineLength / arrivalRate
    figures.throughput = arrivalRate * (1 - figures.abandoning)
    var free = 0.0
    for n in 0..<servers { free += chain[n] }
    figures.waitingProbability = 1 - free
    figures.wait = figures.lineLength / arrivalRate
    figures.stay = figures.inHouse / arrivalRate
    return figures
  }

  /// Where a fixed number of customers come again and again, each `arrivalRate` after it was served: the repairman's problem, M/M/c//N.
  ///
  /// - Parameter sources: *N*, 1 to 10⁷.
  /// - Complexity: O(sources).
  public func waiting(sources: Int) throws(QueueError) -> QueueFigures {
    try validate()
    if sources < 1 || sources > 10_000_000 { throw .invalid("sources must be 1 to 10 000 000") }
    let chain = BirthDeath(last: sources, birth: { arrivalRate * Double(sources - $0) }, death: { serviceRate * Double(min($0, servers)) })
    var figures = chain.figures(servers: servers)
    figures.throughput = arrivalRate * (Double(sources) - figures.inHouse)
    // Who arrives sees the house as it would be without himself: weighted by how many are still outside.
    var seen = 0.0
    for n in 0..<min(servers, sources) { seen += arrivalRate * Double(sources - n) * chain[n] }
    figures.waitingProbability = max(0, 1 - seen / figures.throughput)
    figures.wait = figures.lineLength / figures.throughput
    figures.stay = figures.inHouse / figures.throughput
    return figures
  }
}

/// The stationary law of a birth–death chain on 0 … last.
struct BirthDeath {
  /// Of 0, 1, … as far as they matter.
  let probabilities: [Double]

  subscript(n: Int) -> Double { n < probabilities.count ? probabilities[n] : 0 }

  /// Products of rates from the likeliest state outwards, so that nothing overflows.
  init(last: Int, birth: (Int) -> Double, death: (Int) -> Double) {
    var peak = 0
    while peak < last, birth(peak) >= death(peak + 1) { peak += 1 }
    var weights = [Double](repeating: 0, count: peak + 1)
    weights[peak] = 1
    var n = peak
    while n > 0, weights[n] > 1e-300 {
      weights[n - 1] = weights[n] * death(n) / birth(n - 1)
      n -= 1
    }
    n = peak
    while n < last, weights[n] > 1e-40 {
      weights.append(weights[n] * birth(n) / death(n + 1))
      n += 1
    }
    let total = weights.reduce(0, +)
    probabilities = weights.map { $0 / total }
  }

  func figures(servers: Int) -> QueueFigures {
    var figures = QueueFigures()
    for (n, p) in probabilities.enumerated() {
      figures.inHouse += Double(n) * p
      figures.lineLength += Double(max(0, n - servers)) * p
    }
    return figures
  }
}
