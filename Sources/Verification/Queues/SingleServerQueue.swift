/// One server, first come first served, any law between customers and any law of service.
public struct SingleServerQueue: Sendable, Equatable {
  public var interarrival: TimeLaw
  public var service: TimeLaw

  public init(interarrival: TimeLaw, service: TimeLaw) {
    self.interarrival = interarrival
    self.service = service
  }

  /// What is known of the wait.
  public struct Wait: Sendable, Equatable {
    public var mean: Double
    /// P(no wait); nil where the method does not give it to enough digits.
    public var none: Double?
    /// The root σ = A*(μ(1 − σ)), for exponential service: P(wait).
    public var sigma: Double?
    public var method: String
  }

  /// *ρ*: work that comes per unit of time.
  public var load: Double { service.mean / interarrival.mean }

  /// The wait in the line, by the closed form or the exact method that fits the laws:
  ///
  /// * Poisson arrivals: Wq = λ·E S²/(2(1 − ρ)) (F. Pollaczek 1930, A. Y. Khinchine 1932);
  /// * exponential service: the root σ of σ = A*(μ(1 − σ)), Wq = σ/(μ(1 − σ));
  /// * both laws on a lattice: Lindley's recursion W ← (W + S − A)⁺ as a chain, solved by elimination;
  /// * otherwise Pollaczek's integral Wq = −(1/2πi)∫ log(1 − φ(z))/z² dz, φ(z) = E e^(z(S − A)), on a line where |φ| < 1.
  ///
  /// - Throws: `unstable` unless ρ < 1 (or both laws are certain and equal); `notCovered` where neither law has a light tail.
  /// - Complexity: O(1) for the closed forms; O(range²·states) on a lattice; some 10⁵ transforms for the integral.
  public func wait() throws(QueueError) -> Wait {
    try interarrival.validate("time between arrivals")
    try service.validate("service")
    if case .deterministic(let a) = interarrival, case .deterministic(let s) = service, s <= a {
      return Wait(mean: 0, none: 1, sigma: nil, method: "nothing varies")
    }
    if !(load < 1) { throw .unstable(load: load) }
    if case .exponential(let mean) = interarrival {
      let wait = service.secondMoment / mean / (2 * (1 - load))
      var sigma: Double?
      if case .exponential = service { sigma = load }
      return Wait(mean: wait, none: 1 - load, sigma: sigma, method: "Pollaczek-Khinchine")
    }
    if case .exponential(let mean) = service { return try exponentialService(mean) }
    if let chain = LatticeLine(interarrival, service) { return try chain.wait() }
    return try Pollaczek(self).wait()
  }

  private func exponentialService(_ mean: Double) throws(QueueError) -> Wait {
    // σ − A*(μ(1 − σ)) is below 0 from A*(μ) up to the root and then positive: the root is approached from below by halving.
    func gap(_ sigma: Double) throws(QueueError) -> Double {
      guard let value = interarrival.transform(Complex(re: (1 - sigma) / mean, im: 0)) else {
        throw .notCovered("this law between arrivals has no transform")
      }
      return sigma - value.re
    }
    var low = 0.0
    var high = 1 - 1e-15
    // Close to 1 both sides tend to 0; step back from there until the difference is surely positive.
    var step = 1e-12
    while try gap(high) <= 0, step < 0.5 {
      high = 1 - step
      step *= 2
    }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { break }
      if try gap(middle) < 0 { low = middle } else { high = middle }
    }
    let sigma = (low + high) / 2
    return Wait(mean: sigma * mean / (1 - sigma), none: 1 - sigma, sigma: sigma, method: "root of the arrivals' transform")
  }
}

/// The wait as a chain on a lattice.
private struct LatticeLine {
  /// P(S − A = k), from `lowest` up, in lattice steps.
  let steps: [Double]
  let lowest: Int
  /// Time of a lattice step.
  let span: Double

  /// Nil unless both laws have finitely many values on one lattice that is not too fine.
  init?(_ interarrival: TimeLaw, _ service: TimeLaw) {
    func points(_ law: TimeLaw) -> [TimeLaw.Point]? {
      switch law {
      case .points(let points): points.filter { $0.probability > 0 }
      case .deterministic(let x): [TimeLaw.Point(x, 1)]
      default: nil
      }
    }
    guard let a = points(interarrival), let s = points(service), !a.isEmpty, !s.isEmpty else { return nil }
    let values = (a + s).map(\.value)
    // Decimal numbers of up to six places are whole numbers of some power of ten.
    var scale = 1.0
    while scale <= 1e6, !values.allSatisfy({ abs($0 * scale - ($0 * scale).rounded()) < 1e-9 * max(1, $0 * scale) }) { scale *= 10 }
    guard scale <= 1e6, values.allSatisfy({ $0 * scale < 1e9 }) else { return nil }
    var divisor = 0
    for value in values { divisor = Self.gcd(divisor, Int((value * scale).rounded())) }
    guard divisor > 0 else { return nil }
    span = Double(divisor) / scale
    func place(_ value: Double) -> Int { Int((value * scale).rounded()) / divisor }
    let low = place(s.map(\.value).min()!) - place(a.map(\.value).max()!)
    let high = place(s.map(\.value).max()!) - place(a.map(\.value).min()!)
    guard high - low < 20_000 else { return nil }
    var p = [Double](repeating: 0, count: high - low + 1)
    for x in s { for y in a { p[place(x.value) - place(y.value) - low] += x.probability * y.probability } }
    steps = p
    lowest = low
  }

  private static func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }

  func wait() throws(QueueError) -> SingleServerQueue.Wait {
    let highest = lowest + steps.count - 1
    if highest <= 0 { return .init(mean: 0, none: 1, sigma: nil, method: "no service outlasts its gap") }
    // P(W ≥ n) falls like e^(−ηn) with E e^(η(S − A)) = 1: beyond 45/η nothing is left.
    func excess(_ η: Double) -> Double {
      var sum = 0.0
      for (i, p) in steps.enumerated() where p > 0 { sum += p * Elementary.exp(min(700, η * Double(lowest + i))) }
      return sum - 1
    }
    var top = 1e-6
    while excess(top) < 0, top < 600 { top *= 2 }
    var low = top / 2
    for _ in 0..<60 {
      let middle = (low + top) / 2
      if excess(middle) < 0 { low = middle } else { top = middle }
    }
    let states = 45 / low + Double(highest) + 1
    let down = max(0, -lowest)
    if states * Double(down) * Double(highest) > 2e10 || states > 5e6 { throw .notCovered("the lattice of the times is too fine") }
    let stationary = Self.stationary(count: Int(states), steps: steps, lowest: lowest)
    var mean = 0.0
    for (n, p) in stationary.enumerated() { mean += Double(n) * p }
    return .init(mean: mean * span, none: stationary[0], sigma: nil, method: "Lindley's recursion on a lattice")
  }

  /// Elimination from the far end down (Grassmann, Taksar and Heyman 1985), which subtracts nothing; only a band of transitions exists.
  private static func stationary(count n: Int, steps: [Double], lowest: Int) -> [Double] {
    let highest = lowest + steps.count - 1
    let down = max(1, -lowest)
    let up = max(1, highest)
    // Row n holds the chances of going from n − … to n + up, before or after the states above were censored.
    let width = down + up + 1
    var rows = [Double](repeating: 0, count: n * width)
    for state in 0..<n {
      for (i, p) in steps.enumerated() {
        // Below 0 is 0; beyond the end is the end.
        let to = min(n - 1, max(0, state + lowest + i))
        rows[state * width + to - state + down] += p
      }
    }
    var k = n - 1
    while k > 0 {
      let first = max(0, k - down)
      var out = 0.0
      for to in first..<k { out += rows[k * width + to - k + down] }
      for from in max(0, k - up)..<k {
        let weight = rows[from * width + k - from + down] / out
        if weight == 0 { continue }
        // What went through k goes on from there to the states below it.
        for to in first..<k {
          let at = to - from + down
          if at >= 0 { rows[from * width + at] += weight * rows[k * width + to - k + down] }
        }
        rows[from * width + k - from + down] = weight
      }
      k -= 1
    }
    var p = [Double](repeating: 0, count: n)
    p[0] = 1
    var total = 1.0
    for state in 1..<n {
      var sum = 0.0
      for from in max(0, state - up)..<state { sum += p[from] * rows[from * width + state - from + down] }
      p[state] = sum
      total += sum
    }
    return p.map { $0 / total }
  }
}
