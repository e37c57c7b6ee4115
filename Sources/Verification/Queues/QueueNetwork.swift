/// Poisson customers of several classes before one server: who is more important is served first.
public struct PriorityQueue: Sendable, Equatable {
  public enum Discipline: Sendable, Equatable {
    /// A service once begun is finished.
    case nonPreemptive
    /// A more important customer interrupts; the work done so far stays done.
    case preemptiveResume
  }

  /// Customers per unit of time, the most important class first.
  public var arrivalRates: [Double]
  public var services: [TimeLaw]
  public var discipline: Discipline

  public init(arrivalRates: [Double], services: [TimeLaw], discipline: Discipline) {
    self.arrivalRates = arrivalRates
    self.services = services
    self.discipline = discipline
  }

  /// Mean wait before the first service (non-preemptive) and mean stay of each class.
  ///
  /// Non-preemptive: Wₖ = R/((1 − σₖ₋₁)(1 − σₖ)) with R = Σ λᵢ·E Sᵢ²/2 over all classes, σₖ the load of the first *k* (A. Cobham,
  /// "Priority assignment in waiting line problems", *Operations Research* 2(1), 1954). Preemptive resume: Tₖ = E Sₖ/(1 − σₖ₋₁) +
  /// Rₖ/((1 − σₖ₋₁)(1 − σₖ)) with Rₖ over the first *k* classes (Kleinrock, *Queueing Systems* II, 1976, §3.4).
  ///
  /// - Returns: waits (stay less service in the preemptive case) and stays; infinite for classes that the more important ones starve.
  /// - Throws: `invalid`.
  /// - Complexity: O(classes).
  public func means() throws(QueueError) -> (wait: [Double], stay: [Double]) {
    if arrivalRates.isEmpty || arrivalRates.count != services.count { throw .invalid("each class has one rate and one service") }
    var residual = 0.0
    for (rate, service) in zip(arrivalRates, services) {
      try QueueError.positive(rate, "an arrival rate")
      try service.validate("service")
      residual += rate * service.secondMoment / 2
    }
    var before = 0.0
    var own = 0.0
    var waits: [Double] = []
    var stays: [Double] = []
    for (rate, service) in zip(arrivalRates, services) {
      let after = before + rate * service.mean
      own += rate * service.secondMoment / 2
      let isStable = after < 1
      let room = (1 - before) * (1 - after)
      switch discipline {
      case .nonPreemptive:
        let wait = isStable ? residual / room : .infinity
        waits.append(wait)
        stays.append(wait + service.mean)
      case .preemptiveResume:
        let stay = isStable ? service.mean / (1 - before) + own / room : .infinity
        stays.append(stay)
        waits.append(stay - service.mean)
      }
      before = after
    }
    return (waits, stays)
  }
}

/// Stations between which customers move at random: Poisson arrivals from outside, exponential service.
public struct JacksonNetwork: Sendable, Equatable {
  /// From outside, per unit of time; one element a station.
  public var externalRates: [Double]
  /// Row *i*: chances of going from station *i* to each station; what is missing to 1 leaves.
  public var routing: [[Double]]
  /// Per server.
  public var serviceRates: [Double]
  public var servers: [Int]

  public init(externalRates: [Double], routing: [[Double]], serviceRates: [Double], servers: [Int]) {
    self.externalRates = externalRates
    self.routing = routing
    self.serviceRates = serviceRates
    self.servers = servers
  }

  func validate() throws(QueueError) {
    let n = externalRates.count
    if n < 1 || n > 2_000 { throw .invalid("a network has 1 to 2 000 stations") }
    if routing.count != n || serviceRates.count != n || servers.count != n { throw .invalid("each station has a row, a rate and servers") }
    var total = 0.0
    for (i, row) in routing.enumerated() {
      if row.count != n { throw .invalid("row \(i + 1) of the routing has \(row.count) entries instead of \(n)") }
      var sum = 0.0
      for p in row {
        if !(p >= 0) { throw .invalid("row \(i + 1) of the routing has a chance below 0") }
        sum += p
      }
      if sum > 1 + 1e-9 { throw .invalid("row \(i + 1) of the routing sums to more than 1") }
      if !(externalRates[i] >= 0) || !externalRates[i].isFinite { throw .invalid("an arrival rate must be finite and at least 0") }
      try QueueError.positive(serviceRates[i], "a service rate")
      try QueueError.servers(servers[i])
      total += externalRates[i]
    }
    if !(total > 0) { throw .invalid("nobody comes from outside") }
  }

  /// Customers through each station per unit of time: the solution of λⱼ = γⱼ + Σ λᵢ·pᵢⱼ.
  ///
  /// - Throws: `invalid`; `notCovered` where customers can never leave.
  /// - Complexity: O(stations³).
  public func throughputs() throws(QueueError) -> [Double] {
    try validate()
    let n = externalRates.count
    var a = [[Double]](repeating: [Double](repeating: 0, count: n + 1), count: n)
    for j in 0..<n {
      for i in 0..<n { a[j][i] = (i == j ? 1 : 0) - routing[i][j] }
      a[j][n] = externalRates[j]
    }
    for k in 0..<n {
      let pivot = (k..<n).max { abs(a[$0][k]) < abs(a[$1][k]) } ?? k
      if abs(a[pivot][k]) < 1e-12 { throw .notCovered("some customers can never leave the network") }
      a.swapAt(k, pivot)
      for i in (k + 1)..<max(k + 1, n) where a[i][k] != 0 {
        let factor = a[i][k] / a[k][k]
        for j in k...n { a[i][j] -= factor * a[k][j] }
      }
    }
    var result = [Double](repeating: 0, count: n)
    for k in stride(from: n - 1, through: 0, by: -1) {
      var sum = a[k][n]
      for j in (k + 1)..<max(k + 1, n) { sum -= a[k][j] * result[j] }
      result[k] = sum / a[k][k]
    }
    return result
  }

  /// Each station as if it stood alone, an M/M/c line (J. R. Jackson, "Networks of waiting lines", *Operations Research* 5(4), 1957).
  ///
  /// - Returns: the throughputs and figures by station (nothing waits where nobody comes), and the mean stay in the whole network.
  /// - Throws: as `throughputs`; `unstable`.
  public func figures() throws(QueueError) -> (throughputs: [Double], stations: [QueueFigures], meanSojourn: Double) {
    let rates = try throughputs()
    var stations: [QueueFigures] = []
    for (i, rate) in rates.enumerated() {
      stations.append(
        rate > 1e-12 ? try MarkovQueue(servers: servers[i], arrivalRate: rate, serviceRate: serviceRates[i]).waiting() : QueueFigures())
    }
    return (rates, stations, stations.reduce(0) { $0 + $1.inHouse } / externalRates.reduce(0, +))
  }
}
